/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "llm-column-spec.h"
#include "llm-markdown.h"
#include "llm-notice.h"

/* What the exporters for people have in common: which turns there are and what is said about
 * them. */

#define MICROSECONDS 1000000

/* --- Which turns and answers --- */

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 first = llm_turn_get_created_at (*(LlmTurn *const *) a);
  const gint64 second = llm_turn_get_created_at (*(LlmTurn *const *) b);

  return (first > second) - (first < second);
}

/* How many turns lead to one, itself included; what the file says may go in circles. */
static guint
find_number (LlmConversation *conversation, LlmTurn *turn, GHashTable *numbers)
{
  g_autoptr (GPtrArray) way = g_ptr_array_new ();
  const guint n_turns = llm_conversation_get_n_turns (conversation);
  guint number = 0;

  while (turn != NULL && way->len < n_turns)
    {
      const char *previous_id = llm_turn_get_previous_id (turn);

      number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, turn));
      if (number > 0)
        break;
      g_ptr_array_add (way, turn);
      turn = previous_id != NULL ? llm_conversation_find (conversation, previous_id) : NULL;
    }
  for (guint i = way->len; i > 0; i--)
    g_hash_table_insert (numbers, way->pdata[i - 1], GUINT_TO_POINTER (++number));
  return number;
}

static char *
make_place (LlmTurn *turn)
{
  const char *previous_id = llm_turn_get_previous_id (turn);
  const char *after_id = llm_turn_get_after_id (turn);

  return g_strconcat (previous_id != NULL ? previous_id : "", "\n",
                      after_id != NULL ? after_id : "", NULL);
}

/* Numbers the versions of each place by time. */
static void
count_versions (GPtrArray *turns, GHashTable *places, GHashTable *versions)
{
  for (guint i = 0; i < turns->len; i++)
    {
      char *place = make_place (turns->pdata[i]);
      const guint n = GPOINTER_TO_UINT (g_hash_table_lookup (places, place)) + 1;

      g_hash_table_insert (versions, turns->pdata[i], GUINT_TO_POINTER (n));
      g_hash_table_replace (places, place, GUINT_TO_POINTER (n));
    }
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const LlmExportTurn *first = a;
  const LlmExportTurn *second = b;

  if (first->shown != second->shown)
    return first->shown ? -1 : 1;
  return (first->number > second->number) - (first->number < second->number);
}

/**
 * llm_export_list_turns:
 * @conversation: a conversation
 * @options: whether other versions are wanted
 *
 * Returns: (transfer full) (element-type LlmExportTurn): the turns to write: those of the
 *   branch that is shown, then the others that are not deleted; the turns are borrowed
 */
GArray *
llm_export_list_turns (LlmConversation *conversation, const LlmExportOptions *options)
{
  g_autoptr (GPtrArray) all = llm_conversation_dup_turns (conversation);
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) versions = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) shown = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GArray *turns = g_array_new (FALSE, FALSE, sizeof (LlmExportTurn));
  const guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (conversation));

  for (guint i = 0; i < n_shown; i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), i);

      g_hash_table_add (shown, turn);
    }
  for (guint i = all->len; i > 0; i--)
    if (llm_turn_get_deleted (all->pdata[i - 1]))
      g_ptr_array_remove_index (all, i - 1);
  g_ptr_array_sort (all, compare_times);
  count_versions (all, places, versions);
  for (guint i = 0; i < all->len; i++)
    {
      g_autofree char *place = make_place (all->pdata[i]);
      LlmExportTurn turn = { all->pdata[i] };

      turn.shown = g_hash_table_contains (shown, turn.turn);
      if (!turn.shown && !options->include_other_versions)
        continue;
      turn.number = find_number (conversation, turn.turn, numbers);
      turn.version = GPOINTER_TO_UINT (g_hash_table_lookup (versions, turn.turn));
      turn.n_versions = GPOINTER_TO_UINT (g_hash_table_lookup (places, place));
      g_array_append_val (turns, turn);
    }
  g_array_sort (turns, compare_numbers);
  return turns;
}

/**
 * llm_export_list_answers:
 * @conversation: a conversation
 * @turn: one of its turns
 * @options: whether other versions are wanted
 *
 * Returns: (transfer full) (element-type LlmAnswer): the answers to write: all of a
 *   comparison, the one that is shown of a chat and, if wanted, the others; borrowed
 */
GPtrArray *
llm_export_list_answers (LlmConversation *conversation,
                         const LlmExportTurn *turn,
                         const LlmExportOptions *options)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn->turn);
  GPtrArray *answers = g_ptr_array_new ();
  const char *chosen = NULL;

  if (llm_conversation_is_chat (conversation) && !options->include_other_versions)
    chosen = llm_conversation_get_chosen (conversation, turn->turn);
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      if (chosen == NULL || g_str_equal (chosen, llm_answer_get_column_id (answer)))
        g_ptr_array_add (answers, answer);
    }
  return answers;
}

/* --- Words --- */

/**
 * llm_export_format_time:
 * @time_us: Unix time in microseconds
 *
 * Returns: (transfer full): date and time of day here, "-" if there is no such time
 */
char *
llm_export_format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / MICROSECONDS);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("-");
}

/**
 * llm_export_format_iso:
 * @time_us: Unix time in microseconds
 *
 * Returns: (transfer full) (nullable): the time in UTC as ISO 8601 has it
 */
char *
llm_export_format_iso (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / MICROSECONDS);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

/**
 * llm_export_make_title:
 * @conversation: a conversation
 *
 * Returns: (transfer full): what to call it, never ""
 */
char *
llm_export_make_title (LlmConversation *conversation)
{
  const char *given = llm_conversation_get_title (conversation);
  g_autofree char *title = llm_comparison_make_title (given);
  g_autoptr (LlmTurn) first = NULL;
  LlmComparison *comparison;

  if (*title != '\0')
    return g_steal_pointer (&title);
  first = g_list_model_get_item (G_LIST_MODEL (conversation), 0);
  comparison = first != NULL ? llm_turn_get_comparison (first) : NULL;
  if (comparison != NULL)
    {
      g_free (title);
      title = llm_comparison_make_title (llm_comparison_get_prompt (comparison));
      if (*title != '\0')
        return g_steal_pointer (&title);
    }
  return g_strdup (llm_conversation_is_chat (conversation) ? _ ("Chat") : _ ("Comparison"));
}

static void
add_part (GString *line, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (line->len > 0)
    g_string_append (line, " · ");
  g_string_append (line, part);
}

/**
 * llm_export_make_subtitle:
 * @conversation: a conversation
 * @options: the names of folders
 *
 * Returns: (transfer full): when it was begun, its folder and its tags on one line
 */
char *
llm_export_make_subtitle (LlmConversation *conversation, const LlmExportOptions *options)
{
  LlmHistoryEntry *entry = llm_conversation_get_entry (conversation);
  g_autofree char *time = llm_export_format_time (llm_conversation_get_created_at (conversation));
  g_autofree char *tags = NULL;
  GString *line = g_string_new (NULL);

  add_part (line, time);
  add_part (line, llm_conversation_is_chat (conversation) ? _ ("Chat") : _ ("Comparison"));
  if (entry != NULL)
    {
      const LlmEntryData *data = llm_history_entry_get_data (entry);
      const LlmFolder *folder = options->folders != NULL && data->folder_id != NULL
                                    ? g_hash_table_lookup (options->folders, data->folder_id)
                                    : NULL;

      add_part (line, folder != NULL ? folder->name : NULL);
      tags = g_strjoinv (", ", (char **) data->tags);
      add_part (line, tags);
    }
  return g_string_free (line, FALSE);
}

/**
 * llm_export_make_turn_heading:
 * @turn: a turn
 *
 * Returns: (transfer full): which turn it is
 */
char *
llm_export_make_turn_heading (const LlmExportTurn *turn)
{
  g_autofree char *time = llm_export_format_time (llm_turn_get_created_at (turn->turn));

  if (turn->n_versions > 1)
    /* Translators: number of the prompt; of its versions which and how many; time. */
    return g_strdup_printf (_ ("Prompt %u, version %u of %u · %s"), turn->number, turn->version,
                            turn->n_versions, time);
  /* Translators: number of the prompt, and its time. */
  return g_strdup_printf (_ ("Prompt %u · %s"), turn->number, time);
}

/**
 * llm_export_make_answer_heading:
 * @conversation: a conversation
 * @turn: a turn of it
 * @answer: an answer of that
 *
 * Returns: (transfer full): who answered, on one line; "Answer A" while that is hidden
 */
char *
llm_export_make_answer_heading (LlmConversation *conversation,
                                const LlmExportTurn *turn,
                                LlmAnswer *answer)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn->turn);
  const char *id = llm_answer_get_column_id (answer);
  g_autofree char *title = llm_comparison_make_title (llm_answer_get_shown_title (answer));
  GString *line = g_string_new (NULL);

  if (*title == '\0')
    {
      g_free (title);
      title = llm_comparison_make_title (llm_answer_get_model_id (answer));
    }
  add_part (line, *title != '\0' ? title : "-");
  if (!llm_conversation_is_chat (conversation)
      && g_strcmp0 (llm_comparison_get_preferred (comparison), id) == 0)
    add_part (line, _ ("preferred"));
  if (llm_conversation_is_chat (conversation) && llm_comparison_get_n_answers (comparison) > 1
      && g_strcmp0 (llm_conversation_get_chosen (conversation, turn->turn), id) != 0)
    add_part (line, _ ("other version"));
  return g_string_free (line, FALSE);
}

/**
 * llm_export_list_versions:
 * @answer: an answer
 * @options: whether other versions are wanted
 *
 * Returns: (transfer full) (element-type LlmAnswer): what it said before it was asked again,
 *   the oldest first
 */
GPtrArray *
llm_export_list_versions (LlmAnswer *answer, const LlmExportOptions *options)
{
  GPtrArray *versions = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n = llm_answer_get_n_versions (answer) - llm_answer_get_n_unloaded_versions (answer);

  for (guint i = 0; options->include_other_versions && i < n; i++)
    g_ptr_array_add (versions, g_list_model_get_item (llm_answer_get_versions (answer), i));
  return versions;
}

/**
 * llm_export_make_version_heading:
 * @answer: an answer
 * @version: one of its versions
 *
 * Returns: (transfer full): until when it was there and, if another model wrote it and that is
 *   not hidden, which one
 */
char *
llm_export_make_version_heading (LlmAnswer *answer, LlmAnswer *version)
{
  g_autofree char *time = llm_export_format_time (llm_answer_get_kept_at (version));
  g_autofree char *title = llm_comparison_make_title (llm_answer_get_title (version));
  GString *line = g_string_new (NULL);

  /* Translators: what an answer was before it was asked again. */
  add_part (line, _ ("Earlier version"));
  if (!llm_answer_is_hidden (answer)
      && g_strcmp0 (llm_answer_get_title (answer), llm_answer_get_title (version)) != 0)
    add_part (line, title);
  add_part (line, time);
  return g_string_free (line, FALSE);
}

/**
 * llm_export_make_version_figures:
 * @answer: an answer
 * @version: one of its versions
 *
 * Returns: (transfer full): as llm_export_make_figures(); "" while the model is hidden
 */
char *
llm_export_make_version_figures (LlmAnswer *answer, LlmAnswer *version)
{
  return llm_answer_is_hidden (answer) ? g_strdup ("") : llm_export_make_figures (version);
}

/* What the preferred column is called; "-" for one that is gone. */
static char *
make_winner (LlmComparison *comparison)
{
  LlmAnswer *answer
      = llm_comparison_find (comparison, llm_comparison_get_preferred (comparison), NULL);
  g_autofree char *title
      = answer != NULL ? llm_comparison_make_title (llm_answer_get_shown_title (answer)) : NULL;

  return title != NULL && *title != '\0' ? g_steal_pointer (&title) : g_strdup ("-");
}

/**
 * llm_export_make_verdict:
 * @conversation: a conversation
 * @turn: a turn of it
 *
 * Returns: (transfer full): what the user decided about a turn of a comparison on one line;
 *   "" if nothing was decided
 */
char *
llm_export_make_verdict (LlmConversation *conversation, const LlmExportTurn *turn)
{
  LlmComparison *comparison = llm_turn_get_comparison (turn->turn);
  g_autofree char *winner = NULL;
  g_autofree char *what = NULL;
  GString *line = g_string_new (NULL);

  if (llm_conversation_is_chat (conversation))
    return g_string_free (line, FALSE);
  switch (llm_comparison_get_verdict (comparison))
    {
    case LLM_VERDICT_PREFERRED:
      winner = make_winner (comparison);
      /* Translators: a model's name. */
      what = g_strdup_printf (_ ("Verdict: %s is preferred"), winner);
      break;
    case LLM_VERDICT_TIE:
      what = g_strdup (_ ("Verdict: a tie"));
      break;
    case LLM_VERDICT_BOTH_BAD:
      what = g_strdup (_ ("Verdict: none is good"));
      break;
    case LLM_VERDICT_NONE:
    default:
      break;
    }
  add_part (line, what);
  if (llm_comparison_get_verdict_at (comparison) > 0)
    {
      g_autofree char *time = llm_export_format_time (llm_comparison_get_verdict_at (comparison));

      add_part (line, time);
    }
  if (llm_comparison_get_verdict_blind (comparison))
    add_part (line, _ ("names were hidden"));
  return g_string_free (line, FALSE);
}

/**
 * llm_export_make_note:
 * @conversation: a conversation
 * @turn: a turn of it
 *
 * Returns: (transfer full) (nullable): what the user noted about it, which may have several
 *   lines; NULL for nothing
 */
char *
llm_export_make_note (LlmConversation *conversation, const LlmExportTurn *turn)
{
  const char *note = llm_comparison_get_note (llm_turn_get_comparison (turn->turn));

  if (note == NULL)
    return NULL;
  /* Translators: what the user noted about a comparison. */
  return g_strdup_printf (_ ("Note: %s"), note);
}

static char *
format_number (const char *format, double value)
{
  char buffer[64];

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, value));
}

static void
add_count (GString *line, gint64 count, gboolean estimated, const char *format)
{
  g_autofree char *digits = g_strdup_printf ("%s%" G_GINT64_FORMAT, estimated ? "~" : "", count);
  g_autoptr (GString) part = g_string_new (format);

  if (count < 0)
    return;
  g_string_replace (part, "%s", digits, 1);
  add_part (line, part->str);
}

static void
add_seconds (GString *line, double milliseconds, const char *format)
{
  g_autofree char *seconds = NULL;
  g_autoptr (GString) part = g_string_new (format);

  if (!isfinite (milliseconds) || milliseconds < 0)
    return;
  seconds = format_number (milliseconds < 10000 ? "%.2f" : "%.1f", milliseconds / 1000);
  g_string_replace (part, "%s", seconds, 1);
  add_part (line, part->str);
}

static void
add_vote (GString *line, LlmAnswer *answer)
{
  if (llm_answer_get_vote (answer) != LLM_VOTE_NONE)
    add_part (line,
              llm_answer_get_vote (answer) == LLM_VOTE_UP ? _ ("voted up") : _ ("voted down"));
}

/**
 * llm_export_make_figures:
 * @answer: an answer
 *
 * Returns: (transfer full): what is known of tokens, cost, times, vote and parameters on one
 *   line, only the vote while the model is hidden; maybe ""
 */
char *
llm_export_make_figures (LlmAnswer *answer)
{
  const LlmUsage *usage = llm_answer_get_usage (answer);
  const double cost = llm_answer_get_cost (answer);
  g_autofree char *params = NULL;
  GString *line = g_string_new (NULL);

  if (llm_answer_is_hidden (answer))
    {
      add_vote (line, answer);
      return g_string_free (line, FALSE);
    }
  add_count (line, usage->input, (usage->estimated & LLM_USAGE_ESTIMATED_INPUT) != 0,
             _ ("%s tokens in"));
  add_count (line, usage->output, (usage->estimated & LLM_USAGE_ESTIMATED_OUTPUT) != 0,
             _ ("%s tokens out"));
  if (isfinite (cost) && cost >= 0)
    {
      g_autofree char *dollars = format_number (cost < 0.01 ? "%.6f" : "%.4f", cost);
      g_autofree char *part = g_strdup_printf ("%s$%s", usage->estimated != 0 ? "~" : "", dollars);

      add_part (line, part);
    }
  add_seconds (line, llm_answer_get_ttft_ms (answer), _ ("first token after %s s"));
  add_seconds (line, llm_answer_get_elapsed_ms (answer), _ ("%s s in all"));
  add_vote (line, answer);
  params = llm_params_describe (llm_answer_get_params (answer));
  add_part (line, params);
  return g_string_free (line, FALSE);
}

/**
 * llm_export_has_reasoning:
 * @answer: an answer
 * @options: whether what models thought is wanted
 *
 * Returns: whether what it thought is to be written: that there is any would tell a model
 *   that is hidden
 */
gboolean
llm_export_has_reasoning (LlmAnswer *answer, const LlmExportOptions *options)
{
  return options->include_reasoning && !llm_answer_is_hidden (answer)
         && llm_answer_get_reasoning_length (answer) > 0;
}

/**
 * llm_export_make_notes:
 * @answer: an answer
 *
 * Returns: (transfer full) (element-type utf8): sentences about how it ended and came about,
 *   without the words of its provider while that is hidden
 */
GPtrArray *
llm_export_make_notes (LlmAnswer *answer)
{
  const gboolean hidden = llm_answer_is_hidden (answer);
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_free);
  const GError *error = hidden ? NULL : llm_answer_get_error (answer);
  const char *const *notices = llm_answer_get_notices (answer);

  switch (llm_answer_get_state (answer))
    {
    case LLM_ANSWER_DONE:
      break;
    case LLM_ANSWER_STOPPED:
      g_ptr_array_add (notes, g_strdup (_ ("This answer was stopped.")));
      break;
    case LLM_ANSWER_FAILED:
      if (error == NULL)
        g_ptr_array_add (notes, g_strdup (_ ("This answer failed.")));
      break;
    case LLM_ANSWER_INTERRUPTED:
      g_ptr_array_add (notes, g_strdup (_ ("This answer broke off.")));
      break;
    case LLM_ANSWER_QUEUED:
    case LLM_ANSWER_CONNECTING:
    case LLM_ANSWER_THINKING:
    case LLM_ANSWER_STREAMING:
    case LLM_ANSWER_RETRYING:
    default:
      g_ptr_array_add (notes, g_strdup (_ ("This answer is not complete yet.")));
      break;
    }
  if (error != NULL)
    g_ptr_array_add (notes, llm_comparison_make_title (error->message));
  for (guint i = 0; !hidden && notices[i] != NULL; i++)
    {
      char *sentence = llm_notice_to_sentence (notices[i]);

      if (sentence != NULL)
        g_ptr_array_add (notes, sentence);
    }
  return notes;
}

/* --- Headings of answers below those of the export --- */

static LlmBlock *
demote (LlmBlock *block, guint by)
{
  g_autofree LlmEvent *copy = NULL;
  const LlmEvent *events;
  guint n_events;

  events = llm_block_get_events (block, &n_events);
  copy = g_memdup2 (events, n_events * sizeof *events);
  for (guint i = 0; i < n_events; i++)
    if (copy[i].type == LLM_NODE_HEADING && copy[i].step == LLM_STEP_ENTER)
      copy[i].level = (guint8) MIN (copy[i].level + by, 6);
  return llm_block_new (copy, n_events, llm_block_get_all_text (block), llm_block_get_size (block));
}

static guint
find_first_level (const LlmBlock *block)
{
  const LlmEvent *events;
  guint n_events, level = 7;

  events = llm_block_get_events (block, &n_events);
  for (guint i = 0; i < n_events; i++)
    if (events[i].type == LLM_NODE_HEADING && events[i].step == LLM_STEP_ENTER)
      level = MIN (level, events[i].level);
  return level;
}

/**
 * llm_export_parse_demoted:
 * @text: Markdown
 * @length: its bytes
 * @level: the level that its uppermost headings are to have at least
 *
 * Returns: (transfer full) (element-type LlmBlock): its blocks with headings moved down,
 *   the sixth level being the last
 */
GPtrArray *
llm_export_parse_demoted (const char *text, gsize length, guint level)
{
  GPtrArray *blocks = llm_markdown_parse (text, length, 0, LLM_MARKDOWN_ANSWER);
  guint first = 7;

  for (guint i = 0; i < blocks->len; i++)
    first = MIN (first, find_first_level (blocks->pdata[i]));
  if (first >= level || first > 6)
    return blocks;
  for (guint i = 0; i < blocks->len; i++)
    if (find_first_level (blocks->pdata[i]) <= 6)
      {
        LlmBlock *block = blocks->pdata[i];

        blocks->pdata[i] = demote (block, level - first);
        llm_block_unref (block);
      }
  return blocks;
}
