/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-request.h"

G_BEGIN_DECLS

/**
 * LlmThread:
 *
 * What was said before a prompt, oldest first: prompts and answers by turns.  A reference
 * counted value that does not change once it is shared.
 */
typedef struct _LlmThread LlmThread;

#define LLM_TYPE_THREAD (llm_thread_get_type ())
GType llm_thread_get_type (void) G_GNUC_CONST;

LlmThread *llm_thread_new (void);
LlmThread *llm_thread_ref (LlmThread *self);
void llm_thread_unref (LlmThread *self);
void llm_thread_add (LlmThread *self, LlmRole role, const char *text);
void llm_thread_add_images (LlmThread *self, GPtrArray *images);
guint llm_thread_get_n_messages (const LlmThread *self);
const LlmMessage *llm_thread_get_message (const LlmThread *self, guint index);
guint llm_thread_fit (const LlmThread *self, gint64 tokens, guint *n_turns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmThread, llm_thread_unref)

G_END_DECLS
