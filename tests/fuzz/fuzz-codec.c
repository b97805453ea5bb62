/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "llm-codec.h"
#include "llm-ndjson-parser.h"
#include "llm-sse-parser.h"

/* FUZZ_CODEC is the codec's function. */

typedef struct
{
  const LlmCodec *codec;
  LlmDecoder decoder;
  GString *text;
  GString *reasoning;
} Reader;

static gboolean
event_cb (const char *event, const char *data, gsize length, gpointer user_data)
{
  Reader *reader = user_data;

  reader->codec->decode (reader->codec, &reader->decoder, event, data, length);
  return !reader->decoder.terminated && reader->decoder.error == NULL;
}

/* What the transport does after each read. */
static void
take_text (Reader *reader)
{
  LlmDecoder *decoder = &reader->decoder;

  fuzz_assert_text (decoder->text->str, decoder->text->len);
  fuzz_assert_text (decoder->reasoning->str, decoder->reasoning->len);
  g_string_append_len (reader->text, decoder->text->str, decoder->text->len);
  g_string_append_len (reader->reasoning, decoder->reasoning->str, decoder->reasoning->len);
  g_string_truncate (decoder->text, 0);
  g_string_truncate (decoder->reasoning, 0);
}

static void
read_stream (Reader *reader, const guint8 *data, gsize size, gsize max_piece)
{
  g_autoptr (LlmSseParser) sse = llm_sse_parser_new (event_cb, reader);
  g_autoptr (LlmNdjsonParser) ndjson = llm_ndjson_parser_new (event_cb, reader);
  g_autoptr (GError) error = NULL;
  gboolean lines = FUZZ_CODEC ()->framing == LLM_FRAMING_NDJSON;
  FuzzCuts cuts;
  gsize piece;

  reader->codec = FUZZ_CODEC ();
  reader->text = g_string_new (NULL);
  reader->reasoning = g_string_new (NULL);
  llm_decoder_init (&reader->decoder);
  fuzz_cuts_init (&cuts, data, size, max_piece);
  while ((piece = fuzz_cuts_next (&cuts)) > 0)
    {
      const char *bytes = (const char *) data + cuts.position - piece;

      if (lines)
        llm_ndjson_parser_push (ndjson, bytes, piece, &error);
      else
        llm_sse_parser_push (sse, bytes, piece, &error);
      g_assert_no_error (error);
      take_text (reader);
    }
  if (lines)
    llm_ndjson_parser_finish (ndjson, &error);
  else
    llm_sse_parser_finish (sse, &error);
  g_assert_no_error (error);
  if (!reader->decoder.terminated && reader->decoder.error == NULL)
    reader->codec->eof (reader->codec, &reader->decoder);
  take_text (reader);
}

static void
clear_reader (Reader *reader)
{
  llm_decoder_clear (&reader->decoder);
  g_string_free (reader->text, TRUE);
  g_string_free (reader->reasoning, TRUE);
}

static void
assert_usage (const LlmUsage *usage)
{
  g_assert_cmpint (usage->input, >=, LLM_UNKNOWN);
  g_assert_cmpint (usage->cached, >=, LLM_UNKNOWN);
  g_assert_cmpint (usage->cache_write, >=, LLM_UNKNOWN);
  g_assert_cmpint (usage->reasoning, >=, LLM_UNKNOWN);
  g_assert_cmpint (usage->output, >=, LLM_UNKNOWN);
  g_assert_cmpuint (usage->estimated, ==, 0);
  fuzz_assert_number (usage->cost_usd);
}

static void
assert_sane (const Reader *reader, gsize size)
{
  const LlmDecoder *decoder = &reader->decoder;

  /* A bad byte becomes a character of three. */
  g_assert_cmpuint (reader->text->len + reader->reasoning->len, <=, 3 * size);
  fuzz_assert_string (decoder->finish_reason);
  fuzz_assert_string (decoder->request_id);
  fuzz_assert_string (decoder->continuation);
  fuzz_assert_string (decoder->filter_details);
  g_assert_false (decoder->terminated && decoder->error != NULL);
  g_assert_false (decoder->continuation != NULL && decoder->finish_reason != NULL);
  if (decoder->error != NULL)
    fuzz_assert_error (decoder->error);
  assert_usage (&decoder->usage);
}

static void
assert_same (const Reader *a, const Reader *b)
{
  g_assert_cmpstr (a->text->str, ==, b->text->str);
  g_assert_cmpstr (a->reasoning->str, ==, b->reasoning->str);
  g_assert_cmpstr (a->decoder.finish_reason, ==, b->decoder.finish_reason);
  g_assert_cmpstr (a->decoder.request_id, ==, b->decoder.request_id);
  g_assert_cmpstr (a->decoder.continuation, ==, b->decoder.continuation);
  g_assert_cmpstr (a->decoder.filter_details, ==, b->decoder.filter_details);
  g_assert_true (a->decoder.terminated == b->decoder.terminated);
  g_assert_true ((a->decoder.error != NULL) == (b->decoder.error != NULL));
  if (a->decoder.error != NULL)
    g_assert_cmpint (a->decoder.error->code, ==, b->decoder.error->code);
  g_assert_cmpint (a->decoder.usage.input, ==, b->decoder.usage.input);
  g_assert_cmpint (a->decoder.usage.output, ==, b->decoder.usage.output);
}

/* However the reads of a stream were cut, the same answer comes out. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Reader whole, pieces;

  read_stream (&whole, data, size, 0);
  assert_sane (&whole, size);
  read_stream (&pieces, data, size, 29);
  assert_sane (&pieces, size);
  assert_same (&whole, &pieces);
  clear_reader (&whole);
  clear_reader (&pieces);
  return 0;
}
