/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmWordTable:
 *
 * Gives equal words equal numbers, from 0 on in the order they come in.  What equal means is
 * told by llm_word_fold().  For one thread at a time.
 */
typedef struct _LlmWordTable LlmWordTable;

LlmWordTable *llm_word_table_new (gboolean ignore_case);
void llm_word_table_free (LlmWordTable *self);

guint32 llm_word_table_add (LlmWordTable *self, const char *text, gsize length);
guint llm_word_table_get_size (const LlmWordTable *self);
const char *llm_word_table_get_word (const LlmWordTable *self, guint32 number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmWordTable, llm_word_table_free)

G_END_DECLS
