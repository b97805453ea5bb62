/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-guard.h"
#include "llm-db.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/file.h>
#include <unistd.h>

/* Between two attempts (milliseconds). */
#define PAUSE_MS 10

struct _LlmDbGuard
{
  char *path; /* NULL: nobody else can see the file */
  int fd;
};

/**
 * llm_db_guard_new:
 * @path: (nullable): the history; NULL for one in memory
 *
 * Touches no file yet.
 *
 * Returns: (transfer full): a guard without a lock
 */
LlmDbGuard *
llm_db_guard_new (const char *path)
{
  LlmDbGuard *self = g_new0 (LlmDbGuard, 1);

  if (path != NULL)
    self->path = g_strconcat (path, ".lock", NULL);
  self->fd = -1;
  return self;
}

/**
 * llm_db_guard_free:
 * @self: (nullable) (transfer full): a guard
 */
void
llm_db_guard_free (LlmDbGuard *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self);
}

/* The file stays: to remove it would let two processes lock different ones. */
static gboolean
open_file (LlmDbGuard *self)
{
  if (self->fd < 0)
    self->fd = open (self->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  return self->fd >= 0;
}

/**
 * llm_db_guard_share:
 * @self: a guard
 * @timeout_ms: how long to wait for somebody who replaces the file
 * @error: where to put %LLM_DB_ERROR_BUSY
 *
 * Says that this process has the file open.  Where no lock can be made, such as in
 * a folder that is read-only, nobody can replace the file either.
 *
 * Returns: whether the file may be opened
 */
gboolean
llm_db_guard_share (LlmDbGuard *self, guint timeout_ms, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) timeout_ms * 1000;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->path == NULL || !open_file (self))
    return TRUE;
  while (flock (self->fd, LOCK_SH | LOCK_NB) != 0)
    {
      if (errno != EWOULDBLOCK && errno != EINTR)
        return TRUE;
      if (g_get_monotonic_time () >= deadline)
        {
          g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_BUSY,
                               _ ("Another program replaces the history right now. Try again in "
                                  "a moment."));
          return FALSE;
        }
      llm_db_pause (PAUSE_MS);
    }
  return TRUE;
}

/**
 * llm_db_guard_claim:
 * @self: a guard
 * @error: where to put %LLM_DB_ERROR_BUSY
 *
 * Asks for the right to put another file in the place of the history, until
 * llm_db_guard_share().  To give up the shared lock for it may let another process
 * be faster: look at the file again afterwards.
 *
 * Returns: whether no other process has the file open
 */
gboolean
llm_db_guard_claim (LlmDbGuard *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->path == NULL || !open_file (self) || flock (self->fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_BUSY,
                           _ ("The history file is damaged and cannot be repaired while another "
                              "LLMSelect has it open. Close the others and try again."));
      /* A failed change of a lock may have lost the old one. */
      if (self->fd >= 0 && flock (self->fd, LOCK_SH | LOCK_NB) != 0)
        g_info ("The lock of the history is lost");
      return FALSE;
    }
  return TRUE;
}
