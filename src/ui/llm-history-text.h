/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pango.h>

#include "llm-history-query.h"

G_BEGIN_DECLS

/* What rows say, as text. */
const char *llm_history_text_get_title (LlmHistoryEntry *entry);
char *llm_history_text_format_time (gint64 time, GDateTime *now);
char *llm_history_text_format_models (LlmHistoryEntry *entry);
char *llm_history_text_format_detail (LlmHistoryEntry *entry, guint n_hits);
char *llm_history_text_take_marks (const char *snippet, PangoAttrList **attrs);

G_END_DECLS
