/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double
llm_formula_text_get_width (const char *text, const char *family, gboolean bold, gboolean italic);

G_END_DECLS
