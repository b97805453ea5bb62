/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-lineup.h"

G_BEGIN_DECLS

/**
 * LlmOfflineBar:
 *
 * Says that there is no network, as long as that is so and the line-up has a model
 * that needs one.
 */
#define LLM_TYPE_OFFLINE_BAR (llm_offline_bar_get_type ())
G_DECLARE_FINAL_TYPE (LlmOfflineBar, llm_offline_bar, LLM, OFFLINE_BAR, GtkWidget)

GtkWidget *llm_offline_bar_new (void);
void llm_offline_bar_set_lineup (LlmOfflineBar *self, LlmLineup *lineup);
void llm_offline_bar_set_monitor (LlmOfflineBar *self, GNetworkMonitor *monitor);
gboolean llm_offline_bar_get_revealed (LlmOfflineBar *self);

G_END_DECLS
