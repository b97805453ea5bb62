/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-images.h"

G_BEGIN_DECLS

/* Shared by the files of LlmImages and nobody else. */

struct _LlmImages
{
  GObject parent_instance;

  LlmBlobs *blobs;
  LlmImageCoder *coder;

  /* New images are taken in one after the other, so that many need no more memory than
   * one. */
  GQueue waiting; /* GTask */
  gboolean adding;

  GHashTable *preparing; /* key to a GPtrArray of the GTasks that wait for it */
  GHashTable *prepared;  /* key to LlmImageData */
  GQueue recent;         /* the keys of prepared, the latest first */
  gsize prepared_size;

  GHashTable *alive; /* LlmImage to itself, not owned: those that someone may still send */
};

/* Notes that someone may still send @image. */
void llm_images_watch (LlmImages *self, LlmImage *image);

G_END_DECLS
