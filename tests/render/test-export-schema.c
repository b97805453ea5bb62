/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-sample.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "llm-export.h"

/* What is written is what data/export-schema.json says: a checker of as much of JSON Schema as
 * is used there, which also sees that all members of the schema occur. */

typedef struct
{
  JsonObject *root;
  GHashTable *seen; /* members of the schema that occurred */
} Checker;

static void check (Checker *self, JsonObject *schema, JsonNode *node, const char *where);

static JsonObject *
resolve (Checker *self, JsonObject *schema)
{
  const char *ref = json_object_get_string_member_with_default (schema, "$ref", NULL);

  if (ref == NULL)
    return schema;
  g_assert_true (g_str_has_prefix (ref, "#/$defs/"));
  return json_object_get_object_member (json_object_get_object_member (self->root, "$defs"),
                                        ref + strlen ("#/$defs/"));
}

static gboolean
has_type (JsonNode *node, const char *type)
{
  const GType value = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;

  if (strcmp (type, "object") == 0)
    return JSON_NODE_HOLDS_OBJECT (node);
  if (strcmp (type, "array") == 0)
    return JSON_NODE_HOLDS_ARRAY (node);
  if (strcmp (type, "string") == 0)
    return value == G_TYPE_STRING;
  if (strcmp (type, "boolean") == 0)
    return value == G_TYPE_BOOLEAN;
  if (strcmp (type, "integer") == 0)
    return value == G_TYPE_INT64;
  g_assert_cmpstr (type, ==, "number");
  return value == G_TYPE_INT64 || value == G_TYPE_DOUBLE;
}

static void
check_object (Checker *self, JsonObject *schema, JsonObject *object, const char *where)
{
  JsonObject *properties = json_object_get_object_member (schema, "properties");
  JsonArray *required = json_object_has_member (schema, "required")
                            ? json_object_get_array_member (schema, "required")
                            : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  for (guint i = 0; required != NULL && i < json_array_get_length (required); i++)
    g_assert_true (json_object_has_member (object, json_array_get_string_element (required, i)));
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &member))
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", where, name);
      g_autofree char *key = g_strdup_printf ("%p/%s", (gpointer) properties, name);

      if (!json_object_has_member (properties, name))
        g_error ("%s is not in the schema", path);
      g_hash_table_add (self->seen, g_steal_pointer (&key));
      check (self, json_object_get_object_member (properties, name), member, path);
    }
}

static void
check (Checker *self, JsonObject *schema, JsonNode *node, const char *where)
{
  const char *type;

  schema = resolve (self, schema);
  type = json_object_get_string_member (schema, "type");
  if (!has_type (node, type))
    g_error ("%s is no %s", where, type);
  if (json_object_has_member (schema, "minimum"))
    g_assert_cmpint (json_node_get_int (node), >=, json_object_get_int_member (schema, "minimum"));
  if (json_object_has_member (schema, "enum"))
    {
      JsonArray *values = json_object_get_array_member (schema, "enum");
      gboolean found = FALSE;

      for (guint i = 0; i < json_array_get_length (values); i++)
        found = found || json_node_equal (json_array_get_element (values, i), node);
      if (!found)
        g_error ("%s is none of the values", where);
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    check_object (self, schema, json_node_get_object (node), where);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        check (self, json_object_get_object_member (schema, "items"),
               json_array_get_element (array, i), where);
    }
}

static void
assert_all_seen (Checker *self, JsonObject *schema, const char *where)
{
  JsonObject *properties;
  JsonObjectIter iter;
  const char *name;

  if (!json_object_has_member (schema, "properties"))
    return;
  properties = json_object_get_object_member (schema, "properties");
  json_object_iter_init (&iter, properties);
  while (json_object_iter_next (&iter, &name, NULL))
    {
      g_autofree char *key = g_strdup_printf ("%p/%s", (gpointer) properties, name);

      if (!g_hash_table_contains (self->seen, key))
        g_error ("no sample has %s of %s", name, where);
    }
}

static JsonParser *
load_schema (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "..", "..", "data",
                                            "export-schema.json", NULL);
  g_autoptr (GError) error = NULL;
  JsonParser *parser = json_parser_new ();

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return parser;
}

/* The first of them is there. */
static GBytes *
read_image (const char *hash, gpointer data, GError **error)
{
  static const char gif[] = "GIF89a\x08\x00\x04\x00\x80\x00\x00";

  if (hash[0] == '1')
    return g_bytes_new_static (gif, sizeof gif);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "gone");
  return NULL;
}

static void
add_images (LlmConversation *conversation)
{
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), 0);
  LlmComparison *comparison = llm_turn_get_comparison (turn);
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (LlmParams) params = llm_params_new ();

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *hash = g_strnfill (64, (char) ('1' + i));
      const LlmImageFacts facts = { hash, LLM_IMAGE_GIF, 13, 8, 4, TRUE, "BMP" };

      g_ptr_array_add (images, llm_image_new (&facts, "a.gif", "A picture"));
    }
  llm_comparison_set_images (comparison, images);
  params->without_images = TRUE;
  llm_answer_set_params (llm_comparison_get_answer (comparison, 1), params);
}

static void
check_export (Checker *self, LlmConversation *conversation, gboolean anonymous)
{
  g_autoptr (GHashTable) folders = export_sample_folders ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  LlmExportOptions options;
  const char *data;
  gsize length;

  llm_export_options_init (&options);
  options.folders = folders;
  options.read_image = read_image;
  options.anonymous = anonymous;
  bytes = llm_export_to_bytes (&conversation, 1, LLM_EXPORT_JSON, &options, NULL, &error);
  g_assert_no_error (error);
  data = g_bytes_get_data (bytes, &length);
  json_parser_load_from_data (parser, data, (gssize) length, &error);
  g_assert_no_error (error);
  check (self, self->root, json_parser_get_root (parser), "");
}

static void
test_schema (void)
{
  g_autoptr (JsonParser) parser = load_schema ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (LlmConversation) trashed = export_sample_comparison ();
  LlmEntryData data = *llm_history_entry_get_data (llm_conversation_get_entry (trashed));
  g_autoptr (LlmHistoryEntry) entry = NULL;
  Checker self = { json_node_get_object (json_parser_get_root (parser)), seen };
  JsonObject *defs = json_object_get_object_member (self.root, "$defs");
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  data.deleted_at = data.created_at + 5;
  entry = llm_history_entry_new (&data);
  llm_conversation_set_entry (trashed, entry);
  add_images (trashed);
  check_export (&self, trashed, FALSE);
  for (guint32 i = 0; i < 50; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_autoptr (LlmConversation) conversation = export_sample_random (rand);

      check_export (&self, conversation, i % 2 == 1);
    }
  assert_all_seen (&self, self.root, "the file");
  json_object_iter_init (&iter, defs);
  while (json_object_iter_next (&iter, &name, &member))
    assert_all_seen (&self, json_node_get_object (member), name);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/export-schema/all", test_schema);
  return g_test_run ();
}
