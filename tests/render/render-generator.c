/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "render-test.h"

/* Lines of which documents are made that nobody would write. */
static const char *const lines[] = {
  "word",
  "two words",
  "# heading",
  "### heading ###",
  "underlined",
  "===",
  "---",
  "***",
  "```",
  "```python",
  "````",
  "~~~",
  "    indented code",
  "\tindented with a tab",
  "- item",
  "* item",
  "+ item",
  "1. one",
  "2) two",
  "10. ten",
  "- [ ] open",
  "- [x] done",
  "- ",
  "  - nested",
  "    - deeper",
  "  continued",
  "   1. nested number",
  "> quote",
  "> > twice",
  ">",
  "> - item in quote",
  "> ```",
  "| a | b |",
  "|---|---|",
  "|:-:|--:|",
  "| 1 | `x \\| y` |",
  "a | b",
  "<div>",
  "</div>",
  "<!-- comment",
  "-->",
  "<pre>",
  "</pre>",
  "<b>inline</b> text",
  "[ref]: https://example.com/a \"Title\"",
  "[other]: <b c>",
  "[ref] and [text][other] and [ref][]",
  "[link](https://example.com?a=1&b=2 't') ![image](i.png)",
  "https://example.com www.example.org a@b.example",
  "<https://example.com> <x@y.z>",
  "*em* **strong** ***both*** _a_ __b__",
  "**open *and",
  "closed* too**",
  "~~gone~~ ~one~ ~5",
  "`code` ``c`d`` ` open",
  "&amp; &copy; &#65; &nope; &nbsp;",
  "\\* \\# \\[ \\] \\( \\) \\\\ \\$",
  "hard  ",
  "hard\\",
  "$x$ and $5 and $10",
  "$$",
  "\\sum_{i=0}^n i",
  "\\[",
  "\\]",
  "\\(a_1\\) \\[b\\] \\[1\\]",
  "note[^1] and [^2]",
  "[^1]: the note",
  "é 中文 😀 مرحبا e\u0301 \u00a0 \u2003",
  "trailing blanks   ",
  "\ta tab\tin it",
  "a_b_c __init__ 2*3*4",
  "= - + > # | : ~",
};

static const char *const prefixes[] = { "> ", "- ", "  ", "    ", "1. ", "   ", "\t", ">" };

static const char *const inlines[]
    = { "*", "**", "_",  "`", "~~", "[", "](", "](u)", ")", "![", "<", ">",  "\\", "$", "&",
        ";", "|",  "\n", " ", "a",  "b", "1",  ".",    "!", "é",  "(", "\"", ":",  "-", "#" };

static const char *
pick (GRand *rand, const char *const *from, gsize n)
{
  return from[g_rand_int_range (rand, 0, (gint32) n)];
}

static void
append_soup (GRand *rand, GString *out)
{
  const int n = g_rand_int_range (rand, 1, 30);

  for (int i = 0; i < n; i++)
    g_string_append (out, pick (rand, inlines, G_N_ELEMENTS (inlines)));
}

/**
 * render_random_document:
 * @rand: the source of chance
 * @n_parts: about how many lines
 *
 * Returns: (transfer full): Markdown in which anything may follow anything
 */
char *
render_random_document (GRand *rand, guint n_parts)
{
  GString *out = g_string_new (NULL);
  const char *end = g_rand_int_range (rand, 0, 8) == 0 ? "\r\n" : "\n";
  const int blank = g_rand_int_range (rand, 2, 6);

  for (guint i = 0; i < n_parts; i++)
    {
      for (int depth = g_rand_int_range (rand, 0, 12); depth > 9; depth--)
        g_string_append (out, pick (rand, prefixes, G_N_ELEMENTS (prefixes)));
      if (g_rand_int_range (rand, 0, 10) == 0)
        append_soup (rand, out);
      else
        g_string_append (out, pick (rand, lines, G_N_ELEMENTS (lines)));
      g_string_append (out, end);
      if (g_rand_int_range (rand, 0, blank) == 0)
        g_string_append (out, end);
    }
  /* Often without a newline at the end. */
  if (g_rand_boolean (rand) && out->len > 0)
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}
