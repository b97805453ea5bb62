/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"

G_BEGIN_DECLS

/* "LLMC" in the file's header, and the version of its schema.  There are no
 * migrations: a file of another version starts anew. */
#define LLM_CACHE_FILE_APPLICATION_ID 0x4c4c4d43
#define LLM_CACHE_FILE_VERSION 1

/* A file that could not be used is kept under this name until the next one. */
#define LLM_CACHE_FILE_UNUSABLE_SUFFIX ".unusable"

/**
 * LlmCacheFile:
 *
 * The file of the cache and how it came to be open.  Made on any thread without
 * touching a file; then used by the worker only.
 */
typedef struct _LlmCacheFile LlmCacheFile;

LlmCacheFile *llm_cache_file_new (const char *path, guint busy_timeout_ms);
void llm_cache_file_free (LlmCacheFile *self);
LlmDb *llm_cache_file_get (LlmCacheFile *self, gboolean create, GError **error);
void llm_cache_file_note_error (LlmCacheFile *self, const GError *error);
void llm_cache_file_remove_unusable (LlmCacheFile *self);
void llm_cache_file_close (LlmCacheFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmCacheFile, llm_cache_file_free)

G_END_DECLS
