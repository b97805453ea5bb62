/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-model.h"
#include "llm-provider.h"

G_BEGIN_DECLS

/**
 * LlmPickerKind:
 * @LLM_PICKER_PROVIDER: the heading of a provider's models
 * @LLM_PICKER_MODEL: a model of the catalogue
 * @LLM_PICKER_TYPED: a model outside of the catalogue, as typed
 */
typedef enum
{
  LLM_PICKER_PROVIDER,
  LLM_PICKER_MODEL,
  LLM_PICKER_TYPED,
} LlmPickerKind;

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
LlmPickerItem *llm_picker_item_new_model (LlmModel *model, gboolean key_missing);
LlmPickerItem *llm_picker_item_new_typed (const char *spec, const char *provider_id);

LlmPickerKind llm_picker_item_get_kind (LlmPickerItem *self);
const char *llm_picker_item_get_provider_id (LlmPickerItem *self);
const char *llm_picker_item_get_spec (LlmPickerItem *self);
const char *llm_picker_item_get_title (LlmPickerItem *self);
const char *llm_picker_item_get_detail (LlmPickerItem *self);
gboolean llm_picker_item_get_key_missing (LlmPickerItem *self);

G_END_DECLS
