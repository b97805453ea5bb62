/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-stream.h"

G_BEGIN_DECLS

/* What stands in a record where something was that must not be in it: the key, and any
 * other value that may be a secret. */
#define LLM_FLIGHT_KEY "[key]"
#define LLM_FLIGHT_HIDDEN "[hidden]"

/* Bytes that are kept of a request's body, and of each end of an answer's. */
#define LLM_FLIGHT_MAX_BODY (256 * 1024)
#define LLM_FLIGHT_MAX_RAW (256 * 1024)

/* Arrival times that are kept one by one; of more, neighbours are merged. */
#define LLM_FLIGHT_MAX_GAPS 20000

/* Requests and waits of one column, at most. */
#define LLM_FLIGHT_MAX_ROWS 64

/**
 * LlmFlightMoment:
 * @LLM_FLIGHT_BEGUN: the request was given to the network
 * @LLM_FLIGHT_CONNECTED: a new connection was open, with TLS if it has that; never if one
 *   was there already
 * @LLM_FLIGHT_SENT: all of the request was written
 * @LLM_FLIGHT_HEAD: the head of the answer was there
 * @LLM_FLIGHT_FIRST_BYTES: the first bytes of its body
 * @LLM_FLIGHT_FIRST_TOKEN: the first piece of text or reasoning
 * @LLM_FLIGHT_LAST_TOKEN: the last one
 * @LLM_FLIGHT_END: it was over
 */
typedef enum
{
  LLM_FLIGHT_BEGUN,
  LLM_FLIGHT_CONNECTED,
  LLM_FLIGHT_SENT,
  LLM_FLIGHT_HEAD,
  LLM_FLIGHT_FIRST_BYTES,
  LLM_FLIGHT_FIRST_TOKEN,
  LLM_FLIGHT_LAST_TOKEN,
  LLM_FLIGHT_END,
} LlmFlightMoment;

#define LLM_FLIGHT_N_MOMENTS (LLM_FLIGHT_END + 1)

/**
 * LlmFlightSent:
 * @method: GET or POST
 * @url: where to, without secrets
 * @headers: (nullable) (array zero-terminated=1): names and values alternating, without
 *   secrets
 * @body: (nullable): what was sent, images replaced by marks; NULL if it had none, or if
 *   it is too long to be kept
 * @body_length: bytes of @body as it was, with marks
 * @n_images: how many marks for images @body has
 * @masked: whether a secret was taken out of @body, which is not what was sent then
 * @variable: (nullable): the environment variable that has the key; NULL if none was sent
 *
 * One request as it was sent.
 */
typedef struct
{
  char *method;
  char *url;
  char **headers;
  char *body;
  guint64 body_length;
  guint n_images;
  gboolean masked;
  char *variable;
} LlmFlightSent;

/**
 * LlmFlightRequest:
 * @sent: the request
 * @times: the moments in microseconds since the start, -1 for never
 * @protocol: (nullable): such as "HTTP/2"
 * @status: the HTTP status, 0 for no answer
 * @headers: (nullable) (array zero-terminated=1): those of the answer, as in @sent
 * @n_bytes: how many bytes of the body of the answer came
 * @raw_head: (nullable): its begin, if it was kept
 * @raw_tail: (nullable): its end, if there is more than the begin
 * @raw_left_out: how many bytes between the two were not kept
 * @outcome: (nullable): "done", "stopped", "failed", "interrupted" or "continued"; NULL
 *   while it runs
 * @error: (nullable): why, for people
 * @error_code: (nullable): the same as a word
 * @gaps: (element-type guint32): microseconds between one piece of text and the next;
 *   with a @stride above one, sums of so many
 * @stride: how many gaps one of @gaps is
 * @n_pieces: how many pieces of text came
 *
 * One request of a column with what came back.
 */
typedef struct
{
  LlmFlightSent sent;
  gint64 times[LLM_FLIGHT_N_MOMENTS];
  char *protocol;
  guint status;
  char **headers;
  guint64 n_bytes;
  char *raw_head;
  char *raw_tail;
  guint64 raw_left_out;
  char *outcome;
  char *error;
  char *error_code;
  GArray *gaps;
  guint stride;
  guint64 n_pieces;

  /*< private >*/
  guint32 pending;
  guint n_pending;
} LlmFlightRequest;

/**
 * LlmFlightWait:
 * @at: when it was decided, in microseconds since the start
 * @duration: how long the wait was to be, in microseconds
 * @reason: "retry", "rate-limit", or "without" for another try without a parameter
 * @detail: (nullable): the error's text, or the parameter
 *
 * Why a request was not sent at once.
 */
typedef struct
{
  gint64 at;
  gint64 duration;
  char *reason;
  char *detail;
} LlmFlightWait;

/**
 * LlmFlightGaps:
 * @n: how many gaps there were
 * @stride: how many were merged into one before they were counted
 * @min: the shortest, in microseconds
 * @median: half of them are not longer
 * @p95: 95 of a hundred are not longer
 * @max: the longest
 */
typedef struct
{
  guint64 n;
  guint stride;
  gint64 min;
  gint64 median;
  gint64 p95;
  gint64 max;
} LlmFlightGaps;

/**
 * LlmFlight:
 *
 * The record of what one column asked: every request without keys, what came back, when,
 * and why anything was waited for.  Who records masks; what is here is never masked later.
 * Belongs to one thread until it is over.
 */
typedef struct _LlmFlight LlmFlight;

#define LLM_TYPE_FLIGHT (llm_flight_get_type ())
GType llm_flight_get_type (void) G_GNUC_CONST;

LlmFlight *llm_flight_new (gboolean keep_raw);
LlmFlight *llm_flight_ref (LlmFlight *self);
void llm_flight_unref (LlmFlight *self);

/* For who records. */
gboolean llm_flight_get_keep_raw (const LlmFlight *self);
void llm_flight_sent_clear (LlmFlightSent *sent);
LlmFlightRequest *llm_flight_begin (LlmFlight *self, LlmFlightSent *sent);
void llm_flight_mark (LlmFlight *self, LlmFlightMoment moment);
void llm_flight_take_head (LlmFlight *self, const char *protocol, guint status, char **headers);
void llm_flight_add_bytes (LlmFlight *self, gsize length);
void llm_flight_add_piece (LlmFlight *self);
void llm_flight_take_raw (LlmFlight *self, char *raw_head, char *raw_tail, guint64 raw_left_out);
void llm_flight_end (LlmFlight *self, const char *outcome, const GError *error);
void llm_flight_end_stream (LlmFlight *self, LlmStream *stream);
void llm_flight_add_wait (LlmFlight *self, const char *reason, const char *detail, gint64 duration);
void llm_flight_finish (LlmFlight *self);

/* For who reads. */
gboolean llm_flight_is_over (const LlmFlight *self);
gboolean llm_flight_is_saved (const LlmFlight *self);
void llm_flight_set_saved (LlmFlight *self, gboolean saved);
gint64 llm_flight_get_started_at (const LlmFlight *self);
guint llm_flight_get_n_requests (const LlmFlight *self);
const LlmFlightRequest *llm_flight_get_request (const LlmFlight *self, guint index);
guint llm_flight_get_n_waits (const LlmFlight *self);
const LlmFlightWait *llm_flight_get_wait (const LlmFlight *self, guint index);
gboolean llm_flight_request_get_gaps (const LlmFlightRequest *request, LlmFlightGaps *gaps);
const char *llm_flight_moment_to_string (LlmFlightMoment moment);
const char *llm_flight_moment_get_title (LlmFlightMoment moment);
char *llm_flight_wait_to_text (const LlmFlightWait *wait);

char *llm_flight_sent_to_text (const LlmFlightSent *sent);
char *llm_flight_head_to_text (const LlmFlightRequest *request);
char *llm_flight_raw_to_text (const LlmFlightRequest *request);
char *llm_flight_outcome_to_text (const LlmFlightRequest *request);
char *llm_flight_gaps_to_text (const LlmFlightGaps *gaps);
char *llm_flight_format_ms (gint64 time);

char *llm_flight_to_text (const LlmFlight *self);
LlmFlight *llm_flight_new_from_text (const char *text, GError **error);

char *llm_flight_to_curl (const LlmFlight *self, guint index, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmFlight, llm_flight_unref)

G_END_DECLS
