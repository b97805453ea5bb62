/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-catalog.h"

#include <string.h>

#include "llm-model-merge.h"

/* What a provider has told. */
typedef struct
{
  char *provider_id;
  GPtrArray *told;
  GHashTable *by_id;
} List;

struct _LlmCatalog
{
  GObject parent_instance;

  GPtrArray *dated; /* as added */
  GHashTable *dated_by_key;
  GPtrArray *lists;
  GPtrArray *models; /* the outcome */
  GHashTable *by_key;
  LlmSettings *settings;
  LlmCatalogLoadFunc load;
  gboolean loading;
};

static void list_model_init (GListModelInterface *iface);

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
list_free (gpointer data)
{
  List *list = data;

  g_hash_table_unref (list->by_id);
  g_ptr_array_unref (list->told);
  g_free (list->provider_id);
  g_free (list);
}

static List *
find_list (LlmCatalog *self, const char *provider_id, guint *position)
{
  for (guint i = 0; i < self->lists->len; i++)
    {
      List *list = self->lists->pdata[i];

      if (strcmp (list->provider_id, provider_id) != 0)
        continue;
      if (position != NULL)
        *position = i;
      return list;
    }
  return NULL;
}

/* --- Putting together --- */

/**
 * Merge:
 * @only: (nullable): whose models are merged anew; the others stay
 * @has_prices: whether the user has own prices at all
 * @new_models, @new_by_key: the outcome
 *
 * One run over all models.
 */
typedef struct
{
  LlmCatalog *catalog;
  const char *only;
  gboolean has_prices;
  GPtrArray *new_models;
  GHashTable *new_by_key;
} Merge;

static gboolean
has_own_prices (LlmCatalog *self)
{
  g_autoptr (GVariant) prices = NULL;

  if (self->settings == NULL)
    return FALSE;
  prices = g_settings_get_value (llm_settings_get_gsettings (self->settings), "prices");
  return g_variant_n_children (prices) > 0;
}

/* Keeps the object that is there if nothing differs: somebody may hold it. */
static void
put (Merge *merge, LlmModel *model)
{
  char *key = make_key (llm_model_get_provider_id (model), llm_model_get_id (model));
  LlmModel *old = g_hash_table_lookup (merge->catalog->by_key, key);
  LlmModel *kept = old != NULL && llm_model_equal (old, model) ? old : model;

  g_hash_table_insert (merge->new_by_key, key, kept);
  g_ptr_array_add (merge->new_models, g_object_ref (kept));
}

static const LlmPrices *
find_own_prices (Merge *merge, LlmModel *model, LlmPrices *prices)
{
  if (!merge->has_prices
      || !llm_settings_get_price (merge->catalog->settings, llm_model_get_provider_id (model),
                                  llm_model_get_id (model), prices))
    return NULL;
  return prices;
}

/* The model of @list with that id, else the newest of its snapshots. */
static LlmModel *
find_told (const List *list, LlmModel *dated)
{
  const char *id = llm_model_get_id (dated);
  LlmModel *best = g_hash_table_lookup (list->by_id, id);

  if (best != NULL)
    return best;
  for (guint i = 0; i < list->told->len; i++)
    {
      LlmModel *told = list->told->pdata[i];

      if (llm_model_id_is_snapshot (llm_model_get_id (told), id)
          && (best == NULL || llm_model_compare_newest (told, best) < 0))
        best = told;
    }
  return best;
}

static void
put_dated (Merge *merge, LlmModel *dated, const List *list)
{
  g_autoptr (LlmModel) merged = NULL;
  LlmPrices prices;

  merged = llm_model_merge (dated, list != NULL ? find_told (list, dated) : NULL, list != NULL,
                            find_own_prices (merge, dated, &prices));
  put (merge, merged);
}

static LlmModel *
find_alias (LlmCatalog *self, LlmModel *told)
{
  const char *provider_id = llm_model_get_provider_id (told);

  for (guint i = 0; i < self->dated->len; i++)
    {
      LlmModel *dated = self->dated->pdata[i];

      if (strcmp (llm_model_get_provider_id (dated), provider_id) == 0
          && llm_model_id_is_snapshot (llm_model_get_id (told), llm_model_get_id (dated)))
        return dated;
    }
  return NULL;
}

/* Those of @list that the catalogue has not. */
static void
put_additions (Merge *merge, const List *list)
{
  for (guint i = 0; i < list->told->len; i++)
    {
      LlmModel *told = list->told->pdata[i];
      g_autofree char *key = make_key (list->provider_id, llm_model_get_id (told));
      g_autoptr (LlmModel) merged = NULL;
      LlmPrices prices;

      if (llm_model_is_alias (told) || g_hash_table_contains (merge->new_by_key, key)
          || g_hash_table_contains (merge->catalog->dated_by_key, key))
        continue;
      merged = llm_model_merge_snapshot (told, find_alias (merge->catalog, told),
                                         find_own_prices (merge, told, &prices));
      put (merge, merged);
    }
}

/* The additions of a provider that is not merged anew are the models it has beyond
 * those of the catalogue. */
static void
keep_additions (Merge *merge, const List *list)
{
  for (guint i = 0; i < list->told->len; i++)
    {
      g_autofree char *key = make_key (list->provider_id, llm_model_get_id (list->told->pdata[i]));
      LlmModel *old = g_hash_table_lookup (merge->catalog->by_key, key);

      if (old != NULL && !g_hash_table_contains (merge->new_by_key, key)
          && !g_hash_table_contains (merge->catalog->dated_by_key, key))
        put (merge, old);
    }
}

static void
put_list (Merge *merge, const List *list)
{
  if (merge->only == NULL || strcmp (merge->only, list->provider_id) == 0)
    put_additions (merge, list);
  else
    keep_additions (merge, list);
}

/* Which of the dated models is the last of its provider. */
static GHashTable *
find_last_models (LlmCatalog *self)
{
  GHashTable *last = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->dated->len; i++)
    {
      LlmModel *model = self->dated->pdata[i];

      g_hash_table_insert (last, (gpointer) llm_model_get_provider_id (model), model);
    }
  return last;
}

static void
put_all (Merge *merge)
{
  LlmCatalog *self = merge->catalog;
  g_autoptr (GHashTable) last = find_last_models (self);

  for (guint i = 0; i < self->dated->len; i++)
    {
      LlmModel *dated = self->dated->pdata[i];
      const char *provider_id = llm_model_get_provider_id (dated);
      const List *list = find_list (self, provider_id, NULL);
      LlmModel *old = NULL;

      if (merge->only != NULL && strcmp (merge->only, provider_id) != 0)
        {
          g_autofree char *key = make_key (provider_id, llm_model_get_id (dated));

          old = g_hash_table_lookup (self->by_key, key);
        }
      if (old != NULL)
        put (merge, old);
      else
        put_dated (merge, dated, list);
      if (list != NULL && g_hash_table_lookup (last, provider_id) == dated)
        put_list (merge, list);
    }
  for (guint i = 0; i < self->lists->len; i++)
    {
      const List *list = self->lists->pdata[i];

      if (!g_hash_table_contains (last, list->provider_id))
        put_list (merge, list);
    }
}

/* Takes over the outcome of a run, with one change of the list for all between the
 * first and the last model that differs. */
static void
replace_models (LlmCatalog *self, GPtrArray *models, GHashTable *by_key)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->models);
  guint start = 0, end = 0;

  while (start < old->len && start < models->len && old->pdata[start] == models->pdata[start])
    start++;
  while (end < old->len - start && end < models->len - start
         && old->pdata[old->len - 1 - end] == models->pdata[models->len - 1 - end])
    end++;

  self->models = models;
  g_hash_table_unref (self->by_key);
  self->by_key = by_key;
  if (!self->loading && (old->len > start + end || models->len > start + end))
    g_list_model_items_changed (G_LIST_MODEL (self), start, old->len - start - end,
                                models->len - start - end);
}

static void
update (LlmCatalog *self, const char *only)
{
  Merge merge = {
    .catalog = self,
    .only = only,
    .has_prices = has_own_prices (self),
    .new_models = g_ptr_array_new_with_free_func (g_object_unref),
    .new_by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };

  put_all (&merge);
  replace_models (self, merge.new_models, merge.new_by_key);
}

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
  update (self, NULL);
  self->loading = FALSE;
}

/* --- The list --- */

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

static void
llm_catalog_dispose (GObject *object)
{
  LlmCatalog *self = LLM_CATALOG (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (llm_catalog_parent_class)->dispose (object);
}

static void
llm_catalog_finalize (GObject *object)
{
  LlmCatalog *self = LLM_CATALOG (object);

  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->models);
  g_ptr_array_unref (self->lists);
  g_hash_table_unref (self->dated_by_key);
  g_ptr_array_unref (self->dated);

  G_OBJECT_CLASS (llm_catalog_parent_class)->finalize (object);
}

static void
llm_catalog_class_init (LlmCatalogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_catalog_dispose;
  object_class->finalize = llm_catalog_finalize;
}

static void
llm_catalog_init (LlmCatalog *self)
{
  self->dated = g_ptr_array_new_with_free_func (g_object_unref);
  self->dated_by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lists = g_ptr_array_new_with_free_func (list_free);
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

  if (g_hash_table_contains (self->dated_by_key, key))
    {
      g_free (key);
      return FALSE;
    }
  g_hash_table_insert (self->dated_by_key, key, model);
  g_ptr_array_add (self->dated, g_object_ref (model));
  return TRUE;
}

/**
 * llm_catalog_add:
 * @self: a catalogue
 * @model: a model; ignored if one with the same provider and id was added before
 */
void
llm_catalog_add (LlmCatalog *self, LlmModel *model)
{
  g_return_if_fail (LLM_IS_CATALOG (self));
  g_return_if_fail (LLM_IS_MODEL (model));

  ensure_loaded (self);
  if (append (self, model) && !self->loading)
    update (self, llm_model_get_provider_id (model));
}

/**
 * llm_catalog_add_all:
 * @self: a catalogue
 * @models: (element-type LlmModel): models, added with one change of the list
 */
void
llm_catalog_add_all (LlmCatalog *self, GPtrArray *models)
{
  guint added = 0;

  g_return_if_fail (LLM_IS_CATALOG (self));
  g_return_if_fail (models != NULL);

  ensure_loaded (self);
  for (guint i = 0; i < models->len; i++)
    added += append (self, models->pdata[i]);
  if (added > 0 && !self->loading)
    update (self, NULL);
}

/**
 * llm_catalog_set_list:
 * @self: a catalogue
 * @provider_id: a provider's id
 * @told: (nullable) (element-type LlmModel): what it tells of its models, all of
 *   that provider; NULL to go back to what is known without
 *
 * Merges a provider's own list into what is known of its models, with at most one
 * change of the list.  Does not load a catalogue that nobody has looked into.
 */
void
llm_catalog_set_list (LlmCatalog *self, const char *provider_id, GPtrArray *told)
{
  guint position;
  List *old;

  g_return_if_fail (LLM_IS_CATALOG (self));
  g_return_if_fail (provider_id != NULL);

  old = find_list (self, provider_id, &position);
  if (old == NULL && told == NULL)
    return;
  if (told != NULL)
    {
      List *list = g_new0 (List, 1);

      list->provider_id = g_strdup (provider_id);
      list->told = g_ptr_array_ref (told);
      list->by_id = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < told->len; i++)
        g_hash_table_insert (list->by_id, (gpointer) llm_model_get_id (told->pdata[i]),
                             told->pdata[i]);
      g_ptr_array_insert (self->lists, old != NULL ? (gint) position : -1, list);
    }
  if (old != NULL)
    g_ptr_array_remove (self->lists, old);
  if (self->load == NULL && !self->loading)
    update (self, provider_id);
}

static void
settings_changed_cb (LlmSettings *settings, const char *key, gpointer user_data)
{
  LlmCatalog *self = user_data;

  if (g_strcmp0 (key, "prices") == 0 && self->load == NULL)
    update (self, NULL);
}

/**
 * llm_catalog_set_settings:
 * @self: a catalogue
 * @settings: where the user's own prices are; followed from now on
 */
void
llm_catalog_set_settings (LlmCatalog *self, LlmSettings *settings)
{
  g_return_if_fail (LLM_IS_CATALOG (self));
  g_return_if_fail (LLM_IS_SETTINGS (settings));

  if (self->settings == settings)
    return;
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_set_object (&self->settings, settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (settings_changed_cb), self, 0);
  if (self->load == NULL)
    update (self, NULL);
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

/**
 * llm_catalog_lookup_known:
 * @self: a catalogue
 * @provider_id: a provider's id
 * @model_id: a model's id
 *
 * Like llm_catalog_lookup(), but without the user's own prices.
 *
 * Returns: (transfer full) (nullable): the model
 */
LlmModel *
llm_catalog_lookup_known (LlmCatalog *self, const char *provider_id, const char *model_id)
{
  g_autofree char *key = NULL;
  LlmModel *dated, *told = NULL;
  List *list;

  g_return_val_if_fail (LLM_IS_CATALOG (self), NULL);
  g_return_val_if_fail (provider_id != NULL && model_id != NULL, NULL);

  ensure_loaded (self);
  key = make_key (provider_id, model_id);
  dated = g_hash_table_lookup (self->dated_by_key, key);
  list = find_list (self, provider_id, NULL);
  if (dated != NULL)
    return llm_model_merge (dated, list != NULL ? find_told (list, dated) : NULL, list != NULL,
                            NULL);
  if (list != NULL)
    told = g_hash_table_lookup (list->by_id, model_id);
  return told != NULL ? llm_model_merge_snapshot (told, find_alias (self, told), NULL) : NULL;
}
