/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-search.h"

#include <string.h>

/* Texts that are loaded are copied for the thread, so many bytes at a time at most, but
 * for one that is longer. */
#define MAX_COPIED (1024 * 1024)

/* Behind what is drawn. */
#define PRIORITY G_PRIORITY_LOW

/* An answer that is being written and not seen is looked through again at most so often
 * (milliseconds). */
#define RUNNING_MS 500

/* A turn of the branch. */
typedef struct
{
  guint n_prompt;
  guint n_answer;
  gboolean is_known; /* the counts */
  gboolean is_stale; /* they are to be counted again */
  gboolean is_shown; /* the answer's is told by what shows it */
  gboolean is_read;  /* by the page that is under way */
} Entry;

/* Texts that a thread looks through. */
typedef struct
{
  LlmTurn *turn;
  LlmComparison *owner; /* of the texts, if nobody changes them */
  char *prompt;
  char *answer;
  guint n_prompt;
  guint n_answer;
} Item;

typedef struct
{
  LlmChatSearch *search;
  LlmNeedle *needle;
  GCancellable *cancellable;
  GArray *items; /* Item */
} Page;

struct _LlmChatSearch
{
  GObject parent_instance;

  LlmStore *store;
  LlmConversation *conversation;
  LlmNeedle *needle;
  GArray *entries; /* Entry, while there is a needle */

  guint start; /* what is to be counted first, and which way */
  gboolean backward;
  GCancellable *cancellable; /* of the page that is under way, or NULL */
  guint next_id;
  GPtrArray *running; /* answers whose text is watched */
  guint running_id;
};

G_DEFINE_FINAL_TYPE (LlmChatSearch, llm_chat_search, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void queue_page (LlmChatSearch *self);

static Entry *
get_entry (LlmChatSearch *self, guint position)
{
  return &g_array_index (self->entries, Entry, position);
}

static void
emit_changed (LlmChatSearch *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Answers that are being written --- */

static void
forget_running (LlmChatSearch *self)
{
  for (guint i = 0; i < self->running->len; i++)
    g_signal_handlers_disconnect_by_data (self->running->pdata[i], self);
  g_ptr_array_set_size (self->running, 0);
  g_clear_handle_id (&self->running_id, g_source_remove);
}

/* Those that are seen are counted where they are. */
static gboolean
running_cb (gpointer user_data)
{
  LlmChatSearch *self = LLM_CHAT_SEARCH (user_data);

  self->running_id = 0;
  forget_running (self);
  for (guint i = 0; i < self->entries->len; i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), i);
      Entry *entry = get_entry (self, i);

      if (!entry->is_shown && llm_turn_get_comparison (turn) != NULL)
        entry->is_stale = TRUE;
    }
  queue_page (self);
  return G_SOURCE_REMOVE;
}

static void
text_cb (LlmChatSearch *self)
{
  if (self->running_id == 0)
    self->running_id = g_timeout_add (RUNNING_MS, running_cb, self);
}

static void
watch (LlmChatSearch *self, LlmAnswer *answer)
{
  if (!llm_answer_is_running (answer) || g_ptr_array_find (self->running, answer, NULL))
    return;
  g_ptr_array_add (self->running, g_object_ref (answer));
  g_signal_connect_object (answer, "appended", G_CALLBACK (text_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (answer, "cleared", G_CALLBACK (text_cb), self, G_CONNECT_SWAPPED);
}

/* --- Pages --- */

static void
item_clear (gpointer data)
{
  Item *item = data;

  g_clear_object (&item->turn);
  if (item->owner == NULL)
    {
      g_free (item->prompt);
      g_free (item->answer);
    }
  g_clear_object (&item->owner);
}

static Page *
page_new (LlmChatSearch *self)
{
  Page *page = g_new0 (Page, 1);

  page->search = g_object_ref (self);
  page->needle = llm_needle_ref (self->needle);
  page->cancellable = g_object_ref (self->cancellable);
  page->items = g_array_new (FALSE, TRUE, sizeof (Item));
  g_array_set_clear_func (page->items, item_clear);
  return page;
}

static void
page_free (Page *page)
{
  g_array_unref (page->items);
  llm_needle_unref (page->needle);
  g_object_unref (page->cancellable);
  g_object_unref (page->search);
  g_free (page);
}

static LlmAnswer *
get_answer (LlmChatSearch *self, const Item *item, LlmComparison *comparison)
{
  const char *chosen = llm_conversation_get_chosen_of (self->conversation, item->turn, comparison);

  return chosen != NULL ? llm_comparison_find (comparison, chosen, NULL) : NULL;
}

/* Returns how many bytes that are. */
static gsize
copy_texts (LlmChatSearch *self, Item *item, LlmComparison *comparison)
{
  LlmAnswer *answer = get_answer (self, item, comparison);

  item->prompt = g_strdup (llm_comparison_get_prompt (comparison));
  if (answer == NULL)
    return strlen (item->prompt);
  item->answer = g_strdup (llm_answer_get_text (answer));
  watch (self, answer);
  return strlen (item->prompt) + llm_answer_get_text_length (answer);
}

/* Of one that was just read, and that nobody else has. */
static void
borrow_texts (LlmChatSearch *self, Item *item, LlmComparison *comparison)
{
  LlmAnswer *answer = get_answer (self, item, comparison);

  item->owner = g_object_ref (comparison);
  item->prompt = (char *) llm_comparison_get_prompt (comparison);
  item->answer = answer != NULL ? (char *) llm_answer_get_text (answer) : NULL;
}

static void
count_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Page *page = data;

  for (guint i = 0; i < page->items->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      Item *item = &g_array_index (page->items, Item, i);

      if (item->prompt != NULL)
        item->n_prompt = llm_needle_count (page->needle, item->prompt);
      if (item->answer != NULL)
        item->n_answer
            = llm_needle_count_rendered (page->needle, item->answer, strlen (item->answer));
    }
  g_task_return_boolean (task, TRUE);
}

static void
apply_item (LlmChatSearch *self, const Item *item)
{
  Entry *entry;
  guint position;

  if (!llm_conversation_get_position (self->conversation, item->turn, &position))
    return;
  entry = get_entry (self, position);
  /* Another branch may have it as one that was not read. */
  if (!entry->is_read)
    return;
  entry->is_read = FALSE;
  entry->is_known = TRUE;
  entry->n_prompt = item->n_prompt;
  if (!entry->is_shown)
    entry->n_answer = item->n_answer;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmChatSearch *self = LLM_CHAT_SEARCH (source);
  Page *page = user_data;

  if (self->cancellable == page->cancellable)
    {
      g_clear_object (&self->cancellable);
      for (guint i = 0; i < page->items->len; i++)
        apply_item (self, &g_array_index (page->items, Item, i));
      queue_page (self);
      emit_changed (self);
    }
  page_free (page);
}

static void
count_page (Page *page)
{
  g_autoptr (GTask) task = g_task_new (page->search, page->cancellable, counted_cb, page);

  g_task_set_source_tag (task, count_page);
  g_task_set_priority (task, PRIORITY);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, page, NULL);
  g_task_run_in_thread (task, count_thread);
}

/* Whatever cannot be read has nothing to be found, and is not asked for again. */
static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Page *page = user_data;
  LlmChatSearch *self = page->search;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) loaded = llm_store_list_finish (LLM_STORE (source), result, &error);

  if (self->cancellable != page->cancellable)
    {
      page_free (page);
      return;
    }
  if (loaded == NULL)
    g_info ("Turns could not be read to be searched: %s", error->message);
  for (guint i = 0; loaded != NULL && i < loaded->len; i++)
    {
      for (guint j = 0; j < page->items->len; j++)
        {
          Item *item = &g_array_index (page->items, Item, j);

          if (item->prompt == NULL
              && g_str_equal (llm_turn_get_id (item->turn),
                              llm_comparison_get_id (loaded->pdata[i])))
            borrow_texts (self, item, loaded->pdata[i]);
        }
    }
  count_page (page);
}

static gboolean
is_wanted (const Entry *entry)
{
  return !entry->is_known || entry->is_stale;
}

/* From the start on and round again. */
static void
read_page (LlmChatSearch *self)
{
  const guint n = self->entries->len;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  Page *page;
  gsize n_copied = 0;

  self->cancellable = g_cancellable_new ();
  page = page_new (self);
  for (guint i = 0; i < n && page->items->len < LLM_CHAT_SEARCH_PAGE && n_copied < MAX_COPIED; i++)
    {
      const guint position = (self->start % n + (self->backward ? n - i : i)) % n;
      Entry *entry = get_entry (self, position);
      LlmComparison *comparison;
      Item item = { NULL };

      if (!is_wanted (entry))
        continue;
      item.turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), position);
      comparison = llm_turn_get_comparison (item.turn);
      if (comparison != NULL)
        n_copied += copy_texts (self, &item, comparison);
      else
        g_ptr_array_add (ids, (char *) llm_turn_get_id (item.turn));
      entry->is_read = TRUE;
      entry->is_stale = FALSE;
      g_array_append_val (page->items, item);
    }
  if (ids->len == 0)
    {
      count_page (page);
      return;
    }
  g_ptr_array_add (ids, NULL);
  llm_store_load_turns_async (self->store, (const char *const *) ids->pdata, page->cancellable,
                              loaded_cb, page);
}

static gboolean
any_wanted (LlmChatSearch *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      if (is_wanted (get_entry (self, i)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
next_cb (gpointer user_data)
{
  LlmChatSearch *self = LLM_CHAT_SEARCH (user_data);

  self->next_id = 0;
  if (self->cancellable == NULL && any_wanted (self))
    read_page (self);
  return G_SOURCE_REMOVE;
}

/* One at a time. */
static void
queue_page (LlmChatSearch *self)
{
  if (self->next_id == 0 && self->cancellable == NULL && self->needle != NULL)
    self->next_id = g_idle_add_full (PRIORITY, next_cb, self, NULL);
}

static void
cancel (LlmChatSearch *self)
{
  g_clear_handle_id (&self->next_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  for (guint i = 0; i < self->entries->len; i++)
    get_entry (self, i)->is_read = FALSE;
}

/* --- The conversation --- */

static void
insert_entries (LlmChatSearch *self, guint position, guint n)
{
  g_autofree Entry *entries = g_new0 (Entry, n);

  if (n > 0)
    g_array_insert_vals (self->entries, position, entries, n);
}

/* The turn before those that changed may show another answer. */
static void
items_changed_cb (LlmChatSearch *self, guint position, guint removed, guint added)
{
  if (self->needle == NULL)
    return;
  if (removed > 0)
    g_array_remove_range (self->entries, position, removed);
  insert_entries (self, position, added);
  if (position > 0 && !get_entry (self, position - 1)->is_shown)
    get_entry (self, position - 1)->is_stale = TRUE;
  queue_page (self);
  emit_changed (self);
}

/* --- The object --- */

static void
llm_chat_search_dispose (GObject *object)
{
  LlmChatSearch *self = LLM_CHAT_SEARCH (object);

  llm_chat_search_set_conversation (self, NULL);
  llm_chat_search_set_needle (self, NULL);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (llm_chat_search_parent_class)->dispose (object);
}

static void
llm_chat_search_finalize (GObject *object)
{
  LlmChatSearch *self = LLM_CHAT_SEARCH (object);

  g_array_unref (self->entries);
  g_ptr_array_unref (self->running);

  G_OBJECT_CLASS (llm_chat_search_parent_class)->finalize (object);
}

static void
llm_chat_search_class_init (LlmChatSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_chat_search_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_chat_search_finalize;

  /**
   * LlmChatSearch::changed:
   *
   * More is known, or something else.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_CHAT_SEARCH, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
llm_chat_search_init (LlmChatSearch *self)
{
  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * llm_chat_search_new:
 * @store: where turns are read that are not loaded
 *
 * Returns: (transfer full): a search for nothing
 */
LlmChatSearch *
llm_chat_search_new (LlmStore *store)
{
  LlmChatSearch *self;

  g_return_val_if_fail (LLM_IS_STORE (store), NULL);

  self = g_object_new (LLM_TYPE_CHAT_SEARCH, NULL);
  self->store = g_object_ref (store);
  return self;
}

/* Counts all anew. */
static void
reset (LlmChatSearch *self)
{
  cancel (self);
  forget_running (self);
  g_array_set_size (self->entries, 0);
  if (self->needle != NULL && self->conversation != NULL)
    insert_entries (self, 0, g_list_model_get_n_items (G_LIST_MODEL (self->conversation)));
  queue_page (self);
}

/**
 * llm_chat_search_set_conversation:
 * @self: a search
 * @conversation: (nullable): a chat
 */
void
llm_chat_search_set_conversation (LlmChatSearch *self, LlmConversation *conversation)
{
  g_return_if_fail (LLM_IS_CHAT_SEARCH (self));
  g_return_if_fail (conversation == NULL || LLM_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_set_object (&self->conversation, conversation);
  if (conversation != NULL)
    g_signal_connect_object (conversation, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);
  self->start = 0;
  reset (self);
}

/* What has not less has not more either. */
static void
narrow (LlmChatSearch *self)
{
  cancel (self);
  forget_running (self);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = get_entry (self, i);

      if (!entry->is_known || entry->is_stale || entry->n_prompt > 0 || entry->n_answer > 0)
        *entry = (Entry){ 0 };
    }
  queue_page (self);
}

/**
 * llm_chat_search_set_needle:
 * @self: a search
 * @needle: (nullable): what to look for; with NULL nothing is kept
 *
 * Returns: whether that is another than before
 */
gboolean
llm_chat_search_set_needle (LlmChatSearch *self, LlmNeedle *needle)
{
  g_autoptr (LlmNeedle) old = NULL;

  g_return_val_if_fail (LLM_IS_CHAT_SEARCH (self), FALSE);

  old = g_steal_pointer (&self->needle);
  /* What is marked with it is known by it. */
  if (old != NULL && needle != NULL
      && g_str_equal (llm_needle_get_text (old), llm_needle_get_text (needle))
      && llm_needle_get_match_case (old) == llm_needle_get_match_case (needle))
    {
      self->needle = g_steal_pointer (&old);
      return FALSE;
    }
  self->needle = needle != NULL ? llm_needle_ref (needle) : NULL;
  if (old == NULL && needle == NULL)
    return FALSE;
  if (old != NULL && needle != NULL && llm_needle_is_longer (needle, old))
    narrow (self);
  else
    reset (self);
  return TRUE;
}

/**
 * llm_chat_search_get_needle:
 * @self: a search
 *
 * Returns: (transfer none) (nullable): what is looked for
 */
LlmNeedle *
llm_chat_search_get_needle (LlmChatSearch *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_SEARCH (self), NULL);
  return self->needle;
}

/**
 * llm_chat_search_set_start:
 * @self: a search
 * @position: the turn that is to be counted first
 * @backward: whether to go on with those before it rather than behind it
 */
void
llm_chat_search_set_start (LlmChatSearch *self, guint position, gboolean backward)
{
  g_return_if_fail (LLM_IS_CHAT_SEARCH (self));

  self->start = position;
  self->backward = backward;
}

/**
 * llm_chat_search_set_shown:
 * @self: a search with a needle
 * @position: a turn
 * @n_matches: how often the needle is in its answer, as that is shown
 */
void
llm_chat_search_set_shown (LlmChatSearch *self, guint position, guint n_matches)
{
  Entry *entry;

  g_return_if_fail (LLM_IS_CHAT_SEARCH (self));

  if (position >= self->entries->len)
    return;
  entry = get_entry (self, position);
  if (entry->is_shown && entry->n_answer == n_matches)
    return;
  entry->is_shown = TRUE;
  entry->n_answer = n_matches;
  emit_changed (self);
}

/**
 * llm_chat_search_set_hidden:
 * @self: a search with a needle
 * @position: a turn whose answer is not shown any more
 */
void
llm_chat_search_set_hidden (LlmChatSearch *self, guint position)
{
  g_autoptr (LlmTurn) turn = NULL;
  LlmComparison *comparison;

  g_return_if_fail (LLM_IS_CHAT_SEARCH (self));

  if (position >= self->entries->len || !get_entry (self, position)->is_shown)
    return;
  get_entry (self, position)->is_shown = FALSE;
  turn = g_list_model_get_item (G_LIST_MODEL (self->conversation), position);
  comparison = llm_turn_get_comparison (turn);
  if (comparison == NULL || !llm_comparison_get_running (comparison))
    return;
  get_entry (self, position)->is_stale = TRUE;
  queue_page (self);
}

/**
 * llm_chat_search_get_n_messages:
 * @self: a search
 *
 * Returns: how many messages there are, twice as many as turns; 0 without a needle
 */
guint
llm_chat_search_get_n_messages (LlmChatSearch *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_SEARCH (self), 0);
  return self->entries->len * 2;
}

/**
 * llm_chat_search_get_message:
 * @self: a search
 * @index: a message
 * @n_matches: (out): how often the needle is in it
 *
 * Returns: whether that is known
 */
gboolean
llm_chat_search_get_message (LlmChatSearch *self, guint index, guint *n_matches)
{
  const Entry *entry;
  gboolean is_answer;

  g_return_val_if_fail (LLM_IS_CHAT_SEARCH (self), FALSE);
  g_return_val_if_fail (index < self->entries->len * 2, FALSE);
  g_return_val_if_fail (n_matches != NULL, FALSE);

  entry = get_entry (self, index / 2);
  is_answer = index % 2 != 0;
  *n_matches = is_answer ? entry->n_answer : entry->n_prompt;
  return entry->is_known || (is_answer && entry->is_shown);
}

/**
 * llm_chat_search_get_sum:
 * @self: a search
 * @n_messages: how many messages, from the first one on
 * @is_complete: (out): whether all of them have been counted
 *
 * Returns: how often the needle is in them, as far as that is known
 */
guint
llm_chat_search_get_sum (LlmChatSearch *self, guint n_messages, gboolean *is_complete)
{
  guint sum = 0;

  g_return_val_if_fail (LLM_IS_CHAT_SEARCH (self), 0);
  g_return_val_if_fail (n_messages <= self->entries->len * 2, 0);
  g_return_val_if_fail (is_complete != NULL, 0);

  *is_complete = TRUE;
  for (guint i = 0; i < n_messages; i++)
    {
      guint n_matches;

      if (!llm_chat_search_get_message (self, i, &n_matches))
        *is_complete = FALSE;
      sum += n_matches;
    }
  return sum;
}

/**
 * llm_chat_search_find:
 * @self: a search
 * @index: the message to begin with
 * @backward: whether to look through those before it rather than behind it
 * @found: (out): the first one that has the needle, round again from the other end
 *
 * What is in the way and not known yet is counted first.
 *
 * Returns: what is known
 */
LlmChatSearchResult
llm_chat_search_find (LlmChatSearch *self, guint index, gboolean backward, guint *found)
{
  const guint n = self->entries->len * 2;

  g_return_val_if_fail (LLM_IS_CHAT_SEARCH (self), LLM_CHAT_SEARCH_NONE);
  g_return_val_if_fail (found != NULL, LLM_CHAT_SEARCH_NONE);

  for (guint i = 0; i < n; i++)
    {
      guint n_matches;

      *found = (index + (backward ? n - i : i)) % n;
      if (!llm_chat_search_get_message (self, *found, &n_matches))
        {
          llm_chat_search_set_start (self, *found / 2, backward);
          return LLM_CHAT_SEARCH_UNKNOWN;
        }
      if (n_matches > 0)
        return LLM_CHAT_SEARCH_FOUND;
    }
  return LLM_CHAT_SEARCH_NONE;
}
