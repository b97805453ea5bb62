/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>

#include "llm-cli-prompt.h"
#include "llm-cli-session.h"
#include "llm-input-check.h"

#define MAX_COLUMNS 8

/* What the command line said. */
typedef struct
{
  char **models;
  char *system;
  char *format_name;
  gboolean no_save;
  char **arguments;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->models);
  g_free (options->system);
  g_free (options->format_name);
  g_strfreev (options->arguments);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *self, int argc, char **argv, int *status)
{
  const GOptionEntry entries[]
      = { { "model", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &self->models,
            N_ ("Ask this model; may be given up to eight times"), N_ ("PROVIDER:MODEL") },
          { "system", 0, 0, G_OPTION_ARG_FILENAME, &self->system,
            N_ ("Give the models this system prompt"), N_ ("TEXT") },
          { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_name,
            N_ ("How to print the answers"), "text|json|jsonl" },
          { "no-save", 0, 0, G_OPTION_ARG_NONE, &self->no_save,
            N_ ("Do not keep the comparison in the history"), NULL },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "compare",
    .arguments = _ ("[PROMPT | -]"),
    .summary = _ ("Asks several models the same and prints their answers.\n"
                  "Without -m the models of the window are asked, or else the demonstration's.\n"
                  "Without PROMPT, or with “-”, the prompt is read from standard input."),
    .description = _ ("Exit status: 0 all answered, 1 some failed, 3 all failed, 2 the command\n"
                      "line was not understood, 130 stopped by Ctrl+C."),
    .max_arguments = 1,
    .too_many = _ ("There is more than one prompt. Put quotes around it."),
  };

  return llm_cli_parse (&syntax, entries, argc, argv, &self->arguments, status);
}

/* Whether a list that a provider told of its models may know one of @specs. */
static gboolean
may_be_listed (LlmContext *context, const char *const *specs)
{
  GListModel *providers = llm_context_get_providers (context);

  for (guint i = 0; specs[i] != NULL; i++)
    {
      g_autofree char *provider_id = NULL;
      g_autofree char *model_id = NULL;
      g_autoptr (LlmProvider) provider = NULL;

      if (g_utf8_validate (specs[i], -1, NULL)
          && llm_context_parse_model (context, specs[i], &provider_id, &model_id, NULL))
        provider = llm_provider_find (providers, provider_id);
      if (provider != NULL && llm_provider_can_list_models (provider)
          && (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Adds a column for each of @specs. */
static int
add_columns (LlmComparison *comparison, LlmContext *context, const char *const *specs)
{
  guint n = g_strv_length ((char **) specs);

  if (n > MAX_COLUMNS)
    return llm_cli_usage_error ("compare", _ ("At most %d models can be asked at once."),
                                MAX_COLUMNS);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LlmAnswer) answer = NULL;

      if (!g_utf8_validate (specs[i], -1, NULL))
        return llm_cli_usage_error ("compare", _ ("The name of a model is not valid UTF-8."));
      answer = llm_context_new_answer (context, specs[i], &error);
      if (answer == NULL)
        return llm_cli_usage_error ("compare", "%s", error->message);
      llm_comparison_add (comparison, answer);
    }
  return LLM_CLI_OK;
}

static int
check_texts (Options *options, char **prompt)
{
  g_autofree char *problem = NULL;
  g_autofree char *clean = NULL;
  guint n_removed = 0;

  if (options->system != NULL && !g_utf8_validate (options->system, -1, NULL))
    return llm_cli_usage_error ("compare", _ ("The system prompt is not valid UTF-8."));
  if (options->system != NULL)
    clean = llm_prompt_clean (options->system, &n_removed);
  if (n_removed > 0)
    return llm_cli_usage_error (
        "compare", _ ("The system prompt has a control character that cannot be sent."));
  if (options->system != NULL && *options->system == '\0')
    g_clear_pointer (&options->system, g_free);

  *prompt = llm_cli_prompt_get (options->arguments[0], &problem);
  if (*prompt == NULL)
    return llm_cli_usage_error ("compare", "%s", problem);
  return LLM_CLI_OK;
}

/**
 * llm_cli_compare:
 * @argc: the number of elements of @argv
 * @argv: "compare" and what followed it
 * @create_context: makes the context
 *
 * Asks several models the same.
 *
 * Returns: the process's exit status
 */
int
llm_cli_compare (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (Options) options = { 0 };
  g_autoptr (LlmContext) context = NULL;
  g_autoptr (LlmComparison) comparison = NULL;
  g_autoptr (LlmCliSession) session = NULL;
  g_autofree char *prompt = NULL;
  LlmCliFormatKind format;
  int status;

  if (!parse_options (&options, argc, argv, &status))
    return status;
  if (!llm_cli_parse_format ("compare", options.format_name,
                             LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON | LLM_CLI_FORMAT_JSONL,
                             &format))
    return LLM_CLI_USAGE;

  context = llm_cli_make_context (create_context);
  if (context == NULL)
    return LLM_CLI_FAILURE;
  if (options.models == NULL)
    options.models = llm_context_get_default_lineup (context);

  status = check_texts (&options, &prompt);
  if (status != LLM_CLI_OK)
    return status;
  if (may_be_listed (context, (const char *const *) options.models))
    llm_cli_load_models (context);
  comparison = llm_comparison_new (prompt, options.system);
  status = add_columns (comparison, context, (const char *const *) options.models);
  if (status != LLM_CLI_OK)
    return status;

  session = llm_cli_session_new (context, comparison, format, !options.no_save);
  return llm_cli_session_run (session);
}
