/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-row.h"

#include <glib/gi18n-lib.h>

#include "llm-entry-color.h"
#include "llm-history-text.h"

/* Until the first row was seen. */
#define ASSUMED_HEIGHT 60

struct _LlmHistoryRow
{
  GtkWidget parent_instance;

  LlmRowHeights *heights;
  LlmHistoryEntry *entry;
  LlmHistoryMarks hit;
  LlmRowState state; /* of the last update */

  GtkWidget *group;   /* or NULL */
  GtkWidget *content; /* or NULL while it is far away */
};

G_DEFINE_FINAL_TYPE (LlmHistoryRow, llm_history_row, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_RENAMED,
  SIGNAL_MENU_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
renamed_cb (LlmHistoryRow *self, const char *title)
{
  g_signal_emit (self, signals[SIGNAL_RENAMED], 0, title);
}

static void
menu_requested_cb (LlmHistoryRow *self)
{
  g_signal_emit (self, signals[SIGNAL_MENU_REQUESTED], 0);
}

/* --- Size --- */

/* The height that rows with the same lines have, as far as one was seen. */
static int *
get_height (LlmHistoryRow *self)
{
  guint index = 0;

  if (self->entry != NULL && llm_history_content_has_text (self->entry))
    index |= 1;
  if (self->entry != NULL && llm_history_entry_get_data (self->entry)->tags[0] != NULL)
    index |= 2;
  return &self->heights->heights[index];
}

static void
learn_height (LlmHistoryRow *self, int height)
{
  int *known;

  if (self->entry == NULL || self->hit.snippet != NULL)
    return;
  known = get_height (self);
  if (*known == 0)
    self->heights->fresh = TRUE;
  *known = height;
}

static int
assume_height (LlmHistoryRow *self)
{
  const int known = *get_height (self);

  return known > 0 ? known : ASSUMED_HEIGHT;
}

static void
llm_history_row_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  LlmHistoryRow *self = LLM_HISTORY_ROW (widget);
  int child_minimum, child_natural;

  *minimum = *natural = 0;
  if (self->group != NULL)
    gtk_widget_measure (self->group, orientation, -1, minimum, natural, NULL, NULL);
  if (self->content != NULL)
    {
      gtk_widget_measure (self->content, orientation, -1, &child_minimum, &child_natural, NULL,
                          NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        learn_height (self, child_natural);
    }
  else
    {
      child_minimum = child_natural
          = orientation == GTK_ORIENTATION_VERTICAL ? assume_height (self) : 0;
    }

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum += child_minimum;
      *natural += child_natural;
    }
  else
    {
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }
}

static void
llm_history_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LlmHistoryRow *self = LLM_HISTORY_ROW (widget);
  GtkAllocation allocation = { 0, 0, width, 0 };

  if (self->group != NULL)
    {
      gtk_widget_measure (self->group, GTK_ORIENTATION_VERTICAL, -1, &allocation.height, NULL, NULL,
                          NULL);
      gtk_widget_size_allocate (self->group, &allocation, -1);
    }
  if (self->content != NULL)
    {
      allocation.y = allocation.height;
      allocation.height = height - allocation.y;
      gtk_widget_size_allocate (self->content, &allocation, -1);
    }
}

/* --- What it shows --- */

static void
clear_hit (LlmHistoryRow *self)
{
  g_clear_pointer (&self->hit.snippet, g_free);
  g_clear_pointer (&self->hit.marks, pango_attr_list_unref);
  self->hit.marks_title = FALSE;
  self->hit.n_hits = 0;
}

static void
llm_history_row_dispose (GObject *object)
{
  LlmHistoryRow *self = LLM_HISTORY_ROW (object);

  g_clear_pointer (&self->group, gtk_widget_unparent);
  if (self->content != NULL)
    g_signal_handlers_disconnect_by_data (self->content, self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->entry);
  clear_hit (self);

  G_OBJECT_CLASS (llm_history_row_parent_class)->dispose (object);
}

static void
llm_history_row_finalize (GObject *object)
{
  LlmHistoryRow *self = LLM_HISTORY_ROW (object);

  g_clear_pointer (&self->heights, g_rc_box_release);

  G_OBJECT_CLASS (llm_history_row_parent_class)->finalize (object);
}

static void
llm_history_row_class_init (LlmHistoryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_history_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_history_row_finalize;
  widget_class->measure = llm_history_row_measure;
  widget_class->size_allocate = llm_history_row_size_allocate;

  /**
   * LlmHistoryRow::renamed:
   * @title: what was typed
   */
  signals[SIGNAL_RENAMED] = g_signal_new ("renamed", LLM_TYPE_HISTORY_ROW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmHistoryRow::menu-requested:
   *
   * The menu button was clicked.
   */
  signals[SIGNAL_MENU_REQUESTED]
      = g_signal_new ("menu-requested", LLM_TYPE_HISTORY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "historyrow");
}

static void
llm_history_row_init (LlmHistoryRow *self)
{
}

/**
 * llm_history_row_new:
 * @heights: from llm_row_heights_new(); shared by the rows of a list
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
llm_history_row_new (LlmRowHeights *heights)
{
  LlmHistoryRow *self;

  g_return_val_if_fail (heights != NULL, NULL);

  self = g_object_new (LLM_TYPE_HISTORY_ROW, NULL);
  self->heights = g_rc_box_acquire (heights);
  return GTK_WIDGET (self);
}

/**
 * llm_row_heights_new:
 *
 * Returns: (transfer full): heights that nothing is known of; to be released by
 *   g_rc_box_release()
 */
LlmRowHeights *
llm_row_heights_new (void)
{
  return g_rc_box_new0 (LlmRowHeights);
}

/**
 * llm_history_row_get_entry:
 * @self: a #LlmHistoryRow
 *
 * Returns: (transfer none) (nullable): what it shows
 */
LlmHistoryEntry *
llm_history_row_get_entry (LlmHistoryRow *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ROW (self), NULL);

  return self->entry;
}

/**
 * llm_history_row_set_entry:
 * @self: a #LlmHistoryRow
 * @entry: (nullable): what to show; llm_history_row_update() shows it
 */
void
llm_history_row_set_entry (LlmHistoryRow *self, LlmHistoryEntry *entry)
{
  g_return_if_fail (LLM_IS_HISTORY_ROW (self));
  g_return_if_fail (entry == NULL || LLM_IS_HISTORY_ENTRY (entry));

  /* The row goes out of view, or says something else now. */
  if (entry != self->entry && self->content != NULL)
    llm_history_content_end_rename (LLM_HISTORY_CONTENT (self->content));
  if (g_set_object (&self->entry, entry) && self->content == NULL)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  clear_hit (self);
  if (entry == NULL && self->content != NULL)
    llm_history_content_rest (LLM_HISTORY_CONTENT (self->content));
}

/**
 * llm_history_row_set_hit:
 * @self: a #LlmHistoryRow
 * @hit: what a search has found; llm_history_row_update() shows it
 */
void
llm_history_row_set_hit (LlmHistoryRow *self, const LlmSearchHit *hit)
{
  g_return_if_fail (LLM_IS_HISTORY_ROW (self));
  g_return_if_fail (hit != NULL);

  llm_history_row_set_entry (self, hit->entry);
  self->hit.snippet = llm_history_text_take_marks (hit->snippet, &self->hit.marks);
  self->hit.marks_title
      = hit->turn_id == NULL
        && g_str_equal (self->hit.snippet, llm_history_entry_get_title (hit->entry));
  self->hit.n_hits = hit->n_hits;
}

static void
append_part (GString *text, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, _ (", "));
  g_string_append (text, part);
}

/* The row of the list is what assistive technologies see. */
static void
update_name (LlmHistoryRow *self, const LlmRowState *state, const char *detail, const char *when)
{
  const LlmEntryData *data = llm_history_entry_get_data (self->entry);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autoptr (GString) text = g_string_new (llm_history_text_get_title (self->entry));
  g_autoptr (GString) more = g_string_new (state->group);
  const char *color = llm_entry_color_get_name (data->color);
  g_autofree char *tags = g_strjoinv (_ (", "), (char **) data->tags);

  if (parent == NULL)
    return;
  append_part (text, g_str_equal (data->kind, LLM_KIND_CHAT) ? _ ("chat") : _ ("comparison"));
  append_part (text, detail);
  append_part (text, when);
  append_part (text, state->running ? _ ("running") : NULL);
  append_part (text, data->pinned ? _ ("pinned") : NULL);
  append_part (text, state->current ? _ ("open") : NULL);

  append_part (more, color);
  append_part (more, tags);
  append_part (more, self->hit.snippet != NULL ? self->hit.snippet : data->snippet);
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, more->str, -1);
}

static void
set_group (LlmHistoryRow *self, const char *group)
{
  if (group == NULL)
    {
      g_clear_pointer (&self->group, gtk_widget_unparent);
      return;
    }
  if (self->group == NULL)
    {
      self->group = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (self->group), 0);
      gtk_label_set_ellipsize (GTK_LABEL (self->group), PANGO_ELLIPSIZE_END);
      gtk_label_set_single_line_mode (GTK_LABEL (self->group), TRUE);
      gtk_widget_add_css_class (self->group, "llm-group");
      gtk_widget_insert_after (self->group, GTK_WIDGET (self), NULL);
    }
  gtk_label_set_label (GTK_LABEL (self->group), group);
}

static void
fill (LlmHistoryRow *self, const char *detail, const char *when)
{
  llm_history_content_update (LLM_HISTORY_CONTENT (self->content), self->entry, &self->hit,
                              &self->state, detail, when);
}

static char *
format_detail (LlmHistoryRow *self)
{
  return llm_history_text_format_detail (self->entry, self->hit.n_hits);
}

static char *
format_time (LlmHistoryRow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return llm_history_text_format_time (llm_history_entry_get_data (self->entry)->active_at, now);
}

/**
 * llm_history_row_update:
 * @self: a #LlmHistoryRow
 * @state: what it shows beside its entry
 *
 * Shows the entry as of now, and names the row of the list for assistive
 * technologies, whether it has its widgets or not.
 */
void
llm_history_row_update (LlmHistoryRow *self, const LlmRowState *state)
{
  g_autofree char *detail = NULL;
  g_autofree char *when = NULL;

  g_return_if_fail (LLM_IS_HISTORY_ROW (self));
  g_return_if_fail (state != NULL);

  if (self->entry == NULL)
    return;

  self->state = *state;
  self->state.group = NULL; /* not ours */
  detail = format_detail (self);
  when = format_time (self);
  set_group (self, state->group);
  if (self->content != NULL)
    fill (self, detail, when);
  update_name (self, state, detail, when);
}

/**
 * llm_history_row_get_filled:
 * @self: a #LlmHistoryRow
 *
 * Returns: whether it has its widgets
 */
gboolean
llm_history_row_get_filled (LlmHistoryRow *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ROW (self), FALSE);

  return self->content != NULL;
}

/**
 * llm_history_row_set_filled:
 * @self: a #LlmHistoryRow
 * @filled: whether it is to have its widgets
 *
 * A list has many more rows than are seen, and only what is seen needs widgets.  A row
 * without them is about as high as one with them.  While a title is typed they stay.
 */
void
llm_history_row_set_filled (LlmHistoryRow *self, gboolean filled)
{
  g_return_if_fail (LLM_IS_HISTORY_ROW (self));

  if (filled == (self->content != NULL) || (!filled && llm_history_row_get_renaming (self)))
    return;
  if (!filled)
    {
      g_signal_handlers_disconnect_by_data (self->content, self);
      g_clear_pointer (&self->content, gtk_widget_unparent);
      return;
    }
  self->content = llm_history_content_new ();
  g_signal_connect_object (self->content, "renamed", G_CALLBACK (renamed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->content, "menu-requested", G_CALLBACK (menu_requested_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->entry != NULL)
    {
      g_autofree char *detail = format_detail (self);
      g_autofree char *when = format_time (self);

      fill (self, detail, when);
    }
  gtk_widget_insert_before (self->content, GTK_WIDGET (self), NULL);
}

/**
 * llm_history_row_get_content:
 * @self: a #LlmHistoryRow
 *
 * Returns: (transfer none): the row without the heading above it, filled
 */
GtkWidget *
llm_history_row_get_content (LlmHistoryRow *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ROW (self), NULL);

  llm_history_row_set_filled (self, TRUE);
  return self->content;
}

/**
 * llm_history_row_begin_rename:
 * @self: a #LlmHistoryRow
 *
 * Lets the title be typed: Enter takes it, Escape leaves it as it was.
 */
void
llm_history_row_begin_rename (LlmHistoryRow *self)
{
  g_return_if_fail (LLM_IS_HISTORY_ROW (self));

  if (self->entry == NULL)
    return;
  llm_history_row_set_filled (self, TRUE);
  llm_history_content_begin_rename (LLM_HISTORY_CONTENT (self->content),
                                    llm_history_entry_get_title (self->entry));
}

/**
 * llm_history_row_get_renaming:
 * @self: a #LlmHistoryRow
 *
 * Returns: whether its title is being typed
 */
gboolean
llm_history_row_get_renaming (LlmHistoryRow *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ROW (self), FALSE);

  return self->content != NULL
         && llm_history_content_get_renaming (LLM_HISTORY_CONTENT (self->content));
}
