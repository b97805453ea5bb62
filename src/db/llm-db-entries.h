/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-db-changes.h"
#include "llm-history-query.h"

G_BEGIN_DECLS

/* What the user does to conversations.  All functions run in the worker and expect an
 * open transaction. */

gboolean llm_db_entries_update (LlmDb *db,
                                const char *const *ids,
                                const LlmEntryChange *change,
                                LlmDbChanges *changes,
                                GError **error);
gboolean llm_db_entries_add_tag (
    LlmDb *db, const char *id, const char *tag, LlmDbChanges *changes, GError **error);
gboolean llm_db_entries_rename_tag (
    LlmDb *db, const char *name, const char *new_name, LlmDbChanges *changes, GError **error);
gboolean llm_db_entries_drop_tags (LlmDb *db, LlmDbChanges *changes, GError **error);

G_END_DECLS
