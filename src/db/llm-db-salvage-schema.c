/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-private.h"
#include "llm-db-salvage.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first page of a file says where its tables are.  A history whose first page
 * is lost gets another: the program makes all of them in the same way, and SQLite
 * keeps the first pages of tables together at the beginning of a file with
 * incremental vacuum, so a new one tells where they are. */

#define PAGE_SIZE 4096

/* Of the file format: https://www.sqlite.org/fileformat.html */
#define AT_CHANGES 24
#define AT_N_PAGES 28
#define AT_CHANGES_OF_N_PAGES 92
#define AT_PAGE_TYPE 100
#define LEAF_OF_TABLE 0x0d

/**
 * llm_db_salvage_has_schema:
 * @from: a damaged file
 *
 * Returns: whether it tells where its tables are
 */
gboolean
llm_db_salvage_has_schema (LlmDb *from)
{
  gint64 n;

  g_return_val_if_fail (from != NULL, FALSE);
  return llm_db_query_int64 (from, "SELECT count(*) FROM sqlite_schema WHERE length(sql) > 0", &n,
                             NULL)
         && n > 0;
}

/* The columns by which a table without row numbers is sorted. */
static char *
list_key (LlmDb *to, const char *name)
{
  GString *key = g_string_new (NULL);
  g_autoptr (LlmStatement) statement = llm_db_prepare (
      to, "SELECT name FROM pragma_table_info (:table) WHERE pk > 0 ORDER BY pk", NULL);
  gboolean has_row;

  if (statement != NULL)
    llm_statement_bind_text (statement, ":table", name);
  while (statement != NULL && llm_statement_step (statement, &has_row, NULL) && has_row)
    g_string_append_printf (key, "%s\"%s\"", key->len > 0 ? ", " : "",
                            llm_statement_get_text (statement, 0, NULL));
  return g_string_free (key, FALSE);
}

/* No more than what is needed to read: the names of columns, and where the table
 * is. */
static gboolean
declare_table (LlmDb *to, sqlite3 *model, const char *name, gint64 root, gboolean keyed)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autofree char *key = keyed ? list_key (to, name) : NULL;
  g_autoptr (LlmStatement) statement
      = llm_db_prepare (to, "SELECT name, type, pk FROM pragma_table_info (:table)", NULL);
  gboolean has_row, is_first = TRUE;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":table", name);
  g_string_printf (sql, "CREATE TABLE \"%s\" (", name);
  while (llm_statement_step (statement, &has_row, NULL) && has_row)
    {
      const char *type = llm_statement_get_text (statement, 1, NULL);
      gboolean is_number = !keyed && llm_statement_get_int64 (statement, 2) > 0
                           && g_ascii_strcasecmp (type, "INTEGER") == 0;

      g_string_append_printf (sql, "%s\"%s\"%s", is_first ? "" : ",",
                              llm_statement_get_text (statement, 0, NULL),
                              is_number ? " INTEGER PRIMARY KEY" : "");
      is_first = FALSE;
    }
  if (key != NULL)
    g_string_append_printf (sql, ", PRIMARY KEY (%s)", key);
  g_string_append_printf (
      sql, ")%s; UPDATE sqlite_schema SET rootpage = %" G_GINT64_FORMAT " WHERE name = '%s'",
      keyed ? " WITHOUT ROWID" : "", root, name);
  return sqlite3_exec (model, sql->str, NULL, NULL, NULL) == SQLITE_OK;
}

static gboolean
declare_tables (LlmDb *to, sqlite3 *model)
{
  g_autoptr (LlmStatement) statement
      = llm_db_prepare (to,
                        "SELECT s.name, s.rootpage, l.wr FROM sqlite_schema AS s"
                        " JOIN pragma_table_list AS l ON l.name = s.name"
                        " WHERE s.type = 'table' AND l.schema = 'main' AND l.type = 'table'"
                        " AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
                        NULL);
  gboolean has_row;

  while (statement != NULL && llm_statement_step (statement, &has_row, NULL))
    {
      if (!has_row)
        return TRUE;
      if (!declare_table (to, model, llm_statement_get_text (statement, 0, NULL),
                          llm_statement_get_int64 (statement, 1),
                          llm_statement_get_int64 (statement, 2) != 0))
        return FALSE;
    }
  return FALSE;
}

/* The first page of a file with such a schema; NULL if that needs more pages. */
static guint8 *
make_page (LlmDb *to)
{
  sqlite3 *model = NULL;
  guint8 *image = NULL, *page = NULL;
  sqlite3_int64 size = 0;

  if (sqlite3_open_v2 (":memory:", &model, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK
      && sqlite3_exec (model, "PRAGMA page_size = 4096; PRAGMA writable_schema = ON", NULL, NULL,
                       NULL)
             == SQLITE_OK
      && declare_tables (to, model))
    image = sqlite3_serialize (model, "main", &size, 0);
  if (image != NULL && size >= PAGE_SIZE && image[AT_PAGE_TYPE] == LEAF_OF_TABLE)
    page = g_memdup2 (image, PAGE_SIZE);
  sqlite3_free (image);
  sqlite3_close (model);
  return page;
}

static void
set_number (guint8 *page, guint at, guint32 number)
{
  number = GUINT32_TO_BE (number);
  memcpy (page + at, &number, sizeof number);
}

static gboolean
write_page (const char *path, guint8 *page)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  struct stat status;
  gboolean success = FALSE;

  if (fd >= 0 && fstat (fd, &status) == 0)
    {
      set_number (page, AT_CHANGES, 1);
      set_number (page, AT_CHANGES_OF_N_PAGES, 1);
      set_number (page, AT_N_PAGES, (guint32) (status.st_size / PAGE_SIZE));
      success = pwrite (fd, page, PAGE_SIZE, 0) == PAGE_SIZE;
    }
  if (fd >= 0)
    close (fd);
  return success;
}

/**
 * llm_db_salvage_lend_schema:
 * @to: the new file, with its schema
 * @path: a copy of a damaged file that nobody has open
 *
 * Gives the copy a first page that says where the tables are, if the damaged file
 * was made like the new one.
 *
 * Returns: whether it has that page
 */
gboolean
llm_db_salvage_lend_schema (LlmDb *to, const char *path)
{
  g_autofree guint8 *page = NULL;

  g_return_val_if_fail (to != NULL && path != NULL, FALSE);
  llm_db_assert_thread (to);

  page = make_page (to);
  return page != NULL && write_page (path, page);
}
