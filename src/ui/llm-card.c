/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-card.h"

#include <glib/gi18n.h>
#include "llm-answer-notes.h"
#include "llm-answer-notice.h"
#include "llm-answer-status.h"
#include "llm-card-menu.h"
#include "llm-card-private.h"
#include "llm-figures.h"
#include "llm-progress-line.h"
#include "llm-provider-style.h"
#include "llm-reasoning-row.h"
#include "llm-secrets.h"
#include "llm-version-button.h"

G_DEFINE_FINAL_TYPE (LlmCard, llm_card, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_VOTED_UP,
  PROP_VOTED_DOWN,
  PROP_PREFERRED,
  PROP_EXPANDED,
  PROP_RAW,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gboolean
is_preferred (LlmCard *self)
{
  return g_strcmp0 (llm_comparison_get_preferred (self->comparison),
                    llm_answer_get_column_id (self->answer))
         == 0;
}

static void G_GNUC_PRINTF (2, 3) set_accessible_name (GtkWidget *widget, const char *format, ...)
{
  g_autofree char *name = NULL;
  va_list args;

  va_start (args, format);
  name = g_strdup_vprintf (format, args);
  va_end (args);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update_run_button (LlmCard *self)
{
  const gboolean running = llm_answer_is_running (self->answer);
  const char *title = llm_answer_get_shown_title (self->answer);

  gtk_button_set_icon_name (GTK_BUTTON (self->run_button),
                            running ? "media-playback-stop-symbolic" : "view-refresh-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->run_button),
                                  running ? "card.stop" : "card.retry");
  gtk_widget_set_tooltip_text (self->run_button, running ? _ ("Stop") : _ ("Retry"));
  if (running)
    {
      gtk_widget_add_css_class (self->run_button, "llm-always");
      set_accessible_name (self->run_button, _ ("Stop %s"), title);
    }
  else
    {
      gtk_widget_remove_css_class (self->run_button, "llm-always");
      set_accessible_name (self->run_button, _ ("Retry %s"), title);
    }
}

/* The names that have the model in them. */
static void
update_names (LlmCard *self)
{
  const char *title = llm_answer_get_shown_title (self->answer);
  const char *word = llm_answer_status_get_word (self->answer);
  /* Translators: the model, its place among all columns, its state */
  g_autofree char *name = g_strdup_printf (_ ("%s, answer %u of %u, %s"), title, self->position + 1,
                                           MAX (self->n_cards, self->position + 1), word);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  set_accessible_name (self->copy_button, _ ("Copy the answer of %s"), title);
  set_accessible_name (self->vote_up_button, _ ("Vote up %s"), title);
  set_accessible_name (self->vote_down_button, _ ("Vote down %s"), title);
  set_accessible_name (self->prefer_button, _ ("Prefer %s"), title);
  set_accessible_name (self->expand_button, _ ("Expand %s"), title);
  set_accessible_name (self->menu_button, _ ("More actions for %s"), title);
  set_accessible_name (GTK_WIDGET (llm_answer_view_get_text_view (LLM_ANSWER_VIEW (self->view))),
                       _ ("Answer of %s"), title);
}

static void
update_model (LlmCard *self)
{
  const gboolean hidden = llm_answer_is_hidden (self->answer);
  const char *provider_id = hidden ? NULL : llm_answer_get_provider_id (self->answer);
  g_autofree char *spec
      = hidden ? NULL
               : g_strdup_printf ("%s:%s", provider_id, llm_answer_get_model_id (self->answer));

  gtk_label_set_text (GTK_LABEL (self->title), llm_answer_get_shown_title (self->answer));
  gtk_widget_set_tooltip_text (self->title, spec);
  llm_provider_style_apply (GTK_WIDGET (self), provider_id);
  llm_provider_style_apply (self->dot, provider_id);
  llm_provider_style_apply (self->progress, provider_id);
  gtk_widget_set_visible (self->dot, !hidden);
  update_names (self);
  update_run_button (self);
}

static void
update_figures (LlmCard *self)
{
  const gboolean hidden = llm_answer_is_hidden (self->answer);
  g_autofree char *line = hidden ? NULL : llm_figures_describe (self->answer);
  g_autofree char *details = NULL;

  gtk_label_set_text (GTK_LABEL (self->figures), line != NULL ? line : "");
  if (hidden)
    gtk_widget_set_tooltip_text (self->figures, NULL);
  if (hidden || llm_answer_is_running (self->answer))
    return;
  details = llm_figures_describe_details (self->answer);
  gtk_widget_set_tooltip_text (self->figures, details);
}

/* What the provider told of its rate limits changes with the time. */
static gboolean
query_figures_cb (LlmCard *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autoptr (GString) text = NULL;
  g_autofree char *line = NULL;

  line = llm_figures_describe_account (self->answer, llm_runner_get_limiter (self->runner),
                                       g_get_monotonic_time ());
  if (line == NULL || gtk_widget_get_tooltip_text (self->figures) == NULL)
    return FALSE;
  text = g_string_new (gtk_widget_get_tooltip_text (self->figures));
  g_string_append_printf (text, "\n%s", line);
  gtk_tooltip_set_text (tooltip, text->str);
  return TRUE;
}

static void
update_state_label (LlmCard *self)
{
  g_autofree char *text = llm_answer_status_describe (self->answer);

  gtk_label_set_text (GTK_LABEL (self->state_label), text);
}

/* Without text the notice has the room of the text. */
static void
update_body (LlmCard *self)
{
  const gboolean empty = llm_answer_get_text_length (self->answer) == 0;
  const gboolean only_notice
      = empty && self->notice != NULL && !llm_answer_is_running (self->answer);

  gtk_widget_set_visible (self->view, !only_notice);
  if (self->notice != NULL)
    {
      gtk_widget_set_vexpand (self->notice, only_notice);
      gtk_widget_set_valign (self->notice, only_notice ? GTK_ALIGN_START : GTK_ALIGN_FILL);
    }
}

static void
update_notice (LlmCard *self)
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
                              self->notes != NULL ? self->notes : self->toolbar);
  update_body (self);
  /* Whoever pressed Retry here stays in this column. */
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
update_notes (LlmCard *self)
{
  g_clear_pointer (&self->notes, gtk_widget_unparent);
  self->notes = llm_answer_notes_new (self->answer, self->images_differ);
  if (self->notes != NULL)
    gtk_widget_insert_before (self->notes, GTK_WIDGET (self), self->toolbar);
}

static void
update_state (LlmCard *self)
{
  llm_answer_status_show (self->answer, GTK_IMAGE (self->state_icon));
  update_state_label (self);
  llm_progress_line_set_active (LLM_PROGRESS_LINE (self->progress),
                                llm_answer_is_running (self->answer)
                                    && !llm_answer_status_is_waiting (self->answer));
  update_run_button (self);
  update_names (self);
  update_figures (self);
  update_notice (self);
  llm_card_update_actions (self);
}

/* Its model, what it is called, or whether that may be told. */
static void
title_changed_cb (LlmCard *self)
{
  const gboolean hidden = llm_answer_is_hidden (self->answer);

  update_model (self);
  if (self->was_hidden == hidden)
    return;
  self->was_hidden = hidden;
  llm_reasoning_row_set_answer (LLM_REASONING_ROW (self->reasoning), hidden ? NULL : self->answer);
  update_state (self);
  update_notes (self);
}

static void
state_changed_cb (LlmCard *self)
{
  update_state (self);
  llm_answer_status_announce (self->answer, GTK_WIDGET (self));
}

/* The wait for the rate limit begins and ends without another state. */
static void
figures_changed_cb (LlmCard *self)
{
  update_figures (self);
  if (self->was_waiting == llm_answer_status_is_waiting (self->answer))
    return;
  self->was_waiting = !self->was_waiting;
  update_state (self);
}

/* Also for pieces that come by the thousand: does nothing but for the first. */
static void
appended_cb (LlmCard *self, int kind)
{
  if (self->has_text || kind != LLM_DELTA_TEXT)
    return;
  self->has_text = TRUE;
  update_body (self);
  llm_card_update_actions (self);
}

static void
cleared_cb (LlmCard *self)
{
  self->has_text = FALSE;
  update_body (self);
  llm_card_update_actions (self);
}

static void
raw_changed_cb (LlmCard *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RAW]);
}

static void
vote_changed_cb (LlmCard *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VOTED_UP]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VOTED_DOWN]);
}

static void
preferred_changed_cb (LlmCard *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self->prefer_button),
                            is_preferred (self) ? "starred-symbolic" : "non-starred-symbolic");
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PREFERRED]);
}

/* Most menus are never opened: they are built when they are. */
static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, llm_card_menu_new ());
}

static void
toggle_vote (LlmCard *self, LlmVote vote, gboolean on)
{
  if (on)
    llm_answer_set_vote (self->answer, vote);
  else if (llm_answer_get_vote (self->answer) == vote)
    llm_answer_set_vote (self->answer, LLM_VOTE_NONE);
}

static void
llm_card_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmCard *self = LLM_CARD (object);

  switch (prop_id)
    {
    case PROP_VOTED_UP:
      g_value_set_boolean (value, self->answer != NULL
                                      && llm_answer_get_vote (self->answer) == LLM_VOTE_UP);
      break;
    case PROP_VOTED_DOWN:
      g_value_set_boolean (value, self->answer != NULL
                                      && llm_answer_get_vote (self->answer) == LLM_VOTE_DOWN);
      break;
    case PROP_PREFERRED:
      g_value_set_boolean (value, self->answer != NULL && is_preferred (self));
      break;
    case PROP_EXPANDED:
      g_value_set_boolean (value, self->expanded);
      break;
    case PROP_RAW:
      g_value_set_boolean (value, llm_answer_view_get_raw (LLM_ANSWER_VIEW (self->view)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_card_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LlmCard *self = LLM_CARD (object);
  const gboolean on = g_value_get_boolean (value);

  switch (prop_id)
    {
    case PROP_VOTED_UP:
      toggle_vote (self, LLM_VOTE_UP, on);
      break;
    case PROP_VOTED_DOWN:
      toggle_vote (self, LLM_VOTE_DOWN, on);
      break;
    case PROP_PREFERRED:
      if (on != is_preferred (self))
        llm_comparison_set_preferred (self->comparison,
                                      on ? llm_answer_get_column_id (self->answer) : NULL);
      break;
    case PROP_EXPANDED:
      llm_card_set_expanded (self, on);
      break;
    case PROP_RAW:
      llm_answer_view_set_raw (LLM_ANSWER_VIEW (self->view), on);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
llm_card_grab_focus (GtkWidget *widget)
{
  LlmCard *self = LLM_CARD (widget);

  if (gtk_widget_get_visible (self->view))
    return gtk_widget_grab_focus (self->view);
  return gtk_widget_grab_focus (self->run_button);
}

static void
llm_card_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  LlmCard *self = LLM_CARD (widget);

  if (self->answer != NULL)
    llm_card_update_actions (self);
  GTK_WIDGET_CLASS (llm_card_parent_class)->direction_changed (widget, previous);
}

static void
llm_card_dispose (GObject *object)
{
  LlmCard *self = LLM_CARD (object);
  GtkWidget *child;

  g_clear_handle_id (&self->copied_id, g_source_remove);
  g_clear_pointer (&self->diff_line, gtk_widget_unparent);
  g_clear_pointer (&self->notice, gtk_widget_unparent);
  g_clear_pointer (&self->notes, gtk_widget_unparent);
  g_clear_pointer (&self->view, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_CARD);
  /* What the template has without a name stays behind. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  if (self->answer != NULL)
    g_signal_handlers_disconnect_by_data (self->answer, self);
  if (self->comparison != NULL)
    g_signal_handlers_disconnect_by_data (self->comparison, self);
  g_clear_object (&self->answer);
  g_clear_object (&self->comparison);
  g_clear_object (&self->runner);

  G_OBJECT_CLASS (llm_card_parent_class)->dispose (object);
}

static void
llm_card_class_init (LlmCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = llm_card_get_property;
  object_class->set_property = llm_card_set_property;
  object_class->dispose = llm_card_dispose;
  widget_class->grab_focus = llm_card_grab_focus;
  widget_class->direction_changed = llm_card_direction_changed;

  props[PROP_VOTED_UP] = g_param_spec_boolean ("voted-up", NULL, NULL, FALSE, flags);
  props[PROP_VOTED_DOWN] = g_param_spec_boolean ("voted-down", NULL, NULL, FALSE, flags);
  props[PROP_PREFERRED] = g_param_spec_boolean ("preferred", NULL, NULL, FALSE, flags);
  props[PROP_EXPANDED] = g_param_spec_boolean ("expanded", NULL, NULL, FALSE, flags);
  props[PROP_RAW] = g_param_spec_boolean ("raw", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  llm_card_install_actions (widget_class);

  g_type_ensure (LLM_TYPE_PROGRESS_LINE);
  g_type_ensure (LLM_TYPE_REASONING_ROW);
  g_type_ensure (LLM_TYPE_VERSION_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-card.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmCard, header);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, dot);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, title);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, state_box);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, state_icon);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, state_label);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, figures);
  gtk_widget_class_bind_template_callback (widget_class, query_figures_cb);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, progress);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, reasoning);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, toolbar);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, copy_button);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, vote_up_button);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, vote_down_button);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, prefer_button);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, versions);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, run_button);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, expand_button);
  gtk_widget_class_bind_template_child (widget_class, LlmCard, menu_button);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-card");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_card_init (LlmCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);

  self->n_cards = 1;
  self->view = llm_answer_view_new (LLM_DELTA_TEXT);
  gtk_widget_set_vexpand (self->view, TRUE);
  gtk_widget_insert_before (self->view, GTK_WIDGET (self), self->toolbar);
  g_signal_connect_object (self->view, "published", G_CALLBACK (llm_progress_line_pulse),
                           self->progress, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::raw", G_CALLBACK (raw_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), create_menu_cb, NULL,
                                         NULL);
  llm_card_add_keys (self);
  llm_card_add_drag (self);
}

static void
bind_answer (LlmCard *self)
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
    { "notify::vote", G_CALLBACK (vote_changed_cb) },
    { "notify::title", G_CALLBACK (title_changed_cb) },
    { "notify::model-id", G_CALLBACK (update_model) },
    { "notify::provider-id", G_CALLBACK (update_model) },
    { "appended", G_CALLBACK (appended_cb) },
    { "cleared", G_CALLBACK (cleared_cb) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->answer, handlers[i].signal, handlers[i].callback, self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->comparison, "notify::preferred", G_CALLBACK (preferred_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

/**
 * llm_card_new:
 * @runner: what starts and stops the column
 * @comparison: the comparison it belongs to
 * @answer: the column
 *
 * Returns: (transfer floating): a card for that column
 */
GtkWidget *
llm_card_new (LlmRunner *runner, LlmComparison *comparison, LlmAnswer *answer)
{
  LlmCard *self;

  g_return_val_if_fail (LLM_IS_RUNNER (runner), NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);
  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  self = g_object_new (LLM_TYPE_CARD, NULL);
  self->runner = g_object_ref (runner);
  self->comparison = g_object_ref (comparison);
  self->answer = g_object_ref (answer);
  self->has_text = llm_answer_get_text_length (answer) > 0;
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (self->view), answer);
  self->was_hidden = llm_answer_is_hidden (answer);
  llm_reasoning_row_set_answer (LLM_REASONING_ROW (self->reasoning),
                                self->was_hidden ? NULL : answer);
  llm_version_button_set_answer (LLM_VERSION_BUTTON (self->versions), answer);
  bind_answer (self);
  update_model (self);
  self->was_waiting = llm_answer_status_is_waiting (self->answer);
  update_state (self);
  update_notes (self);
  llm_card_show_differences (self, NULL, FALSE, FALSE);
  vote_changed_cb (self);
  preferred_changed_cb (self);
  gtk_widget_set_tooltip_text (self->expand_button, _ ("Expand"));
  return GTK_WIDGET (self);
}

/**
 * llm_card_get_answer:
 * @self: a card
 *
 * Returns: (transfer none): its column
 */
LlmAnswer *
llm_card_get_answer (LlmCard *self)
{
  g_return_val_if_fail (LLM_IS_CARD (self), NULL);
  return self->answer;
}

/**
 * llm_card_get_view:
 * @self: a card
 *
 * Returns: (transfer none): the view of its text
 */
LlmAnswerView *
llm_card_get_view (LlmCard *self)
{
  g_return_val_if_fail (LLM_IS_CARD (self), NULL);
  return LLM_ANSWER_VIEW (self->view);
}

/**
 * llm_card_close_versions:
 * @self: a card
 *
 * Closes the list of what the column said before.
 */
void
llm_card_close_versions (LlmCard *self)
{
  g_return_if_fail (LLM_IS_CARD (self));
  llm_version_button_popdown (LLM_VERSION_BUTTON (self->versions));
}

/**
 * llm_card_set_position:
 * @self: a card
 * @position: its place in the comparison, from 0
 * @n_cards: how many there are
 */
void
llm_card_set_position (LlmCard *self, guint position, guint n_cards)
{
  g_return_if_fail (LLM_IS_CARD (self));
  g_return_if_fail (position < n_cards);

  if (self->position == position && self->n_cards == n_cards)
    return;
  self->position = position;
  self->n_cards = n_cards;
  gtk_widget_set_visible (self->expand_button, n_cards > 1);
  llm_answer_view_set_phase (LLM_ANSWER_VIEW (self->view), position);
  update_names (self);
  llm_card_update_actions (self);
}

/**
 * llm_card_get_expanded:
 * @self: a card
 *
 * Returns: whether it wants the whole page
 */
gboolean
llm_card_get_expanded (LlmCard *self)
{
  g_return_val_if_fail (LLM_IS_CARD (self), FALSE);
  return self->expanded;
}

/**
 * llm_card_set_expanded:
 * @self: a card
 * @expanded: whether it wants the whole page
 */
void
llm_card_set_expanded (LlmCard *self, gboolean expanded)
{
  g_return_if_fail (LLM_IS_CARD (self));

  if (self->expanded == expanded)
    return;
  self->expanded = expanded;
  gtk_button_set_icon_name (GTK_BUTTON (self->expand_button),
                            expanded ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (self->expand_button,
                               expanded ? _ ("Show all answers") : _ ("Expand"));
  llm_card_update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPANDED]);
}

/**
 * llm_card_set_images_differ:
 * @self: a card
 * @images_differ: whether other columns were sent other images than this one
 */
void
llm_card_set_images_differ (LlmCard *self, gboolean images_differ)
{
  g_return_if_fail (LLM_IS_CARD (self));

  if (self->images_differ == images_differ)
    return;
  self->images_differ = images_differ;
  update_notes (self);
}

/**
 * llm_card_tick:
 * @self: a card
 *
 * Brings what counts the time up to date; to be called a few times a second while
 * the column runs.
 */
void
llm_card_tick (LlmCard *self)
{
  g_return_if_fail (LLM_IS_CARD (self));

  if (!llm_answer_is_running (self->answer))
    return;
  update_figures (self);
  update_state_label (self);
  if (!self->was_hidden)
    llm_reasoning_row_update (LLM_REASONING_ROW (self->reasoning));
}
