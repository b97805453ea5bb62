/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LlmParams:
 * @temperature: sampling temperature, or NAN for the vendor's default
 * @top_p: nucleus sampling mass, or NAN
 * @max_tokens: cap on output tokens, or %LLM_UNKNOWN
 * @seed: or %LLM_UNKNOWN
 * @reasoning_effort: (nullable): an effort level of the model
 * @without_images: whether the images of the conversation are not sent
 *
 * The parameters of one column.  What is unset is left out of the request.
 */
typedef struct
{
  double temperature;
  double top_p;
  gint64 max_tokens;
  gint64 seed;
  char *reasoning_effort;
  gboolean without_images;
} LlmParams;

#define LLM_TYPE_PARAMS (llm_params_get_type ())
GType llm_params_get_type (void) G_GNUC_CONST;

LlmParams *llm_params_new (void);
LlmParams *llm_params_copy (const LlmParams *self);
void llm_params_free (LlmParams *self);
char *llm_params_to_string (const LlmParams *self);
LlmParams *llm_params_from_string (const char *string);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmParams, llm_params_free)

G_END_DECLS
