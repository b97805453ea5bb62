/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-images.h"

const char llm_db_images_sql_load[]
    = "SELECT turn_image.turn_id, image.hash, image.format, image.size, image.width,"
      "  image.height, image.animated, image.converted, turn_image.name, turn_image.alt"
      " FROM json_each (:turns) AS wanted"
      " CROSS JOIN turn_image ON turn_image.turn_id = wanted.value"
      " CROSS JOIN image ON image.hash = turn_image.hash";

const char llm_db_images_sql_judge[]
    = "SELECT expired_at IS NOT NULL,"
      "  EXISTS (SELECT 1 FROM turn_image WHERE turn_image.hash = image.hash),"
      "  EXISTS (SELECT 1 FROM turn_image CROSS JOIN turn ON turn.id = turn_image.turn_id"
      "   CROSS JOIN conversation ON conversation.id = turn.conversation_id"
      "   WHERE turn_image.hash = image.hash"
      "    AND (conversation.pinned = 1 OR conversation.active_at >= :used_since))"
      " FROM image WHERE hash = :hash";

const char llm_db_images_sql_page[]
    = "SELECT hash FROM image WHERE hash > :after ORDER BY hash LIMIT :limit";

/* What is known of an image never changes.  Whether its bytes are there does: a row
 * without them says so from the beginning. */
static const char sql_insert_image[]
    = "INSERT INTO image (hash, format, size, width, height, animated, converted, added_at,"
      "  expired_at)"
      " VALUES (:hash, :format, :size, :width, :height, :animated, :converted, :now,"
      "  CASE WHEN :there THEN NULL ELSE :now END)"
      " ON CONFLICT (hash) DO UPDATE SET expired_at = NULL"
      "  WHERE expired_at IS NOT NULL AND :there";

static const char sql_insert[] = "INSERT INTO turn_image (turn_id, position, hash, name, alt)"
                                 " VALUES (:turn_id, :position, :hash, :name, :alt)";

static const char sql_forget[] = "DELETE FROM image WHERE hash = :hash";

static const char sql_expire[] = "UPDATE image SET expired_at = :expired_at WHERE hash = :hash";

static const char sql_expired[] = "SELECT expired_at FROM image WHERE hash = :hash";

static gboolean
insert_image (LlmDb *db, const LlmDbImageRow *row, gboolean there, gint64 now, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_insert_image, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":hash", row->hash);
  llm_statement_bind_text (statement, ":format", row->format);
  llm_statement_bind_int64 (statement, ":size", row->size);
  llm_statement_bind_int64 (statement, ":width", row->width);
  llm_statement_bind_int64 (statement, ":height", row->height);
  llm_statement_bind_int64 (statement, ":animated", row->animated);
  llm_statement_bind_text (statement, ":converted", row->converted);
  llm_statement_bind_int64 (statement, ":now", now);
  llm_statement_bind_int64 (statement, ":there", there);
  return llm_statement_run (statement, error);
}

static gboolean
insert_reference (
    LlmDb *db, const char *turn_id, guint position, const LlmDbImageRow *row, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_insert, error);

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":turn_id", turn_id);
  llm_statement_bind_int64 (statement, ":position", position);
  llm_statement_bind_text (statement, ":hash", row->hash);
  llm_statement_bind_text (statement, ":name", row->name);
  llm_statement_bind_text (statement, ":alt", row->alt);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_images_insert:
 * @db: a connection in a transaction that writes
 * @turn_id: a turn that is new in it
 * @images: (nullable) (element-type LlmDbImageRow): its images, in order
 * @files: where their bytes should be
 * @error: where to put an #LLM_DB_ERROR
 *
 * Nothing is swept while the transaction lasts, so that what is seen of the files stays
 * true until it is committed.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_images_insert (
    LlmDb *db, const char *turn_id, GPtrArray *images, LlmBlobFiles *files, GError **error)
{
  gint64 now = g_get_real_time ();

  g_return_val_if_fail (db != NULL && turn_id != NULL && files != NULL, FALSE);

  for (guint i = 0; images != NULL && i < images->len; i++)
    {
      const LlmDbImageRow *row = images->pdata[i];

      if (!insert_image (db, row, llm_blob_files_has (files, row->hash), now, error)
          || !insert_reference (db, turn_id, i, row, error))
        return FALSE;
    }
  return TRUE;
}

static LlmDbImageRow *
read_row (LlmStatement *statement)
{
  LlmDbImageRow *row = g_new0 (LlmDbImageRow, 1);
  int i = 0;

  row->turn_id = llm_statement_dup_required (statement, i++);
  row->hash = llm_statement_dup_required (statement, i++);
  row->format = llm_statement_dup_required (statement, i++);
  row->size = llm_statement_get_int64 (statement, i++);
  row->width = llm_statement_get_int64 (statement, i++);
  row->height = llm_statement_get_int64 (statement, i++);
  row->animated = llm_statement_get_int64 (statement, i++) != 0;
  row->converted = llm_statement_dup_text (statement, i++);
  row->name = llm_statement_dup_text (statement, i++);
  row->alt = llm_statement_dup_text (statement, i++);
  return row;
}

/**
 * llm_db_images_load:
 * @db: a connection in a transaction
 * @turns: a list of turns (llm_db_make_list())
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmDbImageRow): the images of all of them; those
 *   of one turn in their order
 */
GPtrArray *
llm_db_images_load (LlmDb *db, const char *turns, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (LlmStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL && turns != NULL, NULL);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_db_image_row_free);
  statement = llm_db_prepare (db, llm_db_images_sql_load, error);
  if (statement == NULL)
    return NULL;
  llm_statement_bind_text (statement, ":turns", turns);
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&rows);
      g_ptr_array_add (rows, read_row (statement));
    }
}

/**
 * llm_db_images_judge:
 * @db: a connection
 * @hash: an image
 * @used_since: Unix time in microseconds
 * @use: (out): what it is needed for
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_images_judge (
    LlmDb *db, const char *hash, gint64 used_since, LlmDbImageUse *use, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && hash != NULL && use != NULL, FALSE);

  *use = (LlmDbImageUse){ FALSE };
  statement = llm_db_prepare (db, llm_db_images_sql_judge, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":hash", hash);
  llm_statement_bind_int64 (statement, ":used_since", used_since);
  if (!llm_statement_step (statement, &use->known, error))
    return FALSE;
  if (!use->known)
    return TRUE;
  use->expired = llm_statement_get_int64 (statement, 0) != 0;
  use->referred = llm_statement_get_int64 (statement, 1) != 0;
  use->wanted = llm_statement_get_int64 (statement, 2) != 0;
  return TRUE;
}

/**
 * llm_db_images_list:
 * @db: a connection
 * @after: a hash, "" for the first page
 * @limit: how many at most
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type utf8): the next hashes in their order
 */
GPtrArray *
llm_db_images_list (LlmDb *db, const char *after, guint limit, GError **error)
{
  return llm_db_images_read_page (db, llm_db_images_sql_page, after, limit, error);
}

/**
 * llm_db_images_read_page:
 * @db: a connection
 * @sql: a statement with `:after` and `:limit` that gives hashes in order
 * @after: the last hash of the page before; "" for the first page
 * @limit: how many at most
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the next hashes, or NULL with
 *   @error set
 */
GPtrArray *
llm_db_images_read_page (LlmDb *db, const char *sql, const char *after, guint limit, GError **error)
{
  g_autoptr (GPtrArray) hashes = NULL;
  g_autoptr (LlmStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL && sql != NULL && after != NULL, NULL);

  hashes = g_ptr_array_new_with_free_func (g_free);
  statement = llm_db_prepare (db, sql, error);
  if (statement == NULL)
    return NULL;
  llm_statement_bind_text (statement, ":after", after);
  llm_statement_bind_int64 (statement, ":limit", limit);
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&hashes);
      g_ptr_array_add (hashes, llm_statement_dup_required (statement, 0));
    }
}

/**
 * llm_db_images_forget:
 * @db: a connection in a transaction
 * @hash: an image that no prompt has
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_images_forget (LlmDb *db, const char *hash, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && hash != NULL, FALSE);

  statement = llm_db_prepare (db, sql_forget, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":hash", hash);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_images_set_expired:
 * @db: a connection in a transaction
 * @hash: an image
 * @expired_at: since when its bytes are gone (Unix time in microseconds); negative if
 *   they are there
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_images_set_expired (LlmDb *db, const char *hash, gint64 expired_at, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;

  g_return_val_if_fail (db != NULL && hash != NULL, FALSE);

  statement = llm_db_prepare (db, sql_expire, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":hash", hash);
  llm_statement_bind_count (statement, ":expired_at", expired_at);
  return llm_statement_run (statement, error);
}

/**
 * llm_db_images_get_expired:
 * @db: a connection
 * @hash: an image
 * @expired_at: (out): since when its bytes are gone, or %LLM_UNKNOWN
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_images_get_expired (LlmDb *db, const char *hash, gint64 *expired_at, GError **error)
{
  g_autoptr (LlmStatement) statement = NULL;
  gboolean has_row;

  g_return_val_if_fail (db != NULL && hash != NULL && expired_at != NULL, FALSE);

  *expired_at = LLM_UNKNOWN;
  statement = llm_db_prepare (db, sql_expired, error);
  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":hash", hash);
  if (!llm_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    *expired_at = llm_statement_get_count (statement, 0);
  return TRUE;
}
