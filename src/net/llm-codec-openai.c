/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Starts the body that all chat completions have in common: model, messages,
 * stream.  The root object stays open. */
JsonBuilder *
llm_chat_begin_body (const LlmRequest *request, const char *system_role)
{
  JsonBuilder *builder = json_builder_new ();
  const char *system = llm_request_get_system (request);

  llm_json_begin_object (builder, NULL);
  llm_json_add_string (builder, "model", llm_request_get_model_id (request));
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
      llm_json_add_string (builder, "content", message->text);
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
                         GError **error)
{
  json_builder_end_object (builder);
  if (!llm_wire_request_init (wire, "POST", target, "/chat/completions", error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", "text/event-stream");
  if (!llm_wire_request_add_key (wire, "Authorization", "Bearer ", target->key, error))
    return FALSE;
  wire->body = llm_json_builder_to_bytes (builder);
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
  return llm_wire_request_add_key (wire, "Authorization", "Bearer ", target->key, error);
}

/* What the catalogue knows; for models it does not know, the names OpenAI gives to
 * its reasoning models: o1, o3-..., gpt-5 and later. */
static gboolean
is_reasoning_model (const LlmRequest *request)
{
  const char *id = llm_request_get_model_id (request);

  if (llm_request_get_model (request) != NULL)
    return llm_codec_model_reasons (request);
  if (id[0] == 'o' && g_ascii_isdigit (id[1]))
    return TRUE;
  return g_str_has_prefix (id, "gpt-") && atoi (id + strlen ("gpt-")) >= 5;
}

static void
add_stream_options (JsonBuilder *builder, gboolean openai)
{
  llm_json_begin_object (builder, "stream_options");
  llm_json_add_boolean (builder, "include_usage", TRUE);
  /* Random padding of each event, on by default at OpenAI. */
  if (openai)
    llm_json_add_boolean (builder, "include_obfuscation", FALSE);
  json_builder_end_object (builder);
}

static void
add_params (JsonBuilder *builder, const LlmRequest *request, const char *max_tokens_name,
            gboolean samples)
{
  const LlmParams *params = llm_request_get_params (request);
  const char *effort = llm_codec_get_effort (request);

  if (params->max_tokens > 0)
    llm_json_add_int (builder, max_tokens_name, params->max_tokens);
  if (samples)
    {
      llm_json_add_double (builder, "temperature", params->temperature);
      llm_json_add_double (builder, "top_p", params->top_p);
    }
  if (params->seed >= 0)
    llm_json_add_int (builder, "seed", params->seed);
  if (effort != NULL)
    llm_json_add_string (builder, "reasoning_effort", effort);
}

/* OpenAI's reasoning models call the system prompt "developer", reject max_tokens
 * and reject temperature and top_p. */
static gboolean
openai_build (const LlmCodec *codec,
              const LlmTarget *target,
              const LlmRequest *request,
              LlmWireRequest *wire,
              GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  gboolean reasoning;

  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  reasoning = is_reasoning_model (request);
  builder = llm_chat_begin_body (request, reasoning ? "developer" : "system");
  add_stream_options (builder, TRUE);
  add_params (builder, request, "max_completion_tokens",
              !reasoning && llm_codec_model_samples (request));
  return llm_chat_finish_request (wire, builder, target, error);
}

static gboolean
compatible_build (const LlmCodec *codec,
                  const LlmTarget *target,
                  const LlmRequest *request,
                  LlmWireRequest *wire,
                  GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;

  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  builder = llm_chat_begin_body (request, "system");
  add_stream_options (builder, FALSE);
  add_params (builder, request, "max_tokens", llm_codec_model_samples (request));
  return llm_chat_finish_request (wire, builder, target, error);
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
 *   llama.cpp, LM Studio, vLLM, OpenRouter, Groq, DeepSeek, xAI, Azure's v1
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
