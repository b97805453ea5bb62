/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-answer.h"

G_BEGIN_DECLS

gboolean llm_answer_status_is_waiting (LlmAnswer *answer);
const char *llm_answer_status_get_word (LlmAnswer *answer);
char *llm_answer_status_describe (LlmAnswer *answer);
void llm_answer_status_show (LlmAnswer *answer, GtkImage *image);
gboolean llm_answer_status_announce (LlmAnswer *answer, GtkWidget *widget);

G_END_DECLS
