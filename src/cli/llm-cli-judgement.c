/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-judgement.h"

#include <glib/gi18n.h>
#include <math.h>

#include "llm-cli-json.h"
#include "llm-cli-report.h"
#include "llm-cli-text.h"

/* --- For programs --- */

static void
begin_element (GString *out, guint index, char bracket)
{
  if (index > 0)
    g_string_append_c (out, ',');
  g_string_append_c (out, bracket);
}

static void
add_claim (GString *out, const LlmClaim *claim)
{
  llm_cli_json_add_string (out, "text", claim != NULL ? claim->text : NULL);
  llm_cli_json_key (out, "quotes");
  g_string_append_c (out, '[');
  for (guint i = 0; claim != NULL && i < claim->quotes->len; i++)
    {
      const LlmQuote *quote = claim->quotes->pdata[i];

      begin_element (out, i, '{');
      llm_cli_json_add_string (out, "text", quote->text);
      llm_cli_json_add_string (out, "match", llm_quote_match_to_string (quote->match));
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
add_claims (GString *out, const char *key, const GPtrArray *claims)
{
  llm_cli_json_key (out, key);
  g_string_append_c (out, '[');
  for (guint i = 0; i < claims->len; i++)
    {
      begin_element (out, i, '{');
      add_claim (out, claims->pdata[i]);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
add_answers (GString *out, LlmComparison *comparison, const LlmJudgement *judgement)
{
  llm_cli_json_key (out, "answers");
  g_string_append_c (out, '[');
  for (guint i = 0; i < judgement->answers->len; i++)
    {
      const LlmJudgedAnswer *answer = judgement->answers->pdata[i];
      guint index = 0;

      llm_comparison_find (comparison, answer->column_id, &index);
      begin_element (out, i, '{');
      llm_cli_json_add_string (out, "column", answer->column_id);
      llm_cli_json_add_integer (out, "index", index);
      for (guint j = 0; j < LLM_JUDGE_N_ASPECTS; j++)
        {
          if (answer->aspects[j] == NULL && isnan (answer->scores[j]))
            continue;
          llm_cli_json_key (out, llm_judge_aspect_to_string ((LlmJudgeAspect) j));
          g_string_append_c (out, '{');
          if (llm_judge_aspect_is_scored ((LlmJudgeAspect) j))
            llm_cli_json_add_number (out, "score", answer->scores[j]);
          add_claim (out, answer->aspects[j]);
          g_string_append_c (out, '}');
        }
      add_claims (out, "strengths", answer->strengths);
      add_claims (out, "weaknesses", answer->weaknesses);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
add_ranking (GString *out, const LlmJudgement *judgement)
{
  llm_cli_json_key (out, "ranking");
  g_string_append_c (out, '[');
  for (guint i = 0; i < judgement->ranking->len; i++)
    {
      char **group = judgement->ranking->pdata[i];

      begin_element (out, i, '[');
      for (guint j = 0; group[j] != NULL; j++)
        {
          if (j > 0)
            g_string_append_c (out, ',');
          llm_cli_json_append_string (out, group[j]);
        }
      g_string_append_c (out, ']');
    }
  g_string_append_c (out, ']');
}

/**
 * llm_cli_judgement_add_json:
 * @out: a JSON object that was begun
 * @comparison: what was judged
 * @judgement: (nullable): what came of it; %NULL if nobody was asked
 * @error: (nullable): why there is none
 *
 * Adds the members from "provider" to "error".  What a judge wrote that could not be read is
 * in "raw".
 */
void
llm_cli_judgement_add_json (GString *out,
                            LlmComparison *comparison,
                            const LlmJudgement *judgement,
                            const GError *error)
{
  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  if (judgement == NULL)
    {
      llm_cli_json_add_string (out, "state", llm_answer_state_to_string (LLM_ANSWER_FAILED));
      llm_cli_report_add_error (out, error);
      return;
    }
  llm_cli_json_add_string (out, "provider", judgement->provider_id);
  llm_cli_json_add_string (out, "model", judgement->model_id);
  llm_cli_json_add_string (out, "state", llm_answer_state_to_string (judgement->state));
  if (judgement->state == LLM_ANSWER_DONE)
    {
      llm_cli_json_add_string (out, "summary", judgement->summary);
      add_ranking (out, judgement);
      add_answers (out, comparison, judgement);
      llm_cli_json_add_boolean (out, "cut", llm_judgement_is_cut (judgement));
      llm_cli_json_add_integer (out, "ignored", judgement->n_ignored);
    }
  else
    llm_cli_json_add_string (out, "raw", judgement->raw);
  llm_cli_json_add_milliseconds (out, "elapsed_ms", judgement->elapsed_ms);
  llm_cli_report_add_usage (out, &judgement->usage, judgement->cost);
  llm_cli_report_add_error (out, error);
}

/* --- For people --- */

/* Such as "2. openai:gpt". */
static char *
make_name (LlmComparison *comparison, const char *column_id)
{
  guint index = 0;
  LlmAnswer *answer = llm_comparison_find (comparison, column_id, &index);
  g_autofree char *name = answer != NULL ? llm_cli_report_name (answer) : NULL;

  return name != NULL ? g_strdup_printf ("%u. %s", index + 1, name) : g_strdup ("-");
}

static void
append_line (GString *out, const char *text)
{
  g_autofree char *line = llm_cli_text_one_line (text);

  g_string_append (out, line);
}

static void
append_claim (GString *out, const LlmClaim *claim)
{
  append_line (out, claim->text);
  for (guint i = 0; i < claim->quotes->len; i++)
    {
      const LlmQuote *quote = claim->quotes->pdata[i];
      const char *flag = llm_quote_get_flag (quote);

      g_string_append (out, " “");
      append_line (out, quote->text);
      g_string_append (out, "”");
      if (flag != NULL)
        g_string_append_printf (out, " (%s)", flag);
    }
}

static void
append_claims (GString *out, const char *label, const GPtrArray *claims)
{
  for (guint i = 0; i < claims->len; i++)
    {
      g_string_append_printf (out, "- %s: ", label);
      append_claim (out, claims->pdata[i]);
      g_string_append_c (out, '\n');
    }
}

static void
append_answer (GString *out, LlmComparison *comparison, const LlmJudgedAnswer *answer)
{
  g_autofree char *name = make_name (comparison, answer->column_id);

  g_string_append_printf (out, "\n### %s\n\n", name);
  for (guint i = 0; i < LLM_JUDGE_N_ASPECTS; i++)
    {
      if (answer->aspects[i] == NULL && isnan (answer->scores[i]))
        continue;
      g_string_append_printf (out, "- %s: ", llm_judge_aspect_get_label ((LlmJudgeAspect) i));
      if (isfinite (answer->scores[i]))
        {
          /* Translators: points of an answer, and the most there are. */
          g_string_append_printf (out, _ ("%.3g of %d"), answer->scores[i], LLM_JUDGE_MAX_SCORE);
          g_string_append (out, answer->aspects[i] != NULL ? ". " : "");
        }
      if (answer->aspects[i] != NULL)
        append_claim (out, answer->aspects[i]);
      g_string_append_c (out, '\n');
    }
  append_claims (out, _ ("Strength"), answer->strengths);
  append_claims (out, _ ("Weakness"), answer->weaknesses);
}

static void
append_ranking (GString *out, LlmComparison *comparison, const LlmJudgement *judgement)
{
  guint place = 1;

  if (judgement->ranking->len == 0)
    return;
  g_string_append_printf (out, "\n%s\n", _ ("Ranking:"));
  for (guint i = 0; i < judgement->ranking->len; i++)
    {
      char **group = judgement->ranking->pdata[i];

      for (guint j = 0; group[j] != NULL; j++)
        {
          g_autofree char *name = make_name (comparison, group[j]);

          /* Translators: a place in a ranking, and who has it. */
          g_string_append_printf (out, _ ("- Place %u: %s"), place, name);
          g_string_append_c (out, '\n');
        }
      place += g_strv_length (group);
    }
}

/**
 * llm_cli_judgement_append_section:
 * @out: where to append
 * @comparison: what was judged
 * @judgement: (nullable): what came of it; %NULL if nobody was asked
 * @error: (nullable): why there is none
 *
 * Appends what the judge says, and a line with what it cost.  Nothing of it is what a
 * terminal would obey.
 */
void
llm_cli_judgement_append_section (GString *out,
                                  LlmComparison *comparison,
                                  const LlmJudgement *judgement,
                                  const GError *error)
{
  g_return_if_fail (out != NULL);
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  if (error != NULL)
    {
      append_line (out, error->message);
      g_string_append_c (out, '\n');
    }
  if (judgement == NULL)
    return;
  if (judgement->state == LLM_ANSWER_DONE)
    {
      if (llm_judgement_is_cut (judgement))
        g_string_append_printf (out, "%s\n",
                                _ ("Not all of the texts had room: the judge saw only "
                                   "their beginnings."));
      if (judgement->summary != NULL)
        {
          append_line (out, judgement->summary);
          g_string_append_c (out, '\n');
        }
      append_ranking (out, comparison, judgement);
      for (guint i = 0; i < judgement->answers->len; i++)
        append_answer (out, comparison, judgement->answers->pdata[i]);
      g_string_append_c (out, '\n');
    }
  g_string_append_c (out, '[');
  append_line (out, judgement->title != NULL ? judgement->title : judgement->model_id);
  if (judgement->elapsed_ms >= 0)
    {
      g_string_append (out, " · ");
      /* Translators: how long an answer took, in seconds */
      g_string_append_printf (out, _ ("%.1f s"), judgement->elapsed_ms / 1000);
    }
  if (isfinite (judgement->cost))
    {
      g_string_append (out, " · ");
      llm_cli_report_append_cost (out, judgement->cost, judgement->usage.estimated != 0);
    }
  g_string_append (out, "]\n");
}
