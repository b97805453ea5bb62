/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-layout-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "llm-code-language.h"

/* Room and widths, in em. */
#define GAP_BOX 0.7
#define PAD_BOX 0.45
#define GAP_LABEL 0.3
#define CODE_HANG 2.0
#define CODE_CHAR 0.55

/* Lines that begin further in do not hang further. */
#define MAX_INDENT 16
#define TAB_CHARS 8

/* Blocks of code with more lines can be folded to their beginning. */
#define FOLD_LINES 40
#define FOLDED_LINES 20

static void
add_action (LlmLayouter *self, const char *text, LlmLayoutAction action)
{
  const LlmPiece piece = { LLM_PIECE_TEXT,
                           LLM_STYLE_ACTION | LLM_STYLE_LABEL,
                           LLM_NO_EVENT,
                           0,
                           LLM_NO_EVENT,
                           action,
                           0,
                           text,
                           strlen (text) };

  llm_layouter_append (self, &piece);
}

static void
add_code_label (LlmLayouter *self, const char *label, guint n_lines, gboolean foldable)
{
  llm_layouter_begin_line (self, LLM_LINE_CODE_LABEL)->below
      = (gint16) llm_layouter_px (self, GAP_LABEL);
  llm_layouter_append_raw (self, label, LLM_STYLE_LABEL);
  if (foldable)
    {
      g_autofree char *count = NULL;

      /* Translators: beside the language of a block of code: how long it is */
      count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, " · %u line", " · %u lines", n_lines),
                               n_lines);
      llm_layouter_append_raw (self, count, LLM_STYLE_LABEL);
    }
  llm_layouter_append_raw (self, "\t", LLM_STYLE_LABEL);
  if (foldable)
    {
      add_action (self, self->options->is_folded ? _ ("Unfold") : _ ("Fold"), LLM_ACTION_TOGGLE);
      llm_layouter_append_raw (self, "   ", LLM_STYLE_LABEL);
    }
  add_action (self, _ ("Open"), LLM_ACTION_OPEN);
  llm_layouter_append_raw (self, "   ", LLM_STYLE_LABEL);
  add_action (self, _ ("Copy"), LLM_ACTION_COPY);
}

static guint
count_lines (const char *text, gsize length)
{
  guint n = 1;

  for (const char *p = text; (p = memchr (p, '\n', length - (gsize) (p - text))) != NULL; p++)
    n++;
  return n;
}

/* Rows of a wrapped line stand further in than its beginning. */
static int
get_hang (LlmLayouter *self, const char *line, gsize length)
{
  guint n = 0;

  for (gsize i = 0; i < length && n < MAX_INDENT && (line[i] == ' ' || line[i] == '\t'); i++)
    n += line[i] == '\t' ? TAB_CHARS : 1;
  return llm_layouter_px (self, CODE_HANG + MIN (n, MAX_INDENT) * CODE_CHAR);
}

static void
add_code_lines (
    LlmLayouter *self, guint event, const char *text, gsize length, guint max_lines, guint32 style)
{
  const char *p = text;
  const char *end = text + length;

  for (guint i = 0; i < max_lines && p <= end; i++)
    {
      const char *newline = memchr (p, '\n', (gsize) (end - p));
      const char *stop = newline != NULL ? newline : end;
      LlmPiece piece
          = { LLM_PIECE_TEXT,    style, event, (guint32) (p - text), LLM_NO_EVENT, 0, 0, p,
              (gsize) (stop - p) };
      LlmLine *line;

      if (piece.length > 0 && p[piece.length - 1] == '\r')
        piece.length--;
      line = llm_layouter_begin_line (self, LLM_LINE_CODE);
      line->hang = (gint16) get_hang (self, p, piece.length);
      llm_layouter_append (self, &piece);
      p = stop + 1;
    }
  /* The last line has no end that could carry its style. */
  if (g_str_has_suffix (self->layout->text->str, "\n"))
    llm_layouter_append_raw (self, LLM_LAYOUT_NOTHING, LLM_STYLE_NONE);
}

static gboolean
is_diagram (LlmLayouter *self, guint first)
{
  const LlmEvent *event = &self->events[first];

  return event->title_length == strlen ("mermaid")
         && g_ascii_strncasecmp (llm_block_get_title (self->block, event), "mermaid", 7) == 0
         && self->events[first + 1].step == LLM_STEP_TEXT && !self->options->is_open
         && llm_layouter_get_object_width (self, event) >= 0;
}

static void
add_code_body (LlmLayouter *self, guint first, const char *text, gsize length, gboolean is_folded)
{
  const gboolean is_html = self->events[first].type == LLM_NODE_HTML_BLOCK;
  const LlmPiece picture = { LLM_PIECE_OBJECT,
                             LLM_STYLE_OBJECT,
                             first + 1,
                             0,
                             LLM_NO_EVENT,
                             LLM_OBJECT_DIAGRAM,
                             first,
                             NULL,
                             0 };

  if (is_diagram (self, first))
    {
      llm_layouter_begin_line (self, LLM_LINE_FORMULA);
      llm_layouter_append (self, &picture);
      return;
    }
  add_code_lines (self, first + 1, text, length, is_folded ? FOLDED_LINES : G_MAXUINT,
                  is_html ? LLM_STYLE_HTML : LLM_STYLE_NONE);
  if (is_folded)
    {
      llm_layouter_begin_line (self, LLM_LINE_CODE_MORE);
      add_action (self, _ ("Show all lines"), LLM_ACTION_TOGGLE);
    }
}

/**
 * llm_layouter_add_code:
 * @self: a layouter
 * @first: the event that enters a block of code or HTML
 *
 * Adds a label with the language and what can be done, and the lines or the picture.
 */
void
llm_layouter_add_code (LlmLayouter *self, guint first)
{
  const LlmEvent *event = &self->events[first];
  const guint first_line = self->layout->lines->len;
  const int pad = llm_layouter_px (self, PAD_BOX);
  g_autofree char *info = llm_block_dup_text (self->block, event);
  g_autofree char *label = NULL;
  const char *text = llm_block_get_text (self->block, event + 1);
  gsize length = event[1].step == LLM_STEP_TEXT ? event[1].text_length : 0;
  gboolean foldable;
  guint n_lines;

  if (length > 0 && text[length - 1] == '\n')
    length--;
  n_lines = count_lines (text, length);
  label = event->type == LLM_NODE_HTML_BLOCK ? g_strdup ("HTML")
                                             : llm_code_language_label (info, NULL);
  foldable = n_lines > FOLD_LINES && !self->options->is_open;
  self->layout->is_foldable |= foldable;
  self->above = llm_layouter_px (self, GAP_BOX) + pad;
  self->left += pad * 2;
  self->right = pad * 2;
  add_code_label (self, label != NULL ? label : _ ("Code"), n_lines, foldable);
  add_code_body (self, first, text, length, foldable && self->options->is_folded);
  llm_layouter_get_line (self)->below = (gint16) pad;
  self->left -= pad * 2;
  self->right = 0;
  llm_layouter_add_box (self, LLM_BOX_CODE, first_line, self->left, first);
}
