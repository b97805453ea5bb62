/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-drop-mark.h"

static void
set (LlmDropMark *mark, GtkWidget *widget, gboolean after, const char *css_class)
{
  if (mark->widget == widget && mark->after == after)
    return;
  llm_drop_mark_clear (mark);
  mark->widget = widget;
  mark->after = after;
  mark->css_class = css_class;
  if (widget != NULL)
    gtk_widget_add_css_class (widget, css_class);
}

/**
 * llm_drop_mark_set_inline:
 * @mark: a mark
 * @widget: (nullable): beside what the dragged thing would come
 * @after: whether behind it in the direction of the text, else before it
 *
 * For things that stand beside one another.
 */
void
llm_drop_mark_set_inline (LlmDropMark *mark, GtkWidget *widget, gboolean after)
{
  const gboolean rtl = widget != NULL && gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  set (mark, widget, after, after != rtl ? "drop-after" : "drop-before");
}

/**
 * llm_drop_mark_set_block:
 * @mark: a mark
 * @widget: (nullable): above or below what the dragged thing would come
 * @after: whether below it
 *
 * For things that stand below one another.
 */
void
llm_drop_mark_set_block (LlmDropMark *mark, GtkWidget *widget, gboolean after)
{
  set (mark, widget, after, after ? "drop-below" : "drop-above");
}

/**
 * llm_drop_mark_clear:
 * @mark: a mark
 */
void
llm_drop_mark_clear (LlmDropMark *mark)
{
  if (mark->widget != NULL)
    gtk_widget_remove_css_class (mark->widget, mark->css_class);
  mark->widget = NULL;
  mark->after = FALSE;
  mark->css_class = NULL;
}
