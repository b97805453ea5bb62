/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-leaderboard-filter.h"

#include <glib/gi18n-lib.h>

#define MAX_MIN_VOTES 1000

/* The first one is "any", which is no tag. */
#define ANY_TAG 0

typedef enum
{
  PERIOD_ALL,
  PERIOD_30_DAYS,
  PERIOD_90_DAYS,
  PERIOD_YEAR,
  PERIOD_OWN,
} Period;

struct _LlmLeaderboardFilter
{
  GtkPopover parent_instance;

  GtkStringList *tags;
  GtkDropDown *tag;
  GtkDropDown *period;
  GtkEntry *from;
  GtkEntry *to;
  GtkLabel *problem;
  GtkSpinButton *min_votes;
  GtkCheckButton *blind;
  GtkCheckButton *length;
  gboolean quiet; /* while several are set at a time */
};

G_DEFINE_FINAL_TYPE (LlmLeaderboardFilter, llm_leaderboard_filter, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * llm_leaderboard_filter_parse_day:
 * @text: what was typed
 * @zone: where the day is
 * @day: (out) (optional) (nullable): where to put its begin; %NULL if nothing was typed
 *
 * Returns: whether it is a day as 2026-11-26, or nothing
 */
gboolean
llm_leaderboard_filter_parse_day (const char *text, GTimeZone *zone, GDateTime **day)
{
  g_autofree char *stripped = NULL;
  g_autoptr (GDateTime) parsed = NULL;
  int year = 0, month = 0, number = 0, end = 0;

  g_return_val_if_fail (text != NULL && zone != NULL, FALSE);

  stripped = g_strstrip (g_strdup (text));
  if (*stripped != '\0')
    {
      if (sscanf (stripped, "%4d-%2d-%2d%n", &year, &month, &number, &end) != 3
          || stripped[end] != '\0' || year < 1970)
        return FALSE;
      parsed = g_date_time_new (zone, year, month, number, 0, 0, 0);
      if (parsed == NULL)
        return FALSE;
    }
  if (day != NULL)
    *day = g_steal_pointer (&parsed);
  return TRUE;
}

static Period
get_period (LlmLeaderboardFilter *self)
{
  return (Period) gtk_drop_down_get_selected (self->period);
}

static gboolean
check_day (GtkEntry *entry)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  const gboolean valid
      = llm_leaderboard_filter_parse_day (gtk_editable_get_text (GTK_EDITABLE (entry)), zone, NULL);

  if (valid)
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  return valid;
}

/* A day that is half typed is no reason to rank anew. */
static void
changed_cb (LlmLeaderboardFilter *self)
{
  const gboolean own = get_period (self) == PERIOD_OWN;
  const gboolean valid = (check_day (self->from) & check_day (self->to)) || !own;

  gtk_widget_set_sensitive (GTK_WIDGET (self->from), own);
  gtk_widget_set_sensitive (GTK_WIDGET (self->to), own);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), !valid);
  if (valid && !self->quiet)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
llm_leaderboard_filter_class_init (LlmLeaderboardFilterClass *klass)
{
  /**
   * LlmLeaderboardFilter::changed:
   *
   * Something else is counted.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_LEADERBOARD_FILTER, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* --- What is in it --- */

static void
add_named (GtkWidget *grid, int row, const char *label, GtkWidget *control)
{
  GtkWidget *name = gtk_label_new_with_mnemonic (label);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (name), control);
  gtk_widget_set_hexpand (control, TRUE);
  gtk_grid_attach (GTK_GRID (grid), name, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), control, 1, row, 1, 1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  name, NULL, -1);
}

static GtkDropDown *
add_drop_down (
    LlmLeaderboardFilter *self, GtkWidget *grid, int row, const char *label, GtkStringList *list)
{
  GtkWidget *drop_down = gtk_drop_down_new (G_LIST_MODEL (list), NULL);

  add_named (grid, row, label, drop_down);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_DROP_DOWN (drop_down);
}

static GtkEntry *
add_entry (LlmLeaderboardFilter *self, GtkWidget *grid, int row, const char *label)
{
  GtkWidget *entry = gtk_entry_new ();

  /* Translators: how a day is typed; year, month and day by numbers. */
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("YYYY-MM-DD"));
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 12);
  gtk_widget_set_sensitive (entry, FALSE);
  add_named (grid, row, label, entry);
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_ENTRY (entry);
}

static GtkCheckButton *
add_check (
    LlmLeaderboardFilter *self, GtkWidget *grid, int row, const char *label, const char *tooltip)
{
  GtkWidget *check = gtk_check_button_new_with_label (label);

  gtk_widget_set_tooltip_text (check, tooltip);
  gtk_grid_attach (GTK_GRID (grid), check, 0, row, 2, 1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_CHECK_BUTTON (check);
}

static void
add_days (LlmLeaderboardFilter *self, GtkWidget *grid)
{
  GtkWidget *problem = gtk_label_new (_ ("Type days as 2026-11-26, or nothing."));

  self->from = add_entry (self, grid, 2, _ ("_From"));
  self->to = add_entry (self, grid, 3, _ ("_To"));
  gtk_label_set_xalign (GTK_LABEL (problem), 0);
  gtk_label_set_wrap (GTK_LABEL (problem), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (problem), 30);
  gtk_widget_add_css_class (problem, "error");
  gtk_widget_set_visible (problem, FALSE);
  gtk_grid_attach (GTK_GRID (grid), problem, 0, 4, 2, 1);
  self->problem = GTK_LABEL (problem);
}

static void
llm_leaderboard_filter_init (LlmLeaderboardFilter *self)
{
  const char *any[] = { _ ("Any"), NULL };
  const char *periods[] = { _ ("All time"),  _ ("Last 30 days"), _ ("Last 90 days"),
                            _ ("Last year"), _ ("Own days"),     NULL };
  g_autoptr (GtkStringList) period_list = gtk_string_list_new (periods);
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *reset = gtk_button_new_with_label (_ ("Reset"));
  GtkWidget *spin = gtk_spin_button_new_with_range (1, MAX_MIN_VOTES, 1);

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_widget_add_css_class (grid, "llm-search-filter");
  self->tags = gtk_string_list_new (any);
  self->tag = add_drop_down (self, grid, 0, _ ("Ta_g"), g_object_ref (self->tags));
  self->period = add_drop_down (self, grid, 1, _ ("T_ime"), g_object_ref (period_list));
  add_days (self, grid);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), LLM_RANKING_MIN_VOTES);
  self->min_votes = GTK_SPIN_BUTTON (spin);
  add_named (grid, 5, _ ("Votes for a _place"), spin);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->blind = add_check (self, grid, 6, _ ("Only blind votes"),
                           _ ("Those given while the names were hidden"));
  self->length = add_check (self, grid, 7, _ ("At equal length"),
                            _ ("Take off what an answer gains by being longer"));
  gtk_widget_set_halign (reset, GTK_ALIGN_END);
  g_signal_connect_object (reset, "clicked", G_CALLBACK (llm_leaderboard_filter_reset), self,
                           G_CONNECT_SWAPPED);
  gtk_grid_attach (GTK_GRID (grid), reset, 0, 8, 2, 1);
  gtk_popover_set_child (GTK_POPOVER (self), grid);
  g_object_unref (self->tags); /* the list of the drop-down has it */
}

/**
 * llm_leaderboard_filter_new:
 *
 * Returns: (transfer floating): a popover by which all votes are counted
 */
GtkWidget *
llm_leaderboard_filter_new (void)
{
  return g_object_new (LLM_TYPE_LEADERBOARD_FILTER, NULL);
}

static const char *
get_tag (LlmLeaderboardFilter *self)
{
  const guint selected = gtk_drop_down_get_selected (self->tag);

  return selected != ANY_TAG && selected != GTK_INVALID_LIST_POSITION
             ? gtk_string_list_get_string (self->tags, selected)
             : NULL;
}

static gboolean
has_tags (LlmLeaderboardFilter *self, GPtrArray *tags)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->tags)) != tags->len + 1)
    return FALSE;
  for (guint i = 0; i < tags->len; i++)
    {
      if (!g_str_equal (tags->pdata[i], gtk_string_list_get_string (self->tags, i + 1)))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_leaderboard_filter_set_tags:
 * @self: a filter
 * @tags: (nullable): the tags there are to choose from
 *
 * The one that is chosen stays, whether it is among them or not.
 */
void
llm_leaderboard_filter_set_tags (LlmLeaderboardFilter *self, const char *const *tags)
{
  g_autofree char *chosen = NULL;
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  guint selected = ANY_TAG;

  g_return_if_fail (LLM_IS_LEADERBOARD_FILTER (self));

  chosen = g_strdup (get_tag (self));
  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    g_ptr_array_add (wanted, (gpointer) tags[i]);
  if (chosen != NULL && !g_ptr_array_find_with_equal_func (wanted, chosen, g_str_equal, NULL))
    g_ptr_array_add (wanted, chosen);
  if (has_tags (self, wanted))
    return;
  if (chosen != NULL && g_ptr_array_find_with_equal_func (wanted, chosen, g_str_equal, &selected))
    selected++;
  g_ptr_array_add (wanted, NULL);
  self->quiet = TRUE;
  gtk_string_list_splice (self->tags, 1, g_list_model_get_n_items (G_LIST_MODEL (self->tags)) - 1,
                          (const char *const *) wanted->pdata);
  gtk_drop_down_set_selected (self->tag, selected);
  self->quiet = FALSE;
}

static gint64
to_time (GDateTime *day)
{
  return day != NULL ? g_date_time_to_unix (day) * G_USEC_PER_SEC : 0;
}

static void
apply_own (LlmLeaderboardFilter *self, LlmRankingOptions *options, GTimeZone *zone)
{
  g_autoptr (GDateTime) from = NULL;
  g_autoptr (GDateTime) to = NULL;
  g_autoptr (GDateTime) after = NULL;

  llm_leaderboard_filter_parse_day (gtk_editable_get_text (GTK_EDITABLE (self->from)), zone, &from);
  llm_leaderboard_filter_parse_day (gtk_editable_get_text (GTK_EDITABLE (self->to)), zone, &to);
  /* The last day counts. */
  if (to != NULL)
    after = g_date_time_add_days (to, 1);
  options->since = to_time (from);
  options->until = to_time (after);
}

/**
 * llm_leaderboard_filter_apply:
 * @self: a filter
 * @options: options that get what is chosen; the tag is not theirs
 * @now: the present in the local time zone
 */
void
llm_leaderboard_filter_apply (LlmLeaderboardFilter *self,
                              LlmRankingOptions *options,
                              GDateTime *now)
{
  static const int days[] = { 0, 30, 90, 365, 0 };
  Period period;

  g_return_if_fail (LLM_IS_LEADERBOARD_FILTER (self));
  g_return_if_fail (options != NULL && now != NULL);

  period = get_period (self);
  options->tag = get_tag (self);
  options->since = options->until = 0;
  options->min_votes = (guint) gtk_spin_button_get_value_as_int (self->min_votes);
  options->blind_only = gtk_check_button_get_active (self->blind);
  options->length_controlled = gtk_check_button_get_active (self->length);
  if (period == PERIOD_OWN)
    apply_own (self, options, g_date_time_get_timezone (now));
  else if (days[period] > 0)
    {
      g_autoptr (GDateTime) day = g_date_time_add_days (now, 1 - days[period]);
      g_autoptr (GDateTime) since = g_date_time_new (
          g_date_time_get_timezone (now), g_date_time_get_year (day), g_date_time_get_month (day),
          g_date_time_get_day_of_month (day), 0, 0, 0);

      options->since = to_time (since);
    }
}

static void
append_part (GString *out, const char *part)
{
  if (out->len > 0)
    g_string_append (out, ", ");
  g_string_append (out, part);
}

/**
 * llm_leaderboard_filter_describe:
 * @self: a filter
 *
 * Returns: (transfer full) (nullable): which votes are counted, in some words; %NULL if all
 */
char *
llm_leaderboard_filter_describe (LlmLeaderboardFilter *self)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_val_if_fail (LLM_IS_LEADERBOARD_FILTER (self), NULL);

  if (get_tag (self) != NULL)
    {
      /* Translators: a tag. */
      g_autofree char *part = g_strdup_printf (_ ("tag “%s”"), get_tag (self));

      append_part (out, part);
    }
  if (get_period (self) == PERIOD_OWN)
    {
      const char *from = gtk_editable_get_text (GTK_EDITABLE (self->from));
      const char *to = gtk_editable_get_text (GTK_EDITABLE (self->to));
      /* Translators: the first and the last day that counts; "…" for no limit. */
      g_autofree char *part
          = g_strdup_printf (_ ("%s to %s"), *from != '\0' ? from : "…", *to != '\0' ? to : "…");

      append_part (out, part);
    }
  else if (get_period (self) != PERIOD_ALL)
    {
      GtkStringObject *item = gtk_drop_down_get_selected_item (self->period);

      append_part (out, gtk_string_object_get_string (item));
    }
  if (gtk_check_button_get_active (self->blind))
    append_part (out, _ ("only blind votes"));
  if (gtk_check_button_get_active (self->length))
    append_part (out, _ ("at equal length"));
  return out->len > 0 ? g_strdup (out->str) : NULL;
}

/**
 * llm_leaderboard_filter_reset:
 * @self: a filter
 *
 * All votes are counted again.
 */
void
llm_leaderboard_filter_reset (LlmLeaderboardFilter *self)
{
  g_return_if_fail (LLM_IS_LEADERBOARD_FILTER (self));

  self->quiet = TRUE;
  gtk_drop_down_set_selected (self->tag, ANY_TAG);
  gtk_drop_down_set_selected (self->period, PERIOD_ALL);
  gtk_editable_set_text (GTK_EDITABLE (self->from), "");
  gtk_editable_set_text (GTK_EDITABLE (self->to), "");
  gtk_spin_button_set_value (self->min_votes, LLM_RANKING_MIN_VOTES);
  gtk_check_button_set_active (self->blind, FALSE);
  gtk_check_button_set_active (self->length, FALSE);
  self->quiet = FALSE;
  changed_cb (self);
}
