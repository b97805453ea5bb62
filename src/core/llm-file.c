/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-file.h"

#include <errno.h>
#include <gio/gfiledescriptorbased.h>
#include <unistd.h>

/* g_file_replace() writes beside what is there already, and moves that over it.  A new name it
 * writes to at once, so that a full disk or a crash leaves half a file of that name. */

/* Names for what is written beside; another one is tried if there is one. */
#define MAX_ATTEMPTS 10

typedef struct
{
  GFile *file;
  gboolean is_private;
  LlmFileWriteFunc func;
  gpointer data;
  GCancellable *cancellable;
} Writing;

static GFileCreateFlags
get_flags (const Writing *self)
{
  return G_FILE_CREATE_REPLACE_DESTINATION
         | (self->is_private ? G_FILE_CREATE_PRIVATE : G_FILE_CREATE_NONE);
}

/* Closed without taking its place. */
static void
abandon (GOutputStream *stream)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
}

/* A name must not last longer than what it is the name of. */
static gboolean
sync_stream (GOutputStream *stream, GError **error)
{
  if (!G_IS_FILE_DESCRIPTOR_BASED (stream)
      || fsync (g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (stream))) == 0
      || (errno != EIO && errno != ENOSPC && errno != EDQUOT))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  return FALSE;
}

static gboolean
fill (const Writing *self, GOutputStream *stream, GError **error)
{
  if (self->func (stream, self->data, self->cancellable, error)
      && g_output_stream_flush (stream, self->cancellable, error) && sync_stream (stream, error))
    return g_output_stream_close (stream, self->cancellable, error);
  abandon (stream);
  return FALSE;
}

/* What is there stays until all is written. */
static gboolean
replace (const Writing *self, GError **error)
{
  g_autoptr (GFileOutputStream) stream
      = g_file_replace (self->file, NULL, FALSE, get_flags (self), self->cancellable, error);

  return stream != NULL && fill (self, G_OUTPUT_STREAM (stream), error);
}

/* Where nothing can be written beside it, as where a portal gives access to one name only. */
static gboolean
write_directly (const Writing *self, GError **error)
{
  if (replace (self, error))
    return TRUE;
  /* It was not there before. */
  g_file_delete (self->file, NULL, NULL);
  return FALSE;
}

static GFileOutputStream *
create_beside (const Writing *self, GFile **beside)
{
  g_autoptr (GFile) folder = g_file_get_parent (self->file);

  for (guint i = 0; folder != NULL && i < MAX_ATTEMPTS; i++)
    {
      g_autofree char *name = g_strdup_printf (".llmselect-%08x.part", g_random_int ());
      g_autoptr (GFile) child = g_file_get_child (folder, name);
      g_autoptr (GError) error = NULL;
      GFileOutputStream *stream
          = g_file_create (child, self->is_private ? G_FILE_CREATE_PRIVATE : G_FILE_CREATE_NONE,
                           self->cancellable, &error);

      if (stream != NULL)
        {
          *beside = g_steal_pointer (&child);
          return stream;
        }
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        break;
    }
  return NULL;
}

static gboolean
write_new (const Writing *self, GError **error)
{
  g_autoptr (GFile) beside = NULL;
  g_autoptr (GFileOutputStream) stream = create_beside (self, &beside);

  if (stream == NULL)
    return write_directly (self, error);
  if (fill (self, G_OUTPUT_STREAM (stream), error)
      && g_file_move (beside, self->file, G_FILE_COPY_NONE, self->cancellable, NULL, NULL, error))
    return TRUE;
  g_file_delete (beside, NULL, NULL);
  return FALSE;
}

/**
 * llm_file_write:
 * @file: where to; what is there is replaced
 * @is_private: whether a new file is for the user alone
 * @func: what writes; it may be called only once
 * @data: for @func
 * @cancellable: (nullable): to stop
 * @error: where to put an error
 *
 * Writes a file that is complete or as it was before, also if it was not there before.
 * Blocks.
 *
 * Returns: whether it was written
 */
gboolean
llm_file_write (GFile *file,
                gboolean is_private,
                LlmFileWriteFunc func,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  const Writing self = { file, is_private, func, data, cancellable };
  g_autoptr (GFileInfo) info = NULL;

  g_return_val_if_fail (G_IS_FILE (file), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE,
                            G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return info != NULL ? replace (&self, error) : write_new (&self, error);
}

static gboolean
write_bytes_cb (GOutputStream *stream, gpointer data, GCancellable *cancellable, GError **error)
{
  return g_output_stream_write_all (stream, g_bytes_get_data (data, NULL), g_bytes_get_size (data),
                                    NULL, cancellable, error);
}

/**
 * llm_file_write_bytes:
 * @file: where to; what is there is replaced
 * @is_private: whether a new file is for the user alone
 * @bytes: what to write
 * @cancellable: (nullable): to stop
 * @error: where to put an error
 *
 * As llm_file_write().  Blocks.
 *
 * Returns: whether it was written
 */
gboolean
llm_file_write_bytes (
    GFile *file, gboolean is_private, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (bytes != NULL, FALSE);

  return llm_file_write (file, is_private, write_bytes_cb, bytes, cancellable, error);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const gboolean is_private = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (task), "private"));
  GError *error = NULL;

  if (llm_file_write_bytes (source, is_private, data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * llm_file_write_bytes_async:
 * @file: where to; what is there is replaced
 * @is_private: whether a new file is for the user alone
 * @bytes: what to write
 * @cancellable: (nullable): to stop
 * @callback: called when it is written
 * @user_data: for @callback
 *
 * As llm_file_write_bytes(), in a thread of its own.
 */
void
llm_file_write_bytes_async (GFile *file,
                            gboolean is_private,
                            GBytes *bytes,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (bytes != NULL);

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_file_write_bytes_async);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_object_set_data (G_OBJECT (task), "private", GINT_TO_POINTER (is_private));
  g_task_run_in_thread (task, write_thread);
}

/**
 * llm_file_write_bytes_finish:
 * @file: the file
 * @result: what the callback got
 * @error: where to put an error
 *
 * Returns: whether it was written
 */
gboolean
llm_file_write_bytes_finish (GFile *file, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
