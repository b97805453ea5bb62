/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-error.h"
#include "llm-fake-provider.h"
#include "llm-flight-private.h"
#include "llm-runner.h"
#include "llm-store.h"

/* Everything a shell could mistake for something else. */
#define ODD_BODY "{\"text\":\"it's $HOME `id` \\\\ %s !x\\n\xE2\x9C\x93 \xF0\x9F\x98\x80\"}\nEOF\n"

static LlmFlightSent
make_sent (const char *body)
{
  static const char *const headers[] = { "Authorization",
                                         "Bearer " LLM_FLIGHT_KEY,
                                         "Content-Type",
                                         "application/json",
                                         "X-Mine",
                                         LLM_FLIGHT_HIDDEN,
                                         "Content-Length",
                                         "17",
                                         "X-Empty",
                                         "",
                                         NULL };
  LlmFlightSent sent = { NULL };

  sent.method = g_strdup ("POST");
  sent.url = g_strdup ("https://example.com/v1/chat?alt=sse");
  sent.headers = g_strdupv ((char **) headers);
  sent.body = g_strdup (body);
  sent.body_length = body != NULL ? strlen (body) : 0;
  sent.variable = g_strdup ("OPENAI_API_KEY");
  return sent;
}

static LlmFlight *
make_flight (void)
{
  LlmFlight *flight = llm_flight_new (TRUE);
  g_autoptr (GError) error = llm_error_new (LLM_ERROR_RATE_LIMIT, "Too many. Wait.", NULL);
  static const char *const head[] = { "Retry-After", "1", NULL };
  LlmFlightSent sent = make_sent (ODD_BODY);

  llm_flight_begin (flight, &sent);
  llm_flight_mark (flight, LLM_FLIGHT_SENT);
  llm_flight_take_head (flight, "HTTP/1.1", 429, g_strdupv ((char **) head));
  llm_flight_end (flight, "failed", error);
  llm_flight_add_wait (flight, "retry", error->message, 1500 * 1000);

  sent = make_sent (ODD_BODY);
  llm_flight_begin (flight, &sent);
  llm_flight_mark (flight, LLM_FLIGHT_CONNECTED);
  llm_flight_take_head (flight, "HTTP/2", 200, g_strdupv ((char **) head));
  llm_flight_add_bytes (flight, 100);
  for (guint i = 0; i < 5; i++)
    llm_flight_add_piece (flight);
  llm_flight_take_raw (flight, g_strdup ("data: \xE2\x9C\x93\n"), g_strdup ("end"), 7);
  llm_flight_end (flight, "done", NULL);
  llm_flight_finish (flight);
  return flight;
}

static void
assert_same (const LlmFlight *a, const LlmFlight *b)
{
  g_assert_cmpuint (llm_flight_get_n_requests (a), ==, llm_flight_get_n_requests (b));
  for (guint i = 0; i < llm_flight_get_n_requests (a); i++)
    {
      const LlmFlightRequest *x = llm_flight_get_request (a, i);
      const LlmFlightRequest *y = llm_flight_get_request (b, i);

      g_assert_cmpstr (x->sent.method, ==, y->sent.method);
      g_assert_cmpstr (x->sent.url, ==, y->sent.url);
      g_assert_cmpstrv (x->sent.headers, y->sent.headers);
      g_assert_cmpstr (x->sent.body, ==, y->sent.body);
      g_assert_cmpuint (x->sent.body_length, ==, y->sent.body_length);
      g_assert_cmpstr (x->sent.variable, ==, y->sent.variable);
      g_assert_cmpmem (x->times, sizeof x->times, y->times, sizeof y->times);
      g_assert_cmpstr (x->protocol, ==, y->protocol);
      g_assert_cmpuint (x->status, ==, y->status);
      g_assert_cmpstrv (x->headers, y->headers);
      g_assert_cmpuint (x->n_bytes, ==, y->n_bytes);
      g_assert_cmpstr (x->raw_head, ==, y->raw_head);
      g_assert_cmpstr (x->raw_tail, ==, y->raw_tail);
      g_assert_cmpuint (x->raw_left_out, ==, y->raw_left_out);
      g_assert_cmpstr (x->outcome, ==, y->outcome);
      g_assert_cmpstr (x->error, ==, y->error);
      g_assert_cmpstr (x->error_code, ==, y->error_code);
      g_assert_cmpmem (x->gaps->data, x->gaps->len * 4, y->gaps->data, y->gaps->len * 4);
      g_assert_cmpuint (x->n_pieces, ==, y->n_pieces);
    }
  g_assert_cmpuint (llm_flight_get_n_waits (a), ==, llm_flight_get_n_waits (b));
  for (guint i = 0; i < llm_flight_get_n_waits (a); i++)
    {
      g_assert_cmpint (llm_flight_get_wait (a, i)->at, ==, llm_flight_get_wait (b, i)->at);
      g_assert_cmpint (llm_flight_get_wait (a, i)->duration, ==,
                       llm_flight_get_wait (b, i)->duration);
      g_assert_cmpstr (llm_flight_get_wait (a, i)->reason, ==, llm_flight_get_wait (b, i)->reason);
      g_assert_cmpstr (llm_flight_get_wait (a, i)->detail, ==, llm_flight_get_wait (b, i)->detail);
    }
}

static void
test_text (void)
{
  g_autoptr (LlmFlight) flight = make_flight ();
  g_autofree char *text = llm_flight_to_text (flight);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmFlight) read = llm_flight_new_from_text (text, &error);

  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  assert_same (flight, read);
  g_assert_cmpint (llm_flight_get_started_at (read), ==, llm_flight_get_started_at (flight));
  g_assert_true (llm_flight_is_over (read));
  g_assert_true (llm_flight_is_saved (read));
  /* Nothing is added to what was read. */
  llm_flight_add_wait (read, "retry", NULL, 1);
  g_assert_cmpuint (llm_flight_get_n_waits (read), ==, 1);
}

/* What came back goes first when there is too much. */
static void
test_text_bounded (void)
{
  g_autoptr (LlmFlight) flight = llm_flight_new (TRUE);
  g_autofree char *text = NULL;
  g_autoptr (LlmFlight) read = NULL;

  for (guint i = 0; i < LLM_FLIGHT_MAX_ROWS + 3; i++)
    {
      LlmFlightSent sent = make_sent ("{}");

      llm_flight_begin (flight, &sent);
      llm_flight_take_raw (flight, g_strnfill (50 * 1024, 'x'), NULL, 0);
    }
  llm_flight_finish (flight);
  g_assert_cmpuint (llm_flight_get_n_requests (flight), ==, LLM_FLIGHT_MAX_ROWS);
  text = llm_flight_to_text (flight);
  g_assert_cmpuint (strlen (text), <=, LLM_STORE_MAX_FLIGHT);
  read = llm_flight_new_from_text (text, NULL);
  g_assert_nonnull (read);
  g_assert_null (llm_flight_get_request (read, 3)->raw_head);
  g_assert_cmpstr (llm_flight_get_request (read, 3)->sent.body, ==, "{}");
  g_assert_cmpstr (llm_flight_get_request (read, 3)->outcome, ==, "continued");
}

/* A history file may have anything in this place. */
static void
test_text_hostile (void)
{
  static const char *const unreadable[] = {
    "",
    "{}",
    "llmselect-flight 2\n@a{sv} {}",
    "llmselect-flight 1\n",
    "llmselect-flight 1\n[1, 2]",
    "llmselect-flight 1\n@a{sv} {} more",
    "llmselect-flight 1\n{'requests': <[",
  };
  static const char *const strange[] = {
    "llmselect-flight 1\n@a{sv} {}",
    "llmselect-flight 1\n{'requests': <1>, 'waits': <'x'>, 'started-at': <'y'>}",
    "llmselect-flight 1\n{'requests': <[{'times': <[int64 1, -7]>, 'headers': <['a']>,"
    " 'gaps': <'1 x 99999999999999999999'>, 'stride': <uint32 0>, 'url': <5>}]>}",
  };
  g_autoptr (GString) deep = g_string_new ("llmselect-flight 1\n{'requests': ");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (unreadable); i++)
    {
      g_assert_null (llm_flight_new_from_text (unreadable[i], &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
      g_clear_error (&error);
    }
  for (guint i = 0; i < 20000; i++)
    g_string_append_c (deep, '<');
  g_assert_null (llm_flight_new_from_text (deep->str, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autoptr (LlmFlight) flight = llm_flight_new_from_text (strange[i], &error);
      LlmFlightGaps gaps;

      g_assert_no_error (error);
      if (llm_flight_get_n_requests (flight) == 0)
        continue;
      g_assert_cmpint (llm_flight_get_request (flight, 0)->times[1], ==, -1);
      g_assert_cmpstr (llm_flight_get_request (flight, 0)->sent.url, ==, "");
      g_assert_cmpuint (llm_flight_get_request (flight, 0)->gaps->len, ==, 1);
      g_assert_true (llm_flight_request_get_gaps (llm_flight_get_request (flight, 0), &gaps));
      g_free (llm_flight_to_curl (flight, 0, NULL));
    }
}

static void
test_gaps (void)
{
  g_autoptr (LlmFlight) flight = llm_flight_new (FALSE);
  LlmFlightSent sent = make_sent (NULL);
  LlmFlightRequest *request = llm_flight_begin (flight, &sent);
  LlmFlightGaps gaps;

  llm_flight_add_piece (flight);
  g_assert_false (llm_flight_request_get_gaps (request, &gaps));
  for (guint32 gap = 100; gap > 0; gap--)
    g_array_append_val (request->gaps, gap);
  request->n_pieces = 101;
  g_assert_true (llm_flight_request_get_gaps (request, &gaps));
  g_assert_cmpuint (gaps.n, ==, 100);
  g_assert_cmpint (gaps.min, ==, 1);
  g_assert_cmpint (gaps.median, ==, 50);
  g_assert_cmpint (gaps.p95, ==, 95);
  g_assert_cmpint (gaps.max, ==, 100);
}

/* However many come, no more is kept, and none is lost from the sum. */
static void
test_gaps_merged (void)
{
  g_autoptr (LlmFlight) flight = llm_flight_new (FALSE);
  LlmFlightSent sent = make_sent (NULL);
  LlmFlightRequest *request = llm_flight_begin (flight, &sent);
  const guint n = 3 * LLM_FLIGHT_MAX_GAPS + 1;
  guint64 sum = 0;

  for (guint i = 0; i < n; i++)
    llm_flight_add_piece (flight);
  g_assert_cmpuint (request->n_pieces, ==, n);
  g_assert_cmpuint (request->gaps->len, <, LLM_FLIGHT_MAX_GAPS);
  g_assert_cmpuint (request->stride, ==, 4);
  g_assert_cmpuint (request->gaps->len * request->stride + request->n_pending, ==, n - 1);
  for (guint i = 0; i < request->gaps->len; i++)
    sum += g_array_index (request->gaps, guint32, i);
  g_assert_cmpuint (sum + request->pending, ==,
                    request->times[LLM_FLIGHT_LAST_TOKEN] - request->times[LLM_FLIGHT_FIRST_TOKEN]);
}

static char *
run_shell (const char *script)
{
  const char *argv[] = { "sh", "-c", script, NULL };
  char *out = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return out;
}

/* A shell gives curl the very body, and the key of its own environment. */
static void
test_curl (void)
{
  g_autoptr (LlmFlight) flight = make_flight ();
  g_autofree char *line = llm_flight_to_curl (flight, 0, NULL);
  g_autofree char *body_script = g_strconcat ("curl () { cat; }\n", line, NULL);
  g_autofree char *args_script = g_strconcat (
      "OPENAI_API_KEY='a b$c'\ncurl () { cat >/dev/null; printf '<%s>' \"$@\"; }\n", line, NULL);
  g_autofree char *body = run_shell (body_script);
  g_autofree char *args = run_shell (args_script);

  g_assert_cmpstr (body, ==, ODD_BODY);
  g_assert_cmpstr (args, ==,
                   "<--no-buffer><--globoff><--request><POST>"
                   "<--header><Authorization: Bearer a b$c>"
                   "<--header><Content-Type: application/json>"
                   "<--header><X-Mine: [hidden]><--header><X-Empty;>"
                   "<--data-binary><@-><--url><https://example.com/v1/chat?alt=sse>");
  g_assert_nonnull (strstr (line, "# Put your own values"));
}

static void
test_curl_not_whole (void)
{
  g_autoptr (LlmFlight) flight = llm_flight_new (FALSE);
  LlmFlightSent sent = make_sent (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  sent.body_length = LLM_FLIGHT_MAX_BODY + 1;
  llm_flight_begin (flight, &sent);
  g_assert_null (llm_flight_to_curl (flight, 0, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);

  sent = make_sent ("[image sha256:0, 1 bytes]");
  sent.n_images = 1;
  sent.masked = TRUE;
  g_free (sent.variable);
  sent.variable = g_strdup ("A;rm");
  llm_flight_begin (flight, &sent);
  line = llm_flight_to_curl (flight, 1, NULL);
  g_assert_nonnull (strstr (line, "# The images are not in this line"));
  g_assert_nonnull (strstr (line, "# A key was part of the text"));
  /* What is no name of a variable does not get into the line. */
  g_assert_null (strstr (line, "rm"));
}

/* A run makes the record: what was waited for, and the end. */
static void
test_run (void)
{
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (FakeProvider) provider = fake_provider_new ("p");
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "m", NULL);
  g_autoptr (LlmRunner) runner = NULL;
  g_autoptr (LlmFlight) flight = NULL;
  LlmFlightSent sent = make_sent ("{}");

  g_list_store_append (providers, provider);
  runner = llm_runner_new (G_LIST_MODEL (providers), catalog);
  llm_comparison_add (comparison, answer);
  llm_runner_start (runner, comparison);
  flight = llm_flight_ref (llm_answer_get_flight (answer));
  llm_flight_begin (flight, &sent);
  llm_stream_finish (fake_provider_get_stream (provider, 0), LLM_STREAM_FAILED,
                     llm_error_new (LLM_ERROR_OVERLOADED, "Busy. Wait.", NULL));
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_RETRYING);
  g_assert_cmpuint (llm_flight_get_n_waits (flight), ==, 1);
  g_assert_cmpstr (llm_flight_get_wait (flight, 0)->reason, ==, "retry");
  g_assert_cmpstr (llm_flight_get_wait (flight, 0)->detail, ==, "Busy. Wait.");
  g_assert_cmpint (llm_flight_get_wait (flight, 0)->duration, >, 0);
  g_assert_cmpstr (llm_flight_get_request (flight, 0)->outcome, ==, "failed");
  g_assert_cmpstr (llm_flight_get_request (flight, 0)->error_code, ==, "overloaded");
  g_assert_false (llm_flight_is_over (flight));

  llm_runner_stop_all (runner);
  g_assert_true (llm_flight_is_over (flight));
  /* Another run has another record. */
  llm_runner_start (runner, comparison);
  g_assert_true (llm_answer_get_flight (answer) != flight);
  llm_runner_stop_all (runner);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/flight/text", test_text);
  g_test_add_func ("/core/flight/text/bounded", test_text_bounded);
  g_test_add_func ("/core/flight/text/hostile", test_text_hostile);
  g_test_add_func ("/core/flight/gaps", test_gaps);
  g_test_add_func ("/core/flight/gaps/merged", test_gaps_merged);
  g_test_add_func ("/core/flight/curl", test_curl);
  g_test_add_func ("/core/flight/curl/not-whole", test_curl_not_whole);
  g_test_add_func ("/core/flight/run", test_run);
  return g_test_run ();
}
