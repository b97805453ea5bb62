/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-salvage-bar.h"

#include <glib/gi18n-lib.h>

/* The report that was closed in one window, kept with the archive for the others. */
#define CLOSED "llm-salvage-bar-closed"

struct _LlmSalvageBar
{
  GtkWidget parent_instance;

  LlmArchive *archive;
  LlmSalvageReport *report; /* that is shown */
  GtkWidget *box;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (LlmSalvageBar, llm_salvage_bar, GTK_TYPE_WIDGET)

/* The text comes with the bar, so that a screen reader hears it when it appears. */
static void
show_report (LlmSalvageBar *self, LlmSalvageReport *report)
{
  g_autofree char *text = llm_salvage_report_describe (report);

  g_clear_pointer (&self->report, llm_salvage_report_unref);
  self->report = llm_salvage_report_ref (report);
  gtk_label_set_label (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmSalvageBar) self G_GNUC_UNUSED = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error))
    g_info ("The folder of the damaged history cannot be shown: %s", error->message);
}

static void
open_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSalvageBar *self = LLM_SALVAGE_BAR (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) folder = NULL;
  g_autofree char *uri = NULL;

  if (self->report == NULL || !GTK_IS_WINDOW (root))
    return;
  file = g_file_new_for_path (self->report->original);
  folder = g_file_get_parent (file);
  uri = g_file_get_uri (folder != NULL ? folder : file);
  gtk_show_uri_full (GTK_WINDOW (root), uri, GDK_CURRENT_TIME, NULL, shown_cb, g_object_ref (self));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSalvageBar *self = LLM_SALVAGE_BAR (widget);

  gtk_widget_set_visible (widget, FALSE);
  if (self->archive != NULL && self->report != NULL)
    g_object_set_data_full (G_OBJECT (self->archive), CLOSED, llm_salvage_report_ref (self->report),
                            (GDestroyNotify) llm_salvage_report_unref);
}

static void
llm_salvage_bar_dispose (GObject *object)
{
  LlmSalvageBar *self = LLM_SALVAGE_BAR (object);

  if (self->archive != NULL)
    g_signal_handlers_disconnect_by_data (self->archive, self);
  g_clear_object (&self->archive);
  g_clear_pointer (&self->report, llm_salvage_report_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_salvage_bar_parent_class)->dispose (object);
}

static void
llm_salvage_bar_class_init (LlmSalvageBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_salvage_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "salvagebar");
  gtk_widget_class_install_action (widget_class, "salvage.open-folder", NULL, open_folder_action);
  gtk_widget_class_install_action (widget_class, "salvage.close", NULL, close_action);
}

static GtkWidget *
add_button (GtkWidget *box, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
llm_salvage_bar_init (LlmSalvageBar *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                              "xalign", 0.0, "selectable", TRUE, "focusable", FALSE,
                              "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  gtk_widget_add_css_class (self->box, "llm-banner");
  gtk_box_append (GTK_BOX (self->box), self->label);
  add_button (buttons, _ ("_Open folder"), "salvage.open-folder");
  add_button (buttons, _ ("_Backups…"), "app.backups");
  add_button (buttons, _ ("_Close"), "salvage.close");
  gtk_box_append (GTK_BOX (self->box), buttons);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * llm_salvage_bar_new:
 *
 * Returns: (transfer floating): a bar that does not show
 */
GtkWidget *
llm_salvage_bar_new (void)
{
  return g_object_new (LLM_TYPE_SALVAGE_BAR, NULL);
}

/**
 * llm_salvage_bar_set_archive:
 * @self: a #LlmSalvageBar
 * @archive: (nullable): what tells of a damaged history; set once
 */
void
llm_salvage_bar_set_archive (LlmSalvageBar *self, LlmArchive *archive)
{
  g_autoptr (LlmSalvageReport) report = NULL;

  g_return_if_fail (LLM_IS_SALVAGE_BAR (self));
  g_return_if_fail (archive == NULL || LLM_IS_ARCHIVE (archive));
  g_return_if_fail (self->archive == NULL);

  if (archive == NULL)
    return;
  self->archive = g_object_ref (archive);
  g_signal_connect_object (archive, "salvaged", G_CALLBACK (show_report), self, G_CONNECT_SWAPPED);
  report = llm_archive_get_salvage_report (archive);
  if (report != NULL && report != g_object_get_data (G_OBJECT (archive), CLOSED))
    show_report (self, report);
}
