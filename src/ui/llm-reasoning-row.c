/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-reasoning-row.h"

#include <glib/gi18n.h>
#include "llm-answer-view.h"
#include "llm-figures.h"

#define MAX_HEIGHT 220

struct _LlmReasoningRow
{
  GtkWidget parent_instance;

  LlmAnswer *answer;
  GtkWidget *expander;
  double thought_ms; /* LLM_UNKNOWN until it is over */
};

G_DEFINE_FINAL_TYPE (LlmReasoningRow, llm_reasoning_row, GTK_TYPE_WIDGET)

static gboolean
is_thinking (LlmReasoningRow *self)
{
  return llm_answer_is_running (self->answer) && llm_answer_get_text_length (self->answer) == 0;
}

/* The time since the first token, which is the first of the reasoning;
 * known while the answer runs, and afterwards if nothing came but reasoning. */
static double
get_thinking_ms (LlmReasoningRow *self)
{
  const double ttft = llm_answer_get_ttft_ms (self->answer);
  const double elapsed = llm_answer_get_elapsed_ms (self->answer);

  return ttft >= 0 && elapsed >= ttft ? elapsed - ttft : LLM_UNKNOWN;
}

static void
build_view_cb (LlmReasoningRow *self)
{
  GtkWidget *view;

  if (!gtk_expander_get_expanded (GTK_EXPANDER (self->expander))
      || gtk_expander_get_child (GTK_EXPANDER (self->expander)) != NULL)
    return;
  view = llm_answer_view_new (LLM_DELTA_REASONING);
  llm_answer_view_set_max_height (LLM_ANSWER_VIEW (view), MAX_HEIGHT);
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (view), self->answer);
  gtk_expander_set_child (GTK_EXPANDER (self->expander), view);
}

static void
appended_cb (LlmReasoningRow *self, int kind, const char *text)
{
  if (kind == LLM_DELTA_TEXT && self->thought_ms < 0
      && llm_answer_get_text_length (self->answer) == strlen (text)
      && llm_answer_get_reasoning_length (self->answer) > 0)
    {
      self->thought_ms = get_thinking_ms (self);
      llm_reasoning_row_update (self);
    }
  else if (kind == LLM_DELTA_REASONING && !gtk_widget_get_visible (GTK_WIDGET (self)))
    llm_reasoning_row_update (self);
}

static void
cleared_cb (LlmReasoningRow *self)
{
  self->thought_ms = LLM_UNKNOWN;
  llm_reasoning_row_update (self);
}

static void
llm_reasoning_row_dispose (GObject *object)
{
  LlmReasoningRow *self = LLM_REASONING_ROW (object);

  llm_reasoning_row_set_answer (self, NULL);
  g_clear_pointer (&self->expander, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_reasoning_row_parent_class)->dispose (object);
}

static void
llm_reasoning_row_class_init (LlmReasoningRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_reasoning_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-reasoning-row");
}

static void
llm_reasoning_row_init (LlmReasoningRow *self)
{
  self->thought_ms = LLM_UNKNOWN;
  self->expander = gtk_expander_new (NULL);
  g_signal_connect_object (self->expander, "notify::expanded", G_CALLBACK (build_view_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->expander, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * llm_reasoning_row_new:
 *
 * Returns: (transfer floating): a row without an answer
 */
GtkWidget *
llm_reasoning_row_new (void)
{
  return g_object_new (LLM_TYPE_REASONING_ROW, NULL);
}

/**
 * llm_reasoning_row_set_answer:
 * @self: a row
 * @answer: (nullable): whose reasoning to show
 */
void
llm_reasoning_row_set_answer (LlmReasoningRow *self, LlmAnswer *answer)
{
  GtkWidget *view;

  g_return_if_fail (LLM_IS_REASONING_ROW (self));
  g_return_if_fail (answer == NULL || LLM_IS_ANSWER (answer));

  if (self->answer == answer)
    return;
  if (self->answer != NULL)
    g_signal_handlers_disconnect_by_data (self->answer, self);
  g_set_object (&self->answer, answer);
  self->thought_ms = LLM_UNKNOWN;
  if (answer != NULL)
    {
      g_signal_connect_object (answer, "appended", G_CALLBACK (appended_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (answer, "cleared", G_CALLBACK (cleared_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (answer, "notify::state", G_CALLBACK (llm_reasoning_row_update), self,
                               G_CONNECT_SWAPPED);
    }

  view = self->expander != NULL ? gtk_expander_get_child (GTK_EXPANDER (self->expander)) : NULL;
  if (view != NULL)
    llm_answer_view_set_answer (LLM_ANSWER_VIEW (view), answer);
  if (self->expander != NULL)
    llm_reasoning_row_update (self);
}

/**
 * llm_reasoning_row_update:
 * @self: a row
 *
 * Brings the line up to date; to be called now and then while the answer runs.
 */
void
llm_reasoning_row_update (LlmReasoningRow *self)
{
  g_autofree char *duration = NULL;
  g_autofree char *label = NULL;
  double ms;

  g_return_if_fail (LLM_IS_REASONING_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->answer != NULL
                              && llm_answer_get_reasoning_length (self->answer) > 0);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;

  ms = self->thought_ms;
  if (ms < 0 && llm_answer_get_text_length (self->answer) == 0)
    ms = get_thinking_ms (self);
  /* Tenths would only flicker while it counts. */
  duration = is_thinking (self) ? llm_figures_format_whole_seconds (ms)
                                : llm_figures_format_duration (ms);
  if (is_thinking (self))
    /* Translators: the model thinks; %s is how long, such as "12 s" */
    label = g_strdup_printf (_ ("Thinking… %s"), duration);
  else if (ms >= 0)
    /* Translators: the model has thought; %s is how long, such as "12 s" */
    label = g_strdup_printf (_ ("Thought for %s"), duration);
  else
    label = g_strdup (_ ("Reasoning"));
  if (g_strcmp0 (gtk_expander_get_label (GTK_EXPANDER (self->expander)), label) == 0)
    return;
  gtk_expander_set_label (GTK_EXPANDER (self->expander), label);
  /* GTK names an expander only after its type. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

/**
 * llm_reasoning_row_get_label:
 * @self: a row
 *
 * Returns: (nullable): what the line says
 */
const char *
llm_reasoning_row_get_label (LlmReasoningRow *self)
{
  g_return_val_if_fail (LLM_IS_REASONING_ROW (self), NULL);
  return gtk_expander_get_label (GTK_EXPANDER (self->expander));
}

/**
 * llm_reasoning_row_get_expanded:
 * @self: a row
 *
 * Returns: whether the reasoning is unfolded
 */
gboolean
llm_reasoning_row_get_expanded (LlmReasoningRow *self)
{
  g_return_val_if_fail (LLM_IS_REASONING_ROW (self), FALSE);
  return gtk_expander_get_expanded (GTK_EXPANDER (self->expander));
}

/**
 * llm_reasoning_row_set_expanded:
 * @self: a row
 * @expanded: whether to unfold the reasoning
 */
void
llm_reasoning_row_set_expanded (LlmReasoningRow *self, gboolean expanded)
{
  g_return_if_fail (LLM_IS_REASONING_ROW (self));
  gtk_expander_set_expanded (GTK_EXPANDER (self->expander), expanded);
}
