/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cache.h"
#include "llm-rate-limiter.h"
#include "llm-runner.h"
#include "llm-settings.h"

G_BEGIN_DECLS

/* One running column; for LlmRunner only. */
typedef struct _LlmRun LlmRun;

/**
 * LlmRunEndFunc:
 * @run: the run; freed by the callee
 * @state: how the column ends
 * @error: (transfer full) (nullable): why
 * @user_data: as given
 */
typedef void (*LlmRunEndFunc) (LlmRun *run,
                               LlmAnswerState state,
                               GError *error,
                               gpointer user_data);

/**
 * LlmRunSetup:
 *
 * What a run needs; all of it is borrowed until the run is freed, but for
 * @comparison and @answer, which it keeps alive.
 */
typedef struct
{
  GListModel *providers;
  LlmCatalog *catalog;
  LlmSettings *settings; /* nullable: defaults */
  LlmCache *cache;       /* nullable: none */
  LlmStore *store;       /* nullable: threads that are not at hand cannot be read */
  LlmImages *images;     /* nullable: images cannot be sent */
  LlmRateLimiter *limiter;
  const char *schema_name; /* nullable: answers of any form, see llm_request_set_schema() */
  const char *schema;      /* nullable */
  LlmComparison *comparison;
  LlmAnswer *answer;
  LlmRunMode mode;
  LlmRunEndFunc end;
  gpointer user_data;
} LlmRunSetup;

LlmRun *llm_run_new (const LlmRunSetup *setup);
void llm_run_free (LlmRun *run);
void llm_run_start (LlmRun *run);
void llm_run_stop (LlmRun *run);
LlmComparison *llm_run_get_comparison (LlmRun *run);
LlmAnswer *llm_run_get_answer (LlmRun *run);

G_END_DECLS
