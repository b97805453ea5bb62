/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-conversations.h"
#include "llm-db-entries.h"
#include "llm-db-lists.h"
#include "llm-db-turns.h"

#include <glib/gi18n-lib.h>

const char llm_db_conversations_sql_load[] =
    "SELECT " LLM_DB_ENTRY_COLUMNS ", active_id, system, draft FROM conversation WHERE id = :id";

const char llm_db_conversations_sql_turns[] =
    "SELECT id, previous_id, after_id, created_at, deleted_at IS NOT NULL FROM turn"
    " WHERE conversation_id = :id ORDER BY created_at, id";

/* In the order in which they were asked; a turn without answers counts, too. */
const char llm_db_conversations_sql_count[] =
    "SELECT turn.id, answer.provider || ':' || answer.model"
    " FROM turn LEFT JOIN answer ON answer.turn_id = turn.id"
    " WHERE turn.conversation_id = :id AND turn.deleted_at IS NULL"
    " ORDER BY turn.created_at, turn.id, answer.position";

const char llm_db_conversations_sql_first[] =
    "SELECT prompt FROM turn"
    " WHERE conversation_id = :id AND previous_id IS NULL AND deleted_at IS NULL"
    " ORDER BY created_at, id LIMIT 1";

static const char sql_ensure[] =
    "INSERT INTO conversation (id, kind, title, snippet, created_at, active_at, rank, n_messages,"
    "  models)"
    " VALUES (:id, '" LLM_KIND_COMPARISON "', :title, :snippet, :created_at, :created_at,"
    "  :created_at, 0, '')"
    " ON CONFLICT (id) DO NOTHING";

static const char sql_exists[] = "SELECT 1 FROM conversation WHERE id = :id";

static const char sql_save[] =
    "INSERT INTO conversation (id, kind, title, snippet, created_at, active_at, rank, n_messages,"
    "  models, active_id, system, draft)"
    " VALUES (:id, :kind, :title, '', :created_at, :created_at, :created_at, 0, '', :active_id,"
    "  :system, :draft)"
    " ON CONFLICT (id) DO UPDATE SET active_id = excluded.active_id, system = excluded.system,"
    "  draft = excluded.draft";

static const char sql_stored[] =
    "SELECT snippet, active_at, n_messages, models FROM conversation WHERE id = :id";

static const char sql_update[] =
    "UPDATE conversation SET snippet = :snippet, active_at = :active_at,"
    "  rank = CASE WHEN rank = active_at THEN :active_at ELSE rank END,"
    "  n_messages = :n_messages, models = :models"
    " WHERE id = :id";

/* A branch that is shown is shown to its new end, also if the program ends before it has
 * saved what is shown. */
static const char sql_advance[] =
    "UPDATE conversation SET active_id = :turn_id WHERE id = :id AND active_id = :previous_id";

static const char sql_delete[] = "DELETE FROM conversation WHERE id = :id";

const char llm_db_conversations_sql_purge[] =
    "DELETE FROM conversation WHERE num IN (SELECT num FROM conversation"
    "  INDEXED BY conversation_trash WHERE deleted_at IS NOT NULL AND deleted_at < :before"
    "  LIMIT :limit)";

static const char sql_import[] =
    "INSERT INTO conversation (id, kind, title, title_made, snippet, created_at, active_at, rank,"
    "  pinned, archived, folder_id, color, n_messages, models, active_id, system, draft)"
    " VALUES (:id, :kind, :title, :title_made, '', :created_at, :active_at, :rank, :pinned,"
    "  :archived, (SELECT id FROM folder WHERE id = :folder_id), :color, 0, '', :active_id,"
    "  :system, :draft)";

/* --- What a conversation says of its turns --- */

/* What is stored, and then what will be. */
typedef struct
{
  gboolean exists;
  char *snippet;
  gint64 active_at;
  guint n_messages;
  char *models;
} Summary;

static void
summary_clear (Summary *summary)
{
  g_free (summary->snippet);
  g_free (summary->models);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Summary, summary_clear)

static gboolean
read_summary (LlmDb *db, const char *id, Summary *summary, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_stored, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  if (!llm_statement_step (statement, &summary->exists, error))
    return FALSE;
  if (!summary->exists)
    return TRUE;
  summary->snippet = llm_statement_dup_required (statement, 0);
  summary->active_at = llm_statement_get_int64 (statement, 1);
  summary->n_messages = (guint) llm_statement_get_int64 (statement, 2);
  summary->models = llm_statement_dup_required (statement, 3);
  return TRUE;
}

static gboolean
write_summary (LlmDb *db, const char *id, const Summary *summary, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_update, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  llm_statement_bind_text (statement, ":snippet", summary->snippet);
  llm_statement_bind_int64 (statement, ":active_at", summary->active_at);
  llm_statement_bind_int64 (statement, ":n_messages", summary->n_messages);
  llm_statement_bind_text (statement, ":models", summary->models);
  return llm_statement_run (statement, error);
}

static void
add_model (GPtrArray *models, const char *model)
{
  if (*model != '\0' && !g_ptr_array_find_with_equal_func (models, model, g_str_equal, NULL))
    g_ptr_array_add (models, g_strdup (model));
}

static char *
join (GPtrArray *models)
{
  g_ptr_array_add (models, NULL);
  return g_strjoinv ("\n", (char **) models->pdata);
}

/* What is new is added without a look at what was there before. */
static void
add_effect (Summary *summary, const LlmDbEffect *effect)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) known = g_strsplit (summary->models, "\n", -1);

  for (guint i = 0; known[i] != NULL; i++)
    add_model (models, known[i]);
  for (guint i = 0; effect->models != NULL && i < effect->models->len; i++)
    add_model (models, effect->models->pdata[i]);
  summary->n_messages += effect->n_messages;
  g_free (summary->models);
  summary->models = join (models);
}

static gboolean
count (LlmDb *db, const char *id, Summary *summary, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, llm_db_conversations_sql_count, error);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *turn_id = NULL;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  summary->n_messages = 0;
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      if (g_strcmp0 (turn_id, llm_statement_get_text (statement, 0, NULL)) != 0)
        {
          g_free (turn_id);
          turn_id = g_strdup (llm_statement_get_text (statement, 0, NULL));
          summary->n_messages++;
        }
      if (!llm_statement_is_null (statement, 1))
        {
          g_autofree char *model = llm_statement_dup_required (statement, 1);

          add_model (models, g_strdelimit (model, "\n", ' '));
          summary->n_messages++;
        }
    }
  g_free (summary->models);
  summary->models = join (models);
  return TRUE;
}

/* Of the first prompt that is left, if one is. */
static gboolean
read_snippet (LlmDb *db, const char *id, Summary *summary, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, llm_db_conversations_sql_first, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  if (!llm_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      g_autofree char *prompt = llm_statement_dup_required (statement, 0);

      g_free (summary->snippet);
      summary->snippet = llm_db_make_snippet (prompt);
    }
  return TRUE;
}

static gboolean
update (LlmDb *db,
        const char *id,
        const LlmDbTurnRow *new_turn,
        const LlmDbEffect *effect,
        LlmDbChanges *changes,
        GError **error)
{
  g_auto (Summary) old = { 0 };
  g_auto (Summary) summary = { 0 };

  if (!read_summary (db, id, &old, error))
    return FALSE;
  if (!old.exists)
    return TRUE;
  summary = old;
  summary.snippet = g_strdup (old.snippet);
  summary.models = g_strdup (old.models);
  if (new_turn != NULL)
    {
      summary.active_at = MAX (summary.active_at, new_turn->created_at);
      if (new_turn->previous_id == NULL && *summary.snippet == '\0')
        {
          g_free (summary.snippet);
          summary.snippet = g_strdup (new_turn->snippet);
        }
      summary.n_messages++;
    }
  if (!effect->recount)
    add_effect (&summary, effect);
  else if (!count (db, id, &summary, error) || !read_snippet (db, id, &summary, error))
    return FALSE;

  if (summary.active_at == old.active_at && summary.n_messages == old.n_messages
      && g_str_equal (summary.models, old.models) && g_str_equal (summary.snippet, old.snippet))
    return TRUE;
  llm_db_changes_add (changes, id);
  return write_summary (db, id, &summary, error);
}

/**
 * llm_db_conversations_update:
 * @db: a connection in a transaction
 * @id: a conversation
 * @effect: what changed in its turns
 * @changes: (inout): told if it is listed otherwise
 * @error: where to put an #LLM_DB_ERROR
 *
 * Keeps what its row says of its turns right.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_conversations_update (
    LlmDb *db, const char *id, const LlmDbEffect *effect, LlmDbChanges *changes, GError **error)
{
  g_return_val_if_fail (db != NULL && id != NULL, FALSE);
  g_return_val_if_fail (effect != NULL && changes != NULL, FALSE);

  if (effect->n_messages == 0 && !effect->recount)
    return TRUE;
  return update (db, id, NULL, effect, changes, error);
}

static gboolean
advance (LlmDb *db, const LlmDbTurnRow *turn, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  if (turn->previous_id == NULL)
    return TRUE;
  statement = llm_db_prepare (db, sql_advance, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", turn->conversation_id);
  llm_statement_bind_text (statement, ":turn_id", turn->id);
  llm_statement_bind_text (statement, ":previous_id", turn->previous_id);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_conversations_add_turn:
 * @db: a connection in a transaction
 * @turn: a turn that is stored now and was not before
 * @effect: what came with it
 * @changes: (inout): told of its conversation
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_conversations_add_turn (LlmDb *db,
                               const LlmDbTurnRow *turn,
                               const LlmDbEffect *effect,
                               LlmDbChanges *changes,
                               GError **error)
{
  g_return_val_if_fail (db != NULL && turn != NULL, FALSE);
  g_return_val_if_fail (effect != NULL && changes != NULL, FALSE);

  return update (db, turn->conversation_id, turn, effect, changes, error)
         && advance (db, turn, error);
}

/* --- Writing --- */

/**
 * llm_db_conversations_ensure:
 * @db: a connection in a transaction
 * @turn: a turn
 * @changes: (inout): told if there is a new conversation
 * @error: where to put an #LLM_DB_ERROR
 *
 * Makes the conversation of a comparison's first turn, if there is none.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_conversations_ensure (LlmDb *db,
                             const LlmDbTurnRow *turn,
                             LlmDbChanges *changes,
                             GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && turn != NULL && changes != NULL, FALSE);

  statement = llm_db_prepare (db, sql_ensure, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", turn->conversation_id);
  llm_statement_bind_text (statement, ":title", turn->title);
  llm_statement_bind_text (statement, ":snippet", turn->snippet);
  llm_statement_bind_int64 (statement, ":created_at", turn->created_at);
  if (!llm_statement_run (statement, error))
    return FALSE;
  if (llm_db_get_changes (db) > 0)
    llm_db_changes_add (changes, turn->conversation_id);
  return TRUE;
}

static gboolean
exists (LlmDb *db, const char *id, gboolean *found, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_exists, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  return llm_statement_step (statement, found, error);
}

static void
bind_row (LlmStatement *statement, const LlmDbConversationRow *row)
{
  llm_statement_bind_text (statement, ":id", row->id);
  llm_statement_bind_text (statement, ":kind", row->kind);
  llm_statement_bind_text (statement, ":title", row->title);
  llm_statement_bind_int64 (statement, ":created_at", row->created_at);
  llm_statement_bind_text (statement, ":active_id", row->active_id);
  llm_statement_bind_text (statement, ":system", row->system);
  llm_statement_bind_text (statement, ":draft", row->draft);
}

/**
 * llm_db_conversations_save:
 * @db: a connection in a transaction
 * @row: a conversation
 * @changes: (inout): told if it is new
 * @error: where to put an #LLM_DB_ERROR
 *
 * Inserts it, or updates draft, system prompt and the branch that is shown.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_conversations_save (LlmDb *db,
                           const LlmDbConversationRow *row,
                           LlmDbChanges *changes,
                           GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  gboolean found;

  g_return_val_if_fail (db != NULL && row != NULL && changes != NULL, FALSE);

  if (!exists (db, row->id, &found, error))
    return FALSE;
  statement = llm_db_prepare (db, sql_save, error);
  if (statement == NULL)
    return FALSE;
  bind_row (statement, row);
  if (!llm_statement_run (statement, error))
    return FALSE;
  if (!found)
    llm_db_changes_add (changes, row->id);
  return TRUE;
}

/**
 * llm_db_conversations_delete:
 * @db: a connection in a transaction
 * @id: a conversation
 * @changes: (inout): told if there was one
 * @error: where to put an #LLM_DB_ERROR
 *
 * Deletes it for good with its turns; one that does not exist is no error.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_conversations_delete (LlmDb *db, const char *id, LlmDbChanges *changes, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && id != NULL && changes != NULL, FALSE);

  statement = llm_db_prepare (db, sql_delete, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  if (!llm_statement_run (statement, error))
    return FALSE;
  if (llm_db_get_changes (db) == 0)
    return TRUE;
  llm_db_changes_add (changes, id);
  return llm_db_entries_drop_tags (db, changes, error);
}

/**
 * llm_db_conversations_purge:
 * @db: a connection in a transaction
 * @before: Unix time in microseconds
 * @limit: how many at most
 * @n_purged: (out): how many there were
 * @changes: (inout): told if any went
 * @error: where to put an #LLM_DB_ERROR
 *
 * Deletes what is in the trash since before a time.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_conversations_purge (LlmDb *db,
                            gint64 before,
                            guint limit,
                            guint *n_purged,
                            LlmDbChanges *changes,
                            GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && n_purged != NULL && changes != NULL, FALSE);

  statement = llm_db_prepare (db, llm_db_conversations_sql_purge, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_int64 (statement, ":before", before);
  llm_statement_bind_int64 (statement, ":limit", limit);
  if (!llm_statement_run (statement, error))
    return FALSE;
  *n_purged = (guint) llm_db_get_changes (db);
  if (*n_purged == 0)
    return TRUE;
  changes->all = TRUE;
  return llm_db_entries_drop_tags (db, changes, error);
}

/* --- Bringing one in --- */

static gint64
get_last_time (const LlmDbConversationRow *row, GPtrArray *turns)
{
  gint64 last = row->created_at;

  for (guint i = 0; i < turns->len; i++)
    last = MAX (last, ((LlmDbTurnRow *) turns->pdata[i])->created_at);
  return last;
}

static gboolean
insert_imported (LlmDb *db, const LlmDbConversationRow *row, gint64 last_time, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_import, error);
  const LlmEntryData *data = row->entry != NULL ? llm_history_entry_get_data (row->entry) : NULL;
  gint64 active_at = data != NULL ? data->active_at : last_time;

  if (statement == NULL)
    return FALSE;
  bind_row (statement, row);
  llm_statement_bind_int64 (statement, ":title_made", *row->title == '\0');
  llm_statement_bind_int64 (statement, ":active_at", active_at);
  llm_statement_bind_int64 (statement, ":rank", data != NULL ? data->rank : active_at);
  llm_statement_bind_int64 (statement, ":pinned", data != NULL && data->pinned);
  llm_statement_bind_int64 (statement, ":archived", data != NULL && data->archived);
  llm_statement_bind_text (statement, ":folder_id", data != NULL ? data->folder_id : NULL);
  llm_statement_bind_text (statement, ":color", data != NULL ? data->color : NULL);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_conversations_import:
 * @db: a connection in a transaction
 * @row: a conversation
 * @turns: (element-type LlmDbTurnRow): all its turns
 * @run: this process
 * @copies: what this process loaded of others
 * @files: where the bytes of images should be
 * @changes: (inout): told of it
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_CONSTRAINT if one of its ids is
 *   taken
 *
 * Inserts it with what its entry says, but for the trash; into its folder if there is
 * one with that id.
 *
 * Returns: whether it worked; if not, the transaction must be rolled back
 */
gboolean
llm_db_conversations_import (LlmDb *db,
                             const LlmDbConversationRow *row,
                             GPtrArray *turns,
                             LlmDbRun *run,
                             LlmDbAnswerCopies *copies,
                             LlmBlobFiles *files,
                             LlmDbChanges *changes,
                             GError **error)
{
  const LlmDbEffect effect = { .recount = TRUE };
  const LlmEntryData *data;
  gboolean found;

  g_return_val_if_fail (db != NULL && row != NULL && turns != NULL, FALSE);
  g_return_val_if_fail (files != NULL && changes != NULL, FALSE);

  if (!exists (db, row->id, &found, error))
    return FALSE;
  if (found)
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT,
                           _ ("The conversation is in the history already."));
      return FALSE;
    }
  if (!insert_imported (db, row, get_last_time (row, turns), error))
    return FALSE;
  for (guint i = 0; i < turns->len; i++)
    {
      if (!llm_db_turns_insert (db, turns->pdata[i], run, copies, files, error))
        return FALSE;
    }
  data = row->entry != NULL ? llm_history_entry_get_data (row->entry) : NULL;
  for (guint i = 0; data != NULL && data->tags[i] != NULL; i++)
    {
      if (!llm_db_entries_add_tag (db, row->id, data->tags[i], changes, error))
        return FALSE;
    }
  llm_db_changes_add (changes, row->id);
  return update (db, row->id, NULL, &effect, changes, error);
}

/* --- Reading --- */

static gboolean
read_turns (LlmDb *db, LlmConversation *conversation, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, llm_db_conversations_sql_turns, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", llm_conversation_get_id (conversation));
  for (;;)
    {
      g_autofree char *id = NULL;
      g_autofree char *previous_id = NULL;
      g_autofree char *after_id = NULL;
      g_autoptr (LlmTurn) turn = NULL;

      if (!llm_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        return TRUE;
      id = llm_statement_dup_required (statement, 0);
      /* What is no UTF-8 may become what is there already. */
      if (llm_conversation_find (conversation, id) != NULL)
        continue;
      previous_id = llm_statement_dup_text (statement, 1);
      after_id = llm_statement_dup_text (statement, 2);
      turn = llm_turn_new (id, previous_id, after_id, llm_statement_get_int64 (statement, 3));
      llm_turn_set_deleted (turn, llm_statement_get_int64 (statement, 4) != 0);
      llm_conversation_add (conversation, turn);
    }
}

/**
 * llm_db_conversations_load:
 * @db: a connection in a transaction
 * @id: a conversation
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_NOT_FOUND if there is none
 *
 * Nobody else knows it yet, so that it can be made here: ten thousand turns take a
 * while.
 *
 * Returns: (transfer full): the whole tree, without texts
 */
LlmConversation *
llm_db_conversations_load (LlmDb *db, const char *id, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (LlmHistoryEntry) entry = NULL;
  g_autofree char *active_id = NULL;
  g_autofree char *system = NULL;
  g_autofree char *draft = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL && id != NULL, NULL);

  statement = llm_db_prepare (db, llm_db_conversations_sql_load, error);
  if (statement == NULL)
    return NULL;
  llm_statement_bind_text (statement, ":id", id);
  if (!llm_statement_step (statement, &has_row, error))
    return NULL;
  if (!has_row)
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND,
                           _ ("The conversation is no longer in the history."));
      return NULL;
    }
  entry = llm_db_lists_read_entry (statement, 0);
  active_id = llm_statement_dup_text (statement, LLM_DB_ENTRY_N_COLUMNS);
  system = llm_statement_dup_text (statement, LLM_DB_ENTRY_N_COLUMNS + 1);
  draft = llm_statement_dup_text (statement, LLM_DB_ENTRY_N_COLUMNS + 2);
  conversation = llm_conversation_new_with_id (id, llm_history_entry_get_kind (entry),
                                               llm_history_entry_get_title (entry),
                                               llm_history_entry_get_created_at (entry), system);
  llm_conversation_set_entry (conversation, entry);
  llm_conversation_set_draft (conversation, draft);
  if (!read_turns (db, conversation, error))
    return NULL;
  llm_conversation_set_active_id (conversation, active_id);
  return g_steal_pointer (&conversation);
}
