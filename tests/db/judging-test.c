/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "judging-test.h"

#include "llm-store-test.h"

#include <math.h>

/* What the histories of earlier versions say of judging: tests/data/db. */

#define ID(n) "00000000-0000-4000-8000-0000000000" n

static LlmComparison *
load (LlmStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  LlmComparison *comparison = store_test_load (store, id, &error);

  g_assert_no_error (error);
  return comparison;
}

static void
check_version (LlmAnswer *version)
{
  const LlmUsage *usage = llm_answer_get_usage (version);

  g_assert_cmpstr (llm_answer_get_column_id (version), ==, ID ("2a"));
  g_assert_cmpstr (llm_answer_get_version_of (version), ==, ID ("0a"));
  g_assert_cmpint (llm_answer_get_kept_at (version), ==, 1700000000000020);
  g_assert_cmpint (llm_answer_get_created_at (version), ==, 1700000000000010);
  g_assert_cmpstr (llm_answer_get_provider_id (version), ==, "openai");
  g_assert_cmpstr (llm_answer_get_model_id (version), ==, "gpt-4o");
  g_assert_cmpstr (llm_answer_get_title (version), ==, "GPT-4o");
  g_assert_cmpint (llm_answer_get_params (version)->seed, ==, 7);
  g_assert_cmpint (llm_answer_get_state (version), ==, LLM_ANSWER_STOPPED);
  g_assert_cmpuint (llm_answer_get_attempt (version), ==, 1);
  g_assert_cmpint (llm_answer_get_vote (version), ==, LLM_VOTE_DOWN);
  g_assert_cmpstr (llm_answer_get_finish_reason (version), ==, "stop");
  g_assert_cmpint (usage->input, ==, 1);
  g_assert_cmpint (usage->cached, ==, 2);
  g_assert_cmpint (usage->cache_write, ==, 3);
  g_assert_cmpint (usage->reasoning, ==, 4);
  g_assert_cmpint (usage->output, ==, 5);
  g_assert_cmpuint (usage->estimated, ==, LLM_USAGE_ESTIMATED_OUTPUT);
  g_assert_cmpfloat (llm_answer_get_cost (version), ==, 0.5);
  g_assert_cmpfloat (llm_answer_get_prices (version)->cache_write, ==, 1.25);
  g_assert_cmpint (llm_answer_get_prices (version)->source, ==, LLM_PRICE_CATALOG);
  g_assert_cmpfloat (llm_answer_get_ttft_ms (version), ==, 10.5);
  g_assert_cmpfloat (llm_answer_get_elapsed_ms (version), ==, 20.5);
  g_assert_cmpstr (llm_answer_get_notices (version)[0], ==, "direct");
  g_assert_cmpstr (llm_answer_get_reasoning (version), ==, "Hmm.");
  g_assert_cmpstr (llm_answer_get_text (version), ==, "Früher");
}

static void
check_judgements (LlmStore *store)
{
  const char *const ids[] = { ID ("01"), ID ("02"), NULL };
  g_autoptr (GPtrArray) records = store_test_list_judgements (store, ids);
  const LlmJudgementRecord *failed, *done;

  g_assert_cmpuint (records->len, ==, 2);
  failed = records->pdata[0];
  done = records->pdata[1];
  g_assert_cmpstr (done->id, ==, ID ("3a"));
  g_assert_cmpstr (done->turn_id, ==, ID ("01"));
  g_assert_cmpint (done->created_at, ==, 1700000000800000);
  g_assert_cmpstr (done->model, ==, "judge");
  g_assert_cmpuint (done->judge_version, ==, 1);
  g_assert_cmpstr (done->key, ==, "k");
  g_assert_cmpint (done->usage.input, ==, 100);
  g_assert_cmpint (done->usage.cached, ==, LLM_UNKNOWN);
  g_assert_cmpuint (done->usage.estimated, ==, LLM_USAGE_ESTIMATED_INPUT);
  g_assert_cmpfloat (done->cost_usd, ==, 0.25);
  g_assert_cmpstr (done->result, ==, "{\"version\": 1}");
  g_assert_cmpstr (done->raw, ==, "```json");
  g_assert_cmpint (failed->state, ==, LLM_ANSWER_FAILED);
  g_assert_cmpstr (failed->error_code, ==, "rate_limit");
  g_assert_cmpint (failed->error_http_status, ==, 429);
  g_assert_true (isnan (failed->cost_usd));
  g_assert_null (failed->result);
}

/* Since version 5; before, what was preferred in a comparison was the verdict. */
void
judging_test_check (LlmStore *store, guint version)
{
  g_autoptr (LlmComparison) first = load (store, ID ("01"));
  g_autoptr (LlmComparison) second = load (store, ID ("02"));
  g_autoptr (LlmComparison) third = load (store, ID ("03"));
  LlmAnswer *answer = llm_comparison_find (first, ID ("0a"), NULL);

  g_assert_cmpint (llm_comparison_get_verdict (first), ==, LLM_VERDICT_PREFERRED);
  g_assert_cmpint (llm_comparison_get_verdict (second), ==, LLM_VERDICT_NONE);
  if (version < 5)
    {
      g_assert_cmpint (llm_comparison_get_verdict_at (first), ==, 0);
      g_assert_null (llm_comparison_get_note (first));
      g_assert_cmpint (llm_comparison_get_verdict (third), ==, LLM_VERDICT_NONE);
      g_assert_cmpuint (llm_answer_get_n_versions (answer), ==, 0);
      return;
    }
  g_assert_cmpint (llm_comparison_get_verdict_at (first), ==, 1700000000400000);
  g_assert_true (llm_comparison_get_verdict_blind (first));
  g_assert_cmpint (llm_comparison_get_blind (first), ==, LLM_BLIND_REVEALED);
  g_assert_cmpstr (llm_comparison_get_note (first), ==, "Übung\nmacht den Meister");
  g_assert_cmpint (llm_comparison_get_blind (second), ==, LLM_BLIND_HIDDEN);
  g_assert_cmpint (llm_comparison_get_verdict (third), ==, LLM_VERDICT_TIE);
  g_assert_false (llm_comparison_get_verdict_blind (third));

  g_assert_cmpuint (llm_answer_get_n_versions (answer), ==, 2);
  {
    const char *const ids[] = { ID ("0a"), ID ("0b"), NULL };
    g_autoptr (GPtrArray) versions = store_test_load_versions (store, ids);

    g_assert_cmpuint (versions->len, ==, 2);
    check_version (versions->pdata[0]);
    g_assert_error (llm_answer_get_error (versions->pdata[1]), LLM_ERROR, LLM_ERROR_OVERLOADED);
    g_assert_cmpstr (llm_answer_get_text (versions->pdata[1]), ==, "Half a");
  }
  check_judgements (store);
  store_test_assert_flight (store, ID ("0a"), NULL, "now");
  store_test_assert_flight (store, ID ("0a"), ID ("2a"), "before");
  store_test_assert_flight (store, ID ("0a"), ID ("2b"), NULL);
}
