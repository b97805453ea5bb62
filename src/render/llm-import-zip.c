/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#ifdef HAVE_LIBARCHIVE

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

/* Nothing is unpacked to the disk: the conversations are read out of the archive.  What an
 * archive claims about sizes is not believed; what comes out is counted. */

#define CHUNK 65536

typedef struct
{
  LlmImporter *importer;
  GInputStream *stream;
  char *buffer;
  GError *error; /* of the stream */
} Source;

static la_ssize_t
read_cb (struct archive *archive, void *data, const void **buffer)
{
  Source *source = data;
  gssize n;

  *buffer = source->buffer;
  if (source->error != NULL)
    return -1;
  n = g_input_stream_read (source->stream, source->buffer, CHUNK, source->importer->cancellable,
                           &source->error);
  if (n < 0)
    archive_set_error (archive, EIO, "%s", source->error->message);
  return n;
}

/* For the list of files at the end of an archive. */
static la_int64_t
seek_cb (struct archive *archive, void *data, la_int64_t offset, int whence)
{
  Source *source = data;
  GSeekable *seekable = G_SEEKABLE (source->stream);
  const GSeekType type = whence == SEEK_SET   ? G_SEEK_SET
                         : whence == SEEK_CUR ? G_SEEK_CUR
                                              : G_SEEK_END;

  if (!g_seekable_seek (seekable, offset, type, source->importer->cancellable, NULL))
    return ARCHIVE_FATAL;
  return g_seekable_tell (seekable);
}

static gboolean
leads_outside (const char *path)
{
  g_auto (GStrv) parts = g_strsplit_set (path, "/\\", -1);

  if (*path == '/' || *path == '\\' || (g_ascii_isalpha (path[0]) && path[1] == ':'))
    return TRUE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (strcmp (parts[i], "..") == 0)
      return TRUE;
  return FALSE;
}

/* conversations.json, and the parts of large exports: conversations-000.json; and files of
 * this program, whatever they are called at the top. */
static gboolean
is_wanted (const char *path)
{
  const char *base = strrchr (path, '/');
  const char *digits;

  base = base != NULL ? base + 1 : path;
  if (!g_str_has_prefix (base, "conversations"))
    return FALSE;
  digits = base + strlen ("conversations");
  if (*digits == '-')
    digits += 1 + strspn (digits + 1, "0123456789");
  return strcmp (digits, ".json") == 0;
}

static gboolean
fail_archive (Source *source, struct archive *archive, GError **error)
{
  if (source->error != NULL)
    g_propagate_error (error, g_steal_pointer (&source->error));
  else if (archive_read_has_encrypted_entries (archive) == 1)
    g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_UNSUPPORTED,
                         _ ("The archive is encrypted. Unpack it and import conversations.json."));
  else
    g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_DAMAGED,
                         _ ("The archive is damaged or not complete. Download it anew, or unpack "
                            "it and import conversations.json."));
  return FALSE;
}

static gboolean
read_entry (Source *source, struct archive *archive, GError **error)
{
  g_autoptr (LlmJsonSplitter) splitter = llm_json_splitter_new (source->importer);
  g_autofree char *chunk = g_malloc (CHUNK);
  la_ssize_t n;

  while ((n = archive_read_data (archive, chunk, CHUNK)) > 0)
    if (g_cancellable_set_error_if_cancelled (source->importer->cancellable, error)
        || !llm_json_splitter_feed (splitter, chunk, (gsize) n, error))
      return FALSE;
  if (n < 0)
    return fail_archive (source, archive, error);
  return llm_json_splitter_finish (splitter, error);
}

static gboolean
look_at_entry (Source *source,
               struct archive *archive,
               struct archive_entry *entry,
               guint *n_read,
               GError **error)
{
  const char *path = archive_entry_pathname_utf8 (entry);

  if (path == NULL)
    path = archive_entry_pathname (entry);
  if (archive_entry_filetype (entry) == AE_IFDIR)
    return TRUE;
  if (path == NULL || leads_outside (path))
    llm_importer_count (source->importer, LLM_IMPORT_BAD_ENTRIES, 1);
  else if (archive_entry_filetype (entry) != AE_IFREG || !is_wanted (path))
    llm_importer_count (source->importer, LLM_IMPORT_OTHER_ENTRIES, 1);
  else
    {
      (*n_read)++;
      return read_entry (source, archive, error);
    }
  return TRUE;
}

static gboolean
read_entries (Source *source, struct archive *archive, GError **error)
{
  struct archive_entry *entry;
  guint n_entries = 0, n_read = 0;
  int status;

  while ((status = archive_read_next_header (archive, &entry)) == ARCHIVE_OK
         || status == ARCHIVE_WARN)
    {
      if (g_cancellable_set_error_if_cancelled (source->importer->cancellable, error))
        return FALSE;
      if (++n_entries > source->importer->limits->entries)
        {
          g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_TOO_LARGE,
                               _ ("The archive has too many files. Unpack it and import "
                                  "conversations.json."));
          return FALSE;
        }
      if (!look_at_entry (source, archive, entry, &n_read, error))
        return FALSE;
    }
  if (status != ARCHIVE_EOF)
    return fail_archive (source, archive, error);
  if (n_read > 0)
    return TRUE;
  g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_UNKNOWN,
                       _ ("There is no conversations.json in this archive."));
  return FALSE;
}

gboolean
llm_import_zip (LlmImporter *self, GInputStream *stream, GError **error)
{
  struct archive *archive = archive_read_new ();
  Source source = { self, stream, g_malloc (CHUNK), NULL };
  gboolean done;

  archive_read_support_format_zip (archive);
  archive_read_set_read_callback (archive, read_cb);
  if (G_IS_SEEKABLE (stream) && g_seekable_can_seek (G_SEEKABLE (stream)))
    archive_read_set_seek_callback (archive, seek_cb);
  archive_read_set_callback_data (archive, &source);
  done = archive_read_open1 (archive) == ARCHIVE_OK ? read_entries (&source, archive, error)
                                                    : fail_archive (&source, archive, error);
  archive_read_free (archive);
  g_clear_error (&source.error);
  g_free (source.buffer);
  return done;
}

#else

gboolean
llm_import_zip (LlmImporter *self, GInputStream *stream, GError **error)
{
  g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_UNSUPPORTED,
                       _ ("ZIP archives are not read here. Unpack the archive and import "
                          "conversations.json."));
  return FALSE;
}

#endif
