/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-error.h"
#include "llm-fake-secrets.h"
#include "llm-fake-server.h"
#include "llm-http-stream.h"
#include "llm-stream-probe.h"

G_BEGIN_DECLS

#define TEST_KEY "canary-0123456789abcdef"
#define TEST_PROMPT "What is a prompt that nobody else writes?"

/**
 * Sample:
 *
 * A short answer in the wire format of a vendor.  It is complete as soon as
 * @terminator was received, and may be taken for complete when the connection ends
 * behind @early_end.
 */
typedef struct
{
  const char *name;
  const LlmCodec *(*codec) (void);
  const char *base_path;
  const char *events[12];
  const char *terminator;
  const char *early_end;
  const char *text;
  const char *reasoning;
  gint64 input;
  gint64 output;
} Sample;

extern const Sample samples[];
extern const guint n_samples;
const Sample *sample_find (const char *name);
const char *sample_get_content_type (const Sample *sample);
gboolean sample_is_lines (const Sample *sample);
char *sample_to_string (const Sample *sample);

/**
 * Fixture:
 *
 * A server, and all that a stream needs to ask it.
 */
typedef struct
{
  LlmFakeServer *server;
  LlmSession *session;
  LlmFakeSecrets *secrets;
  const Sample *sample;
  char *base_url;
  gboolean keyless;
  double connect_timeout;
  double first_token_timeout;
  double idle_timeout;
  GPtrArray *blockers;
  LlmFlight *flight;          /* not owned; where to record */
  GBytes *image;              /* not owned; to send */
  const char *const *headers; /* the user's own */
  LlmAuth auth;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer sample_name);
void fixture_tear_down (Fixture *fixture, gconstpointer sample_name);
void fixture_renew_server (Fixture *fixture);
void fixture_block_connections (Fixture *fixture);
void fixture_set_base_url (Fixture *fixture, const char *base_url);
LlmStreamProbe *fixture_start (Fixture *fixture);
LlmFakeScript *fixture_new_script (Fixture *fixture);
void fixture_serve (Fixture *fixture, LlmFakeScript *script);
void fixture_wait_for_requests (Fixture *fixture, guint n);
void fixture_wait_for_open (Fixture *fixture, guint n);

void assert_sample (const Sample *sample, LlmStreamProbe *probe);
void assert_ended (LlmStreamProbe *probe, LlmStreamOutcome outcome, LlmErrorCode code);
void assert_no_secret (LlmStreamProbe *probe);

void http_test_init (int *argc, char ***argv);
int http_test_run (void);

G_END_DECLS
