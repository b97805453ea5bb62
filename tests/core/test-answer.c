/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "llm-comparison.h"
#include "llm-error.h"

#define N_STATES (LLM_ANSWER_INTERRUPTED + 1)

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_edges (void)
{
  /* Rows: from; columns: to, in the order of the enumeration: queued connecting
   * thinking streaming retrying done stopped failed interrupted. */
  static const gboolean table[N_STATES][N_STATES] = {
    [LLM_ANSWER_QUEUED] = { 0, 1, 0, 0, 0, 0, 1, 1, 0 },
    [LLM_ANSWER_CONNECTING] = { 0, 0, 1, 1, 1, 1, 1, 1, 1 },
    [LLM_ANSWER_THINKING] = { 0, 0, 0, 1, 1, 1, 1, 1, 1 },
    [LLM_ANSWER_STREAMING] = { 0, 0, 0, 0, 0, 1, 1, 1, 1 },
    [LLM_ANSWER_RETRYING] = { 0, 1, 0, 0, 0, 0, 1, 1, 0 },
    [LLM_ANSWER_DONE] = { 1, 0, 0, 0, 0, 0, 0, 0, 0 },
    [LLM_ANSWER_STOPPED] = { 1, 0, 0, 0, 0, 0, 0, 0, 0 },
    [LLM_ANSWER_FAILED] = { 1, 0, 0, 0, 0, 0, 0, 0, 0 },
    [LLM_ANSWER_INTERRUPTED] = { 1, 0, 0, 0, 0, 0, 0, 0, 0 },
  };

  for (guint from = 0; from < N_STATES; from++)
    {
      for (guint to = 0; to < N_STATES; to++)
        {
          g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "m", NULL);
          guint notified = 0;

          llm_answer_restore (answer, from);
          g_signal_connect_swapped (answer, "notify::state", G_CALLBACK (count_cb), &notified);
          g_assert_cmpint (llm_answer_set_state (answer, to), ==, table[from][to]);
          g_assert_cmpint (llm_answer_get_state (answer), ==, table[from][to] ? to : from);
          g_assert_cmpuint (notified, ==, table[from][to]);
        }
    }
}

static void
test_state_names (void)
{
  for (guint i = 0; i < N_STATES; i++)
    {
      LlmAnswerState state;

      g_assert_true (llm_answer_state_from_string (llm_answer_state_to_string (i), &state));
      g_assert_cmpint (state, ==, i);
    }
}

static void
test_text_and_clock (void)
{
  g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "m", "Model");
  LlmUsage usage;

  g_assert_cmpfloat (llm_answer_get_elapsed_ms (answer), ==, LLM_UNKNOWN);
  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  g_assert_cmpfloat (llm_answer_get_elapsed_ms (answer), >=, 0);
  llm_answer_append (answer, LLM_DELTA_REASONING, "hm");
  g_assert_cmpfloat (llm_answer_get_ttft_ms (answer), >=, 0);
  llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
  llm_answer_append (answer, LLM_DELTA_TEXT, "Hello ");
  llm_answer_append (answer, LLM_DELTA_TEXT, "");
  llm_answer_append (answer, LLM_DELTA_TEXT, "wörld");
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "Hello wörld");
  g_assert_cmpuint (llm_answer_get_text_length (answer), ==, 12);
  g_assert_cmpstr (llm_answer_get_reasoning (answer), ==, "hm");
  g_assert_cmpfloat (llm_answer_get_tokens_per_second (answer), ==, LLM_UNKNOWN);
  g_assert_false (llm_answer_can_continue (answer));

  llm_answer_set_state (answer, LLM_ANSWER_STOPPED);
  g_assert_true (llm_answer_can_continue (answer));
  llm_answer_set_timings (answer, 1000, 3000);
  llm_usage_init (&usage);
  usage.output = 100;
  llm_answer_set_usage (answer, &usage);
  g_assert_cmpfloat (llm_answer_get_tokens_per_second (answer), ==, 50);
  llm_answer_set_timings (answer, 1000, 1010);
  g_assert_cmpfloat (llm_answer_get_tokens_per_second (answer), ==, LLM_UNKNOWN);

  llm_answer_take_error (answer, llm_error_new (LLM_ERROR_NETWORK, NULL, NULL));
  llm_answer_clear (answer);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "");
  g_assert_null (llm_answer_get_error (answer));
  g_assert_true (isnan (llm_answer_get_cost (answer)));
  g_assert_cmpint (llm_answer_get_usage (answer)->output, ==, LLM_UNKNOWN);
  g_assert_false (llm_answer_can_continue (answer));
}

static void
test_swap_model (void)
{
  g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "m", NULL);
  g_autofree char *id = g_strdup (llm_answer_get_column_id (answer));

  llm_answer_set_vote (answer, LLM_VOTE_UP);
  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  g_assert_false (llm_answer_set_model (answer, "q", "n", "N"));
  llm_answer_set_state (answer, LLM_ANSWER_FAILED);
  g_assert_true (llm_answer_set_model (answer, "q", "n", "N"));
  g_assert_cmpstr (llm_answer_get_title (answer), ==, "N");
  g_assert_cmpint (llm_answer_get_vote (answer), ==, LLM_VOTE_NONE);
  g_assert_cmpstr (llm_answer_get_column_id (answer), ==, id);
}

static void
assert_order (LlmComparison *comparison, const char *expected)
{
  g_autoptr (GString) order = g_string_new (NULL);

  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    g_string_append (order, llm_answer_get_column_id (llm_comparison_get_answer (comparison, i)));
  g_assert_cmpstr (order->str, ==, expected);
}

static void
test_comparison_order (void)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  guint changed = 0;

  for (const char *id = "abcd"; *id != '\0'; id++)
    {
      const char column_id[] = { *id, '\0' };
      /* The same model four times: only the ids differ. */
      g_autoptr (LlmAnswer) answer = llm_answer_new_with_id (column_id, "p", "m", NULL);

      llm_comparison_add (comparison, answer);
    }
  g_signal_connect_swapped (comparison, "changed", G_CALLBACK (count_cb), &changed);
  llm_answer_set_vote (llm_comparison_find (comparison, "c", NULL), LLM_VOTE_UP);
  llm_comparison_set_preferred (comparison, "c");
  g_assert_true (llm_comparison_move (comparison, "c", 0));
  assert_order (comparison, "cabd");
  g_assert_true (llm_comparison_move (comparison, "a", 99));
  assert_order (comparison, "cbda");
  g_assert_false (llm_comparison_move (comparison, "a", 3));
  g_assert_false (llm_comparison_move (comparison, "x", 0));
  g_assert_cmpint (llm_answer_get_vote (llm_comparison_get_answer (comparison, 0)), ==,
                   LLM_VOTE_UP);
  g_assert_cmpuint (changed, ==, 3);
  g_assert_true (llm_comparison_remove (comparison, "c"));
  g_assert_null (llm_comparison_get_preferred (comparison));
  assert_order (comparison, "bda");
}

static void
test_comparison_running (void)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmAnswer) a = llm_answer_new ("p", "m", NULL);
  g_autoptr (LlmAnswer) b = llm_answer_new ("p", "m", NULL);
  guint notified = 0;

  llm_comparison_add (comparison, a);
  llm_comparison_add (comparison, b);
  g_signal_connect_swapped (comparison, "notify::running", G_CALLBACK (count_cb), &notified);
  llm_answer_set_state (a, LLM_ANSWER_CONNECTING);
  llm_answer_set_state (b, LLM_ANSWER_CONNECTING);
  g_assert_true (llm_comparison_get_running (comparison));
  llm_answer_set_state (a, LLM_ANSWER_FAILED);
  g_assert_true (llm_comparison_get_running (comparison));
  llm_comparison_remove (comparison, llm_answer_get_column_id (b));
  g_assert_false (llm_comparison_get_running (comparison));
  llm_answer_set_state (b, LLM_ANSWER_DONE);
  g_assert_cmpuint (notified, ==, 2);
}

/* A column that waits for its turn runs as much as one that waits to try again. */
static void
test_comparison_waiting (void)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "m", NULL);
  guint notified = 0;

  llm_comparison_add (comparison, answer);
  g_assert_false (llm_answer_is_running (answer));
  g_signal_connect_swapped (comparison, "notify::running", G_CALLBACK (count_cb), &notified);
  llm_answer_set_retry (answer, 0, g_get_monotonic_time () + G_TIME_SPAN_SECOND);
  g_assert_true (llm_answer_is_running (answer));
  g_assert_true (llm_comparison_get_running (comparison));
  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  llm_answer_set_retry (answer, 0, 0);
  g_assert_true (llm_comparison_get_running (comparison));
  llm_answer_set_state (answer, LLM_ANSWER_STOPPED);
  g_assert_false (llm_comparison_get_running (comparison));
  g_assert_cmpuint (notified, ==, 2);

  /* The end of the wait may be the end of it all. */
  llm_answer_set_state (answer, LLM_ANSWER_QUEUED);
  llm_answer_set_retry (answer, 0, 1);
  llm_answer_set_state (answer, LLM_ANSWER_STOPPED);
  g_assert_false (llm_answer_is_running (answer));
  g_assert_false (llm_comparison_get_running (comparison));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/answer/edges", test_edges);
  g_test_add_func ("/answer/state-names", test_state_names);
  g_test_add_func ("/answer/text-and-clock", test_text_and_clock);
  g_test_add_func ("/answer/swap-model", test_swap_model);
  g_test_add_func ("/comparison/order", test_comparison_order);
  g_test_add_func ("/comparison/running", test_comparison_running);
  g_test_add_func ("/comparison/waiting", test_comparison_waiting);

  return g_test_run ();
}
