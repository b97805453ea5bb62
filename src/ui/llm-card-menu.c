/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-card-menu.h"

#include <glib/gi18n.h>

#include "llm-menu.h"

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

  llm_menu_append (run, _ ("_Stop"), "card.stop", TRUE);
  llm_menu_append (run, _ ("_Continue"), "card.continue", TRUE);
  llm_menu_append (run, _ ("_Retry"), "card.retry", TRUE);
  llm_menu_append (run, _ ("S_wap model…"), "card.swap", FALSE);
  llm_menu_append (run, _ ("_Add a model…"), "card.add", FALSE);

  llm_menu_append (go_on, _ ("Continue in c_hat"), "card.chat", FALSE);
  llm_menu_append (go_on, _ ("Send to the o_thers"), "card.send-to-others", FALSE);

  llm_menu_append (text, _ ("C_opy"), "card.copy", FALSE);
  llm_menu_append (text, _ ("Vote _up"), "card.vote-up", FALSE);
  llm_menu_append (text, _ ("Vote _down"), "card.vote-down", FALSE);
  llm_menu_append (text, _ ("_Prefer"), "card.prefer", FALSE);

  llm_menu_append (place, _ ("_Expand"), "card.expand", FALSE);
  llm_menu_append (place, _ ("_Show as written"), "card.raw", FALSE);
  llm_menu_append (place, _ ("Differe_nces from this one"), "card.diff-base", FALSE);
  llm_menu_append (place, _ ("_Flight recorder…"), "card.flight", FALSE);
  llm_menu_append (place, _ ("Move _left"), "card.move-left", FALSE);
  llm_menu_append (place, _ ("Move r_ight"), "card.move-right", FALSE);
  llm_menu_append (place, _ ("Re_move"), "card.remove", FALSE);

  g_menu_append_section (menu, NULL, G_MENU_MODEL (run));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (go_on));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (text));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (place));
  return gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
}
