/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-request.h"
#include "llm-run.h"

G_BEGIN_DECLS

/* What a running column asks; for LlmRun only. */

LlmRequest *llm_run_request_new (const LlmRunSetup *setup, guint *prompt_index, guint *n_trimmed);

G_END_DECLS
