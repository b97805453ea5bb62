/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search-test.h"
#include "llm-db-migrations.h"

#define MAX_HITS 100

static void
run_sql (LlmDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  llm_db_execute (db, sql, &error);
  g_assert_no_error (error);
}

LlmDb *
search_test_open (const char *path)
{
  g_autoptr (GError) error = NULL;
  LlmDb *db = llm_db_open (path, LLM_DB_READ_WRITE, &error);
  const LlmDbMigration *migrations;
  guint n_migrations;

  g_assert_no_error (error);
  migrations = llm_db_migrations_get (&n_migrations);
  llm_db_migrations_run (db, migrations, n_migrations, &error);
  g_assert_no_error (error);
  llm_db_migrations_trust (db, &error);
  g_assert_no_error (error);
  return db;
}

void
search_test_execute (LlmDb *db, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list arguments;

  va_start (arguments, format);
  sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  run_sql (db, sql);
}

static void
add (LlmDb *db, const char *sql, guint num, guint parent, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, &error);

  g_assert_no_error (error);
  llm_statement_bind_int64 (statement, ":num", num);
  llm_statement_bind_int64 (statement, ":parent", parent);
  llm_statement_bind_text (statement, ":text", text);
  llm_statement_run (statement, &error);
  g_assert_no_error (error);
}

void
search_test_add_conversation (LlmDb *db, guint num, const char *title)
{
  add (db,
       "INSERT INTO conversation (num, id, kind, title, snippet, created_at, active_at, rank,"
       "  n_messages, models)"
       " VALUES (:num, 'c' || :num, 'chat', :text, '', :num * 1000000, :num * 1000000 + :parent,"
       "  0, 0, 'demo:model')",
       num, 0, title);
}

void
search_test_add_turn (LlmDb *db, guint num, guint conversation, const char *prompt)
{
  add (db,
       "INSERT INTO turn (num, id, conversation_id, created_at, updated_at, prompt)"
       " VALUES (:num, 't' || :num, 'c' || :parent, 1, 1, :text)",
       num, conversation, prompt);
}

void
search_test_add_answer (LlmDb *db, guint num, guint turn, const char *text)
{
  add (db,
       "INSERT INTO answer (num, column_id, turn_id, position, provider, model, title, state,"
       "  attempt, reasoning, text)"
       " VALUES (:num, 'a' || :num, 't' || :parent, :num, 'demo', 'model', '', 'done', 1, '',"
       "  :text)",
       num, turn, text);
}

GPtrArray *
search_test_run (LlmDb *db, const LlmSearchQuery *query)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *hits = llm_db_search (db, query, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (hits);
  return hits;
}

GPtrArray *
search_test_find (LlmDb *db, const char *text)
{
  return search_test_run (db, &(LlmSearchQuery){ .text = text, .limit = MAX_HITS });
}

/* The ids of the conversations, best first. */
char *
search_test_join (GPtrArray *hits)
{
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++)
    {
      const LlmSearchHit *hit = hits->pdata[i];

      g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", llm_history_entry_get_id (hit->entry));
    }
  return g_string_free (ids, FALSE);
}

void
search_test_assert_query (LlmDb *db, const LlmSearchQuery *query, const char *expected)
{
  g_autoptr (GPtrArray) hits = search_test_run (db, query);
  g_autofree char *ids = search_test_join (hits);

  if (!g_str_equal (ids, expected))
    g_test_message ("“%s”", query->text);
  g_assert_cmpstr (ids, ==, expected);
}

void
search_test_assert (LlmDb *db, const char *text, const char *expected)
{
  search_test_assert_query (db, &(LlmSearchQuery){ .text = text, .limit = MAX_HITS }, expected);
}
