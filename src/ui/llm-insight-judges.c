/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-judges.h"

#include "llm-judge-choose.h"

/* More are no choice any more; whom it is about comes first. */
#define MAX_JUDGES 500

static gboolean
is_possible (LlmModel *model,
             const char *const *configured,
             LlmJudgeMaterial *material,
             gboolean allow_own)
{
  LlmModelFacts facts;

  llm_model_get_facts (model, &facts);
  return g_strv_contains (configured, facts.provider_id) && !facts.alias && !facts.retired
         && facts.listed != LLM_LISTED_NO
         && (allow_own || !llm_judge_is_own (material, llm_model_get_id (model)));
}

/**
 * llm_insight_judges_list:
 * @context: models and providers
 * @configured: (array zero-terminated=1): providers that can be asked now
 * @material: what is to be judged, measured
 * @allow_own: whether the judge may have written one of the answers
 *
 * Returns: (transfer full) (element-type LlmModel): who can be asked, the one that is proposed
 *   first
 */
GPtrArray *
llm_insight_judges_list (LlmContext *context,
                         const char *const *configured,
                         LlmJudgeMaterial *material,
                         gboolean allow_own)
{
  GPtrArray *judges = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *catalog;
  LlmModel *best;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), judges);
  g_return_val_if_fail (configured != NULL && material != NULL, judges);

  catalog = G_LIST_MODEL (llm_context_get_catalog (context));
  best = llm_judge_choose (llm_context_get_catalog (context), llm_context_get_providers (context),
                           configured, material, allow_own);
  if (best != NULL)
    g_ptr_array_add (judges, best);
  for (guint i = 0; i < g_list_model_get_n_items (catalog) && judges->len < MAX_JUDGES; i++)
    {
      g_autoptr (LlmModel) model = g_list_model_get_item (catalog, i);

      if (model != best && is_possible (model, configured, material, allow_own))
        g_ptr_array_add (judges, g_steal_pointer (&model));
    }
  return judges;
}
