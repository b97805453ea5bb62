/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-route.h"
#include "llm-session.h"

G_BEGIN_DECLS

void llm_http_check_async (LlmSession *session,
                           const LlmRoute *route,
                           const char *provider_name,
                           const char *key,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean llm_http_check_finish (LlmSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
