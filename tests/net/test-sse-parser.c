/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "llm-error.h"
#include "llm-sse-parser.h"

typedef struct
{
  GString *log;
  guint n_events;
  guint stop_after;
} Sink;

static gboolean
event_cb (const char *event, const char *data, gsize length, gpointer user_data)
{
  Sink *sink = user_data;

  g_assert_cmpuint (length, >, 0);
  g_assert_cmpuint (strlen (data), ==, length);
  g_assert_true (g_utf8_validate (data, -1, NULL));
  g_assert_true (g_utf8_validate (event, -1, NULL));
  if (sink->log != NULL)
    g_string_append_printf (sink->log, "[%s|%s]", event, data);
  return ++sink->n_events != sink->stop_after;
}

/* Parses @input cut into pieces of @piece bytes, the first of them @first bytes. */
static char *
parse (const char *input, gsize length, gsize first, gsize piece, guint stop_after)
{
  Sink sink = { g_string_new (NULL), 0, stop_after };
  g_autoptr (LlmSseParser) parser = llm_sse_parser_new (event_cb, &sink);
  g_autoptr (GError) error = NULL;
  gsize done = 0;

  while (done < length)
    {
      gsize n = MIN (done == 0 && first > 0 ? first : piece, length - done);
      /* An own copy, so that a read past the piece is seen by ASan. */
      g_autofree char *copy = g_memdup2 (input + done, n);

      llm_sse_parser_push (parser, copy, n, &error);
      g_assert_no_error (error);
      done += n;
    }
  llm_sse_parser_finish (parser, &error);
  g_assert_no_error (error);
  return g_string_free (sink.log, FALSE);
}

typedef struct
{
  const char *name;
  const char *input;
  const char *expected;
  gsize length; /* of the input if it has a NUL inside */
} Case;

static const Case cases[] = {
  { "lf", "data: a\n\ndata: b\n\n", "[|a][|b]" },
  { "crlf", "data: a\r\n\r\ndata: b\r\n\r\n", "[|a][|b]" },
  { "cr", "data: a\r\rdata: b\r\r", "[|a][|b]" },
  { "mixed-ends", "data: a\r\ndata: b\rdata: c\n\r\ndata: d\n\n", "[|a\nb\nc][|d]" },
  { "lf-then-cr", "data: a\n\rdata: b\n\r", "[|a][|b]" },
  { "crlf-is-one-end", "data: a\r\ndata: b\r\n\r\n", "[|a\nb]" },
  { "no-blank-line", "data: a\n\ndata: b\n", "[|a][|b]" },
  { "no-line-end", "data: a\n\ndata: b", "[|a][|b]" },
  { "bom", "\357\273\277data: a\n\n", "[|a]" },
  { "bom-only-once", "\357\273\277\357\273\277data: a\n\ndata: b\n\n", "[|b]" },
  { "bom-later", "data: a\n\n\357\273\277data: b\n\ndata: c\n\n", "[|a][|c]" },
  { "bom-half", "\357\273data: a\n\ndata: b\n\n", "[|b]" },
  { "bom-alone", "\357\273\277", "" },
  { "bom-after-comment", ":x\n\357\273\277data: a\n\ndata: b\n\n", "[|b]" },
  { "bom-comment", "\357\273\277: hello\ndata: a\n\n", "[|a]" },
  { "comments", ": OPENROUTER PROCESSING\n\n:\ndata: a\n: in between\ndata: b\n\n", "[|a\nb]" },
  { "comment-at-end", "data: a\n\n: bye", "[|a]" },
  { "several-data", "data: a\ndata: b\n\n", "[|a\nb]" },
  { "empty-first-data", "data:\ndata: b\n\n", "[|\nb]" },
  { "one-space", "data:x\n\ndata: x\n\ndata:  x\n\ndata:\tx\n\n", "[|x][|x][| x][|\tx]" },
  { "event", "event: ping\ndata: a\n\ndata: b\n\n", "[ping|a][|b]" },
  { "event-after-data", "data: a\nevent: late\n\n", "[late|a]" },
  { "event-twice", "event: one\nevent: two\ndata: a\n\n", "[two|a]" },
  { "event-without-data", "event: ping\n\ndata: a\n\n", "[|a]" },
  { "empty-data", "data:\n\ndata: \n\ndata\n\ndata: a\n\n", "[|a]" },
  { "ignored-fields", "id: 7\nretry: 10\nfoo: bar\nData: no\n data: no\ndata: a\n\n", "[|a]" },
  { "no-colon", "event\ndata\nnonsense\n\ndata: a\n\n", "[|a]" },
  { "prefix-of-data", "dat: a\n\ndatax: b\n\ndata: c\n\n", "[|c]" },
  { "colon-in-value", "data: a:b: c\n\n", "[|a:b: c]" },
  { "only-blank", "\n\r\r\n\n", "" },
  { "empty", "", "" },
  { "utf-8", "data: \360\237\246\212 \303\244 \342\202\254\n\n", "[|\360\237\246\212 ä €]" },
  { "bad-utf-8", "data: a\377b\303\n\ndata: \342\202x\n\n",
    "[|a\357\277\275b\357\277\275][|\357\277\275\357\277\275x]" },
  { "bad-utf-8-at-end", "data: ab\360\237\246", "[|ab\357\277\275\357\277\275\357\277\275]" },
  { "surrogate", "data: \355\240\200\n\n", "[|\357\277\275\357\277\275\357\277\275]" },
  { "bad-event", "event: \377\ndata: a\n\n", "[\357\277\275|a]" },
  { "nul", "data: a\0b\n\ndata: c\n\n", "[|a\357\277\275b][|c]", 20 },
  { "error-field", "error: {\"code\":500}\n\n", "[error|{\"code\":500}]" },
  { "bare-json", "data: a\n\n{\n \"error\": {\n  \"code\": 503\n }\n}\n\ndata: b\n\n",
    "[|a][|{\n \"error\": {\n  \"code\": 503\n }\n}][|b]" },
  { "bare-json-at-end", "data: a\n\n{\"error\":{}}", "[|a][|{\"error\":{}}]" },
  { "brace-within-event", "data: a\n{\"x\":1}\ndata: b\n\n", "[|a\nb]" },
};

static void
test_case (gconstpointer user_data)
{
  const Case *c = user_data;
  gsize length = c->length != 0 ? c->length : strlen (c->input);

  for (gsize piece = 1; piece <= 7; piece++)
    {
      g_autofree char *log = parse (c->input, length, 0, piece, 0);
      g_assert_cmpstr (log, ==, c->expected);
    }
  /* Every place to cut once. */
  for (gsize first = 1; first <= length; first++)
    {
      g_autofree char *log = parse (c->input, length, first, length, 0);
      g_assert_cmpstr (log, ==, c->expected);
    }
}

/* The plainest reading of the standard, for comparison. */
static char *
reference_parse (const char *input, gsize length)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GString) data = g_string_new (NULL);
  g_autoptr (GString) event = g_string_new (NULL);
  g_autofree char *valid = NULL;
  g_auto (GStrv) split = NULL;
  GString *log = g_string_new (NULL);
  guint n_data = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (input[i] == '\r' && i + 1 < length && input[i + 1] == '\n')
        continue;
      g_string_append_c (lines, input[i] == '\r' ? '\n' : input[i]);
    }
  valid = g_utf8_make_valid (lines->str, lines->len);
  split = g_strsplit (g_str_has_prefix (valid, "\357\273\277") ? valid + 3 : valid, "\n", -1);
  for (guint i = 0; split[i] != NULL; i++)
    {
      gboolean last = split[i + 1] == NULL;
      g_auto (GStrv) field = g_strsplit (split[i], ":", 2);
      const char *value = field[0] != NULL && field[1] != NULL ? field[1] : "";

      value += *value == ' ';
      if (g_strcmp0 (field[0], "data") == 0)
        g_string_append_printf (data, "%s%s", n_data++ > 0 ? "\n" : "", value);
      else if (g_strcmp0 (field[0], "event") == 0)
        g_string_assign (event, value);
      if (*split[i] == '\0' || last)
        {
          if (data->len > 0)
            g_string_append_printf (log, "[%s|%s]", event->str, data->str);
          g_string_truncate (data, 0);
          g_string_truncate (event, 0);
          n_data = 0;
        }
    }
  return g_string_free (log, FALSE);
}

static void
test_random (void)
{
  static const char *const pieces[] = { "data",  ":", " ",   "\n",  "\r",   "\r\n", "event",
                                        "id: 1", "x", "\n\n", "\303", "\244", "\377", "data: ",
                                        "retry", "ä", "[DONE]", "\357\273\277" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GString) input = g_string_new (NULL);
      g_autofree char *expected = NULL;
      g_autofree char *log = NULL;
      guint n = g_rand_int_range (rand, 0, 40);

      for (guint i = 0; i < n; i++)
        g_string_append (input, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      expected = reference_parse (input->str, input->len);
      log = parse (input->str, input->len, g_rand_int_range (rand, 0, 9),
                   g_rand_int_range (rand, 1, 9), 0);
      g_assert_cmpstr (log, ==, expected);
    }
}

static void
test_stop (void)
{
  const char *input = "data: a\n\ndata: b\n\ndata: c\n\ndata: d";

  for (gsize piece = 1; piece <= strlen (input); piece++)
    {
      g_autofree char *log = parse (input, strlen (input), 0, piece, 2);
      g_assert_cmpstr (log, ==, "[|a][|b]");
    }
}

/* Pushes @prefix, then @total bytes of @fill in pieces, then @suffix. */
static gboolean
push_filled (const char *prefix, char fill, gsize total, gsize piece, const char *suffix,
             guint *n_events, GError **error)
{
  Sink sink = { NULL, 0, 0 };
  g_autoptr (LlmSseParser) parser = llm_sse_parser_new (event_cb, &sink);
  g_autofree char *bytes = g_malloc (piece);
  gboolean ok;

  memset (bytes, fill, piece);
  ok = llm_sse_parser_push (parser, prefix, strlen (prefix), error);
  for (gsize done = 0; ok && done < total; done += MIN (piece, total - done))
    ok = llm_sse_parser_push (parser, bytes, MIN (piece, total - done), error);
  ok = ok && llm_sse_parser_push (parser, suffix, strlen (suffix), error);
  ok = ok && llm_sse_parser_finish (parser, error);
  if (!ok)
    {
      /* A parser that gave up stays so. */
      g_assert_false (llm_sse_parser_push (parser, "data: x\n\n", 9, NULL));
      g_assert_false (llm_sse_parser_finish (parser, NULL));
    }
  *n_events = sink.n_events;
  return ok;
}

static void
assert_limit (const char *prefix, gsize total, const char *suffix, gboolean fits, guint n_expected)
{
  static const gsize pieces[] = { 61, 65536, 16 * 1024 * 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GError) error = NULL;
      guint n_events;
      gboolean ok = push_filled (prefix, 'x', total, pieces[i], suffix, &n_events, &error);

      if (fits)
        g_assert_no_error (error);
      else
        g_assert_error (error, LLM_ERROR, LLM_ERROR_PROTOCOL);
      g_assert_true (ok == fits);
      g_assert_cmpuint (n_events, ==, n_expected);
    }
}

static void
test_limits (void)
{
  const gsize max = LLM_SSE_MAX_EVENT;

  assert_limit ("data: ", max, "\n\n", TRUE, 1);
  assert_limit ("data: ", max, "", TRUE, 1);
  assert_limit ("data: ", max + 1, "\n\n", FALSE, 0);
  assert_limit ("data: a\ndata: ", max - 2, "\n\n", TRUE, 1);
  assert_limit ("data: a\ndata: ", max - 1, "\n\n", FALSE, 0);
  /* A line that never ends, whatever it is. */
  assert_limit ("data: a\n\n", 2 * max, "", FALSE, 1);
  assert_limit ("event: ", 2 * max, "\n\n", FALSE, 0);
  assert_limit ("{", 2 * max, "\n\n", FALSE, 0);
  /* A comment is not kept, so it has no limit. */
  assert_limit (":", 4 * max, "\ndata: a\n\n", TRUE, 1);
  assert_limit ("data: a\n:", 4 * max, "\n\n", TRUE, 1);
  /* The limit is one of each event. */
  assert_limit ("data: a\n\ndata: ", max, "\n\ndata: b\n\n", TRUE, 3);
}

/* Data lines without end, each of them short. */
static void
test_limit_of_lines (void)
{
  Sink sink = { NULL, 0, 0 };
  g_autoptr (LlmSseParser) parser = llm_sse_parser_new (event_cb, &sink);
  g_autoptr (GError) error = NULL;
  gsize pushed = 0;

  while (llm_sse_parser_push (parser, "data: 12345\n", 12, &error))
    {
      pushed += 12;
      g_assert_cmpuint (pushed, <=, 3 * LLM_SSE_MAX_EVENT);
    }
  g_assert_error (error, LLM_ERROR, LLM_ERROR_PROTOCOL);
  g_assert_cmpuint (sink.n_events, ==, 0);
}

static void
assert_quick (const char *unit, gsize total)
{
  Sink sink = { NULL, 0, 0 };
  g_autoptr (LlmSseParser) parser = llm_sse_parser_new (event_cb, &sink);
  g_autoptr (GString) input = g_string_sized_new (total + 64);
  g_autoptr (GError) error = NULL;

  while (input->len < total)
    g_string_append (input, unit);
  g_test_timer_start ();
  llm_sse_parser_push (parser, input->str, input->len, &error);
  g_assert_no_error (error);
  llm_sse_parser_finish (parser, &error);
  g_assert_no_error (error);
  /* Some 30 ms if linear, hours if each line searched the rest. */
  g_assert_cmpfloat (g_test_timer_elapsed (), <, 20.0);
}

static void
test_linear (void)
{
  assert_quick ("\r", 8 * 1024 * 1024);
  assert_quick ("\n", 8 * 1024 * 1024);
  assert_quick ("data: a\r\r", 8 * 1024 * 1024);
  assert_quick ("data: a\n\n", 8 * 1024 * 1024);
  assert_quick (":\r", 8 * 1024 * 1024);
  assert_quick ("\377", 2 * 1024 * 1024);
  assert_quick ("id\r\n", 8 * 1024 * 1024);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sse-parser/case/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/sse-parser/random", test_random);
  g_test_add_func ("/sse-parser/stop", test_stop);
  g_test_add_func ("/sse-parser/limits", test_limits);
  g_test_add_func ("/sse-parser/limit-of-lines", test_limit_of_lines);
  g_test_add_func ("/sse-parser/linear", test_linear);

  return g_test_run ();
}
