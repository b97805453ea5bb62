/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-switcher.h"

#include <glib/gi18n-lib.h>

struct _LlmChatSwitcher
{
  GtkWidget parent_instance;

  GtkWidget *previous;
  GtkWidget *label;
  GtkWidget *next;
};

G_DEFINE_FINAL_TYPE (LlmChatSwitcher, llm_chat_switcher, GTK_TYPE_WIDGET)

static GtkWidget *
add_button (LlmChatSwitcher *self, const char *icon_name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
llm_chat_switcher_dispose (GObject *object)
{
  LlmChatSwitcher *self = LLM_CHAT_SWITCHER (object);

  g_clear_pointer (&self->previous, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->next, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_chat_switcher_parent_class)->dispose (object);
}

static void
llm_chat_switcher_class_init (LlmChatSwitcherClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_chat_switcher_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-chat-switcher");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_chat_switcher_init (LlmChatSwitcher *self)
{
  self->previous = add_button (self, "pan-start-symbolic");
  self->label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  self->next = add_button (self, "pan-end-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * llm_chat_switcher_new:
 *
 * Returns: (transfer floating): a switcher that is not seen
 */
GtkWidget *
llm_chat_switcher_new (void)
{
  return g_object_new (LLM_TYPE_CHAT_SWITCHER, NULL);
}

static void
set_action (GtkWidget *button, const char *action_name, const char *name)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * llm_chat_switcher_set_actions:
 * @self: a switcher
 * @previous: the action that goes back
 * @next: the action that goes on
 * @previous_name: what that does, in words
 * @next_name: the same
 */
void
llm_chat_switcher_set_actions (LlmChatSwitcher *self,
                               const char *previous,
                               const char *next,
                               const char *previous_name,
                               const char *next_name)
{
  g_return_if_fail (LLM_IS_CHAT_SWITCHER (self));
  g_return_if_fail (previous != NULL && next != NULL);
  g_return_if_fail (previous_name != NULL && next_name != NULL);

  set_action (self->previous, previous, previous_name);
  set_action (self->next, next, next_name);
}

/**
 * llm_chat_switcher_set_place:
 * @self: a switcher
 * @index: which one is shown, from 0
 * @n: how many there are
 * @description: the same in words
 */
void
llm_chat_switcher_set_place (LlmChatSwitcher *self, guint index, guint n, const char *description)
{
  g_autofree char *text = NULL;

  g_return_if_fail (LLM_IS_CHAT_SWITCHER (self));
  g_return_if_fail (description != NULL);

  /* Translators: which one of how many, such as "2/3" */
  text = g_strdup_printf (_ ("%u/%u"), index + 1, n);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_tooltip_text (self->label, description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, description,
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 1);
}
