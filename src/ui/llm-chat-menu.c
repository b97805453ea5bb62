/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-menu.h"

#include <glib/gi18n-lib.h>

#include "llm-menu.h"

/**
 * llm_chat_menu_new:
 *
 * Returns: (transfer floating): a menu of all the actions of an #LlmChatTurn
 */
GtkWidget *
llm_chat_menu_new (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) run = g_menu_new ();
  g_autoptr (GMenu) text = g_menu_new ();
  g_autoptr (GMenu) others = g_menu_new ();
  g_autoptr (GMenu) turn = g_menu_new ();

  llm_menu_append (run, _ ("_Stop"), "chat.stop", TRUE);
  llm_menu_append (run, _ ("_Continue"), "card.continue", TRUE);
  llm_menu_append (run, _ ("Answer _again"), "chat.regenerate", TRUE);
  llm_menu_append (run, _ ("Answer _with another model…"), "chat.regenerate-with", FALSE);

  llm_menu_append (text, _ ("C_opy answer"), "chat.copy", FALSE);
  llm_menu_append (text, _ ("Copy _prompt"), "chat.copy-prompt", FALSE);
  llm_menu_append (text, _ ("Vote _up"), "chat.vote-up", FALSE);
  llm_menu_append (text, _ ("Vote _down"), "chat.vote-down", FALSE);
  llm_menu_append (text, _ ("Show as w_ritten"), "chat.raw", FALSE);

  llm_menu_append (others, _ ("P_revious answer"), "chat.previous-answer", TRUE);
  llm_menu_append (others, _ ("_Next answer"), "chat.next-answer", TRUE);
  llm_menu_append (others, _ ("Pre_vious version of the prompt"), "chat.previous-version", TRUE);
  llm_menu_append (others, _ ("Ne_xt version of the prompt"), "chat.next-version", TRUE);

  llm_menu_append (turn, _ ("_Edit prompt…"), "chat.edit", FALSE);
  llm_menu_append (turn, _ ("_Delete prompt and answer"), "chat.delete", FALSE);

  g_menu_append_section (menu, NULL, G_MENU_MODEL (run));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (text));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (others));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (turn));
  return gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
}
