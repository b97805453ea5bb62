/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* Required for g_keyfile_settings_backend_new(); see docs/adr/0002-settings-keyfile.md. */
#define G_SETTINGS_ENABLE_BACKEND

#include "llm-settings-private.h"

#include <errno.h>
#include <gio/gsettingsbackend.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define SETTINGS_PATH "/io/github/jbuz/LLMSelect/"
#define SETTINGS_GROUP "LLMSelect"

/* Bytes of a settings file that is read, at most. */
#define FILE_MAX (1 << 20)

/* Folders between the executable and the root of a build tree, at most. */
#define BUILD_DEPTH_MAX 3

/* What llm_settings_open_file() makes sure of, since GSettings aborts on a key that its
 * schema lacks; an older schema may be installed. */
static const struct
{
  const char *name;
  const char *type;
} keys[] = {
  { "lineup", "as" },
  { "saved-lineups", "a(sas)" },
  { "default-lineup", "s" },
  { "blind", "b" },
  { "base-urls", "a{ss}" },
  { "endpoints", "a(sss)" },
  { "endpoint-options", "a{sa{sv}}" },
  { "azure", "a{sv}" },
  { "azure-deployments", "a{ss}" },
  { "max-retries", "u" },
  { "rate-limit", "u" },
  { "rate-limits", "a{su}" },
  { "response-cache", "b" },
  { "keep-raw-events", "b" },
  { "prices", "a{s(dddd)}" },
  { "connect-timeout", "d" },
  { "first-token-timeout", "d" },
  { "idle-timeout", "d" },
  { "color-scheme", "s" },
  { "send-key", "s" },
  { "window-width", "i" },
  { "window-height", "i" },
  { "window-maximized", "b" },
  { "sidebar-visible", "b" },
  { "link-scrolling", "b" },
  { "text-zoom", "i" },
  { "export-format", "s" },
  { "welcome-done", "b" },
  { "trash-days", "u" },
  { "image-retention-days", "u" },
  { "system-prompt", "s" },
  { "title-model", "s" },
};

/* The folder of the compiled schema in the build tree the program was started from,
 * or NULL.  Only a program below "src" or "tests" beside "data" is taken for one, so
 * that an installed program never looks outside of its prefix. */
static char *
find_build_schema_dir (const char *program_dir)
{
  g_autofree char *dir = g_strdup (program_dir);

  for (guint depth = 0; depth < BUILD_DEPTH_MAX; depth++)
    {
      g_autofree char *name = g_path_get_basename (dir);
      g_autofree char *parent = g_path_get_dirname (dir);
      g_autofree char *data_dir = g_build_filename (parent, "data", NULL);
      g_autofree char *compiled = g_build_filename (data_dir, "gschemas.compiled", NULL);

      if ((strcmp (name, "src") == 0 || strcmp (name, "tests") == 0)
          && g_file_test (compiled, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&data_dir);

      g_free (dir);
      dir = g_steal_pointer (&parent);
    }

  return NULL;
}

static GSettingsSchema *
lookup_schema_in (const char *dir)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;
  g_autoptr (GError) error = NULL;

  source = g_settings_schema_source_new_from_directory (dir, NULL, FALSE, &error);
  if (source == NULL)
    {
      g_debug ("No schemas in %s: %s", dir, error->message);
      return NULL;
    }
  return g_settings_schema_source_lookup (source, LLM_SETTINGS_SCHEMA, FALSE);
}

/* The build tree's, then the system's, then that of the prefix the program is in. */
static GSettingsSchema *
lookup_schema (void)
{
  GSettingsSchemaSource *system_source = g_settings_schema_source_get_default ();
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *program_dir = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *build_dir = program_dir != NULL ? find_build_schema_dir (program_dir) : NULL;
  g_autofree char *prefix_dir = NULL;
  GSettingsSchema *schema = NULL;

  if (build_dir != NULL)
    schema = lookup_schema_in (build_dir);
  if (schema == NULL && system_source != NULL)
    schema = g_settings_schema_source_lookup (system_source, LLM_SETTINGS_SCHEMA, TRUE);
  if (schema == NULL && program_dir != NULL)
    {
      prefix_dir = g_build_filename (program_dir, "..", "share", "glib-2.0", "schemas", NULL);
      schema = lookup_schema_in (prefix_dir);
    }

  return schema;
}

static gboolean
check_schema (GSettingsSchema *schema, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GSettingsSchemaKey) key = NULL;

      if (g_settings_schema_has_key (schema, keys[i].name))
        key = g_settings_schema_get_key (schema, keys[i].name);
      if (key == NULL
          || !g_variant_type_equal (g_settings_schema_key_get_value_type (key),
                                    G_VARIANT_TYPE (keys[i].type)))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _ ("The settings schema “%s” belongs to another version of the program. "
                          "Install the program again."),
                       LLM_SETTINGS_SCHEMA);
          return FALSE;
        }
    }

  return TRUE;
}

/* --- The file --- */

/* GSettings must not see text that is not UTF-8: GVariant's parser takes that for an
 * error of the program. */
static gboolean
file_is_usable (const char *file, const GStatBuf *info)
{
  g_autofree char *contents = NULL;
  gsize length;

  if (!S_ISREG (info->st_mode) || info->st_size > FILE_MAX)
    return FALSE;

  return !g_file_get_contents (file, &contents, &length, NULL)
         || g_utf8_validate (contents, (gssize) length, NULL);
}

/* The backend makes the file itself with mode 0600 (G_FILE_CREATE_PRIVATE), but the
 * folder with the mode of the umask, and leaves alone what is there already. */
static void
prepare_file (const char *file)
{
  GStatBuf info;

  if (g_stat (file, &info) != 0)
    return;

  if (!file_is_usable (file, &info))
    {
      g_autofree char *aside = g_strconcat (file, ".damaged", NULL);

      g_message ("%s cannot be read and is renamed to %s", file, aside);
      if (g_rename (file, aside) != 0)
        g_debug ("Cannot rename %s: %s", file, g_strerror (errno));
    }
  else if ((info.st_mode & 0077) != 0 && g_chmod (file, 0600) != 0)
    {
      g_debug ("Cannot protect %s: %s", file, g_strerror (errno));
    }
}

/* Settings in memory where there is no folder for a file: a service user may have no
 * home, or one that cannot be written. */
static GSettingsBackend *
open_backend (void)
{
  g_autofree char *dir = g_build_filename (g_get_user_config_dir (), "llmselect", NULL);
  g_autofree char *file = g_build_filename (dir, "settings.ini", NULL);
  GStatBuf info;

  if (g_mkdir_with_parents (dir, 0700) != 0 || g_stat (dir, &info) != 0)
    {
      g_debug ("Settings are not kept, no folder %s: %s", dir, g_strerror (errno));
      return g_memory_settings_backend_new ();
    }
  if ((info.st_mode & 0077) != 0 && g_chmod (dir, 0700) != 0)
    g_debug ("Cannot protect %s: %s", dir, g_strerror (errno));

  prepare_file (file);
  return g_keyfile_settings_backend_new (file, SETTINGS_PATH, SETTINGS_GROUP);
}

/**
 * llm_settings_open_file:
 * @error: return location; see llm_settings_new()
 *
 * Finds the schema, and the file of the user's settings.
 *
 * Returns: (transfer full): the settings, or %NULL
 */
GSettings *
llm_settings_open_file (GError **error)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsBackend) backend = NULL;

  schema = lookup_schema ();
  if (schema == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("The settings schema “%s” is not installed. Install the program again."),
                   LLM_SETTINGS_SCHEMA);
      return NULL;
    }
  if (!check_schema (schema, error))
    return NULL;

  backend = open_backend ();
  return g_settings_new_full (schema, backend, SETTINGS_PATH);
}
