/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-model.h"

#include <math.h>
#include <string.h>

/* Anthropic and OpenAI (gpt-5.6 and later) bill a cache write of the default
 * lifetime at 1.25 times the input price (docs/providers). */
#define CACHE_WRITE_FACTOR 1.25

struct _LlmModel
{
  GObject parent_instance;

  char *provider_id;
  char *id;
  char *name;
  char *description;
  gint64 context_window;
  gint64 max_output;
  gboolean vision;
  gboolean reasoning;
  gboolean no_sampling;
  LlmPriceTier price;
  double price_cache_write;
  LlmPriceSource price_source;
  char *prices_date;
  LlmApi api;
  LlmThinking thinking;
  LlmListed listed;
  LlmPriceTier *tiers;
  guint n_tiers;
  char **effort_levels;
  char *shutdown_date;
  gint64 created_at;
  gboolean retired;
  gboolean alias;
  LlmModelOrigin origin;
  LlmModelKnown known;
};

G_DEFINE_FINAL_TYPE (LlmModel, llm_model, G_TYPE_OBJECT)

/**
 * llm_model_facts_init:
 * @facts: where to start
 *
 * Sets every size and price to unknown and everything else to none.
 */
void
llm_model_facts_init (LlmModelFacts *facts)
{
  g_return_if_fail (facts != NULL);

  *facts = (LlmModelFacts){
    .context_window = LLM_UNKNOWN,
    .max_output = LLM_UNKNOWN,
    .price_in = NAN,
    .price_cached_in = NAN,
    .price_cache_write = NAN,
    .price_out = NAN,
    .created_at = LLM_UNKNOWN,
  };
}

static void
llm_model_finalize (GObject *object)
{
  LlmModel *self = LLM_MODEL (object);

  g_free (self->provider_id);
  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self->tiers);
  g_strfreev (self->effort_levels);
  g_free (self->shutdown_date);
  g_free (self->prices_date);

  G_OBJECT_CLASS (llm_model_parent_class)->finalize (object);
}

static void
llm_model_class_init (LlmModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_model_finalize;
}

static void
llm_model_init (LlmModel *self)
{
}

/**
 * llm_model_new:
 * @facts: what is known; provider_id and id are required
 *
 * Returns: (transfer full): an immutable model
 */
LlmModel *
llm_model_new (const LlmModelFacts *facts)
{
  LlmModel *self;

  g_return_val_if_fail (facts != NULL, NULL);
  g_return_val_if_fail (facts->provider_id != NULL && facts->id != NULL, NULL);

  self = g_object_new (LLM_TYPE_MODEL, NULL);
  self->provider_id = g_strdup (facts->provider_id);
  self->id = g_strdup (facts->id);
  self->name = g_strdup (facts->name != NULL ? facts->name : facts->id);
  self->description = g_strdup (facts->description);
  self->context_window = facts->context_window;
  self->max_output = facts->max_output;
  self->vision = facts->vision;
  self->reasoning = facts->reasoning;
  self->no_sampling = facts->no_sampling;
  self->price.price_in = facts->price_in;
  self->price.price_cached_in = facts->price_cached_in;
  self->price.price_out = facts->price_out;
  self->price_cache_write = facts->price_cache_write;
  self->price_source = facts->price_source;
  if (self->price_source == LLM_PRICE_UNKNOWN && !isnan (facts->price_in))
    self->price_source = LLM_PRICE_CATALOG;
  self->prices_date = g_strdup (facts->prices_date);
  self->api = facts->api;
  self->thinking = facts->thinking;
  self->listed = facts->listed;
  self->n_tiers = facts->n_tiers;
  self->tiers = g_memdup2 (facts->tiers, facts->n_tiers * sizeof (LlmPriceTier));
  self->effort_levels = g_strdupv ((char **) facts->effort_levels);
  self->shutdown_date = g_strdup (facts->shutdown_date);
  self->created_at = facts->created_at;
  self->retired = facts->retired;
  self->alias = facts->alias;
  self->origin = facts->origin;
  self->known = facts->known;
  return self;
}

/**
 * llm_model_get_provider_id:
 * @self: a model
 *
 * Returns: the id of the provider that serves it
 */
const char *
llm_model_get_provider_id (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), NULL);
  return self->provider_id;
}

/**
 * llm_model_get_id:
 * @self: a model
 *
 * Returns: its id on the wire
 */
const char *
llm_model_get_id (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), NULL);
  return self->id;
}

/**
 * llm_model_get_name:
 * @self: a model
 *
 * Returns: its name for people
 */
const char *
llm_model_get_name (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), NULL);
  return self->name;
}

/**
 * llm_model_get_description:
 * @self: a model
 *
 * Returns: (nullable): a sentence about it
 */
const char *
llm_model_get_description (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), NULL);
  return self->description;
}

/**
 * llm_model_get_context_window:
 * @self: a model
 *
 * Returns: tokens of prompt and answer together, or %LLM_UNKNOWN
 */
gint64
llm_model_get_context_window (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), LLM_UNKNOWN);
  return self->context_window;
}

/**
 * llm_model_get_max_output:
 * @self: a model
 *
 * Returns: the most tokens it can answer with, or %LLM_UNKNOWN
 */
gint64
llm_model_get_max_output (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), LLM_UNKNOWN);
  return self->max_output;
}

/**
 * llm_model_get_vision:
 * @self: a model
 *
 * Returns: whether it reads images
 */
gboolean
llm_model_get_vision (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), FALSE);
  return self->vision;
}

/**
 * llm_model_reads_images:
 * @self: (nullable): a model; NULL for one that nobody knows
 *
 * Returns: whether it can be asked about images
 */
LlmReadsImages
llm_model_reads_images (LlmModel *self)
{
  g_return_val_if_fail (self == NULL || LLM_IS_MODEL (self), LLM_READS_IMAGES_UNKNOWN);

  if (self == NULL)
    return LLM_READS_IMAGES_UNKNOWN;
  if (self->vision)
    return LLM_READS_IMAGES_YES;
  return (self->known & LLM_MODEL_KNOWS_VISION) != 0 ? LLM_READS_IMAGES_NO
                                                     : LLM_READS_IMAGES_UNKNOWN;
}

/**
 * llm_model_get_reasoning:
 * @self: a model
 *
 * Returns: whether it can reason before it answers
 */
gboolean
llm_model_get_reasoning (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), FALSE);
  return self->reasoning;
}

/**
 * llm_model_get_accepts_sampling:
 * @self: a model
 *
 * Returns: whether temperature and the like may be sent
 */
gboolean
llm_model_get_accepts_sampling (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), FALSE);
  return !self->no_sampling;
}

/**
 * llm_model_get_price_in:
 * @self: a model
 *
 * Returns: USD per million input tokens of the lowest tier, or NAN
 */
double
llm_model_get_price_in (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), NAN);
  return self->price.price_in;
}

/**
 * llm_model_get_price_out:
 * @self: a model
 *
 * Returns: USD per million output tokens of the lowest tier, or NAN
 */
double
llm_model_get_price_out (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), NAN);
  return self->price.price_out;
}

/**
 * llm_model_get_effort_levels:
 * @self: a model
 *
 * Returns: (nullable) (array zero-terminated=1): the reasoning efforts it takes
 */
const char *const *
llm_model_get_effort_levels (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), NULL);
  return (const char *const *) self->effort_levels;
}

/**
 * llm_model_get_shutdown_date:
 * @self: a model
 *
 * Returns: (nullable): the announced day of its end, as YYYY-MM-DD
 */
const char *
llm_model_get_shutdown_date (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), NULL);
  return self->shutdown_date;
}

/**
 * llm_model_is_shut_down:
 * @self: a model
 * @today: the day to judge by
 *
 * Returns: whether its provider says that it is retired, or the announced day of its
 *   end has come
 */
gboolean
llm_model_is_shut_down (LlmModel *self, GDate *today)
{
  char text[16];

  g_return_val_if_fail (LLM_IS_MODEL (self), FALSE);
  g_return_val_if_fail (today != NULL && g_date_valid (today), FALSE);

  if (self->retired)
    return TRUE;
  if (self->shutdown_date == NULL)
    return FALSE;
  g_snprintf (text, sizeof text, "%04d-%02d-%02d", g_date_get_year (today),
              g_date_get_month (today), g_date_get_day (today));
  return g_strcmp0 (self->shutdown_date, text) <= 0;
}

static const LlmPriceTier *
find_tier (LlmModel *self, gint64 input_tokens)
{
  const LlmPriceTier *best = &self->price;

  for (guint i = 0; i < self->n_tiers; i++)
    {
      const LlmPriceTier *tier = &self->tiers[i];

      if (input_tokens > tier->above_input_tokens
          && tier->above_input_tokens >= best->above_input_tokens)
        best = tier;
    }
  return best;
}

/**
 * llm_model_get_facts:
 * @self: a model
 * @facts: (out): all that is known; its strings and arrays belong to @self
 *
 * To make a model that differs in some facts.
 */
void
llm_model_get_facts (LlmModel *self, LlmModelFacts *facts)
{
  g_return_if_fail (LLM_IS_MODEL (self));
  g_return_if_fail (facts != NULL);

  *facts = (LlmModelFacts){
    .provider_id = self->provider_id,
    .id = self->id,
    .name = self->name,
    .description = self->description,
    .context_window = self->context_window,
    .max_output = self->max_output,
    .vision = self->vision,
    .reasoning = self->reasoning,
    .no_sampling = self->no_sampling,
    .price_in = self->price.price_in,
    .price_cached_in = self->price.price_cached_in,
    .price_cache_write = self->price_cache_write,
    .price_out = self->price.price_out,
    .price_source = self->price_source,
    .prices_date = self->prices_date,
    .tiers = self->tiers,
    .n_tiers = self->n_tiers,
    .api = self->api,
    .thinking = self->thinking,
    .listed = self->listed,
    .effort_levels = (const char *const *) self->effort_levels,
    .shutdown_date = self->shutdown_date,
    .created_at = self->created_at,
    .retired = self->retired,
    .alias = self->alias,
    .origin = self->origin,
    .known = self->known,
  };
}

/**
 * llm_model_get_api:
 * @self: a model
 *
 * Returns: how it is asked
 */
LlmApi
llm_model_get_api (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), LLM_API_CHAT);
  return self->api;
}

/**
 * llm_model_get_thinking:
 * @self: a model
 *
 * Returns: the kinds of thinking it can be asked for, 0 if that is not known
 */
LlmThinking
llm_model_get_thinking (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), 0);
  return self->thinking;
}

/**
 * llm_model_get_listed:
 * @self: a model
 *
 * Returns: whether the provider's own list has it
 */
LlmListed
llm_model_get_listed (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), LLM_LISTED_UNKNOWN);
  return self->listed;
}

/**
 * llm_model_get_prices_date:
 * @self: a model
 *
 * Returns: (nullable): the day its prices were looked up, as YYYY-MM-DD
 */
const char *
llm_model_get_prices_date (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), NULL);
  return self->prices_date;
}

/**
 * llm_model_get_created_at:
 * @self: a model
 *
 * Returns: when its provider says it was made, Unix time in seconds, or
 *   %LLM_UNKNOWN
 */
gint64
llm_model_get_created_at (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), LLM_UNKNOWN);
  return self->created_at;
}

/**
 * llm_model_get_origin:
 * @self: a model
 *
 * Returns: who knows it
 */
LlmModelOrigin
llm_model_get_origin (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), LLM_MODEL_FROM_CATALOG);
  return self->origin;
}

/**
 * llm_model_is_alias:
 * @self: a model of a provider's list
 *
 * Returns: whether it is only another name of a model of the same list
 */
gboolean
llm_model_is_alias (LlmModel *self)
{
  g_return_val_if_fail (LLM_IS_MODEL (self), FALSE);
  return self->alias;
}

static gboolean
same_number (double a, double b)
{
  return isnan (a) ? isnan (b) : a == b;
}

static gboolean
same_price (const LlmPriceTier *a, const LlmPriceTier *b)
{
  return a->above_input_tokens == b->above_input_tokens && same_number (a->price_in, b->price_in)
         && same_number (a->price_cached_in, b->price_cached_in)
         && same_number (a->price_out, b->price_out);
}

static gboolean
same_prices (LlmModel *a, LlmModel *b)
{
  if (!same_price (&a->price, &b->price) || a->n_tiers != b->n_tiers
      || !same_number (a->price_cache_write, b->price_cache_write)
      || a->price_source != b->price_source || g_strcmp0 (a->prices_date, b->prices_date) != 0)
    return FALSE;
  for (guint i = 0; i < a->n_tiers; i++)
    {
      if (!same_price (&a->tiers[i], &b->tiers[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_strings (char **a, char **b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strv_equal ((const char *const *) a, (const char *const *) b);
}

/**
 * llm_model_equal:
 * @a: a model
 * @b: another one
 *
 * Returns: whether all that is known of them is the same
 */
gboolean
llm_model_equal (LlmModel *a, LlmModel *b)
{
  g_return_val_if_fail (LLM_IS_MODEL (a), FALSE);
  g_return_val_if_fail (LLM_IS_MODEL (b), FALSE);

  return strcmp (a->provider_id, b->provider_id) == 0 && strcmp (a->id, b->id) == 0
         && strcmp (a->name, b->name) == 0 && g_strcmp0 (a->description, b->description) == 0
         && a->context_window == b->context_window && a->max_output == b->max_output
         && !a->vision == !b->vision && !a->reasoning == !b->reasoning
         && !a->no_sampling == !b->no_sampling && a->api == b->api && a->thinking == b->thinking
         && a->listed == b->listed && a->created_at == b->created_at && !a->retired == !b->retired
         && !a->alias == !b->alias && a->origin == b->origin && a->known == b->known
         && same_prices (a, b) && same_strings (a->effort_levels, b->effort_levels)
         && g_strcmp0 (a->shutdown_date, b->shutdown_date) == 0;
}

/* Takes a run of digits at *@text; what is longer than any version counts as the
 * longest. */
static guint
take_number (const char **text)
{
  guint number = 0;

  for (; g_ascii_isdigit (**text); (*text)++)
    number = MIN (number * 10 + (guint) g_ascii_digit_value (**text), 100000000);
  return number;
}

/* The first number of an id and the one behind it if both make a version, as in
 * "gpt-6.1-sol" and "claude-opus-5-5"; the day in "claude-opus-4-20250514" is no
 * part of one. */
static guint64
read_version (const char *id)
{
  const char *p = id + strcspn (id, "0123456789");
  guint64 version;

  version = (guint64) take_number (&p) * 1000;
  if ((*p == '.' || *p == '-') && g_ascii_isdigit (p[1]))
    {
      const char *minor = p + 1;
      guint number = take_number (&minor);

      if (minor - p <= 3)
        version += number;
    }
  return version;
}

/**
 * llm_model_compare_newest:
 * @a: a model
 * @b: another one of the same provider
 *
 * An order for people: what its provider has retired or no longer lists comes last;
 * before that come the models whose day is told by the provider, the newest first,
 * then the others by the version in their id, the highest first; then by id.
 *
 * Returns: less than 0 if @a comes first, more if @b does
 */
int
llm_model_compare_newest (LlmModel *a, LlmModel *b)
{
  gboolean gone_a, gone_b;
  guint64 version_a, version_b;

  g_return_val_if_fail (LLM_IS_MODEL (a), 0);
  g_return_val_if_fail (LLM_IS_MODEL (b), 0);

  gone_a = a->retired || a->listed == LLM_LISTED_NO;
  gone_b = b->retired || b->listed == LLM_LISTED_NO;
  if (gone_a != gone_b)
    return gone_a ? 1 : -1;
  if (a->created_at != b->created_at)
    return a->created_at > b->created_at ? -1 : 1;
  version_a = read_version (a->id);
  version_b = read_version (b->id);
  if (version_a != version_b)
    return version_a > version_b ? -1 : 1;
  return strcmp (a->id, b->id);
}

/**
 * llm_model_get_prices:
 * @self: a model
 * @input_tokens: the size of the whole input, which decides on the tier
 * @prices: (out): the prices of a request of that size
 */
void
llm_model_get_prices (LlmModel *self, gint64 input_tokens, LlmPrices *prices)
{
  const LlmPriceTier *tier;

  g_return_if_fail (LLM_IS_MODEL (self));
  g_return_if_fail (prices != NULL);

  tier = find_tier (self, input_tokens);
  prices->in = tier->price_in;
  prices->cached_in = tier->price_cached_in;
  prices->out = tier->price_out;
  prices->cache_write = tier == &self->price && !isnan (self->price_cache_write)
                            ? self->price_cache_write
                            : tier->price_in * CACHE_WRITE_FACTOR;
  prices->source = self->price_source;
}

/**
 * llm_model_compute_cost:
 * @self: a model
 * @usage: what was used
 *
 * See llm_prices_compute_cost(), with the prices of the tier that the whole input
 * falls into.
 *
 * Returns: USD, or NAN if a price or the token counts are not known
 */
double
llm_model_compute_cost (LlmModel *self, const LlmUsage *usage)
{
  LlmPrices prices;

  g_return_val_if_fail (LLM_IS_MODEL (self), NAN);
  g_return_val_if_fail (usage != NULL, NAN);

  llm_model_get_prices (self, usage->input, &prices);
  return llm_prices_compute_cost (&prices, usage);
}
