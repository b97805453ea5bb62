/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cli-output.h"
#include "llm-comparison.h"
#include "llm-judgement.h"
#include "llm-stability.h"

G_BEGIN_DECLS

/**
 * LlmCliFormat:
 *
 * How a running comparison is told.  The session calls these functions in the
 * order in which things happen: for each column `started`, any number of
 * `appended` and `retrying`, `finished` exactly once; then, if models were asked several times,
 * `measured`; then, if a judge is asked, `judging` unless it cannot be, and `judged` unless it
 * was stopped; last, once, `ended`.
 */
typedef struct _LlmCliFormat LlmCliFormat;

/**
 * LlmCliFormatFuncs:
 * @started: the column left the queue
 * @appended: a piece of text or reasoning came, @t_ms after the column's start
 * @retrying: the column waits for another attempt
 * @finished: the column is in a final state, with all its figures
 * @measured: how much the samples of a model differ; %NULL if that cannot be told
 * @judging: a model is asked to judge the answers, which costs about @usd, or NAN
 * @judged: what it says, or why nothing is said
 * @ended: all columns are finished and kept under @id; NULL if not kept
 * @free: frees the format
 *
 * Those that a format has nothing to say to are NULL.
 */
typedef struct
{
  void (*started) (LlmCliFormat *self, guint index, LlmAnswer *answer);
  void (*appended) (LlmCliFormat *self,
                    guint index,
                    LlmDeltaKind kind,
                    const char *text,
                    double t_ms);
  void (*retrying) (LlmCliFormat *self, guint index, LlmAnswer *answer);
  void (*finished) (LlmCliFormat *self, guint index, LlmAnswer *answer);
  void (*measured) (LlmCliFormat *self, const LlmStability *stability);
  void (*judging) (LlmCliFormat *self, const char *provider, const char *model, double usd);
  void (*judged) (LlmCliFormat *self, const LlmJudgement *judgement, const GError *error);
  void (*ended) (LlmCliFormat *self, const char *id, double elapsed_ms);
  void (*free) (LlmCliFormat *self);
} LlmCliFormatFuncs;

struct _LlmCliFormat
{
  const LlmCliFormatFuncs *funcs;
  LlmCliOutput *output;
  LlmComparison *comparison;
};

/* Output and comparison must outlive the format. */
LlmCliFormat *llm_cli_format_jsonl_new (LlmCliOutput *output, LlmComparison *comparison);
LlmCliFormat *llm_cli_format_json_new (LlmCliOutput *output, LlmComparison *comparison);
LlmCliFormat *llm_cli_format_text_new (LlmCliOutput *output,
                                       LlmComparison *comparison,
                                       GListModel *providers);

static inline void
llm_cli_format_free (LlmCliFormat *self)
{
  self->funcs->free (self);
}

G_END_DECLS
