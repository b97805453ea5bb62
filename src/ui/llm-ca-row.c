/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ca-row.h"

#include <glib/gi18n-lib.h>

struct _LlmCaRow
{
  AdwActionRow parent_instance;

  char *path;
  GtkFileChooserNative *chooser;

  GtkWidget *clear_button;
};

G_DEFINE_FINAL_TYPE (LlmCaRow, llm_ca_row, ADW_TYPE_ACTION_ROW)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
choose (LlmCaRow *self, const char *path)
{
  llm_ca_row_set_path (self, path);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
response_cb (LlmCaRow *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    choose (self, path);
}

static void
choose_cb (LlmCaRow *self)
{
  g_autoptr (GtkFileFilter) certificates = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Choose certificate authorities"),
                                               GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (certificates, _ ("Certificates"));
  gtk_file_filter_add_pattern (certificates, "*.pem");
  gtk_file_filter_add_pattern (certificates, "*.crt");
  gtk_file_filter_add_pattern (certificates, "*.cer");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), certificates);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
clear_cb (LlmCaRow *self)
{
  choose (self, NULL);
}

static void
llm_ca_row_dispose (GObject *object)
{
  LlmCaRow *self = LLM_CA_ROW (object);

  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (llm_ca_row_parent_class)->dispose (object);
}

static void
llm_ca_row_finalize (GObject *object)
{
  LlmCaRow *self = LLM_CA_ROW (object);

  g_free (self->path);

  G_OBJECT_CLASS (llm_ca_row_parent_class)->finalize (object);
}

static void
llm_ca_row_class_init (LlmCaRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_ca_row_dispose;
  object_class->finalize = llm_ca_row_finalize;

  /**
   * LlmCaRow::changed:
   *
   * The user has chosen a file, or none.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_CA_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_button (LlmCaRow *self, const char *icon_name, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  return button;
}

static void
llm_ca_row_init (LlmCaRow *self)
{
  GtkWidget *choose_button;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Certificate authorities"));
  /* A path may be long: it is cut, and whole in the tooltip. */
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 2);
  self->clear_button = new_button (self, "edit-clear-symbolic", _ ("Trust the system’s again"),
                                   G_CALLBACK (clear_cb));
  choose_button = new_button (self, "document-open-symbolic", _ ("Choose a PEM file"),
                              G_CALLBACK (choose_cb));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), choose_button);
  llm_ca_row_set_path (self, NULL);
}

/**
 * llm_ca_row_new:
 *
 * Returns: (transfer floating): a row without a file
 */
GtkWidget *
llm_ca_row_new (void)
{
  return g_object_new (LLM_TYPE_CA_ROW, NULL);
}

/**
 * llm_ca_row_get_path:
 * @self: a #LlmCaRow
 *
 * Returns: (nullable): the chosen file
 */
const char *
llm_ca_row_get_path (LlmCaRow *self)
{
  g_return_val_if_fail (LLM_IS_CA_ROW (self), NULL);

  return self->path;
}

/**
 * llm_ca_row_set_path:
 * @self: a #LlmCaRow
 * @path: (nullable): the file, NULL for none
 */
void
llm_ca_row_set_path (LlmCaRow *self, const char *path)
{
  g_autofree char *shown = NULL;
  g_autofree char *escaped = NULL;

  g_return_if_fail (LLM_IS_CA_ROW (self));

  if (self->path != path)
    {
      g_free (self->path);
      self->path = g_strdup (path);
    }
  shown = path != NULL ? g_filename_display_name (path) : NULL;
  escaped = g_markup_escape_text (shown != NULL ? shown : _ ("Those of the system"), -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), escaped);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), shown);
  gtk_widget_set_visible (self->clear_button, path != NULL);
}
