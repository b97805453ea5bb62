/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

/*
 * Whole conversations: what a store tells of one, and then the turns it has not read.
 */

void llm_store_load_missing_async (LlmStore *self,
                                   LlmConversation *conversation,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void llm_store_load_whole_async (LlmStore *self,
                                 const char *id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
LlmConversation *
llm_store_load_whole_finish (LlmStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
