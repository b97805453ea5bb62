/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-turn-private.h"

static guint
get_index (LlmChatTurn *self)
{
  guint index = 0;

  if (self->answer != NULL)
    llm_comparison_find (self->comparison, llm_answer_get_column_id (self->answer), &index);
  return index;
}

/* Which verbs make sense now. */
void
llm_chat_turn_update_actions (LlmChatTurn *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean loaded = self->comparison != NULL;
  const gboolean running = loaded && llm_comparison_get_running (self->comparison);
  const gboolean has_text = self->answer != NULL && llm_answer_get_text_length (self->answer) > 0;
  const guint n_answers = loaded ? llm_comparison_get_n_answers (self->comparison) : 0;
  guint version;
  g_autoptr (GPtrArray) versions
      = llm_conversation_dup_versions (self->conversation, self->turn, &version);

  gtk_widget_action_set_enabled (widget, "chat.copy", has_text);
  gtk_widget_action_set_enabled (widget, "chat.copy-prompt", loaded);
  gtk_widget_action_set_enabled (widget, "chat.vote-up", has_text);
  gtk_widget_action_set_enabled (widget, "chat.vote-down", has_text);
  gtk_widget_action_set_enabled (widget, "chat.raw", has_text);
  gtk_widget_action_set_enabled (widget, "chat.regenerate", loaded && !running);
  gtk_widget_action_set_enabled (widget, "chat.regenerate-with", loaded && !running);
  gtk_widget_action_set_enabled (widget, "chat.stop", running);
  gtk_widget_action_set_enabled (widget, "chat.edit", loaded && !running);
  gtk_widget_action_set_enabled (widget, "chat.delete", loaded && !running);
  gtk_widget_action_set_enabled (widget, "chat.previous-answer", get_index (self) > 0);
  gtk_widget_action_set_enabled (widget, "chat.next-answer", get_index (self) + 1 < n_answers);
  gtk_widget_action_set_enabled (widget, "chat.previous-version", version > 0);
  gtk_widget_action_set_enabled (widget, "chat.next-version", version + 1 < versions->len);
  gtk_widget_action_set_enabled (widget, "card.retry", self->answer != NULL && !running);
  gtk_widget_action_set_enabled (widget, "card.continue",
                                 self->answer != NULL && !running
                                     && llm_answer_can_continue (self->answer));
  gtk_widget_action_set_enabled (widget, "card.swap", loaded && !running);
}

static const char *
get_id (LlmChatTurn *self)
{
  return llm_turn_get_id (self->turn);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatTurn *self = LLM_CHAT_TURN (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), llm_answer_get_text (self->answer));
  llm_chat_answer_show_copied (LLM_CHAT_ANSWER (self->answer_view));
}

static void
copy_prompt_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatTurn *self = LLM_CHAT_TURN (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          llm_comparison_get_prompt (self->comparison));
}

static void
regenerate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatTurn *self = LLM_CHAT_TURN (widget);
  g_autofree char *spec = NULL;

  if (self->answer != NULL)
    spec = g_strdup_printf ("%s:%s", llm_answer_get_provider_id (self->answer),
                            llm_answer_get_model_id (self->answer));
  gtk_widget_activate_action (widget, "thread.regenerate", "(ss)", get_id (self),
                              spec != NULL ? spec : "");
}

static void
choose_model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "thread.choose-model", "s", get_id (LLM_CHAT_TURN (widget)));
}

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatTurn *self = LLM_CHAT_TURN (widget);

  gtk_widget_activate_action (widget, "thread.run", "(ssb)", get_id (self),
                              llm_answer_get_column_id (self->answer),
                              (gboolean) g_str_equal (name, "card.continue"));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "thread.stop-turn", "s", get_id (LLM_CHAT_TURN (widget)));
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_chat_prompt_edit (LLM_CHAT_PROMPT (LLM_CHAT_TURN (widget)->prompt));
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "thread.delete", "s", get_id (LLM_CHAT_TURN (widget)));
}

static void
answer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  /* This may be the end of the widget. */
  g_autoptr (LlmChatTurn) self = g_object_ref (LLM_CHAT_TURN (widget));
  const guint index = get_index (self) + (g_str_equal (name, "chat.next-answer") ? 1 : -1);
  LlmAnswer *answer = llm_comparison_get_answer (self->comparison, index);

  if (answer != NULL)
    llm_conversation_choose (self->conversation, self->turn, llm_answer_get_column_id (answer));
}

static void
version_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (LlmChatTurn) self = g_object_ref (LLM_CHAT_TURN (widget));
  const int step = g_str_equal (name, "chat.next-version") ? 1 : -1;
  g_autoptr (GPtrArray) versions = NULL;
  guint index;

  versions = llm_conversation_dup_versions (self->conversation, self->turn, &index);
  if (index + step < versions->len)
    gtk_widget_activate_action (widget, "thread.select", "s",
                                llm_turn_get_id (g_ptr_array_index (versions, index + step)));
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatTurn *self = LLM_CHAT_TURN (widget);

  if (gtk_widget_get_visible (self->answer_view))
    llm_chat_answer_popup_menu (LLM_CHAT_ANSWER (self->answer_view));
}

/* In a text the key is about letters. */
static gboolean
delete_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  if (!gtk_widget_has_focus (widget))
    return FALSE;
  gtk_widget_activate_action (widget, "chat.delete", NULL);
  return TRUE;
}

/* The same: there is nothing selected in the turn as such. */
static gboolean
copy_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  if (!gtk_widget_has_focus (widget))
    return FALSE;
  gtk_widget_activate_action (widget, "chat.copy", NULL);
  return TRUE;
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  const struct
  {
    guint keyval;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_F2, 0, "chat.edit" },
    { GDK_KEY_r, GDK_CONTROL_MASK, "chat.regenerate" },
    { GDK_KEY_u, GDK_CONTROL_MASK, "chat.raw" },
    { GDK_KEY_Left, GDK_ALT_MASK, "chat.previous-answer" },
    { GDK_KEY_Right, GDK_ALT_MASK, "chat.next-answer" },
    { GDK_KEY_Page_Up, GDK_ALT_MASK, "chat.previous-version" },
    { GDK_KEY_Page_Down, GDK_ALT_MASK, "chat.next-version" },
    { GDK_KEY_Menu, 0, "chat.menu" },
    { GDK_KEY_F10, GDK_SHIFT_MASK, "chat.menu" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].keyval, keys[i].modifiers,
                                         keys[i].action, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, delete_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Delete, 0, delete_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, copy_key_cb, NULL);
}

/* All but those that are properties need a function here. */
void
llm_chat_turn_install_actions (GtkWidgetClass *widget_class)
{
  const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "chat.copy", copy_action },
    { "chat.copy-prompt", copy_prompt_action },
    { "chat.regenerate", regenerate_action },
    { "chat.regenerate-with", choose_model_action },
    { "chat.stop", stop_action },
    { "chat.edit", edit_action },
    { "chat.delete", delete_action },
    { "chat.previous-answer", answer_action },
    { "chat.next-answer", answer_action },
    { "chat.previous-version", version_action },
    { "chat.next-version", version_action },
    { "chat.menu", menu_action },
    { "card.retry", run_action },
    { "card.continue", run_action },
    { "card.swap", choose_model_action },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_install_property_action (widget_class, "chat.vote-up", "voted-up");
  gtk_widget_class_install_property_action (widget_class, "chat.vote-down", "voted-down");
  gtk_widget_class_install_property_action (widget_class, "chat.raw", "raw");
  add_keys (widget_class);
}
