/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "llm-compare-page.h"
#include "llm-input-check.h"
#include "llm-window-private.h"
#include "llm-zoom.h"

static LlmContext *
get_context (LlmWindow *self)
{
  return llm_library_get_context (self->library);
}

static GSettings *
get_settings (LlmWindow *self)
{
  return llm_settings_get_gsettings (llm_context_get_settings (get_context (self)));
}

/* Whether the comparison could be made and runs. */
static gboolean
start_comparison (LlmWindow *self,
                  const char *prompt,
                  const LlmAttached *attached,
                  const char *const *specs,
                  guint samples)
{
  g_autofree char *system = g_settings_get_string (get_settings (self), "system-prompt");
  g_autoptr (LlmComparison) comparison
      = llm_comparison_new (prompt, *system != '\0' ? system : NULL);
  g_autoptr (LlmConversation) conversation = NULL;

  for (guint i = 0; specs[i / samples] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LlmAnswer) answer
          = llm_context_new_answer (get_context (self), specs[i / samples], &error);

      if (answer == NULL)
        {
          llm_window_add_toast (self, error->message);
          return FALSE;
        }
      llm_comparison_add (comparison, answer);
    }

  llm_library_attach (comparison, attached);
  if (g_settings_get_boolean (get_settings (self), "blind") && specs[0] != NULL && specs[1] != NULL)
    llm_comparison_hide_models (comparison);
  g_settings_set_boolean (get_settings (self), "welcome-done", TRUE);
  conversation = llm_library_start (self->library, comparison);
  llm_window_show_conversation (self, conversation);

  return TRUE;
}

/* What goes on with a comparison would tell whose columns they are. */
static gboolean
is_hidden (LlmWindow *self)
{
  return self->comparison != NULL
         && llm_comparison_get_blind (self->comparison) == LLM_BLIND_HIDDEN;
}

/* Whether what is sent goes on with the comparison that is shown. */
static gboolean
is_follow_up (LlmWindow *self)
{
  return self->conversation != NULL && self->follow_up && !is_hidden (self);
}

static gboolean
follow_up (LlmWindow *self, const char *prompt, const LlmAttached *attached)
{
  g_auto (GStrv) asked = llm_composer_get_asked (self->composer);
  g_autoptr (GError) error = NULL;

  if (llm_library_follow_up (self->library, self->conversation, NULL, prompt, attached,
                             (const char *const *) asked, &error)
      != NULL)
    return TRUE;
  llm_window_add_toast (self, error->message);
  return FALSE;
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  g_auto (GStrv) specs = llm_lineup_get_columns (self->lineup);
  g_auto (GStrv) text_only = llm_composer_get_text_only (self->composer);
  g_autoptr (GPtrArray) images = llm_composer_get_images (self->composer);
  const LlmAttached attached = { images, (const char *const *) text_only };
  g_autofree char *prompt = NULL;
  g_autoptr (GError) error = NULL;

  if (llm_composer_get_blocker (self->composer) != NULL)
    return;

  prompt = llm_composer_get_text (self->composer);
  if (!llm_prompt_check (prompt, &error))
    {
      llm_composer_refuse (self->composer, error->message);
      return;
    }
  if (is_follow_up (self)
          ? !follow_up (self, prompt, &attached)
          : !start_comparison (self, prompt, &attached, (const char *const *) specs,
                               llm_composer_get_samples (self->composer)))
    return;

  g_free (llm_composer_take_text (self->composer));
  g_clear_pointer (&images, g_ptr_array_unref);
  images = llm_composer_take_images (self->composer);
  llm_settings_set_lineup (llm_context_get_settings (get_context (self)),
                           (const char *const *) specs);
  gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);

  if (self->comparison != NULL)
    llm_runner_stop (llm_context_get_runner (get_context (self)), self->comparison);
}

/* If the user has one; else the last one stays. */
static void
use_default_lineup (LlmWindow *self)
{
  g_autoptr (LlmSavedLineup) usual
      = llm_settings_find_default_lineup (llm_context_get_settings (get_context (self)));

  if (usual != NULL)
    llm_lineup_use (self->lineup, (const char *const *) usual->models);
}

static void
new_comparison_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);

  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->mode_stack), "chat") == 0)
    {
      gtk_widget_activate_action (widget, "win.new-chat", NULL);
      return;
    }
  llm_window_show_conversation (self, NULL);
  use_default_lineup (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

static void
open_comparison_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_window_open_comparison (LLM_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
open_in_new_window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  GtkWidget *window
      = llm_window_new (gtk_window_get_application (GTK_WINDOW (self)), self->library);

  gtk_window_present (GTK_WINDOW (window));
  llm_window_open_comparison (LLM_WINDOW (window), g_variant_get_string (parameter, NULL));
}

static void
open_hit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *id, *turn_id, *column_id, *text;

  g_variant_get (parameter, "(&s&s&s&s)", &id, &turn_id, &column_id, &text);
  llm_window_open_hit (LLM_WINDOW (widget), id, turn_id, column_id, text);
}

/* The page of chats, if that is what is shown. */
static LlmChatPage *
get_chat_page (LlmWindow *self)
{
  GtkWidget *page = adw_bin_get_child (self->chat_bin);
  const char *mode = adw_view_stack_get_visible_child_name (self->mode_stack);

  return page != NULL && g_strcmp0 (mode, "chat") == 0 ? LLM_CHAT_PAGE (page) : NULL;
}

static void
focus_comparison_prompt (LlmWindow *self)
{
  adw_view_stack_set_visible_child_name (self->mode_stack, "compare");
  gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

static void
focus_prompt_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  LlmChatPage *page = get_chat_page (self);

  if (page != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (llm_chat_page_get_composer (page)));
  else
    focus_comparison_prompt (self);
}

static void
search_history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);

  llm_split_view_set_show_sidebar (self->split_view, TRUE);
  llm_sidebar_search (self->sidebar);
}

static void
use_prompt_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);

  llm_composer_set_text (self->composer, g_variant_get_string (parameter, NULL));
  focus_comparison_prompt (self);
}

static void
add_model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);

  focus_comparison_prompt (self);
  llm_composer_popup_picker (self->composer);
}

static void
remove_model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_lineup_remove (LLM_WINDOW (widget)->lineup, g_variant_get_string (parameter, NULL));
}

static void
toggle_mode_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  const char *mode = adw_view_stack_get_visible_child_name (self->mode_stack);

  adw_view_stack_set_visible_child_name (self->mode_stack,
                                         g_strcmp0 (mode, "chat") == 0 ? "compare" : "chat");
  focus_prompt_action (widget, NULL, NULL);
}

static void
preferences_keys_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (widget));

  if (application != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (application), "preferences-key", parameter);
}

static void
run_demo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  g_auto (GStrv) specs = llm_context_get_demo_lineup (get_context (self));

  if (specs[0] == NULL)
    return;

  adw_view_stack_set_visible_child_name (self->mode_stack, "compare");
  start_comparison (self, llm_welcome_get_demo_prompt (), NULL, (const char *const *) specs, 1);
  gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const int step = g_str_equal (name, "win.zoom-in")    ? 1
                   : g_str_equal (name, "win.zoom-out") ? -1
                                                        : 0;

  llm_zoom_step (get_settings (LLM_WINDOW (widget)), step);
}

static gboolean
shows_chat (LlmWindow *self)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->mode_stack), "chat") == 0;
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);

  if (shows_chat (self))
    llm_chat_page_find (LLM_CHAT_PAGE (adw_bin_get_child (self->chat_bin)));
  else if (self->compare_page != NULL)
    llm_compare_page_find (LLM_COMPARE_PAGE (self->compare_page),
                           g_str_equal (name, "win.find-all"));
}

static void
find_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  const gboolean backward = g_str_equal (name, "win.find-previous");

  if (shows_chat (self))
    llm_chat_page_find_again (LLM_CHAT_PAGE (adw_bin_get_child (self->chat_bin)), backward);
  else if (self->compare_page != NULL)
    llm_compare_page_find_again (LLM_COMPARE_PAGE (self->compare_page), backward);
}

static void
save_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);

  LlmConversation *shown = llm_window_get_conversation (self);

  if (shown != NULL)
    llm_library_save (self->library, shown);
}

/* Puts an answer before the other columns, with what to do about it. */
static void
send_to_others_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  const char *column_id = g_variant_get_string (parameter, NULL);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autofree char *prompt = NULL;
  g_autoptr (GError) error = NULL;
  LlmTurn *turn;
  LlmAnswer *answer
      = self->comparison != NULL ? llm_comparison_find (self->comparison, column_id, NULL) : NULL;

  if (answer == NULL || llm_answer_get_text_length (answer) == 0)
    return;
  for (guint i = 0; i < llm_comparison_get_n_answers (self->comparison); i++)
    {
      LlmAnswer *other = llm_comparison_get_answer (self->comparison, i);

      if (other != answer)
        g_ptr_array_add (others, (char *) llm_answer_get_column_id (other));
    }
  if (others->len == 0)
    return;
  g_ptr_array_add (others, NULL);
  prompt = g_strdup_printf ("%s\n\n%s",
                            _ ("Another model answered as follows. Check it against your own "
                               "answer and say where you agree, where you do not, and why."),
                            llm_answer_get_text (answer));
  turn = llm_conversation_find (self->conversation, llm_comparison_get_id (self->comparison));
  if (llm_library_follow_up (self->library, self->conversation, turn, prompt, NULL,
                             (const char *const *) others->pdata, &error)
      == NULL)
    llm_window_add_toast (self, error->message);
}

/* The turn whose columns a follow-up goes on from, if it is loaded. */
static LlmComparison *
get_last_turn (LlmWindow *self)
{
  LlmTurn *last = llm_conversation_get_last (self->conversation);

  return last != NULL && llm_turn_get_comparison (last) != NULL ? llm_turn_get_comparison (last)
                                                                : self->comparison;
}

static void
update_follow_up (LlmWindow *self)
{
  g_autofree char *text = NULL;
  const guint n = self->comparison != NULL ? llm_comparison_get_n_answers (self->comparison) : 0;

  if (is_follow_up (self))
    text = g_strdup_printf (ngettext ("Goes to the %u column above, with what it said before",
                                      "Goes to the %u columns above, each with what it said before",
                                      n),
                            n);
  else if (self->follow_up && is_hidden (self))
    text = g_strdup (_ ("Begins a new comparison; decide above to go on with this one"));
  else
    text = g_strdup (_ ("Begins a new comparison with the models below"));
  gtk_label_set_label (self->follow_up_label, text);
  llm_composer_set_follow_up (self->composer, is_follow_up (self) ? get_last_turn (self) : NULL);
}

/**
 * llm_window_update_actions:
 * @self: a window
 *
 * The one place that says which verbs are possible now.
 */
void
llm_window_update_actions (LlmWindow *self)
{
  static const char *const find_actions[]
      = { "win.find", "win.find-all", "win.find-next", "win.find-previous" };
  gboolean running, findable, exportable;

  g_return_if_fail (LLM_IS_WINDOW (self));

  update_follow_up (self);
  /* Also before a verdict: files do not name hidden models, or are asked about before. */
  exportable = llm_window_get_conversation (self) != NULL;
  findable = shows_chat (self)
                 ? self->chat != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->chat)) > 0
                 : self->comparison != NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (find_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), find_actions[i], findable);
  running = self->comparison != NULL && llm_comparison_get_running (self->comparison);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.send",
                                 llm_composer_get_blocker (self->composer) == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.stop", running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.compare-answers",
                                 self->comparison != NULL && !shows_chat (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-differences",
                                 self->comparison != NULL && !shows_chat (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export", exportable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.print", exportable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.add-model",
                                 g_list_model_get_n_items (G_LIST_MODEL (self->lineup))
                                     < LLM_LINEUP_MAX);
}

static void
tell_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_window_add_toast (LLM_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/**
 * llm_window_install_actions:
 * @widget_class: the class of #LlmWindow
 *
 * The verbs of the window.  Those that an input method or a popover may want the
 * key of are bound here, where the focus widget comes first; the other
 * accelerators belong to the application.
 */
void
llm_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "win.stop", NULL, stop_action);
  /* For what is deep in the window and has something to tell. */
  gtk_widget_class_install_action (widget_class, "win.tell", "s", tell_action);
  gtk_widget_class_install_action (widget_class, "win.new-comparison", NULL, new_comparison_action);
  gtk_widget_class_install_action (widget_class, "win.open-comparison", "s",
                                   open_comparison_action);
  gtk_widget_class_install_action (widget_class, "win.open-in-new-window", "s",
                                   open_in_new_window_action);
  gtk_widget_class_install_action (widget_class, "win.open-hit", "(ssss)", open_hit_action);
  llm_window_install_chat_actions (widget_class);
  llm_window_install_export_actions (widget_class);
  llm_window_install_flight_actions (widget_class);
  llm_window_install_import_actions (widget_class);
  llm_window_install_insight_actions (widget_class);
  llm_window_install_save_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.send-to-others", "s", send_to_others_action);
  gtk_widget_class_install_action (widget_class, "win.focus-prompt", NULL, focus_prompt_action);
  gtk_widget_class_install_action (widget_class, "win.search-history", NULL, search_history_action);
  llm_window_install_region_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.use-prompt", "s", use_prompt_action);
  gtk_widget_class_install_action (widget_class, "win.add-model", NULL, add_model_action);
  gtk_widget_class_install_action (widget_class, "win.remove-model", "s", remove_model_action);
  gtk_widget_class_install_action (widget_class, "win.toggle-mode", NULL, toggle_mode_action);
  gtk_widget_class_install_action (widget_class, "win.preferences-keys", "s",
                                   preferences_keys_action);
  gtk_widget_class_install_action (widget_class, "win.run-demo", NULL, run_demo_action);
  gtk_widget_class_install_action (widget_class, "win.save-again", NULL, save_again_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.find-all", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.find-next", NULL, find_again_action);
  gtk_widget_class_install_action (widget_class, "win.find-previous", NULL, find_again_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-normal", NULL, zoom_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "win.send",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "win.send",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.stop", NULL);
}
