/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmChatHeights:
 *
 * How high the rows of a long list are, in pixels: measured, or assumed where nobody has
 * looked yet.  Knows where each begins.
 */
typedef struct _LlmChatHeights LlmChatHeights;

LlmChatHeights *llm_chat_heights_new (void);
void llm_chat_heights_free (LlmChatHeights *self);

void llm_chat_heights_splice (LlmChatHeights *self, guint position, guint removed, guint added);
void llm_chat_heights_forget (LlmChatHeights *self, double factor);
gboolean llm_chat_heights_set (LlmChatHeights *self, guint index, int height);

guint llm_chat_heights_get_n (const LlmChatHeights *self);
int llm_chat_heights_get (LlmChatHeights *self, guint index);
gboolean llm_chat_heights_is_known (LlmChatHeights *self, guint index);
gint64 llm_chat_heights_get_top (LlmChatHeights *self, guint index);
gint64 llm_chat_heights_get_total (LlmChatHeights *self);
guint llm_chat_heights_find (LlmChatHeights *self, gint64 y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmChatHeights, llm_chat_heights_free)

G_END_DECLS
