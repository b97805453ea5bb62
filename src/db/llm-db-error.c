/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* SQLite's own words may quote a damaged file (bytes). */
#define MAX_QUOTE 300

static gboolean
is_no_space (int system_error)
{
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

static gboolean
is_no_permission (int system_error)
{
  return system_error == EACCES || system_error == EPERM || system_error == EROFS;
}

/* Why the system refused.  The connection knows it only of some calls; else the
 * main file or its log does. */
static int
get_system_error (sqlite3 *handle)
{
  sqlite3_file *log = NULL;
  int system_error;

  if (handle == NULL)
    return 0;
  system_error = sqlite3_system_errno (handle);
  if (system_error == 0)
    sqlite3_file_control (handle, "main", SQLITE_FCNTL_LAST_ERRNO, &system_error);
  if (system_error == 0
      && sqlite3_file_control (handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK
      && log != NULL && log->pMethods != NULL)
    log->pMethods->xFileControl (log, SQLITE_FCNTL_LAST_ERRNO, &system_error);
  return system_error;
}

static int
code_from_io_error (sqlite3 *handle)
{
  int system_error = get_system_error (handle);

  if (is_no_space (system_error))
    return LLM_DB_ERROR_FULL;
  return is_no_permission (system_error) ? LLM_DB_ERROR_READ_ONLY : LLM_DB_ERROR_FAILED;
}

static int
code_from_result (sqlite3 *handle, int result)
{

  switch (result & 0xff)
    {
    case SQLITE_CANTOPEN:
      return is_no_space (get_system_error (handle)) ? LLM_DB_ERROR_FULL : LLM_DB_ERROR_OPEN;
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return LLM_DB_ERROR_OPEN;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return LLM_DB_ERROR_CORRUPT;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return LLM_DB_ERROR_CONSTRAINT;
    case SQLITE_FULL:
      return LLM_DB_ERROR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return LLM_DB_ERROR_BUSY;
    case SQLITE_READONLY:
      return result == SQLITE_READONLY_DBMOVED ? LLM_DB_ERROR_FAILED : LLM_DB_ERROR_READ_ONLY;
    case SQLITE_IOERR:
      return code_from_io_error (handle);
    default:
      return LLM_DB_ERROR_FAILED;
    }
}

static const char *
sentence_for_code (LlmDbErrorCode code, int result)
{
  switch (code)
    {
    case LLM_DB_ERROR_OPEN:
      return _ ("The history cannot be opened. Check that its folder exists and belongs to you");
    case LLM_DB_ERROR_CORRUPT:
      return _ ("The history file is damaged. Move it away to start a new one");
    case LLM_DB_ERROR_CONSTRAINT:
      if (result == SQLITE_CONSTRAINT_FOREIGNKEY)
        return _ ("What this belongs to is no longer in the history");
      return _ ("The history refused a change that does not fit what is stored");
    case LLM_DB_ERROR_FULL:
      return _ ("The history cannot be saved because the disk is full. Free some space");
    case LLM_DB_ERROR_BUSY:
      return _ ("Another program holds the history. Close it or try again in a moment");
    case LLM_DB_ERROR_READ_ONLY:
      return _ ("The history can only be read. Check the permissions of its file and folder");
    case LLM_DB_ERROR_VERSION_TOO_NEW:
    case LLM_DB_ERROR_NOT_FOUND:
    case LLM_DB_ERROR_FAILED:
    default:
      return _ ("The history could not be read or saved");
    }
}

/**
 * llm_db_set_error:
 * @error: where to put an #LLM_DB_ERROR
 * @handle: (nullable): the connection on which it happened
 * @result: SQLite's extended result code
 *
 * The message is a plain sentence followed by SQLite's own words, bounded and
 * valid UTF-8 whatever the file contains.
 */
void
llm_db_set_error (GError **error, sqlite3 *handle, int result)
{
  int code = code_from_result (handle, result);
  const char *text = handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (result);
  g_autofree char *quote = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_QUOTE));

  g_set_error (error, LLM_DB_ERROR, code, "%s: %s (%d)", sentence_for_code (code, result), quote,
               result);
}
