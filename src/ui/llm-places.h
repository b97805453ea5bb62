/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

typedef enum
{
  LLM_PLACE_ALL,
  LLM_PLACE_COMPARISONS,
  LLM_PLACE_CHATS,
  LLM_PLACE_FOLDER,
  LLM_PLACE_TAG,
  LLM_PLACE_ARCHIVED,
  LLM_PLACE_TRASH,
} LlmPlaceKind;

/**
 * LlmPlace:
 *
 * A place where conversations are listed; immutable but for the number of them.  Signal
 * `::counted ()` when that has changed.
 */
#define LLM_TYPE_PLACE (llm_place_get_type ())
G_DECLARE_FINAL_TYPE (LlmPlace, llm_place, LLM, PLACE, GObject)

LlmPlaceKind llm_place_get_kind (LlmPlace *self);
const char *llm_place_get_id (LlmPlace *self);
const char *llm_place_get_name (LlmPlace *self);
const char *llm_place_get_color (LlmPlace *self);
gint64 llm_place_get_position (LlmPlace *self);
gboolean llm_place_get_count (LlmPlace *self, guint *count);
const char *llm_place_get_icon_name (LlmPlace *self);
LlmFolder *llm_place_to_folder (LlmPlace *self);
void llm_place_get_query (LlmPlace *self, LlmHistoryQuery *query);

/**
 * LlmPlaces:
 *
 * All places as a #GListModel of #LlmPlace: the fixed ones, the folders in the user's
 * order, the tags.  Follows the store from llm_places_load() on.
 *
 * Properties that notify: error (boxed GError, nullable: why folders or tags could not
 * be read).
 */
#define LLM_TYPE_PLACES (llm_places_get_type ())
G_DECLARE_FINAL_TYPE (LlmPlaces, llm_places, LLM, PLACES, GObject)

LlmPlaces *llm_places_new (LlmStore *store);
void llm_places_load (LlmPlaces *self);
const GError *llm_places_get_error (LlmPlaces *self);
LlmPlace *llm_places_find (LlmPlaces *self, LlmPlaceKind kind, const char *id);
void llm_places_hide_folder (LlmPlaces *self, const char *id);
void llm_places_unhide_folder (LlmPlaces *self, const char *id);

G_END_DECLS
