/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-wire-reader.h"

#include "llm-ndjson-parser.h"
#include "llm-sse-parser.h"

static gboolean
event_cb (const char *event, const char *data, gsize length, gpointer user_data)
{
  LlmWireReader *self = user_data;

  self->codec->decode (self->codec, &self->decoder, event, data, length);
  return !self->decoder.terminated && self->decoder.error == NULL;
}

/**
 * llm_wire_reader_new:
 * @codec: the wire format
 *
 * Returns: (transfer full): a reader that has read nothing
 */
LlmWireReader *
llm_wire_reader_new (const LlmCodec *codec)
{
  LlmWireReader *self;

  g_return_val_if_fail (codec != NULL, NULL);

  self = g_new0 (LlmWireReader, 1);
  self->codec = codec;
  llm_decoder_init (&self->decoder);
  if (codec->framing == LLM_FRAMING_NDJSON)
    self->parser = llm_ndjson_parser_new (event_cb, self);
  else
    self->parser = llm_sse_parser_new (event_cb, self);
  return self;
}

/**
 * llm_wire_reader_free:
 * @self: (nullable) (transfer full): a reader
 */
void
llm_wire_reader_free (LlmWireReader *self)
{
  if (self == NULL)
    return;
  if (self->codec->framing == LLM_FRAMING_NDJSON)
    llm_ndjson_parser_free (self->parser);
  else
    llm_sse_parser_free (self->parser);
  llm_decoder_clear (&self->decoder);
  g_free (self);
}

/**
 * llm_wire_reader_push:
 * @self: a reader
 * @bytes: what came
 * @length: how much
 * @error: where to put an #LLM_ERROR when it cannot be cut into events
 *
 * Returns: whether it could
 */
gboolean
llm_wire_reader_push (LlmWireReader *self, const char *bytes, gsize length, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->codec->framing == LLM_FRAMING_NDJSON)
    return llm_ndjson_parser_push (self->parser, bytes, length, error);
  return llm_sse_parser_push (self->parser, bytes, length, error);
}

/**
 * llm_wire_reader_expect_end:
 * @self: a reader
 *
 * The body may as well end here: in protocols whose terminator is its end, the answer
 * is complete if it had a finish reason.
 */
void
llm_wire_reader_expect_end (LlmWireReader *self)
{
  g_return_if_fail (self != NULL);

  if (!self->decoder.terminated && self->decoder.error == NULL)
    self->codec->eof (self->codec, &self->decoder);
}

/**
 * llm_wire_reader_finish:
 * @self: a reader
 *
 * The body has ended.  What is left of an event that it cut is no error.
 */
void
llm_wire_reader_finish (LlmWireReader *self)
{
  g_return_if_fail (self != NULL);

  if (self->codec->framing == LLM_FRAMING_NDJSON)
    llm_ndjson_parser_finish (self->parser, NULL);
  else
    llm_sse_parser_finish (self->parser, NULL);
  llm_wire_reader_expect_end (self);
}
