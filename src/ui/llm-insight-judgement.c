/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-judgement.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "llm-figures.h"
#include "llm-insight-text.h"

#define CELL_CHARS 30

/* Rows of the table behind those of the aspects. */
#define N_LISTS 2

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CELL_CHARS);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* The longest part without what may be a sign of Markdown: the answer shows none of those, and
 * is searched as it is shown. */
static char *
dup_plain_part (const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) parts = g_strsplit_set (copy, "*_`#>|[]()~\\\n\r", -1);
  const char *longest = "";

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (strlen (parts[i]) > strlen (longest))
        longest = parts[i];
    }
  return *longest != '\0' ? g_strdup (longest) : NULL;
}

/* The words as the answer has them now, if it does. */
static char *
dup_needle (LlmInsight *insight, const char *column_id, const LlmQuote *quote)
{
  gsize begin, end;
  guint index;

  if (quote->match != LLM_QUOTE_EXACT && quote->match != LLM_QUOTE_NEARLY)
    return NULL;
  if (!llm_insight_find (insight, column_id, &index)
      || !llm_quote_get_range (quote, llm_insight_get_text (insight, index), &begin, &end))
    return NULL;
  return dup_plain_part (llm_insight_get_text (insight, index) + begin, end - begin);
}

static GtkWidget *
new_quote (LlmInsight *insight, const char *column_id, const LlmQuote *quote)
{
  const char *flag = llm_quote_get_flag (quote);
  g_autofree char *needle = dup_needle (insight, column_id, quote);
  /* Translators: a quotation, and what is to be known of it. */
  g_autofree char *text = flag != NULL ? g_strdup_printf (_ ("“%s” (%s)"), quote->text, flag)
                                       : g_strdup_printf (_ ("“%s”"), quote->text);
  GtkWidget *label = new_label (text, flag != NULL ? "warning" : NULL);
  GtkWidget *button;

  if (needle == NULL)
    return label;
  button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "llm-insight-sentence");
  gtk_widget_set_tooltip_text (button, _ ("Show it in the answer"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "insight.show");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", column_id, needle);
  return button;
}

static void
append_claim (GtkWidget *box, LlmInsight *insight, const char *column_id, const LlmClaim *claim)
{
  if (*claim->text != '\0')
    gtk_box_append (GTK_BOX (box), new_label (claim->text, NULL));
  for (guint i = 0; i < claim->quotes->len; i++)
    gtk_box_append (GTK_BOX (box), new_quote (insight, column_id, claim->quotes->pdata[i]));
}

/* What stands in a row of the table for an answer. */
static GtkWidget *
new_cell (LlmInsight *insight, const LlmJudgedAnswer *answer, guint row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  if (row < LLM_JUDGE_N_ASPECTS)
    {
      if (isfinite (answer->scores[row]))
        {
          /* Translators: points of an answer, and the most there are. */
          g_autofree char *score
              = g_strdup_printf (_ ("%.3g of %d"), answer->scores[row], LLM_JUDGE_MAX_SCORE);

          gtk_box_append (GTK_BOX (box), new_label (score, "heading"));
        }
      if (answer->aspects[row] != NULL)
        append_claim (box, insight, answer->column_id, answer->aspects[row]);
    }
  else
    {
      const GPtrArray *claims = row == LLM_JUDGE_N_ASPECTS ? answer->strengths : answer->weaknesses;

      for (guint i = 0; i < claims->len; i++)
        append_claim (box, insight, answer->column_id, claims->pdata[i]);
    }
  if (gtk_widget_get_first_child (box) == NULL)
    gtk_box_append (GTK_BOX (box), new_label (LLM_FIGURES_UNKNOWN, NULL));
  return box;
}

static const char *
get_row_title (guint row)
{
  if (row < LLM_JUDGE_N_ASPECTS)
    return llm_judge_aspect_get_label ((LlmJudgeAspect) row);
  return row == LLM_JUDGE_N_ASPECTS ? _ ("Strengths") : _ ("Weaknesses");
}

/* An answer may be gone since. */
static const char *
get_label (LlmInsight *insight, const char *column_id)
{
  guint index;

  return llm_insight_find (insight, column_id, &index) ? llm_insight_get_label (insight, index)
                                                       : _ ("An answer that is gone");
}

static GtkWidget *
new_table (LlmInsight *insight, const LlmJudgement *judgement)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Aspects of the answers"), -1);
  for (guint row = 0; row < LLM_JUDGE_N_ASPECTS + N_LISTS; row++)
    gtk_grid_attach (GTK_GRID (grid), new_label (get_row_title (row), "heading"), 0, (int) row + 1,
                     1, 1);
  for (guint i = 0; i < judgement->answers->len; i++)
    {
      const LlmJudgedAnswer *answer = judgement->answers->pdata[i];

      gtk_grid_attach (GTK_GRID (grid),
                       new_label (get_label (insight, answer->column_id), "heading"), (int) i + 1,
                       0, 1, 1);
      for (guint row = 0; row < LLM_JUDGE_N_ASPECTS + N_LISTS; row++)
        gtk_grid_attach (GTK_GRID (grid), new_cell (insight, answer, row), (int) i + 1,
                         (int) row + 1, 1, 1);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), grid);
  return scroller;
}

/* Such as "1. GPT, 2. Claude = Gemini". */
static char *
dup_ranking (LlmInsight *insight, const LlmJudgement *judgement)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint place = 1;

  for (guint i = 0; i < judgement->ranking->len; i++)
    {
      char **group = judgement->ranking->pdata[i];

      g_string_append_printf (out, "%s%u. ", i > 0 ? ", " : "", place);
      for (guint j = 0; group[j] != NULL; j++, place++)
        g_string_append_printf (out, "%s%s", j > 0 ? " = " : "", get_label (insight, group[j]));
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Who judged, when, and for how much. */
static char *
dup_origin (const LlmJudgement *judgement)
{
  g_autoptr (GDateTime) time
      = g_date_time_new_from_unix_local (judgement->created_at / G_USEC_PER_SEC);
  g_autofree char *when = time != NULL ? g_date_time_format (time, "%x %H:%M") : g_strdup ("-");
  g_autofree char *cost = llm_figures_format_cost (judgement->cost);

  /* Translators: a model, a time, and what it cost. */
  return g_strdup_printf (_ ("Judged by %s, %s, %s"),
                          judgement->title != NULL ? judgement->title : judgement->model_id, when,
                          cost);
}

/**
 * llm_insight_judgement_is_current:
 * @insight: answers
 * @judgement: what a judge said
 *
 * Returns: whether it is about these answers, as they are now
 */
gboolean
llm_insight_judgement_is_current (LlmInsight *insight, const LlmJudgement *judgement)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (insight), FALSE);
  g_return_val_if_fail (judgement != NULL, FALSE);

  if (judgement->answers->len != llm_insight_get_n_answers (insight))
    return FALSE;
  for (guint i = 0; i < judgement->answers->len; i++)
    {
      const LlmJudgedAnswer *answer = judgement->answers->pdata[i];
      g_autofree char *digest = NULL;
      guint index;

      if (!llm_insight_find (insight, answer->column_id, &index))
        return FALSE;
      digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256,
                                              llm_insight_get_text (insight, index), -1);
      if (g_strcmp0 (digest, answer->digest) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_insight_judgement_new_view:
 * @insight: answers
 * @judgement: what a judge said of them, or why it did not
 *
 * Returns: (transfer floating): all of it, with quotes that lead to the answers
 */
GtkWidget *
llm_insight_judgement_new_view (LlmInsight *insight, const LlmJudgement *judgement)
{
  GtkWidget *box;
  g_autofree char *origin = NULL;
  g_autofree char *ranking = NULL;

  g_return_val_if_fail (LLM_IS_INSIGHT (insight), NULL);
  g_return_val_if_fail (judgement != NULL, NULL);

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  origin = dup_origin (judgement);
  gtk_box_append (GTK_BOX (box), new_label (origin, "llm-insight-hint"));
  if (!llm_insight_judgement_is_current (insight, judgement))
    gtk_box_append (GTK_BOX (box),
                    new_label (_ ("Answers have changed since. Ask again for a summary of what is "
                                  "there now."),
                               "warning"));
  if (judgement->state != LLM_ANSWER_DONE)
    {
      gtk_box_append (GTK_BOX (box),
                      new_label (judgement->error != NULL ? judgement->error->message
                                                          : _ ("The judge said nothing."),
                                 "error"));
      if (judgement->raw != NULL && *judgement->raw != '\0')
        {
          gtk_box_append (GTK_BOX (box), new_label (_ ("What it wrote:"), "heading"));
          gtk_box_append (GTK_BOX (box), new_label (judgement->raw, NULL));
        }
      return box;
    }
  if (llm_judgement_is_cut (judgement))
    gtk_box_append (GTK_BOX (box),
                    new_label (_ ("Not all of the texts had room: the judge saw only "
                                  "their beginnings."),
                               "warning"));
  if (judgement->n_ignored > 0)
    gtk_box_append (GTK_BOX (box), new_label (_ ("Some of what the judge wrote was not in the form "
                                                 "it was asked for and is left out."),
                                              "warning"));
  if (judgement->summary != NULL)
    gtk_box_append (GTK_BOX (box), new_label (judgement->summary, NULL));
  ranking = dup_ranking (insight, judgement);
  if (*ranking != '\0')
    {
      g_autofree char *text = g_strdup_printf (_ ("Ranking: %s"), ranking);

      gtk_box_append (GTK_BOX (box), new_label (text, NULL));
    }
  gtk_box_append (GTK_BOX (box), new_table (insight, judgement));
  /* Sentences have the width of the page, cells have not. */
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child))
      gtk_label_set_max_width_chars (GTK_LABEL (child), -1);
  return box;
}

/* --- As Markdown --- */

static void
append_claim_text (GString *out, const LlmClaim *claim)
{
  llm_insight_append_escaped (out, claim->text);
  for (guint i = 0; i < claim->quotes->len; i++)
    {
      const LlmQuote *quote = claim->quotes->pdata[i];

      g_string_append (out, " “");
      llm_insight_append_escaped (out, quote->text);
      g_string_append (out, "”");
      if (llm_quote_get_flag (quote) != NULL)
        g_string_append_printf (out, " (%s)", llm_quote_get_flag (quote));
    }
}

static void
append_cell_text (GString *out, const LlmJudgedAnswer *answer, guint row)
{
  g_string_append_c (out, ' ');
  if (row < LLM_JUDGE_N_ASPECTS)
    {
      if (isfinite (answer->scores[row]))
        g_string_append_printf (out, "%.3g/%d ", answer->scores[row], LLM_JUDGE_MAX_SCORE);
      if (answer->aspects[row] != NULL)
        append_claim_text (out, answer->aspects[row]);
    }
  else
    {
      const GPtrArray *claims = row == LLM_JUDGE_N_ASPECTS ? answer->strengths : answer->weaknesses;

      for (guint i = 0; i < claims->len; i++)
        {
          g_string_append (out, i > 0 ? "; " : "");
          append_claim_text (out, claims->pdata[i]);
        }
    }
  g_string_append (out, " |");
}

/**
 * llm_insight_judgement_dup_markdown:
 * @insight: answers
 * @judgement: what a judge said of them
 *
 * Returns: (transfer full): it as Markdown
 */
char *
llm_insight_judgement_dup_markdown (LlmInsight *insight, const LlmJudgement *judgement)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *origin = NULL;
  g_autofree char *ranking = NULL;

  g_return_val_if_fail (LLM_IS_INSIGHT (insight), NULL);
  g_return_val_if_fail (judgement != NULL, NULL);

  origin = dup_origin (judgement);
  ranking = dup_ranking (insight, judgement);
  if (judgement->summary != NULL)
    llm_insight_append_paragraph (out, judgement->summary);
  g_string_append (out, "|  |");
  for (guint i = 0; i < judgement->answers->len; i++)
    {
      g_string_append_c (out, ' ');
      llm_insight_append_escaped (
          out, get_label (insight, ((LlmJudgedAnswer *) judgement->answers->pdata[i])->column_id));
      g_string_append (out, " |");
    }
  g_string_append (out, "\n| --- |");
  for (guint i = 0; i < judgement->answers->len; i++)
    g_string_append (out, " --- |");
  for (guint row = 0; row < LLM_JUDGE_N_ASPECTS + N_LISTS; row++)
    {
      g_string_append_printf (out, "\n| %s |", get_row_title (row));
      for (guint i = 0; i < judgement->answers->len; i++)
        append_cell_text (out, judgement->answers->pdata[i], row);
    }
  g_string_append (out, "\n\n");
  if (*ranking != '\0')
    {
      g_autofree char *text = g_strdup_printf (_ ("Ranking: %s"), ranking);

      llm_insight_append_paragraph (out, text);
    }
  if (!llm_insight_judgement_is_current (insight, judgement))
    g_string_append_printf (out, "%s\n\n", _ ("Answers have changed since."));
  llm_insight_append_escaped (out, origin);
  g_string_append_c (out, '\n');
  return g_string_free (g_steal_pointer (&out), FALSE);
}
