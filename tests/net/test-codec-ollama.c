/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "codec-test.h"
#include "llm-json.h"

#define N llm_codec_ollama

static const StreamCase streams[] = {
  { "ollama-native.ndjson", N, "Hello, wörld 🦊.\n", NULL, "stop", NULL, TRUE, NO_ERROR,
    USAGE (26, UNTOLD, UNTOLD, UNTOLD, 298) },
  { "ollama-native-thinking.ndjson", N, "Yes.", "Let me see.", "length", NULL, TRUE, NO_ERROR,
    USAGE (UNTOLD, UNTOLD, UNTOLD, UNTOLD, 12) },
  { "ollama-native-inline.ndjson", N, "Fine.", "Hm.", "stop", NULL, TRUE, NO_ERROR, NO_USAGE },
  { "ollama-native-error.ndjson", N, "Half", NULL, NULL, NULL, FALSE, LLM_ERROR_SERVER, NO_USAGE },
  { "ollama-native-truncated.ndjson", N, "Half an ans", NULL, NULL, NULL, FALSE, NO_ERROR,
    NO_USAGE },
  { "ollama-native-damaged.ndjson", N, "a", NULL, NULL, NULL, FALSE, LLM_ERROR_PROTOCOL,
    NO_USAGE },
};

/* What an answer never is. */
static void
test_odd_lines (void)
{
  static const char *const lines[] = {
    "{}",
    "[]",
    "7",
    "\"done\"",
    "{\"message\":\"x\",\"done\":\"true\"}",
    "{\"message\":{\"content\":[\"x\"],\"thinking\":{}},\"done\":1}",
    "{\"message\":null,\"error\":null}",
  };
  const LlmCodec *codec = llm_codec_ollama ();
  LlmDecoder decoder;

  llm_decoder_init (&decoder);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    codec->decode (codec, &decoder, "", lines[i], strlen (lines[i]));
  codec->eof (codec, &decoder);
  g_assert_no_error (decoder.error);
  g_assert_false (decoder.terminated);
  g_assert_cmpstr (decoder.text->str, ==, "");
  g_assert_cmpstr (decoder.reasoning->str, ==, "");
  llm_decoder_clear (&decoder);
}

/* A held back begin of a tag belongs to the text once that ends. */
static void
test_tag_only (void)
{
  static const char line[] = "{\"message\":{\"content\":\"<thi\"},\"done\":true}";
  const LlmCodec *codec = llm_codec_ollama ();
  LlmDecoder decoder;

  llm_decoder_init (&decoder);
  codec->decode (codec, &decoder, "", line, strlen (line));
  g_assert_true (decoder.terminated);
  g_assert_cmpstr (decoder.text->str, ==, "<thi");
  llm_decoder_clear (&decoder);
}

static JsonObject *
build (const LlmRequest *request, const char *base_url, const char *url)
{
  const LlmCodec *codec = llm_codec_ollama ();
  g_autoptr (GError) error = NULL;
  LlmWireRequest wire;
  JsonObject *body;

  codec->build (codec, TARGET (base_url, NULL), request, &wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire.method, ==, "POST");
  g_assert_cmpstr (wire.url, ==, url);
  g_assert_cmpstr (codec_test_get_header (&wire, "Accept"), ==, "application/x-ndjson");
  body = codec_test_get_body (&wire);
  llm_wire_request_clear (&wire);
  return body;
}

static JsonObject *
build_local (const LlmRequest *request)
{
  return build (request, "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/api/chat");
}

static void
test_urls (void)
{
  static const char *const urls[][2] = {
    { "http://127.0.0.1:11434", "http://127.0.0.1:11434/api/chat" },
    { "http://127.0.0.1:11434/", "http://127.0.0.1:11434/api/chat" },
    { "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/api/chat" },
    { "http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/api/chat" },
    { "http://127.0.0.1:11434/api", "http://127.0.0.1:11434/api/chat" },
    { "https://gw.test/ollama/v1", "https://gw.test/ollama/api/chat" },
    { "https://gw.test/av1", "https://gw.test/av1/api/chat" },
  };
  const LlmCodec *codec = llm_codec_ollama ();
  g_autoptr (LlmRequest) request = llm_request_new ("m", NULL, NULL);
  LlmWireRequest wire;

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    json_object_unref (build (request, urls[i][0], urls[i][1]));

  g_assert_true (
      codec->build_check (codec, TARGET ("http://127.0.0.1:11434/v1", NULL), &wire, NULL));
  g_assert_cmpstr (wire.method, ==, "GET");
  g_assert_cmpstr (wire.url, ==, "http://127.0.0.1:11434/api/tags");
  llm_wire_request_clear (&wire);
}

typedef struct
{
  const char *model_id;
  const char *effort;
  const char *think; /* JSON, or NULL for none */
} ThinkCase;

/* Levels are for those that know them. */
static void
test_think (void)
{
  static const ThinkCase cases[] = {
    { "qwen3:8b", NULL, NULL },
    { "qwen3:8b", "none", "false" },
    { "qwen3:8b", "low", "true" },
    { "qwen3:8b", "high", "true" },
    { "gpt-oss:20b", "none", "false" },
    { "gpt-oss:20b", "minimal", "\"low\"" },
    { "gpt-oss:20b", "low", "\"low\"" },
    { "someone/gpt-oss-x", "medium", "\"medium\"" },
    { "gpt-oss:20b", "high", "\"high\"" },
    { "gpt-oss:20b", "max", "\"high\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmParams) params = llm_params_new ();
      g_autoptr (LlmRequest) request = NULL;
      g_autoptr (JsonObject) body = NULL;
      g_autofree char *think = NULL;

      params->reasoning_effort = g_strdup (cases[i].effort);
      request = llm_request_new (cases[i].model_id, NULL, params);
      body = build_local (request);
      if (json_object_has_member (body, "think"))
        think = json_to_string (json_object_get_member (body, "think"), FALSE);
      g_assert_cmpstr (think, ==, cases[i].think);
    }
}

/* What is known of the model counts more than its name. */
static void
test_think_known (void)
{
  const char *const graded[] = { "low", "high", NULL };
  const char *const plain[] = { "none", "high", NULL };
  const char *const *const levels[] = { graded, plain };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autoptr (LlmParams) params = llm_params_new ();
      g_autoptr (LlmModel) model = NULL;
      g_autoptr (LlmRequest) request = NULL;
      g_autoptr (JsonObject) body = NULL;
      g_autofree char *think = NULL;

      params->reasoning_effort = g_strdup ("high");
      model = codec_test_new_model ("ollama", "x", LLM_UNKNOWN, TRUE, TRUE, levels[i]);
      request = llm_request_new ("x", NULL, params);
      llm_request_set_model (request, model);
      body = build_local (request);
      think = json_to_string (json_object_get_member (body, "think"), FALSE);
      g_assert_cmpstr (think, ==, i == 0 ? "\"high\"" : "true");
    }
}

static gint64
choose_context (gsize n_bytes, gint64 max_tokens, gint64 window)
{
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (LlmRequest) request = NULL;
  g_autoptr (LlmModel) model = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *text = g_strnfill (n_bytes, 'x');
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "ollama";
  facts.id = "m";
  facts.context_window = window;
  model = llm_model_new (&facts);
  params->max_tokens = max_tokens;
  request = llm_request_new ("m", NULL, params);
  llm_request_set_model (request, model);
  llm_request_add_message (request, LLM_ROLE_USER, text);
  body = build_local (request);
  return llm_json_get_int (llm_json_get_object (body, "options"), "num_ctx", 0);
}

/* Never so small that the prompt is cut, never larger than the model can. */
static void
test_context (void)
{
  g_assert_cmpint (choose_context (2, UNTOLD, UNTOLD), ==, 8192);
  g_assert_cmpint (choose_context (12000, UNTOLD, UNTOLD), ==, 8192);
  g_assert_cmpint (choose_context (12300, UNTOLD, UNTOLD), ==, 16384);
  g_assert_cmpint (choose_context (2, 8192, UNTOLD), ==, 16384);
  g_assert_cmpint (choose_context (300000, 1000, UNTOLD), ==, 131072);
  g_assert_cmpint (choose_context (300000, 1000, 40960), ==, 40960);
  g_assert_cmpint (choose_context (2, UNTOLD, 4096), ==, 4096);
  g_assert_cmpint (choose_context (2, UNTOLD, 262144), ==, 8192);
  g_assert_cmpint (choose_context (2, G_MAXINT64, UNTOLD), ==, 1 << 24);
}

static void
test_keys (void)
{
  codec_test_keys (llm_codec_ollama (), "Authorization", "Bearer ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  codec_test_add_streams ("codec-ollama", streams, G_N_ELEMENTS (streams));
  g_test_add_func ("/codec-ollama/odd-lines", test_odd_lines);
  g_test_add_func ("/codec-ollama/tag-only", test_tag_only);
  g_test_add_func ("/codec-ollama/build/urls", test_urls);
  g_test_add_func ("/codec-ollama/build/think", test_think);
  g_test_add_func ("/codec-ollama/build/think-known", test_think_known);
  g_test_add_func ("/codec-ollama/build/context", test_context);
  g_test_add_func ("/codec-ollama/build/keys", test_keys);

  return g_test_run ();
}
