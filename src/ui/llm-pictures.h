/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-fetcher.h"
#include "llm-images.h"
#include "llm-typesetter.h"

G_BEGIN_DECLS

/**
 * LlmPictureKind:
 * @LLM_PICTURE_INLINE: a formula in a line
 * @LLM_PICTURE_DISPLAY: a formula on a line of its own
 * @LLM_PICTURE_DIAGRAM: a diagram
 * @LLM_PICTURE_IMAGE: an image from the network, the source is where it is
 */
typedef enum
{
  LLM_PICTURE_INLINE,
  LLM_PICTURE_DISPLAY,
  LLM_PICTURE_DIAGRAM,
  LLM_PICTURE_IMAGE
} LlmPictureKind;

/**
 * LlmPictures:
 *
 * The pictures that answers have in their text, for all windows of a display: formulas
 * and diagrams are made when they are first asked for, images are fetched when the user
 * wants to see them, never by themselves.
 *
 * Signal `::changed ()` when there is a picture that was asked for, or none will come.
 */
#define LLM_TYPE_PICTURES (llm_pictures_get_type ())
G_DECLARE_FINAL_TYPE (LlmPictures, llm_pictures, LLM, PICTURES, GObject)

LlmPictures *llm_pictures_get_for_display (GdkDisplay *display);
void llm_pictures_set_enabled (LlmPictures *self, gboolean enabled);
void llm_pictures_set_typesetter (LlmPictures *self, LlmTypesetter *typesetter);
void llm_pictures_set_fetcher (LlmPictures *self, LlmFetcher *fetcher, LlmImages *decoder);

gboolean
llm_pictures_request (LlmPictures *self, LlmPictureKind kind, const char *source, gsize length);
GdkPaintable *llm_pictures_create (LlmPictures *self,
                                   LlmPictureKind kind,
                                   const char *source,
                                   gsize length,
                                   double em,
                                   double max_width,
                                   const GdkRGBA *color);
GBytes *llm_pictures_lookup_svg (LlmPictures *self,
                                 LlmPictureKind kind,
                                 const char *source,
                                 gsize length);
gboolean llm_pictures_can_fetch (LlmPictures *self);
void llm_pictures_fetch (LlmPictures *self, const char *uri);
gboolean llm_pictures_is_fetching (LlmPictures *self, const char *uri);
const char *llm_pictures_get_error (LlmPictures *self, const char *uri);

G_END_DECLS
