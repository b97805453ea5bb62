/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-private.h"

static const struct
{
  const char *name;
  const char *summary;
  int (*run) (int argc, char **argv, LlmContextFunc create_context);
} commands[] = {
  { "backup", N_ ("Make a copy of the history, or list those there are"), llm_cli_backup },
  { "cache", N_ ("Tell what is in the cache, or empty it"), llm_cli_cache },
  { "chat", N_ ("Ask one model, with all that was said before"), llm_cli_chat },
  { "check", N_ ("Look for damage of the history file"), llm_cli_check },
  { "compare", N_ ("Ask several models the same and see their answers side by side"),
    llm_cli_compare },
  { "diff", N_ ("Show word by word how two answers differ"), llm_cli_diff },
  { "export", N_ ("Write conversations into a file"), llm_cli_export },
  { "history", N_ ("List, search, show or delete what was kept"), llm_cli_history },
  { "import", N_ ("Read conversations from a file"), llm_cli_import },
  { "keys", N_ ("Store, list or delete the API keys of the providers"), llm_cli_keys },
  { "leaderboard", N_ ("Rank the models by your own votes"), llm_cli_leaderboard },
  { "lineups", N_ ("Keep sets of models under names"), llm_cli_lineups },
  { "models", N_ ("List the models that are known"), llm_cli_models },
  { "providers", N_ ("List, add, remove or test providers"), llm_cli_providers },
  { "recorder", N_ ("Show how a column was asked, request by request"), llm_cli_recorder },
  { "restore", N_ ("Replace the history by a copy of it"), llm_cli_restore },
  { "salvage", N_ ("Read what can be read of a damaged history"), llm_cli_salvage },
};

static int
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_str_equal (name, commands[i].name))
        return (int) i;
    }
  return -1;
}

static int
print_help (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "%s\n  llmselect\n  llmselect %s\n\n%s\n", _ ("Usage:"),
                          _ ("COMMAND [OPTION…]"),
                          _ ("Without a command the window opens."));
  g_string_append_printf (out, "\n%s\n", _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (out, "  %-11s %s\n", commands[i].name,
                            g_dgettext (GETTEXT_PACKAGE, commands[i].summary));
  g_string_append_printf (out, "  %-11s %s\n", "help", _ ("Show the help of a command"));
  g_string_append_printf (out, "\n%s\n", _ ("Options:"));
  g_string_append_printf (out, "  %-11s %s\n", "-h, --help", _ ("Show this help and exit"));
  g_string_append_printf (out, "  %-11s %s\n", "--debug",
                          _ ("Print on standard error what the program does"));
  g_string_append_printf (out, "  %-11s %s\n", "--version", _ ("Show the version and exit"));
  g_string_append_printf (out, "\n%s\n",
                          _ ("“llmselect COMMAND --help” says what a command takes."));
  return llm_cli_print (out->str);
}

static int
run_help (int argc, char **argv, LlmContextFunc create_context)
{
  char *command_help[] = { NULL, (char *) "--help", NULL };
  int command;

  if (argc < 2)
    return print_help ();
  command = find_command (argv[1]);
  if (command < 0 || argc > 2)
    return llm_cli_usage_error (NULL, _ ("There is no help on “%s”."),
                                argv[command < 0 ? 1 : 2]);
  command_help[0] = argv[1];
  return commands[command].run (2, command_help, create_context);
}

/* What is opened later must not land on a closed standard stream. */
static void
open_standard_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    {
      if (fcntl (fd, F_GETFD) < 0 && open ("/dev/null", O_RDWR) < 0)
        return;
    }
}

/**
 * llm_cli_is_command:
 * @argc: the number of elements of @argv
 * @argv: the process's command line
 *
 * Returns: whether the command line is meant for llm_cli_run(); if not, the
 *   window is wanted
 */
gboolean
llm_cli_is_command (int argc, char **argv)
{
  static const char *const window_options[] = { "--demo", "--new-window", "--display" };

  if (argc < 2)
    return FALSE;
  if (g_str_has_prefix (argv[1], "--gapplication-"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (window_options); i++)
    {
      const char *rest = argv[1];

      if (g_str_has_prefix (rest, window_options[i]))
        {
          rest += strlen (window_options[i]);
          if (*rest == '\0' || *rest == '=')
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * llm_cli_run:
 * @argc: the number of elements of @argv
 * @argv: the process's command line, for which llm_cli_is_command() is true
 * @create_context: makes the context if the command needs one
 *
 * Runs one command to its end in the thread-default main context.  Needs no
 * display, no D-Bus and no keyring.
 *
 * Returns: the process's exit status
 */
int
llm_cli_run (int argc, char **argv, LlmContextFunc create_context)
{
  int command;

  g_return_val_if_fail (argc >= 2 && argv != NULL, LLM_CLI_USAGE);
  g_return_val_if_fail (create_context != NULL, LLM_CLI_FAILURE);

  open_standard_streams ();
  /* A reader that goes away is an error of write(), not the end. */
  signal (SIGPIPE, SIG_IGN);

  if (g_str_equal (argv[1], "--version"))
    return llm_cli_print ("llmselect " PACKAGE_VERSION "\n");
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    return print_help ();
  if (g_str_equal (argv[1], "help"))
    return run_help (argc - 1, argv + 1, create_context);

  command = find_command (argv[1]);
  if (command >= 0)
    return commands[command].run (argc - 1, argv + 1, create_context);
  if (argv[1][0] == '-')
    return llm_cli_usage_error (NULL, _ ("There is no option “%s”."), argv[1]);
  return llm_cli_usage_error (NULL, _ ("There is no command “%s”."), argv[1]);
}
