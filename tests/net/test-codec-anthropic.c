/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "codec-test.h"
#include "llm-json.h"

#define A llm_codec_anthropic
#define ID "msg_01XFD"

static const StreamCase streams[] = {
  { "anthropic-plain", A, "Hello, wörld 🦊", NULL, "stop", ID, TRUE, NO_ERROR,
    USAGE (25, UNTOLD, UNTOLD, UNTOLD, 15) },
  { "anthropic-thinking", A, "27 * 453 = 12,231", "Let me see.\n\nMore.", "stop", ID, TRUE,
    NO_ERROR, USAGE (25, UNTOLD, UNTOLD, 280, 300) },
  { "anthropic-usage", A, "a", NULL, "length", ID, TRUE, NO_ERROR,
    USAGE (12 + 200 + 3001, 3001, 200, UNTOLD, 77) },
  { "anthropic-unknown", A, "Begin", NULL, "tool_calls", ID, TRUE, NO_ERROR,
    USAGE (1, UNTOLD, UNTOLD, UNTOLD, 2) },
  /* What was answered until then is not told. */
  { "anthropic-error", A, "Half", NULL, NULL, ID, FALSE, LLM_ERROR_OVERLOADED,
    USAGE (25, UNTOLD, UNTOLD, UNTOLD, UNTOLD) },
  { "anthropic-refusal", A, NULL, NULL, "content_filter", ID, TRUE, NO_ERROR,
    USAGE (25, UNTOLD, UNTOLD, UNTOLD, 4) },
  { "anthropic-unnamed", A, "No event lines", NULL, "stop", ID, TRUE, NO_ERROR,
    USAGE (5, UNTOLD, UNTOLD, UNTOLD, 3) },
  { "anthropic-truncated", A, "Half an ans", NULL, "stop", ID, FALSE, NO_ERROR,
    USAGE (25, UNTOLD, UNTOLD, UNTOLD, 15) },
};

static void
test_in_stream_error (void)
{
  gsize length;
  g_autofree char *bytes = codec_test_read_fixture ("anthropic-error", &length);
  LlmDecoder decoder;

  codec_test_decode (llm_codec_anthropic (), &decoder, bytes, length, 0);
  g_assert_cmpstr (llm_error_get_detail (decoder.error), ==, "Overloaded");
  g_assert_cmpstr (llm_error_get_request_id (decoder.error), ==, "req_011CSH");
  g_assert_cmpuint (llm_error_get_http_status (decoder.error), ==, 0);
  llm_decoder_clear (&decoder);
}

typedef struct
{
  LlmModel *model;
  double temperature;
  double top_p;
  gint64 max_tokens;
  const char *effort;
} Setting;

static JsonObject *
build (const Setting *setting, LlmWireRequest *wire)
{
  const LlmCodec *codec = llm_codec_anthropic ();
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (LlmRequest) request = NULL;
  g_autoptr (GError) error = NULL;

  params->temperature = setting->temperature;
  params->top_p = setting->top_p;
  params->max_tokens = setting->max_tokens;
  params->reasoning_effort = g_strdup (setting->effort);
  request = llm_request_new ("claude-x", "Be brief.", params);
  llm_request_set_model (request, setting->model);
  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  codec->build (codec, TARGET ("https://api.anthropic.com", "sk-ant-1"), request, wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire->method, ==, "POST");
  g_assert_cmpstr (wire->url, ==, "https://api.anthropic.com/v1/messages");
  return codec_test_get_body (wire);
}

static void
assert_current_headers (const LlmWireRequest *wire)
{
  g_assert_cmpstr (codec_test_get_header (wire, "anthropic-version"), ==, "2026-10-21");
  g_assert_cmpstr (codec_test_get_header (wire, "Authorization"), ==, "Bearer sk-ant-1");
  g_assert_null (codec_test_get_header (wire, "x-api-key"));
}

static void
assert_sampling_headers (const LlmWireRequest *wire)
{
  g_assert_cmpstr (codec_test_get_header (wire, "anthropic-version"), ==, "2023-06-01");
  g_assert_cmpstr (codec_test_get_header (wire, "x-api-key"), ==, "sk-ant-1");
  g_assert_null (codec_test_get_header (wire, "Authorization"));
}

static void
test_build_default (void)
{
  const Setting setting = { NULL, NAN, NAN, LLM_UNKNOWN, NULL };
  g_autoptr (JsonObject) body = NULL;
  JsonObject *message;
  LlmWireRequest wire;

  body = build (&setting, &wire);
  assert_current_headers (&wire);
  g_assert_cmpuint (json_object_get_size (body), ==, 5);
  g_assert_cmpstr (llm_json_get_string (body, "model"), ==, "claude-x");
  g_assert_cmpstr (llm_json_get_string (body, "system"), ==, "Be brief.");
  g_assert_true (llm_json_get_boolean (body, "stream", FALSE));
  g_assert_cmpint (llm_json_get_int (body, "max_tokens", 0), ==, 8192);
  g_assert_cmpuint (llm_json_array_length (llm_json_get_array (body, "messages")), ==, 1);
  message = llm_json_array_get_object (llm_json_get_array (body, "messages"), 0);
  g_assert_cmpstr (llm_json_get_string (message, "role"), ==, "user");
  g_assert_cmpstr (llm_json_get_string (message, "content"), ==, "Hi");
  llm_wire_request_clear (&wire);
}

static void
test_build_max_tokens (void)
{
  static const struct
  {
    gint64 max_output, asked, expected;
  } cases[] = {
    { 4096, LLM_UNKNOWN, 4096 },    { 8192, LLM_UNKNOWN, 8192 }, { 128000, LLM_UNKNOWN, 32000 },
    { LLM_UNKNOWN, LLM_UNKNOWN, 8192 }, { 128000, 100000, 100000 },  { 4096, 1, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmModel) model = NULL;
      g_autoptr (JsonObject) body = NULL;
      Setting setting = { NULL, NAN, NAN, cases[i].asked, NULL };
      LlmWireRequest wire;

      model = codec_test_new_model ("anthropic", "claude-x", cases[i].max_output, FALSE, TRUE,
                                    NULL);
      setting.model = model;
      body = build (&setting, &wire);
      g_assert_cmpint (llm_json_get_int (body, "max_tokens", 0), ==, cases[i].expected);
      llm_wire_request_clear (&wire);
    }
}

/* A temperature needs the older version, and a model that takes one. */
static void
test_build_sampling (void)
{
  g_autoptr (LlmModel) older = NULL;
  g_autoptr (LlmModel) newer = NULL;
  const Setting settings[] = {
    { NULL, 0.5, NAN, LLM_UNKNOWN, NULL },
    { NULL, NAN, 0.9, LLM_UNKNOWN, NULL },
    { NULL, 0.5, NAN, LLM_UNKNOWN, NULL },
  };
  LlmModel *models[3];

  older = codec_test_new_model ("anthropic", "claude-x", 8192, FALSE, TRUE, NULL);
  newer = codec_test_new_model ("anthropic", "claude-x", 8192, TRUE, FALSE, NULL);
  models[0] = older;
  models[1] = older;
  models[2] = newer;
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr (JsonObject) body = NULL;
      Setting setting = settings[i];
      LlmWireRequest wire;

      setting.model = models[i];
      body = build (&setting, &wire);
      if (models[i] == newer)
        {
          assert_current_headers (&wire);
          g_assert_false (json_object_has_member (body, "temperature"));
        }
      else
        {
          assert_sampling_headers (&wire);
          g_assert_cmpfloat (llm_json_get_double (body, "temperature", -1), ==,
                             i == 0 ? 0.5 : -1);
          g_assert_cmpfloat (llm_json_get_double (body, "top_p", -1), ==, i == 1 ? 0.9 : -1);
        }
      llm_wire_request_clear (&wire);
    }
}

static void
assert_thinking (LlmModel *model, const char *effort, double temperature, gboolean expected)
{
  g_autoptr (JsonObject) body = NULL;
  const Setting setting = { model, temperature, NAN, LLM_UNKNOWN, effort };
  LlmWireRequest wire;
  JsonObject *thinking, *output;

  body = build (&setting, &wire);
  thinking = llm_json_get_object (body, "thinking");
  output = llm_json_get_object (body, "output_config");
  g_assert_true ((thinking != NULL) == expected);
  g_assert_true ((output != NULL) == expected);
  if (expected)
    {
      g_assert_cmpstr (llm_json_get_string (thinking, "type"), ==, "adaptive");
      g_assert_cmpstr (llm_json_get_string (thinking, "display"), ==, "summarized");
      g_assert_cmpstr (llm_json_get_string (output, "effort"), ==, effort);
    }
  llm_wire_request_clear (&wire);
}

static void
test_build_thinking (void)
{
  const char *const levels[] = { "low", "high", NULL };
  g_autoptr (LlmModel) thinker = NULL;
  g_autoptr (LlmModel) older = NULL;

  thinker = codec_test_new_model ("anthropic", "claude-x", 8192, TRUE, TRUE, levels);
  older = codec_test_new_model ("anthropic", "claude-x", 8192, TRUE, TRUE, NULL);
  assert_thinking (thinker, NULL, NAN, FALSE);
  assert_thinking (thinker, "high", NAN, TRUE);
  assert_thinking (thinker, "extreme", NAN, FALSE);
  assert_thinking (thinker, "high", 0.5, FALSE);
  assert_thinking (older, "high", NAN, FALSE);
  assert_thinking (NULL, "high", NAN, FALSE);
}

static LlmModel *
new_thinker (LlmThinking thinking, gint64 max_output)
{
  static const char *const levels[] = { "none", "low", "medium", "high", "max", NULL };
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "anthropic";
  facts.id = "claude-x";
  facts.max_output = max_output;
  facts.reasoning = TRUE;
  facts.thinking = thinking;
  facts.effort_levels = levels;
  return llm_model_new (&facts);
}

/* Models that take only a budget get a share of max_tokens, of which some is left. */
static void
test_build_budget (void)
{
  static const struct
  {
    const char *effort;
    gint64 max_tokens, budget;
  } cases[] = {
    { "low", LLM_UNKNOWN, 6400 },
    { "medium", LLM_UNKNOWN, 16000 },
    { "high", LLM_UNKNOWN, 25600 },
    { "high", 10000, 8000 },
    { "low", 2000, 1024 },
    { "high", 1025, 1024 },
    { "high", 1024, LLM_UNKNOWN },
    { "none", LLM_UNKNOWN, LLM_UNKNOWN },
    { "max", LLM_UNKNOWN, LLM_UNKNOWN },
    { NULL, LLM_UNKNOWN, LLM_UNKNOWN },
    { "high", G_GINT64_CONSTANT (1) << 50, (G_GINT64_CONSTANT (1) << 50) / 10 * 8 },
  };
  g_autoptr (LlmModel) model = new_thinker (LLM_THINKING_BUDGET | LLM_THINKING_OFF, 64000);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Setting setting = { model, NAN, NAN, cases[i].max_tokens, cases[i].effort };
      g_autoptr (JsonObject) body = NULL;
      LlmWireRequest wire;
      JsonObject *thinking;

      body = build (&setting, &wire);
      assert_current_headers (&wire);
      thinking = llm_json_get_object (body, "thinking");
      g_assert_true ((thinking != NULL) == (cases[i].budget > 0));
      g_assert_cmpint (llm_json_get_int (thinking, "budget_tokens", LLM_UNKNOWN), ==,
                       cases[i].budget);
      g_assert_cmpstr (llm_json_get_string (thinking, "type"), ==,
                       thinking != NULL ? "enabled" : NULL);
      g_assert_false (json_object_has_member (body, "output_config"));
      llm_wire_request_clear (&wire);
    }
}

/* Which kind of thinking goes out for what is known of the model. */
static void
test_build_thinking_kinds (void)
{
  static const struct
  {
    LlmThinking thinking;
    const char *type;
  } cases[] = {
    { 0, "adaptive" },
    { LLM_THINKING_OFF, "adaptive" },
    { LLM_THINKING_ADAPTIVE, "adaptive" },
    { LLM_THINKING_ADAPTIVE | LLM_THINKING_BUDGET | LLM_THINKING_OFF, "adaptive" },
    { LLM_THINKING_BUDGET, "enabled" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmModel) model = new_thinker (cases[i].thinking, 64000);
      g_autoptr (JsonObject) body = NULL;
      const Setting setting = { model, NAN, NAN, LLM_UNKNOWN, "high" };
      LlmWireRequest wire;

      body = build (&setting, &wire);
      g_assert_cmpstr (llm_json_get_string (llm_json_get_object (body, "thinking"), "type"), ==,
                       cases[i].type);
      llm_wire_request_clear (&wire);
    }
}

static JsonObject *
build_dropped (LlmModel *model, const LlmParams *params, const char *param, LlmWireRequest *wire)
{
  const LlmCodec *codec = llm_codec_anthropic ();
  const LlmTarget target = {
    .base_url = "https://api.test", .key = "sk-ant-1", .model = "deployed"
  };
  g_autoptr (LlmRequest) request = llm_request_new ("claude-x", NULL, params);

  llm_request_set_model (request, model);
  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  llm_request_drop (request, param);
  g_assert_true (codec->build (codec, &target, request, wire, NULL));
  return codec_test_get_body (wire);
}

/* Without its last sampling parameter a request is one of the newer version;
 * max_tokens is only set back. */
static void
test_build_drops (void)
{
  static const struct
  {
    LlmThinking thinking;
    double temperature;
    const char *param;
    gboolean sampling, thinks, effort;
    gint64 max_tokens;
  } cases[] = {
    { 0, 0.5, LLM_PARAM_SEED, TRUE, FALSE, FALSE, 5000 },
    { 0, 0.5, LLM_PARAM_TEMPERATURE, FALSE, TRUE, TRUE, 5000 },
    { 0, 0.5, LLM_PARAM_MAX_TOKENS, TRUE, FALSE, FALSE, 32000 },
    { LLM_THINKING_ADAPTIVE, NAN, LLM_PARAM_TOP_P, FALSE, TRUE, TRUE, 5000 },
    { LLM_THINKING_ADAPTIVE, NAN, LLM_PARAM_THINKING, FALSE, FALSE, TRUE, 5000 },
    { LLM_THINKING_ADAPTIVE, NAN, LLM_PARAM_REASONING_EFFORT, FALSE, TRUE, FALSE, 5000 },
    { LLM_THINKING_BUDGET, NAN, LLM_PARAM_THINKING, FALSE, FALSE, FALSE, 5000 },
    { LLM_THINKING_BUDGET, NAN, LLM_PARAM_REASONING_EFFORT, FALSE, FALSE, FALSE, 5000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmModel) model = new_thinker (cases[i].thinking, 64000);
      g_autoptr (LlmParams) params = llm_params_new ();
      g_autoptr (JsonObject) body = NULL;
      LlmWireRequest wire;

      params->temperature = cases[i].temperature;
      params->max_tokens = 5000;
      params->reasoning_effort = g_strdup ("high");
      body = build_dropped (model, params, cases[i].param, &wire);
      if (cases[i].sampling)
        assert_sampling_headers (&wire);
      else
        assert_current_headers (&wire);
      g_assert_cmpstr (llm_json_get_string (body, "model"), ==, "deployed");
      g_assert_true (json_object_has_member (body, "temperature") == cases[i].sampling);
      g_assert_true (json_object_has_member (body, "thinking") == cases[i].thinks);
      g_assert_true (json_object_has_member (body, "output_config") == cases[i].effort);
      g_assert_cmpint (llm_json_get_int (body, "max_tokens", 0), ==, cases[i].max_tokens);
      llm_wire_request_clear (&wire);
    }
}

/* The begin of an answer goes only to models that may go on from it. */
static void
test_build_prefill (void)
{
  const LlmCodec *codec = llm_codec_anthropic ();
  g_autoptr (LlmModel) older = new_thinker (LLM_THINKING_BUDGET, 64000);
  g_autoptr (LlmModel) adaptive = new_thinker (LLM_THINKING_ADAPTIVE, 64000);
  g_autoptr (LlmModel) newer = NULL;
  LlmModel *models[4];
  const guint n_messages[] = { 2, 2, 1, 1 };

  newer = codec_test_new_model ("anthropic", "claude-x", 8192, TRUE, FALSE, NULL);
  models[0] = NULL;
  models[1] = older;
  models[2] = adaptive;
  models[3] = newer;
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (LlmRequest) request = llm_request_new ("claude-x", NULL, NULL);
      g_autoptr (JsonObject) body = NULL;
      LlmWireRequest wire;

      llm_request_set_model (request, models[i]);
      llm_request_add_message (request, LLM_ROLE_USER, "Hi");
      llm_request_add_message (request, LLM_ROLE_ASSISTANT, "Hel");
      g_assert_true (codec->build (codec, TARGET ("https://api.test", NULL), request, &wire, NULL));
      body = codec_test_get_body (&wire);
      g_assert_cmpuint (llm_json_array_length (llm_json_get_array (body, "messages")), ==,
                        n_messages[i]);
      llm_wire_request_clear (&wire);
    }
}

/* Roles alternate, and no turn is blank. */
static void
test_build_turns (void)
{
  const LlmCodec *codec = llm_codec_anthropic ();
  static const char *const expected[][2] = {
    { "user", "one\n\ntwo\n\nthree" }, { "assistant", "four\n\nfive" }, { "user", "six" },
  };
  g_autoptr (LlmRequest) request = llm_request_new ("claude-x", NULL, NULL);
  g_autoptr (JsonObject) body = NULL;
  JsonArray *messages;
  LlmWireRequest wire;

  llm_request_add_message (request, LLM_ROLE_ASSISTANT, " ");
  llm_request_add_message (request, LLM_ROLE_USER, "one");
  llm_request_add_message (request, LLM_ROLE_USER, "two");
  llm_request_add_message (request, LLM_ROLE_ASSISTANT, "\n");
  llm_request_add_message (request, LLM_ROLE_USER, "three");
  llm_request_add_message (request, LLM_ROLE_ASSISTANT, "four");
  llm_request_add_message (request, LLM_ROLE_ASSISTANT, "five");
  llm_request_add_message (request, LLM_ROLE_USER, "six");
  g_assert_true (codec->build (codec, TARGET ("https://api.test/v1/", NULL), request, &wire, NULL));
  g_assert_cmpstr (wire.url, ==, "https://api.test/v1/messages");
  body = codec_test_get_body (&wire);
  g_assert_false (json_object_has_member (body, "system"));
  messages = llm_json_get_array (body, "messages");
  g_assert_cmpuint (llm_json_array_length (messages), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      JsonObject *message = llm_json_array_get_object (messages, i);

      g_assert_cmpstr (llm_json_get_string (message, "role"), ==, expected[i][0]);
      g_assert_cmpstr (llm_json_get_string (message, "content"), ==, expected[i][1]);
    }
  llm_wire_request_clear (&wire);
}

static void
test_build_check (void)
{
  static const char *const urls[][2] = {
    { "https://api.anthropic.com", "https://api.anthropic.com/v1/models?limit=1" },
    { "http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/models?limit=1" },
    { "https://proxy.test/anthropic/", "https://proxy.test/anthropic/v1/models?limit=1" },
    { "https://v1", "https://v1/v1/models?limit=1" },
  };
  const LlmCodec *codec = llm_codec_anthropic ();

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      LlmWireRequest wire;

      g_assert_true (codec->build_check (codec, TARGET (urls[i][0], "sk-ant-1"), &wire, NULL));
      g_assert_cmpstr (wire.url, ==, urls[i][1]);
      assert_current_headers (&wire);
      llm_wire_request_clear (&wire);
    }
}

static void
test_keys (void)
{
  codec_test_keys (llm_codec_anthropic (), "Authorization", "Bearer ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  codec_test_add_streams ("codec-anthropic", streams, G_N_ELEMENTS (streams));
  g_test_add_func ("/codec-anthropic/in-stream-error", test_in_stream_error);
  g_test_add_func ("/codec-anthropic/build/default", test_build_default);
  g_test_add_func ("/codec-anthropic/build/max-tokens", test_build_max_tokens);
  g_test_add_func ("/codec-anthropic/build/sampling", test_build_sampling);
  g_test_add_func ("/codec-anthropic/build/thinking", test_build_thinking);
  g_test_add_func ("/codec-anthropic/build/budget", test_build_budget);
  g_test_add_func ("/codec-anthropic/build/thinking-kinds", test_build_thinking_kinds);
  g_test_add_func ("/codec-anthropic/build/drops", test_build_drops);
  g_test_add_func ("/codec-anthropic/build/prefill", test_build_prefill);
  g_test_add_func ("/codec-anthropic/build/turns", test_build_turns);
  g_test_add_func ("/codec-anthropic/build/check", test_build_check);
  g_test_add_func ("/codec-anthropic/build/keys", test_keys);

  return g_test_run ();
}
