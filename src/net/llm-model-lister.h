/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-model-list.h"
#include "llm-provider.h"
#include "llm-session.h"
#include "llm-target.h"

G_BEGIN_DECLS

void llm_model_lister_async (LlmSession *session,
                             LlmModelListKind kind,
                             const char *provider_id,
                             const char *provider_name,
                             const LlmTarget *target,
                             const char *etag,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void llm_model_lister_timed_async (LlmSession *session,
                                   LlmModelListKind kind,
                                   const char *provider_id,
                                   const char *provider_name,
                                   const LlmTarget *target,
                                   const char *etag,
                                   double page_seconds,
                                   double total_seconds,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
LlmModelList *llm_model_lister_finish (LlmSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
