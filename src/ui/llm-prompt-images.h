/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"
#include "llm-image-strip.h"

G_BEGIN_DECLS

GtkWidget *llm_prompt_images_new (LlmContext *context);

G_END_DECLS
