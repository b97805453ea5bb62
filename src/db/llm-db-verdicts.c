/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-verdicts.h"
#include "llm-db-figures.h"

#include <glib/gi18n-lib.h>

static const char sql_stored[] = "SELECT blind FROM verdict WHERE turn_id = :turn_id";

static const char sql_save[]
    = "INSERT INTO verdict (turn_id, verdict, verdict_at, verdict_blind, blind, note)"
      " VALUES (:turn_id, :verdict, :verdict_at, :verdict_blind, :blind, :note)"
      " ON CONFLICT (turn_id) DO UPDATE SET verdict = excluded.verdict,"
      "  verdict_at = excluded.verdict_at, verdict_blind = excluded.verdict_blind,"
      "  blind = excluded.blind, note = excluded.note";

static const char sql_delete[] = "DELETE FROM verdict WHERE turn_id = :turn_id";

static gboolean
read_stored (LlmDb *db, const char *turn_id, gboolean *exists, LlmBlind *blind, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_stored, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":turn_id", turn_id);
  if (!llm_statement_step (statement, exists, error))
    return FALSE;
  *blind = LLM_BLIND_NO;
  if (*exists)
    llm_blind_from_string (llm_statement_get_text (statement, 0, NULL), blind);
  return TRUE;
}

static gboolean
write_row (LlmDb *db, const LlmDbTurnRow *row, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_save, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":turn_id", row->id);
  llm_statement_bind_text (statement, ":verdict", llm_verdict_to_string (row->verdict));
  llm_statement_bind_count (statement, ":verdict_at", row->verdict_at > 0 ? row->verdict_at : -1);
  llm_statement_bind_int64 (statement, ":verdict_blind", row->verdict_blind);
  llm_statement_bind_text (statement, ":blind", llm_blind_to_string (row->blind));
  llm_statement_bind_text (statement, ":note", row->note);
  return llm_statement_run (statement, error);
}

static gboolean
run_with (LlmDb *db, const char *sql, const char *name, const char *value, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, name, value);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_verdicts_save:
 * @db: a connection in a transaction
 * @row: a turn that is stored
 * @hides: (out): whether names are hidden now that were not, or the other way round
 * @error: where to put an #LLM_DB_ERROR
 *
 * Turns of which nothing was said, as almost all, have no row.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_verdicts_save (LlmDb *db, const LlmDbTurnRow *row, gboolean *hides, GError **error)
{
  gboolean exists;
  LlmBlind blind;

  g_return_val_if_fail (db != NULL && row != NULL && hides != NULL, FALSE);

  if (!read_stored (db, row->id, &exists, &blind, error))
    return FALSE;
  *hides = (blind == LLM_BLIND_HIDDEN) != (row->blind == LLM_BLIND_HIDDEN);
  if (row->verdict != LLM_VERDICT_NONE || row->blind != LLM_BLIND_NO || row->note != NULL)
    return write_row (db, row, error);
  return !exists || run_with (db, sql_delete, ":turn_id", row->id, error);
}

/* --- Judgements --- */

const char llm_db_judgements_sql_list[]
    = "SELECT judgement.id, judgement.turn_id, judgement.created_at, judgement.provider,"
      "  judgement.model, judgement.title, judgement.judge_version, judgement.key,"
      "  judgement.state, " LLM_DB_USAGE (
          "judgement.") ", judgement.cost_usd,"
                        "  judgement.error_code, judgement.error_message, judgement.error_detail,"
                        "  judgement.error_request_id, judgement.error_http_status, "
                        "judgement.result, judgement.raw"
                        " FROM json_each (:turns) AS wanted"
                        " CROSS JOIN judgement ON judgement.turn_id = wanted.value";

#define JUDGEMENT_COLUMNS(p)                                                                       \
  p "created_at, " p "provider, " p "model, " p "title, " p "judge_version, " p "key, " p "state," \
    " " LLM_DB_USAGE (p) ", " p "cost_usd, " p "error_code, " p "error_message, " p                \
                         "error_detail, " p "error_request_id, " p "error_http_status, " p         \
                         "result, " p "raw"

static const char sql_judgement_turn[] = "SELECT turn_id FROM judgement WHERE id = :id";

static const char sql_save_judgement[] = "INSERT INTO judgement (id, turn_id, " JUDGEMENT_COLUMNS (
    "") ")"
        " VALUES (:id, :turn_id, " JUDGEMENT_COLUMNS (
            ":") ")"
                 " ON CONFLICT (id) DO UPDATE SET"
                 " (" JUDGEMENT_COLUMNS ("") ") = (" JUDGEMENT_COLUMNS ("excluded.") ")";

static const char sql_delete_judgement[] = "DELETE FROM judgement WHERE id = :id";

static void
bind_judgement (LlmStatement *statement, const LlmJudgementRecord *record)
{
  llm_statement_bind_text (statement, ":id", record->id);
  llm_statement_bind_text (statement, ":turn_id", record->turn_id);
  llm_statement_bind_int64 (statement, ":created_at", record->created_at);
  llm_statement_bind_text (statement, ":provider", record->provider);
  llm_statement_bind_text (statement, ":model", record->model);
  llm_statement_bind_text (statement, ":title", record->title);
  llm_statement_bind_int64 (statement, ":judge_version", record->judge_version);
  llm_statement_bind_text (statement, ":key", record->key);
  llm_statement_bind_text (statement, ":state", llm_answer_state_to_string (record->state));
  llm_db_figures_bind_usage (statement, &record->usage);
  llm_statement_bind_double (statement, ":cost_usd", record->cost_usd);
  llm_statement_bind_text (statement, ":error_code", record->error_code);
  llm_statement_bind_text (statement, ":error_message", record->error_message);
  llm_statement_bind_text (statement, ":error_detail", record->error_detail);
  llm_statement_bind_text (statement, ":error_request_id", record->error_request_id);
  llm_statement_bind_count (statement, ":error_http_status", record->error_http_status);
  llm_statement_bind_text (statement, ":result", record->result);
  llm_statement_bind_text (statement, ":raw", record->raw);
}

/* One of another turn is not to be taken away from it. */
static gboolean
check_turn (LlmDb *db, const LlmJudgementRecord *record, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_judgement_turn, error);
  gboolean exists;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", record->id);
  if (!llm_statement_step (statement, &exists, error))
    return FALSE;
  if (!exists || g_strcmp0 (llm_statement_get_text (statement, 0, NULL), record->turn_id) == 0)
    return TRUE;
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT,
                       _ ("The summary is stored with another comparison."));
  return FALSE;
}

/**
 * llm_db_judgements_save:
 * @db: a connection in a transaction
 * @record: a judgement; one with its id is replaced
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_CONSTRAINT if its turn is not
 *   stored, or if its id is that of a judgement of another turn
 *
 * Returns: whether it worked
 */
gboolean
llm_db_judgements_save (LlmDb *db, const LlmJudgementRecord *record, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && record != NULL, FALSE);

  if (!check_turn (db, record, error))
    return FALSE;
  statement = llm_db_prepare (db, sql_save_judgement, error);
  if (statement == NULL)
    return FALSE;
  bind_judgement (statement, record);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_judgements_delete:
 * @db: a connection in a transaction
 * @id: a judgement; it need not be there
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_judgements_delete (LlmDb *db, const char *id, GError **error)
{
  g_return_val_if_fail (db != NULL && id != NULL, FALSE);
  return run_with (db, sql_delete_judgement, ":id", id, error);
}

static LlmJudgementRecord *
read_judgement (LlmStatement *statement)
{
  LlmJudgementRecord *record = g_new0 (LlmJudgementRecord, 1);
  g_autofree char *state = NULL;
  int i = 0;

  record->id = llm_statement_dup_required (statement, i++);
  record->turn_id = llm_statement_dup_required (statement, i++);
  record->created_at = llm_statement_get_int64 (statement, i++);
  record->provider = llm_statement_dup_required (statement, i++);
  record->model = llm_statement_dup_required (statement, i++);
  record->title = llm_statement_dup_required (statement, i++);
  record->judge_version = (guint) CLAMP (llm_statement_get_int64 (statement, i), 0, G_MAXINT);
  i++;
  record->key = llm_statement_dup_text (statement, i++);
  state = llm_statement_dup_text (statement, i++);
  if (!llm_answer_state_from_string (state, &record->state)
      || !llm_answer_state_is_final (record->state))
    record->state = LLM_ANSWER_INTERRUPTED;
  llm_db_figures_read_usage (statement, i, &record->usage);
  i += LLM_DB_N_USAGE;
  record->cost_usd = llm_statement_get_double (statement, i++);
  record->error_code = llm_statement_dup_text (statement, i++);
  record->error_message = llm_statement_dup_text (statement, i++);
  record->error_detail = llm_statement_dup_text (statement, i++);
  record->error_request_id = llm_statement_dup_text (statement, i++);
  record->error_http_status = llm_statement_get_count (statement, i++);
  record->result = llm_statement_dup_text (statement, i++);
  record->raw = llm_statement_dup_text (statement, i++);
  return record;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const LlmJudgementRecord *first = *(LlmJudgementRecord *const *) a;
  const LlmJudgementRecord *second = *(LlmJudgementRecord *const *) b;

  if (first->created_at != second->created_at)
    return first->created_at < second->created_at ? -1 : 1;
  return g_strcmp0 (first->id, second->id);
}

/**
 * llm_db_judgements_list:
 * @db: a connection
 * @turns: a list of turns (llm_db_make_list())
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmJudgementRecord): their judgements, the oldest
 *   first
 */
GPtrArray *
llm_db_judgements_list (LlmDb *db, const char *turns, GError **error)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (LlmStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL && turns != NULL, NULL);

  records = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_judgement_record_free);
  statement = llm_db_prepare (db, llm_db_judgements_sql_list, error);
  if (statement == NULL)
    return NULL;
  llm_statement_bind_text (statement, ":turns", turns);
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        break;
      g_ptr_array_add (records, read_judgement (statement));
    }
  g_ptr_array_sort (records, compare_times);
  return g_steal_pointer (&records);
}
