/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "llm-rate-limits.h"

G_BEGIN_DECLS

void llm_rate_headers_read (SoupMessageHeaders *headers,
                            gint64 now_unix_ms,
                            LlmRateLimits *limits);

G_END_DECLS
