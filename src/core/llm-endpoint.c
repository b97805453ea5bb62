/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-endpoint.h"

#include "llm-endpoint-private.h"
#include "llm-error.h"
#include "llm-secrets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of a base URL, at most. */
#define BASE_URL_MAX 2000

/* More headers, at most, and bytes of each. */
#define HEADERS_MAX 20
#define HEADER_MAX 1000

G_DEFINE_BOXED_TYPE (LlmEndpoint, llm_endpoint, llm_endpoint_copy, llm_endpoint_free)

/* Ports and paths as the servers' own documentation tells them. */
static const LlmEndpointPreset presets[] = {
  { "ollama", "Ollama", "http://127.0.0.1:11434/v1", TRUE, FALSE },
  { "llamacpp", "llama.cpp", "http://127.0.0.1:8080/v1", TRUE, FALSE },
  { "lmstudio", "LM Studio", "http://127.0.0.1:1234/v1", TRUE, FALSE },
  { "vllm", "vLLM", "http://127.0.0.1:8000/v1", TRUE, FALSE },
  { "openrouter", "OpenRouter", "https://openrouter.ai/api/v1", FALSE, TRUE },
  { "groq", "Groq", "https://api.groq.com/openai/v1", FALSE, TRUE },
  { "deepseek", "DeepSeek", "https://api.deepseek.com/v1", FALSE, TRUE },
  { "xai", "xAI", "https://api.x.ai/v1", FALSE, TRUE },
};

/* Headers that belong to the transport. */
static const char *const transport_headers[] = {
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
  "range",
  "transfer-encoding",
  NULL,
};

/* What the names of headers that carry keys contain or end in; the keys have their
 * place in the keyring. */
static const char *const secret_words[]
    = { "authorization", "cookie",  "credential", "passwd",   "password",
        "secret",        "api-key", "apikey",     "auth-key", "signature" };
static const char *const secret_ends[] = { "-key", "token" };

/* What the vendors' keys begin with. */
static const char *const key_prefixes[] = { "sk-", "gsk_", "xai-", "hf_", "AIza", "AQ." };

/* Bytes that a key has at least. */
#define KEY_MIN 16

/* Without white space around it and slashes behind it; NULL if nothing is left. */
char *
llm_base_url_tidy (const char *text)
{
  g_autofree char *url = NULL;
  gsize length;

  if (text == NULL)
    return NULL;

  url = g_strstrip (g_utf8_make_valid (text, -1));
  length = strlen (url);
  while (length > 0 && url[length - 1] == '/')
    url[--length] = '\0';

  return length > 0 ? g_steal_pointer (&url) : NULL;
}

/* g_uri_parse() takes blanks and control characters even in a host. */
static gboolean
has_blank (const char *url)
{
  for (; *url != '\0'; url++)
    {
      if (g_ascii_isspace (*url) || g_ascii_iscntrl (*url))
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_endpoint_new:
 * @id: its provider id
 * @name: (nullable): its name to show; @id if there is none
 * @base_url: its base URL; slashes at the end are dropped
 *
 * Returns: (transfer full): a new endpoint
 */
LlmEndpoint *
llm_endpoint_new (const char *id, const char *name, const char *base_url)
{
  LlmEndpoint *endpoint;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (base_url != NULL, NULL);

  endpoint = g_new0 (LlmEndpoint, 1);
  endpoint->id = g_strdup (id);
  endpoint->name = g_strdup (name != NULL && *name != '\0' ? name : id);
  endpoint->base_url = llm_base_url_tidy (base_url);
  if (endpoint->base_url == NULL)
    endpoint->base_url = g_strdup ("");
  return endpoint;
}

/**
 * llm_endpoint_free:
 * @endpoint: (nullable) (transfer full): an endpoint
 */
void
llm_endpoint_free (LlmEndpoint *endpoint)
{
  if (endpoint == NULL)
    return;

  g_free (endpoint->id);
  g_free (endpoint->name);
  g_free (endpoint->base_url);
  g_free (endpoint->preset);
  g_strfreev (endpoint->headers);
  g_free (endpoint->ca_file);
  g_free (endpoint);
}

/**
 * llm_endpoint_copy:
 * @endpoint: (nullable): an endpoint
 *
 * Returns: (transfer full) (nullable): a copy
 */
LlmEndpoint *
llm_endpoint_copy (const LlmEndpoint *endpoint)
{
  LlmEndpoint *copy;

  if (endpoint == NULL)
    return NULL;

  copy = g_new0 (LlmEndpoint, 1);
  copy->id = g_strdup (endpoint->id);
  copy->name = g_strdup (endpoint->name);
  copy->base_url = g_strdup (endpoint->base_url);
  copy->preset = g_strdup (endpoint->preset);
  copy->headers = g_strdupv (endpoint->headers);
  copy->ca_file = g_strdup (endpoint->ca_file);
  return copy;
}

static gboolean
headers_equal (char **a, char **b)
{
  static char *none[] = { NULL };

  return g_strv_equal ((const char *const *) (a != NULL ? a : none),
                       (const char *const *) (b != NULL ? b : none));
}

/**
 * llm_endpoint_equal:
 * @a: an endpoint
 * @b: another endpoint
 *
 * Returns: whether they are the same in all
 */
gboolean
llm_endpoint_equal (const LlmEndpoint *a, const LlmEndpoint *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return strcmp (a->id, b->id) == 0 && strcmp (a->name, b->name) == 0
         && strcmp (a->base_url, b->base_url) == 0 && g_strcmp0 (a->preset, b->preset) == 0
         && headers_equal (a->headers, b->headers) && g_strcmp0 (a->ca_file, b->ca_file) == 0;
}

/**
 * llm_endpoint_id_is_valid:
 * @id: (nullable): any text
 *
 * Returns: whether the user may give an endpoint this id: lower-case letters,
 *   digits and hyphens, no hyphen first, at most 32 bytes, and not the id of a
 *   built-in provider
 */
gboolean
llm_endpoint_id_is_valid (const char *id)
{
  static const char *const reserved[]
      = { "openai", "anthropic", "gemini", "mistral", "demo", "azure", NULL };

  return llm_secret_provider_id_is_valid (id) && !g_strv_contains (reserved, id);
}

/**
 * llm_base_url_normalize:
 * @text: what was typed
 * @error: return location; %LLM_ERROR_BAD_REQUEST
 *
 * Drops white space around a base URL and slashes at its end.  Refuses what is not
 * an http or https URL of a host, and what has a user name or password, which do
 * not belong into settings, or a query or fragment, to which no path can be added.
 *
 * Returns: (transfer full): the base URL, or %NULL
 */
char *
llm_base_url_normalize (const char *text, GError **error)
{
  g_autofree char *url = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *scheme;
  const char *host;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  url = llm_base_url_tidy (text);
  if (url != NULL && strlen (url) <= BASE_URL_MAX && !has_blank (url))
    uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL || *host == '\0'
      || (strcmp (scheme, "https") != 0 && strcmp (scheme, "http") != 0))
    {
      g_propagate_error (error, llm_error_new (LLM_ERROR_BAD_REQUEST,
                                               _ ("This is not a base URL. Enter one like "
                                                  "https://example.com/v1."),
                                               NULL));
      return NULL;
    }
  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL)
    {
      g_propagate_error (error, llm_error_new (LLM_ERROR_BAD_REQUEST,
                                               _ ("A base URL has no password, question mark or "
                                                  "number sign. Enter the address only."),
                                               NULL));
      return NULL;
    }

  return g_steal_pointer (&url);
}

/* A token of RFC 9110. */
static gboolean
header_name_is_valid (const char *name)
{
  if (*name == '\0' || strlen (name) > HEADER_MAX)
    return FALSE;
  for (; *name != '\0'; name++)
    {
      if (!g_ascii_isalnum (*name) && strchr ("!#$%&'*+-.^_`|~", *name) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
header_value_is_valid (const char *value)
{
  if (strlen (value) > HEADER_MAX)
    return FALSE;
  for (; *value != '\0'; value++)
    {
      if (!g_ascii_isprint (*value))
        return FALSE;
    }
  return TRUE;
}

static gboolean
names_secret (const char *lower)
{
  for (guint i = 0; i < G_N_ELEMENTS (secret_words); i++)
    {
      if (strstr (lower, secret_words[i]) != NULL)
        return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (secret_ends); i++)
    {
      if (g_str_has_suffix (lower, secret_ends[i]))
        return TRUE;
    }
  return strcmp (lower, "key") == 0;
}

static gboolean
looks_like_key (const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (key_prefixes); i++)
    {
      const char *found = strstr (value, key_prefixes[i]);

      if (found != NULL && strcspn (found, " \t,;\"'") >= KEY_MIN
          && (found == value || !g_ascii_isalnum (found[-1])))
        return TRUE;
    }
  return FALSE;
}

/* The key by its placeholder, with at most a scheme such as "Bearer" or a cookie's
 * name before it: such a value says nothing secret. */
static gboolean
is_placeholder (const char *value)
{
  gsize scheme = strspn (value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

  return scheme < KEY_MIN
         && (strcmp (value + scheme, "{key}") == 0 || strcmp (value + scheme, " {key}") == 0
             || strcmp (value + scheme, "={key}") == 0);
}

static gboolean
header_is_allowed (const char *name, const char *value)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autofree char *value_lower = g_ascii_strdown (value, -1);

  if (g_strv_contains (transport_headers, lower) || g_str_has_prefix (lower, "proxy-"))
    return FALSE;
  if (is_placeholder (value))
    return TRUE;
  return !names_secret (lower) && !looks_like_key (value) && !looks_like_key (name)
         && !g_str_has_prefix (value_lower, "bearer ") && !g_str_has_prefix (value_lower, "basic ");
}

/**
 * llm_endpoint_check_headers:
 * @headers: (nullable) (array zero-terminated=1): name and value alternating
 * @error: where to put an %LLM_ERROR_BAD_REQUEST with a plain sentence, which does
 *   not quote values
 *
 * Refuses headers of the transport, and those that carry a key of their own instead
 * of "{key}", as far as their names and values tell.
 *
 * Returns: whether the user may have these headers sent
 */
gboolean
llm_endpoint_check_headers (const char *const *headers, GError **error)
{
  guint n = headers != NULL ? g_strv_length ((char **) headers) : 0;

  if (n % 2 != 0 || n / 2 > HEADERS_MAX)
    {
      g_set_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                   _ ("There may be at most %d headers, each with a name and a value."),
                   HEADERS_MAX);
      return FALSE;
    }
  for (guint i = 0; i < n; i += 2)
    {
      if (!header_name_is_valid (headers[i]) || !header_value_is_valid (headers[i + 1]))
        {
          g_set_error_literal (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                               _ ("A header has the form “Name: value” in plain ASCII."));
          return FALSE;
        }
      if (!header_is_allowed (headers[i], headers[i + 1]))
        {
          g_set_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                       _ ("The header “%.40s” cannot be set like this. Write {key} where the key "
                          "belongs; the key itself is kept in the keyring."),
                       looks_like_key (headers[i]) ? "…" : headers[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * llm_endpoint_presets_get:
 * @n_presets: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_presets): the makes of servers that are
 *   known
 */
const LlmEndpointPreset *
llm_endpoint_presets_get (guint *n_presets)
{
  g_return_val_if_fail (n_presets != NULL, NULL);

  *n_presets = G_N_ELEMENTS (presets);
  return presets;
}

/**
 * llm_endpoint_presets_find:
 * @id: (nullable): a preset's id
 *
 * Returns: (transfer none) (nullable): the preset
 */
const LlmEndpointPreset *
llm_endpoint_presets_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    {
      if (g_strcmp0 (presets[i].id, id) == 0)
        return &presets[i];
    }
  return NULL;
}
