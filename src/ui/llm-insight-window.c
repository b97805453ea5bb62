/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-window.h"

#include <glib/gi18n-lib.h>

#include "llm-insight-diff.h"
#include "llm-insight-figures.h"
#include "llm-insight-stability.h"
#include "llm-insight-summary.h"
#include "llm-insight-text.h"
#include "llm-save-text.h"

struct _LlmInsightWindow
{
  AdwWindow parent_instance;

  LlmInsight *insight;
  GCancellable *cancellable; /* of saving */
  guint reveal_id;

  AdwToastOverlay *toast_overlay;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar *switcher_bar;
  GtkWidget *copy_button;
  GtkStack *stack;
  AdwStatusPage *status;
  AdwViewStack *pages;
  LlmInsightDiff *differences;
  LlmInsightFigures *figures;
  AdwViewStackPage *stability_page;
  LlmInsightStability *stability;
  LlmInsightSummary *summary;
};

G_DEFINE_FINAL_TYPE (LlmInsightWindow, llm_insight_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_SHOW_TEXT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What takes the figures elsewhere. */
static const char *const taking_actions[]
    = { "insight.copy-markdown", "insight.copy-csv", "insight.save" };

static void
show_status (LlmInsightWindow *self, const char *title, const char *description)
{
  g_autofree char *markup = g_markup_escape_text (description, -1);

  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, markup);
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static void
show_state (LlmInsightWindow *self)
{
  const LlmInsightState state = llm_insight_get_state (self->insight);
  g_autofree char *left_out = NULL;
  g_autofree char *why = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (taking_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), taking_actions[i],
                                   state == LLM_INSIGHT_READY);
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), state == LLM_INSIGHT_READY);
  adw_view_stack_page_set_visible (self->stability_page,
                                   llm_insight_get_stability (self->insight) != NULL);
  if (state == LLM_INSIGHT_RUNNING)
    show_status (self, _ ("Answers are still coming"),
                 _ ("They are compared when all of them have ended."));
  else if (state == LLM_INSIGHT_TOO_FEW)
    {
      left_out = llm_insight_dup_left_out (self->insight);
      why = g_strconcat (_ ("Two finished answers are needed. Add a model, or retry one."),
                         left_out != NULL ? "\n" : "", left_out, NULL);
      show_status (self, _ ("Nothing to compare"), why);
    }
  else
    gtk_stack_set_visible_child_name (self->stack, "pages");
}

static gboolean
reveal_cb (gpointer user_data)
{
  LlmInsightWindow *self = LLM_INSIGHT_WINDOW (user_data);

  self->reveal_id = 0;
  adw_view_switcher_bar_set_reveal (
      self->switcher_bar, adw_view_switcher_title_get_title_visible (self->switcher_title));
  return G_SOURCE_REMOVE;
}

/* It is told while sizes are given out, when no others may be asked for. */
static void
title_cb (LlmInsightWindow *self)
{
  if (self->reveal_id == 0)
    self->reveal_id = g_idle_add (reveal_cb, self);
}

/* --- For elsewhere --- */

static char *
make_document (LlmInsightWindow *self)
{
  g_autofree char *summary = llm_insight_summary_dup_markdown (self->summary);

  return llm_insight_dup_document (self->insight, summary);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmInsightWindow *self = LLM_INSIGHT_WINDOW (widget);
  g_autofree char *text = NULL;

  if (llm_insight_get_metrics (self->insight) == NULL)
    return;
  text = g_str_equal (name, "insight.copy-csv") ? llm_insight_dup_csv (self->insight)
                                                : make_document (self);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  llm_save_text_tell (self->toast_overlay, _ ("Copied"));
}

/**
 * llm_insight_window_save_to:
 * @self: a window
 * @file: where to
 *
 * Saves figures, and the summary that is chosen, as Markdown; what is there is replaced.  Does
 * nothing while there are no figures.
 */
void
llm_insight_window_save_to (LlmInsightWindow *self, GFile *file)
{
  g_return_if_fail (LLM_IS_INSIGHT_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->insight != NULL && llm_insight_get_metrics (self->insight) != NULL)
    llm_save_text (self->toast_overlay, file, make_document (self), self->cancellable);
}

static void
chosen_cb (GtkWindow *window, GFile *file)
{
  llm_insight_window_save_to (LLM_INSIGHT_WINDOW (window), file);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  llm_save_text_choose (GTK_WINDOW (widget), _ ("Save the comparison"), _ ("comparison.md"),
                        chosen_cb);
}

/* --- The object --- */

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *column_id, *text;

  g_variant_get (parameter, "(&s&s)", &column_id, &text);
  g_signal_emit (widget, signals[SIGNAL_SHOW_TEXT], 0, column_id, text);
}

static void
llm_insight_window_dispose (GObject *object)
{
  LlmInsightWindow *self = LLM_INSIGHT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->insight != NULL)
    g_signal_handlers_disconnect_by_data (self->insight, self);
  /* What they wait for keeps them: it is for nobody now. */
  if (self->differences != NULL)
    llm_insight_diff_close (self->differences);
  if (self->summary != NULL)
    llm_insight_summary_close (self->summary);
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_INSIGHT_WINDOW);
  g_clear_handle_id (&self->reveal_id, g_source_remove);
  g_clear_object (&self->insight);

  G_OBJECT_CLASS (llm_insight_window_parent_class)->dispose (object);
}

static void
llm_insight_window_finalize (GObject *object)
{
  g_object_unref (LLM_INSIGHT_WINDOW (object)->cancellable);

  G_OBJECT_CLASS (llm_insight_window_parent_class)->finalize (object);
}

/* Wherever the focus is; first it is among the pages' names. */
static gboolean
step_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  LlmInsightWindow *self = LLM_INSIGHT_WINDOW (widget);

  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "differences") == 0
         && llm_insight_diff_step (self->differences, g_variant_get_int32 (arguments));
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "insight.copy-markdown", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "insight.copy-csv", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "insight.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "insight.show", "(ss)", show_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "insight.copy-markdown", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "insight.save",
                                       NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, GDK_ALT_MASK, step_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, GDK_ALT_MASK, step_cb, "i", -1);
}

static void
llm_insight_window_class_init (LlmInsightWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_insight_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_insight_window_finalize;

  /**
   * LlmInsightWindow::show-text:
   * @column_id: a column of the comparison
   * @text: words of its answer
   */
  signals[SIGNAL_SHOW_TEXT]
      = g_signal_new ("show-text", LLM_TYPE_INSIGHT_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  install_actions (widget_class);

  g_type_ensure (LLM_TYPE_INSIGHT_DIFF);
  g_type_ensure (LLM_TYPE_INSIGHT_FIGURES);
  g_type_ensure (LLM_TYPE_INSIGHT_STABILITY);
  g_type_ensure (LLM_TYPE_INSIGHT_SUMMARY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-insight-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, status);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, differences);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, figures);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, stability_page);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, stability);
  gtk_widget_class_bind_template_child (widget_class, LlmInsightWindow, summary);
  gtk_widget_class_bind_template_callback (widget_class, title_cb);
}

static void
llm_insight_window_init (LlmInsightWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * llm_insight_window_new:
 * @context: whom can be asked for a summary, and where those are
 * @comparison: a turn
 *
 * Returns: (transfer none): a window that is not shown yet
 */
GtkWidget *
llm_insight_window_new (LlmContext *context, LlmComparison *comparison)
{
  LlmInsightWindow *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  self = g_object_new (LLM_TYPE_INSIGHT_WINDOW, NULL);
  self->insight = llm_insight_new (comparison);
  title = llm_comparison_make_title (llm_comparison_get_prompt (comparison));
  adw_view_switcher_title_set_subtitle (self->switcher_title, title);
  llm_insight_diff_set_insight (self->differences, self->insight);
  llm_insight_figures_set_insight (self->figures, self->insight);
  llm_insight_stability_set_insight (self->stability, self->insight);
  llm_insight_summary_set_insight (self->summary, context, self->insight);
  g_signal_connect_swapped (self->insight, "changed", G_CALLBACK (show_state), self);
  show_state (self);
  return GTK_WIDGET (self);
}

/**
 * llm_insight_window_get_comparison:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the turn whose answers it compares
 */
LlmComparison *
llm_insight_window_get_comparison (LlmInsightWindow *self)
{
  g_return_val_if_fail (LLM_IS_INSIGHT_WINDOW (self), NULL);
  return self->insight != NULL ? llm_insight_get_comparison (self->insight) : NULL;
}
