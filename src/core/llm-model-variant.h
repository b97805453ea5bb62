/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-model.h"

G_BEGIN_DECLS

GBytes *llm_models_to_bytes (GPtrArray *models);
GPtrArray *llm_models_from_bytes (const char *provider_id, GBytes *bytes);

G_END_DECLS
