/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cli-judge.h"
#include "llm-cli-private.h"
#include "llm-comparison.h"

G_BEGIN_DECLS

/**
 * LlmCliSession:
 *
 * Runs one comparison from the command line to its end: tells it in a format,
 * keeps it in the store, has it judged if that is wanted, and ends early on a
 * signal or when nobody reads any more, with the partial texts kept.
 */
#define LLM_TYPE_CLI_SESSION (llm_cli_session_get_type ())
G_DECLARE_FINAL_TYPE (LlmCliSession, llm_cli_session, LLM, CLI_SESSION, GObject)

LlmCliSession *llm_cli_session_new (LlmContext *context,
                                    LlmComparison *comparison,
                                    LlmCliFormatKind format,
                                    gboolean save);
void llm_cli_session_set_measured (LlmCliSession *self, gboolean measured);
void llm_cli_session_set_judge (LlmCliSession *self, const LlmCliJudge *judge);
int llm_cli_session_run (LlmCliSession *self);

G_END_DECLS
