/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-stability.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "llm-insight-tables.h"
#include "llm-spread-bar.h"

#define NAME_CHARS 14
#define MAX_NAME_CHARS 34

struct _LlmInsightStability
{
  GtkWidget parent_instance;

  LlmInsight *insight;
  LlmStability *shown;

  GtkWidget *scroller;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (LlmInsightStability, llm_insight_stability, GTK_TYPE_WIDGET)

static GtkWidget *
append_text (LlmInsightStability *self, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self->box), label);
  return label;
}

static void
append_heading (LlmInsightStability *self, const char *text)
{
  gtk_widget_add_css_class (append_text (self, text, "heading"), "llm-insight-title");
}

/* --- The chart --- */

static GtkWidget *
new_name (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_NAME_CHARS);
  return label;
}

static void
append_chart (LlmInsightStability *self)
{
  GtkWidget *grid = g_object_new (GTK_TYPE_GRID, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  int line = 1;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  gtk_widget_add_css_class (grid, "llm-insight-chart");
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Chart of the table below"), -1);
  gtk_grid_attach (GTK_GRID (grid), llm_spread_bar_new_marks (), 1, 0, 1, 1);
  for (guint i = 0; i < llm_stability_get_n_rows (self->shown); i++)
    {
      const LlmStabilityRow *row = llm_stability_get_row (self->shown, i);
      g_autofree char *label = llm_stability_dup_row_label (self->shown, i);

      /* One answer is not apart from anything. */
      if (row->n_distances == 0)
        continue;
      gtk_grid_attach (GTK_GRID (grid), new_name (label), 0, line, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), llm_spread_bar_new (row), 1, line, 1, 1);
      line++;
    }
  gtk_box_append (GTK_BOX (self->box), grid);
}

/* --- What is shown --- */

static void
clear (LlmInsightStability *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  g_clear_pointer (&self->shown, llm_stability_unref);
}

static void
fill (LlmInsightStability *self)
{
  LlmStability *stability = llm_insight_get_stability (self->insight);
  g_autofree char *sentence = NULL;
  g_autofree char *left_out = NULL;

  if (stability == self->shown)
    return;
  clear (self);
  if (stability == NULL)
    return;
  self->shown = llm_stability_ref (stability);
  sentence = llm_stability_dup_sentence (stability);
  left_out = llm_stability_dup_left_out (stability);
  gtk_label_set_selectable (GTK_LABEL (append_text (self, sentence, NULL)), TRUE);
  if (left_out != NULL)
    append_text (self, left_out, NULL);
  append_heading (self, _ ("How far answers are apart"));
  append_text (self,
               _ ("Of all the words that either of two answers has, how many only one of them has: "
                  "a dot for each two answers, a bar over all of them, and a mark at the mean."),
               "llm-insight-hint");
  append_chart (self);
  append_heading (self, _ ("In numbers"));
  append_text (self,
               _ ("Where a model was asked at least three times, the interval holds its mean in 95 "
                  "of 100 cases, had it been asked without end."),
               "llm-insight-hint");
  gtk_box_append (GTK_BOX (self->box), llm_insight_tables_new_stability (stability));
}

/* --- The object --- */

static void
llm_insight_stability_dispose (GObject *object)
{
  LlmInsightStability *self = LLM_INSIGHT_STABILITY (object);

  if (self->insight != NULL)
    g_signal_handlers_disconnect_by_data (self->insight, self);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->shown, llm_stability_unref);
  g_clear_object (&self->insight);

  G_OBJECT_CLASS (llm_insight_stability_parent_class)->dispose (object);
}

static void
llm_insight_stability_class_init (LlmInsightStabilityClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_insight_stability_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
llm_insight_stability_init (LlmInsightStability *self)
{
  GtkWidget *clamp = adw_clamp_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->box, "llm-insight-page");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 1000);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 1000);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->box);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/**
 * llm_insight_stability_set_insight:
 * @self: a page without an insight
 * @insight: what to show and to follow
 */
void
llm_insight_stability_set_insight (LlmInsightStability *self, LlmInsight *insight)
{
  g_return_if_fail (LLM_IS_INSIGHT_STABILITY (self));
  g_return_if_fail (self->insight == NULL);
  g_return_if_fail (LLM_IS_INSIGHT (insight));

  self->insight = g_object_ref (insight);
  g_signal_connect_swapped (insight, "changed", G_CALLBACK (fill), self);
  fill (self);
}
