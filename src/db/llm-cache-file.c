/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cache-file.h"
#include "llm-db-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY ":memory:"

/* A file that could not be opened is tried again by the next job, but not more
 * often than this (microseconds). */
#define RETRY_INTERVAL G_USEC_PER_SEC

/* Between two attempts at what others hold (milliseconds). */
#define BUSY_PAUSE_MS 10

/* Explained in docs/schema.md. */
static const char sql_schema[] =
    "CREATE TABLE entry ("
    "  num INTEGER PRIMARY KEY,"
    "  kind TEXT NOT NULL,"
    "  key TEXT NOT NULL,"
    "  etag TEXT,"
    "  stored_at INTEGER NOT NULL,"
    "  size INTEGER NOT NULL,"
    "  value BLOB NOT NULL,"
    "  UNIQUE (kind, key)"
    ") STRICT;"
    /* Sums and the oldest are found without a look at the rows. */
    "CREATE INDEX entry_by_age ON entry (kind, stored_at, size);"
    "CREATE TABLE tally ("
    "  kind TEXT PRIMARY KEY,"
    "  hits INTEGER NOT NULL,"
    "  misses INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;";

/* Fails unless everything is there. */
static const char sql_probe[] =
    "SELECT num, kind, key, etag, stored_at, size, value FROM entry LIMIT 0;"
    "SELECT kind, hits, misses FROM tally LIMIT 0;";

struct _LlmCacheFile
{
  char *path;
  gboolean own_folder; /* the default one: its rights are ours to set */
  guint busy_timeout_ms;

  LlmDb *db;
  dev_t device; /* with @inode: which file @db is, or was tried */
  ino_t inode;
  gboolean damaged;

  GError *error;       /* why there is no @db */
  gint64 next_attempt; /* monotonic time */
};

/**
 * llm_cache_file_new:
 * @path: (nullable): a file name, or ":memory:"; NULL for
 *   $XDG_CACHE_HOME/llmselect/cache.db
 * @busy_timeout_ms: how long to wait for the lock of another process
 *
 * Returns: (transfer full): a file, not open yet
 */
LlmCacheFile *
llm_cache_file_new (const char *path, guint busy_timeout_ms)
{
  LlmCacheFile *self = g_new0 (LlmCacheFile, 1);

  self->busy_timeout_ms = busy_timeout_ms;
  self->own_folder = path == NULL;
  if (path == NULL)
    self->path = g_build_filename (g_get_user_cache_dir (), "llmselect", "cache.db", NULL);
  else if (g_str_equal (path, MEMORY))
    self->path = g_strdup (path);
  else
    self->path = g_canonicalize_filename (path, NULL);
  return self;
}

/**
 * llm_cache_file_free:
 * @self: (nullable) (transfer full): a file that is closed or was never opened
 */
void
llm_cache_file_free (LlmCacheFile *self)
{
  if (self == NULL)
    return;
  g_assert (self->db == NULL);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

static gboolean
in_memory (LlmCacheFile *self)
{
  return g_str_equal (self->path, MEMORY);
}

static void
set_system_error (GError **error, const char *path, int system_error)
{
  gboolean full = system_error == ENOSPC || system_error == EDQUOT;

  g_set_error (error, LLM_DB_ERROR, full ? LLM_DB_ERROR_FULL : LLM_DB_ERROR_FAILED, "%s: %s", path,
               g_strerror (system_error));
}

static gboolean
prepare_folder (LlmCacheFile *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_system_error (error, folder, errno);
      return FALSE;
    }
  if (self->own_folder)
    llm_db_file_narrow_rights (folder, 0700);
  return TRUE;
}

/* Whoever opens or replaces the file holds the lock beside it meanwhile: SQLite's
 * own are on the file, which may be about to go. */
static int
lock_folder (LlmCacheFile *self, GError **error)
{
  g_autofree char *path = g_strconcat (self->path, ".lock", NULL);
  gint64 deadline = g_get_monotonic_time () + (gint64) self->busy_timeout_ms * 1000;
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      set_system_error (error, path, errno);
      return -1;
    }
  while (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      int saved_errno = errno;

      if ((saved_errno == EWOULDBLOCK || saved_errno == EINTR)
          && g_get_monotonic_time () < deadline)
        {
          llm_db_pause (BUSY_PAUSE_MS);
          continue;
        }
      set_system_error (error, path, saved_errno);
      close (fd);
      return -1;
    }
  return fd;
}

static void
remove_companion (LlmCacheFile *self, const char *suffix)
{
  g_autofree char *path = g_strconcat (self->path, suffix, NULL);

  if (g_unlink (path) != 0 && errno != ENOENT)
    g_info ("%s: %s", path, g_strerror (errno));
}

static void
remember_identity (LlmCacheFile *self)
{
  struct stat status;

  if (g_stat (self->path, &status) != 0)
    status = (struct stat){ 0 };
  self->device = status.st_dev;
  self->inode = status.st_ino;
}

/* Whether the name still stands for the file that is open. */
static gboolean
is_in_place (LlmCacheFile *self)
{
  struct stat status;

  return in_memory (self)
         || (g_stat (self->path, &status) == 0 && status.st_dev == self->device
             && status.st_ino == self->inode);
}

/* Under the lock.  Not deleted: it may be somebody else's file. */
static void
move_away (LlmCacheFile *self)
{
  g_autofree char *target = g_strconcat (self->path, LLM_CACHE_FILE_UNUSABLE_SUFFIX, NULL);

  if (!is_in_place (self))
    return;
  if (g_rename (self->path, target) != 0)
    {
      g_info ("%s: %s", self->path, g_strerror (errno));
      return;
    }
  remove_companion (self, "-wal");
  remove_companion (self, "-shm");
  g_info ("The cache could not be used and starts anew; the old file is now %s", target);
}

static gboolean
read_header (LlmDb *db, gboolean *empty, GError **error)
{
  gint64 application_id, version, n_tables;

  if (!llm_db_query_int64 (db, "PRAGMA application_id", &application_id, error)
      || !llm_db_query_int64 (db, "PRAGMA user_version", &version, error)
      || !llm_db_query_int64 (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;
  *empty = application_id == 0 && version == 0 && n_tables == 0;
  if (*empty
      || (application_id == LLM_CACHE_FILE_APPLICATION_ID && version == LLM_CACHE_FILE_VERSION))
    return TRUE;
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_VERSION_TOO_NEW,
                       "The file is of another program or version");
  return FALSE;
}

static gboolean
create_schema (LlmDb *db, GError **error)
{
  g_autofree char *header
      = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                         LLM_CACHE_FILE_APPLICATION_ID, LLM_CACHE_FILE_VERSION);

  if (!llm_db_begin_write (db, error))
    return FALSE;
  if (llm_db_execute (db, sql_schema, error) && llm_db_execute (db, header, error)
      && llm_db_commit (db, error))
    return TRUE;
  llm_db_rollback (db);
  return FALSE;
}

/* What was deleted is overwritten: it was somebody's question, or its answer. */
static LlmDb *
open_file (LlmCacheFile *self, GError **error)
{
  g_autoptr (LlmDb) db = llm_db_open (self->path, LLM_DB_READ_WRITE, error);
  gboolean empty;

  if (db == NULL)
    return NULL;
  llm_db_set_busy_timeout (db, self->busy_timeout_ms);
  if (!read_header (db, &empty, error)
      || !llm_db_execute (db,
                          "PRAGMA temp_store = MEMORY;"
                          "PRAGMA synchronous = NORMAL;"
                          "PRAGMA secure_delete = ON;"
                          "PRAGMA journal_size_limit = 8388608;"
                          "PRAGMA auto_vacuum = INCREMENTAL;"
                          "PRAGMA journal_mode = WAL;",
                          error)
      || (empty && !create_schema (db, error)) || !llm_db_execute (db, sql_probe, error))
    return NULL;
  if (llm_db_is_read_only (db))
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_READ_ONLY, "The file is read-only");
      return NULL;
    }
  return g_steal_pointer (&db);
}

/* Not what may be better in a moment, or would be the same with a new file. */
static gboolean
is_fault_of_file (const GError *error)
{
  return !g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_BUSY)
         && !g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_FULL);
}

static LlmDb *
open_or_replace (LlmCacheFile *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  LlmDb *db;

  if (self->damaged)
    move_away (self);
  self->damaged = FALSE;
  /* A log without its file, which somebody deleted. */
  if (!llm_db_file_has_content (self->path, ""))
    {
      remove_companion (self, "-wal");
      remove_companion (self, "-shm");
    }
  llm_db_file_prepare (self->path);
  remember_identity (self);
  db = open_file (self, &failure);
  if (db == NULL && is_fault_of_file (failure))
    {
      g_info ("%s: %s", self->path, failure->message);
      g_clear_error (&failure);
      move_away (self);
      llm_db_file_prepare (self->path);
      remember_identity (self);
      db = open_file (self, &failure);
    }
  if (db == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return db;
}

static gboolean
open_under_lock (LlmCacheFile *self, GError **error)
{
  int lock;

  if (in_memory (self))
    {
      self->db = open_file (self, error);
      return self->db != NULL;
    }
  if (!prepare_folder (self, error))
    return FALSE;
  lock = lock_folder (self, error);
  if (lock < 0)
    return FALSE;
  self->db = open_or_replace (self, error);
  close (lock);
  return self->db != NULL;
}

/**
 * llm_cache_file_get:
 * @self: a file
 * @create: whether to make the file if there is none
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_NOT_FOUND if there is no file
 *   and none was to be made
 *
 * Opens the file if it is not open.  One that is damaged, of another version or of
 * another program is moved away, and a new one made.
 *
 * Returns: (transfer none): the connection
 */
LlmDb *
llm_cache_file_get (LlmCacheFile *self, gboolean create, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  g_return_val_if_fail (self != NULL, NULL);

  if (self->db != NULL && (self->damaged || !is_in_place (self)))
    g_clear_pointer (&self->db, llm_db_close);
  if (self->db != NULL)
    return self->db;
  if (!create && !in_memory (self) && !g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND, "There is no file");
      return NULL;
    }
  if (self->error == NULL || now >= self->next_attempt)
    {
      g_clear_error (&self->error);
      if (open_under_lock (self, &self->error))
        return self->db;
      self->next_attempt = now + RETRY_INTERVAL;
      g_info ("%s: %s", self->path, self->error->message);
    }
  g_propagate_error (error, g_error_copy (self->error));
  return NULL;
}

/**
 * llm_cache_file_note_error:
 * @self: a file
 * @error: what went wrong with it
 *
 * If it shows that the file is damaged, the next use replaces it.
 */
void
llm_cache_file_note_error (LlmCacheFile *self, const GError *error)
{
  g_return_if_fail (self != NULL && error != NULL);

  if (self->db != NULL && g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT))
    self->damaged = TRUE;
}

/**
 * llm_cache_file_remove_unusable:
 * @self: a file
 *
 * Removes what was moved away, if anything was.
 */
void
llm_cache_file_remove_unusable (LlmCacheFile *self)
{
  g_return_if_fail (self != NULL);

  if (!in_memory (self))
    remove_companion (self, LLM_CACHE_FILE_UNUSABLE_SUFFIX);
}

/**
 * llm_cache_file_close:
 * @self: a file
 */
void
llm_cache_file_close (LlmCacheFile *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->db, llm_db_close);
}
