/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-import-private.h"

#include <string.h>

static LlmImportResult *
import_limited (const char *data, gsize length, const LlmImportLimits *limits, GError **error)
{
  g_autoptr (GInputStream) stream
      = g_memory_input_stream_new_from_data (data, (gssize) length, NULL);

  return llm_import_parse_limited (stream, "export.zip", limits, NULL, error);
}

#ifdef HAVE_LIBARCHIVE

#include <archive.h>
#include <archive_entry.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <unistd.h>

typedef struct
{
  struct archive *archive;
  char *data;
  gsize used;
} Zip;

/* Not with a password if this libarchive cannot. */
static gboolean
zip_begin_with (Zip *zip, gsize room, const char *password)
{
  zip->archive = archive_write_new ();
  g_assert_cmpint (archive_write_set_format_zip (zip->archive), ==, ARCHIVE_OK);
  if (password != NULL
      && (archive_write_set_options (zip->archive, "zip:encryption=zipcrypt") != ARCHIVE_OK
          || archive_write_set_passphrase (zip->archive, password) != ARCHIVE_OK))
    {
      archive_write_free (zip->archive);
      return FALSE;
    }
  zip->data = g_malloc (room);
  g_assert_cmpint (archive_write_open_memory (zip->archive, zip->data, room, &zip->used), ==,
                   ARCHIVE_OK);
  return TRUE;
}

static void
zip_begin (Zip *zip, gsize room)
{
  zip_begin_with (zip, room, NULL);
}

static void
zip_add (Zip *zip, const char *name, mode_t type, const char *data, gsize length)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, type);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, type == AE_IFREG ? (la_int64_t) length : 0);
  if (type == AE_IFLNK)
    archive_entry_set_symlink (entry, data);
  g_assert_cmpint (archive_write_header (zip->archive, entry), ==, ARCHIVE_OK);
  if (type == AE_IFREG)
    g_assert_cmpint (archive_write_data (zip->archive, data, length), ==, (la_ssize_t) length);
  archive_entry_free (entry);
}

static void
zip_add_text (Zip *zip, const char *name, const char *text)
{
  zip_add (zip, name, AE_IFREG, text, strlen (text));
}

static void
zip_end (Zip *zip)
{
  g_assert_cmpint (archive_write_close (zip->archive), ==, ARCHIVE_OK);
  archive_write_free (zip->archive);
}

static LlmImportResult *
import_zip (Zip *zip, GError **error)
{
  return import_limited (zip->data, zip->used, llm_import_get_limits (), error);
}

static char *
load (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "import", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_warning (LlmImportResult *result, const char *beginning)
{
  for (guint i = 0; i < result->warnings->len; i++)
    if (g_str_has_prefix (result->warnings->pdata[i], beginning))
      return;
  g_test_message ("not there: %s", beginning);
  g_test_fail ();
}

/* As they come: with pages, pictures and the account beside the conversations. */
static void
test_whole (void)
{
  g_autofree char *json = load ("claude.json");
  g_autoptr (LlmImportResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Zip zip;

  zip_begin (&zip, 100000);
  zip_add_text (&zip, "users.json", "[{\"uuid\":\"x\"}]");
  zip_add_text (&zip, "projects.json", "[]");
  zip_add_text (&zip, "shared_conversations.json", "[]");
  zip_add (&zip, "folder", AE_IFDIR, NULL, 0);
  zip_add_text (&zip, "folder/conversations.json", json);
  zip_end (&zip);
  result = import_zip (&zip, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result->format, ==, "Claude");
  g_assert_cmpuint (result->conversations->len, ==, 2);
  assert_warning (result, "3 other files of the archive");
  g_free (zip.data);
}

static void
test_parts (void)
{
  g_autofree char *first = load ("chatgpt.json");
  g_autofree char *second = load ("claude.json");
  g_autoptr (LlmImportResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Zip zip;

  zip_begin (&zip, 100000);
  zip_add_text (&zip, "conversations-000.json", first);
  zip_add_text (&zip, "conversations-001.json", second);
  zip_end (&zip);
  result = import_zip (&zip, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->conversations->len, ==, 4);
  g_free (zip.data);
}

/* What comes through a pipe cannot be read from its end. */
static void
test_pipe (void)
{
  g_autofree char *json = load ("claude.json");
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (LlmImportResult) result = NULL;
  g_autoptr (GError) error = NULL;
  int ends[2];
  Zip zip;

  zip_begin (&zip, 60000);
  zip_add_text (&zip, "conversations.json", json);
  zip_end (&zip);
  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, &error));
  g_assert_cmpint (write (ends[1], zip.data, zip.used), ==, (gssize) zip.used);
  close (ends[1]);
  stream = g_unix_input_stream_new (ends[0], TRUE);
  result = llm_import_parse (stream, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->conversations->len, ==, 2);
  g_free (zip.data);
}

/* Nothing is unpacked, and still such names are none of an export. */
static void
test_paths (void)
{
  static const char *const names[]
      = { "../conversations.json", "/etc/conversations.json", "a/../../conversations.json",
          "C:\\conversations.json", "..\\conversations.json" };
  g_autofree char *json = load ("claude.json");
  g_autoptr (LlmImportResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Zip zip;

  zip_begin (&zip, 200000);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    zip_add_text (&zip, names[i], "[{\"id\":\"evil\",\"turns\":[]}]");
  zip_add (&zip, "link/conversations.json", AE_IFLNK, "/etc/passwd", 0);
  zip_add_text (&zip, "conversations.json", json);
  zip_end (&zip);
  result = import_zip (&zip, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->conversations->len, ==, 2);
  assert_warning (result, "5 files of the archive were refused");
  assert_warning (result, "1 other file of the archive");
  g_free (zip.data);
}

static void
assert_zip_fails (Zip *zip, const LlmImportLimits *limits, LlmImportError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (import_limited (zip->data, zip->used, limits, &error));
  g_assert_error (error, LLM_IMPORT_ERROR, (int) code);
}

static void
test_bomb (void)
{
  const gsize length = 64 * 1024 * 1024;
  g_autofree char *blanks = g_strnfill (length, ' ');
  LlmImportLimits limits = *llm_import_get_limits ();
  Zip zip;

  blanks[0] = '[';
  zip_begin (&zip, 1024 * 1024);
  zip_add (&zip, "conversations.json", AE_IFREG, blanks, length);
  zip_end (&zip);
  g_assert_cmpuint (zip.used, <, length / 500);
  limits.total = length / 2;
  assert_zip_fails (&zip, &limits, LLM_IMPORT_ERROR_TOO_LARGE);
  g_free (zip.data);

  /* Parts count together. */
  zip_begin (&zip, 1024 * 1024);
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("conversations-%u.json", i);

      blanks[length / 8 - 1] = ']';
      zip_add (&zip, name, AE_IFREG, blanks, length / 8);
    }
  zip_end (&zip);
  assert_zip_fails (&zip, &limits, LLM_IMPORT_ERROR_TOO_LARGE);
  g_free (zip.data);
}

static void
test_many (void)
{
  LlmImportLimits limits = *llm_import_get_limits ();
  Zip zip;

  zip_begin (&zip, 100000);
  for (guint i = 0; i < 20; i++)
    zip_add_text (&zip, "picture.png", "x");
  zip_add_text (&zip, "conversations.json", "[]");
  zip_end (&zip);
  limits.entries = 10;
  assert_zip_fails (&zip, &limits, LLM_IMPORT_ERROR_TOO_LARGE);
  g_free (zip.data);
}

static void
test_wrong (void)
{
  g_autofree char *json = load ("chatgpt.json");
  Zip zip;

  zip_begin (&zip, 100000);
  zip_add_text (&zip, "picture.png", "x");
  zip_end (&zip);
  assert_zip_fails (&zip, llm_import_get_limits (), LLM_IMPORT_ERROR_UNKNOWN);
  g_free (zip.data);

  /* Cut off, and each byte of the beginning damaged: an error or what is left, never more. */
  zip_begin (&zip, 100000);
  zip_add_text (&zip, "conversations.json", json);
  zip_end (&zip);
  for (gsize length = 4; length < zip.used; length += 97)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LlmImportResult) result
          = import_limited (zip.data, length, llm_import_get_limits (), &error);

      g_assert_true ((result == NULL) == (error != NULL));
    }
  for (gsize at = 4; at < zip.used; at += 7)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LlmImportResult) result = NULL;
      const char was = zip.data[at];

      zip.data[at] = (char) ~was;
      result = import_limited (zip.data, zip.used, llm_import_get_limits (), &error);
      g_assert_true ((result == NULL) == (error != NULL));
      zip.data[at] = was;
    }
  g_free (zip.data);
}

static void
test_encrypted (void)
{
  g_autoptr (GError) error = NULL;
  Zip zip;

  if (!zip_begin_with (&zip, 100000, "secret"))
    {
      g_test_skip ("this libarchive does not encrypt");
      return;
    }
  zip_add_text (&zip, "conversations.json", "[]");
  zip_end (&zip);
  g_assert_null (import_zip (&zip, &error));
  g_assert_error (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "encrypted"));
  g_free (zip.data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/import-zip/whole", test_whole);
  g_test_add_func ("/render/import-zip/parts", test_parts);
  g_test_add_func ("/render/import-zip/pipe", test_pipe);
  g_test_add_func ("/render/import-zip/paths", test_paths);
  g_test_add_func ("/render/import-zip/bomb", test_bomb);
  g_test_add_func ("/render/import-zip/many", test_many);
  g_test_add_func ("/render/import-zip/wrong", test_wrong);
  g_test_add_func ("/render/import-zip/encrypted", test_encrypted);
  return g_test_run ();
}

#else

static void
test_without (void)
{
  static const char zip[] = "PK\003\004 and whatever comes then";
  g_autoptr (GError) error = NULL;

  g_assert_null (import_limited (zip, sizeof zip, llm_import_get_limits (), &error));
  g_assert_error (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "Unpack the archive"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/import-zip/without", test_without);
  return g_test_run ();
}

#endif
