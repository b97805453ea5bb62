/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-model-private.h"

/* The order of the store: greatest first, ids decide between equals. */
static int
compare_entries (LlmHistoryPart *part, LlmHistoryEntry *a, LlmHistoryEntry *b)
{
  const gint64 key_a = llm_history_entry_get_key (a, part->section);
  const gint64 key_b = llm_history_entry_get_key (b, part->section);

  if (key_a != key_b)
    return key_a > key_b ? -1 : 1;

  return -g_strcmp0 (llm_history_entry_get_id (a), llm_history_entry_get_id (b));
}

/* The index of the first entry that comes after @entry. */
guint
llm_history_model_index_after (LlmHistoryPart *part, LlmHistoryEntry *entry)
{
  guint low = 0, high = part->entries->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_entries (part, g_ptr_array_index (part->entries, middle), entry) <= 0)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

guint
llm_history_model_get_offset (LlmHistoryModel *self, guint part)
{
  guint offset = 0;

  for (guint i = 0; i < part; i++)
    offset += self->parts[i].entries->len;
  return offset;
}

/* Which part a position is in, and where; FALSE past the end. */
gboolean
llm_history_model_resolve (LlmHistoryModel *self, guint position, guint *part, guint *index)
{
  for (guint i = 0; i < self->n_parts; i++)
    {
      if (position < self->parts[i].entries->len)
        {
          *part = i;
          *index = position;
          return TRUE;
        }
      position -= self->parts[i].entries->len;
    }
  return FALSE;
}

gboolean
llm_history_model_locate (LlmHistoryModel *self, const char *id, guint *part, guint *index)
{
  LlmHistoryEntry *entry = g_hash_table_lookup (self->shown, id);

  for (guint i = 0; entry != NULL && i < self->n_parts; i++)
    {
      if (!g_ptr_array_find (self->parts[i].entries, entry, index))
        continue;
      *part = i;
      return TRUE;
    }
  return FALSE;
}

/* Whether an entry comes after all pages that were read. */
gboolean
llm_history_part_is_beyond (LlmHistoryPart *part, LlmHistoryEntry *entry)
{
  return !part->complete
         && (part->cursor == NULL || compare_entries (part, entry, part->cursor) > 0);
}

gboolean
llm_history_part_was_read (LlmHistoryPart *part)
{
  return part->complete || part->cursor != NULL;
}

/* Puts entries in place of others; the caller has made sure that none is twice. */
void
llm_history_model_replace (LlmHistoryModel *self,
                           guint part,
                           guint index,
                           guint n_removed,
                           GPtrArray *added,
                           guint first,
                           guint n_added)
{
  GPtrArray *entries = self->parts[part].entries;

  for (guint i = index; i < index + n_removed; i++)
    {
      LlmHistoryEntry *entry = g_ptr_array_index (entries, i);
      const char *id = llm_history_entry_get_id (entry);

      /* Not if it has come back at another place already. */
      if (g_hash_table_lookup (self->shown, id) == entry)
        g_hash_table_remove (self->shown, id);
    }
  if (n_removed > 0)
    g_ptr_array_remove_range (entries, index, n_removed);
  for (guint i = 0; i < n_added; i++)
    {
      LlmHistoryEntry *entry = g_ptr_array_index (added, first + i);

      g_ptr_array_insert (entries, index + i, g_object_ref (entry));
      g_hash_table_replace (self->shown, (char *) llm_history_entry_get_id (entry), entry);
    }

  g_list_model_items_changed (
      G_LIST_MODEL (self), llm_history_model_get_offset (self, part) + index, n_removed, n_added);
}

/* How many entries of both sides differ from here on, until the next that is the
 * same: both are in the same order, so that one walk finds them. */
static void
get_difference (LlmHistoryPart *part,
                guint start,
                guint end,
                GPtrArray *added,
                guint first,
                guint *n_removed,
                guint *n_added)
{
  guint i = start, j = first;

  while (i < end || j < added->len)
    {
      LlmHistoryEntry *old = i < end ? g_ptr_array_index (part->entries, i) : NULL;
      LlmHistoryEntry *entry = j < added->len ? g_ptr_array_index (added, j) : NULL;
      int order;

      if (old != NULL && entry != NULL && llm_history_entry_equal (old, entry))
        break;
      if (old == NULL || entry == NULL)
        order = old != NULL ? -1 : 1;
      else
        order = compare_entries (part, old, entry);
      i += order <= 0;
      j += order >= 0;
    }
  *n_removed = i - start;
  *n_added = j - first;
}

/* Puts @added in place of the entries from @start to @end, touching no entry that
 * is the same, so that a view keeps its rows. */
static void
splice (LlmHistoryModel *self, guint part, guint start, guint end, GPtrArray *added)
{
  guint first = 0;

  while (start < end || first < added->len)
    {
      guint n_removed, n_added;

      get_difference (&self->parts[part], start, end, added, first, &n_removed, &n_added);
      if (n_removed == 0 && n_added == 0)
        {
          start++;
          first++;
          continue;
        }
      llm_history_model_replace (self, part, start, n_removed, added, first, n_added);
      start += n_added;
      end += n_added;
      end -= n_removed;
      first += n_added;
    }
}

/* Those of @results that are shown, and the hidden ones refreshed.  What a look at
 * what is loaded finds beyond the pages is left to the next page. */
static GPtrArray *
take_visible (LlmHistoryModel *self, LlmHistoryLook *query, GPtrArray *results)
{
  GPtrArray *visible = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < results->len; i++)
    {
      LlmHistoryEntry *entry = g_ptr_array_index (results, i);
      LlmHistoryHidden *hidden
          = g_hash_table_lookup (self->hidden, llm_history_entry_get_id (entry));

      if (query->kind != LLM_LOOK_PAGE
          && llm_history_part_is_beyond (&self->parts[query->part], entry))
        break;
      if (hidden == NULL)
        {
          g_ptr_array_add (visible, g_object_ref (entry));
          continue;
        }
      g_set_object (&hidden->entry, entry);
      hidden->part = query->part;
    }

  return visible;
}

static void
get_range (
    LlmHistoryPart *part, LlmHistoryLook *query, GPtrArray *results, guint *start, guint *end)
{
  *start = query->after != NULL ? llm_history_model_index_after (part, query->after) : 0;
  *end = part->entries->len;
  if (results->len >= query->limit)
    *end
        = MAX (*start,
               llm_history_model_index_after (part, g_ptr_array_index (results, results->len - 1)));
}

/* Makes the model agree with what the store has after @query->after. */
void
llm_history_model_merge (LlmHistoryModel *self, LlmHistoryLook *query, GPtrArray *results)
{
  g_autoptr (GPtrArray) visible = take_visible (self, query, results);
  guint start, end;

  get_range (&self->parts[query->part], query, results, &start, &end);
  /* What has moved here from another place is no longer there. */
  for (guint i = 0; i < visible->len; i++)
    {
      guint part, index;

      if (!llm_history_model_locate (
              self, llm_history_entry_get_id (g_ptr_array_index (visible, i)), &part, &index)
          || (part == query->part && index >= start && index < end))
        continue;
      llm_history_model_replace (self, part, index, 1, NULL, 0, 0);
      get_range (&self->parts[query->part], query, results, &start, &end);
    }
  splice (self, query->part, start, end, visible);
}
