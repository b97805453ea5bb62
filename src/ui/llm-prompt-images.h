/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"
#include "llm-image-strip.h"

G_BEGIN_DECLS

void llm_prompt_images_show_in (LlmImageStrip *strip, LlmImages *images);
GtkWidget *llm_prompt_images_new (LlmContext *context);

G_END_DECLS
