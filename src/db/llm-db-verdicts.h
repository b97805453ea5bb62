/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-db-rows.h"
#include "llm-judgement-record.h"

G_BEGIN_DECLS

/* What the tables verdict and judgement are written and read with.  All functions run in
 * the worker; those that write expect an open transaction. */

/* Exported so that tests can ask for their query plans. */
extern const char llm_db_judgements_sql_list[];

gboolean
llm_db_verdicts_save (LlmDb *db, const LlmDbTurnRow *row, gboolean *hides, GError **error);

gboolean
llm_db_judgements_save (LlmDb *db, const LlmJudgementRecord *record, GError **error);
gboolean llm_db_judgements_delete (LlmDb *db, const char *id, GError **error);
GPtrArray *llm_db_judgements_list (LlmDb *db, const char *turns, GError **error);

G_END_DECLS
