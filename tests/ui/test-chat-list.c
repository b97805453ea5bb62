/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-chat-heights.h"
#include "llm-chat-list.h"
#include "llm-chat-test.h"

#define WIDTH 700
#define HEIGHT 500
#define PARAGRAPH "Sunlight looks white but holds all colours; the air scatters the blue.\n\n"

typedef struct
{
  LlmUiTest ui;
  LlmConversation *conversation;
  LlmChatList *list;
  LlmChatArea *area;
  gboolean loads; /* whether what is asked for comes */
  guint n_asked;
  guint first_asked;
  guint n_changed;
} Fixture;

static void
needs_turns_cb (Fixture *fixture, GPtrArray *turns)
{
  fixture->n_asked += turns->len;
  fixture->first_asked = chat_test_get_index (g_ptr_array_index (turns, 0));
  for (guint i = 0; fixture->loads && i < turns->len; i++)
    chat_test_load (g_ptr_array_index (turns, i));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  fixture->list = g_object_ref_sink (LLM_CHAT_LIST (llm_chat_list_new (fixture->ui.context)));
  fixture->area = llm_chat_list_get_area (fixture->list);
  fixture->loads = TRUE;
  g_signal_connect_swapped (fixture->list, "needs-turns", G_CALLBACK (needs_turns_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_clear (&fixture->ui);
  g_assert_finalize_object (fixture->list);
  llm_ui_test_tear_down (&fixture->ui, data);
  if (fixture->conversation != NULL)
    g_assert_finalize_object (fixture->conversation);
}

static gboolean
is_settled (gpointer user_data)
{
  return llm_chat_area_is_settled (((Fixture *) user_data)->area);
}

static void
settle (Fixture *fixture)
{
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->list));
  llm_ui_test_wait (is_settled, fixture);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->list));
  llm_ui_test_wait (is_settled, fixture);
}

static void
show (Fixture *fixture, guint n_turns)
{
  fixture->conversation = chat_test_new_conversation (n_turns);
  llm_chat_list_set_conversation (fixture->list, fixture->conversation);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->list), WIDTH, HEIGHT);
  settle (fixture);
}

static GtkAdjustment *
get_adjustment (Fixture *fixture)
{
  return llm_chat_area_get_vadjustment (fixture->area);
}

static void
scroll_to (Fixture *fixture, double share)
{
  GtkAdjustment *adjustment = get_adjustment (fixture);
  const double lower = gtk_adjustment_get_lower (adjustment);
  const double room
      = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - lower;

  gtk_adjustment_set_value (adjustment, lower + room * share);
}

static void
scroll_by (Fixture *fixture, double by)
{
  GtkAdjustment *adjustment = get_adjustment (fixture);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + by);
}

static int
get_page (Fixture *fixture)
{
  return gtk_widget_get_height (GTK_WIDGET (fixture->area));
}

static LlmTurn *
get_turn (Fixture *fixture, guint position)
{
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (fixture->conversation), position);

  return turn;
}

/* Where the widget of a turn is, from the top of what is in view. */
static graphene_rect_t
get_bounds (Fixture *fixture, guint position)
{
  LlmChatTurn *widget = llm_chat_area_get_widget (fixture->area, position);
  graphene_rect_t bounds;

  g_assert_nonnull (widget);
  g_assert_true (
      gtk_widget_compute_bounds (GTK_WIDGET (widget), GTK_WIDGET (fixture->area), &bounds));
  return bounds;
}

static double
get_y (Fixture *fixture, guint position)
{
  return get_bounds (fixture, position).origin.y;
}

/* Every pixel in view belongs to a turn that is loaded, and one is below the other. */
static void
assert_filled (Fixture *fixture)
{
  guint position = llm_chat_area_get_top (fixture->area, NULL);
  graphene_rect_t bounds = get_bounds (fixture, position);

  g_assert_cmpfloat (bounds.origin.y, <=, 0);
  while (bounds.origin.y + bounds.size.height < get_page (fixture))
    {
      graphene_rect_t next;

      g_assert_true (llm_chat_turn_is_loaded (llm_chat_area_get_widget (fixture->area, position)));
      next = get_bounds (fixture, ++position);
      g_assert_cmpfloat (next.origin.y, ==, bounds.origin.y + bounds.size.height);
      bounds = next;
    }
}

static guint
count_loaded (Fixture *fixture)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->conversation)); i++)
    n += llm_turn_get_comparison (get_turn (fixture, i)) != NULL;
  return n;
}

/* --- Heights --- */

static void
test_heights (void)
{
  g_autoptr (LlmChatHeights) heights = llm_chat_heights_new ();

  g_assert_cmpint (llm_chat_heights_get_total (heights), ==, 0);
  llm_chat_heights_splice (heights, 0, 0, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (llm_chat_heights_is_known (heights, i));
      g_assert_true (llm_chat_heights_set (heights, i, 10 * (int) (i + 1)));
      g_assert_false (llm_chat_heights_set (heights, i, 10 * (int) (i + 1)));
    }
  g_assert_cmpint (llm_chat_heights_get_total (heights), ==, 60);
  g_assert_cmpuint (llm_chat_heights_find (heights, -5), ==, 0);
  g_assert_cmpuint (llm_chat_heights_find (heights, 9), ==, 0);
  g_assert_cmpuint (llm_chat_heights_find (heights, 10), ==, 1);
  g_assert_cmpuint (llm_chat_heights_find (heights, 59), ==, 2);
  g_assert_cmpuint (llm_chat_heights_find (heights, 1000), ==, 2);

  /* What is new is assumed to be like what is known. */
  llm_chat_heights_splice (heights, 1, 1, 2);
  g_assert_cmpuint (llm_chat_heights_get_n (heights), ==, 4);
  g_assert_cmpint (llm_chat_heights_get (heights, 1), ==, 20);
  g_assert_false (llm_chat_heights_is_known (heights, 2));
  g_assert_cmpint (llm_chat_heights_get_top (heights, 3), ==, 50);
  g_assert_cmpint (llm_chat_heights_get_top (heights, 4), ==, 80);

  llm_chat_heights_forget (heights, 2);
  g_assert_cmpint (llm_chat_heights_get_total (heights), ==, 160);
  g_assert_false (llm_chat_heights_is_known (heights, 0));
  llm_chat_heights_splice (heights, 0, 4, 0);
  g_assert_cmpint (llm_chat_heights_get_total (heights), ==, 0);
}

/* --- The list --- */

static void
test_opens_at_end (Fixture *fixture, gconstpointer data)
{
  graphene_rect_t last;

  show (fixture, 5000);
  last = get_bounds (fixture, 4999);
  g_assert_cmpfloat (last.origin.y + last.size.height, ==, get_page (fixture));
  g_assert_true (llm_chat_area_get_following (fixture->area));
  assert_filled (fixture);
  g_assert_cmpuint (llm_chat_area_get_n_widgets (fixture->area), <, 40);
  g_assert_cmpuint (count_loaded (fixture), <, 100);
}

/* There is nothing to scroll, and nothing to jump to. */
static void
test_few (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment;

  show (fixture, 1);
  adjustment = get_adjustment (fixture);
  g_assert_cmpfloat (get_y (fixture, 0), ==, 0);
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_lower (adjustment),
                     ==, gtk_adjustment_get_page_size (adjustment));
  g_assert_false (llm_ui_test_has_text (GTK_WIDGET (fixture->list), "Jump to latest"));
  llm_chat_list_set_conversation (fixture->list, NULL);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->list));
  g_assert_cmpuint (llm_chat_area_get_n_widgets (fixture->area), ==, 0);
}

static void
test_jumps (Fixture *fixture, gconstpointer data)
{
  const double shares[] = { 0.5, 0, 0.25, 1, 0.75, 0.1, 0.9, 0.5 };

  show (fixture, 5000);
  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      const double expected = 4999 * shares[i];
      guint top;

      scroll_to (fixture, shares[i]);
      settle (fixture);
      top = llm_chat_area_get_top (fixture->area, NULL);
      g_assert_cmpfloat (ABS (top - expected), <, 250);
      assert_filled (fixture);
      g_assert_cmpuint (llm_chat_area_get_n_widgets (fixture->area), <, 60);
      g_assert_true (llm_chat_area_get_following (fixture->area) == (shares[i] == 1));
    }
}

/* Pixel by pixel the same, there and back, though nobody knew the heights before. */
static void
test_scrolls_evenly (Fixture *fixture, gconstpointer data)
{
  show (fixture, 300);
  scroll_to (fixture, 0.5);
  settle (fixture);
  for (guint i = 0; i < 40; i++)
    {
      const guint top = llm_chat_area_get_top (fixture->area, NULL);
      const double before = get_y (fixture, top);
      const double by = i < 20 ? -137 : 211;

      scroll_by (fixture, by);
      settle (fixture);
      g_assert_cmpfloat (get_y (fixture, top), ==, before - by);
      assert_filled (fixture);
    }
}

/* Texts above that arrive, grow or go do not move what is read. */
static void
test_anchor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) longer = NULL;
  LlmAnswer *answer;
  guint top;
  double y;

  show (fixture, 200);
  scroll_to (fixture, 0.5);
  settle (fixture);
  top = llm_chat_area_get_top (fixture->area, NULL);
  y = get_y (fixture, top);

  longer = chat_test_new_comparison (get_turn (fixture, top - 1), top - 1);
  answer = llm_comparison_get_answer (longer, 0);
  for (guint i = 0; i < 30; i++)
    llm_answer_append (answer, LLM_DELTA_TEXT, PARAGRAPH);
  llm_turn_set_comparison (get_turn (fixture, top - 1), longer);
  settle (fixture);
  g_assert_cmpfloat (get_y (fixture, top), ==, y);
  g_assert_cmpuint (llm_chat_area_get_top (fixture->area, NULL), ==, top);

  chat_test_load (get_turn (fixture, top - 1));
  settle (fixture);
  g_assert_cmpfloat (get_y (fixture, top), ==, y);

  /* Also turns that are taken out, and those that come at the end. */
  llm_conversation_delete_turn (fixture->conversation, get_turn (fixture, 0));
  chat_test_append (fixture->conversation, "One more");
  settle (fixture);
  g_assert_cmpfloat (get_y (fixture, top - 1), ==, y);
  g_assert_false (llm_chat_area_get_following (fixture->area));
}

/* Another width: the same turn is read, and the end stays the end. */
static void
test_width (Fixture *fixture, gconstpointer data)
{
  graphene_rect_t last;
  guint top;

  show (fixture, 200);
  scroll_to (fixture, 0.4);
  settle (fixture);
  top = llm_chat_area_get_top (fixture->area, NULL);
  gtk_widget_set_size_request (GTK_WIDGET (fixture->list), 360, HEIGHT);
  gtk_widget_set_halign (GTK_WIDGET (fixture->list), GTK_ALIGN_START);
  settle (fixture);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->area)), ==, 360);
  g_assert_cmpuint (llm_chat_area_get_top (fixture->area, NULL), ==, top);
  assert_filled (fixture);

  llm_chat_list_jump_to_latest (fixture->list);
  settle (fixture);
  gtk_widget_set_size_request (GTK_WIDGET (fixture->list), 500, HEIGHT);
  settle (fixture);
  last = get_bounds (fixture, 199);
  g_assert_cmpfloat (last.origin.y + last.size.height, ==, get_page (fixture));
}

/* What is let go of has the same place, is asked for again and comes back. */
static void
test_vanishing (Fixture *fixture, gconstpointer data)
{
  LlmChatTurn *widget;
  guint top;
  double y, height;

  show (fixture, 100);
  scroll_to (fixture, 0.5);
  settle (fixture);
  top = llm_chat_area_get_top (fixture->area, NULL);
  y = get_y (fixture, top + 1);
  height = get_bounds (fixture, top).size.height;

  fixture->loads = FALSE;
  fixture->n_asked = 0;
  llm_turn_set_comparison (get_turn (fixture, top), NULL);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->list));
  widget = llm_chat_area_get_widget (fixture->area, top);
  g_assert_false (llm_chat_turn_is_loaded (widget));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (widget), "Loading"));
  g_assert_cmpfloat (get_bounds (fixture, top).size.height, ==, height);
  g_assert_cmpfloat (get_y (fixture, top + 1), ==, y);
  g_assert_cmpuint (fixture->n_asked, >=, 1);
  g_assert_cmpuint (fixture->first_asked, ==, top);

  chat_test_load (get_turn (fixture, top));
  settle (fixture);
  g_assert_true (llm_chat_turn_is_loaded (widget));
  g_assert_cmpfloat (get_y (fixture, top + 1), ==, y);
  g_assert_cmpfloat (get_bounds (fixture, top).size.height, ==, height);
}

/* What is in view comes first. */
static void
test_asks_for_nearest (Fixture *fixture, gconstpointer data)
{
  guint first, last;

  fixture->loads = FALSE;
  fixture->conversation = chat_test_new_conversation (1000);
  llm_chat_list_set_conversation (fixture->list, fixture->conversation);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->list), WIDTH, HEIGHT);
  scroll_to (fixture, 0.3);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->list));
  g_assert_cmpuint (fixture->first_asked, ==, llm_chat_area_get_top (fixture->area, NULL));
  g_assert_true (llm_chat_list_get_range (fixture->list, &first, &last));
  g_assert_cmpuint (first, <=, fixture->first_asked);
  g_assert_cmpuint (last, >=, fixture->first_asked);
  g_assert_cmpuint (last - first, <, 20);
}

/* Widgets go when they are far away, but not the one with the focus. */
static void
test_widgets_go (Fixture *fixture, gconstpointer data)
{
  LlmChatTurn *far = NULL, *focused;

  show (fixture, 500);
  far = llm_chat_area_get_widget (fixture->area, 499);
  g_object_add_weak_pointer (G_OBJECT (far), (gpointer *) &far);
  focused = llm_chat_area_get_widget (fixture->area, 498);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (focused)));
  scroll_to (fixture, 0);
  settle (fixture);
  g_assert_null (far);
  g_assert_true (llm_chat_area_get_widget (fixture->area, 498) == focused);
  g_assert_cmpfloat (get_y (fixture, 498), >, get_page (fixture));
  for (guint i = 0; i < 20; i++)
    {
      scroll_to (fixture, i / 20.0);
      settle (fixture);
      g_assert_cmpuint (llm_chat_area_get_n_widgets (fixture->area), <, 60);
    }
}

/* --- An answer that is being written --- */

static LlmAnswer *
start_answer (Fixture *fixture)
{
  LlmComparison *comparison = chat_test_append (fixture->conversation, "And now?");
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);

  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_CONNECTING));
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_STREAMING));
  return answer;
}

static void
append (LlmAnswer *answer, guint n)
{
  for (guint i = 0; i < n; i++)
    llm_answer_append (answer, LLM_DELTA_TEXT, PARAGRAPH);
}

static void
test_follows (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer;
  guint last, top;
  double y;

  show (fixture, 50);
  answer = start_answer (fixture);
  last = 50;
  for (guint i = 0; i < 5; i++)
    {
      graphene_rect_t bounds;

      append (answer, 5);
      settle (fixture);
      bounds = get_bounds (fixture, last);
      g_assert_cmpfloat (bounds.origin.y + bounds.size.height, ==, get_page (fixture));
      g_assert_true (llm_chat_area_get_following (fixture->area));
    }

  scroll_by (fixture, -200);
  settle (fixture);
  g_assert_false (llm_chat_area_get_following (fixture->area));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->list), "Jump to latest"));
  top = llm_chat_area_get_top (fixture->area, NULL);
  y = get_y (fixture, top);
  append (answer, 20);
  settle (fixture);
  g_assert_cmpfloat (get_y (fixture, top), ==, y);

  llm_chat_list_jump_to_latest (fixture->list);
  settle (fixture);
  g_assert_true (llm_chat_area_get_following (fixture->area));
  g_assert_false (llm_ui_test_has_text (GTK_WIDGET (fixture->list), "Jump to latest"));
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_DONE));
}

/* Whoever selects text reads it. */
static void
test_selection_stays (Fixture *fixture, gconstpointer data)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;
  LlmAnswer *answer;
  LlmChatTurn *widget;
  double y;

  show (fixture, 20);
  answer = start_answer (fixture);
  append (answer, 3);
  settle (fixture);
  widget = llm_chat_area_get_widget (fixture->area, 20);
  buffer = gtk_text_view_get_buffer (
      llm_answer_view_get_text_view (llm_chat_answer_get_view (llm_chat_turn_get_answer (widget))));
  gtk_text_buffer_get_start_iter (buffer, &start);
  end = start;
  gtk_text_iter_forward_chars (&end, 8);
  gtk_text_buffer_select_range (buffer, &start, &end);
  y = get_y (fixture, 20);
  append (answer, 20);
  settle (fixture);
  g_assert_cmpfloat (get_y (fixture, 20), ==, y);
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_DONE));
}

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

/* Pieces that come faster than frames do not cost a layout each. */
static void
test_pieces_are_gathered (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer;

  show (fixture, 20);
  answer = start_answer (fixture);
  settle (fixture);
  g_signal_connect_swapped (get_adjustment (fixture), "changed", G_CALLBACK (changed_cb), fixture);
  for (guint i = 0; i < 500; i++)
    llm_answer_append (answer, LLM_DELTA_TEXT, "word\n\n");
  settle (fixture);
  g_assert_cmpuint (fixture->n_changed, >, 0);
  g_assert_cmpuint (fixture->n_changed, <, 50);
  g_signal_handlers_disconnect_by_data (get_adjustment (fixture), fixture);
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_DONE));
}

/* --- A very long answer --- */

static GtkTextView *
get_text_view (Fixture *fixture, guint position)
{
  LlmChatTurn *widget = llm_chat_area_get_widget (fixture->area, position);

  return llm_answer_view_get_text_view (
      llm_chat_answer_get_view (llm_chat_turn_get_answer (widget)));
}

static char *
get_line_at_top (Fixture *fixture, guint position)
{
  GtkTextView *view = get_text_view (fixture, position);
  GtkTextIter start, end;
  GdkRectangle visible;

  gtk_text_view_get_visible_rect (view, &visible);
  gtk_text_view_get_line_at_y (view, &start, visible.y + 2, NULL);
  end = start;
  gtk_text_iter_forward_to_line_end (&end);
  return gtk_text_buffer_get_text (gtk_text_view_get_buffer (view), &start, &end, TRUE);
}

static LlmComparison *
new_long_comparison (LlmTurn *turn, guint n_lines)
{
  LlmComparison *comparison = chat_test_new_comparison (turn, 0);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (text, "Line %u of a very long answer that says little.\n\n", i);
  llm_answer_append (answer, LLM_DELTA_TEXT, text->str);
  return comparison;
}

static void
test_long_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = NULL;
  g_autofree char *line = NULL;
  double height, y;

  fixture->loads = FALSE;
  fixture->conversation = chat_test_new_conversation (3);
  chat_test_load_all (fixture->conversation);
  comparison = new_long_comparison (get_turn (fixture, 1), 4000);
  llm_turn_set_comparison (get_turn (fixture, 1), comparison);
  llm_chat_list_set_conversation (fixture->list, fixture->conversation);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->list), WIDTH, HEIGHT);
  settle (fixture);
  scroll_to (fixture, 0.5);
  settle (fixture);
  llm_ui_test_run_for (500);
  settle (fixture);
  height = get_bounds (fixture, 1).size.height;
  g_assert_cmpfloat (height, >, 4000 * 15);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (get_text_view (fixture, 1))), <=,
                   get_page (fixture));

  /* Scrolled by a line's height the text is so, too. */
  for (guint i = 0; i < 30; i++)
    {
      y = get_y (fixture, 1);
      scroll_by (fixture, i < 15 ? 97 : -183);
      settle (fixture);
      g_assert_cmpfloat (get_y (fixture, 1), ==, y - (i < 15 ? 97 : -183));
      g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (get_text_view (fixture, 1))), <=,
                       get_page (fixture));
    }
  line = get_line_at_top (fixture, 1);
  g_assert_true (g_str_has_prefix (line, "Line ") || *line == '\0');

  /* Its end is where it ends. */
  scroll_to (fixture, 1);
  settle (fixture);
  assert_filled (fixture);
  g_assert_cmpfloat (get_bounds (fixture, 1).size.height, ==, height);
}

typedef struct
{
  LlmChatTurn *ready;
  guint n;
} Ready;

static void
ready_cb (Ready *ready, LlmChatTurn *turn)
{
  g_assert_true (llm_chat_turn_is_loaded (turn));
  ready->ready = turn;
  ready->n++;
}

/* A turn that is asked for comes, with its texts, and is told of once. */
static void
test_bring (Fixture *fixture, gconstpointer data)
{
  Ready ready = { NULL, 0 };

  show (fixture, 400);
  g_signal_connect_swapped (fixture->list, "turn-ready", G_CALLBACK (ready_cb), &ready);
  llm_chat_list_bring_turn (fixture->list, get_turn (fixture, 100));
  g_assert_cmpuint (ready.n, ==, 0);
  settle (fixture);
  llm_ui_test_run_for (500);
  g_assert_cmpuint (ready.n, ==, 1);
  g_assert_true (llm_chat_turn_get_turn (ready.ready) == get_turn (fixture, 100));
  settle (fixture);
  g_assert_cmpfloat (ABS (get_y (fixture, 100)), <, 1);

  /* What is there stays where it is. */
  llm_chat_list_bring_turn (fixture->list, get_turn (fixture, 101));
  llm_ui_test_run_for (500);
  g_assert_cmpuint (ready.n, ==, 2);
  g_assert_cmpfloat (ABS (get_y (fixture, 100)), <, 1);
}

/* --- The keyboard --- */

static void
press (Fixture *fixture, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (GTK_WIDGET (fixture->list));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);
      gboolean handled = FALSE;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &handled);
    }
}

static guint
get_focused (Fixture *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->ui.window));

  g_assert_true (LLM_IS_CHAT_TURN (focus));
  return llm_chat_turn_get_position (LLM_CHAT_TURN (focus));
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  double y;

  show (fixture, 300);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (fixture->list)));
  g_assert_cmpuint (get_focused (fixture), ==, 299);

  press (fixture, GDK_KEY_Home, 0);
  settle (fixture);
  g_assert_cmpfloat (get_y (fixture, 0), ==, 0);
  y = get_y (fixture, 0);
  press (fixture, GDK_KEY_Page_Down, 0);
  settle (fixture);
  g_assert_cmpfloat (get_y (fixture, 0), <=, y - 0.85 * get_page (fixture));
  press (fixture, GDK_KEY_Page_Up, 0);
  settle (fixture);
  g_assert_cmpfloat (get_y (fixture, 0), ==, 0);
  press (fixture, GDK_KEY_Down, 0);
  settle (fixture);
  g_assert_cmpfloat (get_y (fixture, 0), <, 0);
  press (fixture, GDK_KEY_Up, 0);
  settle (fixture);
  g_assert_cmpfloat (get_y (fixture, 0), ==, 0);
  press (fixture, GDK_KEY_End, 0);
  settle (fixture);
  g_assert_true (llm_chat_area_get_following (fixture->area));

  /* From turn to turn; each comes into view. */
  for (guint i = 0; i < 10; i++)
    {
      press (fixture, GDK_KEY_Up, GDK_CONTROL_MASK);
      settle (fixture);
      g_assert_cmpuint (get_focused (fixture), ==, 298 - i);
      g_assert_cmpfloat (get_y (fixture, 298 - i), <, get_page (fixture));
    }
  press (fixture, GDK_KEY_Down, GDK_CONTROL_MASK);
  settle (fixture);
  g_assert_cmpuint (get_focused (fixture), ==, 290);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  LlmChatTurn *widget;

  show (fixture, 30);
  widget = llm_chat_area_get_widget (fixture->area, 29);
  gtk_test_accessible_assert_role (GTK_WIDGET (fixture->area), GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (GTK_WIDGET (fixture->area), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Messages");
  gtk_test_accessible_assert_role (GTK_WIDGET (widget), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (GTK_WIDGET (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Message 30 of 30");
  gtk_test_accessible_assert_relation (GTK_WIDGET (widget), GTK_ACCESSIBLE_RELATION_SET_SIZE, 30);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/chat-list/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/chat-list/heights", test_heights);
  ADD ("opens-at-end", test_opens_at_end);
  ADD ("few", test_few);
  ADD ("jumps", test_jumps);
  ADD ("scrolls-evenly", test_scrolls_evenly);
  ADD ("anchor", test_anchor);
  ADD ("width", test_width);
  ADD ("vanishing", test_vanishing);
  ADD ("asks-for-nearest", test_asks_for_nearest);
  ADD ("widgets-go", test_widgets_go);
  ADD ("follows", test_follows);
  ADD ("selection-stays", test_selection_stays);
  ADD ("pieces-are-gathered", test_pieces_are_gathered);
  ADD ("long-answer", test_long_answer);
  ADD ("bring", test_bring);
  ADD ("keys", test_keys);
  ADD ("accessible", test_accessible);
  return g_test_run ();
}
