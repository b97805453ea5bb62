/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"

G_BEGIN_DECLS

/**
 * LlmDbLimit:
 *
 * Ends a query when nobody waits for it any more, or when it takes too long; both only
 * while the limit lives.  On the stack.
 */
typedef struct
{
  LlmDb *db;
  GCancellable *cancellable;
  gint64 deadline; /* monotonic time; 0 for none */
  gboolean late;
} LlmDbLimit;

void llm_db_limit_begin (LlmDbLimit *self, LlmDb *db, GCancellable *cancellable);
void llm_db_limit_set_deadline (LlmDbLimit *self, gint64 deadline);
gboolean llm_db_limit_was_late (LlmDbLimit *self);
void llm_db_limit_end (LlmDbLimit *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmDbLimit, llm_db_limit_end)

G_END_DECLS
