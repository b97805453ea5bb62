/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void llm_csv_append_text (GString *out, const char *value, const char *end);

G_END_DECLS
