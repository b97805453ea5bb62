/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-notice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of an argument, at most. */
#define ARGUMENT_MAX 300

/**
 * llm_notice_new:
 * @code: one of the codes above
 * @argument: (nullable): its argument; bounded, made valid and put on one line
 *
 * Returns: (transfer full): a notice
 */
char *
llm_notice_new (const char *code, const char *argument)
{
  g_autofree char *valid = NULL;

  g_return_val_if_fail (code != NULL, NULL);

  if (argument == NULL || *argument == '\0')
    return g_strdup (code);
  valid = g_utf8_make_valid (argument, strnlen (argument, ARGUMENT_MAX));
  g_strdelimit (valid, "\r\n\t", ' ');
  return g_strconcat (code, ":", valid, NULL);
}

/**
 * llm_notice_is:
 * @notice: a notice
 * @code: a code
 *
 * Returns: whether @notice has that code
 */
gboolean
llm_notice_is (const char *notice, const char *code)
{
  gsize length;

  g_return_val_if_fail (notice != NULL && code != NULL, FALSE);

  length = strlen (code);
  return strncmp (notice, code, length) == 0 && (notice[length] == '\0' || notice[length] == ':');
}

/**
 * llm_notice_get_argument:
 * @notice: a notice
 *
 * Returns: (nullable): its argument
 */
const char *
llm_notice_get_argument (const char *notice)
{
  const char *colon;

  g_return_val_if_fail (notice != NULL, NULL);

  colon = strchr (notice, ':');
  return colon != NULL ? colon + 1 : NULL;
}

static char *
cached_sentence (const char *argument)
{
  gint64 seconds = argument != NULL ? g_ascii_strtoll (argument, NULL, 10) : 0;
  g_autoptr (GDateTime) time = seconds > 0 ? g_date_time_new_from_unix_local (seconds) : NULL;
  /* Translators: a time of day. */
  g_autofree char *text = time != NULL ? g_date_time_format (time, _ ("%H:%M")) : NULL;

  if (text == NULL)
    return g_strdup (_ ("Stored answer to the same request; nothing was sent."));
  return g_strdup_printf (_ ("Stored answer of %s to the same request; nothing was sent."), text);
}

static char *
trimmed_sentence (const char *argument)
{
  const guint64 n = MIN (g_ascii_strtoull (argument, NULL, 10), G_MAXUINT);

  return g_strdup_printf (
      ngettext ("The oldest %u exchange was not sent: the conversation is longer than the "
                "model’s context window.",
                "The oldest %u exchanges were not sent: the conversation is longer than the "
                "model’s context window.",
                (gulong) n),
      (guint) n);
}

/**
 * llm_notice_to_sentence:
 * @notice: a notice
 *
 * Returns: (transfer full) (nullable): what to tell the reader, or NULL if this
 *   program does not know the code
 */
char *
llm_notice_to_sentence (const char *notice)
{
  const char *argument;

  g_return_val_if_fail (notice != NULL, NULL);

  argument = llm_notice_get_argument (notice);
  if (llm_notice_is (notice, LLM_NOTICE_CACHED))
    return cached_sentence (argument);
  if (llm_notice_is (notice, LLM_NOTICE_DIRECT))
    return g_strdup (_ ("Sent directly to the vendor: Azure has no deployment of this model."));
  if (argument == NULL)
    return NULL;
  if (llm_notice_is (notice, LLM_NOTICE_WITHOUT))
    return g_strdup_printf (_ ("Asked without “%s”, which this model does not accept."), argument);
  if (llm_notice_is (notice, LLM_NOTICE_AZURE))
    return g_strdup_printf (_ ("Sent through Azure, deployment “%s”."), argument);
  if (llm_notice_is (notice, LLM_NOTICE_CONTINUED))
    return g_strdup_printf (_ ("The answer came in %s requests."), argument);
  if (llm_notice_is (notice, LLM_NOTICE_FILTER))
    return g_strdup_printf (_ ("The content filter says: %s"), argument);
  if (llm_notice_is (notice, LLM_NOTICE_TRIMMED))
    return trimmed_sentence (argument);
  if (llm_notice_is (notice, LLM_NOTICE_OLD_API_VERSION))
    return g_strdup_printf (_ ("Azure’s API version %s does not tell the usage; choose "
                               "2024-10-21 or later in Preferences."),
                            argument);
  return NULL;
}
