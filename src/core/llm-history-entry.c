/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-entry.h"

struct _LlmHistoryEntry
{
  GObject parent_instance;

  LlmEntryData data; /* all of its strings are owned */
};

G_DEFINE_FINAL_TYPE (LlmHistoryEntry, llm_history_entry, G_TYPE_OBJECT)

static void
llm_history_entry_finalize (GObject *object)
{
  LlmEntryData *data = &LLM_HISTORY_ENTRY (object)->data;

  g_free ((char *) data->id);
  g_free ((char *) data->kind);
  g_free ((char *) data->title);
  g_free ((char *) data->snippet);
  g_free ((char *) data->folder_id);
  g_free ((char *) data->color);
  g_strfreev ((char **) data->models);
  g_strfreev ((char **) data->tags);

  G_OBJECT_CLASS (llm_history_entry_parent_class)->finalize (object);
}

static void
llm_history_entry_class_init (LlmHistoryEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_history_entry_finalize;
}

static void
llm_history_entry_init (LlmHistoryEntry *self)
{
}

static const char *const *
copy_strings (const char *const *strings)
{
  static const char *const none[] = { NULL };

  return (const char *const *) g_strdupv ((char **) (strings != NULL ? strings : none));
}

/**
 * llm_history_entry_new:
 * @data: what it says; copied
 *
 * Returns: (transfer full): an immutable entry
 */
LlmHistoryEntry *
llm_history_entry_new (const LlmEntryData *data)
{
  LlmHistoryEntry *self;

  g_return_val_if_fail (data != NULL && data->id != NULL, NULL);

  self = g_object_new (LLM_TYPE_HISTORY_ENTRY, NULL);
  self->data = *data;
  self->data.id = g_strdup (data->id);
  self->data.kind = g_strdup (data->kind != NULL ? data->kind : LLM_KIND_COMPARISON);
  self->data.title = g_strdup (data->title != NULL ? data->title : "");
  self->data.snippet = g_strdup (data->snippet != NULL ? data->snippet : "");
  if (data->active_at == 0)
    self->data.active_at = data->created_at;
  if (data->rank == 0)
    self->data.rank = self->data.active_at;
  self->data.folder_id = g_strdup (data->folder_id);
  self->data.color = g_strdup (data->color);
  self->data.models = copy_strings (data->models);
  self->data.tags = copy_strings (data->tags);
  return self;
}

/**
 * llm_history_entry_get_data:
 * @self: an entry
 *
 * Returns: (transfer none): all it says; of the strings only folder_id and color may
 *   be %NULL
 */
const LlmEntryData *
llm_history_entry_get_data (LlmHistoryEntry *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), NULL);
  return &self->data;
}

/**
 * llm_history_entry_equal:
 * @self: an entry
 * @other: another one
 *
 * Returns: whether both say the same
 */
gboolean
llm_history_entry_equal (LlmHistoryEntry *self, LlmHistoryEntry *other)
{
  const LlmEntryData *a, *b;

  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), FALSE);
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (other), FALSE);

  a = &self->data;
  b = &other->data;
  return g_str_equal (a->id, b->id) && g_str_equal (a->kind, b->kind)
         && g_str_equal (a->title, b->title) && g_str_equal (a->snippet, b->snippet)
         && a->created_at == b->created_at && a->active_at == b->active_at && a->rank == b->rank
         && a->deleted_at == b->deleted_at && a->pinned == b->pinned && a->archived == b->archived
         && g_strcmp0 (a->folder_id, b->folder_id) == 0 && g_strcmp0 (a->color, b->color) == 0
         && a->n_messages == b->n_messages && g_strv_equal (a->models, b->models)
         && g_strv_equal (a->tags, b->tags) && a->names_hidden == b->names_hidden;
}

/**
 * llm_history_entry_get_id:
 * @self: an entry
 *
 * Returns: the uuid of the conversation
 */
const char *
llm_history_entry_get_id (LlmHistoryEntry *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), NULL);
  return self->data.id;
}

/**
 * llm_history_entry_get_kind:
 * @self: an entry
 *
 * Returns: %LLM_KIND_COMPARISON or %LLM_KIND_CHAT
 */
const char *
llm_history_entry_get_kind (LlmHistoryEntry *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), NULL);
  return self->data.kind;
}

/**
 * llm_history_entry_get_title:
 * @self: an entry
 *
 * Returns: the title
 */
const char *
llm_history_entry_get_title (LlmHistoryEntry *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), NULL);
  return self->data.title;
}

/**
 * llm_history_entry_get_snippet:
 * @self: an entry
 *
 * Returns: the beginning of the prompt on one line
 */
const char *
llm_history_entry_get_snippet (LlmHistoryEntry *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), NULL);
  return self->data.snippet;
}

/**
 * llm_history_entry_get_created_at:
 * @self: an entry
 *
 * Returns: Unix time in microseconds
 */
gint64
llm_history_entry_get_created_at (LlmHistoryEntry *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), 0);
  return self->data.created_at;
}

/**
 * llm_history_entry_get_models:
 * @self: an entry
 *
 * Returns: (transfer none) (array zero-terminated=1): "provider:model" of each
 *   that was asked, in order
 */
const char *const *
llm_history_entry_get_models (LlmHistoryEntry *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), NULL);
  return self->data.models;
}
