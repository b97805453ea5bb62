/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

#include "llm-card-grid.h"
#include "llm-compare-page.h"
#include "llm-find-bar.h"
#include "llm-find-marks.h"
#include "llm-ui-test.h"

#define FILLER "Sunlight looks white but holds all colours; the air scatters some of them.\n\n"

typedef struct
{
  LlmUiTest ui;
  LlmComparison *comparison;
  LlmComparePage *page;
  GtkWidget *grid;
  LlmFindBar *bar;
  GtkEditable *entry;
  LlmAnswerView *revealed;
} Fixture;

static void
reveal_cb (Fixture *fixture, LlmAnswerView *view)
{
  fixture->revealed = view;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  llm_ui_test_set_up (&fixture->ui, data);
  fixture->comparison = llm_ui_test_new_comparison (3);
  page = g_object_ref_sink (llm_compare_page_new (fixture->ui.context));
  fixture->page = LLM_COMPARE_PAGE (page);
  fixture->grid = llm_ui_test_find_type (page, LLM_TYPE_CARD_GRID);
  fixture->bar = LLM_FIND_BAR (llm_ui_test_find_type (page, LLM_TYPE_FIND_BAR));
  fixture->entry = GTK_EDITABLE (llm_ui_test_find_type (page, GTK_TYPE_SEARCH_ENTRY));
  g_signal_connect_swapped (fixture->bar, "reveal", G_CALLBACK (reveal_cb), fixture);
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

static LlmCard *
get_card (Fixture *fixture, guint index)
{
  GtkWidget *child = gtk_widget_get_first_child (fixture->grid);

  while (index-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return LLM_CARD (child);
}

static LlmAnswerView *
get_view (Fixture *fixture, guint index)
{
  return llm_card_get_view (get_card (fixture, index));
}

static GtkTextBuffer *
get_buffer (Fixture *fixture, guint index)
{
  return gtk_text_view_get_buffer (llm_answer_view_get_text_view (get_view (fixture, index)));
}

static void
append (Fixture *fixture, guint index, const char *text)
{
  llm_answer_append (llm_comparison_get_answer (fixture->comparison, index), LLM_DELTA_TEXT, text);
}

/* Two of "needle" in the first answer, none in the second, one in the third. */
static void
fill (Fixture *fixture)
{
  append (fixture, 0, "The needle is here.\n\n");
  for (guint i = 0; i < 40; i++)
    append (fixture, 0, FILLER);
  append (fixture, 0, "Another Needle is there.\n");
  append (fixture, 1, FILLER);
  for (guint i = 0; i < 40; i++)
    append (fixture, 2, FILLER);
  append (fixture, 2, "- A list with a **needle**\n");
  for (guint i = 0; i < 3; i++)
    llm_answer_restore (llm_comparison_get_answer (fixture->comparison, i), LLM_ANSWER_DONE);
}

static gboolean
is_all_published (gpointer user_data)
{
  Fixture *fixture = user_data;

  for (guint i = 0; i < 3; i++)
    {
      LlmAnswer *answer = llm_answer_view_get_answer (get_view (fixture, i));

      if (llm_answer_view_get_published (get_view (fixture, i))
          != llm_answer_get_text_length (answer))
        return FALSE;
    }
  return TRUE;
}

static void
show_at (Fixture *fixture, int width, int height)
{
  llm_compare_page_set_comparison (fixture->page, fixture->comparison);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), width, height);
  llm_ui_test_wait (is_all_published, fixture);
  /* The first answer would have it. */
  gtk_window_set_focus (GTK_WINDOW (fixture->ui.window), NULL);
  llm_ui_test_wait_frame (fixture->grid);
}

static void
show (Fixture *fixture)
{
  show_at (fixture, 1300, 600);
}

static const char *
get_count (Fixture *fixture)
{
  GtkWidget *label = NULL;

  for (GtkWidget *child = gtk_widget_get_next_sibling (GTK_WIDGET (fixture->entry));
       child != NULL && label == NULL; child = gtk_widget_get_next_sibling (child))
    label = GTK_IS_LABEL (child) ? child : NULL;
  g_assert_nonnull (label);
  return gtk_label_get_text (GTK_LABEL (label));
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Expected;

static gboolean
has_count (gpointer user_data)
{
  Expected *expected = user_data;

  return g_str_equal (get_count (expected->fixture), expected->text);
}

static void
wait_count (Fixture *fixture, const char *text)
{
  Expected expected = { fixture, text };

  g_test_message ("from \"%s\" to \"%s\"", get_count (fixture), text);
  llm_ui_test_wait (has_count, &expected);
}

static void
type (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (fixture->entry, text);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->bar), action, NULL));
}

/* The current match is marked, if it is in that answer. */
static gboolean
get_match (Fixture *fixture, guint index, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextBuffer *buffer = get_buffer (fixture, index);
  GtkTextTag *tag
      = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "llm-find-match");

  gtk_text_buffer_get_start_iter (buffer, start);
  if (tag == NULL
      || (!gtk_text_iter_starts_tag (start, tag)
          && !gtk_text_iter_forward_to_tag_toggle (start, tag)))
    return FALSE;
  *end = *start;
  gtk_text_iter_forward_to_tag_toggle (end, tag);
  return TRUE;
}

/* Which text the current match has, in each of the answers. */
static void
assert_match (Fixture *fixture, const char *first, const char *second, const char *third)
{
  const char *const expected[] = { first, second, third };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *text = NULL;
      GtkTextIter start, end;

      if (get_match (fixture, i, &start, &end))
        text = gtk_text_iter_get_text (&start, &end);
      g_assert_cmpstr (text, ==, expected[i]);
    }
}

static int
get_n_tags (Fixture *fixture, guint index)
{
  return gtk_text_tag_table_get_size (gtk_text_buffer_get_tag_table (get_buffer (fixture, index)));
}

static gboolean
is_match_in_view (gpointer user_data)
{
  Fixture *fixture = user_data;
  GtkTextIter start, end;

  for (guint i = 0; i < 3; i++)
    {
      GtkTextView *text_view = llm_answer_view_get_text_view (get_view (fixture, i));
      GdkRectangle visible, place;

      if (!get_match (fixture, i, &start, &end))
        continue;
      g_assert_true (fixture->revealed == get_view (fixture, i));
      gtk_text_view_get_iter_location (text_view, &start, &place);
      gtk_text_view_get_visible_rect (text_view, &visible);
      return place.y >= visible.y && place.y + place.height <= visible.y + visible.height;
    }
  return FALSE;
}

static gboolean
focus_is_in (Fixture *fixture, GtkWidget *widget)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->ui.window));

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* Through all answers in their order, and round again. */
static void
test_all (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  show (fixture);
  llm_compare_page_find (fixture->page, FALSE);
  g_assert_true (llm_find_bar_get_open (fixture->bar));
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (fixture->bar)));
  g_assert_null (llm_find_bar_get_view (fixture->bar));
  g_assert_cmpstr (get_count (fixture), ==, "");

  type (fixture, "needle");
  wait_count (fixture, "1 of 3");
  g_assert_true (fixture->revealed == get_view (fixture, 0));
  assert_match (fixture, "needle", NULL, NULL);

  g_signal_emit_by_name (fixture->entry, "activate");
  wait_count (fixture, "2 of 3");
  assert_match (fixture, "Needle", NULL, NULL);
  llm_ui_test_wait (is_match_in_view, fixture);

  act (fixture, "find.next");
  wait_count (fixture, "3 of 3");
  g_assert_true (fixture->revealed == get_view (fixture, 2));
  assert_match (fixture, NULL, NULL, "needle");
  llm_ui_test_wait (is_match_in_view, fixture);

  act (fixture, "find.next");
  wait_count (fixture, "1 of 3");
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->bar), "<Shift>Return"));
  wait_count (fixture, "3 of 3");
  act (fixture, "find.previous");
  wait_count (fixture, "2 of 3");
  assert_match (fixture, "Needle", NULL, NULL);
}

/* Enter does not wait for the delay after which a text that is typed is searched. */
static void
test_enter_at_once (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  show (fixture);
  llm_compare_page_find (fixture->page, TRUE);
  type (fixture, "needle");
  g_signal_emit_by_name (fixture->entry, "activate");
  wait_count (fixture, "1 of 3");
  llm_ui_test_run_for (400);
  g_assert_cmpstr (get_count (fixture), ==, "1 of 3");
}

static void
test_one (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  show (fixture);
  gtk_widget_grab_focus (GTK_WIDGET (get_card (fixture, 2)));
  llm_compare_page_find (fixture->page, FALSE);
  g_assert_true (llm_find_bar_get_view (fixture->bar) == get_view (fixture, 2));
  type (fixture, "needle");
  wait_count (fixture, "1 of 1");
  assert_match (fixture, NULL, NULL, "needle");

  /* Asked for again from within the bar it stays with that answer. */
  llm_compare_page_find (fixture->page, FALSE);
  g_assert_true (llm_find_bar_get_view (fixture->bar) == get_view (fixture, 2));

  act (fixture, "find.all-answers");
  wait_count (fixture, "3 of 3");
  act (fixture, "find.next");
  wait_count (fixture, "1 of 3");
  act (fixture, "find.all-answers");
  g_assert_true (llm_find_bar_get_view (fixture->bar) == get_view (fixture, 0));
  wait_count (fixture, "1 of 2");

  llm_compare_page_find (fixture->page, TRUE);
  g_assert_null (llm_find_bar_get_view (fixture->bar));
  wait_count (fixture, "1 of 3");
}

static void
test_match_case (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  show (fixture);
  llm_compare_page_find (fixture->page, TRUE);
  type (fixture, "Needle");
  wait_count (fixture, "1 of 3");
  act (fixture, "find.match-case");
  wait_count (fixture, "1 of 1");
  assert_match (fixture, "Needle", NULL, NULL);
  act (fixture, "find.match-case");
  wait_count (fixture, "2 of 3");
}

static void
test_nothing_found (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  show (fixture);
  llm_compare_page_find (fixture->page, TRUE);
  type (fixture, "needle");
  wait_count (fixture, "1 of 3");
  type (fixture, "needles");
  wait_count (fixture, "No results");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (fixture->entry), "error"));
  assert_match (fixture, NULL, NULL, NULL);
  act (fixture, "find.next");
  act (fixture, "find.previous");
  llm_ui_test_run_for (50);
  g_assert_cmpstr (get_count (fixture), ==, "No results");

  type (fixture, "");
  wait_count (fixture, "");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (fixture->entry), "error"));
  llm_find_bar_next (fixture->bar);
  g_assert_cmpstr (get_count (fixture), ==, "");
}

static void
select_text (Fixture *fixture, guint index, const char *text)
{
  GtkTextBuffer *buffer = get_buffer (fixture, index);
  GtkTextIter iter, start, end;

  gtk_text_buffer_get_start_iter (buffer, &iter);
  g_assert_true (gtk_text_iter_forward_search (&iter, text, 0, &start, &end, NULL));
  gtk_text_buffer_select_range (buffer, &end, &start);
}

/* Who has selected a word looks for that word. */
static void
test_selection (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  show (fixture);
  select_text (fixture, 2, "needle");
  gtk_widget_grab_focus (GTK_WIDGET (get_card (fixture, 2)));
  llm_compare_page_find (fixture->page, TRUE);
  g_assert_cmpstr (gtk_editable_get_text (fixture->entry), ==, "needle");
  wait_count (fixture, "3 of 3");
  act (fixture, "find.next");
  wait_count (fixture, "1 of 3");

  /* Whoever puts the focus elsewhere goes on from there. */
  gtk_widget_grab_focus (GTK_WIDGET (get_card (fixture, 2)));
  select_text (fixture, 2, "list");
  llm_compare_page_find_again (fixture->page, FALSE);
  wait_count (fixture, "3 of 3");
}

/* Nothing is left of it, and the focus is where the match is. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  GtkTextIter start, end;
  int n_tags;

  fill (fixture);
  show (fixture);
  n_tags = get_n_tags (fixture, 2);
  llm_compare_page_find (fixture->page, TRUE);
  g_assert_cmpint (get_n_tags (fixture, 2), ==, n_tags);
  type (fixture, "needle");
  wait_count (fixture, "1 of 3");
  g_assert_cmpint (get_n_tags (fixture, 2), ==, n_tags + 1);
  act (fixture, "find.previous");
  wait_count (fixture, "3 of 3");
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->bar), "Escape"));
  g_assert_false (llm_find_bar_get_open (fixture->bar));
  g_assert_cmpint (get_n_tags (fixture, 2), ==, n_tags);
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (get_card (fixture, 2))));
  /* What was found is selected, to be copied. */
  assert_match (fixture, NULL, NULL, NULL);
  g_assert_true (gtk_text_buffer_get_selection_bounds (get_buffer (fixture, 2), &start, &end));
  text = gtk_text_iter_get_text (&start, &end);
  g_assert_cmpstr (text, ==, "needle");

  /* The key for the next match goes on with the text. */
  llm_compare_page_find_again (fixture->page, FALSE);
  g_assert_true (llm_find_bar_get_open (fixture->bar));
  wait_count (fixture, "1 of 3");

  /* Also from within an answer the key closes it, and then it is free for others. */
  gtk_widget_grab_focus (GTK_WIDGET (get_card (fixture, 1)));
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->page), "Escape"));
  g_assert_false (llm_find_bar_get_open (fixture->bar));
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (get_card (fixture, 1))));
  g_assert_false (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->page), "Escape"));
}

/* Without a match the focus goes back to where it was. */
static void
test_close_without_match (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  show (fixture);
  gtk_widget_grab_focus (GTK_WIDGET (get_card (fixture, 1)));
  llm_compare_page_find (fixture->page, TRUE);
  type (fixture, "no such text");
  wait_count (fixture, "No results");
  act (fixture, "find.close");
  g_assert_true (focus_is_in (fixture, GTK_WIDGET (get_card (fixture, 1))));
}

static void
test_other_comparison (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) other = llm_ui_test_new_comparison (2);

  fill (fixture);
  show (fixture);
  llm_compare_page_find (fixture->page, TRUE);
  type (fixture, "needle");
  wait_count (fixture, "1 of 3");
  act (fixture, "find.next");
  llm_compare_page_set_comparison (fixture->page, other);
  g_assert_false (llm_find_bar_get_open (fixture->bar));
  llm_ui_test_wait_frame (fixture->grid);

  /* It can be opened for what is shown now. */
  llm_compare_page_find (fixture->page, TRUE);
  wait_count (fixture, "No results");
  /* GTK 4.8 keeps a widget that is hidden with the focus until something else has it. */
  gtk_window_set_focus (GTK_WINDOW (fixture->ui.window), NULL);
  llm_compare_page_set_comparison (fixture->page, NULL);
  g_assert_false (llm_find_bar_get_open (fixture->bar));
  llm_compare_page_find (fixture->page, TRUE);
  g_assert_false (llm_find_bar_get_open (fixture->bar));
}

/* A column that goes takes its matches with it, also the current one. */
static void
test_removed_column (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  show (fixture);
  llm_compare_page_find (fixture->page, TRUE);
  type (fixture, "needle");
  wait_count (fixture, "1 of 3");
  llm_comparison_remove (fixture->comparison, llm_answer_get_column_id (llm_comparison_get_answer (
                                                  fixture->comparison, 0)));
  wait_count (fixture, "1 result");
  act (fixture, "find.next");
  wait_count (fixture, "1 of 1");
  llm_comparison_move (
      fixture->comparison,
      llm_answer_get_column_id (llm_comparison_get_answer (fixture->comparison, 1)), 0);
  act (fixture, "find.next");
  llm_ui_test_wait_frame (fixture->grid);
  wait_count (fixture, "1 of 1");
}

static void
emit (Fixture *fixture, guint index, const char *text)
{
  llm_stream_emit_delta (fake_provider_get_stream (fixture->ui.provider, index), LLM_DELTA_TEXT,
                         text);
}

static gboolean
stream_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  for (guint i = 0; i < 3; i++)
    emit (fixture, i, FILLER);
  return G_SOURCE_CONTINUE;
}

/* What arrives is found, and the search comes to an end though the text does not. */
static void
test_streaming (Fixture *fixture, gconstpointer data)
{
  guint id;

  show (fixture);
  llm_runner_start (fixture->ui.runner, fixture->comparison);
  for (guint i = 0; i < 3; i++)
    emit (fixture, i, "One needle.\n\n");
  llm_compare_page_find (fixture->page, TRUE);
  type (fixture, "needle");
  wait_count (fixture, "1 of 3");
  emit (fixture, 0, "Two needles.\n\n");
  wait_count (fixture, "1 of 4");
  emit (fixture, 2, "A nee");
  emit (fixture, 2, "dle.\n\n");
  wait_count (fixture, "1 of 5");

  id = g_timeout_add (2, stream_cb, fixture);
  for (guint i = 2; i <= 5; i++)
    {
      g_autofree char *expected = g_strdup_printf ("%u of 5", i);

      act (fixture, "find.next");
      wait_count (fixture, expected);
    }
  type (fixture, "nothing like it");
  wait_count (fixture, "No results");
  emit (fixture, 1, "But this is nothing like it.\n\n");
  wait_count (fixture, "1 result");
  g_source_remove (id);
}

/* The same answer as the model wrote it is another text, with other matches. */
static void
test_raw (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  show (fixture);
  llm_compare_page_find (fixture->page, TRUE);
  type (fixture, "**needle**");
  wait_count (fixture, "No results");
  llm_answer_view_set_raw (get_view (fixture, 2), TRUE);
  wait_count (fixture, "1 result");
  act (fixture, "find.next");
  wait_count (fixture, "1 of 1");
  assert_match (fixture, NULL, NULL, "**needle**");
  llm_answer_view_set_raw (get_view (fixture, 2), FALSE);
  wait_count (fixture, "No results");
}

/* Code that is folded is unfolded where it has the text. */
static void
test_folded (Fixture *fixture, gconstpointer data)
{
  append (fixture, 1, "```c\n");
  for (guint i = 0; i < 200; i++)
    append (fixture, 1, "int x;\n");
  append (fixture, 1, "int needle;\n```\n");
  for (guint i = 0; i < 3; i++)
    {
      append (fixture, i, "Text.\n");
      llm_answer_restore (llm_comparison_get_answer (fixture->comparison, i), LLM_ANSWER_DONE);
    }
  show (fixture);
  llm_compare_page_find (fixture->page, TRUE);
  type (fixture, "needle");
  wait_count (fixture, "1 of 1");
  assert_match (fixture, NULL, "needle", NULL);
}

static gboolean
is_view_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

/* A card that has the page for itself makes room for the one with the match. */
static void
test_expanded (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  show (fixture);
  llm_card_set_expanded (get_card (fixture, 1), TRUE);
  llm_ui_test_wait_frame (fixture->grid);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (get_view (fixture, 0))));
  llm_compare_page_find (fixture->page, TRUE);
  type (fixture, "another");
  wait_count (fixture, "1 of 1");
  llm_ui_test_wait (is_view_mapped, get_view (fixture, 0));
  g_assert_true (llm_card_get_expanded (get_card (fixture, 0)));
  g_assert_false (llm_card_get_expanded (get_card (fixture, 1)));
  llm_ui_test_wait (is_match_in_view, fixture);
}

/* In a narrow window cards stand below each other, and the bar has two rows. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (fixture->grid, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  int min, nat;

  fill (fixture);
  show_at (fixture, 360, 640);
  llm_compare_page_find (fixture->page, TRUE);
  llm_ui_test_wait_frame (fixture->grid);
  gtk_widget_measure (GTK_WIDGET (fixture->bar), GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL,
                      NULL);
  g_assert_cmpint (min, <=, 360);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->bar)), ==, 360);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
  type (fixture, "needle");
  wait_count (fixture, "1 of 3");
  act (fixture, "find.previous");
  wait_count (fixture, "3 of 3");
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 0);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *action;
    const char *name;
  } buttons[] = {
    { "find.next", "Next match" },
    { "find.previous", "Previous match" },
    { "find.close", "Close the search" },
  };

  show (fixture);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->bar), GTK_ACCESSIBLE_ROLE_SEARCH);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->entry),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Text to find");
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button = llm_ui_test_find_button (GTK_WIDGET (fixture->bar), buttons[i].action);

      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           buttons[i].name);
    }
  g_assert_false (
      gtk_widget_get_sensitive (llm_ui_test_find_button (GTK_WIDGET (fixture->bar), "find.next")));
}

static gboolean
count_frame (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  (*(guint *) user_data)++;
  return G_SOURCE_CONTINUE;
}

/* Hardly a line of a megabyte is without a match, and the window goes on drawing. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = NULL;
  gint64 begin;
  guint n_frames = 0, n = 0, id;

  for (guint i = 0; i < 3; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (fixture->comparison, i);

      for (; llm_answer_get_text_length (answer) < 400 * 1024; n++)
        append (fixture, i, FILLER);
      llm_answer_restore (answer, LLM_ANSWER_DONE);
    }
  expected = g_strdup_printf ("%u results", n);
  show (fixture);
  llm_compare_page_find (fixture->page, TRUE);
  begin = g_get_monotonic_time ();
  id = gtk_widget_add_tick_callback (fixture->grid, count_frame, &n_frames, NULL);
  type (fixture, "colours");
  g_signal_emit_by_name (fixture->entry, "activate");
  wait_count (fixture, expected);
  g_test_message ("%s after %.0f ms and %u frames", get_count (fixture),
                  (g_get_monotonic_time () - begin) / 1000.0, n_frames);
  gtk_widget_remove_tick_callback (fixture->grid, id);
  begin = g_get_monotonic_time ();
  act (fixture, "find.close");
  g_test_message ("closed after %.0f ms", (g_get_monotonic_time () - begin) / 1000.0);
}

typedef struct
{
  LlmFindMarks *marks;
  guint n_missed;
  LlmAnswerView *found;
} Around;

static void
missed_cb (LlmFindMarks *marks, LlmAnswerView *view, Around *around)
{
  if (around->n_missed++ == 0)
    llm_find_marks_search (marks, 0, 0, FALSE);
}

static void
found_cb (LlmFindMarks *marks, LlmAnswerView *view, Around *around)
{
  around->found = view;
}

static gboolean
is_found (gpointer user_data)
{
  return ((Around *) user_data)->found != NULL;
}

/* From the end of an answer around to its beginning, while it was not looked through yet:
 * a search that is begun where one is told to have missed. */
static void
test_around (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmFindMarks) marks = llm_find_marks_new (FALSE);
  g_autoptr (GPtrArray) views = g_ptr_array_new ();
  Around around = { marks, 0, NULL };

  append (fixture, 0, "The needle is here.\n\n");
  for (guint i = 0; i < 5000; i++)
    append (fixture, 0, FILLER);
  for (guint i = 0; i < 3; i++)
    llm_answer_restore (llm_comparison_get_answer (fixture->comparison, i), LLM_ANSWER_DONE);
  show (fixture);
  g_signal_connect (marks, "missed", G_CALLBACK (missed_cb), &around);
  g_signal_connect (marks, "found", G_CALLBACK (found_cb), &around);
  g_ptr_array_add (views, get_view (fixture, 0));
  llm_find_marks_set_views (marks, views);
  llm_find_marks_set_text (marks, "needle");
  llm_find_marks_prepare (marks);
  llm_find_marks_search (marks, 0, 100, FALSE);
  llm_ui_test_wait (is_found, &around);
  g_assert_cmpuint (around.n_missed, ==, 1);
  g_assert_true (around.found == get_view (fixture, 0));
  llm_find_marks_stop (marks);
}

#define ADD(name, func) g_test_add ("/ui/find-bar/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("all", test_all);
  ADD ("enter-at-once", test_enter_at_once);
  ADD ("one", test_one);
  ADD ("match-case", test_match_case);
  ADD ("nothing-found", test_nothing_found);
  ADD ("selection", test_selection);
  ADD ("close", test_close);
  ADD ("close-without-match", test_close_without_match);
  ADD ("other-comparison", test_other_comparison);
  ADD ("removed-column", test_removed_column);
  ADD ("streaming", test_streaming);
  ADD ("raw", test_raw);
  ADD ("folded", test_folded);
  ADD ("expanded", test_expanded);
  ADD ("narrow", test_narrow);
  ADD ("accessible", test_accessible);
  ADD ("around", test_around);
  ADD ("large", test_large);

  return g_test_run ();
}
