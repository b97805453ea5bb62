/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-flight-private.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (LlmFlight, llm_flight, llm_flight_ref, llm_flight_unref)

static const struct
{
  const char *name;
  const char *title;
} moments[LLM_FLIGHT_N_MOMENTS] = {
  [LLM_FLIGHT_BEGUN] = { "begun", N_ ("Request begun") },
  [LLM_FLIGHT_CONNECTED] = { "connected", N_ ("Connected") },
  [LLM_FLIGHT_SENT] = { "sent", N_ ("Request sent") },
  [LLM_FLIGHT_HEAD] = { "head", N_ ("Response head") },
  [LLM_FLIGHT_FIRST_BYTES] = { "first-bytes", N_ ("First event") },
  [LLM_FLIGHT_FIRST_TOKEN] = { "first-token", N_ ("First token") },
  [LLM_FLIGHT_LAST_TOKEN] = { "last-token", N_ ("Last token") },
  [LLM_FLIGHT_END] = { "end", N_ ("End") },
};

/**
 * llm_flight_sent_clear:
 * @sent: a request
 *
 * Frees what it owns, not itself.
 */
void
llm_flight_sent_clear (LlmFlightSent *sent)
{
  g_return_if_fail (sent != NULL);

  g_clear_pointer (&sent->method, g_free);
  g_clear_pointer (&sent->url, g_free);
  g_clear_pointer (&sent->headers, g_strfreev);
  g_clear_pointer (&sent->body, g_free);
  g_clear_pointer (&sent->variable, g_free);
}

static void
request_free (gpointer data)
{
  LlmFlightRequest *request = data;

  llm_flight_sent_clear (&request->sent);
  g_free (request->protocol);
  g_strfreev (request->headers);
  g_free (request->raw_head);
  g_free (request->raw_tail);
  g_free (request->outcome);
  g_free (request->error);
  g_free (request->error_code);
  g_array_unref (request->gaps);
  g_free (request);
}

static void
wait_free (gpointer data)
{
  LlmFlightWait *wait = data;

  g_free (wait->reason);
  g_free (wait->detail);
  g_free (wait);
}

/* Nothing of it has happened yet. */
LlmFlightRequest *
llm_flight_request_new (void)
{
  LlmFlightRequest *request = g_new0 (LlmFlightRequest, 1);

  for (guint i = 0; i < LLM_FLIGHT_N_MOMENTS; i++)
    request->times[i] = -1;
  request->gaps = g_array_new (FALSE, FALSE, sizeof (guint32));
  request->stride = 1;
  return request;
}

/**
 * llm_flight_new:
 * @keep_raw: whether the bodies of answers are wanted, too
 *
 * Returns: (transfer full): a record that starts now
 */
LlmFlight *
llm_flight_new (gboolean keep_raw)
{
  LlmFlight *self = g_new0 (LlmFlight, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->started_at = g_get_real_time ();
  self->epoch = g_get_monotonic_time ();
  self->requests = g_ptr_array_new_with_free_func (request_free);
  self->waits = g_ptr_array_new_with_free_func (wait_free);
  self->keep_raw = keep_raw;
  return self;
}

/**
 * llm_flight_ref:
 * @self: a record
 *
 * Returns: (transfer full): @self
 */
LlmFlight *
llm_flight_ref (LlmFlight *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_flight_unref:
 * @self: (transfer full): a record
 */
void
llm_flight_unref (LlmFlight *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->waits);
  g_free (self);
}

/**
 * llm_flight_get_keep_raw:
 * @self: a record
 *
 * Returns: whether the bodies of answers are wanted, too
 */
gboolean
llm_flight_get_keep_raw (const LlmFlight *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->keep_raw;
}

static gint64
get_now (const LlmFlight *self)
{
  return g_get_monotonic_time () - self->epoch;
}

/* The request that runs, or NULL. */
static LlmFlightRequest *
get_running (LlmFlight *self)
{
  LlmFlightRequest *request;

  if (self->over || self->requests->len == 0)
    return NULL;
  request = self->requests->pdata[self->requests->len - 1];
  return request->outcome == NULL ? request : NULL;
}

/**
 * llm_flight_begin:
 * @self: a record
 * @sent: what is sent now; emptied
 *
 * Ends the request before it, of which this one is then the rest.
 *
 * Returns: (transfer none) (nullable): the request that was added; NULL if there are too
 *   many already, or @self is over
 */
LlmFlightRequest *
llm_flight_begin (LlmFlight *self, LlmFlightSent *sent)
{
  LlmFlightRequest *request;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (sent != NULL && sent->method != NULL && sent->url != NULL, NULL);

  llm_flight_end (self, "continued", NULL);
  if (self->over || self->requests->len >= LLM_FLIGHT_MAX_ROWS)
    {
      llm_flight_sent_clear (sent);
      return NULL;
    }
  request = llm_flight_request_new ();
  request->sent = *sent;
  *sent = (LlmFlightSent){ NULL };
  request->times[LLM_FLIGHT_BEGUN] = get_now (self);
  g_ptr_array_add (self->requests, request);
  return request;
}

/**
 * llm_flight_mark:
 * @self: a record
 * @moment: what happens now to the request that runs; only the first time counts
 */
void
llm_flight_mark (LlmFlight *self, LlmFlightMoment moment)
{
  LlmFlightRequest *request;

  g_return_if_fail (self != NULL);
  g_return_if_fail (moment < LLM_FLIGHT_N_MOMENTS);

  request = get_running (self);
  if (request != NULL && request->times[moment] < 0)
    request->times[moment] = get_now (self);
}

/**
 * llm_flight_take_head:
 * @self: a record
 * @protocol: such as "HTTP/2"
 * @status: the HTTP status
 * @headers: (transfer full) (array zero-terminated=1): names and values alternating,
 *   without secrets
 *
 * The head of the answer to the request that runs is there.
 */
void
llm_flight_take_head (LlmFlight *self, const char *protocol, guint status, char **headers)
{
  LlmFlightRequest *request;

  g_return_if_fail (self != NULL);

  request = get_running (self);
  if (request == NULL)
    {
      g_strfreev (headers);
      return;
    }
  llm_flight_mark (self, LLM_FLIGHT_HEAD);
  g_free (request->protocol);
  request->protocol = g_strdup (protocol);
  request->status = status;
  g_strfreev (request->headers);
  request->headers = headers;
}

/**
 * llm_flight_add_bytes:
 * @self: a record
 * @length: how many bytes of the body came
 */
void
llm_flight_add_bytes (LlmFlight *self, gsize length)
{
  LlmFlightRequest *request;

  g_return_if_fail (self != NULL);

  request = get_running (self);
  if (request == NULL)
    return;
  if (request->times[LLM_FLIGHT_FIRST_BYTES] < 0)
    request->times[LLM_FLIGHT_FIRST_BYTES] = get_now (self);
  request->n_bytes += length;
}

/* Halves their number. */
static void
merge_gaps (LlmFlightRequest *request)
{
  guint32 *gaps = (guint32 *) (gpointer) request->gaps->data;
  guint n = request->gaps->len / 2;

  for (guint i = 0; i < n; i++)
    gaps[i] = (guint32) MIN ((guint64) gaps[2 * i] + gaps[2 * i + 1], G_MAXUINT32);
  g_array_set_size (request->gaps, n);
  request->stride *= 2;
}

static void
add_gap (LlmFlightRequest *request, gint64 gap)
{
  request->pending
      = (guint32) MIN ((guint64) request->pending + (guint64) MAX (gap, 0), G_MAXUINT32);
  if (++request->n_pending < request->stride)
    return;
  g_array_append_val (request->gaps, request->pending);
  request->pending = 0;
  request->n_pending = 0;
  if (request->gaps->len >= LLM_FLIGHT_MAX_GAPS)
    merge_gaps (request);
}

/**
 * llm_flight_add_piece:
 * @self: a record
 *
 * A piece of text or reasoning came.
 */
void
llm_flight_add_piece (LlmFlight *self)
{
  LlmFlightRequest *request;
  gint64 now;

  g_return_if_fail (self != NULL);

  request = get_running (self);
  if (request == NULL)
    return;
  now = get_now (self);
  if (request->times[LLM_FLIGHT_FIRST_TOKEN] < 0)
    request->times[LLM_FLIGHT_FIRST_TOKEN] = now;
  else
    add_gap (request, now - self->last_piece_at);
  request->times[LLM_FLIGHT_LAST_TOKEN] = now;
  request->n_pieces++;
  self->last_piece_at = now;
}

/**
 * llm_flight_take_raw:
 * @self: a record
 * @raw_head: (transfer full): the begin of the body, valid UTF-8 without secrets
 * @raw_tail: (transfer full) (nullable): its end
 * @raw_left_out: how many bytes are between the two
 *
 * The body of the answer to the last request.
 */
void
llm_flight_take_raw (LlmFlight *self, char *raw_head, char *raw_tail, guint64 raw_left_out)
{
  LlmFlightRequest *request = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (raw_head != NULL);

  if (!self->over && self->requests->len > 0)
    request = self->requests->pdata[self->requests->len - 1];
  if (request == NULL || request->raw_head != NULL)
    {
      g_free (raw_head);
      g_free (raw_tail);
      return;
    }
  request->raw_head = raw_head;
  request->raw_tail = raw_tail;
  request->raw_left_out = raw_left_out;
}

/**
 * llm_flight_end:
 * @self: a record
 * @outcome: see #LlmFlightRequest
 * @error: (nullable): why
 *
 * Ends the request that runs; nothing happens if there is none.
 */
void
llm_flight_end (LlmFlight *self, const char *outcome, const GError *error)
{
  LlmFlightRequest *request;

  g_return_if_fail (self != NULL);
  g_return_if_fail (outcome != NULL);

  request = get_running (self);
  if (request == NULL)
    return;
  request->times[LLM_FLIGHT_END] = get_now (self);
  request->outcome = g_strdup (outcome);
  if (error != NULL)
    {
      request->error = g_strdup (error->message);
      request->error_code = g_strdup (
          error->domain == LLM_ERROR ? llm_error_code_to_string (error->code) : "other");
    }
}

/**
 * llm_flight_end_stream:
 * @self: a record
 * @stream: the stream of the request that runs, which has ended
 */
void
llm_flight_end_stream (LlmFlight *self, LlmStream *stream)
{
  static const char *const outcomes[] = {
    [LLM_STREAM_RUNNING] = "stopped",         [LLM_STREAM_DONE] = "done",
    [LLM_STREAM_STOPPED] = "stopped",         [LLM_STREAM_FAILED] = "failed",
    [LLM_STREAM_INTERRUPTED] = "interrupted",
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (LLM_IS_STREAM (stream));

  llm_flight_end (self, outcomes[llm_stream_get_outcome (stream)], llm_stream_get_error (stream));
}

/**
 * llm_flight_add_wait:
 * @self: a record
 * @reason: see #LlmFlightWait
 * @detail: (nullable): see #LlmFlightWait
 * @duration: in microseconds
 */
void
llm_flight_add_wait (LlmFlight *self, const char *reason, const char *detail, gint64 duration)
{
  LlmFlightWait *wait;

  g_return_if_fail (self != NULL);
  g_return_if_fail (reason != NULL);

  if (self->over || self->waits->len >= LLM_FLIGHT_MAX_ROWS)
    return;
  wait = g_new0 (LlmFlightWait, 1);
  wait->at = get_now (self);
  wait->duration = MAX (duration, 0);
  wait->reason = g_strdup (reason);
  wait->detail = g_strdup (detail);
  g_ptr_array_add (self->waits, wait);
}

/**
 * llm_flight_finish:
 * @self: a record
 *
 * Nothing is recorded from now on.
 */
void
llm_flight_finish (LlmFlight *self)
{
  g_return_if_fail (self != NULL);

  llm_flight_end (self, "stopped", NULL);
  self->over = TRUE;
}

/**
 * llm_flight_is_over:
 * @self: a record
 *
 * Returns: whether nothing is recorded any more
 */
gboolean
llm_flight_is_over (const LlmFlight *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->over;
}

/**
 * llm_flight_is_saved:
 * @self: a record
 *
 * Returns: whether it was given to a store
 */
gboolean
llm_flight_is_saved (const LlmFlight *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->saved;
}

/**
 * llm_flight_set_saved:
 * @self: a record
 * @saved: whether it was given to a store
 */
void
llm_flight_set_saved (LlmFlight *self, gboolean saved)
{
  g_return_if_fail (self != NULL);
  self->saved = saved;
}

/**
 * llm_flight_get_started_at:
 * @self: a record
 *
 * Returns: when it started, in microseconds since 1970
 */
gint64
llm_flight_get_started_at (const LlmFlight *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->started_at;
}

/**
 * llm_flight_get_n_requests:
 * @self: a record
 *
 * Returns: how many requests were sent
 */
guint
llm_flight_get_n_requests (const LlmFlight *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->requests->len;
}

/**
 * llm_flight_get_request:
 * @self: a record
 * @index: below llm_flight_get_n_requests()
 *
 * Returns: (transfer none): a request, in the order in which they were sent
 */
const LlmFlightRequest *
llm_flight_get_request (const LlmFlight *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->requests->len, NULL);
  return self->requests->pdata[index];
}

/**
 * llm_flight_get_n_waits:
 * @self: a record
 *
 * Returns: how often it was waited
 */
guint
llm_flight_get_n_waits (const LlmFlight *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->waits->len;
}

/**
 * llm_flight_get_wait:
 * @self: a record
 * @index: below llm_flight_get_n_waits()
 *
 * Returns: (transfer none): why it was waited
 */
const LlmFlightWait *
llm_flight_get_wait (const LlmFlight *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->waits->len, NULL);
  return self->waits->pdata[index];
}

static int
compare_gaps (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *) a, right = *(const guint32 *) b;

  return (left > right) - (left < right);
}

/* The smallest of which @percent of a hundred are not longer: the nearest rank. */
static gint64
get_percentile (const guint32 *sorted, guint n, guint percent)
{
  guint rank = (guint) (((guint64) n * percent + 99) / 100);

  return sorted[MAX (rank, 1) - 1];
}

/**
 * llm_flight_request_get_gaps:
 * @request: a request
 * @gaps: (out caller-allocates): where to put the figures
 *
 * Returns: whether there are any: there is no gap before the second piece
 */
gboolean
llm_flight_request_get_gaps (const LlmFlightRequest *request, LlmFlightGaps *gaps)
{
  g_autofree guint32 *sorted = NULL;
  guint n;

  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (gaps != NULL, FALSE);

  n = request->gaps->len;
  if (n == 0)
    return FALSE;
  sorted = g_memdup2 (request->gaps->data, n * sizeof (guint32));
  qsort (sorted, n, sizeof (guint32), compare_gaps);
  gaps->n = request->n_pieces > 0 ? request->n_pieces - 1 : n;
  gaps->stride = MAX (request->stride, 1);
  gaps->min = sorted[0] / gaps->stride;
  gaps->median = get_percentile (sorted, n, 50) / gaps->stride;
  gaps->p95 = get_percentile (sorted, n, 95) / gaps->stride;
  gaps->max = sorted[n - 1] / gaps->stride;
  return TRUE;
}

/**
 * llm_flight_moment_to_string:
 * @moment: a moment
 *
 * Returns: its name for machines
 */
const char *
llm_flight_moment_to_string (LlmFlightMoment moment)
{
  g_return_val_if_fail (moment < LLM_FLIGHT_N_MOMENTS, NULL);
  return moments[moment].name;
}

/**
 * llm_flight_moment_get_title:
 * @moment: a moment
 *
 * Returns: its name for people
 */
const char *
llm_flight_moment_get_title (LlmFlightMoment moment)
{
  g_return_val_if_fail (moment < LLM_FLIGHT_N_MOMENTS, NULL);
  return g_dgettext (GETTEXT_PACKAGE, moments[moment].title);
}

/**
 * llm_flight_wait_to_text:
 * @wait: a wait
 *
 * Returns: (transfer full): what was waited for, for people
 */
char *
llm_flight_wait_to_text (const LlmFlightWait *wait)
{
  double seconds;

  g_return_val_if_fail (wait != NULL, NULL);

  seconds = (double) wait->duration / G_USEC_PER_SEC;
  if (g_strcmp0 (wait->reason, "rate-limit") == 0)
    return g_strdup_printf (_ ("Waited %.1f s for the limit of requests a minute"), seconds);
  if (g_strcmp0 (wait->reason, "without") == 0)
    return g_strdup_printf (_ ("Asked again without “%s”, which was refused"),
                            wait->detail != NULL ? wait->detail : "?");
  if (wait->detail != NULL)
    return g_strdup_printf (_ ("Retried after %.1f s: %s"), seconds, wait->detail);
  return g_strdup_printf (_ ("Retried after %.1f s"), seconds);
}
