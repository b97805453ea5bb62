/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-cache.h"
#include "llm-catalog.h"
#include "llm-comparison.h"
#include "llm-images.h"
#include "llm-rate-limiter.h"
#include "llm-settings.h"
#include "llm-store.h"

G_BEGIN_DECLS

/**
 * LlmRunMode:
 * @LLM_RUN_FRESH: ask from the start; the column's text is dropped.  A stored answer
 *   to an equal request will do, if the user wants that; not for one of several samples
 * @LLM_RUN_AGAIN: the same, but ask in any case
 * @LLM_RUN_CONTINUE: let the model go on after the text the column has
 */
typedef enum
{
  LLM_RUN_FRESH,
  LLM_RUN_AGAIN,
  LLM_RUN_CONTINUE,
} LlmRunMode;

/**
 * LlmRunner:
 *
 * Runs the columns of comparisons: all at once, each on its own, isolated from
 * the others' failures.  It keeps a comparison alive while one of its columns
 * runs and records it in the store when told to.  Property "n-running" counts
 * running columns over all comparisons.  Signal
 * `::finished (LlmComparison *)` when the last running column of one ended.
 */
#define LLM_TYPE_RUNNER (llm_runner_get_type ())
G_DECLARE_FINAL_TYPE (LlmRunner, llm_runner, LLM, RUNNER, GObject)

LlmRunner *llm_runner_new (GListModel *providers, LlmCatalog *catalog);
void llm_runner_set_settings (LlmRunner *self, LlmSettings *settings);
void llm_runner_set_cache (LlmRunner *self, LlmCache *cache);
void llm_runner_set_images (LlmRunner *self, LlmImages *images);
void llm_runner_set_store (LlmRunner *self, LlmStore *store);
LlmRateLimiter *llm_runner_get_limiter (LlmRunner *self);
void llm_runner_set_limiter (LlmRunner *self, LlmRateLimiter *limiter);
void llm_runner_set_schema (LlmRunner *self, const char *name, const char *schema);
void llm_runner_start (LlmRunner *self, LlmComparison *comparison);
void llm_runner_start_answer (LlmRunner *self,
                              LlmComparison *comparison,
                              LlmAnswer *answer,
                              LlmRunMode mode);
void llm_runner_stop (LlmRunner *self, LlmComparison *comparison);
void llm_runner_stop_answer (LlmRunner *self, LlmAnswer *answer);
void llm_runner_stop_all (LlmRunner *self);
guint llm_runner_get_n_running (LlmRunner *self);
LlmComparison *llm_runner_find (LlmRunner *self, const char *conversation_id);

G_END_DECLS
