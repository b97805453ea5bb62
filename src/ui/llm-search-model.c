/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-search-model.h"

/* After the last letter (milliseconds). */
#define DELAY 120

struct _LlmSearchResult
{
  GObject parent_instance;

  LlmSearchHit *hit;
};

G_DEFINE_FINAL_TYPE (LlmSearchResult, llm_search_result, G_TYPE_OBJECT)

struct _LlmSearchModel
{
  GObject parent_instance;

  LlmStore *store;
  GCancellable *cancellable; /* of the search that runs */
  GCancellable *preparing;   /* of what prepares one */
  GPtrArray *results;
  LlmSearchQuery query; /* owns its strings */
  GError *error;
  guint delay_id;
  gboolean searching;
};

static void llm_search_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmSearchModel,
                               llm_search_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      llm_search_model_list_model_init))

enum
{
  PROP_0,
  PROP_SEARCHING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
llm_search_result_finalize (GObject *object)
{
  llm_search_hit_free (LLM_SEARCH_RESULT (object)->hit);

  G_OBJECT_CLASS (llm_search_result_parent_class)->finalize (object);
}

static void
llm_search_result_class_init (LlmSearchResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_search_result_finalize;
}

static void
llm_search_result_init (LlmSearchResult *self)
{
}

/**
 * llm_search_result_get_hit:
 * @self: a #LlmSearchResult
 *
 * Returns: (transfer none): the hit
 */
const LlmSearchHit *
llm_search_result_get_hit (LlmSearchResult *self)
{
  g_return_val_if_fail (LLM_IS_SEARCH_RESULT (self), NULL);
  return self->hit;
}

static void
clear_query (LlmSearchQuery *query)
{
  g_free ((char *) query->text);
  g_free ((char *) query->kind);
  g_free ((char *) query->provider);
  g_free ((char *) query->model);
  g_free ((char *) query->tag);
  g_free ((char *) query->folder_id);
  *query = (LlmSearchQuery){ 0 };
}

static void
take_results (LlmSearchModel *self, GPtrArray *hits)
{
  const guint n_removed = self->results->len;
  const guint n_added = hits != NULL ? hits->len : 0;

  g_ptr_array_set_size (self->results, 0);
  for (guint i = 0; i < n_added; i++)
    {
      LlmSearchResult *result = g_object_new (LLM_TYPE_SEARCH_RESULT, NULL);

      result->hit = llm_search_hit_copy (g_ptr_array_index (hits, i));
      g_ptr_array_add (self->results, result);
    }
  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_removed, n_added);
}

static void
set_searching (LlmSearchModel *self, gboolean searching)
{
  self->searching = searching;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCHING]);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmSearchModel) self = user_data;
  g_autoptr (GPtrArray) hits = NULL;
  GError *error = NULL;

  hits = llm_store_list_finish (LLM_STORE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }

  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  self->error = error;
  take_results (self, hits);
  set_searching (self, FALSE);
}

/* Without it the first search takes longer, that is all. */
static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmSearchModel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) nothing G_GNUC_UNUSED
      = llm_store_list_finish (LLM_STORE (source), result, &error);

  g_clear_object (&self->preparing);
}

static void
cancel (LlmSearchModel *self)
{
  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static gboolean
delay_cb (gpointer user_data)
{
  LlmSearchModel *self = user_data;

  self->delay_id = 0;
  g_cancellable_cancel (self->preparing);
  self->cancellable = g_cancellable_new ();
  llm_store_search_async (self->store, &self->query, self->cancellable, found_cb,
                          g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static GType
llm_search_model_get_item_type (GListModel *model)
{
  return LLM_TYPE_SEARCH_RESULT;
}

static guint
llm_search_model_get_n_items (GListModel *model)
{
  return LLM_SEARCH_MODEL (model)->results->len;
}

static gpointer
llm_search_model_get_item (GListModel *model, guint position)
{
  GPtrArray *results = LLM_SEARCH_MODEL (model)->results;

  return position < results->len ? g_object_ref (g_ptr_array_index (results, position)) : NULL;
}

static void
llm_search_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = llm_search_model_get_item_type;
  iface->get_n_items = llm_search_model_get_n_items;
  iface->get_item = llm_search_model_get_item;
}

static void
llm_search_model_dispose (GObject *object)
{
  LlmSearchModel *self = LLM_SEARCH_MODEL (object);

  cancel (self);
  g_cancellable_cancel (self->preparing);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (llm_search_model_parent_class)->dispose (object);
}

static void
llm_search_model_finalize (GObject *object)
{
  LlmSearchModel *self = LLM_SEARCH_MODEL (object);

  g_ptr_array_unref (self->results);
  clear_query (&self->query);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (llm_search_model_parent_class)->finalize (object);
}

static void
llm_search_model_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SEARCHING:
      g_value_set_boolean (value, LLM_SEARCH_MODEL (object)->searching);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_search_model_class_init (LlmSearchModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_search_model_dispose;
  object_class->finalize = llm_search_model_finalize;
  object_class->get_property = llm_search_model_get_property;

  props[PROP_SEARCHING]
      = g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_search_model_init (LlmSearchModel *self)
{
  self->results = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * llm_search_model_new:
 * @store: where is searched
 *
 * Returns: (transfer full): an empty model
 */
LlmSearchModel *
llm_search_model_new (LlmStore *store)
{
  LlmSearchModel *self;

  g_return_val_if_fail (LLM_IS_STORE (store), NULL);

  self = g_object_new (LLM_TYPE_SEARCH_MODEL, NULL);
  self->store = g_object_ref (store);
  return self;
}

/**
 * llm_search_model_prepare:
 * @self: a #LlmSearchModel
 *
 * Tells that somebody is about to search.
 */
void
llm_search_model_prepare (LlmSearchModel *self)
{
  g_return_if_fail (LLM_IS_SEARCH_MODEL (self));

  if (self->preparing != NULL || self->searching || self->store == NULL)
    return;
  self->preparing = g_cancellable_new ();
  llm_store_prepare_search_async (self->store, self->preparing, prepared_cb, g_object_ref (self));
}

/**
 * llm_search_model_get_preparing:
 * @self: a #LlmSearchModel
 *
 * Returns: whether the store prepares for a search
 */
gboolean
llm_search_model_get_preparing (LlmSearchModel *self)
{
  g_return_val_if_fail (LLM_IS_SEARCH_MODEL (self), FALSE);
  return self->preparing != NULL;
}

/**
 * llm_search_model_set_query:
 * @self: a #LlmSearchModel
 * @query: (nullable): what is searched for, copied; its limit does not count; nothing is
 *   with no text
 *
 * Searches a moment later; what was asked before is not waited for.
 */
void
llm_search_model_set_query (LlmSearchModel *self, const LlmSearchQuery *query)
{
  g_autofree char *text = NULL;

  g_return_if_fail (LLM_IS_SEARCH_MODEL (self));

  cancel (self);
  clear_query (&self->query);
  text = g_strstrip (g_strdup (query != NULL && query->text != NULL ? query->text : ""));
  if (*text == '\0')
    {
      g_clear_error (&self->error);
      take_results (self, NULL);
      set_searching (self, FALSE);
      return;
    }

  self->query = *query;
  self->query.text = g_steal_pointer (&text);
  self->query.kind = g_strdup (query->kind);
  self->query.provider = g_strdup (query->provider);
  self->query.model = g_strdup (query->model);
  self->query.tag = g_strdup (query->tag);
  self->query.folder_id = g_strdup (query->folder_id);
  self->query.limit = LLM_SEARCH_LIMIT;
  self->delay_id = g_timeout_add (DELAY, delay_cb, self);
  set_searching (self, TRUE);
}

/**
 * llm_search_model_retry:
 * @self: a #LlmSearchModel
 *
 * Asks the same again, as after an error.
 */
void
llm_search_model_retry (LlmSearchModel *self)
{
  g_return_if_fail (LLM_IS_SEARCH_MODEL (self));

  if (self->query.text == NULL)
    return;
  cancel (self);
  self->delay_id = g_timeout_add (DELAY, delay_cb, self);
  set_searching (self, TRUE);
}

/**
 * llm_search_model_get_text:
 * @self: a #LlmSearchModel
 *
 * Returns: (nullable): what is searched for; %NULL for nothing
 */
const char *
llm_search_model_get_text (LlmSearchModel *self)
{
  g_return_val_if_fail (LLM_IS_SEARCH_MODEL (self), NULL);
  return self->query.text;
}

/**
 * llm_search_model_get_searching:
 * @self: a #LlmSearchModel
 *
 * Returns: whether an answer is on its way
 */
gboolean
llm_search_model_get_searching (LlmSearchModel *self)
{
  g_return_val_if_fail (LLM_IS_SEARCH_MODEL (self), FALSE);
  return self->searching;
}

/**
 * llm_search_model_get_error:
 * @self: a #LlmSearchModel
 *
 * Returns: (nullable): why the last search did not work
 */
const GError *
llm_search_model_get_error (LlmSearchModel *self)
{
  g_return_val_if_fail (LLM_IS_SEARCH_MODEL (self), NULL);
  return self->error;
}
