/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-test.h"
#include "llm-store-test.h"
#include "llm-store-whole.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* Prompts with images: their rows, and their files. */

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

static char *
put (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *hash = image_test_put (fixture->blobs, text, &error);

  g_assert_no_error (error);
  return hash;
}

static void
save (Fixture *fixture, LlmComparison *comparison)
{
  g_autoptr (GError) error = NULL;

  store_test_save (fixture->store, comparison, &error);
  g_assert_no_error (error);
}

/* What @fixture has of a prompt with these images. */
static void
check_images (GPtrArray *images, const char *const *texts)
{
  const guint n = g_strv_length ((char **) texts);

  if (n == 0)
    {
      g_assert_null (images);
      return;
    }
  g_assert_nonnull (images);
  g_assert_cmpuint (images->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *hash = image_test_hash (texts[i]);
      const LlmImageFacts *facts = llm_image_get_facts (images->pdata[i]);

      g_assert_cmpstr (facts->hash, ==, hash);
      g_assert_cmpint (facts->size, ==, strlen (texts[i]));
      g_assert_cmpuint (facts->width, ==, 4);
      g_assert_cmpuint (facts->height, ==, 3);
      g_assert_cmpstr (llm_image_get_name (images->pdata[i]), ==, texts[i]);
    }
}

static void
test_loaded (Fixture *fixture, gconstpointer data)
{
  /* Twelve, so that an order by name would show; and one twice. */
  const char *const texts[]
      = { "l", "k", "j", "i", "h", "g", "f", "e", "d", "c", "b", "a", "l", NULL };
  const char *const none[] = { NULL };
  g_autoptr (LlmComparison) with = image_test_make_comparison ("With", texts);
  g_autoptr (LlmComparison) without = image_test_make_comparison ("Without", none);
  const char *const ids[] = { llm_comparison_get_id (without), llm_comparison_get_id (with), NULL };
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (GPtrArray) turns = NULL;
  g_autoptr (GError) error = NULL;

  save (fixture, with);
  save (fixture, without);
  /* They are written once. */
  save (fixture, with);

  loaded = store_test_load (fixture->store, llm_comparison_get_id (with), &error);
  g_assert_no_error (error);
  check_images (llm_comparison_get_images (loaded), texts);
  turns = store_test_load_turns (fixture->store, ids, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (turns->len, ==, 2);
  check_images (llm_comparison_get_images (turns->pdata[0]), none);
  check_images (llm_comparison_get_images (turns->pdata[1]), texts);
  conversation
      = store_test_load_conversation (fixture->store, llm_comparison_get_id (with), &error);
  g_assert_no_error (error);
  check_images (llm_comparison_get_images (
                    llm_turn_get_comparison (llm_conversation_get_last (conversation))),
                texts);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM image"), ==, 12);
}

static void
answer (LlmComparison *comparison, const char *text)
{
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);

  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
}

static void
test_thread (Fixture *fixture, gconstpointer data)
{
  const char *const first_images[] = { "b", "a", NULL };
  const char *const second_images[] = { NULL };
  const char *const third_images[] = { "a", NULL };
  g_autoptr (LlmConversation) chat = llm_conversation_new (LLM_KIND_CHAT, NULL);
  g_autoptr (LlmComparison) first = image_test_make_comparison ("First", first_images);
  g_autoptr (LlmComparison) second = image_test_make_comparison ("Second", second_images);
  g_autoptr (LlmComparison) third = image_test_make_comparison ("Third", third_images);
  g_autoptr (LlmThread) thread = NULL;
  g_autoptr (GError) error = NULL;

  answer (first, "One");
  answer (second, "Two");
  answer (third, "Three");
  llm_conversation_append (chat, first);
  llm_conversation_append (chat, second);
  llm_conversation_append (chat, third);
  store_test_import (fixture->store, chat, &error);
  g_assert_no_error (error);

  thread = store_test_load_thread (
      fixture->store, llm_answer_get_column_id (llm_comparison_get_answer (third, 0)), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (llm_thread_get_n_messages (thread), ==, 6);
  check_images (llm_thread_get_message (thread, 0)->images, first_images);
  check_images (llm_thread_get_message (thread, 2)->images, second_images);
  check_images (llm_thread_get_message (thread, 4)->images, third_images);
  for (guint i = 1; i < 6; i += 2)
    g_assert_null (llm_thread_get_message (thread, i)->images);
}

/* What a foreign hand wrote into the file is left out. */
static void
test_nonsense (Fixture *fixture, gconstpointer data)
{
  const char *const texts[] = { "a", "b", "c", "d", NULL };
  const char *const left[] = { "d", NULL };
  g_autoptr (LlmComparison) comparison = image_test_make_comparison ("Nonsense", texts);
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = image_test_hash ("d");
  g_autofree char *sql = NULL;

  save (fixture, comparison);
  sql = g_strdup_printf ("UPDATE image SET width = 0, format = 'png' WHERE hash < '%s';"
                         "UPDATE image SET format = 'exe' WHERE hash > '%s';"
                         "INSERT INTO image (hash, format, size, width, height, added_at)"
                         " VALUES ('../../passwd', 'png', 1, 1, 1, 1);"
                         "INSERT INTO turn_image (turn_id, position, hash)"
                         " SELECT id, 9, '../../passwd' FROM turn;",
                         hash, hash);
  store_test_execute (fixture->path, sql);
  loaded = store_test_load (fixture->store, llm_comparison_get_id (comparison), &error);
  g_assert_no_error (error);
  check_images (llm_comparison_get_images (loaded), left);
}

static void
test_put (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = put (fixture, "a");
  g_autofree char *path = image_test_get_path (fixture->folder, hash);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *top = g_path_get_dirname (folder);
  g_autofree char *expected = image_test_hash ("a");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_assert_cmpstr (hash, ==, expected);
  g_assert_no_errno (stat (path, &status));
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);
  g_assert_no_errno (stat (folder, &status));
  g_assert_cmpint (status.st_mode & 07777, ==, 0700);
  g_assert_no_errno (stat (top, &status));
  g_assert_cmpint (status.st_mode & 07777, ==, 0700);
  text = image_test_get (fixture->blobs, hash, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "a");
}

/* In a thread that waits for nothing else, as when a file is exported. */
static gpointer
read_thread (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *hash = image_test_hash ("a");
  g_autofree char *other = image_test_hash ("b");
  g_autofree char *path = image_test_get_path (fixture->folder, hash);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = llm_blobs_read (fixture->blobs, hash, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "a", 1);
  g_assert_null (llm_blobs_read (fixture->blobs, other, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  g_assert_null (llm_blobs_read (fixture->blobs, hash, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT);
  return NULL;
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_free (put (fixture, "a"));
  g_thread_join (g_thread_new ("read", read_thread, fixture));
}

/* One that is there is not written again, unless it cannot be it; then its time is new. */
static void
test_put_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = put (fixture, "a");
  g_autofree char *path = image_test_get_path (fixture->folder, hash);
  struct stat before, after;

  image_test_age (path, 30 * DAY);
  g_assert_no_errno (stat (path, &before));
  g_free (put (fixture, "a"));
  g_assert_no_errno (stat (path, &after));
  g_assert_cmpuint (after.st_ino, ==, before.st_ino);
  g_assert_cmpint (after.st_mtim.tv_sec, >, before.st_mtim.tv_sec + 29 * 86400);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_free (put (fixture, "a"));
  g_assert_no_errno (stat (path, &after));
  g_assert_cmpint (after.st_size, ==, 1);
}

static void
test_get_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = put (fixture, "a");
  g_autofree char *path = image_test_get_path (fixture->folder, hash);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "b", 1, NULL));
  text = image_test_get (fixture->blobs, hash, &error);
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT);
  g_assert_null (text);
  g_clear_error (&error);

  g_assert_no_errno (g_unlink (path));
  g_assert_null (image_test_get (fixture->blobs, hash, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* Nor is a link followed, or a pipe waited for. */
  g_assert_no_errno (symlink ("/etc/passwd", path));
  g_assert_null (image_test_get (fixture->blobs, hash, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (mkfifo (path, 0600));
  g_assert_null (image_test_get (fixture->blobs, hash, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT);
}

/* A history in memory keeps its images there, too. */
static void
test_memory (void)
{
  const char *const texts[] = { "a", NULL };
  g_autoptr (LlmComparison) comparison = image_test_make_comparison ("Memory", texts);
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GError) error = NULL;
  LlmStore *store = store_test_open (":memory:");
  LlmBlobs *blobs = image_test_open (store);
  g_autofree char *hash = image_test_put (blobs, "a", &error);
  g_autofree char *text = NULL;
  LlmBlobsSweep sweep;

  g_assert_no_error (error);
  store_test_save (store, comparison, &error);
  g_assert_no_error (error);
  image_test_sweep (blobs, G_MAXINT64, NULL, &sweep, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sweep.n_orphans, ==, 0);
  loaded = store_test_load (store, llm_comparison_get_id (comparison), &error);
  g_assert_no_error (error);
  check_images (llm_comparison_get_images (loaded), texts);
  text = image_test_get (blobs, hash, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "a");
  g_assert_finalize_object (blobs);
  store_test_close (&store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/images/loaded", test_loaded);
  ADD ("/images/thread", test_thread);
  ADD ("/images/nonsense", test_nonsense);
  ADD ("/images/put", test_put);
  ADD ("/images/read", test_read);
  ADD ("/images/put-again", test_put_again);
  ADD ("/images/get-fails", test_get_fails);
  g_test_add_func ("/images/memory", test_memory);
  return g_test_run ();
}
