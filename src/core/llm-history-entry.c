/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-store.h"

struct _LlmHistoryEntry
{
  GObject parent_instance;

  char *id;
  char *kind;
  char *title;
  char *snippet;
  gint64 created_at;
  char **models;
};

G_DEFINE_FINAL_TYPE (LlmHistoryEntry, llm_history_entry, G_TYPE_OBJECT)

static void
llm_history_entry_finalize (GObject *object)
{
  LlmHistoryEntry *self = LLM_HISTORY_ENTRY (object);

  g_free (self->id);
  g_free (self->kind);
  g_free (self->title);
  g_free (self->snippet);
  g_strfreev (self->models);

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

/**
 * llm_history_entry_new:
 * @id: the comparison's uuid
 * @kind: "comparison"
 * @title: its title
 * @snippet: (nullable): the beginning of its prompt on one line
 * @created_at: Unix time in microseconds
 * @models: (nullable) (array zero-terminated=1): "provider:model" of each column
 *
 * Returns: (transfer full): an immutable entry
 */
LlmHistoryEntry *
llm_history_entry_new (const char *id,
                       const char *kind,
                       const char *title,
                       const char *snippet,
                       gint64 created_at,
                       const char *const *models)
{
  LlmHistoryEntry *self;
  static const char *const none[] = { NULL };

  g_return_val_if_fail (id != NULL, NULL);

  self = g_object_new (LLM_TYPE_HISTORY_ENTRY, NULL);
  self->id = g_strdup (id);
  self->kind = g_strdup (kind != NULL ? kind : "comparison");
  self->title = g_strdup (title != NULL ? title : "");
  self->snippet = g_strdup (snippet != NULL ? snippet : "");
  self->created_at = created_at;
  self->models = g_strdupv ((char **) (models != NULL ? models : none));
  return self;
}

/**
 * llm_history_entry_get_id:
 * @self: an entry
 *
 * Returns: the comparison's uuid
 */
const char *
llm_history_entry_get_id (LlmHistoryEntry *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), NULL);
  return self->id;
}

/**
 * llm_history_entry_get_kind:
 * @self: an entry
 *
 * Returns: "comparison"
 */
const char *
llm_history_entry_get_kind (LlmHistoryEntry *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), NULL);
  return self->kind;
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
  return self->title;
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
  return self->snippet;
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
  return self->created_at;
}

/**
 * llm_history_entry_get_models:
 * @self: an entry
 *
 * Returns: (transfer none) (array zero-terminated=1): "provider:model" of each
 *   column in order
 */
const char *const *
llm_history_entry_get_models (LlmHistoryEntry *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_ENTRY (self), NULL);
  return (const char *const *) self->models;
}
