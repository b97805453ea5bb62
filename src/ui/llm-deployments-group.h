/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmDeploymentsGroup:
 *
 * Which deployment in Azure each model is asked as: the defaults, what the user has
 * changed and added, and what the environment says.
 */
#define LLM_TYPE_DEPLOYMENTS_GROUP (llm_deployments_group_get_type ())
G_DECLARE_FINAL_TYPE (
    LlmDeploymentsGroup, llm_deployments_group, LLM, DEPLOYMENTS_GROUP, AdwPreferencesGroup)

void llm_deployments_group_set_context (LlmDeploymentsGroup *self, LlmContext *context);
void llm_deployments_group_clear (LlmDeploymentsGroup *self);

G_END_DECLS
