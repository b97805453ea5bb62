/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-link.h"

#include <string.h>

/* Longer ones are not for people, and some programs that open them break. */
#define MAX_TARGET 8192

static gboolean
has_scheme (const char *target, gsize length, const char *scheme)
{
  const gsize n = strlen (scheme);

  return length > n && g_ascii_strncasecmp (target, scheme, n) == 0;
}

/* Blanks and control characters make programs disagree about where a target ends. */
static gboolean
is_clean (const char *target, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) target[i] <= ' ' || target[i] == 0x7f)
        return FALSE;
    }
  return length <= MAX_TARGET;
}

/**
 * llm_link_is_allowed:
 * @target: the target of a link, UTF-8
 * @length: its bytes
 *
 * Returns: whether it may be opened: `http:`, `https:` and `mailto:` only, no relative ones
 */
gboolean
llm_link_is_allowed (const char *target, gsize length)
{
  g_return_val_if_fail (target != NULL || length == 0, FALSE);

  return is_clean (target, length)
         && (has_scheme (target, length, "https://") || has_scheme (target, length, "http://")
             || has_scheme (target, length, "mailto:"));
}

/**
 * llm_link_is_image:
 * @target: the target of an image, UTF-8
 * @length: its bytes
 *
 * Returns: whether the image may be loaded when the user asks for it: over `https:`
 */
gboolean
llm_link_is_image (const char *target, gsize length)
{
  g_return_val_if_fail (target != NULL || length == 0, FALSE);

  return is_clean (target, length) && has_scheme (target, length, "https://");
}
