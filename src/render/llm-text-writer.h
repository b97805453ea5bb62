/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-block.h"

G_BEGIN_DECLS

void llm_text_writer_append (GString *text, const LlmBlock *block);

G_END_DECLS
