/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmTokenEstimate:
 *
 * A running estimate of how many tokens a text has, fed piece by piece; how it is
 * cut into pieces makes no difference.  Starts zeroed.  No field is public.
 */
typedef struct
{
  gint64 thousandths;
  guint word;
  guint digits;
  guint spaces;
  guint tail_length;
  char tail[4];
} LlmTokenEstimate;

/* How far an estimate may be off, as a share of it: beyond that a prompt is surely
 * too long, within it is left to the vendor. */
#define LLM_TOKEN_ESTIMATE_MARGIN 0.25

void llm_token_estimate_feed (LlmTokenEstimate *estimate, const char *text, gsize length);
gint64 llm_token_estimate_get (const LlmTokenEstimate *estimate);

gint64 llm_tokens_estimate (const char *text, gssize length);

G_END_DECLS
