/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-model-variant.h"

#include <math.h>
#include <string.h>

/* A version and, for each model, the facts that are known, by name.  Unknown names
 * are skipped, so that the version changes only with the meaning of one. */
#define FORMAT "(uaa{sv})"
#define VERSION 1

/* A cache file may have been written by anybody. */
#define MAX_MODELS 5000
#define MAX_LEVELS 16

static void
add_string (GVariantBuilder *builder, const char *name, const char *value)
{
  if (value != NULL)
    g_variant_builder_add (builder, "{sv}", name, g_variant_new_string (value));
}

static void
add_size (GVariantBuilder *builder, const char *name, gint64 value)
{
  if (value != LLM_UNKNOWN)
    g_variant_builder_add (builder, "{sv}", name, g_variant_new_int64 (value));
}

static void
add_price (GVariantBuilder *builder, const char *name, double value)
{
  if (!isnan (value))
    g_variant_builder_add (builder, "{sv}", name, g_variant_new_double (value));
}

static void
add_flags (GVariantBuilder *builder, const char *name, guint value)
{
  if (value != 0)
    g_variant_builder_add (builder, "{sv}", name, g_variant_new_uint32 (value));
}

static void
add_model (GVariantBuilder *builder, LlmModel *model)
{
  LlmModelFacts facts;

  llm_model_get_facts (model, &facts);
  g_variant_builder_open (builder, G_VARIANT_TYPE_VARDICT);
  add_string (builder, "id", facts.id);
  add_string (builder, "name", facts.name);
  add_string (builder, "description", facts.description);
  add_size (builder, "context-window", facts.context_window);
  add_size (builder, "max-output", facts.max_output);
  add_flags (builder, "vision", facts.vision);
  add_flags (builder, "reasoning", facts.reasoning);
  add_flags (builder, "no-sampling", facts.no_sampling);
  add_price (builder, "price-in", facts.price_in);
  add_price (builder, "price-cached-in", facts.price_cached_in);
  add_price (builder, "price-cache-write", facts.price_cache_write);
  add_price (builder, "price-out", facts.price_out);
  add_string (builder, "price-source", llm_price_source_to_string (facts.price_source));
  add_string (builder, "prices-date", facts.prices_date);
  add_flags (builder, "api", facts.api);
  add_flags (builder, "thinking", facts.thinking);
  if (facts.effort_levels != NULL)
    g_variant_builder_add (builder, "{sv}", "effort-levels",
                           g_variant_new_strv (facts.effort_levels, -1));
  add_string (builder, "shutdown-date", facts.shutdown_date);
  add_size (builder, "created-at", facts.created_at);
  add_flags (builder, "retired", facts.retired);
  add_flags (builder, "alias", facts.alias);
  add_flags (builder, "known", facts.known);
  g_variant_builder_close (builder);
}

/**
 * llm_models_to_bytes:
 * @models: (element-type LlmModel): models of one provider
 *
 * Returns: (transfer full): what is known of them, to be kept; tiers of prices,
 *   which no provider tells, are left out
 */
GBytes *
llm_models_to_bytes (GPtrArray *models)
{
  g_autoptr (GVariant) all = NULL;
  GVariantBuilder builder;

  g_return_val_if_fail (models != NULL, NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE (FORMAT));
  g_variant_builder_add (&builder, "u", (guint32) VERSION);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < models->len; i++)
    add_model (&builder, models->pdata[i]);
  g_variant_builder_close (&builder);
  all = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_get_data_as_bytes (all);
}

static guint
get_flags (GVariantDict *dict, const char *name)
{
  guint32 value = 0;

  g_variant_dict_lookup (dict, name, "u", &value);
  return value;
}

static gint64
get_size (GVariantDict *dict, const char *name)
{
  gint64 value = LLM_UNKNOWN;

  g_variant_dict_lookup (dict, name, "x", &value);
  return value > 0 ? value : LLM_UNKNOWN;
}

static double
get_price (GVariantDict *dict, const char *name)
{
  double value = NAN;

  g_variant_dict_lookup (dict, name, "d", &value);
  return isfinite (value) && value >= 0 ? value : NAN;
}

static const char *
get_string (GVariantDict *dict, const char *name)
{
  const char *value = NULL;

  g_variant_dict_lookup (dict, name, "&s", &value);
  return value;
}

static LlmModel *
read_model (const char *provider_id, GVariant *row)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (row);
  g_autofree const char **levels = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = provider_id;
  facts.id = get_string (&dict, "id");
  if (facts.id == NULL || *facts.id == '\0')
    return NULL;
  facts.name = get_string (&dict, "name");
  facts.description = get_string (&dict, "description");
  facts.context_window = get_size (&dict, "context-window");
  facts.max_output = get_size (&dict, "max-output");
  facts.vision = get_flags (&dict, "vision") != 0;
  facts.reasoning = get_flags (&dict, "reasoning") != 0;
  facts.no_sampling = get_flags (&dict, "no-sampling") != 0;
  facts.price_in = get_price (&dict, "price-in");
  facts.price_cached_in = get_price (&dict, "price-cached-in");
  facts.price_cache_write = get_price (&dict, "price-cache-write");
  facts.price_out = get_price (&dict, "price-out");
  facts.price_source = llm_price_source_from_string (get_string (&dict, "price-source"));
  facts.prices_date = get_string (&dict, "prices-date");
  facts.api = get_flags (&dict, "api") == LLM_API_RESPONSES ? LLM_API_RESPONSES : LLM_API_CHAT;
  facts.thinking = get_flags (&dict, "thinking");
  if (g_variant_dict_lookup (&dict, "effort-levels", "^a&s", &levels)
      && g_strv_length ((char **) levels) <= MAX_LEVELS)
    facts.effort_levels = levels;
  facts.shutdown_date = get_string (&dict, "shutdown-date");
  facts.created_at = get_size (&dict, "created-at");
  facts.retired = get_flags (&dict, "retired") != 0;
  facts.alias = get_flags (&dict, "alias") != 0;
  facts.known = get_flags (&dict, "known");
  return llm_model_new (&facts);
}

/* GLib 2.74 looks at the padding behind a value that is cut within it: there is some
 * behind this copy, which is also aligned. */
static GBytes *
pad (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  char *copy = g_malloc0 (size + 8);
  g_autoptr (GBytes) padded = NULL;

  if (size > 0)
    memcpy (copy, data, size);
  padded = g_bytes_new_take (copy, size + 8);
  return g_bytes_new_from_bytes (padded, 0, size);
}

/**
 * llm_models_from_bytes:
 * @provider_id: whose models they are
 * @bytes: what llm_models_to_bytes() made, or anything else
 *
 * Returns: (transfer full) (element-type LlmModel) (nullable): the models; NULL if
 *   @bytes are no such thing
 */
GPtrArray *
llm_models_from_bytes (const char *provider_id, GBytes *bytes)
{
  g_autoptr (GBytes) padded = NULL;
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GPtrArray) models = NULL;
  guint32 version;

  g_return_val_if_fail (provider_id != NULL && bytes != NULL, NULL);

  padded = pad (bytes);
  all = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), padded, FALSE));
  if (!g_variant_is_normal_form (all))
    return NULL;
  g_variant_get (all, "(u@aa{sv})", &version, &rows);
  if (version != VERSION)
    return NULL;

  models = g_ptr_array_new_with_free_func (g_object_unref);
  for (gsize i = 0; i < g_variant_n_children (rows) && models->len < MAX_MODELS; i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);
      LlmModel *model = read_model (provider_id, row);

      if (model != NULL)
        g_ptr_array_add (models, model);
    }
  return g_steal_pointer (&models);
}
