/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "codec-test.h"
#include "llm-answer-cache.h"
#include "llm-dialect.h"

/* How each vendor is told the form of an answer, to the letter. */

#define SCHEMA                                                                                     \
  "{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"string\"},\"a\":{\"type\":\"integer\"}}" \
  ",\"required\":[\"b\",\"a\"],\"additionalProperties\":false}"
#define NAMED "\"name\":\"some_form\",\"strict\":true,\"schema\":" SCHEMA
#define CHAT                                                                                       \
  "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true"
#define USAGE_ASKED ",\"stream_options\":{\"include_usage\":true}"
#define USAGE_OPENAI ",\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false}"
#define CHAT_FORMAT ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{" NAMED "}}"
#define RESPONSES                                                                                  \
  "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\","          \
  "\"text\":\"Hi\"}]}],\"stream\":true,\"store\":false,\"reasoning\":{\"summary\":\"auto\"}"
#define TEXT_FORMAT ",\"text\":{\"format\":{\"type\":\"json_schema\"," NAMED "}}"
#define ANTHROPIC                                                                                  \
  "{\"model\":\"m\",\"max_tokens\":8192,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"    \
  "\"stream\":true"
#define OUTPUT_FORMAT "\"format\":{\"type\":\"json_schema\",\"schema\":" SCHEMA "}"
#define GEMINI                                                                                     \
  "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}],\"generationConfig\":{"
#define GEMINI_FORMAT "\"responseMimeType\":\"application/json\",\"responseJsonSchema\":" SCHEMA
#define OLLAMA                                                                                     \
  "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true"
#define OLLAMA_OPTIONS ",\"options\":{\"num_ctx\":8192}}"

/* @with and @without are what is sent with the form and after it was refused. */
static const struct
{
  const LlmCodec *(*codec) (void);
  const char *dialect;
  const char *with;
  const char *without;
} cases[] = {
  { llm_codec_openai, NULL, CHAT USAGE_OPENAI CHAT_FORMAT "}", CHAT USAGE_OPENAI "}" },
  { llm_codec_openai, "openai", CHAT USAGE_OPENAI CHAT_FORMAT "}", CHAT USAGE_OPENAI "}" },
  { llm_codec_compatible, "azure", CHAT USAGE_ASKED CHAT_FORMAT "}", CHAT USAGE_ASKED "}" },
  { llm_codec_compatible, "llamacpp", CHAT USAGE_ASKED CHAT_FORMAT "}", CHAT USAGE_ASKED "}" },
  { llm_codec_compatible, "lmstudio", CHAT USAGE_ASKED CHAT_FORMAT "}", CHAT USAGE_ASKED "}" },
  { llm_codec_compatible, "vllm", CHAT USAGE_ASKED CHAT_FORMAT "}", CHAT USAGE_ASKED "}" },
  { llm_codec_compatible, "openrouter", CHAT USAGE_ASKED CHAT_FORMAT "}", CHAT USAGE_ASKED "}" },
  { llm_codec_compatible, "groq", CHAT USAGE_ASKED CHAT_FORMAT "}", CHAT USAGE_ASKED "}" },
  { llm_codec_compatible, "xai", CHAT USAGE_ASKED CHAT_FORMAT "}", CHAT USAGE_ASKED "}" },
  /* Not known to take it. */
  { llm_codec_compatible, NULL, CHAT USAGE_ASKED "}", CHAT USAGE_ASKED "}" },
  { llm_codec_compatible, "generic", CHAT USAGE_ASKED "}", CHAT USAGE_ASKED "}" },
  { llm_codec_compatible, "deepseek", CHAT USAGE_ASKED "}", CHAT USAGE_ASKED "}" },
  { llm_codec_compatible, "azure-old", CHAT "}", CHAT "}" },
  { llm_codec_compatible, "azure-models", CHAT USAGE_ASKED "}", CHAT USAGE_ASKED "}" },
  { llm_codec_responses, NULL, RESPONSES TEXT_FORMAT "}", RESPONSES "}" },
  { llm_codec_mistral, NULL, CHAT CHAT_FORMAT "}", CHAT "}" },
  { llm_codec_anthropic, NULL, ANTHROPIC ",\"output_config\":{" OUTPUT_FORMAT "}}", ANTHROPIC "}" },
  { llm_codec_gemini, NULL, GEMINI GEMINI_FORMAT "}}", GEMINI "}}" },
  { llm_codec_ollama, NULL, OLLAMA ",\"format\":" SCHEMA OLLAMA_OPTIONS, OLLAMA OLLAMA_OPTIONS },
};

static LlmRequest *
new_request (const LlmParams *params)
{
  LlmRequest *request = llm_request_new ("m", NULL, params);

  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  llm_request_set_schema (request, "some_form", SCHEMA);
  return request;
}

static void
assert_body (const LlmCodec *codec,
             const char *dialect,
             const LlmRequest *request,
             const char *expected)
{
  LlmTarget target = { .base_url = "https://host.test/v1" };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  LlmWireRequest wire;

  target.dialect = dialect != NULL ? llm_dialect_find (dialect) : NULL;
  g_assert_true (codec->build (codec, &target, request, &wire, &error));
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (wire.body, NULL), g_bytes_get_size (wire.body));
  g_assert_cmpstr (text, ==, expected);
  llm_wire_request_clear (&wire);
}

static void
test_bodies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmRequest) request = new_request (NULL);

      g_test_message ("%s, %s", cases[i].codec ()->id, cases[i].dialect);
      assert_body (cases[i].codec (), cases[i].dialect, request, cases[i].with);
      llm_request_drop (request, LLM_PARAM_SCHEMA);
      assert_body (cases[i].codec (), cases[i].dialect, request, cases[i].without);
    }
}

/* Anthropic: effort and form are in one object, and either can be refused alone. */
static void
test_anthropic_effort (void)
{
  static const char *const levels[] = { "high", NULL };
#define THINKING ",\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}"
#define EFFORT "\"effort\":\"high\""
#define CONFIG(members) ANTHROPIC THINKING ",\"output_config\":{" members "}}"
  g_autoptr (LlmModel) model = codec_test_new_model ("anthropic", "m", 8192, TRUE, FALSE, levels);
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (LlmRequest) request = NULL;
  g_autoptr (LlmRequest) other = NULL;

  params->reasoning_effort = g_strdup ("high");
  request = new_request (params);
  llm_request_set_model (request, model);
  assert_body (llm_codec_anthropic (), NULL, request, CONFIG (EFFORT "," OUTPUT_FORMAT));
  llm_request_drop (request, LLM_PARAM_SCHEMA);
  assert_body (llm_codec_anthropic (), NULL, request, CONFIG (EFFORT));

  other = new_request (params);
  llm_request_set_model (other, model);
  llm_request_drop (other, LLM_PARAM_REASONING_EFFORT);
  assert_body (llm_codec_anthropic (), NULL, other, CONFIG (OUTPUT_FORMAT));
  llm_request_drop (other, LLM_PARAM_SCHEMA);
  assert_body (llm_codec_anthropic (), NULL, other, ANTHROPIC THINKING "}");
}

static void
test_request (void)
{
  g_autoptr (LlmRequest) request = llm_request_new ("m", NULL, NULL);
  const char *name = "";

  g_assert_null (llm_request_get_schema (request, &name));
  g_assert_null (name);
  llm_request_set_schema (request, "x", "{}");
  g_assert_cmpstr (llm_request_get_schema (request, &name), ==, "{}");
  g_assert_cmpstr (name, ==, "x");
  llm_request_drop (request, LLM_PARAM_SCHEMA);
  g_assert_null (llm_request_get_schema (request, &name));
  g_assert_null (name);
}

/* An answer of any form is not the one to a request with a form. */
static void
test_cache_key (void)
{
  g_autoptr (LlmRequest) plain = llm_request_new ("m", NULL, NULL);
  g_autoptr (LlmRequest) request = llm_request_new ("m", NULL, NULL);
  g_autofree char *key = llm_answer_cache_make_key ("route", plain);
  g_autofree char *formed = NULL;
  g_autofree char *dropped = NULL;

  llm_request_set_schema (request, "x", "{}");
  formed = llm_answer_cache_make_key ("route", request);
  llm_request_drop (request, LLM_PARAM_SCHEMA);
  dropped = llm_answer_cache_make_key ("route", request);
  g_assert_cmpstr (key, !=, formed);
  g_assert_cmpstr (key, ==, dropped);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/codec-schema/bodies", test_bodies);
  g_test_add_func ("/codec-schema/anthropic-effort", test_anthropic_effort);
  g_test_add_func ("/codec-schema/request", test_request);
  g_test_add_func ("/codec-schema/cache-key", test_cache_key);
  return g_test_run ();
}
