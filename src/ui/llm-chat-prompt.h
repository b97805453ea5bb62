/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-context.h"
#include "llm-needle.h"
#include "llm-text-slice.h"

G_BEGIN_DECLS

/**
 * LlmChatPrompt:
 *
 * What the user asked, as it was written, and the images that went with it; long prompts
 * show their beginning until more is asked for.  Can be edited in place.
 *
 * Properties that notify: expanded, editing.  Signals: `::edited (const char *text)` when
 * an edited prompt is to be sent.
 */
#define LLM_TYPE_CHAT_PROMPT (llm_chat_prompt_get_type ())
G_DECLARE_FINAL_TYPE (LlmChatPrompt, llm_chat_prompt, LLM, CHAT_PROMPT, GtkWidget)

GtkWidget *llm_chat_prompt_new (void);
void llm_chat_prompt_set_text (LlmChatPrompt *self, const char *text);
void llm_chat_prompt_set_images (LlmChatPrompt *self, LlmContext *context, GPtrArray *images);
gboolean llm_chat_prompt_can_expand (LlmChatPrompt *self);
gboolean llm_chat_prompt_get_expanded (LlmChatPrompt *self);
void llm_chat_prompt_set_expanded (LlmChatPrompt *self, gboolean expanded);
gboolean llm_chat_prompt_get_editing (LlmChatPrompt *self);
void llm_chat_prompt_edit (LlmChatPrompt *self);
void llm_chat_prompt_cancel (LlmChatPrompt *self);
GtkTextView *llm_chat_prompt_get_editor (LlmChatPrompt *self);
LlmTextSlice *llm_chat_prompt_get_slice (LlmChatPrompt *self);
void llm_chat_prompt_set_needle (LlmChatPrompt *self, LlmNeedle *needle);
guint llm_chat_prompt_get_n_matches (LlmChatPrompt *self);
gboolean
llm_chat_prompt_find_match (LlmChatPrompt *self, int offset, gboolean backward, guint *index);
void llm_chat_prompt_set_match (LlmChatPrompt *self,
                                guint index,
                                LlmNeedleMatch *bounds,
                                GtkTextIter *iter);
void llm_chat_prompt_select_match (LlmChatPrompt *self);

G_END_DECLS
