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

/**
 * LlmSecretEntry:
 * @provider_id: whose key it is
 * @source: where the key is
 * @variable: (nullable): the environment variable, if that is the source
 *
 * One key that is there; the key itself is not loaded.  A provider with a key in
 * more than one place has an entry for each, in the order in which they are asked.
 */
typedef struct
{
  char *provider_id;
  LlmSecretSource source;
  char *variable;
} LlmSecretEntry;

LlmSecretEntry *
llm_secret_entry_new (const char *provider_id, LlmSecretSource source, const char *variable);
void llm_secret_entry_free (LlmSecretEntry *entry);
const char *llm_secret_source_to_string (LlmSecretSource source);

/**
 * LlmSecrets:
 *
 * API keys by provider id.  Nothing here blocks; every call ends within five
 * seconds even when the Secret Service hangs, except while the keyring's own
 * prompt is open, which waits for the user.  Signal
 * `::changed (const char *provider_id)` when a key was stored, deleted or set for
 * the session through this object.
 *
 * llm_secrets_lookup_finish() returns NULL with %LLM_ERROR_NO_KEY when there is
 * no key; its message says why (none stored, keyring locked, absent, hung).  The
 * key is freed with llm_secret_free(), which wipes it.
 *
 * llm_secrets_store_finish() fails with %LLM_ERROR_BAD_REQUEST for what cannot be
 * a key, with %LLM_ERROR_TIMEOUT when the keyring hangs and with
 * %LLM_ERROR_UNSUPPORTED when it is locked or absent; so does
 * llm_secrets_delete_finish(), and with %LLM_ERROR_NO_KEY when the keyring has no
 * key of this provider.  No message ever quotes a key.
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

/* Bytes of a key, at most. */
#define LLM_SECRET_MAX 4096

gboolean llm_secret_provider_id_is_valid (const char *provider_id);
const char *const *llm_secret_get_vendors (void);
const char *llm_secret_get_provider_name (const char *provider_id);
char **llm_secret_get_variables (const char *provider_id);
char *llm_secret_normalize (const char *text, GError **error);
void llm_secret_free (char *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmSecretEntry, llm_secret_entry_free)

G_END_DECLS
