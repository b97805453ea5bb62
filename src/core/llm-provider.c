/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-provider.h"

G_DEFINE_INTERFACE (LlmProvider, llm_provider, G_TYPE_OBJECT)

static void
llm_provider_default_init (LlmProviderInterface *iface)
{
}

/**
 * llm_provider_get_id:
 * @self: a provider
 *
 * Returns: what stands before the colon of PROVIDER:MODEL
 */
const char *
llm_provider_get_id (LlmProvider *self)
{
  g_return_val_if_fail (LLM_IS_PROVIDER (self), NULL);
  return LLM_PROVIDER_GET_IFACE (self)->get_id (self);
}

/**
 * llm_provider_get_name:
 * @self: a provider
 *
 * Returns: its name for people
 */
const char *
llm_provider_get_name (LlmProvider *self)
{
  g_return_val_if_fail (LLM_IS_PROVIDER (self), NULL);
  return LLM_PROVIDER_GET_IFACE (self)->get_name (self);
}

/**
 * llm_provider_get_flags:
 * @self: a provider
 *
 * Returns: what is special about it
 */
LlmProviderFlags
llm_provider_get_flags (LlmProvider *self)
{
  g_return_val_if_fail (LLM_IS_PROVIDER (self), 0);
  return LLM_PROVIDER_GET_IFACE (self)->get_flags (self);
}

/**
 * llm_provider_start:
 * @self: a provider
 * @request: what to ask
 *
 * Starts asking.  The stream works on its own; dropping the last reference
 * cancels it silently.
 *
 * Returns: (transfer full): the answer's stream; never NULL: what goes wrong is
 *   told by its ::finished
 */
LlmStream *
llm_provider_start (LlmProvider *self, LlmRequest *request)
{
  g_return_val_if_fail (LLM_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (request != NULL, NULL);
  return LLM_PROVIDER_GET_IFACE (self)->start (self, request);
}

/**
 * llm_provider_check_key_async:
 * @self: a provider
 * @key: (nullable): the key to try
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks the provider whether @key is good, at no cost.
 */
void
llm_provider_check_key_async (LlmProvider *self,
                              const char *key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (LLM_IS_PROVIDER (self));
  LLM_PROVIDER_GET_IFACE (self)->check_key_async (self, key, cancellable, callback, user_data);
}

/**
 * llm_provider_check_key_finish:
 * @self: a provider
 * @result: as given to the callback
 * @error: where to put an #LLM_ERROR
 *
 * Returns: whether the key is good
 */
gboolean
llm_provider_check_key_finish (LlmProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_PROVIDER (self), FALSE);
  return LLM_PROVIDER_GET_IFACE (self)->check_key_finish (self, result, error);
}

/**
 * llm_provider_get_route_id:
 * @self: a provider
 * @request: a request
 *
 * Returns: (transfer full): what tells equal requests to different servers apart,
 *   without secrets
 */
char *
llm_provider_get_route_id (LlmProvider *self, LlmRequest *request)
{
  g_return_val_if_fail (LLM_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (request != NULL, NULL);

  if (LLM_PROVIDER_GET_IFACE (self)->get_route_id == NULL)
    return g_strdup (llm_provider_get_id (self));
  return LLM_PROVIDER_GET_IFACE (self)->get_route_id (self, request);
}

/**
 * llm_provider_get_account_id:
 * @self: a provider
 * @request: a request
 *
 * Returns: (transfer full): whose rate limit it counts against, as a provider's id
 */
char *
llm_provider_get_account_id (LlmProvider *self, LlmRequest *request)
{
  g_return_val_if_fail (LLM_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (request != NULL, NULL);

  if (LLM_PROVIDER_GET_IFACE (self)->get_account_id == NULL)
    return g_strdup (llm_provider_get_id (self));
  return LLM_PROVIDER_GET_IFACE (self)->get_account_id (self, request);
}

/**
 * llm_provider_get_image_limits:
 * @self: a provider
 * @request: a request
 * @limits: (out): what images may go with it
 *
 * Says what images are made of before they are sent with a request of the kind of
 * @request.
 */
void
llm_provider_get_image_limits (LlmProvider *self, LlmRequest *request, LlmImageLimits *limits)
{
  g_return_if_fail (LLM_IS_PROVIDER (self));
  g_return_if_fail (request != NULL);
  g_return_if_fail (limits != NULL);

  *limits = (LlmImageLimits){
    .formats
    = 1u << LLM_IMAGE_PNG | 1u << LLM_IMAGE_JPEG | 1u << LLM_IMAGE_WEBP | 1u << LLM_IMAGE_GIF,
    .max_side = LLM_IMAGE_LIMIT_SIDE,
    .max_bytes = LLM_IMAGE_LIMIT_BYTES,
    .max_images = LLM_IMAGE_LIMIT_COUNT,
    .max_total = LLM_IMAGE_LIMIT_TOTAL,
  };
  if (LLM_PROVIDER_GET_IFACE (self)->get_image_limits != NULL)
    LLM_PROVIDER_GET_IFACE (self)->get_image_limits (self, request, limits);
}

/**
 * llm_provider_can_list_models:
 * @self: a provider
 *
 * Returns: whether it has a list of models to ask for
 */
gboolean
llm_provider_can_list_models (LlmProvider *self)
{
  g_return_val_if_fail (LLM_IS_PROVIDER (self), FALSE);

  return LLM_PROVIDER_GET_IFACE (self)->list_models_async != NULL
         && (llm_provider_get_flags (self) & LLM_PROVIDER_NO_LIST) == 0;
}

/**
 * llm_provider_list_models_async:
 * @self: a provider that can list its models
 * @etag: (nullable): the tag of the list that is known
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks for all pages of the provider's list of models.
 */
void
llm_provider_list_models_async (LlmProvider *self,
                                const char *etag,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (llm_provider_can_list_models (self));

  LLM_PROVIDER_GET_IFACE (self)->list_models_async (self, etag, cancellable, callback, user_data);
}

/**
 * llm_provider_list_models_finish:
 * @self: a provider
 * @result: as given to the callback
 * @error: where to put an #LLM_ERROR
 *
 * Returns: (transfer full) (nullable): the list
 */
LlmModelList *
llm_provider_list_models_finish (LlmProvider *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_model_list_new:
 * @models: (element-type LlmModel) (transfer none): what is served
 * @etag: (nullable): the server's own tag of the list
 *
 * Returns: (transfer full): a list
 */
LlmModelList *
llm_model_list_new (GPtrArray *models, const char *etag)
{
  LlmModelList *list;

  g_return_val_if_fail (models != NULL, NULL);

  list = g_new0 (LlmModelList, 1);
  list->models = g_ptr_array_ref (models);
  list->etag = g_strdup (etag);
  return list;
}

/**
 * llm_model_list_new_not_modified:
 *
 * Returns: (transfer full): what says that a list is as it was
 */
LlmModelList *
llm_model_list_new_not_modified (void)
{
  LlmModelList *list = g_new0 (LlmModelList, 1);

  list->not_modified = TRUE;
  return list;
}

/**
 * llm_model_list_free:
 * @list: (nullable) (transfer full): a list
 */
void
llm_model_list_free (LlmModelList *list)
{
  if (list == NULL)
    return;
  g_clear_pointer (&list->models, g_ptr_array_unref);
  g_free (list->etag);
  g_free (list);
}

/**
 * llm_provider_find:
 * @providers: a list of #LlmProvider
 * @provider_id: an id
 *
 * Returns: (transfer full) (nullable): the provider with that id
 */
LlmProvider *
llm_provider_find (GListModel *providers, const char *provider_id)
{
  guint n;

  g_return_val_if_fail (G_IS_LIST_MODEL (providers), NULL);

  n = g_list_model_get_n_items (providers);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (providers, i);

      if (g_strcmp0 (llm_provider_get_id (provider), provider_id) == 0)
        return g_steal_pointer (&provider);
    }
  return NULL;
}
