/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"

G_BEGIN_DECLS

/**
 * LlmDbLimit:
 *
 * Ends a query when nobody waits for it any more, or when it takes too much; only while
 * the limit lives.  On the stack.
 */
typedef struct
{
  LlmDb *db;
  GCancellable *cancellable;
  gint64 deadline; /* monotonic time; 0 for none */
  gint64 most;     /* work of the thread; 0 for any amount */
  gboolean reached;
} LlmDbLimit;

gint64 llm_db_limit_get_work (void);

void llm_db_limit_begin (LlmDbLimit *self, LlmDb *db, GCancellable *cancellable);
void llm_db_limit_allow_time (LlmDbLimit *self, gint64 time);
void llm_db_limit_allow_work (LlmDbLimit *self, gint64 work);
void llm_db_limit_lift (LlmDbLimit *self);
gboolean llm_db_limit_was_reached (LlmDbLimit *self);
void llm_db_limit_end (LlmDbLimit *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmDbLimit, llm_db_limit_end)

G_END_DECLS
