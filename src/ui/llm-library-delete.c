/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-library-private.h"

#include "llm-error.h"

/* Conversations that are taken out of all lists, to be brought back or deleted. */

static void
for_each_list (LlmLibrary *self, void (*func) (LlmHistoryModel *, const char *), const char *id)
{
  for (guint i = 0; i < self->lists->len; i++)
    func (g_ptr_array_index (self->lists, i), id);
}

/**
 * llm_library_hide:
 * @self: a #LlmLibrary
 * @id: a conversation's id
 *
 * Takes a conversation out of the history, for llm_library_delete() or
 * llm_library_unhide() to follow.
 */
void
llm_library_hide (LlmLibrary *self, const char *id)
{
  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  if (!g_hash_table_add (self->hidden, g_strdup (id)))
    return;

  for_each_list (self, llm_history_model_hide, id);
  g_signal_emit_by_name (self, "hidden", id);
}

/**
 * llm_library_unhide:
 * @self: a #LlmLibrary
 * @id: a conversation's id
 *
 * Takes back llm_library_hide().
 */
void
llm_library_unhide (LlmLibrary *self, const char *id)
{
  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  g_hash_table_remove (self->hidden, id);
  for_each_list (self, llm_history_model_unhide, id);
}

typedef struct
{
  LlmLibrary *self;
  char *id;
} Deletion;

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deletion *deletion = user_data;
  LlmLibrary *self = deletion->self;
  g_autoptr (GError) error = NULL;

  if (llm_store_write_finish (LLM_STORE (source), result, &error)
      || g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND))
    {
      for_each_list (self, llm_history_model_forget, deletion->id);
    }
  else
    {
      for_each_list (self, llm_history_model_unhide, deletion->id);
      g_signal_emit_by_name (self, "delete-failed", deletion->id, error);
    }

  g_free (deletion->id);
  g_object_unref (self);
  g_free (deletion);
}

/**
 * llm_library_delete:
 * @self: a #LlmLibrary
 * @id: the id of a conversation that is hidden and that no window shows
 *
 * Stops the conversation if it runs and deletes it.  When that fails it is back in
 * the history.
 */
void
llm_library_delete (LlmLibrary *self, const char *id)
{
  LlmRunner *runner;
  LlmComparison *running;
  Deletion *deletion;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  if (!g_hash_table_contains (self->hidden, id))
    return;

  deletion = g_new0 (Deletion, 1);
  deletion->self = g_object_ref (self);
  deletion->id = g_strdup (id);
  g_hash_table_remove (self->hidden, id);

  runner = llm_context_get_runner (self->context);
  while ((running = llm_runner_find (runner, deletion->id)) != NULL)
    llm_runner_stop (runner, running);
  g_hash_table_remove (self->open, deletion->id);

  /* What the stop has saved was asked before and is deleted with the rest. */
  llm_store_delete_async (llm_context_get_store (self->context), deletion->id, NULL, deleted_cb,
                          deletion);
}

/**
 * llm_library_delete_hidden:
 * @self: a #LlmLibrary
 *
 * Deletes at once whatever still could have been brought back.
 */
void
llm_library_delete_hidden (LlmLibrary *self)
{
  g_autoptr (GList) ids = NULL;

  g_return_if_fail (LLM_IS_LIBRARY (self));

  ids = g_hash_table_get_keys (self->hidden);
  for (GList *l = ids; l != NULL; l = l->next)
    llm_library_delete (self, l->data);
}
