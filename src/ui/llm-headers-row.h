/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LlmHeadersRow:
 *
 * Headers to send to a server, one "Name: value" a line.
 *
 * Signal `::apply ()`: the button was pressed that is there when the text was changed
 * and `llm_headers_row_set_show_apply()` asked for it.
 */
#define LLM_TYPE_HEADERS_ROW (llm_headers_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmHeadersRow, llm_headers_row, LLM, HEADERS_ROW, AdwPreferencesRow)

GtkWidget *llm_headers_row_new (void);
void llm_headers_row_set_show_apply (LlmHeadersRow *self, gboolean show_apply);
void llm_headers_row_set_headers (LlmHeadersRow *self, const char *const *headers);
gboolean llm_headers_row_get_headers (LlmHeadersRow *self, char ***headers, GError **error);
char *llm_headers_row_dup_text (LlmHeadersRow *self);
void llm_headers_row_set_text (LlmHeadersRow *self, const char *text);
gboolean llm_headers_row_parse (const char *text, char ***headers, GError **error);

G_END_DECLS
