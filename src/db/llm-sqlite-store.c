/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sqlite-store.h"
#include "llm-sqlite-store-private.h"
#include "llm-db-comparisons.h"

#define DEFAULT_BUSY_TIMEOUT_MS 5000

/* How long dispose waits for the last writes: longer than one wait for a lock. */
#define SHUTDOWN_TIMEOUT_MS 10000

/* A page of the list is for looking at. */
#define MAX_PAGE 1000

struct _LlmSqliteStore
{
  GObject parent_instance;

  char *path;
  guint busy_timeout_ms;
  LlmDbSession *session; /* the worker's */
  LlmDbWorker *worker;
};

/* What one call asks and what it gets.  It is the task's data: the worker alone
 * touches it from the push to the answer. */
typedef struct
{
  LlmDbComparisonRow *comparison; /* saved or loaded */
  LlmDbAnswerRow *answer;
  char *id; /* of a comparison or a column */
  LlmDeltaKind kind;
  char *text;
  gint64 before_time;
  guint limit;

  gboolean list_changed;
  GPtrArray *list; /* LlmDbListRow */
} Operation;

static void llm_sqlite_store_iface_init (LlmStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmSqliteStore,
                               llm_sqlite_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_STORE, llm_sqlite_store_iface_init))

enum
{
  PROP_0,
  PROP_PATH,
  PROP_BUSY_TIMEOUT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
operation_free (gpointer data)
{
  Operation *op = data;

  llm_db_comparison_row_free (op->comparison);
  llm_db_answer_row_free (op->answer);
  g_free (op->id);
  g_free (op->text);
  g_clear_pointer (&op->list, g_ptr_array_unref);
  g_free (op);
}

static Operation *
operation_new (const char *id)
{
  Operation *op = g_new0 (Operation, 1);

  op->id = g_strdup (id);
  return op;
}

/* A write that has begun is done: its caller learns that, not that it cancelled. */
static void
push (LlmStore *store,
      LlmDbJobKind kind,
      Operation *op,
      LlmDbJobFunc func,
      LlmDbJobDone done,
      gpointer source_tag,
      GCancellable *cancellable,
      GAsyncReadyCallback callback,
      gpointer user_data)
{
  LlmSqliteStore *self = LLM_SQLITE_STORE (store);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, op, operation_free);
  g_task_set_check_cancellable (task, kind == LLM_DB_JOB_READ);
  llm_db_worker_push (self->worker, kind, task, func, done);
}

static void
written (GTask *task, gpointer data)
{
  Operation *op = data;

  if (op->list_changed)
    llm_store_emit_changed (g_task_get_source_object (task), op->id);
  g_task_return_boolean (task, TRUE);
}

static gboolean
save_comparison (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  op->list_changed = FALSE;
  return llm_db_comparisons_save (db, op->comparison, llm_db_session_get_run (file),
                                  llm_db_session_get_copies (file), &op->list_changed, error);
}

static void
llm_sqlite_store_save_comparison_async (LlmStore *store,
                                        LlmComparison *comparison,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  Operation *op = operation_new (llm_comparison_get_id (comparison));

  op->comparison = llm_db_comparison_row_from_comparison (comparison);
  push (store, LLM_DB_JOB_WRITE, op, save_comparison, written,
        llm_sqlite_store_save_comparison_async, cancellable, callback, user_data);
}

static gboolean
save_answer (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  op->list_changed = FALSE;
  return llm_db_answers_save (db, op->answer, llm_db_session_get_run (file),
                              llm_db_session_get_copies (file), &op->list_changed, error);
}

static void
llm_sqlite_store_save_answer_async (LlmStore *store,
                                    const char *comparison_id,
                                    LlmAnswer *answer,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Operation *op = operation_new (comparison_id);

  op->answer = llm_db_answer_row_from_answer (answer, FALSE);
  op->answer->comparison_id = g_strdup (comparison_id);
  push (store, LLM_DB_JOB_WRITE, op, save_answer, written, llm_sqlite_store_save_answer_async,
        cancellable, callback, user_data);
}

static gboolean
append_text (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  return llm_db_answers_append (db, op->id, op->kind, op->text, error);
}

static void
llm_sqlite_store_append_text_async (LlmStore *store,
                                    const char *column_id,
                                    LlmDeltaKind kind,
                                    const char *text,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Operation *op = operation_new (column_id);

  op->kind = kind;
  op->text = g_strdup (text);
  push (store, LLM_DB_JOB_WRITE, op, append_text, written, llm_sqlite_store_append_text_async,
        cancellable, callback, user_data);
}

static gboolean
delete_comparison (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  return llm_db_comparisons_delete (db, op->id, &op->list_changed, error);
}

static void
llm_sqlite_store_delete_async (LlmStore *store,
                               const char *id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  push (store, LLM_DB_JOB_WRITE, operation_new (id), delete_comparison, written,
        llm_sqlite_store_delete_async, cancellable, callback, user_data);
}

static gboolean
list (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  op->list = llm_db_comparisons_list (db, op->before_time, op->id, op->limit, error);
  return op->list != NULL;
}

static void
listed (GTask *task, gpointer data)
{
  Operation *op = data;
  GPtrArray *entries = g_ptr_array_new_full (op->list->len, g_object_unref);

  for (guint i = 0; i < op->list->len; i++)
    g_ptr_array_add (entries, llm_db_list_row_to_entry (op->list->pdata[i]));
  g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
}

static void
llm_sqlite_store_list_async (LlmStore *store,
                             const LlmHistoryQuery *query,
                             const LlmHistoryCursor *after,
                             guint limit,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Operation *op = operation_new (after != NULL ? after->id : NULL);

  op->before_time = after != NULL ? after->key : 0;
  op->limit = MIN (limit, MAX_PAGE);
  push (store, LLM_DB_JOB_READ, op, list, listed, llm_sqlite_store_list_async, cancellable,
        callback, user_data);
}

/* One transaction, so that a write of another process cannot come between the
 * comparison, its columns and their pieces. */
static gboolean
load (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  llm_db_session_recover (file, db, op->id);
  if (!llm_db_begin_read (db, error))
    return FALSE;
  op->comparison = llm_db_comparisons_load (db, op->id, llm_db_session_get_run (file),
                                            llm_db_session_get_copies (file), error);
  llm_db_rollback (db);
  return op->comparison != NULL;
}

static void
loaded (GTask *task, gpointer data)
{
  Operation *op = data;

  g_task_return_pointer (task, llm_db_comparison_row_to_comparison (op->comparison),
                         g_object_unref);
}

static void
llm_sqlite_store_load_async (LlmStore *store,
                             const char *id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  push (store, LLM_DB_JOB_READ, operation_new (id), load, loaded, llm_sqlite_store_load_async,
        cancellable, callback, user_data);
}

static gboolean
flush (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  return llm_db_is_read_only (db) || llm_db_checkpoint (db, error);
}

static void
llm_sqlite_store_flush_async (LlmStore *store,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  push (store, LLM_DB_JOB_READ, operation_new (NULL), flush, written, llm_sqlite_store_flush_async,
        cancellable, callback, user_data);
}

static void
llm_sqlite_store_iface_init (LlmStoreInterface *iface)
{
  iface->save_comparison_async = llm_sqlite_store_save_comparison_async;
  iface->save_answer_async = llm_sqlite_store_save_answer_async;
  iface->append_text_async = llm_sqlite_store_append_text_async;
  iface->list_async = llm_sqlite_store_list_async;
  iface->load_async = llm_sqlite_store_load_async;
  iface->delete_async = llm_sqlite_store_delete_async;
  iface->flush_async = llm_sqlite_store_flush_async;
}

static void
llm_sqlite_store_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  LlmSqliteStore *self = LLM_SQLITE_STORE (object);

  switch (prop_id)
    {
    case PROP_PATH:
      self->path = g_value_dup_string (value);
      break;
    case PROP_BUSY_TIMEOUT:
      self->busy_timeout_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_sqlite_store_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmSqliteStore *self = LLM_SQLITE_STORE (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_BUSY_TIMEOUT:
      g_value_set_uint (value, self->busy_timeout_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_sqlite_store_constructed (GObject *object)
{
  LlmSqliteStore *self = LLM_SQLITE_STORE (object);

  G_OBJECT_CLASS (llm_sqlite_store_parent_class)->constructed (object);

  self->session = llm_db_session_new (self->path, self->busy_timeout_ms);
  self->worker = llm_db_worker_new (&llm_db_session_funcs, self->session);
}

/* Every task holds the store, so that there is something left to do here only
 * when dispose is run on purpose; the end of the file's use is waited for. */
static void
llm_sqlite_store_dispose (GObject *object)
{
  LlmSqliteStore *self = LLM_SQLITE_STORE (object);

  if (!llm_db_worker_shutdown (self->worker, SHUTDOWN_TIMEOUT_MS))
    g_info ("The history did not close in time");

  G_OBJECT_CLASS (llm_sqlite_store_parent_class)->dispose (object);
}

static void
llm_sqlite_store_finalize (GObject *object)
{
  LlmSqliteStore *self = LLM_SQLITE_STORE (object);

  llm_db_worker_unref (self->worker);
  g_free (self->path);

  G_OBJECT_CLASS (llm_sqlite_store_parent_class)->finalize (object);
}

static void
llm_sqlite_store_class_init (LlmSqliteStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags
      = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = llm_sqlite_store_set_property;
  object_class->get_property = llm_sqlite_store_get_property;
  object_class->constructed = llm_sqlite_store_constructed;
  object_class->dispose = llm_sqlite_store_dispose;
  object_class->finalize = llm_sqlite_store_finalize;

  /**
   * LlmSqliteStore:path:
   *
   * The database's file name; NULL for the user's own, ":memory:" for none.
   */
  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);

  /**
   * LlmSqliteStore:busy-timeout:
   *
   * How long to wait for a lock that another process holds, in milliseconds.
   */
  props[PROP_BUSY_TIMEOUT] = g_param_spec_uint ("busy-timeout", NULL, NULL, 0, G_MAXINT,
                                                DEFAULT_BUSY_TIMEOUT_MS, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_sqlite_store_init (LlmSqliteStore *self)
{
}

/**
 * llm_sqlite_store_new:
 * @path: (nullable): the database's file name; NULL for
 *   $XDG_DATA_HOME/llmselect/llmselect.db; ":memory:" for none
 *
 * Does no I/O: the file is opened by the first operation, in the worker.
 *
 * Returns: (transfer full): a store
 */
LlmStore *
llm_sqlite_store_new (const char *path)
{
  return g_object_new (LLM_TYPE_SQLITE_STORE, "path", path, NULL);
}

/**
 * llm_sqlite_store_get_session:
 * @self: a store
 *
 * Returns: (transfer none): the history; only what says so may be called outside of
 *   the worker
 */
LlmDbSession *
llm_sqlite_store_get_session (LlmSqliteStore *self)
{
  g_return_val_if_fail (LLM_IS_SQLITE_STORE (self), NULL);
  return self->session;
}

/**
 * llm_sqlite_store_get_worker:
 * @self: a store
 *
 * Returns: (transfer none): whoever works on the history
 */
LlmDbWorker *
llm_sqlite_store_get_worker (LlmSqliteStore *self)
{
  g_return_val_if_fail (LLM_IS_SQLITE_STORE (self), NULL);
  return self->worker;
}
