/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-sqlite-store.h"
#include "llm-db-changes.h"
#include "llm-db-rows.h"
#include "llm-db-session.h"
#include "llm-db-watch.h"
#include "llm-db-worker.h"

G_BEGIN_DECLS

/* Shared by the parts of LlmSqliteStore only. */

struct _LlmSqliteStore
{
  GObject parent_instance;

  char *path;
  guint busy_timeout_ms;
  LlmDbSession *session; /* the worker's */
  LlmDbWorker *worker;
  LlmDbWorker *search_worker; /* NULL for a database in memory */
  LlmDbWatch *watch; /* once the file is open */
  gboolean closed;
};

/**
 * LlmStoreOperation:
 *
 * What one call asks and what it gets.  It is the task's data: the worker alone
 * touches it from the push to the answer.
 */
typedef struct
{
  LlmDbTurnRow *turn;                 /* saved or loaded */
  LlmDbAnswerRow *answer;             /* saved */
  LlmDbConversationRow *conversation; /* saved */
  GPtrArray *rows;                    /* LlmDbTurnRow or LlmDbPlace */
  LlmFolder *folder;
  char *id; /* of a conversation, a turn, a column, a folder; the name of a tag */
  char **ids;
  char *text; /* streamed, a tag's new name, or a record of requests */
  char *version_id;
  LlmJudgementRecord *judgement;
  LlmBallotQuery ballots; /* its tag is owned */
  LlmDeltaKind kind;
  LlmHistoryQuery query; /* its strings are owned */
  LlmHistoryCursor after;
  guint limit;
  LlmEntryChange change; /* its strings are owned */
  gint64 time;
  guint n_done;

  LlmDbChanges changes;
  gpointer result;
  GDestroyNotify free_result;
} LlmStoreOperation;

LlmStoreOperation *llm_store_operation_new (const char *id);
void llm_store_operation_take (LlmStoreOperation *op, gpointer result, GDestroyNotify free_result);
void llm_store_operation_return (GTask *task, gpointer data);
void llm_store_operation_tell (GTask *task, gpointer data);
void llm_store_operation_written (GTask *task, gpointer data);

void llm_sqlite_store_push (LlmStore *store,
                            LlmDbJobKind kind,
                            LlmStoreOperation *op,
                            LlmDbJobFunc func,
                            LlmDbJobDone done,
                            gpointer source_tag,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

void llm_sqlite_store_wait_for_file (LlmSqliteStore *self, GTask *task);
LlmDbWorker *llm_sqlite_store_make_search_worker (LlmSqliteStore *self);

void llm_sqlite_store_init_turns (LlmStoreInterface *iface);
void llm_sqlite_store_init_conversations (LlmStoreInterface *iface);
void llm_sqlite_store_init_organise (LlmStoreInterface *iface);
void llm_sqlite_store_init_judging (LlmStoreInterface *iface);
void llm_sqlite_store_init_search (LlmStoreInterface *iface);

/* For what else works on the same file, in the same worker. */
LlmDbSession *llm_sqlite_store_get_session (LlmSqliteStore *self);
LlmDbWorker *llm_sqlite_store_get_worker (LlmSqliteStore *self);

G_END_DECLS
