/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-composer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-composer-private.h"
#include "llm-input-check.h"

/* The text area grows up to this many lines, then it scrolls. */
#define MAX_LINES 10

G_DEFINE_FINAL_TYPE (LlmComposer, llm_composer, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_BLOCKER,
  PROP_RUNNING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  SIGNAL_TOAST,
  SIGNAL_UNDO_TOAST,
  SIGNAL_IMAGES_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Looks no further than the first visible character. */
static gboolean
buffer_is_blank (GtkTextBuffer *buffer)
{
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (buffer, &iter);
  while (!gtk_text_iter_is_end (&iter))
    {
      if (!g_unichar_isspace (gtk_text_iter_get_char (&iter)))
        return FALSE;
      gtk_text_iter_forward_char (&iter);
    }

  return TRUE;
}

static const char *
find_blocker (LlmComposer *self)
{
  const char *about_images = llm_composer_find_image_blocker (self);

  if (self->columns == NULL
      && (self->lineup == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->lineup)) == 0))
    return _ ("Add a model to ask first");
  if (gtk_text_buffer_get_char_count (self->buffer) > LLM_COMPOSER_MAX_CHARS)
    return _ ("The prompt is too long");
  if (about_images != NULL)
    return about_images;
  if (buffer_is_blank (self->buffer))
    return llm_image_strip_get_n_images (self->strip) > 0 ? _ ("Write what to ask about the images")
                                                          : _ ("Write a prompt first");

  return NULL;
}

static void
update_blocker (LlmComposer *self)
{
  const char *blocker = find_blocker (self);
  const char *tooltip = blocker;

  if (tooltip == NULL && self->is_chat)
    tooltip = self->send_key == LLM_SEND_KEY_ENTER ? _ ("Send (Enter)") : _ ("Send (Ctrl+Enter)");
  else if (tooltip == NULL)
    tooltip = self->send_key == LLM_SEND_KEY_ENTER ? _ ("Ask all models (Enter)")
                                                   : _ ("Ask all models (Ctrl+Enter)");
  gtk_widget_set_tooltip_text (self->send_button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->send_button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip, -1);

  if (g_strcmp0 (self->blocker, blocker) == 0)
    return;

  self->blocker = blocker;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BLOCKER]);
}

static void
tokens_cb (LlmComposer *self)
{
  g_autofree char *text = llm_composer_dup_tokens (self);

  gtk_label_set_label (self->tokens, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->tokens), text != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "",
                                  -1);
  llm_composer_update_warnings (self);
}

/* Where the one who pressed the key looks, until something is done about it. */
static void
set_refusal (LlmComposer *self, const char *text)
{
  gtk_label_set_label (self->refusal, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->refusal), text != NULL);
}

static void
lineup_changed_cb (LlmComposer *self)
{
  set_refusal (self, NULL);
  llm_composer_update_choices (self);
  update_blocker (self);
  tokens_cb (self);
}

/* The images are others now, or what is done with them. */
void
llm_composer_update (LlmComposer *self)
{
  set_refusal (self, NULL);
  update_blocker (self);
  tokens_cb (self);
}

void
llm_composer_insert (LlmComposer *self, const char *text)
{
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_delete_selection (self->buffer, TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (self->buffer, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
}

void
llm_composer_emit_undo (LlmComposer *self, AdwToast *toast)
{
  g_signal_emit (self, signals[SIGNAL_UNDO_TOAST], 0, toast);
}

void
llm_composer_emit_images_changed (LlmComposer *self)
{
  g_signal_emit (self, signals[SIGNAL_IMAGES_CHANGED], 0);
}

/* Control characters come with what is pasted from terminals and files; no vendor
 * takes them. */
static void
insert_text_cb (LlmComposer *self, GtkTextIter *iter, const char *text, int length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_autofree char *clean = NULL;
  g_autofree char *message = NULL;
  guint n_removed;

  if (llm_image_intake_is_possible (self->intake)
      && llm_image_intake_is_data_uri (copy, strlen (copy)))
    {
      g_signal_stop_emission_by_name (self->buffer, "insert-text");
      llm_image_intake_add_data_uri (self->intake, copy);
      return;
    }
  clean = llm_prompt_clean (copy, &n_removed);
  if (n_removed == 0)
    return;

  g_signal_stop_emission_by_name (self->buffer, "insert-text");
  gtk_text_buffer_insert (self->buffer, iter, clean, -1);
  message
      = g_strdup_printf (ngettext ("%u control character was left out of the prompt.",
                                   "%u control characters were left out of the prompt.", n_removed),
                         n_removed);
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, message);
}

static void
buffer_changed_cb (LlmComposer *self)
{
  set_refusal (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->placeholder),
                          gtk_text_buffer_get_char_count (self->buffer) == 0);
  update_blocker (self);
}

static void
update_placeholder (LlmComposer *self)
{
  const char *text;

  if (self->is_chat)
    text = self->send_key == LLM_SEND_KEY_ENTER ? _ ("Ask one model, send with Enter")
                                                : _ ("Ask one model, send with Ctrl+Enter");
  else if (self->columns != NULL)
    text = self->send_key == LLM_SEND_KEY_ENTER
               ? _ ("Go on with this comparison, send with Enter")
               : _ ("Go on with this comparison, send with Ctrl+Enter");
  else
    text = self->send_key == LLM_SEND_KEY_ENTER
               ? _ ("Ask all models at once, send with Enter")
               : _ ("Ask all models at once, send with Ctrl+Enter");
  gtk_label_set_label (self->placeholder, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view),
                                  GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER, text, -1);
}

static gboolean
is_enter (guint keyval)
{
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;
}

static gboolean
sends (LlmComposer *self, GdkModifierType state)
{
  state &= GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;

  return state == GDK_CONTROL_MASK || (state == 0 && self->send_key == LLM_SEND_KEY_ENTER);
}

static gboolean
key_pressed_cb (LlmComposer *self,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                GtkEventControllerKey *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  if (is_enter (keyval) && sends (self, state))
    {
      /* Enter may choose a candidate of the input method: it comes first.  The
       * text view asks it about every key that is not stopped here. */
      if (event != NULL && gtk_text_view_im_context_filter_keypress (self->text_view, event))
        return GDK_EVENT_STOP;
      gtk_text_view_reset_im_context (self->text_view);
      set_refusal (self, self->running ? NULL : self->blocker);
      gtk_widget_activate_action (GTK_WIDGET (self), self->is_chat ? "thread.send" : "win.send",
                                  NULL);
      return GDK_EVENT_STOP;
    }

  if ((keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up) && self->is_chat
      && gtk_text_buffer_get_char_count (self->buffer) == 0)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "thread.edit-last", NULL);
      return GDK_EVENT_STOP;
    }

  if ((keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up) && self->last_text != NULL
      && gtk_text_buffer_get_char_count (self->buffer) == 0)
    {
      llm_composer_set_text (self, self->last_text);
      llm_composer_recall_images (self);
      return GDK_EVENT_STOP;
    }

  return GDK_EVENT_PROPAGATE;
}

/* :focus-within would also hold for the buttons. */
static void
focus_cb (LlmComposer *self)
{
  if (gtk_widget_has_focus (GTK_WIDGET (self->text_view)))
    gtk_widget_add_css_class (self->frame, "focused");
  else
    gtk_widget_remove_css_class (self->frame, "focused");
}

static void
update_max_height (LlmComposer *self)
{
  g_autoptr (PangoLayout) layout
      = gtk_widget_create_pango_layout (GTK_WIDGET (self->text_view), "X");
  int line;

  pango_layout_get_pixel_size (layout, NULL, &line);
  gtk_scrolled_window_set_max_content_height (
      self->scroller, MAX_LINES * line + gtk_text_view_get_top_margin (self->text_view)
                          + gtk_text_view_get_bottom_margin (self->text_view));
}

static void
llm_composer_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (llm_composer_parent_class)->system_setting_changed (widget, setting);

  if (setting == GTK_SYSTEM_SETTING_FONT_NAME || setting == GTK_SYSTEM_SETTING_DPI)
    update_max_height (LLM_COMPOSER (widget));
}

static void
llm_composer_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (llm_composer_parent_class)->realize (widget);

  update_max_height (LLM_COMPOSER (widget));
}

static gboolean
llm_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (LLM_COMPOSER (widget)->text_view));
}

static void
llm_composer_dispose (GObject *object)
{
  LlmComposer *self = LLM_COMPOSER (object);

  llm_composer_leave_images (self);
  if (self->meter != NULL)
    g_signal_handlers_disconnect_by_data (self->meter, self);
  g_clear_object (&self->meter);
  if (self->lineup != NULL)
    g_signal_handlers_disconnect_by_data (self->lineup, self);
  g_clear_object (&self->lineup);
  g_clear_object (&self->columns);
  g_clear_pointer (&self->frame, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_composer_parent_class)->dispose (object);
}

static void
llm_composer_finalize (GObject *object)
{
  LlmComposer *self = LLM_COMPOSER (object);

  g_free (self->last_text);
  g_clear_pointer (&self->last_images, g_ptr_array_unref);
  g_hash_table_unref (self->choices);
  g_free (self->shown_choices);

  G_OBJECT_CLASS (llm_composer_parent_class)->finalize (object);
}

static void
llm_composer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmComposer *self = LLM_COMPOSER (object);

  switch (prop_id)
    {
    case PROP_BLOCKER:
      g_value_set_string (value, self->blocker);
      break;

    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_composer_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_RUNNING:
      llm_composer_set_running (LLM_COMPOSER (object), g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_signals (void)
{
  /**
   * LlmComposer::toast:
   * @message: plain text, what happened to what was written
   */
  signals[SIGNAL_TOAST] = g_signal_new ("toast", LLM_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmComposer::undo-toast:
   * @toast: an #AdwToast that undoes; the handler takes a reference of its own to show it
   */
  signals[SIGNAL_UNDO_TOAST] = g_signal_new ("undo-toast", LLM_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 1, ADW_TYPE_TOAST);
  /**
   * LlmComposer::images-changed:
   *
   * There are other images, or another order of them.
   */
  signals[SIGNAL_IMAGES_CHANGED] = g_signal_new (
      "images-changed", LLM_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LLM_TYPE_IMAGE_STRIP);
  g_type_ensure (LLM_TYPE_LINEUP_BAR);
  g_type_ensure (LLM_TYPE_SAMPLES_BUTTON);
  gtk_widget_class_set_css_name (widget_class, "composer");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, frame);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, lineup_bar);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, strip);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, text_view);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, buffer);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, tokens);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, blind_button);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, samples_button);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, add_button);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, warnings);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, choice_rows);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, refusals);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, refusal);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, buttons);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, send_button);
  gtk_widget_class_bind_template_child (widget_class, LlmComposer, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
}

static void
llm_composer_class_init (LlmComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_composer_dispose;
  object_class->finalize = llm_composer_finalize;
  object_class->get_property = llm_composer_get_property;
  object_class->set_property = llm_composer_set_property;

  widget_class->realize = llm_composer_realize;
  widget_class->grab_focus = llm_composer_grab_focus;
  widget_class->system_setting_changed = llm_composer_system_setting_changed;

  props[PROP_BLOCKER]
      = g_param_spec_string ("blocker", NULL, NULL, NULL,
                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_RUNNING]
      = g_param_spec_boolean ("running", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  install_signals ();
  gtk_widget_class_install_action (widget_class, "composer.add-images", NULL,
                                   llm_composer_add_images_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_O, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "composer.add-images", NULL);

  bind_template (widget_class);
}

static void
llm_composer_init (LlmComposer *self)
{
  GtkEventController *keys;

  gtk_widget_init_template (GTK_WIDGET (self));
  llm_composer_set_up_images (self);

  keys = gtk_event_controller_key_new ();
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->text_view), keys);
  g_signal_connect_object (self->text_view, "notify::has-focus", G_CALLBACK (focus_cb), self,
                           G_CONNECT_SWAPPED);

  g_signal_connect_object (self->buffer, "insert-text", G_CALLBACK (insert_text_cb), self,
                           G_CONNECT_SWAPPED);
  self->meter = llm_prompt_meter_new (self->buffer);
  g_signal_connect_object (self->meter, "notify::tokens", G_CALLBACK (tokens_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->samples_button, "notify::count", G_CALLBACK (tokens_cb), self,
                           G_CONNECT_SWAPPED);

  update_placeholder (self);
  update_blocker (self);
}

/**
 * llm_composer_new:
 *
 * Returns: (transfer floating): an empty composer
 */
GtkWidget *
llm_composer_new (void)
{
  return g_object_new (LLM_TYPE_COMPOSER, NULL);
}

/**
 * llm_composer_new_for_chat:
 *
 * Returns: (transfer floating): an empty composer that asks one model
 */
GtkWidget *
llm_composer_new_for_chat (void)
{
  LlmComposer *self = g_object_new (LLM_TYPE_COMPOSER, NULL);

  self->is_chat = TRUE;
  llm_lineup_bar_set_single (self->lineup_bar);
  gtk_widget_set_visible (GTK_WIDGET (self->samples_button), FALSE);
  gtk_button_set_label (GTK_BUTTON (self->send_button), _ ("Send"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->send_button), "thread.send");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->stop_button), "thread.stop");
  gtk_widget_set_tooltip_text (self->stop_button, _ ("Stop the answer"));
  update_placeholder (self);
  update_blocker (self);
  return GTK_WIDGET (self);
}

/**
 * llm_composer_set_follow_up:
 * @self: a #LlmComposer
 * @columns: (nullable): the turn whose columns get what is sent; %NULL if the models of the
 *   line-up do
 */
void
llm_composer_set_follow_up (LlmComposer *self, LlmComparison *columns)
{
  g_return_if_fail (LLM_IS_COMPOSER (self));
  g_return_if_fail (columns == NULL || LLM_IS_COMPARISON (columns));

  if (!g_set_object (&self->columns, columns))
    return;
  llm_lineup_bar_set_fixed (self->lineup_bar, columns != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->samples_button), columns == NULL);
  gtk_button_set_label (GTK_BUTTON (self->send_button),
                        columns != NULL ? _ ("Follow up") : _ ("Compare"));
  llm_composer_update_choices (self);
  update_placeholder (self);
  update_blocker (self);
  tokens_cb (self);
}

/**
 * llm_composer_get_samples:
 * @self: a #LlmComposer of comparisons
 *
 * Returns: how often each model is to be asked, from 1
 */
guint
llm_composer_get_samples (LlmComposer *self)
{
  g_return_val_if_fail (LLM_IS_COMPOSER (self), 1);
  return llm_samples_button_get_count (self->samples_button);
}

/**
 * llm_composer_bind_blind:
 * @self: a #LlmComposer of comparisons
 * @settings: the settings of the program
 *
 * Offers to hide the models of the next comparison, and keeps that in the settings.
 */
void
llm_composer_bind_blind (LlmComposer *self, GSettings *settings)
{
  g_return_if_fail (LLM_IS_COMPOSER (self));
  g_return_if_fail (G_IS_SETTINGS (settings));

  gtk_widget_set_visible (self->blind_button, TRUE);
  g_settings_bind (settings, "blind", self->blind_button, "active", G_SETTINGS_BIND_DEFAULT);
}

/**
 * llm_composer_get_buffer:
 * @self: a #LlmComposer
 *
 * Returns: (transfer none): what is written
 */
GtkTextBuffer *
llm_composer_get_buffer (LlmComposer *self)
{
  g_return_val_if_fail (LLM_IS_COMPOSER (self), NULL);
  return self->buffer;
}

static void
left_out_cb (LlmComposer *self, const char *sentence)
{
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, sentence);
}

/**
 * llm_composer_set_lineup:
 * @self: a #LlmComposer
 * @lineup: the models that would be asked
 */
void
llm_composer_set_lineup (LlmComposer *self, LlmLineup *lineup)
{
  g_return_if_fail (LLM_IS_COMPOSER (self));
  g_return_if_fail (LLM_IS_LINEUP (lineup));
  g_return_if_fail (self->lineup == NULL);

  self->lineup = g_object_ref (lineup);
  g_signal_connect_object (lineup, "items-changed", G_CALLBACK (lineup_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (lineup, "left-out", G_CALLBACK (left_out_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lineup, "params-changed", G_CALLBACK (llm_composer_update_warnings),
                           self, G_CONNECT_SWAPPED);
  llm_lineup_bar_set_lineup (self->lineup_bar, lineup);
  llm_image_intake_set_context (self->intake, llm_lineup_get_context (lineup));
  gtk_widget_set_visible (self->add_button, llm_image_intake_is_possible (self->intake));
  update_blocker (self);
}

/**
 * llm_composer_get_blocker:
 * @self: a #LlmComposer
 *
 * Returns: (nullable): why nothing can be sent, or %NULL when it can
 */
const char *
llm_composer_get_blocker (LlmComposer *self)
{
  g_return_val_if_fail (LLM_IS_COMPOSER (self), NULL);

  return self->blocker;
}

/**
 * llm_composer_get_running:
 * @self: a #LlmComposer
 *
 * Returns: whether the button stops instead of sending
 */
gboolean
llm_composer_get_running (LlmComposer *self)
{
  g_return_val_if_fail (LLM_IS_COMPOSER (self), FALSE);

  return self->running;
}

/**
 * llm_composer_set_running:
 * @self: a #LlmComposer
 * @running: whether the comparison beside it runs
 */
void
llm_composer_set_running (LlmComposer *self, gboolean running)
{
  g_return_if_fail (LLM_IS_COMPOSER (self));

  running = !!running;
  if (self->running == running)
    return;

  self->running = running;
  gtk_stack_set_visible_child_name (self->buttons, running ? "stop" : "send");
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

/**
 * llm_composer_set_send_key:
 * @self: a #LlmComposer
 * @send_key: the key that sends; Ctrl+Enter always does
 */
void
llm_composer_set_send_key (LlmComposer *self, LlmSendKey send_key)
{
  g_return_if_fail (LLM_IS_COMPOSER (self));

  self->send_key = send_key;
  update_placeholder (self);
  update_blocker (self);
}

/**
 * llm_composer_get_text:
 * @self: a #LlmComposer
 *
 * Returns: (transfer full): what is written
 */
char *
llm_composer_get_text (LlmComposer *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (LLM_IS_COMPOSER (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

/**
 * llm_composer_set_text:
 * @self: a #LlmComposer
 * @text: valid UTF-8
 *
 * Replaces what is written, undoably, and puts the cursor at its end.
 */
void
llm_composer_set_text (LlmComposer *self, const char *text)
{
  GtkTextIter start, end;

  g_return_if_fail (LLM_IS_COMPOSER (self));
  g_return_if_fail (text != NULL);

  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_place_cursor (self->buffer, &end);
}

/**
 * llm_composer_take_text:
 * @self: a #LlmComposer
 *
 * Takes the text out.  What was written comes back with Up, as do the images that went
 * with it.
 *
 * Returns: (transfer full): what was written
 */
char *
llm_composer_take_text (LlmComposer *self)
{
  g_return_val_if_fail (LLM_IS_COMPOSER (self), NULL);

  g_free (self->last_text);
  self->last_text = llm_composer_get_text (self);
  llm_composer_set_text (self, "");

  return g_strdup (self->last_text);
}

/**
 * llm_composer_refuse:
 * @self: a #LlmComposer
 * @message: why what is written cannot be sent
 *
 * Says so until what is written is changed.
 */
void
llm_composer_refuse (LlmComposer *self, const char *message)
{
  g_return_if_fail (LLM_IS_COMPOSER (self));
  g_return_if_fail (message != NULL);

  set_refusal (self, message);
}

/**
 * llm_composer_popup_picker:
 * @self: a #LlmComposer
 *
 * Opens the list of models.
 */
void
llm_composer_popup_picker (LlmComposer *self)
{
  g_return_if_fail (LLM_IS_COMPOSER (self));

  llm_lineup_bar_popup_picker (self->lineup_bar);
}
