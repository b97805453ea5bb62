/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-library-private.h"

/* Conversations come from the store, and each is there once. */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LlmLibrary *self = g_task_get_source_object (task);
  g_autoptr (LlmConversation) loaded = NULL;
  LlmConversation *open;
  GError *error = NULL;

  loaded = llm_store_load_conversation_finish (LLM_STORE (source), result, &error);
  if (loaded == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Another window may have been faster. */
  open = llm_library_find (self, llm_conversation_get_id (loaded));
  if (open == NULL)
    {
      llm_library_add (self, loaded, TRUE);
      open = loaded;
    }
  g_task_return_pointer (task, g_object_ref (open), g_object_unref);
}

/**
 * llm_library_open_async:
 * @self: a #LlmLibrary
 * @id: a conversation's id
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Gets a conversation, from the store unless it is open already.
 */
void
llm_library_open_async (LlmLibrary *self,
                        const char *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  LlmConversation *open;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_library_open_async);

  open = llm_library_find (self, id);
  if (open != NULL)
    g_task_return_pointer (task, g_object_ref (open), g_object_unref);
  else
    llm_store_load_conversation_async (llm_context_get_store (self->context), id, cancellable,
                                       opened_cb, g_steal_pointer (&task));
}

/**
 * llm_library_open_finish:
 * @self: a #LlmLibrary
 * @result: of llm_library_open_async()
 * @error: %LLM_DB_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the conversation
 */
LlmConversation *
llm_library_open_finish (LlmLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
