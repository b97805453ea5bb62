/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-store-whole.h"

#include <glib/gi18n-lib.h>

#include "llm-error.h"

/* So many turns, or columns with versions, are read at a time. */
#define TURNS_AT_ONCE 200
#define COLUMNS_AT_ONCE 100

/* The data of a task: what is read, and how far it has come. */
typedef struct
{
  LlmConversation *conversation;
  GPtrArray *turns;
  guint next;         /* turn whose texts, and then whose judgements, are wanted */
  GPtrArray *columns; /* LlmAnswer with versions that are not loaded; NULL until it is known */
  guint next_column;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->conversation);
  g_clear_pointer (&reading->turns, g_ptr_array_unref);
  g_clear_pointer (&reading->columns, g_ptr_array_unref);
  g_free (reading);
}

/* Somebody else may delete what is being read. */
static gboolean
is_complete (Reading *reading)
{
  for (guint i = 0; i < reading->turns->len; i++)
    if (llm_turn_get_comparison (reading->turns->pdata[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
finish (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  g_task_return_pointer (task, g_object_ref (reading->conversation), g_object_unref);
  g_object_unref (task);
}

/* A store that keeps none has none. */
static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

/* --- Judgements --- */

static void read_judgements (GTask *task);

static void
add_judgement (GHashTable *by_turn, const LlmJudgementRecord *record)
{
  GPtrArray *records = g_hash_table_lookup (by_turn, record->turn_id);

  if (records == NULL)
    {
      records = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_judgement_record_free);
      g_hash_table_insert (by_turn, g_strdup (record->turn_id), records);
    }
  g_ptr_array_add (records, llm_judgement_record_copy (record));
}

static void
hand_out_judgements (Reading *reading, GPtrArray *records)
{
  g_autoptr (GHashTable) by_turn
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  GHashTableIter iter;
  gpointer id, list;

  for (guint i = 0; i < records->len; i++)
    add_judgement (by_turn, records->pdata[i]);
  g_hash_table_iter_init (&iter, by_turn);
  while (g_hash_table_iter_next (&iter, &id, &list))
    {
      LlmTurn *turn = llm_conversation_find (reading->conversation, id);

      if (turn != NULL)
        llm_comparison_set_judgements (llm_turn_get_comparison (turn), list);
    }
}

static void
judgements_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) records = llm_store_list_finish (LLM_STORE (source), result, &error);

  if (records != NULL)
    {
      hand_out_judgements (g_task_get_task_data (task), records);
      read_judgements (task);
    }
  else if (is_missing (error))
    {
      g_error_free (error);
      finish (task);
    }
  else
    fail (task, error);
}

static void
read_judgements (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  /* Chats have none. */
  for (; !llm_conversation_is_chat (reading->conversation) && reading->next < reading->turns->len
         && ids->len < TURNS_AT_ONCE;
       reading->next++)
    g_ptr_array_add (ids, (char *) llm_turn_get_id (reading->turns->pdata[reading->next]));
  if (ids->len == 0)
    {
      finish (task);
      return;
    }
  g_ptr_array_add (ids, NULL);
  llm_store_list_judgements_async (g_task_get_source_object (task),
                                   (const char *const *) ids->pdata, g_task_get_cancellable (task),
                                   judgements_cb, task);
}

/* --- Versions --- */

static void read_versions (GTask *task);

static void
versions_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) versions = llm_store_list_finish (LLM_STORE (source), result, &error);

  if (versions == NULL)
    {
      fail (task, error);
      return;
    }
  for (guint i = 0; i < reading->next_column; i++)
    {
      LlmAnswer *answer = reading->columns->pdata[i];

      if (llm_answer_get_n_unloaded_versions (answer) > 0)
        llm_answer_set_stored_versions (answer, versions);
    }
  read_versions (task);
}

static void
list_columns (Reading *reading)
{
  reading->columns = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < reading->turns->len; i++)
    {
      LlmComparison *comparison = llm_turn_get_comparison (reading->turns->pdata[i]);

      for (guint j = 0; j < llm_comparison_get_n_answers (comparison); j++)
        {
          LlmAnswer *answer = llm_comparison_get_answer (comparison, j);

          if (llm_answer_get_n_unloaded_versions (answer) > 0)
            g_ptr_array_add (reading->columns, g_object_ref (answer));
        }
    }
}

static void
read_versions (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (; reading->next_column < reading->columns->len && ids->len < COLUMNS_AT_ONCE;
       reading->next_column++)
    g_ptr_array_add (
        ids, (char *) llm_answer_get_column_id (reading->columns->pdata[reading->next_column]));
  if (ids->len == 0)
    {
      reading->next = 0;
      read_judgements (task);
      return;
    }
  g_ptr_array_add (ids, NULL);
  llm_store_load_versions_async (g_task_get_source_object (task), (const char *const *) ids->pdata,
                                 g_task_get_cancellable (task), versions_cb, task);
}

/* --- Turns --- */

static void turns_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Asks for the next turns without texts, or is done. */
static void
read_on (GTask *task)
{
  LlmStore *store = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (; reading->next < reading->turns->len && ids->len < TURNS_AT_ONCE; reading->next++)
    {
      LlmTurn *turn = reading->turns->pdata[reading->next];

      if (llm_turn_get_comparison (turn) == NULL)
        g_ptr_array_add (ids, (char *) llm_turn_get_id (turn));
    }
  if (ids->len == 0 && is_complete (reading))
    {
      list_columns (reading);
      read_versions (task);
      return;
    }
  if (ids->len == 0)
    {
      fail (task, g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND,
                                       _ ("A part of it is no longer in the history.")));
      return;
    }
  g_ptr_array_add (ids, NULL);
  llm_store_load_turns_async (store, (const char *const *) ids->pdata,
                              g_task_get_cancellable (task), turns_cb, task);
}

static void
turns_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) loaded = llm_store_list_finish (LLM_STORE (source), result, &error);

  if (loaded == NULL)
    {
      fail (task, error);
      return;
    }
  for (guint i = 0; i < loaded->len; i++)
    {
      LlmTurn *turn
          = llm_conversation_find (reading->conversation, llm_comparison_get_id (loaded->pdata[i]));

      if (turn != NULL && llm_turn_get_comparison (turn) == NULL)
        llm_turn_set_comparison (turn, loaded->pdata[i]);
    }
  read_on (task);
}

static void
read_conversation (GTask *task, LlmConversation *conversation)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->conversation = g_object_ref (conversation);
  reading->turns = llm_conversation_dup_turns (conversation);
  g_task_set_task_data (task, reading, reading_free);
  read_on (task);
}

/**
 * llm_store_load_missing_async:
 * @self: a store
 * @conversation: a conversation that nobody else changes
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_load_whole_finish()
 * @user_data: for @callback
 *
 * Reads the texts of all turns of @conversation that have none, and what columns had before
 * and judgements of all; those that are there are set also if others are not.
 */
void
llm_store_load_missing_async (LlmStore *self,
                              LlmConversation *conversation,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;

  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (LLM_IS_CONVERSATION (conversation));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_store_load_missing_async);
  read_conversation (task, conversation);
}

static void
conversation_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (LlmConversation) conversation
      = llm_store_load_conversation_finish (LLM_STORE (source), result, &error);

  if (conversation != NULL)
    read_conversation (task, conversation);
  else
    fail (task, error);
}

/**
 * llm_store_load_whole_async:
 * @self: a store
 * @id: a conversation's id
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_load_whole_finish()
 * @user_data: for @callback
 *
 * Reads a conversation with all of its texts as it is stored, for an export.
 */
void
llm_store_load_whole_async (LlmStore *self,
                            const char *id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_store_load_whole_async);
  llm_store_load_conversation_async (self, id, cancellable, conversation_cb, task);
}

/**
 * llm_store_load_whole_finish:
 * @self: a store
 * @result: of llm_store_load_whole_async() or llm_store_load_missing_async()
 * @error: where to put an #LLM_DB_ERROR, %LLM_DB_ERROR_NOT_FOUND if a turn was deleted
 *   meanwhile, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the conversation; a new one that nobody else has, or the one
 *   that was given
 */
LlmConversation *
llm_store_load_whole_finish (LlmStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
