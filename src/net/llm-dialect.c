/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-dialect.h"

#define GENERIC "generic"

/* Azure's model inference knows few members by itself; the rest is for the model to
 * judge. */
static const char *const pass_through[] = { "extra-parameters", "pass-through", NULL };

/* As the servers' own documentation and clients tell it.  Not in here, for reasons:
 * Groq's reasoning_format, which some of its reasoning models answer with a 400 (raw
 * reasoning is split off the text anyway); OpenRouter's HTTP-Referer and X-Title,
 * which only serve its statistics.
 *
 * Azure's older API versions know neither stream_options nor max_completion_tokens,
 * which only reasoning models need, nor a JSON Schema; its model inference passes that on
 * to models that mostly do not.  DeepSeek takes JSON of any form only.  Of the others some
 * models refuse it, which costs one attempt. */
static const LlmDialect dialects[] = {
  {
      .id = GENERIC,
      .codec = llm_codec_compatible,
      .max_tokens = "max_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .stream_options = TRUE,
      .seed = TRUE,
      .list_kind = LLM_MODEL_LIST_COMPATIBLE,
  },
  {
      .id = "openai",
      .codec = llm_codec_openai,
      .max_tokens = "max_completion_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .openai_rules = TRUE,
      .stream_options = TRUE,
      .obfuscation = TRUE,
      .seed = TRUE,
      .json_schema = TRUE,
      .list_kind = LLM_MODEL_LIST_OPENAI,
  },
  {
      .id = "ollama",
      .codec = llm_codec_ollama,
      .max_tokens = "max_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .stream_options = TRUE,
      .seed = TRUE,
      .list_kind = LLM_MODEL_LIST_OLLAMA,
      .probe_path = "/api/version",
      .slow_start = TRUE,
  },
  {
      .id = "llamacpp",
      .codec = llm_codec_compatible,
      .max_tokens = "max_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .stream_options = TRUE,
      .seed = TRUE,
      .json_schema = TRUE,
      .list_kind = LLM_MODEL_LIST_LLAMACPP,
      .probe_path = "/health",
      .slow_start = TRUE,
  },
  {
      .id = "lmstudio",
      .codec = llm_codec_compatible,
      .max_tokens = "max_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .stream_options = TRUE,
      .seed = TRUE,
      .json_schema = TRUE,
      .list_kind = LLM_MODEL_LIST_LMSTUDIO,
      .probe_path = "/api/v0/models",
      .slow_start = TRUE,
  },
  {
      .id = "vllm",
      .codec = llm_codec_compatible,
      .max_tokens = "max_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .stream_options = TRUE,
      .seed = TRUE,
      .json_schema = TRUE,
      .list_kind = LLM_MODEL_LIST_VLLM,
      .probe_path = "/v1/models",
      .slow_start = TRUE,
  },
  {
      .id = "openrouter",
      .codec = llm_codec_compatible,
      .max_tokens = "max_tokens",
      .effort = LLM_EFFORT_NESTED,
      .stream_options = TRUE,
      .seed = TRUE,
      .json_schema = TRUE,
      .list_kind = LLM_MODEL_LIST_OPENROUTER,
  },
  {
      .id = "groq",
      .codec = llm_codec_compatible,
      .max_tokens = "max_completion_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .stream_options = TRUE,
      .seed = TRUE,
      .json_schema = TRUE,
      .list_kind = LLM_MODEL_LIST_GROQ,
  },
  {
      .id = "deepseek",
      .codec = llm_codec_compatible,
      .max_tokens = "max_tokens",
      .effort = LLM_EFFORT_THINKING,
      .stream_options = TRUE,
      .reasoning_back = TRUE,
      .no_reasoning_back = "deepseek-reasoner",
      .list_kind = LLM_MODEL_LIST_COMPATIBLE,
  },
  {
      .id = "xai",
      .codec = llm_codec_compatible,
      .max_tokens = "max_completion_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .stream_options = TRUE,
      .seed = TRUE,
      .json_schema = TRUE,
      .list_kind = LLM_MODEL_LIST_COMPATIBLE,
  },
  {
      .id = "azure",
      .codec = llm_codec_compatible,
      .max_tokens = "max_tokens",
      .reasoning_max_tokens = "max_completion_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .openai_rules = TRUE,
      .stream_options = TRUE,
      .seed = TRUE,
      .json_schema = TRUE,
  },
  {
      .id = "azure-old",
      .codec = llm_codec_compatible,
      .max_tokens = "max_tokens",
      .reasoning_max_tokens = "max_completion_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .openai_rules = TRUE,
      .seed = TRUE,
  },
  {
      .id = "azure-models",
      .codec = llm_codec_compatible,
      .max_tokens = "max_tokens",
      .reasoning_max_tokens = "max_completion_tokens",
      .effort = LLM_EFFORT_PLAIN,
      .openai_rules = TRUE,
      .stream_options = TRUE,
      .seed = TRUE,
      .headers = pass_through,
  },
};

/**
 * llm_dialect_find:
 * @id: (nullable): the id of a dialect
 *
 * Returns: (transfer none): that dialect, or the one that most servers understand
 *   if there is none of that id
 */
const LlmDialect *
llm_dialect_find (const char *id)
{
  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (dialects); i++)
    {
      if (g_str_equal (dialects[i].id, id))
        return &dialects[i];
    }
  return &dialects[0];
}

/**
 * llm_dialect_get_all:
 * @n_dialects: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_dialects): all that are known
 */
const LlmDialect *
llm_dialect_get_all (guint *n_dialects)
{
  g_return_val_if_fail (n_dialects != NULL, NULL);

  *n_dialects = G_N_ELEMENTS (dialects);
  return dialects;
}
