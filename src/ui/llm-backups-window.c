/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-backups-window.h"

#include <glib/gi18n-lib.h>

#include "llm-backup-dialog.h"
#include "llm-backup-text.h"

/* More copies than anybody makes by hand; those beyond are counted. */
#define MAX_ROWS 200

struct _LlmBackupsWindow
{
  AdwWindow parent_instance;

  LlmLibrary *library;
  LlmArchive *archive;
  GPtrArray *backups;        /* LlmBackup, as they are listed */
  GCancellable *cancellable; /* of what only this window wants */
  GCancellable *copying;     /* of the copy that is being made, NULL without one */
  gboolean checking;
  gboolean restoring;

  AdwToastOverlay *toast_overlay;
  GtkWidget *progress_box;
  GtkProgressBar *progress_bar;
  GtkWidget *cancel_button;
  AdwActionRow *check_row;
  GtkWidget *check_icon; /* that something is wrong */
  GtkStack *list_stack;
  GtkListBox *list_box;
  GtkLabel *more_label;
  GtkLabel *error_label;
};

G_DEFINE_FINAL_TYPE (LlmBackupsWindow, llm_backups_window, ADW_TYPE_WINDOW)

static void load (LlmBackupsWindow *self);

/* What is under way: the window may be closed meanwhile, and no call may keep it. */
typedef struct
{
  GWeakRef window;
  LlmLibrary *library;
  char *name; /* of what it is about, for people */
} Operation;

static Operation *
operation_new (LlmBackupsWindow *self, const char *name)
{
  Operation *operation = g_new0 (Operation, 1);

  g_weak_ref_init (&operation->window, self);
  operation->library = g_object_ref (self->library);
  operation->name = g_strdup (name);
  return operation;
}

static void
operation_free (Operation *operation)
{
  g_weak_ref_clear (&operation->window);
  g_object_unref (operation->library);
  g_free (operation->name);
  g_free (operation);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Operation, operation_free)

/* NULL also when the window is about to go. */
static LlmBackupsWindow *
operation_get_window (Operation *operation)
{
  g_autoptr (LlmBackupsWindow) self = g_weak_ref_get (&operation->window);

  return self != NULL && self->archive != NULL ? g_steal_pointer (&self) : NULL;
}

static void
add_toast (LlmBackupsWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toast_overlay, adw_toast_new (escaped));
}

/* One thing at a time. */
static void
update (LlmBackupsWindow *self)
{
  const gboolean busy = self->copying != NULL || self->checking || self->restoring;
  const gboolean moves = self->copying != NULL || self->restoring;
  static const char *const actions[]
      = { "backups.make", "backups.copy", "backups.check", "backups.restore" };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "backups.cancel", self->copying != NULL);
  gtk_widget_set_visible (self->cancel_button, self->copying != NULL);
  gtk_widget_set_visible (self->progress_box, moves);
}

static void
show_progress (LlmBackupsWindow *self, const char *text)
{
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  gtk_progress_bar_set_text (self->progress_bar, text);
  update (self);
}

/* --- The list --- */

static GtkWidget *
new_button (const char *icon, const char *label, const char *action, guint position)
{
  GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon)
                                   : gtk_button_new_with_mnemonic (_ ("_Restore…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", position);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
new_row (const LlmBackup *backup, guint position)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *time = llm_backup_text_format_time (backup->created_at);
  g_autofree char *detail = llm_backup_text_format_detail (backup);
  g_autofree char *preview = NULL;
  g_autofree char *restore = NULL;
  GtkWidget *button;

  /* Translators: when a copy of the history was made. */
  preview = g_strdup_printf (_ ("Look into the backup of %s"), time);
  /* Translators: when a copy of the history was made. */
  restore = g_strdup_printf (_ ("Restore the backup of %s"), time);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), time);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  button = new_button ("edit-find-symbolic", preview, "backups.preview", position);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             new_button (NULL, restore, "backups.restore", position));
  return row;
}

static void
fill_list (LlmBackupsWindow *self)
{
  const guint n = self->backups->len;
  g_autofree char *more = NULL;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL)
    gtk_list_box_remove (self->list_box, row);
  for (guint i = 0; i < n && i < MAX_ROWS; i++)
    gtk_list_box_append (self->list_box, new_row (self->backups->pdata[i], i));
  if (n > MAX_ROWS)
    more = g_strdup_printf (ngettext ("%u older one is in the folder.",
                                      "%u older ones are in the folder.", n - MAX_ROWS),
                            n - MAX_ROWS);
  gtk_label_set_label (self->more_label, more != NULL ? more : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), more != NULL);
  gtk_stack_set_visible_child_name (self->list_stack, n > 0 ? "list" : "empty");
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) operation = user_data;
  g_autoptr (LlmBackupsWindow) self = operation_get_window (operation);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) backups
      = llm_archive_list_backups_finish (LLM_ARCHIVE (source), result, &error);

  if (self == NULL)
    return;
  if (backups == NULL)
    {
      gtk_label_set_label (self->error_label, error->message);
      gtk_stack_set_visible_child_name (self->list_stack, "error");
      return;
    }
  g_clear_pointer (&self->backups, g_ptr_array_unref);
  self->backups = g_steal_pointer (&backups);
  fill_list (self);
}

static void
load (LlmBackupsWindow *self)
{
  if (self->backups == NULL)
    gtk_stack_set_visible_child_name (self->list_stack, "loading");
  llm_archive_list_backups_async (self->archive, self->cancellable, listed_cb,
                                  operation_new (self, NULL));
}

static void
reload_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmBackupsWindow *self = LLM_BACKUPS_WINDOW (widget);

  g_clear_pointer (&self->backups, g_ptr_array_unref);
  load (self);
}

static const LlmBackup *
get_backup (LlmBackupsWindow *self, GVariant *position)
{
  const guint i = g_variant_get_uint32 (position);

  return self->backups != NULL && i < self->backups->len ? self->backups->pdata[i] : NULL;
}

/* --- Making one --- */

static void
progress_cb (goffset current, goffset total, gpointer user_data)
{
  Operation *operation = user_data;
  g_autoptr (LlmBackupsWindow) self = operation_get_window (operation);

  if (self != NULL && total > 0)
    gtk_progress_bar_set_fraction (self->progress_bar,
                                   CLAMP ((double) current / (double) total, 0, 1));
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) operation = user_data;
  g_autoptr (LlmBackupsWindow) self = operation_get_window (operation);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmBackup) backup = llm_archive_backup_finish (LLM_ARCHIVE (source), result, &error);
  g_autofree char *text = NULL;

  if (self == NULL)
    return;
  g_clear_object (&self->copying);
  update (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (backup == NULL)
    /* Translators: why. */
    text = g_strdup_printf (_ ("The backup failed: %s"), error->message);
  else if (operation->name != NULL)
    /* Translators: a file's name. */
    text = g_strdup_printf (_ ("The history was copied to %s"), operation->name);
  add_toast (self, text != NULL ? text : _ ("The history was backed up"));
  if (backup != NULL && operation->name == NULL)
    load (self);
}

static void
copy (LlmBackupsWindow *self, const char *path, const char *name)
{
  Operation *operation;

  if (self->copying != NULL || self->checking || self->restoring)
    return;
  operation = operation_new (self, name);
  self->copying = g_cancellable_new ();
  show_progress (self, _ ("Copying the history…"));
  llm_archive_backup_async (self->archive, path, progress_cb, operation, self->copying, copied_cb,
                            operation);
}

static void
make_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  copy (LLM_BACKUPS_WINDOW (widget), NULL, NULL);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmBackupsWindow *self = LLM_BACKUPS_WINDOW (widget);

  if (self->copying != NULL)
    g_cancellable_cancel (self->copying);
}

/**
 * llm_backups_window_copy_to:
 * @self: a window
 * @file: where to
 *
 * Copies the history to a file; what is there is replaced.
 */
void
llm_backups_window_copy_to (LlmBackupsWindow *self, GFile *file)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (LLM_IS_BACKUPS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  path = g_file_get_path (file);
  if (path == NULL)
    {
      add_toast (self, _ ("The history can only be copied to a folder of this computer."));
      return;
    }
  name = g_filename_display_basename (path);
  copy (self, path, name);
}

static void
file_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (Operation) operation = user_data;
  g_autoptr (LlmBackupsWindow) self = operation_get_window (operation);
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_object_unref (chooser);
  if (self != NULL && file != NULL)
    llm_backups_window_copy_to (self, file);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmBackupsWindow *self = LLM_BACKUPS_WINDOW (widget);
  GtkFileChooserNative *chooser
      = gtk_file_chooser_native_new (_ ("Copy the history to a file"), GTK_WINDOW (self),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *file_name = g_date_time_format (now, "llmselect-%Y-%m-%d.db");

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), file_name);
  g_signal_connect (chooser, "response", G_CALLBACK (file_cb), operation_new (self, NULL));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- Bringing one back --- */

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) operation = user_data;
  g_autoptr (LlmBackupsWindow) self = operation_get_window (operation);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmBackup) before = llm_archive_restore_finish (LLM_ARCHIVE (source), result, &error);
  g_autofree char *text = NULL;

  /* What was opened meanwhile may be of the old history. */
  if (before != NULL)
    llm_library_close_all (operation->library);
  if (self == NULL)
    return;
  self->restoring = FALSE;
  gtk_window_set_modal (GTK_WINDOW (self), FALSE);
  update (self);
  if (before != NULL)
    /* Translators: when a copy of the history was made. */
    text = g_strdup_printf (_ ("The history of %s is back; the one before it was kept"),
                            operation->name);
  else
    /* Translators: why. */
    text = g_strdup_printf (_ ("Nothing was restored: %s"), error->message);
  add_toast (self, text);
  load (self);
}

/* The writes of what is stopped and closed here are in line before the restore. */
static void
restore (LlmBackupsWindow *self, const char *path, const char *time)
{
  LlmContext *context = llm_library_get_context (self->library);

  if (self->copying != NULL || self->checking || self->restoring)
    return;
  self->restoring = TRUE;
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  show_progress (self, _ ("Restoring the history…"));
  llm_library_delete_hidden (self->library);
  llm_runner_stop_all (llm_context_get_runner (context));
  llm_library_close_all (self->library);
  llm_archive_restore_async (self->archive, path, NULL, restored_cb, operation_new (self, time));
}

/* A backup that is asked about. */
static void
response_cb (AdwMessageDialog *dialog, const char *response, LlmBackupsWindow *self)
{
  const LlmBackup *backup = g_object_get_data (G_OBJECT (dialog), "backup");
  g_autofree char *time = llm_backup_text_format_time (backup->created_at);

  if (g_str_equal (response, "restore"))
    restore (self, backup->path, time);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmBackupsWindow *self = LLM_BACKUPS_WINDOW (widget);
  const LlmBackup *backup = get_backup (self, parameter);
  GtkWidget *dialog;

  if (backup == NULL)
    return;
  dialog = llm_backup_dialog_new (GTK_WINDOW (self), self->archive, backup,
                                  g_str_equal (name, "backups.restore"));
  /* The list may be another one when it is answered. */
  g_object_set_data_full (G_OBJECT (dialog), "backup", llm_backup_copy (backup),
                          (GDestroyNotify) llm_backup_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Looking for damage --- */

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Operation) operation = user_data;
  g_autoptr (LlmBackupsWindow) self = operation_get_window (operation);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmCheckReport) report
      = llm_archive_check_finish (LLM_ARCHIVE (source), result, &error);
  g_autofree char *text = NULL;

  if (self == NULL)
    return;
  self->checking = FALSE;
  update (self);
  if (report != NULL)
    text = llm_backup_text_format_check (report);
  else
    /* Translators: why. */
    text = g_strdup_printf (_ ("The history could not be checked: %s"), error->message);
  adw_action_row_set_subtitle (self->check_row, text);
  gtk_widget_set_visible (self->check_icon, report == NULL || !report->ok);
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmBackupsWindow *self = LLM_BACKUPS_WINDOW (widget);

  self->checking = TRUE;
  update (self);
  gtk_widget_set_visible (self->check_icon, FALSE);
  adw_action_row_set_subtitle (self->check_row, _ ("Looking for damage…"));
  llm_archive_check_async (self->archive, TRUE, self->cancellable, checked_cb,
                           operation_new (self, NULL));
}

/* --- The object --- */

/* The end of a restore is waited for. */
static gboolean
llm_backups_window_close_request (GtkWindow *window)
{
  return LLM_BACKUPS_WINDOW (window)->restoring
         || GTK_WINDOW_CLASS (llm_backups_window_parent_class)->close_request (window);
}

static void
llm_backups_window_dispose (GObject *object)
{
  LlmBackupsWindow *self = LLM_BACKUPS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->copying);
  g_clear_object (&self->archive);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (llm_backups_window_parent_class)->dispose (object);
}

static void
llm_backups_window_finalize (GObject *object)
{
  LlmBackupsWindow *self = LLM_BACKUPS_WINDOW (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->backups, g_ptr_array_unref);

  G_OBJECT_CLASS (llm_backups_window_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "backups.make", NULL, make_action);
  gtk_widget_class_install_action (widget_class, "backups.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "backups.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "backups.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "backups.reload", NULL, reload_action);
  gtk_widget_class_install_action (widget_class, "backups.preview", "u", open_action);
  gtk_widget_class_install_action (widget_class, "backups.restore", "u", open_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "backups.reload", NULL);
}

static void
llm_backups_window_class_init (LlmBackupsWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_backups_window_dispose;
  object_class->finalize = llm_backups_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = llm_backups_window_close_request;

  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-backups-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmBackupsWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, LlmBackupsWindow, progress_box);
  gtk_widget_class_bind_template_child (widget_class, LlmBackupsWindow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, LlmBackupsWindow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, LlmBackupsWindow, check_row);
  gtk_widget_class_bind_template_child (widget_class, LlmBackupsWindow, check_icon);
  gtk_widget_class_bind_template_child (widget_class, LlmBackupsWindow, list_stack);
  gtk_widget_class_bind_template_child (widget_class, LlmBackupsWindow, list_box);
  gtk_widget_class_bind_template_child (widget_class, LlmBackupsWindow, more_label);
  gtk_widget_class_bind_template_child (widget_class, LlmBackupsWindow, error_label);
}

static void
llm_backups_window_init (LlmBackupsWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * llm_backups_window_new:
 * @library: whose history; its context must have an archive
 *
 * Returns: (transfer none): a window that is not shown yet
 */
GtkWidget *
llm_backups_window_new (LlmLibrary *library)
{
  LlmBackupsWindow *self;
  LlmArchive *archive;

  g_return_val_if_fail (LLM_IS_LIBRARY (library), NULL);

  archive = llm_context_get_archive (llm_library_get_context (library));
  g_return_val_if_fail (archive != NULL, NULL);

  self = g_object_new (LLM_TYPE_BACKUPS_WINDOW, NULL);
  self->library = g_object_ref (library);
  self->archive = g_object_ref (archive);
  update (self);
  load (self);
  return GTK_WIDGET (self);
}
