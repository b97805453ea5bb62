/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"
#include "llm-dialect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What we were told of the reasoning is not kept for the vendor: an empty one is all
 * that its servers check for. */
static gboolean
wants_reasoning_back (const LlmDialect *dialect, const LlmRequest *request)
{
  if (dialect == NULL || !dialect->reasoning_back
      || llm_request_drops (request, LLM_PARAM_THINKING))
    return FALSE;
  return dialect->no_reasoning_back == NULL
         || !g_str_has_prefix (llm_request_get_model_id (request), dialect->no_reasoning_back);
}

/* The text first, as OpenAI's own examples have it. */
static void
add_content (JsonBuilder *builder, const LlmMessage *message)
{
  const guint n_images = llm_codec_get_n_images (message);

  if (n_images == 0)
    {
      llm_json_add_string (builder, "content", message->text);
      return;
    }
  llm_json_begin_array (builder, "content");
  if (llm_codec_has_text (message))
    {
      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "type", "text");
      llm_json_add_string (builder, "text", message->text);
      json_builder_end_object (builder);
    }
  for (guint i = 0; i < n_images; i++)
    {
      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "type", "image_url");
      llm_json_begin_object (builder, "image_url");
      llm_codec_add_image_url (builder, "url", llm_codec_get_image (message, i));
      json_builder_end_object (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* Starts the body that all chat completions have in common: model, messages,
 * stream.  The root object stays open. */
JsonBuilder *
llm_chat_begin_body (const LlmTarget *target, const LlmRequest *request, const char *system_role)
{
  JsonBuilder *builder = json_builder_new ();
  const char *system = llm_request_get_system (request);
  gboolean reasoning_back = wants_reasoning_back (target->dialect, request);

  llm_json_begin_object (builder, NULL);
  llm_json_add_string (builder, "model", llm_codec_get_model_name (target, request));
  llm_json_begin_array (builder, "messages");
  if (system != NULL)
    {
      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "role", system_role);
      llm_json_add_string (builder, "content", system);
      json_builder_end_object (builder);
    }
  for (guint i = 0; i < llm_request_get_n_messages (request); i++)
    {
      const LlmMessage *message = llm_request_get_message (request, i);

      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "role", llm_codec_role_name (message->role));
      add_content (builder, message);
      if (reasoning_back && message->role == LLM_ROLE_ASSISTANT)
        llm_json_add_string (builder, "reasoning_content", "");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  llm_json_add_boolean (builder, "stream", TRUE);
  return builder;
}

/* Closes the root object and puts the request together. */
gboolean
llm_chat_finish_request (LlmWireRequest *wire,
                         JsonBuilder *builder,
                         const LlmTarget *target,
                         const LlmRequest *request,
                         GError **error)
{
  json_builder_end_object (builder);
  if (!llm_wire_request_init (wire, "POST", target, "/chat/completions", error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", "text/event-stream");
  if (!llm_wire_request_authorize (wire, target, "Authorization", "Bearer ", error))
    return FALSE;
  llm_wire_request_set_body (wire, builder, request);
  return TRUE;
}

/* The list of models is free of charge and wants the key. */
gboolean
llm_chat_build_check (const LlmCodec *codec,
                      const LlmTarget *target,
                      LlmWireRequest *wire,
                      GError **error)
{
  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  if (!llm_wire_request_init (wire, "GET", target, "/models", error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", "application/json");
  return llm_wire_request_authorize (wire, target, "Authorization", "Bearer ", error);
}

/* The names OpenAI gives to its reasoning models: o1, o3-..., gpt-5 and later.  At
 * Azure the dot is often left out: gpt-35-turbo is no reasoning model. */
static gboolean
is_reasoning_name (const char *id)
{
  if (id[0] == 'o' && g_ascii_isdigit (id[1]))
    return TRUE;
  return g_str_has_prefix (id, "gpt-") && !g_str_has_prefix (id, "gpt-35")
         && atoi (id + strlen ("gpt-")) >= 5;
}

/* Whether it is one of OpenAI's reasoning models, by what the catalogue knows; those
 * that it does not know are told by their names.  At Azure there may be models of
 * other vendors as well, which have no such rules. */
static gboolean
is_openai_reasoner (const LlmRequest *request)
{
  const char *id = llm_request_get_model_id (request);
  LlmModel *model = llm_request_get_model (request);

  if (model == NULL)
    return is_reasoning_name (id);
  return llm_codec_model_reasons (request)
         && (g_str_equal (llm_model_get_provider_id (model), "openai") || is_reasoning_name (id));
}

/* OpenAI's reasoning models refuse temperature and top_p unless they are told not to
 * reason, which only gpt-5.1 and later can be: others refuse the effort "none". */
static gboolean
may_sample (const LlmRequest *request, gboolean reasoner)
{
  const char *effort = llm_codec_get_effort (request);

  if (!llm_codec_model_samples (request))
    return FALSE;
  return !reasoner
         || (g_strcmp0 (effort, "none") == 0
             && !llm_request_drops (request, LLM_PARAM_REASONING_EFFORT));
}

static void
add_stream_options (JsonBuilder *builder, const LlmDialect *dialect, const LlmRequest *request)
{
  if (!dialect->stream_options || llm_request_drops (request, LLM_PARAM_STREAM_OPTIONS))
    return;
  llm_json_begin_object (builder, "stream_options");
  llm_json_add_boolean (builder, "include_usage", TRUE);
  if (dialect->obfuscation)
    llm_json_add_boolean (builder, "include_obfuscation", FALSE);
  json_builder_end_object (builder);
}

static void
add_sampling (JsonBuilder *builder, const LlmRequest *request)
{
  const LlmParams *params = llm_request_get_params (request);

  if (!llm_request_drops (request, LLM_PARAM_TEMPERATURE))
    llm_json_add_double (builder, "temperature", params->temperature);
  if (!llm_request_drops (request, LLM_PARAM_TOP_P))
    llm_json_add_double (builder, "top_p", params->top_p);
}

/* DeepSeek: whether to think at all is a member of its own. */
static void
add_thinking (JsonBuilder *builder, const LlmRequest *request, const char *effort)
{
  gboolean enabled = !g_str_equal (effort, "none");

  if (!llm_request_drops (request, LLM_PARAM_THINKING))
    {
      llm_json_begin_object (builder, "thinking");
      llm_json_add_string (builder, "type", enabled ? "enabled" : "disabled");
      json_builder_end_object (builder);
    }
  if (enabled && !llm_request_drops (request, LLM_PARAM_REASONING_EFFORT))
    llm_json_add_string (builder, "reasoning_effort", effort);
}

static void
add_effort (JsonBuilder *builder, const LlmDialect *dialect, const LlmRequest *request)
{
  const char *effort = llm_codec_get_effort (request);
  /* A server that says it knows no thinking means the effort, if it got nothing else. */
  gboolean dropped = llm_request_drops (request, LLM_PARAM_REASONING_EFFORT)
                     || llm_request_drops (request, LLM_PARAM_THINKING);

  if (effort == NULL || (dropped && dialect->effort != LLM_EFFORT_THINKING))
    return;
  switch (dialect->effort)
    {
    case LLM_EFFORT_PLAIN:
      llm_json_add_string (builder, "reasoning_effort", effort);
      break;

    case LLM_EFFORT_NESTED:
      llm_json_begin_object (builder, "reasoning");
      llm_json_add_string (builder, "effort", effort);
      json_builder_end_object (builder);
      break;

    case LLM_EFFORT_THINKING:
      add_thinking (builder, request, effort);
      break;

    case LLM_EFFORT_NONE:
    default:
      break;
    }
}

static gboolean
build_in_dialect (const LlmDialect *dialect,
                  const LlmTarget *target,
                  const LlmRequest *request,
                  LlmWireRequest *wire,
                  GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  const LlmParams *params = llm_request_get_params (request);
  gboolean reasoner = dialect->openai_rules && is_openai_reasoner (request);
  const char *max_tokens = dialect->max_tokens;

  if (reasoner && dialect->reasoning_max_tokens != NULL)
    max_tokens = dialect->reasoning_max_tokens;

  builder = llm_chat_begin_body (target, request, reasoner ? "developer" : "system");
  add_stream_options (builder, dialect, request);
  if (params->max_tokens > 0 && !llm_request_drops (request, LLM_PARAM_MAX_TOKENS))
    llm_json_add_int (builder, max_tokens, params->max_tokens);
  if (may_sample (request, reasoner))
    add_sampling (builder, request);
  if (dialect->seed && params->seed >= 0 && !llm_request_drops (request, LLM_PARAM_SEED))
    llm_json_add_int (builder, "seed", params->seed);
  add_effort (builder, dialect, request);
  if (dialect->json_schema)
    llm_codec_add_response_format (builder, request);
  return llm_chat_finish_request (wire, builder, target, request, error);
}

static gboolean
openai_build (const LlmCodec *codec,
              const LlmTarget *target,
              const LlmRequest *request,
              LlmWireRequest *wire,
              GError **error)
{
  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  return build_in_dialect (target->dialect != NULL ? target->dialect : llm_dialect_find ("openai"),
                           target, request, wire, error);
}

static gboolean
compatible_build (const LlmCodec *codec,
                  const LlmTarget *target,
                  const LlmRequest *request,
                  LlmWireRequest *wire,
                  GError **error)
{
  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  return build_in_dialect (target->dialect != NULL ? target->dialect : llm_dialect_find (NULL),
                           target, request, wire, error);
}

static void
openai_decode (const LlmCodec *codec,
               LlmDecoder *decoder,
               const char *event,
               const char *data,
               gsize length)
{
  llm_chat_decode (LLM_CHAT_OPENAI, decoder, event, data, length);
}

static void
openai_eof (const LlmCodec *codec, LlmDecoder *decoder)
{
  llm_chat_eof (LLM_CHAT_OPENAI, decoder);
}

static void
compatible_decode (const LlmCodec *codec,
                   LlmDecoder *decoder,
                   const char *event,
                   const char *data,
                   gsize length)
{
  llm_chat_decode (LLM_CHAT_COMPATIBLE, decoder, event, data, length);
}

static void
compatible_eof (const LlmCodec *codec, LlmDecoder *decoder)
{
  llm_chat_eof (LLM_CHAT_COMPATIBLE, decoder);
}

/**
 * llm_codec_openai:
 *
 * Returns: (transfer none): the chat completions of OpenAI itself; base URL
 *   https://api.openai.com/v1
 */
const LlmCodec *
llm_codec_openai (void)
{
  static const LlmCodec codec = {
    .id = "openai",
    .build = openai_build,
    .build_check = llm_chat_build_check,
    .decode = openai_decode,
    .eof = openai_eof,
  };

  return &codec;
}

/**
 * llm_codec_compatible:
 *
 * Returns: (transfer none): the chat completions of other servers: Ollama,
 *   llama.cpp, LM Studio, vLLM, OpenRouter, Groq, DeepSeek, xAI, Azure; which of
 *   them the target's dialect tells
 */
const LlmCodec *
llm_codec_compatible (void)
{
  static const LlmCodec codec = {
    .id = "compatible",
    .build = compatible_build,
    .build_check = llm_chat_build_check,
    .decode = compatible_decode,
    .eof = compatible_eof,
  };

  return &codec;
}
