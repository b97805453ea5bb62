/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-offline-bar.h"

#include <glib/gi18n-lib.h>

struct _LlmOfflineBar
{
  GtkWidget parent_instance;

  LlmLineup *lineup;
  GNetworkMonitor *monitor;
  GtkWidget *revealer;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (LlmOfflineBar, llm_offline_bar, GTK_TYPE_WIDGET)

static gboolean
needs_network (LlmOfflineBar *self)
{
  GListModel *items = G_LIST_MODEL (self->lineup);
  GListModel *providers = llm_context_get_providers (llm_lineup_get_context (self->lineup));
  const guint n = g_list_model_get_n_items (items);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmLineupItem) item = g_list_model_get_item (items, i);
      g_autoptr (LlmProvider) provider
          = llm_provider_find (providers, llm_lineup_item_get_provider_id (item));

      if (provider != NULL
          && (llm_provider_get_flags (provider) & (LLM_PROVIDER_LOCAL | LLM_PROVIDER_CANNED)) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The text comes with the bar, so that a screen reader hears it when it appears. */
static void
update (LlmOfflineBar *self)
{
  const gboolean offline = self->lineup != NULL && self->monitor != NULL
                           && !g_network_monitor_get_network_available (self->monitor)
                           && needs_network (self);

  if (offline == gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)))
    return;
  if (offline)
    gtk_label_set_label (GTK_LABEL (self->label),
                         _ ("You are offline. Local models and the demo still answer."));
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), offline);
}

static void
llm_offline_bar_dispose (GObject *object)
{
  LlmOfflineBar *self = LLM_OFFLINE_BAR (object);

  if (self->lineup != NULL)
    g_signal_handlers_disconnect_by_data (self->lineup, self);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->lineup);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_offline_bar_parent_class)->dispose (object);
}

static void
llm_offline_bar_class_init (LlmOfflineBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_offline_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "offlinebar");
}

static void
llm_offline_bar_init (LlmOfflineBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *icon
      = g_object_new (GTK_TYPE_IMAGE, "icon-name", "network-offline-symbolic", "accessible-role",
                      GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  self->label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0, "hexpand", TRUE,
                              "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  gtk_widget_add_css_class (box, "llm-banner");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), self->label);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
}

/**
 * llm_offline_bar_new:
 *
 * Returns: (transfer floating): a bar that does not show
 */
GtkWidget *
llm_offline_bar_new (void)
{
  return g_object_new (LLM_TYPE_OFFLINE_BAR, NULL);
}

/**
 * llm_offline_bar_set_lineup:
 * @self: a #LlmOfflineBar
 * @lineup: the models that would be asked
 */
void
llm_offline_bar_set_lineup (LlmOfflineBar *self, LlmLineup *lineup)
{
  g_return_if_fail (LLM_IS_OFFLINE_BAR (self));
  g_return_if_fail (LLM_IS_LINEUP (lineup));
  g_return_if_fail (self->lineup == NULL);

  self->lineup = g_object_ref (lineup);
  g_signal_connect_object (lineup, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * llm_offline_bar_set_monitor:
 * @self: a #LlmOfflineBar
 * @monitor: what knows whether there is a network
 */
void
llm_offline_bar_set_monitor (LlmOfflineBar *self, GNetworkMonitor *monitor)
{
  g_return_if_fail (LLM_IS_OFFLINE_BAR (self));
  g_return_if_fail (G_IS_NETWORK_MONITOR (monitor));
  g_return_if_fail (self->monitor == NULL);

  self->monitor = g_object_ref (monitor);
  g_signal_connect_object (monitor, "notify::network-available", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

/**
 * llm_offline_bar_get_revealed:
 * @self: a #LlmOfflineBar
 *
 * Returns: whether it shows
 */
gboolean
llm_offline_bar_get_revealed (LlmOfflineBar *self)
{
  g_return_val_if_fail (LLM_IS_OFFLINE_BAR (self), FALSE);

  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer));
}
