/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-text.h"

static gboolean
write_all (int fd, const char *text)
{
  gsize len = strlen (text);

  while (len > 0)
    {
      gssize n = write (fd, text, len);

      if (n >= 0)
        {
          text += n;
          len -= n;
        }
      else if (errno == EAGAIN)
        {
          /* Someone who shares the descriptor has put it into this mode. */
          struct pollfd poller = { .fd = fd, .events = POLLOUT };

          poll (&poller, 1, -1);
        }
      else if (errno != EINTR)
        {
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * llm_cli_complain:
 * @format: a translated sentence with printf() placeholders
 *
 * Says something on standard error: on one line, with the program's name before
 * and without anything that a terminal would obey.
 */
void
llm_cli_complain (const char *format, ...)
{
  g_autofree char *message = NULL;
  g_autofree char *valid = NULL;
  g_autofree char *line = NULL;
  g_autofree char *full = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  valid = g_utf8_make_valid (message, -1);
  line = llm_cli_text_one_line (valid);
  full = g_strdup_printf ("llmselect: %s\n", line);
  write_all (STDERR_FILENO, full);
}

/**
 * llm_cli_usage_error:
 * @command: (nullable): the command whose help says more
 * @format: a translated sentence with printf() placeholders
 *
 * Says on standard error why the command line was not understood.
 *
 * Returns: %LLM_CLI_USAGE
 */
int
llm_cli_usage_error (const char *command, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (command != NULL)
    llm_cli_complain (_ ("%s See “llmselect %s --help”."), message, command);
  else
    llm_cli_complain (_ ("%s See “llmselect --help”."), message);
  return LLM_CLI_USAGE;
}

/**
 * llm_cli_print:
 * @text: what the command found out
 *
 * Writes @text to standard output, waiting for the reader as any filter does.
 *
 * Returns: %LLM_CLI_OK, or what to exit with
 */
int
llm_cli_print (const char *text)
{
  g_return_val_if_fail (text != NULL, LLM_CLI_FAILURE);

  if (write_all (STDOUT_FILENO, text))
    return LLM_CLI_OK;
  if (errno == EPIPE)
    return LLM_CLI_SIGNAL + SIGPIPE;
  llm_cli_complain (_ ("The output could not be written: %s"), g_strerror (errno));
  return LLM_CLI_FAILURE;
}

static int
print_help (const LlmCliSyntax *syntax, GOptionContext *context)
{
  g_autofree char *program = g_strconcat ("llmselect ", syntax->command, NULL);
  g_autofree char *help = NULL;

  /* The usage line begins with the program's name; nothing comes after it. */
  g_set_prgname (program);
  help = g_option_context_get_help (context, TRUE, NULL);
  return llm_cli_print (help);
}

/**
 * llm_cli_parse:
 * @syntax: what the command takes
 * @options: (nullable) (array zero-terminated=1): its options, with translatable
 *   descriptions
 * @argc: the number of elements of @argv
 * @argv: the command's name and what followed it
 * @arguments: (out) (transfer full): what is not an option
 * @status: (out): what to exit with when the command is not to go on
 *
 * Reads the command line of one command and answers `--help`.
 *
 * Returns: whether to go on
 */
gboolean
llm_cli_parse (const LlmCliSyntax *syntax,
               const GOptionEntry *options,
               int argc,
               char **argv,
               char ***arguments,
               int *status)
{
  g_autoptr (GOptionContext) context = g_option_context_new (syntax->arguments);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = g_new0 (char *, argc + 1);
  g_auto (GStrv) rest = NULL;
  gboolean help = FALSE;
  gboolean debug; /* main has looked for it */
  const GOptionEntry common[] = {
    { "debug", 0, 0, G_OPTION_ARG_NONE, &debug,
      N_ ("Print on standard error what the program does"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_ ("Show this help and exit"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  for (int i = 0; i < argc; i++)
    words[i] = g_strdup (argv[i]);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, syntax->summary);
  g_option_context_set_description (context, syntax->description);
  if (options != NULL)
    g_option_context_add_main_entries (context, options, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);

  if (!g_option_context_parse_strv (context, &words, &error))
    {
      /* GLib's sentences have no full stop. */
      *status = llm_cli_usage_error (syntax->command, "%s.", error->message);
      return FALSE;
    }
  if (help)
    {
      *status = print_help (syntax, context);
      return FALSE;
    }
  if (rest != NULL && g_strv_length (rest) > syntax->max_arguments)
    {
      const char *too_many = syntax->too_many;

      if (too_many == NULL)
        too_many = _ ("There are too many arguments.");
      *status = llm_cli_usage_error (syntax->command, "%s", too_many);
      return FALSE;
    }
  *arguments = rest != NULL ? g_steal_pointer (&rest) : g_new0 (char *, 1);
  return TRUE;
}

/**
 * llm_cli_parse_format:
 * @command: the command, for its complaint
 * @name: (nullable): the argument of `--format`
 * @allowed: the #LlmCliFormatKind flags the command knows
 * @format: (out): the format; text if @name is NULL
 *
 * Returns: whether @name is such a format; if not, the user has been told
 */
gboolean
llm_cli_parse_format (const char *command,
                      const char *name,
                      guint allowed,
                      LlmCliFormatKind *format)
{
  static const char *const names[] = { "text", "json", "jsonl", "csv", "html" };
  g_autoptr (GString) known = g_string_new (NULL);

  *format = LLM_CLI_FORMAT_TEXT;
  if (name == NULL)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if ((allowed & (1u << i)) == 0)
        continue;
      if (g_str_equal (name, names[i]))
        {
          *format = 1u << i;
          return TRUE;
        }
      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", names[i]);
    }
  llm_cli_usage_error (command, _ ("There is no format “%s”; there are: %s."), name, known->str);
  return FALSE;
}

/**
 * llm_cli_parse_day:
 * @day: (nullable): a day such as 2026-11-26
 * @time_us: (out): when it begins here, Unix time in microseconds; 0 if @day is NULL
 *
 * Nothing was asked before 1970: such a day is the first moment that counts.
 *
 * Returns: whether @day is NULL or a day
 */
gboolean
llm_cli_parse_day (const char *day, gint64 *time_us)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *iso = day != NULL ? g_strconcat (day, "T00:00:00", NULL) : NULL;
  g_autoptr (GDateTime) time = iso != NULL ? g_date_time_new_from_iso8601 (iso, zone) : NULL;

  *time_us = time != NULL ? MAX (g_date_time_to_unix (time) * G_USEC_PER_SEC, 1) : 0;
  return day == NULL || time != NULL;
}

static void
salvaged_cb (LlmArchive *archive, LlmSalvageReport *report, gpointer user_data)
{
  g_autofree char *words = llm_salvage_report_describe (report);

  llm_cli_complain ("%s", words);
}

/**
 * llm_cli_make_context:
 * @create_context: makes it
 *
 * Returns: (transfer full) (nullable): the context; if there is none the user has
 *   been told
 */
LlmContext *
llm_cli_make_context (LlmContextFunc create_context)
{
  g_autoptr (GError) error = NULL;
  LlmContext *context = create_context (&error);

  if (context == NULL)
    llm_cli_complain ("%s", error->message);
  else if (llm_context_get_archive (context) != NULL)
    g_signal_connect (llm_context_get_archive (context), "salvaged", G_CALLBACK (salvaged_cb),
                      NULL);
  return context;
}

/**
 * llm_cli_find_provider:
 * @context: the context
 * @command: the command, for its complaint
 * @provider_id: what the user called the provider
 *
 * Returns: (transfer full) (nullable): the provider; if there is none the user
 *   has been told which there are
 */
LlmProvider *
llm_cli_find_provider (LlmContext *context, const char *command, const char *provider_id)
{
  GListModel *providers = llm_context_get_providers (context);
  LlmProvider *found = llm_provider_find (providers, provider_id);
  g_autoptr (GString) known = g_string_new (NULL);

  if (found != NULL)
    return found;
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (providers, i);

      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", llm_provider_get_id (provider));
    }
  llm_cli_usage_error (command, _ ("There is no provider “%s”; there are: %s."), provider_id,
                       known->str);
  return NULL;
}
