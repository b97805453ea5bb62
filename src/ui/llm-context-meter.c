/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-context-meter.h"

#include <glib/gi18n-lib.h>

#include "llm-figures.h"

/* From these shares of the window on it gets tight, and does not fit. */
#define TIGHT 0.8
#define FULL 0.95

struct _LlmContextMeter
{
  GtkWidget parent_instance;

  GtkWidget *bar;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (LlmContextMeter, llm_context_meter, GTK_TYPE_WIDGET)

static void
llm_context_meter_dispose (GObject *object)
{
  LlmContextMeter *self = LLM_CONTEXT_METER (object);

  g_clear_pointer (&self->bar, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_context_meter_parent_class)->dispose (object);
}

static void
llm_context_meter_class_init (LlmContextMeterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_context_meter_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-context-meter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static void
llm_context_meter_init (LlmContextMeter *self)
{
  self->bar = gtk_level_bar_new ();
  /* Its own colours are those of batteries. */
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (self->bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (self->bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (self->bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));

  self->label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_add_css_class (self->label, "dim-label");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Context window"), -1);
}

/**
 * llm_context_meter_new:
 *
 * Returns: (transfer floating): a meter that shows nothing yet
 */
GtkWidget *
llm_context_meter_new (void)
{
  return g_object_new (LLM_TYPE_CONTEXT_METER, NULL);
}

static void
show_share (LlmContextMeter *self, double share)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_remove_css_class (widget, "warning");
  gtk_widget_remove_css_class (widget, "error");
  if (share >= FULL)
    gtk_widget_add_css_class (widget, "error");
  else if (share >= TIGHT)
    gtk_widget_add_css_class (widget, "warning");
  gtk_level_bar_set_value (GTK_LEVEL_BAR (self->bar), CLAMP (share, 0, 1));
}

/**
 * llm_context_meter_set:
 * @self: a meter
 * @used: tokens of the conversation and what is being written
 * @window: tokens the model takes, or negative if that is not known
 * @estimated: whether @used is an estimate
 */
void
llm_context_meter_set (LlmContextMeter *self, gint64 used, gint64 window, gboolean estimated)
{
  g_autofree char *tokens = NULL;
  g_autofree char *room = NULL;
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;

  g_return_if_fail (LLM_IS_CONTEXT_METER (self));

  tokens = g_strdup_printf ("%s%'" G_GINT64_FORMAT, estimated && used > 0 ? "~" : "", used);
  room = window > 0 ? g_strdup_printf ("%'" G_GINT64_FORMAT, window)
                    : g_strdup (LLM_FIGURES_UNKNOWN);
  /* Translators: tokens that are used, and the context window */
  text = g_strdup_printf (_ ("%s / %s"), tokens, room);
  tooltip = g_strdup_printf (
      _ ("%s of %s tokens of the context window. What does not fit is left out, the oldest "
         "messages first; the answer says how many."),
      tokens, room);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (self->bar, window > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  tooltip, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) MAX (window, 1),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) used,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  show_share (self, window > 0 ? (double) used / window : 0);
}

/**
 * llm_context_meter_get_text:
 * @self: a meter
 *
 * Returns: what it says
 */
const char *
llm_context_meter_get_text (LlmContextMeter *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT_METER (self), NULL);
  return gtk_label_get_text (GTK_LABEL (self->label));
}
