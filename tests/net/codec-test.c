/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "codec-test.h"

#include <math.h>
#include <string.h>

#include "llm-json.h"
#include "llm-ndjson-parser.h"

typedef struct
{
  const LlmCodec *codec;
  LlmDecoder *decoder;
} Sink;

/* Reads a recorded stream of tests/data/net; ".sse" may be left out of its name. */
char *
codec_test_read_fixture (const char *name, gsize *length)
{
  const char *folder = g_getenv ("LLMSELECT_TEST_DATA");
  g_autofree char *file = g_strconcat (name, strchr (name, '.') != NULL ? "" : ".sse", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;

  g_assert_nonnull (folder);
  path = g_build_filename (folder, "net", file, NULL);
  g_file_get_contents (path, &bytes, length, &error);
  g_assert_no_error (error);
  return bytes;
}

static gboolean
event_cb (const char *event, const char *data, gsize length, gpointer user_data)
{
  Sink *sink = user_data;

  sink->codec->decode (sink->codec, sink->decoder, event, data, length);
  return !sink->decoder->terminated && sink->decoder->error == NULL;
}

static void
read_sse (Sink *sink, const char *bytes, gsize length, gsize first, gsize piece)
{
  g_autoptr (LlmSseParser) parser = llm_sse_parser_new (event_cb, sink);
  g_autoptr (GError) error = NULL;

  llm_sse_parser_push (parser, bytes, first, &error);
  g_assert_no_error (error);
  for (gsize done = first; done < length; done += piece)
    {
      llm_sse_parser_push (parser, bytes + done, MIN (piece, length - done), &error);
      g_assert_no_error (error);
    }
  llm_sse_parser_finish (parser, &error);
  g_assert_no_error (error);
}

static void
read_ndjson (Sink *sink, const char *bytes, gsize length, gsize first, gsize piece)
{
  g_autoptr (LlmNdjsonParser) parser = llm_ndjson_parser_new (event_cb, sink);
  g_autoptr (GError) error = NULL;

  llm_ndjson_parser_push (parser, bytes, first, &error);
  g_assert_no_error (error);
  for (gsize done = first; done < length; done += piece)
    {
      llm_ndjson_parser_push (parser, bytes + done, MIN (piece, length - done), &error);
      g_assert_no_error (error);
    }
  llm_ndjson_parser_finish (parser, &error);
  g_assert_no_error (error);
}

static void
decode_pieces (const LlmCodec *codec,
               LlmDecoder *decoder,
               const char *bytes,
               gsize length,
               gsize first,
               gsize piece)
{
  Sink sink = { codec, decoder };

  llm_decoder_init (decoder);
  first = MIN (first, length);
  if (codec->framing == LLM_FRAMING_NDJSON)
    read_ndjson (&sink, bytes, length, first, piece);
  else
    read_sse (&sink, bytes, length, first, piece);
  if (!decoder->terminated && decoder->error == NULL)
    codec->eof (codec, decoder);
}

/* Decodes a stream as the transport does, the first read @first bytes long. */
void
codec_test_decode (const LlmCodec *codec,
                   LlmDecoder *decoder,
                   const char *bytes,
                   gsize length,
                   gsize first)
{
  decode_pieces (codec, decoder, bytes, length, first, MAX (length, 1));
}

static void
assert_usage (const LlmUsage *usage, const LlmUsage *expected)
{
  g_assert_cmpint (usage->input, ==, expected->input);
  g_assert_cmpint (usage->cached, ==, expected->cached);
  g_assert_cmpint (usage->cache_write, ==, expected->cache_write);
  g_assert_cmpint (usage->reasoning, ==, expected->reasoning);
  g_assert_cmpint (usage->output, ==, expected->output);
  if (isnan (expected->cost_usd))
    g_assert_true (isnan (usage->cost_usd));
  else
    g_assert_cmpfloat_with_epsilon (usage->cost_usd, expected->cost_usd, 1e-9);
}

static void
assert_decoded (const StreamCase *c, const LlmDecoder *decoder)
{
  g_assert_cmpstr (decoder->text->str, ==, c->text != NULL ? c->text : "");
  g_assert_cmpstr (decoder->reasoning->str, ==, c->reasoning != NULL ? c->reasoning : "");
  g_assert_cmpstr (decoder->finish_reason, ==, c->finish_reason);
  g_assert_cmpstr (decoder->request_id, ==, c->request_id);
  g_assert_true (decoder->terminated == c->terminated);
  if (c->error == NO_ERROR)
    g_assert_no_error (decoder->error);
  else
    g_assert_error (decoder->error, LLM_ERROR, c->error);
  assert_usage (&decoder->usage, &c->usage);
}

/* However the stream is cut, into two reads or into single bytes, the same comes out.
 * A sample of the cuts is enough here: the parser's own test has them all. */
static void
test_stream (gconstpointer user_data)
{
  const StreamCase *c = user_data;
  gsize length;
  g_autofree char *bytes = codec_test_read_fixture (c->fixture, &length);
  LlmDecoder decoder;

  decode_pieces (c->codec (), &decoder, bytes, length, 0, 1);
  assert_decoded (c, &decoder);
  llm_decoder_clear (&decoder);
  for (gsize first = 0; first <= length; first += 7)
    {
      codec_test_decode (c->codec (), &decoder, bytes, length, first);
      assert_decoded (c, &decoder);
      llm_decoder_clear (&decoder);
    }
}

/* Wherever the stream breaks off, the text is the begin of the whole, nothing but
 * the vendor's own error is one, and only a whole answer counts as one. */
static void
test_broken_stream (gconstpointer user_data)
{
  const StreamCase *c = user_data;
  gsize length;
  g_autofree char *bytes = codec_test_read_fixture (c->fixture, &length);

  for (gsize cut = 0; cut < length; cut++)
    {
      g_autofree char *begin = g_memdup2 (bytes, cut);
      LlmDecoder decoder;

      codec_test_decode (c->codec (), &decoder, begin, cut, 0);
      g_assert_true (g_str_has_prefix (c->text != NULL ? c->text : "", decoder.text->str));
      g_assert_true (
          g_str_has_prefix (c->reasoning != NULL ? c->reasoning : "", decoder.reasoning->str));
      if (c->error == NO_ERROR)
        g_assert_no_error (decoder.error);
      else if (decoder.error != NULL)
        g_assert_true (decoder.error->domain == LLM_ERROR);
      if (decoder.terminated)
        {
          g_assert_true (c->terminated);
          g_assert_cmpstr (decoder.text->str, ==, c->text != NULL ? c->text : "");
          g_assert_cmpstr (decoder.reasoning->str, ==, c->reasoning != NULL ? c->reasoning : "");
        }
      llm_decoder_clear (&decoder);
    }
}

void
codec_test_add_streams (const char *suite, const StreamCase *cases, guint n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      const char *codec = cases[i].codec ()->id;
      g_autofree char *whole = NULL;
      g_autofree char *broken = NULL;

      whole = g_strdup_printf ("/%s/stream/%s/%s", suite, codec, cases[i].fixture);
      broken = g_strdup_printf ("/%s/broken-stream/%s/%s", suite, codec, cases[i].fixture);
      g_test_add_data_func (whole, &cases[i], test_stream);
      g_test_add_data_func (broken, &cases[i], test_broken_stream);
    }
}

LlmModel *
codec_test_new_model (const char *provider_id,
                      const char *id,
                      gint64 max_output,
                      gboolean reasoning,
                      gboolean sampling,
                      const char *const *effort_levels)
{
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = provider_id;
  facts.id = id;
  facts.max_output = max_output;
  facts.reasoning = reasoning;
  facts.no_sampling = !sampling;
  facts.effort_levels = effort_levels;
  return llm_model_new (&facts);
}

/* The value of the header; fails if it is there twice. */
const char *
codec_test_get_header (const LlmWireRequest *wire, const char *name)
{
  const char *value = NULL;

  g_assert_cmpuint (wire->headers->len % 2, ==, 0);
  for (guint i = 0; i < wire->headers->len; i += 2)
    {
      if (g_ascii_strcasecmp (wire->headers->pdata[i], name) != 0)
        continue;
      g_assert_null (value);
      value = wire->headers->pdata[i + 1];
    }
  return value;
}

/* The body, which must be JSON to the letter. */
JsonObject *
codec_test_get_body (const LlmWireRequest *wire)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data = g_bytes_get_data (wire->body, &length);
  JsonObject *object;

  g_assert_true (g_utf8_validate_len (data, length, NULL));
  for (gsize i = 0; i < length; i++)
    g_assert_false (g_ascii_iscntrl (data[i]));
  g_assert_cmpint (llm_json_check (data, length), ==, LLM_JSON_OK);
  json_parser_load_from_data (parser, data, length, &error);
  g_assert_no_error (error);
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_nonnull (object);
  return json_object_ref (object);
}

static void
assert_no_key (const LlmCodec *codec, const char *key)
{
  g_autoptr (LlmRequest) request = llm_request_new ("m", NULL, NULL);
  static const char *const names[] = { "Authorization", "x-api-key", "x-goog-api-key", "api-key" };

  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  for (guint check = 0; check < 2; check++)
    {
      g_autoptr (GError) error = NULL;
      LlmWireRequest wire;

      if (check)
        codec->build_check (codec, TARGET ("https://api.test", key), &wire, &error);
      else
        codec->build (codec, TARGET ("https://api.test", key), request, &wire, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        g_assert_null (codec_test_get_header (&wire, names[i]));
      llm_wire_request_clear (&wire);
      llm_wire_request_clear (&wire);
    }
}

static void
assert_key_refused (const LlmCodec *codec, const LlmRequest *request, const char *key)
{
  for (guint check = 0; check < 2; check++)
    {
      g_autoptr (GError) error = NULL;
      LlmWireRequest wire;
      gboolean ok;

      if (check)
        ok = codec->build_check (codec, TARGET ("https://api.test", key), &wire, &error);
      else
        ok = codec->build (codec, TARGET ("https://api.test", key), request, &wire, &error);
      g_assert_false (ok);
      g_assert_error (error, LLM_ERROR, LLM_ERROR_AUTH);
      g_assert_null (strstr (error->message, "sk-evil"));
      g_assert_null (wire.url);
      g_assert_null (wire.headers);
      g_assert_null (wire.body);
    }
}

/* What every codec does with keys: sends it in @header and nowhere else, sends no
 * header without one, refuses what would break out of the header. */
void
codec_test_keys (const LlmCodec *codec, const char *header, const char *prefix)
{
  static const char *const bad_keys[] = { "sk-evil\r\nX-Evil: 1", "sk-evil\n", "sk-evil\r",
                                          "sk-\001evil",          "sk-evilä",  "sk-evil\177" };
  g_autoptr (LlmRequest) request = llm_request_new ("m", NULL, NULL);
  g_autofree char *expected = g_strconcat (prefix, "sk-canary-123", NULL);

  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  assert_no_key (codec, NULL);
  assert_no_key (codec, "");
  for (guint i = 0; i < G_N_ELEMENTS (bad_keys); i++)
    assert_key_refused (codec, request, bad_keys[i]);

  for (guint check = 0; check < 2; check++)
    {
      g_autoptr (GError) error = NULL;
      LlmWireRequest wire;

      if (check)
        codec->build_check (codec, TARGET ("https://api.test", "sk-canary-123"), &wire, &error);
      else
        codec->build (codec, TARGET ("https://api.test", "sk-canary-123"), request, &wire, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (codec_test_get_header (&wire, header), ==, expected);
      g_assert_null (strstr (wire.url, "canary"));
      if (wire.body != NULL)
        g_assert_null (g_strstr_len (g_bytes_get_data (wire.body, NULL),
                                     g_bytes_get_size (wire.body), "canary"));
      g_assert_true ((wire.body == NULL) == (strcmp (wire.method, "GET") == 0));
      llm_wire_request_clear (&wire);
    }
}
