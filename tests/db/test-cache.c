/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cache-file.h"
#include "llm-db.h"
#include "llm-faulty-vfs.h"
#include "llm-sqlite-cache.h"
#include "llm-store-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define MIB ((gsize) 1024 * 1024)
#define MINUTE (60 * G_USEC_PER_SEC)
#define START (1700000000 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *path;
  LlmCache *cache;
  gint64 now;
} Fixture;

typedef struct
{
  GAsyncResult *result;
  gboolean done;
} Call;

static gint64
clock_of_test (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->now;
}

static LlmCache *
open_cache (Fixture *fixture)
{
  LlmCache *cache = llm_sqlite_cache_new (fixture->path);

  llm_sqlite_cache_set_clock (LLM_SQLITE_CACHE (cache), clock_of_test, fixture);
  return cache;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "sub", "cache.db", NULL);
  fixture->now = START;
  fixture->cache = open_cache (fixture);
}

static void
close_cache (Fixture *fixture)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->cache));
}

static void
reopen (Fixture *fixture)
{
  close_cache (fixture);
  fixture->cache = open_cache (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->cache != NULL)
    close_cache (fixture);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->result = g_object_ref (result);
  call->done = TRUE;
}

static LlmCacheEntry *
lookup_in (LlmCache *cache, const char *kind, const char *key, gint64 max_age)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LlmCacheEntry *entry;

  llm_cache_lookup_async (cache, kind, key, max_age, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  entry = llm_cache_lookup_finish (cache, result, &error);
  g_assert_no_error (error);
  return entry;
}

static gboolean
store_in (LlmCache *cache, const char *kind, const char *key, GBytes *value, const char *etag)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean stored;

  llm_cache_store_async (cache, kind, key, value, etag, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  stored = llm_cache_store_finish (cache, result, &error);
  g_assert_true (stored == (error == NULL));
  return stored;
}

static void
put (Fixture *fixture, const char *kind, const char *key, const char *text)
{
  g_autoptr (GBytes) value = g_bytes_new (text, strlen (text));

  g_assert_true (store_in (fixture->cache, kind, key, value, NULL));
}

static void
put_large (Fixture *fixture, const char *kind, const char *key, gsize size)
{
  g_autoptr (GBytes) value = g_bytes_new_take (g_malloc0 (size), size);

  g_assert_true (store_in (fixture->cache, kind, key, value, NULL));
}

static void
assert_found (Fixture *fixture, const char *kind, const char *key, gint64 max_age, const char *text)
{
  g_autoptr (LlmCacheEntry) entry = lookup_in (fixture->cache, kind, key, max_age);

  if (text == NULL)
    {
      g_assert_null (entry);
      return;
    }
  g_assert_nonnull (entry);
  g_assert_cmpmem (g_bytes_get_data (entry->value, NULL), g_bytes_get_size (entry->value), text,
                   strlen (text));
}

static gboolean
has (Fixture *fixture, const char *kind, const char *key)
{
  g_autoptr (LlmCacheEntry) entry = lookup_in (fixture->cache, kind, key, -1);

  return entry != NULL;
}

static gboolean
get_stats (LlmCache *cache, const char *kind, LlmCacheStats *stats)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  llm_cache_stats_async (cache, kind, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  return llm_cache_stats_finish (cache, result, stats, &error);
}

static void
assert_stats (Fixture *fixture,
              const char *kind,
              gint64 n_entries,
              gint64 n_bytes,
              gint64 n_hits,
              gint64 n_misses,
              gint64 oldest_at)
{
  LlmCacheStats stats;

  g_assert_true (get_stats (fixture->cache, kind, &stats));
  g_assert_cmpint (stats.n_entries, ==, n_entries);
  g_assert_cmpint (stats.n_bytes, ==, n_bytes);
  g_assert_cmpint (stats.n_hits, ==, n_hits);
  g_assert_cmpint (stats.n_misses, ==, n_misses);
  g_assert_cmpint (stats.oldest_at, ==, oldest_at);
}

static gboolean
clear (LlmCache *cache, const char *kind)
{
  Call call = { NULL, FALSE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  llm_cache_clear_async (cache, kind, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  return llm_cache_clear_finish (cache, result, &error);
}

static void
test_lazy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  /* Neither making nor dropping it touches the disk, nor do questions about it. */
  reopen (fixture);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  assert_stats (fixture, LLM_CACHE_ANSWERS, 0, 0, 0, 0, 0);
  g_assert_true (clear (fixture->cache, NULL));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));

  assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, NULL);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_rights (Fixture *fixture, gconstpointer data)
{
  const mode_t old_mask = umask (0);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  GStatBuf status;

  put (fixture, LLM_CACHE_ANSWERS, "k", "secret");
  umask (old_mask);
  g_assert_no_errno (g_stat (folder, &status));
  g_assert_cmpuint (status.st_mode & 07777, ==, 0700);
  g_assert_no_errno (g_stat (fixture->path, &status));
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);
  g_assert_no_errno (g_stat (log, &status));
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  static const char bytes[] = "\0\xff'; DROP TABLE entry;--";
  g_autoptr (GBytes) value = g_bytes_new_static (bytes, sizeof bytes);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (LlmCacheEntry) entry = NULL;
  g_autoptr (LlmCacheEntry) empty = NULL;

  g_assert_true (store_in (fixture->cache, LLM_CACHE_MODELS, "k", value, "W/\"1\""));
  g_assert_true (store_in (fixture->cache, LLM_CACHE_MODELS, "empty", nothing, NULL));
  reopen (fixture);
  entry = lookup_in (fixture->cache, LLM_CACHE_MODELS, "k", -1);
  g_assert_nonnull (entry);
  g_assert_true (g_bytes_equal (entry->value, value));
  g_assert_cmpstr (entry->etag, ==, "W/\"1\"");
  g_assert_cmpint (entry->stored_at, ==, START);
  empty = lookup_in (fixture->cache, LLM_CACHE_MODELS, "empty", -1);
  g_assert_nonnull (empty);
  g_assert_cmpuint (g_bytes_get_size (empty->value), ==, 0);
  g_assert_null (empty->etag);

  /* The same key of another kind is another entry; the same again replaces. */
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, NULL);
  put (fixture, LLM_CACHE_MODELS, "k", "new");
  assert_found (fixture, LLM_CACHE_MODELS, "k", -1, "new");
}

static void
test_age (Fixture *fixture, gconstpointer data)
{
  put (fixture, LLM_CACHE_ANSWERS, "k", "x");
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", 0, NULL);
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", 1, "x");
  fixture->now += MINUTE - 1;
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", MINUTE, "x");
  fixture->now += 1;
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", MINUTE, NULL);
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, "x");
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", G_MAXINT64, "x");

  /* To store it again makes it new. */
  put (fixture, LLM_CACHE_ANSWERS, "k", "y");
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", MINUTE, "y");
}

/* What was stored while the clock was wrong is not young for years, and does not
 * push out what is stored with the right time. */
static void
test_clock_set_back (Fixture *fixture, gconstpointer data)
{
  fixture->now = START + 1000 * (gint64) 24 * 60 * MINUTE;
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *key = g_strdup_printf ("future-%u", i);

      put_large (fixture, LLM_CACHE_MODELS, key, 4 * MIB);
    }
  fixture->now = START;
  assert_found (fixture, LLM_CACHE_MODELS, "future-0", MINUTE, NULL);
  put (fixture, LLM_CACHE_MODELS, "now", "x");
  assert_found (fixture, LLM_CACHE_MODELS, "now", MINUTE, "x");
  g_assert_false (has (fixture, LLM_CACHE_MODELS, "future-0"));
}

static void
test_bound_of_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) too_large = g_bytes_new_take (g_malloc0 (16 * MIB + 1), 16 * MIB + 1);
  LlmCacheStats stats;

  put (fixture, LLM_CACHE_ANSWERS, "other", "kind");
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      fixture->now += 1;
      put_large (fixture, LLM_CACHE_MODELS, key, 4 * MIB);
    }
  g_assert_false (has (fixture, LLM_CACHE_MODELS, "0"));
  g_assert_false (has (fixture, LLM_CACHE_MODELS, "1"));
  for (guint i = 2; i < 6; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      g_assert_true (has (fixture, LLM_CACHE_MODELS, key));
    }
  g_assert_true (get_stats (fixture->cache, LLM_CACHE_MODELS, &stats));
  g_assert_cmpint (stats.n_bytes, ==, 16 * MIB);
  assert_found (fixture, LLM_CACHE_ANSWERS, "other", -1, "kind");

  g_assert_false (store_in (fixture->cache, LLM_CACHE_MODELS, "large", too_large, NULL));
  g_assert_true (has (fixture, LLM_CACHE_MODELS, "2"));
}

static void
test_bound_of_entries (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) value = g_bytes_new_static ("x", 1);
  LlmCacheStats stats;

  for (guint i = 0; i < 5010; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      fixture->now += 1;
      llm_cache_store_async (fixture->cache, LLM_CACHE_ANSWERS, key, value, NULL, NULL, NULL, NULL);
    }
  g_assert_true (get_stats (fixture->cache, LLM_CACHE_ANSWERS, &stats));
  g_assert_cmpint (stats.n_entries, ==, 5000);
  g_assert_cmpint (stats.oldest_at, ==, START + 11);
  g_assert_false (has (fixture, LLM_CACHE_ANSWERS, "9"));
  g_assert_true (has (fixture, LLM_CACHE_ANSWERS, "10"));
}

static void
test_stats (Fixture *fixture, gconstpointer data)
{
  put (fixture, LLM_CACHE_ANSWERS, "a", "12345");
  fixture->now += MINUTE;
  put (fixture, LLM_CACHE_ANSWERS, "b", "678");
  assert_found (fixture, LLM_CACHE_ANSWERS, "a", -1, "12345");
  assert_found (fixture, LLM_CACHE_ANSWERS, "b", -1, "678");
  assert_found (fixture, LLM_CACHE_ANSWERS, "a", MINUTE, NULL);
  assert_found (fixture, LLM_CACHE_MODELS, "a", -1, NULL);
  reopen (fixture);
  assert_stats (fixture, LLM_CACHE_ANSWERS, 2, 8, 2, 1, START);
  assert_stats (fixture, LLM_CACHE_MODELS, 0, 0, 0, 1, 0);

  g_assert_true (clear (fixture->cache, LLM_CACHE_ANSWERS));
  assert_stats (fixture, LLM_CACHE_ANSWERS, 0, 0, 0, 0, 0);
  assert_stats (fixture, LLM_CACHE_MODELS, 0, 0, 0, 1, 0);
  g_assert_true (clear (fixture->cache, NULL));
  assert_stats (fixture, LLM_CACHE_MODELS, 0, 0, 0, 0, 0);
}

static gboolean
file_contains (const char *path, const char *needle)
{
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    return FALSE;
  for (gsize i = 0; i + strlen (needle) <= length; i++)
    {
      if (memcmp (contents + i, needle, strlen (needle)) == 0)
        return TRUE;
    }
  return FALSE;
}

static gsize
get_size (const char *path, const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  GStatBuf status;

  return g_stat (name, &status) == 0 ? (gsize) status.st_size : 0;
}

/* What was in the cache is not in its files any more, while it is still open. */
static void
test_clear_gives_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);

  put (fixture, LLM_CACHE_ANSWERS, "k", "a canary sings");
  put_large (fixture, LLM_CACHE_ANSWERS, "large", 8 * MIB);
  put (fixture, LLM_CACHE_MODELS, "kept", "kept");
  g_assert_true (file_contains (fixture->path, "a canary sings")
                 || file_contains (log, "a canary sings"));
  g_assert_true (clear (fixture->cache, LLM_CACHE_ANSWERS));
  g_assert_cmpuint (get_size (fixture->path, ""), <, 64 * 1024);
  g_assert_cmpuint (get_size (fixture->path, "-wal"), ==, 0);
  g_assert_false (file_contains (fixture->path, "a canary sings"));
  assert_found (fixture, LLM_CACHE_MODELS, "kept", -1, "kept");
}

/* Two connections of their own are what two processes are. */
static void
test_shared (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmCache) other = open_cache (fixture);
  g_autoptr (LlmCacheEntry) entry = NULL;
  g_autoptr (GBytes) value = g_bytes_new_static ("theirs", 6);

  put (fixture, LLM_CACHE_ANSWERS, "mine", "mine");
  entry = lookup_in (other, LLM_CACHE_ANSWERS, "mine", -1);
  g_assert_nonnull (entry);
  g_assert_true (store_in (other, LLM_CACHE_ANSWERS, "mine", value, NULL));
  assert_found (fixture, LLM_CACHE_ANSWERS, "mine", -1, "theirs");
  assert_stats (fixture, LLM_CACHE_ANSWERS, 1, 6, 2, 0, START);
  g_assert_true (clear (other, NULL));
  assert_found (fixture, LLM_CACHE_ANSWERS, "mine", -1, NULL);
}

/* A file somebody else left in the place of ours, as bytes or as SQL. */
static void
assert_replaced (Fixture *fixture, const char *what)
{
  g_autofree char *unusable = g_strconcat (fixture->path, LLM_CACHE_FILE_UNUSABLE_SUFFIX, NULL);
  g_autofree char *integrity = NULL;

  g_test_message ("%s", what);
  if (fixture->cache == NULL)
    fixture->cache = open_cache (fixture);
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, NULL);
  put (fixture, LLM_CACHE_ANSWERS, "k", "new");
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, "new");
  g_assert_true (g_file_test (unusable, G_FILE_TEST_EXISTS));
  close_cache (fixture);
  integrity = store_test_query_text (fixture->path, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
  g_assert_no_errno (g_unlink (unusable));
  g_assert_no_errno (g_unlink (fixture->path));
}

static void
test_unusable (Fixture *fixture, gconstpointer data)
{
  static const char *const foreign[] = {
    "PRAGMA application_id = 7; CREATE TABLE t (a)",
    "CREATE TABLE t (a)",
    "PRAGMA application_id = 1280068931; PRAGMA user_version = 1000; CREATE TABLE entry (a)",
    "PRAGMA application_id = 1280068931; PRAGMA user_version = 1; CREATE TABLE entry (a)",
    "PRAGMA application_id = 1280068931; PRAGMA user_version = 1",
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *junk = g_strnfill (20000, 'x');

  put (fixture, LLM_CACHE_ANSWERS, "k", "old");
  close_cache (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_remove (fixture->path);
      store_test_execute (fixture->path, foreign[i]);
      assert_replaced (fixture, foreign[i]);
    }
  g_file_set_contents (fixture->path, junk, -1, &error);
  g_assert_no_error (error);
  assert_replaced (fixture, "not a database");
}

static void
overwrite (const char *path, gsize from)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  FILE *file;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, from);
  memset (contents + from, 0xa5, length - from);
  file = g_fopen (path, "r+");
  g_assert_cmpuint (fwrite (contents, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* The damage shows when the file is already in use. */
static void
test_damaged_inside (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      put_large (fixture, LLM_CACHE_ANSWERS, key, 3000);
    }
  put (fixture, LLM_CACHE_ANSWERS, "k", "old");
  close_cache (fixture);
  /* Behind the schema: it opens. */
  overwrite (fixture->path, 4096);
  fixture->cache = open_cache (fixture);
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, NULL);
  assert_replaced (fixture, "pages overwritten");
}

/* Deleting the file is always safe, also while it is open. */
static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmCache) other = open_cache (fixture);
  g_autoptr (LlmCacheEntry) entry = NULL;
  g_autofree char *integrity = NULL;

  put (fixture, LLM_CACHE_ANSWERS, "k", "old");
  entry = lookup_in (other, LLM_CACHE_ANSWERS, "k", -1);
  g_assert_nonnull (entry);
  g_assert_no_errno (g_unlink (fixture->path));
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, NULL);
  put (fixture, LLM_CACHE_ANSWERS, "k", "new");
  g_clear_pointer (&entry, llm_cache_entry_free);
  entry = lookup_in (other, LLM_CACHE_ANSWERS, "k", -1);
  g_assert_nonnull (entry);
  g_assert_cmpuint (g_bytes_get_size (entry->value), ==, 3);
  g_assert_finalize_object (g_steal_pointer (&other));
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, "new");
  close_cache (fixture);
  integrity = store_test_query_text (fixture->path, "PRAGMA integrity_check");
  g_assert_cmpstr (integrity, ==, "ok");
}

/* Nowhere to put it: nothing is found, nothing is stored, nobody is bothered. */
static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (GBytes) value = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (folder, "a file", -1, &error);
  g_assert_no_error (error);
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, NULL);
  g_assert_false (store_in (fixture->cache, LLM_CACHE_ANSWERS, "k", value, NULL));
  assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, NULL);
}

/* Whichever call to the disk fails: no crash, no error of a lookup, no wrong value,
 * and the cache works when the disk does. */
static void
test_faults (Fixture *fixture, gconstpointer data)
{
  const FaultyVfsKind kind = GPOINTER_TO_INT (data);
  guint n_calls = 1;

  for (guint fail_at = 1; fail_at <= n_calls; fail_at++)
    {
      g_autoptr (GBytes) value = g_bytes_new_static ("value", 5);
      g_autoptr (LlmCacheEntry) entry = NULL;
      LlmCacheStats stats;
      guint n;

      faulty_vfs_start (fail_at, kind);
      reopen (fixture);
      store_in (fixture->cache, LLM_CACHE_ANSWERS, "k", value, NULL);
      entry = lookup_in (fixture->cache, LLM_CACHE_ANSWERS, "k", -1);
      g_assert_true (entry == NULL || g_bytes_equal (entry->value, value));
      clear (fixture->cache, LLM_CACHE_MODELS);
      get_stats (fixture->cache, LLM_CACHE_ANSWERS, &stats);
      close_cache (fixture);
      n = faulty_vfs_stop ();
      n_calls = MAX (n_calls, MIN (n, 120));

      fixture->cache = open_cache (fixture);
      put (fixture, LLM_CACHE_ANSWERS, "k", "value");
      assert_found (fixture, LLM_CACHE_ANSWERS, "k", -1, "value");
    }
  g_assert_cmpuint (n_calls, >, 20);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Call call = { NULL, FALSE };

  g_cancellable_cancel (cancellable);
  llm_cache_lookup_async (fixture->cache, LLM_CACHE_ANSWERS, "k", -1, cancellable, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  g_assert_null (llm_cache_lookup_finish (fixture->cache, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  faulty_vfs_install ();

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/cache/lazy", test_lazy);
  ADD ("/cache/rights", test_rights);
  ADD ("/cache/round-trip", test_round_trip);
  ADD ("/cache/age", test_age);
  ADD ("/cache/clock-set-back", test_clock_set_back);
  ADD ("/cache/bound-of-bytes", test_bound_of_bytes);
  ADD ("/cache/bound-of-entries", test_bound_of_entries);
  ADD ("/cache/stats", test_stats);
  ADD ("/cache/clear-gives-back", test_clear_gives_back);
  ADD ("/cache/shared", test_shared);
  ADD ("/cache/unusable", test_unusable);
  ADD ("/cache/damaged-inside", test_damaged_inside);
  ADD ("/cache/deleted", test_deleted);
  ADD ("/cache/no-folder", test_no_folder);
  ADD ("/cache/cancelled", test_cancelled);
  g_test_add ("/cache/faults/io", Fixture, GINT_TO_POINTER (FAULTY_VFS_IO_ERROR), set_up,
              test_faults, tear_down);
  g_test_add ("/cache/faults/full", Fixture, GINT_TO_POINTER (FAULTY_VFS_FULL), set_up,
              test_faults, tear_down);
  return g_test_run ();
}
