/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-finder-private.h"

static LlmAnswerView *
get_view (LlmChatTurn *widget)
{
  return llm_chat_answer_get_view (llm_chat_turn_get_answer (widget));
}

static GtkWidget *
get_first (LlmChatFinder *self)
{
  return gtk_widget_get_first_child (GTK_WIDGET (llm_chat_list_get_area (self->list)));
}

gboolean
llm_chat_finder_is_all_shown (LlmAnswerView *view)
{
  LlmAnswer *answer = llm_answer_view_get_answer (view);

  return answer == NULL || llm_answer_is_running (answer)
         || llm_answer_view_get_published (view) >= llm_answer_get_text_length (answer);
}

static gboolean
are_same (LlmFindMarks *marks, GPtrArray *views)
{
  if (llm_find_marks_get_n_views (marks) != views->len)
    return FALSE;
  for (guint i = 0; i < views->len; i++)
    {
      if (llm_find_marks_get_view (marks, i) != views->pdata[i])
        return FALSE;
    }
  return TRUE;
}

static void
forget_near (LlmChatFinder *self)
{
  for (guint i = 0; i < self->near->len; i++)
    g_signal_handlers_disconnect_by_data (self->near->pdata[i], self);
  g_ptr_array_set_size (self->near, 0);
}

/* Whatever tells that more of them is there. */
static void
watch (LlmChatFinder *self, LlmChatTurn *widget)
{
  LlmAnswerView *view = get_view (widget);

  g_signal_handlers_disconnect_by_func (view, llm_chat_finder_queue_update, self);
  g_signal_connect_object (view, "published", G_CALLBACK (llm_chat_finder_queue_update), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->near, g_object_ref (llm_chat_turn_get_turn (widget)));
  g_signal_connect_object (llm_chat_turn_get_turn (widget), "notify::comparison",
                           G_CALLBACK (llm_chat_finder_queue_update), self, G_CONNECT_SWAPPED);
}

static void
mark_prompt (LlmChatFinder *self, LlmChatTurn *widget)
{
  LlmChatPrompt *prompt = llm_chat_turn_get_prompt (widget);
  guint n_before = llm_chat_prompt_get_n_matches (prompt);

  llm_chat_prompt_set_needle (prompt, llm_chat_search_get_needle (self->search));
  if (self->current.turn == llm_chat_turn_get_turn (widget) && !self->current.is_answer
      && n_before == 0)
    llm_chat_prompt_set_match (prompt, self->current.n - 1, NULL, NULL);
}

/* Marks what came near, and forgets what is not any more. */
void
llm_chat_finder_mark_near (LlmChatFinder *self)
{
  g_autoptr (GPtrArray) old = self->near;
  g_autoptr (GPtrArray) views = g_ptr_array_new ();

  self->near = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < old->len; i++)
    g_signal_handlers_disconnect_by_data (old->pdata[i], self);
  for (GtkWidget *child = get_first (self); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      LlmChatTurn *widget = LLM_CHAT_TURN (child);

      watch (self, widget);
      if (!llm_chat_turn_is_loaded (widget))
        continue;
      mark_prompt (self, widget);
      g_ptr_array_add (views, get_view (widget));
    }
  for (guint i = 0; i < old->len; i++)
    {
      guint position;

      if (llm_chat_finder_get_widget (self, old->pdata[i]) == NULL
          && llm_chat_finder_get_position (self, old->pdata[i], &position))
        llm_chat_search_set_hidden (self->search, position);
    }
  if (!are_same (self->marks, views))
    llm_find_marks_set_views (self->marks, views);
}

void
llm_chat_finder_take_counts (LlmChatFinder *self)
{
  for (guint i = 0; i < llm_find_marks_get_n_views (self->marks); i++)
    {
      LlmAnswerView *view = llm_find_marks_get_view (self->marks, i);
      LlmChatTurn *widget = llm_chat_finder_get_turn_of_view (view);
      guint n_matches, n, position;

      if (widget == NULL || !llm_chat_finder_is_all_shown (view)
          || !llm_find_marks_get_count (self->marks, i, &n_matches, &n)
          || !llm_chat_finder_get_position (self, llm_chat_turn_get_turn (widget), &position))
        continue;
      llm_chat_search_set_shown (self->search, position, n_matches);
      if (view == llm_find_marks_get_current (self->marks))
        self->current.n = n;
    }
}

/* The current match is marked again when it comes back. */
void
llm_chat_finder_restore_mark (LlmChatFinder *self)
{
  LlmChatTurn *widget;
  guint index;

  if (self->goal.kind != GOAL_NONE || self->current.turn == NULL || !self->current.is_answer
      || llm_find_marks_get_current (self->marks) != NULL)
    return;
  widget = llm_chat_finder_get_widget (self, self->current.turn);
  if (widget == NULL || !llm_chat_finder_is_all_shown (get_view (widget))
      || !llm_find_marks_find_view (self->marks, get_view (widget), &index))
    return;
  self->goal.kind = GOAL_ENTER;
  g_set_object (&self->goal.turn, self->current.turn);
  self->goal.restores = TRUE;
  self->goal.backward = FALSE;
  llm_find_marks_search (self->marks, index, self->current.start, FALSE);
}

/* Takes all marks away. */
void
llm_chat_finder_unmark_near (LlmChatFinder *self)
{
  for (GtkWidget *child = get_first (self); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      llm_chat_prompt_set_needle (llm_chat_turn_get_prompt (LLM_CHAT_TURN (child)), NULL);
      g_signal_handlers_disconnect_by_func (get_view (LLM_CHAT_TURN (child)),
                                            llm_chat_finder_queue_update, self);
    }
  forget_near (self);
}
