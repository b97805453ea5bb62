/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-column-spec.h"
#include "llm-context.h"
#include "llm-saved-lineup.h"

G_BEGIN_DECLS

/**
 * LlmLineupItem:
 *
 * One chip: a model that will be asked, and with what parameters, which may change
 * (#LlmLineupItem:params).  Its key tells it from another chip of the same model.
 */
#define LLM_TYPE_LINEUP_ITEM (llm_lineup_item_get_type ())
G_DECLARE_FINAL_TYPE (LlmLineupItem, llm_lineup_item, LLM, LINEUP_ITEM, GObject)

const char *llm_lineup_item_get_key (LlmLineupItem *self);
const char *llm_lineup_item_get_spec (LlmLineupItem *self);
const char *llm_lineup_item_get_provider_id (LlmLineupItem *self);
const char *llm_lineup_item_get_model_id (LlmLineupItem *self);
const char *llm_lineup_item_get_title (LlmLineupItem *self);
const LlmParams *llm_lineup_item_get_params (LlmLineupItem *self);

/**
 * LlmLineup:
 *
 * The models that the next prompt goes to: a #GListModel of #LlmLineupItem in
 * the user's order.  The same model may stand in it more than once.  ::params-changed
 * tells that the parameters of one are other ones, ::left-out what could not be taken.
 */
#define LLM_TYPE_LINEUP (llm_lineup_get_type ())
G_DECLARE_FINAL_TYPE (LlmLineup, llm_lineup, LLM, LINEUP, GObject)

LlmLineup *llm_lineup_new (LlmContext *context);
LlmContext *llm_lineup_get_context (LlmLineup *self);
void llm_lineup_set_specs (LlmLineup *self, const char *const *columns);
gboolean llm_lineup_use (LlmLineup *self, const char *const *columns);
char **llm_lineup_get_specs (LlmLineup *self);
char **llm_lineup_get_columns (LlmLineup *self);
void llm_lineup_set_params (LlmLineup *self, const char *key, const LlmParams *params);
gboolean llm_lineup_add (LlmLineup *self, const char *spec, GError **error);
gboolean llm_lineup_remove (LlmLineup *self, const char *key);
guint llm_lineup_count (LlmLineup *self, const char *spec);
gboolean llm_lineup_is_canned (LlmLineup *self);

G_END_DECLS
