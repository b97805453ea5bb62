/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-figures.h"

#include <math.h>

static double
known_or_nan (double milliseconds)
{
  return milliseconds >= 0 ? milliseconds : NAN;
}

/**
 * llm_db_figures_bind_usage:
 * @statement: a statement with the parameters of %LLM_DB_USAGE
 * @usage: tokens
 */
void
llm_db_figures_bind_usage (LlmStatement *statement, const LlmUsage *usage)
{
  llm_statement_bind_count (statement, ":input_tokens", usage->input);
  llm_statement_bind_count (statement, ":cached_tokens", usage->cached);
  llm_statement_bind_count (statement, ":cache_write_tokens", usage->cache_write);
  llm_statement_bind_count (statement, ":reasoning_tokens", usage->reasoning);
  llm_statement_bind_count (statement, ":output_tokens", usage->output);
  llm_statement_bind_int64 (statement, ":input_estimated",
                            (usage->estimated & LLM_USAGE_ESTIMATED_INPUT) != 0);
  llm_statement_bind_int64 (statement, ":output_estimated",
                            (usage->estimated & LLM_USAGE_ESTIMATED_OUTPUT) != 0);
}

static void
bind_prices (LlmStatement *statement, const LlmPrices *prices)
{
  llm_statement_bind_double (statement, ":price_in", prices->in);
  llm_statement_bind_double (statement, ":price_cached_in", prices->cached_in);
  llm_statement_bind_double (statement, ":price_cache_write", prices->cache_write);
  llm_statement_bind_double (statement, ":price_out", prices->out);
  llm_statement_bind_text (
      statement, ":price_source",
      prices->source != LLM_PRICE_UNKNOWN ? llm_price_source_to_string (prices->source) : NULL);
}

static void
bind_error (LlmStatement *statement, const LlmDbAnswerRow *row)
{
  llm_statement_bind_text (statement, ":error_code", row->error_code);
  llm_statement_bind_text (statement, ":error_message", row->error_message);
  llm_statement_bind_text (statement, ":error_detail", row->error_detail);
  llm_statement_bind_text (statement, ":error_request_id", row->error_request_id);
  llm_statement_bind_count (statement, ":error_http_status", row->error_http_status);
}

/**
 * llm_db_figures_bind:
 * @statement: a statement with the parameters of %LLM_DB_FIGURES
 * @row: an answer
 */
void
llm_db_figures_bind (LlmStatement *statement, const LlmDbAnswerRow *row)
{
  llm_statement_bind_count (statement, ":created_at", row->created_at > 0 ? row->created_at : -1);
  llm_statement_bind_text (statement, ":provider", row->provider);
  llm_statement_bind_text (statement, ":model", row->model);
  llm_statement_bind_text (statement, ":title", row->title);
  llm_statement_bind_text (statement, ":params", row->params);
  llm_statement_bind_text (statement, ":state", llm_answer_state_to_string (row->state));
  llm_statement_bind_int64 (statement, ":attempt", row->attempt);
  llm_statement_bind_text (statement, ":vote", llm_vote_to_string (row->vote));
  llm_statement_bind_text (statement, ":finish_reason", row->finish_reason);
  llm_db_figures_bind_usage (statement, &row->usage);
  llm_statement_bind_double (statement, ":cost_usd", row->cost_usd);
  bind_prices (statement, &row->prices);
  llm_statement_bind_double (statement, ":ttft_ms", known_or_nan (row->ttft_ms));
  llm_statement_bind_double (statement, ":elapsed_ms", known_or_nan (row->elapsed_ms));
  bind_error (statement, row);
  llm_statement_bind_text (statement, ":notices", row->notices);
}

/**
 * llm_db_figures_read_usage:
 * @statement: a statement on a row
 * @column: where the columns of %LLM_DB_USAGE begin
 * @usage: (out): tokens
 */
void
llm_db_figures_read_usage (LlmStatement *statement, int column, LlmUsage *usage)
{
  llm_usage_init (usage);
  usage->input = llm_statement_get_count (statement, column);
  usage->cached = llm_statement_get_count (statement, column + 1);
  usage->cache_write = llm_statement_get_count (statement, column + 2);
  usage->reasoning = llm_statement_get_count (statement, column + 3);
  usage->output = llm_statement_get_count (statement, column + 4);
  if (llm_statement_get_int64 (statement, column + 5) != 0)
    usage->estimated |= LLM_USAGE_ESTIMATED_INPUT;
  if (llm_statement_get_int64 (statement, column + 6) != 0)
    usage->estimated |= LLM_USAGE_ESTIMATED_OUTPUT;
}

static void
read_state (LlmStatement *statement, int column, LlmDbAnswerRow *row)
{
  g_autofree char *state = llm_statement_dup_text (statement, column);
  g_autofree char *vote = llm_statement_dup_text (statement, column + 2);

  if (!llm_answer_state_from_string (state, &row->state))
    row->state = LLM_ANSWER_INTERRUPTED;
  row->attempt = (guint) llm_statement_get_int64 (statement, column + 1);
  llm_vote_from_string (vote, &row->vote);
}

static void
read_prices (LlmStatement *statement, int column, LlmPrices *prices)
{
  g_autofree char *source = llm_statement_dup_text (statement, column + 4);

  prices->in = llm_statement_get_double (statement, column);
  prices->cached_in = llm_statement_get_double (statement, column + 1);
  prices->cache_write = llm_statement_get_double (statement, column + 2);
  prices->out = llm_statement_get_double (statement, column + 3);
  prices->source = llm_price_source_from_string (source);
}

/* The figures' own mark for unknown is negative. */
static double
read_timing (LlmStatement *statement, int column)
{
  const double milliseconds = llm_statement_get_double (statement, column);

  return isnan (milliseconds) ? LLM_UNKNOWN : milliseconds;
}

/**
 * llm_db_figures_read:
 * @statement: a statement on a row
 * @column: where the columns of %LLM_DB_FIGURES begin
 * @row: a row in which nothing is known of them
 */
void
llm_db_figures_read (LlmStatement *statement, int column, LlmDbAnswerRow *row)
{
  int i = column;

  row->created_at = llm_statement_get_int64 (statement, i++);
  row->provider = llm_statement_dup_required (statement, i++);
  row->model = llm_statement_dup_required (statement, i++);
  row->title = llm_statement_dup_required (statement, i++);
  row->params = llm_statement_dup_text (statement, i++);
  read_state (statement, i, row);
  i += 3;
  row->finish_reason = llm_statement_dup_text (statement, i++);
  llm_db_figures_read_usage (statement, i, &row->usage);
  i += LLM_DB_N_USAGE;
  row->cost_usd = llm_statement_get_double (statement, i++);
  read_prices (statement, i, &row->prices);
  i += 5;
  row->ttft_ms = read_timing (statement, i++);
  row->elapsed_ms = read_timing (statement, i++);
  row->error_code = llm_statement_dup_text (statement, i++);
  row->error_message = llm_statement_dup_text (statement, i++);
  row->error_detail = llm_statement_dup_text (statement, i++);
  row->error_request_id = llm_statement_dup_text (statement, i++);
  row->error_http_status = llm_statement_get_count (statement, i++);
  row->notices = llm_statement_dup_text (statement, i++);
  g_assert (i == column + LLM_DB_N_FIGURES);
}
