/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"

#include <string.h>

/* How far a stream is when it is ended. */
typedef enum
{
  STAGE_NEW,
  STAGE_KEY,
  STAGE_CONNECTING,
  STAGE_WAITING,
  STAGE_OPENING,
  STAGE_DELTA,
  STAGE_STALLED,
  STAGE_ERROR_BODY,
  N_STAGES
} Stage;

static const char *const stage_names[]
    = { "new", "key", "connecting", "waiting", "opening", "delta", "stalled", "error-body" };

G_STATIC_ASSERT (G_N_ELEMENTS (stage_names) == N_STAGES);

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, "anthropic");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_tear_down (fixture, NULL);
}

static void
cancel (gpointer user_data)
{
  LlmStreamProbe *probe = user_data;

  llm_stream_cancel (probe->stream);
}

static void
drop (gpointer user_data)
{
  LlmStreamProbe *probe = user_data;

  g_clear_object (&probe->stream);
}

static gboolean
is_true (gpointer user_data)
{
  gboolean *flag = user_data;

  return *flag;
}

static gboolean
timeout_cb (gpointer user_data)
{
  gboolean *flag = user_data;

  *flag = TRUE;
  return G_SOURCE_REMOVE;
}

/* Long enough for something that is late to show up. */
static void
linger (void)
{
  gboolean over = FALSE;

  g_timeout_add (50, timeout_cb, &over);
  llm_test_wait (is_true, &over);
}

static gboolean
has_looked_up (gpointer user_data)
{
  Fixture *fixture = user_data;

  return llm_fake_secrets_get_n_lookups (fixture->secrets) > 0;
}

static gboolean
has_text (gpointer user_data)
{
  LlmStreamProbe *probe = user_data;

  return probe->text->len > 0;
}

/* A stream that gets as far as @stage, and no further before it is released. */
static LlmStreamProbe *
start_for_stage (Fixture *fixture, Stage stage, void (*end) (gpointer user_data))
{
  LlmFakeScript *script = fixture_new_script (fixture);
  LlmStreamProbe *probe;

  if (stage == STAGE_WAITING)
    {
      llm_fake_script_unref (script);
      script = llm_fake_script_new_raw ();
      llm_fake_script_hold (script);
      llm_fake_script_send (script, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    }
  else if (stage == STAGE_ERROR_BODY)
    {
      llm_fake_script_unref (script);
      script = llm_fake_script_new (500, "application/json");
      llm_fake_script_send (script, "{\"error\":");
      llm_fake_script_hold (script);
      llm_fake_script_send (script, "{}}");
    }
  else
    {
      for (guint i = 0; i < 7; i++)
        llm_fake_script_send (script, fixture->sample->events[i]);
      llm_fake_script_hold (script);
      for (guint i = 7; fixture->sample->events[i] != NULL; i++)
        llm_fake_script_send (script, fixture->sample->events[i]);
    }
  fixture_serve (fixture, script);

  llm_fake_secrets_set_held (fixture->secrets, stage == STAGE_KEY);
  if (stage == STAGE_CONNECTING)
    fixture_block_connections (fixture);
  probe = fixture_start (fixture);
  probe->user_data = probe;
  if (stage == STAGE_OPENING)
    probe->on_open = end;
  if (stage == STAGE_DELTA)
    probe->on_delta = end;
  return probe;
}

static gboolean
is_ended (gpointer user_data)
{
  LlmStreamProbe *probe = user_data;

  return probe->stream == NULL || probe->n_finished > 0;
}

static void
run_to_stage (Fixture *fixture, LlmStreamProbe *probe, Stage stage)
{
  switch (stage)
    {
    case STAGE_NEW:
      break;
    case STAGE_KEY:
      llm_test_wait (has_looked_up, fixture);
      break;
    case STAGE_CONNECTING:
      linger ();
      break;
    case STAGE_WAITING:
      fixture_wait_for_requests (fixture, 1);
      break;
    case STAGE_OPENING:
    case STAGE_DELTA:
      llm_test_wait (is_ended, probe);
      break;
    case STAGE_STALLED:
      llm_test_wait (has_text, probe);
      break;
    case STAGE_ERROR_BODY:
      fixture_wait_for_requests (fixture, 1);
      linger ();
      break;
    case N_STAGES:
    default:
      g_assert_not_reached ();
    }
}

static void
release_all (Fixture *fixture)
{
  llm_fake_secrets_set_held (fixture->secrets, FALSE);
  llm_fake_server_release (fixture->server);
  linger ();
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  Stage stage = (Stage) GPOINTER_TO_INT (data);
  g_autoptr (LlmStreamProbe) probe = start_for_stage (fixture, stage, cancel);
  guint n_text;

  run_to_stage (fixture, probe, stage);
  llm_stream_cancel (probe->stream);
  g_assert_cmpuint (probe->n_finished, ==, 1);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_STOPPED);
  g_assert_null (llm_stream_get_error (probe->stream));

  /* The server learns of it, and must not go on at the user's expense. */
  if (stage != STAGE_NEW && stage != STAGE_KEY && stage != STAGE_CONNECTING)
    fixture_wait_for_open (fixture, 0);
  n_text = probe->n_text;
  release_all (fixture);
  llm_stream_cancel (probe->stream);
  g_assert_cmpuint (probe->n_finished, ==, 1);
  g_assert_cmpuint (probe->n_text, ==, n_text);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_STOPPED);

  /* What was told so far is kept. */
  if (stage == STAGE_STALLED)
    {
      g_assert_cmpstr (probe->text->str, ==, "Hel");
      g_assert_cmpint (llm_stream_get_usage (probe->stream)->input, ==, 9);
    }
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), <=, 1);
  llm_stream_probe_drop_stream (probe);
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  Stage stage = (Stage) GPOINTER_TO_INT (data);
  g_autoptr (LlmStreamProbe) probe = start_for_stage (fixture, stage, drop);

  run_to_stage (fixture, probe, stage);
  if (probe->stream != NULL)
    llm_stream_probe_drop_stream (probe);
  g_assert_cmpuint (probe->n_finished, ==, 0);

  if (stage != STAGE_NEW && stage != STAGE_KEY && stage != STAGE_CONNECTING)
    fixture_wait_for_open (fixture, 0);
  release_all (fixture);
  g_assert_cmpuint (probe->n_finished, ==, 0);
}

/* A stream that somebody else still holds is as dead after its dispose. */
static void
test_dispose (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = start_for_stage (fixture, STAGE_STALLED, NULL);

  run_to_stage (fixture, probe, STAGE_STALLED);
  g_object_run_dispose (G_OBJECT (probe->stream));
  fixture_wait_for_open (fixture, 0);
  release_all (fixture);
  g_assert_cmpuint (probe->n_finished, ==, 0);
  g_assert_cmpstr (probe->text->str, ==, "Hel");
}

static void
test_cancel_in_finished (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = sample_to_string (fixture->sample);
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_script_send (script, text);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  probe->on_finished = cancel;
  probe->user_data = probe;
  llm_stream_probe_run (probe);
  assert_sample (fixture->sample, probe);
  linger ();
  assert_sample (fixture->sample, probe);
}

static void
test_drop_in_finished (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = sample_to_string (fixture->sample);
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_script_send (script, text);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  probe->on_finished = drop;
  probe->user_data = probe;
  llm_stream_probe_run (probe);
  g_assert_null (probe->stream);
  linger ();
}

/* One of eight is stopped: the others do not notice. */
static void
test_cancel_one_of_many (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (fixture);
  LlmStreamProbe *probes[8];

  for (guint i = 0; i < 7; i++)
    llm_fake_script_send (script, fixture->sample->events[i]);
  llm_fake_script_hold (script);
  for (guint i = 7; fixture->sample->events[i] != NULL; i++)
    llm_fake_script_send (script, fixture->sample->events[i]);
  fixture_serve (fixture, script);

  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    probes[i] = fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    llm_test_wait (has_text, probes[i]);
  llm_stream_cancel (probes[3]->stream);
  fixture_wait_for_open (fixture, G_N_ELEMENTS (probes) - 1);
  linger ();
  llm_fake_server_release (fixture->server);
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    {
      llm_stream_probe_run (probes[i]);
      if (i == 3)
        g_assert_cmpint (llm_stream_get_outcome (probes[i]->stream), ==, LLM_STREAM_STOPPED);
      else
        assert_sample (fixture->sample, probes[i]);
      llm_stream_probe_free (probes[i]);
    }
}

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);

  for (int i = 0; i < N_STAGES; i++)
    {
      g_autofree char *cancel_path = g_strdup_printf ("/net/http-cancel/%s", stage_names[i]);
      g_autofree char *drop_path = g_strdup_printf ("/net/http-cancel/drop/%s", stage_names[i]);

      g_test_add (cancel_path, Fixture, GINT_TO_POINTER (i), set_up, test_cancel, tear_down);
      g_test_add (drop_path, Fixture, GINT_TO_POINTER (i), set_up, test_drop, tear_down);
    }
  g_test_add ("/net/http-cancel/dispose", Fixture, NULL, set_up, test_dispose, tear_down);
  g_test_add ("/net/http-cancel/in-finished", Fixture, NULL, set_up, test_cancel_in_finished,
              tear_down);
  g_test_add ("/net/http-cancel/drop/in-finished", Fixture, NULL, set_up, test_drop_in_finished,
              tear_down);
  g_test_add ("/net/http-cancel/one-of-many", Fixture, NULL, set_up, test_cancel_one_of_many,
              tear_down);

  return http_test_run ();
}
