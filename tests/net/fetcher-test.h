/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "http-fixture.h"
#include "llm-http-fetcher.h"

G_BEGIN_DECLS

/* What tests of LlmHttpFetcher share.  The limits of time are those of the fixture:
 * first_token_timeout for all of a file, idle_timeout between its bytes. */
#define FETCH_MAX_SIZE 1000

typedef struct
{
  GBytes *bytes;
  GError *error;
  gboolean done;
} FetchOutcome;

void fetch_outcome_clear (FetchOutcome *outcome);
void fetch_outcome_cb (GObject *object, GAsyncResult *result, gpointer user_data);
gboolean fetch_outcome_is_done (gpointer user_data);

void
fetch_start (Fixture *fixture, const char *uri, GCancellable *cancellable, FetchOutcome *outcome);
void fetch_path (Fixture *fixture, const char *path, FetchOutcome *outcome);
void fetch_fails (Fixture *fixture, const char *path, LlmErrorCode code, const char *words);

/* A body of that many bytes; its length is told unless it is negative. */
void fetch_serve (Fixture *fixture, gsize length, gint64 told);
void assert_fetched (const FetchOutcome *outcome, gsize length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FetchOutcome, fetch_outcome_clear)

G_END_DECLS
