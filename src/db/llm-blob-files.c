/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-blob-files.h"
#include "llm-db-file.h"
#include "llm-error.h"
#include "llm-image.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "images"
#define PART ".part"

/* Nothing that is larger was put by this program (bytes). */
#define MAX_BYTES (256 * 1024 * 1024)

/* Whoever sweeps has the lock for a moment; whoever makes a backup has it for long, and who
 * wants to sweep meanwhile keeps others from writing (microseconds, milliseconds). */
#define SHARE_TIMEOUT (10 * G_USEC_PER_SEC)
#define CLAIM_TIMEOUT G_USEC_PER_SEC
#define LOCK_PAUSE_MS 5

struct _LlmBlobFiles
{
  gatomicrefcount ref_count;
  char *folder; /* NULL: in memory */

  GRecMutex mutex;   /* in memory: the lock, and for the table */
  GHashTable *table; /* hash to GBytes */
};

/**
 * llm_blob_files_new:
 * @folder: (nullable): the folder's absolute name; NULL to keep all in memory
 *
 * Touches no file yet.
 *
 * Returns: (transfer full): files
 */
LlmBlobFiles *
llm_blob_files_new (const char *folder)
{
  LlmBlobFiles *self = g_new0 (LlmBlobFiles, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_rec_mutex_init (&self->mutex);
  self->folder = g_strdup (folder);
  if (folder == NULL)
    self->table
        = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  return self;
}

/**
 * llm_blob_files_ref:
 * @self: files
 *
 * Returns: (transfer full): @self
 */
LlmBlobFiles *
llm_blob_files_ref (LlmBlobFiles *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_blob_files_unref:
 * @self: (transfer full): files
 */
void
llm_blob_files_unref (LlmBlobFiles *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_rec_mutex_clear (&self->mutex);
  g_clear_pointer (&self->table, g_hash_table_unref);
  g_free (self->folder);
  g_free (self);
}

/**
 * llm_blob_files_make_path:
 * @history: the path of a history
 *
 * Returns: (transfer full): the folder of its images
 */
char *
llm_blob_files_make_path (const char *history)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (history != NULL, NULL);

  folder = g_path_get_dirname (history);
  return g_build_filename (folder, FOLDER, NULL);
}

/**
 * llm_blob_files_get_folder:
 * @self: files
 *
 * Returns: (transfer none) (nullable): where they are; NULL in memory
 */
const char *
llm_blob_files_get_folder (LlmBlobFiles *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->folder;
}

static char *
make_folder_name (LlmBlobFiles *self, const char *hash)
{
  const char start[] = { hash[0], hash[1], '\0' };

  return g_build_filename (self->folder, start, NULL);
}

/**
 * llm_blob_files_make_name:
 * @self: files in a folder
 * @hash: a hash
 *
 * Returns: (transfer full): the name of its file, whether it is there or not
 */
char *
llm_blob_files_make_name (LlmBlobFiles *self, const char *hash)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (self != NULL && self->folder != NULL, NULL);
  /* It comes from a row that anyone may have written. */
  g_return_val_if_fail (llm_image_hash_is_valid (hash), NULL);

  folder = make_folder_name (self, hash);
  return g_build_filename (folder, hash, NULL);
}

/* --- The lock --- */

/* Returns 0, or why not. */
static int
take_lock (int fd, int operation)
{
  const gint64 deadline
      = g_get_monotonic_time () + (operation == LOCK_SH ? SHARE_TIMEOUT : CLAIM_TIMEOUT);

  while (flock (fd, operation | LOCK_NB) != 0)
    {
      int system_error = errno;

      if ((system_error != EWOULDBLOCK && system_error != EINTR)
          || g_get_monotonic_time () >= deadline)
        return system_error;
      llm_db_pause (LOCK_PAUSE_MS);
    }
  return 0;
}

static int
begin_lock (LlmBlobLock *self, LlmBlobFiles *files, int operation)
{
  g_autofree char *name = NULL;

  self->files = files;
  self->fd = -1;
  if (files->folder == NULL)
    {
      g_rec_mutex_lock (&files->mutex);
      return 0;
    }
  name = g_build_filename (files->folder, ".lock", NULL);
  self->fd = open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  return self->fd >= 0 ? take_lock (self->fd, operation) : errno;
}

static gboolean
refuse_lock (LlmBlobLock *self, GError **error)
{
  llm_blob_lock_release (self);
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_BUSY,
                       _ ("Another LLMSelect works on the images right now. Try again in a "
                          "moment."));
  return FALSE;
}

/**
 * llm_blob_lock_share:
 * @self: (out caller-allocates): a lock
 * @files: files
 * @error: where to put %LLM_DB_ERROR_BUSY
 *
 * Keeps files from being swept.  Where no lock can be made nobody can claim one, and so
 * nothing is swept either.
 *
 * Returns: whether nothing is swept now
 */
gboolean
llm_blob_lock_share (LlmBlobLock *self, LlmBlobFiles *files, GError **error)
{
  g_return_val_if_fail (self != NULL && files != NULL, FALSE);

  return begin_lock (self, files, LOCK_SH) != EWOULDBLOCK || refuse_lock (self, error);
}

/**
 * llm_blob_lock_claim:
 * @self: (out caller-allocates): a lock
 * @files: files
 * @error: where to put an #LLM_DB_ERROR, such as %LLM_DB_ERROR_BUSY
 *
 * Asks for the right to remove files.
 *
 * Returns: whether nobody else puts or copies a file now
 */
gboolean
llm_blob_lock_claim (LlmBlobLock *self, LlmBlobFiles *files, GError **error)
{
  g_return_val_if_fail (self != NULL && files != NULL, FALSE);

  if (files->folder != NULL && !llm_db_file_make_folder (files->folder, error))
    return FALSE;
  return begin_lock (self, files, LOCK_EX) == 0 || refuse_lock (self, error);
}

/**
 * llm_blob_lock_release:
 * @self: a lock; releasing it again does nothing
 */
void
llm_blob_lock_release (LlmBlobLock *self)
{
  g_return_if_fail (self != NULL);

  if (self->files != NULL && self->files->folder == NULL)
    g_rec_mutex_unlock (&self->files->mutex);
  if (self->fd >= 0)
    close (self->fd);
  self->files = NULL;
  self->fd = -1;
}

/* --- What is there --- */

static gboolean
read_status (LlmBlobFiles *self, const char *hash, struct stat *status)
{
  g_autofree char *name = llm_blob_files_make_name (self, hash);

  return lstat (name, status) == 0 && S_ISREG (status->st_mode);
}

static gboolean
is_old (const struct stat *status, gint64 now)
{
  return (gint64) status->st_mtim.tv_sec * G_USEC_PER_SEC < now - LLM_BLOB_GRACE;
}

/**
 * llm_blob_files_has:
 * @self: files
 * @hash: a hash
 *
 * Returns: whether there is such a file
 */
gboolean
llm_blob_files_has (LlmBlobFiles *self, const char *hash)
{
  struct stat status;
  gboolean found;

  g_return_val_if_fail (self != NULL && llm_image_hash_is_valid (hash), FALSE);

  if (self->folder != NULL)
    return read_status (self, hash, &status);
  g_rec_mutex_lock (&self->mutex);
  found = g_hash_table_contains (self->table, hash);
  g_rec_mutex_unlock (&self->mutex);
  return found;
}

/**
 * llm_blob_files_is_old:
 * @self: files
 * @hash: a hash
 * @now: Unix time in microseconds
 *
 * Returns: whether the file is not there, or was not put within %LLM_BLOB_GRACE; those in
 *   memory are never old
 */
gboolean
llm_blob_files_is_old (LlmBlobFiles *self, const char *hash, gint64 now)
{
  struct stat status;

  g_return_val_if_fail (self != NULL && llm_image_hash_is_valid (hash), FALSE);

  if (self->folder == NULL)
    return !llm_blob_files_has (self, hash);
  return !read_status (self, hash, &status) || is_old (&status, now);
}

static void
list_folder (LlmBlobFiles *self, const char *start, GPtrArray *hashes)
{
  g_autofree char *path = g_build_filename (self->folder, start, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (llm_image_hash_is_valid (name) && strncmp (name, start, 2) == 0)
        g_ptr_array_add (hashes, g_strdup (name));
    }
}

static gboolean
is_start (const char *name)
{
  return strlen (name) == 2 && strspn (name, "0123456789abcdef") == 2;
}

/**
 * llm_blob_files_list:
 * @self: files
 *
 * Returns: (transfer full) (element-type utf8): the hashes of all files
 */
GPtrArray *
llm_blob_files_list (LlmBlobFiles *self)
{
  GPtrArray *hashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = NULL;
  GHashTableIter iter;
  gpointer hash;
  const char *name;

  g_return_val_if_fail (self != NULL, hashes);

  if (self->folder == NULL)
    {
      g_rec_mutex_lock (&self->mutex);
      g_hash_table_iter_init (&iter, self->table);
      while (g_hash_table_iter_next (&iter, &hash, NULL))
        g_ptr_array_add (hashes, g_strdup (hash));
      g_rec_mutex_unlock (&self->mutex);
      return hashes;
    }
  dir = g_dir_open (self->folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (is_start (name))
        list_folder (self, name, hashes);
    }
  return hashes;
}

/* --- Putting --- */

/* What is in it is there; some file systems cannot sync a folder. */
static void
flush_folder (const char *folder)
{
  g_autoptr (GError) ignored = NULL;

  if (!llm_db_file_flush (folder, &ignored))
    g_info ("%s", ignored->message);
}

/**
 * llm_blob_files_make_folder_of:
 * @self: files in a folder
 * @hash: a hash
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether the folder in which its file belongs is there
 */
gboolean
llm_blob_files_make_folder_of (LlmBlobFiles *self, const char *hash, GError **error)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (self != NULL && self->folder != NULL, FALSE);
  g_return_val_if_fail (llm_image_hash_is_valid (hash), FALSE);

  folder = make_folder_name (self, hash);
  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (!llm_db_file_make_folder (self->folder, error) || !llm_db_file_make_folder (folder, error))
    return FALSE;
  llm_db_file_narrow_rights (self->folder, 0700);
  llm_db_file_narrow_rights (folder, 0700);
  flush_folder (self->folder);
  return TRUE;
}

static gboolean
write_part (LlmBlobFiles *self, const char *part, GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  int fd = open (part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean success;

  if (fd < 0)
    return llm_db_file_set_error (error, errno, self->folder);
  success = llm_db_file_write (fd, data, length) && fsync (fd) == 0;
  if (!success)
    llm_db_file_set_error (error, errno, self->folder);
  if (close (fd) != 0 && success)
    success = llm_db_file_set_error (error, errno, self->folder);
  return success;
}

/* A file that is there is as good as a new one: its time says so to whoever sweeps. */
static gboolean
touch (const char *name, gsize size)
{
  struct stat status;

  return lstat (name, &status) == 0 && S_ISREG (status.st_mode) && (gsize) status.st_size == size
         && utimensat (AT_FDCWD, name, NULL, AT_SYMLINK_NOFOLLOW) == 0;
}

static gboolean
touch_locked (LlmBlobFiles *self, const char *name, gsize size, gboolean *found, GError **error)
{
  g_auto (LlmBlobLock) lock = { NULL, -1 };

  if (!llm_blob_lock_share (&lock, self, error))
    return FALSE;
  *found = touch (name, size);
  return TRUE;
}

static gboolean
give_name (LlmBlobFiles *self, const char *part, const char *name, GError **error)
{
  g_auto (LlmBlobLock) lock = { NULL, -1 };

  if (!llm_blob_lock_share (&lock, self, error))
    return FALSE;
  return rename (part, name) == 0 || llm_db_file_set_error (error, errno, self->folder);
}

static gboolean
write_file (LlmBlobFiles *self, const char *hash, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *part = NULL;
  g_autofree char *folder = NULL;

  if (!llm_blob_files_make_folder_of (self, hash, error))
    return FALSE;
  part = g_strdup_printf ("%s.%08x" PART, name, g_random_int ());
  if (!write_part (self, part, bytes, error) || !give_name (self, part, name, error))
    {
      g_unlink (part);
      return FALSE;
    }
  folder = make_folder_name (self, hash);
  flush_folder (folder);
  return TRUE;
}

/**
 * llm_blob_files_put:
 * @self: files
 * @hash: SHA-256 of @bytes
 * @bytes: what to keep
 * @error: where to put an #LLM_DB_ERROR
 *
 * There is never half a file of that name.  One that is there is not written again, but
 * is as if it were put now.
 *
 * Returns: whether it is there, also after a power cut
 */
gboolean
llm_blob_files_put (LlmBlobFiles *self, const char *hash, GBytes *bytes, GError **error)
{
  g_autofree char *name = NULL;
  gboolean found;

  g_return_val_if_fail (self != NULL && bytes != NULL, FALSE);
  g_return_val_if_fail (llm_image_hash_is_valid (hash), FALSE);

  if (self->folder == NULL)
    {
      g_rec_mutex_lock (&self->mutex);
      g_hash_table_insert (self->table, g_strdup (hash), g_bytes_ref (bytes));
      g_rec_mutex_unlock (&self->mutex);
      return TRUE;
    }
  name = llm_blob_files_make_name (self, hash);
  return touch_locked (self, name, g_bytes_get_size (bytes), &found, error)
         && (found || write_file (self, hash, name, bytes, error));
}

/* --- Getting --- */

static gboolean
fail_to_read (GError **error, int system_error)
{
  if (system_error == ENOENT || system_error == ENOTDIR || system_error == ELOOP)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _ ("The file of the image is missing."));
  else
    g_set_error (error, LLM_DB_ERROR, LLM_DB_ERROR_FAILED, _ ("The image cannot be read: %s"),
                 g_strerror (system_error));
  return FALSE;
}

static gboolean
fail_as_damaged (GError **error)
{
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT,
                       _ ("The file of the image is damaged."));
  return FALSE;
}

static gboolean
read_all (int fd, char *data, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize n = read (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_to_read (error, errno);
      if (n == 0)
        return fail_as_damaged (error);
      data += n;
      length -= (gsize) n;
    }
  return TRUE;
}

static GBytes *
read_open_file (int fd, GError **error)
{
  g_autofree char *data = NULL;
  struct stat status;

  if (fstat (fd, &status) != 0)
    {
      fail_to_read (error, errno);
      return NULL;
    }
  if (!S_ISREG (status.st_mode) || status.st_size > MAX_BYTES)
    {
      fail_as_damaged (error);
      return NULL;
    }
  data = g_malloc ((gsize) status.st_size + 1);
  if (!read_all (fd, data, (gsize) status.st_size, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), (gsize) status.st_size);
}

static GBytes *
read_file (LlmBlobFiles *self, const char *hash, GError **error)
{
  g_autofree char *name = llm_blob_files_make_name (self, hash);
  /* What is no file must not keep us waiting. */
  int fd = open (name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  GBytes *bytes;

  if (fd < 0)
    {
      fail_to_read (error, errno);
      return NULL;
    }
  bytes = read_open_file (fd, error);
  close (fd);
  return bytes;
}

/**
 * llm_blob_files_get:
 * @self: files
 * @hash: a hash
 * @error: where to put %G_IO_ERROR_NOT_FOUND, %LLM_DB_ERROR_CORRUPT if the bytes are not
 *   those of the hash, or %LLM_DB_ERROR_FAILED
 *
 * Returns: (transfer full): the file
 */
GBytes *
llm_blob_files_get (LlmBlobFiles *self, const char *hash, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *found = NULL;

  g_return_val_if_fail (self != NULL && llm_image_hash_is_valid (hash), NULL);

  if (self->folder != NULL)
    {
      bytes = read_file (self, hash, error);
    }
  else
    {
      g_rec_mutex_lock (&self->mutex);
      bytes = g_hash_table_lookup (self->table, hash);
      if (bytes != NULL)
        g_bytes_ref (bytes);
      else
        fail_to_read (error, ENOENT);
      g_rec_mutex_unlock (&self->mutex);
    }
  if (bytes == NULL)
    return NULL;
  found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (!g_str_equal (found, hash))
    {
      fail_as_damaged (error);
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

/* --- Removing --- */

/**
 * llm_blob_files_remove:
 * @self: files, of which an exclusive lock is held
 * @hash: a hash that nothing refers to
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: how many bytes are free now: 0 if the file has another name, too, as in a
 *   backup; negative if it could not be removed
 */
gint64
llm_blob_files_remove (LlmBlobFiles *self, const char *hash, GError **error)
{
  g_autofree char *name = NULL;
  struct stat status;

  g_return_val_if_fail (self != NULL && self->folder != NULL, -1);
  g_return_val_if_fail (llm_image_hash_is_valid (hash), -1);

  name = llm_blob_files_make_name (self, hash);
  if (lstat (name, &status) != 0 && errno == ENOENT)
    return 0;
  if (g_unlink (name) != 0)
    {
      llm_db_file_set_error (error, errno, self->folder);
      return -1;
    }
  return status.st_nlink == 1 ? (gint64) status.st_size : 0;
}

static void
remove_parts_in (const char *path, gint64 now)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = NULL;
      struct stat status;

      if (!g_str_has_suffix (name, PART))
        continue;
      file = g_build_filename (path, name, NULL);
      if (lstat (file, &status) == 0 && is_old (&status, now))
        g_unlink (file);
    }
}

/**
 * llm_blob_files_remove_parts:
 * @self: files
 * @now: Unix time in microseconds
 *
 * Removes what was begun and never finished, when certainly nobody writes it any more.
 */
void
llm_blob_files_remove_parts (LlmBlobFiles *self, gint64 now)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_if_fail (self != NULL);

  dir = self->folder != NULL ? g_dir_open (self->folder, 0, NULL) : NULL;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      if (is_start (name))
        remove_parts_in (path, now);
    }
}
