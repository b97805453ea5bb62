/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-window-private.h"

#include "llm-compare-page.h"
#include "llm-insight-window.h"

/* The window that compares the answers of a turn. */

/* A turn has one. */
static GtkWindow *
find_insight (LlmComparison *comparison)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (LLM_IS_INSIGHT_WINDOW (window)
          && llm_insight_window_get_comparison (LLM_INSIGHT_WINDOW (window)) == comparison)
        return window;
    }
  return NULL;
}

static void
show_text_cb (LlmWindow *self, const char *column_id, const char *text, LlmInsightWindow *insight)
{
  LlmComparison *comparison = llm_insight_window_get_comparison (insight);

  adw_view_stack_set_visible_child_name (self->mode_stack, "compare");
  if (comparison == self->comparison && self->compare_page != NULL)
    llm_compare_page_show_hit (LLM_COMPARE_PAGE (self->compare_page), column_id, text);
  else if (llm_comparison_get_conversation_id (comparison) != NULL)
    llm_window_open_hit (self, llm_comparison_get_conversation_id (comparison),
                         llm_comparison_get_id (comparison), column_id, text);
  gtk_window_present (GTK_WINDOW (self));
}

static void
compare_answers_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  GtkWindow *insight;

  if (self->comparison == NULL)
    return;
  insight = find_insight (self->comparison);
  if (insight == NULL)
    {
      /* Beside the window rather than above it: what it points at is to be seen there. */
      insight = GTK_WINDOW (
          llm_insight_window_new (llm_library_get_context (self->library), self->comparison));
      gtk_window_set_application (insight, gtk_window_get_application (GTK_WINDOW (self)));
      g_signal_connect_object (insight, "show-text", G_CALLBACK (show_text_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self, "destroy", G_CALLBACK (gtk_window_destroy), insight,
                               G_CONNECT_SWAPPED);
    }
  gtk_window_present (insight);
}

static void
show_differences_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmWindow *self = LLM_WINDOW (widget);
  LlmComparePage *page;

  if (self->comparison == NULL || self->compare_page == NULL)
    return;
  page = LLM_COMPARE_PAGE (self->compare_page);
  llm_compare_page_set_differences (page, !llm_compare_page_get_differences (page));
}

/**
 * llm_window_install_insight_actions:
 * @widget_class: the class of #LlmWindow
 */
void
llm_window_install_insight_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.compare-answers", NULL,
                                   compare_answers_action);
  gtk_widget_class_install_action (widget_class, "win.show-differences", NULL,
                                   show_differences_action);
}
