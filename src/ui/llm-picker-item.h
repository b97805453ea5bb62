/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-endpoint.h"
#include "llm-model.h"
#include "llm-provider.h"

G_BEGIN_DECLS

/**
 * LlmPickerKind:
 * @LLM_PICKER_PROVIDER: the heading of a provider's models
 * @LLM_PICKER_MODEL: a model of the catalogue
 * @LLM_PICKER_TYPED: a model outside of the catalogue, as typed
 * @LLM_PICKER_OFFER: a server that was found on this machine, to be added
 */
typedef enum
{
  LLM_PICKER_PROVIDER,
  LLM_PICKER_MODEL,
  LLM_PICKER_TYPED,
  LLM_PICKER_OFFER,
} LlmPickerKind;

/**
 * LlmPickerObstacle:
 * @LLM_PICKER_AVAILABLE: none
 * @LLM_PICKER_NO_KEY: its provider cannot be asked for want of a key
 * @LLM_PICKER_RETIRED: its provider has shut it down
 * @LLM_PICKER_NOT_LISTED: its provider's own list of models does not have it
 * @LLM_PICKER_NO_DEPLOYMENT: Azure is to be asked and has no deployment of it
 *
 * Why a model cannot be chosen.
 */
typedef enum
{
  LLM_PICKER_AVAILABLE,
  LLM_PICKER_NO_KEY,
  LLM_PICKER_RETIRED,
  LLM_PICKER_NOT_LISTED,
  LLM_PICKER_NO_DEPLOYMENT,
} LlmPickerObstacle;

/**
 * LlmPickerItem:
 *
 * One row of the list of models; immutable.
 */
#define LLM_TYPE_PICKER_ITEM (llm_picker_item_get_type ())
G_DECLARE_FINAL_TYPE (LlmPickerItem, llm_picker_item, LLM, PICKER_ITEM, GObject)

LlmPickerItem *llm_picker_item_new_provider (LlmProvider *provider,
                                             gboolean has_models,
                                             gboolean key_missing);
LlmPickerItem *llm_picker_item_new_model (LlmModel *model,
                                          LlmProvider *provider,
                                          LlmPickerObstacle obstacle);
LlmPickerItem *llm_picker_item_new_typed (const char *spec,
                                          LlmProvider *provider,
                                          LlmPickerObstacle obstacle);

LlmPickerItem *llm_picker_item_new_offer (const LlmEndpoint *endpoint);
LlmPickerKind llm_picker_item_get_kind (LlmPickerItem *self);
const char *llm_picker_item_get_provider_id (LlmPickerItem *self);
const char *llm_picker_item_get_key (LlmPickerItem *self);
const char *llm_picker_item_get_spec (LlmPickerItem *self);
const char *llm_picker_item_get_title (LlmPickerItem *self);
const char *llm_picker_item_get_detail (LlmPickerItem *self);
const LlmEndpoint *llm_picker_item_get_endpoint (LlmPickerItem *self);
const char *llm_picker_item_get_facts (LlmPickerItem *self);
LlmPickerObstacle llm_picker_item_get_obstacle (LlmPickerItem *self);
char *llm_picker_item_describe_obstacle (LlmPickerItem *self);

gboolean llm_picker_item_equal (LlmPickerItem *a, LlmPickerItem *b);

G_END_DECLS
