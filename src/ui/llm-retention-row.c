/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-retention-row.h"

#include <glib/gi18n-lib.h>

#define KEY "image-retention-days"

/* 0 is for ever. */
static const guint choices[] = { 7, 30, 90, 365, 0 };

struct _LlmRetentionRow
{
  AdwComboRow parent_instance;

  LlmSettings *settings;
  GtkStringList *model;
  GArray *days;      /* guint, one for each item of the model */
  gboolean updating; /* what is selected is not the user's choice */
};

G_DEFINE_FINAL_TYPE (LlmRetentionRow, llm_retention_row, ADW_TYPE_COMBO_ROW)

static void
append (LlmRetentionRow *self, guint days)
{
  g_autofree char *label = NULL;

  if (days == 0)
    label = g_strdup (_ ("For ever"));
  else
    label = g_strdup_printf (ngettext ("%u day", "%u days", days), days);
  gtk_string_list_append (self->model, label);
  g_array_append_val (self->days, days);
}

/* The settings may have been changed elsewhere, to any number. */
static void
update (LlmRetentionRow *self)
{
  const guint days = llm_settings_get_image_retention_days (self->settings);
  guint index = 0;

  self->updating = TRUE;
  while (index < self->days->len && g_array_index (self->days, guint, index) != days)
    index++;
  if (index == self->days->len)
    append (self, days);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), index);
  self->updating = FALSE;
}

static void
selected_cb (LlmRetentionRow *self)
{
  const guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (!self->updating && self->settings != NULL && index < self->days->len)
    llm_settings_set_image_retention_days (self->settings,
                                           g_array_index (self->days, guint, index));
}

static void
llm_retention_row_dispose (GObject *object)
{
  LlmRetentionRow *self = LLM_RETENTION_ROW (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (llm_settings_get_gsettings (self->settings), self);
  g_clear_object (&self->settings);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (llm_retention_row_parent_class)->dispose (object);
}

static void
llm_retention_row_finalize (GObject *object)
{
  g_array_unref (LLM_RETENTION_ROW (object)->days);

  G_OBJECT_CLASS (llm_retention_row_parent_class)->finalize (object);
}

static void
llm_retention_row_class_init (LlmRetentionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_retention_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_retention_row_finalize;
}

static void
llm_retention_row_init (LlmRetentionRow *self)
{
  self->days = g_array_new (FALSE, FALSE, sizeof (guint));
  self->model = gtk_string_list_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    append (self, choices[i]);
  self->updating = TRUE;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("_Keep images"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self), TRUE);
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (self),
      _ ("Counted from when a conversation was last used. Then the images of its prompts are "
         "deleted; the texts stay. Pinned conversations keep their images."));
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (self->model));
  self->updating = FALSE;
  g_signal_connect (self, "notify::selected", G_CALLBACK (selected_cb), NULL);
}

/**
 * llm_retention_row_set_settings:
 * @self: a row that has none yet
 * @settings: what is shown and changed
 */
void
llm_retention_row_set_settings (LlmRetentionRow *self, LlmSettings *settings)
{
  g_return_if_fail (LLM_IS_RETENTION_ROW (self));
  g_return_if_fail (LLM_IS_SETTINGS (settings));
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (llm_settings_get_gsettings (settings), "changed::" KEY,
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
