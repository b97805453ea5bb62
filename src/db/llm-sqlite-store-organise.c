/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sqlite-store-private.h"
#include "llm-db-entries.h"
#include "llm-db-folders.h"
#include "llm-db-lists.h"

/* A page of the list is for looking at. */
#define MAX_PAGE 1000

static gboolean
take_list (LlmStoreOperation *op, GPtrArray *list)
{
  llm_store_operation_take (op, list, (GDestroyNotify) g_ptr_array_unref);
  return list != NULL;
}

static gboolean
list (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  return take_list (op, llm_db_lists_read (db, &op->query, op->after.id != NULL ? &op->after : NULL,
                                           op->limit, error));
}

static void
list_async (LlmStore *store,
            const LlmHistoryQuery *query,
            const LlmHistoryCursor *after,
            guint limit,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  if (query != NULL)
    {
      op->query.section = query->section;
      op->query.kind = g_strdup (query->kind);
      op->query.within = g_strdup (query->within);
    }
  if (after != NULL)
    {
      op->after.key = after->key;
      op->after.id = g_strdup (after->id);
    }
  op->limit = MIN (limit, MAX_PAGE);
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, op, list, llm_store_operation_return, list_async,
                         cancellable, callback, user_data);
}

static gboolean
find (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  return take_list (op, llm_db_lists_find (db, op->id, op->limit, error));
}

static void
find_async (LlmStore *store,
            const char *prefix,
            guint limit,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (prefix);

  op->limit = MIN (limit, MAX_PAGE);
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, op, find, llm_store_operation_return, find_async,
                         cancellable, callback, user_data);
}

static gboolean
update_entries (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_entries_update (db, (const char *const *) op->ids, &op->change, &op->changes,
                                error);
}

static void
update_entries_async (LlmStore *store,
                      const char *const *ids,
                      const LlmEntryChange *change,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->ids = g_strdupv ((char **) ids);
  op->change = *change;
  op->change.title = g_strdup (change->title);
  op->change.folder_id = g_strdup (change->folder_id);
  op->change.color = g_strdup (change->color);
  op->change.tag = g_strdup (change->tag);
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, update_entries, llm_store_operation_written,
                         update_entries_async, cancellable, callback, user_data);
}

static gboolean
list_folders (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  return take_list (data, llm_db_folders_list (db, error));
}

static void
list_folders_async (LlmStore *store,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, llm_store_operation_new (NULL), list_folders,
                         llm_store_operation_return, list_folders_async, cancellable, callback,
                         user_data);
}

static gboolean
save_folder (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_folders_save (db, op->folder, &op->changes, error);
}

static void
save_folder_async (LlmStore *store,
                   const LlmFolder *folder,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->folder = llm_folder_copy (folder);
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, save_folder, llm_store_operation_written,
                         save_folder_async, cancellable, callback, user_data);
}

static gboolean
delete_folder (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_folders_delete (db, op->id, &op->changes, error);
}

static void
delete_folder_async (LlmStore *store,
                     const char *id,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, llm_store_operation_new (id), delete_folder,
                         llm_store_operation_written, delete_folder_async, cancellable, callback,
                         user_data);
}

static gboolean
list_tags (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  return take_list (data, llm_db_folders_list_tags (db, error));
}

static void
list_tags_async (LlmStore *store,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, llm_store_operation_new (NULL), list_tags,
                         llm_store_operation_return, list_tags_async, cancellable, callback,
                         user_data);
}

static gboolean
rename_tag (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_entries_rename_tag (db, op->id, op->text, &op->changes, error);
}

static void
rename_tag_async (LlmStore *store,
                  const char *name,
                  const char *new_name,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (name);

  op->text = g_strdup (new_name);
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, rename_tag, llm_store_operation_written,
                         rename_tag_async, cancellable, callback, user_data);
}

/**
 * llm_sqlite_store_init_organise:
 * @iface: the interface
 *
 * Sets what lists conversations, and what a user does to put them in order.
 */
void
llm_sqlite_store_init_organise (LlmStoreInterface *iface)
{
  iface->list_async = list_async;
  iface->find_async = find_async;
  iface->update_entries_async = update_entries_async;
  iface->list_folders_async = list_folders_async;
  iface->save_folder_async = save_folder_async;
  iface->delete_folder_async = delete_folder_async;
  iface->list_tags_async = list_tags_async;
  iface->rename_tag_async = rename_tag_async;
}
