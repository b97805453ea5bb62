/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-images.h"

G_BEGIN_DECLS

/**
 * LlmImageTile:
 *
 * One image of a #LlmImageStrip: its thumbnail with its number, its name and what is known
 * of it; or that it is still being checked.
 *
 * Signals: `::open ()`, `::remove ()`, `::move (int step)`.
 * Widget actions: image.open, .remove, .earlier, .later, .describe, .menu.
 */
#define LLM_TYPE_IMAGE_TILE (llm_image_tile_get_type ())
G_DECLARE_FINAL_TYPE (LlmImageTile, llm_image_tile, LLM, IMAGE_TILE, GtkWidget)

GtkWidget *llm_image_tile_new (const char *name, gboolean editable);
void llm_image_tile_set_editable (LlmImageTile *self, gboolean editable);
LlmImage *llm_image_tile_get_image (LlmImageTile *self);
void llm_image_tile_set_image (LlmImageTile *self, LlmImages *images, LlmImage *image);
const char *llm_image_tile_get_title (LlmImageTile *self);
void llm_image_tile_set_place (LlmImageTile *self, guint index, guint n);

G_END_DECLS
