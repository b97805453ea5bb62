/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-prompt.h"
#include "llm-cli-session.h"
#include "llm-cli-store.h"
#include "llm-error.h"
#include "llm-input-check.h"

/* What the command line said, and the conversation it is about. */
typedef struct
{
  char *model;
  char *system;
  char *continued;
  char *format_name;
  gboolean no_save;
  char **arguments;
  LlmCliFormatKind format;

  LlmContext *context;
  LlmCliStore *store;
  LlmConversation *chat;
} Chat;

static void
chat_clear (Chat *self)
{
  g_free (self->model);
  g_free (self->system);
  g_free (self->continued);
  g_free (self->format_name);
  g_strfreev (self->arguments);
  g_clear_object (&self->chat);
  g_clear_object (&self->store);
  g_clear_object (&self->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chat, chat_clear)

static gboolean
parse (Chat *self, int argc, char **argv, int *status)
{
  const GOptionEntry entries[]
      = { { "model", 'm', 0, G_OPTION_ARG_STRING, &self->model,
            N_ ("Ask this model; without it the one that answered last"), N_ ("PROVIDER:MODEL") },
          { "system", 0, 0, G_OPTION_ARG_STRING, &self->system,
            N_ ("Give the model this system prompt"), N_ ("TEXT") },
          { "continue", 0, 0, G_OPTION_ARG_STRING, &self->continued,
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

static int
load_chat (Chat *self)
{
  g_autofree char *id = llm_cli_store_find (self->store, self->continued);
  g_autoptr (GError) error = NULL;

  if (id == NULL)
    return LLM_CLI_FAILURE;
  self->chat = llm_cli_store_load (self->store, id, &error);
  if (self->chat == NULL)
    {
      llm_cli_complain (_ ("The chat cannot be read: %s"), error->message);
      return LLM_CLI_FAILURE;
    }
  if (!llm_conversation_is_chat (self->chat))
    return llm_cli_usage_error ("chat",
                                _ ("“%s” is a comparison. Only a chat can be continued; "
                                   "“llmselect history list --kind=chat” lists them."),
                                self->continued);
  if (self->system != NULL)
    llm_conversation_set_system (self->chat, self->system);
  return LLM_CLI_OK;
}

/* The model that answered last, else the first of the window's. */
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

      return g_strdup_printf ("%s:%s", llm_answer_get_provider_id (answer),
                              llm_answer_get_model_id (answer));
    }
  specs = llm_context_get_default_lineup (self->context);
  return g_strdup (specs[0]);
}

static gboolean
check_system (Chat *self, int *status)
{
  g_autofree char *clean = NULL;
  guint n_removed = 0;

  if (self->system == NULL)
    return TRUE;
  clean = llm_prompt_clean (self->system, &n_removed);
  if (n_removed == 0)
    return TRUE;
  *status = llm_cli_usage_error (
      "chat", _ ("The system prompt has a control character that cannot be sent."));
  return FALSE;
}

/* Asks one question and waits for the answer. */
static int
ask (Chat *self, const char *prompt)
{
  g_autoptr (LlmComparison) turn = NULL;
  g_autoptr (LlmAnswer) answer = NULL;
  g_autoptr (LlmThread) thread = NULL;
  g_autoptr (LlmCliSession) session = NULL;
  g_autoptr (GError) error = NULL;

  answer = llm_context_new_answer (self->context, self->model, &error);
  if (answer == NULL)
    return llm_cli_usage_error ("chat", "%s", error->message);
  turn = llm_comparison_new (prompt, llm_conversation_get_system (self->chat));
  llm_comparison_add (turn, answer);
  if (*llm_conversation_get_title (self->chat) == '\0')
    llm_conversation_set_title (self->chat, llm_comparison_get_title (turn));
  llm_conversation_append (self->chat, turn);
  thread = llm_conversation_make_thread (self->chat, turn, answer);
  llm_answer_set_thread (answer, thread);

  if (!self->no_save && !llm_cli_store_save (self->store, self->chat, &error))
    llm_cli_complain (_ ("The chat was not saved: %s"), error->message);
  session = llm_cli_session_new (self->context, turn, self->format, !self->no_save);
  return llm_cli_session_run (session);
}

/* Until the end of the input, or a signal. */
static int
ask_on (Chat *self)
{
  g_autofree char *line = NULL;
  size_t size = 0;
  int status = LLM_CLI_OK;

  for (;;)
    {
      g_autofree char *problem = NULL;
      g_autofree char *prompt = NULL;
      ssize_t length;

      fputs ("> ", stdout);
      fflush (stdout);
      length = getline (&line, &size, stdin);
      if (length < 0)
        break;
      g_strchomp (line);
      if (*line == '\0')
        continue;
      prompt = llm_cli_prompt_check (line, strlen (line), &problem);
      if (prompt == NULL)
        {
          llm_cli_complain ("%s", problem);
          continue;
        }
      status = ask (self, prompt);
      if (status >= LLM_CLI_SIGNAL || status == LLM_CLI_USAGE)
        return status;
      fputs ("\n", stdout);
    }
  fputs ("\n", stdout);
  return status;
}

static int
run (Chat *self)
{
  g_autofree char *problem = NULL;
  g_autofree char *prompt = NULL;

  if (self->model == NULL)
    self->model = get_default_model (self);
  if (self->model == NULL)
    return llm_cli_usage_error ("chat", _ ("Say which model to ask, with -m."));
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
  int status;

  if (!parse (&self, argc, argv, &status))
    return status;
  if (!llm_cli_parse_format ("chat", self.format_name,
                             LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON | LLM_CLI_FORMAT_JSONL,
                             &self.format)
      || !check_system (&self, &status))
    return LLM_CLI_USAGE;

  self.context = llm_cli_make_context (create_context);
  if (self.context == NULL)
    return LLM_CLI_FAILURE;
  self.store = llm_cli_store_new (self.context);
  if (self.continued != NULL)
    {
      status = load_chat (&self);
      if (status != LLM_CLI_OK)
        return status;
    }
  else
    {
      self.chat = llm_conversation_new (
          LLM_KIND_CHAT, self.system != NULL && *self.system != '\0' ? self.system : NULL);
    }
  return run (&self);
}
