/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "codec-test.h"
#include "llm-json.h"

#define G llm_codec_gemini
#define ID "kq0haY"

static const StreamCase streams[] = {
  { "gemini-plain", G, "Hello, wörld 🦊.", NULL, "stop", ID, TRUE, NO_ERROR,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, 12) },
  { "gemini-thoughts", G, "Done!", "**Plan**\n\nStep.", "length", ID, TRUE, NO_ERROR,
    USAGE (900, 512, UNTOLD, 100, 110) },
  { "gemini-crlf", G, "ab", NULL, "stop", ID, TRUE, NO_ERROR,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, UNTOLD) },
  { "gemini-blocked", G, NULL, NULL, NULL, ID, FALSE, LLM_ERROR_CONTENT_FILTER,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, UNTOLD) },
  { "gemini-safety", G, NULL, NULL, "content_filter", ID, TRUE, NO_ERROR,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, UNTOLD) },
  { "gemini-safety-half", G, "Half", NULL, "content_filter", ID, TRUE, NO_ERROR,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, UNTOLD) },
  { "gemini-error", G, "Half", NULL, NULL, ID, FALSE, LLM_ERROR_OVERLOADED,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, UNTOLD) },
  { "gemini-error-bare", G, "Half", NULL, NULL, ID, FALSE, LLM_ERROR_RATE_LIMIT,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, UNTOLD) },
  { "gemini-truncated", G, "Half an ans", NULL, NULL, ID, FALSE, NO_ERROR,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, UNTOLD) },
  { "gemini-sparse", G, "a", NULL, "other", ID, TRUE, NO_ERROR,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, UNTOLD) },
  /* What one request gives no more of is whole, but not finished. */
  { "gemini-continuation", G, "Long text, cut", NULL, NULL, ID, TRUE, NO_ERROR,
    USAGE (8, UNTOLD, UNTOLD, 40, 45) },
  { "gemini-continuation-end", G, " here.", NULL, "stop", ID, TRUE, NO_ERROR,
    USAGE (61, 48, UNTOLD, UNTOLD, 4) },
  { "gemini-continuation-checkpoint", G, "Long text", NULL, NULL, ID, TRUE, NO_ERROR,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, 3) },
  { "gemini-continuation-no-token", G, "Long text", NULL, "length", ID, TRUE, NO_ERROR,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, 3) },
};

static void
test_error_facts (void)
{
  gsize length;
  g_autofree char *blocked = codec_test_read_fixture ("gemini-blocked", &length);
  g_autofree char *bare = NULL;
  LlmDecoder decoder;

  codec_test_decode (llm_codec_gemini (), &decoder, blocked, length, 0);
  g_assert_cmpstr (llm_error_get_detail (decoder.error), ==,
                   "blockReason: PROHIBITED_CONTENT: No.");
  llm_decoder_clear (&decoder);

  bare = codec_test_read_fixture ("gemini-error-bare", &length);
  codec_test_decode (llm_codec_gemini (), &decoder, bare, length, 0);
  g_assert_cmpstr (llm_error_get_detail (decoder.error), ==, "Resource has been exhausted.");
  g_assert_cmpint (llm_error_get_retry_after_ms (decoder.error), ==, 34000);
  llm_decoder_clear (&decoder);
}

static void
decode (LlmDecoder *decoder, const char *bytes, gsize length)
{
  codec_test_decode (llm_codec_gemini (), decoder, bytes, length, 0);
}

/* The token of the last chunk, or the last one before it; none of an answer that is
 * finished or broke off. */
static void
test_continuation (void)
{
  static const struct
  {
    const char *fixture, *expected;
  } cases[] = {
    { "gemini-continuation", "dDI=" },
    { "gemini-continuation-end", NULL },
    { "gemini-continuation-checkpoint", "dDE=" },
    { "gemini-continuation-no-token", NULL },
    { "gemini-plain", NULL },
    { "gemini-truncated", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length;
      g_autofree char *bytes = codec_test_read_fixture (cases[i].fixture, &length);
      LlmDecoder decoder;

      decode (&decoder, bytes, length);
      g_assert_cmpstr (decoder.continuation, ==, cases[i].expected);
      llm_decoder_clear (&decoder);
    }
}

/* Tokens that are none, one that is too long, and a finish reason that comes after. */
static void
test_continuation_hostile (void)
{
#define CANDIDATE(rest) "data: {\"candidates\":[{" rest "}]}\n\n"
#define CONTINUED "\"finishReason\":\"CONTINUATION\""
  static const struct
  {
    const char *stream, *continuation, *finish_reason;
  } cases[] = {
    { CANDIDATE (CONTINUED ",\"continuationToken\":\"\""), NULL, "length" },
    { CANDIDATE (CONTINUED ",\"continuationToken\":7"), NULL, "length" },
    { CANDIDATE (CONTINUED ",\"continuationToken\":{\"a\":\"b\"}"), NULL, "length" },
    { CANDIDATE (CONTINUED ",\"continuationToken\":\"a\"") CANDIDATE (
          "\"finishReason\":\"STOP\""),
      NULL, "stop" },
    { CANDIDATE ("\"finishReason\":\"STOP\"")
          CANDIDATE (CONTINUED ",\"continuationToken\":\"a\""),
      "a", NULL },
  };
  g_autofree char *token = g_strnfill (300 * 1024, 'a');
  g_autofree char *stream = NULL;
  LlmDecoder decoder;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      decode (&decoder, cases[i].stream, strlen (cases[i].stream));
      g_assert_no_error (decoder.error);
      g_assert_true (decoder.terminated);
      g_assert_cmpstr (decoder.continuation, ==, cases[i].continuation);
      g_assert_cmpstr (decoder.finish_reason, ==, cases[i].finish_reason);
      llm_decoder_clear (&decoder);
    }

  stream = g_strconcat ("data: {\"candidates\":[{" CONTINUED ",\"continuationToken\":\"", token,
                        "\"}]}\n\n", NULL);
  decode (&decoder, stream, strlen (stream));
  g_assert_null (decoder.continuation);
  g_assert_cmpstr (decoder.finish_reason, ==, "length");
  llm_decoder_clear (&decoder);
}

static JsonObject *
build (LlmModel *model, const LlmParams *params)
{
  const LlmCodec *codec = llm_codec_gemini ();
  g_autoptr (LlmRequest) request = llm_request_new ("gemini-4-argon", "Be brief.", params);
  g_autoptr (GError) error = NULL;
  LlmWireRequest wire;
  JsonObject *body;

  llm_request_set_model (request, model);
  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  llm_request_add_message (request, LLM_ROLE_ASSISTANT, "Hello.");
  llm_request_add_message (request, LLM_ROLE_USER, "Why?");
  codec->build (codec, TARGET ("https://g.test", "AIza1"), request, &wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire.method, ==, "POST");
  g_assert_cmpstr (wire.url, ==,
                   "https://g.test/v1beta/models/gemini-4-argon:streamGenerateContent?alt=sse");
  g_assert_cmpstr (codec_test_get_header (&wire, "x-goog-api-key"), ==, "AIza1");
  body = codec_test_get_body (&wire);
  llm_wire_request_clear (&wire);
  return body;
}

static const char *
get_text (JsonObject *content)
{
  JsonArray *parts = llm_json_get_array (content, "parts");

  g_assert_cmpuint (llm_json_array_length (parts), ==, 1);
  return llm_json_get_string (llm_json_array_get_object (parts, 0), "text");
}

static void
test_build (void)
{
  static const char *const expected[][2] = {
    { "user", "Hi" }, { "model", "Hello." }, { "user", "Why?" },
  };
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (JsonObject) bare = build (NULL, NULL);
  g_autoptr (JsonObject) body = NULL;
  JsonObject *config;
  JsonArray *contents;

  g_assert_cmpstr (get_text (llm_json_get_object (bare, "systemInstruction")), ==, "Be brief.");
  contents = llm_json_get_array (bare, "contents");
  g_assert_cmpuint (llm_json_array_length (contents), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      JsonObject *content = llm_json_array_get_object (contents, i);

      g_assert_cmpstr (llm_json_get_string (content, "role"), ==, expected[i][0]);
      g_assert_cmpstr (get_text (content), ==, expected[i][1]);
    }
  config = llm_json_get_object (bare, "generationConfig");
  g_assert_cmpuint (json_object_get_size (config), ==, 0);

  params->temperature = 0.5;
  params->top_p = 0.75;
  params->max_tokens = 99;
  params->seed = 3;
  body = build (NULL, params);
  config = llm_json_get_object (body, "generationConfig");
  g_assert_cmpuint (json_object_get_size (config), ==, 4);
  g_assert_cmpfloat (llm_json_get_double (config, "temperature", 0), ==, 0.5);
  g_assert_cmpfloat (llm_json_get_double (config, "topP", 0), ==, 0.75);
  g_assert_cmpint (llm_json_get_int (config, "maxOutputTokens", 0), ==, 99);
  g_assert_cmpint (llm_json_get_int (config, "seed", 0), ==, 3);
}

/* The same request with the token, which is in no other. */
static void
test_build_continuation (void)
{
  const LlmCodec *codec = llm_codec_gemini ();
  g_autoptr (LlmRequest) request = llm_request_new ("gemini-4-argon", NULL, NULL);
  LlmTarget target = { .base_url = "https://g.test", .key = "AIza1" };

  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (JsonObject) body = NULL;
      LlmWireRequest wire;

      g_assert_true (codec->build (codec, &target, request, &wire, NULL));
      body = codec_test_get_body (&wire);
      g_assert_cmpstr (llm_json_get_string (body, "continuationToken"), ==, target.continuation);
      g_assert_cmpuint (json_object_get_size (body), ==, i == 0 ? 2 : 3);
      g_assert_cmpuint (llm_json_array_length (llm_json_get_array (body, "contents")), ==, 1);
      llm_wire_request_clear (&wire);
      target.continuation = "a+/\"\\=";
    }
}

static void
test_build_target_model (void)
{
  const LlmCodec *codec = llm_codec_gemini ();
  g_autoptr (LlmRequest) request = llm_request_new ("gemini-4-argon", NULL, NULL);
  const LlmTarget target = { .base_url = "https://g.test", .model = "my deployment" };
  LlmWireRequest wire;

  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  g_assert_true (codec->build (codec, &target, request, &wire, NULL));
  g_assert_cmpstr (wire.url, ==,
                   "https://g.test/v1beta/models/my%20deployment:streamGenerateContent?alt=sse");
  llm_wire_request_clear (&wire);
}

static LlmModel *
new_thinker (const char *id, LlmThinking thinking, const char *const *levels)
{
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "gemini";
  facts.id = id;
  facts.reasoning = TRUE;
  facts.thinking = thinking;
  facts.effort_levels = levels;
  return llm_model_new (&facts);
}

/* @budget %LLM_UNKNOWN for none. */
static void
assert_thinking (LlmModel *model,
                 const char *effort,
                 gboolean thoughts,
                 const char *level,
                 gint64 budget)
{
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (JsonObject) body = NULL;
  JsonObject *config;

  params->reasoning_effort = g_strdup (effort);
  body = build (model, params);
  config = llm_json_get_object (llm_json_get_object (body, "generationConfig"), "thinkingConfig");
  g_assert_true ((config != NULL) == (thoughts || budget >= 0));
  g_assert_true (llm_json_get_boolean (config, "includeThoughts", FALSE) == thoughts);
  g_assert_cmpstr (llm_json_get_string (config, "thinkingLevel"), ==, level);
  g_assert_cmpint (llm_json_get_int (config, "thinkingBudget", LLM_UNKNOWN), ==, budget);
}

static void
test_build_thinking (void)
{
  const char *const levels[] = { "low", "high", NULL };
  g_autoptr (LlmModel) plain = NULL;
  g_autoptr (LlmModel) thinker = NULL;
  g_autoptr (LlmModel) levelless = NULL;
  g_autoptr (LlmModel) known = new_thinker ("g", LLM_THINKING_LEVEL, levels);

  plain = codec_test_new_model ("gemini", "g", 8192, FALSE, TRUE, NULL);
  thinker = codec_test_new_model ("gemini", "g", 8192, TRUE, TRUE, levels);
  levelless = codec_test_new_model ("gemini", "g", 8192, TRUE, TRUE, NULL);
  assert_thinking (NULL, NULL, FALSE, NULL, UNTOLD);
  assert_thinking (NULL, "high", FALSE, NULL, UNTOLD);
  assert_thinking (plain, "high", FALSE, NULL, UNTOLD);
  assert_thinking (thinker, NULL, TRUE, NULL, UNTOLD);
  assert_thinking (thinker, "high", TRUE, "HIGH", UNTOLD);
  assert_thinking (thinker, "max", TRUE, NULL, UNTOLD);
  assert_thinking (levelless, "high", TRUE, NULL, UNTOLD);
  assert_thinking (known, "low", TRUE, "LOW", UNTOLD);
  assert_thinking (known, NULL, TRUE, NULL, UNTOLD);
}

/* The 2.5 family takes a budget and never a level; some of it can be turned off. */
static void
test_build_budget (void)
{
  const char *const levels[] = { "none", "minimal", "low", "medium", "high", "odd", NULL };
  g_autoptr (LlmModel) flash = NULL;
  g_autoptr (LlmModel) pro = new_thinker ("gemini-2.5-pro", LLM_THINKING_BUDGET, levels);

  flash = new_thinker ("gemini-2.5-flash", LLM_THINKING_BUDGET | LLM_THINKING_OFF, levels);
  assert_thinking (flash, NULL, TRUE, NULL, UNTOLD);
  assert_thinking (flash, "none", FALSE, NULL, 0);
  assert_thinking (flash, "minimal", TRUE, NULL, 1024);
  assert_thinking (flash, "low", TRUE, NULL, 1024);
  assert_thinking (flash, "MEDIUM", TRUE, NULL, 8192);
  assert_thinking (flash, "high", TRUE, NULL, 24576);
  assert_thinking (flash, "odd", TRUE, NULL, UNTOLD);
  assert_thinking (pro, "none", TRUE, NULL, UNTOLD);
  assert_thinking (pro, "low", TRUE, NULL, 1024);
}

/* Each parameter alone can be dropped. */
static void
test_build_drops (void)
{
  static const struct
  {
    const char *param, *member;
  } cases[] = {
    { LLM_PARAM_TEMPERATURE, "temperature" },   { LLM_PARAM_TOP_P, "topP" },
    { LLM_PARAM_MAX_TOKENS, "maxOutputTokens" }, { LLM_PARAM_SEED, "seed" },
    { LLM_PARAM_THINKING, "thinkingConfig" },
  };
  const char *const levels[] = { "high", NULL };
  const LlmCodec *codec = llm_codec_gemini ();
  g_autoptr (LlmModel) model = new_thinker ("g", LLM_THINKING_LEVEL, levels);
  g_autoptr (LlmParams) params = llm_params_new ();

  params->temperature = 0.5;
  params->top_p = 0.5;
  params->max_tokens = 5;
  params->seed = 5;
  params->reasoning_effort = g_strdup ("high");
  for (guint i = 0; i <= G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmRequest) request = llm_request_new ("g", NULL, params);
      g_autoptr (JsonObject) body = NULL;
      JsonObject *config;
      LlmWireRequest wire;

      llm_request_set_model (request, model);
      llm_request_add_message (request, LLM_ROLE_USER, "Hi");
      llm_request_drop (request, i < G_N_ELEMENTS (cases) ? cases[i].param
                                                          : LLM_PARAM_REASONING_EFFORT);
      g_assert_true (codec->build (codec, TARGET ("https://g.test", NULL), request, &wire, NULL));
      body = codec_test_get_body (&wire);
      config = llm_json_get_object (body, "generationConfig");
      g_assert_cmpuint (json_object_get_size (config), ==,
                        i < G_N_ELEMENTS (cases) ? G_N_ELEMENTS (cases) - 1
                                                 : G_N_ELEMENTS (cases));
      if (i < G_N_ELEMENTS (cases))
        g_assert_false (json_object_has_member (config, cases[i].member));
      else
        g_assert_cmpuint (json_object_get_size (
                              llm_json_get_object (config, "thinkingConfig")), ==, 1);
      llm_wire_request_clear (&wire);
    }
}

static void
assert_url (const char *base_url, const char *id, const char *expected)
{
  const LlmCodec *codec = llm_codec_gemini ();
  g_autoptr (LlmRequest) request = llm_request_new (id, NULL, NULL);
  g_autoptr (GError) error = NULL;
  LlmWireRequest wire;

  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  codec->build (codec, TARGET (base_url, NULL), request, &wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire.url, ==, expected);
  llm_wire_request_clear (&wire);
}

static void
test_urls (void)
{
  const LlmCodec *codec = llm_codec_gemini ();
  LlmWireRequest wire;

#define TAIL ":streamGenerateContent?alt=sse"
  assert_url ("https://g.test", "a", "https://g.test/v1beta/models/a" TAIL);
  assert_url ("https://g.test/", "a", "https://g.test/v1beta/models/a" TAIL);
  assert_url ("https://g.test/v1beta", "a", "https://g.test/v1beta/models/a" TAIL);
  assert_url ("https://g.test/v1beta/", "a", "https://g.test/v1beta/models/a" TAIL);
  assert_url ("https://g.test/v1", "a", "https://g.test/v1/models/a" TAIL);
  assert_url ("https://g.test/vertex", "a", "https://g.test/vertex/v1beta/models/a" TAIL);
  assert_url ("https://g.test", "models/a", "https://g.test/v1beta/models/a" TAIL);
  assert_url ("https://g.test", "../x?y#z/ä b",
              "https://g.test/v1beta/models/..%2Fx%3Fy%23z%2F%C3%A4%20b" TAIL);

  g_assert_true (codec->build_check (codec, TARGET ("https://g.test", "AIza1"), &wire, NULL));
  g_assert_cmpstr (wire.method, ==, "GET");
  g_assert_cmpstr (wire.url, ==, "https://g.test/v1beta/models?pageSize=1");
  g_assert_cmpstr (codec_test_get_header (&wire, "x-goog-api-key"), ==, "AIza1");
  llm_wire_request_clear (&wire);
}

static void
test_keys (void)
{
  codec_test_keys (llm_codec_gemini (), "x-goog-api-key", "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  codec_test_add_streams ("codec-gemini", streams, G_N_ELEMENTS (streams));
  g_test_add_func ("/codec-gemini/error-facts", test_error_facts);
  g_test_add_func ("/codec-gemini/build/body", test_build);
  g_test_add_func ("/codec-gemini/build/thinking", test_build_thinking);
  g_test_add_func ("/codec-gemini/build/budget", test_build_budget);
  g_test_add_func ("/codec-gemini/build/drops", test_build_drops);
  g_test_add_func ("/codec-gemini/build/continuation", test_build_continuation);
  g_test_add_func ("/codec-gemini/build/target-model", test_build_target_model);
  g_test_add_func ("/codec-gemini/continuation/token", test_continuation);
  g_test_add_func ("/codec-gemini/continuation/hostile", test_continuation_hostile);
  g_test_add_func ("/codec-gemini/build/urls", test_urls);
  g_test_add_func ("/codec-gemini/build/keys", test_keys);

  return g_test_run ();
}
