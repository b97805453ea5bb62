/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-output.h"

#include <errno.h>
#include <glib-unix.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* After poll() has said so, a pipe or a terminal takes this much at once. */
#define CHUNK PIPE_BUF

struct _LlmCliOutput
{
  GObject parent_instance;

  int fd;
  gboolean terminal;
  GString *pending;
  gsize written;
  guint writable_id;
  guint watch_id;
  gboolean broken;
  GError *error;
};

enum
{
  SIGNAL_DRAINED,
  SIGNAL_BROKEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LlmCliOutput, llm_cli_output, G_TYPE_OBJECT)

static void
llm_cli_output_dispose (GObject *object)
{
  LlmCliOutput *self = LLM_CLI_OUTPUT (object);

  g_clear_handle_id (&self->writable_id, g_source_remove);
  g_clear_handle_id (&self->watch_id, g_source_remove);

  G_OBJECT_CLASS (llm_cli_output_parent_class)->dispose (object);
}

static void
llm_cli_output_finalize (GObject *object)
{
  LlmCliOutput *self = LLM_CLI_OUTPUT (object);

  g_string_free (self->pending, TRUE);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (llm_cli_output_parent_class)->finalize (object);
}

static void
llm_cli_output_class_init (LlmCliOutputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_cli_output_dispose;
  object_class->finalize = llm_cli_output_finalize;

  signals[SIGNAL_DRAINED] = g_signal_new ("drained", LLM_TYPE_CLI_OUTPUT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_BROKEN] = g_signal_new ("broken", LLM_TYPE_CLI_OUTPUT, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
llm_cli_output_init (LlmCliOutput *self)
{
  self->fd = -1;
  self->pending = g_string_new (NULL);
}

/* @code: errno of the failed write; EPIPE when the reader went away. */
static void
break_off (LlmCliOutput *self, int code)
{
  if (self->broken)
    return;

  self->broken = TRUE;
  if (code != EPIPE)
    self->error = g_error_new_literal (G_IO_ERROR, (int) g_io_error_from_errno (code),
                                       g_strerror (code));
  g_string_truncate (self->pending, 0);
  self->written = 0;
  g_clear_handle_id (&self->writable_id, g_source_remove);
  g_clear_handle_id (&self->watch_id, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_BROKEN], 0);
}

static gboolean
reader_gone_cb (gint fd, GIOCondition condition, gpointer user_data)
{
  LlmCliOutput *self = user_data;

  self->watch_id = 0;
  break_off (self, EPIPE);
  return G_SOURCE_REMOVE;
}

/* Writes what can be written without waiting.  A message goes out in one write()
 * unless it is longer than what is certain not to block. */
static void
write_some (LlmCliOutput *self)
{
  while (!self->broken && self->written < self->pending->len)
    {
      struct pollfd poller = { .fd = self->fd, .events = POLLOUT };
      gsize len = MIN (self->pending->len - self->written, CHUNK);
      gssize n;

      n = poll (&poller, 1, 0);
      if (n == 0)
        break;
      if (n > 0)
        n = write (self->fd, self->pending->str + self->written, len);
      if (n >= 0)
        self->written += n;
      else if (errno == EAGAIN)
        break;
      else if (errno != EINTR)
        break_off (self, errno);
    }
  if (self->written == self->pending->len)
    {
      g_string_truncate (self->pending, 0);
      self->written = 0;
    }
}

static gboolean
writable_cb (gint fd, GIOCondition condition, gpointer user_data)
{
  LlmCliOutput *self = user_data;

  write_some (self);
  if (self->broken)
    return G_SOURCE_REMOVE;
  if (self->pending->len > 0)
    return G_SOURCE_CONTINUE;

  self->writable_id = 0;
  g_signal_emit (self, signals[SIGNAL_DRAINED], 0);
  return G_SOURCE_REMOVE;
}

/**
 * llm_cli_output_new:
 * @fd: an open file descriptor; it stays the caller's
 *
 * Returns: (transfer full): an output that writes to @fd
 */
LlmCliOutput *
llm_cli_output_new (int fd)
{
  LlmCliOutput *self = g_object_new (LLM_TYPE_CLI_OUTPUT, NULL);

  self->fd = fd;
  self->terminal = isatty (fd) != 0;
  self->watch_id = g_unix_fd_add (fd, G_IO_ERR, reader_gone_cb, self);
  return self;
}

/**
 * llm_cli_output_get_fd:
 * @self: an output
 *
 * Returns: its file descriptor
 */
int
llm_cli_output_get_fd (LlmCliOutput *self)
{
  g_return_val_if_fail (LLM_IS_CLI_OUTPUT (self), -1);

  return self->fd;
}

/**
 * llm_cli_output_is_terminal:
 * @self: an output
 *
 * Returns: whether a person looks at it
 */
gboolean
llm_cli_output_is_terminal (LlmCliOutput *self)
{
  g_return_val_if_fail (LLM_IS_CLI_OUTPUT (self), FALSE);

  return self->terminal;
}

/**
 * llm_cli_output_write:
 * @self: an output
 * @text: what to write
 * @len: its bytes
 *
 * Writes @text at once, or keeps what cannot be written yet.
 */
void
llm_cli_output_write (LlmCliOutput *self, const char *text, gsize len)
{
  g_return_if_fail (LLM_IS_CLI_OUTPUT (self));
  g_return_if_fail (text != NULL);

  if (self->broken)
    return;

  g_string_append_len (self->pending, text, len);
  if (self->writable_id != 0)
    return;
  write_some (self);
  if (self->pending->len > 0 && !self->broken)
    self->writable_id = g_unix_fd_add (self->fd, G_IO_OUT, writable_cb, self);
}

/**
 * llm_cli_output_write_string:
 * @self: an output
 * @text: what to write
 */
void
llm_cli_output_write_string (LlmCliOutput *self, const GString *text)
{
  g_return_if_fail (text != NULL);

  llm_cli_output_write (self, text->str, text->len);
}

/**
 * llm_cli_output_is_drained:
 * @self: an output
 *
 * Returns: whether nothing waits to be written
 */
gboolean
llm_cli_output_is_drained (LlmCliOutput *self)
{
  g_return_val_if_fail (LLM_IS_CLI_OUTPUT (self), TRUE);

  return self->pending->len == 0;
}

/**
 * llm_cli_output_is_broken:
 * @self: an output
 *
 * Returns: whether nothing can be written any more
 */
gboolean
llm_cli_output_is_broken (LlmCliOutput *self)
{
  g_return_val_if_fail (LLM_IS_CLI_OUTPUT (self), FALSE);

  return self->broken;
}

/**
 * llm_cli_output_get_error:
 * @self: an output
 *
 * Returns: (nullable): why it broke; NULL when the reader just went away, which
 *   is nothing to complain about
 */
const GError *
llm_cli_output_get_error (LlmCliOutput *self)
{
  g_return_val_if_fail (LLM_IS_CLI_OUTPUT (self), NULL);

  return self->error;
}
