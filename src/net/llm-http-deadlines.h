/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  LLM_HTTP_STAGE_KEY,
  LLM_HTTP_STAGE_CONNECTING,
  LLM_HTTP_STAGE_WAITING,
  LLM_HTTP_STAGE_TOKENS,
  LLM_HTTP_STAGE_OTHER_BODY,
  LLM_HTTP_STAGE_OVER,
} LlmHttpStage;

/**
 * LlmHttpDeadlines:
 * @connect_timeout: in seconds, until the request is being sent; 0 for no limit
 * @first_token_timeout: in seconds from then until the first text or reasoning
 * @idle_timeout: in seconds between any two bytes after that
 * @stage: what is being done
 * @stage_at: since when
 * @last_bytes_at: when the last bytes came
 * @finish_reason_at: when the reason of the end came
 * @end_awaited: the time for the end is up, or there is none
 *
 * How long a question may take.  Times are monotonic, 0 for not yet; only the time-outs are
 * written from outside.
 */
typedef struct
{
  double connect_timeout;
  double first_token_timeout;
  double idle_timeout;
  LlmHttpStage stage;
  gint64 stage_at;
  gint64 last_bytes_at;
  gint64 finish_reason_at;
  gboolean end_awaited;
  /*< private >*/
  GSource *timer;
} LlmHttpDeadlines;

void llm_http_deadlines_start (LlmHttpDeadlines *self,
                               void (*callback) (gpointer user_data),
                               gpointer user_data);
void llm_http_deadlines_stop (LlmHttpDeadlines *self);
void llm_http_deadlines_enter (LlmHttpDeadlines *self, LlmHttpStage stage);
void llm_http_deadlines_renew (LlmHttpDeadlines *self);
void llm_http_deadlines_see_bytes (LlmHttpDeadlines *self);
void llm_http_deadlines_see_finish_reason (LlmHttpDeadlines *self);
gboolean llm_http_deadlines_take_end (LlmHttpDeadlines *self, gint64 now);
gboolean llm_http_deadlines_check (LlmHttpDeadlines *self, gint64 now);

G_END_DECLS
