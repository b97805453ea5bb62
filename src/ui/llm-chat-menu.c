/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-menu.h"

#include <glib/gi18n-lib.h>

static void
append_item (GMenu *menu, const char *label, const char *action, gboolean only_if_enabled)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  if (only_if_enabled)
    g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

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

  append_item (run, _ ("_Stop"), "chat.stop", TRUE);
  append_item (run, _ ("_Continue"), "card.continue", TRUE);
  append_item (run, _ ("Answer _again"), "chat.regenerate", TRUE);
  append_item (run, _ ("Answer _with another model…"), "chat.regenerate-with", FALSE);

  append_item (text, _ ("C_opy answer"), "chat.copy", FALSE);
  append_item (text, _ ("Copy _prompt"), "chat.copy-prompt", FALSE);
  append_item (text, _ ("Vote _up"), "chat.vote-up", FALSE);
  append_item (text, _ ("Vote _down"), "chat.vote-down", FALSE);
  append_item (text, _ ("Show as w_ritten"), "chat.raw", FALSE);

  append_item (others, _ ("P_revious answer"), "chat.previous-answer", TRUE);
  append_item (others, _ ("_Next answer"), "chat.next-answer", TRUE);
  append_item (others, _ ("Pre_vious version of the prompt"), "chat.previous-version", TRUE);
  append_item (others, _ ("Ne_xt version of the prompt"), "chat.next-version", TRUE);

  append_item (turn, _ ("_Edit prompt…"), "chat.edit", FALSE);
  append_item (turn, _ ("_Delete prompt and answer"), "chat.delete", FALSE);

  g_menu_append_section (menu, NULL, G_MENU_MODEL (run));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (text));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (others));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (turn));
  return gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
}
