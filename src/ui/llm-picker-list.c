/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-picker-list.h"

#include <string.h>
#include <time.h>

/* More of a search text is not looked at. */
#define SEARCH_MAX_BYTES 512

/* What the rows are made of. */
typedef struct
{
  LlmContext *context;
  GHashTable *keys;
  LlmAzure *azure;
  GDate today;
  char **words;
} Source;

static gboolean
has_key (const Source *source, const char *provider_id)
{
  return source->keys == NULL || g_hash_table_contains (source->keys, provider_id);
}

/* Whether models of a vendor go through Azure, whose key counts then. */
static gboolean
goes_through_azure (const Source *source, LlmProvider *provider)
{
  const char *id = llm_provider_get_id (provider);

  return (llm_provider_get_flags (provider) & LLM_PROVIDER_CUSTOM) == 0
         && !g_str_equal (id, LLM_AZURE_PROVIDER_ID) && llm_azure_routes (source->azure, id);
}

static gboolean
key_is_missing (const Source *source, LlmProvider *provider)
{
  const char *id = llm_provider_get_id (provider);

  if ((llm_provider_get_flags (provider) & LLM_PROVIDER_NEEDS_KEY) == 0)
    return FALSE;
  if (goes_through_azure (source, provider))
    return !has_key (source, LLM_AZURE_PROVIDER_ID)
           && !(source->azure->allow_direct && has_key (source, id));
  return !has_key (source, id);
}

/* Every word must occur in the model's name, id or provider. */
static gboolean
matches (LlmModel *model, LlmProvider *provider, char **words)
{
  g_autofree char *text = NULL;
  g_autofree char *folded = NULL;

  if (words == NULL || words[0] == NULL)
    return TRUE;

  text = g_strdup_printf ("%s %s:%s %s", llm_model_get_name (model),
                          llm_model_get_provider_id (model), llm_model_get_id (model),
                          llm_provider_get_name (provider));
  folded = g_utf8_casefold (text, -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;

  return TRUE;
}

static char **
split_words (const char *search)
{
  g_autofree char *valid = g_utf8_make_valid (search, MIN (strlen (search), SEARCH_MAX_BYTES));
  g_autofree char *folded = g_utf8_casefold (valid, -1);
  g_auto (GStrv) parts = g_strsplit_set (folded, " \t\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      g_strv_builder_add (builder, parts[i]);

  return g_strv_builder_end (builder);
}

/* What stands against a model whatever its vendor says of it.  Returns whether the
 * vendor is asked at all. */
static gboolean
find_way (Source *source,
          LlmProvider *provider,
          const char *model_id,
          LlmPickerObstacle *obstacle)
{
  const char *id = llm_provider_get_id (provider);
  g_autofree char *deployment = NULL;

  *obstacle = LLM_PICKER_AVAILABLE;
  if ((llm_provider_get_flags (provider) & LLM_PROVIDER_NEEDS_KEY) == 0)
    return TRUE;
  if (goes_through_azure (source, provider))
    {
      deployment = llm_azure_find_deployment (source->azure, id, model_id);
      if (deployment != NULL && !has_key (source, LLM_AZURE_PROVIDER_ID))
        *obstacle = LLM_PICKER_NO_KEY;
      else if (deployment == NULL && !source->azure->allow_direct)
        *obstacle = LLM_PICKER_NO_DEPLOYMENT;
      if (deployment != NULL || !source->azure->allow_direct)
        return FALSE;
    }
  if (!has_key (source, id))
    *obstacle = LLM_PICKER_NO_KEY;
  return TRUE;
}

/* Azure keeps models that their vendors have retired, and vendors' lists say nothing
 * of its deployments. */
static LlmPickerObstacle
find_obstacle (Source *source, LlmProvider *provider, LlmModel *model)
{
  LlmPickerObstacle obstacle;

  if (!find_way (source, provider, llm_model_get_id (model), &obstacle))
    return obstacle;
  if (llm_model_is_shut_down (model, &source->today))
    return LLM_PICKER_RETIRED;
  if (obstacle != LLM_PICKER_AVAILABLE)
    return obstacle;
  if (llm_model_get_listed (model) == LLM_LISTED_NO)
    return LLM_PICKER_NOT_LISTED;
  return LLM_PICKER_AVAILABLE;
}

static int
compare_newest_cb (gconstpointer a, gconstpointer b)
{
  return llm_model_compare_newest (*(LlmModel *const *) a, *(LlmModel *const *) b);
}

/* The canned models come in the order in which they are made. */
static void
add_models (Source *source, GPtrArray *rows, LlmProvider *provider, GPtrArray *models)
{
  if ((llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) == 0)
    g_ptr_array_sort (models, compare_newest_cb);
  for (guint i = 0; i < models->len; i++)
    g_ptr_array_add (rows,
                     llm_picker_item_new_model (models->pdata[i], provider,
                                                find_obstacle (source, provider,
                                                               models->pdata[i])));
}

/* The rows of one provider, without its heading, the newest first: what its list has
 * not and what is retired comes last. */
static GPtrArray *
collect_models (Source *source, LlmProvider *provider, gboolean *any)
{
  GListModel *catalog = G_LIST_MODEL (llm_context_get_catalog (source->context));
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) listed = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) unlisted = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) retired = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (catalog);

  *any = FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmModel) model = g_list_model_get_item (catalog, i);
      LlmPickerObstacle obstacle;
      GPtrArray *place;

      if (!g_str_equal (llm_model_get_provider_id (model), llm_provider_get_id (provider)))
        continue;
      *any = TRUE;
      if (!matches (model, provider, source->words))
        continue;

      obstacle = find_obstacle (source, provider, model);
      place = obstacle == LLM_PICKER_RETIRED ? retired
              : obstacle == LLM_PICKER_NOT_LISTED || obstacle == LLM_PICKER_NO_DEPLOYMENT
                  ? unlisted
                  : listed;
      g_ptr_array_add (place, g_steal_pointer (&model));
    }

  add_models (source, rows, provider, listed);
  add_models (source, rows, provider, unlisted);
  add_models (source, rows, provider, retired);
  return g_steal_pointer (&rows);
}

/* What is typed with a colon is a model of its own unless the list has it, and it
 * can be chosen there. */
static LlmPickerItem *
make_typed (Source *source, const char *search, char **problem)
{
  g_autofree char *spec = g_strstrip (g_strdup (search));
  g_autofree char *provider_id = NULL;
  g_autofree char *model_id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmProvider) provider = NULL;
  LlmPickerObstacle way;
  LlmModel *known;

  if (strchr (spec, ':') == NULL)
    return NULL;

  if (!llm_context_parse_model (source->context, spec, &provider_id, &model_id, &error))
    {
      *problem = g_strdup (error->message);
      return NULL;
    }

  provider = llm_provider_find (llm_context_get_providers (source->context), provider_id);
  if (provider == NULL)
    return NULL;
  known = llm_catalog_lookup (llm_context_get_catalog (source->context), provider_id, model_id);
  if (known != NULL)
    {
      LlmPickerObstacle obstacle = find_obstacle (source, provider, known);

      if (obstacle != LLM_PICKER_RETIRED && obstacle != LLM_PICKER_NOT_LISTED)
        return NULL;
    }

  find_way (source, provider, model_id, &way);
  return llm_picker_item_new_typed (spec, provider, way);
}

static void
add_provider (Source *source, GPtrArray *rows, LlmProvider *provider)
{
  gboolean any;
  g_autoptr (GPtrArray) models = collect_models (source, provider, &any);

  /* A heading alone is for those of whom no model is known. */
  if (models->len == 0 && (any || source->words[0] != NULL))
    return;

  g_ptr_array_add (
      rows, llm_picker_item_new_provider (provider, any, key_is_missing (source, provider)));
  g_ptr_array_extend_and_steal (rows, g_steal_pointer (&models));
}

static gboolean
is_set_up (GPtrArray *endpoints, const char *base_url)
{
  for (guint i = 0; i < endpoints->len; i++)
    if (g_strcmp0 (((LlmEndpoint *) g_ptr_array_index (endpoints, i))->base_url, base_url) == 0)
      return TRUE;
  return FALSE;
}

static void
add_offers (Source *source, GPtrArray *rows, GPtrArray *servers)
{
  g_autoptr (GPtrArray) endpoints
      = llm_settings_get_endpoints (llm_context_get_settings (source->context));

  for (guint i = 0; i < servers->len; i++)
    {
      const LlmEndpoint *server = g_ptr_array_index (servers, i);

      if (!is_set_up (endpoints, server->base_url))
        g_ptr_array_add (rows, llm_picker_item_new_offer (server));
    }
}

/**
 * llm_picker_list_build:
 * @context: what knows providers and models
 * @keys: (nullable): a set of the ids of providers with a key, or %NULL while that
 *   is not known
 * @servers: (nullable) (element-type LlmEndpoint): what was found on this machine
 * @search: what was typed
 * @problem: (out) (nullable): why what was typed is not a model, if so
 *
 * Returns: (transfer full) (element-type LlmPickerItem): the rows in order
 */
GPtrArray *
llm_picker_list_build (LlmContext *context,
                       GHashTable *keys,
                       GPtrArray *servers,
                       const char *search,
                       char **problem)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (LlmAzure) azure = NULL;
  Source source = { .context = context, .keys = keys };
  GListModel *providers;
  LlmPickerItem *typed;
  guint n;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (search != NULL && problem != NULL, NULL);

  *problem = NULL;
  azure = llm_settings_get_azure (llm_context_get_settings (context));
  source.azure = azure;
  g_date_clear (&source.today, 1);
  g_date_set_time_t (&source.today, time (NULL));
  words = split_words (search);
  source.words = words;

  typed = make_typed (&source, search, problem);
  if (typed != NULL)
    g_ptr_array_add (rows, typed);
  if (servers != NULL && words[0] == NULL)
    add_offers (&source, rows, servers);

  /* Those that can be asked come first. */
  providers = llm_context_get_providers (context);
  n = g_list_model_get_n_items (providers);
  for (guint i = 0; i < 2 * n; i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (providers, i % n);

      if (key_is_missing (&source, provider) == (i >= n))
        add_provider (&source, rows, provider);
    }

  return g_steal_pointer (&rows);
}

static gboolean
is_spec (LlmPickerItem *item, const char *spec)
{
  const char *own = llm_picker_item_get_spec (item);

  return own != NULL && g_ascii_strcasecmp (own, spec) == 0;
}

/**
 * llm_picker_list_choose:
 * @rows: (element-type LlmPickerItem): what llm_picker_list_build() made for @search
 * @search: what was typed
 *
 * What Enter takes: the very model that was typed, or else the first that can be
 * chosen, or else the first that cannot.
 *
 * Returns: (transfer none) (nullable): a row of @rows
 */
LlmPickerItem *
llm_picker_list_choose (GPtrArray *rows, const char *search)
{
  g_autofree char *spec = NULL;
  LlmPickerItem *best = NULL;

  g_return_val_if_fail (rows != NULL && search != NULL, NULL);

  spec = g_strstrip (g_strdup (search));
  for (guint i = 0; i < rows->len; i++)
    {
      LlmPickerItem *item = g_ptr_array_index (rows, i);

      if (llm_picker_item_get_spec (item) == NULL)
        continue;
      if (is_spec (item, spec))
        return item;
      if (best == NULL
          || (llm_picker_item_get_obstacle (best) != LLM_PICKER_AVAILABLE
              && llm_picker_item_get_obstacle (item) == LLM_PICKER_AVAILABLE))
        best = item;
    }

  return best;
}

/* An equal row that is there already stays the same object. */
static void
reuse_rows (GListModel *shown, GPtrArray *rows)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = g_list_model_get_n_items (shown);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmPickerItem) item = g_list_model_get_item (shown, i);

      /* The list keeps both. */
      g_hash_table_insert (by_key, (gpointer) llm_picker_item_get_key (item), item);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      LlmPickerItem *old = g_hash_table_lookup (by_key, llm_picker_item_get_key (rows->pdata[i]));

      if (old != NULL && llm_picker_item_equal (old, rows->pdata[i]))
        {
          g_object_unref (rows->pdata[i]);
          rows->pdata[i] = g_object_ref (old);
        }
    }
}

/* The first row of @shown from @start on that has one of @places, not before @start. */
static guint
find_common (GListModel *shown, guint start, GHashTable *places, guint *place)
{
  guint n = g_list_model_get_n_items (shown);

  for (guint i = start; i < n; i++)
    {
      g_autoptr (LlmPickerItem) item = g_list_model_get_item (shown, i);
      gpointer found;

      if (g_hash_table_lookup_extended (places, item, NULL, &found)
          && GPOINTER_TO_UINT (found) >= start)
        {
          *place = GPOINTER_TO_UINT (found);
          return i;
        }
    }
  return n;
}

/**
 * llm_picker_list_update:
 * @shown: what is shown
 * @rows: (element-type LlmPickerItem): what is to be shown; equal rows are replaced by
 *   those that are there
 *
 * Changes only what differs, so that a row that is selected, focused or scrolled to
 * stays so when others come and go.
 */
void
llm_picker_list_update (GListStore *shown, GPtrArray *rows)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  guint done = 0;

  g_return_if_fail (G_IS_LIST_STORE (shown));
  g_return_if_fail (rows != NULL);

  reuse_rows (G_LIST_MODEL (shown), rows);
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_insert (places, rows->pdata[i], GUINT_TO_POINTER (i));

  /* All before @done is as it should be. */
  while (done < rows->len || done < g_list_model_get_n_items (G_LIST_MODEL (shown)))
    {
      guint place = rows->len;
      guint common = find_common (G_LIST_MODEL (shown), done, places, &place);

      if (common > done || place > done)
        g_list_store_splice (shown, done, common - done, rows->pdata + done, place - done);
      done = place + 1;
    }
}
