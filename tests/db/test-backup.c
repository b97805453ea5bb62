/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-archive-test.h"
#include "llm-backup-plan.h"
#include "llm-db-inspect.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define PAGE 4096

typedef struct
{
  char *folder;
  char *path;
  char *backups;
  LlmStore *store;
  LlmArchive *archive;
} Fixture;

static void
open_store (Fixture *fixture)
{
  fixture->store
      = g_object_new (LLM_TYPE_SQLITE_STORE, "path", fixture->path, "busy-timeout", 200, NULL);
  fixture->archive = archive_test_open (fixture->store);
}

static void
close_store (Fixture *fixture)
{
  if (fixture->store == NULL)
    return;
  g_assert_finalize_object (g_steal_pointer (&fixture->archive));
  store_test_close (&fixture->store);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->backups = g_build_filename (fixture->folder, "backups", NULL);
  open_store (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_store (fixture);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->backups);
}

static LlmComparison *
save (Fixture *fixture, const char *prompt)
{
  LlmComparison *comparison = store_test_make_comparison (prompt, 1);
  g_autoptr (GError) error = NULL;

  store_test_save (fixture->store, comparison, &error);
  g_assert_no_error (error);
  return comparison;
}

static void
save_one (Fixture *fixture, const char *prompt)
{
  g_autoptr (LlmComparison) comparison = save (fixture, prompt);
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

static gint64
parse_time (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
test_names (void)
{
  static const char *const wrong[] = {
    "",
    "llmselect.db",
    "llmselect-2026-11-26T215500Z-.db",
    "llmselect-2026-11-26T215500Z-weekly.db",
    "llmselect-2026-11-26T215500Z-daily",
    "llmselect-2026-11-26T215500Z-daily.db.1234.part",
    "llmselect-2026-13-26T215500Z-daily.db",
    "llmselect-2026-02-30T215500Z-daily.db",
    "llmselect-2026-11-26T245500Z-daily.db",
    "llmselect-2026-11-26T2155 0Z-daily.db",
    "llmselect-2026-11-26 215500Z-daily.db",
    "llmselect-damaged-2026-11-26T215500Z.db",
    "my-llmselect-2026-11-26T215500Z-daily.db",
  };
  gint64 time = parse_time ("2026-11-26T21:55:00Z");
  LlmBackupReason reason;

  for (guint i = 0; i < LLM_BACKUP_N_REASONS; i++)
    {
      g_autofree char *name = llm_backup_plan_name (time + 999999, i);
      gint64 parsed;

      g_assert_true (llm_backup_plan_parse (name, &parsed, &reason));
      g_assert_cmpint (parsed, ==, time);
      g_assert_cmpint (reason, ==, i);
      if (i == LLM_BACKUP_DAILY)
        g_assert_cmpstr (name, ==, "llmselect-2026-11-26T215500Z-daily.db");
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (llm_backup_plan_parse (wrong[i], &time, &reason));
}

/* "daily 2026-11-26T10:00:00Z" and so on, in any order. */
static GPtrArray *
make_backups (const char *const *texts)
{
  GPtrArray *backups = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_backup_free);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      LlmBackup *backup = g_new0 (LlmBackup, 1);
      const char *blank = strchr (texts[i], ' ');

      g_assert_true (
          llm_backup_reason_from_string (texts[i], (gsize) (blank - texts[i]), &backup->reason));
      backup->created_at = parse_time (blank + 1);
      backup->path = g_strdup (texts[i]);
      g_ptr_array_add (backups, backup);
    }
  return backups;
}

static void
test_due (void)
{
  static const struct
  {
    const char *backups[4];
    const char *now;
    const char *changed;
    gboolean due;
  } cases[] = {
    { { NULL }, "2026-11-26T10:00:00Z", "2026-11-26T09:00:00Z", TRUE },
    /* Today's is there, whatever was written since. */
    { { "daily 2026-11-26T00:00:00Z" }, "2026-11-26T23:59:59Z", "2026-11-26T12:00:00Z", FALSE },
    { { "daily 2026-11-25T23:59:59Z" }, "2026-11-26T00:00:00Z", "2026-11-25T23:59:59Z", FALSE },
    { { "daily 2026-11-25T10:00:00Z" }, "2026-11-26T00:00:00Z", "2026-11-25T10:00:01Z", TRUE },
    /* Nothing was written since the last one. */
    { { "daily 2026-11-20T10:00:00Z" }, "2026-11-26T10:00:00Z", "2026-11-19T10:00:00Z", FALSE },
    /* Those of other reasons are no daily ones. */
    { { "manual 2026-11-26T09:00:00Z", "migration 2026-11-26T09:00:00Z",
        "restore 2026-11-26T09:00:00Z" },
      "2026-11-26T10:00:00Z",
      "2026-11-26T09:30:00Z",
      TRUE },
    /* A clock that was wrong does not stop it for good. */
    { { "daily 2031-01-01T00:00:00Z" }, "2026-11-26T10:00:00Z", "2026-11-26T09:00:00Z", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) backups = make_backups (cases[i].backups);

      if (llm_backup_plan_is_due (backups, parse_time (cases[i].now), parse_time (cases[i].changed))
          != cases[i].due)
        g_error ("Case %u", i);
    }
}

/* What goes is marked with a capital letter at the end: the whole list is checked. */
static void
check_surplus (const char *const *texts, const char *now, const char *good, const char *const *gone)
{
  g_autoptr (GPtrArray) backups = make_backups (texts);
  g_autoptr (GPtrArray) surplus = llm_backup_plan_surplus (backups, parse_time (now), good);

  g_assert_cmpuint (surplus->len, ==, g_strv_length ((char **) gone));
  for (guint i = 0; i < surplus->len; i++)
    g_assert_true (g_strv_contains (gone, ((LlmBackup *) surplus->pdata[i])->path));
}

static void
test_surplus (void)
{
  /* A Thursday; its week began on Monday, the 23rd. */
  const char *now = "2026-11-26T22:00:00Z";

  /* The newest of each of seven days; of each of four weeks. */
  check_surplus (
      (const char *[]){
          "daily 2026-11-26T21:00:00Z", "daily 2026-11-26T08:00:00Z", "daily 2026-11-25T21:00:00Z",
          "daily 2026-11-24T21:00:00Z", "daily 2026-11-23T21:00:00Z", "daily 2026-11-22T21:00:00Z",
          "daily 2026-11-21T21:00:00Z", "daily 2026-11-20T21:00:00Z", "daily 2026-11-19T21:00:00Z",
          "daily 2026-11-15T21:00:00Z", "daily 2026-11-14T21:00:00Z", "daily 2026-11-08T23:59:59Z",
          "daily 2026-11-02T00:00:00Z", "daily 2026-11-01T23:59:59Z", NULL },
      now, "daily 2026-11-26T21:00:00Z",
      (const char *[]){ "daily 2026-11-26T08:00:00Z", "daily 2026-11-19T21:00:00Z",
                        "daily 2026-11-14T21:00:00Z", "daily 2026-11-02T00:00:00Z",
                        "daily 2026-11-01T23:59:59Z", NULL });
  /* All of the user's; three of each other reason. */
  check_surplus (
      (const char *[]){ "manual 2020-01-01T00:00:00Z", "manual 2020-01-01T00:00:01Z",
                        "manual 2020-01-01T00:00:02Z", "manual 2020-01-01T00:00:03Z",
                        "migration 2026-11-01T00:00:00Z", "migration 2026-11-02T00:00:00Z",
                        "migration 2026-11-03T00:00:00Z", "migration 2026-11-04T00:00:00Z",
                        "restore 2026-11-01T00:00:00Z", "restore 2026-11-02T00:00:00Z", NULL },
      now, "manual 2020-01-01T00:00:00Z",
      (const char *[]){ "migration 2026-11-01T00:00:00Z", NULL });
  /* The newest good one stays, however old; without one nothing goes. */
  check_surplus (
      (const char *[]){ "daily 2025-01-01T00:00:00Z", "daily 2025-01-02T00:00:00Z", NULL }, now,
      "daily 2025-01-02T00:00:00Z", (const char *[]){ "daily 2025-01-01T00:00:00Z", NULL });
  check_surplus (
      (const char *[]){ "daily 2025-01-01T00:00:00Z", "daily 2025-01-02T00:00:00Z", NULL }, now,
      NULL, (const char *[]){ NULL });
  check_surplus ((const char *[]){ NULL }, now, "x", (const char *[]){ NULL });
}

typedef struct
{
  GAsyncResult *result;
  gboolean done;
  guint n_told;
  gint64 last;
} Call;

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->result = g_object_ref (result);
  call->done = TRUE;
}

static void
progress_cb (goffset n_done, goffset n_pages, gpointer user_data)
{
  Call *call = user_data;

  g_assert_false (call->done);
  g_assert_cmpint (n_done, >=, call->last);
  g_assert_cmpint (n_done, <=, n_pages);
  call->last = n_done;
  call->n_told++;
}

/* What was asked before is in it; what is written meanwhile neither waits nor breaks
 * it. */
static void
test_while_writing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (20 << 20, 'x');
  g_autoptr (LlmComparison) comparison = save (fixture, huge);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *integrity = NULL;
  Call call = { 0 };
  guint n = 0;

  llm_archive_backup_async (fixture->archive, NULL, progress_cb, &call, NULL, ready_cb, &call);
  while (!call.done)
    {
      store_test_append (fixture->store, answer, LLM_DELTA_TEXT, "piece", &error);
      g_assert_no_error (error);
      n++;
    }
  backup = llm_archive_backup_finish (fixture->archive, call.result, &error);
  g_assert_no_error (error);
  g_object_unref (call.result);
  g_test_message ("%u writes meanwhile, told %u times", n, call.n_told);
  g_assert_cmpuint (call.n_told, >, 1);
  g_assert_cmpuint (n, >, 0);

  g_assert_cmpint (archive_test_count (backup->path), ==, 1);
  g_assert_cmpint (backup->n_conversations, ==, 1);
  integrity = store_test_query_text (backup->path, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
  /* A copy stands alone, and nothing in it is running. */
  g_assert_cmpint (
      store_test_query_int64 (backup->path, "SELECT count(*) FROM answer WHERE run_id IS NOT NULL"),
      ==, 0);
  g_assert_cmpuint (count_files (fixture->backups), ==, 1);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count(*) FROM piece"), ==, n);
}

static void
test_rights (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (GError) error = NULL;
  struct stat status;

  save_one (fixture, "Rights");
  backup = archive_test_backup (fixture->archive, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_errno (stat (backup->path, &status));
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
  g_assert_cmpint (status.st_size, ==, backup->size);
  g_assert_no_errno (stat (fixture->backups, &status));
  g_assert_cmpint (status.st_mode & 07777, ==, 0700);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Call call = { 0 };

  save_one (fixture, "Cancelled");
  llm_archive_backup_async (fixture->archive, NULL, NULL, NULL, cancellable, ready_cb, &call);
  g_cancellable_cancel (cancellable);
  store_test_wait (&call.done);
  result = call.result;
  g_assert_null (llm_archive_backup_finish (fixture->archive, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_files (fixture->backups), ==, 0);
}

static void
test_daily (Fixture *fixture, gconstpointer data)
{
  gint64 now = g_get_real_time ();
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  for (guint day = 0; day < 40; day++)
    {
      g_autofree char *prompt = g_strdup_printf ("Day %u", day);
      g_autoptr (LlmBackup) first = NULL;
      g_autoptr (LlmBackup) second = NULL;
      gint64 then = now - 40 * DAY + day * DAY;

      save_one (fixture, prompt);
      first = archive_test_backup_if_due (fixture->archive, then, &error);
      g_assert_no_error (error);
      g_assert_nonnull (first);
      g_assert_cmpint (first->n_conversations, ==, day + 1);
      g_assert_cmpint (first->reason, ==, LLM_BACKUP_DAILY);
      second = archive_test_backup_if_due (fixture->archive, then, &error);
      g_assert_no_error (error);
      g_assert_null (second);
    }
  list = archive_test_list (fixture->archive, &error);
  g_assert_no_error (error);
  /* Seven days, and the weeks before them that are among the last four. */
  g_assert_cmpuint (list->len, >=, 9);
  g_assert_cmpuint (list->len, <=, 10);
  g_assert_cmpint (((LlmBackup *) list->pdata[0])->n_conversations, ==, 40);
  for (guint i = 1; i < list->len; i++)
    g_assert_cmpint (((LlmBackup *) list->pdata[i - 1])->created_at, >,
                     ((LlmBackup *) list->pdata[i])->created_at);
}

static void
damage (const char *path, const char *table)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
  gint64 page = store_test_query_int64 (path, sql);
  g_autofree char *contents = NULL;
  gsize length;

  store_test_execute (path, "PRAGMA journal_mode = DELETE");
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_cmpuint ((gsize) page * PAGE, <=, length);
  memset (contents + (page - 1) * PAGE, 0xa5, PAGE);
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
}

/* A copy of damage is no copy: the good ones before it stay. */
static void
test_damaged_history (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmBackup) good = NULL;
  g_autoptr (GError) error = NULL;

  save_one (fixture, "Sound");
  good = archive_test_backup (fixture->archive, NULL, &error);
  g_assert_no_error (error);
  close_store (fixture);
  damage (fixture->path, "sqlite_autoindex_answer_1");
  open_store (fixture);
  g_assert_null (archive_test_backup (fixture->archive, NULL, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (count_files (fixture->backups), ==, 1);
  g_assert_cmpint (archive_test_count (good->path), ==, 1);
}

static void
load_fixture (const char *path, const char *name)
{
  g_autofree char *file = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "db", name, NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (file, &sql, NULL, &error);
  g_assert_no_error (error);
  store_test_execute (path, sql);
}

static gint64
get_version (const char *path)
{
  return store_test_query_int64 (path, "PRAGMA user_version");
}

static void
test_before_migration (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  const LlmBackup *backup;
  gint64 n;

  close_store (fixture);
  load_fixture (fixture->path, "v1.sql");
  n = archive_test_count (fixture->path);
  open_store (fixture);
  list = archive_test_list (fixture->archive, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 0);
  store_test_flush (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (get_version (fixture->path), >, 1);

  g_ptr_array_unref (list);
  list = archive_test_list (fixture->archive, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  backup = list->pdata[0];
  g_assert_cmpint (backup->reason, ==, LLM_BACKUP_MIGRATION);
  g_assert_cmpint (backup->version, ==, 1);
  g_assert_cmpint (backup->n_conversations, ==, n);
}

/* Without a copy the format is not touched. */
static void
test_no_copy_no_migration (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  close_store (fixture);
  load_fixture (fixture->path, "v1.sql");
  g_assert_true (g_file_set_contents (fixture->backups, "no folder", -1, NULL));
  open_store (fixture);
  g_assert_false (store_test_flush (fixture->store, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN);
  g_assert_nonnull (strstr (error->message, "no copy"));
  g_assert_cmpint (get_version (fixture->path), ==, 1);
}

static void
limit_file_size (rlim_t size)
{
  struct rlimit limit;

  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &limit));
  limit.rlim_cur = size == RLIM_INFINITY ? limit.rlim_max : size;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
}

static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (1 << 20, 'x');
  g_autoptr (GError) error = NULL;

  save_one (fixture, huge);
  store_test_flush (fixture->store, &error);
  g_assert_no_error (error);
  limit_file_size (1 << 19);
  g_assert_null (archive_test_backup (fixture->archive, NULL, &error));
  limit_file_size (RLIM_INFINITY);
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_FULL);
  g_assert_cmpuint (count_files (fixture->backups), ==, 0);
}

static void
changed_cb (LlmStore *store, const char *id, gpointer user_data)
{
  guint *n = user_data;

  if (id == NULL)
    (*n)++;
}

static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) second = NULL;
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (LlmBackup) before = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) other = NULL;
  guint n_changed = 0;

  save_one (fixture, "First");
  backup = archive_test_backup (fixture->archive, NULL, &error);
  g_assert_no_error (error);
  second = save (fixture, "Second");
  /* Somebody else has the file open all the time. */
  other = llm_db_open (fixture->path, LLM_DB_READ_ONLY, &error);
  g_assert_cmpint (llm_db_inspect_count (other), ==, 2);

  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), &n_changed);
  before = archive_test_restore (fixture->archive, backup->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpint (before->reason, ==, LLM_BACKUP_RESTORE);
  g_assert_cmpint (before->n_conversations, ==, 2);
  g_assert_cmpint (llm_db_inspect_count (other), ==, 1);

  /* An answer that goes on has nowhere to go; the rest works. */
  g_assert_false (store_test_append (fixture->store, llm_comparison_get_answer (second, 0),
                                     LLM_DELTA_TEXT, "x", &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
  g_clear_error (&error);
  g_assert_true (store_test_save (fixture->store, second, &error));
  g_assert_cmpint (llm_db_inspect_count (other), ==, 2);
}

static void
test_restore_older (Fixture *fixture, gconstpointer data)
{
  g_autofree char *old = g_build_filename (fixture->folder, "old.db", NULL);
  g_autoptr (LlmBackup) before = NULL;
  g_autoptr (LlmBackupInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n;

  save_one (fixture, "Present");
  /* Of another page size, too. */
  store_test_execute (old, "PRAGMA page_size = 8192");
  load_fixture (old, "v1.sql");
  store_test_execute (old, "PRAGMA page_size = 8192; VACUUM");
  n = archive_test_count (old);
  info = archive_test_inspect (fixture->archive, old, &error);
  g_assert_no_error (error);
  g_assert_true (info->intact && info->known && info->problem == NULL);
  g_assert_cmpint (info->version, ==, 1);
  g_assert_cmpint (info->n_conversations, ==, n);
  g_assert_cmpint (info->oldest_at, <=, info->newest_at);
  g_assert_cmpuint (g_strv_length (info->titles), ==, MIN (n, LLM_BACKUP_N_TITLES));

  before = archive_test_restore (fixture->archive, old, &error);
  g_assert_no_error (error);
  g_assert_cmpint (archive_test_count (fixture->path), ==, n);
  g_assert_cmpint (get_version (old), ==, 1);
  g_assert_cmpint (get_version (fixture->path), >, 1);
  g_assert_cmpint (store_test_query_int64 (fixture->path,
                                           "SELECT count(*) FROM answer WHERE run_id IS NOT NULL"),
                   ==, 0);
}

/* All or nothing, also when the file is not ours to write for the moment. */
static void
test_restore_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (LlmBackup) before = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDb) other = NULL;

  save_one (fixture, "First");
  backup = archive_test_backup (fixture->archive, NULL, &error);
  g_assert_no_error (error);
  save_one (fixture, "Second");
  other = llm_db_open (fixture->path, LLM_DB_READ_WRITE, &error);
  g_assert_true (llm_db_begin_write (other, &error));
  g_assert_null (archive_test_restore (fixture->archive, backup->path, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_BUSY);
  g_clear_error (&error);
  llm_db_rollback (other);
  g_assert_cmpint (archive_test_count (fixture->path), ==, 2);
  before = archive_test_restore (fixture->archive, backup->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (archive_test_count (fixture->path), ==, 1);
}

/* A history of a newer program cannot be used, but is kept. */
static void
test_restore_over_newer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autofree char *aside = NULL;
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (LlmBackup) before = NULL;
  g_autoptr (GError) error = NULL;

  save_one (fixture, "First");
  backup = archive_test_backup (fixture->archive, path, &error);
  g_assert_no_error (error);
  close_store (fixture);
  store_test_execute (fixture->path, "PRAGMA user_version = 1000");
  open_store (fixture);
  g_assert_false (store_test_flush (fixture->store, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_VERSION_TOO_NEW);
  g_clear_error (&error);
  before = archive_test_restore (fixture->archive, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (get_version (before->path), ==, 1000);
  g_assert_cmpint (archive_test_count (fixture->path), ==, 1);
  save_one (fixture, "Second");
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmCheckReport) report = NULL;
  g_autoptr (GError) error = NULL;

  save_one (fixture, "Check");
  for (guint full = 0; full < 2; full++)
    {
      g_autoptr (LlmCheckReport) sound = archive_test_check (fixture->archive, full, &error);

      g_assert_no_error (error);
      g_assert_true (sound->ok);
      g_assert_cmpuint (g_strv_length (sound->problems), ==, 0);
    }
  /* Only the full look finds a reference to nothing. */
  store_test_execute (fixture->path,
                      "PRAGMA foreign_keys = OFF;"
                      "INSERT INTO piece (column_id, kind, text) VALUES ('none', 'text', 'x')");
  report = archive_test_check (fixture->archive, TRUE, &error);
  g_assert_no_error (error);
  g_assert_false (report->ok);
  g_assert_cmpuint (g_strv_length (report->problems), ==, 1);
  g_assert_nonnull (strstr (report->problems[0], "piece"));
}

static void
salvaged_cb (LlmArchive *archive, LlmSalvageReport *report, gpointer user_data)
{
  gboolean *done = user_data;

  *done = TRUE;
}

/* After a process did not end by itself the file is looked at, but not before what
 * was asked for is there. */
static void
test_after_crash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *run = g_build_filename (fixture->folder, "run", NULL);
  g_autofree char *lock = g_build_filename (run, "01234567-89ab-4def-8123-456789abcdef.lock", NULL);
  g_autofree char *mark = g_strconcat (fixture->path, ".check", NULL);
  g_autoptr (LlmSalvageReport) report = NULL;
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (LlmComparison) comparison = save (fixture, "Crashed");
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  close_store (fixture);
  damage (fixture->path, "sqlite_autoindex_answer_1");
  g_mkdir (run, 0700);
  g_assert_true (g_file_set_contents (lock, "", 0, NULL));
  open_store (fixture);
  g_signal_connect (fixture->archive, "salvaged", G_CALLBACK (salvaged_cb), &done);
  g_assert_true (store_test_flush (fixture->store, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (mark, G_FILE_TEST_EXISTS));
  g_assert_null (llm_archive_get_salvage_report (fixture->archive));
  store_test_wait (&done);
  report = llm_archive_get_salvage_report (fixture->archive);
  g_assert_cmpint (report->n_conversations, ==, 1);
  g_assert_true (llm_salvage_report_is_complete (report));
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
  loaded = store_test_load (fixture->store, llm_comparison_get_id (comparison), &error);
  g_assert_no_error (error);
}

static void
test_tidy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (8 << 20, 'x');
  g_autoptr (LlmComparison) comparison = save (fixture, huge);
  g_autoptr (GError) error = NULL;

  store_test_flush (fixture->store, &error);
  store_test_delete (fixture->store, llm_comparison_get_id (comparison), &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "PRAGMA freelist_count"), >, 1000);
  g_assert_true (archive_test_tidy (fixture->archive, &error));
  g_assert_no_error (error);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "PRAGMA freelist_count"), ==, 0);
}

static void
test_in_memory (void)
{
  g_autoptr (LlmStore) store = store_test_open (":memory:");
  g_autoptr (LlmArchive) archive = archive_test_open (store);
  g_autoptr (GError) error = NULL;

  g_assert_null (archive_test_backup (archive, NULL, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (archive_test_restore (archive, "/nowhere", &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_null (archive_test_salvage (archive, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (archive_test_tidy (archive, &error));
}

int
main (int argc, char **argv)
{
  signal (SIGXFSZ, SIG_IGN);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backup/plan/names", test_names);
  g_test_add_func ("/backup/plan/due", test_due);
  g_test_add_func ("/backup/plan/surplus", test_surplus);
  g_test_add_func ("/backup/in-memory", test_in_memory);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/backup/while-writing", test_while_writing);
  ADD ("/backup/rights", test_rights);
  ADD ("/backup/cancelled", test_cancelled);
  ADD ("/backup/daily", test_daily);
  ADD ("/backup/damaged-history", test_damaged_history);
  ADD ("/backup/before-migration", test_before_migration);
  ADD ("/backup/no-copy-no-migration", test_no_copy_no_migration);
  ADD ("/backup/no-room", test_no_room);
  ADD ("/backup/restore", test_restore);
  ADD ("/backup/restore-older", test_restore_older);
  ADD ("/backup/restore-busy", test_restore_busy);
  ADD ("/backup/restore-over-newer", test_restore_over_newer);
  ADD ("/backup/check", test_check);
  ADD ("/backup/after-crash", test_after_crash);
  ADD ("/backup/tidy", test_tidy);
  return g_test_run ();
}
