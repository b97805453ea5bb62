/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-turn.h"

#include <glib/gi18n-lib.h>

#include "llm-chat-switcher.h"
#include "llm-chat-turn-private.h"

G_DEFINE_FINAL_TYPE (LlmChatTurn, llm_chat_turn, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_VOTED_UP,
  PROP_VOTED_DOWN,
  PROP_RAW,
  N_PROPS
};

enum
{
  SIGNAL_SHIFTED,
  SIGNAL_PLACE_WANTED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static LlmAnswerView *
get_view (LlmChatTurn *self)
{
  return llm_chat_answer_get_view (LLM_CHAT_ANSWER (self->answer_view));
}

/* --- What it shows --- */

static void
vote_changed_cb (LlmChatTurn *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VOTED_UP]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VOTED_DOWN]);
}

/* Also for pieces that come by the thousand: does nothing but for the first. */
static void
appended_cb (LlmChatTurn *self, int kind)
{
  if (self->has_text || kind != LLM_DELTA_TEXT)
    return;
  self->has_text = TRUE;
  llm_chat_turn_update_actions (self);
}

static void
cleared_cb (LlmChatTurn *self)
{
  self->has_text = FALSE;
  llm_chat_turn_update_actions (self);
}

static void
set_answer (LlmChatTurn *self, LlmAnswer *answer)
{
  if (self->answer == answer)
    return;
  if (self->answer != NULL)
    g_signal_handlers_disconnect_by_data (self->answer, self);
  g_set_object (&self->answer, answer);
  self->has_text = answer != NULL && llm_answer_get_text_length (answer) > 0;
  llm_chat_answer_set_answer (LLM_CHAT_ANSWER (self->answer_view), answer);
  if (answer != NULL)
    {
      g_signal_connect_object (answer, "notify::vote", G_CALLBACK (vote_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (answer, "notify::state", G_CALLBACK (llm_chat_turn_update_actions),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (answer, "appended", G_CALLBACK (appended_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (answer, "cleared", G_CALLBACK (cleared_cb), self, G_CONNECT_SWAPPED);
    }
  vote_changed_cb (self);
}

static void
update_answer (LlmChatTurn *self)
{
  const char *chosen = llm_conversation_get_chosen (self->conversation, self->turn);
  LlmAnswer *answer = NULL;
  guint index = 0;

  if (self->comparison != NULL && chosen != NULL)
    answer = llm_comparison_find (self->comparison, chosen, &index);
  set_answer (self, answer);
  if (answer != NULL)
    llm_chat_answer_set_place (LLM_CHAT_ANSWER (self->answer_view), index,
                               llm_comparison_get_n_answers (self->comparison));
  gtk_widget_set_visible (self->answer_view, answer != NULL);
  gtk_widget_set_visible (self->no_answer, self->comparison != NULL && answer == NULL);
}

static void
update_versions (LlmChatTurn *self)
{
  guint index;
  g_autoptr (GPtrArray) versions
      = llm_conversation_dup_versions (self->conversation, self->turn, &index);
  g_autofree char *description
      = g_strdup_printf (_ ("Version %u of %u of the prompt"), index + 1, versions->len);

  llm_chat_switcher_set_place (LLM_CHAT_SWITCHER (self->versions), index, versions->len,
                               description);
}

static void
bind_comparison (LlmChatTurn *self)
{
  LlmComparison *comparison = llm_turn_get_comparison (self->turn);

  if (self->comparison != comparison)
    {
      if (self->comparison != NULL)
        g_signal_handlers_disconnect_by_data (self->comparison, self);
      g_set_object (&self->comparison, comparison);
      if (comparison != NULL)
        {
          llm_chat_prompt_set_text (LLM_CHAT_PROMPT (self->prompt),
                                    llm_comparison_get_prompt (comparison));
          llm_chat_prompt_set_images (LLM_CHAT_PROMPT (self->prompt), self->context,
                                      llm_comparison_get_images (comparison));
          g_signal_connect_object (comparison, "items-changed", G_CALLBACK (llm_chat_turn_update),
                                   self, G_CONNECT_SWAPPED);
          g_signal_connect_object (comparison, "notify::preferred",
                                   G_CALLBACK (llm_chat_turn_update), self, G_CONNECT_SWAPPED);
        }
    }
  gtk_widget_set_visible (self->placeholder, comparison == NULL);
  gtk_widget_set_visible (self->prompt, comparison != NULL);
  gtk_widget_set_visible (self->prompt_bar, comparison != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, comparison == NULL,
                               -1);
}

static void
edited_cb (LlmChatTurn *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "thread.resend", "(ss)",
                              llm_turn_get_id (self->turn), text);
}

/* While it is edited there is nothing else to be done with it. */
static void
editing_cb (LlmChatTurn *self)
{
  gtk_widget_set_visible (self->prompt_bar,
                          !llm_chat_prompt_get_editing (LLM_CHAT_PROMPT (self->prompt)));
}

/* What is let go of is not scrolled: it keeps its place until it is back. */
static void
shifted_cb (LlmChatTurn *self, int by)
{
  if (self->comparison != NULL)
    g_signal_emit (self, signals[SIGNAL_SHIFTED], 0, by);
}

static void
expanded_cb (LlmChatTurn *self)
{
  LlmTextSlice *slice = llm_chat_prompt_get_slice (LLM_CHAT_PROMPT (self->prompt));

  if (slice != NULL)
    g_signal_connect_object (slice, "shifted", G_CALLBACK (shifted_cb), self, G_CONNECT_SWAPPED);
}

static void
place_wanted_cb (LlmChatTurn *self, GtkTextIter *iter, double yalign)
{
  g_signal_emit (self, signals[SIGNAL_PLACE_WANTED], 0, llm_answer_view_get_slice (get_view (self)),
                 iter, yalign);
}

static void
raw_changed_cb (LlmChatTurn *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RAW]);
}

static void
toggle_vote (LlmChatTurn *self, LlmVote vote, gboolean on)
{
  if (self->answer == NULL)
    return;
  if (on)
    llm_answer_set_vote (self->answer, vote);
  else if (llm_answer_get_vote (self->answer) == vote)
    llm_answer_set_vote (self->answer, LLM_VOTE_NONE);
}

/* --- The object --- */

static void
llm_chat_turn_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmChatTurn *self = LLM_CHAT_TURN (object);
  const LlmVote vote = self->answer != NULL ? llm_answer_get_vote (self->answer) : LLM_VOTE_NONE;

  switch (prop_id)
    {
    case PROP_VOTED_UP:
      g_value_set_boolean (value, vote == LLM_VOTE_UP);
      break;
    case PROP_VOTED_DOWN:
      g_value_set_boolean (value, vote == LLM_VOTE_DOWN);
      break;
    case PROP_RAW:
      g_value_set_boolean (value, llm_answer_view_get_raw (get_view (self)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_chat_turn_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LlmChatTurn *self = LLM_CHAT_TURN (object);
  const gboolean on = g_value_get_boolean (value);

  switch (prop_id)
    {
    case PROP_VOTED_UP:
      toggle_vote (self, LLM_VOTE_UP, on);
      break;
    case PROP_VOTED_DOWN:
      toggle_vote (self, LLM_VOTE_DOWN, on);
      break;
    case PROP_RAW:
      llm_answer_view_set_raw (get_view (self), on);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_chat_turn_dispose (GObject *object)
{
  LlmChatTurn *self = LLM_CHAT_TURN (object);
  GtkWidget *child;

  if (self->turn != NULL)
    g_signal_handlers_disconnect_by_data (self->turn, self);
  if (self->comparison != NULL)
    g_signal_handlers_disconnect_by_data (self->comparison, self);
  if (self->answer != NULL)
    g_signal_handlers_disconnect_by_data (self->answer, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->answer);
  g_clear_object (&self->comparison);
  g_clear_object (&self->turn);
  g_clear_object (&self->conversation);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_chat_turn_parent_class)->dispose (object);
}

static void
llm_chat_turn_class_init (LlmChatTurnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = llm_chat_turn_get_property;
  object_class->set_property = llm_chat_turn_set_property;
  object_class->dispose = llm_chat_turn_dispose;

  props[PROP_VOTED_UP] = g_param_spec_boolean ("voted-up", NULL, NULL, FALSE, flags);
  props[PROP_VOTED_DOWN] = g_param_spec_boolean ("voted-down", NULL, NULL, FALSE, flags);
  props[PROP_RAW] = g_param_spec_boolean ("raw", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * LlmChatTurn::shifted:
   * @by: pixels that what is in view is to move up by
   */
  signals[SIGNAL_SHIFTED] = g_signal_new ("shifted", LLM_TYPE_CHAT_TURN, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  /**
   * LlmChatTurn::place-wanted:
   * @slice: a text of the turn
   * @iter: a place of it
   * @yalign: where that is to be, 0 at the top and 1 at the bottom of what is in view
   */
  signals[SIGNAL_PLACE_WANTED]
      = g_signal_new ("place-wanted", LLM_TYPE_CHAT_TURN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, LLM_TYPE_TEXT_SLICE, GTK_TYPE_TEXT_ITER, G_TYPE_DOUBLE);

  llm_chat_turn_install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-chat-turn");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
add_prompt (LlmChatTurn *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->prompt = llm_chat_prompt_new ();
  gtk_widget_set_parent (self->prompt, widget);
  g_signal_connect_object (self->prompt, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->prompt, "notify::editing", G_CALLBACK (editing_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->prompt, "notify::expanded", G_CALLBACK (expanded_cb), self,
                           G_CONNECT_SWAPPED);

  self->versions = llm_chat_switcher_new ();
  llm_chat_switcher_set_actions (LLM_CHAT_SWITCHER (self->versions), "chat.previous-version",
                                 "chat.next-version", _ ("Show the version before"),
                                 _ ("Show the version after"));
  self->edit_button = gtk_button_new_from_icon_name ("document-edit-symbolic");
  gtk_widget_add_css_class (self->edit_button, "flat");
  gtk_widget_set_tooltip_text (self->edit_button, _ ("Edit and send again"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->edit_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Edit the prompt"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->edit_button), "chat.edit");

  self->prompt_bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->prompt_bar, "llm-card-toolbar");
  gtk_widget_add_css_class (self->prompt_bar, "llm-chat-toolbar");
  gtk_widget_set_halign (self->prompt_bar, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self->prompt_bar), self->edit_button);
  gtk_box_append (GTK_BOX (self->prompt_bar), self->versions);
  gtk_widget_set_parent (self->prompt_bar, widget);
}

static void
add_answer (LlmChatTurn *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Ask again"));
  LlmAnswerView *view;

  self->answer_view = llm_chat_answer_new (self->context);
  gtk_widget_set_parent (self->answer_view, GTK_WIDGET (self));
  view = get_view (self);
  g_signal_connect_object (llm_answer_view_get_slice (view), "shifted", G_CALLBACK (shifted_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "place-wanted", G_CALLBACK (place_wanted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::raw", G_CALLBACK (raw_changed_cb), self,
                           G_CONNECT_SWAPPED);

  self->no_answer = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->no_answer, "llm-no-answer");
  gtk_box_append (GTK_BOX (self->no_answer), gtk_label_new (_ ("There is no answer to this.")));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "chat.regenerate");
  gtk_widget_add_css_class (button, "llm-small");
  gtk_box_append (GTK_BOX (self->no_answer), button);
  gtk_widget_set_parent (self->no_answer, GTK_WIDGET (self));
}

static void
menu_pressed_cb (LlmChatTurn *self, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (GTK_WIDGET (self), "chat.menu", NULL);
}

static void
llm_chat_turn_init (LlmChatTurn *self)
{
  GtkGesture *press = gtk_gesture_click_new ();

  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (press, "pressed", G_CALLBACK (menu_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));

  self->placeholder = gtk_label_new (_ ("Loading…"));
  gtk_widget_add_css_class (self->placeholder, "dim-label");
  gtk_widget_add_css_class (self->placeholder, "llm-placeholder");
  gtk_widget_set_valign (self->placeholder, GTK_ALIGN_START);
  gtk_widget_set_parent (self->placeholder, GTK_WIDGET (self));
  add_prompt (self);
}

/**
 * llm_chat_turn_new:
 * @context: what runs answers
 * @conversation: a chat
 * @turn: a turn of the branch of it that is shown
 *
 * Returns: (transfer floating): a widget for that turn
 */
GtkWidget *
llm_chat_turn_new (LlmContext *context, LlmConversation *conversation, LlmTurn *turn)
{
  LlmChatTurn *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (LLM_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (LLM_IS_TURN (turn), NULL);

  self = g_object_new (LLM_TYPE_CHAT_TURN, NULL);
  self->context = g_object_ref (context);
  self->conversation = g_object_ref (conversation);
  self->turn = g_object_ref (turn);
  add_answer (self);
  g_signal_connect_object (turn, "notify::comparison", G_CALLBACK (llm_chat_turn_update), self,
                           G_CONNECT_SWAPPED);
  llm_chat_turn_update (self);
  return GTK_WIDGET (self);
}

/**
 * llm_chat_turn_get_turn:
 * @self: a widget
 *
 * Returns: (transfer none): what it shows
 */
LlmTurn *
llm_chat_turn_get_turn (LlmChatTurn *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_TURN (self), NULL);
  return self->turn;
}

/**
 * llm_chat_turn_get_answer:
 * @self: a widget
 *
 * Returns: (transfer none): the part with the answer
 */
LlmChatAnswer *
llm_chat_turn_get_answer (LlmChatTurn *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_TURN (self), NULL);
  return LLM_CHAT_ANSWER (self->answer_view);
}

/**
 * llm_chat_turn_get_prompt:
 * @self: a widget
 *
 * Returns: (transfer none): the part with the prompt
 */
LlmChatPrompt *
llm_chat_turn_get_prompt (LlmChatTurn *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_TURN (self), NULL);
  return LLM_CHAT_PROMPT (self->prompt);
}

/**
 * llm_chat_turn_set_position:
 * @self: a widget
 * @position: which of the turns it is, from 0
 * @n_turns: how many there are
 */
void
llm_chat_turn_set_position (LlmChatTurn *self, guint position, guint n_turns)
{
  g_autofree char *name = NULL;

  g_return_if_fail (LLM_IS_CHAT_TURN (self));
  g_return_if_fail (position < n_turns);

  self->position = position;
  name = g_strdup_printf (_ ("Message %u of %u"), position + 1, n_turns);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_POS_IN_SET,
                                  (int) position + 1, GTK_ACCESSIBLE_RELATION_SET_SIZE,
                                  (int) n_turns, -1);
}

/**
 * llm_chat_turn_get_position:
 * @self: a widget
 *
 * Returns: which of the turns it is, from 0
 */
guint
llm_chat_turn_get_position (LlmChatTurn *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_TURN (self), 0);
  return self->position;
}

/**
 * llm_chat_turn_update:
 * @self: a widget
 *
 * Shows what the turn is now: loaded or not, which answer is chosen, which versions there
 * are.
 */
void
llm_chat_turn_update (LlmChatTurn *self)
{
  g_return_if_fail (LLM_IS_CHAT_TURN (self));

  bind_comparison (self);
  update_answer (self);
  update_versions (self);
  editing_cb (self);
  llm_chat_turn_update_actions (self);
}

/**
 * llm_chat_turn_tick:
 * @self: a widget
 *
 * Brings what counts the time up to date.
 */
void
llm_chat_turn_tick (LlmChatTurn *self)
{
  g_return_if_fail (LLM_IS_CHAT_TURN (self));
  llm_chat_answer_tick (LLM_CHAT_ANSWER (self->answer_view));
}

/**
 * llm_chat_turn_is_loaded:
 * @self: a widget
 *
 * Returns: whether it shows texts rather than a placeholder
 */
gboolean
llm_chat_turn_is_loaded (LlmChatTurn *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_TURN (self), FALSE);
  return self->comparison != NULL;
}

/**
 * llm_chat_turn_is_complete:
 * @self: a widget
 *
 * Returns: whether all of its text was laid out, so that its height is known
 */
gboolean
llm_chat_turn_is_complete (LlmChatTurn *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_TURN (self), FALSE);
  return self->comparison != NULL
         && llm_chat_answer_is_complete (LLM_CHAT_ANSWER (self->answer_view));
}

/**
 * llm_chat_turn_is_running:
 * @self: a widget
 *
 * Returns: whether the answer it shows is being written
 */
gboolean
llm_chat_turn_is_running (LlmChatTurn *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_TURN (self), FALSE);
  return self->answer != NULL && llm_answer_is_running (self->answer);
}

/**
 * llm_chat_turn_has_selection:
 * @self: a widget
 *
 * Returns: whether a part of the answer is selected
 */
gboolean
llm_chat_turn_has_selection (LlmChatTurn *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_TURN (self), FALSE);
  return gtk_text_buffer_get_has_selection (
      gtk_text_view_get_buffer (llm_answer_view_get_text_view (get_view (self))));
}

static void
set_slice_range (LlmChatTurn *self, LlmTextSlice *slice, int top, int bottom)
{
  double x, y;

  if (slice != NULL
      && gtk_widget_translate_coordinates (GTK_WIDGET (slice), GTK_WIDGET (self), 0, 0, &x, &y))
    llm_text_slice_set_range (slice, top - (int) y, bottom - (int) y);
}

/**
 * llm_chat_turn_set_range:
 * @self: a widget that was allocated
 * @top: where the part of it begins that is in view, in pixels
 * @bottom: where that ends
 */
void
llm_chat_turn_set_range (LlmChatTurn *self, int top, int bottom)
{
  g_return_if_fail (LLM_IS_CHAT_TURN (self));

  set_slice_range (self, llm_chat_prompt_get_slice (LLM_CHAT_PROMPT (self->prompt)), top, bottom);
  if (gtk_widget_get_visible (self->answer_view))
    set_slice_range (self, llm_answer_view_get_slice (get_view (self)), top, bottom);
}

/**
 * llm_chat_turn_get_place:
 * @self: a widget that was allocated
 * @slice: (nullable): one of its texts, or NULL for the prompt
 * @iter: (nullable): a place of that text
 * @place: (out caller-allocates): where that is in the widget
 *
 * Returns: whether it is there at all
 */
gboolean
llm_chat_turn_get_place (LlmChatTurn *self,
                         LlmTextSlice *slice,
                         const GtkTextIter *iter,
                         GdkRectangle *place)
{
  GtkWidget *view;
  double x, y;
  int left, top;

  g_return_val_if_fail (LLM_IS_CHAT_TURN (self), FALSE);
  g_return_val_if_fail (place != NULL, FALSE);

  *place = (GdkRectangle){ 0 };
  if (slice == NULL || iter == NULL)
    return TRUE;
  view = gtk_widget_get_first_child (GTK_WIDGET (slice));
  if (gtk_text_iter_get_buffer (iter) != gtk_text_view_get_buffer (GTK_TEXT_VIEW (view))
      || !gtk_widget_translate_coordinates (view, GTK_WIDGET (self), 0, 0, &x, &y))
    return FALSE;
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (view), iter, place);
  gtk_text_view_buffer_to_window_coords (GTK_TEXT_VIEW (view), GTK_TEXT_WINDOW_WIDGET, place->x,
                                         place->y, &left, &top);
  place->x = left + (int) x;
  place->y = top + (int) y;
  return TRUE;
}
