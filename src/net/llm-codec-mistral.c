/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-codec-private.h"

/* Mistral answers 422 to any field it does not know: no stream_options (the usage
 * comes anyway), no developer role, and its own name for the seed. */
static gboolean
mistral_build (const LlmCodec *codec,
               const LlmTarget *target,
               const LlmRequest *request,
               LlmWireRequest *wire,
               GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  const LlmParams *params;
  const char *effort;
  gboolean samples;

  g_return_val_if_fail (target != NULL && target->base_url != NULL, FALSE);
  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (wire != NULL, FALSE);

  params = llm_request_get_params (request);
  effort = llm_codec_get_effort (request);
  samples = llm_codec_model_samples (request);
  builder = llm_chat_begin_body (target, request, "system");
  if (params->max_tokens > 0 && !llm_request_drops (request, LLM_PARAM_MAX_TOKENS))
    llm_json_add_int (builder, "max_tokens", params->max_tokens);
  if (samples && !llm_request_drops (request, LLM_PARAM_TEMPERATURE))
    llm_json_add_double (builder, "temperature", params->temperature);
  if (samples && !llm_request_drops (request, LLM_PARAM_TOP_P))
    llm_json_add_double (builder, "top_p", params->top_p);
  if (params->seed >= 0 && !llm_request_drops (request, LLM_PARAM_SEED))
    llm_json_add_int (builder, "random_seed", params->seed);
  if (effort != NULL && !llm_request_drops (request, LLM_PARAM_REASONING_EFFORT))
    llm_json_add_string (builder, "reasoning_effort", effort);
  llm_codec_add_response_format (builder, request);
  return llm_chat_finish_request (wire, builder, target, request, error);
}

static void
mistral_decode (const LlmCodec *codec,
                LlmDecoder *decoder,
                const char *event,
                const char *data,
                gsize length)
{
  llm_chat_decode (LLM_CHAT_MISTRAL, decoder, event, data, length);
}

static void
mistral_eof (const LlmCodec *codec, LlmDecoder *decoder)
{
  llm_chat_eof (LLM_CHAT_MISTRAL, decoder);
}

/**
 * llm_codec_mistral:
 *
 * Returns: (transfer none): Mistral's chat completions; base URL
 *   https://api.mistral.ai/v1
 */
const LlmCodec *
llm_codec_mistral (void)
{
  static const LlmCodec codec = {
    .id = "mistral",
    .build = mistral_build,
    .build_check = llm_chat_build_check,
    .decode = mistral_decode,
    .eof = mistral_eof,
  };

  return &codec;
}
