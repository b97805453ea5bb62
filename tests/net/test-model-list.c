/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-model-list.h"

#include "llm-error.h"
#include "llm-usage.h"

#include <math.h>
#include <string.h>

#define DAY (24 * 60 * 60)

/* Lists as the vendors' own client libraries describe them (docs/providers). */
#define OPENAI                                                                                     \
  "{\"object\":\"list\",\"data\":["                                                                \
  "{\"id\":\"gpt-6.1-sol\",\"object\":\"model\",\"created\":1790000000,\"owned_by\":\"openai\","   \
  "\"shutdown_date\":null},"                                                                       \
  "{\"id\":\"gpt-5.1\",\"object\":\"model\",\"created\":1760000000,\"owned_by\":\"openai\","       \
  "\"shutdown_date\":\"2027-04-01\"},"                                                             \
  "{\"id\":\"gpt-9-pro\",\"object\":\"model\",\"created\":1791000000},"                            \
  "{\"id\":\"text-embedding-3-large\"},{\"id\":\"whisper-1\"},{\"id\":\"tts-1-hd\"},"              \
  "{\"id\":\"gpt-image-2\"},{\"id\":\"omni-moderation-latest\"},{\"id\":\"gpt-4o-realtime-x\"},"   \
  "{\"id\":\"gpt-4o-audio-preview\"},{\"id\":\"gpt-3.5-turbo-instruct\"},{\"id\":\"sora-2\"},"     \
  "{\"id\":\"gpt-transcribe\"},{\"id\":\"dall-e-3\"}]}"

#define ANTHROPIC                                                                                  \
  "{\"data\":[{\"type\":\"model\",\"id\":\"claude-opus-5-5\",\"display_name\":\"Claude Opus "      \
  "5.5\","                                                                                         \
  "\"created_at\":\"2026-10-01T00:00:00Z\",\"lifecycle\":\"active\",\"max_input_tokens\":1000000," \
  "\"max_tokens\":128000,\"retires_at\":\"2027-12-01T00:00:00Z\",\"capabilities\":{"               \
  "\"image_input\":{\"supported\":true},\"thinking\":{\"supported\":true,\"types\":{"              \
  "\"adaptive\":{\"supported\":true},\"enabled\":{\"supported\":false},"                           \
  "\"disabled\":{\"supported\":true}}},\"effort\":{\"low\":{\"supported\":true},"                  \
  "\"medium\":{\"supported\":false},\"high\":{\"supported\":true},\"max\":{\"supported\":true}}}}" \
  ","                                                                                              \
  "{\"id\":\"claude-old\",\"display_name\":\"Claude Old\",\"lifecycle\":\"retired\"}],"            \
  "\"has_more\":true,\"first_id\":\"claude-opus-5-5\",\"last_id\":\"claude-old\"}"

#define GEMINI                                                                                     \
  "{\"models\":[{\"name\":\"models/gemini-4-argon\",\"displayName\":\"Gemini 4 Argon\","           \
  "\"description\":\"The\\nbest.\",\"version\":\"1\",\"inputTokenLimit\":1048576,"                 \
  "\"outputTokenLimit\":65536,\"supportedGenerationMethods\":[\"generateContent\","                \
  "\"countTokens\"],\"thinking\":true,\"temperature\":1},"                                         \
  "{\"name\":\"models/gemini-x-image\",\"supportedGenerationMethods\":[\"generateContent\"]},"     \
  "{\"name\":\"models/gemini-embedding-001\",\"supportedGenerationMethods\":[\"embedContent\"]},"  \
  "{\"name\":\"models/gemma-9\",\"supportedGenerationMethods\":[\"generateContent\"]}],"           \
  "\"nextPageToken\":\"to ken\"}"

#define MISTRAL                                                                                    \
  "{\"object\":\"list\",\"data\":[{\"id\":\"mistral-large-2511\",\"name\":\"mistral-large-2511\"," \
  "\"created\":1790000000,\"max_context_length\":262144,\"aliases\":[\"mistral-large-latest\"],"   \
  "\"deprecation\":\"2027-05-31T12:00:00Z\",\"capabilities\":{\"completion_chat\":true,"           \
  "\"vision\":true,\"reasoning\":false},\"type\":\"base\"},"                                       \
  "{\"id\":\"mistral-large-latest\",\"name\":\"mistral-large-2511\",\"capabilities\":{"            \
  "\"completion_chat\":true},\"aliases\":[\"mistral-large-2511\"]},"                               \
  "{\"id\":\"ft:mine\",\"name\":\"My model\",\"capabilities\":{\"completion_chat\":true}},"        \
  "{\"id\":\"mistral-embed\",\"name\":\"mistral-embed\",\"capabilities\":"                         \
  "{\"completion_chat\":false}},{\"id\":\"mistral-ocr-latest\",\"name\":\"x\",\"capabilities\":"   \
  "{\"completion_chat\":true,\"ocr\":true}}]}"

#define OPENROUTER                                                                                 \
  "{\"data\":[{\"id\":\"x-ai/grok-9\",\"name\":\"xAI: Grok 9\",\"created\":1790000000,"            \
  "\"context_length\":256000,\"architecture\":{\"input_modalities\":[\"text\",\"image\"],"         \
  "\"output_modalities\":[\"text\"]},\"pricing\":{\"prompt\":\"0.000003\","                        \
  "\"completion\":\"0.000015\",\"input_cache_read\":\"0.00000075\",\"input_cache_write\":\"x\"},"  \
  "\"top_provider\":{\"context_length\":256000,\"max_completion_tokens\":64000},"                  \
  "\"supported_parameters\":[\"reasoning\",\"max_tokens\"],\"expiration_date\":\"2027-01-31\"},"   \
  "{\"id\":\"openrouter/auto\",\"pricing\":{\"prompt\":\"-1\",\"completion\":\"-1\"}},"            \
  "{\"id\":\"free/one:free\",\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"},"                 \
  "\"supported_parameters\":[\"temperature\"]},"                                                   \
  "{\"id\":\"painter\",\"architecture\":{\"output_modalities\":[\"image\"]}}],"                    \
  "\"links\":{\"next\":\"/api/v1/models?offset=500\"},\"total_count\":501}"

#define GROQ                                                                                       \
  "{\"object\":\"list\",\"data\":[{\"id\":\"llama-4\",\"object\":\"model\",\"created\":"           \
  "1750000000,"                                                                                    \
  "\"owned_by\":\"Meta\",\"active\":true,\"context_window\":131072,"                               \
  "\"max_completion_tokens\":32768},{\"id\":\"gone\",\"active\":false},"                           \
  "{\"id\":\"whisper-large-v3\"},{\"id\":\"playai-tts\"}]}"

#define VLLM                                                                                       \
  "{\"object\":\"list\",\"data\":[{\"id\":\"org/model\",\"object\":\"model\",\"created\":1,"       \
  "\"owned_by\":\"vllm\",\"max_model_len\":40960,\"root\":\"org/model\",\"parent\":null}]}"

#define LLAMACPP                                                                                   \
  "{\"models\":[],\"object\":\"list\",\"data\":[{\"id\":\"/models/small-q4.gguf\","                \
  "\"object\":\"model\",\"owned_by\":\"llamacpp\",\"meta\":{\"n_ctx_train\":131072}}]}"

#define LMSTUDIO                                                                                   \
  "{\"object\":\"list\",\"data\":[{\"id\":\"qwen-vl\",\"type\":\"vlm\",\"state\":\"loaded\","      \
  "\"max_context_length\":32768},{\"id\":\"qwen\",\"type\":\"llm\",\"state\":\"not-loaded\","      \
  "\"max_context_length\":4096},{\"id\":\"nomic\",\"type\":\"embeddings\"}]}"

#define OLLAMA                                                                                     \
  "{\"models\":[{\"name\":\"qwen3:8b\",\"model\":\"qwen3:8b\",\"size\":5,\"digest\":\"d\","        \
  "\"details\":{\"family\":\"qwen3\"}},{\"name\":\"nomic-embed-text:latest\"}]}"

#define AZURE                                                                                      \
  "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-6-luna\",\"created_at\":1790000000,"               \
  "\"capabilities\":{\"chat_completion\":true}},{\"id\":\"ada\",\"capabilities\":"                 \
  "{\"chat_completion\":false}}]}"

static GPtrArray *
parse (LlmModelListKind kind, const char *text, char **next)
{
  g_autoptr (GBytes) page = g_bytes_new_static (text, strlen (text));
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *dropped = NULL;

  g_assert_true (
      llm_model_list_parse (kind, "p", page, models, next != NULL ? next : &dropped, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&models);
}

static void
get (GPtrArray *models, guint index, LlmModelFacts *facts)
{
  g_assert_cmpuint (index, <, models->len);
  llm_model_get_facts (models->pdata[index], facts);
  g_assert_cmpstr (facts->provider_id, ==, "p");
  g_assert_cmpint (facts->origin, ==, LLM_MODEL_FROM_PROVIDER);
}

/* Which ids of which list are models to chat with. */
static void
test_ids (void)
{
  static const struct
  {
    LlmModelListKind kind;
    const char *text;
    const char *ids;
    const char *next;
  } rows[] = {
    { LLM_MODEL_LIST_OPENAI, OPENAI, "gpt-6.1-sol gpt-5.1 gpt-9-pro", NULL },
    { LLM_MODEL_LIST_ANTHROPIC, ANTHROPIC, "claude-opus-5-5 claude-old", "claude-old" },
    { LLM_MODEL_LIST_GEMINI, GEMINI, "gemini-4-argon gemma-9", "to ken" },
    { LLM_MODEL_LIST_MISTRAL, MISTRAL, "mistral-large-2511 mistral-large-latest ft:mine", NULL },
    { LLM_MODEL_LIST_OPENROUTER, OPENROUTER, "x-ai/grok-9 openrouter/auto free/one:free",
      "/api/v1/models?offset=500" },
    { LLM_MODEL_LIST_GROQ, GROQ, "llama-4", NULL },
    { LLM_MODEL_LIST_VLLM, VLLM, "org/model", NULL },
    { LLM_MODEL_LIST_LLAMACPP, LLAMACPP, "/models/small-q4.gguf", NULL },
    { LLM_MODEL_LIST_LMSTUDIO, LMSTUDIO, "qwen-vl qwen", NULL },
    { LLM_MODEL_LIST_OLLAMA, OLLAMA, "qwen3:8b", NULL },
    { LLM_MODEL_LIST_AZURE, AZURE, "gpt-6-luna", NULL },
    { LLM_MODEL_LIST_COMPATIBLE, OPENAI, "gpt-6.1-sol gpt-5.1 gpt-9-pro gpt-3.5-turbo-instruct",
      NULL },
    /* None at all is a list too. */
    { LLM_MODEL_LIST_COMPATIBLE, "{\"object\":\"list\",\"data\":null}", "", NULL },
    { LLM_MODEL_LIST_COMPATIBLE, "[{\"id\":\"a\"},{\"id\":\"a\"}]", "a", NULL },
    { LLM_MODEL_LIST_OLLAMA, "{\"models\":null}", "", NULL },
    { LLM_MODEL_LIST_GEMINI, "{}", "", NULL },
    /* No next page without has_more. */
    { LLM_MODEL_LIST_ANTHROPIC, "{\"data\":[],\"has_more\":false,\"last_id\":\"x\"}", "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *next = NULL;
      g_autoptr (GPtrArray) models = parse (rows[i].kind, rows[i].text, &next);
      g_autoptr (GString) ids = g_string_new (NULL);

      for (guint j = 0; j < models->len; j++)
        g_string_append_printf (ids, "%s%s", j > 0 ? " " : "", llm_model_get_id (models->pdata[j]));
      g_assert_cmpstr (ids->str, ==, rows[i].ids);
      g_assert_cmpstr (next, ==, rows[i].next);
    }
}

static void
test_openai (void)
{
  g_autoptr (GPtrArray) models = parse (LLM_MODEL_LIST_OPENAI, OPENAI, NULL);
  LlmModelFacts facts;

  get (models, 0, &facts);
  g_assert_cmpstr (facts.name, ==, "gpt-6.1-sol");
  g_assert_cmpint (facts.created_at, ==, 1790000000);
  g_assert_null (facts.shutdown_date);
  g_assert_cmpint (facts.context_window, ==, LLM_UNKNOWN);
  g_assert_cmpint (facts.known, ==, 0);
  g_assert_cmpint (facts.api, ==, LLM_API_CHAT);
  get (models, 1, &facts);
  g_assert_cmpstr (facts.shutdown_date, ==, "2027-04-01");
  get (models, 2, &facts);
  g_assert_cmpint (facts.api, ==, LLM_API_RESPONSES);
}

static void
test_anthropic (void)
{
  static const char *const levels[] = { "low", "high", "max", NULL };
  g_autoptr (GPtrArray) models = parse (LLM_MODEL_LIST_ANTHROPIC, ANTHROPIC, NULL);
  LlmModelFacts facts;

  get (models, 0, &facts);
  g_assert_cmpstr (facts.name, ==, "Claude Opus 5.5");
  g_assert_cmpint (facts.context_window, ==, 1000000);
  g_assert_cmpint (facts.max_output, ==, 128000);
  g_assert_cmpstr (facts.shutdown_date, ==, "2027-12-01");
  g_assert_cmpint (facts.created_at % DAY, ==, 0);
  g_assert_cmpint (facts.known, ==, LLM_MODEL_KNOWS_VISION | LLM_MODEL_KNOWS_REASONING);
  g_assert_true (facts.vision);
  g_assert_true (facts.reasoning);
  g_assert_cmpint (facts.thinking, ==, LLM_THINKING_ADAPTIVE | LLM_THINKING_OFF);
  g_assert_true (g_strv_equal (facts.effort_levels, levels));
  g_assert_false (facts.retired);
  get (models, 1, &facts);
  g_assert_true (facts.retired);
  g_assert_cmpint (facts.known, ==, 0);
  g_assert_null (facts.effort_levels);
}

static void
test_gemini (void)
{
  g_autoptr (GPtrArray) models = parse (LLM_MODEL_LIST_GEMINI, GEMINI, NULL);
  LlmModelFacts facts;

  get (models, 0, &facts);
  g_assert_cmpstr (facts.name, ==, "Gemini 4 Argon");
  g_assert_cmpstr (facts.description, ==, "The best.");
  g_assert_cmpint (facts.context_window, ==, 1048576);
  g_assert_cmpint (facts.max_output, ==, 65536);
  g_assert_true (facts.reasoning);
  g_assert_true (facts.vision);
  g_assert_cmpint (facts.known, ==, LLM_MODEL_KNOWS_VISION | LLM_MODEL_KNOWS_REASONING);
  get (models, 1, &facts);
  g_assert_cmpint (facts.known, ==, 0);
}

static void
test_mistral (void)
{
  g_autoptr (GPtrArray) models = parse (LLM_MODEL_LIST_MISTRAL, MISTRAL, NULL);
  LlmModelFacts facts;

  get (models, 0, &facts);
  g_assert_cmpint (facts.context_window, ==, 262144);
  g_assert_cmpstr (facts.shutdown_date, ==, "2027-05-31");
  g_assert_true (facts.vision);
  g_assert_false (facts.reasoning);
  g_assert_cmpint (facts.known, ==, LLM_MODEL_KNOWS_VISION | LLM_MODEL_KNOWS_REASONING);
  g_assert_false (facts.alias);
  get (models, 1, &facts);
  g_assert_true (facts.alias);
  /* A name that is nobody's id makes no alias. */
  get (models, 2, &facts);
  g_assert_false (facts.alias);
  g_assert_cmpstr (facts.name, ==, "My model");
}

/* What comes twice is left out the second time, and remembered from the first. */
static void
test_twice (void)
{
  g_autoptr (GPtrArray) models
      = parse (LLM_MODEL_LIST_MISTRAL,
               "{\"data\":[{\"id\":\"large-2511\",\"name\":\"large-2511\"},"
               "{\"id\":\"large-2511\",\"name\":\"large-2511\"},"
               "{\"id\":\"large-latest\",\"name\":\"large-2511\"},"
               "{\"id\":\"large-2511\",\"name\":\"large-2511\"}]}",
               NULL);

  g_assert_cmpuint (models->len, ==, 2);
  g_assert_cmpstr (llm_model_get_id (models->pdata[0]), ==, "large-2511");
  g_assert_cmpstr (llm_model_get_id (models->pdata[1]), ==, "large-latest");
  g_assert_false (llm_model_is_alias (models->pdata[0]));
  g_assert_true (llm_model_is_alias (models->pdata[1]));
}

static void
test_openrouter (void)
{
  g_autoptr (GPtrArray) models = parse (LLM_MODEL_LIST_OPENROUTER, OPENROUTER, NULL);
  LlmModelFacts facts;

  get (models, 0, &facts);
  g_assert_cmpstr (facts.name, ==, "xAI: Grok 9");
  g_assert_cmpint (facts.context_window, ==, 256000);
  g_assert_cmpint (facts.max_output, ==, 64000);
  g_assert_cmpfloat (facts.price_in, ==, 3.0);
  g_assert_cmpfloat (facts.price_out, ==, 15.0);
  g_assert_cmpfloat (facts.price_cached_in, ==, 0.75);
  g_assert_true (isnan (facts.price_cache_write));
  g_assert_cmpint (facts.price_source, ==, LLM_PRICE_PROVIDER);
  g_assert_true (facts.vision);
  g_assert_true (facts.reasoning);
  g_assert_true (facts.no_sampling);
  g_assert_cmpstr (facts.shutdown_date, ==, "2027-01-31");
  get (models, 1, &facts);
  g_assert_true (isnan (facts.price_in));
  g_assert_cmpint (facts.price_source, ==, LLM_PRICE_UNKNOWN);
  get (models, 2, &facts);
  g_assert_cmpfloat (facts.price_in, ==, 0.0);
  g_assert_cmpint (facts.price_source, ==, LLM_PRICE_PROVIDER);
  g_assert_false (facts.no_sampling);
  g_assert_false (facts.reasoning);
}

static void
test_servers (void)
{
  static const struct
  {
    LlmModelListKind kind;
    const char *text;
    gint64 window;
    gint64 output;
    const char *name;
    LlmModelKnown known;
    gboolean vision;
  } rows[] = {
    { LLM_MODEL_LIST_GROQ, GROQ, 131072, 32768, "llama-4", 0, FALSE },
    { LLM_MODEL_LIST_VLLM, VLLM, 40960, LLM_UNKNOWN, "org/model", 0, FALSE },
    { LLM_MODEL_LIST_LLAMACPP, LLAMACPP, 131072, LLM_UNKNOWN, "small-q4.gguf", 0, FALSE },
    { LLM_MODEL_LIST_LMSTUDIO, LMSTUDIO, 32768, LLM_UNKNOWN, "qwen-vl", LLM_MODEL_KNOWS_VISION,
      TRUE },
    { LLM_MODEL_LIST_OLLAMA, OLLAMA, LLM_UNKNOWN, LLM_UNKNOWN, "qwen3:8b", 0, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) models = parse (rows[i].kind, rows[i].text, NULL);
      LlmModelFacts facts;

      get (models, 0, &facts);
      g_assert_cmpint (facts.context_window, ==, rows[i].window);
      g_assert_cmpint (facts.max_output, ==, rows[i].output);
      g_assert_cmpstr (facts.name, ==, rows[i].name);
      g_assert_cmpint (facts.known, ==, rows[i].known);
      g_assert_cmpint (facts.vision, ==, rows[i].vision);
    }
}

static LlmModel *
add_details (LlmModelListKind kind, const char *details)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (details, strlen (details));
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "p";
  facts.id = "m";
  facts.context_window = 7;
  model = llm_model_new (&facts);
  return llm_model_list_add_details (kind, model, bytes);
}

static void
test_details (void)
{
  static const struct
  {
    LlmModelListKind kind;
    const char *details;
    gint64 window; /* 0: it is no model to chat with */
    gboolean vision;
    gboolean reasoning;
  } rows[] = {
    { LLM_MODEL_LIST_OLLAMA,
      "{\"capabilities\":[\"completion\",\"vision\",\"thinking\"],\"model_info\":{"
      "\"general.architecture\":\"qwen3\",\"qwen3.context_length\":40960}}",
      40960, TRUE, TRUE },
    { LLM_MODEL_LIST_OLLAMA, "{\"capabilities\":[\"embedding\"]}", 0, FALSE, FALSE },
    { LLM_MODEL_LIST_OLLAMA, "{\"model_info\":{\"general.architecture\":5}}", 7, FALSE, FALSE },
    { LLM_MODEL_LIST_OLLAMA, "[]", 7, FALSE, FALSE },
    { LLM_MODEL_LIST_OLLAMA, "<html>", 7, FALSE, FALSE },
    { LLM_MODEL_LIST_LLAMACPP,
      "{\"default_generation_settings\":{\"n_ctx\":8192},\"modalities\":{\"vision\":true}}", 8192,
      TRUE, FALSE },
    { LLM_MODEL_LIST_LLAMACPP, "{\"n_ctx\":-1}", 7, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LlmModel) model = add_details (rows[i].kind, rows[i].details);

      if (rows[i].window == 0)
        {
          g_assert_null (model);
          continue;
        }
      g_assert_cmpint (llm_model_get_context_window (model), ==, rows[i].window);
      g_assert_cmpint (llm_model_get_vision (model), ==, rows[i].vision);
      g_assert_cmpint (llm_model_get_reasoning (model), ==, rows[i].reasoning);
    }
}

static void
test_rule_by_id (void)
{
  static const char *const chat[] = { "gpt-6-astra",
                                      "claude-opus-5-5",
                                      "o3",
                                      "llama-3.3-70b-instruct",
                                      "chat-latest",
                                      "mixtral-8x7b",
                                      "deepseek-chat",
                                      "voxtral-small-2507",
                                      "olive-7b",
                                      "qwen3:8b" };
  static const char *const other[] = { "text-embedding-3-small",
                                       "bge-m3",
                                       "whisper-1",
                                       "Whisper-Large-V3",
                                       "tts-1",
                                       "gemini-2.5-flash-preview-tts",
                                       "gpt-image-1",
                                       "imagen-4",
                                       "veo-3",
                                       "gpt-realtime",
                                       "omni-moderation-latest",
                                       "gpt-4o-mini-transcribe",
                                       "cohere-rerank-v3",
                                       "mistral-ocr-2505",
                                       "aqa",
                                       "llama-guard-4-12b",
                                       "stable-diffusion-xl",
                                       "davinci-002" };

  for (guint i = 0; i < G_N_ELEMENTS (chat); i++)
    g_assert_true (llm_model_list_id_is_chat (chat[i]));
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_false (llm_model_list_id_is_chat (other[i]));
}

static void
test_not_a_list (void)
{
  static const char *const pages[] = { "",
                                       "<html>Bad gateway</html>",
                                       "{",
                                       "null",
                                       "42",
                                       "\"data\"",
                                       "{\"data\":5}",
                                       "{\"data\":{}}",
                                       "{\"object\":\"list\"}",
                                       "{\"error\":{\"message\":\"no\"}}",
                                       "{\"data\":[{\"id\":\"a\"}",
                                       "{\"data\":[{\"id\":\"\xff\"}]}" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      for (guint kind = LLM_MODEL_LIST_COMPATIBLE; kind <= LLM_MODEL_LIST_OLLAMA; kind++)
        {
          g_autoptr (GBytes) page = g_bytes_new_static (pages[i], strlen (pages[i]));
          g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
          g_autoptr (GError) error = NULL;
          char *next = NULL;

          g_assert_false (
              llm_model_list_parse ((LlmModelListKind) kind, "p", page, models, &next, &error));
          g_assert_error (error, LLM_ERROR, LLM_ERROR_PROTOCOL);
          g_assert_cmpuint (models->len, ==, 0);
          g_assert_null (next);
        }
    }
}

static const char *const hostile_values[] = { "null",
                                              "5",
                                              "-5",
                                              "1e300",
                                              "-1e300",
                                              "true",
                                              "\"\"",
                                              "\"x\"",
                                              "[]",
                                              "{}",
                                              "[[[5]]]",
                                              "{\"supported\":\"yes\"}",
                                              "\"2026-99-99\"",
                                              "\"\\u001b[31m\"",
                                              "9223372036854775807" };

static const char *const hostile_members[] = { "name",
                                               "displayName",
                                               "display_name",
                                               "description",
                                               "created",
                                               "created_at",
                                               "lifecycle",
                                               "max_input_tokens",
                                               "max_tokens",
                                               "retires_at",
                                               "capabilities",
                                               "pricing",
                                               "architecture",
                                               "top_provider",
                                               "thinking",
                                               "supported_parameters",
                                               "expiration_date",
                                               "context_length",
                                               "context_window",
                                               "max_model_len",
                                               "meta",
                                               "type",
                                               "active",
                                               "supportedGenerationMethods",
                                               "inputTokenLimit",
                                               "shutdown_date",
                                               "aliases" };

static void
assert_harmless (LlmModelListKind kind, const char *text)
{
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) models = parse (kind, text, &next);

  for (guint i = 0; i < models->len; i++)
    {
      LlmModelFacts facts;

      get (models, i, &facts);
      g_assert_true (facts.context_window == LLM_UNKNOWN || facts.context_window == 5);
      g_assert_true (isnan (facts.price_in));
      g_assert_null (strchr (facts.name, '\x1b'));
    }
}

/* Rows that are wrong in every field are left out or unknown, whoever sends them. */
static void
test_hostile (void)
{
  for (guint v = 0; v < G_N_ELEMENTS (hostile_values); v++)
    {
      const char *value = hostile_values[v];
      g_autoptr (GString) row = g_string_new ("{\"id\":\"m\"");
      g_autofree char *text = NULL;

      for (guint m = 0; m < G_N_ELEMENTS (hostile_members); m++)
        g_string_append_printf (row, ",\"%s\":%s", hostile_members[m], value);
      text = g_strdup_printf ("{\"data\":[%s},null,5,[],{\"id\":%s}],\"models\":[%s}],"
                              "\"has_more\":%s,\"last_id\":%s,\"nextPageToken\":%s,\"links\":%s}",
                              row->str, value, row->str, value, value, value, value);
      for (guint kind = LLM_MODEL_LIST_COMPATIBLE; kind <= LLM_MODEL_LIST_OLLAMA; kind++)
        assert_harmless ((LlmModelListKind) kind, text);
    }
}

static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new ("{\"data\":[");
  g_autofree char *long_id = g_strnfill (300, 'a');
  g_autofree char *long_name = g_strnfill (5000, 'n');
  g_autoptr (GPtrArray) models = NULL;

  g_string_append_printf (text, "{\"id\":\"%s\"},{\"id\":\"a b\"},{\"id\":\"a\\u0007\"},", long_id);
  for (guint i = 0; i < LLM_MODEL_LIST_MAX_MODELS + 10; i++)
    g_string_append_printf (text, "%s{\"id\":\"m%u\",\"display_name\":\"%s\"}", i > 0 ? "," : "", i,
                            i == 0 ? long_name : "n");
  g_string_append (text, "]}");
  models = parse (LLM_MODEL_LIST_ANTHROPIC, text->str, NULL);
  g_assert_cmpuint (models->len, ==, LLM_MODEL_LIST_MAX_MODELS);
  g_assert_cmpstr (llm_model_get_id (models->pdata[0]), ==, "m0");
  g_assert_cmpuint (strlen (llm_model_get_name (models->pdata[0])), <=, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model-list/ids", test_ids);
  g_test_add_func ("/model-list/openai", test_openai);
  g_test_add_func ("/model-list/anthropic", test_anthropic);
  g_test_add_func ("/model-list/gemini", test_gemini);
  g_test_add_func ("/model-list/mistral", test_mistral);
  g_test_add_func ("/model-list/twice", test_twice);
  g_test_add_func ("/model-list/openrouter", test_openrouter);
  g_test_add_func ("/model-list/servers", test_servers);
  g_test_add_func ("/model-list/details", test_details);
  g_test_add_func ("/model-list/rule-by-id", test_rule_by_id);
  g_test_add_func ("/model-list/not-a-list", test_not_a_list);
  g_test_add_func ("/model-list/hostile", test_hostile);
  g_test_add_func ("/model-list/bounds", test_bounds);
  return g_test_run ();
}
