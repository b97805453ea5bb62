/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-window-private.h"

#include <glib/gi18n-lib.h>

#include "llm-drag-folder.h"
#include "llm-export-window.h"
#include "llm-file.h"
#include "llm-late-file.h"
#include "llm-pdf-document.h"
#include "llm-store-whole.h"

/* Conversations of the history as files and on paper. */

/* Paragraphs and the like that are put on pages at a time: some milliseconds. */
#define BOXES_AT_ONCE 20

/* What is exported, from the question how to the last byte. */
typedef struct
{
  LlmWindow *window;
  char **ids;
  guint next; /* of the ids, to be read */
  GPtrArray *conversations;
  GHashTable *folders;
  gboolean print;
  LlmExportFormat format;
  LlmExportOptions options;
  GFile *file;
  GFile *image_folder; /* of Markdown; NULL if it cannot be made */
  gboolean no_folder;
  GHashTable *prepared; /* images for pages */
  GCancellable *cancellable;
  LlmPdfDocument *document; /* on paper */
  LlmPdfPager *pager;
  AdwToast *toast; /* tells that it takes a while; weak */
  GTask *task;     /* of a file that is dragged */
} Export;

static void
export_free (Export *export)
{
  if (export->toast != NULL)
    adw_toast_dismiss (export->toast);
  g_clear_weak_pointer (&export->toast);
  g_strfreev (export->ids);
  g_clear_pointer (&export->conversations, g_ptr_array_unref);
  g_clear_pointer (&export->folders, g_hash_table_unref);
  g_clear_pointer (&export->pager, llm_pdf_pager_free);
  g_clear_pointer (&export->document, llm_pdf_document_free);
  g_clear_pointer (&export->prepared, g_hash_table_unref);
  g_clear_object (&export->file);
  g_clear_object (&export->image_folder);
  g_clear_object (&export->task);
  g_object_unref (export->cancellable);
  g_object_unref (export->window);
  g_free (export);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static Export *
export_new (LlmWindow *window, const char *const *ids)
{
  Export *export = g_new0 (Export, 1);

  export->window = g_object_ref (window);
  export->ids = g_strdupv ((char **) ids);
  export->conversations = g_ptr_array_new_with_free_func (g_object_unref);
  export->folders
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) llm_folder_free);
  export->cancellable = g_cancellable_new ();
  llm_export_options_init (&export->options);
  return export;
}

static LlmStore *
get_store (Export *export)
{
  return llm_context_get_store (llm_library_get_context (export->window->library));
}

static LlmImages *
get_images (Export *export)
{
  return llm_context_get_images (llm_library_get_context (export->window->library));
}

static void
tell_error (Export *export, const GError *error)
{
  g_autofree char *text = NULL;

  if (export->task != NULL)
    g_task_return_error (export->task, g_error_copy (error));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Translators: why. */
  text = g_strdup_printf (_ ("The export failed: %s"), error->message);
  llm_window_add_toast (export->window, text);
}

/* --- Writing --- */

/* The folder beside a Markdown file is made before anything is written: where only the file
 * may be written, as in a sandbox, its images are only named. */
static void
make_image_folder (Export *export, GCancellable *cancellable)
{
  g_autoptr (GFile) parent = g_file_get_parent (export->file);
  g_autofree char *base = g_file_get_basename (export->file);
  g_autofree char *name = llm_export_make_image_folder_name (base);
  g_autoptr (GFile) folder = parent != NULL ? g_file_get_child (parent, name) : NULL;
  g_autoptr (GError) error = NULL;

  /* What is dragged goes alone. */
  if (export->task != NULL || export->format != LLM_EXPORT_MARKDOWN
      || export->options.read_image == NULL
      || !llm_export_has_images ((LlmConversation *const *) export->conversations->pdata,
                                 export->conversations->len, &export->options))
    return;
  export->no_folder = folder == NULL
                      || (!g_file_make_directory (folder, cancellable, &error)
                          && g_file_query_file_type (folder, G_FILE_QUERY_INFO_NONE, cancellable)
                                 != G_FILE_TYPE_DIRECTORY);
  if (error != NULL && export->no_folder)
    g_info ("There is no folder for the images: %s", error->message);
  if (!export->no_folder)
    export->options.image_folder = export->image_folder = g_steal_pointer (&folder);
}

static gboolean
write_cb (GOutputStream *stream, gpointer data, GCancellable *cancellable, GError **error)
{
  Export *export = data;

  make_image_folder (export, cancellable);
  return llm_export_to_stream ((LlmConversation *const *) export->conversations->pdata,
                               export->conversations->len, export->format, &export->options, stream,
                               cancellable, error);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *export = data;
  GError *error = NULL;

  if ((export->task == NULL || llm_drag_folder_prepare (export->file, cancellable, &error))
      && llm_file_write (export->file, export->task != NULL, write_cb, export, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) export = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      tell_error (export, error);
      return;
    }
  if (export->task != NULL)
    {
      g_task_return_pointer (export->task, g_object_ref (export->file), g_object_unref);
      return;
    }
  path = g_file_get_basename (export->file);
  name = g_filename_display_name (path);
  if (export->no_folder)
    /* Translators: a file's name. */
    text = g_strdup_printf (_ ("Exported as %s. The images are only named: no folder can be made "
                               "beside the file"),
                            name);
  else if (export->image_folder != NULL)
    {
      g_autofree char *base = g_file_get_basename (export->image_folder);
      g_autofree char *folder = g_filename_display_name (base);

      /* Translators: the names of a file and of a folder. */
      text = g_strdup_printf (_ ("Exported as %s, with its images in %s"), name, folder);
    }
  else
    /* Translators: a file's name. */
    text = g_strdup_printf (_ ("Exported as %s"), name);
  llm_window_add_toast (export->window, text);
}

static void
show_progress (Export *export)
{
  AdwToast *toast = adw_toast_new (_ ("Exporting…"));

  adw_toast_set_button_label (toast, _ ("_Cancel"));
  adw_toast_set_timeout (toast, 0);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (g_cancellable_cancel),
                           export->cancellable, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&export->toast, toast);
  llm_window_show_toast (export->window, toast);
}

static void
write_export (Export *export)
{
  g_autoptr (GTask) task = g_task_new (export->window, export->cancellable, written_cb, export);

  g_task_set_task_data (task, export, NULL);
  g_task_run_in_thread (task, write_thread);
}

/* --- Printing --- */

static void
begin_print_cb (GtkPrintOperation *operation, GtkPrintContext *context, Export *export)
{
  PangoContext *pango = gtk_print_context_create_pango_context (context);

  export->document = llm_pdf_document_new ((LlmConversation *const *) export->conversations->pdata,
                                           export->conversations->len, &export->options, pango);
  export->pager = llm_pdf_pager_new (export->document, gtk_print_context_get_width (context),
                                     gtk_print_context_get_height (context));
  g_object_unref (pango);
}

/* Called from the main loop until it is done, so that the window stays alive. */
static gboolean
paginate_cb (GtkPrintOperation *operation, GtkPrintContext *context, Export *export)
{
  if (!llm_pdf_pager_step (export->pager, BOXES_AT_ONCE))
    return FALSE;
  gtk_print_operation_set_n_pages (operation,
                                   (int) llm_pdf_document_get_n_pages (export->document));
  return TRUE;
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Export *export)
{
  llm_pdf_document_draw_page (export->document, gtk_print_context_get_cairo_context (context),
                              (guint) page);
}

static void
print_done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, Export *export)
{
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      gtk_print_operation_get_error (operation, &error);
      if (error != NULL)
        tell_error (export, error);
    }
  export_free (export);
  g_object_unref (operation);
}

/* Columns want a page that is wider than high; the dialog can say otherwise. */
static void
set_page (GtkPrintOperation *operation, Export *export)
{
  g_autoptr (GtkPageSetup) setup = NULL;

  if (!llm_export_is_landscape ((LlmConversation *const *) export->conversations->pdata,
                                export->conversations->len, &export->options))
    return;
  setup = gtk_page_setup_new ();
  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_print_operation_set_default_page_setup (operation, setup);
}

static void
print_export (Export *export)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();

  set_page (operation, export);
  gtk_print_operation_set_use_full_page (operation, FALSE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation,
                                    llm_conversation_get_title (export->conversations->pdata[0]));
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), export);
  g_signal_connect (operation, "paginate", G_CALLBACK (paginate_cb), export);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), export);
  g_signal_connect (operation, "done", G_CALLBACK (print_done_cb), export);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_WINDOW (export->window), NULL);
}

/* --- Images --- */

static void
finish_reading (Export *export)
{
  if (export->print)
    print_export (export);
  else
    write_export (export);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GError) error = NULL;

  export->prepared = llm_export_prepare_images_finish (result, &error);
  if (export->prepared == NULL)
    {
      tell_error (export, error);
      export_free (export);
      return;
    }
  export->options.read_image = llm_export_read_prepared;
  export->options.image_data = export->prepared;
  finish_reading (export);
}

static void
prepare_images (Export *export)
{
  LlmImages *images = get_images (export);

  if (images != NULL && (export->print || export->format == LLM_EXPORT_PDF))
    {
      llm_export_prepare_images_async ((LlmConversation *const *) export->conversations->pdata,
                                       export->conversations->len, &export->options, images,
                                       export->cancellable, prepared_cb, export);
      return;
    }
  if (images != NULL)
    {
      export->options.read_image = llm_export_read_kept;
      export->options.image_data = images;
    }
  finish_reading (export);
}

/* --- Reading --- */

static void read_next (Export *export);

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GError) error = NULL;
  LlmConversation *conversation = llm_store_load_whole_finish (LLM_STORE (source), result, &error);

  if (conversation == NULL)
    {
      tell_error (export, error);
      export_free (export);
      return;
    }
  g_ptr_array_add (export->conversations, conversation);
  read_next (export);
}

static void
read_next (Export *export)
{
  const char *id = export->ids[export->next];

  if (id != NULL)
    {
      export->next++;
      llm_store_load_whole_async (get_store (export), id, export->cancellable, loaded_cb, export);
    }
  else
    prepare_images (export);
}

static void
folders_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GPtrArray) folders = llm_store_list_finish (LLM_STORE (source), result, NULL);

  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      LlmFolder *folder = llm_folder_copy (folders->pdata[i]);

      g_hash_table_replace (export->folders, folder->id, folder);
    }
  export->options.folders = export->folders;
  read_next (export);
}

static void
read_all (Export *export)
{
  if (!export->print && export->task == NULL)
    show_progress (export);
  llm_store_list_folders_async (get_store (export), export->cancellable, folders_cb, export);
}

/**
 * llm_window_export_to_file:
 * @self: a window
 * @ids: (array zero-terminated=1): conversations of the history
 * @format: as what
 * @options: what of them; who reads images and where they are put is found here
 * @file: where to; what is there is replaced
 *
 * Writes conversations into a file, and tells what became of it.
 */
void
llm_window_export_to_file (LlmWindow *self,
                           const char *const *ids,
                           LlmExportFormat format,
                           const LlmExportOptions *options,
                           GFile *file)
{
  Export *export;

  g_return_if_fail (LLM_IS_WINDOW (self));
  g_return_if_fail (ids != NULL && options != NULL);
  g_return_if_fail (G_IS_FILE (file));

  export = export_new (self, ids);
  export->format = format;
  export->options = *options;
  export->file = g_object_ref (file);
  read_all (export);
}

/* --- The questions --- */

static void
file_cb (GtkNativeDialog *chooser, int response, Export *export)
{
  if (response == GTK_RESPONSE_ACCEPT)
    export->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_object_unref (chooser);
  if (export->file != NULL)
    read_all (export);
  else
    export_free (export);
}

static char *
make_file_name (Export *export)
{
  LlmHistoryModel *history = llm_library_get_history (export->window->library);
  guint position;

  if (g_strv_length (export->ids) == 1
      && llm_history_model_find (history, export->ids[0], &position))
    {
      g_autoptr (LlmHistoryEntry) entry = g_list_model_get_item (G_LIST_MODEL (history), position);
      g_autoptr (LlmConversation) named = llm_conversation_new_with_id (
          export->ids[0], llm_history_entry_get_kind (entry), llm_history_entry_get_title (entry),
          llm_history_entry_get_created_at (entry), NULL);

      return llm_export_make_file_name (named, export->format);
    }
  /* Translators: the name of a file with several conversations, without its extension. */
  return g_strdup_printf ("%s%s%s", _ ("LLMSelect conversations"),
                          *llm_export_format_get_extension (export->format) == '.' ? "" : ".",
                          llm_export_format_get_extension (export->format));
}

/* The format that was used is the one to begin with the next time. */
static GSettings *
get_settings (Export *export)
{
  return llm_settings_get_gsettings (
      llm_context_get_settings (llm_library_get_context (export->window->library)));
}

static LlmExportFormat
get_format (Export *export)
{
  g_autofree char *name = g_settings_get_string (get_settings (export), "export-format");
  LlmExportFormat format = LLM_EXPORT_MARKDOWN;

  llm_export_format_from_name (name, &format);
  return format;
}

static void
take_answers (Export *export, LlmExportWindow *window)
{
  export->format = llm_export_window_get_format (window);
  llm_export_window_get_options (window, &export->options);
  g_settings_set_string (get_settings (export), "export-format",
                         llm_export_format_get_name (export->format));
}

/* --- Dragging --- */

static void
begin_dragged (gpointer data, GAsyncReadyCallback callback, gpointer user_data)
{
  const Export *wanted = data;
  Export *export = export_new (wanted->window, (const char *const *) wanted->ids);
  g_autofree char *name = NULL;

  export->format = wanted->format;
  export->options = wanted->options;
  export->task = g_task_new (wanted->window, NULL, callback, user_data);
  g_task_set_source_tag (export->task, begin_dragged);
  name = make_file_name (export);
  export->file = llm_drag_folder_make_file (name);
  read_all (export);
}

static GdkContentProvider *
make_content (LlmExportWindow *window, gpointer data)
{
  Export *export = data;
  Export *wanted = export_new (export->window, (const char *const *) export->ids);

  take_answers (wanted, window);
  return llm_late_file_new (begin_dragged, wanted, (GDestroyNotify) export_free);
}

/* --- How --- */

static void
accepted_cb (LlmExportWindow *window, Export *export)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Export"), GTK_WINDOW (export->window), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = NULL;

  g_signal_handlers_disconnect_by_data (window, export);
  llm_export_window_set_content_func (window, NULL, NULL);
  take_answers (export, window);
  name = make_file_name (export);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (file_cb), export);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
refused_cb (Export *export)
{
  export_free (export);
}

/* Whether names are hidden in one of them, as far as it is known before they are read. */
static gboolean
tells_hidden (Export *export)
{
  LlmHistoryModel *history = llm_library_get_history (export->window->library);
  LlmConversation *shown = llm_window_get_conversation (export->window);

  for (guint i = 0; export->ids[i] != NULL; i++)
    {
      g_autoptr (LlmHistoryEntry) entry = NULL;
      guint position;

      if (shown != NULL && g_str_equal (llm_conversation_get_id (shown), export->ids[i])
          && llm_export_tells_hidden (&shown, 1))
        return TRUE;
      if (!llm_history_model_find (history, export->ids[i], &position))
        continue;
      entry = g_list_model_get_item (G_LIST_MODEL (history), position);
      if (llm_history_entry_get_data (entry)->names_hidden)
        return TRUE;
    }
  return FALSE;
}

static void
ask (Export *export)
{
  GtkWidget *window
      = llm_export_window_new (GTK_WINDOW (export->window), g_strv_length (export->ids));

  llm_export_window_set_format (LLM_EXPORT_WINDOW (window), get_format (export));
  llm_export_window_set_tells_hidden (LLM_EXPORT_WINDOW (window), tells_hidden (export));
  llm_export_window_set_content_func (LLM_EXPORT_WINDOW (window), make_content, export);
  g_signal_connect (window, "accepted", G_CALLBACK (accepted_cb), export);
  g_signal_connect_swapped (window, "destroy", G_CALLBACK (refused_cb), export);
  gtk_window_present (GTK_WINDOW (window));
}

static void
export_entries_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree const char **ids = g_variant_get_strv (parameter, NULL);

  if (ids[0] != NULL)
    ask (export_new (LLM_WINDOW (widget), ids));
}

/* What the window shows. */
static void
export_shown_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  LlmConversation *shown = llm_window_get_conversation (self);
  const char *ids[2] = { NULL };
  Export *export;

  if (shown == NULL)
    return;
  ids[0] = llm_conversation_get_id (shown);
  export = export_new (self, ids);
  export->print = g_str_equal (name, "win.print");
  /* The printer's page has margins of its own. */
  if (export->print)
    export->options.margin = 0;
  if (export->print)
    read_all (export);
  else
    ask (export);
}

/**
 * llm_window_install_export_actions:
 * @widget_class: the class of #LlmWindow
 */
void
llm_window_install_export_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export-entries", "as", export_entries_action);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_shown_action);
  gtk_widget_class_install_action (widget_class, "win.print", NULL, export_shown_action);
}
