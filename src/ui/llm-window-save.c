/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-window-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-export.h"
#include "llm-file.h"
#include "llm-store-whole.h"

/* A conversation that could not be saved, as a file: what is in memory, since the history
 * does not have it. */

typedef struct
{
  LlmWindow *window;
  LlmConversation *copy;
  GFile *file;
  LlmExportFormat format;
  LlmImages *images; /* nullable */
  guint n_missing;   /* turns that are neither in memory nor in the history */
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_object_unref (save->window);
  g_object_unref (save->copy);
  g_object_unref (save->file);
  g_clear_object (&save->images);
  g_free (save);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Save, save_free)

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Save *save = data;
  LlmExportOptions options;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  llm_export_options_init (&options);
  options.include_reasoning = TRUE;
  options.include_system = TRUE;
  options.include_other_versions = TRUE;
  if (save->images != NULL)
    {
      options.read_image = llm_export_read_kept;
      options.image_data = save->images;
    }
  bytes = llm_export_to_bytes (&save->copy, 1, save->format, &options, cancellable, &error);
  /* The file is complete or as it was before. */
  if (bytes != NULL && llm_file_write_bytes (save->file, TRUE, bytes, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Save) save = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_file_get_basename (save->file);
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *text = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    /* Translators: why. */
    text = g_strdup_printf (_ ("The file could not be written: %s"), error->message);
  else if (save->n_missing > 0)
    /* Translators: a file's name, how many prompts with their answers are missing. */
    text = g_strdup_printf (ngettext ("Saved as %s, without %u earlier message that could not be "
                                      "read",
                                      "Saved as %s, without %u earlier messages that could not be "
                                      "read",
                                      save->n_missing),
                            name, save->n_missing);
  else
    /* Translators: a file's name. */
    text = g_strdup_printf (_ ("Saved as %s"), name);
  llm_window_add_toast (save->window, text);
}

static void
write_copy (Save *save)
{
  g_autoptr (GTask) task = g_task_new (save->window, NULL, written_cb, save);

  save->n_missing = llm_conversation_leave_out_unloaded (save->copy);
  g_task_set_task_data (task, save, NULL);
  g_task_run_in_thread (task, write_thread);
}

/* A history that takes nothing more may still give what it has. */
static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmConversation) whole G_GNUC_UNUSED
      = llm_store_load_whole_finish (LLM_STORE (source), result, NULL);

  write_copy (user_data);
}

/**
 * llm_window_save_to_file:
 * @self: a window that shows a conversation
 * @file: where to; what is there is replaced
 *
 * Writes the conversation as it is in memory at this moment: as Markdown if the name ends
 * with that, else as JSON that can be imported.
 */
void
llm_window_save_to_file (LlmWindow *self, GFile *file)
{
  LlmConversation *shown;
  g_autofree char *name = NULL;
  Save *save;

  g_return_if_fail (LLM_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  shown = llm_window_get_conversation (self);
  if (shown == NULL)
    return;
  name = g_file_get_basename (file);
  save = g_new0 (Save, 1);
  save->window = g_object_ref (self);
  save->copy = llm_conversation_dup (shown);
  save->file = g_object_ref (file);
  g_set_object (&save->images, llm_context_get_images (llm_library_get_context (self->library)));
  save->format
      = name != NULL && (g_str_has_suffix (name, ".md") || g_str_has_suffix (name, ".markdown"))
            ? LLM_EXPORT_MARKDOWN
            : LLM_EXPORT_JSON;
  /* Turns that were let go of, since they are not shown, are in the history. */
  llm_store_load_missing_async (
      llm_context_get_store (llm_library_get_context (save->window->library)), save->copy, NULL,
      loaded_cb, save);
}

static void
file_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (LlmWindow) self = user_data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_object_unref (chooser);
  if (file != NULL)
    llm_window_save_to_file (self, file);
}

static void
add_filter (GtkFileChooserNative *chooser, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

static void
save_file_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  LlmConversation *shown = llm_window_get_conversation (self);
  GtkFileChooserNative *chooser;
  g_autofree char *name = NULL;

  if (shown == NULL)
    return;
  name = llm_export_make_file_name (shown, LLM_EXPORT_JSON);
  chooser = gtk_file_chooser_native_new (_ ("Save as file"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  add_filter (chooser, _ ("JSON, to be imported again (.json)"), "*.json");
  add_filter (chooser, _ ("Markdown (.md)"), "*.md");
  g_signal_connect (chooser, "response", G_CALLBACK (file_cb), g_object_ref (self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * llm_window_install_save_actions:
 * @widget_class: the class of #LlmWindow
 */
void
llm_window_install_save_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.save-file", NULL, save_file_action);
}
