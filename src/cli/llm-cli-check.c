/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-archive.h"

#include <glib/gi18n.h>

#include "llm-cli-json.h"
#include "llm-cli-text.h"

#define N_CELLS 4

static int
print_check (const LlmCheckReport *report, LlmCliFormatKind format)
{
  g_autoptr (GString) out = g_string_new (NULL);
  int status;

  if (format == LLM_CLI_FORMAT_JSON)
    {
      g_string_append_c (out, '{');
      llm_cli_json_add_boolean (out, "ok", report->ok);
      llm_cli_json_add_boolean (out, "full", report->full);
      llm_cli_json_add_strings (out, "problems", (const char *const *) report->problems);
      g_string_append (out, "}\n");
    }
  else if (report->ok)
    {
      g_string_append_printf (out, "%s\n", _ ("The history is intact."));
    }
  else
    {
      g_string_append_printf (out, "%s\n",
                              _ ("The history is damaged. “llmselect salvage” reads what can be "
                                 "read of it; “llmselect restore” brings a backup back."));
      for (guint i = 0; report->problems[i] != NULL; i++)
        {
          g_autofree char *line = llm_cli_text_one_line (report->problems[i]);

          g_string_append_printf (out, "%s\n", line);
        }
    }
  status = llm_cli_print (out->str);
  return status != LLM_CLI_OK || report->ok ? status : LLM_CLI_FAILURE;
}

/**
 * llm_cli_check:
 * @argc: the number of elements of @argv
 * @argv: "check" and what followed it
 * @create_context: makes the context
 *
 * Looks for damage of the history.
 *
 * Returns: the process's exit status: %LLM_CLI_FAILURE if there is some
 */
int
llm_cli_check (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (LlmCliArchive) self = { 0 };
  g_autofree char *format_name = NULL;
  g_auto (GStrv) arguments = NULL;
  g_autoptr (LlmCheckReport) report = NULL;
  g_autoptr (GError) error = NULL;
  gboolean full = FALSE;
  LlmCliFormatKind format;
  int status;
  const GOptionEntry options[]
      = { { "full", 0, 0, G_OPTION_ARG_NONE, &full,
            N_ ("Also compare indexes with what they are of, which takes longer"), NULL },
          { "format", 0, 0, G_OPTION_ARG_STRING, &format_name, N_ ("How to print what was found"),
            "text|json" },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "check",
    .summary = _ ("Looks for damage of the history file. The exit status is 1 if there is some."),
  };

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (!llm_cli_parse_format ("check", format_name, LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON,
                             &format))
    return LLM_CLI_USAGE;
  if (!llm_cli_archive_init (&self, create_context))
    return LLM_CLI_FAILURE;
  llm_archive_check_async (self.archive, full, NULL, llm_cli_archive_answered_cb, &self);
  report = llm_archive_check_finish (self.archive, llm_cli_archive_wait (&self), &error);
  return report != NULL ? print_check (report, format) : llm_cli_archive_report (error);
}

static void
add_row (GPtrArray *rows, char *name, char *saved, char *partial, char *ranges)
{
  char **cells = g_new0 (char *, N_CELLS + 1);

  cells[0] = name;
  cells[1] = saved;
  cells[2] = partial;
  cells[3] = ranges;
  g_ptr_array_add (rows, cells);
}

static void
append_tables (GString *out, LlmSalvageReport *report)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  add_row (rows, g_strdup (_ ("TABLE")), g_strconcat ("\t", _ ("SAVED"), NULL),
           /* Translators: how many rows were saved in part */
           g_strconcat ("\t", _ ("IN PART"), NULL),
           /* Translators: how many ranges of row numbers could not be read */
           g_strconcat ("\t", _ ("LOST RANGES"), NULL));
  for (guint i = 0; i < report->tables->len; i++)
    {
      const LlmSalvageTable *table = report->tables->pdata[i];

      add_row (rows, g_strdup (table->name),
               g_strdup_printf ("\t%" G_GINT64_FORMAT, table->n_saved),
               g_strdup_printf ("\t%" G_GINT64_FORMAT, table->n_partial),
               g_strdup_printf ("\t%u", table->lost->len));
    }
  llm_cli_text_append_table (out, rows, N_CELLS);
}

static void
append_table_json (GString *out, const LlmSalvageTable *table)
{
  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "name", table->name);
  llm_cli_json_add_integer (out, "saved", table->n_saved);
  llm_cli_json_add_integer (out, "partial", table->n_partial);
  llm_cli_json_key (out, "lost");
  g_string_append_c (out, '[');
  for (guint i = 0; i < table->lost->len; i++)
    {
      const LlmSalvageRange *range = &g_array_index (table->lost, LlmSalvageRange, i);

      g_string_append_printf (out, "%s[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]",
                              i > 0 ? "," : "", range->first, range->last);
    }
  g_string_append (out, "]}");
}

static void
append_json (GString *out, LlmSalvageReport *report)
{
  g_autofree char *original = g_filename_display_name (report->original);

  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "original", original);
  llm_cli_json_add_boolean (out, "complete", llm_salvage_report_is_complete (report));
  llm_cli_json_add_count (out, "conversations", report->n_conversations);
  llm_cli_json_add_integer (out, "placeholders", report->n_placeholders);
  llm_cli_json_add_integer (out, "dropped", report->n_dropped);
  llm_cli_json_key (out, "tables");
  g_string_append_c (out, '[');
  for (guint i = 0; i < report->tables->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      append_table_json (out, report->tables->pdata[i]);
    }
  g_string_append (out, "]}\n");
}

static int
print_salvage (LlmSalvageReport *report, LlmCliFormatKind format)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (format == LLM_CLI_FORMAT_JSON)
    append_json (out, report);
  else
    append_tables (out, report);
  return llm_cli_print (out->str);
}

/* A sound history is left alone. */
static gboolean
is_intact (LlmCliArchive *self)
{
  g_autoptr (LlmCheckReport) report = NULL;

  llm_archive_check_async (self->archive, TRUE, NULL, llm_cli_archive_answered_cb, self);
  report = llm_archive_check_finish (self->archive, llm_cli_archive_wait (self), NULL);
  return report != NULL && report->ok;
}

static int
salvage (LlmCliArchive *self, LlmCliFormatKind format)
{
  g_autoptr (LlmSalvageReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (is_intact (self))
    {
      llm_cli_complain (_ ("The history is intact, so there is nothing to salvage."));
      return format == LLM_CLI_FORMAT_JSON ? llm_cli_print ("null\n") : LLM_CLI_OK;
    }
  llm_archive_salvage_async (self->archive, NULL, llm_cli_archive_answered_cb, self);
  report = llm_archive_salvage_finish (self->archive, llm_cli_archive_wait (self), &error);
  return report != NULL ? print_salvage (report, format) : llm_cli_archive_report (error);
}

/**
 * llm_cli_salvage:
 * @argc: the number of elements of @argv
 * @argv: "salvage" and what followed it
 * @create_context: makes the context
 *
 * Reads what can be read of the history into a new file.
 *
 * Returns: the process's exit status
 */
int
llm_cli_salvage (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (LlmCliArchive) self = { 0 };
  g_autofree char *format_name = NULL;
  g_auto (GStrv) arguments = NULL;
  LlmCliFormatKind format;
  int status;
  const GOptionEntry options[] = { { "format", 0, 0, G_OPTION_ARG_STRING, &format_name,
                                     N_ ("How to print what was saved"), "text|json" },
                                   G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "salvage",
    .summary = _ ("Reads what can be read of a damaged history into a new file that takes its "
                  "place.\nThe damaged file is kept beside it as it is."),
  };

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (!llm_cli_parse_format ("salvage", format_name, LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON,
                             &format))
    return LLM_CLI_USAGE;
  if (!llm_cli_archive_init (&self, create_context))
    return LLM_CLI_FAILURE;
  return salvage (&self, format);
}
