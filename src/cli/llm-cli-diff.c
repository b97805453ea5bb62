/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-diff.h"

#include <glib/gi18n.h>

#include "llm-cli-private.h"
#include "llm-cli-store.h"
#include "llm-error.h"

/* What the command line said. */
typedef struct
{
  LlmCliFormatKind format;
  char *format_name;
  int turn;
  int base; /* from 1; 0 if none is given */
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

/* The one the user names, against all others that say something. */
static gboolean
choose_base (Diff *self, LlmComparison *comparison, guint *base)
{
  const guint n = llm_comparison_get_n_answers (comparison);
  guint n_others = 0;

  if (self->base < 1 || (guint) self->base > n)
    {
      llm_cli_complain (ngettext ("There is %u answer; give the number of one.",
                                  "There are %u answers; give the number of one.", n),
                        n);
      return FALSE;
    }
  *base = (guint) self->base - 1;
  if (!has_text (comparison, *base))
    {
      llm_cli_complain (_ ("There is nothing in answer %u."), *base + 1);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    n_others += i != *base && has_text (comparison, i) ? 1 : 0;
  if (n_others == 0)
    llm_cli_complain (_ ("There are not two answers to compare."));
  return n_others > 0;
}

static gboolean
compare (LlmCliDiffs *diffs, guint only)
{
  const char *base
      = llm_answer_get_text (llm_comparison_get_answer (diffs->comparison, diffs->base));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < diffs->n_answers; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (diffs->comparison, i);

      if (diffs->is_all ? i == diffs->base || !has_text (diffs->comparison, i) : i != only)
        continue;
      diffs->diffs[i]
          = llm_diff_new (base, llm_answer_get_text (answer), LLM_DIFF_DEFAULT, NULL, &error);
      if (diffs->diffs[i] == NULL)
        {
          llm_cli_complain (_ ("The answers cannot be compared: %s"), error->message);
          return FALSE;
        }
    }
  return TRUE;
}

static int
print_diffs (Diff *self, LlmComparison *comparison, guint base, guint only)
{
  g_autofree char *text = NULL;
  g_autofree LlmDiff **made = g_new0 (LlmDiff *, llm_comparison_get_n_answers (comparison));
  LlmCliDiffs diffs = { 0 };

  diffs.comparison = comparison;
  diffs.n_answers = llm_comparison_get_n_answers (comparison);
  diffs.base = base;
  diffs.is_all = self->base != 0;
  diffs.diffs = made;
  if (compare (&diffs, only))
    text = self->format == LLM_CLI_FORMAT_JSON   ? llm_cli_diffs_dup_json (&diffs)
           : self->format == LLM_CLI_FORMAT_HTML ? llm_cli_diffs_dup_html (&diffs)
                                                 : llm_cli_diffs_dup_text (&diffs);
  for (guint i = 0; i < diffs.n_answers; i++)
    g_clear_pointer (&diffs.diffs[i], llm_diff_unref);
  return text != NULL ? llm_cli_print (text) : LLM_CLI_FAILURE;
}

static int
run (Diff *self)
{
  const char *word = self->arguments[0];
  g_autofree char *id = llm_cli_store_find (self->store, word);
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;
  LlmComparison *comparison;
  guint sides[2] = { 0, 0 };

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
  if (comparison == NULL
      || (self->base != 0 ? !choose_base (self, comparison, &sides[0])
                          : !choose_sides (self, comparison, sides)))
    return LLM_CLI_FAILURE;
  return print_diffs (self, comparison, sides[0], sides[1]);
}

static gboolean
parse (Diff *self, int argc, char **argv, int *status)
{
  const GOptionEntry options[]
      = { { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_name, N_ ("How to print it"),
            "text|json|html" },
          { "turn", 0, 0, G_OPTION_ARG_INT, &self->turn,
            N_ ("Which turn, from 1; the last one if not given"), N_ ("NUMBER") },
          { "base", 0, 0, G_OPTION_ARG_INT, &self->base,
            N_ ("Compare all other answers with this one"), N_ ("A") },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "diff",
    .arguments = "ID [A B]",
    .summary = _ ("Shows word by word how two answers of a conversation differ."),
    .description = _ ("A and B are the numbers of two answers, from 1; without them the first two "
                      "are\ncompared; with --base all of them with one. Outside a terminal words "
                      "are marked as [-only in A-] and "
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
  if (self.base != 0 && self.arguments[1] != NULL)
    return llm_cli_usage_error ("diff", _ ("Give --base or the numbers of two answers."));
  if (self.base < 0)
    return llm_cli_usage_error ("diff", _ ("Give a number of an answer from 1."));
  if (self.turn < 0)
    return llm_cli_usage_error ("diff", _ ("Give a number of a turn from 1."));

  self.context = llm_cli_make_context (create_context);
  if (self.context == NULL)
    return LLM_CLI_FAILURE;
  self.store = llm_cli_store_new (self.context);
  return run (&self);
}
