/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-html-writer.h"

#include <string.h>

#include "llm-markdown-writer.h"
#include "llm-text-writer.h"
#include "render-test.h"

typedef struct
{
  const char *markdown;
  const char *expected;
} Case;

/* Nothing that runs, nothing that is fetched. */
static void
test_html_safe (void)
{
  static const Case cases[] = {
    { "a *b* `c<`\nd\\\ne", "<p>a <em>b</em> <code>c&lt;</code>\nd<br>\ne</p>\n" },
    { "x <b onclick=\"y\">z</b>", "<p>x &lt;b onclick=&quot;y&quot;&gt;z&lt;/b&gt;</p>\n" },
    { "<script>\nx\n</script>",
      "<pre><code class=\"language-html\">&lt;script&gt;\nx\n&lt;/script&gt;\n</code></pre>\n" },
    { "[a](https://b.c?d=1&e \"t\\\"\")",
      "<p><a href=\"https://b.c?d=1&amp;e\" title=\"t&quot;\">a</a></p>\n" },
    { "[a](HTTP://b) [a](mailto:b@c)",
      "<p><a href=\"HTTP://b\">a</a> <a href=\"mailto:b@c\">a</a></p>\n" },
    { "[a](javascript:b) [a](data:b) [a](file:///b) [a](b) [a](//b) [a](#b) [a]()",
      "<p>a a a a a a a</p>\n" },
    { "[a](&#106;avascript:b) [a](\\javascript:b) [a](<\thttps://b>)", "<p>a a a</p>\n" },
    { "![a *b*](https://c \"t\") ![d](e.png)",
      "<p><a href=\"https://c\" title=\"t\">a <em>b</em></a> d</p>\n" },
    { "[![a](https://b)](https://c)", "<p><a href=\"https://c\">a</a></p>\n" },
    { "![[a](https://b)](https://c)", "<p><a href=\"https://c\">a</a></p>\n" },
    { "![[a](https://b)](c)", "<p><a href=\"https://b\">a</a></p>\n" },
    { "$a<b$ \\(c\\)\n$$\nd\n$$",
      "<p><code class=\"formula\">$a&lt;b$</code> <code class=\"formula\">\\(c\\)</code>\n"
      "<code class=\"formula\">$$\nd\n$$</code></p>\n" },
    { "a[^1]\n\n[^1]: b", "<p>a<sup>1</sup></p>\n<p><sup>1</sup>: b</p>\n" },
    { "```c\" onclick=\nx\n```", "<pre><code class=\"language-c&quot;\">x\n</code></pre>\n" },
    { "- [x] a\n- [ ] b", "<ul>\n<li class=\"task-list-item\"><input type=\"checkbox\" "
                          "class=\"task-list-item-checkbox\" disabled checked>a</li>\n"
                          "<li class=\"task-list-item\"><input type=\"checkbox\" "
                          "class=\"task-list-item-checkbox\" disabled>b</li>\n</ul>\n" },
    { "|a|b|\n|:--|--:|\n|c|d|",
      "<table>\n<thead>\n<tr>\n<th align=\"left\">a</th>\n<th align=\"right\">b</th>\n</tr>\n"
      "</thead>\n<tbody>\n<tr>\n<td align=\"left\">c</td>\n<td align=\"right\">d</td>\n</tr>\n"
      "</tbody>\n</table>\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) blocks = render_parse (cases[i].markdown, LLM_MARKDOWN_ANSWER);
      g_autofree char *html = render_html (blocks, LLM_HTML_SAFE);

      g_assert_cmpstr (html, ==, cases[i].expected);
    }
}

/* No target of the corpus leads elsewhere, no tag is one of the source. */
static void
test_html_safe_corpus (void)
{
  g_autoptr (GPtrArray) corpus = render_corpus ();
  g_autoptr (GRegex) wrong = g_regex_new ("<(script|img|div|b|i|kbd|details|!--)\\b|"
                                          "href=\"(?!https?://|mailto:)",
                                          G_REGEX_CASELESS, 0, NULL);

  for (guint i = 0; i < corpus->len; i++)
    {
      g_autoptr (GPtrArray) blocks = render_parse (corpus->pdata[i], LLM_MARKDOWN_ANSWER);
      g_autofree char *html = render_html (blocks, LLM_HTML_SAFE);

      g_assert_false (g_regex_match (wrong, html, 0, NULL));
    }
}

static void
test_text (void)
{
  static const Case cases[] = {
    { "# A *b*", "A b\n" },
    { "a\nb\\\nc", "a\nb\nc\n" },
    { "- a\n- b\n  - c\n  - d", "• a\n• b\n  • c\n  • d\n" },
    { "3. a\n4. b", "3. a\n4. b\n" },
    { "- [ ] a\n- [x] b", "☐ a\n☑ b\n" },
    { "1. [x] a", "1. ☑ a\n" },
    { "- a\n\n- b", "• a\n\n• b\n" },
    { "- a\n\n  b", "• a\n\n  b\n" },
    { "- a\n  ```\n  x\n    y\n  ```", "• a\n  x\n    y\n" },
    { "> a\n> b\n>\n> c", "> a\n> b\n>\n> c\n" },
    { "> - a\n>   b", "> • a\n>   b\n" },
    { "```c\nint a;\n\n  b;\n```", "int a;\n\n  b;\n" },
    { "|a|b|\n|---|---|\n|**c**|d|\n|e|", "a\tb\nc\td\ne\t\n" },
    { "[a](b) ![c](d) <https://e.f>", "a c https://e.f\n" },
    { "$x$ \\(y\\) [^1]", "$x$ \\(y\\) [1]\n" },
    { "a<br>b <b>c</b>", "a\nb <b>c</b>\n" },
    { "|a|\n|---|\n|b<br/>c|", "a\nb c\n" },
    { "---", "---\n" },
    { "&amp; \\*", "& *\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) blocks = render_parse (cases[i].markdown, LLM_MARKDOWN_ANSWER);
      g_autofree char *text = render_text (blocks);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* What people write comes back as they wrote it. */
static void
test_markdown_same (void)
{
  static const char *const cases[] = {
    "A *b* **c** ***d*** ~~e~~ `f`\n",
    "snake_case and 2\\*3\\*4\n",
    "# One\n\n## Two\n",
    "Two\nlines\n",
    "Hard\\\nbreak\n",
    "- a\n- b\n  - c\n    - d\n- e\n",
    "1. a\n2. b\n   - c\n\n3) d\n",
    "- [ ] a\n- [x] b\n",
    "- a\n\n- b\n\n  c\n",
    "> a\n>\n> - b\n>   c\n",
    "```python\nx = 1\n```\n",
    "````markdown\n```\n````\n",
    "| a | b |\n| --- | --: |\n| `c \\| d` | e \\| f |\n",
    "[a](https://b.c \"t\") ![d](e.png) <https://f.g>\n",
    "Costs $5 and $10, about ~5 minutes, 2 * 3, [1], a > b, a < b, C:\\new, 100% & more.\n",
    "The area is $A = \\pi r^2$ and \\(x\\), see[^1].\n",
    "$$\n\\int x\n$$\n",
    "\\[\na\n\\]\n",
    "- $$\n  a\n  $$\n",
    "---\n",
    "<div>\n*a*\n</div>\n",
    "H<sub>2</sub>O\n",
    "\\# no heading\n",
    "1\\. no item\n",
    "\\*no emphasis\\*\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) blocks = render_parse (cases[i], LLM_MARKDOWN_ANSWER);
      g_autofree char *markdown = render_markdown (blocks);

      g_assert_cmpstr (markdown, ==, cases[i]);
    }
}

static char *
make_round_trip (const char *source, LlmMarkdownFlags flags, char **html, char **markdown)
{
  g_autoptr (GPtrArray) blocks = render_parse (source, flags);
  g_autoptr (GPtrArray) again = NULL;

  *html = render_html (blocks, LLM_HTML_VERBATIM);
  *markdown = render_markdown (blocks);
  again = render_parse (*markdown, flags);
  return render_html (again, LLM_HTML_VERBATIM);
}

static void
test_round_trip (void)
{
  static const LlmMarkdownFlags flags[]
      = { LLM_MARKDOWN_COMMONMARK, LLM_MARKDOWN_GITHUB, LLM_MARKDOWN_ANSWER };
  g_autoptr (GPtrArray) corpus = render_corpus ();

  for (guint i = 0; i < corpus->len; i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (flags); k++)
        {
          g_autofree char *html = NULL;
          g_autofree char *markdown = NULL;
          g_autofree char *again = make_round_trip (corpus->pdata[i], flags[k], &html, &markdown);

          g_assert_cmpstr (again, ==, html);
        }
    }
}

/* Blanks around lines, which blocks of HTML may get more or fewer of. */
static char *
squeeze (const char *html)
{
  g_autoptr (GRegex) blanks = g_regex_new ("[ \\t]*(\\n[ \\t]*)+", 0, 0, NULL);

  return g_regex_replace_literal (blanks, html, -1, 0, "\n", 0, NULL);
}

/* Whatever the writers get, they make text of it.  Of documents in which anything may
 * follow anything, a few do not come back: what md4c itself gets wrong, and blocks that are
 * what they are only because of definitions that are gone. */
static void
test_random (void)
{
  guint n_different = 0;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_autofree char *source
          = render_random_document (rand, (guint) g_rand_int_range (rand, 1, 30));
      g_autofree char *html = NULL;
      g_autofree char *markdown = NULL;
      g_autofree char *text = NULL;
      g_autofree char *squeezed = NULL;
      g_autofree char *squeezed_again = NULL;
      g_autoptr (GPtrArray) blocks = render_parse (source, LLM_MARKDOWN_ANSWER);
      g_autofree char *again = make_round_trip (source, LLM_MARKDOWN_ANSWER, &html, &markdown);

      text = render_text (blocks);
      g_assert_true (g_utf8_validate (html, -1, NULL));
      g_assert_true (g_utf8_validate (markdown, -1, NULL));
      g_assert_true (g_utf8_validate (text, -1, NULL));
      squeezed = squeeze (html);
      squeezed_again = squeeze (again);
      if (strcmp (squeezed, squeezed_again) != 0)
        {
          g_test_message ("seed %u", i);
          n_different++;
        }
    }
  g_test_message ("%u of 2000 differ", n_different);
  g_assert_cmpuint (n_different, <, 30);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/writers/html-safe", test_html_safe);
  g_test_add_func ("/render/writers/html-safe-corpus", test_html_safe_corpus);
  g_test_add_func ("/render/writers/text", test_text);
  g_test_add_func ("/render/writers/markdown-same", test_markdown_same);
  g_test_add_func ("/render/writers/round-trip", test_round_trip);
  g_test_add_func ("/render/writers/random", test_random);
  return g_test_run ();
}
