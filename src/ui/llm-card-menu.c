/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-card-menu.h"

#include <glib/gi18n.h>

static void
append_item (GMenu *menu, const char *label, const char *action, gboolean only_if_enabled)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  if (only_if_enabled)
    g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

/**
 * llm_card_menu_new:
 *
 * Returns: (transfer floating): a menu of all the actions of an #LlmCard
 */
GtkWidget *
llm_card_menu_new (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) run = g_menu_new ();
  g_autoptr (GMenu) go_on = g_menu_new ();
  g_autoptr (GMenu) text = g_menu_new ();
  g_autoptr (GMenu) place = g_menu_new ();

  append_item (run, _ ("_Stop"), "card.stop", TRUE);
  append_item (run, _ ("_Continue"), "card.continue", TRUE);
  append_item (run, _ ("_Retry"), "card.retry", TRUE);
  append_item (run, _ ("S_wap model…"), "card.swap", FALSE);

  append_item (go_on, _ ("Continue in c_hat"), "card.chat", FALSE);
  append_item (go_on, _ ("Send to the o_thers"), "card.send-to-others", FALSE);

  append_item (text, _ ("C_opy"), "card.copy", FALSE);
  append_item (text, _ ("Vote _up"), "card.vote-up", FALSE);
  append_item (text, _ ("Vote _down"), "card.vote-down", FALSE);
  append_item (text, _ ("_Prefer"), "card.prefer", FALSE);

  append_item (place, _ ("_Expand"), "card.expand", FALSE);
  append_item (place, _ ("_Show as written"), "card.raw", FALSE);
  append_item (place, _ ("Move _left"), "card.move-left", FALSE);
  append_item (place, _ ("Move r_ight"), "card.move-right", FALSE);
  append_item (place, _ ("Re_move"), "card.remove", FALSE);

  g_menu_append_section (menu, NULL, G_MENU_MODEL (run));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (go_on));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (text));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (place));
  return gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
}
