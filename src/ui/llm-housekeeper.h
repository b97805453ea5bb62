/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmHousekeeper:
 *
 * What is done for the history while the program runs and nobody waits for it: the copy
 * of the day, emptying the trash of what is old, removing images that are kept no longer
 * once a day, tidying the file.  Never while an answer comes.
 *
 * Signal `::failing (const char *message)` once, when a copy cannot be made and the last one
 * is more than a day old.
 */
#define LLM_TYPE_HOUSEKEEPER (llm_housekeeper_get_type ())
G_DECLARE_FINAL_TYPE (LlmHousekeeper, llm_housekeeper, LLM, HOUSEKEEPER, GObject)

/* Seconds: until the first round, between two, and of quiet after an answer. */
#define LLM_HOUSEKEEPER_FIRST 10
#define LLM_HOUSEKEEPER_PERIOD (60 * 60)
#define LLM_HOUSEKEEPER_QUIET 10

/* Returns the present as Unix time in microseconds. */
typedef gint64 (*LlmHousekeeperClock) (gpointer user_data);

LlmHousekeeper *llm_housekeeper_new (LlmContext *context);
void llm_housekeeper_set_clock (LlmHousekeeper *self, LlmHousekeeperClock clock, gpointer data);
void llm_housekeeper_start (LlmHousekeeper *self);
void llm_housekeeper_stop (LlmHousekeeper *self);
guint llm_housekeeper_tick (LlmHousekeeper *self, gint64 monotonic_time);

G_END_DECLS
