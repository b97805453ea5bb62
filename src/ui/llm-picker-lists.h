/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"

G_BEGIN_DECLS

char *llm_picker_lists_describe (LlmContext *context, GPtrArray *results);

G_END_DECLS
