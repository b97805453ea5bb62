/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-archive-test.h"
#include "llm-db-backup.h"
#include "llm-image-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Copies of a history with images, what they bring back, and what a check finds. */

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *path;
  LlmStore *store;
  LlmArchive *archive;
  LlmBlobs *blobs;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->store = store_test_open (fixture->path);
  fixture->archive = archive_test_open (fixture->store);
  fixture->blobs = image_test_open (fixture->store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->archive));
  g_assert_finalize_object (g_steal_pointer (&fixture->blobs));
  store_test_close (&fixture->store);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* A prompt with images whose files are there. */
static char *
save (Fixture *fixture, const char *const *texts)
{
  g_autoptr (LlmComparison) comparison = image_test_make_comparison ("Prompt", texts);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autofree char *hash = image_test_put (fixture->blobs, texts[i], &error);

      g_assert_no_error (error);
    }
  store_test_save (fixture->store, comparison, &error);
  g_assert_no_error (error);
  return g_strdup (llm_comparison_get_id (comparison));
}

static void delete (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;

  store_test_delete (fixture->store, id, &error);
  g_assert_no_error (error);
}

static char *
get_path (Fixture *fixture, const char *text)
{
  g_autofree char *hash = image_test_hash (text);

  return image_test_get_path (fixture->folder, hash);
}

static void
remove_file (Fixture *fixture, const char *text)
{
  g_autofree char *path = get_path (fixture, text);

  g_assert_no_errno (g_unlink (path));
}

static gboolean
is_there (Fixture *fixture, const char *text)
{
  g_autofree char *path = get_path (fixture, text);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* Where a backup has it. */
static char *
get_copy (const LlmBackup *backup, const char *text)
{
  g_autofree char *hash = image_test_hash (text);
  g_autofree char *folder
      = g_strdup_printf ("%.*s.images", (int) strlen (backup->path) - 3, backup->path);

  return g_build_filename (folder, hash, NULL);
}

static LlmBackup *
back_up (Fixture *fixture, const char *path)
{
  g_autoptr (GError) error = NULL;
  LlmBackup *backup = archive_test_backup (fixture->archive, path, &error);

  g_assert_no_error (error);
  return backup;
}

static LlmBackup *
restore (Fixture *fixture, const char *path)
{
  g_autoptr (GError) error = NULL;
  LlmBackup *backup = archive_test_restore (fixture->archive, path, &error);

  g_assert_no_error (error);
  return backup;
}

static gint64
get_file_size (const char *path)
{
  struct stat status;

  g_assert_no_errno (stat (path, &status));
  return status.st_size;
}

/* A backup needs no more room for images that the history has, too. */
static void
test_linked (Fixture *fixture, gconstpointer data)
{
  const char *const first[] = { "shared image", "a", NULL };
  const char *const second[] = { "b", NULL };
  g_autofree char *id = save (fixture, first);
  g_autofree char *other = save (fixture, second);
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *path = get_path (fixture, "shared image");
  g_autofree char *copy = NULL;
  g_autofree char *copy_b = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;
  struct stat here, there;

  /* What nothing refers to any longer is not in it. */
  delete (fixture, other);
  backup = back_up (fixture, NULL);
  copy = get_copy (backup, "shared image");
  copy_b = get_copy (backup, "b");
  folder = g_path_get_dirname (copy);
  g_assert_no_errno (stat (path, &here));
  g_assert_no_errno (stat (copy, &there));
  g_assert_cmpuint (here.st_ino, ==, there.st_ino);
  g_assert_false (g_file_test (copy_b, G_FILE_TEST_EXISTS));
  g_assert_no_errno (stat (folder, &there));
  g_assert_cmpint (there.st_mode & 07777, ==, 0700);
  g_assert_cmpint (backup->size, ==, get_file_size (backup->path));

  /* Once the history has given one up, the copy is what has it. */
  remove_file (fixture, "shared image");
  list = archive_test_list (fixture->archive, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpint (((LlmBackup *) list->pdata[0])->size, ==,
                   get_file_size (backup->path) + (gint64) strlen ("shared image"));
}

/* One without images has no folder, and one in the place of another one's has its own. */
static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  const char *const images[] = { "a", NULL };
  const char *const others[] = { "b", NULL };
  g_autofree char *target = g_build_filename (fixture->folder, "mine.db", NULL);
  g_autofree char *folder = g_build_filename (fixture->folder, "mine.images", NULL);
  g_autofree char *id = save (fixture, images);
  g_autofree char *other = NULL;
  g_autoptr (LlmBackup) first = back_up (fixture, target);
  g_autoptr (LlmBackup) second = NULL;
  g_autoptr (LlmBackup) third = NULL;
  g_autofree char *a = get_copy (first, "a");
  g_autofree char *b = get_copy (first, "b");

  g_assert_true (g_file_test (a, G_FILE_TEST_EXISTS));
  delete (fixture, id);
  other = save (fixture, others);
  second = back_up (fixture, target);
  g_assert_false (g_file_test (a, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (b, G_FILE_TEST_EXISTS));
  delete (fixture, other);
  third = back_up (fixture, target);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* Another file system has no names for the same file. */
static void
test_copied (Fixture *fixture, gconstpointer data)
{
  const char *const images[] = { "copied", NULL };
  g_autofree char *id = save (fixture, images);
  g_autofree char *folder = g_strdup_printf ("/dev/shm/llmselect-%d", getpid ());
  g_autofree char *target = g_build_filename (folder, "copy.db", NULL);
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (LlmBackup) before = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *contents = NULL;
  struct stat here, there;

  g_assert_no_errno (stat (fixture->folder, &here));
  if (stat ("/dev/shm", &there) != 0 || here.st_dev == there.st_dev || g_mkdir (folder, 0700) != 0)
    {
      g_test_skip ("There is no other file system");
      return;
    }
  backup = back_up (fixture, target);
  copy = get_copy (backup, "copied");
  g_assert_true (g_file_get_contents (copy, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "copied");
  g_assert_no_errno (stat (copy, &there));
  g_assert_cmpint (there.st_mode & 07777, ==, 0600);
  g_assert_cmpint (backup->size, ==, get_file_size (target) + (gint64) strlen ("copied"));

  remove_file (fixture, "copied");
  before = restore (fixture, target);
  g_assert_true (is_there (fixture, "copied"));
  store_test_remove_folder (folder);
}

static void
test_restored (Fixture *fixture, gconstpointer data)
{
  const char *const images[] = { "swept", "kept", "lost", "damaged", NULL };
  const char *const later[] = { "later", NULL };
  g_autofree char *id = save (fixture, images);
  g_autofree char *other = NULL;
  g_autofree char *kept = get_path (fixture, "kept");
  g_autofree char *lost_copy = NULL;
  g_autofree char *damaged_copy = NULL;
  g_autofree char *later_copy = NULL;
  g_autoptr (LlmBackup) backup = back_up (fixture, NULL);
  g_autoptr (LlmBackup) before = NULL;
  g_autoptr (LlmBackupInfo) info = NULL;
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GError) error = NULL;
  struct stat first, second;

  delete (fixture, id);
  other = save (fixture, later);
  remove_file (fixture, "swept");
  remove_file (fixture, "lost");
  remove_file (fixture, "damaged");
  lost_copy = get_copy (backup, "lost");
  damaged_copy = get_copy (backup, "damaged");
  g_assert_no_errno (g_unlink (lost_copy));
  g_assert_true (g_file_set_contents (damaged_copy, "xxxxxxx", 7, NULL));
  g_assert_no_errno (stat (kept, &first));

  info = archive_test_inspect (fixture->archive, backup->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->n_images, ==, 4);
  g_assert_cmpint (info->n_missing_images, ==, 1);

  before = restore (fixture, backup->path);
  g_assert_true (is_there (fixture, "swept"));
  g_assert_false (is_there (fixture, "lost"));
  g_assert_false (is_there (fixture, "damaged"));
  g_assert_no_errno (stat (kept, &second));
  g_assert_cmpuint (first.st_ino, ==, second.st_ino);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM image"
                                                          " WHERE expired_at IS NOT NULL"),
                   ==, 2);
  loaded = store_test_load (fixture->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (llm_comparison_get_images (loaded)->len, ==, 4);
  /* What was there before can be brought back, too. */
  later_copy = get_copy (before, "later");
  g_assert_true (g_file_test (later_copy, G_FILE_TEST_EXISTS));
}

/* A file that was given up when the copy was made, and is here now. */
static void
test_restored_mark (Fixture *fixture, gconstpointer data)
{
  const char *const images[] = { "a", NULL };
  g_autofree char *id = save (fixture, images);
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (LlmBackup) before = NULL;

  store_test_execute (fixture->path, "UPDATE image SET expired_at = 1");
  backup = back_up (fixture, NULL);
  before = restore (fixture, backup->path);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM image"
                                                          " WHERE expired_at IS NULL"),
                   ==, 1);
}

static void
test_pruned (Fixture *fixture, gconstpointer data)
{
  const char *const images[] = { "a", NULL };
  g_autofree char *id = save (fixture, images);
  const gint64 now = g_get_real_time ();
  g_autofree char *backups = g_build_filename (fixture->folder, "backups", NULL);
  g_autofree char *lone
      = g_build_filename (backups, "llmselect-2020-01-01T000000Z-daily.images", NULL);
  g_autofree char *mine = g_build_filename (backups, "mine.images", NULL);
  g_autofree char *first_copy = NULL;
  g_autofree char *last_copy = NULL;
  g_autofree char *first_folder = NULL;
  g_autoptr (GError) error = NULL;

  for (guint day = 0; day < 45; day++)
    {
      const char *const none[] = { NULL };
      g_autofree char *other = save (fixture, none);
      g_autoptr (LlmBackup) backup
          = archive_test_backup_if_due (fixture->archive, now - (45 - day) * DAY, &error);

      g_assert_no_error (error);
      g_assert_nonnull (backup);
      g_free (last_copy);
      last_copy = get_copy (backup, "a");
      if (day == 0)
        first_copy = g_strdup (last_copy);
    }
  first_folder = g_path_get_dirname (first_copy);
  g_assert_false (g_file_test (first_folder, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (last_copy, G_FILE_TEST_EXISTS));

  /* What a copy left that was never finished; and what is none of ours. */
  g_assert_no_errno (g_mkdir (lone, 0700));
  g_assert_no_errno (g_mkdir (mine, 0700));
  image_test_age (lone, 2 * DAY);
  image_test_age (mine, 2 * DAY);
  llm_db_backup_prune (fixture->path, now, "none");
  g_assert_false (g_file_test (lone, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (mine, G_FILE_TEST_EXISTS));
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  const char *const images[] = { "a", "b", "c", NULL };
  g_autofree char *id = save (fixture, images);
  g_autofree char *b = get_path (fixture, "b");
  g_autoptr (LlmCheckReport) sound = NULL;
  g_autoptr (LlmCheckReport) quick = NULL;
  g_autoptr (LlmCheckReport) full = NULL;
  g_autoptr (GError) error = NULL;

  sound = archive_test_check (fixture->archive, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (sound->ok);
  g_assert_true (g_file_set_contents (b, "x", 1, NULL));
  remove_file (fixture, "a");
  quick = archive_test_check (fixture->archive, FALSE, &error);
  g_assert_no_error (error);
  g_assert_false (quick->ok);
  g_assert_cmpuint (g_strv_length (quick->problems), ==, 1);
  g_assert_cmpstr (quick->problems[0], ==, "the file of 1 image is missing");
  full = archive_test_check (fixture->archive, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (full->problems), ==, 2);
  g_assert_cmpstr (full->problems[1], ==, "the file of 1 image is damaged");

  /* What was given up is no damage. */
  store_test_execute (fixture->path, "UPDATE image SET expired_at = 1");
  g_clear_pointer (&full, llm_check_report_free);
  full = archive_test_check (fixture->archive, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (full->ok);
}

/* What is read out of a damaged history has its images. */
static void
test_salvaged (Fixture *fixture, gconstpointer data)
{
  const char *const images[] = { "b", "a", NULL };
  g_autofree char *id = save (fixture, images);
  g_autoptr (LlmSalvageReport) report = NULL;
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = image_test_hash ("b");

  report = archive_test_salvage (fixture->archive, &error);
  g_assert_no_error (error);
  g_assert_true (llm_salvage_report_is_complete (report));
  loaded = store_test_load (fixture->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (llm_comparison_get_images (loaded)->len, ==, 2);
  g_assert_cmpstr (llm_image_get_hash (llm_comparison_get_images (loaded)->pdata[0]), ==, hash);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/image-backup/linked", test_linked);
  ADD ("/image-backup/replaced", test_replaced);
  ADD ("/image-backup/copied", test_copied);
  ADD ("/image-backup/restored", test_restored);
  ADD ("/image-backup/restored-mark", test_restored_mark);
  ADD ("/image-backup/pruned", test_pruned);
  ADD ("/image-backup/check", test_check);
  ADD ("/image-backup/salvaged", test_salvaged);
  return g_test_run ();
}
