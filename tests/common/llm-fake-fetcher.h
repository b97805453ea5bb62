/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-fetcher.h"

G_BEGIN_DECLS

/**
 * LlmFakeFetcher:
 *
 * Fetches nothing: what is asked for waits until the test answers, the oldest first.
 */
#define LLM_TYPE_FAKE_FETCHER (llm_fake_fetcher_get_type ())
G_DECLARE_FINAL_TYPE (LlmFakeFetcher, llm_fake_fetcher, LLM, FAKE_FETCHER, GObject)

LlmFakeFetcher *llm_fake_fetcher_new (void);

/* All that were asked for, answered or not. */
guint llm_fake_fetcher_get_n_requests (LlmFakeFetcher *self);
const char *llm_fake_fetcher_get_uri (LlmFakeFetcher *self, guint index);
gsize llm_fake_fetcher_get_max_size (LlmFakeFetcher *self);

void llm_fake_fetcher_answer (LlmFakeFetcher *self, GBytes *bytes);
/* Takes over @error. */
void llm_fake_fetcher_fail (LlmFakeFetcher *self, GError *error);

G_END_DECLS
