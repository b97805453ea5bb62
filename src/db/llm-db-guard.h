/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LlmDbGuard:
 *
 * Who has the history file open, across processes: a lock on `<file>.lock` that
 * all of them share, and that the one who puts another file in its place must
 * have alone.  SQLite's own locks are of a file, not of its name.
 */
typedef struct _LlmDbGuard LlmDbGuard;

LlmDbGuard *llm_db_guard_new (const char *path);
void llm_db_guard_free (LlmDbGuard *self);

gboolean llm_db_guard_share (LlmDbGuard *self, guint timeout_ms, GError **error);
gboolean llm_db_guard_claim (LlmDbGuard *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDbGuard, llm_db_guard_free)

G_END_DECLS
