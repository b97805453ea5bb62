/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-stream-probe.h"

static void
phase_cb (LlmStream *stream, int phase, gpointer user_data)
{
  LlmStreamProbe *self = user_data;

  g_assert_cmpuint (self->n_finished, ==, 0);
  g_assert_cmpint (llm_stream_get_outcome (stream), ==, LLM_STREAM_RUNNING);
  if (phase != LLM_STREAM_OPEN)
    return;
  self->n_open++;
  if (self->on_open != NULL)
    self->on_open (self->user_data);
}

static void
delta_cb (LlmStream *stream, int kind, const char *text, gpointer user_data)
{
  LlmStreamProbe *self = user_data;

  g_assert_cmpuint (self->n_finished, ==, 0);
  g_assert_cmpuint (self->n_open, ==, 1);
  g_assert_nonnull (text);
  g_assert_cmpstr (text, !=, "");
  g_assert_true (g_utf8_validate (text, -1, NULL));
  if (kind == LLM_DELTA_TEXT)
    {
      self->n_text++;
      g_string_append (self->text, text);
    }
  else
    {
      self->n_reasoning++;
      g_string_append (self->reasoning, text);
    }
  if (self->on_delta != NULL)
    self->on_delta (self->user_data);
}

static void
finished_cb (LlmStream *stream, gpointer user_data)
{
  LlmStreamProbe *self = user_data;

  self->n_finished++;
  g_assert_cmpuint (self->n_finished, ==, 1);
  g_assert_cmpint (llm_stream_get_outcome (stream), !=, LLM_STREAM_RUNNING);
  if (self->on_finished != NULL)
    self->on_finished (self->user_data);
}

/* Takes over @stream. */
LlmStreamProbe *
llm_stream_probe_new (LlmStream *stream)
{
  LlmStreamProbe *self = g_new0 (LlmStreamProbe, 1);

  g_assert_true (LLM_IS_STREAM (stream));
  g_assert_cmpint (llm_stream_get_outcome (stream), ==, LLM_STREAM_RUNNING);
  self->stream = stream;
  self->text = g_string_new (NULL);
  self->reasoning = g_string_new (NULL);
  g_signal_connect (stream, "phase", G_CALLBACK (phase_cb), self);
  g_signal_connect (stream, "delta", G_CALLBACK (delta_cb), self);
  g_signal_connect (stream, "finished", G_CALLBACK (finished_cb), self);
  return self;
}

void
llm_stream_probe_free (LlmStreamProbe *self)
{
  if (self->stream != NULL)
    g_signal_handlers_disconnect_by_data (self->stream, self);
  g_clear_object (&self->stream);
  g_string_free (self->text, TRUE);
  g_string_free (self->reasoning, TRUE);
  g_free (self);
}

static gboolean
is_finished (gpointer user_data)
{
  LlmStreamProbe *self = user_data;

  return self->n_finished > 0;
}

void
llm_stream_probe_run (LlmStreamProbe *self)
{
  llm_test_wait (is_finished, self);
}

/* Drops the last reference while the probe still listens. */
void
llm_stream_probe_drop_stream (LlmStreamProbe *self)
{
  g_assert_finalize_object (G_OBJECT (g_steal_pointer (&self->stream)));
}

static gboolean
timeout_cb (gpointer user_data)
{
  gboolean *timed_out = user_data;

  *timed_out = TRUE;
  return G_SOURCE_REMOVE;
}

/* What is done in another thread, or by another process, wakes nobody. */
static gboolean
look_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
llm_test_wait_full (LlmTestCondition condition,
                    gpointer user_data,
                    double seconds,
                    const char *what,
                    const char *file,
                    int line)
{
  gboolean timed_out = FALSE;
  guint id = g_timeout_add ((guint) (seconds * 1000), timeout_cb, &timed_out);
  guint look_id = g_timeout_add (50, look_again_cb, NULL);

  while (!condition (user_data) && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  if (timed_out)
    g_error ("%s:%d: %s did not come true within %g seconds", file, line, what, seconds);
  g_source_remove (id);
  g_source_remove (look_id);
}

void
llm_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
