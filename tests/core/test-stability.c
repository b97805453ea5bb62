/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-stability.h"

#include <math.h>

#include "llm-conversation.h"
#include "llm-error.h"

static LlmAnswer *
add (LlmComparison *comparison, const char *model, const char *text)
{
  g_autoptr (LlmAnswer) answer = llm_answer_new ("fake", model, model);

  if (text != NULL)
    llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_comparison_add (comparison, answer);
  return answer;
}

static LlmStability *
measure (LlmComparison *comparison)
{
  LlmTextInput inputs[LLM_TEXT_METRICS_MAX_TEXTS] = { 0 };
  const guint n = llm_comparison_get_n_answers (comparison);
  g_autoptr (LlmTextMetrics) metrics = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (n, <=, G_N_ELEMENTS (inputs));
  for (guint i = 0; i < n; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      inputs[i].id = llm_answer_get_column_id (answer);
      inputs[i].text = llm_answer_get_text (answer);
    }
  metrics = llm_text_metrics_new (inputs, n, NULL, &error);
  g_assert_no_error (error);
  return llm_stability_new (comparison, metrics);
}

/* --- Which columns are samples --- */

static void
assert_titles (LlmComparison *comparison, const char *const *titles)
{
  g_assert_cmpuint (g_strv_length ((char **) titles), ==,
                    llm_comparison_get_n_answers (comparison));
  for (guint i = 0; titles[i] != NULL; i++)
    g_assert_cmpstr (llm_answer_get_shown_title (llm_comparison_get_answer (comparison, i)), ==,
                     titles[i]);
}

static void
test_titles (void)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmParams) params = llm_params_new ();
  LlmAnswer *first = add (comparison, "a", "x");
  guint n;

  assert_titles (comparison, (const char *[]){ "a", NULL });
  add (comparison, "b", "x");
  add (comparison, "a", "x");
  assert_titles (comparison, (const char *[]){ "a · 1 of 2", "b", "a · 2 of 2", NULL });
  g_assert_cmpuint (llm_answer_get_sample (llm_comparison_get_answer (comparison, 2), &n), ==, 2);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (llm_answer_get_sample (llm_comparison_get_answer (comparison, 1), &n), ==, 0);
  g_assert_cmpuint (n, ==, 1);
  /* By the place. */
  llm_comparison_move (comparison, llm_answer_get_column_id (first), 2);
  assert_titles (comparison, (const char *[]){ "b", "a · 1 of 2", "a · 2 of 2", NULL });
  /* Another model, and back. */
  llm_answer_set_model (first, "fake", "b", "b");
  assert_titles (comparison, (const char *[]){ "b · 1 of 2", "a", "b · 2 of 2", NULL });
  llm_answer_set_model (first, "other", "b", "b");
  assert_titles (comparison, (const char *[]){ "b", "a", "b", NULL });
  llm_comparison_remove (comparison, llm_answer_get_column_id (first));
  add (comparison, "a", "x");
  assert_titles (comparison, (const char *[]){ "b", "a · 1 of 2", "a · 2 of 2", NULL });

  /* With other parameters it is another group. */
  params->temperature = 0.5;
  {
    g_autoptr (LlmAnswer) warm = llm_answer_new ("fake", "a", "a");

    llm_answer_set_params (warm, params);
    llm_comparison_add (comparison, warm);
  }
  assert_titles (comparison, (const char *[]){ "b", "a · 1 of 2", "a · 2 of 2", "a", NULL });

  /* A letter says nothing of them. */
  llm_comparison_set_blind (comparison, LLM_BLIND_HIDDEN);
  assert_titles (comparison,
                 (const char *[]){ "Answer A", "Answer B", "Answer C", "Answer D", NULL });
  llm_comparison_set_blind (comparison, LLM_BLIND_REVEALED);
  assert_titles (comparison, (const char *[]){ "b", "a · 1 of 2", "a · 2 of 2", "a", NULL });
}

static guint n_notified;

static void
notified_cb (void)
{
  n_notified++;
}

/* Who shows a title hears that it has a number now. */
static void
test_notifies (void)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  LlmAnswer *first = add (comparison, "a", "x");

  n_notified = 0;
  g_signal_connect (first, "notify::title", G_CALLBACK (notified_cb), NULL);
  add (comparison, "b", "x");
  g_assert_cmpuint (n_notified, ==, 0);
  add (comparison, "a", "x");
  g_assert_cmpuint (n_notified, ==, 1);
}

/* The answers of a turn of a chat are versions; those of a follow-up have samples again. */
static void
test_turns (void)
{
  g_autoptr (LlmConversation) chat = llm_conversation_new (LLM_KIND_CHAT, NULL);
  g_autoptr (LlmComparison) turn = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmComparison) second = llm_comparison_new ("And?", NULL);
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (LlmComparison) follow_up = NULL;
  g_autoptr (LlmStability) stability = NULL;

  llm_conversation_append (chat, turn);
  add (turn, "a", "x");
  add (turn, "a", "y");
  assert_titles (turn, (const char *[]){ "a", "a", NULL });
  llm_conversation_append (chat, second);
  add (second, "a", "x");
  add (second, "a", "y");
  assert_titles (second, (const char *[]){ "a", "a", NULL });
  stability = measure (second);
  g_assert_null (stability);

  conversation = llm_conversation_new_with_id (llm_comparison_get_id (comparison),
                                               LLM_KIND_COMPARISON, NULL, 1, NULL);
  llm_conversation_append (conversation, comparison);
  add (comparison, "a", "x");
  add (comparison, "a", "y");
  assert_titles (comparison, (const char *[]){ "a · 1 of 2", "a · 2 of 2", NULL });
  follow_up = llm_conversation_make_follow_up (conversation, comparison, "And?", NULL);
  llm_conversation_append (conversation, follow_up);
  assert_titles (follow_up, (const char *[]){ "a · 1 of 2", "a · 2 of 2", NULL });
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (llm_answer_get_continues (llm_comparison_get_answer (follow_up, i)), ==,
                     llm_answer_get_column_id (llm_comparison_get_answer (comparison, i)));
}

/* --- Figures --- */

static void
assert_row (const LlmStability *stability, guint row, const LlmStabilityRow *expected)
{
  const LlmStabilityRow *found = llm_stability_get_row (stability, row);
  const double ours[] = { found->mean, found->lowest, found->highest, found->lower, found->upper };
  const double theirs[]
      = { expected->mean, expected->lowest, expected->highest, expected->lower, expected->upper };

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (found->groups[i], ==, expected->groups[i]);
      g_assert_cmpuint (found->n_samples[i], ==, expected->n_samples[i]);
    }
  g_assert_cmpuint (found->n_distances, ==, expected->n_distances);
  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    {
      if (isnan (theirs[i]))
        g_assert_true (isnan (ours[i]));
      else
        g_assert_cmpfloat_with_epsilon (ours[i], theirs[i], 1e-9);
    }
}

/* By hand.  German:
 *   0 Größe zählt                1 GRÖSSE zählt nicht     1 - 2/3
 *   2 Größe zählt doch                                    0: 1 - 2/3, 1: 1 - 2/4
 * Chinese, of which 我 喜欢 is in both; 3 of 4 words apart is 1 - 2/4:
 *   3 我喜欢北京。               4 我喜欢上海
 * Arabic: 5 السماء زرقاء, once.
 * Nobody shares a word with another language, so that all distances between are 1.
 *
 * Without one of the German ones each two are left: 1/2, 1/3, 1/3, their mean 7/18.  The
 * jackknife: 2/3 * ((1/9)^2 + 2 * (1/18)^2) = 1/81, so that the error is 1/9, and
 * 4.3026527297 / 9 = 0.4780725255 to each side of 7/18, cut at 0. */
static void
test_figures (void)
{
  const LlmStabilityRow rows[] = {
    { { 0, 0 }, { 3, 3 }, 3, NULL, 7.0 / 18, 1.0 / 3, 1.0 / 2, 0, 7.0 / 18 + 4.3026527297495 / 9 },
    { { 1, 1 }, { 2, 2 }, 1, NULL, 0.5, 0.5, 0.5, NAN, NAN },
    { { 2, 2 }, { 1, 1 }, 0, NULL, NAN, NAN, NAN, NAN, NAN },
    { { 0, 1 }, { 3, 2 }, 6, NULL, 1, 1, 1, NAN, NAN },
    { { 0, 2 }, { 3, 1 }, 3, NULL, 1, 1, 1, NAN, NAN },
    { { 1, 2 }, { 2, 1 }, 2, NULL, 1, 1, 1, NAN, NAN },
  };
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmStability) stability = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *label = NULL;
  g_autofree char *samples = NULL;

  add (comparison, "german", "Größe zählt");
  add (comparison, "chinese", "我喜欢北京。");
  add (comparison, "german", "GRÖSSE, zählt: nicht!");
  add (comparison, "arabic", "السماء زرقاء.");
  add (comparison, "german", "Größe zählt doch");
  add (comparison, "chinese", "我喜欢上海");
  stability = measure (comparison);
  g_assert_cmpuint (llm_stability_get_n_groups (stability), ==, 3);
  g_assert_cmpuint (llm_stability_get_n_asked (stability, 0), ==, 3);
  g_assert_cmpstr (llm_stability_get_label (stability, 1), ==, "chinese");
  g_assert_cmpuint (llm_stability_get_n_rows (stability), ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_row (stability, i, &rows[i]);
  g_assert_cmpint (llm_stability_get_verdict (stability), ==, LLM_STABILITY_APART);
  label = llm_stability_dup_row_label (stability, 3);
  g_assert_cmpstr (label, ==, "german and chinese");
  samples = llm_stability_dup_samples (stability, 3);
  g_assert_cmpstr (samples, ==, "3 × 2");
  /* (7/18 + 1/2) / 2 */
  sentence = llm_stability_dup_sentence (stability);
  g_assert_cmpstr (sentence, ==,
                   "Answers of one model differ in 44 % of their words on the average, those of "
                   "different models in 100 %. Any two answers of different models differ more "
                   "than any two of one model. 2 samples tell little: ask more often before "
                   "relying on this.");
}

/* All equal is no proof: there is no interval. */
static void
test_equal (void)
{
  const LlmStabilityRow row = { { 0, 0 }, { 3, 3 }, 3, NULL, 0, 0, 0, NAN, NAN };
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmStability) stability = NULL;
  g_autofree char *sentence = NULL;

  for (guint i = 0; i < 3; i++)
    add (comparison, "a", "The sky is blue");
  stability = measure (comparison);
  g_assert_cmpuint (llm_stability_get_n_rows (stability), ==, 1);
  assert_row (stability, 0, &row);
  g_assert_cmpint (llm_stability_get_verdict (stability), ==, LLM_STABILITY_ALONE);
  sentence = llm_stability_dup_sentence (stability);
  g_assert_cmpstr (sentence, ==,
                   "Answers of one model differ in 0 % of their words on the average. With 3 "
                   "samples this is a hint, not a proof.");
}

static void
test_verdicts (void)
{
  static const struct
  {
    const char *texts[5]; /* two of one, then up to three of another */
    LlmStabilityVerdict verdict;
    const char *words;
  } cases[] = {
    { { "a b c", "a b d", "x y", "x z", NULL }, LLM_STABILITY_APART, "Any two answers" },
    { { "a b", "c d", "a b", "x y", "c d" }, LLM_STABILITY_WITHIN, "no more than one model" },
    { { "a b", "a b", "a c", "c d", NULL }, LLM_STABILITY_OVERLAP, "ranges overlap" },
    { { "a b", "a c", NULL }, LLM_STABILITY_ALONE, "2 samples tell little" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
      g_autoptr (LlmStability) stability = NULL;
      g_autofree char *sentence = NULL;

      for (guint j = 0; j < 5 && cases[i].texts[j] != NULL; j++)
        add (comparison, j < 2 ? "one" : "other", cases[i].texts[j]);
      stability = measure (comparison);
      g_assert_cmpint (llm_stability_get_verdict (stability), ==, cases[i].verdict);
      sentence = llm_stability_dup_sentence (stability);
      g_assert_nonnull (g_strstr_len (sentence, -1, cases[i].words));
    }
}

/* --- What does not count --- */

static void
test_left_out (void)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmAnswer) queued = llm_answer_new ("fake", "a", "a");
  g_autoptr (LlmStability) stability = NULL;
  g_autofree char *left_out = NULL;
  g_autofree char *sentence = NULL;
  LlmAnswer *answer;

  add (comparison, "a", "The sky is blue");
  answer = add (comparison, "a", NULL);
  llm_answer_take_error (answer, llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
  llm_answer_restore (answer, LLM_ANSWER_FAILED);
  add (comparison, "a", NULL);
  add (comparison, "a", "!");
  answer = add (comparison, "a", "The sky is");
  llm_answer_set_finish_reason (answer, "length");
  answer = add (comparison, "a", "The sky");
  llm_answer_restore (answer, LLM_ANSWER_STOPPED);
  llm_comparison_add (comparison, queued);

  stability = measure (comparison);
  g_assert_cmpuint (llm_stability_get_n_asked (stability, 0), ==, 7);
  g_assert_cmpuint (llm_stability_get_row (stability, 0)->n_samples[0], ==, 1);
  g_assert_cmpint (llm_stability_get_verdict (stability), ==, LLM_STABILITY_UNKNOWN);
  left_out = llm_stability_dup_left_out (stability);
  g_assert_cmpstr (left_out, ==,
                   "Left out, since they failed: a · 2 of 7. Left out, since there are no words "
                   "in them: a · 3 of 7, a · 4 of 7. Left out, since they are not whole: a · 5 of "
                   "7, a · 6 of 7. Left out, since they have not ended: a · 7 of 7.");
  sentence = llm_stability_dup_sentence (stability);
  g_assert_nonnull (g_strstr_len (sentence, -1, "not known"));
}

/* Which answers are of one model is not told before the verdict. */
static void
test_hidden (void)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmStability) hidden = NULL;
  g_autoptr (LlmStability) stability = NULL;

  add (comparison, "a", "One word");
  add (comparison, "a", "Another word");
  llm_comparison_set_blind (comparison, LLM_BLIND_HIDDEN);
  hidden = measure (comparison);
  g_assert_null (hidden);
  llm_comparison_set_blind (comparison, LLM_BLIND_REVEALED);
  stability = measure (comparison);
  g_assert_nonnull (stability);
  g_assert_null (llm_stability_dup_left_out (stability));
}

/* Models of one name are told apart. */
static void
test_labels (void)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmStability) stability = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (LlmAnswer) answer = llm_answer_new (i < 2 ? "p" : "q", "m", "Same\nname");

      llm_answer_append (answer, LLM_DELTA_TEXT, "words");
      llm_answer_restore (answer, LLM_ANSWER_DONE);
      llm_comparison_add (comparison, answer);
    }
  stability = measure (comparison);
  g_assert_cmpstr (llm_stability_get_label (stability, 0), ==, "Same name (from column 1)");
  g_assert_cmpstr (llm_stability_get_label (stability, 1), ==, "Same name (from column 3)");
}

/* Eight models, five times each. */
static void
test_most (void)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmStability) stability = NULL;

  for (guint i = 0; i < LLM_COMPARISON_MAX_ANSWERS; i++)
    {
      g_autofree char *model = g_strdup_printf ("m%u", i / 5);
      g_autofree char *text = g_strdup_printf ("%s says %u", model, i % 5);

      add (comparison, model, text);
    }
  stability = measure (comparison);
  g_assert_cmpuint (llm_stability_get_n_rows (stability), ==, 8 + 28);
  g_assert_null (llm_stability_dup_left_out (stability));
  /* says of 5 words; two of 4 */
  g_assert_cmpfloat_with_epsilon (llm_stability_get_row (stability, 0)->mean, 0.5, 1e-9);
  g_assert_cmpuint (llm_stability_get_row (stability, 35)->n_distances, ==, 25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stability/titles", test_titles);
  g_test_add_func ("/stability/notifies", test_notifies);
  g_test_add_func ("/stability/turns", test_turns);
  g_test_add_func ("/stability/figures", test_figures);
  g_test_add_func ("/stability/equal", test_equal);
  g_test_add_func ("/stability/verdicts", test_verdicts);
  g_test_add_func ("/stability/left-out", test_left_out);
  g_test_add_func ("/stability/hidden", test_hidden);
  g_test_add_func ("/stability/labels", test_labels);
  g_test_add_func ("/stability/most", test_most);
  return g_test_run ();
}
