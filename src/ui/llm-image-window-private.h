/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-image-window.h"

G_BEGIN_DECLS

/* For tests. */

void llm_image_window_save (LlmImageWindow *self, GFile *file);
gboolean llm_image_window_is_sharp (LlmImageWindow *self);
gsize llm_image_window_get_n_pixels (LlmImageWindow *self);

G_END_DECLS
