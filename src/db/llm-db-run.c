/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-run.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".lock"

/* How often a new lock file may lose the race against a sweep. */
#define MAX_ATTEMPTS 10

struct _LlmDbRun
{
  char *folder; /* NULL: nobody else can see the database */
  char *id;
  char *path; /* of the lock file this process holds */
  int fd;
  gboolean announced;
};

/**
 * llm_db_run_new:
 * @folder: (nullable): where the lock files are; NULL for a database in memory
 *
 * Touches no file yet.
 *
 * Returns: (transfer full): a life sign that is not given yet
 */
LlmDbRun *
llm_db_run_new (const char *folder)
{
  LlmDbRun *self = g_new0 (LlmDbRun, 1);

  self->folder = g_strdup (folder);
  self->id = g_uuid_string_random ();
  self->fd = -1;
  return self;
}

/**
 * llm_db_run_free:
 * @self: (nullable) (transfer full): a life sign
 *
 * Ends it and removes its file.
 */
void
llm_db_run_free (LlmDbRun *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    {
      g_unlink (self->path);
      close (self->fd);
    }
  g_free (self->folder);
  g_free (self->id);
  g_free (self->path);
  g_free (self);
}

static char *
lock_path (LlmDbRun *self, const char *run_id)
{
  g_autofree char *name = g_strconcat (run_id, SUFFIX, NULL);

  return g_build_filename (self->folder, name, NULL);
}

/* A sweep of another process may have taken the file for a dead one and removed
 * it between our open and our lock: then the lock protects nothing. */
static gboolean
lock_own_file (LlmDbRun *self)
{
  g_autofree char *path = lock_path (self, self->id);
  struct stat status;
  int fd;

  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      g_info ("%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0 || fstat (fd, &status) != 0 || status.st_nlink == 0)
    {
      g_unlink (path);
      close (fd);
      return FALSE;
    }
  self->fd = fd;
  self->path = g_steal_pointer (&path);
  return TRUE;
}

/**
 * llm_db_run_get_id:
 * @self: a life sign
 *
 * Returns: its uuid; it may still change until llm_db_run_announce()
 */
const char *
llm_db_run_get_id (LlmDbRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->id;
}

/**
 * llm_db_run_announce:
 * @self: a life sign
 *
 * Gives it: must be called before the uuid is written into a row.  Where no lock
 * file can be made or locked the process goes on without one; others may then
 * take its running columns for orphans until it saves them again.
 *
 * Returns: its uuid, from now on for good
 */
const char *
llm_db_run_announce (LlmDbRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->announced)
    return self->id;
  self->announced = TRUE;
  if (self->folder == NULL)
    return self->id;

  if (g_mkdir (self->folder, 0700) != 0 && errno != EEXIST)
    {
      g_info ("%s: %s", self->folder, g_strerror (errno));
      return self->id;
    }
  for (guint i = 0; i < MAX_ATTEMPTS && !lock_own_file (self); i++)
    {
      g_free (self->id);
      self->id = g_uuid_string_random ();
    }
  return self->id;
}

/* Shared locks, so that two processes that ask at once do not take each other
 * for the living owner. */
static gboolean
is_locked (int fd)
{
  return flock (fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

/**
 * llm_db_run_is_alive:
 * @self: the own life sign
 * @run_id: (nullable): the uuid of any
 *
 * A dead one stays dead: uuids are not used twice.
 *
 * Returns: whether the process behind @run_id, which may be this one, still runs
 */
gboolean
llm_db_run_is_alive (LlmDbRun *self, const char *run_id)
{
  g_autofree char *path = NULL;
  gboolean alive;
  int fd;

  g_return_val_if_fail (self != NULL, FALSE);

  if (run_id == NULL)
    return FALSE;
  if (g_str_equal (run_id, self->id))
    return TRUE;
  /* The row may be written by anyone: no path may be made of it unchecked. */
  if (self->folder == NULL || !g_uuid_string_is_valid (run_id))
    return FALSE;

  path = lock_path (self, run_id);
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return FALSE;
  alive = is_locked (fd);
  close (fd);
  return alive;
}

/* Returns whether it was dead. */
static gboolean
remove_if_dead (LlmDbRun *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  gboolean dead;

  if (fd < 0)
    return FALSE;
  dead = !is_locked (fd);
  if (dead)
    g_unlink (path);
  close (fd);
  return dead;
}

/**
 * llm_db_run_sweep:
 * @self: the own life sign
 *
 * Removes what killed processes left behind.
 *
 * Returns: whether there was something: a process did not end by itself
 */
gboolean
llm_db_run_sweep (LlmDbRun *self)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->folder == NULL)
    return FALSE;
  dir = g_dir_open (self->folder, 0, NULL);
  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_suffix (name, SUFFIX) && remove_if_dead (self, name))
        found = TRUE;
    }
  return found;
}
