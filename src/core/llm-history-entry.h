/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Kinds of conversations, as they are stored. */
#define LLM_KIND_COMPARISON "comparison"
#define LLM_KIND_CHAT "chat"

/**
 * LlmEntryData:
 * @id: uuid of the conversation
 * @kind: (nullable): %LLM_KIND_COMPARISON (also for %NULL) or %LLM_KIND_CHAT
 * @title: (nullable): its title
 * @snippet: (nullable): the beginning of its first prompt on one line
 * @created_at: when it was begun, Unix time in microseconds
 * @active_at: when something was last asked in it, likewise; 0 for @created_at
 * @rank: its place among pinned ones and in its folder, greater is further up; 0 for
 *   @active_at
 * @deleted_at: when it was thrown into the trash, 0 if it was not
 * @pinned: whether it is pinned
 * @archived: whether it is archived
 * @folder_id: (nullable): the folder it is in
 * @color: (nullable): a name of a colour, as the user chose it
 * @n_messages: how many prompts and answers it has
 * @models: (nullable) (array zero-terminated=1): "provider:model" of those that were
 *   asked, each once, in order
 * @tags: (nullable) (array zero-terminated=1): its tags by name
 * @names_hidden: whether it has a prompt of which the user is not to see yet who answers;
 *   then @models are not to be shown either
 *
 * What a row of the history says; zero what is not known.
 */
typedef struct
{
  const char *id;
  const char *kind;
  const char *title;
  const char *snippet;
  gint64 created_at;
  gint64 active_at;
  gint64 rank;
  gint64 deleted_at;
  gboolean pinned;
  gboolean archived;
  const char *folder_id;
  const char *color;
  guint n_messages;
  const char *const *models;
  const char *const *tags;
  gboolean names_hidden;
} LlmEntryData;

/**
 * LlmHistoryEntry:
 *
 * One row of the history list: a conversation as it is listed; immutable.
 */
#define LLM_TYPE_HISTORY_ENTRY (llm_history_entry_get_type ())
G_DECLARE_FINAL_TYPE (LlmHistoryEntry, llm_history_entry, LLM, HISTORY_ENTRY, GObject)

LlmHistoryEntry *llm_history_entry_new (const LlmEntryData *data);
const LlmEntryData *llm_history_entry_get_data (LlmHistoryEntry *self);
gboolean llm_history_entry_equal (LlmHistoryEntry *self, LlmHistoryEntry *other);
const char *llm_history_entry_get_id (LlmHistoryEntry *self);
const char *llm_history_entry_get_kind (LlmHistoryEntry *self);
const char *llm_history_entry_get_title (LlmHistoryEntry *self);
const char *llm_history_entry_get_snippet (LlmHistoryEntry *self);
gint64 llm_history_entry_get_created_at (LlmHistoryEntry *self);
const char *const *llm_history_entry_get_models (LlmHistoryEntry *self);

G_END_DECLS
