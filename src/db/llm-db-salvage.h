/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-archive.h"
#include "llm-db.h"

G_BEGIN_DECLS

char *llm_db_salvage_set_aside_name (const char *history, gint64 now);
gboolean llm_db_salvage_is_aside (const char *folder);
gboolean llm_db_salvage_swap (const char *history,
                              const char *replacement,
                              const char *aside,
                              GError **error);
LlmSalvageReport *llm_db_salvage (const char *history, gint64 now, GError **error);

/* Parts of it; each in a file of its own. */
gboolean llm_db_salvage_table (
    LlmDb *from, LlmDb *to, LlmSalvageReport *report, const char *table, GError **error);
gboolean llm_db_salvage_has_schema (LlmDb *from);
gboolean llm_db_salvage_lend_schema (LlmDb *to, const char *path);
gboolean llm_db_salvage_references (LlmDb *db, LlmSalvageReport *report, GError **error);

G_END_DECLS
