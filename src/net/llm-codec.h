/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-request.h"
#include "llm-target.h"
#include "llm-usage.h"

G_BEGIN_DECLS

/**
 * LlmWireRequest:
 *
 * A request ready for the wire: an absolute @url without a key in it, headers
 * (name, value alternating, the authorization among them, but not the
 * Content-Type of the body), and a JSON @body (NULL for a GET).  If there are @images
 * (of #LlmImageData), @body has a mark for each of them, and
 * llm_wire_request_open_body() puts their base64 there.
 */
typedef struct
{
  const char *method;
  char *url;
  GPtrArray *headers;
  GBytes *body;
  GPtrArray *images;
} LlmWireRequest;

void llm_wire_request_clear (LlmWireRequest *wire);
GInputStream *llm_wire_request_open_body (const LlmWireRequest *wire, goffset *length);

/**
 * LlmDecoder:
 *
 * What was read from one stream so far.  llm_codec_decode() adds to @text and
 * @reasoning (the transport takes them out and empties them after each read),
 * merges @usage and sets @finish_reason (normalised: "stop", "length",
 * "content_filter", "tool_calls", or the vendor's own word in lower case).
 * @request_id is the id that the body gives the answer, if it does.  @continuation
 * is set when the answer ended only because one request gives no more: the same
 * request with this token gives the rest (Gemini); @usage is then that of this
 * request alone.  @filter_details is what a content filter says, bounded.  @terminated
 * becomes TRUE at the protocol's terminator; @error at an in-stream error.  After
 * either, no further event is wanted.
 */
typedef struct
{
  GString *text;
  GString *reasoning;
  LlmUsage usage;
  char *finish_reason;
  char *request_id;
  char *continuation;
  char *filter_details;
  gboolean terminated;
  GError *error;
  gpointer state;
} LlmDecoder;

void llm_decoder_init (LlmDecoder *decoder);
void llm_decoder_clear (LlmDecoder *decoder);

/**
 * LlmFraming:
 * @LLM_FRAMING_SSE: server-sent events
 * @LLM_FRAMING_NDJSON: one JSON object a line (Ollama); the event's name is ""
 */
typedef enum
{
  LLM_FRAMING_SSE,
  LLM_FRAMING_NDJSON,
} LlmFraming;

/**
 * LlmCodec:
 *
 * One vendor's wire format as a table of pure functions.  No I/O, no clock, no
 * globals.
 *
 * @framing: how the body of an answer is cut into events
 * @build: a request for a streamed answer; parameters in the request's dropped set
 *   are left out
 * @build_check: a cheap authorized GET that tells whether a key is good
 * @decode: one SSE event; @event "" when unnamed
 * @eof: the body ended; protocols whose terminator is the close (Gemini after a
 *   finish reason) set @terminated here.  An event that the end cut in two is no
 *   error: the answer is then just not terminated.
 */
typedef struct _LlmCodec LlmCodec;
struct _LlmCodec
{
  const char *id;
  LlmFraming framing;
  gboolean (*build) (const LlmCodec *codec,
                     const LlmTarget *target,
                     const LlmRequest *request,
                     LlmWireRequest *wire,
                     GError **error);
  gboolean (*build_check) (const LlmCodec *codec,
                           const LlmTarget *target,
                           LlmWireRequest *wire,
                           GError **error);
  void (*decode) (const LlmCodec *codec,
                  LlmDecoder *decoder,
                  const char *event,
                  const char *data,
                  gsize length);
  void (*eof) (const LlmCodec *codec, LlmDecoder *decoder);
};

/* openai: OpenAI itself; responses: its other way; compatible: other servers that speak
 * its chat completions, each in its dialect (llm-dialect.h); ollama: Ollama's own way. */
const LlmCodec *llm_codec_openai (void);
const LlmCodec *llm_codec_responses (void);
const LlmCodec *llm_codec_compatible (void);
const LlmCodec *llm_codec_ollama (void);
const LlmCodec *llm_codec_mistral (void);
const LlmCodec *llm_codec_anthropic (void);
const LlmCodec *llm_codec_gemini (void);

/* Turns a non-200 answer (any vendor, any body: JSON of several shapes, HTML,
 * empty) into an LLM_ERROR with status, detail and request id.  Never returns
 * NULL.  @key, if given, is masked wherever the body quotes it.  @retry_after is
 * the Retry-After header or NULL. */
GError *llm_codec_error_from_response (guint status,
                                       const char *content_type,
                                       const char *body,
                                       gsize length,
                                       const char *key,
                                       const char *retry_after);

G_END_DECLS
