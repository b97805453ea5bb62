/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-flight.h"

#include "llm-body-stream.h"
#include "llm-flight-mask.h"
#include "llm-secrets.h"

#include <string.h>

/* Before the end of what was kept, so much more is read when keys are looked for: one may
 * begin before it, escaped. */
#define OVERLAP (64 * 1024)

/* Of the head of an answer. */
#define MAX_HEADERS 200
#define MAX_VALUE 4096

struct _LlmHttpFlight
{
  LlmFlight *flight;
  SoupMessage *message;
  gulong handlers[3];
  LlmFlightMask *mask;
  GString *head; /* nullable: nothing is kept */
  GString *tail;
  guint64 n_bytes;
};

/* --- The request --- */

/* What stands in the place of an image's base64. */
static void
append_image (GString *out, const LlmImageData *image)
{
  const gsize length = g_bytes_get_size (llm_image_data_get_bytes (image));

  g_string_append_printf (out, "[image sha256:%s, %" G_GSIZE_FORMAT " bytes]",
                          llm_image_data_get_hash (image), length);
}

static void
take_body (LlmFlightSent *sent, const LlmWireRequest *wire, const LlmFlightMask *mask)
{
  gsize length;
  const char *bytes = g_bytes_get_data (wire->body, &length);
  g_autoptr (GString) out = NULL;

  sent->body_length = length;
  if (length > LLM_FLIGHT_MAX_BODY)
    return;
  out = g_string_sized_new (length);
  for (const char *end = bytes + length; bytes < end;)
    {
      const char *mark = memchr (bytes, LLM_BODY_IMAGE_MARK, (gsize) (end - bytes));
      const char *stop = mark != NULL ? mark : end;

      g_string_append_len (out, bytes, stop - bytes);
      bytes = stop;
      if (mark == NULL)
        break;
      if (wire->images != NULL && sent->n_images < wire->images->len)
        append_image (out, wire->images->pdata[sent->n_images]);
      sent->n_images++;
      bytes++;
    }
  sent->body = g_utf8_make_valid (out->str, (gssize) out->len);
  if (llm_flight_mask_has_key (mask, sent->body))
    {
      char *masked = llm_flight_mask_text (mask, sent->body);

      g_free (sent->body);
      sent->body = masked;
      sent->masked = TRUE;
    }
}

/* The variable that people keep this key in, or one that a shell can have. */
static char *
find_variable (const char *key_id)
{
  g_auto (GStrv) variables = key_id != NULL ? llm_secret_get_variables (key_id) : NULL;

  if (variables == NULL || variables[0] == NULL || g_ascii_isdigit (*variables[0]))
    return g_strdup ("LLM_API_KEY");
  return g_strdup (variables[0]);
}

static char **
dup_headers (SoupMessageHeaders *headers, const LlmFlightMask *mask, gboolean sent)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  SoupMessageHeadersIter iter;
  const char *name, *value;
  guint n = 0;

  soup_message_headers_iter_init (&iter, headers);
  while (n++ < MAX_HEADERS && soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_autofree char *whole = g_utf8_make_valid (name, -1);
      g_autofree char *cut = g_strndup (value, MAX_VALUE);
      g_autofree char *valid = g_utf8_make_valid (cut, -1);
      g_autofree char *shown = llm_flight_mask_header (mask, name, valid, sent);
      g_autofree char *masked_name = llm_flight_mask_text (mask, whole);

      g_strv_builder_add (builder, masked_name);
      g_strv_builder_add (builder, shown);
    }
  return g_strv_builder_end (builder);
}

/* --- What the message tells --- */

static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *connection,
                  gpointer user_data)
{
  LlmHttpFlight *self = user_data;

  if (event == G_SOCKET_CLIENT_COMPLETE)
    llm_flight_mark (self->flight, LLM_FLIGHT_CONNECTED);
}

static void
wrote_cb (SoupMessage *message, gpointer user_data)
{
  LlmHttpFlight *self = user_data;

  llm_flight_mark (self->flight, LLM_FLIGHT_SENT);
}

static void
got_headers_cb (SoupMessage *message, gpointer user_data)
{
  static const char *const protocols[] = { "HTTP/1.0", "HTTP/1.1", "HTTP/2" };
  LlmHttpFlight *self = user_data;
  const guint version = (guint) soup_message_get_http_version (message);
  char **headers;

  headers = dup_headers (soup_message_get_response_headers (message), self->mask, FALSE);
  llm_flight_take_head (self->flight,
                        version < G_N_ELEMENTS (protocols) ? protocols[version] : "HTTP",
                        soup_message_get_status (message), headers);
  /* What a server says instead of an answer is worth keeping, and short. */
  if (self->head == NULL
      && (llm_flight_get_keep_raw (self->flight)
          || soup_message_get_status (message) != SOUP_STATUS_OK))
    {
      self->head = g_string_new (NULL);
      self->tail = g_string_new (NULL);
    }
}

/* --- The record --- */

/**
 * llm_http_flight_begin:
 * @flight: (nullable): the record of the column; without one nothing is recorded
 * @wire: the request
 * @message: the message made of it, not sent yet
 * @key: (nullable): the key that is in it
 * @key_id: (nullable): the provider whose key it is
 *
 * Returns: (transfer full) (nullable): the recording, to be ended by llm_http_flight_end()
 */
LlmHttpFlight *
llm_http_flight_begin (LlmFlight *flight,
                       const LlmWireRequest *wire,
                       SoupMessage *message,
                       const char *key,
                       const char *key_id)
{
  LlmHttpFlight *self;
  LlmFlightSent sent = { NULL };

  g_return_val_if_fail (wire != NULL, NULL);
  g_return_val_if_fail (SOUP_IS_MESSAGE (message), NULL);

  if (flight == NULL)
    return NULL;
  self = g_new0 (LlmHttpFlight, 1);
  self->flight = llm_flight_ref (flight);
  self->message = g_object_ref (message);
  self->mask = llm_flight_mask_new (key, wire->headers);

  sent.method = g_strdup (wire->method);
  sent.url = llm_flight_mask_url (self->mask, wire->url);
  sent.headers = dup_headers (soup_message_get_request_headers (message), self->mask, TRUE);
  sent.variable = key != NULL && *key != '\0' ? find_variable (key_id) : NULL;
  if (wire->body != NULL)
    take_body (&sent, wire, self->mask);
  llm_flight_begin (flight, &sent);

  self->handlers[0]
      = g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), self);
  self->handlers[1] = g_signal_connect (message, "wrote-body", G_CALLBACK (wrote_cb), self);
  self->handlers[2] = g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), self);
  return self;
}

/**
 * llm_http_flight_add:
 * @self: (nullable): a recording
 * @bytes: of the body of the answer
 * @length: how many
 */
void
llm_http_flight_add (LlmHttpFlight *self, const char *bytes, gsize length)
{
  gsize n;

  if (self == NULL)
    return;
  llm_flight_add_bytes (self->flight, length);
  self->n_bytes += length;
  if (self->head == NULL)
    return;
  n = MIN (length, LLM_FLIGHT_MAX_RAW - self->head->len);
  g_string_append_len (self->head, bytes, (gssize) n);
  g_string_append_len (self->tail, bytes + n, (gssize) (length - n));
  if (self->tail->len > 2 * (LLM_FLIGHT_MAX_RAW + OVERLAP))
    g_string_erase (self->tail, 0, (gssize) (self->tail->len - LLM_FLIGHT_MAX_RAW - OVERLAP));
}

/**
 * llm_http_flight_add_bytes:
 * @self: (nullable): a recording
 * @bytes: of the body of the answer
 */
void
llm_http_flight_add_bytes (LlmHttpFlight *self, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  llm_http_flight_add (self, data, length);
}

static char *
to_masked (const LlmHttpFlight *self, const char *bytes, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (bytes, (gssize) length);

  return llm_flight_mask_text (self->mask, valid);
}

/* The last of what came, from the begin of a character. */
static char *
dup_tail (const LlmHttpFlight *self)
{
  g_autofree char *masked = NULL;
  const char *begin;
  gsize length;

  /* Where nothing lies between the two, a key may be half in each. */
  if (self->n_bytes == self->head->len + self->tail->len)
    {
      g_autoptr (GString) both = g_string_new_len (self->head->str, (gssize) self->head->len);
      g_autofree char *whole = NULL;
      g_autofree char *alone = to_masked (self, self->head->str, self->head->len);

      g_string_append_len (both, self->tail->str, (gssize) self->tail->len);
      whole = to_masked (self, both->str, both->len);
      masked = g_strdup (whole + MIN (strlen (alone), strlen (whole)));
    }
  else
    masked = to_masked (self, self->tail->str, self->tail->len);

  length = strlen (masked);
  begin = masked + (length > LLM_FLIGHT_MAX_RAW ? length - LLM_FLIGHT_MAX_RAW : 0);
  while ((*begin & 0xc0) == 0x80)
    begin++;
  return g_utf8_make_valid (begin, -1);
}

static void
deposit (LlmHttpFlight *self)
{
  char *tail = NULL;
  guint64 left_out = 0;

  if (self->tail->len > 0)
    {
      tail = dup_tail (self);
      left_out = self->n_bytes - self->head->len - MIN (strlen (tail), self->n_bytes);
      if (self->n_bytes <= 2 * LLM_FLIGHT_MAX_RAW)
        left_out = 0;
    }
  llm_flight_take_raw (self->flight, to_masked (self, self->head->str, self->head->len), tail,
                       left_out);
}

/**
 * llm_http_flight_end:
 * @self: (nullable) (transfer full): a recording
 *
 * Ends it, but not the request in the record: how that ended is not known here.
 */
void
llm_http_flight_end (LlmHttpFlight *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    g_clear_signal_handler (&self->handlers[i], self->message);
  if (self->head != NULL)
    {
      deposit (self);
      g_string_free (self->head, TRUE);
      g_string_free (self->tail, TRUE);
    }
  llm_flight_mask_free (self->mask);
  g_object_unref (self->message);
  llm_flight_unref (self->flight);
  g_free (self);
}
