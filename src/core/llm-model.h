/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "llm-usage.h"

G_BEGIN_DECLS

/**
 * LlmPriceTier:
 *
 * Prices in USD per million tokens that hold for a whole request once its input
 * has more than @above_input_tokens tokens.  NAN means unknown.
 */
typedef struct
{
  gint64 above_input_tokens;
  double price_in;
  double price_cached_in;
  double price_out;
} LlmPriceTier;

/**
 * LlmModelFacts:
 *
 * What is known of a model; the strings and arrays are copied by
 * llm_model_new().  Sizes in tokens, %LLM_UNKNOWN if not known; prices in USD
 * per million tokens, NAN if not known.
 */
typedef struct
{
  const char *provider_id;
  const char *id;
  const char *name;
  const char *description;
  gint64 context_window;
  gint64 max_output;
  gboolean vision;
  gboolean reasoning;
  gboolean no_sampling;
  double price_in;
  double price_cached_in;
  double price_out;
  const LlmPriceTier *tiers;
  guint n_tiers;
  const char *const *effort_levels;
  const char *shutdown_date;
} LlmModelFacts;

void llm_model_facts_init (LlmModelFacts *facts);

#define LLM_TYPE_MODEL (llm_model_get_type ())
G_DECLARE_FINAL_TYPE (LlmModel, llm_model, LLM, MODEL, GObject)

LlmModel *llm_model_new (const LlmModelFacts *facts);
const char *llm_model_get_provider_id (LlmModel *self);
const char *llm_model_get_id (LlmModel *self);
const char *llm_model_get_name (LlmModel *self);
const char *llm_model_get_description (LlmModel *self);
gint64 llm_model_get_context_window (LlmModel *self);
gint64 llm_model_get_max_output (LlmModel *self);
gboolean llm_model_get_vision (LlmModel *self);
gboolean llm_model_get_reasoning (LlmModel *self);
gboolean llm_model_get_accepts_sampling (LlmModel *self);
double llm_model_get_price_in (LlmModel *self);
double llm_model_get_price_out (LlmModel *self);
const char *const *llm_model_get_effort_levels (LlmModel *self);
const char *llm_model_get_shutdown_date (LlmModel *self);
gboolean llm_model_is_shut_down (LlmModel *self, GDate *today);
double llm_model_compute_cost (LlmModel *self, const LlmUsage *usage);

G_END_DECLS
