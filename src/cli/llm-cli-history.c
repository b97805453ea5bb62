/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-json.h"
#include "llm-cli-report.h"
#include "llm-cli-text.h"
#include "llm-error.h"

#define DEFAULT_LIMIT 50
#define PAGE_SIZE 200
#define ID_LENGTH 36
#define MIN_PREFIX 4
#define SHORT_ID 8
#define TITLE_WIDTH 48
#define N_CELLS 4

/* One look into the store. */
typedef struct
{
  GMainLoop *loop;
  LlmStore *store;
  GListModel *providers;
  LlmComparison *comparison;
  GError *error;

  GPtrArray *entries; /* those that were asked for */
  char *prefix;       /* of their ids; NULL for all */
  guint limit;        /* how many at most; 0 for all */
  gint64 last_time;   /* where the next page begins */
  char *last_id;
} History;

static void
history_clear (History *self)
{
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->providers);
  g_clear_object (&self->comparison);
  g_clear_error (&self->error);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->prefix, g_free);
  g_clear_pointer (&self->last_id, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (History, history_clear)

static void page_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static guint
get_missing (History *self)
{
  return self->limit > 0 ? MIN (self->limit - self->entries->len, PAGE_SIZE) : PAGE_SIZE;
}

static void
ask_for_page (History *self)
{
  const LlmHistoryCursor after = { self->last_time, self->last_id };

  llm_store_list_async (self->store, NULL, self->last_id != NULL ? &after : NULL,
                        self->prefix != NULL ? PAGE_SIZE : get_missing (self), NULL, page_cb,
                        self);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  History *self = user_data;
  g_autoptr (GPtrArray) page = NULL;

  page = llm_store_list_finish (LLM_STORE (source), result, &self->error);
  for (guint i = 0; page != NULL && i < page->len && get_missing (self) > 0; i++)
    {
      LlmHistoryEntry *entry = page->pdata[i];
      const char *id = llm_history_entry_get_id (entry);

      if (self->prefix == NULL || g_str_has_prefix (id, self->prefix))
        g_ptr_array_add (self->entries, g_object_ref (entry));
      self->last_time = llm_history_entry_get_created_at (entry);
      g_free (self->last_id);
      self->last_id = g_strdup (id);
    }
  if (page == NULL || page->len == 0 || get_missing (self) == 0)
    g_main_loop_quit (self->loop);
  else
    ask_for_page (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  History *self = user_data;

  self->comparison = llm_store_load_finish (LLM_STORE (source), result, &self->error);
  g_main_loop_quit (self->loop);
}

/* Fills @self->entries; complains and returns FALSE if that cannot be done. */
static gboolean
list_entries (History *self)
{
  ask_for_page (self);
  g_main_loop_run (self->loop);
  if (self->error == NULL)
    return TRUE;
  llm_cli_complain (_ ("The history cannot be read: %s"), self->error->message);
  return FALSE;
}

static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("-");
}

static void
append_entry_json (GString *out, LlmHistoryEntry *entry)
{
  g_string_append_c (out, '{');
  llm_cli_json_add_string (out, "id", llm_history_entry_get_id (entry));
  llm_cli_json_add_string (out, "kind", llm_history_entry_get_kind (entry));
  llm_cli_json_add_string (out, "title", llm_history_entry_get_title (entry));
  llm_cli_json_add_time (out, "created_at", llm_history_entry_get_created_at (entry));
  llm_cli_json_add_strings (out, "models", llm_history_entry_get_models (entry));
  g_string_append_c (out, '}');
}

static char **
make_row (LlmHistoryEntry *entry)
{
  char **cells = g_new0 (char *, N_CELLS + 1);
  const char *title = llm_history_entry_get_title (entry);
  const char *const *names = llm_history_entry_get_models (entry);
  g_autofree char *title_line = NULL;
  g_autofree char *models = NULL;

  if (title == NULL || *title == '\0')
    title = llm_history_entry_get_snippet (entry);
  title_line = llm_cli_text_one_line (title != NULL ? title : "");
  models = names != NULL ? g_strjoinv (", ", (char **) names) : g_strdup ("");
  cells[0] = g_strndup (llm_history_entry_get_id (entry), SHORT_ID);
  cells[1] = format_time (llm_history_entry_get_created_at (entry));
  cells[2] = llm_cli_text_fit (title_line, TITLE_WIDTH);
  cells[3] = llm_cli_text_one_line (models);
  return cells;
}

static char **
make_heading (void)
{
  char **cells = g_new0 (char *, N_CELLS + 1);

  cells[0] = g_strdup (_ ("ID"));
  cells[1] = g_strdup (_ ("DATE"));
  cells[2] = g_strdup (_ ("TITLE"));
  cells[3] = g_strdup (_ ("MODELS"));
  return cells;
}

static int
list_history (History *self, LlmCliFormatKind format)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  if (!list_entries (self))
    return LLM_CLI_FAILURE;

  if (format == LLM_CLI_FORMAT_JSON)
    {
      g_string_append_c (out, '[');
      for (guint i = 0; i < self->entries->len; i++)
        {
          g_string_append (out, i > 0 ? ",\n" : "");
          append_entry_json (out, self->entries->pdata[i]);
        }
      g_string_append (out, "]\n");
    }
  else if (self->entries->len == 0)
    {
      llm_cli_complain (_ ("There are no comparisons yet."));
    }
  else
    {
      g_ptr_array_add (rows, make_heading ());
      for (guint i = 0; i < self->entries->len; i++)
        g_ptr_array_add (rows, make_row (self->entries->pdata[i]));
      llm_cli_text_append_table (out, rows, N_CELLS);
    }
  return llm_cli_print (out->str);
}

/* The whole id that @word is the beginning of, or NULL after a complaint. */
static char *
find_id (History *self, const char *word)
{
  g_autofree char *id = g_ascii_strdown (word, -1);
  gsize len = strlen (id);

  if (len == ID_LENGTH)
    return g_steal_pointer (&id);
  if (len < MIN_PREFIX || len > ID_LENGTH)
    {
      llm_cli_complain (_ ("“%s” is not the id of a comparison: give its first four characters "
                           "at least."), word);
      return NULL;
    }

  self->prefix = g_steal_pointer (&id);
  self->limit = 2;
  if (!list_entries (self))
    return NULL;
  if (self->entries->len == 0)
    llm_cli_complain (_ ("There is no comparison “%s”."), word);
  else if (self->entries->len > 1)
    llm_cli_complain (_ ("Several comparisons begin with “%s”: give more characters."), word);
  else
    return g_strdup (llm_history_entry_get_id (self->entries->pdata[0]));
  return NULL;
}

static void
append_quoted (GString *out, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (out, "> %s\n", lines[i]);
  g_string_append_c (out, '\n');
}

static void
append_comparison (GString *out, LlmComparison *comparison, GListModel *providers)
{
  gboolean for_terminal = isatty (STDOUT_FILENO) != 0;
  const char *texts[] = { llm_comparison_get_system (comparison),
                          llm_comparison_get_prompt (comparison) };
  g_autofree char *time = format_time (llm_comparison_get_created_at (comparison));

  g_string_append_printf (out, "%s · %s\n\n", llm_comparison_get_id (comparison), time);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *stripped = NULL;

      if (texts[i] == NULL)
        continue;
      stripped = for_terminal ? llm_cli_text_strip (texts[i]) : NULL;
      append_quoted (out, stripped != NULL ? stripped : texts[i]);
    }
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      if (i > 0)
        g_string_append_c (out, '\n');
      llm_cli_report_append_section (out, i, llm_comparison_get_answer (comparison, i),
                                     providers, for_terminal);
    }
}

static int
show_comparison (History *self, const char *word, LlmCliFormatKind format)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *id = find_id (self, word);

  if (id == NULL)
    return LLM_CLI_FAILURE;

  llm_store_load_async (self->store, id, NULL, loaded_cb, self);
  g_main_loop_run (self->loop);
  if (self->comparison == NULL)
    {
      if (g_error_matches (self->error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND))
        llm_cli_complain (_ ("There is no comparison “%s”."), word);
      else
        llm_cli_complain (_ ("The comparison cannot be read: %s"), self->error->message);
      return LLM_CLI_FAILURE;
    }

  if (format == LLM_CLI_FORMAT_JSON)
    {
      llm_cli_report_append_json (out, self->comparison, id);
      g_string_append_c (out, '\n');
    }
  else
    {
      append_comparison (out, self->comparison, self->providers);
    }
  return llm_cli_print (out->str);
}

static int
check_arguments (char **arguments, int limit)
{
  gboolean show = g_strcmp0 (arguments[0], "show") == 0;

  if (arguments[0] == NULL)
    return llm_cli_usage_error ("history", _ ("Say what to do: list or show."));
  if (!show && !g_str_equal (arguments[0], "list"))
    return llm_cli_usage_error ("history", _ ("There is no “history %s”; there are: list, show."),
                                arguments[0]);
  if (show && arguments[1] == NULL)
    return llm_cli_usage_error ("history", _ ("Say which comparison to show, by its id."));
  if (!show && arguments[1] != NULL)
    return llm_cli_usage_error ("history", _ ("“history list” takes no arguments."));
  if (show && limit != DEFAULT_LIMIT)
    return llm_cli_usage_error ("history", _ ("“history show” has no limit."));
  if (limit < 0)
    return llm_cli_usage_error ("history", _ ("The limit cannot be negative."));
  return LLM_CLI_OK;
}

/**
 * llm_cli_history:
 * @argc: the number of elements of @argv
 * @argv: "history" and what followed it
 * @create_context: makes the context
 *
 * Lists what was kept, or shows one comparison.
 *
 * Returns: the process's exit status
 */
int
llm_cli_history (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (History) self = { 0 };
  g_autoptr (LlmContext) context = NULL;
  g_autofree char *format_name = NULL;
  g_auto (GStrv) arguments = NULL;
  LlmCliFormatKind format;
  int limit = DEFAULT_LIMIT;
  int status;
  const GOptionEntry options[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_name, N_ ("How to print it"), "text|json" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit,
      N_ ("List at most so many, 50 if not given; 0 for all"), N_ ("NUMBER") },
    G_OPTION_ENTRY_NULL
  };
  const LlmCliSyntax syntax = {
    .command = "history",
    .arguments = "list | show ID",
    .summary = _ ("Lists the comparisons that were kept, newest first, or shows one of them.\n"
                  "ID is its id or the first characters of it, four at least."),
    .max_arguments = 2,
  };

  if (!llm_cli_parse (&syntax, options, argc, argv, &arguments, &status))
    return status;
  if (!llm_cli_parse_format ("history", format_name, LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON,
                             &format))
    return LLM_CLI_USAGE;
  status = check_arguments (arguments, limit);
  if (status != LLM_CLI_OK)
    return status;

  context = llm_cli_make_context (create_context);
  if (context == NULL)
    return LLM_CLI_FAILURE;
  self.loop = g_main_loop_new (NULL, FALSE);
  self.store = g_object_ref (llm_context_get_store (context));
  self.providers = g_object_ref (llm_context_get_providers (context));
  self.entries = g_ptr_array_new_with_free_func (g_object_unref);
  self.limit = limit;
  if (g_str_equal (arguments[0], "show"))
    return show_comparison (&self, arguments[1], format);
  return list_history (&self, format);
}
