/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db-file.h"

G_BEGIN_DECLS

/**
 * LlmDbReader:
 *
 * A second connection to the history, for reading only, so that a long query does not
 * keep writes waiting, nor they it.  It opens only what the store has opened before: a
 * file of the newest version with a log.
 */
typedef struct _LlmDbReader LlmDbReader;

LlmDbReader *llm_db_reader_new (const char *path, guint busy_timeout_ms);

/* For #LlmDbFileFuncs: @file is a reader. */
LlmDb *llm_db_reader_get (gpointer file, gboolean for_writing, GError **error);
void llm_db_reader_close (gpointer file);
void llm_db_reader_free (gpointer file);

G_END_DECLS
