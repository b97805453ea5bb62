/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-text-slice.h"

/* Lines that are laid out may turn out higher than assumed, which brings others into view
 * or takes them out of it. */
#define MAX_PASSES 4

struct _LlmTextSlice
{
  GtkWidget parent_instance;

  GtkTextView *view;
  GtkAdjustment *adjustment;
  int range_top; /* what is wanted */
  int range_bottom;
  int top; /* what the text view has */
  int bottom;
  int value;         /* of the adjustment, as of when it was last looked at */
  int shift;         /* that was found while laying out */
  gboolean laid_out; /* once at least */
  gboolean allocating;
  gboolean placing;
};

G_DEFINE_FINAL_TYPE (LlmTextSlice, llm_text_slice, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SHIFTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The part that is wanted, as far as there is text. */
static void
clamp_range (LlmTextSlice *self, int height, int *top, int *bottom)
{
  *top = CLAMP (self->range_top, 0, MAX (0, height - 1));
  *bottom = CLAMP (self->range_bottom, *top + 1, MAX (*top + 1, height));
}

/* Ahead of the text view, which would take the place before for wrong where its size is
 * another. */
static void
place (LlmTextSlice *self)
{
  const int height = self->bottom - self->top;

  self->placing = TRUE;
  gtk_adjustment_configure (self->adjustment, self->top, 0,
                            MAX (self->bottom, gtk_adjustment_get_upper (self->adjustment)),
                            gtk_adjustment_get_step_increment (self->adjustment),
                            gtk_adjustment_get_page_increment (self->adjustment), height);
  self->value = (int) gtk_adjustment_get_value (self->adjustment);
  self->placing = FALSE;
}

static void
value_changed_cb (LlmTextSlice *self)
{
  const int value = (int) gtk_adjustment_get_value (self->adjustment);
  const int by = value - self->value;

  self->value = value;
  if (self->placing || by == 0)
    return;
  if (self->allocating)
    {
      self->shift += by;
      self->range_top += by;
      self->range_bottom += by;
      return;
    }
  /* Whoever scrolls all decides; until then the text stays where it is. */
  place (self);
  g_signal_emit (self, signals[SIGNAL_SHIFTED], 0, by);
}

static void
llm_text_slice_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  LlmTextSlice *self = LLM_TEXT_SLICE (widget);

  gtk_widget_measure (GTK_WIDGET (self->view), orientation, -1, minimum, natural, NULL, NULL);
}

static void
allocate_view (LlmTextSlice *self, int width)
{
  const int height = self->bottom - self->top;

  place (self);
  gtk_widget_measure (GTK_WIDGET (self->view), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL,
                      NULL);
  gtk_widget_size_allocate (GTK_WIDGET (self->view),
                            &(GtkAllocation){ 0, self->top, width, height }, -1);
}

/* At first as high as is wanted: the text view finds out by itself how much text there is. */
static void
llm_text_slice_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LlmTextSlice *self = LLM_TEXT_SLICE (widget);
  int shift;

  self->allocating = TRUE;
  for (guint i = 0; i < MAX_PASSES; i++)
    {
      int known = llm_text_slice_get_height (self);
      int top, bottom;

      if (!self->laid_out)
        known = MAX (known, self->range_bottom);
      self->laid_out = TRUE;
      clamp_range (self, known, &top, &bottom);
      if (i > 0 && top == self->top && bottom == self->bottom)
        break;
      self->top = top;
      self->bottom = bottom;
      allocate_view (self, width);
    }
  self->allocating = FALSE;

  shift = self->shift;
  self->shift = 0;
  if (shift != 0)
    g_signal_emit (self, signals[SIGNAL_SHIFTED], 0, shift);
}

static void
llm_text_slice_dispose (GObject *object)
{
  LlmTextSlice *self = LLM_TEXT_SLICE (object);

  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  if (self->view != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->view)));
  g_clear_object (&self->adjustment);

  G_OBJECT_CLASS (llm_text_slice_parent_class)->dispose (object);
}

static void
llm_text_slice_class_init (LlmTextSliceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_text_slice_dispose;
  widget_class->measure = llm_text_slice_measure;
  widget_class->size_allocate = llm_text_slice_size_allocate;

  /**
   * LlmTextSlice::shifted:
   * @by: pixels that the text in view is to move up by
   */
  signals[SIGNAL_SHIFTED] = g_signal_new ("shifted", LLM_TYPE_TEXT_SLICE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  /* GTK 4.8 leaves out what has no role together with the text that is in it. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_text_slice_init (LlmTextSlice *self)
{
  self->range_bottom = 1;
  self->bottom = 1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * llm_text_slice_new:
 * @view: a text view that is in no other widget
 *
 * Returns: (transfer floating): a widget with @view in it
 */
GtkWidget *
llm_text_slice_new (GtkTextView *view)
{
  LlmTextSlice *self;

  g_return_val_if_fail (GTK_IS_TEXT_VIEW (view), NULL);

  self = g_object_new (LLM_TYPE_TEXT_SLICE, NULL);
  self->view = view;
  self->adjustment = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  gtk_scrollable_set_vadjustment (GTK_SCROLLABLE (view), self->adjustment);
  gtk_widget_set_parent (GTK_WIDGET (view), GTK_WIDGET (self));
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (value_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * llm_text_slice_get_adjustment:
 * @self: a slice
 *
 * Returns: (transfer none): what its text view is scrolled with
 */
GtkAdjustment *
llm_text_slice_get_adjustment (LlmTextSlice *self)
{
  g_return_val_if_fail (LLM_IS_TEXT_SLICE (self), NULL);
  return self->adjustment;
}

/**
 * llm_text_slice_set_range:
 * @self: a slice
 * @top: where the part in view begins, in pixels from the top of the text
 * @bottom: where it ends
 *
 * May be more than there is.  A part that does not change costs nothing.
 */
void
llm_text_slice_set_range (LlmTextSlice *self, int top, int bottom)
{
  int first, last;

  g_return_if_fail (LLM_IS_TEXT_SLICE (self));

  self->range_top = top;
  self->range_bottom = bottom;
  clamp_range (self, llm_text_slice_get_height (self), &first, &last);
  if (first != self->top || last != self->bottom)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * llm_text_slice_get_top:
 * @self: a slice
 *
 * Returns: where the part that is laid out begins, in pixels from the top of the text
 */
int
llm_text_slice_get_top (LlmTextSlice *self)
{
  g_return_val_if_fail (LLM_IS_TEXT_SLICE (self), 0);
  return self->top;
}

/**
 * llm_text_slice_get_height:
 * @self: a slice
 *
 * Returns: how high the text is as far as it is laid out, in pixels
 */
int
llm_text_slice_get_height (LlmTextSlice *self)
{
  int height = 0;

  g_return_val_if_fail (LLM_IS_TEXT_SLICE (self), 0);

  gtk_widget_measure (GTK_WIDGET (self->view), GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL,
                      NULL);
  return height;
}
