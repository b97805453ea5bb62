/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-composer.h"

G_BEGIN_DECLS

/**
 * LlmDropArea:
 *
 * A page onto which images for its composer can be dropped anywhere; while they are over
 * it, it says so.
 *
 * Property: child.
 */
#define LLM_TYPE_DROP_AREA (llm_drop_area_get_type ())
G_DECLARE_FINAL_TYPE (LlmDropArea, llm_drop_area, LLM, DROP_AREA, GtkWidget)

GtkWidget *llm_drop_area_new (void);
void llm_drop_area_set_child (LlmDropArea *self, GtkWidget *child);
void llm_drop_area_set_composer (LlmDropArea *self, LlmComposer *composer);
gboolean llm_drop_area_is_over (LlmDropArea *self);

G_END_DECLS
