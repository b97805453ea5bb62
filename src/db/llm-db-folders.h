/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-db-changes.h"
#include "llm-history-query.h"

G_BEGIN_DECLS

/* Folders, and which tags there are.  All functions run in the worker; those that
 * write expect an open transaction. */

/* Exported so that tests can ask for their query plans. */
extern const char llm_db_folders_sql_list[];
extern const char llm_db_folders_sql_list_tags[];

GPtrArray *llm_db_folders_list (LlmDb *db, GError **error);
GPtrArray *llm_db_folders_list_tags (LlmDb *db, GError **error);
gboolean
llm_db_folders_save (LlmDb *db, const LlmFolder *folder, LlmDbChanges *changes, GError **error);
gboolean llm_db_folders_delete (LlmDb *db, const char *id, LlmDbChanges *changes, GError **error);

G_END_DECLS
