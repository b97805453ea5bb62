/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The largest event that is accepted, in bytes. */
#define LLM_SSE_MAX_EVENT (8 * 1024 * 1024)

/**
 * LlmSseParser:
 *
 * A push parser for server-sent events.  It owns no I/O: bytes go in as they
 * come, whole events come out through the callback.
 */
typedef struct _LlmSseParser LlmSseParser;

/**
 * LlmSseEventFunc:
 * @event: the event's type, or "" when it has none
 * @data: its data, lines joined with LF, valid UTF-8 (bad bytes replaced by
 *   U+FFFD), NUL-terminated, never empty
 * @length: of @data in bytes
 * @user_data: as given
 *
 * Returns: %FALSE to stop: the rest of the input is ignored
 */
typedef gboolean (*LlmSseEventFunc) (const char *event,
                                     const char *data,
                                     gsize length,
                                     gpointer user_data);

LlmSseParser *llm_sse_parser_new (LlmSseEventFunc func, gpointer user_data);
void llm_sse_parser_free (LlmSseParser *self);
gboolean llm_sse_parser_push (LlmSseParser *self, const char *bytes, gsize length, GError **error);
gboolean llm_sse_parser_finish (LlmSseParser *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmSseParser, llm_sse_parser_free)

G_END_DECLS
