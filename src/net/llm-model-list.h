/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "llm-model.h"

G_BEGIN_DECLS

/* Models of one provider, at most; more are left out. */
#define LLM_MODEL_LIST_MAX_MODELS 5000

/**
 * LlmModelListKind:
 * @LLM_MODEL_LIST_NONE: there is no list to ask for
 * @LLM_MODEL_LIST_COMPATIBLE: GET /models of a server of unknown make
 * @LLM_MODEL_LIST_OPENAI: OpenAI's own; ids only
 * @LLM_MODEL_LIST_ANTHROPIC: Anthropic's, the richest
 * @LLM_MODEL_LIST_GEMINI: Gemini's
 * @LLM_MODEL_LIST_MISTRAL: Mistral's
 * @LLM_MODEL_LIST_AZURE: the v1 list of an Azure resource (base models)
 * @LLM_MODEL_LIST_OPENROUTER: OpenRouter's, with prices
 * @LLM_MODEL_LIST_GROQ: Groq's
 * @LLM_MODEL_LIST_VLLM: vLLM's
 * @LLM_MODEL_LIST_LLAMACPP: llama.cpp's, with /props
 * @LLM_MODEL_LIST_LMSTUDIO: LM Studio's /api/v0/models, else /v1/models
 * @LLM_MODEL_LIST_OLLAMA: Ollama's /api/tags with one /api/show for each model
 *
 * Whose list of models it is; docs/models.md.
 */
typedef enum
{
  LLM_MODEL_LIST_NONE,
  LLM_MODEL_LIST_COMPATIBLE,
  LLM_MODEL_LIST_OPENAI,
  LLM_MODEL_LIST_ANTHROPIC,
  LLM_MODEL_LIST_GEMINI,
  LLM_MODEL_LIST_MISTRAL,
  LLM_MODEL_LIST_AZURE,
  LLM_MODEL_LIST_OPENROUTER,
  LLM_MODEL_LIST_GROQ,
  LLM_MODEL_LIST_VLLM,
  LLM_MODEL_LIST_LLAMACPP,
  LLM_MODEL_LIST_LMSTUDIO,
  LLM_MODEL_LIST_OLLAMA,
} LlmModelListKind;

gboolean llm_model_list_parse (LlmModelListKind kind,
                               const char *provider_id,
                               GBytes *page,
                               GPtrArray *models,
                               char **next,
                               GError **error);
LlmModel *llm_model_list_add_details (LlmModelListKind kind, LlmModel *model, GBytes *details);
gboolean llm_model_list_id_is_chat (const char *id);

G_END_DECLS
