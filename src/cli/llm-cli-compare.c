/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>

#include "llm-cli-continue.h"
#include "llm-cli-images.h"
#include "llm-cli-judge.h"
#include "llm-cli-prompt.h"
#include "llm-cli-session.h"
#include "llm-saved-lineup.h"

/* How often each model may be asked. */
#define MIN_REPEAT 2
#define MAX_REPEAT 10
#define NOT_REPEATED G_MININT

/* What the command line said. */
typedef struct
{
  char **models;
  char **image_paths;
  gboolean images_optional;
  char *system;
  char *lineup;
  char *continued;
  char *format_name;
  char *judge_name;
  gboolean judge_own;
  int repeat;
  gboolean no_save;
  gboolean clears_system; /* --system "" */
  char **arguments;
  LlmCliFormatKind format;
  GPtrArray *images;
  LlmCliJudge *judge;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->models);
  g_free (options->system);
  g_free (options->lineup);
  g_free (options->continued);
  g_free (options->format_name);
  g_free (options->judge_name);
  g_clear_pointer (&options->judge, llm_cli_judge_free);
  g_strfreev (options->arguments);
  g_strfreev (options->image_paths);
  g_clear_pointer (&options->images, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *self, int argc, char **argv, int *status)
{
  const GOptionEntry entries[]
      = { { "model", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &self->models,
            N_ ("Ask this model; may be given up to eight times"), N_ ("PROVIDER:MODEL") },
          { "lineup", 0, 0, G_OPTION_ARG_FILENAME, &self->lineup,
            N_ ("Ask the models of this line-up; see “lineups”"), N_ ("NAME") },
          { "system", 0, 0, G_OPTION_ARG_FILENAME, &self->system,
            N_ ("Give the models this system prompt"), N_ ("TEXT") },
          { "image", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->image_paths,
            N_ ("Send this image with the prompt; may be given several times"), N_ ("FILE") },
          { "images-optional", 0, 0, G_OPTION_ARG_NONE, &self->images_optional,
            N_ ("Ask models that cannot read images without them"), NULL },
          { "continue", 0, 0, G_OPTION_ARG_FILENAME, &self->continued,
            N_ ("Ask the models of this comparison of the history again, with all that was said"),
            N_ ("ID") },
          { "repeat", 0, 0, G_OPTION_ARG_INT, &self->repeat,
            N_ ("Ask each model so often, 2 to 10 times, and tell how much its answers vary"),
            N_ ("K") },
          { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_name,
            N_ ("How to print the answers"), "text|json|jsonl" },
          { "judge", 0, 0, G_OPTION_ARG_FILENAME, &self->judge_name,
            N_ ("Have this model tell how the answers differ; “auto” for the cheapest"),
            N_ ("PROVIDER:MODEL") },
          { "judge-own", 0, 0, G_OPTION_ARG_NONE, &self->judge_own,
            N_ ("The judge may grade an answer of its own"), NULL },
          { "no-save", 0, 0, G_OPTION_ARG_NONE, &self->no_save,
            N_ ("Do not keep the comparison in the history"), NULL },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "compare",
    .arguments = _ ("[PROMPT | -]"),
    .summary = _ ("Asks several models the same and prints their answers.\n"
                  "Without -m the models of the window are asked, or else the demonstration's.\n"
                  "Without PROMPT, or with “-”, the prompt is read from standard input."),
    .description = _ ("Exit status: 0 all answered, 1 some or the judge failed, 3 all failed, 2\n"
                      "the command line was not understood, 130 stopped by Ctrl+C."),
    .max_arguments = 1,
    .too_many = _ ("There is more than one prompt. Put quotes around it."),
  };

  return llm_cli_parse (&syntax, entries, argc, argv, &self->arguments, status);
}

/* Adds as many columns for each of @specs as the user wants, beside each other. */
static int
add_columns (LlmComparison *comparison, LlmContext *context, const char *const *specs, guint times)
{
  const guint n = g_strv_length ((char **) specs);

  if (n > LLM_LINEUP_MAX)
    return llm_cli_usage_error ("compare", _ ("At most %d models can be asked at once."),
                                LLM_LINEUP_MAX);
  if (n * times > LLM_COMPARISON_MAX_ANSWERS)
    return llm_cli_usage_error ("compare",
                                _ ("%u models, %u times each, are %u answers. At most %d can be "
                                   "asked for at once."),
                                n, times, n * times, LLM_COMPARISON_MAX_ANSWERS);

  for (guint i = 0; i < n * times; i++)
    {
      const char *spec = specs[i / times];
      g_autoptr (GError) error = NULL;
      g_autoptr (LlmAnswer) answer = NULL;

      if (!g_utf8_validate (spec, -1, NULL))
        return llm_cli_usage_error ("compare", _ ("The name of a model is not valid UTF-8."));
      answer = llm_context_new_answer (context, spec, &error);
      if (answer == NULL)
        return llm_cli_usage_error ("compare", "%s", error->message);
      llm_comparison_add (comparison, answer);
    }
  return LLM_CLI_OK;
}

static int
check_repeat (const Options *options)
{
  if (options->repeat == NOT_REPEATED)
    return LLM_CLI_OK;
  if (options->repeat < MIN_REPEAT || options->repeat > MAX_REPEAT)
    return llm_cli_usage_error ("compare",
                                _ ("Say with --repeat how often to ask each model, from %d to %d "
                                   "times."),
                                MIN_REPEAT, MAX_REPEAT);
  if (options->continued != NULL)
    return llm_cli_usage_error (
        "compare", _ ("With --continue the same columns are asked again; leave out --repeat."));
  return LLM_CLI_OK;
}

static int
check_texts (Options *options, char **prompt)
{
  g_autofree char *problem = NULL;

  options->clears_system = options->system != NULL && *options->system == '\0';
  if (llm_cli_prompt_check_system (&options->system, &problem))
    *prompt = llm_cli_prompt_get (options->arguments[0], &problem);
  if (problem != NULL)
    return llm_cli_usage_error ("compare", "%s", problem);
  return LLM_CLI_OK;
}

/* Whom to ask: as told, else a line-up, else what the window asks. */
static int
choose_models (Options *self, LlmContext *context)
{
  g_autoptr (LlmSavedLineup) lineup = NULL;

  if (self->models != NULL)
    return LLM_CLI_OK;
  if (self->lineup == NULL)
    {
      self->models = llm_context_get_default_lineup (context);
      return LLM_CLI_OK;
    }
  lineup = g_utf8_validate (self->lineup, -1, NULL)
               ? llm_settings_find_saved_lineup (llm_context_get_settings (context), self->lineup)
               : NULL;
  if (lineup == NULL)
    return llm_cli_usage_error ("compare", _ ("There is no such line-up. “lineups list” tells "
                                              "which there are."));
  self->models = g_steal_pointer (&lineup->models);
  return LLM_CLI_OK;
}

static int
load_images (Options *options, LlmContext *context)
{
  int status;

  options->images
      = llm_cli_images_load (context, (const char *const *) options->image_paths, &status);
  return status;
}

/* Before anything has cost something. */
static int
check_judge (Options *options, LlmContext *context, LlmComparison *comparison)
{
  g_autofree char *problem = NULL;
  const char *specs[] = { options->judge_name, NULL };

  if (options->judge_name == NULL)
    return LLM_CLI_OK;
  llm_cli_load_models_for (context, specs);
  options->judge = llm_cli_judge_new (context, options->judge_name, options->judge_own, comparison,
                                      &problem);
  return options->judge != NULL ? LLM_CLI_OK : llm_cli_usage_error ("compare", "%s", problem);
}

/* Asks the models of the last turn again, each with its own thread. */
static int
go_on (Options *options, LlmContext *context, const char *prompt)
{
  g_autoptr (LlmCliStore) store = llm_cli_store_new (context);
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (LlmComparison) turn = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) specs = NULL;
  LlmTurn *last;
  int status;

  conversation
      = llm_cli_continue_load (store, "compare", options->continued, LLM_KIND_COMPARISON, &status);
  if (conversation == NULL)
    return status;
  if (options->system != NULL || options->clears_system)
    llm_conversation_set_system (conversation, options->system);
  last = llm_conversation_get_last (conversation);
  if (last == NULL || llm_comparison_get_n_answers (llm_turn_get_comparison (last)) == 0)
    {
      llm_cli_complain (_ ("Nobody was asked in “%s”."), options->continued);
      return LLM_CLI_FAILURE;
    }
  turn = llm_conversation_make_follow_up (conversation, llm_turn_get_comparison (last), prompt,
                                          NULL);
  for (guint i = 0; i < llm_comparison_get_n_answers (turn); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (turn, i);
      g_autofree char *spec = g_strconcat (llm_answer_get_provider_id (answer), ":",
                                           llm_answer_get_model_id (answer), NULL);

      g_strv_builder_add (builder, spec);
    }
  specs = g_strv_builder_end (builder);
  llm_cli_load_models_for (context, (const char *const *) specs);
  status = llm_cli_images_attach (context, turn, options->images, options->images_optional);
  if (status == LLM_CLI_OK)
    status = check_judge (options, context, turn);
  if (status != LLM_CLI_OK)
    return status;
  return llm_cli_continue_ask (context, options->no_save ? NULL : store, conversation, turn,
                               options->format, options->judge);
}

static int
begin (Options *options, LlmContext *context, const char *prompt)
{
  g_autoptr (LlmComparison) comparison = NULL;
  g_autoptr (LlmCliSession) session = NULL;
  int status;

  status = choose_models (options, context);
  if (status != LLM_CLI_OK)
    return status;
  llm_cli_load_models_for (context, (const char *const *) options->models);
  comparison = llm_comparison_new (prompt, options->system);
  status = add_columns (comparison, context, (const char *const *) options->models,
                        options->repeat != NOT_REPEATED ? (guint) options->repeat : 1);
  if (status == LLM_CLI_OK)
    status = llm_cli_images_attach (context, comparison, options->images,
                                    options->images_optional);
  if (status == LLM_CLI_OK)
    status = check_judge (options, context, comparison);
  if (status != LLM_CLI_OK)
    return status;

  session = llm_cli_session_new (context, comparison, options->format, !options->no_save);
  llm_cli_session_set_measured (session, options->repeat != NOT_REPEATED);
  llm_cli_session_set_judge (session, options->judge);
  return llm_cli_session_run (session);
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
  g_auto (Options) options = { .repeat = NOT_REPEATED };
  g_autoptr (LlmContext) context = NULL;
  g_autofree char *prompt = NULL;
  int status;

  if (!parse_options (&options, argc, argv, &status))
    return status;
  if (!llm_cli_parse_format ("compare", options.format_name,
                             LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON | LLM_CLI_FORMAT_JSONL,
                             &options.format))
    return LLM_CLI_USAGE;
  if (options.continued != NULL && (options.models != NULL || options.lineup != NULL))
    return llm_cli_usage_error (
        "compare", _ ("With --continue the same models are asked again; leave out -m."));
  if (options.models != NULL && options.lineup != NULL)
    return llm_cli_usage_error ("compare", _ ("Say either -m or --lineup."));

  status = check_repeat (&options);
  if (status != LLM_CLI_OK)
    return status;
  if (options.judge_own && options.judge_name == NULL)
    return llm_cli_usage_error ("compare", _ ("Say with --judge who is to judge."));

  context = llm_cli_make_context (create_context);
  if (context == NULL)
    return LLM_CLI_FAILURE;
  status = check_texts (&options, &prompt);
  if (status == LLM_CLI_OK)
    status = load_images (&options, context);
  if (status != LLM_CLI_OK)
    return status;
  if (options.continued != NULL)
    return go_on (&options, context, prompt);
  return begin (&options, context, prompt);
}
