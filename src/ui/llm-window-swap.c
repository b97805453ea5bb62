/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-window-private.h"

#include "llm-compare-page.h"
#include "llm-model-picker.h"

/* A model for a column, or for a new one. */

static void
swap_chosen_cb (LlmWindow *self, const char *spec)
{
  if (self->swap_column_id == NULL || self->compare_page == NULL)
    return;
  if (self->swap_adds)
    llm_compare_page_add (LLM_COMPARE_PAGE (self->compare_page), self->swap_column_id, spec);
  else
    llm_compare_page_swap (LLM_COMPARE_PAGE (self->compare_page), self->swap_column_id, spec);
}

/* Beside whatever has the focus. */
static void
popup (LlmWindow *self, const char *column_id, gboolean adds)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  graphene_rect_t bounds;

  self->swap_adds = adds;
  g_free (self->swap_column_id);
  self->swap_column_id = g_strdup (column_id);
  if (self->swap_picker == NULL)
    {
      self->swap_picker = llm_model_picker_new_to_choose (self->lineup);
      g_signal_connect_object (self->swap_picker, "chosen", G_CALLBACK (swap_chosen_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_widget_set_parent (self->swap_picker, self->compare_page);
    }

  if (focus != NULL && gtk_widget_is_ancestor (focus, self->compare_page)
      && gtk_widget_compute_bounds (focus, self->compare_page, &bounds))
    {
      const GdkRectangle rectangle = { (int) bounds.origin.x, (int) bounds.origin.y,
                                       (int) bounds.size.width, (int) bounds.size.height };

      gtk_popover_set_pointing_to (GTK_POPOVER (self->swap_picker), &rectangle);
    }
  gtk_popover_popup (GTK_POPOVER (self->swap_picker));
}

/**
 * llm_window_popup_swap:
 * @self: a window
 * @column_id: a column of the comparison that is shown
 *
 * Lets another model be chosen for a column.
 */
void
llm_window_popup_swap (LlmWindow *self, const char *column_id)
{
  g_return_if_fail (LLM_IS_WINDOW (self));
  g_return_if_fail (column_id != NULL);
  popup (self, column_id, FALSE);
}

/**
 * llm_window_popup_add:
 * @self: a window
 * @column_id: a column of the comparison that is shown
 *
 * Lets a model be chosen for a new column behind that one.
 */
void
llm_window_popup_add (LlmWindow *self, const char *column_id)
{
  g_return_if_fail (LLM_IS_WINDOW (self));
  g_return_if_fail (column_id != NULL);
  popup (self, column_id, TRUE);
}
