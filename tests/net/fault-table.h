/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault-vendors.h"

G_BEGIN_DECLS

#define FAULT_REQUEST_ID "req-matrix"
#define FAULT_N_NEIGHBOURS 2

typedef struct _Cell Cell;

/**
 * Fault:
 * @name: the end of the test's path
 * @arrange: tells the cell's server what to do, and the cell what to expect
 * @body: what the vendor says, for those who ask it
 * @header: (nullable): a line of the head, "name: value"
 * @retry_ms: what @header means, -1 for nothing
 *
 * One way to go wrong, or to be odd.
 */
typedef struct
{
  const char *name;
  void (*arrange) (Cell *cell);
  FaultBodyKind body;
  const char *header; /* "name: value" */
  gint64 retry_ms;
} Fault;

/**
 * Cell:
 *
 * One fault with one vendor, and two neighbours that must not notice.
 */
struct _Cell
{
  Fixture base;
  const FaultVendor *vendor;
  const Fault *fault;

  LlmFakeServer *other_server;
  const Sample *neighbour_samples[FAULT_N_NEIGHBOURS];
  LlmStreamProbe *neighbours[FAULT_N_NEIGHBOURS];

  /* What is expected. */
  LlmStreamOutcome outcome;
  LlmErrorCode code;
  LlmErrorCode other_code; /* where versions of libsoup differ */
  guint status;
  const char *text;
  const char *finish_reason;
  const char *request_id; /* of the stream */
  const char *error_id;   /* of the error, if that is another */
  const char *in_detail;
  gint64 retry_least, retry_most;
  guint n_attempts;    /* streams to start, all but the last fail with @code */
  gboolean hold_open;  /* release the server when the stream is open */
  gboolean hold_text;  /* release it when the text is "Hel" */
  gboolean bad_letter; /* the text's last letter is replaced */
};

extern const Fault faults[];
extern const guint n_faults;

void fault_split_sample (const Sample *sample, char **begin, char **rest);
void fault_expect_done (Cell *cell);
gboolean fault_is_possible (const Fault *fault, const FaultVendor *vendor);
void faults_clear (void);

G_END_DECLS
