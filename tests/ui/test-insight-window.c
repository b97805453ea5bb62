/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-diff-row.h"
#include "llm-insight-diff.h"
#include "llm-insight-figures.h"
#include "llm-insight-pair.h"
#include "llm-insight-test.h"
#include "llm-insight-text.h"
#include "llm-insight-window.h"

static LlmInsightPair *
get_pair (LlmInsightTest *test)
{
  GtkWidget *figures = llm_ui_test_find_type (test->window, LLM_TYPE_INSIGHT_FIGURES);

  return LLM_INSIGHT_PAIR (llm_ui_test_find_type (figures, LLM_TYPE_INSIGHT_PAIR));
}

static void
test_figures (LlmInsightTest *test, gconstpointer data)
{
  GtkWidget *sentence;

  llm_insight_test_fill (test);
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "figures");
  llm_insight_test_wait_told (test, "Words in common");
  g_assert_true (llm_insight_test_tells (test->window, "since they failed: "));
  g_assert_true (llm_insight_test_tells (test->window, "there is nothing in them: "));

  /* The first two share a sentence; it is shown where it is. */
  sentence = llm_insight_test_find_action (
      test->window, "insight.show",
      "The molecules of the air scatter blue light far more than red light.");
  g_assert_nonnull (sentence);
  g_signal_emit_by_name (sentence, "clicked");
  g_assert_cmpstr (test->shown[0], ==,
                   llm_answer_get_column_id (llm_insight_test_get_answer (test, 0)));
  g_assert_true (g_str_has_prefix (test->shown[1], "The molecules of the air"));

  sentence = llm_insight_test_find_action (test->window, "insight.show",
                                           "Nobody has ever asked the ocean about it.");
  g_assert_nonnull (sentence);
  g_signal_emit_by_name (sentence, "clicked");
  g_assert_cmpstr (test->shown[0], ==,
                   llm_answer_get_column_id (llm_insight_test_get_answer (test, 1)));
}

/* A number of the matrix chooses the two; turned round each has its own sentences still. */
static void
test_pair (LlmInsightTest *test, gconstpointer data)
{
  GtkWidget *figures, *sentence;
  guint a, b;

  llm_insight_test_fill (test);
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "figures");
  llm_insight_test_wait_told (test, "Words in common");
  figures = llm_ui_test_find_type (test->window, LLM_TYPE_INSIGHT_FIGURES);
  g_assert_true (gtk_widget_activate_action (figures, "figures.pair", "(uu)", 2, 1));
  llm_insight_pair_get (get_pair (test), &a, &b);
  g_assert_cmpuint (a, ==, 2);
  g_assert_cmpuint (b, ==, 1);
  g_assert_null (llm_insight_test_find_action (test->window, "insight.show",
                                               "At sunset the way through the air is longer."));
  sentence = llm_insight_test_find_action (test->window, "insight.show",
                                           "Nobody has ever asked the ocean about it.");
  g_assert_nonnull (sentence);
  g_signal_emit_by_name (sentence, "clicked");
  g_assert_cmpstr (test->shown[0], ==,
                   llm_answer_get_column_id (llm_insight_test_get_answer (test, 1)));

  /* Not the same one twice: the other one gives way. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_pair (test)), "pair.swap", NULL));
  llm_insight_pair_get (get_pair (test), &a, &b);
  g_assert_cmpuint (a, ==, 1);
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (llm_ui_test_find_type (GTK_WIDGET (get_pair (test)), GTK_TYPE_DROP_DOWN)), 2);
  llm_insight_pair_get (get_pair (test), &a, &b);
  g_assert_cmpuint (a, ==, 2);
  g_assert_cmpuint (b, ==, 1);

  /* What is not there is not chosen. */
  g_assert_true (gtk_widget_activate_action (figures, "figures.pair", "(uu)", 7, 1));
  g_assert_true (gtk_widget_activate_action (figures, "figures.pair", "(uu)", 1, 1));
  llm_insight_pair_get (get_pair (test), &a, &b);
  g_assert_cmpuint (a, ==, 2);
}

static gboolean
is_bar_revealed (gpointer user_data)
{
  GtkWidget *bar
      = llm_ui_test_find_type (((LlmInsightTest *) user_data)->window, ADW_TYPE_VIEW_SWITCHER_BAR);

  return adw_view_switcher_bar_get_reveal (ADW_VIEW_SWITCHER_BAR (bar));
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

/* As narrow as a phone the pages are chosen at the bottom; nothing is wider than that. */
static void
test_narrow (LlmInsightTest *test, gconstpointer data)
{
  int least;

  llm_answer_set_model (llm_insight_test_get_answer (test, 0), "fake", "long",
                        "A model with a name that is much longer than a phone is wide");
  llm_insight_test_fill (test);
  test->window = llm_insight_window_new (test->ui.context, test->comparison);
  g_object_add_weak_pointer (G_OBJECT (test->window), (gpointer *) &test->window);
  gtk_window_set_default_size (GTK_WINDOW (test->window), 360, 600);
  gtk_window_present (GTK_WINDOW (test->window));
  llm_ui_test_wait (is_mapped, test->window);
  llm_ui_test_wait (is_bar_revealed, test);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const pages[] = { "differences", "figures", "summary" };

      llm_insight_test_show_page (test, pages[i]);
      llm_ui_test_wait_frame (test->window);
      gtk_widget_measure (test->window, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      g_assert_cmpint (least, <=, 360);
    }
}

static void
test_too_few (LlmInsightTest *test, gconstpointer data)
{
  llm_insight_test_restore (llm_insight_test_get_answer (test, 0), llm_insight_test_texts[0]);
  llm_insight_test_fail (llm_insight_test_get_answer (test, 1));
  llm_insight_test_open (test);
  llm_insight_test_wait_told (test, "Nothing to compare");
  g_assert_true (llm_insight_test_tells (test->window, "since they failed: "));

  /* It keeps up. */
  llm_insight_test_restore (llm_insight_test_get_answer (test, 2), llm_insight_test_texts[1]);
  llm_insight_test_show_page (test, "figures");
  llm_insight_test_wait_told (test, "Words in common");
  llm_comparison_remove (test->comparison,
                         llm_answer_get_column_id (llm_insight_test_get_answer (test, 2)));
  llm_insight_test_wait_told (test, "Nothing to compare");
}

/* While answers come nothing is made of them; when all have ended it is. */
static void
test_running (LlmInsightTest *test, gconstpointer data)
{
  LlmStream *stream;

  for (guint i = 0; i < 3; i++)
    llm_comparison_remove (test->comparison,
                           llm_answer_get_column_id (llm_insight_test_get_answer (test, 2)));
  llm_insight_test_open (test);
  llm_runner_start (test->ui.runner, test->comparison);
  llm_insight_test_wait_told (test, "Answers are still coming");
  for (guint i = 0; i < 2; i++)
    {
      stream = fake_provider_get_stream (test->ui.provider, i);
      llm_stream_emit_delta (stream, LLM_DELTA_TEXT, llm_insight_test_texts[i]);
      g_assert_true (llm_insight_test_tells (test->window, "Answers are still coming"));
      llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
    }
  llm_insight_test_show_page (test, "figures");
  llm_insight_test_wait_told (test, "Words in common");

  /* Retried, it is another answer. */
  llm_runner_start_answer (test->ui.runner, test->comparison, llm_insight_test_get_answer (test, 1),
                           LLM_RUN_AGAIN);
  llm_insight_test_wait_told (test, "Answers are still coming");
  stream = fake_provider_get_stream (test->ui.provider, 2);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, llm_insight_test_texts[2]);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
  llm_insight_test_wait_told (test,
                              "Completely different words stand here, without anything shared.");
}

static void
assert_no_name (GtkWidget *widget)
{
  g_autofree char *tooltip = NULL;

  if (GTK_IS_LABEL (widget))
    g_assert_null (strstr (gtk_label_get_label (GTK_LABEL (widget)), "Secret"));
  g_object_get (widget, "tooltip-text", &tooltip, NULL);
  g_assert_true (tooltip == NULL || strstr (tooltip, "Secret") == NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_no_name (child);
}

/* Nobody is named until names are shown, not even those that are left out. */
static void
test_blind (LlmInsightTest *test, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *model = g_strdup_printf ("secret-%u", i);

      llm_answer_set_model (llm_insight_test_get_answer (test, i), "fake", model, "Secret model");
    }
  llm_insight_test_fill (test);
  llm_comparison_set_blind (test->comparison, LLM_BLIND_HIDDEN);
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "figures");
  llm_insight_test_wait_told (test, "Words in common");
  g_assert_true (llm_insight_test_tells (test->window, "Answer A"));
  g_assert_true (llm_insight_test_tells (test->window, "since they failed: Answer D."));
  assert_no_name (test->window);

  llm_comparison_set_blind (test->comparison, LLM_BLIND_REVEALED);
  llm_insight_test_wait_told (test, "Secret model (column 1)");
}

static void
test_stopped (LlmInsightTest *test, gconstpointer data)
{
  g_autoptr (LlmInsight) insight = NULL;

  llm_insight_test_fill (test);
  insight = llm_insight_new (test->comparison);
  g_assert_cmpint (llm_insight_get_state (insight), ==, LLM_INSIGHT_COMPUTING);
  llm_insight_cancel (insight);
  g_assert_cmpint (llm_insight_get_state (insight), ==, LLM_INSIGHT_CANCELLED);
  g_assert_null (llm_insight_get_metrics (insight));
  llm_insight_test_open (test);
}

static gboolean
has_figures (gpointer user_data)
{
  return llm_insight_get_metrics (LLM_INSIGHT (user_data)) != NULL;
}

/* What is copied: tables that names cannot break, nor make a formula of. */
static void
test_copied (LlmInsightTest *test, gconstpointer data)
{
  g_autoptr (LlmInsight) insight = NULL;
  g_autofree char *markdown = NULL;
  g_autofree char *csv = NULL;
  g_auto (GStrv) lines = NULL;

  llm_answer_set_model (llm_insight_test_get_answer (test, 0), "fake", "a", "=A|1\n\"x\"");
  llm_insight_test_fill (test);
  insight = llm_insight_new (test->comparison);
  llm_ui_test_wait (has_figures, insight);
  markdown = llm_insight_dup_markdown (insight);
  lines = g_strsplit (markdown, "\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "| Answer | Words | Characters | Sentences |"));
  g_assert_true (g_str_has_prefix (lines[2], "| =A\\|1 \"x\" | "));
  g_assert_nonnull (strstr (lines[2], " | 26 | "));
  g_assert_nonnull (strstr (markdown, "Left out, since they failed: "));
  csv = llm_insight_dup_csv (insight);
  g_assert_true (g_str_has_prefix (csv, "answer,words,characters,sentences,estimated_tokens,"));
  g_assert_nonnull (strstr (csv, "\r\n\"'=A|1 \"\"x\"\"\",26,"));
  llm_insight_test_open (test);
}

/* --- Differences --- */

static LlmInsightDiff *
get_diff (LlmInsightTest *test)
{
  return LLM_INSIGHT_DIFF (llm_ui_test_find_type (test->window, LLM_TYPE_INSIGHT_DIFF));
}

static void
choose (LlmInsightTest *test, guint a, guint b)
{
  LlmInsightPair *pair = LLM_INSIGHT_PAIR (
      llm_ui_test_find_type (GTK_WIDGET (get_diff (test)), LLM_TYPE_INSIGHT_PAIR));

  llm_insight_pair_set (pair, a, b);
}

/* The label with that text, and how many of its bytes are marked. */
static guint
count_marked (LlmInsightTest *test, GtkWidget *widget, const char *text, PangoAttrType type)
{
  guint n = 0;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    {
      PangoAttrList *attributes = gtk_label_get_attributes (GTK_LABEL (widget));
      GSList *list = attributes != NULL ? pango_attr_list_get_attributes (attributes) : NULL;

      for (GSList *item = list; item != NULL; item = item->next)
        {
          const PangoAttribute *attribute = item->data;

          if (attribute->klass->type == type)
            n += attribute->end_index - attribute->start_index;
        }
      g_slist_free_full (list, (GDestroyNotify) pango_attribute_destroy);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_marked (test, child, text, type);
  return n;
}

static void
add_two (LlmInsightTest *test, const char *a, const char *b)
{
  llm_insight_test_restore (llm_insight_test_get_answer (test, 0), a);
  llm_insight_test_restore (llm_insight_test_get_answer (test, 1), b);
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "differences");
}

static void
test_differences (LlmInsightTest *test, gconstpointer data)
{
  GtkWidget *diff;

  add_two (test, "The sky is blue.\n\nSame here.\n", "The sky is red.\n\nSame here.\n");
  llm_insight_test_wait_told (test, "The sky is red.");
  llm_ui_test_wait_frame (test->window);
  diff = GTK_WIDGET (get_diff (test));
  g_assert_cmpuint (count_marked (test, diff, "The sky is blue.", PANGO_ATTR_STRIKETHROUGH), ==, 4);
  g_assert_cmpuint (count_marked (test, diff, "The sky is red.", PANGO_ATTR_UNDERLINE), ==, 3);
  g_assert_cmpuint (count_marked (test, diff, "Same here.", PANGO_ATTR_UNDERLINE), ==, 0);
  /* What is the same recedes. */
  g_assert_cmpuint (count_marked (test, diff, "The sky is blue.", PANGO_ATTR_FOREGROUND_ALPHA), ==,
                    strlen ("The sky is ") + 1);
  g_assert_true (llm_insight_test_tells (diff, "1 difference"));

  /* The other way round. */
  choose (test, 1, 0);
  llm_insight_test_wait_told (test, "The sky is red.");
  llm_ui_test_wait_frame (test->window);
  g_assert_cmpuint (count_marked (test, diff, "The sky is red.", PANGO_ATTR_STRIKETHROUGH), ==, 3);
}

static void
test_same (LlmInsightTest *test, gconstpointer data)
{
  add_two (test, "The sky is blue.", "The sky is blue.");
  llm_insight_test_wait_told (test, "No differences");
  g_assert_false (llm_insight_diff_step (get_diff (test), 1));
}

/* Two texts with nothing in common are not one difference, and are gone through by paragraphs. */
static void
test_unrelated (LlmInsightTest *test, gconstpointer data)
{
  GtkWidget *diff;

  add_two (test, "alpha beta\n\ngamma delta\n\nepsilon", "eins zwei\n\ndrei vier\n\nelf");
  llm_insight_test_wait_told (test, "3 differences, 100 % of the words");
  diff = GTK_WIDGET (get_diff (test));
  g_assert_true (llm_insight_test_tells (diff, "3 places"));
  for (guint i = 0; i < 3; i++)
    g_assert_true (gtk_widget_activate_action (diff, "diff.next", NULL));
  g_assert_true (llm_insight_test_tells (diff, "3 of 3"));
}

/* The second of the two drop-downs. */
static GtkDropDown *
get_others (LlmInsightTest *test, GtkWidget *pair)
{
  GtkWidget *drop_down = llm_ui_test_find_type (pair, GTK_TYPE_DROP_DOWN);

  do
    drop_down = gtk_widget_get_next_sibling (drop_down);
  while (!GTK_IS_DROP_DOWN (drop_down));
  return GTK_DROP_DOWN (drop_down);
}

/* One against all others, and from there to one of them. */
static void
test_all (LlmInsightTest *test, gconstpointer data)
{
  GtkWidget *diff, *pair, *list;
  GtkDropDown *others;
  guint a, b;

  llm_insight_test_restore (llm_insight_test_get_answer (test, 0), "The sky is blue today.");
  llm_insight_test_restore (llm_insight_test_get_answer (test, 1), "The sky is red today.");
  llm_insight_test_restore (llm_insight_test_get_answer (test, 2), "Nothing of that kind.");
  llm_insight_test_fail (llm_insight_test_get_answer (test, 3));
  llm_insight_test_restore (llm_insight_test_get_answer (test, 4), "The sky is blue today.");
  llm_insight_test_open (test);
  llm_insight_test_show_page (test, "differences");
  diff = GTK_WIDGET (get_diff (test));
  llm_insight_test_wait_told (test, "20 % of the words");
  pair = llm_ui_test_find_type (diff, LLM_TYPE_INSIGHT_PAIR);
  others = get_others (test, pair);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (others)), ==, 5);
  gtk_drop_down_set_selected (others, 4);
  g_assert_true (llm_insight_pair_is_all (LLM_INSIGHT_PAIR (pair)));
  llm_insight_test_wait_told (test, "1 difference, 20 % of the words");
  g_assert_true (llm_insight_test_tells (diff, "100 % of the words"));
  g_assert_true (llm_insight_test_tells (diff, "No differences"));
  g_assert_true (llm_insight_test_tells (diff, "since they failed: "));

  /* Another base; then one of the others. */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (llm_ui_test_find_type (pair, GTK_TYPE_DROP_DOWN)), 1);
  g_assert_true (llm_insight_pair_is_all (LLM_INSIGHT_PAIR (pair)));
  llm_insight_test_wait_told (test, "1 difference, 20 % of the words");
  g_assert_false (llm_insight_test_tells (diff, "No differences"));
  list = llm_ui_test_find_type (diff, GTK_TYPE_LIST_BOX);
  g_signal_emit_by_name (list, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 1));
  llm_insight_pair_get (LLM_INSIGHT_PAIR (pair), &a, &b);
  g_assert_cmpuint (a, ==, 1);
  g_assert_cmpuint (b, ==, 2);
  g_assert_false (llm_insight_pair_is_all (LLM_INSIGHT_PAIR (pair)));
  llm_insight_test_wait_told (test, "Nothing of that kind.");

  /* Figures are of two only. */
  g_assert_cmpuint (g_list_model_get_n_items (
                        gtk_drop_down_get_model (get_others (test, GTK_WIDGET (get_pair (test))))),
                    ==, 4);
}

/* Steps go round; what is the same is folded and can be seen. */
static void
test_steps (LlmInsightTest *test, gconstpointer data)
{
  static const char same[] = "One is the same.\n\nTwo is the same.\n\nThree is the same.\n\n"
                             "Four is the same.\n\nFive is the same.\n\n";
  g_autofree char *a = g_strconcat ("First old.\n\n", same, "Last old.\n", NULL);
  g_autofree char *b = g_strconcat ("First new.\n\n", same, "Last new.\n", NULL);
  GtkWidget *diff, *fold;

  add_two (test, a, b);
  llm_insight_test_wait_told (test, "2 differences");
  llm_insight_test_wait_told (test, "3 unchanged paragraphs");
  diff = GTK_WIDGET (get_diff (test));
  g_assert_true (gtk_widget_activate_action (diff, "diff.next", NULL));
  g_assert_true (llm_insight_test_tells (diff, "1 of 2"));
  g_assert_true (gtk_widget_activate_action (diff, "diff.next", NULL));
  g_assert_true (llm_insight_test_tells (diff, "2 of 2"));
  g_assert_true (gtk_widget_activate_action (diff, "diff.next", NULL));
  g_assert_true (llm_insight_test_tells (diff, "1 of 2"));
  g_assert_true (gtk_widget_activate_action (diff, "diff.previous", NULL));
  g_assert_true (llm_insight_test_tells (diff, "2 of 2"));

  g_assert_false (llm_insight_test_tells (diff, "Three is the same."));
  fold = llm_insight_test_find_action (diff, NULL, "3 unchanged paragraphs");
  g_assert_nonnull (fold);
  g_signal_emit_by_name (fold, "clicked");
  llm_insight_test_wait_told (test, "Three is the same.");
  g_assert_false (llm_insight_test_tells (diff, "3 unchanged paragraphs"));
}

/* Long answers in one paragraph make no tall rows; all of them is there. */
static void
test_long (LlmInsightTest *test, gconstpointer data)
{
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (LlmDiff) diff = NULL;
  g_autoptr (GListStore) rows = NULL;
  g_autoptr (GError) error = NULL;
  guint32 position = 0;

  for (guint i = 0; i < 4000; i++)
    g_string_append (a, i % 100 == 50 ? "wörter" : "wörter ");
  llm_insight_test_restore (llm_insight_test_get_answer (test, 0), a->str);
  llm_insight_test_restore (llm_insight_test_get_answer (test, 1), "short");
  diff = llm_diff_new (a->str, "short", LLM_DIFF_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  rows = llm_diff_rows_new (diff, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), >, 8);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rows)); i++)
    {
      g_autoptr (LlmDiffItem) item = g_list_model_get_item (G_LIST_MODEL (rows), i);
      const LlmTextRange range = llm_diff_item_get_range (item, 0);

      g_assert_cmpuint (range.start, ==, position);
      g_assert_cmpuint (range.end - range.start, <=, 3000);
      g_assert_true (g_utf8_validate (a->str + range.start, range.end - range.start, NULL));
      position = range.end;
    }
  g_assert_cmpuint (position, ==, a->len);
  llm_insight_test_open (test);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

#define ADD(path, func)                                                                            \
  g_test_add (path, LlmInsightTest, NULL, llm_insight_test_set_up, func, llm_insight_test_tear_down)
  ADD ("/ui/insight-window/figures", test_figures);
  ADD ("/ui/insight-window/pair", test_pair);
  ADD ("/ui/insight-window/narrow", test_narrow);
  ADD ("/ui/insight-window/too-few", test_too_few);
  ADD ("/ui/insight-window/running", test_running);
  ADD ("/ui/insight-window/blind", test_blind);
  ADD ("/ui/insight-window/stopped", test_stopped);
  ADD ("/ui/insight-window/copied", test_copied);
  ADD ("/ui/insight-window/differences", test_differences);
  ADD ("/ui/insight-window/same", test_same);
  ADD ("/ui/insight-window/unrelated", test_unrelated);
  ADD ("/ui/insight-window/all", test_all);
  ADD ("/ui/insight-window/steps", test_steps);
  ADD ("/ui/insight-window/long", test_long);
#undef ADD
  return g_test_run ();
}
