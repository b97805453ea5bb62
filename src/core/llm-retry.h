/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Attempts after the first one, as in the official clients. */
#define LLM_RETRY_DEFAULT_MAX 2

/* A vendor that asks for a longer wait is not asked again: that is the user's decision. */
#define LLM_RETRY_LONGEST_DELAY_MS 60000

gint64 llm_retry_delay_ms (const GError *error, guint attempt, double random);

G_END_DECLS
