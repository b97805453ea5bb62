/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-lineup.h"

G_BEGIN_DECLS

/**
 * LlmParamsEditor:
 *
 * The parameters of one model of a line-up, which take effect as they are typed.
 */
#define LLM_TYPE_PARAMS_EDITOR (llm_params_editor_get_type ())
G_DECLARE_FINAL_TYPE (LlmParamsEditor, llm_params_editor, LLM, PARAMS_EDITOR, GtkWidget)

GtkWidget *llm_params_editor_new (LlmLineup *lineup, LlmLineupItem *item);

G_END_DECLS
