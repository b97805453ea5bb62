/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-backup-dialog.h"

#include <glib/gi18n-lib.h>

#include "llm-backup-text.h"
#include "llm-comparison.h"

/* Room for what will be known: a dialog that is shown does not grow by itself. */
#define BOX_HEIGHT 220

struct _LlmBackupDialog
{
  AdwMessageDialog parent_instance;

  GCancellable *cancellable;
  GtkWidget *box;
  gboolean restores;
};

G_DEFINE_FINAL_TYPE (LlmBackupDialog, llm_backup_dialog, ADW_TYPE_MESSAGE_DIALOG)

static GtkWidget *
add_label (LlmBackupDialog *self, const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  gtk_box_append (GTK_BOX (self->box), label);
  return label;
}

static void
clear_box (LlmBackupDialog *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
}

static void
show_titles (LlmBackupDialog *self, char **titles)
{
  GtkWidget *heading;

  if (titles == NULL || titles[0] == NULL)
    return;
  heading = add_label (self, _ ("The newest:"));
  gtk_widget_add_css_class (heading, "caption-heading");
  gtk_widget_set_margin_top (heading, 6);
  for (guint i = 0; titles[i] != NULL && i < LLM_BACKUP_N_TITLES; i++)
    {
      g_autofree char *line = llm_comparison_make_title (titles[i]);
      GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", line, "xalign", 0.0, "ellipsize",
                                       PANGO_ELLIPSIZE_END, NULL);

      gtk_box_append (GTK_BOX (self->box), label);
    }
}

static void
show_info (LlmBackupDialog *self, const LlmBackupInfo *info)
{
  const gboolean good = info->known && info->intact && info->problem == NULL;
  g_autofree char *counts = llm_backup_text_format_counts (info);
  g_autofree char *range = llm_backup_text_format_range (info);
  GtkWidget *state;

  add_label (self, counts);
  if (range != NULL)
    add_label (self, range);
  if (good)
    state = add_label (self, _ ("The copy is intact."));
  else if (info->problem != NULL)
    state = add_label (self, info->problem);
  else if (!info->known)
    state = add_label (self, _ ("The copy is of a newer version of the program. Update it."));
  else
    state = add_label (self, _ ("The copy is damaged. Choose another one."));
  if (!good)
    gtk_widget_add_css_class (state, "error");
  show_titles (self, info->titles);
  if (self->restores)
    adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "restore", good);
}

static void
inspected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (LlmBackupDialog) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmBackupInfo) info
      = llm_archive_inspect_finish (LLM_ARCHIVE (source), result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  clear_box (self);
  if (info != NULL)
    show_info (self, info);
  else
    gtk_widget_add_css_class (add_label (self, error->message), "error");
}

static void
llm_backup_dialog_dispose (GObject *object)
{
  g_cancellable_cancel (LLM_BACKUP_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (llm_backup_dialog_parent_class)->dispose (object);
}

static void
llm_backup_dialog_finalize (GObject *object)
{
  g_object_unref (LLM_BACKUP_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (llm_backup_dialog_parent_class)->finalize (object);
}

static void
llm_backup_dialog_class_init (LlmBackupDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_backup_dialog_dispose;
  object_class->finalize = llm_backup_dialog_finalize;
}

static void
llm_backup_dialog_init (LlmBackupDialog *self)
{
  GtkWidget *spinner = g_object_new (GTK_TYPE_SPINNER, "spinning", TRUE, "height-request", 24,
                                     "vexpand", TRUE, NULL);

  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_size_request (self->box, -1, BOX_HEIGHT);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spinner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Looking into the copy"), -1);
  gtk_box_append (GTK_BOX (self->box), spinner);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), self->box);
}

static void
add_responses (LlmBackupDialog *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);

  adw_message_dialog_set_close_response (dialog, "close");
  adw_message_dialog_set_default_response (dialog, "close");
  if (!self->restores)
    {
      adw_message_dialog_add_response (dialog, "close", _ ("_Close"));
      return;
    }
  adw_message_dialog_add_responses (dialog, "close", _ ("_Cancel"), "restore",
                                    _ ("_Replace the history"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "restore", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (dialog, "restore", FALSE);
}

/**
 * llm_backup_dialog_new:
 * @parent: the window it stands over
 * @archive: what can look into the copy
 * @backup: the copy
 * @restores: whether it is to be restored, not only looked at
 *
 * Returns: (transfer none): a dialog, owned by GTK until it is closed
 */
GtkWidget *
llm_backup_dialog_new (GtkWindow *parent,
                       LlmArchive *archive,
                       const LlmBackup *backup,
                       gboolean restores)
{
  LlmBackupDialog *self;
  GWeakRef *weak;
  g_autofree char *time = NULL;
  g_autofree char *heading = NULL;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (LLM_IS_ARCHIVE (archive), NULL);
  g_return_val_if_fail (backup != NULL, NULL);

  self = g_object_new (LLM_TYPE_BACKUP_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  self->restores = restores;
  time = llm_backup_text_format_time (backup->created_at);
  /* Translators: when a copy of the history was made. */
  heading = g_strdup_printf (restores ? _ ("Restore the backup of %s?") : _ ("Backup of %s"), time);
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self), heading);
  if (restores)
    adw_message_dialog_set_body (
        ADW_MESSAGE_DIALOG (self),
        _ ("It replaces the whole present history: all conversations, folders and tags. A backup "
           "of the present history is made first. Answers that are still coming are stopped."));
  add_responses (self);

  /* No call may keep the window. */
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  llm_archive_inspect_async (archive, backup->path, self->cancellable, inspected_cb, weak);
  return GTK_WIDGET (self);
}
