/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-history-entry.h"

G_BEGIN_DECLS

/**
 * LlmHistorySection:
 * @LLM_HISTORY_ALL: everything but archived and deleted, whether pinned or not, by
 *   active_at
 * @LLM_HISTORY_RECENT: the same without the pinned ones
 * @LLM_HISTORY_PINNED: pinned, neither archived nor deleted, by rank
 * @LLM_HISTORY_FOLDER: those of one folder, neither archived nor deleted, by rank
 * @LLM_HISTORY_TAG: those with one tag, neither archived nor deleted, by active_at
 * @LLM_HISTORY_ARCHIVED: archived and not deleted, by active_at
 * @LLM_HISTORY_TRASH: deleted, by deleted_at
 *
 * Which conversations are listed; the greatest comes first.
 */
typedef enum
{
  LLM_HISTORY_ALL,
  LLM_HISTORY_RECENT,
  LLM_HISTORY_PINNED,
  LLM_HISTORY_FOLDER,
  LLM_HISTORY_TAG,
  LLM_HISTORY_ARCHIVED,
  LLM_HISTORY_TRASH,
} LlmHistorySection;

/**
 * LlmHistoryQuery:
 * @section: which conversations
 * @kind: (nullable): only those of this kind
 * @within: (nullable): id of the folder, or name of the tag
 *
 * A list of conversations.
 */
typedef struct
{
  LlmHistorySection section;
  const char *kind;
  const char *within;
} LlmHistoryQuery;

/**
 * LlmHistoryCursor:
 * @key: what the last entry seen is sorted by (llm_history_entry_get_key())
 * @id: its id
 *
 * Where a page begins: strictly after this entry (keyset pagination).
 */
typedef struct
{
  gint64 key;
  const char *id;
} LlmHistoryCursor;

gint64 llm_history_entry_get_key (LlmHistoryEntry *self, LlmHistorySection section);

/**
 * LlmEntryFields:
 *
 * What of conversations is to be changed.
 */
typedef enum
{
  LLM_ENTRY_TITLE = 1 << 0,
  LLM_ENTRY_PINNED = 1 << 1,
  LLM_ENTRY_ARCHIVED = 1 << 2,
  LLM_ENTRY_TRASHED = 1 << 3,
  LLM_ENTRY_FOLDER = 1 << 4,
  LLM_ENTRY_COLOR = 1 << 5,
  LLM_ENTRY_RANK = 1 << 6,
  LLM_ENTRY_ADD_TAG = 1 << 7,
  LLM_ENTRY_REMOVE_TAG = 1 << 8,
} LlmEntryFields;

/**
 * LlmEntryChange:
 * @fields: which of the following count
 * @title: the title; one that a user gave is never replaced by one that was made
 * @title_is_made: whether it was made by the program, not given by the user; then it
 *   replaces only a made one
 * @pinned: whether they are pinned; those newly pinned come first among them
 * @archived: whether they are archived
 * @trashed: whether they are in the trash
 * @folder_id: (nullable): their folder
 * @color: (nullable): their colour
 * @rank: their place
 * @tag: a tag that they get or lose
 */
typedef struct
{
  LlmEntryFields fields;
  const char *title;
  gboolean title_is_made;
  gboolean pinned;
  gboolean archived;
  gboolean trashed;
  const char *folder_id;
  const char *color;
  gint64 rank;
  const char *tag;
} LlmEntryChange;

/**
 * LlmFolder:
 * @id: uuid
 * @name: as the user called it
 * @color: (nullable): as for conversations
 * @position: its place, smaller is further up
 * @n_entries: how many conversations it has, without archived and deleted ones
 */
typedef struct
{
  char *id;
  char *name;
  char *color;
  gint64 position;
  guint n_entries;
} LlmFolder;

#define LLM_TYPE_FOLDER (llm_folder_get_type ())
GType llm_folder_get_type (void) G_GNUC_CONST;
LlmFolder *llm_folder_new (const char *id, const char *name);
LlmFolder *llm_folder_copy (const LlmFolder *self);
void llm_folder_free (LlmFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmFolder, llm_folder_free)

/**
 * LlmTag:
 * @name: its name, unique without regard to case
 * @n_entries: how many conversations have it, without archived and deleted ones
 */
typedef struct
{
  char *name;
  guint n_entries;
} LlmTag;

#define LLM_TYPE_TAG (llm_tag_get_type ())
GType llm_tag_get_type (void) G_GNUC_CONST;
LlmTag *llm_tag_new (const char *name, guint n_entries);
LlmTag *llm_tag_copy (const LlmTag *self);
void llm_tag_free (LlmTag *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmTag, llm_tag_free)

/**
 * LlmSearchQuery:
 * @text: what the user typed: words all of which must occur, the last one as a
 *   beginning; "quoted" for a phrase
 * @kind: (nullable): only in conversations of this kind
 * @provider: (nullable): only where this provider was asked
 * @model: (nullable): only where this model was asked
 * @tag: (nullable): only with this tag
 * @folder_id: (nullable): only in this folder
 * @since: only with an activity at or after this time (Unix, microseconds), or 0
 * @until: only before this time, or 0
 * @voted: only where an answer has a vote
 * @archived: whether archived conversations are searched, too
 * @limit: how many hits at most
 */
typedef struct
{
  const char *text;
  const char *kind;
  const char *provider;
  const char *model;
  const char *tag;
  const char *folder_id;
  gint64 since;
  gint64 until;
  gboolean voted;
  gboolean archived;
  guint limit;
} LlmSearchQuery;

/* Marks around the words of a hit within its snippet: they occur in no text. */
#define LLM_SEARCH_MARK_START "\xee\x80\x80" /* U+E000 */
#define LLM_SEARCH_MARK_END "\xee\x80\x81"   /* U+E001 */

/**
 * LlmSearchHit:
 * @entry: the conversation
 * @turn_id: (nullable): the turn; %NULL for a hit in the title or a tag
 * @column_id: (nullable): the answer; %NULL for a hit in a prompt
 * @snippet: some words around the best match on one line, matches between
 *   %LLM_SEARCH_MARK_START and %LLM_SEARCH_MARK_END
 * @n_hits: how many texts of the conversation match, at least
 */
typedef struct
{
  LlmHistoryEntry *entry;
  char *turn_id;
  char *column_id;
  char *snippet;
  guint n_hits;
} LlmSearchHit;

#define LLM_TYPE_SEARCH_HIT (llm_search_hit_get_type ())
GType llm_search_hit_get_type (void) G_GNUC_CONST;
LlmSearchHit *llm_search_hit_new (LlmHistoryEntry *entry,
                                  const char *turn_id,
                                  const char *column_id,
                                  const char *snippet,
                                  guint n_hits);
LlmSearchHit *llm_search_hit_copy (const LlmSearchHit *self);
void llm_search_hit_free (LlmSearchHit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmSearchHit, llm_search_hit_free)

G_END_DECLS
