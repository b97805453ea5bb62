/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-page.h"

#include <glib/gi18n-lib.h>

struct _LlmChatPage
{
  GtkWidget parent_instance;

  GtkWidget *status_page;
};

G_DEFINE_FINAL_TYPE (LlmChatPage, llm_chat_page, GTK_TYPE_WIDGET)

static void
llm_chat_page_dispose (GObject *object)
{
  LlmChatPage *self = LLM_CHAT_PAGE (object);

  g_clear_pointer (&self->status_page, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_chat_page_parent_class)->dispose (object);
}

static gboolean
llm_chat_page_grab_focus (GtkWidget *widget)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);

  return gtk_widget_grab_focus (adw_status_page_get_child (ADW_STATUS_PAGE (self->status_page)));
}

static void
llm_chat_page_class_init (LlmChatPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_chat_page_dispose;
  widget_class->grab_focus = llm_chat_page_grab_focus;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
llm_chat_page_init (LlmChatPage *self)
{
  AdwStatusPage *page = ADW_STATUS_PAGE (adw_status_page_new ());
  GtkWidget *button = gtk_button_new_with_label (_ ("Back to Compare"));

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), "win.mode::compare");

  adw_status_page_set_icon_name (page, "llm-chat-symbolic");
  adw_status_page_set_title (page, _ ("Chat is not here yet"));
  adw_status_page_set_description (page, _ ("A later version will hold a conversation with one "
                                            "model here, also one that begins with an answer of "
                                            "a comparison. Until then, Compare asks several "
                                            "models at once."));
  adw_status_page_set_child (page, button);

  self->status_page = GTK_WIDGET (page);
  gtk_widget_set_parent (self->status_page, GTK_WIDGET (self));
}

/**
 * llm_chat_page_new:
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
llm_chat_page_new (void)
{
  return g_object_new (LLM_TYPE_CHAT_PAGE, NULL);
}
