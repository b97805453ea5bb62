/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-model.h"
#include "llm-prices.h"

G_BEGIN_DECLS

LlmModel *
llm_model_merge (LlmModel *dated, LlmModel *told, gboolean has_list, const LlmPrices *own);
LlmModel *llm_model_merge_snapshot (LlmModel *snapshot, LlmModel *dated, const LlmPrices *own);
gboolean llm_model_id_is_snapshot (const char *id, const char *alias);

G_END_DECLS
