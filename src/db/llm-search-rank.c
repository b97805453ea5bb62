/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-search-rank.h"
#include "llm-db-private.h"

#include <math.h>

/* The usual ones of BM25: how soon more of the same counts no more, and how much long
 * texts lose. */
#define K1 1.2
#define B 0.75

/* A word in more texts than that is a common one; to count them all would take longer
 * than the search. */
#define MAX_COUNTED 1000

#define MAX_PHRASES 32

/* What is the same for all rows of a query. */
typedef struct
{
  int n_phrases;
  double weights[MAX_PHRASES]; /* inverse document frequencies */
  double mean_size;
} Rank;

static int
count_row_cb (const Fts5ExtensionApi *api, Fts5Context *context, void *user_data)
{
  guint *n_rows = user_data;

  return ++*n_rows < MAX_COUNTED ? SQLITE_OK : SQLITE_DONE;
}

static double
get_weight (double n_all, guint n_rows)
{
  return MAX (log ((n_all - n_rows + 0.5) / (n_rows + 0.5)), 0.1);
}

/* A prefix is not counted: all words that begin with it would be looked up anew. */
static int
weigh (const Fts5ExtensionApi *api, Fts5Context *context, Rank *rank, gboolean has_prefix)
{
  sqlite3_int64 n_all = 0;
  sqlite3_int64 size = 0;
  int result = api->xRowCount (context, &n_all);

  if (result == SQLITE_OK)
    result = api->xColumnTotalSize (context, -1, &size);
  rank->mean_size = n_all > 0 ? MAX ((double) size / (double) n_all, 1) : 1;
  for (int i = 0; result == SQLITE_OK && i < rank->n_phrases; i++)
    {
      guint n_rows = 0;

      if (rank->n_phrases == 1 || (has_prefix && i == rank->n_phrases - 1))
        n_rows = MAX_COUNTED;
      else
        result = api->xQueryPhrase (context, i, &n_rows, count_row_cb);
      rank->weights[i] = get_weight ((double) n_all, n_rows);
    }
  return result;
}

static int
get_rank (const Fts5ExtensionApi *api,
          Fts5Context *context,
          int n_phrases,
          gboolean has_prefix,
          Rank **found)
{
  Rank *rank = api->xGetAuxdata (context, 0);
  int result;

  if (rank == NULL)
    {
      rank = g_new0 (Rank, 1);
      rank->n_phrases = CLAMP (n_phrases, 0, MIN (api->xPhraseCount (context), MAX_PHRASES));
      result = weigh (api, context, rank, has_prefix);
      if (result != SQLITE_OK)
        {
          g_free (rank);
          return result;
        }
      result = api->xSetAuxdata (context, rank, g_free);
      if (result != SQLITE_OK)
        return result;
    }
  *found = rank;
  return SQLITE_OK;
}

/* BM25 by what it could be at most, so that texts of different indexes compare. */
static int
compute (const Fts5ExtensionApi *api, Fts5Context *context, const Rank *rank, double *value)
{
  double counts[MAX_PHRASES] = { 0 };
  double sum = 0, all = 0, longer;
  int n_places = 0, size = 0, phrase, column, offset;
  int result = api->xInstCount (context, &n_places);

  if (result == SQLITE_OK)
    result = api->xColumnSize (context, -1, &size);
  for (int i = 0; result == SQLITE_OK && i < n_places; i++)
    {
      result = api->xInst (context, i, &phrase, &column, &offset);
      if (result == SQLITE_OK && phrase < rank->n_phrases)
        counts[phrase]++;
    }
  longer = K1 * (1 - B + B * size / rank->mean_size);
  for (int i = 0; i < rank->n_phrases; i++)
    {
      sum += rank->weights[i] * counts[i] / (counts[i] + longer);
      all += rank->weights[i];
    }
  *value = all > 0 ? sum / all : 0;
  return result;
}

static void
rank_cb (const Fts5ExtensionApi *api,
         Fts5Context *context,
         sqlite3_context *out,
         int n_values,
         sqlite3_value **values)
{
  Rank *rank = NULL;
  double value = 0;
  int result;

  if (n_values != 2)
    {
      sqlite3_result_error (out, "llm_rank wants two values", -1);
      return;
    }
  result = get_rank (api, context, sqlite3_value_int (values[0]),
                     sqlite3_value_int (values[1]) != 0, &rank);
  if (result == SQLITE_OK)
    result = compute (api, context, rank, &value);
  if (result == SQLITE_OK)
    sqlite3_result_double (out, value);
  else
    sqlite3_result_error_code (out, result);
}

/* NULL where SQLite was built without FTS5. */
static fts5_api *
get_api (LlmDb *db)
{
  fts5_api *api = NULL;
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db->handle, "SELECT fts5 (?1)", -1, &statement, NULL) == SQLITE_OK)
    {
      sqlite3_bind_pointer (statement, 1, &api, "fts5_api_ptr", NULL);
      sqlite3_step (statement);
    }
  sqlite3_finalize (statement);
  return api;
}

/**
 * llm_search_rank_register:
 * @db: a connection
 * @error: where to put an #LLM_DB_ERROR
 *
 * Makes %LLM_SEARCH_RANK known to the connection, once.
 *
 * Returns: whether it is known
 */
gboolean
llm_search_rank_register (LlmDb *db, GError **error)
{
  fts5_api *api;
  int result = SQLITE_ERROR;

  g_return_val_if_fail (db != NULL, FALSE);
  llm_db_assert_thread (db);

  if (db->has_rank)
    return TRUE;
  api = get_api (db);
  if (api != NULL)
    result = api->xCreateFunction (api, LLM_SEARCH_RANK, NULL, rank_cb, NULL);
  db->has_rank = result == SQLITE_OK;
  if (!db->has_rank)
    llm_db_set_error (error, db->handle, result);
  return db->has_rank;
}

typedef struct
{
  LlmSearchTokenFunc func;
  gpointer user_data;
} Call;

static int
token_cb (void *user_data, int flags, const char *token, int length, int start, int end)
{
  const Call *call = user_data;

  return call->func (token, (gsize) length, (gsize) start, (gsize) end, call->user_data)
             ? SQLITE_OK
             : SQLITE_DONE;
}

/**
 * llm_search_tokenize:
 * @db: a connection
 * @text: UTF-8
 * @length: its length in bytes
 * @func: (scope call): told of every word
 * @user_data: for @func
 *
 * Takes a text apart as the indexes of words do.
 */
void
llm_search_tokenize (
    LlmDb *db, const char *text, gsize length, LlmSearchTokenFunc func, gpointer user_data)
{
  const char *arguments[] = { "remove_diacritics", "2" };
  Call call = { func, user_data };
  Fts5Tokenizer *tokenizer = NULL;
  fts5_tokenizer class;
  fts5_api *api;
  void *own;

  g_return_if_fail (db != NULL && text != NULL && func != NULL);
  g_return_if_fail (length <= G_MAXINT);
  llm_db_assert_thread (db);

  api = get_api (db);
  if (api == NULL || api->xFindTokenizer (api, "unicode61", &own, &class) != SQLITE_OK
      || class.xCreate (own, arguments, G_N_ELEMENTS (arguments), &tokenizer) != SQLITE_OK)
    return;
  class.xTokenize (tokenizer, &call, FTS5_TOKENIZE_DOCUMENT, text, (int) length, token_cb);
  class.xDelete (tokenizer);
}
