/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-answer.h"

G_BEGIN_DECLS

/**
 * LlmVersionButton:
 *
 * Shows what a column said before it was asked again, in a list that is made when it is
 * opened; not there while there is nothing.  Whoever has it installs the actions
 * card.use-version with a version's id, and card.load-versions.
 */
#define LLM_TYPE_VERSION_BUTTON (llm_version_button_get_type ())
G_DECLARE_FINAL_TYPE (LlmVersionButton, llm_version_button, LLM, VERSION_BUTTON, GtkWidget)

void llm_version_button_set_answer (LlmVersionButton *self, LlmAnswer *answer);
void llm_version_button_popdown (LlmVersionButton *self);

G_END_DECLS
