/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fetcher-test.h"

#include <string.h>

void
fetch_outcome_clear (FetchOutcome *outcome)
{
  g_clear_pointer (&outcome->bytes, g_bytes_unref);
  g_clear_error (&outcome->error);
}

void
fetch_outcome_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  FetchOutcome *outcome = user_data;

  g_assert_false (outcome->done);
  outcome->bytes = llm_fetcher_fetch_finish (LLM_FETCHER (object), result, &outcome->error);
  outcome->done = TRUE;
  g_assert_true ((outcome->bytes != NULL) == (outcome->error == NULL));
}

gboolean
fetch_outcome_is_done (gpointer user_data)
{
  FetchOutcome *outcome = user_data;

  return outcome->done;
}

/* The task lets go of the fetcher, and so of the session, when it is done. */
void
fetch_start (Fixture *fixture, const char *uri, GCancellable *cancellable, FetchOutcome *outcome)
{
  g_autoptr (LlmFetcher) fetcher = llm_http_fetcher_new_for_tests (
      fixture->session, TRUE, fixture->first_token_timeout, fixture->idle_timeout);

  llm_fetcher_fetch_async (fetcher, uri, FETCH_MAX_SIZE, cancellable, fetch_outcome_cb, outcome);
}

void
fetch_path (Fixture *fixture, const char *path, FetchOutcome *outcome)
{
  g_autofree char *uri = llm_fake_server_dup_url (fixture->server, path);

  fetch_start (fixture, uri, NULL, outcome);
  llm_test_wait (fetch_outcome_is_done, outcome);
  if (outcome->error != NULL)
    g_test_message ("%s", outcome->error->message);
}

void
fetch_fails (Fixture *fixture, const char *path, LlmErrorCode code, const char *words)
{
  g_auto (FetchOutcome) outcome = { NULL };

  fetch_path (fixture, path, &outcome);
  g_assert_error (outcome.error, LLM_ERROR, (int) code);
  g_assert_nonnull (strstr (outcome.error->message, words));
}

/* A body of that many bytes; its length is told unless it is negative. */
void
fetch_serve (Fixture *fixture, gsize length, gint64 told)
{
  LlmFakeScript *script = llm_fake_script_new (200, "image/png");
  g_autofree char *body = g_malloc (length + 1);

  memset (body, 'x', length);
  if (told >= 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, told);

      llm_fake_script_set_chunked (script, FALSE);
      llm_fake_script_add_header (script, "Content-Length", text);
    }
  llm_fake_script_send_bytes (script, body, length);
  fixture_serve (fixture, script);
}

void
assert_fetched (const FetchOutcome *outcome, gsize length)
{
  g_assert_no_error (outcome->error);
  g_assert_cmpuint (g_bytes_get_size (outcome->bytes), ==, length);
  for (gsize i = 0; i < length; i++)
    g_assert_cmpint (((const char *) g_bytes_get_data (outcome->bytes, NULL))[i], ==, 'x');
}
