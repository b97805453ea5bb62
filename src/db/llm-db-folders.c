/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-folders.h"

const char llm_db_folders_sql_list[] =
    "SELECT id, name, color, position,"
    "  (SELECT count (*) FROM conversation INDEXED BY conversation_by_folder"
    "    WHERE conversation.folder_id = folder.id AND deleted_at IS NULL AND archived = 0)"
    " FROM folder ORDER BY position, name, id";

const char llm_db_folders_sql_list_tags[] =
    "SELECT name, (SELECT count (*) FROM conversation_tag CROSS JOIN conversation"
    "    ON conversation.num = conversation_tag.conversation_num"
    "    WHERE conversation_tag.tag_id = tag.id AND deleted_at IS NULL AND archived = 0)"
    " FROM tag ORDER BY name";

static const char sql_save[] =
    "INSERT INTO folder (id, name, color, position) VALUES (:id, :name, :color, :position)"
    " ON CONFLICT (id) DO UPDATE SET name = excluded.name, color = excluded.color,"
    "  position = excluded.position";

static const char sql_used[] = "SELECT 1 FROM conversation WHERE folder_id = :id LIMIT 1";

static const char sql_delete[] = "DELETE FROM folder WHERE id = :id";

/**
 * llm_db_folders_list:
 * @db: a connection
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmFolder): all folders in order
 */
GPtrArray *
llm_db_folders_list (LlmDb *db, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL, NULL);

  statement = llm_db_prepare (db, llm_db_folders_sql_list, error);
  if (statement == NULL)
    return NULL;
  folders = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_folder_free);
  for (;;)
    {
      g_autofree char *id = NULL;
      g_autofree char *name = NULL;
      LlmFolder *folder;

      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&folders);
      id = llm_statement_dup_required (statement, 0);
      name = llm_statement_dup_required (statement, 1);
      folder = llm_folder_new (id, name);
      folder->color = llm_statement_dup_text (statement, 2);
      folder->position = llm_statement_get_int64 (statement, 3);
      folder->n_entries = (guint) llm_statement_get_int64 (statement, 4);
      g_ptr_array_add (folders, folder);
    }
}

/**
 * llm_db_folders_list_tags:
 * @db: a connection
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmTag): all tags by name
 */
GPtrArray *
llm_db_folders_list_tags (LlmDb *db, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  g_autoptr (GPtrArray) tags = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL, NULL);

  statement = llm_db_prepare (db, llm_db_folders_sql_list_tags, error);
  if (statement == NULL)
    return NULL;
  tags = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_tag_free);
  for (;;)
    {
      g_autofree char *name = NULL;

      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&tags);
      name = llm_statement_dup_required (statement, 0);
      g_ptr_array_add (tags, llm_tag_new (name, (guint) llm_statement_get_int64 (statement, 1)));
    }
}

/**
 * llm_db_folders_save:
 * @db: a connection in a transaction
 * @folder: a folder, known or new
 * @changes: (inout): told of it
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_folders_save (LlmDb *db, const LlmFolder *folder, LlmDbChanges *changes, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && folder != NULL && changes != NULL, FALSE);

  statement = llm_db_prepare (db, sql_save, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", folder->id);
  llm_statement_bind_text (statement, ":name", folder->name);
  llm_statement_bind_text (statement, ":color", folder->color);
  llm_statement_bind_int64 (statement, ":position", folder->position);
  changes->folders = TRUE;
  return llm_statement_run (statement, error);
}

static gboolean
run_with_id (LlmDb *db, const char *sql, const char *id, gboolean *has_row, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  return llm_statement_step (statement, has_row, error);
}

/**
 * llm_db_folders_delete:
 * @db: a connection in a transaction
 * @id: a folder
 * @changes: (inout): told if there was one
 * @error: where to put an #LLM_DB_ERROR
 *
 * Its conversations stay, in no folder.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_folders_delete (LlmDb *db, const char *id, LlmDbChanges *changes, GError **error)
{
  gboolean used, has_row;

  g_return_val_if_fail (db != NULL && id != NULL && changes != NULL, FALSE);

  if (!run_with_id (db, sql_used, id, &used, error)
      || !run_with_id (db, sql_delete, id, &has_row, error))
    return FALSE;
  changes->all |= used;
  changes->folders |= llm_db_get_changes (db) > 0;
  return TRUE;
}
