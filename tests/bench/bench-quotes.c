/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <time.h>

#include "llm-quote.h"

/* Looking for quotes costs in proportion: in an answer of 2 MB against one of 500 KB, processor
 * time.  The plain text is one of several scripts; the hostile one is made of places where a
 * quote would cut a character, and of brackets that begin no link. */

#define SMALL 500000
#define FACTOR 4
#define LIMIT 5.0
#define N_RUNS 3

static const char *const units[] = {
  "A paragraph with *emphasis*, `code` and a [link](https://example.com/x) — “quoted”. "
  "光合作用把光能变成化学能。 Größe, café.\n\n- one\n- two\n",
  "[[aaaaaaaae\u0301",
};
static const char *const names[] = { "plain", "hostile" };

/* None of them is there but the last, at the very end. */
static const char *const quotes[] = {
  "aaaaaaaae",        "a paragraph WITHOUT emphasis",
  "光合作用把化学能", "\"quoted\" twice",
  "[[aaaaaaaaeeeee",  "the end of it",
};

static char *
make_text (const char *unit, gsize size)
{
  GString *text = g_string_new (NULL);

  while (text->len < size)
    g_string_append (text, unit);
  g_string_append (text, "The **end** of it.");
  return g_string_free (text, FALSE);
}

/* Processor time in milliseconds, the least of some runs. */
static double
measure (const char *text)
{
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < N_RUNS; i++)
    {
      const clock_t start = clock ();
      g_autoptr (LlmQuoteFinder) finder = llm_quote_finder_new (text);

      for (guint j = 0; j < G_N_ELEMENTS (quotes); j++)
        {
          gsize offset, length;
          const LlmQuoteMatch match = llm_quote_finder_find (finder, quotes[j], &offset, &length);

          g_assert_cmpint (match, ==,
                           j + 1 < G_N_ELEMENTS (quotes) ? LLM_QUOTE_MISSING : LLM_QUOTE_NEARLY);
        }
      least = MIN (least, (double) (clock () - start) * 1000 / CLOCKS_PER_SEC);
    }
  return least;
}

int
main (void)
{
  gboolean missed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree char *small = make_text (units[i], SMALL);
      g_autofree char *large = make_text (units[i], SMALL * FACTOR);
      const double first = measure (small);
      const double second = measure (large);
      const gboolean bad = second > LIMIT * first;

      g_print ("%-8s 500 KB: %.1f ms; 2 MB: %.1f ms; %.2f times, limit %.1f%s\n", names[i], first,
               second, second / first, LIMIT, bad ? ": missed" : "");
      missed = missed || bad;
    }
  return missed ? EXIT_FAILURE : EXIT_SUCCESS;
}
