/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-leaderboard-text.h"

#include "llm-csv.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/**
 * llm_leaderboard_text_format_points:
 * @points: points, or NAN
 *
 * Returns: (transfer full): them without decimals, "-" if they are not known
 */
char *
llm_leaderboard_text_format_points (double points)
{
  return isfinite (points) ? g_strdup_printf ("%.0f", points) : g_strdup ("-");
}

/**
 * llm_leaderboard_text_format_interval:
 * @row: a model
 *
 * Returns: (transfer full): its 95 % interval, "-" if that is not known
 */
char *
llm_leaderboard_text_format_interval (const LlmRankingRow *row)
{
  g_return_val_if_fail (row != NULL, NULL);

  if (isnan (row->lower) || isnan (row->upper))
    return g_strdup ("-");
  if (isinf (row->lower) && isinf (row->upper))
    return g_strdup (_ ("no bounds"));
  if (isinf (row->lower))
    /* Translators: points of which an interval has no lower bound. */
    return g_strdup_printf (_ ("up to %.0f"), row->upper);
  if (isinf (row->upper))
    /* Translators: points of which an interval has no upper bound. */
    return g_strdup_printf (_ ("from %.0f"), row->lower);
  /* Translators: an interval of points. */
  return g_strdup_printf (_ ("%.0f to %.0f"), row->lower, row->upper);
}

/**
 * llm_leaderboard_text_format_share:
 * @n_wins: duels that were won
 * @n_ties: those without a winner
 * @n_losses: those that were lost
 *
 * Returns: (transfer full): the share of wins with a tie as half of one, "-" without duels
 */
char *
llm_leaderboard_text_format_share (guint n_wins, guint n_ties, guint n_losses)
{
  const double n = (double) n_wins + n_ties + n_losses;

  if (n == 0)
    return g_strdup ("-");
  /* Translators: a share in percent. */
  return g_strdup_printf (_ ("%.0f %%"), 100 * (n_wins + n_ties / 2.0) / n);
}

/**
 * llm_leaderboard_text_get_note:
 * @row: a model
 * @min_votes: how many votes it needs to get a place
 *
 * Returns: (transfer none) (nullable): why it has no points or no place
 */
const char *
llm_leaderboard_text_get_note (const LlmRankingRow *row, guint min_votes)
{
  g_return_val_if_fail (row != NULL, NULL);

  if (row->n_votes < min_votes)
    return _ ("Not enough votes");
  switch (row->state)
    {
    case LLM_RANKING_ABOVE:
      return _ ("Above those with points: never lost to them");
    case LLM_RANKING_BELOW:
      return _ ("Below those with points: never won against them");
    case LLM_RANKING_APART:
      return _ ("Not comparable yet");
    case LLM_RANKING_POINTS:
    default:
      return NULL;
    }
}

static void
append_counts (GString *out, guint n_wins, guint n_ties, guint n_losses)
{
  g_autofree char *wins = g_strdup_printf (ngettext ("%u win", "%u wins", n_wins), n_wins);
  g_autofree char *ties = g_strdup_printf (ngettext ("%u tie", "%u ties", n_ties), n_ties);
  g_autofree char *losses = g_strdup_printf (ngettext ("%u loss", "%u losses", n_losses), n_losses);
  g_autofree char *share = llm_leaderboard_text_format_share (n_wins, n_ties, n_losses);

  /* Translators: numbers of wins, ties and losses, and the share of wins. */
  g_string_append_printf (out, _ ("%s, %s, %s (%s)"), wins, ties, losses, share);
}

/**
 * llm_leaderboard_text_describe_row:
 * @row: a model
 * @min_votes: how many votes it needs to get a place
 *
 * Returns: (transfer full): all that is known of it, in words
 */
char *
llm_leaderboard_text_describe_row (const LlmRankingRow *row, guint min_votes)
{
  GString *out = g_string_new (NULL);
  const char *note;

  g_return_val_if_fail (row != NULL, NULL);

  if (row->place > 0)
    /* Translators: the place of a model in the leaderboard, its name and provider. */
    g_string_append_printf (out, _ ("Place %u: %s (%s)"), row->place, row->title, row->provider_id);
  else
    /* Translators: the name of a model without a place, and its provider. */
    g_string_append_printf (out, _ ("No place: %s (%s)"), row->title, row->provider_id);
  if (isfinite (row->points))
    {
      g_autofree char *interval = llm_leaderboard_text_format_interval (row);

      g_string_append (out, "; ");
      /* Translators: points, and the interval they are in. */
      g_string_append_printf (out, _ ("%.0f points, 95 %% interval %s"), row->points, interval);
    }
  g_string_append (out, "; ");
  g_string_append_printf (out, ngettext ("%u vote", "%u votes", row->n_votes), row->n_votes);
  g_string_append (out, "; ");
  append_counts (out, row->n_wins, row->n_ties, row->n_losses);
  note = llm_leaderboard_text_get_note (row, min_votes);
  if (note != NULL)
    g_string_append_printf (out, "; %s", note);
  return g_string_free (out, FALSE);
}

/**
 * llm_leaderboard_text_describe_duels:
 * @row: a model
 * @against: another one
 * @record: what came of their duels
 *
 * Returns: (transfer full): that in words
 */
char *
llm_leaderboard_text_describe_duels (const LlmRankingRow *row,
                                     const LlmRankingRow *against,
                                     const LlmRankingRecord *record)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (row != NULL && against != NULL && record != NULL, NULL);

  if (record->n_wins + record->n_ties + record->n_losses == 0)
    {
      /* Translators: the names of two models. */
      g_string_append_printf (out, _ ("%s against %s: no votes"), row->title, against->title);
      return g_string_free (out, FALSE);
    }
  /* Translators: the names of two models; numbers of wins follow. */
  g_string_append_printf (out, _ ("%s against %s:"), row->title, against->title);
  g_string_append_c (out, ' ');
  append_counts (out, record->n_wins, record->n_ties, record->n_losses);
  return g_string_free (out, FALSE);
}

/* --- The whole --- */

/* A unit of the length difference says nothing to anybody: an answer that is twice as long
 * as the other one differs by a third of their sum. */
static void
append_length (GString *out, const LlmRankingFigures *figures)
{
  const double doubled = 400 / G_LN10 / 3 / figures->length_unit;

  if (figures->length == LLM_RANKING_LENGTH_UNUSED)
    return;
  g_string_append_c (out, '\n');
  if (figures->length == LLM_RANKING_LENGTH_KNOWN && isfinite (figures->length_lower)
      && isfinite (figures->length_upper))
    g_string_append_printf (out,
                            _ ("To you an answer twice as long as another one is worth %+.0f "
                               "points (95 %% interval %+.0f to %+.0f); they are taken off."),
                            figures->length_effect * doubled, figures->length_lower * doubled,
                            figures->length_upper * doubled);
  else if (figures->length == LLM_RANKING_LENGTH_KNOWN)
    g_string_append_printf (out,
                            _ ("To you an answer twice as long as another one is worth %+.0f "
                               "points; they are taken off."),
                            figures->length_effect * doubled);
  else
    g_string_append (out, _ ("What length does cannot be told from these votes; the points are "
                             "without regard to it."));
}

/**
 * llm_leaderboard_text_describe:
 * @ranking: a ranking
 *
 * Returns: (transfer full): what it is of, and what length does, in sentences
 */
char *
llm_leaderboard_text_describe (LlmRanking *ranking)
{
  GString *out = g_string_new (NULL);
  const LlmRankingFigures *figures;
  g_autofree char *votes = NULL;
  g_autofree char *models = NULL;
  guint n;

  g_return_val_if_fail (ranking != NULL, NULL);

  figures = llm_ranking_get_figures (ranking);
  n = llm_ranking_get_n_rows (ranking);
  votes
      = g_strdup_printf (ngettext ("%u vote", "%u votes", figures->n_ballots), figures->n_ballots);
  models = g_strdup_printf (ngettext ("%u model", "%u models", n), n);
  /* Translators: numbers of votes and of models. */
  g_string_append_printf (out, _ ("%s on %s."), votes, models);
  g_string_append_c (out, ' ');
  g_string_append (out, _ ("The average is 1000 points; 400 more are odds of ten to one. Models "
                           "whose intervals overlap share a place."));
  if (figures->n_left_out > 0)
    {
      g_string_append_c (out, '\n');
      g_string_append_printf (out,
                              ngettext ("%u older vote is left out: there are too many.",
                                        "%u older votes are left out: there are too many.",
                                        figures->n_left_out),
                              figures->n_left_out);
    }
  append_length (out, figures);
  return g_string_free (out, FALSE);
}

/* What the models lack. */
typedef struct
{
  guint n_points;
  guint n_few;
  guint n_unbounded;
  guint n_apart;
  guint most_votes;
} Lack;

static void
count_lack (LlmRanking *ranking, guint min_votes, Lack *lack)
{
  for (guint i = 0; i < llm_ranking_get_n_rows (ranking); i++)
    {
      const LlmRankingRow *row = llm_ranking_get_row (ranking, i);

      lack->most_votes = MAX (lack->most_votes, row->n_votes);
      if (row->n_votes < min_votes)
        lack->n_few++;
      if (row->state == LLM_RANKING_POINTS)
        lack->n_points++;
      else if (row->state == LLM_RANKING_APART)
        lack->n_apart++;
      else
        lack->n_unbounded++;
    }
}

static void
add_line (GString *out, const char *line)
{
  if (out->len > 0)
    g_string_append_c (out, '\n');
  g_string_append (out, line);
}

static char *
make_few_line (LlmRanking *ranking, const Lack *lack, guint min_votes)
{
  if (lack->n_few == llm_ranking_get_n_rows (ranking))
    return g_strdup_printf (_ ("No model has %u votes yet, which it needs to get a place; the one "
                               "with the most has %u. Choose the better answer in more "
                               "comparisons."),
                            min_votes, lack->most_votes);
  return g_strdup_printf (ngettext ("%u model has fewer than %u votes and no place yet.",
                                    "%u models have fewer than %u votes and no place yet.",
                                    lack->n_few),
                          lack->n_few, min_votes);
}

/**
 * llm_leaderboard_text_describe_limits:
 * @ranking: a ranking
 * @min_votes: how many votes a model needs to get a place
 *
 * Returns: (transfer full) (nullable): what cannot be said yet, and what would help
 */
char *
llm_leaderboard_text_describe_limits (LlmRanking *ranking, guint min_votes)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Lack lack = { 0 };

  g_return_val_if_fail (ranking != NULL, NULL);

  count_lack (ranking, min_votes, &lack);
  if (lack.n_few > 0)
    {
      g_autofree char *line = make_few_line (ranking, &lack, min_votes);

      add_line (out, line);
    }
  if (!llm_ranking_get_figures (ranking)->converged)
    add_line (out, _ ("The points could not be computed exactly enough, so there are none."));
  else if (lack.n_points == 0)
    add_line (out, _ ("There are no points yet: they need models that have both won and lost "
                      "against each other, directly or by others."));
  else if (lack.n_unbounded > 0)
    {
      g_autofree char *line = g_strdup_printf (
          ngettext ("%u model has only won, or only lost, against those with points: how much "
                    "better or worse it is cannot be told.",
                    "%u models have only won, or only lost, against those with points: how much "
                    "better or worse they are cannot be told.",
                    lack.n_unbounded),
          lack.n_unbounded);

      add_line (out, line);
    }
  if (lack.n_apart > 0 && lack.n_points > 0)
    {
      g_autofree char *line = g_strdup_printf (
          ngettext ("%u model was never compared with those that have points, not even by others. "
                    "Ask it together with one of them.",
                    "%u models were never compared with those that have points, not even by "
                    "others. Ask one of them together with one that has points.",
                    lack.n_apart),
          lack.n_apart);

      add_line (out, line);
    }
  return out->len > 0 ? g_strdup (out->str) : NULL;
}

/* --- For elsewhere --- */

static void
append_markdown (GString *out, const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (strchr ("|\\`*_[]<>~", *text) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, g_ascii_iscntrl (*text) ? ' ' : *text);
    }
}

/**
 * llm_leaderboard_text_to_markdown:
 * @ranking: a ranking
 * @min_votes: how many votes a model needs to get a place
 *
 * Returns: (transfer full): it as a table, with what is to be said about it
 */
char *
llm_leaderboard_text_to_markdown (LlmRanking *ranking, guint min_votes)
{
  GString *out = g_string_new (NULL);
  g_autofree char *about = NULL;
  g_autofree char *limits = NULL;

  g_return_val_if_fail (ranking != NULL, NULL);

  g_string_append_printf (out, "| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", _ ("Place"),
                          _ ("Model"), _ ("Points"), _ ("95 % interval"), _ ("Votes"), _ ("Wins"),
                          _ ("Ties"), _ ("Losses"), _ ("Win rate"));
  g_string_append (out, "|--:|---|--:|---|--:|--:|--:|--:|--:|\n");
  for (guint i = 0; i < llm_ranking_get_n_rows (ranking); i++)
    {
      const LlmRankingRow *row = llm_ranking_get_row (ranking, i);
      g_autofree char *place = row->place > 0 ? g_strdup_printf ("%u", row->place) : g_strdup ("-");
      g_autofree char *points = llm_leaderboard_text_format_points (row->points);
      g_autofree char *interval = llm_leaderboard_text_format_interval (row);
      g_autofree char *share
          = llm_leaderboard_text_format_share (row->n_wins, row->n_ties, row->n_losses);

      g_string_append_printf (out, "| %s | ", place);
      append_markdown (out, row->title);
      g_string_append_printf (out, " | %s | %s | %u | %u | %u | %u | %s |\n", points, interval,
                              row->n_votes, row->n_wins, row->n_ties, row->n_losses, share);
    }
  about = llm_leaderboard_text_describe (ranking);
  limits = llm_leaderboard_text_describe_limits (ranking, min_votes);
  g_string_append_printf (out, "\n%s\n", about);
  if (limits != NULL)
    g_string_append_printf (out, "\n%s\n", limits);
  return g_string_free (out, FALSE);
}

static void
append_csv_number (GString *out, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isfinite (value))
    g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.4f", value));
  g_string_append_c (out, ',');
}

/**
 * llm_leaderboard_text_to_csv:
 * @ranking: a ranking
 *
 * The columns are those of the command line.  What is unknown, or has no bound, is empty.
 *
 * Returns: (transfer full): it as comma-separated values
 */
char *
llm_leaderboard_text_to_csv (LlmRanking *ranking)
{
  static const char *const states[] = { "points", "above", "below", "apart" };
  GString *out = g_string_new ("place,provider,model,title,state,points,lower,upper,log_odds,"
                               "votes,wins,ties,losses\r\n");

  g_return_val_if_fail (ranking != NULL, NULL);

  for (guint i = 0; i < llm_ranking_get_n_rows (ranking); i++)
    {
      const LlmRankingRow *row = llm_ranking_get_row (ranking, i);

      if (row->place > 0)
        g_string_append_printf (out, "%u", row->place);
      g_string_append_c (out, ',');
      llm_csv_append_text (out, row->provider_id, ",");
      llm_csv_append_text (out, row->model_id, ",");
      llm_csv_append_text (out, row->title, ",");
      g_string_append_printf (out, "%s,", states[row->state]);
      append_csv_number (out, row->points);
      append_csv_number (out, row->lower);
      append_csv_number (out, row->upper);
      append_csv_number (out, row->log_odds);
      g_string_append_printf (out, "%u,%u,%u,%u\r\n", row->n_votes, row->n_wins, row->n_ties,
                              row->n_losses);
    }
  return g_string_free (out, FALSE);
}
