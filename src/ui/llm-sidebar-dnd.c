/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sidebar-private.h"

#include <glib/gi18n-lib.h>

/* So near to an edge the list scrolls while something is dragged, at most so fast
 * (pixels, pixels in a frame). */
#define EDGE 40
#define MAX_SPEED 14

/* Whether the user orders the list that an entry is in. */
static gboolean
has_order (LlmSidebar *self, LlmHistoryEntry *entry)
{
  guint position;

  if (!llm_history_model_find (self->model, llm_history_entry_get_id (entry), &position))
    return FALSE;
  switch (llm_history_model_get_section (self->model, position))
    {
    case LLM_HISTORY_PINNED:
    case LLM_HISTORY_FOLDER:
      return TRUE;
    case LLM_HISTORY_ALL:
    case LLM_HISTORY_RECENT:
    case LLM_HISTORY_TAG:
    case LLM_HISTORY_ARCHIVED:
    case LLM_HISTORY_TRASH:
    default:
      return FALSE;
    }
}

/* The entries of a section, as far as they are loaded. */
static GPtrArray *
get_section (LlmSidebar *self, LlmHistorySection section)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->model)); i++)
    {
      if (llm_history_model_get_section (self->model, i) != section)
        break;
      g_ptr_array_add (entries, g_list_model_get_item (G_LIST_MODEL (self->model), i));
    }
  return entries;
}

static gboolean
needs_change (GPtrArray *entries, const LlmEntryChange *change)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const LlmEntryData *data = llm_history_entry_get_data (g_ptr_array_index (entries, i));

      if ((change->fields & LLM_ENTRY_PINNED) ? !data->pinned
                                              : g_strcmp0 (data->folder_id, change->folder_id) != 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_sidebar_drop:
 * @self: a #LlmSidebar
 * @target: a conversation of the list
 * @after: whether below it, not above
 * @entries: (element-type LlmHistoryEntry): what is dropped there
 *
 * Returns: whether it was taken: where the list is by time there is no order to change
 */
gboolean
llm_sidebar_drop (LlmSidebar *self, LlmHistoryEntry *target, gboolean after, GPtrArray *entries)
{
  const LlmHistorySection section = llm_history_model_get_section (self->model, 0);
  g_autoptr (GPtrArray) list = NULL;
  LlmHistoryEntry *above = NULL;
  LlmEntryChange change = { 0 };
  guint index;

  if (entries == NULL || entries->len == 0 || !has_order (self, target))
    return FALSE;

  list = get_section (self, section);
  if (!g_ptr_array_find (list, target, &index))
    return FALSE;
  if (after)
    above = target;
  else if (index > 0)
    above = g_ptr_array_index (list, index - 1);

  if (section == LLM_HISTORY_PINNED)
    {
      change.fields = LLM_ENTRY_PINNED;
      change.pinned = TRUE;
    }
  else
    {
      change.fields = LLM_ENTRY_FOLDER;
      change.folder_id = llm_place_get_id (self->place);
    }
  llm_organizer_place (self->organizer, list, entries, above,
                       needs_change (entries, &change) ? &change : NULL);
  return TRUE;
}

/**
 * llm_sidebar_drop_on_place:
 * @self: a #LlmSidebar
 * @place: a place
 * @entries: (element-type LlmHistoryEntry): what is dropped there
 *
 * Returns: whether it was taken
 */
gboolean
llm_sidebar_drop_on_place (LlmSidebar *self, LlmPlace *place, GPtrArray *entries)
{
  const gboolean in_trash = llm_place_get_kind (self->place) == LLM_PLACE_TRASH;
  const gboolean in_archive = llm_place_get_kind (self->place) == LLM_PLACE_ARCHIVED;

  switch (llm_place_get_kind (place))
    {
    case LLM_PLACE_ALL:
      if (in_trash)
        llm_organizer_trash (self->organizer, entries, FALSE);
      else if (in_archive)
        llm_organizer_archive (self->organizer, entries, FALSE);
      else
        llm_organizer_move (self->organizer, entries, NULL);
      return TRUE;
    case LLM_PLACE_FOLDER:
      llm_organizer_move (self->organizer, entries, llm_place_get_id (place));
      return TRUE;
    case LLM_PLACE_TAG:
      llm_organizer_tag (self->organizer, entries, llm_place_get_id (place), TRUE);
      return TRUE;
    case LLM_PLACE_ARCHIVED:
      llm_organizer_archive (self->organizer, entries, TRUE);
      return TRUE;
    case LLM_PLACE_TRASH:
      if (in_trash)
        return FALSE;
      llm_organizer_trash (self->organizer, entries, TRUE);
      return TRUE;
    case LLM_PLACE_COMPARISONS:
    case LLM_PLACE_CHATS:
    default:
      return FALSE;
    }
}

/**
 * llm_sidebar_step:
 * @self: a #LlmSidebar
 * @entry: a conversation of the list
 * @step: 1 for down, -1 for up
 *
 * Changes its place by one, where the user orders the list.
 */
void
llm_sidebar_step (LlmSidebar *self, LlmHistoryEntry *entry, int step)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  guint index;

  if (!has_order (self, entry))
    return;
  list = get_section (self, llm_history_model_get_section (self->model, 0));
  if (!g_ptr_array_find (list, entry, &index) || (step < 0 && index == 0)
      || (step > 0 && index + 1 >= list->len))
    return;
  g_ptr_array_add (one, entry);
  llm_organizer_place (self->organizer, list, one,
                       step > 0     ? g_ptr_array_index (list, index + 1)
                       : index >= 2 ? g_ptr_array_index (list, index - 2)
                                    : NULL,
                       NULL);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, LlmSidebar *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  LlmHistoryEntry *entry = llm_history_row_get_entry (LLM_HISTORY_ROW (row));

  if (entry == NULL || llm_history_row_get_renaming (LLM_HISTORY_ROW (row)))
    return NULL;

  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  if (self->selecting && g_hash_table_contains (self->selected, llm_history_entry_get_id (entry)))
    {
      self->dragged = llm_sidebar_get_selected (self);
    }
  else
    {
      self->dragged = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (self->dragged, g_object_ref (entry));
    }
  return gdk_content_provider_new_typed (G_TYPE_PTR_ARRAY, self->dragged);
}

/* What is dragged is named below the pointer, with their number. */
static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, LlmSidebar *self)
{
  const guint n = self->dragged != NULL ? self->dragged->len : 0;
  g_autofree char *text = NULL;
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *icon = gtk_drag_icon_get_for_drag (drag);

  if (n == 1)
    text = g_strdup (llm_history_entry_get_title (g_ptr_array_index (self->dragged, 0)));
  else
    text = g_strdup_printf (ngettext ("%u conversation", "%u conversations", n), n);
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_widget_add_css_class (label, "llm-drag");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (icon), label);

  self->places_were_open = llm_place_list_get_open (self->place_list);
  llm_place_list_set_open (self->place_list, TRUE);
}

/**
 * llm_sidebar_end_drag:
 * @self: a #LlmSidebar
 *
 * Leaves everything as it was before something was dragged.
 */
void
llm_sidebar_end_drag (LlmSidebar *self)
{
  llm_drop_mark_clear (&self->drop_mark);
  if (self->scroll_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->list_view), self->scroll_id);
  self->scroll_id = 0;
  if (self->dragged == NULL)
    return;
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  if (self->place_list != NULL && !self->places_were_open)
    llm_place_list_set_open (self->place_list, FALSE);
}

static void
drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean delete_data, LlmSidebar *self)
{
  llm_sidebar_end_drag (self);
}

/**
 * llm_sidebar_add_drag:
 * @self: a #LlmSidebar
 * @row: a new row
 *
 * Lets it be dragged.
 */
void
llm_sidebar_add_drag (LlmSidebar *self, LlmHistoryRow *row)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  g_signal_connect_object (source, "drag-end", G_CALLBACK (drag_end_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (source));
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  LlmSidebar *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + self->scroll_speed);
  return G_SOURCE_CONTINUE;
}

static void
update_scroll (LlmSidebar *self, double y)
{
  const int height = gtk_widget_get_height (GTK_WIDGET (self->list_view));

  self->scroll_speed = 0;
  if (y < EDGE)
    self->scroll_speed = -MAX_SPEED * (EDGE - MAX (y, 0)) / EDGE;
  else if (y > height - EDGE)
    self->scroll_speed = MAX_SPEED * (EDGE - MAX (height - y, 0)) / EDGE;

  if (self->scroll_speed != 0 && self->scroll_id == 0)
    {
      self->scroll_id
          = gtk_widget_add_tick_callback (GTK_WIDGET (self->list_view), scroll_cb, self, NULL);
    }
  else if (self->scroll_speed == 0 && self->scroll_id != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self->list_view), self->scroll_id);
      self->scroll_id = 0;
    }
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, LlmSidebar *self)
{
  LlmHistoryRow *row = llm_sidebar_pick_row (self, x, y);
  LlmHistoryEntry *entry = row != NULL ? llm_history_row_get_entry (row) : NULL;
  double row_x, row_y;

  update_scroll (self, y);
  if (entry == NULL || !has_order (self, entry)
      || !gtk_widget_translate_coordinates (GTK_WIDGET (self->list_view), GTK_WIDGET (row), x, y,
                                            &row_x, &row_y))
    {
      llm_drop_mark_clear (&self->drop_mark);
      return 0;
    }
  llm_drop_mark_set_block (&self->drop_mark, GTK_WIDGET (row),
                           row_y > gtk_widget_get_height (GTK_WIDGET (row)) / 2.0);
  return GDK_ACTION_MOVE;
}

static void
leave_cb (GtkDropTarget *target, LlmSidebar *self)
{
  llm_drop_mark_clear (&self->drop_mark);
  update_scroll (self, EDGE + 1);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, LlmSidebar *self)
{
  GtkWidget *row = self->drop_mark.widget;
  const gboolean after = self->drop_mark.after;

  llm_drop_mark_clear (&self->drop_mark);
  return row != NULL
         && llm_sidebar_drop (self, llm_history_row_get_entry (LLM_HISTORY_ROW (row)), after,
                              g_value_get_boxed (value));
}

static void
dropped_cb (LlmSidebar *self, LlmPlace *place, GPtrArray *entries)
{
  llm_sidebar_drop_on_place (self, place, entries);
  llm_sidebar_set_selecting (self, FALSE);
}

/**
 * llm_sidebar_set_up_drop:
 * @self: a #LlmSidebar with its places
 *
 * Lets conversations be dropped on places, and between the rows of the list.
 */
void
llm_sidebar_set_up_drop (LlmSidebar *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_PTR_ARRAY, GDK_ACTION_MOVE);

  g_signal_connect_object (target, "enter", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), GTK_EVENT_CONTROLLER (target));
  g_signal_connect_object (self->place_list, "dropped", G_CALLBACK (dropped_cb), self,
                           G_CONNECT_SWAPPED);
}
