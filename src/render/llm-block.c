/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-block.h"

#include <string.h>

struct _LlmBlock
{
  guint n_events;
  guint32 hash;
  gsize length;
  LlmEvent *events;
  char *text;
};

G_STATIC_ASSERT (sizeof (LlmEvent) == 32);

G_DEFINE_BOXED_TYPE (LlmBlock, llm_block, llm_block_ref, llm_block_unref)

/* FNV-1a, eight bytes at a time: it only saves comparisons. */
static guint32
hash_bytes (guint32 hash, const void *data, gsize length)
{
  const guint8 *bytes = data;
  guint64 state = hash;

  for (; length >= 8; bytes += 8, length -= 8)
    {
      guint64 word;

      memcpy (&word, bytes, 8);
      state = (state ^ word) * G_GUINT64_CONSTANT (1099511628211);
    }
  for (; length > 0; bytes++, length--)
    state = (state ^ *bytes) * G_GUINT64_CONSTANT (1099511628211);
  return (guint32) (state ^ (state >> 32));
}

/**
 * llm_event_get_delimiters:
 * @event: an event
 * @opening: (out): what the formula begins with in the source, such as `$$`; "" for others
 * @closing: (out): what it ends with
 *
 * Returns: whether the event is a formula
 */
gboolean
llm_event_get_delimiters (const LlmEvent *event, const char **opening, const char **closing)
{
  const gboolean display = event->type == LLM_NODE_DISPLAY_FORMULA;

  *opening = *closing = "";
  if (!display && event->type != LLM_NODE_INLINE_FORMULA)
    return FALSE;
  switch (event->level)
    {
    case '(':
      *opening = "\\(";
      *closing = "\\)";
      break;
    case '[':
      *opening = "\\[";
      *closing = "\\]";
      break;
    default:
      *opening = *closing = display ? "$$" : "$";
      break;
    }
  return TRUE;
}

/**
 * llm_block_new:
 * @events: (array length=n_events): a walk through the block, beginning with its entering
 *   and ending with its leaving
 * @n_events: how many steps
 * @text: what the offsets of @events refer to, UTF-8
 * @length: the bytes of @text
 *
 * Returns: (transfer full): a block with copies of both
 */
LlmBlock *
llm_block_new (const LlmEvent *events, guint n_events, const char *text, gsize length)
{
  LlmBlock *block;

  g_return_val_if_fail (events != NULL && n_events >= 2, NULL);
  g_return_val_if_fail (text != NULL || length == 0, NULL);

  /* One piece of memory: there are many small blocks. */
  block = g_atomic_rc_box_alloc (sizeof (LlmBlock) + n_events * sizeof (LlmEvent) + length + 1);
  block->n_events = n_events;
  block->length = length;
  block->events = (LlmEvent *) (void *) (block + 1);
  block->text = (char *) (block->events + n_events);
  memcpy (block->events, events, n_events * sizeof (LlmEvent));
  if (length > 0)
    memcpy (block->text, text, length);
  block->text[length] = '\0';
  block->hash = hash_bytes (n_events, block->events, n_events * sizeof (LlmEvent));
  block->hash = hash_bytes (block->hash, block->text, length);
  return block;
}

/**
 * llm_block_ref:
 * @block: a block
 *
 * Returns: (transfer full): the same block; from any thread
 */
LlmBlock *
llm_block_ref (LlmBlock *block)
{
  g_return_val_if_fail (block != NULL, NULL);
  return g_atomic_rc_box_acquire (block);
}

/**
 * llm_block_unref:
 * @block: (transfer full): a block
 */
void
llm_block_unref (LlmBlock *block)
{
  g_return_if_fail (block != NULL);
  g_atomic_rc_box_release (block);
}

/**
 * llm_block_get_node_type:
 * @block: a block
 *
 * Returns: what the block is, such as %LLM_NODE_PARAGRAPH
 */
LlmNodeType
llm_block_get_node_type (const LlmBlock *block)
{
  g_return_val_if_fail (block != NULL, LLM_NODE_PARAGRAPH);
  return block->events[0].type;
}

/**
 * llm_block_get_events:
 * @block: a block
 * @n_events: (out): how many steps
 *
 * Returns: (transfer none) (array length=n_events): the walk through the block
 */
const LlmEvent *
llm_block_get_events (const LlmBlock *block, guint *n_events)
{
  g_return_val_if_fail (block != NULL && n_events != NULL, NULL);

  *n_events = block->n_events;
  return block->events;
}

/**
 * llm_block_get_text:
 * @block: a block
 * @event: one of its events
 *
 * Returns: (transfer none): the event's text, `text_length` bytes of UTF-8; what follows
 *   it is another text
 */
const char *
llm_block_get_text (const LlmBlock *block, const LlmEvent *event)
{
  g_return_val_if_fail (block != NULL && event != NULL, NULL);
  return block->text + event->text;
}

/**
 * llm_block_get_title:
 * @block: a block
 * @event: one of its events
 *
 * Returns: (transfer none): the event's title, `title_length` bytes of UTF-8
 */
const char *
llm_block_get_title (const LlmBlock *block, const LlmEvent *event)
{
  g_return_val_if_fail (block != NULL && event != NULL, NULL);
  return block->text + event->title;
}

/**
 * llm_block_dup_text:
 * @block: a block
 * @event: one of its events
 *
 * Returns: (transfer full): the event's text
 */
char *
llm_block_dup_text (const LlmBlock *block, const LlmEvent *event)
{
  g_return_val_if_fail (block != NULL && event != NULL, NULL);
  return g_strndup (block->text + event->text, event->text_length);
}

/**
 * llm_block_dup_title:
 * @block: a block
 * @event: one of its events
 *
 * Returns: (transfer full): the event's title
 */
char *
llm_block_dup_title (const LlmBlock *block, const LlmEvent *event)
{
  g_return_val_if_fail (block != NULL && event != NULL, NULL);
  return g_strndup (block->text + event->title, event->title_length);
}

/**
 * llm_block_get_first_source:
 * @block: a block
 *
 * Returns: where its first text is in the source, in bytes, or %LLM_NO_SOURCE if it has none
 */
guint32
llm_block_get_first_source (const LlmBlock *block)
{
  g_return_val_if_fail (block != NULL, LLM_NO_SOURCE);

  for (guint i = 0; i < block->n_events; i++)
    {
      if (block->events[i].source != LLM_NO_SOURCE)
        return block->events[i].source;
    }
  return LLM_NO_SOURCE;
}

/**
 * llm_block_equal:
 * @a: a block
 * @b: another
 *
 * Returns: whether both are the same piece of the same source
 */
gboolean
llm_block_equal (const LlmBlock *a, const LlmBlock *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a == b
         || (a->hash == b->hash && a->n_events == b->n_events && a->length == b->length
             && memcmp (a->events, b->events, a->n_events * sizeof (LlmEvent)) == 0
             && memcmp (a->text, b->text, a->length) == 0);
}

/**
 * llm_block_get_size:
 * @block: a block
 *
 * Returns: the bytes of all its texts
 */
gsize
llm_block_get_size (const LlmBlock *block)
{
  g_return_val_if_fail (block != NULL, 0);
  return block->length;
}

/**
 * llm_block_get_all_text:
 * @block: a block
 *
 * Returns: (transfer none): all its texts, targets and titles, one behind the other
 */
const char *
llm_block_get_all_text (const LlmBlock *block)
{
  g_return_val_if_fail (block != NULL, NULL);
  return block->text;
}
