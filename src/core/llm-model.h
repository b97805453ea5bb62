/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "llm-prices.h"
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
 * LlmApi:
 * @LLM_API_CHAT: the vendor's usual way
 * @LLM_API_RESPONSES: OpenAI's responses, the only way to some of its models
 */
typedef enum
{
  LLM_API_CHAT,
  LLM_API_RESPONSES,
} LlmApi;

/**
 * LlmThinking:
 *
 * The kinds of thinking a model can be asked for; 0 if that is not known.
 *
 * @LLM_THINKING_ADAPTIVE: Anthropic's "adaptive"
 * @LLM_THINKING_BUDGET: Anthropic's "enabled" and Gemini's budget of tokens
 * @LLM_THINKING_LEVEL: Gemini's level
 * @LLM_THINKING_OFF: can be turned off
 */
typedef enum
{
  LLM_THINKING_ADAPTIVE = 1 << 0,
  LLM_THINKING_BUDGET = 1 << 1,
  LLM_THINKING_LEVEL = 1 << 2,
  LLM_THINKING_OFF = 1 << 3,
} LlmThinking;

/**
 * LlmListed:
 * @LLM_LISTED_UNKNOWN: the provider was not asked for its list
 * @LLM_LISTED_YES: it is in the provider's list
 * @LLM_LISTED_NO: the provider has a list, and it is not in it
 */
typedef enum
{
  LLM_LISTED_UNKNOWN,
  LLM_LISTED_YES,
  LLM_LISTED_NO,
} LlmListed;

/**
 * LlmModelOrigin:
 * @LLM_MODEL_FROM_CATALOG: the dated catalogue knows it
 * @LLM_MODEL_FROM_PROVIDER: only the provider's own list does
 */
typedef enum
{
  LLM_MODEL_FROM_CATALOG,
  LLM_MODEL_FROM_PROVIDER,
} LlmModelOrigin;

/**
 * LlmModelKnown:
 * @LLM_MODEL_KNOWS_VISION: whether it reads images
 * @LLM_MODEL_KNOWS_REASONING: whether it can reason
 * @LLM_MODEL_KNOWS_SAMPLING: whether it takes temperature and the like
 *
 * Which of the yes-or-no facts a provider's list or the catalogue tells; all but the
 * first are only for merging, see llm_model_merge().
 */
typedef enum
{
  LLM_MODEL_KNOWS_VISION = 1 << 0,
  LLM_MODEL_KNOWS_REASONING = 1 << 1,
  LLM_MODEL_KNOWS_SAMPLING = 1 << 2,
} LlmModelKnown;

/**
 * LlmReadsImages:
 * @LLM_READS_IMAGES_UNKNOWN: nobody says; only asking tells
 * @LLM_READS_IMAGES_YES: it does
 * @LLM_READS_IMAGES_NO: it is known not to
 *
 * Whether a model can be asked about images.
 */
typedef enum
{
  LLM_READS_IMAGES_UNKNOWN,
  LLM_READS_IMAGES_YES,
  LLM_READS_IMAGES_NO,
} LlmReadsImages;

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
  double price_cache_write;
  double price_out;
  LlmPriceSource price_source;
  const char *prices_date;
  const LlmPriceTier *tiers;
  guint n_tiers;
  LlmApi api;
  LlmThinking thinking;
  LlmListed listed;
  const char *const *effort_levels;
  const char *shutdown_date;
  gint64 created_at; /* Unix time in seconds, LLM_UNKNOWN if not known */
  gboolean retired;  /* the provider says so, with or without a date */
  gboolean alias;    /* another name of a listed model, not shown by itself */
  LlmModelOrigin origin;
  LlmModelKnown known;
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
LlmReadsImages llm_model_reads_images (LlmModel *self);
gboolean llm_model_get_reasoning (LlmModel *self);
gboolean llm_model_get_accepts_sampling (LlmModel *self);
double llm_model_get_price_in (LlmModel *self);
double llm_model_get_price_out (LlmModel *self);
const char *const *llm_model_get_effort_levels (LlmModel *self);
const char *llm_model_get_shutdown_date (LlmModel *self);
gboolean llm_model_is_shut_down (LlmModel *self, GDate *today);
void llm_model_get_facts (LlmModel *self, LlmModelFacts *facts);
LlmApi llm_model_get_api (LlmModel *self);
LlmThinking llm_model_get_thinking (LlmModel *self);
LlmListed llm_model_get_listed (LlmModel *self);
const char *llm_model_get_prices_date (LlmModel *self);
gint64 llm_model_get_created_at (LlmModel *self);
LlmModelOrigin llm_model_get_origin (LlmModel *self);
gboolean llm_model_is_alias (LlmModel *self);
gboolean llm_model_equal (LlmModel *a, LlmModel *b);
int llm_model_compare_newest (LlmModel *a, LlmModel *b);
void llm_model_get_prices (LlmModel *self, gint64 input_tokens, LlmPrices *prices);
double llm_model_compute_cost (LlmModel *self, const LlmUsage *usage);

G_END_DECLS
