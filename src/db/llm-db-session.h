/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-archive.h"
#include "llm-blob-files.h"
#include "llm-db.h"
#include "llm-db-answers.h"
#include "llm-db-file.h"
#include "llm-db-run.h"

G_BEGIN_DECLS

/**
 * LlmDbSession:
 *
 * What the worker keeps between its jobs: the file and how it came to be open,
 * the life sign of this process, and which columns it knows of other processes.
 * Made on any thread without touching a file; then used by the worker only.
 */
typedef struct _LlmDbSession LlmDbSession;

/**
 * LlmDbSalvagedFunc:
 * @report: what was saved
 * @data: as given
 *
 * Told in the worker thread that another file is in the place of a damaged one.
 */
typedef void (*LlmDbSalvagedFunc) (LlmSalvageReport *report, gpointer data);

LlmDbSession *llm_db_session_new (const char *path, guint busy_timeout_ms);
void llm_db_session_free (LlmDbSession *self);

LlmDb *llm_db_session_get (LlmDbSession *self, gboolean for_writing, GError **error);
LlmDbRun *llm_db_session_get_run (LlmDbSession *self);
LlmDbAnswerCopies *llm_db_session_get_copies (LlmDbSession *self);
LlmBlobFiles *llm_db_session_get_files (LlmDbSession *self);
char *llm_db_session_make_path (const char *path);
gboolean
llm_db_session_check_version (LlmDbSession *self, LlmDb *db, gboolean *changed, GError **error);
void llm_db_session_recover (LlmDbSession *self, LlmDb *db);
void llm_db_session_close (LlmDbSession *self);

const char *llm_db_session_get_path (LlmDbSession *self);
void llm_db_session_set_salvaged_func (LlmDbSession *self, LlmDbSalvagedFunc func, gpointer data);
gboolean llm_db_session_reopen (LlmDbSession *self, GError **error);
LlmSalvageReport *llm_db_session_salvage (LlmDbSession *self, GError **error);
gboolean llm_db_session_replace (LlmDbSession *self,
                                 const char *replacement,
                                 char **aside,
                                 GError **error);

/* For the worker; the file is an LlmDbSession. */
extern const LlmDbFileFuncs llm_db_session_funcs;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDbSession, llm_db_session_free)

G_END_DECLS
