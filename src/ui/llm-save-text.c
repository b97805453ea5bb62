/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-save-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-file.h"

/* The window may be closed while a file is written. */
typedef struct
{
  GWeakRef overlay;
  GBytes *bytes;
} Saving;

static void
saving_free (Saving *saving)
{
  g_weak_ref_clear (&saving->overlay);
  g_bytes_unref (saving->bytes);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (AdwToastOverlay) overlay = g_weak_ref_get (&saving->overlay);
  g_autofree char *base = g_file_get_basename (G_FILE (source));
  g_autofree char *name = g_filename_display_name (base);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  llm_file_write_bytes_finish (G_FILE (source), result, &error);
  if (overlay == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    /* Translators: why. */
    text = g_strdup_printf (_ ("The file could not be written: %s"), error->message);
  else
    /* Translators: a file's name. */
    text = g_strdup_printf (_ ("Saved as %s"), name);
  llm_save_text_tell (overlay, text);
}

/**
 * llm_save_text:
 * @overlay: where to tell how it went
 * @file: where to; what is there is replaced
 * @text: (transfer full): what to write
 * @cancellable: (nullable): a #GCancellable; nothing is told when it was cancelled
 *
 * The file is the user's alone, since it has answers or what was thought of them.
 */
void
llm_save_text (AdwToastOverlay *overlay, GFile *file, char *text, GCancellable *cancellable)
{
  Saving *saving;

  g_return_if_fail (ADW_IS_TOAST_OVERLAY (overlay));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (text != NULL);

  saving = g_new0 (Saving, 1);
  g_weak_ref_init (&saving->overlay, overlay);
  saving->bytes = g_bytes_new_take (text, strlen (text));
  llm_file_write_bytes_async (file, TRUE, saving->bytes, cancellable, saved_cb, saving);
}

/**
 * llm_save_text_tell:
 * @overlay: where to tell
 * @text: what, not markup
 */
void
llm_save_text_tell (AdwToastOverlay *overlay, const char *text)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (ADW_IS_TOAST_OVERLAY (overlay));
  g_return_if_fail (text != NULL);

  escaped = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (overlay, adw_toast_new (escaped));
}

static void
response_cb (GtkFileChooserNative *chooser, int response, gpointer user_data)
{
  LlmSaveTextFunc chosen = (LlmSaveTextFunc) user_data;
  GtkWindow *window = gtk_native_dialog_get_transient_for (GTK_NATIVE_DIALOG (chooser));
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && window != NULL)
    chosen (window, file);
  g_object_unref (chooser);
}

/**
 * llm_save_text_choose:
 * @window: above what to ask
 * @title: what for, translated
 * @name: a name to begin with
 * @chosen: called when a file was chosen, and not otherwise
 */
void
llm_save_text_choose (GtkWindow *window,
                      const char *title,
                      const char *name,
                      LlmSaveTextFunc chosen)
{
  GtkFileChooserNative *chooser;

  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (title != NULL && name != NULL && chosen != NULL);

  chooser = gtk_file_chooser_native_new (title, window, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), (gpointer) chosen);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
