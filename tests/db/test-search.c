/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search-test.h"
#include "llm-search-snippet.h"
#include "llm-search-words.h"

#include <string.h>

#define START LLM_SEARCH_MARK_START
#define END LLM_SEARCH_MARK_END

typedef struct
{
  LlmDb *db;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->db = search_test_open (":memory:");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->db, llm_db_close);
}

/* A conversation with one text. */
static void
add_title (Fixture *fixture, guint num, const char *title)
{
  search_test_add_conversation (fixture->db, num, title);
}

static void
add_prompt (Fixture *fixture, guint num, const char *prompt)
{
  search_test_add_conversation (fixture->db, num, "-");
  search_test_add_turn (fixture->db, num, num, prompt);
}

static void
add_answer (Fixture *fixture, guint num, const char *text)
{
  add_prompt (fixture, num, "-");
  search_test_add_answer (fixture->db, num, num, text);
}

static void
assert_found (Fixture *fixture, const char *text, const char *expected)
{
  search_test_assert (fixture->db, text, expected);
}

/* --- Words --- */

static void
test_words (Fixture *fixture, gconstpointer data)
{
  add_title (fixture, 1, "Tea and biscuits");
  add_prompt (fixture, 2, "How is tea made without milk?");
  add_answer (fixture, 3, "Biscuits are baked twice, tea never.");

  assert_found (fixture, "tea", "c1 c2 c3");
  assert_found (fixture, "tea biscuits", "c1 c3");
  assert_found (fixture, "TEA   Biscuits ", "c1 c3");
  assert_found (fixture, "tea milk biscuits", "");
  assert_found (fixture, "coffee", "");
  assert_found (fixture, "", "");
  assert_found (fixture, "   ", "");
}

static void
test_prefixes (Fixture *fixture, gconstpointer data)
{
  add_prompt (fixture, 1, "programming in C");
  add_answer (fixture, 2, "A program");

  assert_found (fixture, "pr", "c1 c2");
  assert_found (fixture, "prog", "c1 c2");
  assert_found (fixture, "programmi", "c1");
  /* Only the last word is a beginning, and a closed phrase is none. */
  assert_found (fixture, "prog c", "");
  assert_found (fixture, "\"prog\"", "");
  assert_found (fixture, "\"programming i", "c1");
  /* Of a single letter, too, only whole words. */
  assert_found (fixture, "p", "");
  assert_found (fixture, "c", "c1");
}

static void
test_phrases (Fixture *fixture, gconstpointer data)
{
  add_prompt (fixture, 1, "the red house");
  add_prompt (fixture, 2, "the house is red");

  assert_found (fixture, "red house", "c1 c2");
  assert_found (fixture, "\"red house\"", "c1");
  assert_found (fixture, "\"red house\" the", "c1");
  assert_found (fixture, "\"house red\"", "");
}

static void
test_exclusion (Fixture *fixture, gconstpointer data)
{
  add_prompt (fixture, 1, "python and snakes");
  add_prompt (fixture, 2, "python and numpy");
  add_title (fixture, 3, "python or numpy");

  assert_found (fixture, "python -numpy", "c1");
  assert_found (fixture, "-numpy python", "c1");
  assert_found (fixture, "python -\"and numpy\"", "c3 c1");
  assert_found (fixture, "python -numpy -snakes", "");
  /* A hyphen in a word excludes nothing. */
  assert_found (fixture, "python-and", "c2 c1");
  /* Nor by a part of a title. */
  assert_found (fixture, "ytho -or", "");
  assert_found (fixture, "ytho -numpy", "");
  assert_found (fixture, "ytho", "c3");
  /* Without a word that is wanted nothing is. */
  assert_found (fixture, "-numpy", "");
}

static void
test_ranking (Fixture *fixture, gconstpointer data)
{
  add_answer (fixture, 1, "One sparrow among other birds that sing in the morning");
  add_answer (fixture, 2, "sparrow, sparrow, sparrow");
  search_test_execute (fixture->db, "UPDATE turn SET prompt = 'What do you know?'");
  add_prompt (fixture, 3, "Does a sparrow sing?");
  add_title (fixture, 4, "A sparrow");
  add_title (fixture, 5, "A sparrow");
  add_title (fixture, 6, "Sparrowhawk");

  /* Titles, prompts, answers; of the same kind what says it more often; of the same the
   * newest; parts of words after words. */
  assert_found (fixture, "\"sparrow\"", "c5 c4 c6 c3 c2 c1");
}

static void
test_hits_join (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) hits = NULL;
  const LlmSearchHit *hit;

  add_title (fixture, 1, "Nothing");
  search_test_add_turn (fixture->db, 1, 1, "An otter in a prompt");
  search_test_add_answer (fixture->db, 1, 1, "An otter\nin an answer, and an otter more");
  search_test_add_answer (fixture->db, 2, 1, "No such animal");
  search_test_add_turn (fixture->db, 2, 1, "Otter otter");

  hits = search_test_find (fixture->db, "otter");
  g_assert_cmpuint (hits->len, ==, 1);
  hit = hits->pdata[0];
  g_assert_cmpuint (hit->n_hits, ==, 3);
  g_assert_cmpstr (hit->turn_id, ==, "t2");
  g_assert_null (hit->column_id);
  g_assert_cmpstr (hit->snippet, ==, START "Otter" END " " START "otter" END);
  g_clear_pointer (&hits, g_ptr_array_unref);

  hits = search_test_find (fixture->db, "otter answer");
  hit = hits->pdata[0];
  g_assert_cmpuint (hit->n_hits, ==, 1);
  g_assert_cmpstr (hit->turn_id, ==, "t1");
  g_assert_cmpstr (hit->column_id, ==, "a1");
  g_assert_cmpstr (hit->snippet, ==,
                   "An " START "otter" END " in an " START "answer" END ", and an " START
                   "otter" END " more");
}

/* --- Languages --- */

static void
test_diacritics (Fixture *fixture, gconstpointer data)
{
  add_prompt (fixture, 1, "Im Café an der Straße");
  add_answer (fixture, 2, "Cafe\xcc\x81 noir");
  add_prompt (fixture, 3, "Привет, мир");
  add_prompt (fixture, 4, "مرحبا بالعالم");
  add_prompt (fixture, 5, "Xin chào Việt Nam");

  assert_found (fixture, "cafe", "c1 c2");
  assert_found (fixture, "CAFÉ", "c1 c2");
  assert_found (fixture, "café", "c1 c2");
  assert_found (fixture, "straße", "c1");
  assert_found (fixture, "Straß", "c1");
  /* The tokenizer does not take one for the other. */
  assert_found (fixture, "strasse", "");
  assert_found (fixture, "ПРИВЕТ", "c3");
  assert_found (fixture, "прив", "c3");
  assert_found (fixture, "مرحبا", "c4");
  assert_found (fixture, "viet", "c5");
}

static void
test_unspaced (Fixture *fixture, gconstpointer data)
{
  add_prompt (fixture, 1, "请解释人工智能的历史");
  add_answer (fixture, 2, "人工智能是计算机科学的分支，比如 Python 程序");
  add_title (fixture, 3, "日本語のテスト");
  add_prompt (fixture, 4, "สวัสดีชาวโลก");
  add_prompt (fixture, 5, "안녕하세요 세계");
  add_title (fixture, 6, "历史");

  assert_found (fixture, "人工智能", "c1 c2");
  assert_found (fixture, "\"人工智能\" 历史", "c1");
  assert_found (fixture, "计算机", "c2");
  assert_found (fixture, "计算机 python", "c2");
  assert_found (fixture, "人工智能 -计算机", "c1");
  assert_found (fixture, "人工智能 -计算", "c1");
  assert_found (fixture, "テスト", "c3");
  assert_found (fixture, "สวัสดี", "c4");
  assert_found (fixture, "ชาว", "c4");
  assert_found (fixture, "하세요", "c5");
  /* Shorter than a trigram, within texts and where they end. */
  assert_found (fixture, "计算", "c2");
  assert_found (fixture, "智", "c1 c2");
  assert_found (fixture, "历史", "c6 c1");
  assert_found (fixture, "史", "c6 c1");
  assert_found (fixture, "世界", "");
}

static void
test_symbols (Fixture *fixture, gconstpointer data)
{
  add_title (fixture, 1, "Party 🎉 tonight");
  add_prompt (fixture, 2, "What does => mean?");
  add_answer (fixture, 3, "🎉🎉");

  assert_found (fixture, "🎉", "c1 c3");
  assert_found (fixture, "=>", "c2");
  assert_found (fixture, "🎉 =>", "");
  /* Beside words they do not count. */
  assert_found (fixture, "mean =>", "c2");
  assert_found (fixture, "🎊", "");
}

static void
test_code (Fixture *fixture, gconstpointer data)
{
  add_answer (fixture, 1, "std::vector<int> my_long_name = makeVector ();");
  add_prompt (fixture, 2, "the vector of a disease, std");
  add_title (fixture, 3, "PostgreSQL");

  assert_found (fixture, "std::vector", "c1");
  assert_found (fixture, "std::vec", "c1");
  assert_found (fixture, "my_long_name", "c1");
  assert_found (fixture, "long", "c1");
  assert_found (fixture, "makevector", "c1");
  assert_found (fixture, "makeV", "c1");
  assert_found (fixture, "vector<int>", "c1");
  /* Parts of words in titles. */
  assert_found (fixture, "greSQ", "c3");
  assert_found (fixture, "sql", "c3");
  assert_found (fixture, "ql", "");
  assert_found (fixture, "ector", "");
}

/* --- What is not found --- */

static void
test_trash (Fixture *fixture, gconstpointer data)
{
  const LlmSearchQuery with_archived = { .text = "heron", .archived = TRUE, .limit = 10 };

  for (guint i = 1; i <= 4; i++)
    add_prompt (fixture, i, "heron");
  search_test_execute (fixture->db, "UPDATE conversation SET archived = 1 WHERE num = 2;"
                                    "UPDATE conversation SET deleted_at = 5 WHERE num = 3;"
                                    "UPDATE turn SET deleted_at = 5 WHERE num = 4");
  assert_found (fixture, "heron", "c1");
  search_test_assert_query (fixture->db, &with_archived, "c2 c1");
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  add_answer (fixture, 1, "before");
  add_answer (fixture, 2, "before 之前的");
  search_test_execute (fixture->db, "UPDATE answer SET text = 'after 之后的' WHERE num = 2;"
                                    "UPDATE conversation SET title = 'renamed' WHERE num = 2;"
                                    "UPDATE turn SET prompt = 'edited' WHERE num = 2");
  assert_found (fixture, "before", "c1");
  assert_found (fixture, "after", "c2");
  assert_found (fixture, "之前的", "");
  assert_found (fixture, "之后的", "c2");
  assert_found (fixture, "renamed", "c2");
  assert_found (fixture, "edited", "c2");
  search_test_execute (fixture->db, "DELETE FROM conversation WHERE num = 2");
  assert_found (fixture, "after", "");
  assert_found (fixture, "之后的", "");
  assert_found (fixture, "renamed", "");
}

/* --- Filters --- */

static void
fill_for_filters (Fixture *fixture)
{
  for (guint i = 1; i <= 6; i++)
    add_answer (fixture, i, "crane");
  search_test_execute (
      fixture->db,
      "INSERT INTO folder VALUES ('f', 'Folder', NULL, 1);"
      "INSERT INTO tag (id, name) VALUES (1, 'Birds');"
      "INSERT INTO conversation_tag VALUES (1, 3000000, 'c3', 3);"
      "UPDATE conversation SET tags = 'Birds' WHERE num = 3;"
      "UPDATE conversation SET kind = 'comparison' WHERE num IN (1, 2);"
      "UPDATE conversation SET folder_id = 'f' WHERE num IN (2, 3);"
      "UPDATE conversation SET models = 'demo:model' || char (10) || 'other:big' WHERE num = 4;"
      "UPDATE answer SET provider = 'other', model = 'big' WHERE num = 4;"
      /* What its row says is not enough. */
      "UPDATE conversation SET models = 'other:big' WHERE num = 6;"
      "UPDATE answer SET vote = 'up' WHERE num IN (2, 5)");
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    LlmSearchQuery query;
    const char *expected;
  } cases[] = {
    { { .kind = "comparison" }, "c2 c1" },
    { { .kind = "chat" }, "c6 c5 c4 c3" },
    { { .kind = "no such kind" }, "" },
    { { .provider = "other" }, "c4" },
    { { .model = "big" }, "c4" },
    { { .provider = "other", .model = "big" }, "c4" },
    { { .provider = "demo", .model = "big" }, "" },
    { { .provider = "demo" }, "c5 c3 c2 c1" },
    { { .tag = "birds" }, "c3" },
    { { .tag = "none" }, "" },
    { { .folder_id = "f" }, "c3 c2" },
    { { .since = 4000000 }, "c6 c5 c4" },
    { { .until = 4000000 }, "c3 c2 c1" },
    { { .since = 2000000, .until = 4000000 }, "c3 c2" },
    { { .voted = TRUE }, "c5 c2" },
    { { .kind = "comparison",
        .folder_id = "f",
        .voted = TRUE,
        .provider = "demo",
        .model = "model",
        .since = 1,
        .until = 9000000 },
      "c2" },
    { { .kind = "chat", .folder_id = "f", .tag = "Birds", .voted = TRUE }, "" },
  };

  fill_for_filters (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LlmSearchQuery query = cases[i].query;

      query.text = "crane";
      query.limit = 10;
      g_test_message ("case %u", i);
      search_test_assert_query (fixture->db, &query, cases[i].expected);
    }
}

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) hits = NULL;

  fill_for_filters (fixture);
  assert_found (fixture, "birds", "c3");
  hits = search_test_find (fixture->db, "bird");
  g_assert_cmpstr (((LlmSearchHit *) hits->pdata[0])->snippet, ==, START "Birds" END);
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 9; i++)
    add_prompt (fixture, i, "wren");
  search_test_assert_query (fixture->db, &(LlmSearchQuery){ .text = "wren", .limit = 3 },
                            "c9 c8 c7");
}

/* Of a common word the newest texts are looked at; what a filter leaves of the others
 * is looked at by itself. */
static void
test_common_word (Fixture *fixture, gconstpointer data)
{
  const LlmSearchQuery old = { .text = "the", .until = 4000000, .limit = 10 };
  const LlmSearchQuery in_folder = { .text = "the", .folder_id = "f", .limit = 10 };
  const LlmSearchQuery tagged = { .text = "the", .tag = "t", .limit = 10 };
  g_autoptr (GPtrArray) hits = NULL;

  search_test_execute (fixture->db, "BEGIN");
  for (guint i = 1; i <= 3000; i++)
    add_answer (fixture, i, "the same");
  search_test_execute (fixture->db, "COMMIT; INSERT INTO folder VALUES ('f', 'Folder', NULL, 1);"
                                    "UPDATE conversation SET folder_id = 'f' WHERE num = 2;"
                                    "INSERT INTO tag (id, name) VALUES (1, 't');"
                                    "INSERT INTO conversation_tag VALUES (1, 7000000, 'c7', 7)");
  hits = search_test_find (fixture->db, "the");
  g_assert_cmpuint (hits->len, >=, 50);
  g_assert_cmpstr (llm_history_entry_get_id (((LlmSearchHit *) hits->pdata[0])->entry), ==,
                   "c3000");
  search_test_assert_query (fixture->db, &old, "c3 c2 c1");
  search_test_assert_query (fixture->db, &in_folder, "c2");
  search_test_assert_query (fixture->db, &tagged, "c7");
}

/* --- Snippets --- */

static void
check_snippet (const char *snippet)
{
  g_assert_true (g_utf8_validate (snippet, -1, NULL));
  g_assert_null (strchr (snippet, '\n'));
  /* Two marks for a letter at most, and two ellipses. */
  g_assert_cmpint (g_utf8_strlen (snippet, -1), <=, 3 * LLM_SEARCH_SNIPPET_LETTERS + 2);
}

static char *
find_snippet (Fixture *fixture, const char *text)
{
  g_autoptr (GPtrArray) hits = search_test_find (fixture->db, text);

  g_assert_cmpuint (hits->len, ==, 1);
  check_snippet (((LlmSearchHit *) hits->pdata[0])->snippet);
  return g_strdup (((LlmSearchHit *) hits->pdata[0])->snippet);
}

static void
test_snippets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *snippet = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (text, "filler words ");
  g_string_append (text, "one\n\n\ttarget " START "of" END " the search ");
  for (guint i = 0; i < 100; i++)
    g_string_append (text, "und weitere Wörter ");
  add_answer (fixture, 1, text->str);

  snippet = find_snippet (fixture, "target search");
  g_assert_true (g_str_has_prefix (snippet, "…"));
  g_assert_true (g_str_has_suffix (snippet, "…"));
  g_assert_nonnull (
      strstr (snippet, "one " START "target" END " of the " START "search" END " und"));
  g_clear_pointer (&snippet, g_free);
  snippet = find_snippet (fixture, "\"the search\"");
  g_assert_nonnull (strstr (snippet, "target of " START "the search" END " und"));
}

/* A word at the end of a very long text, and one without a space. */
static void
test_long_texts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *letters = g_strnfill (1 << 20, 'x');
  g_autofree char *snippet = NULL;

  while (text->len < 1 << 20)
    g_string_append (text, "Wörter und Äpfel ");
  g_string_append (text, "Needle.");
  add_answer (fixture, 1, text->str);
  add_answer (fixture, 2, letters);
  add_prompt (fixture, 3, "");

  snippet = find_snippet (fixture, "needle");
  g_assert_true (g_str_has_suffix (snippet, " " START "Needle" END "."));
  g_clear_pointer (&snippet, g_free);
  snippet = find_snippet (fixture, "xxxx");
  g_assert_nonnull (strstr (snippet, START "xxx"));
}

static void
test_unspaced_snippet (Fixture *fixture, gconstpointer data)
{
  g_autofree char *snippet = NULL;

  add_prompt (fixture, 1, "请解释人工智能的历史");
  snippet = find_snippet (fixture, "人工智能");
  g_assert_cmpstr (snippet, ==, "请解释" START "人工智能" END "的历史");
}

/* --- Hostile input --- */

static const char *const hostile_texts[] = {
  "NEAR(", "NEAR(a b, 2)", "\"", "\"\"", "\"\"\"", "*", "a*", "^a", "title:a",
  "{title tags}: a", "- ", "--", "-\"", "-\"\"", "-*", "a AND", "AND", "OR", "NOT", "a NOT",
  "NOT a OR b", "(", ")", "((((", "a) OR (b", "+", "a + b", ":", "a:b", "'",
  "';DROP TABLE turn;--", "\\", "%", "_", "[a-z]", "?", "\x01\x02", "\xff\xfe", "caf\xc3",
  "\xed\xa0\x80", "\xef\xbf\xbe", "🙂🙂", "👩‍👩‍👧", "\xcc\x81", "a\xcc\x81\xcc\x81", "ﬁ", "Ⅷ", "²",
  "\xe2\x80\x8b", "\xc2\xa0", "人", "人\"人", "-人", "\xee\x80\x80", "a\nb\tc", "rank", "word_fts",
  "인*", "丁 -",
};

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  add_title (fixture, 1, "NEAR a title, b; 人工智能 AND \"quotes\" ²");
  search_test_add_turn (fixture->db, 1, 1, "(((* ^ : - OR '");
  search_test_add_answer (fixture->db, 1, 1, "a b 人");
  for (guint i = 0; i < G_N_ELEMENTS (hostile_texts); i++)
    {
      g_autoptr (GPtrArray) hits = NULL;

      g_test_message ("case %u", i);
      hits = search_test_find (fixture->db, hostile_texts[i]);
      for (guint j = 0; j < hits->len; j++)
        check_snippet (((LlmSearchHit *) hits->pdata[j])->snippet);
    }
  /* What would be syntax is a word. */
  assert_found (fixture, "NEAR", "c1");
  assert_found (fixture, "near a", "c1");
  assert_found (fixture, "title:a", "");
  assert_found (fixture, "a AND", "c1");
  assert_found (fixture, "a NOT b", "");
  assert_found (fixture, "and quotes", "c1");
}

static void
test_huge (Fixture *fixture, gconstpointer data)
{
  static const char *const parts[] = { "a ", "\"", "-x ", "人", "(", "wörd ", "\xff", "* ", "ab" };

  add_prompt (fixture, 1, "a");
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GPtrArray) hits = NULL;

      while (text->len < 100000)
        g_string_append (text, parts[i]);
      hits = search_test_find (fixture->db, text->str);
      g_assert_cmpuint (hits->len, <=, 1);
    }
}

/* Any bytes: what matters is that SQLite never complains. */
static void
test_random_bytes (Fixture *fixture, gconstpointer data)
{
  static const char alphabet[] = "ab \"-*()^:+{},\n\xc3\xa9\xe4\xba\xba\xf0\x9f\x98\x80NOT";

  add_title (fixture, 1, "a b 人人人 é ab");
  add_answer (fixture, 2, "a b 人人人 é ab");
  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GPtrArray) hits = NULL;
      char text[24] = "";

      for (guint j = 0; j < sizeof text - 1; j++)
        text[j] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
      text[g_test_rand_int_range (0, sizeof text)] = '\0';
      hits = search_test_find (fixture->db, text);
      for (guint j = 0; j < hits->len; j++)
        check_snippet (((LlmSearchHit *) hits->pdata[j])->snippet);
    }
}

/* A foreign hand may have written anything. */
static void
test_invalid_text (Fixture *fixture, gconstpointer data)
{
  g_autofree char *snippet = NULL;

  add_answer (fixture, 1, "owl");
  search_test_execute (fixture->db,
                       "UPDATE answer SET text = CAST (x'6f776c20ff20c3' AS TEXT) WHERE num = 1");
  snippet = find_snippet (fixture, "owl");
  g_assert_true (g_str_has_prefix (snippet, START "owl" END " "));
}

static void
test_parse (void)
{
  g_autoptr (LlmSearchWords) words
      = llm_search_words_parse ("one \"two  three\" -four -\"five six\" 人工 seven");
  g_autoptr (LlmSearchWords) open = llm_search_words_parse ("\"an open phr");
  g_autofree char *match = llm_search_words_make_match (words);
  g_autofree char *open_match = llm_search_words_make_match (open);

  g_assert_cmpuint (words->wanted->len, ==, 4);
  g_assert_cmpuint (words->excluded->len, ==, 2);
  g_assert_true (words->unspaced);
  g_assert_cmpstr (match, ==,
                   "(\"one\" \"two three\" \"人工\" \"seven\" *) NOT (\"four\" OR \"five six\")");
  g_assert_false (open->unspaced);
  g_assert_cmpstr (open_match, ==, "(\"an open phr\" *)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/search/" path, Fixture, NULL, set_up, function, tear_down)
  g_test_add_func ("/search/parse", test_parse);
  ADD ("words", test_words);
  ADD ("prefixes", test_prefixes);
  ADD ("phrases", test_phrases);
  ADD ("exclusion", test_exclusion);
  ADD ("ranking", test_ranking);
  ADD ("hits-join", test_hits_join);
  ADD ("diacritics", test_diacritics);
  ADD ("unspaced", test_unspaced);
  ADD ("symbols", test_symbols);
  ADD ("code", test_code);
  ADD ("trash", test_trash);
  ADD ("changes", test_changes);
  ADD ("filters", test_filters);
  ADD ("tags", test_tags);
  ADD ("limit", test_limit);
  ADD ("common-word", test_common_word);
  ADD ("snippets", test_snippets);
  ADD ("long-texts", test_long_texts);
  ADD ("unspaced-snippet", test_unspaced_snippet);
  ADD ("hostile", test_hostile);
  ADD ("huge", test_huge);
  ADD ("random-bytes", test_random_bytes);
  ADD ("invalid-text", test_invalid_text);

  return g_test_run ();
}
