/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* fake-helper LOG [START]: a helper that does to its program what its requests say.
 * Notes each start in LOG.  START is what it does before it is ready: "die", "never",
 * "nonsense" or "once", which is to die unless it is the second start. */

#include "llm-helper-frame.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static gboolean
read_all (void *bytes, gsize n_bytes)
{
  for (gsize done = 0; done < n_bytes;)
    {
      gssize n_read = read (0, (guint8 *) bytes + done, n_bytes - done);

      if (n_read <= 0)
        return FALSE;
      done += (gsize) n_read;
    }
  return TRUE;
}

static void
write_all (const void *bytes, gsize n_bytes)
{
  for (gsize done = 0; done < n_bytes;)
    {
      gssize n_written = write (1, (const guint8 *) bytes + done, n_bytes - done);

      if (n_written <= 0)
        _exit (4);
      done += (gsize) n_written;
    }
}

static void
answer (guint8 kind, guint8 flags, guint32 id, const char *text)
{
  LlmHelperFrame frame
      = { .kind = kind, .flags = flags, .id = id, .length = (guint32) strlen (text) };
  guint8 header[LLM_HELPER_FRAME_HEADER_SIZE];

  llm_helper_frame_write (&frame, header);
  write_all (header, sizeof header);
  write_all (text, strlen (text));
}

static void
wait_ms (int interval_ms)
{
  poll (NULL, 0, interval_ms);
}

/* The number of this start. */
static guint
note_start (const char *path)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint n_starts = 1;

  g_file_get_contents (path, &before, NULL, NULL);
  for (const char *c = before; c != NULL && *c != '\0'; c++)
    n_starts += *c == '\n';
  after = g_strdup_printf ("%s%d\n", before != NULL ? before : "", (int) getpid ());
  g_file_set_contents (path, after, -1, NULL);
  return n_starts;
}

static char *
get_environment_text (void)
{
  g_auto (GStrv) environment = g_get_environ ();

  return g_strjoinv ("\n", environment);
}

/* An answer that is wrong in one way or another, or none. */
static gboolean
misbehave (const LlmHelperFrame *request, const char *text)
{
  if (g_str_equal (text, "crash"))
    abort ();
  if (g_str_equal (text, "leave"))
    _exit (0);
  if (g_str_equal (text, "hang"))
    wait_ms (-1);
  if (g_str_equal (text, "nonsense"))
    write_all ("<svg>this is no frame at all</svg>", 34);
  else if (g_str_equal (text, "half"))
    {
      write_all ("LH\1\2", 4);
      _exit (0);
    }
  else if (g_str_equal (text, "huge"))
    write_all ("LH\1\2\0\0\0\0\0\0\0\1\377\377\377\377", 16);
  else if (g_str_equal (text, "other"))
    answer (LLM_HELPER_RESULT, 0, request->id + 1, "for another");
  else if (g_str_equal (text, "kind"))
    answer (99, 0, request->id, "");
  else
    return FALSE;
  return TRUE;
}

static void
do_request (const LlmHelperFrame *request, const char *text)
{
  g_autofree char *environment = NULL;
  g_autofree char *pid = NULL;
  int interval_ms;

  if (misbehave (request, text))
    return;
  if (g_str_has_prefix (text, "refuse"))
    answer (LLM_HELPER_REFUSAL, 0, request->id, text);
  else if (g_str_equal (text, "last"))
    {
      answer (LLM_HELPER_RESULT, LLM_HELPER_LAST, request->id, "last");
      _exit (0);
    }
  else if (g_str_equal (text, "twice"))
    {
      answer (LLM_HELPER_RESULT, 0, request->id, "first");
      answer (LLM_HELPER_RESULT, 0, request->id, "second");
    }
  else if (g_str_equal (text, "pid"))
    answer (LLM_HELPER_RESULT, 0, request->id, pid = g_strdup_printf ("%d", (int) getpid ()));
  else if (g_str_equal (text, "environment"))
    answer (LLM_HELPER_RESULT, 0, request->id, environment = get_environment_text ());
  else
    {
      if (sscanf (text, "slow %d", &interval_ms) == 1)
        wait_ms (interval_ms);
      answer (LLM_HELPER_RESULT, 0, request->id, text);
    }
}

/* A request that crashes the first helper that gets it. */
static void
crash_once (const char *log, const char *text)
{
  g_autofree char *note = g_strconcat (log, ".crashed", NULL);

  if (!g_str_equal (text, "crash once") || g_file_test (note, G_FILE_TEST_EXISTS))
    return;
  g_file_set_contents (note, "", 0, NULL);
  abort ();
}

int
main (int argc, char **argv)
{
  const char *start = argc > 2 ? argv[2] : "";
  guint8 header[LLM_HELPER_FRAME_HEADER_SIZE];
  LlmHelperFrame request;
  guint n_starts;

  g_assert_cmpint (argc, >, 1);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  n_starts = note_start (argv[1]);
  if (g_str_equal (start, "die") || (g_str_equal (start, "once") && n_starts == 1))
    return 1;
  if (g_str_equal (start, "never"))
    wait_ms (-1);
  if (g_str_equal (start, "nonsense"))
    write_all ("Gtk-WARNING: cannot open display", 32);
  answer (LLM_HELPER_READY, 0, 0, "");

  while (read_all (header, sizeof header))
    {
      g_autofree char *text = NULL;

      g_assert_true (llm_helper_frame_read (&request, header, LLM_HELPER_FRAME_LENGTH_MAX));
      text = g_malloc0 (request.length + 1);
      if (!read_all (text, request.length))
        return 1;
      crash_once (argv[1], text);
      do_request (&request, text);
    }
  return 0;
}
