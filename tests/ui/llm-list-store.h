/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

/* A store for tests of the history: a list of entries that the test edits; it can
 * fail, and it can hold its answers back. */
#define LIST_TYPE_STORE (list_store_get_type ())
G_DECLARE_FINAL_TYPE (ListStore, list_store, LIST, STORE, GObject)

ListStore *list_store_new (guint n_entries);
/* The id of the entry at @index when the store was made. */
char *list_store_make_id (guint index);
/* These tell nobody; list_store_emit() does. */
void list_store_add (ListStore *self, const char *id, const char *title, gint64 created_at);
void list_store_rename (ListStore *self, const char *id, const char *title);
void list_store_drop (ListStore *self, const char *id);
void list_store_emit (ListStore *self, const char *id);

void list_store_set_error (ListStore *self, const GError *error);
void list_store_set_held (ListStore *self, gboolean held);
guint list_store_get_n_lists (ListStore *self);
guint list_store_get_n_listed (ListStore *self);

G_END_DECLS
