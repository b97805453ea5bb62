/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-archive.h"
#include "llm-blob-files.h"
#include "llm-db.h"

G_BEGIN_DECLS

/* The files of the images that a history, or a copy of one, refers to.  A copy FILE.db has
 * a folder FILE.images beside it.  Functions may run in any thread but the main one. */

/* Exported so that tests can ask for its query plan. */
extern const char llm_db_image_files_sql_page[];

/**
 * LlmDbImageCounts:
 * @n: different images of prompts, without those that were given up
 * @n_missing: those of them without a file
 * @n_wrong: those whose file is another one
 */
typedef struct
{
  guint n;
  guint n_missing;
  guint n_wrong;
} LlmDbImageCounts;

char *llm_db_image_files_make_folder_name (const char *copy);
gboolean llm_db_image_files_copy (LlmDb *copy,
                                  LlmBlobFiles *files,
                                  const char *folder,
                                  GCancellable *cancellable,
                                  GError **error);
void llm_db_image_files_trim (LlmDb *copy, const char *folder);
void llm_db_image_files_remove (const char *folder);
gint64 llm_db_image_files_get_size (const char *folder);
gboolean llm_db_image_files_bring_back (LlmDb *stage,
                                        const char *folder,
                                        LlmBlobFiles *files,
                                        GCancellable *cancellable,
                                        GError **error);
gboolean llm_db_image_files_count (LlmDb *db,
                                   const char *folder,
                                   LlmBlobFiles *files,
                                   gboolean full,
                                   GCancellable *cancellable,
                                   LlmDbImageCounts *counts,
                                   GError **error);
gboolean llm_db_image_files_check (LlmDb *db,
                                   LlmBlobFiles *files,
                                   LlmCheckReport *report,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
