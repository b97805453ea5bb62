/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-leaderboard-table.h"

#include <glib/gi18n-lib.h>

#include "llm-interval-bar.h"
#include "llm-leaderboard-text.h"
#include "llm-provider-style.h"
#include "llm-table-layout.h"

#define NAME_MIN 110

enum
{
  COLUMN_PLACE,
  COLUMN_DOT,
  COLUMN_NAME,
  COLUMN_BAR,
  COLUMN_POINTS,
  COLUMN_INTERVAL,
  COLUMN_VOTES,
  COLUMN_RECORD,
  COLUMN_SHARE,
  N_COLUMNS
};

/* What is left out first where there is little room; the name of a row has all of it. */
static const guint ranks[N_COLUMNS] = { 0, 0, 0, 2, 0, 3, 1, 4, 5 };

static GtkWidget *
new_line (LlmTableColumns *columns)
{
  GtkWidget *line = g_object_new (GTK_TYPE_BOX, "css-name", "llm-table-row", "layout-manager",
                                  llm_table_layout_new (columns), NULL);

  return line;
}

static GtkWidget *
new_cell (const char *text, float xalign, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
append_number (GtkWidget *line, char *text)
{
  g_autofree char *owned = text;

  gtk_box_append (GTK_BOX (line), new_cell (owned, 1, "numeric"));
}

static GtkWidget *
new_name (const LlmRankingRow *row, guint min_votes)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = new_cell (row->title, 0, NULL);
  const char *note = llm_leaderboard_text_get_note (row, min_votes);

  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), title);
  if (note != NULL)
    {
      GtkWidget *label = new_cell (note, 0, "caption");

      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static GtkWidget *
new_row (LlmTableColumns *columns,
         const LlmIntervalScale *scale,
         const LlmRankingRow *row,
         guint min_votes)
{
  GtkWidget *line = new_line (columns);
  GtkWidget *list_row = gtk_list_box_row_new ();
  g_autofree char *words = llm_leaderboard_text_describe_row (row, min_votes);

  append_number (line, row->place > 0 ? g_strdup_printf ("%u", row->place) : g_strdup ("-"));
  gtk_box_append (GTK_BOX (line), llm_provider_dot_new (row->provider_id));
  gtk_box_append (GTK_BOX (line), new_name (row, min_votes));
  gtk_box_append (GTK_BOX (line), llm_interval_bar_new (scale, row));
  append_number (line, llm_leaderboard_text_format_points (row->points));
  append_number (line, llm_leaderboard_text_format_interval (row));
  append_number (line, g_strdup_printf ("%u", row->n_votes));
  append_number (line, g_strdup_printf ("%u / %u / %u", row->n_wins, row->n_ties, row->n_losses));
  append_number (line, llm_leaderboard_text_format_share (row->n_wins, row->n_ties, row->n_losses));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (list_row), line);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (list_row), FALSE);
  gtk_widget_set_tooltip_text (list_row, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_row), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  return list_row;
}

static GtkWidget *
new_heading (LlmTableColumns *columns, const LlmIntervalScale *scale)
{
  GtkWidget *line = new_line (columns);
  const char *const words[N_COLUMNS] = {
    [COLUMN_PLACE] = _ ("Place"),
    [COLUMN_DOT] = "",
    [COLUMN_NAME] = _ ("Model"),
    [COLUMN_POINTS] = _ ("Points"),
    [COLUMN_INTERVAL] = _ ("95 % interval"),
    [COLUMN_VOTES] = _ ("Votes"),
    [COLUMN_RECORD] = _ ("Won / tied / lost"),
    [COLUMN_SHARE] = _ ("Win rate"),
  };

  gtk_widget_add_css_class (line, "llm-table-heading");
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkWidget *cell = i == COLUMN_BAR ? llm_interval_bar_new_marks (scale)
                                        : new_cell (words[i], i == COLUMN_NAME ? 0 : 1, NULL);

      if (i == COLUMN_SHARE)
        gtk_widget_set_tooltip_text (cell, _ ("The share of duels won, a tie as half of one"));
      gtk_box_append (GTK_BOX (line), cell);
    }
  return line;
}

/**
 * llm_leaderboard_table_new:
 * @ranking: a ranking with models
 * @min_votes: how many votes a model needs to get a place
 *
 * Returns: (transfer floating): its models with a heading above
 */
GtkWidget *
llm_leaderboard_table_new (LlmRanking *ranking, guint min_votes)
{
  g_autoptr (LlmTableColumns) columns
      = llm_table_columns_new (N_COLUMNS, ranks, COLUMN_NAME, NAME_MIN);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = gtk_list_box_new ();
  LlmIntervalScale scale;
  gboolean has_scale;

  g_return_val_if_fail (ranking != NULL, NULL);

  has_scale = llm_interval_scale_init (&scale, ranking);
  gtk_box_append (GTK_BOX (box), new_heading (columns, has_scale ? &scale : NULL));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (list, "llm-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Models by points"), -1);
  for (guint i = 0; i < llm_ranking_get_n_rows (ranking); i++)
    gtk_list_box_append (
        GTK_LIST_BOX (list),
        new_row (columns, has_scale ? &scale : NULL, llm_ranking_get_row (ranking, i), min_votes));
  gtk_box_append (GTK_BOX (box), list);
  return box;
}
