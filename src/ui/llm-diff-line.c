/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-line.h"

#include <glib/gi18n-lib.h>

struct _LlmDiffLine
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *label;
  GtkWidget *buttons[2];
};

G_DEFINE_FINAL_TYPE (LlmDiffLine, llm_diff_line, GTK_TYPE_WIDGET)

static void
llm_diff_line_dispose (GObject *object)
{
  g_clear_pointer (&LLM_DIFF_LINE (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_diff_line_parent_class)->dispose (object);
}

static void
llm_diff_line_class_init (LlmDiffLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_diff_line_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
new_button (const char *icon, const char *name, const char *key, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *tooltip = g_strdup_printf ("%s (%s)", name, key);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static void
llm_diff_line_init (LlmDiffLine *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  gtk_widget_add_css_class (self->box, "llm-diff-line");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->label
      = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "ellipsize",
                      PANGO_ELLIPSIZE_END, "xalign", 0.0, "hexpand", TRUE, "width-chars", 8, NULL);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_widget_add_css_class (self->label, "numeric");
  self->buttons[0] = new_button ("go-up-symbolic", _ ("Previous difference"), _ ("Shift+F8"),
                                 "card.previous-difference");
  self->buttons[1]
      = new_button ("go-down-symbolic", _ ("Next difference"), _ ("F8"), "card.next-difference");
  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_box_append (GTK_BOX (self->box), self->buttons[0]);
  gtk_box_append (GTK_BOX (self->box), self->buttons[1]);
}

/**
 * llm_diff_line_new:
 *
 * Returns: (transfer floating): a line that says nothing
 */
GtkWidget *
llm_diff_line_new (void)
{
  return g_object_new (LLM_TYPE_DIFF_LINE, NULL);
}

/**
 * llm_diff_line_get_text:
 * @self: a line
 *
 * Returns: what it says
 */
const char *
llm_diff_line_get_text (LlmDiffLine *self)
{
  g_return_val_if_fail (LLM_IS_DIFF_LINE (self), NULL);
  return gtk_label_get_text (GTK_LABEL (self->label));
}

/**
 * llm_diff_line_set:
 * @self: a line
 * @text: what to say
 * @is_base: whether it stands on what the others are compared with
 * @can_step: whether there are differences to go to
 */
void
llm_diff_line_set (LlmDiffLine *self, const char *text, gboolean is_base, gboolean can_step)
{
  g_return_if_fail (LLM_IS_DIFF_LINE (self));
  g_return_if_fail (text != NULL);

  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_tooltip_text (self->label, text);
  if (is_base)
    gtk_widget_add_css_class (self->box, "llm-diff-base");
  else
    gtk_widget_remove_css_class (self->box, "llm-diff-base");
  for (guint i = 0; i < 2; i++)
    gtk_widget_set_visible (self->buttons[i], can_step);
}
