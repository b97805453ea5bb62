/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-query.h"

G_DEFINE_BOXED_TYPE (LlmFolder, llm_folder, llm_folder_copy, llm_folder_free)
G_DEFINE_BOXED_TYPE (LlmTag, llm_tag, llm_tag_copy, llm_tag_free)
G_DEFINE_BOXED_TYPE (LlmSearchHit, llm_search_hit, llm_search_hit_copy, llm_search_hit_free)

/**
 * llm_history_entry_get_key:
 * @self: an entry
 * @section: a list it is in
 *
 * Returns: what the list is sorted by, greatest first; for a #LlmHistoryCursor
 */
gint64
llm_history_entry_get_key (LlmHistoryEntry *self, LlmHistorySection section)
{
  const LlmEntryData *data = llm_history_entry_get_data (self);

  g_return_val_if_fail (data != NULL, 0);

  switch (section)
    {
    case LLM_HISTORY_PINNED:
    case LLM_HISTORY_FOLDER:
      return data->rank;
    case LLM_HISTORY_TRASH:
      return data->deleted_at;
    case LLM_HISTORY_ALL:
    case LLM_HISTORY_RECENT:
    case LLM_HISTORY_TAG:
    case LLM_HISTORY_ARCHIVED:
    default:
      return data->active_at;
    }
}

/**
 * llm_folder_new:
 * @id: uuid
 * @name: as the user called it
 *
 * Returns: (transfer full): a folder
 */
LlmFolder *
llm_folder_new (const char *id, const char *name)
{
  LlmFolder *self;

  g_return_val_if_fail (id != NULL && name != NULL, NULL);

  self = g_new0 (LlmFolder, 1);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  return self;
}

/**
 * llm_folder_copy:
 * @self: a folder
 *
 * Returns: (transfer full): a copy
 */
LlmFolder *
llm_folder_copy (const LlmFolder *self)
{
  LlmFolder *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = llm_folder_new (self->id, self->name);
  copy->color = g_strdup (self->color);
  copy->position = self->position;
  copy->n_entries = self->n_entries;
  return copy;
}

/**
 * llm_folder_free:
 * @self: (transfer full) (nullable): a folder
 */
void
llm_folder_free (LlmFolder *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->color);
  g_free (self);
}

/**
 * llm_tag_new:
 * @name: its name
 * @n_entries: how many conversations have it
 *
 * Returns: (transfer full): a tag
 */
LlmTag *
llm_tag_new (const char *name, guint n_entries)
{
  LlmTag *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (LlmTag, 1);
  self->name = g_strdup (name);
  self->n_entries = n_entries;
  return self;
}

/**
 * llm_tag_copy:
 * @self: a tag
 *
 * Returns: (transfer full): a copy
 */
LlmTag *
llm_tag_copy (const LlmTag *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return llm_tag_new (self->name, self->n_entries);
}

/**
 * llm_tag_free:
 * @self: (transfer full) (nullable): a tag
 */
void
llm_tag_free (LlmTag *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

/**
 * llm_search_hit_new:
 * @entry: the conversation
 * @turn_id: (nullable): the turn
 * @column_id: (nullable): the answer
 * @snippet: words around the match
 * @n_hits: how many texts match
 *
 * Returns: (transfer full): a hit
 */
LlmSearchHit *
llm_search_hit_new (LlmHistoryEntry *entry,
                    const char *turn_id,
                    const char *column_id,
                    const char *snippet,
                    guint n_hits)
{
  LlmSearchHit *self;

  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (entry), NULL);
  g_return_val_if_fail (snippet != NULL, NULL);

  self = g_new0 (LlmSearchHit, 1);
  self->entry = g_object_ref (entry);
  self->turn_id = g_strdup (turn_id);
  self->column_id = g_strdup (column_id);
  self->snippet = g_strdup (snippet);
  self->n_hits = n_hits;
  return self;
}

/**
 * llm_search_hit_copy:
 * @self: a hit
 *
 * Returns: (transfer full): a copy
 */
LlmSearchHit *
llm_search_hit_copy (const LlmSearchHit *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return llm_search_hit_new (self->entry, self->turn_id, self->column_id, self->snippet,
                             self->n_hits);
}

/**
 * llm_search_hit_free:
 * @self: (transfer full) (nullable): a hit
 */
void
llm_search_hit_free (LlmSearchHit *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->entry);
  g_free (self->turn_id);
  g_free (self->column_id);
  g_free (self->snippet);
  g_free (self);
}
