/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LLM_DEMO_CHARACTERS_PER_TOKEN 4

/* The wire formats the demo's server speaks. */
typedef enum
{
  LLM_DEMO_OPENAI,
  LLM_DEMO_ANTHROPIC,
  LLM_DEMO_GEMINI,
  LLM_DEMO_MISTRAL,
} LlmDemoFormat;

/**
 * LlmDemoModel:
 * @id: the model's id
 * @name: what people see, "(demo)" not included
 * @description: one sentence
 * @format: the wire format in which it answers
 * @has_vision: whether it takes images
 * @has_reasoning: whether it thinks first
 * @answer: Markdown with {{prompt}} where the prompt is quoted, {{images}} behind it
 * @reasoning: the same, or "" for a model that does not think
 * @first_token: seconds until the first token
 * @tokens_per_second: its pace, four characters to a token
 */
typedef struct
{
  char *id;
  char *name;
  char *description;
  LlmDemoFormat format;
  gboolean has_vision;
  gboolean has_reasoning;
  char *answer;
  char *reasoning;
  double first_token;
  double tokens_per_second;
} LlmDemoModel;

GPtrArray *llm_demo_models_load (GError **error);
GPtrArray *llm_demo_models_load_summaries (GError **error);
const LlmDemoModel *llm_demo_models_find (GPtrArray *models, const char *id);
char *llm_demo_model_expand (const char *text, const char *prompt, guint n_images);
guint llm_demo_tokens_of_length (guint n_characters);

G_END_DECLS
