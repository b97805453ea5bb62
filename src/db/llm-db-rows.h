/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"
#include "llm-store.h"

G_BEGIN_DECLS

/* Plain copies of rows: what crosses between the main thread, which owns the
 * objects, and the worker, which owns the database. */

typedef struct
{
  char *column_id;
  char *comparison_id;
  gint64 position; /* negative: keep it, or at the end */
  char *provider;
  char *model;
  char *title;
  char *params;
  LlmAnswerState state;
  char *run_id; /* of whoever runs it; NULL when final */
  guint attempt;
  LlmVote vote;
  char *finish_reason;
  LlmUsage usage;
  double cost_usd;
  LlmPrices prices;
  double ttft_ms;
  double elapsed_ms;
  char *error_code;
  char *error_message;
  char *error_detail;
  char *error_request_id;
  gint64 error_http_status;
  char *notices; /* one per line; NULL for none */
  char *reasoning; /* NULL with @text: what is stored stays as it is */
  char *text;
} LlmDbAnswerRow;

typedef struct
{
  char *id;
  char *kind;
  char *title;
  char *snippet;
  gint64 created_at;
  char *preferred;
  char *system;
  char *prompt;
  GPtrArray *answers; /* LlmDbAnswerRow */
} LlmDbComparisonRow;

typedef struct
{
  char *id;
  char *kind;
  char *title;
  char *snippet;
  gint64 created_at;
  GPtrArray *models; /* "provider:model", NULL-terminated once the row is complete */
} LlmDbListRow;

LlmDbAnswerRow *llm_db_answer_row_new (void);
LlmDbAnswerRow *llm_db_answer_row_from_answer (LlmAnswer *answer, gboolean with_text);
LlmAnswer *llm_db_answer_row_to_answer (const LlmDbAnswerRow *self);
void llm_db_answer_row_free (LlmDbAnswerRow *self);

LlmDbComparisonRow *llm_db_comparison_row_new (void);
LlmDbComparisonRow *llm_db_comparison_row_from_comparison (LlmComparison *comparison);
LlmComparison *llm_db_comparison_row_to_comparison (const LlmDbComparisonRow *self);
void llm_db_comparison_row_free (LlmDbComparisonRow *self);

LlmDbListRow *llm_db_list_row_new (void);
LlmHistoryEntry *llm_db_list_row_to_entry (const LlmDbListRow *self);
void llm_db_list_row_free (LlmDbListRow *self);

char *llm_db_make_snippet (const char *prompt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDbAnswerRow, llm_db_answer_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDbComparisonRow, llm_db_comparison_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDbListRow, llm_db_list_row_free)

G_END_DECLS
