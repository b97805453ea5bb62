/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-blob-files.h"
#include "llm-db.h"
#include "llm-db-rows.h"

G_BEGIN_DECLS

/* What the tables image and turn_image are read and written with.  All functions run in
 * the worker; those that write expect an open transaction. */

/* Exported so that tests can ask for their query plans. */
extern const char llm_db_images_sql_load[];
extern const char llm_db_images_sql_judge[];
extern const char llm_db_images_sql_page[];

/**
 * LlmDbImageUse:
 * @known: whether there is a row of it
 * @expired: whether its bytes were given up
 * @referred: whether a prompt has it
 * @wanted: whether a prompt has it whose conversation is pinned, or was used since
 *
 * What an image is needed for.
 */
typedef struct
{
  gboolean known;
  gboolean expired;
  gboolean referred;
  gboolean wanted;
} LlmDbImageUse;

gboolean llm_db_images_insert (
    LlmDb *db, const char *turn_id, GPtrArray *images, LlmBlobFiles *files, GError **error);
GPtrArray *llm_db_images_load (LlmDb *db, const char *turns, GError **error);

gboolean llm_db_images_judge (
    LlmDb *db, const char *hash, gint64 used_since, LlmDbImageUse *use, GError **error);
GPtrArray *llm_db_images_list (LlmDb *db, const char *after, guint limit, GError **error);
GPtrArray *llm_db_images_read_page (
    LlmDb *db, const char *sql, const char *after, guint limit, GError **error);
gboolean llm_db_images_forget (LlmDb *db, const char *hash, GError **error);
gboolean llm_db_images_set_expired (LlmDb *db, const char *hash, gint64 expired_at, GError **error);
gboolean
llm_db_images_get_expired (LlmDb *db, const char *hash, gint64 *expired_at, GError **error);

G_END_DECLS
