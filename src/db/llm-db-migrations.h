/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"

G_BEGIN_DECLS

/* "LLMS" in the file's header tells our databases from others'. */
#define LLM_DB_APPLICATION_ID 0x4c4c4d53

/**
 * LlmDbMigration:
 * @sql: what leads from the version before to this one
 *
 * One step of the schema.  The first leads from an empty file to version 1.
 * Published steps are never edited: a new one is added.
 */
typedef struct
{
  const char *sql;
} LlmDbMigration;

const LlmDbMigration *llm_db_migrations_get (guint *n_migrations);
gboolean llm_db_migrations_is_current (LlmDb *db,
                                       guint n_migrations,
                                       gboolean *current,
                                       GError **error);
gboolean llm_db_migrations_run (LlmDb *db,
                                const LlmDbMigration *migrations,
                                guint n_migrations,
                                GError **error);
gboolean llm_db_migrations_trust (LlmDb *db, GError **error);

G_END_DECLS
