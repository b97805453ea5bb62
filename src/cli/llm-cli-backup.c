/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-archive.h"

#include <glib/gi18n.h>

#include "llm-cli-json.h"
#include "llm-cli-text.h"

#define N_CELLS 5

static void
add_row (GPtrArray *rows, const LlmBackup *backup)
{
  char **cells = g_new0 (char *, N_CELLS + 1);

  cells[0] = llm_cli_archive_format_time (backup->created_at);
  cells[1] = g_strdup (llm_backup_reason_to_string (backup->reason));
  cells[2] = backup->n_conversations >= 0
                 ? g_strdup_printf ("\t%" G_GINT64_FORMAT, backup->n_conversations)
                 : g_strdup ("\t-");
  cells[3] = backup->size >= 0
                 ? g_format_size_full ((guint64) backup->size, G_FORMAT_SIZE_IEC_UNITS)
                 : g_strdup ("-");
  cells[4] = g_filename_display_name (backup->path);
  g_ptr_array_add (rows, cells);
}

static void
add_heading (GPtrArray *rows)
{
  char **cells = g_new0 (char *, N_CELLS + 1);

  cells[0] = g_strdup (_ ("TIME"));
  /* Translators: why a backup was made */
  cells[1] = g_strdup (_ ("REASON"));
  cells[2] = g_strconcat ("\t", _ ("CONVERSATIONS"), NULL);
  cells[3] = g_strdup (_ ("SIZE"));
  cells[4] = g_strdup (_ ("FILE"));
  g_ptr_array_add (rows, cells);
}

static void
append_json (GString *out, const LlmBackup *backup)
{
  g_autofree char *path = g_filename_display_name (backup->path);

  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "path", path);
  llm_cli_json_add_time (out, "created_at", backup->created_at);
  llm_cli_json_add_string (out, "reason", llm_backup_reason_to_string (backup->reason));
  llm_cli_json_add_count (out, "bytes", backup->size);
  llm_cli_json_add_count (out, "version", backup->version);
  llm_cli_json_add_count (out, "conversations", backup->n_conversations);
  g_string_append_c (out, '}');
}

static int
list (LlmCliArchive *self, LlmCliFormatKind format)
{
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GPtrArray) backups = NULL;
  g_autoptr (GError) error = NULL;

  llm_archive_list_backups_async (self->archive, NULL, llm_cli_archive_answered_cb, self);
  backups = llm_archive_list_backups_finish (self->archive, llm_cli_archive_wait (self), &error);
  if (backups == NULL)
    return llm_cli_archive_report (error);

  add_heading (rows);
  for (guint i = 0; i < backups->len; i++)
    {
      g_string_append (json, i > 0 ? ",\n" : "");
      append_json (json, backups->pdata[i]);
      add_row (rows, backups->pdata[i]);
    }
  g_string_append (json, "]\n");
  llm_cli_text_append_table (text, rows, N_CELLS);
  return llm_cli_print (format == LLM_CLI_FORMAT_JSON ? json->str : text->str);
}

static int
make (LlmCliArchive *self, const char *path, LlmCliFormatKind format)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (GError) error = NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    {
      g_autofree char *shown = g_filename_display_name (path);

      llm_cli_complain (_ ("There is a file %s already. Choose another name."), shown);
      return LLM_CLI_FAILURE;
    }
  llm_archive_backup_async (self->archive, path, NULL, NULL, NULL, llm_cli_archive_answered_cb,
                            self);
  backup = llm_archive_backup_finish (self->archive, llm_cli_archive_wait (self), &error);
  if (backup == NULL)
    return llm_cli_archive_report (error);
  if (format == LLM_CLI_FORMAT_JSON)
    append_json (out, backup);
  else
    g_string_append (out, backup->path);
  g_string_append_c (out, '\n');
  return llm_cli_print (out->str);
}

/**
 * llm_cli_backup:
 * @argc: the number of elements of @argv
 * @argv: "backup" and what followed it
 * @create_context: makes the context
 *
 * Makes a copy of the history, or lists those there are.
 *
 * Returns: the process's exit status
 */
int
llm_cli_backup (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (LlmCliArchive) self = { 0 };
  g_autofree char *format_name = NULL;
  g_autofree char *output = NULL;
  g_auto (GStrv) arguments = NULL;
  gboolean wants_list = FALSE;
  LlmCliFormatKind format;
  int status;
  const GOptionEntry options[]
      = { { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
            N_ ("Where to put the copy, instead of the folder of backups"), N_ ("FILE") },
          { "list", 0, 0, G_OPTION_ARG_NONE, &wants_list, N_ ("List the backups there are"), NULL },
          { "format", 0, 0, G_OPTION_ARG_STRING, &format_name, N_ ("How to print what there is"),
            "text|json" },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "backup",
    .summary
    = _ ("Makes a copy of the history and prints where it is.\n"
         "The program may run meanwhile. A copy of each day it is used on is made anyway."),
  };

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (!llm_cli_parse_format ("backup", format_name, LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON,
                             &format))
    return LLM_CLI_USAGE;
  if (wants_list && output != NULL)
    return llm_cli_usage_error ("backup", _ ("Either list the backups or make one."));
  if (!llm_cli_archive_init (&self, create_context))
    return LLM_CLI_FAILURE;
  return wants_list ? list (&self, format) : make (&self, output, format);
}
