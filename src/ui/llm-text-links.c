/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-text-links.h"

struct _LlmTextLinks
{
  GObject parent_instance;

  GtkTextView *view;           /* weak: it owns the controllers */
  LlmDocumentPainter *painter; /* weak */
  GtkTextTag *focus_tag;       /* of the painter's buffer */
  GtkTextMark *focus;          /* before what has the focus, or NULL */
  char *target;                /* that was told last */
};

G_DEFINE_FINAL_TYPE (LlmTextLinks, llm_text_links, G_TYPE_OBJECT)

enum
{
  SIGNAL_TARGET_CHANGED,
  SIGNAL_LINK_ACTIVATED,
  SIGNAL_ACTION_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_active (const LlmSpan *span)
{
  return (span->style & (LLM_STYLE_LINK | LLM_STYLE_ACTION)) != 0;
}

/* What can be clicked at a place. */
static const LlmSpan *
find_span (LlmTextLinks *self, const GtkTextIter *iter, LlmDocumentPlace *place)
{
  const LlmSpan *span;

  if (self->painter == NULL || !llm_document_painter_find_place (self->painter, iter, place))
    return NULL;
  span = llm_layout_find_span (place->layout, place->at);
  return span != NULL && is_active (span) ? span : NULL;
}

static char *
dup_target (const LlmLayout *layout, const LlmSpan *span)
{
  LlmBlock *block = llm_layout_get_block (layout);
  guint n_events;

  if (span->link == LLM_NO_EVENT)
    return NULL;
  return llm_block_dup_text (block, &llm_block_get_events (block, &n_events)[span->link]);
}

static void
tell_target (LlmTextLinks *self, const char *target)
{
  if (g_strcmp0 (self->target, target) == 0)
    return;
  g_free (self->target);
  self->target = g_strdup (target);
  g_signal_emit (self, signals[SIGNAL_TARGET_CHANGED], 0, self->target);
}

/* The character under a place of the widget, if there is one. */
static gboolean
get_iter_at (LlmTextLinks *self, double x, double y, GtkTextIter *iter)
{
  int buffer_x, buffer_y;

  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y,
                                         &buffer_x, &buffer_y);
  return gtk_text_view_get_iter_at_location (self->view, iter, buffer_x, buffer_y);
}

static void
activate_span (LlmTextLinks *self, const LlmDocumentPlace *place, const LlmSpan *span)
{
  g_autofree char *target = dup_target (place->layout, span);
  GtkTextIter iter;

  if ((span->style & LLM_STYLE_ACTION) == 0)
    {
      if (target != NULL)
        g_signal_emit (self, signals[SIGNAL_LINK_ACTIVATED], 0, target);
      return;
    }
  llm_document_painter_get_iter (self->painter, place->block, span->start, &iter);
  g_signal_emit (self, signals[SIGNAL_ACTION_ACTIVATED], 0, (int) span->action,
                 gtk_text_iter_get_offset (&iter));
}

static void
motion_cb (LlmTextLinks *self, double x, double y)
{
  LlmDocumentPlace place;
  const LlmSpan *span = NULL;
  g_autofree char *target = NULL;
  GtkTextIter iter;

  if (self->painter == NULL)
    return;
  if (get_iter_at (self, x, y, &iter))
    span = find_span (self, &iter, &place);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->view), span != NULL ? "pointer" : "text");
  target = span != NULL ? dup_target (place.layout, span) : NULL;
  tell_target (self, target);
}

static void
leave_cb (LlmTextLinks *self)
{
  tell_target (self, NULL);
}

/* A click, but not the end of a selection. */
static void
released_cb (LlmTextLinks *self, int n_press, double x, double y, GtkGesture *gesture)
{
  LlmDocumentPlace place;
  const LlmSpan *span;
  GtkTextIter iter;

  if (n_press != 1 || self->view == NULL
      || gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->view))
      || !get_iter_at (self, x, y, &iter))
    return;
  span = find_span (self, &iter, &place);
  if (span != NULL)
    activate_span (self, &place, span);
}

static void
clear_focus (LlmTextLinks *self)
{
  g_autoptr (GtkTextMark) focus = g_steal_pointer (&self->focus);
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  if (focus == NULL)
    return;
  tell_target (self, NULL);
  buffer = gtk_text_mark_get_buffer (focus);
  if (buffer == NULL)
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->focus_tag, &start, &end);
  gtk_text_buffer_delete_mark (buffer, focus);
}

/* Spans of one link or image that only look different, or stand in several rows of a cell. */
static gboolean
is_same (const LlmSpan *a, const LlmSpan *b)
{
  return a->link != LLM_NO_EVENT && a->link == b->link
         && (a->style & LLM_STYLE_ACTION) == (b->style & LLM_STYLE_ACTION);
}

static gboolean
is_continued (const LlmSpan *spans, guint index)
{
  for (guint i = index; i > 0; i--)
    {
      if (is_active (&spans[i - 1]) && is_same (&spans[i - 1], &spans[index]))
        return TRUE;
    }
  return FALSE;
}

/* The next active span before or behind @at in one block. */
static const LlmSpan *
find_in_block (const LlmLayout *layout, int at, int step)
{
  guint n_spans;
  const LlmSpan *spans = llm_layout_get_spans (layout, &n_spans);

  for (guint i = 0; i < n_spans; i++)
    {
      const guint index = step > 0 ? i : n_spans - 1 - i;
      const LlmSpan *span = &spans[index];

      if (is_active (span) && (step > 0 ? (int) span->start > at : (int) span->start < at)
          && !is_continued (spans, index))
        return span;
    }
  return NULL;
}

/* Shows which link has the focus: all of it. */
static void
apply_focus_tag (LlmTextLinks *self, guint block, const LlmLayout *layout, const LlmSpan *span)
{
  GtkTextBuffer *buffer = llm_document_painter_get_buffer (self->painter);
  GdkRGBA color = llm_document_painter_get_colors (self->painter)->link;
  guint n_spans;
  const LlmSpan *spans = llm_layout_get_spans (layout, &n_spans);

  if (self->focus_tag == NULL)
    self->focus_tag = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  color.alpha = 0.25f;
  g_object_set (self->focus_tag, "background-rgba", &color, NULL);
  for (guint i = 0; i < n_spans; i++)
    {
      GtkTextIter start, end;

      if (&spans[i] != span && !(is_active (&spans[i]) && is_same (&spans[i], span)))
        continue;
      llm_document_painter_get_iter (self->painter, block, spans[i].start, &start);
      llm_document_painter_get_iter (self->painter, block, spans[i].end, &end);
      gtk_text_buffer_apply_tag (buffer, self->focus_tag, &start, &end);
    }
}

static void
set_focus (LlmTextLinks *self, guint block, const LlmLayout *layout, const LlmSpan *span)
{
  GtkTextBuffer *buffer = llm_document_painter_get_buffer (self->painter);
  g_autofree char *target = dup_target (layout, span);
  GtkTextIter start;

  clear_focus (self);
  apply_focus_tag (self, block, layout, span);
  llm_document_painter_get_iter (self->painter, block, span->start, &start);
  self->focus = g_object_ref (gtk_text_buffer_create_mark (buffer, NULL, &start, TRUE));
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_text_view_scroll_mark_onscreen (self->view, gtk_text_buffer_get_insert (buffer));
  tell_target (self, target);
}

static gboolean
key_cb (LlmTextLinks *self, guint keyval, guint keycode, GdkModifierType state)
{
  const GdkModifierType modifiers
      = state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_SHIFT_MASK);

  if (self->painter == NULL)
    return FALSE;
  if (keyval == GDK_KEY_Tab && modifiers == 0)
    return llm_text_links_move (self, 1);
  if (keyval == GDK_KEY_ISO_Left_Tab || (keyval == GDK_KEY_Tab && modifiers == GDK_SHIFT_MASK))
    return llm_text_links_move (self, -1);
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && modifiers == 0)
    return llm_text_links_activate (self);
  return FALSE;
}

static void
llm_text_links_dispose (GObject *object)
{
  LlmTextLinks *self = LLM_TEXT_LINKS (object);

  g_clear_weak_pointer (&self->view);
  g_clear_weak_pointer (&self->painter);
  g_clear_object (&self->focus);
  g_clear_pointer (&self->target, g_free);

  G_OBJECT_CLASS (llm_text_links_parent_class)->dispose (object);
}

static void
llm_text_links_class_init (LlmTextLinksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_text_links_dispose;

  /**
   * LlmTextLinks::target-changed:
   * @target: (nullable): where the link goes that is under the pointer or has the focus
   */
  signals[SIGNAL_TARGET_CHANGED]
      = g_signal_new ("target-changed", LLM_TYPE_TEXT_LINKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmTextLinks::link-activated:
   * @target: where the link goes
   */
  signals[SIGNAL_LINK_ACTIVATED]
      = g_signal_new ("link-activated", LLM_TYPE_TEXT_LINKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmTextLinks::action-activated:
   * @action: an #LlmLayoutAction
   * @offset: where in the buffer it was
   */
  signals[SIGNAL_ACTION_ACTIVATED]
      = g_signal_new ("action-activated", LLM_TYPE_TEXT_LINKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
llm_text_links_init (LlmTextLinks *self)
{
}

/**
 * llm_text_links_new:
 * @view: a text view
 *
 * Returns: (transfer full): what makes its links work, once there is a painter
 */
LlmTextLinks *
llm_text_links_new (GtkTextView *view)
{
  LlmTextLinks *self;
  GtkEventController *controller;
  GtkGesture *click;

  g_return_val_if_fail (GTK_IS_TEXT_VIEW (view), NULL);

  self = g_object_new (LLM_TYPE_TEXT_LINKS, NULL);
  g_set_weak_pointer (&self->view, view);

  controller = gtk_event_controller_motion_new ();
  g_signal_connect_object (controller, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (controller, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (view), controller);

  click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (click));

  controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (view), controller);

  controller = gtk_event_controller_focus_new ();
  g_signal_connect_object (controller, "leave", G_CALLBACK (clear_focus), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (view), controller);
  return self;
}

/**
 * llm_text_links_set_painter:
 * @self: links
 * @painter: (nullable): what paints in the view's buffer, or NULL for a text without links
 */
void
llm_text_links_set_painter (LlmTextLinks *self, LlmDocumentPainter *painter)
{
  g_return_if_fail (LLM_IS_TEXT_LINKS (self));
  g_return_if_fail (painter == NULL || LLM_IS_DOCUMENT_PAINTER (painter));

  clear_focus (self);
  tell_target (self, NULL);
  self->focus_tag = NULL;
  g_set_weak_pointer (&self->painter, painter);
}

/**
 * llm_text_links_dup_target_at:
 * @self: links
 * @iter: a place in the buffer
 *
 * Returns: (transfer full) (nullable): where the link there goes
 */
char *
llm_text_links_dup_target_at (LlmTextLinks *self, const GtkTextIter *iter)
{
  LlmDocumentPlace place;
  const LlmSpan *span;

  g_return_val_if_fail (LLM_IS_TEXT_LINKS (self), NULL);
  g_return_val_if_fail (iter != NULL, NULL);

  span = find_span (self, iter, &place);
  return span != NULL && (span->style & LLM_STYLE_LINK) != 0 ? dup_target (place.layout, span)
                                                             : NULL;
}

/**
 * llm_text_links_move:
 * @self: links
 * @step: 1 for the next, -1 for the previous one
 *
 * Gives the focus to another link, beginning at what is in view.
 *
 * Returns: whether there was one
 */
gboolean
llm_text_links_move (LlmTextLinks *self, int step)
{
  LlmDocumentPlace place;
  GtkTextIter iter;
  GdkRectangle rect;
  guint n_blocks;
  int at;

  g_return_val_if_fail (LLM_IS_TEXT_LINKS (self), FALSE);
  g_return_val_if_fail (step == 1 || step == -1, FALSE);

  if (self->painter == NULL || self->view == NULL)
    return FALSE;
  n_blocks = llm_document_painter_get_n_blocks (self->painter);
  if (self->focus != NULL)
    gtk_text_buffer_get_iter_at_mark (llm_document_painter_get_buffer (self->painter), &iter,
                                      self->focus);
  else
    {
      gtk_text_view_get_visible_rect (self->view, &rect);
      gtk_text_view_get_line_at_y (self->view, &iter, rect.y + (step > 0 ? 0 : rect.height), NULL);
      if (step < 0 && !gtk_text_iter_ends_line (&iter))
        gtk_text_iter_forward_to_line_end (&iter);
    }
  if (!llm_document_painter_find_place (self->painter, &iter, &place))
    return FALSE;
  at = (int) place.at - (self->focus == NULL && step > 0 ? 1 : 0);
  for (guint block = place.block; block < n_blocks; block = (guint) ((int) block + step))
    {
      const LlmLayout *layout = llm_document_painter_get_block (self->painter, block, NULL);
      const LlmSpan *span = find_in_block (layout, at, step);

      if (span != NULL)
        {
          set_focus (self, block, layout, span);
          return TRUE;
        }
      if (step < 0 && block == 0)
        break;
      at = step > 0 ? -1 : G_MAXINT;
    }
  clear_focus (self);
  return FALSE;
}

/**
 * llm_text_links_activate:
 * @self: links
 *
 * Does what has the focus.
 *
 * Returns: whether anything has it
 */
gboolean
llm_text_links_activate (LlmTextLinks *self)
{
  LlmDocumentPlace place;
  const LlmSpan *span;
  GtkTextIter iter;

  g_return_val_if_fail (LLM_IS_TEXT_LINKS (self), FALSE);

  if (self->focus == NULL || self->painter == NULL)
    return FALSE;
  gtk_text_buffer_get_iter_at_mark (llm_document_painter_get_buffer (self->painter), &iter,
                                    self->focus);
  span = find_span (self, &iter, &place);
  if (span == NULL)
    return FALSE;
  activate_span (self, &place, span);
  /* The word may be another now, in the same place. */
  if (self->focus != NULL && self->painter != NULL)
    {
      gtk_text_buffer_get_iter_at_mark (llm_document_painter_get_buffer (self->painter), &iter,
                                        self->focus);
      span = find_span (self, &iter, &place);
      if (span != NULL)
        apply_focus_tag (self, place.block, place.layout, span);
    }
  return TRUE;
}
