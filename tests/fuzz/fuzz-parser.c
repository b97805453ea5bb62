/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <string.h>

#include "llm-ndjson-parser.h"
#include "llm-sse-parser.h"

/* Both parsers have one shape; FUZZ_NDJSON chooses. */
#ifdef FUZZ_NDJSON
typedef LlmNdjsonParser Parser;
#define parser_new llm_ndjson_parser_new
#define parser_push llm_ndjson_parser_push
#define parser_finish llm_ndjson_parser_finish
#define parser_free llm_ndjson_parser_free
#else
typedef LlmSseParser Parser;
#define parser_new llm_sse_parser_new
#define parser_push llm_sse_parser_push
#define parser_finish llm_sse_parser_finish
#define parser_free llm_sse_parser_free
#endif

/* Writes down an event so that two of them read alike only if they are. */
static gboolean
event_cb (const char *event, const char *data, gsize length, gpointer user_data)
{
  GString *log = user_data;

  fuzz_assert_string (event);
  g_assert_cmpuint (length, >, 0);
  g_assert_true (g_utf8_validate_len (data, length, NULL));
  g_assert_cmpint (data[length], ==, '\0');
  g_string_append_printf (log, "%zu,%zu:%s", strlen (event), length, event);
  g_string_append_len (log, data, length);
  return strcmp (data, "[DONE]") != 0;
}

static GString *
parse (const guint8 *data, gsize size, gsize max_piece)
{
  GString *log = g_string_new (NULL);
  Parser *parser = parser_new (event_cb, log);
  g_autoptr (GError) error = NULL;
  FuzzCuts cuts;
  gsize piece;

  fuzz_cuts_init (&cuts, data, size, max_piece);
  while ((piece = fuzz_cuts_next (&cuts)) > 0)
    {
      g_assert_true (
          parser_push (parser, (const char *) data + cuts.position - piece, piece, &error));
      g_assert_no_error (error);
    }
  g_assert_true (parser_finish (parser, &error));
  g_assert_no_error (error);
  parser_free (parser);
  return log;
}

/* However a body is cut, the same events come out of it, and no more than went in:
 * a bad byte becomes a character of three, an event costs eight bytes and a line to
 * write down. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  GString *whole = parse (data, size, 0);
  GString *bytes = parse (data, size, 1);
  GString *pieces = parse (data, size, 37);

  g_assert_cmpuint (whole->len, <=, 8 * size + 8);
  g_assert_true (g_string_equal (whole, bytes));
  g_assert_true (g_string_equal (whole, pieces));
  g_string_free (whole, TRUE);
  g_string_free (bytes, TRUE);
  g_string_free (pieces, TRUE);
  return 0;
}
