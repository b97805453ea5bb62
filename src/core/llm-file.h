/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Files that the user chose a name for: complete, or as before. */

/**
 * LlmFileWriteFunc:
 * @stream: where to write to; it stays open
 * @data: what llm_file_write() was given
 * @cancellable: (nullable): to stop
 * @error: where to put an error
 *
 * Returns: whether everything was written
 */
typedef gboolean (*LlmFileWriteFunc) (GOutputStream *stream,
                                      gpointer data,
                                      GCancellable *cancellable,
                                      GError **error);

gboolean llm_file_write (GFile *file,
                         gboolean is_private,
                         LlmFileWriteFunc func,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error);
gboolean llm_file_write_bytes (
    GFile *file, gboolean is_private, GBytes *bytes, GCancellable *cancellable, GError **error);
void llm_file_write_bytes_async (GFile *file,
                                 gboolean is_private,
                                 GBytes *bytes,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean llm_file_write_bytes_finish (GFile *file, GAsyncResult *result, GError **error);

G_END_DECLS
