/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-area-private.h"

/* A place is held until the layout has been quiet for so long, in milliseconds. */
#define HOLD_MS 300

void
llm_chat_area_let_go (LlmChatArea *self)
{
  g_autoptr (GtkTextMark) mark = g_steal_pointer (&self->held_mark);

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  g_clear_weak_pointer (&self->held_turn);
  self->held_slice = NULL;
  if (mark != NULL && gtk_text_mark_get_buffer (mark) != NULL)
    gtk_text_buffer_delete_mark (gtk_text_mark_get_buffer (mark), mark);
}

static gboolean
quiet_cb (gpointer user_data)
{
  LlmChatArea *self = LLM_CHAT_AREA (user_data);

  self->quiet_id = 0;
  llm_chat_area_let_go (self);
  return G_SOURCE_REMOVE;
}

void
llm_chat_area_wait_for_quiet (LlmChatArea *self)
{
  g_clear_handle_id (&self->quiet_id, g_source_remove);
  self->quiet_id = g_timeout_add_full (G_PRIORITY_LOW, HOLD_MS, quiet_cb, self, NULL);
}

void
llm_chat_area_move_to_held (LlmChatArea *self)
{
  GdkRectangle place;
  GtkTextIter iter;
  guint position;

  if (self->held_turn == NULL)
    return;
  if (!llm_conversation_get_position (self->conversation, llm_chat_turn_get_turn (self->held_turn),
                                      &position))
    {
      llm_chat_area_let_go (self);
      return;
    }
  if (self->held_mark != NULL && gtk_text_mark_get_buffer (self->held_mark) != NULL)
    gtk_text_buffer_get_iter_at_mark (gtk_text_mark_get_buffer (self->held_mark), &iter,
                                      self->held_mark);
  if (!llm_chat_turn_get_place (self->held_turn, self->held_mark != NULL ? self->held_slice : NULL,
                                self->held_mark != NULL ? &iter : NULL, &place))
    return;
  self->anchor = position;
  self->offset
      = place.y
        - self->held_align * MAX (0, gtk_widget_get_height (GTK_WIDGET (self)) - place.height);
}

/**
 * llm_chat_area_hold:
 * @self: an area
 * @turn: one of its widgets
 * @slice: (nullable): one of the texts of the widget, or NULL for its top
 * @iter: (nullable): a place of that text
 * @yalign: where that is to be, 0 at the top and 1 at the bottom of what is in view
 *
 * Stops following the end, goes there and stays there until all has been laid out, unless
 * the reader goes elsewhere.
 */
void
llm_chat_area_hold (LlmChatArea *self,
                    LlmChatTurn *turn,
                    LlmTextSlice *slice,
                    const GtkTextIter *iter,
                    double yalign)
{
  g_return_if_fail (LLM_IS_CHAT_AREA (self));
  g_return_if_fail (LLM_IS_CHAT_TURN (turn));

  llm_chat_area_let_go (self);
  llm_chat_area_set_following (self, FALSE);
  g_set_weak_pointer (&self->held_turn, turn);
  self->held_slice = slice;
  if (iter != NULL)
    self->held_mark = g_object_ref (
        gtk_text_buffer_create_mark (gtk_text_iter_get_buffer (iter), NULL, iter, TRUE));
  self->held_align = yalign;
  llm_chat_area_wait_for_quiet (self);
  llm_chat_area_queue_layout (self);
}
