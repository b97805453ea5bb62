/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmCliLines:
 *
 * Lines that a person types, read while the main loop runs, so that a signal ends the
 * program in good order.
 */
typedef struct _LlmCliLines LlmCliLines;

LlmCliLines *llm_cli_lines_new (int fd);
void llm_cli_lines_free (LlmCliLines *self);
char *llm_cli_lines_read (LlmCliLines *self, gsize *length, int *number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmCliLines, llm_cli_lines_free)

G_END_DECLS
