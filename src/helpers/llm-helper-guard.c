/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-helper-guard.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How often the memory is looked at while there is work. */
#define MEMORY_INTERVAL_US (20 * 1000)

static GMutex lock;
static GCond work_began;
static gboolean is_working;
static gsize memory_max;

static void
set_limit (__rlimit_resource_t resource, rlim_t limit)
{
  struct rlimit value = { .rlim_cur = limit, .rlim_max = limit };

  setrlimit (resource, &value);
}

/* The program gives a helper nothing but its standard streams; this is for what a
 * desktop leaked into the program without asking for it to be closed. */
static void
close_inherited (void)
{
#ifdef SYS_close_range
  syscall (SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
#endif
}

/**
 * llm_helper_guard_start:
 *
 * What a helper does first: it leaves no core file (which would have the user's text in
 * it), and dies with the program that started it.
 */
void
llm_helper_guard_start (void)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  set_limit (RLIMIT_CORE, 0);
  signal (SIGPIPE, SIG_IGN);
  close_inherited ();
  if (chdir ("/") != 0)
    g_debug ("The working folder stays");
}

/**
 * llm_helper_guard_drop_privileges:
 *
 * Nothing that this process starts gets more privileges than it has.
 */
void
llm_helper_guard_drop_privileges (void)
{
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/**
 * llm_helper_guard_lock_files:
 *
 * For a helper that only computes: no file gets longer, not even the caches of
 * fontconfig, which go without; few can be open; other processes of the user do not look
 * into this one.
 */
void
llm_helper_guard_lock_files (void)
{
  signal (SIGXFSZ, SIG_IGN);
  set_limit (RLIMIT_FSIZE, 0);
  set_limit (RLIMIT_NOFILE, 64);
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/**
 * llm_helper_guard_get_memory:
 *
 * Returns: what this process has in memory (bytes), or 0 if that cannot be told
 */
gsize
llm_helper_guard_get_memory (void)
{
  char text[128];
  unsigned long size;
  unsigned long resident;
  gssize length;
  int fd;

  fd = open ("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return 0;
  length = read (fd, text, sizeof text - 1);
  close (fd);
  if (length <= 0)
    return 0;
  text[length] = '\0';
  if (sscanf (text, "%lu %lu", &size, &resident) != 2)
    return 0;
  return (gsize) resident * (gsize) sysconf (_SC_PAGESIZE);
}

static gpointer
watch_memory (gpointer data)
{
  g_mutex_lock (&lock);
  while (TRUE)
    {
      if (is_working)
        g_cond_wait_until (&work_began, &lock, g_get_monotonic_time () + MEMORY_INTERVAL_US);
      else
        g_cond_wait (&work_began, &lock);
      if (llm_helper_guard_get_memory () > memory_max)
        _exit (LLM_HELPER_EXIT_MEMORY);
    }
  return NULL;
}

/**
 * llm_helper_guard_limit_memory:
 * @max_bytes: the most that this process may have in memory
 *
 * Ends the process when it has more than that while it works.  A limit of the kernel on
 * its addresses would not do: a JavaScript engine reserves many gigabytes of them.
 */
void
llm_helper_guard_limit_memory (gsize max_bytes)
{
  memory_max = max_bytes;
  g_thread_unref (g_thread_new ("memory", watch_memory, NULL));
}

/**
 * llm_helper_guard_limit_addresses:
 * @max_bytes: the most addresses that this process may have
 *
 * For a helper that reserves none that it does not use: memory that is asked for beyond
 * this is not there.
 */
void
llm_helper_guard_limit_addresses (gsize max_bytes)
{
/* The sanitizer needs terabytes of them. */
#ifndef __SANITIZE_ADDRESS__
  set_limit (RLIMIT_AS, max_bytes);
#endif
}

static void
set_working (gboolean working)
{
  g_mutex_lock (&lock);
  is_working = working;
  if (working)
    g_cond_signal (&work_began);
  g_mutex_unlock (&lock);
}

/**
 * llm_helper_guard_begin_work:
 * @cpu_seconds: what the work may use of the processor (s)
 *
 * The kernel ends the process when it uses more.
 */
void
llm_helper_guard_begin_work (guint cpu_seconds)
{
  struct rusage usage;
  struct rlimit value = { .rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY };

  if (getrusage (RUSAGE_SELF, &usage) == 0 && getrlimit (RLIMIT_CPU, &value) == 0)
    {
      value.rlim_cur = (rlim_t) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + 2) + cpu_seconds;
      setrlimit (RLIMIT_CPU, &value);
    }
  set_working (TRUE);
}

/**
 * llm_helper_guard_end_work:
 *
 * The work that llm_helper_guard_begin_work() began is done.
 */
void
llm_helper_guard_end_work (void)
{
  set_working (FALSE);
}

/**
 * llm_helper_guard_get_data_path:
 * @name: the name of a file that is installed beside the helper
 *
 * Returns: (transfer full): where it is
 */
char *
llm_helper_guard_get_data_path (const char *name)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : g_strdup ("/");

  return g_build_filename (folder, name, NULL);
}
