/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-import.h"
#include "llm-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-export-private.h"

#define CHUNK 65536

#define MIB ((guint64) 1024 * 1024)

static const LlmImportLimits usual_limits = {
  .total = 1024 * MIB,
  .item = 128 * MIB,
  .entries = 100000,
  .conversations = 200000,
  .nodes = 100000,
  .answers = 100,
  .images = 100,
  .image_total = 512 * MIB,
};

G_DEFINE_QUARK (llm - import - error - quark, llm_import_error)

/* For tests. */
const LlmImportLimits *
llm_import_get_limits (void)
{
  return &usual_limits;
}

/**
 * llm_import_result_free:
 * @result: (transfer full) (nullable): what was in a file
 */
void
llm_import_result_free (LlmImportResult *result)
{
  if (result == NULL)
    return;
  g_ptr_array_unref (result->conversations);
  g_ptr_array_unref (result->warnings);
  g_hash_table_unref (result->folders);
  g_hash_table_unref (result->images);
  g_free (result);
}

/* --- What is counted --- */

void
llm_importer_count (LlmImporter *self, LlmImportCount what, guint n)
{
  self->counts[what] += MIN (n, G_MAXUINT - self->counts[what]);
}

static const char *
get_image_sentence (LlmImportCount what, guint n)
{
  if (what == LLM_IMPORT_BAD_IMAGES)
    return ngettext ("%u image was left out: it is damaged, too large or no image.",
                     "%u images were left out: they are damaged, too large or no images.", n);
  if (what == LLM_IMPORT_MANY_IMAGES)
    return ngettext ("%u image was left out: there are more than are imported at once.",
                     "%u images were left out: there are more than are imported at once.", n);
  if (what == LLM_IMPORT_MISSING_IMAGES)
    return ngettext ("%u image is only named: the file does not have it.",
                     "%u images are only named: the file does not have them.", n);
  return ngettext ("%u picture was left out: those of other programs are not read.",
                   "%u pictures were left out: those of other programs are not read.", n);
}

static const char *
get_sentence (LlmImportCount what, guint n)
{
  switch (what)
    {
    case LLM_IMPORT_IMAGES:
    case LLM_IMPORT_BAD_IMAGES:
    case LLM_IMPORT_MANY_IMAGES:
    case LLM_IMPORT_MISSING_IMAGES:
      return get_image_sentence (what, n);
    case LLM_IMPORT_AUDIO:
      return ngettext ("%u recording was left out: sound is not read.",
                       "%u recordings were left out: sound is not read.", n);
    case LLM_IMPORT_FILES:
      return ngettext ("%u attachment was left out: the export does not have its text.",
                       "%u attachments were left out: the export does not have their text.", n);
    case LLM_IMPORT_TOOLS:
      return ngettext ("%u call or result of a tool was left out.",
                       "%u calls and results of tools were left out.", n);
    case LLM_IMPORT_CITATIONS:
      return ngettext ("%u reference to a source was left out.",
                       "%u references to sources were left out.", n);
    case LLM_IMPORT_UNKNOWN_PARTS:
      return ngettext ("%u part of a message is of a kind that is not known and was left out.",
                       "%u parts of messages are of kinds that are not known and were left out.",
                       n);
    case LLM_IMPORT_ANSWERS:
      return ngettext ("%u answer was left out: there were too many to one prompt.",
                       "%u answers were left out: there were too many to one prompt.", n);
    case LLM_IMPORT_RUNNING:
      return ngettext ("%u answer was still being written when it was exported; it counts as "
                       "broken off.",
                       "%u answers were still being written when they were exported; they count "
                       "as broken off.",
                       n);
    case LLM_IMPORT_OTHER_ENTRIES:
      return ngettext ("%u other file of the archive was left out: only conversations are read.",
                       "%u other files of the archive were left out: only conversations are read.",
                       n);
    case LLM_IMPORT_BAD_ENTRIES:
      return ngettext ("%u file of the archive was refused: its name leads out of the archive.",
                       "%u files of the archive were refused: their names lead out of the archive.",
                       n);
    case LLM_IMPORT_EMPTY:
      return ngettext ("%u conversation without messages was left out.",
                       "%u conversations without messages were left out.", n);
    case LLM_IMPORT_BROKEN:
      return ngettext ("%u conversation could not be read and was left out.",
                       "%u conversations could not be read and were left out.", n);
    case LLM_IMPORT_TWICE:
      return ngettext ("%u conversation was in the file twice and is taken once.",
                       "%u conversations were in the file twice and are taken once.", n);
    case LLM_IMPORT_CUT:
      return ngettext ("%u conversation had too many messages, its end was left out.",
                       "%u conversations had too many messages, their ends were left out.", n);
    case LLM_IMPORT_N_COUNTS:
    default:
      return "%u";
    }
}

/**
 * llm_import_make_warning:
 * @what: what happened
 * @n: how often
 *
 * Returns: (transfer full): a sentence
 */
char *
llm_import_make_warning (LlmImportCount what, guint n)
{
  g_autoptr (GString) sentence = g_string_new (get_sentence (what, n));
  g_autofree char *number = g_strdup_printf ("%u", n);

  g_string_replace (sentence, "%u", number, 1);
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}

static GPtrArray *
make_warnings (LlmImporter *self)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < LLM_IMPORT_N_COUNTS; i++)
    if (self->counts[i] > 0)
      g_ptr_array_add (warnings, llm_import_make_warning (i, self->counts[i]));
  return warnings;
}

/* --- Conversations --- */

/* Half a surrogate pair and U+0000 are grammatical, but json-glib refuses the one and ends
 * the string at the other; both become U+FFFD. */
static void
mend_escapes (char *json, gsize length)
{
  char *end = json + length;
  char *p = memchr (json, '\\', length);

  for (; p != NULL && end - p >= 6; p = memchr (p, '\\', (gsize) (end - p)))
    {
      guint unit = 0;
      gboolean is_pair;

      if (p[1] != 'u')
        {
          p += 2;
          continue;
        }
      for (guint i = 2; i < 6; i++)
        unit = unit * 16 + (guint) MAX (g_ascii_xdigit_value (p[i]), 0);
      is_pair = unit >= 0xd800 && unit < 0xdc00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u'
                && (p[8] == 'd' || p[8] == 'D') && strchr ("cdefCDEF", p[9]) != NULL
                && p[9] != '\0';
      if (!is_pair && (unit == 0 || (unit >= 0xd800 && unit < 0xe000)) && g_ascii_isxdigit (p[2])
          && g_ascii_isxdigit (p[3]) && g_ascii_isxdigit (p[4]) && g_ascii_isxdigit (p[5]))
        memcpy (p + 2, "fffd", 4);
      p += is_pair ? 12 : 6;
    }
}

/* A parser with an object as its root, or NULL.  The nesting of @json is bounded by the
 * caller. */
JsonParser *
llm_import_parse_object (const char *json, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *mended = NULL;

  if (!g_utf8_validate_len (json, length, NULL))
    return NULL;
  if (memchr (json, '\\', length) != NULL)
    {
      mended = g_strndup (json, length);
      mend_escapes (mended, length);
      json = mended;
    }
  if (!json_parser_load_from_data (parser, json, (gssize) length, NULL)
      || json_parser_get_root (parser) == NULL
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;
  return g_steal_pointer (&parser);
}

static LlmImportKind
find_kind (JsonObject *object)
{
  if (llm_import_get_array (object, "turns") != NULL)
    return LLM_IMPORT_OWN;
  if (llm_import_get_object (object, "mapping") != NULL)
    return LLM_IMPORT_CHATGPT;
  if (llm_import_get_array (object, "chat_messages") != NULL)
    return LLM_IMPORT_CLAUDE;
  return LLM_IMPORT_NOTHING;
}

static LlmConversation *
import_object (LlmImporter *self, LlmImportKind kind, JsonObject *object)
{
  switch (kind)
    {
    case LLM_IMPORT_OWN:
      return llm_import_own (self, object);
    case LLM_IMPORT_CHATGPT:
      return llm_import_chatgpt (self, object);
    case LLM_IMPORT_CLAUDE:
      return llm_import_claude (self, object);
    case LLM_IMPORT_NOTHING:
    default:
      llm_importer_count (self, LLM_IMPORT_BROKEN, 1);
      return NULL;
    }
}

static gboolean
add_object (LlmImporter *self, JsonObject *object, GError **error)
{
  const LlmImportKind kind = find_kind (object);
  g_autoptr (LlmConversation) conversation = NULL;

  if (self->conversations->len >= self->limits->conversations)
    {
      g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_TOO_LARGE,
                           _ ("The file has more conversations than are imported at once."));
      return FALSE;
    }
  conversation = import_object (self, kind, object);
  if (self->kind == LLM_IMPORT_NOTHING)
    self->kind = kind;
  if (conversation == NULL)
    return TRUE;
  if (!g_hash_table_add (self->ids, g_strdup (llm_conversation_get_id (conversation))))
    llm_importer_count (self, LLM_IMPORT_TWICE, 1);
  else
    g_ptr_array_add (self->conversations, g_steal_pointer (&conversation));
  return TRUE;
}

/**
 * llm_importer_add_item:
 * @self: an importer
 * @json: (array length=length): the text of one conversation
 * @length: its bytes
 * @error: where to put an error
 *
 * Returns: whether to go on; one that cannot be read is only counted
 */
gboolean
llm_importer_add_item (LlmImporter *self, const char *json, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  parser = llm_import_parse_object (json, length);
  if (parser == NULL)
    {
      llm_importer_count (self, LLM_IMPORT_BROKEN, 1);
      return TRUE;
    }
  return add_object (self, json_node_get_object (json_parser_get_root (parser)), error);
}

/**
 * llm_importer_add_header:
 * @self: an importer
 * @json: (array length=length): the outermost object without its conversations
 * @length: its bytes
 * @error: where to put an error
 *
 * Looks at the version, and takes an object that is a conversation itself for one.
 *
 * Returns: whether to go on
 */
gboolean
llm_importer_add_header (LlmImporter *self, const char *json, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = llm_import_parse_object (json, length);
  JsonObject *object;
  gint64 version = 0;

  if (parser == NULL)
    {
      g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_DAMAGED,
                           _ ("The file is no valid JSON. Export it anew and try again."));
      return FALSE;
    }
  object = json_node_get_object (json_parser_get_root (parser));
  if (g_strcmp0 (llm_import_get_string (object, "format"), LLM_EXPORT_FORMAT_NAME) == 0)
    {
      if (!llm_import_get_int (object, "version", &version) || version < 1)
        version = LLM_EXPORT_FORMAT_VERSION;
      if (version > LLM_EXPORT_FORMAT_VERSION)
        {
          g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_TOO_NEW,
                               _ ("This file was exported by a newer version of LLMSelect. Update "
                                  "LLMSelect and try again."));
          return FALSE;
        }
      self->kind = LLM_IMPORT_OWN;
      return TRUE;
    }
  return find_kind (object) == LLM_IMPORT_NOTHING ? TRUE : add_object (self, object, error);
}

/* --- Files --- */

static gboolean
read_json (LlmImporter *self, GInputStream *stream, GError **error)
{
  g_autoptr (LlmJsonSplitter) splitter = llm_json_splitter_new (self);
  g_autofree char *chunk = g_malloc (CHUNK);
  gssize n;

  while ((n = g_input_stream_read (stream, chunk, CHUNK, self->cancellable, error)) > 0)
    if (!llm_json_splitter_feed (splitter, chunk, (gsize) n, error))
      return FALSE;
  return n == 0 && llm_json_splitter_finish (splitter, error);
}

/* Looks at the beginning and leaves it in the stream. */
static gboolean
is_zip (GBufferedInputStream *stream, GCancellable *cancellable, gboolean *zip, GError **error)
{
  gsize n;
  const char *begin;

  if (g_buffered_input_stream_fill (stream, -1, cancellable, error) < 0)
    return FALSE;
  begin = g_buffered_input_stream_peek_buffer (stream, &n);
  *zip = n >= 4 && (memcmp (begin, "PK\003\004", 4) == 0 || memcmp (begin, "PK\005\006", 4) == 0);
  return TRUE;
}

static gboolean
is_json_name (const char *file_name)
{
  return file_name != NULL && g_str_has_suffix (file_name, ".json");
}

static gboolean
read_file (LlmImporter *self, GInputStream *stream, const char *file_name, GError **error)
{
  g_autoptr (GInputStream) buffered = g_buffered_input_stream_new_sized (stream, CHUNK);
  g_autoptr (GError) local_error = NULL;
  gboolean zip = FALSE;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (buffered), FALSE);
  if (!is_zip (G_BUFFERED_INPUT_STREAM (buffered), self->cancellable, &zip, error))
    return FALSE;
  if (zip)
    return llm_import_zip (self, buffered, error);
  if (read_json (self, buffered, &local_error))
    return TRUE;
  /* Of a file that says it is one, what is wrong with it, not what it might be. */
  if (is_json_name (file_name)
      && g_error_matches (local_error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_UNKNOWN)
      && self->total < 4)
    g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_DAMAGED,
                         _ ("The file is empty or damaged. Export it anew and try again."));
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static LlmImportResult *
make_result (LlmImporter *self, GError **error)
{
  static const char *const names[] = {
    [LLM_IMPORT_NOTHING] = "JSON",
    [LLM_IMPORT_OWN] = "LLMSelect",
    [LLM_IMPORT_CHATGPT] = "ChatGPT",
    [LLM_IMPORT_CLAUDE] = "Claude",
  };
  LlmImportResult *result;

  if (self->kind == LLM_IMPORT_NOTHING)
    {
      g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_UNKNOWN,
                           _ ("There are no conversations of LLMSelect, ChatGPT or Claude in this "
                              "file."));
      return NULL;
    }
  result = g_new0 (LlmImportResult, 1);
  result->format = names[self->kind];
  result->conversations = g_ptr_array_ref (self->conversations);
  result->folders = g_hash_table_ref (self->folders);
  result->images = g_hash_table_ref (self->images);
  result->warnings = make_warnings (self);
  result->n_skipped = self->counts[LLM_IMPORT_EMPTY] + self->counts[LLM_IMPORT_BROKEN]
                      + self->counts[LLM_IMPORT_TWICE];
  return result;
}

static void
drop_bytes (gpointer bytes)
{
  if (bytes != NULL)
    g_bytes_unref (bytes);
}

LlmImportResult *
llm_import_parse_limited (GInputStream *stream,
                          const char *file_name,
                          const LlmImportLimits *limits,
                          GCancellable *cancellable,
                          GError **error)
{
  LlmImporter importer = { limits, cancellable };
  LlmImportResult *result = NULL;

  importer.conversations = g_ptr_array_new_with_free_func (g_object_unref);
  importer.folders
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) llm_folder_free);
  importer.images
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  importer.encoded = g_ptr_array_new_with_free_func (drop_bytes);
  importer.ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (read_file (&importer, stream, file_name, error))
    result = make_result (&importer, error);
  g_ptr_array_unref (importer.conversations);
  g_hash_table_unref (importer.folders);
  g_hash_table_unref (importer.ids);
  g_hash_table_unref (importer.images);
  g_ptr_array_unref (importer.encoded);
  return result;
}

/**
 * llm_import_parse:
 * @stream: a file, from its beginning; it is not closed
 * @file_name: (nullable): what it is called
 * @cancellable: (nullable): to stop
 * @error: where to put an #LLM_IMPORT_ERROR or one of @stream
 *
 * Reads an export of this program, of ChatGPT or of Claude, also within a ZIP archive; which
 * one it is, is seen from what is in it.  Blocks, and is meant for a thread of its own; what
 * it returns belongs to nobody else.  Conversations that cannot be read are left out and
 * counted.
 *
 * Returns: (transfer full) (nullable): what is in it
 */
LlmImportResult *
llm_import_parse (GInputStream *stream,
                  const char *file_name,
                  GCancellable *cancellable,
                  GError **error)
{
  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);
  return llm_import_parse_limited (stream, file_name, &usual_limits, cancellable, error);
}

/**
 * llm_import_parse_bytes:
 * @bytes: a file
 * @file_name: (nullable): what it is called
 * @cancellable: (nullable): to stop
 * @error: where to put an #LLM_IMPORT_ERROR
 *
 * Like llm_import_parse(), from memory.
 *
 * Returns: (transfer full) (nullable): what is in it
 */
LlmImportResult *
llm_import_parse_bytes (GBytes *bytes,
                        const char *file_name,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GInputStream) stream = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  stream = g_memory_input_stream_new_from_bytes (bytes);
  return llm_import_parse (stream, file_name, cancellable, error);
}
