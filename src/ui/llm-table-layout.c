/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-table-layout.h"

#define SPACING 12

struct _LlmTableColumns
{
  grefcount n_refs;
  guint n_columns;
  guint ranks[LLM_TABLE_MAX_COLUMNS]; /* 0: always shown; else the highest goes first */
  int widths[LLM_TABLE_MAX_COLUMNS];
  guint stretched;
  int stretched_min;
};

struct _LlmTableLayout
{
  GtkLayoutManager parent_instance;

  LlmTableColumns *columns;
};

G_DEFINE_FINAL_TYPE (LlmTableLayout, llm_table_layout, GTK_TYPE_LAYOUT_MANAGER)

/**
 * llm_table_columns_new:
 * @n_columns: how many there are, at most %LLM_TABLE_MAX_COLUMNS
 * @ranks: (array length=n_columns): for each 0 if it is always shown; of the others that
 *   with the highest rank is left out first
 * @stretched: the column that gets the room that is left
 * @stretched_min: the least it needs, in pixels
 *
 * Returns: (transfer full): columns whose widths are to be found out
 */
LlmTableColumns *
llm_table_columns_new (guint n_columns, const guint *ranks, guint stretched, int stretched_min)
{
  LlmTableColumns *self;

  g_return_val_if_fail (n_columns <= LLM_TABLE_MAX_COLUMNS && ranks != NULL, NULL);
  g_return_val_if_fail (stretched < n_columns && ranks[stretched] == 0, NULL);

  self = g_new0 (LlmTableColumns, 1);
  g_ref_count_init (&self->n_refs);
  self->n_columns = n_columns;
  for (guint i = 0; i < n_columns; i++)
    self->ranks[i] = ranks[i];
  self->stretched = stretched;
  self->stretched_min = stretched_min;
  return self;
}

/**
 * llm_table_columns_ref:
 * @self: columns
 *
 * Returns: (transfer full): them
 */
LlmTableColumns *
llm_table_columns_ref (LlmTableColumns *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_ref_count_inc (&self->n_refs);
  return self;
}

/**
 * llm_table_columns_unref:
 * @self: (transfer full): columns
 */
void
llm_table_columns_unref (LlmTableColumns *self)
{
  g_return_if_fail (self != NULL);
  if (g_ref_count_dec (&self->n_refs))
    g_free (self);
}

/* All rows are measured before one is allocated, so that the widths are those of all. */
static void
learn_widths (LlmTableColumns *columns, GtkWidget *row)
{
  GtkWidget *child = gtk_widget_get_first_child (row);

  for (guint i = 0; i < columns->n_columns && child != NULL; i++)
    {
      int min, nat;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
      columns->widths[i] = MAX (columns->widths[i], nat);
      child = gtk_widget_get_next_sibling (child);
    }
}

/* How wide all columns are whose rank is at most @rank. */
static int
get_width (LlmTableColumns *columns, guint rank, gboolean natural)
{
  int width = -SPACING;

  for (guint i = 0; i < columns->n_columns; i++)
    {
      const int least = MIN (columns->stretched_min, columns->widths[i]);

      if (columns->ranks[i] <= rank)
        width += SPACING + (i == columns->stretched && !natural ? least : columns->widths[i]);
    }
  return MAX (width, 0);
}

static guint
get_max_rank (LlmTableColumns *columns)
{
  guint rank = 0;

  for (guint i = 0; i < columns->n_columns; i++)
    rank = MAX (rank, columns->ranks[i]);
  return rank;
}

static void
llm_table_layout_measure (GtkLayoutManager *manager,
                          GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  LlmTableColumns *columns = LLM_TABLE_LAYOUT (manager)->columns;
  int height = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      learn_widths (columns, widget);
      *minimum = get_width (columns, 0, FALSE);
      *natural = MAX (*minimum, get_width (columns, get_max_rank (columns), TRUE));
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int nat;

      gtk_widget_measure (child, orientation, -1, NULL, &nat, NULL, NULL);
      height = MAX (height, nat);
    }
  *minimum = *natural = height;
}

static void
llm_table_layout_allocate (
    GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  LlmTableColumns *columns = LLM_TABLE_LAYOUT (manager)->columns;
  const gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = gtk_widget_get_first_child (widget);
  guint rank = get_max_rank (columns);
  int rest, x = 0;

  while (rank > 0 && get_width (columns, rank, FALSE) > width)
    rank--;
  rest = width - get_width (columns, rank, TRUE);
  for (guint i = 0; i < columns->n_columns && child != NULL; i++)
    {
      const gboolean shown = columns->ranks[i] <= rank;
      int own = columns->widths[i];
      int min;

      if (i == columns->stretched)
        own += rest;
      gtk_widget_set_child_visible (child, shown);
      if (shown)
        {
          /* Never less than the widget can bear. */
          gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, NULL, NULL, NULL);
          own = MAX (own, min);
          gtk_widget_size_allocate (
              child, &(GtkAllocation){ rtl ? width - x - own : x, 0, own, height }, -1);
          x += own + SPACING;
        }
      child = gtk_widget_get_next_sibling (child);
    }
}

static void
llm_table_layout_finalize (GObject *object)
{
  llm_table_columns_unref (LLM_TABLE_LAYOUT (object)->columns);

  G_OBJECT_CLASS (llm_table_layout_parent_class)->finalize (object);
}

static void
llm_table_layout_class_init (LlmTableLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = llm_table_layout_finalize;
  layout_class->measure = llm_table_layout_measure;
  layout_class->allocate = llm_table_layout_allocate;
}

static void
llm_table_layout_init (LlmTableLayout *self)
{
}

/**
 * llm_table_layout_new:
 * @columns: what the rows of the table share
 *
 * Returns: (transfer full): a layout for one row, whose children are its cells in order
 */
GtkLayoutManager *
llm_table_layout_new (LlmTableColumns *columns)
{
  LlmTableLayout *self;

  g_return_val_if_fail (columns != NULL, NULL);

  self = g_object_new (LLM_TYPE_TABLE_LAYOUT, NULL);
  self->columns = llm_table_columns_ref (columns);
  return GTK_LAYOUT_MANAGER (self);
}
