/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cli-output.h"
#include "llm-comparison.h"

G_BEGIN_DECLS

/**
 * LlmCliTerminal:
 *
 * The live view of a comparison on a terminal: its columns side by side, or
 * below each other when there is no room, with the end of each text.  It leaves
 * nothing behind in the terminal that would have to be restored: no mode stays
 * changed between two frames.
 */
#define LLM_TYPE_CLI_TERMINAL (llm_cli_terminal_get_type ())
G_DECLARE_FINAL_TYPE (LlmCliTerminal, llm_cli_terminal, LLM, CLI_TERMINAL, GObject)

gboolean llm_cli_terminal_is_usable (LlmCliOutput *output);
LlmCliTerminal *llm_cli_terminal_new (LlmCliOutput *output,
                                      LlmComparison *comparison,
                                      GListModel *providers);
void llm_cli_terminal_queue_draw (LlmCliTerminal *self);
void llm_cli_terminal_erase (LlmCliTerminal *self);

/* The frame's lines, for a screen of @columns x @rows; for tests too. */
GPtrArray *llm_cli_terminal_render (LlmComparison *comparison,
                                    GListModel *providers,
                                    guint columns,
                                    guint rows,
                                    gboolean color);

G_END_DECLS
