/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

#include <string.h>

#include "llm-error.h"

/* The newest client library says v1, those before it v1beta.  Google serves both;
 * proxies and test servers often only the older one. */
#define DEFAULT_VERSION "/v1beta"

/* A longer token to go on from is not kept. */
#define MAX_TOKEN (256 * 1024)

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
  return llm_wire_request_authorize (wire, target, "x-goog-api-key", "", error);
}

static void
add_text (JsonBuilder *builder, const char *text)
{
  llm_json_begin_object (builder, NULL);
  llm_json_add_string (builder, "text", text);
  json_builder_end_object (builder);
}

/* The images first, as Google advises. */
static void
add_parts (JsonBuilder *builder, const LlmMessage *turn)
{
  const guint n_images = llm_codec_get_n_images (turn);

  llm_json_begin_array (builder, "parts");
  for (guint i = 0; i < n_images; i++)
    {
      llm_json_begin_object (builder, NULL);
      llm_json_begin_object (builder, "inlineData");
      llm_json_add_string (builder, "mimeType",
                           llm_image_data_get_mime_type (llm_codec_get_image (turn, i)));
      llm_codec_add_image_base64 (builder, "data");
      json_builder_end_object (builder);
      json_builder_end_object (builder);
    }
  if (llm_codec_has_text (turn))
    add_text (builder, turn->text);
  json_builder_end_array (builder);
}

/* The budgets that Google documents for the efforts of its other interface; the 2.5
 * family takes these instead of a level. */
static const struct
{
  const char *effort;
  gint64 budget;
} budgets[] = {
  { "none", 0 },
  { "minimal", 1024 },
  { "low", 1024 },
  { "medium", 8192 },
  { "high", 24576 },
};

/* Returns the budget of thinking for @effort, or %LLM_UNKNOWN to leave it to the
 * model: 0 only where thinking can be turned off. */
static gint64
choose_budget (LlmThinking thinking, const char *effort)
{
  for (guint i = 0; i < G_N_ELEMENTS (budgets); i++)
    {
      if (g_ascii_strcasecmp (effort, budgets[i].effort) == 0)
        return budgets[i].budget > 0 || (thinking & LLM_THINKING_OFF) != 0 ? budgets[i].budget
                                                                           : LLM_UNKNOWN;
    }
  return LLM_UNKNOWN;
}

/* Only for models that are known to think: others answer 400 to it, and so does a
 * model to both a level and a budget, or to the one it does not take. */
static void
add_thinking_config (JsonBuilder *builder, const LlmRequest *request)
{
  const char *effort = llm_codec_get_effort (request);
  LlmThinking thinking = llm_model_get_thinking (llm_request_get_model (request));
  gint64 budget = LLM_UNKNOWN;

  if (llm_request_drops (request, LLM_PARAM_REASONING_EFFORT))
    effort = NULL;
  if (effort != NULL && (thinking & LLM_THINKING_BUDGET) != 0)
    budget = choose_budget (thinking, effort);

  llm_json_begin_object (builder, "thinkingConfig");
  llm_json_add_boolean (builder, "includeThoughts", budget != 0);
  if (budget != LLM_UNKNOWN)
    {
      llm_json_add_int (builder, "thinkingBudget", budget);
    }
  else if (effort != NULL && (thinking & LLM_THINKING_BUDGET) == 0)
    {
      g_autofree char *level = g_ascii_strup (effort, -1);
      llm_json_add_string (builder, "thinkingLevel", level);
    }
  json_builder_end_object (builder);
}

static void
add_schema (JsonBuilder *builder, const LlmRequest *request)
{
  const char *schema = llm_request_get_schema (request, NULL);

  if (schema == NULL)
    return;
  llm_json_add_string (builder, "responseMimeType", "application/json");
  llm_json_add_json (builder, "responseJsonSchema", schema);
}

static void
add_generation_config (JsonBuilder *builder, const LlmRequest *request)
{
  const LlmParams *params = llm_request_get_params (request);
  gboolean samples = llm_codec_model_samples (request);

  llm_json_begin_object (builder, "generationConfig");
  if (params->max_tokens > 0 && !llm_request_drops (request, LLM_PARAM_MAX_TOKENS))
    llm_json_add_int (builder, "maxOutputTokens", params->max_tokens);
  if (samples && !llm_request_drops (request, LLM_PARAM_TEMPERATURE))
    llm_json_add_double (builder, "temperature", params->temperature);
  if (samples && !llm_request_drops (request, LLM_PARAM_TOP_P))
    llm_json_add_double (builder, "topP", params->top_p);
  if (params->seed >= 0 && !llm_request_drops (request, LLM_PARAM_SEED))
    llm_json_add_int (builder, "seed", params->seed);
  add_schema (builder, request);
  if (llm_codec_model_reasons (request) && !llm_request_drops (request, LLM_PARAM_THINKING))
    add_thinking_config (builder, request);
  json_builder_end_object (builder);
}

/* The rest of an answer is asked for with the same request and its token. */
static void
build_body (LlmWireRequest *wire, const LlmRequest *request, const char *continuation)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) turns = llm_codec_merge_turns (request);
  const char *system = llm_request_get_system (request);

  llm_json_begin_object (builder, NULL);
  if (system != NULL)
    {
      llm_json_begin_object (builder, "systemInstruction");
      llm_json_begin_array (builder, "parts");
      add_text (builder, system);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  llm_json_begin_array (builder, "contents");
  for (guint i = 0; i < turns->len; i++)
    {
      const LlmMessage *turn = turns->pdata[i];

      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "role",
                           turn->role == LLM_ROLE_ASSISTANT ? "model" : "user");
      add_parts (builder, turn);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  add_generation_config (builder, request);
  if (continuation != NULL)
    llm_json_add_string (builder, "continuationToken", continuation);
  json_builder_end_object (builder);
  llm_wire_request_set_body (wire, builder, request);
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
  model_id = llm_codec_get_model_name (target, request);
  if (g_str_has_prefix (model_id, "models/"))
    model_id += strlen ("models/");
  id = g_uri_escape_string (model_id, NULL, FALSE);
  path = g_strconcat ("/models/", id, ":streamGenerateContent?alt=sse", NULL);
  if (!start_request (wire, "POST", target, path, error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", "text/event-stream");
  build_body (wire, request, target->continuation);
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

/* Tokens come in the midst of a stream too, so that one that broke off can be resumed;
 * the last one counts, and only an answer that is not finished by CONTINUATION goes on.
 * That is no finish reason then: the one of the last request is. */
static void
decode_end (LlmDecoder *decoder, JsonObject *candidate)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);
  const char *reason = llm_json_get_string (candidate, "finishReason");
  const char *token = llm_json_get_string (candidate, "continuationToken");

  if (token != NULL && *token != '\0' && strlen (token) <= MAX_TOKEN)
    {
      g_free (state->checkpoint);
      state->checkpoint = g_strdup (token);
    }
  if (reason == NULL || *reason == '\0')
    return;

  g_clear_pointer (&decoder->continuation, g_free);
  if (strcmp (reason, "CONTINUATION") == 0 && state->checkpoint != NULL)
    {
      decoder->continuation = g_strdup (state->checkpoint);
      g_clear_pointer (&decoder->finish_reason, g_free);
      state->finished = TRUE;
    }
  else
    {
      llm_decoder_set_finish_reason (decoder, reason);
    }
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
  decode_end (decoder, candidate);
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
