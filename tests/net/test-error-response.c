/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-codec.h"
#include "llm-error-param.h"
#include "llm-error.h"
#include "llm-key-mask.h"
#include "llm-request.h"

#define JSON "application/json"

typedef struct
{
  const char *name;
  guint status;
  const char *body;
  LlmErrorCode code;
  const char *detail;
} Case;

/* Bodies as the vendors write them. */
static const Case cases[] = {
  /* OpenAI */
  { "openai-key", 401,
    "{\"error\":{\"message\":\"Incorrect API key provided: sk-proj-****abcd. You can find your API "
    "key at https://platform.openai.com/account/api-keys.\",\"type\":\"invalid_request_error\","
    "\"param\":null,\"code\":\"invalid_api_key\"}}",
    LLM_ERROR_AUTH,
    "Incorrect API key provided: [key]. You can find your API key at "
    "https://platform.openai.com/account/api-keys." },
  { "openai-rate", 429,
    "{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"tokens\",\"param\":null,"
    "\"code\":\"rate_limit_exceeded\"}}",
    LLM_ERROR_RATE_LIMIT, "Rate limit reached" },
  { "openai-quota", 429,
    "{\"error\":{\"message\":\"You exceeded your current quota\",\"type\":\"insufficient_quota\","
    "\"param\":null,\"code\":\"insufficient_quota\"}}",
    LLM_ERROR_QUOTA, "You exceeded your current quota" },
  { "openai-context", 400,
    "{\"error\":{\"message\":\"Too long\",\"type\":\"invalid_request_error\",\"param\":"
    "\"messages\",\"code\":\"context_length_exceeded\"}}",
    LLM_ERROR_CONTEXT_TOO_LONG, "Too long" },
  { "openai-parameter", 400,
    "{\"error\":{\"message\":\"Unsupported value: 'temperature'\",\"type\":"
    "\"invalid_request_error\",\"param\":\"temperature\",\"code\":\"unsupported_value\"}}",
    LLM_ERROR_BAD_REQUEST, "Unsupported value: 'temperature'" },
  { "openai-model", 404,
    "{\"error\":{\"message\":\"The model `x` does not exist\",\"type\":\"invalid_request_error\","
    "\"param\":null,\"code\":\"model_not_found\"}}",
    LLM_ERROR_MODEL_NOT_FOUND, "The model `x` does not exist" },
  { "openai-country", 403,
    "{\"error\":{\"code\":\"unsupported_country_region_territory\",\"message\":\"Country, region, "
    "or territory not supported\",\"param\":null,\"type\":\"request_forbidden\"}}",
    LLM_ERROR_UNSUPPORTED, "Country, region, or territory not supported" },
  { "openai-permission", 403,
    "{\"error\":{\"message\":\"No access\",\"type\":\"x\",\"code\":null}}",
    LLM_ERROR_AUTH, "No access" },
  { "openai-server", 500,
    "{\"error\":{\"message\":\"Oops\",\"type\":\"server_error\",\"param\":null,\"code\":null}}",
    LLM_ERROR_SERVER, "Oops" },
  { "openai-conflict", 409, "{\"error\":{\"message\":\"Locked\"}}", LLM_ERROR_SERVER, "Locked" },
  /* Anthropic */
  { "anthropic-key", 401,
    "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid "
    "x-api-key\"},\"request_id\":\"req_1\"}",
    LLM_ERROR_AUTH, "invalid x-api-key" },
  { "anthropic-billing", 402,
    "{\"type\":\"error\",\"error\":{\"type\":\"billing_error\",\"message\":\"No credit\"}}",
    LLM_ERROR_QUOTA, "No credit" },
  { "anthropic-credit", 400,
    "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Your credit "
    "balance is too low to access the Anthropic API.\"}}",
    LLM_ERROR_QUOTA, "Your credit balance is too low to access the Anthropic API." },
  { "anthropic-permission", 403,
    "{\"type\":\"error\",\"error\":{\"type\":\"permission_error\",\"message\":\"Not yours\"}}",
    LLM_ERROR_AUTH, "Not yours" },
  { "anthropic-model", 404,
    "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: x\"}}",
    LLM_ERROR_MODEL_NOT_FOUND, "model: x" },
  { "anthropic-large", 413,
    "{\"type\":\"error\",\"error\":{\"type\":\"request_too_large\",\"message\":\"32 MB\"}}",
    LLM_ERROR_CONTEXT_TOO_LONG, "32 MB" },
  { "anthropic-long", 400,
    "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too "
    "long: 210000 tokens > 200000 maximum\"}}",
    LLM_ERROR_CONTEXT_TOO_LONG, "prompt is too long: 210000 tokens > 200000 maximum" },
  { "anthropic-rate", 429,
    "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Slow\",\"details\":"
    "{\"error_code\":\"ramp_limit_exceeded\"}}}",
    LLM_ERROR_RATE_LIMIT, "Slow" },
  { "anthropic-spend", 429,
    "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Spent\","
    "\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}",
    LLM_ERROR_QUOTA, "Spent" },
  { "anthropic-overloaded", 529,
    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
    LLM_ERROR_OVERLOADED, "Overloaded" },
  { "anthropic-timeout", 504,
    "{\"type\":\"error\",\"error\":{\"type\":\"timeout_error\",\"message\":\"Late\"}}",
    LLM_ERROR_TIMEOUT, "Late" },
  /* Gemini */
  { "gemini-key", 400,
    "{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API "
    "key.\",\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"@type\":"
    "\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\",\"domain\":"
    "\"googleapis.com\"}]}}",
    LLM_ERROR_AUTH, "API key not valid. Please pass a valid API key." },
  { "gemini-key-no-details", 400,
    "{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\"}}",
    LLM_ERROR_AUTH, "API key not valid." },
  { "gemini-location", 400,
    "{\"error\":{\"code\":400,\"message\":\"User location is not supported for the API "
    "use.\",\"status\":\"FAILED_PRECONDITION\"}}",
    LLM_ERROR_UNSUPPORTED, "User location is not supported for the API use." },
  { "gemini-long", 400,
    "{\"error\":{\"code\":400,\"message\":\"The input token count (1200000) exceeds the maximum "
    "number of tokens allowed (1048576).\",\"status\":\"INVALID_ARGUMENT\"}}",
    LLM_ERROR_CONTEXT_TOO_LONG,
    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)." },
  { "gemini-argument", 400,
    "{\"error\":{\"code\":400,\"message\":\"Unknown name\",\"status\":\"INVALID_ARGUMENT\"}}",
    LLM_ERROR_BAD_REQUEST, "Unknown name" },
  { "gemini-denied", 403,
    "{\"error\":{\"code\":403,\"message\":\"Denied\",\"status\":\"PERMISSION_DENIED\"}}",
    LLM_ERROR_AUTH, "Denied" },
  { "gemini-model", 404,
    "{\"error\":{\"code\":404,\"message\":\"models/x is not found\",\"status\":\"NOT_FOUND\"}}",
    LLM_ERROR_MODEL_NOT_FOUND, "models/x is not found" },
  { "gemini-rate-array", 429,
    "[{\"error\":{\"code\":429,\"message\":\"You exceeded your current quota, please check your "
    "plan and billing details.\",\"status\":\"RESOURCE_EXHAUSTED\"}}]",
    LLM_ERROR_RATE_LIMIT,
    "You exceeded your current quota, please check your plan and billing details." },
  { "gemini-unavailable", 503,
    "{\"error\":{\"code\":503,\"message\":\"Busy\",\"status\":\"UNAVAILABLE\"}}",
    LLM_ERROR_OVERLOADED, "Busy" },
  { "gemini-deadline", 504,
    "{\"error\":{\"code\":504,\"message\":\"Late\",\"status\":\"DEADLINE_EXCEEDED\"}}",
    LLM_ERROR_TIMEOUT, "Late" },
  /* Mistral */
  { "mistral-422", 422,
    "{\"detail\":[{\"loc\":[\"body\",\"temperature\"],\"msg\":\"too hot\",\"type\":\"x\"},"
    "{\"loc\":[\"body\",3],\"msg\":\"extra\"},7]}",
    LLM_ERROR_BAD_REQUEST, "too hot: body.temperature; extra: body" },
  { "mistral-nested", 422,
    "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"extra\"}]},"
    "\"type\":\"invalid_request_error\",\"code\":null}",
    LLM_ERROR_BAD_REQUEST, "extra: body" },
  { "mistral-flat", 400,
    "{\"object\":\"error\",\"message\":\"Invalid model: x\",\"type\":\"invalid_model\",\"param\":"
    "null,\"code\":\"1500\"}",
    LLM_ERROR_MODEL_NOT_FOUND, "Invalid model: x" },
  { "mistral-key", 401, "{\"detail\":\"Unauthorized\"}", LLM_ERROR_AUTH, "Unauthorized" },
  { "mistral-long", 400,
    "{\"message\":\"Prompt contains 40000 tokens, too large for model with 32768 maximum context "
    "length\"}",
    LLM_ERROR_CONTEXT_TOO_LONG,
    "Prompt contains 40000 tokens, too large for model with 32768 maximum context length" },
  /* Azure */
  { "azure-filter", 400,
    "{\"error\":{\"message\":\"Filtered\",\"type\":null,\"param\":\"prompt\",\"code\":"
    "\"content_filter\",\"status\":400,\"innererror\":{\"code\":"
    "\"ResponsibleAIPolicyViolation\"}}}",
    LLM_ERROR_CONTENT_FILTER, "Filtered" },
  { "azure-deployment", 404,
    "{\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"No such deployment\"}}",
    LLM_ERROR_MODEL_NOT_FOUND, "No such deployment" },
  { "azure-key", 401, "{\"error\":{\"code\":\"401\",\"message\":\"Access denied\"}}",
    LLM_ERROR_AUTH, "Access denied" },
  { "azure-gateway", 429, "{\"statusCode\":429,\"message\":\"Try later\"}", LLM_ERROR_RATE_LIMIT,
    "Try later" },
  /* OpenRouter */
  { "openrouter-credit", 402, "{\"error\":{\"code\":402,\"message\":\"Insufficient credits\"}}",
    LLM_ERROR_QUOTA, "Insufficient credits" },
  { "openrouter-moderation", 403,
    "{\"error\":{\"code\":403,\"message\":\"Flagged\",\"metadata\":{\"reasons\":[\"x\"],"
    "\"flagged_input\":\"y\"}}}",
    LLM_ERROR_CONTENT_FILTER, "Flagged" },
  { "openrouter-model", 400,
    "{\"error\":{\"code\":400,\"message\":\"x/y is not a valid model ID\"}}",
    LLM_ERROR_MODEL_NOT_FOUND, "x/y is not a valid model ID" },
  { "openrouter-behind", 502,
    "{\"error\":{\"code\":502,\"message\":\"Provider returned error\",\"metadata\":{\"raw\":"
    "\"boom\",\"provider_name\":\"P\"}}}",
    LLM_ERROR_SERVER, "Provider returned error: boom" },
  /* Local servers */
  { "ollama-model", 404, "{\"error\":\"model 'x' not found, try pulling it first\"}",
    LLM_ERROR_MODEL_NOT_FOUND, "model 'x' not found, try pulling it first" },
  { "ollama-crash", 500, "{\"error\":\"llama runner process has terminated\"}", LLM_ERROR_SERVER,
    "llama runner process has terminated" },
  { "llamacpp-context", 400,
    "{\"error\":{\"code\":400,\"message\":\"the request exceeds the available context size. try "
    "increasing it\",\"type\":\"exceed_context_size_error\",\"n_ctx\":4096}}",
    LLM_ERROR_CONTEXT_TOO_LONG,
    "the request exceeds the available context size. try increasing it" },
  { "llamacpp-loading", 503,
    "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}",
    LLM_ERROR_OVERLOADED, "Loading model" },
  { "lmstudio-context", 400,
    "{\"error\":\"The number of tokens to keep is greater than the context length.\"}",
    LLM_ERROR_CONTEXT_TOO_LONG,
    "The number of tokens to keep is greater than the context length." },
  { "vllm-old", 400,
    "{\"object\":\"error\",\"message\":\"This model's maximum context length is 8192 "
    "tokens.\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}",
    LLM_ERROR_CONTEXT_TOO_LONG, "This model's maximum context length is 8192 tokens." },
  { "xai-context", 400,
    "{\"code\":\"Client specified an invalid argument\",\"error\":\"This model's maximum prompt "
    "length is 131072 but the request contains 200000 tokens.\"}",
    LLM_ERROR_CONTEXT_TOO_LONG,
    "This model's maximum prompt length is 131072 but the request contains 200000 tokens." },
  { "deepseek-balance", 402,
    "{\"error\":{\"message\":\"Insufficient Balance\",\"type\":\"unknown_error\",\"code\":"
    "\"invalid_request_error\"}}",
    LLM_ERROR_QUOTA, "Insufficient Balance" },
  { "kimi-quota", 429,
    "{\"error\":{\"message\":\"Quota\",\"type\":\"exceeded_current_quota_error\"}}",
    LLM_ERROR_QUOTA, "Quota" },
  { "cloudflare-json", 400,
    "{\"success\":false,\"errors\":[{\"code\":7003,\"message\":\"No route\"}]}",
    LLM_ERROR_BAD_REQUEST, "No route" },
  /* A text about the context is not believed where the status says it all. */
  { "rate-words", 429, "{\"error\":{\"message\":\"maximum context length\"}}", LLM_ERROR_RATE_LIMIT,
    "maximum context length" },
  { "only-type", 500, "{\"error\":{\"type\":\"api_error\"}}", LLM_ERROR_SERVER, "api_error" },
  /* Odd bodies */
  { "empty", 500, "", LLM_ERROR_SERVER, NULL },
  { "empty-object", 418, "{}", LLM_ERROR_BAD_REQUEST, NULL },
  { "null-error", 500, "{\"error\":null}", LLM_ERROR_SERVER, NULL },
  { "number", 500, "7", LLM_ERROR_SERVER, NULL },
  { "wrong-types", 400,
    "{\"error\":{\"message\":[1],\"code\":{},\"type\":7,\"status\":null,\"details\":[[],7,"
    "{\"reason\":[],\"retryDelay\":7}],\"metadata\":[],\"innererror\":\"x\"},\"request_id\":{}}",
    LLM_ERROR_BAD_REQUEST, NULL },
  { "text", 502, " Bad\r\n\tGateway \001\n", LLM_ERROR_SERVER, "Bad Gateway" },
  { "redirect", 302, "", LLM_ERROR_PROTOCOL, NULL },
  { "not-an-error", 200, "hello", LLM_ERROR_PROTOCOL, "hello" },
  { "error-with-200", 200, "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy\"}}",
    LLM_ERROR_OVERLOADED, "Busy" },
  { "proxy", 407, "", LLM_ERROR_NETWORK, NULL },
  { "timeout", 408, "", LLM_ERROR_TIMEOUT, NULL },
  { "gone", 410, "", LLM_ERROR_MODEL_NOT_FOUND, NULL },
  { "origin-timeout", 524, "", LLM_ERROR_TIMEOUT, NULL },
  { "no-status", 0, "{\"error\":{\"message\":\"?\"}}", LLM_ERROR_SERVER, "?" },
  { "no-status-general", 0, "{\"error\":{\"type\":\"permission_error\",\"message\":\"?\"}}",
    LLM_ERROR_AUTH, "?" },
  { "no-status-code", 0, "{\"error\":{\"code\":404,\"message\":\"?\"}}", LLM_ERROR_MODEL_NOT_FOUND,
    "?" },
};

static GError *
classify (guint status, const char *type, const char *body, const char *key, const char *retry)
{
  GError *error = llm_codec_error_from_response (status, type, body, strlen (body), key, retry);

  g_assert_nonnull (error);
  g_assert_true (error->domain == LLM_ERROR);
  g_assert_cmpuint (strlen (error->message), >, 0);
  return error;
}

static void
test_case (gconstpointer user_data)
{
  const Case *c = user_data;
  g_autoptr (GError) error = classify (c->status, JSON, c->body, NULL, NULL);

  g_assert_cmpstr (llm_error_code_to_string (error->code), ==, llm_error_code_to_string (c->code));
  g_assert_cmpstr (llm_error_get_detail (error), ==, c->detail);
  g_assert_cmpuint (llm_error_get_http_status (error), ==, c->status);
}

/* Each status with a body that says nothing. */
static void
test_every_status (void)
{
  for (guint status = 0; status < 700; status++)
    {
      g_autoptr (GError) error = classify (status, NULL, "", NULL, NULL);

      if (status >= 500 && status < 600)
        g_assert_true (error->code == LLM_ERROR_SERVER || error->code == LLM_ERROR_OVERLOADED
                       || error->code == LLM_ERROR_TIMEOUT);
      if (status >= 300 && status < 400)
        g_assert_cmpint (error->code, ==, LLM_ERROR_PROTOCOL);
    }
}

static void
test_no_body (void)
{
  g_autoptr (GError) error = llm_codec_error_from_response (503, NULL, NULL, 0, NULL, NULL);

  g_assert_error (error, LLM_ERROR, LLM_ERROR_OVERLOADED);
  g_assert_null (llm_error_get_detail (error));
  g_assert_cmpint (llm_error_get_retry_after_ms (error), ==, -1);
}

static void
test_html (void)
{
  static const struct
  {
    const char *type, *body, *title;
  } pages[] = {
    { "text/html", "<html><head><TITLE>\n502 Bad  Gateway </TITLE></head><body>x</body></html>",
      "502 Bad Gateway" },
    { "text/plain", "\n<!DOCTYPE html><title lang=\"en\">Log in</title>", "Log in" },
    { "text/html; charset=utf-8", "Sorry <title>never closed", NULL },
    { "text/html", "", NULL },
    { NULL, "<title", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (GError) error = classify (502, pages[i].type, pages[i].body, NULL, NULL);
      const char *detail = llm_error_get_detail (error);

      g_assert_error (error, LLM_ERROR, LLM_ERROR_SERVER);
      g_assert_true (g_str_has_prefix (detail, "The server answered with a web page."));
      g_assert_null (strchr (detail, '<'));
      g_assert_null (strstr (detail, "body"));
      if (pages[i].title != NULL)
        g_assert_true (g_str_has_suffix (detail, pages[i].title));
    }
}

/* Three sentences differ from their code's own: each says what to do here. */
static void
test_messages (void)
{
  g_autoptr (GError) country = NULL;
  g_autoptr (GError) page = NULL;
  g_autoptr (GError) redirect = NULL;
  g_autoptr (GError) plain = NULL;

  country = classify (403, JSON, "{\"error\":{\"code\":\"unsupported_country_region_territory\"}}",
                      NULL, NULL);
  g_assert_nonnull (strstr (country->message, "country"));
  page = classify (404, "text/html", "<html>", NULL, NULL);
  g_assert_nonnull (strstr (page->message, "base URL"));
  redirect = classify (301, NULL, "", NULL, NULL);
  g_assert_nonnull (strstr (redirect->message, "another address"));
  plain = classify (404, JSON, "{}", NULL, NULL);
  g_assert_cmpstr (plain->message, ==, llm_error_default_message (LLM_ERROR_MODEL_NOT_FOUND));
}

static void
assert_masked (const char *body, const char *key, const char *expected)
{
  g_autoptr (GError) error = classify (401, JSON, body, key, NULL);

  g_assert_cmpstr (llm_error_get_detail (error), ==, expected);
}

static void
test_keys_masked (void)
{
  assert_masked ("{\"error\":{\"message\":\"bad key hunter2 and hunter2.\"}}", "hunter2",
                 "bad key [key] and [key].");
  assert_masked ("key=hunter2hunter2", "hunter2", "key=[key][key]");
  assert_masked ("prehunter2post", "hunter2", "pre[key]post");
  /* Written with an escape, it is the same key. */
  assert_masked ("{\"error\":\"bad \\u0068unter2\"}", "hunter2", "bad [key]");
  assert_masked ("{\"error\":\"bad sk-ant-api03-AbC_12-xyz, sorry\"}", NULL, "bad [key], sorry");
  assert_masked ("{\"error\":\"bad AIzaSyD-1234567890abc.\"}", NULL, "bad [key].");
  assert_masked ("Authorization: Bearer abcdef123456", NULL, "Authorization: [key]");
  assert_masked ("(sk-12345678)", NULL, "([key])");
  /* Words are not keys. */
  assert_masked ("Missing Bearer authentication", NULL, "Missing Bearer authentication");
  assert_masked ("task-12345678 sk-learn disk-12345678", NULL,
                 "task-12345678 sk-learn disk-12345678");
  assert_masked ("ask x for it", "x", "ask x for it");
}

/* However often it was escaped on its way. */
static void
test_escaped_keys (void)
{
  static const char key[] = "a/b+c%d\\e=f\"g";
  static const struct
  {
    const char *text, *expected;
  } rows[] = {
    { "a/b+c%d\\e=f\"g", "*" },
    { "<a/b+c%d\\e=f\"g>", "<*>" },
    { "<a%2Fb%2bc%25d%5Ce%3Df%22g>", "<*>" },
    { "<a%252Fb%252Bc%2525d%255Ce%253Df%2522g>", "<*>" },
    { "<a\\/b+c%d\\\\e=f\\\"g>", "<*>" },
    { "<\\u0061\\u002Fb\\u002bc%d\\u005ce=f\\u0022g>", "<*>" },
    { "<a\\\\/b+c%d\\\\\\\\e=f\\\\\\\"g>", "<*>" },
    /* The begin of it, where the text was cut. */
    { "<a/b+c%d", "<*" },
    { "<a%2Fb%2Bc%25", "<*" },
    { "<a/b+c", "<a/b+c" },
    /* Other things. */
    { "<a/b+c%x", "<a/b+c%x" },
    { "<%", "<%" },
    { "<\\u00", "<\\u00" },
    { "", "" },
  };
  g_autofree char *slashes = g_strnfill (1 << 16, '\\');
  g_autofree char *percents = g_strnfill (1 << 16, '%');
  g_autofree char *same = NULL;
  g_autofree char *same_too = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = llm_key_mask (rows[i].text, key, "*");

      g_assert_cmpstr (masked, ==, rows[i].expected);
    }
  same = llm_key_mask (slashes, key, "*");
  g_assert_cmpstr (same, ==, slashes);
  same_too = llm_key_mask (percents, key, "*");
  g_assert_cmpstr (same_too, ==, percents);
}

/* What is refused may be left out, what is only wrong is the user's to correct. */
static void
test_params (void)
{
  static const struct
  {
    const char *word, *param, *message, *expected;
  } rows[] = {
    { "unsupported_parameter", "temperature", "", LLM_PARAM_TEMPERATURE },
    { "UNSUPPORTED_VALUE", "reasoning.effort", "", LLM_PARAM_REASONING_EFFORT },
    { "unsupported_value", "reasoning.summary", "", LLM_PARAM_THINKING },
    { "unsupported_value", "body.top_p", "", LLM_PARAM_TOP_P },
    { "unsupported_value", "generationConfig.topP", "", LLM_PARAM_TOP_P },
    { "unsupported_parameter", NULL, "Not this: 'seed'", LLM_PARAM_SEED },
    { "unsupported_value", "messages[0].role", "'temperature'", NULL },
    { "unsupported_value", "", "'temperature'", NULL },
    { "invalid_value", "temperature", "Too hot", NULL },
    { NULL, "temperature", "is not supported", LLM_PARAM_TEMPERATURE },
    { NULL, "model", "temperature is not supported", NULL },
    { NULL, NULL, "TEMPERATURE is not supported", LLM_PARAM_TEMPERATURE },
    { NULL, NULL, "my_temperature is not supported", NULL },
    { NULL, NULL, "temperatures are not supported", NULL },
    { NULL, NULL, "my_seed is not supported with seed", LLM_PARAM_SEED },
    { NULL, NULL, "temperature 3 is not supported: at most 2", NULL },
    { NULL, NULL, "does not support more than 4096 max_tokens", NULL },
    { NULL, NULL, "temperature", NULL },
    { NULL, NULL, "not supported", NULL },
    { NULL, NULL, "", NULL },
    { "enum", "reasoning_effort", "", LLM_PARAM_REASONING_EFFORT },
    { "enum", "temperature", "", NULL },
    { NULL, "temperature", "must be one of 0, 1", NULL },
    { NULL, NULL, "unknown field maxOutputTokens", LLM_PARAM_MAX_TOKENS },
    { NULL, NULL, "thinking_config.thinking_level is not supported", LLM_PARAM_REASONING_EFFORT },
    { NULL, NULL, "include_usage: Extra inputs are not permitted", LLM_PARAM_STREAM_OPTIONS },
    /* The form of an answer, whatever is wrong with it. */
    { "invalid_json_schema", "response_format", "", LLM_PARAM_SCHEMA },
    { NULL, "text.format.schema", "Missing 'type'", LLM_PARAM_SCHEMA },
    { NULL, NULL, "This model does not support response format `json_schema`.", LLM_PARAM_SCHEMA },
    { NULL, NULL, "Unknown name \"responseJsonSchema\" at 'generation_config'", LLM_PARAM_SCHEMA },
    { NULL, NULL, "invalid JSON schema in format", LLM_PARAM_SCHEMA },
    { NULL, NULL, "output_config.format: Extra inputs are not permitted", LLM_PARAM_SCHEMA },
    { NULL, NULL, "output_config: Extra inputs are not permitted", LLM_PARAM_REASONING_EFFORT },
    { NULL, NULL, "temperature: not supported with response_format", LLM_PARAM_TEMPERATURE },
    { NULL, "messages", "response_format needs a word", NULL },
    { NULL, NULL, "This format is wrong", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s, %s, %s", rows[i].word, rows[i].param, rows[i].message);
      g_assert_cmpstr (llm_error_param_find (&rows[i].word, rows[i].word != NULL, rows[i].param,
                                             rows[i].message),
                       ==, rows[i].expected);
    }
}

/* Only an error of the request is one of its parameters. */
static void
test_params_of_errors (void)
{
#define REFUSAL(code) "{\"error\":{\"message\":\"seed is not supported\",\"code\":" code "}}"
  static const struct
  {
    guint status;
    const char *body, *expected;
  } rows[] = {
    { 400, REFUSAL ("null"), LLM_PARAM_SEED }, { 422, REFUSAL ("null"), LLM_PARAM_SEED },
    { 0, REFUSAL ("400"), LLM_PARAM_SEED },    { 200, REFUSAL ("400"), LLM_PARAM_SEED },
    { 0, REFUSAL ("null"), NULL },             { 401, REFUSAL ("null"), NULL },
    { 429, REFUSAL ("400"), NULL },            { 500, REFUSAL ("400"), NULL },
    { 400, REFUSAL ("\"context_length_exceeded\""), NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = classify (rows[i].status, JSON, rows[i].body, NULL, NULL);

      g_assert_cmpstr (llm_error_get_param (error), ==, rows[i].expected);
    }
}

/* A key must not get past the mask by being cut where the text is cut, or by being
 * put together from pieces. */
static void
test_key_at_the_edge (void)
{
  for (guint before = LLM_ERROR_DETAIL_MAX - 40; before < LLM_ERROR_DETAIL_MAX + 10; before++)
    {
      g_autoptr (GString) body = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < before; i++)
        g_string_append_c (body, '.');
      g_string_append (body, "canary-key-123456");
      error = classify (401, "text/plain", body->str, "canary-key-123456", NULL);
      g_assert_null (strstr (llm_error_get_detail (error), "can"));
      g_assert_cmpuint (strlen (llm_error_get_detail (error)), <=, LLM_ERROR_DETAIL_MAX);
    }
  assert_masked ("hun\001ter2", "hunter2", "hun ter2");
}

static void
test_bounds (void)
{
  g_autoptr (GString) body = g_string_new ("{\"error\":{\"message\":\"");
  g_autoptr (GError) error = NULL;
  const char *detail;

  while (body->len < 4 * 1024 * 1024)
    g_string_append (body, "ä\\n");
  g_string_append (body, "\",\"code\":\"overloaded_error\"}}");
  error = classify (500, JSON, body->str, "canary", NULL);
  detail = llm_error_get_detail (error);
  g_assert_error (error, LLM_ERROR, LLM_ERROR_OVERLOADED);
  g_assert_cmpuint (strlen (detail), <=, LLM_ERROR_DETAIL_MAX);
  g_assert_cmpuint (strlen (detail), >, LLM_ERROR_DETAIL_MAX - 10);
  g_assert_true (g_utf8_validate (detail, -1, NULL));
  g_assert_null (strchr (detail, '\n'));
}

static void
test_bad_bytes (void)
{
  static const char body[] = "bad \377\000 \xe2\x80\xae byte";
  g_autoptr (GError) error = NULL;

  error = llm_codec_error_from_response (500, NULL, body, sizeof body - 1, NULL, NULL);
  g_assert_cmpstr (llm_error_get_detail (error), ==, "bad \357\277\275\357\277\275 byte");
}

static void
test_deep_body (void)
{
  g_autofree char *body = g_strnfill (100000, '[');
  g_autoptr (GError) error = classify (500, JSON, body, NULL, NULL);

  g_assert_error (error, LLM_ERROR, LLM_ERROR_SERVER);
}

static void
assert_retry (const char *body, const char *header, gint64 expected)
{
  g_autoptr (GError) error = classify (429, JSON, body, NULL, header);

  g_assert_cmpint (llm_error_get_retry_after_ms (error), ==, expected);
}

static void
test_retry_after (void)
{
#define DELAY(text) "{\"error\":{\"details\":[{\"retryDelay\":\"" text "\"}]}}"
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) soon = g_date_time_add_seconds (now, 90);
  g_autofree char *date = g_date_time_format (soon, "%a, %d %b %Y %H:%M:%S GMT");
  g_autoptr (GError) error = NULL;

  assert_retry ("{}", "20", 20000);
  assert_retry ("{}", " 1.5 ", 1500);
  assert_retry ("{}", "0", 0);
  assert_retry ("{}", "-5", -1);
  assert_retry ("{}", "nan", -1);
  assert_retry ("{}", "inf", -1);
  assert_retry ("{}", "soon", -1);
  assert_retry ("{}", "", -1);
  assert_retry ("{}", "20 s", 20000);
  assert_retry ("{}", "1e300", -1);
  /* Long ago. */
  assert_retry ("{}", "Wed, 21 Oct 2015 07:28:00 GMT", -1);
  assert_retry (DELAY ("34s"), NULL, 34000);
  assert_retry (DELAY ("0.25s"), NULL, 250);
  assert_retry (DELAY ("34"), NULL, -1);
  assert_retry (DELAY ("s"), NULL, -1);
  assert_retry (DELAY ("-34s"), NULL, -1);
  assert_retry (DELAY ("34s?"), NULL, -1);
  /* Words count where nothing else is said, and only for a limit. */
  assert_retry ("{\"error\":\"Please try again in 1.5s.\"}", NULL, 1500);
  assert_retry ("{\"error\":\"Please try again in 1.5s.\"}", "3", 3000);
  assert_retry ("{\"error\":{\"code\":\"insufficient_quota\",\"message\":"
                "\"try again in 9s\"}}",
                NULL, -1);
  /* The header is what proxies on the way understand, so it counts. */
  assert_retry (DELAY ("34s"), "5", 5000);

  error = classify (429, JSON, "{}", NULL, date);
  g_assert_cmpint (llm_error_get_retry_after_ms (error), >, 60000);
  g_assert_cmpint (llm_error_get_retry_after_ms (error), <=, 90000);
}

static void
test_request_id (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) leaking = NULL;

  error = classify (500, JSON, "{\"error\":{},\"request_id\":\"req_1\"}", NULL, NULL);
  g_assert_cmpstr (llm_error_get_request_id (error), ==, "req_1");
  leaking = classify (500, JSON, "{\"error\":{},\"request_id\":\"x-hunter2\"}", "hunter2", NULL);
  g_assert_cmpstr (llm_error_get_request_id (leaking), ==, "x-[key]");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/error-response/case/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/error-response/every-status", test_every_status);
  g_test_add_func ("/error-response/no-body", test_no_body);
  g_test_add_func ("/error-response/html", test_html);
  g_test_add_func ("/error-response/messages", test_messages);
  g_test_add_func ("/error-response/keys-masked", test_keys_masked);
  g_test_add_func ("/error-response/escaped-keys", test_escaped_keys);
  g_test_add_func ("/error-response/params", test_params);
  g_test_add_func ("/error-response/params-of-errors", test_params_of_errors);
  g_test_add_func ("/error-response/key-at-the-edge", test_key_at_the_edge);
  g_test_add_func ("/error-response/bounds", test_bounds);
  g_test_add_func ("/error-response/bad-bytes", test_bad_bytes);
  g_test_add_func ("/error-response/deep-body", test_deep_body);
  g_test_add_func ("/error-response/retry-after", test_retry_after);
  g_test_add_func ("/error-response/request-id", test_request_id);

  return g_test_run ();
}
