/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-db-rows.h"

G_BEGIN_DECLS

/* What the tables answer_version and flight are read and written with: what columns had
 * before, and how they asked.  All functions run in the worker; those that write expect an
 * open transaction. */

/* Exported so that tests can ask for their query plans. */
extern const char llm_db_versions_sql_load[];
extern const char llm_db_versions_sql_trim[];
extern const char llm_db_versions_sql_trim_flights[];
extern const char llm_db_flights_sql_load[];

gboolean
llm_db_versions_save (LlmDb *db, const char *column_id, GPtrArray *versions, GError **error);
GPtrArray *llm_db_versions_load (LlmDb *db, const char *columns, GError **error);

gboolean
llm_db_flights_save (LlmDb *db, const char *column_id, const char *text, GError **error);
char *
llm_db_flights_load (LlmDb *db, const char *column_id, const char *version_id, GError **error);

G_END_DECLS
