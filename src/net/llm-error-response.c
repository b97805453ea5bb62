/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-error-images.h"
#include "llm-error-param.h"
#include "llm-error.h"
#include "llm-key-mask.h"
#include "llm-retry-hints.h"

/* What is looked at of a vendor's text, in bytes. */
#define MAX_TEXT (64 * 1024)

#define MASK "[key]"

#define MAX_WORDS 16

/* LM Studio, even with a status that says that all is well. */
#define UNKNOWN_ENDPOINT "unexpected endpoint or method"

/* What a body says, in whatever shape it says it. */
typedef struct
{
  const char *words[MAX_WORDS]; /* codes, types and reasons, owned by the JSON */
  guint n_words;
  GString *message;
  const char *request_id;
  const char *param; /* which parameter it is about */
  guint status; /* an HTTP status told within the body, 0 for none */
  gint64 retry_after_ms;
  gboolean flagged; /* a moderator between us and the model refused it */
  gboolean is_html;
  gboolean is_anthropic;
} Facts;

/* Words that say what it is, whatever the status.  The vendors' lists are in
 * docs/providers; "_spend_limit_reached" and the like are matched by their end. */
static const struct
{
  const char *word;
  LlmErrorCode code;
} specific_words[] = {
  { "invalid_api_key", LLM_ERROR_AUTH },
  { "API_KEY_INVALID", LLM_ERROR_AUTH },
  { "API_KEY_EXPIRED", LLM_ERROR_AUTH },
  { "API_KEY_SERVICE_BLOCKED", LLM_ERROR_AUTH },
  { "authentication_error", LLM_ERROR_AUTH },
  { "invalid_authentication_error", LLM_ERROR_AUTH },
  { "account_deactivated", LLM_ERROR_AUTH },
  { "UNAUTHENTICATED", LLM_ERROR_AUTH },
  { "insufficient_quota", LLM_ERROR_QUOTA },
  { "billing_error", LLM_ERROR_QUOTA },
  { "billing_not_active", LLM_ERROR_QUOTA },
  { "billing_hard_limit_reached", LLM_ERROR_QUOTA },
  { "exceeded_current_quota_error", LLM_ERROR_QUOTA },
  { "insufficient_balance", LLM_ERROR_QUOTA },
  { "insufficient_credits", LLM_ERROR_QUOTA },
  { "payment_required", LLM_ERROR_QUOTA },
  { "*_spend_limit_reached", LLM_ERROR_QUOTA },
  { "unsupported_country_region_territory", LLM_ERROR_UNSUPPORTED },
  { "OperationNotSupported", LLM_ERROR_UNSUPPORTED },
  { "model_not_found", LLM_ERROR_MODEL_NOT_FOUND },
  { "model_decommissioned", LLM_ERROR_MODEL_NOT_FOUND },
  { "invalid_model", LLM_ERROR_MODEL_NOT_FOUND },
  { "DeploymentNotFound", LLM_ERROR_MODEL_NOT_FOUND },
  { "context_length_exceeded", LLM_ERROR_CONTEXT_TOO_LONG },
  { "exceed_context_size_error", LLM_ERROR_CONTEXT_TOO_LONG },
  { "string_above_max_length", LLM_ERROR_CONTEXT_TOO_LONG },
  { "request_too_large", LLM_ERROR_CONTEXT_TOO_LONG },
  { "content_filter", LLM_ERROR_CONTENT_FILTER },
  { "content_policy_violation", LLM_ERROR_CONTENT_FILTER },
  { "image_content_policy_violation", LLM_ERROR_CONTENT_FILTER },
  { "invalid_prompt", LLM_ERROR_CONTENT_FILTER },
  { "ResponsibleAIPolicyViolation", LLM_ERROR_CONTENT_FILTER },
  { "rate_limit_exceeded", LLM_ERROR_RATE_LIMIT },
  { "ramp_limit_exceeded", LLM_ERROR_RATE_LIMIT },
  { "overloaded_error", LLM_ERROR_OVERLOADED },
  { "engine_overloaded", LLM_ERROR_OVERLOADED },
  { "capacity_exceeded", LLM_ERROR_OVERLOADED },
  { "server_is_overloaded", LLM_ERROR_OVERLOADED },
  { "slow_down", LLM_ERROR_OVERLOADED },
};

/* Words that are used for many things: they count only where no HTTP status says
 * more, which is within a running stream. */
static const struct
{
  const char *word;
  LlmErrorCode code;
} general_words[] = {
  { "permission_error", LLM_ERROR_AUTH },
  { "PERMISSION_DENIED", LLM_ERROR_AUTH },
  { "rate_limit_error", LLM_ERROR_RATE_LIMIT },
  { "RESOURCE_EXHAUSTED", LLM_ERROR_RATE_LIMIT },
  { "too_many_requests", LLM_ERROR_RATE_LIMIT },
  { "not_found_error", LLM_ERROR_MODEL_NOT_FOUND },
  { "NOT_FOUND", LLM_ERROR_MODEL_NOT_FOUND },
  { "UNAVAILABLE", LLM_ERROR_OVERLOADED },
  { "service_unavailable", LLM_ERROR_OVERLOADED },
  { "timeout_error", LLM_ERROR_TIMEOUT },
  { "DEADLINE_EXCEEDED", LLM_ERROR_TIMEOUT },
  { "invalid_request_error", LLM_ERROR_BAD_REQUEST },
  { "INVALID_ARGUMENT", LLM_ERROR_BAD_REQUEST },
  { "FAILED_PRECONDITION", LLM_ERROR_BAD_REQUEST },
  { "api_error", LLM_ERROR_SERVER },
  { "server_error", LLM_ERROR_SERVER },
  { "internal_server_error", LLM_ERROR_SERVER },
  { "INTERNAL", LLM_ERROR_SERVER },
};

/* What some servers say only in words, lower case.  They are looked for only where
 * the status leaves it open. */
static const struct
{
  const char *pattern;
  LlmErrorCode code;
} patterns[] = {
  { "prompt is too long", LLM_ERROR_CONTEXT_TOO_LONG },
  { "exceeds the context window", LLM_ERROR_CONTEXT_TOO_LONG },
  { "maximum context length", LLM_ERROR_CONTEXT_TOO_LONG },
  { "exceeds the maximum number of tokens", LLM_ERROR_CONTEXT_TOO_LONG },
  { "exceeds the available context size", LLM_ERROR_CONTEXT_TOO_LONG },
  { "greater than the context length", LLM_ERROR_CONTEXT_TOO_LONG },
  { "exceed context limit", LLM_ERROR_CONTEXT_TOO_LONG },
  { "maximum prompt length", LLM_ERROR_CONTEXT_TOO_LONG },
  { "api key not valid", LLM_ERROR_AUTH },
  { "api key expired", LLM_ERROR_AUTH },
  { "invalid api key", LLM_ERROR_AUTH },
  { "incorrect api key", LLM_ERROR_AUTH },
  { "credit balance is too low", LLM_ERROR_QUOTA },
  { "insufficient balance", LLM_ERROR_QUOTA },
  { "location is not supported", LLM_ERROR_UNSUPPORTED },
  { "is not a valid model", LLM_ERROR_MODEL_NOT_FOUND },
  { "invalid model", LLM_ERROR_MODEL_NOT_FOUND },
  { "model not found", LLM_ERROR_MODEL_NOT_FOUND },
  { "unknown model", LLM_ERROR_MODEL_NOT_FOUND },
  { "model not exist", LLM_ERROR_MODEL_NOT_FOUND },
  { UNKNOWN_ENDPOINT, LLM_ERROR_MODEL_NOT_FOUND },
};

/* Nor is it told by the status where these are said, lower case: xAI sends 403 and 429,
 * OpenAI and Groq 429 and 413 for a request that alone is more than the limit. */
static const struct
{
  const char *pattern;
  LlmErrorCode code;
} strong_patterns[] = {
  { "doesn't have any credits", LLM_ERROR_QUOTA },
  { "used all available credits", LLM_ERROR_QUOTA },
  { "spending limit", LLM_ERROR_QUOTA },
  { "request too large for", LLM_ERROR_CONTEXT_TOO_LONG },
};

static const struct
{
  guint first, last;
  LlmErrorCode code;
  const char *message; /* NULL for the code's own */
} statuses[] = {
  { 300, 399, LLM_ERROR_PROTOCOL,
    N_ ("The server sends requests on to another address, which is not followed so that no key "
        "gets there. Correct the base URL in Preferences.") },
  { 401, 401, LLM_ERROR_AUTH, NULL },
  { 402, 402, LLM_ERROR_QUOTA, NULL },
  { 403, 403, LLM_ERROR_AUTH,
    N_ ("The provider does not allow this with this API key. Check what the key may do, or choose "
        "another model.") },
  { 404, 404, LLM_ERROR_MODEL_NOT_FOUND, NULL },
  { 407, 407, LLM_ERROR_NETWORK,
    N_ ("The network's proxy wants a password. Check the proxy settings of the system.") },
  { 408, 408, LLM_ERROR_TIMEOUT, NULL },
  { 409, 409, LLM_ERROR_SERVER, NULL },
  { 410, 410, LLM_ERROR_MODEL_NOT_FOUND, NULL },
  { 413, 413, LLM_ERROR_CONTEXT_TOO_LONG, NULL },
  { 429, 429, LLM_ERROR_RATE_LIMIT, NULL },
  { 451, 451, LLM_ERROR_UNSUPPORTED, NULL },
  { 400, 499, LLM_ERROR_BAD_REQUEST, NULL },
  { 503, 503, LLM_ERROR_OVERLOADED, NULL },
  { 504, 504, LLM_ERROR_TIMEOUT, NULL },
  { 522, 522, LLM_ERROR_TIMEOUT, NULL },
  { 524, 524, LLM_ERROR_TIMEOUT, NULL },
  { 529, 529, LLM_ERROR_OVERLOADED, NULL },
  { 500, 599, LLM_ERROR_SERVER, NULL },
};

static void
add_word (Facts *facts, const char *word)
{
  if (word != NULL && *word != '\0' && facts->n_words < MAX_WORDS)
    facts->words[facts->n_words++] = word;
}

/* A code is a word, a status, or a vendor's own number. */
static void
add_code (Facts *facts, JsonObject *object, const char *member)
{
  const char *word = llm_json_get_string (object, member);
  gint64 number = llm_json_get_int (object, member, 0);

  if (word != NULL && g_ascii_isdigit (*word))
    number = g_ascii_strtoll (word, NULL, 10);
  else
    add_word (facts, word);
  if (facts->status == 0 && number >= 300 && number < 600)
    facts->status = number;
}

static void
add_message (Facts *facts, const char *separator, const char *text)
{
  if (text == NULL || *text == '\0' || facts->message->len > MAX_TEXT)
    return;
  if (facts->message->len > 0)
    g_string_append (facts->message, separator);
  g_string_append_len (facts->message, text, strnlen (text, MAX_TEXT));
}

static const char *
get_last_string (JsonArray *array)
{
  guint length = llm_json_array_length (array);

  return length > 0 ? llm_json_node_string (llm_json_array_get (array, length - 1)) : NULL;
}

/* {type: "extra_forbidden", loc: ["body", "seed"]}: a parameter that is not known. */
static void
take_refusal (Facts *facts, JsonObject *detail)
{
  const char *type = llm_json_get_string (detail, "type");

  if (facts->param != NULL || !llm_error_param_is_refusal (type))
    return;
  add_word (facts, type);
  facts->param = get_last_string (llm_json_get_array (detail, "loc"));
}

/* Google's details: {"@type":".../google.rpc.ErrorInfo", reason} and
 * {"@type":".../google.rpc.RetryInfo", retryDelay:"34s"}.  Anthropic's is one
 * object with an error_code, Azure's an array like Mistral's detail. */
static void
read_details (Facts *facts, JsonObject *error)
{
  JsonArray *details = llm_json_get_array (error, "details");

  add_code (facts, llm_json_get_object (error, "details"), "error_code");
  for (guint i = 0; i < llm_json_array_length (details); i++)
    {
      JsonObject *detail = llm_json_array_get_object (details, i);
      const char *delay = llm_json_get_string (detail, "retryDelay");
      const char *end;
      gint64 delay_ms;

      add_word (facts, llm_json_get_string (detail, "reason"));
      take_refusal (facts, detail);
      if (delay == NULL)
        continue;
      delay_ms = llm_duration_parse_ms (delay, &end);
      if (*end == '\0')
        facts->retry_after_ms = delay_ms;
    }
}

/* Mistral and other users of pydantic: a string, or [{loc, msg, type}]. */
static void
read_detail (Facts *facts, JsonObject *object)
{
  JsonArray *details = llm_json_get_array (object, "detail");

  add_message (facts, "; ", llm_json_get_string (object, "detail"));
  for (guint i = 0; i < llm_json_array_length (details); i++)
    {
      JsonObject *detail = llm_json_array_get_object (details, i);
      JsonArray *path = llm_json_get_array (detail, "loc");
      const char *separator = ": ";

      take_refusal (facts, detail);
      add_message (facts, "; ", llm_json_get_string (detail, "msg"));
      for (guint j = 0; j < llm_json_array_length (path); j++)
        {
          add_message (facts, separator, llm_json_node_string (llm_json_array_get (path, j)));
          separator = ".";
        }
    }
}

/* OpenRouter passes on what the provider behind it said. */
static void
read_metadata (Facts *facts, JsonObject *error)
{
  JsonObject *metadata = llm_json_get_object (error, "metadata");

  add_code (facts, metadata, "error_type");
  add_code (facts, metadata, "provider_code");
  add_message (facts, ": ", llm_json_get_string (metadata, "raw"));
  facts->flagged = llm_json_get (metadata, "flagged_input") != NULL;
}

static void
read_object (Facts *facts, JsonObject *object)
{
  static const char *const codes[] = { "code", "type", "status", "statusCode", "error_code" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    add_code (facts, object, codes[i]);
  if (facts->param == NULL)
    facts->param = llm_json_get_string (object, "param");
  add_message (facts, "; ", llm_json_get_string (object, "message"));
  read_detail (facts, object);
  read_detail (facts, llm_json_get_object (object, "message"));
  read_details (facts, object);
  read_metadata (facts, object);
  /* Azure. */
  add_code (facts, llm_json_get_object (object, "innererror"), "code");
}

static void
read_root (Facts *facts, JsonNode *root)
{
  JsonObject *object = llm_json_node_object (root);
  JsonNode *error;

  /* Gemini without alt=sse. */
  if (object == NULL)
    object = llm_json_array_get_object (llm_json_node_array (root), 0);
  error = llm_json_get (object, "error");

  if (llm_json_node_object (error) != NULL)
    read_object (facts, llm_json_node_object (error));
  add_message (facts, "; ", llm_json_node_string (error));
  if (facts->message->len == 0)
    read_object (facts, object);
  /* Cloudflare. */
  if (facts->message->len == 0)
    read_object (facts,
                 llm_json_array_get_object (llm_json_get_array (object, "errors"), 0));
  if (facts->message->len == 0 && facts->n_words > 0)
    add_message (facts, "", facts->words[0]);

  facts->is_anthropic = g_strcmp0 (llm_json_get_string (object, "type"), "error") == 0;
  facts->request_id = llm_json_get_string (object, "request_id");
}

static gboolean
matches_word (const char *word, const char *pattern)
{
  gsize length = strlen (word);
  gsize tail;

  if (*pattern != '*')
    return g_ascii_strcasecmp (word, pattern) == 0;
  tail = strlen (pattern + 1);
  return length >= tail && g_ascii_strcasecmp (word + length - tail, pattern + 1) == 0;
}

static gboolean
find_specific_word (const Facts *facts, LlmErrorCode *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (specific_words); i++)
    for (guint j = 0; j < facts->n_words; j++)
      {
        if (matches_word (facts->words[j], specific_words[i].word))
          {
            *code = specific_words[i].code;
            return TRUE;
          }
      }
  return FALSE;
}

static gboolean
find_general_word (const Facts *facts, LlmErrorCode *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (general_words); i++)
    for (guint j = 0; j < facts->n_words; j++)
      {
        if (matches_word (facts->words[j], general_words[i].word))
          {
            *code = general_words[i].code;
            return TRUE;
          }
      }
  return FALSE;
}

static gboolean
find_strong_pattern (const Facts *facts, guint status, LlmErrorCode *code)
{
  g_autofree char *lower = NULL;

  if (status != 403 && status != 413 && status != 429)
    return FALSE;
  lower = g_ascii_strdown (facts->message->str, -1);
  for (guint i = 0; i < G_N_ELEMENTS (strong_patterns); i++)
    {
      if (strstr (lower, strong_patterns[i].pattern) != NULL)
        {
          *code = strong_patterns[i].code;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
find_pattern (const Facts *facts, LlmErrorCode *code)
{
  g_autofree char *lower = g_ascii_strdown (facts->message->str, -1);

  /* "input token count (N) exceeds the maximum", "too large for model with N
   * maximum context length": two parts with numbers between them. */
  if (strstr (lower, "input token count") != NULL && strstr (lower, "exceeds the maximum") != NULL)
    {
      *code = LLM_ERROR_CONTEXT_TOO_LONG;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      if (strstr (lower, patterns[i].pattern) != NULL)
        {
          *code = patterns[i].code;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
find_status (guint status, LlmErrorCode *code, const char **message)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      if (status >= statuses[i].first && status <= statuses[i].last)
        {
          *code = statuses[i].code;
          *message = statuses[i].message;
          return TRUE;
        }
    }
  return FALSE;
}

/* Statuses that servers use for anything, so that the message must be read. */
static gboolean
is_vague (guint status)
{
  return status < 300 || status == 400 || status == 413 || status == 422 || status == 500;
}

static gboolean
has_word (const Facts *facts, const char *word)
{
  for (guint i = 0; i < facts->n_words; i++)
    {
      if (matches_word (facts->words[i], word))
        return TRUE;
    }
  return FALSE;
}

static gboolean
says (const Facts *facts, const char *pattern)
{
  g_autofree char *lower = g_ascii_strdown (facts->message->str, -1);

  return strstr (lower, pattern) != NULL;
}

static const char *
specific_message (const Facts *facts, LlmErrorCode code)
{
  if (code == LLM_ERROR_UNSUPPORTED && !has_word (facts, "OperationNotSupported"))
    return N_ ("The provider does not serve this country or region.");
  if (code == LLM_ERROR_UNSUPPORTED)
    return N_ ("This model cannot be asked this way. Choose another model.");
  if (code == LLM_ERROR_MODEL_NOT_FOUND
      && (facts->is_html || says (facts, UNKNOWN_ENDPOINT)))
    return N_ ("The server does not know this address. Check the base URL in Preferences.");
  return NULL;
}

/* A status that is not an error (0 within a stream) says nothing, so that of the
 * body counts. */
static LlmErrorCode
classify (const Facts *facts, guint http_status, const char **message)
{
  guint status = http_status >= 300 ? http_status : facts->status;
  LlmErrorCode code;

  *message = NULL;
  if (llm_error_images_find (facts->words, facts->n_words, status, facts->message->str, &code,
                             message))
    return code;
  if (find_strong_pattern (facts, status, &code))
    ;
  else if (find_specific_word (facts, &code))
    ;
  else if (facts->flagged)
    code = LLM_ERROR_CONTENT_FILTER;
  else if (is_vague (status) && find_pattern (facts, &code))
    ;
  else if (find_status (status, &code, message))
    ;
  else if (!find_general_word (facts, &code))
    code = http_status == 0 ? LLM_ERROR_SERVER : LLM_ERROR_PROTOCOL;

  if (*message == NULL)
    *message = specific_message (facts, code);
  return code;
}

/* Control characters, and those that turn the direction of what follows. */
static gboolean
is_unwanted (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)
         || c == 0x2028 || c == 0x2029;
}

/* Makes vendor text fit to be shown: valid UTF-8 on one line, without control
 * characters, without @key and anything that looks like a key, at most
 * %LLM_ERROR_DETAIL_MAX bytes.  Cutting comes last, so that no half of a key
 * escapes the mask. */
char *
llm_error_response_clean (const char *text, const char *key)
{
  g_autofree char *valid = g_utf8_make_valid (text, strnlen (text, MAX_TEXT));
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *masked = NULL;
  GString *out;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_unwanted (c) && c != ' ')
        g_string_append_unichar (line, c);
      else if (line->len > 0 && line->str[line->len - 1] != ' ')
        g_string_append_c (line, ' ');
    }
  if (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);

  masked = llm_key_mask (line->str, key, MASK);
  out = g_string_new (masked);
  if (out->len > LLM_ERROR_DETAIL_MAX)
    {
      const char *end = g_utf8_find_prev_char (out->str, out->str + LLM_ERROR_DETAIL_MAX - 2);

      g_string_truncate (out, end - out->str);
      g_string_append (out, "…");
    }
  return g_string_free (out, FALSE);
}

/* Some say it only in words. */
static gint64
find_retry_after (const Facts *facts, LlmErrorCode code)
{
  if (facts->retry_after_ms >= 0
      || (code != LLM_ERROR_RATE_LIMIT && code != LLM_ERROR_OVERLOADED))
    return facts->retry_after_ms;
  return llm_retry_text_find_ms (facts->message->str);
}

/* A parameter without which the request may pass.  Anthropic needs max_tokens. */
static const char *
find_param (const Facts *facts, guint http_status, LlmErrorCode code)
{
  guint status = http_status >= 300 ? http_status : facts->status;
  const char *param;

  if ((status != 400 && status != 422)
      || (code != LLM_ERROR_BAD_REQUEST && code != LLM_ERROR_UNSUPPORTED))
    return NULL;
  param = llm_error_param_find (facts->words, facts->n_words, facts->param, facts->message->str);
  if (facts->is_anthropic && g_strcmp0 (param, LLM_PARAM_MAX_TOKENS) == 0)
    return NULL;
  return param;
}

static GError *
make_error (const Facts *facts, guint status, const char *key)
{
  g_autofree char *detail = llm_error_response_clean (facts->message->str, key);
  const char *message;
  LlmErrorCode code = classify (facts, status, &message);
  GError *error = llm_error_new (code, message != NULL ? _ (message) : NULL, detail);

  llm_error_set_http_status (error, status);
  llm_error_set_retry_after_ms (error, find_retry_after (facts, code));
  llm_error_set_param (error, find_param (facts, status, code));
  if (facts->request_id != NULL)
    {
      g_autofree char *id = llm_error_response_clean (facts->request_id, key);
      llm_error_set_request_id (error, id);
    }
  return error;
}

/* The same for an error that is JSON already: within a running stream (@status 0),
 * or the body of an answer. */
GError *
llm_error_response_from_json (JsonNode *root, guint status, const char *key)
{
  g_autoptr (GString) message = g_string_new (NULL);
  Facts facts = { .message = message, .retry_after_ms = -1 };

  read_root (&facts, root);
  return make_error (&facts, status, key);
}

static gboolean
is_html (const char *content_type, const char *body, gsize length)
{
  while (length > 0 && g_ascii_isspace (*body))
    {
      body++;
      length--;
    }
  if (length > 0 && *body == '<')
    return TRUE;
  return content_type != NULL
         && g_ascii_strncasecmp (content_type, "text/html", strlen ("text/html")) == 0;
}

/* A page is not shown, only its title. */
static void
read_html (Facts *facts, const char *body, gsize length)
{
  g_autofree char *text = g_strndup (body, MIN (length, MAX_TEXT));
  g_autofree char *lower = g_ascii_strdown (text, -1);
  const char *title = strstr (lower, "<title");
  const char *begin = title != NULL ? strchr (title, '>') : NULL;
  const char *end = begin != NULL ? strstr (begin, "</title") : NULL;

  facts->is_html = TRUE;
  add_message (facts, "", _ ("The server answered with a web page."));
  if (end != NULL)
    {
      g_autofree char *words = g_strndup (text + (begin + 1 - lower), end - begin - 1);
      add_message (facts, " ", g_strstrip (words));
    }
}

/**
 * llm_codec_error_from_response:
 * @status: the HTTP status; below 300 where it says nothing
 * @content_type: (nullable): of the body
 * @body: (nullable) (array length=length): the body, or its begin
 * @length: of @body in bytes
 * @key: (nullable): the key, masked wherever the body quotes it
 * @retry_after: (nullable): the Retry-After header; a date is compared with the
 *   system's clock
 *
 * Says what an answer that is no stream means, for any vendor and any body: JSON of
 * several shapes, a web page, text, nothing.  A code that names the cause counts
 * more than the status, the status more than a general type of error.
 *
 * Returns: (transfer full): an #LLM_ERROR with status, detail, request id and delay
 */
GError *
llm_codec_error_from_response (guint status,
                               const char *content_type,
                               const char *body,
                               gsize length,
                               const char *key,
                               const char *retry_after)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) message = g_string_new (NULL);
  g_autofree char *valid = NULL;
  Facts facts = { .message = message, .retry_after_ms = -1 };
  JsonNode *root = NULL;
  gint64 delay = -1;

  valid = g_utf8_make_valid (body != NULL ? body : "", body != NULL ? length : 0);
  if (llm_json_load (parser, valid, strlen (valid), &root) == LLM_JSON_OK)
    read_root (&facts, root);
  else if (is_html (content_type, valid, strlen (valid)))
    read_html (&facts, valid, strlen (valid));
  else
    add_message (&facts, "", valid);

  if (retry_after != NULL)
    delay = llm_retry_after_parse_ms (retry_after, g_get_real_time () / 1000);
  if (delay >= 0)
    facts.retry_after_ms = delay;
  return make_error (&facts, status, key);
}
