/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>
#include "llm-db.h"

G_BEGIN_DECLS

struct _LlmDb
{
  sqlite3 *handle;
  GThread *thread;
  GHashTable *statements; /* SQL text to LlmStatement */
  gboolean has_rank;      /* whether searches have their function */
  gint64 slow;            /* microseconds after which a statement is told in the log */
};

struct _LlmStatement
{
  LlmDb *db;
  sqlite3_stmt *handle;
  int bind_result; /* the first failure of a bind, reported by the next step */
  gboolean borrowed;
  gint64 elapsed; /* microseconds in SQLite since it was borrowed */
  gboolean logged;
};

#define llm_db_assert_thread(db) g_assert ((db)->thread == g_thread_self ())

void llm_db_set_error (GError **error, sqlite3 *handle, int result);
void llm_statement_free (LlmStatement *self);
void llm_statement_log_if_slow (LlmStatement *self);

G_END_DECLS
