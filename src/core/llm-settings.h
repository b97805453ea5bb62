/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LLM_SETTINGS_SCHEMA "io.github.jbuz.LLMSelect"

/**
 * LlmEndpoint:
 *
 * An OpenAI-compatible server the user has added.  @id is what stands before the
 * colon of PROVIDER:MODEL and names the key in the keyring.
 */
typedef struct
{
  char *id;
  char *name;
  char *base_url;
} LlmEndpoint;

LlmEndpoint *llm_endpoint_new (const char *id, const char *name, const char *base_url);
void llm_endpoint_free (LlmEndpoint *endpoint);
gboolean llm_endpoint_id_is_valid (const char *id);

char *llm_base_url_normalize (const char *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmEndpoint, llm_endpoint_free)

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

double llm_settings_get_connect_timeout (LlmSettings *self);
double llm_settings_get_first_token_timeout (LlmSettings *self);
double llm_settings_get_idle_timeout (LlmSettings *self);

G_END_DECLS
