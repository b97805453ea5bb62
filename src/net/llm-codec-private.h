/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-codec.h"
#include "llm-json.h"

G_BEGIN_DECLS

/* Shared by the codecs and by nobody else. */

/* Where the text of a compatible server stands in <think>...</think>. */
typedef enum
{
  LLM_THINK_BEFORE,
  LLM_THINK_OPENED,
  LLM_THINK_INSIDE,
  LLM_THINK_BEHIND,
  LLM_THINK_OVER,
} LlmThinkState;

/**
 * LlmDecoderState:
 * @parser: reused for every event
 * @damaged: the last event was cut; an error unless the end of the body cut it
 * @finished: a finish reason was told
 * @n_thinking_blocks: Anthropic: blocks of reasoning so far
 * @think: compatible: whether inline reasoning is being read
 * @held: compatible: text that may be the begin of such a tag
 * @text, @reasoning: of an event that was read the fast way
 * @raw: Anthropic: the counts as told, before they are added up
 * @checkpoint: (nullable): Gemini: the last token that the answer could go on from
 * @text_part, @reasoning_part: responses: which part the last piece was of, 0 for none
 */
typedef struct
{
  JsonParser *parser;
  gboolean damaged;
  gboolean finished;
  guint n_thinking_blocks;
  LlmThinkState think;
  GString *held;
  GString *text;
  GString *reasoning;
  LlmUsage raw;
  char *checkpoint;
  guint64 text_part;
  guint64 reasoning_part;
} LlmDecoderState;

LlmDecoderState *llm_decoder_get_state (LlmDecoder *decoder);
JsonObject *llm_decoder_read (LlmDecoder *decoder,
                              const char *event,
                              const char *data,
                              gsize length);
void llm_decoder_fail (LlmDecoder *decoder, GError *error);
void llm_decoder_set_finish_reason (LlmDecoder *decoder, const char *reason);
void llm_decoder_set_request_id (LlmDecoder *decoder, const char *request_id);
void llm_decoder_add_text (LlmDecoder *decoder, const char *text);
void llm_decoder_add_reasoning (LlmDecoder *decoder, const char *text);
gboolean llm_decoder_is_done_marker (const char *data, gsize length);
gint64 llm_decoder_get_count (JsonObject *object, const char *member);

gboolean llm_wire_request_init (LlmWireRequest *wire,
                                const char *method,
                                const LlmTarget *target,
                                const char *path,
                                GError **error);
void llm_wire_request_add_header (LlmWireRequest *wire, const char *name, const char *value);
gboolean llm_wire_request_authorize (LlmWireRequest *wire,
                                     const LlmTarget *target,
                                     const char *name,
                                     const char *prefix,
                                     GError **error);
gboolean llm_codec_path_ends_with_version (const char *base_url);

const char *llm_codec_get_model_name (const LlmTarget *target, const LlmRequest *request);
gboolean llm_codec_model_reasons (const LlmRequest *request);
gboolean llm_codec_model_samples (const LlmRequest *request);
const char *llm_codec_get_effort (const LlmRequest *request);
GPtrArray *llm_codec_merge_turns (const LlmRequest *request);
const char *llm_codec_role_name (LlmRole role);

/* llm-codec-images.c */
guint llm_codec_get_n_images (const LlmMessage *message);
const LlmImageData *llm_codec_get_image (const LlmMessage *message, guint index);
gboolean llm_codec_has_text (const LlmMessage *message);
void llm_codec_add_image_base64 (JsonBuilder *builder, const char *member);
void llm_codec_add_image_url (JsonBuilder *builder, const char *member, const LlmImageData *image);
void llm_wire_request_set_body (LlmWireRequest *wire,
                                JsonBuilder *builder,
                                const LlmRequest *request);

/* llm-codec-schema.c */
void llm_codec_add_response_format (JsonBuilder *builder, const LlmRequest *request);
void llm_codec_add_text_format (JsonBuilder *builder, const LlmRequest *request);

/* Chat completions: OpenAI, compatible servers and Mistral speak it. */
typedef enum
{
  LLM_CHAT_OPENAI,
  LLM_CHAT_COMPATIBLE,
  LLM_CHAT_MISTRAL,
} LlmChatDialect;

/* llm-chat-decoder.c */
void llm_chat_decode (LlmChatDialect dialect,
                      LlmDecoder *decoder,
                      const char *event,
                      const char *data,
                      gsize length);
void llm_chat_eof (LlmChatDialect dialect, LlmDecoder *decoder);
void llm_think_add (LlmDecoder *decoder, const char *text, gsize length);
void llm_think_flush (LlmDecoder *decoder);

/* llm-codec-openai.c */
JsonBuilder *llm_chat_begin_body (const LlmTarget *target,
                                  const LlmRequest *request,
                                  const char *system_role);
gboolean llm_chat_finish_request (LlmWireRequest *wire,
                                  JsonBuilder *builder,
                                  const LlmTarget *target,
                                  const LlmRequest *request,
                                  GError **error);
gboolean llm_chat_build_check (const LlmCodec *codec,
                               const LlmTarget *target,
                               LlmWireRequest *wire,
                               GError **error);

/* llm-error-response.c */
GError *llm_error_response_from_json (JsonNode *root, guint status, const char *key);
char *llm_error_response_clean (const char *text, const char *key);

G_END_DECLS
