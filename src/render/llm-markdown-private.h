/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-markdown.h"

G_BEGIN_DECLS

/* A piece of the source that Markdown's own rules must not see: a formula with its
 * delimiters, or the head of a footnote. */
typedef struct
{
  guint32 start;
  guint32 end;
  guint32 opening; /* bytes of the opening delimiter, and of the closing one */
  LlmNodeType type;
} LlmProtected;

/* Bytes that md4c sees and that are not in the source. */
typedef struct
{
  gsize at; /* in the copy */
  gsize n;
  gsize before; /* how many there are before these */
} LlmInserted;

/* What stands for each byte of a protected piece: neither a letter nor punctuation nor
 * a blank, so that it takes part in nothing. */
#define LLM_PROTECTED_BYTE '\001'

GArray *llm_markdown_fix_tables (char **copy, gsize *length, const GArray *lines);
gsize llm_markdown_get_source (const GArray *inserted, gsize offset);
void llm_markdown_limit (char *copy, gsize length, const GArray *tables);
GArray *llm_markdown_protect (char *copy, gsize length, LlmMarkdownFlags flags, GArray *tables);

G_END_DECLS
