/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-block.h"
#include "llm-text-metrics.h"

G_BEGIN_DECLS

void llm_structure_add (LlmTextStructure *structure, GString *words, const LlmBlock *block);
char *llm_structure_read (const char *markdown, gsize length, LlmTextStructure *structure);

G_END_DECLS
