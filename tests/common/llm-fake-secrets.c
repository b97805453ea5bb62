/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-secrets.h"

#include "llm-error.h"

struct _LlmFakeSecrets
{
  GObject parent_instance;

  GHashTable *session;
  GHashTable *keyring;
  GPtrArray *pending;
  LlmKeyringState state;
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
  return LLM_FAKE_SECRETS (secrets)->state;
}

static void
answer (LlmFakeSecrets *self, GTask *task)
{
  const char *provider_id = g_task_get_task_data (task);
  const char *key = g_hash_table_lookup (self->session, provider_id);

  if (key == NULL && self->state == LLM_KEYRING_READY)
    key = g_hash_table_lookup (self->keyring, provider_id);

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
  LlmFakeSecrets *self = LLM_FAKE_SECRETS (secrets);
  const char *provider_id = g_task_get_task_data (G_TASK (result));
  char *key = g_task_propagate_pointer (G_TASK (result), error);

  if (key == NULL)
    *source = LLM_SECRET_SOURCE_NONE;
  else if (g_hash_table_contains (self->session, provider_id))
    *source = LLM_SECRET_SOURCE_SESSION;
  else
    *source = LLM_SECRET_SOURCE_KEYRING;
  return key;
}

/* Whether the keyring cannot be written; answers @task then. */
static gboolean
refuse (LlmFakeSecrets *self, GTask *task)
{
  if (self->state == LLM_KEYRING_READY)
    return FALSE;

  g_task_return_error (task, llm_error_new (self->state == LLM_KEYRING_HUNG ? LLM_ERROR_TIMEOUT
                                                                            : LLM_ERROR_UNSUPPORTED,
                                            NULL, NULL));
  return TRUE;
}

static void
fake_store_async (LlmSecrets *secrets,
                  const char *provider_id,
                  const char *key,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  LlmFakeSecrets *self = LLM_FAKE_SECRETS (secrets);
  g_autoptr (GTask) task = g_task_new (secrets, cancellable, callback, user_data);
  GError *error = NULL;
  char *normal = llm_secret_normalize (key, &error);

  if (normal == NULL)
    {
      g_task_return_error (task, error);
    }
  else if (refuse (self, task))
    {
      llm_secret_free (normal);
    }
  else
    {
      g_hash_table_replace (self->keyring, g_strdup (provider_id), normal);
      llm_secrets_emit_changed (secrets, provider_id);
      g_task_return_boolean (task, TRUE);
    }
}

static void
fake_delete_async (LlmSecrets *secrets,
                   const char *provider_id,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  LlmFakeSecrets *self = LLM_FAKE_SECRETS (secrets);
  g_autoptr (GTask) task = g_task_new (secrets, cancellable, callback, user_data);

  if (refuse (self, task))
    return;

  if (g_hash_table_remove (self->keyring, provider_id))
    {
      llm_secrets_emit_changed (secrets, provider_id);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      g_task_return_error (task, llm_error_new (LLM_ERROR_NO_KEY, NULL, NULL));
    }
}

static gboolean
fake_write_finish (LlmSecrets *secrets, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
add_entries (GPtrArray *entries, GHashTable *keys, LlmSecretSource source)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (keys), (GCompareFunc) g_strcmp0);

  for (GList *l = ids; l != NULL; l = l->next)
    g_ptr_array_add (entries, llm_secret_entry_new (l->data, source, NULL));
}

static void
fake_list_async (LlmSecrets *secrets,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  LlmFakeSecrets *self = LLM_FAKE_SECRETS (secrets);
  g_autoptr (GTask) task = g_task_new (secrets, cancellable, callback, user_data);
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_secret_entry_free);

  add_entries (entries, self->session, LLM_SECRET_SOURCE_SESSION);
  if (self->state == LLM_KEYRING_READY)
    add_entries (entries, self->keyring, LLM_SECRET_SOURCE_KEYRING);
  g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
fake_list_finish (LlmSecrets *secrets, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_set_session_key (LlmSecrets *secrets, const char *provider_id, const char *key)
{
  LlmFakeSecrets *self = LLM_FAKE_SECRETS (secrets);

  if (key != NULL)
    g_hash_table_replace (self->session, g_strdup (provider_id), g_strdup (key));
  else
    g_hash_table_remove (self->session, provider_id);
  llm_secrets_emit_changed (secrets, provider_id);
}

static void
llm_fake_secrets_finalize (GObject *object)
{
  LlmFakeSecrets *self = LLM_FAKE_SECRETS (object);

  g_hash_table_unref (self->session);
  g_hash_table_unref (self->keyring);
  g_ptr_array_unref (self->pending);

  G_OBJECT_CLASS (llm_fake_secrets_parent_class)->finalize (object);
}

static void
llm_fake_secrets_class_init (LlmFakeSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_fake_secrets_finalize;
}

static void
llm_fake_secrets_iface_init (LlmSecretsInterface *iface)
{
  iface->get_keyring_state = fake_get_keyring_state;
  iface->lookup_async = fake_lookup_async;
  iface->lookup_finish = fake_lookup_finish;
  iface->store_async = fake_store_async;
  iface->store_finish = fake_write_finish;
  iface->delete_async = fake_delete_async;
  iface->delete_finish = fake_write_finish;
  iface->list_async = fake_list_async;
  iface->list_finish = fake_list_finish;
  iface->set_session_key = fake_set_session_key;
}

static void
llm_fake_secrets_init (LlmFakeSecrets *self)
{
  GDestroyNotify wipe = (GDestroyNotify) llm_secret_free;

  self->session = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
  self->keyring = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
  self->pending = g_ptr_array_new_with_free_func (g_object_unref);
  self->state = LLM_KEYRING_READY;
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

void
llm_fake_secrets_set_state (LlmFakeSecrets *self, LlmKeyringState state)
{
  self->state = state;
}

guint
llm_fake_secrets_get_n_lookups (LlmFakeSecrets *self)
{
  return self->n_lookups;
}
