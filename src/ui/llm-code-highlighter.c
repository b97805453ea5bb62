/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-code-highlighter.h"

#include <gtksourceview/gtksource.h>
#include <string.h>
#include "llm-code-language.h"
#include "llm-document-painter-private.h"

/* Lines in one go; those that are longer, and blocks that are larger, stay as they are:
 * some patterns take time that grows with the square of the line. */
#define SLICE_LINES 60
#define MAX_LINE 1024
#define MAX_BLOCK (200 * 1024)

/* After what is painted, like other work that can wait. */
#define PRIORITY (GDK_PRIORITY_REDRAW + 30)

struct _LlmCodeHighlighter
{
  GObject parent_instance;

  LlmDocumentPainter *painter; /* unowned: it owns this */
  GtkTextView *view;           /* unowned: the painter's */
  GtkSourceBuffer *copy;
  guint source;

  /* What is in the copy. */
  gboolean has_code;
  guint block;
  guint event;      /* of the code within the block */
  guint first_line; /* of its layout that is in the copy */
  guint n_lines;    /* how many from there */
  guint done;       /* what the block had then; less if it has changed since */
};

G_DEFINE_FINAL_TYPE (LlmCodeHighlighter, llm_code_highlighter, G_TYPE_OBJECT)

static GtkSourceStyleScheme *
get_scheme (LlmCodeHighlighter *self)
{
  const gboolean dark = llm_document_painter_get_colors (self->painter)->is_dark;

  return gtk_source_style_scheme_manager_get_scheme (gtk_source_style_scheme_manager_get_default (),
                                                     dark ? "Adwaita-dark" : "Adwaita");
}

/* The language that the fence names, or that the code looks like. */
static GtkSourceLanguage *
find_language (LlmLayout *layout, guint event)
{
  LlmBlock *block = llm_layout_get_block (layout);
  guint n_events;
  const LlmEvent *events = llm_block_get_events (block, &n_events) + event;
  const char *id = NULL;

  if (events[0].type == LLM_NODE_HTML_BLOCK)
    id = "html";
  else if (events[0].text_length > 0)
    {
      g_autofree char *info = llm_block_dup_text (block, &events[0]);

      id = llm_code_language_from_info (info);
    }
  else if (events[1].step == LLM_STEP_TEXT)
    id = llm_code_language_detect (llm_block_get_text (block, &events[1]), events[1].text_length);
  if (id == NULL)
    return NULL;
  return gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), id);
}

/* The first character behind the box. */
static guint
get_box_end (const LlmLayout *layout, const LlmBox *box)
{
  guint n_lines;
  const LlmLine *lines = llm_layout_get_lines (layout, &n_lines);

  return box->last_line + 1 < n_lines ? lines[box->last_line + 1].start - 1
                                      : llm_layout_get_n_chars (layout);
}

/* The first code in the block that has not all its colours. */
static const LlmBox *
find_box (const LlmPainted *painted)
{
  guint n_boxes;
  const LlmBox *boxes = llm_layout_get_boxes (painted->layout, &n_boxes);

  for (guint i = 0; i < n_boxes; i++)
    {
      if (boxes[i].kind == LLM_BOX_CODE
          && painted->highlighted < get_box_end (painted->layout, &boxes[i]))
        return &boxes[i];
    }
  return NULL;
}

/* The blocks that are in view, and a page above and below. */
static void
get_range (LlmCodeHighlighter *self, guint *first, guint *last)
{
  GdkRectangle rect;
  GtkTextIter start, end;

  gtk_text_view_get_visible_rect (self->view, &rect);
  gtk_text_view_get_line_at_y (self->view, &start, rect.y - rect.height / 2, NULL);
  gtk_text_view_get_line_at_y (self->view, &end, rect.y + rect.height * 3 / 2, NULL);
  *first = llm_document_painter_find_block (self->painter, gtk_text_iter_get_offset (&start));
  *last = llm_document_painter_find_block (self->painter, gtk_text_iter_get_offset (&end));
}

static gboolean
find_work (LlmCodeHighlighter *self, guint *block)
{
  guint first, last;

  if (self->painter->painted->len == 0)
    return FALSE;
  get_range (self, &first, &last);
  for (guint i = first; i <= last; i++)
    {
      if (find_box (llm_painter_get (self->painter, i)) != NULL)
        {
          *block = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* What GtkSourceView knows of a language goes with the last buffer that has it, and takes
 * tens of milliseconds to read again: a buffer of each keeps it. */
static void
keep_language (GtkSourceLanguage *language)
{
  static GHashTable *kept; /* GtkSourceLanguage → GtkSourceBuffer */

  if (kept == NULL)
    kept = g_hash_table_new (NULL, NULL);
  if (!g_hash_table_contains (kept, language))
    g_hash_table_insert (kept, language, gtk_source_buffer_new_with_language (language));
}

/* Begins code, or goes on with it when it only has become longer. */
static gboolean
begin (LlmCodeHighlighter *self, guint index, const LlmBox *box)
{
  LlmPainted *painted = llm_painter_get (self->painter, index);
  const guint end = get_box_end (painted->layout, box);
  guint n_lines;
  const LlmLine *lines = llm_layout_get_lines (painted->layout, &n_lines);
  GtkSourceLanguage *language;

  if (self->has_code && self->block == index && self->event == box->event
      && self->first_line == box->first_line && self->n_lines > 0
      && painted->highlighted == self->done)
    return TRUE;
  self->has_code = FALSE;
  language = end - lines[box->first_line].start <= MAX_BLOCK
                 ? find_language (painted->layout, box->event)
                 : NULL;
  if (language == NULL)
    {
      painted->highlighted = end;
      return FALSE;
    }
  keep_language (language);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->copy), "", 0);
  gtk_source_buffer_set_language (self->copy, language);
  self->has_code = TRUE;
  self->block = index;
  self->event = box->event;
  self->first_line = box->first_line;
  self->n_lines = 0;
  return TRUE;
}

static void
apply_tags (LlmCodeHighlighter *self, const GtkTextIter *iter, int from, int to)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (iter);
  GtkTextBuffer *buffer = llm_document_painter_get_buffer (self->painter);
  GtkTextIter start, end;

  for (GSList *link = tags; link != NULL; link = link->next)
    {
      GtkTextTag *tag = llm_document_tags_get_highlight (
          llm_document_painter_get_tags (self->painter), link->data);

      gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
      end = start;
      gtk_text_iter_forward_chars (&end, to - from);
      gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
    }
}

/* Puts the colours of one line of the copy on the text. */
static void
transfer_line (LlmCodeHighlighter *self, int line, int target, int n_chars)
{
  GtkTextIter iter, next, end;

  gtk_text_buffer_get_iter_at_line (GTK_TEXT_BUFFER (self->copy), &iter, line);
  end = iter;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  while (gtk_text_iter_compare (&iter, &end) < 0)
    {
      const int offset = gtk_text_iter_get_line_offset (&iter);
      int stop;

      next = iter;
      if (!gtk_text_iter_forward_to_tag_toggle (&next, NULL)
          || gtk_text_iter_compare (&next, &end) > 0)
        next = end;
      stop = MIN (n_chars, gtk_text_iter_equal (&next, &end)
                               ? gtk_text_iter_get_chars_in_line (&iter)
                               : gtk_text_iter_get_line_offset (&next));
      if (stop > offset)
        apply_tags (self, &iter, target + offset, target + stop);
      iter = next;
    }
}

/* Appends lines of the layout to the copy, which has as many. */
static void
copy_lines (LlmCodeHighlighter *self, const LlmLayout *layout, guint first, guint last)
{
  GtkTextBuffer *copy = GTK_TEXT_BUFFER (self->copy);
  guint n_lines;
  const LlmLine *lines = llm_layout_get_lines (layout, &n_lines);
  const char *p = g_utf8_offset_to_pointer (llm_layout_get_text (layout, NULL), lines[first].start);
  GtkTextIter end;

  for (guint i = first; i < last; i++)
    {
      const char *line_end = strchr (p, '\n');

      if (line_end == NULL)
        line_end = p + strlen (p);
      gtk_text_buffer_get_end_iter (copy, &end);
      if (lines[i].kind == LLM_LINE_CODE && line_end - p <= MAX_LINE)
        gtk_text_buffer_insert (copy, &end, p, (int) (line_end - p));
      gtk_text_buffer_insert (copy, &end, "\n", 1);
      p = *line_end != '\0' ? line_end + 1 : line_end;
    }
}

static guint
get_line_end (const LlmLayout *layout, const LlmLine *lines, guint n_lines, guint line)
{
  return line + 1 < n_lines ? lines[line + 1].start - 1 : llm_layout_get_n_chars (layout);
}

/* The next lines of the code: into the copy, looked at, and onto the text.  The last
 * line of a block that grows waits for its end. */
static gboolean
take_lines (LlmCodeHighlighter *self, const LlmBox *box)
{
  LlmPainted *painted = llm_painter_get (self->painter, self->block);
  GtkTextBuffer *copy = GTK_TEXT_BUFFER (self->copy);
  const guint first = self->first_line + self->n_lines;
  guint n_lines, ready, last;
  const LlmLine *lines = llm_layout_get_lines (painted->layout, &n_lines);
  GtkTextIter start, end;

  ready = box->last_line + 1;
  if (painted->is_open && ready == n_lines)
    ready--;
  last = MIN (ready, first + SLICE_LINES);
  if (last <= first)
    return FALSE;
  copy_lines (self, painted->layout, first, last);
  gtk_text_buffer_get_iter_at_line (copy, &start, (int) self->n_lines);
  gtk_text_buffer_get_end_iter (copy, &end);
  gtk_source_buffer_ensure_highlight (self->copy, &start, &end);
  for (guint i = first; i < last; i++)
    transfer_line (self, (int) (i - self->first_line), painted->start + (int) lines[i].start,
                   (int) (get_line_end (painted->layout, lines, n_lines, i) - lines[i].start));
  self->n_lines += last - first;
  painted->highlighted = get_line_end (painted->layout, lines, n_lines, last - 1);
  self->done = painted->highlighted;
  return TRUE;
}

/* A slice, and whether there is another one. */
static gboolean
work_cb (gpointer user_data)
{
  LlmCodeHighlighter *self = LLM_CODE_HIGHLIGHTER (user_data);
  guint index;

  while (find_work (self, &index))
    {
      const LlmBox *box = find_box (llm_painter_get (self->painter, index));

      if (!begin (self, index, box))
        continue;
      if (take_lines (self, box))
        return G_SOURCE_CONTINUE;
      /* The rest of what grows comes later. */
      break;
    }
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
llm_code_highlighter_dispose (GObject *object)
{
  LlmCodeHighlighter *self = LLM_CODE_HIGHLIGHTER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->copy);

  G_OBJECT_CLASS (llm_code_highlighter_parent_class)->dispose (object);
}

static void
llm_code_highlighter_class_init (LlmCodeHighlighterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_code_highlighter_dispose;
}

static void
llm_code_highlighter_init (LlmCodeHighlighter *self)
{
}

/**
 * llm_code_highlighter_new:
 * @painter: what shows the blocks; outlives the highlighter
 * @view: the view of its buffer; the same
 *
 * Returns: (transfer full): a highlighter that has nothing to do yet
 */
LlmCodeHighlighter *
llm_code_highlighter_new (LlmDocumentPainter *painter, GtkTextView *view)
{
  LlmCodeHighlighter *self;

  g_return_val_if_fail (painter != NULL, NULL);
  g_return_val_if_fail (GTK_IS_TEXT_VIEW (view), NULL);

  self = g_object_new (LLM_TYPE_CODE_HIGHLIGHTER, NULL);
  self->painter = painter;
  self->view = view;
  return self;
}

static void
ensure_copy (LlmCodeHighlighter *self)
{
  if (self->copy != NULL)
    return;
  self->copy = gtk_source_buffer_new (NULL);
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (self->copy), FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (self->copy, FALSE);
  gtk_source_buffer_set_style_scheme (self->copy, get_scheme (self));
}

/**
 * llm_code_highlighter_follow:
 * @self: a highlighter
 *
 * To be called after the last block has grown: gives the lines of code that came with it
 * their colours at once, so that they are not painted twice.
 */
void
llm_code_highlighter_follow (LlmCodeHighlighter *self)
{
  const guint n_blocks = self->painter->painted->len;
  const LlmBox *box;

  g_return_if_fail (LLM_IS_CODE_HIGHLIGHTER (self));

  if (n_blocks == 0)
    return;
  box = find_box (llm_painter_get (self->painter, n_blocks - 1));
  if (box == NULL)
    return;
  ensure_copy (self);
  if (begin (self, n_blocks - 1, box))
    take_lines (self, box);
}

/**
 * llm_code_highlighter_queue:
 * @self: a highlighter
 *
 * To be called after there is other code, or other code in view.
 */
void
llm_code_highlighter_queue (LlmCodeHighlighter *self)
{
  g_return_if_fail (LLM_IS_CODE_HIGHLIGHTER (self));

  if (self->source != 0)
    return;
  ensure_copy (self);
  self->source = g_idle_add_full (PRIORITY, work_cb, self, NULL);
}

/**
 * llm_code_highlighter_restart:
 * @self: a highlighter
 *
 * Forgets what was done; for another scheme.
 */
void
llm_code_highlighter_restart (LlmCodeHighlighter *self)
{
  g_return_if_fail (LLM_IS_CODE_HIGHLIGHTER (self));

  self->has_code = FALSE;
  if (self->copy != NULL)
    gtk_source_buffer_set_style_scheme (self->copy, get_scheme (self));
  for (guint i = 0; i < self->painter->painted->len; i++)
    llm_painter_get (self->painter, i)->highlighted = 0;
  llm_code_highlighter_queue (self);
}

/**
 * llm_code_highlighter_is_idle:
 * @self: a highlighter
 *
 * Returns: whether all code near the viewport has its colours
 */
gboolean
llm_code_highlighter_is_idle (LlmCodeHighlighter *self)
{
  g_return_val_if_fail (LLM_IS_CODE_HIGHLIGHTER (self), TRUE);
  return self->source == 0;
}
