/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-file.h"

#include <errno.h>
#include <fcntl.h>
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
