/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-history-model.h"

G_BEGIN_DECLS

/* The pinned ones and the rest. */
#define LLM_HISTORY_MAX_PARTS 2

/* One list of the store, as far as it was read. */
typedef struct
{
  LlmHistorySection section;
  GPtrArray *entries;
  LlmHistoryEntry *cursor; /* the last entry of the last page */
  gboolean complete;
} LlmHistoryPart;

/* An entry that is left out; NULL if it was not loaded when it was hidden. */
typedef struct
{
  LlmHistoryEntry *entry;
  guint part;
} LlmHistoryHidden;

struct _LlmHistoryModel
{
  GObject parent_instance;

  LlmStore *store;
  GCancellable *cancellable;
  char *kind;
  char *within;
  LlmHistoryPart parts[LLM_HISTORY_MAX_PARTS];
  guint n_parts;
  GHashTable *shown;  /* id, the entry's own → entry, unowned */
  GHashTable *hidden; /* id → Hidden */
  GQueue changed;     /* ids of entries that wait for a look into the store */

  GError *error;
  gboolean wanted;
  gboolean stale; /* all that is loaded waits for a look */
  gboolean busy;
  gboolean loading;
  gboolean complete;
};

typedef enum
{
  LLM_LOOK_PAGE,   /* the next page */
  LLM_LOOK_ONE,    /* one entry, where it was */
  LLM_LOOK_SEARCH, /* one entry, wherever it is */
  LLM_LOOK_RELOAD, /* what is loaded, from the beginning on */
} LlmHistoryLookKind;

/* One look into the store: the entries of a part after @after. */
typedef struct
{
  LlmHistoryModel *self;
  LlmHistoryLookKind kind;
  guint part;
  LlmHistoryEntry *after;
  char *id;
  guint limit;
} LlmHistoryLook;

guint llm_history_model_index_after (LlmHistoryPart *part, LlmHistoryEntry *entry);
guint llm_history_model_get_offset (LlmHistoryModel *self, guint part);
gboolean
llm_history_model_resolve (LlmHistoryModel *self, guint position, guint *part, guint *index);
gboolean
llm_history_model_locate (LlmHistoryModel *self, const char *id, guint *part, guint *index);
gboolean llm_history_part_is_beyond (LlmHistoryPart *part, LlmHistoryEntry *entry);
gboolean llm_history_part_was_read (LlmHistoryPart *part);
void llm_history_model_replace (LlmHistoryModel *self,
                                guint part,
                                guint index,
                                guint n_removed,
                                GPtrArray *added,
                                guint first,
                                guint n_added);
void llm_history_model_merge (LlmHistoryModel *self, LlmHistoryLook *query, GPtrArray *results);

G_END_DECLS
