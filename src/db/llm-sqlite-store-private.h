/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db-session.h"
#include "llm-db-worker.h"
#include "llm-sqlite-store.h"

G_BEGIN_DECLS

/* For what else works on the same file, in the same worker. */

LlmDbSession *llm_sqlite_store_get_session (LlmSqliteStore *self);
LlmDbWorker *llm_sqlite_store_get_worker (LlmSqliteStore *self);

G_END_DECLS
