/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-helper-frame.h"

G_BEGIN_DECLS

/* The ends of the pipes to the program; nothing else is written there. */
#define LLM_HELPER_INPUT 0
#define LLM_HELPER_OUTPUT 1

gboolean llm_helper_io_read_request (LlmHelperFrame *frame, char **source, gsize source_max);
gboolean llm_helper_io_read_bytes (LlmHelperFrame *frame, GBytes **payload, gsize payload_max);
gboolean llm_helper_io_skip (gsize n_bytes);
gboolean llm_helper_io_write (guint8 kind, guint8 flags, guint32 id, const char *text);
gboolean llm_helper_io_write_result (guint8 flags,
                                     guint32 id,
                                     const guint8 *head,
                                     gsize head_length,
                                     const guint8 *data,
                                     gsize length);

G_END_DECLS
