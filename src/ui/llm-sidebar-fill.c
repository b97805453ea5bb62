/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sidebar-private.h"

/* Which rows of the list have their widgets: GtkListView makes about 200 rows whatever
 * is seen of them, and all with widgets they need more memory than the rest of the
 * window.  Those that are seen are filled in the layout of the same frame, so that
 * nobody ever sees one that is not. */

/* Rows that are not seen but nearer than this have their widgets, so that what is found
 * out about their heights moves nothing that is seen (pixels). */
#define AHEAD 100

/* GTK lays out four times in a frame at most. */
#define MAX_FILLS 2

static void
fill_row (LlmSidebar *self, LlmHistoryRow *row, gboolean *changed)
{
  const int page = gtk_widget_get_height (GTK_WIDGET (self->list_view));
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (row));
  GtkAllocation place;

  if (item == NULL || !gtk_widget_get_child_visible (item))
    return;
  gtk_widget_get_allocation (item, &place);
  if (place.height == 0)
    return;
  if (place.y < page + AHEAD && place.y + place.height > -AHEAD)
    {
      *changed = *changed || !llm_history_row_get_filled (row);
      llm_history_row_set_filled (row, TRUE);
    }
  else if (place.y > 2 * page || place.y + place.height < -page)
    {
      llm_history_row_set_filled (row, FALSE);
    }
}

/* Rows that are not filled are as high as those that are. */
static void
spread_heights (LlmSidebar *self)
{
  GHashTableIter iter;
  gpointer row;

  self->heights->fresh = FALSE;
  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    {
      if (!llm_history_row_get_filled (row))
        gtk_widget_queue_resize (row);
    }
}

static void
update_cb (LlmSidebar *self)
{
  if (self->rows_moved)
    gtk_widget_queue_allocate (GTK_WIDGET (self->list_view));
}

/* Once all is in its place; what is asked for here is laid out in this frame, too. */
static void
layout_cb (LlmSidebar *self, GdkFrameClock *frame_clock)
{
  const gint64 frame = gdk_frame_clock_get_frame_counter (frame_clock);
  gboolean changed = FALSE;
  GHashTableIter iter;
  gpointer row;

  if (!self->rows_moved || !gtk_widget_get_mapped (GTK_WIDGET (self->list_view)))
    return;
  if (frame != self->fill_frame)
    self->n_fills = 0;
  self->fill_frame = frame;
  if (self->n_fills == MAX_FILLS)
    {
      /* In the next one. */
      gdk_frame_clock_request_phase (frame_clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
      return;
    }
  self->n_fills++;

  self->rows_moved = FALSE;
  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    fill_row (self, row, &changed);
  if (self->heights->fresh)
    {
      spread_heights (self);
      changed = TRUE;
    }
  /* Others may be seen when these have their heights. */
  self->rows_moved = changed;
}

static void
map_cb (LlmSidebar *self)
{
  self->frame_clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  g_signal_connect_object (self->frame_clock, "update", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->frame_clock, "layout", G_CALLBACK (layout_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  llm_sidebar_rows_moved (self);
}

static void
unmap_cb (LlmSidebar *self)
{
  if (self->frame_clock != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->frame_clock, update_cb, self);
      g_signal_handlers_disconnect_by_func (self->frame_clock, layout_cb, self);
    }
  self->frame_clock = NULL;
}

/**
 * llm_sidebar_rows_moved:
 * @self: a #LlmSidebar
 *
 * Looks in the next frame, or in this one if it has not been laid out, which rows are
 * seen.
 */
void
llm_sidebar_rows_moved (LlmSidebar *self)
{
  self->rows_moved = TRUE;
  if (self->frame_clock != NULL)
    gdk_frame_clock_request_phase (self->frame_clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

/**
 * llm_sidebar_set_up_fill:
 * @self: a #LlmSidebar with its template
 *
 * Gives those rows their widgets from now on that are seen.
 */
void
llm_sidebar_set_up_fill (LlmSidebar *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (llm_sidebar_rows_moved), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (llm_sidebar_rows_moved), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
}
