/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-tags.h"

#include <adwaita.h>
#include "llm-diff-style.h"

/* What is done in one go, in microseconds; the rest when there is nothing better to do. */
#define SLICE_US 4000

/* After what is painted, and after the colours of code. */
#define PRIORITY (GDK_PRIORITY_REDRAW + 40)

/* Where a difference is to be in the view when the reader goes there. */
#define PLACE_ALIGN 0.3

struct _LlmDiffTags
{
  GObject parent_instance;

  LlmAnswerView *view;
  LlmDiffSet *set; /* NULL if there is nothing to mark */
  guint index;     /* of the answer in it */

  GtkTextBuffer *buffer; /* with the tags, or NULL */
  GtkTextTag *tags[LLM_DIFF_N_MARKS];
  guint8 *done; /* for each mark whether it is on the text */
  gboolean is_dirty;
  gboolean removing;
  guint source;
};

G_DEFINE_FINAL_TYPE (LlmDiffTags, llm_diff_tags, G_TYPE_OBJECT)

static GtkTextBuffer *
get_buffer (LlmDiffTags *self)
{
  return gtk_text_view_get_buffer (llm_answer_view_get_text_view (self->view));
}

/* --- Tags --- */

static void
set_colors (LlmDiffTags *self)
{
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  for (guint i = 0; self->buffer != NULL && i < LLM_DIFF_N_MARKS; i++)
    {
      GdkRGBA background;

      llm_diff_style_get_background (i, dark, &background);
      g_object_set (self->tags[i], "background-rgba", &background, NULL);
    }
}

static void
remove_marks (LlmDiffTags *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  self->removing = TRUE;
  for (guint i = 0; i < LLM_DIFF_N_MARKS; i++)
    gtk_text_buffer_remove_tag (self->buffer, self->tags[i], &start, &end);
  self->removing = FALSE;
}

static void
drop_tags (LlmDiffTags *self)
{
  g_autoptr (GtkTextBuffer) buffer = g_steal_pointer (&self->buffer);

  if (buffer == NULL)
    return;
  g_signal_handlers_disconnect_by_data (buffer, self);
  for (guint i = 0; i < LLM_DIFF_N_MARKS; i++)
    gtk_text_tag_table_remove (gtk_text_buffer_get_tag_table (buffer), self->tags[i]);
}

static void queue_again (LlmDiffTags *self);

static void
remove_tag_cb (LlmDiffTags *self, GtkTextTag *tag)
{
  for (guint i = 0; !self->removing && i < LLM_DIFF_N_MARKS; i++)
    {
      if (self->tags[i] == tag)
        queue_again (self);
    }
}

static void
add_tags (LlmDiffTags *self)
{
  static const char *const names[LLM_DIFF_N_MARKS]
      = { "llm-diff-added", "llm-diff-lacked", "llm-diff-partly", "llm-diff-moved" };

  self->buffer = g_object_ref (get_buffer (self));
  for (guint i = 0; i < LLM_DIFF_N_MARKS; i++)
    self->tags[i] = gtk_text_buffer_create_tag (
        self->buffer, names[i], "underline", llm_diff_style_get_underline (i), "overline",
        i == LLM_DIFF_MARK_PARTLY ? PANGO_OVERLINE_SINGLE : PANGO_OVERLINE_NONE, NULL);
  set_colors (self);
  g_signal_connect_swapped (self->buffer, "changed", G_CALLBACK (queue_again), self);
  g_signal_connect_swapped (self->buffer, "remove-tag", G_CALLBACK (remove_tag_cb), self);
}

/* --- Where they are --- */

/* All of the text is shown, so that it is the one that was compared. */
static gboolean
is_complete (LlmDiffTags *self)
{
  LlmAnswer *answer = llm_answer_view_get_answer (self->view);

  return answer != NULL && !llm_answer_is_running (answer)
         && llm_answer_view_get_published (self->view) == llm_answer_get_text_length (answer);
}

/* The layout that shows the piece, if that is what the painter has there. */
static const LlmLayout *
find_layout (LlmDiffTags *self, const LlmVisiblePiece *piece, int *offset)
{
  LlmDocumentPainter *painter = llm_answer_view_get_painter (self->view);
  const LlmLayout *layout;
  const LlmEvent *events;
  guint n_events;

  if (piece->block >= llm_document_painter_get_n_blocks (painter))
    return NULL;
  layout = llm_document_painter_get_block (painter, piece->block, offset);
  events = llm_block_get_events (llm_layout_get_block (layout), &n_events);
  if (piece->event >= n_events || events[piece->event].source != piece->source
      || events[piece->event].text_length != piece->length)
    return NULL;
  return layout;
}

typedef gboolean (*RangeFunc) (LlmDiffTags *self,
                               const GtkTextIter *start,
                               const GtkTextIter *end,
                               gpointer data);

static gboolean
visit_rendered (LlmDiffTags *self,
                const LlmVisiblePiece *piece,
                LlmLayoutBytes bytes,
                RangeFunc visit,
                gpointer data)
{
  int offset;
  const LlmLayout *layout = find_layout (self, piece, &offset);
  guint span = 0, at, last;

  while (layout != NULL && llm_layout_next_range (layout, piece->event, bytes, &span, &at, &last))
    {
      GtkTextIter start, end;

      gtk_text_buffer_get_iter_at_offset (self->buffer, &start, offset + (int) at);
      gtk_text_buffer_get_iter_at_offset (self->buffer, &end, offset + (int) last);
      if (visit (self, &start, &end, data))
        return TRUE;
    }
  return FALSE;
}

/* The end is behind the last character, before what may close its emphasis. */
static gboolean
visit_raw (
    LlmDiffTags *self, LlmVisibleText *visible, LlmTextRange range, RangeFunc visit, gpointer data)
{
  const char *text = llm_visible_text_get_text (visible, NULL);
  const char *last = g_utf8_prev_char (text + range.end);
  GtkTextIter start, end;
  guint32 from, to;

  if (!llm_visible_text_get_source (visible, range.start, &from)
      || !llm_visible_text_get_source (visible, (guint32) (last - text), &to))
    return FALSE;
  llm_answer_view_get_raw_iter (self->view, from, &start);
  llm_answer_view_get_raw_iter (self->view, to, &end);
  gtk_text_iter_forward_char (&end);
  return visit (self, &start, &end, data);
}

/* Calls @visit for each place that shows some of the range, until it returns TRUE. */
static gboolean
visit_range (LlmDiffTags *self, LlmTextRange range, RangeFunc visit, gpointer data)
{
  LlmVisibleText *visible = llm_diff_set_get_visible (self->set, self->index);
  guint n_pieces;
  const LlmVisiblePiece *pieces = llm_visible_text_get_pieces (visible, &n_pieces);

  for (guint i = llm_visible_text_find_piece (visible, range.start);
       i < n_pieces && pieces[i].start < range.end; i++)
    {
      const guint32 start = MAX (range.start, pieces[i].start);
      const guint32 end = MIN (range.end, pieces[i].start + pieces[i].length);
      const LlmLayoutBytes bytes = { start - pieces[i].start, end - pieces[i].start };

      if (llm_answer_view_get_painter (self->view) == NULL
              ? visit_raw (self, visible, (LlmTextRange){ start, end }, visit, data)
              : visit_rendered (self, &pieces[i], bytes, visit, data))
        return TRUE;
    }
  return FALSE;
}

/* The byte of the text that is read there, or the next one. */
static guint32
find_position (LlmDiffTags *self, const GtkTextIter *iter)
{
  LlmVisibleText *visible = llm_diff_set_get_visible (self->set, self->index);
  LlmDocumentPainter *painter = llm_answer_view_get_painter (self->view);
  LlmDocumentPlace place;
  guint32 event, offset;

  if (painter == NULL)
    return llm_visible_text_find_source (
        visible, (guint32) llm_answer_view_get_raw_offset (self->view, iter));
  if (!llm_document_painter_find_place (painter, iter, &place))
    return 0;
  if (!llm_layout_locate (place.layout, place.at, FALSE, &event, &offset))
    return llm_visible_text_find_event (visible, place.block + 1, 0, 0);
  return llm_visible_text_find_event (visible, place.block, event, offset);
}

/* What is in view, and half a page above and below. */
static LlmTextRange
get_near (LlmDiffTags *self)
{
  GtkTextView *view = llm_answer_view_get_text_view (self->view);
  GdkRectangle rect;
  GtkTextIter iter;
  LlmTextRange near;

  gtk_text_view_get_visible_rect (view, &rect);
  gtk_text_view_get_iter_at_location (view, &iter, rect.x, rect.y - rect.height / 2);
  near.start = find_position (self, &iter);
  gtk_text_view_get_iter_at_location (view, &iter, rect.x + rect.width,
                                      rect.y + rect.height * 3 / 2);
  near.end = find_position (self, &iter);
  if (gtk_text_iter_is_end (&iter))
    near.end = G_MAXUINT32;
  return near;
}

/* --- Marking --- */

static gboolean
apply (LlmDiffTags *self, const GtkTextIter *start, const GtkTextIter *end, gpointer tag)
{
  gtk_text_buffer_apply_tag (self->buffer, tag, start, end);
  return FALSE;
}

/* The first mark that ends behind a byte. */
static guint
find_mark (const LlmDiffMark *marks, guint n_marks, guint32 position)
{
  guint low = 0, high = n_marks;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (marks[middle].range.end > position)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/* Returns whether there is more to do. */
static gboolean
mark_near (LlmDiffTags *self)
{
  const gint64 deadline = g_get_monotonic_time () + SLICE_US;
  const LlmTextRange near = get_near (self);
  guint n_marks;
  const LlmDiffMark *marks = llm_diff_set_get_marks (self->set, self->index, &n_marks);

  for (guint i = find_mark (marks, n_marks, near.start);
       i < n_marks && marks[i].range.start < near.end; i++)
    {
      if (self->done[i])
        continue;
      visit_range (self, marks[i].range, apply, self->tags[marks[i].kind]);
      self->done[i] = 1;
      if (g_get_monotonic_time () >= deadline)
        return TRUE;
    }
  return FALSE;
}

static void
begin_again (LlmDiffTags *self)
{
  guint n_marks;

  self->is_dirty = FALSE;
  llm_diff_set_get_marks (self->set, self->index, &n_marks);
  g_free (self->done);
  self->done = g_new0 (guint8, (gsize) n_marks + 1);
  if (self->buffer != get_buffer (self))
    {
      drop_tags (self);
      add_tags (self);
    }
  else
    remove_marks (self);
}

static gboolean
mark_cb (gpointer user_data)
{
  LlmDiffTags *self = LLM_DIFF_TAGS (user_data);

  if (self->set == NULL || !is_complete (self))
    {
      self->source = 0;
      return G_SOURCE_REMOVE;
    }
  if (self->is_dirty || self->buffer != get_buffer (self))
    begin_again (self);
  if (mark_near (self))
    return G_SOURCE_CONTINUE;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
queue (LlmDiffTags *self)
{
  if (self->set != NULL && self->source == 0)
    self->source = g_idle_add_full (PRIORITY, mark_cb, self, NULL);
}

/* The text is another, or laid out in another way. */
static void
queue_again (LlmDiffTags *self)
{
  self->is_dirty = TRUE;
  queue (self);
}

/* --- The object --- */

static void
llm_diff_tags_dispose (GObject *object)
{
  LlmDiffTags *self = LLM_DIFF_TAGS (object);

  if (self->view != NULL)
    llm_diff_tags_set (self, NULL, 0);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (llm_diff_tags_parent_class)->dispose (object);
}

static void
llm_diff_tags_class_init (LlmDiffTagsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_diff_tags_dispose;
}

static void
llm_diff_tags_init (LlmDiffTags *self)
{
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (set_colors), self, G_CONNECT_SWAPPED);
}

/**
 * llm_diff_tags_new:
 * @view: the view of an answer's text
 *
 * Returns: (transfer full): what marks nothing in it yet
 */
LlmDiffTags *
llm_diff_tags_new (LlmAnswerView *view)
{
  LlmDiffTags *self;
  GtkAdjustment *adjustment;

  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (view), NULL);

  self = g_object_new (LLM_TYPE_DIFF_TAGS, NULL);
  self->view = g_object_ref (view);
  adjustment = llm_answer_view_get_vadjustment (view);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (queue), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (queue), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "published", G_CALLBACK (queue_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (llm_answer_view_get_text_view (view), "notify::buffer",
                           G_CALLBACK (queue_again), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * llm_diff_tags_set:
 * @self: tags
 * @set: (nullable): what differs, of what is read; %NULL to mark nothing
 * @index: which of its texts the view shows
 */
void
llm_diff_tags_set (LlmDiffTags *self, LlmDiffSet *set, guint index)
{
  g_return_if_fail (LLM_IS_DIFF_TAGS (self));
  g_return_if_fail (set == NULL || llm_diff_set_get_visible (set, index) != NULL);

  if (set != NULL)
    llm_diff_set_ref (set);
  g_clear_pointer (&self->set, llm_diff_set_unref);
  self->set = set;
  self->index = index;
  if (set != NULL)
    {
      queue_again (self);
      return;
    }
  g_clear_handle_id (&self->source, g_source_remove);
  drop_tags (self);
  g_clear_pointer (&self->done, g_free);
}

typedef struct
{
  GtkTextIter start;
  GtkTextIter end;
  gboolean found;
} Found;

static gboolean
extend_found (LlmDiffTags *self, const GtkTextIter *start, const GtkTextIter *end, gpointer data)
{
  Found *found = data;

  if (!found->found)
    found->start = *start;
  found->end = *end;
  found->found = TRUE;
  return FALSE;
}

/* Code that has it is shown as a whole. */
static void
unfold (LlmDiffTags *self, guint32 position)
{
  LlmVisibleText *visible = llm_diff_set_get_visible (self->set, self->index);
  LlmDocumentPainter *painter = llm_answer_view_get_painter (self->view);
  const guint piece = llm_visible_text_find_piece (visible, position);
  guint n_pieces;
  const LlmVisiblePiece *pieces = llm_visible_text_get_pieces (visible, &n_pieces);

  if (painter != NULL && piece < n_pieces
      && pieces[piece].block < llm_document_painter_get_n_blocks (painter)
      && llm_document_painter_is_folded (painter, pieces[piece].block))
    llm_document_painter_set_folded (painter, pieces[piece].block, FALSE);
}

/**
 * llm_diff_tags_go_to:
 * @self: tags
 * @range: a part of what is read
 *
 * Scrolls there and selects it; at an empty range nothing is selected.
 */
void
llm_diff_tags_go_to (LlmDiffTags *self, LlmTextRange range)
{
  const gboolean is_empty = range.start == range.end;
  Found found = { 0 };
  gsize length;

  g_return_if_fail (LLM_IS_DIFF_TAGS (self));

  if (self->set == NULL || !is_complete (self))
    return;
  if (self->buffer != get_buffer (self))
    begin_again (self);
  unfold (self, range.start);
  llm_visible_text_get_text (llm_diff_set_get_visible (self->set, self->index), &length);
  if (is_empty)
    range.end = (guint32) length;
  /* Of what is lacked the place is where the text goes on, which may be nowhere. */
  if (is_empty && range.start < length)
    {
      const guint piece = llm_visible_text_find_piece (
          llm_diff_set_get_visible (self->set, self->index), range.start);
      guint n_pieces;
      const LlmVisiblePiece *pieces = llm_visible_text_get_pieces (
          llm_diff_set_get_visible (self->set, self->index), &n_pieces);

      if (piece < n_pieces)
        range.end = pieces[piece].start + pieces[piece].length;
    }
  visit_range (self, range, extend_found, &found);
  if (!found.found)
    gtk_text_buffer_get_end_iter (self->buffer, &found.start);
  if (is_empty || !found.found)
    found.end = found.start;
  gtk_text_buffer_select_range (self->buffer, &found.start, &found.end);
  llm_answer_view_scroll_to_iter (self->view, &found.start, PLACE_ALIGN);
}
