/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-catalog.h"

struct _LlmCatalog
{
  GObject parent_instance;

  GPtrArray *models;
  GHashTable *by_key;
  LlmCatalogLoadFunc load;
  gboolean loading;
};

/* The load function may be slow compared to a start of the program (it reads a
 * few hundred models), so it waits until somebody asks.  The models it adds are
 * there before the first answer: no change is emitted for them. */
static void
ensure_loaded (LlmCatalog *self)
{
  LlmCatalogLoadFunc load = g_steal_pointer (&self->load);
  g_autoptr (GError) error = NULL;

  if (load == NULL)
    return;
  self->loading = TRUE;
  if (!load (self, &error))
    g_warning ("The catalogue of models cannot be read: %s", error->message);
  self->loading = FALSE;
}

static GType
llm_catalog_get_item_type (GListModel *model)
{
  return LLM_TYPE_MODEL;
}

static guint
llm_catalog_get_n_items (GListModel *model)
{
  LlmCatalog *self = LLM_CATALOG (model);

  ensure_loaded (self);
  return self->models->len;
}

static gpointer
llm_catalog_get_item (GListModel *model, guint position)
{
  LlmCatalog *self = LLM_CATALOG (model);

  ensure_loaded (self);
  return position < self->models->len ? g_object_ref (self->models->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = llm_catalog_get_item_type;
  iface->get_n_items = llm_catalog_get_n_items;
  iface->get_item = llm_catalog_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmCatalog,
                               llm_catalog,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static char *
make_key (const char *provider_id, const char *model_id)
{
  return g_strconcat (provider_id, ":", model_id, NULL);
}

static void
llm_catalog_finalize (GObject *object)
{
  LlmCatalog *self = LLM_CATALOG (object);

  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->models);

  G_OBJECT_CLASS (llm_catalog_parent_class)->finalize (object);
}

static void
llm_catalog_class_init (LlmCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_catalog_finalize;
}

static void
llm_catalog_init (LlmCatalog *self)
{
  self->models = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * llm_catalog_new:
 *
 * Returns: (transfer full): an empty catalogue
 */
LlmCatalog *
llm_catalog_new (void)
{
  return g_object_new (LLM_TYPE_CATALOG, NULL);
}

/**
 * llm_catalog_new_lazy:
 * @load: what fills it
 *
 * Returns: (transfer full): a catalogue that is filled when first looked into
 */
LlmCatalog *
llm_catalog_new_lazy (LlmCatalogLoadFunc load)
{
  LlmCatalog *self = llm_catalog_new ();

  self->load = load;
  return self;
}

static gboolean
append (LlmCatalog *self, LlmModel *model)
{
  char *key = make_key (llm_model_get_provider_id (model), llm_model_get_id (model));

  if (g_hash_table_contains (self->by_key, key))
    {
      g_free (key);
      return FALSE;
    }
  g_hash_table_insert (self->by_key, key, model);
  g_ptr_array_add (self->models, g_object_ref (model));
  return TRUE;
}

/**
 * llm_catalog_add:
 * @self: a catalogue
 * @model: a model; ignored if one with the same provider and id is there
 */
void
llm_catalog_add (LlmCatalog *self, LlmModel *model)
{
  g_return_if_fail (LLM_IS_CATALOG (self));
  g_return_if_fail (LLM_IS_MODEL (model));

  ensure_loaded (self);
  if (append (self, model) && !self->loading)
    g_list_model_items_changed (G_LIST_MODEL (self), self->models->len - 1, 0, 1);
}

/**
 * llm_catalog_add_all:
 * @self: a catalogue
 * @models: (element-type LlmModel): models, added with one change of the list
 */
void
llm_catalog_add_all (LlmCatalog *self, GPtrArray *models)
{
  guint before, added = 0;

  g_return_if_fail (LLM_IS_CATALOG (self));
  g_return_if_fail (models != NULL);

  ensure_loaded (self);
  before = self->models->len;
  for (guint i = 0; i < models->len; i++)
    added += append (self, models->pdata[i]);
  if (added > 0 && !self->loading)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, added);
}

/**
 * llm_catalog_lookup:
 * @self: a catalogue
 * @provider_id: a provider's id
 * @model_id: a model's id
 *
 * Returns: (transfer none) (nullable): the model
 */
LlmModel *
llm_catalog_lookup (LlmCatalog *self, const char *provider_id, const char *model_id)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (LLM_IS_CATALOG (self), NULL);
  g_return_val_if_fail (provider_id != NULL && model_id != NULL, NULL);

  ensure_loaded (self);
  key = make_key (provider_id, model_id);
  return g_hash_table_lookup (self->by_key, key);
}
