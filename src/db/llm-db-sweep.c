/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-sweep.h"
#include "llm-db-images.h"
#include "llm-db-salvage.h"

/* Why no image is lost that is needed, and what happens when the program ends in the middle:
 * docs/adr/0011-image-files.md.  In short: rows are marked and the mark is on disk before a
 * file goes; files go while the database cannot be written to, and nobody can put one. */

/* So many images are looked at in one go: others that write meanwhile wait for it. */
#define SLICE 200

struct _LlmDbSweep
{
  gint64 used_since; /* conversations used since then keep their images */
  gboolean expires;
  GHashTable *keep; /* a set of hashes */
  gint64 now;
  gboolean spares_orphans;

  GPtrArray *hashes; /* of all files */
  guint next;        /* index in @hashes */
  char *after;       /* the last row that was looked at */
  LlmBlobsSweep done;
};

/* What is to be done with one image; returns whether it worked. */
typedef gboolean (*ActFunc) (
    LlmDbSweep *self, LlmDb *db, LlmBlobFiles *files, const char *hash, GError **error);

/* Whether there may be something to do. */
typedef gboolean (*WantsFunc) (LlmDbSweep *self,
                               const LlmDbImageUse *use,
                               LlmBlobFiles *files,
                               const char *hash);

/**
 * llm_db_sweep_new:
 * @expire_before: images of conversations that are not pinned and were last used before it
 *   are given up (Unix time in microseconds); 0 for none
 * @keep: (nullable): hashes that are in use although nothing stored refers to them
 * @now: Unix time in microseconds
 *
 * Returns: (transfer full): a sweep that has not begun
 */
LlmDbSweep *
llm_db_sweep_new (gint64 expire_before, const char *const *keep, gint64 now)
{
  LlmDbSweep *self = g_new0 (LlmDbSweep, 1);

  self->expires = expire_before > 0;
  self->used_since = self->expires ? expire_before : G_MININT64;
  self->keep = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (; keep != NULL && *keep != NULL; keep++)
    g_hash_table_add (self->keep, g_strdup (*keep));
  self->now = now;
  self->after = g_strdup ("");
  return self;
}

/**
 * llm_db_sweep_free:
 * @self: (transfer full): a sweep
 */
void
llm_db_sweep_free (LlmDbSweep *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->keep);
  g_clear_pointer (&self->hashes, g_ptr_array_unref);
  g_free (self->after);
  g_free (self);
}

/**
 * llm_db_sweep_get_done:
 * @self: a sweep
 *
 * Returns: (transfer none): what it has removed so far
 */
const LlmBlobsSweep *
llm_db_sweep_get_done (LlmDbSweep *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return &self->done;
}

/**
 * llm_db_sweep_look:
 * @self: a sweep that has not begun
 * @files: the files
 *
 * Lists what there is.  As long as a damaged history lies beside this one, which may have
 * prompts that could not be read, nothing is taken for an orphan.
 */
void
llm_db_sweep_look (LlmDbSweep *self, LlmBlobFiles *files)
{
  const char *folder;

  g_return_if_fail (self != NULL && files != NULL);

  folder = llm_blob_files_get_folder (files);
  self->hashes = llm_blob_files_list (files);
  if (folder != NULL)
    {
      g_autofree char *parent = g_path_get_dirname (folder);

      self->spares_orphans = llm_db_salvage_is_aside (parent);
    }
  llm_blob_files_remove_parts (files, self->now);
}

static gboolean
act_on_all (LlmDbSweep *self,
            LlmDb *db,
            LlmBlobFiles *files,
            GPtrArray *hashes,
            ActFunc act,
            GError **error)
{
  g_auto (LlmBlobLock) lock = { NULL, -1 };

  if (!llm_db_begin_write (db, error))
    return FALSE;
  /* The lock lasts until what was decided is written. */
  if (llm_blob_lock_claim (&lock, files, error))
    {
      guint i = 0;

      while (i < hashes->len && act (self, db, files, hashes->pdata[i], error))
        i++;
      if (i == hashes->len && llm_db_commit (db, error))
        return TRUE;
    }
  llm_db_rollback (db);
  return FALSE;
}

/* Nothing is locked until it is known that there is something to do; then all is looked at
 * again. */
static gboolean
run_slice (LlmDbSweep *self,
           LlmDb *db,
           LlmBlobFiles *files,
           GPtrArray *slice,
           WantsFunc wants,
           ActFunc act,
           GError **error)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  for (guint i = 0; i < slice->len; i++)
    {
      const char *hash = slice->pdata[i];
      LlmDbImageUse use;

      if (!llm_db_images_judge (db, hash, self->used_since, &use, error))
        return FALSE;
      if (llm_image_hash_is_valid (hash) && !g_hash_table_contains (self->keep, hash)
          && wants (self, &use, files, hash))
        g_ptr_array_add (wanted, (gpointer) hash);
    }
  return wanted->len == 0 || act_on_all (self, db, files, wanted, act, error);
}

/* --- Rows --- */

static gboolean
wants_row (LlmDbSweep *self, const LlmDbImageUse *use, LlmBlobFiles *files, const char *hash)
{
  if (!use->known)
    return FALSE;
  if (!use->referred)
    return TRUE;
  return self->expires && !use->wanted && !use->expired
         && llm_blob_files_is_old (files, hash, self->now);
}

static gboolean
act_on_row (LlmDbSweep *self, LlmDb *db, LlmBlobFiles *files, const char *hash, GError **error)
{
  LlmDbImageUse use;

  if (!llm_db_images_judge (db, hash, self->used_since, &use, error))
    return FALSE;
  if (!wants_row (self, &use, files, hash))
    return TRUE;
  if (!use.referred)
    return llm_db_images_forget (db, hash, error);
  if (llm_blob_files_has (files, hash))
    self->done.n_expired++;
  return llm_db_images_set_expired (db, hash, self->now, error);
}

/**
 * llm_db_sweep_rows:
 * @self: a sweep that has looked
 * @db: a connection outside of a transaction
 * @files: the files
 * @more: (out): whether to call it again
 * @error: where to put an #LLM_DB_ERROR
 *
 * Marks the next images: those nobody needs any longer are expired, and those nothing
 * refers to are forgotten.  That is on disk when this returns, and so is what other
 * processes have written before.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_sweep_rows (LlmDbSweep *self, LlmDb *db, LlmBlobFiles *files, gboolean *more, GError **error)
{
  g_autoptr (GPtrArray) slice = NULL;
  gboolean success;

  g_return_val_if_fail (self != NULL && db != NULL && files != NULL && more != NULL, FALSE);

  slice = llm_db_images_list (db, self->after, SLICE, error);
  if (slice == NULL)
    return FALSE;
  *more = slice->len == SLICE;
  if (slice->len > 0)
    {
      g_free (self->after);
      self->after = g_strdup (slice->pdata[slice->len - 1]);
    }
  success = llm_db_execute (db, "PRAGMA synchronous = FULL", error)
            && run_slice (self, db, files, slice, wants_row, act_on_row, error);
  return llm_db_execute (db, "PRAGMA synchronous = NORMAL", success ? error : NULL) && success;
}

/* --- Files --- */

static gboolean
may_go (LlmDbSweep *self, const LlmDbImageUse *use)
{
  return use->known ? use->expired : !self->spares_orphans;
}

static gboolean
wants_file (LlmDbSweep *self, const LlmDbImageUse *use, LlmBlobFiles *files, const char *hash)
{
  return may_go (self, use) && (use->wanted || llm_blob_files_is_old (files, hash, self->now));
}

static gboolean
act_on_file (LlmDbSweep *self, LlmDb *db, LlmBlobFiles *files, const char *hash, GError **error)
{
  LlmDbImageUse use;
  gint64 n_bytes;

  if (!llm_db_images_judge (db, hash, self->used_since, &use, error))
    return FALSE;
  if (!wants_file (self, &use, files, hash) || !llm_blob_files_has (files, hash))
    return TRUE;
  /* It came back, and only the mark is left. */
  if (use.wanted)
    return llm_db_images_set_expired (db, hash, -1, error);
  n_bytes = llm_blob_files_remove (files, hash, error);
  if (n_bytes < 0)
    return FALSE;
  self->done.n_bytes += n_bytes;
  if (!use.known)
    self->done.n_orphans++;
  return TRUE;
}

/**
 * llm_db_sweep_files:
 * @self: a sweep whose rows are marked
 * @db: a connection outside of a transaction
 * @files: the files
 * @more: (out): whether to call it again
 * @error: where to put an #LLM_DB_ERROR
 *
 * Removes the next files that no row, or one that is expired, is of, and that were not put
 * within %LLM_BLOB_GRACE.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_sweep_files (
    LlmDbSweep *self, LlmDb *db, LlmBlobFiles *files, gboolean *more, GError **error)
{
  g_autoptr (GPtrArray) slice = NULL;

  g_return_val_if_fail (self != NULL && db != NULL && files != NULL && more != NULL, FALSE);
  g_return_val_if_fail (self->hashes != NULL, FALSE);

  slice = g_ptr_array_new ();
  for (; self->next < self->hashes->len && slice->len < SLICE; self->next++)
    g_ptr_array_add (slice, self->hashes->pdata[self->next]);
  *more = self->next < self->hashes->len;
  return run_slice (self, db, files, slice, wants_file, act_on_file, error);
}
