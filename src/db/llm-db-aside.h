/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db-worker.h"

G_BEGIN_DECLS

/**
 * LlmDbAsideFunc:
 * @task: who asked, to be told how far it is; no reference may be dropped
 * @data: its task data, which belongs to the function until it returns
 * @stop: says when to end early
 * @error: where to put an error
 *
 * Does something with connections of its own, in a thread of its own.
 *
 * Returns: whether it worked
 */
typedef gboolean (*LlmDbAsideFunc) (GTask *task, gpointer data, GCancellable *stop, GError **error);

void llm_db_aside_run (GTask *task, GCancellable *stop, LlmDbAsideFunc func, LlmDbJobDone done);

G_END_DECLS
