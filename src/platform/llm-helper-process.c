/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-helper-process.h"

#include <glib/gi18n.h>

#include "llm-helper-child.h"

static const LlmHelperTimes default_times = {
  .start_ms = 15 * 1000,
  .answer_ms = 5 * 1000,
  .idle_ms = 60 * 1000,
  .pause_ms = 60 * 1000,
};

/* A helper that fails to start as often in a row is left alone for a while. */
#define START_FAILURES_MAX 2

/* A request that has cost as many helpers is not tried again; so many are remembered. */
#define STRIKES_MAX 2
#define REMEMBERED_MAX 256

/* The longest words of a helper that are passed on (bytes). */
#define REFUSAL_MAX 1000

typedef struct
{
  /* NULL when it has been answered: it was cancelled while the helper was at it. */
  GTask *task;
  guint8 kind;
  GBytes *request;
  gsize answer_max;
  char *name;
  GSource *cancelled;
} Call;

struct _LlmHelperProcess
{
  GObject parent_instance;

  /* With room for one more. */
  char **argv;
  guint n_arguments;
  char **variables;
  LlmHelperTimes times;

  LlmHelperChild *child;
  gboolean is_ready;
  /* It was started with other arguments. */
  gboolean is_outdated;
  guint start_failures;
  gint64 no_start_before;
  GQueue calls;
  Call *current;
  guint32 last_id;
  /* Names of requests, and how many helpers each has cost. */
  GHashTable *strikes;
  /* Of whatever is waited for: the start, an answer, or the next request. */
  guint timer_id;
};

G_DEFINE_QUARK (llm - helper - error - quark, llm_helper_error)
G_DEFINE_FINAL_TYPE (LlmHelperProcess, llm_helper_process, G_TYPE_OBJECT)

static void go_on (LlmHelperProcess *self);

/* --- Calls --- */

static void
call_free (Call *call)
{
  if (call->cancelled != NULL)
    g_source_destroy (call->cancelled);
  g_clear_pointer (&call->cancelled, g_source_unref);
  g_clear_object (&call->task);
  g_bytes_unref (call->request);
  g_free (call->name);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static GError *
new_error (LlmHelperError code)
{
  const char *message = NULL;

  switch (code)
    {
    case LLM_HELPER_ERROR_TOO_LARGE:
      message = _ ("It is too large to be drawn");
      break;
    case LLM_HELPER_ERROR_HUNG:
      message = _ ("Drawing it takes too long");
      break;
    case LLM_HELPER_ERROR_CRASHED:
      message = _ ("Drawing it fails");
      break;
    case LLM_HELPER_ERROR_UNAVAILABLE:
      message = _ ("The helper program that draws it does not start");
      break;
    case LLM_HELPER_ERROR_REFUSED:
    default:
      g_assert_not_reached ();
    }
  return g_error_new_literal (LLM_HELPER_ERROR, (int) code, message);
}

static void
fail_call (Call *call, LlmHelperError code)
{
  if (call->task != NULL)
    g_task_return_error (call->task, new_error (code));
  call_free (call);
}

static void
fail_all (LlmHelperProcess *self, LlmHelperError code)
{
  /* What is called in for a failed call has to wait for the others. */
  GQueue calls = self->calls;
  Call *call;

  g_queue_init (&self->calls);
  while ((call = g_queue_pop_head (&calls)) != NULL)
    fail_call (call, code);
}

static guint
get_strikes (LlmHelperProcess *self, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->strikes, name));
}

static guint
add_strike (LlmHelperProcess *self, const char *name)
{
  guint strikes = get_strikes (self, name) + 1;

  if (g_hash_table_size (self->strikes) >= REMEMBERED_MAX)
    g_hash_table_remove_all (self->strikes);
  g_hash_table_insert (self->strikes, g_strdup (name), GUINT_TO_POINTER (strikes));
  return strikes;
}

/* --- The helper --- */

static void
set_timer (LlmHelperProcess *self, guint interval_ms, GSourceFunc function)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (function != NULL)
    self->timer_id = g_timeout_add (interval_ms, function, self);
}

static void
note_start_failure (LlmHelperProcess *self)
{
  if (++self->start_failures < START_FAILURES_MAX)
    return;
  self->start_failures = 0;
  self->no_start_before = g_get_monotonic_time () + (gint64) self->times.pause_ms * 1000;
  fail_all (self, LLM_HELPER_ERROR_UNAVAILABLE);
}

/* The helper is of no use any more; @code is what its request is told. */
static void
give_up_helper (LlmHelperProcess *self, LlmHelperError code)
{
  Call *call = g_steal_pointer (&self->current);

  /* The last reference may be that of the call. */
  g_object_ref (self);
  set_timer (self, 0, NULL);
  g_clear_pointer (&self->child, llm_helper_child_kill);
  if (!self->is_ready)
    note_start_failure (self);
  self->is_ready = FALSE;

  if (call != NULL)
    {
      guint strikes = add_strike (self, call->name);

      if (code == LLM_HELPER_ERROR_CRASHED && strikes < STRIKES_MAX && call->task != NULL)
        g_queue_push_head (&self->calls, call);
      else
        fail_call (call, code);
    }
  go_on (self);
  g_object_unref (self);
}

static gboolean
hung_cb (gpointer user_data)
{
  LlmHelperProcess *self = user_data;

  self->timer_id = 0;
  g_debug ("%s does not answer", self->argv[0]);
  give_up_helper (self, LLM_HELPER_ERROR_HUNG);
  return G_SOURCE_REMOVE;
}

static void
retire_helper (LlmHelperProcess *self)
{
  set_timer (self, 0, NULL);
  self->is_ready = FALSE;
  g_clear_pointer (&self->child, llm_helper_child_retire);
}

static gboolean
idle_cb (gpointer user_data)
{
  LlmHelperProcess *self = user_data;

  self->timer_id = 0;
  retire_helper (self);
  return G_SOURCE_REMOVE;
}

static void
lost_cb (gpointer owner, const GError *error)
{
  LlmHelperProcess *self = owner;
  gboolean too_large = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);

  g_debug ("%s: %s", self->argv[0], error->message);
  give_up_helper (self, too_large ? LLM_HELPER_ERROR_TOO_LARGE : LLM_HELPER_ERROR_CRASHED);
}

static void
answer_call (Call *call, guint8 kind, GBytes *payload)
{
  g_autofree char *words = NULL;

  if (call->task == NULL)
    return;
  if (kind == LLM_HELPER_RESULT)
    {
      g_task_return_pointer (call->task, g_bytes_ref (payload), (GDestroyNotify) g_bytes_unref);
      return;
    }
  words = g_utf8_make_valid (g_bytes_get_data (payload, NULL),
                             (gssize) MIN (g_bytes_get_size (payload), REFUSAL_MAX));
  g_task_return_new_error (call->task, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED, "%s", words);
}

static void
frame_cb (gpointer owner, const LlmHelperFrame *frame, GBytes *payload)
{
  LlmHelperProcess *self = owner;
  g_autoptr (Call) call = NULL;

  if (!self->is_ready && frame->kind == LLM_HELPER_READY)
    {
      self->is_ready = TRUE;
      self->start_failures = 0;
      go_on (self);
      return;
    }
  if (!self->is_ready || self->current == NULL || frame->id != self->last_id
      || (frame->kind != LLM_HELPER_RESULT && frame->kind != LLM_HELPER_REFUSAL))
    {
      g_debug ("%s answers what nobody asked", self->argv[0]);
      give_up_helper (self, LLM_HELPER_ERROR_CRASHED);
      return;
    }
  call = g_steal_pointer (&self->current);
  if ((frame->flags & LLM_HELPER_LAST) != 0)
    retire_helper (self);
  answer_call (call, frame->kind, payload);
  go_on (self);
}

static const LlmHelperChildHandlers handlers = { .frame = frame_cb, .lost = lost_cb };

static void
start_helper (LlmHelperProcess *self)
{
  g_autoptr (GError) error = NULL;

  self->is_ready = FALSE;
  self->is_outdated = FALSE;
  self->child
      = llm_helper_child_start ((const char *const *) self->argv,
                                (const char *const *) self->variables, &handlers, self, &error);
  if (self->child == NULL)
    {
      g_debug ("%s", error->message);
      self->start_failures = START_FAILURES_MAX;
      note_start_failure (self);
      return;
    }
  set_timer (self, self->times.start_ms, hung_cb);
}

static void
send_next (LlmHelperProcess *self)
{
  Call *call = g_queue_pop_head (&self->calls);

  self->current = call;
  self->last_id++;
  set_timer (self, self->times.answer_ms, hung_cb);
  llm_helper_child_send (self->child, call->kind, self->last_id, call->request, call->answer_max);
}

/* Does what there is to do next; called whenever something has changed. */
static void
go_on (LlmHelperProcess *self)
{
  if (self->current != NULL)
    return;
  if (self->child != NULL && self->is_ready && self->is_outdated)
    retire_helper (self);
  if (self->child == NULL && !g_queue_is_empty (&self->calls))
    start_helper (self);
  else if (self->child != NULL && self->is_ready && !g_queue_is_empty (&self->calls))
    send_next (self);
  else if (self->child != NULL && self->is_ready)
    set_timer (self, self->times.idle_ms, idle_cb);
}

/* --- The object --- */

static void
llm_helper_process_dispose (GObject *object)
{
  LlmHelperProcess *self = LLM_HELPER_PROCESS (object);

  /* Calls hold a reference: there are none, but one that was cancelled while the helper
   * was at it. */
  g_assert (g_queue_is_empty (&self->calls));
  set_timer (self, 0, NULL);
  if (self->current != NULL)
    g_clear_pointer (&self->child, llm_helper_child_kill);
  else
    g_clear_pointer (&self->child, llm_helper_child_retire);
  g_clear_pointer (&self->current, call_free);

  G_OBJECT_CLASS (llm_helper_process_parent_class)->dispose (object);
}

static void
llm_helper_process_finalize (GObject *object)
{
  LlmHelperProcess *self = LLM_HELPER_PROCESS (object);

  g_strfreev (self->argv);
  g_strfreev (self->variables);
  g_hash_table_unref (self->strikes);

  G_OBJECT_CLASS (llm_helper_process_parent_class)->finalize (object);
}

static void
llm_helper_process_class_init (LlmHelperProcessClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_helper_process_dispose;
  object_class->finalize = llm_helper_process_finalize;
}

static void
llm_helper_process_init (LlmHelperProcess *self)
{
  self->times = default_times;
  self->strikes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->calls);
}

/**
 * llm_helper_process_find:
 * @name: the name of a helper program
 *
 * Returns: (transfer full) (nullable): where it is: beside this program in the build
 *   folder, or where it was installed
 */
char *
llm_helper_process_find (const char *name)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : g_strdup (".");
  g_autofree char *built = g_build_filename (folder, "helpers", name, NULL);
  g_autofree char *installed = g_build_filename (LIBEXECDIR, "llmselect", name, NULL);

  if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  if (g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&installed);
  return NULL;
}

/**
 * llm_helper_process_new:
 * @argv: the program, by its path, and its arguments
 * @variables: (nullable): the names of environment variables that it needs
 *
 * Starts nothing yet.
 *
 * Returns: (transfer full): a new #LlmHelperProcess
 */
LlmHelperProcess *
llm_helper_process_new (const char *const *argv, const char *const *variables)
{
  LlmHelperProcess *self;

  g_return_val_if_fail (argv != NULL && argv[0] != NULL, NULL);

  self = g_object_new (LLM_TYPE_HELPER_PROCESS, NULL);
  self->n_arguments = g_strv_length ((char **) argv);
  self->argv = g_new0 (char *, self->n_arguments + 2);
  for (guint i = 0; i < self->n_arguments; i++)
    self->argv[i] = g_strdup (argv[i]);
  self->variables = g_strdupv ((char **) variables);
  return self;
}

/**
 * llm_helper_process_set_times:
 * @self: a #LlmHelperProcess
 * @times: the patience with the helper from now on
 *
 * By default 15 s for the start, 5 s for an answer, 60 s without a request, 60 s of pause.
 */
void
llm_helper_process_set_times (LlmHelperProcess *self, const LlmHelperTimes *times)
{
  g_return_if_fail (LLM_IS_HELPER_PROCESS (self));
  g_return_if_fail (times != NULL);

  self->times = *times;
}

/**
 * llm_helper_process_set_argument:
 * @self: a #LlmHelperProcess
 * @argument: (nullable): the last argument of the program from now on, after those that
 *   it was made with
 *
 * A helper that runs with another one ends when it has answered its request.
 */
void
llm_helper_process_set_argument (LlmHelperProcess *self, const char *argument)
{
  g_return_if_fail (LLM_IS_HELPER_PROCESS (self));

  g_free (self->argv[self->n_arguments]);
  self->argv[self->n_arguments] = g_strdup (argument);
  self->is_outdated = TRUE;
  go_on (self);
}

/**
 * llm_helper_process_is_running:
 * @self: a #LlmHelperProcess
 *
 * Returns: whether there is a helper now, be it starting, busy or idle
 */
gboolean
llm_helper_process_is_running (LlmHelperProcess *self)
{
  g_return_val_if_fail (LLM_IS_HELPER_PROCESS (self), FALSE);

  return self->child != NULL;
}

/* A helper cannot be stopped at what it does and be of use afterwards: the caller is
 * answered, the helper's answer will be dropped. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&call->task);
  LlmHelperProcess *self = g_task_get_source_object (task);

  if (call != self->current)
    {
      g_queue_remove (&self->calls, call);
      call_free (call);
    }
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (Call *call, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  call->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (call->cancelled, G_SOURCE_FUNC (cancelled_cb), call, NULL);
  g_source_attach (call->cancelled, g_main_context_get_thread_default ());
}

/**
 * llm_helper_process_call_async:
 * @self: a #LlmHelperProcess
 * @kind: what is asked for, a #LlmHelperKind
 * @request: the payload, up to %LLM_HELPER_FRAME_LENGTH_MAX bytes
 * @answer_max: the longest result that is acceptable (bytes)
 * @cancellable: (nullable): a #GCancellable
 * @callback: called once
 * @user_data: data for @callback
 *
 * Asks the helper; requests are answered in the order in which they came.
 */
void
llm_helper_process_call_async (LlmHelperProcess *self,
                               guint8 kind,
                               GBytes *request,
                               gsize answer_max,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autofree char *checksum = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (LLM_IS_HELPER_PROCESS (self));
  g_return_if_fail (request != NULL);

  checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, request);
  name = g_strdup_printf ("%u:%s", kind, checksum);
  llm_helper_process_call_named_async (self, kind, name, request, answer_max, cancellable, callback,
                                       user_data);
}

/**
 * llm_helper_process_call_named_async:
 * @self: a #LlmHelperProcess
 * @kind: what is asked for, a #LlmHelperKind
 * @name: a name that this request has, and no other
 * @request: the payload, up to llm_helper_kind_get_length_max() bytes
 * @answer_max: the longest result that is acceptable (bytes)
 * @cancellable: (nullable): a #GCancellable
 * @callback: called once
 * @user_data: data for @callback
 *
 * Like llm_helper_process_call_async(), for requests so large that making a name of them
 * is work; llm_helper_process_call_finish() gets the result.
 */
void
llm_helper_process_call_named_async (LlmHelperProcess *self,
                                     guint8 kind,
                                     const char *name,
                                     GBytes *request,
                                     gsize answer_max,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Call *call;

  g_return_if_fail (LLM_IS_HELPER_PROCESS (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (request != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_helper_process_call_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_bytes_get_size (request) > llm_helper_kind_get_length_max (kind))
    {
      g_task_return_error (task, new_error (LLM_HELPER_ERROR_TOO_LARGE));
      return;
    }
  if (get_strikes (self, name) >= STRIKES_MAX)
    {
      g_task_return_error (task, new_error (LLM_HELPER_ERROR_CRASHED));
      return;
    }
  if (self->child == NULL && g_get_monotonic_time () < self->no_start_before)
    {
      g_task_return_error (task, new_error (LLM_HELPER_ERROR_UNAVAILABLE));
      return;
    }

  call = g_new0 (Call, 1);
  call->task = g_steal_pointer (&task);
  call->kind = kind;
  call->request = g_bytes_ref (request);
  call->answer_max = answer_max;
  call->name = g_strdup (name);
  watch_cancellable (call, cancellable);
  g_queue_push_tail (&self->calls, call);
  go_on (self);
}

/**
 * llm_helper_process_call_finish:
 * @self: a #LlmHelperProcess
 * @result: what the callback got
 * @error: return location for a %LLM_HELPER_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the result
 */
GBytes *
llm_helper_process_call_finish (LlmHelperProcess *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
