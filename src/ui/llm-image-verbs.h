/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-images.h"

G_BEGIN_DECLS

/* What can be done with an image of a prompt, wherever it is shown. */

char *llm_image_make_title (LlmImage *image);
char *llm_image_make_file_name (LlmImage *image);
char *llm_image_describe_origin (LlmImage *image);

void llm_image_copy_async (LlmImages *images,
                           LlmImage *image,
                           GdkClipboard *clipboard,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
char *llm_image_copy_finish (LlmImages *images, GAsyncResult *result);

void llm_image_choose_and_save_async (LlmImages *images,
                                      LlmImage *image,
                                      GtkWindow *parent,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void llm_image_save_async (LlmImages *images,
                           LlmImage *image,
                           GFile *file,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
char *llm_image_save_finish (LlmImages *images, GAsyncResult *result);

G_END_DECLS
