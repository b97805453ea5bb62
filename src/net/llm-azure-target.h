/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-azure.h"
#include "llm-dialect.h"

G_BEGIN_DECLS

/**
 * LlmAzureTarget:
 * @base_url: with the API version as its query, where one is needed
 * @model: (nullable): the deployment; what goes into the body
 * @auth: how the key is sent
 * @dialect: (transfer none): which chat completions are spoken
 *
 * Where a deployment is asked; an #LlmTarget that owns its texts.
 */
typedef struct
{
  char *base_url;
  char *model;
  LlmAuth auth;
  const LlmDialect *dialect;
} LlmAzureTarget;

LlmAzureTarget *llm_azure_build_target (const LlmAzure *azure,
                                        const char *deployment,
                                        GError **error);
void llm_azure_target_fill (const LlmAzureTarget *self, LlmTarget *target);
void llm_azure_target_free (LlmAzureTarget *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmAzureTarget, llm_azure_target_free)

G_END_DECLS
