/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-flight-mask.h"

#include "llm-flight.h"
#include "llm-key-mask.h"
#include "llm-secrets.h"

#include <string.h>

/* Shorter values of headers ("1", "beta") are words that may stand anywhere. */
#define MIN_SECRET_LENGTH 6

#define MAX_SCHEME_LENGTH 16

struct _LlmFlightMask
{
  char *key;          /* nullable */
  GPtrArray *secrets; /* the values of the user's own headers */
};

/* Headers of requests that are no secret, whatever their value is. */
static const char *const harmless_sent[] = {
  "accept",
  "accept-encoding",
  "accept-language",
  "anthropic-beta",
  "anthropic-version",
  "connection",
  "content-length",
  "content-type",
  "expect",
  "host",
  "transfer-encoding",
  "user-agent",
  NULL,
};

/* Headers of answers that are secret, whatever their value is. */
static const char *const secret_received[] = {
  "api-key",    "authorization", "cookie",    "proxy-authenticate", "proxy-authorization",
  "set-cookie", "set-cookie2",   "x-api-key", "x-goog-api-key",     NULL,
};

/* What a URL asks that is no secret. */
static const char *const harmless_query[] = { "alt", "api-version", "beta", "stream", NULL };

static gboolean
is_one_of (const char *const *names, const char *name, gsize length)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (strlen (names[i]) == length && g_ascii_strncasecmp (names[i], name, length) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
secret_free (gpointer data)
{
  llm_secret_free (data);
}

/**
 * llm_flight_mask_new:
 * @key: (nullable): the key of the request
 * @headers: (nullable): its headers, names and values alternating
 *
 * Returns: (transfer full): what knows their secrets
 */
LlmFlightMask *
llm_flight_mask_new (const char *key, GPtrArray *headers)
{
  LlmFlightMask *self = g_new0 (LlmFlightMask, 1);

  self->key = key != NULL && *key != '\0' ? g_strdup (key) : NULL;
  self->secrets = g_ptr_array_new_with_free_func (secret_free);
  for (guint i = 0; headers != NULL && i + 1 < headers->len; i += 2)
    {
      const char *name = headers->pdata[i];
      const char *value = headers->pdata[i + 1];

      if (!is_one_of (harmless_sent, name, strlen (name)) && strlen (value) >= MIN_SECRET_LENGTH)
        g_ptr_array_add (self->secrets, g_strdup (value));
    }
  return self;
}

/**
 * llm_flight_mask_free:
 * @self: (transfer full): a mask
 */
void
llm_flight_mask_free (LlmFlightMask *self)
{
  g_return_if_fail (self != NULL);

  llm_secret_free (self->key);
  g_ptr_array_unref (self->secrets);
  g_free (self);
}

/* Whether JSON may have @secret in it, escaped or not, without a look at each of its
 * characters. */
static gboolean
may_have (const char *text, const char *secret)
{
  return secret != NULL && (strstr (text, secret) != NULL || strpbrk (secret, "\"\\") != NULL);
}

/**
 * llm_flight_mask_has_key:
 * @self: a mask
 * @text: the body of a request
 *
 * Returns: whether the key is in it
 */
gboolean
llm_flight_mask_has_key (const LlmFlightMask *self, const char *text)
{
  g_autofree char *masked = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  if (!may_have (text, self->key))
    return FALSE;
  masked = llm_key_mask (text, self->key, LLM_FLIGHT_KEY);
  return strcmp (masked, text) != 0;
}

/**
 * llm_flight_mask_text:
 * @self: a mask
 * @text: any text
 *
 * Returns: (transfer full): the text without secrets, and without anything that looks like
 *   a vendor's key
 */
char *
llm_flight_mask_text (const LlmFlightMask *self, const char *text)
{
  char *masked;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  masked = llm_key_mask (text, self->key, LLM_FLIGHT_KEY);
  for (guint i = 0; i < self->secrets->len; i++)
    {
      char *more = llm_key_mask (masked, self->secrets->pdata[i], LLM_FLIGHT_HIDDEN);

      g_free (masked);
      masked = more;
    }
  return masked;
}

/* How a key is sent is worth knowing, and what is needed to send it again: the length of
 * "Bearer ", "token=" and the like, if nothing but the key follows; else -1. */
static int
get_scheme_length (const LlmFlightMask *self, const char *value)
{
  gsize length = strlen (value);
  gsize key_length = self->key != NULL ? strlen (self->key) : 0;
  gsize scheme;

  if (key_length == 0 || length < key_length || length - key_length > MAX_SCHEME_LENGTH
      || strcmp (value + length - key_length, self->key) != 0)
    return -1;
  for (scheme = 0; g_ascii_isalpha (value[scheme]) || value[scheme] == '-';)
    scheme++;
  if (value[scheme] == ' ' || value[scheme] == '=')
    scheme++;
  if (length == key_length)
    return 0;
  return scheme == length - key_length ? (int) scheme : -1;
}

/**
 * llm_flight_mask_header:
 * @self: a mask
 * @name: a header
 * @value: its value
 * @sent: whether it was sent; then all but known ones are taken for secrets
 *
 * Returns: (transfer full): what to record of the value
 */
char *
llm_flight_mask_header (const LlmFlightMask *self,
                        const char *name,
                        const char *value,
                        gboolean sent)
{
  int scheme;

  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, NULL);

  if (!sent)
    return is_one_of (secret_received, name, strlen (name)) ? g_strdup (LLM_FLIGHT_HIDDEN)
                                                            : llm_flight_mask_text (self, value);
  if (is_one_of (harmless_sent, name, strlen (name)))
    return llm_flight_mask_text (self, value);
  scheme = get_scheme_length (self, value);
  if (scheme >= 0)
    return g_strdup_printf ("%.*s" LLM_FLIGHT_KEY, scheme, value);
  return g_strdup (LLM_FLIGHT_HIDDEN);
}

static void
append_parameter (GString *out, const char *parameter, const char *key)
{
  const char *equals = strchr (parameter, '=');

  if (equals == NULL || is_one_of (harmless_query, parameter, (gsize) (equals - parameter)))
    {
      g_string_append (out, parameter);
      return;
    }
  g_string_append_len (out, parameter, equals + 1 - parameter);
  g_string_append (out, key != NULL && strcmp (equals + 1, key) == 0 ? LLM_FLIGHT_KEY
                                                                     : LLM_FLIGHT_HIDDEN);
}

/**
 * llm_flight_mask_url:
 * @self: a mask
 * @url: where a request goes
 *
 * Returns: (transfer full): the URL without secrets
 */
char *
llm_flight_mask_url (const LlmFlightMask *self, const char *url)
{
  g_autoptr (GString) out = NULL;
  g_auto (GStrv) parameters = NULL;
  const char *query, *authority, *at;

  g_return_val_if_fail (self != NULL && url != NULL, NULL);

  query = strchr (url, '?');
  out = query != NULL ? g_string_new_len (url, query - url) : g_string_new (url);
  authority = strstr (out->str, "://");
  if (authority != NULL)
    {
      const gsize begin = (gsize) (authority + 3 - out->str);

      /* A password may have one of its own. */
      at = g_strrstr_len (authority + 3, (gssize) strcspn (authority + 3, "/"), "@");
      if (at != NULL)
        {
          g_string_erase (out, (gssize) begin, at - out->str - (gssize) begin);
          g_string_insert (out, (gssize) begin, LLM_FLIGHT_HIDDEN);
        }
    }
  parameters = query != NULL ? g_strsplit (query + 1, "&", -1) : NULL;
  for (guint i = 0; parameters != NULL && parameters[i] != NULL; i++)
    {
      g_string_append_c (out, i == 0 ? '?' : '&');
      append_parameter (out, parameters[i], self->key);
    }
  return llm_flight_mask_text (self, out->str);
}
