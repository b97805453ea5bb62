/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "llm-stream.h"

G_BEGIN_DECLS

/**
 * LlmHttpLog:
 * @provider_id: who was asked
 * @model_id: which model
 * @request_id: (nullable): under which id the vendor finds the request
 * @outcome: how it ended
 * @error: (nullable): why
 * @status: the HTTP status, 0 for no answer
 * @started_at: when it began, in monotonic time; 0 if it never did
 * @first_token_at: when the first token came; 0 for never
 * @n_bytes: how much was read
 *
 * What is logged of a question: neither URL nor headers nor texts, nothing that is
 * anybody else's business.
 */
typedef struct
{
  const char *provider_id;
  const char *model_id;
  const char *request_id;
  LlmStreamOutcome outcome;
  const GError *error;
  guint status;
  gint64 started_at;
  gint64 first_token_at;
  guint64 n_bytes;
} LlmHttpLog;

void llm_http_log_stream (const LlmHttpLog *record);
void llm_http_log_message (SoupMessage *message,
                           const char *what,
                           const char *provider_id,
                           const char *key,
                           gint64 sent_at);

G_END_DECLS
