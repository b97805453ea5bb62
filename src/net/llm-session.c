/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-session.h"

#include "llm-error.h"
#include "llm-timer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* libsoup allows 10 connections, 2 to one host: the columns of one provider
 * would wait for each other.  Eight columns in several comparisons at once fit. */
#define MAX_CONNECTIONS 256
#define MAX_CONNECTIONS_PER_HOST 64

/* How long a connection without a request is kept, in seconds.  Prompts are not
 * idempotent, so libsoup gives each its own fresh connection (which also keeps
 * one column's broken connection from taking others down); only key checks can
 * reuse one. */
#define KEEP_ALIVE 20

/* What is read of a finished stream so that the connection closes in good
 * order, and how long it, or closing a body, may take. */
#define DRAIN_MAX (16 * 1024)
#define DRAIN_SECONDS 1.0

#define READ_SIZE (16 * 1024)

struct _LlmSession
{
  GObject parent_instance;

  SoupSession *soup;
  GSocketConnectable *address;
  GTlsDatabase *tls_database;
  gboolean http2;
};

G_DEFINE_FINAL_TYPE (LlmSession, llm_session, G_TYPE_OBJECT)

static void
llm_session_dispose (GObject *object)
{
  LlmSession *self = LLM_SESSION (object);

  if (self->soup != NULL)
    soup_session_abort (self->soup);
  g_clear_object (&self->soup);
  g_clear_object (&self->address);
  g_clear_object (&self->tls_database);

  G_OBJECT_CLASS (llm_session_parent_class)->dispose (object);
}

static void
llm_session_class_init (LlmSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_session_dispose;
}

static void
llm_session_init (LlmSession *self)
{
}

/**
 * llm_session_new:
 *
 * Returns: (transfer full): a session to any host; nothing is set up before its
 *   first request
 */
LlmSession *
llm_session_new (void)
{
  return g_object_new (LLM_TYPE_SESSION, NULL);
}

/**
 * llm_session_new_for_address:
 * @address: where every request goes, whatever its URL says
 *
 * libsoup fixes the address for a whole session, so that the demo, which is
 * behind a Unix socket, needs a session of its own.
 *
 * Returns: (transfer full): a session to @address; GIO asks for no proxy on the way
 *   to a Unix socket
 */
LlmSession *
llm_session_new_for_address (GSocketConnectable *address)
{
  LlmSession *self;

  g_return_val_if_fail (G_IS_SOCKET_CONNECTABLE (address), NULL);

  self = llm_session_new ();
  self->address = g_object_ref (address);
  return self;
}

/**
 * llm_session_set_tls_database:
 * @self: a session without a request so far
 * @database: the certificates to trust instead of the system's
 */
void
llm_session_set_tls_database (LlmSession *self, GTlsDatabase *database)
{
  g_return_if_fail (LLM_IS_SESSION (self));
  g_return_if_fail (self->soup == NULL);

  g_set_object (&self->tls_database, database);
}

/**
 * llm_session_set_http2:
 * @self: a session
 * @allowed: whether a server may choose HTTP/2 from now on
 *
 * It may not unless told otherwise: docs/adr/0005-http-versions.md says why.
 */
void
llm_session_set_http2 (LlmSession *self, gboolean allowed)
{
  g_return_if_fail (LLM_IS_SESSION (self));

  self->http2 = allowed;
}

/* Reading certificates is reading a file, which may be on a slow disk. */
static void
read_ca_file (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *ca_file = task_data;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  LlmSession *session;

  if (!g_path_is_absolute (ca_file) || !g_file_test (ca_file, G_FILE_TEST_IS_REGULAR))
    g_set_error_literal (&cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not a file");
  else
    database = g_tls_file_database_new (ca_file, &cause);
  if (database == NULL)
    {
      g_task_return_error (
          task, llm_error_new_printf (LLM_ERROR_TLS, cause->message,
                                      _ ("The certificates in “%s” cannot be read. Choose another "
                                         "file in Preferences."),
                                      ca_file));
      return;
    }
  session = llm_session_new ();
  llm_session_set_tls_database (session, database);
  g_task_return_pointer (task, session, g_object_unref);
}

/**
 * llm_session_new_for_ca_file_async:
 * @ca_file: a PEM file with certificate authorities
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Makes a session that trusts those authorities and no others.
 */
void
llm_session_new_for_ca_file_async (const char *ca_file,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ca_file != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_session_new_for_ca_file_async);
  g_task_set_task_data (task, g_strdup (ca_file), g_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, read_ca_file);
}

/**
 * llm_session_new_for_ca_file_finish:
 * @result: as given to the callback
 * @error: where to put an #LLM_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the session
 */
LlmSession *
llm_session_new_for_ca_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static SoupSession *
llm_session_ensure_soup (LlmSession *self)
{
  if (self->soup != NULL)
    return self->soup;

  /* No time-out of libsoup's own: it knows nothing of tokens, and does not hold
   * for HTTP/2 (the callers have their own timers).  No cookies, no cache, no
   * logger: these are features one would have to add. */
  self->soup = soup_session_new_with_options (
      "max-conns", MAX_CONNECTIONS, "max-conns-per-host", MAX_CONNECTIONS_PER_HOST, "timeout", 0,
      "idle-timeout", KEEP_ALIVE, "user-agent", "LLMSelect/" PACKAGE_VERSION, "remote-connectable",
      self->address, NULL);
  if (self->tls_database != NULL)
    soup_session_set_tls_database (self->soup, self->tls_database);
  return self->soup;
}

/**
 * llm_session_new_message:
 * @wire: a request as a codec has built it
 * @error: where to put an #LLM_ERROR
 *
 * Returns: (transfer full): @wire as a message that follows no redirect and asks
 *   for no compression, or NULL if its URL or a header is malformed
 */
SoupMessage *
llm_session_new_message (const LlmWireRequest *wire, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (SoupMessage) message = NULL;
  SoupMessageHeaders *headers;

  g_return_val_if_fail (wire != NULL, NULL);

  uri = g_uri_parse (wire->url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    {
      g_propagate_error (error, llm_error_new (LLM_ERROR_BAD_REQUEST, NULL, "malformed URL"));
      return NULL;
    }

  message = soup_message_new_from_uri (wire->method, uri);
  /* A redirect would take the key along to wherever it points. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* It would read the body of a 401, however long, before it tells of it. */
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);

  headers = soup_message_get_request_headers (message);
  for (guint i = 0; wire->headers != NULL && i + 1 < wire->headers->len; i += 2)
    {
      const char *name = g_ptr_array_index (wire->headers, i);
      const char *value = g_ptr_array_index (wire->headers, i + 1);

      if (strpbrk (value, "\r\n") != NULL)
        {
          g_propagate_error (error,
                             llm_error_new (LLM_ERROR_BAD_REQUEST, NULL, "line break in a header"));
          return NULL;
        }
      soup_message_headers_replace (headers, name, value);
    }
  /* Compressors hold text back until a block is full. */
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");

  if (wire->body != NULL)
    {
      goffset length;
      g_autoptr (GInputStream) body = llm_wire_request_open_body (wire, &length);

      soup_message_set_request_body (message, "application/json", body, length);
    }
  return g_steal_pointer (&message);
}

/* libsoup offers both versions, and has no switch before 3.4: the offer is changed
 * before it is made. */
static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *connection,
                  gpointer user_data)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
}

static GQuark
to_proxy_quark (void)
{
  return g_quark_from_static_string ("llm-session-to-proxy");
}

/* Notes whether it is a proxy that a connection is being made to. */
static void
proxy_event_cb (SoupMessage *message,
                GSocketClientEvent event,
                GIOStream *connection,
                gpointer user_data)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (event == G_SOCKET_CLIENT_CONNECTING && G_IS_SOCKET_CONNECTION (connection))
    address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);
  else if (event != G_SOCKET_CLIENT_CONNECTED)
    return;
  g_object_set_qdata (G_OBJECT (message), to_proxy_quark (),
                      GINT_TO_POINTER (G_IS_PROXY_ADDRESS (address)));
}

/* A proxy that cannot be reached says nothing about the server behind it. */
static void
blame_proxy (SoupMessage *message, GError *error)
{
  if (message != NULL && error->domain == G_IO_ERROR && error->code != G_IO_ERROR_CANCELLED
      && g_object_get_qdata (G_OBJECT (message), to_proxy_quark ()) != NULL)
    error->code = G_IO_ERROR_PROXY_FAILED;
}

/**
 * llm_session_send_async:
 * @self: a session
 * @message: the message to send, for the first time
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the head of the answer is there; its source object is
 *   not @self
 * @user_data: for @callback
 */
void
llm_session_send_async (LlmSession *self,
                        SoupMessage *message,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (LLM_IS_SESSION (self));
  g_return_if_fail (SOUP_IS_MESSAGE (message));

  if (!self->http2)
    g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), NULL);
  g_signal_connect (message, "network-event", G_CALLBACK (proxy_event_cb), NULL);
  soup_session_send_async (llm_session_ensure_soup (self), message, G_PRIORITY_DEFAULT, cancellable,
                           callback, user_data);
}

/**
 * llm_session_send_finish:
 * @result: as given to the callback
 * @error: where to put an error of GIO or libsoup; %G_IO_ERROR_PROXY_FAILED also when
 *   the proxy cannot be reached
 *
 * Returns: (transfer full): the body, to be ended by llm_session_drain_body() or
 *   llm_session_drop_body(), never just unreferenced: that would close it
 *   synchronously
 */
GInputStream *
llm_session_send_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (SoupSession) soup = SOUP_SESSION (g_async_result_get_source_object (result));
  g_autoptr (GError) cause = NULL;
  GInputStream *body = soup_session_send_finish (soup, result, &cause);

  if (body == NULL)
    {
      blame_proxy (soup_session_get_async_result_message (soup, result), cause);
      g_propagate_error (error, g_steal_pointer (&cause));
    }
  return body;
}

typedef struct
{
  GInputStream *body;
  GCancellable *cancellable;
  GSource *timer;
} Closing;

static void
closing_timeout_cb (gpointer user_data)
{
  Closing *closing = user_data;

  g_cancellable_cancel (closing->cancellable);
}

static void
closing_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Closing *closing = user_data;

  g_input_stream_close_finish (closing->body, result, NULL);
  llm_timer_free (closing->timer);
  g_object_unref (closing->cancellable);
  g_object_unref (closing->body);
  g_free (closing);
}

/**
 * llm_session_drop_body:
 * @self: a session
 * @body: (transfer full): a body with no read pending
 *
 * Closes @body, and the connection with it unless all of @body was read.  When
 * the request is still being written, that may take up to a second.
 */
void
llm_session_drop_body (LlmSession *self, GInputStream *body)
{
  Closing *closing;

  g_return_if_fail (LLM_IS_SESSION (self));
  g_return_if_fail (G_IS_INPUT_STREAM (body));

  closing = g_new0 (Closing, 1);
  closing->body = body;
  closing->cancellable = g_cancellable_new ();
  closing->timer = llm_timer_new (closing_timeout_cb, closing);
  g_source_set_ready_time (closing->timer,
                           llm_timer_after (g_get_monotonic_time (), DRAIN_SECONDS));
  g_input_stream_close_async (body, G_PRIORITY_DEFAULT, closing->cancellable, closing_done_cb,
                              closing);
}

typedef struct
{
  LlmSession *session;
  GInputStream *body;
  GByteArray *bytes;
  gsize max_length;
  GSource *timer;
  GCancellable *reading;
  GCancellable *outer;
  gulong outer_id;
} BodyRead;

static void
body_read_free (BodyRead *read)
{
  if (read->outer != NULL)
    g_cancellable_disconnect (read->outer, read->outer_id);
  g_clear_object (&read->outer);
  g_clear_pointer (&read->timer, llm_timer_free);
  if (read->body != NULL)
    llm_session_drop_body (read->session, read->body);
  g_clear_object (&read->reading);
  g_clear_pointer (&read->bytes, g_byte_array_unref);
  g_clear_object (&read->session);
  g_free (read);
}

static void
body_read_stop (BodyRead *read)
{
  g_cancellable_cancel (read->reading);
}

static void
body_read_timeout_cb (gpointer user_data)
{
  body_read_stop (user_data);
}

static void
body_read_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  body_read_stop (user_data);
}

static void body_read_next (GTask *task);

static void
body_read_bytes_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BodyRead *read = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;

  /* What was read until an error is the body. */
  bytes = g_input_stream_read_bytes_finish (read->body, result, NULL);
  if (bytes != NULL)
    length = g_bytes_get_size (bytes);
  if (length > 0)
    g_byte_array_append (read->bytes, g_bytes_get_data (bytes, NULL), (guint) length);

  if (length > 0 && read->bytes->len < read->max_length)
    {
      body_read_next (g_steal_pointer (&task));
      return;
    }

  g_clear_pointer (&read->timer, llm_timer_free);
  llm_session_drop_body (read->session, g_steal_pointer (&read->body));
  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&read->bytes)),
                         (GDestroyNotify) g_bytes_unref);
}

static void
body_read_next (GTask *task)
{
  BodyRead *read = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (read->body, MIN (READ_SIZE, read->max_length - read->bytes->len),
                                   G_PRIORITY_DEFAULT, read->reading, body_read_bytes_cb, task);
}

/**
 * llm_session_read_body_async:
 * @self: a session
 * @body: (transfer full): a body with no read pending
 * @max_length: bytes to read at most, more than 0
 * @seconds: how long to read at most
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the end, a limit or an error is reached
 * @user_data: for @callback
 *
 * Reads a short body and closes it.
 */
void
llm_session_read_body_async (LlmSession *self,
                             GInputStream *body,
                             gsize max_length,
                             double seconds,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  BodyRead *read;

  g_return_if_fail (LLM_IS_SESSION (self));
  g_return_if_fail (G_IS_INPUT_STREAM (body));
  g_return_if_fail (max_length > 0 && max_length <= G_MAXUINT / 2);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_session_read_body_async);

  read = g_new0 (BodyRead, 1);
  read->session = g_object_ref (self);
  read->body = body;
  read->bytes = g_byte_array_new ();
  read->max_length = max_length;
  read->reading = g_cancellable_new ();
  read->timer = llm_timer_new (body_read_timeout_cb, read);
  g_source_set_ready_time (read->timer, llm_timer_after (g_get_monotonic_time (), seconds));
  g_task_set_task_data (task, read, (GDestroyNotify) body_read_free);
  if (cancellable != NULL)
    {
      read->outer = g_object_ref (cancellable);
      read->outer_id
          = g_cancellable_connect (cancellable, G_CALLBACK (body_read_cancelled_cb), read, NULL);
    }
  body_read_next (task);
}

/**
 * llm_session_read_body_finish:
 * @self: a session
 * @result: as given to the callback
 * @error: where to put %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what was read, maybe nothing; NULL only if the
 *   caller cancelled
 */
GBytes *
llm_session_read_body_finish (LlmSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_session_drain_body:
 * @self: a session
 * @body: (transfer full): a body with no read pending whose end is expected
 *
 * Reads the little that may follow after a protocol's terminator, for a second
 * at most, and closes @body: the server then sees an orderly end instead of a
 * reset.
 */
void
llm_session_drain_body (LlmSession *self, GInputStream *body)
{
  llm_session_read_body_async (self, body, DRAIN_MAX, DRAIN_SECONDS, NULL, NULL, NULL);
}
