/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-answer.h"

G_BEGIN_DECLS

GtkWidget *llm_answer_notes_new (LlmAnswer *answer, gboolean images_differ);

G_END_DECLS
