/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-saved-lineup.h"

G_BEGIN_DECLS

/* Line-ups in files: what was saved under a name, for others or another machine. */

/**
 * LlmLineupFileFunc:
 * @file: what was chosen
 * @user_data: what was given, which lives
 */
typedef void (*LlmLineupFileFunc) (GFile *file, gpointer user_data);

void llm_lineup_files_choose (GtkWidget *widget, gboolean save, LlmLineupFileFunc chosen);

void llm_lineup_files_read_async (GFile *file,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *llm_lineup_files_read_finish (GFile *file, GAsyncResult *result, GError **error);

void llm_lineup_files_write_async (GFile *file,
                                   GPtrArray *lineups,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean llm_lineup_files_write_finish (GFile *file, GAsyncResult *result, GError **error);

G_END_DECLS
