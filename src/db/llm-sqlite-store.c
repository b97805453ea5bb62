/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sqlite-store-private.h"

#define DEFAULT_BUSY_TIMEOUT_MS 5000

/* How long dispose waits for the last writes: longer than one wait for a lock. */
#define SHUTDOWN_TIMEOUT_MS 10000

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

/* --- Operations --- */

static void
operation_free (gpointer data)
{
  LlmStoreOperation *op = data;

  llm_db_turn_row_free (op->turn);
  llm_db_answer_row_free (op->answer);
  llm_db_conversation_row_free (op->conversation);
  g_clear_pointer (&op->rows, g_ptr_array_unref);
  llm_folder_free (op->folder);
  g_free (op->id);
  g_strfreev (op->ids);
  g_free (op->text);
  g_free (op->version_id);
  llm_judgement_record_free (op->judgement);
  g_free ((char *) op->ballots.tag);
  g_free ((char *) op->query.kind);
  g_free ((char *) op->query.within);
  g_free ((char *) op->after.id);
  g_free ((char *) op->change.title);
  g_free ((char *) op->change.folder_id);
  g_free ((char *) op->change.color);
  g_free ((char *) op->change.tag);
  llm_db_changes_clear (&op->changes);
  if (op->result != NULL)
    op->free_result (op->result);
  g_free (op);
}

/**
 * llm_store_operation_new:
 * @id: (nullable): what it is about
 *
 * Returns: (transfer full): an operation for llm_sqlite_store_push()
 */
LlmStoreOperation *
llm_store_operation_new (const char *id)
{
  LlmStoreOperation *op = g_new0 (LlmStoreOperation, 1);

  op->id = g_strdup (id);
  return op;
}

/**
 * llm_store_operation_take:
 * @op: an operation without a result
 * @result: (transfer full): what it got
 * @free_result: frees @result
 *
 * In the worker.
 */
void
llm_store_operation_take (LlmStoreOperation *op, gpointer result, GDestroyNotify free_result)
{
  op->result = result;
  op->free_result = free_result;
}

/**
 * llm_store_operation_return:
 * @task: its task
 * @data: the operation
 *
 * An #LlmDbJobDone that returns the result as it is.
 */
void
llm_store_operation_return (GTask *task, gpointer data)
{
  LlmStoreOperation *op = data;

  g_task_return_pointer (task, g_steal_pointer (&op->result), op->free_result);
}

/**
 * llm_store_operation_tell:
 * @task: its task
 * @data: the operation
 *
 * Tells those who listen what has changed.
 */
void
llm_store_operation_tell (GTask *task, gpointer data)
{
  LlmStore *store = g_task_get_source_object (task);
  const LlmStoreOperation *op = data;
  const LlmDbChanges *changes = &op->changes;

  if (changes->all)
    llm_store_emit_changed (store, NULL);
  for (guint i = 0; !changes->all && changes->ids != NULL && i < changes->ids->len; i++)
    llm_store_emit_changed (store, changes->ids->pdata[i]);
  if (changes->folders)
    llm_store_emit_folders_changed (store);
  if (op->turn != NULL || op->answer != NULL)
    llm_store_emit_ballots_changed (store);
}

/**
 * llm_store_operation_written:
 * @task: its task
 * @data: the operation
 *
 * An #LlmDbJobDone: tells those who listen, and who asked.
 */
void
llm_store_operation_written (GTask *task, gpointer data)
{
  llm_store_operation_tell (task, data);
  g_task_return_boolean (task, TRUE);
}

static void
written_elsewhere_cb (gpointer user_data)
{
  LlmStore *store = LLM_STORE (user_data);

  llm_store_emit_changed (store, NULL);
  llm_store_emit_folders_changed (store);
}

/* Once the file is open, not before: there may be none. */
static void
first_answered_cb (LlmSqliteStore *self, GParamSpec *pspec, GTask *task)
{
  g_autofree char *path = NULL;

  if (self->watch != NULL || self->closed || g_task_had_error (task))
    return;
  path = llm_db_session_make_path (self->path);
  if (g_path_is_absolute (path))
    self->watch = llm_db_watch_new (path, self->worker, written_elsewhere_cb, self);
}

/**
 * llm_sqlite_store_wait_for_file:
 * @self: a store
 * @task: what uses the file
 *
 * Once it has, the file is known to be open, and is watched.
 */
void
llm_sqlite_store_wait_for_file (LlmSqliteStore *self, GTask *task)
{
  if (self->watch == NULL)
    g_signal_connect_object (task, "notify::completed", G_CALLBACK (first_answered_cb), self,
                             G_CONNECT_SWAPPED);
}

/**
 * llm_sqlite_store_push:
 * @store: the store
 * @kind: whether the operation writes
 * @op: (transfer full): what to do
 * @func: does it, in the worker; gets @op
 * @done: returns the result; gets @op
 * @source_tag: the vfunc
 * @cancellable: (nullable): what cancels it
 * @callback: (nullable): told of its end
 * @user_data: for @callback
 *
 * A write that has begun is done: its caller learns that, not that it cancelled.
 */
void
llm_sqlite_store_push (LlmStore *store,
                       LlmDbJobKind kind,
                       LlmStoreOperation *op,
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
  llm_sqlite_store_wait_for_file (self, task);
  llm_db_worker_push (self->worker, kind, task, func, done);
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
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, llm_store_operation_new (NULL), flush,
                         llm_store_operation_written, llm_sqlite_store_flush_async, cancellable,
                         callback, user_data);
}

static void
llm_sqlite_store_iface_init (LlmStoreInterface *iface)
{
  llm_sqlite_store_init_turns (iface);
  llm_sqlite_store_init_conversations (iface);
  llm_sqlite_store_init_organise (iface);
  llm_sqlite_store_init_judging (iface);
  llm_sqlite_store_init_search (iface);
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
  self->search_worker = llm_sqlite_store_make_search_worker (self);
}

/* Every task holds the store, so that there is something left to do here only
 * when dispose is run on purpose; the end of the file's use is waited for. */
static void
llm_sqlite_store_dispose (GObject *object)
{
  LlmSqliteStore *self = LLM_SQLITE_STORE (object);

  self->closed = TRUE;
  g_clear_pointer (&self->watch, llm_db_watch_free);
  /* The last to close the file takes its log away, which only the store's own can. */
  if (self->search_worker != NULL
      && !llm_db_worker_shutdown (self->search_worker, SHUTDOWN_TIMEOUT_MS))
    g_info ("A search did not end in time");
  if (!llm_db_worker_shutdown (self->worker, SHUTDOWN_TIMEOUT_MS))
    g_info ("The history did not close in time");

  G_OBJECT_CLASS (llm_sqlite_store_parent_class)->dispose (object);
}

static void
llm_sqlite_store_finalize (GObject *object)
{
  LlmSqliteStore *self = LLM_SQLITE_STORE (object);

  llm_db_worker_unref (self->search_worker);
  llm_db_worker_unref (self->worker);
  g_free (self->path);

  G_OBJECT_CLASS (llm_sqlite_store_parent_class)->finalize (object);
}

static void
llm_sqlite_store_class_init (LlmSqliteStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

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
  props[PROP_BUSY_TIMEOUT]
      = g_param_spec_uint ("busy-timeout", NULL, NULL, 0, G_MAXINT, DEFAULT_BUSY_TIMEOUT_MS, flags);

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
