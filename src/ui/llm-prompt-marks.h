/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-needle.h"

G_BEGIN_DECLS

/* How places that were found in a prompt are marked: as those in answers are. */

/* No place stands out. */
#define LLM_PROMPT_MARKS_NONE G_MAXUINT

PangoAttrList *
llm_prompt_marks_make (const char *text, GArray *matches, guint current, guint n_shown);
void llm_prompt_marks_apply (GtkTextBuffer *buffer, GArray *matches, guint current);

G_END_DECLS
