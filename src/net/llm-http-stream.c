/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-stream.h"

#include "llm-access.h"
#include "llm-body-pump.h"
#include "llm-http-deadlines.h"
#include "llm-http-error.h"
#include "llm-http-flight.h"
#include "llm-http-head.h"
#include "llm-http-log.h"
#include "llm-http-target.h"
#include "llm-notice.h"
#include "llm-rate-headers.h"
#include "llm-wire-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The body of an answer that is not a stream: how much and how long it is read. */
#define OTHER_BODY_MAX (64 * 1024)
#define OTHER_BODY_SECONDS 2.0

#define REQUEST_ID_MAX 200

/* Requests that one answer may come in (Gemini), at most. */
#define MAX_HOPS 32

/* What pending calls hold instead of the stream: so they do not keep it alive,
 * and dropping a stream's last reference ends it. */
typedef struct
{
  LlmHttpStream *stream; /* NULL when it is over */
  LlmSession *session;
} Link;

struct _LlmHttpStream
{
  LlmStream parent_instance;

  LlmRoute *route; /* NULL if there is a setup error */
  char *provider_id;
  char *provider_name;
  LlmSecrets *secrets;
  LlmRequest *request;
  GError *setup_error;

  Link *link;
  LlmHttpDeadlines deadlines;
  LlmConnectStep connect_step;
  GCancellable *cancellable;
  GSource *starter;
  char *key;
  SoupMessage *message;
  LlmHttpFlight *recording; /* of the message */
  GSocket *socket;          /* of the connection, which no other message shares */
  LlmBodyPump *pump;
  guint status;

  LlmWireReader *reader; /* of the request that runs; NULL before the first */

  /* Answers that come in several requests. */
  guint n_hops;
  char *continuation;
  LlmUsage earlier_usage;

  /* Monotonic times, 0 for not yet. */
  gint64 started_at;
  gint64 first_token_at;
  guint64 n_bytes;
};

G_DEFINE_FINAL_TYPE (LlmHttpStream, llm_http_stream, LLM_TYPE_STREAM)

static Link *
link_ref (Link *link)
{
  return g_rc_box_acquire (link);
}

static void
link_clear (Link *link)
{
  g_clear_object (&link->session);
}

static void
link_unref (Link *link)
{
  g_rc_box_release_full (link, (GDestroyNotify) link_clear);
}

static gboolean
is_running (LlmHttpStream *self)
{
  return llm_stream_get_outcome (LLM_STREAM (self)) == LLM_STREAM_RUNNING;
}

/* Lets go of the connection and of everything that could still call back.  The
 * parser and the decoder stay until finalize: they may be in use by a caller. */
static void
abandon (LlmHttpStream *self, gboolean orderly)
{
  Link *link = g_steal_pointer (&self->link);
  LlmHttpStage stage = self->deadlines.stage;

  if (link == NULL)
    return;

  llm_http_deadlines_stop (&self->deadlines);
  link->stream = NULL;
  g_clear_pointer (&self->recording, llm_http_flight_end);
  if (self->starter != NULL)
    g_source_destroy (self->starter);
  g_clear_pointer (&self->starter, g_source_unref);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_pointer (&self->key, llm_secret_free);

  g_cancellable_cancel (self->cancellable);
  /* Over HTTP/2, libsoup does not look at the cancellable before the next bytes
   * come: the provider would think on at the user's expense. */
  if (stage == LLM_HTTP_STAGE_WAITING && self->pump == NULL && self->socket != NULL)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  g_clear_object (&self->socket);
  if (self->pump != NULL)
    llm_body_pump_stop (g_steal_pointer (&self->pump), orderly);
  link_unref (link);
}

/* Each of several requests is billed, prompt and all. */
static LlmUsage
get_total_usage (LlmHttpStream *self)
{
  LlmUsage total;

  if (self->n_hops <= 1)
    return self->reader->decoder.usage;
  total = self->earlier_usage;
  llm_usage_add_hop (&total, &self->reader->decoder.usage);
  return total;
}

static void
publish_figures (LlmHttpStream *self)
{
  LlmStream *stream = LLM_STREAM (self);
  LlmUsage usage;
  const char *id;

  if (self->reader == NULL)
    return;
  usage = get_total_usage (self);
  llm_stream_merge_usage (stream, &usage);
  if (self->reader->decoder.finish_reason != NULL)
    llm_stream_set_finish_reason (stream, self->reader->decoder.finish_reason);
  id = self->reader->decoder.request_id;
  if (id != NULL && llm_stream_get_request_id (stream) == NULL && strlen (id) <= REQUEST_ID_MAX
      && (self->key == NULL || strstr (id, self->key) == NULL))
    llm_stream_set_request_id (stream, id);
}

/* What is told at the end because it counts for the whole answer. */
static void
publish_notices (LlmHttpStream *self)
{
  g_autofree char *hops = NULL;

  if (self->n_hops > 1)
    {
      g_autofree char *notice = NULL;

      hops = g_strdup_printf ("%u", self->n_hops);
      notice = llm_notice_new (LLM_NOTICE_CONTINUED, hops);
      llm_stream_emit_notice (LLM_STREAM (self), notice);
    }
  if (self->reader != NULL && self->reader->decoder.filter_details != NULL)
    {
      g_autofree char *notice
          = llm_notice_new (LLM_NOTICE_FILTER, self->reader->decoder.filter_details);

      llm_stream_emit_notice (LLM_STREAM (self), notice);
    }
}

static void
log_end (LlmHttpStream *self, LlmStreamOutcome outcome, const GError *error)
{
  const LlmHttpLog record = {
    .provider_id = self->provider_id,
    .model_id = llm_request_get_model_id (self->request),
    .request_id = llm_stream_get_request_id (LLM_STREAM (self)),
    .outcome = outcome,
    .error = error,
    .status = self->status,
    .started_at = self->started_at,
    .first_token_at = self->first_token_at,
    .n_bytes = self->n_bytes,
  };

  llm_http_log_stream (&record);
}

static void
finish (LlmHttpStream *self, LlmStreamOutcome outcome, GError *error)
{
  publish_figures (self);
  publish_notices (self);
  if (error != NULL)
    {
      if (llm_error_get_request_id (error) == NULL)
        llm_error_set_request_id (error, llm_stream_get_request_id (LLM_STREAM (self)));
      llm_http_error_hide_key (error, self->key);
    }
  log_end (self, outcome, error);
  abandon (self, outcome == LLM_STREAM_DONE);
  llm_stream_finish (LLM_STREAM (self), outcome, error);
}

static void
interrupt (LlmHttpStream *self, GError *error)
{
  finish (self, LLM_STREAM_INTERRUPTED, error);
}

/* Of an answer that was half there nothing is to be thrown away. */
static void
fail (LlmHttpStream *self, GError *error)
{
  finish (self, self->n_hops > 1 ? LLM_STREAM_INTERRUPTED : LLM_STREAM_FAILED, error);
}

static void send_request (LlmHttpStream *self);

/* The protocol's own end was read: of the answer, or of one request of several. */
static void
terminate (LlmHttpStream *self)
{
  LlmDecoder *decoder = &self->reader->decoder;

  if (decoder->continuation == NULL)
    {
      finish (self, LLM_STREAM_DONE, NULL);
      return;
    }
  if (self->n_hops >= MAX_HOPS)
    {
      interrupt (self, llm_error_new (LLM_ERROR_PROTOCOL,
                                      _ ("The answer came in too many parts. Continue it to get "
                                         "the rest."),
                                      NULL));
      return;
    }
  /* A server that sends the same token again would never come to an end. */
  if (g_strcmp0 (decoder->continuation, self->continuation) == 0)
    {
      g_free (decoder->finish_reason);
      decoder->finish_reason = g_strdup ("length");
      finish (self, LLM_STREAM_DONE, NULL);
      return;
    }
  g_free (self->continuation);
  self->continuation = g_steal_pointer (&decoder->continuation);
  self->earlier_usage = get_total_usage (self);
  llm_body_pump_stop (g_steal_pointer (&self->pump), TRUE);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->socket);
  llm_http_deadlines_renew (&self->deadlines);
  send_request (self);
}

static const char *
get_host_name (LlmHttpStream *self)
{
  return self->route->host != NULL ? self->route->host : self->provider_name;
}

static void
stage_timed_out (LlmHttpStream *self)
{
  switch (self->deadlines.stage)
    {
    case LLM_HTTP_STAGE_CONNECTING:
      fail (self, llm_http_error_connect_timeout (
                      self->route->host, self->deadlines.connect_timeout, self->connect_step));
      break;
    case LLM_HTTP_STAGE_WAITING:
      fail (self, llm_error_new_printf (LLM_ERROR_TIMEOUT, NULL,
                                        _ ("%s did not begin to answer within %g seconds. Retry, "
                                           "or allow more time."),
                                        get_host_name (self), self->deadlines.first_token_timeout));
      break;
    case LLM_HTTP_STAGE_TOKENS:
      interrupt (self, llm_error_new_printf (LLM_ERROR_TIMEOUT, NULL,
                                             _ ("Nothing more came from %s for %g seconds. The "
                                                "answer may be incomplete; retry or continue it."),
                                             get_host_name (self), self->deadlines.idle_timeout));
      break;
    case LLM_HTTP_STAGE_KEY:
    case LLM_HTTP_STAGE_OTHER_BODY:
    case LLM_HTTP_STAGE_OVER:
    default:
      g_assert_not_reached ();
    }
}

/* Hands on what was decoded, one emission of a kind at most.  Returns whether the
 * stream still runs: a listener may have cancelled it. */
static gboolean
emit_decoded (LlmHttpStream *self)
{
  LlmDecoder *decoder = &self->reader->decoder;

  if (self->deadlines.stage == LLM_HTTP_STAGE_WAITING
      && (decoder->text->len > 0 || decoder->reasoning->len > 0))
    {
      if (self->first_token_at == 0)
        self->first_token_at = self->deadlines.last_bytes_at;
      llm_http_deadlines_enter (&self->deadlines, LLM_HTTP_STAGE_TOKENS);
    }
  if (decoder->finish_reason != NULL)
    llm_http_deadlines_see_finish_reason (&self->deadlines);

  if (decoder->reasoning->len > 0)
    {
      llm_stream_emit_delta (LLM_STREAM (self), LLM_DELTA_REASONING, decoder->reasoning->str);
      g_string_truncate (decoder->reasoning, 0);
    }
  if (decoder->text->len > 0)
    {
      llm_stream_emit_delta (LLM_STREAM (self), LLM_DELTA_TEXT, decoder->text->str);
      g_string_truncate (decoder->text, 0);
    }
  return is_running (self);
}

static void
timer_cb (gpointer user_data)
{
  g_autoptr (LlmHttpStream) self = g_object_ref (LLM_HTTP_STREAM (user_data));
  gint64 now = g_get_monotonic_time ();

  if (llm_http_deadlines_take_end (&self->deadlines, now))
    {
      llm_wire_reader_expect_end (self->reader);
      if (!emit_decoded (self))
        return;
      if (self->reader->decoder.terminated)
        {
          terminate (self);
          return;
        }
    }

  if (llm_http_deadlines_check (&self->deadlines, now))
    stage_timed_out (self);
}

static void
data_cb (const char *bytes, gsize length, gpointer user_data)
{
  g_autoptr (LlmHttpStream) self = g_object_ref (LLM_HTTP_STREAM (user_data));
  g_autoptr (GError) error = NULL;

  self->n_bytes += length;
  llm_http_flight_add (self->recording, bytes, length);
  llm_http_deadlines_see_bytes (&self->deadlines);
  llm_wire_reader_push (self->reader, bytes, length, &error);
  if (!emit_decoded (self))
    return;

  if (self->reader->decoder.error != NULL)
    fail (self, g_steal_pointer (&self->reader->decoder.error));
  else if (self->reader->decoder.terminated)
    terminate (self);
  else if (error != NULL)
    interrupt (self, g_steal_pointer (&error));
}

/* The body ended, by itself or by an error. */
static void
end_cb (const GError *cause, gpointer user_data)
{
  g_autoptr (LlmHttpStream) self = g_object_ref (LLM_HTTP_STREAM (user_data));
  LlmDecoder *decoder = &self->reader->decoder;

  llm_wire_reader_finish (self->reader);
  if (!emit_decoded (self))
    return;

  if (decoder->terminated)
    terminate (self);
  /* Half an event, cut by the end, is no word of the vendor. */
  else if (decoder->error != NULL
           && !g_error_matches (decoder->error, LLM_ERROR, LLM_ERROR_PROTOCOL))
    fail (self, g_steal_pointer (&decoder->error));
  else if (cause != NULL)
    interrupt (self, llm_http_error_from_transport (cause, self->route->host, self->message));
  else
    interrupt (self, llm_error_new (LLM_ERROR_PROTOCOL,
                                    _ ("The answer broke off before its end. Retry or continue "
                                       "it."),
                                    NULL));
}

/* --- The head of the answer --- */

static void
other_body_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Link *link = user_data;
  g_autoptr (GBytes) bytes = NULL;

  bytes = llm_session_read_body_finish (LLM_SESSION (object), result, NULL);
  if (link->stream != NULL && bytes != NULL)
    {
      g_autoptr (LlmHttpStream) self = g_object_ref (link->stream);

      self->n_bytes += g_bytes_get_size (bytes);
      llm_http_flight_add_bytes (self->recording, bytes);
      fail (self, llm_http_error_from_answer (self->message, bytes, self->key));
    }
  link_unref (link);
}

static void
read_other_body (LlmHttpStream *self, GInputStream *body)
{
  llm_http_deadlines_enter (&self->deadlines, LLM_HTTP_STAGE_OTHER_BODY);
  llm_session_read_body_async (self->link->session, body, OTHER_BODY_MAX, OTHER_BODY_SECONDS,
                               self->cancellable, other_body_cb, link_ref (self->link));
}

static void
read_stream (LlmHttpStream *self, GInputStream *body)
{
  static const LlmBodyPumpFuncs funcs = { data_cb, end_cb };

  self->pump = llm_body_pump_start (self->link->session, body, &funcs, self);
  if (self->n_hops == 1)
    llm_stream_emit_phase (LLM_STREAM (self), LLM_STREAM_OPEN);
}

static void
head_arrived (LlmHttpStream *self, GInputStream *body)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  LlmRateLimits limits;

  self->status = soup_message_get_status (self->message);
  if (self->n_hops == 1)
    llm_stream_set_request_id (LLM_STREAM (self),
                               llm_http_head_get_request_id (headers, self->key));
  llm_rate_headers_read (headers, g_get_real_time () / 1000, &limits);
  llm_stream_set_rate_limits (LLM_STREAM (self), &limits);
  if (self->status == SOUP_STATUS_OK
      && llm_http_head_is_stream (headers, self->route->codec->framing))
    read_stream (self, body);
  else
    read_other_body (self, body);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Link *link = user_data;
  g_autoptr (LlmHttpStream) self = link->stream != NULL ? g_object_ref (link->stream) : NULL;
  g_autoptr (GError) error = NULL;
  GInputStream *body;

  body = llm_session_send_finish (result, &error);
  if (self == NULL && body != NULL)
    llm_session_drop_body (link->session, body);
  else if (self != NULL && body == NULL)
    fail (self, llm_http_error_from_transport (error, self->route->host, self->message));
  else if (self != NULL)
    head_arrived (self, body);
  link_unref (link);
}

/* --- The request --- */

static void
starting_cb (SoupMessage *message, gpointer user_data)
{
  LlmHttpStream *self = user_data;

  self->connect_step = LLM_CONNECT_SENDING;
  if (self->deadlines.stage == LLM_HTTP_STAGE_CONNECTING)
    llm_http_deadlines_enter (&self->deadlines, LLM_HTTP_STAGE_WAITING);
}

static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *connection,
                  gpointer user_data)
{
  LlmHttpStream *self = user_data;

  self->connect_step = llm_connect_step_from_event (self->connect_step, event);
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (connection))
    g_set_object (&self->socket, g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection)));
}

static SoupMessage *
build_message (LlmHttpStream *self, GError **error)
{
  const LlmCodec *codec = self->route->codec;
  LlmWireRequest wire = { NULL };
  SoupMessage *message = NULL;
  LlmTarget target;

  llm_route_get_target (self->route, self->key, self->continuation, &target);
  if (codec->build (codec, &target, self->request, &wire, error))
    message = llm_session_new_message (&wire, error);
  g_clear_pointer (&self->recording, llm_http_flight_end);
  if (message != NULL)
    self->recording = llm_http_flight_begin (llm_request_get_flight (self->request), &wire, message,
                                             self->key, self->route->key_id);
  llm_wire_request_clear (&wire);
  return message;
}

static void
send_request (LlmHttpStream *self)
{
  const char *host = self->route->host;
  GError *error = NULL;

  self->n_hops++;
  llm_wire_reader_free (self->reader);
  self->reader = llm_wire_reader_new (self->route->codec);
  self->message = build_message (self, &error);
  if (self->message == NULL)
    {
      fail (self, error);
      return;
    }
  if (self->key != NULL && host != NULL && !llm_host_is_loopback (host)
      && g_str_has_prefix (self->route->base_url, "http:"))
    g_debug ("%s: the key goes over the network unencrypted", self->provider_id);

  g_signal_connect_object (self->message, "starting", G_CALLBACK (starting_cb), self, 0);
  g_signal_connect_object (self->message, "network-event", G_CALLBACK (network_event_cb), self, 0);
  llm_http_deadlines_enter (&self->deadlines, LLM_HTTP_STAGE_CONNECTING);
  llm_session_send_async (self->link->session, self->message, self->cancellable, sent_cb,
                          link_ref (self->link));
}

static void
emit_way (LlmHttpStream *self)
{
  GPtrArray *notices = self->route->notices;

  for (guint i = 0; i < notices->len && is_running (self); i++)
    llm_stream_emit_notice (LLM_STREAM (self), notices->pdata[i]);
}

static void
access_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Link *link = user_data;
  g_autoptr (LlmHttpStream) self = link->stream != NULL ? g_object_ref (link->stream) : NULL;
  g_autoptr (LlmAccess) access = NULL;
  g_autoptr (GError) error = NULL;

  access = llm_access_open_finish (result, &error);
  if (self != NULL && access == NULL)
    {
      fail (self, g_steal_pointer (&error));
    }
  else if (self != NULL)
    {
      g_set_object (&link->session, access->session);
      self->key = g_steal_pointer (&access->key);
      emit_way (self);
      if (is_running (self))
        send_request (self);
    }
  link_unref (link);
}

static void
begin (LlmHttpStream *self)
{
  LlmAccessSetup setup = { NULL };

  if (self->setup_error != NULL)
    {
      fail (self, g_steal_pointer (&self->setup_error));
      return;
    }
  setup.route = self->route;
  setup.session = self->link->session;
  setup.secrets = self->secrets;
  setup.provider_name = self->provider_name;
  llm_access_open_async (&setup, self->cancellable, access_cb, link_ref (self->link));
}

static gboolean
begin_cb (gpointer user_data)
{
  g_autoptr (LlmHttpStream) self = g_object_ref (LLM_HTTP_STREAM (user_data));

  g_clear_pointer (&self->starter, g_source_unref);
  self->started_at = g_get_monotonic_time ();
  begin (self);
  return G_SOURCE_REMOVE;
}

/* --- The object --- */

static void
llm_http_stream_cancel (LlmStream *stream)
{
  LlmHttpStream *self = LLM_HTTP_STREAM (stream);

  publish_figures (self);
  log_end (self, LLM_STREAM_STOPPED, NULL);
  abandon (self, FALSE);
}

static void
llm_http_stream_dispose (GObject *object)
{
  LlmHttpStream *self = LLM_HTTP_STREAM (object);

  abandon (self, FALSE);
  g_clear_object (&self->secrets);

  G_OBJECT_CLASS (llm_http_stream_parent_class)->dispose (object);
}

static void
llm_http_stream_finalize (GObject *object)
{
  LlmHttpStream *self = LLM_HTTP_STREAM (object);

  g_clear_object (&self->cancellable);
  llm_wire_reader_free (self->reader);
  g_free (self->continuation);
  g_clear_error (&self->setup_error);
  g_clear_pointer (&self->request, llm_request_unref);
  g_free (self->provider_id);
  g_free (self->provider_name);
  llm_route_free (self->route);

  G_OBJECT_CLASS (llm_http_stream_parent_class)->finalize (object);
}

static void
llm_http_stream_class_init (LlmHttpStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_http_stream_dispose;
  object_class->finalize = llm_http_stream_finalize;
  LLM_STREAM_CLASS (klass)->cancel = llm_http_stream_cancel;
}

static void
llm_http_stream_init (LlmHttpStream *self)
{
  self->cancellable = g_cancellable_new ();
  llm_usage_init (&self->earlier_usage);
}

/**
 * llm_http_stream_start:
 * @setup: whom to ask what, and how
 *
 * Begins when the caller has returned to its main context.  The connect time-out
 * does not cover the look-up of the key, which has its own and may wait for the
 * user to unlock the keyring.
 *
 * Returns: (transfer full): the stream; dropping its last reference ends it
 *   silently
 */
LlmStream *
llm_http_stream_start (const LlmHttpStreamSetup *setup)
{
  LlmHttpStream *self;

  g_return_val_if_fail (setup != NULL, NULL);
  g_return_val_if_fail (LLM_IS_SESSION (setup->session), NULL);
  g_return_val_if_fail (setup->route != NULL || setup->error != NULL, NULL);
  g_return_val_if_fail (setup->provider_id != NULL && setup->provider_name != NULL, NULL);
  g_return_val_if_fail (setup->secrets == NULL || LLM_IS_SECRETS (setup->secrets), NULL);
  g_return_val_if_fail (setup->request != NULL, NULL);

  self = g_object_new (LLM_TYPE_HTTP_STREAM, NULL);
  self->route = setup->route;
  self->provider_id = g_strdup (setup->provider_id);
  self->provider_name = g_strdup (setup->provider_name);
  g_set_object (&self->secrets, setup->secrets);
  self->request = llm_request_ref (setup->request);
  if (setup->error != NULL)
    self->setup_error = g_error_copy (setup->error);
  self->deadlines.connect_timeout = setup->connect_timeout;
  self->deadlines.first_token_timeout = setup->first_token_timeout;
  self->deadlines.idle_timeout = setup->idle_timeout;

  self->link = g_rc_box_new0 (Link);
  self->link->stream = self;
  self->link->session = g_object_ref (setup->session);

  llm_http_deadlines_start (&self->deadlines, timer_cb, self);
  self->starter = g_idle_source_new ();
  g_source_set_priority (self->starter, G_PRIORITY_DEFAULT);
  g_source_set_static_name (self->starter, "LlmHttpStream");
  g_source_set_callback (self->starter, begin_cb, self, NULL);
  g_source_attach (self->starter, g_main_context_get_thread_default ());
  return LLM_STREAM (self);
}
