/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "llm-cli-json.h"
#include "llm-cli-store.h"
#include "llm-cli-text.h"
#include "llm-csv.h"
#include "llm-ranking.h"

#define MAX_MIN_VOTES 1000000
#define MODEL_WIDTH 48
#define N_CELLS 10

/* What the command line said. */
typedef struct
{
  LlmCliFormatKind format;
  char *format_name;
  char *tag;
  char *since;
  char *until;
  gboolean blind_only;
  gboolean length_controlled;
  int min_votes;
  char **arguments;

  LlmContext *context;
  LlmCliStore *store;
} Leaderboard;

/* One call in a thread that is waited for. */
typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} Wait;

static void
leaderboard_clear (Leaderboard *self)
{
  g_free (self->format_name);
  g_free (self->tag);
  g_free (self->since);
  g_free (self->until);
  g_strfreev (self->arguments);
  g_clear_object (&self->store);
  g_clear_object (&self->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Leaderboard, leaderboard_clear)

static const char *
get_state (const LlmRankingRow *row)
{
  static const char *const names[] = { "points", "above", "below", "apart" };

  return names[row->state];
}

/* --- For people --- */

static char *
format_points (double points)
{
  return isfinite (points) ? g_strdup_printf ("\t%.0f", points) : g_strdup ("\t-");
}

static const char *
get_note (const LlmRankingRow *row, guint min_votes)
{
  if (row->n_votes < min_votes)
    return _ ("not enough votes");
  switch (row->state)
    {
    case LLM_RANKING_ABOVE:
      return _ ("above those with points");
    case LLM_RANKING_BELOW:
      return _ ("below those with points");
    case LLM_RANKING_APART:
      return _ ("not comparable yet");
    case LLM_RANKING_POINTS:
    default:
      return "";
    }
}

static char **
make_row (const LlmRankingRow *row, guint min_votes)
{
  char **cells = g_new0 (char *, N_CELLS + 1);
  g_autofree char *spec = g_strconcat (row->provider_id, ":", row->model_id, NULL);
  g_autofree char *line = llm_cli_text_one_line (spec);
  guint n = 0;

  cells[n++] = row->place > 0 ? g_strdup_printf ("\t%u", row->place) : g_strdup ("\t-");
  cells[n++] = llm_cli_text_fit (line, MODEL_WIDTH);
  cells[n++] = format_points (row->points);
  cells[n++] = format_points (row->lower);
  cells[n++] = format_points (row->upper);
  cells[n++] = g_strdup_printf ("\t%u", row->n_votes);
  cells[n++] = g_strdup_printf ("\t%u", row->n_wins);
  cells[n++] = g_strdup_printf ("\t%u", row->n_ties);
  cells[n++] = g_strdup_printf ("\t%u", row->n_losses);
  cells[n++] = g_strdup (get_note (row, min_votes));
  return cells;
}

static char **
make_heading (void)
{
  const char *const words[] = { _ ("PLACE"), _ ("MODEL"), _ ("POINTS"), _ ("FROM"),  _ ("TO"),
                                _ ("VOTES"), _ ("WINS"),  _ ("TIES"),   _ ("LOSSES") };
  char **cells = g_new0 (char *, N_CELLS + 1);

  G_STATIC_ASSERT (G_N_ELEMENTS (words) == N_CELLS - 1);
  for (guint i = 0; i < N_CELLS - 1; i++)
    cells[i] = i == 1 ? g_strdup (words[i]) : g_strconcat ("\t", words[i], NULL);
  cells[N_CELLS - 1] = g_strdup ("");
  return cells;
}

/* A unit of the length difference says nothing to anybody: an answer that is twice as long
 * as the other one differs by a third of their sum. */
static void
append_length (GString *out, const LlmRankingFigures *figures)
{
  const double doubled = 400 / G_LN10 / 3 / figures->length_unit;

  switch (figures->length)
    {
    case LLM_RANKING_LENGTH_KNOWN:
      g_string_append_printf (out,
                              _ ("An answer twice as long as another one gets %+.0f points; "
                                 "they are taken off."),
                              figures->length_effect * doubled);
      break;
    case LLM_RANKING_LENGTH_UNKNOWN:
      g_string_append (out, _ ("What length does cannot be told from these votes; the points are "
                               "without regard to it."));
      break;
    case LLM_RANKING_LENGTH_UNUSED:
    default:
      return;
    }
  g_string_append_c (out, '\n');
}

static char *
as_text (LlmRanking *ranking, guint min_votes)
{
  GString *out = g_string_new (NULL);
  const LlmRankingFigures *figures = llm_ranking_get_figures (ranking);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  g_ptr_array_add (rows, make_heading ());
  for (guint i = 0; i < llm_ranking_get_n_rows (ranking); i++)
    g_ptr_array_add (rows, make_row (llm_ranking_get_row (ranking, i), min_votes));
  llm_cli_text_append_table (out, rows, N_CELLS);
  g_string_append_c (out, '\n');
  g_string_append_printf (
      out,
      ngettext ("From %u vote; FROM and TO are the 95 %% interval, “-” is no bound.",
                "From %u votes; FROM and TO are the 95 %% interval, “-” is no bound.",
                figures->n_ballots),
      figures->n_ballots);
  g_string_append_c (out, '\n');
  append_length (out, figures);
  if (figures->n_left_out > 0)
    {
      g_string_append_printf (out,
                              ngettext ("%u older vote is left out: there are too many.",
                                        "%u older votes are left out: there are too many.",
                                        figures->n_left_out),
                              figures->n_left_out);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

/* --- For programs --- */

static void
append_records (GString *out, LlmRanking *ranking, guint index)
{
  gboolean first = TRUE;

  llm_cli_json_key (out, "against");
  g_string_append_c (out, '[');
  for (guint i = 0; i < llm_ranking_get_n_rows (ranking); i++)
    {
      const LlmRankingRow *other = llm_ranking_get_row (ranking, i);
      LlmRankingRecord record;

      llm_ranking_get_record (ranking, index, i, &record);
      if (record.n_wins + record.n_ties + record.n_losses == 0)
        continue;
      g_string_append (out, first ? "{" : ",{");
      first = FALSE;
      llm_cli_json_add_string (out, "provider", other->provider_id);
      llm_cli_json_add_string (out, "model", other->model_id);
      llm_cli_json_add_integer (out, "wins", record.n_wins);
      llm_cli_json_add_integer (out, "ties", record.n_ties);
      llm_cli_json_add_integer (out, "losses", record.n_losses);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
append_row_json (GString *out, LlmRanking *ranking, guint index)
{
  const LlmRankingRow *row = llm_ranking_get_row (ranking, index);

  llm_cli_json_key (out, "place");
  if (row->place > 0)
    g_string_append_printf (out, "%u", row->place);
  else
    g_string_append (out, "null");
  llm_cli_json_add_string (out, "provider", row->provider_id);
  llm_cli_json_add_string (out, "model", row->model_id);
  llm_cli_json_add_string (out, "title", row->title);
  llm_cli_json_add_string (out, "state", get_state (row));
  llm_cli_json_add_number (out, "points", row->points);
  llm_cli_json_add_number (out, "lower", row->lower);
  llm_cli_json_add_number (out, "upper", row->upper);
  llm_cli_json_add_number (out, "log_odds", row->log_odds);
  llm_cli_json_add_integer (out, "votes", row->n_votes);
  llm_cli_json_add_integer (out, "wins", row->n_wins);
  llm_cli_json_add_integer (out, "ties", row->n_ties);
  llm_cli_json_add_integer (out, "losses", row->n_losses);
  append_records (out, ranking, index);
}

static char *
as_json (LlmRanking *ranking, guint min_votes)
{
  GString *out = g_string_new ("{");
  const LlmRankingFigures *figures = llm_ranking_get_figures (ranking);

  llm_cli_json_add_integer (out, "votes", figures->n_ballots);
  llm_cli_json_add_integer (out, "duels", figures->n_pairs);
  llm_cli_json_add_integer (out, "left_out", figures->n_left_out);
  llm_cli_json_add_integer (out, "min_votes", min_votes);
  llm_cli_json_add_integer (out, "rounds", figures->n_rounds);
  llm_cli_json_add_boolean (out, "converged", figures->converged);
  llm_cli_json_key (out, "length");
  if (figures->length == LLM_RANKING_LENGTH_UNUSED)
    g_string_append (out, "null");
  else
    {
      g_string_append_c (out, '{');
      llm_cli_json_add_number (out, "effect", figures->length_effect);
      llm_cli_json_add_number (out, "lower", figures->length_lower);
      llm_cli_json_add_number (out, "upper", figures->length_upper);
      llm_cli_json_add_number (out, "unit", figures->length_unit);
      g_string_append_c (out, '}');
    }
  llm_cli_json_key (out, "models");
  g_string_append_c (out, '[');
  for (guint i = 0; i < llm_ranking_get_n_rows (ranking); i++)
    {
      g_string_append (out, i > 0 ? ",\n{" : "\n{");
      append_row_json (out, ranking, i);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]}\n");
  return g_string_free (out, FALSE);
}

static void
append_csv_number (GString *out, double value)
{
  if (isfinite (value))
    llm_cli_json_append_number (out, value);
  g_string_append_c (out, ',');
}

static char *
as_csv (LlmRanking *ranking)
{
  GString *out = g_string_new ("place,provider,model,title,state,points,lower,upper,log_odds,"
                               "votes,wins,ties,losses\r\n");

  for (guint i = 0; i < llm_ranking_get_n_rows (ranking); i++)
    {
      const LlmRankingRow *row = llm_ranking_get_row (ranking, i);

      if (row->place > 0)
        g_string_append_printf (out, "%u", row->place);
      g_string_append_c (out, ',');
      llm_csv_append_text (out, row->provider_id, ",");
      llm_csv_append_text (out, row->model_id, ",");
      llm_csv_append_text (out, row->title, ",");
      g_string_append_printf (out, "%s,", get_state (row));
      append_csv_number (out, row->points);
      append_csv_number (out, row->lower);
      append_csv_number (out, row->upper);
      append_csv_number (out, row->log_odds);
      g_string_append_printf (out, "%u,%u,%u,%u\r\n", row->n_votes, row->n_wins, row->n_ties,
                              row->n_losses);
    }
  return g_string_free (out, FALSE);
}

/* --- The command --- */

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  g_set_object (&wait->result, result);
  g_main_loop_quit (wait->loop);
}

static LlmRanking *
rank (Leaderboard *self, GPtrArray *ballots, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait wait = { loop, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  LlmRankingOptions options;

  llm_ranking_options_init (&options);
  options.min_votes = (guint) self->min_votes;
  options.length_controlled = self->length_controlled;
  llm_ranking_compute_async (ballots, &options, NULL, ready_cb, &wait);
  g_main_loop_run (loop);
  result = wait.result;
  return llm_ranking_compute_finish (result, error);
}

static int
print_leaderboard (Leaderboard *self)
{
  LlmBallotQuery query = { .tag = self->tag, .blind_only = self->blind_only };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ballots = NULL;
  g_autoptr (LlmRanking) ranking = NULL;
  g_autofree char *text = NULL;

  llm_cli_parse_day (self->since, &query.since);
  llm_cli_parse_day (self->until, &query.until);
  ballots = llm_cli_store_load_ballots (self->store, &query, &error);
  if (ballots == NULL)
    {
      llm_cli_complain (_ ("The votes cannot be read: %s"), error->message);
      return LLM_CLI_FAILURE;
    }
  ranking = rank (self, ballots, &error);
  if (ranking == NULL)
    {
      llm_cli_complain (_ ("The models cannot be ranked: %s"), error->message);
      return LLM_CLI_FAILURE;
    }
  if (self->format == LLM_CLI_FORMAT_TEXT && llm_ranking_get_n_rows (ranking) == 0)
    {
      llm_cli_complain (_ ("There are no such votes yet: choose the better answer of a comparison "
                           "first."));
      return LLM_CLI_OK;
    }
  if (self->format == LLM_CLI_FORMAT_JSON)
    text = as_json (ranking, (guint) self->min_votes);
  else if (self->format == LLM_CLI_FORMAT_CSV)
    text = as_csv (ranking);
  else
    text = as_text (ranking, (guint) self->min_votes);
  return llm_cli_print (text);
}

static int
check (Leaderboard *self)
{
  gint64 time_us;

  if (self->min_votes < 1 || self->min_votes > MAX_MIN_VOTES)
    return llm_cli_usage_error ("leaderboard", _ ("Give a number of votes from 1 to %d."),
                                MAX_MIN_VOTES);
  if (!llm_cli_parse_day (self->since, &time_us) || !llm_cli_parse_day (self->until, &time_us))
    return llm_cli_usage_error ("leaderboard", _ ("Give a day as 2026-11-26."));
  if (self->tag != NULL && !g_utf8_validate (self->tag, -1, NULL))
    return llm_cli_usage_error ("leaderboard", _ ("What was given is not valid UTF-8."));
  return LLM_CLI_OK;
}

static gboolean
parse (Leaderboard *self, int argc, char **argv, int *status)
{
  const GOptionEntry options[]
      = { { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_name, N_ ("How to print it"),
            "text|json|csv" },
          { "tag", 0, 0, G_OPTION_ARG_FILENAME, &self->tag,
            N_ ("Count only votes in conversations with this tag"), N_ ("NAME") },
          { "since", 0, 0, G_OPTION_ARG_STRING, &self->since,
            N_ ("Count only votes of this day or later"), N_ ("DAY") },
          { "until", 0, 0, G_OPTION_ARG_STRING, &self->until,
            N_ ("Count only votes before this day"), N_ ("DAY") },
          { "blind-only", 0, 0, G_OPTION_ARG_NONE, &self->blind_only,
            N_ ("Count only votes given while the names were hidden"), NULL },
          { "length-controlled", 0, 0, G_OPTION_ARG_NONE, &self->length_controlled,
            N_ ("Tell strengths as if all answers were as long"), NULL },
          { "min-votes", 0, 0, G_OPTION_ARG_INT, &self->min_votes,
            N_ ("Give no place to models with fewer votes, 5 if not given"), N_ ("NUMBER") },
          G_OPTION_ENTRY_NULL };
  const LlmCliSyntax syntax = {
    .command = "leaderboard",
    .summary = _ ("Ranks the models by what you decided about their answers: the preferred answer "
                  "of\na comparison beats the others, a tie is half a win for each."),
    .description = _ ("The average is 1000 points; 400 more are odds of ten to one."),
  };

  self->min_votes = LLM_RANKING_MIN_VOTES;
  return llm_cli_parse (&syntax, options, argc, argv, &self->arguments, status);
}

/**
 * llm_cli_leaderboard:
 * @argc: the number of elements of @argv
 * @argv: "leaderboard" and what followed it
 * @create_context: makes the context
 *
 * Ranks the models by the user's own votes.
 *
 * Returns: the process's exit status
 */
int
llm_cli_leaderboard (int argc, char **argv, LlmContextFunc create_context)
{
  g_auto (Leaderboard) self = { 0 };
  int status;

  if (!parse (&self, argc, argv, &status))
    return status;
  if (!llm_cli_parse_format ("leaderboard", self.format_name,
                             LLM_CLI_FORMAT_TEXT | LLM_CLI_FORMAT_JSON | LLM_CLI_FORMAT_CSV,
                             &self.format))
    return LLM_CLI_USAGE;
  status = check (&self);
  if (status != LLM_CLI_OK)
    return status;

  self.context = llm_cli_make_context (create_context);
  if (self.context == NULL)
    return LLM_CLI_FAILURE;
  self.store = llm_cli_store_new (self.context);
  return print_leaderboard (&self);
}
