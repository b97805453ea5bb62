/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-answer.h"
#include "llm-request.h"

G_BEGIN_DECLS

/* How long an answer is good for, in microseconds. */
#define LLM_ANSWER_CACHE_LIFETIME (G_GINT64_CONSTANT (60) * 60 * G_USEC_PER_SEC)

char *llm_answer_cache_make_key (const char *route_id, const LlmRequest *request);
GBytes *llm_answer_cache_serialize (LlmAnswer *answer);
gboolean llm_answer_cache_apply (GBytes *bytes, LlmAnswer *answer);

G_END_DECLS
