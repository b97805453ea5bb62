/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-format.h"

#include "llm-cli-images.h"
#include "llm-cli-json.h"
#include "llm-cli-judgement.h"
#include "llm-cli-report.h"
#include "llm-cli-stability.h"

/* One object a line, written as soon as it is known. */
typedef struct
{
  LlmCliFormat parent;
  GString *line;
} FormatJsonl;

static GString *
begin (LlmCliFormat *format, const char *event)
{
  GString *line = ((FormatJsonl *) format)->line;

  g_string_assign (line, "{");
  llm_cli_json_add_string (line, "event", event);
  return line;
}

static GString *
begin_column (LlmCliFormat *format, const char *event, guint index)
{
  GString *line = begin (format, event);

  llm_cli_json_add_integer (line, "index", index);
  return line;
}

static void
end (LlmCliFormat *format)
{
  GString *line = ((FormatJsonl *) format)->line;

  g_string_append (line, "}\n");
  llm_cli_output_write_string (format->output, line);
}

static void
jsonl_started (LlmCliFormat *format, guint index, LlmAnswer *answer)
{
  GString *line = begin_column (format, "started", index);

  llm_cli_json_add_string (line, "column", llm_answer_get_column_id (answer));
  llm_cli_json_add_string (line, "provider", llm_answer_get_provider_id (answer));
  llm_cli_json_add_string (line, "model", llm_answer_get_model_id (answer));
  llm_cli_report_add_params (line, answer);
  end (format);
}

static void
jsonl_appended (LlmCliFormat *format,
                guint index,
                LlmDeltaKind kind,
                const char *text,
                double t_ms)
{
  GString *line = begin_column (format, kind == LLM_DELTA_TEXT ? "delta" : "reasoning", index);

  llm_cli_json_add_string (line, "text", text);
  llm_cli_json_add_milliseconds (line, "t_ms", t_ms);
  end (format);
}

static void
jsonl_retrying (LlmCliFormat *format, guint index, LlmAnswer *answer)
{
  GString *line = begin_column (format, "retrying", index);
  gint64 delay_us = llm_answer_get_retry_at (answer) - g_get_monotonic_time ();
  const GError *error = llm_answer_get_error (answer);

  llm_cli_json_add_integer (line, "attempt", llm_answer_get_attempt (answer));
  llm_cli_json_add_integer (line, "delay_ms", MAX (delay_us + 500, 0) / 1000);
  llm_cli_json_add_string (line, "reason",
                           error != NULL ? llm_cli_report_error_code (error) : NULL);
  end (format);
}

static void
jsonl_finished (LlmCliFormat *format, guint index, LlmAnswer *answer)
{
  GString *line = begin_column (format, "finished", index);

  llm_cli_json_add_string (line, "state",
                           llm_answer_state_to_string (llm_answer_get_state (answer)));
  llm_cli_report_add_figures (line, answer);
  llm_cli_report_add_error (line, llm_answer_get_error (answer));
  end (format);
}

static void
jsonl_measured (LlmCliFormat *format, const LlmStability *stability)
{
  GString *line = begin (format, "stability");

  llm_cli_stability_add_json (line, format->comparison, stability);
  end (format);
}

static void
jsonl_judging (LlmCliFormat *format, const char *provider, const char *model, double usd)
{
  GString *line = begin (format, "judging");

  llm_cli_json_add_string (line, "provider", provider);
  llm_cli_json_add_string (line, "model", model);
  llm_cli_json_add_number (line, "estimated_cost_usd", usd);
  end (format);
}

static void
jsonl_judged (LlmCliFormat *format, const LlmJudgement *judgement, const GError *error)
{
  GString *line = begin (format, "judgement");

  llm_cli_judgement_add_json (line, format->comparison, judgement, error);
  end (format);
}

static void
jsonl_ended (LlmCliFormat *format, const char *id, double elapsed_ms)
{
  GString *line = begin (format, "comparison");

  llm_cli_json_add_string (line, "id", id);
  llm_cli_json_add_milliseconds (line, "elapsed_ms", elapsed_ms);
  llm_cli_images_add_json (line, format->comparison);
  end (format);
}

static void
jsonl_free (LlmCliFormat *format)
{
  FormatJsonl *self = (FormatJsonl *) format;

  g_string_free (self->line, TRUE);
  g_free (self);
}

/**
 * llm_cli_format_jsonl_new:
 * @output: where to write
 * @comparison: what will run
 *
 * Returns: (transfer full): the format for programs that follow the answers
 */
LlmCliFormat *
llm_cli_format_jsonl_new (LlmCliOutput *output, LlmComparison *comparison)
{
  static const LlmCliFormatFuncs funcs = {
    .started = jsonl_started,
    .appended = jsonl_appended,
    .retrying = jsonl_retrying,
    .finished = jsonl_finished,
    .measured = jsonl_measured,
    .judging = jsonl_judging,
    .judged = jsonl_judged,
    .ended = jsonl_ended,
    .free = jsonl_free,
  };
  FormatJsonl *self = g_new0 (FormatJsonl, 1);

  self->parent.funcs = &funcs;
  self->parent.output = output;
  self->parent.comparison = comparison;
  self->line = g_string_new (NULL);
  return &self->parent;
}
