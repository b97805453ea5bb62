/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-json.h"
#include "llm-cli-show.h"
#include "llm-cli-store.h"
#include "llm-cli-text.h"
#include "llm-error.h"

#define DEFAULT_LIMIT 50
#define MAX_IDS 1000
#define SHORT_ID 8
#define TITLE_WIDTH 48
#define N_CELLS 4

/* What the command line said. */
typedef struct
{
  LlmCliFormatKind format;
  int limit;
  char *format_name;
  char *kind;
  char *folder;
  char *tag;
  char *model;
  char *since;
  char *until;
  gboolean archived;
  gboolean trash;
  gboolean voted;
  gboolean purge;
  char **arguments;

  LlmContext *context;
  LlmCliStore *store;
} History;

static void
history_clear (History *self)
{
  g_free (self->format_name);
  g_free (self->kind);
  g_free (self->folder);
  g_free (self->tag);
  g_free (self->model);
  g_free (self->since);
  g_free (self->until);
  g_strfreev (self->arguments);
  g_clear_object (&self->store);
  g_clear_object (&self->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (History, history_clear)

static int
complain_of_reading (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    llm_cli_complain ("%s", error->message);
  else
    llm_cli_complain (_ ("The history cannot be read: %s"), error->message);
  return LLM_CLI_FAILURE;
}

/* --- list and search --- */

static void
add_entry_json (GString *out, LlmHistoryEntry *entry)
{
  static const char *const none[] = { NULL };
  const LlmEntryData *data = llm_history_entry_get_data (entry);

  llm_cli_json_add_string (out, "id", data->id);
  llm_cli_json_add_string (out, "kind", data->kind);
  llm_cli_json_add_string (out, "title", data->title);
  llm_cli_json_add_time (out, "created_at", data->created_at);
  llm_cli_json_add_time (out, "active_at", data->active_at);
  llm_cli_json_add_integer (out, "messages", data->n_messages);
  if (data->names_hidden)
    llm_cli_json_add_boolean (out, "names_hidden", TRUE);
  llm_cli_json_add_strings (out, "models", data->names_hidden ? none : data->models);
  llm_cli_json_add_strings (out, "tags", data->tags);
}

static char **
make_row (LlmHistoryEntry *entry, const char *last_cell)
{
  char **cells = g_new0 (char *, N_CELLS + 1);
  const LlmEntryData *data = llm_history_entry_get_data (entry);
  g_autofree char *title_line
      = llm_cli_text_one_line (*data->title != '\0' ? data->title : data->snippet);

  cells[0] = g_strndup (data->id, SHORT_ID);
  cells[1] = llm_cli_show_format_time (data->active_at);
  cells[2] = llm_cli_text_fit (title_line, TITLE_WIDTH);
  cells[3] = llm_cli_text_one_line (last_cell);
  return cells;
}

static char **
make_heading (const char *last_cell)
{
  char **cells = g_new0 (char *, N_CELLS + 1);

  cells[0] = g_strdup (_ ("ID"));
  cells[1] = g_strdup (_ ("DATE"));
  cells[2] = g_strdup (_ ("TITLE"));
  cells[3] = g_strdup (last_cell);
  return cells;
}

static char *
list_as_json (GPtrArray *entries)
{
  GString *out = g_string_new ("[");

  for (guint i = 0; i < entries->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n{" : "{");
      add_entry_json (out, entries->pdata[i]);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]\n");
  return g_string_free (out, FALSE);
}

static char *
list_as_text (GPtrArray *entries)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  g_ptr_array_add (rows, make_heading (_ ("MODELS")));
  for (guint i = 0; i < entries->len; i++)
    {
      const LlmEntryData *data = llm_history_entry_get_data (entries->pdata[i]);
      g_autofree char *models = data->names_hidden ? g_strdup (_ ("hidden until the verdict"))
                                                   : g_strjoinv (", ", (char **) data->models);

      g_ptr_array_add (rows, make_row (entries->pdata[i], models));
    }
  llm_cli_text_append_table (out, rows, N_CELLS);
  return g_string_free (out, FALSE);
}

/* The folder with that name; complains if there is none. */
static char *
find_folder (History *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = llm_cli_store_list_folders (self->store, &error);

  if (folders == NULL)
    {
      complain_of_reading (error);
      return NULL;
    }
  for (guint i = 0; i < folders->len; i++)
    {
      const LlmFolder *folder = folders->pdata[i];

      if (g_strcmp0 (folder->name, self->folder) == 0 || g_strcmp0 (folder->id, self->folder) == 0)
        return g_strdup (folder->id);
    }
  llm_cli_complain (_ ("There is no folder “%s”."), self->folder);
  return NULL;
}

static int
list_history (History *self)
{
  LlmHistoryQuery query = { .section = LLM_HISTORY_ALL, .kind = self->kind };
  g_autofree char *folder_id = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  if (self->folder != NULL)
    {
      folder_id = find_folder (self);
      if (folder_id == NULL)
        return LLM_CLI_FAILURE;
      query.section = LLM_HISTORY_FOLDER;
      query.within = folder_id;
    }
  else if (self->tag != NULL)
    {
      query.section = LLM_HISTORY_TAG;
      query.within = self->tag;
    }
  else if (self->trash)
    query.section = LLM_HISTORY_TRASH;
  else if (self->archived)
    query.section = LLM_HISTORY_ARCHIVED;

  entries = llm_cli_store_list (self->store, &query, (guint) self->limit, &error);
  if (entries == NULL)
    return complain_of_reading (error);
  if (self->format == LLM_CLI_FORMAT_TEXT && entries->len == 0)
    {
      llm_cli_complain (query.section == LLM_HISTORY_ALL && query.kind == NULL
                            ? _ ("There are no conversations yet.")
                            : _ ("There are no such conversations."));
      return LLM_CLI_OK;
    }
  text = self->format == LLM_CLI_FORMAT_JSON ? list_as_json (entries) : list_as_text (entries);
  return llm_cli_print (text);
}

/* The snippet with what was found between asterisks. */
static char *
mark_snippet (const char *snippet)
{
  g_auto (GStrv) starts = g_strsplit (snippet, LLM_SEARCH_MARK_START, -1);
  g_autofree char *started = g_strjoinv ("*", starts);
  g_auto (GStrv) ends = g_strsplit (started, LLM_SEARCH_MARK_END, -1);

  return g_strjoinv ("*", ends);
}

static char *
hits_as_json (GPtrArray *hits)
{
  GString *out = g_string_new ("[");

  for (guint i = 0; i < hits->len; i++)
    {
      const LlmSearchHit *hit = hits->pdata[i];
      g_autofree char *snippet = mark_snippet (hit->snippet);

      g_string_append (out, i > 0 ? ",\n{" : "{");
      add_entry_json (out, hit->entry);
      llm_cli_json_add_string (out, "turn", hit->turn_id);
      llm_cli_json_add_string (out, "column_id", hit->column_id);
      llm_cli_json_add_string (out, "snippet", snippet);
      llm_cli_json_add_integer (out, "hits", hit->n_hits);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]\n");
  return g_string_free (out, FALSE);
}

static char *
hits_as_text (GPtrArray *hits)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  g_ptr_array_add (rows, make_heading (_ ("FOUND")));
  for (guint i = 0; i < hits->len; i++)
    {
      const LlmSearchHit *hit = hits->pdata[i];
      g_autofree char *snippet = mark_snippet (hit->snippet);

      g_ptr_array_add (rows, make_row (hit->entry, snippet));
    }
  llm_cli_text_append_table (out, rows, N_CELLS);
  return g_string_free (out, FALSE);
}

static int
search_history (History *self)
{
  g_autofree char *words = g_strjoinv (" ", self->arguments + 1);
  g_auto (GStrv) model = self->model != NULL ? g_strsplit (self->model, ":", 2) : NULL;
  g_autofree char *folder_id = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;
  LlmSearchQuery query = { .text = words };

  query.kind = self->kind;
  query.tag = self->tag;
  query.archived = self->archived;
  query.voted = self->voted;
  llm_cli_parse_day (self->since, &query.since);
  llm_cli_parse_day (self->until, &query.until);
  query.limit = self->limit > 0 ? (guint) self->limit : MAX_IDS;
  if (model != NULL)
    {
      query.provider = model[1] != NULL ? model[0] : NULL;
      query.model = model[1] != NULL ? (*model[1] != '\0' ? model[1] : NULL) : model[0];
    }
  if (self->folder != NULL)
    {
      folder_id = find_folder (self);
      if (folder_id == NULL)
        return LLM_CLI_FAILURE;
      query.folder_id = folder_id;
    }

  hits = llm_cli_store_search (self->store, &query, &error);
  if (hits == NULL)
    return complain_of_reading (error);
  if (self->format == LLM_CLI_FORMAT_TEXT && hits->len == 0)
    {
      llm_cli_complain (_ ("Nothing was found."));
      return LLM_CLI_OK;
    }
  text = self->format == LLM_CLI_FORMAT_JSON ? hits_as_json (hits) : hits_as_text (hits);
  return llm_cli_print (text);
}

/* --- show, delete, restore --- */

static int
show_conversation (History *self)
{
  const char *word = self->arguments[1];
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *id = llm_cli_store_find (self->store, word);
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;

  if (id == NULL)
    return LLM_CLI_FAILURE;
  conversation = llm_cli_store_load (self->store, id, &error);
  if (conversation == NULL)
    {
      if (g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND))
        llm_cli_complain (_ ("There is no conversation “%s”."), word);
      else
        llm_cli_complain (_ ("The conversation cannot be read: %s"), error->message);
      return LLM_CLI_FAILURE;
    }
  if (self->format == LLM_CLI_FORMAT_JSON)
    {
      llm_cli_show_append_json (out, conversation);
      g_string_append_c (out, '\n');
    }
  else
    {
      llm_cli_show_append_text (out, conversation, llm_context_get_providers (self->context),
                                isatty (STDOUT_FILENO) != 0);
    }
  return llm_cli_print (out->str);
}

static int
purge (History *self, GPtrArray *ids)
{
  for (guint i = 0; ids->pdata[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!llm_cli_store_delete (self->store, ids->pdata[i], &error))
        {
          llm_cli_complain (_ ("The conversation %s could not be deleted: %s"),
                            (char *) ids->pdata[i], error->message);
          return LLM_CLI_FAILURE;
        }
    }
  return LLM_CLI_OK;
}

static int
move (History *self, gboolean to_trash)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  const LlmEntryChange change = { .fields = LLM_ENTRY_TRASHED, .trashed = to_trash };
  g_autoptr (GError) error = NULL;

  for (guint i = 1; self->arguments[i] != NULL; i++)
    {
      char *id = llm_cli_store_find (self->store, self->arguments[i]);

      if (id == NULL)
        return LLM_CLI_FAILURE;
      g_ptr_array_add (ids, id);
    }
  g_ptr_array_add (ids, NULL);
  if (to_trash && self->purge)
    return purge (self, ids);
  if (llm_cli_store_update (self->store, (const char *const *) ids->pdata, &change, &error))
    return LLM_CLI_OK;
  llm_cli_complain (_ ("The history could not be changed: %s"), error->message);
  return LLM_CLI_FAILURE;
}

/* --- The command line --- */

static int
check_options (History *self, const char *verb)
{
  const gboolean lists = g_str_equal (verb, "list");
  const gboolean searches = g_str_equal (verb, "search");
  gint64 time_us;
  const gboolean filters = self->kind != NULL || self->folder != NULL || self->tag != NULL
                           || self->archived || self->limit != DEFAULT_LIMIT;

  if (filters && !lists && !searches)
    return llm_cli_usage_error ("history", _ ("“history %s” takes no filter and no limit."), verb);
  if ((self->model != NULL || self->since != NULL || self->until != NULL || self->voted)
      && !searches)
    return llm_cli_usage_error (
        "history", _ ("--model, --since, --until and --voted are for “history search”."));
  if (self->trash && !lists)
    return llm_cli_usage_error ("history", _ ("--trash is for “history list”."));
  if (lists && (self->folder != NULL) + (self->tag != NULL) + self->archived + self->trash > 1)
    return llm_cli_usage_error (
        "history", _ ("“history list” takes one of --folder, --tag, --archived and --trash."));
  if (self->purge && !g_str_equal (verb, "delete"))
    return llm_cli_usage_error ("history", _ ("--purge is for “history delete”."));
  if (self->limit < 0)
    return llm_cli_usage_error ("history", _ ("The limit cannot be negative."));
  if (self->kind != NULL && !g_str_equal (self->kind, LLM_KIND_CHAT)
      && !g_str_equal (self->kind, LLM_KIND_COMPARISON))
    return llm_cli_usage_error ("history",
                                _ ("There is no kind “%s”; there are: chat, "
                                   "comparison."),
                                self->kind);
  if (!llm_cli_parse_day (self->since, &time_us) || !llm_cli_parse_day (self->until, &time_us))
    return llm_cli_usage_error ("history", _ ("Give a day as 2026-11-26."));
  return LLM_CLI_OK;
}

/* What is compared with texts of the history must be one. */
static gboolean
are_texts (History *self)
{
  const char *const words[] = { self->folder, self->tag, self->model };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i] != NULL && !g_utf8_validate (words[i], -1, NULL))
      return FALSE;
  for (guint i = 0; self->arguments[i] != NULL; i++)
    if (!g_utf8_validate (self->arguments[i], -1, NULL))
      return FALSE;
  return TRUE;
}

static int
check_arguments (History *self)
{
  static const char *const verbs[] = { "list", "search", "show", "delete", "restore", NULL };
  const char *verb = self->arguments[0];
  const gboolean lists = g_strcmp0 (verb, "list") == 0;

  if (verb == NULL)
    return llm_cli_usage_error ("history",
                                _ ("Say what to do: list, search, show, delete or restore."));
  if (!g_strv_contains (verbs, verb))
    return llm_cli_usage_error ("history",
                                _ ("There is no “history %s”; there are: list, search, "
                                   "show, delete, restore."),
                                verb);
  if (!are_texts (self))
    return llm_cli_usage_error ("history", _ ("What was given is not valid UTF-8."));
  if (lists && self->arguments[1] != NULL)
    return llm_cli_usage_error ("history", _ ("“history list” takes no arguments."));
  if (!lists && self->arguments[1] == NULL)
    return llm_cli_usage_error ("history", g_str_equal (verb, "search")
                                               ? _ ("Say what to search for.")
                                               : _ ("Say which conversation is meant, by its id."));
  if (g_str_equal (verb, "show") && self->arguments[2] != NULL)
    return llm_cli_usage_error ("history", _ ("“history show” shows one conversation."));
  return check_options (self, verb);
}

static gboolean
parse (History *self, int argc, char **argv, int *status)
{
  const GOptionEntry options[]
      = { { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_name, N_ ("How to print it"),
            "text|json" },
          { "limit", 0, 0, G_OPTION_ARG_INT, &self->limit,
            N_ ("List at most so many, 50 if not given; 0 for all"), N_ ("NUMBER") },
          { "kind", 0, 0, G_OPTION_ARG_STRING, &self->kind, N_ ("Only conversations of this kind"),
            "chat|comparison" },
          { "folder", 0, 0, G_OPTION_ARG_FILENAME, &self->folder, N_ ("Only those in this folder"),
            N_ ("NAME") },
          { "tag", 0, 0, G_OPTION_ARG_FILENAME, &self->tag, N_ ("Only those with this tag"),
            N_ ("NAME") },
          { "archived", 0, 0, G_OPTION_ARG_NONE, &self->archived,
            N_ ("List the archived ones, or search them, too"), NULL },
          { "trash", 0, 0, G_OPTION_ARG_NONE, &self->trash, N_ ("List what is in the trash"),
            NULL },
          { "model", 0, 0, G_OPTION_ARG_FILENAME, &self->model,
            N_ ("Find only where this model was asked; PROVIDER: for any of a provider"),
            N_ ("[PROVIDER:]MODEL") },
          { "since", 0, 0, G_OPTION_ARG_STRING, &self->since,
            N_ ("Find only what was asked on this day or later"), N_ ("DAY") },
          { "until", 0, 0, G_OPTION_ARG_STRING, &self->until,
            N_ ("Find only what was asked before this day"), N_ ("DAY") },
          { "voted", 0, 0, G_OPTION_ARG_NONE, &self->voted, N_ ("Find only where there is a vote"),
            NULL },
          { "purge", 0, 0, G_OPTION_ARG_NONE, &self->purge,
            N_ ("Delete for good, not into the trash"), NULL },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "history",
    .arguments = "list | search WORD… | show ID | delete ID… | restore ID…",
    .summary = _ ("Lists the conversations that were kept, newest first, searches them, shows one "
                  "of\nthem, or moves some into the trash and back.\n"
                  "ID is an id or the first characters of it, four at least."),
    .max_arguments = MAX_IDS,
  };

  self->limit = DEFAULT_LIMIT;
  return llm_cli_parse (&syntax, options, argc, argv, &self->arguments, status);
}

/**
 * llm_cli_history:
 * @argc: the number of elements of @argv
 * @argv: "history" and what followed it
 * @create_context: makes the context
 *
 * Lists, searches and shows what was kept, and moves it into the trash and back.
 *
 * Returns: the process's exit status
 */
int
llm_cli_history (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (History) self = { 0 };
  int status;

  if (!parse (&self, argc, argv, &status))
    return status;
  if (!llm_cli_parse_format ("history", self.format_name, LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON,
                             &self.format))
    return LLM_CLI_USAGE;
  status = check_arguments (&self);
  if (status != LLM_CLI_OK)
    return status;

  self.context = llm_cli_make_context (create_context);
  if (self.context == NULL)
    return LLM_CLI_FAILURE;
  self.store = llm_cli_store_new (self.context);
  if (g_str_equal (self.arguments[0], "list"))
    return list_history (&self);
  if (g_str_equal (self.arguments[0], "search"))
    return search_history (&self);
  if (g_str_equal (self.arguments[0], "show"))
    return show_conversation (&self);
  return move (&self, g_str_equal (self.arguments[0], "delete"));
}
