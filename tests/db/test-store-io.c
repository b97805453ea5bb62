/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-archive-test.h"
#include "llm-blob-files.h"
#include "llm-faulty-vfs.h"
#include "llm-image-test.h"

#include <string.h>

/* A scripted session with a history of an older version, over and over, in which
 * the first, the second, the third … call to the system fails.  Whatever was
 * acknowledged is there afterwards. */

#define N_PIECES 8

/* Bytes that stand for images. */
#define IMAGE "an image"
#define ORPHAN "another one"

typedef struct
{
  char *folder;
  char *path;
  LlmComparison *first;
  LlmComparison *second;
  gboolean image_put;   /* of the first comparison */
  gboolean others_gone; /* so says a sweep of what nothing refers to */
  gboolean first_saved;
  gboolean second_saved;
  gboolean judged;
  gboolean finished;
  gboolean deleted;
  gint64 n_before; /* comparisons that were there */
  char *backup;    /* the copy that was acknowledged */
  gboolean restored;
  guint n_acknowledged;
  gboolean lost; /* a piece failed: later ones are no prefix any more */
} Session;

static gboolean
check (gboolean success, GError **error)
{
  if (!success && (*error)->domain != LLM_DB_ERROR)
    g_assert_no_error (*error);
  g_clear_error (error);
  return success;
}

static void
append_pieces (LlmStore *store, Session *session)
{
  LlmAnswer *answer = llm_comparison_get_answer (session->first, 0);

  for (guint i = 0; i < N_PIECES; i++)
    {
      g_autofree char *piece = g_strdup_printf ("[%u]", i);
      g_autoptr (GError) error = NULL;

      llm_answer_append (answer, LLM_DELTA_TEXT, piece);
      if (!check (store_test_append (store, answer, LLM_DELTA_TEXT, piece, &error), &error))
        session->lost = TRUE;
      if (!session->lost)
        session->n_acknowledged++;
    }
}

static void
back_up (Session *session, LlmArchive *archive)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmBackup) backup = archive_test_backup (archive, NULL, &error);

  if (check (backup != NULL, &error))
    session->backup = g_strdup (backup->path);
}

static void
restore (Session *session, LlmArchive *archive)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmBackup) before = NULL;

  if (session->backup == NULL)
    return;
  before = archive_test_restore (archive, session->backup, &error);
  session->restored = check (before != NULL, &error);
}

/* What nothing refers to goes, and of the first comparison nothing. */
static void
sweep (Session *session, LlmBlobs *blobs)
{
  g_autofree char *orphan = image_test_put (blobs, ORPHAN, NULL);
  g_autofree char *hash = image_test_hash (ORPHAN);
  g_autofree char *path = image_test_get_path (session->folder, hash);
  g_autoptr (GError) error = NULL;
  LlmBlobsSweep done = { 0 };

  if (orphan == NULL)
    return;
  image_test_age (path, LLM_BLOB_GRACE * 2);
  /* A history that can only be read, or that was found to be damaged, is not swept. */
  session->others_gone
      = check (image_test_sweep (blobs, 1, NULL, &done, &error), &error) && done.n_orphans == 1;
}

/* What is said of it, and what it was before, go in one step. */
static void
judge (Session *session, LlmStore *store)
{
  LlmAnswer *answer = llm_comparison_get_answer (session->second, 0);
  g_autoptr (LlmAnswer) version = llm_answer_new ("demo", "before", NULL);
  g_autoptr (GError) error = NULL;

  llm_answer_append (version, LLM_DELTA_TEXT, "before");
  llm_answer_restore (version, LLM_ANSWER_DONE);
  llm_answer_add_version (answer, version, 1);
  llm_comparison_set_verdict (session->second, LLM_VERDICT_TIE, NULL);
  session->judged = check (store_test_save (store, session->second, &error), &error);
}

static void
run_script (Session *session)
{
  LlmStore *store = store_test_open (session->path);
  LlmArchive *archive = archive_test_open (store);
  LlmBlobs *blobs = image_test_open (store);
  g_autofree char *image = NULL;
  LlmAnswer *answer = llm_comparison_get_answer (session->first, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (LlmComparison) loaded = NULL;

  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
  image = image_test_put (blobs, IMAGE, &error);
  session->image_put = check (image != NULL, &error);
  session->first_saved = check (store_test_save (store, session->first, &error), &error);
  append_pieces (store, session);
  entries = store_test_list (store, 0, NULL, 10, &error);
  check (entries != NULL, &error);
  session->second_saved = check (store_test_save (store, session->second, &error), &error);
  judge (session, store);
  llm_answer_set_state (answer, LLM_ANSWER_DONE);
  session->finished = check (
      store_test_save_answer (store, llm_comparison_get_id (session->first), answer, &error),
      &error);
  loaded = store_test_load (store, llm_comparison_get_id (session->first), &error);
  check (loaded != NULL, &error);
  check (store_test_flush (store, &error), &error);
  back_up (session, archive);
  session->deleted
      = check (store_test_delete (store, llm_comparison_get_id (session->second), &error), &error);
  restore (session, archive);
  sweep (session, blobs);
  check (archive_test_tidy (archive, &error), &error);
  g_assert_finalize_object (blobs);
  g_assert_finalize_object (archive);
  store_test_close (&store);
}

static void
check_first (Session *session, LlmStore *store)
{
  LlmAnswer *original = llm_comparison_get_answer (session->first, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmComparison) loaded
      = store_test_load (store, llm_comparison_get_id (session->first), &error);
  LlmAnswer *answer;
  gsize acknowledged = session->n_acknowledged * strlen ("[0]");

  if (loaded == NULL)
    {
      g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
      g_assert_false (session->first_saved || session->finished || session->n_acknowledged > 0);
      return;
    }
  answer = llm_comparison_get_answer (loaded, 0);
  g_assert_cmpuint (llm_answer_get_text_length (answer), >=, acknowledged);
  g_assert_cmpint (
      strncmp (llm_answer_get_text (answer), llm_answer_get_text (original), acknowledged), ==, 0);
  if (session->finished)
    {
      g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_DONE);
      g_assert_cmpstr (llm_answer_get_text (answer), ==, llm_answer_get_text (original));
    }
}

/* A row without its file says so, and what was put and is referred to is there. */
static void
check_image (Session *session, LlmStore *store)
{
  LlmBlobs *blobs = image_test_open (store);
  g_autofree char *hash = image_test_hash (IMAGE);
  g_autofree char *orphan = image_test_hash (ORPHAN);
  g_autofree char *path = image_test_get_path (session->folder, orphan);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n;

  n = store_test_query_int64 (session->path, "SELECT count (*) FROM image"
                                             " WHERE expired_at IS NULL");
  text = image_test_get (blobs, hash, &error);
  if (session->image_put)
    g_assert_no_error (error);
  if (n > 0 || session->image_put)
    g_assert_cmpstr (text, ==, IMAGE);
  else if (text == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  if (session->others_gone)
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_finalize_object (blobs);
}

static void
check_judged (Session *session, LlmComparison *loaded)
{
  const gboolean judged = llm_comparison_get_verdict (loaded) == LLM_VERDICT_TIE;

  g_assert_true (judged || !session->judged);
  g_assert_cmpuint (llm_answer_get_n_versions (llm_comparison_get_answer (loaded, 0)), ==,
                    judged ? 1 : 0);
}

static void
check_second (Session *session, LlmStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmComparison) loaded
      = store_test_load (store, llm_comparison_get_id (session->second), &error);

  if (loaded == NULL)
    g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
  else
    check_judged (session, loaded);
  if (session->restored && session->second_saved)
    g_assert_nonnull (loaded);
  else if (session->deleted && session->backup == NULL)
    g_assert_null (loaded);
  else if (session->second_saved && !session->deleted && loaded == NULL)
    g_test_message ("A delete that failed was done all the same");
}

static void
assert_intact (const char *path)
{
  g_autofree char *integrity = store_test_query_text (path, "PRAGMA integrity_check");

  g_assert_cmpstr (integrity, ==, "ok");
}

/* What was there before the session, in the history and in every copy. */
static void
check_files (Session *session)
{
  g_autofree char *folder = g_build_filename (session->folder, "backups", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  assert_intact (session->path);
  g_assert_cmpint (archive_test_count (session->path), >=, session->n_before);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_str_has_suffix (name, ".db"))
        continue;
      assert_intact (path);
      g_assert_cmpint (archive_test_count (path), >=, session->n_before);
      n++;
    }
  g_assert_cmpuint (n, >=, (session->backup != NULL) + (session->restored ? 1 : 0));
}

static void
make_history (Session *session)
{
  g_autofree char *file = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "db", "v1.sql", NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (file, &sql, NULL, &error);
  g_assert_no_error (error);
  store_test_execute (session->path, sql);
  session->n_before = archive_test_count (session->path);
}

/* Returns how many calls there were. */
static guint
run_with_fault (guint fail_at, FaultyVfsKind kind)
{
  const char *const images[] = { IMAGE, NULL };
  Session session = { NULL };
  LlmStore *store;
  guint n_calls;

  session.folder = store_test_make_folder ();
  session.path = g_build_filename (session.folder, "test.db", NULL);
  session.first = image_test_make_comparison ("First", images);
  session.second = store_test_make_comparison ("Second", 2);

  make_history (&session);

  faulty_vfs_start (fail_at, kind);
  run_script (&session);
  n_calls = faulty_vfs_stop ();
  if (fail_at == 0)
    g_assert_true (session.image_put && session.others_gone && session.first_saved
                   && session.second_saved && session.finished && session.deleted
                   && session.n_acknowledged == N_PIECES && session.restored);

  store = store_test_open (session.path);
  check_first (&session, store);
  check_image (&session, store);
  check_second (&session, store);
  store_test_close (&store);
  check_files (&session);

  g_assert_finalize_object (session.first);
  g_assert_finalize_object (session.second);
  store_test_remove_folder (session.folder);
  g_free (session.folder);
  g_free (session.backup);
  g_free (session.path);
  return n_calls;
}

/* Sanitizers make each session many times slower: there every so many calls, from a random
 * one on; without them every single one. */
#if defined(__SANITIZE_ADDRESS__)
#define STRIDE 12
#else
#define STRIDE 1
#endif

static void
test_every_call (gconstpointer data)
{
  FaultyVfsKind kind = GPOINTER_TO_INT (data);
  guint n_calls = run_with_fault (0, kind);

  g_test_message ("%u calls", n_calls);
  g_assert_cmpuint (n_calls, >, 50);
  for (guint i = (guint) g_test_rand_int_range (1, STRIDE + 1); i <= n_calls; i += STRIDE)
    run_with_fault (i, kind);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  faulty_vfs_install ();

  g_test_add_data_func ("/store/io/error", GINT_TO_POINTER (FAULTY_VFS_IO_ERROR), test_every_call);
  g_test_add_data_func ("/store/io/full", GINT_TO_POINTER (FAULTY_VFS_FULL), test_every_call);
  g_test_add_data_func ("/store/io/short-write", GINT_TO_POINTER (FAULTY_VFS_SHORT_WRITE),
                        test_every_call);
  return g_test_run ();
}
