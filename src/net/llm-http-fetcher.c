/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-fetcher.h"

#include "llm-error.h"
#include "llm-http-log.h"
#include "llm-http-target.h"
#include "llm-public-host.h"
#include "llm-timer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* All of it, redirects included; and between two bytes of the file. */
#define TOTAL_SECONDS 30.0
#define IDLE_SECONDS 10.0

#define MAX_REDIRECTS 3
#define MAX_URI 8192
#define READ_SIZE (64 * 1024)

/* libsoup has no name for it. */
#define HTTP_TOO_MANY_REQUESTS 429

/* Without it some servers send formats that are newer than those we can show. */
#define ACCEPT "image/png, image/jpeg, image/webp, image/gif, */*;q=0.1"

struct _LlmHttpFetcher
{
  GObject parent_instance;

  LlmSession *session;
  gboolean allow_loopback;
  double total_seconds;
  double idle_seconds;
};

/* One file being fetched. */
typedef struct
{
  LlmHttpFetcher *fetcher;
  GUri *uri; /* where it is, after the redirects so far */
  gsize max_size;
  guint n_redirects;

  SoupMessage *message;
  gint64 sent_at;
  gboolean is_refused; /* a connection would have gone to an address nearby */
  GInputStream *body;
  GByteArray *bytes;

  GSource *timer;
  gint64 deadline;
  gint64 last_byte_at; /* 0 before the body */
  gboolean timed_out;
  GCancellable *sending;
  GCancellable *outer;
  gulong outer_id;
} Fetch;

static void llm_http_fetcher_iface_init (LlmFetcherInterface *iface);
static void send_request (GTask *task);
static void read_more (GTask *task);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmHttpFetcher,
                               llm_http_fetcher,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_FETCHER,
                                                      llm_http_fetcher_iface_init))

/* --- One fetch --- */

static void
drop_message (Fetch *fetch)
{
  if (fetch->message != NULL)
    g_signal_handlers_disconnect_by_data (fetch->message, fetch);
  g_clear_object (&fetch->message);
}

static void
fetch_free (Fetch *fetch)
{
  if (fetch->outer != NULL)
    g_cancellable_disconnect (fetch->outer, fetch->outer_id);
  g_clear_object (&fetch->outer);
  g_clear_pointer (&fetch->timer, llm_timer_free);
  drop_message (fetch);
  if (fetch->body != NULL)
    llm_session_drop_body (fetch->fetcher->session, fetch->body);
  g_clear_pointer (&fetch->bytes, g_byte_array_unref);
  g_clear_pointer (&fetch->uri, g_uri_unref);
  g_clear_object (&fetch->sending);
  g_clear_object (&fetch->fetcher);
  g_free (fetch);
}

static const char *
get_host (const Fetch *fetch)
{
  return g_uri_get_host (fetch->uri);
}

/* A byte only stamps the time; the timer finds out that it is early, and sleeps on. */
static void
timer_cb (gpointer user_data)
{
  Fetch *fetch = user_data;
  gint64 due = fetch->deadline;

  if (fetch->last_byte_at != 0)
    {
      const gint64 idle = llm_timer_after (fetch->last_byte_at, fetch->fetcher->idle_seconds);

      due = MIN (due, idle);
    }
  if (g_get_monotonic_time () < due)
    {
      g_source_set_ready_time (fetch->timer, due);
      return;
    }
  fetch->timed_out = TRUE;
  g_cancellable_cancel (fetch->sending);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Fetch *fetch = user_data;

  g_cancellable_cancel (fetch->sending);
}

/* --- Errors --- */

static GError *
timeout_error (const Fetch *fetch)
{
  return llm_error_new_printf (LLM_ERROR_TIMEOUT, NULL,
                               _ ("%s did not send the file in time. Check the network and "
                                  "retry."),
                               get_host (fetch));
}

static GError *
refused_error (const char *host)
{
  return llm_error_new_printf (LLM_ERROR_BAD_REQUEST, NULL,
                               _ ("“%s” is not on the internet but on this computer or in the "
                                  "network around it. Nothing is fetched from there."),
                               host);
}

static GError *
too_large_error (const Fetch *fetch)
{
  g_autofree char *size = g_format_size (fetch->max_size);

  return llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                               _ ("The file is too large: more than %s is not fetched."), size);
}

static GError *
broken_error (const Fetch *fetch, const char *detail)
{
  return llm_error_new_printf (LLM_ERROR_NETWORK, detail,
                               _ ("The connection to %s broke off. Check the network and retry."),
                               get_host (fetch));
}

static GError *
transport_error (const Fetch *fetch, const GError *cause)
{
  const char *host = get_host (fetch);

  if (fetch->is_refused)
    return refused_error (host);
  if (fetch->timed_out)
    return timeout_error (fetch);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED))
    return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                                 _ ("The proxy did not open a connection to %s. Check the "
                                    "network's proxy settings."),
                                 host);
  if (cause->domain == G_TLS_ERROR && cause->code != G_TLS_ERROR_EOF)
    return llm_error_new_printf (LLM_ERROR_TLS, cause->message,
                                 _ ("There is no secure connection to %s, so nothing was "
                                    "fetched."),
                                 host);
  if (cause->domain == SOUP_SESSION_ERROR)
    return llm_error_new_printf (LLM_ERROR_PROTOCOL, cause->message,
                                 _ ("The answer of %s is not valid HTTP."), host);
  if (fetch->bytes != NULL)
    return broken_error (fetch, cause->message);
  return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                               _ ("%s cannot be reached. Check the internet connection and "
                                  "retry."),
                               host);
}

static GError *
status_error (const Fetch *fetch, guint status)
{
  const char *host = get_host (fetch);
  GError *error;

  if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    error = llm_error_new_printf (LLM_ERROR_BAD_REQUEST, NULL,
                                  _ ("%s does not have this file (HTTP status %u)."), host, status);
  else if (status == HTTP_TOO_MANY_REQUESTS)
    error = llm_error_new_printf (LLM_ERROR_RATE_LIMIT, NULL,
                                  _ ("%s was asked too often. Wait a moment and retry."), host);
  else if (status >= 400 && status < 500)
    error = llm_error_new_printf (LLM_ERROR_BAD_REQUEST, NULL,
                                  _ ("%s does not give this file away (HTTP status %u)."), host,
                                  status);
  else if (status >= 500)
    error = llm_error_new_printf (LLM_ERROR_SERVER, NULL,
                                  _ ("%s has a problem of its own (HTTP status %u). Retry in a "
                                     "while."),
                                  host, status);
  else
    error = llm_error_new_printf (LLM_ERROR_PROTOCOL, NULL,
                                  _ ("%s did not answer with a file (HTTP status %u)."), host,
                                  status);
  llm_error_set_http_status (error, status);
  return error;
}

/* --- Where to go --- */

static gboolean
is_allowed_loopback (LlmHttpFetcher *self, const char *host)
{
  return self->allow_loopback && llm_host_is_loopback (host);
}

/* Before anything is looked up or connected to. */
static gboolean
check_uri (LlmHttpFetcher *self, GUri *uri, GError **error)
{
  const char *host = g_uri_get_host (uri);
  const gboolean plain = g_str_equal (g_uri_get_scheme (uri), "http");
  GError *problem = NULL;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL)
    problem = llm_error_new (LLM_ERROR_BAD_REQUEST,
                             _ ("The address of the file is not one that is fetched."), NULL);
  else if (!g_str_equal (g_uri_get_scheme (uri), "https")
           && !(plain && is_allowed_loopback (self, host)))
    problem = llm_error_new (LLM_ERROR_BAD_REQUEST,
                             _ ("Files are only fetched over a secure connection (https)."), NULL);
  else if (!is_allowed_loopback (self, host) && !llm_host_is_public (host))
    problem = refused_error (host);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

static GUri *
parse_uri (LlmHttpFetcher *self, GUri *base, const char *text, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  if (strlen (text) <= MAX_URI)
    uri = base == NULL ? g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL)
                       : g_uri_parse_relative (base, text, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL)
    {
      g_propagate_error (
          error, llm_error_new (LLM_ERROR_BAD_REQUEST,
                                _ ("The address of the file is not one that is fetched."), NULL));
      return NULL;
    }
  return check_uri (self, uri, error) ? g_steal_pointer (&uri) : NULL;
}

/* A name may lead anywhere, and be looked up with another result each time: what counts
 * is the address that is being connected to.  A socket that is closed cannot connect, and
 * GIO goes on to the name's next address. */
static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *connection,
                  gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GSocketAddress) address = NULL;
  GInetAddress *inet;

  if (event != G_SOCKET_CLIENT_CONNECTING || !G_IS_SOCKET_CONNECTION (connection))
    return;
  address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);
  /* The user's own proxy may be anywhere. */
  if (G_IS_PROXY_ADDRESS (address) || is_allowed_loopback (fetch->fetcher, get_host (fetch)))
    return;
  inet = G_IS_INET_SOCKET_ADDRESS (address)
             ? g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))
             : NULL;
  if (inet != NULL && llm_address_is_public (inet))
    return;
  fetch->is_refused = TRUE;
  g_socket_close (g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection)), NULL);
}

/* --- The answer --- */

static gboolean
is_redirect (guint status)
{
  return status == SOUP_STATUS_MOVED_PERMANENTLY || status == SOUP_STATUS_FOUND
         || status == SOUP_STATUS_SEE_OTHER || status == SOUP_STATUS_TEMPORARY_REDIRECT
         || status == SOUP_STATUS_PERMANENT_REDIRECT;
}

static void
follow (GTask *task, const char *location)
{
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  GUri *uri;

  if (fetch->n_redirects == MAX_REDIRECTS)
    {
      g_task_return_error (task, llm_error_new_printf (LLM_ERROR_PROTOCOL, NULL,
                                                       _ ("%s sends from one address to the next "
                                                          "without an end."),
                                                       get_host (fetch)));
      return;
    }
  uri = parse_uri (fetch->fetcher, fetch->uri, location, &error);
  if (uri == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  fetch->n_redirects++;
  g_uri_unref (fetch->uri);
  fetch->uri = uri;
  send_request (task);
}

/* libsoup 3.2 takes a connection that ends for the end of the body.  One in chunks that is
 * cut cannot be told from a complete one: what is done with the file has to find out. */
static gboolean
is_cut (const Fetch *fetch)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (fetch->message);

  /* The length is that of what was sent, before it was unpacked. */
  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
         && soup_message_headers_get_one (headers, "Content-Encoding") == NULL
         && fetch->bytes->len != (guint64) soup_message_headers_get_content_length (headers);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);
  if (bytes == NULL)
    {
      g_task_return_error (task, transport_error (fetch, error));
      return;
    }
  length = g_bytes_get_size (bytes);
  if (length > fetch->max_size - fetch->bytes->len)
    {
      g_task_return_error (task, too_large_error (fetch));
      return;
    }
  if (length > 0)
    {
      g_byte_array_append (fetch->bytes, g_bytes_get_data (bytes, NULL), (guint) length);
      fetch->last_byte_at = g_get_monotonic_time ();
      read_more (task);
      return;
    }
  if (is_cut (fetch))
    {
      g_task_return_error (task, broken_error (fetch, NULL));
      return;
    }
  llm_session_drop_body (fetch->fetcher->session, g_steal_pointer (&fetch->body));
  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&fetch->bytes)),
                         (GDestroyNotify) g_bytes_unref);
}

/* Always as much, whatever is still allowed: libsoup 3.2 cannot read a chunked body into
 * a buffer of one byte. */
static void
read_more (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (fetch->body, READ_SIZE, G_PRIORITY_DEFAULT, fetch->sending,
                                   read_cb, g_object_ref (task));
}

static void
read_body (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (fetch->message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && (guint64) soup_message_headers_get_content_length (headers) > fetch->max_size)
    {
      g_task_return_error (task, too_large_error (fetch));
      return;
    }
  fetch->bytes = g_byte_array_new ();
  fetch->last_byte_at = g_get_monotonic_time ();
  g_source_set_ready_time (fetch->timer, 0);
  read_more (task);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  const char *location;
  guint status;

  fetch->body = llm_session_send_finish (result, &error);
  llm_http_log_message (fetch->message, "file", NULL, NULL, fetch->sent_at);
  if (fetch->body == NULL)
    {
      g_task_return_error (task, transport_error (fetch, error));
      return;
    }

  /* Another address of the name was a public one. */
  fetch->is_refused = FALSE;
  status = soup_message_get_status (fetch->message);
  location = soup_message_headers_get_one (soup_message_get_response_headers (fetch->message),
                                           "Location");
  if (is_redirect (status) && location != NULL)
    {
      llm_session_drain_body (fetch->fetcher->session, g_steal_pointer (&fetch->body));
      follow (task, location);
    }
  else if (status == SOUP_STATUS_OK)
    read_body (task);
  else
    g_task_return_error (task, status_error (fetch, status));
}

static void
send_request (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  LlmWireRequest wire = { NULL };
  GError *error = NULL;

  drop_message (fetch);
  fetch->is_refused = FALSE;
  wire.method = "GET";
  wire.url = g_uri_to_string (fetch->uri);
  fetch->message = llm_session_new_message (&wire, &error);
  llm_wire_request_clear (&wire);
  if (fetch->message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  soup_message_headers_replace (soup_message_get_request_headers (fetch->message), "Accept",
                                ACCEPT);
  g_signal_connect (fetch->message, "network-event", G_CALLBACK (network_event_cb), fetch);
  fetch->sent_at = g_get_monotonic_time ();
  llm_session_send_async (fetch->fetcher->session, fetch->message, fetch->sending, sent_cb,
                          g_object_ref (task));
}

static void
llm_http_fetcher_fetch_async (LlmFetcher *fetcher,
                              const char *uri,
                              gsize max_size,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  LlmHttpFetcher *self = LLM_HTTP_FETCHER (fetcher);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, llm_http_fetcher_fetch_async);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  fetch->fetcher = g_object_ref (self);
  /* A byte array cannot be longer. */
  fetch->max_size = MIN (max_size, G_MAXUINT / 2);
  fetch->uri = parse_uri (self, NULL, uri, &error);
  if (fetch->uri == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  fetch->sending = g_cancellable_new ();
  fetch->deadline = llm_timer_after (g_get_monotonic_time (), self->total_seconds);
  fetch->timer = llm_timer_new (timer_cb, fetch);
  g_source_set_ready_time (fetch->timer, fetch->deadline);
  if (cancellable != NULL)
    {
      fetch->outer = g_object_ref (cancellable);
      fetch->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), fetch, NULL);
    }
  send_request (task);
}

static GBytes *
llm_http_fetcher_fetch_finish (LlmFetcher *fetcher, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, fetcher), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The fetcher --- */

static void
llm_http_fetcher_dispose (GObject *object)
{
  LlmHttpFetcher *self = LLM_HTTP_FETCHER (object);

  g_clear_object (&self->session);

  G_OBJECT_CLASS (llm_http_fetcher_parent_class)->dispose (object);
}

static void
llm_http_fetcher_iface_init (LlmFetcherInterface *iface)
{
  iface->fetch_async = llm_http_fetcher_fetch_async;
  iface->fetch_finish = llm_http_fetcher_fetch_finish;
}

static void
llm_http_fetcher_class_init (LlmHttpFetcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_http_fetcher_dispose;
}

static void
llm_http_fetcher_init (LlmHttpFetcher *self)
{
  self->total_seconds = TOTAL_SECONDS;
  self->idle_seconds = IDLE_SECONDS;
}

/**
 * llm_http_fetcher_new:
 *
 * Nothing is connected before the first file is asked for.
 *
 * Returns: (transfer full): what fetches files, within 30 seconds each
 */
LlmFetcher *
llm_http_fetcher_new (void)
{
  LlmHttpFetcher *self = g_object_new (LLM_TYPE_HTTP_FETCHER, NULL);

  self->session = llm_session_new ();
  return LLM_FETCHER (self);
}

/**
 * llm_http_fetcher_new_for_tests:
 * @session: a session that nothing else uses
 * @allow_loopback: whether files on this computer are fetched, also over plain HTTP
 * @total_seconds: how long a file may take
 * @idle_seconds: how long to wait for its next byte
 *
 * Returns: (transfer full): llm_http_fetcher_new() for servers and limits of a test
 */
LlmFetcher *
llm_http_fetcher_new_for_tests (LlmSession *session,
                                gboolean allow_loopback,
                                double total_seconds,
                                double idle_seconds)
{
  LlmHttpFetcher *self;

  g_return_val_if_fail (LLM_IS_SESSION (session), NULL);
  g_return_val_if_fail (total_seconds > 0 && idle_seconds > 0, NULL);

  self = g_object_new (LLM_TYPE_HTTP_FETCHER, NULL);
  self->session = g_object_ref (session);
  self->allow_loopback = allow_loopback;
  self->total_seconds = total_seconds;
  self->idle_seconds = idle_seconds;
  return LLM_FETCHER (self);
}
