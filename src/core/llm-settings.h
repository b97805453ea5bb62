/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-azure.h"
#include "llm-endpoint.h"
#include "llm-prices.h"

G_BEGIN_DECLS

#define LLM_SETTINGS_SCHEMA "io.github.jbuz.LLMSelect"

/**
 * LlmSettings:
 *
 * The user's settings, typed.  A keyfile in the user's configuration folder
 * behind #GSettings, so that the command line shares them without D-Bus.
 * Environment variables named in the README win over what is stored, for this
 * run.  Signal `::changed (const char *key)`.
 */
#define LLM_TYPE_SETTINGS (llm_settings_get_type ())
G_DECLARE_FINAL_TYPE (LlmSettings, llm_settings, LLM, SETTINGS, GObject)

LlmSettings *llm_settings_new (GError **error);
GSettings *llm_settings_get_gsettings (LlmSettings *self);

char **llm_settings_get_lineup (LlmSettings *self);
void llm_settings_set_lineup (LlmSettings *self, const char *const *models);

char *llm_settings_get_base_url (LlmSettings *self, const char *provider_id);
char *llm_settings_get_stored_base_url (LlmSettings *self, const char *provider_id);
const char *llm_settings_get_base_url_variable (const char *provider_id);
void llm_settings_set_base_url (LlmSettings *self, const char *provider_id, const char *base_url);

GPtrArray *llm_settings_get_endpoints (LlmSettings *self);
void llm_settings_set_endpoints (LlmSettings *self, GPtrArray *endpoints);

LlmAzure *llm_settings_get_azure (LlmSettings *self);
LlmAzure *llm_settings_get_stored_azure (LlmSettings *self);
void llm_settings_set_azure (LlmSettings *self, const LlmAzure *azure);

guint llm_settings_get_max_retries (LlmSettings *self);
guint llm_settings_get_rate_limit (LlmSettings *self, const char *provider_id);
void llm_settings_set_rate_limit (LlmSettings *self, const char *provider_id, guint per_minute);
gboolean llm_settings_get_response_cache (LlmSettings *self);
gboolean llm_settings_get_keep_raw_events (LlmSettings *self);
guint llm_settings_get_trash_days (LlmSettings *self);
guint llm_settings_get_image_retention_days (LlmSettings *self);
void llm_settings_set_image_retention_days (LlmSettings *self, guint days);
gboolean llm_settings_get_price (LlmSettings *self,
                                 const char *provider_id,
                                 const char *model_id,
                                 LlmPrices *prices);
void llm_settings_set_price (LlmSettings *self,
                             const char *provider_id,
                             const char *model_id,
                             const LlmPrices *prices);

double llm_settings_get_connect_timeout (LlmSettings *self);
double llm_settings_get_first_token_timeout (LlmSettings *self);
double llm_settings_get_idle_timeout (LlmSettings *self);

G_END_DECLS
