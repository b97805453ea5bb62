/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-window-private.h"

#include <string.h>

#include "llm-compare-page.h"

/* What a search has found, shown where it is. */

/* Hits need not have the words side by side; the longest tells most. */
static char *
dup_longest_word (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\"-", -1);
  const char *longest = "";

  for (guint i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) > strlen (longest))
      longest = words[i];
  return g_strdup (longest);
}

static void
clear_hit (LlmWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->hit); i++)
    g_clear_pointer (&self->hit[i], g_free);
}

/**
 * llm_window_show_hit:
 * @self: a window
 *
 * Shows what llm_window_open_hit() asked for, if that is what the window shows now.
 */
void
llm_window_show_hit (LlmWindow *self)
{
  LlmTurn *turn;

  g_return_if_fail (LLM_IS_WINDOW (self));

  if (self->hit[0] == NULL)
    return;
  if (self->chat != NULL && llm_conversation_find (self->chat, self->hit[0]) != NULL)
    {
      llm_conversation_select (self->chat, llm_conversation_find (self->chat, self->hit[0]));
      llm_chat_page_show_hit (LLM_CHAT_PAGE (adw_bin_get_child (self->chat_bin)), self->hit[0],
                              self->hit[1], self->hit[2]);
      clear_hit (self);
      return;
    }
  if (self->conversation == NULL)
    return;
  turn = llm_conversation_find (self->conversation, self->hit[0]);
  if (turn != NULL)
    {
      llm_conversation_select (self->conversation, turn);
      llm_compare_page_show_turn (LLM_COMPARE_PAGE (self->compare_page), turn);
      if (*self->hit[1] != '\0' && *self->hit[2] != '\0')
        llm_compare_page_show_hit (LLM_COMPARE_PAGE (self->compare_page), self->hit[1],
                                   self->hit[2]);
    }
  clear_hit (self);
}

/**
 * llm_window_open_hit:
 * @self: a window
 * @id: a conversation
 * @turn_id: a turn of it; "" for none
 * @column_id: an answer of that; "" for none
 * @text: what was searched for
 *
 * Opens a conversation where a search has found something.
 */
void
llm_window_open_hit (
    LlmWindow *self, const char *id, const char *turn_id, const char *column_id, const char *text)
{
  g_return_if_fail (LLM_IS_WINDOW (self));
  g_return_if_fail (id != NULL && turn_id != NULL && column_id != NULL && text != NULL);

  clear_hit (self);
  if (*turn_id != '\0')
    {
      self->hit[0] = g_strdup (turn_id);
      self->hit[1] = g_strdup (column_id);
      self->hit[2] = dup_longest_word (text);
    }
  llm_window_open_comparison (self, id);
}
