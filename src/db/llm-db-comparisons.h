/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-db-answers.h"
#include "llm-db-rows.h"

G_BEGIN_DECLS

/* What the table comparison is read and written with.  All functions run in the
 * worker; those that write expect an open transaction. */

/* Exported so that tests can ask for their query plans. */
extern const char llm_db_comparisons_sql_first_page[];
extern const char llm_db_comparisons_sql_next_page[];
extern const char llm_db_comparisons_sql_load[];

gboolean llm_db_comparisons_save (LlmDb *db,
                                  const LlmDbComparisonRow *row,
                                  LlmDbRun *run,
                                  LlmDbAnswerCopies *copies,
                                  gboolean *list_changed,
                                  GError **error);
gboolean llm_db_comparisons_delete (LlmDb *db, const char *id, gboolean *deleted, GError **error);
LlmDbComparisonRow *llm_db_comparisons_load (LlmDb *db,
                                             const char *id,
                                             LlmDbRun *run,
                                             LlmDbAnswerCopies *copies,
                                             GError **error);
GPtrArray *llm_db_comparisons_list (LlmDb *db,
                                    gint64 before_time,
                                    const char *before_id,
                                    guint limit,
                                    GError **error);

G_END_DECLS
