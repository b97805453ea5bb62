/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-figures.h"

/* Names of the columns are the same in all languages where a program reads them. */
static const char *const csv_names[LLM_INSIGHT_N_FIGURES]
    = { "words",    "characters", "sentences",  "estimated_tokens", "reading_seconds",
        "headings", "lists",      "list_items", "code_blocks",      "tables" };

static void
get_numbers (const LlmTextFigures *figures, gint64 numbers[LLM_INSIGHT_N_FIGURES])
{
  const gint64 all[LLM_INSIGHT_N_FIGURES] = {
    figures->words,
    figures->characters,
    figures->sentences,
    figures->tokens,
    figures->reading_seconds,
    figures->structure.headings,
    figures->structure.lists,
    figures->structure.list_items,
    figures->structure.code_blocks,
    figures->structure.tables,
  };

  memcpy (numbers, all, sizeof all);
}

/**
 * llm_insight_get_figure_title:
 * @figure: a column of the table of figures, less than %LLM_INSIGHT_N_FIGURES
 *
 * Returns: (transfer none): its heading
 */
const char *
llm_insight_get_figure_title (guint figure)
{
  const char *const titles[LLM_INSIGHT_N_FIGURES]
      = { _ ("Words"),       _ ("Characters"), _ ("Sentences"), _ ("Tokens, estimated"),
          _ ("Reading"),     _ ("Headings"),   _ ("Lists"),     _ ("List items"),
          _ ("Code blocks"), _ ("Tables") };

  g_return_val_if_fail (figure < LLM_INSIGHT_N_FIGURES, NULL);
  return titles[figure];
}

/**
 * llm_insight_format_figure:
 * @self: an insight with figures
 * @index: an answer
 * @figure: a column of the table of figures, less than %LLM_INSIGHT_N_FIGURES
 *
 * Returns: (transfer full): the figure as people read it; "-" if it is not known
 */
char *
llm_insight_format_figure (LlmInsight *self, guint index, guint figure)
{
  gint64 numbers[LLM_INSIGHT_N_FIGURES];
  LlmTextFigures figures;

  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  g_return_val_if_fail (llm_insight_get_metrics (self) != NULL, NULL);
  g_return_val_if_fail (figure < LLM_INSIGHT_N_FIGURES, NULL);

  if (!llm_text_metrics_get_figures (llm_insight_get_metrics (self), index, &figures))
    return g_strdup (LLM_FIGURES_UNKNOWN);
  if (figure == 4)
    return llm_figures_format_whole_seconds (figures.reading_seconds * 1000.0);
  get_numbers (&figures, numbers);
  return g_strdup_printf ("%'" G_GINT64_FORMAT, numbers[figure]);
}

/**
 * llm_insight_format_overlap:
 * @self: an insight with figures
 * @a: an answer
 * @b: another one
 *
 * Returns: (transfer full): the words that both have, of all that either has, in percent;
 *   "-" if that is not known
 */
char *
llm_insight_format_overlap (LlmInsight *self, guint a, guint b)
{
  double overlap;

  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  g_return_val_if_fail (llm_insight_get_metrics (self) != NULL, NULL);

  if (!llm_text_metrics_get_overlap (llm_insight_get_metrics (self), a, b, &overlap))
    return g_strdup (LLM_FIGURES_UNKNOWN);
  /* Translators: percent. */
  return g_strdup_printf (_ ("%.0f %%"), overlap * 100);
}

/* --- To be copied --- */

/**
 * llm_insight_append_escaped:
 * @out: Markdown
 * @text: what somebody has written
 *
 * Appends it as one line of text in which nothing is markup, also in the cell of a table.
 */
void
llm_insight_append_escaped (GString *out, const char *text)
{
  g_return_if_fail (out != NULL);
  g_return_if_fail (text != NULL);

  for (; *text != '\0'; text++)
    {
      if (strchr ("\\|*_`~<>[&#", *text) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, strchr ("\r\n\t", *text) != NULL ? ' ' : *text);
    }
}

/**
 * llm_insight_append_paragraph:
 * @out: Markdown, at the begin of a line
 * @text: what somebody has written
 *
 * As llm_insight_append_escaped(), where a list or a line could begin.
 */
void
llm_insight_append_paragraph (GString *out, const char *text)
{
  g_return_if_fail (out != NULL);
  g_return_if_fail (text != NULL);

  if (*text != '\0' && strchr ("-+=", *text) != NULL)
    g_string_append_c (out, '\\');
  llm_insight_append_escaped (out, text);
  g_string_append (out, "\n\n");
}

static void
append_cell (GString *out, const char *text)
{
  g_string_append_c (out, ' ');
  llm_insight_append_escaped (out, text);
  g_string_append (out, " |");
}

static void
append_head (GString *out, const char *const *cells, guint n)
{
  g_string_append_c (out, '|');
  for (guint i = 0; i < n; i++)
    append_cell (out, cells[i]);
  g_string_append (out, "\n| --- |");
  for (guint i = 1; i < n; i++)
    g_string_append (out, " ---: |");
  g_string_append_c (out, '\n');
}

/**
 * llm_insight_dup_markdown:
 * @self: an insight with figures
 *
 * Returns: (transfer full): figures and overlap as tables in Markdown, and who is left out
 */
char *
llm_insight_dup_markdown (LlmInsight *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GPtrArray) head = g_ptr_array_new ();
  g_autofree char *left_out = NULL;
  guint n;

  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  g_return_val_if_fail (llm_insight_get_metrics (self) != NULL, NULL);

  n = llm_insight_get_n_answers (self);
  g_ptr_array_add (head, (char *) _ ("Answer"));
  for (guint i = 0; i < LLM_INSIGHT_N_FIGURES; i++)
    g_ptr_array_add (head, (char *) llm_insight_get_figure_title (i));
  append_head (out, (const char *const *) head->pdata, head->len);
  for (guint i = 0; i < n; i++)
    {
      g_string_append_c (out, '|');
      append_cell (out, llm_insight_get_label (self, i));
      for (guint j = 0; j < LLM_INSIGHT_N_FIGURES; j++)
        {
          g_autofree char *figure = llm_insight_format_figure (self, i, j);

          append_cell (out, figure);
        }
      g_string_append_c (out, '\n');
    }

  g_string_append_c (out, '\n');
  g_ptr_array_set_size (head, 0);
  g_ptr_array_add (head, (char *) _ ("Words in common"));
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (head, (char *) llm_insight_get_label (self, i));
  append_head (out, (const char *const *) head->pdata, head->len);
  for (guint i = 0; i < n; i++)
    {
      g_string_append_c (out, '|');
      append_cell (out, llm_insight_get_label (self, i));
      for (guint j = 0; j < n; j++)
        {
          g_autofree char *overlap = i != j ? llm_insight_format_overlap (self, i, j) : NULL;

          append_cell (out, overlap != NULL ? overlap : "");
        }
      g_string_append_c (out, '\n');
    }
  left_out = llm_insight_dup_left_out (self);
  if (left_out != NULL)
    g_string_append_printf (out, "\n%s\n", left_out);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* --- Stability --- */

/**
 * llm_insight_get_stability_title:
 * @column: a column of the table of stability, less than %LLM_INSIGHT_N_STABILITY
 *
 * Returns: (transfer none): its heading
 */
const char *
llm_insight_get_stability_title (guint column)
{
  const char *const titles[LLM_INSIGHT_N_STABILITY]
      = { _ ("Samples"), _ ("Mean"), _ ("Range"), _ ("95 % interval") };

  g_return_val_if_fail (column < LLM_INSIGHT_N_STABILITY, NULL);
  return titles[column];
}

/**
 * llm_insight_dup_stability_cells:
 * @stability: how much answers of one model differ
 * @row: a row of it
 *
 * Returns: (transfer full): the figures of the row as people read them
 */
char **
llm_insight_dup_stability_cells (const LlmStability *stability, guint row)
{
  const LlmStabilityRow *figures = llm_stability_get_row (stability, row);
  char **cells;

  g_return_val_if_fail (figures != NULL, NULL);

  cells = g_new0 (char *, LLM_INSIGHT_N_STABILITY + 1);
  cells[0] = llm_stability_dup_samples (stability, row);
  cells[1] = llm_stability_format_share (figures->mean);
  cells[2] = llm_stability_format_range (figures->lowest, figures->highest);
  cells[3] = llm_stability_format_range (figures->lower, figures->upper);
  return cells;
}

static void
append_stability (GString *out, const LlmStability *stability)
{
  const char *head[LLM_INSIGHT_N_STABILITY + 1] = { _ ("Answers of") };
  g_autofree char *sentence = llm_stability_dup_sentence (stability);
  g_autofree char *left_out = llm_stability_dup_left_out (stability);

  g_string_append_printf (out, "\n## %s\n\n%s\n\n", _ ("Stability"), sentence);
  for (guint i = 0; i < LLM_INSIGHT_N_STABILITY; i++)
    head[i + 1] = llm_insight_get_stability_title (i);
  append_head (out, head, G_N_ELEMENTS (head));
  for (guint i = 0; i < llm_stability_get_n_rows (stability); i++)
    {
      g_autofree char *label = llm_stability_dup_row_label (stability, i);
      g_auto (GStrv) cells = llm_insight_dup_stability_cells (stability, i);

      g_string_append_c (out, '|');
      append_cell (out, label);
      for (guint j = 0; j < LLM_INSIGHT_N_STABILITY; j++)
        append_cell (out, cells[j]);
      g_string_append_c (out, '\n');
    }
  if (left_out != NULL)
    {
      g_string_append_c (out, '\n');
      llm_insight_append_paragraph (out, left_out);
    }
}

/**
 * llm_insight_dup_document:
 * @self: an insight with figures
 * @summary: (nullable): what is said of the answers, as Markdown
 *
 * Returns: (transfer full): all of it as one document in Markdown
 */
char *
llm_insight_dup_document (LlmInsight *self, const char *summary)
{
  g_autoptr (GString) out = g_string_new ("# ");
  g_autofree char *title = NULL;
  g_autofree char *figures = NULL;

  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  g_return_val_if_fail (llm_insight_get_metrics (self) != NULL, NULL);

  title = llm_comparison_make_title (llm_comparison_get_prompt (llm_insight_get_comparison (self)));
  figures = llm_insight_dup_markdown (self);
  llm_insight_append_escaped (out, title);
  g_string_append_printf (out, "\n\n## %s\n\n%s", _ ("Figures"), figures);
  if (llm_insight_get_stability (self) != NULL)
    append_stability (out, llm_insight_get_stability (self));
  if (summary != NULL)
    g_string_append_printf (out, "\n## %s\n\n%s", _ ("Summary of differences"), summary);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* RFC 4180; what a spreadsheet would take for a formula becomes a text. */
static void
append_csv_text (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  if (*text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    g_string_append_c (out, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

static void
append_csv_row (GString *out, LlmInsight *self, guint index)
{
  LlmTextMetrics *metrics = llm_insight_get_metrics (self);
  gint64 numbers[LLM_INSIGHT_N_FIGURES];
  LlmTextFigures figures;
  const gboolean known = llm_text_metrics_get_figures (metrics, index, &figures);

  if (known)
    get_numbers (&figures, numbers);
  append_csv_text (out, llm_insight_get_label (self, index));
  for (guint i = 0; i < LLM_INSIGHT_N_FIGURES; i++)
    {
      g_string_append_c (out, ',');
      if (known)
        g_string_append_printf (out, "%" G_GINT64_FORMAT, numbers[i]);
    }
  for (guint i = 0; i < llm_insight_get_n_answers (self); i++)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];
      double overlap;

      g_string_append_c (out, ',');
      if (i != index && llm_text_metrics_get_overlap (metrics, index, i, &overlap))
        g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.4f", overlap));
    }
  g_string_append (out, "\r\n");
}

/**
 * llm_insight_dup_csv:
 * @self: an insight with figures
 *
 * Returns: (transfer full): figures and overlap (0 to 1) as one table of comma-separated values
 */
char *
llm_insight_dup_csv (LlmInsight *self)
{
  g_autoptr (GString) out = g_string_new ("answer");

  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  g_return_val_if_fail (llm_insight_get_metrics (self) != NULL, NULL);

  for (guint i = 0; i < LLM_INSIGHT_N_FIGURES; i++)
    g_string_append_printf (out, ",%s", csv_names[i]);
  for (guint i = 0; i < llm_insight_get_n_answers (self); i++)
    {
      g_autofree char *name = g_strconcat ("overlap ", llm_insight_get_label (self, i), NULL);

      g_string_append_c (out, ',');
      append_csv_text (out, name);
    }
  g_string_append (out, "\r\n");
  for (guint i = 0; i < llm_insight_get_n_answers (self); i++)
    append_csv_row (out, self, i);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
