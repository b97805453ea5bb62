/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db-worker.h"

G_BEGIN_DECLS

/**
 * LlmDbWatch:
 *
 * Notices that another process has written to a database: when the system says that
 * the log has changed, the worker looks whether somebody else's commits are in it.
 * Costs nothing while nothing happens.
 */
typedef struct _LlmDbWatch LlmDbWatch;

/**
 * LlmDbWatchFunc:
 * @user_data: what was passed along
 *
 * Called in the context that made the watch when another process has written.
 */
typedef void (*LlmDbWatchFunc) (gpointer user_data);

LlmDbWatch *
llm_db_watch_new (const char *path, LlmDbWorker *worker, LlmDbWatchFunc func, gpointer user_data);
void llm_db_watch_free (LlmDbWatch *self);

G_END_DECLS
