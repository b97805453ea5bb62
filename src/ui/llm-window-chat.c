/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-window-private.h"

#include <glib/gi18n-lib.h>

/* The chat in the window: what its page asks for. */

static LlmChatPage *
get_page (LlmWindow *self)
{
  return LLM_CHAT_PAGE (adw_bin_get_child (self->chat_bin));
}

static LlmTurn *
find_turn (LlmWindow *self, const char *turn_id)
{
  return self->chat != NULL ? llm_conversation_find (self->chat, turn_id) : NULL;
}

static void
tell (LlmWindow *self, const GError *error)
{
  if (error != NULL)
    llm_window_add_toast (self, error->message);
}

static void
send_cb (LlmWindow *self, const char *text, GPtrArray *images, gboolean text_only, const char *spec)
{
  const char *const specs[] = { text_only ? spec : NULL, NULL };
  const LlmAttached attached = { images, specs };
  g_autoptr (GError) error = NULL;

  if (llm_library_send (self->library, self->chat, text, &attached, spec, &error) != NULL)
    llm_sidebar_set_current (self->sidebar, llm_conversation_get_id (self->chat));
  tell (self, error);
  llm_window_update_actions (self);
}

/* What was asked with images is asked again with them, if the model takes any. */
static gboolean
cannot_see (LlmWindow *self, const char *spec)
{
  LlmContext *context = llm_library_get_context (self->library);
  g_autofree char *provider_id = NULL;
  g_autofree char *model_id = NULL;
  LlmModel *model;

  if (spec == NULL || !llm_context_parse_model (context, spec, &provider_id, &model_id, NULL))
    return FALSE;
  model = llm_catalog_lookup (llm_context_get_catalog (context), provider_id, model_id);
  return model != NULL && llm_model_reads_images (model) == LLM_READS_IMAGES_NO;
}

static void
resend_cb (LlmWindow *self, const char *turn_id, const char *text, const char *spec)
{
  LlmTurn *turn = find_turn (self, turn_id);
  LlmComparison *before = turn != NULL ? llm_turn_get_comparison (turn) : NULL;
  const char *const specs[] = { cannot_see (self, spec) ? spec : NULL, NULL };
  const LlmAttached attached = { before != NULL ? llm_comparison_get_images (before) : NULL, specs };
  g_autoptr (GError) error = NULL;

  if (turn != NULL && spec != NULL)
    llm_library_send_version (self->library, self->chat, turn, text, &attached, spec, &error);
  tell (self, error);
}

static void
regenerate_cb (LlmWindow *self, const char *turn_id, const char *spec)
{
  LlmTurn *turn = find_turn (self, turn_id);
  g_autoptr (GError) error = NULL;

  if (turn != NULL && llm_turn_get_comparison (turn) != NULL)
    llm_library_regenerate (self->library, self->chat, turn, spec, &error);
  tell (self, error);
}

static void
run_cb (LlmWindow *self, const char *turn_id, const char *column_id, gboolean goes_on)
{
  LlmTurn *turn = find_turn (self, turn_id);

  if (turn != NULL)
    llm_library_run (self->library, self->chat, turn, column_id,
                     goes_on ? LLM_RUN_CONTINUE : LLM_RUN_AGAIN);
}

static void
needs_turns_cb (LlmWindow *self, GPtrArray *turns)
{
  if (self->chat != NULL)
    llm_library_load_turns (self->library, self->chat, turns);
}

static void
range_cb (LlmWindow *self)
{
  guint first, last;

  if (self->chat != NULL
      && llm_chat_list_get_range (llm_chat_page_get_list (get_page (self)), &first, &last))
    llm_library_release_turns (self->library, self->chat, first, last);
}

static void
toast_cb (LlmWindow *self, AdwToast *toast)
{
  llm_window_show_toast (self, g_object_ref (toast));
}

static LlmChatPage *
ensure_page (LlmWindow *self)
{
  GtkWidget *page = adw_bin_get_child (self->chat_bin);

  if (page != NULL)
    return LLM_CHAT_PAGE (page);
  page = llm_chat_page_new (llm_library_get_context (self->library));
  adw_bin_set_child (self->chat_bin, page);
  g_signal_connect_object (page, "send", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "resend", G_CALLBACK (resend_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "regenerate", G_CALLBACK (regenerate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "run", G_CALLBACK (run_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "needs-turns", G_CALLBACK (needs_turns_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "range-changed", G_CALLBACK (range_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "toast", G_CALLBACK (toast_cb), self, G_CONNECT_SWAPPED);
  return LLM_CHAT_PAGE (page);
}

/* Who answered last is asked next. */
static void
choose_model (LlmChatPage *page, LlmConversation *chat)
{
  LlmTurn *last = llm_conversation_get_last (chat);
  LlmComparison *turn = last != NULL ? llm_turn_get_comparison (last) : NULL;
  const char *chosen = turn != NULL ? llm_conversation_get_chosen (chat, last) : NULL;
  LlmAnswer *answer = chosen != NULL ? llm_comparison_find (turn, chosen, NULL) : NULL;
  g_autofree char *spec = NULL;

  if (answer == NULL || g_str_equal (llm_answer_get_model_id (answer), "-"))
    return;
  spec = g_strdup_printf ("%s:%s", llm_answer_get_provider_id (answer),
                          llm_answer_get_model_id (answer));
  llm_chat_page_set_spec (page, spec);
}

/**
 * llm_window_show_chat:
 * @self: a window
 * @chat: (nullable): the chat to show, or %NULL for the beginning of a new one
 *
 * The chat that was shown goes on if it runs.
 */
void
llm_window_show_chat (LlmWindow *self, LlmConversation *chat)
{
  LlmChatPage *page;

  g_return_if_fail (LLM_IS_WINDOW (self));
  g_return_if_fail (chat == NULL || LLM_IS_CONVERSATION (chat));

  page = ensure_page (self);
  /* What was written and not sent waits in the chat that has not begun. */
  if (chat == NULL && self->new_chat != NULL
      && g_list_model_get_n_items (G_LIST_MODEL (self->new_chat)) == 0)
    {
      chat = self->new_chat;
    }
  else if (chat == NULL)
    {
      g_autofree char *system
          = g_settings_get_string (llm_settings_get_gsettings (llm_context_get_settings (
                                       llm_library_get_context (self->library))),
                                   "system-prompt");

      g_clear_object (&self->new_chat);
      self->new_chat = llm_library_new_chat (self->library, *system != '\0' ? system : NULL);
      chat = self->new_chat;
    }
  if (self->chat != chat)
    {
      if (self->chat != NULL)
        {
          llm_chat_page_flush_draft (page);
          g_signal_handlers_disconnect_by_func (self->chat, llm_window_update_title, self);
        }
      g_set_object (&self->chat, chat);
      g_signal_connect_object (chat, "notify::title", G_CALLBACK (llm_window_update_title), self,
                               G_CONNECT_SWAPPED);
      llm_chat_page_set_conversation (page, chat);
      choose_model (page, chat);
    }
  adw_view_stack_set_visible_child_name (self->mode_stack, "chat");
  llm_window_mode_changed (self);
}

/**
 * llm_window_leave_chat:
 * @self: a window that goes away
 */
void
llm_window_leave_chat (LlmWindow *self)
{
  GtkWidget *page = self->chat_bin != NULL ? adw_bin_get_child (self->chat_bin) : NULL;

  if (page != NULL)
    {
      llm_chat_page_flush_draft (LLM_CHAT_PAGE (page));
      g_signal_handlers_disconnect_by_data (page, self);
      llm_chat_page_set_conversation (LLM_CHAT_PAGE (page), NULL);
    }
  if (self->chat != NULL)
    g_signal_handlers_disconnect_by_func (self->chat, llm_window_update_title, self);
  g_clear_object (&self->chat);
  g_clear_object (&self->new_chat);
}

static void
continue_in_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  const char *column_id = g_variant_get_string (parameter, NULL);
  g_autoptr (LlmConversation) chat = NULL;
  LlmTurn *turn
      = self->comparison != NULL
            ? llm_conversation_find (self->conversation, llm_comparison_get_id (self->comparison))
            : NULL;
  LlmAnswer *answer = turn != NULL ? llm_comparison_find (self->comparison, column_id, NULL) : NULL;

  if (answer != NULL)
    chat = llm_library_continue_in_chat (self->library, self->conversation, turn, column_id);
  if (chat == NULL)
    {
      llm_window_add_toast (self, _ ("This answer cannot be continued in a chat."));
      return;
    }
  llm_window_show_chat (self, chat);
  gtk_widget_grab_focus (GTK_WIDGET (get_page (self)));
}

static void
new_chat_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);

  llm_window_show_chat (self, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (get_page (self)));
}

/**
 * llm_window_install_chat_actions:
 * @widget_class: the class of #LlmWindow
 */
void
llm_window_install_chat_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.continue-in-chat", "s",
                                   continue_in_chat_action);
  gtk_widget_class_install_action (widget_class, "win.new-chat", NULL, new_chat_action);
}
