/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-db-rows.h"

G_BEGIN_DECLS

/* What the tables answer and answer_version have in common: all but who it is, where it
 * stands and its texts.  "" before each name gives the columns, ":" the parameters. */
#define LLM_DB_FIGURES(p)                                                                          \
  p "created_at, " p "provider, " p "model, " p "title, " p "params, " p "state, " p "attempt, "   \
  p "vote, " p "finish_reason, " LLM_DB_USAGE (p) ", " p "cost_usd, " p "price_in, "               \
  p "price_cached_in, " p "price_cache_write, " p "price_out, " p "price_source, " p "ttft_ms, "   \
  p "elapsed_ms, " p "error_code, " p "error_message, " p "error_detail, " p "error_request_id, "  \
  p "error_http_status, " p "notices"

/* Of these, what judgements have, too. */
#define LLM_DB_USAGE(p)                                                                            \
  p "input_tokens, " p "cached_tokens, " p "cache_write_tokens, " p "reasoning_tokens, "           \
  p "output_tokens, " p "input_estimated, " p "output_estimated"

#define LLM_DB_N_FIGURES 30
#define LLM_DB_N_USAGE 7

void llm_db_figures_bind (LlmStatement *statement, const LlmDbAnswerRow *row);
void llm_db_figures_read (LlmStatement *statement, int column, LlmDbAnswerRow *row);

void llm_db_figures_bind_usage (LlmStatement *statement, const LlmUsage *usage);
void llm_db_figures_read_usage (LlmStatement *statement, int column, LlmUsage *usage);

G_END_DECLS
