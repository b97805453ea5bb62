/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-providers.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "llm-cli-private.h"
#include "llm-error.h"

#define NAME_MAX_BYTES 200

/* As many as are read from the settings. */
#define ENDPOINTS_MAX 64

static gboolean
name_is_valid (const char *name)
{
  if (*name == '\0' || strlen (name) > NAME_MAX_BYTES || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!g_unichar_isprint (g_utf8_get_char (p)))
        return FALSE;
    }
  return TRUE;
}

/* "Name: value" taken apart; NULL if @headers are refused, of which nothing is quoted
 * that may be a key. */
static char **
parse_headers (char **headers, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parsed = NULL;

  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      const char *colon = strchr (headers[i], ':');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (colon == NULL)
        {
          g_set_error_literal (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                               _ ("A header has the form “Name: value” in plain ASCII."));
          return NULL;
        }
      name = g_strstrip (g_strndup (headers[i], colon - headers[i]));
      value = g_strstrip (g_strdup (colon + 1));
      g_strv_builder_add (builder, name);
      g_strv_builder_add (builder, value);
    }
  parsed = g_strv_builder_end (builder);
  if (!llm_endpoint_check_headers ((const char *const *) parsed, error))
    return NULL;
  return g_steal_pointer (&parsed);
}

static const LlmEndpointPreset *
find_preset (const char *id)
{
  const LlmEndpointPreset *preset = llm_endpoint_presets_find (id);
  const LlmEndpointPreset *presets;
  g_autoptr (GString) known = NULL;
  guint n;

  if (preset != NULL)
    return preset;
  presets = llm_endpoint_presets_get (&n);
  known = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", presets[i].id);
  llm_cli_usage_error ("providers", _ ("There is no preset “%s”; there are: %s."), id, known->str);
  return NULL;
}

static gboolean
check_ca_file (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) && g_access (path, R_OK) == 0;
}

static gboolean
check_id (LlmContext *context, const char *id)
{
  g_autoptr (LlmProvider) provider = NULL;

  if (!llm_endpoint_id_is_valid (id))
    {
      llm_cli_usage_error ("providers",
                           _ ("“%s” cannot be the id of a server: take lower-case letters, digits "
                              "and hyphens, at most 32, and no built-in provider's id."),
                           id);
      return FALSE;
    }
  provider = llm_provider_find (llm_context_get_providers (context), id);
  if (provider != NULL)
    {
      llm_cli_usage_error ("providers",
                           _ ("There is a server “%s” already. Remove it first, or take another "
                              "id."),
                           id);
      return FALSE;
    }
  return TRUE;
}

/* The server as described, or NULL with the user told what is wrong. */
static LlmEndpoint *
make_endpoint (const char *id, const LlmCliEndpointOptions *options)
{
  g_autoptr (LlmEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  const LlmEndpointPreset *preset = NULL;
  const char *name = options->name;
  const char *address = options->url;

  if (options->preset != NULL)
    {
      preset = find_preset (options->preset);
      if (preset == NULL)
        return NULL;
      name = name != NULL ? name : preset->name;
      address = address != NULL ? address : preset->base_url;
    }
  if (address == NULL)
    {
      llm_cli_usage_error ("providers", _ ("Say where the server is: --url=URL."));
      return NULL;
    }
  if (name != NULL && !name_is_valid (name))
    {
      llm_cli_usage_error ("providers", _ ("The name is empty, too long or not printable."));
      return NULL;
    }
  if (options->ca_file != NULL && !check_ca_file (options->ca_file))
    {
      llm_cli_usage_error ("providers", _ ("The file “%s” cannot be read."), options->ca_file);
      return NULL;
    }

  url = llm_base_url_normalize (address, &error);
  if (url != NULL)
    {
      endpoint = llm_endpoint_new (id, name, url);
      endpoint->headers = parse_headers (options->headers, &error);
    }
  if (error != NULL)
    {
      llm_cli_usage_error ("providers", "%s", error->message);
      return NULL;
    }
  endpoint->preset = g_strdup (options->preset);
  if (options->ca_file != NULL)
    endpoint->ca_file = g_canonicalize_filename (options->ca_file, NULL);
  return g_steal_pointer (&endpoint);
}

static gboolean
has_endpoint (LlmSettings *settings, const char *id)
{
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (settings);

  for (guint i = 0; i < endpoints->len; i++)
    {
      if (g_str_equal (((LlmEndpoint *) g_ptr_array_index (endpoints, i))->id, id))
        return TRUE;
    }
  return FALSE;
}

/* Settings that cannot be written keep quiet, so they are read again. */
static int
confirm (const char *id, gboolean expected)
{
  g_autoptr (LlmSettings) settings = llm_settings_new (NULL);

  if (settings != NULL && has_endpoint (settings, id) == expected)
    return LLM_CLI_OK;
  llm_cli_complain (_ ("The settings could not be written. Check the folder “%s”."),
                    g_get_user_config_dir ());
  return LLM_CLI_FAILURE;
}

/**
 * llm_cli_providers_add:
 * @context: the context
 * @id: the server's id
 * @options: what is known of it
 *
 * Adds a server to the settings.  Its key is set by `keys set`.
 *
 * Returns: the process's exit status
 */
int
llm_cli_providers_add (LlmContext *context, const char *id, const LlmCliEndpointOptions *options)
{
  LlmSettings *settings = llm_context_get_settings (context);
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (settings);
  LlmEndpoint *endpoint;

  if (!check_id (context, id))
    return LLM_CLI_USAGE;
  endpoint = make_endpoint (id, options);
  if (endpoint == NULL)
    return LLM_CLI_USAGE;
  if (endpoints->len >= ENDPOINTS_MAX)
    {
      llm_endpoint_free (endpoint);
      llm_cli_complain (_ ("There are %d servers already, which is the most. Remove one first."),
                        ENDPOINTS_MAX);
      return LLM_CLI_FAILURE;
    }

  g_ptr_array_add (endpoints, endpoint);
  llm_settings_set_endpoints (settings, endpoints);
  return confirm (id, TRUE);
}

typedef struct
{
  GMainLoop *loop;
  GError *error;
} Deletion;

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deletion *deletion = user_data;

  llm_secrets_delete_finish (LLM_SECRETS (source), result, &deletion->error);
  g_main_loop_quit (deletion->loop);
}

/* A key without its server would be sent to the next one of that id. */
static void
delete_key (LlmContext *context, const char *id)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Deletion deletion = { .loop = loop };
  LlmSecrets *secrets = llm_context_get_secrets (context);

  llm_secrets_delete_async (secrets, id, NULL, deleted_cb, &deletion);
  g_main_loop_run (loop);
  error = deletion.error;
  if (error != NULL && !g_error_matches (error, LLM_ERROR, LLM_ERROR_NO_KEY)
      && llm_secrets_get_keyring_state (secrets) != LLM_KEYRING_ABSENT)
    llm_cli_complain (_ ("Its key may still be in the keyring: %s"), error->message);
}

/**
 * llm_cli_providers_remove:
 * @context: the context
 * @id: the server's id
 *
 * Removes a server the user has added, and its key.
 *
 * Returns: the process's exit status
 */
int
llm_cli_providers_remove (LlmContext *context, const char *id)
{
  LlmSettings *settings = llm_context_get_settings (context);
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (settings);
  g_autoptr (LlmProvider) provider = NULL;

  for (guint i = 0; i < endpoints->len; i++)
    {
      LlmEndpoint *endpoint = g_ptr_array_index (endpoints, i);
      int status;

      if (!g_str_equal (endpoint->id, id))
        continue;
      g_ptr_array_remove_index (endpoints, i);
      llm_settings_set_endpoints (settings, endpoints);
      status = confirm (id, FALSE);
      if (status == LLM_CLI_OK)
        delete_key (context, id);
      return status;
    }

  provider = llm_provider_find (llm_context_get_providers (context), id);
  if (provider != NULL)
    return llm_cli_usage_error ("providers", _ ("“%s” is built in and cannot be removed."), id);
  return llm_cli_usage_error ("providers", _ ("There is no server “%s”."), id);
}
