/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-target.h"

#include "llm-error.h"
#include "llm-secrets.h"
#include "llm-settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer than any vendor's; a header line has its limits. */
#define MAX_KEY_LENGTH 4096

/**
 * llm_host_is_loopback:
 * @host: (nullable): the host of a URL
 *
 * Returns: whether @host is this machine by its very name
 */
gboolean
llm_host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost"))
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * llm_http_check_base_url:
 * @base_url: (nullable): as configured
 * @provider_name: for the error's text
 * @host: (out) (transfer full): where to put its host
 * @error: where to put an #LLM_ERROR
 *
 * A base URL was checked when it was typed, unless it came from the environment or
 * an edited file.
 *
 * Returns: (transfer full): @base_url without slash at its end, or NULL if no
 *   request can be built on it
 */
char *
llm_http_check_base_url (const char *base_url,
                         const char *provider_name,
                         char **host,
                         GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autofree char *normalized = NULL;

  g_return_val_if_fail (provider_name != NULL, NULL);
  g_return_val_if_fail (host != NULL, NULL);

  normalized = llm_base_url_normalize (base_url != NULL ? base_url : "", &cause);
  if (normalized == NULL)
    {
      g_propagate_error (error,
                         llm_error_new_printf (LLM_ERROR_BAD_REQUEST, cause->message,
                                               _ ("The base URL of %s cannot be used. Correct it "
                                                  "in Preferences."),
                                               provider_name));
      return NULL;
    }
  uri = g_uri_parse (normalized, G_URI_FLAGS_NONE, NULL);
  *host = g_strdup (g_uri_get_host (uri));
  return g_steal_pointer (&normalized);
}

/**
 * llm_http_check_key:
 * @key: an API key as it was stored
 * @provider_name: for the error's text
 * @error: where to put an #LLM_ERROR
 *
 * Returns: (transfer full): @key without blanks around it, fit for a header; NULL
 *   if it has characters no key has.  Freed with llm_secret_free().
 */
char *
llm_http_check_key (const char *key, const char *provider_name, GError **error)
{
  char *trimmed;
  gboolean good;

  g_return_val_if_fail (key != NULL, NULL);

  trimmed = g_strstrip (g_strdup (key));
  good = strlen (trimmed) <= MAX_KEY_LENGTH;
  for (const char *p = trimmed; good && *p != '\0'; p++)
    good = g_ascii_isgraph (*p);
  if (good)
    return trimmed;

  llm_secret_free (trimmed);
  g_propagate_error (error,
                     llm_error_new_printf (LLM_ERROR_AUTH, NULL,
                                           _ ("The key stored for %s contains characters that "
                                              "cannot be part of a key. Enter it again in "
                                              "Preferences."),
                                           provider_name));
  return NULL;
}
