/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-timer.h"

/* Below I/O, so that after a hiccup of the main loop what has arrived in the
 * meantime is read before anything is called late. */
#define LLM_TIMER_PRIORITY (G_PRIORITY_DEFAULT + 10)

typedef struct
{
  GSource source;
  void (*callback) (gpointer user_data);
  gpointer user_data;
} LlmTimer;

static gboolean
llm_timer_dispatch (GSource *source, GSourceFunc unused, gpointer unused_data)
{
  LlmTimer *timer = (LlmTimer *) source;

  g_source_set_ready_time (source, LLM_TIMER_NEVER);
  timer->callback (timer->user_data);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs timer_funcs = {
  .dispatch = llm_timer_dispatch,
};

/**
 * llm_timer_new:
 * @callback: called each time the timer is due
 * @user_data: for @callback
 *
 * Returns: (transfer full): a timer that is not armed, attached to the thread's
 *   default main context; to be ended by llm_timer_free()
 */
GSource *
llm_timer_new (void (*callback) (gpointer user_data), gpointer user_data)
{
  GSource *source;
  LlmTimer *timer;

  g_return_val_if_fail (callback != NULL, NULL);

  source = g_source_new (&timer_funcs, sizeof (LlmTimer));
  timer = (LlmTimer *) source;
  timer->callback = callback;
  timer->user_data = user_data;
  g_source_set_static_name (source, "LlmTimer");
  g_source_set_priority (source, LLM_TIMER_PRIORITY);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/**
 * llm_timer_free:
 * @timer: (transfer full): a timer
 *
 * Ends it; its callback is not called any more.
 */
void
llm_timer_free (GSource *timer)
{
  g_return_if_fail (timer != NULL);

  g_source_destroy (timer);
  g_source_unref (timer);
}

/**
 * llm_timer_after:
 * @start: a monotonic time in microseconds
 * @seconds: a duration; zero, negative or NAN stand for "without limit"
 *
 * Returns: the ready time @seconds after @start, or %LLM_TIMER_NEVER
 */
gint64
llm_timer_after (gint64 start, double seconds)
{
  /* Also false for NAN. */
  if (!(seconds > 0))
    return LLM_TIMER_NEVER;
  /* A year is as good as for ever, and cannot overflow. */
  return start + (gint64) (MIN (seconds, 31536000.0) * G_USEC_PER_SEC);
}
