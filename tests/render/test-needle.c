/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-needle.h"

static guint
count (const char *needle, gboolean match_case, const char *text)
{
  g_autoptr (LlmNeedle) self = llm_needle_new (needle, match_case);

  return llm_needle_count (self, text);
}

static void
test_count (void)
{
  g_assert_cmpuint (count ("yak", FALSE, ""), ==, 0);
  g_assert_cmpuint (count ("yak", FALSE, "A yak, a Yak and a YAKyak."), ==, 4);
  g_assert_cmpuint (count ("yak", TRUE, "A yak, a Yak and a YAKyak."), ==, 2);
  g_assert_cmpuint (count ("aa", FALSE, "aaaaa"), ==, 2);
  g_assert_cmpuint (count ("a.c", FALSE, "abc a.c"), ==, 1);
  g_assert_cmpuint (count ("two\nlines", FALSE, "Two\nlines"), ==, 1);
}

/* Letters and accents, however they are written. */
static void
test_accents (void)
{
  g_assert_cmpuint (count ("\303\204PFEL", FALSE, "\303\244pfel a\314\210pfel apfel"), ==, 2);
  g_assert_cmpuint (count ("a", FALSE, "\303\244 a\314\210 a"), ==, 1);
  g_assert_cmpuint (count ("STRASSE", FALSE, "Stra\303\237e"), ==, 1);
  g_assert_cmpuint (count ("\320\262\320\276\320\273", FALSE, "\320\222\320\236\320\233"), ==, 1);
  g_assert_cmpuint (count ("\303\244", TRUE, "\303\204 \303\244 a\314\210"), ==, 1);
}

static void
assert_found (const char *needle, gboolean match_case, const char *text, const guint *places)
{
  g_autoptr (LlmNeedle) self = llm_needle_new (needle, match_case);
  g_autoptr (GArray) found = llm_needle_find (self, text);

  g_assert_cmpuint (found->len, ==, llm_needle_count (self, text));
  for (guint i = 0; i < found->len; i++)
    {
      const LlmNeedleMatch *match = &g_array_index (found, LlmNeedleMatch, i);

      g_assert_cmpuint (match->start, ==, places[i * 2]);
      g_assert_cmpuint (match->end, ==, places[i * 2 + 1]);
    }
  g_assert_cmpuint (places[found->len * 2], ==, G_MAXUINT);
}

/* In characters of the text as it is written. */
static void
test_find (void)
{
  assert_found ("yak", FALSE, "\303\204h, a yak. Yak", (guint[]){ 6, 9, 11, 14, G_MAXUINT });
  assert_found ("yak", TRUE, "\303\204h, a yak. Yak", (guint[]){ 6, 9, G_MAXUINT });
  assert_found ("\303\244h", FALSE, "x a\314\210H \303\204H", (guint[]){ 2, 5, 6, 8, G_MAXUINT });
  assert_found ("ss", FALSE, "Stra\303\237e, Ross", (guint[]){ 4, 5, 10, 12, G_MAXUINT });
  assert_found ("gnu", FALSE, "No such.", (guint[]){ G_MAXUINT });
}

static gboolean
is_longer (const char *text, const char *other, gboolean match_case)
{
  g_autoptr (LlmNeedle) self = llm_needle_new (text, match_case);
  g_autoptr (LlmNeedle) before = llm_needle_new (other, FALSE);

  return llm_needle_is_longer (self, before);
}

static void
test_longer (void)
{
  g_assert_true (is_longer ("yaks", "Yak", FALSE));
  g_assert_true (is_longer ("yak", "yak", FALSE));
  g_assert_false (is_longer ("ya", "yak", FALSE));
  g_assert_false (is_longer ("ayak", "yak", FALSE));
  g_assert_false (is_longer ("yaks", "yak", TRUE));
  /* That is another letter, which the shorter one is not in. */
  g_assert_false (is_longer ("a\314\210", "a", FALSE));
}

static guint
count_rendered (const char *needle, const char *text)
{
  g_autoptr (LlmNeedle) self = llm_needle_new (needle, FALSE);

  return llm_needle_count_rendered (self, text, strlen (text));
}

/* Markup is neither in the way nor found. */
static void
test_rendered (void)
{
  g_assert_cmpuint (count_rendered ("a bold word", "This is a **bold** *word*.\n"), ==, 1);
  g_assert_cmpuint (count_rendered ("**", "This is a **bold** *word*.\n"), ==, 0);
  g_assert_cmpuint (count_rendered ("AT&T", "AT&amp;T and `AT&T`\n"), ==, 2);
  g_assert_cmpuint (count_rendered ("example.org", "See [this](https://example.org/).\n"), ==, 0);
  g_assert_cmpuint (count_rendered ("int x", "```c\nint x;\nint x;\n```\n"), ==, 2);
  g_assert_cmpuint (count_rendered ("yak", "# A yak\n\n- yak\n- yak\n\n| yak |\n|---|\n| yak |\n"),
                    ==, 5);
  g_assert_cmpuint (count_rendered ("yak", ""), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/needle/count", test_count);
  g_test_add_func ("/needle/accents", test_accents);
  g_test_add_func ("/needle/find", test_find);
  g_test_add_func ("/needle/longer", test_longer);
  g_test_add_func ("/needle/rendered", test_rendered);
  return g_test_run ();
}
