/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-search-matches.h"
#include "llm-search-rank.h"

#include <string.h>

/* The newest texts of each kind that are looked at. */
#define MAX_MATCHES 400

/* Where so many texts are found, so much work is put into finding more of their kind
 * (microseconds): a phrase of common words may be in few of very many texts. */
#define ENOUGH_MATCHES 50
#define ENOUGH_WORK (8 * G_TIME_SPAN_MILLISECOND)

/* Trigrams that begin with a shorter word. */
#define MAX_TRIGRAMS 100

/* What no index knows is looked for in so many texts of each kind, with so much work
 * (microseconds). */
#define MAX_SCANNED "1000"
#define MAX_SCAN_WORK (25 * G_TIME_SPAN_MILLISECOND)

/* A part of a word says less than a word. */
#define QUALITY_OF_PART 0.3

#define NEWEST(index)                                                                              \
  "SELECT rowid, " LLM_SEARCH_RANK " (" index ", :n_wanted, :has_prefix) FROM " index              \
  " WHERE " index " MATCH :match ORDER BY rowid DESC LIMIT :limit"

#define BETWEEN(index)                                                                             \
  "SELECT rowid, " LLM_SEARCH_RANK " (" index ", :n_wanted, :has_prefix) FROM " index              \
  " WHERE " index " MATCH :match AND rowid BETWEEN :first AND :last ORDER BY rowid DESC"           \
  " LIMIT :limit"

static const char *const sql_newest[] = {
  [LLM_SEARCH_TITLE] = NEWEST ("title_fts"),
  [LLM_SEARCH_PROMPT] = NEWEST ("prompt_fts"),
  [LLM_SEARCH_ANSWER] = NEWEST ("answer_fts"),
};

static const char *const sql_between[] = {
  [LLM_SEARCH_TITLE] = BETWEEN ("title_fts"),
  [LLM_SEARCH_PROMPT] = BETWEEN ("prompt_fts"),
  [LLM_SEARCH_ANSWER] = BETWEEN ("answer_fts"),
};

static const char sql_trigrams[] = "SELECT rowid FROM word_fts WHERE word_fts MATCH :match"
                                   " ORDER BY rowid DESC LIMIT :limit";

/* Parts of words are found in titles only. */
static const char sql_titles[] = "SELECT rowid FROM word_fts WHERE word_fts MATCH :match"
                                 " AND rowid % 4 = 0 ORDER BY rowid DESC LIMIT :limit";

static const char sql_make_terms[] = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word_term USING "
                                     "fts5vocab (main, word_fts, instance)";

static const char sql_next_term[] = "SELECT term FROM temp.word_term WHERE term >= :from LIMIT 1";

#define SCAN(table, column)                                                                        \
  "SELECT num FROM (SELECT num, " column " AS text FROM " table                                    \
  " ORDER BY num DESC LIMIT " MAX_SCANNED ") WHERE instr (text, :word0) > 0"

static const char *const sql_scan[] = {
  [LLM_SEARCH_TITLE] = SCAN ("conversation", "title"),
  [LLM_SEARCH_PROMPT] = SCAN ("turn", "prompt"),
  [LLM_SEARCH_ANSWER] = SCAN ("answer", "text"),
};

/**
 * llm_search_matches_prepare:
 * @db: a connection outside of a transaction
 * @words: what is looked for
 * @error: where to put an #LLM_DB_ERROR
 *
 * Makes what a search needs besides the file; in the transaction of the search it would
 * be made anew every time.
 *
 * Returns: whether it worked
 */
gboolean
llm_search_matches_prepare (LlmDb *db, const LlmSearchWords *words, GError **error)
{
  g_return_val_if_fail (db != NULL && words != NULL, FALSE);

  return llm_search_rank_register (db, error)
         && (!words->unspaced || llm_db_execute (db, sql_make_terms, error));
}

/**
 * llm_search_matches_init:
 * @self: (out): no matches yet
 * @db: a connection that is prepared; it, @words and @limit must outlive
 *   the matches
 * @words: what is looked for, something is wanted
 * @limit: the connection's
 */
void
llm_search_matches_init (LlmSearchMatches *self,
                         LlmDb *db,
                         const LlmSearchWords *words,
                         LlmDbLimit *limit)
{
  g_return_if_fail (self != NULL && db != NULL && words != NULL && limit != NULL);

  self->db = db;
  self->words = words;
  self->limit = limit;
  self->found = g_array_new (FALSE, FALSE, sizeof (LlmSearchMatch));
  self->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->complete = TRUE;
}

/**
 * llm_search_matches_clear:
 * @self: matches
 */
void
llm_search_matches_clear (LlmSearchMatches *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->found, g_array_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
}

static void
add_match (LlmSearchMatches *self, LlmSearchKind kind, gint64 num, double quality)
{
  const LlmSearchMatch match = { kind, num, quality };
  gint64 key = (gint64) ((guint64) num * 4 + kind);

  if (num > 0 && g_hash_table_add (self->seen, g_memdup2 (&key, sizeof key)))
    g_array_append_val (self->found, match);
}

static void
note_found (LlmSearchMatches *self, guint n_found)
{
  if (n_found == ENOUGH_MATCHES)
    llm_db_limit_allow_work (self->limit, ENOUGH_WORK);
}

/**
 * llm_search_matches_step:
 * @self: matches
 * @statement: a statement
 * @has_row: (out): whether there is a row to read
 * @error: where to put an #LLM_DB_ERROR
 *
 * As llm_statement_step(), but what the limit ended is no error.
 *
 * Returns: whether it worked
 */
gboolean
llm_search_matches_step (LlmSearchMatches *self,
                         LlmStatement *statement,
                         gboolean *has_row,
                         GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (self != NULL && has_row != NULL, FALSE);

  *has_row = FALSE;
  if (llm_statement_step (statement, has_row, &failure))
    return TRUE;
  if (llm_db_limit_was_reached (self->limit)
      && !g_cancellable_is_cancelled (self->limit->cancellable))
    {
      self->complete = FALSE;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
run_words (LlmSearchMatches *self, LlmSearchKind kind, LlmStatement *statement, GError **error)
{
  gboolean has_row;
  guint n = 0;

  llm_statement_bind_int64 (statement, ":n_wanted", self->words->wanted->len);
  llm_statement_bind_int64 (statement, ":has_prefix",
                            llm_search_words_get_prefix (self->words) != NULL);
  llm_statement_bind_int64 (statement, ":limit", MAX_MATCHES);
  for (;; n++)
    {
      note_found (self, n);
      if (!llm_search_matches_step (self, statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      add_match (self, kind, llm_statement_get_int64 (statement, 0),
                 llm_statement_get_double (statement, 1));
    }
  if (n == MAX_MATCHES)
    self->complete = FALSE;
  return TRUE;
}

static gboolean
find_words (LlmSearchMatches *self, LlmSearchKind kind, GError **error)
{
  g_autofree char *match = llm_search_words_make_match (self->words);
  g_autoptr (LlmStatement) statement = NULL;

  llm_db_limit_allow_work (self->limit, 0);
  statement = llm_db_prepare (self->db, sql_newest[kind], error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":match", match);
  return run_words (self, kind, statement, error);
}

/**
 * llm_search_matches_find_between:
 * @self: matches
 * @kind: which texts
 * @first: the smallest number
 * @last: the greatest
 * @error: where to put an #LLM_DB_ERROR
 *
 * Finds words, not parts of words, in these texts only.
 *
 * Returns: whether it worked
 */
gboolean
llm_search_matches_find_between (
    LlmSearchMatches *self, LlmSearchKind kind, gint64 first, gint64 last, GError **error)
{
  g_autofree char *match = NULL;
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (self != NULL && kind < LLM_SEARCH_N_KINDS, FALSE);

  llm_db_limit_allow_work (self->limit, 0);
  match = llm_search_words_make_match (self->words);
  statement = llm_db_prepare (self->db, sql_between[kind], error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":match", match);
  llm_statement_bind_int64 (statement, ":first", first);
  llm_statement_bind_int64 (statement, ":last", last);
  return run_words (self, kind, statement, error);
}

/* --- Trigrams --- */

/* Empty if @from is after the last. */
static gboolean
next_term (LlmSearchMatches *self, const char *from, char **term, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (self->db, sql_next_term, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":from", from);
  if (!llm_search_matches_step (self, statement, &has_row, error))
    return FALSE;
  *term = has_row ? llm_statement_dup_required (statement, 0) : g_strdup ("");
  return TRUE;
}

/* By leaps from one term to the next, not by the places of each. */
static gboolean
find_trigrams (LlmSearchMatches *self, const char *start, GStrv *trigrams, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *from = g_utf8_strdown (start, -1);
  g_autofree char *folded = g_strdup (from);
  guint n;

  for (n = 0; n < MAX_TRIGRAMS; n++)
    {
      g_autofree char *term = NULL;

      if (!next_term (self, from, &term, error))
        return FALSE;
      if (!g_str_has_prefix (term, folded))
        break;
      g_strv_builder_add (builder, term);
      g_free (from);
      from = g_strconcat (term, "\001", NULL);
    }
  if (n == MAX_TRIGRAMS)
    self->complete = FALSE;
  *trigrams = n > 0 ? g_strv_builder_end (builder) : NULL;
  return TRUE;
}

static void
free_strv (gpointer data)
{
  g_strfreev (data);
}

/* @starts is NULL for a word that is long enough, or begins no trigram. */
static gboolean
expand_word (LlmSearchMatches *self, const LlmSearchWord *word, GStrv *starts, GError **error)
{
  *starts = NULL;
  return word->n_letters >= LLM_SEARCH_MIN_TRIGRAM
         || find_trigrams (self, word->text, starts, error);
}

/* @possible is FALSE if a wanted word begins no trigram. */
static gboolean
expand_words (LlmSearchMatches *self, GPtrArray *trigrams, gboolean *possible, GError **error)
{
  const guint n_wanted = self->words->wanted->len;

  *possible = TRUE;
  for (guint i = 0; i < n_wanted + self->words->excluded->len; i++)
    {
      const LlmSearchWord *word = i < n_wanted ? self->words->wanted->pdata[i]
                                               : self->words->excluded->pdata[i - n_wanted];
      GStrv starts;

      if (!expand_word (self, word, &starts, error))
        return FALSE;
      if (i < n_wanted && word->n_letters < LLM_SEARCH_MIN_TRIGRAM && starts == NULL)
        *possible = FALSE;
      g_ptr_array_add (trigrams, starts);
    }
  return TRUE;
}

static gboolean
run_trigrams (
    LlmSearchMatches *self, const char *sql, const char *match, double quality, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  gboolean has_row;
  guint n = 0;

  llm_db_limit_allow_work (self->limit, 0);
  statement = llm_db_prepare (self->db, sql, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":match", match);
  llm_statement_bind_int64 (statement, ":limit", MAX_MATCHES);
  for (;; n++)
    {
      gint64 rowid;

      note_found (self, n);
      if (!llm_search_matches_step (self, statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      rowid = llm_statement_get_int64 (statement, 0);
      if (rowid > 0 && rowid % 4 < LLM_SEARCH_N_KINDS)
        add_match (self, (LlmSearchKind) (rowid % 4), rowid / 4, quality);
    }
  if (n == MAX_MATCHES)
    self->complete = FALSE;
  return TRUE;
}

static gboolean
find_unspaced (LlmSearchMatches *self, GError **error)
{
  g_autoptr (GPtrArray) trigrams = g_ptr_array_new_with_free_func (free_strv);
  g_autofree char *match = NULL;
  gboolean possible;

  llm_db_limit_allow_work (self->limit, 0);
  if (!expand_words (self, trigrams, &possible, error))
    return FALSE;
  if (!possible)
    return TRUE;
  match = llm_search_words_make_trigram_match (self->words, trigrams);
  return run_trigrams (self, sql_trigrams, match, QUALITY_OF_PART, error);
}

static gboolean
has_short_word (GPtrArray *words)
{
  for (guint i = 0; i < words->len; i++)
    {
      if (((LlmSearchWord *) words->pdata[i])->n_letters < LLM_SEARCH_MIN_TRIGRAM)
        return TRUE;
    }
  return FALSE;
}

static gboolean
find_parts_in_titles (LlmSearchMatches *self, GError **error)
{
  g_autofree char *match = NULL;

  if (has_short_word (self->words->wanted) || has_short_word (self->words->excluded))
    return TRUE;
  match = llm_search_words_make_trigram_match (self->words, NULL);
  return run_trigrams (self, sql_titles, match, QUALITY_OF_PART, error);
}

/* --- What no index knows --- */

static char *
make_scan (LlmSearchMatches *self, LlmSearchKind kind)
{
  GString *sql = g_string_new (sql_scan[kind]);

  for (guint i = 1; i < self->words->wanted->len; i++)
    g_string_append_printf (sql, " AND instr (text, :word%u) > 0", i);
  for (guint i = 0; i < self->words->excluded->len; i++)
    g_string_append_printf (sql, " AND instr (text, :no%u) = 0", i);
  return g_string_free (sql, FALSE);
}

static void
bind_words (LlmStatement *statement, GPtrArray *words, const char *name)
{
  for (guint i = 0; i < words->len; i++)
    {
      g_autofree char *parameter = g_strdup_printf (":%s%u", name, i);

      llm_statement_bind_text (statement, parameter, ((LlmSearchWord *) words->pdata[i])->text);
    }
}

static gboolean
scan (LlmSearchMatches *self, LlmSearchKind kind, GError **error)
{
  g_autofree char *sql = make_scan (self, kind);
  g_autoptr (LlmStatement) statement = llm_db_prepare (self->db, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  bind_words (statement, self->words->wanted, "word");
  bind_words (statement, self->words->excluded, "no");
  for (;;)
    {
      if (!llm_search_matches_step (self, statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      add_match (self, kind, llm_statement_get_int64 (statement, 0), QUALITY_OF_PART);
    }
}

static gboolean
scan_newest (LlmSearchMatches *self, GError **error)
{
  gboolean scanned = TRUE;

  llm_db_limit_allow_work (self->limit, MAX_SCAN_WORK);
  for (guint kind = 0; scanned && kind < LLM_SEARCH_N_KINDS; kind++)
    scanned = scan (self, (LlmSearchKind) kind, error);
  return scanned;
}

/* An end of a text begins no trigram, and symbols are in no index of words. */
static gboolean
needs_scan (LlmSearchMatches *self)
{
  for (guint i = 0; i < self->words->wanted->len; i++)
    {
      const LlmSearchWord *word = self->words->wanted->pdata[i];

      if (!word->has_letters || (word->unspaced && word->n_letters < LLM_SEARCH_MIN_TRIGRAM))
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_search_matches_find:
 * @self: no matches
 * @error: where to put an #LLM_DB_ERROR
 *
 * Finds words in titles, tags, prompts and answers; parts of words in titles; and parts
 * of what has no spaces everywhere.
 *
 * Returns: whether it worked
 */
gboolean
llm_search_matches_find (LlmSearchMatches *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (llm_search_words_have_letters (self->words) && !find_words (self, LLM_SEARCH_TITLE, error))
    return FALSE;
  if (self->words->unspaced)
    {
      if (!find_unspaced (self, error))
        return FALSE;
    }
  else if (llm_search_words_have_letters (self->words))
    {
      if (!find_words (self, LLM_SEARCH_PROMPT, error)
          || !find_words (self, LLM_SEARCH_ANSWER, error) || !find_parts_in_titles (self, error))
        return FALSE;
    }
  return !needs_scan (self) || scan_newest (self, error);
}
