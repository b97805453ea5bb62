/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-answer.h"
#include "llm-image.h"
#include "llm-judgement-record.h"

G_BEGIN_DECLS

/* The longest note, in characters. */
#define LLM_COMPARISON_MAX_NOTE 10000

/* Columns that can be asked at once: eight models, five samples of each. */
#define LLM_COMPARISON_MAX_ANSWERS 40

/**
 * LlmComparison:
 *
 * One prompt and its columns: a #GListModel of #LlmAnswer in the user's order.  It is
 * a turn of a conversation; in a chat the columns are alternatives, of which the
 * preferred one is shown.
 * Properties that notify: title, preferred (column id or NULL), running (whether
 * any column runs), verdict (#LlmVerdict), note (text or NULL), blind (#LlmBlind).
 * Signal `::changed ()` when anything worth saving about the comparison itself (title,
 * order, preference, verdict, note, columns) changed.
 *
 * In a chat the preferred answer is the one that is shown, chosen with
 * llm_comparison_choose(); that is no verdict.
 */
#define LLM_TYPE_COMPARISON (llm_comparison_get_type ())
G_DECLARE_FINAL_TYPE (LlmComparison, llm_comparison, LLM, COMPARISON, GObject)

LlmComparison *llm_comparison_new (const char *prompt, const char *system);
LlmComparison *llm_comparison_new_with_id (const char *id,
                                           const char *prompt,
                                           const char *system,
                                           const char *title,
                                           gint64 created_at);

const char *llm_comparison_get_id (LlmComparison *self);
const char *llm_comparison_get_prompt (LlmComparison *self);
const char *llm_comparison_get_system (LlmComparison *self);
GPtrArray *llm_comparison_get_images (LlmComparison *self);
void llm_comparison_set_images (LlmComparison *self, GPtrArray *images);
gboolean llm_comparison_images_differ (LlmComparison *self);
const char *llm_comparison_get_title (LlmComparison *self);
void llm_comparison_set_title (LlmComparison *self, const char *title);
gint64 llm_comparison_get_created_at (LlmComparison *self);
gboolean llm_comparison_get_running (LlmComparison *self);

const char *llm_comparison_get_conversation_id (LlmComparison *self);
const char *llm_comparison_get_previous_id (LlmComparison *self);
const char *llm_comparison_get_after_id (LlmComparison *self);
void llm_comparison_set_place (LlmComparison *self,
                               const char *conversation_id,
                               const char *previous_id,
                               const char *after_id);

void llm_comparison_add (LlmComparison *self, LlmAnswer *answer);
void llm_comparison_insert (LlmComparison *self, guint position, LlmAnswer *answer);
gboolean llm_comparison_remove (LlmComparison *self, const char *column_id);
gboolean llm_comparison_move (LlmComparison *self, const char *column_id, guint position);
LlmAnswer *llm_comparison_get_answer (LlmComparison *self, guint index);
LlmAnswer *llm_comparison_find (LlmComparison *self, const char *column_id, guint *index);
guint llm_comparison_get_n_answers (LlmComparison *self);

const char *llm_comparison_get_preferred (LlmComparison *self);
void llm_comparison_set_preferred (LlmComparison *self, const char *column_id);
void llm_comparison_choose (LlmComparison *self, const char *column_id);

LlmVerdict llm_comparison_get_verdict (LlmComparison *self);
gint64 llm_comparison_get_verdict_at (LlmComparison *self);
gboolean llm_comparison_get_verdict_blind (LlmComparison *self);
void
llm_comparison_set_verdict (LlmComparison *self, LlmVerdict verdict, const char *column_id);
void llm_comparison_restore_verdict (LlmComparison *self,
                                     LlmVerdict verdict,
                                     const char *column_id,
                                     gint64 verdict_at,
                                     gboolean blind);
const char *llm_comparison_get_note (LlmComparison *self);
void llm_comparison_set_note (LlmComparison *self, const char *note);
LlmBlind llm_comparison_get_blind (LlmComparison *self);
void llm_comparison_set_blind (LlmComparison *self, LlmBlind blind);
void llm_comparison_hide_models (LlmComparison *self);
char *llm_comparison_make_alias (guint index);

GArray *llm_comparison_find_samples (LlmComparison *self);

GPtrArray *llm_comparison_get_judgements (LlmComparison *self);
void llm_comparison_set_judgements (LlmComparison *self, GPtrArray *judgements);

char *llm_comparison_make_title (const char *prompt);

G_END_DECLS
