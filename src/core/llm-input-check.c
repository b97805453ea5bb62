/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-input-check.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the answer's begin costs, about (OpenAI's cookbook). */
#define TOKENS_PER_REQUEST 3

static gboolean
is_control (char c)
{
  return ((guchar) c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

static gboolean
is_blank (const char *text)
{
  while (*text != '\0')
    {
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
      text = g_utf8_next_char (text);
    }
  return TRUE;
}

static gboolean
refuse (GError **error, LlmErrorCode code, const char *message)
{
  g_set_error_literal (error, LLM_ERROR, (int) code, message);
  return FALSE;
}

/**
 * llm_prompt_check:
 * @text: (nullable): a prompt as it was typed, read or given
 * @error: where to put an #LLM_ERROR with a plain sentence
 *
 * Returns: whether it can be sent to anyone: not empty, valid UTF-8, no control
 *   characters but tab and line ends, not larger than %LLM_PROMPT_MAX_BYTES
 */
gboolean
llm_prompt_check (const char *text, GError **error)
{
  gsize length;

  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  length = text != NULL ? strlen (text) : 0;
  if (length > LLM_PROMPT_MAX_BYTES)
    {
      g_autofree char *size = g_format_size (length);
      g_autofree char *most = g_format_size (LLM_PROMPT_MAX_BYTES);

      g_set_error (error, LLM_ERROR, LLM_ERROR_CONTEXT_TOO_LONG,
                   _ ("The prompt has %s; more than %s cannot be sent."), size, most);
      return FALSE;
    }
  if (length > 0 && !g_utf8_validate (text, (gssize) length, NULL))
    return refuse (error, LLM_ERROR_BAD_REQUEST, _ ("The prompt is not valid UTF-8 text."));
  if (length == 0 || is_blank (text))
    return refuse (error, LLM_ERROR_BAD_REQUEST, _ ("The prompt is empty."));
  for (gsize i = 0; i < length; i++)
    {
      if (is_control (text[i]))
        {
          g_set_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                       _ ("The prompt has a control character (U+%04X) that cannot be sent."),
                       (guint) (guchar) text[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * llm_prompt_clean:
 * @text: any text, as from a clipboard
 * @n_removed: (out) (optional): how many characters are gone
 *
 * Returns: (transfer full): @text as valid UTF-8 without the control characters that
 *   llm_prompt_check() refuses
 */
char *
llm_prompt_clean (const char *text, guint *n_removed)
{
  char *valid;
  char *to;
  guint n = 0;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  to = valid;
  for (const char *from = valid; *from != '\0'; from++)
    {
      if (is_control (*from))
        n++;
      else
        *to++ = *from;
    }
  *to = '\0';
  if (n_removed != NULL)
    *n_removed = n;
  return valid;
}

/**
 * llm_request_estimate_input:
 * @request: a request
 *
 * Returns: about how many tokens system prompt and messages have
 */
gint64
llm_request_estimate_input (const LlmRequest *request)
{
  gint64 tokens = TOKENS_PER_REQUEST;

  g_return_val_if_fail (request != NULL, LLM_UNKNOWN);

  if (llm_request_get_system (request) != NULL)
    tokens += LLM_MESSAGE_TOKENS + llm_tokens_estimate (llm_request_get_system (request), -1);
  for (guint i = 0; i < llm_request_get_n_messages (request); i++)
    tokens += llm_message_estimate_tokens (llm_request_get_message (request, i));
  return tokens;
}

/**
 * llm_model_input_room:
 * @model: a model
 * @params: (nullable): the parameters of the request
 *
 * Returns: how many tokens of input its context window has room for beside the
 *   answer that was asked for, or %LLM_UNKNOWN
 */
gint64
llm_model_input_room (LlmModel *model, const LlmParams *params)
{
  gint64 window;

  g_return_val_if_fail (LLM_IS_MODEL (model), LLM_UNKNOWN);

  window = llm_model_get_context_window (model);
  if (window <= 0)
    return LLM_UNKNOWN;
  if (params != NULL && params->max_tokens > 0)
    window -= MIN (params->max_tokens, window - 1);
  return window;
}

/**
 * llm_model_describe_excess:
 * @model: a model
 * @params: (nullable): the parameters of the request
 * @input_tokens: about how many tokens the input has
 *
 * Returns: (transfer full) (nullable): a sentence that says how far the input is
 *   over what the model takes, NULL if it is not, or that is not known
 */
char *
llm_model_describe_excess (LlmModel *model, const LlmParams *params, gint64 input_tokens)
{
  gint64 room;

  g_return_val_if_fail (LLM_IS_MODEL (model), NULL);

  room = llm_model_input_room (model, params);
  if (room == LLM_UNKNOWN || input_tokens <= room)
    return NULL;
  return g_strdup_printf (_ ("About %'" G_GINT64_FORMAT " tokens: %'" G_GINT64_FORMAT
                             " more than %s takes."),
                          input_tokens, input_tokens - room, llm_model_get_name (model));
}

/**
 * llm_request_check:
 * @request: a request
 * @error: where to put an %LLM_ERROR_CONTEXT_TOO_LONG
 *
 * Finds out before anything is sent that the input is longer than the model's
 * context window by more than the estimate can be wrong; closer calls are left to
 * the vendor.
 *
 * Returns: whether to send it
 */
gboolean
llm_request_check (const LlmRequest *request, GError **error)
{
  LlmModel *model;
  gint64 tokens;
  g_autofree char *excess = NULL;

  g_return_val_if_fail (request != NULL, FALSE);

  model = llm_request_get_model (request);
  if (model == NULL)
    return TRUE;
  tokens = llm_request_estimate_input (request);
  if ((double) tokens * (1 - LLM_TOKEN_ESTIMATE_MARGIN)
      <= (double) llm_model_input_room (model, llm_request_get_params (request)))
    return TRUE;
  excess = llm_model_describe_excess (model, llm_request_get_params (request), tokens);
  if (excess == NULL)
    return TRUE;
  g_set_error (error, LLM_ERROR, LLM_ERROR_CONTEXT_TOO_LONG,
               _ ("%s Shorten the prompt or choose a model with a larger context window."),
               excess);
  return FALSE;
}
