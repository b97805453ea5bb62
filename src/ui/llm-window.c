/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-window.h"

#include <glib/gi18n-lib.h>

#include "llm-chat-page.h"
#include "llm-compare-page.h"
#include "llm-window-private.h"

/* Opening a comparison that takes longer is shown (milliseconds). */
#define LOADING_DELAY 200

G_DEFINE_FINAL_TYPE (LlmWindow, llm_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_0,
  PROP_MODE,
  PROP_SHOW_SIDEBAR,
  PROP_LINK_SCROLLING,
  PROP_FOLLOW_UP,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static GSettings *
get_settings (LlmWindow *self)
{
  return llm_settings_get_gsettings (
      llm_context_get_settings (llm_library_get_context (self->library)));
}

static void
update_welcome (LlmWindow *self)
{
  llm_welcome_update (self->welcome, !g_settings_get_boolean (get_settings (self), "welcome-done"),
                      llm_lineup_is_canned (self->lineup));
}

void
llm_window_update_title (LlmWindow *self)
{
  LlmConversation *shown = llm_window_get_conversation (self);
  g_autofree char *title = NULL;

  if (shown != NULL && *llm_conversation_get_title (shown) != '\0')
    /* Translators: the title of a conversation, as a window's title. */
    title = g_strdup_printf (_ ("%s - LLMSelect"), llm_conversation_get_title (shown));
  gtk_window_set_title (GTK_WINDOW (self), title != NULL ? title : "LLMSelect");
}

static void
update_unsaved (LlmWindow *self)
{
  LlmConversation *shown = llm_window_get_conversation (self);
  const GError *error = NULL;

  if (shown != NULL)
    error = llm_library_get_save_error (self->library, shown);

  if (error != NULL)
    {
      g_autofree char *text = NULL;

      /* Translators: why. */
      text = g_strdup_printf (llm_conversation_is_chat (shown)
                                  ? _ ("This chat could not be saved: %s")
                                  : _ ("This comparison could not be saved: %s"),
                              error->message);
      gtk_label_set_label (self->unsaved_label, text);
    }
  gtk_revealer_set_reveal_child (self->unsaved_revealer, error != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-again", error != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-file", error != NULL);
}

static void
unsaved_cb (LlmWindow *self, LlmConversation *conversation)
{
  if (conversation == llm_window_get_conversation (self))
    update_unsaved (self);
}

static void
running_cb (LlmWindow *self)
{
  llm_composer_set_running (self->composer, self->comparison != NULL
                                                && llm_comparison_get_running (self->comparison));
  llm_window_update_actions (self);
}

static void
hidden_cb (LlmWindow *self, const char *id)
{
  const char *shown = self->opening_id;

  if (shown == NULL && self->conversation != NULL)
    shown = llm_conversation_get_id (self->conversation);
  if (g_strcmp0 (shown, id) == 0)
    llm_window_show_conversation (self, NULL);
  if (self->chat != NULL && g_str_equal (llm_conversation_get_id (self->chat), id))
    {
      const gboolean seen = llm_window_get_conversation (self) == self->chat;

      llm_window_show_chat (self, NULL);
      if (!seen)
        adw_view_stack_set_visible_child_name (self->mode_stack, "compare");
    }
}

static void
delete_failed_cb (LlmWindow *self, const char *id, GError *error)
{
  g_autofree char *message = NULL;

  /* Translators: why. */
  message = g_strdup_printf (_ ("The comparison could not be deleted: %s"), error->message);
  llm_window_add_toast (self, message);
}

static void
toast_cb (LlmWindow *self, AdwToast *toast)
{
  llm_window_show_toast (self, g_object_ref (toast));
}

/* Takes the toast over; it is beside what the window shows. */
void
llm_window_show_toast (LlmWindow *self, AdwToast *toast)
{
  const char *mode = adw_view_stack_get_visible_child_name (self->mode_stack);

  adw_toast_overlay_add_toast (
      g_strcmp0 (mode, "chat") == 0 ? self->chat_toast_overlay : self->toast_overlay, toast);
}

static void comparison_cb (LlmWindow *self);

static void
ensure_compare_page (LlmWindow *self)
{
  if (self->compare_page != NULL)
    return;

  self->compare_page = llm_compare_page_new (llm_library_get_context (self->library));
  g_signal_connect_object (self->compare_page, "toast", G_CALLBACK (toast_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->compare_page, "swap-requested", G_CALLBACK (llm_window_popup_swap),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->compare_page, "add-requested", G_CALLBACK (llm_window_popup_add),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->compare_page, "notify::comparison", G_CALLBACK (comparison_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->compare_stack, self->compare_page, "comparison");
}

static void
stop_opening (LlmWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->opening_id, g_free);
  g_clear_handle_id (&self->loading_id, g_source_remove);
  gtk_spinner_stop (self->loading_spinner);
}

/* Another turn of the comparison is shown, or none. */
static void
comparison_cb (LlmWindow *self)
{
  LlmComparison *comparison
      = llm_compare_page_get_comparison (LLM_COMPARE_PAGE (self->compare_page));

  if (self->comparison == comparison)
    return;
  if (self->comparison != NULL)
    g_signal_handlers_disconnect_by_data (self->comparison, self);
  g_set_object (&self->comparison, comparison);
  if (comparison != NULL)
    {
      g_signal_connect_object (comparison, "notify::running", G_CALLBACK (running_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (comparison, "notify::blind", G_CALLBACK (running_cb), self,
                               G_CONNECT_SWAPPED);
    }
  running_cb (self);
}

static void
set_conversation (LlmWindow *self, LlmConversation *conversation)
{
  if (self->conversation == conversation)
    return;

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_set_object (&self->conversation, conversation);
  if (conversation != NULL)
    {
      ensure_compare_page (self);
      g_signal_connect_object (conversation, "notify::title", G_CALLBACK (llm_window_update_title),
                               self, G_CONNECT_SWAPPED);
    }
  if (self->compare_page != NULL)
    llm_compare_page_set_conversation (LLM_COMPARE_PAGE (self->compare_page), conversation);
  gtk_widget_set_visible (self->follow_up_box, conversation != NULL);

  llm_window_update_title (self);
  update_unsaved (self);
  running_cb (self);
}

/**
 * llm_window_show_conversation:
 * @self: a window
 * @conversation: (nullable): the comparison to show, or %NULL for the beginning of a new
 *   one
 *
 * The comparison that was shown goes on if it runs.
 */
void
llm_window_show_conversation (LlmWindow *self, LlmConversation *conversation)
{
  g_return_if_fail (LLM_IS_WINDOW (self));
  g_return_if_fail (conversation == NULL || LLM_IS_CONVERSATION (conversation));

  stop_opening (self);
  if (conversation == NULL)
    update_welcome (self);
  set_conversation (self, conversation);
  gtk_stack_set_visible_child_name (self->compare_stack,
                                    conversation != NULL ? "comparison" : "welcome");
  llm_sidebar_set_current (self->sidebar,
                           conversation != NULL ? llm_conversation_get_id (conversation) : NULL);
  llm_window_show_hit (self);
}

static gboolean
loading_cb (gpointer user_data)
{
  LlmWindow *self = user_data;

  self->loading_id = 0;
  adw_view_stack_set_visible_child_name (self->mode_stack, "compare");
  set_conversation (self, NULL);
  gtk_stack_set_visible_child_name (self->compare_stack, "loading");
  gtk_spinner_start (self->loading_spinner);

  return G_SOURCE_REMOVE;
}

static void
show_open_error (LlmWindow *self, const GError *error)
{
  g_autofree char *message = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->error_page, message);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->retry_button), "s", self->opening_id);
  stop_opening (self);
  adw_view_stack_set_visible_child_name (self->mode_stack, "compare");
  set_conversation (self, NULL);
  gtk_stack_set_visible_child_name (self->compare_stack, "error");
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmWindow) self = user_data;
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;

  conversation = llm_library_open_finish (LLM_LIBRARY (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (conversation == NULL)
    show_open_error (self, error);
  else if (llm_conversation_is_chat (conversation))
    {
      stop_opening (self);
      llm_window_show_chat (self, conversation);
      llm_window_show_hit (self);
    }
  else
    {
      adw_view_stack_set_visible_child_name (self->mode_stack, "compare");
      llm_window_show_conversation (self, conversation);
    }
}

/**
 * llm_window_open_comparison:
 * @self: a window
 * @id: a comparison's id
 *
 * Shows a comparison of the history as soon as it is read; until then, what was
 * shown stays for a moment.
 */
void
llm_window_open_comparison (LlmWindow *self, const char *id)
{
  g_autofree char *copy = NULL;

  g_return_if_fail (LLM_IS_WINDOW (self));
  g_return_if_fail (id != NULL);

  if (g_strcmp0 (self->opening_id, id) == 0)
    return;
  if (self->chat != NULL && g_str_equal (llm_conversation_get_id (self->chat), id))
    {
      stop_opening (self);
      llm_window_show_chat (self, self->chat);
      llm_window_show_hit (self);
      return;
    }

  if (self->conversation != NULL && g_str_equal (llm_conversation_get_id (self->conversation), id))
    {
      adw_view_stack_set_visible_child_name (self->mode_stack, "compare");
      llm_window_show_conversation (self, self->conversation);
      return;
    }

  copy = g_strdup (id);
  stop_opening (self);
  self->cancellable = g_cancellable_new ();
  self->opening_id = g_steal_pointer (&copy);
  self->loading_id = g_timeout_add (LOADING_DELAY, loading_cb, self);
  llm_sidebar_set_current (self->sidebar, self->opening_id);
  llm_library_open_async (self->library, self->opening_id, self->cancellable, opened_cb,
                          g_object_ref (self));
}

/**
 * llm_window_add_toast:
 * @self: a window
 * @message: plain text
 *
 * Tells what has no place of its own.
 */
void
llm_window_add_toast (LlmWindow *self, const char *message)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (LLM_IS_WINDOW (self));
  g_return_if_fail (message != NULL);

  escaped = g_markup_escape_text (message, -1);
  llm_window_show_toast (self, adw_toast_new (escaped));
}

/* The line-up is kept as soon as it is the user's. */
static void
lineup_changed_cb (LlmWindow *self)
{
  g_auto (GStrv) specs = llm_lineup_get_columns (self->lineup);

  llm_settings_set_lineup (llm_context_get_settings (llm_library_get_context (self->library)),
                           (const char *const *) specs);
  update_welcome (self);
  llm_window_update_actions (self);
}

static void
send_key_cb (LlmWindow *self)
{
  llm_composer_set_send_key (self->composer,
                             (LlmSendKey) g_settings_get_enum (get_settings (self), "send-key"));
}

static void
link_scrolling_cb (LlmWindow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LINK_SCROLLING]);
}

static void
sidebar_chosen_cb (LlmWindow *self)
{
  if (llm_split_view_get_folded (self->split_view))
    llm_split_view_set_show_sidebar (self->split_view, FALSE);
}

/* The window's own buttons stand in the header at the edge of the window. */
static void
split_view_cb (LlmWindow *self)
{
  gboolean shown = llm_split_view_get_show_sidebar (self->split_view);
  gboolean beside = shown && !llm_split_view_get_folded (self->split_view);

  llm_sidebar_set_show_buttons (self->sidebar, beside, FALSE);
  adw_header_bar_set_show_start_title_buttons (self->header_bar, !beside);
  if (!llm_split_view_get_folded (self->split_view))
    g_settings_set_boolean (get_settings (self), "sidebar-visible", shown);
  else if (shown)
    gtk_widget_grab_focus (GTK_WIDGET (self->sidebar));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOW_SIDEBAR]);
}

/* What the window shows is another conversation now. */
void
llm_window_mode_changed (LlmWindow *self)
{
  LlmConversation *shown = llm_window_get_conversation (self);

  llm_sidebar_set_current (self->sidebar,
                           shown != NULL && g_list_model_get_n_items (G_LIST_MODEL (shown)) > 0
                               ? llm_conversation_get_id (shown)
                               : NULL);
  llm_window_update_title (self);
  update_unsaved (self);
  llm_window_update_actions (self);
}

static gboolean
has_focus_within (LlmWindow *self, GtkWidget *widget)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus != NULL && gtk_widget_is_ancestor (focus, widget);
}

static void
mode_cb (LlmWindow *self)
{
  gboolean chat = g_strcmp0 (adw_view_stack_get_visible_child_name (self->mode_stack), "chat") == 0;

  if (chat && self->chat == NULL)
    llm_window_show_chat (self, NULL);
  llm_window_mode_changed (self);
  /* Whoever goes through the history, which opens what is passed, stays there. */
  if (!has_focus_within (self, GTK_WIDGET (self->sidebar)))
    gtk_widget_grab_focus (chat ? adw_bin_get_child (self->chat_bin) : GTK_WIDGET (self->composer));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODE]);
}

/* The history is read when the window stands, not before; nor is the network looked
 * at. */
static gboolean
first_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  LlmWindow *self = LLM_WINDOW (widget);
  guint *frames = user_data;

  if ((*frames)++ == 0)
    return G_SOURCE_CONTINUE;

  llm_sidebar_load (self->sidebar);
  llm_offline_bar_set_monitor (self->offline_bar, g_network_monitor_get_default ());
  return G_SOURCE_REMOVE;
}

static void
llm_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (llm_window_parent_class)->realize (widget);

  gtk_widget_add_tick_callback (widget, first_frame_cb, g_new0 (guint, 1), g_free);
}

static gboolean
llm_window_close_request (GtkWindow *window)
{
  LlmWindow *self = LLM_WINDOW (window);
  GSettings *settings = get_settings (self);
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  if (width > 0 && height > 0)
    {
      g_settings_set_int (settings, "window-width", width);
      g_settings_set_int (settings, "window-height", height);
    }
  g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (window));

  return GTK_WINDOW_CLASS (llm_window_parent_class)->close_request (window);
}

static void
llm_window_dispose (GObject *object)
{
  LlmWindow *self = LLM_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->loading_id, g_source_remove);
  g_clear_pointer (&self->swap_picker, gtk_widget_unparent);
  if (self->comparison != NULL)
    g_signal_handlers_disconnect_by_data (self->comparison, self);
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  /* GTK 4.8 keeps a widget that goes away with the focus in a window that does. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  if (self->compare_page != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->compare_page, self);
      llm_compare_page_set_conversation (LLM_COMPARE_PAGE (self->compare_page), NULL);
    }
  self->compare_page = NULL;
  if (self->mode_stack != NULL)
    g_signal_handlers_disconnect_by_data (self->mode_stack, self);
  llm_window_leave_chat (self);
  if (self->split_view != NULL)
    g_signal_handlers_disconnect_by_data (self->split_view, self);
  if (self->library != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->library, self);
      g_signal_handlers_disconnect_by_data (get_settings (self), self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_WINDOW);
  g_clear_object (&self->comparison);
  g_clear_object (&self->conversation);
  g_clear_object (&self->lineup);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (llm_window_parent_class)->dispose (object);
}

static void
llm_window_finalize (GObject *object)
{
  LlmWindow *self = LLM_WINDOW (object);

  g_free (self->opening_id);
  for (guint i = 0; i < G_N_ELEMENTS (self->hit); i++)
    g_free (self->hit[i]);
  g_free (self->swap_column_id);

  G_OBJECT_CLASS (llm_window_parent_class)->finalize (object);
}

static void
llm_window_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmWindow *self = LLM_WINDOW (object);
  const char *mode = NULL;

  /* The actions ask also before there is a page, and while the window goes away. */
  switch (prop_id)
    {
    case PROP_MODE:
      if (self->mode_stack != NULL)
        mode = adw_view_stack_get_visible_child_name (self->mode_stack);
      g_value_set_string (value, mode != NULL ? mode : "compare");
      break;

    case PROP_SHOW_SIDEBAR:
      if (self->split_view != NULL)
        g_value_set_boolean (value, llm_split_view_get_show_sidebar (self->split_view));
      break;

    case PROP_FOLLOW_UP:
      g_value_set_boolean (value, self->follow_up);
      break;

    case PROP_LINK_SCROLLING:
      if (self->library != NULL)
        g_value_set_boolean (value, g_settings_get_boolean (get_settings (self), "link-scrolling"));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_window_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LlmWindow *self = LLM_WINDOW (object);
  const char *mode;

  switch (prop_id)
    {
    case PROP_MODE:
      mode = g_value_get_string (value);
      if (g_strcmp0 (mode, "compare") == 0 || g_strcmp0 (mode, "chat") == 0)
        adw_view_stack_set_visible_child_name (self->mode_stack, mode);
      break;

    case PROP_SHOW_SIDEBAR:
      llm_split_view_set_show_sidebar (self->split_view, g_value_get_boolean (value));
      break;

    case PROP_FOLLOW_UP:
      if (self->follow_up != g_value_get_boolean (value))
        {
          self->follow_up = g_value_get_boolean (value);
          g_object_notify_by_pspec (object, pspec);
          llm_window_update_actions (self);
        }
      break;

    case PROP_LINK_SCROLLING:
      g_settings_set_boolean (get_settings (self), "link-scrolling", g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (LLM_TYPE_OFFLINE_BAR);
  g_type_ensure (LLM_TYPE_COMPOSER);
  g_type_ensure (LLM_TYPE_DROP_AREA);
  g_type_ensure (LLM_TYPE_SPLIT_VIEW);
  g_type_ensure (LLM_TYPE_WELCOME);
  g_type_ensure (LLM_TYPE_SALVAGE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, chat_toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, salvage_bar);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, mode_stack);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, unsaved_revealer);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, unsaved_label);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, offline_bar);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, compare_stack);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, loading_spinner);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, follow_up_box);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, follow_up_label);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, drop_area);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, composer);
  gtk_widget_class_bind_template_child (widget_class, LlmWindow, chat_bin);
}

static void
llm_window_class_init (LlmWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_window_dispose;
  object_class->finalize = llm_window_finalize;
  object_class->get_property = llm_window_get_property;
  object_class->set_property = llm_window_set_property;
  widget_class->realize = llm_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = llm_window_close_request;

  props[PROP_MODE]
      = g_param_spec_string ("mode", NULL, NULL, "compare",
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_SHOW_SIDEBAR]
      = g_param_spec_boolean ("show-sidebar", NULL, NULL, TRUE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_LINK_SCROLLING]
      = g_param_spec_boolean ("link-scrolling", NULL, NULL, TRUE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_FOLLOW_UP]
      = g_param_spec_boolean ("follow-up", NULL, NULL, TRUE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  bind_template (widget_class);
  gtk_widget_class_install_property_action (widget_class, "win.mode", "mode");
  gtk_widget_class_install_property_action (widget_class, "win.toggle-sidebar", "show-sidebar");
  gtk_widget_class_install_property_action (widget_class, "win.link-scrolling", "link-scrolling");
  gtk_widget_class_install_property_action (widget_class, "win.follow-up", "follow-up");
  llm_window_install_actions (widget_class);
}

static void
llm_window_init (LlmWindow *self)
{
  self->follow_up = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
connect_signals (LlmWindow *self)
{
  g_signal_connect_object (self->library, "unsaved", G_CALLBACK (unsaved_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "hidden", G_CALLBACK (hidden_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "delete-failed", G_CALLBACK (delete_failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lineup, "items-changed", G_CALLBACK (lineup_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lineup, "params-changed", G_CALLBACK (lineup_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "undo-toast", G_CALLBACK (toast_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "notify::blocker",
                           G_CALLBACK (llm_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sidebar, "chosen", G_CALLBACK (sidebar_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sidebar, "toast", G_CALLBACK (toast_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->split_view, "notify::show-sidebar", G_CALLBACK (split_view_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->split_view, "notify::folded", G_CALLBACK (split_view_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mode_stack, "notify::visible-child", G_CALLBACK (mode_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_settings (self), "changed::send-key", G_CALLBACK (send_key_cb), self,
                           G_CONNECT_SWAPPED);
  llm_composer_bind_blind (self->composer, get_settings (self));
  g_signal_connect_object (get_settings (self), "changed::link-scrolling",
                           G_CALLBACK (link_scrolling_cb), self, G_CONNECT_SWAPPED);
}

/**
 * llm_window_new:
 * @application: the application
 * @library: what it shows
 *
 * Returns: (transfer none): a window, owned by GTK until it is closed
 */
GtkWidget *
llm_window_new (GtkApplication *application, LlmLibrary *library)
{
  LlmWindow *self;
  GSettings *settings;
  LlmContext *context;
  g_auto (GStrv) specs = NULL;

  g_return_val_if_fail (application == NULL || GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (LLM_IS_LIBRARY (library), NULL);

  self = g_object_new (LLM_TYPE_WINDOW, "application", application, NULL);
  self->library = g_object_ref (library);
  context = llm_library_get_context (library);
  settings = get_settings (self);

  self->lineup = llm_lineup_new (context);
  specs = llm_context_get_default_lineup (context);
  llm_lineup_set_specs (self->lineup, (const char *const *) specs);
  llm_composer_set_lineup (self->composer, self->lineup);
  llm_drop_area_set_composer (self->drop_area, self->composer);
  llm_offline_bar_set_lineup (self->offline_bar, self->lineup);
  llm_salvage_bar_set_archive (self->salvage_bar, llm_context_get_archive (context));
  g_signal_connect_object (self->composer, "toast", G_CALLBACK (llm_window_add_toast), self,
                           G_CONNECT_SWAPPED);
  send_key_cb (self);

  self->sidebar = LLM_SIDEBAR (llm_sidebar_new (library));
  llm_split_view_set_sidebar (self->split_view, GTK_WIDGET (self->sidebar));
  llm_window_take_drops (self);
  llm_split_view_set_show_sidebar (self->split_view,
                                   g_settings_get_boolean (settings, "sidebar-visible"));

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  connect_signals (self);
  link_scrolling_cb (self);
  split_view_cb (self);
  llm_window_show_conversation (self, NULL);
  update_unsaved (self);
  running_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->composer));

  return GTK_WIDGET (self);
}

/**
 * llm_window_get_comparison:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the comparison that is shown
 */
LlmComparison *
llm_window_get_comparison (LlmWindow *self)
{
  g_return_val_if_fail (LLM_IS_WINDOW (self), NULL);

  return self->comparison;
}

/**
 * llm_window_get_conversation:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the conversation that is shown in the present mode
 */
LlmConversation *
llm_window_get_conversation (LlmWindow *self)
{
  g_return_val_if_fail (LLM_IS_WINDOW (self), NULL);

  if (self->mode_stack != NULL
      && g_strcmp0 (adw_view_stack_get_visible_child_name (self->mode_stack), "chat") == 0)
    return self->chat;
  return self->conversation;
}
