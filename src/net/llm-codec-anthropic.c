/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

#include <math.h>
#include <string.h>

#include "llm-fast-event.h"

/* Anthropic demands max_tokens.  The model's own maximum would be the most honest
 * default, but it is also what a request reserves against the account's rate limit
 * of output tokens, and new models allow 128,000: so at most this many, some sixty
 * pages, and for models of unknown size what every model since Claude 3.5 can do. */
#define DEFAULT_MAX_TOKENS 32000
#define UNKNOWN_MAX_TOKENS 8192

/* Since 2026-10-21 Anthropic knows two dialects.  The newer version with a bearer
 * token is the default; it answers 400 to temperature and top_p, even at their
 * defaults.  The older version with x-api-key takes them for older models.  The two
 * halves of a pair must not be mixed. */
#define VERSION "2026-10-21"
#define SAMPLING_VERSION "2023-06-01"

/* The least that a budget of thinking may be. */
#define MIN_BUDGET 1024

static gboolean
start_request (LlmWireRequest *wire,
               const char *method,
               const LlmTarget *target,
               const char *path,
               gboolean sampling,
               GError **error)
{
  g_autofree char *versioned = NULL;

  versioned = g_strconcat (llm_codec_path_ends_with_version (target->base_url) ? "" : "/v1", path,
                           NULL);
  if (!llm_wire_request_init (wire, method, target, versioned, error))
    return FALSE;
  llm_wire_request_add_header (wire, "anthropic-version", sampling ? SAMPLING_VERSION : VERSION);
  if (sampling)
    return llm_wire_request_authorize (wire, target, "x-api-key", "", error);
  return llm_wire_request_authorize (wire, target, "Authorization", "Bearer ", error);
}

/* Never left out; what is dropped is the user's own figure. */
static gint64
choose_max_tokens (const LlmRequest *request)
{
  const LlmParams *params = llm_request_get_params (request);
  LlmModel *model = llm_request_get_model (request);
  gint64 max_output = model != NULL ? llm_model_get_max_output (model) : LLM_UNKNOWN;

  if (params->max_tokens > 0 && !llm_request_drops (request, LLM_PARAM_MAX_TOKENS))
    return params->max_tokens;
  return max_output > 0 ? MIN (max_output, DEFAULT_MAX_TOKENS) : UNKNOWN_MAX_TOKENS;
}

static LlmThinking
get_thinking (const LlmRequest *request)
{
  LlmModel *model = llm_request_get_model (request);

  return model != NULL ? llm_model_get_thinking (model) : 0;
}

/* Models of the newer kind refuse to go on from the begin of an answer. */
static gboolean
refuses_prefill (const LlmRequest *request)
{
  return !llm_codec_model_samples (request)
         || (get_thinking (request) & LLM_THINKING_ADAPTIVE) != 0;
}

/* The images first, as Anthropic advises. */
static void
add_content (JsonBuilder *builder, const LlmMessage *turn)
{
  const guint n_images = llm_codec_get_n_images (turn);

  if (n_images == 0)
    {
      llm_json_add_string (builder, "content", turn->text);
      return;
    }
  llm_json_begin_array (builder, "content");
  for (guint i = 0; i < n_images; i++)
    {
      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "type", "image");
      llm_json_begin_object (builder, "source");
      llm_json_add_string (builder, "type", "base64");
      llm_json_add_string (builder, "media_type",
                           llm_image_data_get_mime_type (llm_codec_get_image (turn, i)));
      llm_codec_add_image_base64 (builder, "data");
      json_builder_end_object (builder);
      json_builder_end_object (builder);
    }
  if (llm_codec_has_text (turn))
    {
      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "type", "text");
      llm_json_add_string (builder, "text", turn->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_messages (JsonBuilder *builder, const LlmRequest *request)
{
  g_autoptr (GPtrArray) turns = llm_codec_merge_turns (request);
  const LlmMessage *last = turns->len > 0 ? turns->pdata[turns->len - 1] : NULL;

  if (last != NULL && last->role == LLM_ROLE_ASSISTANT && refuses_prefill (request))
    g_ptr_array_set_size (turns, turns->len - 1);
  llm_json_begin_array (builder, "messages");
  for (guint i = 0; i < turns->len; i++)
    {
      const LlmMessage *turn = turns->pdata[i];

      llm_json_begin_object (builder, NULL);
      llm_json_add_string (builder, "role", llm_codec_role_name (turn->role));
      add_content (builder, turn);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* The model thinks as much as it finds right for the effort.  Without
 * display=summarized no text of it comes at all. */
static void
add_adaptive_thinking (JsonBuilder *builder, const LlmRequest *request)
{
  if (llm_request_drops (request, LLM_PARAM_THINKING))
    return;
  llm_json_begin_object (builder, "thinking");
  llm_json_add_string (builder, "type", "adaptive");
  llm_json_add_string (builder, "display", "summarized");
  json_builder_end_object (builder);
}

/* Returns the tokens of @max_tokens to think with, so that some are left for the
 * answer; 0 if that would be too few, or for an effort that means none. */
static gint64
choose_budget (const char *effort, gint64 max_tokens)
{
  static const struct
  {
    const char *effort;
    gint64 tenths;
  } shares[] = { { "low", 2 }, { "medium", 5 }, { "high", 8 } };

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      if (strcmp (effort, shares[i].effort) == 0)
        return max_tokens > MIN_BUDGET ? MAX (max_tokens / 10 * shares[i].tenths, MIN_BUDGET) : 0;
    }
  return 0;
}

static void
add_budget_thinking (JsonBuilder *builder,
                     const LlmRequest *request,
                     const char *effort,
                     gint64 max_tokens)
{
  gint64 budget = choose_budget (effort, max_tokens);

  if (budget == 0 || llm_request_drops (request, LLM_PARAM_THINKING)
      || llm_request_drops (request, LLM_PARAM_REASONING_EFFORT))
    return;
  llm_json_begin_object (builder, "thinking");
  llm_json_add_string (builder, "type", "enabled");
  llm_json_add_int (builder, "budget_tokens", budget);
  json_builder_end_object (builder);
}

static gboolean
takes_only_budget (const LlmRequest *request)
{
  return (get_thinking (request) & (LLM_THINKING_ADAPTIVE | LLM_THINKING_BUDGET))
         == LLM_THINKING_BUDGET;
}

/* Thinking costs tokens, so it is left to those who chose an effort, and to models
 * that are known to take one.  Which kinds of thinking a model takes differs; the
 * budget is for those that know nothing else. */
static void
add_thinking (JsonBuilder *builder, const LlmRequest *request, gint64 max_tokens)
{
  const char *effort = llm_codec_get_effort (request);

  if (effort == NULL || !llm_codec_model_reasons (request))
    return;
  if (takes_only_budget (request))
    add_budget_thinking (builder, request, effort, max_tokens);
  else
    add_adaptive_thinking (builder, request);
}

/* The effort, and the form of the answer. */
static void
add_output_config (JsonBuilder *builder, const LlmRequest *request, gboolean sampling)
{
  const char *effort = llm_codec_get_effort (request);
  const char *schema = llm_request_get_schema (request, NULL);

  if (sampling || !llm_codec_model_reasons (request) || takes_only_budget (request)
      || llm_request_drops (request, LLM_PARAM_REASONING_EFFORT))
    effort = NULL;
  if (effort == NULL && schema == NULL)
    return;
  llm_json_begin_object (builder, "output_config");
  if (effort != NULL)
    llm_json_add_string (builder, "effort", effort);
  if (schema != NULL)
    {
      llm_json_begin_object (builder, "format");
      llm_json_add_string (builder, "type", "json_schema");
      llm_json_add_json (builder, "schema", schema);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

/* The temperature, or NAN if it is not set or not to be sent. */
static double
get_temperature (const LlmRequest *request)
{
  if (!llm_codec_model_samples (request) || llm_request_drops (request, LLM_PARAM_TEMPERATURE))
    return NAN;
  return llm_request_get_params (request)->temperature;
}

static double
get_top_p (const LlmRequest *request)
{
  if (!llm_codec_model_samples (request) || llm_request_drops (request, LLM_PARAM_TOP_P))
    return NAN;
  return llm_request_get_params (request)->top_p;
}

static void
build_body (LlmWireRequest *wire,
            const LlmTarget *target,
            const LlmRequest *request,
            gboolean sampling)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *system = llm_request_get_system (request);
  gint64 max_tokens = choose_max_tokens (request);

  llm_json_begin_object (builder, NULL);
  llm_json_add_string (builder, "model", llm_codec_get_model_name (target, request));
  llm_json_add_int (builder, "max_tokens", max_tokens);
  if (system != NULL)
    llm_json_add_string (builder, "system", system);
  add_messages (builder, request);
  llm_json_add_boolean (builder, "stream", TRUE);
  /* Not both: thinking and a temperature exclude each other. */
  if (sampling)
    {
      llm_json_add_double (builder, "temperature", get_temperature (request));
      llm_json_add_double (builder, "top_p", get_top_p (request));
    }
  else
    {
      add_thinking (builder, request, max_tokens);
    }
  add_output_config (builder, request, sampling);
  json_builder_end_object (builder);
  llm_wire_request_set_body (wire, builder, request);
}

static gboolean
anthropic_build (const LlmCodec *codec,
                 const LlmTarget *target,
                 const LlmRequest *request,
                 LlmWireRequest *wire,
                 GError **error)
{
  gboolean sampling;

  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  sampling = isfinite (get_temperature (request)) || isfinite (get_top_p (request));
  if (!start_request (wire, "POST", target, "/messages", sampling, error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", "text/event-stream");
  build_body (wire, target, request, sampling);
  return TRUE;
}

static gboolean
anthropic_build_check (const LlmCodec *codec,
                       const LlmTarget *target,
                       LlmWireRequest *wire,
                       GError **error)
{
  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  if (!start_request (wire, "GET", target, "/models?limit=1", FALSE, error))
    return FALSE;
  llm_wire_request_add_header (wire, "Accept", "application/json");
  return TRUE;
}

/* input_tokens has neither the cached tokens nor those written to the cache in it:
 * the whole prompt is the sum.  The counts are running totals, a missing or null
 * one is unchanged. */
static void
decode_usage (LlmDecoder *decoder, JsonObject *object, gboolean at_start)
{
  LlmUsage *raw = &llm_decoder_get_state (decoder)->raw;
  JsonObject *details = llm_json_get_object (object, "output_tokens_details");
  LlmUsage told;

  llm_usage_init (&told);
  told.input = llm_decoder_get_count (object, "input_tokens");
  told.cached = llm_decoder_get_count (object, "cache_read_input_tokens");
  told.cache_write = llm_decoder_get_count (object, "cache_creation_input_tokens");
  /* At the start it counts what is there already, one or so: of an answer that
   * breaks off the true figure stays unknown. */
  if (!at_start)
    told.output = llm_decoder_get_count (object, "output_tokens");
  told.reasoning = llm_decoder_get_count (details, "thinking_tokens");
  llm_usage_merge (raw, &told);

  told = *raw;
  if (told.input >= 0)
    told.input += MAX (told.cached, 0) + MAX (told.cache_write, 0);
  llm_usage_merge (&decoder->usage, &told);
}

static void
decode_message_start (LlmDecoder *decoder, JsonObject *object)
{
  JsonObject *message = llm_json_get_object (object, "message");

  llm_decoder_set_request_id (decoder, llm_json_get_string (message, "id"));
  decode_usage (decoder, llm_json_get_object (message, "usage"), TRUE);
}

static void
decode_block_start (LlmDecoder *decoder, JsonObject *object)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);
  JsonObject *block = llm_json_get_object (object, "content_block");
  const char *type = llm_json_get_string (block, "type");

  if (g_strcmp0 (type, "text") == 0)
    {
      llm_decoder_add_text (decoder, llm_json_get_string (block, "text"));
    }
  else if (g_strcmp0 (type, "thinking") == 0)
    {
      if (state->n_thinking_blocks++ > 0)
        llm_decoder_add_reasoning (decoder, "\n\n");
      llm_decoder_add_reasoning (decoder, llm_json_get_string (block, "thinking"));
    }
}

static void
decode_block_delta (LlmDecoder *decoder, JsonObject *object)
{
  JsonObject *delta = llm_json_get_object (object, "delta");
  const char *type = llm_json_get_string (delta, "type");

  if (g_strcmp0 (type, "text_delta") == 0)
    llm_decoder_add_text (decoder, llm_json_get_string (delta, "text"));
  else if (g_strcmp0 (type, "thinking_delta") == 0)
    llm_decoder_add_reasoning (decoder, llm_json_get_string (delta, "thinking"));
}

/* Does what anthropic_decode() does for a piece of text or thinking; declines any
 * other event. */
static gboolean
decode_quickly (LlmDecoder *decoder, const char *event, const char *data, gsize length)
{
  LlmDecoderState *state = llm_decoder_get_state (decoder);

  if (state->damaged || strcmp (event, "error") == 0
      || !llm_fast_event_read_anthropic (data, length, state->text, state->reasoning))
    return FALSE;
  g_string_append_len (decoder->text, state->text->str, state->text->len);
  g_string_append_len (decoder->reasoning, state->reasoning->str, state->reasoning->len);
  return TRUE;
}

/* Unknown types of events, blocks and deltas are ignored, as the vendor asks. */
static void
anthropic_decode (const LlmCodec *codec,
                  LlmDecoder *decoder,
                  const char *event,
                  const char *data,
                  gsize length)
{
  JsonObject *object;
  const char *type;

  if (decode_quickly (decoder, event, data, length))
    return;
  if (llm_decoder_is_done_marker (data, length))
    return;
  object = llm_decoder_read (decoder, event, data, length);
  if (object == NULL)
    return;

  type = llm_json_get_string (object, "type");
  if (type == NULL)
    type = event;
  if (strcmp (type, "content_block_delta") == 0)
    {
      decode_block_delta (decoder, object);
    }
  else if (strcmp (type, "content_block_start") == 0)
    {
      decode_block_start (decoder, object);
    }
  else if (strcmp (type, "message_start") == 0)
    {
      decode_message_start (decoder, object);
    }
  else if (strcmp (type, "message_delta") == 0)
    {
      JsonObject *delta = llm_json_get_object (object, "delta");

      decode_usage (decoder, llm_json_get_object (object, "usage"), FALSE);
      llm_decoder_set_finish_reason (decoder, llm_json_get_string (delta, "stop_reason"));
    }
  else if (strcmp (type, "message_stop") == 0)
    {
      decoder->terminated = TRUE;
    }
}

static void
anthropic_eof (const LlmCodec *codec, LlmDecoder *decoder)
{
  /* Only message_stop ends an answer. */
}

/**
 * llm_codec_anthropic:
 *
 * Returns: (transfer none): Anthropic's messages; base URL
 *   https://api.anthropic.com, with or without /v1
 */
const LlmCodec *
llm_codec_anthropic (void)
{
  static const LlmCodec codec = {
    .id = "anthropic",
    .build = anthropic_build,
    .build_check = anthropic_build_check,
    .decode = anthropic_decode,
    .eof = anthropic_eof,
  };

  return &codec;
}
