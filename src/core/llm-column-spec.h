/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-params.h"

G_BEGIN_DECLS

/* A column that is yet to be asked, as a text for settings, files and command lines:
 *
 *   PROVIDER:MODEL
 *   PROVIDER:MODEL[temperature=0.2,top-p=0.9,max-tokens=500,seed=7,effort=high]
 */

/* The longest effort level that is taken, in bytes. */
#define LLM_EFFORT_MAX_LENGTH 20

char *llm_column_spec_new (const char *spec, const LlmParams *params);
char *llm_column_spec_split (const char *column, LlmParams **params, GError **error);

gboolean llm_params_take (LlmParams *self, const char *name, const char *value, GError **error);
char *llm_params_describe (const LlmParams *self);

G_END_DECLS
