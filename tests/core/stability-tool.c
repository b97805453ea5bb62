/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "llm-stability.h"

/*
 * Tells how stable the answers on standard input are, for test-stability-reference.py.  A line
 * is one of
 *   answer MODEL TEXT ...
 *   end
 * and "end" prints what the answers before it amount to.
 */

#define MAX_LINE 65536

static void
add_answer (LlmComparison *comparison, char *line)
{
  char *text = strchr (line, ' ');
  g_autofree char *model = g_strndup (line, (gsize) (text - line));
  g_autoptr (LlmAnswer) answer = llm_answer_new ("p", model, model);

  llm_answer_append (answer, LLM_DELTA_TEXT, text + 1);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_comparison_add (comparison, answer);
}

static void
print (LlmComparison *comparison)
{
  LlmTextInput inputs[LLM_TEXT_METRICS_MAX_TEXTS] = { 0 };
  g_autoptr (LlmTextMetrics) metrics = NULL;
  g_autoptr (LlmStability) stability = NULL;
  const guint n = llm_comparison_get_n_answers (comparison);

  for (guint i = 0; i < n; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      inputs[i].id = llm_answer_get_column_id (answer);
      inputs[i].text = llm_answer_get_text (answer);
    }
  metrics = llm_text_metrics_new (inputs, n, NULL, NULL);
  stability = llm_stability_new (comparison, metrics);
  for (guint i = 0; i < llm_stability_get_n_rows (stability); i++)
    {
      const LlmStabilityRow *row = llm_stability_get_row (stability, i);

      printf ("row %s %s %u %u %u %.17g %.17g %.17g %.17g %.17g\n",
              llm_stability_get_label (stability, row->groups[0]),
              llm_stability_get_label (stability, row->groups[1]), row->n_samples[0],
              row->n_samples[1], row->n_distances, row->mean, row->lowest, row->highest, row->lower,
              row->upper);
    }
  printf ("verdict %d\n", llm_stability_get_verdict (stability));
}

int
main (void)
{
  g_autofree char *line = g_malloc (MAX_LINE);
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Which?", NULL);

  while (fgets (line, MAX_LINE, stdin) != NULL)
    {
      g_strchomp (line);
      if (g_str_has_prefix (line, "answer "))
        {
          add_answer (comparison, line + strlen ("answer "));
          continue;
        }
      print (comparison);
      g_object_unref (comparison);
      comparison = llm_comparison_new ("Which?", NULL);
    }
  return 0;
}
