/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-migrations.h"
#include "llm-db-session.h"
#include "llm-store-test.h"

#include <math.h>
#include <glib/gstdio.h>

#define ID(n) "00000000-0000-4000-8000-0000000000" n

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static LlmDb *
open_file (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  LlmDb *db = llm_db_open (fixture->path, LLM_DB_READ_WRITE, &error);

  g_assert_no_error (error);
  return db;
}

static gint64
query (LlmDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value;

  llm_db_query_int64 (db, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

static void
execute (LlmDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  llm_db_execute (db, sql, &error);
  g_assert_no_error (error);
}

static char *
dump_schema (LlmDb *db)
{
  g_autoptr (GError) error = NULL;
  char *schema = llm_db_query_text (db,
                                    "SELECT group_concat (type || ' ' || name || ' ' || sql,"
                                    " char (10)) FROM (SELECT * FROM sqlite_schema"
                                    " WHERE sql IS NOT NULL ORDER BY type, name)",
                                    &error);

  g_assert_no_error (error);
  return schema;
}

static void
assert_sound (LlmDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *integrity = llm_db_query_text (db, "PRAGMA integrity_check", &error);

  g_assert_cmpstr (integrity, ==, "ok");
  g_assert_cmpint (query (db, "SELECT count (*) FROM pragma_foreign_key_check"), ==, 0);
}

/* 0 for the newest version. */
static void
migrate_to (LlmDb *db, guint version)
{
  g_autoptr (GError) error = NULL;
  guint n;
  const LlmDbMigration *migrations = llm_db_migrations_get (&n);

  llm_db_migrations_run (db, migrations, version != 0 ? version : n, &error);
  g_assert_no_error (error);
}

static void
migrate (LlmDb *db)
{
  migrate_to (db, 0);
}

static void
test_new_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmDb) db = open_file (fixture);
  gboolean current = TRUE;
  guint n;

  llm_db_migrations_get (&n);
  g_assert_cmpuint (n, >=, 1);
  g_assert_true (llm_db_migrations_is_current (db, n, &current, NULL));
  g_assert_false (current);
  migrate (db);
  g_assert_true (llm_db_migrations_is_current (db, n, &current, NULL));
  g_assert_true (current);

  g_assert_cmpint (query (db, "PRAGMA user_version"), ==, n);
  g_assert_cmpint (query (db, "PRAGMA application_id"), ==, LLM_DB_APPLICATION_ID);
  g_assert_cmpint (query (db, "PRAGMA foreign_keys"), ==, 1);
  g_assert_cmpint (query (db, "SELECT count (*) FROM pragma_table_list"
                              " WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND NOT strict"),
                   ==, 0);
  assert_sound (db);
  migrate (db);
}

static void
load_fixture (Fixture *fixture, const char *name)
{
  g_autofree char *file = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "db", name, NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) db = open_file (fixture);

  g_file_get_contents (file, &sql, NULL, &error);
  g_assert_no_error (error);
  llm_db_trust_schema (db);
  execute (db, sql);
}

/* The full-text indexes have what their tables have, and nothing else. */
static void
assert_indexed (LlmDb *db)
{
  llm_db_trust_schema (db);
  execute (db, "INSERT INTO title_fts (title_fts, rank) VALUES ('integrity-check', 1);"
               "INSERT INTO prompt_fts (prompt_fts, rank) VALUES ('integrity-check', 1);"
               "INSERT INTO answer_fts (answer_fts, rank) VALUES ('integrity-check', 1);"
               "INSERT INTO word_fts (word_fts) VALUES ('integrity-check');");
}

/* Every version that was ever published gets to the same schema as a new file. */
static void
test_fixtures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (LlmDb) fresh = llm_db_open (":memory:", LLM_DB_READ_WRITE, &error);
  guint newest;

  migrate (fresh);
  expected = dump_schema (fresh);
  llm_db_migrations_get (&newest);
  for (guint version = 1; version <= newest; version++)
    {
      g_autofree char *name = g_strdup_printf ("v%u.sql", version);
      g_autofree char *schema = NULL;
      g_autoptr (LlmDb) db = NULL;

      load_fixture (fixture, name);
      db = open_file (fixture);
      g_assert_cmpint (query (db, "PRAGMA user_version"), ==, version);
      migrate (db);
      schema = dump_schema (db);
      g_assert_cmpstr (schema, ==, expected);
      assert_sound (db);
      assert_indexed (db);
      g_assert_true (llm_db_migrations_trust (db, &error));
      g_assert_no_error (error);
      g_clear_pointer (&db, llm_db_close);
      g_assert_no_errno (remove (fixture->path));
    }
}

static LlmComparison *
load (LlmStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  LlmComparison *comparison = store_test_load (store, id, &error);

  g_assert_no_error (error);
  return comparison;
}

static void
check_known (LlmStore *store)
{
  g_autoptr (LlmComparison) comparison = load (store, ID ("01"));
  LlmAnswer *failed = llm_comparison_get_answer (comparison, 0);
  LlmAnswer *done = llm_comparison_get_answer (comparison, 1);
  const LlmUsage *usage = llm_answer_get_usage (done);
  const GError *error = llm_answer_get_error (failed);

  g_assert_cmpstr (llm_comparison_get_title (comparison), ==, "Everything known");
  g_assert_cmpstr (llm_comparison_get_prompt (comparison), ==, "Wie geht's?\n你好");
  g_assert_cmpstr (llm_comparison_get_system (comparison), ==, "Be brief.");
  g_assert_cmpint (llm_comparison_get_created_at (comparison), ==, 1700000000000001);
  g_assert_cmpstr (llm_comparison_get_preferred (comparison), ==, ID ("0b"));

  g_assert_cmpstr (llm_answer_get_column_id (done), ==, ID ("0a"));
  g_assert_cmpstr (llm_answer_get_model_id (done), ==, "llama3:8b");
  g_assert_cmpstr (llm_answer_get_title (done), ==, "Llama 3");
  g_assert_cmpfloat (llm_answer_get_params (done)->temperature, ==, 0.5);
  g_assert_cmpint (llm_answer_get_params (done)->max_tokens, ==, 64);
  g_assert_cmpint (llm_answer_get_state (done), ==, LLM_ANSWER_DONE);
  g_assert_cmpint (llm_answer_get_vote (done), ==, LLM_VOTE_UP);
  g_assert_cmpint (usage->input, ==, 10);
  g_assert_cmpint (usage->cached, ==, 4);
  g_assert_cmpint (usage->cache_write, ==, 2);
  g_assert_cmpint (usage->reasoning, ==, 3);
  g_assert_cmpint (usage->output, ==, 20);
  g_assert_cmpfloat (llm_answer_get_cost (done), ==, 0.0125);
  g_assert_cmpfloat (llm_answer_get_ttft_ms (done), ==, 120.5);
  g_assert_cmpfloat (llm_answer_get_elapsed_ms (done), ==, 2000.25);
  g_assert_cmpstr (llm_answer_get_reasoning (done), ==, "Hm.");
  g_assert_cmpstr (llm_answer_get_text (done), ==, "Gut — 好");

  g_assert_error (error, LLM_ERROR, LLM_ERROR_RATE_LIMIT);
  g_assert_cmpstr (error->message, ==, "Too many requests.");
  g_assert_cmpstr (llm_error_get_detail (error), ==, "slow down");
  g_assert_cmpstr (llm_error_get_request_id (error), ==, "req_1");
  g_assert_cmpuint (llm_error_get_http_status (error), ==, 429);
  g_assert_cmpuint (llm_answer_get_attempt (failed), ==, 3);
}

static void
check_unknown (LlmStore *store)
{
  g_autoptr (LlmComparison) comparison = load (store, ID ("02"));
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);

  g_assert_null (llm_comparison_get_preferred (comparison));
  g_assert_null (llm_comparison_get_system (comparison));
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_STOPPED);
  g_assert_false (llm_usage_is_known (llm_answer_get_usage (answer)));
  g_assert_true (isnan (llm_answer_get_cost (answer)));
  g_assert_cmpfloat (llm_answer_get_ttft_ms (answer), ==, LLM_UNKNOWN);
  g_assert_cmpfloat (llm_answer_get_elapsed_ms (answer), ==, LLM_UNKNOWN);
  g_assert_cmpint (llm_answer_get_vote (answer), ==, LLM_VOTE_NONE);
  g_assert_null (llm_answer_get_error (answer));
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "Half");
}

static void
check_left_running (LlmStore *store)
{
  g_autoptr (LlmComparison) comparison = load (store, ID ("03"));
  LlmAnswer *streaming = llm_comparison_get_answer (comparison, 0);
  LlmAnswer *queued = llm_comparison_get_answer (comparison, 1);

  g_assert_cmpint (llm_answer_get_state (streaming), ==, LLM_ANSWER_INTERRUPTED);
  g_assert_cmpstr (llm_answer_get_text (streaming), ==, "one two");
  g_assert_cmpstr (llm_answer_get_reasoning (streaming), ==, "thinking");
  g_assert_cmpfloat (llm_answer_get_ttft_ms (streaming), ==, 12.5);
  g_assert_cmpint (llm_answer_get_state (queued), ==, LLM_ANSWER_INTERRUPTED);
}

static void
assert_prices (LlmAnswer *answer, guint estimated, LlmPriceSource source)
{
  g_assert_cmpuint (llm_answer_get_usage (answer)->estimated, ==, estimated);
  g_assert_cmpint (llm_answer_get_prices (answer)->source, ==, source);
}

static void
assert_no_prices (LlmAnswer *answer)
{
  const LlmPrices *prices = llm_answer_get_prices (answer);

  assert_prices (answer, 0, LLM_PRICE_UNKNOWN);
  g_assert_true (isnan (prices->in));
  g_assert_true (isnan (prices->cached_in));
  g_assert_true (isnan (prices->cache_write));
  g_assert_true (isnan (prices->out));
  g_assert_null (llm_answer_get_notices (answer)[0]);
}

/* Since version 2; before, nothing of it was known. */
static void
check_computed (LlmStore *store, guint version)
{
  g_autoptr (LlmComparison) known = load (store, ID ("01"));
  g_autoptr (LlmComparison) unknown = load (store, ID ("02"));
  LlmAnswer *failed = llm_comparison_get_answer (known, 0);
  LlmAnswer *done = llm_comparison_get_answer (known, 1);
  const LlmPrices *prices = llm_answer_get_prices (done);
  const char *const notices[] = { "cached:1700000000", "a notice of the future", NULL };

  assert_no_prices (llm_comparison_get_answer (unknown, 0));
  if (version < 2)
    {
      assert_no_prices (failed);
      assert_no_prices (done);
      return;
    }
  assert_prices (done, LLM_USAGE_ESTIMATED_INPUT, LLM_PRICE_USER);
  g_assert_cmpfloat (prices->in, ==, 2.5);
  g_assert_cmpfloat (prices->cached_in, ==, 1.25);
  g_assert_cmpfloat (prices->cache_write, ==, 3.125);
  g_assert_cmpfloat (prices->out, ==, 10);
  g_assert_cmpstrv (llm_answer_get_notices (done), notices);
  assert_prices (failed, LLM_USAGE_ESTIMATED_OUTPUT, LLM_PRICE_BILLED);
  g_assert_true (isnan (llm_answer_get_prices (failed)->in));
  g_assert_cmpstr (llm_answer_get_notices (failed)[0], ==, "direct");
}

static LlmConversation *
load_conversation (LlmStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  LlmConversation *conversation = store_test_load_conversation (store, id, &error);

  g_assert_no_error (error);
  return conversation;
}

/* Comparisons of before version 3 are conversations of one turn. */
static void
check_conversation (LlmStore *store, guint version)
{
  const char *const models[] = { "openai:gpt-4o", "ollama:llama3:8b", NULL };
  g_autoptr (LlmConversation) conversation = load_conversation (store, ID ("01"));
  const LlmEntryData *data
      = llm_history_entry_get_data (llm_conversation_get_entry (conversation));
  LlmTurn *turn = llm_conversation_get_last (conversation);

  g_assert_cmpstr (data->kind, ==, LLM_KIND_COMPARISON);
  g_assert_cmpstr (data->title, ==, "Everything known");
  g_assert_cmpstr (data->snippet, ==, "Wie geht's? 你好");
  g_assert_cmpint (data->created_at, ==, 1700000000000001);
  g_assert_cmpint (data->active_at, ==, 1700000000000001);
  g_assert_cmpint (data->rank, ==, 1700000000000001);
  g_assert_cmpuint (data->n_messages, ==, 3);
  g_assert_cmpstrv (data->models, models);
  g_assert_cmpint (data->pinned, ==, version >= 3);
  g_assert_cmpuint (llm_conversation_get_n_turns (conversation), ==, 1);
  g_assert_cmpstr (llm_turn_get_id (turn), ==, ID ("01"));
  g_assert_nonnull (llm_turn_get_comparison (turn));
}

static void
check_chat (LlmStore *store)
{
  const char *const tags[] = { "later", NULL };
  g_autoptr (LlmConversation) chat = load_conversation (store, ID ("c1"));
  const LlmEntryData *data = llm_history_entry_get_data (llm_conversation_get_entry (chat));
  LlmTurn *first, *last = llm_conversation_get_last (chat);

  g_assert_true (llm_conversation_is_chat (chat));
  g_assert_cmpstr (llm_conversation_get_title (chat), ==, "会話");
  g_assert_cmpstr (llm_conversation_get_system (chat), ==, "Be kind.");
  g_assert_cmpstr (llm_conversation_get_draft (chat), ==, "And then");
  g_assert_cmpstr (data->folder_id, ==, ID ("f1"));
  g_assert_cmpstrv (data->tags, tags);
  g_assert_cmpuint (llm_conversation_get_n_turns (chat), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat)), ==, 2);
  g_assert_cmpstr (llm_turn_get_id (last), ==, ID ("12"));
  g_assert_cmpstr (llm_turn_get_after_id (last), ==, ID ("1a"));
  g_assert_true (llm_turn_get_deleted (llm_conversation_find (chat, ID ("13"))));
  first = llm_conversation_find (chat, llm_turn_get_previous_id (last));
  g_assert_cmpstr (llm_conversation_get_chosen (chat, first), ==, ID ("1a"));
  g_assert_cmpint (llm_answer_get_created_at (
                       llm_comparison_get_answer (llm_turn_get_comparison (last), 0)),
                   ==, 1700000000000006);
  g_assert_cmpstr (llm_answer_get_continues (
                       llm_comparison_get_answer (llm_turn_get_comparison (last), 0)),
                   ==, ID ("1a"));
}

/* A title that the user gave, or may have given, is marked as such. */
static void
check_titles (const char *path)
{
  g_assert_cmpint (store_test_query_int64 (path, "SELECT title_made FROM conversation"
                                                 " WHERE id = '" ID ("01") "'"),
                   ==, 0);
  g_assert_cmpint (store_test_query_int64 (path, "SELECT sum (title_made) FROM conversation"
                                                 " WHERE id IN ('" ID ("02") "', '" ID ("03") "')"),
                   ==, 2);
}

static void
check_found (const char *path)
{
  g_assert_cmpint (store_test_query_int64 (path, "SELECT rowid FROM title_fts ('everything')"), ==,
                   1);
  g_assert_cmpint (store_test_query_int64 (path, "SELECT rowid FROM prompt_fts ('noth*')"), ==, 2);
  g_assert_cmpint (store_test_query_int64 (path, "SELECT rowid FROM answer_fts ('gut')"), ==, 1);
  /* What was left running is indexed once it is settled. */
  g_assert_cmpint (store_test_query_int64 (path, "SELECT rowid FROM answer_fts ('two')"), ==, 4);
  g_assert_cmpint (store_test_query_int64 (path, "SELECT rowid FROM word_fts ('nown')"), ==, 4);
}

/* The texts' pages are not read with the rest of the row. */
static void
test_texts_last (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmDb) db = open_file (fixture);

  migrate (db);
  g_assert_cmpint (query (db, "SELECT min (cid) FROM pragma_table_info ('answer')"
                              " WHERE name IN ('reasoning', 'text')"),
                   ==, query (db, "SELECT count (*) - 2 FROM pragma_table_info ('answer')"));
  g_assert_cmpint (query (db, "SELECT min (cid) FROM pragma_table_info ('answer_version')"
                              " WHERE name IN ('reasoning', 'text')"),
                   ==,
                   query (db, "SELECT count (*) - 2 FROM pragma_table_info ('answer_version')"));
  g_assert_cmpint (query (db, "SELECT cid FROM pragma_table_info ('turn') WHERE name = 'prompt'"),
                   ==, query (db, "SELECT count (*) - 1 FROM pragma_table_info ('turn')"));
}

/* A program of version 1 that had the file open before goes on: its statements,
 * which know nothing of the new columns, still work. */
static void
test_older_program_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmDb) older = NULL;
  g_autoptr (LlmDb) newer = NULL;

  load_fixture (fixture, "v1.sql");
  older = open_file (fixture);
  g_assert_cmpint (query (older, "SELECT count (*) FROM answer"), ==, 5);
  newer = open_file (fixture);
  migrate_to (newer, 2);
  execute (older, "INSERT INTO answer (column_id, comparison_id, position, provider, model, title,"
                  "  state, attempt, reasoning, text)"
                  " VALUES ('new', '" ID ("02") "', 1, 'demo', 'm', 'm', 'done', 0, '', '');"
                  "INSERT INTO piece (column_id, kind, text) VALUES ('" ID ("0e") "', 'text', 'x');"
                  "DELETE FROM answer WHERE column_id = '" ID ("0d") "';");
  g_assert_cmpint (query (newer, "SELECT count (*) FROM answer"), ==, 5);
  g_assert_cmpint (query (newer, "SELECT count (*) FROM piece"), ==, 1);
  assert_sound (newer);
}

/* Versions 4 and 5 only add tables: one of version 3 that has the file open goes on. */
static void
test_version_3_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmDb) older = NULL;
  g_autoptr (LlmDb) newer = NULL;

  load_fixture (fixture, "v3.sql");
  older = open_file (fixture);
  llm_db_trust_schema (older);
  g_assert_cmpint (query (older, "SELECT count (*) FROM turn"), ==, 6);
  newer = open_file (fixture);
  migrate (newer);
  execute (newer, "INSERT INTO image (hash, format, size, width, height, added_at)"
                  " VALUES ('x', 'png', 1, 1, 1, 1);"
                  "INSERT INTO turn_image (turn_id, position, hash)"
                  " VALUES ('" ID ("11") "', 0, 'x');");
  execute (newer, "INSERT INTO judgement (id, turn_id, created_at, provider, model, title,"
                  "  judge_version, state) VALUES ('j', '" ID ("11") "', 1, '', '', '', 1, 'done');"
                  "INSERT INTO answer_version (id, column_id, kept_at, provider, model, title,"
                  "  state, attempt, reasoning, text)"
                  " VALUES ('v', '" ID ("1a") "', 1, '', '', '', 'done', 0, '', '');"
                  "INSERT INTO flight (column_id, created_at, data) VALUES ('" ID ("1a") "', 1, '');"
                  "INSERT INTO verdict (turn_id, note) VALUES ('" ID ("11") "', 'Note');");
  execute (older, "UPDATE turn SET prompt = 'New' WHERE id = '" ID ("12") "';"
                  "DELETE FROM conversation WHERE id = '" ID ("c1") "';");
  g_assert_cmpint (query (newer, "SELECT count (*) FROM turn"), ==, 3);
  g_assert_cmpint (query (newer, "SELECT count (*) FROM turn_image"), ==, 0);
  g_assert_cmpint (query (newer, "SELECT count (*) FROM judgement"), ==, 0);
  g_assert_cmpint (query (newer, "SELECT count (*) FROM answer_version"), ==, 0);
  g_assert_cmpint (query (newer, "SELECT count (*) FROM flight"), ==, 0);
  /* That of the comparison. */
  g_assert_cmpint (query (newer, "SELECT count (*) FROM verdict"), ==, 1);
  assert_sound (newer);
  assert_indexed (newer);
}

/* One of version 2 that writes while a newer one makes version 3 of its file cannot go on,
 * but loses nothing that was written. */
static void
test_older_program_is_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) older = NULL;
  g_autoptr (LlmDb) newer = NULL;

  load_fixture (fixture, "v2.sql");
  older = open_file (fixture);
  g_assert_cmpint (query (older, "SELECT count (*) FROM answer"), ==, 5);
  newer = open_file (fixture);
  migrate (newer);
  g_assert_false (llm_db_execute (older, "INSERT INTO comparison (id) VALUES ('x')", &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_FAILED);
  g_assert_cmpint (query (newer, "SELECT count (*) FROM answer"), ==, 5);
  g_assert_cmpint (query (newer, "SELECT count (*) FROM piece"), ==, 4);
  assert_sound (newer);
}

/* What a file does by itself is looked at before it is allowed. */
static void
test_tampered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("No", 1);
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GError) error = NULL;
  LlmStore *store;

  load_fixture (fixture, "v3.sql");
  store_test_execute (fixture->path, "CREATE TRIGGER mine AFTER INSERT ON turn BEGIN"
                                     "  DELETE FROM conversation; END");
  store = store_test_open (fixture->path);
  loaded = store_test_load (store, ID ("01"), &error);
  g_assert_no_error (error);
  g_assert_false (store_test_save (store, comparison, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN);
  store_test_close (&store);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM conversation"),
                   ==, 5);
}

static void
check_image (LlmImage *image, const char *name, const char *alt)
{
  const LlmImageFacts *facts = llm_image_get_facts (image);

  g_assert_cmpstr (llm_image_get_name (image), ==, name);
  g_assert_cmpstr (llm_image_get_alt (image), ==, alt);
  g_assert_cmpint (facts->format, ==, LLM_IMAGE_PNG);
  g_assert_cmpint (facts->size, ==, 1234);
  g_assert_cmpuint (facts->width, ==, 800);
  g_assert_cmpuint (facts->height, ==, 600);
  g_assert_false (facts->animated);
  g_assert_cmpstr (facts->converted, ==, "HEIC");
}

/* Since version 4. */
static void
check_images (LlmStore *store, guint version)
{
  g_autoptr (LlmComparison) comparison = load (store, ID ("01"));
  g_autoptr (LlmConversation) chat = version >= 3 ? load_conversation (store, ID ("c1")) : NULL;
  g_autoptr (LlmComparison) without = load (store, ID ("02"));
  GPtrArray *images = llm_comparison_get_images (comparison);
  const LlmImageFacts *facts;

  g_assert_null (llm_comparison_get_images (without));
  if (version < 4)
    {
      g_assert_null (images);
      return;
    }
  g_assert_cmpuint (images->len, ==, 2);
  facts = llm_image_get_facts (images->pdata[0]);
  g_assert_cmpint (facts->format, ==, LLM_IMAGE_GIF);
  g_assert_true (facts->animated);
  g_assert_null (facts->converted);
  g_assert_null (llm_image_get_name (images->pdata[0]));
  check_image (images->pdata[1], "Übung.png", "A cat");
  images = llm_comparison_get_images (
      llm_turn_get_comparison (llm_conversation_find (chat, ID ("11"))));
  g_assert_cmpuint (images->len, ==, 1);
  check_image (images->pdata[0], "猫.png", NULL);
}

static void
check_version (LlmAnswer *version)
{
  const LlmUsage *usage = llm_answer_get_usage (version);

  g_assert_cmpstr (llm_answer_get_column_id (version), ==, ID ("2a"));
  g_assert_cmpstr (llm_answer_get_version_of (version), ==, ID ("0a"));
  g_assert_cmpint (llm_answer_get_kept_at (version), ==, 1700000000000020);
  g_assert_cmpint (llm_answer_get_created_at (version), ==, 1700000000000010);
  g_assert_cmpstr (llm_answer_get_provider_id (version), ==, "openai");
  g_assert_cmpstr (llm_answer_get_model_id (version), ==, "gpt-4o");
  g_assert_cmpstr (llm_answer_get_title (version), ==, "GPT-4o");
  g_assert_cmpint (llm_answer_get_params (version)->seed, ==, 7);
  g_assert_cmpint (llm_answer_get_state (version), ==, LLM_ANSWER_STOPPED);
  g_assert_cmpuint (llm_answer_get_attempt (version), ==, 1);
  g_assert_cmpint (llm_answer_get_vote (version), ==, LLM_VOTE_DOWN);
  g_assert_cmpstr (llm_answer_get_finish_reason (version), ==, "stop");
  g_assert_cmpint (usage->input, ==, 1);
  g_assert_cmpint (usage->cached, ==, 2);
  g_assert_cmpint (usage->cache_write, ==, 3);
  g_assert_cmpint (usage->reasoning, ==, 4);
  g_assert_cmpint (usage->output, ==, 5);
  g_assert_cmpuint (usage->estimated, ==, LLM_USAGE_ESTIMATED_OUTPUT);
  g_assert_cmpfloat (llm_answer_get_cost (version), ==, 0.5);
  g_assert_cmpfloat (llm_answer_get_prices (version)->cache_write, ==, 1.25);
  g_assert_cmpint (llm_answer_get_prices (version)->source, ==, LLM_PRICE_CATALOG);
  g_assert_cmpfloat (llm_answer_get_ttft_ms (version), ==, 10.5);
  g_assert_cmpfloat (llm_answer_get_elapsed_ms (version), ==, 20.5);
  g_assert_cmpstr (llm_answer_get_notices (version)[0], ==, "direct");
  g_assert_cmpstr (llm_answer_get_reasoning (version), ==, "Hmm.");
  g_assert_cmpstr (llm_answer_get_text (version), ==, "Früher");
}

static void
check_judgements (LlmStore *store)
{
  const char *const ids[] = { ID ("01"), ID ("02"), NULL };
  g_autoptr (GPtrArray) records = store_test_list_judgements (store, ids);
  const LlmJudgementRecord *failed, *done;

  g_assert_cmpuint (records->len, ==, 2);
  failed = records->pdata[0];
  done = records->pdata[1];
  g_assert_cmpstr (done->id, ==, ID ("3a"));
  g_assert_cmpstr (done->turn_id, ==, ID ("01"));
  g_assert_cmpint (done->created_at, ==, 1700000000800000);
  g_assert_cmpstr (done->model, ==, "judge");
  g_assert_cmpuint (done->judge_version, ==, 1);
  g_assert_cmpstr (done->key, ==, "k");
  g_assert_cmpint (done->usage.input, ==, 100);
  g_assert_cmpint (done->usage.cached, ==, LLM_UNKNOWN);
  g_assert_cmpuint (done->usage.estimated, ==, LLM_USAGE_ESTIMATED_INPUT);
  g_assert_cmpfloat (done->cost_usd, ==, 0.25);
  g_assert_cmpstr (done->result, ==, "{\"version\": 1}");
  g_assert_cmpstr (done->raw, ==, "```json");
  g_assert_cmpint (failed->state, ==, LLM_ANSWER_FAILED);
  g_assert_cmpstr (failed->error_code, ==, "rate_limit");
  g_assert_cmpint (failed->error_http_status, ==, 429);
  g_assert_true (isnan (failed->cost_usd));
  g_assert_null (failed->result);
}

/* Since version 5; before, what was preferred in a comparison was the verdict. */
static void
check_judged (LlmStore *store, guint version)
{
  g_autoptr (LlmComparison) first = load (store, ID ("01"));
  g_autoptr (LlmComparison) second = load (store, ID ("02"));
  g_autoptr (LlmComparison) third = load (store, ID ("03"));
  LlmAnswer *answer = llm_comparison_find (first, ID ("0a"), NULL);

  g_assert_cmpint (llm_comparison_get_verdict (first), ==, LLM_VERDICT_PREFERRED);
  g_assert_cmpint (llm_comparison_get_verdict (second), ==, LLM_VERDICT_NONE);
  if (version < 5)
    {
      g_assert_cmpint (llm_comparison_get_verdict_at (first), ==, 0);
      g_assert_null (llm_comparison_get_note (first));
      g_assert_cmpint (llm_comparison_get_verdict (third), ==, LLM_VERDICT_NONE);
      g_assert_cmpuint (llm_answer_get_n_versions (answer), ==, 0);
      return;
    }
  g_assert_cmpint (llm_comparison_get_verdict_at (first), ==, 1700000000400000);
  g_assert_true (llm_comparison_get_verdict_blind (first));
  g_assert_cmpint (llm_comparison_get_blind (first), ==, LLM_BLIND_REVEALED);
  g_assert_cmpstr (llm_comparison_get_note (first), ==, "Übung\nmacht den Meister");
  g_assert_cmpint (llm_comparison_get_blind (second), ==, LLM_BLIND_HIDDEN);
  g_assert_cmpint (llm_comparison_get_verdict (third), ==, LLM_VERDICT_TIE);
  g_assert_false (llm_comparison_get_verdict_blind (third));

  g_assert_cmpuint (llm_answer_get_n_versions (answer), ==, 2);
  {
    const char *const ids[] = { ID ("0a"), ID ("0b"), NULL };
    g_autoptr (GPtrArray) versions = store_test_load_versions (store, ids);

    g_assert_cmpuint (versions->len, ==, 2);
    check_version (versions->pdata[0]);
    g_assert_error (llm_answer_get_error (versions->pdata[1]), LLM_ERROR, LLM_ERROR_OVERLOADED);
    g_assert_cmpstr (llm_answer_get_text (versions->pdata[1]), ==, "Half a");
  }
  check_judgements (store);
  store_test_assert_flight (store, ID ("0a"), NULL, "now");
  store_test_assert_flight (store, ID ("0a"), ID ("2a"), "before");
  store_test_assert_flight (store, ID ("0a"), ID ("2b"), NULL);
}

/* What an older version wrote is still all there. */
static void
test_contents (Fixture *fixture, gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autofree char *name = g_strdup_printf ("v%u.sql", version);
  LlmStore *store;

  load_fixture (fixture, name);
  store = store_test_open (fixture->path);
  check_computed (store, version);
  check_known (store);
  check_unknown (store);
  check_left_running (store);
  check_conversation (store, version);
  if (version >= 3)
    check_chat (store);
  check_images (store, version);
  check_judged (store, version);
  store_test_close (&store);
  check_titles (fixture->path);
  check_found (fixture->path);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM piece"), ==, 0);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM answer"
                                                          " WHERE run_id IS NOT NULL"),
                   ==, 0);
}

static void
test_failing_step (Fixture *fixture, gconstpointer data)
{
  static const LlmDbMigration steps[] = {
    { "CREATE TABLE one (a) ; INSERT INTO one VALUES (1);" },
    { "CREATE TABLE two (a) ; DELETE FROM one; INSERT INTO missing VALUES (1);" },
  };
  static const LlmDbMigration repaired[] = {
    { "CREATE TABLE one (a) ; INSERT INTO one VALUES (1);" },
    { "CREATE TABLE two (a) ; INSERT INTO one VALUES (2);" },
  };
  g_autoptr (LlmDb) db = open_file (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (llm_db_migrations_run (db, steps, G_N_ELEMENTS (steps), &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (llm_db_in_transaction (db));
  g_assert_cmpint (query (db, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (query (db, "SELECT count (*) FROM one"), ==, 1);
  g_assert_cmpint (query (db, "SELECT count (*) FROM sqlite_schema WHERE name = 'two'"), ==, 0);

  /* The next start goes on from there, and does nothing twice. */
  g_assert_true (llm_db_migrations_run (db, repaired, G_N_ELEMENTS (repaired), &error));
  g_assert_no_error (error);
  g_assert_cmpint (query (db, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (query (db, "SELECT count (*) FROM one"), ==, 2);
}

static void
assert_refused (Fixture *fixture, const char *sql, int code)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  gsize length_before, length_after;
  LlmStore *store;

  g_remove (fixture->path);
  store_test_execute (fixture->path, sql);
  g_assert_true (g_file_get_contents (fixture->path, &before, &length_before, NULL));

  store = store_test_open (fixture->path);
  entries = store_test_list (store, 0, NULL, 10, &error);
  g_assert_error (error, LLM_DB_ERROR, code);
  g_assert_null (entries);
  store_test_close (&store);

  /* Not even the journal mode may change in a file that is not ours. */
  g_assert_true (g_file_get_contents (fixture->path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture,
                  "PRAGMA application_id = 1280068947; PRAGMA user_version = 1000;"
                  "CREATE TABLE comparison (a)",
                  LLM_DB_ERROR_VERSION_TOO_NEW);
  assert_refused (fixture, "PRAGMA application_id = 7; CREATE TABLE t (a)", LLM_DB_ERROR_OPEN);
  assert_refused (fixture, "CREATE TABLE t (a)", LLM_DB_ERROR_OPEN);
  assert_refused (fixture, "PRAGMA user_version = 1; CREATE TABLE t (a)", LLM_DB_ERROR_OPEN);
}

static gpointer
create_in_thread (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  LlmDbSession *session = NULL;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (context);
  session = llm_db_session_new (data, 30000);
  llm_db_session_get (session, TRUE, &error);
  llm_db_session_close (session);
  llm_db_session_free (session);
  g_main_context_pop_thread_default (context);
  return g_steal_pointer (&error);
}

/* Window and command line may start at the same moment on a new machine. */
static void
test_created_at_once (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 10; round++)
    {
      GThread *threads[6];
      g_autoptr (LlmDb) db = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("opener", create_in_thread, fixture->path);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        {
          GError *error = g_thread_join (threads[i]);

          g_assert_no_error (error);
        }
      db = open_file (fixture);
      assert_sound (db);
      g_clear_pointer (&db, llm_db_close);
      store_test_remove_folder (fixture->folder);
      g_assert_no_errno (g_mkdir (fixture->folder, 0700));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/migrations/new-file", test_new_file);
  ADD ("/migrations/fixtures", test_fixtures);
  for (guint version = 1; version <= 5; version++)
    {
      g_autofree char *path = g_strdup_printf ("/migrations/contents/%u", version);

      g_test_add (path, Fixture, GUINT_TO_POINTER (version), set_up, test_contents, tear_down);
    }
  ADD ("/migrations/texts-last", test_texts_last);
  ADD ("/migrations/older-program-goes-on", test_older_program_goes_on);
  ADD ("/migrations/version-3-goes-on", test_version_3_goes_on);
  ADD ("/migrations/older-program-is-stopped", test_older_program_is_stopped);
  ADD ("/migrations/tampered", test_tampered);
  ADD ("/migrations/failing-step", test_failing_step);
  ADD ("/migrations/refused", test_refused);
  ADD ("/migrations/created-at-once", test_created_at_once);
  return g_test_run ();
}
