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
  LlmParams *params;
};

enum
{
  PROP_0,
  PROP_PARAMS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (LlmLineupItem, llm_lineup_item, G_TYPE_OBJECT)

struct _LlmLineup
{
  GObject parent_instance;

  LlmContext *context;
  GPtrArray *items;
  guint last_key;
};

enum
{
  PARAMS_CHANGED,
  LEFT_OUT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void llm_lineup_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmLineup,
                               llm_lineup,
                               G_TYPE_OBJECT,
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
  llm_params_free (self->params);

  G_OBJECT_CLASS (llm_lineup_item_parent_class)->finalize (object);
}

static void
llm_lineup_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PARAMS)
    g_value_set_boxed (value, LLM_LINEUP_ITEM (object)->params);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
llm_lineup_item_class_init (LlmLineupItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_lineup_item_finalize;
  G_OBJECT_CLASS (klass)->get_property = llm_lineup_item_get_property;

  props[PROP_PARAMS] = g_param_spec_boxed ("params", NULL, NULL, LLM_TYPE_PARAMS,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
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
 * llm_lineup_item_get_model_id:
 * @self: a #LlmLineupItem
 *
 * Returns: the model's id as it is sent
 */
const char *
llm_lineup_item_get_model_id (LlmLineupItem *self)
{
  g_return_val_if_fail (LLM_IS_LINEUP_ITEM (self), NULL);

  return self->spec + strlen (self->provider_id) + 1;
}

/**
 * llm_lineup_item_get_params:
 * @self: a #LlmLineupItem
 *
 * Returns: (transfer none): with what parameters it is asked, until they change
 */
const LlmParams *
llm_lineup_item_get_params (LlmLineupItem *self)
{
  g_return_val_if_fail (LLM_IS_LINEUP_ITEM (self), NULL);

  return self->params;
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

  /**
   * LlmLineup::params-changed:
   *
   * One of the models is to be asked with other parameters.
   */
  signals[PARAMS_CHANGED] = g_signal_new ("params-changed", LLM_TYPE_LINEUP, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * LlmLineup::left-out:
   * @sentence: which models could not be taken, and why; not markup
   *
   * Not all that was to be used can be asked.
   */
  signals[LEFT_OUT] = g_signal_new ("left-out", LLM_TYPE_LINEUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
llm_lineup_init (LlmLineup *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

static LlmLineupItem *
make_item (LlmLineup *self, const char *column, GError **error)
{
  g_autoptr (LlmLineupItem) item = NULL;
  g_autoptr (LlmParams) params = NULL;
  g_autofree char *spec = llm_column_spec_split (column, &params, error);
  g_autofree char *provider_id = NULL;
  g_autofree char *model_id = NULL;

  if (spec == NULL
      || !llm_context_parse_model (self->context, spec, &provider_id, &model_id, error))
    return NULL;

  item = g_object_new (LLM_TYPE_LINEUP_ITEM, NULL);
  item->key = g_strdup_printf ("chip-%u", ++self->last_key);
  item->spec = g_steal_pointer (&spec);
  item->params = g_steal_pointer (&params);
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

static void
replace_items (LlmLineup *self, GPtrArray *items)
{
  const guint removed = self->items->len;

  g_ptr_array_set_size (self->items, 0);
  g_ptr_array_extend_and_steal (self->items, items);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, self->items->len);
}

/* What can be asked, at most as many as fit; @left_out gets the others. */
static GPtrArray *
make_items (LlmLineup *self, const char *const *columns, GString *left_out)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; columns[i] != NULL; i++)
    {
      LlmLineupItem *item = items->len < LLM_LINEUP_MAX ? make_item (self, columns[i], NULL) : NULL;

      if (item != NULL)
        g_ptr_array_add (items, item);
      else
        g_string_append_printf (left_out, "%s%s", left_out->len > 0 ? ", " : "", columns[i]);
    }
  return items;
}

/**
 * llm_lineup_set_specs:
 * @self: a #LlmLineup
 * @columns: models as PROVIDER:MODEL, maybe with parameters: see llm_column_spec_split()
 *
 * Replaces the line-up.  Models of providers that are gone are left out, as is
 * what is beyond %LLM_LINEUP_MAX.
 */
void
llm_lineup_set_specs (LlmLineup *self, const char *const *columns)
{
  g_autoptr (GString) left_out = g_string_new (NULL);

  g_return_if_fail (LLM_IS_LINEUP (self));
  g_return_if_fail (columns != NULL);

  replace_items (self, make_items (self, columns, left_out));
  if (left_out->len > 0)
    g_debug ("Left out of the line-up: %s", left_out->str);
}

/**
 * llm_lineup_use:
 * @self: a #LlmLineup
 * @columns: as in llm_lineup_set_specs()
 *
 * Replaces the line-up, unless none of @columns can be asked; ::left-out tells which cannot.
 *
 * Returns: whether it was replaced
 */
gboolean
llm_lineup_use (LlmLineup *self, const char *const *columns)
{
  g_autoptr (GString) left_out = g_string_new (NULL);
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *sentence = NULL;
  gboolean is_usable;

  g_return_val_if_fail (LLM_IS_LINEUP (self), FALSE);
  g_return_val_if_fail (columns != NULL, FALSE);

  items = make_items (self, columns, left_out);
  is_usable = items->len > 0;
  if (is_usable)
    replace_items (self, g_steal_pointer (&items));
  if (left_out->len > 0)
    {
      /* Translators: models as PROVIDER:MODEL. */
      sentence = g_strdup_printf (_ ("Left out, as the provider is not set up any more: %s"),
                                  left_out->str);
      g_signal_emit (self, signals[LEFT_OUT], 0, sentence);
    }
  return is_usable;
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
 * llm_lineup_get_columns:
 * @self: a #LlmLineup
 *
 * Returns: (transfer full) (array zero-terminated=1): the models with their parameters, as
 *   llm_column_spec_new() makes them
 */
char **
llm_lineup_get_columns (LlmLineup *self)
{
  g_autoptr (GPtrArray) columns = NULL;

  g_return_val_if_fail (LLM_IS_LINEUP (self), NULL);

  columns = g_ptr_array_new ();
  for (guint i = 0; i < self->items->len; i++)
    {
      const LlmLineupItem *item = g_ptr_array_index (self->items, i);

      g_ptr_array_add (columns, llm_column_spec_new (item->spec, item->params));
    }
  g_ptr_array_add (columns, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&columns), FALSE);
}

/**
 * llm_lineup_set_params:
 * @self: a #LlmLineup
 * @key: the key of a chip
 * @params: with what parameters it is to be asked
 */
void
llm_lineup_set_params (LlmLineup *self, const char *key, const LlmParams *params)
{
  g_return_if_fail (LLM_IS_LINEUP (self));
  g_return_if_fail (key != NULL && params != NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      LlmLineupItem *item = g_ptr_array_index (self->items, i);

      if (!g_str_equal (item->key, key))
        continue;
      llm_params_free (item->params);
      item->params = llm_params_copy (params);
      g_object_notify_by_pspec (G_OBJECT (item), props[PROP_PARAMS]);
      g_signal_emit (self, signals[PARAMS_CHANGED], 0);
      return;
    }
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
