/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fast-event.h"

#include "llm-json-scan.h"

/* Nearly all events of a stream carry one piece of text and nothing else.  With
 * json-glib such an event of 300 bytes costs about 6 microseconds, nine tenths of
 * all work on it, for some thirty objects that are looked at once; read in place it
 * costs less than one.
 *
 * The functions here recognise just those events.  Whatever else is in one, they
 * decline, and the codec reads it with json-glib: so there is one place that knows
 * what an event means, and this one only knows what means nothing. */

/* Members of an event of chat completions in the order of the codec's preference. */
enum
{
  REASONING_CONTENT,
  REASONING,
  REASONING_TEXT,
  CONTENT,
  N_TEXTS,
};

static gboolean
is_null (LlmJsonSpan span)
{
  return llm_json_span_equals (span, "null");
}

/* Notes the value of the member at @cursor; twice the same name is declined, and
 * so must not be decided here. */
static gboolean
note (const LlmJsonCursor *cursor, LlmJsonSpan *span)
{
  if (span->begin != NULL)
    return FALSE;
  *span = cursor->value;
  return TRUE;
}

static gboolean
read_delta (LlmJsonSpan delta, GString *text, GString *reasoning)
{
  static const char *const names[N_TEXTS] = {
    [REASONING_CONTENT] = "reasoning_content",
    [REASONING] = "reasoning",
    [REASONING_TEXT] = "reasoning_text",
    [CONTENT] = "content",
  };
  LlmJsonSpan spans[N_TEXTS] = { 0 };
  LlmJsonCursor cursor;

  llm_json_cursor_init (&cursor, delta.begin, delta.end - delta.begin);
  while (llm_json_cursor_next (&cursor))
    {
      if (llm_json_span_equals (cursor.name, "refusal") && !is_null (cursor.value))
        return FALSE;
      for (guint i = 0; i < N_TEXTS; i++)
        {
          if (llm_json_span_equals (cursor.name, names[i]) && !note (&cursor, &spans[i]))
            return FALSE;
        }
    }
  if (!cursor.complete)
    return FALSE;

  g_string_truncate (text, 0);
  g_string_truncate (reasoning, 0);
  for (guint i = 0; i < N_TEXTS; i++)
    {
      GString *out = i == CONTENT ? text : reasoning;

      if (spans[i].begin == NULL || is_null (spans[i]) || out->len > 0)
        continue;
      if (!llm_json_span_get_string (spans[i], out))
        return FALSE;
    }
  return TRUE;
}

/* Azure annotates every piece of text; what its filters found is for the codec. */
static gboolean
says_true (LlmJsonSpan span)
{
  return g_strstr_len (span.begin, span.end - span.begin, "true") != NULL;
}

static gboolean
read_choice (LlmJsonSpan choice, GString *text, GString *reasoning)
{
  LlmJsonSpan delta = { 0 };
  LlmJsonCursor cursor;

  llm_json_cursor_init (&cursor, choice.begin, choice.end - choice.begin);
  while (llm_json_cursor_next (&cursor))
    {
      if (llm_json_span_equals (cursor.name, "delta"))
        {
          if (!note (&cursor, &delta))
            return FALSE;
        }
      else if ((llm_json_span_equals (cursor.name, "finish_reason")
                || llm_json_span_equals (cursor.name, "usage"))
               && !is_null (cursor.value))
        {
          return FALSE;
        }
      else if (llm_json_span_equals (cursor.name, "content_filter_results")
               && says_true (cursor.value))
        {
          return FALSE;
        }
    }
  return cursor.complete && delta.begin != NULL && read_delta (delta, text, reasoning);
}

/* Reads an event of chat completions that has neither error nor usage nor finish
 * reason, and no id if @want_id, into @text and @reasoning, whose contents it
 * replaces.  Returns whether it is such an event. */
gboolean
llm_fast_event_read_chat (
    const char *data, gsize length, gboolean want_id, GString *text, GString *reasoning)
{
  LlmJsonSpan choices = { 0 };
  LlmJsonSpan choice;
  LlmJsonCursor cursor;

  llm_json_cursor_init (&cursor, data, length);
  while (llm_json_cursor_next (&cursor))
    {
      if (llm_json_span_equals (cursor.name, "choices"))
        {
          if (!note (&cursor, &choices))
            return FALSE;
        }
      else if ((llm_json_span_equals (cursor.name, "error")
                || llm_json_span_equals (cursor.name, "usage")
                || (want_id && llm_json_span_equals (cursor.name, "id"))
                || llm_json_span_equals (cursor.name, "x_groq")
                || llm_json_span_equals (cursor.name, "prompt_filter_results"))
               && !is_null (cursor.value))
        {
          return FALSE;
        }
    }
  return cursor.complete && choices.begin != NULL
         && llm_json_span_get_only_element (choices, &choice)
         && read_choice (choice, text, reasoning);
}

static gboolean
read_block_delta (LlmJsonSpan delta, GString *text, GString *reasoning)
{
  LlmJsonSpan type = { 0 }, text_span = { 0 }, thinking_span = { 0 };
  LlmJsonCursor cursor;

  llm_json_cursor_init (&cursor, delta.begin, delta.end - delta.begin);
  while (llm_json_cursor_next (&cursor))
    {
      if ((llm_json_span_equals (cursor.name, "type") && !note (&cursor, &type))
          || (llm_json_span_equals (cursor.name, "text") && !note (&cursor, &text_span))
          || (llm_json_span_equals (cursor.name, "thinking") && !note (&cursor, &thinking_span)))
        return FALSE;
    }
  if (!cursor.complete || type.begin == NULL)
    return FALSE;

  g_string_truncate (text, 0);
  g_string_truncate (reasoning, 0);
  if (llm_json_span_equals (type, "\"text_delta\"") && text_span.begin != NULL)
    return llm_json_span_get_string (text_span, text);
  if (llm_json_span_equals (type, "\"thinking_delta\"") && thinking_span.begin != NULL)
    return llm_json_span_get_string (thinking_span, reasoning);
  return FALSE;
}

/* The same for Anthropic's content_block_delta with text or thinking. */
gboolean
llm_fast_event_read_anthropic (const char *data, gsize length, GString *text, GString *reasoning)
{
  LlmJsonSpan type = { 0 }, delta = { 0 };
  LlmJsonCursor cursor;

  llm_json_cursor_init (&cursor, data, length);
  while (llm_json_cursor_next (&cursor))
    {
      if ((llm_json_span_equals (cursor.name, "type") && !note (&cursor, &type))
          || (llm_json_span_equals (cursor.name, "delta") && !note (&cursor, &delta))
          || (llm_json_span_equals (cursor.name, "error") && !is_null (cursor.value)))
        return FALSE;
    }
  return cursor.complete && type.begin != NULL && delta.begin != NULL
         && llm_json_span_equals (type, "\"content_block_delta\"")
         && read_block_delta (delta, text, reasoning);
}
