/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-json.h"

#include <math.h>
#include <string.h>

/* Integers up to here are exact as a double. */
#define MAX_EXACT_INT 9007199254740992.0

/* json-glib 1.6 writes the last control character as it is (fixed in 1.8). */
#define UNIT_SEPARATOR '\x1f'

static guint
read_unit (const char *digits)
{
  guint unit = 0;

  for (guint i = 0; i < 4; i++)
    unit = unit * 16 + g_ascii_xdigit_value (digits[i]);
  return unit;
}

/* Half a surrogate pair is grammatical, and servers that cut an answer between
 * the halves of an emoji send it, but json-glib refuses it.  Returns a copy with
 * U+FFFD in such places, or NULL if there are none. */
static char *
replace_lone_surrogates (const char *json, gsize length)
{
  const char *end = json + length;
  char *copy = NULL;

  for (const char *p = memchr (json, '\\', length); p != NULL; p = memchr (p, '\\', end - p))
    {
      guint unit = p[1] == 'u' ? read_unit (p + 2) : 0;

      if (unit >= 0xd800 && unit < 0xdc00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u'
          && read_unit (p + 8) >= 0xdc00 && read_unit (p + 8) < 0xe000)
        {
          p += 12;
          continue;
        }
      if (unit >= 0xd800 && unit < 0xe000)
        {
          if (copy == NULL)
            copy = g_strndup (json, length);
          memcpy (copy + (p - json) + 2, "fffd", 4);
        }
      p += p[1] == 'u' ? 6 : 2;
    }
  return copy;
}

/**
 * llm_json_load:
 * @parser: a parser, usually reused
 * @data: (array length=length): valid UTF-8
 * @length: in bytes
 * @root: (out) (nullable) (transfer none): the value, owned by @parser until it
 *   loads another one; NULL if there is none
 *
 * Loads JSON of unknown origin.  What json-glib accepts beyond RFC 8259 (comments,
 * single quotes, "var x =") is refused, as is deep nesting.
 */
LlmJsonStatus
llm_json_load (JsonParser *parser, const char *data, gsize length, JsonNode **root)
{
  g_autofree char *fixed = NULL;
  LlmJsonStatus status;

  g_return_val_if_fail (JSON_IS_PARSER (parser), LLM_JSON_INVALID);
  g_return_val_if_fail (data != NULL || length == 0, LLM_JSON_INVALID);
  g_return_val_if_fail (root != NULL, LLM_JSON_INVALID);

  *root = NULL;
  status = llm_json_check (data, length);
  if (status != LLM_JSON_OK)
    return status;
  fixed = replace_lone_surrogates (data, length);
  if (!json_parser_load_from_data (parser, fixed != NULL ? fixed : data, length, NULL))
    return LLM_JSON_INVALID;
  *root = json_parser_get_root (parser);
  return *root != NULL ? LLM_JSON_OK : LLM_JSON_INVALID;
}

/**
 * llm_json_node_object:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): the object it holds
 */
JsonObject *
llm_json_node_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * llm_json_node_array:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): the array it holds
 */
JsonArray *
llm_json_node_array (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * llm_json_node_string:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): the string it holds, valid UTF-8
 */
const char *
llm_json_node_string (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

/**
 * llm_json_get:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the member; NULL also if it is null
 */
JsonNode *
llm_json_get (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/**
 * llm_json_get_object:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the member if it is an object
 */
JsonObject *
llm_json_get_object (JsonObject *object, const char *member)
{
  return llm_json_node_object (llm_json_get (object, member));
}

/**
 * llm_json_get_array:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the member if it is an array
 */
JsonArray *
llm_json_get_array (JsonObject *object, const char *member)
{
  return llm_json_node_array (llm_json_get (object, member));
}

/**
 * llm_json_get_string:
 * @object: (nullable): an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the member if it is a string
 */
const char *
llm_json_get_string (JsonObject *object, const char *member)
{
  return llm_json_node_string (llm_json_get (object, member));
}

/**
 * llm_json_get_double:
 * @object: (nullable): an object
 * @member: a name
 * @fallback: what else to return
 *
 * Returns: the member if it is a finite number
 */
double
llm_json_get_double (JsonObject *object, const char *member, double fallback)
{
  JsonNode *node = llm_json_get (object, member);
  double value;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return fallback;
  if (json_node_get_value_type (node) != G_TYPE_INT64
      && json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return fallback;
  value = json_node_get_double (node);
  return isfinite (value) ? value : fallback;
}

/**
 * llm_json_get_int:
 * @object: (nullable): an object
 * @member: a name
 * @fallback: what else to return
 *
 * Returns: the member if it is a number, cut to an integer, within what a double
 *   holds exactly
 */
gint64
llm_json_get_int (JsonObject *object, const char *member, gint64 fallback)
{
  double value = llm_json_get_double (object, member, NAN);

  if (isnan (value) || fabs (value) > MAX_EXACT_INT)
    return fallback;
  return (gint64) value;
}

/**
 * llm_json_get_boolean:
 * @object: (nullable): an object
 * @member: a name
 * @fallback: what else to return
 *
 * Returns: the member if it is a boolean
 */
gboolean
llm_json_get_boolean (JsonObject *object, const char *member, gboolean fallback)
{
  JsonNode *node = llm_json_get (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;
  return json_node_get_boolean (node);
}

/**
 * llm_json_array_length:
 * @array: (nullable): an array
 *
 * Returns: how many elements it has
 */
guint
llm_json_array_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

/**
 * llm_json_array_get:
 * @array: (nullable): an array
 * @index: any number
 *
 * Returns: (transfer none) (nullable): the element
 */
JsonNode *
llm_json_array_get (JsonArray *array, guint index)
{
  return index < llm_json_array_length (array) ? json_array_get_element (array, index) : NULL;
}

/**
 * llm_json_array_get_object:
 * @array: (nullable): an array
 * @index: any number
 *
 * Returns: (transfer none) (nullable): the element if it is an object
 */
JsonObject *
llm_json_array_get_object (JsonArray *array, guint index)
{
  return llm_json_node_object (llm_json_array_get (array, index));
}

static void
set_member (JsonBuilder *builder, const char *member)
{
  if (member != NULL)
    json_builder_set_member_name (builder, member);
}

/**
 * llm_json_add_string:
 * @builder: a builder
 * @member: (nullable): the member's name, NULL for an element of an array
 * @value: any text; what is not UTF-8 becomes U+FFFD
 */
void
llm_json_add_string (JsonBuilder *builder, const char *member, const char *value)
{
  g_return_if_fail (value != NULL);

  set_member (builder, member);
  if (g_utf8_validate (value, -1, NULL))
    {
      json_builder_add_string_value (builder, value);
    }
  else
    {
      g_autofree char *valid = g_utf8_make_valid (value, -1);
      json_builder_add_string_value (builder, valid);
    }
}

/**
 * llm_json_add_int:
 * @builder: a builder
 * @member: (nullable): the member's name, NULL for an element of an array
 * @value: a number
 */
void
llm_json_add_int (JsonBuilder *builder, const char *member, gint64 value)
{
  set_member (builder, member);
  json_builder_add_int_value (builder, value);
}

/**
 * llm_json_add_double:
 * @builder: a builder
 * @member: the member's name
 * @value: a number; nothing is added unless it is finite
 */
void
llm_json_add_double (JsonBuilder *builder, const char *member, double value)
{
  if (!isfinite (value))
    return;
  set_member (builder, member);
  json_builder_add_double_value (builder, value);
}

/**
 * llm_json_add_boolean:
 * @builder: a builder
 * @member: (nullable): the member's name, NULL for an element of an array
 * @value: a boolean
 */
void
llm_json_add_boolean (JsonBuilder *builder, const char *member, gboolean value)
{
  set_member (builder, member);
  json_builder_add_boolean_value (builder, value);
}

/**
 * llm_json_add_json:
 * @builder: a builder
 * @member: (nullable): the member's name, NULL for an element of an array
 * @json: a value as JSON text of our own
 */
void
llm_json_add_json (JsonBuilder *builder, const char *member, const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  g_return_if_fail (node != NULL);

  set_member (builder, member);
  json_builder_add_value (builder, g_steal_pointer (&node));
}

/**
 * llm_json_begin_object:
 * @builder: a builder
 * @member: (nullable): the member's name, NULL for an element or the root
 */
void
llm_json_begin_object (JsonBuilder *builder, const char *member)
{
  set_member (builder, member);
  json_builder_begin_object (builder);
}

/**
 * llm_json_begin_array:
 * @builder: a builder
 * @member: (nullable): the member's name, NULL for an element or the root
 */
void
llm_json_begin_array (JsonBuilder *builder, const char *member)
{
  set_member (builder, member);
  json_builder_begin_array (builder);
}

/**
 * llm_json_builder_to_bytes:
 * @builder: a builder whose root is complete
 *
 * Returns: (transfer full): the JSON text, valid UTF-8
 */
GBytes *
llm_json_builder_to_bytes (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  GString *text = g_string_new (NULL);
  gsize length;

  json_generator_set_root (generator, root);
  json_generator_to_gstring (generator, text);
  if (memchr (text->str, UNIT_SEPARATOR, text->len) != NULL)
    {
      char raw[] = { UNIT_SEPARATOR, '\0' };
      g_string_replace (text, raw, "\\u001f", 0);
    }
  length = text->len;
  return g_bytes_new_take (g_string_free (text, FALSE), length);
}
