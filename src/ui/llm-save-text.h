/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A text that is made for elsewhere, into a file of the user's choice. */

/**
 * LlmSaveTextFunc:
 * @window: what was given to llm_save_text_choose()
 * @file: what was chosen
 */
typedef void (*LlmSaveTextFunc) (GtkWindow *window, GFile *file);

void llm_save_text_choose (GtkWindow *window,
                           const char *title,
                           const char *name,
                           LlmSaveTextFunc chosen);
void
llm_save_text (AdwToastOverlay *overlay, GFile *file, char *text, GCancellable *cancellable);
void llm_save_text_tell (AdwToastOverlay *overlay, const char *text);

G_END_DECLS
