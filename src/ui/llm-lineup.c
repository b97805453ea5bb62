/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-lineup.h"

#include <glib/gi18n-lib.h>

#include "llm-error.h"

struct _LlmLineupItem
{
  GObject parent_instance;

  char *key;
  char *spec;
  char *provider_id;
  char *title;
};

G_DEFINE_FINAL_TYPE (LlmLineupItem, llm_lineup_item, G_TYPE_OBJECT)

struct _LlmLineup
{
  GObject parent_instance;

  LlmContext *context;
  GPtrArray *items;
  guint last_key;
};

static void llm_lineup_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmLineup, llm_lineup, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      llm_lineup_list_model_init))

static void
llm_lineup_item_finalize (GObject *object)
{
  LlmLineupItem *self = LLM_LINEUP_ITEM (object);

  g_free (self->key);
  g_free (self->spec);
  g_free (self->provider_id);
  g_free (self->title);

  G_OBJECT_CLASS (llm_lineup_item_parent_class)->finalize (object);
}

static void
llm_lineup_item_class_init (LlmLineupItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_lineup_item_finalize;
}

static void
llm_lineup_item_init (LlmLineupItem *self)
{
}

/**
 * llm_lineup_item_get_key:
 * @self: a #LlmLineupItem
 *
 * Returns: what identifies this chip within its line-up
 */
const char *
llm_lineup_item_get_key (LlmLineupItem *self)
{
  g_return_val_if_fail (LLM_IS_LINEUP_ITEM (self), NULL);

  return self->key;
}

/**
 * llm_lineup_item_get_spec:
 * @self: a #LlmLineupItem
 *
 * Returns: the model as PROVIDER:MODEL
 */
const char *
llm_lineup_item_get_spec (LlmLineupItem *self)
{
  g_return_val_if_fail (LLM_IS_LINEUP_ITEM (self), NULL);

  return self->spec;
}

/**
 * llm_lineup_item_get_provider_id:
 * @self: a #LlmLineupItem
 *
 * Returns: who answers for the model
 */
const char *
llm_lineup_item_get_provider_id (LlmLineupItem *self)
{
  g_return_val_if_fail (LLM_IS_LINEUP_ITEM (self), NULL);

  return self->provider_id;
}

/**
 * llm_lineup_item_get_title:
 * @self: a #LlmLineupItem
 *
 * Returns: the model's name for people
 */
const char *
llm_lineup_item_get_title (LlmLineupItem *self)
{
  g_return_val_if_fail (LLM_IS_LINEUP_ITEM (self), NULL);

  return self->title;
}

static GType
llm_lineup_get_item_type (GListModel *model)
{
  return LLM_TYPE_LINEUP_ITEM;
}

static guint
llm_lineup_get_n_items (GListModel *model)
{
  return LLM_LINEUP (model)->items->len;
}

static gpointer
llm_lineup_get_item (GListModel *model, guint position)
{
  LlmLineup *self = LLM_LINEUP (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position))
                                     : NULL;
}

static void
llm_lineup_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = llm_lineup_get_item_type;
  iface->get_n_items = llm_lineup_get_n_items;
  iface->get_item = llm_lineup_get_item;
}

static void
llm_lineup_dispose (GObject *object)
{
  LlmLineup *self = LLM_LINEUP (object);

  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_lineup_parent_class)->dispose (object);
}

static void
llm_lineup_finalize (GObject *object)
{
  LlmLineup *self = LLM_LINEUP (object);

  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (llm_lineup_parent_class)->finalize (object);
}

static void
llm_lineup_class_init (LlmLineupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_lineup_dispose;
  object_class->finalize = llm_lineup_finalize;
}

static void
llm_lineup_init (LlmLineup *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

static LlmLineupItem *
make_item (LlmLineup *self, const char *spec, GError **error)
{
  g_autoptr (LlmLineupItem) item = NULL;
  g_autofree char *provider_id = NULL;
  g_autofree char *model_id = NULL;

  if (!llm_context_parse_model (self->context, spec, &provider_id, &model_id, error))
    return NULL;

  item = g_object_new (LLM_TYPE_LINEUP_ITEM, NULL);
  item->key = g_strdup_printf ("chip-%u", ++self->last_key);
  item->spec = g_strconcat (provider_id, ":", model_id, NULL);
  item->title = llm_context_get_model_title (self->context, provider_id, model_id);
  item->provider_id = g_steal_pointer (&provider_id);

  return g_steal_pointer (&item);
}

/**
 * llm_lineup_new:
 * @context: the context whose providers the models belong to
 *
 * Returns: (transfer full): an empty line-up
 */
LlmLineup *
llm_lineup_new (LlmContext *context)
{
  LlmLineup *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_LINEUP, NULL);
  self->context = g_object_ref (context);

  return self;
}

/**
 * llm_lineup_get_context:
 * @self: a #LlmLineup
 *
 * Returns: (transfer none): the context
 */
LlmContext *
llm_lineup_get_context (LlmLineup *self)
{
  g_return_val_if_fail (LLM_IS_LINEUP (self), NULL);

  return self->context;
}

/**
 * llm_lineup_set_specs:
 * @self: a #LlmLineup
 * @specs: models as PROVIDER:MODEL
 *
 * Replaces the line-up.  Models of providers that are gone are left out, as is
 * what is beyond %LLM_LINEUP_MAX.
 */
void
llm_lineup_set_specs (LlmLineup *self, const char *const *specs)
{
  guint removed;

  g_return_if_fail (LLM_IS_LINEUP (self));
  g_return_if_fail (specs != NULL);

  removed = self->items->len;
  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; specs[i] != NULL && self->items->len < LLM_LINEUP_MAX; i++)
    {
      g_autoptr (GError) error = NULL;
      LlmLineupItem *item = make_item (self, specs[i], &error);

      if (item != NULL)
        g_ptr_array_add (self->items, item);
      else
        g_debug ("Left a model out of the line-up: %s", error->message);
    }

  g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, self->items->len);
}

/**
 * llm_lineup_get_specs:
 * @self: a #LlmLineup
 *
 * Returns: (transfer full) (array zero-terminated=1): the models as PROVIDER:MODEL
 */
char **
llm_lineup_get_specs (LlmLineup *self)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  g_return_val_if_fail (LLM_IS_LINEUP (self), NULL);

  builder = g_strv_builder_new ();
  for (guint i = 0; i < self->items->len; i++)
    g_strv_builder_add (builder, llm_lineup_item_get_spec (g_ptr_array_index (self->items, i)));

  return g_strv_builder_end (builder);
}

/**
 * llm_lineup_add:
 * @self: a #LlmLineup
 * @spec: a model as PROVIDER:MODEL
 * @error: return location for an error
 *
 * Adds a model at the end, also when it is already there.
 *
 * Returns: %FALSE with %LLM_ERROR_UNSUPPORTED when the line-up is full, or with
 *   the error of llm_context_parse_model()
 */
gboolean
llm_lineup_add (LlmLineup *self, const char *spec, GError **error)
{
  LlmLineupItem *item;

  g_return_val_if_fail (LLM_IS_LINEUP (self), FALSE);
  g_return_val_if_fail (spec != NULL, FALSE);

  if (self->items->len >= LLM_LINEUP_MAX)
    {
      g_set_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED,
                   ngettext ("The line-up is full: at most %d model is asked at once.",
                             "The line-up is full: at most %d models are asked at once.",
                             LLM_LINEUP_MAX),
                   LLM_LINEUP_MAX);
      return FALSE;
    }

  item = make_item (self, spec, error);
  if (item == NULL)
    return FALSE;

  g_ptr_array_add (self->items, item);
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);

  return TRUE;
}

/**
 * llm_lineup_remove:
 * @self: a #LlmLineup
 * @key: the key of a chip, or PROVIDER:MODEL for the last chip of that model
 *
 * Returns: whether there was such a chip
 */
gboolean
llm_lineup_remove (LlmLineup *self, const char *key)
{
  g_return_val_if_fail (LLM_IS_LINEUP (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  for (guint i = self->items->len; i > 0; i--)
    {
      LlmLineupItem *item = g_ptr_array_index (self->items, i - 1);

      if (g_str_equal (item->key, key) || g_str_equal (item->spec, key))
        {
          g_ptr_array_remove_index (self->items, i - 1);
          g_list_model_items_changed (G_LIST_MODEL (self), i - 1, 1, 0);
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * llm_lineup_count:
 * @self: a #LlmLineup
 * @spec: a model as PROVIDER:MODEL
 *
 * Returns: how many chips this model has
 */
guint
llm_lineup_count (LlmLineup *self, const char *spec)
{
  guint count = 0;

  g_return_val_if_fail (LLM_IS_LINEUP (self), 0);
  g_return_val_if_fail (spec != NULL, 0);

  for (guint i = 0; i < self->items->len; i++)
    if (g_str_equal (llm_lineup_item_get_spec (g_ptr_array_index (self->items, i)), spec))
      count++;

  return count;
}

/**
 * llm_lineup_is_canned:
 * @self: a #LlmLineup
 *
 * Returns: whether nobody but the demonstration would be asked
 */
gboolean
llm_lineup_is_canned (LlmLineup *self)
{
  GListModel *providers;

  g_return_val_if_fail (LLM_IS_LINEUP (self), FALSE);

  providers = llm_context_get_providers (self->context);
  for (guint i = 0; i < self->items->len; i++)
    {
      LlmLineupItem *item = g_ptr_array_index (self->items, i);
      g_autoptr (LlmProvider) provider = llm_provider_find (providers, item->provider_id);

      if (provider == NULL || (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) == 0)
        return FALSE;
    }

  return self->items->len > 0;
}
