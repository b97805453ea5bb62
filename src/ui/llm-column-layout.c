/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-column-layout.h"

#define DEFAULT_SPACING 12
#define DEFAULT_ROW_HEIGHT 320

struct _LlmColumnLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
  int row_height;
  GtkWidget *expanded; /* weak */
};

G_DEFINE_FINAL_TYPE (LlmColumnLayout, llm_column_layout, GTK_TYPE_LAYOUT_MANAGER)

static guint
count_children (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_should_layout (child);
  return n;
}

/* The expanded child, if it is one of @widget's that is laid out. */
static GtkWidget *
expanded_child (LlmColumnLayout *self, GtkWidget *widget)
{
  if (self->expanded != NULL && gtk_widget_get_parent (self->expanded) == widget
      && gtk_widget_should_layout (self->expanded))
    return self->expanded;
  return NULL;
}

static guint
count_rows (guint n_children, guint n_columns)
{
  return (n_children + n_columns - 1) / n_columns;
}

/* The least height of a row of columns @width wide: that of its tallest child,
 * and the row height where the rows do not fit without scrolling. */
static int
measure_row (LlmColumnLayout *self, GtkWidget *widget, int width, guint n_rows)
{
  int height = n_rows > 1 ? self->row_height : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int min;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &min, NULL, NULL, NULL);
      height = MAX (height, min);
    }
  return height;
}

static GtkSizeRequestMode
llm_column_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = 0;
  *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int min, nat;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
      *minimum = MAX (*minimum, min);
      *natural = MAX (*natural, nat);
    }
}

static int
column_width (LlmColumnLayout *self, int width, guint n_columns)
{
  return MAX (0, (width - self->spacing * (int) (n_columns - 1)) / (int) n_columns);
}

static void
measure_height (LlmColumnLayout *self, GtkWidget *widget, int width, int *minimum, int *natural)
{
  const guint n_children = count_children (widget);
  guint n_columns, n_rows;
  int narrowest, unused, row;

  *minimum = 0;
  *natural = 0;
  if (n_children == 0)
    return;

  measure_width (widget, &narrowest, &unused);
  width = MAX (width, narrowest);
  if (expanded_child (self, widget) != NULL)
    {
      gtk_widget_measure (self->expanded, GTK_ORIENTATION_VERTICAL, width, minimum, natural, NULL,
                          NULL);
      return;
    }

  n_columns = llm_column_layout_count_columns (width, n_children);
  n_rows = count_rows (n_children, n_columns);
  row = measure_row (self, widget, MAX (column_width (self, width, n_columns), narrowest), n_rows);
  *minimum = row * (int) n_rows + self->spacing * (int) (n_rows - 1);
  row = MAX (row, self->row_height);
  *natural = row * (int) n_rows + self->spacing * (int) (n_rows - 1);
}

static void
llm_column_layout_measure (GtkLayoutManager *manager,
                           GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  LlmColumnLayout *self = LLM_COLUMN_LAYOUT (manager);

  *minimum_baseline = -1;
  *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (widget, minimum, natural);
  else
    measure_height (self, widget, for_size, minimum, natural);
}

static void
allocate_at (GtkWidget *child, int x, int y, int width, int height)
{
  gtk_widget_set_child_visible (child, TRUE);
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, width, height }, -1);
}

static void
allocate_expanded (LlmColumnLayout *self, GtkWidget *widget, int width, int height)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_should_layout (child))
        continue;
      if (child == self->expanded)
        allocate_at (child, 0, 0, width, height);
      else
        gtk_widget_set_child_visible (child, FALSE);
    }
}

static void
llm_column_layout_allocate (
    GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  LlmColumnLayout *self = LLM_COLUMN_LAYOUT (manager);
  const guint n_children = count_children (widget);
  const gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  guint n_columns, n_rows, index = 0;
  int usable_width, usable_height;

  if (n_children == 0)
    return;
  if (expanded_child (self, widget) != NULL)
    {
      allocate_expanded (self, widget, width, height);
      return;
    }

  n_columns = llm_column_layout_count_columns (width, n_children);
  n_rows = count_rows (n_children, n_columns);
  usable_width = width - self->spacing * (int) (n_columns - 1);
  usable_height = height - self->spacing * (int) (n_rows - 1);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const int column = index % n_columns;
      const int row = index / n_columns;
      int x, y, right, bottom;

      if (!gtk_widget_should_layout (child))
        continue;
      /* Edges from the whole, so that the pixels left over are spread and the
       * last column ends exactly at the edge. */
      x = usable_width * column / (int) n_columns;
      right = usable_width * (column + 1) / (int) n_columns;
      y = usable_height * row / (int) n_rows;
      bottom = usable_height * (row + 1) / (int) n_rows;
      if (rtl)
        allocate_at (child, width - right - self->spacing * column, y + self->spacing * row,
                     right - x, bottom - y);
      else
        allocate_at (child, x + self->spacing * column, y + self->spacing * row, right - x,
                     bottom - y);
      index++;
    }
}

static void
llm_column_layout_dispose (GObject *object)
{
  LlmColumnLayout *self = LLM_COLUMN_LAYOUT (object);

  g_clear_weak_pointer (&self->expanded);

  G_OBJECT_CLASS (llm_column_layout_parent_class)->dispose (object);
}

static void
llm_column_layout_class_init (LlmColumnLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_column_layout_dispose;
  manager_class->get_request_mode = llm_column_layout_get_request_mode;
  manager_class->measure = llm_column_layout_measure;
  manager_class->allocate = llm_column_layout_allocate;
}

static void
llm_column_layout_init (LlmColumnLayout *self)
{
  self->spacing = DEFAULT_SPACING;
  self->row_height = DEFAULT_ROW_HEIGHT;
}

/**
 * llm_column_layout_new:
 *
 * Returns: (transfer full): a layout with gaps of 12 px and rows of at least 320 px
 */
GtkLayoutManager *
llm_column_layout_new (void)
{
  return g_object_new (LLM_TYPE_COLUMN_LAYOUT, NULL);
}

/**
 * llm_column_layout_set_spacing:
 * @self: a layout
 * @spacing: pixels between columns and between rows
 */
void
llm_column_layout_set_spacing (LlmColumnLayout *self, int spacing)
{
  g_return_if_fail (LLM_IS_COLUMN_LAYOUT (self));
  g_return_if_fail (spacing >= 0);

  if (self->spacing == spacing)
    return;
  self->spacing = spacing;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/**
 * llm_column_layout_set_row_height:
 * @self: a layout
 * @row_height: pixels no row gets less of when there is more than one
 */
void
llm_column_layout_set_row_height (LlmColumnLayout *self, int row_height)
{
  g_return_if_fail (LLM_IS_COLUMN_LAYOUT (self));
  g_return_if_fail (row_height >= 0);

  if (self->row_height == row_height)
    return;
  self->row_height = row_height;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/**
 * llm_column_layout_get_expanded:
 * @self: a layout
 *
 * Returns: (transfer none) (nullable): the child that takes all room
 */
GtkWidget *
llm_column_layout_get_expanded (LlmColumnLayout *self)
{
  g_return_val_if_fail (LLM_IS_COLUMN_LAYOUT (self), NULL);
  return self->expanded;
}

/**
 * llm_column_layout_set_expanded:
 * @self: a layout
 * @child: (nullable): the child that shall take all room, or NULL for none
 */
void
llm_column_layout_set_expanded (LlmColumnLayout *self, GtkWidget *child)
{
  g_return_if_fail (LLM_IS_COLUMN_LAYOUT (self));
  g_return_if_fail (child == NULL || GTK_IS_WIDGET (child));

  if (g_set_weak_pointer (&self->expanded, child))
    gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/**
 * llm_column_layout_count_columns:
 * @width: pixels there are
 * @n_children: how many want a place
 *
 * Five children that would stand four and one stand three and two.
 *
 * Returns: how many columns there are, at least 1
 */
guint
llm_column_layout_count_columns (int width, guint n_children)
{
  guint fitting, n_rows;

  if (width >= 1400)
    fitting = 4;
  else if (width >= 1067)
    fitting = 3;
  else if (width >= 734)
    fitting = 2;
  else
    fitting = 1;

  if (n_children == 0)
    return 1;
  n_rows = count_rows (n_children, fitting);
  return count_rows (n_children, n_rows);
}
