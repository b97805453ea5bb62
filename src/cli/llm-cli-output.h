/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LlmCliOutput:
 *
 * Where a running command writes to: a file descriptor that is never waited for.
 * What the reader does not take yet is kept and written when it does, so that a
 * slow reader stalls neither the answers nor Ctrl+C.  The descriptor itself
 * stays in blocking mode, since others (the shell) share it.
 *
 * Signals: `::drained ()` when everything was written after something had to
 * wait; `::broken ()` once, when the reader went away or a write failed; what is
 * written after that is dropped.
 */
#define LLM_TYPE_CLI_OUTPUT (llm_cli_output_get_type ())
G_DECLARE_FINAL_TYPE (LlmCliOutput, llm_cli_output, LLM, CLI_OUTPUT, GObject)

LlmCliOutput *llm_cli_output_new (int fd);
int llm_cli_output_get_fd (LlmCliOutput *self);
gboolean llm_cli_output_is_terminal (LlmCliOutput *self);
void llm_cli_output_write (LlmCliOutput *self, const char *text, gsize len);
void llm_cli_output_write_string (LlmCliOutput *self, const GString *text);
gboolean llm_cli_output_is_drained (LlmCliOutput *self);
gboolean llm_cli_output_is_broken (LlmCliOutput *self);
const GError *llm_cli_output_get_error (LlmCliOutput *self);

G_END_DECLS
