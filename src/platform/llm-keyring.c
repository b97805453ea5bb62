/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-keyring.h"

#include "llm-error.h"
#include "llm-keyring-client.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* See docs/adr/0003-keys.md. */
#define DEADLINE_MS 5000
#define HANG_MEMORY_MS 30000

struct _LlmKeyring
{
  GObject parent_instance;

  LlmKeyringClient *client;
  GHashTable *session_keys;
  guint deadline_ms;
  guint hang_memory_ms;
};

enum
{
  PROP_0,
  PROP_DEADLINE,
  PROP_HANG_MEMORY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void secrets_init (LlmSecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmKeyring,
                               llm_keyring,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_SECRETS, secrets_init))

/* A key on its way to whoever asked for it. */
typedef struct
{
  char *key;
  LlmSecretSource source;
} Found;

static Found *
found_new (char *key, LlmSecretSource source)
{
  Found *found = g_new (Found, 1);

  found->key = key;
  found->source = source;
  return found;
}

static void
found_free (gpointer data)
{
  Found *found = data;

  llm_secret_free (found->key);
  g_free (found);
}

/* --- The environment --- */

static char *
lookup_environment (const char *provider_id, char **variable)
{
  g_auto (GStrv) variables = llm_secret_get_variables (provider_id);

  for (guint i = 0; variables[i] != NULL; i++)
    {
      const char *text = g_getenv (variables[i]);
      char *key = NULL;

      if (text != NULL)
        key = llm_secret_normalize (text, NULL);
      if (key != NULL)
        {
          if (variable != NULL)
            *variable = g_strdup (variables[i]);
          return key;
        }
      if (text != NULL && *text != '\0')
        g_debug ("%s is set to what cannot be a key", variables[i]);
    }

  return NULL;
}

static gboolean
may_prompt (void)
{
  const char *wayland = g_getenv ("WAYLAND_DISPLAY");
  const char *x11 = g_getenv ("DISPLAY");

  return (wayland != NULL && *wayland != '\0') || (x11 != NULL && *x11 != '\0');
}

/* --- Words for what the keyring said --- */

static guint
deadline_seconds (LlmKeyring *self)
{
  return (self->deadline_ms + 999) / 1000;
}

/* "set OPENAI_API_KEY" is what always helps. */
static char *
get_variable (const char *provider_id)
{
  g_auto (GStrv) variables = llm_secret_get_variables (provider_id);

  return g_strdup (variables[0] != NULL ? variables[0] : "");
}

static char *
describe_lookup (LlmKeyring *self, const char *provider_id, int code)
{
  const char *name = llm_secret_get_provider_name (provider_id);
  g_autofree char *variable = get_variable (provider_id);
  guint seconds = deadline_seconds (self);

  if (*variable == '\0')
    return g_strdup_printf (_ ("No API key for %s is stored. Add one in Preferences."), name);

  switch (code)
    {
    case LLM_KEYRING_CLIENT_ERROR_LOCKED:
      return g_strdup_printf (_ ("The keyring is locked, so no API key for %s can be read. Unlock "
                                 "the keyring and retry, or set %s."),
                              name, variable);
    case LLM_KEYRING_CLIENT_ERROR_ABSENT:
      return g_strdup_printf (_ ("No keyring service is running, so no API key for %s can be read. "
                                 "Start one and retry, or set %s."),
                              name, variable);
    case LLM_KEYRING_CLIENT_ERROR_HUNG:
      return g_strdup_printf (ngettext ("The keyring did not answer within %u second, so no API "
                                        "key for %s can be read. Retry later, or set %s.",
                                        "The keyring did not answer within %u seconds, so no API "
                                        "key for %s can be read. Retry later, or set %s.",
                                        seconds),
                              seconds, name, variable);
    case LLM_KEYRING_CLIENT_ERROR_FAILED:
      return g_strdup_printf (_ ("The keyring reported an error, so no API key for %s can be read. "
                                 "See Details, or set %s."),
                              name, variable);
    default:
      return g_strdup_printf (_ ("No API key for %s is stored. Add one in Preferences or set %s."),
                              name, variable);
    }
}

static char *
describe_store (LlmKeyring *self, const char *provider_id, int code)
{
  g_autofree char *variable = get_variable (provider_id);
  guint seconds = deadline_seconds (self);

  switch (code)
    {
    case LLM_KEYRING_CLIENT_ERROR_LOCKED:
      return g_strdup_printf (_ ("The keyring is locked, so the API key was not stored. Unlock the "
                                 "keyring and retry, or set %s."),
                              variable);
    case LLM_KEYRING_CLIENT_ERROR_NO_COLLECTION:
      return g_strdup_printf (_ ("There is no keyring to store the API key in. Create one with the "
                                 "desktop's password manager and retry, or set %s."),
                              variable);
    case LLM_KEYRING_CLIENT_ERROR_ABSENT:
      return g_strdup_printf (_ ("No keyring service is running, so the API key was not stored. "
                                 "Start one and retry, or set %s."),
                              variable);
    case LLM_KEYRING_CLIENT_ERROR_HUNG:
      return g_strdup_printf (ngettext ("The keyring did not answer within %u second, so the API "
                                        "key may not be stored. Retry later, or set %s.",
                                        "The keyring did not answer within %u seconds, so the API "
                                        "key may not be stored. Retry later, or set %s.",
                                        seconds),
                              seconds, variable);
    default:
      return g_strdup_printf (
          _ ("The keyring reported an error, so the API key was not stored. See "
             "Details, or set %s."),
          variable);
    }
}

static char *
describe_delete (LlmKeyring *self, const char *provider_id, int code)
{
  const char *name = llm_secret_get_provider_name (provider_id);
  guint seconds = deadline_seconds (self);

  switch (code)
    {
    case LLM_KEYRING_CLIENT_ERROR_NOT_FOUND:
      return g_strdup_printf (_ ("No API key for %s is stored in the keyring."), name);
    case LLM_KEYRING_CLIENT_ERROR_LOCKED:
      return g_strdup (
          _ ("The keyring is locked, so no API key was deleted. Unlock the keyring and "
             "retry."));
    case LLM_KEYRING_CLIENT_ERROR_ABSENT:
      return g_strdup (_ ("No keyring service is running, so no API key was deleted. Start one and "
                          "retry."));
    case LLM_KEYRING_CLIENT_ERROR_HUNG:
      return g_strdup_printf (ngettext ("The keyring did not answer within %u second, so the API "
                                        "key may not be deleted. Retry later.",
                                        "The keyring did not answer within %u seconds, so the API "
                                        "key may not be deleted. Retry later.",
                                        seconds),
                              seconds);
    default:
      return g_strdup (
          _ ("The keyring reported an error, so no API key was deleted. See Details."));
    }
}

static LlmErrorCode
get_write_code (int code)
{
  switch (code)
    {
    case LLM_KEYRING_CLIENT_ERROR_NOT_FOUND:
      return LLM_ERROR_NO_KEY;
    case LLM_KEYRING_CLIENT_ERROR_HUNG:
      return LLM_ERROR_TIMEOUT;
    default:
      return LLM_ERROR_UNSUPPORTED;
    }
}

/* Returns @error translated, freeing it; a cancellation passes untouched. */
static GError *
translate_error (LlmKeyring *self,
                 const char *provider_id,
                 LlmErrorCode code,
                 char *(*describe) (LlmKeyring *, const char *, int),
                 GError *error)
{
  g_autofree char *message = NULL;
  GError *translated;

  if (error->domain != LLM_KEYRING_CLIENT_ERROR)
    return error;

  message = describe (self, provider_id, error->code);
  translated = llm_error_new (
      code, message, error->code == LLM_KEYRING_CLIENT_ERROR_FAILED ? error->message : NULL);
  g_error_free (error);
  return translated;
}

static gboolean
refuse_provider (GTask *task, const char *provider_id)
{
  if (llm_secret_provider_id_is_valid (provider_id))
    return FALSE;

  g_task_return_error (task, llm_error_new (LLM_ERROR_BAD_REQUEST,
                                            _ ("There is no provider of this name. Use lower-case "
                                               "letters, digits and hyphens."),
                                            NULL));
  return TRUE;
}

/* --- LlmSecrets --- */

static LlmKeyringState
llm_keyring_get_state (LlmSecrets *secrets)
{
  return llm_keyring_client_get_state (LLM_KEYRING (secrets)->client);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LlmKeyring *self = g_task_get_source_object (task);
  const char *provider_id = g_task_get_task_data (task);
  LlmSecretSource key_source = LLM_SECRET_SOURCE_KEYRING;
  GError *error = NULL;
  char *text;
  char *key = NULL;

  text = llm_keyring_client_lookup_finish (self->client, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }

  if (text != NULL)
    {
      key = llm_secret_normalize (text, NULL);
      if (key == NULL)
        error = g_error_new_literal (LLM_KEYRING_CLIENT_ERROR, LLM_KEYRING_CLIENT_ERROR_FAILED,
                                     "What is stored cannot be a key");
      llm_secret_free (text);
    }
  if (key == NULL)
    {
      key_source = LLM_SECRET_SOURCE_ENVIRONMENT;
      key = lookup_environment (provider_id, NULL);
    }

  if (key != NULL)
    {
      g_clear_error (&error);
      g_task_return_pointer (task, found_new (key, key_source), found_free);
    }
  else
    {
      g_task_return_error (
          task, translate_error (self, provider_id, LLM_ERROR_NO_KEY, describe_lookup, error));
    }
}

static void
llm_keyring_lookup_async (LlmSecrets *secrets,
                          const char *provider_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  LlmKeyring *self = LLM_KEYRING (secrets);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *session_key;
  char *environment_key;
  gboolean prompt;

  g_task_set_source_tag (task, llm_keyring_lookup_async);
  g_task_set_task_data (task, g_strdup (provider_id), g_free);
  if (refuse_provider (task, provider_id))
    return;

  session_key = g_hash_table_lookup (self->session_keys, provider_id);
  if (session_key != NULL)
    {
      g_task_return_pointer (task, found_new (g_strdup (session_key), LLM_SECRET_SOURCE_SESSION),
                             found_free);
      return;
    }

  /* Nobody is asked for a password when there is a key without one. */
  environment_key = lookup_environment (provider_id, NULL);
  prompt = environment_key == NULL && may_prompt ();
  llm_secret_free (environment_key);
  llm_keyring_client_lookup_async (self->client, provider_id, prompt, cancellable, looked_up_cb,
                                   g_steal_pointer (&task));
}

static char *
llm_keyring_lookup_finish (LlmSecrets *secrets,
                           GAsyncResult *result,
                           LlmSecretSource *source,
                           GError **error)
{
  Found *found;
  char *key;

  g_return_val_if_fail (g_task_is_valid (result, secrets), NULL);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return NULL;

  *source = found->source;
  key = g_steal_pointer (&found->key);
  found_free (found);
  return key;
}

static void
written (GTask *task, GAsyncResult *result, char *(*describe) (LlmKeyring *, const char *, int) )
{
  LlmKeyring *self = g_task_get_source_object (task);
  const char *provider_id = g_task_get_task_data (task);
  GError *error = NULL;

  if (llm_keyring_client_write_finish (self->client, result, &error))
    {
      llm_secrets_emit_changed (LLM_SECRETS (self), provider_id);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      g_task_return_error (
          task, translate_error (self, provider_id, get_write_code (error->code), describe, error));
    }
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  written (task, result, describe_store);
}

static void
llm_keyring_store_async (LlmSecrets *secrets,
                         const char *provider_id,
                         const char *key,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  LlmKeyring *self = LLM_KEYRING (secrets);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  char *normal;

  g_task_set_source_tag (task, llm_keyring_store_async);
  g_task_set_task_data (task, g_strdup (provider_id), g_free);
  if (refuse_provider (task, provider_id))
    return;

  normal = llm_secret_normalize (key, &error);
  if (normal == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  llm_keyring_client_store_async (self->client, provider_id, normal, may_prompt (), cancellable,
                                  stored_cb, g_steal_pointer (&task));
  llm_secret_free (normal);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  written (task, result, describe_delete);
}

static void
llm_keyring_delete_async (LlmSecrets *secrets,
                          const char *provider_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  LlmKeyring *self = LLM_KEYRING (secrets);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, llm_keyring_delete_async);
  g_task_set_task_data (task, g_strdup (provider_id), g_free);
  if (refuse_provider (task, provider_id))
    return;

  llm_keyring_client_delete_async (self->client, provider_id, may_prompt (), cancellable,
                                   deleted_cb, g_steal_pointer (&task));
}

static gboolean
llm_keyring_write_finish (LlmSecrets *secrets, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, secrets), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_provider (GPtrArray *providers, const char *provider_id)
{
  if (!g_ptr_array_find_with_equal_func (providers, provider_id, g_str_equal, NULL))
    g_ptr_array_add (providers, (char *) provider_id);
}

/* The built-in providers, then all others with a key, by id.  The ids are not owned. */
static GPtrArray *
collect_providers (LlmKeyring *self, const char *const *stored)
{
  const char *const *vendors = llm_secret_get_vendors ();
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  GPtrArray *providers = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer provider_id;

  g_hash_table_iter_init (&iter, self->session_keys);
  while (g_hash_table_iter_next (&iter, &provider_id, NULL))
    g_ptr_array_add (others, provider_id);
  for (guint i = 0; stored[i] != NULL; i++)
    g_ptr_array_add (others, (char *) stored[i]);
  g_ptr_array_sort (others, compare_ids);

  for (guint i = 0; vendors[i] != NULL; i++)
    g_ptr_array_add (providers, (char *) vendors[i]);
  for (guint i = 0; i < others->len; i++)
    add_provider (providers, g_ptr_array_index (others, i));

  return providers;
}

static GPtrArray *
make_entries (LlmKeyring *self, const char *const *stored)
{
  g_autoptr (GPtrArray) providers = collect_providers (self, stored);
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_secret_entry_free);

  for (guint i = 0; i < providers->len; i++)
    {
      const char *id = g_ptr_array_index (providers, i);
      g_autofree char *variable = NULL;

      if (g_hash_table_contains (self->session_keys, id))
        g_ptr_array_add (entries, llm_secret_entry_new (id, LLM_SECRET_SOURCE_SESSION, NULL));
      if (g_strv_contains (stored, id))
        g_ptr_array_add (entries, llm_secret_entry_new (id, LLM_SECRET_SOURCE_KEYRING, NULL));

      llm_secret_free (lookup_environment (id, &variable));
      if (variable != NULL)
        g_ptr_array_add (entries,
                         llm_secret_entry_new (id, LLM_SECRET_SOURCE_ENVIRONMENT, variable));
    }

  return entries;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const char *const nothing[] = { NULL };
  g_autoptr (GTask) task = user_data;
  LlmKeyring *self = g_task_get_source_object (task);
  g_auto (GStrv) stored = NULL;
  g_autoptr (GError) error = NULL;

  stored = llm_keyring_client_list_finish (self->client, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (
        task, make_entries (self, stored != NULL ? (const char *const *) stored : nothing),
        (GDestroyNotify) g_ptr_array_unref);
}

static void
llm_keyring_list_async (LlmSecrets *secrets,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  LlmKeyring *self = LLM_KEYRING (secrets);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, llm_keyring_list_async);
  llm_keyring_client_list_async (self->client, cancellable, listed_cb, task);
}

static GPtrArray *
llm_keyring_list_finish (LlmSecrets *secrets, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, secrets), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
llm_keyring_set_session_key (LlmSecrets *secrets, const char *provider_id, const char *key)
{
  LlmKeyring *self = LLM_KEYRING (secrets);
  char *normal = NULL;

  if (!llm_secret_provider_id_is_valid (provider_id))
    return;

  if (key != NULL)
    normal = llm_secret_normalize (key, NULL);
  if (normal != NULL)
    g_hash_table_replace (self->session_keys, g_strdup (provider_id), normal);
  else if (!g_hash_table_remove (self->session_keys, provider_id))
    return;

  llm_secrets_emit_changed (secrets, provider_id);
}

static void
secrets_init (LlmSecretsInterface *iface)
{
  iface->get_keyring_state = llm_keyring_get_state;
  iface->lookup_async = llm_keyring_lookup_async;
  iface->lookup_finish = llm_keyring_lookup_finish;
  iface->store_async = llm_keyring_store_async;
  iface->store_finish = llm_keyring_write_finish;
  iface->delete_async = llm_keyring_delete_async;
  iface->delete_finish = llm_keyring_write_finish;
  iface->list_async = llm_keyring_list_async;
  iface->list_finish = llm_keyring_list_finish;
  iface->set_session_key = llm_keyring_set_session_key;
}

/* --- The object --- */

static void
llm_keyring_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LlmKeyring *self = LLM_KEYRING (object);

  switch (prop_id)
    {
    case PROP_DEADLINE:
      self->deadline_ms = g_value_get_uint (value);
      break;
    case PROP_HANG_MEMORY:
      self->hang_memory_ms = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_keyring_constructed (GObject *object)
{
  LlmKeyring *self = LLM_KEYRING (object);

  G_OBJECT_CLASS (llm_keyring_parent_class)->constructed (object);

  self->client = llm_keyring_client_new (self->deadline_ms, self->hang_memory_ms);
}

static void
llm_keyring_finalize (GObject *object)
{
  LlmKeyring *self = LLM_KEYRING (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->session_keys, g_hash_table_unref);

  G_OBJECT_CLASS (llm_keyring_parent_class)->finalize (object);
}

static void
llm_keyring_class_init (LlmKeyringClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = llm_keyring_set_property;
  object_class->constructed = llm_keyring_constructed;
  object_class->finalize = llm_keyring_finalize;

  /**
   * LlmKeyring:deadline:
   *
   * How long the Secret Service may take for a call, in milliseconds.
   */
  props[PROP_DEADLINE]
      = g_param_spec_uint ("deadline", NULL, NULL, 1, G_MAXINT, DEADLINE_MS, flags);

  /**
   * LlmKeyring:hang-memory:
   *
   * For how long after a call that met its deadline look-ups and lists do not ask
   * the Secret Service again, in milliseconds.
   */
  props[PROP_HANG_MEMORY]
      = g_param_spec_uint ("hang-memory", NULL, NULL, 0, G_MAXINT, HANG_MEMORY_MS, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_keyring_init (LlmKeyring *self)
{
  self->session_keys
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) llm_secret_free);
}

/**
 * llm_keyring_new:
 *
 * Nothing is connected, started or read before the first call.
 *
 * Returns: (transfer full): the keys of the user
 */
LlmSecrets *
llm_keyring_new (void)
{
  return g_object_new (LLM_TYPE_KEYRING, NULL);
}
