/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "llm-judgement-json.h"

/* What a judge said of the answers, as Markdown that all formats for people are made from.
 * Nothing of it is taken for markup: it comes from a model. */

/* Answers beside each other in a table; more have another table below. */
#define MAX_COLUMNS 4

/* Below the aspects: strengths and weaknesses. */
#define N_LISTS 2

/* The newest one that says something. */
static LlmJudgement *
find_judgement (LlmComparison *comparison)
{
  GPtrArray *records = llm_comparison_get_judgements (comparison);
  const LlmJudgementRecord *newest = NULL;

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const LlmJudgementRecord *record = records->pdata[i];

      if (record->state == LLM_ANSWER_DONE && record->result != NULL
          && (newest == NULL || record->created_at >= newest->created_at))
        newest = record;
    }
  return newest != NULL ? llm_judgement_new_from_record (newest, NULL) : NULL;
}

static char *
make_label (LlmComparison *comparison, const char *column_id)
{
  LlmAnswer *answer = llm_comparison_find (comparison, column_id, NULL);

  /* An answer may be gone since. */
  return answer != NULL ? llm_comparison_make_title (llm_answer_get_shown_title (answer))
                        : g_strdup (_ ("An answer that is gone"));
}

static void
append_label (GString *out, LlmComparison *comparison, const char *column_id)
{
  g_autofree char *label = make_label (comparison, column_id);

  llm_export_append_plain (out, label);
}

/* --- The table --- */

static void
append_claim (GString *out, const LlmClaim *claim)
{
  llm_export_append_plain (out, claim->text);
  for (guint i = 0; i < claim->quotes->len; i++)
    {
      const LlmQuote *quote = claim->quotes->pdata[i];

      g_string_append (out, i > 0 || *claim->text != '\0' ? " “" : "“");
      llm_export_append_plain (out, quote->text);
      g_string_append (out, "”");
      if (llm_quote_get_flag (quote) != NULL)
        g_string_append_printf (out, " (%s)", llm_quote_get_flag (quote));
    }
}

static void
append_score (GString *out, double score)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, "**%s/%d** ", g_ascii_formatd (buffer, sizeof buffer, "%.3g", score),
                          LLM_JUDGE_MAX_SCORE);
}

static void
append_cell (GString *out, const LlmJudgedAnswer *answer, guint row)
{
  const gsize before = out->len;

  if (row < LLM_JUDGE_N_ASPECTS)
    {
      if (isfinite (answer->scores[row]))
        append_score (out, answer->scores[row]);
      if (answer->aspects[row] != NULL)
        append_claim (out, answer->aspects[row]);
    }
  else
    {
      const GPtrArray *claims = row == LLM_JUDGE_N_ASPECTS ? answer->strengths : answer->weaknesses;

      for (guint i = 0; i < claims->len; i++)
        {
          g_string_append (out, i > 0 ? "; " : "");
          append_claim (out, claims->pdata[i]);
        }
    }
  g_string_append (out, out->len == before ? "- | " : " | ");
}

static const char *
get_row_title (guint row)
{
  if (row < LLM_JUDGE_N_ASPECTS)
    return llm_judge_aspect_get_label ((LlmJudgeAspect) row);
  return row == LLM_JUDGE_N_ASPECTS ? _ ("Strengths") : _ ("Weaknesses");
}

static void
append_table (
    GString *out, LlmComparison *comparison, const LlmJudgement *judgement, guint first, guint n)
{
  LlmJudgedAnswer **answers = (LlmJudgedAnswer **) judgement->answers->pdata + first;

  g_string_append_printf (out, "| %s | ", _ ("Aspect"));
  for (guint i = 0; i < n; i++)
    {
      append_label (out, comparison, answers[i]->column_id);
      g_string_append (out, " | ");
    }
  g_string_append (out, "\n|");
  for (guint i = 0; i <= n; i++)
    g_string_append (out, " --- |");
  for (guint row = 0; row < LLM_JUDGE_N_ASPECTS + N_LISTS; row++)
    {
      g_string_append_printf (out, "\n| %s | ", get_row_title (row));
      for (guint i = 0; i < n; i++)
        append_cell (out, answers[i], row);
    }
  g_string_append (out, "\n\n");
}

/* --- What stands around it --- */

static void
append_paragraph (GString *out, const char *text)
{
  const gsize n_digits = strspn (text, "0123456789");

  /* Neither a list nor a line. */
  g_string_append_len (out, text, (gssize) n_digits);
  text += n_digits;
  if (*text != '\0' && strchr (n_digits > 0 ? ".)" : "-+=", *text) != NULL)
    g_string_append_c (out, '\\');
  llm_export_append_plain (out, text);
  g_string_append (out, "\n\n");
}

/* Such as "Ranking: 1. GPT, 2. Claude = Gemini". */
static void
append_ranking (GString *out, LlmComparison *comparison, const LlmJudgement *judgement)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *text = NULL;
  guint place = 1;

  for (guint i = 0; i < judgement->ranking->len; i++)
    {
      char **group = judgement->ranking->pdata[i];

      g_string_append_printf (line, "%s%u. ", i > 0 ? ", " : "", place);
      for (guint j = 0; group[j] != NULL; j++, place++)
        {
          g_autofree char *label = make_label (comparison, group[j]);

          g_string_append_printf (line, "%s%s", j > 0 ? " = " : "", label);
        }
    }
  if (line->len == 0)
    return;
  text = g_strdup_printf (_ ("Ranking: %s"), line->str);
  append_paragraph (out, text);
}

/* The judge was told letters, in an order of its own, and speaks of them. */
static void
append_letters (GString *out, LlmComparison *comparison, const LlmJudgement *judgement)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < judgement->answers->len; i++)
    {
      const LlmJudgedAnswer *answer = judgement->answers->pdata[i];
      g_autofree char *label = make_label (comparison, answer->column_id);

      g_string_append_printf (line, "%s%c = %s", i > 0 ? ", " : "", answer->label, label);
    }
  /* Translators: such as "A = GPT, B = Claude". */
  text = g_strdup_printf (_ ("What the judge knew the answers by: %s"), line->str);
  append_paragraph (out, text);
}

static gboolean
is_current (LlmComparison *comparison, const LlmJudgement *judgement)
{
  for (guint i = 0; i < judgement->answers->len; i++)
    {
      const LlmJudgedAnswer *judged = judgement->answers->pdata[i];
      LlmAnswer *answer = llm_comparison_find (comparison, judged->column_id, NULL);
      g_autofree char *digest = NULL;

      if (answer == NULL)
        return FALSE;
      digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, llm_answer_get_text (answer),
                                              (gssize) llm_answer_get_text_length (answer));
      if (judged->digest != NULL && g_strcmp0 (digest, judged->digest) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Who judged may be one of the answers: it is not told while those are hidden. */
static void
append_origin (GString *out,
               LlmComparison *comparison,
               const LlmJudgement *judgement,
               const LlmExportOptions *options)
{
  g_autofree char *time = llm_export_format_time (judgement->created_at);
  g_autofree char *title = llm_comparison_make_title (
      judgement->title != NULL && *judgement->title != '\0' ? judgement->title
      : judgement->model_id != NULL                         ? judgement->model_id
                                                            : "");
  g_autofree char *text = NULL;

  if (options->anonymous || llm_comparison_get_blind (comparison) == LLM_BLIND_HIDDEN
      || *title == '\0')
    /* Translators: a time. */
    text = g_strdup_printf (_ ("Judged by a model, %s"), time);
  else
    /* Translators: a model and a time. */
    text = g_strdup_printf (_ ("Judged by %s, %s"), title, time);
  append_paragraph (out, text);
}

/**
 * llm_export_make_judgement:
 * @conversation: a conversation
 * @turn: a turn of it
 * @options: whether names are left out
 *
 * Returns: (transfer full) (nullable): what the newest judgement of the turn says, as Markdown
 *   of paragraphs and tables without headings; %NULL if there is none
 */
char *
llm_export_make_judgement (LlmConversation *conversation,
                           const LlmExportTurn *turn,
                           const LlmExportOptions *options)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn->turn);
  g_autoptr (LlmJudgement) judgement = NULL;
  GString *out;

  if (llm_conversation_is_chat (conversation))
    return NULL;
  judgement = find_judgement (comparison);
  if (judgement == NULL || judgement->answers->len == 0)
    return NULL;
  out = g_string_new (NULL);
  append_origin (out, comparison, judgement, options);
  if (!is_current (comparison, judgement))
    append_paragraph (out, _ ("Answers have changed since."));
  if (judgement->summary != NULL)
    append_paragraph (out, judgement->summary);
  append_ranking (out, comparison, judgement);
  for (guint i = 0; i < judgement->answers->len; i += MAX_COLUMNS)
    append_table (out, comparison, judgement, i, MIN (MAX_COLUMNS, judgement->answers->len - i));
  append_letters (out, comparison, judgement);
  return g_string_free (out, FALSE);
}

/**
 * llm_export_get_judged_rank:
 * @turn: a turn
 * @answer: an answer of it
 *
 * Returns: the place that the newest judgement gave it, from 1; 0 for none
 */
guint
llm_export_get_judged_rank (LlmTurn *turn, LlmAnswer *answer)
{
  g_autoptr (LlmJudgement) judgement = find_judgement (llm_turn_get_comparison (turn));

  return judgement != NULL ? llm_judgement_get_rank (judgement, llm_answer_get_column_id (answer))
                           : 0;
}
