/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-list.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* After the turns that are in view are there. */
#define PENDING_PRIORITY (GDK_PRIORITY_REDRAW + 20)

/* What is to be done with a turn as soon as it is there. */
typedef enum
{
  PENDING_NOTHING,
  PENDING_FOCUS,
  PENDING_EDIT,
  PENDING_READY,
} PendingKind;

struct _LlmChatList
{
  GtkWidget parent_instance;

  LlmConversation *conversation;

  PendingKind pending;
  LlmTurn *pending_turn;
  guint pending_id;

  GtkRoot *root; /* weak */
  GtkWidget *overlay;
  GtkWidget *scroller;
  GtkWidget *area;
  GtkWidget *jump_button;
};

G_DEFINE_FINAL_TYPE (LlmChatList, llm_chat_list, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_NEEDS_TURNS,
  SIGNAL_RANGE_CHANGED,
  SIGNAL_TURN_READY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static LlmChatArea *
get_area (LlmChatList *self)
{
  return LLM_CHAT_AREA (self->area);
}

static GtkAdjustment *
get_adjustment (LlmChatList *self)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
}

/* --- The focus --- */

static LlmChatTurn *
get_focused_turn (LlmChatList *self)
{
  GtkWidget *focus = self->root != NULL ? gtk_root_get_focus (self->root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->area))
    return NULL;
  if (LLM_IS_CHAT_TURN (focus))
    return LLM_CHAT_TURN (focus);
  return LLM_CHAT_TURN (gtk_widget_get_ancestor (focus, LLM_TYPE_CHAT_TURN));
}

/* What has the focus comes into view; texts are scrolled by those who read them. */
static void
focus_changed_cb (LlmChatList *self)
{
  GtkWidget *focus = gtk_root_get_focus (self->root);
  const double page = gtk_adjustment_get_page_size (get_adjustment (self));
  graphene_rect_t bounds;
  double by = 0;

  if (focus == NULL || GTK_IS_TEXT_VIEW (focus) || !gtk_widget_is_ancestor (focus, self->area)
      || !gtk_widget_compute_bounds (focus, self->area, &bounds))
    return;
  if (bounds.origin.y < 0
      && (bounds.size.height <= page || bounds.origin.y + bounds.size.height < 0))
    by = bounds.origin.y;
  else if (bounds.origin.y + bounds.size.height > page)
    by = MIN (bounds.origin.y, bounds.origin.y + bounds.size.height - page);
  if (by != 0)
    gtk_adjustment_set_value (get_adjustment (self),
                              gtk_adjustment_get_value (get_adjustment (self)) + by);
}

static void
llm_chat_list_root (GtkWidget *widget)
{
  LlmChatList *self = LLM_CHAT_LIST (widget);

  GTK_WIDGET_CLASS (llm_chat_list_parent_class)->root (widget);
  g_set_weak_pointer (&self->root, gtk_widget_get_root (widget));
  if (GTK_IS_WINDOW (self->root))
    g_signal_connect_object (self->root, "notify::focus-widget", G_CALLBACK (focus_changed_cb),
                             self, G_CONNECT_SWAPPED);
}

static void
llm_chat_list_unroot (GtkWidget *widget)
{
  LlmChatList *self = LLM_CHAT_LIST (widget);

  if (self->root != NULL)
    g_signal_handlers_disconnect_by_data (self->root, self);
  g_clear_weak_pointer (&self->root);
  GTK_WIDGET_CLASS (llm_chat_list_parent_class)->unroot (widget);
}

/* --- What waits until a turn is there --- */

static void
forget_pending (LlmChatList *self)
{
  g_clear_handle_id (&self->pending_id, g_source_remove);
  if (self->pending_turn != NULL)
    g_signal_handlers_disconnect_by_data (self->pending_turn, self);
  g_clear_object (&self->pending_turn);
  self->pending = PENDING_NOTHING;
}

static void
do_pending (LlmChatList *self, LlmChatTurn *widget)
{
  const PendingKind kind = self->pending;

  forget_pending (self);
  switch (kind)
    {
    case PENDING_FOCUS:
      gtk_widget_grab_focus (GTK_WIDGET (widget));
      break;
    case PENDING_EDIT:
      gtk_widget_activate_action (GTK_WIDGET (widget), "chat.edit", NULL);
      break;
    case PENDING_READY:
      g_signal_emit (self, signals[SIGNAL_TURN_READY], 0, widget);
      break;
    case PENDING_NOTHING:
    default:
      break;
    }
}

static gboolean
pending_cb (gpointer user_data)
{
  LlmChatList *self = LLM_CHAT_LIST (user_data);
  LlmChatTurn *widget;
  guint position;

  self->pending_id = 0;
  if (!llm_conversation_get_position (self->conversation, self->pending_turn, &position))
    {
      forget_pending (self);
      return G_SOURCE_REMOVE;
    }
  widget = llm_chat_area_get_widget (get_area (self), position);
  if (widget != NULL && gtk_widget_get_mapped (GTK_WIDGET (widget))
      && (self->pending == PENDING_FOCUS || llm_chat_turn_is_loaded (widget)))
    do_pending (self, widget);
  return G_SOURCE_REMOVE;
}

static void
queue_pending (LlmChatList *self)
{
  if (self->pending != PENDING_NOTHING && self->pending_id == 0)
    self->pending_id = g_idle_add_full (PENDING_PRIORITY, pending_cb, self, NULL);
}

static void
set_pending (LlmChatList *self, PendingKind kind, LlmTurn *turn)
{
  forget_pending (self);
  self->pending = kind;
  self->pending_turn = g_object_ref (turn);
  g_signal_connect_object (turn, "notify::comparison", G_CALLBACK (queue_pending), self,
                           G_CONNECT_SWAPPED);
  queue_pending (self);
}

/* A widget may outlast its texts for a while, without anybody to ask for them. */
static void
come_near (LlmChatList *self, guint position)
{
  LlmChatTurn *widget = llm_chat_area_get_widget (get_area (self), position);

  if (widget == NULL || !llm_chat_turn_is_loaded (widget))
    llm_chat_area_scroll_to_turn (get_area (self), position, 0);
}

/* --- Scrolling --- */

static void
jump_clicked_cb (LlmChatList *self)
{
  llm_chat_list_jump_to_latest (self);
}

static void
following_cb (LlmChatList *self)
{
  const gboolean show = !llm_chat_area_get_following (get_area (self));

  /* The focus must not vanish with the button. */
  if (!show && gtk_widget_has_focus (self->jump_button))
    gtk_widget_child_focus (self->area, GTK_DIR_TAB_BACKWARD);
  gtk_widget_set_visible (self->jump_button, show);
}

static void
wanted_cb (LlmChatList *self, GPtrArray *turns)
{
  g_signal_emit (self, signals[SIGNAL_NEEDS_TURNS], 0, turns);
}

static void
range_changed_cb (LlmChatList *self)
{
  queue_pending (self);
  g_signal_emit (self, signals[SIGNAL_RANGE_CHANGED], 0);
}

static void
scroll_by (LlmChatList *self, double by)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + by);
}

static void
focus_neighbour (LlmChatList *self, int step)
{
  const guint n = self->conversation != NULL
                      ? g_list_model_get_n_items (G_LIST_MODEL (self->conversation))
                      : 0;
  LlmChatTurn *focused = get_focused_turn (self);
  gint64 position = focused != NULL ? (gint64) llm_chat_turn_get_position (focused) + step
                                    : llm_chat_area_get_top (get_area (self), NULL);
  g_autoptr (LlmTurn) turn = NULL;

  if (n == 0)
    return;
  position = CLAMP (position, 0, (gint64) n - 1);
  turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), (guint) position);
  if (llm_chat_area_get_widget (get_area (self), (guint) position) == NULL)
    llm_chat_area_scroll_to_turn (get_area (self), (guint) position, 0);
  set_pending (self, PENDING_FOCUS, turn);
}

/* A text with a cursor, or that is being written, has these keys for itself. */
static gboolean
has_cursor (GtkWidget *focus)
{
  if (GTK_IS_TEXT_VIEW (focus))
    return gtk_text_view_get_cursor_visible (GTK_TEXT_VIEW (focus));
  return GTK_IS_EDITABLE (focus) || GTK_IS_LABEL (focus) || GTK_IS_POPOVER (focus)
         || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL;
}

static gboolean
scroll_with_key (LlmChatList *self, guint keyval)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      scroll_by (self, -gtk_adjustment_get_step_increment (adjustment));
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      scroll_by (self, gtk_adjustment_get_step_increment (adjustment));
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      scroll_by (self, -gtk_adjustment_get_page_increment (adjustment));
      return TRUE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      scroll_by (self, gtk_adjustment_get_page_increment (adjustment));
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_lower (adjustment));
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      llm_chat_area_set_following (get_area (self), TRUE);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_pressed_cb (LlmChatList *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkWidget *focus = self->root != NULL ? gtk_root_get_focus (self->root) : NULL;

  state &= GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  if (focus == NULL || has_cursor (focus))
    return GDK_EVENT_PROPAGATE;
  if (state == GDK_CONTROL_MASK && (keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up))
    focus_neighbour (self, -1);
  else if (state == GDK_CONTROL_MASK && (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down))
    focus_neighbour (self, 1);
  else if (state != 0 || !scroll_with_key (self, keyval))
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- The object --- */

static gboolean
llm_chat_list_grab_focus (GtkWidget *widget)
{
  LlmChatList *self = LLM_CHAT_LIST (widget);
  const guint n = self->conversation != NULL
                      ? g_list_model_get_n_items (G_LIST_MODEL (self->conversation))
                      : 0;
  LlmChatTurn *turn = n > 0 ? llm_chat_area_get_widget (get_area (self), n - 1) : NULL;

  if (turn == NULL && n > 0)
    turn
        = llm_chat_area_get_widget (get_area (self), llm_chat_area_get_top (get_area (self), NULL));
  return turn != NULL && gtk_widget_grab_focus (GTK_WIDGET (turn));
}

static void
llm_chat_list_dispose (GObject *object)
{
  LlmChatList *self = LLM_CHAT_LIST (object);

  forget_pending (self);
  if (self->area != NULL)
    g_signal_handlers_disconnect_by_data (self->area, self);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_object (&self->conversation);

  G_OBJECT_CLASS (llm_chat_list_parent_class)->dispose (object);
}

static void
llm_chat_list_class_init (LlmChatListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_chat_list_dispose;
  widget_class->grab_focus = llm_chat_list_grab_focus;
  widget_class->root = llm_chat_list_root;
  widget_class->unroot = llm_chat_list_unroot;

  /**
   * LlmChatList::needs-turns:
   * @turns: (element-type LlmTurn): turns whose texts are to be loaded, the most wanted first
   */
  signals[SIGNAL_NEEDS_TURNS]
      = g_signal_new ("needs-turns", LLM_TYPE_CHAT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  /**
   * LlmChatList::range-changed:
   *
   * Other turns are near to what is in view.
   */
  signals[SIGNAL_RANGE_CHANGED] = g_signal_new (
      "range-changed", LLM_TYPE_CHAT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * LlmChatList::turn-ready:
   * @turn: an #LlmChatTurn
   *
   * What llm_chat_list_bring_turn() asked for is there.
   */
  signals[SIGNAL_TURN_READY] = g_signal_new ("turn-ready", LLM_TYPE_CHAT_LIST, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 1, LLM_TYPE_CHAT_TURN);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-chat-list");
}

static void
add_jump_button (LlmChatList *self)
{
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "go-bottom-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _ ("Jump to latest"));
  self->jump_button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->jump_button), content);
  gtk_widget_add_css_class (self->jump_button, "osd");
  gtk_widget_add_css_class (self->jump_button, "llm-jump");
  gtk_widget_set_halign (self->jump_button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->jump_button, GTK_ALIGN_END);
  gtk_widget_set_visible (self->jump_button, FALSE);
  g_signal_connect_object (self->jump_button, "clicked", G_CALLBACK (jump_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->jump_button);
}

static void
llm_chat_list_init (LlmChatList *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scroller);
  add_jump_button (self);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * llm_chat_list_new:
 * @context: what runs answers
 *
 * Returns: (transfer floating): a list without a conversation
 */
GtkWidget *
llm_chat_list_new (LlmContext *context)
{
  LlmChatList *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_CHAT_LIST, NULL);
  self->area = llm_chat_area_new (context);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->area);
  g_signal_connect_object (self->area, "notify::following", G_CALLBACK (following_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->area, "wanted", G_CALLBACK (wanted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->area, "range-changed", G_CALLBACK (range_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * llm_chat_list_get_conversation:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): what it shows
 */
LlmConversation *
llm_chat_list_get_conversation (LlmChatList *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_LIST (self), NULL);
  return self->conversation;
}

/**
 * llm_chat_list_set_conversation:
 * @self: a list
 * @conversation: (nullable): the chat to show, from its end
 */
void
llm_chat_list_set_conversation (LlmChatList *self, LlmConversation *conversation)
{
  g_return_if_fail (LLM_IS_CHAT_LIST (self));
  g_return_if_fail (conversation == NULL || LLM_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;
  forget_pending (self);
  g_set_object (&self->conversation, conversation);
  llm_chat_area_set_conversation (get_area (self), conversation);
}

/**
 * llm_chat_list_get_area:
 * @self: a list
 *
 * Returns: (transfer none): what has the messages
 */
LlmChatArea *
llm_chat_list_get_area (LlmChatList *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_LIST (self), NULL);
  return get_area (self);
}

/**
 * llm_chat_list_get_range:
 * @self: a list
 * @first: (out): the position of the first turn that is near to what is in view
 * @last: (out): that of the last one
 *
 * The texts of all others may be let go of.
 *
 * Returns: whether there is any
 */
gboolean
llm_chat_list_get_range (LlmChatList *self, guint *first, guint *last)
{
  g_return_val_if_fail (LLM_IS_CHAT_LIST (self), FALSE);
  return llm_chat_area_get_range (get_area (self), first, last);
}

/**
 * llm_chat_list_jump_to_latest:
 * @self: a list
 *
 * Goes to the end and follows it from then on.
 */
void
llm_chat_list_jump_to_latest (LlmChatList *self)
{
  g_return_if_fail (LLM_IS_CHAT_LIST (self));
  llm_chat_area_set_following (get_area (self), TRUE);
}

/**
 * llm_chat_list_show_turn:
 * @self: a list with a conversation
 * @turn: a turn of it
 *
 * Goes to a turn, on the branch that it is on.
 */
void
llm_chat_list_show_turn (LlmChatList *self, LlmTurn *turn)
{
  guint position;

  g_return_if_fail (LLM_IS_CHAT_LIST (self));
  g_return_if_fail (LLM_IS_TURN (turn));
  g_return_if_fail (self->conversation != NULL);

  llm_conversation_select (self->conversation, turn);
  if (llm_conversation_get_position (self->conversation, turn, &position))
    llm_chat_area_scroll_to_turn (get_area (self), position, 0);
}

/**
 * llm_chat_list_bring_turn:
 * @self: a list with a conversation
 * @turn: a turn of the branch that is shown
 *
 * Tells with ::turn-ready when there is a widget for a turn with its texts, in the next
 * iteration at the earliest; goes to the turn if there is none yet.
 */
void
llm_chat_list_bring_turn (LlmChatList *self, LlmTurn *turn)
{
  guint position;

  g_return_if_fail (LLM_IS_CHAT_LIST (self));
  g_return_if_fail (LLM_IS_TURN (turn));
  g_return_if_fail (self->conversation != NULL);

  if (!llm_conversation_get_position (self->conversation, turn, &position))
    return;
  come_near (self, position);
  set_pending (self, PENDING_READY, turn);
}

/**
 * llm_chat_list_edit:
 * @self: a list with a conversation
 * @turn: a turn of the branch that is shown
 *
 * Lets the prompt of a turn be edited as soon as it is there.
 */
void
llm_chat_list_edit (LlmChatList *self, LlmTurn *turn)
{
  guint position;

  g_return_if_fail (LLM_IS_CHAT_LIST (self));
  g_return_if_fail (LLM_IS_TURN (turn));
  g_return_if_fail (self->conversation != NULL);

  if (!llm_conversation_get_position (self->conversation, turn, &position))
    return;
  come_near (self, position);
  set_pending (self, PENDING_EDIT, turn);
}
