/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-worker.h"

/* How many writes may share a transaction: bounds how long the first waits. */
#define MAX_GROUP 64

/* Commits reach the disk for good when nothing was asked for so long
 * (microseconds), so that a power cut takes no finished answer.  Then there is
 * also time for what is done at rest. */
#define SYNC_DELAY (2 * G_USEC_PER_SEC)

typedef struct
{
  LlmDbJobKind kind;
  GTask *task;
  LlmDbJobFunc func;
  LlmDbJobDone done;
  const LlmDbFileFuncs *funcs;
  GError *error;
} Job;

struct _LlmDbWorker
{
  gatomicrefcount ref_count; /* of the owner, and of the thread while it runs */
  GMutex mutex;
  GCond cond;

  /* Under the mutex. */
  GQueue queue;
  GThread *thread;
  gboolean stopping;
  gboolean finished;
  GCancellable *resting; /* while the file is at rest */

  const LlmDbFileFuncs *funcs;

  /* The thread's own once it runs. */
  gpointer file;
  gint64 sync_at; /* monotonic time; 0 when there is nothing to do at rest */
  gboolean written; /* since the last sync */
};

static Job *
job_new (LlmDbWorker *worker,
         LlmDbJobKind kind,
         GTask *task,
         LlmDbJobFunc func,
         LlmDbJobDone done)
{
  Job *job = g_new0 (Job, 1);

  job->funcs = worker->funcs;
  job->kind = kind;
  job->task = task;
  job->func = func;
  job->done = done;
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->task);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
job_answer_cb (gpointer data)
{
  Job *job = data;

  if (job->error != NULL && job->funcs->failed != NULL)
    job->funcs->failed (job->task, g_steal_pointer (&job->error));
  else if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    job->done (job->task, g_task_get_task_data (job->task));
  return G_SOURCE_REMOVE;
}

/* The job goes to the context of whoever asked and is answered and freed there:
 * the last reference to a task, and so to its source, is never dropped here. */
static void
answer (Job *job)
{
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (job->task));
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_static_name (source, "[llmselect] database job");
  g_source_set_callback (source, job_answer_cb, job, job_free);
  g_source_attach (source, context);
}

/**
 * llm_db_worker_new:
 * @funcs: how to use @file; must outlive the worker
 * @file: (transfer full): what the jobs work on
 *
 * The thread starts with the first job.
 *
 * Returns: (transfer full): a worker
 */
LlmDbWorker *
llm_db_worker_new (const LlmDbFileFuncs *funcs, gpointer file)
{
  LlmDbWorker *self;

  g_return_val_if_fail (funcs != NULL && file != NULL, NULL);

  self = g_new0 (LlmDbWorker, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_queue_init (&self->queue);
  self->funcs = funcs;
  self->file = file;
  return self;
}

/**
 * llm_db_worker_unref:
 * @self: (nullable) (transfer full): a worker that is shut down
 */
void
llm_db_worker_unref (LlmDbWorker *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_assert (g_queue_is_empty (&self->queue));
  g_clear_pointer (&self->thread, g_thread_unref);
  self->funcs->free (self->file);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

static void
fail_jobs (GPtrArray *jobs, const GError *error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = jobs->pdata[i];

      g_clear_error (&job->error);
      job->error = g_error_copy (error);
    }
}

static gboolean
run_in_transaction (LlmDbWorker *self, LlmDb *db, Job *job)
{
  g_clear_error (&job->error);
  if (!llm_db_begin_write (db, &job->error))
    return FALSE;
  if (job->func (self->file, db, g_task_get_task_data (job->task), &job->error)
      && llm_db_commit (db, &job->error))
    return TRUE;
  llm_db_rollback (db);
  return FALSE;
}

/* Returns whether the transaction is still good, be it without this job. */
static gboolean
run_in_savepoint (LlmDbWorker *self, LlmDb *db, Job *job)
{
  g_clear_error (&job->error);
  if (!llm_db_savepoint (db, &job->error))
    return FALSE;
  if (job->func (self->file, db, g_task_get_task_data (job->task), &job->error))
    return llm_db_release (db, &job->error);
  return llm_db_in_transaction (db) && llm_db_rollback_to (db, NULL);
}

/* Returns whether all jobs are decided: done and committed, failed on their own,
 * or failed together because another process has the file.  If not, nothing of
 * them is in the file. */
static gboolean
run_together (LlmDbWorker *self, LlmDb *db, GPtrArray *jobs)
{
  g_autoptr (GError) error = NULL;

  if (!llm_db_begin_write (db, &error))
    {
      fail_jobs (jobs, error);
      return TRUE;
    }
  for (guint i = 0; i < jobs->len; i++)
    {
      if (!run_in_savepoint (self, db, jobs->pdata[i]))
        {
          llm_db_rollback (db);
          return FALSE;
        }
    }
  if (llm_db_commit (db, &error))
    return TRUE;
  g_info ("%u writes are tried again one by one: %s", jobs->len, error->message);
  llm_db_rollback (db);
  return FALSE;
}

static void
run_writes (LlmDbWorker *self, GPtrArray *jobs)
{
  g_autoptr (GError) error = NULL;
  LlmDb *db = self->funcs->get (self->file, TRUE, &error);

  if (db == NULL)
    {
      fail_jobs (jobs, error);
      return;
    }
  if (jobs->len > 1 && run_together (self, db, jobs))
    return;
  for (guint i = 0; i < jobs->len; i++)
    run_in_transaction (self, db, jobs->pdata[i]);
}

static void
run_read (LlmDbWorker *self, Job *job)
{
  LlmDb *db = NULL;

  if (job->kind != LLM_DB_JOB_FILE)
    db = self->funcs->get (self->file, FALSE, &job->error);
  if (db != NULL || job->kind == LLM_DB_JOB_FILE)
    job->func (self->file, db, g_task_get_task_data (job->task), &job->error);
}

static void
run_group (LlmDbWorker *self, GPtrArray *group)
{
  g_autoptr (GPtrArray) writes = g_ptr_array_new ();

  for (guint i = 0; i < group->len; i++)
    {
      Job *job = group->pdata[i];

      if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error))
        continue;
      if (job->kind == LLM_DB_JOB_WRITE)
        g_ptr_array_add (writes, job);
      else
        run_read (self, job);
    }
  if (writes->len > 0)
    {
      run_writes (self, writes);
      self->written = TRUE;
    }
  if (writes->len > 0 || self->funcs->rest != NULL)
    self->sync_at = g_get_monotonic_time () + SYNC_DELAY;
  for (guint i = 0; i < group->len; i++)
    {
      const Job *job = group->pdata[i];

      if (job->error != NULL && self->funcs->note_error != NULL)
        self->funcs->note_error (self->file, job->error);
      answer (group->pdata[i]);
    }
}

/* Returns FALSE when it is time to sync. */
static gboolean
wait_for_job (LlmDbWorker *self)
{
  while (g_queue_is_empty (&self->queue) && !self->stopping)
    {
      if (self->sync_at == 0)
        g_cond_wait (&self->cond, &self->mutex);
      else if (!g_cond_wait_until (&self->cond, &self->mutex, self->sync_at))
        return !g_queue_is_empty (&self->queue);
    }
  return TRUE;
}

/* The next read, or the writes that wait in a row; none at the end.  Returns FALSE
 * when it is time to sync. */
static gboolean
take_group (LlmDbWorker *self, GPtrArray *group)
{
  gboolean awake;
  Job *next;

  g_mutex_lock (&self->mutex);
  awake = wait_for_job (self);
  while (group->len < MAX_GROUP && (next = g_queue_peek_head (&self->queue)) != NULL)
    {
      if (group->len > 0 && next->kind != LLM_DB_JOB_WRITE)
        break;
      g_ptr_array_add (group, g_queue_pop_head (&self->queue));
      if (next->kind != LLM_DB_JOB_WRITE)
        break;
    }
  g_mutex_unlock (&self->mutex);
  return awake;
}

static void
rest (LlmDbWorker *self)
{
  g_autoptr (GCancellable) cancellable = NULL;

  if (self->funcs->rest == NULL)
    return;
  g_mutex_lock (&self->mutex);
  if (g_queue_is_empty (&self->queue) && !self->stopping)
    cancellable = self->resting = g_cancellable_new ();
  g_mutex_unlock (&self->mutex);
  if (cancellable == NULL)
    return;

  self->funcs->rest (self->file, cancellable);
  g_mutex_lock (&self->mutex);
  self->resting = NULL;
  g_mutex_unlock (&self->mutex);
}

static void
sync_file (LlmDbWorker *self)
{
  g_autoptr (GError) error = NULL;
  LlmDb *db;

  self->sync_at = 0;
  if (!self->written)
    return;
  self->written = FALSE;
  db = self->funcs->get (self->file, TRUE, NULL);
  if (db != NULL && !llm_db_checkpoint (db, &error))
    g_info ("%s", error->message);
}

static gpointer
worker_thread (gpointer data)
{
  LlmDbWorker *self = data;
  g_autoptr (GPtrArray) group = g_ptr_array_new ();

  for (;;)
    {
      g_ptr_array_set_size (group, 0);
      if (take_group (self, group))
        {
          if (group->len == 0)
            break;
          run_group (self, group);
        }
      else
        {
          sync_file (self);
          rest (self);
        }
    }
  self->funcs->close (self->file);

  g_mutex_lock (&self->mutex);
  self->finished = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  llm_db_worker_unref (self);
  return NULL;
}

static gboolean
start_thread (LlmDbWorker *self, GError **error)
{
  if (self->thread != NULL)
    return TRUE;
  g_atomic_ref_count_inc (&self->ref_count);
  self->thread = g_thread_try_new ("llmselect-db", worker_thread, self, error);
  if (self->thread == NULL)
    g_atomic_ref_count_dec (&self->ref_count);
  return self->thread != NULL;
}

/**
 * llm_db_worker_push:
 * @self: a worker
 * @kind: whether the job writes
 * @task: (transfer full): who asked; its cancellable is looked at until the job
 *   starts, its task data belongs to @func until the job is done
 * @func: what to do in the worker thread
 * @done: how to return the result, in the task's context; not called after an
 *   error, which the task gets
 */
void
llm_db_worker_push (LlmDbWorker *self,
                    LlmDbJobKind kind,
                    GTask *task,
                    LlmDbJobFunc func,
                    LlmDbJobDone done)
{
  Job *job;

  g_return_if_fail (self != NULL);
  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (func != NULL && done != NULL);

  job = job_new (self, kind, task, func, done);
  g_mutex_lock (&self->mutex);
  if (self->stopping)
    g_set_error_literal (&job->error, LLM_DB_ERROR, LLM_DB_ERROR_FAILED,
                         g_dgettext (GETTEXT_PACKAGE, self->funcs->closed));
  else if (start_thread (self, &job->error))
    {
      g_queue_push_tail (&self->queue, job);
      if (self->resting != NULL)
        g_cancellable_cancel (self->resting);
      g_cond_signal (&self->cond);
      job = NULL;
    }
  g_mutex_unlock (&self->mutex);
  if (job != NULL)
    answer (job);
}

/**
 * llm_db_worker_shutdown:
 * @self: a worker
 * @timeout_ms: how long to wait at most
 *
 * Lets the thread do what was pushed before, close the file and end.  If that
 * takes too long the thread is left to itself.
 *
 * Returns: whether it ended in time
 */
gboolean
llm_db_worker_shutdown (LlmDbWorker *self, guint timeout_ms)
{
  gint64 deadline = g_get_monotonic_time () + timeout_ms * (gint64) 1000;
  GThread *thread;
  gboolean finished;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  if (self->resting != NULL)
    g_cancellable_cancel (self->resting);
  g_cond_broadcast (&self->cond);
  while (self->thread != NULL && !self->finished)
    {
      if (!g_cond_wait_until (&self->cond, &self->mutex, deadline))
        break;
    }
  finished = self->thread == NULL || self->finished;
  thread = finished ? g_steal_pointer (&self->thread) : NULL;
  g_mutex_unlock (&self->mutex);

  if (thread != NULL)
    g_thread_join (thread);
  return finished;
}
