/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sqlite-store-private.h"
#include "llm-db-reader.h"
#include "llm-db-search.h"

#include <glib/gi18n-lib.h>

/* What a search asks and what it gets, as the data of its task. */
typedef struct
{
  LlmSearchQuery query;      /* its strings are owned */
  GCancellable *cancellable; /* of the task, which the worker must not touch */
  gboolean prepares;         /* instead of searching */
  gboolean begun;
  GPtrArray *hits;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_free ((char *) search->query.text);
  g_free ((char *) search->query.kind);
  g_free ((char *) search->query.provider);
  g_free ((char *) search->query.model);
  g_free ((char *) search->query.tag);
  g_free ((char *) search->query.folder_id);
  g_clear_object (&search->cancellable);
  g_clear_pointer (&search->hits, g_ptr_array_unref);
  g_free (search);
}

static Search *
search_new (const LlmSearchQuery *query, GCancellable *cancellable)
{
  Search *search = g_new0 (Search, 1);

  search->query = *query;
  search->query.text = g_strdup (query->text);
  search->query.kind = g_strdup (query->kind);
  search->query.provider = g_strdup (query->provider);
  search->query.model = g_strdup (query->model);
  search->query.tag = g_strdup (query->tag);
  search->query.folder_id = g_strdup (query->folder_id);
  search->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  return search;
}

static gboolean
run_search (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Search *search = data;

  search->begun = TRUE;
  if (search->prepares)
    {
      search->hits = g_ptr_array_new ();
      return llm_db_search_prepare (db, search->cancellable, error);
    }
  search->hits = llm_db_search (db, &search->query, search->cancellable, error);
  return search->hits != NULL;
}

static void
search_done (GTask *task, gpointer data)
{
  Search *search = data;

  g_task_return_pointer (task, g_steal_pointer (&search->hits), (GDestroyNotify) g_ptr_array_unref);
}

/* What has no second connection, the store's own must search: a file that is not there
 * yet, is of an older version, or is on a disk that cannot be written. */
static void
search_failed (GTask *task, GError *error)
{
  LlmSqliteStore *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);

  if (search->begun || search->prepares || self->closed
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  g_debug ("Searched by the store's own connection: %s", error->message);
  g_error_free (error);
  llm_db_worker_push (self->worker, LLM_DB_JOB_READ, g_object_ref (task), run_search, search_done);
}

static const LlmDbFileFuncs reader_funcs = {
  .get = llm_db_reader_get,
  .close = llm_db_reader_close,
  .free = llm_db_reader_free,
  .failed = search_failed,
  .closed = N_ ("The history is closed."),
};

/* Only a connection that is not the store's own: that has other things to do, and opens the
 * file when it has to. */
static void
prepare_search_async (LlmStore *store,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  LlmSqliteStore *self = LLM_SQLITE_STORE (store);
  const LlmSearchQuery nothing = { 0 };
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Search *search = search_new (&nothing, cancellable);

  search->prepares = TRUE;
  g_task_set_source_tag (task, prepare_search_async);
  g_task_set_task_data (task, search, search_free);
  if (self->search_worker != NULL && self->watch != NULL)
    {
      llm_sqlite_store_wait_for_file (self, task);
      llm_db_worker_push (self->search_worker, LLM_DB_JOB_READ, task, run_search, search_done);
    }
  else
    {
      g_task_return_pointer (task, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
    }
}

static void
search_async (LlmStore *store,
              const LlmSearchQuery *query,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  LlmSqliteStore *self = LLM_SQLITE_STORE (store);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  gboolean apart = self->search_worker != NULL && self->watch != NULL;

  g_task_set_source_tag (task, search_async);
  g_task_set_task_data (task, search_new (query, cancellable), search_free);
  llm_sqlite_store_wait_for_file (self, task);
  /* A file that is not open yet may have to be made first, or repaired. */
  llm_db_worker_push (apart ? self->search_worker : self->worker, LLM_DB_JOB_READ, task, run_search,
                      search_done);
}

/**
 * llm_sqlite_store_make_search_worker:
 * @self: a store
 *
 * Returns: (transfer full) (nullable): a worker with a connection of its own; %NULL for
 *   a database in memory, which has but one
 */
LlmDbWorker *
llm_sqlite_store_make_search_worker (LlmSqliteStore *self)
{
  g_autofree char *path = llm_db_session_make_path (self->path);

  if (!g_path_is_absolute (path))
    return NULL;
  return llm_db_worker_new (&reader_funcs, llm_db_reader_new (path, self->busy_timeout_ms));
}

/**
 * llm_sqlite_store_init_search:
 * @iface: the interface
 *
 * Sets what searches.
 */
void
llm_sqlite_store_init_search (LlmStoreInterface *iface)
{
  iface->search_async = search_async;
  iface->prepare_search_async = prepare_search_async;
}
