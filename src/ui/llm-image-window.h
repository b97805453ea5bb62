/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "llm-images.h"

G_BEGIN_DECLS

/**
 * LlmImageWindow:
 *
 * The images of a prompt, one at a time in a window of its own: to be looked at from near
 * and far, copied and saved.
 *
 * Verbs are widget actions: image.zoom-in, image.zoom-out, image.zoom-fit,
 * image.zoom-original, image.previous, image.next, image.first, image.last, image.copy,
 * image.save and image.menu.
 */
#define LLM_TYPE_IMAGE_WINDOW (llm_image_window_get_type ())
G_DECLARE_FINAL_TYPE (LlmImageWindow, llm_image_window, LLM, IMAGE_WINDOW, AdwWindow)

GtkWidget *llm_image_window_new (GtkWindow *parent, LlmImages *images, GPtrArray *list);
guint llm_image_window_get_position (LlmImageWindow *self);
void llm_image_window_set_position (LlmImageWindow *self, guint position);
void llm_image_window_present (GtkWidget *widget, LlmImages *images, GPtrArray *list, guint index);

G_END_DECLS
