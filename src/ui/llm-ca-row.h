/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LlmCaRow:
 *
 * A file with the certificate authorities to trust for one server.
 *
 * Signal `::changed ()`: the user has chosen a file, or none.
 */
#define LLM_TYPE_CA_ROW (llm_ca_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmCaRow, llm_ca_row, LLM, CA_ROW, AdwActionRow)

GtkWidget *llm_ca_row_new (void);
const char *llm_ca_row_get_path (LlmCaRow *self);
void llm_ca_row_set_path (LlmCaRow *self, const char *path);

G_END_DECLS
