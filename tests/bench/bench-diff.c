/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "llm-diff.h"

/* Telling a megabyte from another, processor time, against "git diff --word-diff" and, if it is
 * there, wdiff: each with the same two files, in turns, the least of some runs.  git knows words by
 * the blanks between them, and gives up early where much differs; it is what everybody
 * waits for, not what everybody gets. */

#define SIZE 1000000
#define ANSWER 8000
#define N_RUNS 3

/* How many times as long as git. */
#define LIMIT 10.0
/* What no ratio says: a second, in milliseconds. */
#define MOST 1000.0

/* --- Texts --- */

/* Few words are frequent, many are rare, as in all languages. */
static void
append_word (GString *text, GRand *rand)
{
  const double place = g_rand_double (rand);
  const guint word = (guint) (place * place * place * 20000);

  g_string_append_c (text, (char) ('a' + word % 26));
  g_string_append_c (text, (char) ('a' + word / 26 % 26));
  if (word >= 676)
    g_string_append_printf (text, "%c%cing", (char) ('a' + word / 676), (char) ('a' + word % 7));
}

static char *
make_text (GRand *rand, gsize size)
{
  GString *text = g_string_new (NULL);

  while (text->len < size)
    {
      const guint n_words = (guint) g_rand_int_range (rand, 4, 24);

      for (guint i = 0; i < n_words; i++)
        {
          append_word (text, rand);
          g_string_append_c (text, i + 1 < n_words ? ' ' : '.');
        }
      g_string_append (text, g_rand_int_range (rand, 0, 5) == 0 ? "\n\n" : " ");
    }
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

static char *
make_prose (GRand *rand, const char *before)
{
  return make_text (rand, SIZE);
}

static char *
edit (GRand *rand, const char *before)
{
  g_auto (GStrv) words = g_strsplit (before, " ", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const gint32 what = g_rand_int_range (rand, 0, 100);

      if (what != 0)
        g_string_append_printf (text, "%s ", what == 1 ? "other" : words[i]);
      if (what == 2)
        g_string_append (text, "added ");
    }
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

/* All paragraphs, in another order. */
static char *
shuffle (GRand *rand, const char *before)
{
  g_auto (GStrv) lines = g_strsplit (before, "\n\n", -1);
  const guint n_lines = g_strv_length (lines);

  for (guint i = n_lines - 1; i > 0; i--)
    {
      const guint other = (guint) g_rand_int_range (rand, 0, (gint32) i + 1);
      char *line = lines[i];

      lines[i] = lines[other];
      lines[other] = line;
    }
  return g_strjoinv ("\n\n", lines);
}

/* Half a million words, of which there are only four: the worst that can be asked for. */
static char *
make_letters (GRand *rand, const char *before)
{
  GString *text = g_string_new (NULL);

  while (text->len < SIZE)
    {
      g_string_append_c (text, (char) ('a' + g_rand_int_range (rand, 0, 4)));
      g_string_append_c (text, text->len % 80 == 79 ? '\n' : ' ');
    }
  return g_string_free (text, FALSE);
}

/* --- Measuring --- */

static double
run_us (const char *a, const char *b, gboolean *is_coarse)
{
  const clock_t start = clock ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDiff) diff = llm_diff_new (a, b, 0, NULL, &error);

  g_assert_no_error (error);
  *is_coarse = llm_diff_is_coarse (diff);
  return (double) (clock () - start) * 1000 / CLOCKS_PER_SEC;
}

/* Of programs that have ended, in milliseconds. */
static double
get_time_of_programs (void)
{
  struct rusage usage;

  getrusage (RUSAGE_CHILDREN, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

static double
run_program (const char *const *argv)
{
  const double start = get_time_of_programs ();
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) <= 1);
  return get_time_of_programs () - start;
}

static gboolean
measure (const char *name, const char *folder, const char *a, const char *b)
{
  g_autofree char *a_file = g_build_filename (folder, "a", NULL);
  g_autofree char *b_file = g_build_filename (folder, "b", NULL);
  g_autofree char *wdiff_path = g_find_program_in_path ("wdiff");
  const char *const git[]
      = { "git", "diff", "--no-index", "--word-diff=porcelain", "--", a_file, b_file, NULL };
  const char *const wdiff[] = { "wdiff", a_file, b_file, NULL };
  double ours = G_MAXDOUBLE, gits = G_MAXDOUBLE, wdiffs = G_MAXDOUBLE;
  gboolean is_coarse = FALSE, is_bad;

  g_assert_true (g_file_set_contents (a_file, a, -1, NULL));
  g_assert_true (g_file_set_contents (b_file, b, -1, NULL));
  for (guint i = 0; i < N_RUNS; i++)
    {
      ours = MIN (ours, run_us (a, b, &is_coarse));
      gits = MIN (gits, run_program (git));
    }
  if (wdiff_path != NULL)
    wdiffs = run_program (wdiff);
  is_bad = ours > LIMIT * gits || ours > MOST;
  g_print ("%-10s %.1f ms%s; git: %.1f ms; %.2f times, limit %.1f and %.0f ms%s\n", name, ours,
           is_coarse ? " (coarse)" : "", gits, ours / gits, LIMIT, MOST, is_bad ? ": missed" : "");
  if (wdiff_path != NULL)
    g_print ("%-10s wdiff: %.1f ms\n", "", wdiffs);
  g_remove (a_file);
  g_remove (b_file);
  return !is_bad;
}

int
main (void)
{
  g_autofree char *git = g_find_program_in_path ("git");
  g_autofree char *folder = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree char *prose = make_prose (rand, NULL);
  g_autofree char *letters = make_letters (rand, NULL);
  g_autofree char *answer = make_text (rand, ANSWER);
  const struct
  {
    const char *name;
    const char *a;
    char *(*make) (GRand *rand, const char *before);
  } cases[] = {
    { "answer", answer, edit },           { "edited", prose, edit },
    { "unrelated", prose, make_prose },   { "shuffled", prose, shuffle },
    { "letters", letters, make_letters },
  };
  gboolean missed = FALSE;

  if (git == NULL)
    {
      g_print ("git is not there\n");
      return 77;
    }
  folder = g_dir_make_tmp ("llmselect-bench-XXXXXX", NULL);
  g_assert_nonnull (folder);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *b = cases[i].make (rand, cases[i].a);

      missed = !measure (cases[i].name, folder, cases[i].a, b) || missed;
    }
  g_rmdir (folder);
  return missed ? EXIT_FAILURE : EXIT_SUCCESS;
}
