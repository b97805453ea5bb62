/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* The store's part of bench-history.py: does what it is told, line by line; with
 * “version” for a file it says which version of the schema is the newest.
 *
 *   run NAME TIMES   asks the store, one after the other; then how many came
 *   sql NAME         the same as SQL for the shell
 *
 * “prepare” is what the window does when the search gets the focus.
 */

#include "llm-db-answers.h"
#include "llm-db-conversations.h"
#include "llm-db-images.h"
#include "llm-db-lists.h"
#include "llm-db-migrations.h"
#include "llm-db-private.h"
#include "llm-db-turns.h"
#include "llm-sqlite-store.h"
#include "seed-text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A history of 100,000 conversations has more than 5,000 such pages. */
#define PAGE 18
#define FAR_PAGE 5000

#define N_HITS 50

typedef struct
{
  LlmStore *store;
  LlmDb *db; /* for SQL */
  char *far_id;
  gint64 far_key;
  char *conversation; /* the longest */
  guint n;
  gboolean done;
} Bench;

static void
check (gboolean good, GError *error)
{
  if (!good)
    g_error ("%s", error != NULL ? error->message : "failed");
}

static char *
query_text (Bench *bench, const char *sql)
{
  g_autoptr (GError) error = NULL;
  char *text = llm_db_query_text (bench->db, sql, &error);

  check (text != NULL, error);
  return text;
}

static void
find_places (Bench *bench)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT active_at || ' ' || id FROM conversation INDEXED BY conversation_by_time"
      " WHERE deleted_at IS NULL AND archived = 0 ORDER BY active_at DESC, id DESC"
      " LIMIT 1 OFFSET %d",
      PAGE * (FAR_PAGE - 1) - 1);
  g_autofree char *far = query_text (bench, sql);
  char *id;

  bench->far_key = g_ascii_strtoll (far, &id, 10);
  bench->far_id = g_strdup (id + 1);
  bench->conversation
      = query_text (bench, "SELECT id FROM conversation WHERE deleted_at IS NULL AND archived = 0"
                           " ORDER BY n_messages DESC, num LIMIT 1");
}

/* --- Asking the store --- */

static void
list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = llm_store_list_finish (LLM_STORE (source), result, &error);

  check (list != NULL, error);
  bench->n = list->len;
  bench->done = TRUE;
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmConversation) conversation
      = llm_store_load_conversation_finish (LLM_STORE (source), result, &error);

  check (conversation != NULL, error);
  bench->n = g_list_model_get_n_items (G_LIST_MODEL (conversation));
  bench->done = TRUE;
}

static void
ask (Bench *bench, const char *name)
{
  const LlmHistoryQuery all = { .section = LLM_HISTORY_ALL };
  const LlmHistoryCursor far = { bench->far_key, bench->far_id };
  LlmSearchQuery search = { .limit = N_HITS };

  bench->done = FALSE;
  if (g_str_equal (name, "prepare"))
    llm_store_prepare_search_async (bench->store, NULL, list_cb, bench);
  else if (g_str_equal (name, "first-page") || g_str_equal (name, "far-page"))
    llm_store_list_async (bench->store, &all, g_str_equal (name, "far-page") ? &far : NULL, PAGE,
                          NULL, list_cb, bench);
  else if (g_str_equal (name, "open"))
    llm_store_load_conversation_async (bench->store, bench->conversation, NULL, load_cb, bench);
  else
    {
      search.text = name;
      llm_store_search_async (bench->store, &search, NULL, list_cb, bench);
    }
  while (!bench->done)
    g_main_context_iteration (NULL, TRUE);
}

/* --- The same for the shell --- */

static LlmStatement *
prepare (Bench *bench, const char *sql)
{
  g_autoptr (GError) error = NULL;
  LlmStatement *statement = llm_db_prepare (bench->db, sql, &error);

  check (statement != NULL, error);
  return statement;
}

static void
print_sql (LlmStatement *statement)
{
  char *sql = sqlite3_expanded_sql (statement->handle);

  printf ("%s;\n", sql);
  sqlite3_free (sql);
}

static void
print_page (Bench *bench, gboolean is_far)
{
  const LlmHistoryQuery all = { .section = LLM_HISTORY_ALL };
  g_autofree char *sql = llm_db_lists_make_sql (&all, is_far);
  g_autoptr (LlmStatement) statement = prepare (bench, sql);

  if (is_far)
    {
      llm_statement_bind_int64 (statement, ":key", bench->far_key);
      llm_statement_bind_text (statement, ":id", bench->far_id);
    }
  llm_statement_bind_int64 (statement, ":limit", PAGE);
  print_sql (statement);
}

static void
print_of_id (Bench *bench, const char *sql, const char *name, const char *value)
{
  g_autoptr (LlmStatement) statement = prepare (bench, sql);

  llm_statement_bind_text (statement, name, value);
  print_sql (statement);
}

static void
print_open (Bench *bench)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT json_group_array (id) FROM (SELECT id FROM turn WHERE conversation_id = '%s'"
      " ORDER BY created_at DESC LIMIT 24)",
      bench->conversation);
  g_autofree char *turns = query_text (bench, sql);

  print_of_id (bench, llm_db_conversations_sql_load, ":id", bench->conversation);
  print_of_id (bench, llm_db_conversations_sql_turns, ":id", bench->conversation);
  print_of_id (bench, llm_db_turns_sql_load, ":turns", turns);
  print_of_id (bench, llm_db_answers_sql_load, ":turns", turns);
  print_of_id (bench, llm_db_images_sql_load, ":turns", turns);
}

/* As SQLite's manual shows it: the best of each index with a snippet. */
static void
print_search (const char *text)
{
  printf ("SELECT conversation.id, conversation.title, snippet (title_fts, -1, '[', ']', '...', 20)"
          " FROM title_fts CROSS JOIN conversation ON conversation.num = title_fts.rowid"
          " WHERE title_fts MATCH '\"%s\" *' AND conversation.deleted_at IS NULL"
          " AND conversation.archived = 0 ORDER BY title_fts.rank LIMIT %d;\n",
          text, N_HITS);
  printf ("SELECT conversation.id, conversation.title, snippet (prompt_fts, -1, '[', ']', '...',"
          " 20) FROM prompt_fts CROSS JOIN turn ON turn.num = prompt_fts.rowid"
          " CROSS JOIN conversation ON conversation.id = turn.conversation_id"
          " WHERE prompt_fts MATCH '\"%s\" *' AND conversation.deleted_at IS NULL"
          " AND conversation.archived = 0 ORDER BY prompt_fts.rank LIMIT %d;\n",
          text, N_HITS);
  printf ("SELECT conversation.id, conversation.title, snippet (answer_fts, -1, '[', ']', '...',"
          " 20) FROM answer_fts CROSS JOIN answer ON answer.num = answer_fts.rowid"
          " CROSS JOIN turn ON turn.id = answer.turn_id"
          " CROSS JOIN conversation ON conversation.id = turn.conversation_id"
          " WHERE answer_fts MATCH '\"%s\" *' AND conversation.deleted_at IS NULL"
          " AND conversation.archived = 0 ORDER BY answer_fts.rank LIMIT %d;\n",
          text, N_HITS);
}

static void
print_for_shell (Bench *bench, const char *name)
{
  if (g_str_equal (name, "first-page") || g_str_equal (name, "far-page"))
    print_page (bench, g_str_equal (name, "far-page"));
  else if (g_str_equal (name, "open"))
    print_open (bench);
  else
    print_search (name);
  printf ("end\n");
}

static void
obey (Bench *bench, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint n_words = g_strv_length (words);

  if (n_words == 3 && g_str_equal (words[0], "run"))
    {
      for (int i = atoi (words[2]); i > 0; i--)
        ask (bench, words[1]);
      printf ("%u\n", bench->n);
    }
  else if (n_words == 2 && g_str_equal (words[0], "sql"))
    print_for_shell (bench, words[1]);
  else
    g_error ("What is “%s”?", line);
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  g_autoptr (GError) error = NULL;
  char line[200];
  guint version;

  if (argc != 2)
    return 2;
  if (g_str_equal (argv[1], "version"))
    {
      llm_db_migrations_get (&version);
      printf ("%u\n", version);
      return 0;
    }
  bench.db = llm_db_open (argv[1], LLM_DB_READ_ONLY, &error);
  check (bench.db != NULL, error);
  find_places (&bench);
  bench.store = llm_sqlite_store_new (argv[1]);
  while (fgets (line, sizeof line, stdin) != NULL)
    obey (&bench, g_strchomp (line));
  llm_db_close (bench.db);
  g_object_unref (bench.store);
  g_free (bench.far_id);
  g_free (bench.conversation);
  return 0;
}
