/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-markdown-writer.h"

G_BEGIN_DECLS

/* The marker of an emphasis that is open. */
typedef struct
{
  char c;
  char before; /* what is around it and the markers right beside it */
  char after;
  guint last; /* the event that closes it */
  gsize end;  /* where the text in it begins */
} LlmMarkdownMarker;

/* What the parts of the Markdown writer share: one for blocks, one for what is within
 * lines, one for single characters. */
typedef struct
{
  GString *out;
  const LlmBlock *block;
  const LlmEvent *events;
  guint n_events;
  guint *matches; /* of each entering its leaving, and the other way round */

  GString *prefix;    /* what each line of the open containers begins with */
  gboolean line_open; /* the line has its prefix */
  gsize content;      /* where the line begins behind that */

  gboolean in_table;
  gboolean in_heading;
  gboolean in_item; /* at the very beginning of an item */
  guint n_links;    /* links and images that are open */

  GString *text;     /* texts in a row, not escaped */
  gboolean is_first; /* they are right behind the opening of an emphasis */
  gboolean is_last;  /* they are right before the closing of one */
  GArray *markers;   /* LlmMarkdownMarker */
  gsize n_dollars;   /* in what is left of these lines */
  gsize n_tildes;    /* in all of these lines */
} LlmMarkdownWriter;

void llm_markdown_writer_new_line (LlmMarkdownWriter *writer);
void llm_markdown_writer_append_lines (LlmMarkdownWriter *writer, const char *text, gsize length);
guint llm_markdown_writer_append_inlines (LlmMarkdownWriter *writer, guint first);

void llm_markdown_writer_escape (LlmMarkdownWriter *writer, char next);
void llm_markdown_writer_append_target (LlmMarkdownWriter *writer, const LlmEvent *event);
gboolean llm_markdown_is_entity (const char *text, gsize length);

G_END_DECLS
