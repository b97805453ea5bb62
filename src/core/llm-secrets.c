/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-secrets.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PROVIDER_ID_MAX 32

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The variables are those of the vendors' own client libraries. */
static const struct
{
  const char *id;
  const char *name;
  const char *variables[2];
} vendors[] = {
  { "openai", "OpenAI", { "OPENAI_API_KEY" } },
  { "anthropic", "Anthropic", { "ANTHROPIC_API_KEY" } },
  { "gemini", "Google Gemini", { "GEMINI_API_KEY", "GOOGLE_API_KEY" } },
  { "mistral", "Mistral", { "MISTRAL_API_KEY" } },
  { "azure", "Azure AI Foundry", { "AZURE_AI_FOUNDRY_KEY", "AZURE_API_KEY" } },
};

G_DEFINE_INTERFACE (LlmSecrets, llm_secrets, G_TYPE_OBJECT)

static void
llm_secrets_default_init (LlmSecretsInterface *iface)
{
  /**
   * LlmSecrets::changed:
   * @self: the keys
   * @provider_id: whose key was stored, deleted or set for the session
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_SECRETS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

/**
 * llm_secrets_get_keyring_state:
 * @self: the keys
 *
 * Returns: how the keyring behaved when it was last asked;
 *   %LLM_KEYRING_UNKNOWN until then
 */
LlmKeyringState
llm_secrets_get_keyring_state (LlmSecrets *self)
{
  g_return_val_if_fail (LLM_IS_SECRETS (self), LLM_KEYRING_UNKNOWN);

  return LLM_SECRETS_GET_IFACE (self)->get_keyring_state (self);
}

/**
 * llm_secrets_lookup_async:
 * @self: the keys
 * @provider_id: whose key is wanted
 * @cancellable: (nullable):
 * @callback: called when the answer is there
 * @user_data: passed to @callback
 *
 * Looks for a key: the one given for this run, then the keyring, then the
 * environment.  May open the keyring's own prompt if it is locked, there is a
 * display, and the environment has no key.
 */
void
llm_secrets_lookup_async (LlmSecrets *self,
                          const char *provider_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (LLM_IS_SECRETS (self));
  g_return_if_fail (provider_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_SECRETS_GET_IFACE (self)->lookup_async (self, provider_id, cancellable, callback, user_data);
}

/**
 * llm_secrets_lookup_finish:
 * @self: the keys
 * @result: what the callback was given
 * @source: (out) (optional): where the key came from, %LLM_SECRET_SOURCE_NONE on
 *   error
 * @error: return location; %LLM_ERROR_NO_KEY if there is no key,
 *   %LLM_ERROR_BAD_REQUEST if the provider id is none, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the key, to be freed with llm_secret_free(), or %NULL
 */
char *
llm_secrets_lookup_finish (LlmSecrets *self,
                           GAsyncResult *result,
                           LlmSecretSource *source,
                           GError **error)
{
  LlmSecretSource unused;

  g_return_val_if_fail (LLM_IS_SECRETS (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (source == NULL)
    source = &unused;
  *source = LLM_SECRET_SOURCE_NONE;

  return LLM_SECRETS_GET_IFACE (self)->lookup_finish (self, result, source, error);
}

/**
 * llm_secrets_store_async:
 * @self: the keys
 * @provider_id: whose key it is
 * @key: the key; white space around it is dropped
 * @cancellable: (nullable):
 * @callback: called when the answer is there
 * @user_data: passed to @callback
 *
 * Stores @key in the keyring in place of the one that was there.  May open the
 * keyring's own prompt if there is a display.
 */
void
llm_secrets_store_async (LlmSecrets *self,
                         const char *provider_id,
                         const char *key,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (LLM_IS_SECRETS (self));
  g_return_if_fail (provider_id != NULL);
  g_return_if_fail (key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_SECRETS_GET_IFACE (self)->store_async (self, provider_id, key, cancellable, callback,
                                             user_data);
}

/**
 * llm_secrets_store_finish:
 * @self: the keys
 * @result: what the callback was given
 * @error: return location; see #LlmSecrets
 *
 * Returns: whether the key was stored
 */
gboolean
llm_secrets_store_finish (LlmSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_SECRETS (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return LLM_SECRETS_GET_IFACE (self)->store_finish (self, result, error);
}

/**
 * llm_secrets_delete_async:
 * @self: the keys
 * @provider_id: whose key it is
 * @cancellable: (nullable):
 * @callback: called when the answer is there
 * @user_data: passed to @callback
 *
 * Deletes the key of @provider_id from the keyring.  May open the keyring's own
 * prompt if it is locked and there is a display.  A key in the environment stays.
 */
void
llm_secrets_delete_async (LlmSecrets *self,
                          const char *provider_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (LLM_IS_SECRETS (self));
  g_return_if_fail (provider_id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_SECRETS_GET_IFACE (self)->delete_async (self, provider_id, cancellable, callback, user_data);
}

/**
 * llm_secrets_delete_finish:
 * @self: the keys
 * @result: what the callback was given
 * @error: return location; see #LlmSecrets
 *
 * Returns: whether a key was deleted
 */
gboolean
llm_secrets_delete_finish (LlmSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_SECRETS (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return LLM_SECRETS_GET_IFACE (self)->delete_finish (self, result, error);
}

/**
 * llm_secrets_list_async:
 * @self: the keys
 * @cancellable: (nullable):
 * @callback: called when the answer is there
 * @user_data: passed to @callback
 *
 * Lists the keys that are there without loading them.  Never prompts.
 */
void
llm_secrets_list_async (LlmSecrets *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (LLM_IS_SECRETS (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_SECRETS_GET_IFACE (self)->list_async (self, cancellable, callback, user_data);
}

/**
 * llm_secrets_list_finish:
 * @self: the keys
 * @result: what the callback was given
 * @error: return location; only %G_IO_ERROR_CANCELLED
 *
 * A keyring that does not answer is no error: its keys are missing from the
 * list, and llm_secrets_get_keyring_state() says why.  The environment is listed
 * for the built-in providers and for those with a key elsewhere.
 *
 * Returns: (transfer full) (element-type LlmSecretEntry): the keys, or %NULL
 */
GPtrArray *
llm_secrets_list_finish (LlmSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_SECRETS (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return LLM_SECRETS_GET_IFACE (self)->list_finish (self, result, error);
}

/**
 * llm_secrets_set_session_key:
 * @self: the keys
 * @provider_id: whose key it is
 * @key: (nullable): the key, or %NULL to forget it
 *
 * Uses @key for this run, before all other sources, and stores it nowhere.  What
 * cannot be a key is taken as %NULL.
 */
void
llm_secrets_set_session_key (LlmSecrets *self, const char *provider_id, const char *key)
{
  g_return_if_fail (LLM_IS_SECRETS (self));
  g_return_if_fail (provider_id != NULL);

  LLM_SECRETS_GET_IFACE (self)->set_session_key (self, provider_id, key);
}

/**
 * llm_secrets_emit_changed:
 * @self: the keys
 * @provider_id: whose key changed
 *
 * For implementations: emits #LlmSecrets::changed.
 */
void
llm_secrets_emit_changed (LlmSecrets *self, const char *provider_id)
{
  g_return_if_fail (LLM_IS_SECRETS (self));
  g_return_if_fail (provider_id != NULL);

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, provider_id);
}

/**
 * llm_secret_source_to_string:
 * @source: a source
 *
 * Returns: "session", "keyring", "environment" or "none"; part of the command
 *   line's contract
 */
const char *
llm_secret_source_to_string (LlmSecretSource source)
{
  switch (source)
    {
    case LLM_SECRET_SOURCE_SESSION:
      return "session";
    case LLM_SECRET_SOURCE_KEYRING:
      return "keyring";
    case LLM_SECRET_SOURCE_ENVIRONMENT:
      return "environment";
    case LLM_SECRET_SOURCE_NONE:
    default:
      return "none";
    }
}

/**
 * llm_secret_entry_new:
 * @provider_id: whose key it is
 * @source: where it is
 * @variable: (nullable): the environment variable, if that is the source
 *
 * Returns: (transfer full): a new entry
 */
LlmSecretEntry *
llm_secret_entry_new (const char *provider_id, LlmSecretSource source, const char *variable)
{
  LlmSecretEntry *entry;

  g_return_val_if_fail (provider_id != NULL, NULL);

  entry = g_new0 (LlmSecretEntry, 1);
  entry->provider_id = g_strdup (provider_id);
  entry->source = source;
  entry->variable = g_strdup (variable);
  return entry;
}

/**
 * llm_secret_entry_free:
 * @entry: (nullable) (transfer full): an entry
 */
void
llm_secret_entry_free (LlmSecretEntry *entry)
{
  if (entry == NULL)
    return;

  g_free (entry->provider_id);
  g_free (entry->variable);
  g_free (entry);
}

/**
 * llm_secret_provider_id_is_valid:
 * @provider_id: (nullable): any text
 *
 * Returns: whether @provider_id can name a provider: lower-case letters, digits
 *   and hyphens, no hyphen first, at most 32 bytes
 */
gboolean
llm_secret_provider_id_is_valid (const char *provider_id)
{
  gsize length;

  if (provider_id == NULL || provider_id[0] == '-')
    return FALSE;

  length = strspn (provider_id, "abcdefghijklmnopqrstuvwxyz0123456789-");
  return length > 0 && length <= PROVIDER_ID_MAX && provider_id[length] == '\0';
}

/**
 * llm_secret_get_vendors:
 *
 * Returns: (transfer none) (array zero-terminated=1): the ids of the built-in
 *   providers that take a key
 */
const char *const *
llm_secret_get_vendors (void)
{
  static const char *const ids[] = { "openai", "anthropic", "gemini", "mistral", "azure", NULL };

  G_STATIC_ASSERT (G_N_ELEMENTS (ids) == G_N_ELEMENTS (vendors) + 1);

  return ids;
}

/**
 * llm_secret_get_provider_name:
 * @provider_id: a provider id
 *
 * Returns: the vendor's name for messages about keys, or @provider_id itself if
 *   it is not a built-in vendor
 */
const char *
llm_secret_get_provider_name (const char *provider_id)
{
  g_return_val_if_fail (provider_id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (vendors); i++)
    {
      if (strcmp (vendors[i].id, provider_id) == 0)
        return vendors[i].name;
    }

  return provider_id;
}

/**
 * llm_secret_get_variables:
 * @provider_id: a provider id
 *
 * The environment variables in which the key of @provider_id may be, in the order
 * in which they are asked.  For an endpoint of the user's it is the id in upper
 * case, hyphens as underscores, and `_API_KEY`.
 *
 * Returns: (transfer full) (array zero-terminated=1): names, none for the
 *   demonstration or an invalid id
 */
char **
llm_secret_get_variables (const char *provider_id)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *upper = NULL;
  g_autofree char *variable = NULL;

  g_return_val_if_fail (provider_id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (vendors); i++)
    {
      if (strcmp (vendors[i].id, provider_id) != 0)
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (vendors[i].variables); j++)
        {
          if (vendors[i].variables[j] != NULL)
            g_strv_builder_add (builder, vendors[i].variables[j]);
        }
      return g_strv_builder_end (builder);
    }

  if (strcmp (provider_id, "demo") == 0 || !llm_secret_provider_id_is_valid (provider_id))
    return g_strv_builder_end (builder);

  upper = g_ascii_strup (provider_id, -1);
  g_strdelimit (upper, "-", '_');
  variable = g_strconcat (upper, "_API_KEY", NULL);
  g_strv_builder_add (builder, variable);
  return g_strv_builder_end (builder);
}

/**
 * llm_secret_normalize:
 * @text: what was typed or read
 * @error: return location; %LLM_ERROR_BAD_REQUEST, whose message never quotes @text
 *
 * Drops white space around a key and refuses what cannot be one: nothing, more
 * than %LLM_SECRET_MAX bytes, control characters or anything but ASCII.  Such text
 * could not be sent in a header either.
 *
 * Returns: (transfer full): the key, to be freed with llm_secret_free(), or %NULL
 */
char *
llm_secret_normalize (const char *text, GError **error)
{
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  while (g_ascii_isspace (*text))
    text++;
  length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;

  if (length == 0)
    {
      g_propagate_error (error, llm_error_new (LLM_ERROR_BAD_REQUEST,
                                               _ ("The API key is empty. Enter a key."), NULL));
      return NULL;
    }
  if (length > LLM_SECRET_MAX)
    {
      g_propagate_error (error, llm_error_new (LLM_ERROR_BAD_REQUEST,
                                               _ ("The API key is too long. Check what was "
                                                  "pasted."),
                                               NULL));
      return NULL;
    }
  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isprint (text[i]))
        continue;
      g_propagate_error (error, llm_error_new (LLM_ERROR_BAD_REQUEST,
                                               _ ("The API key contains characters that no key "
                                                  "has. Check what was pasted."),
                                               NULL));
      return NULL;
    }

  return g_strndup (text, length);
}

/**
 * llm_secret_free:
 * @secret: (nullable) (transfer full): a key
 *
 * Overwrites @secret and frees it.
 */
void
llm_secret_free (char *secret)
{
  if (secret == NULL)
    return;

  /* Unlike memset() this is not optimised away. */
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
