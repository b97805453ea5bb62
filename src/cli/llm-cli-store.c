/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-store.h"

#include <glib/gi18n.h>
#include <string.h>

#include "llm-cli-private.h"
#include "llm-store-whole.h"
#include "llm-error.h"

#define PAGE_SIZE 1000
#define ID_LENGTH 36
#define MIN_PREFIX 4

struct _LlmCliStore
{
  GObject parent_instance;

  LlmStore *store;
  GMainLoop *loop;
  GAsyncResult *result;
};

G_DEFINE_FINAL_TYPE (LlmCliStore, llm_cli_store, G_TYPE_OBJECT)

static void
llm_cli_store_finalize (GObject *object)
{
  LlmCliStore *self = LLM_CLI_STORE (object);

  g_clear_object (&self->result);
  g_clear_object (&self->store);
  g_clear_pointer (&self->loop, g_main_loop_unref);

  G_OBJECT_CLASS (llm_cli_store_parent_class)->finalize (object);
}

static void
llm_cli_store_class_init (LlmCliStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_cli_store_finalize;
}

static void
llm_cli_store_init (LlmCliStore *self)
{
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmCliStore *self = user_data;

  g_set_object (&self->result, result);
  g_main_loop_quit (self->loop);
}

/* Begins a call with its callback and data, and waits for its result. */
#define ASK(self, call, ...)                                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    call ((self)->store, __VA_ARGS__, NULL, ready_cb, self);                                       \
    g_main_loop_run ((self)->loop);                                                                \
  }                                                                                                \
  G_STMT_END

/**
 * llm_cli_store_new:
 * @context: the context
 *
 * Returns: (transfer full): the history of the context
 */
LlmCliStore *
llm_cli_store_new (LlmContext *context)
{
  LlmCliStore *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_CLI_STORE, NULL);
  self->store = g_object_ref (llm_context_get_store (context));
  self->loop = g_main_loop_new (NULL, FALSE);
  return self;
}

static GPtrArray *
list_page (LlmCliStore *self,
           const LlmHistoryQuery *query,
           const LlmHistoryCursor *after,
           guint limit,
           GError **error)
{
  ASK (self, llm_store_list_async, query, after, limit);
  return llm_store_list_finish (self->store, self->result, error);
}

/**
 * llm_cli_store_list:
 * @self: the history
 * @query: which list
 * @limit: how many at most; 0 for all
 * @error: where to put an error
 *
 * Returns: (transfer full) (element-type LlmHistoryEntry): the entries in order
 */
GPtrArray *
llm_cli_store_list (LlmCliStore *self, const LlmHistoryQuery *query, guint limit, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (LLM_IS_CLI_STORE (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  for (;;)
    {
      const guint wanted = limit > 0 ? MIN (limit - entries->len, PAGE_SIZE) : PAGE_SIZE;
      LlmHistoryCursor after = { 0, NULL };
      g_autoptr (GPtrArray) page = NULL;

      if (entries->len > 0)
        {
          LlmHistoryEntry *last = entries->pdata[entries->len - 1];

          after.key = llm_history_entry_get_key (last, query->section);
          after.id = llm_history_entry_get_id (last);
        }
      page = list_page (self, query, after.id != NULL ? &after : NULL, wanted, error);
      if (page == NULL)
        return NULL;
      for (guint i = 0; i < page->len; i++)
        g_ptr_array_add (entries, g_object_ref (page->pdata[i]));
      if (page->len < wanted || (limit > 0 && entries->len >= limit))
        return g_steal_pointer (&entries);
    }
}

/**
 * llm_cli_store_search:
 * @self: the history
 * @query: what to look for
 * @error: where to put an error
 *
 * Returns: (transfer full) (element-type LlmSearchHit): the hits, best first
 */
GPtrArray *
llm_cli_store_search (LlmCliStore *self, const LlmSearchQuery *query, GError **error)
{
  g_return_val_if_fail (LLM_IS_CLI_STORE (self), NULL);

  ASK (self, llm_store_search_async, query);
  return llm_store_list_finish (self->store, self->result, error);
}

/**
 * llm_cli_store_load_ballots:
 * @self: the history
 * @query: which ballots
 * @error: where to put an error
 *
 * Returns: (transfer full) (element-type LlmBallot): the ballots, oldest first
 */
GPtrArray *
llm_cli_store_load_ballots (LlmCliStore *self, const LlmBallotQuery *query, GError **error)
{
  g_return_val_if_fail (LLM_IS_CLI_STORE (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  ASK (self, llm_store_load_ballots_async, query);
  return llm_store_list_finish (self->store, self->result, error);
}

/**
 * llm_cli_store_load_flight:
 * @self: the history
 * @column_id: a column
 * @error: where to put an error
 *
 * Returns: (transfer full): the record of what it asked last, as text
 */
char *
llm_cli_store_load_flight (LlmCliStore *self, const char *column_id, GError **error)
{
  g_return_val_if_fail (LLM_IS_CLI_STORE (self), NULL);
  g_return_val_if_fail (column_id != NULL, NULL);

  ASK (self, llm_store_load_flight_async, column_id, NULL);
  return llm_store_load_flight_finish (self->store, self->result, error);
}

/**
 * llm_cli_store_list_folders:
 * @self: the history
 * @error: where to put an error
 *
 * Returns: (transfer full) (element-type LlmFolder): the folders
 */
GPtrArray *
llm_cli_store_list_folders (LlmCliStore *self, GError **error)
{
  g_return_val_if_fail (LLM_IS_CLI_STORE (self), NULL);

  llm_store_list_folders_async (self->store, NULL, ready_cb, self);
  g_main_loop_run (self->loop);
  return llm_store_list_finish (self->store, self->result, error);
}

static gboolean
is_id (const char *word)
{
  const gsize length = strlen (word);

  return length >= MIN_PREFIX && length <= ID_LENGTH
         && strspn (word, "0123456789abcdef-") == length;
}

/**
 * llm_cli_store_find:
 * @self: the history
 * @word: the id of a conversation, or the first characters of it
 *
 * Complains if there is no such conversation, or more than one.
 *
 * Returns: (transfer full) (nullable): the whole id
 */
char *
llm_cli_store_find (LlmCliStore *self, const char *word)
{
  g_autofree char *prefix = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (LLM_IS_CLI_STORE (self), NULL);
  g_return_val_if_fail (word != NULL, NULL);

  prefix = g_ascii_strdown (word, -1);
  if (!is_id (prefix))
    {
      llm_cli_complain (_ ("“%s” is not the id of a conversation: give its first four characters "
                           "at least."),
                        word);
      return NULL;
    }
  /* A second one is enough to know. */
  ASK (self, llm_store_find_async, prefix, 2);
  entries = llm_store_list_finish (self->store, self->result, &error);
  if (entries == NULL)
    llm_cli_complain (_ ("The history cannot be read: %s"), error->message);
  else if (entries->len == 0)
    llm_cli_complain (_ ("There is no conversation “%s”."), word);
  else if (entries->len > 1)
    llm_cli_complain (_ ("Several conversations begin with “%s”: give more characters."), word);
  else
    return g_strdup (llm_history_entry_get_id (entries->pdata[0]));
  return NULL;
}

/**
 * llm_cli_store_load:
 * @self: the history
 * @id: a conversation's id
 * @error: where to put an error
 *
 * Returns: (transfer full): the conversation with all of its texts
 */
LlmConversation *
llm_cli_store_load (LlmCliStore *self, const char *id, GError **error)
{
  g_return_val_if_fail (LLM_IS_CLI_STORE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  ASK (self, llm_store_load_whole_async, id);
  return llm_store_load_whole_finish (self->store, self->result, error);
}

/**
 * llm_cli_store_update:
 * @self: the history
 * @ids: (array zero-terminated=1): conversations
 * @change: what to change of them
 * @error: where to put an error
 *
 * Returns: whether it is done
 */
gboolean
llm_cli_store_update (LlmCliStore *self,
                      const char *const *ids,
                      const LlmEntryChange *change,
                      GError **error)
{
  g_return_val_if_fail (LLM_IS_CLI_STORE (self), FALSE);

  ASK (self, llm_store_update_entries_async, ids, change);
  return llm_store_write_finish (self->store, self->result, error);
}

/**
 * llm_cli_store_delete:
 * @self: the history
 * @id: a conversation
 * @error: where to put an error
 *
 * Deletes it for good.
 *
 * Returns: whether it is done
 */
gboolean
llm_cli_store_delete (LlmCliStore *self, const char *id, GError **error)
{
  g_return_val_if_fail (LLM_IS_CLI_STORE (self), FALSE);

  ASK (self, llm_store_delete_async, id);
  return llm_store_write_finish (self->store, self->result, error);
}

/**
 * llm_cli_store_save:
 * @self: the history
 * @conversation: a conversation of which the own row is to be written
 * @error: where to put an error
 *
 * Returns: whether it is done
 */
gboolean
llm_cli_store_save (LlmCliStore *self, LlmConversation *conversation, GError **error)
{
  g_return_val_if_fail (LLM_IS_CLI_STORE (self), FALSE);

  ASK (self, llm_store_save_conversation_async, conversation);
  return llm_store_write_finish (self->store, self->result, error);
}

/**
 * llm_cli_store_import:
 * @self: the history
 * @conversation: a whole conversation
 * @error: where to put an error; %LLM_DB_ERROR_CONSTRAINT if it is there already
 *
 * Returns: whether it is done
 */
gboolean
llm_cli_store_import (LlmCliStore *self, LlmConversation *conversation, GError **error)
{
  g_return_val_if_fail (LLM_IS_CLI_STORE (self), FALSE);

  ASK (self, llm_store_import_async, conversation);
  return llm_store_write_finish (self->store, self->result, error);
}

/**
 * llm_cli_store_save_folder:
 * @self: the history
 * @folder: a folder
 * @error: where to put an error
 *
 * Returns: whether it is done
 */
gboolean
llm_cli_store_save_folder (LlmCliStore *self, const LlmFolder *folder, GError **error)
{
  g_return_val_if_fail (LLM_IS_CLI_STORE (self), FALSE);

  ASK (self, llm_store_save_folder_async, folder);
  return llm_store_write_finish (self->store, self->result, error);
}
