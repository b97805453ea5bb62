/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-secrets.h"

G_BEGIN_DECLS

/**
 * LLM_KEYRING_CLIENT_ERROR:
 *
 * What the keyring answered, for #LlmKeyring to put into words.
 */
#define LLM_KEYRING_CLIENT_ERROR (llm_keyring_client_error_quark ())

/**
 * LlmKeyringClientError:
 * @LLM_KEYRING_CLIENT_ERROR_FAILED: something else; the message is the service's
 * @LLM_KEYRING_CLIENT_ERROR_NOT_FOUND: there is no such key
 * @LLM_KEYRING_CLIENT_ERROR_LOCKED: the key is in a locked collection, or may be
 * @LLM_KEYRING_CLIENT_ERROR_NO_COLLECTION: there is no collection to store a key in
 * @LLM_KEYRING_CLIENT_ERROR_ABSENT: no session bus, or no service on it
 * @LLM_KEYRING_CLIENT_ERROR_HUNG: no answer before the deadline
 */
typedef enum
{
  LLM_KEYRING_CLIENT_ERROR_FAILED,
  LLM_KEYRING_CLIENT_ERROR_NOT_FOUND,
  LLM_KEYRING_CLIENT_ERROR_LOCKED,
  LLM_KEYRING_CLIENT_ERROR_NO_COLLECTION,
  LLM_KEYRING_CLIENT_ERROR_ABSENT,
  LLM_KEYRING_CLIENT_ERROR_HUNG,
} LlmKeyringClientError;

GQuark llm_keyring_client_error_quark (void);

/**
 * LlmKeyringClient:
 *
 * The Secret Service behind calls that end: each has a deadline of its own, which
 * rests only while the service's prompt is open.  Private to this layer.
 */
#define LLM_TYPE_KEYRING_CLIENT (llm_keyring_client_get_type ())
G_DECLARE_FINAL_TYPE (LlmKeyringClient, llm_keyring_client, LLM, KEYRING_CLIENT, GObject)

LlmKeyringClient *llm_keyring_client_new (guint deadline_ms, guint hang_memory_ms);
LlmKeyringState llm_keyring_client_get_state (LlmKeyringClient *self);

void llm_keyring_client_lookup_async (LlmKeyringClient *self,
                                      const char *provider_id,
                                      gboolean may_prompt,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
char *
llm_keyring_client_lookup_finish (LlmKeyringClient *self, GAsyncResult *result, GError **error);
void llm_keyring_client_store_async (LlmKeyringClient *self,
                                     const char *provider_id,
                                     const char *key,
                                     gboolean may_prompt,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void llm_keyring_client_delete_async (LlmKeyringClient *self,
                                      const char *provider_id,
                                      gboolean may_prompt,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void llm_keyring_client_list_async (LlmKeyringClient *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char **
llm_keyring_client_list_finish (LlmKeyringClient *self, GAsyncResult *result, GError **error);
gboolean
llm_keyring_client_write_finish (LlmKeyringClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
