/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-reader.h"
#include "llm-db-migrations.h"

#include <glib/gi18n-lib.h>
#include <sys/stat.h>

/* What a search comes back to (KiB): with SQLite's 2000 it reads most pages twice, and
 * with much more the first search takes longer than later ones gain. */
#define CACHE_SIZE "8192"

struct _LlmDbReader
{
  char *path;
  guint busy_timeout_ms;
  LlmDb *db;

  /* Of the file that is open: another may have been put in its place. */
  dev_t device;
  ino_t inode;
};

/**
 * llm_db_reader_new:
 * @path: the file's absolute name
 * @busy_timeout_ms: how long to wait for the lock of another connection
 *
 * Returns: (transfer full): a reader, not open yet
 */
LlmDbReader *
llm_db_reader_new (const char *path, guint busy_timeout_ms)
{
  LlmDbReader *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (LlmDbReader, 1);
  self->path = g_strdup (path);
  self->busy_timeout_ms = busy_timeout_ms;
  return self;
}

/**
 * llm_db_reader_close:
 * @file: a reader
 *
 * Closes the file if it is open.
 */
void
llm_db_reader_close (gpointer file)
{
  LlmDbReader *self = file;

  g_clear_pointer (&self->db, llm_db_close);
}

/**
 * llm_db_reader_free:
 * @file: (transfer full): a reader that is closed
 */
void
llm_db_reader_free (gpointer file)
{
  LlmDbReader *self = file;

  g_assert (self->db == NULL);
  g_free (self->path);
  g_free (self);
}

static gboolean
is_current (LlmDb *db, GError **error)
{
  guint n_migrations;
  gboolean current;

  llm_db_migrations_get (&n_migrations);
  if (!llm_db_migrations_is_current (db, n_migrations, &current, error))
    return FALSE;
  if (!current)
    g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN,
                         _ ("The history is of an older version of the program."));
  return current;
}

static LlmDb *
open_file (LlmDbReader *self, GError **error)
{
  g_autoptr (LlmDb) db = llm_db_open (self->path, LLM_DB_READ_ONLY, error);

  if (db == NULL)
    return NULL;
  llm_db_set_busy_timeout (db, self->busy_timeout_ms);
  if (!llm_db_execute (db, "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -" CACHE_SIZE, error)
      || !is_current (db, error))
    return NULL;
  return g_steal_pointer (&db);
}

/**
 * llm_db_reader_get:
 * @file: a reader
 * @for_writing: %FALSE
 * @error: where to put an #LLM_DB_ERROR
 *
 * Opens the file if it is not open; anew if it is another one.
 *
 * Returns: (transfer none): the connection
 */
LlmDb *
llm_db_reader_get (gpointer file, gboolean for_writing, GError **error)
{
  LlmDbReader *self = file;
  struct stat status = { 0 };

  g_return_val_if_fail (!for_writing, NULL);

  if (stat (self->path, &status) != 0 || status.st_dev != self->device
      || status.st_ino != self->inode)
    llm_db_reader_close (self);
  if (self->db == NULL)
    self->db = open_file (self, error);
  self->device = status.st_dev;
  self->inode = status.st_ino;
  return self->db;
}
