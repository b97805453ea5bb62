/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-limit.h"
#include "llm-db-private.h"

#include <time.h>

/* Steps of SQLite's machine between two looks, some microseconds. */
#define INTERVAL 500

/**
 * llm_db_limit_get_work:
 *
 * Unlike time, it is the same on a busy machine and on one with a slow disk.
 *
 * Returns: the processor time of this thread, in microseconds
 */
gint64
llm_db_limit_get_work (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int
look_cb (void *user_data)
{
  LlmDbLimit *self = user_data;

  if ((self->most > 0 && llm_db_limit_get_work () >= self->most)
      || (self->deadline > 0 && g_get_monotonic_time () >= self->deadline))
    self->reached = TRUE;
  return self->reached || g_cancellable_is_cancelled (self->cancellable);
}

/**
 * llm_db_limit_begin:
 * @self: (out): a limit
 * @db: a connection that has none; must outlive the limit
 * @cancellable: (nullable): ends what runs when it is cancelled, on any thread; must
 *   outlive the limit
 */
void
llm_db_limit_begin (LlmDbLimit *self, LlmDb *db, GCancellable *cancellable)
{
  g_return_if_fail (self != NULL && db != NULL);
  llm_db_assert_thread (db);

  *self = (LlmDbLimit){ .db = db, .cancellable = cancellable };
  sqlite3_progress_handler (db->handle, INTERVAL, look_cb, self);
}

/**
 * llm_db_limit_allow_time:
 * @self: a limit
 * @time: how long what runs from here on may take together, in microseconds; 0 for any
 *   time
 */
void
llm_db_limit_allow_time (LlmDbLimit *self, gint64 time)
{
  g_return_if_fail (self != NULL);

  self->deadline = time > 0 ? g_get_monotonic_time () + time : 0;
  self->reached = FALSE;
}

/**
 * llm_db_limit_allow_work:
 * @self: a limit
 * @work: how much the thread may work from here on, in microseconds of processor time; 0 for
 *   any amount
 */
void
llm_db_limit_allow_work (LlmDbLimit *self, gint64 work)
{
  g_return_if_fail (self != NULL);

  self->most = work > 0 ? llm_db_limit_get_work () + work : 0;
  self->reached = FALSE;
}

/**
 * llm_db_limit_lift:
 * @self: a limit
 *
 * Only the cancellable ends what runs from here on.
 */
void
llm_db_limit_lift (LlmDbLimit *self)
{
  g_return_if_fail (self != NULL);

  llm_db_limit_allow_time (self, 0);
  llm_db_limit_allow_work (self, 0);
}

/**
 * llm_db_limit_was_reached:
 * @self: a limit
 *
 * Returns: whether something was ended because it took too much, since
 *   more was allowed
 */
gboolean
llm_db_limit_was_reached (LlmDbLimit *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->reached;
}

/**
 * llm_db_limit_end:
 * @self: a limit
 */
void
llm_db_limit_end (LlmDbLimit *self)
{
  g_return_if_fail (self != NULL);

  if (self->db != NULL)
    sqlite3_progress_handler (self->db->handle, 0, NULL, NULL);
  self->db = NULL;
}
