/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-error.h"
#include "llm-diff-row.h"
#include "llm-insight-diff.h"
#include "llm-insight-figures.h"
#include "llm-insight-pair.h"
#include "llm-insight-summary.h"
#include "llm-insight-text.h"
#include "llm-insight-window.h"
#include "llm-ui-test.h"

#define SHARED "The molecules of the air scatter blue light far more than red light.\n\n"

static const char *const texts[] = {
  "# The sky\n\n" SHARED "At sunset the way through the air is longer.\n\n- one\n- two\n",
  SHARED "Nobody has ever asked the ocean about it.\n\n```c\nint sky;\n```\n",
  "Completely different words stand here, without anything shared.\n",
};

typedef struct
{
  LlmUiTest ui;
  LlmComparison *comparison;
  GtkWidget *window;
  char *shown[2];
} Fixture;

static void
restore (LlmAnswer *answer, const char *text)
{
  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
}

static void
fail (LlmAnswer *answer)
{
  llm_answer_take_error (answer, llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
  llm_answer_restore (answer, LLM_ANSWER_FAILED);
}

static void
show_text_cb (Fixture *fixture, const char *column_id, const char *text)
{
  g_free (fixture->shown[0]);
  g_free (fixture->shown[1]);
  fixture->shown[0] = g_strdup (column_id);
  fixture->shown[1] = g_strdup (text);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  fixture->comparison = llm_ui_test_new_comparison (5);
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

/* Nothing may keep the window, and that nothing of the comparison. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_null, &fixture->window);
  g_free (fixture->shown[0]);
  g_free (fixture->shown[1]);
  llm_runner_stop_all (fixture->ui.runner);
  llm_ui_test_tear_down (&fixture->ui, data);
  /* A thread that was told to stop may still have it. */
  g_object_add_weak_pointer (G_OBJECT (fixture->comparison), (gpointer *) &fixture->comparison);
  g_object_unref (fixture->comparison);
  llm_ui_test_wait (is_null, &fixture->comparison);
}

static LlmAnswer *
get_answer (Fixture *fixture, guint index)
{
  return llm_comparison_get_answer (fixture->comparison, index);
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
open (Fixture *fixture)
{
  fixture->window = llm_insight_window_new (fixture->ui.context, fixture->comparison);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  g_signal_connect_swapped (fixture->window, "show-text", G_CALLBACK (show_text_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
}

/* Three to be compared, one that failed, one with nothing in it. */
static void
fill (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    restore (get_answer (fixture, i), texts[i]);
  fail (get_answer (fixture, 3));
  restore (get_answer (fixture, 4), " \n");
}

static gboolean
is_seen (GtkWidget *widget)
{
  return widget != NULL && gtk_widget_get_mapped (widget);
}

static GtkWidget *
find_action (GtkWidget *widget, const char *action, const char *text)
{
  if (GTK_IS_BUTTON (widget) && is_seen (widget)
      && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0
      && llm_ui_test_has_text (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_action (child, action, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Whether something that is seen has these words. */
static gboolean
tells (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && is_seen (widget)
      && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (tells (child, text))
        return TRUE;
    }
  return FALSE;
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Told;

static gboolean
is_told (gpointer user_data)
{
  const Told *told = user_data;

  return tells (told->fixture->window, told->text);
}

static void
wait_told (Fixture *fixture, const char *text)
{
  Told told = { fixture, text };

  llm_ui_test_wait (is_told, &told);
}

static void
show_page (Fixture *fixture, const char *name)
{
  adw_view_stack_set_visible_child_name (
      ADW_VIEW_STACK (llm_ui_test_find_type (fixture->window, ADW_TYPE_VIEW_STACK)), name);
}

static LlmInsightPair *
get_pair (Fixture *fixture)
{
  GtkWidget *figures = llm_ui_test_find_type (fixture->window, LLM_TYPE_INSIGHT_FIGURES);

  return LLM_INSIGHT_PAIR (llm_ui_test_find_type (figures, LLM_TYPE_INSIGHT_PAIR));
}

static void
test_figures (Fixture *fixture, gconstpointer data)
{
  GtkWidget *sentence;

  fill (fixture);
  open (fixture);
  show_page (fixture, "figures");
  wait_told (fixture, "Words in common");
  g_assert_true (tells (fixture->window, "since they failed: "));
  g_assert_true (tells (fixture->window, "there is nothing in them: "));

  /* The first two share a sentence; it is shown where it is. */
  sentence = find_action (fixture->window, "insight.show",
                          "The molecules of the air scatter blue light far more than red light.");
  g_assert_nonnull (sentence);
  g_signal_emit_by_name (sentence, "clicked");
  g_assert_cmpstr (fixture->shown[0], ==, llm_answer_get_column_id (get_answer (fixture, 0)));
  g_assert_true (g_str_has_prefix (fixture->shown[1], "The molecules of the air"));

  sentence
      = find_action (fixture->window, "insight.show", "Nobody has ever asked the ocean about it.");
  g_assert_nonnull (sentence);
  g_signal_emit_by_name (sentence, "clicked");
  g_assert_cmpstr (fixture->shown[0], ==, llm_answer_get_column_id (get_answer (fixture, 1)));
}

/* A number of the matrix chooses the two; turned round each has its own sentences still. */
static void
test_pair (Fixture *fixture, gconstpointer data)
{
  GtkWidget *figures, *sentence;
  guint a, b;

  fill (fixture);
  open (fixture);
  show_page (fixture, "figures");
  wait_told (fixture, "Words in common");
  figures = llm_ui_test_find_type (fixture->window, LLM_TYPE_INSIGHT_FIGURES);
  g_assert_true (gtk_widget_activate_action (figures, "figures.pair", "(uu)", 2, 1));
  llm_insight_pair_get (get_pair (fixture), &a, &b);
  g_assert_cmpuint (a, ==, 2);
  g_assert_cmpuint (b, ==, 1);
  g_assert_null (find_action (fixture->window, "insight.show",
                              "At sunset the way through the air is longer."));
  sentence
      = find_action (fixture->window, "insight.show", "Nobody has ever asked the ocean about it.");
  g_assert_nonnull (sentence);
  g_signal_emit_by_name (sentence, "clicked");
  g_assert_cmpstr (fixture->shown[0], ==, llm_answer_get_column_id (get_answer (fixture, 1)));

  /* Not the same one twice: the other one gives way. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_pair (fixture)), "pair.swap", NULL));
  llm_insight_pair_get (get_pair (fixture), &a, &b);
  g_assert_cmpuint (a, ==, 1);
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (llm_ui_test_find_type (GTK_WIDGET (get_pair (fixture)), GTK_TYPE_DROP_DOWN)),
      2);
  llm_insight_pair_get (get_pair (fixture), &a, &b);
  g_assert_cmpuint (a, ==, 2);
  g_assert_cmpuint (b, ==, 1);

  /* What is not there is not chosen. */
  g_assert_true (gtk_widget_activate_action (figures, "figures.pair", "(uu)", 7, 1));
  g_assert_true (gtk_widget_activate_action (figures, "figures.pair", "(uu)", 1, 1));
  llm_insight_pair_get (get_pair (fixture), &a, &b);
  g_assert_cmpuint (a, ==, 2);
}

static gboolean
is_bar_revealed (gpointer user_data)
{
  GtkWidget *bar
      = llm_ui_test_find_type (((Fixture *) user_data)->window, ADW_TYPE_VIEW_SWITCHER_BAR);

  return adw_view_switcher_bar_get_reveal (ADW_VIEW_SWITCHER_BAR (bar));
}

/* As narrow as a phone the pages are chosen at the bottom; nothing is wider than that. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  int least;

  llm_answer_set_model (get_answer (fixture, 0), "fake", "long",
                        "A model with a name that is much longer than a phone is wide");
  fill (fixture);
  fixture->window = llm_insight_window_new (fixture->ui.context, fixture->comparison);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 600);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait (is_bar_revealed, fixture);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const pages[] = { "differences", "figures", "summary" };

      show_page (fixture, pages[i]);
      llm_ui_test_wait_frame (fixture->window);
      gtk_widget_measure (fixture->window, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                          NULL);
      g_assert_cmpint (least, <=, 360);
    }
}

static void
test_too_few (Fixture *fixture, gconstpointer data)
{
  restore (get_answer (fixture, 0), texts[0]);
  fail (get_answer (fixture, 1));
  open (fixture);
  wait_told (fixture, "Nothing to compare");
  g_assert_true (tells (fixture->window, "since they failed: "));

  /* It keeps up. */
  restore (get_answer (fixture, 2), texts[1]);
  show_page (fixture, "figures");
  wait_told (fixture, "Words in common");
  llm_comparison_remove (fixture->comparison, llm_answer_get_column_id (get_answer (fixture, 2)));
  wait_told (fixture, "Nothing to compare");
}

/* While answers come nothing is made of them; when all have ended it is. */
static void
test_running (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream;

  for (guint i = 0; i < 3; i++)
    llm_comparison_remove (fixture->comparison, llm_answer_get_column_id (get_answer (fixture, 2)));
  open (fixture);
  llm_runner_start (fixture->ui.runner, fixture->comparison);
  wait_told (fixture, "Answers are still coming");
  for (guint i = 0; i < 2; i++)
    {
      stream = fake_provider_get_stream (fixture->ui.provider, i);
      llm_stream_emit_delta (stream, LLM_DELTA_TEXT, texts[i]);
      g_assert_true (tells (fixture->window, "Answers are still coming"));
      llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
    }
  show_page (fixture, "figures");
  wait_told (fixture, "Words in common");

  /* Retried, it is another answer. */
  llm_runner_start_answer (fixture->ui.runner, fixture->comparison, get_answer (fixture, 1),
                           LLM_RUN_AGAIN);
  wait_told (fixture, "Answers are still coming");
  stream = fake_provider_get_stream (fixture->ui.provider, 2);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, texts[2]);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
  wait_told (fixture, "Completely different words stand here, without anything shared.");
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
test_blind (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    llm_answer_set_model (get_answer (fixture, i), "fake", "secret", "Secret model");
  fill (fixture);
  llm_comparison_set_blind (fixture->comparison, LLM_BLIND_HIDDEN);
  open (fixture);
  show_page (fixture, "figures");
  wait_told (fixture, "Words in common");
  g_assert_true (tells (fixture->window, "Answer A"));
  g_assert_true (tells (fixture->window, "since they failed: Answer D."));
  assert_no_name (fixture->window);

  llm_comparison_set_blind (fixture->comparison, LLM_BLIND_REVEALED);
  wait_told (fixture, "Secret model (column 1)");
}

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmInsight) insight = NULL;

  fill (fixture);
  insight = llm_insight_new (fixture->comparison);
  g_assert_cmpint (llm_insight_get_state (insight), ==, LLM_INSIGHT_COMPUTING);
  llm_insight_cancel (insight);
  g_assert_cmpint (llm_insight_get_state (insight), ==, LLM_INSIGHT_CANCELLED);
  g_assert_null (llm_insight_get_metrics (insight));
  open (fixture);
}

static gboolean
has_figures (gpointer user_data)
{
  return llm_insight_get_metrics (LLM_INSIGHT (user_data)) != NULL;
}

/* What is copied: tables that names cannot break, nor make a formula of. */
static void
test_copied (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmInsight) insight = NULL;
  g_autofree char *markdown = NULL;
  g_autofree char *csv = NULL;
  g_auto (GStrv) lines = NULL;

  llm_answer_set_model (get_answer (fixture, 0), "fake", "a", "=A|1\n\"x\"");
  fill (fixture);
  insight = llm_insight_new (fixture->comparison);
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
  open (fixture);
}

/* --- Differences --- */

static LlmInsightDiff *
get_diff (Fixture *fixture)
{
  return LLM_INSIGHT_DIFF (llm_ui_test_find_type (fixture->window, LLM_TYPE_INSIGHT_DIFF));
}

static void
choose (Fixture *fixture, guint a, guint b)
{
  LlmInsightPair *pair = LLM_INSIGHT_PAIR (
      llm_ui_test_find_type (GTK_WIDGET (get_diff (fixture)), LLM_TYPE_INSIGHT_PAIR));

  llm_insight_pair_set (pair, a, b);
}

/* The label with that text, and how many of its bytes are marked. */
static guint
count_marked (Fixture *fixture, GtkWidget *widget, const char *text, PangoAttrType type)
{
  guint n = 0;

  if (GTK_IS_LABEL (widget) && is_seen (widget)
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
    n += count_marked (fixture, child, text, type);
  return n;
}

static void
add_two (Fixture *fixture, const char *a, const char *b)
{
  restore (get_answer (fixture, 0), a);
  restore (get_answer (fixture, 1), b);
  open (fixture);
  show_page (fixture, "differences");
}

static void
test_differences (Fixture *fixture, gconstpointer data)
{
  GtkWidget *diff;

  add_two (fixture, "The sky is blue.\n\nSame here.\n", "The sky is red.\n\nSame here.\n");
  wait_told (fixture, "The sky is red.");
  llm_ui_test_wait_frame (fixture->window);
  diff = GTK_WIDGET (get_diff (fixture));
  g_assert_cmpuint (count_marked (fixture, diff, "The sky is blue.", PANGO_ATTR_STRIKETHROUGH), ==,
                    4);
  g_assert_cmpuint (count_marked (fixture, diff, "The sky is red.", PANGO_ATTR_UNDERLINE), ==, 3);
  g_assert_cmpuint (count_marked (fixture, diff, "Same here.", PANGO_ATTR_UNDERLINE), ==, 0);
  g_assert_true (tells (diff, "1 difference"));

  /* The other way round. */
  choose (fixture, 1, 0);
  wait_told (fixture, "The sky is red.");
  llm_ui_test_wait_frame (fixture->window);
  g_assert_cmpuint (count_marked (fixture, diff, "The sky is red.", PANGO_ATTR_STRIKETHROUGH), ==,
                    3);
}

static void
test_same (Fixture *fixture, gconstpointer data)
{
  add_two (fixture, "The sky is blue.", "The sky is blue.");
  wait_told (fixture, "No differences");
  g_assert_false (llm_insight_diff_step (get_diff (fixture), 1));
}

/* Steps go round; what is the same is folded and can be seen. */
static void
test_steps (Fixture *fixture, gconstpointer data)
{
  static const char same[] = "One is the same.\n\nTwo is the same.\n\nThree is the same.\n\n"
                             "Four is the same.\n\nFive is the same.\n\n";
  g_autofree char *a = g_strconcat ("First old.\n\n", same, "Last old.\n", NULL);
  g_autofree char *b = g_strconcat ("First new.\n\n", same, "Last new.\n", NULL);
  GtkWidget *diff, *fold;

  add_two (fixture, a, b);
  wait_told (fixture, "2 differences");
  wait_told (fixture, "3 unchanged paragraphs");
  diff = GTK_WIDGET (get_diff (fixture));
  g_assert_true (gtk_widget_activate_action (diff, "diff.next", NULL));
  g_assert_true (tells (diff, "1 of 2"));
  g_assert_true (gtk_widget_activate_action (diff, "diff.next", NULL));
  g_assert_true (tells (diff, "2 of 2"));
  g_assert_true (gtk_widget_activate_action (diff, "diff.next", NULL));
  g_assert_true (tells (diff, "1 of 2"));
  g_assert_true (gtk_widget_activate_action (diff, "diff.previous", NULL));
  g_assert_true (tells (diff, "2 of 2"));

  g_assert_false (tells (diff, "Three is the same."));
  fold = find_action (diff, NULL, "3 unchanged paragraphs");
  g_assert_nonnull (fold);
  g_signal_emit_by_name (fold, "clicked");
  wait_told (fixture, "Three is the same.");
  g_assert_false (tells (diff, "3 unchanged paragraphs"));
}

/* Long answers in one paragraph make no tall rows; all of them is there. */
static void
test_long (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (LlmDiff) diff = NULL;
  g_autoptr (GListStore) rows = NULL;
  g_autoptr (GError) error = NULL;
  guint32 position = 0;

  for (guint i = 0; i < 4000; i++)
    g_string_append (a, i % 100 == 50 ? "wörter" : "wörter ");
  restore (get_answer (fixture, 0), a->str);
  restore (get_answer (fixture, 1), "short");
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
  open (fixture);
}

/* --- Summary --- */

#define QUOTE "The molecules of the air scatter blue light"

static void
add_judge (Fixture *fixture)
{
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "fake";
  facts.id = "judge-1";
  facts.name = "Judge One";
  facts.context_window = 100000;
  facts.price_in = 1;
  facts.price_out = 10;
  facts.price_source = LLM_PRICE_CATALOG;
  model = llm_model_new (&facts);
  llm_catalog_add (llm_context_get_catalog (fixture->ui.context), model);
}

static GtkWidget *
get_summary (Fixture *fixture)
{
  return llm_ui_test_find_type (fixture->window, LLM_TYPE_INSIGHT_SUMMARY);
}

static gboolean
can_ask (gpointer user_data)
{
  GtkWidget *button = llm_ui_test_find_button (get_summary (user_data), "summary.ask");

  return button != NULL && gtk_widget_get_sensitive (button) && gtk_widget_get_mapped (button);
}

static void
open_summary (Fixture *fixture)
{
  add_judge (fixture);
  restore (get_answer (fixture, 0), texts[0]);
  restore (get_answer (fixture, 1), texts[1]);
  open (fixture);
  show_page (fixture, "summary");
  llm_ui_test_wait (can_ask, fixture);
}

typedef struct
{
  Fixture *fixture;
  guint n;
} Asked;

static gboolean
is_asked (gpointer user_data)
{
  const Asked *asked = user_data;

  return fake_provider_get_n_streams (asked->fixture->ui.provider) >= asked->n;
}

static void
ask (Fixture *fixture, guint n, const char *reply)
{
  Asked asked = { fixture, n };
  LlmStream *stream;

  g_assert_true (gtk_widget_activate_action (get_summary (fixture), "summary.ask", NULL));
  llm_ui_test_wait (is_asked, &asked);
  stream = fake_provider_get_stream (fixture->ui.provider, n - 1);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, reply);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
}

static const char reply[]
    = "{\"answers\": ["
      "{\"answer\": \"A\", \"content\": {\"text\": \"It tells of air.\", \"quotes\": [\"" QUOTE
      "\", \"Nobody ever wrote this here\"]}, "
      "\"accuracy\": {\"score\": 7, \"text\": \"<b>Right</b>\", \"quotes\": []}}, "
      "{\"answer\": \"B\", \"content\": {\"text\": \"So does this.\", \"quotes\": []}}], "
      "\"ranking\": [[\"A\", \"B\"]], \"summary\": \"They hardly differ.\"}";

/* A quote that is there leads to its place, one that is not is flagged and leads nowhere;
 * what the judge writes is text, not markup. */
static void
test_summary (Fixture *fixture, gconstpointer data)
{
  GtkWidget *summary, *quote;
  LlmAnswer *shown;

  open_summary (fixture);
  summary = get_summary (fixture);
  g_assert_true (tells (summary, "About $"));
  ask (fixture, 1, reply);
  wait_told (fixture, "They hardly differ.");
  g_assert_true (tells (summary, "“Nobody ever wrote this here” (not in the answer)"));
  g_assert_true (tells (summary, "<b>Right</b>"));
  g_assert_true (tells (summary, "7 of 10"));
  g_assert_true (tells (summary, "Judged by Judge One"));
  g_assert_null (
      find_action (summary, "insight.show", "“Nobody ever wrote this here” (not in the answer)"));
  quote = find_action (summary, "insight.show", "“" QUOTE "”");
  g_assert_nonnull (quote);
  g_signal_emit_by_name (quote, "clicked");
  g_assert_cmpstr (fixture->shown[1], ==, QUOTE);
  shown = llm_comparison_find (fixture->comparison, fixture->shown[0], NULL);
  g_assert_nonnull (strstr (llm_answer_get_text (shown), QUOTE));

  /* Asked again there are two; the newest is seen. */
  ask (fixture, 2, "{\"answers\": [], \"ranking\": [], \"summary\": \"Said anew.\"}");
  wait_told (fixture, "Said anew.");

  /* When an answer is another one, what was said of the old one says so. */
  llm_comparison_remove (fixture->comparison, llm_answer_get_column_id (get_answer (fixture, 1)));
  restore (get_answer (fixture, 1), texts[2]);
  wait_told (fixture, "Answers have changed since.");
}

/* A quote across markup is looked for by what is seen of it. */
static void
test_summary_markup (Fixture *fixture, gconstpointer data)
{
  GtkWidget *quote;

  add_judge (fixture);
  restore (get_answer (fixture, 0), "It is **very** blue because of the air. And so on.");
  restore (get_answer (fixture, 1), "It is **very** blue because of the air.");
  open (fixture);
  show_page (fixture, "summary");
  llm_ui_test_wait (can_ask, fixture);
  ask (
      fixture, 1,
      "{\"answers\": [{\"answer\": \"A\", \"content\": {\"text\": \"Short.\", \"quotes\": "
      "[\"It is **very** blue because of the air.\"]}}], \"ranking\": [], \"summary\": \"Done.\"}");
  wait_told (fixture, "Done.");
  quote = find_action (get_summary (fixture), "insight.show",
                       "“It is **very** blue because of the air.”");
  g_assert_nonnull (quote);
  g_signal_emit_by_name (quote, "clicked");
  g_assert_cmpstr (fixture->shown[1], ==, "blue because of the air.");
}

/* What cannot be read is shown as it is, with the reason. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  open_summary (fixture);
  ask (fixture, 1, "I would rather not.");
  wait_told (fixture, "I would rather not.");
  g_assert_true (can_ask (fixture));
}

static gboolean
is_cancelled (gpointer user_data)
{
  return fake_provider_get_n_cancelled (((Fixture *) user_data)->ui.provider) == 1;
}

static void
test_summary_stopped (Fixture *fixture, gconstpointer data)
{
  Asked asked = { fixture, 1 };

  open_summary (fixture);
  g_assert_true (gtk_widget_activate_action (get_summary (fixture), "summary.ask", NULL));
  llm_ui_test_wait (is_asked, &asked);
  g_assert_false (can_ask (fixture));
  g_assert_true (gtk_widget_activate_action (get_summary (fixture), "summary.stop", NULL));
  llm_ui_test_wait (is_cancelled, fixture);
  llm_ui_test_wait (can_ask, fixture);
}

/* Whoever closes the window does not want to pay for it. */
static void
test_summary_closed (Fixture *fixture, gconstpointer data)
{
  Asked asked = { fixture, 1 };

  open_summary (fixture);
  g_assert_true (gtk_widget_activate_action (get_summary (fixture), "summary.ask", NULL));
  llm_ui_test_wait (is_asked, &asked);
  gtk_window_close (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_cancelled, fixture);
  llm_ui_test_wait (is_null, &fixture->window);
}

static void
test_summary_blind (Fixture *fixture, gconstpointer data)
{
  add_judge (fixture);
  fill (fixture);
  llm_comparison_set_blind (fixture->comparison, LLM_BLIND_HIDDEN);
  open (fixture);
  show_page (fixture, "summary");
  wait_told (fixture, "Give your verdict first.");
  llm_comparison_set_blind (fixture->comparison, LLM_BLIND_REVEALED);
  llm_ui_test_wait (can_ask, fixture);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
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
  ADD ("/ui/insight-window/steps", test_steps);
  ADD ("/ui/insight-window/long", test_long);
  ADD ("/ui/insight-window/summary", test_summary);
  ADD ("/ui/insight-window/summary-markup", test_summary_markup);
  ADD ("/ui/insight-window/summary-unreadable", test_unreadable);
  ADD ("/ui/insight-window/summary-stopped", test_summary_stopped);
  ADD ("/ui/insight-window/summary-closed", test_summary_closed);
  ADD ("/ui/insight-window/summary-blind", test_summary_blind);
#undef ADD
  return g_test_run ();
}
