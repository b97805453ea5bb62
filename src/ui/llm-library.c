/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-library-private.h"

#include "llm-error.h"
#include "llm-recorder.h"

/* What was changed of a conversation itself, as its draft, may wait so long before it is
 * written, in milliseconds. */
#define SAVE_DELAY_MS 500

/* A loaded turn that is recorded. */
typedef struct
{
  LlmComparison *comparison; /* weak */
  LlmRecorder *recorder;
  gpointer item;
} Watch;

/* A conversation that somebody has open. */
typedef struct
{
  LlmLibrary *library; /* unowned: the library owns the item */
  LlmConversation *conversation;
  GHashTable *loading; /* ids of turns that are being read */
  GPtrArray *watches;  /* Watch, of its loaded turns */
  GError *error;       /* why its own row could not be written */
  guint save_id;
  gboolean stored;
  gboolean held;
} Item;

G_DEFINE_FINAL_TYPE (LlmLibrary, llm_library, G_TYPE_OBJECT)

enum
{
  SIGNAL_UNSAVED,
  SIGNAL_HIDDEN,
  SIGNAL_DELETE_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_gone_cb (gpointer data, GObject *where_the_object_was);

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_signal_handlers_disconnect_by_data (watch->recorder, watch->item);
  if (watch->comparison != NULL)
    g_signal_handlers_disconnect_by_data (watch->comparison, watch->item);
  g_clear_weak_pointer (&watch->comparison);
  g_object_unref (watch->recorder);
  g_free (watch);
}

static Item *
find_item (LlmLibrary *self, const char *id)
{
  return g_hash_table_lookup (self->open, id);
}

static void
conversation_gone_cb (gpointer data, GObject *where_the_object_was)
{
  Item *item = data;
  LlmLibrary *self = item->library;
  GHashTableIter iter;
  gpointer value;

  item->conversation = NULL;
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (value == item)
        {
          g_hash_table_iter_remove (&iter);
          return;
        }
    }
}

static void
item_free (gpointer data)
{
  Item *item = data;

  g_clear_handle_id (&item->save_id, g_source_remove);
  g_ptr_array_unref (item->watches);
  if (item->conversation != NULL)
    {
      g_signal_handlers_disconnect_by_data (item->conversation, item);
      g_object_weak_unref (G_OBJECT (item->conversation), conversation_gone_cb, item);
      if (item->held)
        g_object_unref (item->conversation);
    }
  g_hash_table_unref (item->loading);
  g_clear_error (&item->error);
  g_free (item);
}

/* Without its row nothing of it can be saved: that comes first. */
static const GError *
get_error (Item *item)
{
  if (item->error != NULL)
    return item->error;
  for (guint i = 0; i < item->watches->len; i++)
    {
      const Watch *watch = item->watches->pdata[i];

      if (llm_recorder_get_error (watch->recorder) != NULL)
        return llm_recorder_get_error (watch->recorder);
    }
  return NULL;
}

static gboolean
is_running (Item *item)
{
  LlmRunner *runner = llm_context_get_runner (item->library->context);

  return llm_runner_find (runner, llm_conversation_get_id (item->conversation)) != NULL;
}

/* Dropping the last reference frees the item: nothing may follow. */
static void
update_hold_cb (Item *item)
{
  const gboolean hold = item->save_id != 0 || get_error (item) != NULL || is_running (item);

  if (item->held == hold)
    return;

  item->held = hold;
  if (hold)
    g_object_ref (item->conversation);
  else
    g_object_unref (item->conversation);
}

static void
emit_unsaved (Item *item)
{
  g_autoptr (LlmConversation) conversation = g_object_ref (item->conversation);

  g_signal_emit (item->library, signals[SIGNAL_UNSAVED], 0, conversation);
  update_hold_cb (item);
}

/* --- Its own row --- */

typedef struct
{
  LlmLibrary *library;
  char *id;
} Write;

/* What could not be saved for want of the row, or together with it. */
static void
save_unsaved_turns (Item *item)
{
  for (guint i = 0; i < item->watches->len; i++)
    {
      const Watch *watch = item->watches->pdata[i];

      if (llm_recorder_get_error (watch->recorder) != NULL)
        llm_recorder_save (watch->recorder);
    }
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Write *write = user_data;
  Item *item = find_item (write->library, write->id);
  g_autoptr (GError) error = NULL;

  llm_store_write_finish (LLM_STORE (source), result, &error);
  if (item != NULL && (error != NULL || item->error != NULL))
    {
      const gboolean works_again = error == NULL;

      g_clear_error (&item->error);
      item->error = g_steal_pointer (&error);
      if (works_again)
        save_unsaved_turns (item);
      emit_unsaved (item);
    }
  g_object_unref (write->library);
  g_free (write->id);
  g_free (write);
}

static Write *
new_write (Item *item)
{
  Write *write = g_new0 (Write, 1);

  write->library = g_object_ref (item->library);
  write->id = g_strdup (llm_conversation_get_id (item->conversation));
  return write;
}

static void
save_row (Item *item)
{
  g_clear_handle_id (&item->save_id, g_source_remove);
  item->stored = TRUE;
  llm_store_save_conversation_async (llm_context_get_store (item->library->context),
                                     item->conversation, NULL, written_cb, new_write (item));
}

static gboolean
save_cb (gpointer user_data)
{
  Item *item = user_data;

  save_row (item);
  update_hold_cb (item);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (Item *item)
{
  if (!item->stored || item->save_id != 0)
    return;
  item->save_id = g_timeout_add (SAVE_DELAY_MS, save_cb, item);
  update_hold_cb (item);
}

static void
turns_changed_cb (Item *item, GPtrArray *turns)
{
  if (item->stored)
    llm_store_update_turns_async (llm_context_get_store (item->library->context), turns, NULL,
                                  written_cb, new_write (item));
}

/* --- Its turns --- */

static void
recorder_error_cb (Item *item, GParamSpec *pspec, LlmRecorder *recorder)
{
  const GError *error = llm_recorder_get_error (recorder);

  /* A turn was written, or refused only for want of the row: that may work by now, too. */
  if (item->error != NULL
      && (error == NULL || g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT)))
    save_row (item);
  emit_unsaved (item);
}

static gboolean
find_watch (Item *item, LlmComparison *comparison, guint *index)
{
  for (guint i = 0; i < item->watches->len; i++)
    {
      const Watch *watch = item->watches->pdata[i];

      if (watch->comparison != comparison)
        continue;
      if (index != NULL)
        *index = i;
      return TRUE;
    }
  return FALSE;
}

void
llm_library_record (LlmLibrary *self, LlmConversation *conversation, LlmTurn *turn)
{
  Item *item = find_item (self, llm_conversation_get_id (conversation));
  LlmComparison *comparison = llm_turn_get_comparison (turn);
  Watch *watch;

  g_return_if_fail (item != NULL && comparison != NULL);

  if (find_watch (item, comparison, NULL))
    return;
  watch = g_new0 (Watch, 1);
  watch->item = item;
  g_set_weak_pointer (&watch->comparison, comparison);
  watch->recorder
      = g_object_ref (llm_recorder_attach (llm_context_get_store (self->context), comparison));
  g_ptr_array_add (item->watches, watch);
  g_signal_connect_swapped (comparison, "notify::running", G_CALLBACK (update_hold_cb), item);
  g_signal_connect_swapped (watch->recorder, "notify::error", G_CALLBACK (recorder_error_cb), item);
}

void
llm_library_add (LlmLibrary *self, LlmConversation *conversation, gboolean stored)
{
  Item *item = g_new0 (Item, 1);
  g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (conversation);

  item->library = self;
  item->conversation = conversation;
  item->stored = stored;
  item->watches = g_ptr_array_new_with_free_func (watch_free);
  item->loading = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_object_weak_ref (G_OBJECT (conversation), conversation_gone_cb, item);
  g_signal_connect_swapped (conversation, "changed", G_CALLBACK (changed_cb), item);
  g_signal_connect_swapped (conversation, "turns-changed", G_CALLBACK (turns_changed_cb), item);
  g_hash_table_insert (self->open, g_strdup (llm_conversation_get_id (conversation)), item);
  for (guint i = 0; i < turns->len; i++)
    if (llm_turn_get_comparison (turns->pdata[i]) != NULL)
      llm_library_record (self, conversation, turns->pdata[i]);
  update_hold_cb (item);
}

static void
list_gone_cb (gpointer data, GObject *where_the_object_was)
{
  g_ptr_array_remove_fast (LLM_LIBRARY (data)->lists, where_the_object_was);
}

static void
follow_list (LlmLibrary *self, LlmHistoryModel *list)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->hidden);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    llm_history_model_hide (list, id);
  g_ptr_array_add (self->lists, list);
  g_object_weak_ref (G_OBJECT (list), list_gone_cb, self);
}

/* What is open has the title it is listed with, whoever gave it. */
static void
history_changed_cb (LlmLibrary *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (LlmHistoryEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->history), i);
      LlmConversation *open
          = entry != NULL ? llm_library_find (self, llm_history_entry_get_id (entry)) : NULL;

      if (open != NULL)
        llm_conversation_set_title (open, llm_history_entry_get_title (entry));
    }
}

static void
llm_library_dispose (GObject *object)
{
  LlmLibrary *self = LLM_LIBRARY (object);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (((Item *) item)->save_id != 0)
      save_row (item);
  g_hash_table_remove_all (self->open);
  g_clear_object (&self->titler);
  if (self->history != NULL)
    g_signal_handlers_disconnect_by_data (self->history, self);
  g_clear_object (&self->history);
  for (guint i = 0; i < self->lists->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->lists, i), list_gone_cb, self);
  g_ptr_array_set_size (self->lists, 0);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_library_parent_class)->dispose (object);
}

static void
llm_library_finalize (GObject *object)
{
  LlmLibrary *self = LLM_LIBRARY (object);

  g_hash_table_unref (self->open);
  g_hash_table_unref (self->hidden);
  g_ptr_array_unref (self->lists);

  G_OBJECT_CLASS (llm_library_parent_class)->finalize (object);
}

static void
llm_library_class_init (LlmLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_library_dispose;
  object_class->finalize = llm_library_finalize;

  /**
   * LlmLibrary::unsaved:
   * @conversation: a conversation of which llm_library_get_save_error() has changed
   */
  signals[SIGNAL_UNSAVED] = g_signal_new ("unsaved", LLM_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, LLM_TYPE_CONVERSATION);

  /**
   * LlmLibrary::hidden:
   * @id: a conversation that no window is to show any more
   */
  signals[SIGNAL_HIDDEN] = g_signal_new ("hidden", LLM_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmLibrary::delete-failed:
   * @id: the conversation that is still there
   * @error: (type GError): why
   */
  signals[SIGNAL_DELETE_FAILED]
      = g_signal_new ("delete-failed", LLM_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
}

static void
llm_library_init (LlmLibrary *self)
{
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, item_free);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lists = g_ptr_array_new ();
}

/**
 * llm_library_new:
 * @context: the context
 *
 * Returns: (transfer full): a library with nothing open and no history read yet
 */
LlmLibrary *
llm_library_new (LlmContext *context)
{
  LlmLibrary *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_LIBRARY, NULL);
  self->context = g_object_ref (context);
  self->history = llm_library_new_list (self, NULL);
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (history_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->titler = llm_titler_new (context);

  return self;
}

/**
 * llm_library_get_context:
 * @self: a #LlmLibrary
 *
 * Returns: (transfer none): the context
 */
LlmContext *
llm_library_get_context (LlmLibrary *self)
{
  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);

  return self->context;
}

/**
 * llm_library_get_history:
 * @self: a #LlmLibrary
 *
 * Returns: (transfer none): all conversations without those that are hidden
 */
LlmHistoryModel *
llm_library_get_history (LlmLibrary *self)
{
  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);

  return self->history;
}

/**
 * llm_library_new_list:
 * @self: a #LlmLibrary
 * @query: (nullable): which conversations; %NULL for all
 *
 * Returns: (transfer full): a list that has asked for nothing yet, without those that
 *   are hidden as long as they are
 */
LlmHistoryModel *
llm_library_new_list (LlmLibrary *self, const LlmHistoryQuery *query)
{
  LlmHistoryModel *list;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);

  list = llm_history_model_new_for (llm_context_get_store (self->context), query);
  follow_list (self, list);
  return list;
}

/**
 * llm_library_find:
 * @self: a #LlmLibrary
 * @id: a conversation's id
 *
 * Returns: (transfer none) (nullable): the conversation, if it is open or runs
 */
LlmConversation *
llm_library_find (LlmLibrary *self, const char *id)
{
  Item *item;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  item = find_item (self, id);

  return item != NULL ? item->conversation : NULL;
}

/**
 * llm_library_get_save_error:
 * @self: a #LlmLibrary
 * @conversation: a conversation
 *
 * Returns: (nullable): why not all of it is saved
 */
const GError *
llm_library_get_save_error (LlmLibrary *self, LlmConversation *conversation)
{
  Item *item;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (LLM_IS_CONVERSATION (conversation), NULL);

  item = find_item (self, llm_conversation_get_id (conversation));

  return item != NULL ? get_error (item) : NULL;
}

/**
 * llm_library_save:
 * @self: a #LlmLibrary
 * @conversation: a conversation that is open
 *
 * Writes it, the first time or again: its own row, and the turns that are not saved.
 */
void
llm_library_save (LlmLibrary *self, LlmConversation *conversation)
{
  Item *item;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (LLM_IS_CONVERSATION (conversation));

  item = find_item (self, llm_conversation_get_id (conversation));
  if (item == NULL)
    return;
  save_row (item);
  save_unsaved_turns (item);
}

/* --- Turns that are not loaded --- */

/* Turns of a conversation that are being read. */
typedef struct
{
  LlmLibrary *library;
  char *id;
  char **turn_ids;
} Reading;

static void
turns_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  Item *item = find_item (reading->library, reading->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) loaded = NULL;

  loaded = llm_store_list_finish (LLM_STORE (source), result, &error);
  if (loaded == NULL)
    g_info ("Turns of %s could not be read: %s", reading->id, error->message);
  for (guint i = 0; item != NULL && reading->turn_ids[i] != NULL; i++)
    g_hash_table_remove (item->loading, reading->turn_ids[i]);
  for (guint i = 0; loaded != NULL && item != NULL && i < loaded->len; i++)
    {
      LlmTurn *turn
          = llm_conversation_find (item->conversation, llm_comparison_get_id (loaded->pdata[i]));

      if (turn == NULL || llm_turn_get_comparison (turn) != NULL)
        continue;
      llm_turn_set_comparison (turn, loaded->pdata[i]);
      llm_library_record (reading->library, item->conversation, turn);
    }
  g_object_unref (reading->library);
  g_free (reading->id);
  g_strfreev (reading->turn_ids);
  g_free (reading);
}

/**
 * llm_library_load_turns:
 * @self: a #LlmLibrary
 * @conversation: a conversation that is open
 * @turns: (element-type LlmTurn): turns of it
 *
 * Reads the texts of those that are not loaded; #LlmTurn:comparison tells when one is.
 */
void
llm_library_load_turns (LlmLibrary *self, LlmConversation *conversation, GPtrArray *turns)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  Reading *reading;
  Item *item;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (LLM_IS_CONVERSATION (conversation));
  g_return_if_fail (turns != NULL);

  item = find_item (self, llm_conversation_get_id (conversation));
  if (item == NULL)
    return;
  /* They may be asked for again before they are there. */
  for (guint i = 0; i < turns->len; i++)
    {
      const char *id = llm_turn_get_id (turns->pdata[i]);

      if (llm_turn_get_comparison (turns->pdata[i]) == NULL
          && g_hash_table_add (item->loading, g_strdup (id)))
        g_ptr_array_add (ids, (char *) id);
    }
  if (ids->len == 0)
    return;
  g_ptr_array_add (ids, NULL);
  reading = g_new0 (Reading, 1);
  reading->library = g_object_ref (self);
  reading->id = g_strdup (llm_conversation_get_id (conversation));
  reading->turn_ids = g_strdupv ((char **) ids->pdata);
  llm_store_load_turns_async (llm_context_get_store (self->context),
                              (const char *const *) ids->pdata, NULL, turns_loaded_cb, reading);
}

/**
 * llm_library_release_turns:
 * @self: a #LlmLibrary
 * @conversation: a conversation that is open
 * @first: the first turn of the branch that is shown that is near to what is seen
 * @last: the last one
 *
 * Lets go of the texts of all others, but for those that run or are not saved.
 */
void
llm_library_release_turns (LlmLibrary *self, LlmConversation *conversation, guint first, guint last)
{
  g_autoptr (GPtrArray) turns = NULL;
  Item *item;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (LLM_IS_CONVERSATION (conversation));

  item = find_item (self, llm_conversation_get_id (conversation));
  if (item == NULL)
    return;
  turns = llm_conversation_dup_turns (conversation);
  for (guint i = 0; i < turns->len; i++)
    {
      LlmTurn *turn = turns->pdata[i];
      LlmComparison *comparison = llm_turn_get_comparison (turn);
      guint position, index;

      if (comparison == NULL || llm_comparison_get_running (comparison)
          || (llm_conversation_get_position (conversation, turn, &position) && position >= first
              && position <= last))
        continue;
      /* One that is not recorded is just being made. */
      if (!find_watch (item, comparison, &index)
          || llm_recorder_get_error (((Watch *) item->watches->pdata[index])->recorder) != NULL)
        continue;
      g_ptr_array_remove_index_fast (item->watches, index);
      llm_turn_set_comparison (turn, NULL);
    }
}

/**
 * llm_library_leave:
 * @self: a #LlmLibrary
 * @id: a conversation's id
 *
 * Makes every window that shows a conversation show something else, as when it was
 * thrown into the trash.
 */
void
llm_library_leave (LlmLibrary *self, const char *id)
{
  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  g_signal_emit (self, signals[SIGNAL_HIDDEN], 0, id);
}

/* Nothing of it may stay open but what would be lost. */
static void
close_item (LlmLibrary *self, const char *id)
{
  Item *item = find_item (self, id);
  g_autoptr (LlmConversation) keep = NULL;

  if (item == NULL)
    return;
  keep = g_object_ref (item->conversation);
  if (item->save_id != 0)
    {
      save_row (item);
      update_hold_cb (item);
    }
  llm_library_leave (self, id);
  item = find_item (self, id);
  if (item != NULL && get_error (item) == NULL && !is_running (item))
    g_hash_table_remove (self->open, id);
}

/**
 * llm_library_close_all:
 * @self: a #LlmLibrary
 *
 * Writes what waits to be written and makes all windows show something else, as before
 * another history takes the place of this one.  What could not be saved stays open.
 */
void
llm_library_close_all (LlmLibrary *self)
{
  g_autoptr (GPtrArray) ids = NULL;
  GHashTableIter iter;
  gpointer id;

  g_return_if_fail (LLM_IS_LIBRARY (self));

  ids = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, g_strdup (id));
  for (guint i = 0; i < ids->len; i++)
    close_item (self, ids->pdata[i]);
}
