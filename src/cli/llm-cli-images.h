/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cli-private.h"
#include "llm-comparison.h"

G_BEGIN_DECLS

GPtrArray *llm_cli_images_load (LlmContext *context, const char *const *paths, int *status);
int llm_cli_images_attach (LlmContext *context,
                           LlmComparison *comparison,
                           GPtrArray *images,
                           gboolean optional);

void llm_cli_images_append_text (GString *out, LlmComparison *comparison, gboolean for_terminal);
void llm_cli_images_add_json (GString *out, LlmComparison *comparison);
void llm_cli_images_add_sent_json (GString *out, LlmAnswer *answer);

G_END_DECLS
