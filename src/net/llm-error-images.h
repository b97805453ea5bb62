/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-error.h"

G_BEGIN_DECLS

gboolean llm_error_images_find (const char *const *words,
                                guint n_words,
                                guint status,
                                const char *text,
                                LlmErrorCode *code,
                                const char **message);

G_END_DECLS
