/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LLM_ERROR:
 *
 * What can go wrong between a prompt and its answer.  The message of such an
 * error is a plain translated sentence (what happened, what to do); the
 * vendor's own words, bounded and without keys, are its detail.
 */
#define LLM_ERROR (llm_error_quark ())

/**
 * LlmErrorCode:
 *
 * The strings of llm_error_code_to_string() are part of the command line's
 * contract and of the database; never rename them.
 */
typedef enum
{
  LLM_ERROR_NO_KEY,
  LLM_ERROR_AUTH,
  LLM_ERROR_QUOTA,
  LLM_ERROR_RATE_LIMIT,
  LLM_ERROR_OVERLOADED,
  LLM_ERROR_SERVER,
  LLM_ERROR_MODEL_NOT_FOUND,
  LLM_ERROR_CONTEXT_TOO_LONG,
  LLM_ERROR_CONTENT_FILTER,
  LLM_ERROR_BAD_REQUEST,
  LLM_ERROR_NETWORK,
  LLM_ERROR_TLS,
  LLM_ERROR_TIMEOUT,
  LLM_ERROR_PROTOCOL,
  LLM_ERROR_UNSUPPORTED,
} LlmErrorCode;

/**
 * LlmRetryHint:
 *
 * What the vendor itself says about another attempt (x-should-retry).
 */
typedef enum
{
  LLM_RETRY_HINT_NONE,
  LLM_RETRY_HINT_YES,
  LLM_RETRY_HINT_NO,
} LlmRetryHint;

#define LLM_ERROR_LAST LLM_ERROR_UNSUPPORTED

/* Vendor text kept with an error, at most (bytes). */
#define LLM_ERROR_DETAIL_MAX 2000

GQuark llm_error_quark (void);

const char *llm_error_code_to_string (int code);
gboolean llm_error_code_from_string (const char *string, LlmErrorCode *code);
const char *llm_error_default_message (LlmErrorCode code);

GError *llm_error_new (LlmErrorCode code, const char *message, const char *detail);
GError *llm_error_new_printf (LlmErrorCode code, const char *detail, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

const char *llm_error_get_detail (const GError *error);
void llm_error_set_detail (GError *error, const char *detail);
const char *llm_error_get_request_id (const GError *error);
void llm_error_set_request_id (GError *error, const char *request_id);
guint llm_error_get_http_status (const GError *error);
void llm_error_set_http_status (GError *error, guint status);
gint64 llm_error_get_retry_after_ms (const GError *error);
const char *llm_error_get_param (const GError *error);
void llm_error_set_param (GError *error, const char *param);
LlmRetryHint llm_error_get_retry_hint (const GError *error);
void llm_error_set_retry_hint (GError *error, LlmRetryHint hint);
void llm_error_set_retry_after_ms (GError *error, gint64 delay_ms);

/**
 * LLM_DB_ERROR:
 *
 * What can go wrong with the store.
 */
#define LLM_DB_ERROR (llm_db_error_quark ())

typedef enum
{
  LLM_DB_ERROR_OPEN,
  LLM_DB_ERROR_CORRUPT,
  LLM_DB_ERROR_VERSION_TOO_NEW,
  LLM_DB_ERROR_CONSTRAINT,
  LLM_DB_ERROR_FULL,
  LLM_DB_ERROR_BUSY,
  LLM_DB_ERROR_NOT_FOUND,
  LLM_DB_ERROR_READ_ONLY,
  LLM_DB_ERROR_FAILED,
} LlmDbErrorCode;

GQuark llm_db_error_quark (void);

G_END_DECLS
