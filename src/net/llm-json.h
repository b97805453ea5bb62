/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "llm-json-scan.h"

G_BEGIN_DECLS

LlmJsonStatus llm_json_load (JsonParser *parser, const char *data, gsize length, JsonNode **root);

/* Getters for hostile JSON: a NULL container, an absent member and a member of
 * another type all give NULL or the fallback.  What they return belongs to the
 * container. */
JsonNode *llm_json_get (JsonObject *object, const char *member);
JsonObject *llm_json_get_object (JsonObject *object, const char *member);
JsonArray *llm_json_get_array (JsonObject *object, const char *member);
const char *llm_json_get_string (JsonObject *object, const char *member);
gint64 llm_json_get_int (JsonObject *object, const char *member, gint64 fallback);
double llm_json_get_double (JsonObject *object, const char *member, double fallback);
gboolean llm_json_get_boolean (JsonObject *object, const char *member, gboolean fallback);

JsonObject *llm_json_node_object (JsonNode *node);
JsonArray *llm_json_node_array (JsonNode *node);
const char *llm_json_node_string (JsonNode *node);

guint llm_json_array_length (JsonArray *array);
JsonNode *llm_json_array_get (JsonArray *array, guint index);
JsonObject *llm_json_array_get_object (JsonArray *array, guint index);

/* Writing. */
void llm_json_add_string (JsonBuilder *builder, const char *member, const char *value);
void llm_json_add_int (JsonBuilder *builder, const char *member, gint64 value);
void llm_json_add_double (JsonBuilder *builder, const char *member, double value);
void llm_json_add_boolean (JsonBuilder *builder, const char *member, gboolean value);
void llm_json_add_json (JsonBuilder *builder, const char *member, const char *json);
void llm_json_begin_object (JsonBuilder *builder, const char *member);
void llm_json_begin_array (JsonBuilder *builder, const char *member);
GBytes *llm_json_builder_to_bytes (JsonBuilder *builder);

G_END_DECLS
