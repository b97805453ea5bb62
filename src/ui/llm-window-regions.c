/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-window-private.h"

#include "llm-card.h"
#include "llm-compare-page.h"

/* F6 goes through the parts of the window, Shift+F6 back: the history, each answer (in a
 * chat all messages) and the prompt. */

#define MAX_REGIONS 64

/* Where no card is, the welcome page or the messages of the chat are one part. */
static guint
collect (LlmWindow *self, GtkWidget **regions)
{
  GtkWidget *chat = adw_bin_get_child (self->chat_bin);
  const char *mode = adw_view_stack_get_visible_child_name (self->mode_stack);
  const gboolean is_chat = chat != NULL && g_strcmp0 (mode, "chat") == 0;
  GPtrArray *cards = NULL;
  guint n = 0;

  regions[n++] = GTK_WIDGET (self->sidebar);
  if (!is_chat && self->conversation != NULL && self->compare_page != NULL)
    cards = llm_compare_page_get_cards (LLM_COMPARE_PAGE (self->compare_page));
  for (guint i = 0; cards != NULL && i < cards->len && n < MAX_REGIONS - 2; i++)
    regions[n++] = cards->pdata[i];
  if (n == 1)
    regions[n++] = is_chat ? GTK_WIDGET (llm_chat_page_get_list (LLM_CHAT_PAGE (chat)))
                           : GTK_WIDGET (self->compare_stack);
  regions[n++]
      = GTK_WIDGET (is_chat ? llm_chat_page_get_composer (LLM_CHAT_PAGE (chat)) : self->composer);
  g_clear_pointer (&cards, g_ptr_array_unref);
  return n;
}

static gboolean
focus_region (GtkWidget *region, gboolean is_prompt)
{
  if (!gtk_widget_get_mapped (region))
    return FALSE;
  return is_prompt || LLM_IS_CARD (region) ? gtk_widget_grab_focus (region)
                                           : gtk_widget_child_focus (region, GTK_DIR_TAB_FORWARD);
}

/* What cannot take the focus is passed over. */
static void
region_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  GtkWidget *regions[MAX_REGIONS];
  const guint n = collect (self, regions);
  const guint step = g_str_equal (name, "win.next-region") ? 1 : n - 1;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  guint current = n - 1;

  for (guint i = 0; focus != NULL && i < n; i++)
    if (gtk_widget_is_ancestor (focus, regions[i]))
      current = i;

  for (guint i = 1; i <= n; i++)
    {
      const guint next = (current + i * step) % n;

      if (focus_region (regions[next], next == n - 1))
        return;
    }
}

/**
 * llm_window_install_region_actions:
 * @widget_class: the class of #LlmWindow
 */
void
llm_window_install_region_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.next-region", NULL, region_action);
  gtk_widget_class_install_action (widget_class, "win.previous-region", NULL, region_action);
}
