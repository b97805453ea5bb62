/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-entries.h"

#include <string.h>

/* Nobody reads longer names of tags (characters). */
#define MAX_TAG 100

static const char sql_add_tag[] = "INSERT INTO tag (name) VALUES (:tag) ON CONFLICT DO NOTHING";

static const char sql_attach[] =
    "INSERT INTO conversation_tag (tag_id, active_at, conversation_id, conversation_num)"
    " SELECT tag.id, conversation.active_at, conversation.id, conversation.num"
    "  FROM conversation CROSS JOIN tag ON tag.name = :tag WHERE conversation.id = :id"
    " ON CONFLICT DO NOTHING";

static const char sql_detach[] =
    "DELETE FROM conversation_tag"
    " WHERE conversation_num = (SELECT num FROM conversation WHERE id = :id)"
    "  AND tag_id = (SELECT id FROM tag WHERE name = :tag)";

/* The names of a conversation's tags in its row; one tag may be left out. */
#define NAMES                                                                                      \
  "coalesce ((SELECT group_concat (name, char (10)) FROM"                                          \
  "  (SELECT tag.name FROM conversation_tag CROSS JOIN tag ON tag.id = conversation_tag.tag_id"    \
  "    WHERE conversation_tag.conversation_num = conversation.num AND tag.id IS NOT :without"      \
  "    ORDER BY tag.name)), '')"

static const char sql_name_of_one[] = "UPDATE conversation SET tags = " NAMES " WHERE id = :id";

static const char sql_name_all_with[] =
    "UPDATE conversation SET tags = " NAMES
    " WHERE num IN (SELECT conversation_num FROM conversation_tag WHERE tag_id = :tag_id)";

static const char sql_find_tag[] = "SELECT id FROM tag WHERE name = :name";

static const char sql_rename_tag[] = "UPDATE tag SET name = :name WHERE id = :tag_id";

static const char sql_merge_tag[] =
    "UPDATE OR IGNORE conversation_tag SET tag_id = :into WHERE tag_id = :tag_id";

static const char sql_delete_tag[] = "DELETE FROM tag WHERE id = :tag_id";

static const char sql_drop_tags[] =
    "DELETE FROM tag WHERE NOT EXISTS"
    " (SELECT 1 FROM conversation_tag WHERE conversation_tag.tag_id = tag.id)";

/* --- Tags --- */

/* Names stand one per line in the conversation's row. */
static char *
make_tag_name (const char *tag)
{
  g_autofree char *valid = g_utf8_make_valid (tag, -1);
  char *name = g_strstrip (g_strdelimit (g_steal_pointer (&valid), "\r\n", ' '));

  if (g_utf8_strlen (name, -1) > MAX_TAG)
    *g_utf8_offset_to_pointer (name, MAX_TAG) = '\0';
  return g_strchomp (name);
}

static gboolean
run_with_tag (LlmDb *db, const char *sql, const char *id, const char *tag, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":tag", tag);
  if (id != NULL)
    llm_statement_bind_text (statement, ":id", id);
  return llm_statement_run (statement, error);
}

static gboolean
name_tags (LlmDb *db, const char *id, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_name_of_one, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_entries_add_tag:
 * @db: a connection in a transaction
 * @id: a conversation
 * @tag: the tag's name
 * @changes: (inout): told of the tag
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_entries_add_tag (
    LlmDb *db, const char *id, const char *tag, LlmDbChanges *changes, GError **error)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (db != NULL && id != NULL && tag != NULL, FALSE);
  g_return_val_if_fail (changes != NULL, FALSE);

  name = make_tag_name (tag);
  if (*name == '\0')
    return TRUE;
  changes->folders = TRUE;
  return run_with_tag (db, sql_add_tag, NULL, name, error)
         && run_with_tag (db, sql_attach, id, name, error) && name_tags (db, id, error);
}

static gboolean
remove_tag (LlmDb *db, const char *id, const char *tag, LlmDbChanges *changes, GError **error)
{
  changes->folders = TRUE;
  return run_with_tag (db, sql_detach, id, tag, error) && name_tags (db, id, error);
}

/**
 * llm_db_entries_drop_tags:
 * @db: a connection in a transaction
 * @changes: (inout): told if any went
 * @error: where to put an #LLM_DB_ERROR
 *
 * Deletes tags that no conversation has.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_entries_drop_tags (LlmDb *db, LlmDbChanges *changes, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && changes != NULL, FALSE);

  statement = llm_db_prepare (db, sql_drop_tags, error);
  if (statement == NULL || !llm_statement_run (statement, error))
    return FALSE;
  if (llm_db_get_changes (db) > 0)
    changes->folders = TRUE;
  return TRUE;
}

/* 0 if there is none. */
static gboolean
find_tag (LlmDb *db, const char *name, gint64 *tag_id, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_find_tag, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":name", name);
  if (!llm_statement_step (statement, &has_row, error))
    return FALSE;
  *tag_id = has_row ? llm_statement_get_int64 (statement, 0) : 0;
  return TRUE;
}

static gboolean
run_with_tag_id (LlmDb *db, const char *sql, gint64 tag_id, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_int64 (statement, ":tag_id", tag_id);
  return llm_statement_run (statement, error);
}

static gboolean
name_all_with (LlmDb *db, gint64 tag_id, gboolean without, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_name_all_with, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_int64 (statement, ":tag_id", tag_id);
  if (without)
    llm_statement_bind_int64 (statement, ":without", tag_id);
  return llm_statement_run (statement, error);
}

static gboolean
write_tag_name (LlmDb *db, gint64 tag_id, const char *name, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_rename_tag, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_int64 (statement, ":tag_id", tag_id);
  llm_statement_bind_text (statement, ":name", name);
  return llm_statement_run (statement, error) && name_all_with (db, tag_id, FALSE, error);
}

static gboolean
merge_tag (LlmDb *db, gint64 tag_id, gint64 into, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_merge_tag, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_int64 (statement, ":tag_id", tag_id);
  llm_statement_bind_int64 (statement, ":into", into);
  return llm_statement_run (statement, error) && run_with_tag_id (db, sql_delete_tag, tag_id, error)
         && name_all_with (db, into, FALSE, error);
}

/**
 * llm_db_entries_rename_tag:
 * @db: a connection in a transaction
 * @name: a tag's name
 * @new_name: (nullable): its new name; that of another tag makes them one; %NULL takes
 *   it off all conversations
 * @changes: (inout): told if there was one
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_entries_rename_tag (
    LlmDb *db, const char *name, const char *new_name, LlmDbChanges *changes, GError **error)
{
  g_autofree char *new_tag = NULL;
  gint64 tag_id, other = 0;

  g_return_val_if_fail (db != NULL && name != NULL && changes != NULL, FALSE);

  new_tag = new_name != NULL ? make_tag_name (new_name) : NULL;
  if (!find_tag (db, name, &tag_id, error)
      || (new_tag != NULL && !find_tag (db, new_tag, &other, error)))
    return FALSE;
  if (tag_id == 0)
    return TRUE;
  changes->all = TRUE;
  changes->folders = TRUE;
  if (new_tag == NULL || *new_tag == '\0')
    return name_all_with (db, tag_id, TRUE, error)
           && run_with_tag_id (db, sql_delete_tag, tag_id, error);
  if (other == 0 || other == tag_id)
    return write_tag_name (db, tag_id, new_tag, error);
  return merge_tag (db, tag_id, other, error);
}

/* --- Everything else --- */

static void
add_assignment (GString *sql, const char *assignment)
{
  g_string_append_printf (sql, "%s %s", sql->len > 0 ? "," : "UPDATE conversation SET", assignment);
}

/* A title that was made never replaces one that was given; who is newly pinned comes
 * first, unless a place is told, too. */
static char *
make_sql (LlmEntryFields fields)
{
  GString *sql = g_string_new (NULL);

  if (fields & LLM_ENTRY_TITLE)
    {
      add_assignment (sql, "title = CASE WHEN :title_made AND NOT title_made THEN title"
                           " ELSE :title END");
      add_assignment (sql, "title_made = title_made AND :title_made");
    }
  if (fields & LLM_ENTRY_PINNED)
    add_assignment (sql, "pinned = :pinned");
  if (fields & LLM_ENTRY_RANK)
    add_assignment (sql, "rank = :rank");
  else if (fields & LLM_ENTRY_PINNED)
    add_assignment (sql, "rank = CASE WHEN :pinned AND NOT pinned THEN :now ELSE rank END");
  if (fields & LLM_ENTRY_ARCHIVED)
    add_assignment (sql, "archived = :archived");
  if (fields & LLM_ENTRY_TRASHED)
    add_assignment (sql,
                    "deleted_at = CASE WHEN :trashed THEN coalesce (deleted_at, :deleted_at) END");
  if (fields & LLM_ENTRY_FOLDER)
    add_assignment (sql, "folder_id = :folder_id");
  if (fields & LLM_ENTRY_COLOR)
    add_assignment (sql, "color = :color");
  if (sql->len > 0)
    g_string_append (sql, " WHERE id = :id");
  return g_string_free (sql, FALSE);
}

static void
bind_change (LlmStatement *statement, const LlmEntryChange *change, gint64 now, guint index)
{
  if (change->fields & LLM_ENTRY_TITLE)
    {
      llm_statement_bind_text (statement, ":title", change->title != NULL ? change->title : "");
      llm_statement_bind_int64 (statement, ":title_made", change->title_is_made != FALSE);
    }
  if (change->fields & LLM_ENTRY_PINNED)
    llm_statement_bind_int64 (statement, ":pinned", change->pinned != FALSE);
  /* 0 stands for a rank that is not known. */
  if (change->fields & LLM_ENTRY_RANK)
    llm_statement_bind_int64 (statement, ":rank", change->rank != 0 ? change->rank : 1);
  else if (change->fields & LLM_ENTRY_PINNED)
    llm_statement_bind_int64 (statement, ":now", now - index);
  if (change->fields & LLM_ENTRY_ARCHIVED)
    llm_statement_bind_int64 (statement, ":archived", change->archived != FALSE);
  if (change->fields & LLM_ENTRY_TRASHED)
    {
      llm_statement_bind_int64 (statement, ":trashed", change->trashed != FALSE);
      llm_statement_bind_int64 (statement, ":deleted_at", now);
    }
  if (change->fields & LLM_ENTRY_FOLDER)
    llm_statement_bind_text (statement, ":folder_id", change->folder_id);
  if (change->fields & LLM_ENTRY_COLOR)
    llm_statement_bind_text (statement, ":color", change->color);
}

/* @index of several: their order stays when they are pinned together. */
static gboolean
update_columns (LlmDb *db,
                const char *sql,
                const char *id,
                const LlmEntryChange *change,
                gint64 now,
                guint index,
                GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":id", id);
  bind_change (statement, change, now, index);
  return llm_statement_run (statement, error);
}

static gboolean
update_tags (
    LlmDb *db, const char *id, const LlmEntryChange *change, LlmDbChanges *changes, GError **error)
{
  if (change->tag == NULL)
    return TRUE;
  if ((change->fields & LLM_ENTRY_REMOVE_TAG) && !remove_tag (db, id, change->tag, changes, error))
    return FALSE;
  return !(change->fields & LLM_ENTRY_ADD_TAG)
         || llm_db_entries_add_tag (db, id, change->tag, changes, error);
}

/**
 * llm_db_entries_update:
 * @db: a connection in a transaction
 * @ids: (array zero-terminated=1): conversations; those that are not there are passed
 *   over
 * @change: what to change of all of them
 * @changes: (inout): told of them
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_CONSTRAINT if there is no such
 *   folder
 *
 * Returns: whether it worked
 */
gboolean
llm_db_entries_update (LlmDb *db,
                       const char *const *ids,
                       const LlmEntryChange *change,
                       LlmDbChanges *changes,
                       GError **error)
{
  const LlmEntryFields counted = LLM_ENTRY_FOLDER | LLM_ENTRY_ARCHIVED | LLM_ENTRY_TRASHED;
  g_autofree char *sql = NULL;
  gint64 now = g_get_real_time ();

  g_return_val_if_fail (db != NULL && ids != NULL, FALSE);
  g_return_val_if_fail (change != NULL && changes != NULL, FALSE);

  sql = make_sql (change->fields);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      if (*sql != '\0' && !update_columns (db, sql, ids[i], change, now, i, error))
        return FALSE;
      if (!update_tags (db, ids[i], change, changes, error))
        return FALSE;
      llm_db_changes_add (changes, ids[i]);
    }
  if (change->fields & counted)
    changes->folders = TRUE;
  return !(change->fields & LLM_ENTRY_REMOVE_TAG) || llm_db_entries_drop_tags (db, changes, error);
}
