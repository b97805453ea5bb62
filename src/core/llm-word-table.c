/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-word-table.h"

#include <string.h>

#include "llm-words.h"

/* The hash is a polynomial modulo this prime at a place that nobody knows beforehand: no text
 * can be written so that its words fall together. */
#define PRIME G_GUINT64_CONSTANT (0x7fffffff)
#define MIX 2654435769u

#define FIRST_BITS 8

typedef struct
{
  const char *text;
  guint32 length;
  guint32 hash;
  guint32 number;
} Entry;

typedef struct
{
  GArray *entries;
  guint32 *slots; /* one more than the place of an entry; 0 is free */
  guint bits;
} Set;

struct _LlmWordTable
{
  gboolean ignore_case;
  guint64 base;
  Set written; /* words as they are written */
  Set folded;
  GPtrArray *words; /* folded, by number */
};

static void
set_init (Set *set)
{
  set->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  set->bits = FIRST_BITS;
  set->slots = g_new0 (guint32, (gsize) 1 << FIRST_BITS);
}

static void
set_clear (Set *set)
{
  g_array_unref (set->entries);
  g_free (set->slots);
}

static guint32
get_slot (const Set *set, guint32 hash)
{
  return (hash * MIX) >> (32 - set->bits);
}

static void
set_grow (Set *set)
{
  const guint32 mask = ((guint32) 1 << (set->bits + 1)) - 1;

  g_free (set->slots);
  set->bits++;
  set->slots = g_new0 (guint32, (gsize) 1 << set->bits);
  for (guint i = 0; i < set->entries->len; i++)
    {
      guint32 slot = get_slot (set, g_array_index (set->entries, Entry, i).hash);

      while (set->slots[slot] != 0)
        slot = (slot + 1) & mask;
      set->slots[slot] = i + 1;
    }
}

/* Returns: the entry of that text; a new one has %G_MAXUINT32 as its number */
static Entry *
set_find (Set *set, const char *text, guint32 length, guint32 hash)
{
  const guint32 mask = ((guint32) 1 << set->bits) - 1;
  guint32 slot = get_slot (set, hash);
  Entry entry = { text, length, hash, G_MAXUINT32 };

  for (; set->slots[slot] != 0; slot = (slot + 1) & mask)
    {
      Entry *there = &g_array_index (set->entries, Entry, set->slots[slot] - 1);

      if (there->hash == hash && there->length == length && memcmp (there->text, text, length) == 0)
        return there;
    }
  g_array_append_val (set->entries, entry);
  set->slots[slot] = set->entries->len;
  if (set->entries->len > mask / 2)
    set_grow (set);
  return &g_array_index (set->entries, Entry, set->entries->len - 1);
}

static guint32
hash_text (const LlmWordTable *self, const char *text, gsize length)
{
  guint64 hash = 1;

  for (gsize i = 0; i < length; i++)
    {
      hash = hash * self->base + (guchar) text[i] + 1;
      hash = (hash & PRIME) + (hash >> 31);
      hash = (hash & PRIME) + (hash >> 31);
    }
  return (guint32) (hash % PRIME);
}

/* A word that was not yet written like this. */
static guint32
fold_word (LlmWordTable *self, const char *text, gsize length)
{
  g_autofree char *word = llm_word_fold (text, length, self->ignore_case);
  const gsize folded_length = strlen (word);
  Entry *entry;

  entry = set_find (&self->folded, word, (guint32) folded_length,
                    hash_text (self, word, folded_length));
  if (entry->number == G_MAXUINT32)
    {
      entry->number = self->words->len;
      g_ptr_array_add (self->words, g_steal_pointer (&word));
    }
  return entry->number;
}

/**
 * llm_word_table_new:
 * @ignore_case: whether capital and small letters are the same
 *
 * Returns: (transfer full): an empty table
 */
LlmWordTable *
llm_word_table_new (gboolean ignore_case)
{
  LlmWordTable *self = g_new0 (LlmWordTable, 1);

  self->ignore_case = ignore_case;
  self->base = 256 + g_random_int () % (PRIME - 512);
  set_init (&self->written);
  set_init (&self->folded);
  self->words = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * llm_word_table_free:
 * @self: (transfer full): a table
 */
void
llm_word_table_free (LlmWordTable *self)
{
  g_return_if_fail (self != NULL);

  set_clear (&self->written);
  set_clear (&self->folded);
  g_ptr_array_unref (self->words);
  g_free (self);
}

/**
 * llm_word_table_add:
 * @self: a table
 * @text: a word in valid UTF-8; must live as long as the table
 * @length: its bytes
 *
 * Returns: the number of that word
 */
guint32
llm_word_table_add (LlmWordTable *self, const char *text, gsize length)
{
  Entry *entry;

  g_return_val_if_fail (self != NULL && text != NULL && length <= G_MAXUINT32, 0);

  entry = set_find (&self->written, text, (guint32) length, hash_text (self, text, length));
  if (entry->number == G_MAXUINT32)
    entry->number = fold_word (self, text, length);
  return entry->number;
}

/**
 * llm_word_table_get_size:
 * @self: a table
 *
 * Returns: how many words there are that differ
 */
guint
llm_word_table_get_size (const LlmWordTable *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->words->len;
}

/**
 * llm_word_table_get_word:
 * @self: a table
 * @number: the number of a word
 *
 * Returns: that word, folded
 */
const char *
llm_word_table_get_word (const LlmWordTable *self, guint32 number)
{
  g_return_val_if_fail (self != NULL && number < self->words->len, NULL);
  return self->words->pdata[number];
}
