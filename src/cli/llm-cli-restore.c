/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-archive.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "llm-cli-text.h"

static void
append_count (GString *out, const char *what, gint64 n)
{
  if (n >= 0)
    g_string_append_printf (out, "%s %" G_GINT64_FORMAT "\n", what, n);
  else
    g_string_append_printf (out, "%s -\n", what);
}

static void
append_preview (GString *out, const LlmBackupInfo *info)
{
  g_autofree char *path = g_filename_display_name (info->path);
  g_autofree char *size
      = g_format_size_full ((guint64) MAX (info->size, 0), G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *oldest = llm_cli_archive_format_time (info->oldest_at);
  g_autofree char *newest = llm_cli_archive_format_time (info->newest_at);

  g_string_append_printf (out, "%s (%s)\n", path, size);
  append_count (out, _ ("Conversations:"), info->n_conversations);
  append_count (out, _ ("Answers:"), info->n_answers);
  if (info->n_images > 0)
    append_count (out, _ ("Images:"), info->n_images);
  if (info->n_missing_images > 0)
    append_count (out, _ ("Images whose file is missing:"), info->n_missing_images);
  g_string_append_printf (out, _ ("From %s to %s"), oldest, newest);
  g_string_append_c (out, '\n');
  for (guint i = 0; info->titles[i] != NULL; i++)
    {
      g_autofree char *line = llm_cli_text_one_line (info->titles[i]);

      g_string_append_printf (out, "  %s\n", line);
    }
}

/* Whether the user says so.  Anything but a word that begins with the letter of
 * "yes" is a no, as is the end of the input. */
static gboolean
ask (void)
{
  char answer[64];
  gssize n;

  /* Translators: keep the [y/N]; the answer begins with y */
  g_printerr ("%s ", _ ("Replace the history by this copy? [y/N]"));
  n = read (STDIN_FILENO, answer, sizeof answer);
  return n > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

static LlmBackupInfo *
preview (LlmCliArchive *self, const char *path, GError **error)
{
  llm_archive_inspect_async (self->archive, path, NULL, llm_cli_archive_answered_cb, self);
  return llm_archive_inspect_finish (self->archive, llm_cli_archive_wait (self), error);
}

static int
restore (LlmCliArchive *self, const char *path)
{
  g_autoptr (LlmBackup) before = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *shown = NULL;

  llm_archive_restore_async (self->archive, path, NULL, llm_cli_archive_answered_cb, self);
  before = llm_archive_restore_finish (self->archive, llm_cli_archive_wait (self), &error);
  if (before == NULL)
    return llm_cli_archive_report (error);
  shown = g_filename_display_name (before->path);
  g_string_append_printf (out, _ ("The history is restored. What was there before is kept as %s."),
                          shown);
  g_string_append_c (out, '\n');
  return llm_cli_print (out->str);
}

static int
run (LlmCliArchive *self, const char *path, gboolean yes)
{
  g_autoptr (LlmBackupInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  int status;

  info = preview (self, path, &error);
  if (info == NULL)
    return llm_cli_archive_report (error);
  append_preview (out, info);
  status = llm_cli_print (out->str);
  if (status != LLM_CLI_OK)
    return status;
  if (info->problem != NULL)
    {
      llm_cli_complain ("%s", info->problem);
      return LLM_CLI_FAILURE;
    }
  if (!yes && !isatty (STDIN_FILENO))
    return llm_cli_usage_error ("restore", _ ("Nothing was changed, since nobody can be asked. Say "
                                              "--yes to replace the history."));
  if (!yes && !ask ())
    {
      llm_cli_complain (_ ("Nothing was changed."));
      return LLM_CLI_FAILURE;
    }
  return restore (self, path);
}

/**
 * llm_cli_restore:
 * @argc: the number of elements of @argv
 * @argv: "restore" and what followed it
 * @create_context: makes the context
 *
 * Lets a copy take the place of the history, after showing what is in it.
 *
 * Returns: the process's exit status
 */
int
llm_cli_restore (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (LlmCliArchive) self = { 0 };
  g_auto (GStrv) arguments = NULL;
  gboolean yes = FALSE;
  int status;
  const GOptionEntry options[]
      = { { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Do not ask"), NULL },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "restore",
    .arguments = "FILE",
    .summary = _ ("Replaces the history by a copy of it, after showing what is in the copy.\n"
                  "What was there before is kept."),
    .max_arguments = 1,
  };

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (arguments[0] == NULL)
    return llm_cli_usage_error ("restore", _ ("Say which file. “llmselect backup --list” shows "
                                              "the backups there are."));
  if (!llm_cli_archive_init (&self, create_context))
    return LLM_CLI_FAILURE;
  return run (&self, arguments[0], yes);
}
