/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-tables.h"

#include <glib/gi18n-lib.h>

#include "llm-insight-text.h"

/* Names are told whole by tooltips. */
#define NAME_CHARS 22
#define HEAD_CHARS 12

/* So many shades of how much two answers have in common. */
#define N_SHADES 5

static GtkWidget *
new_cell (const char *text, float xalign, guint max_chars)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  if (max_chars > 0)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_label_set_width_chars (GTK_LABEL (label), MIN (max_chars, g_utf8_strlen (text, -1)));
      gtk_label_set_max_width_chars (GTK_LABEL (label), max_chars);
      gtk_widget_set_tooltip_text (label, text);
    }
  return label;
}

static GtkWidget *
new_grid (const char *name)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_widget_add_css_class (grid, "llm-insight-table");
  gtk_widget_set_halign (grid, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return grid;
}

/* Wide tables scroll by themselves; the page goes up and down only. */
static GtkWidget *
new_scroller (GtkWidget *grid)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), grid);
  return scroller;
}

static void
attach_head (GtkWidget *grid, const char *text, int column, float xalign, guint max_chars)
{
  GtkWidget *label = new_cell (text, xalign, max_chars);

  gtk_widget_add_css_class (label, "llm-insight-head");
  gtk_grid_attach (GTK_GRID (grid), label, column, 0, 1, 1);
}

static void
attach_name (GtkWidget *grid, const char *text, int row)
{
  GtkWidget *label = new_cell (text, 0, NAME_CHARS);

  gtk_widget_add_css_class (label, "llm-insight-name");
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
}

/**
 * llm_insight_tables_new_figures:
 * @insight: an insight with figures
 *
 * Returns: (transfer floating): a table with a row for each answer
 */
GtkWidget *
llm_insight_tables_new_figures (LlmInsight *insight)
{
  GtkWidget *grid;

  g_return_val_if_fail (LLM_IS_INSIGHT (insight), NULL);

  grid = new_grid (_ ("Figures"));
  attach_head (grid, _ ("Answer"), 0, 0, 0);
  for (guint j = 0; j < LLM_INSIGHT_N_FIGURES; j++)
    attach_head (grid, llm_insight_get_figure_title (j), (int) j + 1, 1, 0);
  for (guint i = 0; i < llm_insight_get_n_answers (insight); i++)
    {
      const char *name = llm_insight_get_label (insight, i);

      attach_name (grid, name, (int) i + 1);
      for (guint j = 0; j < LLM_INSIGHT_N_FIGURES; j++)
        {
          g_autofree char *text = llm_insight_format_figure (insight, i, j);
          g_autofree char *said
              = g_strdup_printf ("%s, %s: %s", name, llm_insight_get_figure_title (j), text);
          GtkWidget *label = new_cell (text, 1, 0);

          gtk_widget_add_css_class (label, "numeric");
          gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                          said, -1);
          gtk_grid_attach (GTK_GRID (grid), label, (int) j + 1, (int) i + 1, 1, 1);
        }
    }
  return new_scroller (grid);
}

static GtkWidget *
new_overlap (LlmInsight *insight, guint a, guint b)
{
  g_autofree char *text = llm_insight_format_overlap (insight, a, b);
  /* Translators: two models, and the percentage of words that both answers have. */
  g_autofree char *said = g_strdup_printf (_ ("%s and %s: %s of the words in common"),
                                           llm_insight_get_label (insight, a),
                                           llm_insight_get_label (insight, b), text);
  GtkWidget *button = gtk_button_new_with_label (text);
  double overlap;

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "numeric");
  if (llm_text_metrics_get_overlap (llm_insight_get_metrics (insight), a, b, &overlap))
    {
      g_autofree char *shade
          = g_strdup_printf ("llm-overlap-%u", MIN ((guint) (overlap * N_SHADES), N_SHADES - 1));

      gtk_widget_add_css_class (button, shade);
    }
  gtk_widget_set_tooltip_text (button, said);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "figures.pair");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(uu)", a, b);
  return button;
}

/**
 * llm_insight_tables_new_overlap:
 * @insight: an insight with figures
 *
 * Returns: (transfer floating): how much each two answers have in common; a cell shows them by
 *   the action "figures.pair"
 */
GtkWidget *
llm_insight_tables_new_overlap (LlmInsight *insight)
{
  GtkWidget *grid;
  guint n;

  g_return_val_if_fail (LLM_IS_INSIGHT (insight), NULL);

  n = llm_insight_get_n_answers (insight);
  grid = new_grid (_ ("Words in common"));
  for (guint i = 0; i < n; i++)
    {
      attach_head (grid, llm_insight_get_label (insight, i), (int) i + 1, 0.5, HEAD_CHARS);
      attach_name (grid, llm_insight_get_label (insight, i), (int) i + 1);
      for (guint j = 0; j < n; j++)
        {
          if (i != j)
            gtk_grid_attach (GTK_GRID (grid), new_overlap (insight, i, j), (int) j + 1, (int) i + 1,
                             1, 1);
        }
    }
  return new_scroller (grid);
}
