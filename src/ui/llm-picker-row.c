/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-picker-row.h"

#include <glib/gi18n-lib.h>

#include "llm-provider-style.h"

struct _LlmPickerRow
{
  GtkWidget parent_instance;

  LlmPickerItem *item;

  GtkWidget *dot;
  GtkWidget *texts;
  GtkWidget *title;
  GtkWidget *detail;
  GtkWidget *count;
  GtkWidget *prices_button;
  GtkWidget *key_button;
  GtkWidget *add_button;
};

G_DEFINE_FINAL_TYPE (LlmPickerRow, llm_picker_row, GTK_TYPE_WIDGET)

static void
llm_picker_row_dispose (GObject *object)
{
  LlmPickerRow *self = LLM_PICKER_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (llm_picker_row_parent_class)->dispose (object);
}

static void
llm_picker_row_class_init (LlmPickerRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_picker_row_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "pickerrow");
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_widget_add_css_class (label, "dim-label");
    }

  return label;
}

static void
llm_picker_row_init (LlmPickerRow *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_box_layout_set_spacing (layout, 9);

  self->dot = llm_provider_dot_new ("demo");
  gtk_widget_set_parent (self->dot, GTK_WIDGET (self));

  self->title = make_label (NULL);
  self->detail = make_label ("caption");
  self->texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_hexpand (self->texts, TRUE);
  gtk_widget_set_valign (self->texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->texts), self->title);
  gtk_box_append (GTK_BOX (self->texts), self->detail);
  gtk_widget_set_parent (self->texts, GTK_WIDGET (self));

  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "llm-badge");
  gtk_widget_set_valign (self->count, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->count, GTK_WIDGET (self));

  self->prices_button = gtk_button_new_from_icon_name ("document-edit-symbolic");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->prices_button), "s", "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->prices_button), "picker.edit-prices");
  gtk_widget_add_css_class (self->prices_button, "flat");
  gtk_widget_add_css_class (self->prices_button, "llm-prices");
  gtk_widget_set_valign (self->prices_button, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->prices_button, GTK_WIDGET (self));

  self->key_button = gtk_button_new_with_label (_ ("Add key…"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->key_button), "s", "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->key_button), "win.preferences-keys");
  gtk_widget_set_valign (self->key_button, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->key_button, GTK_WIDGET (self));

  self->add_button = gtk_button_new_with_label (_ ("Add"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->add_button), "s", "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->add_button), "picker.add-server");
  gtk_widget_set_valign (self->add_button, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->add_button, GTK_WIDGET (self));
}

/**
 * llm_picker_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
llm_picker_row_new (void)
{
  return g_object_new (LLM_TYPE_PICKER_ROW, NULL);
}

/**
 * llm_picker_row_get_item:
 * @self: a #LlmPickerRow
 *
 * Returns: (transfer none) (nullable): what it shows
 */
LlmPickerItem *
llm_picker_row_get_item (LlmPickerRow *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ROW (self), NULL);

  return self->item;
}

static void
bind_offer (LlmPickerRow *self)
{
  const LlmEndpoint *endpoint = llm_picker_item_get_endpoint (self->item);
  g_autofree char *label = NULL;

  gtk_widget_set_visible (self->add_button, endpoint != NULL);
  if (endpoint == NULL)
    return;
  /* Translators: the name of a program that serves models, such as Ollama. */
  label = g_strdup_printf (_ ("Add %s on this machine"), endpoint->name);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->add_button), "s", endpoint->base_url);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
bind_prices (LlmPickerRow *self)
{
  gboolean model = llm_picker_item_get_kind (self->item) == LLM_PICKER_MODEL;
  g_autofree char *label = NULL;

  gtk_widget_set_visible (self->prices_button, model);
  if (!model)
    return;
  /* Translators: the name of a model. */
  label = g_strdup_printf (_ ("Prices of %s"), llm_picker_item_get_title (self->item));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->prices_button), "s",
                                    llm_picker_item_get_spec (self->item));
  gtk_widget_set_tooltip_text (self->prices_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->prices_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * llm_picker_row_bind:
 * @self: a #LlmPickerRow
 * @item: what to show
 */
void
llm_picker_row_bind (LlmPickerRow *self, LlmPickerItem *item)
{
  gboolean heading, available;
  const char *detail;

  g_return_if_fail (LLM_IS_PICKER_ROW (self));
  g_return_if_fail (LLM_IS_PICKER_ITEM (item));

  g_set_object (&self->item, item);
  heading = llm_picker_item_get_kind (item) == LLM_PICKER_PROVIDER
            || llm_picker_item_get_kind (item) == LLM_PICKER_OFFER;
  available = llm_picker_item_get_obstacle (item) == LLM_PICKER_AVAILABLE;
  detail = llm_picker_item_get_detail (item);

  llm_provider_style_apply (self->dot, llm_picker_item_get_provider_id (item));
  gtk_widget_set_visible (self->dot, heading);
  gtk_label_set_label (GTK_LABEL (self->title), llm_picker_item_get_title (item));
  gtk_label_set_label (GTK_LABEL (self->detail), detail != NULL ? detail : "");
  gtk_widget_set_visible (self->detail, detail != NULL);
  gtk_widget_set_visible (self->count, FALSE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), llm_picker_item_get_facts (item));

  bind_offer (self);
  bind_prices (self);
  gtk_widget_set_visible (self->key_button, heading && !available);
  if (heading)
    {
      g_autofree char *label = NULL;

      /* Translators: the name of a provider such as OpenAI. */
      label = g_strdup_printf (_ ("Add a key for %s"), llm_picker_item_get_title (item));
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->key_button), "s",
                                        llm_picker_item_get_provider_id (item));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->key_button),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      gtk_widget_add_css_class (GTK_WIDGET (self), "provider");
      gtk_widget_add_css_class (self->title, "heading");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "provider");
      gtk_widget_remove_css_class (self->title, "heading");
    }

  /* Not insensitive: a screen reader should still read why. */
  if (!available)
    gtk_widget_add_css_class (self->texts, "dim-label");
  else
    gtk_widget_remove_css_class (self->texts, "dim-label");
}

/**
 * llm_picker_row_unbind:
 * @self: a #LlmPickerRow
 *
 * Shows nothing any more.
 */
void
llm_picker_row_unbind (LlmPickerRow *self)
{
  g_return_if_fail (LLM_IS_PICKER_ROW (self));

  g_clear_object (&self->item);
}

/**
 * llm_picker_row_set_count:
 * @self: a #LlmPickerRow
 * @count: how often the model stands in the line-up
 *
 * Also names the row of the list for assistive technologies.
 */
void
llm_picker_row_set_count (LlmPickerRow *self, guint count)
{
  GtkWidget *parent;
  const char *detail;
  g_autofree char *label = NULL;
  g_autofree char *badge = NULL;

  g_return_if_fail (LLM_IS_PICKER_ROW (self));

  if (self->item == NULL)
    return;

  badge = count > 1 ? g_strdup_printf ("✓ %u", count) : g_strdup ("✓");
  gtk_label_set_label (GTK_LABEL (self->count), badge);
  gtk_widget_set_visible (self->count, count > 0);

  parent = gtk_widget_get_parent (GTK_WIDGET (self));
  if (parent == NULL)
    return;
  detail = llm_picker_item_get_detail (self->item);
  if (count > 0)
    /* Translators: the name of a model, and facts about it. */
    label = g_strdup_printf (_ ("%s, in the line-up, %s"), llm_picker_item_get_title (self->item),
                             detail != NULL ? detail : "");
  else
    label = g_strdup_printf ("%s, %s", llm_picker_item_get_title (self->item),
                             detail != NULL ? detail : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}
