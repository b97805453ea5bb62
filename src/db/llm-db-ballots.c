/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-ballots.h"
#include "llm-db-rows.h"

/* What was decided is in two small indexes, from which all else is looked up.  While names
 * are hidden a vote is not the last word. */
const char llm_db_ballots_sql_turns[]
    = "SELECT turn.id, coalesce (verdict.verdict_at, turn.created_at) AS decided_at,"
      "  verdict.verdict_at, coalesce (verdict.verdict_blind, 0), verdict.verdict,"
      "  turn.preferred, conversation.tags"
      " FROM (SELECT turn_id FROM verdict INDEXED BY verdict_given WHERE verdict IS NOT NULL"
      "   UNION SELECT turn_id FROM answer INDEXED BY answer_by_vote WHERE vote IS NOT NULL)"
      "  AS judged"
      " CROSS JOIN turn ON turn.id = judged.turn_id"
      " CROSS JOIN conversation ON conversation.id = turn.conversation_id"
      " LEFT JOIN verdict ON verdict.turn_id = turn.id"
      " WHERE conversation.kind = '" LLM_KIND_COMPARISON "' AND conversation.deleted_at IS NULL"
      "  AND turn.deleted_at IS NULL AND verdict.blind IS NOT 'hidden'"
      "  AND (:blind_only = 0 OR verdict.verdict_blind = 1)"
      "  AND (:since = 0 OR decided_at >= :since) AND (:until = 0 OR decided_at < :until)"
      "  AND (:tag IS NULL OR EXISTS (SELECT 1 FROM conversation_tag"
      "   WHERE conversation_tag.conversation_num = conversation.num"
      "    AND conversation_tag.tag_id = (SELECT id FROM tag WHERE name = :tag)))"
      " ORDER BY decided_at, turn.id";

/* Of a column that was asked again since, or went back to an earlier version, the version
 * that was there when the verdict was given: the first that was put aside after it. */
const char llm_db_ballots_sql_candidates[]
    = "SELECT answer.turn_id, answer.position, answer.column_id, answer.provider, answer.model,"
      "  answer.title, answer.state, answer.vote, answer.created_at,"
      "  (SELECT version.id FROM answer_version AS version"
      "   WHERE version.column_id = answer.column_id AND version.kept_at > verdict.verdict_at"
      "    AND coalesce (version.created_at, 0) <= verdict.verdict_at"
      "   ORDER BY version.kept_at LIMIT 1),"
      "  length (answer.text)"
      " FROM json_each (:turns) AS wanted"
      " CROSS JOIN answer ON answer.turn_id = wanted.value"
      " LEFT JOIN verdict ON verdict.turn_id = answer.turn_id AND verdict.verdict IS NOT NULL";

const char llm_db_ballots_sql_version[]
    = "SELECT provider, model, title, state, vote, length (text) FROM answer_version"
      " WHERE id = :id";

/* A column before it is known whether it stands. */
typedef struct
{
  char *turn_id;
  gint64 position;
  char *column_id;
  char *provider;
  char *model;
  char *title;
  LlmAnswerState state;
  LlmVote vote;
  gint64 created_at;
  char *version_id;
  gint64 length;
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->turn_id);
  g_free (candidate->column_id);
  g_free (candidate->provider);
  g_free (candidate->model);
  g_free (candidate->title);
  g_free (candidate->version_id);
  g_free (candidate);
}

/**
 * llm_db_ballot_turn_free:
 * @self: (nullable) (transfer full): a turn
 */
void
llm_db_ballot_turn_free (LlmDbBallotTurn *self)
{
  if (self == NULL)
    return;
  g_free (self->turn_id);
  g_free (self->preferred);
  llm_ballot_unref (self->ballot);
  g_free (self);
}

static LlmBallotOutcome
read_outcome (LlmStatement *statement, int column)
{
  LlmVerdict verdict = LLM_VERDICT_NONE;

  llm_verdict_from_string (llm_statement_get_text (statement, column, NULL), &verdict);
  switch (verdict)
    {
    case LLM_VERDICT_PREFERRED:
      return LLM_BALLOT_PREFERRED;
    case LLM_VERDICT_TIE:
      return LLM_BALLOT_TIE;
    case LLM_VERDICT_BOTH_BAD:
      return LLM_BALLOT_BOTH_BAD;
    case LLM_VERDICT_NONE:
    default:
      return LLM_BALLOT_NONE;
    }
}

static LlmDbBallotTurn *
read_turn (LlmStatement *statement)
{
  LlmDbBallotTurn *turn = g_new0 (LlmDbBallotTurn, 1);
  const gint64 decided_at = llm_statement_get_int64 (statement, 1);
  const gboolean blind = llm_statement_get_int64 (statement, 3) != 0;
  g_autofree char *lines = llm_statement_dup_required (statement, 6);
  g_auto (GStrv) tags = g_strsplit (lines, "\n", -1);

  turn->turn_id = llm_statement_dup_required (statement, 0);
  turn->verdict_at = llm_statement_get_int64 (statement, 2);
  turn->outcome = read_outcome (statement, 4);
  turn->preferred = llm_statement_dup_text (statement, 5);
  turn->ballot = llm_ballot_new (turn->turn_id, decided_at, blind, (const char *const *) tags);
  return turn;
}

/**
 * llm_db_ballots_list_turns:
 * @db: a connection
 * @query: which
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmDbBallotTurn): turns of comparisons of which
 *   something was decided, in the order of time
 */
GPtrArray *
llm_db_ballots_list_turns (LlmDb *db, const LlmBallotQuery *query, GError **error)
{
  g_autoptr (GPtrArray) turns = NULL;
  g_autoptr (LlmStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL && query != NULL, NULL);

  turns = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_db_ballot_turn_free);
  statement = llm_db_prepare (db, llm_db_ballots_sql_turns, error);
  if (statement == NULL)
    return NULL;
  llm_statement_bind_int64 (statement, ":blind_only", query->blind_only);
  llm_statement_bind_int64 (statement, ":since", query->since);
  llm_statement_bind_int64 (statement, ":until", query->until);
  llm_statement_bind_text (statement, ":tag", query->tag);
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&turns);
      g_ptr_array_add (turns, read_turn (statement));
    }
}

static void
read_state (LlmStatement *statement, int column, Candidate *candidate)
{
  if (!llm_answer_state_from_string (llm_statement_get_text (statement, column, NULL),
                                     &candidate->state))
    candidate->state = LLM_ANSWER_FAILED;
  candidate->vote = LLM_VOTE_NONE;
  llm_vote_from_string (llm_statement_get_text (statement, column + 1, NULL), &candidate->vote);
}

static Candidate *
read_candidate (LlmStatement *statement)
{
  Candidate *candidate = g_new0 (Candidate, 1);

  candidate->turn_id = llm_statement_dup_required (statement, 0);
  candidate->position = llm_statement_get_int64 (statement, 1);
  candidate->column_id = llm_statement_dup_required (statement, 2);
  candidate->provider = llm_statement_dup_required (statement, 3);
  candidate->model = llm_statement_dup_required (statement, 4);
  candidate->title = llm_statement_dup_required (statement, 5);
  read_state (statement, 6, candidate);
  candidate->created_at = llm_statement_get_int64 (statement, 8);
  candidate->version_id = llm_statement_dup_text (statement, 9);
  candidate->length = llm_statement_get_int64 (statement, 10);
  return candidate;
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  const Candidate *first = *(Candidate *const *) a;
  const Candidate *second = *(Candidate *const *) b;

  if (first->position != second->position)
    return first->position < second->position ? -1 : 1;
  return g_strcmp0 (first->column_id, second->column_id);
}

static GPtrArray *
read_candidates (LlmDb *db, const char *list, GError **error)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (candidate_free);
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, llm_db_ballots_sql_candidates, error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  llm_statement_bind_text (statement, ":turns", list);
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      g_ptr_array_add (candidates, read_candidate (statement));
    }
  g_ptr_array_sort (candidates, compare_positions);
  return g_steal_pointer (&candidates);
}

/* What the column had when the verdict was given. */
static gboolean
go_back (LlmDb *db, Candidate *candidate, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, llm_db_ballots_sql_version, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", candidate->version_id);
  if (!llm_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  g_free (candidate->provider);
  g_free (candidate->model);
  g_free (candidate->title);
  candidate->provider = llm_statement_dup_required (statement, 0);
  candidate->model = llm_statement_dup_required (statement, 1);
  candidate->title = llm_statement_dup_required (statement, 2);
  read_state (statement, 3, candidate);
  candidate->length = llm_statement_get_int64 (statement, 5);
  candidate->created_at = 0;
  return TRUE;
}

static void
add_candidate (LlmDbBallotTurn *turn, const Candidate *candidate)
{
  const LlmBallotCandidate facts = {
    .provider_id = candidate->provider,
    .model_id = candidate->model,
    .title = candidate->title,
    .length = candidate->length,
    .vote = candidate->vote,
  };
  int index;

  /* It came after the verdict. */
  if (turn->verdict_at > 0 && candidate->created_at > turn->verdict_at)
    return;
  if (!llm_ballot_can_stand (candidate->state, candidate->length))
    return;
  index = llm_ballot_add (turn->ballot, &facts);
  if (turn->outcome == LLM_BALLOT_PREFERRED && index >= 0
      && g_strcmp0 (turn->preferred, candidate->column_id) == 0)
    llm_ballot_set_outcome (turn->ballot, LLM_BALLOT_PREFERRED, index);
}

static char *
list_ids (GPtrArray *turns, guint first, guint n, GHashTable *by_id)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = first; i < turns->len && i - first < n; i++)
    {
      LlmDbBallotTurn *turn = turns->pdata[i];

      llm_ballot_set_outcome (turn->ballot, turn->outcome, -1);
      g_hash_table_insert (by_id, turn->turn_id, turn);
      g_ptr_array_add (ids, turn->turn_id);
    }
  g_ptr_array_add (ids, NULL);
  return llm_db_make_list ((const char *const *) ids->pdata);
}

/**
 * llm_db_ballots_fill:
 * @db: a connection in a transaction
 * @turns: (element-type LlmDbBallotTurn): turns
 * @first: the first of them to fill
 * @n: how many at most
 * @error: where to put an #LLM_DB_ERROR
 *
 * Reads who stood in them.  The length of an answer is that of its text in characters,
 * which is read for that: what models tell of tokens has their reasoning in it, and tokens
 * of two models are not the same.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_ballots_fill (LlmDb *db, GPtrArray *turns, guint first, guint n, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) candidates = NULL;
  g_autofree char *list = NULL;

  g_return_val_if_fail (db != NULL && turns != NULL, FALSE);

  list = list_ids (turns, first, n, by_id);
  candidates = read_candidates (db, list, error);
  if (candidates == NULL)
    return FALSE;
  for (guint i = 0; i < candidates->len; i++)
    {
      Candidate *candidate = candidates->pdata[i];
      LlmDbBallotTurn *turn = g_hash_table_lookup (by_id, candidate->turn_id);

      if (turn == NULL)
        continue;
      if (candidate->version_id != NULL && !go_back (db, candidate, error))
        return FALSE;
      add_candidate (turn, candidate);
    }
  return TRUE;
}
