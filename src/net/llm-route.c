/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-route.h"

#include "llm-dialect.h"
#include "llm-http-target.h"

#include <string.h>

/**
 * llm_route_new:
 * @codec: the wire format
 * @base_url: (nullable): where to, as configured
 *
 * Returns: (transfer full): a way without a key
 */
LlmRoute *
llm_route_new (const LlmCodec *codec, const char *base_url)
{
  LlmRoute *self;

  g_return_val_if_fail (codec != NULL, NULL);

  self = g_new0 (LlmRoute, 1);
  self->codec = codec;
  self->base_url = g_strdup (base_url);
  self->notices = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * llm_route_free:
 * @self: (nullable) (transfer full): a way
 */
void
llm_route_free (LlmRoute *self)
{
  if (self == NULL)
    return;
  g_free (self->base_url);
  g_free (self->host);
  g_free (self->model);
  g_strfreev (self->headers);
  g_free (self->key_id);
  g_free (self->ca_file);
  g_free (self->account_id);
  g_ptr_array_unref (self->notices);
  g_free (self);
}

/**
 * llm_route_check:
 * @self: a way
 * @provider_name: for the error's text
 * @error: where to put an #LLM_ERROR
 *
 * Finds out whether a request can be built on the base URL, and its host.
 *
 * Returns: whether it can
 */
gboolean
llm_route_check (LlmRoute *self, const char *provider_name, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  char *checked;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->checked)
    {
      uri = g_uri_parse (self->base_url, G_URI_FLAGS_NONE, NULL);
      if (self->host == NULL && uri != NULL)
        self->host = g_strdup (g_uri_get_host (uri));
      return TRUE;
    }
  g_clear_pointer (&self->host, g_free);
  checked = llm_http_check_base_url (self->base_url, provider_name, &self->host, error);
  if (checked == NULL)
    return FALSE;
  g_free (self->base_url);
  self->base_url = checked;
  self->checked = TRUE;
  if (self->private_host)
    g_clear_pointer (&self->host, g_free);
  return TRUE;
}

/**
 * llm_route_get_target:
 * @self: a way
 * @key: (nullable): the key
 * @continuation: (nullable): the token that asks for the rest of an answer
 * @target: (out): where the request goes; borrows from @self and the arguments
 */
void
llm_route_get_target (const LlmRoute *self,
                      const char *key,
                      const char *continuation,
                      LlmTarget *target)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (target != NULL);

  *target = (LlmTarget){
    .base_url = self->base_url,
    .key = key,
    .model = self->model,
    .auth = self->auth,
    .dialect = self->dialect,
    .headers = (const char *const *) self->headers,
    .continuation = continuation,
  };
}

/**
 * llm_route_get_list_kind:
 * @self: a way
 *
 * Returns: what the list of models at its end looks like
 */
LlmModelListKind
llm_route_get_list_kind (const LlmRoute *self)
{
  static const struct
  {
    const char *codec_id;
    LlmModelListKind kind;
  } kinds[] = {
    { "openai", LLM_MODEL_LIST_OPENAI },       { "responses", LLM_MODEL_LIST_OPENAI },
    { "anthropic", LLM_MODEL_LIST_ANTHROPIC }, { "gemini", LLM_MODEL_LIST_GEMINI },
    { "mistral", LLM_MODEL_LIST_MISTRAL },
  };

  g_return_val_if_fail (self != NULL, LLM_MODEL_LIST_NONE);

  if (self->dialect != NULL)
    return self->dialect->list_kind;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (strcmp (kinds[i].codec_id, self->codec->id) == 0)
        return kinds[i].kind;
    }
  return LLM_MODEL_LIST_COMPATIBLE;
}

/**
 * llm_route_get_image_limits:
 * @self: a way
 * @limits: (inout): what images almost every provider takes; changed to what the one at the
 *   end of this way does
 *
 * Source: section 0.4 of the facts on providers, and docs/providers.md.
 */
void
llm_route_get_image_limits (const LlmRoute *self, LlmImageLimits *limits)
{
  static const struct
  {
    const char *codec_id;
    guint without; /* formats that are not taken */
    guint max_images;
    gint64 max_total;
  } others[] = {
    /* OpenAI takes 512 MiB; so much is what we hold in memory for one column. */
    { "openai", 0, 1500, 64 * 1024 * 1024 },
    { "responses", 0, 1500, 64 * 1024 * 1024 },
    { "compatible", 0, 1500, 64 * 1024 * 1024 },
    { "gemini", 1u << LLM_IMAGE_GIF, 0, 0 },
    { "ollama", 1u << LLM_IMAGE_GIF | 1u << LLM_IMAGE_WEBP, 0, 0 },
  };

  g_return_if_fail (self != NULL);
  g_return_if_fail (limits != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      if (strcmp (others[i].codec_id, self->codec->id) != 0)
        continue;
      limits->formats &= ~others[i].without;
      if (others[i].max_images > 0)
        limits->max_images = others[i].max_images;
      if (others[i].max_total > 0)
        limits->max_total = others[i].max_total;
    }
}

/**
 * llm_route_to_id:
 * @self: a way
 *
 * Returns: (transfer full): what tells this way from others, without secrets
 */
char *
llm_route_to_id (const LlmRoute *self)
{
  g_autofree char *headers = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  headers = self->headers != NULL ? g_strjoinv ("\n", self->headers) : g_strdup ("");
  return g_strdup_printf ("%s\n%s\n%s\n%s", self->codec->id,
                          self->base_url != NULL ? self->base_url : "",
                          self->model != NULL ? self->model : "", headers);
}
