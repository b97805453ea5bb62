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

GtkWidget *llm_export_window_new (GtkWindow *parent, guint n_conversations);
LlmExportFormat llm_export_window_get_format (LlmExportWindow *self);
void llm_export_window_set_format (LlmExportWindow *self, LlmExportFormat format);
void llm_export_window_get_options (LlmExportWindow *self, LlmExportOptions *options);

G_END_DECLS
