/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-stability.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "llm-cli-json.h"
#include "llm-cli-report.h"
#include "llm-cli-text.h"
#include "llm-structure.h"

#define N_CELLS 5

/* --- Measuring --- */

/* Answers as they are when it begins, for a thread. */
typedef struct
{
  LlmComparison *comparison; /* for the main thread only */
  LlmTextInput inputs[LLM_TEXT_METRICS_MAX_TEXTS];
  guint n;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  for (guint i = 0; i < job->n; i++)
    {
      g_free ((char *) job->inputs[i].id);
      g_free ((char *) job->inputs[i].source);
      g_free ((char *) job->inputs[i].text);
    }
  g_object_unref (job->comparison);
  g_free (job);
}

static Job *
job_new (LlmComparison *comparison)
{
  Job *job = g_new0 (Job, 1);

  job->comparison = g_object_ref (comparison);
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      if (llm_answer_get_text_length (answer) == 0 || job->n == LLM_TEXT_METRICS_MAX_TEXTS)
        continue;
      job->inputs[job->n].id = g_strdup (llm_answer_get_column_id (answer));
      job->inputs[job->n].source = g_strdup (llm_answer_get_text (answer));
      job->n++;
    }
  return job;
}

/* Words are those that are read: markup is none. */
static void
measure_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  LlmTextMetrics *metrics;

  for (guint i = 0; i < job->n; i++)
    {
      LlmTextInput *input = &job->inputs[i];

      input->text = llm_structure_read (input->source, strlen (input->source), &input->structure);
    }
  metrics = llm_text_metrics_new (job->inputs, job->n, cancellable, &error);
  if (metrics != NULL)
    g_task_return_pointer (task, metrics, (GDestroyNotify) llm_text_metrics_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * llm_cli_stability_measure_async:
 * @comparison: a turn whose answers have ended
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Measures how much the samples of each model differ.
 */
void
llm_cli_stability_measure_async (LlmComparison *comparison,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_cli_stability_measure_async);
  g_task_set_task_data (task, job_new (comparison), job_free);
  g_task_run_in_thread (task, measure_thread);
}

/**
 * llm_cli_stability_measure_finish:
 * @result: what the callback got
 *
 * Returns: (transfer full) (nullable): how stable the answers are; %NULL if that could not be
 *   measured
 */
LlmStability *
llm_cli_stability_measure_finish (GAsyncResult *result)
{
  g_autoptr (LlmTextMetrics) metrics = NULL;
  const Job *job;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  job = g_task_get_task_data (G_TASK (result));
  metrics = g_task_propagate_pointer (G_TASK (result), NULL);
  return metrics != NULL ? llm_stability_new (job->comparison, metrics) : NULL;
}

/* --- For people --- */

static char **
make_heading (void)
{
  char **cells = g_new0 (char *, N_CELLS + 1);
  guint n = 0;

  cells[n++] = g_strdup (_ ("ANSWERS OF"));
  cells[n++] = g_strconcat ("\t", _ ("SAMPLES"), NULL);
  cells[n++] = g_strconcat ("\t", _ ("MEAN"), NULL);
  cells[n++] = g_strconcat ("\t", _ ("RANGE"), NULL);
  cells[n++] = g_strconcat ("\t", _ ("95 % INTERVAL"), NULL);
  return cells;
}

static char **
make_row (const LlmStability *stability, guint index)
{
  const LlmStabilityRow *row = llm_stability_get_row (stability, index);
  g_autofree char *label = llm_stability_dup_row_label (stability, index);
  g_autofree char *samples = llm_stability_dup_samples (stability, index);
  g_autofree char *mean = llm_stability_format_share (row->mean);
  g_autofree char *range = llm_stability_format_range (row->lowest, row->highest);
  g_autofree char *interval = llm_stability_format_range (row->lower, row->upper);
  char **cells = g_new0 (char *, N_CELLS + 1);
  guint n = 0;

  cells[n++] = llm_cli_text_one_line (label);
  cells[n++] = g_strconcat ("\t", samples, NULL);
  cells[n++] = g_strconcat ("\t", mean, NULL);
  cells[n++] = g_strconcat ("\t", range, NULL);
  cells[n++] = g_strconcat ("\t", interval, NULL);
  return cells;
}

/* What all answers have cost, or NAN if that of any is not known. */
static double
sum_up_costs (LlmComparison *comparison, gboolean *estimated)
{
  double sum = 0;

  *estimated = FALSE;
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      sum += llm_answer_get_cost (answer);
      *estimated = *estimated || llm_answer_get_usage (answer)->estimated != 0;
    }
  return sum;
}

static gboolean
are_canned (LlmComparison *comparison, GListModel *providers)
{
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      if (!llm_cli_report_is_canned (llm_comparison_get_answer (comparison, i), providers))
        return FALSE;
    }
  return TRUE;
}

static void
append_cost (GString *out, LlmComparison *comparison, GListModel *providers)
{
  const guint n = llm_comparison_get_n_answers (comparison);
  gboolean estimated;
  const double usd = sum_up_costs (comparison, &estimated);
  g_autoptr (GString) cost = g_string_new (NULL);

  if (are_canned (comparison, providers))
    g_string_append (cost, _ ("canned"));
  else if (isnan (usd))
    g_string_append (cost, _ ("what they cost is not known"));
  else
    llm_cli_report_append_cost (cost, usd, estimated);
  g_string_append_printf (out, "[%u %s · %s]\n", n, ngettext ("answer", "answers", n), cost->str);
}

/**
 * llm_cli_stability_append_section:
 * @out: where to append
 * @comparison: what was asked
 * @stability: (nullable): how stable it is, if that is known
 * @providers: the #LlmProvider that are known
 *
 * Appends a table with what it means, and what all of it has cost.
 */
void
llm_cli_stability_append_section (GString *out,
                                  LlmComparison *comparison,
                                  const LlmStability *stability,
                                  GListModel *providers)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree char *sentence = NULL;
  g_autofree char *left_out = NULL;
  g_autofree char *left_out_line = NULL;

  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  g_string_append_printf (out, "\n## %s\n\n", _ ("Stability"));
  if (stability == NULL)
    {
      g_string_append_printf (out, "%s\n", _ ("How much the answers vary could not be measured."));
      append_cost (out, comparison, providers);
      return;
    }
  sentence = llm_stability_dup_sentence (stability);
  left_out = llm_stability_dup_left_out (stability);
  g_ptr_array_add (rows, make_heading ());
  for (guint i = 0; i < llm_stability_get_n_rows (stability); i++)
    g_ptr_array_add (rows, make_row (stability, i));
  llm_cli_text_append_table (out, rows, N_CELLS);
  g_string_append_printf (out, "\n%s\n%s\n", sentence,
                          _ ("Of all the words that either of two answers has: how many only one "
                             "of them has."));
  if (left_out != NULL)
    {
      left_out_line = llm_cli_text_one_line (left_out);
      g_string_append_printf (out, "%s\n", left_out_line);
    }
  append_cost (out, comparison, providers);
}

/* --- For programs --- */

static const char *const verdicts[] = { "unknown", "one-model", "apart", "overlapping", "within" };
static const char *const reasons[LLM_STABILITY_N_REASONS]
    = { "failed", "empty", "cut", "unfinished", "beyond" };

static void
add_figures (GString *out, const LlmStabilityRow *row)
{
  llm_cli_json_add_number (out, "mean", row->mean);
  llm_cli_json_add_number (out, "lowest", row->lowest);
  llm_cli_json_add_number (out, "highest", row->highest);
  llm_cli_json_add_number (out, "lower", row->lower);
  llm_cli_json_add_number (out, "upper", row->upper);
  llm_cli_json_key (out, "distances");
  g_string_append_c (out, '[');
  for (guint i = 0; i < row->n_distances; i++)
    {
      g_string_append (out, i > 0 ? "," : "");
      llm_cli_json_append_number (out, row->distances[i]);
    }
  g_string_append (out, "]}");
}

static void
add_groups (GString *out, const LlmStability *stability)
{
  llm_cli_json_key (out, "groups");
  g_string_append_c (out, '[');
  for (guint i = 0; i < llm_stability_get_n_groups (stability); i++)
    {
      const LlmStabilityRow *row = llm_stability_get_row (stability, i);
      LlmAnswer *answer = llm_stability_get_first (stability, i);

      g_string_append (out, i > 0 ? ",{" : "{");
      llm_cli_json_add_string (out, "provider", llm_answer_get_provider_id (answer));
      llm_cli_json_add_string (out, "model", llm_answer_get_model_id (answer));
      llm_cli_json_add_integer (out, "asked", llm_stability_get_n_asked (stability, i));
      llm_cli_json_add_integer (out, "samples", row->n_samples[0]);
      add_figures (out, row);
    }
  g_string_append_c (out, ']');
}

static void
add_pairs (GString *out, const LlmStability *stability)
{
  const guint n_groups = llm_stability_get_n_groups (stability);

  llm_cli_json_key (out, "between");
  g_string_append_c (out, '[');
  for (guint i = n_groups; i < llm_stability_get_n_rows (stability); i++)
    {
      const LlmStabilityRow *row = llm_stability_get_row (stability, i);

      g_string_append (out, i > n_groups ? ",{" : "{");
      llm_cli_json_key (out, "groups");
      g_string_append_printf (out, "[%u,%u]", row->groups[0], row->groups[1]);
      add_figures (out, row);
    }
  g_string_append_c (out, ']');
}

static void
add_left_out (GString *out, const LlmStability *stability)
{
  gboolean first = TRUE;

  llm_cli_json_key (out, "left_out");
  g_string_append_c (out, '[');
  for (guint i = 0; i < LLM_STABILITY_N_REASONS; i++)
    {
      GPtrArray *answers = llm_stability_get_left_out (stability, (LlmStabilityReason) i);

      for (guint j = 0; j < answers->len; j++)
        {
          g_string_append (out, first ? "{" : ",{");
          llm_cli_json_add_string (out, "column", llm_answer_get_column_id (answers->pdata[j]));
          llm_cli_json_add_string (out, "reason", reasons[i]);
          g_string_append_c (out, '}');
          first = FALSE;
        }
    }
  g_string_append_c (out, ']');
}

/**
 * llm_cli_stability_add_json:
 * @out: a JSON object that was begun
 * @comparison: what was asked
 * @stability: (nullable): how stable it is, if that is known
 *
 * Adds the members of the object "stability"; all but the cost are missing where nothing is
 * known.
 */
void
llm_cli_stability_add_json (GString *out, LlmComparison *comparison, const LlmStability *stability)
{
  gboolean estimated;
  double usd;

  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  if (stability != NULL)
    {
      llm_cli_json_add_string (out, "verdict", verdicts[llm_stability_get_verdict (stability)]);
      add_groups (out, stability);
      add_pairs (out, stability);
      add_left_out (out, stability);
    }
  usd = sum_up_costs (comparison, &estimated);
  llm_cli_json_add_number (out, "cost_usd", estimated ? NAN : usd);
}
