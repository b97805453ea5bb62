/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-menu.h"

/**
 * llm_menu_append:
 * @menu: a menu
 * @label: translated, with a mnemonic
 * @action: what it does
 * @only_if_enabled: whether it is left out while the action is not possible, rather than
 *   shown as such
 *
 * Appends an item.
 */
void
llm_menu_append (GMenu *menu, const char *label, const char *action, gboolean only_if_enabled)
{
  g_autoptr (GMenuItem) item = NULL;

  g_return_if_fail (G_IS_MENU (menu));
  g_return_if_fail (label != NULL && action != NULL);

  item = g_menu_item_new (label, action);
  if (only_if_enabled)
    g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}
