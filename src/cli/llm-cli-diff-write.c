/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-diff.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-json.h"
#include "llm-cli-text.h"
#include "llm-diff-changes.h"
#include "llm-diff-text.h"

/* While names are hidden they are hidden here, too. */
static char *
dup_label (LlmComparison *comparison, guint index)
{
  return llm_cli_text_one_line (
      llm_answer_get_shown_title (llm_comparison_get_answer (comparison, index)));
}

static void
append_html (GString *out, const char *text, gsize length)
{
  g_autofree char *escaped = g_markup_escape_text (text, (gssize) length);

  g_string_append (out, escaped);
}

/* Nothing of an answer may command the terminal. */
static void
append_harmless (GString *out, const char *text, gsize length)
{
  g_autofree char *piece = g_strndup (text, length);
  g_autofree char *harmless = llm_cli_text_strip (piece);

  g_string_append (out, harmless);
}

/* Why an answer is left out. */
static const char *
get_reason (LlmAnswer *answer)
{
  return llm_answer_get_state (answer) == LLM_ANSWER_FAILED ? _ ("not compared, it failed")
                                                            : _ ("not compared, it is empty");
}

/* "2 · Title: 7 differences, 12 % of the words" */
static char *
summarise (const LlmCliDiffs *diffs, guint index)
{
  g_autofree char *label = dup_label (diffs->comparison, index);
  g_autofree char *difference = NULL;

  if (index == diffs->base)
    /* Translators: the number of an answer and its model. */
    return g_strdup_printf (_ ("%u · %s: the base"), index + 1, label);
  if (diffs->diffs[index] != NULL)
    difference = llm_diff_describe (diffs->diffs[index]);
  return g_strdup_printf ("%u · %s: %s", index + 1, label,
                          difference != NULL
                              ? difference
                              : get_reason (llm_comparison_get_answer (diffs->comparison, index)));
}

/* --- Text --- */

static void
append_text (GString *out, const LlmCliDiffs *diffs, guint index)
{
  static const LlmDiffMarks colored = { { "\033[31;9m", "\033[0m" }, { "\033[32;4m", "\033[0m" } };
  const gboolean terminal = isatty (STDOUT_FILENO) != 0;
  g_autofree char *base = dup_label (diffs->comparison, diffs->base);
  g_autofree char *label = dup_label (diffs->comparison, index);

  g_string_append_printf (out, "--- %s\n+++ %s\n", base, label);
  if (!diffs->is_all)
    {
      g_autofree char *difference = llm_diff_describe (diffs->diffs[index]);

      g_string_append_printf (out, "%s\n", difference);
    }
  g_string_append_c (out, '\n');
  llm_diff_append_text (out, diffs->diffs[index],
                        terminal && g_getenv ("NO_COLOR") == NULL ? &colored
                                                                  : llm_diff_get_plain_marks (),
                        append_harmless);
  if (out->str[out->len - 1] != '\n')
    g_string_append_c (out, '\n');
}

/**
 * llm_cli_diffs_dup_text:
 * @diffs: what differs
 *
 * Returns: (transfer full): for a terminal
 */
char *
llm_cli_diffs_dup_text (const LlmCliDiffs *diffs)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; diffs->is_all && i < diffs->n_answers; i++)
    {
      g_autofree char *line = summarise (diffs, i);

      g_string_append_printf (out, "%s\n", line);
    }
  for (guint i = 0; i < diffs->n_answers; i++)
    {
      if (diffs->diffs[i] == NULL)
        continue;
      if (out->len > 0)
        g_string_append_c (out, '\n');
      append_text (out, diffs, i);
    }
  return g_string_free (out, FALSE);
}

/* --- HTML --- */

/**
 * llm_cli_diffs_dup_html:
 * @diffs: what differs
 *
 * Returns: (transfer full): a page
 */
char *
llm_cli_diffs_dup_html (const LlmCliDiffs *diffs)
{
  static const LlmDiffMarks marks = { { "<del>", "</del>" }, { "<ins>", "</ins>" } };
  g_autofree char *base = dup_label (diffs->comparison, diffs->base);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *title = NULL;
  GString *out = g_string_new ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"/>\n"
                               "<meta http-equiv=\"Content-Security-Policy\" content=\""
                               "default-src 'none'; style-src 'unsafe-inline'\"/>\n");

  for (guint i = 0; diffs->is_all && i < diffs->n_answers; i++)
    {
      g_autofree char *line = summarise (diffs, i);
      g_autofree char *escaped = g_markup_escape_text (line, -1);

      g_string_append_printf (body, "<p>%s</p>\n", escaped);
    }
  for (guint i = 0; i < diffs->n_answers; i++)
    {
      g_autofree char *label = NULL;
      g_autofree char *difference = NULL;

      if (diffs->diffs[i] == NULL)
        continue;
      label = dup_label (diffs->comparison, i);
      difference = llm_diff_describe (diffs->diffs[i]);
      if (title == NULL)
        title = diffs->is_all ? g_markup_escape_text (base, -1)
                              : g_markup_printf_escaped ("%s / %s", base, label);
      g_string_append (body, diffs->is_all ? "<h2>" : "<p>");
      append_html (body, diffs->is_all ? label : difference,
                   strlen (diffs->is_all ? label : difference));
      g_string_append (body, diffs->is_all ? "</h2>\n<pre>" : "</p>\n<pre>");
      llm_diff_append_text (body, diffs->diffs[i], &marks, append_html);
      g_string_append (body, "</pre>\n");
    }
  g_string_append_printf (out, "<title>%s</title>\n", title);
  g_string_append (out, "<style>:root{color-scheme:light dark}"
                        "body{max-width:50em;margin:2em auto;padding:0 1em;font-family:sans-serif}"
                        "pre{white-space:pre-wrap;font-family:inherit}"
                        "del{background:#fad2d2;color:#000}ins{background:#cdeed3;color:#000}"
                        "</style></head>\n<body>");
  g_string_append_printf (out, "<h1>%s</h1>\n%s</body></html>\n", title, body->str);
  return g_string_free (out, FALSE);
}

/* --- JSON --- */

static void
add_side (GString *out, const char *key, const LlmCliDiffs *diffs, guint index)
{
  LlmAnswer *answer = llm_comparison_get_answer (diffs->comparison, index);
  g_autofree char *label = dup_label (diffs->comparison, index);

  llm_cli_json_key (out, key);
  g_string_append_c (out, '{');
  llm_cli_json_add_integer (out, "index", index + 1);
  llm_cli_json_add_string (out, "column", llm_answer_get_column_id (answer));
  llm_cli_json_add_string (out, "title", label);
  g_string_append_c (out, '}');
}

static void
add_range (GString *out, const char *key, LlmTextRange range)
{
  llm_cli_json_key (out, key);
  g_string_append_printf (out, "[%u,%u]", range.start, range.end);
}

static void
add_edits (GString *out, const LlmDiff *diff)
{
  static const char *const kinds[] = { "equal", "deleted", "inserted" };
  guint n_edits;
  const LlmDiffEdit *edits = llm_diff_get_edits (diff, &n_edits);

  llm_cli_json_key (out, "edits");
  g_string_append_c (out, '[');
  for (guint i = 0; i < n_edits; i++)
    {
      const gboolean first = edits[i].kind == LLM_DIFF_DELETED;
      const LlmTextRange range = first ? edits[i].a : edits[i].b;
      LlmWords *words = first ? llm_diff_get_a (diff) : llm_diff_get_b (diff);
      g_autofree char *text
          = g_strndup (llm_words_get_text (words, NULL) + range.start, range.end - range.start);

      g_string_append (out, i > 0 ? ",{" : "{");
      llm_cli_json_add_string (out, "kind", kinds[edits[i].kind]);
      llm_cli_json_add_string (out, "text", text);
      add_range (out, "a", edits[i].a);
      add_range (out, "b", edits[i].b);
      llm_cli_json_add_boolean (out, "moved", edits[i].partner != LLM_DIFF_NO_PARTNER);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
add_diff (GString *out, const LlmDiff *diff)
{
  g_autoptr (GArray) changes = llm_diff_list_changes (diff);
  LlmDiffCounts counts;

  llm_diff_get_counts (diff, &counts);
  llm_cli_json_add_boolean (out, "same", llm_diff_is_equal (diff));
  llm_cli_json_add_boolean (out, "coarse", llm_diff_is_coarse (diff));
  llm_cli_json_add_integer (out, "differences", changes->len);
  llm_cli_json_add_integer (out, "percent", llm_diff_get_percent (diff));
  llm_cli_json_add_integer (out, "equal", counts.equal);
  llm_cli_json_add_integer (out, "deleted", counts.deleted);
  llm_cli_json_add_integer (out, "inserted", counts.inserted);
  llm_cli_json_add_integer (out, "moved", counts.moved);
  add_edits (out, diff);
}

static void
add_all (GString *out, const LlmCliDiffs *diffs)
{
  gboolean is_first = TRUE;

  add_side (out, "base", diffs, diffs->base);
  llm_cli_json_key (out, "answers");
  g_string_append_c (out, '[');
  for (guint i = 0; i < diffs->n_answers; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (diffs->comparison, i);

      if (i == diffs->base)
        continue;
      g_string_append (out, is_first ? "{" : ",{");
      is_first = FALSE;
      add_side (out, "b", diffs, i);
      llm_cli_json_add_boolean (out, "compared", diffs->diffs[i] != NULL);
      if (diffs->diffs[i] != NULL)
        add_diff (out, diffs->diffs[i]);
      else
        llm_cli_json_add_string (out, "why_not",
                                 llm_answer_get_state (answer) == LLM_ANSWER_FAILED ? "failed"
                                                                                    : "empty");
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

/**
 * llm_cli_diffs_dup_json:
 * @diffs: what differs
 *
 * Returns: (transfer full): an object
 */
char *
llm_cli_diffs_dup_json (const LlmCliDiffs *diffs)
{
  GString *out = g_string_new ("{");

  llm_cli_json_add_string (out, "turn", llm_comparison_get_id (diffs->comparison));
  if (diffs->is_all)
    add_all (out, diffs);
  for (guint i = 0; !diffs->is_all && i < diffs->n_answers; i++)
    {
      if (diffs->diffs[i] == NULL)
        continue;
      add_side (out, "a", diffs, diffs->base);
      add_side (out, "b", diffs, i);
      add_diff (out, diffs->diffs[i]);
    }
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}
