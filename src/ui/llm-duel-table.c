/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-leaderboard-table.h"

#include <glib/gi18n-lib.h>

#include "llm-leaderboard-text.h"
#include "llm-provider-style.h"

#define NAME_CHARS 22
#define MIN_NAME_CHARS 12

/* By colour who is ahead; the numbers say it as well. */
static const char *
get_class (const LlmRankingRecord *record)
{
  if (record->n_wins > record->n_losses)
    return "llm-duel-ahead";
  if (record->n_wins < record->n_losses)
    return "llm-duel-behind";
  return "llm-duel-even";
}

static GtkWidget *
new_duel (const LlmRankingRow *row, const LlmRankingRow *against, const LlmRankingRecord *record)
{
  const gboolean any = record->n_wins + record->n_ties + record->n_losses > 0;
  g_autofree char *share
      = llm_leaderboard_text_format_share (record->n_wins, record->n_ties, record->n_losses);
  g_autofree char *counts = g_strdup_printf ("%s\n%u / %u / %u", share, record->n_wins,
                                             record->n_ties, record->n_losses);
  g_autofree char *words = llm_leaderboard_text_describe_duels (row, against, record);
  GtkWidget *label = gtk_label_new (any ? counts : "-");

  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "llm-duel");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, any ? get_class (record) : "dim-label");
  gtk_widget_set_tooltip_text (label, words);
  /* So that its words can be had by keyboard. */
  gtk_widget_set_focusable (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return label;
}

static GtkWidget *
new_name (const LlmRankingRow *row, guint index)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *text = g_strdup_printf ("%u. %s", index + 1, row->title);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN_NAME_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_widget_set_tooltip_text (label, row->title);
  gtk_box_append (GTK_BOX (box), llm_provider_dot_new (row->provider_id));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GtkWidget *
new_heading (const LlmRankingRow *row, guint index)
{
  g_autofree char *text = g_strdup_printf ("%u", index + 1);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "llm-table-heading");
  gtk_widget_set_tooltip_text (label, row->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, row->title,
                                  -1);
  return label;
}

static void
fill_row (GtkGrid *grid, LlmRanking *ranking, guint index, guint n)
{
  const LlmRankingRow *row = llm_ranking_get_row (ranking, index);

  gtk_grid_attach (grid, new_name (row, index), 0, (int) index + 1, 1, 1);
  for (guint i = 0; i < n; i++)
    {
      LlmRankingRecord record;

      if (i == index)
        continue;
      llm_ranking_get_record (ranking, index, i, &record);
      gtk_grid_attach (grid, new_duel (row, llm_ranking_get_row (ranking, i), &record), (int) i + 1,
                       (int) index + 1, 1, 1);
    }
}

/**
 * llm_duel_table_new:
 * @ranking: a ranking with models
 *
 * Those beyond the first %LLM_DUEL_TABLE_MAX are left out, and counted.
 *
 * Returns: (transfer floating): who won against whom
 */
GtkWidget *
llm_duel_table_new (LlmRanking *ranking)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *about;
  guint n_all, n;

  g_return_val_if_fail (ranking != NULL, NULL);

  n_all = llm_ranking_get_n_rows (ranking);
  n = MIN (n_all, LLM_DUEL_TABLE_MAX);
  about = gtk_label_new (_ ("The share of duels that the model of the row won against that of the "
                            "column, and how many it won, tied and lost."));
  gtk_label_set_wrap (GTK_LABEL (about), TRUE);
  gtk_label_set_xalign (GTK_LABEL (about), 0);
  gtk_widget_add_css_class (about, "dim-label");
  gtk_box_append (GTK_BOX (box), about);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 3);
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Who won against whom"), -1);
  for (guint i = 0; i < n; i++)
    gtk_grid_attach (GTK_GRID (grid), new_heading (llm_ranking_get_row (ranking, i), i),
                     (int) i + 1, 0, 1, 1);
  for (guint i = 0; i < n; i++)
    fill_row (GTK_GRID (grid), ranking, i, n);
  gtk_widget_set_halign (grid, GTK_ALIGN_START);
  /* Only the table goes sideways; the texts stay. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), grid);
  gtk_box_append (GTK_BOX (box), scrolled);
  if (n_all > n)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u more model is not shown.", "%u more models are not shown.", n_all - n),
          n_all - n);
      GtkWidget *more = gtk_label_new (text);

      gtk_label_set_xalign (GTK_LABEL (more), 0);
      gtk_widget_add_css_class (more, "dim-label");
      gtk_box_append (GTK_BOX (box), more);
    }
  return box;
}
