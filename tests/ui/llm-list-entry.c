/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-list-entry.h"

#include <string.h>

gboolean
list_entry_has_tag (const LlmEntryData *data, const char *tag)
{
  for (guint i = 0; data->tags[i] != NULL; i++)
    if (g_ascii_strcasecmp (data->tags[i], tag) == 0)
      return TRUE;
  return FALSE;
}

GPtrArray *
list_entry_change_tags (const LlmEntryData *data, const char *remove, const char *add)
{
  GPtrArray *tags = g_ptr_array_new ();

  for (guint i = 0; data->tags[i] != NULL; i++)
    if (remove == NULL || g_ascii_strcasecmp (data->tags[i], remove) != 0)
      g_ptr_array_add (tags, (char *) data->tags[i]);
  if (add != NULL && !list_entry_has_tag (data, add))
    g_ptr_array_add (tags, (char *) add);
  g_ptr_array_add (tags, NULL);
  return tags;
}

/* The text with the first occurrence of @needle marked, or NULL. */
static char *
mark (const char *text, const char *needle)
{
  g_autofree char *folded = g_ascii_strdown (text != NULL ? text : "", -1);
  g_autofree char *wanted = g_ascii_strdown (needle, -1);
  const char *hit = strstr (folded, wanted);
  const gsize offset = hit != NULL ? (gsize) (hit - folded) : 0;

  if (hit == NULL || *wanted == '\0')
    return NULL;
  return g_strdup_printf ("%.*s" LLM_SEARCH_MARK_START "%.*s" LLM_SEARCH_MARK_END "%s",
                          (int) offset, text, (int) strlen (wanted), text + offset,
                          text + offset + strlen (wanted));
}

static gboolean
has_model (const LlmEntryData *data, const char *provider, const char *model)
{
  for (guint i = 0; data->models[i] != NULL; i++)
    {
      const char *colon = strchr (data->models[i], ':');

      if (colon != NULL
          && (provider == NULL
              || (strlen (provider) == (gsize) (colon - data->models[i])
                  && g_str_has_prefix (data->models[i], provider)))
          && (model == NULL || g_str_equal (colon + 1, model)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
passes (const LlmEntryData *data, const LlmSearchQuery *query)
{
  return data->deleted_at == 0 && (query->archived || !data->archived)
         && (query->kind == NULL || g_str_equal (query->kind, data->kind))
         && (query->tag == NULL || list_entry_has_tag (data, query->tag))
         && (query->since == 0 || data->active_at >= query->since)
         && (query->until == 0 || data->active_at < query->until) && !query->voted
         && ((query->provider == NULL && query->model == NULL)
             || has_model (data, query->provider, query->model));
}

LlmSearchHit *
list_entry_match (LlmHistoryEntry *entry, const char *text, const LlmSearchQuery *query)
{
  const LlmEntryData *data = llm_history_entry_get_data (entry);
  g_autofree char *title = mark (data->title, query->text);
  g_autofree char *snippet = mark (data->snippet, query->text);
  g_autofree char *said = mark (text, query->text);
  const guint n = (title != NULL) + (snippet != NULL) + (said != NULL);

  if (n == 0 || !passes (data, query))
    return NULL;
  if (title != NULL)
    return llm_search_hit_new (entry, NULL, NULL, title, n);
  if (said != NULL)
    return llm_search_hit_new (entry, "turn", "column", said, n);
  return llm_search_hit_new (entry, "turn", NULL, snippet, n);
}

static LlmTag *
get_tag (GPtrArray *tags, const char *name)
{
  for (guint i = 0; i < tags->len; i++)
    {
      LlmTag *tag = g_ptr_array_index (tags, i);

      if (g_ascii_strcasecmp (tag->name, name) == 0)
        return tag;
    }
  g_ptr_array_add (tags, llm_tag_new (name, 0));
  return g_ptr_array_index (tags, tags->len - 1);
}

static int
compare_tags (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(LlmTag *const *) a)->name, (*(LlmTag *const *) b)->name);
}

void
list_entry_count_tags (GPtrArray *entries, GPtrArray *tags)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const LlmEntryData *data = llm_history_entry_get_data (g_ptr_array_index (entries, i));

      for (guint j = 0; data->tags[j] != NULL; j++)
        get_tag (tags, data->tags[j])->n_entries += data->deleted_at == 0 && !data->archived;
    }
  g_ptr_array_sort (tags, compare_tags);
}
