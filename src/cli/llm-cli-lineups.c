/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>

#include "llm-cli-json.h"
#include "llm-cli-text.h"
#include "llm-column-spec.h"
#include "llm-saved-lineup.h"

#define N_CELLS 3

static int
fail (const GError *error)
{
  llm_cli_complain ("%s", error->message);
  return LLM_CLI_FAILURE;
}

static char *
to_json (GPtrArray *lineups, const char *usual)
{
  g_autoptr (GString) out = g_string_new ("[");

  for (guint i = 0; i < lineups->len; i++)
    {
      const LlmSavedLineup *lineup = lineups->pdata[i];

      g_string_append (out, i == 0 ? "\n  " : ",\n  ");
      g_string_append_c (out, '{');
      llm_cli_json_add_string (out, "name", lineup->name);
      llm_cli_json_add_strings (out, "models", (const char *const *) lineup->models);
      llm_cli_json_add_boolean (out, "default", g_strcmp0 (lineup->name, usual) == 0);
      g_string_append_c (out, '}');
    }
  g_string_append (out, lineups->len > 0 ? "\n]\n" : "]\n");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add_row (GPtrArray *rows, const char *mark, const char *name, const char *models)
{
  char **cells = g_new0 (char *, N_CELLS + 1);

  cells[0] = g_strdup (mark);
  cells[1] = llm_cli_text_one_line (name);
  cells[2] = llm_cli_text_one_line (models);
  g_ptr_array_add (rows, cells);
}

static int
list (LlmSettings *settings, LlmCliFormatKind format)
{
  g_autoptr (GPtrArray) lineups = llm_settings_get_saved_lineups (settings);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (LlmSavedLineup) usual = llm_settings_find_default_lineup (settings);
  const char *usual_name = usual != NULL ? usual->name : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (format == LLM_CLI_FORMAT_JSON)
    {
      g_autofree char *json = to_json (lineups, usual_name);

      return llm_cli_print (json);
    }
  add_row (rows, "", _ ("LINE-UP"), _ ("MODELS"));
  for (guint i = 0; i < lineups->len; i++)
    {
      const LlmSavedLineup *lineup = lineups->pdata[i];
      g_autofree char *models = g_strjoinv (" ", lineup->models);

      add_row (rows, g_strcmp0 (lineup->name, usual_name) == 0 ? "*" : "", lineup->name, models);
    }
  llm_cli_text_append_table (text, rows, N_CELLS);
  return llm_cli_print (text->str);
}

static int
save (LlmContext *context, char **arguments)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 1; arguments[i] != NULL; i++)
    {
      g_autofree char *spec = llm_column_spec_split (arguments[i], NULL, &error);

      if (spec == NULL || !llm_context_parse_model (context, spec, NULL, NULL, &error))
        return fail (error);
    }
  if (!llm_settings_save_lineup (llm_context_get_settings (context), arguments[0],
                                 (const char *const *) arguments + 1, &error))
    return fail (error);
  return LLM_CLI_OK;
}

static int delete (LlmSettings *settings, const char *name)
{
  if (llm_settings_delete_lineup (settings, name, NULL))
    return LLM_CLI_OK;
  llm_cli_complain (_ ("There is no line-up “%s”."), name);
  return LLM_CLI_FAILURE;
}

/* What new comparisons begin with; without a name, again what the last one asked. */
static int
choose_default (LlmSettings *settings, const char *name)
{
  g_autoptr (LlmSavedLineup) lineup = NULL;

  if (name != NULL)
    lineup = llm_settings_find_saved_lineup (settings, name);
  if (name != NULL && lineup == NULL)
    {
      llm_cli_complain (_ ("There is no line-up “%s”."), name);
      return LLM_CLI_FAILURE;
    }
  llm_settings_set_default_lineup (settings, name);
  return LLM_CLI_OK;
}

/* Line-ups of the same name are replaced. */
static int
import (LlmSettings *settings, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lineups = NULL;
  g_autofree char *data = NULL;
  gsize length;

  if (g_file_get_contents (path, &data, &length, &error))
    lineups = llm_saved_lineups_from_data (data, length, &error);
  if (lineups == NULL || !llm_settings_add_saved_lineups (settings, lineups, &error))
    return fail (error);
  return LLM_CLI_OK;
}

static int export(LlmSettings *settings)
{
  g_autoptr (GPtrArray) lineups = llm_settings_get_saved_lineups (settings);
  g_autofree char *data = llm_saved_lineups_to_data (lineups);

  return llm_cli_print (data);
}

static const struct
{
  const char *name;
  guint least;
  guint most;
} verbs[] = {
  { "list", 0, 0 },    { "save", 2, 1 + LLM_LINEUP_MAX },
  { "rename", 2, 2 },  { "delete", 1, 1 },
  { "export", 0, 0 },  { "import", 1, 1 },
  { "default", 0, 1 },
};

static int
check_arguments (char **arguments, gboolean has_format)
{
  const guint n = g_strv_length (arguments);

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (g_strcmp0 (arguments[0], verbs[i].name) != 0)
        continue;
      if (n - 1 < verbs[i].least || n - 1 > verbs[i].most)
        return llm_cli_usage_error ("lineups", _ ("“lineups %s” takes other arguments."),
                                    arguments[0]);
      if (has_format && i != 0)
        return llm_cli_usage_error ("lineups", _ ("Only “lineups list” has a format."));
      for (guint j = 1; j < n; j++)
        {
          if (!g_utf8_validate (arguments[j], -1, NULL) && !g_str_equal (verbs[i].name, "import"))
            return llm_cli_usage_error ("lineups", _ ("An argument is not valid UTF-8."));
        }
      return LLM_CLI_OK;
    }
  return llm_cli_usage_error (
      "lineups", _ ("Say what to do: list, save, rename, delete, default, export or import."));
}

static int
run (LlmContext *context, char **arguments, LlmCliFormatKind format)
{
  LlmSettings *settings = llm_context_get_settings (context);
  g_autoptr (GError) error = NULL;

  if (g_str_equal (arguments[0], "save"))
    return save (context, arguments + 1);
  if (g_str_equal (arguments[0], "delete"))
    return delete (settings, arguments[1]);
  if (g_str_equal (arguments[0], "import"))
    return import (settings, arguments[1]);
  if (g_str_equal (arguments[0], "export"))
    return export(settings);
  if (g_str_equal (arguments[0], "default"))
    return choose_default (settings, arguments[1]);
  if (g_str_equal (arguments[0], "list"))
    return list (settings, format);
  return llm_settings_rename_lineup (settings, arguments[1], arguments[2], &error) ? LLM_CLI_OK
                                                                                   : fail (error);
}

/**
 * llm_cli_lineups:
 * @argc: the number of elements of @argv
 * @argv: "lineups" and what followed it
 * @create_context: makes the context
 *
 * Keeps sets of models under names.
 *
 * Returns: the process's exit status
 */
int
llm_cli_lineups (int argc, char **argv, LlmContextFunc create_context)
{
  g_autoptr (LlmContext) context = NULL;
  g_autofree char *format_name = NULL;
  g_auto (GStrv) arguments = NULL;
  LlmCliFormatKind format;
  int status;
  const GOptionEntry options[] = { { "format", 0, 0, G_OPTION_ARG_STRING, &format_name,
                                     N_ ("How to print the list"), "text|json" },
                                   G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "lineups",
    .arguments = "list | save NAME MODEL… | rename NAME NEW | delete NAME | default [NAME] | "
                 "export | import FILE",
    .summary
    = _ ("Keeps sets of models under names, for “compare --lineup NAME” and the window.\n"
         "“default NAME” has new comparisons begin with it. “export” prints what “import”\n"
         "reads. A model may have parameters in brackets behind it, such as\n"
         "PROVIDER:MODEL[temperature=0.2,top-p=0.9,max-tokens=500,seed=7,effort=low]."),
    .max_arguments = G_MAXUINT,
  };

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (!llm_cli_parse_format ("lineups", format_name, LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON,
                             &format))
    return LLM_CLI_USAGE;
  status = check_arguments (arguments, format_name != NULL);
  if (status != LLM_CLI_OK)
    return status;
  context = llm_cli_make_context (create_context);
  if (context == NULL)
    return LLM_CLI_FAILURE;
  return run (context, arguments, format);
}
