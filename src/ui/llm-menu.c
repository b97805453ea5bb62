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

/**
 * llm_menu_return_focus:
 * @menu: a #GtkPopover that has just been closed
 * @opened_on: (nullable): the row it was opened on, if that is still there
 *
 * A menu that closes on a menu below it goes back to its first page, and GTK takes the
 * focus there with it, where no key arrives.  Gives it to @opened_on, else to what the
 * menu belongs to; what was chosen may have put it elsewhere, where it stays.
 */
void
llm_menu_return_focus (GtkWidget *menu, GtkWidget *opened_on)
{
  GtkWidget *parent = gtk_widget_get_parent (menu);
  GtkRoot *root = gtk_widget_get_root (menu);
  GtkWidget *focus;

  g_return_if_fail (GTK_IS_POPOVER (menu));
  g_return_if_fail (opened_on == NULL || GTK_IS_WIDGET (opened_on));

  if (root == NULL)
    return;
  focus = gtk_root_get_focus (root);
  /* No focus: it is just on its way to what was chosen.  Where GTK looks for a place itself
   * it takes a row beside this one. */
  if (focus == NULL
      || (focus != menu && !gtk_widget_is_ancestor (focus, menu)
          && (opened_on == NULL
              || gtk_widget_get_parent (focus) != gtk_widget_get_parent (opened_on))))
    return;
  if (opened_on == NULL || !gtk_widget_grab_focus (opened_on))
    gtk_widget_grab_focus (parent);
}
