/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmLateFileFunc:
 * @data: what llm_late_file_new() was given
 * @callback: called when the file is there, with the result of a #GTask that returns a #GFile
 * @user_data: for @callback
 *
 * Makes the file.
 */
typedef void (*LlmLateFileFunc) (gpointer data, GAsyncReadyCallback callback, gpointer user_data);

/**
 * LlmLateFile:
 *
 * A file to be dragged that is made when it is asked for, not when the drag begins: most drags
 * end where nobody wants it.
 */
#define LLM_TYPE_LATE_FILE (llm_late_file_get_type ())
G_DECLARE_FINAL_TYPE (LlmLateFile, llm_late_file, LLM, LATE_FILE, GdkContentProvider)

GdkContentProvider *
llm_late_file_new (LlmLateFileFunc func, gpointer data, GDestroyNotify data_destroy);

G_END_DECLS
