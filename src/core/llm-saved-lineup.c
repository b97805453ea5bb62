/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-saved-lineup.h"

#include <glib/gi18n-lib.h>

#include "llm-column-spec.h"

#define KEY "saved-lineups"
#define KEY_DEFAULT "default-lineup"
#define TYPE "a(sas)"

/* The file that others are given. */
#define GROUP "Line-up %u"
/* Longer is no model. */
#define MAX_MODEL 500

/**
 * llm_saved_lineup_new:
 * @name: what the user calls it
 * @models: (array zero-terminated=1): columns, see llm_column_spec_new()
 *
 * Returns: (transfer full): a line-up that is not kept yet
 */
LlmSavedLineup *
llm_saved_lineup_new (const char *name, const char *const *models)
{
  LlmSavedLineup *self;

  g_return_val_if_fail (name != NULL && models != NULL, NULL);

  self = g_new0 (LlmSavedLineup, 1);
  self->name = g_strdup (name);
  self->models = g_strdupv ((char **) models);
  return self;
}

/**
 * llm_saved_lineup_free:
 * @self: (nullable): a line-up
 */
void
llm_saved_lineup_free (LlmSavedLineup *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_strfreev (self->models);
  g_free (self);
}

/* --- What is allowed --- */

static gboolean
is_model (const char *column)
{
  g_autofree char *spec = NULL;
  const char *colon;

  if (strlen (column) > MAX_MODEL || !g_utf8_validate (column, -1, NULL))
    return FALSE;
  spec = llm_column_spec_split (column, NULL, NULL);
  colon = spec != NULL ? strchr (spec, ':') : NULL;
  return colon != NULL && colon != spec && colon[1] != '\0';
}

static gboolean
are_models (const char *const *models)
{
  guint n = 0;

  for (; models[n] != NULL; n++)
    {
      if (!is_model (models[n]))
        return FALSE;
    }
  return n > 0 && n <= LLM_LINEUP_MAX;
}

/* Without what is around it; NULL if it is none. */
static char *
clean_name (const char *name)
{
  g_autofree char *clean = NULL;

  if (!g_utf8_validate (name, -1, NULL))
    return NULL;
  clean = g_strstrip (g_strdup (name));
  if (*clean == '\0' || g_utf8_strlen (clean, -1) > LLM_SAVED_LINEUP_MAX_NAME)
    return NULL;
  for (const char *p = clean; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (p)))
        return NULL;
    }
  return g_steal_pointer (&clean);
}

static gboolean
is_at (GPtrArray *lineups, const char *name, guint *position)
{
  for (guint i = 0; i < lineups->len; i++)
    {
      if (!g_str_equal (((LlmSavedLineup *) lineups->pdata[i])->name, name))
        continue;
      if (position != NULL)
        *position = i;
      return TRUE;
    }
  return FALSE;
}

/* Takes what is whole, and no name twice. */
static void
take (GPtrArray *lineups, const char *name, const char *const *models)
{
  g_autofree char *clean = clean_name (name);

  if (lineups->len < LLM_SAVED_LINEUP_MAX && clean != NULL && are_models (models)
      && !is_at (lineups, clean, NULL))
    g_ptr_array_add (lineups, llm_saved_lineup_new (clean, models));
}

/* --- Keeping them --- */

/**
 * llm_settings_get_saved_lineups:
 * @self: the settings
 *
 * Returns: (transfer full) (element-type LlmSavedLineup): the line-ups that have a name, in
 *   the user's order.  "saved-lineups" is the setting to watch
 */
GPtrArray *
llm_settings_get_saved_lineups (LlmSettings *self)
{
  GPtrArray *lineups;
  g_autoptr (GVariant) value = NULL;
  GVariantIter iter;
  const char *name;
  char **models;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), NULL);

  lineups = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_saved_lineup_free);
  value = g_settings_get_value (llm_settings_get_gsettings (self), KEY);
  g_variant_iter_init (&iter, value);
  while (g_variant_iter_loop (&iter, "(&s^as)", &name, &models))
    take (lineups, name, (const char *const *) models);
  return lineups;
}

/**
 * llm_settings_set_saved_lineups:
 * @self: the settings
 * @lineups: (element-type LlmSavedLineup): line-ups, such as llm_settings_get_saved_lineups()
 *   returned before
 *
 * Keeps these and no others.
 */
void
llm_settings_set_saved_lineups (LlmSettings *self, GPtrArray *lineups)
{
  GVariantBuilder builder;

  g_return_if_fail (LLM_IS_SETTINGS (self));
  g_return_if_fail (lineups != NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE (TYPE));
  for (guint i = 0; i < lineups->len; i++)
    {
      const LlmSavedLineup *lineup = lineups->pdata[i];

      g_variant_builder_add (&builder, "(s^as)", lineup->name, lineup->models);
    }
  g_settings_set_value (llm_settings_get_gsettings (self), KEY, g_variant_builder_end (&builder));
}

/**
 * llm_settings_find_saved_lineup:
 * @self: the settings
 * @name: a name
 *
 * Returns: (transfer full) (nullable): the line-up of that name
 */
LlmSavedLineup *
llm_settings_find_saved_lineup (LlmSettings *self, const char *name)
{
  g_autoptr (GPtrArray) lineups = NULL;
  guint position;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  lineups = llm_settings_get_saved_lineups (self);
  return is_at (lineups, name, &position) ? llm_saved_lineup_new (
             name, (const char *const *) ((LlmSavedLineup *) lineups->pdata[position])->models)
                                          : NULL;
}

/**
 * llm_settings_find_default_lineup:
 * @self: the settings
 *
 * Returns: (transfer full) (nullable): the line-up that a new comparison begins with, if there
 *   is such a one.  "default-lineup" is the setting to watch
 */
LlmSavedLineup *
llm_settings_find_default_lineup (LlmSettings *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), NULL);

  name = g_settings_get_string (llm_settings_get_gsettings (self), KEY_DEFAULT);
  return llm_settings_find_saved_lineup (self, name);
}

/**
 * llm_settings_set_default_lineup:
 * @self: the settings
 * @name: (nullable): the saved line-up that a new comparison is to begin with; %NULL for the
 *   models of the last one
 */
void
llm_settings_set_default_lineup (LlmSettings *self, const char *name)
{
  g_return_if_fail (LLM_IS_SETTINGS (self));

  g_settings_set_string (llm_settings_get_gsettings (self), KEY_DEFAULT, name != NULL ? name : "");
}

static gboolean
is_default (LlmSettings *self, const char *name)
{
  g_autofree char *usual = g_settings_get_string (llm_settings_get_gsettings (self), KEY_DEFAULT);

  return g_str_equal (usual, name);
}

static char *
check_name (const char *name, GError **error)
{
  char *clean = clean_name (name);

  if (clean == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("A line-up needs a name of at most %d characters in one line."),
                 LLM_SAVED_LINEUP_MAX_NAME);
  return clean;
}

static gboolean
refuse_more (GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _ ("At most %d line-ups can be kept. Delete one first."), LLM_SAVED_LINEUP_MAX);
  return FALSE;
}

/**
 * llm_settings_save_lineup:
 * @self: the settings
 * @name: what to call it; spaces around it do not count
 * @models: (array zero-terminated=1): columns, see llm_column_spec_new()
 * @error: G_IO_ERROR_INVALID_ARGUMENT if that is no name or no line-up,
 *   G_IO_ERROR_NO_SPACE if there are too many
 *
 * Keeps a line-up, in the place of one of the same name.
 *
 * Returns: whether it is kept
 */
gboolean
llm_settings_save_lineup (LlmSettings *self,
                          const char *name,
                          const char *const *models,
                          GError **error)
{
  g_autoptr (GPtrArray) lineups = NULL;
  g_autofree char *clean = NULL;
  LlmSavedLineup *lineup;
  guint position;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (name != NULL && models != NULL, FALSE);

  clean = check_name (name, error);
  if (clean == NULL)
    return FALSE;
  if (!are_models (models))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("A line-up has one to %d models, each as PROVIDER:MODEL."), LLM_LINEUP_MAX);
      return FALSE;
    }
  lineups = llm_settings_get_saved_lineups (self);
  if (is_at (lineups, clean, &position))
    {
      lineup = lineups->pdata[position];
      g_strfreev (lineup->models);
      lineup->models = g_strdupv ((char **) models);
    }
  else if (lineups->len >= LLM_SAVED_LINEUP_MAX)
    {
      return refuse_more (error);
    }
  else
    {
      /* Not what was deleted under that name. */
      if (is_default (self, clean))
        llm_settings_set_default_lineup (self, NULL);
      g_ptr_array_add (lineups, llm_saved_lineup_new (clean, models));
    }
  llm_settings_set_saved_lineups (self, lineups);
  return TRUE;
}

/**
 * llm_settings_add_saved_lineups:
 * @self: the settings
 * @lineups: (element-type LlmSavedLineup): what llm_saved_lineups_from_data() read
 * @error: G_IO_ERROR_NO_SPACE if there would be too many; then nothing is changed
 *
 * Keeps these too, each in the place of one of the same name.
 *
 * Returns: whether they are kept
 */
gboolean
llm_settings_add_saved_lineups (LlmSettings *self, GPtrArray *lineups, GError **error)
{
  g_autoptr (GPtrArray) kept = NULL;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (lineups != NULL, FALSE);

  kept = llm_settings_get_saved_lineups (self);
  for (guint i = 0; i < lineups->len; i++)
    {
      const LlmSavedLineup *added = lineups->pdata[i];
      LlmSavedLineup *copy
          = llm_saved_lineup_new (added->name, (const char *const *) added->models);
      guint position;

      if (!is_at (kept, added->name, &position))
        {
          g_ptr_array_add (kept, copy);
          continue;
        }
      llm_saved_lineup_free (kept->pdata[position]);
      kept->pdata[position] = copy;
    }
  if (kept->len > LLM_SAVED_LINEUP_MAX)
    return refuse_more (error);
  llm_settings_set_saved_lineups (self, kept);
  return TRUE;
}

/**
 * llm_settings_insert_lineup:
 * @self: the settings
 * @position: where; at the end if larger than their number
 * @lineup: what was deleted
 *
 * Puts back what llm_settings_delete_lineup() took.
 *
 * Returns: whether it is there again; not if there is another one of its name
 */
gboolean
llm_settings_insert_lineup (LlmSettings *self, guint position, const LlmSavedLineup *lineup)
{
  g_autoptr (GPtrArray) lineups = NULL;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (lineup != NULL, FALSE);

  lineups = llm_settings_get_saved_lineups (self);
  if (is_at (lineups, lineup->name, NULL) || lineups->len >= LLM_SAVED_LINEUP_MAX)
    return FALSE;
  g_ptr_array_insert (lineups, (int) MIN (position, lineups->len),
                      llm_saved_lineup_new (lineup->name, (const char *const *) lineup->models));
  llm_settings_set_saved_lineups (self, lineups);
  return TRUE;
}

/**
 * llm_settings_rename_lineup:
 * @self: the settings
 * @name: what it is called
 * @new_name: what to call it
 * @error: G_IO_ERROR_INVALID_ARGUMENT if that is no name, G_IO_ERROR_NOT_FOUND if there is
 *   no such line-up, G_IO_ERROR_EXISTS if the new name is taken
 *
 * Returns: whether it is called so now
 */
gboolean
llm_settings_rename_lineup (LlmSettings *self,
                            const char *name,
                            const char *new_name,
                            GError **error)
{
  g_autoptr (GPtrArray) lineups = NULL;
  g_autofree char *clean = NULL;
  LlmSavedLineup *lineup;
  guint position, other;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (name != NULL && new_name != NULL, FALSE);

  clean = check_name (new_name, error);
  if (clean == NULL)
    return FALSE;
  lineups = llm_settings_get_saved_lineups (self);
  if (!is_at (lineups, name, &position))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no line-up “%s”."), name);
      return FALSE;
    }
  if (is_at (lineups, clean, &other) && other != position)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _ ("There is a line-up “%s” already."),
                   clean);
      return FALSE;
    }
  lineup = lineups->pdata[position];
  g_free (lineup->name);
  if (is_default (self, name))
    llm_settings_set_default_lineup (self, clean);
  lineup->name = g_steal_pointer (&clean);
  llm_settings_set_saved_lineups (self, lineups);
  return TRUE;
}

/**
 * llm_settings_delete_lineup:
 * @self: the settings
 * @name: a name
 * @position: (out) (optional): where it was, for llm_settings_insert_lineup(), which also
 *   makes it the default again if it was
 *
 * Returns: whether there was such a line-up
 */
gboolean
llm_settings_delete_lineup (LlmSettings *self, const char *name, guint *position)
{
  g_autoptr (GPtrArray) lineups = NULL;
  guint at;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  lineups = llm_settings_get_saved_lineups (self);
  if (!is_at (lineups, name, &at))
    return FALSE;
  g_ptr_array_remove_index (lineups, at);
  llm_settings_set_saved_lineups (self, lineups);
  if (position != NULL)
    *position = at;
  return TRUE;
}

/* --- A file of them --- */

/**
 * llm_saved_lineups_to_data:
 * @lineups: (element-type LlmSavedLineup): line-ups
 *
 * Returns: (transfer full): them as the text of a key file (#GKeyFile), a group for each
 */
char *
llm_saved_lineups_to_data (GPtrArray *lineups)
{
  g_autoptr (GKeyFile) file = NULL;

  g_return_val_if_fail (lineups != NULL, NULL);

  file = g_key_file_new ();
  for (guint i = 0; i < lineups->len; i++)
    {
      const LlmSavedLineup *lineup = lineups->pdata[i];
      g_autofree char *group = g_strdup_printf (GROUP, i + 1);

      g_key_file_set_string (file, group, "Name", lineup->name);
      g_key_file_set_string_list (file, group, "Models", (const char *const *) lineup->models,
                                  g_strv_length (lineup->models));
    }
  return g_key_file_to_data (file, NULL, NULL);
}

/**
 * llm_saved_lineups_from_data:
 * @data: what llm_saved_lineups_to_data() made, or anything else
 * @length: its length in bytes
 * @error: #GKeyFileError if it is no key file, G_IO_ERROR_INVALID_DATA if there is no
 *   line-up in it or it is far too long
 *
 * What is no line-up is passed over, and so is a name that was there before.
 *
 * Returns: (transfer full) (element-type LlmSavedLineup) (nullable): what is in it
 */
GPtrArray *
llm_saved_lineups_from_data (const char *data, gsize length, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GPtrArray) lineups
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_saved_lineup_free);
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (data != NULL, NULL);

  if (length <= LLM_SAVED_LINEUPS_MAX_FILE
      && !g_key_file_load_from_data (file, data, length, G_KEY_FILE_NONE, error))
    return NULL;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *name = g_key_file_get_string (file, groups[i], "Name", NULL);
      g_auto (GStrv) models = g_key_file_get_string_list (file, groups[i], "Models", NULL, NULL);

      if (name != NULL && models != NULL)
        take (lineups, name, (const char *const *) models);
    }
  if (lineups->len > 0)
    return g_steal_pointer (&lineups);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("There is no line-up in this file."));
  return NULL;
}
