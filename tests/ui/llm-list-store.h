/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

/* A store for tests of the history, in memory: lists, folders, tags and a plain
 * search; texts of answers are not kept.  The test edits its entries behind the back
 * of those who look; it can fail, and it can hold its answers back. */
#define LIST_TYPE_STORE (list_store_get_type ())
G_DECLARE_FINAL_TYPE (ListStore, list_store, LIST, STORE, GObject)

ListStore *list_store_new (guint n_entries);
/* The id of the entry at @index when the store was made. */
char *list_store_make_id (guint index);
/* When the newest of those entries was made; the others follow a minute apart. */
#define LIST_STORE_NEWEST (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
/* These tell nobody; list_store_emit() does. */
void list_store_add (ListStore *self, const char *id, const char *title, gint64 created_at);
void list_store_put (ListStore *self, const LlmEntryData *data);
void list_store_rename (ListStore *self, const char *id, const char *title);
void list_store_drop (ListStore *self, const char *id);
void list_store_emit (ListStore *self, const char *id);
/* What a conversation says beside its title and snippet, for the search. */
void list_store_set_text (ListStore *self, const char *id, const char *text);

/* (transfer none) (nullable) */
LlmHistoryEntry *list_store_find (ListStore *self, const char *id);
const LlmFolder *list_store_find_folder (ListStore *self, const char *id);
guint list_store_get_n_entries (ListStore *self);
guint list_store_get_n_folders (ListStore *self);

void list_store_set_error (ListStore *self, const GError *error);
void list_store_set_held (ListStore *self, gboolean held);
guint list_store_get_n_lists (ListStore *self);
guint list_store_get_n_listed (ListStore *self);
guint list_store_get_n_searches (ListStore *self);

G_END_DECLS
