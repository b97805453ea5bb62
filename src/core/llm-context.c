/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-context.h"

#include "llm-error.h"

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

/**
 * llm_context_new_answer:
 * @self: a context
 * @spec: PROVIDER:MODEL
 * @error: see llm_context_parse_model()
 *
 * Returns: (transfer full) (nullable): a queued column that asks that model
 */
LlmAnswer *
llm_context_new_answer (LlmContext *self, const char *spec, GError **error)
{
  g_autofree char *provider_id = NULL;
  g_autofree char *model_id = NULL;
  g_autofree char *title = NULL;

  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);

  if (!llm_context_parse_model (self, spec, &provider_id, &model_id, error))
    return NULL;
  title = llm_context_get_model_title (self, provider_id, model_id);
  return llm_answer_new (provider_id, model_id, title);
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

/**
 * llm_context_get_default_lineup:
 * @self: a context
 *
 * Returns: (transfer full): the saved line-up without models of providers that are
 *   gone, else the demonstration's models
 */
char **
llm_context_get_default_lineup (LlmContext *self)
{
  g_auto (GStrv) saved = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;
  guint n = 0;

  g_return_val_if_fail (LLM_IS_CONTEXT (self), NULL);

  saved = llm_settings_get_lineup (self->settings);
  builder = g_strv_builder_new ();
  for (guint i = 0; saved != NULL && saved[i] != NULL; i++)
    {
      if (llm_context_parse_model (self, saved[i], NULL, NULL, NULL))
        {
          g_strv_builder_add (builder, saved[i]);
          n++;
        }
    }
  return n > 0 ? g_strv_builder_end (builder) : llm_context_get_demo_lineup (self);
}
