/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-words.h"

#include <string.h>

static LlmWords *
make_words (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  LlmWords *words = llm_words_new (text, length, NULL, &error);

  g_assert_no_error (error);
  return words;
}

/* The pieces as text: words and numbers in brackets, marks in round ones, blanks as "_", the
 * end of a line as "/". */
static char *
show (const LlmWords *words)
{
  GString *shown = g_string_new (NULL);
  const char *text = llm_words_get_text (words, NULL);
  const LlmPiece *pieces;
  guint n_pieces;

  pieces = llm_words_get_pieces (words, &n_pieces);
  for (guint i = 0; i < n_pieces; i++)
    {
      static const char *const opening[] = { "[", "#", "(", "_", "/" };
      static const char *const closing[] = { "]", "#", ")", "", "" };

      g_string_append (shown, opening[pieces[i].kind]);
      if (!llm_piece_is_blank (&pieces[i]))
        g_string_append_len (shown, text + pieces[i].start, pieces[i].length);
      g_string_append (shown, closing[pieces[i].kind]);
    }
  return g_string_free (shown, FALSE);
}

static void
test_pieces (void)
{
  static const struct
  {
    const char *text;
    const char *pieces;
    guint n_words;
  } cases[] = {
    { "", "", 0 },
    { " ", "_", 0 },
    { "It can't be 3.5 km.", "[It]_[can't]_[be]_#3.5#_[km](.)", 5 },
    { "a,b - c", "[a](,)[b]_(-)_[c]", 3 },
    { "1,000.50 5%", "#1,000.50#_#5#(%)", 2 },
    { "a \t  b", "[a]_[b]", 2 },
    { "a\r\nb\n\nc\rd", "[a]/[b]//[c]/[d]", 4 },
    { "a\u2028b\u00a0c\u3000d", "[a]/[b]_[c]_[d]", 4 },
    { "snake_case ___", "[snake_case]_(___)", 1 },
    /* Quotation marks that look alike are not the same. */
    { "“a” \"a\"", "(“)[a](”)_(\")[a](\")", 2 },
    { "Größenänderung für Süßwasser", "[Größenänderung]_[für]_[Süßwasser]", 3 },
    { "e\u0301te\u0301", "[e\u0301te\u0301]", 1 },
    { "我喜欢北京。", "[我][喜欢][北京](。)", 3 },
    { "東京は日本の首都です", "[東京][は][日本][の][首都][です]", 6 },
    { "ภาษาไทย", "[ภาษา][ไทย]", 2 },
    { "한국어 문장", "[한국어]_[문장]", 2 },
    { "مرحبا بالعالم،", "[مرحبا]_[بالعالم](،)", 2 },
    { "👩‍👩‍👧‍👦🇩🇪🇫🇷!",
      "(👩‍👩‍👧‍👦)(🇩🇪)(🇫🇷)(!)", 0 },
    /* What is behind a run of words without blanks does not change what they are. */
    { "我喜欢北京42", "[我][喜欢][北京]#42#", 4 },
    { "½ ① 1st", "#½#_#①#_[1st]", 3 },
    { "x = y + 2;", "[x]_(=)_[y]_(+)_#2#(;)", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmWords) words = make_words (cases[i].text, -1);
      g_autofree char *shown = show (words);

      g_assert_cmpstr (shown, ==, cases[i].pieces);
      g_assert_cmpuint (llm_words_count (words), ==, cases[i].n_words);
      g_assert_cmpstr (llm_words_get_text (words, NULL), ==, cases[i].text);
      g_assert_false (llm_words_is_cut (words));
    }
}

static void
assert_covered (const LlmWords *words)
{
  gsize length, position = 0;
  const char *text = llm_words_get_text (words, &length);
  const LlmPiece *pieces;
  guint n_pieces;

  g_assert_true (g_utf8_validate_len (text, length, NULL));
  g_assert_cmpuint (strlen (text), ==, length);
  g_assert_cmpuint (length, <=, LLM_WORDS_MAX_LENGTH);
  pieces = llm_words_get_pieces (words, &n_pieces);
  for (guint i = 0; i < n_pieces; i++)
    {
      g_assert_cmpuint (pieces[i].start, ==, position);
      g_assert_cmpuint (pieces[i].length, >, 0);
      g_assert_true (g_utf8_validate_len (text + position, pieces[i].length, NULL));
      position += pieces[i].length;
    }
  g_assert_cmpuint (position, ==, length);
}

/* Any bytes: what is not UTF-8 is replaced, and the pieces have no holes. */
static void
test_hostile (void)
{
  static const char nul[] = "a\0b";
  g_autoptr (LlmWords) words = make_words (nul, 3);
  g_autoptr (LlmWords) cut = make_words ("abc\xe4\xbd", -1);

  g_assert_cmpstr (llm_words_get_text (words, NULL), ==, "a\ufffdb");
  assert_covered (cut);
  for (guint i = 0; i < 2000; i++)
    {
      char bytes[64];
      const guint length = (guint) g_test_rand_int_range (0, sizeof bytes);
      g_autoptr (LlmWords) random = NULL;
      g_autoptr (GArray) sentences = NULL;

      for (guint j = 0; j < length; j++)
        bytes[j] = (char) g_test_rand_int_range (0, 256);
      random = make_words (bytes, length);
      assert_covered (random);
      sentences = llm_words_find_sentences (random, NULL, NULL);
      g_assert_nonnull (sentences);
    }
}

static void
assert_cut (const char *unit, gsize prefix)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (LlmWords) words = NULL;

  for (gsize i = 0; i < prefix; i++)
    g_string_append_c (text, 'a');
  while (text->len <= LLM_WORDS_MAX_LENGTH)
    g_string_append (text, unit);
  words = make_words (text->str, (gssize) text->len);
  assert_covered (words);
  g_assert_true (llm_words_is_cut (words));
}

/* Cut between two characters, also where wrong bytes have become longer. */
static void
test_bounds (void)
{
  g_autofree char *most = g_strnfill (LLM_WORDS_MAX_LENGTH, 'a');
  g_autoptr (LlmWords) words = make_words (most, -1);

  g_assert_false (llm_words_is_cut (words));
  assert_covered (words);
  for (gsize prefix = 0; prefix < 4; prefix++)
    {
      assert_cut ("ü", prefix);
      assert_cut ("語 ", prefix);
      assert_cut ("😀", prefix);
      assert_cut ("\xff", prefix);
    }
}

static void
test_sentences (void)
{
  static const struct
  {
    const char *text;
    const char *sentences; /* with "|" between them */
  } cases[] = {
    { "", "" },
    { " \n--\n", "" },
    { "One. Two?  Three!", "One.|Two?|Three!" },
    { "It is 3.5 km. Yes", "It is 3.5 km.|Yes" },
    { "A line\nand another", "A line|and another" },
    { "A line\r\n\r\nand another\r\n", "A line|and another" },
    { "1. First item\n2) Second. Third\n  • Fourth", "First item|Second.|Third|Fourth" },
    { "> - [ ] Quoted\n☑ Done\n-not a marker", "Quoted|Done|-not a marker" },
    { "2024. A year is no marker", "2024.|A year is no marker" },
    { "one\ttwo\nthree\t", "one|two|three" },
    { "今天天气很好。我们去公园吧！你呢？", "今天天气很好。|我们去公园吧！|你呢？" },
    { "今日は晴れ。「明日は？」", "今日は晴れ。|「明日は？」" },
    { "مرحبا. كيف حالك؟ أنا بخير", "مرحبا.|كيف حالك؟|أنا بخير" },
    { "Größer. Älter! Öl.", "Größer.|Älter!|Öl." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmWords) words = make_words (cases[i].text, -1);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) sentences = llm_words_find_sentences (words, NULL, &error);
      g_autoptr (GString) shown = g_string_new (NULL);

      g_assert_no_error (error);
      for (guint j = 0; j < sentences->len; j++)
        {
          const LlmTextRange *range = &g_array_index (sentences, LlmTextRange, j);

          g_string_append (shown, j > 0 ? "|" : "");
          g_string_append_len (shown, cases[i].text + range->start, range->end - range->start);
        }
      g_assert_cmpstr (shown->str, ==, cases[i].sentences);
    }
}

static void
test_characters (void)
{
  static const struct
  {
    const char *text;
    gint64 n_characters;
  } cases[] = {
    { "", 0 },
    { "abc d", 5 },
    { "a\r\nb", 3 },
    { "e\u0301tude", 5 },
    { "Größe", 5 },
    { "北京", 2 },
    { "👩‍👩‍👧‍👦🇩🇪", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmWords) words = make_words (cases[i].text, -1);

      g_assert_cmpint (llm_words_count_characters (words, NULL, NULL), ==, cases[i].n_characters);
    }
}

static void
test_fold (void)
{
  static const struct
  {
    const char *a, *b;
    gboolean equal;        /* as they are */
    gboolean equal_folded; /* without regard to case */
  } cases[] = {
    { "Word", "word", FALSE, TRUE },
    { "é", "e\u0301", TRUE, TRUE },
    { "É", "e\u0301", FALSE, TRUE },
    { "Straße", "STRASSE", FALSE, TRUE },
    { "Σίσυφος", "ΣΊΣΥΦΟΣ", FALSE, TRUE },
    { "a", "á", FALSE, FALSE },
    { "'", "’", FALSE, FALSE },
    { "한", "\u1112\u1161\u11ab", TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *a = llm_word_fold (cases[i].a, strlen (cases[i].a), FALSE);
      g_autofree char *b = llm_word_fold (cases[i].b, strlen (cases[i].b), FALSE);
      g_autofree char *folded_a = llm_word_fold (cases[i].a, strlen (cases[i].a), TRUE);
      g_autofree char *folded_b = llm_word_fold (cases[i].b, strlen (cases[i].b), TRUE);

      g_assert_cmpint (g_str_equal (a, b), ==, cases[i].equal);
      g_assert_cmpint (g_str_equal (folded_a, folded_b), ==, cases[i].equal_folded);
    }
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LlmWords) words = make_words ("One. Two.", -1);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (llm_words_new ("a b", -1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (llm_words_find_sentences (words, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (llm_words_count_characters (words, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/pieces", test_pieces);
  g_test_add_func ("/words/hostile", test_hostile);
  g_test_add_func ("/words/bounds", test_bounds);
  g_test_add_func ("/words/sentences", test_sentences);
  g_test_add_func ("/words/characters", test_characters);
  g_test_add_func ("/words/fold", test_fold);
  g_test_add_func ("/words/cancel", test_cancel);

  return g_test_run ();
}
