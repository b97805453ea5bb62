/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a helper ends when it has to; only logs show it. */
#define LLM_HELPER_EXIT_MEMORY 90

void llm_helper_guard_start (void);
void llm_helper_guard_drop_privileges (void);
void llm_helper_guard_lock_files (void);
void llm_helper_guard_limit_memory (gsize max_bytes);
void llm_helper_guard_limit_addresses (gsize max_bytes);
void llm_helper_guard_begin_work (guint cpu_seconds);
void llm_helper_guard_end_work (void);
gsize llm_helper_guard_get_memory (void);
char *llm_helper_guard_get_data_path (const char *name);

G_END_DECLS
