/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-params.h"
#include "llm-usage.h"

#include <math.h>

G_DEFINE_BOXED_TYPE (LlmParams, llm_params, llm_params_copy, llm_params_free)

/**
 * llm_params_new:
 *
 * Returns: (transfer full): parameters that leave everything to the vendor
 */
LlmParams *
llm_params_new (void)
{
  LlmParams *self = g_new0 (LlmParams, 1);

  self->temperature = NAN;
  self->top_p = NAN;
  self->max_tokens = LLM_UNKNOWN;
  self->seed = LLM_UNKNOWN;
  return self;
}

/**
 * llm_params_copy:
 * @self: (nullable): parameters
 *
 * Returns: (transfer full): a copy; of the defaults if @self is NULL
 */
LlmParams *
llm_params_copy (const LlmParams *self)
{
  LlmParams *copy;

  if (self == NULL)
    return llm_params_new ();
  copy = g_memdup2 (self, sizeof *self);
  copy->reasoning_effort = g_strdup (self->reasoning_effort);
  return copy;
}

/**
 * llm_params_free:
 * @self: (nullable) (transfer full): parameters
 */
void
llm_params_free (LlmParams *self)
{
  if (self == NULL)
    return;
  g_free (self->reasoning_effort);
  g_free (self);
}

/**
 * llm_params_to_string:
 * @self: (nullable): parameters
 *
 * Returns: (transfer full): what is set, as the text form of a GVariant of type
 *   a{sv}; the form the database keeps
 */
char *
llm_params_to_string (const LlmParams *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) variant = NULL;

  if (self != NULL)
    {
      if (!isnan (self->temperature))
        g_variant_dict_insert (&dict, "temperature", "d", self->temperature);
      if (!isnan (self->top_p))
        g_variant_dict_insert (&dict, "top-p", "d", self->top_p);
      if (self->max_tokens >= 0)
        g_variant_dict_insert (&dict, "max-tokens", "x", self->max_tokens);
      if (self->seed >= 0)
        g_variant_dict_insert (&dict, "seed", "x", self->seed);
      if (self->reasoning_effort != NULL)
        g_variant_dict_insert (&dict, "reasoning-effort", "s", self->reasoning_effort);
      if (self->without_images)
        g_variant_dict_insert (&dict, "without-images", "b", TRUE);
    }
  variant = g_variant_ref_sink (g_variant_dict_end (&dict));
  return g_variant_print (variant, TRUE);
}

/**
 * llm_params_from_string:
 * @string: (nullable): a string made by llm_params_to_string()
 *
 * Returns: (transfer full): the parameters; what cannot be read is left unset
 */
LlmParams *
llm_params_from_string (const char *string)
{
  LlmParams *self = llm_params_new ();
  g_autoptr (GVariant) variant = NULL;

  if (string == NULL || *string == '\0')
    return self;
  variant = g_variant_parse (G_VARIANT_TYPE_VARDICT, string, NULL, NULL, NULL);
  if (variant == NULL)
    return self;

  g_variant_lookup (variant, "temperature", "d", &self->temperature);
  g_variant_lookup (variant, "top-p", "d", &self->top_p);
  g_variant_lookup (variant, "max-tokens", "x", &self->max_tokens);
  g_variant_lookup (variant, "seed", "x", &self->seed);
  g_variant_lookup (variant, "reasoning-effort", "s", &self->reasoning_effort);
  g_variant_lookup (variant, "without-images", "b", &self->without_images);
  return self;
}
