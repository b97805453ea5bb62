/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-helper-child.h"

#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <signal.h>

/* How long a helper that is not needed any more may take to end by itself (ms). */
#define RETIRE_MS 2000

struct _LlmHelperChild
{
  gatomicrefcount ref_count;
  GSubprocess *process;
  GInputStream *output;
  GOutputStream *input;
  GCancellable *cancellable;
  const LlmHelperChildHandlers *handlers;
  /* NULL when nobody is interested any more. */
  gpointer owner;
  gsize frame_max;
  gsize answer_max;
  guint8 header[LLM_HELPER_FRAME_HEADER_SIZE];
  LlmHelperFrame frame;
  guint8 *payload;
  guint kill_id;
};

static void read_header (LlmHelperChild *self);

static LlmHelperChild *
child_ref (LlmHelperChild *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
child_unref (LlmHelperChild *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_assert (self->kill_id == 0);
  g_clear_object (&self->process);
  g_clear_object (&self->cancellable);
  g_free (self->payload);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmHelperChild, child_unref)

static void
lose (LlmHelperChild *self, const GError *error)
{
  if (self->owner != NULL)
    self->handlers->lost (self->owner, error);
}

static void
lose_with_code (LlmHelperChild *self, GIOErrorEnum code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, (int) code, message);

  lose (self, error);
}

/* Whether everything that was asked for is there. */
static gboolean
read_finish (LlmHelperChild *self, GObject *source, GAsyncResult *result, gsize n_expected)
{
  g_autoptr (GError) error = NULL;
  gsize n_read;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n_read, &error))
    {
      lose (self, error);
      return FALSE;
    }
  if (n_read < n_expected)
    {
      lose_with_code (self, G_IO_ERROR_BROKEN_PIPE, "The helper has ended");
      return FALSE;
    }
  return self->owner != NULL;
}

static void
payload_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmHelperChild) self = user_data;
  g_autoptr (GBytes) payload = NULL;

  if (!read_finish (self, source, result, self->frame.length))
    return;
  payload = g_bytes_new_take (g_steal_pointer (&self->payload), self->frame.length);
  self->handlers->frame (self->owner, &self->frame, payload);
  if (self->owner != NULL)
    read_header (self);
}

static void
header_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmHelperChild) self = user_data;

  if (!read_finish (self, source, result, sizeof self->header))
    return;
  if (!llm_helper_frame_read (&self->frame, self->header, self->frame_max))
    {
      lose_with_code (self, G_IO_ERROR_INVALID_DATA, "The helper talks nonsense");
      return;
    }
  if (self->frame.length > self->answer_max)
    {
      lose_with_code (self, G_IO_ERROR_MESSAGE_TOO_LARGE, "The helper's answer is too large");
      return;
    }
  self->payload = g_malloc (self->frame.length + 1);
  g_input_stream_read_all_async (self->output, self->payload, self->frame.length,
                                 G_PRIORITY_DEFAULT, self->cancellable, payload_cb,
                                 child_ref (self));
}

static void
read_header (LlmHelperChild *self)
{
  g_input_stream_read_all_async (self->output, self->header, sizeof self->header,
                                 G_PRIORITY_DEFAULT, self->cancellable, header_cb,
                                 child_ref (self));
}

/* Only what the helper needs of the environment: there may be keys in the rest. */
static char **
get_environment (const char *const *variables)
{
  char **environment = NULL;

  for (guint i = 0; variables != NULL && variables[i] != NULL; i++)
    {
      const char *value = g_getenv (variables[i]);

      if (value != NULL)
        environment = g_environ_setenv (environment, variables[i], value, TRUE);
    }
  return environment != NULL ? environment : g_new0 (char *, 1);
}

/* What a helper says on its standard error is for those who look for it. */
static GSubprocessFlags
get_flags (void)
{
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE;

  return g_getenv ("G_MESSAGES_DEBUG") != NULL ? flags : flags | G_SUBPROCESS_FLAGS_STDERR_SILENCE;
}

/**
 * llm_helper_child_start:
 * @argv: the program and its arguments
 * @variables: (nullable): the environment variables that are passed on
 * @handlers: who is told; not copied
 * @owner: the first argument of @handlers
 * @error: return location for why the program cannot be started
 *
 * Returns: (nullable): a helper that is starting; it goes with llm_helper_child_retire() or
 *   llm_helper_child_kill()
 */
LlmHelperChild *
llm_helper_child_start (const char *const *argv,
                        const char *const *variables,
                        const LlmHelperChildHandlers *handlers,
                        gpointer owner,
                        GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (get_flags ());
  g_auto (GStrv) environment = get_environment (variables);
  g_autoptr (GSubprocess) process = NULL;
  LlmHelperChild *self;

  g_return_val_if_fail (argv != NULL && argv[0] != NULL, NULL);
  g_return_val_if_fail (handlers != NULL && owner != NULL, NULL);

  g_subprocess_launcher_set_environ (launcher, environment);
  process = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (process == NULL)
    return NULL;

  /* A helper that dies while it is written to is an error, not the end of the program. */
  signal (SIGPIPE, SIG_IGN);

  self = g_new0 (LlmHelperChild, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->process = g_steal_pointer (&process);
  self->output = g_subprocess_get_stdout_pipe (self->process);
  self->input = g_subprocess_get_stdin_pipe (self->process);
  /* Otherwise a helper that does not read would stop the program. */
  g_unix_set_fd_nonblocking (g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (self->input)), TRUE,
                             NULL);
  self->cancellable = g_cancellable_new ();
  self->handlers = handlers;
  self->owner = owner;
  self->frame_max = LLM_HELPER_FRAME_LENGTH_MAX;
  read_header (self);
  return self;
}

/* A request on its way. */
typedef struct
{
  guint8 header[LLM_HELPER_FRAME_HEADER_SIZE];
  GBytes *payload;
  GOutputVector vectors[2];
} Message;

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Message *message = user_data;

  /* Whoever reads from the helper hears of it, too. */
  if (!g_output_stream_writev_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_debug ("Sending to a helper: %s", error->message);
  g_bytes_unref (message->payload);
  g_free (message);
}

/**
 * llm_helper_child_send:
 * @self: a helper
 * @kind: a #LlmHelperKind
 * @id: the number of the request
 * @payload: what it is about
 * @answer_max: the longest payload of an answer that is accepted from now on (bytes)
 *
 * Sends a request; the one before must have been answered.
 */
void
llm_helper_child_send (
    LlmHelperChild *self, guint8 kind, guint32 id, GBytes *payload, gsize answer_max)
{
  LlmHelperFrame frame = { .kind = kind, .id = id, .length = (guint32) g_bytes_get_size (payload) };
  Message *message;

  g_return_if_fail (g_bytes_get_size (payload) <= llm_helper_kind_get_length_max (kind));

  self->frame_max = llm_helper_kind_get_length_max (kind);
  self->answer_max = answer_max;
  message = g_new0 (Message, 1);
  llm_helper_frame_write (&frame, message->header);
  message->payload = g_bytes_ref (payload);
  message->vectors[0] = (GOutputVector){ message->header, sizeof message->header };
  message->vectors[1] = (GOutputVector){ g_bytes_get_data (payload, NULL), frame.length };
  /* An image is too much to be copied. */
  g_output_stream_writev_all_async (self->input, message->vectors, frame.length > 0 ? 2 : 1,
                                    G_PRIORITY_DEFAULT, self->cancellable, sent_cb, message);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmHelperChild) self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  g_clear_handle_id (&self->kill_id, g_source_remove);
}

static gboolean
kill_cb (gpointer user_data)
{
  LlmHelperChild *self = user_data;

  self->kill_id = 0;
  g_subprocess_force_exit (self->process);
  return G_SOURCE_REMOVE;
}

/**
 * llm_helper_child_retire:
 * @self: (transfer full): a helper without a request
 *
 * Lets the helper end in its own way, which it does at the end of its input; it is ended
 * by force if it does not within two seconds.
 */
void
llm_helper_child_retire (LlmHelperChild *self)
{
  self->owner = NULL;
  g_cancellable_cancel (self->cancellable);
  g_output_stream_close (self->input, NULL, NULL);
  self->kill_id = g_timeout_add (RETIRE_MS, kill_cb, self);
  g_subprocess_wait_async (self->process, NULL, ended_cb, child_ref (self));
  child_unref (self);
}

/**
 * llm_helper_child_kill:
 * @self: (transfer full): a helper
 *
 * Ends the helper at once.
 */
void
llm_helper_child_kill (LlmHelperChild *self)
{
  self->owner = NULL;
  g_cancellable_cancel (self->cancellable);
  g_subprocess_force_exit (self->process);
  child_unref (self);
}
