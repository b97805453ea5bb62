/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-key-input.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "llm-cli-private.h"

/* More than any key has, with room to see that there is more. */
#define LINE_MAX_BYTES 16384

/* A line being read from standard input. */
typedef struct
{
  GMainLoop *loop;
  char *line;
  gsize len;
  int signal;
  int error;
} KeyInput;

static const int stop_signals[] = { SIGINT, SIGTERM, SIGHUP };

/* Whether there is more to come. */
static gboolean
read_some (KeyInput *self)
{
  gssize n = read (STDIN_FILENO, self->line + self->len, LINE_MAX_BYTES - self->len);
  char *end;

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return TRUE;
  if (n < 0)
    self->error = errno;
  if (n <= 0)
    return FALSE;

  end = memchr (self->line + self->len, '\n', n);
  self->len += n;
  if (end == NULL)
    return self->len < LINE_MAX_BYTES;
  explicit_bzero (end, self->line + self->len - end);
  self->len = end - self->line;
  return FALSE;
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  KeyInput *self = user_data;

  if (read_some (self))
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupt_cb (gpointer user_data)
{
  KeyInput *self = user_data;

  self->signal = SIGINT;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
terminate_cb (gpointer user_data)
{
  KeyInput *self = user_data;

  self->signal = SIGTERM;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
hang_up_cb (gpointer user_data)
{
  KeyInput *self = user_data;

  self->signal = SIGHUP;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* The signals that would end the process are taken by the main loop, and those
 * that the keyboard could send besides are off, so that whatever happens the
 * terminal gets its echo back. */
static void
read_from_terminal (KeyInput *self, const char *question, const struct termios *before)
{
  static const GSourceFunc callbacks[] = { interrupt_cb, terminate_cb, hang_up_cb };
  struct termios silent = *before;
  guint ids[G_N_ELEMENTS (stop_signals) + 1];

  self->loop = g_main_loop_new (NULL, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (stop_signals); i++)
    ids[i] = g_unix_signal_add (stop_signals[i], callbacks[i], self);
  ids[G_N_ELEMENTS (stop_signals)]
      = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, self);

  silent.c_lflag &= ~(tcflag_t) (ECHO | ECHOE | ECHOK | ECHONL);
  silent.c_cc[VQUIT] = _POSIX_VDISABLE;
  silent.c_cc[VSUSP] = _POSIX_VDISABLE;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  g_printerr ("%s", question);

  g_main_loop_run (self->loop);

  tcsetattr (STDIN_FILENO, TCSAFLUSH, before);
  g_printerr ("\n");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_source_remove (ids[i]);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

/**
 * llm_cli_key_input_read:
 * @question: what to ask on a terminal
 * @status: (out): what to exit with if there is no line
 *
 * Reads a line with a secret: from a terminal without echo, else the first line
 * of standard input.
 *
 * Returns: (transfer full) (nullable): the line, to be freed with
 *   llm_secret_free(); NULL after a complaint or a signal
 */
char *
llm_cli_key_input_read (const char *question, int *status)
{
  KeyInput self = { 0 };
  struct termios before;

  g_return_val_if_fail (question != NULL && status != NULL, NULL);

  self.line = g_malloc0 (LINE_MAX_BYTES + 1);
  if (tcgetattr (STDIN_FILENO, &before) == 0)
    {
      read_from_terminal (&self, question, &before);
    }
  else
    {
      while (read_some (&self))
        ;
    }

  *status = LLM_CLI_OK;
  if (self.signal != 0)
    *status = LLM_CLI_SIGNAL + self.signal;
  else if (self.error != 0)
    *status = LLM_CLI_FAILURE;
  else if (memchr (self.line, '\0', self.len) == NULL)
    return self.line;

  if (self.error != 0)
    llm_cli_complain (_ ("The key could not be read: %s"), g_strerror (self.error));
  if (*status == LLM_CLI_OK)
    {
      llm_cli_complain (_ ("The API key contains characters that no key has."));
      *status = LLM_CLI_FAILURE;
    }
  explicit_bzero (self.line, LINE_MAX_BYTES);
  g_free (self.line);
  return NULL;
}
