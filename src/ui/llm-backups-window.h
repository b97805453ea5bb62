/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-library.h"

G_BEGIN_DECLS

/**
 * LlmBackupsWindow:
 *
 * The copies of the history: those there are, making one, looking into one, bringing one
 * back; and looking for damage.
 */
#define LLM_TYPE_BACKUPS_WINDOW (llm_backups_window_get_type ())
G_DECLARE_FINAL_TYPE (LlmBackupsWindow, llm_backups_window, LLM, BACKUPS_WINDOW, AdwWindow)

GtkWidget *llm_backups_window_new (LlmLibrary *library);
void llm_backups_window_copy_to (LlmBackupsWindow *self, GFile *file);

G_END_DECLS
