/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-private.h"
#include "llm-usage.h"

#include <math.h>

/**
 * llm_statement_free:
 * @self: (transfer full): a statement nobody has borrowed
 */
void
llm_statement_free (LlmStatement *self)
{
  g_assert (!self->borrowed);
  sqlite3_finalize (self->handle);
  g_free (self);
}

/**
 * llm_db_prepare:
 * @self: a connection
 * @sql: one statement; its text is the key under which it is kept
 * @error: where to put an #LLM_DB_ERROR
 *
 * The statement must be released before the same one is asked for again.
 *
 * Returns: (transfer none): the statement, reset and without values; release it
 *   with llm_statement_release()
 */
LlmStatement *
llm_db_prepare (LlmDb *self, const char *sql, GError **error)
{
  LlmStatement *statement;
  sqlite3_stmt *handle = NULL;
  int result;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (sql != NULL, NULL);
  llm_db_assert_thread (self);

  statement = g_hash_table_lookup (self->statements, sql);
  if (statement == NULL)
    {
      result = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
      if (result != SQLITE_OK)
        {
          llm_db_set_error (error, self->handle, result);
          return NULL;
        }
      statement = g_new0 (LlmStatement, 1);
      statement->db = self;
      statement->handle = handle;
      g_hash_table_insert (self->statements, g_strdup (sql), statement);
    }

  g_assert (!statement->borrowed);
  statement->borrowed = TRUE;
  return statement;
}

/**
 * llm_statement_release:
 * @self: (nullable): a statement
 *
 * Gives the statement back; text it returned is no longer valid.
 */
void
llm_statement_release (LlmStatement *self)
{
  if (self == NULL)
    return;
  llm_db_assert_thread (self->db);
  g_assert (self->borrowed);

  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->bind_result = SQLITE_OK;
  self->borrowed = FALSE;
  llm_statement_log_if_slow (self);
  self->elapsed = 0;
}

static int
parameter_index (LlmStatement *self, const char *name)
{
  int index;

  llm_db_assert_thread (self->db);
  index = sqlite3_bind_parameter_index (self->handle, name);
  g_assert (index > 0);
  return index;
}

static void
note_bind_result (LlmStatement *self, int result)
{
  if (self->bind_result == SQLITE_OK)
    self->bind_result = result;
}

/**
 * llm_statement_bind_text:
 * @self: a statement
 * @name: the parameter with its colon
 * @value: (nullable): UTF-8, which must live until the statement is released;
 *   NULL for an SQL NULL
 */
void
llm_statement_bind_text (LlmStatement *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);

  if (value != NULL)
    note_bind_result (self, sqlite3_bind_text64 (self->handle, parameter_index (self, name), value,
                                                 strlen (value), SQLITE_STATIC, SQLITE_UTF8));
  else
    note_bind_result (self, sqlite3_bind_null (self->handle, parameter_index (self, name)));
}

/**
 * llm_statement_bind_bytes:
 * @self: a statement
 * @name: the parameter with its colon
 * @value: what must live until the statement is released
 */
void
llm_statement_bind_bytes (LlmStatement *self, const char *name, GBytes *value)
{
  gsize size;
  const void *data;

  g_return_if_fail (self != NULL && value != NULL);

  data = g_bytes_get_data (value, &size);
  /* No pointer would be an SQL NULL. */
  note_bind_result (self, sqlite3_bind_blob64 (self->handle, parameter_index (self, name),
                                               size > 0 ? data : "", size, SQLITE_STATIC));
}

/**
 * llm_statement_bind_int64:
 * @self: a statement
 * @name: the parameter with its colon
 * @value: its value
 */
void
llm_statement_bind_int64 (LlmStatement *self, const char *name, gint64 value)
{
  g_return_if_fail (self != NULL);
  note_bind_result (self, sqlite3_bind_int64 (self->handle, parameter_index (self, name), value));
}

/**
 * llm_statement_bind_count:
 * @self: a statement
 * @name: the parameter with its colon
 * @value: its value; negative ones (%LLM_UNKNOWN) become an SQL NULL
 */
void
llm_statement_bind_count (LlmStatement *self, const char *name, gint64 value)
{
  g_return_if_fail (self != NULL);
  if (value >= 0)
    llm_statement_bind_int64 (self, name, value);
  else
    note_bind_result (self, sqlite3_bind_null (self->handle, parameter_index (self, name)));
}

/**
 * llm_statement_bind_double:
 * @self: a statement
 * @name: the parameter with its colon
 * @value: its value; what is not a finite number becomes an SQL NULL
 */
void
llm_statement_bind_double (LlmStatement *self, const char *name, double value)
{
  int index;

  g_return_if_fail (self != NULL);

  index = parameter_index (self, name);
  note_bind_result (self, isfinite (value) ? sqlite3_bind_double (self->handle, index, value)
                                           : sqlite3_bind_null (self->handle, index));
}

/**
 * llm_statement_step:
 * @self: a statement
 * @has_row: (out): whether there is a row to read
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether the statement went on without an error
 */
gboolean
llm_statement_step (LlmStatement *self, gboolean *has_row, GError **error)
{
  gint64 begin;
  int result;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (has_row != NULL, FALSE);
  llm_db_assert_thread (self->db);
  g_assert (self->borrowed);

  *has_row = FALSE;
  if (self->bind_result != SQLITE_OK)
    {
      llm_db_set_error (error, NULL, self->bind_result);
      return FALSE;
    }

  begin = g_get_monotonic_time ();
  result = sqlite3_step (self->handle);
  self->elapsed += g_get_monotonic_time () - begin;
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    {
      *has_row = result == SQLITE_ROW;
      return TRUE;
    }
  llm_db_set_error (error, self->db->handle, result);
  sqlite3_reset (self->handle);
  return FALSE;
}

/**
 * llm_statement_run:
 * @self: a statement whose rows, if any, do not matter
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it ran to its end
 */
gboolean
llm_statement_run (LlmStatement *self, GError **error)
{
  gboolean has_row = TRUE;

  while (has_row)
    {
      if (!llm_statement_step (self, &has_row, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_statement_is_null:
 * @self: a statement on a row
 * @column: a column, from 0
 *
 * Returns: whether its value is NULL
 */
gboolean
llm_statement_is_null (LlmStatement *self, int column)
{
  g_return_val_if_fail (self != NULL, TRUE);
  llm_db_assert_thread (self->db);
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

/**
 * llm_statement_get_text:
 * @self: a statement on a row
 * @column: a column, from 0
 * @length: (out) (optional): where to put its length in bytes
 *
 * Returns: (transfer none) (nullable): its text, valid until the next step; what
 *   a foreign hand wrote need not be UTF-8
 */
const char *
llm_statement_get_text (LlmStatement *self, int column, gsize *length)
{
  const char *text;

  g_return_val_if_fail (self != NULL, NULL);
  llm_db_assert_thread (self->db);

  text = (const char *) sqlite3_column_text (self->handle, column);
  if (length != NULL)
    *length = text != NULL ? (gsize) sqlite3_column_bytes (self->handle, column) : 0;
  return text;
}

/**
 * llm_statement_dup_text:
 * @self: a statement on a row
 * @column: a column, from 0
 *
 * Returns: (transfer full) (nullable): its text as valid UTF-8
 */
char *
llm_statement_dup_text (LlmStatement *self, int column)
{
  const char *text = llm_statement_get_text (self, column, NULL);

  if (text == NULL)
    return NULL;
  return g_utf8_validate (text, -1, NULL) ? g_strdup (text) : g_utf8_make_valid (text, -1);
}

/**
 * llm_statement_dup_required:
 * @self: a statement on a row
 * @column: a column, from 0
 *
 * For columns that are never NULL, unless a foreign hand changed the file.
 *
 * Returns: (transfer full): its text as valid UTF-8, "" for NULL
 */
char *
llm_statement_dup_required (LlmStatement *self, int column)
{
  char *text = llm_statement_dup_text (self, column);

  return text != NULL ? text : g_strdup ("");
}

/**
 * llm_statement_dup_bytes:
 * @self: a statement on a row
 * @column: a column, from 0
 *
 * Returns: (transfer full): a copy of its bytes, none for an SQL NULL
 */
GBytes *
llm_statement_dup_bytes (LlmStatement *self, int column)
{
  const void *data;

  g_return_val_if_fail (self != NULL, NULL);
  llm_db_assert_thread (self->db);

  data = sqlite3_column_blob (self->handle, column);
  return g_bytes_new (data, (gsize) sqlite3_column_bytes (self->handle, column));
}

/**
 * llm_statement_get_int64:
 * @self: a statement on a row
 * @column: a column, from 0
 *
 * Returns: its value, 0 for NULL
 */
gint64
llm_statement_get_int64 (LlmStatement *self, int column)
{
  g_return_val_if_fail (self != NULL, 0);
  llm_db_assert_thread (self->db);
  return sqlite3_column_int64 (self->handle, column);
}

/**
 * llm_statement_get_count:
 * @self: a statement on a row
 * @column: a column, from 0
 *
 * Returns: its value, %LLM_UNKNOWN for NULL
 */
gint64
llm_statement_get_count (LlmStatement *self, int column)
{
  if (llm_statement_is_null (self, column))
    return LLM_UNKNOWN;
  return llm_statement_get_int64 (self, column);
}

/**
 * llm_statement_get_double:
 * @self: a statement on a row
 * @column: a column, from 0
 *
 * Returns: its value, NAN for NULL
 */
double
llm_statement_get_double (LlmStatement *self, int column)
{
  if (llm_statement_is_null (self, column))
    return NAN;
  return sqlite3_column_double (self->handle, column);
}
