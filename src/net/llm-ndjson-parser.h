/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-sse-parser.h"

G_BEGIN_DECLS

/* The longest line that is accepted, in bytes. */
#define LLM_NDJSON_MAX_LINE LLM_SSE_MAX_EVENT

/**
 * LlmNdjsonParser:
 *
 * A push parser for JSON objects of one line each.  Of the same shape as
 * #LlmSseParser: each line that is not blank comes out as an event without a name.
 */
typedef struct _LlmNdjsonParser LlmNdjsonParser;

LlmNdjsonParser *llm_ndjson_parser_new (LlmSseEventFunc func, gpointer user_data);
void llm_ndjson_parser_free (LlmNdjsonParser *self);
gboolean llm_ndjson_parser_push (LlmNdjsonParser *self,
                                 const char *bytes,
                                 gsize length,
                                 GError **error);
gboolean llm_ndjson_parser_finish (LlmNdjsonParser *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmNdjsonParser, llm_ndjson_parser_free)

G_END_DECLS
