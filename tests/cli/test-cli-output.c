/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "llm-cli-output.h"

#define DEADLINE_MS 10000

typedef struct
{
  GMainLoop *loop;
  guint n_drained;
  guint n_broken;
} Watch;

static void
drained_cb (LlmCliOutput *output, gpointer user_data)
{
  Watch *watch = user_data;

  watch->n_drained++;
  g_main_loop_quit (watch->loop);
}

static void
broken_cb (LlmCliOutput *output, gpointer user_data)
{
  Watch *watch = user_data;

  watch->n_broken++;
  g_main_loop_quit (watch->loop);
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_error ("the deadline has passed");
  return G_SOURCE_REMOVE;
}

static LlmCliOutput *
open_output (int fds[2], Watch *watch)
{
  LlmCliOutput *output;

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  output = llm_cli_output_new (fds[1]);
  watch->loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (output, "drained", G_CALLBACK (drained_cb), watch);
  g_signal_connect (output, "broken", G_CALLBACK (broken_cb), watch);
  return output;
}

static void
run (Watch *watch)
{
  guint id = g_timeout_add (DEADLINE_MS, deadline_cb, NULL);

  g_main_loop_run (watch->loop);
  g_source_remove (id);
}

static gboolean
read_cb (int fd, GIOCondition condition, gpointer user_data)
{
  GString *text = user_data;
  char buffer[1000];
  gssize n = read (fd, buffer, sizeof buffer);

  g_string_append_len (text, buffer, MAX (n, 0));
  return G_SOURCE_CONTINUE;
}

static void
test_at_once (void)
{
  g_autoptr (LlmCliOutput) output = NULL;
  Watch watch = { 0 };
  char buffer[100] = "";
  int fds[2];

  output = open_output (fds, &watch);
  llm_cli_output_write (output, "one\n", 4);
  g_assert_true (llm_cli_output_is_drained (output));
  g_assert_cmpint (read (fds[0], buffer, sizeof buffer), ==, 4);
  g_assert_cmpstr (buffer, ==, "one\n");
  g_assert_cmpuint (watch.n_drained, ==, 0);

  g_main_loop_unref (watch.loop);
  close (fds[0]);
  close (fds[1]);
}

/* Nobody reads for a while: no write waits, and in the end all is there. */
static void
test_slow_reader (void)
{
  g_autoptr (LlmCliOutput) output = NULL;
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GString) got = g_string_new (NULL);
  Watch watch = { 0 };
  guint id;
  int fds[2];

  output = open_output (fds, &watch);
  for (guint i = 0; i < 50000; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u\n", i);

      g_string_append (expected, line);
      llm_cli_output_write (output, line, strlen (line));
    }
  g_assert_false (llm_cli_output_is_drained (output));
  g_assert_cmpuint (fcntl (fds[1], F_GETFL) & O_NONBLOCK, ==, 0);

  id = g_unix_fd_add (fds[0], G_IO_IN, read_cb, got);
  run (&watch);
  g_assert_cmpuint (watch.n_drained, ==, 1);
  g_assert_true (llm_cli_output_is_drained (output));
  while (got->len < expected->len)
    read_cb (fds[0], G_IO_IN, got);
  g_assert_true (g_string_equal (got, expected));

  g_source_remove (id);
  g_main_loop_unref (watch.loop);
  close (fds[0]);
  close (fds[1]);
}

static void
test_reader_gone (void)
{
  g_autoptr (LlmCliOutput) output = NULL;
  Watch watch = { 0 };
  int fds[2];

  output = open_output (fds, &watch);
  close (fds[0]);
  llm_cli_output_write (output, "one\n", 4);
  g_assert_cmpuint (watch.n_broken, ==, 1);
  g_assert_true (llm_cli_output_is_broken (output));
  g_assert_null (llm_cli_output_get_error (output));
  llm_cli_output_write (output, "two\n", 4);
  g_assert_true (llm_cli_output_is_drained (output));
  g_assert_cmpuint (watch.n_broken, ==, 1);

  g_main_loop_unref (watch.loop);
  close (fds[1]);
}

/* It is seen even while nothing is written. */
static void
test_reader_gone_in_silence (void)
{
  g_autoptr (LlmCliOutput) output = NULL;
  Watch watch = { 0 };
  int fds[2];

  output = open_output (fds, &watch);
  close (fds[0]);
  run (&watch);
  g_assert_cmpuint (watch.n_broken, ==, 1);

  g_main_loop_unref (watch.loop);
  close (fds[1]);
}

static void
test_full_disk (void)
{
  g_autoptr (LlmCliOutput) output = NULL;
  int fd = open ("/dev/full", O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    {
      g_test_skip ("there is no /dev/full");
      return;
    }
  output = llm_cli_output_new (fd);
  llm_cli_output_write (output, "one\n", 4);
  g_assert_true (llm_cli_output_is_broken (output));
  g_assert_error (llm_cli_output_get_error (output), G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  close (fd);
}

int
main (int argc, char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/output/at-once", test_at_once);
  g_test_add_func ("/cli/output/slow-reader", test_slow_reader);
  g_test_add_func ("/cli/output/reader-gone", test_reader_gone);
  g_test_add_func ("/cli/output/reader-gone-in-silence", test_reader_gone_in_silence);
  g_test_add_func ("/cli/output/full-disk", test_full_disk);

  return g_test_run ();
}
