/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"

#include <string.h>

/* Answers over HTTP/2: libsoup hides some of what goes wrong there, and its own
 * time-outs do not hold; see docs/adr/0005-http-versions.md. */

#define SOON 0.3

typedef struct
{
  GSubprocess *process;
  GDataInputStream *output;
  GPtrArray *lines;
  guint16 port;
  LlmSession *session;
  LlmFakeSecrets *secrets;
  double first_token_timeout;
  double idle_timeout;
  LlmFlight *flight; /* nullable, not owned */
} Server;

static char *node;

static char *
dup_data_path (const char *name)
{
  return g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "net", "tls", name, NULL);
}

static void read_line (Server *server);

static void
line_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Server *server = user_data;
  char *line;

  line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (object), result, NULL,
                                                    NULL);
  if (line == NULL)
    {
      g_clear_object (&server->output);
      return;
    }
  g_test_message ("server: %s", line);
  g_ptr_array_add (server->lines, line);
  read_line (server);
}

static void
read_line (Server *server)
{
  g_data_input_stream_read_line_async (server->output, G_PRIORITY_DEFAULT, NULL, line_cb, server);
}

static gboolean
has_lines (gpointer user_data)
{
  Server *server = user_data;

  return server->lines->len > 0;
}

static gboolean
is_silent (gpointer user_data)
{
  Server *server = user_data;

  return server->output == NULL;
}

static gboolean
has_ended (gpointer user_data)
{
  gpointer *pointer = user_data;

  return *pointer == NULL;
}

typedef struct
{
  Server *server;
  const char *line;
} Wanted;

static gboolean
has_line (gpointer user_data)
{
  Wanted *wanted = user_data;

  for (guint i = 0; i < wanted->server->lines->len; i++)
    {
      if (g_str_equal (wanted->server->lines->pdata[i], wanted->line))
        return TRUE;
    }
  return FALSE;
}

static void
wait_for_line (Server *server, const char *line)
{
  Wanted wanted = { server, line };

  llm_test_wait (has_line, &wanted);
}

static void
set_up (Server *server, gconstpointer data)
{
  g_autofree char *authority = dup_data_path ("authority.pem");
  g_autofree char *certificate = dup_data_path ("server.pem");
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "common", "h2_server.js", NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  server->session = llm_session_new ();
  server->secrets = llm_fake_secrets_new ();
  llm_secrets_set_session_key (LLM_SECRETS (server->secrets), "tested", TEST_KEY);
  server->lines = g_ptr_array_new_with_free_func (g_free);
  server->first_token_timeout = 10;
  server->idle_timeout = 10;
  if (node == NULL || !g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return;

  database = g_tls_file_database_new (authority, &error);
  g_assert_no_error (error);
  llm_session_set_tls_database (server->session, database);
  llm_session_set_http2 (server->session, TRUE);
  server->process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                          node, script, certificate, certificate, NULL);
  g_assert_no_error (error);
  server->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  read_line (server);
  llm_test_wait (has_lines, server);
  server->port = (guint16) g_ascii_strtoull (server->lines->pdata[0], NULL, 10);
  g_assert_cmpuint (server->port, !=, 0);
}

static void
tear_down (Server *server, gconstpointer data)
{
  gpointer session = server->session;
  GLogLevelFlags fatal = G_LOG_FATAL_MASK;

  /* libsoup 3.2 warns that a connection is left when its server has vanished. */
  if (g_strcmp0 (data, "cut") == 0)
    fatal = g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_object_add_weak_pointer (G_OBJECT (server->session), &session);
  g_clear_object (&server->session);
  llm_test_wait (has_ended, &session);
  if (server->process != NULL)
    {
      g_subprocess_force_exit (server->process);
      llm_test_wait (is_silent, server);
    }
  llm_test_settle ();
  if (g_strcmp0 (data, "cut") == 0)
    g_log_set_always_fatal (fatal);
  g_clear_object (&server->process);
  g_assert_finalize_object (g_steal_pointer (&server->secrets));
  g_ptr_array_unref (server->lines);
}

static gboolean
is_missing (Server *server)
{
  if (server->process != NULL)
    return FALSE;
  g_test_skip (node == NULL ? "node is not installed" : "no TLS backend is installed");
  return TRUE;
}

static LlmStreamProbe *
start (Server *server, const char *model)
{
  g_autoptr (LlmRequest) request = llm_request_new (model, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/v1", server->port);
  const LlmHttpStreamSetup setup = {
    .session = server->session,
    .route = llm_route_new (llm_codec_openai (), url),
    .provider_id = "tested",
    .provider_name = "Tested",
    .secrets = LLM_SECRETS (server->secrets),
    .request = request,
    .connect_timeout = 10,
    .first_token_timeout = server->first_token_timeout,
    .idle_timeout = server->idle_timeout,
  };

  setup.route->key_id = g_strdup ("tested");
  setup.route->needs_key = TRUE;
  llm_request_add_message (request, LLM_ROLE_USER, TEST_PROMPT);
  llm_request_set_flight (request, server->flight);
  return llm_stream_probe_new (llm_http_stream_start (&setup));
}

static gboolean
has_text (gpointer user_data)
{
  LlmStreamProbe *probe = user_data;

  return probe->text->len > 0;
}

static void
test_fine (Server *server, gconstpointer data)
{
  g_autoptr (LlmFlight) flight = llm_flight_new (FALSE);
  g_autoptr (LlmStreamProbe) probe = NULL;

  if (is_missing (server))
    return;
  server->flight = flight;
  probe = start (server, "fine");
  llm_stream_probe_run (probe);
  assert_sample (sample_find ("openai"), probe);
  g_assert_cmpstr (llm_stream_get_request_id (probe->stream), ==, "req-h2");
  g_assert_cmpstr (llm_flight_get_request (flight, 0)->protocol, ==, "HTTP/2");
}

/* Cut in one of the ways of HTTP/2, or silent. */
static void
test_broken (Server *server, gconstpointer model)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autoptr (LlmStreamProbe) neighbour = NULL;
  const GError *error;
  gint64 begin;
  double seconds;

  if (is_missing (server))
    return;
  neighbour = start (server, "hold");
  llm_test_wait (has_text, neighbour);
  server->idle_timeout = SOON;
  probe = start (server, model);
  llm_test_wait (has_text, probe);
  begin = g_get_monotonic_time ();
  llm_stream_probe_run (probe);
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  error = llm_stream_get_error (probe->stream);
  g_test_message ("%s: %s: %s", (const char *) model, error->message, llm_error_get_detail (error));
  g_test_minimized_result (seconds, "%s: %.3f s until the end was known", (const char *) model,
                           seconds);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_INTERRUPTED);
  g_assert_cmpstr (probe->text->str, ==, "Hel");
  if (g_str_equal (model, "stall"))
    assert_ended (probe, LLM_STREAM_INTERRUPTED, LLM_ERROR_TIMEOUT);
  /* By libsoup's version; our own timer is behind them all. */
  else if (error->code != LLM_ERROR_NETWORK && error->code != LLM_ERROR_TIMEOUT)
    assert_ended (probe, LLM_STREAM_INTERRUPTED, LLM_ERROR_PROTOCOL);
  assert_no_secret (probe);

  g_assert_cmpuint (neighbour->n_finished, ==, 0);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (server->process), "\n", 1, NULL, NULL,
                             NULL);
  llm_stream_probe_run (neighbour);
  assert_sample (sample_find ("openai"), neighbour);
}

static void
test_hang (Server *server, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;

  if (is_missing (server))
    return;
  server->first_token_timeout = SOON;
  probe = start (server, "hang");
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TIMEOUT);
  wait_for_line (server, "gone 0 hang");
}

/* A model that thinks on at the user's expense must hear of it, with bytes on the way
 * or without. */
static void
test_cancel (Server *server, gconstpointer model)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autofree char *request = g_strdup_printf ("request 0 %s", (const char *) model);
  g_autofree char *gone = g_strdup_printf ("gone 0 %s", (const char *) model);

  if (is_missing (server))
    return;
  probe = start (server, model);
  wait_for_line (server, request);
  if (!g_str_equal (model, "hang"))
    llm_test_wait (has_text, probe);
  llm_stream_cancel (probe->stream);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_STOPPED);
  wait_for_line (server, gone);
}

/* Not unless it was allowed: then the end of a connection is known at once. */
static void
test_not_allowed (Server *server, gconstpointer data)
{
  static const char *const models[] = { "fine", "cut", "hang", "stall" };

  if (is_missing (server))
    return;
  llm_session_set_http2 (server->session, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *line = g_strconcat ("http 1.1 ", models[i], NULL);
      g_autoptr (LlmStreamProbe) probe = start (server, models[i]);

      wait_for_line (server, line);
      if (g_str_equal (models[i], "hang") || g_str_equal (models[i], "stall"))
        {
          g_autofree char *gone = g_strconcat ("gone ", models[i], NULL);

          llm_stream_cancel (probe->stream);
          wait_for_line (server, gone);
          continue;
        }
      llm_stream_probe_run (probe);
      if (g_str_equal (models[i], "fine"))
        {
          assert_sample (sample_find ("openai"), probe);
          continue;
        }
      g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_INTERRUPTED);
      g_assert_cmpint (llm_stream_get_error (probe->stream)->code, !=, LLM_ERROR_TIMEOUT);
      g_assert_cmpstr (probe->text->str, ==, "Hel");
    }
}

int
main (int argc, char **argv)
{
  static const char *const broken[] = { "rst", "goaway", "cut", "stall" };
  int status;

  http_test_init (&argc, &argv);
  node = g_find_program_in_path ("node");
  if (node == NULL)
    node = g_find_program_in_path ("nodejs");

  g_test_add ("/net/http2/fine", Server, NULL, set_up, test_fine, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *path = g_strconcat ("/net/http2/broken/", broken[i], NULL);

      g_test_add (path, Server, broken[i], set_up, test_broken, tear_down);
    }
  g_test_add ("/net/http2/hang", Server, NULL, set_up, test_hang, tear_down);
  g_test_add ("/net/http2/cancel/waiting", Server, "hang", set_up, test_cancel, tear_down);
  g_test_add ("/net/http2/cancel/answering", Server, "stall", set_up, test_cancel, tear_down);

  g_test_add ("/net/http2/not-allowed", Server, NULL, set_up, test_not_allowed, tear_down);

  status = http_test_run ();
  g_free (node);
  return status;
}
