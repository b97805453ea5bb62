/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sqlite-cache.h"
#include "llm-cache-file.h"
#include "llm-db-worker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What can be had again is not worth a long wait for another process. */
#define BUSY_TIMEOUT_MS 500

/* How long dispose waits for the last writes. */
#define SHUTDOWN_TIMEOUT_MS 2000

/* Bytes of a key or an etag, at most: they are not counted. */
#define NAME_MAX_BYTES 4096

#define MIB ((gint64) 1024 * 1024)

/* How much there may be of a kind; what was stored first goes first. */
typedef struct
{
  const char *name;
  gint64 max_bytes;
  gint64 max_entries;
} Kind;

static const Kind kinds[] = {
  { LLM_CACHE_ANSWERS, 64 * MIB, 5000 },
  { LLM_CACHE_MODELS, 16 * MIB, 5000 },
};

struct _LlmSqliteCache
{
  GObject parent_instance;

  char *path;
  LlmDbWorker *worker;

  LlmSqliteCacheClock clock;
  gpointer clock_data;
};

/* What one call asks and what it gets.  It is the task's data: the worker alone
 * touches it from the push to the answer. */
typedef struct
{
  const Kind *kind; /* NULL for every one */
  char *key;
  GBytes *value;
  char *etag;
  gint64 max_age;
  gint64 now;

  LlmCacheEntry *entry;
  LlmCacheStats stats;
} Operation;

static const char sql_lookup[] =
    "SELECT value, etag, stored_at FROM entry WHERE kind = :kind AND key = :key"
    " AND (:max_age < 0 OR stored_at BETWEEN :now - :max_age + 1 AND :now)";

static const char sql_count[] =
    "INSERT INTO tally (kind, hits, misses) VALUES (:kind, :hits, :misses)"
    " ON CONFLICT (kind) DO UPDATE SET hits = hits + excluded.hits,"
    "  misses = misses + excluded.misses";

static const char sql_store[] =
    "INSERT INTO entry (kind, key, etag, stored_at, size, value)"
    " VALUES (:kind, :key, :etag, :now, :size, :value)"
    " ON CONFLICT (kind, key) DO UPDATE SET etag = excluded.etag,"
    "  stored_at = excluded.stored_at, size = excluded.size, value = excluded.value";

/* A clock that was wrong for a while must not make its entries the newest for
 * ever. */
static const char sql_delete_future[] =
    "DELETE FROM entry WHERE kind = :kind AND stored_at > :now";

static const char sql_sum[] =
    "SELECT count (*), coalesce (sum (size), 0), coalesce (min (stored_at), 0)"
    " FROM entry WHERE kind = :kind";

static const char sql_evict[] =
    "DELETE FROM entry WHERE num IN ("
    " SELECT num FROM ("
    "  SELECT num, row_number () OVER newest AS place, sum (size) OVER newest AS bytes"
    "  FROM entry WHERE kind = :kind WINDOW newest AS (ORDER BY stored_at DESC, num DESC))"
    " WHERE place > :max_entries OR bytes > :max_bytes)";

static const char sql_tally[] = "SELECT hits, misses FROM tally WHERE kind = :kind";

static const char sql_clear[] = "DELETE FROM entry WHERE :kind IS NULL OR kind = :kind";

static const char sql_clear_tally[] = "DELETE FROM tally WHERE :kind IS NULL OR kind = :kind";

static void llm_sqlite_cache_iface_init (LlmCacheInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmSqliteCache,
                               llm_sqlite_cache,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_CACHE, llm_sqlite_cache_iface_init))

enum
{
  PROP_0,
  PROP_PATH,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static const Kind *
find_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_strcmp0 (name, kinds[i].name) == 0)
        return &kinds[i];
    }
  return NULL;
}

static void
operation_free (gpointer data)
{
  Operation *op = data;

  g_free (op->key);
  g_clear_pointer (&op->value, g_bytes_unref);
  g_free (op->etag);
  llm_cache_entry_free (op->entry);
  g_free (op);
}

static Operation *
operation_new (LlmSqliteCache *self, const Kind *kind, const char *key)
{
  Operation *op = g_new0 (Operation, 1);

  op->kind = kind;
  op->key = g_strdup (key);
  op->now = self->clock != NULL ? self->clock (self->clock_data) : g_get_real_time ();
  return op;
}

static void
push (LlmSqliteCache *self,
      LlmDbJobKind kind,
      Operation *op,
      LlmDbJobFunc func,
      LlmDbJobDone done,
      gpointer source_tag,
      GCancellable *cancellable,
      GAsyncReadyCallback callback,
      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, op, operation_free);
  g_task_set_check_cancellable (task, FALSE);
  llm_db_worker_push (self->worker, kind, task, func, done);
}

static void
done (GTask *task, gpointer data)
{
  g_task_return_boolean (task, TRUE);
}

static LlmStatement *
prepare (LlmDb *db, const char *sql, const Kind *kind, GError **error)
{
  LlmStatement *statement = llm_db_prepare (db, sql, error);

  if (statement != NULL)
    llm_statement_bind_text (statement, ":kind", kind != NULL ? kind->name : NULL);
  return statement;
}

static gboolean
find_entry (LlmDb *db, Operation *op, GError **error)
{
  g_autoptr (LlmStatement) statement = prepare (db, sql_lookup, op->kind, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":key", op->key);
  llm_statement_bind_int64 (statement, ":max_age", op->max_age);
  llm_statement_bind_int64 (statement, ":now", op->now);
  if (!llm_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      g_autoptr (GBytes) value = llm_statement_dup_bytes (statement, 0);
      g_autofree char *etag = llm_statement_dup_text (statement, 1);

      op->entry = llm_cache_entry_new (value, etag, llm_statement_get_int64 (statement, 2));
    }
  return TRUE;
}

static gboolean
lookup (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;
  g_autoptr (LlmStatement) count = NULL;

  g_clear_pointer (&op->entry, llm_cache_entry_free);
  if (!find_entry (db, op, error))
    return FALSE;
  count = prepare (db, sql_count, op->kind, error);
  if (count == NULL)
    return FALSE;
  llm_statement_bind_int64 (count, ":hits", op->entry != NULL);
  llm_statement_bind_int64 (count, ":misses", op->entry == NULL);
  return llm_statement_run (count, error);
}

static void
looked_up (GTask *task, gpointer data)
{
  Operation *op = data;

  g_task_return_pointer (task, g_steal_pointer (&op->entry),
                         (GDestroyNotify) llm_cache_entry_free);
}

/* A write, since it is counted. */
static void
llm_sqlite_cache_lookup_async (LlmCache *cache,
                               const char *kind,
                               const char *key,
                               gint64 max_age,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  LlmSqliteCache *self = LLM_SQLITE_CACHE (cache);
  Operation *op;

  g_return_if_fail (find_kind (kind) != NULL);

  op = operation_new (self, find_kind (kind), key);
  op->max_age = max_age;
  push (self, LLM_DB_JOB_WRITE, op, lookup, looked_up, llm_sqlite_cache_lookup_async, cancellable,
        callback, user_data);
}

static gboolean
read_sums (LlmDb *db, const Kind *kind, LlmCacheStats *stats, GError **error)
{
  g_autoptr (LlmStatement) statement = prepare (db, sql_sum, kind, error);
  gboolean has_row;

  if (statement == NULL || !llm_statement_step (statement, &has_row, error))
    return FALSE;
  stats->n_entries = has_row ? llm_statement_get_int64 (statement, 0) : 0;
  stats->n_bytes = has_row ? llm_statement_get_int64 (statement, 1) : 0;
  stats->oldest_at = has_row ? llm_statement_get_int64 (statement, 2) : 0;
  return TRUE;
}

static gboolean
keep_bounds (LlmDb *db, const Kind *kind, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  LlmCacheStats stats;

  if (!read_sums (db, kind, &stats, error))
    return FALSE;
  if (stats.n_entries <= kind->max_entries && stats.n_bytes <= kind->max_bytes)
    return TRUE;
  statement = prepare (db, sql_evict, kind, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_int64 (statement, ":max_entries", kind->max_entries);
  llm_statement_bind_int64 (statement, ":max_bytes", kind->max_bytes);
  return llm_statement_run (statement, error);
}

static gboolean
put_entry (LlmDb *db, Operation *op, GError **error)
{
  g_autoptr (LlmStatement) statement = prepare (db, sql_store, op->kind, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":key", op->key);
  llm_statement_bind_text (statement, ":etag", op->etag);
  llm_statement_bind_int64 (statement, ":now", op->now);
  llm_statement_bind_int64 (statement, ":size", (gint64) g_bytes_get_size (op->value));
  llm_statement_bind_bytes (statement, ":value", op->value);
  return llm_statement_run (statement, error);
}

static gboolean
store (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;
  g_autoptr (LlmStatement) future = NULL;

  if ((gint64) g_bytes_get_size (op->value) > op->kind->max_bytes
      || strlen (op->key) > NAME_MAX_BYTES)
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT, "The entry is too large");
      return FALSE;
    }
  future = prepare (db, sql_delete_future, op->kind, error);
  if (future == NULL)
    return FALSE;
  llm_statement_bind_int64 (future, ":now", op->now);
  return llm_statement_run (future, error) && put_entry (db, op, error)
         && keep_bounds (db, op->kind, error);
}

static void
llm_sqlite_cache_store_async (LlmCache *cache,
                              const char *kind,
                              const char *key,
                              GBytes *value,
                              const char *etag,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  LlmSqliteCache *self = LLM_SQLITE_CACHE (cache);
  Operation *op;

  g_return_if_fail (find_kind (kind) != NULL);

  op = operation_new (self, find_kind (kind), key);
  op->value = g_bytes_ref (value);
  if (etag != NULL && strlen (etag) <= NAME_MAX_BYTES)
    op->etag = g_strdup (etag);
  push (self, LLM_DB_JOB_WRITE, op, store, done, llm_sqlite_cache_store_async, cancellable,
        callback, user_data);
}

static gboolean
read_stats (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;
  g_autoptr (LlmStatement) tally = NULL;
  gboolean has_row;

  if (!read_sums (db, op->kind, &op->stats, error))
    return FALSE;
  tally = prepare (db, sql_tally, op->kind, error);
  if (tally == NULL || !llm_statement_step (tally, &has_row, error))
    return FALSE;
  op->stats.n_hits = has_row ? llm_statement_get_int64 (tally, 0) : 0;
  op->stats.n_misses = has_row ? llm_statement_get_int64 (tally, 1) : 0;
  return TRUE;
}

static void
stats_read (GTask *task, gpointer data)
{
  Operation *op = data;

  g_task_return_pointer (task, g_memdup2 (&op->stats, sizeof op->stats), g_free);
}

static void
llm_sqlite_cache_stats_async (LlmCache *cache,
                              const char *kind,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  LlmSqliteCache *self = LLM_SQLITE_CACHE (cache);

  g_return_if_fail (find_kind (kind) != NULL);

  push (self, LLM_DB_JOB_READ, operation_new (self, find_kind (kind), NULL), read_stats,
        stats_read, llm_sqlite_cache_stats_async, cancellable, callback, user_data);
}

static gboolean
delete_rows (LlmDb *db, const char *sql, const Kind *kind, GError **error)
{
  g_autoptr (LlmStatement) statement = prepare (db, sql, kind, error);

  return statement != NULL && llm_statement_run (statement, error);
}

/* Outside of the worker's transaction: room can be given back only after it. */
static gboolean
clear (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  if (!llm_db_begin_write (db, error))
    return FALSE;
  if (!delete_rows (db, sql_clear, op->kind, error)
      || !delete_rows (db, sql_clear_tally, op->kind, error) || !llm_db_commit (db, error))
    {
      llm_db_rollback (db);
      return FALSE;
    }
  if (op->kind == NULL)
    llm_cache_file_remove_unusable (file);
  return llm_db_give_back (db, error);
}

static void
llm_sqlite_cache_clear_async (LlmCache *cache,
                              const char *kind,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  LlmSqliteCache *self = LLM_SQLITE_CACHE (cache);

  g_return_if_fail (kind == NULL || find_kind (kind) != NULL);

  push (self, LLM_DB_JOB_READ, operation_new (self, find_kind (kind), NULL), clear, done,
        llm_sqlite_cache_clear_async, cancellable, callback, user_data);
}

static void
llm_sqlite_cache_iface_init (LlmCacheInterface *iface)
{
  iface->lookup_async = llm_sqlite_cache_lookup_async;
  iface->store_async = llm_sqlite_cache_store_async;
  iface->stats_async = llm_sqlite_cache_stats_async;
  iface->clear_async = llm_sqlite_cache_clear_async;
}

static LlmDb *
get_file (gpointer file, gboolean for_writing, GError **error)
{
  return llm_cache_file_get (file, for_writing, error);
}

static void
close_file (gpointer file)
{
  llm_cache_file_close (file);
}

static void
free_file (gpointer file)
{
  llm_cache_file_free (file);
}

static void
note_error (gpointer file, const GError *error)
{
  llm_cache_file_note_error (file, error);
}

/* A cache that is not there is an empty one.  SQLite's words are about a history;
 * here they are only logged. */
static void
failed (GTask *task, GError *error)
{
  gpointer tag = g_task_get_source_tag (task);
  g_autoptr (GError) cause = error;

  if (cause->domain != LLM_DB_ERROR)
    {
      g_task_return_error (task, g_steal_pointer (&cause));
      return;
    }
  if (tag == llm_sqlite_cache_lookup_async)
    {
      g_task_return_pointer (task, NULL, NULL);
    }
  else if (cause->code == LLM_DB_ERROR_NOT_FOUND && tag == llm_sqlite_cache_stats_async)
    {
      g_task_return_pointer (task, g_new0 (LlmCacheStats, 1), g_free);
    }
  else if (cause->code == LLM_DB_ERROR_NOT_FOUND && tag == llm_sqlite_cache_clear_async)
    {
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      g_task_return_new_error (task, LLM_DB_ERROR, cause->code, "%s",
                               _ ("The cache cannot be used. Check the permissions of its folder "
                                  "and whether the disk is full."));
    }
  if (cause->code != LLM_DB_ERROR_NOT_FOUND)
    g_info ("The cache: %s", cause->message);
}

static const LlmDbFileFuncs file_funcs = {
  .get = get_file,
  .close = close_file,
  .free = free_file,
  .note_error = note_error,
  .failed = failed,
  .closed = N_ ("The cache is closed."),
};

static void
llm_sqlite_cache_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  LlmSqliteCache *self = LLM_SQLITE_CACHE (object);

  switch (prop_id)
    {
    case PROP_PATH:
      self->path = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_sqlite_cache_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmSqliteCache *self = LLM_SQLITE_CACHE (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_sqlite_cache_constructed (GObject *object)
{
  LlmSqliteCache *self = LLM_SQLITE_CACHE (object);

  G_OBJECT_CLASS (llm_sqlite_cache_parent_class)->constructed (object);

  self->worker = llm_db_worker_new (&file_funcs, llm_cache_file_new (self->path, BUSY_TIMEOUT_MS));
}

static void
llm_sqlite_cache_dispose (GObject *object)
{
  LlmSqliteCache *self = LLM_SQLITE_CACHE (object);

  if (!llm_db_worker_shutdown (self->worker, SHUTDOWN_TIMEOUT_MS))
    g_info ("The cache did not close in time");

  G_OBJECT_CLASS (llm_sqlite_cache_parent_class)->dispose (object);
}

static void
llm_sqlite_cache_finalize (GObject *object)
{
  LlmSqliteCache *self = LLM_SQLITE_CACHE (object);

  llm_db_worker_unref (self->worker);
  g_free (self->path);

  G_OBJECT_CLASS (llm_sqlite_cache_parent_class)->finalize (object);
}

static void
llm_sqlite_cache_class_init (LlmSqliteCacheClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = llm_sqlite_cache_set_property;
  object_class->get_property = llm_sqlite_cache_get_property;
  object_class->constructed = llm_sqlite_cache_constructed;
  object_class->dispose = llm_sqlite_cache_dispose;
  object_class->finalize = llm_sqlite_cache_finalize;

  /**
   * LlmSqliteCache:path:
   *
   * The file name; NULL for the user's own, ":memory:" for none.
   */
  props[PROP_PATH]
      = g_param_spec_string ("path", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_sqlite_cache_init (LlmSqliteCache *self)
{
}

/**
 * llm_sqlite_cache_new:
 * @path: (nullable): the file name; NULL for $XDG_CACHE_HOME/llmselect/cache.db;
 *   ":memory:" for none
 *
 * Does no I/O: the file is opened by the first call, in the worker.
 *
 * Returns: (transfer full): a cache
 */
LlmCache *
llm_sqlite_cache_new (const char *path)
{
  return g_object_new (LLM_TYPE_SQLITE_CACHE, "path", path, NULL);
}

/**
 * llm_sqlite_cache_set_clock:
 * @self: a cache
 * @clock: (nullable) (scope forever): tells the time; NULL for the system's clock
 * @user_data: for @clock
 *
 * For tests of what time does.
 */
void
llm_sqlite_cache_set_clock (LlmSqliteCache *self, LlmSqliteCacheClock clock, gpointer user_data)
{
  g_return_if_fail (LLM_IS_SQLITE_CACHE (self));

  self->clock = clock;
  self->clock_data = user_data;
}
