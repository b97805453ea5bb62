/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-archive.h"

G_BEGIN_DECLS

/**
 * LlmSalvageBar:
 *
 * Tells that the history was damaged, what was saved of it, and where the damaged file
 * is.  Hidden unless that is so, and after it was closed.
 */
#define LLM_TYPE_SALVAGE_BAR (llm_salvage_bar_get_type ())
G_DECLARE_FINAL_TYPE (LlmSalvageBar, llm_salvage_bar, LLM, SALVAGE_BAR, GtkWidget)

GtkWidget *llm_salvage_bar_new (void);
void llm_salvage_bar_set_archive (LlmSalvageBar *self, LlmArchive *archive);

G_END_DECLS
