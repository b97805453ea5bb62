/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

#include <string.h>

#include "llm-error.h"

/* Of an index that tells parts of an answer apart. */
#define MAX_INDEX 0xffff

static void
add_message (JsonBuilder *builder, const LlmMessage *message)
{
  gboolean is_assistant = message->role == LLM_ROLE_ASSISTANT;
  const guint n_images = llm_codec_get_n_images (message);

  llm_json_begin_object (builder, NULL);
  llm_json_add_string (builder, "role", llm_codec_role_name (message->role));
  llm_json_begin_array (builder, "content");
  if (llm_codec_has_text (message))
    {
      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "type", is_assistant ? "output_text" : "input_text");
      llm_json_add_string (builder, "text", message->text);
      json_builder_end_object (builder);
    }
  for (guint i = 0; i < n_images; i++)
    {
      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "type", "input_image");
      llm_codec_add_image_url (builder, "image_url", llm_codec_get_image (message, i));
      llm_json_add_string (builder, "detail", "auto");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/* What the catalogue knows; a model it does not know is asked this way only because it
 * cannot be asked otherwise, and all of those reason. */
static gboolean
is_reasoning_model (const LlmRequest *request)
{
  return llm_request_get_model (request) == NULL || llm_codec_model_reasons (request);
}

static const char *
get_effort (const LlmRequest *request)
{
  if (llm_request_drops (request, LLM_PARAM_REASONING_EFFORT))
    return NULL;
  return llm_codec_get_effort (request);
}

/* Without "summary" nothing is told of the reasoning, which only verified
 * organisations may read. */
static void
add_reasoning (JsonBuilder *builder, const LlmRequest *request)
{
  const char *effort = get_effort (request);
  gboolean summary = g_strcmp0 (effort, "none") != 0
                     && !llm_request_drops (request, LLM_PARAM_THINKING);

  if (!is_reasoning_model (request) || (effort == NULL && !summary))
    return;
  llm_json_begin_object (builder, "reasoning");
  if (effort != NULL)
    llm_json_add_string (builder, "effort", effort);
  if (summary)
    llm_json_add_string (builder, "summary", "auto");
  json_builder_end_object (builder);
}

/* There is no seed here.  A reasoning model samples only when it is told not to
 * reason, which the catalogue must know it can. */
static void
add_params (JsonBuilder *builder, const LlmRequest *request)
{
  const LlmParams *params = llm_request_get_params (request);
  gboolean samples = llm_codec_model_samples (request);

  if (is_reasoning_model (request))
    samples = samples && llm_request_get_model (request) != NULL
              && g_strcmp0 (get_effort (request), "none") == 0;
  if (params->max_tokens > 0 && !llm_request_drops (request, LLM_PARAM_MAX_TOKENS))
    llm_json_add_int (builder, "max_output_tokens", params->max_tokens);
  if (samples && !llm_request_drops (request, LLM_PARAM_TEMPERATURE))
    llm_json_add_double (builder, "temperature", params->temperature);
  if (samples && !llm_request_drops (request, LLM_PARAM_TOP_P))
    llm_json_add_double (builder, "top_p", params->top_p);
}

/* Nothing is stored at the vendor: each request brings the whole conversation. */
static gboolean
responses_build (const LlmCodec *codec,
                 const LlmTarget *target,
                 const LlmRequest *request,
                 LlmWireRequest *wire,
                 GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GPtrArray) turns = NULL;

  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  if (!llm_wire_request_init (wire, "POST", target, "/responses", error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", "text/event-stream");
  if (!llm_wire_request_authorize (wire, target, "Authorization", "Bearer ", error))
    return FALSE;

  builder = json_builder_new ();
  turns = llm_codec_merge_turns (request);
  llm_json_begin_object (builder, NULL);
  llm_json_add_string (builder, "model", llm_codec_get_model_name (target, request));
  if (llm_request_get_system (request) != NULL)
    llm_json_add_string (builder, "instructions", llm_request_get_system (request));
  llm_json_begin_array (builder, "input");
  for (guint i = 0; i < turns->len; i++)
    add_message (builder, turns->pdata[i]);
  json_builder_end_array (builder);
  llm_json_add_boolean (builder, "stream", TRUE);
  llm_json_add_boolean (builder, "store", FALSE);
  add_params (builder, request);
  add_reasoning (builder, request);
  llm_codec_add_text_format (builder, request);
  json_builder_end_object (builder);
  llm_wire_request_set_body (wire, builder, request);
  return TRUE;
}

static guint
get_index (JsonObject *object, const char *member)
{
  return CLAMP (llm_json_get_int (object, member, 0), 0, MAX_INDEX);
}

/* Parts come one after the other without a blank between them. */
static void
separate (GString *out, guint64 *last, guint64 part)
{
  if (*last != 0 && *last != part)
    g_string_append (out, "\n\n");
  *last = part;
}

/* Each message is an item of its own; pieces of one message belong together. */
static void
decode_text (LlmDecoder *decoder, JsonObject *object)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);
  const char *delta = llm_json_get_string (object, "delta");

  if (delta == NULL || *delta == '\0')
    return;
  separate (decoder->text, &state->text_part, get_index (object, "output_index") + 1);
  llm_decoder_add_text (decoder, delta);
}

static void
decode_reasoning (LlmDecoder *decoder, JsonObject *object, const char *index)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);
  const char *delta = llm_json_get_string (object, "delta");
  guint64 part = (guint64) get_index (object, "output_index") * (MAX_INDEX + 1)
                 + get_index (object, index) + 1;

  if (delta == NULL || *delta == '\0')
    return;
  /* Summaries and the reasoning itself are counted apart. */
  if (*index == 'c')
    part |= G_GUINT64_CONSTANT (1) << 40;
  separate (decoder->reasoning, &state->reasoning_part, part);
  llm_decoder_add_reasoning (decoder, delta);
}

/* The input has the cached tokens in it, the output those of the reasoning. */
static void
decode_usage (LlmDecoder *decoder, JsonObject *object)
{
  JsonObject *input = llm_json_get_object (object, "input_tokens_details");
  JsonObject *output = llm_json_get_object (object, "output_tokens_details");
  LlmUsage usage;

  if (object == NULL)
    return;
  llm_usage_init (&usage);
  usage.input = llm_decoder_get_count (object, "input_tokens");
  usage.output = llm_decoder_get_count (object, "output_tokens");
  usage.cached = llm_decoder_get_count (input, "cached_tokens");
  usage.cache_write = llm_decoder_get_count (input, "cache_write_tokens");
  usage.reasoning = llm_decoder_get_count (output, "reasoning_tokens");
  llm_usage_merge (&decoder->usage, &usage);
}

static void
decode_incomplete (LlmDecoder *decoder, JsonObject *response)
{
  JsonObject *details = llm_json_get_object (response, "incomplete_details");
  const char *reason = llm_json_get_string (details, "reason");

  if (reason == NULL)
    reason = "incomplete";
  else if (strcmp (reason, "max_output_tokens") == 0)
    reason = "length";
  llm_decoder_set_finish_reason (decoder, reason);
}

/* {type: "error", code, message, param}, or the response with its error in it. */
static void
decode_failure (LlmDecoder *decoder, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  llm_decoder_fail (decoder, llm_error_response_from_json (node, 0, NULL));
}

/* The events that carry the response as it is by then.  Returns whether it is one. */
static gboolean
decode_response (LlmDecoder *decoder, const char *type, JsonObject *response)
{
  llm_decoder_set_request_id (decoder, llm_json_get_string (response, "id"));

  if (strcmp (type, "response.completed") == 0)
    llm_decoder_set_finish_reason (decoder, "stop");
  else if (strcmp (type, "response.incomplete") == 0)
    decode_incomplete (decoder, response);
  else if (strcmp (type, "response.failed") != 0)
    return FALSE;

  decode_usage (decoder, llm_json_get_object (response, "usage"));
  if (strcmp (type, "response.failed") == 0)
    decode_failure (decoder, response);
  else
    decoder->terminated = TRUE;
  return TRUE;
}

static void
responses_decode (const LlmCodec *codec,
                  LlmDecoder *decoder,
                  const char *event,
                  const char *data,
                  gsize length)
{
  JsonObject *object, *response;
  const char *type;

  /* Not of this protocol, but of proxies that speak both. */
  if (!llm_decoder_get_state (decoder)->damaged && llm_decoder_is_done_marker (data, length))
    return;
  object = llm_decoder_read (decoder, event, data, length);
  if (object == NULL)
    return;

  type = llm_json_get_string (object, "type");
  if (type == NULL)
    type = event;
  response = llm_json_get_object (object, "response");
  if (response != NULL && decode_response (decoder, type, response))
    return;

  if (strcmp (type, "response.output_text.delta") == 0
      || strcmp (type, "response.refusal.delta") == 0)
    decode_text (decoder, object);
  else if (strcmp (type, "response.reasoning_summary_text.delta") == 0)
    decode_reasoning (decoder, object, "summary_index");
  else if (strcmp (type, "response.reasoning_text.delta") == 0)
    decode_reasoning (decoder, object, "content_index");
  else if (strcmp (type, "error") == 0)
    decode_failure (decoder, object);
}

/* One of the three last events is the end; a close without it is none. */
static void
responses_eof (const LlmCodec *codec, LlmDecoder *decoder)
{
}

/**
 * llm_codec_responses:
 *
 * Returns: (transfer none): the responses of OpenAI, which some of its models are
 *   served by alone; base URL https://api.openai.com/v1, or Azure's /openai/v1
 */
const LlmCodec *
llm_codec_responses (void)
{
  static const LlmCodec codec = {
    .id = "responses",
    .build = responses_build,
    .build_check = llm_chat_build_check,
    .decode = responses_decode,
    .eof = responses_eof,
  };

  return &codec;
}
