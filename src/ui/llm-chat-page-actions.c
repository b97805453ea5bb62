/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-page-private.h"

#include <glib/gi18n-lib.h>

#include "llm-model-picker.h"

static LlmTurn *
find_turn (LlmChatPage *self, const char *turn_id)
{
  return self->conversation != NULL ? llm_conversation_find (self->conversation, turn_id) : NULL;
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);
  LlmComposer *composer = LLM_COMPOSER (self->composer);
  g_autofree char *spec = llm_chat_page_dup_spec (self);
  g_auto (GStrv) text_only = llm_composer_get_text_only (composer);
  g_autoptr (GPtrArray) images = NULL;
  g_autofree char *text = NULL;

  if (llm_composer_get_blocker (composer) != NULL || llm_composer_get_running (composer))
    return;
  text = llm_composer_take_text (composer);
  images = llm_composer_take_images (composer);
  llm_chat_page_flush_draft (self);
  llm_chat_list_jump_to_latest (LLM_CHAT_LIST (self->list));
  g_signal_emit (self, llm_chat_page_signals[CHAT_PAGE_SEND], 0, text, images,
                 text_only[0] != NULL, spec);
}

static void
stop_turn (LlmChatPage *self, LlmTurn *turn)
{
  if (turn != NULL && llm_turn_get_comparison (turn) != NULL)
    llm_runner_stop (llm_context_get_runner (self->context), llm_turn_get_comparison (turn));
}

/* Also one that is not the last any more. */
static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);
  const guint n = self->conversation != NULL
                      ? g_list_model_get_n_items (G_LIST_MODEL (self->conversation))
                      : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), i);
      LlmComparison *comparison = llm_turn_get_comparison (turn);

      if (comparison != NULL && llm_comparison_get_running (comparison))
        stop_turn (self, turn);
    }
}

static void
stop_turn_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);

  stop_turn (self, find_turn (self, g_variant_get_string (parameter, NULL)));
}

static void
edit_last_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);

  if (self->last != NULL)
    llm_chat_list_edit (LLM_CHAT_LIST (self->list), self->last);
}

static void
use_prompt_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);

  llm_composer_set_text (LLM_COMPOSER (self->composer), g_variant_get_string (parameter, NULL));
  gtk_widget_grab_focus (self->composer);
}

static void
resend_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);
  g_autofree char *spec = llm_chat_page_dup_spec (self);
  const char *turn_id, *text;

  g_variant_get (parameter, "(&s&s)", &turn_id, &text);
  if (find_turn (self, turn_id) != NULL)
    g_signal_emit (self, llm_chat_page_signals[CHAT_PAGE_RESEND], 0, turn_id, text, spec);
}

static void
regenerate (LlmChatPage *self, const char *turn_id, const char *spec)
{
  g_autofree char *chosen = *spec != '\0' ? g_strdup (spec) : llm_chat_page_dup_spec (self);

  if (find_turn (self, turn_id) != NULL && chosen != NULL)
    g_signal_emit (self, llm_chat_page_signals[CHAT_PAGE_REGENERATE], 0, turn_id, chosen);
}

static void
regenerate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *turn_id, *spec;

  g_variant_get (parameter, "(&s&s)", &turn_id, &spec);
  regenerate (LLM_CHAT_PAGE (widget), turn_id, spec);
}

static void
chosen_cb (LlmChatPage *self, const char *spec)
{
  if (self->picker_turn_id != NULL)
    regenerate (self, self->picker_turn_id, spec);
}

/* Beside whatever has the focus. */
static void
choose_model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  graphene_rect_t bounds;

  g_free (self->picker_turn_id);
  self->picker_turn_id = g_variant_dup_string (parameter, NULL);
  if (self->picker == NULL)
    {
      self->picker = llm_model_picker_new_to_choose (self->lineup);
      g_signal_connect_object (self->picker, "chosen", G_CALLBACK (chosen_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_widget_set_parent (self->picker, self->box);
    }
  if (focus != NULL && gtk_widget_is_ancestor (focus, self->box)
      && gtk_widget_compute_bounds (focus, self->box, &bounds))
    {
      const GdkRectangle rectangle = { (int) bounds.origin.x, (int) bounds.origin.y,
                                       (int) bounds.size.width, (int) bounds.size.height };

      gtk_popover_set_pointing_to (GTK_POPOVER (self->picker), &rectangle);
    }
  gtk_popover_popup (GTK_POPOVER (self->picker));
}

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);
  const char *turn_id, *column_id;
  gboolean goes_on;

  g_variant_get (parameter, "(&s&sb)", &turn_id, &column_id, &goes_on);
  if (find_turn (self, turn_id) != NULL)
    g_signal_emit (self, llm_chat_page_signals[CHAT_PAGE_RUN], 0, turn_id, column_id, goes_on);
}

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);
  LlmTurn *turn = find_turn (self, g_variant_get_string (parameter, NULL));

  if (turn != NULL)
    llm_conversation_select (self->conversation, turn);
}

/* A turn that was taken out, to be put back. */
typedef struct
{
  LlmConversation *conversation;
  LlmTurn *turn;
} Removal;

static void
removal_free (gpointer data, GClosure *closure)
{
  Removal *removal = data;

  g_object_unref (removal->conversation);
  g_object_unref (removal->turn);
  g_free (removal);
}

static void
undo_removal_cb (AdwToast *toast, Removal *removal)
{
  if (llm_turn_get_deleted (removal->turn))
    llm_conversation_restore_turn (removal->conversation, removal->turn);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmChatPage *self = LLM_CHAT_PAGE (widget);
  LlmTurn *turn = find_turn (self, g_variant_get_string (parameter, NULL));
  g_autoptr (AdwToast) toast = NULL;
  Removal *removal;

  if (turn == NULL || llm_turn_get_deleted (turn))
    return;
  removal = g_new0 (Removal, 1);
  removal->conversation = g_object_ref (self->conversation);
  removal->turn = g_object_ref (turn);
  toast = adw_toast_new (_ ("Prompt and answer deleted"));
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_removal_cb), removal,
                         removal_free, 0);
  stop_turn (self, turn);
  llm_conversation_delete_turn (self->conversation, turn);
  g_signal_emit (self, llm_chat_page_signals[CHAT_PAGE_TOAST], 0, toast);
}

void
llm_chat_page_install_actions (GtkWidgetClass *widget_class)
{
  const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "thread.send", NULL, send_action },
    { "thread.stop", NULL, stop_action },
    { "thread.edit-last", NULL, edit_last_action },
    { "thread.use-prompt", "s", use_prompt_action },
    { "thread.resend", "(ss)", resend_action },
    { "thread.regenerate", "(ss)", regenerate_action },
    { "thread.choose-model", "s", choose_model_action },
    { "thread.run", "(ssb)", run_action },
    { "thread.stop-turn", "s", stop_turn_action },
    { "thread.delete", "s", delete_action },
    { "thread.select", "s", select_action },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
}
