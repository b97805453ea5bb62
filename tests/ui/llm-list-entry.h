/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

/* What the store for tests asks of one entry. */
gboolean list_entry_has_tag (const LlmEntryData *data, const char *tag);
/* (element-type utf8): not owned, NULL-terminated. */
GPtrArray *list_entry_change_tags (const LlmEntryData *data, const char *remove, const char *add);
/* Adds each tag once. */
void list_entry_count_tags (GPtrArray *entries, GPtrArray *tags);
/* @text is what was said in it beside its title and snippet. */
LlmSearchHit *
list_entry_match (LlmHistoryEntry *entry, const char *text, const LlmSearchQuery *query);

G_END_DECLS
