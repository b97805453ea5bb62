/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-image-files.h"
#include "llm-db-file.h"
#include "llm-db-images.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART ".part"
#define SLICE 500

const char llm_db_image_files_sql_page[]
    = "SELECT DISTINCT hash FROM turn_image WHERE hash > :after ORDER BY hash LIMIT :limit";

static const char sql_has_images[]
    = "SELECT count (*) FROM sqlite_schema WHERE type = 'table' AND name = 'turn_image'";

/* What to do with one image; returns whether to go on. */
typedef gboolean (*EachFunc) (
    LlmDb *db, const char *hash, gboolean expired, gpointer data, GError **error);

/**
 * llm_db_image_files_make_folder_name:
 * @copy: the path of a copy of a history
 *
 * Returns: (transfer full): the folder of its images, which need not be there
 */
char *
llm_db_image_files_make_folder_name (const char *copy)
{
  gsize length;

  g_return_val_if_fail (copy != NULL, NULL);

  length = strlen (copy);
  if (g_str_has_suffix (copy, ".db"))
    length -= strlen (".db");
  return g_strdup_printf ("%.*s.images", (int) length, copy);
}

/* --- What is referred to --- */

static gboolean
do_page (LlmDb *db, GPtrArray *hashes, EachFunc each, gpointer data, GError **error)
{
  for (guint i = 0; i < hashes->len; i++)
    {
      const char *hash = hashes->pdata[i];
      gint64 expired_at;

      /* No name of a file can be made of what a foreign hand wrote. */
      if (!llm_image_hash_is_valid (hash))
        continue;
      if (!llm_db_images_get_expired (db, hash, &expired_at, error)
          || !each (db, hash, expired_at >= 0, data, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
for_each (LlmDb *db, EachFunc each, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *after = g_strdup ("");
  gint64 has_images;

  /* Before version 4 there were none. */
  if (!llm_db_query_int64 (db, sql_has_images, &has_images, error))
    return FALSE;
  while (has_images > 0)
    {
      g_autoptr (GPtrArray) hashes = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      hashes = llm_db_images_read_page (db, llm_db_image_files_sql_page, after, SLICE, error);
      if (hashes == NULL || !do_page (db, hashes, each, data, error))
        return FALSE;
      if (hashes->len < SLICE)
        break;
      g_free (after);
      after = g_strdup (hashes->pdata[hashes->len - 1]);
    }
  return TRUE;
}

/* --- Another name of a file, or a copy of it --- */

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autofree char *part = g_strconcat (to, PART, NULL);

  if (llm_db_file_copy (from, part, error) && llm_db_file_flush (part, error)
      && llm_db_file_replace (part, to, error))
    return TRUE;
  g_unlink (part);
  return FALSE;
}

/* Files never change once they have their name, so two names can have one.  What is there
 * already stays. */
static gboolean
link_file (const char *from, const char *to, GError **error)
{
  if (g_file_test (to, G_FILE_TEST_EXISTS) || link (from, to) == 0)
    return TRUE;
  switch (errno)
    {
    case EEXIST:
      return TRUE;
    case EXDEV:
    case EPERM:
    case EMLINK:
    case EOPNOTSUPP:
    case ENOSYS:
      return copy_file (from, to, error);
    default:
      return llm_db_file_set_error (error, errno, to);
    }
}

typedef struct
{
  LlmBlobFiles *files;
  const char *folder;
  gboolean has_folder;
} Copying;

static gboolean
copy_one (LlmDb *db, const char *hash, gboolean expired, gpointer data, GError **error)
{
  Copying *copying = data;
  g_autofree char *from = llm_blob_files_make_name (copying->files, hash);
  g_autofree char *to = g_build_filename (copying->folder, hash, NULL);

  /* What is missing here cannot be had by not making a backup of the rest. */
  if (!llm_blob_files_has (copying->files, hash))
    return TRUE;
  if (!copying->has_folder && !llm_db_file_make_folder (copying->folder, error))
    return FALSE;
  copying->has_folder = TRUE;
  return link_file (from, to, error);
}

/**
 * llm_db_image_files_copy:
 * @copy: a copy of a history
 * @files: the files of that history, of which a lock is held
 * @folder: where to put those that @copy refers to
 * @cancellable: (nullable): ends it early
 * @error: where to put an #LLM_DB_ERROR, or that it was cancelled
 *
 * Gives files another name in @folder, or copies them if that is in another file system.
 * There is no folder if there are no images.
 *
 * Returns: whether all that are there are in @folder, too
 */
gboolean
llm_db_image_files_copy (
    LlmDb *copy, LlmBlobFiles *files, const char *folder, GCancellable *cancellable, GError **error)
{
  Copying copying = { files, folder, FALSE };

  g_return_val_if_fail (copy != NULL && files != NULL && folder != NULL, FALSE);

  if (llm_blob_files_get_folder (files) == NULL)
    return TRUE;
  return for_each (copy, copy_one, &copying, cancellable, error)
         && (!copying.has_folder || llm_db_file_flush (folder, error));
}

/* --- Folders of copies --- */

static gboolean
is_ours (const char *name)
{
  g_autofree char *hash = NULL;

  if (llm_image_hash_is_valid (name))
    return TRUE;
  if (!g_str_has_suffix (name, PART))
    return FALSE;
  hash = g_strndup (name, strlen (name) - strlen (PART));
  return llm_image_hash_is_valid (hash);
}

static gboolean
keep_one (LlmDb *db, const char *hash, gboolean expired, gpointer data, GError **error)
{
  g_hash_table_add (data, g_strdup (hash));
  return TRUE;
}

static void
remove_files (const char *folder, GHashTable *kept)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = NULL;

      /* Nothing that somebody else has put there. */
      if (!is_ours (name) || (kept != NULL && g_hash_table_contains (kept, name)))
        continue;
      path = g_build_filename (folder, name, NULL);
      if (g_unlink (path) != 0)
        g_info ("%s: %s", path, g_strerror (errno));
    }
}

/**
 * llm_db_image_files_trim:
 * @copy: a copy of a history
 * @folder: the folder of its images
 *
 * Removes what an earlier copy of the same name had.
 */
void
llm_db_image_files_trim (LlmDb *copy, const char *folder)
{
  g_autoptr (GHashTable) kept = NULL;

  g_return_if_fail (copy != NULL && folder != NULL);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return;
  kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!for_each (copy, keep_one, kept, NULL, NULL))
    return;
  remove_files (folder, kept);
  /* Nothing is left: it goes, too. */
  g_rmdir (folder);
}

/**
 * llm_db_image_files_remove:
 * @folder: the folder of the images of a copy that is no longer needed
 *
 * Removes it, if nobody has put anything else there.
 */
void
llm_db_image_files_remove (const char *folder)
{
  g_return_if_fail (folder != NULL);

  remove_files (folder, NULL);
  if (g_rmdir (folder) != 0 && errno != ENOENT)
    g_info ("%s: %s", folder, g_strerror (errno));
}

/**
 * llm_db_image_files_get_size:
 * @folder: the folder of the images of a copy
 *
 * Returns: the bytes of those that nothing else has: what would be free without them
 */
gint64
llm_db_image_files_get_size (const char *folder)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;
  gint64 size = 0;

  g_return_val_if_fail (folder != NULL, 0);

  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat status;

      if (lstat (path, &status) == 0 && S_ISREG (status.st_mode) && status.st_nlink == 1)
        size += status.st_size;
    }
  return size;
}

/* --- Bringing back --- */

/* Whether it could be read and is what its name says. */
static gboolean
is_sound (LlmBlobFiles *files, const char *hash)
{
  g_autoptr (GBytes) bytes = llm_blob_files_get (files, hash, NULL);

  return bytes != NULL;
}

static gboolean
fetch (Copying *copying, const char *hash, GError **error)
{
  g_autofree char *from = g_build_filename (copying->folder, hash, NULL);
  g_autofree char *to = llm_blob_files_make_name (copying->files, hash);

  if (!g_file_test (from, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  if (!llm_blob_files_make_folder_of (copying->files, hash, error) || !link_file (from, to, error))
    return FALSE;
  if (is_sound (copying->files, hash))
    llm_db_file_narrow_rights (to, 0600);
  else
    g_unlink (to);
  return TRUE;
}

static gboolean
bring_one (LlmDb *db, const char *hash, gboolean expired, gpointer data, GError **error)
{
  Copying *copying = data;
  gboolean there;

  if (!llm_blob_files_has (copying->files, hash) && !fetch (copying, hash, error))
    return FALSE;
  there = llm_blob_files_has (copying->files, hash);
  if (there != expired)
    return TRUE;
  return llm_db_images_set_expired (db, hash, there ? -1 : g_get_real_time (), error);
}

/**
 * llm_db_image_files_bring_back:
 * @stage: what takes the place of a history soon, outside of a transaction
 * @folder: the folder of the images of the copy it was made of
 * @files: the files of that history, of which a lock is held
 * @cancellable: (nullable): ends it early
 * @error: where to put an #LLM_DB_ERROR, or that it was cancelled
 *
 * Puts those files in place that @stage refers to and that are missing; none is replaced.
 * Rows whose file is nowhere are marked as given up.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_image_files_bring_back (LlmDb *stage,
                               const char *folder,
                               LlmBlobFiles *files,
                               GCancellable *cancellable,
                               GError **error)
{
  Copying copying = { files, folder, TRUE };

  g_return_val_if_fail (stage != NULL && folder != NULL && files != NULL, FALSE);

  if (!llm_db_begin_write (stage, error))
    return FALSE;
  if (for_each (stage, bring_one, &copying, cancellable, error) && llm_db_commit (stage, error))
    return TRUE;
  llm_db_rollback (stage);
  return FALSE;
}

/* --- Looking --- */

typedef struct
{
  LlmBlobFiles *files;
  const char *folder; /* nullable */
  gboolean full;
  GCancellable *cancellable;
  LlmDbImageCounts *counts;
} Counting;

static gboolean
count_one (LlmDb *db, const char *hash, gboolean expired, gpointer data, GError **error)
{
  const Counting *counting = data;
  gboolean there;

  if (expired)
    return TRUE;
  counting->counts->n++;
  there = llm_blob_files_has (counting->files, hash);
  if (there && counting->full && !is_sound (counting->files, hash))
    counting->counts->n_wrong++;
  if (!there && counting->folder != NULL)
    {
      g_autofree char *path = g_build_filename (counting->folder, hash, NULL);

      there = g_file_test (path, G_FILE_TEST_IS_REGULAR);
    }
  if (!there)
    counting->counts->n_missing++;
  return !g_cancellable_set_error_if_cancelled (counting->cancellable, error);
}

/**
 * llm_db_image_files_count:
 * @db: a history, or a copy of one
 * @folder: (nullable): where files of a copy are, too
 * @files: the files of the history
 * @full: whether to read each file
 * @cancellable: (nullable): ends it early
 * @counts: (out): what was found
 * @error: where to put an #LLM_DB_ERROR, or that it was cancelled
 *
 * Returns: whether it worked
 */
gboolean
llm_db_image_files_count (LlmDb *db,
                          const char *folder,
                          LlmBlobFiles *files,
                          gboolean full,
                          GCancellable *cancellable,
                          LlmDbImageCounts *counts,
                          GError **error)
{
  Counting counting = { files, folder, full, cancellable, counts };

  g_return_val_if_fail (db != NULL && files != NULL && counts != NULL, FALSE);

  *counts = (LlmDbImageCounts){ 0 };
  return for_each (db, count_one, &counting, cancellable, error);
}

static void
add_problem (LlmCheckReport *report, char *problem)
{
  const guint n = g_strv_length (report->problems);

  report->ok = FALSE;
  if (n >= LLM_CHECK_MAX_PROBLEMS)
    {
      g_free (problem);
      return;
    }
  report->problems = g_renew (char *, report->problems, n + 2);
  report->problems[n] = problem;
  report->problems[n + 1] = NULL;
}

/**
 * llm_db_image_files_check:
 * @db: a history
 * @files: its files
 * @report: what was found of the history itself; a full check reads each file
 * @cancellable: (nullable): ends it early
 * @error: where to put an #LLM_DB_ERROR, or that it was cancelled
 *
 * Adds images whose files are missing or wrong to a report.
 *
 * Returns: whether they could be looked for
 */
gboolean
llm_db_image_files_check (LlmDb *db,
                          LlmBlobFiles *files,
                          LlmCheckReport *report,
                          GCancellable *cancellable,
                          GError **error)
{
  LlmDbImageCounts counts;

  g_return_val_if_fail (db != NULL && files != NULL && report != NULL, FALSE);

  if (!llm_db_image_files_count (db, NULL, files, report->full, cancellable, &counts, error))
    return FALSE;
  if (counts.n_missing > 0)
    add_problem (report, g_strdup_printf (
                             g_dngettext (GETTEXT_PACKAGE, "the file of %u image is missing",
                                          "the files of %u images are missing", counts.n_missing),
                             counts.n_missing));
  if (counts.n_wrong > 0)
    add_problem (
        report, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "the file of %u image is damaged",
                                              "the files of %u images are damaged", counts.n_wrong),
                                 counts.n_wrong));
  return TRUE;
}
