/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-comparisons.h"

#include <glib/gi18n-lib.h>

/* The page is found first, by its index; its models come from an index, too. */
#define PAGE(where)                                                                                \
  "WITH page AS MATERIALIZED ("                                                                    \
  "  SELECT id, kind, title, snippet, created_at FROM comparison " where                           \
  "  ORDER BY created_at DESC, id DESC LIMIT :limit)"                                              \
  " SELECT page.id, page.kind, page.title, page.snippet, page.created_at, answer.provider,"        \
  "  answer.model"                                                                                 \
  " FROM page LEFT JOIN answer ON answer.comparison_id = page.id"                                  \
  " ORDER BY page.created_at DESC, page.id DESC, answer.position"

const char llm_db_comparisons_sql_first_page[] = PAGE ("");

const char llm_db_comparisons_sql_next_page[] =
    PAGE ("WHERE (created_at, id) < (:before_time, :before_id)");

const char llm_db_comparisons_sql_load[] =
    "SELECT kind, title, snippet, created_at, preferred, system, prompt FROM comparison"
    " WHERE id = :id";

static const char sql_stored[] =
    "SELECT title, snippet, created_at FROM comparison WHERE id = :id";

static const char sql_save[] =
    "INSERT INTO comparison (id, kind, title, snippet, created_at, updated_at, preferred, system,"
    "  prompt)"
    " VALUES (:id, :kind, :title, :snippet, :created_at, :updated_at, :preferred, :system, :prompt)"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title,"
    "  snippet = excluded.snippet, created_at = excluded.created_at,"
    "  updated_at = excluded.updated_at, preferred = excluded.preferred,"
    "  system = excluded.system, prompt = excluded.prompt";

static const char sql_delete[] = "DELETE FROM comparison WHERE id = :id";

static gboolean
differs_in_list (LlmDb *db, const LlmDbComparisonRow *row, gboolean *differs, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_stored, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", row->id);
  if (!llm_statement_step (statement, &has_row, error))
    return FALSE;
  *differs = !has_row
             || g_strcmp0 (llm_statement_get_text (statement, 0, NULL), row->title) != 0
             || g_strcmp0 (llm_statement_get_text (statement, 1, NULL), row->snippet) != 0
             || llm_statement_get_int64 (statement, 2) != row->created_at;
  return TRUE;
}

static gboolean
write_row (LlmDb *db, const LlmDbComparisonRow *row, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_save, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", row->id);
  llm_statement_bind_text (statement, ":kind", row->kind);
  llm_statement_bind_text (statement, ":title", row->title);
  llm_statement_bind_text (statement, ":snippet", row->snippet);
  llm_statement_bind_int64 (statement, ":created_at", row->created_at);
  llm_statement_bind_int64 (statement, ":updated_at", g_get_real_time ());
  llm_statement_bind_text (statement, ":preferred", row->preferred);
  llm_statement_bind_text (statement, ":system", row->system);
  llm_statement_bind_text (statement, ":prompt", row->prompt);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_comparisons_save:
 * @db: a connection in a transaction
 * @row: a comparison with all its columns
 * @run: this process
 * @copies: what this process loaded of others
 * @list_changed: (out): whether it is new or its row in the list looks different
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_comparisons_save (LlmDb *db,
                         const LlmDbComparisonRow *row,
                         LlmDbRun *run,
                         LlmDbAnswerCopies *copies,
                         gboolean *list_changed,
                         GError **error)
{
  g_return_val_if_fail (db != NULL && row != NULL, FALSE);
  g_return_val_if_fail (list_changed != NULL, FALSE);

  if (!differs_in_list (db, row, list_changed, error) || !write_row (db, row, error))
    return FALSE;
  for (guint i = 0; i < row->answers->len; i++)
    {
      if (!llm_db_answers_save (db, row->answers->pdata[i], run, copies, list_changed, error))
        return FALSE;
    }
  return llm_db_answers_delete_others (db, row->id, row->answers, list_changed, error);
}

/**
 * llm_db_comparisons_delete:
 * @db: a connection in a transaction
 * @id: a comparison
 * @deleted: (out): whether there was one
 * @error: where to put an #LLM_DB_ERROR
 *
 * Deletes it with its columns; one that does not exist is no error.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_comparisons_delete (LlmDb *db, const char *id, gboolean *deleted, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && id != NULL, FALSE);
  g_return_val_if_fail (deleted != NULL, FALSE);

  statement = llm_db_prepare (db, sql_delete, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  if (!llm_statement_run (statement, error))
    return FALSE;
  *deleted = llm_db_get_changes (db) > 0;
  return TRUE;
}

static LlmDbComparisonRow *
read_row (LlmDb *db, const char *id, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, llm_db_comparisons_sql_load, error);
  LlmDbComparisonRow *row;
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  llm_statement_bind_text (statement, ":id", id);
  if (!llm_statement_step (statement, &has_row, error))
    return NULL;
  if (!has_row)
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND,
                           _ ("The comparison is no longer in the history."));
      return NULL;
    }

  row = llm_db_comparison_row_new ();
  row->id = g_strdup (id);
  row->kind = llm_statement_dup_required (statement, 0);
  row->title = llm_statement_dup_required (statement, 1);
  row->snippet = llm_statement_dup_required (statement, 2);
  row->created_at = llm_statement_get_int64 (statement, 3);
  row->preferred = llm_statement_dup_text (statement, 4);
  row->system = llm_statement_dup_text (statement, 5);
  row->prompt = llm_statement_dup_required (statement, 6);
  return row;
}

/**
 * llm_db_comparisons_load:
 * @db: a connection in a transaction
 * @id: a comparison
 * @run: this process
 * @copies: notes which columns other processes run
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_NOT_FOUND if there is none
 *
 * Returns: (transfer full): the comparison with its columns
 */
LlmDbComparisonRow *
llm_db_comparisons_load (LlmDb *db,
                         const char *id,
                         LlmDbRun *run,
                         LlmDbAnswerCopies *copies,
                         GError **error)
{
  g_autoptr (LlmDbComparisonRow) row = NULL;
  GPtrArray *answers;

  g_return_val_if_fail (db != NULL && id != NULL, NULL);

  row = read_row (db, id, error);
  if (row == NULL)
    return NULL;
  answers = llm_db_answers_load (db, id, run, copies, error);
  if (answers == NULL)
    return NULL;
  g_ptr_array_unref (row->answers);
  row->answers = answers;
  return g_steal_pointer (&row);
}

static LlmDbListRow *
add_list_row (GPtrArray *rows, LlmStatement *statement)
{
  LlmDbListRow *row = llm_db_list_row_new ();

  row->id = llm_statement_dup_required (statement, 0);
  row->kind = llm_statement_dup_required (statement, 1);
  row->title = llm_statement_dup_required (statement, 2);
  row->snippet = llm_statement_dup_required (statement, 3);
  row->created_at = llm_statement_get_int64 (statement, 4);
  g_ptr_array_add (rows, row);
  return row;
}

static gboolean
read_list (LlmStatement *statement, GPtrArray *rows, GError **error)
{
  LlmDbListRow *row = NULL;
  gboolean has_row;

  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      if (row == NULL || g_strcmp0 (row->id, llm_statement_get_text (statement, 0, NULL)) != 0)
        row = add_list_row (rows, statement);
      if (!llm_statement_is_null (statement, 5))
        {
          g_autofree char *provider = llm_statement_dup_required (statement, 5);
          g_autofree char *model = llm_statement_dup_required (statement, 6);

          g_ptr_array_add (row->models, g_strconcat (provider, ":", model, NULL));
        }
    }
}

/**
 * llm_db_comparisons_list:
 * @db: a connection
 * @before_time: the time of the last entry seen
 * @before_id: (nullable): its id; NULL for the newest entries
 * @limit: how many at most
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmDbListRow): a page, newest first
 */
GPtrArray *
llm_db_comparisons_list (LlmDb *db,
                         gint64 before_time,
                         const char *before_id,
                         guint limit,
                         GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (db != NULL, NULL);

  statement = llm_db_prepare (db,
                              before_id != NULL ? llm_db_comparisons_sql_next_page
                                                : llm_db_comparisons_sql_first_page,
                              error);
  if (statement == NULL)
    return NULL;
  if (before_id != NULL)
    {
      llm_statement_bind_int64 (statement, ":before_time", before_time);
      llm_statement_bind_text (statement, ":before_id", before_id);
    }
  llm_statement_bind_int64 (statement, ":limit", limit);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_db_list_row_free);
  if (!read_list (statement, rows, error))
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (((LlmDbListRow *) rows->pdata[i])->models, NULL);
  return g_steal_pointer (&rows);
}
