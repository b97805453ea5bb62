/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-versions.h"
#include "llm-db-figures.h"

#include <glib/gi18n-lib.h>

#define STRINGIFY(x) #x
#define LIMIT(x) STRINGIFY (x)

const char llm_db_versions_sql_load[]
    = "SELECT answer_version.id, answer_version.column_id, answer_version.kept_at,"
      "  " LLM_DB_FIGURES ("answer_version.") ","
                                              "  answer_version.reasoning, answer_version.text"
                                              " FROM json_each (:columns) AS wanted"
                                              " CROSS JOIN answer_version ON "
                                              "answer_version.column_id = wanted.value";

/* The place of the figures in it. */
#define FIRST_FIGURE 3

/* The newest ones stay. */
const char llm_db_versions_sql_trim[]
    = "DELETE FROM answer_version WHERE id IN (SELECT id FROM answer_version"
      "  WHERE column_id = :column_id ORDER BY kept_at DESC, id DESC"
      "  LIMIT -1 OFFSET " LIMIT (LLM_ANSWER_MAX_VERSIONS) ")";

const char llm_db_versions_sql_trim_flights[]
    = "DELETE FROM flight WHERE column_id = :column_id AND version_id > '' AND NOT EXISTS"
      "  (SELECT 1 FROM answer_version WHERE answer_version.id = flight.version_id)";

const char llm_db_flights_sql_load[]
    = "SELECT data FROM flight WHERE column_id = :column_id AND version_id = :version_id";

static const char sql_stored[] = "SELECT column_id, kept_at FROM answer_version WHERE id = :id";

static const char sql_insert[]
    = "INSERT INTO answer_version (id, column_id, kept_at, " LLM_DB_FIGURES (
        "") ", reasoning, text)"
            " VALUES (:id, :column_id, :kept_at, " LLM_DB_FIGURES (":") ", :reasoning, :text)";

/* One that changed places with what the column had. */
static const char sql_update[] = "UPDATE answer_version SET kept_at = :kept_at,"
                                 "  (" LLM_DB_FIGURES ("") ") = (" LLM_DB_FIGURES (
                                     ":") "), reasoning = :reasoning, text = :text"
                                          " WHERE id = :id";

/* Under a name that none has, since both may be there. */
static const char sql_rename_flight[]
    = "UPDATE flight SET version_id = :new WHERE column_id = :column_id AND version_id = :old";

static const char sql_save_flight[]
    = "INSERT INTO flight (column_id, created_at, data) VALUES (:column_id, :now, :data)"
      " ON CONFLICT (column_id, version_id) DO UPDATE SET created_at = excluded.created_at,"
      "  data = excluded.data";

typedef enum
{
  STORED_NOT,
  STORED_OTHERWISE,
  STORED,
} Stored;

static gboolean
look_up (
    LlmDb *db, const char *column_id, const LlmDbAnswerRow *row, Stored *stored, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_stored, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", row->column_id);
  if (!llm_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    {
      *stored = STORED_NOT;
      return TRUE;
    }
  *stored = llm_statement_get_int64 (statement, 1) == row->kept_at ? STORED : STORED_OTHERWISE;
  if (g_strcmp0 (llm_statement_get_text (statement, 0, NULL), column_id) == 0)
    return TRUE;
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT,
                       _ ("The earlier answer is stored with another column."));
  return FALSE;
}

static gboolean
write_row (
    LlmDb *db, const char *sql, const char *column_id, const LlmDbAnswerRow *row, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", row->column_id);
  if (sql == sql_insert)
    llm_statement_bind_text (statement, ":column_id", column_id);
  llm_statement_bind_int64 (statement, ":kept_at", row->kept_at);
  llm_db_figures_bind (statement, row);
  llm_statement_bind_text (statement, ":reasoning", row->reasoning);
  llm_statement_bind_text (statement, ":text", row->text);
  return llm_statement_run (statement, error);
}

static gboolean
rename_flight (
    LlmDb *db, const char *column_id, const char *old_id, const char *new_id, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_rename_flight, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", column_id);
  llm_statement_bind_text (statement, ":old", old_id);
  llm_statement_bind_text (statement, ":new", new_id);
  return llm_statement_run (statement, error);
}

/* How what the column had was asked goes with it, and back. */
static gboolean
swap_flights (LlmDb *db, const char *column_id, const char *version_id, GError **error)
{
  static const char aside[] = "-";

  return rename_flight (db, column_id, "", aside, error)
         && rename_flight (db, column_id, version_id, "", error)
         && rename_flight (db, column_id, aside, version_id, error);
}

static gboolean
run_with_column (LlmDb *db, const char *sql, const char *column_id, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", column_id);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_versions_save:
 * @db: a connection in a transaction
 * @column_id: a column that is stored
 * @versions: (nullable) (element-type LlmDbAnswerRow): versions of it, the oldest first
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_CONSTRAINT if one of their ids is
 *   that of a version of another column
 *
 * Those that are stored already are passed over.  Of too many the oldest go.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_versions_save (LlmDb *db, const char *column_id, GPtrArray *versions, GError **error)
{
  gboolean any = FALSE;

  g_return_val_if_fail (db != NULL && column_id != NULL, FALSE);

  for (guint i = 0; versions != NULL && i < versions->len; i++)
    {
      const LlmDbAnswerRow *row = versions->pdata[i];
      Stored stored;

      if (!look_up (db, column_id, row, &stored, error))
        return FALSE;
      if (stored == STORED)
        continue;
      any = TRUE;
      if (!write_row (db, stored == STORED_NOT ? sql_insert : sql_update, column_id, row, error)
          || !swap_flights (db, column_id, row->column_id, error))
        return FALSE;
    }
  return !any
         || (run_with_column (db, llm_db_versions_sql_trim, column_id, error)
             && run_with_column (db, llm_db_versions_sql_trim_flights, column_id, error));
}

static LlmDbAnswerRow *
read_row (LlmStatement *statement)
{
  LlmDbAnswerRow *row = llm_db_answer_row_new ();

  row->column_id = llm_statement_dup_required (statement, 0);
  row->version_of = llm_statement_dup_required (statement, 1);
  row->kept_at = llm_statement_get_int64 (statement, 2);
  llm_db_figures_read (statement, FIRST_FIGURE, row);
  row->reasoning = llm_statement_dup_required (statement, FIRST_FIGURE + LLM_DB_N_FIGURES);
  row->text = llm_statement_dup_required (statement, FIRST_FIGURE + LLM_DB_N_FIGURES + 1);
  return row;
}

/* Here, not by SQLite, which would move all the texts. */
static int
compare_times (gconstpointer a, gconstpointer b)
{
  const LlmDbAnswerRow *first = *(LlmDbAnswerRow *const *) a;
  const LlmDbAnswerRow *second = *(LlmDbAnswerRow *const *) b;

  if (first->kept_at != second->kept_at)
    return first->kept_at < second->kept_at ? -1 : 1;
  return g_strcmp0 (first->column_id, second->column_id);
}

/**
 * llm_db_versions_load:
 * @db: a connection
 * @columns: a list of columns (llm_db_make_list())
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmDbAnswerRow): their versions, the oldest
 *   first
 */
GPtrArray *
llm_db_versions_load (LlmDb *db, const char *columns, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (LlmStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL && columns != NULL, NULL);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_db_answer_row_free);
  statement = llm_db_prepare (db, llm_db_versions_sql_load, error);
  if (statement == NULL)
    return NULL;
  llm_statement_bind_text (statement, ":columns", columns);
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      g_ptr_array_add (rows, read_row (statement));
    }
  g_ptr_array_sort (rows, compare_times);
  return g_steal_pointer (&rows);
}

/**
 * llm_db_flights_save:
 * @db: a connection in a transaction
 * @column_id: a column
 * @text: the record of what it asked last
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_CONSTRAINT if there is no such
 *   column
 *
 * Returns: whether it worked
 */
gboolean
llm_db_flights_save (LlmDb *db, const char *column_id, const char *text, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && column_id != NULL && text != NULL, FALSE);

  statement = llm_db_prepare (db, sql_save_flight, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", column_id);
  llm_statement_bind_int64 (statement, ":now", g_get_real_time ());
  llm_statement_bind_text (statement, ":data", text);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_flights_load:
 * @db: a connection
 * @column_id: a column
 * @version_id: (nullable): one of its versions; NULL for what it has now
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_NOT_FOUND if there is no record
 *
 * Returns: (transfer full): the record
 */
char *
llm_db_flights_load (LlmDb *db, const char *column_id, const char *version_id, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL && column_id != NULL, NULL);

  statement = llm_db_prepare (db, llm_db_flights_sql_load, error);
  if (statement == NULL)
    return NULL;
  llm_statement_bind_text (statement, ":column_id", column_id);
  llm_statement_bind_text (statement, ":version_id", version_id != NULL ? version_id : "");
  if (!llm_statement_step (statement, &has_row, error))
    return NULL;
  if (has_row)
    return llm_statement_dup_required (statement, 0);
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND,
                       _ ("Nothing was recorded of how this answer was asked."));
  return NULL;
}
