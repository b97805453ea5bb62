/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-turns.h"
#include "llm-db-conversations.h"
#include "llm-db-images.h"
#include "llm-db-verdicts.h"

#include <glib/gi18n-lib.h>

/* What an older program, which knows nothing of verdicts, says is preferred is a verdict in
 * a comparison; in a chat nothing is. */
const char llm_db_turns_sql_load[] =
    "SELECT turn.id, turn.conversation_id, turn.previous_id, turn.after_id,"
    "  turn.deleted_at IS NOT NULL, conversation.title, turn.created_at, turn.preferred,"
    "  CASE WHEN conversation.kind = '" LLM_KIND_COMPARISON "' THEN coalesce (verdict.verdict,"
    "   CASE WHEN turn.preferred IS NOT NULL THEN 'preferred' END) END, verdict.verdict_at,"
    "  coalesce (verdict.verdict_blind, 0), verdict.blind, verdict.note,"
    "  turn.system, turn.prompt"
    " FROM json_each (:turns) AS wanted CROSS JOIN turn ON turn.id = wanted.value"
    " CROSS JOIN conversation ON conversation.id = turn.conversation_id"
    " LEFT JOIN verdict ON verdict.turn_id = turn.id";

/* Upwards from an answer, each the one before.  What the file says may go in circles: no
 * thread has more turns than its conversation. */
const char llm_db_turns_sql_thread[] =
    "WITH RECURSIVE up (depth, column_id, turn_id, conversation_id) AS ("
    "  SELECT 0, answer.column_id, answer.turn_id, turn.conversation_id"
    "   FROM answer CROSS JOIN turn ON turn.id = answer.turn_id"
    "   WHERE answer.column_id = :column_id"
    "  UNION ALL"
    "  SELECT up.depth + 1, before.column_id, before.turn_id, up.conversation_id"
    "   FROM up CROSS JOIN turn ON turn.id = up.turn_id"
    "   CROSS JOIN answer ON answer.column_id = up.column_id"
    "   CROSS JOIN answer AS before"
    "    ON before.column_id = coalesce (answer.continues, turn.after_id)"
    "   CROSS JOIN turn AS previous ON previous.id = before.turn_id"
    "   WHERE previous.conversation_id = up.conversation_id AND turn.previous_id IS NOT NULL"
    "    AND up.depth + 1 < :n_turns)"
    " SELECT up.depth, turn.id, turn.prompt, answer.text || coalesce (("
    "   SELECT group_concat (text, '') FROM (SELECT text FROM piece"
    "     WHERE piece.column_id = up.column_id AND piece.kind = 'text' ORDER BY seq)), '')"
    " FROM up CROSS JOIN turn ON turn.id = up.turn_id"
    " CROSS JOIN answer ON answer.column_id = up.column_id"
    " WHERE turn.deleted_at IS NULL";

static const char sql_count[] =
    "SELECT count (*) FROM turn WHERE conversation_id ="
    " (SELECT turn.conversation_id FROM answer CROSS JOIN turn ON turn.id = answer.turn_id"
    "  WHERE answer.column_id = :column_id)";

static const char sql_stored[] =
    "SELECT conversation_id, deleted_at IS NOT NULL FROM turn WHERE id = :id";

/* A turn that is stored keeps its place: llm_db_turns_place() moves it. */
static const char sql_save[] =
    "INSERT INTO turn (id, conversation_id, previous_id, after_id, created_at, updated_at,"
    "  preferred, system, prompt)"
    " VALUES (:id, :conversation_id, :previous_id, :after_id, :created_at, :updated_at,"
    "  :preferred, :system, :prompt)"
    " ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at,"
    "  updated_at = excluded.updated_at, preferred = excluded.preferred,"
    "  system = excluded.system, prompt = excluded.prompt";

static const char sql_place[] =
    "UPDATE turn SET previous_id = :previous_id, after_id = :after_id,"
    "  deleted_at = CASE WHEN :deleted THEN coalesce (deleted_at, :now) END"
    " WHERE id = :id";

/* What is stored of a turn before it is written. */
typedef struct
{
  gboolean exists;
  gboolean deleted;
  char *conversation_id;
} Stored;

static void
stored_clear (Stored *stored)
{
  g_free (stored->conversation_id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stored, stored_clear)

static gboolean
read_stored (LlmDb *db, const char *id, Stored *stored, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_stored, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  if (!llm_statement_step (statement, &stored->exists, error))
    return FALSE;
  if (stored->exists)
    {
      stored->conversation_id = llm_statement_dup_required (statement, 0);
      stored->deleted = llm_statement_get_int64 (statement, 1) != 0;
    }
  return TRUE;
}

static gboolean
write_row (LlmDb *db, const LlmDbTurnRow *row, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_save, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", row->id);
  llm_statement_bind_text (statement, ":conversation_id", row->conversation_id);
  llm_statement_bind_text (statement, ":previous_id", row->previous_id);
  llm_statement_bind_text (statement, ":after_id", row->after_id);
  llm_statement_bind_int64 (statement, ":created_at", row->created_at);
  llm_statement_bind_int64 (statement, ":updated_at", g_get_real_time ());
  llm_statement_bind_text (statement, ":preferred", row->preferred);
  llm_statement_bind_text (statement, ":system", row->system);
  llm_statement_bind_text (statement, ":prompt", row->prompt);
  return llm_statement_run (statement, error);
}

static gboolean
check_conversation (const LlmDbTurnRow *row, const Stored *stored, GError **error)
{
  if (!stored->exists || g_strcmp0 (stored->conversation_id, row->conversation_id) == 0)
    return TRUE;
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT,
                       _ ("The prompt is stored with another conversation."));
  return FALSE;
}

/**
 * llm_db_turns_save:
 * @db: a connection in a transaction
 * @row: a turn with all its columns
 * @run: this process
 * @copies: what this process loaded of others
 * @files: where the bytes of its images should be
 * @changes: (inout): told of its conversation if that is new or listed otherwise
 * @error: where to put an #LLM_DB_ERROR
 *
 * Makes its conversation if there is none.  The images of a turn that is stored never
 * change.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_turns_save (LlmDb *db,
                   const LlmDbTurnRow *row,
                   LlmDbRun *run,
                   LlmDbAnswerCopies *copies,
                   LlmBlobFiles *files,
                   LlmDbChanges *changes,
                   GError **error)
{
  g_auto (Stored) stored = { 0 };
  g_auto (LlmDbEffect) effect = { 0 };
  gboolean hides;

  g_return_val_if_fail (db != NULL && row != NULL, FALSE);
  g_return_val_if_fail (changes != NULL, FALSE);

  if (!read_stored (db, row->id, &stored, error) || !check_conversation (row, &stored, error)
      || (!stored.exists && !llm_db_conversations_ensure (db, row, changes, error))
      || !write_row (db, row, error)
      || (!stored.exists && !llm_db_images_insert (db, row->id, row->images, files, error))
      || !llm_db_verdicts_save (db, row, &hides, error))
    return FALSE;
  if (hides)
    llm_db_changes_add (changes, row->conversation_id);
  for (guint i = 0; i < row->answers->len; i++)
    {
      if (!llm_db_answers_save (db, row->answers->pdata[i], run, copies, &effect, error))
        return FALSE;
    }
  if (!llm_db_answers_delete_others (db, row->id, row->answers, &effect, error))
    return FALSE;
  if (!stored.exists)
    return llm_db_conversations_add_turn (db, row, &effect, changes, error);
  effect.recount |= stored.deleted;
  return llm_db_conversations_update (db, row->conversation_id, &effect, changes, error);
}

static gboolean
insert_opinions (LlmDb *db, const LlmDbTurnRow *row, GError **error)
{
  gboolean hides;

  if (!llm_db_verdicts_save (db, row, &hides, error))
    return FALSE;
  for (guint i = 0; row->judgements != NULL && i < row->judgements->len; i++)
    {
      if (!llm_db_judgements_save (db, row->judgements->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
place_turn (LlmDb *db, const LlmDbPlace *place, gint64 now, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_place, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", place->id);
  llm_statement_bind_text (statement, ":previous_id", place->previous_id);
  llm_statement_bind_text (statement, ":after_id", place->after_id);
  llm_statement_bind_int64 (statement, ":deleted", place->deleted);
  llm_statement_bind_int64 (statement, ":now", now);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_turns_insert:
 * @db: a connection in a transaction
 * @row: a turn with all its columns
 * @run: this process
 * @copies: what this process loaded of others
 * @files: where the bytes of its images should be
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_CONSTRAINT if its id, or that of
 *   one of its columns, is taken
 *
 * Adds a turn to a conversation, which is not told.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_turns_insert (LlmDb *db,
                     const LlmDbTurnRow *row,
                     LlmDbRun *run,
                     LlmDbAnswerCopies *copies,
                     LlmBlobFiles *files,
                     GError **error)
{
  const LlmDbPlace place = { row->id, row->previous_id, row->after_id, row->deleted };
  g_auto (Stored) stored = { 0 };
  g_auto (LlmDbEffect) effect = { 0 };

  g_return_val_if_fail (db != NULL, FALSE);

  if (!read_stored (db, row->id, &stored, error))
    return FALSE;
  if (stored.exists)
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT,
                           _ ("The prompt is in the history already."));
      return FALSE;
    }
  if (!write_row (db, row, error)
      || !llm_db_images_insert (db, row->id, row->images, files, error)
      || !insert_opinions (db, row, error))
    return FALSE;
  for (guint i = 0; i < row->answers->len; i++)
    {
      if (!llm_db_answers_save (db, row->answers->pdata[i], run, copies, &effect, error))
        return FALSE;
    }
  return !row->deleted || place_turn (db, &place, g_get_real_time (), error);
}

/**
 * llm_db_turns_save_answer:
 * @db: a connection in a transaction
 * @row: a column
 * @run: this process
 * @copies: what this process loaded of others
 * @changes: (inout): told of its conversation if that is listed otherwise
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_turns_save_answer (LlmDb *db,
                          const LlmDbAnswerRow *row,
                          LlmDbRun *run,
                          LlmDbAnswerCopies *copies,
                          LlmDbChanges *changes,
                          GError **error)
{
  g_auto (Stored) stored = { 0 };
  g_auto (LlmDbEffect) effect = { 0 };

  g_return_val_if_fail (db != NULL && row != NULL && changes != NULL, FALSE);

  if (!llm_db_answers_save (db, row, run, copies, &effect, error))
    return FALSE;
  if (effect.n_messages == 0 && !effect.recount)
    return TRUE;
  if (!read_stored (db, row->turn_id, &stored, error))
    return FALSE;
  effect.recount |= stored.deleted;
  return llm_db_conversations_update (db, stored.conversation_id, &effect, changes, error);
}

/**
 * llm_db_turns_place:
 * @db: a connection in a transaction
 * @places: (element-type LlmDbPlace): turns; those that are not there are passed over
 * @changes: (inout): told of conversations that are listed otherwise
 * @error: where to put an #LLM_DB_ERROR
 *
 * Moves turns, takes them out and puts them back.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_turns_place (LlmDb *db, GPtrArray *places, LlmDbChanges *changes, GError **error)
{
  const LlmDbEffect effect = { .recount = TRUE };
  g_autoptr (GHashTable) conversations = NULL;
  gint64 now = g_get_real_time ();
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (db != NULL && places != NULL && changes != NULL, FALSE);

  conversations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < places->len; i++)
    {
      const LlmDbPlace *place = places->pdata[i];
      g_auto (Stored) stored = { 0 };

      if (!read_stored (db, place->id, &stored, error) || !place_turn (db, place, now, error))
        return FALSE;
      if (stored.exists)
        g_hash_table_add (conversations, g_steal_pointer (&stored.conversation_id));
    }
  g_hash_table_iter_init (&iter, conversations);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (!llm_db_conversations_update (db, id, &effect, changes, error))
        return FALSE;
    }
  return TRUE;
}

/* --- Reading --- */

static void
read_verdict (LlmStatement *statement, int column, LlmDbTurnRow *row)
{
  llm_verdict_from_string (llm_statement_get_text (statement, column, NULL), &row->verdict);
  row->verdict_at = llm_statement_get_int64 (statement, column + 1);
  row->verdict_blind = llm_statement_get_int64 (statement, column + 2) != 0;
  llm_blind_from_string (llm_statement_get_text (statement, column + 3, NULL), &row->blind);
  row->note = llm_statement_dup_text (statement, column + 4);
}

static LlmDbTurnRow *
read_row (LlmStatement *statement)
{
  LlmDbTurnRow *row = llm_db_turn_row_new ();
  int i = 0;

  row->id = llm_statement_dup_required (statement, i++);
  row->conversation_id = llm_statement_dup_required (statement, i++);
  row->previous_id = llm_statement_dup_text (statement, i++);
  row->after_id = llm_statement_dup_text (statement, i++);
  row->deleted = llm_statement_get_int64 (statement, i++) != 0;
  row->title = llm_statement_dup_required (statement, i++);
  row->created_at = llm_statement_get_int64 (statement, i++);
  row->preferred = llm_statement_dup_text (statement, i++);
  read_verdict (statement, i, row);
  i += 5;
  row->system = llm_statement_dup_text (statement, i++);
  row->prompt = llm_statement_dup_required (statement, i++);
  return row;
}

static gboolean
read_rows (LlmDb *db, const char *turns, GPtrArray *rows, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, llm_db_turns_sql_load, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":turns", turns);
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      g_ptr_array_add (rows, read_row (statement));
    }
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  const LlmDbAnswerRow *first = *(LlmDbAnswerRow *const *) a;
  const LlmDbAnswerRow *second = *(LlmDbAnswerRow *const *) b;

  if (first->position != second->position)
    return first->position < second->position ? -1 : 1;
  return g_strcmp0 (first->column_id, second->column_id);
}

static GHashTable *
index_rows (GPtrArray *rows)
{
  GHashTable *by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_insert (by_id, ((LlmDbTurnRow *) rows->pdata[i])->id, rows->pdata[i]);
  return by_id;
}

/* Takes the answers. */
static void
hand_out (GHashTable *by_id, GPtrArray *rows, GPtrArray *answers)
{
  for (guint i = 0; i < answers->len; i++)
    {
      LlmDbAnswerRow *answer = g_steal_pointer (&answers->pdata[i]);
      LlmDbTurnRow *row = g_hash_table_lookup (by_id, answer->turn_id);

      if (row != NULL)
        g_ptr_array_add (row->answers, answer);
      else
        llm_db_answer_row_free (answer);
    }
  g_ptr_array_set_size (answers, 0);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_sort (((LlmDbTurnRow *) rows->pdata[i])->answers, compare_positions);
}

static void
add_image (GPtrArray **images, LlmDbImageRow *image)
{
  if (*images == NULL)
    *images = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_db_image_row_free);
  g_ptr_array_add (*images, image);
}

/* Takes the images, which are in order. */
static void
hand_out_images (GHashTable *by_id, GPtrArray *images)
{
  for (guint i = 0; i < images->len; i++)
    {
      LlmDbImageRow *image = g_steal_pointer (&images->pdata[i]);
      LlmDbTurnRow *row = g_hash_table_lookup (by_id, image->turn_id);

      if (row != NULL)
        add_image (&row->images, image);
      else
        llm_db_image_row_free (image);
    }
  g_ptr_array_set_size (images, 0);
}

/**
 * llm_db_turns_load:
 * @db: a connection in a transaction
 * @turns: a list of turns (llm_db_make_list())
 * @run: this process
 * @copies: notes which columns other processes run
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmDbTurnRow): those of them that are there,
 *   with their columns and images
 */
GPtrArray *
llm_db_turns_load (
    LlmDb *db, const char *turns, LlmDbRun *run, LlmDbAnswerCopies *copies, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GPtrArray) images = NULL;
  g_autoptr (GHashTable) by_id = NULL;

  g_return_val_if_fail (db != NULL && turns != NULL, NULL);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_db_turn_row_free);
  if (!read_rows (db, turns, rows, error))
    return NULL;
  answers = llm_db_answers_load (db, turns, run, copies, error);
  images = answers != NULL ? llm_db_images_load (db, turns, error) : NULL;
  if (images == NULL)
    return NULL;
  by_id = index_rows (rows);
  hand_out (by_id, rows, answers);
  hand_out_images (by_id, images);
  return g_steal_pointer (&rows);
}

/**
 * llm_db_turns_load_one:
 * @db: a connection in a transaction
 * @id: a turn
 * @run: this process
 * @copies: notes which columns other processes run
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_NOT_FOUND if there is none
 *
 * Returns: (transfer full): the turn with its columns
 */
LlmDbTurnRow *
llm_db_turns_load_one (
    LlmDb *db, const char *id, LlmDbRun *run, LlmDbAnswerCopies *copies, GError **error)
{
  const char *const ids[] = { id, NULL };
  g_autofree char *turns = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (db != NULL && id != NULL, NULL);

  turns = llm_db_make_list (ids);
  rows = llm_db_turns_load (db, turns, run, copies, error);
  if (rows == NULL)
    return NULL;
  if (rows->len == 0)
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND,
                           _ ("The comparison is no longer in the history."));
      return NULL;
    }
  return g_ptr_array_steal_index (rows, 0);
}

/* --- Threads --- */

typedef struct
{
  gint64 depth;
  char *turn_id;
  char *prompt;
  char *text;
  GPtrArray *images; /* LlmDbImageRow; NULL for none */
} Exchange;

static void
exchange_clear (gpointer data)
{
  Exchange *exchange = data;

  g_free (exchange->turn_id);
  g_free (exchange->prompt);
  g_free (exchange->text);
  g_clear_pointer (&exchange->images, g_ptr_array_unref);
}

static int
compare_depths (gconstpointer a, gconstpointer b)
{
  const Exchange *first = a, *second = b;

  return (first->depth < second->depth) - (first->depth > second->depth);
}

static gboolean
count_turns (LlmDb *db, const char *column_id, gint64 *n_turns, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_count, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", column_id);
  if (!llm_statement_step (statement, &has_row, error))
    return FALSE;
  *n_turns = llm_statement_get_int64 (statement, 0);
  if (*n_turns > 0)
    return TRUE;
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND,
                       _ ("The answer is no longer in the history."));
  return FALSE;
}

static gboolean
read_exchanges (LlmDb *db, const char *column_id, gint64 n_turns, GArray *exchanges, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, llm_db_turns_sql_thread, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":column_id", column_id);
  llm_statement_bind_int64 (statement, ":n_turns", n_turns);
  for (;;)
    {
      Exchange exchange = { 0 };

      if (!llm_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      exchange.depth = llm_statement_get_int64 (statement, 0);
      exchange.turn_id = llm_statement_dup_required (statement, 1);
      exchange.prompt = llm_statement_dup_required (statement, 2);
      exchange.text = llm_statement_dup_required (statement, 3);
      g_array_append_val (exchanges, exchange);
    }
}

/* One query for the whole thread; a turn may be in it once only. */
static gboolean
read_images (LlmDb *db, GArray *exchanges, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) images = NULL;
  g_autofree char *turns = NULL;

  for (guint i = 0; i < exchanges->len; i++)
    {
      Exchange *exchange = &g_array_index (exchanges, Exchange, i);

      g_hash_table_insert (by_id, exchange->turn_id, exchange);
      g_ptr_array_add (ids, exchange->turn_id);
    }
  g_ptr_array_add (ids, NULL);
  turns = llm_db_make_list ((const char *const *) ids->pdata);
  images = llm_db_images_load (db, turns, error);
  for (guint i = 0; images != NULL && i < images->len; i++)
    {
      LlmDbImageRow *image = g_steal_pointer (&images->pdata[i]);
      Exchange *exchange = g_hash_table_lookup (by_id, image->turn_id);

      if (exchange != NULL)
        add_image (&exchange->images, image);
      else
        llm_db_image_row_free (image);
    }
  if (images != NULL)
    g_ptr_array_set_size (images, 0);
  return images != NULL;
}

/**
 * llm_db_turns_load_thread:
 * @db: a connection in a transaction
 * @column_id: an answer
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_NOT_FOUND if there is none
 *
 * What a prompt after @column_id comes after, as llm_conversation_make_thread() has it.
 *
 * Returns: (transfer full): the thread up to and with the answer
 */
LlmThread *
llm_db_turns_load_thread (LlmDb *db, const char *column_id, GError **error)
{
  g_autoptr (LlmThread) thread = NULL;
  g_autoptr (GArray) exchanges = NULL;
  gint64 n_turns;

  g_return_val_if_fail (db != NULL && column_id != NULL, NULL);

  exchanges = g_array_new (FALSE, FALSE, sizeof (Exchange));
  g_array_set_clear_func (exchanges, exchange_clear);
  if (!count_turns (db, column_id, &n_turns, error)
      || !read_exchanges (db, column_id, n_turns, exchanges, error)
      || !read_images (db, exchanges, error))
    return NULL;
  g_array_sort (exchanges, compare_depths);

  thread = llm_thread_new ();
  for (guint i = 0; i < exchanges->len; i++)
    {
      const Exchange *exchange = &g_array_index (exchanges, Exchange, i);
      g_autoptr (GPtrArray) images = NULL;

      if (*exchange->text == '\0')
        continue;
      images = llm_db_image_rows_to_images (exchange->images);
      llm_thread_add (thread, LLM_ROLE_USER, exchange->prompt);
      llm_thread_add_images (thread, images);
      llm_thread_add (thread, LLM_ROLE_ASSISTANT, exchange->text);
    }
  return g_steal_pointer (&thread);
}
