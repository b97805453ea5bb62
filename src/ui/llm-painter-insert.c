/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-document-painter-private.h"

#include <string.h>
#ifdef HAVE_TYPESET
#include "llm-svg-paintable.h"
#endif

/* Characters that are deleted in one go: what the toolkit does for a line takes time for each
 * other line that goes with it. */
#define DELETED_CHARS 4096

/* Where the cursor and the other end of a selection were before the buffer changes, so
 * that they do not run along with text that is added. */
typedef struct
{
  int offsets[2];
} Marks;

static void
save_marks (LlmDocumentPainter *self, Marks *marks)
{
  GtkTextMark *both[] = { gtk_text_buffer_get_insert (self->buffer),
                          gtk_text_buffer_get_selection_bound (self->buffer) };

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      GtkTextIter iter;

      gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, both[i]);
      marks->offsets[i] = gtk_text_iter_get_offset (&iter);
    }
}

/* Those that were in what has changed keep their offset; those behind it went along. */
static void
restore_marks (LlmDocumentPainter *self, const Marks *marks, int start, int old_end)
{
  GtkTextMark *both[] = { gtk_text_buffer_get_insert (self->buffer),
                          gtk_text_buffer_get_selection_bound (self->buffer) };

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      GtkTextIter iter, now;

      if (marks->offsets[i] < start || marks->offsets[i] > old_end)
        continue;
      gtk_text_buffer_get_iter_at_offset (self->buffer, &iter, marks->offsets[i]);
      gtk_text_buffer_get_iter_at_mark (self->buffer, &now, both[i]);
      if (!gtk_text_iter_equal (&iter, &now))
        gtk_text_buffer_move_mark (self->buffer, both[i], &iter);
    }
}

static LlmPictureKind
get_picture_kind (const LlmEvent *event, const LlmObject *object)
{
  if (object->kind == LLM_OBJECT_IMAGE)
    return LLM_PICTURE_IMAGE;
  if (object->kind == LLM_OBJECT_DIAGRAM)
    return LLM_PICTURE_DIAGRAM;
  return event->type == LLM_NODE_DISPLAY_FORMULA ? LLM_PICTURE_DISPLAY : LLM_PICTURE_INLINE;
}

static GdkPaintable *
get_paintable (LlmDocumentPainter *self, const LlmLayout *layout, const LlmObject *object)
{
  LlmBlock *block = llm_layout_get_block (layout);
  guint n_events;
  const LlmEvent *event = &llm_block_get_events (block, &n_events)[object->event];

  return llm_painter_get_paintable (self, block, event, get_picture_kind (event, object));
}

/* The characters from @from to @to of a layout's text, with its pictures. */
static void
insert_text (
    LlmDocumentPainter *self, const LlmLayout *layout, guint from, guint to, GtkTextIter *iter)
{
  guint n_objects;
  const LlmObject *objects = llm_layout_get_objects (layout, &n_objects);
  const char *p = g_utf8_offset_to_pointer (llm_layout_get_text (layout, NULL), from);
  guint at = from;

  for (guint i = 0; i < n_objects; i++)
    {
      const char *stop;

      if (objects[i].at < from)
        continue;
      if (objects[i].at >= to)
        break;
      stop = g_utf8_offset_to_pointer (p, (glong) (objects[i].at - at));
      gtk_text_buffer_insert (self->buffer, iter, p, (int) (stop - p));
      gtk_text_buffer_insert_paintable (self->buffer, iter,
                                        get_paintable (self, layout, &objects[i]));
      p = g_utf8_next_char (stop);
      at = objects[i].at + 1;
    }
  if (at < to)
    gtk_text_buffer_insert (self->buffer, iter, p,
                            (int) (g_utf8_offset_to_pointer (p, (glong) (to - at)) - p));
}

static void
apply (LlmDocumentPainter *self, GtkTextTag *tag, int from, int to)
{
  GtkTextIter start, end;

  if (tag == NULL || from >= to)
    return;
  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, from);
  end = start;
  gtk_text_iter_forward_chars (&end, to - from);
  gtk_text_buffer_apply_tag (self->buffer, tag, &start, &end);
}

static gboolean
is_same_line (const LlmLine *a, const LlmLine *b)
{
  return a->kind == b->kind && a->left == b->left && a->right == b->right && a->hang == b->hang
         && a->above == b->above && a->below == b->below && a->table == b->table
         && a->direction == b->direction;
}

static gboolean
is_rtl (LlmDocumentPainter *self, const LlmLine *line)
{
  if (line->direction == 0)
    return gtk_widget_get_direction (GTK_WIDGET (self->view)) == GTK_TEXT_DIR_RTL;
  return line->direction < 0;
}

/* What whole lines are, for runs of equal ones at once. */
static void
apply_lines (LlmDocumentPainter *self, LlmPainted *painted, guint from, guint to)
{
  const guint n_chars = llm_layout_get_n_chars (painted->layout);
  guint n_lines, i = 0;
  const LlmLine *lines = llm_layout_get_lines (painted->layout, &n_lines);

  while (i < n_lines)
    {
      const LlmLine *line = &lines[i];
      guint start, end;

      while (i + 1 < n_lines && is_same_line (&lines[i + 1], line))
        i++;
      i++;
      start = MAX (from, line->start);
      end = MIN (to, i < n_lines ? lines[i].start : n_chars);
      if (line->start >= to)
        break;
      if (start >= end)
        continue;
      apply (self, llm_document_tags_get_kind (self->tags, line->kind),
             painted->start + (int) start, painted->start + (int) end);
      apply (self, llm_document_tags_get_distances (self->tags, line, is_rtl (self, line)),
             painted->start + (int) start, painted->start + (int) end);
      if (line->kind == LLM_LINE_CODE_LABEL)
        apply (self, llm_document_tags_get_label (self->tags, line->left + line->right),
               painted->start + (int) start, painted->start + (int) end);
      if (line->table >= 0 && painted->tables != NULL)
        apply (self, painted->tables->pdata[line->table], painted->start + (int) start,
               painted->start + (int) end);
    }
}

/* The first span that ends behind @from. */
static guint
find_first_span (const LlmSpan *spans, guint n_spans, guint from)
{
  guint low = 0, high = n_spans;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (spans[middle].end > from)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

static void
apply_spans (LlmDocumentPainter *self, const LlmPainted *painted, guint from, guint to)
{
  guint n_spans;
  const LlmSpan *spans = llm_layout_get_spans (painted->layout, &n_spans);

  for (guint i = find_first_span (spans, n_spans, from); i < n_spans && spans[i].start < to; i++)
    {
      const int start = painted->start + (int) MAX (from, spans[i].start);
      const int end = painted->start + (int) MIN (to, spans[i].end);

      /* Pieces of the source that are not shown have no look of their own. */
      for (guint32 rest
           = spans[i].style & ~(LLM_STYLE_BREAK | LLM_STYLE_OBJECT | LLM_STYLE_FORMULA);
           rest != 0; rest &= rest - 1)
        apply (self, llm_document_tags_get_style (self->tags, rest & -rest), start, end);
    }
}

/* Formulas stand on the line of the text, not below it. */
static void
apply_rises (LlmDocumentPainter *self, const LlmPainted *painted, guint from, guint to)
{
#ifdef HAVE_TYPESET
  guint n_objects;
  const LlmObject *objects = llm_layout_get_objects (painted->layout, &n_objects);

  for (guint i = 0; i < n_objects; i++)
    {
      const int at = painted->start + (int) objects[i].at;
      GdkPaintable *paintable;
      int descent;

      if (objects[i].kind != LLM_OBJECT_FORMULA || objects[i].at < from || objects[i].at >= to)
        continue;
      paintable = get_paintable (self, painted->layout, &objects[i]);
      descent = llm_svg_paintable_get_descent (LLM_SVG_PAINTABLE (paintable));
      apply (self, llm_document_tags_get_rise (self->tags, -descent * PANGO_SCALE), at, at + 1);
    }
#endif
}

/* A tag for each table of @layout, or none for NULL.  Those that there are get other stops. */
static void
update_tables (LlmDocumentPainter *self, LlmPainted *painted, const LlmLayout *layout)
{
  const guint n_tables = layout != NULL ? llm_layout_get_n_tables (layout) : 0;
  guint n_old = painted->tables != NULL ? painted->tables->len : 0;

  for (guint i = 0; i < MIN (n_old, n_tables); i++)
    llm_document_tags_update_table (self->tags, painted->tables->pdata[i],
                                    llm_layout_get_table (layout, i));
  for (; n_old > n_tables; n_old--)
    {
      llm_document_tags_remove (self->tags, painted->tables->pdata[n_old - 1]);
      g_ptr_array_set_size (painted->tables, (int) n_old - 1);
    }
  if (n_tables > 0 && painted->tables == NULL)
    painted->tables = g_ptr_array_new ();
  for (; n_old < n_tables; n_old++)
    g_ptr_array_add (painted->tables, llm_document_tags_new_table (
                                          self->tags, llm_layout_get_table (layout, n_old)));
  if (n_tables == 0)
    g_clear_pointer (&painted->tables, g_ptr_array_unref);
}

static void
move_later (LlmDocumentPainter *self, guint first, int by)
{
  for (guint i = first; i < self->painted->len; i++)
    llm_painter_get (self, i)->start += by;
}

static void
delete_text (LlmDocumentPainter *self, int start, int end)
{
  GtkTextIter from, to;

  for (int stop = end; stop > start; stop -= MIN (stop - start, DELETED_CHARS))
    {
      gtk_text_buffer_get_iter_at_offset (self->buffer, &from, MAX (start, stop - DELETED_CHARS));
      gtk_text_buffer_get_iter_at_offset (self->buffer, &to, stop);
      gtk_text_buffer_delete (self->buffer, &from, &to);
    }
}

/* Replaces characters of a block that is in the buffer by those of its layout. */
static void
replace (LlmDocumentPainter *self, guint block, guint from, guint old_to, guint to)
{
  LlmPainted *painted = llm_painter_get (self, block);
  const int start = painted->start + (int) from;
  const int old_end = painted->start + (int) old_to;
  GtkTextIter iter, end;
  Marks marks;

  save_marks (self, &marks);
  delete_text (self, start, old_end);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &iter, start);
  if (to > from)
    {
      insert_text (self, painted->layout, from, to, &iter);
      if (!gtk_text_iter_is_end (&iter))
        {
          /* What is on both sides has spread. */
          gtk_text_buffer_get_iter_at_offset (self->buffer, &end, start);
          gtk_text_buffer_remove_all_tags (self->buffer, &end, &iter);
        }
      apply_lines (self, painted, from, to);
      apply_spans (self, painted, from, to);
      apply_rises (self, painted, from, to);
    }
  move_later (self, block + 1, (int) to - (int) old_to);
  restore_marks (self, &marks, start, old_end);
}

/**
 * llm_painter_insert:
 * @self: a painter
 * @block: where the block goes
 * @layout: (transfer full): what it looks like
 *
 * Puts a block into the buffer.  All but the first have a line end before them.
 */
void
llm_painter_insert (LlmDocumentPainter *self, guint block, LlmLayout *layout)
{
  LlmPainted painted = { 0 };
  GtkTextIter iter;
  Marks marks;
  int start;

  painted.layout = layout;
  painted.asks = self->asks;
  painted.has_width = self->has_width;
  start = block < self->painted->len ? llm_painter_get (self, block)->start
                                     : gtk_text_buffer_get_char_count (self->buffer);
  save_marks (self, &marks);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &iter, start);
  if (self->painted->len > 0)
    {
      /* Before the first block its own end is the separator. */
      gtk_text_buffer_insert (self->buffer, &iter, "\n", 1);
      if (block < self->painted->len)
        move_later (self, block, 1);
      else
        start++;
    }
  restore_marks (self, &marks, start - 1, start - 1);
  painted.start = start;
  update_tables (self, &painted, layout);
  g_array_insert_val (self->painted, block, painted);
  replace (self, block, 0, 0, llm_layout_get_n_chars (layout));
}

/**
 * llm_painter_remove:
 * @self: a painter
 * @first: a block
 * @n: how many from there, at least one
 *
 * Takes blocks out of the buffer.
 */
void
llm_painter_remove (LlmDocumentPainter *self, guint first, guint n)
{
  LlmPainted *last = llm_painter_get (self, first + n - 1);
  int start = llm_painter_get (self, first)->start;
  int end = last->start + (int) llm_layout_get_n_chars (last->layout);

  if (first > 0)
    start--;
  else if (first + n < self->painted->len)
    end++;
  delete_text (self, start, end);
  for (guint i = 0; i < n; i++)
    update_tables (self, llm_painter_get (self, first + i), NULL);
  move_later (self, first + n, start - end);
  g_array_remove_range (self->painted, first, n);
}

static gboolean
is_same_span (const LlmSpan *a, const LlmSpan *b)
{
  return a->style == b->style && (a->link == LLM_NO_EVENT) == (b->link == LLM_NO_EVENT)
         && a->action == b->action;
}

/* The characters that both layouts begin with, looking the same. */
static guint
find_common_start (const LlmLayout *a, const LlmLayout *b)
{
  gsize a_length, b_length, n = 0;
  const char *a_text = llm_layout_get_text (a, &a_length);
  const char *b_text = llm_layout_get_text (b, &b_length);
  guint common, a_n, b_n;
  const LlmLine *a_lines = llm_layout_get_lines (a, &a_n);
  const LlmLine *b_lines = llm_layout_get_lines (b, &b_n);
  const LlmSpan *a_spans, *b_spans;

  while (n < a_length && n < b_length && a_text[n] == b_text[n])
    n++;
  while (n > 0 && ((a_text[n] & 0xc0) == 0x80 || (b_text[n] & 0xc0) == 0x80))
    n--;
  common = (guint) g_utf8_strlen (a_text, (gssize) n);

  for (guint i = 0; i < a_n || i < b_n; i++)
    {
      if (i < a_n && i < b_n && a_lines[i].start == b_lines[i].start
          && is_same_line (&a_lines[i], &b_lines[i]))
        continue;
      if (i < a_n)
        common = MIN (common, a_lines[i].start);
      if (i < b_n)
        common = MIN (common, b_lines[i].start);
      break;
    }

  a_spans = llm_layout_get_spans (a, &a_n);
  b_spans = llm_layout_get_spans (b, &b_n);
  for (guint i = 0; i < a_n || i < b_n; i++)
    {
      const gboolean both = i < a_n && i < b_n && a_spans[i].start == b_spans[i].start
                            && is_same_span (&a_spans[i], &b_spans[i])
                            && (a_spans[i].style & LLM_STYLE_OBJECT) == 0;

      if (both && a_spans[i].end == b_spans[i].end)
        continue;
      if (i < a_n)
        common = MIN (common, both ? a_spans[i].end : a_spans[i].start);
      if (i < b_n)
        common = MIN (common, both ? b_spans[i].end : b_spans[i].start);
      break;
    }
  return common;
}

/* The same of their ends, as far as they are not in the common start. */
static guint
find_common_end (const LlmLayout *a, const LlmLayout *b, guint start)
{
  gsize a_length, b_length, n = 0;
  const char *a_text = llm_layout_get_text (a, &a_length);
  const char *b_text = llm_layout_get_text (b, &b_length);
  const guint a_chars = llm_layout_get_n_chars (a), b_chars = llm_layout_get_n_chars (b);
  guint common, a_n, b_n;
  const LlmLine *a_lines = llm_layout_get_lines (a, &a_n);
  const LlmLine *b_lines = llm_layout_get_lines (b, &b_n);
  const LlmSpan *a_spans, *b_spans;

  while (n < a_length && n < b_length && a_text[a_length - 1 - n] == b_text[b_length - 1 - n])
    n++;
  while (n > 0 && (a_text[a_length - n] & 0xc0) == 0x80)
    n--;
  common = (guint) g_utf8_strlen (a_text + a_length - n, (gssize) n);
  common = MIN (common, MIN (a_chars, b_chars) - start);

  for (guint i = 1; i <= MIN (a_n, b_n); i++)
    {
      const LlmLine *line = &a_lines[a_n - i], *other = &b_lines[b_n - i];

      if (common <= a_chars - line->start && common <= b_chars - other->start
          && is_same_line (line, other))
        break;
      if (a_chars - line->start == b_chars - other->start && is_same_line (line, other))
        continue;
      common = i == 1 ? 0 : MIN (common, a_chars - a_lines[a_n - i + 1].start);
      break;
    }

  a_spans = llm_layout_get_spans (a, &a_n);
  b_spans = llm_layout_get_spans (b, &b_n);
  for (guint i = 1; i <= MIN (a_n, b_n); i++)
    {
      const LlmSpan *span = &a_spans[a_n - i], *other = &b_spans[b_n - i];

      if (common <= a_chars - span->end && common <= b_chars - other->end)
        break;
      if (a_chars - span->end != b_chars - other->end || !is_same_span (span, other)
          || span->end - span->start != other->end - other->start
          || (span->style & LLM_STYLE_OBJECT) != 0)
        {
          common = MIN (common, MIN (a_chars - span->end, b_chars - other->end));
          break;
        }
    }
  return common;
}

/**
 * llm_painter_morph:
 * @self: a painter
 * @block: a block
 * @layout: (transfer full): what it looks like now
 *
 * Changes what is different and leaves the rest alone.
 */
void
llm_painter_morph (LlmDocumentPainter *self, guint block, LlmLayout *layout)
{
  LlmPainted *painted = llm_painter_get (self, block);
  LlmLayout *old = painted->layout;
  const guint old_chars = llm_layout_get_n_chars (old);
  const guint n_chars = llm_layout_get_n_chars (layout);
  guint start, end;

  painted->asks = self->asks;
  painted->has_width = self->has_width;
  update_tables (self, painted, layout);
  start = find_common_start (old, layout);
  end = find_common_end (old, layout, start);
  painted->layout = layout;
  painted->highlighted = MIN (painted->highlighted, start);
  if (start < old_chars - end || start < n_chars - end)
    replace (self, block, start, old_chars - end, n_chars - end);
  llm_layout_free (old);
}
