/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  char *detail;
  char *request_id;
  guint http_status;
  gint64 retry_after_ms;
  char *param;
  LlmRetryHint retry_hint;
} LlmErrorPrivate;

static void
llm_error_private_init (LlmErrorPrivate *priv)
{
  priv->retry_after_ms = -1;
}

static void
llm_error_private_copy (const LlmErrorPrivate *src, LlmErrorPrivate *dest)
{
  dest->detail = g_strdup (src->detail);
  dest->request_id = g_strdup (src->request_id);
  dest->http_status = src->http_status;
  dest->retry_after_ms = src->retry_after_ms;
  dest->param = g_strdup (src->param);
  dest->retry_hint = src->retry_hint;
}

static void
llm_error_private_clear (LlmErrorPrivate *priv)
{
  g_clear_pointer (&priv->detail, g_free);
  g_clear_pointer (&priv->request_id, g_free);
  g_clear_pointer (&priv->param, g_free);
}

G_DEFINE_EXTENDED_ERROR (LlmError, llm_error)
G_DEFINE_QUARK (llm-db-error-quark, llm_db_error)

static const struct
{
  const char *name;
  const char *message;
} codes[] = {
  [LLM_ERROR_NO_KEY] = { "no_key", N_ ("No API key is stored. Add one in Preferences.") },
  [LLM_ERROR_AUTH] = { "auth",
                       N_ ("The provider does not accept this API key. Check it in Preferences.") },
  [LLM_ERROR_QUOTA] = { "quota",
                        N_ ("The account has no credit left or its limit is used up. Check "
                            "billing with the provider.") },
  [LLM_ERROR_RATE_LIMIT] = { "rate_limit",
                             N_ ("Too many requests in a short time. Wait a moment and retry.") },
  [LLM_ERROR_OVERLOADED] = { "overloaded",
                             N_ ("The provider is overloaded right now. Retry in a while.") },
  [LLM_ERROR_SERVER] = { "server", N_ ("The provider has an internal error. Retry in a while.") },
  [LLM_ERROR_MODEL_NOT_FOUND] = { "model_not_found",
                                  N_ ("The provider does not know this model, or the key may not "
                                      "use it. Choose another model.") },
  [LLM_ERROR_CONTEXT_TOO_LONG] = { "context_too_long",
                                   N_ ("The prompt is too long for this model. Shorten it or "
                                       "choose a model with a larger context window.") },
  [LLM_ERROR_CONTENT_FILTER] = { "content_filter",
                                 N_ ("The provider's content filter refused this. Rephrase the "
                                     "prompt.") },
  [LLM_ERROR_BAD_REQUEST] = { "bad_request",
                              N_ ("The provider rejected the request. See Details.") },
  [LLM_ERROR_NETWORK] = { "network",
                          N_ ("The provider cannot be reached. Check the network and retry.") },
  [LLM_ERROR_TLS] = { "tls",
                      N_ ("The connection is not secure: the server's certificate is not "
                          "trusted.") },
  [LLM_ERROR_TIMEOUT] = { "timeout", N_ ("The provider did not answer in time. Retry.") },
  [LLM_ERROR_PROTOCOL] = { "protocol",
                           N_ ("The answer was not understood: the server sent something "
                               "unexpected.") },
  [LLM_ERROR_UNSUPPORTED] = { "unsupported", N_ ("The model or provider does not support this.") },
};

/**
 * llm_error_code_to_string:
 * @code: an #LlmErrorCode
 *
 * Returns: the code's name in the command line's contract, such as "no_key";
 *   "protocol" for a value outside of the enumeration
 */
const char *
llm_error_code_to_string (int code)
{
  if (code < 0 || code > LLM_ERROR_LAST)
    code = LLM_ERROR_PROTOCOL;
  return codes[code].name;
}

/**
 * llm_error_code_from_string:
 * @string: (nullable): a name made by llm_error_code_to_string()
 * @code: (out): where to put the code
 *
 * Returns: whether @string is such a name
 */
gboolean
llm_error_code_from_string (const char *string, LlmErrorCode *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (g_strcmp0 (string, codes[i].name) == 0)
        {
          *code = i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * llm_error_default_message:
 * @code: an #LlmErrorCode
 *
 * Returns: a plain translated sentence for @code: what happened, what to do
 */
const char *
llm_error_default_message (LlmErrorCode code)
{
  if ((int) code < 0 || code > LLM_ERROR_LAST)
    code = LLM_ERROR_PROTOCOL;
  return g_dgettext (GETTEXT_PACKAGE, codes[code].message);
}

/**
 * llm_error_new:
 * @code: what kind of error
 * @message: (nullable): a plain translated sentence; NULL for the default one
 * @detail: (nullable): the vendor's own words; must not contain a key
 *
 * Returns: (transfer full): a new #LLM_ERROR
 */
GError *
llm_error_new (LlmErrorCode code, const char *message, const char *detail)
{
  GError *error = g_error_new_literal (LLM_ERROR, code,
                                       message != NULL ? message
                                                       : llm_error_default_message (code));

  llm_error_set_detail (error, detail);
  return error;
}

/**
 * llm_error_new_printf:
 * @code: what kind of error
 * @detail: (nullable): the vendor's own words; must not contain a key
 * @format: a translated sentence with printf() placeholders
 *
 * Returns: (transfer full): a new #LLM_ERROR
 */
GError *
llm_error_new_printf (LlmErrorCode code, const char *detail, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  return llm_error_new (code, message, detail);
}

static LlmErrorPrivate *
get_private (const GError *error)
{
  if (error == NULL || error->domain != LLM_ERROR)
    return NULL;
  return llm_error_get_private (error);
}

/**
 * llm_error_get_detail:
 * @error: (nullable): any error
 *
 * Returns: (nullable): the vendor's own words, at most %LLM_ERROR_DETAIL_MAX
 *   bytes of valid UTF-8, never markup
 */
const char *
llm_error_get_detail (const GError *error)
{
  LlmErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->detail : NULL;
}

/**
 * llm_error_set_detail:
 * @error: an #LLM_ERROR; others are left as they are
 * @detail: (nullable): text of any origin; made valid UTF-8 and bounded here
 */
void
llm_error_set_detail (GError *error, const char *detail)
{
  LlmErrorPrivate *priv = get_private (error);
  g_autofree char *valid = NULL;

  if (priv == NULL)
    return;

  g_clear_pointer (&priv->detail, g_free);
  if (detail == NULL || *detail == '\0')
    return;

  valid = g_utf8_make_valid (detail, strnlen (detail, LLM_ERROR_DETAIL_MAX * 2));
  if (strlen (valid) > LLM_ERROR_DETAIL_MAX)
    {
      char *end = g_utf8_find_prev_char (valid, valid + LLM_ERROR_DETAIL_MAX - 2);

      *end = '\0';
      priv->detail = g_strconcat (valid, "…", NULL);
    }
  else
    {
      priv->detail = g_steal_pointer (&valid);
    }
}

/**
 * llm_error_get_request_id:
 * @error: (nullable): any error
 *
 * Returns: (nullable): the id under which the vendor's support finds the request
 */
const char *
llm_error_get_request_id (const GError *error)
{
  LlmErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->request_id : NULL;
}

/**
 * llm_error_set_request_id:
 * @error: an #LLM_ERROR; others are left as they are
 * @request_id: (nullable): the vendor's id; bounded to 200 bytes
 */
void
llm_error_set_request_id (GError *error, const char *request_id)
{
  LlmErrorPrivate *priv = get_private (error);

  if (priv == NULL)
    return;
  g_clear_pointer (&priv->request_id, g_free);
  if (request_id != NULL && *request_id != '\0')
    priv->request_id = g_utf8_make_valid (request_id, strnlen (request_id, 200));
}

/**
 * llm_error_get_http_status:
 * @error: (nullable): any error
 *
 * Returns: the HTTP status of the answer, 0 if there was none
 */
guint
llm_error_get_http_status (const GError *error)
{
  LlmErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->http_status : 0;
}

/**
 * llm_error_set_http_status:
 * @error: an #LLM_ERROR; others are left as they are
 * @status: the HTTP status, 0 for none
 */
void
llm_error_set_http_status (GError *error, guint status)
{
  LlmErrorPrivate *priv = get_private (error);

  if (priv != NULL)
    priv->http_status = status;
}

/**
 * llm_error_get_retry_after_ms:
 * @error: (nullable): any error
 *
 * Returns: how long the vendor asks to wait, in milliseconds; -1 if it did not say
 */
gint64
llm_error_get_retry_after_ms (const GError *error)
{
  LlmErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->retry_after_ms : -1;
}

/**
 * llm_error_set_retry_after_ms:
 * @error: an #LLM_ERROR; others are left as they are
 * @delay_ms: in milliseconds, -1 for unknown
 */
void
llm_error_set_retry_after_ms (GError *error, gint64 delay_ms)
{
  LlmErrorPrivate *priv = get_private (error);

  if (priv != NULL)
    priv->retry_after_ms = delay_ms;
}

/**
 * llm_error_get_param:
 * @error: (nullable): any error
 *
 * Returns: (nullable): the parameter that the model does not accept, by one of the
 *   names of llm_request_drop()
 */
const char *
llm_error_get_param (const GError *error)
{
  LlmErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->param : NULL;
}

/**
 * llm_error_set_param:
 * @error: an #LLM_ERROR; others are left as they are
 * @param: (nullable): one of the names of llm_request_drop()
 */
void
llm_error_set_param (GError *error, const char *param)
{
  LlmErrorPrivate *priv = get_private (error);
  char *copy = g_strdup (param);

  if (priv == NULL)
    {
      g_free (copy);
      return;
    }
  g_free (priv->param);
  priv->param = copy;
}

/**
 * llm_error_get_retry_hint:
 * @error: (nullable): any error
 *
 * Returns: what the vendor says about another attempt
 */
LlmRetryHint
llm_error_get_retry_hint (const GError *error)
{
  LlmErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->retry_hint : LLM_RETRY_HINT_NONE;
}

/**
 * llm_error_set_retry_hint:
 * @error: an #LLM_ERROR; others are left as they are
 * @hint: what the vendor says about another attempt
 */
void
llm_error_set_retry_hint (GError *error, LlmRetryHint hint)
{
  LlmErrorPrivate *priv = get_private (error);

  if (priv != NULL)
    priv->retry_hint = hint;
}
