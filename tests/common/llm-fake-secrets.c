/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-secrets.h"

#include "llm-error.h"

struct _LlmFakeSecrets
{
  GObject parent_instance;

  GHashTable *keys;
  GPtrArray *pending;
  gboolean held;
  guint n_lookups;
};

static void llm_fake_secrets_iface_init (LlmSecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmFakeSecrets,
                               llm_fake_secrets,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_SECRETS,
                                                      llm_fake_secrets_iface_init))

static LlmKeyringState
fake_get_keyring_state (LlmSecrets *secrets)
{
  return LLM_KEYRING_READY;
}

static void
answer (LlmFakeSecrets *self, GTask *task)
{
  const char *key = g_hash_table_lookup (self->keys, g_task_get_task_data (task));

  if (key != NULL)
    g_task_return_pointer (task, g_strdup (key), (GDestroyNotify) llm_secret_free);
  else
    g_task_return_error (task, llm_error_new (LLM_ERROR_NO_KEY, NULL, NULL));
}

static void
fake_lookup_async (LlmSecrets *secrets,
                   const char *provider_id,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  LlmFakeSecrets *self = LLM_FAKE_SECRETS (secrets);
  g_autoptr (GTask) task = g_task_new (secrets, cancellable, callback, user_data);

  self->n_lookups++;
  g_task_set_task_data (task, g_strdup (provider_id), g_free);
  if (self->held)
    g_ptr_array_add (self->pending, g_steal_pointer (&task));
  else
    answer (self, task);
}

static char *
fake_lookup_finish (LlmSecrets *secrets,
                    GAsyncResult *result,
                    LlmSecretSource *source,
                    GError **error)
{
  char *key = g_task_propagate_pointer (G_TASK (result), error);

  *source = key != NULL ? LLM_SECRET_SOURCE_SESSION : LLM_SECRET_SOURCE_NONE;
  return key;
}

static void
fake_set_session_key (LlmSecrets *secrets, const char *provider_id, const char *key)
{
  LlmFakeSecrets *self = LLM_FAKE_SECRETS (secrets);

  if (key != NULL)
    g_hash_table_replace (self->keys, g_strdup (provider_id), g_strdup (key));
  else
    g_hash_table_remove (self->keys, provider_id);
}

static void
llm_fake_secrets_finalize (GObject *object)
{
  LlmFakeSecrets *self = LLM_FAKE_SECRETS (object);

  g_hash_table_unref (self->keys);
  g_ptr_array_unref (self->pending);

  G_OBJECT_CLASS (llm_fake_secrets_parent_class)->finalize (object);
}

static void
llm_fake_secrets_class_init (LlmFakeSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_fake_secrets_finalize;
}

/* What a transport does not use is left out. */
static void
llm_fake_secrets_iface_init (LlmSecretsInterface *iface)
{
  iface->get_keyring_state = fake_get_keyring_state;
  iface->lookup_async = fake_lookup_async;
  iface->lookup_finish = fake_lookup_finish;
  iface->set_session_key = fake_set_session_key;
}

static void
llm_fake_secrets_init (LlmFakeSecrets *self)
{
  self->keys
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) llm_secret_free);
  self->pending = g_ptr_array_new_with_free_func (g_object_unref);
}

LlmFakeSecrets *
llm_fake_secrets_new (void)
{
  return g_object_new (LLM_TYPE_FAKE_SECRETS, NULL);
}

void
llm_fake_secrets_set_held (LlmFakeSecrets *self, gboolean held)
{
  self->held = held;
  while (!held && self->pending->len > 0)
    {
      g_autoptr (GTask) task = g_ptr_array_steal_index (self->pending, 0);

      answer (self, task);
    }
}

guint
llm_fake_secrets_get_n_lookups (LlmFakeSecrets *self)
{
  return self->n_lookups;
}
