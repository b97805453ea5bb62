/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "llm-export.h"

G_BEGIN_DECLS

/**
 * LlmExportWindow:
 *
 * Asks how conversations are to be exported.  Signal `::accepted ()` when that is clear;
 * the window is gone then.
 */
#define LLM_TYPE_EXPORT_WINDOW (llm_export_window_get_type ())
G_DECLARE_FINAL_TYPE (LlmExportWindow, llm_export_window, LLM, EXPORT_WINDOW, AdwWindow)

/**
 * LlmExportContentFunc:
 * @window: a window whose format and options are what is wanted
 * @data: what llm_export_window_set_content_func() was given
 *
 * Returns: (transfer full): a file as something that can be dragged
 */
typedef GdkContentProvider *(*LlmExportContentFunc) (LlmExportWindow *window, gpointer data);

GtkWidget *llm_export_window_new (GtkWindow *parent, guint n_conversations);
LlmExportFormat llm_export_window_get_format (LlmExportWindow *self);
void llm_export_window_set_format (LlmExportWindow *self, LlmExportFormat format);
void llm_export_window_set_tells_hidden (LlmExportWindow *self, gboolean tells_hidden);
void llm_export_window_set_content_func (LlmExportWindow *self,
                                         LlmExportContentFunc func,
                                         gpointer data);
void llm_export_window_get_options (LlmExportWindow *self, LlmExportOptions *options);

G_END_DECLS
