/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-library.h"
#include "llm-places.h"

G_BEGIN_DECLS

/**
 * LlmOrganizer:
 *
 * What a user does to conversations and folders in the list: each call is written to
 * the store and offers with a toast to undo it, or says why it did not work.
 *
 * Signals: `::toast (AdwToast *)` to be shown; `::reopen (const char *id)` when the
 * conversation that was open has been brought back.
 */
#define LLM_TYPE_ORGANIZER (llm_organizer_get_type ())
G_DECLARE_FINAL_TYPE (LlmOrganizer, llm_organizer, LLM, ORGANIZER, GObject)

LlmOrganizer *llm_organizer_new (LlmLibrary *library);
LlmPlaces *llm_organizer_get_places (LlmOrganizer *self);
void llm_organizer_set_current (LlmOrganizer *self, const char *id);

void llm_organizer_rename (LlmOrganizer *self, LlmHistoryEntry *entry, const char *title);
void llm_organizer_pin (LlmOrganizer *self, GPtrArray *entries, gboolean pinned);
void llm_organizer_archive (LlmOrganizer *self, GPtrArray *entries, gboolean archived);
void llm_organizer_trash (LlmOrganizer *self, GPtrArray *entries, gboolean trashed);
void llm_organizer_move (LlmOrganizer *self, GPtrArray *entries, const char *folder_id);
void llm_organizer_set_color (LlmOrganizer *self, GPtrArray *entries, const char *color);
void llm_organizer_tag (LlmOrganizer *self, GPtrArray *entries, const char *tag, gboolean has_tag);
void llm_organizer_place (LlmOrganizer *self,
                          GPtrArray *list,
                          GPtrArray *entries,
                          LlmHistoryEntry *above,
                          const LlmEntryChange *change);
void llm_organizer_delete (LlmOrganizer *self, GPtrArray *entries);
void llm_organizer_empty_trash (LlmOrganizer *self);

char *llm_organizer_add_folder (LlmOrganizer *self, const char *name);
void llm_organizer_save_folder (LlmOrganizer *self, const LlmFolder *folder);
void llm_organizer_move_folder (LlmOrganizer *self, const char *id, int step);
void llm_organizer_delete_folder (LlmOrganizer *self, const char *id);
void llm_organizer_rename_tag (LlmOrganizer *self, const char *name, const char *new_name);

G_END_DECLS
