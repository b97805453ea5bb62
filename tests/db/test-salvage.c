/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-archive-test.h"
#include "llm-faulty-vfs.h"
#include "llm-db.h"
#include "llm-db-salvage.h"

#include <glib/gstdio.h>
#include <string.h>

/* A history that is damaged page by page.  Whatever a plain query can still read of
 * it must be in the file that is made of it. */

#define PAGE 4096

static const char *const tables[] = { "turn", "answer", "piece", "conversation" };

typedef struct
{
  char *folder;
  char *path;
  char *contents; /* of the sound file */
  gsize length;
  GHashTable *sound[4]; /* rows of each table */
} Fixture;

static void
fill (LlmStore *store)
{
  g_autofree char *long_text = g_strnfill (12000, 'l');

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("Prompt %u %0*d", i, (int) (i * 37 % 900), 7);
      g_autoptr (LlmComparison) comparison = store_test_make_comparison (prompt, 1 + i % 3);
      g_autoptr (GError) error = NULL;

      for (guint j = 0; j < 1 + i % 3; j++)
        {
          LlmAnswer *answer = llm_comparison_get_answer (comparison, j);

          llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
          llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
          llm_answer_append (answer, LLM_DELTA_TEXT, i % 10 == 0 ? long_text : prompt);
          if (i < 38)
            llm_answer_set_state (answer, LLM_ANSWER_DONE);
        }
      store_test_save (store, comparison, &error);
      g_assert_no_error (error);
      for (guint k = 0; i >= 38 && k < 60; k++)
        store_test_append (store, llm_comparison_get_answer (comparison, 0), LLM_DELTA_TEXT, prompt,
                           &error);
      g_assert_no_error (error);
    }
}

/* The rows of a table that a query for each by itself can read, as texts. */
static GHashTable *
read_rows (const char *path, const char *table)
{
  GHashTable *rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (LlmDb) db = llm_db_open (path, LLM_DB_IMMUTABLE, NULL);
  const char *columns
      = g_str_equal (table, "turn")           ? "id || conversation_id || created_at || prompt"
        : g_str_equal (table, "answer")       ? "column_id || turn_id || position || model || text"
        : g_str_equal (table, "conversation") ? "id || title || created_at || models"
                                              : "column_id || kind || text";
  g_autofree char *sql
      = g_strdup_printf ("SELECT %s FROM %s NOT INDEXED WHERE rowid = :n", columns, table);

  for (gint64 n = 1; db != NULL && n <= 200; n++)
    {
      g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, NULL);
      gboolean has_row;

      if (statement == NULL)
        break;
      llm_statement_bind_int64 (statement, ":n", n);
      if (llm_statement_step (statement, &has_row, NULL) && has_row)
        g_hash_table_insert (rows, g_memdup2 (&n, sizeof n),
                             llm_statement_dup_required (statement, 0));
    }
  return rows;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  LlmStore *store;

  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  store = store_test_open (fixture->path);
  fill (store);
  store_test_close (&store);
  store_test_execute (fixture->path,
                      "INSERT INTO tag VALUES (1, 'Label');"
                      "INSERT INTO conversation_tag SELECT 1, active_at, id, num FROM conversation;"
                      "PRAGMA journal_mode = DELETE");
  g_assert_true (g_file_get_contents (fixture->path, &fixture->contents, &fixture->length, NULL));
  g_assert_cmpuint (fixture->length % PAGE, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      fixture->sound[i] = read_rows (fixture->path, tables[i]);
      g_assert_cmpuint (g_hash_table_size (fixture->sound[i]), >=, 40);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_hash_table_unref (fixture->sound[i]);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->contents);
}

/* Rows of @before that are as @sound has them must be in @after. */
static guint
assert_nothing_lost (GHashTable *sound, GHashTable *before, GHashTable *after, const char *table)
{
  GHashTableIter iter;
  gpointer number, row;
  guint n = 0;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &number, &row))
    {
      const char *saved = g_hash_table_lookup (after, number);

      if (g_strcmp0 (g_hash_table_lookup (sound, number), row) != 0)
        continue;
      if (saved == NULL)
        g_error ("%s %" G_GINT64_FORMAT " is lost", table, *(gint64 *) number);
      if (strcmp (saved, row) != 0)
        g_error ("%s %" G_GINT64_FORMAT " is not what it was", table, *(gint64 *) number);
      n++;
    }
  return n;
}

static void
assert_sound (const char *path)
{
  g_autofree char *integrity = store_test_query_text (path, "PRAGMA integrity_check");

  g_assert_cmpstr (integrity, ==, "ok");
  g_assert_cmpint (store_test_query_int64 (path, "SELECT count(*) FROM pragma_foreign_key_check"),
                   ==, 0);
}

static void
assert_kept (Fixture *fixture, const char *original, const char *damaged)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_str_has_prefix (original, fixture->folder));
  g_assert_true (g_file_get_contents (original, &contents, &length, NULL));
  g_assert_cmpmem (contents, length, damaged, fixture->length);
}

/* Returns what is told of it. */
static LlmSalvageReport *
salvage (Fixture *fixture, const char *damaged, const char *what)
{
  GHashTable *before[G_N_ELEMENTS (tables)];
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;
  LlmSalvageReport *report;
  guint n = 0;

  g_assert_true (g_file_set_contents (fixture->path, damaged, (gssize) fixture->length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    before[i] = read_rows (fixture->path, tables[i]);

  report = llm_db_salvage (fixture->path, g_get_real_time (), &error);
  g_assert_no_error (error);
  assert_kept (fixture, report->original, damaged);
  words = llm_salvage_report_describe (report);
  g_assert_nonnull (strstr (words, report->original));
  assert_sound (fixture->path);
  store_test_execute (fixture->path, "PRAGMA journal_mode = DELETE");
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GHashTable) after = read_rows (fixture->path, tables[i]);

      n += assert_nothing_lost (fixture->sound[i], before[i], after, tables[i]);
      g_hash_table_unref (before[i]);
    }
  g_test_message ("%s: %u rows, %s", what, n, words);
  g_unlink (report->original);
  return report;
}

static void
overwrite (char *page, guint how)
{
  switch (how)
    {
    case 0:
      memset (page, 0, PAGE);
      break;
    case 1:
      memset (page, 0xff, PAGE);
      break;
    default:
      for (guint i = 0; i < PAGE; i++)
        page[i] = (char) g_test_rand_int ();
    }
}

static void
test_every_page (Fixture *fixture, gconstpointer data)
{
  guint n_pages = (guint) (fixture->length / PAGE);

  g_test_message ("%u pages", n_pages);
  g_assert_cmpuint (n_pages, >, 20);
  for (guint i = 0; i < n_pages; i++)
    {
      g_autofree char *damaged = g_memdup2 (fixture->contents, fixture->length);
      g_autofree char *what = g_strdup_printf ("page %u", i + 1);
      g_autoptr (LlmSalvageReport) report = NULL;

      overwrite (damaged + (gsize) i * PAGE, GPOINTER_TO_UINT (data));
      report = salvage (fixture, damaged, what);
    }
}

/* A tenth of all pages at once. */
static void
test_many_pages (Fixture *fixture, gconstpointer data)
{
  guint n_pages = (guint) (fixture->length / PAGE);

  for (guint round = 0; round < 10; round++)
    {
      g_autofree char *damaged = g_memdup2 (fixture->contents, fixture->length);
      g_autofree char *what = g_strdup_printf ("round %u", round);
      g_autoptr (LlmSalvageReport) report = NULL;

      for (guint i = 0; i <= n_pages / 10; i++)
        overwrite (damaged + (gsize) g_test_rand_int_range (1, (gint32) n_pages) * PAGE, 2);
      report = salvage (fixture, damaged, what);
    }
}

static gboolean
is_file_of (const char *path, const char *contents, gsize length)
{
  g_autofree char *actual = NULL;
  gsize actual_length;

  return path != NULL && g_file_get_contents (path, &actual, &actual_length, NULL)
         && actual_length == length && memcmp (actual, contents, length) == 0;
}

/* What is in the log of a damaged file is part of it, and is kept as well. */
static void
test_with_log (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "other", NULL);
  g_autofree char *path = g_build_filename (folder, "test.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *live_log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *log_contents = NULL;
  g_autofree char *kept_log = NULL;
  g_autoptr (LlmSalvageReport) report = NULL;
  g_autoptr (GError) error = NULL;
  LlmDb *live = llm_db_open (fixture->path, LLM_DB_READ_WRITE, &error);
  gint64 page = store_test_query_int64 (
      fixture->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'answer_by_turn'");
  gsize length, log_length;

  g_assert_true (llm_db_execute (live,
                                 "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
                                 "UPDATE conversation SET snippet = 'Of the log'",
                                 &error));
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  g_assert_true (g_file_get_contents (live_log, &log_contents, &log_length, NULL));
  llm_db_close (live);

  g_mkdir (folder, 0700);
  memset (contents + (page - 1) * PAGE, 0, PAGE);
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
  g_assert_true (g_file_set_contents (log, log_contents, (gssize) log_length, NULL));
  report = llm_db_salvage (path, g_get_real_time (), &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->n_conversations, ==, 40);
  g_assert_cmpint (store_test_query_int64 (
                       path, "SELECT count(*) FROM conversation WHERE snippet = 'Of the log'"),
                   ==, 40);
  assert_sound (path);
  kept_log = g_strconcat (report->original, "-wal", NULL);
  g_assert_true (is_file_of (report->original, contents, length));
  g_assert_true (is_file_of (kept_log, log_contents, log_length));
}

static gint64
count_labels (Fixture *fixture)
{
  return store_test_query_int64 (fixture->path, "SELECT count(*) FROM conversation_tag");
}

/* A table without row numbers is read along its index. */
static void
test_labels (Fixture *fixture, gconstpointer data)
{
  g_autofree char *damaged = g_memdup2 (fixture->contents, fixture->length);
  gint64 page = store_test_query_int64 (
      fixture->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'conversation_tag'");
  g_autoptr (LlmSalvageReport) report = NULL;

  g_assert_cmpint (count_labels (fixture), ==, 40);
  overwrite (damaged + (page - 1) * PAGE, 2);
  report = salvage (fixture, damaged, "labels");
  g_assert_cmpint (count_labels (fixture), ==, 40);
  g_assert_true (llm_salvage_report_is_complete (report));
}

/* Turns whose conversation is lost get another. */
static void
test_orphans (Fixture *fixture, gconstpointer data)
{
  g_autofree char *damaged = g_memdup2 (fixture->contents, fixture->length);
  gint64 page = store_test_query_int64 (
      fixture->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'conversation'");
  g_autoptr (LlmSalvageReport) report = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  LlmStore *store;

  overwrite (damaged + (page - 1) * PAGE, 2);
  report = salvage (fixture, damaged, "conversations");
  g_assert_cmpuint (report->n_placeholders, ==, 40);
  /* Labels are of numbers that no longer are. */
  g_assert_cmpint (count_labels (fixture), <=, 40);
  g_assert_cmpint (report->n_conversations, ==, 40);
  g_assert_false (llm_salvage_report_is_complete (report));
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count(*) FROM answer"), ==,
                   g_hash_table_size (fixture->sound[1]));
  store = store_test_open (fixture->path);
  entries = store_test_list (store, 0, NULL, 50, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 40);
  store_test_close (&store);
}

/* Where the tables are is known without the page that says so. */
static void
test_first_page (Fixture *fixture, gconstpointer data)
{
  g_autofree char *damaged = g_memdup2 (fixture->contents, fixture->length);
  g_autoptr (LlmSalvageReport) report = NULL;

  overwrite (damaged, 2);
  report = salvage (fixture, damaged, "first page");
  g_assert_cmpint (report->n_conversations, ==, 40);
  g_assert_true (llm_salvage_report_is_complete (report));
  g_assert_cmpint (count_labels (fixture), ==, 40);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GHashTable) after = read_rows (fixture->path, tables[i]);

      g_assert_cmpuint (
          assert_nothing_lost (fixture->sound[i], fixture->sound[i], after, tables[i]), ==,
          g_hash_table_size (fixture->sound[i]));
    }
}

/* A program of another kind, or a newer one, has not damaged its file. */
static void
test_not_ours (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  store_test_execute (fixture->path, "PRAGMA user_version = 1000");
  g_assert_null (llm_db_salvage (fixture->path, g_get_real_time (), &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_VERSION_TOO_NEW);
  g_clear_error (&error);
  store_test_execute (fixture->path, "PRAGMA application_id = 7");
  g_assert_null (llm_db_salvage (fixture->path, g_get_real_time (), &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN);
  g_assert_null (store_test_find (fixture->folder, "llmselect-damaged-", ".db"));
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Whatever call fails, the damaged file is there, under one name or the other. */
static guint
salvage_with_fault (Fixture *fixture, const char *damaged, guint fail_at, FaultyVfsKind kind)
{
  g_autoptr (LlmSalvageReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = NULL;
  guint n_calls, n_files;

  g_assert_true (g_file_set_contents (fixture->path, damaged, (gssize) fixture->length, NULL));
  n_files = count_files (fixture->folder);
  faulty_vfs_start (fail_at, kind);
  report = llm_db_salvage (fixture->path, g_get_real_time (), &error);
  n_calls = faulty_vfs_stop ();
  if (report != NULL)
    {
      aside = g_strdup (report->original);
      g_assert_true (is_file_of (aside, damaged, fixture->length));
      assert_sound (fixture->path);
      g_unlink (aside);
    }
  else
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == LLM_DB_ERROR);
      g_assert_true (is_file_of (fixture->path, damaged, fixture->length));
      /* Nothing half-done is left. */
      g_assert_cmpuint (count_files (fixture->folder), <=, n_files);
    }
  return n_calls;
}

static void
test_every_call (Fixture *fixture, gconstpointer data)
{
  FaultyVfsKind kind = GPOINTER_TO_INT (data);
  g_autofree char *damaged = g_memdup2 (fixture->contents, fixture->length);
  gint64 page = store_test_query_int64 (fixture->path,
                                        "SELECT rootpage FROM sqlite_schema WHERE name = 'piece'");
  guint n_calls;

  overwrite (damaged + (page - 1) * PAGE, 1);
  n_calls = salvage_with_fault (fixture, damaged, 0, kind);
  g_test_message ("%u calls", n_calls);
  g_assert_cmpuint (n_calls, >, 100);
  for (guint i = 1; i <= n_calls; i++)
    salvage_with_fault (fixture, damaged, i, kind);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  faulty_vfs_install ();

#define ADD(path, data, func)                                                                      \
  g_test_add (path, Fixture, GUINT_TO_POINTER (data), set_up, func, tear_down)
  ADD ("/salvage/every-page/zeros", 0, test_every_page);
  ADD ("/salvage/every-page/random", 2, test_every_page);
  ADD ("/salvage/many-pages", 0, test_many_pages);
  ADD ("/salvage/with-log", 0, test_with_log);
  ADD ("/salvage/first-page", 0, test_first_page);
  ADD ("/salvage/labels", 0, test_labels);
  ADD ("/salvage/orphans", 0, test_orphans);
  ADD ("/salvage/not-ours", 0, test_not_ours);
  ADD ("/salvage/every-call/error", FAULTY_VFS_IO_ERROR, test_every_call);
  ADD ("/salvage/every-call/full", FAULTY_VFS_FULL, test_every_call);
  return g_test_run ();
}
