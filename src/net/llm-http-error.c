/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-error.h"

#include "llm-codec.h"
#include "llm-http-head.h"
#include "llm-http-target.h"
#include "llm-json.h"
#include "llm-key-mask.h"
#include "llm-retry-hints.h"
#include "llm-retry.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HIDDEN_KEY "***"

#define MINUTE_MS 60000

#define MAX_CONTENT_TYPE_LENGTH 100
#define MAX_BODY_EXCERPT 500

static gboolean
is_offline (const char *host)
{
  return host != NULL && !llm_host_is_loopback (host)
         && !g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

static GError *
certificate_error (GTlsCertificateFlags flags, const char *who, const char *detail)
{
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return llm_error_new_printf (LLM_ERROR_TLS, detail,
                                 _ ("The certificate of %s has been revoked, so the connection is "
                                    "not secure. Do not send a key there."),
                                 who);
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return llm_error_new_printf (LLM_ERROR_TLS, detail,
                                 _ ("The certificate of %s has expired, so the connection is not "
                                    "secure. Check the computer's clock, or ask who runs the "
                                    "server."),
                                 who);
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return llm_error_new_printf (LLM_ERROR_TLS, detail,
                                 _ ("The certificate of %s is not valid yet, so the connection is "
                                    "not secure. Check the computer's clock."),
                                 who);
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return llm_error_new_printf (LLM_ERROR_TLS, detail,
                                 _ ("The certificate of %s belongs to another server, so the "
                                    "connection is not secure. Check the base URL."),
                                 who);
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return llm_error_new_printf (LLM_ERROR_TLS, detail,
                                 _ ("The certificate of %s is not signed by an authority this "
                                    "computer trusts, so the connection is not secure. Check the "
                                    "base URL and the network."),
                                 who);
  return llm_error_new_printf (LLM_ERROR_TLS, detail,
                               _ ("No secure connection to %s could be made. Check the base URL "
                                  "and the network."),
                               who);
}

static GError *
tls_error (const GError *cause, const char *who, SoupMessage *message)
{
  GTlsCertificateFlags flags = 0;

  if (cause->code == G_TLS_ERROR_UNAVAILABLE)
    return llm_error_new_printf (LLM_ERROR_TLS, cause->message,
                                 _ ("This computer has no support for secure connections, so %s "
                                    "cannot be asked. Install glib-networking."),
                                 who);
  if (cause->code == G_TLS_ERROR_BAD_CERTIFICATE && message != NULL)
    flags = soup_message_get_tls_peer_certificate_errors (message);
  return certificate_error (flags, who, cause->message);
}

static GError *
resolver_error (const GError *cause, const char *who)
{
  if (g_error_matches (cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE))
    return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                                 _ ("The name server did not tell the address of %s. Check the "
                                    "internet connection and retry."),
                                 who);
  return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                               _ ("The address of %s was not found. Check the base URL and the "
                                  "internet connection."),
                               who);
}

static GError *
proxy_error (const GError *cause, const char *who)
{
  if (cause->code == G_IO_ERROR_PROXY_AUTH_FAILED || cause->code == G_IO_ERROR_PROXY_NEED_AUTH)
    return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                                 _ ("The proxy on the way to %s wants a user name and password. "
                                    "Check the network's proxy settings."),
                                 who);
  return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                               _ ("The proxy did not open a connection to %s. Check the network's "
                                  "proxy settings."),
                               who);
}

static GError *
broken_error (const GError *cause, const char *who)
{
  return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                               _ ("The connection to %s broke off. Check the network and retry."),
                               who);
}

static GError *
io_error (const GError *cause, const char *who)
{
  switch (cause->domain == G_IO_ERROR ? cause->code : (int) G_IO_ERROR_FAILED)
    {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                                   _ ("%s refuses the connection. Check that the server is running "
                                      "and that the base URL is right."),
                                   who);
    case G_IO_ERROR_HOST_NOT_FOUND:
      return resolver_error (cause, who);
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                                   _ ("%s cannot be reached from this network. Check the network "
                                      "connection."),
                                   who);
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
      return proxy_error (cause, who);
    case G_IO_ERROR_CONNECTION_CLOSED:
    case G_IO_ERROR_PARTIAL_INPUT:
    case G_IO_ERROR_NOT_CONNECTED:
    case G_IO_ERROR_CLOSED:
      return broken_error (cause, who);
    case G_IO_ERROR_TIMED_OUT:
      return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                                   _ ("The connection to %s timed out. Check the network and "
                                      "retry."),
                                   who);
    default:
      return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                                   _ ("The connection to %s failed. Check the network and retry."),
                                   who);
    }
}

/**
 * llm_http_error_from_transport:
 * @cause: an error of GIO, GTls or libsoup
 * @host: (nullable): who was asked; NULL if it is not a host of the network
 * @message: (nullable): the message, for what is known of the certificate
 *
 * Returns: (transfer full): an #LLM_ERROR that says in plain words what happened
 */
GError *
llm_http_error_from_transport (const GError *cause, const char *host, SoupMessage *message)
{
  const char *who = host != NULL ? host : _ ("the provider");

  g_return_val_if_fail (cause != NULL, NULL);

  if (cause->domain == LLM_ERROR)
    return g_error_copy (cause);
  if (cause->domain == SOUP_SESSION_ERROR)
    return llm_error_new (LLM_ERROR_PROTOCOL,
                          _ ("The server's answer is not valid HTTP. Check the base URL."),
                          cause->message);
  if (is_offline (host))
    return llm_error_new_printf (LLM_ERROR_NETWORK, cause->message,
                                 _ ("This computer is offline, so %s cannot be reached. Connect to "
                                    "the internet and retry."),
                                 who);
  /* An end without a farewell says nothing about the certificate. */
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return broken_error (cause, who);
  if (cause->domain == G_TLS_ERROR)
    return tls_error (cause, who, message);
  if (cause->domain == G_RESOLVER_ERROR)
    return resolver_error (cause, who);
  return io_error (cause, who);
}

/**
 * llm_connect_step_from_event:
 * @step: how far the connection was
 * @event: what SoupMessage::network-event told
 *
 * Returns: how far it is now
 */
LlmConnectStep
llm_connect_step_from_event (LlmConnectStep step, GSocketClientEvent event)
{
  switch (event)
    {
    case G_SOCKET_CLIENT_RESOLVING:
      return LLM_CONNECT_RESOLVING;
    case G_SOCKET_CLIENT_CONNECTING:
      return LLM_CONNECT_CONNECTING;
    case G_SOCKET_CLIENT_PROXY_NEGOTIATING:
      return LLM_CONNECT_PROXY;
    case G_SOCKET_CLIENT_TLS_HANDSHAKING:
      return LLM_CONNECT_TLS;
    case G_SOCKET_CLIENT_RESOLVED:
    case G_SOCKET_CLIENT_CONNECTED:
    case G_SOCKET_CLIENT_PROXY_NEGOTIATED:
    case G_SOCKET_CLIENT_TLS_HANDSHAKED:
    case G_SOCKET_CLIENT_COMPLETE:
    default:
      return step;
    }
}

static const char *
connect_step_name (LlmConnectStep step)
{
  switch (step)
    {
    case LLM_CONNECT_RESOLVING:
      return "stuck while looking up the address";
    case LLM_CONNECT_CONNECTING:
      return "stuck while connecting";
    case LLM_CONNECT_PROXY:
      return "stuck while asking the proxy";
    case LLM_CONNECT_TLS:
      return "stuck while securing the connection";
    case LLM_CONNECT_QUEUED:
    case LLM_CONNECT_SENDING:
    default:
      return NULL;
    }
}

/**
 * llm_http_error_connect_timeout:
 * @host: (nullable): who was asked
 * @seconds: how long it was tried
 * @step: how far it came
 *
 * Returns: (transfer full): an #LLM_ERROR_TIMEOUT
 */
GError *
llm_http_error_connect_timeout (const char *host, double seconds, LlmConnectStep step)
{
  return llm_error_new_printf (LLM_ERROR_TIMEOUT, connect_step_name (step),
                               _ ("No connection to %s within %g seconds. Check the network and "
                                  "retry."),
                               host != NULL ? host : _ ("the provider"), seconds);
}

/* Cutting comes last, or it could cut a key in two and leave a half. */
static char *
hidden_excerpt (const char *text, gsize length, const char *key, gsize max_length)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", (gssize) length);
  char *hidden = llm_key_mask (valid, key, HIDDEN_KEY);

  if (strlen (hidden) > max_length)
    *g_utf8_find_prev_char (hidden, hidden + max_length + 1) = '\0';
  return hidden;
}

/* Says what came instead of a stream. */
static GError *
content_type_error (const char *content_type, const char *body, gsize length, const char *key)
{
  g_autofree char *type = NULL;
  g_autofree char *excerpt = NULL;
  g_autofree char *detail = NULL;
  const char *message;

  type = hidden_excerpt (content_type, content_type != NULL ? strlen (content_type) : 0, key,
                         MAX_CONTENT_TYPE_LENGTH);
  excerpt = hidden_excerpt (body, length, key, MAX_BODY_EXCERPT);
  detail = g_strdup_printf ("Content-Type: %s\n%s", type, excerpt);

  if (g_ascii_strncasecmp (type, "text/html", strlen ("text/html")) == 0
      || g_ascii_strncasecmp (type, "application/xhtml", strlen ("application/xhtml")) == 0)
    message = _ ("The server answered with a web page instead of a stream. Check the base URL, and "
                 "whether the network asks for a login.");
  else if (g_ascii_strncasecmp (type, "application/json", strlen ("application/json")) == 0)
    message = _ ("The server answered with a single JSON document instead of a stream. Check the "
                 "base URL and whether the server can stream.");
  else
    message = _ ("The server answered with something else than a stream. Check the base URL.");

  return llm_error_new (LLM_ERROR_PROTOCOL, message, detail);
}

/* The headers count more than what the body says. */
static void
take_retry_headers (GError *error, SoupMessageHeaders *headers)
{
  gint64 delay = llm_retry_headers_get_ms (headers, g_get_real_time () / 1000);

  if (delay >= 0)
    llm_error_set_retry_after_ms (error, delay);
  llm_error_set_retry_hint (error, llm_retry_headers_get_hint (headers));
}

/* A wait that nobody takes on unasked: the user must know how long it is. */
static void
tell_long_wait (GError *error)
{
  gint64 delay = llm_error_get_retry_after_ms (error);
  guint minutes = (guint) ((delay + MINUTE_MS - 1) / MINUTE_MS);
  guint hours = (minutes + 59) / 60;

  if (delay <= LLM_RETRY_LONGEST_DELAY_MS
      || (error->code != LLM_ERROR_RATE_LIMIT && error->code != LLM_ERROR_OVERLOADED))
    return;
  g_free (error->message);
  if (minutes < 120)
    error->message = g_strdup_printf (
        ngettext ("The provider takes no more requests for now. Retry in %u minute.",
                  "The provider takes no more requests for now. Retry in %u minutes.", minutes),
        minutes);
  else
    error->message = g_strdup_printf (
        ngettext ("The provider takes no more requests for now. Retry in %u hour.",
                  "The provider takes no more requests for now. Retry in %u hours.", hours),
        hours);
}

/* A proxy may pass a vendor's error on with status 200. */
static gboolean
is_json_error (const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;
  JsonNode *error;
  JsonObject *object;

  if (llm_json_load (parser, text, length, &root) != LLM_JSON_OK)
    return FALSE;
  object = llm_json_node_object (root);
  if (object == NULL)
    object = llm_json_array_get_object (llm_json_node_array (root), 0);
  error = llm_json_get (object, "error");
  return error != NULL && !json_node_is_null (error);
}

/**
 * llm_http_error_from_parts:
 * @status: of an answer that is an error, or not a stream
 * @headers: its headers
 * @body: the beginning of its body
 * @key: (nullable): the key, hidden where the answer quotes it
 *
 * Returns: (transfer full): an #LLM_ERROR that says what came
 */
GError *
llm_http_error_from_parts (guint status,
                           SoupMessageHeaders *headers,
                           GBytes *body,
                           const char *key)
{
  const char *content_type;
  const char *text;
  gsize length = 0;
  GError *error;

  g_return_val_if_fail (headers != NULL, NULL);
  g_return_val_if_fail (body != NULL, NULL);

  content_type = soup_message_headers_get_one (headers, "Content-Type");
  text = g_bytes_get_data (body, &length);
  if (text == NULL)
    text = "";

  if (status == SOUP_STATUS_OK && !is_json_error (text, length))
    return content_type_error (content_type, text, length, key);

  error = llm_codec_error_from_response (status, content_type, text, length, key, NULL);
  take_retry_headers (error, headers);
  tell_long_wait (error);
  if (llm_error_get_request_id (error) == NULL)
    llm_error_set_request_id (error, llm_http_head_get_request_id (headers, key));
  return error;
}

/* What answers for a secure server before there is a secure connection is a proxy that
 * was asked for one. */
static gboolean
is_from_proxy (SoupMessage *message)
{
  return g_strcmp0 (g_uri_get_scheme (soup_message_get_uri (message)), "https") == 0
         && soup_message_get_tls_peer_certificate (message) == NULL
         && soup_message_get_status (message) != SOUP_STATUS_PROXY_UNAUTHORIZED;
}

static GError *
tunnel_error (SoupMessage *message)
{
  g_autofree char *detail = g_strdup_printf ("HTTP %u", soup_message_get_status (message));

  return llm_error_new_printf (LLM_ERROR_NETWORK, detail,
                               _ ("The proxy did not open a connection to %s. Check the network's "
                                  "proxy settings."),
                               g_uri_get_host (soup_message_get_uri (message)));
}

/**
 * llm_http_error_from_answer:
 * @message: a message whose answer is an error, or not a stream
 * @body: the beginning of its body
 * @key: (nullable): the key, hidden where the answer quotes it
 *
 * Returns: (transfer full): an #LLM_ERROR that says what came
 */
GError *
llm_http_error_from_answer (SoupMessage *message, GBytes *body, const char *key)
{
  g_return_val_if_fail (SOUP_IS_MESSAGE (message), NULL);

  if (is_from_proxy (message))
    return tunnel_error (message);
  return llm_http_error_from_parts (soup_message_get_status (message),
                                    soup_message_get_response_headers (message), body, key);
}

/**
 * llm_http_error_hide_key:
 * @error: an #LLM_ERROR
 * @key: (nullable): a key
 *
 * Removes @key from the texts of @error, which may quote the vendor.
 */
void
llm_http_error_hide_key (GError *error, const char *key)
{
  g_autofree char *detail = NULL;
  g_autofree char *id = NULL;

  g_return_if_fail (error != NULL);

  if (key == NULL || *key == '\0')
    return;

  if (error->message != NULL)
    {
      char *message = llm_key_mask (error->message, key, HIDDEN_KEY);

      g_free (error->message);
      error->message = message;
    }
  if (llm_error_get_detail (error) != NULL)
    {
      detail = llm_key_mask (llm_error_get_detail (error), key, HIDDEN_KEY);
      llm_error_set_detail (error, detail);
    }
  if (llm_error_get_request_id (error) != NULL)
    {
      id = llm_key_mask (llm_error_get_request_id (error), key, HIDDEN_KEY);
      if (strcmp (id, llm_error_get_request_id (error)) != 0)
        llm_error_set_request_id (error, NULL);
    }
}
