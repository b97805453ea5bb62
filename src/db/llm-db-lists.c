/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-lists.h"

const char llm_db_lists_sql_find[]
    = "SELECT " LLM_DB_ENTRY_COLUMNS " FROM conversation WHERE id >= :prefix AND id < :end"
      " ORDER BY id LIMIT :limit";

/* Comes after all ids that begin with what stands before it. */
#define LAST_CHARACTER "\xf4\x8f\xbf\xbf" /* U+10FFFF */

/* One walk along one index each; naming it keeps the planner from being led astray by
 * statistics of an odd history.  @pair is what the index is sorted by. */
typedef struct
{
  const char *table;
  const char *where;
  const char *order;
  const char *pair;
} Section;

#define LISTED "conversation.deleted_at IS NULL AND conversation.archived = 0"
#define BY_TIME "conversation.active_at DESC, conversation.id DESC"
#define BY_RANK "conversation.rank DESC, conversation.id DESC"
#define TIME_PAIR "conversation.active_at, conversation.id"
#define RANK_PAIR "conversation.rank, conversation.id"

static const Section sections[] = {
  [LLM_HISTORY_ALL]
  = { "conversation INDEXED BY conversation_by_time", LISTED, BY_TIME, TIME_PAIR },
  [LLM_HISTORY_RECENT] = { "conversation INDEXED BY conversation_recent",
                           LISTED " AND conversation.pinned = 0", BY_TIME, TIME_PAIR },
  [LLM_HISTORY_PINNED] = { "conversation INDEXED BY conversation_pinned",
                           LISTED " AND conversation.pinned = 1", BY_RANK, RANK_PAIR },
  [LLM_HISTORY_FOLDER] = { "conversation INDEXED BY conversation_by_folder",
                           "conversation.folder_id = :within AND " LISTED, BY_RANK, RANK_PAIR },
  [LLM_HISTORY_TAG]
  = { "conversation_tag CROSS JOIN conversation"
      " ON conversation.num = conversation_tag.conversation_num",
      "conversation_tag.tag_id = (SELECT id FROM tag WHERE name = :within) AND " LISTED,
      "conversation_tag.active_at DESC, conversation_tag.conversation_id DESC",
      "conversation_tag.active_at, conversation_tag.conversation_id" },
  [LLM_HISTORY_ARCHIVED]
  = { "conversation INDEXED BY conversation_archived",
      "conversation.deleted_at IS NULL AND conversation.archived = 1", BY_TIME, TIME_PAIR },
  [LLM_HISTORY_TRASH]
  = { "conversation INDEXED BY conversation_trash", "conversation.deleted_at IS NOT NULL",
      "conversation.deleted_at DESC, conversation.id DESC",
      "conversation.deleted_at, conversation.id" },
};

/* With a kind, the two long lists have another index; the others are short. */
static const Section all_of_kind
    = { "conversation INDEXED BY conversation_by_kind", LISTED, BY_TIME, TIME_PAIR };
static const Section recent_of_kind = { "conversation INDEXED BY conversation_by_kind",
                                        LISTED " AND conversation.pinned = 0", BY_TIME, TIME_PAIR };

static const Section *
find_section (const LlmHistoryQuery *query)
{
  guint section = query->section;

  if (query->kind != NULL && section == LLM_HISTORY_ALL)
    return &all_of_kind;
  if (query->kind != NULL && section == LLM_HISTORY_RECENT)
    return &recent_of_kind;
  return &sections[section < G_N_ELEMENTS (sections) ? section : LLM_HISTORY_ALL];
}

/**
 * llm_db_lists_make_sql:
 * @query: which list
 * @after: whether the page comes after an entry
 *
 * Returns: (transfer full): the statement for a page
 */
char *
llm_db_lists_make_sql (const LlmHistoryQuery *query, gboolean after)
{
  const Section *section;
  GString *sql;

  g_return_val_if_fail (query != NULL, NULL);

  section = find_section (query);
  sql = g_string_new ("SELECT " LLM_DB_ENTRY_COLUMNS " FROM ");
  g_string_append_printf (sql, "%s WHERE %s", section->table, section->where);
  if (query->kind != NULL)
    g_string_append (sql, " AND conversation.kind = :kind");
  if (after)
    g_string_append_printf (sql, " AND (%s) < (:key, :id)", section->pair);
  g_string_append_printf (sql, " ORDER BY %s LIMIT :limit", section->order);
  return g_string_free (sql, FALSE);
}

static char **
read_lines (LlmStatement *statement, int column)
{
  g_autofree char *lines = llm_statement_dup_required (statement, column);

  return g_strsplit (lines, "\n", -1);
}

/**
 * llm_db_lists_read_entry:
 * @statement: a statement on a row
 * @column: where %LLM_DB_ENTRY_COLUMNS begin
 *
 * Returns: (transfer full): the conversation as it is listed
 */
LlmHistoryEntry *
llm_db_lists_read_entry (LlmStatement *statement, int column)
{
  g_autofree char *id = llm_statement_dup_required (statement, column);
  g_autofree char *kind = llm_statement_dup_required (statement, column + 1);
  g_autofree char *title = llm_statement_dup_required (statement, column + 2);
  g_autofree char *snippet = llm_statement_dup_required (statement, column + 3);
  g_autofree char *folder_id = llm_statement_dup_text (statement, column + 10);
  g_autofree char *color = llm_statement_dup_text (statement, column + 11);
  g_auto (GStrv) models = read_lines (statement, column + 13);
  g_auto (GStrv) tags = read_lines (statement, column + 14);
  const LlmEntryData data = {
    .id = id,
    .kind = kind,
    .title = title,
    .snippet = snippet,
    .created_at = llm_statement_get_int64 (statement, column + 4),
    .active_at = llm_statement_get_int64 (statement, column + 5),
    .rank = llm_statement_get_int64 (statement, column + 6),
    .deleted_at = llm_statement_get_int64 (statement, column + 7),
    .pinned = llm_statement_get_int64 (statement, column + 8) != 0,
    .archived = llm_statement_get_int64 (statement, column + 9) != 0,
    .folder_id = folder_id,
    .color = color,
    .n_messages = (guint) llm_statement_get_int64 (statement, column + 12),
    .models = (const char *const *) models,
    .tags = (const char *const *) tags,
    .names_hidden = llm_statement_get_int64 (statement, column + 15) != 0,
  };

  return llm_history_entry_new (&data);
}

static GPtrArray *
read_entries (LlmStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean has_row;

  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&entries);
      g_ptr_array_add (entries, llm_db_lists_read_entry (statement, 0));
    }
}

/**
 * llm_db_lists_find:
 * @db: a connection
 * @prefix: the first characters of ids
 * @limit: how many at most
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmHistoryEntry): conversations with such ids,
 *   by id, archived ones and those in the trash too
 */
GPtrArray *
llm_db_lists_find (LlmDb *db, const char *prefix, guint limit, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  g_autofree char *end = NULL;

  g_return_val_if_fail (db != NULL && prefix != NULL, NULL);

  statement = llm_db_prepare (db, llm_db_lists_sql_find, error);
  if (statement == NULL)
    return NULL;
  end = g_strconcat (prefix, LAST_CHARACTER, NULL);
  llm_statement_bind_text (statement, ":prefix", prefix);
  llm_statement_bind_text (statement, ":end", end);
  llm_statement_bind_int64 (statement, ":limit", limit);
  return read_entries (statement, error);
}

/**
 * llm_db_lists_read:
 * @db: a connection
 * @query: which list
 * @after: (nullable): the last entry seen
 * @limit: how many at most
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmHistoryEntry): a page
 */
GPtrArray *
llm_db_lists_read (LlmDb *db,
                   const LlmHistoryQuery *query,
                   const LlmHistoryCursor *after,
                   guint limit,
                   GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  g_autofree char *sql = NULL;

  g_return_val_if_fail (db != NULL && query != NULL, NULL);

  sql = llm_db_lists_make_sql (query, after != NULL);
  statement = llm_db_prepare (db, sql, error);
  if (statement == NULL)
    return NULL;
  if (query->section == LLM_HISTORY_FOLDER || query->section == LLM_HISTORY_TAG)
    llm_statement_bind_text (statement, ":within", query->within);
  if (query->kind != NULL)
    llm_statement_bind_text (statement, ":kind", query->kind);
  if (after != NULL)
    {
      llm_statement_bind_int64 (statement, ":key", after->key);
      llm_statement_bind_text (statement, ":id", after->id);
    }
  llm_statement_bind_int64 (statement, ":limit", limit);
  return read_entries (statement, error);
}
