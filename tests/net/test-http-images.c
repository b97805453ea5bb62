/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "http-fixture.h"
#include "llm-json.h"

/* Requests with images over a real connection: what arrives are the bytes, all of them. */

#define IMAGE_BYTES (700 * 1024 + 1)

static GBytes *
make_bytes (void)
{
  guint8 *data = g_malloc (IMAGE_BYTES);

  for (guint i = 0; i < IMAGE_BYTES; i++)
    data[i] = (guint8) (i * 31 + i / 251);
  return g_bytes_new_take (data, IMAGE_BYTES);
}

static LlmRequest *
make_request (GBytes *bytes)
{
  LlmRequest *request = llm_request_new ("test-model", NULL, NULL);
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) data
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_image_data_unref);
  LlmImageData *image = llm_image_data_new (bytes, LLM_IMAGE_JPEG, 20, 10);
  const LlmImageFacts facts
      = { .hash = llm_image_data_get_hash (image), .width = 20, .height = 10 };

  llm_request_add_message (request, LLM_ROLE_USER, "What is this?");
  g_ptr_array_add (images, llm_image_new (&facts, "a.jpg", NULL));
  g_ptr_array_add (data, image);
  llm_request_add_images (request, images);
  llm_request_set_image_data (request, 0, data);
  return request;
}

static LlmStreamProbe *
start (Fixture *fixture, LlmRequest *request)
{
  LlmHttpStreamSetup setup = { NULL };

  setup.session = fixture->session;
  setup.route = llm_route_new (fixture->sample->codec (), fixture->base_url);
  setup.provider_id = "tested";
  setup.provider_name = "Tested";
  setup.request = request;
  setup.connect_timeout = fixture->connect_timeout;
  setup.first_token_timeout = fixture->first_token_timeout;
  setup.idle_timeout = fixture->idle_timeout;
  return llm_stream_probe_new (llm_http_stream_start (&setup));
}

static const char *
find_data (JsonObject *body)
{
  JsonObject *message = llm_json_array_get_object (llm_json_get_array (body, "messages"), 0);
  JsonArray *parts = llm_json_get_array (message, "content");

  for (guint i = 0; i < llm_json_array_length (parts); i++)
    {
      JsonObject *part = llm_json_array_get_object (parts, i);
      JsonObject *url = llm_json_get_object (part, "image_url");
      JsonObject *source = llm_json_get_object (part, "source");

      if (url != NULL)
        return strchr (llm_json_get_string (url, "url"), ',') + 1;
      if (source != NULL)
        return llm_json_get_string (source, "data");
    }
  return NULL;
}

static void
assert_arrived (Fixture *fixture, guint index, GBytes *expected)
{
  const LlmFakeRequest *request = llm_fake_server_get_request (fixture->server, index);
  g_autofree char *length = g_strdup_printf ("%zu", g_bytes_get_size (request->body));
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) arrived = NULL;
  const char *data;
  gsize n_bytes;
  guchar *decoded;

  g_assert_cmpstr (llm_fake_request_get_header (request, "content-type"), ==, "application/json");
  g_assert_cmpstr (llm_fake_request_get_header (request, "content-length"), ==, length);
  json_parser_load_from_data (parser, g_bytes_get_data (request->body, NULL),
                              (gssize) g_bytes_get_size (request->body), &error);
  g_assert_no_error (error);
  data = find_data (json_node_get_object (json_parser_get_root (parser)));
  g_assert_nonnull (data);
  decoded = g_base64_decode (data, &n_bytes);
  arrived = g_bytes_new_take (decoded, n_bytes);
  g_assert_true (g_bytes_equal (arrived, expected));
}

static void
test_sent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = make_bytes ();
  g_autoptr (LlmRequest) request = make_request (bytes);
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autofree char *answer = sample_to_string (fixture->sample);

  llm_fake_script_send (script, answer);
  fixture_serve (fixture, script);
  /* Twice from the same request, as when it is tried again. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LlmStreamProbe) probe = start (fixture, request);

      llm_stream_probe_run (probe);
      assert_sample (fixture->sample, probe);
      assert_arrived (fixture, i, bytes);
    }
}

/* Who is stopped while the images are on their way holds nothing any more. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = make_bytes ();
  g_autoptr (LlmRequest) request = make_request (bytes);
  g_autoptr (LlmStreamProbe) probe = start (fixture, request);

  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  llm_stream_cancel (probe->stream);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_STOPPED);
  fixture_wait_for_open (fixture, 0);
}

int
main (int argc, char *argv[])
{
  static const char *const names[] = { "openai", "anthropic" };

  http_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *sent = g_strconcat ("/http-images/sent/", names[i], NULL);
      g_autofree char *cancelled = g_strconcat ("/http-images/cancelled/", names[i], NULL);

      g_test_add (sent, Fixture, names[i], fixture_set_up, test_sent, fixture_tear_down);
      g_test_add (cancelled, Fixture, names[i], fixture_set_up, test_cancelled, fixture_tear_down);
    }
  return http_test_run ();
}
