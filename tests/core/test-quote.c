/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-judgement.h"
#include "llm-quote.h"

#include <string.h>

#define EXACT LLM_QUOTE_EXACT
#define NEARLY LLM_QUOTE_NEARLY
#define MISSING LLM_QUOTE_MISSING

/* @found is the part of @text that is expected. */
static const struct
{
  const char *text;
  const char *quote;
  LlmQuoteMatch match;
  const char *found;
} cases[] = {
  /* To the letter, at all ends. */
  { "One two three.", "two", EXACT, "two" },
  { "One two three.", "One", EXACT, "One" },
  { "One two three.", "three.", EXACT, "three." },
  { "One two three.", "One two three.", EXACT, "One two three." },
  { "One two three.", "  two\n", EXACT, "two" },
  { "a\nb", "a\nb", EXACT, "a\nb" },
  { "aaab", "aab", EXACT, "aab" },
  { "abababac", "ababac", EXACT, "ababac" },
  { "x **bold** y", "**bold**", EXACT, "**bold**" },
  { "f (x) { return; }", "{ return; }", EXACT, "{ return; }" },
  { "...", "...", EXACT, "..." },
  /* Not there. */
  { "One two three.", "two four", MISSING, "" },
  { "One two three.", "One two three. Four.", MISSING, "" },
  { "One two three.", "onetwo", MISSING, "" },
  { "One two three.", "One … three", MISSING, "" },
  { "One two three.", "", MISSING, "" },
  { "One two three.", " \t\n", MISSING, "" },
  { "One two three.", "“”", MISSING, "" },
  { "One two three.", "**", MISSING, "" },
  { "One - two", "–", MISSING, "" },
  { "", "a", MISSING, "" },
  { "", "", MISSING, "" },
  /* Blanks and case. */
  { "One\n  two\tthree.", "One two three", NEARLY, "One\n  two\tthree" },
  { "One\u00a0two", "one two", NEARLY, "One\u00a0two" },
  { "One two", "ONE   TWO", NEARLY, "One two" },
  { "Οδυσσεύς", "ΟΔΥΣΣΕΎΣ", NEARLY, "Οδυσσεύς" },
  /* Quotation marks, dashes, dots. */
  { "He said “no” to it.", "said \"no\" to", NEARLY, "said “no” to" },
  { "It's «so».", "it’s 'so'", NEARLY, "It's «so" },
  { "It is so.", "“It is so.”", EXACT, NULL },
  { "1939–1945", "1939-1945", NEARLY, "1939–1945" },
  { "yes — no", "yes - no", NEARLY, "yes — no" },
  { "yes -- no", "yes — no", NEARLY, "yes -- no" },
  { "well… no", "well... no", NEARLY, "well… no" },
  { "This is the end of it.", "…is the end...", NEARLY, "is the end" },
  /* Markdown. */
  { "A **very *good* thing** here", "very good thing", NEARLY, "very *good* thing" },
  { "## The head\n\nThe text", "The head The text", NEARLY, "The head\n\nThe text" },
  { "- one\n- two\n", "one two", NEARLY, "one\n- two" },
  { "> cited\n> more", "cited more", NEARLY, "cited\n> more" },
  { "See [the docs](https://a.test/x_y) now", "see the docs now", NEARLY,
    "See [the docs](https://a.test/x_y) now" },
  { "| a | b |\n| c | d |", "a b", NEARLY, "a | b" },
  { "call `strlen`, then", "call strlen, then", NEARLY, "call `strlen`, then" },
  { "a \\* b", "a * b", NEARLY, "a \\* b" },
  { "keep_this_name", "keepthisname", MISSING, "" },
  { "2*3 is 6", "23 is 6", MISSING, "" },
  { "C# is C", "c#", NEARLY, "C#" },
  /* Chinese, Japanese, Arabic, Hebrew. */
  { "光合作用把光能变成化学能。", "把光能变成", EXACT, "把光能变成" },
  { "光合作用把光能变成化学能。", "化学能。", EXACT, "化学能。" },
  { "光合作用「光能」", "作用\"光能", NEARLY, "作用「光能" },
  { "光合作用", "光作用", MISSING, "" },
  { "東京は\n日本の首都です。", "東京は 日本", NEARLY, "東京は\n日本" },
  { "الشمس تشرق", "تشرق", EXACT, "تشرق" },
  { "\u202bשלום\u202c עולם", "שלום עולם", NEARLY, "שלום\u202c עולם" },
  /* Accents, however they are written, and characters that must not be cut. */
  { "caf\u00e9 noir", "cafe\u0301 noir", NEARLY, "caf\u00e9 noir" },
  { "cafe\u0301 noir", "caf\u00e9", NEARLY, "cafe\u0301" },
  { "cafe\u0301 noir", "cafe", MISSING, "" },
  { "caf\u00e9 noir", "cafe", MISSING, "" },
  { "cafe\u0301 and cafe", "cafe", EXACT, "cafe" },
  { "cafe\u0301", "\u0301", MISSING, "" },
  { "각", "가", MISSING, "" },
  { "각", "각", EXACT, "각" },
  { "a 👩\u200d💻 b", "👩\u200d💻", EXACT, "👩\u200d💻" },
  { "a 👩\u200d💻 b", "👩", MISSING, "" },
  { "a 👩\u200d💻 b", "💻", MISSING, "" },
  { "a ❤\ufe0f b", "a ❤ b", NEARLY, "a ❤\ufe0f b" },
  { "zero\u200bwidth so\u00adft", "zerowidth soft", NEARLY, "zero\u200bwidth so\u00adft" },
};

static void
test_find (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmQuoteFinder) finder = llm_quote_finder_new (cases[i].text);
      g_autofree char *found = NULL;
      gsize offset = 99, length = 99;
      LlmQuoteMatch match;

      g_test_message ("%s in %s", cases[i].quote, cases[i].text);
      match = llm_quote_finder_find (finder, cases[i].quote, &offset, &length);
      /* Quotation marks around it that are not in the text. */
      if (cases[i].found == NULL)
        {
          g_assert_cmpint (match, ==, LLM_QUOTE_NEARLY);
          continue;
        }
      g_assert_cmpint (match, ==, cases[i].match);
      g_assert_cmpuint (offset + length, <=, strlen (cases[i].text));
      found = g_strndup (cases[i].text + offset, length);
      g_assert_cmpstr (found, ==, cases[i].found);
      g_assert_true ((length > 0) == (match != LLM_QUOTE_MISSING));
    }
}

/* A text made to be slow: all of it are places where the quote would be cut, and brackets that
 * begin no link.  In quadratic time this would not end. */
static void
test_hostile_text (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (LlmQuoteFinder) finder = NULL;
  g_autofree char *quote = g_strnfill (399, 'a');
  gsize offset, length;

  for (guint i = 0; i < 300 * 1000; i++)
    g_string_append (text, "[[aaaaaaaae\u0301");
  quote[398] = 'e';
  finder = llm_quote_finder_new (text->str);
  g_assert_cmpint (llm_quote_finder_find (finder, "aaaaaaaae", &offset, &length), ==,
                   LLM_QUOTE_MISSING);
  g_assert_cmpint (llm_quote_finder_find (finder, quote, &offset, &length), ==, LLM_QUOTE_MISSING);
}

static void
test_names (void)
{
  static const char *const bad[] = { "", "Exact", "exact ", NULL };
  LlmQuoteMatch match = LLM_QUOTE_EXACT;

  for (int i = LLM_QUOTE_MISSING; i <= LLM_QUOTE_UNCHECKED; i++)
    {
      g_assert_true (
          llm_quote_match_from_string (llm_quote_match_to_string ((LlmQuoteMatch) i), &match));
      g_assert_cmpint (match, ==, i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (llm_quote_match_from_string (bad[i], &match));
}

/* The text may not be the one any more in which the quote was found. */
static void
test_range (void)
{
  static const struct
  {
    gsize offset, length;
    gboolean valid;
  } ranges[] = {
    { 0, 1, TRUE },          { 3, 1, TRUE },          { 0, 4, TRUE },  { 1, 2, TRUE },
    { 0, 0, FALSE },         { 0, 5, FALSE },         { 4, 1, FALSE }, { 5, 1, FALSE },
    { G_MAXSIZE, 2, FALSE }, { 2, G_MAXSIZE, FALSE }, { 2, 1, FALSE }, { 0, 2, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autoptr (LlmQuote) quote = llm_quote_new ("x");
      gsize begin, end;

      quote->offset = ranges[i].offset;
      quote->length = ranges[i].length;
      /* Two bytes are one letter. */
      g_assert_true (llm_quote_get_range (quote, "a\u00e9b", &begin, &end) == ranges[i].valid);
      g_assert_cmpuint (begin, ==, ranges[i].valid ? ranges[i].offset : 0);
      g_assert_cmpuint (end, ==, ranges[i].valid ? ranges[i].offset + ranges[i].length : 0);
    }
}

static void
test_clean (void)
{
  static const struct
  {
    const char *text;
    guint max;
    const char *clean;
  } texts[] = {
    { "Plain.", 10, "Plain." },
    { "", 10, "" },
    { " \n\t ", 10, "" },
    { "  a \n\n b\t\tc  ", 10, "a b c" },
    { "12345678901", 10, "1234567890…" },
    { "12345 78901", 6, "12345…" },
    { "<b>bold</b> & <a href='x'>", 40, "<b>bold</b> & <a href='x'>" },
    { "a\001\033[31mb\177c\302\205d", 40, "a[31mbcd" },
    { "a\u202eb\u2066c\u200fd\u061ce", 40, "abcde" },
    { "a\u200bb\ufeffc\u2060d\u00ade", 40, "abcde" },
    { "tag\U000e0041\U000e0042", 40, "tag" },
    { "\ue000private\U000f0000", 40, "private" },
    { "line\u2028end\u2029x", 40, "line end x" },
    { "می\u200cخواهم", 40, "می\u200cخواهم" },
    { "bad \377 byte", 40, "bad \ufffd byte" },
    { "z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309!", 40,
      "z\u0301\u0302\u0303\u0304\u0305\u0306!" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *clean = llm_judge_clean (texts[i].text, texts[i].max);

      g_assert_cmpstr (clean, ==, texts[i].clean);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quote/find", test_find);
  g_test_add_func ("/quote/hostile-text", test_hostile_text);
  g_test_add_func ("/quote/names", test_names);
  g_test_add_func ("/quote/range", test_range);
  g_test_add_func ("/quote/clean", test_clean);
  return g_test_run ();
}
