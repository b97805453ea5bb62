/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-db-file.h"

G_BEGIN_DECLS

/**
 * LlmDbWorker:
 *
 * The one thread that touches a database file.  Jobs are done in the order in which
 * they were pushed.  Writes that wait in a row share a transaction, each in its
 * own savepoint, and are answered after the commit.
 */
typedef struct _LlmDbWorker LlmDbWorker;

/**
 * LlmDbJobKind:
 * @LLM_DB_JOB_READ: runs outside of a transaction
 * @LLM_DB_JOB_WRITE: runs in a transaction that the worker commits; may be run
 *   again if that fails, so it must set all of its results anew each time
 * @LLM_DB_JOB_FILE: works on the file itself, whether it can be opened or not; gets
 *   no connection
 */
typedef enum
{
  LLM_DB_JOB_READ,
  LLM_DB_JOB_WRITE,
  LLM_DB_JOB_FILE,
} LlmDbJobKind;

/**
 * LlmDbJobFunc:
 * @file: what the worker was made for
 * @db: (nullable): its connection, unless the job is a %LLM_DB_JOB_FILE
 * @data: the task data of the job's task
 * @error: where to put an error
 *
 * Does the work, in the worker thread.
 *
 * Returns: whether it worked
 */
typedef gboolean (*LlmDbJobFunc) (gpointer file, LlmDb *db, gpointer data, GError **error);

/**
 * LlmDbJobDone:
 * @task: the job's task, with which to return a result
 * @data: its task data
 *
 * Called in the task's main context when the job worked.
 */
typedef void (*LlmDbJobDone) (GTask *task, gpointer data);

LlmDbWorker *llm_db_worker_new (const LlmDbFileFuncs *funcs, gpointer file);
void llm_db_worker_push (LlmDbWorker *self,
                         LlmDbJobKind kind,
                         GTask *task,
                         LlmDbJobFunc func,
                         LlmDbJobDone done);
gboolean llm_db_worker_shutdown (LlmDbWorker *self, guint timeout_ms);
void llm_db_worker_unref (LlmDbWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDbWorker, llm_db_worker_unref)

G_END_DECLS
