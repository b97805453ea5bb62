/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-judge-choose.h"

#include <math.h>
#include <string.h>

/* What follows the name of a model where it is free of charge. */
#define FREE_SUFFIX ":free"

/* How good a choice a model is, the best first. */
typedef enum
{
  RANK_PRICED,       /* its price is known, and all fits */
  RANK_PRICED_SMALL, /* its price is known; answers would be cut */
  RANK_LOCAL,        /* runs on this machine; nobody says what that costs */
  RANK_DEMO,         /* nothing else is there */
  RANK_DEMO_OWN,     /* nothing else is there, and it wrote an answer */
  RANK_NONE,
} Rank;

typedef struct
{
  LlmModel *model; /* owned */
  Rank rank;
  double cost;
  gint64 window;
} Choice;

/**
 * llm_judge_get_configured:
 * @providers: a list of #LlmProvider
 * @entries: (element-type LlmSecretEntry): the keys that are there
 *
 * Returns: (transfer full): the ids of those that can be asked now: who needs no key, or whose
 *   key is there
 */
char **
llm_judge_get_configured (GListModel *providers, GPtrArray *entries)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (G_IS_LIST_MODEL (providers), NULL);
  g_return_val_if_fail (entries != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (providers, i);
      const char *id = llm_provider_get_id (provider);
      gboolean ready = (llm_provider_get_flags (provider) & LLM_PROVIDER_NEEDS_KEY) == 0;

      for (guint j = 0; !ready && j < entries->len; j++)
        ready = strcmp (((LlmSecretEntry *) entries->pdata[j])->provider_id, id) == 0;
      if (ready)
        g_strv_builder_add (builder, id);
    }
  return g_strv_builder_end (builder);
}

/* The name of a model without that of its maker, which other providers put before it. */
static char *
get_bare_name (const char *model_id)
{
  const char *slash = strrchr (model_id, '/');
  const char *name = slash != NULL ? slash + 1 : model_id;
  const gsize length = strlen (name);

  if (g_str_has_suffix (name, FREE_SUFFIX))
    return g_ascii_strdown (name, (gssize) (length - strlen (FREE_SUFFIX)));
  return g_ascii_strdown (name, -1);
}

/**
 * llm_judge_is_same_model:
 * @model_id: a model
 * @other_id: a model, perhaps of another provider
 *
 * Returns: whether it is the same one, through whichever provider
 */
gboolean
llm_judge_is_same_model (const char *model_id, const char *other_id)
{
  g_autofree char *name = NULL;
  g_autofree char *other = NULL;

  g_return_val_if_fail (model_id != NULL, FALSE);
  g_return_val_if_fail (other_id != NULL, FALSE);

  name = get_bare_name (model_id);
  other = get_bare_name (other_id);
  return strcmp (name, other) == 0;
}

/**
 * llm_judge_is_own:
 * @material: what is to be judged
 * @model_id: the model that would judge it
 *
 * Returns: whether that model wrote one of the answers, through whichever provider
 */
gboolean
llm_judge_is_own (const LlmJudgeMaterial *material, const char *model_id)
{
  g_return_val_if_fail (material != NULL, FALSE);
  g_return_val_if_fail (model_id != NULL, FALSE);

  for (guint i = 0; i < llm_judge_material_get_n_answers (material); i++)
    {
      const LlmJudgeAnswer *answer = llm_judge_material_get_answer (material, i);

      if (llm_judge_is_same_model (model_id, answer->model_id))
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_judge_estimate_cost:
 * @model: a judge
 * @material: what it is to judge; it is measured if it was not
 * @usage: (out) (optional): what it would use, both figures marked as estimated
 *
 * Returns: about what that would cost in USD, without any reasoning; NAN if its prices are not
 *   known.  Shown with a "~"
 */
double
llm_judge_estimate_cost (LlmModel *model, LlmJudgeMaterial *material, LlmUsage *usage)
{
  LlmUsage estimate;
  guint n;

  g_return_val_if_fail (LLM_IS_MODEL (model), NAN);
  g_return_val_if_fail (material != NULL, NAN);

  n = llm_judge_material_get_n_answers (material);
  llm_usage_init (&estimate);
  estimate.input
      = MIN (llm_judge_material_get_tokens (material), MAX (llm_judge_get_room (model, n), 0));
  estimate.output = llm_judge_estimate_output (n);
  estimate.estimated = LLM_USAGE_ESTIMATED_INPUT | LLM_USAGE_ESTIMATED_OUTPUT;
  if (usage != NULL)
    *usage = estimate;
  return llm_model_compute_cost (model, &estimate);
}

static GDate *
get_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_new_dmy ((GDateDay) g_date_time_get_day_of_month (now),
                         (GDateMonth) g_date_time_get_month (now),
                         (GDateYear) g_date_time_get_year (now));
}

/* Whether it is a model of its own that is still served. */
static gboolean
is_served (LlmModel *model, GDate *today)
{
  LlmModelFacts facts;

  llm_model_get_facts (model, &facts);
  return !facts.alias && !facts.retired && facts.listed != LLM_LISTED_NO
         && !llm_model_is_shut_down (model, today);
}

static Rank
rank_model (LlmModel *model, LlmProvider *provider, LlmJudgeMaterial *material, gboolean allow_own)
{
  const LlmProviderFlags flags = llm_provider_get_flags (provider);
  const guint n = llm_judge_material_get_n_answers (material);
  const gboolean own = llm_judge_is_own (material, llm_model_get_id (model));

  /* A program that only counts grades nobody. */
  if ((flags & LLM_PROVIDER_CANNED) != 0)
    return own ? RANK_DEMO_OWN : RANK_DEMO;
  if (own && !allow_own)
    return RANK_NONE;
  if (isnan (llm_judge_estimate_cost (model, material, NULL)))
    return (flags & LLM_PROVIDER_LOCAL) != 0 ? RANK_LOCAL : RANK_NONE;
  return llm_judge_material_get_tokens (material) <= llm_judge_get_room (model, n)
             ? RANK_PRICED
             : RANK_PRICED_SMALL;
}

/* Of those that fit, and of those on this machine, the cheapest or else the largest; of those
 * that do not, the one that has to leave out least. */
static gboolean
is_better (const Choice *a, const Choice *b)
{
  if (a->rank != b->rank)
    return a->rank < b->rank;
  if (a->rank == RANK_PRICED && a->cost != b->cost)
    return a->cost < b->cost;
  if (a->rank != RANK_DEMO && a->rank != RANK_DEMO_OWN && a->window != b->window)
    return a->window > b->window;
  return a->rank == RANK_PRICED_SMALL && a->cost < b->cost;
}

/**
 * llm_judge_choose:
 * @catalog: what is known of models
 * @providers: a list of #LlmProvider
 * @configured: (array zero-terminated=1): the ids of those that can be asked now, see
 *   llm_judge_get_configured()
 * @material: what is to be judged; it is measured if it was not
 * @allow_own: whether the judge may have written one of the answers
 *
 * Chooses the judge that is proposed: the cheapest whose price is known and whose context
 * window has room for all; else the one with the largest window; else one on this machine;
 * the demo only if there is nobody else.
 *
 * Returns: (transfer full) (nullable): a model, or %NULL if there is none
 */
LlmModel *
llm_judge_choose (LlmCatalog *catalog,
                  GListModel *providers,
                  const char *const *configured,
                  LlmJudgeMaterial *material,
                  gboolean allow_own)
{
  g_autoptr (GDate) today = NULL;
  Choice best = { NULL, RANK_NONE, NAN, 0 };

  g_return_val_if_fail (LLM_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (providers), NULL);
  g_return_val_if_fail (configured != NULL, NULL);
  g_return_val_if_fail (material != NULL, NULL);

  today = get_today ();
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalog)); i++)
    {
      g_autoptr (LlmModel) model = g_list_model_get_item (G_LIST_MODEL (catalog), i);
      const char *provider_id = llm_model_get_provider_id (model);
      g_autoptr (LlmProvider) provider = NULL;
      Choice choice = { model, RANK_NONE, NAN, 0 };

      if (!g_strv_contains (configured, provider_id) || !is_served (model, today))
        continue;
      provider = llm_provider_find (providers, provider_id);
      if (provider == NULL)
        continue;
      choice.rank = rank_model (model, provider, material, allow_own);
      choice.cost = llm_judge_estimate_cost (model, material, NULL);
      choice.window = llm_judge_get_room (model, llm_judge_material_get_n_answers (material));
      if (choice.rank == RANK_NONE || !is_better (&choice, &best))
        continue;
      g_set_object (&best.model, model);
      best = (Choice){ best.model, choice.rank, choice.cost, choice.window };
    }
  return best.model;
}
