/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-store-test.h"
#include "llm-db.h"

#include <glib/gstdio.h>

#define DEADLINE_SECONDS 60

typedef struct
{
  GAsyncResult *result;
  gboolean done;
} Call;

static gboolean
deadline_cb (gpointer user_data)
{
  g_error ("The store did not answer within %d s", DEADLINE_SECONDS);
  return G_SOURCE_REMOVE;
}

/* Runs the main context until @done is TRUE. */
void
store_test_wait (gboolean *done)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_SECONDS, deadline_cb, NULL);

  while (!*done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->result = g_object_ref (result);
  call->done = TRUE;
}

static gboolean
finish_write (LlmStore *store, Call *call, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_test_wait (&call->done);
  result = call->result;
  return llm_store_write_finish (store, result, error);
}

char *
store_test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("llmselect-db-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

/* One level of folders inside is all that the store makes. */
void
store_test_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_chmod (folder, 0700);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        store_test_remove_folder (path);
      else
        g_assert_no_errno (g_unlink (path));
    }
  g_assert_no_errno (g_rmdir (folder));
}

/* The path of the one file in @folder with such a name; NULL if there is none. */
char *
store_test_find (const char *folder, const char *prefix, const char *suffix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *found = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (!g_str_has_prefix (name, prefix) || !g_str_has_suffix (name, suffix))
        continue;
      g_assert_null (found);
      found = g_build_filename (folder, name, NULL);
    }
  return g_steal_pointer (&found);
}

LlmStore *
store_test_open (const char *path)
{
  return llm_sqlite_store_new (path);
}

void
store_test_close (LlmStore **store)
{
  g_assert_finalize_object (g_steal_pointer (store));
}

gboolean
store_test_save (LlmStore *store, LlmComparison *comparison, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_save_comparison_async (store, comparison, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

gboolean
store_test_save_answer (LlmStore *store, const char *id, LlmAnswer *answer, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_save_answer_async (store, id, answer, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

gboolean
store_test_append (LlmStore *store,
                   LlmAnswer *answer,
                   LlmDeltaKind kind,
                   const char *text,
                   GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_append_text_async (store, llm_answer_get_column_id (answer), kind, text, NULL, ready_cb,
                               &call);
  return finish_write (store, &call, error);
}

gboolean
store_test_delete (LlmStore *store, const char *id, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_delete_async (store, id, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

gboolean
store_test_flush (LlmStore *store, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_flush_async (store, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

LlmComparison *
store_test_load (LlmStore *store, const char *id, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_store_load_async (store, id, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  return llm_store_load_finish (store, result, error);
}

GPtrArray *
store_test_list (LlmStore *store,
                 gint64 before_time,
                 const char *before_id,
                 guint limit,
                 GError **error)
{
  const LlmHistoryCursor after = { before_time, before_id };
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_store_list_async (store, NULL, before_id != NULL ? &after : NULL, limit, NULL, ready_cb,
                        &call);
  store_test_wait (&call.done);
  result = call.result;
  return llm_store_list_finish (store, result, error);
}

GPtrArray *
store_test_list_section (LlmStore *store,
                         const LlmHistoryQuery *query,
                         const LlmHistoryCursor *after,
                         guint limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Call call = { NULL, FALSE };
  GPtrArray *entries;

  llm_store_list_async (store, query, after, limit, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  entries = llm_store_list_finish (store, result, &error);
  g_assert_no_error (error);
  return entries;
}

GPtrArray *
store_test_find_ids (LlmStore *store, const char *prefix, guint limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Call call = { NULL, FALSE };
  GPtrArray *entries;

  llm_store_find_async (store, prefix, limit, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  entries = llm_store_list_finish (store, result, &error);
  g_assert_no_error (error);
  return entries;
}

gboolean
store_test_save_conversation (LlmStore *store, LlmConversation *conversation, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_save_conversation_async (store, conversation, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

LlmConversation *
store_test_load_conversation (LlmStore *store, const char *id, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_store_load_conversation_async (store, id, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  return llm_store_load_conversation_finish (store, result, error);
}

GPtrArray *
store_test_load_turns (LlmStore *store, const char *const *ids, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_store_load_turns_async (store, ids, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  return llm_store_list_finish (store, result, error);
}

LlmThread *
store_test_load_thread (LlmStore *store, const char *column_id, GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_store_load_thread_async (store, column_id, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  return llm_store_load_thread_finish (store, result, error);
}

gboolean
store_test_update_turns (LlmStore *store, GPtrArray *turns, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_update_turns_async (store, turns, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

gboolean
store_test_update_entries (LlmStore *store,
                           const char *const *ids,
                           const LlmEntryChange *change,
                           GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_update_entries_async (store, ids, change, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

gboolean
store_test_import (LlmStore *store, LlmConversation *conversation, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_import_async (store, conversation, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

gboolean
store_test_purge (LlmStore *store, gint64 before, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_purge_trash_async (store, before, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

gboolean
store_test_save_folder (LlmStore *store, const LlmFolder *folder, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_save_folder_async (store, folder, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

gboolean
store_test_delete_folder (LlmStore *store, const char *id, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_delete_folder_async (store, id, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

gboolean
store_test_rename_tag (LlmStore *store, const char *name, const char *new_name, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_rename_tag_async (store, name, new_name, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

GPtrArray *
store_test_list_folders (LlmStore *store)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *folders;

  llm_store_list_folders_async (store, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  folders = llm_store_list_finish (store, result, &error);
  g_assert_no_error (error);
  return folders;
}

GPtrArray *
store_test_list_tags (LlmStore *store)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *tags;

  llm_store_list_tags_async (store, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  tags = llm_store_list_finish (store, result, &error);
  g_assert_no_error (error);
  return tags;
}

static GPtrArray *
finish_list (LlmStore *store, Call *call)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *list;

  store_test_wait (&call->done);
  result = call->result;
  list = llm_store_list_finish (store, result, &error);
  g_assert_no_error (error);
  return list;
}

GPtrArray *
store_test_load_versions (LlmStore *store, const char *const *column_ids)
{
  Call call = { NULL, FALSE };

  llm_store_load_versions_async (store, column_ids, NULL, ready_cb, &call);
  return finish_list (store, &call);
}

gboolean
store_test_save_judgement (LlmStore *store, const LlmJudgementRecord *record, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_save_judgement_async (store, record, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

GPtrArray *
store_test_list_judgements (LlmStore *store, const char *const *turn_ids)
{
  Call call = { NULL, FALSE };

  llm_store_list_judgements_async (store, turn_ids, NULL, ready_cb, &call);
  return finish_list (store, &call);
}

void
store_test_delete_judgement (LlmStore *store, const char *id)
{
  Call call = { NULL, FALSE };
  g_autoptr (GError) error = NULL;

  llm_store_delete_judgement_async (store, id, NULL, ready_cb, &call);
  finish_write (store, &call, &error);
  g_assert_no_error (error);
}

GPtrArray *
store_test_load_ballots (LlmStore *store, const LlmBallotQuery *query)
{
  Call call = { NULL, FALSE };

  llm_store_load_ballots_async (store, query, NULL, ready_cb, &call);
  return finish_list (store, &call);
}

gboolean
store_test_save_flight (LlmStore *store, const char *column_id, const char *text, GError **error)
{
  Call call = { NULL, FALSE };

  llm_store_save_flight_async (store, column_id, text, NULL, ready_cb, &call);
  return finish_write (store, &call, error);
}

char *
store_test_load_flight (LlmStore *store,
                        const char *column_id,
                        const char *version_id,
                        GError **error)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;

  llm_store_load_flight_async (store, column_id, version_id, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  return llm_store_load_flight_finish (store, result, error);
}

/* NULL for none. */
void
store_test_assert_flight (LlmStore *store,
                          const char *column_id,
                          const char *version_id,
                          const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *loaded = store_test_load_flight (store, column_id, version_id, &error);

  if (text != NULL)
    g_assert_no_error (error);
  else
    g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
  g_assert_cmpstr (loaded, ==, text);
}

/* The following look at the file past the store. */
gint64
store_test_query_int64 (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) db = llm_db_open (path, LLM_DB_READ_ONLY, &error);
  gint64 value;

  g_assert_no_error (error);
  llm_db_query_int64 (db, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

char *
store_test_query_text (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) db = llm_db_open (path, LLM_DB_READ_ONLY, &error);
  char *text;

  g_assert_no_error (error);
  text = llm_db_query_text (db, sql, &error);
  g_assert_no_error (error);
  return text;
}

void
store_test_execute (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) db = llm_db_open (path, LLM_DB_READ_WRITE, &error);

  g_assert_no_error (error);
  /* Triggers keep the full-text indexes in step. */
  llm_db_trust_schema (db);
  llm_db_execute (db, sql, &error);
  g_assert_no_error (error);
}

LlmComparison *
store_test_make_comparison (const char *prompt, guint n_answers)
{
  LlmComparison *comparison = llm_comparison_new (prompt, NULL);

  for (guint i = 0; i < n_answers; i++)
    {
      g_autofree char *model = g_strdup_printf ("model-%u", i);
      g_autoptr (LlmAnswer) answer = llm_answer_new ("demo", model, NULL);

      llm_comparison_add (comparison, answer);
    }
  return comparison;
}
