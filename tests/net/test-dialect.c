/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "codec-test.h"
#include "llm-dialect.h"
#include "llm-endpoint.h"
#include "llm-json.h"

/* What goes over the wire in each dialect, to the letter. */

#define TURN(role, text) "{\"role\":\"" role "\",\"content\":\"" text "\"}"
#define MESSAGES(system)                                                                           \
  "\"messages\":[" TURN (system, "Be brief.") "," TURN ("user", "Hi") ","                          \
      TURN ("assistant", "Hello.") "," TURN ("user", "Why?") "]"
#define BEGIN(model, system) "{\"model\":\"" model "\"," MESSAGES (system) ",\"stream\":true"
#define USAGE_OPTION ",\"stream_options\":{\"include_usage\":true}"
#define SAMPLING ",\"temperature\":0.7,\"top_p\":0.9"
#define SEED ",\"seed\":42"
#define EFFORT ",\"reasoning_effort\":\"high\""
#define ALL                                                                                        \
  BEGIN ("m", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING SEED EFFORT "}"
#define ALL_COMPLETION                                                                             \
  BEGIN ("m", "system") USAGE_OPTION ",\"max_completion_tokens\":500" SAMPLING SEED EFFORT "}"

/* DeepSeek's assistant turn. */
#define DEEPSEEK                                                                                   \
  "{\"model\":\"m\",\"messages\":[" TURN ("system", "Be brief.") "," TURN ("user", "Hi")           \
      ",{\"role\":\"assistant\",\"content\":\"Hello.\",\"reasoning_content\":\"\"},"               \
      TURN ("user", "Why?") "],\"stream\":true" USAGE_OPTION

/* Ollama has its options in an object of their own. */
#define OLLAMA                                                                                     \
  BEGIN ("m", "system") ",\"think\":true,\"options\":{\"temperature\":0.7,\"top_p\":0.9,"          \
      "\"seed\":42,\"num_predict\":500,\"num_ctx\":8192}}"

typedef struct
{
  const char *dialect;
  const char *model_id;
  const char *effort;
  const char *dropped; /* a parameter, "*" for all, or NULL */
  const char *body;
} BodyCase;

static const BodyCase bodies[] = {
  { NULL, "m", "high", NULL, ALL },
  { "unheard-of", "m", "high", NULL, ALL },
  { "generic", "m", "high", NULL, ALL },
  { "ollama", "m", "high", NULL, OLLAMA },
  { "llamacpp", "m", "high", NULL, ALL },
  { "lmstudio", "m", "high", NULL, ALL },
  { "vllm", "m", "high", NULL, ALL },
  { "openrouter", "m", "high", NULL,
    BEGIN ("m", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING SEED
                          ",\"reasoning\":{\"effort\":\"high\"}}" },
  { "groq", "m", "high", NULL, ALL_COMPLETION },
  { "xai", "m", "high", NULL, ALL_COMPLETION },
  { "deepseek", "m", "high", NULL,
    DEEPSEEK ",\"max_tokens\":500" SAMPLING ",\"thinking\":{\"type\":\"enabled\"}" EFFORT "}" },
  { "deepseek", "m", "none", NULL,
    DEEPSEEK ",\"max_tokens\":500" SAMPLING ",\"thinking\":{\"type\":\"disabled\"}}" },
  { "deepseek", "m", NULL, NULL, DEEPSEEK ",\"max_tokens\":500" SAMPLING "}" },
  /* The older reasoner refuses to get reasoning back. */
  { "deepseek", "deepseek-reasoner", NULL, NULL,
    BEGIN ("deepseek-reasoner", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING "}" },
  { "deepseek", "m", "high", LLM_PARAM_THINKING,
    BEGIN ("m", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING EFFORT "}" },
  { "deepseek", "m", "high", LLM_PARAM_REASONING_EFFORT,
    DEEPSEEK ",\"max_tokens\":500" SAMPLING ",\"thinking\":{\"type\":\"enabled\"}}" },
  { "openai", "m", "high", NULL,
    BEGIN ("m", "system") ",\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":"
                          "false},\"max_completion_tokens\":500" SAMPLING SEED EFFORT "}" },
  { "openai", "gpt-5.1", "high", NULL,
    BEGIN ("gpt-5.1", "developer") ",\"stream_options\":{\"include_usage\":true,"
                                   "\"include_obfuscation\":false},\"max_completion_tokens\":500"
                                   SEED EFFORT "}" },
  { "openai", "gpt-5.1", "none", NULL,
    BEGIN ("gpt-5.1", "developer") ",\"stream_options\":{\"include_usage\":true,"
                                   "\"include_obfuscation\":false},\"max_completion_tokens\":500"
                                   SAMPLING SEED ",\"reasoning_effort\":\"none\"}" },
  /* If the effort may not be told, the model reasons. */
  { "openai", "gpt-5.1", "none", LLM_PARAM_REASONING_EFFORT,
    BEGIN ("gpt-5.1", "developer") ",\"stream_options\":{\"include_usage\":true,"
                                   "\"include_obfuscation\":false},\"max_completion_tokens\":500"
                                   SEED "}" },
  { "azure", "gpt-4o", NULL, NULL,
    BEGIN ("gpt-4o", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING SEED "}" },
  { "azure", "gpt-35-turbo", NULL, NULL,
    BEGIN ("gpt-35-turbo", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING SEED "}" },
  { "azure", "o3", "high", NULL,
    BEGIN ("o3", "developer") USAGE_OPTION ",\"max_completion_tokens\":500" SEED EFFORT "}" },
  { "azure-old", "gpt-4o", NULL, NULL,
    BEGIN ("gpt-4o", "system") ",\"max_tokens\":500" SAMPLING SEED "}" },
  { "azure-old", "o3", "high", NULL,
    BEGIN ("o3", "developer") ",\"max_completion_tokens\":500" SEED EFFORT "}" },
  { "azure-models", "mistral-large", NULL, NULL,
    BEGIN ("mistral-large", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING SEED "}" },
  { "azure-models", "gpt-5", "high", NULL,
    BEGIN ("gpt-5", "developer") USAGE_OPTION ",\"max_completion_tokens\":500" SEED EFFORT "}" },
  /* One at a time. */
  { "generic", "m", "high", LLM_PARAM_TEMPERATURE,
    BEGIN ("m", "system") USAGE_OPTION ",\"max_tokens\":500,\"top_p\":0.9" SEED EFFORT "}" },
  { "generic", "m", "high", LLM_PARAM_TOP_P,
    BEGIN ("m", "system") USAGE_OPTION ",\"max_tokens\":500,\"temperature\":0.7" SEED EFFORT "}" },
  { "generic", "m", "high", LLM_PARAM_MAX_TOKENS,
    BEGIN ("m", "system") USAGE_OPTION SAMPLING SEED EFFORT "}" },
  { "generic", "m", "high", LLM_PARAM_SEED,
    BEGIN ("m", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING EFFORT "}" },
  { "generic", "m", "high", LLM_PARAM_REASONING_EFFORT,
    BEGIN ("m", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING SEED "}" },
  { "generic", "m", "high", LLM_PARAM_STREAM_OPTIONS,
    BEGIN ("m", "system") ",\"max_tokens\":500" SAMPLING SEED EFFORT "}" },
  { "openrouter", "m", "high", LLM_PARAM_REASONING_EFFORT,
    BEGIN ("m", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING SEED "}" },
};

static void
drop_all (LlmRequest *request)
{
  static const char *const params[]
      = { LLM_PARAM_TEMPERATURE,      LLM_PARAM_TOP_P,    LLM_PARAM_MAX_TOKENS,    LLM_PARAM_SEED,
          LLM_PARAM_REASONING_EFFORT, LLM_PARAM_THINKING, LLM_PARAM_STREAM_OPTIONS };

  for (guint i = 0; i < G_N_ELEMENTS (params); i++)
    llm_request_drop (request, params[i]);
}

static LlmRequest *
new_request (const char *model_id, const char *effort, const char *dropped)
{
  g_autoptr (LlmParams) params = llm_params_new ();
  LlmRequest *request;

  params->temperature = 0.7;
  params->top_p = 0.9;
  params->max_tokens = 500;
  params->seed = 42;
  params->reasoning_effort = g_strdup (effort);
  request = llm_request_new (model_id, "Be brief.", params);
  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  llm_request_add_message (request, LLM_ROLE_ASSISTANT, "Hello.");
  llm_request_add_message (request, LLM_ROLE_USER, "Why?");
  if (g_strcmp0 (dropped, "*") == 0)
    drop_all (request);
  else if (dropped != NULL)
    llm_request_drop (request, dropped);
  return request;
}

static void
assert_body (const LlmWireRequest *wire, const char *expected)
{
  g_autoptr (JsonObject) body = codec_test_get_body (wire);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autoptr (JsonNode) wanted = json_from_string (expected, NULL);

  g_assert_nonnull (wanted);
  if (!json_node_equal (node, wanted))
    g_error ("got %.*s, expected %s", (int) g_bytes_get_size (wire->body),
             (const char *) g_bytes_get_data (wire->body, NULL), expected);
}

static void
build (const char *dialect, const LlmRequest *request, LlmWireRequest *wire)
{
  LlmTarget target = { .base_url = "https://api.test/v1", .key = "sk-1" };
  const LlmCodec *codec = llm_dialect_find (dialect)->codec ();
  g_autoptr (GError) error = NULL;

  target.dialect = dialect != NULL ? llm_dialect_find (dialect) : NULL;
  codec->build (codec, &target, request, wire, &error);
  g_assert_no_error (error);
}

static void
test_bodies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      const BodyCase *c = &bodies[i];
      g_autoptr (LlmRequest) request = new_request (c->model_id, c->effort, c->dropped);
      LlmWireRequest wire;

      g_test_message ("%u: %s, %s", i, c->dialect, c->model_id);
      build (c->dialect, request, &wire);
      assert_body (&wire, c->body);
      llm_wire_request_clear (&wire);
    }
}

/* With everything dropped no dialect says more than model, messages and stream; but
 * Ollama needs the size of its context. */
static void
test_dropped (void)
{
  guint n_dialects;
  const LlmDialect *dialects = llm_dialect_get_all (&n_dialects);

  for (guint i = 0; i < n_dialects; i++)
    {
      gboolean native = dialects[i].codec () == llm_codec_ollama ();
      g_autoptr (LlmRequest) request = new_request ("gpt-4o", "high", "*");
      LlmWireRequest wire;

      build (dialects[i].id, request, &wire);
      assert_body (&wire, native ? BEGIN ("gpt-4o", "system") ",\"options\":{\"num_ctx\":8192}}"
                                 : BEGIN ("gpt-4o", "system") "}");
      llm_wire_request_clear (&wire);
    }
}

/* Ollama says "does not support thinking" of an effort: without the one it must go
 * without the other. */
static void
test_no_thinking (void)
{
  static const char *const dialects[] = { NULL, "vllm", "openrouter" };

  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    {
      g_autoptr (LlmRequest) request = new_request ("m", "high", LLM_PARAM_THINKING);
      LlmWireRequest wire;

      build (dialects[i], request, &wire);
      assert_body (&wire,
                   BEGIN ("m", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING SEED "}");
      llm_wire_request_clear (&wire);
    }
}

/* The target's name for the model goes over the wire, the model's own one decides. */
static void
test_model_name (void)
{
  guint n_dialects;
  const LlmDialect *dialects = llm_dialect_get_all (&n_dialects);

  for (guint i = 0; i < n_dialects; i++)
    {
      const LlmCodec *codec = dialects[i].codec ();
      LlmTarget target = { .base_url = "https://api.test", .model = "mine", .auth = LLM_AUTH_BOTH };
      g_autoptr (LlmRequest) request = new_request ("o3", NULL, NULL);
      g_autoptr (JsonObject) body = NULL;
      g_autoptr (GError) error = NULL;
      JsonArray *messages;
      LlmWireRequest wire;

      target.dialect = &dialects[i];
      codec->build (codec, &target, request, &wire, &error);
      g_assert_no_error (error);
      body = codec_test_get_body (&wire);
      messages = llm_json_get_array (body, "messages");
      g_assert_cmpstr (llm_json_get_string (body, "model"), ==, "mine");
      g_assert_cmpstr (llm_json_get_string (llm_json_array_get_object (messages, 0), "role"), ==,
                       dialects[i].openai_rules ? "developer" : "system");
      llm_wire_request_clear (&wire);
    }
}

/* OpenAI's rules are not for other vendors' models at Azure. */
static void
test_other_vendors (void)
{
  const char *const levels[] = { "none", "high", NULL };
  g_autoptr (LlmModel) model = NULL;
  g_autoptr (LlmRequest) request = new_request ("magistral", "high", NULL);
  LlmWireRequest wire;

  model = codec_test_new_model ("mistral", "magistral", LLM_UNKNOWN, TRUE, TRUE, levels);
  llm_request_set_model (request, model);
  build ("azure", request, &wire);
  assert_body (&wire, BEGIN ("magistral", "system") USAGE_OPTION ",\"max_tokens\":500" SAMPLING
                                                                 SEED EFFORT "}");
  llm_wire_request_clear (&wire);
}

/* Every preset has a dialect of its own, and every dialect but the ones that are no
 * preset's belongs to one. */
static void
test_presets (void)
{
  static const char *const others[]
      = { "generic", "openai", "azure", "azure-old", "azure-models", NULL };
  guint n_presets, n_dialects;
  const LlmEndpointPreset *presets = llm_endpoint_presets_get (&n_presets);
  const LlmDialect *dialects = llm_dialect_get_all (&n_dialects);

  for (guint i = 0; i < n_presets; i++)
    {
      const LlmDialect *dialect = llm_dialect_find (presets[i].id);

      g_assert_cmpstr (dialect->id, ==, presets[i].id);
      g_assert_true ((dialect->probe_path != NULL) == presets[i].local);
      g_assert_true (dialect->slow_start == presets[i].local);
      g_assert_cmpint (dialect->list_kind, !=, LLM_MODEL_LIST_NONE);
    }
  for (guint i = 0; i < n_dialects; i++)
    {
      g_assert_true (llm_dialect_find (dialects[i].id) == &dialects[i]);
      g_assert_true ((llm_endpoint_presets_find (dialects[i].id) != NULL)
                     != g_strv_contains (others, dialects[i].id));
      g_assert_nonnull (dialects[i].max_tokens);
      g_assert_nonnull (dialects[i].codec ());
      if (dialects[i].probe_path != NULL)
        g_assert_true (dialects[i].probe_path[0] == '/');
      g_assert_true (llm_endpoint_check_headers (dialects[i].headers, NULL));
    }
  g_assert_cmpstr (llm_dialect_find (NULL)->id, ==, "generic");
  g_assert_cmpstr (llm_dialect_find ("")->id, ==, "generic");
}

typedef struct
{
  LlmAuth auth;
  const char *dialect;
  const char *key;
  const char *headers[9];
  const char *expected[9]; /* name and value; NULL as value for a header that is not there */
} HeaderCase;

static const HeaderCase header_cases[] = {
  { LLM_AUTH_VENDOR, NULL, "k1", { NULL }, { "Authorization", "Bearer k1", "api-key", NULL } },
  { LLM_AUTH_BEARER, NULL, "k1", { NULL }, { "Authorization", "Bearer k1", "api-key", NULL } },
  { LLM_AUTH_API_KEY, NULL, "k1", { NULL }, { "api-key", "k1", "Authorization", NULL } },
  { LLM_AUTH_BOTH, NULL, "k1", { NULL }, { "api-key", "k1", "Authorization", "Bearer k1" } },
  { LLM_AUTH_BOTH, NULL, "", { NULL }, { "api-key", NULL, "Authorization", NULL } },
  { LLM_AUTH_VENDOR, "azure-models", "k1", { NULL },
    { "extra-parameters", "pass-through", "Authorization", "Bearer k1" } },
  { LLM_AUTH_VENDOR, "azure", "k1", { NULL }, { "extra-parameters", NULL } },
  { LLM_AUTH_VENDOR, NULL, "k1",
    { "X-Title", "a", "X-Both", "key={key}", NULL },
    { "X-Title", "a", "x-both", "key=k1", "Authorization", "Bearer k1" } },
  /* Without a key there is nothing to put in. */
  { LLM_AUTH_VENDOR, NULL, NULL,
    { "X-Title", "a", "X-Key", "Token {key}", NULL },
    { "X-Title", "a", "X-Key", NULL, "Authorization", NULL } },
  /* The user's own header counts, once. */
  { LLM_AUTH_VENDOR, NULL, "k1",
    { "authorization", "Token {key}", "ACCEPT", "*/*", NULL },
    { "Authorization", "Token k1", "Accept", "*/*" } },
  { LLM_AUTH_VENDOR, "azure-models", "k1",
    { "Extra-Parameters", "drop", NULL }, { "extra-parameters", "drop" } },
};

static void
test_headers (void)
{
  const LlmCodec *const codecs[] = { llm_codec_compatible (), llm_codec_ollama () };

  for (guint i = 0; i < G_N_ELEMENTS (header_cases) * G_N_ELEMENTS (codecs) * 2; i++)
    {
      const HeaderCase *c = &header_cases[i / 2 / G_N_ELEMENTS (codecs)];
      const LlmCodec *codec = codecs[i / 2 % G_N_ELEMENTS (codecs)];
      g_autoptr (LlmRequest) request = new_request ("m", NULL, NULL);
      g_autoptr (GError) error = NULL;
      LlmTarget target = { .base_url = "https://api.test", .key = c->key, .auth = c->auth };
      LlmWireRequest wire;

      g_test_message ("%u", i);
      target.headers = c->headers;
      if (c->dialect != NULL)
        target.dialect = llm_dialect_find (c->dialect);
      if (i % 2 == 0)
        codec->build (codec, &target, request, &wire, &error);
      else
        codec->build_check (codec, &target, &wire, &error);
      g_assert_no_error (error);
      for (guint j = 0; c->expected[j] != NULL; j += 2)
        g_assert_cmpstr (codec_test_get_header (&wire, c->expected[j]), ==, c->expected[j + 1]);
      llm_wire_request_clear (&wire);
    }
}

/* What somebody wrote into the settings by hand does not go over the wire unseen. */
static void
test_bad_headers (void)
{
  static const struct
  {
    const char *headers[5];
    const char *key;
    LlmErrorCode code;
  } cases[] = {
    { { "X-A", "b\r\nX-Evil: 1", NULL }, "k1", LLM_ERROR_BAD_REQUEST },
    { { "X-A: b\r\nX-Evil", "1", NULL }, "k1", LLM_ERROR_BAD_REQUEST },
    { { "X-A", NULL }, "k1", LLM_ERROR_BAD_REQUEST },
    { { "Authorization", "Bearer sk-plain", NULL }, "k1", LLM_ERROR_BAD_REQUEST },
    { { "Host", "evil.test", NULL }, "k1", LLM_ERROR_BAD_REQUEST },
    { { "X-A", "{key}", NULL }, "sk-evil\r\nX-Evil: 1", LLM_ERROR_AUTH },
    { { "X-A", "{key}", NULL }, "sk-evil\n", LLM_ERROR_AUTH },
  };
  const LlmCodec *codec = llm_codec_compatible ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      LlmTarget target = { .base_url = "https://api.test", .key = cases[i].key };
      LlmWireRequest wire;

      g_test_message ("%u", i);
      target.headers = cases[i].headers;
      g_assert_false (codec->build_check (codec, &target, &wire, &error));
      g_assert_error (error, LLM_ERROR, (int) cases[i].code);
      g_assert_null (strstr (error->message, "sk-"));
      g_assert_null (wire.url);
      g_assert_null (wire.headers);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialect/bodies", test_bodies);
  g_test_add_func ("/dialect/dropped", test_dropped);
  g_test_add_func ("/dialect/no-thinking", test_no_thinking);
  g_test_add_func ("/dialect/model-name", test_model_name);
  g_test_add_func ("/dialect/other-vendors", test_other_vendors);
  g_test_add_func ("/dialect/presets", test_presets);
  g_test_add_func ("/dialect/headers", test_headers);
  g_test_add_func ("/dialect/bad-headers", test_bad_headers);

  return g_test_run ();
}
