/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-match.h"

#include "llm-chat-test.h"
#include "llm-ui-test.h"

GtkLabel *
chat_test_get_prompt_label (LlmChatArea *area, guint position)
{
  LlmChatPrompt *prompt = llm_chat_turn_get_prompt (llm_chat_area_get_widget (area, position));

  return GTK_LABEL (llm_ui_test_find_type (GTK_WIDGET (prompt), GTK_TYPE_LABEL));
}

typedef struct
{
  LlmChatArea *area;
  guint position;
  const char *words;
} Current;

static gboolean
is_current (gpointer user_data)
{
  const Current *current = user_data;
  gboolean stands_out = FALSE;

  return llm_chat_area_get_widget (current->area, current->position) != NULL
         && chat_test_is_marked (chat_test_get_prompt_label (current->area, current->position),
                                 current->words, &stands_out)
         && stands_out;
}

void
chat_test_wait_current (LlmChatArea *area, guint position, const char *words)
{
  Current current = { area, position, words };

  llm_ui_test_wait (is_current, &current);
}
