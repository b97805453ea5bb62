/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-private.h"
#include "llm-db-salvage.h"

#include <string.h>

/* How many ranges of row numbers may be halved in search of readable ones. */
#define MAX_PROBES 50000

/* How far beyond the last known row others are looked for. */
#define SLACK 4096

/* A text that cannot be read to its end is read in pieces of this size (bytes). */
#define PREFIX_STEP 512

/* One table that is read around the pages that cannot be read.  Row numbers that
 * an index knows are asked for one by one; without one, ranges are halved. */
typedef struct
{
  LlmDb *from;
  LlmDb *to;
  const char *table;
  LlmSalvageReport *report;
  LlmSalvageTable *told;

  gboolean has_numbers;
  GPtrArray *columns;
  sqlite3_stmt *up;     /* rowid and columns of a range, ascending */
  sqlite3_stmt *down;   /* descending */
  sqlite3_stmt *insert; /* NULL: nothing could be prepared */

  GArray *known;      /* row numbers from indexes, sorted */
  gboolean all_known; /* and there are no others */
  gint64 highest;     /* of all that were seen */
  gint64 n_rows_left; /* more than the file can hold are not read */
  guint n_probes;

  GError *error; /* of the new file: ends it all */
} Reader;

typedef LlmSalvageRange Range;

static void
reader_clear (Reader *self)
{
  sqlite3_finalize (self->up);
  sqlite3_finalize (self->down);
  sqlite3_finalize (self->insert);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->known, g_array_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static sqlite3_stmt *
prepare (LlmDb *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db->handle, sql, -1, &statement, NULL) != SQLITE_OK)
    g_info ("%s: %s", sql, sqlite3_errmsg (db->handle));
  return statement;
}

/* Names come from our own schema in the new file; they are quoted all the same. */
static char *
quote (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "\"", -1);
  g_autofree char *joined = g_strjoinv ("\"\"", parts);

  return g_strconcat ("\"", joined, "\"", NULL);
}

static gboolean
has_numbers (Reader *self)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (
      self->to, "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = :table", NULL);
  gboolean has_row;

  if (statement == NULL)
    return TRUE;
  llm_statement_bind_text (statement, ":table", self->table);
  return !llm_statement_step (statement, &has_row, NULL) || !has_row
         || llm_statement_get_int64 (statement, 0) == 0;
}

static gboolean
read_columns (Reader *self)
{
  g_autofree char *name = quote (self->table);
  g_autofree char *sql = g_strdup_printf ("PRAGMA table_info (%s)", name);
  sqlite3_stmt *statement = prepare (self->to, sql);

  self->columns = g_ptr_array_new_with_free_func (g_free);
  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    g_ptr_array_add (self->columns, quote ((const char *) sqlite3_column_text (statement, 1)));
  sqlite3_finalize (statement);
  return self->columns->len > 0;
}

static char *
join_columns (Reader *self)
{
  char *columns;

  g_ptr_array_add (self->columns, NULL);
  columns = g_strjoinv (", ", (char **) self->columns->pdata);
  g_ptr_array_set_size (self->columns, (int) self->columns->len - 1);
  return columns;
}

static gboolean
prepare_statements (Reader *self, const char *columns)
{
  g_autofree char *name = quote (self->table);
  g_autofree char *up = NULL;
  g_autofree char *down = NULL;
  g_autoptr (GString) insert = g_string_new (NULL);

  up = g_strdup_printf ("SELECT rowid, %s FROM %s NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2"
                        " ORDER BY rowid",
                        columns, name);
  down = g_strconcat (up, " DESC", NULL);
  g_string_printf (insert, "INSERT INTO %s (%s) VALUES (", name, columns);
  for (guint i = 0; i < self->columns->len; i++)
    g_string_append (insert, i > 0 ? ", ?" : "?");
  g_string_append_c (insert, ')');

  self->insert = prepare (self->to, insert->str);
  if (!self->has_numbers)
    return self->insert != NULL;
  self->up = prepare (self->from, up);
  self->down = prepare (self->from, down);
  return self->up != NULL && self->down != NULL && self->insert != NULL;
}

/* Inserts the values that are bound.  Returns whether the row is in the new file. */
static gboolean
insert_bound (Reader *self)
{
  int result = sqlite3_step (self->insert);

  sqlite3_reset (self->insert);
  sqlite3_clear_bindings (self->insert);
  if (result == SQLITE_DONE)
    {
      self->told->n_saved++;
      return TRUE;
    }
  if ((result & 0xff) == SQLITE_CONSTRAINT || (result & 0xff) == SQLITE_MISMATCH)
    return FALSE;
  if (self->error == NULL)
    llm_db_set_error (&self->error, self->to->handle, result);
  return FALSE;
}

static void
insert_row (Reader *self, sqlite3_stmt *row)
{
  for (guint i = 0; i < self->columns->len; i++)
    sqlite3_bind_value (self->insert, (int) i + 1, sqlite3_column_value (row, (int) i + 1));
  if (!insert_bound (self))
    self->report->n_dropped++;
}

/* Reads a range until its end or the first row that cannot be read, and takes what
 * was read off the range.  Returns whether it came to the end. */
static gboolean
read_range (Reader *self, sqlite3_stmt *statement, Range *range)
{
  gboolean ascending = statement == self->up;
  gint64 first = range->first, last = range->last;
  int result = SQLITE_ROW;

  sqlite3_bind_int64 (statement, 1, first);
  sqlite3_bind_int64 (statement, 2, last);
  while (self->error == NULL && (result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      gint64 number = sqlite3_column_int64 (statement, 0);

      /* Pages that are in the wrong place: not in order, or again and again. */
      if (number < range->first || number > range->last || --self->n_rows_left < 0)
        {
          result = SQLITE_CORRUPT;
          break;
        }
      insert_row (self, statement);
      self->highest = MAX (self->highest, number);
      if (number == (ascending ? last : first))
        {
          result = SQLITE_DONE;
          break;
        }
      if (ascending)
        range->first = number + 1;
      else
        range->last = number - 1;
    }
  sqlite3_reset (statement);
  return result == SQLITE_DONE;
}

/* The beginning of a text whose end cannot be read, as far as it is text. */
static char *
read_prefix (Reader *self, const char *quoted_column, gint64 number)
{
  g_autofree char *column = g_strndup (quoted_column + 1, strlen (quoted_column) - 2);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  sqlite3_blob *blob = NULL;
  const char *end;
  int size;

  if (sqlite3_blob_open (self->from->handle, "main", self->table, column, number, 0, &blob)
      != SQLITE_OK)
    {
      sqlite3_blob_close (blob);
      return g_strdup ("");
    }
  size = sqlite3_blob_bytes (blob);
  while ((int) bytes->len < size)
    {
      guint8 piece[PREFIX_STEP];
      int length = MIN (PREFIX_STEP, size - (int) bytes->len);

      if (sqlite3_blob_read (blob, piece, length, (int) bytes->len) != SQLITE_OK)
        break;
      g_byte_array_append (bytes, piece, (guint) length);
    }
  sqlite3_blob_close (blob);
  if (bytes->len == 0)
    return g_strdup ("");
  g_utf8_validate ((const char *) bytes->data, (gssize) bytes->len, &end);
  return g_strndup ((const char *) bytes->data, (gsize) (end - (const char *) bytes->data));
}

/* Binds one column of a row.  Returns whether it could be read. */
static gboolean
bind_column (Reader *self, guint column, gint64 number)
{
  g_autofree char *name = quote (self->table);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s NOT INDEXED WHERE rowid = ?1",
                                          (char *) self->columns->pdata[column], name);
  sqlite3_stmt *statement = prepare (self->from, sql);
  gboolean success = FALSE;

  if (statement != NULL)
    {
      sqlite3_bind_int64 (statement, 1, number);
      success = sqlite3_step (statement) == SQLITE_ROW;
      if (success)
        sqlite3_bind_value (self->insert, (int) column + 1, sqlite3_column_value (statement, 0));
      sqlite3_finalize (statement);
    }
  return success;
}

/* A row that cannot be read as a whole: what its columns give, with texts as far
 * as they can be read.  Returns whether something of it is in the new file. */
static gboolean
read_columns_of_row (Reader *self, gint64 number)
{
  guint n_read = 0;

  for (guint i = 0; i < self->columns->len; i++)
    {
      if (bind_column (self, i, number))
        {
          n_read++;
        }
      else if (n_read > 0)
        {
          g_autofree char *text = read_prefix (self, self->columns->pdata[i], number);

          sqlite3_bind_text (self->insert, (int) i + 1, text, -1, SQLITE_TRANSIENT);
        }
    }
  /* The row number alone is known without reading the row. */
  if (n_read > 1 && insert_bound (self))
    {
      self->told->n_partial++;
      return TRUE;
    }
  sqlite3_clear_bindings (self->insert);
  return FALSE;
}

static void
read_row (Reader *self, gint64 number)
{
  Range range = { number, number };

  if (read_range (self, self->up, &range) || read_columns_of_row (self, number))
    return;
  llm_salvage_table_add_lost (self->told, number, number);
}

static guint
find_known (Reader *self, gint64 number)
{
  guint low = 0, high = self->known->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->known, gint64, middle) < number)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* A range of which neither end can be read. */
static void
read_gap (Reader *self, const Range *gap, GQueue *ranges)
{
  gint64 limit = self->highest < G_MAXINT64 - SLACK ? self->highest + SLACK : G_MAXINT64;
  Range left = { MAX (gap->first, 0), MIN (gap->last, limit) }, right;

  if (self->all_known)
    {
      for (guint i = find_known (self, gap->first); i < self->known->len && self->error == NULL;
           i++)
        {
          gint64 number = g_array_index (self->known, gint64, i);

          if (number > gap->last)
            break;
          /* Several indexes may know it. */
          if (i == 0 || number != g_array_index (self->known, gint64, i - 1))
            read_row (self, number);
        }
      return;
    }
  if (left.first > left.last)
    return;
  if (left.first == left.last)
    {
      read_row (self, left.first);
      return;
    }
  if (self->n_probes++ >= MAX_PROBES)
    {
      llm_salvage_table_add_lost (self->told, left.first, left.last);
      return;
    }
  right = left;
  left.last = left.first + (left.last - left.first) / 2;
  right.first = left.last + 1;
  g_queue_push_tail (ranges, g_memdup2 (&left, sizeof left));
  g_queue_push_tail (ranges, g_memdup2 (&right, sizeof right));
}

static void
read_all (Reader *self)
{
  g_autoptr (GQueue) ranges = g_queue_new ();
  Range all = { G_MININT64, G_MAXINT64 };

  g_queue_push_tail (ranges, g_memdup2 (&all, sizeof all));
  while (!g_queue_is_empty (ranges))
    {
      g_autofree Range *range = g_queue_pop_head (ranges);

      if (self->error == NULL && !read_range (self, self->up, range)
          && !read_range (self, self->down, range) && self->error == NULL)
        read_gap (self, range, ranges);
    }
}

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

/* Returns whether the index could be read to its end. */
static gboolean
read_index (Reader *self, const char *index)
{
  g_autofree char *table = quote (self->table);
  g_autofree char *name = quote (index);
  g_autofree char *sql = g_strdup_printf ("SELECT rowid FROM %s INDEXED BY %s", table, name);
  sqlite3_stmt *statement = prepare (self->from, sql);
  gint64 n_left = self->n_rows_left;
  int result = SQLITE_ERROR;

  while (statement != NULL && (result = sqlite3_step (statement)) == SQLITE_ROW && n_left-- > 0)
    {
      gint64 number = sqlite3_column_int64 (statement, 0);

      g_array_append_val (self->known, number);
      self->highest = MAX (self->highest, number);
    }
  sqlite3_finalize (statement);
  return result == SQLITE_DONE;
}

static void
read_indexes (Reader *self)
{
  g_autofree char *name = quote (self->table);
  g_autofree char *sql = g_strdup_printf ("PRAGMA index_list (%s)", name);
  /* Those of the new file: they are the same, and can be read. */
  sqlite3_stmt *statement = prepare (self->to, sql);

  self->known = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (statement != NULL && !self->all_known && sqlite3_step (statement) == SQLITE_ROW)
    {
      gboolean partial = sqlite3_column_int (statement, 4) != 0;

      if (!partial && read_index (self, (const char *) sqlite3_column_text (statement, 1)))
        self->all_known = TRUE;
    }
  sqlite3_finalize (statement);
  g_array_sort (self->known, compare_numbers);
}

static char *
list_key_backwards (Reader *self)
{
  g_autofree char *name = quote (self->table);
  g_autofree char *sql = g_strdup_printf ("PRAGMA table_info (%s)", name);
  sqlite3_stmt *statement = prepare (self->to, sql);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      guint place = (guint) sqlite3_column_int (statement, 5);
      g_autofree char *column = quote ((const char *) sqlite3_column_text (statement, 1));

      if (place == 0)
        continue;
      if (parts->len < place)
        g_ptr_array_set_size (parts, (int) place);
      parts->pdata[place - 1] = g_strconcat (column, " DESC", NULL);
    }
  sqlite3_finalize (statement);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

/* The same rows may come several times: from each index, and from both ends. */
static gboolean
read_keyed (Reader *self, const char *sql)
{
  sqlite3_stmt *statement = prepare (self->from, sql);
  int result = SQLITE_ERROR;

  while (statement != NULL && self->error == NULL && self->n_rows_left-- > 0
         && (result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      for (guint i = 0; i < self->columns->len; i++)
        sqlite3_bind_value (self->insert, (int) i + 1, sqlite3_column_value (statement, (int) i));
      insert_bound (self);
    }
  sqlite3_finalize (statement);
  return result == SQLITE_DONE;
}

/* A table without row numbers: in its order, and, where that ends at a page that
 * cannot be read, from the other end and along its indexes. */
static void
read_without_numbers (Reader *self, const char *columns)
{
  g_autofree char *name = quote (self->table);
  g_autofree char *pragma = g_strdup_printf ("PRAGMA index_list (%s)", name);
  g_autofree char *all = g_strdup_printf ("SELECT %s FROM %s", columns, name);
  g_autofree char *plain = g_strconcat (all, " NOT INDEXED", NULL);
  g_autofree char *key = NULL;
  g_autofree char *reversed = NULL;
  sqlite3_stmt *statement;
  gboolean complete = read_keyed (self, plain);

  if (complete)
    return;
  key = list_key_backwards (self);
  reversed = g_strdup_printf ("%s ORDER BY %s", plain, key);
  read_keyed (self, reversed);
  statement = prepare (self->to, pragma);
  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      g_autofree char *index = quote ((const char *) sqlite3_column_text (statement, 1));
      g_autofree char *sql = g_strdup_printf ("%s INDEXED BY %s", all, index);

      if (sqlite3_column_int (statement, 4) == 0 && read_keyed (self, sql))
        complete = TRUE;
    }
  sqlite3_finalize (statement);
  if (!complete)
    llm_salvage_table_add_lost (self->told, G_MININT64, G_MAXINT64);
}

/**
 * llm_db_salvage_table:
 * @from: the damaged file
 * @to: the new one, in a transaction, with the same schema and without references
 *   being enforced
 * @report: where to tell what was saved
 * @table: a table
 * @error: where to put an #LLM_DB_ERROR of the new file; what cannot be read is none
 *
 * Reads every row of the table that can be read.
 *
 * Returns: whether the new file took them
 */
gboolean
llm_db_salvage_table (
    LlmDb *from, LlmDb *to, LlmSalvageReport *report, const char *table, GError **error)
{
  g_auto (Reader) self = { .from = from, .to = to, .table = table, .report = report };
  g_autofree char *columns = NULL;
  gint64 n_pages = 0, page_size = 0;

  g_return_val_if_fail (from != NULL && to != NULL && report != NULL && table != NULL, FALSE);

  self.told = llm_salvage_report_add (report, table);
  llm_db_query_int64 (from, "PRAGMA page_count", &n_pages, NULL);
  llm_db_query_int64 (from, "PRAGMA page_size", &page_size, NULL);
  /* No row is smaller than this. */
  self.n_rows_left = MAX (n_pages, 1) * MAX (page_size, 512) / 4;
  self.has_numbers = has_numbers (&self);
  if (!read_columns (&self) || !prepare_statements (&self, (columns = join_columns (&self))))
    {
      llm_salvage_table_add_lost (self.told, G_MININT64, G_MAXINT64);
      return TRUE;
    }
  if (self.has_numbers)
    {
      read_indexes (&self);
      read_all (&self);
    }
  else
    {
      read_without_numbers (&self, columns);
    }
  if (self.error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self.error));
  return FALSE;
}
