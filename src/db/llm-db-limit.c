/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-limit.h"
#include "llm-db-private.h"

/* Steps of SQLite's machine between two looks, some microseconds. */
#define INTERVAL 500

static int
look_cb (void *user_data)
{
  LlmDbLimit *self = user_data;

  if (self->deadline > 0 && g_get_monotonic_time () >= self->deadline)
    self->late = TRUE;
  return self->late || g_cancellable_is_cancelled (self->cancellable);
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
 * llm_db_limit_set_deadline:
 * @self: a limit
 * @deadline: when what runs is ended, monotonic time; 0 for never
 */
void
llm_db_limit_set_deadline (LlmDbLimit *self, gint64 deadline)
{
  g_return_if_fail (self != NULL);

  self->deadline = deadline;
  self->late = FALSE;
}

/**
 * llm_db_limit_was_late:
 * @self: a limit
 *
 * Returns: whether the deadline has ended something since it was set
 */
gboolean
llm_db_limit_was_late (LlmDbLimit *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->late;
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
