/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmDbRun:
 *
 * The life sign of one process that streams into the history: a locked file
 * `run/<uuid>.lock` beside the database.  The columns it fills carry the uuid;
 * once the lock can be taken, by whatever way the process ended, they are orphans.
 */
typedef struct _LlmDbRun LlmDbRun;

LlmDbRun *llm_db_run_new (const char *folder);
void llm_db_run_free (LlmDbRun *self);

const char *llm_db_run_get_id (LlmDbRun *self);
const char *llm_db_run_announce (LlmDbRun *self);
gboolean llm_db_run_is_alive (LlmDbRun *self, const char *run_id);
gboolean llm_db_run_sweep (LlmDbRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDbRun, llm_db_run_free)

G_END_DECLS
