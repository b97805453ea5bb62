/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-wrap-layout.h"

struct _LlmWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
  gboolean centered;
};

G_DEFINE_FINAL_TYPE (LlmWrapLayout, llm_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* One line of children: those from @first up to, without, @end. */
typedef struct
{
  GtkWidget *first;
  GtkWidget *end;
  int width;
  int height;
} Line;

static int
child_width (GtkWidget *child, int available)
{
  int min, nat;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
  return CLAMP (available, min, nat);
}

/* The line that starts with @first; all of its children fit into @width unless
 * there is only one. */
static Line
next_line (LlmWrapLayout *self, GtkWidget *first, int width)
{
  Line line = { first, NULL, 0, 0 };
  GtkWidget *child;

  for (child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int own, height;

      if (!gtk_widget_should_layout (child))
        continue;

      own = child_width (child, width);
      if (line.width > 0 && line.width + self->spacing + own > width)
        break;
      line.width += own + (line.width > 0 ? self->spacing : 0);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, own, NULL, &height, NULL, NULL);
      line.height = MAX (line.height, height);
    }

  line.end = child;
  return line;
}

static GtkSizeRequestMode
llm_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (LlmWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  int widest = 0, sum = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int min, nat;

      if (!gtk_widget_should_layout (child))
        continue;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
      widest = MAX (widest, min);
      sum += nat + (sum > 0 ? self->spacing : 0);
    }

  *minimum = widest;
  *natural = MAX (widest, sum);
}

static int
height_for_width (LlmWrapLayout *self, GtkWidget *widget, int width)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int height = 0;

  while (child != NULL)
    {
      Line line = next_line (self, child, width);

      if (line.height > 0)
        height += line.height + (height > 0 ? self->spacing : 0);
      child = line.end;
    }

  return height;
}

static void
llm_wrap_layout_measure (GtkLayoutManager *manager,
                         GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  LlmWrapLayout *self = LLM_WRAP_LAYOUT (manager);
  int min, nat;

  measure_width (self, widget, &min, &nat);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    min = nat = height_for_width (self, widget, for_size < 0 ? nat : MAX (for_size, min));

  *minimum = min;
  *natural = nat;
}

static void
allocate_line (LlmWrapLayout *self, const Line *line, gboolean rtl, int width, int y)
{
  int x = self->centered ? MAX (0, (width - line->width) / 2) : 0;
  int rest = MAX (0, width - x - line->width);

  for (GtkWidget *child = line->first; child != line->end;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation box;
      int own;

      if (!gtk_widget_should_layout (child))
        continue;

      own = child_width (child, width);
      if (gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
        {
          own += rest;
          rest = 0;
        }
      box = (GtkAllocation){ rtl ? width - x - own : x, y, own, line->height };
      gtk_widget_size_allocate (child, &box, -1);
      x += own + self->spacing;
    }
}

static void
llm_wrap_layout_allocate (GtkLayoutManager *manager,
                          GtkWidget *widget,
                          int width,
                          int height,
                          int baseline)
{
  LlmWrapLayout *self = LLM_WRAP_LAYOUT (manager);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *start = gtk_widget_get_first_child (widget);
  int y = 0;

  while (start != NULL)
    {
      Line line = next_line (self, start, width);

      allocate_line (self, &line, rtl, width, y);
      if (line.height > 0)
        y += line.height + self->spacing;
      start = line.end;
    }
}

static void
llm_wrap_layout_class_init (LlmWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = llm_wrap_layout_get_request_mode;
  layout_class->measure = llm_wrap_layout_measure;
  layout_class->allocate = llm_wrap_layout_allocate;
}

static void
llm_wrap_layout_init (LlmWrapLayout *self)
{
}

/**
 * llm_wrap_layout_new:
 *
 * Returns: (transfer full): a layout without spacing
 */
GtkLayoutManager *
llm_wrap_layout_new (void)
{
  return g_object_new (LLM_TYPE_WRAP_LAYOUT, NULL);
}

/**
 * llm_wrap_layout_set_spacing:
 * @self: a #LlmWrapLayout
 * @spacing: pixels between children and between lines
 */
void
llm_wrap_layout_set_spacing (LlmWrapLayout *self, int spacing)
{
  g_return_if_fail (LLM_IS_WRAP_LAYOUT (self));
  g_return_if_fail (spacing >= 0);

  if (self->spacing == spacing)
    return;

  self->spacing = spacing;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/**
 * llm_wrap_layout_set_centered:
 * @self: a #LlmWrapLayout
 * @centered: whether lines stand in the middle instead of at the start
 */
void
llm_wrap_layout_set_centered (LlmWrapLayout *self, gboolean centered)
{
  g_return_if_fail (LLM_IS_WRAP_LAYOUT (self));

  centered = !!centered;
  if (self->centered == centered)
    return;

  self->centered = centered;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
