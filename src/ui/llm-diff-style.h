/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-diff-changes.h"

G_BEGIN_DECLS

void llm_diff_style_get_background (LlmDiffMarkKind kind, gboolean dark, GdkRGBA *color);
PangoUnderline llm_diff_style_get_underline (LlmDiffMarkKind kind);

G_END_DECLS
