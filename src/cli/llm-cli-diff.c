/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-json.h"
#include "llm-cli-store.h"
#include "llm-cli-text.h"
#include "llm-diff-text.h"
#include "llm-error.h"

/* What the command line said. */
typedef struct
{
  LlmCliFormatKind format;
  char *format_name;
  int turn;
  char **arguments;

  LlmContext *context;
  LlmCliStore *store;
} Diff;

static void
diff_clear (Diff *self)
{
  g_free (self->format_name);
  g_strfreev (self->arguments);
  g_clear_object (&self->store);
  g_clear_object (&self->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Diff, diff_clear)

/* While names are hidden they are hidden here, too. */
static char *
dup_label (LlmComparison *comparison, guint index)
{
  return llm_cli_text_one_line (
      llm_answer_get_shown_title (llm_comparison_get_answer (comparison, index)));
}

/* --- How it is written --- */

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

static char *
as_text (const LlmDiff *diff, char *const labels[2])
{
  static const LlmDiffMarks colored = { { "\033[31;9m", "\033[0m" }, { "\033[32;4m", "\033[0m" } };
  const gboolean terminal = isatty (STDOUT_FILENO) != 0;
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "--- %s\n+++ %s\n\n", labels[0], labels[1]);
  llm_diff_append_text (
      out, diff, terminal && g_getenv ("NO_COLOR") == NULL ? &colored : llm_diff_get_plain_marks (),
      append_harmless);
  if (out->str[out->len - 1] != '\n')
    g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

static char *
as_html (const LlmDiff *diff, char *const labels[2])
{
  static const LlmDiffMarks marks = { { "<del>", "</del>" }, { "<ins>", "</ins>" } };
  g_autofree char *title = g_markup_printf_escaped ("%s / %s", labels[0], labels[1]);
  GString *out = g_string_new ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"/>\n"
                               "<meta http-equiv=\"Content-Security-Policy\" content=\""
                               "default-src 'none'; style-src 'unsafe-inline'\"/>\n");

  g_string_append_printf (out, "<title>%s</title>\n", title);
  g_string_append (out, "<style>:root{color-scheme:light dark}"
                        "body{max-width:50em;margin:2em auto;padding:0 1em;font-family:sans-serif}"
                        "pre{white-space:pre-wrap;font-family:inherit}"
                        "del{background:#fad2d2;color:#000}ins{background:#cdeed3;color:#000}"
                        "</style></head>\n<body>");
  g_string_append_printf (out, "<h1>%s</h1>\n<pre>", title);
  llm_diff_append_text (out, diff, &marks, append_html);
  g_string_append (out, "</pre></body></html>\n");
  return g_string_free (out, FALSE);
}

static void
add_side (GString *out, const char *key, LlmComparison *comparison, guint index, const char *label)
{
  LlmAnswer *answer = llm_comparison_get_answer (comparison, index);

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

static char *
as_json (const LlmDiff *diff,
         LlmComparison *comparison,
         const guint sides[2],
         char *const labels[2])
{
  GString *out = g_string_new ("{");
  LlmDiffCounts counts;

  llm_diff_get_counts (diff, &counts);
  llm_cli_json_add_string (out, "turn", llm_comparison_get_id (comparison));
  add_side (out, "a", comparison, sides[0], labels[0]);
  add_side (out, "b", comparison, sides[1], labels[1]);
  llm_cli_json_add_boolean (out, "same", llm_diff_is_equal (diff));
  llm_cli_json_add_boolean (out, "coarse", llm_diff_is_coarse (diff));
  llm_cli_json_add_integer (out, "equal", counts.equal);
  llm_cli_json_add_integer (out, "deleted", counts.deleted);
  llm_cli_json_add_integer (out, "inserted", counts.inserted);
  llm_cli_json_add_integer (out, "moved", counts.moved);
  add_edits (out, diff);
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}

/* --- Which answers --- */

static LlmComparison *
choose_turn (Diff *self, LlmConversation *conversation)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (conversation));
  const guint number = self->turn > 0 ? (guint) self->turn : n;
  g_autoptr (LlmTurn) turn = NULL;

  if (number >= 1 && number <= n)
    turn = g_list_model_get_item (G_LIST_MODEL (conversation), number - 1);
  if (turn == NULL || llm_turn_get_comparison (turn) == NULL)
    {
      llm_cli_complain (
          ngettext ("The conversation has %u turn.", "The conversation has %u turns.", n), n);
      return NULL;
    }
  return llm_turn_get_comparison (turn);
}

static gboolean
has_text (LlmComparison *comparison, guint index)
{
  LlmAnswer *answer = llm_comparison_get_answer (comparison, index);

  return llm_answer_get_state (answer) != LLM_ANSWER_FAILED
         && llm_answer_get_text_length (answer) > 0;
}

/* The first two that say something, unless the user names two. */
static gboolean
choose_sides (Diff *self, LlmComparison *comparison, guint sides[2])
{
  const guint n = llm_comparison_get_n_answers (comparison);
  guint n_found = 0;

  if (self->arguments[1] == NULL)
    {
      for (guint i = 0; i < n && n_found < 2; i++)
        if (has_text (comparison, i))
          sides[n_found++] = i;
      if (n_found < 2)
        llm_cli_complain (_ ("There are not two answers to compare."));
      return n_found == 2;
    }
  for (guint i = 0; i < 2; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (self->arguments[1 + i], 10, 1, n, &number, NULL))
        {
          llm_cli_complain (ngettext ("There is %u answer; give the numbers of two.",
                                      "There are %u answers; give the numbers of two.", n),
                            n);
          return FALSE;
        }
      sides[i] = (guint) number - 1;
      if (!has_text (comparison, sides[i]))
        {
          llm_cli_complain (_ ("There is nothing in answer %u."), sides[i] + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static int
print_diff (Diff *self, LlmComparison *comparison, const guint sides[2])
{
  g_autofree char *labels[2]
      = { dup_label (comparison, sides[0]), dup_label (comparison, sides[1]) };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDiff) diff
      = llm_diff_new (llm_answer_get_text (llm_comparison_get_answer (comparison, sides[0])),
                      llm_answer_get_text (llm_comparison_get_answer (comparison, sides[1])),
                      LLM_DIFF_DEFAULT, NULL, &error);

  if (diff == NULL)
    {
      llm_cli_complain (_ ("The answers cannot be compared: %s"), error->message);
      return LLM_CLI_FAILURE;
    }
  if (self->format == LLM_CLI_FORMAT_JSON)
    text = as_json (diff, comparison, sides, labels);
  else if (self->format == LLM_CLI_FORMAT_HTML)
    text = as_html (diff, labels);
  else
    text = as_text (diff, labels);
  return llm_cli_print (text);
}

static int
run (Diff *self)
{
  const char *word = self->arguments[0];
  g_autofree char *id = llm_cli_store_find (self->store, word);
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;
  LlmComparison *comparison;
  guint sides[2];

  if (id == NULL)
    return LLM_CLI_FAILURE;
  conversation = llm_cli_store_load (self->store, id, &error);
  if (conversation == NULL)
    {
      if (g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND))
        llm_cli_complain (_ ("There is no conversation “%s”."), word);
      else
        llm_cli_complain (_ ("The conversation cannot be read: %s"), error->message);
      return LLM_CLI_FAILURE;
    }
  comparison = choose_turn (self, conversation);
  if (comparison == NULL || !choose_sides (self, comparison, sides))
    return LLM_CLI_FAILURE;
  return print_diff (self, comparison, sides);
}

static gboolean
parse (Diff *self, int argc, char **argv, int *status)
{
  const GOptionEntry options[]
      = { { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_name, N_ ("How to print it"),
            "text|json|html" },
          { "turn", 0, 0, G_OPTION_ARG_INT, &self->turn,
            N_ ("Which turn, from 1; the last one if not given"), N_ ("NUMBER") },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "diff",
    .arguments = "ID [A B]",
    .summary = _ ("Shows word by word how two answers of a conversation differ."),
    .description = _ ("A and B are the numbers of two answers, from 1; without them the first two "
                      "are\ncompared. Outside a terminal words are marked as [-only in A-] and "
                      "{+only in B+}."),
    .max_arguments = 3,
    .too_many = _ ("Two answers are compared."),
  };

  return llm_cli_parse (&syntax, options, argc, argv, &self->arguments, status);
}

/**
 * llm_cli_diff:
 * @argc: the number of elements of @argv
 * @argv: "diff" and what followed it
 * @create_context: makes the context
 *
 * Shows how two answers differ.
 *
 * Returns: the process's exit status
 */
int
llm_cli_diff (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (Diff) self = { 0 };
  int status;

  if (!parse (&self, argc, argv, &status))
    return status;
  if (!llm_cli_parse_format ("diff", self.format_name,
                             LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON | LLM_CLI_FORMAT_HTML,
                             &self.format))
    return LLM_CLI_USAGE;
  if (self.arguments == NULL || self.arguments[0] == NULL)
    return llm_cli_usage_error ("diff", _ ("Say which conversation."));
  if (self.arguments[1] != NULL && self.arguments[2] == NULL)
    return llm_cli_usage_error ("diff", _ ("Give the numbers of two answers, or of none."));
  if (self.turn < 0)
    return llm_cli_usage_error ("diff", _ ("Give a number of a turn from 1."));

  self.context = llm_cli_make_context (create_context);
  if (self.context == NULL)
    return LLM_CLI_FAILURE;
  self.store = llm_cli_store_new (self.context);
  return run (&self);
}
