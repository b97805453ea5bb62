/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "llm-error.h"

G_BEGIN_DECLS

/* All in milliseconds, -1 for nothing that could be understood. */
gint64 llm_duration_parse_ms (const char *text, const char **end);
gint64 llm_retry_after_parse_ms (const char *text, gint64 now_unix_ms);
gint64 llm_retry_text_find_ms (const char *text);
gint64 llm_retry_headers_get_ms (SoupMessageHeaders *headers, gint64 now_unix_ms);
LlmRetryHint llm_retry_headers_get_hint (SoupMessageHeaders *headers);

G_END_DECLS
