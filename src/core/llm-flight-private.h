/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-flight.h"

G_BEGIN_DECLS

/* Shared by the parts of LlmFlight only. */

struct _LlmFlight
{
  gatomicrefcount ref_count;
  gint64 started_at; /* Unix time in microseconds */
  gint64 epoch;      /* the same in monotonic time */
  gint64 last_piece_at;
  GPtrArray *requests; /* of LlmFlightRequest */
  GPtrArray *waits;    /* of LlmFlightWait */
  gboolean keep_raw;
  gboolean over;
  gboolean saved;
};

LlmFlightRequest *llm_flight_request_new (void);

G_END_DECLS
