/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-tables.h"

#include <glib/gi18n-lib.h>

#include "llm-insight-text.h"

/* Names are told whole by tooltips. */
#define NAME_CHARS 22
#define HEAD_CHARS 12
#define PAIR_CHARS 12
#define MAX_PAIR_CHARS 44

/* More of a table take longer than a frame may. */
#define CELLS_AT_ONCE 200
#define CELLS_PER_FRAME 120

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

static void
attach_overlaps (GtkWidget *grid, LlmInsight *insight, guint row)
{
  const guint n = llm_insight_get_n_answers (insight);

  attach_name (grid, llm_insight_get_label (insight, row), (int) row + 1);
  for (guint i = 0; i < n; i++)
    {
      if (i != row)
        gtk_grid_attach (GTK_GRID (grid), new_overlap (insight, row, i), (int) i + 1, (int) row + 1,
                         1, 1);
    }
}

/* What is still to come of a table. */
typedef struct
{
  LlmInsight *insight;
  LlmTextMetrics *metrics;
  guint next;
} Rest;

static void
rest_free (gpointer data)
{
  Rest *rest = data;

  g_object_unref (rest->insight);
  llm_text_metrics_unref (rest->metrics);
  g_free (rest);
}

/* The table is thrown away where there are other figures. */
static gboolean
add_row_cb (GtkWidget *grid, GdkFrameClock *clock, gpointer user_data)
{
  Rest *rest = user_data;
  guint n;

  if (llm_insight_get_metrics (rest->insight) != rest->metrics)
    return G_SOURCE_REMOVE;
  n = llm_insight_get_n_answers (rest->insight);
  for (guint i = 0; i <= CELLS_PER_FRAME / n && rest->next < n; i++)
    attach_overlaps (grid, rest->insight, rest->next++);
  return rest->next < n;
}

/**
 * llm_insight_tables_new_overlap:
 * @insight: an insight with figures
 *
 * Of many answers the first rows are there at once, the others in the frames after it is seen.
 *
 * Returns: (transfer floating): how much each two answers have in common; a cell shows them by
 *   the action "figures.pair"
 */
GtkWidget *
llm_insight_tables_new_overlap (LlmInsight *insight)
{
  GtkWidget *grid;
  guint n, n_rows;

  g_return_val_if_fail (LLM_IS_INSIGHT (insight), NULL);

  n = llm_insight_get_n_answers (insight);
  n_rows = MIN (n, CELLS_AT_ONCE / MAX (n, 1) + 1);
  grid = new_grid (_ ("Words in common"));
  for (guint i = 0; i < n; i++)
    attach_head (grid, llm_insight_get_label (insight, i), (int) i + 1, 0.5, HEAD_CHARS);
  for (guint i = 0; i < n_rows; i++)
    attach_overlaps (grid, insight, i);
  if (n_rows < n)
    {
      Rest *rest = g_new0 (Rest, 1);

      rest->insight = g_object_ref (insight);
      rest->metrics = llm_text_metrics_ref (llm_insight_get_metrics (insight));
      rest->next = n_rows;
      gtk_widget_add_tick_callback (grid, add_row_cb, rest, rest_free);
    }
  return new_scroller (grid);
}

/* Names break rather than are elided: two of them in few characters would tell nothing. */
static void
attach_stability_row (GtkWidget *grid, const LlmStability *stability, guint index)
{
  g_autofree char *name = llm_stability_dup_row_label (stability, index);
  g_auto (GStrv) cells = llm_insight_dup_stability_cells (stability, index);
  GtkWidget *label = new_cell (name, 0, 0);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), PAIR_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_PAIR_CHARS);
  gtk_widget_add_css_class (label, "llm-insight-name");
  gtk_grid_attach (GTK_GRID (grid), label, 0, (int) index + 1, 1, 1);
  for (guint i = 0; i < LLM_INSIGHT_N_STABILITY; i++)
    {
      g_autofree char *said = g_strdup_printf (
          "%s, %s: %s", name, llm_insight_get_stability_title (i), cells[i]);

      label = new_cell (cells[i], 1, 0);
      gtk_widget_add_css_class (label, "numeric");
      gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, said,
                                      -1);
      gtk_grid_attach (GTK_GRID (grid), label, (int) i + 1, (int) index + 1, 1, 1);
    }
}

/**
 * llm_insight_tables_new_stability:
 * @stability: how much answers of one model differ
 *
 * Returns: (transfer floating): a table with a row for each model, and for each two of them
 */
GtkWidget *
llm_insight_tables_new_stability (const LlmStability *stability)
{
  GtkWidget *grid;

  g_return_val_if_fail (stability != NULL, NULL);

  grid = new_grid (_ ("Stability"));
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  attach_head (grid, _ ("Answers of"), 0, 0, 0);
  for (guint i = 0; i < LLM_INSIGHT_N_STABILITY; i++)
    attach_head (grid, llm_insight_get_stability_title (i), (int) i + 1, 1, 0);
  for (guint i = 0; i < llm_stability_get_n_rows (stability); i++)
    attach_stability_row (grid, stability, i);
  return new_scroller (grid);
}
