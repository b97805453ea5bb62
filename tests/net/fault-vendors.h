/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "http-fixture.h"

G_BEGIN_DECLS

/**
 * FaultBodyKind:
 *
 * What a vendor can say instead of an answer.
 */
typedef enum
{
  BODY_RATE_LIMIT,
  BODY_RATE_LIMIT_HINT, /* the time to wait is in the body, if this vendor puts it there */
  BODY_SERVER_ERROR,
  BODY_UNAVAILABLE,
  BODY_OVERLOADED,
  BODY_BAD_KEY,
  BODY_FORBIDDEN,
  BODY_NO_MODEL,
  BODY_TOO_LARGE,
  BODY_UNPROCESSABLE,
  BODY_QUOTA,
  BODY_TOO_LONG,
  BODY_FILTERED,
  N_BODIES
} FaultBodyKind;

/**
 * FaultBody:
 * @status: the HTTP status it comes with; 200 for events of a stream
 * @text: the body, in the vendor's own shape; it quotes the key
 * @code: what it means
 * @retry_ms: what it says about when to retry, 0 for nothing
 */
typedef struct
{
  guint status;
  const char *text;
  LlmErrorCode code;
  gint64 retry_ms;
} FaultBody;

/**
 * FaultVendor:
 * @sample: the name of its #Sample
 * @bodies: its errors; without a text where it knows no such
 * @stops_by_filter: (nullable): the rest of a stream that a content filter ends
 * @fails: an error within a stream
 * @fails_code: what it means
 * @has_cr: whether a line may end with a single CR, and be a comment
 *
 * What is peculiar to a vendor when things go wrong.
 */
typedef struct
{
  const char *sample;
  FaultBody bodies[N_BODIES];
  const char *stops_by_filter;
  const char *fails;
  LlmErrorCode fails_code;
  gboolean has_cr;
} FaultVendor;

extern const FaultVendor fault_vendors[];
extern const guint n_fault_vendors;

G_END_DECLS
