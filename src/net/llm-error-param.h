/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean llm_error_param_is_refusal (const char *word);
const char *llm_error_param_find (const char *const *words,
                                  guint n_words,
                                  const char *param,
                                  const char *message);

G_END_DECLS
