/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-card-grid.h"
#include "llm-compare-page.h"
#include "llm-ui-test.h"
#include "llm-verdict-bar.h"

/* What is decided about a comparison on its page: by the bar, by keys, and undone. */

typedef struct
{
  LlmUiTest ui;
  LlmComparison *comparison;
  LlmComparePage *page;
  GtkWidget *bar;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  fixture->comparison = llm_ui_test_new_comparison (3);
  fixture->page = g_object_ref_sink (LLM_COMPARE_PAGE (llm_compare_page_new (fixture->ui.context)));
  fixture->bar = llm_ui_test_find_type (GTK_WIDGET (fixture->page), LLM_TYPE_VERDICT_BAR);
  llm_compare_page_set_comparison (fixture->page, fixture->comparison);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 1200, 700);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_runner_stop_all (fixture->ui.runner);
  llm_ui_test_clear (&fixture->ui);
  g_assert_finalize_object (fixture->page);
  llm_ui_test_tear_down (&fixture->ui, data);
  g_assert_finalize_object (fixture->comparison);
}

static LlmAnswer *
get_answer (Fixture *fixture, guint index)
{
  return llm_comparison_get_answer (fixture->comparison, index);
}

static const char *
get_id (Fixture *fixture, guint index)
{
  return llm_answer_get_column_id (get_answer (fixture, index));
}

static void
finish (Fixture *fixture, guint index)
{
  llm_answer_append (get_answer (fixture, index), LLM_DELTA_TEXT, "Because of the air.");
  llm_answer_restore (get_answer (fixture, index), LLM_ANSWER_DONE);
}

static void
finish_all (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    finish (fixture, i);
  llm_ui_test_wait_frame (fixture->ui.window);
}

static GtkWidget *
get_part (Fixture *fixture, const char *id)
{
  return llm_ui_test_find_id (fixture->bar, id);
}

static const char *
get_label (Fixture *fixture)
{
  return gtk_label_get_text (GTK_LABEL (get_part (fixture, "label")));
}

static guint
count_columns (Fixture *fixture)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (get_part (fixture, "columns")); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

static void
click_column (Fixture *fixture, guint index)
{
  GtkWidget *button = gtk_widget_get_first_child (get_part (fixture, "columns"));

  while (index-- > 0)
    button = gtk_widget_get_next_sibling (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
click (Fixture *fixture, const char *id)
{
  g_assert_true (gtk_widget_get_mapped (get_part (fixture, id)));
  g_assert_true (gtk_widget_get_sensitive (get_part (fixture, id)));
  g_signal_emit_by_name (get_part (fixture, id), "clicked");
}

static gboolean
press (Fixture *fixture, const char *trigger)
{
  return llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->page), trigger);
}

/* There is nothing to decide before there are two answers, or with one column. */
static void
test_appears (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (fixture->bar));
  finish (fixture, 0);
  g_assert_false (gtk_widget_get_visible (fixture->bar));
  llm_answer_restore (get_answer (fixture, 1), LLM_ANSWER_FAILED);
  g_assert_false (gtk_widget_get_visible (fixture->bar));
  finish (fixture, 2);
  g_assert_true (gtk_widget_get_visible (fixture->bar));
  g_assert_cmpstr (get_label (fixture), ==, "Which answer is better?");
  /* One without a text cannot be better. */
  g_assert_cmpuint (count_columns (fixture), ==, 2);
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (gtk_widget_get_last_child (get_part (fixture, "columns"))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, "Answer 3, Model 2, is better");

  llm_comparison_remove (fixture->comparison, get_id (fixture, 0));
  llm_comparison_remove (fixture->comparison, get_id (fixture, 0));
  g_assert_false (gtk_widget_get_visible (fixture->bar));
}

static void
test_decide (Fixture *fixture, gconstpointer data)
{
  finish_all (fixture);
  click_column (fixture, 1);
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_PREFERRED);
  g_assert_cmpstr (llm_comparison_get_preferred (fixture->comparison), ==, get_id (fixture, 1));
  g_assert_true (g_str_has_prefix (get_label (fixture), "Model 1 is better · "));
  llm_ui_test_wait_frame (fixture->ui.window);
  g_assert_false (gtk_widget_get_mapped (get_part (fixture, "tie")));

  click (fixture, "change");
  llm_ui_test_wait_frame (fixture->ui.window);
  g_assert_cmpstr (get_label (fixture), ==, "Which answer is better?");
  click (fixture, "change");
  g_assert_true (g_str_has_prefix (get_label (fixture), "Model 1 is better · "));
  click (fixture, "change");
  llm_ui_test_wait_frame (fixture->ui.window);
  click (fixture, "tie");
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_TIE);
  g_assert_true (g_str_has_prefix (get_label (fixture), "A tie · "));

  llm_ui_test_wait_frame (fixture->ui.window);
  click (fixture, "take_back");
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_NONE);
  llm_ui_test_wait_frame (fixture->ui.window);
  click (fixture, "both_bad");
  g_assert_true (g_str_has_prefix (get_label (fixture), "All are bad · "));
}

/* Each step back is one decision, whatever it was made with. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);
  LlmAnswer *first = get_answer (fixture, 0);

  finish_all (fixture);
  gtk_widget_activate_action (page, "compare.undo", NULL);
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_NONE);
  click_column (fixture, 0);
  llm_answer_set_vote (first, LLM_VOTE_UP);
  llm_answer_set_vote (first, LLM_VOTE_DOWN);
  gtk_widget_activate_action (page, "compare.tie", NULL);

  gtk_widget_activate_action (page, "compare.undo", NULL);
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_PREFERRED);
  g_assert_cmpstr (llm_comparison_get_preferred (fixture->comparison), ==, get_id (fixture, 0));
  g_assert_cmpint (llm_comparison_get_verdict_at (fixture->comparison), >, 0);
  gtk_widget_activate_action (page, "compare.undo", NULL);
  g_assert_cmpint (llm_answer_get_vote (first), ==, LLM_VOTE_UP);
  gtk_widget_activate_action (page, "compare.undo", NULL);
  g_assert_cmpint (llm_answer_get_vote (first), ==, LLM_VOTE_NONE);
  gtk_widget_activate_action (page, "compare.undo", NULL);
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_NONE);
  gtk_widget_activate_action (page, "compare.undo", NULL);
  g_assert_cmpint (llm_answer_get_vote (first), ==, LLM_VOTE_NONE);
}

/* A vote was about the model that gave it. */
static void
test_undo_after_swap (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *first = get_answer (fixture, 0);

  finish_all (fixture);
  llm_answer_set_vote (first, LLM_VOTE_UP);
  g_assert_true (llm_answer_set_model (first, "fake", "other", "Other"));
  g_assert_cmpint (llm_answer_get_vote (first), ==, LLM_VOTE_NONE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "compare.undo", NULL);
  g_assert_cmpint (llm_answer_get_vote (first), ==, LLM_VOTE_NONE);
}

/* A column that is gone is passed over. */
static void
test_undo_after_remove (Fixture *fixture, gconstpointer data)
{
  finish_all (fixture);
  llm_answer_set_vote (get_answer (fixture, 1), LLM_VOTE_UP);
  click_column (fixture, 0);
  llm_comparison_remove (fixture->comparison, get_id (fixture, 0));
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_NONE);
  for (guint i = 0; i < 4; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (fixture->page), "compare.undo", NULL);
      g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), !=, LLM_VERDICT_PREFERRED);
    }
  g_assert_cmpint (llm_answer_get_vote (get_answer (fixture, 0)), ==, LLM_VOTE_NONE);
}

static gboolean
is_note_focused (gpointer user_data)
{
  return gtk_widget_has_focus (get_part (user_data, "note_view"));
}

static gboolean
is_note_laid_out (gpointer user_data)
{
  return gtk_widget_get_width (get_part (user_data, "note_view")) > 0;
}

static void
test_note (Fixture *fixture, gconstpointer data)
{
  GtkWidget *popover;

  finish_all (fixture);
  g_assert_true (llm_compare_page_focus_card (fixture->page, 0));
  popover = gtk_widget_get_ancestor (get_part (fixture, "note_view"), GTK_TYPE_POPOVER);
  g_assert_true (press (fixture, "n"));
  llm_ui_test_wait (is_note_focused, fixture);
  /* A sentence finds room. */
  llm_ui_test_wait (is_note_laid_out, fixture);
  g_assert_cmpint (gtk_widget_get_width (get_part (fixture, "note_view")), >=, 250);
  gtk_text_buffer_set_text (
      gtk_text_view_get_buffer (GTK_TEXT_VIEW (get_part (fixture, "note_view"))),
      "  The first one is wrong.\n", -1);
  /* Letters belong to the note now. */
  g_assert_false (press (fixture, "t"));
  gtk_popover_popdown (GTK_POPOVER (popover));
  g_assert_cmpstr (llm_comparison_get_note (fixture->comparison), ==, "The first one is wrong.");
  llm_ui_test_wait_frame (fixture->ui.window);
}

/* Another comparison is shown while a note is written: it is kept where it belongs. */
static void
test_note_when_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) other = llm_ui_test_new_comparison (2);

  finish_all (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "compare.note", NULL);
  llm_ui_test_wait (is_note_focused, fixture);
  gtk_text_buffer_set_text (
      gtk_text_view_get_buffer (GTK_TEXT_VIEW (get_part (fixture, "note_view"))), "Mine", -1);
  llm_compare_page_set_comparison (fixture->page, other);
  g_assert_cmpstr (llm_comparison_get_note (fixture->comparison), ==, "Mine");
  g_assert_null (llm_comparison_get_note (other));
  g_assert_false (gtk_widget_get_visible (fixture->bar));
  llm_compare_page_set_comparison (fixture->page, NULL);
  llm_ui_test_wait_frame (fixture->ui.window);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *second = get_answer (fixture, 1);
  guint index;
  GtkWidget *card;

  finish_all (fixture);
  /* Nothing without the focus in a card. */
  gtk_window_set_focus (GTK_WINDOW (fixture->ui.window), NULL);
  g_assert_false (press (fixture, "t"));
  g_assert_false (press (fixture, "2"));

  g_assert_true (llm_compare_page_focus_card (fixture->page, 0));
  g_assert_true (press (fixture, "2"));
  card = llm_compare_page_get_focused_card (fixture->page, &index);
  g_assert_cmpuint (index, ==, 1);
  g_assert_true (press (fixture, "u"));
  g_assert_cmpint (llm_answer_get_vote (second), ==, LLM_VOTE_UP);
  g_assert_true (press (fixture, "d"));
  g_assert_cmpint (llm_answer_get_vote (second), ==, LLM_VOTE_DOWN);
  g_assert_true (press (fixture, "<Control>z"));
  g_assert_cmpint (llm_answer_get_vote (second), ==, LLM_VOTE_UP);
  g_assert_true (press (fixture, "p"));
  g_assert_cmpstr (llm_comparison_get_preferred (fixture->comparison), ==, get_id (fixture, 1));
  g_assert_true (press (fixture, "b"));
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_BOTH_BAD);
  g_assert_true (press (fixture, "t"));
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_TIE);

  /* Escape is for what has the page, else for whoever else wants it. */
  g_assert_false (press (fixture, "Escape"));
  g_assert_true (press (fixture, "f"));
  g_assert_true (llm_card_get_expanded (LLM_CARD (card)));
  g_assert_true (press (fixture, "Escape"));
  g_assert_false (llm_card_get_expanded (LLM_CARD (card)));

  /* The one with the page makes room for the one that is chosen. */
  g_assert_true (press (fixture, "f"));
  g_assert_true (press (fixture, "3"));
  g_assert_true (
      llm_card_get_expanded (LLM_CARD (llm_compare_page_get_focused_card (fixture->page, &index))));
  g_assert_cmpuint (index, ==, 2);
}

/* What is written is not a command. */
static void
test_keys_while_writing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;

  finish_all (fixture);
  g_assert_true (llm_compare_page_focus_card (fixture->page, 0));
  llm_compare_page_find (fixture->page, TRUE);
  llm_ui_test_wait_frame (fixture->ui.window);
  entry = gtk_window_get_focus (GTK_WINDOW (fixture->ui.window));
  g_assert_true (GTK_IS_EDITABLE (entry));
  g_assert_false (press (fixture, "t"));
  g_assert_false (press (fixture, "1"));
  g_assert_false (press (fixture, "<Control>z"));
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_NONE);
}

/* In a narrow window all of it is still there, in more lines. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  int minimum, wide, narrow;

  finish_all (fixture);
  gtk_widget_measure (fixture->bar, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_widget_measure (fixture->bar, GTK_ORIENTATION_VERTICAL, 1200, NULL, &wide, NULL, NULL);
  gtk_widget_measure (fixture->bar, GTK_ORIENTATION_VERTICAL, 360, NULL, &narrow, NULL, NULL);
  g_assert_cmpint (narrow, >, wide);
}

/* Forty answers have buttons, and leave room for what they are about. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button;

  while (llm_comparison_get_n_answers (fixture->comparison) < LLM_COMPARISON_MAX_ANSWERS)
    {
      g_autoptr (LlmAnswer) answer = llm_answer_new ("fake", "model-0", "Model 0");

      llm_comparison_add (fixture->comparison, answer);
    }
  for (guint i = 0; i < LLM_COMPARISON_MAX_ANSWERS; i++)
    finish (fixture, i);
  llm_ui_test_wait_frame (fixture->ui.window);
  g_assert_cmpuint (count_columns (fixture), ==, LLM_COMPARISON_MAX_ANSWERS);
  button = gtk_widget_get_last_child (get_part (fixture, "columns"));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button)))), ==,
                   "40");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Answer 40, Model 0 · 38 of 38, is better");
  g_assert_cmpint (gtk_widget_get_height (fixture->bar), <,
                   gtk_widget_get_height (GTK_WIDGET (fixture->page)) / 3);
  click_column (fixture, 39);
  g_assert_cmpstr (llm_comparison_get_preferred (fixture->comparison), ==, get_id (fixture, 39));
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function)                                                                        \
  g_test_add ("/verdict-bar/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("appears", test_appears);
  ADD ("decide", test_decide);
  ADD ("undo", test_undo);
  ADD ("undo-after-swap", test_undo_after_swap);
  ADD ("undo-after-remove", test_undo_after_remove);
  ADD ("note", test_note);
  ADD ("note-when-left", test_note_when_left);
  ADD ("keys", test_keys);
  ADD ("keys-while-writing", test_keys_while_writing);
  ADD ("narrow", test_narrow);
  ADD ("many", test_many);
#undef ADD
  return g_test_run ();
}
