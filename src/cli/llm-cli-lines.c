/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-lines.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-prompt.h"

#define READ_SIZE 4096

struct _LlmCliLines
{
  int fd;
  GString *read; /* and not given away yet */
  GMainLoop *loop;
  gboolean ended;
  int signal;
  guint signal_ids[3];
};

static void
end_by (LlmCliLines *self, int number)
{
  self->signal = number;
  g_main_loop_quit (self->loop);
}

static gboolean
interrupt_cb (gpointer user_data)
{
  end_by (user_data, SIGINT);
  return G_SOURCE_CONTINUE;
}

static gboolean
terminate_cb (gpointer user_data)
{
  end_by (user_data, SIGTERM);
  return G_SOURCE_CONTINUE;
}

static gboolean
hang_up_cb (gpointer user_data)
{
  end_by (user_data, SIGHUP);
  return G_SOURCE_CONTINUE;
}

/**
 * llm_cli_lines_new:
 * @fd: where to read from; stays open
 *
 * Returns: (transfer full): its lines
 */
LlmCliLines *
llm_cli_lines_new (int fd)
{
  LlmCliLines *self = g_new0 (LlmCliLines, 1);

  self->fd = fd;
  self->read = g_string_new (NULL);
  self->loop = g_main_loop_new (NULL, FALSE);
  /* From now on, so that none is lost between two lines; whoever else waits for signals
   * meanwhile gets them, too. */
  self->signal_ids[0] = g_unix_signal_add (SIGINT, interrupt_cb, self);
  self->signal_ids[1] = g_unix_signal_add (SIGTERM, terminate_cb, self);
  self->signal_ids[2] = g_unix_signal_add (SIGHUP, hang_up_cb, self);
  return self;
}

/**
 * llm_cli_lines_free:
 * @self: lines
 */
void
llm_cli_lines_free (LlmCliLines *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->signal_ids); i++)
    g_source_remove (self->signal_ids[i]);
  g_main_loop_unref (self->loop);
  g_string_free (self->read, TRUE);
  g_free (self);
}

/* More than a prompt may have is one line, too: whoever checks it will say so. */
static gboolean
has_line (LlmCliLines *self)
{
  return memchr (self->read->str, '\n', self->read->len) != NULL
         || self->read->len > LLM_CLI_PROMPT_MAX;
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  LlmCliLines *self = user_data;
  char buffer[READ_SIZE];
  gssize n = read (fd, buffer, sizeof buffer);

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (n > 0)
    g_string_append_len (self->read, buffer, n);
  else
    self->ended = TRUE;
  if (self->ended || has_line (self))
    g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static void
wait_for_line (LlmCliLines *self)
{
  guint id = g_unix_fd_add (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, self);

  g_main_loop_run (self->loop);
  g_source_remove (id);
}

static char *
take_line (LlmCliLines *self, gsize *length)
{
  const char *end = memchr (self->read->str, '\n', self->read->len);
  char *line;

  *length = end != NULL ? (gsize) (end - self->read->str) : self->read->len;
  line = g_memdup2 (self->read->str, *length + 1);
  line[*length] = '\0';
  g_string_erase (self->read, 0, (gssize) (*length + (end != NULL)));
  return line;
}

/**
 * llm_cli_lines_read:
 * @self: lines
 * @length: (out): how many bytes the line has; there may be NUL bytes among them
 * @number: (out): the signal that came instead of a line, or 0
 *
 * Runs the main context until there is a line, the end or a signal.
 *
 * Returns: (transfer full) (nullable): the next line without its line break, or %NULL at
 *   the end and after a signal
 */
char *
llm_cli_lines_read (LlmCliLines *self, gsize *length, int *number)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (length != NULL && number != NULL, NULL);

  if (self->signal == 0 && !self->ended && !has_line (self))
    wait_for_line (self);
  *number = self->signal;
  *length = 0;
  if (self->signal != 0 || (self->ended && self->read->len == 0))
    return NULL;
  return take_line (self, length);
}
