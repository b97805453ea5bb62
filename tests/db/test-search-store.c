/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-limit.h"
#include "llm-db-private.h"
#include "llm-db-reader.h"
#include "llm-store-test.h"
#include "search-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* Searches through the store, on their own connection, and what they do to others. */

typedef struct
{
  char *folder;
  char *path;
  LlmStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->store = store_test_open (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);

  if (fixture->store != NULL)
    store_test_close (&fixture->store);
  /* The connection of the searches was not the last one. */
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

typedef struct
{
  GAsyncResult *result;
  gboolean done;
} Call;

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->result = g_object_ref (result);
  call->done = TRUE;
}

static GPtrArray *
finish (LlmStore *store, Call *call, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_test_wait (&call->done);
  result = call->result;
  return llm_store_list_finish (store, result, error);
}

static void
start (LlmStore *store, const char *text, GCancellable *cancellable, Call *call)
{
  const LlmSearchQuery query = { .text = text, .limit = 10 };

  llm_store_search_async (store, &query, cancellable, ready_cb, call);
}

static void
assert_found (LlmStore *store, const char *text, guint n)
{
  Call call = { NULL, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  start (store, text, NULL, &call);
  hits = finish (store, &call, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, n);
}

static void
save (LlmStore *store, LlmComparison *comparison)
{
  g_autoptr (GError) error = NULL;

  store_test_save (store, comparison, &error);
  g_assert_no_error (error);
}

/* Also as the first thing that is asked of a file that is not there yet. */
static void
test_store (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("A kingfisher 翠鸟", 1);

  assert_found (fixture->store, "kingfisher", 0);
  save (fixture->store, comparison);
  assert_found (fixture->store, "kingfisher", 1);
  assert_found (fixture->store, "king", 1);
  assert_found (fixture->store, "翠", 1);
  assert_found (fixture->store, "翠 fisher", 1);
  store_test_close (&fixture->store);
  fixture->store = store_test_open (fixture->path);
  assert_found (fixture->store, "kingfisher", 1);
  assert_found (fixture->store, "kingfisher", 1);
}

/* What streams is found when it is final. */
static void
test_streaming (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Question", 1);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (GError) error = NULL;

  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
  save (fixture->store, comparison);
  llm_answer_append (answer, LLM_DELTA_TEXT, "cormorant");
  store_test_append (fixture->store, answer, LLM_DELTA_TEXT, "cormorant", &error);
  g_assert_no_error (error);
  assert_found (fixture->store, "cormorant", 0);

  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_DONE));
  store_test_save_answer (fixture->store, llm_comparison_get_id (comparison), answer, &error);
  g_assert_no_error (error);
  assert_found (fixture->store, "cormorant", 1);
}

static void
assert_prepared (LlmStore *store, gboolean cancel)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Call call = { NULL, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) nothing = NULL;

  llm_store_prepare_search_async (store, cancellable, ready_cb, &call);
  if (cancel)
    g_cancellable_cancel (cancellable);
  nothing = finish (store, &call, &error);
  if (cancel)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (nothing->len, ==, 0);
}

/* Whatever there is, it changes nothing of what is found. */
static void
test_prepare (Fixture *fixture, gconstpointer data)
{
  const char *const prompts[] = { "?!", "翠鸟 翠鸟", "A \"kingfisher", "-" };
  g_autoptr (LlmStore) memory = store_test_open (":memory:");

  assert_prepared (fixture->store, FALSE);
  assert_prepared (fixture->store, TRUE);
  assert_found (fixture->store, "kingfisher", 0);
  assert_prepared (fixture->store, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr (LlmComparison) comparison = store_test_make_comparison (prompts[i], 1);

      save (fixture->store, comparison);
      assert_prepared (fixture->store, FALSE);
    }
  assert_found (fixture->store, "kingfisher", 1);
  assert_prepared (fixture->store, TRUE);
  assert_found (fixture->store, "kingfisher", 1);

  assert_prepared (memory, FALSE);
  store_test_close (&memory);
}

static void
test_memory (void)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("A nightingale", 1);
  LlmStore *store = store_test_open (":memory:");

  save (store, comparison);
  assert_found (store, "nightingale", 1);
  store_test_close (&store);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("A nightingale", 1);

  save (fixture->store, comparison);
  store_test_close (&fixture->store);
  g_assert_no_errno (g_chmod (fixture->path, 0400));
  g_assert_no_errno (g_chmod (fixture->folder, 0500));
  fixture->store = store_test_open (fixture->path);
  assert_found (fixture->store, "nightingale", 1);
  assert_found (fixture->store, "nightingale", 1);
  store_test_close (&fixture->store);
  g_assert_no_errno (g_chmod (fixture->folder, 0700));
}

static void
assert_cancelled (LlmStore *store, Call *call)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (finish (store, call, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The newest question is answered; the older ones are given up. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("A plover", 1);
  Call calls[20] = { { NULL, FALSE } };
  Call last = { NULL, FALSE };
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;

  save (fixture->store, comparison);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      start (fixture->store, "plover", cancellable, &calls[i]);
      g_cancellable_cancel (cancellable);
    }
  start (fixture->store, "plover", NULL, &last);
  hits = finish (fixture->store, &last, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    assert_cancelled (fixture->store, &calls[i]);
}

/* A write does not wait for a reader, nor a search for a writer. */
static void
test_beside_writer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("A sandpiper", 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) other = NULL;

  save (fixture->store, comparison);
  other = llm_db_open (fixture->path, LLM_DB_READ_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (llm_db_begin_write (other, &error));
  assert_found (fixture->store, "sandpiper", 1);
  llm_db_rollback (other);
}

static gint64
count_found (LlmDbReader *reader)
{
  g_autoptr (GError) error = NULL;
  LlmDb *db = llm_db_reader_get (reader, FALSE, &error);
  g_autoptr (GPtrArray) hits = NULL;

  g_assert_no_error (error);
  hits = search_test_find (db, "lapwing");
  return hits->len;
}

/* Another file in the place of the first one. */
static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("A lapwing", 1);
  g_autofree char *other_path = g_build_filename (fixture->folder, "other.db", NULL);
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *index = g_strconcat (fixture->path, "-shm", NULL);
  LlmStore *other = store_test_open (other_path);
  LlmDbReader *reader = llm_db_reader_new (fixture->path, 1000);

  save (fixture->store, comparison);
  store_test_close (&fixture->store);
  assert_found (other, "lapwing", 0);
  store_test_close (&other);
  g_assert_cmpint (count_found (reader), ==, 1);

  g_assert_no_errno (g_rename (other_path, fixture->path));
  g_assert_no_errno (g_unlink (log));
  g_assert_no_errno (g_unlink (index));
  g_assert_cmpint (count_found (reader), ==, 0);
  llm_db_reader_close (reader);
  llm_db_reader_free (reader);
  g_assert_no_errno (g_unlink (log));
}

/* --- The limit that ends a query --- */

#define ENDLESS                                                                                    \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max (i) FROM n"

static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

static void
run_endless (LlmDb *db)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (llm_db_execute (db, ENDLESS, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_FAILED);
}

/* Without the limit it would not end. */
static void
test_limit (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) db = llm_db_open (":memory:", LLM_DB_READ_WRITE, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (LlmDbLimit) limit = { 0 };
  GThread *thread;
  gint64 value;

  g_assert_no_error (error);
  llm_db_limit_begin (&limit, db, cancellable);
  thread = g_thread_new ("cancel", cancel_thread, cancellable);
  run_endless (db);
  g_thread_join (thread);
  g_assert_false (llm_db_limit_was_reached (&limit));

  g_cancellable_reset (cancellable);
  llm_db_limit_allow_time (&limit, 1000);
  run_endless (db);
  g_assert_true (llm_db_limit_was_reached (&limit));

  llm_db_limit_lift (&limit);
  llm_db_limit_allow_work (&limit, 1000);
  run_endless (db);
  g_assert_true (llm_db_limit_was_reached (&limit));

  llm_db_limit_end (&limit);
  g_assert_true (llm_db_query_int64 (db, "SELECT 1", &value, &error));
}

/* In the middle of a search: when it begins to read answers. */
static int
cancel_cb (unsigned int event, void *user_data, void *statement, void *sql)
{
  if (strstr (sql, "FROM answer_fts") != NULL)
    g_cancellable_cancel (user_data);
  return 0;
}

static void
test_cancelled_within (void)
{
  g_autoptr (LlmDb) db = search_test_open (":memory:");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const LlmSearchQuery query = { .text = "stork", .limit = 10 };
  g_autoptr (GError) error = NULL;

  search_test_execute (db, "BEGIN");
  search_test_add_conversation (db, 1, "-");
  search_test_add_turn (db, 1, 1, "-");
  for (guint i = 1; i <= 3000; i++)
    search_test_add_answer (db, i, 1, "stork");
  search_test_execute (db, "COMMIT");
  sqlite3_trace_v2 (db->handle, SQLITE_TRACE_STMT, cancel_cb, cancellable);
  g_assert_null (llm_db_search (db, &query, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sqlite3_trace_v2 (db->handle, 0, NULL, NULL);

  g_assert_false (llm_db_in_transaction (db));
  search_test_assert (db, "stork", "c1");
}

/* --- Against a search by hand --- */

#define N_WORDS 14

static const char *const vocabulary[N_WORDS] = {
  "ant",  "Bee", "cat",     "antcat", "dog", "é",  "eel",
  "eels", "x",   "one-two", "two",    "ONE", "42", "fox.",
};

typedef struct
{
  guint conversation;
  gboolean is_title;
  char *text;
} Text;

static void
text_clear (gpointer data)
{
  g_free (((Text *) data)->text);
}

static char *
make_text (void)
{
  GString *text = g_string_new (NULL);
  guint n = (guint) g_test_rand_int_range (0, 6);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? (g_test_rand_bit () ? " " : ", ") : "",
                            vocabulary[g_test_rand_int_range (0, N_WORDS)]);
  return g_string_free (text, FALSE);
}

static void
add_text (GArray *texts, guint conversation, gboolean is_title)
{
  const Text text = { conversation, is_title, make_text () };

  g_array_append_val (texts, text);
}

static GArray *
fill (LlmDb *db)
{
  GArray *texts = g_array_new (FALSE, FALSE, sizeof (Text));
  guint n_turns = 0, n_answers = 0;

  g_array_set_clear_func (texts, text_clear);
  for (guint i = 1; i <= 12; i++)
    {
      add_text (texts, i, TRUE);
      search_test_add_conversation (db, i, g_array_index (texts, Text, texts->len - 1).text);
      for (guint j = (guint) g_test_rand_int_range (0, 3); j > 0; j--)
        {
          add_text (texts, i, FALSE);
          search_test_add_turn (db, ++n_turns, i, g_array_index (texts, Text, texts->len - 1).text);
          add_text (texts, i, FALSE);
          search_test_add_answer (db, ++n_answers, n_turns,
                                  g_array_index (texts, Text, texts->len - 1).text);
        }
    }
  return texts;
}

/* The words of a text, each between spaces. */
static char *
tokenise (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_auto (GStrv) words = g_regex_split_simple ("[^\\p{L}\\p{N}]+", lower, 0, 0);
  g_autofree char *joined = g_strjoinv (" ", words);
  g_autofree char *stripped = g_strdup (g_strstrip (joined));

  return g_strconcat (" ", stripped, " ", NULL);
}

static gboolean
has_word (const char *text, const char *word)
{
  g_autofree char *tokens = tokenise (text);
  g_autofree char *wanted = tokenise (word);

  return strstr (tokens, wanted) != NULL;
}

static gboolean
has_part (const char *text, const char *word)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_autofree char *wanted = g_utf8_strdown (word, -1);

  return strstr (lower, wanted) != NULL;
}

/* Parts of words count in titles, if all words are long enough. */
static gboolean
matches_by_hand (const Text *text, const char *first, const char *second, gboolean excluded)
{
  gboolean long_enough = g_utf8_strlen (first, -1) >= 3 && g_utf8_strlen (second, -1) >= 3;

  return (has_word (text->text, first) && has_word (text->text, second) != excluded)
         || (text->is_title && long_enough && has_part (text->text, first)
             && has_part (text->text, second) != excluded);
}

static void
compare (LlmDb *db, GArray *texts, const char *first, const char *second, gboolean excluded)
{
  g_autofree char *query = g_strdup_printf ("\"%s\" %s\"%s\"", first, excluded ? "-" : "", second);
  g_autoptr (GPtrArray) hits = search_test_find (db, query);
  guint found[13] = { 0 };
  guint expected[13] = { 0 };

  for (guint i = 0; i < hits->len; i++)
    {
      const LlmSearchHit *hit = hits->pdata[i];
      const char *id = llm_history_entry_get_id (hit->entry);

      found[g_ascii_strtoull (id + 1, NULL, 10)] = hit->n_hits;
    }
  for (guint i = 0; i < texts->len; i++)
    {
      const Text *text = &g_array_index (texts, Text, i);

      expected[text->conversation] += matches_by_hand (text, first, second, excluded);
    }
  g_test_message ("%s", query);
  g_assert_cmpmem (found, sizeof found, expected, sizeof expected);
}

static void
test_property (void)
{
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (LlmDb) db = search_test_open (":memory:");
      g_autoptr (GArray) texts = fill (db);

      for (guint j = 0; j < N_WORDS; j++)
        {
          const char *other = vocabulary[g_test_rand_int_range (0, N_WORDS)];

          compare (db, texts, vocabulary[j], vocabulary[j], FALSE);
          compare (db, texts, vocabulary[j], other, FALSE);
          compare (db, texts, vocabulary[j], other, TRUE);
        }
    }
}

/* --- Plans --- */

static void
assert_plan (LlmDb *db, const char *sql)
{
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, explain, &error);
  gboolean has_row = TRUE;

  g_assert_no_error (error);
  while (llm_statement_step (statement, &has_row, &error) && has_row)
    {
      const char *line = llm_statement_get_text (statement, 3, NULL);

      g_test_message ("%s: %s", sql, line);
      g_assert_null (strstr (line, "TEMP B-TREE"));
      g_assert_null (strstr (line, "AUTOMATIC"));
      g_assert_true (!g_str_has_prefix (line, "SCAN")
                     || g_str_has_prefix (line, "SCAN conversation USING INDEX conversation_")
                     /* The few whose models are hidden. */
                     || g_str_equal (line, "SCAN verdict USING COVERING INDEX verdict_hidden"));
    }
  g_assert_no_error (error);
}

static void
test_plans (void)
{
  static const LlmSearchQuery queries[] = {
    { .text = "", .kind = "x" },
    { .text = "", .provider = "x" },
    { .text = "", .provider = "x", .model = "y" },
    { .text = "", .tag = "x" },
    { .text = "", .folder_id = "x" },
    { .text = "", .since = 1 },
    { .text = "", .until = 1 },
    { .text = "", .voted = TRUE },
    { .text = "", .voted = TRUE, .archived = TRUE },
    { .text = "",
      .kind = "x",
      .provider = "x",
      .model = "y",
      .tag = "x",
      .folder_id = "x",
      .since = 1,
      .until = 2,
      .voted = TRUE,
      .archived = TRUE },
  };
  g_autoptr (LlmDb) db = search_test_open (":memory:");

  for (guint i = 0; llm_db_search_statements[i] != NULL; i++)
    assert_plan (db, llm_db_search_statements[i]);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *filter = llm_db_search_make_filter (&queries[i]);
      g_autofree char *list = llm_db_search_make_list (&queries[i]);

      assert_plan (db, filter);
      assert_plan (db, list);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/search-store/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("store", test_store);
  ADD ("streaming", test_streaming);
  ADD ("prepare", test_prepare);
  g_test_add_func ("/search-store/memory", test_memory);
  ADD ("read-only", test_read_only);
  ADD ("cancelled", test_cancelled);
  ADD ("beside-writer", test_beside_writer);
  ADD ("replaced", test_replaced);
  g_test_add_func ("/search-store/limit", test_limit);
  g_test_add_func ("/search-store/cancelled-within", test_cancelled_within);
  g_test_add_func ("/search-store/property", test_property);
  g_test_add_func ("/search-store/plans", test_plans);

  return g_test_run ();
}
