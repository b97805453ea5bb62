/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-azure-target.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-endpoint.h"
#include "llm-error.h"

/* The first version of the model inference, and the default of its own client. */
#define MODELS_API_VERSION "2024-05-01-preview"

static gboolean
strip_suffix (char *url, const char *suffix)
{
  gsize length = strlen (url), n = strlen (suffix);

  if (length <= n || g_ascii_strcasecmp (url + length - n, suffix) != 0)
    return FALSE;
  url[length - n] = '\0';
  return TRUE;
}

static void
strip_slashes (char *url)
{
  for (gsize length = strlen (url); length > 0 && url[length - 1] == '/'; length--)
    url[length - 1] = '\0';
}

/* Azure's pages show addresses of all kinds to copy, up to the whole URL of one
 * deployment; what we add ourselves is taken off. */
static void
strip_paths (char *url)
{
  static const char *const suffixes[]
      = { "/chat/completions", "/responses", "/openai/v1", "/openai", "/models",
          "/deployments" };
  char *deployments = strstr (url, "/deployments/");
  gboolean again = TRUE;

  if (deployments != NULL)
    *deployments = '\0';
  while (again)
    {
      again = FALSE;
      strip_slashes (url);
      for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
        again = strip_suffix (url, suffixes[i]) || again;
    }
}

static void
strip_version (char *url)
{
  char *query = strchr (url, '?');

  if (query != NULL && g_str_has_prefix (query, "?api-version="))
    *query = '\0';
}

static char *
get_root (const LlmAzure *azure, GError **error)
{
  g_autofree char *typed = g_strdup (azure->endpoint != NULL ? azure->endpoint : "");
  g_autoptr (GError) cause = NULL;
  g_autofree char *root = NULL;

  strip_version (typed);
  if (*g_strstrip (typed) == '\0')
    {
      g_propagate_error (error,
                         llm_error_new (LLM_ERROR_BAD_REQUEST,
                                        _ ("No endpoint of Azure is set. Enter the address of "
                                           "your resource in Preferences."),
                                        NULL));
      return NULL;
    }
  root = llm_base_url_normalize (typed, &cause);
  if (root == NULL)
    {
      g_propagate_error (error,
                         llm_error_new (LLM_ERROR_BAD_REQUEST,
                                        _ ("The endpoint of Azure cannot be used. Correct it in "
                                           "Preferences."),
                                        cause->message));
      return NULL;
    }
  strip_paths (root);
  return g_steal_pointer (&root);
}

/* Dates compare as text; a word such as "preview" is newer than any. */
static const char *
choose_models_version (const LlmAzure *azure)
{
  if (g_ascii_isdigit (azure->api_version[0])
      && strncmp (azure->api_version, MODELS_API_VERSION, strlen ("2024-05-01")) < 0)
    return MODELS_API_VERSION;
  return azure->api_version;
}

/* The API without versions takes a word for one, but no date. */
static char *
build_v1_url (const LlmAzure *azure, const char *root)
{
  if (g_ascii_isdigit (azure->api_version[0]) || azure->api_version[0] == '\0')
    return g_strconcat (root, "/openai/v1", NULL);
  return g_strconcat (root, "/openai/v1?api-version=", azure->api_version, NULL);
}

static char *
build_deployment_url (const LlmAzure *azure, const char *root, const char *deployment)
{
  g_autofree char *escaped = g_uri_escape_string (deployment, NULL, FALSE);

  return g_strconcat (root, "/openai/deployments/", escaped, "?api-version=", azure->api_version,
                      NULL);
}

static LlmAuth
choose_auth (const LlmAzure *azure, LlmAzureStyle style)
{
  if (azure->auth == LLM_AZURE_BEARER)
    return LLM_AUTH_BEARER;
  return style == LLM_AZURE_MODELS ? LLM_AUTH_BOTH : LLM_AUTH_API_KEY;
}

/**
 * llm_azure_build_target:
 * @azure: how Azure is used
 * @deployment: (nullable): the deployment to ask; NULL to ask for the list of models,
 *   which only the style without deployments and dates has
 * @error: where to put an %LLM_ERROR_BAD_REQUEST with a plain sentence
 *
 * Builds the address in the style that is set.  The endpoint may be given with the
 * path of any style, even as the whole URL of a deployment.  Source: section 5 of the
 * facts on providers; the version of the model inference is at least the first that
 * there was.
 *
 * Returns: (transfer full): where to ask, or %NULL
 */
LlmAzureTarget *
llm_azure_build_target (const LlmAzure *azure, const char *deployment, GError **error)
{
  g_autofree char *root = NULL;
  LlmAzureTarget *self;
  LlmAzureStyle style;

  g_return_val_if_fail (azure != NULL, NULL);
  g_return_val_if_fail (deployment == NULL || *deployment != '\0', NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  root = get_root (azure, error);
  if (root == NULL)
    return NULL;

  style = deployment != NULL ? azure->style : LLM_AZURE_V1;
  self = g_new0 (LlmAzureTarget, 1);
  self->model = g_strdup (deployment);
  self->auth = choose_auth (azure, style);
  switch (style)
    {
    case LLM_AZURE_V1:
      self->base_url = build_v1_url (azure, root);
      self->dialect = llm_dialect_find ("azure");
      break;

    case LLM_AZURE_MODELS:
      self->base_url
          = g_strconcat (root, "/models?api-version=", choose_models_version (azure), NULL);
      self->dialect = llm_dialect_find ("azure-models");
      break;

    case LLM_AZURE_DEPLOYMENTS:
    default:
      self->base_url = build_deployment_url (azure, root, deployment);
      self->dialect = llm_dialect_find (llm_azure_tells_usage (azure) ? "azure" : "azure-old");
      break;
    }
  return self;
}

/**
 * llm_azure_target_fill:
 * @self: where to ask
 * @target: a target; its key, headers and continuation stay as they are
 *
 * Puts what is known here into @target, borrowed from @self.
 */
void
llm_azure_target_fill (const LlmAzureTarget *self, LlmTarget *target)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (target != NULL);

  target->base_url = self->base_url;
  target->model = self->model;
  target->auth = self->auth;
  target->dialect = self->dialect;
}

/**
 * llm_azure_target_free:
 * @self: (nullable) (transfer full): where to ask
 */
void
llm_azure_target_free (LlmAzureTarget *self)
{
  if (self == NULL)
    return;
  g_free (self->base_url);
  g_free (self->model);
  g_free (self);
}
