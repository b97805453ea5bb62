/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

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
  { "gemini-continuation", G, "Long text", NULL, "length", ID, TRUE, NO_ERROR,
    USAGE (8, UNTOLD, UNTOLD, UNTOLD, UNTOLD) },
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

static void
assert_thinking (LlmModel *model, const char *effort, gboolean thoughts, const char *level)
{
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (JsonObject) body = NULL;
  JsonObject *config;

  params->reasoning_effort = g_strdup (effort);
  body = build (model, params);
  config = llm_json_get_object (llm_json_get_object (body, "generationConfig"), "thinkingConfig");
  g_assert_true ((config != NULL) == thoughts);
  g_assert_true (llm_json_get_boolean (config, "includeThoughts", FALSE) == thoughts);
  g_assert_cmpstr (llm_json_get_string (config, "thinkingLevel"), ==, level);
}

static void
test_build_thinking (void)
{
  const char *const levels[] = { "low", "high", NULL };
  g_autoptr (LlmModel) plain = NULL;
  g_autoptr (LlmModel) thinker = NULL;
  g_autoptr (LlmModel) levelless = NULL;

  plain = codec_test_new_model ("gemini", "g", 8192, FALSE, TRUE, NULL);
  thinker = codec_test_new_model ("gemini", "g", 8192, TRUE, TRUE, levels);
  levelless = codec_test_new_model ("gemini", "g", 8192, TRUE, TRUE, NULL);
  assert_thinking (NULL, NULL, FALSE, NULL);
  assert_thinking (NULL, "high", FALSE, NULL);
  assert_thinking (plain, "high", FALSE, NULL);
  assert_thinking (thinker, NULL, TRUE, NULL);
  assert_thinking (thinker, "high", TRUE, "HIGH");
  assert_thinking (thinker, "max", TRUE, NULL);
  assert_thinking (levelless, "high", TRUE, NULL);
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
  g_test_add_func ("/codec-gemini/build/urls", test_urls);
  g_test_add_func ("/codec-gemini/build/keys", test_keys);

  return g_test_run ();
}
