/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-log.h"

#include "llm-error.h"
#include "llm-http-head.h"

static double
milliseconds_between (gint64 begin, gint64 end)
{
  return begin > 0 && end > 0 ? (double) (end - begin) / 1000.0 : -1.0;
}

/**
 * llm_http_log_stream:
 * @record: what to log of a question that has ended
 */
void
llm_http_log_stream (const LlmHttpLog *record)
{
  static const char *const outcomes[] = { "running", "done", "stopped", "failed", "interrupted" };
  const char *id, *code;
  char status[16], ttft[32], elapsed[32], bytes[32];

  g_return_if_fail (record != NULL);

  id = record->request_id != NULL ? record->request_id : "-";
  code = record->error != NULL ? llm_error_code_to_string (record->error->code) : "-";
  g_snprintf (status, sizeof status, "%u", record->status);
  g_snprintf (ttft, sizeof ttft, "%.1f",
              milliseconds_between (record->started_at, record->first_token_at));
  g_snprintf (elapsed, sizeof elapsed, "%.1f",
              milliseconds_between (record->started_at, g_get_monotonic_time ()));
  g_snprintf (bytes, sizeof bytes, "%" G_GUINT64_FORMAT, record->n_bytes);
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_DEBUG, "LLMSELECT_PROVIDER", record->provider_id,
                    "LLMSELECT_MODEL", record->model_id, "LLMSELECT_ERROR", code,
                    "LLMSELECT_STATUS", status, "LLMSELECT_TTFT_MS", ttft,
                    "LLMSELECT_ELAPSED_MS", elapsed, "LLMSELECT_BYTES", bytes,
                    "LLMSELECT_REQUEST_ID", id, "MESSAGE",
                    "%s:%s outcome %s error %s status %s first token %s ms end %s ms bytes %s "
                    "request id %s",
                    record->provider_id, record->model_id, outcomes[record->outcome], code, status,
                    ttft, elapsed, bytes, id);
}

/**
 * llm_http_log_message:
 * @message: a message that was sent; without an answer its status is 0
 * @what: what was asked, in a word or two for the log
 * @provider_id: (nullable): whom
 * @key: (nullable): the key, which a server might send back
 * @sent_at: when it was sent, in monotonic time
 *
 * Logs how a request that is no question ended: neither its address nor its headers.
 */
void
llm_http_log_message (SoupMessage *message,
                      const char *what,
                      const char *provider_id,
                      const char *key,
                      gint64 sent_at)
{
  const char *provider = provider_id != NULL ? provider_id : "-";
  const char *id;
  char status[16], elapsed[32];

  g_return_if_fail (SOUP_IS_MESSAGE (message));
  g_return_if_fail (what != NULL);

  id = llm_http_head_get_request_id (soup_message_get_response_headers (message), key);
  g_snprintf (status, sizeof status, "%u", (guint) soup_message_get_status (message));
  g_snprintf (elapsed, sizeof elapsed, "%.1f",
              (double) (g_get_monotonic_time () - sent_at) / 1000.0);
  if (id == NULL)
    id = "-";
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_DEBUG, "LLMSELECT_PROVIDER", provider,
                    "LLMSELECT_STATUS", status, "LLMSELECT_ELAPSED_MS", elapsed,
                    "LLMSELECT_REQUEST_ID", id, "MESSAGE",
                    "%s %s status %s head %s ms request id %s", provider, what, status, elapsed,
                    id);
}
