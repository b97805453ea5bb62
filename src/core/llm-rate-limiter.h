/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "llm-rate-limits.h"

G_BEGIN_DECLS

/**
 * LlmRateLimiter:
 *
 * Says when a request may be sent, so that an account stays within its rate limit: a
 * token bucket for each account, and what the vendor itself told of what remains.
 * Signal `::told (const char *account)` when a vendor told something.
 */
#define LLM_TYPE_RATE_LIMITER (llm_rate_limiter_get_type ())
G_DECLARE_FINAL_TYPE (LlmRateLimiter, llm_rate_limiter, LLM, RATE_LIMITER, GObject)

LlmRateLimiter *llm_rate_limiter_new (void);
gint64 llm_rate_limiter_reserve (LlmRateLimiter *self,
                                 const char *account,
                                 guint per_minute,
                                 gint64 now);
void llm_rate_limiter_give_back (LlmRateLimiter *self, const char *account);
void llm_rate_limiter_tell (LlmRateLimiter *self,
                            const char *account,
                            const LlmRateLimits *limits,
                            gint64 now);
gboolean llm_rate_limiter_get_told (LlmRateLimiter *self,
                                    const char *account,
                                    gint64 now,
                                    LlmRateLimits *limits);

G_END_DECLS
