/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-drag-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* Whoever got a file has read it after that time (seconds). */
#define MAX_AGE (24 * 60 * 60)

static char *
get_path (void)
{
  return g_build_filename (g_get_user_cache_dir (), "llmselect", "dragged", NULL);
}

/**
 * llm_drag_folder_make_file:
 * @name: the name that the file is to have
 *
 * Returns: (transfer full): a file that is not there yet, and whose folder is not either
 */
GFile *
llm_drag_folder_make_file (const char *name)
{
  g_autofree char *folder = get_path ();
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *path = NULL;

  g_return_val_if_fail (name != NULL && *name != '\0', NULL);

  path = g_build_filename (folder, id, name, NULL);
  return g_file_new_for_path (path);
}

/* Only files are in there; whatever else is stays. */
static void
remove_one (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (path);
}

static void
remove_old (const char *folder)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_lstat (path, &info) == 0 && S_ISDIR (info.st_mode) && now - info.st_mtime > MAX_AGE)
        remove_one (path);
    }
  g_clear_pointer (&dir, g_dir_close);
}

/**
 * llm_drag_folder_prepare:
 * @file: what llm_drag_folder_make_file() returned
 * @cancellable: (nullable): to stop
 * @error: where to put an error
 *
 * Makes the folder that the file is to be in, for the user alone, and removes those of
 * earlier days.  Blocks.
 *
 * Returns: whether the file can be written
 */
gboolean
llm_drag_folder_prepare (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = get_path ();
  g_autofree char *parent = g_path_get_dirname (g_file_peek_path (file));

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  remove_old (folder);
  if (g_mkdir_with_parents (parent, 0700) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               /* Translators: why. */
               _ ("There is no place for the file in the cache: %s"), g_strerror (errno));
  return FALSE;
}
