/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "codec-test.h"
#include "llm-json.h"

#define O llm_codec_openai
#define C llm_codec_compatible
#define ID "chatcmpl-Bm1aZ"
#define PLAIN "Hello, wörld 🦊.\n\n```c\nint x = \"\\n\";\n```"

static const StreamCase streams[] = {
  { "openai-plain", O, PLAIN, NULL, "stop", ID, TRUE, NO_ERROR, NO_USAGE },
  { "openai-plain", C, PLAIN, NULL, "stop", ID, TRUE, NO_ERROR, NO_USAGE },
  { "openai-usage", O, "42", NULL, "stop", ID, TRUE, NO_ERROR,
    USAGE (1200, 1024, UNTOLD, 256, 345) },
  { "openai-length", O, NULL, NULL, "length", ID, TRUE, NO_ERROR,
    USAGE (1200, 1024, UNTOLD, 256, 256) },
  { "openai-refusal", O, "I'm sorry, I can't help with that.", NULL, "stop", ID, TRUE, NO_ERROR,
    NO_USAGE },
  { "openai-error", O, "Half", NULL, NULL, ID, FALSE, LLM_ERROR_SERVER, NO_USAGE },
  { "openai-error-event", O, "Half", NULL, NULL, ID, FALSE, LLM_ERROR_RATE_LIMIT, NO_USAGE },
  { "openai-after-done", O, "a", NULL, "stop", ID, TRUE, NO_ERROR, NO_USAGE },
  { "openai-truncated", O, "Half an ans", NULL, NULL, ID, FALSE, NO_ERROR, NO_USAGE },
  { "openai-truncated", C, "Half an ans", NULL, NULL, ID, FALSE, NO_ERROR, NO_USAGE },
  { "openai-no-done", O, "All of it", NULL, "stop", ID, FALSE, NO_ERROR, NO_USAGE },
  { "openai-moderation", O, "ab", NULL, "tool_calls", ID, TRUE, NO_ERROR, NO_USAGE },
  { "azure", C, "Larger blocks of text. ", NULL, "content_filter", ID, TRUE, NO_ERROR,
    USAGE (10, UNTOLD, UNTOLD, UNTOLD, 5) },
  { "azure", O, "Larger blocks of text. ", NULL, "content_filter", ID, TRUE, NO_ERROR,
    USAGE (10, UNTOLD, UNTOLD, UNTOLD, 5) },
  { "azure-detected", C, "A known text. More.", NULL, "stop", "chatcmpl-Az", TRUE, NO_ERROR,
    NO_USAGE },
  { "compatible-reasoning-names", C, "Go.", "One, two, three.", "stop", "chatcmpl-9", TRUE,
    NO_ERROR, NO_USAGE },
  { "llamacpp", C, "Done.", "Hm.", "stop", "chatcmpl-9", TRUE, NO_ERROR,
    USAGE (9, UNTOLD, UNTOLD, UNTOLD, 4) },
  { "openrouter", C, "Yes.", "Let me see.", "stop", "gen-1763-x", TRUE, NO_ERROR,
    { 14, 0, UNTOLD, 120, 163, 0, 0.00014 } },
  { "openrouter-error", C, "Half", NULL, NULL, "gen-1763-x", FALSE, LLM_ERROR_SERVER, NO_USAGE },
  { "deepseek", C, "Then answer.", "First, think.", "stop", "f3a1", TRUE, NO_ERROR,
    USAGE (100, 64, UNTOLD, 20, 50) },
  { "deepseek-busy", C, "Half", NULL, "insufficient_system_resource", "f3a1", FALSE,
    LLM_ERROR_OVERLOADED, NO_USAGE },
  { "groq", C, "Fast.", "Hm.", "stop", "chatcmpl-groq", TRUE, NO_ERROR,
    USAGE (20, UNTOLD, UNTOLD, UNTOLD, 30) },
  { "kimi", C, "Text.", "Same.", "stop", ID, TRUE, NO_ERROR, USAGE (7, 3, UNTOLD, UNTOLD, 8) },
  { "xai", C, "4", NULL, "stop", ID, TRUE, NO_ERROR, USAGE (32, UNTOLD, UNTOLD, 94, 103) },
  { "ollama-think", C, "The answer: </think> is a tag.", "Okay, a < b</b> hm", "stop", "chatcmpl-7",
    TRUE, NO_ERROR, USAGE (11, UNTOLD, UNTOLD, UNTOLD, 99) },
  { "ollama-think-one-chunk", C, "No thoughts.", NULL, "stop", "chatcmpl-7", TRUE, NO_ERROR,
    NO_USAGE },
  { "ollama-no-think", C, "  <thing> <think>x</think>", NULL, "stop", "chatcmpl-7", TRUE, NO_ERROR,
    NO_USAGE },
  { "ollama-think-unclosed", C, NULL, "on and on </th", "length", "chatcmpl-7", TRUE, NO_ERROR,
    NO_USAGE },
  { "compatible-tag-only", C, "<thi", NULL, "stop", "chatcmpl-7", TRUE, NO_ERROR, NO_USAGE },
  /* OpenAI itself never means a tag by it. */
  { "ollama-think-one-chunk", O, "<think>\n\n</think>\n\nNo thoughts.", NULL, "stop", "chatcmpl-7",
    TRUE, NO_ERROR, NO_USAGE },
  { "compatible-no-done", C, "Whole.", NULL, "stop", ID, TRUE, NO_ERROR, NO_USAGE },
  { "compatible-no-done", O, "Whole.", NULL, "stop", ID, FALSE, NO_ERROR, NO_USAGE },
  { "llamacpp-error-field", C, "Half", NULL, NULL, ID, FALSE, LLM_ERROR_CONTEXT_TOO_LONG,
    NO_USAGE },
  { "vllm-error", C, "Half", NULL, NULL, ID, FALSE, LLM_ERROR_CONTEXT_TOO_LONG, NO_USAGE },
  { "compatible-error-text", C, NULL, NULL, NULL, NULL, FALSE, LLM_ERROR_SERVER, NO_USAGE },
  { "compatible-error-empty", C, "ab", NULL, "stop", ID, TRUE, NO_ERROR, NO_USAGE },
  { "compatible-lone-surrogate", C, "a\357\277\275\357\277\275 😀", NULL, "stop", NULL, TRUE,
    NO_ERROR, NO_USAGE },
  { "damaged", C, "a", NULL, NULL, ID, FALSE, LLM_ERROR_PROTOCOL, NO_USAGE },
  { "not-json", C, "a", NULL, NULL, ID, FALSE, LLM_ERROR_PROTOCOL, NO_USAGE },
};

static void
decode (const LlmCodec *codec, LlmDecoder *decoder, const char *event, const char *data)
{
  codec->decode (codec, decoder, event, data, strlen (data));
}

/* The whole value is compared, trailing blanks aside. */
static void
test_done_marker (void)
{
  static const char *const no_markers[] = { "[DONE", "[DONE]x", "x[DONE]", "[done]" };
  LlmDecoder decoder;

  llm_decoder_init (&decoder);
  decode (llm_codec_openai (), &decoder, "", "[DONE] \t");
  g_assert_true (decoder.terminated);
  llm_decoder_clear (&decoder);

  for (guint i = 0; i < G_N_ELEMENTS (no_markers); i++)
    {
      llm_decoder_init (&decoder);
      decode (llm_codec_openai (), &decoder, "", no_markers[i]);
      g_assert_false (decoder.terminated);
      llm_decoder_clear (&decoder);
    }
}

#define TEXT "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}"

/* An event named error is one, whatever its data looks like. */
static void
test_error_event (void)
{
  static const char *const data[] = { "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}", "[1]",
                                      "{\"mess", "out of memory" };

  for (guint i = 0; i < G_N_ELEMENTS (data); i++)
    {
      LlmDecoder decoder;

      llm_decoder_init (&decoder);
      decode (llm_codec_compatible (), &decoder, "error", data[i]);
      g_assert_error (decoder.error, LLM_ERROR, LLM_ERROR_SERVER);
      g_assert_cmpstr (decoder.text->str, ==, "");
      llm_decoder_clear (&decoder);
    }
}

/* A cut event is the server's fault only if something follows it. */
static void
test_cut_event (void)
{
  static const char *const followers[] = { "[DONE]", TEXT, "{}", "{\"choices\":[]" };
  const LlmCodec *codec = llm_codec_compatible ();
  LlmDecoder decoder;

  for (guint i = 0; i < G_N_ELEMENTS (followers); i++)
    {
      llm_decoder_init (&decoder);
      decode (codec, &decoder, "", TEXT);
      decode (codec, &decoder, "", "{\"choices\":[{\"delta\":{\"con");
      g_assert_no_error (decoder.error);
      decode (codec, &decoder, "", followers[i]);
      g_assert_error (decoder.error, LLM_ERROR, LLM_ERROR_PROTOCOL);
      g_assert_cmpstr (decoder.text->str, ==, "a");
      g_assert_false (decoder.terminated);
      llm_decoder_clear (&decoder);
    }

  llm_decoder_init (&decoder);
  decode (codec, &decoder, "", TEXT);
  decode (codec, &decoder, "", "{\"choices\":[{\"delta\":{\"con");
  codec->eof (codec, &decoder);
  g_assert_no_error (decoder.error);
  g_assert_false (decoder.terminated);
  llm_decoder_clear (&decoder);
}

/* The transport takes text out after each read. */
static void
test_taken_text (void)
{
  const LlmCodec *codec = llm_codec_compatible ();
  LlmDecoder decoder;

  llm_decoder_init (&decoder);
  decode (codec, &decoder, "", "{\"choices\":[{\"delta\":{\"content\":\"<think>a</thi\"}}]}");
  g_assert_cmpstr (decoder.reasoning->str, ==, "a");
  g_string_truncate (decoder.reasoning, 0);
  decode (codec, &decoder, "", "{\"choices\":[{\"delta\":{\"content\":\"nk>b\"}}]}");
  g_assert_cmpstr (decoder.reasoning->str, ==, "");
  g_assert_cmpstr (decoder.text->str, ==, "b");
  llm_decoder_clear (&decoder);
  llm_decoder_clear (&decoder);
}

static void
test_odd_finish_reasons (void)
{
  static const struct
  {
    const char *said, *expected;
  } reasons[] = {
    { "STOP", "stop" },
    { "Max_Tokens", "length" },
    { "function_call", "tool_calls" },
    { "Something New\\n", "something_new_" },
    { "x23456789012345678901234567890123456789012345678901234567890",
      "x234567890123456789012345678901234567890" },
    { "\xc3\xa4", "__" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *data = NULL;
      LlmDecoder decoder;

      data = g_strdup_printf ("{\"choices\":[{\"finish_reason\":\"%s\"}]}", reasons[i].said);
      llm_decoder_init (&decoder);
      decode (llm_codec_openai (), &decoder, "", data);
      g_assert_cmpstr (decoder.finish_reason, ==, reasons[i].expected);
      llm_decoder_clear (&decoder);
    }
}

/* Negative, huge and broken counts are as good as none. */
static void
test_odd_usage (void)
{
  static const char *const usages[] = {
    "{\"prompt_tokens\":-1,\"completion_tokens\":1e300}",
    "{\"prompt_tokens\":9223372036854775807,\"completion_tokens\":99999999999999999999}",
    "{\"prompt_tokens\":\"12\",\"completion_tokens\":[1],\"cost\":-3}",
    "{\"prompt_tokens\":null,\"completion_tokens\":true,\"cost\":\"free\"}",
    "{\"prompt_tokens\":2000000000000000,\"completion_tokens\":1e15}",
    "[1,2]",
    "7",
  };
  const LlmUsage expected = NO_USAGE;

  for (guint i = 0; i < G_N_ELEMENTS (usages); i++)
    {
      g_autofree char *data = g_strdup_printf ("{\"choices\":[],\"usage\":%s}", usages[i]);
      LlmDecoder decoder;

      llm_decoder_init (&decoder);
      decode (llm_codec_openai (), &decoder, "", data);
      g_assert_no_error (decoder.error);
      g_assert_cmpint (decoder.usage.input, ==, expected.input);
      g_assert_cmpint (decoder.usage.output, ==, expected.output);
      g_assert_true (isnan (decoder.usage.cost_usd));
      llm_decoder_clear (&decoder);
    }
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

static LlmParams *
new_params (void)
{
  LlmParams *params = llm_params_new ();

  params->temperature = 0.7;
  params->top_p = 0.9;
  params->max_tokens = 500;
  params->seed = 42;
  params->reasoning_effort = g_strdup ("high");
  return params;
}

static JsonObject *
build (const LlmCodec *codec, const char *id, LlmModel *model, const LlmParams *params)
{
  g_autoptr (LlmRequest) request = new_request (id, model, params);
  g_autoptr (GError) error = NULL;
  LlmWireRequest wire;
  JsonObject *body;

  codec->build (codec, TARGET ("https://api.openai.com/v1", "sk-1"), request, &wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire.method, ==, "POST");
  g_assert_cmpstr (wire.url, ==, "https://api.openai.com/v1/chat/completions");
  g_assert_cmpstr (codec_test_get_header (&wire, "Accept"), ==, "text/event-stream");
  body = codec_test_get_body (&wire);
  g_assert_cmpstr (llm_json_get_string (body, "model"), ==, id);
  g_assert_true (llm_json_get_boolean (body, "stream", FALSE));
  llm_wire_request_clear (&wire);
  return body;
}

static void
assert_messages (JsonObject *body, const char *system_role)
{
  const char *const expected[][2] = {
    { system_role, "Be brief." }, { "user", "Hi" }, { "assistant", "Hello." }, { "user", "Why?" },
  };
  JsonArray *messages = llm_json_get_array (body, "messages");

  g_assert_cmpuint (llm_json_array_length (messages), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      JsonObject *message = llm_json_array_get_object (messages, i);

      g_assert_cmpstr (llm_json_get_string (message, "role"), ==, expected[i][0]);
      g_assert_cmpstr (llm_json_get_string (message, "content"), ==, expected[i][1]);
    }
}

static void
test_build_openai (void)
{
  const char *const levels[] = { "low", "high", NULL };
  g_autoptr (LlmModel) plain = NULL;
  g_autoptr (LlmModel) reasoner = NULL;
  g_autoptr (LlmParams) params = new_params ();
  g_autoptr (JsonObject) bare = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) thinking = NULL;
  JsonObject *options;

  plain = codec_test_new_model ("openai", "gpt-4.1", 32768, FALSE, TRUE, NULL);
  reasoner = codec_test_new_model ("openai", "gpt-6.1-sol", 128000, TRUE, TRUE, levels);

  /* What is unset is left out. */
  bare = build (llm_codec_openai (), "gpt-4.1", plain, NULL);
  assert_messages (bare, "system");
  g_assert_cmpuint (json_object_get_size (bare), ==, 4);
  options = llm_json_get_object (bare, "stream_options");
  g_assert_true (llm_json_get_boolean (options, "include_usage", FALSE));
  g_assert_false (llm_json_get_boolean (options, "include_obfuscation", TRUE));

  body = build (llm_codec_openai (), "gpt-4.1", plain, params);
  assert_messages (body, "system");
  g_assert_cmpint (llm_json_get_int (body, "max_completion_tokens", 0), ==, 500);
  g_assert_false (json_object_has_member (body, "max_tokens"));
  g_assert_cmpfloat (llm_json_get_double (body, "temperature", 0), ==, 0.7);
  g_assert_cmpfloat (llm_json_get_double (body, "top_p", 0), ==, 0.9);
  g_assert_cmpint (llm_json_get_int (body, "seed", 0), ==, 42);
  /* The model is known to take no effort. */
  g_assert_false (json_object_has_member (body, "reasoning_effort"));

  thinking = build (llm_codec_openai (), "gpt-6.1-sol", reasoner, params);
  assert_messages (thinking, "developer");
  g_assert_cmpint (llm_json_get_int (thinking, "max_completion_tokens", 0), ==, 500);
  g_assert_false (json_object_has_member (thinking, "temperature"));
  g_assert_false (json_object_has_member (thinking, "top_p"));
  g_assert_cmpstr (llm_json_get_string (thinking, "reasoning_effort"), ==, "high");
}

/* Models that are not in the catalogue are told apart by their names. */
static void
test_build_unknown_model (void)
{
  static const struct
  {
    const char *id;
    gboolean reasoning;
  } models[] = {
    { "o1", TRUE },          { "o4-mini", TRUE },  { "gpt-5", TRUE },    { "gpt-6.1-new", TRUE },
    { "gpt-12", TRUE },      { "gpt-4o", FALSE },  { "gpt-4.5", FALSE }, { "omni-x", FALSE },
    { "gpt-oss-20b", FALSE }, { "my-tune", FALSE }, { "", FALSE },
  };
  g_autoptr (LlmParams) params = new_params ();

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (JsonObject) body = build (llm_codec_openai (), models[i].id, NULL, params);

      assert_messages (body, models[i].reasoning ? "developer" : "system");
      g_assert_true (json_object_has_member (body, "temperature") == !models[i].reasoning);
      g_assert_cmpstr (llm_json_get_string (body, "reasoning_effort"), ==, "high");
    }
}

static void
test_build_compatible (void)
{
  g_autoptr (LlmParams) params = new_params ();
  g_autoptr (LlmModel) fixed = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) without = NULL;
  JsonObject *options;

  body = build (llm_codec_compatible (), "o1-like:7b", NULL, params);
  assert_messages (body, "system");
  g_assert_cmpint (llm_json_get_int (body, "max_tokens", 0), ==, 500);
  g_assert_false (json_object_has_member (body, "max_completion_tokens"));
  g_assert_cmpfloat (llm_json_get_double (body, "temperature", 0), ==, 0.7);
  g_assert_cmpstr (llm_json_get_string (body, "reasoning_effort"), ==, "high");
  options = llm_json_get_object (body, "stream_options");
  g_assert_true (llm_json_get_boolean (options, "include_usage", FALSE));
  g_assert_cmpuint (json_object_get_size (options), ==, 1);

  fixed = codec_test_new_model ("local", "m", LLM_UNKNOWN, FALSE, FALSE, NULL);
  without = build (llm_codec_compatible (), "m", fixed, params);
  g_assert_false (json_object_has_member (without, "temperature"));
  g_assert_false (json_object_has_member (without, "top_p"));
}

/* Whatever the prompt is, the body is JSON and the prompt is in it. */
static void
test_build_any_prompt (void)
{
  static const char *const prompts[][2] = {
    { "\001\002\003\004\005\006\007\b\t\n\v\f\r\016\017\020\021\022\023\024\025\026\027\030"
      "\031\032\033\034\035\036\037\177",
      NULL },
    { "\"quotes\" \\ / </script> \xe2\x80\xa8 \xef\xbb\xbf 🦊", NULL },
    { "bad \377\300\200 bytes", "bad \357\277\275\357\277\275\357\277\275 bytes" },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr (LlmRequest) request = llm_request_new ("m", prompts[i][0], NULL);
      g_autoptr (JsonObject) body = NULL;
      const char *expected = prompts[i][1] != NULL ? prompts[i][1] : prompts[i][0];
      guint n_system = *prompts[i][0] != '\0';
      JsonArray *messages;
      LlmWireRequest wire;

      llm_request_add_message (request, LLM_ROLE_USER, prompts[i][0]);
      g_assert_true (llm_codec_openai ()->build (
          llm_codec_openai (), TARGET ("https://a.test", NULL), request, &wire, NULL));
      body = codec_test_get_body (&wire);
      messages = llm_json_get_array (body, "messages");
      g_assert_cmpuint (llm_json_array_length (messages), ==, 1 + n_system);
      for (guint j = 0; j <= n_system; j++)
        g_assert_cmpstr (
            llm_json_get_string (llm_json_array_get_object (messages, j), "content"), ==,
            expected);
      llm_wire_request_clear (&wire);
    }
}

static void
test_build_infinite (void)
{
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (JsonObject) body = NULL;

  params->temperature = INFINITY;
  params->top_p = -INFINITY;
  body = build (llm_codec_openai (), "gpt-4o", NULL, params);
  g_assert_false (json_object_has_member (body, "temperature"));
  g_assert_false (json_object_has_member (body, "top_p"));
}

static void
assert_url (const char *base_url, const char *chat, const char *models)
{
  const LlmCodec *codec = llm_codec_compatible ();
  g_autoptr (LlmRequest) request = llm_request_new ("m", NULL, NULL);
  g_autoptr (GError) error = NULL;
  LlmWireRequest wire;

  codec->build (codec, TARGET (base_url, NULL), request, &wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire.url, ==, chat);
  llm_wire_request_clear (&wire);
  codec->build_check (codec, TARGET (base_url, NULL), &wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire.method, ==, "GET");
  g_assert_cmpstr (wire.url, ==, models);
  g_assert_null (wire.body);
  llm_wire_request_clear (&wire);
}

static void
test_urls (void)
{
  const LlmCodec *codec = llm_codec_compatible ();
  static const char *const bad[] = { "", "api.test/v1", "ftp://api.test", "file:///etc/passwd" };
  g_autoptr (LlmRequest) request = llm_request_new ("m", NULL, NULL);

  assert_url ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1/chat/completions",
              "http://127.0.0.1:11434/v1/models");
  assert_url ("HTTPS://api.test//", "HTTPS://api.test/chat/completions", "HTTPS://api.test/models");
  assert_url ("https://r.openai.azure.com/openai/v1/?api-version=preview",
              "https://r.openai.azure.com/openai/v1/chat/completions?api-version=preview",
              "https://r.openai.azure.com/openai/v1/models?api-version=preview");

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) check_error = NULL;
      LlmWireRequest wire;

      g_assert_false (codec->build (codec, TARGET (bad[i], "sk-1"), request, &wire, &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
      g_assert_null (wire.url);
      g_assert_false (codec->build_check (codec, TARGET (bad[i], "sk-1"), &wire, &check_error));
      g_assert_error (check_error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
    }
}

static void
test_keys (void)
{
  codec_test_keys (llm_codec_openai (), "Authorization", "Bearer ");
  codec_test_keys (llm_codec_compatible (), "Authorization", "Bearer ");
}

/* What the vendor said is the error's detail. */
static void
test_error_detail (void)
{
  const LlmCodec *codec = llm_codec_compatible ();
  gsize length;
  g_autofree char *bytes = codec_test_read_fixture ("openrouter-error", &length);
  LlmDecoder decoder;

  codec_test_decode (codec, &decoder, bytes, length, 0);
  g_assert_cmpstr (llm_error_get_detail (decoder.error), ==,
                   "Provider returned error: upstream connect error");
  g_assert_cmpstr (decoder.error->message, ==, llm_error_default_message (LLM_ERROR_SERVER));
  llm_decoder_clear (&decoder);
}

static void
assert_filter_details (const char *fixture, const char *expected)
{
  const LlmCodec *codec = llm_codec_compatible ();
  gsize length;
  g_autofree char *bytes = codec_test_read_fixture (fixture, &length);
  LlmDecoder decoder;

  codec_test_decode (codec, &decoder, bytes, length, 0);
  g_assert_cmpstr (decoder.filter_details, ==, expected);
  llm_decoder_clear (&decoder);
}

/* What was found is told, once; what was only looked at is not. */
static void
test_filter_details (void)
{
  assert_filter_details ("azure", "hate (high)");
  assert_filter_details ("azure-detected", "jailbreak, protected_material_text");
  assert_filter_details ("openai-plain", NULL);
}

/* Whatever a server writes there, a few plain words are kept. */
static void
test_odd_filters (void)
{
  const LlmCodec *codec = llm_codec_compatible ();
  g_autoptr (GString) data = g_string_new ("{\"choices\":[{\"content_filter_results\":{");
  LlmDecoder decoder;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (data,
                            "\"\\u0007<b>%u\":{\"filtered\":true,\"severity\":\"%0*d\"},",
                            i, 60, 0);
  g_string_append (data, "\"x\":[1],\"y\":{\"filtered\":\"true\"},\"z\":null}}],"
                         "\"prompt_filter_results\":[7,{},{\"content_filter_results\":[]}]}");

  llm_decoder_init (&decoder);
  decode (codec, &decoder, "", data->str);
  g_assert_no_error (decoder.error);
  g_assert_cmpuint (strlen (decoder.filter_details), <=, 200);
  g_assert_null (strpbrk (decoder.filter_details, "<>\a"));
  g_assert_true (g_str_has_prefix (decoder.filter_details, "__b_0 (0000"));
  llm_decoder_clear (&decoder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  codec_test_add_streams ("codec-openai", streams, G_N_ELEMENTS (streams));
  g_test_add_func ("/codec-openai/done-marker", test_done_marker);
  g_test_add_func ("/codec-openai/error-event", test_error_event);
  g_test_add_func ("/codec-openai/cut-event", test_cut_event);
  g_test_add_func ("/codec-openai/taken-text", test_taken_text);
  g_test_add_func ("/codec-openai/odd-finish-reasons", test_odd_finish_reasons);
  g_test_add_func ("/codec-openai/odd-usage", test_odd_usage);
  g_test_add_func ("/codec-openai/error-detail", test_error_detail);
  g_test_add_func ("/codec-openai/filter-details", test_filter_details);
  g_test_add_func ("/codec-openai/odd-filters", test_odd_filters);
  g_test_add_func ("/codec-openai/build/openai", test_build_openai);
  g_test_add_func ("/codec-openai/build/unknown-model", test_build_unknown_model);
  g_test_add_func ("/codec-openai/build/compatible", test_build_compatible);
  g_test_add_func ("/codec-openai/build/any-prompt", test_build_any_prompt);
  g_test_add_func ("/codec-openai/build/infinite", test_build_infinite);
  g_test_add_func ("/codec-openai/build/urls", test_urls);
  g_test_add_func ("/codec-openai/build/keys", test_keys);

  return g_test_run ();
}
