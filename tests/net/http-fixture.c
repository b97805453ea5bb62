/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define OPENAI(delta, reason)                                                                      \
  "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"   \
  "\"delta\":" delta ",\"finish_reason\":" reason "}]}\n\n"
#define OPENAI_USAGE                                                                               \
  "data: {\"id\":\"chatcmpl-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,"                    \
  "\"completion_tokens\":4,\"total_tokens\":13}}\n\n"
#define ANTHROPIC(type, rest) "event: " type "\ndata: {\"type\":\"" type "\"" rest "}\n\n"
#define RESPONSES(type, rest) "event: " type "\ndata: {\"type\":\"" type "\"" rest "}\n\n"
#define GEMINI(parts, rest)                                                                        \
  "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[" parts "]},\"index\":0"     \
  "}" rest "]}\r\n\r\n"
#define OLLAMA(message, done)                                                                      \
  "{\"model\":\"m\",\"created_at\":\"2026-11-22T09:00:00Z\",\"message\":{"                         \
  "\"role\":\"assistant\"," message "},\"done\":" done "}\n"

const Sample samples[] = {
  {
      .name = "openai",
      .codec = llm_codec_openai,
      .base_path = "/v1",
      .events = { OPENAI ("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
                  OPENAI ("{\"content\":\"Hel\"}", "null"),
                  OPENAI ("{\"content\":\"lo \xE2\x9C\x93\"}", "null"), OPENAI ("{}", "\"stop\""),
                  OPENAI_USAGE, "data: [DONE]\n\n" },
      .terminator = "data: [DONE]",
      .text = "Hello \xE2\x9C\x93",
      .reasoning = "",
      .input = 9,
      .output = 4,
  },
  {
      .name = "responses",
      .codec = llm_codec_responses,
      .base_path = "/v1",
      .events
      = { RESPONSES ("response.created",
                     ",\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"error\":null}"),
          RESPONSES ("response.reasoning_summary_text.delta",
                     ",\"output_index\":0,\"summary_index\":0,\"delta\":\"Hm.\""),
          RESPONSES ("response.output_text.delta",
                     ",\"output_index\":1,\"content_index\":0,\"delta\":\"Hel\""),
          RESPONSES ("response.output_text.delta",
                     ",\"output_index\":1,\"content_index\":0,\"delta\":\"lo \xE2\x9C\x93\""),
          RESPONSES ("response.completed",
                     ",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"error\":null,"
                     "\"usage\":{\"input_tokens\":9,\"output_tokens\":4,\"total_tokens\":13}}") },
      .terminator = "\"total_tokens\":13}}}",
      .text = "Hello \xE2\x9C\x93",
      .reasoning = "Hm.",
      .input = 9,
      .output = 4,
  },
  {
      .name = "compatible",
      .codec = llm_codec_compatible,
      .base_path = "/v1",
      .events = { ": OPENROUTER PROCESSING\n\n",
                  OPENAI ("{\"role\":\"assistant\",\"reasoning_content\":\"Hm.\"}", "null"),
                  OPENAI ("{\"content\":\"Hel\"}", "null"),
                  OPENAI ("{\"content\":\"lo \xE2\x9C\x93\"}", "null"), OPENAI ("{}", "\"stop\""),
                  OPENAI_USAGE, "data: [DONE]\n\n" },
      .terminator = "data: [DONE]",
      /* Some of these servers know no terminator and just close. */
      .early_end = "\"finish_reason\":\"stop\"}]}",
      .text = "Hello \xE2\x9C\x93",
      .reasoning = "Hm.",
      .input = 9,
      .output = 4,
  },
  {
      .name = "mistral",
      .codec = llm_codec_mistral,
      .base_path = "/v1",
      .events = { OPENAI ("{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\","
                          "\"thinking\":[{\"type\":\"text\",\"text\":\"Hm.\"}]}]}",
                          "null"),
                  OPENAI ("{\"content\":[{\"type\":\"text\",\"text\":\"Hel\"}]}", "null"),
                  "data: {\"id\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                  "\"lo \xE2\x9C\x93\"},\"finish_reason\":\"stop\"}],\"usage\":"
                  "{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13}}\n\n",
                  "data: [DONE]\n\n" },
      .terminator = "data: [DONE]",
      .text = "Hello \xE2\x9C\x93",
      .reasoning = "Hm.",
      .input = 9,
      .output = 4,
  },
  {
      .name = "anthropic",
      .codec = llm_codec_anthropic,
      .base_path = "",
      .events
      = { ANTHROPIC ("message_start",
                     ",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                     "\"content\":[],\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}"),
          ANTHROPIC ("content_block_start",
                     ",\"index\":0,\"content_block\":{\"type\":\"thinking\","
                     "\"thinking\":\"\"}"),
          ANTHROPIC ("content_block_delta",
                     ",\"index\":0,\"delta\":{\"type\":\"thinking_delta\","
                     "\"thinking\":\"Hm.\"}"),
          ANTHROPIC ("content_block_stop", ",\"index\":0"),
          ANTHROPIC ("content_block_start",
                     ",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
          ANTHROPIC ("ping", ""),
          ANTHROPIC ("content_block_delta",
                     ",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}"),
          ANTHROPIC ("content_block_delta",
                     ",\"index\":1,\"delta\":{\"type\":\"text_delta\","
                     "\"text\":\"lo \xE2\x9C\x93\"}"),
          ANTHROPIC ("content_block_stop", ",\"index\":1"),
          ANTHROPIC ("message_delta",
                     ",\"delta\":{\"stop_reason\":\"end_turn\"},"
                     "\"usage\":{\"output_tokens\":4}"),
          ANTHROPIC ("message_stop", "") },
      .terminator = "{\"type\":\"message_stop\"}",
      .text = "Hello \xE2\x9C\x93",
      .reasoning = "Hm.",
      .input = 9,
      .output = 4,
  },
  {
      .name = "gemini",
      .codec = llm_codec_gemini,
      .base_path = "",
      .events
      = { GEMINI ("{\"text\":\"Hm.\",\"thought\":true}", ""), GEMINI ("{\"text\":\"Hel\"}", ""),
          "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":"
          "\"lo \xE2\x9C\x93\"}]},\"finishReason\":\"STOP\",\"index\":0}],"
          "\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":4,"
          "\"totalTokenCount\":13}}\r\n\r\n" },
      .terminator = "\"totalTokenCount\":13}}",
      .text = "Hello \xE2\x9C\x93",
      .reasoning = "Hm.",
      .input = 9,
      .output = 4,
  },
  {
      .name = "ollama",
      .codec = llm_codec_ollama,
      .base_path = "/v1",
      .events = { OLLAMA ("\"content\":\"\",\"thinking\":\"Hm.\"", "false"),
                  OLLAMA ("\"content\":\"Hel\"", "false"),
                  OLLAMA ("\"content\":\"lo \xE2\x9C\x93\"", "false"),
                  OLLAMA ("\"content\":\"\"", "true,\"done_reason\":\"stop\","
                                              "\"prompt_eval_count\":9,\"eval_count\":4") },
      .terminator = "\"eval_count\":4}",
      .text = "Hello \xE2\x9C\x93",
      .reasoning = "Hm.",
      .input = 9,
      .output = 4,
  },
};
const guint n_samples = G_N_ELEMENTS (samples);

/* All that was logged since the program began. */
static GString *log_text;

/* The home of the program's folders. */
static char *private_dir;

const Sample *
sample_find (const char *name)
{
  for (guint i = 0; i < n_samples; i++)
    {
      if (g_str_equal (samples[i].name, name))
        return &samples[i];
    }
  g_assert_not_reached ();
}

/* Of its stream. */
const char *
sample_get_content_type (const Sample *sample)
{
  return sample_is_lines (sample) ? "application/x-ndjson" : "text/event-stream";
}

/* Whether each event is a line, and nothing else. */
gboolean
sample_is_lines (const Sample *sample)
{
  return sample->codec ()->framing == LLM_FRAMING_NDJSON;
}

char *
sample_to_string (const Sample *sample)
{
  return g_strjoinv (NULL, (char **) sample->events);
}

void
fixture_set_up (Fixture *fixture, gconstpointer sample_name)
{
  fixture->sample = sample_find (sample_name != NULL ? sample_name : "openai");
  fixture->server = llm_fake_server_new ();
  fixture->session = llm_session_new ();
  fixture->secrets = llm_fake_secrets_new ();
  llm_secrets_set_session_key (LLM_SECRETS (fixture->secrets), "tested", TEST_KEY);
  fixture->base_url = llm_fake_server_dup_url (fixture->server, fixture->sample->base_path);
  fixture->connect_timeout = 10;
  fixture->first_token_timeout = 10;
  fixture->idle_timeout = 10;
}

static gboolean
has_no_connection (gpointer user_data)
{
  Fixture *fixture = user_data;

  return llm_fake_server_get_n_open (fixture->server) == 0;
}

static gboolean
is_null (gpointer user_data)
{
  gpointer *pointer = user_data;

  return *pointer == NULL;
}

/* The session may outlive its last user by the time it takes to end a body; without
 * it no connection may be left. */
void
fixture_tear_down (Fixture *fixture, gconstpointer sample_name)
{
  gpointer session = fixture->session;

  g_object_add_weak_pointer (G_OBJECT (fixture->session), &session);
  g_clear_object (&fixture->session);
  llm_test_wait (is_null, &session);
  llm_test_wait (has_no_connection, fixture);
  llm_fake_server_free (fixture->server);
  llm_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->secrets));
  g_clear_pointer (&fixture->base_url, g_free);
  g_clear_pointer (&fixture->blockers, g_ptr_array_unref);

  g_assert_null (strstr (log_text->str, TEST_KEY));
  g_assert_null (strstr (log_text->str, TEST_PROMPT));
}

/* One that knows no script. */
void
fixture_renew_server (Fixture *fixture)
{
  llm_fake_server_free (fixture->server);
  fixture->server = llm_fake_server_new ();
  g_free (fixture->base_url);
  fixture->base_url = llm_fake_server_dup_url (fixture->server, fixture->sample->base_path);
}

/* Asks a listener whose queue is full from now on: it drops what knocks, so that a
 * connection neither opens nor fails. */
void
fixture_block_connections (Fixture *fixture)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  GSocket *listener;

  fixture->blockers = g_ptr_array_new_with_free_func (g_object_unref);
  listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_ptr_array_add (fixture->blockers, listener);
  g_socket_set_listen_backlog (listener, 0);
  g_assert_true (g_socket_bind (listener, any, FALSE, NULL));
  g_assert_true (g_socket_listen (listener, NULL));
  address = g_socket_get_local_address (listener, NULL);
  for (guint i = 0; i < 4; i++)
    {
      GSocket *socket
          = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (socket, FALSE);
      g_socket_connect (socket, address, NULL, NULL);
      g_ptr_array_add (fixture->blockers, socket);
    }

  g_free (fixture->base_url);
  fixture->base_url = g_strdup_printf (
      "http://127.0.0.1:%u/v1", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

void
fixture_set_base_url (Fixture *fixture, const char *base_url)
{
  g_free (fixture->base_url);
  fixture->base_url = g_strdup (base_url);
}

static void
add_image (LlmRequest *request, GBytes *bytes)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) data
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_image_data_unref);
  LlmImageData *image = llm_image_data_new (bytes, LLM_IMAGE_PNG, 20, 10);
  const LlmImageFacts facts
      = { .hash = llm_image_data_get_hash (image), .width = 20, .height = 10 };

  g_ptr_array_add (images, llm_image_new (&facts, "a.png", NULL));
  g_ptr_array_add (data, image);
  llm_request_add_images (request, images);
  llm_request_set_image_data (request, 0, data);
}

LlmStreamProbe *
fixture_start (Fixture *fixture)
{
  g_autoptr (LlmRequest) request = llm_request_new ("test-model", NULL, NULL);
  LlmHttpStreamSetup setup = { NULL };

  llm_request_add_message (request, LLM_ROLE_USER, TEST_PROMPT);
  llm_request_set_flight (request, fixture->flight);
  if (fixture->image != NULL)
    add_image (request, fixture->image);
  setup.session = fixture->session;
  setup.route = llm_route_new (fixture->sample->codec (), fixture->base_url);
  setup.provider_id = "tested";
  setup.provider_name = "Tested";
  setup.secrets = LLM_SECRETS (fixture->secrets);
  if (!fixture->keyless)
    setup.route->key_id = g_strdup ("tested");
  setup.route->needs_key = !fixture->keyless;
  setup.route->headers = g_strdupv ((char **) fixture->headers);
  setup.route->auth = fixture->auth;
  setup.request = request;
  setup.connect_timeout = fixture->connect_timeout;
  setup.first_token_timeout = fixture->first_token_timeout;
  setup.idle_timeout = fixture->idle_timeout;
  return llm_stream_probe_new (llm_http_stream_start (&setup));
}

LlmFakeScript *
fixture_new_script (Fixture *fixture)
{
  return llm_fake_script_new (200, sample_get_content_type (fixture->sample));
}

/* Takes over @script. */
void
fixture_serve (Fixture *fixture, LlmFakeScript *script)
{
  llm_fake_server_take_script (fixture->server, script);
}

typedef struct
{
  LlmFakeServer *server;
  guint n;
} Count;

static gboolean
has_requests (gpointer user_data)
{
  Count *count = user_data;

  return llm_fake_server_get_n_requests (count->server) >= count->n;
}

void
fixture_wait_for_requests (Fixture *fixture, guint n)
{
  Count count = { fixture->server, n };

  llm_test_wait (has_requests, &count);
}

static gboolean
has_open (gpointer user_data)
{
  Count *count = user_data;

  return llm_fake_server_get_n_open (count->server) == count->n;
}

void
fixture_wait_for_open (Fixture *fixture, guint n)
{
  Count count = { fixture->server, n };

  llm_test_wait (has_open, &count);
}

/* All of the answer came, with everything that belongs to it. */
void
assert_sample (const Sample *sample, LlmStreamProbe *probe)
{
  const LlmUsage *usage = llm_stream_get_usage (probe->stream);

  g_assert_no_error (llm_stream_get_error (probe->stream));
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_DONE);
  g_assert_cmpuint (probe->n_finished, ==, 1);
  g_assert_cmpuint (probe->n_open, ==, 1);
  g_assert_cmpstr (probe->text->str, ==, sample->text);
  g_assert_cmpstr (probe->reasoning->str, ==, sample->reasoning);
  g_assert_cmpstr (llm_stream_get_finish_reason (probe->stream), ==, "stop");
  g_assert_cmpint (usage->input, ==, sample->input);
  g_assert_cmpint (usage->output, ==, sample->output);
}

void
assert_ended (LlmStreamProbe *probe, LlmStreamOutcome outcome, LlmErrorCode code)
{
  const GError *error = llm_stream_get_error (probe->stream);

  g_assert_error (error, LLM_ERROR, (int) code);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, outcome);
  g_assert_cmpuint (probe->n_finished, ==, 1);
  g_assert_cmpstr (error->message, !=, "");
  assert_no_secret (probe);
}

/* Nothing that is shown, kept or logged has the key. */
void
assert_no_secret (LlmStreamProbe *probe)
{
  const GError *error = llm_stream_get_error (probe->stream);
  const char *const texts[] = {
    error != NULL ? error->message : NULL,
    llm_error_get_detail (error),
    llm_error_get_request_id (error),
    llm_stream_get_request_id (probe->stream),
    llm_stream_get_finish_reason (probe->stream),
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (texts[i] == NULL || strstr (texts[i], TEST_KEY) == NULL);
}

static GLogWriterOutput
log_writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; log_text != NULL && i < n_fields; i++)
    {
      if (fields[i].length < 0)
        g_string_append (log_text, fields[i].value);
      else
        g_string_append_len (log_text, fields[i].value, fields[i].length);
      g_string_append_c (log_text, '\n');
    }
  if (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO))
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* What is logged the old way does not reach the writer in tests. */
static void
log_handler (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (log_text != NULL)
    g_string_append_printf (log_text, "%s\n", message);
  if (!(level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)))
    g_log_default_handler (domain, level, message, user_data);
}

/* G_TEST_OPTION_ISOLATE_DIRS would leak a set of paths with each test, and hide the
 * system's schemas, which the proxy resolver aborts without. */
static void
isolate_dirs (void)
{
  static const char *const variables[] = { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
                                           "XDG_STATE_HOME", "XDG_RUNTIME_DIR" };
  g_autoptr (GError) error = NULL;

  private_dir = g_dir_make_tmp ("llmselect-test-XXXXXX", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      g_autofree char *dir = g_build_filename (private_dir, variables[i] + 4, NULL);

      g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
      g_setenv (variables[i], dir, TRUE);
    }
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir
      = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

int
http_test_run (void)
{
  int status = g_test_run ();

  remove_tree (private_dir);
  g_clear_pointer (&private_dir, g_free);
  g_string_free (g_steal_pointer (&log_text), TRUE);
  return status;
}

void
http_test_init (int *argc, char ***argv)
{
  static const char *const proxies[]
      = { "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY" };

  for (guint i = 0; i < G_N_ELEMENTS (proxies); i++)
    g_unsetenv (proxies[i]);
  isolate_dirs ();
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  log_text = g_string_new (NULL);
  g_log_set_writer_func (log_writer, NULL, NULL);
  g_test_init (argc, argv, NULL);
  g_log_set_default_handler (log_handler, NULL);
}
