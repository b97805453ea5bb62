/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fault-table.h"

#include <string.h>

#define HUGE_EVENT (64 * 1024 * 1024)

/* What is before an event that is not a line. */
#define FIELD "data: "

#define SOON 0.15

/* Up to the event that says "Hel", and what is behind it. */
void
fault_split_sample (const Sample *sample, char **begin, char **rest)
{
  guint i = 0;

  while (strstr (sample->events[i], "Hel") == NULL)
    i++;
  *rest = g_strjoinv (NULL, (char **) &sample->events[i + 1]);
  *begin = sample_to_string (sample);
  (*begin)[strlen (*begin) - strlen (*rest)] = '\0';
}

/* --- Scripts --- */

static gboolean
is_lines (Cell *cell)
{
  return sample_is_lines (cell->base.sample);
}

static LlmFakeScript *
new_script (Cell *cell, guint status, const char *type)
{
  LlmFakeScript *script = llm_fake_script_new (status, type);

  llm_fake_script_add_header (script, "x-request-id", FAULT_REQUEST_ID);
  return script;
}

static LlmFakeScript *
new_stream (Cell *cell)
{
  return new_script (cell, 200, sample_get_content_type (cell->base.sample));
}

static LlmFakeScript *
new_raw_stream (Cell *cell, const char *header)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();
  g_autofree char *head = g_strdup_printf (
      "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nx-request-id: " FAULT_REQUEST_ID "\r\n%s\r\n\r\n",
      sample_get_content_type (cell->base.sample), header);

  llm_fake_script_send (script, head);
  return script;
}

static char *
dup_begin (Cell *cell)
{
  g_autofree char *rest = NULL;
  char *begin;

  fault_split_sample (cell->base.sample, &begin, &rest);
  return begin;
}

static void
send_begin (Cell *cell, LlmFakeScript *script)
{
  g_autofree char *begin = dup_begin (cell);

  llm_fake_script_send (script, begin);
  cell->text = "Hel";
}

static void
serve (Cell *cell, LlmFakeScript *script)
{
  fixture_serve (&cell->base, script);
}

static char *
replace (const char *text, const char *what, const char *with)
{
  g_auto (GStrv) parts = g_strsplit (text, what, -1);

  return g_strjoinv (with, parts);
}

void
fault_expect_done (Cell *cell)
{
  cell->outcome = LLM_STREAM_DONE;
  cell->text = cell->base.sample->text;
  cell->finish_reason = "stop";
}

static void
expect_failure (Cell *cell, LlmErrorCode code, guint status)
{
  cell->outcome = LLM_STREAM_FAILED;
  cell->code = code;
  cell->status = status;
}

static void
expect_broken (Cell *cell, const char *text)
{
  cell->outcome = LLM_STREAM_INTERRUPTED;
  cell->code = LLM_ERROR_PROTOCOL;
  cell->other_code = LLM_ERROR_NETWORK;
  cell->text = text;
}

/* --- Refused with a status --- */

static LlmFakeScript *
new_refusal (Cell *cell, FaultBodyKind kind)
{
  const FaultBody *body = &cell->vendor->bodies[kind];
  LlmFakeScript *script
      = new_script (cell, body->status,
                    body->status == 200 ? "text/event-stream" : "application/json; charset=utf-8");

  llm_fake_script_send (script, body->text);
  expect_failure (cell, body->code, body->status == 200 ? 0 : body->status);
  cell->in_detail = "";
  if (body->retry_ms != 0)
    cell->retry_least = cell->retry_most = body->retry_ms;
  return script;
}

static void
arrange_refusal (Cell *cell)
{
  LlmFakeScript *script = new_refusal (cell, cell->fault->body);

  if (cell->fault->header != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (cell->fault->header, ": ", 2);

      llm_fake_script_add_header (script, parts[0], parts[1]);
      cell->retry_least = cell->retry_most = cell->fault->retry_ms;
    }
  serve (cell, script);
}

static void
arrange_retry_date (Cell *cell)
{
  LlmFakeScript *script = new_refusal (cell, BODY_RATE_LIMIT);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, 30);
  g_autofree char *date = g_date_time_format (then, "%a, %d %b %Y %H:%M:%S GMT");

  llm_fake_script_add_header (script, "Retry-After", date);
  cell->retry_least = 20000;
  cell->retry_most = 30000;
  serve (cell, script);
}

/* Milliseconds are finer, and count more. */
static void
arrange_retry_both (Cell *cell)
{
  LlmFakeScript *script = new_refusal (cell, BODY_RATE_LIMIT);

  llm_fake_script_add_header (script, "Retry-After", "3");
  llm_fake_script_add_header (script, "retry-after-ms", "2500");
  cell->retry_least = cell->retry_most = 2500;
  serve (cell, script);
}

static void
arrange_then_success (Cell *cell)
{
  g_autofree char *text = sample_to_string (cell->base.sample);
  LlmFakeScript *script;

  serve (cell, new_refusal (cell, cell->fault->body));
  script = new_stream (cell);
  llm_fake_script_send (script, text);
  serve (cell, script);
  cell->n_attempts = 2;
}

/* An id with the key in it is none. */
static void
arrange_key_in_id (Cell *cell)
{
  const FaultBody *body = &cell->vendor->bodies[BODY_SERVER_ERROR];
  LlmFakeScript *script = llm_fake_script_new (500, "text/plain; x=" TEST_KEY);

  llm_fake_script_add_header (script, "x-request-id", "id-" TEST_KEY);
  llm_fake_script_add_header (script, "Retry-After", TEST_KEY);
  llm_fake_script_send (script, body->text);
  expect_failure (cell, body->code, 500);
  cell->in_detail = "";
  cell->request_id = NULL;
  if (g_str_equal (cell->vendor->sample, "anthropic"))
    cell->error_id = FAULT_REQUEST_ID; /* from the body */
  serve (cell, script);
}

static void
arrange_error_with_200 (Cell *cell)
{
  const FaultBody *body = &cell->vendor->bodies[BODY_QUOTA];
  LlmFakeScript *script = new_script (cell, 200, "application/json");

  llm_fake_script_send (script, body->text);
  /* OpenRouter's, Mistral's and Ollama's tell it by the status; the first has it in
   * its body too. */
  expect_failure (cell, body->code, 0);
  if (g_str_equal (cell->vendor->sample, "mistral") || is_lines (cell))
    cell->code = LLM_ERROR_PROTOCOL;
  cell->in_detail = "";
  serve (cell, script);
}

static void
arrange_html_200 (Cell *cell)
{
  LlmFakeScript *script = new_script (cell, 200, "text/html; charset=utf-8");

  llm_fake_script_send (script, "<!DOCTYPE html><title>Log in</title>" TEST_KEY);
  expect_failure (cell, LLM_ERROR_PROTOCOL, 0);
  cell->in_detail = "Log in";
  serve (cell, script);
}

static void
arrange_html_502 (Cell *cell)
{
  LlmFakeScript *script = new_script (cell, 502, "text/html");

  llm_fake_script_send (script, "<html><title>Bad gateway " TEST_KEY "</title></html>");
  expect_failure (cell, LLM_ERROR_SERVER, 502);
  cell->in_detail = "Bad gateway";
  serve (cell, script);
}

static void
arrange_empty_body (Cell *cell)
{
  LlmFakeScript *script = new_script (cell, 502, NULL);

  llm_fake_script_set_chunked (script, FALSE);
  expect_failure (cell, LLM_ERROR_SERVER, 502);
  serve (cell, script);
}

/* --- Refused, or broken, within the stream --- */

static void
arrange_filter_reason (Cell *cell)
{
  LlmFakeScript *script = new_stream (cell);

  send_begin (cell, script);
  llm_fake_script_send (script, cell->vendor->stops_by_filter);
  cell->outcome = LLM_STREAM_DONE;
  cell->finish_reason = "content_filter";
  serve (cell, script);
}

static void
arrange_stream_error (Cell *cell)
{
  LlmFakeScript *script = new_stream (cell);

  send_begin (cell, script);
  llm_fake_script_send (script, cell->vendor->fails);
  llm_fake_script_stall (script);
  expect_failure (cell, cell->vendor->fails_code, 0);
  cell->in_detail = "";
  serve (cell, script);
}

/* Where the last event begins that the protocol needs. */
static void
arrange_no_terminator (Cell *cell)
{
  const Sample *sample = cell->base.sample;
  g_autofree char *text = sample_to_string (sample);
  LlmFakeScript *script = new_stream (cell);
  char *end = strstr (text, sample->terminator);

  while (end > text
         && !(end[-1] == '\n' && (is_lines (cell) || end[-2] == '\n' || end[-2] == '\r')))
    end--;
  *end = '\0';
  llm_fake_script_send (script, text);
  expect_broken (cell, strstr (text, "lo \xE2\x9C\x93") != NULL ? sample->text : "Hel");
  if (strstr (text, "\"stop\"") != NULL || strstr (text, "\"end_turn\"") != NULL)
    cell->finish_reason = "stop";
  if (sample->early_end != NULL && strstr (text, sample->early_end) != NULL)
    fault_expect_done (cell);
  serve (cell, script);
}

static void
arrange_garbage_event (Cell *cell)
{
  LlmFakeScript *script = new_stream (cell);

  send_begin (cell, script);
  llm_fake_script_send (script, is_lines (cell) ? "<html>" TEST_KEY "</html>\n"
                                                : FIELD "<html>" TEST_KEY "</html>\n\n");
  llm_fake_script_stall (script);
  expect_failure (cell, LLM_ERROR_PROTOCOL, 0);
  serve (cell, script);
}

/* Made for the first that needs it, for all of them. */
static GBytes *huge_event;

void
faults_clear (void)
{
  g_clear_pointer (&huge_event, g_bytes_unref);
}

static GBytes *
get_huge_event (Cell *cell)
{
  static const char begin[] = FIELD "{\"x\":\"";
  gsize skip = is_lines (cell) ? strlen (FIELD) : 0;

  if (huge_event == NULL)
    {
      char *data = g_malloc (HUGE_EVENT);

      memset (data, 'x', HUGE_EVENT);
      memcpy (data, begin, strlen (begin));
      huge_event = g_bytes_new_take (data, HUGE_EVENT);
    }
  return g_bytes_new_from_bytes (huge_event, skip, HUGE_EVENT - skip);
}

static void
arrange_huge_event (Cell *cell)
{
  LlmFakeScript *script = new_stream (cell);
  g_autoptr (GBytes) event = get_huge_event (cell);

  llm_fake_script_set_chunked (script, FALSE);
  send_begin (cell, script);
  llm_fake_script_send_shared (script, event);
  llm_fake_script_stall (script);
  serve (cell, script);
}

/* --- The connection --- */

static void
arrange_refused (Cell *cell)
{
  g_autofree char *url = llm_fake_server_dup_refusing_url (cell->base.sample->base_path);

  fixture_set_base_url (&cell->base, url);
  expect_failure (cell, LLM_ERROR_NETWORK, 0);
  cell->request_id = NULL;
}

static void
arrange_reset_before_head (Cell *cell)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();

  llm_fake_script_reset (script);
  expect_failure (cell, LLM_ERROR_NETWORK, 0);
  cell->request_id = NULL;
  serve (cell, script);
}

static void
arrange_end_before_head (Cell *cell)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();

  llm_fake_script_close (script);
  expect_failure (cell, LLM_ERROR_NETWORK, 0);
  cell->request_id = NULL;
  serve (cell, script);
}

static void
arrange_endless_head (Cell *cell)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();
  g_autofree char *line = g_strnfill (1024 * 1024, 'x');

  memcpy (line, "HTTP/1.1 200 OK\r\nx: ", strlen ("HTTP/1.1 200 OK\r\nx: "));
  llm_fake_script_send (script, line);
  llm_fake_script_stall (script);
  expect_failure (cell, LLM_ERROR_PROTOCOL, 0);
  cell->other_code = LLM_ERROR_NETWORK;
  cell->request_id = NULL;
  serve (cell, script);
}

static void
arrange_not_http (Cell *cell)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();

  llm_fake_script_send (script, "220 mail.example.com ESMTP " TEST_KEY "\r\n\r\n");
  llm_fake_script_close (script);
  expect_failure (cell, LLM_ERROR_PROTOCOL, 0);
  cell->request_id = NULL;
  serve (cell, script);
}

static void
arrange_reset_after_head (Cell *cell)
{
  LlmFakeScript *script = new_stream (cell);

  llm_fake_script_hold (script);
  llm_fake_script_reset (script);
  cell->hold_open = TRUE;
  cell->code = LLM_ERROR_NETWORK;
  serve (cell, script);
}

static void
arrange_reset_mid_body (Cell *cell)
{
  LlmFakeScript *script = new_stream (cell);

  send_begin (cell, script);
  llm_fake_script_hold (script);
  llm_fake_script_reset (script);
  cell->hold_text = TRUE;
  cell->code = LLM_ERROR_NETWORK;
  serve (cell, script);
}

static void
arrange_end_in_chunk (Cell *cell)
{
  LlmFakeScript *script = new_raw_stream (cell, "Transfer-Encoding: chunked");
  g_autofree char *begin = dup_begin (cell);
  g_autofree char *chunk = g_strdup_printf ("%zx\r\n%s", strlen (begin) + 1000, begin);

  llm_fake_script_send (script, chunk);
  llm_fake_script_close (script);
  expect_broken (cell, "Hel");
  serve (cell, script);
}

static void
arrange_end_between_chunks (Cell *cell)
{
  LlmFakeScript *script = new_raw_stream (cell, "Transfer-Encoding: chunked");
  g_autofree char *begin = dup_begin (cell);
  g_autofree char *chunk = g_strdup_printf ("%zx\r\n%s\r\n", strlen (begin), begin);

  llm_fake_script_send (script, chunk);
  llm_fake_script_close (script);
  expect_broken (cell, "Hel");
  serve (cell, script);
}

static void
arrange_end_before_length (Cell *cell)
{
  LlmFakeScript *script = new_raw_stream (cell, "Content-Length: 100000");

  send_begin (cell, script);
  llm_fake_script_close (script);
  expect_broken (cell, "Hel");
  serve (cell, script);
}

static void
arrange_end_in_event (Cell *cell)
{
  LlmFakeScript *script = new_raw_stream (cell, "Connection: close");

  send_begin (cell, script);
  llm_fake_script_send (script, is_lines (cell) ? "{\"model\":\"m\",\"message\":{\"cont"
                                                : FIELD
                                    "{\"choices\":[{\"index\":0,\"delta\":{\"cont");
  llm_fake_script_close (script);
  expect_broken (cell, "Hel");
  serve (cell, script);
}

static void
arrange_end_after_head (Cell *cell)
{
  LlmFakeScript *script = new_raw_stream (cell, "Connection: close");

  llm_fake_script_close (script);
  expect_broken (cell, "");
  serve (cell, script);
}

static void
arrange_bad_chunk (Cell *cell)
{
  LlmFakeScript *script = new_raw_stream (cell, "Transfer-Encoding: chunked");
  g_autofree char *begin = dup_begin (cell);
  g_autofree char *chunk = g_strdup_printf ("%zx\r\n%s\r\nnonsense\r\n\r\n", strlen (begin), begin);

  llm_fake_script_send (script, chunk);
  llm_fake_script_stall (script);
  expect_broken (cell, "Hel");
  serve (cell, script);
}

/* --- Silence --- */

static void
arrange_hang_before_head (Cell *cell)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();

  llm_fake_script_stall (script);
  cell->base.first_token_timeout = SOON;
  expect_failure (cell, LLM_ERROR_TIMEOUT, 0);
  cell->request_id = NULL;
  serve (cell, script);
}

static void
arrange_hang_before_token (Cell *cell)
{
  LlmFakeScript *script = new_stream (cell);

  llm_fake_script_send (script, "\n\n");
  llm_fake_script_stall (script);
  cell->base.first_token_timeout = SOON;
  expect_failure (cell, LLM_ERROR_TIMEOUT, 0);
  serve (cell, script);
}

static void
arrange_stall (Cell *cell)
{
  LlmFakeScript *script = new_stream (cell);

  send_begin (cell, script);
  llm_fake_script_stall (script);
  cell->base.idle_timeout = SOON;
  cell->code = LLM_ERROR_TIMEOUT;
  serve (cell, script);
}

static void
arrange_hang_in_refusal (Cell *cell)
{
  LlmFakeScript *script = new_refusal (cell, BODY_BAD_KEY);

  llm_fake_script_stall (script);
  serve (cell, script);
}

/* --- Odd but right --- */

static char *
dup_with_lf (Cell *cell)
{
  g_autofree char *text = sample_to_string (cell->base.sample);

  return replace (text, "\r\n", "\n");
}

static void
serve_text (Cell *cell, const char *text)
{
  LlmFakeScript *script = new_stream (cell);

  llm_fake_script_send (script, text);
  fault_expect_done (cell);
  serve (cell, script);
}

static void
arrange_lf (Cell *cell)
{
  g_autofree char *text = dup_with_lf (cell);

  serve_text (cell, text);
}

static void
arrange_crlf (Cell *cell)
{
  g_autofree char *lf = dup_with_lf (cell);
  g_autofree char *text = replace (lf, "\n", "\r\n");

  serve_text (cell, text);
}

static void
arrange_cr (Cell *cell)
{
  g_autofree char *lf = dup_with_lf (cell);
  /* Where it ends no line, it is white space. */
  g_autofree char *text
      = cell->vendor->has_cr ? replace (lf, "\n", "\r") : replace (lf, ",", ",\r");

  serve_text (cell, text);
}

static void
arrange_byte_by_byte (Cell *cell)
{
  g_autofree char *text = sample_to_string (cell->base.sample);
  LlmFakeScript *script = new_stream (cell);

  llm_fake_script_send_slowly (script, text);
  fault_expect_done (cell);
  serve (cell, script);
}

/* The second half of a letter comes when the first was read. */
static void
arrange_split_letter (Cell *cell)
{
  g_autofree char *text = sample_to_string (cell->base.sample);
  LlmFakeScript *script = new_stream (cell);
  char *letter = strstr (text, "\xE2\x9C\x93");

  llm_fake_script_send_bytes (script, text, letter + 1 - text);
  llm_fake_script_hold (script);
  llm_fake_script_send (script, letter + 1);
  cell->hold_text = TRUE;
  fault_expect_done (cell);
  serve (cell, script);
}

static void
arrange_byte_order_mark (Cell *cell)
{
  g_autofree char *sample = sample_to_string (cell->base.sample);
  g_autofree char *text = g_strconcat ("\xEF\xBB\xBF", sample, NULL);

  serve_text (cell, text);
}

static void
arrange_comments (Cell *cell)
{
  g_autofree char *lf = dup_with_lf (cell);
  g_autofree char *text
      = cell->vendor->has_cr
            ? replace (lf, "\n\n", "\n\n: " TEST_KEY "\n\nid: 7\nretry: 1\n\n:\n\n")
            : replace (lf, "\n", "\n\n \t\n\r\n");

  serve_text (cell, text);
}

static void
arrange_bad_letter (Cell *cell)
{
  g_autofree char *sample = sample_to_string (cell->base.sample);
  g_autofree char *text = replace (sample, "\xE2\x9C\x93", "\xE2\x9C");

  serve_text (cell, text);
  cell->bad_letter = TRUE;
}

/* --- The table --- */

const Fault faults[] = {
  { "429/seconds", arrange_refusal, BODY_RATE_LIMIT, "Retry-After: 7", 7000 },
  { "429/fraction", arrange_refusal, BODY_RATE_LIMIT, "Retry-After: 1.5", 1500 },
  { "429/date", arrange_retry_date },
  { "429/past", arrange_refusal, BODY_RATE_LIMIT, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT",
    -1 },
  { "429/milliseconds", arrange_refusal, BODY_RATE_LIMIT, "retry-after-ms: 2500", 2500 },
  { "429/both", arrange_retry_both },
  { "429/nonsense", arrange_refusal, BODY_RATE_LIMIT, "Retry-After: soon", -1 },
  { "429/negative", arrange_refusal, BODY_RATE_LIMIT, "Retry-After: -5", -1 },
  { "429/body", arrange_refusal, BODY_RATE_LIMIT_HINT },
  { "429/none", arrange_refusal, BODY_RATE_LIMIT },
  { "500", arrange_refusal, BODY_SERVER_ERROR },
  { "503", arrange_refusal, BODY_UNAVAILABLE },
  { "503-then-success", arrange_then_success, BODY_UNAVAILABLE },
  { "529", arrange_refusal, BODY_OVERLOADED },
  { "401", arrange_refusal, BODY_BAD_KEY },
  { "403", arrange_refusal, BODY_FORBIDDEN },
  { "404", arrange_refusal, BODY_NO_MODEL },
  { "413", arrange_refusal, BODY_TOO_LARGE },
  { "422", arrange_refusal, BODY_UNPROCESSABLE },
  { "quota", arrange_refusal, BODY_QUOTA },
  { "too-long", arrange_refusal, BODY_TOO_LONG },
  { "filter/prompt", arrange_refusal, BODY_FILTERED },
  { "filter/answer", arrange_filter_reason },
  { "key-in-id", arrange_key_in_id },
  { "error-with-200", arrange_error_with_200 },
  { "html/200", arrange_html_200 },
  { "html/502", arrange_html_502 },
  { "empty/502", arrange_empty_body },
  { "stream-error", arrange_stream_error },
  { "no-terminator", arrange_no_terminator },
  { "garbage-event", arrange_garbage_event },
  { "huge-event", arrange_huge_event },
  { "refused", arrange_refused },
  { "reset/before-head", arrange_reset_before_head },
  { "reset/after-head", arrange_reset_after_head },
  { "reset/mid-body", arrange_reset_mid_body },
  { "end/before-head", arrange_end_before_head },
  { "end/after-head", arrange_end_after_head },
  { "end/in-chunk", arrange_end_in_chunk },
  { "end/between-chunks", arrange_end_between_chunks },
  { "end/before-length", arrange_end_before_length },
  { "end/in-event", arrange_end_in_event },
  { "endless-head", arrange_endless_head },
  { "not-http", arrange_not_http },
  { "bad-chunk", arrange_bad_chunk },
  { "hang/before-head", arrange_hang_before_head },
  { "hang/before-token", arrange_hang_before_token },
  { "hang/in-refusal", arrange_hang_in_refusal },
  { "stall", arrange_stall },
  { "fine/lf", arrange_lf },
  { "fine/crlf", arrange_crlf },
  { "fine/cr", arrange_cr },
  { "fine/byte-by-byte", arrange_byte_by_byte },
  { "fine/split-letter", arrange_split_letter },
  { "fine/byte-order-mark", arrange_byte_order_mark },
  { "fine/comments", arrange_comments },
  { "fine/bad-letter", arrange_bad_letter },
};
const guint n_faults = G_N_ELEMENTS (faults);

/* Whether a vendor can do that at all. */
gboolean
fault_is_possible (const Fault *fault, const FaultVendor *vendor)
{
  if (fault->arrange == arrange_filter_reason)
    return vendor->stops_by_filter != NULL;
  return fault->arrange != arrange_refusal || vendor->bodies[fault->body].text != NULL;
}
