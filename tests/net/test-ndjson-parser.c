/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "llm-error.h"
#include "llm-ndjson-parser.h"

typedef struct
{
  GString *log;
  guint n_lines;
  guint stop_after;
} Sink;

static gboolean
line_cb (const char *event, const char *data, gsize length, gpointer user_data)
{
  Sink *sink = user_data;

  g_assert_cmpstr (event, ==, "");
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpuint (strlen (data), ==, length);
  g_assert_true (g_utf8_validate (data, -1, NULL));
  if (sink->log != NULL)
    g_string_append_printf (sink->log, "[%s]", data);
  return ++sink->n_lines != sink->stop_after;
}

/* Parses @input cut into pieces of @piece bytes, the first of them @first bytes. */
static char *
parse (const char *input, gsize length, gsize first, gsize piece, guint stop_after)
{
  Sink sink = { g_string_new (NULL), 0, stop_after };
  g_autoptr (LlmNdjsonParser) parser = llm_ndjson_parser_new (line_cb, &sink);
  g_autoptr (GError) error = NULL;
  gsize done = 0;

  while (done < length)
    {
      gsize n = MIN (done == 0 && first > 0 ? first : piece, length - done);
      /* An own copy, so that a read past the piece is seen by ASan. */
      g_autofree char *copy = g_memdup2 (input + done, n);

      llm_ndjson_parser_push (parser, copy, n, &error);
      g_assert_no_error (error);
      done += n;
    }
  llm_ndjson_parser_finish (parser, &error);
  g_assert_no_error (error);
  return g_string_free (sink.log, FALSE);
}

typedef struct
{
  const char *name;
  const char *input;
  const char *expected;
  gsize length; /* of the input if it has a NUL inside */
  guint stop_after;
} Case;

static const Case cases[] = {
  { "lf", "{\"a\":1}\n{\"b\":2}\n", "[{\"a\":1}][{\"b\":2}]" },
  { "crlf", "{}\r\n{ }\r\n", "[{}][{ }]" },
  { "cr-inside", "{\r}\n", "[{\r}]" },
  { "only-one-cr", "{}\r\r\n", "[{}\r]" },
  { "blank", "\n\r\n \t\n{}\n\n\n", "[{}]" },
  { "no-end", "{}\n{\"x\":", "[{}][{\"x\":]" },
  { "no-end-cr", "{}\r", "[{}]" },
  { "bom", "\357\273\277{}\n", "[{}]" },
  { "bom-alone", "\357\273\277\n{}\n", "[{}]" },
  { "bom-later", "{}\n\357\273\277{}\n", "[{}][\357\273\277{}]" },
  { "utf-8", "{\"ä🦊\"}\n", "[{\"ä🦊\"}]" },
  { "bad-utf-8", "a\377b\300\200\n", "[a\357\277\275b\357\277\275\357\277\275]" },
  { "nul", "a\0b\n", "[a\357\277\275b]", 4 },
  { "sse", "data: {}\n\n", "[data: {}]" },
  { "empty", "", "" },
  { "stop", "1\n2\n3\n", "[1][2]", 0, 2 },
  { "stop-at-end", "1\n2", "[1]", 0, 1 },
};

/* However the input is cut, the same lines come out. */
static void
test_case (gconstpointer user_data)
{
  const Case *c = user_data;
  gsize length = c->length > 0 ? c->length : strlen (c->input);

  for (gsize piece = 1; piece <= length + 1; piece++)
    {
      for (gsize first = 0; first <= length; first++)
        {
          g_autofree char *log = parse (c->input, length, first, piece, c->stop_after);

          g_assert_cmpstr (log, ==, c->expected);
        }
    }
}

static void
test_too_large (void)
{
  g_autofree char *block = g_strnfill (1024 * 1024, 'x');

  for (guint with_end = 0; with_end < 2; with_end++)
    {
      Sink sink = { 0 };
      g_autoptr (LlmNdjsonParser) parser = llm_ndjson_parser_new (line_cb, &sink);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) again = NULL;
      g_autoptr (GError) finish_error = NULL;

      for (guint i = 0; i < 8; i++)
        g_assert_true (llm_ndjson_parser_push (parser, block, 1024 * 1024, NULL));
      if (with_end)
        {
          g_assert_true (llm_ndjson_parser_push (parser, "\n", 1, &error));
          g_assert_no_error (error);
          g_assert_cmpuint (sink.n_lines, ==, 1);
          for (guint i = 0; i < 8; i++)
            g_assert_true (llm_ndjson_parser_push (parser, block, 1024 * 1024, NULL));
        }
      g_assert_false (llm_ndjson_parser_push (parser, "yyyyyyyy\n", 9, &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_PROTOCOL);
      g_assert_false (llm_ndjson_parser_push (parser, "{}\n", 3, &again));
      g_assert_error (again, LLM_ERROR, LLM_ERROR_PROTOCOL);
      g_assert_false (llm_ndjson_parser_finish (parser, &finish_error));
      g_assert_error (finish_error, LLM_ERROR, LLM_ERROR_PROTOCOL);
      g_assert_cmpuint (sink.n_lines, ==, with_end);
    }
}

/* After the end nothing is delivered, nor after a stop. */
static void
test_after_end (void)
{
  Sink sink = { 0 };
  g_autoptr (LlmNdjsonParser) parser = llm_ndjson_parser_new (line_cb, &sink);
  g_autoptr (GError) error = NULL;

  g_assert_true (llm_ndjson_parser_push (parser, "1\n2", 3, &error));
  g_assert_cmpuint (sink.n_lines, ==, 1);
  g_assert_true (llm_ndjson_parser_finish (parser, &error));
  g_assert_cmpuint (sink.n_lines, ==, 2);
  g_assert_true (llm_ndjson_parser_push (parser, "3\n", 2, &error));
  g_assert_true (llm_ndjson_parser_finish (parser, &error));
  g_assert_cmpuint (sink.n_lines, ==, 2);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/ndjson-parser/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/ndjson-parser/too-large", test_too_large);
  g_test_add_func ("/ndjson-parser/after-end", test_after_end);

  return g_test_run ();
}
