/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-layout-private.h"

/* The first span that ends behind @at, or the number of spans. */
static guint
find_index (const LlmLayout *layout, guint at)
{
  guint low = 0, high = layout->spans->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (g_array_index (layout->spans, LlmSpan, middle).end > at)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/**
 * llm_layout_find_span:
 * @layout: a layout
 * @at: a character
 *
 * Returns: (transfer none) (nullable): the span that has it
 */
const LlmSpan *
llm_layout_find_span (const LlmLayout *layout, guint at)
{
  const LlmSpan *span;
  guint index;

  g_return_val_if_fail (layout != NULL, NULL);

  index = find_index (layout, at);
  if (index == layout->spans->len)
    return NULL;
  span = &g_array_index (layout->spans, LlmSpan, index);
  return span->start <= at ? span : NULL;
}

static const LlmEvent *
get_event (const LlmLayout *layout, const LlmSpan *span)
{
  guint n_events;

  return &llm_block_get_events (layout->block, &n_events)[span->event];
}

/* Whether the span stands for its event as a whole. */
static gboolean
is_whole (const LlmSpan *span)
{
  return (span->style & (LLM_STYLE_FORMULA | LLM_STYLE_OBJECT)) != 0;
}

static guint32
get_offset (const LlmLayout *layout, const LlmSpan *span, guint at)
{
  const LlmEvent *event = get_event (layout, span);
  const char *text = llm_block_get_text (layout->block, event) + span->offset;

  return (guint32) (g_utf8_offset_to_pointer (text, (glong) (at - span->start))
                    - llm_block_get_text (layout->block, event));
}

/**
 * llm_layout_locate:
 * @layout: a layout
 * @at: a place between characters
 * @is_end: whether it is the end of a selection rather than its start
 * @event: (out): the text event that the selection has first or last
 * @offset: (out): the byte in its text where the selection begins or ends
 *
 * Says where in the block a selection begins or ends.  A start looks for the first text
 * behind @at, an end for the last one before it.
 *
 * Returns: whether there is any
 */
gboolean
llm_layout_locate (
    const LlmLayout *layout, guint at, gboolean is_end, guint32 *event, guint32 *offset)
{
  g_return_val_if_fail (layout != NULL && event != NULL && offset != NULL, FALSE);

  if (!is_end)
    {
      for (guint i = find_index (layout, at); i < layout->spans->len; i++)
        {
          const LlmSpan *span = &g_array_index (layout->spans, LlmSpan, i);

          if (span->event == LLM_NO_EVENT)
            continue;
          *event = span->event;
          *offset = is_whole (span) ? 0 : get_offset (layout, span, MAX (at, span->start));
          return TRUE;
        }
      return FALSE;
    }
  for (guint i = MIN (find_index (layout, at) + 1, layout->spans->len); i > 0; i--)
    {
      const LlmSpan *span = &g_array_index (layout->spans, LlmSpan, i - 1);

      if (span->event == LLM_NO_EVENT || span->start >= at)
        continue;
      *event = span->event;
      *offset = is_whole (span) ? get_event (layout, span)->text_length
                                : get_offset (layout, span, MIN (at, span->end));
      return TRUE;
    }
  return FALSE;
}

/* The byte of the text that so many bytes of its source have made.  Code that is nested has
 * its lines without what indents them: there, it is about the place. */
static guint32
find_inside (const LlmEvent *event, const char *text, guint32 n_source)
{
  guint32 inside = MIN (n_source, event->text_length);

  if (event->source_length != event->text_length && event->source_length > 0)
    inside = (guint32) ((guint64) MIN (n_source, event->source_length) * event->text_length
                        / event->source_length);
  while (inside > 0 && inside < event->text_length && (text[inside] & 0xc0) == 0x80)
    inside--;
  return inside;
}

/**
 * llm_layout_find_source:
 * @layout: a layout
 * @source: a byte of the source
 * @at: (out): the character that it is at, or the next one
 *
 * Returns: whether the block has text there or behind it
 */
gboolean
llm_layout_find_source (const LlmLayout *layout, guint32 source, guint *at)
{
  g_return_val_if_fail (layout != NULL && at != NULL, FALSE);

  for (guint i = 0; i < layout->spans->len; i++)
    {
      const LlmSpan *span = &g_array_index (layout->spans, LlmSpan, i);
      const LlmEvent *event;
      const char *text;
      guint32 inside;

      if (span->event == LLM_NO_EVENT)
        continue;
      event = get_event (layout, span);
      if (event->source == LLM_NO_SOURCE || event->source + event->source_length <= source)
        continue;
      text = llm_block_get_text (layout->block, event);
      inside = source > event->source ? find_inside (event, text, source - event->source) : 0;
      *at = span->start;
      if (is_whole (span) || inside <= span->offset)
        return TRUE;
      *at += (guint) g_utf8_pointer_to_offset (text + span->offset, text + inside);
      if (*at < span->end || i + 1 == layout->spans->len)
        {
          *at = MIN (*at, span->end);
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * llm_layout_next_range:
 * @layout: a layout
 * @event: a text event of its block
 * @bytes: a part of the text of the event
 * @span: (inout): 0 for the first call, what it left there for the next ones
 * @at: (out): the first character that shows some of it
 * @end: (out): what is behind the last one
 *
 * A text may be shown in several places, one for each line of code, or not at all.
 *
 * Returns: whether there is one more
 */
gboolean
llm_layout_next_range (const LlmLayout *layout,
                       guint32 event,
                       LlmLayoutBytes bytes,
                       guint *span,
                       guint *at,
                       guint *end)
{
  g_return_val_if_fail (layout != NULL, FALSE);
  g_return_val_if_fail (span != NULL && at != NULL && end != NULL, FALSE);

  while (*span < layout->spans->len)
    {
      const LlmSpan *here = &g_array_index (layout->spans, LlmSpan, (*span)++);
      const char *text;
      guint32 first, last, length;

      if (here->event != event)
        continue;
      *at = here->start;
      *end = here->end;
      if (is_whole (here))
        return bytes.start < bytes.end;
      text = llm_block_get_text (layout->block, get_event (layout, here)) + here->offset;
      length = (guint32) (g_utf8_offset_to_pointer (text, (glong) (here->end - here->start))
                          - text);
      first = MAX (bytes.start, here->offset);
      last = MIN (bytes.end, here->offset + length);
      if (first >= last)
        continue;
      *at += (guint) g_utf8_pointer_to_offset (text, text + (first - here->offset));
      *end = *at + (guint) g_utf8_strlen (text + (first - here->offset), (gssize) (last - first));
      return TRUE;
    }
  return FALSE;
}
