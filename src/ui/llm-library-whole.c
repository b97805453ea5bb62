/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-library-private.h"

/* Whole conversations, for exports: read from the store, apart from those that are open, so
 * that another thread may read them. */

/* So many turns are read at a time. */
#define TURNS_AT_ONCE 200

/* The data of the task: what is read, and which of its turns were asked for. */
typedef struct
{
  LlmConversation *conversation;
  GPtrArray *turns;
  guint next;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->conversation);
  g_clear_pointer (&reading->turns, g_ptr_array_unref);
  g_free (reading);
}

static void turns_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Asks for the next turns without texts, or is done. */
static void
read_on (GTask *task, LlmStore *store)
{
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (; reading->next < reading->turns->len && ids->len < TURNS_AT_ONCE; reading->next++)
    {
      LlmTurn *turn = reading->turns->pdata[reading->next];

      if (llm_turn_get_comparison (turn) == NULL)
        g_ptr_array_add (ids, (char *) llm_turn_get_id (turn));
    }
  if (ids->len == 0)
    {
      g_task_return_pointer (task, g_object_ref (reading->conversation), g_object_unref);
      g_object_unref (task);
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
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  for (guint i = 0; i < loaded->len; i++)
    {
      LlmTurn *turn
          = llm_conversation_find (reading->conversation, llm_comparison_get_id (loaded->pdata[i]));

      if (turn != NULL)
        llm_turn_set_comparison (turn, loaded->pdata[i]);
    }
  read_on (task, LLM_STORE (source));
}

static void
conversation_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;

  reading->conversation = llm_store_load_conversation_finish (LLM_STORE (source), result, &error);
  if (reading->conversation == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  reading->turns = llm_conversation_dup_turns (reading->conversation);
  read_on (task, LLM_STORE (source));
}

/**
 * llm_library_load_whole_async:
 * @self: a #LlmLibrary
 * @id: a conversation's id
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Reads a conversation with all of its texts as it is stored.
 */
void
llm_library_load_whole_async (LlmLibrary *self,
                              const char *id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_library_load_whole_async);
  g_task_set_task_data (task, g_new0 (Reading, 1), reading_free);
  llm_store_load_conversation_async (llm_context_get_store (self->context), id, cancellable,
                                     conversation_cb, task);
}

/**
 * llm_library_load_whole_finish:
 * @self: a #LlmLibrary
 * @result: of llm_library_load_whole_async()
 * @error: %LLM_DB_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): a conversation that nobody else has
 */
LlmConversation *
llm_library_load_whole_finish (LlmLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
