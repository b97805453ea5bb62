/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-file.h"

#include <glib/gstdio.h>
#include <string.h>

/* Files are complete or as they were before. */

typedef struct
{
  char *folder;
  GFile *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("llmselect-file-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "a name.md", NULL);
  fixture->file = g_file_new_for_path (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_file_delete (fixture->file, NULL, NULL);
  /* Nothing else is left. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_object_unref (fixture->file);
  g_free (fixture->folder);
}

static void
assert_contents (Fixture *fixture, const char *expected)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  g_file_load_contents (fixture->file, NULL, &contents, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (contents, ==, expected);
}

static guint
get_mode (Fixture *fixture)
{
  GStatBuf buffer;

  g_assert_cmpint (g_stat (g_file_peek_path (fixture->file), &buffer), ==, 0);
  return buffer.st_mode & 0777;
}

static gboolean
write_whole_cb (GOutputStream *stream, gpointer data, GCancellable *cancellable, GError **error)
{
  return g_output_stream_write_all (stream, data, strlen (data), NULL, cancellable, error);
}

/* As on a disk that is full half way.  Nothing of that name is there meanwhile. */
static gboolean
write_half_cb (GOutputStream *stream, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *fixture = data;
  g_autofree char *contents = NULL;

  g_assert_true (g_output_stream_write_all (stream, "half", 4, NULL, NULL, NULL));
  g_assert_true (g_output_stream_flush (stream, NULL, NULL));
  if (g_file_load_contents (fixture->file, NULL, &contents, NULL, NULL, NULL))
    g_assert_cmpstr (contents, ==, "before");
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No room.");
  return FALSE;
}

static void
test_new (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      llm_file_write (fixture->file, FALSE, write_whole_cb, (gpointer) "whole", NULL, &error));
  g_assert_no_error (error);
  assert_contents (fixture, "whole");
  g_assert_cmpuint (get_mode (fixture) & 0600, ==, 0600);
  /* And again. */
  g_assert_true (
      llm_file_write (fixture->file, FALSE, write_whole_cb, (gpointer) "other", NULL, &error));
  assert_contents (fixture, "other");
}

static void
test_private (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("mine", 4);
  g_autoptr (GError) error = NULL;

  g_assert_true (llm_file_write_bytes (fixture->file, TRUE, bytes, NULL, &error));
  g_assert_no_error (error);
  assert_contents (fixture, "mine");
  g_assert_cmpuint (get_mode (fixture), ==, 0600);
}

static void
test_new_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (llm_file_write (fixture->file, FALSE, write_half_cb, fixture, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_false (g_file_query_exists (fixture->file, NULL));
}

static void
test_old_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (g_file_peek_path (fixture->file), "before", -1, &error);
  g_assert_no_error (error);
  g_assert_false (llm_file_write (fixture->file, FALSE, write_half_cb, fixture, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  assert_contents (fixture, "before");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (llm_file_write (fixture->file, FALSE, write_whole_cb, (gpointer) "whole",
                                  cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_query_exists (fixture->file, NULL));
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_get_parent (fixture->file);
  g_autoptr (GFile) file = g_file_resolve_relative_path (folder, "missing/file");
  g_autoptr (GError) error = NULL;

  g_assert_false (llm_file_write (file, FALSE, write_whole_cb, (gpointer) "x", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* --- Where one name only may be written --- */

/* What a portal gives: a folder in which no other name can be made. */
typedef struct
{
  GObject parent_instance;
  GFile *real;
} OneName;

typedef struct
{
  GObjectClass parent_class;
} OneNameClass;

static void one_name_iface_init (GFileIface *iface);
GType one_name_get_type (void);
G_DEFINE_TYPE_WITH_CODE (OneName,
                         one_name,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_FILE, one_name_iface_init))

static void
one_name_dispose (GObject *object)
{
  g_clear_object (&((OneName *) object)->real);
  G_OBJECT_CLASS (one_name_parent_class)->dispose (object);
}

static void
one_name_class_init (OneNameClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = one_name_dispose;
}

static void
one_name_init (OneName *self)
{
}

static GFile *
one_name_new (GFile *real)
{
  OneName *self = g_object_new (one_name_get_type (), NULL);

  self->real = g_object_ref (real);
  return G_FILE (self);
}

static GFile *
one_name_get_parent (GFile *file)
{
  g_autoptr (GFile) parent = g_file_get_parent (((OneName *) file)->real);

  return one_name_new (parent);
}

static GFile *
one_name_resolve (GFile *file, const char *path)
{
  g_autoptr (GFile) child = g_file_resolve_relative_path (((OneName *) file)->real, path);

  return one_name_new (child);
}

static GFileOutputStream *
one_name_create (GFile *file, GFileCreateFlags flags, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "Not here.");
  return NULL;
}

static GFileOutputStream *
one_name_replace (GFile *file,
                  const char *etag,
                  gboolean make_backup,
                  GFileCreateFlags flags,
                  GCancellable *cancellable,
                  GError **error)
{
  return g_file_replace (((OneName *) file)->real, etag, make_backup, flags, cancellable, error);
}

static gboolean
one_name_delete (GFile *file, GCancellable *cancellable, GError **error)
{
  return g_file_delete (((OneName *) file)->real, cancellable, error);
}

static GFileInfo *
one_name_query_info (GFile *file,
                     const char *attributes,
                     GFileQueryInfoFlags flags,
                     GCancellable *cancellable,
                     GError **error)
{
  return g_file_query_info (((OneName *) file)->real, attributes, flags, cancellable, error);
}

static void
one_name_iface_init (GFileIface *iface)
{
  iface->get_parent = one_name_get_parent;
  iface->resolve_relative_path = one_name_resolve;
  iface->create = one_name_create;
  iface->replace = one_name_replace;
  iface->delete_file = one_name_delete;
  iface->query_info = one_name_query_info;
}

static void
test_one_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = one_name_new (fixture->file);
  g_autoptr (GError) error = NULL;

  g_assert_true (llm_file_write (file, FALSE, write_whole_cb, (gpointer) "whole", NULL, &error));
  g_assert_no_error (error);
  assert_contents (fixture, "whole");
}

static gboolean
fail_cb (GOutputStream *stream, gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_true (g_output_stream_write_all (stream, "half", 4, NULL, NULL, NULL));
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No room.");
  return FALSE;
}

static void
test_one_name_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = one_name_new (fixture->file);
  g_autoptr (GError) error = NULL;

  g_assert_false (llm_file_write (file, FALSE, fail_cb, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_false (g_file_query_exists (fixture->file, NULL));
}

/* --- Not in this thread --- */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (llm_file_write_bytes_finish (G_FILE (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("later", 5);
  gboolean done = FALSE;

  llm_file_write_bytes_async (fixture->file, TRUE, bytes, NULL, written_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  assert_contents (fixture, "later");
  g_assert_cmpuint (get_mode (fixture), ==, 0600);
}

#define ADD(name, func) g_test_add ("/core/file/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("new", test_new);
  ADD ("private", test_private);
  ADD ("new-fails", test_new_fails);
  ADD ("old-fails", test_old_fails);
  ADD ("cancelled", test_cancelled);
  ADD ("no-folder", test_no_folder);
  ADD ("one-name", test_one_name);
  ADD ("one-name-fails", test_one_name_fails);
  ADD ("async", test_async);
  return g_test_run ();
}
