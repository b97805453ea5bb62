/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-archive.h"
#include "llm-db-session.h"

G_BEGIN_DECLS

LlmBackup *
llm_db_restore (LlmDbSession *session, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
