/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "llm-insight-stability.h"
#include "llm-insight-test.h"
#include "llm-insight-text.h"
#include "llm-insight-window.h"
#include "llm-spread-bar.h"

/* The page of the window that compares answers that tells how much those of one model vary. */

/* Three answers of the first model, two of the second, of which one failed. */
static void
make_samples (LlmInsightTest *test)
{
  static const char *const texts[] = { "the sky is blue", "the sky is red", "a sky was blue" };

  for (guint i = 0; i < 5; i++)
    llm_answer_set_model (llm_insight_test_get_answer (test, i), "fake", i < 3 ? "one" : "two",
                          i < 3 ? "First" : "Other|one");
  for (guint i = 0; i < 3; i++)
    llm_insight_test_restore (llm_insight_test_get_answer (test, i), texts[i]);
  llm_insight_test_restore (llm_insight_test_get_answer (test, 3), "völlig andere Worte");
  llm_insight_test_fail (llm_insight_test_get_answer (test, 4));
}

static AdwViewStackPage *
get_page (LlmInsightTest *test)
{
  AdwViewStack *stack = ADW_VIEW_STACK (llm_ui_test_find_type (test->window, ADW_TYPE_VIEW_STACK));

  return adw_view_stack_get_page (stack,
                                  llm_ui_test_find_type (test->window, LLM_TYPE_INSIGHT_STABILITY));
}

static gboolean
has_page (gpointer user_data)
{
  return adw_view_stack_page_get_visible (get_page (user_data));
}

static gboolean
has_no_page (gpointer user_data)
{
  return !has_page (user_data);
}

static guint
count_bars (GtkWidget *widget)
{
  guint n = LLM_IS_SPREAD_BAR (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_bars (child);
  return n;
}

static void
test_page (LlmInsightTest *test, gconstpointer data)
{
  make_samples (test);
  llm_insight_test_open (test);
  llm_ui_test_wait (has_page, test);
  llm_insight_test_show_page (test, "stability");
  llm_insight_test_wait_told (test, "How far answers are apart");
  /* 2/5, 4/6 and 6/7 of the words; nothing is shared with the other one. */
  g_assert_true (llm_insight_test_tells (
      test->window, "Answers of one model differ in 64 % of their words on the average, those of "
                    "different models in 100 %."));
  g_assert_true (llm_insight_test_tells (test->window, "With 3 samples this is a hint"));
  g_assert_true (
      llm_insight_test_tells (test->window, "Left out, since they failed: Other|one · 2 of 2."));
  g_assert_true (llm_insight_test_tells (test->window, "40 to 86 %"));
  g_assert_true (llm_insight_test_tells (test->window, "3 × 1"));
  g_assert_true (llm_insight_test_tells (test->window, "First and Other|one"));
  /* The numbers of the scale, those of the first model, and those between both. */
  g_assert_cmpuint (count_bars (test->window), ==, 3);
}

/* Other columns have none, nor have two answers of which one is not there. */
static void
test_no_page (LlmInsightTest *test, gconstpointer data)
{
  llm_answer_set_model (llm_insight_test_get_answer (test, 4), "fake", "model-0", "Model 0");
  llm_insight_test_fill (test);
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "figures");
  llm_insight_test_wait_told (test, "Model 0 · 1 of 2");
  g_assert_true (has_no_page (test));
  llm_answer_clear (llm_insight_test_get_answer (test, 4));
  llm_insight_test_restore (llm_insight_test_get_answer (test, 4), "Now there is a second one");
  llm_ui_test_wait (has_page, test);
}

/* Who is of one model is not told before the verdict. */
static void
test_blind (LlmInsightTest *test, gconstpointer data)
{
  make_samples (test);
  llm_comparison_set_blind (test->comparison, LLM_BLIND_HIDDEN);
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "figures");
  llm_insight_test_wait_told (test, "Words in common");
  g_assert_true (has_no_page (test));
  g_assert_true (llm_insight_test_tells (test->window, "Answer A"));
  g_assert_false (llm_insight_test_tells (test->window, "of 3"));
  llm_comparison_set_blind (test->comparison, LLM_BLIND_REVEALED);
  llm_ui_test_wait (has_page, test);
  llm_insight_test_wait_told (test, "First · 1 of 3");
}

static gboolean
has_stability (gpointer user_data)
{
  return llm_insight_get_stability (LLM_INSIGHT (user_data)) != NULL;
}

static void
test_markdown (LlmInsightTest *test, gconstpointer data)
{
  g_autoptr (LlmInsight) insight = NULL;
  g_autofree char *document = NULL;

  make_samples (test);
  insight = llm_insight_new (test->comparison);
  llm_ui_test_wait (has_stability, insight);
  document = llm_insight_dup_document (insight, "The summary.");
  g_assert_nonnull (strstr (document, "\n## Stability\n\nAnswers of one model differ in 64 %"));
  g_assert_nonnull (strstr (document, "\n| Answers of | Samples | Mean | Range | 95 % interval |\n"
                                      "| --- | ---: | ---: | ---: | ---: |\n"
                                      "| First | 3 | 64 % | 40 to 86 % | "));
  g_assert_nonnull (strstr (document, "\n| Other\\|one | 1 | - | - | - |\n"
                                      "| First and Other\\|one | 3 × 1 | 100 % |"));
  g_assert_nonnull (strstr (document, "Left out, since they failed: Other\\|one · 2 of 2."));
  g_assert_true (strstr (document, "## Stability") < strstr (document, "## Summary of differ"));
  llm_insight_test_open (test);
}

/* From one end to the other; to the left where that is the way of reading. */
static void
test_positions (LlmInsightTest *test, gconstpointer data)
{
  static const double distances[] = { 0.25, 0.75 };
  const LlmStabilityRow row = { .groups = { 0, 0 },
                                .n_samples = { 3, 3 },
                                .n_distances = 2,
                                .distances = distances,
                                .mean = 0.5,
                                .lowest = 0.25,
                                .highest = 0.75,
                                .lower = NAN,
                                .upper = NAN };
  GtkWidget *bar = llm_spread_bar_new (&row);
  double ltr[3], rtl[3];

  make_samples (test);
  llm_insight_test_open (test);
  llm_ui_test_present (&test->ui, bar, 400, 100);
  for (guint i = 0; i < 3; i++)
    ltr[i] = llm_spread_bar_get_position (LLM_SPREAD_BAR (bar), i / 2.0);
  gtk_widget_set_direction (bar, GTK_TEXT_DIR_RTL);
  for (guint i = 0; i < 3; i++)
    rtl[i] = llm_spread_bar_get_position (LLM_SPREAD_BAR (bar), i / 2.0);
  g_assert_cmpfloat (ltr[0], >, 0);
  g_assert_cmpfloat (ltr[2], <, gtk_widget_get_width (bar));
  g_assert_cmpfloat_with_epsilon (ltr[1] * 2, ltr[0] + ltr[2], 1e-6);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (rtl[i], ltr[2 - i], 1e-6);
  g_assert_cmpfloat (ltr[2] - ltr[0], >, 60);
}

static guint
count_overlaps (GtkWidget *widget)
{
  guint n = GTK_IS_BUTTON (widget)
            && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "figures.pair")
                   == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_overlaps (child);
  return n;
}

static gboolean
has_all_overlaps (gpointer user_data)
{
  return count_overlaps (((LlmInsightTest *) user_data)->window)
         == LLM_COMPARISON_MAX_ANSWERS * (LLM_COMPARISON_MAX_ANSWERS - 1);
}

/* Eight models, five times each: all of it is told, and it shows nothing twice. */
static void
test_most (LlmInsightTest *test, gconstpointer data)
{
  while (llm_comparison_get_n_answers (test->comparison) < LLM_COMPARISON_MAX_ANSWERS)
    {
      g_autoptr (LlmAnswer) answer = llm_answer_new ("fake", "m", "m");

      llm_comparison_add (test->comparison, answer);
    }
  for (guint i = 0; i < LLM_COMPARISON_MAX_ANSWERS; i++)
    {
      g_autofree char *model = g_strdup_printf ("m%u", i / 5);
      g_autofree char *text = g_strdup_printf ("%s says %u", model, i % 5);

      llm_answer_set_model (llm_insight_test_get_answer (test, i), "fake", model, model);
      llm_insight_test_restore (llm_insight_test_get_answer (test, i), text);
    }
  llm_insight_test_open (test);
  llm_ui_test_wait (has_page, test);
  llm_insight_test_show_page (test, "figures");
  llm_ui_test_wait (has_all_overlaps, test);
  llm_insight_test_show_page (test, "stability");
  llm_insight_test_wait_told (test, "m6 and m7");
  g_assert_cmpuint (count_bars (test->window), ==, 1 + 8 + 28);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

#define ADD(path, func)                                                                            \
  g_test_add (path, LlmInsightTest, NULL, llm_insight_test_set_up, func, llm_insight_test_tear_down)
  ADD ("/ui/insight-stability/page", test_page);
  ADD ("/ui/insight-stability/no-page", test_no_page);
  ADD ("/ui/insight-stability/blind", test_blind);
  ADD ("/ui/insight-stability/markdown", test_markdown);
  ADD ("/ui/insight-stability/positions", test_positions);
  ADD ("/ui/insight-stability/most", test_most);
#undef ADD

  return g_test_run ();
}
