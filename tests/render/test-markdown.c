/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-markdown.h"

#include <string.h>

#include "llm-entity.h"
#include "render-test.h"

typedef struct
{
  const char *markdown;
  const char *events;
} Case;

static void
check_cases (const Case *cases, gsize n, LlmMarkdownFlags flags)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) blocks = render_parse (cases[i].markdown, flags);
      g_autofree char *events = render_events (blocks);

      g_test_message ("%s", cases[i].markdown);
      g_assert_cmpstr (events, ==, cases[i].events);
      render_assert_sane (blocks, cases[i].markdown, strlen (cases[i].markdown));
    }
}

static void
test_events (void)
{
  static const Case cases[] = {
    { "", "" },
    { "\n\n \n", "" },
    { "a *b* **c**", "<p 'a ' <em 'b' > ' ' <strong 'c' > >" },
    { "a\nb  \nc\\\nd", "<p 'a' nl 'b' br 'c' br 'd' >" },
    { "# h", "<h 'h' >" },
    { "- a\n- b", "<bullets <item 'a' > <item 'b' > >" },
    { "- a\n\n- b", "<bullets <item <p 'a' > > <item <p 'b' > > >" },
    { "3) a", "<numbers <item 'a' > >" },
    { "> a", "<quote <p 'a' > >" },
    { "`` a`b ``", "<p <code 'a`b' > >" },
    { "```c x\na\n\nb\n```", "<pre'c x' 'a\n\nb\n' >" },
    { "    a\n    b", "<pre 'a\nb\n' >" },
    { "***", "<hr >" },
    { "[a](b \"c\")", "<p <a'b' 'a' > >" },
    { "![a](b)", "<p <img'b' 'a' > >" },
    { "<b>x</b>", "<p html'<b>' 'x' html'</b>' >" },
    { "<div>\n*a*\n</div>", "<html-block html'<div>\n*a*\n</div>\n' >" },
    { "~~a~~", "<p <del 'a' > >" },
    { "|a|\n|---|\n|b|", "<table <head <row <th 'a' > > > <body <row <td 'b' > > > >" },
    { "|a|\n|---|\n|`x\\|y`|",
      "<table <head <row <th 'a' > > > <body <row <td <code 'x' '|y' > > > > >" },
    /* What is inserted for md4c is nowhere in the text. */
    { "|a|\n|-|\n|b|", "<table <head <row <th 'a' > > > <body <row <td 'b' > > > >" },
    { "```\n|a|\n|-|\n```", "<pre '|a|\n|-|\n' >" },
    { "|a|\n|-|-|\n\n`|a|\n|-| x`",
      "<table <head <row <th 'a' > <th > > > > <p <code '|a|' ' ' '|-| x' > >" },
    { "- |\n  |-|\n  \\* *b*",
      "<bullets <item <table <head <row <th > > > <body <row <td '* ' <em 'b' > > > > > > >" },
    /* A table right after text. */
    { "a\n|b|c|\n|---|---|", "<p 'a' > <table <head <row <th 'b' > <th 'c' > > > >" },
    { "> a\n> |b|\n> |-|\n> |c|",
      "<quote <p 'a' > <table <head <row <th 'b' > > > <body <row <td 'c' > > > > >" },
    { "|a|\n|---|\n|b|\n|---|\n|c|", "<table <head <row <th 'a' > > > <body <row <td 'b' > > <row "
                                     "<td '---' > > <row <td 'c' > > > >" },
    { "```\na\n|b|\n|---|\n```", "<pre 'a\n|b|\n|---|\n' >" },
    { "a\n|b|c|\n|---|", "<p 'a' nl '|b|c|' nl '|---|' >" },
    { "a & b &lt; c", "<p 'a & b < c' >" },
    { "a\\*b", "<p 'a' '*b' >" },
    /* A code block that is open has no line too many. */
    { "```\na\n", "<pre 'a\n' >" },
    { "```\na", "<pre 'a\n' >" },
    /* Tabs stay tabs. */
    { "```\n\ta\n\t \tb\n```", "<pre '\ta\n\t \tb\n' >" },
    { "- x\n\n  ```\n  \ta\n  ```", "<bullets <item <p 'x' > <pre '\ta\n' > > >" },
    { "\t\ta", "<pre '\ta\n' >" },
    { ">\t\ta", "<quote <pre '  a\n' > >" },
    /* About five is not struck out. */
    { "~5 or (~6)", "<p '~5 or (~6)' >" },
    { "~a~ ~b", "<p <del 'a' > ' ~b' >" },
    { "https://a.example/~b/", "<p <a'https://a.example/~b/' 'https://a.example/~b/' > >" },
  };

  check_cases (cases, G_N_ELEMENTS (cases), LLM_MARKDOWN_ANSWER);
}

static void
test_dialects (void)
{
  static const Case plain[] = {
    { "~~a~~ $b$ [^1]", "<p '~~a~~ $b$ [^1]' >" },
    { "https://a.example", "<p 'https://a.example' >" },
    { "|a|\n|---|", "<p '|a|' nl '|---|' >" },
  };
  static const Case github[] = {
    { "$a$ [^1]", "<p '$a$ [^1]' >" },
    { "\\(a\\)", "<p '(a' ')' >" },
  };

  check_cases (plain, G_N_ELEMENTS (plain), LLM_MARKDOWN_COMMONMARK);
  check_cases (github, G_N_ELEMENTS (github), LLM_MARKDOWN_GITHUB);
}

static void
test_formulas (void)
{
  static const Case cases[] = {
    { "$x$", "<p math'x' >" },
    { "a $x_1*y*$, b", "<p 'a ' math'x_1*y*' ', b' >" },
    /* Money. */
    { "$5 and $10", "<p '$5 and $10' >" },
    { "$5-$10", "<p '$5-$10' >" },
    { "US$5 and US$6", "<p 'US$5 and US$6' >" },
    { "$ x $", "<p '$ x $' >" },
    { "$x $", "<p '$x $' >" },
    { "$x$y", "<p '$x$y' >" },
    { "\\$x\\$", "<p '$x' '$' >" },
    { "$x\\$y$", "<p math'x\\$y' >" },
    { "\\(a_b\\) \\(c\\)", "<p math'a_b' ' ' math'c' >" },
    { "\\[a\\]", "<p display'a' >" },
    { "\\[\na\n- b\n= c\n\\]", "<p display'\na\n- b\n= c\n' >" },
    { "- \\[a\\]", "<bullets <item display'a' > >" },
    /* Brackets in prose. */
    { "see \\[1\\]", "<p 'see ' '[1' ']' >" },
    { "see \\[x^2\\]", "<p 'see ' display'x^2' >" },
    { "$$a$$", "<p display'a' >" },
    { "$$\na\n\nb\n$$", "<p '$$' nl 'a' > <p 'b' nl '$$' >" },
    { "$$\na\n$$", "<p display'\na\n' >" },
    { "$$$$ $$ $$", "<p '$$$$ $$ $$' >" },
    /* Without the markers of what they are in. */
    { "> $$\n> a\n> > b\n> $$", "<quote <p display'\na\n> b\n' > >" },
    { "- a\n\n  $$\n  b\n  $$", "<bullets <item <p 'a' > <p display'\nb\n' > > >" },
    { "|a|\n|---|\n|$|x|$|", "<table <head <row <th 'a' > > > <body <row <td math'|x|' > > > >" },
    /* Not in code, addresses and definitions of fences. */
    { "`$x$` ``\\(x\\)``", "<p <code '$x$' > ' ' <code '\\(x\\)' > >" },
    { "```\n$x$\n```", "<pre '$x$\n' >" },
    { "    $x$", "<pre '$x$\n' >" },
    { "[a](b?c=$d$&e=1 \"$f$\")", "<p <a'b?c=$d$&e=1' 'a' > >" },
    { "[a](b\\(c\\))", "<p <a'b(c)' 'a' > >" },
    { "<https://a.example/$b$>", "<p <a'https://a.example/$b$' 'https://a.example/$b$' > >" },
    { "[$a$](b)", "<p <a'b' math'a' > >" },
    { "**$a*b$**", "<p <strong math'a*b' > >" },
    { "<div>\n$x$\n</div>", "<html-block html'<div>\n$x$\n</div>\n' >" },
    /* What begins first. */
    { "$a`b$ `c`", "<p math'a`b' ' ' <code 'c' > >" },
    { "`a$b` c$", "<p <code 'a$b' > ' c$' >" },
  };

  check_cases (cases, G_N_ELEMENTS (cases), LLM_MARKDOWN_ANSWER);
}

static void
test_delimiters (void)
{
  static const char *const formulas[][3] = {
    { "$a$", "$", "$" },
    { "\\(a\\)", "\\(", "\\)" },
    { "$$a$$", "$$", "$$" },
    { "\\[a\\]", "\\[", "\\]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++)
    {
      g_autoptr (GPtrArray) blocks = render_parse (formulas[i][0], LLM_MARKDOWN_ANSWER);
      const char *opening, *closing;
      const LlmEvent *events;
      guint n_events;

      events = llm_block_get_events (blocks->pdata[0], &n_events);
      g_assert_false (llm_event_get_delimiters (&events[0], &opening, &closing));
      g_assert_true (llm_event_get_delimiters (&events[1], &opening, &closing));
      g_assert_cmpstr (opening, ==, formulas[i][1]);
      g_assert_cmpstr (closing, ==, formulas[i][2]);
    }
}

static void
test_footnotes (void)
{
  static const Case cases[] = {
    { "a[^1] b", "<p 'a' note'1' ' b' >" }, { "[^a-b_2]: text", "<p note'a-b_2' ': text' >" },
    { "[^1](b)", "<p <a'b' '^1' > >" },     { "[^ 1] [^]", "<p '[^ 1] [^]' >" },
    { "`[^1]`", "<p <code '[^1]' > >" },    { "\\[^1]", "<p '[^1]' >" },
  };

  check_cases (cases, G_N_ELEMENTS (cases), LLM_MARKDOWN_ANSWER);
}

/* The bytes of the source are the text, where nothing is decoded. */
static void
test_sources (void)
{
  g_autoptr (GPtrArray) corpus = render_corpus ();
  guint n_exact = 0;

  for (guint c = 0; c < corpus->len; c++)
    {
      const char *source = corpus->pdata[c];
      g_autoptr (GPtrArray) blocks = render_parse (source, LLM_MARKDOWN_ANSWER);

      render_assert_sane (blocks, source, strlen (source));
      for (guint b = 0; b < blocks->len; b++)
        {
          guint n_events;
          const LlmEvent *events = llm_block_get_events (blocks->pdata[b], &n_events);

          for (guint i = 0; i < n_events; i++)
            {
              const char *text = llm_block_get_text (blocks->pdata[b], &events[i]);
              const char *opening, *closing;
              guint32 start = events[i].source;

              if (events[i].step != LLM_STEP_TEXT || start == LLM_NO_SOURCE)
                continue;
              if (llm_event_get_delimiters (&events[i], &opening, &closing))
                {
                  g_assert_true (g_str_has_prefix (source + start, opening));
                  start += (guint32) strlen (opening);
                }
              else if (events[i].type == LLM_NODE_FOOTNOTE)
                start += 2;
              else if (events[i].source_length != events[i].text_length)
                continue;
              if (events[i].type != LLM_NODE_DISPLAY_FORMULA)
                g_assert_cmpint (strncmp (source + start, text, events[i].text_length), ==, 0);
              n_exact++;
            }
        }
    }
  g_assert_cmpuint (n_exact, >, 500);
}

static void
test_source_offset (void)
{
  g_autoptr (GPtrArray) blocks = llm_markdown_parse ("a *b*", 5, 1000, LLM_MARKDOWN_ANSWER);
  const LlmEvent *events;
  guint n_events;

  g_assert_cmpuint (llm_block_get_first_source (blocks->pdata[0]), ==, 1000);
  events = llm_block_get_events (blocks->pdata[0], &n_events);
  g_assert_cmpuint (events[3].source, ==, 1003);
  g_assert_cmpuint (events[3].source_length, ==, 1);
}

static void
test_attributes (void)
{
  g_autoptr (GPtrArray) blocks = render_parse ("3) [x] a\n4) b\n\n- [X] c\n\n## h\n\n"
                                               "| l | c | r |\n|:---|:-:|--:|\n\n"
                                               "~~~js a=\"b\"\n~~~\n",
                                               LLM_MARKDOWN_ANSWER);
  const LlmEvent *events;
  guint n_events;
  char *text;

  g_assert_cmpuint (blocks->len, ==, 5);
  events = llm_block_get_events (blocks->pdata[0], &n_events);
  g_assert_cmpuint (events[0].number, ==, 3);
  g_assert_cmpuint (events[0].level, ==, ')');
  g_assert_cmpuint (events[0].flags, ==, LLM_EVENT_TIGHT);
  g_assert_cmpuint (events[1].flags, ==, LLM_EVENT_TASK | LLM_EVENT_CHECKED);
  g_assert_cmpuint (events[4].flags, ==, 0);
  events = llm_block_get_events (blocks->pdata[1], &n_events);
  g_assert_cmpuint (events[0].level, ==, '-');
  g_assert_cmpuint (events[1].flags, ==, LLM_EVENT_TASK | LLM_EVENT_CHECKED);
  events = llm_block_get_events (blocks->pdata[2], &n_events);
  g_assert_cmpuint (events[0].level, ==, 2);
  events = llm_block_get_events (blocks->pdata[3], &n_events);
  g_assert_cmpuint (events[0].number, ==, 3);
  g_assert_cmpuint (events[3].level, ==, LLM_ALIGN_LEFT);
  g_assert_cmpuint (events[6].level, ==, LLM_ALIGN_CENTER);
  g_assert_cmpuint (events[9].level, ==, LLM_ALIGN_RIGHT);
  events = llm_block_get_events (blocks->pdata[4], &n_events);
  g_assert_cmpuint (events[0].flags, ==, LLM_EVENT_FENCED | LLM_EVENT_TITLED);
  text = llm_block_dup_text (blocks->pdata[4], &events[0]);
  g_assert_cmpstr (text, ==, "js a=\"b\"");
  g_free (text);
  text = llm_block_dup_title (blocks->pdata[4], &events[0]);
  g_assert_cmpstr (text, ==, "js");
  g_free (text);
}

static void
assert_entity (const char *entity, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const gboolean found = llm_entity_append (out, entity, strlen (entity));

  g_assert_cmpstr (out->str, ==, expected);
  g_assert_true (found == (strcmp (entity, expected) != 0));
}

static void
test_entities (void)
{
  assert_entity ("&amp;", "&");
  assert_entity ("&AMP;", "&");
  assert_entity ("&Aacute;", "Á");
  assert_entity ("&zwnj;", "\342\200\214");
  assert_entity ("&ngE;", "\342\211\247\314\270");
  assert_entity ("&CounterClockwiseContourIntegral;", "∳");
  assert_entity ("&nope;", "&nope;");
  assert_entity ("&am;", "&am;");
  assert_entity ("&ampx;", "&ampx;");
  assert_entity ("&;", "&;");
  assert_entity ("&#65;", "A");
  assert_entity ("&#x1F600;", "😀");
  assert_entity ("&#X41;", "A");
  /* What is no character. */
  assert_entity ("&#0;", "\357\277\275");
  assert_entity ("&#xD800;", "\357\277\275");
  assert_entity ("&#xdfff;", "\357\277\275");
  assert_entity ("&#x110000;", "\357\277\275");
  assert_entity ("&#9999999;", "\357\277\275");
}

static void
test_nul (void)
{
  static const struct
  {
    const char *text;
    gsize length;
    const char *events;
  } cases[] = {
    { "a\0b", 3, "<p 'a' '\357\277\275' 'b' >" },
    { "```\na\0b\n```", 11, "<pre 'a\357\277\275b\n' >" },
    { "<div>\0\n*x*\n", 11, "<html-block html'<div>\357\277\275\n*x*\n' >" },
    { "\0", 1, "<p '\357\277\275' >" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) blocks
          = llm_markdown_parse (cases[i].text, cases[i].length, 0, LLM_MARKDOWN_ANSWER);
      g_autofree char *events = render_events (blocks);

      g_assert_cmpstr (events, ==, cases[i].events);
      render_assert_sane (blocks, cases[i].text, cases[i].length);
    }
}

static guint
get_depth (const LlmBlock *block)
{
  guint n_events, depth = 0, deepest = 0;
  const LlmEvent *events = llm_block_get_events (block, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      if (events[i].step == LLM_STEP_ENTER)
        deepest = MAX (deepest, depth + 1);
      if (events[i].step == LLM_STEP_ENTER)
        depth++;
      else if (events[i].step == LLM_STEP_LEAVE)
        depth--;
    }
  return deepest;
}

static void
check_nesting (const char *marker, const char *end, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) blocks = NULL;
  g_autofree char *events = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append (text, marker);
  g_string_append (text, end);
  blocks = render_parse (text->str, LLM_MARKDOWN_ANSWER);
  render_assert_sane (blocks, text->str, text->len);
  g_assert_cmpuint (blocks->len, ==, 1);
  /* With a leaf and a span. */
  g_assert_cmpuint (get_depth (blocks->pdata[0]), <=, 66);
  g_assert_cmpuint (get_depth (blocks->pdata[0]), >=, 62);
  events = render_events (blocks);
  g_assert_nonnull (strstr (events, expected));
}

/* Containers beyond the limit go, what is in them stays, and is in a leaf. */
static void
test_nesting (void)
{
  check_nesting ("> ", "deep", "<p 'deep' >");
  check_nesting ("- ", "deep", "<p 'deep' >");
  check_nesting ("1. ", "deep **x**", "<p 'deep ' <strong 'x' > >");
  check_nesting ("> ", "```\n", "<pre >");
  check_nesting (">- ", "deep", "<p 'deep' >");
  check_nesting ("- > ", "# deep", "<h 'deep' >");
}

/* A definition is repeated with each use; only so much of that is kept. */
static void
test_definitions (void)
{
  g_autoptr (GString) text = g_string_new ("[a]: https://example.com/");
  g_autoptr (GPtrArray) blocks = NULL;
  gsize size = 0;

  for (guint i = 0; i < 6000; i++)
    g_string_append (text, "0123456789");
  g_string_append (text, "\n\n");
  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "[a]\n\n");
  blocks = render_parse (text->str, LLM_MARKDOWN_ANSWER);
  for (guint i = 0; i < blocks->len; i++)
    size += llm_block_get_size (blocks->pdata[i]);
  g_assert_cmpuint (blocks->len, ==, 1000);
  g_assert_cmpuint (size, >, text->len);
  g_assert_cmpuint (size, <, 2 * 1024 * 1024);
}

static void
test_equal (void)
{
  g_autoptr (GPtrArray) a = render_parse ("a *b*\n\na *b*", LLM_MARKDOWN_ANSWER);
  g_autoptr (GPtrArray) b = render_parse ("a *b*\n\na _b_", LLM_MARKDOWN_ANSWER);

  g_assert_true (llm_block_equal (a->pdata[0], b->pdata[0]));
  /* The same at another place of the source is another. */
  g_assert_false (llm_block_equal (a->pdata[0], a->pdata[1]));
  g_assert_true (llm_block_equal (a->pdata[1], b->pdata[1]));
}

static void
test_random (void)
{
  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_autofree char *text = render_random_document (rand, (guint) g_rand_int_range (rand, 1, 60));
      g_autoptr (GPtrArray) blocks = render_parse (text, LLM_MARKDOWN_ANSWER);

      g_test_message ("seed %u", i);
      render_assert_sane (blocks, text, strlen (text));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/markdown/events", test_events);
  g_test_add_func ("/render/markdown/dialects", test_dialects);
  g_test_add_func ("/render/markdown/formulas", test_formulas);
  g_test_add_func ("/render/markdown/delimiters", test_delimiters);
  g_test_add_func ("/render/markdown/footnotes", test_footnotes);
  g_test_add_func ("/render/markdown/sources", test_sources);
  g_test_add_func ("/render/markdown/source-offset", test_source_offset);
  g_test_add_func ("/render/markdown/attributes", test_attributes);
  g_test_add_func ("/render/markdown/entities", test_entities);
  g_test_add_func ("/render/markdown/nul", test_nul);
  g_test_add_func ("/render/markdown/nesting", test_nesting);
  g_test_add_func ("/render/markdown/definitions", test_definitions);
  g_test_add_func ("/render/markdown/equal", test_equal);
  g_test_add_func ("/render/markdown/random", test_random);
  return g_test_run ();
}
