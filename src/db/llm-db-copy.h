/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"

G_BEGIN_DECLS

/**
 * LlmDbCopyFunc:
 * @n_done: pages copied
 * @n_pages: pages there are
 * @data: as given
 *
 * Told after each slice how far it is, in the thread that copies.
 */
typedef void (*LlmDbCopyFunc) (gint64 n_done, gint64 n_pages, gpointer data);

gboolean llm_db_copy (LlmDb *from,
                      LlmDb *to,
                      LlmDbCopyFunc progress,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error);
gboolean llm_db_overwrite (LlmDb *from, LlmDb *to, GError **error);

G_END_DECLS
