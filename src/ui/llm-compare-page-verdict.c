/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-compare-page-private.h"

#include <glib/gi18n-lib.h>

#include "llm-card-grid.h"
#include "llm-compat.h"
#include "llm-verdict-bar.h"

/* What is decided about a comparison, and the keys for it. */

/* As many cards have a number on the keyboard. */
#define N_DIGITS 8

static void
prefer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);
  const char *column_id = g_variant_get_string (parameter, NULL);

  if (self->comparison != NULL && llm_comparison_find (self->comparison, column_id, NULL) != NULL)
    llm_comparison_set_preferred (self->comparison, column_id);
}

static void
decide_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);

  if (self->comparison == NULL || !llm_verdict_bar_is_asking (LLM_VERDICT_BAR (self->verdict_bar)))
    return;
  llm_comparison_set_verdict (self->comparison,
                              g_str_equal (name, "compare.tie")        ? LLM_VERDICT_TIE
                              : g_str_equal (name, "compare.both-bad") ? LLM_VERDICT_BOTH_BAD
                                                                       : LLM_VERDICT_NONE,
                              NULL);
}

static void
reveal_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);

  if (self->comparison != NULL && llm_comparison_get_blind (self->comparison) == LLM_BLIND_HIDDEN)
    llm_comparison_set_blind (self->comparison, LLM_BLIND_REVEALED);
}

static void
note_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_verdict_bar_popup_note (LLM_VERDICT_BAR (LLM_COMPARE_PAGE (widget)->verdict_bar));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (llm_verdict_undo_undo (LLM_COMPARE_PAGE (widget)->undo))
    llm_compat_announce (widget, _ ("Undone"), FALSE);
}

static void
focus_card_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);

  if (!llm_compare_page_focus_card (self, g_variant_get_uint32 (parameter)))
    gtk_widget_error_bell (widget);
}

static GtkWidget *
get_card_at (LlmComparePage *self, guint index)
{
  GtkWidget *child = gtk_widget_get_first_child (self->grid);

  while (child != NULL && index-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/**
 * llm_compare_page_get_cards:
 * @self: a page
 *
 * Returns: (transfer full) (element-type LlmCard): its cards as they are seen
 */
GPtrArray *
llm_compare_page_get_cards (LlmComparePage *self)
{
  GPtrArray *cards;

  g_return_val_if_fail (LLM_IS_COMPARE_PAGE (self), NULL);

  cards = g_ptr_array_new_with_free_func (g_object_unref);
  for (GtkWidget *child = gtk_widget_get_first_child (self->grid); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    g_ptr_array_add (cards, g_object_ref (child));
  return cards;
}

/**
 * llm_compare_page_focus_card:
 * @self: a page
 * @index: the place of a card, from 0
 *
 * Gives the card the focus; one that has the page for itself makes room for it.
 *
 * Returns: whether there is such a card
 */
gboolean
llm_compare_page_focus_card (LlmComparePage *self, guint index)
{
  GtkWidget *card;

  g_return_val_if_fail (LLM_IS_COMPARE_PAGE (self), FALSE);

  card = get_card_at (self, index);
  if (card == NULL)
    return FALSE;
  llm_compare_page_show_card (self, card);
  return gtk_widget_grab_focus (card);
}

/**
 * llm_compare_page_get_focused_card:
 * @self: a page
 * @index: (out) (optional): its place
 *
 * Returns: (transfer none) (nullable): the card that has the focus
 */
GtkWidget *
llm_compare_page_get_focused_card (LlmComparePage *self, guint *index)
{
  guint i = 0;

  g_return_val_if_fail (LLM_IS_COMPARE_PAGE (self), NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (self->grid); child != NULL;
       child = gtk_widget_get_next_sibling (child), i++)
    {
      GtkRoot *root = gtk_widget_get_root (child);
      GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

      if (focus == NULL || (focus != child && !gtk_widget_is_ancestor (focus, child)))
        continue;
      if (index != NULL)
        *index = i;
      return child;
    }
  return NULL;
}

/* --- Keys --- */

/* Letters are for whoever writes, and for menus that are open. */
static gboolean
takes_letters (GtkWidget *focus, GtkWidget *page)
{
  if (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT (focus))
    return TRUE;
  if (GTK_IS_TEXT_VIEW (focus) && gtk_text_view_get_editable (GTK_TEXT_VIEW (focus)))
    return TRUE;
  return gtk_widget_get_native (focus) != gtk_widget_get_native (page);
}

typedef struct
{
  guint keyval;
  GdkModifierType modifiers;
  const char *action_name; /* of the card with the focus, or of the page */
} Key;

static const Key keys[] = {
  { GDK_KEY_c, 0, "card.copy" },      { GDK_KEY_u, 0, "card.vote-up" },
  { GDK_KEY_d, 0, "card.vote-down" }, { GDK_KEY_p, 0, "card.prefer" },
  { GDK_KEY_f, 0, "card.expand" },    { GDK_KEY_Escape, 0, "card.expand" },
  { GDK_KEY_t, 0, "compare.tie" },    { GDK_KEY_b, 0, "compare.both-bad" },
  { GDK_KEY_F8, 0, "card.next-difference" },
  { GDK_KEY_F8, GDK_SHIFT_MASK, "card.previous-difference" },
  { GDK_KEY_n, 0, "compare.note" },   { GDK_KEY_z, GDK_CONTROL_MASK, "compare.undo" },
};

/* Ahead of what is in the card: its text takes no letters. */
static gboolean
key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *card = llm_compare_page_get_focused_card (self, NULL);
  const Key *key = &keys[g_variant_get_uint32 (arguments)];

  if (focus == NULL || takes_letters (focus, widget))
    return FALSE;
  if (card == NULL
      && (g_str_has_prefix (key->action_name, "card.")
          || !gtk_widget_is_ancestor (focus, self->verdict_bar)))
    return FALSE;
  /* Escape also closes the bar to find, and stops the models. */
  if (key->keyval == GDK_KEY_Escape
      && (!llm_card_get_expanded (LLM_CARD (card)) || llm_compare_page_is_finding (self)))
    return FALSE;
  return gtk_widget_activate_action (card != NULL ? card : widget, key->action_name, NULL);
}

static gboolean
digit_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || takes_letters (focus, widget)
      || llm_compare_page_get_focused_card (self, NULL) == NULL)
    return FALSE;
  return gtk_widget_activate_action_variant (widget, "compare.focus-card", arguments);
}

static void
add_key (GtkEventController *controller,
         guint keyval,
         GdkModifierType modifiers,
         GtkShortcutFunc callback,
         guint argument)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (keyval, modifiers),
                                            gtk_callback_action_new (callback, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, g_variant_new_uint32 (argument));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
}

/* Single keys where there is nothing to write: in the cards. */
void
llm_compare_page_add_keys (LlmComparePage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    add_key (controller, keys[i].keyval, keys[i].modifiers, key_cb, i);
  for (guint i = 0; i < N_DIGITS; i++)
    {
      add_key (controller, GDK_KEY_1 + i, 0, digit_cb, i);
      add_key (controller, GDK_KEY_KP_1 + i, 0, digit_cb, i);
    }
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* --- What is possible --- */

static void
update_actions (LlmComparePage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean asking = llm_verdict_bar_is_asking (LLM_VERDICT_BAR (self->verdict_bar));

  gtk_widget_action_set_enabled (widget, "compare.tie", asking);
  gtk_widget_action_set_enabled (widget, "compare.both-bad", asking);
  gtk_widget_action_set_enabled (widget, "compare.note", asking);
  gtk_widget_action_set_enabled (widget, "compare.undo",
                                 llm_verdict_undo_get_can_undo (self->undo));
}

/* Once, when the page is made. */
void
llm_compare_page_follow_verdict (LlmComparePage *self)
{
  g_signal_connect_object (self->verdict_bar, "notify::visible", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo, "notify::can-undo", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  update_actions (self);
}

/* For the class. */
void
llm_compare_page_install_verdict_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compare.prefer", "s", prefer_action);
  gtk_widget_class_install_action (widget_class, "compare.tie", NULL, decide_action);
  gtk_widget_class_install_action (widget_class, "compare.both-bad", NULL, decide_action);
  gtk_widget_class_install_action (widget_class, "compare.take-back", NULL, decide_action);
  gtk_widget_class_install_action (widget_class, "compare.reveal", NULL, reveal_action);
  gtk_widget_class_install_action (widget_class, "compare.note", NULL, note_action);
  gtk_widget_class_install_action (widget_class, "compare.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "compare.focus-card", "u", focus_card_action);
}
