/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "llm-http-stream.h"
#include "llm-image.h"

/* What sending twenty images of 4 MiB keeps the main loop from: the longest stretch of
 * processor time between two polls, against that of one image.  A frame has 16 ms. */

#define N_IMAGES 20
#define IMAGE_BYTES (4 * 1024 * 1024)
#define LIMIT_MS 16.0

static double longest_ms;
static double begun_ms;
static goffset n_received;

static double
get_cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1000 + (double) time.tv_nsec / 1000000;
}

static int
poll_func (GPollFD *fds, guint n_fds, int timeout)
{
  int result;

  longest_ms = MAX (longest_ms, get_cpu_ms () - begun_ms);
  result = g_poll (fds, n_fds, timeout);
  begun_ms = get_cpu_ms ();
  return result;
}

/* In a thread of its own: reads a request, counts its body, answers. */
static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  static const char answer[]
      = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},"
        "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
  GInputStream *raw = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (raw);
  goffset length = 0, n = 0;

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, NULL, NULL);

      if (line == NULL)
        return TRUE;
      g_strchomp (line);
      if (*line == '\0')
        break;
      if (g_ascii_strncasecmp (line, "content-length:", 15) == 0)
        length = g_ascii_strtoll (line + 15, NULL, 10);
    }
  while (n < length)
    {
      const gssize skipped
          = g_input_stream_skip (G_INPUT_STREAM (input), (gsize) (length - n), NULL, NULL);

      if (skipped <= 0)
        return TRUE;
      n += skipped;
    }
  n_received = n;
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer,
                             strlen (answer), NULL, NULL, NULL);
  return TRUE;
}

static LlmRequest *
make_request (guint n_images)
{
  LlmRequest *request = llm_request_new ("m", NULL, NULL);
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) data
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_image_data_unref);

  for (guint i = 0; i < n_images; i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (IMAGE_BYTES), IMAGE_BYTES);
      LlmImageData *image = llm_image_data_new (bytes, LLM_IMAGE_JPEG, 2000, 2000);
      const LlmImageFacts facts = { .hash = llm_image_data_get_hash (image) };

      g_ptr_array_add (data, image);
      g_ptr_array_add (images, llm_image_new (&facts, NULL, NULL));
    }
  llm_request_add_message (request, LLM_ROLE_USER, "What are these?");
  llm_request_add_images (request, images);
  llm_request_set_image_data (request, 0, data);
  return request;
}

static void
finished_cb (LlmStream *stream, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* The longest stretch in milliseconds. */
static double
measure (LlmSession *session, const char *base_url, guint n_images)
{
  g_autoptr (LlmRequest) request = make_request (n_images);
  g_autoptr (LlmStream) stream = NULL;
  LlmHttpStreamSetup setup = { NULL };
  gboolean finished = FALSE;

  setup.session = session;
  setup.route = llm_route_new (llm_codec_compatible (), base_url);
  setup.provider_id = "bench";
  setup.provider_name = "Bench";
  setup.request = request;
  setup.connect_timeout = 60;
  setup.first_token_timeout = 600;
  setup.idle_timeout = 60;
  n_received = 0;
  begun_ms = get_cpu_ms ();
  longest_ms = 0;
  stream = llm_http_stream_start (&setup);
  g_signal_connect (stream, "finished", G_CALLBACK (finished_cb), &finished);
  while (!finished)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (llm_stream_get_error (stream));
  g_assert_cmpint (n_received, >, (goffset) n_images * IMAGE_BYTES / 3 * 4);
  return longest_ms;
}

int
main (void)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  g_autoptr (LlmSession) session = llm_session_new ();
  g_autofree char *base_url = NULL;
  double one, many;
  guint16 port;

  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_assert_cmpuint (port, >, 0);
  g_signal_connect (service, "run", G_CALLBACK (run_cb), NULL);
  g_socket_service_start (service);
  base_url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_main_context_set_poll_func (NULL, poll_func);

  measure (session, base_url, 0); /* what is loaded once */
  one = measure (session, base_url, 1);
  many = measure (session, base_url, N_IMAGES);
  g_print ("longest stretch of the main loop: 1 image of 4 MiB %.2f ms, %d images %.2f ms, "
           "limit %.0f ms%s\n",
           one, N_IMAGES, many, LIMIT_MS, many > LIMIT_MS ? ": missed" : "");
  return many > LIMIT_MS ? EXIT_FAILURE : EXIT_SUCCESS;
}
