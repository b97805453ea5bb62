/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-answers.h"
#include "llm-db-ballots.h"
#include "llm-db-conversations.h"
#include "llm-db-folders.h"
#include "llm-db-image-files.h"
#include "llm-db-images.h"
#include "llm-db-lists.h"
#include "llm-db-migrations.h"
#include "llm-db-turns.h"
#include "llm-db-verdicts.h"
#include "llm-db-versions.h"
#include "llm-store-test.h"

#include <string.h>

/* How SQLite finds what is asked: by an index, in its order, without sorting. */

static char *
explain (LlmDb *db, const char *sql)
{
  g_autofree char *explain_sql = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  g_autoptr (GString) plan = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, explain_sql, &error);
  gboolean has_row = TRUE;

  g_assert_no_error (error);
  while (llm_statement_step (statement, &has_row, &error) && has_row)
    g_string_append_printf (plan, "%s\n", llm_statement_get_text (statement, 3, NULL));
  g_assert_no_error (error);
  return g_string_free (g_steal_pointer (&plan), FALSE);
}

/* Walks that read no more than what they give. */
static gboolean
may_scan (const char *line)
{
  static const char *const allowed[] = {
    "SCAN conversation USING INDEX conversation_", /* a partial index in its order */
    "SCAN wanted VIRTUAL TABLE",                   /* the ids that are asked for */
    "SCAN up\n",                                   /* a thread */
    "SCAN (subquery-",                             /* the pieces of one answer */
    "SCAN answer USING COVERING INDEX answer_by_run\n",
    "SCAN verdict USING COVERING INDEX verdict_given\n", /* only what was decided */
    "SCAN verdict USING COVERING INDEX verdict_hidden\n", /* few */
    "SCAN answer USING COVERING INDEX answer_by_vote\n",
    "SCAN judged\n",
    "SCAN folder\n", /* few */
    "SCAN folder USING INDEX",
    "SCAN tag\n",
    "SCAN tag USING INDEX",
    "SCAN tag USING COVERING INDEX",
    NULL,
  };

  for (guint i = 0; allowed[i] != NULL; i++)
    {
      if (g_str_has_prefix (line, allowed[i]))
        return TRUE;
    }
  return FALSE;
}

static void
assert_plan (LlmDb *db, const char *sql, const char *expected)
{
  g_autofree char *plan = explain (db, sql);

  g_test_message ("%s\n%s", sql, plan);
  g_assert_nonnull (strstr (plan, expected));
  for (const char *line = strstr (plan, "SCAN "); line != NULL; line = strstr (line + 1, "SCAN "))
    g_assert_true (may_scan (line));
}

static void
assert_walk (LlmDb *db, const char *sql, const char *expected)
{
  g_autofree char *plan = explain (db, sql);

  assert_plan (db, sql, expected);
  g_assert_null (strstr (plan, "TEMP B-TREE"));
}

static void
check_list (LlmDb *db, LlmHistorySection section, const char *kind, const char *index)
{
  const LlmHistoryQuery query = { section, kind, "x" };

  for (guint after = 0; after < 2; after++)
    {
      g_autofree char *sql = llm_db_lists_make_sql (&query, after == 1);

      assert_walk (db, sql, index);
    }
}

static void
check_lists (LlmDb *db)
{
  static const char *const indexes[] = {
    [LLM_HISTORY_ALL] = "USING INDEX conversation_by_time",
    [LLM_HISTORY_RECENT] = "USING INDEX conversation_recent",
    [LLM_HISTORY_PINNED] = "USING INDEX conversation_pinned",
    [LLM_HISTORY_FOLDER] = "USING INDEX conversation_by_folder (folder_id=?",
    [LLM_HISTORY_TAG] = "SEARCH conversation_tag USING PRIMARY KEY (tag_id=?",
    [LLM_HISTORY_ARCHIVED] = "USING INDEX conversation_archived",
    [LLM_HISTORY_TRASH] = "USING INDEX conversation_trash",
  };
  const LlmHistoryQuery next = { LLM_HISTORY_ALL, "chat", NULL };
  g_autofree char *sql = llm_db_lists_make_sql (&next, TRUE);

  for (guint section = 0; section < G_N_ELEMENTS (indexes); section++)
    {
      gboolean by_kind = section == LLM_HISTORY_ALL || section == LLM_HISTORY_RECENT;

      check_list (db, section, NULL, indexes[section]);
      check_list (db, section, "chat",
                  by_kind ? "USING INDEX conversation_by_kind (kind=?" : indexes[section]);
    }
  /* A page begins where the one before it ended, not at the beginning. */
  assert_walk (db, sql, "conversation_by_kind (kind=? AND (active_at,id)<(?,?))");
}

static void
check_turns (LlmDb *db)
{
  assert_walk (db, llm_db_turns_sql_load, "SEARCH turn USING INDEX sqlite_autoindex_turn_1 (id=?)");
  assert_walk (db, llm_db_answers_sql_load, "SEARCH answer USING INDEX answer_by_turn (turn_id=?)");
  assert_walk (db, llm_db_answers_sql_pieces,
               "SEARCH piece USING INDEX piece_by_column (column_id=?)");
  assert_walk (db, llm_db_answers_sql_runs, "USING COVERING INDEX answer_by_run");
  assert_walk (db, llm_db_answers_sql_columns_of_run,
               "SEARCH answer USING INDEX answer_by_run (run_id=?)");
  assert_walk (db, llm_db_turns_sql_thread,
               "SEARCH before USING INDEX sqlite_autoindex_answer_1 (column_id=?)");
}

/* The images of a page of turns are found by its turns, what is swept by its hash. */
static void
check_images (LlmDb *db)
{
  assert_walk (db, llm_db_images_sql_load, "SEARCH turn_image USING PRIMARY KEY (turn_id=?)");
  assert_walk (db, llm_db_images_sql_load, "SEARCH image USING PRIMARY KEY (hash=?)");
  assert_walk (db, llm_db_images_sql_judge,
               "SEARCH turn_image USING COVERING INDEX turn_image_by_hash (hash=?)");
  assert_walk (db, llm_db_images_sql_judge,
               "SEARCH turn USING INDEX sqlite_autoindex_turn_1 (id=?)");
  assert_walk (db, llm_db_images_sql_page, "SEARCH image USING PRIMARY KEY (hash>?)");
  assert_walk (db, llm_db_image_files_sql_page,
               "SEARCH turn_image USING COVERING INDEX turn_image_by_hash (hash>?)");
}

/* Judging costs what was judged, however much was not. */
static void
check_judging (LlmDb *db)
{
  assert_walk (db, llm_db_turns_sql_load,
               "SEARCH verdict USING INDEX sqlite_autoindex_verdict_1 (turn_id=?) LEFT-JOIN");
  assert_walk (db, llm_db_answers_sql_load,
               "SEARCH answer_version USING COVERING INDEX version_by_column (column_id=?)");
  assert_walk (db, llm_db_versions_sql_load,
               "SEARCH answer_version USING INDEX version_by_column (column_id=?)");
  assert_walk (db, llm_db_flights_sql_load,
               "SEARCH flight USING PRIMARY KEY (column_id=? AND version_id=?)");
  assert_walk (db, llm_db_judgements_sql_list,
               "SEARCH judgement USING INDEX judgement_by_turn (turn_id=?)");
  assert_plan (db, llm_db_versions_sql_trim,
               "SEARCH answer_version USING COVERING INDEX version_by_column (column_id=?)");
  assert_walk (db, llm_db_versions_sql_trim_flights,
               "SEARCH flight USING PRIMARY KEY (column_id=? AND version_id>?)");
  assert_plan (db, llm_db_ballots_sql_turns, "SCAN verdict USING COVERING INDEX verdict_given");
  assert_plan (db, llm_db_ballots_sql_turns, "SCAN answer USING COVERING INDEX answer_by_vote");
  assert_walk (db, llm_db_ballots_sql_candidates,
               "SEARCH answer USING INDEX answer_by_turn (turn_id=?)");
  assert_walk (db, llm_db_ballots_sql_candidates,
               "SEARCH version USING COVERING INDEX version_by_column (column_id=? AND kept_at>?)");
  assert_walk (db, llm_db_ballots_sql_version,
               "SEARCH answer_version USING INDEX sqlite_autoindex_answer_version_1 (id=?)");
}

static void
check_conversations (LlmDb *db)
{
  assert_walk (db, llm_db_lists_sql_find,
               "SEARCH conversation USING INDEX sqlite_autoindex_conversation_1 (id>? AND id<?)");
  assert_walk (db, llm_db_conversations_sql_load,
               "SEARCH conversation USING INDEX sqlite_autoindex_conversation_1 (id=?)");
  assert_walk (db, llm_db_conversations_sql_turns,
               "SEARCH turn USING COVERING INDEX turn_by_conversation (conversation_id=?)");
  assert_walk (db, llm_db_conversations_sql_first,
               "SEARCH turn USING INDEX turn_by_conversation (conversation_id=?)");
  assert_plan (db, llm_db_conversations_sql_count,
               "SEARCH turn USING COVERING INDEX turn_by_conversation (conversation_id=?)");
  assert_plan (db, llm_db_conversations_sql_count,
               "SEARCH answer USING COVERING INDEX answer_by_turn (turn_id=?)");
  assert_plan (db, llm_db_folders_sql_list, "USING COVERING INDEX conversation_by_folder");
  assert_plan (db, llm_db_folders_sql_list_tags,
               "SEARCH conversation_tag USING PRIMARY KEY (tag_id=?)");
}

/* What is deleted along is found by an index, too. */
static void
check_deletion (LlmDb *db)
{
  assert_plan (db, llm_db_conversations_sql_purge,
               "SEARCH conversation USING COVERING INDEX conversation_trash (deleted_at>? AND "
               "deleted_at<?)");
  assert_walk (db, "DELETE FROM turn WHERE conversation_id = ?",
               "INDEX turn_by_conversation (conversation_id=?)");
  assert_walk (db, "DELETE FROM answer WHERE turn_id = ?", "INDEX answer_by_turn (turn_id=?)");
  assert_walk (db, "DELETE FROM turn_image WHERE turn_id = ?", "PRIMARY KEY (turn_id=?)");
  assert_walk (db, "DELETE FROM verdict WHERE turn_id = ?",
               "INDEX sqlite_autoindex_verdict_1 (turn_id=?)");
  assert_walk (db, "DELETE FROM judgement WHERE turn_id = ?",
               "INDEX judgement_by_turn (turn_id=?)");
  assert_walk (db, "DELETE FROM answer_version WHERE column_id = ?",
               "INDEX version_by_column (column_id=?)");
  assert_walk (db, "DELETE FROM flight WHERE column_id = ?", "PRIMARY KEY (column_id=?)");
  assert_walk (db, "DELETE FROM piece WHERE column_id = ?", "INDEX piece_by_column (column_id=?)");
  assert_walk (db, "DELETE FROM conversation_tag WHERE conversation_num = ?",
               "INDEX conversation_tag_by_conversation (conversation_num=?)");
  assert_walk (db, "UPDATE conversation SET folder_id = NULL WHERE folder_id = ?",
               "INDEX conversation_by_folder (folder_id=?)");
}

static void
check_plans (LlmDb *db)
{
  check_lists (db);
  check_turns (db);
  check_images (db);
  check_judging (db);
  check_conversations (db);
  check_deletion (db);
}

/* With and without the statistics that PRAGMA optimize may leave. */
static void
test_plans (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) db = llm_db_open (":memory:", LLM_DB_READ_WRITE, &error);
  guint n;
  const LlmDbMigration *migrations = llm_db_migrations_get (&n);

  g_assert_true (llm_db_migrations_run (db, migrations, n, &error));
  g_assert_true (llm_db_migrations_trust (db, &error));
  check_plans (db);
  llm_db_execute (
      db,
      "INSERT INTO folder (id, name, position) VALUES ('f', 'f', 0);"
      "INSERT INTO tag (id, name) VALUES (1, 'tag');"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
      " INSERT INTO conversation (id, kind, title, snippet, created_at, active_at, rank, pinned,"
      "  archived, deleted_at, folder_id, n_messages, models)"
      " SELECT 'c' || i, iif (i % 3, 'comparison', 'chat'), 't', 's', i, i, i, i % 7 = 0,"
      "  i % 5 = 0, iif (i % 11, NULL, i), iif (i % 2, 'f', NULL), 0, '' FROM n;"
      "INSERT INTO conversation_tag (tag_id, active_at, conversation_id, conversation_num)"
      " SELECT 1, active_at, id, num FROM conversation WHERE num % 2;"
      "INSERT INTO turn (id, conversation_id, created_at, updated_at, prompt)"
      " SELECT id, id, created_at, created_at, 'p' FROM conversation;"
      "INSERT INTO answer (column_id, turn_id, position, provider, model, title, state,"
      "  attempt, reasoning, text)"
      " SELECT id || '-' || p, id, p, 'demo', 'm', 'm', 'done', 0, '', '' FROM turn,"
      "  (SELECT 0 AS p UNION SELECT 1 UNION SELECT 2 UNION SELECT 3);"
      "INSERT INTO image (hash, format, size, width, height, added_at)"
      " SELECT 'h' || num, 'png', 1, 1, 1, 1 FROM turn WHERE num % 10 = 0;"
      "INSERT INTO turn_image (turn_id, position, hash)"
      " SELECT id, p, 'h' || (num - num % 10) FROM turn, (SELECT 0 AS p UNION SELECT 1)"
      "  WHERE num >= 10;"
      "INSERT INTO verdict (turn_id, verdict, verdict_at)"
      " SELECT id, 'tie', 1 FROM turn WHERE num % 500 = 0;"
      "INSERT INTO answer_version (id, column_id, kept_at, provider, model, title, state, attempt,"
      "  reasoning, text)"
      " SELECT column_id, column_id, 1, 'demo', 'm', 'm', 'done', 0, '', '' FROM answer"
      "  WHERE num % 10 = 0;"
      "INSERT INTO judgement (id, turn_id, created_at, provider, model, title, judge_version,"
      "  state) SELECT id, id, 1, 'demo', 'm', 'm', 1, 'done' FROM turn WHERE num % 50 = 0;"
      "INSERT INTO flight (column_id, created_at, data) SELECT column_id, 1, '' FROM answer;"
      "UPDATE answer SET vote = 'up' WHERE num % 1000 = 0;"
      "ANALYZE",
      &error);
  g_assert_no_error (error);
  /* The planner must believe the new statistics. */
  llm_db_execute (db, "ANALYZE sqlite_schema", &error);
  g_assert_no_error (error);
  check_plans (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plans/all", test_plans);
  return g_test_run ();
}
