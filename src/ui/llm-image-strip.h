/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-images.h"

G_BEGIN_DECLS

/**
 * LlmImageStrip:
 *
 * The images of a prompt in a row, numbered so that the prompt can speak of "image 2".
 * Where it is editable, they can be removed, put into another order and given a text that
 * stands for them; others can still be on their way.  It is hidden while it is empty.
 *
 * Properties that notify: editable, n-images (without those on their way), n-pending.
 * Signals: `::open (guint index)` when an image is to be seen large; `::removed (const char
 * *title)` when one was removed, see llm_image_strip_undo_remove(); `::changed ()` when its
 * images are others or in another order.
 * Widget action: images.open(u), which emits `::open`.
 */
#define LLM_TYPE_IMAGE_STRIP (llm_image_strip_get_type ())
G_DECLARE_FINAL_TYPE (LlmImageStrip, llm_image_strip, LLM, IMAGE_STRIP, GtkWidget)

GtkWidget *llm_image_strip_new (void);
void llm_image_strip_set_source (LlmImageStrip *self, LlmImages *source);
gboolean llm_image_strip_get_editable (LlmImageStrip *self);
void llm_image_strip_set_editable (LlmImageStrip *self, gboolean editable);

GPtrArray *llm_image_strip_get_images (LlmImageStrip *self);
void llm_image_strip_set_images (LlmImageStrip *self, GPtrArray *images);
guint llm_image_strip_get_n_images (LlmImageStrip *self);
gint64 llm_image_strip_estimate_tokens (LlmImageStrip *self);
void llm_image_strip_move (LlmImageStrip *self, guint index, guint to);
void llm_image_strip_remove (LlmImageStrip *self, guint index);
gboolean llm_image_strip_undo_remove (LlmImageStrip *self);

/* Those that are being checked. */
guint llm_image_strip_get_n_pending (LlmImageStrip *self);
GtkWidget *
llm_image_strip_add_pending (LlmImageStrip *self, const char *name, GCancellable *cancellable);
void llm_image_strip_resolve (LlmImageStrip *self, GtkWidget *pending, LlmImage *image);

G_END_DECLS
