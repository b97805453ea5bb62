/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-helper-process.h"
#include "llm-image-coder.h"

G_BEGIN_DECLS

/**
 * LlmImageHelper:
 *
 * A #LlmImageCoder in a process of its own: `llmselect-image`, which is started for the
 * first image, and anew after one that it did not survive.  It decodes what GdkPixbuf
 * has decoders for.  Images are worked on one after the other.
 */
#define LLM_TYPE_IMAGE_HELPER (llm_image_helper_get_type ())
G_DECLARE_FINAL_TYPE (LlmImageHelper, llm_image_helper, LLM, IMAGE_HELPER, GObject)

LlmImageCoder *llm_image_helper_new (const char *path);
void llm_image_helper_set_times (LlmImageHelper *self, const LlmHelperTimes *times);

G_END_DECLS
