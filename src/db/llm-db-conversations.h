/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-blob-files.h"
#include "llm-db.h"
#include "llm-db-answers.h"
#include "llm-db-changes.h"
#include "llm-db-rows.h"

G_BEGIN_DECLS

/* What the table conversation is read and written with, as far as it follows from
 * turns; llm-db-entries.h has what the user does to it.  All functions run in the
 * worker; those that write expect an open transaction. */

/* Exported so that tests can ask for their query plans. */
extern const char llm_db_conversations_sql_load[];
extern const char llm_db_conversations_sql_turns[];
extern const char llm_db_conversations_sql_count[];
extern const char llm_db_conversations_sql_first[];
extern const char llm_db_conversations_sql_purge[];

gboolean llm_db_conversations_ensure (LlmDb *db,
                                      const LlmDbTurnRow *turn,
                                      LlmDbChanges *changes,
                                      GError **error);
gboolean llm_db_conversations_add_turn (LlmDb *db,
                                        const LlmDbTurnRow *turn,
                                        const LlmDbEffect *effect,
                                        LlmDbChanges *changes,
                                        GError **error);
gboolean llm_db_conversations_update (
    LlmDb *db, const char *id, const LlmDbEffect *effect, LlmDbChanges *changes, GError **error);
gboolean llm_db_conversations_save (LlmDb *db,
                                    const LlmDbConversationRow *row,
                                    LlmDbChanges *changes,
                                    GError **error);
gboolean
llm_db_conversations_delete (LlmDb *db, const char *id, LlmDbChanges *changes, GError **error);
gboolean llm_db_conversations_purge (LlmDb *db,
                                     gint64 before,
                                     guint limit,
                                     guint *n_purged,
                                     LlmDbChanges *changes,
                                     GError **error);
gboolean llm_db_conversations_import (LlmDb *db,
                                      const LlmDbConversationRow *row,
                                      GPtrArray *turns,
                                      LlmDbRun *run,
                                      LlmDbAnswerCopies *copies,
                                      LlmBlobFiles *files,
                                      LlmDbChanges *changes,
                                      GError **error);
LlmConversation *llm_db_conversations_load (LlmDb *db, const char *id, GError **error);

G_END_DECLS
