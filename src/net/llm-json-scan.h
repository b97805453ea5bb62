/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Deeper values are refused: json-glib recurses once per level. */
#define LLM_JSON_MAX_DEPTH 128

/**
 * LlmJsonStatus:
 * @LLM_JSON_OK: a whole JSON value (RFC 8259)
 * @LLM_JSON_TRUNCATED: the begin of one, or nothing
 * @LLM_JSON_INVALID: something else, or nested too deeply
 */
typedef enum
{
  LLM_JSON_OK,
  LLM_JSON_TRUNCATED,
  LLM_JSON_INVALID,
} LlmJsonStatus;

LlmJsonStatus llm_json_check (const char *data, gsize length);

/**
 * LlmJsonSpan:
 *
 * A value within a text that was scanned: from @begin up to, not with, @end.
 */
typedef struct
{
  const char *begin;
  const char *end;
} LlmJsonSpan;

/**
 * LlmJsonCursor:
 * @name: of the member it stands at, without quotes; names with escapes are not
 *   walked over
 * @value: of that member
 * @complete: whether the object was walked to its end
 *
 * Walks over the members of an object without building anything.
 */
typedef struct
{
  LlmJsonSpan name;
  LlmJsonSpan value;
  gboolean complete;
  /*< private >*/
  const char *position;
  const char *end;
} LlmJsonCursor;

void llm_json_cursor_init (LlmJsonCursor *cursor, const char *text, gsize length);
gboolean llm_json_cursor_next (LlmJsonCursor *cursor);

gboolean llm_json_span_equals (LlmJsonSpan span, const char *text);
gboolean llm_json_span_get_only_element (LlmJsonSpan array, LlmJsonSpan *element);
gboolean llm_json_span_get_string (LlmJsonSpan span, GString *out);

G_END_DECLS
