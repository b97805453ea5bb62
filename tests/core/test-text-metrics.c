/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-text-metrics.h"

#include <string.h>

#include "llm-words.h"

static LlmTextMetrics *
make_metrics (const char *const *texts, guint n_texts)
{
  LlmTextInput inputs[LLM_TEXT_METRICS_MAX_TEXTS] = { 0 };
  g_autoptr (GError) error = NULL;
  LlmTextMetrics *metrics;

  for (guint i = 0; i < n_texts; i++)
    inputs[i].text = texts[i];
  metrics = llm_text_metrics_new (inputs, n_texts, NULL, &error);
  g_assert_no_error (error);
  return metrics;
}

static char *
join (const GPtrArray *sentences)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? "|" : "", (char *) sentences->pdata[i]);
  return g_string_free (joined, FALSE);
}

/* As "word 2/1". */
static char *
join_keywords (const GArray *keywords)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < keywords->len; i++)
    {
      const LlmKeyword *keyword = &g_array_index (keywords, LlmKeyword, i);

      g_string_append_printf (joined, "%s%s %u/%u", i > 0 ? ", " : "", keyword->word,
                              keyword->counts[0], keyword->counts[1]);
    }
  return g_string_free (joined, FALSE);
}

/* --- Figures --- */

static void
test_figures (void)
{
  static const struct
  {
    const char *text;
    guint words;
    gint64 characters;
    guint sentences;
    guint reading_seconds; /* words * 60 / 200, rounded up */
  } cases[] = {
    /* The, cat, sat; He, doesn't, care: 6.  "The cat sat." 12, a blank, "He doesn't care." 16.
     * 6 * 0.3 = 1.8 */
    { "The cat sat. He doesn't care.", 6, 29, 2, 2 },
    /* Die, Größenänderung, kostet, 3.50, Euro: 5.  3 + 1 + 14 + 1 + 6 + 1 + 4 + 1 + 4 + 1.
     * 1.5 */
    { "Die Größenänderung kostet 3.50 Euro.", 5, 36, 1, 2 },
    /* 我, 喜欢, 北京: 3, with the full stop 6 characters; 你, 呢: 2 and 3 characters.  1.5 */
    { "我喜欢北京。你呢？", 5, 9, 2, 2 },
    /* 東京, は, 日本, の, 首都, です: 6 of 10 characters, and a full stop.  1.8 */
    { "東京は日本の首都です。", 6, 11, 1, 2 },
    /* مرحبا, بالعالم; كيف, حالك: 4.  5 + 1 + 7 + 1, a blank, 3 + 1 + 4 + 1.  1.2 */
    { "مرحبا بالعالم. كيف حالك؟", 4, 24, 2, 2 },
    /* No words, but something: a family, a blank, a flag. */
    { "👩‍👩‍👧‍👦 🇩🇪", 0, 3, 0, 0 },
    /* The end of a line is a character, and ends a sentence. */
    { "One\r\ntwo", 2, 7, 2, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmTextMetrics) metrics = make_metrics (&cases[i].text, 1);
      LlmTextFigures figures;

      g_assert_true (llm_text_metrics_get_figures (metrics, 0, &figures));
      g_assert_cmpuint (figures.words, ==, cases[i].words);
      g_assert_cmpint (figures.characters, ==, cases[i].characters);
      g_assert_cmpuint (figures.sentences, ==, cases[i].sentences);
      g_assert_cmpuint (figures.reading_seconds, ==, cases[i].reading_seconds);
      g_assert_cmpint (figures.tokens, >, 0);
      g_assert_false (figures.is_cut);
    }
}

/* Tokens are those of the text as it was written; the structure is as it was given. */
static void
test_source (void)
{
  const LlmTextStructure structure = { 1, 2, 3, 4, 5 };
  const LlmTextInput inputs[] = {
    { "a", "some words", NULL, FALSE, structure },
    { "b", "some words", "**some** [words](https://example.com/)", FALSE, structure },
  };
  g_autoptr (LlmTextMetrics) metrics = llm_text_metrics_new (inputs, 2, NULL, NULL);
  LlmTextFigures a, b;

  g_assert_true (llm_text_metrics_get_figures (metrics, 0, &a));
  g_assert_true (llm_text_metrics_get_figures (metrics, 1, &b));
  g_assert_cmpint (a.tokens, ==, 2);
  g_assert_cmpint (b.tokens, >, 2);
  g_assert_cmpmem (&a.structure, sizeof a.structure, &structure, sizeof structure);
  g_assert_cmpstr (llm_text_metrics_get_id (metrics, 1), ==, "b");
}

static void
test_left_out (void)
{
  const LlmTextInput inputs[] = {
    { "one", "The same words", NULL, FALSE, { 0 } }, { "failed", "The same", NULL, TRUE, { 0 } },
    { "empty", " \n\t\u00a0", NULL, FALSE, { 0 } },  { "none", NULL, NULL, FALSE, { 0 } },
    { "two", "the same words", NULL, FALSE, { 0 } },
  };
  static const LlmTextState states[]
      = { LLM_TEXT_COMPARED, LLM_TEXT_FAILED, LLM_TEXT_EMPTY, LLM_TEXT_EMPTY, LLM_TEXT_COMPARED };
  g_autoptr (LlmTextMetrics) metrics = llm_text_metrics_new (inputs, 5, NULL, NULL);
  LlmTextFigures figures;
  double overlap = 7;

  g_assert_cmpuint (llm_text_metrics_get_n_texts (metrics), ==, 5);
  g_assert_cmpuint (llm_text_metrics_get_n_compared (metrics), ==, 2);
  for (guint i = 0; i < 5; i++)
    {
      const gboolean is_there = states[i] == LLM_TEXT_COMPARED;

      g_assert_cmpstr (llm_text_metrics_get_id (metrics, i), ==, inputs[i].id);
      g_assert_cmpint (llm_text_metrics_get_state (metrics, i), ==, states[i]);
      g_assert_cmpint (llm_text_metrics_get_figures (metrics, i, &figures), ==, is_there);
      g_assert_cmpint (llm_text_metrics_get_overlap (metrics, i, 0, &overlap), ==, is_there);
      g_assert_cmpint (llm_text_metrics_get_overlap (metrics, i, i, &overlap), ==, is_there);
      if (i > 0)
        g_assert_cmpint (llm_text_metrics_get_pair (metrics, 0, i) != NULL, ==, is_there);
    }
  g_assert_cmpfloat (overlap, ==, 1);
}

/* --- Overlap --- */

static void
test_overlap (void)
{
  /* Sets of words:
   *   0 the quick brown fox
   *   1 the slow brown dog          2 of 6 with 0
   *   2 the quick brown fox         all of 0, whatever the capitals, marks and how often
   *   3 größe 2026                  nothing
   *   4 grösse 2026                 all of 3: folded, ß is ss
   *   5 我 喜欢 北京
   *   6 我 喜欢 上海                2 of 4 with 5 */
  static const char *const texts[] = {
    "The quick brown fox", "The slow, brown dog!", "the QUICK quick; brown fox - fox",
    "Größe 2026",          "GRÖSSE: 2026",         "我喜欢北京。",
    "我喜欢上海",
  };
  static const struct
  {
    guint a, b;
    double overlap;
  } cases[] = {
    { 0, 1, 2.0 / 6 }, { 1, 0, 2.0 / 6 }, { 0, 2, 1 }, { 0, 3, 0 },
    { 3, 4, 1 },       { 5, 6, 2.0 / 4 }, { 5, 5, 1 },
  };
  g_autoptr (LlmTextMetrics) metrics = make_metrics (texts, G_N_ELEMENTS (texts));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double overlap;

      g_assert_true (llm_text_metrics_get_overlap (metrics, cases[i].a, cases[i].b, &overlap));
      g_assert_cmpfloat_with_epsilon (overlap, cases[i].overlap, 1e-12);
    }
}

/* What is not known is not 0. */
static void
test_no_words (void)
{
  static const char *const texts[] = { "👍", "!", "word" };
  g_autoptr (LlmTextMetrics) metrics = make_metrics (texts, G_N_ELEMENTS (texts));
  double overlap;

  g_assert_false (llm_text_metrics_get_overlap (metrics, 0, 1, &overlap));
  g_assert_false (llm_text_metrics_get_overlap (metrics, 0, 0, &overlap));
  g_assert_true (llm_text_metrics_get_overlap (metrics, 0, 2, &overlap));
  g_assert_cmpfloat (overlap, ==, 0);
}

/* --- Pairs --- */

static const struct
{
  const char *a, *b;
  const char *shared_sentences, *own_sentences[2];
  const char *shared_keywords, *own_keywords[2];
} pairs[] = {
  /* Capitals and marks make no difference to a sentence, and one of two words is none. */
  { "Water boils at 100 degrees. Water is wet. Yes indeed.",
    "Is water wet? water boils, at 100 degrees!",
    "Water boils at 100 degrees.",
    { "Water is wet.", "Is water wet?" },
    "Water 2/2, boils 1/1, degrees 1/1",
    { "indeed 1/0", "" } },
  /* Umlauts and compounds; "über" and "nicht" are words of grammar. */
  { "Die Straßenbahn fährt über Köln. Die Straßenbahn hält nicht.",
    "Die STRASSENBAHN fährt über Köln. Ein Straßenbahnwagen hält.",
    "Die Straßenbahn fährt über Köln.",
    { "Die Straßenbahn hält nicht.", "Ein Straßenbahnwagen hält." },
    "Straßenbahn 2/1, fährt 1/1, Köln 1/1, hält 1/1",
    { "", "Straßenbahnwagen 0/1" } },
  /* Words of two characters are keywords, 我们 is of grammar, 我 too short. */
  { "我们喜欢北京。北京是首都。",
    "我们喜欢上海。上海是城市。",
    "",
    { "我们喜欢北京。|北京是首都。", "我们喜欢上海。|上海是城市。" },
    "喜欢 1/1",
    { "北京 2/0, 首都 1/0", "上海 0/2, 城市 0/1" } },
  /* です and は are of grammar. */
  { "東京は日本の首都です。",
    "大阪は日本の都市です。",
    "",
    { "東京は日本の首都です。", "大阪は日本の都市です。" },
    "日本 1/1",
    { "東京 1/0, 首都 1/0", "大阪 0/1, 都市 0/1" } },
  /* على and هذا are of grammar; four letters and more are keywords. */
  { "القاهرة عاصمة مصر. هذا صحيح تماما.",
    "القاهرة عاصمة مصر. الرياض عاصمة أخرى.",
    "القاهرة عاصمة مصر.",
    { "هذا صحيح تماما.", "الرياض عاصمة أخرى." },
    "عاصمة 1/2, القاهرة 1/1",
    { "صحيح 1/0, تماما 1/0", "الرياض 0/1, أخرى 0/1" } },
  /* Numbers are no keywords, and neither has a sentence. */
  { "2024 12345", "12345 67890", "", { "", "" }, "", { "", "" } },
};

static void
test_pairs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const char *const texts[] = { pairs[i].a, pairs[i].b };
      g_autoptr (LlmTextMetrics) metrics = make_metrics (texts, 2);
      const LlmTextPair *pair = llm_text_metrics_get_pair (metrics, 0, 1);
      g_autofree char *sentences = join (pair->shared_sentences);
      g_autofree char *keywords = join_keywords (pair->shared_keywords);

      g_assert_cmpstr (sentences, ==, pairs[i].shared_sentences);
      g_assert_cmpstr (keywords, ==, pairs[i].shared_keywords);
      for (guint j = 0; j < 2; j++)
        {
          g_autofree char *own_sentences = join (pair->own_sentences[j]);
          g_autofree char *own_keywords = join_keywords (pair->own_keywords[j]);

          g_assert_cmpstr (own_sentences, ==, pairs[i].own_sentences[j]);
          g_assert_cmpstr (own_keywords, ==, pairs[i].own_keywords[j]);
        }
    }
}

/* Of many, the longest sentences in the order of the text, and the keywords that are there
 * most. */
static void
test_choice (void)
{
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (GString) b = g_string_new (NULL);
  const char *texts[2];
  g_autoptr (LlmTextMetrics) metrics = NULL;
  const LlmTextPair *pair;
  const LlmKeyword *keyword;

  /* Sentence i has 3 + i words, its keyword i + 1 times. */
  for (guint i = 0; i < 9; i++)
    {
      for (guint j = 0; j <= i; j++)
        {
          g_string_append_printf (a, "keyword%c ", 'a' + i);
          g_string_append_printf (b, "keyword%c ", 'a' + i);
        }
      g_string_append_printf (a, "is here.\n");
      g_string_append_printf (b, "is here.\n");
    }
  for (guint i = 0; i < 12; i++)
    {
      for (guint j = 0; j < 12 - i; j++)
        g_string_append_printf (b, "alone%c ", 'a' + i);
      g_string_append (b, "is there.\n");
    }
  texts[0] = a->str;
  texts[1] = b->str;
  metrics = make_metrics (texts, 2);
  pair = llm_text_metrics_get_pair (metrics, 0, 1);
  /* 9 are shared, of which 5 are told: those with the keywords e to i. */
  g_assert_cmpuint (pair->shared_sentences->len, ==, 5);
  g_assert_true (g_str_has_prefix (pair->shared_sentences->pdata[0], "keyworde"));
  g_assert_true (g_str_has_prefix (pair->shared_sentences->pdata[4], "keywordi"));
  g_assert_cmpuint (pair->own_sentences[0]->len, ==, 0);
  /* 12 are not, of which 6 are told, the first ones being the longest. */
  g_assert_cmpuint (pair->own_sentences[1]->len, ==, 6);
  g_assert_true (g_str_has_prefix (pair->own_sentences[1]->pdata[0], "alonea"));
  g_assert_true (g_str_has_prefix (pair->own_sentences[1]->pdata[5], "alonef"));
  g_assert_cmpuint (pair->shared_keywords->len, ==, 9);
  keyword = &g_array_index (pair->shared_keywords, LlmKeyword, 0);
  g_assert_cmpstr (keyword->word, ==, "keywordi");
  g_assert_cmpuint (keyword->counts[0], ==, 9);
  g_assert_cmpuint (pair->own_keywords[1]->len, ==, 8);
  keyword = &g_array_index (pair->own_keywords[1], LlmKeyword, 7);
  g_assert_cmpstr (keyword->word, ==, "aloneh");
  g_assert_cmpuint (keyword->counts[1], ==, 5);
}

/* --- Limits --- */

static void
test_long_sentence (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *texts[2];
  g_autoptr (LlmTextMetrics) metrics = NULL;
  const LlmTextPair *pair;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "wörd ");
  texts[0] = texts[1] = text->str;
  metrics = make_metrics (texts, 2);
  pair = llm_text_metrics_get_pair (metrics, 0, 1);
  g_assert_cmpuint (pair->shared_sentences->len, ==, 1);
  g_assert_cmpint (g_utf8_strlen (pair->shared_sentences->pdata[0], -1), ==,
                   LLM_TEXT_MAX_SENTENCE_CHARACTERS + 1);
  g_assert_true (g_str_has_suffix (pair->shared_sentences->pdata[0], "…"));
}

static void
test_limits (void)
{
  g_autofree char *many = g_strnfill (LLM_WORDS_MAX_LENGTH + 1, 'a');
  LlmTextInput inputs[LLM_TEXT_METRICS_MAX_TEXTS + 1] = { 0 };
  g_autoptr (LlmTextMetrics) metrics = NULL;
  g_autoptr (LlmTextMetrics) none = NULL;
  g_autoptr (GError) error = NULL;
  LlmTextFigures figures;

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    inputs[i].text = i == 1 ? "\xff\xfe\xf0" : "word";
  inputs[0].text = many;
  g_assert_null (llm_text_metrics_new (inputs, G_N_ELEMENTS (inputs), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  metrics = llm_text_metrics_new (inputs, LLM_TEXT_METRICS_MAX_TEXTS, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (llm_text_metrics_get_figures (metrics, 0, &figures));
  g_assert_true (figures.is_cut);
  g_assert_cmpint (figures.characters, ==, LLM_WORDS_MAX_LENGTH);
  none = llm_text_metrics_new (NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (llm_text_metrics_get_n_texts (none), ==, 0);
}

/* --- In a thread --- */

typedef struct
{
  LlmTextMetrics *metrics;
  GError *error;
  gboolean is_done;
} Result;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Result *done = user_data;

  done->metrics = llm_text_metrics_new_finish (result, &done->error);
  done->is_done = TRUE;
}

static void
test_async (void)
{
  g_autofree char *text = g_strdup ("one two");
  LlmTextInput input = { "id", text, NULL, FALSE, { 0 } };
  Result result = { 0 };
  LlmTextFigures figures;

  llm_text_metrics_new_async (&input, 1, NULL, done_cb, &result);
  memset (text, 'x', 3);
  while (!result.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (result.error);
  g_assert_true (llm_text_metrics_get_figures (result.metrics, 0, &figures));
  g_assert_cmpuint (figures.words, ==, 2);
  llm_text_metrics_unref (result.metrics);
}

static void
test_cancel (void)
{
  const LlmTextInput inputs[] = { { "a", "one", NULL, FALSE, { 0 } } };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Result result = { 0 };

  llm_text_metrics_new_async (inputs, 1, cancellable, done_cb, &result);
  g_cancellable_cancel (cancellable);
  while (!result.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (result.metrics);
  g_error_free (result.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text-metrics/figures", test_figures);
  g_test_add_func ("/text-metrics/source", test_source);
  g_test_add_func ("/text-metrics/left-out", test_left_out);
  g_test_add_func ("/text-metrics/overlap", test_overlap);
  g_test_add_func ("/text-metrics/no-words", test_no_words);
  g_test_add_func ("/text-metrics/pairs", test_pairs);
  g_test_add_func ("/text-metrics/choice", test_choice);
  g_test_add_func ("/text-metrics/long-sentence", test_long_sentence);
  g_test_add_func ("/text-metrics/limits", test_limits);
  g_test_add_func ("/text-metrics/async", test_async);
  g_test_add_func ("/text-metrics/cancel", test_cancel);

  return g_test_run ();
}
