/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-settings.h"

#include "llm-endpoint-private.h"
#include "llm-error.h"
#include "llm-secrets.h"
#include "llm-settings-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TIMEOUT_MIN 0.05
#define TIMEOUT_MAX 3600.0

struct _LlmSettings
{
  GObject parent_instance;

  GSettings *gsettings;
};

G_DEFINE_FINAL_TYPE (LlmSettings, llm_settings, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Addresses of the vendors' public APIs, as in their own client libraries. */
static const struct
{
  const char *provider_id;
  const char *variable;
  const char *base_url;
} vendors[] = {
  { "openai", "LLMSELECT_OPENAI_BASE_URL", "https://api.openai.com/v1" },
  { "anthropic", "LLMSELECT_ANTHROPIC_BASE_URL", "https://api.anthropic.com" },
  { "gemini", "LLMSELECT_GEMINI_BASE_URL", "https://generativelanguage.googleapis.com" },
  { "mistral", "LLMSELECT_MISTRAL_BASE_URL", "https://api.mistral.ai/v1" },
};

static int
find_vendor (const char *provider_id)
{
  for (guint i = 0; i < G_N_ELEMENTS (vendors); i++)
    {
      if (strcmp (vendors[i].provider_id, provider_id) == 0)
        return (int) i;
    }
  return -1;
}

/* --- The object --- */

static void
gsettings_changed_cb (LlmSettings *self, const char *key, GSettings *gsettings)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], g_quark_from_string (key), key);
}

static void
llm_settings_dispose (GObject *object)
{
  LlmSettings *self = LLM_SETTINGS (object);

  g_clear_object (&self->gsettings);

  G_OBJECT_CLASS (llm_settings_parent_class)->dispose (object);
}

static void
llm_settings_class_init (LlmSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_settings_dispose;

  /**
   * LlmSettings::changed:
   * @self: the settings
   * @key: the schema's key
   *
   * A stored setting changed, here or in another process.  The detail is @key.
   */
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", LLM_TYPE_SETTINGS, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
llm_settings_init (LlmSettings *self)
{
}

/**
 * llm_settings_new:
 * @error: return location; %G_IO_ERROR_NOT_FOUND if the schema is not installed,
 *   %G_IO_ERROR_INVALID_DATA if it is another version's
 *
 * Opens the settings in `$XDG_CONFIG_HOME/llmselect/settings.ini`.  A file that is
 * missing, damaged or not writable is no error: what cannot be read has its default,
 * what cannot be written is not kept.
 *
 * Returns: (transfer full): the settings, or %NULL
 */
LlmSettings *
llm_settings_new (GError **error)
{
  g_autoptr (GSettings) gsettings = NULL;
  LlmSettings *self;

  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  gsettings = llm_settings_open_file (error);
  if (gsettings == NULL)
    return NULL;

  self = g_object_new (LLM_TYPE_SETTINGS, NULL);
  self->gsettings = g_steal_pointer (&gsettings);
  g_signal_connect_object (self->gsettings, "changed", G_CALLBACK (gsettings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * llm_settings_get_gsettings:
 * @self: the settings
 *
 * For binding simple keys (window size, color-scheme, send-key, …) to properties.
 *
 * Returns: (transfer none): the #GSettings behind @self
 */
GSettings *
llm_settings_get_gsettings (LlmSettings *self)
{
  g_return_val_if_fail (LLM_IS_SETTINGS (self), NULL);

  return self->gsettings;
}

/**
 * llm_settings_get_lineup:
 * @self: the settings
 *
 * Returns: (transfer full) (array zero-terminated=1): the models of the next
 *   comparison in order, each as llm_column_spec_new() makes it; empty if none were chosen
 */
char **
llm_settings_get_lineup (LlmSettings *self)
{
  g_return_val_if_fail (LLM_IS_SETTINGS (self), NULL);

  return g_settings_get_strv (self->gsettings, "lineup");
}

/**
 * llm_settings_set_lineup:
 * @self: the settings
 * @models: (array zero-terminated=1): what llm_column_spec_new() makes
 */
void
llm_settings_set_lineup (LlmSettings *self, const char *const *models)
{
  g_return_if_fail (LLM_IS_SETTINGS (self));
  g_return_if_fail (models != NULL);

  g_settings_set_strv (self->gsettings, "lineup", models);
}

/* --- Base URLs --- */

/**
 * llm_settings_get_base_url:
 * @self: the settings
 * @provider_id: a built-in provider or an endpoint
 *
 * Where to reach @provider_id: as the environment says, else as stored, else the
 * vendor's own address.  What the environment says is passed on even when it is no
 * URL, so that a mistake there fails instead of reaching the vendor.
 *
 * Returns: (transfer full) (nullable): the base URL without slash at its end, or
 *   %NULL if @provider_id has none
 */
char *
llm_settings_get_base_url (LlmSettings *self, const char *provider_id)
{
  g_autoptr (GPtrArray) endpoints = NULL;
  char *url;
  int vendor;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), NULL);
  g_return_val_if_fail (provider_id != NULL, NULL);

  vendor = find_vendor (provider_id);
  if (vendor >= 0)
    {
      url = llm_base_url_tidy (g_getenv (vendors[vendor].variable));
      if (url == NULL)
        url = llm_settings_get_stored_base_url (self, provider_id);
      return url != NULL ? url : g_strdup (vendors[vendor].base_url);
    }

  endpoints = llm_settings_get_endpoints (self);
  for (guint i = 0; i < endpoints->len; i++)
    {
      LlmEndpoint *endpoint = g_ptr_array_index (endpoints, i);

      if (strcmp (endpoint->id, provider_id) == 0)
        return g_strdup (endpoint->base_url);
    }

  return NULL;
}

/**
 * llm_settings_get_stored_base_url:
 * @self: the settings
 * @provider_id: a built-in provider
 *
 * Returns: (transfer full) (nullable): the base URL the user has set, whatever the
 *   environment says, or %NULL
 */
char *
llm_settings_get_stored_base_url (LlmSettings *self, const char *provider_id)
{
  g_autoptr (GVariant) urls = NULL;
  const char *url;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), NULL);
  g_return_val_if_fail (provider_id != NULL, NULL);

  urls = g_settings_get_value (self->gsettings, "base-urls");
  return g_variant_lookup (urls, provider_id, "&s", &url) ? llm_base_url_tidy (url) : NULL;
}

/**
 * llm_settings_get_base_url_variable:
 * @provider_id: a provider id
 *
 * Returns: (nullable): the environment variable that overrides the base URL of
 *   @provider_id, or %NULL if there is none
 */
const char *
llm_settings_get_base_url_variable (const char *provider_id)
{
  int vendor;

  g_return_val_if_fail (provider_id != NULL, NULL);

  vendor = find_vendor (provider_id);
  return vendor >= 0 ? vendors[vendor].variable : NULL;
}

/**
 * llm_settings_set_base_url:
 * @self: the settings
 * @provider_id: a built-in provider
 * @base_url: (nullable): its base URL; %NULL, empty or the vendor's own to go back
 *   to the vendor's
 *
 * Text that llm_base_url_normalize() refuses is not stored; ask it first.
 */
void
llm_settings_set_base_url (LlmSettings *self, const char *provider_id, const char *base_url)
{
  g_autoptr (GVariant) stored = NULL;
  g_autofree char *url = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other_id;
  const char *other_url;
  int vendor;

  g_return_if_fail (LLM_IS_SETTINGS (self));
  g_return_if_fail (provider_id != NULL);

  vendor = find_vendor (provider_id);
  g_return_if_fail (vendor >= 0);

  if (base_url != NULL && *base_url != '\0')
    {
      g_autoptr (GError) error = NULL;

      url = llm_base_url_normalize (base_url, &error);
      if (url == NULL)
        {
          g_debug ("Base URL of %s not stored: %s", provider_id, error->message);
          return;
        }
    }

  stored = g_settings_get_value (self->gsettings, "base-urls");
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, stored);
  while (g_variant_iter_next (&iter, "{&s&s}", &other_id, &other_url))
    {
      if (strcmp (other_id, provider_id) != 0)
        g_variant_builder_add (&builder, "{ss}", other_id, other_url);
    }
  if (url != NULL && strcmp (url, vendors[vendor].base_url) != 0)
    g_variant_builder_add (&builder, "{ss}", provider_id, url);

  g_settings_set_value (self->gsettings, "base-urls", g_variant_builder_end (&builder));
}

/* --- Timeouts --- */

/* Seconds in @variable, in the C locale; FALSE if unset or no sensible number. */
static gboolean
parse_seconds (const char *variable, double *seconds)
{
  const char *text = g_getenv (variable);
  char *end = NULL;
  double value;

  if (text == NULL || *text == '\0')
    return FALSE;

  /* Only plain decimals: strtod() also takes "inf", "nan", hexadecimal and blanks. */
  if (strspn (text, "0123456789.") != strlen (text))
    {
      g_debug ("%s is not a number of seconds", variable);
      return FALSE;
    }
  value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || value < TIMEOUT_MIN || value > TIMEOUT_MAX)
    {
      g_debug ("%s is not between %g and %g seconds", variable, TIMEOUT_MIN, TIMEOUT_MAX);
      return FALSE;
    }

  *seconds = value;
  return TRUE;
}

static double
get_timeout (LlmSettings *self, const char *variable, const char *key)
{
  double seconds;

  return parse_seconds (variable, &seconds) ? seconds
                                            : g_settings_get_double (self->gsettings, key);
}

/**
 * llm_settings_get_connect_timeout:
 * @self: the settings
 *
 * Returns: seconds to wait until a connection is open
 */
double
llm_settings_get_connect_timeout (LlmSettings *self)
{
  g_return_val_if_fail (LLM_IS_SETTINGS (self), 0);

  return get_timeout (self, "LLMSELECT_CONNECT_TIMEOUT", "connect-timeout");
}

/**
 * llm_settings_get_first_token_timeout:
 * @self: the settings
 *
 * Returns: seconds to wait for the first piece of an answer
 */
double
llm_settings_get_first_token_timeout (LlmSettings *self)
{
  g_return_val_if_fail (LLM_IS_SETTINGS (self), 0);

  return get_timeout (self, "LLMSELECT_FIRST_TOKEN_TIMEOUT", "first-token-timeout");
}

/**
 * llm_settings_get_idle_timeout:
 * @self: the settings
 *
 * Returns: seconds without any data after which an answer is given up
 */
double
llm_settings_get_idle_timeout (LlmSettings *self)
{
  g_return_val_if_fail (LLM_IS_SETTINGS (self), 0);

  return get_timeout (self, "LLMSELECT_IDLE_TIMEOUT", "idle-timeout");
}
