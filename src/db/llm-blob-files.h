/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How long a file stays that nothing refers to: whoever put it may be about to
 * (microseconds). */
#define LLM_BLOB_GRACE (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/**
 * LlmBlobFiles:
 *
 * A folder of files that are named after the SHA-256 of their bytes, shared by all
 * processes; or the same in memory.  A reference counted value; may be used in any thread,
 * never the main one.
 */
typedef struct _LlmBlobFiles LlmBlobFiles;

LlmBlobFiles *llm_blob_files_new (const char *folder);
LlmBlobFiles *llm_blob_files_ref (LlmBlobFiles *self);
void llm_blob_files_unref (LlmBlobFiles *self);
char *llm_blob_files_make_path (const char *history);
const char *llm_blob_files_get_folder (LlmBlobFiles *self);

gboolean llm_blob_files_put (LlmBlobFiles *self, const char *hash, GBytes *bytes, GError **error);
GBytes *llm_blob_files_get (LlmBlobFiles *self, const char *hash, GError **error);
gboolean llm_blob_files_has (LlmBlobFiles *self, const char *hash);
gboolean llm_blob_files_is_old (LlmBlobFiles *self, const char *hash, gint64 now);
GPtrArray *llm_blob_files_list (LlmBlobFiles *self);
gint64 llm_blob_files_remove (LlmBlobFiles *self, const char *hash, GError **error);
void llm_blob_files_remove_parts (LlmBlobFiles *self, gint64 now);
char *llm_blob_files_make_name (LlmBlobFiles *self, const char *hash);
gboolean llm_blob_files_make_folder_of (LlmBlobFiles *self, const char *hash, GError **error);

/**
 * LlmBlobLock:
 *
 * Keeps sweeps of all processes away (shared), or everybody else (exclusive), for as long
 * as it lives.  On the stack.
 */
typedef struct
{
  LlmBlobFiles *files;
  int fd; /* negative in memory */
} LlmBlobLock;

gboolean llm_blob_lock_share (LlmBlobLock *self, LlmBlobFiles *files, GError **error);
gboolean llm_blob_lock_claim (LlmBlobLock *self, LlmBlobFiles *files, GError **error);
void llm_blob_lock_release (LlmBlobLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmBlobFiles, llm_blob_files_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmBlobLock, llm_blob_lock_release)

G_END_DECLS
