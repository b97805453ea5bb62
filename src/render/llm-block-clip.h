/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-block.h"

G_BEGIN_DECLS

LlmBlock *llm_block_clip (const LlmBlock *block,
                          guint first_event,
                          guint32 first_offset,
                          guint last_event,
                          guint32 last_offset);
LlmBlock *llm_block_clip_to_leaf (const LlmBlock *block);

G_END_DECLS
