/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-window-private.h"

#include <glib/gi18n-lib.h>

#include "llm-error.h"
#include "llm-import.h"

/* Conversations from files of this program, ChatGPT and Claude. */

/* More than this is summed up. */
#define MAX_LINES 8

/* Files that are being imported, one after the other. */
typedef struct
{
  LlmWindow *window;
  LlmStore *store;
  GListModel *files;
  guint next_file;
  LlmImportResult *result;
  GPtrArray *folders; /* to be made */
  guint next_conversation;

  guint n_new;
  guint n_there;
  guint n_failed;
  GString *remarks;
  guint n_remarks;
} Import;

static void read_file (Import *import);
static void store_next (Import *import);

static void
import_free (Import *import)
{
  g_clear_pointer (&import->result, llm_import_result_free);
  g_clear_pointer (&import->folders, g_ptr_array_unref);
  g_string_free (import->remarks, TRUE);
  g_object_unref (import->files);
  g_object_unref (import->store);
  g_object_unref (import->window);
  g_free (import);
}

static void
add_remark (Import *import, const char *text)
{
  if (++import->n_remarks > MAX_LINES)
    return;
  g_string_append_printf (import->remarks, "\n%s", text);
}

static void
tell (Import *import)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *dialog;

  g_string_append_printf (
      text,
      ngettext ("%u conversation was imported.", "%u conversations were imported.", import->n_new),
      import->n_new);
  if (import->n_there > 0)
    g_string_append_printf (
        text, ngettext (" %u was there already.", " %u were there already.", import->n_there),
        import->n_there);
  if (import->n_failed > 0)
    g_string_append_printf (
        text,
        ngettext (" %u could not be imported.", " %u could not be imported.", import->n_failed),
        import->n_failed);
  if (import->n_remarks == 0)
    {
      llm_window_add_toast (import->window, text->str);
      return;
    }
  g_string_append_printf (text, "\n%s", import->remarks->str);
  if (import->n_remarks > MAX_LINES)
    g_string_append (text, "\n…");
  dialog = adw_message_dialog_new (GTK_WINDOW (import->window), _ ("Import"), text->str);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Storing --- */

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *import = user_data;
  g_autoptr (GError) error = NULL;

  if (llm_store_write_finish (LLM_STORE (source), result, &error))
    import->n_new++;
  else if (g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT))
    import->n_there++;
  else
    {
      import->n_failed++;
      add_remark (import, error->message);
    }
  store_next (import);
}

static void
folder_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *import = user_data;
  g_autoptr (GError) error = NULL;

  if (!llm_store_write_finish (LLM_STORE (source), result, &error))
    add_remark (import, error->message);
  store_next (import);
}

static void
store_next (Import *import)
{
  LlmConversation *conversation;

  if (import->folders->len > 0)
    {
      g_autoptr (LlmFolder) folder = g_ptr_array_steal_index (import->folders, 0);

      llm_store_save_folder_async (import->store, folder, NULL, folder_cb, import);
      return;
    }
  if (import->next_conversation == import->result->conversations->len)
    {
      read_file (import);
      return;
    }
  conversation = import->result->conversations->pdata[import->next_conversation++];
  llm_store_import_async (import->store, conversation, NULL, stored_cb, import);
}

static void
folders_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *import = user_data;
  g_autoptr (GPtrArray) present = llm_store_list_finish (LLM_STORE (source), result, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, import->result->folders);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const LlmFolder *folder = value;
      gboolean there = FALSE;

      for (guint i = 0; present != NULL && i < present->len; i++)
        there |= g_strcmp0 (((LlmFolder *) present->pdata[i])->id, folder->id) == 0;
      if (!there)
        g_ptr_array_add (import->folders, llm_folder_copy (folder));
    }
  store_next (import);
}

/* --- Reading --- */

static void
images_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *import = user_data;

  llm_import_result_add_images_finish (result, NULL);
  for (guint i = 0; i < import->result->warnings->len; i++)
    add_remark (import, import->result->warnings->pdata[i]);
  llm_store_list_folders_async (import->store, NULL, folders_cb, import);
}

static void
parse_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GFile *file = data;
  g_autofree char *name = g_file_get_basename (file);
  GError *error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, &error);
  LlmImportResult *result = NULL;

  if (stream != NULL)
    result = llm_import_parse (G_INPUT_STREAM (stream), name, cancellable, &error);
  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) llm_import_result_free);
  else
    g_task_return_error (task, error);
}

static void
parsed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *import = user_data;
  g_autoptr (GFile) file = g_list_model_get_item (import->files, import->next_file - 1);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&import->result, llm_import_result_free);
  import->result = g_task_propagate_pointer (G_TASK (result), &error);
  import->next_conversation = 0;
  if (import->result == NULL)
    {
      g_autofree char *remark = g_strdup_printf ("%s: %s", name, error->message);

      add_remark (import, remark);
      read_file (import);
      return;
    }
  import->n_failed += import->result->n_skipped;
  llm_import_result_add_images_async (
      import->result, llm_context_get_images (llm_library_get_context (import->window->library)),
      NULL, images_cb, import);
}

static void
read_file (Import *import)
{
  g_autoptr (GFile) file = g_list_model_get_item (import->files, import->next_file);
  g_autoptr (GTask) task = NULL;

  if (file == NULL)
    {
      tell (import);
      import_free (import);
      return;
    }
  import->next_file++;
  task = g_task_new (import->window, NULL, parsed_cb, import);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, parse_thread);
}

/**
 * llm_window_import_files:
 * @self: a window
 * @files: a list of #GFile
 *
 * Reads conversations from files into the history, and tells what became of them.
 */
void
llm_window_import_files (LlmWindow *self, GListModel *files)
{
  Import *import;

  g_return_if_fail (LLM_IS_WINDOW (self));
  g_return_if_fail (G_IS_LIST_MODEL (files));

  import = g_new0 (Import, 1);
  import->window = g_object_ref (self);
  import->store = g_object_ref (llm_context_get_store (llm_library_get_context (self->library)));
  import->files = g_object_ref (files);
  import->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_folder_free);
  import->remarks = g_string_new (NULL);
  read_file (import);
}

static void
response_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (LlmWindow) self = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));

      llm_window_import_files (self, files);
    }
  g_object_unref (chooser);
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Import"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GtkFileFilter) exports = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (exports, _ ("Exports of LLMSelect, ChatGPT and Claude"));
  gtk_file_filter_add_suffix (exports, "json");
  gtk_file_filter_add_suffix (exports, "zip");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), exports);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), g_object_ref (widget));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
import_files_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);

  for (guint i = 0; uris[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uris[i]);

      g_list_store_append (files, file);
    }
  llm_window_import_files (LLM_WINDOW (widget), G_LIST_MODEL (files));
}

/* Exports are let fall onto the window; what else comes is not ours. */
static gboolean
drop_cb (LlmWindow *self, const GValue *value)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  GSList *list = g_value_get_boxed (value);

  for (GSList *l = list; l != NULL; l = l->next)
    {
      g_autofree char *name = g_file_get_basename (l->data);
      g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;

      if (lower != NULL && (g_str_has_suffix (lower, ".json") || g_str_has_suffix (lower, ".zip")))
        g_list_store_append (files, l->data);
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (files)) == 0)
    return FALSE;
  llm_window_import_files (self, G_LIST_MODEL (files));
  return TRUE;
}

/**
 * llm_window_take_drops:
 * @self: a window
 *
 * Has files that are dropped onto the history imported.
 */
void
llm_window_take_drops (LlmWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_return_if_fail (LLM_IS_WINDOW (self));

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->sidebar), GTK_EVENT_CONTROLLER (target));
}

/**
 * llm_window_install_import_actions:
 * @widget_class: the class of #LlmWindow
 */
void
llm_window_install_import_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_action);
  /* Those that were let fall where images are taken. */
  gtk_widget_class_install_action (widget_class, "win.import-files", "as", import_files_action);
}
