/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

#include <string.h>

#include "llm-error.h"

/* The newest client library says v1, those before it v1beta.  Google serves both;
 * proxies and test servers often only the older one. */
#define DEFAULT_VERSION "/v1beta"

static gboolean
start_request (LlmWireRequest *wire,
               const char *method,
               const LlmTarget *target,
               const char *path,
               GError **error)
{
  g_autofree char *versioned = NULL;

  versioned = g_strconcat (
      llm_codec_path_ends_with_version (target->base_url) ? "" : DEFAULT_VERSION, path, NULL);
  if (!llm_wire_request_init (wire, method, target, versioned, error))
    return FALSE;
  /* Not ?key=: an address lands in logs. */
  return llm_wire_request_add_key (wire, "x-goog-api-key", "", target->key, error);
}

static void
add_content (JsonBuilder *builder, const char *role, const char *text)
{
  if (role != NULL)
    llm_json_add_string (builder, "role", role);
  llm_json_begin_array (builder, "parts");
  llm_json_begin_object (builder, NULL);
  llm_json_add_string (builder, "text", text);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
}

/* Only for models that are known to think: others answer 400 to it.  Those of the
 * 2.5 family take a budget instead of a level; they have no effort levels in the
 * catalogue and are left to choose it themselves. */
static void
add_thinking_config (JsonBuilder *builder, const LlmRequest *request)
{
  const char *effort = llm_codec_get_effort (request);

  llm_json_begin_object (builder, "thinkingConfig");
  llm_json_add_boolean (builder, "includeThoughts", TRUE);
  if (effort != NULL)
    {
      g_autofree char *level = g_ascii_strup (effort, -1);
      llm_json_add_string (builder, "thinkingLevel", level);
    }
  json_builder_end_object (builder);
}

static void
add_generation_config (JsonBuilder *builder, const LlmRequest *request)
{
  const LlmParams *params = llm_request_get_params (request);

  llm_json_begin_object (builder, "generationConfig");
  if (params->max_tokens > 0)
    llm_json_add_int (builder, "maxOutputTokens", params->max_tokens);
  if (llm_codec_model_samples (request))
    {
      llm_json_add_double (builder, "temperature", params->temperature);
      llm_json_add_double (builder, "topP", params->top_p);
    }
  if (params->seed >= 0)
    llm_json_add_int (builder, "seed", params->seed);
  if (llm_codec_model_reasons (request))
    add_thinking_config (builder, request);
  json_builder_end_object (builder);
}

static GBytes *
build_body (const LlmRequest *request)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) turns = llm_codec_merge_turns (request);
  const char *system = llm_request_get_system (request);

  llm_json_begin_object (builder, NULL);
  if (system != NULL)
    {
      llm_json_begin_object (builder, "systemInstruction");
      add_content (builder, NULL, system);
      json_builder_end_object (builder);
    }
  llm_json_begin_array (builder, "contents");
  for (guint i = 0; i < turns->len; i++)
    {
      const LlmMessage *turn = turns->pdata[i];

      llm_json_begin_object (builder, NULL);
      add_content (builder, turn->role == LLM_ROLE_ASSISTANT ? "model" : "user", turn->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  add_generation_config (builder, request);
  json_builder_end_object (builder);
  return llm_json_builder_to_bytes (builder);
}

static gboolean
gemini_build (const LlmCodec *codec,
              const LlmTarget *target,
              const LlmRequest *request,
              LlmWireRequest *wire,
              GError **error)
{
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  const char *model_id;

  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  /* The list of models says "models/ID". */
  model_id = llm_request_get_model_id (request);
  if (g_str_has_prefix (model_id, "models/"))
    model_id += strlen ("models/");
  id = g_uri_escape_string (model_id, NULL, FALSE);
  path = g_strconcat ("/models/", id, ":streamGenerateContent?alt=sse", NULL);
  if (!start_request (wire, "POST", target, path, error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", "text/event-stream");
  wire->body = build_body (request);
  return TRUE;
}

static gboolean
gemini_build_check (const LlmCodec *codec,
                    const LlmTarget *target,
                    LlmWireRequest *wire,
                    GError **error)
{
  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  if (!start_request (wire, "GET", target, "/models?pageSize=1", error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", "application/json");
  return TRUE;
}

/* A running total; promptTokenCount has the cached tokens in it, but
 * candidatesTokenCount has not the thoughts.  Counts of zero are left out. */
static void
decode_usage (LlmDecoder *decoder, JsonObject *object)
{
  LlmUsage usage;
  gint64 candidates;

  llm_usage_init (&usage);
  usage.input = llm_decoder_get_count (object, "promptTokenCount");
  usage.cached = llm_decoder_get_count (object, "cachedContentTokenCount");
  usage.reasoning = llm_decoder_get_count (object, "thoughtsTokenCount");
  candidates = llm_decoder_get_count (object, "candidatesTokenCount");
  if (candidates >= 0 || usage.reasoning >= 0)
    usage.output = MAX (candidates, 0) + MAX (usage.reasoning, 0);
  llm_usage_merge (&decoder->usage, &usage);
}

static void
decode_parts (LlmDecoder *decoder, JsonArray *parts)
{
  for (guint i = 0; i < llm_json_array_length (parts); i++)
    {
      JsonObject *part = llm_json_array_get_object (parts, i);
      const char *text = llm_json_get_string (part, "text");

      if (llm_json_get_boolean (part, "thought", FALSE))
        llm_decoder_add_reasoning (decoder, text);
      else
        llm_decoder_add_text (decoder, text);
    }
}

/* A prompt that was blocked is answered with 200 and no candidates. */
static gboolean
check_prompt_feedback (LlmDecoder *decoder, JsonObject *object)
{
  JsonObject *feedback = llm_json_get_object (object, "promptFeedback");
  const char *reason = llm_json_get_string (feedback, "blockReason");
  const char *message = llm_json_get_string (feedback, "blockReasonMessage");
  g_autofree char *raw = NULL;
  g_autofree char *detail = NULL;

  if (reason == NULL || *reason == '\0')
    return TRUE;
  raw = g_strconcat ("blockReason: ", reason, message != NULL ? ": " : "", message, NULL);
  detail = llm_error_response_clean (raw, NULL);
  llm_decoder_fail (decoder, llm_error_new (LLM_ERROR_CONTENT_FILTER, NULL, detail));
  return FALSE;
}

static void
gemini_decode (const LlmCodec *codec,
               LlmDecoder *decoder,
               const char *event,
               const char *data,
               gsize length)
{
  JsonObject *object, *candidate, *content;

  if (llm_decoder_is_done_marker (data, length))
    return;
  object = llm_decoder_read (decoder, event, data, length);
  if (object == NULL)
    return;

  llm_decoder_set_request_id (decoder, llm_json_get_string (object, "responseId"));
  decode_usage (decoder, llm_json_get_object (object, "usageMetadata"));
  if (!check_prompt_feedback (decoder, object))
    return;

  candidate = llm_json_array_get_object (llm_json_get_array (object, "candidates"), 0);
  content = llm_json_get_object (candidate, "content");
  decode_parts (decoder, llm_json_get_array (content, "parts"));
  llm_decoder_set_finish_reason (decoder, llm_json_get_string (candidate, "finishReason"));
}

/* Gemini has no terminator: a finish reason, then the end of the body. */
static void
gemini_eof (const LlmCodec *codec, LlmDecoder *decoder)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);

  if (state->finished && !state->damaged && decoder->error == NULL)
    decoder->terminated = TRUE;
}

/**
 * llm_codec_gemini:
 *
 * Returns: (transfer none): Google's streamGenerateContent; base URL
 *   https://generativelanguage.googleapis.com, with or without a version
 */
const LlmCodec *
llm_codec_gemini (void)
{
  static const LlmCodec codec = {
    .id = "gemini",
    .build = gemini_build,
    .build_check = gemini_build_check,
    .decode = gemini_decode,
    .eof = gemini_eof,
  };

  return &codec;
}
