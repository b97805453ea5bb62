/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-demo-provider.h"

#include "llm-demo-models.h"
#include "llm-demo-server.h"
#include "llm-demo-wire.h"
#include "llm-error.h"
#include "llm-http-stream.h"

#include <glib/gi18n-lib.h>

struct _LlmDemoProvider
{
  GObject parent_instance;

  LlmSettings *settings;
  GPtrArray *models; /* without their texts; NULL before the first request */
  LlmDemoServer *server;
  LlmSession *session;
};

static void llm_demo_provider_iface_init (LlmProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmDemoProvider,
                               llm_demo_provider,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_PROVIDER,
                                                      llm_demo_provider_iface_init))

static const char *
llm_demo_provider_get_id (LlmProvider *provider)
{
  return LLM_DEMO_PROVIDER_ID;
}

static const char *
llm_demo_provider_get_name (LlmProvider *provider)
{
  return _ ("Demo");
}

static LlmProviderFlags
llm_demo_provider_get_flags (LlmProvider *provider)
{
  return LLM_PROVIDER_CANNED | LLM_PROVIDER_LOCAL;
}

static const LlmCodec *
get_codec (LlmDemoFormat format)
{
  switch (format)
    {
    case LLM_DEMO_ANTHROPIC:
      return llm_codec_anthropic ();
    case LLM_DEMO_GEMINI:
      return llm_codec_gemini ();
    case LLM_DEMO_MISTRAL:
      return llm_codec_mistral ();
    case LLM_DEMO_OPENAI:
    default:
      return llm_codec_openai ();
    }
}

static gboolean
ensure_server (LlmDemoProvider *self, GError **error)
{
  if (self->server != NULL)
    return TRUE;

  if (self->models == NULL)
    self->models = llm_demo_models_load_summaries (error);
  if (self->models == NULL)
    return FALSE;
  self->server = llm_demo_server_new (error);
  if (self->server == NULL)
    return FALSE;
  self->session = llm_session_new_for_address (
      G_SOCKET_CONNECTABLE (llm_demo_server_get_address (self->server)));
  return TRUE;
}

static LlmStream *
llm_demo_provider_start (LlmProvider *provider, LlmRequest *request)
{
  LlmDemoProvider *self = LLM_DEMO_PROVIDER (provider);
  LlmHttpStreamSetup setup = { NULL };
  g_autoptr (LlmSession) nowhere = NULL;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *base_url = NULL;
  const LlmDemoModel *model = NULL;
  LlmDemoFormat format = LLM_DEMO_OPENAI;

  if (ensure_server (self, &cause))
    model = llm_demo_models_find (self->models, llm_request_get_model_id (request));
  else
    error = llm_error_new (LLM_ERROR_SERVER,
                           _ ("The demo could not be started. Check that the temporary folder can "
                              "be written to."),
                           cause->message);
  /* The server tells that it does not know a model. */
  if (model != NULL)
    format = model->format;
  if (self->session == NULL)
    nowhere = llm_session_new ();

  base_url = g_strconcat ("http://localhost", llm_demo_wire_get_base_path (format), NULL);
  setup.session = self->session != NULL ? self->session : nowhere;
  setup.route = llm_route_new (get_codec (format), base_url);
  setup.route->private_host = TRUE;
  setup.provider_id = LLM_DEMO_PROVIDER_ID;
  setup.provider_name = llm_demo_provider_get_name (provider);
  setup.request = request;
  setup.error = error;
  setup.connect_timeout = llm_settings_get_connect_timeout (self->settings);
  setup.first_token_timeout = llm_settings_get_first_token_timeout (self->settings);
  setup.idle_timeout = llm_settings_get_idle_timeout (self->settings);
  return llm_http_stream_start (&setup);
}

/* There is no key that could be wrong. */
static void
llm_demo_provider_check_key_async (LlmProvider *provider,
                                   const char *key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);

  g_task_set_source_tag (task, llm_demo_provider_check_key_async);
  g_task_return_boolean (task, TRUE);
}

static gboolean
llm_demo_provider_check_key_finish (LlmProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
llm_demo_provider_dispose (GObject *object)
{
  LlmDemoProvider *self = LLM_DEMO_PROVIDER (object);

  g_clear_object (&self->session);
  g_clear_object (&self->server);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->models, g_ptr_array_unref);

  G_OBJECT_CLASS (llm_demo_provider_parent_class)->dispose (object);
}

static void
llm_demo_provider_class_init (LlmDemoProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_demo_provider_dispose;
}

static void
llm_demo_provider_iface_init (LlmProviderInterface *iface)
{
  iface->get_id = llm_demo_provider_get_id;
  iface->get_name = llm_demo_provider_get_name;
  iface->get_flags = llm_demo_provider_get_flags;
  iface->start = llm_demo_provider_start;
  iface->check_key_async = llm_demo_provider_check_key_async;
  iface->check_key_finish = llm_demo_provider_check_key_finish;
}

static void
llm_demo_provider_init (LlmDemoProvider *self)
{
}

/**
 * llm_demo_provider_new:
 * @settings: asked for the time-outs at each start
 *
 * Returns: (transfer full): the demo
 */
LlmProvider *
llm_demo_provider_new (LlmSettings *settings)
{
  LlmDemoProvider *self;

  g_return_val_if_fail (LLM_IS_SETTINGS (settings), NULL);

  self = g_object_new (LLM_TYPE_DEMO_PROVIDER, NULL);
  self->settings = g_object_ref (settings);
  return LLM_PROVIDER (self);
}
