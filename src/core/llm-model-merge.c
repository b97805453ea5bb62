/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-model-merge.h"

#include <math.h>
#include <string.h>

/* A day or a number of a release has this many digits at least; "-5" is a version. */
#define MIN_SNAPSHOT_DIGITS 3

/* What may be sent to a model and what it does, but not what it costs. */
static void
merge_abilities (LlmModelFacts *facts, const LlmModelFacts *told)
{
  if (told->context_window != LLM_UNKNOWN)
    facts->context_window = told->context_window;
  if (told->max_output != LLM_UNKNOWN)
    facts->max_output = told->max_output;
  if (told->known & LLM_MODEL_KNOWS_VISION)
    {
      facts->vision = told->vision;
      facts->known |= LLM_MODEL_KNOWS_VISION;
    }
  if (told->known & LLM_MODEL_KNOWS_REASONING)
    facts->reasoning = told->reasoning;
  if (told->known & LLM_MODEL_KNOWS_SAMPLING)
    facts->no_sampling = told->no_sampling;
  if (told->thinking != 0)
    facts->thinking = told->thinking;
  if (told->effort_levels != NULL)
    facts->effort_levels = told->effort_levels;
  if (told->api != LLM_API_CHAT)
    facts->api = told->api;
}

/* Prices of two sources are never mixed: who tells the price of the input tells all
 * of them, and has no tiers of the other. */
static void
merge_prices (LlmModelFacts *facts, const LlmModelFacts *told)
{
  if (isnan (told->price_in) || isnan (told->price_out))
    return;
  facts->price_in = told->price_in;
  facts->price_cached_in = told->price_cached_in;
  facts->price_cache_write = told->price_cache_write;
  facts->price_out = told->price_out;
  facts->price_source = told->price_source;
  facts->prices_date = told->prices_date;
  facts->tiers = told->tiers;
  facts->n_tiers = told->n_tiers;
}

/* What the user left open stays as it is, but the tiers go with the price they are
 * the tiers of. */
static void
apply_own_prices (LlmModelFacts *facts, const LlmPrices *own)
{
  if (own == NULL
      || (isnan (own->in) && isnan (own->out) && isnan (own->cached_in)
          && isnan (own->cache_write)))
    return;
  if (!isnan (own->in))
    {
      facts->price_in = own->in;
      facts->price_cached_in = NAN;
      facts->price_cache_write = NAN;
    }
  if (!isnan (own->cached_in))
    facts->price_cached_in = own->cached_in;
  if (!isnan (own->cache_write))
    facts->price_cache_write = own->cache_write;
  if (!isnan (own->out))
    facts->price_out = own->out;
  facts->price_source = LLM_PRICE_USER;
  facts->prices_date = NULL;
  facts->tiers = NULL;
  facts->n_tiers = 0;
}

static void
forget_prices (LlmModelFacts *facts)
{
  facts->price_in = NAN;
  facts->price_cached_in = NAN;
  facts->price_cache_write = NAN;
  facts->price_out = NAN;
  facts->price_source = LLM_PRICE_UNKNOWN;
  facts->prices_date = NULL;
  facts->tiers = NULL;
  facts->n_tiers = 0;
}

/**
 * llm_model_merge:
 * @dated: (nullable): what the dated catalogue knows of a model
 * @told: (nullable): what the provider's list tells of it, or of the snapshot that
 *   its id is an alias of
 * @has_list: whether the provider has told a list
 * @own: (nullable): the user's own prices
 *
 * The one rule by which facts are merged (docs/models.md): for each fact the user's
 * own figure wins over the provider's list, and that over the dated catalogue; what
 * one does not tell is taken from the next.  The prices are one fact.  A model that
 * is not in a told list is kept and marked %LLM_LISTED_NO.  One of @dated and @told
 * must be there.
 *
 * Returns: (transfer full): the model
 */
LlmModel *
llm_model_merge (LlmModel *dated, LlmModel *told, gboolean has_list, const LlmPrices *own)
{
  LlmModelFacts facts, news;

  g_return_val_if_fail (dated != NULL || told != NULL, NULL);

  if (dated != NULL && told == NULL && !has_list && own == NULL)
    return g_object_ref (dated);

  llm_model_get_facts (dated != NULL ? dated : told, &facts);
  if (dated == NULL)
    facts.origin = LLM_MODEL_FROM_PROVIDER;
  if (dated != NULL && told != NULL)
    {
      gboolean same_id;

      llm_model_get_facts (told, &news);
      same_id = strcmp (facts.id, news.id) == 0;
      merge_abilities (&facts, &news);
      merge_prices (&facts, &news);
      /* A name that only repeats the id tells nothing. */
      if (same_id && strcmp (news.name, news.id) != 0)
        facts.name = news.name;
      if (news.description != NULL)
        facts.description = news.description;
      if (news.shutdown_date != NULL)
        facts.shutdown_date = news.shutdown_date;
      if (news.created_at != LLM_UNKNOWN)
        facts.created_at = news.created_at;
      facts.retired = news.retired;
    }
  if (has_list)
    facts.listed = told != NULL ? LLM_LISTED_YES : LLM_LISTED_NO;
  apply_own_prices (&facts, own);
  facts.known &= LLM_MODEL_KNOWS_VISION;
  facts.alias = FALSE;
  return llm_model_new (&facts);
}

/**
 * llm_model_merge_snapshot:
 * @snapshot: what the provider's list tells of a model that is not in the catalogue
 * @dated: (nullable): what the catalogue knows of the model it is a snapshot of
 * @own: (nullable): the user's own prices of the snapshot
 *
 * What a model can do is taken over from the one whose snapshot it is, so that it is
 * not sent what it refuses.  Its price is not: that of "gpt-4o-2024-05-13" was
 * another than that of "gpt-4o".
 *
 * Returns: (transfer full): the model
 */
LlmModel *
llm_model_merge_snapshot (LlmModel *snapshot, LlmModel *dated, const LlmPrices *own)
{
  g_autoptr (LlmModel) base = NULL;
  LlmModelFacts facts, told;

  g_return_val_if_fail (LLM_IS_MODEL (snapshot), NULL);

  if (dated == NULL)
    return llm_model_merge (NULL, snapshot, TRUE, own);
  llm_model_get_facts (dated, &facts);
  llm_model_get_facts (snapshot, &told);
  facts.id = told.id;
  facts.name = told.name;
  facts.description = NULL;
  facts.shutdown_date = NULL;
  facts.created_at = LLM_UNKNOWN;
  facts.origin = LLM_MODEL_FROM_PROVIDER;
  forget_prices (&facts);
  base = llm_model_new (&facts);
  return llm_model_merge (base, snapshot, TRUE, own);
}

/**
 * llm_model_id_is_snapshot:
 * @id: the id of a model
 * @alias: another id
 *
 * Vendors list the snapshots of a model, such as "claude-opus-4-20250514",
 * "gpt-4o-2024-05-13" or "mistral-large-2411", under whose alias, such as
 * "claude-opus-4" or "mistral-large-latest", the catalogue has it.
 *
 * Returns: whether @id is @alias without "-latest" and with a day or a number of at
 *   least three digits instead
 */
gboolean
llm_model_id_is_snapshot (const char *id, const char *alias)
{
  gsize length;
  const char *rest;

  g_return_val_if_fail (id != NULL && alias != NULL, FALSE);

  length = strlen (alias);
  if (g_str_has_suffix (alias, "-latest"))
    length -= strlen ("-latest");
  if (strncmp (id, alias, length) != 0 || id[length] != '-')
    return FALSE;
  rest = id + length + 1;
  return strspn (rest, "0123456789") >= MIN_SNAPSHOT_DIGITS
         && rest[strspn (rest, "0123456789-")] == '\0';
}
