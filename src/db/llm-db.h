/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-error.h"

G_BEGIN_DECLS

/**
 * LlmDb:
 *
 * One SQLite connection with #GError.  It belongs to the thread that opened it;
 * every function asserts that.  Statements are prepared once and kept.
 */
typedef struct _LlmDb LlmDb;

/**
 * LlmStatement:
 *
 * One prepared statement, borrowed from its #LlmDb by llm_db_prepare() and given
 * back by llm_statement_release() (or g_autoptr), which resets it.
 */
typedef struct _LlmStatement LlmStatement;

/**
 * LlmDbMode:
 * @LLM_DB_READ_WRITE: create the file if there is none
 * @LLM_DB_READ_ONLY: an existing file; its -wal and -shm must exist or be creatable
 * @LLM_DB_IMMUTABLE: a file nobody can write to meanwhile; no locks are taken
 */
typedef enum
{
  LLM_DB_READ_WRITE,
  LLM_DB_READ_ONLY,
  LLM_DB_IMMUTABLE,
} LlmDbMode;

LlmDb *llm_db_open (const char *path, LlmDbMode mode, GError **error);
void llm_db_close (LlmDb *self);
gboolean llm_db_is_read_only (LlmDb *self);
void llm_db_trust_schema (LlmDb *self);
void llm_db_pause (guint milliseconds);
void llm_db_set_busy_timeout (LlmDb *self, guint timeout_ms);
void llm_db_set_slow_time (LlmDb *self, gint64 microseconds);

gboolean llm_db_execute (LlmDb *self, const char *sql, GError **error);
gboolean llm_db_query_int64 (LlmDb *self, const char *sql, gint64 *value, GError **error);
char *llm_db_query_text (LlmDb *self, const char *sql, GError **error);

gboolean llm_db_begin_read (LlmDb *self, GError **error);
gboolean llm_db_begin_write (LlmDb *self, GError **error);
gboolean llm_db_commit (LlmDb *self, GError **error);
void llm_db_rollback (LlmDb *self);
gboolean llm_db_in_transaction (LlmDb *self);
gboolean llm_db_savepoint (LlmDb *self, GError **error);
gboolean llm_db_release (LlmDb *self, GError **error);
gboolean llm_db_rollback_to (LlmDb *self, GError **error);

gint64 llm_db_get_changes (LlmDb *self);
gint64 llm_db_get_total_changes (LlmDb *self);
gboolean llm_db_checkpoint (LlmDb *self, GError **error);
gboolean llm_db_give_back (LlmDb *self, GError **error);
gboolean llm_db_give_back_some (LlmDb *self, gboolean *more, GError **error);

LlmStatement *llm_db_prepare (LlmDb *self, const char *sql, GError **error);
void llm_statement_release (LlmStatement *self);

void llm_statement_bind_text (LlmStatement *self, const char *name, const char *value);
void llm_statement_bind_bytes (LlmStatement *self, const char *name, GBytes *value);
void llm_statement_bind_int64 (LlmStatement *self, const char *name, gint64 value);
void llm_statement_bind_count (LlmStatement *self, const char *name, gint64 value);
void llm_statement_bind_double (LlmStatement *self, const char *name, double value);

gboolean llm_statement_step (LlmStatement *self, gboolean *has_row, GError **error);
gboolean llm_statement_run (LlmStatement *self, GError **error);

gboolean llm_statement_is_null (LlmStatement *self, int column);
const char *llm_statement_get_text (LlmStatement *self, int column, gsize *length);
char *llm_statement_dup_text (LlmStatement *self, int column);
char *llm_statement_dup_required (LlmStatement *self, int column);
GBytes *llm_statement_dup_bytes (LlmStatement *self, int column);
gint64 llm_statement_get_int64 (LlmStatement *self, int column);
gint64 llm_statement_get_count (LlmStatement *self, int column);
double llm_statement_get_double (LlmStatement *self, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDb, llm_db_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmStatement, llm_statement_release)

G_END_DECLS
