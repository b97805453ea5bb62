/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <time.h>

#include "llm-card-grid.h"
#include "llm-compare-page.h"
#include "llm-error.h"
#include "llm-ui-test.h"

#define PARAGRAPH "Sunlight looks white but holds all colours; the air scatters the blue.\n\n"

typedef struct
{
  LlmUiTest ui;
  LlmComparison *comparison;
  LlmComparePage *page;
  GtkWidget *grid;
  AdwToast *toast;
  char *swap_column;
} Fixture;

static void
toast_cb (Fixture *fixture, AdwToast *toast)
{
  g_set_object (&fixture->toast, toast);
}

static void
swap_cb (Fixture *fixture, const char *column_id)
{
  g_free (fixture->swap_column);
  fixture->swap_column = g_strdup (column_id);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  fixture->comparison = llm_ui_test_new_comparison (4);
  fixture->page = g_object_ref_sink (LLM_COMPARE_PAGE (llm_compare_page_new (fixture->ui.context)));
  fixture->grid = llm_ui_test_find_type (GTK_WIDGET (fixture->page), LLM_TYPE_CARD_GRID);
  g_signal_connect_swapped (fixture->page, "toast", G_CALLBACK (toast_cb), fixture);
  g_signal_connect_swapped (fixture->page, "swap-requested", G_CALLBACK (swap_cb), fixture);
  llm_compare_page_set_comparison (fixture->page, fixture->comparison);
}

/* Nothing may keep the page, and the page nothing of what it showed. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_runner_stop_all (fixture->ui.runner);
  llm_ui_test_clear (&fixture->ui);
  g_clear_object (&fixture->toast);
  g_free (fixture->swap_column);
  g_assert_finalize_object (fixture->page);
  llm_ui_test_tear_down (&fixture->ui, data);
  g_assert_finalize_object (fixture->comparison);
}

static void
show (Fixture *fixture)
{
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 1500, 700);
}

static LlmAnswer *
get_answer (Fixture *fixture, guint index)
{
  return llm_comparison_get_answer (fixture->comparison, index);
}

static LlmCard *
get_card (Fixture *fixture, LlmAnswer *answer)
{
  return llm_card_grid_get_card (LLM_CARD_GRID (fixture->grid), llm_answer_get_column_id (answer));
}

/* The card that is seen at a place. */
static LlmCard *
get_card_at (Fixture *fixture, guint index)
{
  GtkWidget *child = gtk_widget_get_first_child (fixture->grid);

  while (index-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return LLM_CARD (child);
}

static guint
count_cards (Fixture *fixture)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (fixture->grid); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

static void
act (LlmCard *card, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (card), action, NULL);
}

static void
emit (Fixture *fixture, guint index, const char *text)
{
  llm_stream_emit_delta (fake_provider_get_stream (fixture->ui.provider, index), LLM_DELTA_TEXT,
                         text);
}

static GtkTextView *
get_text_view (LlmCard *card)
{
  return llm_answer_view_get_text_view (llm_card_get_view (card));
}

/* Whether everything is there: copied, it is what the model wrote. */
static gboolean
shows_all (LlmCard *card)
{
  LlmAnswerView *view = llm_card_get_view (card);
  const char *source = llm_answer_get_text (llm_card_get_answer (card));
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (gtk_text_view_get_buffer (get_text_view (card)), &start, &end);
  text = llm_document_painter_dup_range (llm_answer_view_get_painter (view), source, &start, &end,
                                         LLM_COPY_MARKDOWN);
  g_strchomp (text);
  return *text != '\0' && strncmp (source, text, strlen (text)) == 0
         && strspn (source + strlen (text), " \n") == strlen (source + strlen (text));
}

static gboolean
is_all_published (gpointer user_data)
{
  Fixture *fixture = user_data;

  for (GtkWidget *child = gtk_widget_get_first_child (fixture->grid); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      LlmCard *card = LLM_CARD (child);

      if (llm_answer_view_get_published (llm_card_get_view (card))
          != llm_answer_get_text_length (llm_card_get_answer (card)))
        return FALSE;
    }
  return TRUE;
}

static void
restore (LlmAnswer *answer, gsize length)
{
  while (llm_answer_get_text_length (answer) < length)
    llm_answer_append (answer, LLM_DELTA_TEXT, PARAGRAPH PARAGRAPH PARAGRAPH PARAGRAPH);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
}

/* A vote belongs to the column, wherever it stands and whatever model it has. */
static void
test_votes_through_reorder (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answers[4];

  show (fixture);
  for (guint i = 0; i < 4; i++)
    {
      answers[i] = get_answer (fixture, i);
      restore (answers[i], 100);
    }
  act (get_card_at (fixture, 2), "card.vote-up");
  act (get_card_at (fixture, 2), "card.move-left");
  act (get_card_at (fixture, 1), "card.move-left");
  g_assert_true (llm_card_get_answer (get_card_at (fixture, 0)) == answers[2]);
  g_assert_true (llm_card_get_answer (get_card_at (fixture, 1)) == answers[0]);
  g_assert_true (llm_card_get_answer (get_card_at (fixture, 2)) == answers[1]);
  act (get_card_at (fixture, 2), "card.vote-down");
  act (get_card_at (fixture, 0), "card.prefer");

  g_assert_cmpint (llm_answer_get_vote (answers[0]), ==, LLM_VOTE_NONE);
  g_assert_cmpint (llm_answer_get_vote (answers[1]), ==, LLM_VOTE_DOWN);
  g_assert_cmpint (llm_answer_get_vote (answers[2]), ==, LLM_VOTE_UP);
  g_assert_cmpint (llm_answer_get_vote (answers[3]), ==, LLM_VOTE_NONE);
  g_assert_cmpstr (llm_comparison_get_preferred (fixture->comparison), ==,
                   llm_answer_get_column_id (answers[2]));
}

/* Moving touches no text: same widget, same place in it, same selection. */
static void
test_reorder_keeps_the_place (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture, 1);
  GtkAdjustment *adjustment;
  GtkTextIter start, end;
  LlmCard *card;
  double value;

  restore (answer, 20000);
  show (fixture);
  llm_ui_test_wait (is_all_published, fixture);
  llm_ui_test_wait_frame (fixture->grid);
  card = get_card (fixture, answer);
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (get_text_view (card)));
  gtk_adjustment_set_value (adjustment, 1234);
  llm_ui_test_wait_frame (fixture->grid);
  value = gtk_adjustment_get_value (adjustment);
  g_assert_cmpfloat (value, ==, 1234);
  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (get_text_view (card)), &start, 5);
  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (get_text_view (card)), &end, 9);
  gtk_text_buffer_select_range (gtk_text_view_get_buffer (get_text_view (card)), &start, &end);

  g_assert_true (llm_comparison_move (fixture->comparison, llm_answer_get_column_id (answer), 3));
  llm_ui_test_wait_frame (fixture->grid);
  g_assert_true (get_card (fixture, answer) == card);
  g_assert_true (get_card_at (fixture, 3) == card);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, value);
  g_assert_true (gtk_text_buffer_get_selection_bounds (
      gtk_text_view_get_buffer (get_text_view (card)), &start, &end));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Model 1, answer 4 of 4, Done");
}

static void
test_rtl (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *first = get_answer (fixture, 0);

  show (fixture);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  act (get_card (fixture, first), "card.move-right");
  g_assert_true (get_answer (fixture, 0) == first);
  act (get_card (fixture, first), "card.move-left");
  g_assert_true (get_answer (fixture, 1) == first);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
compute_bounds (Fixture *fixture, guint index, graphene_rect_t *bounds)
{
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (get_card_at (fixture, index)),
                                            GTK_WIDGET (fixture->page), bounds));
}

/* Columns beside each other where there is room, else below each other. */
static void
test_reflow (Fixture *fixture, gconstpointer data)
{
  graphene_rect_t first, second, third;

  show (fixture);
  compute_bounds (fixture, 0, &first);
  compute_bounds (fixture, 1, &second);
  g_assert_cmpfloat (first.origin.y, ==, second.origin.y);
  g_assert_cmpfloat (first.size.width, >=, 340);

  gtk_window_set_child (GTK_WINDOW (fixture->ui.window), NULL);
  gtk_widget_set_visible (fixture->ui.window, FALSE);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 800, 700);
  compute_bounds (fixture, 0, &first);
  compute_bounds (fixture, 1, &second);
  compute_bounds (fixture, 2, &third);
  g_assert_cmpfloat (first.origin.y, ==, second.origin.y);
  g_assert_cmpfloat (first.origin.x, ==, third.origin.x);
  g_assert_cmpfloat (third.origin.y, >, first.origin.y);
}

/* Who looks at another comparison misses nothing of a running one. */
static void
test_switch_while_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) other = llm_ui_test_new_comparison (2);

  show (fixture);
  g_assert_false (llm_card_grid_is_ticking (LLM_CARD_GRID (fixture->grid)));
  llm_runner_start (fixture->ui.runner, fixture->comparison);
  g_assert_true (llm_card_grid_is_ticking (LLM_CARD_GRID (fixture->grid)));
  for (guint i = 0; i < 4; i++)
    emit (fixture, i, "Seen. ");

  llm_compare_page_set_comparison (fixture->page, other);
  g_assert_cmpuint (count_cards (fixture), ==, 2);
  g_assert_false (llm_card_grid_is_ticking (LLM_CARD_GRID (fixture->grid)));
  llm_ui_test_wait_frame (fixture->grid);
  for (guint i = 0; i < 4; i++)
    emit (fixture, i, "Not seen. ");
  g_assert_cmpuint (llm_runner_get_n_running (fixture->ui.runner), ==, 4);

  llm_compare_page_set_comparison (fixture->page, fixture->comparison);
  g_assert_cmpuint (count_cards (fixture), ==, 4);
  g_assert_true (llm_card_grid_is_ticking (LLM_CARD_GRID (fixture->grid)));
  for (guint i = 0; i < 4; i++)
    emit (fixture, i, "Seen again.");
  llm_ui_test_wait (is_all_published, fixture);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpstr (llm_answer_get_text (get_answer (fixture, i)), ==,
                       "Seen. Not seen. Seen again.");
      g_assert_true (shows_all (get_card_at (fixture, i)));
    }
  llm_runner_stop (fixture->ui.runner, fixture->comparison);
  g_assert_false (llm_card_grid_is_ticking (LLM_CARD_GRID (fixture->grid)));
  g_assert_cmpuint (fake_provider_get_n_cancelled (fixture->ui.provider), ==, 4);
}

/* Nothing runs by the clock where nobody looks. */
static void
test_hidden_does_not_tick (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  llm_runner_start (fixture->ui.runner, fixture->comparison);
  g_assert_true (llm_card_grid_is_ticking (LLM_CARD_GRID (fixture->grid)));
  gtk_widget_set_visible (GTK_WIDGET (fixture->page), FALSE);
  g_assert_false (llm_card_grid_is_ticking (LLM_CARD_GRID (fixture->grid)));
  gtk_widget_set_visible (GTK_WIDGET (fixture->page), TRUE);
  llm_ui_test_wait_frame (fixture->ui.window);
  g_assert_true (llm_card_grid_is_ticking (LLM_CARD_GRID (fixture->grid)));
}

static void
test_remove_and_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmAnswer) answer = g_object_ref (get_answer (fixture, 1));
  const char *id = llm_answer_get_column_id (answer);
  guint index;

  show (fixture);
  llm_runner_start (fixture->ui.runner, fixture->comparison);
  for (guint i = 0; i < 4; i++)
    emit (fixture, i, "Because.");
  act (get_card (fixture, answer), "card.prefer");
  act (get_card (fixture, answer), "card.remove");
  g_assert_null (llm_comparison_find (fixture->comparison, id, NULL));
  g_assert_cmpuint (count_cards (fixture), ==, 3);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_STOPPED);
  g_assert_null (llm_comparison_get_preferred (fixture->comparison));
  g_assert_nonnull (fixture->toast);
  g_assert_cmpstr (adw_toast_get_title (fixture->toast), ==, "Model 1 removed");
  g_assert_cmpstr (adw_toast_get_button_label (fixture->toast), ==, "_Undo");

  g_signal_emit_by_name (fixture->toast, "button-clicked");
  g_assert_nonnull (llm_comparison_find (fixture->comparison, id, &index));
  g_assert_cmpuint (index, ==, 1);
  g_assert_cmpstr (llm_comparison_get_preferred (fixture->comparison), ==, id);
  llm_ui_test_wait_frame (fixture->grid);
  g_assert_true (shows_all (get_card_at (fixture, 1)));

  /* A second click, or one that comes when it is back already. */
  g_signal_emit_by_name (fixture->toast, "button-clicked");
  g_assert_cmpuint (count_cards (fixture), ==, 4);
}

/* Undo after the page went on to something else puts it back all the same. */
static void
test_undo_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) other = llm_ui_test_new_comparison (2);

  show (fixture);
  act (get_card_at (fixture, 3), "card.remove");
  llm_compare_page_set_comparison (fixture->page, other);
  g_signal_emit_by_name (fixture->toast, "button-clicked");
  g_assert_cmpuint (llm_comparison_get_n_answers (fixture->comparison), ==, 4);
  g_assert_cmpuint (count_cards (fixture), ==, 2);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 900, 700);
  llm_ui_test_wait_frame (fixture->ui.window);
  llm_compare_page_set_comparison (fixture->page, NULL);
  g_assert_cmpuint (count_cards (fixture), ==, 0);
}

static void
test_last_column_stays (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  for (guint i = 0; i < 5; i++)
    act (get_card_at (fixture, 0), "card.remove");
  g_assert_cmpuint (count_cards (fixture), ==, 1);
  llm_compare_page_remove (fixture->page, llm_answer_get_column_id (get_answer (fixture, 0)));
  llm_compare_page_remove (fixture->page, "no such column");
  g_assert_cmpuint (count_cards (fixture), ==, 1);
}

/* The focus goes to the neighbour, not to nowhere. */
static void
test_focus_after_remove (Fixture *fixture, gconstpointer data)
{
  LlmCard *card;

  show (fixture);
  card = get_card_at (fixture, 1);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (card)));
  act (card, "card.remove");
  llm_ui_test_wait_frame (fixture->grid);
  g_assert_true (gtk_widget_get_focus_child (fixture->grid)
                 == GTK_WIDGET (get_card_at (fixture, 1)));
}

static void
test_title_of_toast_is_text (Fixture *fixture, gconstpointer data)
{
  g_assert_true (
      llm_answer_set_model (get_answer (fixture, 0), "fake", "m", "<b>Bold</b> & model"));
  show (fixture);
  act (get_card_at (fixture, 0), "card.remove");
  g_assert_cmpstr (adw_toast_get_title (fixture->toast), ==,
                   "&lt;b&gt;Bold&lt;/b&gt; &amp; model removed");
}

static void
test_swap (Fixture *fixture, gconstpointer data)
{
  FakeProvider *provider = fixture->ui.provider;
  LlmAnswer *answer = get_answer (fixture, 2);
  const char *id = llm_answer_get_column_id (answer);
  LlmCard *card;

  show (fixture);
  card = get_card (fixture, answer);
  act (card, "card.swap");
  g_assert_cmpstr (fixture->swap_column, ==, id);

  llm_runner_start (fixture->ui.runner, fixture->comparison);
  emit (fixture, 2, "Old text.");
  act (card, "card.vote-up");
  g_assert_true (llm_compare_page_swap (fixture->page, id, "fake:other:8b"));
  g_assert_cmpuint (fake_provider_get_n_cancelled (provider), ==, 1);
  g_assert_cmpuint (fake_provider_get_n_streams (provider), ==, 5);
  g_assert_cmpstr (llm_request_get_model_id (fake_provider_get_request (provider, 4)), ==,
                   "other:8b");
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "");
  g_assert_cmpint (llm_answer_get_vote (answer), ==, LLM_VOTE_NONE);
  g_assert_true (get_card (fixture, answer) == card);
  emit (fixture, 4, "New text.");
  llm_ui_test_wait (is_all_published, fixture);
  g_assert_true (shows_all (card));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (card), "other:8b"));
}

/* What cannot be asked is told, and the column is left as it was. */
static void
test_swap_refused (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture, 2);

  show (fixture);
  g_assert_false (
      llm_compare_page_swap (fixture->page, llm_answer_get_column_id (answer), "no-colon"));
  g_assert_nonnull (fixture->toast);
  g_assert_cmpstr (llm_answer_get_model_id (answer), ==, "model-2");
  g_assert_false (llm_compare_page_swap (fixture->page, "no such column", "fake:m"));
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->ui.provider), ==, 0);
}

/* One card has the page, another takes it over, and all come back. */
static void
test_expand (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  act (get_card_at (fixture, 1), "card.expand");
  llm_ui_test_wait_frame (fixture->grid);
  g_assert_true (gtk_widget_get_child_visible (GTK_WIDGET (get_card_at (fixture, 1))));
  g_assert_false (gtk_widget_get_child_visible (GTK_WIDGET (get_card_at (fixture, 0))));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (get_card_at (fixture, 1))), >, 1000);

  llm_card_set_expanded (get_card_at (fixture, 3), TRUE);
  g_assert_false (llm_card_get_expanded (get_card_at (fixture, 1)));
  llm_ui_test_wait_frame (fixture->grid);
  g_assert_true (gtk_widget_get_child_visible (GTK_WIDGET (get_card_at (fixture, 3))));

  act (get_card_at (fixture, 3), "card.remove");
  llm_ui_test_wait_frame (fixture->grid);
  for (guint i = 0; i < 3; i++)
    g_assert_true (gtk_widget_get_child_visible (GTK_WIDGET (get_card_at (fixture, i))));
}

static gint64
get_thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_TIME_SPAN_SECOND + now.tv_nsec / 1000;
}

typedef struct
{
  gint64 last;
  gint64 longest;
} Gap;

/* Work of this thread between two turns of the main loop: the time that keys and
 * clicks would have waited, whatever else this machine does. */
static gboolean
gap_cb (gpointer user_data)
{
  Gap *gap = user_data;
  const gint64 now = get_thread_time ();

  gap->longest = MAX (gap->longest, now - gap->last);
  gap->last = now;
  return G_SOURCE_CONTINUE;
}

#if defined(__SANITIZE_ADDRESS__)
#define SLOWNESS 5
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOWNESS 5
#endif
#endif
#ifndef SLOWNESS
#define SLOWNESS 1
#endif

static void
test_huge_answers (Fixture *fixture, gconstpointer data)
{
  Gap gap = { get_thread_time (), 0 };
  gint64 begin;
  guint id;

  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 900, 700);
  llm_ui_test_wait_frame (fixture->ui.window);
  llm_compare_page_set_comparison (fixture->page, NULL);
  show (fixture);
  for (guint i = 0; i < 4; i++)
    restore (get_answer (fixture, i), 1024 * 1024);

  id = g_timeout_add_full (G_PRIORITY_HIGH, 1, gap_cb, &gap, NULL);
  begin = g_get_monotonic_time ();
  gap.last = get_thread_time ();
  llm_compare_page_set_comparison (fixture->page, fixture->comparison);
  gap_cb (&gap);
  llm_ui_test_wait_frame (fixture->grid);
  g_test_message ("first frames after %.0f ms, longest gap %.0f ms",
                  (g_get_monotonic_time () - begin) / 1000.0, gap.longest / 1000.0);
  llm_ui_test_wait (is_all_published, fixture);
  llm_ui_test_wait_frame (fixture->grid);
  g_source_remove (id);
  g_test_message ("all after %.0f ms, longest gap %.0f ms",
                  (g_get_monotonic_time () - begin) / 1000.0, gap.longest / 1000.0);
  g_assert_cmpint (gap.longest, <, SLOWNESS * 250 * G_TIME_SPAN_MILLISECOND);
  for (guint i = 0; i < 4; i++)
    g_assert_true (shows_all (get_card_at (fixture, i)));
}

static gboolean
is_named (GtkWidget *widget)
{
  const char *label = NULL;

  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return TRUE;
  if (GTK_IS_BUTTON (widget))
    label = gtk_button_get_label (GTK_BUTTON (widget));
  return label != NULL && *label != '\0';
}

static guint
check_names (GtkWidget *widget)
{
  guint n = 0;

  if (GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_TEXT_VIEW (widget))
    {
      if (!is_named (widget))
        g_error ("A %s has no name", G_OBJECT_TYPE_NAME (widget));
      if (GTK_IS_MENU_BUTTON (widget))
        return 1; /* what is in it is a part of it */
      n++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += check_names (child);
  return n;
}

/* In the states with the most to press. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  llm_runner_start (fixture->ui.runner, fixture->comparison);
  for (guint i = 0; i < 4; i++)
    emit (fixture, i, PARAGRAPH);
  llm_stream_finish (fake_provider_get_stream (fixture->ui.provider, 0), LLM_STREAM_INTERRUPTED,
                     llm_error_new (LLM_ERROR_NETWORK, NULL, "reset by peer"));
  llm_stream_finish (fake_provider_get_stream (fixture->ui.provider, 1), LLM_STREAM_FAILED,
                     llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
  llm_ui_test_wait_frame (fixture->grid);
  /* Seven in each toolbar and the text, the notices', the prompt's. */
  g_assert_cmpuint (check_names (GTK_WIDGET (fixture->page)), >=, 4 * 8 + 5 + 1);
}

/* What showed the answers goes with them, also the card that has the focus. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 900, 700);
  llm_ui_test_wait_frame (fixture->ui.window);
  llm_compare_page_set_comparison (fixture->page, NULL);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function)                                                                        \
  g_test_add ("/compare-page/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("votes-through-reorder", test_votes_through_reorder);
  ADD ("reorder-keeps-the-place", test_reorder_keeps_the_place);
  ADD ("rtl", test_rtl);
  ADD ("reflow", test_reflow);
  ADD ("switch-while-running", test_switch_while_running);
  ADD ("hidden-does-not-tick", test_hidden_does_not_tick);
  ADD ("remove-and-undo", test_remove_and_undo);
  ADD ("undo-elsewhere", test_undo_elsewhere);
  ADD ("last-column-stays", test_last_column_stays);
  ADD ("focus-after-remove", test_focus_after_remove);
  ADD ("title-of-toast-is-text", test_title_of_toast_is_text);
  ADD ("swap", test_swap);
  ADD ("swap-refused", test_swap_refused);
  ADD ("expand", test_expand);
  ADD ("huge-answers", test_huge_answers);
  ADD ("names", test_names);
  ADD ("nothing", test_nothing);
#undef ADD
  return g_test_run ();
}
