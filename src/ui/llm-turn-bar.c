/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-turn-bar.h"

#include <glib/gi18n-lib.h>

/* A prompt is told from the others by its beginning. */
#define MAX_CHARS 24

struct _LlmTurnBar
{
  GtkWidget parent_instance;

  LlmConversation *conversation;
  LlmTurn *turn;
  gboolean syncing;

  GtkWidget *scroller;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (LlmTurnBar, llm_turn_bar, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TURN,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
take_turn (LlmTurnBar *self, LlmTurn *turn)
{
  if (g_set_object (&self->turn, turn))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TURN]);
}

static void
toggled_cb (LlmTurnBar *self, GtkToggleButton *button)
{
  if (!self->syncing && gtk_toggle_button_get_active (button))
    take_turn (self, g_object_get_data (G_OBJECT (button), "turn"));
}

static GtkWidget *
new_button (LlmTurnBar *self, LlmTurn *turn, guint index, guint n)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn);
  const char *prompt = comparison != NULL ? llm_comparison_get_prompt (comparison) : "";
  g_autofree char *title = llm_comparison_make_title (prompt);
  g_autofree char *text = g_strdup_printf ("%u · %s", index + 1, title);
  /* Translators: a prompt of a comparison, its number and how many there are. */
  g_autofree char *name = g_strdup_printf (_ ("Turn %u of %u: %s"), index + 1, n, title);
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARS);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "turn", g_object_ref (turn), g_object_unref);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static void
sync_active (LlmTurnBar *self)
{
  self->syncing = TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (self->box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child),
                                  g_object_get_data (G_OBJECT (child), "turn") == self->turn);
  self->syncing = FALSE;
}

/* There are few turns; the last one is shown when they change. */
static void
items_changed_cb (LlmTurnBar *self)
{
  const guint n = self->conversation != NULL
                      ? g_list_model_get_n_items (G_LIST_MODEL (self->conversation))
                      : 0;
  GtkWidget *group = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), i);
      GtkWidget *button = new_button (self, turn, i, n);

      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button),
                                   group != NULL ? GTK_TOGGLE_BUTTON (group) : NULL);
      group = group != NULL ? group : button;
      gtk_box_append (GTK_BOX (self->box), button);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 1);
  take_turn (self, n > 0 ? llm_conversation_get_last (self->conversation) : NULL);
  sync_active (self);
}

static void
llm_turn_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TURN:
      g_value_set_object (value, LLM_TURN_BAR (object)->turn);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_turn_bar_dispose (GObject *object)
{
  LlmTurnBar *self = LLM_TURN_BAR (object);

  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_clear_object (&self->conversation);
  g_clear_object (&self->turn);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_turn_bar_parent_class)->dispose (object);
}

static void
llm_turn_bar_class_init (LlmTurnBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_turn_bar_dispose;
  object_class->get_property = llm_turn_bar_get_property;

  props[PROP_TURN]
      = g_param_spec_object ("turn", NULL, NULL, LLM_TYPE_TURN,
                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-turn-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_turn_bar_init (LlmTurnBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Turns of this comparison"), -1);
}

/**
 * llm_turn_bar_new:
 *
 * Returns: (transfer floating): a bar without turns
 */
GtkWidget *
llm_turn_bar_new (void)
{
  return g_object_new (LLM_TYPE_TURN_BAR, NULL);
}

/**
 * llm_turn_bar_set_conversation:
 * @self: a bar
 * @conversation: (nullable): whose turns to show; the last one is chosen
 */
void
llm_turn_bar_set_conversation (LlmTurnBar *self, LlmConversation *conversation)
{
  g_return_if_fail (LLM_IS_TURN_BAR (self));
  g_return_if_fail (conversation == NULL || LLM_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_set_object (&self->conversation, conversation);
  if (conversation != NULL)
    g_signal_connect_object (conversation, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);
  items_changed_cb (self);
}

/**
 * llm_turn_bar_get_turn:
 * @self: a bar
 *
 * Returns: (transfer none) (nullable): the turn that is chosen
 */
LlmTurn *
llm_turn_bar_get_turn (LlmTurnBar *self)
{
  g_return_val_if_fail (LLM_IS_TURN_BAR (self), NULL);
  return self->turn;
}

/**
 * llm_turn_bar_set_turn:
 * @self: a bar
 * @turn: a turn of the branch of its conversation
 */
void
llm_turn_bar_set_turn (LlmTurnBar *self, LlmTurn *turn)
{
  g_return_if_fail (LLM_IS_TURN_BAR (self));
  g_return_if_fail (LLM_IS_TURN (turn));

  take_turn (self, turn);
  sync_active (self);
}

/**
 * llm_turn_bar_step:
 * @self: a bar
 * @step: 1 for the next turn, -1 for the one before
 *
 * Returns: whether there was one
 */
gboolean
llm_turn_bar_step (LlmTurnBar *self, int step)
{
  g_autoptr (LlmTurn) turn = NULL;
  guint position;

  g_return_val_if_fail (LLM_IS_TURN_BAR (self), FALSE);

  if (self->turn == NULL || self->conversation == NULL
      || !llm_conversation_get_position (self->conversation, self->turn, &position)
      || (step < 0 && position == 0))
    return FALSE;
  turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), position + step);
  if (turn == NULL)
    return FALSE;
  llm_turn_bar_set_turn (self, turn);
  return TRUE;
}
