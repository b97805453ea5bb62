/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-deadlines.h"

#include "llm-timer.h"

/* How long the end of a stream may take after its finish reason, in protocols
 * whose terminator is the end of the connection (Gemini). */
#define END_SECONDS 2.0

/* The end that the stage waits for, or LLM_TIMER_NEVER. */
static gint64
get_stage_deadline (const LlmHttpDeadlines *self)
{
  switch (self->stage)
    {
    case LLM_HTTP_STAGE_CONNECTING:
      return llm_timer_after (self->stage_at, self->connect_timeout);
    case LLM_HTTP_STAGE_WAITING:
      return llm_timer_after (self->stage_at, self->first_token_timeout);
    case LLM_HTTP_STAGE_TOKENS:
      return llm_timer_after (self->last_bytes_at, self->idle_timeout);
    case LLM_HTTP_STAGE_KEY:
    case LLM_HTTP_STAGE_OTHER_BODY:
    case LLM_HTTP_STAGE_OVER:
    default:
      return LLM_TIMER_NEVER;
    }
}

static gint64
get_end_deadline (const LlmHttpDeadlines *self)
{
  if (self->finish_reason_at == 0 || self->end_awaited)
    return LLM_TIMER_NEVER;
  return llm_timer_after (self->finish_reason_at, END_SECONDS);
}

/* The timer is armed once per stage; while bytes come it finds out late that it
 * is early, and sleeps on. */
static void
arm (LlmHttpDeadlines *self)
{
  gint64 deadline = get_stage_deadline (self);
  gint64 end = get_end_deadline (self);

  if (end != LLM_TIMER_NEVER && (deadline == LLM_TIMER_NEVER || end < deadline))
    deadline = end;
  g_source_set_ready_time (self->timer, deadline);
}

/**
 * llm_http_deadlines_start:
 * @self: deadlines of which only the time-outs are set
 * @callback: called when one may be over; it asks llm_http_deadlines_take_end() and
 *   llm_http_deadlines_check()
 * @user_data: for @callback
 */
void
llm_http_deadlines_start (LlmHttpDeadlines *self,
                          void (*callback) (gpointer user_data),
                          gpointer user_data)
{
  g_return_if_fail (self != NULL && self->timer == NULL);
  g_return_if_fail (callback != NULL);

  self->timer = llm_timer_new (callback, user_data);
}

/**
 * llm_http_deadlines_stop:
 * @self: deadlines, running or not
 *
 * Nothing is waited for any more.
 */
void
llm_http_deadlines_stop (LlmHttpDeadlines *self)
{
  g_return_if_fail (self != NULL);

  self->stage = LLM_HTTP_STAGE_OVER;
  g_clear_pointer (&self->timer, llm_timer_free);
}

/**
 * llm_http_deadlines_enter:
 * @self: running deadlines
 * @stage: what is done from now on
 */
void
llm_http_deadlines_enter (LlmHttpDeadlines *self, LlmHttpStage stage)
{
  g_return_if_fail (self != NULL && self->timer != NULL);

  self->stage = stage;
  self->stage_at = g_get_monotonic_time ();
  arm (self);
}

/**
 * llm_http_deadlines_renew:
 * @self: running deadlines
 *
 * The end that was read is that of one request of several.
 */
void
llm_http_deadlines_renew (LlmHttpDeadlines *self)
{
  g_return_if_fail (self != NULL);

  self->finish_reason_at = 0;
  self->end_awaited = FALSE;
}

/**
 * llm_http_deadlines_see_bytes:
 * @self: running deadlines
 */
void
llm_http_deadlines_see_bytes (LlmHttpDeadlines *self)
{
  g_return_if_fail (self != NULL);

  self->last_bytes_at = g_get_monotonic_time ();
}

/**
 * llm_http_deadlines_see_finish_reason:
 * @self: running deadlines
 *
 * From the first time on, the end has to come soon.
 */
void
llm_http_deadlines_see_finish_reason (LlmHttpDeadlines *self)
{
  g_return_if_fail (self != NULL && self->timer != NULL);

  if (self->finish_reason_at != 0)
    return;
  self->finish_reason_at = self->last_bytes_at;
  arm (self);
}

/**
 * llm_http_deadlines_take_end:
 * @self: running deadlines
 * @now: a monotonic time
 *
 * Returns: whether the time for the end is up; said only once
 */
gboolean
llm_http_deadlines_take_end (LlmHttpDeadlines *self, gint64 now)
{
  gint64 end;

  g_return_val_if_fail (self != NULL, FALSE);

  end = get_end_deadline (self);
  if (end == LLM_TIMER_NEVER || now < end)
    return FALSE;
  self->end_awaited = TRUE;
  return TRUE;
}

/**
 * llm_http_deadlines_check:
 * @self: running deadlines
 * @now: a monotonic time
 *
 * Sleeps on if it is early.
 *
 * Returns: whether the time of the stage is up
 */
gboolean
llm_http_deadlines_check (LlmHttpDeadlines *self, gint64 now)
{
  gint64 deadline;

  g_return_val_if_fail (self != NULL && self->timer != NULL, FALSE);

  deadline = get_stage_deadline (self);
  if (deadline != LLM_TIMER_NEVER && now >= deadline)
    return TRUE;
  arm (self);
  return FALSE;
}
