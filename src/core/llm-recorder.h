/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"
#include "llm-store.h"

G_BEGIN_DECLS

/**
 * LlmRecorder:
 *
 * Keeps one comparison on disk while both live; it does not keep the comparison
 * alive, and writes what is left when it goes.  Text is written at most every
 * second while it streams and at every change of state; votes, order, title and
 * preference at once.  A new one saves nothing by itself: call
 * llm_recorder_save() for a comparison that is not in the store yet.
 *
 * Property "error" (boxed GError, nullable) notifies when a write failed; the
 * text stays in memory and the whole comparison is written with the next change.
 */
#define LLM_TYPE_RECORDER (llm_recorder_get_type ())
G_DECLARE_FINAL_TYPE (LlmRecorder, llm_recorder, LLM, RECORDER, GObject)

LlmRecorder *llm_recorder_new (LlmStore *store, LlmComparison *comparison);
LlmRecorder *llm_recorder_attach (LlmStore *store, LlmComparison *comparison);
void llm_recorder_save (LlmRecorder *self);
const GError *llm_recorder_get_error (LlmRecorder *self);

G_END_DECLS
