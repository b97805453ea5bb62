/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmDropMark:
 * @widget: (nullable): what is marked
 * @after: whether the dragged thing would come behind or below it
 *
 * Where among others something that is dragged would come; all zero for nowhere.  Whoever
 * has one clears it before the widget goes.
 */
typedef struct
{
  GtkWidget *widget;
  gboolean after;
  const char *css_class;
} LlmDropMark;

void llm_drop_mark_set_inline (LlmDropMark *mark, GtkWidget *widget, gboolean after);
void llm_drop_mark_set_block (LlmDropMark *mark, GtkWidget *widget, gboolean after);
void llm_drop_mark_clear (LlmDropMark *mark);

G_END_DECLS
