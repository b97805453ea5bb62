/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-private.h"
#include "llm-db-salvage.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A made-up row may itself need one to refer to: pieces, answers, conversations. */
#define MAX_ROUNDS 6

/* What was read of a lost row's children must not be lost with it: a row is made
 * up for them to refer to. */

/* One reference to a row that is missing. */
typedef struct
{
  char *table;
  gint64 number; /* of the row that refers */
  gboolean has_number;
  char *parent;
  int key; /* which of the table's foreign keys */
} Orphan;

static void
orphan_free (gpointer data)
{
  Orphan *orphan = data;

  g_free (orphan->table);
  g_free (orphan->parent);
  g_free (orphan);
}

static char *
dup_text (LlmStatement *statement, int column)
{
  return llm_statement_dup_required (statement, column);
}

static GPtrArray *
find_orphans (LlmDb *db, GError **error)
{
  g_autoptr (GPtrArray) orphans = g_ptr_array_new_with_free_func (orphan_free);
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, "PRAGMA foreign_key_check", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  for (;;)
    {
      Orphan *orphan;

      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&orphans);
      orphan = g_new0 (Orphan, 1);
      orphan->table = dup_text (statement, 0);
      orphan->has_number = !llm_statement_is_null (statement, 1);
      orphan->number = llm_statement_get_int64 (statement, 1);
      orphan->parent = dup_text (statement, 2);
      orphan->key = (int) llm_statement_get_int64 (statement, 3);
      g_ptr_array_add (orphans, orphan);
    }
}

/* The names of a foreign key's column, and of what it refers to. */
static gboolean
find_key (LlmDb *db, const Orphan *orphan, char **from, char **to)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (
      db,
      "SELECT \"from\", coalesce (\"to\", 'rowid') FROM pragma_foreign_key_list (:table)"
      " WHERE id = :key AND seq = 0",
      NULL);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":table", orphan->table);
  llm_statement_bind_int64 (statement, ":key", orphan->key);
  if (!llm_statement_step (statement, &has_row, NULL) || !has_row)
    return FALSE;
  *from = dup_text (statement, 0);
  *to = dup_text (statement, 1);
  return TRUE;
}

/* What stands in a column of a made-up row that may not be empty; an SQL literal. */
static char *
make_up (const char *column, const char *type)
{
  gboolean is_id = g_str_equal (column, "id") || g_str_has_suffix (column, "_id");

  if (is_id && g_str_equal (type, "TEXT"))
    {
      g_autofree char *uuid = g_uuid_string_random ();

      return g_strdup_printf ("'%s'", uuid);
    }
  if (g_str_has_suffix (column, "_at") || g_str_equal (column, "rank"))
    return g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time ());
  if (g_str_equal (column, "kind"))
    return g_strdup ("'comparison'");
  if (g_str_equal (column, "state"))
    return g_strdup ("'interrupted'");
  if (g_str_equal (column, "title") || g_str_equal (column, "name"))
    {
      g_auto (GStrv) parts = g_strsplit (_ ("Recovered"), "'", -1);
      g_autofree char *title = g_strjoinv ("''", parts);

      return g_strdup_printf ("'%s'", title);
    }
  return g_strdup (g_str_equal (type, "TEXT") ? "''" : "0");
}

/* INSERT INTO parent (key, …) SELECT the key of the orphan, …; with what may not be
 * NULL made up. */
static char *
make_insert (LlmDb *db, const Orphan *orphan, const char *from, const char *to)
{
  g_autoptr (GString) columns = g_string_new (NULL);
  g_autoptr (GString) values = g_string_new (NULL);
  g_autoptr (LlmStatement) statement
      = llm_db_prepare (db,
                        "SELECT name, type FROM pragma_table_info (:table)"
                        " WHERE \"notnull\" AND dflt_value IS NULL AND NOT pk AND name <> :key",
                        NULL);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  llm_statement_bind_text (statement, ":table", orphan->parent);
  llm_statement_bind_text (statement, ":key", to);
  while (llm_statement_step (statement, &has_row, NULL) && has_row)
    {
      g_autofree char *name = dup_text (statement, 0);
      g_autofree char *type = dup_text (statement, 1);
      g_autofree char *value = make_up (name, type);

      g_string_append_printf (columns, ", \"%s\"", name);
      g_string_append_printf (values, ", %s", value);
    }
  return g_strdup_printf ("INSERT INTO \"%s\" (\"%s\"%s) SELECT \"%s\"%s FROM \"%s\""
                          " WHERE rowid = %" G_GINT64_FORMAT,
                          orphan->parent, to, columns->str, from, values->str, orphan->table,
                          orphan->number);
}

static gboolean
is_constraint (const GError *error)
{
  return g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
}

/* Returns whether the new file could be written, be it in vain. */
static gboolean
adopt (LlmDb *db, const Orphan *orphan, LlmSalvageReport *report, GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (GError) failure = NULL;

  if (!find_key (db, orphan, &from, &to))
    return TRUE;
  sql = make_insert (db, orphan, from, to);
  if (sql == NULL)
    return TRUE;
  if (llm_db_execute (db, sql, &failure))
    {
      report->n_placeholders++;
      return TRUE;
    }
  /* Another orphan may have been first. */
  if (is_constraint (failure))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* A label of what is lost: rows without a number are found by what they refer to. */
static gboolean
drop_labels (LlmDb *db, const Orphan *orphan, LlmSalvageReport *report, GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *sql = NULL;
  gint64 before = llm_db_get_total_changes (db);

  if (!find_key (db, orphan, &from, &to))
    return TRUE;
  sql = g_strdup_printf ("DELETE FROM \"%s\" WHERE \"%s\" NOT IN (SELECT \"%s\" FROM \"%s\")",
                         orphan->table, from, to, orphan->parent);
  if (!llm_db_execute (db, sql, error))
    return FALSE;
  report->n_dropped += (guint) (llm_db_get_total_changes (db) - before);
  return TRUE;
}

static gboolean
drop (LlmDb *db, const Orphan *orphan, LlmSalvageReport *report, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM \"%s\" WHERE rowid = %" G_GINT64_FORMAT,
                                          orphan->table, orphan->number);

  report->n_dropped++;
  return llm_db_execute (db, sql, error);
}

/**
 * llm_db_salvage_references:
 * @db: the new file, in a transaction, without references being enforced
 * @report: where to count what was made up, and what had to go
 * @error: where to put an #LLM_DB_ERROR
 *
 * Lets every reference lead somewhere: a row is made up for each that is missing.
 * What still refers to nothing after that is deleted.
 *
 * Returns: whether the file could be written
 */
gboolean
llm_db_salvage_references (LlmDb *db, LlmSalvageReport *report, GError **error)
{
  g_return_val_if_fail (db != NULL && report != NULL, FALSE);

  for (guint round = 0; round < 2 * MAX_ROUNDS; round++)
    {
      g_autoptr (GPtrArray) orphans = find_orphans (db, error);

      if (orphans == NULL)
        return FALSE;
      if (orphans->len == 0)
        return TRUE;
      for (guint i = 0; i < orphans->len; i++)
        {
          const Orphan *orphan = orphans->pdata[i];
          gboolean success;

          if (!orphan->has_number)
            success = drop_labels (db, orphan, report, error);
          else if (round < MAX_ROUNDS)
            success = adopt (db, orphan, report, error);
          else
            success = drop (db, orphan, report, error);
          if (!success)
            return FALSE;
        }
    }
  return TRUE;
}
