/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-search.h"
#include "llm-db-limit.h"
#include "llm-db-lists.h"
#include "llm-search-matches.h"
#include "llm-search-snippet.h"

/* A search takes some hundredths of a second.  Should it not, on a slow disk, what was
 * found by then is shown (microseconds). */
#define MAX_TIME (2 * G_TIME_SPAN_SECOND)

/* Of common words and a filter, so much work is put into finding conversations that fit,
 * and as much into looking through them (microseconds). */
#define MAX_FILTER_WORK (10 * G_TIME_SPAN_MILLISECOND)
#define MAX_FILTERED "300"

/* What a match in a title, a prompt, an answer counts. */
static const double weights[] = {
  [LLM_SEARCH_TITLE] = 4,
  [LLM_SEARCH_PROMPT] = 2,
  [LLM_SEARCH_ANSWER] = 1,
};

static const char sql_of_prompt[]
    = "SELECT conversation.num FROM turn"
      " CROSS JOIN conversation ON conversation.id = turn.conversation_id"
      " WHERE turn.num = :num AND turn.deleted_at IS NULL";

static const char sql_of_answer[]
    = "SELECT conversation.num FROM answer CROSS JOIN turn ON turn.id = answer.turn_id"
      " CROSS JOIN conversation ON conversation.id = turn.conversation_id"
      " WHERE answer.num = :num AND turn.deleted_at IS NULL";

static const char sql_turns[]
    = "SELECT min (turn.num), max (turn.num)"
      " FROM conversation CROSS JOIN turn INDEXED BY turn_by_conversation"
      "  ON turn.conversation_id = conversation.id WHERE conversation.num = :num";

static const char sql_answers[]
    = "SELECT min (answer.num), max (answer.num)"
      " FROM conversation CROSS JOIN turn INDEXED BY turn_by_conversation"
      "  ON turn.conversation_id = conversation.id"
      " CROSS JOIN answer INDEXED BY answer_by_turn ON answer.turn_id = turn.id"
      " WHERE conversation.num = :num";

static const char sql_title[]
    = "SELECT " LLM_DB_ENTRY_COLUMNS ", conversation.title, NULL, NULL FROM conversation"
      " WHERE conversation.num = :conversation AND conversation.num = :num";

static const char sql_prompt[] = "SELECT " LLM_DB_ENTRY_COLUMNS ", turn.prompt, turn.id, NULL"
                                 " FROM conversation CROSS JOIN turn ON turn.num = :num"
                                 " WHERE conversation.num = :conversation";

static const char sql_answer[]
    = "SELECT " LLM_DB_ENTRY_COLUMNS ", answer.text, answer.turn_id, answer.column_id"
      " FROM conversation CROSS JOIN answer ON answer.num = :num"
      " WHERE conversation.num = :conversation";

const char *const llm_db_search_statements[] = {
  sql_of_prompt, sql_of_answer, sql_turns, sql_answers, sql_title, sql_prompt, sql_answer, NULL,
};

/* A conversation in which something was found. */
typedef struct
{
  gint64 num;
  gboolean fits; /* whether the filters leave it */
  gint64 active_at;
  LlmSearchKind kind; /* of the best match */
  gint64 match_num;
  double score;
  guint n_hits;
} Group;

typedef struct
{
  LlmDb *db;
  const LlmSearchQuery *query;
  GCancellable *cancellable;
  char *filter;
  GHashTable *groups; /* by num */
  GPtrArray *fitting; /* Group, borrowed */
} Search;

static void
search_clear (Search *self)
{
  g_free (self->filter);
  g_clear_pointer (&self->groups, g_hash_table_unref);
  g_clear_pointer (&self->fitting, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* --- Filters --- */

/* The list of models in the row tells most conversations apart before their answers are
 * looked at. */
static void
add_model_filter (GString *sql, const LlmSearchQuery *query)
{
  if (query->provider != NULL)
    g_string_append (sql, " AND instr (char (10) || conversation.models,"
                          " char (10) || :provider || ':') > 0");
  if (query->model != NULL)
    g_string_append (sql, " AND instr (conversation.models || char (10),"
                          " ':' || :model || char (10)) > 0");
  g_string_append (sql,
                   " AND EXISTS (SELECT 1 FROM turn INDEXED BY turn_by_conversation"
                   " CROSS JOIN answer INDEXED BY answer_by_turn ON answer.turn_id = turn.id"
                   " WHERE turn.conversation_id = conversation.id AND turn.deleted_at IS NULL");
  if (query->provider != NULL)
    g_string_append (sql, " AND answer.provider = :provider");
  if (query->model != NULL)
    g_string_append (sql, " AND answer.model = :model");
  g_string_append_c (sql, ')');
}

static void
add_conditions (GString *sql, const LlmSearchQuery *query)
{
  g_string_append (sql, " conversation.deleted_at IS NULL");
  if (!query->archived)
    g_string_append (sql, " AND conversation.archived = 0");
  if (query->kind != NULL)
    g_string_append (sql, " AND conversation.kind = :kind");
  if (query->folder_id != NULL)
    g_string_append (sql, " AND conversation.folder_id = :folder_id");
  if (query->since != 0)
    g_string_append (sql, " AND conversation.active_at >= :since");
  if (query->until != 0)
    g_string_append (sql, " AND conversation.active_at < :until");
  if (query->provider != NULL || query->model != NULL)
    add_model_filter (sql, query);
  if (query->voted)
    g_string_append (sql,
                     " AND EXISTS (SELECT 1 FROM turn INDEXED BY turn_by_conversation"
                     " CROSS JOIN answer INDEXED BY answer_by_turn ON answer.turn_id = turn.id"
                     " WHERE turn.conversation_id = conversation.id AND turn.deleted_at IS NULL"
                     " AND answer.vote IS NOT NULL)");
}

static gboolean
has_filter (const LlmSearchQuery *query)
{
  return query->kind != NULL || query->provider != NULL || query->model != NULL
         || query->tag != NULL || query->folder_id != NULL || query->since != 0 || query->until != 0
         || query->voted;
}

/**
 * llm_db_search_make_filter:
 * @query: a query
 *
 * Returns: (transfer full): the statement that tells whether a conversation fits
 */
char *
llm_db_search_make_filter (const LlmSearchQuery *query)
{
  GString *sql;

  g_return_val_if_fail (query != NULL, NULL);

  sql = g_string_new ("SELECT conversation.active_at FROM conversation"
                      " WHERE conversation.num = :num AND");
  add_conditions (sql, query);
  if (query->tag != NULL)
    g_string_append (sql, " AND EXISTS (SELECT 1 FROM conversation_tag"
                          " INDEXED BY conversation_tag_by_conversation"
                          " WHERE conversation_num = conversation.num"
                          " AND tag_id = (SELECT id FROM tag WHERE name = :tag))");
  return g_string_free (sql, FALSE);
}

/**
 * llm_db_search_make_list:
 * @query: a query with a filter
 *
 * Returns: (transfer full): the statement for some conversations that fit
 */
char *
llm_db_search_make_list (const LlmSearchQuery *query)
{
  GString *sql;

  g_return_val_if_fail (query != NULL, NULL);

  sql = g_string_new ("SELECT conversation.num FROM ");
  if (query->tag != NULL)
    g_string_append (sql, "conversation_tag CROSS JOIN conversation"
                          " ON conversation.num = conversation_tag.conversation_num"
                          " WHERE conversation_tag.tag_id ="
                          " (SELECT id FROM tag WHERE name = :tag) AND");
  else if (query->folder_id != NULL)
    g_string_append (sql, "conversation INDEXED BY conversation_by_folder WHERE");
  else if (query->kind != NULL && !query->archived)
    g_string_append (sql, "conversation INDEXED BY conversation_by_kind WHERE");
  else if (!query->archived)
    g_string_append (sql, "conversation INDEXED BY conversation_by_time WHERE");
  else
    g_string_append (sql, "conversation INDEXED BY conversation_archived WHERE"
                          " conversation.archived = 1 AND");
  add_conditions (sql, query);
  if (query->tag != NULL)
    g_string_append (sql, " ORDER BY conversation_tag.active_at DESC");
  else if (query->folder_id != NULL)
    g_string_append (sql, " ORDER BY conversation.rank DESC");
  else
    g_string_append (sql, " ORDER BY conversation.active_at DESC");
  g_string_append (sql, " LIMIT " MAX_FILTERED);
  return g_string_free (sql, FALSE);
}

static void
bind_filter (LlmStatement *statement, const LlmSearchQuery *query)
{
  if (query->kind != NULL)
    llm_statement_bind_text (statement, ":kind", query->kind);
  if (query->folder_id != NULL)
    llm_statement_bind_text (statement, ":folder_id", query->folder_id);
  if (query->since != 0)
    llm_statement_bind_int64 (statement, ":since", query->since);
  if (query->until != 0)
    llm_statement_bind_int64 (statement, ":until", query->until);
  if (query->provider != NULL)
    llm_statement_bind_text (statement, ":provider", query->provider);
  if (query->model != NULL)
    llm_statement_bind_text (statement, ":model", query->model);
  if (query->tag != NULL)
    llm_statement_bind_text (statement, ":tag", query->tag);
}

/* --- Conversations --- */

/* 0 if it is in none, or in a turn that was deleted. */
static gboolean
find_conversation (Search *self, const LlmSearchMatch *match, gint64 *num, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  gboolean has_row;

  *num = match->num;
  if (match->kind == LLM_SEARCH_TITLE)
    return TRUE;
  statement = llm_db_prepare (
      self->db, match->kind == LLM_SEARCH_PROMPT ? sql_of_prompt : sql_of_answer, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_int64 (statement, ":num", match->num);
  if (!llm_statement_step (statement, &has_row, error))
    return FALSE;
  *num = has_row ? llm_statement_get_int64 (statement, 0) : 0;
  return TRUE;
}

static gboolean
check_fits (Search *self, Group *group, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (self->db, self->filter, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_int64 (statement, ":num", group->num);
  bind_filter (statement, self->query);
  if (!llm_statement_step (statement, &group->fits, error))
    return FALSE;
  if (group->fits)
    {
      group->active_at = llm_statement_get_int64 (statement, 0);
      g_ptr_array_add (self->fitting, group);
    }
  return TRUE;
}

static gboolean
get_group (Search *self, gint64 num, Group **group, GError **error)
{
  *group = g_hash_table_lookup (self->groups, &num);
  if (*group != NULL)
    return TRUE;
  *group = g_new0 (Group, 1);
  (*group)->num = num;
  g_hash_table_insert (self->groups, &(*group)->num, *group);
  return check_fits (self, *group, error);
}

static gboolean
add_match (Search *self, const LlmSearchMatch *match, GError **error)
{
  double score = weights[match->kind] * match->quality;
  Group *group;
  gint64 num;

  if (!find_conversation (self, match, &num, error))
    return FALSE;
  if (num == 0)
    return TRUE;
  if (!get_group (self, num, &group, error))
    return FALSE;
  if (!group->fits)
    return TRUE;
  if (group->n_hits++ == 0 || score > group->score)
    {
      group->score = score;
      group->kind = match->kind;
      group->match_num = match->num;
    }
  return TRUE;
}

static gboolean
add_matches (Search *self, LlmSearchMatches *matches, guint from, GError **error)
{
  for (guint i = from; i < matches->found->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !add_match (self, &g_array_index (matches->found, LlmSearchMatch, i), error))
        return FALSE;
    }
  return TRUE;
}

/* The best first; of the same, the newest. */
static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *first = *(const Group *const *) a;
  const Group *second = *(const Group *const *) b;

  if (first->score != second->score)
    return first->score > second->score ? -1 : 1;
  if (first->active_at != second->active_at)
    return first->active_at > second->active_at ? -1 : 1;
  return first->num > second->num ? -1 : first->num < second->num;
}

/* --- What a filter leaves --- */

/* As far as the limit lets it: what is rare may be far down the list. */
static gboolean
list_fitting (Search *self, LlmSearchMatches *matches, GArray *nums, GError **error)
{
  g_autofree char *sql = llm_db_search_make_list (self->query);
  g_autoptr (LlmStatement) statement = llm_db_prepare (self->db, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  bind_filter (statement, self->query);
  for (;;)
    {
      gint64 num;

      if (!llm_search_matches_step (matches, statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      num = llm_statement_get_int64 (statement, 0);
      g_array_append_val (nums, num);
    }
}

static gboolean
find_in_range (Search *self,
               LlmSearchMatches *matches,
               const char *sql,
               LlmSearchKind kind,
               gint64 num,
               GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (self->db, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_int64 (statement, ":num", num);
  if (!llm_search_matches_step (matches, statement, &has_row, error))
    return FALSE;
  return !has_row || llm_statement_is_null (statement, 0)
         || llm_search_matches_find_between (matches, kind, llm_statement_get_int64 (statement, 0),
                                             llm_statement_get_int64 (statement, 1), error);
}

static gboolean
find_in_conversation (Search *self, LlmSearchMatches *matches, gint64 num, GError **error)
{
  return llm_search_matches_find_between (matches, LLM_SEARCH_TITLE, num, num, error)
         && find_in_range (self, matches, sql_turns, LLM_SEARCH_PROMPT, num, error)
         && find_in_range (self, matches, sql_answers, LLM_SEARCH_ANSWER, num, error);
}

/* The newest texts with common words may all be of conversations that do not fit: then
 * the fitting ones are looked through, the newest first. */
static gboolean
find_in_fitting (Search *self, LlmSearchMatches *matches, GError **error)
{
  g_autoptr (GArray) nums = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint from = matches->found->len;
  gint64 most;

  llm_db_limit_allow_time (matches->limit, MAX_TIME);
  llm_db_limit_allow_work (matches->limit, MAX_FILTER_WORK);
  if (!list_fitting (self, matches, nums, error))
    return FALSE;
  most = llm_db_limit_get_work () + MAX_FILTER_WORK;
  for (guint i = 0; i < nums->len && llm_db_limit_get_work () < most; i++)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !find_in_conversation (self, matches, g_array_index (nums, gint64, i), error))
        return FALSE;
    }
  llm_db_limit_lift (matches->limit);
  return add_matches (self, matches, from, error);
}

/* --- Hits --- */

/* A tag may be what was found, not the title. */
static char *
make_snippet (LlmSearchMarker *marker, const char *text, LlmHistoryEntry *entry, gboolean is_title)
{
  const LlmEntryData *data = llm_history_entry_get_data (entry);
  gboolean found;
  g_autofree char *snippet = llm_search_marker_make_snippet (marker, text, &found);

  if (is_title && !found && data->tags != NULL && data->tags[0] != NULL)
    {
      g_autofree char *tags = g_strjoinv (", ", (char **) data->tags);
      g_autofree char *of_tags = llm_search_marker_make_snippet (marker, tags, &found);

      if (found)
        return g_steal_pointer (&of_tags);
    }
  return g_steal_pointer (&snippet);
}

static gboolean
add_hit (Search *self, LlmSearchMarker *marker, const Group *group, GPtrArray *hits, GError **error)
{
  static const char *const sql[] = { sql_title, sql_prompt, sql_answer };
  g_autoptr (LlmStatement) statement = llm_db_prepare (self->db, sql[group->kind], error);
  g_autoptr (LlmHistoryEntry) entry = NULL;
  g_autofree char *text = NULL;
  g_autofree char *turn_id = NULL;
  g_autofree char *column_id = NULL;
  g_autofree char *snippet = NULL;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_int64 (statement, ":conversation", group->num);
  llm_statement_bind_int64 (statement, ":num", group->match_num);
  if (!llm_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  entry = llm_db_lists_read_entry (statement, 0);
  text = llm_statement_dup_required (statement, LLM_DB_ENTRY_N_COLUMNS);
  turn_id = llm_statement_dup_text (statement, LLM_DB_ENTRY_N_COLUMNS + 1);
  column_id = llm_statement_dup_text (statement, LLM_DB_ENTRY_N_COLUMNS + 2);
  snippet = make_snippet (marker, text, entry, group->kind == LLM_SEARCH_TITLE);
  g_ptr_array_add (hits, llm_search_hit_new (entry, turn_id, column_id, snippet, group->n_hits));
  return TRUE;
}

static GPtrArray *
make_hits (Search *self, const LlmSearchWords *words, GError **error)
{
  g_autoptr (GPtrArray) hits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_search_hit_free);
  g_autoptr (LlmSearchMarker) marker = llm_search_marker_new (self->db, words);
  guint n = MIN (self->fitting->len, MIN (self->query->limit, LLM_DB_SEARCH_MAX_HITS));

  g_ptr_array_sort (self->fitting, compare_groups);
  for (guint i = 0; i < n; i++)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !add_hit (self, marker, self->fitting->pdata[i], hits, error))
        return NULL;
    }
  return g_steal_pointer (&hits);
}

static GPtrArray *
search (Search *self, const LlmSearchWords *words, LlmDbLimit *limit, GError **error)
{
  g_auto (LlmSearchMatches) matches = { 0 };

  llm_search_matches_init (&matches, self->db, words, limit);
  llm_db_limit_allow_time (limit, MAX_TIME);
  if (!llm_search_matches_find (&matches, error))
    return NULL;
  llm_db_limit_lift (limit);
  if (!add_matches (self, &matches, 0, error))
    return NULL;
  if (!matches.complete && has_filter (self->query) && self->fitting->len < self->query->limit
      && llm_search_words_have_letters (words) && !words->unspaced
      && !find_in_fitting (self, &matches, error))
    return NULL;
  return make_hits (self, words, error);
}

/* Everything is read from one state of the file. */
static GPtrArray *
search_in_transaction (Search *self, const LlmSearchWords *words, GError **error)
{
  g_auto (LlmDbLimit) limit = { 0 };
  GPtrArray *hits;

  if (!llm_db_begin_read (self->db, error))
    return NULL;
  llm_db_limit_begin (&limit, self->db, self->cancellable);
  hits = search (self, words, &limit, error);
  llm_db_limit_end (&limit);
  llm_db_rollback (self->db);
  return hits;
}

/**
 * llm_db_search:
 * @db: a connection outside of a transaction
 * @query: what is looked for
 * @cancellable: (nullable): ends it when it is cancelled, on any thread
 * @error: where to put an #LLM_DB_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Words must occur in one text: a title with its tags, a prompt, or an answer that is
 * final.  Filters are about the conversation.  Of words that occur in very many texts
 * the newest are looked at, and the numbers of hits are those of them.
 *
 * Returns: (transfer full) (element-type LlmSearchHit): one hit for each conversation,
 *   best first
 */
GPtrArray *
llm_db_search (LlmDb *db, const LlmSearchQuery *query, GCancellable *cancellable, GError **error)
{
  g_autoptr (LlmSearchWords) words = NULL;
  g_autoptr (GError) failure = NULL;
  g_auto (Search) search = { 0 };
  GPtrArray *hits;

  g_return_val_if_fail (db != NULL && query != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  words = llm_search_words_parse (query->text);
  if (words->wanted->len == 0 || query->limit == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) llm_search_hit_free);
  if (!llm_search_matches_prepare (db, words, error))
    return NULL;

  search = (Search){ .db = db, .query = query, .cancellable = cancellable };
  search.filter = llm_db_search_make_filter (query);
  search.groups = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  search.fitting = g_ptr_array_new ();
  hits = search_in_transaction (&search, words, &failure);
  /* SQLite knows only that it was interrupted. */
  if (hits == NULL && !g_cancellable_set_error_if_cancelled (cancellable, error))
    g_propagate_error (error, g_steal_pointer (&failure));
  return hits;
}
