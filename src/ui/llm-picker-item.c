/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-picker-item.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _LlmPickerItem
{
  GObject parent_instance;

  LlmPickerKind kind;
  char *provider_id;
  char *spec;
  char *title;
  char *detail;
  gboolean key_missing;
};

G_DEFINE_FINAL_TYPE (LlmPickerItem, llm_picker_item, G_TYPE_OBJECT)

static void
llm_picker_item_finalize (GObject *object)
{
  LlmPickerItem *self = LLM_PICKER_ITEM (object);

  g_free (self->provider_id);
  g_free (self->spec);
  g_free (self->title);
  g_free (self->detail);

  G_OBJECT_CLASS (llm_picker_item_parent_class)->finalize (object);
}

static void
llm_picker_item_class_init (LlmPickerItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_picker_item_finalize;
}

static void
llm_picker_item_init (LlmPickerItem *self)
{
}

static void
append_part (GString *string, const char *part)
{
  if (part == NULL)
    return;
  if (string->len > 0)
    g_string_append (string, " · ");
  g_string_append (string, part);
}

static char *
format_context (gint64 tokens)
{
  if (tokens <= 0)
    return NULL;
  if (tokens < 1000)
    /* Translators: how many tokens a model can read, as short as possible. */
    return g_strdup_printf (_ ("%d tokens"), (int) tokens);
  if (tokens < 1000000)
    /* Translators: thousands of tokens a model can read, as short as possible. */
    return g_strdup_printf (_ ("%.0f k tokens"), floor (tokens / 1e3));
  /* Translators: millions of tokens a model can read, as short as possible. */
  return g_strdup_printf (_ ("%.3g M tokens"), tokens / 1e6);
}

static char *
format_prices (double price_in, double price_out)
{
  if (!isfinite (price_in) || !isfinite (price_out))
    return NULL;
  if (price_in <= 0 && price_out <= 0)
    return g_strdup (_ ("free"));
  /* Translators: US dollars per million tokens read and written. */
  return g_strdup_printf (_ ("$%.4g in, $%.4g out"), price_in, price_out);
}

/**
 * llm_picker_item_new_provider:
 * @provider: a provider
 * @has_models: whether models of it are known
 * @key_missing: whether it cannot be asked for want of a key
 *
 * Returns: (transfer full): the heading of its models
 */
LlmPickerItem *
llm_picker_item_new_provider (LlmProvider *provider, gboolean has_models, gboolean key_missing)
{
  LlmPickerItem *self;

  g_return_val_if_fail (LLM_IS_PROVIDER (provider), NULL);

  self = g_object_new (LLM_TYPE_PICKER_ITEM, NULL);
  self->kind = LLM_PICKER_PROVIDER;
  self->provider_id = g_strdup (llm_provider_get_id (provider));
  self->title = g_strdup (llm_provider_get_name (provider));
  self->key_missing = key_missing;
  if (key_missing)
    self->detail = g_strdup (_ ("No API key"));
  else if (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED)
    self->detail = g_strdup (_ ("Canned answers, no key and no network"));
  else if (!has_models)
    /* Translators: MODEL stands for a name that the user types. */
    self->detail = g_strdup_printf (_ ("Type %s:MODEL to add a model"), self->provider_id);

  return self;
}

/**
 * llm_picker_item_new_model:
 * @model: a model of the catalogue
 * @key_missing: whether its provider cannot be asked for want of a key
 *
 * Returns: (transfer full): its row
 */
LlmPickerItem *
llm_picker_item_new_model (LlmModel *model, gboolean key_missing)
{
  LlmPickerItem *self;
  g_autoptr (GString) detail = NULL;
  g_autofree char *context = NULL;
  g_autofree char *prices = NULL;

  g_return_val_if_fail (LLM_IS_MODEL (model), NULL);

  self = g_object_new (LLM_TYPE_PICKER_ITEM, NULL);
  self->kind = LLM_PICKER_MODEL;
  self->provider_id = g_strdup (llm_model_get_provider_id (model));
  self->spec = g_strconcat (self->provider_id, ":", llm_model_get_id (model), NULL);
  self->title = g_strdup (llm_model_get_name (model));
  self->key_missing = key_missing;

  detail = g_string_new (NULL);
  if (g_strcmp0 (llm_model_get_id (model), self->title) != 0)
    append_part (detail, llm_model_get_id (model));
  context = format_context (llm_model_get_context_window (model));
  append_part (detail, context);
  prices = format_prices (llm_model_get_price_in (model), llm_model_get_price_out (model));
  append_part (detail, prices);
  if (llm_model_get_shutdown_date (model) != NULL)
    {
      g_autofree char *end = NULL;

      /* Translators: a date such as 2026-03-01. */
      end = g_strdup_printf (_ ("ends %s"), llm_model_get_shutdown_date (model));
      append_part (detail, end);
    }
  self->detail = g_strdup (detail->str);

  return self;
}

/**
 * llm_picker_item_new_typed:
 * @spec: a model as PROVIDER:MODEL
 * @provider_id: its provider
 *
 * Returns: (transfer full): a row for a model that the catalogue does not have
 */
LlmPickerItem *
llm_picker_item_new_typed (const char *spec, const char *provider_id)
{
  LlmPickerItem *self;

  g_return_val_if_fail (spec != NULL, NULL);
  g_return_val_if_fail (provider_id != NULL, NULL);

  self = g_object_new (LLM_TYPE_PICKER_ITEM, NULL);
  self->kind = LLM_PICKER_TYPED;
  self->provider_id = g_strdup (provider_id);
  self->spec = g_strdup (spec);
  self->title = g_strdup (spec);
  self->detail = g_strdup (_ ("Not in this list, asked as typed"));

  return self;
}

/**
 * llm_picker_item_get_kind:
 * @self: a #LlmPickerItem
 *
 * Returns: what the row is
 */
LlmPickerKind
llm_picker_item_get_kind (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), LLM_PICKER_PROVIDER);

  return self->kind;
}

/**
 * llm_picker_item_get_provider_id:
 * @self: a #LlmPickerItem
 *
 * Returns: the provider's id
 */
const char *
llm_picker_item_get_provider_id (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  return self->provider_id;
}

/**
 * llm_picker_item_get_spec:
 * @self: a #LlmPickerItem
 *
 * Returns: (nullable): the model as PROVIDER:MODEL; %NULL for a heading
 */
const char *
llm_picker_item_get_spec (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  return self->spec;
}

/**
 * llm_picker_item_get_title:
 * @self: a #LlmPickerItem
 *
 * Returns: the first line
 */
const char *
llm_picker_item_get_title (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  return self->title;
}

/**
 * llm_picker_item_get_detail:
 * @self: a #LlmPickerItem
 *
 * Returns: (nullable): the second line
 */
const char *
llm_picker_item_get_detail (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), NULL);

  return self->detail;
}

/**
 * llm_picker_item_get_key_missing:
 * @self: a #LlmPickerItem
 *
 * Returns: whether the provider cannot be asked for want of a key
 */
gboolean
llm_picker_item_get_key_missing (LlmPickerItem *self)
{
  g_return_val_if_fail (LLM_IS_PICKER_ITEM (self), FALSE);

  return self->key_missing;
}
