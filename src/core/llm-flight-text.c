/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-flight-private.h"

#include "llm-error.h"
#include "llm-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the text of a record begins with; what follows is a GVariant of the type a{sv} as
 * text.  Members that are not known are left alone. */
#define VERSION_LINE "llmselect-flight 1\n"

/* --- Writing --- */

static void
add_string (GVariantDict *dict, const char *name, const char *value)
{
  if (value != NULL)
    g_variant_dict_insert (dict, name, "s", value);
}

static void
add_strings (GVariantDict *dict, const char *name, char **values)
{
  if (values != NULL)
    g_variant_dict_insert_value (dict, name, g_variant_new_strv ((const char *const *) values, -1));
}

static char *
gaps_to_string (const GArray *gaps)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < gaps->len; i++)
    g_string_append_printf (out, "%s%u", i > 0 ? " " : "", g_array_index (gaps, guint32, i));
  return g_string_free (out, FALSE);
}

static GVariant *
request_to_variant (const LlmFlightRequest *request, gboolean raw, gboolean body)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *gaps = gaps_to_string (request->gaps);

  add_string (&dict, "method", request->sent.method);
  add_string (&dict, "url", request->sent.url);
  add_strings (&dict, "headers", request->sent.headers);
  add_string (&dict, "body", body ? request->sent.body : NULL);
  g_variant_dict_insert (&dict, "body-length", "t", request->sent.body_length);
  g_variant_dict_insert (&dict, "images", "u", request->sent.n_images);
  g_variant_dict_insert (&dict, "masked", "b", request->sent.masked);
  add_string (&dict, "variable", request->sent.variable);
  g_variant_dict_insert_value (&dict, "times",
                               g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, request->times,
                                                          LLM_FLIGHT_N_MOMENTS, sizeof (gint64)));
  add_string (&dict, "protocol", request->protocol);
  g_variant_dict_insert (&dict, "status", "u", request->status);
  add_strings (&dict, "answer-headers", request->headers);
  g_variant_dict_insert (&dict, "bytes", "t", request->n_bytes);
  add_string (&dict, "raw-head", raw ? request->raw_head : NULL);
  add_string (&dict, "raw-tail", raw ? request->raw_tail : NULL);
  g_variant_dict_insert (&dict, "raw-left-out", "t", request->raw_left_out);
  add_string (&dict, "outcome", request->outcome);
  add_string (&dict, "error", request->error);
  add_string (&dict, "error-code", request->error_code);
  add_string (&dict, "gaps", gaps);
  g_variant_dict_insert (&dict, "stride", "u", request->stride);
  g_variant_dict_insert (&dict, "pieces", "t", request->n_pieces);
  return g_variant_dict_end (&dict);
}

static GVariant *
waits_to_variant (const LlmFlight *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(xxss)"));

  for (guint i = 0; i < self->waits->len; i++)
    {
      const LlmFlightWait *wait = self->waits->pdata[i];

      g_variant_builder_add (&builder, "(xxss)", wait->at, wait->duration, wait->reason,
                             wait->detail != NULL ? wait->detail : "");
    }
  return g_variant_builder_end (&builder);
}

static char *
print (const LlmFlight *self, gboolean raw, gboolean body)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  GVariantBuilder requests = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) whole = NULL;
  GString *out = g_string_new (VERSION_LINE);

  for (guint i = 0; i < self->requests->len; i++)
    g_variant_builder_add_value (&requests,
                                 request_to_variant (self->requests->pdata[i], raw, body));
  g_variant_dict_insert (&dict, "started-at", "x", self->started_at);
  g_variant_dict_insert_value (&dict, "requests", g_variant_builder_end (&requests));
  g_variant_dict_insert_value (&dict, "waits", waits_to_variant (self));
  whole = g_variant_ref_sink (g_variant_dict_end (&dict));
  g_variant_print_string (whole, out, FALSE);
  return g_string_free (out, FALSE);
}

/**
 * llm_flight_to_text:
 * @self: a record
 *
 * Returns: (transfer full): the record as the store keeps it, %LLM_STORE_MAX_FLIGHT bytes
 *   at most; what it has too much of is left out: first what came back, then what was sent
 */
char *
llm_flight_to_text (const LlmFlight *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint less = 0; less < 3; less++)
    {
      g_free (text);
      text = print (self, less < 1, less < 2);
      if (strlen (text) <= LLM_STORE_MAX_FLIGHT)
        return g_steal_pointer (&text);
    }
  /* Nothing that a server of good faith makes. */
  g_free (text);
  return g_strdup (VERSION_LINE "@a{sv} {}");
}

/* --- Reading --- */

static char *
read_string (GVariantDict *dict, const char *name)
{
  char *value = NULL;

  return g_variant_dict_lookup (dict, name, "s", &value) ? value : NULL;
}

/* Names and values alternate; half a pair is dropped. */
static char **
read_headers (GVariantDict *dict, const char *name)
{
  char **values = NULL;
  guint n;

  if (!g_variant_dict_lookup (dict, name, "^as", &values))
    return NULL;
  n = g_strv_length (values);
  if (n % 2 != 0)
    g_clear_pointer (&values[n - 1], g_free);
  return values;
}

static void
read_gaps (LlmFlightRequest *request, const char *text)
{
  while (text != NULL && *text != '\0' && request->gaps->len < LLM_FLIGHT_MAX_GAPS)
    {
      char *end;
      guint64 gap = g_ascii_strtoull (text, &end, 10);
      guint32 bounded = (guint32) MIN (gap, G_MAXUINT32);

      if (end == text)
        return;
      g_array_append_val (request->gaps, bounded);
      text = end;
    }
}

static void
read_times (LlmFlightRequest *request, GVariantDict *dict)
{
  g_autoptr (GVariant) value = g_variant_dict_lookup_value (dict, "times", G_VARIANT_TYPE ("ax"));
  gsize n = 0;
  const gint64 *times;

  if (value == NULL)
    return;
  times = g_variant_get_fixed_array (value, &n, sizeof (gint64));
  for (gsize i = 0; i < MIN (n, (gsize) LLM_FLIGHT_N_MOMENTS); i++)
    request->times[i] = MAX (times[i], -1);
}

static void
read_request (LlmFlight *self, GVariant *variant)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (variant);
  LlmFlightRequest *request = llm_flight_request_new ();
  g_autofree char *gaps = read_string (&dict, "gaps");

  g_ptr_array_add (self->requests, request);
  request->sent.method = read_string (&dict, "method");
  request->sent.url = read_string (&dict, "url");
  if (request->sent.method == NULL)
    request->sent.method = g_strdup ("");
  if (request->sent.url == NULL)
    request->sent.url = g_strdup ("");
  request->sent.headers = read_headers (&dict, "headers");
  request->sent.body = read_string (&dict, "body");
  g_variant_dict_lookup (&dict, "body-length", "t", &request->sent.body_length);
  g_variant_dict_lookup (&dict, "images", "u", &request->sent.n_images);
  g_variant_dict_lookup (&dict, "masked", "b", &request->sent.masked);
  request->sent.variable = read_string (&dict, "variable");
  read_times (request, &dict);
  request->protocol = read_string (&dict, "protocol");
  g_variant_dict_lookup (&dict, "status", "u", &request->status);
  request->headers = read_headers (&dict, "answer-headers");
  g_variant_dict_lookup (&dict, "bytes", "t", &request->n_bytes);
  request->raw_head = read_string (&dict, "raw-head");
  request->raw_tail = read_string (&dict, "raw-tail");
  g_variant_dict_lookup (&dict, "raw-left-out", "t", &request->raw_left_out);
  request->outcome = read_string (&dict, "outcome");
  request->error = read_string (&dict, "error");
  request->error_code = read_string (&dict, "error-code");
  read_gaps (request, gaps);
  g_variant_dict_lookup (&dict, "stride", "u", &request->stride);
  request->stride = MAX (request->stride, 1);
  g_variant_dict_lookup (&dict, "pieces", "t", &request->n_pieces);
}

static void
read_waits (LlmFlight *self, GVariant *waits)
{
  GVariantIter iter;
  gint64 at, duration;
  const char *reason, *detail;

  g_variant_iter_init (&iter, waits);
  while (g_variant_iter_next (&iter, "(xx&s&s)", &at, &duration, &reason, &detail)
         && self->waits->len < LLM_FLIGHT_MAX_ROWS)
    {
      llm_flight_add_wait (self, reason, *detail != '\0' ? detail : NULL, duration);
      ((LlmFlightWait *) self->waits->pdata[self->waits->len - 1])->at = at;
    }
}

/**
 * llm_flight_new_from_text:
 * @text: what llm_flight_to_text() returned, or anything
 * @error: where to put an #LLM_ERROR
 *
 * Returns: (transfer full): the record, which is over and saved
 */
LlmFlight *
llm_flight_new_from_text (const char *text, GError **error)
{
  g_autoptr (GVariant) whole = NULL;
  g_autoptr (GVariant) requests = NULL;
  g_autoptr (GVariant) waits = NULL;
  LlmFlight *self;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_str_has_prefix (text, VERSION_LINE) && strlen (text) <= LLM_STORE_MAX_FLIGHT)
    whole
        = g_variant_parse (G_VARIANT_TYPE_VARDICT, text + strlen (VERSION_LINE), NULL, NULL, NULL);
  if (whole == NULL)
    {
      g_propagate_error (error, llm_error_new (LLM_ERROR_UNSUPPORTED,
                                               _ ("The record of this answer cannot be read: it "
                                                  "is damaged, or of a newer version of "
                                                  "LLMSelect. Update LLMSelect."),
                                               NULL));
      return NULL;
    }
  self = llm_flight_new (FALSE);
  g_variant_lookup (whole, "started-at", "x", &self->started_at);
  requests = g_variant_lookup_value (whole, "requests", G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0;
       requests != NULL && i < MIN (g_variant_n_children (requests), LLM_FLIGHT_MAX_ROWS); i++)
    {
      g_autoptr (GVariant) request = g_variant_get_child_value (requests, i);

      read_request (self, request);
    }
  waits = g_variant_lookup_value (whole, "waits", G_VARIANT_TYPE ("a(xxss)"));
  if (waits != NULL)
    read_waits (self, waits);
  self->over = TRUE;
  self->saved = TRUE;
  return self;
}
