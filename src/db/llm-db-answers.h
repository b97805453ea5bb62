/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-db-rows.h"
#include "llm-db-run.h"

G_BEGIN_DECLS

/* What the tables answer and piece are read and written with.  All functions run
 * in the worker; those that write expect an open transaction. */

/* Exported so that tests can ask for their query plans. */
extern const char llm_db_answers_sql_load[];
extern const char llm_db_answers_sql_pieces[];
extern const char llm_db_answers_sql_runs[];
extern const char llm_db_answers_sql_columns_of_run[];

/**
 * LlmDbAnswerCopies:
 *
 * Remembers in which state columns were when they were loaded while another
 * process ran them: such a copy is out of date from then on.
 */
typedef GHashTable LlmDbAnswerCopies;

/**
 * LlmDbEffect:
 * @n_messages: how many more messages there are
 * @models: (nullable): "provider:model" of those that are new
 * @recount: something else changed: go by what is stored
 *
 * What of a conversation's row changes with its turns.
 */
typedef struct
{
  guint n_messages;
  GPtrArray *models;
  gboolean recount;
} LlmDbEffect;

LlmDbAnswerCopies *llm_db_answer_copies_new (void);

void llm_db_effect_add (LlmDbEffect *effect, const LlmDbAnswerRow *row);
void llm_db_effect_clear (LlmDbEffect *effect);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmDbEffect, llm_db_effect_clear)

gboolean llm_db_answers_save (LlmDb *db,
                              const LlmDbAnswerRow *row,
                              LlmDbRun *run,
                              LlmDbAnswerCopies *copies,
                              LlmDbEffect *effect,
                              GError **error);
gboolean llm_db_answers_append (
    LlmDb *db, const char *column_id, LlmDeltaKind kind, const char *text, GError **error);
gboolean llm_db_answers_delete_others (
    LlmDb *db, const char *turn_id, GPtrArray *rows, LlmDbEffect *effect, GError **error);
GPtrArray *llm_db_answers_load (
    LlmDb *db, const char *turns, LlmDbRun *run, LlmDbAnswerCopies *copies, GError **error);
GPtrArray *llm_db_answers_find_dead_runs (LlmDb *db, LlmDbRun *run, GError **error);
gboolean llm_db_answers_interrupt (LlmDb *db, const char *run_id, GError **error);

G_END_DECLS
