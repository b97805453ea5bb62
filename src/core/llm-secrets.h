/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LlmSecretSource:
 *
 * Where a key came from, in the order in which they are asked: given for this
 * run only, the keyring, the environment.
 */
typedef enum
{
  LLM_SECRET_SOURCE_NONE,
  LLM_SECRET_SOURCE_SESSION,
  LLM_SECRET_SOURCE_KEYRING,
  LLM_SECRET_SOURCE_ENVIRONMENT,
} LlmSecretSource;

/**
 * LlmKeyringState:
 *
 * How the Secret Service behaved when it was last asked.
 */
typedef enum
{
  LLM_KEYRING_UNKNOWN,
  LLM_KEYRING_READY,
  LLM_KEYRING_LOCKED,
  LLM_KEYRING_ABSENT,
  LLM_KEYRING_HUNG,
} LlmKeyringState;

typedef struct
{
  char *provider_id;
  LlmSecretSource source;
  char *variable;
} LlmSecretEntry;

void llm_secret_entry_free (LlmSecretEntry *entry);
const char *llm_secret_source_to_string (LlmSecretSource source);

/**
 * LlmSecrets:
 *
 * API keys by provider id.  Nothing here blocks; every call ends within five
 * seconds even when the Secret Service hangs, except a look-up that may prompt,
 * which waits for the user.  Signal `::changed (const char *provider_id)` when a
 * key was stored or deleted through this object.
 *
 * llm_secrets_lookup_finish() returns NULL with %LLM_ERROR_NO_KEY when there is
 * no key; its message says why (none stored, keyring locked, absent, hung).  The
 * key is freed with llm_secret_free(), which wipes it.
 */
#define LLM_TYPE_SECRETS (llm_secrets_get_type ())
G_DECLARE_INTERFACE (LlmSecrets, llm_secrets, LLM, SECRETS, GObject)

struct _LlmSecretsInterface
{
  GTypeInterface parent_iface;

  LlmKeyringState (*get_keyring_state) (LlmSecrets *self);
  void (*lookup_async) (LlmSecrets *self,
                        const char *provider_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  char *(*lookup_finish) (LlmSecrets *self,
                          GAsyncResult *result,
                          LlmSecretSource *source,
                          GError **error);
  void (*store_async) (LlmSecrets *self,
                       const char *provider_id,
                       const char *key,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*store_finish) (LlmSecrets *self, GAsyncResult *result, GError **error);
  void (*delete_async) (LlmSecrets *self,
                        const char *provider_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  gboolean (*delete_finish) (LlmSecrets *self, GAsyncResult *result, GError **error);
  void (*list_async) (LlmSecrets *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  GPtrArray *(*list_finish) (LlmSecrets *self, GAsyncResult *result, GError **error);
  void (*set_session_key) (LlmSecrets *self, const char *provider_id, const char *key);
};

LlmKeyringState llm_secrets_get_keyring_state (LlmSecrets *self);
void llm_secrets_lookup_async (LlmSecrets *self,
                               const char *provider_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *llm_secrets_lookup_finish (LlmSecrets *self,
                                 GAsyncResult *result,
                                 LlmSecretSource *source,
                                 GError **error);
void llm_secrets_store_async (LlmSecrets *self,
                              const char *provider_id,
                              const char *key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean llm_secrets_store_finish (LlmSecrets *self, GAsyncResult *result, GError **error);
void llm_secrets_delete_async (LlmSecrets *self,
                               const char *provider_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean llm_secrets_delete_finish (LlmSecrets *self, GAsyncResult *result, GError **error);
void llm_secrets_list_async (LlmSecrets *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *llm_secrets_list_finish (LlmSecrets *self, GAsyncResult *result, GError **error);
void llm_secrets_set_session_key (LlmSecrets *self, const char *provider_id, const char *key);

/* For implementations. */
void llm_secrets_emit_changed (LlmSecrets *self, const char *provider_id);

void llm_secret_free (char *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmSecretEntry, llm_secret_entry_free)

G_END_DECLS
