/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-provider.h"

#include "llm-access.h"
#include "llm-dialect.h"
#include "llm-http-check.h"
#include "llm-http-stream.h"
#include "llm-model-lister.h"
#include "llm-routing.h"

/* The first token of a server that loads its models first is waited for at least so
 * long, unless the user has set a short time on purpose. */
#define SLOW_START_SECONDS 600.0
#define PATIENT_FROM_SECONDS 60.0

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

static LlmRoute *
find_route (LlmHttpProvider *self, const LlmRequest *request, GError **error)
{
  const LlmRoutingTable table = {
    .settings = self->settings,
    .provider_id = self->id,
    .flags = self->flags,
    .codec = self->codec,
  };

  return llm_routing_find (&table, request, error);
}

/* A server that loads a model first may need minutes before its first byte. */
static double
get_first_token_timeout (LlmHttpProvider *self, const LlmRoute *route)
{
  double seconds = llm_settings_get_first_token_timeout (self->settings);

  if (route != NULL && route->dialect != NULL && route->dialect->slow_start
      && seconds >= PATIENT_FROM_SECONDS)
    return MAX (seconds, SLOW_START_SECONDS);
  return seconds;
}

static LlmStream *
llm_http_provider_start (LlmProvider *provider, LlmRequest *request)
{
  LlmHttpProvider *self = LLM_HTTP_PROVIDER (provider);
  LlmHttpStreamSetup setup = { NULL };
  g_autoptr (GError) error = NULL;

  setup.session = self->session;
  setup.route = find_route (self, request, &error);
  setup.error = error;
  setup.provider_id = self->id;
  setup.provider_name = self->name;
  setup.secrets = self->secrets;
  setup.request = request;
  setup.connect_timeout = llm_settings_get_connect_timeout (self->settings);
  setup.first_token_timeout = get_first_token_timeout (self, setup.route);
  setup.idle_timeout = llm_settings_get_idle_timeout (self->settings);
  return llm_http_stream_start (&setup);
}

static char *
llm_http_provider_get_route_id (LlmProvider *provider, LlmRequest *request)
{
  g_autoptr (LlmRoute) route = find_route (LLM_HTTP_PROVIDER (provider), request, NULL);

  return route != NULL ? llm_route_to_id (route) : g_strdup ("");
}

static char *
llm_http_provider_get_account_id (LlmProvider *provider, LlmRequest *request)
{
  LlmHttpProvider *self = LLM_HTTP_PROVIDER (provider);
  g_autoptr (LlmRoute) route = find_route (self, request, NULL);

  return g_strdup (route != NULL ? route->account_id : self->id);
}

/* A way that cannot be found fails when it is gone. */
static void
llm_http_provider_get_image_limits (LlmProvider *provider,
                                    LlmRequest *request,
                                    LlmImageLimits *limits)
{
  g_autoptr (LlmRoute) route = find_route (LLM_HTTP_PROVIDER (provider), request, NULL);

  if (route != NULL)
    llm_route_get_image_limits (route, limits);
}

/* --- Questions about the provider itself: its key, its models --- */

/* What is asked on the way that is found; freed with the task. */
typedef struct
{
  LlmRoute *route;
  LlmAccess *access;
  char *etag;
  void (*ask) (GTask *task);
} Question;

static void
question_free (Question *question)
{
  llm_access_free (question->access);
  llm_route_free (question->route);
  g_free (question->etag);
  g_free (question);
}

static void
access_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  question->access = llm_access_open_finish (result, &error);
  if (question->access == NULL)
    g_task_return_error (task, error);
  else
    question->ask (task);
}

/* Takes @task. */
static void
ask (GTask *task, const char *key, const char *etag, void (*func) (GTask *task))
{
  LlmHttpProvider *self = g_task_get_source_object (task);
  Question *question = g_new0 (Question, 1);
  LlmAccessSetup setup = { NULL };
  GError *error = NULL;

  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  question->etag = g_strdup (etag);
  question->ask = func;
  question->route = find_route (self, NULL, &error);
  if (question->route == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  setup.route = question->route;
  setup.session = self->session;
  setup.secrets = self->secrets;
  setup.provider_name = self->name;
  setup.key = key;
  llm_access_open_async (&setup, g_task_get_cancellable (task), access_cb, task);
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
check_key (GTask *task)
{
  LlmHttpProvider *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);

  llm_http_check_async (question->access->session, question->route, self->name,
                        question->access->key, g_task_get_cancellable (task), checked_cb,
                        g_object_ref (task));
}

static void
llm_http_provider_check_key_async (LlmProvider *provider,
                                   const char *key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (provider, cancellable, callback, user_data);

  g_task_set_source_tag (task, llm_http_provider_check_key_async);
  ask (task, key, NULL, check_key);
}

static gboolean
llm_http_provider_check_key_finish (LlmProvider *provider, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LlmModelList *list;

  list = llm_model_lister_finish (LLM_SESSION (object), result, &error);
  if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) llm_model_list_free);
  else
    g_task_return_error (task, error);
}

static void
list_models (GTask *task)
{
  LlmHttpProvider *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  LlmTarget target;

  llm_route_get_target (question->route, question->access->key, NULL, &target);
  llm_model_lister_async (question->access->session, llm_route_get_list_kind (question->route),
                          self->id, self->name, &target, question->etag,
                          g_task_get_cancellable (task), listed_cb, g_object_ref (task));
}

static void
llm_http_provider_list_models_async (LlmProvider *provider,
                                     const char *etag,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task = g_task_new (provider, cancellable, callback, user_data);

  g_task_set_source_tag (task, llm_http_provider_list_models_async);
  ask (task, NULL, etag, list_models);
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
  iface->get_route_id = llm_http_provider_get_route_id;
  iface->get_image_limits = llm_http_provider_get_image_limits;
  iface->get_account_id = llm_http_provider_get_account_id;
  iface->list_models_async = llm_http_provider_list_models_async;
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
