/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-archive-test.h"
#include "llm-db-inspect.h"

typedef struct
{
  GAsyncResult *result;
  gboolean done;
} Call;

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->result = g_object_ref (result);
  call->done = TRUE;
}

static GAsyncResult *
wait_for (Call *call)
{
  store_test_wait (&call->done);
  return call->result;
}

gint64
archive_test_count (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) db = llm_db_open (path, LLM_DB_READ_ONLY, &error);

  g_assert_no_error (error);
  return llm_db_inspect_count (db);
}

LlmArchive *
archive_test_open (LlmStore *store)
{
  return llm_sqlite_archive_new (LLM_SQLITE_STORE (store));
}

LlmBackup *
archive_test_backup (LlmArchive *archive, const char *path, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_archive_backup_async (archive, path, NULL, NULL, NULL, ready_cb, &call);
  result = wait_for (&call);
  return llm_archive_backup_finish (archive, result, error);
}

LlmBackup *
archive_test_backup_if_due (LlmArchive *archive, gint64 now, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_archive_backup_if_due_async (archive, now, NULL, ready_cb, &call);
  result = wait_for (&call);
  return llm_archive_backup_if_due_finish (archive, result, error);
}

GPtrArray *
archive_test_list (LlmArchive *archive, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_archive_list_backups_async (archive, NULL, ready_cb, &call);
  result = wait_for (&call);
  return llm_archive_list_backups_finish (archive, result, error);
}

LlmBackupInfo *
archive_test_inspect (LlmArchive *archive, const char *path, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_archive_inspect_async (archive, path, NULL, ready_cb, &call);
  result = wait_for (&call);
  return llm_archive_inspect_finish (archive, result, error);
}

LlmBackup *
archive_test_restore (LlmArchive *archive, const char *path, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_archive_restore_async (archive, path, NULL, ready_cb, &call);
  result = wait_for (&call);
  return llm_archive_restore_finish (archive, result, error);
}

LlmCheckReport *
archive_test_check (LlmArchive *archive, gboolean full, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_archive_check_async (archive, full, NULL, ready_cb, &call);
  result = wait_for (&call);
  return llm_archive_check_finish (archive, result, error);
}

LlmSalvageReport *
archive_test_salvage (LlmArchive *archive, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_archive_salvage_async (archive, NULL, ready_cb, &call);
  result = wait_for (&call);
  return llm_archive_salvage_finish (archive, result, error);
}

gboolean
archive_test_tidy (LlmArchive *archive, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_archive_tidy_async (archive, NULL, ready_cb, &call);
  result = wait_for (&call);
  return llm_archive_tidy_finish (archive, result, error);
}
