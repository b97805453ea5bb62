/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-test.h"
#include "llm-store-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

/* What is removed of the images of prompts, and what never is. */

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *path;
  LlmStore *store;
  LlmBlobs *blobs;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->store = store_test_open (fixture->path);
  fixture->blobs = image_test_open (fixture->store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->blobs));
  store_test_close (&fixture->store);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
put (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = image_test_put (fixture->blobs, text, &error);

  g_assert_no_error (error);
}

static char *
get_path (Fixture *fixture, const char *text)
{
  g_autofree char *hash = image_test_hash (text);

  return image_test_get_path (fixture->folder, hash);
}

static void
put_long_ago (Fixture *fixture, const char *text)
{
  g_autofree char *path = get_path (fixture, text);

  put (fixture, text);
  image_test_age (path, 40 * DAY);
}

static gboolean
is_there (Fixture *fixture, const char *text)
{
  g_autofree char *path = get_path (fixture, text);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* A conversation of one prompt with images. */
static char *
save (Fixture *fixture, const char *const *texts)
{
  g_autoptr (LlmComparison) comparison = image_test_make_comparison ("Prompt", texts);
  g_autoptr (GError) error = NULL;

  store_test_save (fixture->store, comparison, &error);
  g_assert_no_error (error);
  return g_strdup (llm_comparison_get_id (comparison));
}

static void
set_last_use (Fixture *fixture, const char *id, gint64 ago)
{
  g_autofree char *sql
      = g_strdup_printf ("UPDATE conversation SET active_at = %" G_GINT64_FORMAT " WHERE id = '%s'",
                         g_get_real_time () - ago, id);

  store_test_execute (fixture->path, sql);
}

static void
change (Fixture *fixture, const char *id, const LlmEntryChange *change)
{
  const char *const ids[] = { id, NULL };
  g_autoptr (GError) error = NULL;

  store_test_update_entries (fixture->store, ids, change, &error);
  g_assert_no_error (error);
}

static LlmBlobsSweep
sweep (Fixture *fixture, gint64 days, const char *const *keep)
{
  const gint64 before = days > 0 ? g_get_real_time () - days * DAY : 0;
  LlmBlobsSweep done = { 0 };
  g_autoptr (GError) error = NULL;

  image_test_sweep (fixture->blobs, before, keep, &done, &error);
  g_assert_no_error (error);
  return done;
}

static gint64
count_expired (Fixture *fixture)
{
  return store_test_query_int64 (fixture->path,
                                 "SELECT count (*) FROM image WHERE expired_at IS NOT NULL");
}

static gint64
count_known (Fixture *fixture)
{
  return store_test_query_int64 (fixture->path, "SELECT count (*) FROM image");
}

static void
test_orphans (Fixture *fixture, gconstpointer data)
{
  const char *const stored[] = { "stored", NULL };
  g_autofree char *kept = image_test_hash ("kept");
  const char *const keep[] = { kept, NULL };
  g_autofree char *id = NULL;
  LlmBlobsSweep done;

  put_long_ago (fixture, "stored");
  put_long_ago (fixture, "kept");
  put_long_ago (fixture, "orphan");
  put (fixture, "new");
  id = save (fixture, stored);
  done = sweep (fixture, 0, keep);
  g_assert_cmpuint (done.n_orphans, ==, 1);
  g_assert_cmpuint (done.n_expired, ==, 0);
  g_assert_cmpint (done.n_bytes, ==, strlen ("orphan"));
  g_assert_true (is_there (fixture, "stored"));
  g_assert_true (is_there (fixture, "kept"));
  g_assert_true (is_there (fixture, "new"));
  g_assert_false (is_there (fixture, "orphan"));
}

/* What is in the trash, or taken out of its conversation, can be brought back. */
static void
test_trash (Fixture *fixture, gconstpointer data)
{
  const LlmEntryChange trash = { .fields = LLM_ENTRY_TRASHED, .trashed = TRUE };
  const char *const images[] = { "image", "image", NULL };
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  put_long_ago (fixture, "image");
  id = save (fixture, images);
  change (fixture, id, &trash);
  store_test_execute (fixture->path, "UPDATE turn SET deleted_at = 1");
  g_assert_cmpuint (sweep (fixture, 30, NULL).n_orphans, ==, 0);
  g_assert_true (is_there (fixture, "image"));

  store_test_purge (fixture->store, G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sweep (fixture, 30, NULL).n_orphans, ==, 1);
  g_assert_false (is_there (fixture, "image"));
  g_assert_cmpint (count_known (fixture), ==, 0);
}

static void
test_retention (Fixture *fixture, gconstpointer data)
{
  const LlmEntryChange pin = { .fields = LLM_ENTRY_PINNED, .pinned = TRUE };
  const char *const old_images[] = { "old", "shared", NULL };
  const char *const pinned_images[] = { "pinned", NULL };
  const char *const young_images[] = { "young", "shared", NULL };
  g_autofree char *old = NULL;
  g_autofree char *pinned = NULL;
  g_autofree char *young = NULL;
  g_autofree char *hash = image_test_hash ("old");
  g_autofree char *text = NULL;
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GError) error = NULL;
  LlmBlobsSweep done;

  put_long_ago (fixture, "old");
  put_long_ago (fixture, "shared");
  put_long_ago (fixture, "pinned");
  put_long_ago (fixture, "young");
  old = save (fixture, old_images);
  pinned = save (fixture, pinned_images);
  young = save (fixture, young_images);
  set_last_use (fixture, old, 31 * DAY);
  set_last_use (fixture, pinned, 300 * DAY);
  set_last_use (fixture, young, 29 * DAY);
  change (fixture, pinned, &pin);

  g_assert_cmpuint (sweep (fixture, 0, NULL).n_expired, ==, 0);
  done = sweep (fixture, 30, NULL);
  g_assert_cmpuint (done.n_expired, ==, 1);
  g_assert_cmpuint (done.n_orphans, ==, 0);
  g_assert_cmpint (done.n_bytes, ==, strlen ("old"));
  g_assert_false (is_there (fixture, "old"));
  g_assert_true (is_there (fixture, "shared"));
  g_assert_true (is_there (fixture, "pinned"));
  g_assert_true (is_there (fixture, "young"));
  g_assert_cmpint (count_expired (fixture), ==, 1);

  /* The prompt still tells which images it had, and why one is not there. */
  loaded = store_test_load (fixture->store, old, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (llm_comparison_get_images (loaded)->len, ==, 2);
  g_assert_null (image_test_get (fixture->blobs, hash, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "not kept any longer"));
  g_clear_error (&error);

  /* Whoever adds it again has it everywhere, and for another day at least. */
  put (fixture, "old");
  g_assert_cmpint (count_expired (fixture), ==, 0);
  g_assert_cmpuint (sweep (fixture, 30, NULL).n_expired, ==, 0);
  text = image_test_get (fixture->blobs, hash, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "old");
}

/* The day from which on images are given up is told exactly. */
static void
test_boundary (Fixture *fixture, gconstpointer data)
{
  const char *const images[] = { "image", NULL };
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  LlmBlobsSweep done;

  put_long_ago (fixture, "image");
  id = save (fixture, images);
  store_test_execute (fixture->path, "UPDATE conversation SET active_at = 1000");
  image_test_sweep (fixture->blobs, 1000, NULL, &done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (done.n_expired, ==, 0);
  image_test_sweep (fixture->blobs, 1001, NULL, &done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (done.n_expired, ==, 1);
}

/* A prompt whose images are not there says so, whatever it was made of. */
static void
test_never_there (Fixture *fixture, gconstpointer data)
{
  const char *const images[] = { "there", "missing", NULL };
  const char *const again[] = { "missing", NULL };
  g_autofree char *id = NULL;
  g_autofree char *other = NULL;

  put (fixture, "there");
  id = save (fixture, images);
  g_assert_cmpint (count_expired (fixture), ==, 1);
  other = save (fixture, again);
  g_assert_cmpint (count_expired (fixture), ==, 1);
  put (fixture, "missing");
  g_assert_cmpint (count_expired (fixture), ==, 0);
}

/* The mark of one that came back could not be taken away at once. */
static void
test_mark_left (Fixture *fixture, gconstpointer data)
{
  const char *const images[] = { "image", NULL };
  g_autofree char *id = NULL;
  g_autofree char *other = NULL;

  put (fixture, "image");
  id = save (fixture, images);
  store_test_execute (fixture->path, "UPDATE image SET expired_at = 1");
  sweep (fixture, 30, NULL);
  g_assert_cmpint (count_expired (fixture), ==, 0);
  g_assert_true (is_there (fixture, "image"));

  store_test_execute (fixture->path, "UPDATE image SET expired_at = 1");
  other = save (fixture, images);
  g_assert_cmpint (count_expired (fixture), ==, 0);

  /* The program ended between the mark and the file. */
  set_last_use (fixture, id, 31 * DAY);
  set_last_use (fixture, other, 31 * DAY);
  store_test_execute (fixture->path, "UPDATE image SET expired_at = 1");
  put_long_ago (fixture, "image");
  store_test_execute (fixture->path, "UPDATE image SET expired_at = 1");
  sweep (fixture, 30, NULL);
  g_assert_false (is_there (fixture, "image"));
  g_assert_cmpint (count_expired (fixture), ==, 1);
}

/* What a damaged history had, a backup may bring back. */
static void
test_damaged_history (Fixture *fixture, gconstpointer data)
{
  g_autofree char *damaged
      = g_build_filename (fixture->folder, "llmselect-damaged-2026-11-26T215500Z.db", NULL);

  put_long_ago (fixture, "orphan");
  g_assert_true (g_file_set_contents (damaged, "", 0, NULL));
  g_assert_cmpuint (sweep (fixture, 30, NULL).n_orphans, ==, 0);
  g_assert_true (is_there (fixture, "orphan"));
  g_assert_no_errno (g_unlink (damaged));
  g_assert_cmpuint (sweep (fixture, 30, NULL).n_orphans, ==, 1);
}

/* A file that a backup has, too, is not free when it is removed here. */
static void
test_linked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path (fixture, "orphan");
  g_autofree char *other = g_build_filename (fixture->folder, "other", NULL);
  LlmBlobsSweep done;

  put_long_ago (fixture, "orphan");
  g_assert_no_errno (link (path, other));
  done = sweep (fixture, 0, NULL);
  g_assert_cmpuint (done.n_orphans, ==, 1);
  g_assert_cmpint (done.n_bytes, ==, 0);
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
}

/* Another process puts something or makes a backup. */
static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_build_filename (fixture->folder, "images", ".lock", NULL);
  g_autoptr (GError) error = NULL;
  LlmBlobsSweep done;
  int fd;

  put_long_ago (fixture, "orphan");
  fd = open (name, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_no_errno (flock (fd, LOCK_SH));
  g_assert_false (image_test_sweep (fixture->blobs, 0, NULL, &done, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_BUSY);
  g_assert_true (is_there (fixture, "orphan"));
  /* Which does not keep others from putting. */
  put (fixture, "another");
  close (fd);
  g_assert_cmpuint (sweep (fixture, 0, NULL).n_orphans, ==, 1);
}

static void
test_foreign_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path (fixture, "orphan");
  g_autofree char *old_part = g_strconcat (path, ".0123.part", NULL);
  g_autofree char *new_part = g_strconcat (path, ".4567.part", NULL);
  g_autofree char *mine = g_build_filename (fixture->folder, "images", "mine.png", NULL);
  g_autofree char *wrong = NULL;

  put_long_ago (fixture, "orphan");
  wrong = g_strndup (path, strlen (path) - 1);
  g_assert_true (g_file_set_contents (old_part, "x", 1, NULL));
  g_assert_true (g_file_set_contents (new_part, "x", 1, NULL));
  g_assert_true (g_file_set_contents (mine, "x", 1, NULL));
  g_assert_true (g_file_set_contents (wrong, "x", 1, NULL));
  image_test_age (old_part, 2 * DAY);
  image_test_age (mine, 2 * DAY);
  image_test_age (wrong, 2 * DAY);
  g_assert_cmpuint (sweep (fixture, 0, NULL).n_orphans, ==, 1);
  g_assert_false (g_file_test (old_part, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (new_part, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (mine, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (wrong, G_FILE_TEST_EXISTS));
}

/* More than one slice of each. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  LlmBlobsSweep done;

  for (guint i = 0; i < 450; i++)
    {
      char *text = g_strdup_printf ("%u", i);

      put_long_ago (fixture, text);
      g_ptr_array_add (texts, text);
    }
  g_ptr_array_add (texts, NULL);
  id = save (fixture, (const char *const *) texts->pdata);
  set_last_use (fixture, id, 31 * DAY);
  for (guint i = 450; i < 900; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      put_long_ago (fixture, text);
    }
  done = sweep (fixture, 30, NULL);
  g_assert_cmpuint (done.n_expired, ==, 450);
  g_assert_cmpuint (done.n_orphans, ==, 450);
  g_assert_cmpint (done.n_bytes, ==, 10 + 2 * 90 + 3 * 800);
}

static void
limit_file_size (rlim_t size)
{
  struct rlimit limit;

  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &limit));
  limit.rlim_cur = size == RLIM_INFINITY ? limit.rlim_max : size;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
}

static guint
count_in (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A file that may not grow stands for a disk that is full. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (1 << 20, 'x');
  g_autofree char *path = get_path (fixture, huge);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  put (fixture, "small");
  limit_file_size (1 << 19);
  g_assert_null (image_test_put (fixture->blobs, huge, &error));
  limit_file_size (RLIM_INFINITY);
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_FULL);
  g_assert_nonnull (strstr (error->message, "disk is full"));
  g_assert_cmpuint (count_in (folder), ==, 0);
  put (fixture, huge);
  g_assert_true (is_there (fixture, huge));
}

/* Privileged users may write anywhere; there this cannot happen. */
static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autofree char *images = g_build_filename (fixture->folder, "images", NULL);
  g_autoptr (GError) error = NULL;

  put (fixture, "a");
  g_assert_no_errno (g_chmod (images, 0500));
  if (g_access (images, W_OK) == 0)
    {
      g_assert_no_errno (g_chmod (images, 0700));
      g_test_skip ("This user may write to read-only folders");
      return;
    }
  g_assert_null (image_test_put (fixture->blobs, "another one", &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_READ_ONLY);
  g_assert_no_errno (g_chmod (images, 0700));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/image-sweep/orphans", test_orphans);
  ADD ("/image-sweep/trash", test_trash);
  ADD ("/image-sweep/retention", test_retention);
  ADD ("/image-sweep/boundary", test_boundary);
  ADD ("/image-sweep/never-there", test_never_there);
  ADD ("/image-sweep/mark-left", test_mark_left);
  ADD ("/image-sweep/damaged-history", test_damaged_history);
  ADD ("/image-sweep/linked", test_linked);
  ADD ("/image-sweep/locked", test_locked);
  ADD ("/image-sweep/foreign-files", test_foreign_files);
  ADD ("/image-sweep/many", test_many);
  ADD ("/image-sweep/full", test_full);
  ADD ("/image-sweep/read-only", test_read_only);
  return g_test_run ();
}
