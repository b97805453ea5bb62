/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-private.h"

/* How SQLite runs the statement, one step a line. */
static char *
explain (LlmStatement *self)
{
  g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", sqlite3_sql (self->handle), NULL);
  GString *plan = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->db->handle, sql, -1, &statement, NULL) == SQLITE_OK)
    {
      while (sqlite3_step (statement) == SQLITE_ROW)
        g_string_append_printf (plan, "\n  %s", (const char *) sqlite3_column_text (statement, 3));
    }
  sqlite3_finalize (statement);
  return g_string_free (plan, FALSE);
}

/**
 * llm_statement_log_if_slow:
 * @self: a statement that was given back
 *
 * Tells a statement that took long in the log, with its plan, once.  Its text has
 * parameters where values are; these are never told.
 */
void
llm_statement_log_if_slow (LlmStatement *self)
{
  g_autofree char *plan = NULL;
  const char *sql;

  g_return_if_fail (self != NULL);

  if (self->elapsed < self->db->slow || self->logged)
    return;
  self->logged = TRUE;
  sql = sqlite3_sql (self->handle);
  plan = explain (self);
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, "LLMSELECT_SQL", sql, "LLMSELECT_PLAN", plan,
                    "MESSAGE", "A statement took %.0f ms: %s%s", self->elapsed / 1000.0, sql, plan);
}
