/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-watch.h"
#include "llm-db-session.h"

/* Own writes change the log, too: between two looks at it (milliseconds). */
#define INTERVAL_MS 1000

struct _LlmDbWatch
{
  gatomicrefcount ref_count; /* of the owner, and of a look that is on its way */
  LlmDbWorker *worker;       /* NULL once it is freed */
  GFileMonitor *monitor;
  LlmDbWatchFunc func;
  gpointer user_data;
  gboolean looking;
  gboolean again; /* the log has changed since the look began */
};

/* What a look found. */
typedef struct
{
  LlmDbWatch *watch;
  gboolean changed;
} Look;

static void look (LlmDbWatch *self);

static void
watch_unref (LlmDbWatch *self)
{
  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  watch_unref (look->watch);
  g_free (look);
}

static gboolean
run_look (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Look *look = data;

  return llm_db_session_check_version (file, db, &look->changed, error);
}

static void
looked (GTask *task, gpointer data)
{
  Look *look = data;

  g_task_return_boolean (task, look->changed);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmDbWatch *self = ((Look *) g_task_get_task_data (G_TASK (result)))->watch;
  gboolean changed = g_task_propagate_boolean (G_TASK (result), NULL);

  self->looking = FALSE;
  if (self->worker == NULL)
    return;
  if (self->again)
    look (self);
  if (changed)
    self->func (self->user_data);
}

/* The task does not hold the store, which may go meanwhile. */
static void
look (LlmDbWatch *self)
{
  GTask *task;
  Look *data;

  self->again = self->looking;
  if (self->looking)
    return;
  self->looking = TRUE;
  data = g_new0 (Look, 1);
  data->watch = self;
  g_atomic_ref_count_inc (&self->ref_count);
  task = g_task_new (NULL, NULL, looked_cb, NULL);
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, data, look_free);
  llm_db_worker_push (self->worker, LLM_DB_JOB_READ, task, run_look, looked);
}

static void
log_changed_cb (LlmDbWatch *self)
{
  look (self);
}

/**
 * llm_db_watch_new:
 * @path: the database's file name
 * @worker: what works on it, and has opened it; must not be shut down before the watch
 *   is freed
 * @func: called when another process has written
 * @user_data: for @func
 *
 * Returns: (transfer full) (nullable): a watch; %NULL where the system has none
 */
LlmDbWatch *
llm_db_watch_new (const char *path, LlmDbWorker *worker, LlmDbWatchFunc func, gpointer user_data)
{
  g_autofree char *name = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileMonitor) monitor = NULL;
  g_autoptr (GError) error = NULL;
  LlmDbWatch *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (worker != NULL && func != NULL, NULL);

  name = g_strconcat (path, "-wal", NULL);
  file = g_file_new_for_path (name);
  monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, &error);
  if (monitor == NULL)
    {
      g_info ("%s: %s", name, error->message);
      return NULL;
    }
  g_file_monitor_set_rate_limit (monitor, INTERVAL_MS);

  self = g_new0 (LlmDbWatch, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->worker = worker;
  self->monitor = g_steal_pointer (&monitor);
  self->func = func;
  self->user_data = user_data;
  g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (log_changed_cb), self);
  /* Something may have come between the first job and now. */
  look (self);
  return self;
}

/**
 * llm_db_watch_free:
 * @self: (nullable) (transfer full): a watch
 *
 * Its function is not called any more.
 */
void
llm_db_watch_free (LlmDbWatch *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  self->worker = NULL;
  watch_unref (self);
}
