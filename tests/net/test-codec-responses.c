/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "codec-test.h"
#include "llm-json.h"

#define R llm_codec_responses
#define ID "resp_68f1"
#define PLAIN "Hello, wörld 🦊.\n\n```c\nint x = \"\\n\";\n```"

static const StreamCase streams[] = {
  { "responses-plain", R, PLAIN, NULL, "stop", ID, TRUE, NO_ERROR,
    USAGE (36, 0, UNTOLD, 0, 87) },
  /* Without names, and with a marker of the other protocol behind it. */
  { "responses-unnamed", R, "No names.", NULL, "stop", ID, TRUE, NO_ERROR,
    USAGE (3, 0, UNTOLD, 0, 2) },
  { "responses-reasoning", R, "Then answer.",
    "**Planning**\n\nFirst think.\n\n**Checking**\n\nThen look.", "stop", ID, TRUE, NO_ERROR,
    USAGE (1200, 1024, 100, 256, 345) },
  { "responses-items", R, "I will look.\n\nFound it.", "Short.\n\nRaw thought.", "stop", ID, TRUE,
    NO_ERROR, USAGE (10, 0, UNTOLD, 5, 20) },
  { "responses-length", R, NULL, "Thinking on", "length", ID, TRUE, NO_ERROR,
    USAGE (20, 0, UNTOLD, 64, 64) },
  { "responses-filter", R, "Half an", NULL, "content_filter", ID, TRUE, NO_ERROR,
    USAGE (20, 0, UNTOLD, 0, 3) },
  { "responses-steered", R, "a", NULL, "steered", ID, TRUE, NO_ERROR, NO_USAGE },
  { "responses-refusal", R, "I'm sorry, I can't help with that.", NULL, "stop", ID, TRUE, NO_ERROR,
    USAGE (5, 0, UNTOLD, 0, 9) },
  { "responses-failed", R, "Half", NULL, NULL, ID, FALSE, LLM_ERROR_RATE_LIMIT,
    USAGE (20, 0, UNTOLD, 0, 1) },
  { "responses-failed-server", R, NULL, NULL, NULL, ID, FALSE, LLM_ERROR_SERVER, NO_USAGE },
  { "responses-error-event", R, NULL, NULL, NULL, ID, FALSE, LLM_ERROR_SERVER, NO_USAGE },
  { "responses-error-bare", R, NULL, NULL, NULL, ID, FALSE, LLM_ERROR_CONTEXT_TOO_LONG, NO_USAGE },
  { "responses-truncated", R, "Half an ans", NULL, NULL, ID, FALSE, NO_ERROR, NO_USAGE },
  { "responses-unknown", R, "ab", NULL, "stop", ID, TRUE, NO_ERROR, NO_USAGE },
  /* The other protocol has nothing to say here. */
  { "openai-plain", R, NULL, NULL, NULL, NULL, FALSE, NO_ERROR, NO_USAGE },
  { "openai-error", R, NULL, NULL, NULL, NULL, FALSE, LLM_ERROR_SERVER, NO_USAGE },
};

static void
decode (LlmDecoder *decoder, const char *event, const char *data)
{
  const LlmCodec *codec = llm_codec_responses ();

  codec->decode (codec, decoder, event, data, strlen (data));
}

#define DELTA(index, text)                                                                         \
  "{\"type\":\"response.output_text.delta\",\"output_index\":" #index ",\"delta\":\"" text "\"}"

/* The transport takes text out after each read: that must not look like a begin. */
static void
test_taken_text (void)
{
  LlmDecoder decoder;

  llm_decoder_init (&decoder);
  decode (&decoder, "", DELTA (0, "a"));
  g_string_truncate (decoder.text, 0);
  decode (&decoder, "", DELTA (0, "b"));
  decode (&decoder, "", DELTA (2, ""));
  decode (&decoder, "", DELTA (2, "c"));
  g_assert_cmpstr (decoder.text->str, ==, "b\n\nc");
  llm_decoder_clear (&decoder);
}

/* The name is in the data as well; either will do. */
static void
test_type (void)
{
  LlmDecoder decoder;

  llm_decoder_init (&decoder);
  decode (&decoder, "response.output_text.delta", "{\"delta\":\"a\"}");
  decode (&decoder, "response.created", DELTA (0, "b"));
  decode (&decoder, "response.output_text.delta", "{\"type\":\"x\",\"delta\":\"c\"}");
  g_assert_cmpstr (decoder.text->str, ==, "ab");
  decode (&decoder, "response.completed", "{\"response\":{}}");
  g_assert_true (decoder.terminated);
  g_assert_cmpstr (decoder.finish_reason, ==, "stop");
  llm_decoder_clear (&decoder);
}

static void
test_failures (void)
{
  static const struct
  {
    const char *event, *data;
    LlmErrorCode code;
    const char *detail;
  } rows[] = {
    { "response.failed", "{\"type\":\"response.failed\",\"response\":{\"error\":null}}",
      LLM_ERROR_SERVER, NULL },
    { "response.failed",
      "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_is_overloaded\","
      "\"message\":\"Busy\"}}}",
      LLM_ERROR_OVERLOADED, "Busy" },
    { "response.failed",
      "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"insufficient_quota\","
      "\"message\":\"Spent\"}}}",
      LLM_ERROR_QUOTA, "Spent" },
    { "response.failed",
      "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"invalid_prompt\","
      "\"message\":\"Flagged as potentially violating our usage policy.\"}}}",
      LLM_ERROR_CONTENT_FILTER, "Flagged as potentially violating our usage policy." },
    { "error", "{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"Slow\"}",
      LLM_ERROR_RATE_LIMIT, "Slow" },
    { "", "{\"type\":\"error\",\"code\":null,\"message\":\"Oops\",\"param\":null}",
      LLM_ERROR_SERVER, "Oops" },
    { "", "{\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"message\":\"Oops\"}}",
      LLM_ERROR_SERVER, "Oops" },
    { "error", "no JSON", LLM_ERROR_SERVER, "no JSON" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LlmDecoder decoder;

      llm_decoder_init (&decoder);
      decode (&decoder, rows[i].event, rows[i].data);
      g_assert_error (decoder.error, LLM_ERROR, (int) rows[i].code);
      if (rows[i].detail != NULL)
        g_assert_cmpstr (llm_error_get_detail (decoder.error), ==, rows[i].detail);
      g_assert_false (decoder.terminated);
      llm_decoder_clear (&decoder);
    }
}

/* A cut event is the server's fault only if something follows it. */
static void
test_cut_event (void)
{
  LlmDecoder decoder;

  llm_decoder_init (&decoder);
  decode (&decoder, "", "{\"type\":\"response.outp");
  g_assert_no_error (decoder.error);
  decode (&decoder, "", "[DONE]");
  g_assert_error (decoder.error, LLM_ERROR, LLM_ERROR_PROTOCOL);
  llm_decoder_clear (&decoder);
}

static LlmRequest *
new_request (const char *id, LlmModel *model, const LlmParams *params)
{
  LlmRequest *request = llm_request_new (id, "Be brief.", params);

  llm_request_set_model (request, model);
  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  llm_request_add_message (request, LLM_ROLE_ASSISTANT, "Hello.");
  llm_request_add_message (request, LLM_ROLE_USER, "Why?");
  return request;
}

static JsonObject *
build (LlmRequest *request)
{
  const LlmCodec *codec = llm_codec_responses ();
  g_autoptr (GError) error = NULL;
  LlmWireRequest wire;
  JsonObject *body;

  codec->build (codec, TARGET ("https://api.openai.com/v1", "sk-1"), request, &wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire.method, ==, "POST");
  g_assert_cmpstr (wire.url, ==, "https://api.openai.com/v1/responses");
  g_assert_cmpstr (codec_test_get_header (&wire, "Accept"), ==, "text/event-stream");
  g_assert_cmpstr (codec_test_get_header (&wire, "Authorization"), ==, "Bearer sk-1");
  body = codec_test_get_body (&wire);
  g_assert_true (llm_json_get_boolean (body, "stream", FALSE));
  g_assert_false (llm_json_get_boolean (body, "store", TRUE));
  llm_wire_request_clear (&wire);
  return body;
}

static void
test_build_input (void)
{
  static const struct
  {
    const char *role, *type, *text;
  } expected[] = {
    { "user", "input_text", "Hi" },
    { "assistant", "output_text", "Hello." },
    { "user", "input_text", "Why?" },
  };
  g_autoptr (LlmRequest) request = new_request ("gpt-5.5-pro", NULL, NULL);
  g_autoptr (LlmRequest) short_request = llm_request_new ("m", NULL, NULL);
  g_autoptr (JsonObject) body = build (request);
  g_autoptr (JsonObject) short_body = NULL;
  JsonArray *input = llm_json_get_array (body, "input");

  g_assert_cmpstr (llm_json_get_string (body, "model"), ==, "gpt-5.5-pro");
  g_assert_cmpstr (llm_json_get_string (body, "instructions"), ==, "Be brief.");
  g_assert_cmpuint (llm_json_array_length (input), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      JsonObject *message = llm_json_array_get_object (input, i);
      JsonArray *content = llm_json_get_array (message, "content");
      JsonObject *part = llm_json_array_get_object (content, 0);

      g_assert_cmpstr (llm_json_get_string (message, "role"), ==, expected[i].role);
      g_assert_cmpuint (llm_json_array_length (content), ==, 1);
      g_assert_cmpstr (llm_json_get_string (part, "type"), ==, expected[i].type);
      g_assert_cmpstr (llm_json_get_string (part, "text"), ==, expected[i].text);
    }

  /* What is unset is left out, and so is an answer that was stopped before its first
   * word. */
  llm_request_add_message (short_request, LLM_ROLE_USER, "Hi");
  llm_request_add_message (short_request, LLM_ROLE_ASSISTANT, " ");
  short_body = build (short_request);
  g_assert_false (json_object_has_member (short_body, "instructions"));
  g_assert_cmpuint (llm_json_array_length (llm_json_get_array (short_body, "input")), ==, 1);
  g_assert_cmpuint (json_object_get_size (short_body), ==, 5);
}

static LlmParams *
new_params (const char *effort)
{
  LlmParams *params = llm_params_new ();

  params->temperature = 0.7;
  params->top_p = 0.9;
  params->max_tokens = 500;
  params->seed = 42;
  params->reasoning_effort = g_strdup (effort);
  return params;
}

static void
assert_reasoning (JsonObject *body, const char *effort, const char *summary)
{
  JsonObject *reasoning = llm_json_get_object (body, "reasoning");

  g_assert_true ((reasoning != NULL) == (effort != NULL || summary != NULL));
  g_assert_cmpstr (llm_json_get_string (reasoning, "effort"), ==, effort);
  g_assert_cmpstr (llm_json_get_string (reasoning, "summary"), ==, summary);
}

static void
assert_sampling (JsonObject *body, gboolean temperature, gboolean top_p)
{
  g_assert_true (json_object_has_member (body, "temperature") == temperature);
  g_assert_true (json_object_has_member (body, "top_p") == top_p);
  if (temperature)
    g_assert_cmpfloat (llm_json_get_double (body, "temperature", 0), ==, 0.7);
  if (top_p)
    g_assert_cmpfloat (llm_json_get_double (body, "top_p", 0), ==, 0.9);
}

static void
test_build_params (void)
{
  static const char *const levels[] = { "none", "medium", "high", NULL };
  static const struct
  {
    gboolean known, reasons;
    const char *asked, *effort, *summary;
    gboolean samples;
  } rows[] = {
    { TRUE, TRUE, "high", "high", "auto", FALSE },
    { TRUE, TRUE, "HIGH", "high", "auto", FALSE },
    { TRUE, TRUE, "low", NULL, "auto", FALSE },
    { TRUE, TRUE, NULL, NULL, "auto", FALSE },
    { TRUE, TRUE, "none", "none", NULL, TRUE },
    { TRUE, FALSE, "high", NULL, NULL, TRUE },
    { FALSE, TRUE, "max", "max", "auto", FALSE },
    { FALSE, TRUE, "none", "none", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LlmModel) model = NULL;
      g_autoptr (LlmParams) params = new_params (rows[i].asked);
      g_autoptr (LlmRequest) request = NULL;
      g_autoptr (JsonObject) body = NULL;

      if (rows[i].known)
        model = codec_test_new_model ("openai", "m", 100000, rows[i].reasons, TRUE, levels);
      request = new_request ("m", model, params);
      body = build (request);
      assert_reasoning (body, rows[i].effort, rows[i].summary);
      assert_sampling (body, rows[i].samples, rows[i].samples);
      g_assert_cmpint (llm_json_get_int (body, "max_output_tokens", 0), ==, 500);
      g_assert_false (json_object_has_member (body, "seed"));
    }
}

static void
test_build_dropped (void)
{
  static const char *const levels[] = { "none", "medium", NULL };
  static const struct
  {
    const char *param;
    gboolean max_tokens, temperature, top_p;
  } rows[] = {
    { LLM_PARAM_MAX_TOKENS, FALSE, TRUE, TRUE },
    { LLM_PARAM_TEMPERATURE, TRUE, FALSE, TRUE },
    { LLM_PARAM_TOP_P, TRUE, TRUE, FALSE },
    { LLM_PARAM_SEED, TRUE, TRUE, TRUE },
  };
  g_autoptr (LlmModel) plain = codec_test_new_model ("openai", "m", 9, FALSE, TRUE, NULL);
  g_autoptr (LlmModel) reasoner = codec_test_new_model ("openai", "r", 9, TRUE, TRUE, levels);
  g_autoptr (LlmParams) params = new_params ("medium");
  g_autoptr (LlmRequest) thinker = new_request ("r", reasoner, params);
  g_autoptr (JsonObject) no_summary = NULL;
  g_autoptr (JsonObject) nothing = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LlmRequest) request = new_request ("m", plain, params);
      g_autoptr (JsonObject) body = NULL;

      llm_request_drop (request, rows[i].param);
      body = build (request);
      g_assert_true (json_object_has_member (body, "max_output_tokens") == rows[i].max_tokens);
      assert_sampling (body, rows[i].temperature, rows[i].top_p);
    }

  llm_request_drop (thinker, LLM_PARAM_THINKING);
  no_summary = build (thinker);
  assert_reasoning (no_summary, "medium", NULL);
  llm_request_drop (thinker, LLM_PARAM_REASONING_EFFORT);
  nothing = build (thinker);
  assert_reasoning (nothing, NULL, NULL);
}

/* Azure: the deployment's name, and a version behind the path. */
static void
test_build_target (void)
{
  const LlmCodec *codec = llm_codec_responses ();
  g_autoptr (LlmRequest) request = new_request ("gpt-5.5-pro", NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = NULL;
  LlmTarget target = { .base_url = "https://r.openai.azure.com/openai/v1?api-version=preview",
                       .key = "k-123456",
                       .model = "my-deployment",
                       .auth = LLM_AUTH_API_KEY };
  LlmWireRequest wire;

  codec->build (codec, &target, request, &wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire.url, ==,
                   "https://r.openai.azure.com/openai/v1/responses?api-version=preview");
  g_assert_cmpstr (codec_test_get_header (&wire, "api-key"), ==, "k-123456");
  g_assert_null (codec_test_get_header (&wire, "Authorization"));
  body = codec_test_get_body (&wire);
  g_assert_cmpstr (llm_json_get_string (body, "model"), ==, "my-deployment");
  llm_wire_request_clear (&wire);

  target.base_url = "ftp://x";
  g_assert_false (codec->build (codec, &target, request, &wire, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
}

static void
test_keys (void)
{
  codec_test_keys (llm_codec_responses (), "Authorization", "Bearer ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  codec_test_add_streams ("codec-responses", streams, G_N_ELEMENTS (streams));
  g_test_add_func ("/codec-responses/taken-text", test_taken_text);
  g_test_add_func ("/codec-responses/type", test_type);
  g_test_add_func ("/codec-responses/failures", test_failures);
  g_test_add_func ("/codec-responses/cut-event", test_cut_event);
  g_test_add_func ("/codec-responses/build-input", test_build_input);
  g_test_add_func ("/codec-responses/build-params", test_build_params);
  g_test_add_func ("/codec-responses/build-dropped", test_build_dropped);
  g_test_add_func ("/codec-responses/build-target", test_build_target);
  g_test_add_func ("/codec-responses/keys", test_keys);

  return g_test_run ();
}
