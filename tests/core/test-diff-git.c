/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

#include "llm-diff.h"

/* What is told apart here against "git diff --word-diff".  Both see the same words: the texts
 * are written so that blanks are between all of them, which is what git goes by.  git compares
 * lines first and words within them, so that it may find a longer difference, never a shorter
 * one than the shortest. */

typedef struct
{
  char *git;
  char *folder;
  char *a_file;
  char *b_file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->git = g_find_program_in_path ("git");
  fixture->folder = g_dir_make_tmp ("llmselect-diff-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->a_file = g_build_filename (fixture->folder, "a", NULL);
  fixture->b_file = g_build_filename (fixture->folder, "b", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->a_file);
  g_remove (fixture->b_file);
  g_rmdir (fixture->folder);
  g_free (fixture->git);
  g_free (fixture->folder);
  g_free (fixture->a_file);
  g_free (fixture->b_file);
}

/* --- What differs --- */

/* Words that are in one text only, with blanks between them. */
typedef struct
{
  GString *deleted;
  GString *inserted;
} Changes;

static void
changes_init (Changes *changes)
{
  changes->deleted = g_string_new (NULL);
  changes->inserted = g_string_new (NULL);
}

static void
changes_clear (Changes *changes)
{
  g_string_free (changes->deleted, TRUE);
  g_string_free (changes->inserted, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Changes, changes_clear)

static void
append_words (GString *out, const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) words = g_strsplit_set (copy, " \n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", words[i]);
    }
}

static guint
count_words (const GString *words)
{
  guint n = words->len > 0 ? 1 : 0;

  for (gsize i = 0; i < words->len; i++)
    n += words->str[i] == ' ';
  return n;
}

/* In the format for programs each run is a line that begins with a blank, "-" or "+". */
static void
read_git (const char *output, Changes *changes)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  gboolean is_head = TRUE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "@@"))
        is_head = FALSE;
      else if (!is_head && lines[i][0] == '-')
        append_words (changes->deleted, lines[i] + 1, strlen (lines[i]) - 1);
      else if (!is_head && lines[i][0] == '+')
        append_words (changes->inserted, lines[i] + 1, strlen (lines[i]) - 1);
    }
}

static void
ask_git (Fixture *fixture, const char *a, const char *b, Changes *changes)
{
  const char *argv[] = { fixture->git,        "diff",      "--no-index",
                         "--no-color",        "--minimal", "--word-diff=porcelain",
                         "--unified=1000000", "--",        fixture->a_file,
                         fixture->b_file,     NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status;

  g_file_set_contents (fixture->a_file, a, -1, &error);
  g_assert_no_error (error);
  g_file_set_contents (fixture->b_file, b, -1, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) <= 1);
  read_git (output, changes);
}

static void
ask_us (const char *a, const char *b, LlmDiffFlags flags, Changes *changes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDiff) diff = llm_diff_new (a, b, flags, NULL, &error);
  const LlmDiffEdit *edits;
  guint n_edits;

  g_assert_no_error (error);
  edits = llm_diff_get_edits (diff, &n_edits);
  for (guint i = 0; i < n_edits; i++)
    {
      if (edits[i].kind == LLM_DIFF_DELETED)
        append_words (changes->deleted, a + edits[i].a.start, edits[i].a.end - edits[i].a.start);
      if (edits[i].kind == LLM_DIFF_INSERTED)
        append_words (changes->inserted, b + edits[i].b.start, edits[i].b.end - edits[i].b.start);
    }
}

/* --- Tests --- */

/* Where there is only one way to see it, both see the same. */
static void
test_simple (Fixture *fixture, gconstpointer data)
{
  static const char *const cases[][2] = {
    { "one two three\n", "one three\n" },
    { "one two three\n", "one four three\n" },
    { "one\n", "one two\n" },
    { "", "one two\n" },
    { "one two\n", "" },
    { "the cat sat on the mat\nand slept\n", "the dog sat on a mat\nand slept well\n" },
    { "a b c\nd e f\ng h i\n", "a b c\ng h i\n" },
    { "a b c\ng h i\n", "a b c\nd e f\ng h i\n" },
    { "größer äußerst schön\n", "größer sehr schön\n" },
    { "first line\nsecond line\n", "first line\n\nsecond line\n" },
  };

  if (fixture->git == NULL)
    {
      g_test_skip ("git is not there");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Changes) git = { 0 };
      g_auto (Changes) ours = { 0 };

      changes_init (&git);
      changes_init (&ours);
      ask_git (fixture, cases[i][0], cases[i][1], &git);
      ask_us (cases[i][0], cases[i][1], LLM_DIFF_FINE, &ours);
      g_assert_cmpstr (ours.deleted->str, ==, git.deleted->str);
      g_assert_cmpstr (ours.inserted->str, ==, git.inserted->str);
    }
}

/* A text of the documentation with blanks around all marks, and without the letters that git
 * and Unicode see differently. */
static char *
read_text (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GString *spaced = g_string_new (NULL);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  for (const char *at = text; *at != '\0'; at++)
    {
      if (g_ascii_isalpha (*at) || g_ascii_isspace (*at))
        g_string_append_c (spaced, *at);
      else if (g_ascii_ispunct (*at) && *at != '_')
        g_string_append_printf (spaced, " %c ", *at);
    }
  return g_string_free (spaced, FALSE);
}

/* As one edits: words and lines are left out, changed, told twice and told elsewhere. */
static char *
edit_text (const char *text, guint share)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const guint n_lines = g_strv_length (lines);
  GString *edited = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

      if (g_test_rand_int_range (0, (gint32) share * 4) == 0)
        g_string_append_printf (edited, "%s\n", lines[g_test_rand_int_range (0, (gint32) n_lines)]);
      if (g_test_rand_int_range (0, (gint32) share * 4) == 0)
        continue;
      for (guint j = 0; words[j] != NULL; j++)
        {
          const gint32 what = g_test_rand_int_range (0, (gint32) share * 3);

          if (what == 0)
            continue;
          g_string_append_printf (edited, "%s ", what == 1 ? "other" : words[j]);
          if (what == 2)
            g_string_append (edited, "added ");
        }
      g_string_append_c (edited, '\n');
    }
  return g_string_free (edited, FALSE);
}

static void
compare (Fixture *fixture, const char *what, const char *a, const char *b)
{
  g_auto (Changes) git = { 0 };
  g_auto (Changes) fine = { 0 };
  g_auto (Changes) ours = { 0 };
  guint n_git, n_fine, n_ours;

  changes_init (&git);
  changes_init (&fine);
  changes_init (&ours);
  ask_git (fixture, a, b, &git);
  ask_us (a, b, LLM_DIFF_FINE, &fine);
  ask_us (a, b, LLM_DIFF_DEFAULT, &ours);
  n_git = count_words (git.deleted) + count_words (git.inserted);
  n_fine = count_words (fine.deleted) + count_words (fine.inserted);
  n_ours = count_words (ours.deleted) + count_words (ours.inserted);
  g_test_message ("%s: %u words and marks changed for git, %u here, %u when cleaned up", what,
                  n_git, n_fine, n_ours);
  g_assert_cmpuint (n_fine, <=, n_git);
  /* What is not worth an edit of its own. */
  g_assert_cmpuint (n_ours, <=, n_git + n_git / 4 + 4);
}

static void
test_corpus (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "adr/0001-layers.md", "adr/0003-keys.md",
                                       "adr/0004-transport.md", "tokens.md", "schema.md" };

  if (fixture->git == NULL)
    {
      g_test_skip ("git is not there");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = read_text (names[i]);
      g_autofree char *other = read_text (names[(i + 1) % G_N_ELEMENTS (names)]);

      for (guint share = 2; share <= 32; share *= 2)
        {
          g_autofree char *edited = edit_text (text, share);

          compare (fixture, names[i], text, edited);
          compare (fixture, names[i], edited, text);
        }
      /* Two texts that have little to do with each other. */
      compare (fixture, "others", text, other);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/diff-git/simple", Fixture, NULL, set_up, test_simple, tear_down);
  g_test_add ("/diff-git/corpus", Fixture, NULL, set_up, test_corpus, tear_down);

  return g_test_run ();
}
