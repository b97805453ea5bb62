/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-body-pump.h"

/* What is taken from the connection before the main loop goes on. */
#define READ_SIZE (64 * 1024)

/* Held once by the owner and once by a pending read. */
struct _LlmBodyPump
{
  LlmSession *session;
  GInputStream *body;
  const LlmBodyPumpFuncs *funcs;
  gpointer user_data;
  GCancellable *cancellable;
  gboolean reading;
  gboolean flooded; /* the last read filled the buffer */
  gboolean stopped;
  char buffer[READ_SIZE];
};

static void read_next (LlmBodyPump *self);

static void
llm_body_pump_clear (LlmBodyPump *self)
{
  g_assert (self->body == NULL);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
}

static void
llm_body_pump_unref (LlmBodyPump *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) llm_body_pump_clear);
}

/* libsoup returns one chunk of a chunked body at a time.  Taking all that is
 * there saves a turn of the main loop and an emission for each. */
static gsize
read_what_is_there (LlmBodyPump *self, gsize length, gboolean *ended, GError **error)
{
  GPollableInputStream *pollable;

  if (!G_IS_POLLABLE_INPUT_STREAM (self->body))
    return length;
  pollable = G_POLLABLE_INPUT_STREAM (self->body);
  if (!g_pollable_input_stream_can_poll (pollable))
    return length;

  while (length < READ_SIZE)
    {
      g_autoptr (GError) local_error = NULL;
      gssize n;

      n = g_pollable_input_stream_read_nonblocking (pollable, self->buffer + length,
                                                    READ_SIZE - length, NULL, &local_error);
      if (n > 0)
        {
          length += (gsize) n;
          continue;
        }
      if (n < 0 && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      *ended = TRUE;
      if (n < 0)
        g_propagate_error (error, g_steal_pointer (&local_error));
      break;
    }
  return length;
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  LlmBodyPump *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ended;
  gsize length;
  gssize n;

  n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);
  self->reading = FALSE;
  if (self->stopped)
    {
      llm_session_drop_body (self->session, g_steal_pointer (&self->body));
      llm_body_pump_unref (self);
      return;
    }

  ended = n <= 0;
  length = n > 0 ? (gsize) n : 0;
  if (!ended)
    length = read_what_is_there (self, length, &ended, &error);
  self->flooded = length == READ_SIZE;

  if (length > 0)
    self->funcs->data (self->buffer, length, self->user_data);
  if (!self->stopped && ended)
    self->funcs->end (error, self->user_data);
  else if (!self->stopped)
    read_next (self);
  llm_body_pump_unref (self);
}

static void
read_next (LlmBodyPump *self)
{
  self->reading = TRUE;
  /* Who sends faster than can be shown lets the window draw in between. */
  g_input_stream_read_async (self->body, self->buffer, READ_SIZE,
                             self->flooded ? G_PRIORITY_DEFAULT_IDLE : G_PRIORITY_DEFAULT,
                             self->cancellable, read_cb, g_rc_box_acquire (self));
}

/**
 * llm_body_pump_start:
 * @session: the session @body is from
 * @body: (transfer full): a body with no read pending
 * @funcs: (transfer none): what to call; must stay
 * @user_data: for @funcs
 *
 * Returns: (transfer full): a pump that works, to be ended by
 *   llm_body_pump_stop() in any case
 */
LlmBodyPump *
llm_body_pump_start (LlmSession *session,
                     GInputStream *body,
                     const LlmBodyPumpFuncs *funcs,
                     gpointer user_data)
{
  LlmBodyPump *self;

  g_return_val_if_fail (LLM_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_INPUT_STREAM (body), NULL);
  g_return_val_if_fail (funcs != NULL, NULL);

  self = g_rc_box_new0 (LlmBodyPump);
  self->session = g_object_ref (session);
  self->body = body;
  self->funcs = funcs;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  read_next (self);
  return self;
}

/**
 * llm_body_pump_stop:
 * @self: (transfer full): a pump
 * @orderly: whether the end of the body is expected any moment and may be waited
 *   for in the background; otherwise the connection is cut
 *
 * Nothing is called any more when this returns.
 */
void
llm_body_pump_stop (LlmBodyPump *self, gboolean orderly)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->stopped);

  self->stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
  /* A body can only be closed between two reads; a pending one returns now. */
  if (!self->reading)
    {
      if (orderly)
        llm_session_drain_body (self->session, g_steal_pointer (&self->body));
      else
        llm_session_drop_body (self->session, g_steal_pointer (&self->body));
    }
  llm_body_pump_unref (self);
}
