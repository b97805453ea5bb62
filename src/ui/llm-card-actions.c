/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-card-private.h"

/* How long the copy button says that it has copied. */
#define COPIED_MS 1500

/* The place in the list of the column @step further to the right as it is seen. */
static int
get_neighbour (LlmCard *self, int step)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    step = -step;
  return (int) self->position + step;
}

static gboolean
has_neighbour (LlmCard *self, int step)
{
  const int position = get_neighbour (self, step);

  return position >= 0 && position < (int) self->n_cards;
}

/* Which verbs make sense now. */
void
llm_card_update_actions (LlmCard *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean running = llm_answer_is_running (self->answer);
  const gboolean has_text = llm_answer_get_text_length (self->answer) > 0;
  const gboolean others = self->n_cards > 1;
  const gboolean hidden = llm_answer_is_hidden (self->answer);

  gtk_widget_action_set_enabled (widget, "card.copy", has_text);
  gtk_widget_action_set_enabled (widget, "card.vote-up", has_text);
  gtk_widget_action_set_enabled (widget, "card.vote-down", has_text);
  gtk_widget_action_set_enabled (widget, "card.prefer", has_text);
  gtk_widget_action_set_enabled (widget, "card.retry", !running);
  gtk_widget_action_set_enabled (widget, "card.continue", llm_answer_can_continue (self->answer));
  gtk_widget_action_set_enabled (widget, "card.stop", running);
  gtk_widget_action_set_enabled (widget, "card.chat", has_text && !running && !hidden);
  gtk_widget_action_set_enabled (widget, "card.send-to-others",
                                 has_text && !running && others && !hidden);
  gtk_widget_action_set_enabled (widget, "card.diff-base", has_text && others);
  gtk_widget_action_set_enabled (widget, "card.swap", !hidden);
  gtk_widget_action_set_enabled (widget, "card.add", !hidden);
  gtk_widget_action_set_enabled (widget, "card.flight", !hidden);
  gtk_widget_action_set_enabled (widget, "card.remove", others);
  gtk_widget_action_set_enabled (widget, "card.move-left",
                                 !self->expanded && has_neighbour (self, -1));
  gtk_widget_action_set_enabled (widget, "card.move-right",
                                 !self->expanded && has_neighbour (self, 1));
  gtk_widget_action_set_enabled (widget, "card.expand", others || self->expanded);
  gtk_widget_action_set_enabled (widget, "card.raw", has_text);
}

static gboolean
copied_cb (gpointer user_data)
{
  LlmCard *self = LLM_CARD (user_data);

  self->copied_id = 0;
  gtk_button_set_icon_name (GTK_BUTTON (self->copy_button), "edit-copy-symbolic");
  return G_SOURCE_REMOVE;
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmCard *self = LLM_CARD (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), llm_answer_get_text (self->answer));
  gtk_button_set_icon_name (GTK_BUTTON (self->copy_button), "object-select-symbolic");
  g_clear_handle_id (&self->copied_id, g_source_remove);
  self->copied_id = g_timeout_add (COPIED_MS, copied_cb, self);
}

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmCard *self = LLM_CARD (widget);
  const gboolean fresh = g_str_equal (name, "card.retry");

  llm_runner_start_answer (self->runner, self->comparison, self->answer,
                           fresh ? LLM_RUN_AGAIN : LLM_RUN_CONTINUE);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmCard *self = LLM_CARD (widget);

  llm_runner_stop_answer (self->runner, self->answer);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmCard *self = LLM_CARD (widget);
  const int step = g_str_equal (name, "card.move-left") ? -1 : 1;

  if (has_neighbour (self, step))
    llm_comparison_move (self->comparison, llm_answer_get_column_id (self->answer),
                         (guint) get_neighbour (self, step));
}

/* What the page does, or whoever else has the card. */
static void
forward_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmCard *self = LLM_CARD (widget);
  g_autofree char *forwarded = g_strconcat ("compare.", name + strlen ("card."), NULL);

  gtk_widget_activate_action (widget, forwarded, "s", llm_answer_get_column_id (self->answer));
}

static void
use_version_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmCard *self = LLM_CARD (widget);

  gtk_widget_activate_action (widget, "compare.use-version", "(ss)",
                              llm_answer_get_column_id (self->answer),
                              g_variant_get_string (parameter, NULL));
}

/* What the window does. */
static void
go_on_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmCard *self = LLM_CARD (widget);
  const char *forwarded
      = g_str_equal (name, "card.chat") ? "win.continue-in-chat" : "win.send-to-others";

  gtk_widget_activate_action (widget, forwarded, "s", llm_answer_get_column_id (self->answer));
}

static void
flight_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmCard *self = LLM_CARD (widget);

  gtk_widget_activate_action (widget, "win.flight-recorder", "s",
                              llm_answer_get_column_id (self->answer));
}

/* Ahead of the text view, which has the same keys for selecting by words; it keeps
 * them while its cursor is shown (F7). */
static gboolean
move_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  LlmCard *self = LLM_CARD (widget);

  if (gtk_text_view_get_cursor_visible (
          llm_answer_view_get_text_view (LLM_ANSWER_VIEW (self->view)))
      && gtk_widget_get_focus_child (widget) == self->view)
    return FALSE;
  gtk_widget_activate_action (widget, g_variant_get_string (arguments, NULL), NULL);
  return TRUE;
}

static void
add_move_key (GtkEventController *controller, guint keyval, const char *action_name)
{
  GtkShortcut *shortcut
      = gtk_shortcut_new (gtk_keyval_trigger_new (keyval, GDK_CONTROL_MASK | GDK_SHIFT_MASK),
                          gtk_callback_action_new (move_key_cb, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, g_variant_new_string (action_name));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
}

/* The keys of moving. */
void
llm_card_add_keys (LlmCard *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  add_move_key (controller, GDK_KEY_Left, "card.move-left");
  add_move_key (controller, GDK_KEY_KP_Left, "card.move-left");
  add_move_key (controller, GDK_KEY_Right, "card.move-right");
  add_move_key (controller, GDK_KEY_KP_Right, "card.move-right");
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* --- Dragging --- */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, LlmCard *self)
{
  if (self->n_cards < 2 || self->expanded)
    return NULL;
  return gdk_content_provider_new_typed (LLM_TYPE_CARD, self);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, LlmCard *self)
{
  GtkWidget *label = gtk_label_new (llm_answer_get_shown_title (self->answer));

  gtk_widget_add_css_class (label, "llm-drag");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), label);
}

/* The card is dragged by its header: its text can be selected. */
void
llm_card_add_drag (LlmCard *self)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  gtk_widget_add_controller (self->header, GTK_EVENT_CONTROLLER (source));
}

/* All but those that are properties need a function here. */
void
llm_card_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "card.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "card.retry", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "card.continue", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "card.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "card.move-left", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "card.move-right", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "card.remove", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "card.swap", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "card.add", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "card.load-versions", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "card.diff-base", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "card.next-difference", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "card.previous-difference", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "card.use-version", "s", use_version_action);
  gtk_widget_class_install_action (widget_class, "card.chat", NULL, go_on_action);
  gtk_widget_class_install_action (widget_class, "card.flight", NULL, flight_action);
  gtk_widget_class_install_action (widget_class, "card.send-to-others", NULL, go_on_action);
  gtk_widget_class_install_property_action (widget_class, "card.vote-up", "voted-up");
  gtk_widget_class_install_property_action (widget_class, "card.vote-down", "voted-down");
  gtk_widget_class_install_property_action (widget_class, "card.prefer", "preferred");
  gtk_widget_class_install_property_action (widget_class, "card.expand", "expanded");
  gtk_widget_class_install_property_action (widget_class, "card.raw", "raw");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_u, GDK_CONTROL_MASK, "card.raw", NULL);
}
