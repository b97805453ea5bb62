/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-codec.h"
#include "llm-model-list.h"

G_BEGIN_DECLS

/**
 * LlmEffortStyle:
 * @LLM_EFFORT_NONE: it cannot be sent
 * @LLM_EFFORT_PLAIN: reasoning_effort: LEVEL
 * @LLM_EFFORT_NESTED: reasoning: {effort: LEVEL} (OpenRouter)
 * @LLM_EFFORT_THINKING: thinking: {type: enabled or disabled}, and reasoning_effort
 *   (DeepSeek)
 *
 * How a reasoning effort is sent.
 */
typedef enum
{
  LLM_EFFORT_NONE,
  LLM_EFFORT_PLAIN,
  LLM_EFFORT_NESTED,
  LLM_EFFORT_THINKING,
} LlmEffortStyle;

/**
 * LlmDialect:
 * @id: the id of an #LlmEndpointPreset, or one of "generic", "openai", "azure",
 *   "azure-old", "azure-models"
 * @codec: the wire format
 * @max_tokens: the member for the limit of an answer
 * @reasoning_max_tokens: (nullable): the same for OpenAI's reasoning models
 * @effort: how a reasoning effort is sent
 * @openai_rules: whether OpenAI's own models are behind it, whose reasoning ones
 *   know a developer role and refuse temperature and top_p
 * @stream_options: whether usage has to be, and may be, asked for
 * @obfuscation: whether events are padded unless that is turned off
 * @seed: whether it takes one
 * @json_schema: whether it is known to take response_format with a JSON Schema
 * @reasoning_back: whether it wants reasoning_content, even an empty one, on
 *   assistant turns that are sent back
 * @no_reasoning_back: (nullable): begin of the ids of models that refuse it
 * @headers: (nullable) (array zero-terminated=1): constant headers, name and value
 *   alternating
 * @list_kind: what its list of models looks like
 * @probe_path: (nullable): of a local server: a cheap path, beginning at the server's
 *   root, that answers when it runs
 * @slow_start: whether the first byte may take minutes, as a model is loaded first
 *
 * What is peculiar about a make of server.
 */
struct _LlmDialect
{
  const char *id;
  const LlmCodec *(*codec) (void);
  const char *max_tokens;
  const char *reasoning_max_tokens;
  LlmEffortStyle effort;
  gboolean openai_rules;
  gboolean stream_options;
  gboolean obfuscation;
  gboolean seed;
  gboolean json_schema;
  gboolean reasoning_back;
  const char *no_reasoning_back;
  const char *const *headers;
  LlmModelListKind list_kind;
  const char *probe_path;
  gboolean slow_start;
};

const LlmDialect *llm_dialect_find (const char *id);
const LlmDialect *llm_dialect_get_all (guint *n_dialects);

G_END_DECLS
