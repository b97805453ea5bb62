/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-answers.h"
#include "llm-db-figures.h"
#include "llm-db-versions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How many versions there are is told by their index. */
const char llm_db_answers_sql_load[] =
    "SELECT answer.column_id, answer.turn_id, answer.position, answer.continues, answer.run_id,"
    "  (SELECT count (*) FROM answer_version WHERE answer_version.column_id = answer.column_id),"
    "  " LLM_DB_FIGURES ("answer.") ", answer.reasoning, answer.text"
    " FROM json_each (:turns) AS wanted CROSS JOIN answer ON answer.turn_id = wanted.value";

/* The places of the figures and texts in it. */
#define FIRST_FIGURE 6
#define REASONING_COLUMN (FIRST_FIGURE + LLM_DB_N_FIGURES)
#define TEXT_COLUMN (REASONING_COLUMN + 1)

const char llm_db_answers_sql_pieces[] =
    "SELECT kind, text FROM piece WHERE column_id = :column_id ORDER BY seq";

const char llm_db_answers_sql_runs[] =
    "SELECT DISTINCT run_id FROM answer WHERE run_id IS NOT NULL";

const char llm_db_answers_sql_columns_of_run[] =
    "SELECT column_id FROM answer WHERE run_id = :run_id";

static const char sql_stored[] =
    "SELECT turn_id, position, provider, model, run_id FROM answer"
    " WHERE column_id = :column_id";

static const char sql_insert[] =
    "INSERT INTO answer (column_id, turn_id, position, continues, run_id, " LLM_DB_FIGURES ("") ","
    "  reasoning, text)"
    " VALUES (:column_id, :turn_id, coalesce (:position, (SELECT max (position) + 1"
    "  FROM answer WHERE turn_id = :turn_id), 0), :continues, :run_id, " LLM_DB_FIGURES (":") ","
    "  coalesce (:reasoning, ''), coalesce (:text, ''))";

static const char sql_update[] =
    "UPDATE answer SET position = coalesce (:position, position), continues = :continues,"
    "  run_id = :run_id, (" LLM_DB_FIGURES ("") ") = (" LLM_DB_FIGURES (":") "),"
    "  reasoning = coalesce (:reasoning, reasoning), text = coalesce (:text, text)"
    " WHERE column_id = :column_id";

static const char sql_update_opinion[] =
    "UPDATE answer SET position = coalesce (:position, position), vote = :vote"
    " WHERE column_id = :column_id";

static const char sql_delete_pieces[] = "DELETE FROM piece WHERE column_id = :column_id";

static const char sql_append[] =
    "INSERT INTO piece (column_id, kind, text) VALUES (:column_id, :kind, :text)";

static const char sql_columns[] =
    "SELECT column_id FROM answer WHERE turn_id = :turn_id";

static const char sql_delete[] = "DELETE FROM answer WHERE column_id = :column_id";

static const char sql_texts[] =
    "SELECT reasoning, text FROM answer WHERE column_id = :column_id";

static const char sql_interrupt[] =
    "UPDATE answer SET state = 'interrupted', run_id = NULL, reasoning = :reasoning, text = :text"
    " WHERE column_id = :column_id";

/* What is stored of a column before it is written. */
typedef struct
{
  gboolean exists;
  char *turn_id;
  gint64 position;
  char *provider;
  char *model;
  char *run_id;
} Stored;

static void
stored_clear (Stored *stored)
{
  g_free (stored->turn_id);
  g_free (stored->provider);
  g_free (stored->model);
  g_free (stored->run_id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stored, stored_clear)

static char *
make_name (const char *provider, const char *model)
{
  /* One per line in the conversation. */
  return g_strdelimit (g_strconcat (provider, ":", model, NULL), "\n", ' ');
}

/**
 * llm_db_effect_clear:
 * @effect: what it says is dropped
 */
void
llm_db_effect_clear (LlmDbEffect *effect)
{
  g_clear_pointer (&effect->models, g_ptr_array_unref);
}

/**
 * llm_db_effect_add:
 * @effect: what a conversation must be told
 * @row: a new answer at the end of its turn
 */
void
llm_db_effect_add (LlmDbEffect *effect, const LlmDbAnswerRow *row)
{
  if (effect->models == NULL)
    effect->models = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (effect->models, make_name (row->provider, row->model));
  effect->n_messages++;
}

/**
 * llm_db_answer_copies_new:
 *
 * Returns: (transfer full): an empty set; free with g_hash_table_unref()
 */
LlmDbAnswerCopies *
llm_db_answer_copies_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
read_stored (LlmDb *db, const char *column_id, Stored *stored, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_stored, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", column_id);
  if (!llm_statement_step (statement, &stored->exists, error))
    return FALSE;
  if (!stored->exists)
    return TRUE;
  stored->turn_id = llm_statement_dup_text (statement, 0);
  stored->position = llm_statement_get_int64 (statement, 1);
  stored->provider = llm_statement_dup_text (statement, 2);
  stored->model = llm_statement_dup_text (statement, 3);
  stored->run_id = llm_statement_dup_text (statement, 4);
  return TRUE;
}

/* A column is written by the process that runs it.  Another one that loaded it
 * meanwhile has an old copy, to be believed only in the user's opinion of it,
 * until it runs the column itself, which shows in a new state. */
static gboolean
belongs_to_another (const LlmDbAnswerRow *row,
                    const Stored *stored,
                    LlmDbRun *run,
                    LlmDbAnswerCopies *copies)
{
  gpointer state_when_loaded;

  if (stored->run_id != NULL && !g_str_equal (stored->run_id, llm_db_run_get_id (run))
      && llm_db_run_is_alive (run, stored->run_id))
    return TRUE;
  if (!g_hash_table_lookup_extended (copies, row->column_id, NULL, &state_when_loaded))
    return FALSE;
  if (GPOINTER_TO_INT (state_when_loaded) == (int) row->state)
    return TRUE;
  g_hash_table_remove (copies, row->column_id);
  return FALSE;
}

static gboolean
write_row (LlmDb *db, const char *sql, const LlmDbAnswerRow *row, LlmDbRun *run, GError **error)
{
  gboolean final = llm_answer_state_is_final (row->state);
  const char *run_id = final ? NULL : llm_db_run_announce (run);
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", row->column_id);
  llm_statement_bind_count (statement, ":position", row->position);
  llm_statement_bind_text (statement, ":continues", row->continues);
  llm_statement_bind_text (statement, ":run_id", run_id);
  llm_db_figures_bind (statement, row);
  llm_statement_bind_text (statement, ":reasoning", row->reasoning);
  llm_statement_bind_text (statement, ":text", row->text);
  if (sql == sql_insert)
    llm_statement_bind_text (statement, ":turn_id", row->turn_id);
  return llm_statement_run (statement, error);
}

static gboolean
write_opinion (LlmDb *db, const LlmDbAnswerRow *row, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_update_opinion, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", row->column_id);
  llm_statement_bind_count (statement, ":position", row->position);
  llm_statement_bind_text (statement, ":vote", llm_vote_to_string (row->vote));
  return llm_statement_run (statement, error);
}

static gboolean
run_with_column (LlmDb *db, const char *sql, const char *column_id, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", column_id);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_answers_save:
 * @db: a connection in a transaction
 * @row: a column
 * @run: this process
 * @copies: what this process loaded of others
 * @effect: (inout): what the conversation must be told
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_CONSTRAINT if its turn is not
 *   stored, or if the column is stored with another one
 *
 * Inserts or updates a column, and its versions that are not stored yet.  Texts replace
 * all that is stored of the column's text, pieces included.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_answers_save (LlmDb *db,
                     const LlmDbAnswerRow *row,
                     LlmDbRun *run,
                     LlmDbAnswerCopies *copies,
                     LlmDbEffect *effect,
                     GError **error)
{
  g_auto (Stored) stored = { 0 };

  g_return_val_if_fail (db != NULL && row != NULL && run != NULL && copies != NULL, FALSE);
  g_return_val_if_fail (effect != NULL, FALSE);

  if (!read_stored (db, row->column_id, &stored, error))
    return FALSE;
  if (!stored.exists)
    {
      llm_db_effect_add (effect, row);
      return write_row (db, sql_insert, row, run, error)
             && llm_db_versions_save (db, row->column_id, row->versions, error);
    }
  if (g_strcmp0 (stored.turn_id, row->turn_id) != 0)
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT,
                           _ ("The column is stored with another turn."));
      return FALSE;
    }
  if (row->position >= 0 && row->position != stored.position)
    effect->recount = TRUE;
  if (!llm_db_versions_save (db, row->column_id, row->versions, error))
    return FALSE;
  if (belongs_to_another (row, &stored, run, copies))
    return write_opinion (db, row, error);

  if (g_strcmp0 (stored.provider, row->provider) != 0 || g_strcmp0 (stored.model, row->model) != 0)
    effect->recount = TRUE;
  if (!write_row (db, sql_update, row, run, error))
    return FALSE;
  return row->text == NULL || run_with_column (db, sql_delete_pieces, row->column_id, error);
}

/**
 * llm_db_answers_append:
 * @db: a connection in a transaction
 * @column_id: a column
 * @kind: which of its texts
 * @text: what to add at the end
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_CONSTRAINT for an unknown
 *   column
 *
 * Costs what @text costs, however long the whole is.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_answers_append (LlmDb *db,
                       const char *column_id,
                       LlmDeltaKind kind,
                       const char *text,
                       GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && column_id != NULL && text != NULL, FALSE);

  statement = llm_db_prepare (db, sql_append, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", column_id);
  llm_statement_bind_text (statement, ":kind", kind == LLM_DELTA_TEXT ? "text" : "reasoning");
  llm_statement_bind_text (statement, ":text", text);
  return llm_statement_run (statement, error);
}

/* The first column of all rows of a statement with one parameter. */
static GPtrArray *
read_strings (LlmDb *db, const char *sql, const char *name, const char *value, GError **error)
{
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  if (name != NULL)
    llm_statement_bind_text (statement, name, value);
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&strings);
      g_ptr_array_add (strings, llm_statement_dup_required (statement, 0));
    }
}

static gboolean
has_column (GPtrArray *rows, const char *column_id)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const LlmDbAnswerRow *row = rows->pdata[i];

      if (g_strcmp0 (row->column_id, column_id) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_db_answers_delete_others:
 * @db: a connection in a transaction
 * @turn_id: a turn
 * @rows: (element-type LlmDbAnswerRow): the columns it has now
 * @effect: (inout): what the conversation must be told
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_answers_delete_others (LlmDb *db,
                              const char *turn_id,
                              GPtrArray *rows,
                              LlmDbEffect *effect,
                              GError **error)
{
  g_autoptr (GPtrArray) stored = NULL;

  g_return_val_if_fail (db != NULL && turn_id != NULL && rows != NULL, FALSE);
  g_return_val_if_fail (effect != NULL, FALSE);

  stored = read_strings (db, sql_columns, ":turn_id", turn_id, error);
  if (stored == NULL)
    return FALSE;
  for (guint i = 0; i < stored->len; i++)
    {
      if (has_column (rows, stored->pdata[i]))
        continue;
      if (!run_with_column (db, sql_delete, stored->pdata[i], error))
        return FALSE;
      effect->recount = TRUE;
    }
  return TRUE;
}

static void
append_column (GString *string, LlmStatement *statement, int column)
{
  const char *text = llm_statement_get_text (statement, column, NULL);

  if (text != NULL)
    g_string_append (string, text);
}

static gboolean
append_pieces (LlmDb *db, const char *column_id, GString *reasoning, GString *text, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, llm_db_answers_sql_pieces, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", column_id);
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      if (g_strcmp0 (llm_statement_get_text (statement, 0, NULL), "text") == 0)
        append_column (text, statement, 1);
      else
        append_column (reasoning, statement, 1);
    }
}

static char *
steal_valid (GString **string)
{
  char *text = g_string_free (g_steal_pointer (string), FALSE);
  char *valid;

  if (g_utf8_validate (text, -1, NULL))
    return text;
  valid = g_utf8_make_valid (text, -1);
  g_free (text);
  return valid;
}

static LlmDbAnswerRow *
read_row (LlmStatement *statement)
{
  LlmDbAnswerRow *row = llm_db_answer_row_new ();
  int i = 0;

  row->column_id = llm_statement_dup_required (statement, i++);
  row->turn_id = llm_statement_dup_required (statement, i++);
  row->position = llm_statement_get_int64 (statement, i++);
  row->continues = llm_statement_dup_text (statement, i++);
  row->run_id = llm_statement_dup_text (statement, i++);
  row->n_versions = (guint) llm_statement_get_int64 (statement, i++);
  g_assert (i == FIRST_FIGURE);
  llm_db_figures_read (statement, FIRST_FIGURE, row);
  return row;
}

/* What a living process runs is shown as it is; what an ended one left is
 * interrupted, also where that cannot be written down. */
static void
settle_state (LlmDbAnswerRow *row, LlmDbRun *run, LlmDbAnswerCopies *copies)
{
  g_hash_table_remove (copies, row->column_id);
  if (llm_answer_state_is_final (row->state))
    return;
  if (!llm_db_run_is_alive (run, row->run_id))
    row->state = LLM_ANSWER_INTERRUPTED;
  else if (g_strcmp0 (row->run_id, llm_db_run_get_id (run)) != 0)
    g_hash_table_insert (copies, g_strdup (row->column_id), GINT_TO_POINTER (row->state));
}

/* Only what runs has pieces. */
static gboolean
read_texts (LlmDb *db, LlmStatement *statement, LlmDbAnswerRow *row, GError **error)
{
  g_autoptr (GString) reasoning
      = g_string_new (llm_statement_get_text (statement, REASONING_COLUMN, NULL));
  g_autoptr (GString) text = g_string_new (llm_statement_get_text (statement, TEXT_COLUMN, NULL));

  if (row->run_id != NULL && !append_pieces (db, row->column_id, reasoning, text, error))
    return FALSE;
  row->reasoning = steal_valid (&reasoning);
  row->text = steal_valid (&text);
  return TRUE;
}

static gboolean
read_rows (LlmDb *db, const char *turns, GPtrArray *rows, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, llm_db_answers_sql_load, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":turns", turns);
  for (;;)
    {
      LlmDbAnswerRow *row;

      if (!llm_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      row = read_row (statement);
      g_ptr_array_add (rows, row);
      if (!read_texts (db, statement, row, error))
        return FALSE;
    }
}

/**
 * llm_db_answers_load:
 * @db: a connection in a transaction
 * @turns: a list of turns (llm_db_make_list())
 * @run: this process
 * @copies: notes which of them other processes run
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmDbAnswerRow): their columns in no certain
 *   order, with all text that is stored of them
 */
GPtrArray *
llm_db_answers_load (LlmDb *db,
                     const char *turns,
                     LlmDbRun *run,
                     LlmDbAnswerCopies *copies,
                     GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (db != NULL && turns != NULL, NULL);
  g_return_val_if_fail (run != NULL && copies != NULL, NULL);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_db_answer_row_free);
  if (!read_rows (db, turns, rows, error))
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    settle_state (rows->pdata[i], run, copies);
  return g_steal_pointer (&rows);
}

/**
 * llm_db_answers_find_dead_runs:
 * @db: a connection
 * @run: this process
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type utf8): the runs that left running columns
 *   behind; usually none
 */
GPtrArray *
llm_db_answers_find_dead_runs (LlmDb *db, LlmDbRun *run, GError **error)
{
  GPtrArray *runs;

  g_return_val_if_fail (db != NULL && run != NULL, NULL);

  runs = read_strings (db, llm_db_answers_sql_runs, NULL, NULL, error);
  if (runs == NULL)
    return NULL;

  for (guint i = runs->len; i > 0; i--)
    {
      if (llm_db_run_is_alive (run, runs->pdata[i - 1]))
        g_ptr_array_remove_index (runs, i - 1);
    }
  return runs;
}

static gboolean
interrupt_column (LlmDb *db, const char *column_id, GError **error)
{
  g_autoptr (LlmStatement) read = llm_db_prepare (db, sql_texts, error);
  g_autoptr (LlmStatement) write = NULL;
  g_autoptr (GString) reasoning = NULL;
  g_autoptr (GString) text = NULL;
  gboolean has_row;

  if (read == NULL)
    return FALSE;
  llm_statement_bind_text (read, ":column_id", column_id);
  if (!llm_statement_step (read, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  reasoning = g_string_new (llm_statement_get_text (read, 0, NULL));
  text = g_string_new (llm_statement_get_text (read, 1, NULL));
  if (!append_pieces (db, column_id, reasoning, text, error))
    return FALSE;

  write = llm_db_prepare (db, sql_interrupt, error);
  if (write == NULL)
    return FALSE;
  llm_statement_bind_text (write, ":column_id", column_id);
  llm_statement_bind_text (write, ":reasoning", reasoning->str);
  llm_statement_bind_text (write, ":text", text->str);
  return llm_statement_run (write, error)
         && run_with_column (db, sql_delete_pieces, column_id, error);
}

/**
 * llm_db_answers_interrupt:
 * @db: a connection in a transaction
 * @run_id: a run that has ended
 * @error: where to put an #LLM_DB_ERROR
 *
 * Makes the columns it left running `interrupted`, with their pieces joined.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_answers_interrupt (LlmDb *db, const char *run_id, GError **error)
{
  g_autoptr (GPtrArray) columns = NULL;

  g_return_val_if_fail (db != NULL && run_id != NULL, FALSE);

  columns = read_strings (db, llm_db_answers_sql_columns_of_run, ":run_id", run_id, error);
  if (columns == NULL)
    return FALSE;
  for (guint i = 0; i < columns->len; i++)
    {
      if (!interrupt_column (db, columns->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}
