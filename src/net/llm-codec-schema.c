/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

/* Adds what @request wants of the form of the answer as chat completions have it: OpenAI
 * and those that speak like it, and Mistral. */
void
llm_codec_add_response_format (JsonBuilder *builder, const LlmRequest *request)
{
  const char *name;
  const char *schema = llm_request_get_schema (request, &name);

  if (schema == NULL)
    return;
  llm_json_begin_object (builder, "response_format");
  llm_json_add_string (builder, "type", "json_schema");
  llm_json_begin_object (builder, "json_schema");
  llm_json_add_string (builder, "name", name);
  llm_json_add_boolean (builder, "strict", TRUE);
  llm_json_add_json (builder, "schema", schema);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

/* Adds it as OpenAI's responses have it. */
void
llm_codec_add_text_format (JsonBuilder *builder, const LlmRequest *request)
{
  const char *name;
  const char *schema = llm_request_get_schema (request, &name);

  if (schema == NULL)
    return;
  llm_json_begin_object (builder, "text");
  llm_json_begin_object (builder, "format");
  llm_json_add_string (builder, "type", "json_schema");
  llm_json_add_string (builder, "name", name);
  llm_json_add_boolean (builder, "strict", TRUE);
  llm_json_add_json (builder, "schema", schema);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}
