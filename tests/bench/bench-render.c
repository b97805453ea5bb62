/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-render [--report] [--rounds=N] [--wayland [--compositor=mutter|weston]] CASE
 *
 * What it costs to show answers, against bare GtkTextViews with the same text in the
 * same window, in the same run, in turns.  One line per figure:
 *
 *   name  value  reference  ratio  limit  ok|MISSED|info
 *
 * both from the medians of the rounds; lines with # are remarks.  Exit status 1 when a
 * limit was missed (0 with --report), 2 when nothing could be measured, 77 to skip. */
#include "config.h"

#include "bench-render.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>

#define N_ROUNDS 5
#define COMPOSITOR_WAIT_MS 20000
#define POLL_MS 50

static gboolean report_only;
static int n_rounds = N_ROUNDS;
static gboolean on_wayland;
static char *compositor; /* NULL: whichever there is */

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

int
bench_run_self (const char *const *args, char **output)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (argv, g_file_read_link ("/proc/self/exe", &error));
  for (; error == NULL && *args != NULL; args++)
    g_ptr_array_add (argv, g_strdup (*args));
  g_ptr_array_add (argv, NULL);
  launcher = g_subprocess_launcher_new (output != NULL ? G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                                       : G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  if (error == NULL)
    process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, output, NULL, &error))
    {
      g_printerr ("bench-render: %s\n", error->message);
      return BENCH_EXIT_BROKEN;
    }
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                              : BENCH_EXIT_BROKEN;
}

/* Returns NULL if it is not there or does not open its socket. */
static GSubprocess *
start_compositor (const char *name, const char *const *args, const char *socket)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *found = g_find_program_in_path (name);
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), socket, NULL);
  g_autoptr (GError) error = NULL;

  if (found == NULL)
    return NULL;
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, args, &error);
  for (int ms = 0; process != NULL && ms < COMPOSITOR_WAIT_MS; ms += POLL_MS)
    {
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&process);
      if (g_subprocess_get_identifier (process) == NULL)
        break;
      g_usleep (POLL_MS * 1000);
    }
  if (process != NULL)
    g_subprocess_force_exit (process);
  g_print ("# %s did not start%s%s\n", name, error != NULL ? ": " : "",
           error != NULL ? error->message : "");
  return NULL;
}

static GSubprocess *
start_any_compositor (const char *socket)
{
  g_autofree char *mutter_socket = g_strdup_printf ("--wayland-display=%s", socket);
  g_autofree char *weston_socket = g_strdup_printf ("--socket=%s", socket);
  const char *const mutter[]
      = { "mutter",    "--headless",  "--wayland", "--no-x11", "--virtual-monitor",
          "1600x1000", mutter_socket, NULL };
  const char *const weston[] = { "weston",
                                 "--backend=headless-backend.so",
                                 "--use-pixman",
                                 "--no-config",
                                 "--idle-time=0",
                                 "--width=1600",
                                 "--height=1000",
                                 weston_socket,
                                 NULL };
  const gboolean any = compositor == NULL;
  GSubprocess *process = NULL;

  if (any || g_strcmp0 (compositor, "mutter") == 0)
    process = start_compositor ("mutter", mutter, socket);
  if (process != NULL)
    g_print ("# Wayland: mutter\n");
  else if (any || g_strcmp0 (compositor, "weston") == 0)
    {
      process = start_compositor ("weston", weston, socket);
      if (process != NULL)
        g_print ("# Wayland: weston\n");
    }
  return process;
}

/* Runs the case again as the client of a compositor without a screen. */
static int
run_on_wayland (const char *name)
{
  g_autofree char *socket = g_strdup_printf ("bench-render-%d", (int) getpid ());
  g_autofree char *rounds = g_strdup_printf ("--rounds=%d", n_rounds);
  const char *const args[] = { rounds, name, report_only ? "--report" : NULL, NULL };
  g_autoptr (GSubprocess) process = start_any_compositor (socket);
  int status;

  if (process == NULL)
    {
      g_print ("SKIP: %s\n", compositor != NULL
                                 ? "that compositor is not installed or does not start"
                                 : "neither mutter nor weston is installed and starts");
      return BENCH_EXIT_SKIPPED;
    }
  g_setenv ("WAYLAND_DISPLAY", socket, TRUE);
  g_setenv ("GDK_BACKEND", "wayland", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_unsetenv ("DISPLAY");
  status = bench_run_self (args, NULL);
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, NULL);
  return status;
}

/* Each in a process of its own: none finds the memory and caches of another. */
static int
run_all (void)
{
  g_autofree char *rounds = g_strdup_printf ("--rounds=%d", n_rounds);
  int result = EXIT_SUCCESS;

  for (const BenchCase *one = bench_cases; one->name != NULL; one++)
    {
      const char *const args[] = { rounds, one->name, report_only ? "--report" : NULL, NULL };
      int status;

      if (one->summary == NULL)
        continue;
      status = bench_run_self (args, NULL);
      if (status == BENCH_EXIT_SKIPPED)
        return status;
      result = MAX (result, status);
    }
  return result;
}

static int
run_case (const BenchCase *one)
{
  BenchStage stage = { NULL };

  if (!bench_stage_init (&stage))
    {
      g_print ("SKIP: no display\n");
      return BENCH_EXIT_SKIPPED;
    }
  if (one->summary != NULL)
    bench_print_head (one->name, one->summary);
  one->run (&stage, (guint) n_rounds);
  if (one->summary != NULL)
    bench_print_load ("after");
  bench_stage_clear (&stage);
  return bench_get_n_missed () > 0 && !report_only ? BENCH_EXIT_MISSED : EXIT_SUCCESS;
}

static char *
list_cases (void)
{
  GString *list = g_string_new ("Cases:\n");

  for (const BenchCase *one = bench_cases; one->name != NULL; one++)
    {
      if (one->summary != NULL)
        g_string_append_printf (list, "  %-12s %s\n", one->name, one->summary);
    }
  g_string_append (list, "  all          each in a process of its own");
  return g_string_free (list, FALSE);
}

static gboolean
parse (int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "report", 0, 0, G_OPTION_ARG_NONE, &report_only, "Missed limits are no failure", NULL },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &n_rounds, "Runs of each side", "N" },
    { "wayland", 0, 0, G_OPTION_ARG_NONE, &on_wayland, "In a compositor without a screen", NULL },
    { "compositor", 0, 0, G_OPTION_ARG_STRING, &compositor, "Which one", "mutter|weston" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("CASE");
  g_autofree char *cases = list_cases ();
  g_autoptr (GError) error = NULL;

  g_option_context_set_description (context, cases);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error) && *argc == 2 && n_rounds > 0)
    return TRUE;
  g_printerr ("%s\n", error != NULL ? error->message : cases);
  return FALSE;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  if (!parse (&argc, &argv))
    return BENCH_EXIT_BROKEN;
  if (on_wayland)
    return run_on_wayland (argv[1]);
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  if (g_strcmp0 (argv[1], "all") == 0)
    return run_all ();
  for (const BenchCase *one = bench_cases; one->name != NULL; one++)
    {
      if (g_strcmp0 (one->name, argv[1]) == 0)
        return run_case (one);
    }
  g_printerr ("bench-render: no case \"%s\"\n", argv[1]);
  return BENCH_EXIT_BROKEN;
}
