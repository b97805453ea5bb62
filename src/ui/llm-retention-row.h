/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "llm-settings.h"

G_BEGIN_DECLS

/**
 * LlmRetentionRow:
 *
 * How long the images of conversations that are not pinned are kept.
 */
#define LLM_TYPE_RETENTION_ROW (llm_retention_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmRetentionRow, llm_retention_row, LLM, RETENTION_ROW, AdwComboRow)

void llm_retention_row_set_settings (LlmRetentionRow *self, LlmSettings *settings);

G_END_DECLS
