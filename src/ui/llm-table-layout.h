/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LLM_TABLE_MAX_COLUMNS 16

/**
 * LlmTableColumns:
 *
 * What the rows of one table share: how wide its columns are.  Counted references.
 */
typedef struct _LlmTableColumns LlmTableColumns;

LlmTableColumns *
llm_table_columns_new (guint n_columns, const guint *ranks, guint stretched, int stretched_min);
LlmTableColumns *llm_table_columns_ref (LlmTableColumns *self);
void llm_table_columns_unref (LlmTableColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmTableColumns, llm_table_columns_unref)

/**
 * LlmTableLayout:
 *
 * Lays out one row of a table whose columns are as wide as their widest cell in any row.
 * Where that is too much, columns are left out, the least important ones first.
 */
#define LLM_TYPE_TABLE_LAYOUT (llm_table_layout_get_type ())
G_DECLARE_FINAL_TYPE (LlmTableLayout, llm_table_layout, LLM, TABLE_LAYOUT, GtkLayoutManager)

GtkLayoutManager *llm_table_layout_new (LlmTableColumns *columns);

G_END_DECLS
