/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-organizer.h"

G_BEGIN_DECLS

/**
 * LlmPlaceList:
 *
 * Names the place that is listed, and opens to all others.  Folders are renamed,
 * coloured, moved and deleted here; conversations are dropped on them.
 *
 * Signals: `::chosen (LlmPlace *)`; `::dropped (LlmPlace *, GPtrArray *entries)`.
 */
#define LLM_TYPE_PLACE_LIST (llm_place_list_get_type ())
G_DECLARE_FINAL_TYPE (LlmPlaceList, llm_place_list, LLM, PLACE_LIST, GtkWidget)

GtkWidget *llm_place_list_new (LlmOrganizer *organizer);
void llm_place_list_set_place (LlmPlaceList *self, LlmPlace *place);
gboolean llm_place_list_get_open (LlmPlaceList *self);
void llm_place_list_set_open (LlmPlaceList *self, gboolean open);
void llm_place_list_rename (LlmPlaceList *self, LlmPlaceKind kind, const char *id);
gboolean llm_place_list_drop (LlmPlaceList *self, LlmPlace *place, GPtrArray *entries);

G_END_DECLS
