/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-lineup-files.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-file.h"

#define SUFFIX "lineups"

/* --- Which --- */

typedef struct
{
  GtkWidget *widget;
  LlmLineupFileFunc chosen;
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
  Choice *choice = data;

  g_object_unref (choice->widget);
  g_free (choice);
}

static void
response_cb (GtkNativeDialog *chooser, int response, Choice *choice)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    choice->chosen (file, choice->widget);
  g_object_unref (chooser);
}

/**
 * llm_lineup_files_choose:
 * @widget: who asks; kept until there is an answer
 * @save: whether to write the file
 * @chosen: (scope async): called with @widget when one was chosen, and not otherwise
 *
 * Asks for a file of line-ups.
 */
void
llm_lineup_files_choose (GtkWidget *widget, gboolean save, LlmLineupFileFunc chosen)
{
  GtkFileChooserNative *chooser;
  g_autoptr (GtkFileFilter) lineups = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  GtkRoot *root;
  Choice *choice;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (chosen != NULL);

  root = gtk_widget_get_root (widget);
  chooser = gtk_file_chooser_native_new (
      save ? _ ("Save the line-ups") : _ ("Add line-ups of a file"),
      GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      save ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_file_filter_set_name (lineups, _ ("Line-ups"));
  gtk_file_filter_add_suffix (lineups, SUFFIX);
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), lineups);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  if (save)
    /* Translators: the name of a file; its end stays. */
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _ ("models.lineups"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  choice = g_new0 (Choice, 1);
  choice->widget = g_object_ref (widget);
  choice->chosen = chosen;
  g_signal_connect_data (chooser, "response", G_CALLBACK (response_cb), choice, choice_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- Reading --- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *buffer = g_task_get_task_data (task);
  GPtrArray *lineups = NULL;
  GError *error = NULL;
  gsize length;

  /* What is longer than the buffer has room for is refused there. */
  if (g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &error))
    lineups = llm_saved_lineups_from_data (buffer, length, &error);
  if (lineups != NULL)
    g_task_return_pointer (task, lineups, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);
  char *buffer;

  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  buffer = g_malloc (LLM_SAVED_LINEUPS_MAX_FILE + 1);
  g_task_set_task_data (task, buffer, g_free);
  g_input_stream_read_all_async (G_INPUT_STREAM (stream), buffer, LLM_SAVED_LINEUPS_MAX_FILE + 1,
                                 G_PRIORITY_DEFAULT, g_task_get_cancellable (task), read_cb,
                                 g_object_ref (task));
}

/**
 * llm_lineup_files_read_async:
 * @file: any file, of any size
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Reads line-ups that llm_lineup_files_write_async() wrote.
 */
void
llm_lineup_files_read_async (GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (file, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_lineup_files_read_async);
  g_file_read_async (file, G_PRIORITY_DEFAULT, cancellable, opened_cb, task);
}

/**
 * llm_lineup_files_read_finish:
 * @file: the file
 * @result: what the callback got
 * @error: a #GIOErrorEnum or #GKeyFileError
 *
 * Returns: (transfer full) (element-type LlmSavedLineup) (nullable): at least one line-up
 */
GPtrArray *
llm_lineup_files_read_finish (GFile *file, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, file), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Writing --- */

/**
 * llm_lineup_files_write_async:
 * @file: where to; what is there is replaced
 * @lineups: (element-type LlmSavedLineup): what to write
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the main context
 * @user_data: for @callback
 */
void
llm_lineup_files_write_async (GFile *file,
                              GPtrArray *lineups,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GBytes) bytes = NULL;
  char *data;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (lineups != NULL);

  data = llm_saved_lineups_to_data (lineups);
  bytes = g_bytes_new_take (data, strlen (data));
  llm_file_write_bytes_async (file, FALSE, bytes, cancellable, callback, user_data);
}

/**
 * llm_lineup_files_write_finish:
 * @file: the file
 * @result: what the callback got
 * @error: a #GIOErrorEnum
 *
 * Returns: whether it is written
 */
gboolean
llm_lineup_files_write_finish (GFile *file, GAsyncResult *result, GError **error)
{
  return llm_file_write_bytes_finish (file, result, error);
}
