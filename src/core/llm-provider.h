/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-request.h"
#include "llm-stream.h"

G_BEGIN_DECLS

/**
 * LlmProviderFlags:
 * @LLM_PROVIDER_NEEDS_KEY: cannot be asked without a key; takes one, of course
 * @LLM_PROVIDER_TAKES_KEY: a key may be given
 * @LLM_PROVIDER_CANNED: answers are canned (the demonstration)
 * @LLM_PROVIDER_LOCAL: runs on this machine, sends nothing out
 * @LLM_PROVIDER_CUSTOM: an endpoint the user has added
 * @LLM_PROVIDER_NO_LIST: does not tell what can be asked (Azure lists models, not
 *   deployments)
 * @LLM_PROVIDER_NO_SEED: takes no seed
 */
typedef enum
{
  LLM_PROVIDER_NEEDS_KEY = 1 << 0,
  LLM_PROVIDER_TAKES_KEY = 1 << 1,
  LLM_PROVIDER_CANNED = 1 << 2,
  LLM_PROVIDER_LOCAL = 1 << 3,
  LLM_PROVIDER_CUSTOM = 1 << 4,
  LLM_PROVIDER_NO_LIST = 1 << 5,
  LLM_PROVIDER_NO_SEED = 1 << 6,
} LlmProviderFlags;

/**
 * LlmModelList:
 * @models: (element-type LlmModel): what the provider serves; NULL if @not_modified
 * @etag: (nullable): the server's own tag of the list
 * @not_modified: whether the list is still the one of the tag that was given
 *
 * What a provider says of its models.
 */
typedef struct
{
  GPtrArray *models;
  char *etag;
  gboolean not_modified;
} LlmModelList;

LlmModelList *llm_model_list_new (GPtrArray *models, const char *etag);
LlmModelList *llm_model_list_new_not_modified (void);
void llm_model_list_free (LlmModelList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmModelList, llm_model_list_free)

/* What images almost every provider takes (docs/providers.md): the strictest ones count 5 MiB
 * and 32 MiB after base64 has made four bytes of three.  The same for as many as possible, so
 * that all columns get the same bytes. */
#define LLM_IMAGE_LIMIT_SIDE 2000
#define LLM_IMAGE_LIMIT_BYTES (3456 * 1024)
#define LLM_IMAGE_LIMIT_COUNT 100
#define LLM_IMAGE_LIMIT_TOTAL (23 * 1024 * 1024)

/**
 * LlmProvider:
 *
 * Someone who answers prompts.  An implementation is created by net/ and known
 * to the rest only by this interface.
 */
#define LLM_TYPE_PROVIDER (llm_provider_get_type ())
G_DECLARE_INTERFACE (LlmProvider, llm_provider, LLM, PROVIDER, GObject)

struct _LlmProviderInterface
{
  GTypeInterface parent_iface;

  const char *(*get_id) (LlmProvider *self);
  const char *(*get_name) (LlmProvider *self);
  LlmProviderFlags (*get_flags) (LlmProvider *self);
  LlmStream *(*start) (LlmProvider *self, LlmRequest *request);
  void (*check_key_async) (LlmProvider *self,
                           const char *key,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
  gboolean (*check_key_finish) (LlmProvider *self, GAsyncResult *result, GError **error);

  /* What tells equal requests to different servers apart; no secrets.  Optional. */
  char *(*get_route_id) (LlmProvider *self, LlmRequest *request);
  /* Whose rate limit a request counts against; the provider's own id unless it goes
   * another way.  Optional. */
  char *(*get_account_id) (LlmProvider *self, LlmRequest *request);
  /* What images it takes with a request; without it what most take.  Optional. */
  void (*get_image_limits) (LlmProvider *self, LlmRequest *request, LlmImageLimits *limits);
  /* Optional; without it the provider has no list.  The result is a GTask. */
  void (*list_models_async) (LlmProvider *self,
                             const char *etag,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
};

const char *llm_provider_get_id (LlmProvider *self);
const char *llm_provider_get_name (LlmProvider *self);
LlmProviderFlags llm_provider_get_flags (LlmProvider *self);
LlmStream *llm_provider_start (LlmProvider *self, LlmRequest *request);
void llm_provider_check_key_async (LlmProvider *self,
                                   const char *key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean llm_provider_check_key_finish (LlmProvider *self, GAsyncResult *result, GError **error);

char *llm_provider_get_route_id (LlmProvider *self, LlmRequest *request);
char *llm_provider_get_account_id (LlmProvider *self, LlmRequest *request);
void llm_provider_get_image_limits (LlmProvider *self,
                                    LlmRequest *request,
                                    LlmImageLimits *limits);
gboolean llm_provider_can_list_models (LlmProvider *self);
void llm_provider_list_models_async (LlmProvider *self,
                                     const char *etag,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
LlmModelList *
llm_provider_list_models_finish (LlmProvider *self, GAsyncResult *result, GError **error);

LlmProvider *llm_provider_find (GListModel *providers, const char *provider_id);

G_END_DECLS
