/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-card-private.h"
#include "llm-diff-line.h"

/**
 * llm_card_show_differences:
 * @self: a card
 * @text: (nullable): what to tell of how its answer differs; %NULL for nothing
 * @is_base: whether the others are compared with it
 * @can_step: whether there are differences to go to
 *
 * The line for it is there only while there is something to tell.
 */
void
llm_card_show_differences (LlmCard *self, const char *text, gboolean is_base, gboolean can_step)
{
  gboolean had_focus;

  g_return_if_fail (LLM_IS_CARD (self));

  had_focus = self->diff_line != NULL
              && gtk_widget_get_focus_child (GTK_WIDGET (self)) == self->diff_line;
  if (text == NULL)
    g_clear_pointer (&self->diff_line, gtk_widget_unparent);
  else if (self->diff_line == NULL)
    {
      self->diff_line = llm_diff_line_new ();
      gtk_widget_insert_before (self->diff_line, GTK_WIDGET (self), self->view);
    }
  if (self->diff_line != NULL)
    llm_diff_line_set (LLM_DIFF_LINE (self->diff_line), text, is_base, can_step);
  if (had_focus && !can_step)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.next-difference", can_step);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "card.previous-difference", can_step);
}

/**
 * llm_card_get_differences:
 * @self: a card
 *
 * Returns: (nullable): what it tells of how its answer differs
 */
const char *
llm_card_get_differences (LlmCard *self)
{
  g_return_val_if_fail (LLM_IS_CARD (self), NULL);
  return self->diff_line != NULL ? llm_diff_line_get_text (LLM_DIFF_LINE (self->diff_line)) : NULL;
}
