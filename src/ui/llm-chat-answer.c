/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-answer.h"

#include <glib/gi18n-lib.h>

#include "llm-answer-notes.h"
#include "llm-answer-notice.h"
#include "llm-answer-status.h"
#include "llm-chat-menu.h"
#include "llm-chat-switcher.h"
#include "llm-figures.h"
#include "llm-progress-line.h"
#include "llm-provider-style.h"
#include "llm-reasoning-row.h"

/* How long the copy button says that it has copied. */
#define COPIED_MS 1500

struct _LlmChatAnswer
{
  GtkWidget parent_instance;

  LlmContext *context;
  LlmAnswer *answer;
  gboolean was_waiting;
  guint copied_id;

  GtkWidget *header;
  GtkWidget *dot;
  GtkWidget *title;
  GtkWidget *state_box;
  GtkWidget *state_icon;
  GtkWidget *state_label;
  GtkWidget *progress;
  GtkWidget *reasoning;
  GtkWidget *view;
  GtkWidget *notice; /* only while there is something to tell */
  GtkWidget *notes;  /* the same */
  GtkWidget *footer;
  GtkWidget *copy_button;
  GtkWidget *vote_up_button;
  GtkWidget *vote_down_button;
  GtkWidget *run_button;
  GtkWidget *switcher;
  GtkWidget *figures;
  GtkWidget *menu_button;
};

G_DEFINE_FINAL_TYPE (LlmChatAnswer, llm_chat_answer, GTK_TYPE_WIDGET)

static void G_GNUC_PRINTF (2, 3) set_accessible_name (GtkWidget *widget, const char *format, ...)
{
  g_autofree char *name = NULL;
  va_list args;

  va_start (args, format);
  name = g_strdup_vprintf (format, args);
  va_end (args);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* The time alone on the same day. */
static char *
format_time (gint64 microseconds)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (microseconds / G_TIME_SPAN_SECOND);

  if (time == NULL || now == NULL || microseconds <= 0)
    return g_strdup (LLM_FIGURES_UNKNOWN);
  if (g_date_time_get_year (now) == g_date_time_get_year (time)
      && g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (time))
    return g_date_time_format (time, _ ("%H:%M"));
  /* Translators: a date and a time of day */
  return g_date_time_format (time, _ ("%x %H:%M"));
}

static void
update_figures (LlmChatAnswer *self)
{
  g_autofree char *time = format_time (llm_answer_get_created_at (self->answer));
  g_autofree char *figures = llm_figures_describe (self->answer);
  /* Translators: when it was, and what it took */
  g_autofree char *line = g_strdup_printf (_ ("%s · %s"), time, figures);
  g_autofree char *details = NULL;
  g_autofree char *tooltip = NULL;

  gtk_label_set_text (GTK_LABEL (self->figures), line);
  if (llm_answer_is_running (self->answer))
    return;
  details = llm_figures_describe_details (self->answer);
  tooltip = g_strdup_printf ("%s\n%s", time, details);
  gtk_widget_set_tooltip_text (self->figures, tooltip);
}

/* What the provider told of its rate limits changes with the time. */
static gboolean
query_figures_cb (LlmChatAnswer *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *text = gtk_widget_get_tooltip_text (self->figures);
  g_autofree char *line = NULL;
  g_autofree char *all = NULL;

  if (text == NULL || self->answer == NULL)
    return FALSE;
  line = llm_figures_describe_account (
      self->answer, llm_runner_get_limiter (llm_context_get_runner (self->context)),
      g_get_monotonic_time ());
  if (line == NULL)
    return FALSE;
  all = g_strdup_printf ("%s\n%s", text, line);
  gtk_tooltip_set_text (tooltip, all);
  return TRUE;
}

static void
update_state_label (LlmChatAnswer *self)
{
  g_autofree char *text = llm_answer_status_describe (self->answer);

  gtk_label_set_text (GTK_LABEL (self->state_label), text);
}

static void
update_run_button (LlmChatAnswer *self)
{
  const gboolean running = llm_answer_is_running (self->answer);
  const char *title = llm_answer_get_title (self->answer);

  gtk_button_set_icon_name (GTK_BUTTON (self->run_button),
                            running ? "media-playback-stop-symbolic" : "view-refresh-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->run_button),
                                  running ? "chat.stop" : "chat.regenerate");
  gtk_widget_set_tooltip_text (self->run_button, running ? _ ("Stop") : _ ("Answer again"));
  if (running)
    {
      gtk_widget_add_css_class (self->run_button, "llm-always");
      set_accessible_name (self->run_button, _ ("Stop %s"), title);
    }
  else
    {
      gtk_widget_remove_css_class (self->run_button, "llm-always");
      set_accessible_name (self->run_button, _ ("Let %s answer again"), title);
    }
}

/* Without text the notice has the room of the text. */
static void
update_body (LlmChatAnswer *self)
{
  gtk_widget_set_visible (self->view, llm_answer_get_text_length (self->answer) > 0
                                          || llm_answer_is_running (self->answer));
}

static void
update_notice (LlmChatAnswer *self)
{
  gboolean had_focus = FALSE;

  if (self->notice != NULL)
    {
      had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) == self->notice;
      gtk_widget_unparent (self->notice);
    }
  self->notice = llm_answer_notice_new (self->answer);
  if (self->notice != NULL)
    gtk_widget_insert_before (self->notice, GTK_WIDGET (self),
                              self->notes != NULL ? self->notes : self->footer);
  update_body (self);
  /* Whoever pressed Retry here stays in this answer. */
  if (had_focus)
    gtk_widget_child_focus (self->footer, GTK_DIR_TAB_FORWARD);
}

static void
update_notes (LlmChatAnswer *self)
{
  g_clear_pointer (&self->notes, gtk_widget_unparent);
  self->notes = llm_answer_notes_new (self->answer, FALSE);
  if (self->notes != NULL)
    gtk_widget_insert_before (self->notes, GTK_WIDGET (self), self->footer);
}

static void
update_names (LlmChatAnswer *self)
{
  const char *title = llm_answer_get_title (self->answer);

  /* Translators: the model and its state */
  set_accessible_name (GTK_WIDGET (self), _ ("Answer of %s, %s"), title,
                       llm_answer_status_get_word (self->answer));
  set_accessible_name (self->copy_button, _ ("Copy the answer of %s"), title);
  set_accessible_name (self->vote_up_button, _ ("Vote up %s"), title);
  set_accessible_name (self->vote_down_button, _ ("Vote down %s"), title);
  set_accessible_name (self->menu_button, _ ("More actions for %s"), title);
  set_accessible_name (GTK_WIDGET (llm_answer_view_get_text_view (LLM_ANSWER_VIEW (self->view))),
                       _ ("Answer of %s"), title);
}

static void
update_model (LlmChatAnswer *self)
{
  const char *provider_id = llm_answer_get_provider_id (self->answer);
  g_autofree char *spec
      = g_strdup_printf ("%s:%s", provider_id, llm_answer_get_model_id (self->answer));

  gtk_label_set_text (GTK_LABEL (self->title), llm_answer_get_title (self->answer));
  gtk_widget_set_tooltip_text (self->title, spec);
  llm_provider_style_apply (self->dot, provider_id);
  llm_provider_style_apply (self->progress, provider_id);
  update_names (self);
  update_run_button (self);
}

/* That an answer is there is seen without a word. */
static void
update_state (LlmChatAnswer *self)
{
  const LlmAnswerState state = llm_answer_get_state (self->answer);
  const gboolean running = llm_answer_is_running (self->answer);

  llm_answer_status_show (self->answer, GTK_IMAGE (self->state_icon));
  gtk_widget_set_visible (self->state_box, state != LLM_ANSWER_DONE);
  update_state_label (self);
  gtk_widget_set_visible (self->progress, running);
  llm_progress_line_set_active (LLM_PROGRESS_LINE (self->progress),
                                running && !llm_answer_status_is_waiting (self->answer));
  update_run_button (self);
  update_names (self);
  update_figures (self);
  update_notice (self);
}

static void
state_changed_cb (LlmChatAnswer *self)
{
  update_state (self);
  llm_answer_status_announce (self->answer, GTK_WIDGET (self));
}

/* The wait for the rate limit begins and ends without another state. */
static void
figures_changed_cb (LlmChatAnswer *self)
{
  update_figures (self);
  if (self->was_waiting == llm_answer_status_is_waiting (self->answer))
    return;
  self->was_waiting = !self->was_waiting;
  update_state (self);
}

static gboolean
copied_cb (gpointer user_data)
{
  LlmChatAnswer *self = LLM_CHAT_ANSWER (user_data);

  self->copied_id = 0;
  gtk_button_set_icon_name (GTK_BUTTON (self->copy_button), "edit-copy-symbolic");
  return G_SOURCE_REMOVE;
}

/* Most menus are never opened: they are built when they are. */
static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, llm_chat_menu_new ());
}

static void
unbind_answer (LlmChatAnswer *self)
{
  if (self->answer == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->answer, self);
  g_clear_object (&self->answer);
}

static void
bind_answer (LlmChatAnswer *self)
{
  const struct
  {
    const char *signal;
    GCallback callback;
  } handlers[] = {
    { "notify::state", G_CALLBACK (state_changed_cb) },
    { "notify::error", G_CALLBACK (update_notice) },
    { "notify::notices", G_CALLBACK (update_notes) },
    { "notify::figures", G_CALLBACK (figures_changed_cb) },
    { "notify::title", G_CALLBACK (update_model) },
    { "notify::model-id", G_CALLBACK (update_model) },
    { "notify::provider-id", G_CALLBACK (update_model) },
    { "cleared", G_CALLBACK (update_body) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->answer, handlers[i].signal, handlers[i].callback, self,
                             G_CONNECT_SWAPPED);
}

static gboolean
llm_chat_answer_grab_focus (GtkWidget *widget)
{
  LlmChatAnswer *self = LLM_CHAT_ANSWER (widget);

  if (gtk_widget_get_visible (self->view))
    return gtk_widget_grab_focus (self->view);
  return gtk_widget_grab_focus (self->run_button);
}

static void
llm_chat_answer_dispose (GObject *object)
{
  LlmChatAnswer *self = LLM_CHAT_ANSWER (object);
  GtkWidget *child;

  g_clear_handle_id (&self->copied_id, g_source_remove);
  unbind_answer (self);
  g_clear_pointer (&self->notice, gtk_widget_unparent);
  g_clear_pointer (&self->notes, gtk_widget_unparent);
  g_clear_pointer (&self->view, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_CHAT_ANSWER);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_chat_answer_parent_class)->dispose (object);
}

static void
llm_chat_answer_class_init (LlmChatAnswerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_chat_answer_dispose;
  widget_class->grab_focus = llm_chat_answer_grab_focus;

  g_type_ensure (LLM_TYPE_CHAT_SWITCHER);
  g_type_ensure (LLM_TYPE_PROGRESS_LINE);
  g_type_ensure (LLM_TYPE_REASONING_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-chat-answer.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, header);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, dot);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, title);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, state_box);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, state_icon);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, state_label);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, progress);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, reasoning);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, footer);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, copy_button);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, vote_up_button);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, vote_down_button);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, run_button);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, switcher);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, figures);
  gtk_widget_class_bind_template_child (widget_class, LlmChatAnswer, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, query_figures_cb);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-chat-answer");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_chat_answer_init (LlmChatAnswer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);

  self->view = llm_answer_view_new_embedded (LLM_DELTA_TEXT);
  gtk_widget_insert_before (self->view, GTK_WIDGET (self), self->footer);
  g_signal_connect_object (self->view, "published", G_CALLBACK (llm_progress_line_pulse),
                           self->progress, G_CONNECT_SWAPPED);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), create_menu_cb, NULL,
                                         NULL);
  llm_chat_switcher_set_actions (LLM_CHAT_SWITCHER (self->switcher), "chat.previous-answer",
                                 "chat.next-answer", _ ("Show the answer before"),
                                 _ ("Show the answer after"));
}

/**
 * llm_chat_answer_new:
 * @context: what runs answers
 *
 * Returns: (transfer floating): a widget without an answer
 */
GtkWidget *
llm_chat_answer_new (LlmContext *context)
{
  LlmChatAnswer *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_CHAT_ANSWER, NULL);
  self->context = g_object_ref (context);
  return GTK_WIDGET (self);
}

/**
 * llm_chat_answer_get_answer:
 * @self: a widget
 *
 * Returns: (transfer none) (nullable): what it shows
 */
LlmAnswer *
llm_chat_answer_get_answer (LlmChatAnswer *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_ANSWER (self), NULL);
  return self->answer;
}

/**
 * llm_chat_answer_set_answer:
 * @self: a widget
 * @answer: (nullable): what to show
 */
void
llm_chat_answer_set_answer (LlmChatAnswer *self, LlmAnswer *answer)
{
  g_return_if_fail (LLM_IS_CHAT_ANSWER (self));
  g_return_if_fail (answer == NULL || LLM_IS_ANSWER (answer));

  if (self->answer == answer)
    return;
  unbind_answer (self);
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (self->view), answer);
  llm_reasoning_row_set_answer (LLM_REASONING_ROW (self->reasoning), answer);
  if (answer == NULL)
    return;
  self->answer = g_object_ref (answer);
  bind_answer (self);
  update_model (self);
  self->was_waiting = llm_answer_status_is_waiting (answer);
  update_state (self);
  update_notes (self);
}

/**
 * llm_chat_answer_set_place:
 * @self: a widget
 * @index: which of the answers to the prompt it shows, from 0
 * @n: how many there are
 */
void
llm_chat_answer_set_place (LlmChatAnswer *self, guint index, guint n)
{
  g_autofree char *description = NULL;

  g_return_if_fail (LLM_IS_CHAT_ANSWER (self));

  description = g_strdup_printf (_ ("Answer %u of %u"), index + 1, MAX (n, index + 1));
  llm_chat_switcher_set_place (LLM_CHAT_SWITCHER (self->switcher), index, n, description);
}

/**
 * llm_chat_answer_get_view:
 * @self: a widget
 *
 * Returns: (transfer none): the view of its text, an embedded one
 */
LlmAnswerView *
llm_chat_answer_get_view (LlmChatAnswer *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_ANSWER (self), NULL);
  return LLM_ANSWER_VIEW (self->view);
}

/**
 * llm_chat_answer_popup_menu:
 * @self: a widget
 *
 * Opens the menu with all that can be done.
 */
void
llm_chat_answer_popup_menu (LlmChatAnswer *self)
{
  g_return_if_fail (LLM_IS_CHAT_ANSWER (self));
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
}

/**
 * llm_chat_answer_show_copied:
 * @self: a widget
 *
 * Says for a moment that the answer was copied.
 */
void
llm_chat_answer_show_copied (LlmChatAnswer *self)
{
  g_return_if_fail (LLM_IS_CHAT_ANSWER (self));

  gtk_button_set_icon_name (GTK_BUTTON (self->copy_button), "object-select-symbolic");
  g_clear_handle_id (&self->copied_id, g_source_remove);
  self->copied_id = g_timeout_add (COPIED_MS, copied_cb, self);
}

/**
 * llm_chat_answer_is_complete:
 * @self: a widget
 *
 * Returns: whether all there is of the text is in the view and was laid out
 */
gboolean
llm_chat_answer_is_complete (LlmChatAnswer *self)
{
  GtkTextView *view;
  GtkTextIter end;
  int y, height;

  g_return_val_if_fail (LLM_IS_CHAT_ANSWER (self), TRUE);

  if (self->answer == NULL)
    return TRUE;
  if (llm_answer_view_get_published (LLM_ANSWER_VIEW (self->view))
      < llm_answer_get_text_length (self->answer))
    return FALSE;
  view = llm_answer_view_get_text_view (LLM_ANSWER_VIEW (self->view));
  gtk_text_buffer_get_end_iter (gtk_text_view_get_buffer (view), &end);
  gtk_text_view_get_line_yrange (view, &end, &y, &height);
  return height > 0;
}

/**
 * llm_chat_answer_tick:
 * @self: a widget
 *
 * Brings what counts the time up to date; to be called a few times a second while the
 * answer runs.
 */
void
llm_chat_answer_tick (LlmChatAnswer *self)
{
  g_return_if_fail (LLM_IS_CHAT_ANSWER (self));

  if (self->answer == NULL || !llm_answer_is_running (self->answer))
    return;
  update_figures (self);
  update_state_label (self);
  llm_reasoning_row_update (LLM_REASONING_ROW (self->reasoning));
}
