/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LLM_SECRET_SERVICE_PATH "/org/freedesktop/secrets"
#define LLM_SECRET_SERVICE_INTERFACE "org.freedesktop.Secret.Service"

void llm_keyring_prompt_async (GDBusProxy *service,
                               const char *object_path,
                               const char *interface,
                               const char *method,
                               GVariant *parameters,
                               int timeout_ms,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean llm_keyring_prompt_finish (GAsyncResult *result, gboolean *dismissed, GError **error);

G_END_DECLS
