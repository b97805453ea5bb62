/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-area-private.h"

/* After what is in view was painted. */
#define TIDY_PRIORITY (GDK_PRIORITY_REDRAW + 10)

/* So many turns that scrolling will bring near next are made before a frame needs them. */
#define MAX_AHEAD 2

/* Turns whose texts are asked for at once. */
#define MAX_WANTED 64

/* Times are shown in tenths of a second and need not be more exact than that. */
#define TICK_MS 250

LlmTurn *
llm_chat_area_get_turn (LlmChatArea *self, guint position)
{
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), position);

  return turn; /* which the conversation has */
}

static void
shifted_cb (LlmChatTurn *widget, int by, LlmChatArea *self)
{
  llm_chat_area_turn_shifted (self, widget, by);
}

static void
place_wanted_cb (
    LlmChatTurn *widget, LlmTextSlice *slice, GtkTextIter *iter, double yalign, LlmChatArea *self)
{
  llm_chat_area_hold (self, widget, slice, iter, yalign);
}

/* The children stand in the order of the turns, for the keyboard and screen readers. */
static GtkWidget *
find_sibling_before (LlmChatArea *self, guint position)
{
  for (GtkWidget *child = gtk_widget_get_last_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_prev_sibling (child))
    {
      if (llm_chat_turn_get_position (LLM_CHAT_TURN (child)) < position)
        return child;
    }
  return NULL;
}

LlmChatTurn *
llm_chat_area_ensure_widget (LlmChatArea *self, guint position)
{
  LlmTurn *turn = llm_chat_area_get_turn (self, position);
  GtkWidget *widget = g_hash_table_lookup (self->widgets, turn);

  if (widget != NULL)
    return LLM_CHAT_TURN (widget);
  widget = llm_chat_turn_new (self->context, self->conversation, turn);
  llm_chat_turn_set_position (LLM_CHAT_TURN (widget), position,
                              llm_chat_heights_get_n (self->heights));
  g_signal_connect_object (widget, "shifted", G_CALLBACK (shifted_cb), self, 0);
  g_signal_connect_object (widget, "place-wanted", G_CALLBACK (place_wanted_cb), self, 0);
  g_hash_table_insert (self->widgets, turn, widget);
  gtk_widget_insert_after (widget, GTK_WIDGET (self), find_sibling_before (self, position));
  return LLM_CHAT_TURN (widget);
}

void
llm_chat_area_remove_widget (LlmChatArea *self, LlmChatTurn *widget)
{
  g_signal_handlers_disconnect_by_data (widget, self);
  g_hash_table_remove (self->widgets, llm_chat_turn_get_turn (widget));
  gtk_widget_unparent (GTK_WIDGET (widget));
}

/* What is being edited, selected or has the focus stays, wherever it is. */
static gboolean
is_in_use (LlmChatArea *self, LlmChatTurn *widget)
{
  return gtk_widget_get_focus_child (GTK_WIDGET (self)) == GTK_WIDGET (widget)
         || llm_chat_prompt_get_editing (llm_chat_turn_get_prompt (widget))
         || llm_chat_turn_has_selection (widget);
}

/* How many turns outside of those that are near stay widgets. */
static guint
get_slack (LlmChatArea *self)
{
  return 1 + (self->last - self->first) / 2;
}

static void
remove_far_widgets (LlmChatArea *self)
{
  const guint slack = get_slack (self);
  GtkWidget *child, *next;

  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL; child = next)
    {
      LlmChatTurn *widget = LLM_CHAT_TURN (child);
      const guint position = llm_chat_turn_get_position (widget);

      next = gtk_widget_get_next_sibling (child);
      if ((position + slack < self->first || position > self->last + slack)
          && !is_in_use (self, widget))
        llm_chat_area_remove_widget (self, widget);
    }
}

/* Makes the next turn that scrolling will bring near.  A frame that has to make one takes
 * three times as long as another, nearly all of it for its widgets and their style, so
 * that is done between frames, one at a time. */
static gboolean
make_one_ahead (LlmChatArea *self)
{
  const guint n = llm_chat_heights_get_n (self->heights);
  const guint n_ahead = MIN (MAX_AHEAD, get_slack (self));

  for (guint i = 1; self->direction != 0 && i <= n_ahead; i++)
    {
      const gint64 position
          = self->direction < 0 ? (gint64) self->first - i : (gint64) self->last + i;

      if (position < 0 || position >= n)
        break;
      if (llm_chat_area_get_widget (self, (guint) position) != NULL)
        continue;
      llm_chat_area_measure_turn (self, llm_chat_area_ensure_widget (self, (guint) position));
      return TRUE;
    }
  return FALSE;
}

static void
add_wanted (LlmChatArea *self, GPtrArray *wanted, guint position)
{
  LlmTurn *turn = llm_chat_area_get_turn (self, position);

  if (wanted->len < MAX_WANTED && llm_turn_get_comparison (turn) == NULL)
    g_ptr_array_add (wanted, g_object_ref (turn));
}

/* From the top of what is in view downwards and upwards in turns. */
static void
ask_for_wanted (LlmChatArea *self)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);
  const guint top = CLAMP (llm_chat_area_get_top (self, NULL), self->first, self->last);

  add_wanted (self, wanted, top);
  for (guint i = 1; top + i <= self->last || (i <= top && top - i >= self->first); i++)
    {
      if (top + i <= self->last)
        add_wanted (self, wanted, top + i);
      if (i <= top && top - i >= self->first)
        add_wanted (self, wanted, top - i);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const guint position = llm_chat_turn_get_position (LLM_CHAT_TURN (child));

      if (position < self->first || position > self->last)
        add_wanted (self, wanted, position);
    }
  if (wanted->len > 0)
    llm_chat_area_emit_wanted (self, wanted);
}

static gboolean
tidy_cb (gpointer user_data)
{
  LlmChatArea *self = LLM_CHAT_AREA (user_data);

  self->idle_id = 0;
  if (self->conversation == NULL || llm_chat_heights_get_n (self->heights) == 0
      || self->last >= llm_chat_heights_get_n (self->heights))
    return G_SOURCE_REMOVE;
  remove_far_widgets (self);
  if (make_one_ahead (self))
    llm_chat_area_queue_tidying (self);
  ask_for_wanted (self);
  llm_chat_area_update_tick (self);
  return G_SOURCE_REMOVE;
}

void
llm_chat_area_queue_tidying (LlmChatArea *self)
{
  if (self->idle_id == 0)
    self->idle_id = g_idle_add_full (TIDY_PRIORITY, tidy_cb, self, NULL);
}

static gboolean
any_runs (LlmChatArea *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (llm_chat_turn_is_running (LLM_CHAT_TURN (child)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
tick_cb (gpointer user_data)
{
  LlmChatArea *self = LLM_CHAT_AREA (user_data);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    llm_chat_turn_tick (LLM_CHAT_TURN (child));
  llm_chat_area_update_tick (self);
  return G_SOURCE_CONTINUE;
}

/* One clock for all turns, and none while nothing runs or nobody looks. */
void
llm_chat_area_update_tick (LlmChatArea *self)
{
  const gboolean wanted = gtk_widget_get_mapped (GTK_WIDGET (self)) && any_runs (self);

  if (wanted && self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
  else if (!wanted)
    g_clear_handle_id (&self->tick_id, g_source_remove);
}

/**
 * llm_chat_area_get_range:
 * @self: an area
 * @first: (out): the position of the first turn that is near to what is in view
 * @last: (out): that of the last one
 *
 * Returns: whether there is any
 */
gboolean
llm_chat_area_get_range (LlmChatArea *self, guint *first, guint *last)
{
  g_return_val_if_fail (LLM_IS_CHAT_AREA (self), FALSE);
  g_return_val_if_fail (first != NULL && last != NULL, FALSE);

  *first = self->first;
  *last = MIN (self->last, MAX (llm_chat_heights_get_n (self->heights), 1) - 1);
  return llm_chat_heights_get_n (self->heights) > 0
         && self->first < llm_chat_heights_get_n (self->heights);
}

/**
 * llm_chat_area_get_widget:
 * @self: an area
 * @position: a turn of the branch that is shown
 *
 * Returns: (transfer none) (nullable): what shows it, if it is near to what is in view
 */
LlmChatTurn *
llm_chat_area_get_widget (LlmChatArea *self, guint position)
{
  g_return_val_if_fail (LLM_IS_CHAT_AREA (self), NULL);

  if (position >= llm_chat_heights_get_n (self->heights))
    return NULL;
  return g_hash_table_lookup (self->widgets, llm_chat_area_get_turn (self, position));
}

/**
 * llm_chat_area_get_n_widgets:
 * @self: an area
 *
 * Returns: how many turns are widgets
 */
guint
llm_chat_area_get_n_widgets (LlmChatArea *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_AREA (self), 0);
  return g_hash_table_size (self->widgets);
}

/**
 * llm_chat_area_is_settled:
 * @self: an area
 *
 * Returns: whether all that is near is loaded, laid out and in its place
 */
gboolean
llm_chat_area_is_settled (LlmChatArea *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_AREA (self), TRUE);

  if (self->stale || self->held_turn != NULL || self->idle_id != 0)
    return FALSE;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const guint position = llm_chat_turn_get_position (LLM_CHAT_TURN (child));

      if (position >= self->first && position <= self->last
          && !llm_chat_turn_is_complete (LLM_CHAT_TURN (child)))
        return FALSE;
    }
  return TRUE;
}
