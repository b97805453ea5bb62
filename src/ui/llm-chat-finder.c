/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-finder.h"

#include <adwaita.h>
#include "llm-chat-finder-private.h"

/* Where the current match comes to stand, as a share of what is in view; nearer to the
 * edge than so many pixels is not in view. */
#define MATCH_ALIGN 0.3
#define EDGE 24

/* After what is near was laid out. */
#define UPDATE_PRIORITY (GDK_PRIORITY_REDRAW + 20)

static void llm_chat_finder_init_source (LlmFindSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmChatFinder,
                               llm_chat_finder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_FIND_SOURCE,
                                                      llm_chat_finder_init_source))

static void seek (LlmChatFinder *self);

static LlmChatArea *
get_area (LlmChatFinder *self)
{
  return llm_chat_list_get_area (self->list);
}

static LlmAnswerView *
get_view (LlmChatTurn *widget)
{
  return llm_chat_answer_get_view (llm_chat_turn_get_answer (widget));
}

LlmChatTurn *
llm_chat_finder_get_turn_of_view (LlmAnswerView *view)
{
  return LLM_CHAT_TURN (gtk_widget_get_ancestor (GTK_WIDGET (view), LLM_TYPE_CHAT_TURN));
}

gboolean
llm_chat_finder_get_position (LlmChatFinder *self, LlmTurn *turn, guint *position)
{
  return turn != NULL && self->conversation != NULL
         && llm_conversation_get_position (self->conversation, turn, position);
}

/* What shows a turn, if it is near and its texts are there. */
LlmChatTurn *
llm_chat_finder_get_widget (LlmChatFinder *self, LlmTurn *turn)
{
  LlmChatTurn *widget;
  guint position;

  if (!llm_chat_finder_get_position (self, turn, &position))
    return NULL;
  widget = llm_chat_area_get_widget (get_area (self), position);
  return widget != NULL && llm_chat_turn_is_loaded (widget) ? widget : NULL;
}

static void
set_place (LlmChatFinder *self, Place *place, LlmTurn *turn, gboolean is_answer, int start, int end)
{
  g_set_object (&place->turn, turn);
  llm_chat_finder_get_position (self, turn, &place->position);
  place->is_answer = is_answer;
  place->start = start;
  place->end = end;
  place->n = 0;
}

static void
emit_changed (LlmChatFinder *self)
{
  llm_find_source_emit_changed (LLM_FIND_SOURCE (self));
}

static void
clear_goal (LlmChatFinder *self)
{
  g_clear_object (&self->goal.turn);
  self->goal.kind = GOAL_NONE;
  self->goal.restores = FALSE;
}

static void
set_goal (LlmChatFinder *self, GoalKind kind, LlmTurn *turn, gboolean is_answer, int offset)
{
  g_set_object (&self->goal.turn, turn);
  self->goal.kind = kind;
  self->goal.is_answer = is_answer;
  self->goal.offset = offset;
  self->goal.restores = FALSE;
  llm_chat_finder_get_position (self, turn, &self->goal.position);
}

/* --- The current match --- */

static void
clear_current (LlmChatFinder *self)
{
  LlmChatTurn *widget = llm_chat_finder_get_widget (self, self->current.turn);

  if (widget != NULL)
    llm_chat_prompt_set_match (llm_chat_turn_get_prompt (widget), LLM_CHAT_FINDER_NO_MATCH, NULL,
                               NULL);
  llm_find_marks_clear_match (self->marks);
  set_place (self, &self->current, NULL, FALSE, 0, 0);
}

static gboolean
is_in_view (LlmChatFinder *self, double y, double height)
{
  return y >= EDGE && y + height <= gtk_widget_get_height (GTK_WIDGET (get_area (self))) - EDGE;
}

/* Whether all stays where it is now. */
static gboolean
is_at_rest (LlmChatFinder *self)
{
  LlmTurn *last = llm_conversation_get_last (self->conversation);
  LlmComparison *comparison = last != NULL ? llm_turn_get_comparison (last) : NULL;

  return llm_chat_area_is_settled (get_area (self))
         && !(llm_chat_area_get_following (get_area (self)) && comparison != NULL
              && llm_comparison_get_running (comparison));
}

static void
reveal (LlmChatFinder *self, LlmChatTurn *widget, LlmTextSlice *slice, GtkTextIter *iter)
{
  GtkWidget *area = GTK_WIDGET (get_area (self));
  GtkWidget *prompt = GTK_WIDGET (llm_chat_turn_get_prompt (widget));
  graphene_rect_t bounds;
  GdkRectangle place;
  gboolean in_view = FALSE;

  if (slice == NULL)
    in_view = gtk_widget_compute_bounds (prompt, area, &bounds)
              && is_in_view (self, bounds.origin.y + EDGE, bounds.size.height - 2 * EDGE);
  else if (gtk_widget_compute_bounds (GTK_WIDGET (widget), area, &bounds)
           && llm_chat_turn_get_place (widget, slice, iter, &place))
    in_view = is_in_view (self, bounds.origin.y + place.y, place.height);
  if (!in_view || !is_at_rest (self))
    llm_chat_area_hold (get_area (self), widget, slice, slice != NULL ? iter : NULL,
                        slice != NULL ? MATCH_ALIGN : 0);
}

static void
set_current (LlmChatFinder *self, LlmTurn *turn, gboolean is_answer, int start, int end)
{
  set_place (self, &self->current, turn, is_answer, start, end);
  set_place (self, &self->origin, turn, is_answer, start, end);
}

static void
found_in_prompt (LlmChatFinder *self, LlmChatTurn *widget, guint index)
{
  LlmChatPrompt *prompt = llm_chat_turn_get_prompt (widget);
  LlmNeedleMatch bounds;
  GtkTextIter iter;

  clear_current (self);
  llm_chat_prompt_set_match (prompt, index, &bounds, &iter);
  set_current (self, llm_chat_turn_get_turn (widget), FALSE, (int) bounds.start, (int) bounds.end);
  self->current.n = index + 1;
  clear_goal (self);
  reveal (self, widget, llm_chat_prompt_get_slice (prompt), &iter);
  emit_changed (self);
}

static void
found_cb (LlmChatFinder *self, LlmAnswerView *view)
{
  LlmChatTurn *widget = llm_chat_finder_get_turn_of_view (view);
  const gboolean restores = self->goal.restores;
  LlmChatTurn *old;
  GtkTextIter start, end;

  clear_goal (self);
  if (widget == NULL)
    return;
  old = llm_chat_finder_get_widget (self, self->current.turn);
  if (old != NULL)
    llm_chat_prompt_set_match (llm_chat_turn_get_prompt (old), LLM_CHAT_FINDER_NO_MATCH, NULL,
                               NULL);
  llm_find_marks_get_match (self->marks, &start, &end);
  set_current (self, llm_chat_turn_get_turn (widget), TRUE, gtk_text_iter_get_offset (&start),
               gtk_text_iter_get_offset (&end));
  if (!restores)
    reveal (self, widget, llm_answer_view_get_slice (view), &start);
}

/* --- The next one --- */

static void
begin_seek (LlmChatFinder *self, LlmTurn *turn, gboolean is_answer)
{
  set_goal (self, GOAL_SEEK, turn, is_answer, 0);
  seek (self);
}

/* The message behind that one, or before it. */
static void
go_on (LlmChatFinder *self)
{
  const guint n = llm_chat_search_get_n_messages (self->search);
  g_autoptr (LlmTurn) turn = NULL;
  guint index;

  if (n == 0)
    return;
  llm_chat_finder_get_position (self, self->goal.turn, &self->goal.position);
  index = MIN (self->goal.position * 2 + (self->goal.is_answer ? 1 : 0), n - 1);
  index = (index + (self->goal.backward ? n - 1 : 1)) % n;
  turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), index / 2);
  begin_seek (self, turn, index % 2 != 0);
}

/* What is shown knows better than what was counted. */
static void
missed_cb (LlmChatFinder *self)
{
  const gboolean from_edge = self->goal.offset == (self->goal.backward ? G_MAXINT : 0);
  guint position;

  if (self->goal.restores)
    {
      clear_goal (self);
      clear_current (self);
      emit_changed (self);
      return;
    }
  if (from_edge && self->goal.is_answer
      && llm_chat_finder_get_position (self, self->goal.turn, &position))
    llm_chat_search_set_shown (self->search, position, 0);
  go_on (self);
}

static void
enter_answer (LlmChatFinder *self, LlmChatTurn *widget)
{
  guint index;

  /* One that has just been made is not watched yet. */
  if (!llm_find_marks_find_view (self->marks, get_view (widget), &index))
    {
      llm_chat_finder_queue_update (self);
      return;
    }
  /* It is waited for until all of it is there. */
  if (!llm_find_marks_is_searching (self->marks)
      && llm_chat_finder_is_all_shown (get_view (widget)))
    llm_find_marks_search (self->marks, index, self->goal.offset, self->goal.backward);
}

static void
enter_prompt (LlmChatFinder *self, LlmChatTurn *widget)
{
  LlmChatPrompt *prompt = llm_chat_turn_get_prompt (widget);
  guint index;

  llm_chat_prompt_set_needle (prompt, llm_chat_search_get_needle (self->search));
  if (llm_chat_prompt_find_match (prompt, self->goal.offset, self->goal.backward, &index))
    found_in_prompt (self, widget, index);
  else
    missed_cb (self);
}

/* Now that its turn is loaded. */
static void
show_hit_column (LlmChatFinder *self)
{
  g_autofree char *column_id = g_steal_pointer (&self->hit_column);

  if (column_id != NULL)
    llm_conversation_choose (self->conversation, self->goal.turn, column_id);
}

static void
ready_cb (LlmChatFinder *self, LlmChatTurn *widget)
{
  if (self->goal.kind != GOAL_ENTER || self->goal.turn != llm_chat_turn_get_turn (widget)
      || llm_chat_search_get_needle (self->search) == NULL)
    return;
  show_hit_column (self);
  if (self->goal.is_answer)
    enter_answer (self, widget);
  else
    enter_prompt (self, widget);
}

static void
enter (LlmChatFinder *self, LlmTurn *turn, gboolean is_answer, int offset)
{
  llm_find_marks_cancel (self->marks);
  set_goal (self, GOAL_ENTER, turn, is_answer, offset);
  llm_chat_list_bring_turn (self->list, turn);
}

/* A hit of another turn than the one that was asked for is none. */
static gboolean
is_foreign (LlmChatFinder *self, LlmTurn *turn)
{
  return self->is_hit && turn != self->origin.turn;
}

static void
seek (LlmChatFinder *self)
{
  const guint n = llm_chat_search_get_n_messages (self->search);
  LlmChatSearchResult result;
  g_autoptr (LlmTurn) turn = NULL;
  guint index;

  if (self->goal.kind != GOAL_SEEK || n == 0)
    return;
  llm_chat_finder_get_position (self, self->goal.turn, &self->goal.position);
  index = MIN (self->goal.position * 2 + (self->goal.is_answer ? 1 : 0), n - 1);
  result = llm_chat_search_find (self->search, index, self->goal.backward, &index);
  if (result == LLM_CHAT_SEARCH_UNKNOWN)
    return;
  turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), index / 2);
  if (result == LLM_CHAT_SEARCH_FOUND && !is_foreign (self, turn))
    {
      enter (self, turn, index % 2 != 0, self->goal.backward ? G_MAXINT : 0);
      return;
    }
  clear_goal (self);
  clear_current (self);
  emit_changed (self);
}

/* What is not near is not gone to before it is known to have a match. */
static void
begin_at (LlmChatFinder *self, const Place *place, gboolean backward)
{
  LlmChatTurn *widget = llm_chat_finder_get_widget (self, place->turn);
  const guint n = llm_chat_search_get_n_messages (self->search) / 2;
  const int offset = backward ? place->start : place->end;
  g_autoptr (LlmTurn) turn = NULL;
  guint position;

  if (n == 0)
    return;
  if (!llm_chat_finder_get_position (self, place->turn, &position))
    position = place->turn != NULL ? MIN (place->position, n - 1) : 0;
  turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), position);
  llm_find_marks_cancel (self->marks);
  self->goal.backward = backward;
  if (widget != NULL)
    enter (self, turn, place->is_answer, offset);
  else
    begin_seek (self, turn, place->is_answer);
}

static void
search_from_origin (LlmChatFinder *self)
{
  Place place = self->origin;

  place.end = place.start;
  begin_at (self, &place, FALSE);
}

/* --- What is near --- */

static gboolean update_cb (gpointer user_data);

void
llm_chat_finder_queue_update (LlmChatFinder *self)
{
  if (self->update_id == 0 && llm_chat_search_get_needle (self->search) != NULL)
    self->update_id = g_idle_add_full (UPDATE_PRIORITY, update_cb, self, NULL);
}

static gboolean
update_cb (gpointer user_data)
{
  LlmChatFinder *self = LLM_CHAT_FINDER (user_data);
  guint position;

  self->update_id = 0;
  llm_chat_finder_get_position (self, self->origin.turn, &self->origin.position);
  if (self->current.turn != NULL
      && !llm_chat_finder_get_position (self, self->current.turn, &position))
    clear_current (self);
  llm_chat_finder_mark_near (self);
  llm_chat_finder_take_counts (self);
  if (self->goal.kind == GOAL_SEEK
      || (self->goal.kind == GOAL_ENTER
          && !llm_chat_finder_get_position (self, self->goal.turn, &position)))
    {
      self->goal.kind = GOAL_SEEK;
      seek (self);
    }
  else if (self->goal.kind == GOAL_ENTER && !self->goal.restores
           && llm_chat_finder_get_widget (self, self->goal.turn) != NULL)
    ready_cb (self, llm_chat_finder_get_widget (self, self->goal.turn));
  llm_chat_finder_restore_mark (self);
  emit_changed (self);
  return G_SOURCE_REMOVE;
}

static void
dark_changed_cb (LlmChatFinder *self)
{
  if (llm_chat_search_get_needle (self->search) == NULL)
    return;
  llm_chat_finder_unmark_near (self);
  llm_chat_finder_mark_near (self);
}

/* --- What is asked of it --- */

static int
get_top_offset (LlmAnswerView *view)
{
  GtkTextView *text_view = llm_answer_view_get_text_view (view);
  GdkRectangle visible;
  GtkTextIter iter;

  gtk_text_view_get_visible_rect (text_view, &visible);
  gtk_text_view_get_line_at_y (text_view, &iter, visible.y, NULL);
  return gtk_text_iter_get_offset (&iter);
}

/* At what is selected, or at the top of what is seen. */
static void
llm_chat_finder_begin (LlmFindSource *source, LlmAnswerView *reader)
{
  LlmChatFinder *self = LLM_CHAT_FINDER (source);
  LlmChatTurn *widget = reader != NULL ? llm_chat_finder_get_turn_of_view (reader) : NULL;
  GtkTextIter start, end;
  graphene_rect_t bounds;

  if (widget != NULL
      && gtk_text_buffer_get_selection_bounds (
          gtk_text_view_get_buffer (llm_answer_view_get_text_view (reader)), &start, &end))
    {
      set_place (self, &self->origin, llm_chat_turn_get_turn (widget), TRUE,
                 gtk_text_iter_get_offset (&start), gtk_text_iter_get_offset (&end));
      return;
    }
  widget
      = llm_chat_area_get_widget (get_area (self), llm_chat_area_get_top (get_area (self), NULL));
  if (widget == NULL)
    return;
  if (gtk_widget_compute_bounds (GTK_WIDGET (get_view (widget)), GTK_WIDGET (get_area (self)),
                                 &bounds)
      && bounds.origin.y < 0)
    {
      const int offset = get_top_offset (get_view (widget));

      set_place (self, &self->origin, llm_chat_turn_get_turn (widget), TRUE, offset, offset);
    }
  else
    set_place (self, &self->origin, llm_chat_turn_get_turn (widget), FALSE, 0, 0);
}

static void
forget (LlmChatFinder *self)
{
  clear_goal (self);
  clear_current (self);
  self->is_hit = FALSE;
  g_clear_pointer (&self->hit_column, g_free);
}

static gboolean
set_needle (LlmChatFinder *self, const char *text)
{
  g_autoptr (LlmNeedle) needle
      = text != NULL && *text != '\0' ? llm_needle_new (text, self->match_case) : NULL;

  if (!llm_chat_search_set_needle (self->search, needle))
    return FALSE;
  forget (self);
  llm_find_marks_set_text (self->marks, text);
  if (needle == NULL)
    {
      g_clear_handle_id (&self->update_id, g_source_remove);
      llm_chat_finder_unmark_near (self);
      llm_find_marks_set_views (self->marks, NULL);
      emit_changed (self);
      return TRUE;
    }
  if (self->origin.turn != NULL)
    llm_chat_search_set_start (self->search, self->origin.position, FALSE);
  search_from_origin (self);
  llm_chat_finder_queue_update (self);
  return TRUE;
}

static gboolean
llm_chat_finder_set_text (LlmFindSource *source, const char *text)
{
  return set_needle (LLM_CHAT_FINDER (source), text);
}

static void
llm_chat_finder_set_match_case (LlmFindSource *source, gboolean match_case)
{
  LlmChatFinder *self = LLM_CHAT_FINDER (source);
  LlmNeedle *needle = llm_chat_search_get_needle (self->search);
  g_autofree char *text = needle != NULL ? g_strdup (llm_needle_get_text (needle)) : NULL;

  self->match_case = match_case;
  llm_find_marks_set_match_case (self->marks, match_case);
  set_needle (self, text);
}

/* What is selected in the answer that has the focus. */
static gboolean
get_selection (LlmChatFinder *self, Place *place)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->list));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *view = focus != NULL ? gtk_widget_get_ancestor (focus, LLM_TYPE_ANSWER_VIEW) : NULL;
  LlmChatTurn *widget
      = view != NULL ? llm_chat_finder_get_turn_of_view (LLM_ANSWER_VIEW (view)) : NULL;
  GtkTextIter start, end;

  if (widget == NULL
      || !gtk_text_buffer_get_selection_bounds (
          gtk_text_view_get_buffer (llm_answer_view_get_text_view (LLM_ANSWER_VIEW (view))), &start,
          &end))
    return FALSE;
  *place = (Place){ llm_chat_turn_get_turn (widget),   llm_chat_turn_get_position (widget), TRUE,
                    gtk_text_iter_get_offset (&start), gtk_text_iter_get_offset (&end),     0 };
  return TRUE;
}

static void
llm_chat_finder_move (LlmFindSource *source, gboolean backward)
{
  LlmChatFinder *self = LLM_CHAT_FINDER (source);
  Place place;

  if (llm_chat_search_get_needle (self->search) == NULL)
    return;
  self->is_hit = FALSE;
  if (!get_selection (self, &place))
    place = self->current.turn != NULL ? self->current : self->origin;
  /* It has a match, so it may be gone to. */
  if (place.turn != NULL && place.turn == self->current.turn)
    {
      self->goal.backward = backward;
      enter (self, place.turn, place.is_answer, backward ? place.start : place.end);
    }
  else
    begin_at (self, &place, backward);
}

static void
llm_chat_finder_stop (LlmFindSource *source)
{
  LlmChatFinder *self = LLM_CHAT_FINDER (source);
  LlmChatTurn *widget = llm_chat_finder_get_widget (self, self->current.turn);

  if (widget != NULL && !self->current.is_answer)
    llm_chat_prompt_select_match (llm_chat_turn_get_prompt (widget));
  g_clear_handle_id (&self->update_id, g_source_remove);
  clear_goal (self);
  llm_find_marks_stop (self->marks);
  forget (self);
  llm_chat_finder_unmark_near (self);
  llm_chat_search_set_needle (self->search, NULL);
  set_place (self, &self->origin, NULL, FALSE, 0, 0);
}

static gboolean
llm_chat_finder_get_count (LlmFindSource *source, LlmFindCount *count)
{
  LlmChatFinder *self = LLM_CHAT_FINDER (source);
  const guint n = llm_chat_search_get_n_messages (self->search);
  gboolean is_known;
  guint position;

  if (llm_chat_search_get_needle (self->search) == NULL)
    return FALSE;
  count->n_matches = llm_chat_search_get_sum (self->search, n, &count->is_complete);
  /* What was found is waited for. */
  if (count->is_complete && count->n_matches > 0 && self->goal.kind != GOAL_NONE
      && self->current.turn == NULL && !self->is_hit)
    return FALSE;
  if (!llm_chat_finder_get_position (self, self->current.turn, &position) || self->current.n == 0)
    return TRUE;
  position = position * 2 + (self->current.is_answer ? 1 : 0);
  position = llm_chat_search_get_sum (self->search, MIN (position, n), &is_known);
  if (is_known)
    count->position = position + self->current.n;
  return TRUE;
}

static GtkWidget *
llm_chat_finder_get_current (LlmFindSource *source)
{
  LlmChatFinder *self = LLM_CHAT_FINDER (source);
  LlmChatTurn *widget = llm_chat_finder_get_widget (self, self->current.turn);

  if (widget == NULL)
    return NULL;
  return self->current.is_answer ? GTK_WIDGET (get_view (widget)) : GTK_WIDGET (widget);
}

static void
llm_chat_finder_init_source (LlmFindSourceInterface *iface)
{
  iface->begin = llm_chat_finder_begin;
  iface->set_text = llm_chat_finder_set_text;
  iface->set_match_case = llm_chat_finder_set_match_case;
  iface->move = llm_chat_finder_move;
  iface->stop = llm_chat_finder_stop;
  iface->get_count = llm_chat_finder_get_count;
  iface->get_current = llm_chat_finder_get_current;
}

/* --- The object --- */

static void
llm_chat_finder_dispose (GObject *object)
{
  LlmChatFinder *self = LLM_CHAT_FINDER (object);

  if (self->list != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->marks, self);
      g_signal_handlers_disconnect_by_data (self->search, self);
      g_signal_handlers_disconnect_by_data (self->list, self);
      llm_chat_finder_set_conversation (self, NULL);
    }
  g_clear_object (&self->search);
  g_clear_object (&self->marks);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (llm_chat_finder_parent_class)->dispose (object);
}

static void
llm_chat_finder_finalize (GObject *object)
{
  g_ptr_array_unref (LLM_CHAT_FINDER (object)->near);

  G_OBJECT_CLASS (llm_chat_finder_parent_class)->finalize (object);
}

static void
llm_chat_finder_class_init (LlmChatFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_chat_finder_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_chat_finder_finalize;
}

static void
llm_chat_finder_init (LlmChatFinder *self)
{
  self->near = g_ptr_array_new_with_free_func (g_object_unref);
  self->marks = llm_find_marks_new (FALSE);
  g_signal_connect_object (self->marks, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->marks, "missed", G_CALLBACK (missed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->marks, "changed", G_CALLBACK (llm_chat_finder_queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (dark_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * llm_chat_finder_new:
 * @list: what shows the messages
 * @store: where those are read that are not loaded
 *
 * Returns: (transfer full): a finder that searches nothing
 */
LlmChatFinder *
llm_chat_finder_new (LlmChatList *list, LlmStore *store)
{
  LlmChatFinder *self;

  g_return_val_if_fail (LLM_IS_CHAT_LIST (list), NULL);
  g_return_val_if_fail (LLM_IS_STORE (store), NULL);

  self = g_object_new (LLM_TYPE_CHAT_FINDER, NULL);
  self->list = g_object_ref (list);
  self->search = llm_chat_search_new (store);
  g_signal_connect_object (self->search, "changed", G_CALLBACK (llm_chat_finder_queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "range-changed", G_CALLBACK (llm_chat_finder_queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "turn-ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * llm_chat_finder_set_conversation:
 * @self: a finder
 * @conversation: (nullable): what the list shows
 *
 * Ends the search.
 */
void
llm_chat_finder_set_conversation (LlmChatFinder *self, LlmConversation *conversation)
{
  g_return_if_fail (LLM_IS_CHAT_FINDER (self));
  g_return_if_fail (conversation == NULL || LLM_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;
  llm_chat_finder_stop (LLM_FIND_SOURCE (self));
  g_set_object (&self->conversation, conversation);
  llm_chat_search_set_conversation (self->search, conversation);
}

/**
 * llm_chat_finder_show_hit:
 * @self: a finder that has a text
 * @turn: a turn of the branch that is shown
 * @column_id: (nullable): the answer that has the text, or NULL if the prompt has it
 *
 * Goes to the first match in that turn as soon as it is there, and nowhere else.
 */
void
llm_chat_finder_show_hit (LlmChatFinder *self, LlmTurn *turn, const char *column_id)
{
  g_return_if_fail (LLM_IS_CHAT_FINDER (self));
  g_return_if_fail (LLM_IS_TURN (turn));

  llm_find_marks_cancel (self->marks);
  forget (self);
  set_place (self, &self->origin, turn, column_id != NULL, 0, 0);
  self->goal.backward = FALSE;
  self->is_hit = TRUE;
  self->hit_column = g_strdup (column_id);
  enter (self, turn, column_id != NULL, 0);
}
