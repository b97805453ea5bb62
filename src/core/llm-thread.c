/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-thread.h"

typedef struct
{
  LlmMessage message;
  gint64 tokens; /* an estimate; negative before it was made */
} Entry;

struct _LlmThread
{
  gatomicrefcount ref_count;
  GArray *entries;
};

G_DEFINE_BOXED_TYPE (LlmThread, llm_thread, llm_thread_ref, llm_thread_unref)

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  llm_message_clear (&entry->message);
}

/**
 * llm_thread_new:
 *
 * Returns: (transfer full): a thread in which nothing was said
 */
LlmThread *
llm_thread_new (void)
{
  LlmThread *self = g_new0 (LlmThread, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

/**
 * llm_thread_ref:
 * @self: a thread
 *
 * Returns: (transfer full): @self
 */
LlmThread *
llm_thread_ref (LlmThread *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_thread_unref:
 * @self: (transfer full): a thread
 */
void
llm_thread_unref (LlmThread *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->entries);
  g_free (self);
}

/**
 * llm_thread_add:
 * @self: a thread nobody else has seen yet
 * @role: who speaks
 * @text: valid UTF-8
 *
 * Adds what was said next.
 */
void
llm_thread_add (LlmThread *self, LlmRole role, const char *text)
{
  Entry entry = { { .role = role, .text = g_strdup (text) }, -1 };

  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  g_array_append_val (self->entries, entry);
}

/**
 * llm_thread_add_images:
 * @self: a thread with messages that nobody else has seen yet
 * @images: (nullable) (element-type LlmImage): images, not changed any more
 *
 * Puts images beside the text of the last message.
 */
void
llm_thread_add_images (LlmThread *self, GPtrArray *images)
{
  Entry *entry;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->entries->len > 0);

  if (images == NULL || images->len == 0)
    return;
  entry = &g_array_index (self->entries, Entry, self->entries->len - 1);
  g_return_if_fail (entry->message.images == NULL);
  entry->message.images = g_ptr_array_ref (images);
}

/**
 * llm_thread_get_n_messages:
 * @self: a thread
 *
 * Returns: how many messages it has
 */
guint
llm_thread_get_n_messages (const LlmThread *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->entries->len;
}

/**
 * llm_thread_get_message:
 * @self: a thread
 * @index: below llm_thread_get_n_messages()
 *
 * Returns: (transfer none): a message, oldest first
 */
const LlmMessage *
llm_thread_get_message (const LlmThread *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->entries->len, NULL);

  return &g_array_index (self->entries, Entry, index).message;
}

static gint64
get_tokens (Entry *entry)
{
  if (entry->tokens < 0)
    entry->tokens = llm_message_estimate_tokens (&entry->message);
  return entry->tokens;
}

/**
 * llm_thread_fit:
 * @self: a thread
 * @tokens: how many tokens it may have at most; negative for any number
 * @n_turns: (out) (optional): how many turns do not fit; a turn begins with a prompt
 *
 * Says what is left of a thread when its oldest turns are left out until the rest has
 * no more than @tokens by our estimate.  Turns stay whole: a thread never begins with
 * an answer.
 *
 * Returns: the index of the first message that fits
 */
guint
llm_thread_fit (const LlmThread *self, gint64 tokens, guint *n_turns)
{
  guint first, left_out = 0;
  gint64 used = 0;

  g_return_val_if_fail (self != NULL, 0);

  first = self->entries->len;
  for (guint i = self->entries->len; i > 0; i--)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i - 1);

      used += tokens >= 0 ? get_tokens (entry) : 0;
      if (tokens >= 0 && used > tokens)
        break;
      if (entry->message.role == LLM_ROLE_USER)
        first = i - 1;
    }
  for (guint i = 0; i < first; i++)
    if (g_array_index (self->entries, Entry, i).message.role == LLM_ROLE_USER)
      left_out++;
  if (n_turns != NULL)
    *n_turns = left_out;
  return first;
}
