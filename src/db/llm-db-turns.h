/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-blob-files.h"
#include "llm-db.h"
#include "llm-db-answers.h"
#include "llm-db-changes.h"
#include "llm-db-rows.h"

G_BEGIN_DECLS

/* What the table turn is read and written with.  All functions run in the worker;
 * those that write expect an open transaction. */

/* Exported so that tests can ask for their query plans. */
extern const char llm_db_turns_sql_load[];
extern const char llm_db_turns_sql_thread[];

gboolean llm_db_turns_save (LlmDb *db,
                            const LlmDbTurnRow *row,
                            LlmDbRun *run,
                            LlmDbAnswerCopies *copies,
                            LlmBlobFiles *files,
                            LlmDbChanges *changes,
                            GError **error);
gboolean llm_db_turns_insert (LlmDb *db,
                              const LlmDbTurnRow *row,
                              LlmDbRun *run,
                              LlmDbAnswerCopies *copies,
                              LlmBlobFiles *files,
                              GError **error);
gboolean llm_db_turns_save_answer (LlmDb *db,
                                   const LlmDbAnswerRow *row,
                                   LlmDbRun *run,
                                   LlmDbAnswerCopies *copies,
                                   LlmDbChanges *changes,
                                   GError **error);
gboolean llm_db_turns_place (LlmDb *db, GPtrArray *places, LlmDbChanges *changes, GError **error);
GPtrArray *llm_db_turns_load (
    LlmDb *db, const char *turns, LlmDbRun *run, LlmDbAnswerCopies *copies, GError **error);
LlmDbTurnRow *llm_db_turns_load_one (
    LlmDb *db, const char *id, LlmDbRun *run, LlmDbAnswerCopies *copies, GError **error);
LlmThread *llm_db_turns_load_thread (LlmDb *db, const char *column_id, GError **error);

G_END_DECLS
