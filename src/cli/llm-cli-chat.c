/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-continue.h"
#include "llm-cli-images.h"
#include "llm-cli-lines.h"
#include "llm-cli-prompt.h"

/* What the command line said, and the conversation it is about. */
typedef struct
{
  char *model;
  char **image_paths;
  gboolean images_optional;
  char *system;
  char *continued;
  char *format_name;
  gboolean no_save;
  gboolean clears_system; /* --system "" */
  char **arguments;
  LlmCliFormatKind format;

  LlmContext *context;
  LlmCliStore *store;
  LlmConversation *chat;
  GPtrArray *images; /* of the next question */
} Chat;

static void
chat_clear (Chat *self)
{
  g_free (self->model);
  g_free (self->system);
  g_free (self->continued);
  g_free (self->format_name);
  g_strfreev (self->arguments);
  g_strfreev (self->image_paths);
  g_clear_pointer (&self->images, g_ptr_array_unref);
  g_clear_object (&self->chat);
  g_clear_object (&self->store);
  g_clear_object (&self->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chat, chat_clear)

static gboolean
parse (Chat *self, int argc, char **argv, int *status)
{
  const GOptionEntry entries[]
      = { { "model", 'm', 0, G_OPTION_ARG_FILENAME, &self->model,
            N_ ("Ask this model; without it the one that answered last"), N_ ("PROVIDER:MODEL") },
          { "system", 0, 0, G_OPTION_ARG_FILENAME, &self->system,
            N_ ("Give the model this system prompt"), N_ ("TEXT") },
          { "image", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->image_paths,
            N_ ("Send this image with the first question; may be given several times"),
            N_ ("FILE") },
          { "images-optional", 0, 0, G_OPTION_ARG_NONE, &self->images_optional,
            N_ ("Ask a model that cannot read images without them"), NULL },
          { "continue", 0, 0, G_OPTION_ARG_FILENAME, &self->continued,
            N_ ("Go on with this chat of the history"), N_ ("ID") },
          { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_name,
            N_ ("How to print the answers"), "text|json|jsonl" },
          { "no-save", 0, 0, G_OPTION_ARG_NONE, &self->no_save,
            N_ ("Do not keep the chat in the history"), NULL },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "chat",
    .arguments = _ ("[PROMPT | -]"),
    .summary = _ ("Asks one model, with all that was said before.\n"
                  "With PROMPT, or with what is read from standard input, one question is asked.\n"
                  "Without either, on a terminal, questions are asked until Ctrl+D."),
    .description = _ ("Exit status: 0 answered, 3 failed, 2 the command line was not understood,\n"
                      "130 stopped by Ctrl+C."),
    .max_arguments = 1,
    .too_many = _ ("There is more than one prompt. Put quotes around it."),
  };

  return llm_cli_parse (&syntax, entries, argc, argv, &self->arguments, status);
}

/* The chat to go on with, or a new one. */
static int
make_chat (Chat *self)
{
  int status;

  if (self->continued == NULL)
    {
      self->chat = llm_conversation_new (LLM_KIND_CHAT, self->system);
      return LLM_CLI_OK;
    }
  self->chat = llm_cli_continue_load (self->store, "chat", self->continued, LLM_KIND_CHAT, &status);
  if (self->chat == NULL)
    return status;
  if (self->system != NULL || self->clears_system)
    llm_conversation_set_system (self->chat, self->system);
  return LLM_CLI_OK;
}

/* What imported answers have instead of a model that nobody has told. */
#define UNKNOWN_MODEL "-"

/* The model that answered last, if that is known; in a new chat the first of the
 * window's. */
static char *
get_default_model (Chat *self)
{
  LlmTurn *last = llm_conversation_get_last (self->chat);
  LlmComparison *turn = last != NULL ? llm_turn_get_comparison (last) : NULL;
  const char *chosen = turn != NULL ? llm_conversation_get_chosen (self->chat, last) : NULL;
  g_auto (GStrv) specs = NULL;

  if (chosen != NULL)
    {
      LlmAnswer *answer = llm_comparison_find (turn, chosen, NULL);

      if (answer == NULL || g_str_equal (llm_answer_get_model_id (answer), UNKNOWN_MODEL))
        return NULL;
      return g_strdup_printf ("%s:%s", llm_answer_get_provider_id (answer),
                              llm_answer_get_model_id (answer));
    }
  specs = llm_context_get_default_lineup (self->context);
  return g_strdup (specs[0]);
}

/* Whether the model can be asked at all, before anything is typed. */
static int
check_model (Chat *self)
{
  g_autoptr (LlmAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  const char *specs[] = { NULL, NULL };

  if (self->model == NULL)
    self->model = get_default_model (self);
  if (self->model == NULL)
    return llm_cli_usage_error ("chat", _ ("Say which model to ask, with -m."));
  if (!g_utf8_validate (self->model, -1, NULL))
    return llm_cli_usage_error ("chat", _ ("The name of a model is not valid UTF-8."));
  specs[0] = self->model;
  llm_cli_load_models_for (self->context, specs);
  answer = llm_context_new_answer (self->context, self->model, &error);
  if (answer == NULL)
    return llm_cli_usage_error ("chat", "%s", error->message);
  return LLM_CLI_OK;
}

/* Asks one question and waits for the answer. */
static int
ask (Chat *self, const char *prompt)
{
  g_autoptr (LlmComparison) turn = NULL;
  g_autoptr (LlmAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  answer = llm_context_new_answer (self->context, self->model, &error);
  if (answer == NULL)
    return llm_cli_usage_error ("chat", "%s", error->message);
  turn = llm_comparison_new (prompt, llm_conversation_get_system (self->chat));
  llm_comparison_add (turn, answer);
  if (self->images != NULL)
    {
      g_autoptr (GPtrArray) images = g_steal_pointer (&self->images);
      int status = llm_cli_images_attach (self->context, turn, images, self->images_optional);

      if (status != LLM_CLI_OK)
        return status;
    }
  return llm_cli_continue_ask (self->context, self->no_save ? NULL : self->store, self->chat, turn,
                               self->format, NULL);
}

/* Until the end of the input, or a signal. */
static int
ask_on (Chat *self)
{
  g_autoptr (LlmCliLines) lines = llm_cli_lines_new (STDIN_FILENO);
  int status = LLM_CLI_OK;

  for (;;)
    {
      g_autofree char *line = NULL;
      g_autofree char *problem = NULL;
      g_autofree char *prompt = NULL;
      gsize length;
      int number;

      llm_cli_print ("> ");
      line = llm_cli_lines_read (lines, &length, &number);
      if (line == NULL)
        {
          llm_cli_print ("\n");
          return number != 0 ? LLM_CLI_SIGNAL + number : status;
        }
      if (length == 0)
        continue;
      prompt = llm_cli_prompt_check (line, length, &problem);
      if (prompt == NULL)
        {
          llm_cli_complain ("%s", problem);
          continue;
        }
      status = ask (self, prompt);
      if (status >= LLM_CLI_SIGNAL || status == LLM_CLI_USAGE)
        return status;
      llm_cli_print ("\n");
    }
}

static int
run (Chat *self)
{
  g_autofree char *problem = NULL;
  g_autofree char *prompt = NULL;
  int status = make_chat (self);

  if (status == LLM_CLI_OK)
    status = check_model (self);
  if (status == LLM_CLI_OK)
    self->images = llm_cli_images_load (self->context, (const char *const *) self->image_paths,
                                        &status);
  if (status != LLM_CLI_OK)
    return status;
  if (self->arguments[0] == NULL && isatty (STDIN_FILENO) && isatty (STDOUT_FILENO))
    return ask_on (self);
  prompt = llm_cli_prompt_get (self->arguments[0], &problem);
  if (prompt == NULL)
    return llm_cli_usage_error ("chat", "%s", problem);
  return ask (self, prompt);
}

/**
 * llm_cli_chat:
 * @argc: the number of elements of @argv
 * @argv: "chat" and what followed it
 * @create_context: makes the context
 *
 * Asks one model, once or again and again.
 *
 * Returns: the process's exit status
 */
int
llm_cli_chat (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (Chat) self = { 0 };
  g_autofree char *problem = NULL;
  int status;

  if (!parse (&self, argc, argv, &status))
    return status;
  if (!llm_cli_parse_format ("chat", self.format_name,
                             LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON | LLM_CLI_FORMAT_JSONL,
                             &self.format))
    return LLM_CLI_USAGE;
  self.clears_system = self.system != NULL && *self.system == '\0';
  if (!llm_cli_prompt_check_system (&self.system, &problem))
    return llm_cli_usage_error ("chat", "%s", problem);

  self.context = llm_cli_make_context (create_context);
  if (self.context == NULL)
    return LLM_CLI_FAILURE;
  self.store = llm_cli_store_new (self.context);
  return run (&self);
}
