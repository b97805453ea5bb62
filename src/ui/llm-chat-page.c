/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-chat-page-private.h"
#include "llm-find-bar.h"
#include "llm-token-estimate.h"
#include "llm-welcome.h"

/* How long nothing must have been typed before a draft is kept (milliseconds). */
#define DRAFT_MS 500

/* Turns at the end whose tokens are counted where no model has told. */
#define MAX_ESTIMATED 200

#define SYSTEM_MAX_HEIGHT 160

/* The composer's widths, as those of a comparison's. */
#define MAX_WIDTH 1000
#define TIGHTENING 800

G_DEFINE_FINAL_TYPE (LlmChatPage, llm_chat_page, GTK_TYPE_WIDGET)

guint llm_chat_page_signals[CHAT_PAGE_N_SIGNALS];

/* --- The context window --- */

/* What the last answer that told took and gave; what came after it is estimated. */
static gint64
count_turn (LlmChatPage *self, LlmTurn *turn, gboolean *is_all)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn);
  const char *chosen = llm_conversation_get_chosen (self->conversation, turn);
  LlmAnswer *answer;
  const LlmUsage *usage;

  *is_all = FALSE;
  if (comparison == NULL)
    return 0;
  answer = chosen != NULL ? llm_comparison_find (comparison, chosen, NULL) : NULL;
  if (answer == NULL)
    return llm_tokens_estimate (llm_comparison_get_prompt (comparison), -1);
  usage = llm_answer_get_usage (answer);
  *is_all = usage->estimated == 0 && usage->input >= 0 && usage->output >= 0
            && !llm_answer_is_running (answer);
  if (*is_all)
    return usage->input + usage->output;
  return llm_tokens_estimate (llm_comparison_get_prompt (comparison), -1)
         + llm_tokens_estimate (llm_answer_get_text (answer), -1);
}

static gint64
count_tokens (LlmChatPage *self, gboolean *estimated)
{
  const guint n = self->conversation != NULL
                      ? g_list_model_get_n_items (G_LIST_MODEL (self->conversation))
                      : 0;
  const char *system
      = self->conversation != NULL ? llm_conversation_get_system (self->conversation) : NULL;
  gint64 sum = 0;

  *estimated = FALSE;
  for (guint i = n; i > 0 && n - i < MAX_ESTIMATED; i--)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), i - 1);
      gboolean is_all;

      sum += count_turn (self, turn, &is_all);
      if (is_all)
        return sum;
      *estimated = TRUE;
    }
  if (system != NULL)
    sum += llm_tokens_estimate (system, -1);
  return sum;
}

static gint64
get_window (LlmChatPage *self)
{
  g_autofree char *spec = llm_chat_page_dup_spec (self);
  char *colon = spec != NULL ? strchr (spec, ':') : NULL;
  LlmModel *model;

  if (colon == NULL)
    return LLM_UNKNOWN;
  *colon = '\0';
  model = llm_catalog_lookup (llm_context_get_catalog (self->context), spec, colon + 1);
  return model != NULL ? llm_model_get_context_window (model) : LLM_UNKNOWN;
}

static gboolean
meter_cb (gpointer user_data)
{
  LlmChatPage *self = LLM_CHAT_PAGE (user_data);
  const gint64 draft
      = MAX (llm_prompt_meter_get_tokens (self->prompt_meter), 0)
        + llm_image_strip_estimate_tokens (llm_composer_get_strip (LLM_COMPOSER (self->composer)));
  gboolean estimated;
  gint64 used;

  self->meter_id = 0;
  used = count_tokens (self, &estimated) + draft;
  llm_context_meter_set (LLM_CONTEXT_METER (self->meter), used, get_window (self),
                         estimated || draft > 0);
  return G_SOURCE_REMOVE;
}

void
llm_chat_page_queue_meter (LlmChatPage *self)
{
  if (self->meter_id == 0)
    self->meter_id = g_idle_add_full (G_PRIORITY_LOW, meter_cb, self, NULL);
}

/* --- The draft and the system prompt --- */

static gboolean
draft_cb (gpointer user_data)
{
  LlmChatPage *self = LLM_CHAT_PAGE (user_data);

  self->draft_id = 0;
  llm_chat_page_flush_draft (self);
  return G_SOURCE_REMOVE;
}

static void
text_changed_cb (LlmChatPage *self)
{
  if (self->loading_draft || self->conversation == NULL)
    return;
  g_clear_handle_id (&self->draft_id, g_source_remove);
  self->draft_id = g_timeout_add (DRAFT_MS, draft_cb, self);
}

static void
load_draft (LlmChatPage *self)
{
  const char *draft
      = self->conversation != NULL ? llm_conversation_get_draft (self->conversation) : NULL;

  self->loading_draft = TRUE;
  llm_composer_set_text (LLM_COMPOSER (self->composer), draft != NULL ? draft : "");
  llm_composer_set_images (LLM_COMPOSER (self->composer),
                           self->conversation != NULL
                               ? g_hash_table_lookup (self->draft_images,
                                                      llm_conversation_get_id (self->conversation))
                               : NULL);
  self->loading_draft = FALSE;
}

/* For as long as the window is there. */
static void
images_changed_cb (LlmChatPage *self)
{
  GPtrArray *images;

  llm_chat_page_queue_meter (self);
  if (self->loading_draft || self->conversation == NULL)
    return;
  images = llm_composer_get_images (LLM_COMPOSER (self->composer));
  if (images != NULL)
    g_hash_table_replace (self->draft_images,
                          g_strdup (llm_conversation_get_id (self->conversation)), images);
  else
    g_hash_table_remove (self->draft_images, llm_conversation_get_id (self->conversation));
}

static void
update_system_button (LlmChatPage *self)
{
  const char *system
      = self->conversation != NULL ? llm_conversation_get_system (self->conversation) : NULL;
  const gboolean has_one = system != NULL && *system != '\0';

  gtk_button_set_label (GTK_BUTTON (self->system_button),
                        has_one ? _ ("System prompt: set") : _ ("System prompt: none"));
  gtk_widget_set_sensitive (self->system_button, self->conversation != NULL);
}

static void
system_toggled_cb (LlmChatPage *self)
{
  const gboolean open = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->system_button));

  gtk_widget_set_visible (self->system_editor, open);
  if (open)
    gtk_widget_grab_focus (self->system_view);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->system_button), GTK_ACCESSIBLE_STATE_EXPANDED,
                               open, -1);
}

static void
system_changed_cb (LlmChatPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->system_view));
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (self->loading_draft || self->conversation == NULL)
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  llm_conversation_set_system (self->conversation, *text != '\0' ? text : NULL);
  update_system_button (self);
  llm_chat_page_queue_meter (self);
}

static void
load_system (LlmChatPage *self)
{
  const char *system
      = self->conversation != NULL ? llm_conversation_get_system (self->conversation) : NULL;

  self->loading_draft = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->system_view)),
                            system != NULL ? system : "", -1);
  self->loading_draft = FALSE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->system_button), FALSE);
  update_system_button (self);
}

/* --- The last turn --- */

static void
running_cb (LlmChatPage *self)
{
  llm_composer_set_running (LLM_COMPOSER (self->composer),
                            self->last_texts != NULL
                                && llm_comparison_get_running (self->last_texts));
  llm_chat_page_queue_meter (self);
}

static void
texts_cb (LlmChatPage *self)
{
  LlmComparison *texts = self->last != NULL ? llm_turn_get_comparison (self->last) : NULL;

  if (self->last_texts != texts)
    {
      if (self->last_texts != NULL)
        g_signal_handlers_disconnect_by_data (self->last_texts, self);
      g_set_object (&self->last_texts, texts);
      if (texts != NULL)
        g_signal_connect_object (texts, "notify::running", G_CALLBACK (running_cb), self,
                                 G_CONNECT_SWAPPED);
    }
  running_cb (self);
}

static void
items_changed_cb (LlmChatPage *self)
{
  LlmTurn *last
      = self->conversation != NULL ? llm_conversation_get_last (self->conversation) : NULL;

  if (last == NULL && self->find_bar != NULL)
    llm_find_bar_close (LLM_FIND_BAR (self->find_bar));
  if (self->last != last)
    {
      if (self->last != NULL)
        g_signal_handlers_disconnect_by_data (self->last, self);
      g_set_object (&self->last, last);
      if (last != NULL)
        g_signal_connect_object (last, "notify::comparison", G_CALLBACK (texts_cb), self,
                                 G_CONNECT_SWAPPED);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), last != NULL ? "list" : "empty");
  texts_cb (self);
}

static void
needs_turns_cb (LlmChatPage *self, GPtrArray *turns)
{
  g_signal_emit (self, llm_chat_page_signals[CHAT_PAGE_NEEDS_TURNS], 0, turns);
}

static void
range_changed_cb (LlmChatPage *self)
{
  g_signal_emit (self, llm_chat_page_signals[CHAT_PAGE_RANGE_CHANGED], 0);
}

static void
composer_toast_cb (LlmChatPage *self, const char *message)
{
  g_autofree char *title = g_markup_escape_text (message, -1);
  g_autoptr (AdwToast) toast = adw_toast_new (title);

  g_signal_emit (self, llm_chat_page_signals[CHAT_PAGE_TOAST], 0, toast);
}

static void
undo_toast_cb (LlmChatPage *self, AdwToast *toast)
{
  g_signal_emit (self, llm_chat_page_signals[CHAT_PAGE_TOAST], 0, toast);
}

/* --- Finding --- */

static void
close_find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_find_bar_close (LLM_FIND_BAR (LLM_CHAT_PAGE (widget)->find_bar));
}

static void
find_bar_open_cb (LlmChatPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "thread.close-find",
                                 llm_find_bar_get_open (LLM_FIND_BAR (self->find_bar)));
}

static void
add_find_bar (LlmChatPage *self)
{
  self->finder
      = llm_chat_finder_new (LLM_CHAT_LIST (self->list), llm_context_get_store (self->context));
  self->find_bar
      = llm_find_bar_new_for_source (LLM_FIND_SOURCE (self->finder), _ ("Find in the chat"));
  g_signal_connect_object (self->find_bar, "notify::open", G_CALLBACK (find_bar_open_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_prepend (GTK_BOX (self->box), self->find_bar);
  find_bar_open_cb (self);
}

/* --- The object --- */

static gboolean
llm_chat_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LLM_CHAT_PAGE (widget)->composer);
}

static void
llm_chat_page_dispose (GObject *object)
{
  LlmChatPage *self = LLM_CHAT_PAGE (object);

  if (self->box != NULL)
    llm_chat_page_set_conversation (self, NULL);
  g_clear_handle_id (&self->draft_id, g_source_remove);
  g_clear_handle_id (&self->meter_id, g_source_remove);
  if (self->prompt_meter != NULL)
    g_signal_handlers_disconnect_by_data (self->prompt_meter, self);
  g_clear_object (&self->prompt_meter);
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  self->box = NULL;
  g_clear_pointer (&self->drop_area, gtk_widget_unparent);
  g_clear_object (&self->finder);
  if (self->lineup != NULL)
    g_signal_handlers_disconnect_by_data (self->lineup, self);
  g_clear_object (&self->lineup);
  g_clear_object (&self->context);
  g_clear_pointer (&self->picker_turn_id, g_free);
  g_clear_pointer (&self->draft_images, g_hash_table_unref);

  G_OBJECT_CLASS (llm_chat_page_parent_class)->dispose (object);
}

static void
install_signals (void)
{
  const GType type = LLM_TYPE_CHAT_PAGE;

  /**
   * LlmChatPage::send:
   * @text: what was written
   * @images: (nullable) (element-type LlmImage): the images that go with it
   * @text_only: whether the model gets it without them
   * @spec: the model to ask, as PROVIDER:MODEL
   */
  llm_chat_page_signals[CHAT_PAGE_SEND]
      = g_signal_new ("send", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                      G_TYPE_STRING, G_TYPE_PTR_ARRAY, G_TYPE_BOOLEAN, G_TYPE_STRING);
  /**
   * LlmChatPage::resend:
   * @turn_id: the turn of which this is another version
   * @text: what to ask instead
   * @spec: (nullable): the model to ask
   */
  llm_chat_page_signals[CHAT_PAGE_RESEND]
      = g_signal_new ("resend", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  /**
   * LlmChatPage::regenerate:
   * @turn_id: a turn that is to get one more answer
   * @spec: the model to ask
   */
  llm_chat_page_signals[CHAT_PAGE_REGENERATE]
      = g_signal_new ("regenerate", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                      G_TYPE_STRING, G_TYPE_STRING);
  /**
   * LlmChatPage::run:
   * @turn_id: a turn
   * @column_id: an answer of it that is to be asked for once more, in its place
   * @goes_on: whether to go on after the text that is there
   */
  llm_chat_page_signals[CHAT_PAGE_RUN]
      = g_signal_new ("run", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);
  /**
   * LlmChatPage::needs-turns:
   * @turns: (element-type LlmTurn): turns whose texts are to be loaded, the most wanted first
   */
  llm_chat_page_signals[CHAT_PAGE_NEEDS_TURNS]
      = g_signal_new ("needs-turns", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                      G_TYPE_PTR_ARRAY);
  /**
   * LlmChatPage::range-changed:
   *
   * Other turns are near to what is in view: see llm_chat_list_get_range().
   */
  llm_chat_page_signals[CHAT_PAGE_RANGE_CHANGED] = g_signal_new (
      "range-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * LlmChatPage::toast:
   * @toast: an #AdwToast; the handler takes a reference of its own to show it
   */
  llm_chat_page_signals[CHAT_PAGE_TOAST] = g_signal_new (
      "toast", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, ADW_TYPE_TOAST);
}

static void
llm_chat_page_class_init (LlmChatPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_chat_page_dispose;
  widget_class->grab_focus = llm_chat_page_grab_focus;
  install_signals ();
  llm_chat_page_install_actions (widget_class);
  /* From within a message; if there is nothing to close, the key stops the models. */
  gtk_widget_class_install_action (widget_class, "thread.close-find", NULL, close_find_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "thread.close-find", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-chat-page");
}

static void
add_system_editor (LlmChatPage *self)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("System prompt"), -1);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "changed",
                           G_CALLBACK (system_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), SYSTEM_MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_add_css_class (scroller, "llm-system-editor");
  gtk_widget_set_visible (scroller, FALSE);
  gtk_box_append (GTK_BOX (self->box), scroller);
  self->system_view = view;
  self->system_editor = scroller;
}

/* As wide as the messages, at most. */
static void
append_clamped (LlmChatPage *self, GtkWidget *child)
{
  GtkWidget *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), MAX_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), TIGHTENING);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);
  gtk_box_append (GTK_BOX (self->box), clamp);
}

static void
add_bar (LlmChatPage *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->system_button = gtk_toggle_button_new ();
  gtk_widget_add_css_class (self->system_button, "flat");
  gtk_widget_add_css_class (self->system_button, "caption");
  gtk_widget_set_tooltip_text (self->system_button, _ ("Edit the system prompt of this chat"));
  g_signal_connect_object (self->system_button, "toggled", G_CALLBACK (system_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  self->meter = llm_context_meter_new ();
  gtk_widget_set_hexpand (self->meter, TRUE);
  gtk_widget_set_halign (self->meter, GTK_ALIGN_END);
  gtk_widget_add_css_class (bar, "llm-chat-bar");
  gtk_box_append (GTK_BOX (bar), self->system_button);
  gtk_box_append (GTK_BOX (bar), self->meter);
  append_clamped (self, bar);
}

static void
llm_chat_page_init (LlmChatPage *self)
{
  self->draft_images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) g_ptr_array_unref);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->drop_area = llm_drop_area_new ();
  llm_drop_area_set_child (LLM_DROP_AREA (self->drop_area), self->box);
  gtk_widget_set_parent (self->drop_area, GTK_WIDGET (self));
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->stack);
  add_system_editor (self);
  add_bar (self);
  self->composer = llm_composer_new_for_chat ();
  append_clamped (self, self->composer);
  llm_drop_area_set_composer (LLM_DROP_AREA (self->drop_area), LLM_COMPOSER (self->composer));
  self->prompt_meter
      = llm_prompt_meter_new (llm_composer_get_buffer (LLM_COMPOSER (self->composer)));
  g_signal_connect_object (self->prompt_meter, "notify::tokens",
                           G_CALLBACK (llm_chat_page_queue_meter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (llm_composer_get_buffer (LLM_COMPOSER (self->composer)), "changed",
                           G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "toast", G_CALLBACK (composer_toast_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "undo-toast", G_CALLBACK (undo_toast_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "images-changed", G_CALLBACK (images_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
send_key_cb (LlmChatPage *self)
{
  GSettings *settings = llm_settings_get_gsettings (llm_context_get_settings (self->context));

  llm_composer_set_send_key (LLM_COMPOSER (self->composer),
                             (LlmSendKey) g_settings_get_enum (settings, "send-key"));
}

/**
 * llm_chat_page_new:
 * @context: what runs answers and knows models
 *
 * Returns: (transfer floating): a page without a conversation, for the first model of the
 *   line-up that comparisons begin with
 */
GtkWidget *
llm_chat_page_new (LlmContext *context)
{
  LlmChatPage *self;
  GSettings *settings;
  g_auto (GStrv) specs = NULL;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_CHAT_PAGE, NULL);
  self->context = g_object_ref (context);
  self->lineup = llm_lineup_new (context);
  specs = llm_context_get_default_lineup (context);
  self->list = llm_chat_list_new (context);
  gtk_stack_add_named (GTK_STACK (self->stack), llm_welcome_new_for_chat (), "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), self->list, "list");
  add_find_bar (self);
  g_signal_connect_object (self->list, "needs-turns", G_CALLBACK (needs_turns_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "range-changed", G_CALLBACK (range_changed_cb), self,
                           G_CONNECT_SWAPPED);
  llm_composer_set_lineup (LLM_COMPOSER (self->composer), self->lineup);
  llm_chat_page_set_spec (self, specs != NULL && specs[0] != NULL ? specs[0] : NULL);
  g_signal_connect_object (self->lineup, "items-changed", G_CALLBACK (llm_chat_page_queue_meter),
                           self, G_CONNECT_SWAPPED);
  settings = llm_settings_get_gsettings (llm_context_get_settings (context));
  g_signal_connect_object (settings, "changed::send-key", G_CALLBACK (send_key_cb), self,
                           G_CONNECT_SWAPPED);
  send_key_cb (self);
  load_system (self);
  items_changed_cb (self);
  return GTK_WIDGET (self);
}

/**
 * llm_chat_page_get_conversation:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): what it shows
 */
LlmConversation *
llm_chat_page_get_conversation (LlmChatPage *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_PAGE (self), NULL);
  return self->conversation;
}

/**
 * llm_chat_page_set_conversation:
 * @self: a page
 * @conversation: (nullable): the chat to show
 *
 * What was typed stays with the chat it was typed for.  One that runs goes on.
 */
void
llm_chat_page_set_conversation (LlmChatPage *self, LlmConversation *conversation)
{
  g_return_if_fail (LLM_IS_CHAT_PAGE (self));
  g_return_if_fail (conversation == NULL || LLM_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;
  llm_chat_page_flush_draft (self);
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_set_object (&self->conversation, conversation);
  llm_find_bar_close (LLM_FIND_BAR (self->find_bar));
  llm_chat_finder_set_conversation (self->finder, NULL);
  llm_chat_list_set_conversation (LLM_CHAT_LIST (self->list), conversation);
  llm_chat_finder_set_conversation (self->finder, conversation);
  if (conversation != NULL)
    g_signal_connect_object (conversation, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);
  load_draft (self);
  load_system (self);
  items_changed_cb (self);
}

/**
 * llm_chat_page_get_list:
 * @self: a page
 *
 * Returns: (transfer none): the messages
 */
LlmChatList *
llm_chat_page_get_list (LlmChatPage *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_PAGE (self), NULL);
  return LLM_CHAT_LIST (self->list);
}

/**
 * llm_chat_page_get_composer:
 * @self: a page
 *
 * Returns: (transfer none): where the next message is written
 */
LlmComposer *
llm_chat_page_get_composer (LlmChatPage *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_PAGE (self), NULL);
  return LLM_COMPOSER (self->composer);
}

/**
 * llm_chat_page_get_meter:
 * @self: a page
 *
 * Returns: (transfer none): how full the context window is
 */
LlmContextMeter *
llm_chat_page_get_meter (LlmChatPage *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_PAGE (self), NULL);
  return LLM_CONTEXT_METER (self->meter);
}

/**
 * llm_chat_page_dup_spec:
 * @self: a page
 *
 * Returns: (transfer full) (nullable): the model that is asked next, as PROVIDER:MODEL
 */
char *
llm_chat_page_dup_spec (LlmChatPage *self)
{
  g_auto (GStrv) specs = NULL;

  g_return_val_if_fail (LLM_IS_CHAT_PAGE (self), NULL);

  specs = llm_lineup_get_specs (self->lineup);
  return g_strdup (specs[0]);
}

/**
 * llm_chat_page_set_spec:
 * @self: a page
 * @spec: (nullable): the model that is to be asked next, as PROVIDER:MODEL
 */
void
llm_chat_page_set_spec (LlmChatPage *self, const char *spec)
{
  const char *const specs[] = { spec, NULL };

  g_return_if_fail (LLM_IS_CHAT_PAGE (self));
  llm_lineup_set_specs (self->lineup, specs);
}

/**
 * llm_chat_page_show_hit:
 * @self: a page with a conversation
 * @turn_id: a turn of it
 * @column_id: (nullable): the answer that has the words; NULL or "" if the prompt has them
 * @text: the words; "" for none
 *
 * Goes to a turn and finds words in it as soon as they are loaded, marked like the others.
 */
void
llm_chat_page_show_hit (LlmChatPage *self,
                        const char *turn_id,
                        const char *column_id,
                        const char *text)
{
  LlmTurn *turn;

  g_return_if_fail (LLM_IS_CHAT_PAGE (self));
  g_return_if_fail (turn_id != NULL && text != NULL);

  turn = self->conversation != NULL ? llm_conversation_find (self->conversation, turn_id) : NULL;
  if (turn == NULL || llm_turn_get_deleted (turn))
    return;
  llm_chat_list_show_turn (LLM_CHAT_LIST (self->list), turn);
  if (*text == '\0')
    return;
  llm_find_bar_show_text (LLM_FIND_BAR (self->find_bar), NULL, text);
  llm_chat_finder_show_hit (self->finder, turn,
                            column_id != NULL && *column_id != '\0' ? column_id : NULL);
}

/**
 * llm_chat_page_find:
 * @self: a page
 *
 * Asks for a text to find in the messages, if there are any.
 */
void
llm_chat_page_find (LlmChatPage *self)
{
  g_return_if_fail (LLM_IS_CHAT_PAGE (self));

  if (self->last != NULL)
    llm_find_bar_open (LLM_FIND_BAR (self->find_bar), NULL);
}

/**
 * llm_chat_page_find_again:
 * @self: a page
 * @backward: whether to go to the previous match rather than the next one
 *
 * Goes on with the text that was found last, or asks for one.
 */
void
llm_chat_page_find_again (LlmChatPage *self, gboolean backward)
{
  g_return_if_fail (LLM_IS_CHAT_PAGE (self));

  if (self->last == NULL)
    return;
  if (!llm_find_bar_has_text (LLM_FIND_BAR (self->find_bar)))
    llm_chat_page_find (self);
  else if (backward)
    llm_find_bar_previous (LLM_FIND_BAR (self->find_bar));
  else
    llm_find_bar_next (LLM_FIND_BAR (self->find_bar));
}

/**
 * llm_chat_page_flush_draft:
 * @self: a page
 *
 * Gives the conversation what was typed, without waiting for a pause.
 */
void
llm_chat_page_flush_draft (LlmChatPage *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (LLM_IS_CHAT_PAGE (self));

  g_clear_handle_id (&self->draft_id, g_source_remove);
  if (self->conversation == NULL)
    return;
  text = llm_composer_get_text (LLM_COMPOSER (self->composer));
  llm_conversation_set_draft (self->conversation, text);
}
