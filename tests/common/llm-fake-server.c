/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-server.h"

#include <string.h>
#include <sys/socket.h>

typedef enum
{
  STEP_SEND,
  STEP_WAIT,
  STEP_HOLD,
  STEP_STALL,
  STEP_CLOSE,
  STEP_RESET,
} StepKind;

typedef struct
{
  StepKind kind;
  GBytes *bytes;
  guint milliseconds;
} Step;

struct _LlmFakeScript
{
  guint status; /* 0: raw */
  GString *headers;
  gboolean chunked;
  GPtrArray *steps;
};

struct _LlmFakeServer
{
  GSocketService *service;
  GTlsCertificate *certificate;
  guint16 port;
  GQueue scripts;
  GPtrArray *requests;
  GPtrArray *connections; /* those that are open */
  guint n_connections;
  guint max_open;
};

typedef struct
{
  LlmFakeServer *server; /* NULL when the server is gone */
  GSocket *socket;
  GIOStream *stream;
  GCancellable *cancellable;
  guint number;
  GByteArray *input;
  char buffer[16 * 1024];
  LlmFakeScript *script; /* the one that runs */
  guint step;            /* the next one */
  GBytes *writing;
  guint wait_id;
  gboolean held;
  gboolean closed;
} Connection;

static void run_script (Connection *connection);
static void look_for_request (Connection *connection);
static void read_more (Connection *connection);

/* --- Scripts --- */

static void
step_free (Step *step)
{
  g_clear_pointer (&step->bytes, g_bytes_unref);
  g_free (step);
}

static Step *
add_step (LlmFakeScript *self, StepKind kind)
{
  Step *step = g_new0 (Step, 1);

  step->kind = kind;
  g_ptr_array_add (self->steps, step);
  return step;
}

LlmFakeScript *
llm_fake_script_new_raw (void)
{
  LlmFakeScript *self = g_rc_box_new0 (LlmFakeScript);

  self->headers = g_string_new (NULL);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  return self;
}

LlmFakeScript *
llm_fake_script_new (guint status, const char *content_type)
{
  LlmFakeScript *self = llm_fake_script_new_raw ();

  self->status = status;
  self->chunked = TRUE;
  if (content_type != NULL)
    llm_fake_script_add_header (self, "Content-Type", content_type);
  return self;
}

static void
script_clear (LlmFakeScript *self)
{
  g_string_free (self->headers, TRUE);
  g_ptr_array_unref (self->steps);
}

LlmFakeScript *
llm_fake_script_ref (LlmFakeScript *self)
{
  return g_rc_box_acquire (self);
}

void
llm_fake_script_unref (LlmFakeScript *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) script_clear);
}

void
llm_fake_script_add_header (LlmFakeScript *self, const char *name, const char *value)
{
  g_string_append_printf (self->headers, "%s: %s\r\n", name, value);
}

/* Not chunked: the end of the connection ends the body. */
void
llm_fake_script_set_chunked (LlmFakeScript *self, gboolean chunked)
{
  self->chunked = chunked;
}

void
llm_fake_script_send_bytes (LlmFakeScript *self, const char *bytes, gsize length)
{
  add_step (self, STEP_SEND)->bytes = g_bytes_new (bytes, length);
}

/* Without a copy, if it is not chunked. */
void
llm_fake_script_send_shared (LlmFakeScript *self, GBytes *bytes)
{
  add_step (self, STEP_SEND)->bytes = g_bytes_ref (bytes);
}

void
llm_fake_script_send (LlmFakeScript *self, const char *text)
{
  llm_fake_script_send_bytes (self, text, strlen (text));
}

/* Byte by byte. */
void
llm_fake_script_send_slowly (LlmFakeScript *self, const char *text)
{
  for (; *text != '\0'; text++)
    llm_fake_script_send_bytes (self, text, 1);
}

void
llm_fake_script_wait (LlmFakeScript *self, guint milliseconds)
{
  add_step (self, STEP_WAIT)->milliseconds = milliseconds;
}

void
llm_fake_script_hold (LlmFakeScript *self)
{
  add_step (self, STEP_HOLD);
}

void
llm_fake_script_stall (LlmFakeScript *self)
{
  add_step (self, STEP_STALL);
}

void
llm_fake_script_close (LlmFakeScript *self)
{
  add_step (self, STEP_CLOSE);
}

void
llm_fake_script_reset (LlmFakeScript *self)
{
  add_step (self, STEP_RESET);
}

/* --- Connections --- */

static void
connection_clear (Connection *connection)
{
  g_clear_handle_id (&connection->wait_id, g_source_remove);
  g_clear_object (&connection->stream);
  g_clear_object (&connection->socket);
  g_clear_object (&connection->cancellable);
  g_clear_pointer (&connection->script, llm_fake_script_unref);
  g_clear_pointer (&connection->writing, g_bytes_unref);
  g_clear_pointer (&connection->input, g_byte_array_unref);
}

static void
connection_unref (Connection *connection)
{
  g_rc_box_release_full (connection, (GDestroyNotify) connection_clear);
}

/* Closes the socket itself, whatever is pending on it. */
static void
connection_end (Connection *connection, gboolean reset)
{
  if (connection->closed)
    return;

  connection->closed = TRUE;
  g_cancellable_cancel (connection->cancellable);
  g_clear_handle_id (&connection->wait_id, g_source_remove);
  if (reset)
    {
      const struct linger linger = { .l_onoff = 1, .l_linger = 0 };

      setsockopt (g_socket_get_fd (connection->socket), SOL_SOCKET, SO_LINGER, &linger,
                  sizeof linger);
    }
  g_socket_close (connection->socket, NULL);
  if (connection->server != NULL)
    g_ptr_array_remove (connection->server->connections, connection);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Connection *connection = user_data;

  g_clear_pointer (&connection->writing, g_bytes_unref);
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL))
    connection_end (connection, FALSE);
  else if (!connection->closed)
    run_script (connection);
  connection_unref (connection);
}

/* Takes over @bytes. */
static void
connection_write (Connection *connection, GBytes *bytes)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);

  g_assert (connection->writing == NULL);
  connection->writing = bytes;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (connection->stream), data, length,
                                   G_PRIORITY_DEFAULT, connection->cancellable, written_cb,
                                   g_rc_box_acquire (connection));
}

static GBytes *
make_head (LlmFakeScript *script)
{
  GString *head = g_string_new (NULL);

  g_string_printf (head, "HTTP/1.1 %u Whatever\r\n%s%s\r\n", script->status, script->headers->str,
                   script->chunked ? "Transfer-Encoding: chunked\r\n" : "Connection: close\r\n");
  return g_string_free_to_bytes (head);
}

static GBytes *
make_chunk (GBytes *bytes)
{
  GString *chunk = g_string_new (NULL);
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);

  g_string_printf (chunk, "%" G_GSIZE_MODIFIER "x\r\n", length);
  g_string_append_len (chunk, data, (gssize) length);
  g_string_append (chunk, "\r\n");
  return g_string_free_to_bytes (chunk);
}

static gboolean
waited_cb (gpointer user_data)
{
  Connection *connection = user_data;

  connection->wait_id = 0;
  run_script (connection);
  return G_SOURCE_REMOVE;
}

static void
script_ended (Connection *connection)
{
  gboolean keep = connection->script->chunked;

  g_clear_pointer (&connection->script, llm_fake_script_unref);
  if (keep)
    look_for_request (connection);
  else
    connection_end (connection, FALSE);
}

static void
run_step (Connection *connection, const Step *step)
{
  switch (step->kind)
    {
    case STEP_SEND:
      connection_write (connection, connection->script->chunked ? make_chunk (step->bytes)
                                                                : g_bytes_ref (step->bytes));
      break;
    case STEP_WAIT:
      connection->wait_id = g_timeout_add (step->milliseconds, waited_cb, connection);
      break;
    case STEP_HOLD:
      connection->held = TRUE;
      break;
    case STEP_STALL:
      break;
    case STEP_CLOSE:
      connection_end (connection, FALSE);
      break;
    case STEP_RESET:
      connection_end (connection, TRUE);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Step 0 is the head, the one behind the last is the end. */
static void
run_script (Connection *connection)
{
  LlmFakeScript *script = connection->script;
  guint step = connection->step++;

  if (step == 0 && script->status != 0)
    connection_write (connection, make_head (script));
  else if (step == 0)
    run_script (connection);
  else if (step <= script->steps->len)
    run_step (connection, g_ptr_array_index (script->steps, step - 1));
  else if (step == script->steps->len + 1 && script->chunked)
    connection_write (connection, g_bytes_new_static ("0\r\n\r\n", 5));
  else
    script_ended (connection);
}

/* --- Requests --- */

static void
request_free (LlmFakeRequest *request)
{
  g_free (request->method);
  g_free (request->path);
  g_hash_table_unref (request->headers);
  g_bytes_unref (request->body);
  g_free (request);
}

const char *
llm_fake_request_get_header (const LlmFakeRequest *self, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->headers, lower);
}

static LlmFakeRequest *
parse_head (const char *head)
{
  LlmFakeRequest *request = g_new0 (LlmFakeRequest, 1);
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);
  g_auto (GStrv) words = g_strsplit (lines[0], " ", 3);

  request->method = g_strdup (words[0]);
  request->path = g_strdup (words[1]);
  request->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      g_hash_table_replace (request->headers, g_ascii_strdown (lines[i], -1),
                            g_strstrip (g_strdup (colon + 1)));
    }
  return request;
}

static void
look_for_request (Connection *connection)
{
  GByteArray *input = connection->input;
  g_autofree char *head = NULL;
  LlmFakeRequest *request;
  const char *end;
  const char *length_text;
  gsize head_length;
  gsize body_length;

  if (connection->script != NULL || connection->closed || input->len == 0)
    return;
  end = g_strstr_len ((const char *) input->data, input->len, "\r\n\r\n");
  if (end == NULL)
    return;

  head_length = (gsize) (end - (const char *) input->data);
  head = g_strndup ((const char *) input->data, head_length);
  request = parse_head (head);
  length_text = llm_fake_request_get_header (request, "content-length");
  body_length = length_text != NULL ? (gsize) g_ascii_strtoull (length_text, NULL, 10) : 0;
  if (input->len < head_length + 4 + body_length)
    {
      request->body = g_bytes_new (NULL, 0);
      request_free (request);
      return;
    }

  request->connection = connection->number;
  request->body = g_bytes_new (input->data + head_length + 4, body_length);
  g_byte_array_remove_range (input, 0, (guint) (head_length + 4 + body_length));
  g_ptr_array_add (connection->server->requests, request);

  g_assert (!g_queue_is_empty (&connection->server->scripts));
  if (connection->server->scripts.length > 1)
    connection->script = g_queue_pop_head (&connection->server->scripts);
  else
    connection->script = llm_fake_script_ref (connection->server->scripts.head->data);
  connection->step = 0;
  run_script (connection);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Connection *connection = user_data;
  gssize n;

  n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);
  if (n <= 0)
    {
      connection_end (connection, FALSE);
    }
  else if (!connection->closed)
    {
      g_byte_array_append (connection->input, (const guint8 *) connection->buffer, (guint) n);
      read_more (connection);
      look_for_request (connection);
    }
  connection_unref (connection);
}

static void
read_more (Connection *connection)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (connection->stream), connection->buffer,
                             sizeof connection->buffer, G_PRIORITY_DEFAULT, connection->cancellable,
                             read_cb, g_rc_box_acquire (connection));
}

/* --- The server --- */

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *incoming,
             GObject *source,
             gpointer user_data)
{
  LlmFakeServer *self = user_data;
  Connection *connection = g_rc_box_new0 (Connection);

  connection->server = self;
  connection->number = self->n_connections++;
  connection->socket = g_object_ref (g_socket_connection_get_socket (incoming));
  connection->cancellable = g_cancellable_new ();
  connection->input = g_byte_array_new ();
  if (self->certificate != NULL)
    connection->stream
        = g_tls_server_connection_new (G_IO_STREAM (incoming), self->certificate, NULL);
  else
    connection->stream = g_object_ref (G_IO_STREAM (incoming));

  g_ptr_array_add (self->connections, connection);
  self->max_open = MAX (self->max_open, self->connections->len);
  read_more (connection);
  return TRUE;
}

LlmFakeServer *
llm_fake_server_new_with_certificate (GTlsCertificate *certificate)
{
  LlmFakeServer *self = g_new0 (LlmFakeServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  self->service = g_socket_service_new ();
  g_set_object (&self->certificate, certificate);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) connection_unref);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_socket_service_start (self->service);
  return self;
}

LlmFakeServer *
llm_fake_server_new (void)
{
  return llm_fake_server_new_with_certificate (NULL);
}

void
llm_fake_server_free (LlmFakeServer *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  while (self->connections->len > 0)
    {
      Connection *connection = g_rc_box_acquire (g_ptr_array_index (self->connections, 0));

      connection_end (connection, FALSE);
      connection->server = NULL;
      connection_unref (connection);
    }
  g_ptr_array_unref (self->connections);
  g_ptr_array_unref (self->requests);
  g_queue_clear_full (&self->scripts, (GDestroyNotify) llm_fake_script_unref);
  g_clear_object (&self->certificate);
  g_free (self);
}

guint16
llm_fake_server_get_port (LlmFakeServer *self)
{
  return self->port;
}

char *
llm_fake_server_dup_url (LlmFakeServer *self, const char *path)
{
  return g_strdup_printf ("%s://127.0.0.1:%u%s", self->certificate != NULL ? "https" : "http",
                          self->port, path);
}

void
llm_fake_server_take_script (LlmFakeServer *self, LlmFakeScript *script)
{
  g_queue_push_tail (&self->scripts, script);
}

void
llm_fake_server_release (LlmFakeServer *self)
{
  g_autoptr (GPtrArray) connections
      = g_ptr_array_new_with_free_func ((GDestroyNotify) connection_unref);

  for (guint i = 0; i < self->connections->len; i++)
    g_ptr_array_add (connections, g_rc_box_acquire (g_ptr_array_index (self->connections, i)));
  for (guint i = 0; i < connections->len; i++)
    {
      Connection *connection = g_ptr_array_index (connections, i);

      if (!connection->held)
        continue;
      connection->held = FALSE;
      run_script (connection);
    }
}

guint
llm_fake_server_get_n_requests (LlmFakeServer *self)
{
  return self->requests->len;
}

const LlmFakeRequest *
llm_fake_server_get_request (LlmFakeServer *self, guint index)
{
  g_assert_cmpuint (index, <, self->requests->len);
  return g_ptr_array_index (self->requests, index);
}

guint
llm_fake_server_get_n_connections (LlmFakeServer *self)
{
  return self->n_connections;
}

guint
llm_fake_server_get_n_open (LlmFakeServer *self)
{
  return self->connections->len;
}

guint
llm_fake_server_get_max_open (LlmFakeServer *self)
{
  return self->max_open;
}

char *
llm_fake_server_dup_refusing_url (const char *path)
{
  static GSocket *held;
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  if (held == NULL)
    {
      g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
      g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);

      held = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                           &error);
      g_assert_no_error (error);
      g_assert_true (g_socket_bind (held, address, FALSE, &error));
    }
  bound = g_socket_get_local_address (held, &error);
  g_assert_no_error (error);
  return g_strdup_printf ("http://127.0.0.1:%u%s",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)), path);
}
