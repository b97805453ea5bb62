/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-context.h"

#include "llm-column-spec.h"
#include "llm-error.h"
#include "llm-saved-lineup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _LlmContext
{
  GObject parent_instance;

  LlmSettings *settings;
  LlmSecrets *secrets;
  LlmStore *store;
  GListModel *providers;
  LlmCatalog *catalog;
  LlmCache *cache;
  LlmRegistry *registry;
  LlmRunner *runner;
  LlmFetcher *fetcher;
  LlmArchive *archive;
  LlmImages *images;
};

G_DEFINE_FINAL_TYPE (LlmContext, llm_context, G_TYPE_OBJECT)

#define MAX_MODEL_ID 256 /* bytes */

static void
llm_context_dispose (GObject *object)
{
  LlmContext *self = LLM_CONTEXT (object);

  /* The runner first: what it stops is still written by the store. */
  if (self->runner != NULL)
    llm_runner_stop_all (self->runner);
  if (self->registry != NULL)
    llm_registry_stop_all (self->registry);
  g_clear_object (&self->runner);
  g_clear_object (&self->registry);
  g_clear_object (&self->fetcher);
  g_clear_object (&self->providers);
  g_clear_object (&self->catalog);
  g_clear_object (&self->cache);
  /* A copy that is being made must not keep the history from being closed. */
  if (self->archive != NULL)
    g_object_run_dispose (G_OBJECT (self->archive));
  g_clear_object (&self->archive);
  g_clear_object (&self->images);
  g_clear_object (&self->store);
  g_clear_object (&self->secrets);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (llm_context_parent_class)->dispose (object);
}

static void
llm_context_class_init (LlmContextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_context_dispose;
}

static void
llm_context_init (LlmContext *self)
{
}

/**
 * llm_context_new:
 * @settings: the settings
 * @secrets: the keys
 * @store: the history
 * @providers: a list of #LlmProvider in the order of the user interface
 * @catalog: what is known of models
 * @cache: (nullable): what can be had again; NULL to keep nothing
 *
 * Returns: (transfer full): all of it, with a runner
 */
LlmContext *
llm_context_new (LlmSettings *settings,
                 LlmSecrets *secrets,
                 LlmStore *store,
                 GListModel *providers,
                 LlmCatalog *catalog,
                 LlmCache *cache)
{
  LlmContext *self;

  g_return_val_if_fail (LLM_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (LLM_IS_SECRETS (secrets), NULL);
  g_return_val_if_fail (LLM_IS_STORE (store), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (providers), NULL);
  g_return_val_if_fail (LLM_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (cache == NULL || LLM_IS_CACHE (cache), NULL);

  self = g_object_new (LLM_TYPE_CONTEXT, NULL);
  self->settings = g_object_ref (settings);
  self->secrets = g_object_ref (secrets);
  self->store = g_object_ref (store);
  self->providers = g_object_ref (providers);
  self->catalog = g_object_ref (catalog);
  g_set_object (&self->cache, cache);
  self->registry = llm_registry_new (catalog, providers, secrets, cache, settings);
  self->runner = llm_runner_new (providers, catalog);
  llm_runner_set_settings (self->runner, settings);
  llm_runner_set_cache (self->runner, cache);
  llm_runner_set_store (self->runner, store);
  return self;
}

/**
 * llm_context_get_settings:
 * @self: a context
 *
 * Returns: (transfer none): the settings
 */
LlmSettings *
llm_context_get_settings (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->settings;
}

/**
 * llm_context_get_secrets:
 * @self: a context
 *
 * Returns: (transfer none): the keys
 */
LlmSecrets *
llm_context_get_secrets (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->secrets;
}

/**
 * llm_context_get_store:
 * @self: a context
 *
 * Returns: (transfer none): the history
 */
LlmStore *
llm_context_get_store (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->store;
}

/**
 * llm_context_get_providers:
 * @self: a context
 *
 * Returns: (transfer none): a list of #LlmProvider
 */
GListModel *
llm_context_get_providers (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->providers;
}

/**
 * llm_context_get_catalog:
 * @self: a context
 *
 * Returns: (transfer none): what is known of models
 */
LlmCatalog *
llm_context_get_catalog (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->catalog;
}

/**
 * llm_context_get_cache:
 * @self: a context
 *
 * Returns: (transfer none) (nullable): what can be had again
 */
LlmCache *
llm_context_get_cache (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->cache;
}

/**
 * llm_context_get_registry:
 * @self: a context
 *
 * Returns: (transfer none): what keeps the catalogue up to date
 */
LlmRegistry *
llm_context_get_registry (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->registry;
}

/**
 * llm_context_get_runner:
 * @self: a context
 *
 * Returns: (transfer none): the runner
 */
LlmRunner *
llm_context_get_runner (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->runner;
}

/**
 * llm_context_set_fetcher:
 * @self: a context
 * @fetcher: (nullable): what fetches files that the user asks for; NULL for nothing
 */
void
llm_context_set_fetcher (LlmContext *self, LlmFetcher *fetcher)
{
  g_return_if_fail (LLM_IS_CONTEXT (self));
  g_return_if_fail (fetcher == NULL || LLM_IS_FETCHER (fetcher));

  g_set_object (&self->fetcher, fetcher);
}

/**
 * llm_context_get_fetcher:
 * @self: a context
 *
 * Returns: (transfer none) (nullable): what fetches files, such as the images of answers
 */
LlmFetcher *
llm_context_get_fetcher (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->fetcher;
}

/**
 * llm_context_set_images:
 * @self: a context
 * @images: (nullable): the images of prompts; NULL if there can be none
 */
void
llm_context_set_images (LlmContext *self, LlmImages *images)
{
  g_return_if_fail (LLM_IS_CONTEXT (self));
  g_return_if_fail (images == NULL || LLM_IS_IMAGES (images));

  g_set_object (&self->images, images);
  llm_runner_set_images (self->runner, images);
}

/**
 * llm_context_get_images:
 * @self: a context
 *
 * Returns: (transfer none) (nullable): the images of prompts
 */
LlmImages *
llm_context_get_images (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->images;
}

/**
 * llm_context_set_archive:
 * @self: a context
 * @archive: (nullable): what keeps the history file safe; NULL if there is no file
 */
void
llm_context_set_archive (LlmContext *self, LlmArchive *archive)
{
  g_return_if_fail (LLM_IS_CONTEXT (self));
  g_return_if_fail (archive == NULL || LLM_IS_ARCHIVE (archive));

  g_set_object (&self->archive, archive);
}

/**
 * llm_context_get_archive:
 * @self: a context
 *
 * Returns: (transfer none) (nullable): what keeps the history file safe
 */
LlmArchive *
llm_context_get_archive (LlmContext *self)
{
  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  return self->archive;
}

static char *
list_provider_ids (LlmContext *self)
{
  GString *ids = g_string_new (NULL);
  guint n = g_list_model_get_n_items (self->providers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (self->providers, i);

      if (i > 0)
        g_string_append (ids, ", ");
      g_string_append (ids, llm_provider_get_id (provider));
    }
  return g_string_free (ids, FALSE);
}

/* Printable, without white space, of a sane length: it goes into URLs, lists and
 * the terminal. */
static gboolean
model_id_is_valid (const char *model_id)
{
  gsize length = strlen (model_id);

  if (length == 0 || length > MAX_MODEL_ID || !g_utf8_validate (model_id, length, NULL))
    return FALSE;
  for (const char *p = model_id; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isprint (c) || g_unichar_isspace (c))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_context_parse_model:
 * @self: a context
 * @spec: PROVIDER:MODEL; the provider ends at the first colon
 * @provider_id: (out) (transfer full) (optional): the provider's id
 * @model_id: (out) (transfer full) (optional): the model's id as it is sent; it
 *   need not be in the catalogue
 * @error: where to put an %LLM_ERROR_BAD_REQUEST with a plain sentence
 *
 * Returns: whether @spec names a provider that is set up
 */
gboolean
llm_context_parse_model (
    LlmContext *self, const char *spec, char **provider_id, char **model_id, GError **error)
{
  g_autofree char *provider = NULL;
  g_autofree char *known = NULL;
  g_autoptr (LlmProvider) found = NULL;
  const char *colon;

  g_return_val_if_fail (LLM_IS_CONTEXT (self), FALSE);
  g_return_val_if_fail (spec != NULL, FALSE);

  colon = strchr (spec, ':');
  provider = colon != NULL ? g_strndup (spec, colon - spec) : g_strdup (spec);
  if (colon == NULL || !model_id_is_valid (colon + 1))
    {
      g_autofree char *shown = g_utf8_make_valid (spec, MIN (strlen (spec), 100));

      g_set_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                   _ ("“%s” is not a model: it has the form PROVIDER:MODEL."), shown);
      return FALSE;
    }

  found = llm_provider_find (self->providers, provider);
  if (found == NULL)
    {
      g_autofree char *shown = g_utf8_make_valid (provider, MIN (strlen (provider), 100));

      known = list_provider_ids (self);
      g_set_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                   _ ("There is no provider “%s”. Known providers: %s."), shown, known);
      return FALSE;
    }

  if (provider_id != NULL)
    *provider_id = g_steal_pointer (&provider);
  if (model_id != NULL)
    *model_id = g_strdup (colon + 1);
  return TRUE;
}

/**
 * llm_context_get_model_title:
 * @self: a context
 * @provider_id: a provider's id
 * @model_id: a model's id
 *
 * Returns: (transfer full): the model's name in the catalogue, else its id
 */
char *
llm_context_get_model_title (LlmContext *self, const char *provider_id, const char *model_id)
{
  LlmModel *model;

  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);

  model = llm_catalog_lookup (self->catalog, provider_id, model_id);
  return g_strdup (model != NULL ? llm_model_get_name (model) : model_id);
}

/* Of models that nobody has described. */
static const char *const usual_levels[] = { "low", "medium", "high", NULL };

/**
 * llm_context_get_params_taken:
 * @self: a context
 * @provider_id: a provider's id
 * @model_id: a model's id
 * @effort_levels: (out) (transfer none) (optional) (array zero-terminated=1) (nullable): the
 *   levels of reasoning effort, %NULL without %LLM_TAKES_EFFORT.  They belong to the model,
 *   and are to be used before the main loop runs again
 *
 * Returns: which parameters are worth setting: none for the demonstration, and all that its
 *   provider has for a model that is not known
 */
LlmParamsTaken
llm_context_get_params_taken (LlmContext *self,
                              const char *provider_id,
                              const char *model_id,
                              const char *const **effort_levels)
{
  g_autoptr (LlmProvider) provider = NULL;
  LlmParamsTaken taken = LLM_TAKES_LIMIT;
  const char *const *levels = usual_levels;
  LlmModel *model;

  g_return_val_if_fail (LLM_IS_CONTEXT (self), 0);
  g_return_val_if_fail (provider_id != NULL && model_id != NULL, 0);

  provider = llm_provider_find (self->providers, provider_id);
  model = llm_catalog_lookup (self->catalog, provider_id, model_id);
  if (effort_levels != NULL)
    *effort_levels = NULL;
  if (provider == NULL || (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) != 0)
    return 0;
  if (model == NULL || llm_model_get_accepts_sampling (model))
    taken |= LLM_TAKES_SAMPLING;
  if ((llm_provider_get_flags (provider) & LLM_PROVIDER_NO_SEED) == 0
      && (model == NULL || llm_model_get_api (model) != LLM_API_RESPONSES))
    taken |= LLM_TAKES_SEED;
  if (model != NULL)
    levels = llm_model_get_effort_levels (model);
  if (levels != NULL)
    taken |= LLM_TAKES_EFFORT;
  if (effort_levels != NULL)
    *effort_levels = levels;
  return taken;
}

/**
 * llm_context_new_answer:
 * @self: a context
 * @column: PROVIDER:MODEL, maybe with parameters: see llm_column_spec_split()
 * @error: see llm_context_parse_model()
 *
 * Returns: (transfer full) (nullable): a queued column that asks that model
 */
LlmAnswer *
llm_context_new_answer (LlmContext *self, const char *column, GError **error)
{
  g_autoptr (LlmParams) params = NULL;
  g_autofree char *provider_id = NULL;
  g_autofree char *model_id = NULL;
  g_autofree char *title = NULL;
  g_autofree char *spec = NULL;
  LlmAnswer *answer;

  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);
  g_return_val_if_fail (column != NULL, NULL);

  spec = llm_column_spec_split (column, &params, error);
  if (spec == NULL || !llm_context_parse_model (self, spec, &provider_id, &model_id, error))
    return NULL;
  title = llm_context_get_model_title (self, provider_id, model_id);
  answer = llm_answer_new (provider_id, model_id, title);
  llm_answer_set_params (answer, params);
  return answer;
}

/**
 * llm_context_get_demo_lineup:
 * @self: a context
 *
 * Returns: (transfer full): PROVIDER:MODEL of the models whose answers are canned
 */
char **
llm_context_get_demo_lineup (LlmContext *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n;

  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->catalog));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmModel) model = g_list_model_get_item (G_LIST_MODEL (self->catalog), i);
      const char *provider_id = llm_model_get_provider_id (model);
      g_autoptr (LlmProvider) provider = llm_provider_find (self->providers, provider_id);

      if (provider != NULL && (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) != 0)
        {
          g_autofree char *spec = g_strconcat (provider_id, ":", llm_model_get_id (model), NULL);

          g_strv_builder_add (builder, spec);
        }
    }
  return g_strv_builder_end (builder);
}

/* Those of providers that are set up; NULL if there is none. */
static char **
keep_known (LlmContext *self, char **columns)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; columns[i] != NULL; i++)
    {
      g_autofree char *spec = llm_column_spec_split (columns[i], NULL, NULL);

      if (spec == NULL || !llm_context_parse_model (self, spec, NULL, NULL, NULL))
        continue;
      g_strv_builder_add (builder, columns[i]);
      n++;
    }
  return n > 0 ? g_strv_builder_end (builder) : NULL;
}

/**
 * llm_context_get_default_lineup:
 * @self: a context
 *
 * Returns: (transfer full): what a new comparison begins with, as columns (see
 *   llm_column_spec_new()): the line-up that the user made the default, else the last one,
 *   each without models of providers that are gone, else the demonstration's models
 */
char **
llm_context_get_default_lineup (LlmContext *self)
{
  g_autoptr (LlmSavedLineup) usual = NULL;
  g_auto (GStrv) last = NULL;
  char **columns = NULL;

  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);

  usual = llm_settings_find_default_lineup (self->settings);
  if (usual != NULL)
    columns = keep_known (self, usual->models);
  if (columns == NULL)
    {
      last = llm_settings_get_lineup (self->settings);
      columns = keep_known (self, last);
    }
  return columns != NULL ? columns : llm_context_get_demo_lineup (self);
}
