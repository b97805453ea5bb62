/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>

#include "llm-cli-json.h"
#include "llm-cli-text.h"

#define N_CELLS 6

static const char *const kinds[] = { LLM_CACHE_ANSWERS, LLM_CACHE_MODELS };

/* One call to the cache. */
typedef struct
{
  GMainLoop *loop;
  LlmContext *context;
  LlmCacheStats stats;
  GError *error;
} Call;

static void
call_clear (Call *self)
{
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_object (&self->context);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

static void
stats_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *self = user_data;

  llm_cache_stats_finish (LLM_CACHE (source), result, &self->stats, &self->error);
  g_main_loop_quit (self->loop);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *self = user_data;

  llm_cache_clear_finish (LLM_CACHE (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

static int
report (Call *self)
{
  if (self->error == NULL)
    return LLM_CLI_OK;
  llm_cli_complain ("%s", self->error->message);
  return LLM_CLI_FAILURE;
}

static void
add_heading (GPtrArray *rows)
{
  char **cells = g_new0 (char *, N_CELLS + 1);

  cells[0] = g_strdup (_ ("KIND"));
  cells[1] = g_strconcat ("\t", _ ("ENTRIES"), NULL);
  cells[2] = g_strconcat ("\t", _ ("SIZE"), NULL);
  /* Translators: how often something was found in the cache */
  cells[3] = g_strconcat ("\t", _ ("HITS"), NULL);
  /* Translators: how often something was not found in the cache */
  cells[4] = g_strconcat ("\t", _ ("MISSES"), NULL);
  cells[5] = g_strdup (_ ("OLDEST"));
  g_ptr_array_add (rows, cells);
}

static void
add_row (GPtrArray *rows, const char *kind, const LlmCacheStats *stats)
{
  char **cells = g_new0 (char *, N_CELLS + 1);
  g_autofree char *size = g_format_size_full ((guint64) stats->n_bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_autoptr (GDateTime) oldest = NULL;

  if (stats->n_entries > 0)
    oldest = g_date_time_new_from_unix_local (stats->oldest_at / G_USEC_PER_SEC);
  cells[0] = g_strdup (kind);
  cells[1] = g_strdup_printf ("\t%" G_GINT64_FORMAT, stats->n_entries);
  cells[2] = g_strconcat ("\t", size, NULL);
  cells[3] = g_strdup_printf ("\t%" G_GINT64_FORMAT, stats->n_hits);
  cells[4] = g_strdup_printf ("\t%" G_GINT64_FORMAT, stats->n_misses);
  cells[5] = oldest != NULL ? g_date_time_format (oldest, "%Y-%m-%d %H:%M") : g_strdup ("-");
  g_ptr_array_add (rows, cells);
}

static void
append_json (GString *out, const char *kind, const LlmCacheStats *stats)
{
  g_string_append (out, g_str_has_suffix (out->str, "[") ? "\n{" : ",\n{");
  llm_cli_json_add_string (out, "kind", kind);
  llm_cli_json_add_integer (out, "entries", stats->n_entries);
  llm_cli_json_add_integer (out, "bytes", stats->n_bytes);
  llm_cli_json_add_integer (out, "hits", stats->n_hits);
  llm_cli_json_add_integer (out, "misses", stats->n_misses);
  if (stats->n_entries > 0)
    llm_cli_json_add_time (out, "oldest", stats->oldest_at);
  else
    llm_cli_json_add_string (out, "oldest", NULL);
  g_string_append_c (out, '}');
}

static int
print_stats (Call *self, LlmCliFormatKind format)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  gboolean on = llm_settings_get_response_cache (llm_context_get_settings (self->context));

  llm_cli_json_add_boolean (json, "response_cache", on);
  llm_cli_json_key (json, "kinds");
  g_string_append_c (json, '[');
  add_heading (rows);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      llm_cache_stats_async (llm_context_get_cache (self->context), kinds[i], NULL, stats_cb, self);
      g_main_loop_run (self->loop);
      if (self->error != NULL)
        return report (self);
      append_json (json, kinds[i], &self->stats);
      add_row (rows, kinds[i], &self->stats);
    }
  g_string_append (json, "]}\n");
  llm_cli_text_append_table (text, rows, N_CELLS);
  g_string_append_printf (text, "\n%s\n",
                          on ? _ ("Equal requests are answered from the cache.")
                             : _ ("Equal requests are asked again: the response cache is off."));
  return llm_cli_print (format == LLM_CLI_FORMAT_JSON ? json->str : text->str);
}

static int
clear (Call *self, const char *kind)
{
  llm_cache_clear_async (llm_context_get_cache (self->context), kind, NULL, cleared_cb, self);
  g_main_loop_run (self->loop);
  return report (self);
}

static int
check_arguments (char **arguments, gboolean has_format)
{
  guint n = g_strv_length (arguments);
  gboolean stats = g_strcmp0 (arguments[0], "stats") == 0;

  if (n == 0)
    return llm_cli_usage_error ("cache", _ ("Say what to do: stats or clear."));
  if (!stats && !g_str_equal (arguments[0], "clear"))
    return llm_cli_usage_error ("cache", _ ("There is no “cache %s”; there are: stats, clear."),
                                arguments[0]);
  if (n > (stats ? 1 : 2))
    return llm_cli_usage_error ("cache", _ ("There are too many arguments."));
  if (!stats && has_format)
    return llm_cli_usage_error ("cache", _ ("Only “cache stats” has a format."));
  if (n == 2 && !g_str_equal (arguments[1], kinds[0]) && !g_str_equal (arguments[1], kinds[1]))
    return llm_cli_usage_error ("cache", _ ("There is no kind “%s”; there are: answers, models."),
                                arguments[1]);
  return LLM_CLI_OK;
}

/**
 * llm_cli_cache:
 * @argc: the number of elements of @argv
 * @argv: "cache" and what followed it
 * @create_context: makes the context
 *
 * Tells what is in the cache, or empties it.
 *
 * Returns: the process's exit status
 */
int
llm_cli_cache (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (Call) self = { 0 };
  g_autofree char *format_name = NULL;
  g_auto (GStrv) arguments = NULL;
  LlmCliFormatKind format;
  int status;
  const GOptionEntry options[] = { { "format", 0, 0, G_OPTION_ARG_STRING, &format_name,
                                     N_ ("How to print the figures"), "text|json" },
                                   G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "cache",
    .arguments = "stats | clear [answers|models]",
    .summary = _ ("Tells what is in the cache, or empties it.\n"
                  "It holds lists of models, and answers if the response cache is switched on."),
    .max_arguments = G_MAXUINT,
  };

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (!llm_cli_parse_format ("cache", format_name, LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON,
                             &format))
    return LLM_CLI_USAGE;
  status = check_arguments (arguments, format_name != NULL);
  if (status != LLM_CLI_OK)
    return status;

  self.context = llm_cli_make_context (create_context);
  if (self.context == NULL)
    return LLM_CLI_FAILURE;
  self.loop = g_main_loop_new (NULL, FALSE);
  if (g_str_equal (arguments[0], "stats"))
    return print_stats (&self, format);
  return clear (&self, arguments[1]);
}
