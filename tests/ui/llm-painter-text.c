/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "bench-text.h"
#include "llm-painter-test.h"
#include "render-test.h"

/* Pieces of answers; %d is a random number, %w are random words. */
static const char *const parts[] = {
  "# Heading %w\n\n",
  "%w\n===\n\n",
  "%w **bold %w** and *soft*\n---\n\n",
  "### A `code` [link](https://example.com/%d)\n",
  "%w **strong %w** *em %w* ~~gone~~ `code %w` %w\n\n",
  "%w %w %w\n%w with a soft break\n%w  \nand a hard one\\\nand another\n\n",
  "- %w\n- %w\n  - nested %w\n    - deeper %w\n\n      paragraph %w\n- last\n\n",
  "1. %w\n2. %w\n\n   ```python\n   def f_%d (x):\n       return x + 1\n   ```\n\n3. %w\n\n",
  "- [ ] open %w\n- [x] done %w\n- plain\n\n",
  "98. %w\n99. %w\n100. %w\n\n",
  "> %w %w\n> > nested %w\n>\n> - item %w\n\n",
  "| %w | Right | C |\n|---|--:|:-:|\n| %w | %d | `x` |\n| **%w** %w %w %w | 1 | <br>two |\n\n",
  "- In a list:\n\n  | a | b |\n  |---|---|\n  | %w | %w |\n\n",
  "a | b\n--|--\n%w | %w\n",
  "```c\nint\nmain (void)\n{\n  return %d; /* %w */\n}\n```\n\n",
  "```\n%w\n\n%w\n```\n\n",
  "~~~~text\n```\n%w\n```\n~~~~\n\n",
  "```js\nconst a = %d;\n",
  "    indented %w\n\n    more %w\n\n",
  "Euler: $e^{i\\pi} + 1 = 0$ and \\(x_1^2\\) cost $5 %w.\n\n",
  "$$\n\\int_0^%d x\\,dx\n$$\n\n",
  "\\[ a_%d = b \\]\n\n",
  "<details>\n<summary>%w</summary>\n\n%w\n\n</details>\n\n",
  "Some <b>html</b> and <br> a break &amp; &copy; %w\n\n",
  "A note[^%d] and [ref] and [other][ref] %w.\n\n",
  "[ref]: https://example.com/ref%d \"Title\"\n\n",
  "[^%d]: the note %w\n\n",
  "See [%w **%w** x](https://example.com/%d?a=1&b=2) and <https://example.org/%d>.\n\n",
  "![An image %w](https://example.com/%d.png) ![other](relative.png)\n\n",
  "[bad](javascript:alert(1)) [file](file:///etc/passwd) [rel](../x) %w\n\n",
  "שלום עולם %w **מודגש** `code`\n\n",
  "- مرحبا بالعالم %w\n- %w\n\n",
  "中文字符和 emoji 👩\xe2\x80\x8d🚀 e\xcc\x81 %w\n\n",
  "***\n\n",
  "---\n",
  "* * *\n",
  "\n\n",
  "%w\r\n%w\r\n\r\n",
  "tab\tin %w\n",
  "%w",
  " ",
  "\n",
};

static const char *const words[]
    = { "lorem", "ipsum", "the", "of", "x", "naïve", "window", "a_b_c", "2*3*4", "tail." };

static void
append_words (GRand *rand, GString *text)
{
  const int n = g_rand_int_range (rand, 1, 8);

  for (int i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
    }
}

static void
append_part (GRand *rand, GString *text)
{
  const char *part = parts[g_rand_int_range (rand, 0, G_N_ELEMENTS (parts))];

  for (const char *p = part; *p != '\0'; p++)
    {
      if (p[0] == '%' && p[1] == 'w')
        append_words (rand, text);
      else if (p[0] == '%' && p[1] == 'd')
        g_string_append_printf (text, "%d", g_rand_int_range (rand, 0, 120));
      else
        {
          g_string_append_c (text, *p);
          continue;
        }
      p++;
    }
}

/* A paragraph, an item or a line of code that is broken for display. */
static void
append_long (GRand *rand, GString *text)
{
  const gsize end = text->len + 4000 + (gsize) g_rand_int_range (rand, 0, 6000);
  const gboolean blanks = g_rand_boolean (rand);

  g_string_append (text, g_rand_boolean (rand) ? "- " : g_rand_boolean (rand) ? "```\n" : "");
  while (text->len < end)
    g_string_append (text, blanks ? "word **strong** `code` " : "天x");
  g_string_append (text, "\n\n");
}

/* A block of code that can be folded. */
static void
append_code (GRand *rand, GString *text)
{
  const int n = g_rand_int_range (rand, 38, 60);
  const char *indent = g_rand_boolean (rand) ? "" : "   ";

  g_string_append_printf (text, "%s\n\n%s```python\n", *indent != '\0' ? "1. item" : "", indent);
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%sprint (%d)\n", indent, i);
  g_string_append_printf (text, "%s```\n", indent);
}

static char *
new_parts (GRand *rand, gsize size)
{
  GString *text = g_string_new (NULL);

  while (text->len < size)
    {
      const int kind = g_rand_int_range (rand, 0, 300);

      if (kind == 0)
        append_long (rand, text);
      else if (kind == 1)
        append_code (rand, text);
      else
        append_part (rand, text);
    }
  return g_string_free (text, FALSE);
}

char *
painter_test_random_text (GRand *rand, gsize size)
{
  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      return bench_text_new (size, g_rand_int_range (rand, 1, G_MAXINT32));
    case 1:
      return render_random_document (rand, (guint) (size / 14));
    default:
      return new_parts (rand, size);
    }
}
