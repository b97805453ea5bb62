/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-provider.h"

#include "llm-http-check.h"
#include "llm-http-stream.h"

struct _LlmHttpProvider
{
  GObject parent_instance;

  char *id;
  char *name;
  LlmProviderFlags flags;
  const LlmCodec *codec;
  LlmSession *session;
  LlmSettings *settings;
  LlmSecrets *secrets;
};

static void llm_http_provider_iface_init (LlmProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmHttpProvider,
                               llm_http_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_PROVIDER,
                                                      llm_http_provider_iface_init))

static const char *
llm_http_provider_get_id (LlmProvider *provider)
{
  return LLM_HTTP_PROVIDER (provider)->id;
}

static const char *
llm_http_provider_get_name (LlmProvider *provider)
{
  return LLM_HTTP_PROVIDER (provider)->name;
}

static LlmProviderFlags
llm_http_provider_get_flags (LlmProvider *provider)
{
  return LLM_HTTP_PROVIDER (provider)->flags;
}

static LlmStream *
llm_http_provider_start (LlmProvider *provider, LlmRequest *request)
{
  LlmHttpProvider *self = LLM_HTTP_PROVIDER (provider);
  g_autofree char *base_url = llm_settings_get_base_url (self->settings, self->id);
  LlmHttpStreamSetup setup = { NULL };

  setup.session = self->session;
  setup.codec = self->codec;
  setup.provider_id = self->id;
  setup.provider_name = self->name;
  setup.base_url = base_url;
  if (self->flags & (LLM_PROVIDER_NEEDS_KEY | LLM_PROVIDER_TAKES_KEY))
    setup.secrets = self->secrets;
  setup.needs_key = (self->flags & LLM_PROVIDER_NEEDS_KEY) != 0;
  setup.request = request;
  setup.connect_timeout = llm_settings_get_connect_timeout (self->settings);
  setup.first_token_timeout = llm_settings_get_first_token_timeout (self->settings);
  setup.idle_timeout = llm_settings_get_idle_timeout (self->settings);
  return llm_http_stream_start (&setup);
}

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (llm_http_check_finish (LLM_SESSION (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
check_key (GTask *task, const char *key)
{
  LlmHttpProvider *self = g_task_get_source_object (task);
  g_autofree char *base_url = llm_settings_get_base_url (self->settings, self->id);

  llm_http_check_async (self->session, self->codec, self->name, base_url, key,
                        g_task_get_cancellable (task), checked_cb, task);
}

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LlmHttpProvider *self = g_task_get_source_object (task);
  GError *error = NULL;
  char *key;

  key = llm_secrets_lookup_finish (LLM_SECRETS (object), result, NULL, &error);
  if (key == NULL && (self->flags & LLM_PROVIDER_NEEDS_KEY))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  check_key (g_steal_pointer (&task), key);
  llm_secret_free (key);
}

static void
llm_http_provider_check_key_async (LlmProvider *provider,
                                   const char *key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  LlmHttpProvider *self = LLM_HTTP_PROVIDER (provider);
  GTask *task = g_task_new (provider, cancellable, callback, user_data);

  g_task_set_source_tag (task, llm_http_provider_check_key_async);
  if (key == NULL)
    llm_secrets_lookup_async (self->secrets, self->id, cancellable, looked_up_cb, task);
  else
    check_key (task, key);
}

static gboolean
llm_http_provider_check_key_finish (LlmProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
llm_http_provider_dispose (GObject *object)
{
  LlmHttpProvider *self = LLM_HTTP_PROVIDER (object);

  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_object (&self->secrets);

  G_OBJECT_CLASS (llm_http_provider_parent_class)->dispose (object);
}

static void
llm_http_provider_finalize (GObject *object)
{
  LlmHttpProvider *self = LLM_HTTP_PROVIDER (object);

  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (llm_http_provider_parent_class)->finalize (object);
}

static void
llm_http_provider_class_init (LlmHttpProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_http_provider_dispose;
  object_class->finalize = llm_http_provider_finalize;
}

static void
llm_http_provider_iface_init (LlmProviderInterface *iface)
{
  iface->get_id = llm_http_provider_get_id;
  iface->get_name = llm_http_provider_get_name;
  iface->get_flags = llm_http_provider_get_flags;
  iface->start = llm_http_provider_start;
  iface->check_key_async = llm_http_provider_check_key_async;
  iface->check_key_finish = llm_http_provider_check_key_finish;
}

static void
llm_http_provider_init (LlmHttpProvider *self)
{
}

/**
 * llm_http_provider_new:
 * @id: what stands before the colon of PROVIDER:MODEL; names key and base URL too
 * @name: for people
 * @flags: what is special about it
 * @codec: its wire format
 * @session: the process's session
 * @settings: asked for base URL and time-outs at each start
 * @secrets: asked for the key at each start
 *
 * Returns: (transfer full): a provider
 */
LlmProvider *
llm_http_provider_new (const char *id,
                       const char *name,
                       LlmProviderFlags flags,
                       const LlmCodec *codec,
                       LlmSession *session,
                       LlmSettings *settings,
                       LlmSecrets *secrets)
{
  LlmHttpProvider *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (codec != NULL, NULL);
  g_return_val_if_fail (LLM_IS_SESSION (session), NULL);
  g_return_val_if_fail (LLM_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (LLM_IS_SECRETS (secrets), NULL);

  self = g_object_new (LLM_TYPE_HTTP_PROVIDER, NULL);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->flags = flags;
  self->codec = codec;
  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  self->secrets = g_object_ref (secrets);
  return LLM_PROVIDER (self);
}
