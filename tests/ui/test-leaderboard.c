/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-leaderboard-window.h"

#include <glib/gstdio.h>
#include <math.h>

#include "llm-ballot-test.h"
#include "llm-error.h"
#include "llm-fake-store.h"
#include "llm-interval-bar.h"
#include "llm-leaderboard-filter.h"
#include "llm-leaderboard-table.h"
#include "llm-leaderboard-text.h"
#include "llm-leaderboard.h"
#include "llm-shell-test.h"

/* The leaderboard over votes that a store only says it has. */

typedef struct
{
  LlmShellTest shell;
  FakeStore *store;
  GtkWidget *window;
} Fixture;

static const LlmBallotTest duels[] = {
  { "openai:Large", "gemini:Pro", 8, 2, 3 },
  { "gemini:Pro", "mistral:Small", 7, 0, 2 },
  { "demo:Alone", "demo:Other", 1, 0, 1 },
};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = fake_store_new ();
  llm_shell_test_set_up (&fixture->shell, LLM_STORE (fixture->store));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  g_assert_null (fixture->window);
  llm_shell_test_tear_down (&fixture->shell);
  g_assert_finalize_object (fixture->store);
}

static GPtrArray *
make_ballots (guint n)
{
  GPtrArray *ballots = llm_ballot_test_new ();

  for (guint i = 0; i < n; i++)
    llm_ballot_test_add (ballots, &duels[i], 0, i == 1, i == 0 ? "code" : "prose");
  return ballots;
}

static void
give (Fixture *fixture, guint n)
{
  g_autoptr (GPtrArray) ballots = make_ballots (n);

  fake_store_set_ballots (fixture->store, ballots);
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static GtkWidget *
find (Fixture *fixture, const char *id)
{
  GtkWidget *widget = llm_ui_test_find_id (fixture->window, id);

  g_assert_nonnull (widget);
  return widget;
}

static const char *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (find (fixture, "state_stack")));
}

static gboolean
is_loaded (gpointer user_data)
{
  return !g_str_equal (get_page (user_data), "loading");
}

static void
open_window (Fixture *fixture)
{
  fixture->window = llm_leaderboard_window_new (fixture->shell.context);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  g_assert_cmpstr (get_page (fixture), ==, "loading");
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait (is_loaded, fixture);
  llm_ui_test_wait_frame (fixture->window);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return llm_ui_test_has_text (fixture->window, text);
}

static GtkListBoxRow *
get_row (Fixture *fixture, int index)
{
  GtkWidget *list = llm_ui_test_find_type (find (fixture, "table_bin"), GTK_TYPE_LIST_BOX);

  return list != NULL ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), index) : NULL;
}

static gboolean
row_says (Fixture *fixture, int index, const char *words)
{
  GtkListBoxRow *row = get_row (fixture, index);

  return row != NULL && strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (row)), words) != NULL;
}

static LlmLeaderboardFilter *
get_filter (Fixture *fixture)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (find (fixture, "filter_button"));

  return LLM_LEADERBOARD_FILTER (gtk_menu_button_get_popover (button));
}

/* The n-th control of that type in the filter. */
static GtkWidget *
get_control (Fixture *fixture, GType type, guint n)
{
  GtkWidget *grid = llm_ui_test_find_type (GTK_WIDGET (get_filter (fixture)), GTK_TYPE_GRID);

  for (GtkWidget *child = gtk_widget_get_first_child (grid); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (G_TYPE_CHECK_INSTANCE_TYPE (child, type) && n-- == 0)
      return child;
  g_assert_not_reached ();
}

/* --- States --- */

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  open_window (fixture);
  g_assert_cmpstr (get_page (fixture), ==, "empty");
  g_assert_true (shows (fixture, "No votes yet"));
  g_assert_true (shows (fixture, "say which answer is better"));
  g_assert_false (gtk_widget_get_sensitive (find (fixture, "filter_button")));
}

static gboolean
is_empty (gpointer user_data)
{
  return g_str_equal (get_page (user_data), "empty");
}

static void
test_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_OPEN, "The file is <gone>.");

  fake_store_set_error (fixture->store, error);
  open_window (fixture);
  g_assert_cmpstr (get_page (fixture), ==, "error");
  g_assert_true (shows (fixture, "The file is <gone>."));
  fake_store_set_error (fixture->store, NULL);
  g_signal_emit_by_name (llm_ui_test_find_button (fixture->window, "leaderboard.reload"),
                         "clicked");
  llm_ui_test_wait (is_empty, fixture);
}

static void
test_ranking (Fixture *fixture, gconstpointer data)
{
  give (fixture, 3);
  open_window (fixture);
  g_assert_cmpstr (get_page (fixture), ==, "ranking");
  g_assert_true (row_says (fixture, 0, "Place 1: Large (openai)"));
  g_assert_true (row_says (fixture, 0, "13 votes; 8 wins, 2 ties, 3 losses (69 %)"));
  g_assert_true (row_says (fixture, 0, "points, 95 % interval"));
  g_assert_true (row_says (fixture, 2, "Small (mistral)"));
  /* Two that only met each other. */
  g_assert_true (row_says (fixture, 3, "No place: "));
  g_assert_true (row_says (fixture, 3, "Not enough votes"));
  g_assert_true (row_says (fixture, 4, "demo"));
  g_assert_null (get_row (fixture, 5));
  g_assert_true (shows (fixture, "24 votes on 5 models."));
  g_assert_true (shows (fixture, "2 models have fewer than 5 votes and no place yet."));
  g_assert_true (shows (fixture, "2 models were never compared with those that have points"));
}

static void
test_few (Fixture *fixture, gconstpointer data)
{
  static const LlmBallotTest few = { "openai:Large", "gemini:Pro", 2, 0, 0 };
  g_autoptr (GPtrArray) ballots = llm_ballot_test_new ();

  llm_ballot_test_add (ballots, &few, 0, FALSE, NULL);
  fake_store_set_ballots (fixture->store, ballots);
  open_window (fixture);
  g_assert_cmpstr (get_page (fixture), ==, "ranking");
  g_assert_true (shows (fixture, "No model has 5 votes yet"));
  g_assert_true (shows (fixture, "the one with the most has 2"));
  g_assert_true (shows (fixture, "There are no points yet"));
  g_assert_true (row_says (fixture, 0, "No place: Large (openai); 2 votes; 2 wins"));
}

/* --- The other page --- */

static void
test_duels (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bin, *label;

  give (fixture, 2);
  open_window (fixture);
  bin = find (fixture, "duels_bin");
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (find (fixture, "view_stack")), "duels");
  llm_ui_test_wait (is_mapped, bin);
  g_assert_true (llm_ui_test_has_text (bin, "69 %\n8 / 2 / 3"));
  g_assert_true (llm_ui_test_has_text (bin, "31 %\n3 / 2 / 8"));
  label = gtk_grid_get_child_at (GTK_GRID (llm_ui_test_find_type (bin, GTK_TYPE_GRID)), 2, 1);
  g_assert_true (gtk_widget_get_focusable (label));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (label), ==,
                   "Large against Pro: 8 wins, 2 ties, 3 losses (69 %)");
  label = gtk_grid_get_child_at (GTK_GRID (llm_ui_test_find_type (bin, GTK_TYPE_GRID)), 3, 1);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (label), ==, "Large against Small: no votes");
}

static void
test_many (void)
{
  g_autoptr (GPtrArray) ballots = llm_ballot_test_new ();
  g_autoptr (LlmRanking) ranking = NULL;
  g_autoptr (GtkWidget) table = NULL;
  LlmRankingOptions options;

  for (guint i = 0; i < LLM_DUEL_TABLE_MAX + 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("p:m%u", i);
      const LlmBallotTest duel = { name, "p:x", 1, 0, 1 };

      llm_ballot_test_add (ballots, &duel, 0, FALSE, NULL);
    }
  llm_ranking_options_init (&options);
  options.n_rounds = 0;
  ranking = llm_ranking_compute (ballots, &options, NULL, NULL);
  table = g_object_ref_sink (llm_duel_table_new (ranking));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (gtk_widget_get_last_child (table))), ==,
                   "4 more models are not shown.");
}

/* --- The filter --- */

static gboolean
has_two_rows (gpointer user_data)
{
  return get_row (user_data, 1) != NULL && get_row (user_data, 2) == NULL;
}

static gboolean
has_five_rows (gpointer user_data)
{
  return get_row (user_data, 4) != NULL && g_str_equal (get_page (user_data), "ranking");
}

static gboolean
is_none (gpointer user_data)
{
  return g_str_equal (get_page (user_data), "none");
}

static gboolean
is_blind_board (gpointer user_data)
{
  return g_str_equal (get_page (user_data), "ranking") && has_two_rows (user_data)
         && row_says (user_data, 0, "Pro (gemini)");
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  GtkDropDown *tag;

  give (fixture, 3);
  open_window (fixture);
  tag = GTK_DROP_DOWN (get_control (fixture, GTK_TYPE_DROP_DOWN, 0));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (tag)), ==, 3);
  gtk_drop_down_set_selected (tag, 1);
  llm_ui_test_wait (has_two_rows, fixture);
  g_assert_true (shows (fixture, "Filter: tag “code”"));

  /* No vote of that tag was blind. */
  gtk_check_button_set_active (GTK_CHECK_BUTTON (get_control (fixture, GTK_TYPE_CHECK_BUTTON, 0)),
                               TRUE);
  llm_ui_test_wait (is_none, fixture);
  gtk_drop_down_set_selected (tag, 0);
  llm_ui_test_wait (is_blind_board, fixture);

  gtk_widget_activate_action (fixture->window, "leaderboard.reset-filter", NULL);
  llm_ui_test_wait (has_five_rows, fixture);
  g_assert_false (gtk_widget_get_visible (find (fixture, "filter_label")));
}

static gboolean
has_first_place (gpointer user_data)
{
  return row_says (user_data, 3, "Place") && !row_says (user_data, 3, "No place");
}

/* Fewer votes are enough; and what is said of length. */
static void
test_options (Fixture *fixture, gconstpointer data)
{
  static const LlmBallotTest more = { "demo:Alone", "gemini:Pro", 1, 0, 2 };
  g_autoptr (GPtrArray) ballots = make_ballots (3);

  llm_ballot_test_add (ballots, &more, 0, FALSE, NULL);
  fake_store_set_ballots (fixture->store, ballots);
  open_window (fixture);
  g_assert_false (shows (fixture, "twice as long"));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (get_control (fixture, GTK_TYPE_SPIN_BUTTON, 0)), 2);
  llm_ui_test_wait (has_first_place, fixture);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (get_control (fixture, GTK_TYPE_CHECK_BUTTON, 1)),
                               TRUE);
  while (!shows (fixture, "To you an answer twice as long as another one is worth"))
    llm_ui_test_wait_frame (fixture->window);
  g_assert_true (shows (fixture, "Filter: at equal length"));
}

static void
test_days (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2026, 11, 27, 12, 0, 0);
  GtkDropDown *period;
  GtkEditable *from, *to;
  LlmRankingOptions options;

  give (fixture, 3);
  open_window (fixture);
  period = GTK_DROP_DOWN (get_control (fixture, GTK_TYPE_DROP_DOWN, 1));
  from = GTK_EDITABLE (get_control (fixture, GTK_TYPE_ENTRY, 0));
  to = GTK_EDITABLE (get_control (fixture, GTK_TYPE_ENTRY, 1));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (from)));

  /* Votes of 1970; since the 29th of October, which is day 20755. */
  gtk_drop_down_set_selected (period, 1);
  llm_ui_test_wait (is_none, fixture);
  llm_leaderboard_filter_apply (get_filter (fixture), &options, now);
  g_assert_cmpint (options.since, ==, G_GINT64_CONSTANT (20755) * G_TIME_SPAN_DAY);
  g_assert_cmpint (options.until, ==, 0);

  gtk_drop_down_set_selected (period, 4);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (from)));
  gtk_editable_set_text (from, "2026-02-30");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (from), "error"));
  gtk_editable_set_text (from, "2026-11-26");
  gtk_editable_set_text (to, "2026-11-26");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (from), "error"));
  llm_leaderboard_filter_apply (get_filter (fixture), &options, now);
  g_assert_cmpint (options.until - options.since, ==, 24 * G_TIME_SPAN_HOUR);
  g_assert_true (shows (fixture, "Filter: 2026-11-26 to 2026-11-26"));
}

static void
test_parse_day (void)
{
  static const char *const wrong[] = { "x",          "2026",        "2026-13-01", "2026-1-32",
                                       "26-11-2026", "2026-11-26x", "1969-12-31", "99999-01-01" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) day = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (llm_leaderboard_filter_parse_day (wrong[i], zone, NULL));
  g_assert_true (llm_leaderboard_filter_parse_day ("  ", zone, &day));
  g_assert_null (day);
  g_assert_true (llm_leaderboard_filter_parse_day (" 2026-02-28 ", zone, &day));
  g_assert_cmpint (g_date_time_get_day_of_year (day), ==, 59);
}

/* --- While votes are given --- */

static gboolean
has_log (gpointer user_data)
{
  return *fake_store_get_log (((Fixture *) user_data)->store) != '\0';
}

static gboolean
has_three_rows (gpointer user_data)
{
  return get_row (user_data, 2) != NULL;
}

static void
test_votes (Fixture *fixture, gconstpointer data)
{
  give (fixture, 1);
  open_window (fixture);
  g_assert_true (has_two_rows (fixture));

  give (fixture, 2);
  fake_store_clear_log (fixture->store);
  for (int i = 0; i < 5; i++)
    llm_store_emit_ballots_changed (LLM_STORE (fixture->store));
  llm_store_emit_changed (LLM_STORE (fixture->store), "x");
  llm_ui_test_wait (has_three_rows, fixture);
  /* Once for all of them. */
  g_assert_cmpstr (fake_store_get_log (fixture->store), ==, "ballots\n");
}

/* What is saved has mostly nothing to do with votes: a reader keeps the row. */
static void
test_same_votes (Fixture *fixture, gconstpointer data)
{
  GtkListBoxRow *row;

  give (fixture, 2);
  open_window (fixture);
  row = get_row (fixture, 1);
  fake_store_clear_log (fixture->store);
  llm_store_emit_changed (LLM_STORE (fixture->store), "x");
  llm_ui_test_wait (has_log, fixture);
  llm_ui_test_run_for (200);
  g_assert_true (get_row (fixture, 1) == row);
}

/* --- For elsewhere --- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
has_text (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  give (fixture, 2);
  open_window (fixture);
  g_assert_true (llm_ui_test_activate_shortcut (fixture->window, "<Control><Shift>c"));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (fixture->window), NULL, read_cb, &text);
  llm_ui_test_wait (has_text, &text);
  g_assert_true (g_str_has_prefix (text, "| Place | Model |"));
  g_assert_nonnull (strstr (text, "| 1 | Large |"));
  g_assert_nonnull (strstr (text, " | 13 | 8 | 2 | 3 | 69 % |\n"));
}

static gboolean
is_saved (gpointer user_data)
{
  return shows (user_data, "Saved as board.csv");
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("llmselect-board-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "board.csv", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "board.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) bad = g_file_new_for_path (nowhere);
  g_autofree char *text = NULL;

  give (fixture, 2);
  open_window (fixture);
  llm_leaderboard_window_save_to (LLM_LEADERBOARD_WINDOW (fixture->window), file);
  llm_ui_test_wait (is_saved, fixture);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "place,provider,model,title,state,points,"));
  g_assert_nonnull (strstr (text, "\r\n1,openai,Large,Large,points,"));
  g_assert_cmpint (g_unlink (path), ==, 0);

  llm_leaderboard_window_save_to (LLM_LEADERBOARD_WINDOW (fixture->window), bad);
  while (!shows (fixture, "The file could not be written: "))
    llm_ui_test_wait_frame (fixture->window);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* --- Words --- */

static void
test_words (void)
{
  LlmRankingRow row = { .provider_id = "p", .model_id = "m", .title = "T" };
  g_autofree char *both = NULL, *below = NULL, *none = NULL, *unknown = NULL, *share = NULL;

  row.lower = 900.4;
  row.upper = 1100.6;
  both = llm_leaderboard_text_format_interval (&row);
  g_assert_cmpstr (both, ==, "900 to 1101");
  row.lower = -INFINITY;
  below = llm_leaderboard_text_format_interval (&row);
  g_assert_cmpstr (below, ==, "up to 1101");
  row.upper = INFINITY;
  none = llm_leaderboard_text_format_interval (&row);
  g_assert_cmpstr (none, ==, "no bounds");
  row.lower = NAN;
  unknown = llm_leaderboard_text_format_interval (&row);
  g_assert_cmpstr (unknown, ==, "-");
  share = llm_leaderboard_text_format_share (0, 0, 0);
  g_assert_cmpstr (share, ==, "-");
}

/* Names come from providers: neither formulas nor columns of tables. */
static void
test_hostile (void)
{
  static const LlmBallotTest duel = { "p:=1+1|x\"", "p:b\n*c*", 2, 0, 1 };
  g_autoptr (GPtrArray) ballots = llm_ballot_test_new ();
  g_autoptr (LlmRanking) ranking = NULL;
  g_autofree char *csv = NULL;
  g_autofree char *markdown = NULL;
  LlmRankingOptions options;

  llm_ballot_test_add (ballots, &duel, 0, FALSE, NULL);
  llm_ranking_options_init (&options);
  ranking = llm_ranking_compute (ballots, &options, NULL, NULL);
  csv = llm_leaderboard_text_to_csv (ranking);
  g_assert_nonnull (strstr (csv, ",p,\"'=1+1|x\"\"\","));
  markdown = llm_leaderboard_text_to_markdown (ranking, 5);
  g_assert_nonnull (strstr (markdown, "| =1+1\\|x\" |"));
  g_assert_nonnull (strstr (markdown, "| b \\*c\\* |"));
}

/* --- Shapes --- */

static GtkWidget *
find_bar (Fixture *fixture, int row)
{
  return llm_ui_test_find_type (GTK_WIDGET (get_row (fixture, row)), LLM_TYPE_INTERVAL_BAR);
}

/* What does not fit is left out, and the rest is as wide as the window. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  int min;

  give (fixture, 3);
  open_window (fixture);
  g_assert_true (gtk_widget_get_child_visible (find_bar (fixture, 0)));
  gtk_widget_measure (fixture->window, GTK_ORIENTATION_HORIZONTAL, -1, &min, NULL, NULL, NULL);
  g_assert_cmpint (min, <=, 360);
  gtk_window_destroy (GTK_WINDOW (fixture->window));

  fixture->window = llm_leaderboard_window_new (fixture->shell.context);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 600);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait (is_loaded, fixture);
  llm_ui_test_wait_frame (fixture->window);
  g_assert_false (gtk_widget_get_child_visible (find_bar (fixture, 0)));
  g_assert_cmpint (gtk_widget_get_width (fixture->window), <=, 400);
}

/* The better one is farther along the line, whichever way that runs. */
static void
test_direction (Fixture *fixture, gconstpointer data)
{
  LlmIntervalBar *bar;

  give (fixture, 3);
  open_window (fixture);
  bar = LLM_INTERVAL_BAR (find_bar (fixture, 0));
  g_assert_cmpfloat (llm_interval_bar_get_position (bar, 900), <,
                     llm_interval_bar_get_position (bar, 1100));
  g_assert_cmpfloat (llm_interval_bar_get_position (bar, INFINITY), <=,
                     gtk_widget_get_width (GTK_WIDGET (bar)));
  gtk_widget_set_direction (GTK_WIDGET (bar), GTK_TEXT_DIR_RTL);
  g_assert_cmpfloat (llm_interval_bar_get_position (bar, 900), >,
                     llm_interval_bar_get_position (bar, 1100));
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  give (fixture, 2);
  open_window (fixture);
  fake_store_clear_log (fixture->store);
  g_assert_true (llm_ui_test_activate_shortcut (fixture->window, "F5"));
  g_assert_cmpstr (fake_store_get_log (fixture->store), ==, "ballots\n");
  g_assert_true (gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD));
  g_assert_true (llm_ui_test_activate_shortcut (fixture->window, "Escape"));
  llm_shell_test_drain ();
  g_assert_null (fixture->window);
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  give (fixture, 3);
  fixture->window = llm_leaderboard_window_new (fixture->shell.context);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_window_close (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  g_assert_null (fixture->window);
  /* What is told now finds nobody. */
  llm_store_emit_ballots_changed (LLM_STORE (fixture->store));
  llm_ui_test_run_for (50);
}

#define ADD(name, func) g_test_add ("/ui/leaderboard/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("empty", test_empty);
  ADD ("error", test_error);
  ADD ("ranking", test_ranking);
  ADD ("few", test_few);
  ADD ("duels", test_duels);
  g_test_add_func ("/ui/leaderboard/many", test_many);
  ADD ("filter", test_filter);
  ADD ("options", test_options);
  ADD ("days", test_days);
  g_test_add_func ("/ui/leaderboard/parse-day", test_parse_day);
  ADD ("votes", test_votes);
  ADD ("same-votes", test_same_votes);
  ADD ("copy", test_copy);
  ADD ("save", test_save);
  g_test_add_func ("/ui/leaderboard/words", test_words);
  g_test_add_func ("/ui/leaderboard/hostile", test_hostile);
  ADD ("narrow", test_narrow);
  ADD ("direction", test_direction);
  ADD ("keys", test_keys);
  ADD ("closed", test_closed);
  return g_test_run ();
}
