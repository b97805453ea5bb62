/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-import-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "llm-export-private.h"
#include "llm-image.h"

/* Files of other programs have hundreds of megabytes in one array.  So that not all of it is
 * in memory, and to keep the nesting from json-glib, which recurses, they are taken apart
 * here; json-glib then reads one conversation after the other. */

typedef enum
{
  PLACE_START,
  PLACE_OUTSIDE, /* in the outermost object */
  PLACE_BETWEEN, /* in the array of conversations */
  PLACE_INSIDE,  /* in a conversation */
  PLACE_END
} Place;

struct _LlmJsonSplitter
{
  LlmImporter *importer;
  Place place;
  gboolean in_array; /* the outermost value is an array */
  gboolean is_own;   /* what is before the conversations says so */
  guint depth;
  gboolean in_string;
  gboolean escaped;
  guint bom; /* bytes of a byte order mark that were there */
  GString *item;
  GString *header;
  gsize name; /* where the last string at the outermost level begins in the header */

  /* The bytes of an image, which are kept out of the JSON; NULL if it is not in one. */
  GByteArray *bytes;
  gboolean is_bad;
  int base64_state;
  guint base64_save;
};

/**
 * llm_json_splitter_new:
 * @importer: what gets the pieces
 *
 * Returns: (transfer full): a splitter for one file
 */
LlmJsonSplitter *
llm_json_splitter_new (LlmImporter *importer)
{
  LlmJsonSplitter *self = g_new0 (LlmJsonSplitter, 1);

  self->importer = importer;
  self->item = g_string_new (NULL);
  self->header = g_string_new (NULL);
  return self;
}

/**
 * llm_json_splitter_free:
 * @self: (transfer full) (nullable): a splitter
 */
void
llm_json_splitter_free (LlmJsonSplitter *self)
{
  if (self == NULL)
    return;
  g_string_free (self->item, TRUE);
  g_string_free (self->header, TRUE);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_free (self);
}

static gboolean
fail_damaged (GError **error)
{
  g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_DAMAGED,
                       _ ("The file is damaged or not complete. Export it anew and try again."));
  return FALSE;
}

static gboolean
check_size (LlmJsonSplitter *self, gsize length, GError **error)
{
  self->importer->total += length;
  if (self->importer->total <= self->importer->limits->total
      && self->item->len <= self->importer->limits->item)
    return TRUE;
  g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_TOO_LARGE,
                       _ ("The file is larger than what is imported at once. Export less and try "
                          "again."));
  return FALSE;
}

static gboolean
end_item (LlmJsonSplitter *self, GError **error)
{
  gboolean done
      = check_size (self, 0, error)
        && llm_importer_add_item (self->importer, self->item->str, self->item->len, error);

  /* What was large is given back. */
  g_string_free (self->item, TRUE);
  self->item = g_string_new (NULL);
  g_ptr_array_set_size (self->importer->encoded, 0);
  self->importer->encoded_total = 0;
  return done;
}

static gboolean
is_conversations (LlmJsonSplitter *self)
{
  static const char name[] = "\"conversations\"";
  const char *begin = self->header->str + self->name;
  const gsize length = strlen (name);

  return strncmp (begin, name, length) == 0
         && strspn (begin + length, ": \t\r\n") == strlen (begin + length)
         && strchr (begin + length, ':') != NULL;
}

/* Whether a bracket closes or opens too much is left to json-glib; here it is only where
 * things end. */
static gboolean
count_depth (LlmJsonSplitter *self, char c, GError **error)
{
  if (c == '{' || c == '[')
    {
      if (++self->depth <= LLM_IMPORT_MAX_DEPTH)
        return TRUE;
      g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_DAMAGED,
                           _ ("The file is nested too deeply to be an export."));
      return FALSE;
    }
  if (c == '}' || c == ']')
    {
      if (self->depth == 0)
        return fail_damaged (error);
      self->depth--;
    }
  return TRUE;
}

static void
follow_string (LlmJsonSplitter *self, char c)
{
  if (self->escaped)
    self->escaped = FALSE;
  else if (c == '\\')
    self->escaped = TRUE;
  else if (c == '"')
    self->in_string = FALSE;
}

static gboolean
take_start (LlmJsonSplitter *self, char c, GError **error)
{
  if (g_ascii_isspace (c))
    return TRUE;
  if (c == '[')
    {
      self->in_array = TRUE;
      self->place = PLACE_BETWEEN;
    }
  else if (c == '{')
    {
      g_string_append_c (self->header, c);
      self->place = PLACE_OUTSIDE;
    }
  else
    {
      g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_UNKNOWN,
                           _ ("This is no export of LLMSelect, ChatGPT or Claude."));
      return FALSE;
    }
  return count_depth (self, c, error);
}

/* In the outermost object: all of it is kept, but for its conversations. */
static gboolean
take_outside (LlmJsonSplitter *self, char c, GError **error)
{
  const guint depth = self->depth;

  if (self->header->len > self->importer->limits->item)
    {
      g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_TOO_LARGE,
                           _ ("A part of the file is larger than any conversation."));
      return FALSE;
    }
  if (self->in_string)
    follow_string (self, c);
  else if (c == '"')
    {
      self->in_string = TRUE;
      if (depth == 1)
        self->name = self->header->len;
    }
  else if (c == '[' && depth == 1 && is_conversations (self))
    {
      self->place = PLACE_BETWEEN;
      self->is_own = strstr (self->header->str, "\"" LLM_EXPORT_FORMAT_NAME "\"") != NULL;
      g_string_append (self->header, "[]");
      return count_depth (self, c, error);
    }
  else if (!count_depth (self, c, error))
    return FALSE;
  g_string_append_c (self->header, c);
  if (self->depth > 0)
    return TRUE;
  self->place = PLACE_END;
  return llm_importer_add_header (self->importer, self->header->str, self->header->len, error);
}

static gboolean
take_between (LlmJsonSplitter *self, char c, GError **error)
{
  if (g_ascii_isspace (c) || c == ',')
    return TRUE;
  if (c == ']')
    {
      self->place = self->in_array ? PLACE_END : PLACE_OUTSIDE;
      return count_depth (self, c, error);
    }
  if (c == '{')
    {
      self->place = PLACE_INSIDE;
      g_string_append_c (self->item, c);
      return count_depth (self, c, error);
    }
  /* A scalar or an array among the conversations. */
  g_set_error_literal (error, LLM_IMPORT_ERROR, LLM_IMPORT_ERROR_UNKNOWN,
                       _ ("This is no export of LLMSelect, ChatGPT or Claude."));
  return FALSE;
}

/* --- The bytes of images --- */

/* Whether the string that begins is the member "data" of a file of this program, which has
 * strings of so many bytes in no other place.  Other files, and members that are written in
 * another way, are read as what they are. */
static gboolean
begins_image (LlmJsonSplitter *self)
{
  static const char name[] = "\"data\"";
  const char *begin = self->item->str;
  const char *p = begin + self->item->len;

  if (!self->is_own)
    return FALSE;
  while (p > begin && g_ascii_isspace (p[-1]))
    p--;
  if (p == begin || *--p != ':')
    return FALSE;
  while (p > begin && g_ascii_isspace (p[-1]))
    p--;
  if ((gsize) (p - begin) <= strlen (name))
    return FALSE;
  p -= strlen (name);
  return strncmp (p, name, strlen (name)) == 0 && p[-1] != '\\';
}

static void
begin_image (LlmJsonSplitter *self)
{
  self->bytes = g_byte_array_new ();
  self->is_bad = FALSE;
  self->base64_state = 0;
  self->base64_save = 0;
}

static void
add_to_image (LlmJsonSplitter *self, const char *data, gsize length)
{
  guint8 decoded[3 * 1024 + 3];

  while (length > 0 && !self->is_bad)
    {
      const gsize n = MIN (length, (gsize) 4 * 1024);

      g_byte_array_append (
          self->bytes, decoded,
          (guint) g_base64_decode_step (data, n, decoded, &self->base64_state, &self->base64_save));
      data += n;
      length -= n;
      if (self->bytes->len > LLM_IMAGE_MAX_BYTES)
        {
          self->is_bad = TRUE;
          g_byte_array_set_size (self->bytes, 0);
        }
    }
}

/* Its number stands for it. */
static void
end_image (LlmJsonSplitter *self)
{
  if (self->is_bad)
    g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_string_append_printf (
      self->item, LLM_IMPORT_ENCODED "%u",
      llm_importer_add_encoded (self->importer, g_steal_pointer (&self->bytes)));
}

/* In the string; an oblique stroke may be escaped, and nothing else needs to be. */
static void
take_image (LlmJsonSplitter *self, char c)
{
  const gboolean escaped = self->escaped;

  follow_string (self, c);
  if (!self->in_string)
    {
      end_image (self);
      g_string_append_c (self->item, c);
    }
  else if (escaped && c != '/')
    self->is_bad = TRUE;
  else if (!self->escaped)
    add_to_image (self, &c, 1);
}

static gboolean
take_inside (LlmJsonSplitter *self, char c, GError **error)
{
  const guint outside = self->in_array ? 1 : 2;

  if (self->bytes != NULL)
    {
      take_image (self, c);
      return TRUE;
    }
  if (c == '"' && !self->in_string && begins_image (self))
    begin_image (self);
  g_string_append_c (self->item, c);
  if (self->in_string)
    {
      follow_string (self, c);
      return TRUE;
    }
  if (c == '"')
    self->in_string = TRUE;
  else if (!count_depth (self, c, error))
    return FALSE;
  if (self->depth > outside)
    return TRUE;
  self->place = PLACE_BETWEEN;
  return end_item (self, error);
}

/* Most of a file is the texts in conversations: what means nothing there is copied at once. */
static gsize
take_plain (LlmJsonSplitter *self, const char *data, gsize length)
{
  gsize n = 0;

  if (self->place != PLACE_INSIDE || self->escaped)
    return 0;
  if (self->in_string)
    while (n < length && data[n] != '"' && data[n] != '\\')
      n++;
  else
    while (n < length && strchr ("\"{}[]", data[n]) == NULL)
      n++;
  if (self->bytes != NULL)
    add_to_image (self, data, n);
  else
    g_string_append_len (self->item, data, (gssize) n);
  return n;
}

static gboolean
take (LlmJsonSplitter *self, char c, GError **error)
{
  switch (self->place)
    {
    case PLACE_START:
      return take_start (self, c, error);
    case PLACE_OUTSIDE:
      return take_outside (self, c, error);
    case PLACE_BETWEEN:
      return take_between (self, c, error);
    case PLACE_INSIDE:
      return take_inside (self, c, error);
    case PLACE_END:
    default:
      return g_ascii_isspace (c) ? TRUE : fail_damaged (error);
    }
}

/**
 * llm_json_splitter_feed:
 * @self: a splitter
 * @data: (array length=length): what comes next of the file
 * @length: how many bytes
 * @error: where to put an #LLM_IMPORT_ERROR
 *
 * Returns: whether it may go on
 */
gboolean
llm_json_splitter_feed (LlmJsonSplitter *self, const char *data, gsize length, GError **error)
{
  static const char bom[] = "\xef\xbb\xbf";
  gsize i = 0;

  if (!check_size (self, length, error))
    return FALSE;
  while (self->place == PLACE_START && self->bom < 3 && i < length && data[i] == bom[self->bom])
    {
      self->bom++;
      i++;
    }
  while (i < length)
    {
      i += take_plain (self, data + i, length - i);
      if (i < length && !take (self, data[i++], error))
        return FALSE;
    }
  return check_size (self, 0, error);
}

/**
 * llm_json_splitter_finish:
 * @self: a splitter
 * @error: where to put an #LLM_IMPORT_ERROR
 *
 * Returns: whether the file was complete
 */
gboolean
llm_json_splitter_finish (LlmJsonSplitter *self, GError **error)
{
  return self->place == PLACE_END ? TRUE : fail_damaged (error);
}

/* --- Members that may be missing or of another type --- */

static JsonNode *
get_member (JsonObject *object, const char *member)
{
  return object != NULL ? json_object_get_member (object, member) : NULL;
}

JsonObject *
llm_import_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
llm_import_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
get_string (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

const char *
llm_import_get_string (JsonObject *object, const char *member)
{
  return get_string (get_member (object, member));
}

gboolean
llm_import_get_int (JsonObject *object, const char *member, gint64 *value)
{
  JsonNode *node = get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_int (node);
  return TRUE;
}

/* NAN if there is none. */
double
llm_import_get_number (JsonObject *object, const char *member)
{
  JsonNode *node = get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NAN;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return (double) json_node_get_int (node);
  return json_node_get_value_type (node) == G_TYPE_DOUBLE ? json_node_get_double (node) : NAN;
}

gboolean
llm_import_get_true (JsonObject *object, const char *member)
{
  JsonNode *node = get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

JsonObject *
llm_import_get_element (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

const char *
llm_import_get_element_string (JsonArray *array, guint index)
{
  return get_string (json_array_get_element (array, index));
}

/* The strings of an array, maybe none. */
char **
llm_import_get_strings (JsonObject *object, const char *member)
{
  JsonArray *array = llm_import_get_array (object, member);
  g_autoptr (GStrvBuilder) strings = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *string = llm_import_get_element_string (array, i);

      if (string != NULL)
        g_strv_builder_add (strings, string);
    }
  return g_strv_builder_end (strings);
}

/**
 * llm_import_parse_time:
 * @text: (nullable): a time as ISO 8601 has it
 *
 * Returns: Unix time in microseconds, 0 if it is none
 */
gint64
llm_import_parse_time (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  if (text == NULL || strlen (text) > 40)
    return 0;
  time = g_date_time_new_from_iso8601 (text, utc);
  return time != NULL
             ? g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time)
             : 0;
}
