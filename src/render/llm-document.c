/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-document.h"

#include <string.h>
#include "llm-document-private.h"

/* Less than this is not committed on its own: to find out whether it can be costs more
 * than to parse it again. */
#define MIN_CHUNK 1024

struct _LlmDocument
{
  GObject parent_instance;

  LlmMarkdownFlags flags;
  GPtrArray *blocks;  /* LlmBlock */
  GArray *chunks;     /* gsize for each block: where the piece that was parsed began */
  guint n_committed;  /* blocks that stay */
  gsize committed;    /* bytes they were made of */
  gsize parsed;       /* bytes all blocks were made of */
  gsize scanned;      /* the start of the line to look at next */
  gsize next_attempt; /* no place before this is worth an attempt */
  char fence;         /* the open fence at the top level at scanned, or 0 */
  guint fence_length;
  gboolean is_fence_sure; /* it is not indented, so that it is not within a list */
  gboolean after_blank;
  guint64 work; /* bytes that were parsed */
  gboolean finished;
};

G_DEFINE_FINAL_TYPE (LlmDocument, llm_document, G_TYPE_OBJECT)

/* A line at the left edge that could begin a block whatever was before it.  An item
 * cannot: it may belong to the list before it. */
static gboolean
is_candidate (const char *line, gsize length)
{
  gsize digits = 0;

  if (length == 0 || line[0] == ' ' || line[0] == '\t' || line[0] == '\r')
    return FALSE;
  if (line[0] == '-' || line[0] == '+')
    return FALSE;
  if (line[0] == '*')
    return length > 1 && line[1] != ' ' && line[1] != '\t' && line[1] != '\r';
  while (digits < length && g_ascii_isdigit (line[digits]))
    digits++;
  return digits == 0 || digits == length || (line[digits] != '.' && line[digits] != ')');
}

static gboolean
is_blank (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
        return FALSE;
    }
  return TRUE;
}

/* Keeps account of fences at the top level.  It only saves attempts: whether a place is
 * between two blocks is found out by parsing. */
static void
follow_fence (LlmDocument *self, const char *line, gsize length)
{
  gsize indent = 0, run = 0;
  char c;

  while (indent < length && indent < 4 && line[indent] == ' ')
    indent++;
  if (indent == 4 || indent == length)
    return;
  c = line[indent];
  if (c != '`' && c != '~')
    return;
  while (indent + run < length && line[indent + run] == c)
    run++;
  if (self->fence == 0)
    {
      if (run >= 3
          && (c == '~' || memchr (line + indent + run, '`', length - indent - run) == NULL))
        {
          self->fence = c;
          self->fence_length = (guint) run;
          self->is_fence_sure = indent == 0;
        }
    }
  else if (c == self->fence && run >= self->fence_length
           && is_blank (line + indent + run, length - indent - run))
    self->fence = 0;
}

/* Whether @both is @before followed by @after. */
static gboolean
is_joined (GPtrArray *both, GPtrArray *before, GPtrArray *after)
{
  if (both->len != before->len + after->len)
    return FALSE;
  for (guint i = 0; i < both->len; i++)
    {
      const LlmBlock *expected = i < before->len ? before->pdata[i] : after->pdata[i - before->len];

      if (!llm_block_equal (both->pdata[i], expected))
        return FALSE;
    }
  return TRUE;
}

static GPtrArray *
parse (LlmDocument *self, const char *text, gsize start, gsize end)
{
  self->work += end - start;
  return llm_markdown_parse (text + start, end - start, (guint32) start, self->flags);
}

/* The blocks before @place, if what is parsed there does not depend on what was before
 * it: the line there gives the same alone. */
static GPtrArray *
try_commit (LlmDocument *self, const char *text, gsize place, gsize line_end)
{
  g_autoptr (GPtrArray) before = parse (self, text, self->committed, place);
  g_autoptr (GPtrArray) after = parse (self, text, place, line_end);
  g_autoptr (GPtrArray) both = parse (self, text, self->committed, line_end);

  return is_joined (both, before, after) ? g_steal_pointer (&before) : NULL;
}

static void
append_blocks (GPtrArray *blocks, GArray *chunks, GPtrArray *more, gsize chunk)
{
  for (guint i = 0; i < more->len; i++)
    {
      g_ptr_array_add (blocks, llm_block_ref (more->pdata[i]));
      g_array_append_val (chunks, chunk);
    }
}

/* Looks at the complete lines that are new and commits what can be. */
static void
advance (LlmDocument *self, const char *text, gsize length, GPtrArray *blocks, GArray *chunks)
{
  while (self->scanned < length)
    {
      const gsize start = self->scanned;
      const char *newline = memchr (text + start, '\n', length - start);
      const char *line = text + start;
      gsize line_length;

      if (newline == NULL)
        return;
      line_length = (gsize) (newline - line);
      if (self->after_blank && !(self->fence != 0 && self->is_fence_sure)
          && start >= self->committed + MIN_CHUNK && start >= self->next_attempt
          && is_candidate (line, line_length))
        {
          g_autoptr (GPtrArray) before = try_commit (self, text, start, start + line_length + 1);

          if (before != NULL)
            {
              append_blocks (blocks, chunks, before, self->committed);
              self->committed = start;
            }
          else
            self->next_attempt = start + (start - self->committed) / 2;
        }
      follow_fence (self, line, line_length);
      self->after_blank = is_blank (line, line_length);
      self->scanned = start + line_length + 1;
    }
}

/* Puts @blocks in place of those from @from on, keeping what is equal. */
static void
replace (LlmDocument *self, guint from, GPtrArray *blocks, GArray *chunks, LlmDocumentEdit *edit)
{
  const guint n_old = self->blocks->len - from;
  guint prefix = 0, suffix = 0;

  while (prefix < MIN (n_old, blocks->len)
         && llm_block_equal (self->blocks->pdata[from + prefix], blocks->pdata[prefix]))
    prefix++;
  while (suffix < MIN (n_old, blocks->len) - prefix
         && llm_block_equal (self->blocks->pdata[self->blocks->len - 1 - suffix],
                             blocks->pdata[blocks->len - 1 - suffix]))
    suffix++;

  edit->position = from + prefix;
  edit->n_removed = n_old - prefix - suffix;
  edit->n_added = blocks->len - prefix - suffix;

  if (edit->n_removed > 0)
    g_ptr_array_remove_range (self->blocks, edit->position, edit->n_removed);
  if (edit->n_added > 0)
    {
      gpointer *place;

      g_ptr_array_set_size (self->blocks, (int) (self->blocks->len + edit->n_added));
      place = self->blocks->pdata + edit->position;
      memmove (place + edit->n_added, place, suffix * sizeof (gpointer));
      for (guint i = 0; i < edit->n_added; i++)
        place[i] = llm_block_ref (blocks->pdata[prefix + i]);
    }
  g_array_set_size (self->chunks, from);
  g_array_append_vals (self->chunks, chunks->data, chunks->len);
}

static void
llm_document_finalize (GObject *object)
{
  LlmDocument *self = LLM_DOCUMENT (object);

  g_ptr_array_unref (self->blocks);
  g_array_unref (self->chunks);

  G_OBJECT_CLASS (llm_document_parent_class)->finalize (object);
}

static void
llm_document_class_init (LlmDocumentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_document_finalize;
}

static void
llm_document_init (LlmDocument *self)
{
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_block_unref);
  self->chunks = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->after_blank = TRUE;
}

/**
 * llm_document_new:
 * @flags: what is understood beyond CommonMark
 *
 * Returns: (transfer full): a document without text
 */
LlmDocument *
llm_document_new (LlmMarkdownFlags flags)
{
  LlmDocument *self = g_object_new (LLM_TYPE_DOCUMENT, NULL);

  self->flags = flags;
  return self;
}

/* More comes after the end: the last piece is open again. */
static void
reopen (LlmDocument *self)
{
  const guint n_blocks = self->blocks->len;

  self->finished = FALSE;
  self->n_committed = 0;
  self->committed = 0;
  if (n_blocks > 0)
    {
      self->committed = g_array_index (self->chunks, gsize, n_blocks - 1);
      self->n_committed = n_blocks - 1;
    }
  while (self->n_committed > 0
         && g_array_index (self->chunks, gsize, self->n_committed - 1) == self->committed)
    self->n_committed--;
  self->scanned = self->committed;
  self->next_attempt = 0;
  self->fence = 0;
  self->fence_length = 0;
  self->is_fence_sure = FALSE;
  self->after_blank = TRUE;
  self->work = 0;
}

guint64
llm_document_get_work (LlmDocument *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT (self), 0);
  return self->work;
}

/**
 * llm_document_update:
 * @self: a document
 * @text: the whole text so far, which begins with what it was the last time; UTF-8
 * @length: its bytes
 * @edit: (out caller-allocates): what has changed
 *
 * Brings the blocks in line with a text that has grown.  What was committed stays.
 */
void
llm_document_update (LlmDocument *self, const char *text, gsize length, LlmDocumentEdit *edit)
{
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GPtrArray) tail = NULL;
  g_autoptr (GArray) chunks = NULL;
  guint n_committed;

  g_return_if_fail (LLM_IS_DOCUMENT (self));
  g_return_if_fail (text != NULL && edit != NULL);
  g_return_if_fail (length >= self->parsed);

  if (self->finished)
    reopen (self);
  n_committed = self->n_committed;
  blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_block_unref);
  chunks = g_array_new (FALSE, FALSE, sizeof (gsize));
  advance (self, text, length, blocks, chunks);
  self->n_committed += blocks->len;
  tail = parse (self, text, self->committed, length);
  append_blocks (blocks, chunks, tail, self->committed);
  replace (self, n_committed, blocks, chunks, edit);
  self->parsed = length;
}

/* The chunks of the first and of the last block that is not there any more. */
static void
find_changed_chunks (GArray *old, const LlmDocumentEdit *edit, gsize *first, gsize *last)
{
  guint from = edit->position, to = edit->position + edit->n_removed;

  /* What is new between two blocks may be of the chunk of either. */
  if (edit->n_removed > 0)
    to--;
  else if (from > 0)
    from--;
  *first = *last = 0;
  if (old->len == 0)
    return;
  *first = g_array_index (old, gsize, MIN (from, old->len - 1));
  *last = g_array_index (old, gsize, MIN (to, old->len - 1));
}

/* What was parsed in several pieces before, and has become something else, is one piece
 * now. */
static void
merge_chunks (LlmDocument *self, GArray *old, const LlmDocumentEdit *edit)
{
  const gboolean is_changed = edit->n_removed > 0 || edit->n_added > 0;
  gsize first, last;

  find_changed_chunks (old, edit, &first, &last);
  for (guint i = 0; i < self->chunks->len; i++)
    {
      gsize *place = &g_array_index (self->chunks, gsize, i);

      if (i >= edit->position && i < edit->position + edit->n_added)
        {
          *place = first;
          continue;
        }
      *place = g_array_index (old, gsize,
                              i < edit->position ? i : i - edit->n_added + edit->n_removed);
      if (is_changed && *place >= first && *place <= last)
        *place = first;
    }
}

/**
 * llm_document_finish:
 * @self: a document
 * @text: the complete text, which begins with what it was the last time; UTF-8
 * @length: its bytes
 * @edit: (out caller-allocates): what has changed since the last update
 *
 * Parses all of it at once, so that the blocks are what they would be if the text had
 * come in one piece.
 */
void
llm_document_finish (LlmDocument *self, const char *text, gsize length, LlmDocumentEdit *edit)
{
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GArray) old = NULL;
  g_autoptr (GArray) chunks = NULL;
  const gsize start = 0;

  g_return_if_fail (LLM_IS_DOCUMENT (self));
  g_return_if_fail (text != NULL && edit != NULL);
  g_return_if_fail (length >= self->parsed);

  blocks = parse (self, text, 0, length);
  chunks = g_array_new (FALSE, FALSE, sizeof (gsize));
  for (guint i = 0; i < blocks->len; i++)
    g_array_append_val (chunks, start);
  old = g_array_copy (self->chunks);
  replace (self, 0, blocks, chunks, edit);
  merge_chunks (self, old, edit);
  self->n_committed = self->blocks->len;
  self->committed = self->parsed = self->scanned = length;
  self->finished = TRUE;
}

/**
 * llm_document_clear:
 * @self: a document
 *
 * Empties it for another text.
 */
void
llm_document_clear (LlmDocument *self)
{
  g_return_if_fail (LLM_IS_DOCUMENT (self));

  g_ptr_array_set_size (self->blocks, 0);
  g_array_set_size (self->chunks, 0);
  self->n_committed = 0;
  self->committed = self->parsed = self->scanned = self->next_attempt = 0;
  self->fence = 0;
  self->after_blank = TRUE;
  self->finished = FALSE;
}

/**
 * llm_document_get_flags:
 * @self: a document
 *
 * Returns: what is understood beyond CommonMark
 */
LlmMarkdownFlags
llm_document_get_flags (LlmDocument *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT (self), LLM_MARKDOWN_COMMONMARK);
  return self->flags;
}

/**
 * llm_document_get_n_blocks:
 * @self: a document
 *
 * Returns: how many blocks there are at the top level
 */
guint
llm_document_get_n_blocks (LlmDocument *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT (self), 0);
  return self->blocks->len;
}

/**
 * llm_document_get_block:
 * @self: a document
 * @position: below llm_document_get_n_blocks()
 *
 * Returns: (transfer none): that block
 */
LlmBlock *
llm_document_get_block (LlmDocument *self, guint position)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (position < self->blocks->len, NULL);
  return self->blocks->pdata[position];
}

/**
 * llm_document_get_n_committed:
 * @self: a document
 *
 * Returns: how many blocks no update changes any more
 */
guint
llm_document_get_n_committed (LlmDocument *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT (self), 0);
  return self->n_committed;
}

/**
 * llm_document_get_parsed:
 * @self: a document
 *
 * Returns: how many bytes of the text the blocks were made of
 */
gsize
llm_document_get_parsed (LlmDocument *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT (self), 0);
  return self->parsed;
}

/**
 * llm_document_get_chunk:
 * @self: a document
 * @position: below llm_document_get_n_blocks()
 * @start: (out): where the piece of the source begins that has this block
 * @end: (out): where it ends
 *
 * Where the piece has other blocks as well, they have the same.  All pieces together are
 * the text.
 *
 * Returns: whether the block is the first one of its piece
 */
gboolean
llm_document_get_chunk (LlmDocument *self, guint position, gsize *start, gsize *end)
{
  guint low, high;
  gsize chunk;

  g_return_val_if_fail (LLM_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (position < self->blocks->len, FALSE);
  g_return_val_if_fail (start != NULL && end != NULL, FALSE);

  /* Chunks are in order: the first block with a later one. */
  chunk = g_array_index (self->chunks, gsize, position);
  low = position + 1;
  high = self->chunks->len;
  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (g_array_index (self->chunks, gsize, middle) > chunk)
        high = middle;
      else
        low = middle + 1;
    }
  /* Definitions of links at the beginning have no block. */
  *start = chunk == g_array_index (self->chunks, gsize, 0) ? 0 : chunk;
  *end = low < self->chunks->len ? g_array_index (self->chunks, gsize, low) : self->parsed;
  return position == 0 || g_array_index (self->chunks, gsize, position - 1) != chunk;
}
