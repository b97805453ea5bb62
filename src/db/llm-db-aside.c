/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-aside.h"

typedef struct
{
  GTask *task;
  GCancellable *stop;
  gulong cancelled_id; /* of the cancellable of whoever asked */
  LlmDbAsideFunc func;
  LlmDbJobDone done;
  GError *error;
} Aside;

static void
aside_free (gpointer data)
{
  Aside *aside = data;

  g_cancellable_disconnect (g_task_get_cancellable (aside->task), aside->cancelled_id);
  g_object_unref (aside->stop);
  g_object_unref (aside->task);
  g_clear_error (&aside->error);
  g_free (aside);
}

static gboolean
answer_cb (gpointer data)
{
  Aside *aside = data;

  if (aside->error != NULL)
    g_task_return_error (aside->task, g_steal_pointer (&aside->error));
  else
    aside->done (aside->task, g_task_get_task_data (aside->task));
  return G_SOURCE_REMOVE;
}

/* As in the worker: the last reference to a task, and so to its source, is never
 * dropped in another thread. */
static void
answer (Aside *aside)
{
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (aside->task));
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (aside->task));
  g_source_set_static_name (source, "[llmselect] beside the database");
  g_source_set_callback (source, answer_cb, aside, aside_free);
  g_source_attach (source, context);
}

static gpointer
aside_thread (gpointer data)
{
  Aside *aside = data;

  if (!g_cancellable_set_error_if_cancelled (aside->stop, &aside->error))
    aside->func (aside->task, g_task_get_task_data (aside->task), aside->stop, &aside->error);
  answer (aside);
  return NULL;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_cancellable_cancel (data);
}

/**
 * llm_db_aside_run:
 * @task: (transfer full): who asked
 * @stop: ends it early; cancelled also with the task's own cancellable
 * @func: what to do
 * @done: how to return the result, in the task's context; not called after an
 *   error, which the task gets
 *
 * Does what takes long and must keep neither the main thread nor the worker.
 */
void
llm_db_aside_run (GTask *task, GCancellable *stop, LlmDbAsideFunc func, LlmDbJobDone done)
{
  Aside *aside;
  GThread *thread;
  GCancellable *cancellable;

  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (G_IS_CANCELLABLE (stop));
  g_return_if_fail (func != NULL && done != NULL);

  aside = g_new0 (Aside, 1);
  aside->task = task;
  aside->stop = g_object_ref (stop);
  aside->func = func;
  aside->done = done;
  cancellable = g_task_get_cancellable (task);
  if (cancellable != NULL)
    aside->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                 g_object_ref (stop), g_object_unref);

  thread = g_thread_try_new ("llmselect-archive", aside_thread, aside, &aside->error);
  if (thread != NULL)
    g_thread_unref (thread);
  else
    answer (aside);
}
