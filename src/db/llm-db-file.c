/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/**
 * llm_db_file_narrow_rights:
 * @path: a file or folder
 * @allowed: the rights it may have
 *
 * Takes away all others.  By name, never by opening the file: closing any
 * descriptor of a file drops the locks SQLite holds on it in this process.
 */
void
llm_db_file_narrow_rights (const char *path, mode_t allowed)
{
  struct stat status;

  g_return_if_fail (path != NULL);

  if (stat (path, &status) != 0 || (status.st_mode & 07777 & ~allowed) == 0)
    return;
  if (chmod (path, status.st_mode & allowed) != 0)
    g_info ("%s: %s", path, g_strerror (errno));
}

static void
equal_rights (const char *path, const char *suffix, mode_t mode)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  struct stat status;

  if (stat (name, &status) == 0 && (status.st_mode & 07777) != mode && chmod (name, mode) != 0)
    g_info ("%s: %s", name, g_strerror (errno));
}

/**
 * llm_db_file_prepare:
 * @path: the main file
 *
 * Makes it if there is none, for the user alone.  SQLite gives new -wal and -shm
 * files its rights, but does not change old ones: those made while the file was
 * read-only would keep it so.
 */
void
llm_db_file_prepare (const char *path)
{
  struct stat status;
  int fd;

  g_return_if_fail (path != NULL);

  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0)
    {
      close (fd);
      return;
    }
  llm_db_file_narrow_rights (path, 0600);
  if (stat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return;
  equal_rights (path, "-wal", status.st_mode & 07777);
  equal_rights (path, "-shm", status.st_mode & 07777);
}

/**
 * llm_db_file_has_content:
 * @path: the main file
 * @suffix: "", or the suffix of a companion
 *
 * Returns: whether that file is there and not empty
 */
gboolean
llm_db_file_has_content (const char *path, const char *suffix)
{
  g_autofree char *name = NULL;
  struct stat status;

  g_return_val_if_fail (path != NULL && suffix != NULL, FALSE);

  name = g_strconcat (path, suffix, NULL);
  return stat (name, &status) == 0 && status.st_size > 0;
}

/**
 * llm_db_file_get_size:
 * @path: a file
 *
 * Returns: its size in bytes, -1 if that cannot be told
 */
gint64
llm_db_file_get_size (const char *path)
{
  struct stat status;

  g_return_val_if_fail (path != NULL, -1);
  return stat (path, &status) == 0 ? (gint64) status.st_size : -1;
}

static gint64
changed_at (const char *path)
{
  struct stat status;

  if (stat (path, &status) != 0)
    return 0;
  return (gint64) status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
}

/**
 * llm_db_file_get_changed_at:
 * @path: the main file of a database
 *
 * Returns: when it or its log was last written, as Unix time in microseconds; 0 if
 *   there is no such file
 */
gint64
llm_db_file_get_changed_at (const char *path)
{
  g_autofree char *log = NULL;

  g_return_val_if_fail (path != NULL, 0);

  log = g_strconcat (path, "-wal", NULL);
  return MAX (changed_at (path), changed_at (log));
}

/**
 * llm_db_file_is_same:
 * @path: a file
 * @other: another name
 *
 * Returns: whether both names are those of one file
 */
gboolean
llm_db_file_is_same (const char *path, const char *other)
{
  struct stat left, right;

  g_return_val_if_fail (path != NULL && other != NULL, FALSE);
  return stat (path, &left) == 0 && stat (other, &right) == 0 && left.st_dev == right.st_dev
         && left.st_ino == right.st_ino;
}

/**
 * llm_db_file_set_error:
 * @error: where to put an #LLM_DB_ERROR
 * @system_error: why a file could not be written
 * @path: the file or folder to complain of
 *
 * Returns: %FALSE
 */
gboolean
llm_db_file_set_error (GError **error, int system_error, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);
  int code = LLM_DB_ERROR_FAILED;

  if (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG)
    code = LLM_DB_ERROR_FULL;
  else if (system_error == EACCES || system_error == EPERM || system_error == EROFS)
    code = LLM_DB_ERROR_READ_ONLY;
  else if (system_error == ENOENT || system_error == ENOTDIR)
    code = LLM_DB_ERROR_OPEN;
  if (code == LLM_DB_ERROR_FULL)
    g_set_error (error, LLM_DB_ERROR, code,
                 _ ("%s cannot be written because the disk is full. Free some space."), shown);
  else
    g_set_error (error, LLM_DB_ERROR, code, _ ("%s cannot be written: %s"), shown,
                 g_strerror (system_error));
  return FALSE;
}

/**
 * llm_db_file_make_folder:
 * @path: a folder
 * @error: where to put an #LLM_DB_ERROR
 *
 * Makes it for the user alone if it is not there.
 *
 * Returns: whether it is there
 */
gboolean
llm_db_file_make_folder (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  if (g_mkdir_with_parents (path, 0700) != 0)
    return llm_db_file_set_error (error, errno, path);
  return TRUE;
}

/**
 * llm_db_file_create:
 * @path: a file that is not there
 * @shown: the name to complain of
 * @error: where to put an #LLM_DB_ERROR
 *
 * Makes it, empty and for the user alone.
 *
 * Returns: whether it is there
 */
gboolean
llm_db_file_create (const char *path, const char *shown, GError **error)
{
  int fd;

  g_return_val_if_fail (path != NULL && shown != NULL, FALSE);

  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return llm_db_file_set_error (error, errno, shown);
  close (fd);
  return TRUE;
}

/**
 * llm_db_file_flush:
 * @path: a file that no connection of this process has open, or a folder
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether its content is on the disk for good
 */
gboolean
llm_db_file_flush (const char *path, GError **error)
{
  gboolean success;
  int fd;

  g_return_val_if_fail (path != NULL, FALSE);

  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return llm_db_file_set_error (error, errno, path);
  success = fsync (fd) == 0;
  if (!success)
    llm_db_file_set_error (error, errno, path);
  close (fd);
  return success;
}

/**
 * llm_db_file_replace:
 * @from: a file
 * @to: its name from now on, in the same file system; what was there is replaced
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether @to is that file, also after a power cut; if not, what was there
 *   may or may not be replaced
 */
gboolean
llm_db_file_replace (const char *from, const char *to, GError **error)
{
  g_autofree char *folder = NULL;
  g_autoptr (GError) ignored = NULL;

  g_return_val_if_fail (from != NULL && to != NULL, FALSE);

  if (rename (from, to) != 0)
    return llm_db_file_set_error (error, errno, to);
  /* The name is there; some file systems cannot sync a folder. */
  folder = g_path_get_dirname (to);
  if (!llm_db_file_flush (folder, &ignored))
    g_info ("%s", ignored->message);
  return TRUE;
}

/**
 * llm_db_file_write:
 * @fd: an open file
 * @data: (array length=length): what to write
 * @length: its length in bytes
 *
 * Returns: whether all of it is written; if not, errno says why
 */
gboolean
llm_db_file_write (int fd, const char *data, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      length -= (gsize) n;
    }
  return TRUE;
}

static gboolean
copy_bytes (int from, int to)
{
  g_autofree char *buffer = g_malloc (1 << 16);

  for (;;)
    {
      gssize n = read (from, buffer, 1 << 16);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n == 0;
      if (!llm_db_file_write (to, buffer, (gsize) n))
        return FALSE;
    }
}

/**
 * llm_db_file_copy:
 * @from: a file that no connection of this process has open
 * @to: the name of its copy, for the user alone; what was there is replaced
 * @error: where to put an #LLM_DB_ERROR
 *
 * Copies it byte for byte.
 *
 * Returns: whether it worked; if not, there is no copy
 */
gboolean
llm_db_file_copy (const char *from, const char *to, GError **error)
{
  int source, target;
  gboolean success = FALSE;

  g_return_val_if_fail (from != NULL && to != NULL, FALSE);

  source = open (from, O_RDONLY | O_CLOEXEC);
  if (source < 0)
    return llm_db_file_set_error (error, errno, from);
  g_unlink (to);
  target = open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (target < 0)
    llm_db_file_set_error (error, errno, to);
  else if (copy_bytes (source, target))
    success = TRUE;
  else
    llm_db_file_set_error (error, errno, to);
  close (source);
  if (target >= 0)
    close (target);
  if (target >= 0 && !success)
    g_unlink (to);
  return success;
}

/**
 * llm_db_file_remove:
 * @path: the main file of a database that nobody uses
 *
 * Removes it with its companions, as far as they are there.
 */
void
llm_db_file_remove (const char *path)
{
  static const char *const suffixes[] = { "", "-journal", "-wal", "-shm" };

  g_return_if_fail (path != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      if (g_unlink (name) != 0 && errno != ENOENT)
        g_info ("%s: %s", name, g_strerror (errno));
    }
}
