/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-block-clip.h"

/* A container or leaf on the way to the present event. */
typedef struct
{
  guint event; /* its entering */
  gboolean kept;
  guint32 n_skipped; /* items of a list that are left out before the first one */
  gboolean has_item;
} Level;

typedef struct
{
  const LlmBlock *block;
  const LlmEvent *events;
  guint n_events;
  guint *ends; /* of each entering its leaving */
  guint first, last;
  guint32 first_offset, last_offset;

  GArray *levels;
  GArray *kept; /* LlmEvent */
  GString *text;
} Clip;

static gboolean
is_break (const LlmEvent *event)
{
  return event->type == LLM_NODE_HARD_BREAK || event->type == LLM_NODE_SOFT_BREAK;
}

/* These are not cut. */
static gboolean
is_whole (const LlmEvent *event)
{
  return event->type == LLM_NODE_INLINE_FORMULA || event->type == LLM_NODE_DISPLAY_FORMULA
         || event->type == LLM_NODE_FOOTNOTE;
}

static guint32
floor_offset (const Clip *clip, const LlmEvent *event, guint32 offset)
{
  const char *text = llm_block_get_text (clip->block, event);

  offset = MIN (offset, event->text_length);
  while (offset > 0 && offset < event->text_length && ((guchar) text[offset] & 0xc0) == 0x80)
    offset--;
  return offset;
}

/* Leaves out what is empty at both ends; FALSE if nothing is left. */
static gboolean
find_range (Clip *clip)
{
  const LlmEvent *event;

  if (clip->first >= clip->n_events || clip->first > clip->last)
    return FALSE;
  if (clip->last >= clip->n_events)
    {
      clip->last = clip->n_events - 1;
      clip->last_offset = G_MAXUINT32;
    }
  event = &clip->events[clip->first];
  clip->first_offset
      = event->step == LLM_STEP_TEXT ? floor_offset (clip, event, clip->first_offset) : 0;
  if (event->step == LLM_STEP_TEXT && clip->first_offset == event->text_length)
    {
      clip->first++;
      clip->first_offset = 0;
    }
  event = &clip->events[clip->last];
  if (event->step == LLM_STEP_TEXT)
    {
      clip->last_offset = floor_offset (clip, event, clip->last_offset);
      if (clip->last_offset == 0)
        {
          if (clip->last == 0)
            return FALSE;
          clip->last--;
          clip->last_offset = G_MAXUINT32;
        }
    }
  while (clip->first <= clip->last
         && (clip->events[clip->first].step == LLM_STEP_LEAVE
             || is_break (&clip->events[clip->first])))
    {
      clip->first++;
      clip->first_offset = 0;
    }
  while (
      clip->last > clip->first
      && (clip->events[clip->last].step == LLM_STEP_ENTER || is_break (&clip->events[clip->last])))
    {
      clip->last--;
      clip->last_offset = G_MAXUINT32;
    }
  return clip->first < clip->last
         || (clip->first == clip->last && clip->events[clip->first].step == LLM_STEP_TEXT
             && (clip->last_offset > clip->first_offset || is_whole (&clip->events[clip->first])));
}

static gboolean
is_touched (const Clip *clip, guint enter)
{
  return enter <= clip->last && clip->ends[enter] >= clip->first;
}

/* A row keeps its cells, so that what is selected stays in its column. */
static gboolean
is_kept (const Clip *clip, guint enter)
{
  const LlmNodeType type = clip->events[enter].type;
  const gboolean is_cell = type == LLM_NODE_TABLE_CELL || type == LLM_NODE_TABLE_HEADER_CELL;

  if (is_cell && clip->levels->len > 0)
    return g_array_index (clip->levels, Level, clip->levels->len - 1).kept;
  return is_touched (clip, enter);
}

static void
keep_event (Clip *clip, const LlmEvent *event, guint32 start, guint32 length)
{
  LlmEvent kept = *event;

  kept.text = (guint32) clip->text->len;
  kept.text_length = length;
  g_string_append_len (clip->text, llm_block_get_text (clip->block, event) + start, length);
  kept.title = (guint32) clip->text->len;
  g_string_append_len (clip->text, llm_block_get_title (clip->block, event), event->title_length);
  if (length < event->text_length && event->source != LLM_NO_SOURCE)
    {
      /* With an entity in it nobody knows which byte came of which. */
      const gboolean known = event->source_length == event->text_length;

      kept.source = known ? event->source + start : LLM_NO_SOURCE;
      kept.source_length = known ? length : 0;
    }
  /* A piece of a tag is none. */
  if (length < event->text_length && event->type == LLM_NODE_HTML)
    kept.type = LLM_NODE_TEXT;
  g_array_append_val (clip->kept, kept);
}

static void
keep_text (Clip *clip, guint i)
{
  const LlmEvent *event = &clip->events[i];
  guint32 start = 0, end = event->text_length;

  if (i < clip->first || i > clip->last)
    return;
  if (!is_whole (event))
    {
      if (i == clip->first)
        start = clip->first_offset;
      if (i == clip->last)
        end = MIN (end, clip->last_offset);
    }
  if (start < end || is_break (event))
    keep_event (clip, event, start, end - start);
}

/* Counts the items that are left out before the first one of a list. */
static void
count_item (Clip *clip, gboolean kept)
{
  Level *list;

  if (clip->levels->len == 0)
    return;
  list = &g_array_index (clip->levels, Level, clip->levels->len - 1);
  if (kept)
    list->has_item = TRUE;
  else if (!list->has_item)
    list->n_skipped++;
}

/* The number of a list is known when its first item comes. */
static void
number_list (Clip *clip)
{
  const Level *list = &g_array_index (clip->levels, Level, clip->levels->len - 1);
  LlmEvent *last = &g_array_index (clip->kept, LlmEvent, clip->kept->len - 1);

  if (list->n_skipped > 0 && last->step == LLM_STEP_ENTER && last->type == LLM_NODE_ORDERED_LIST)
    last->number += list->n_skipped;
}

static void
enter (Clip *clip, guint i)
{
  const LlmEvent *event = &clip->events[i];
  Level level = { i, is_kept (clip, i), 0, FALSE };

  if (event->type == LLM_NODE_ITEM)
    {
      count_item (clip, level.kept);
      if (level.kept && clip->levels->len > 0)
        number_list (clip);
    }
  if (level.kept)
    keep_event (clip, event, 0, event->text_length);
  g_array_append_val (clip->levels, level);
}

static void
leave (Clip *clip, guint i)
{
  const gboolean kept = g_array_index (clip->levels, Level, clip->levels->len - 1).kept;

  g_array_set_size (clip->levels, clip->levels->len - 1);
  if (kept)
    keep_event (clip, &clip->events[i], 0, clip->events[i].text_length);
}

static guint *
find_leavings (const LlmEvent *events, guint n_events)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  guint *ends = g_new0 (guint, n_events);

  for (guint i = 0; i < n_events; i++)
    {
      if (events[i].step == LLM_STEP_ENTER)
        g_array_append_val (open, i);
      else if (events[i].step == LLM_STEP_LEAVE && open->len > 0)
        {
          ends[g_array_index (open, guint, open->len - 1)] = i;
          g_array_set_size (open, open->len - 1);
        }
    }
  return ends;
}

/**
 * llm_block_clip:
 * @block: a block
 * @first_event: the index of the text in which the piece begins
 * @first_offset: where in it, in bytes
 * @last_event: the index of the text in which it ends; beyond the events for all the rest
 * @last_offset: where in it, exclusive
 *
 * Cuts a piece out of a block.  The containers and spans around it stay, items and rows
 * without any of it go; lists keep their numbers, rows keep all their cells.  Formulas are
 * not cut.
 *
 * Returns: (transfer full) (nullable): the piece, or %NULL if there is nothing in it
 */
LlmBlock *
llm_block_clip (const LlmBlock *block,
                guint first_event,
                guint32 first_offset,
                guint last_event,
                guint32 last_offset)
{
  Clip clip = { 0 };
  LlmBlock *piece = NULL;

  g_return_val_if_fail (block != NULL, NULL);

  clip.block = block;
  clip.events = llm_block_get_events (block, &clip.n_events);
  clip.first = first_event;
  clip.last = last_event;
  clip.first_offset = first_offset;
  clip.last_offset = last_offset;
  if (!find_range (&clip))
    return NULL;

  clip.ends = find_leavings (clip.events, clip.n_events);
  clip.levels = g_array_new (FALSE, FALSE, sizeof (Level));
  clip.kept = g_array_new (FALSE, FALSE, sizeof (LlmEvent));
  clip.text = g_string_new (NULL);
  for (guint i = 0; i < clip.n_events; i++)
    {
      if (clip.events[i].step == LLM_STEP_TEXT)
        keep_text (&clip, i);
      else if (clip.events[i].step == LLM_STEP_ENTER)
        enter (&clip, i);
      else
        leave (&clip, i);
    }
  if (clip.kept->len >= 2)
    piece = llm_block_new ((LlmEvent *) (void *) clip.kept->data, clip.kept->len, clip.text->str,
                           clip.text->len);
  g_free (clip.ends);
  g_array_unref (clip.levels);
  g_array_unref (clip.kept);
  g_string_free (clip.text, TRUE);
  return piece;
}

static gboolean
is_block_level (const LlmEvent *event)
{
  return event->type < LLM_NODE_FIRST_SPAN;
}

/* The events of the only leaf that has text: from @first up to @end. */
static gboolean
find_leaf (const LlmEvent *events, guint n_events, guint *first, guint *end)
{
  guint i = 0;

  *first = *end = 0;
  while (i < n_events)
    {
      if (is_block_level (&events[i]))
        {
          i++;
          continue;
        }
      if (*end > 0)
        return FALSE;
      *first = i;
      while (i < n_events && !is_block_level (&events[i]))
        i++;
      *end = i;
    }
  return *end > 0;
}

/**
 * llm_block_clip_to_leaf:
 * @block: a block
 *
 * Returns: (transfer full) (nullable): the only paragraph, heading, code or cell that has
 *   text in @block, without the containers around it; a cell becomes a paragraph.  %NULL if
 *   there are several
 */
LlmBlock *
llm_block_clip_to_leaf (const LlmBlock *block)
{
  g_autoptr (GArray) kept = NULL;
  LlmEvent enter = { 0 }, leave = { 0 };
  const LlmEvent *events;
  guint n_events, first, end;

  g_return_val_if_fail (block != NULL, NULL);

  events = llm_block_get_events (block, &n_events);
  if (!find_leaf (events, n_events, &first, &end))
    return NULL;
  enter.step = LLM_STEP_ENTER;
  enter.type = LLM_NODE_PARAGRAPH;
  enter.source = LLM_NO_SOURCE;
  leave = enter;
  leave.step = LLM_STEP_LEAVE;
  if (first > 0 && events[first - 1].type >= LLM_NODE_PARAGRAPH)
    {
      enter = events[first - 1];
      leave = events[end];
    }
  kept = g_array_new (FALSE, FALSE, sizeof (LlmEvent));
  g_array_append_val (kept, enter);
  g_array_append_vals (kept, events + first, end - first);
  g_array_append_val (kept, leave);
  return llm_block_new ((LlmEvent *) (void *) kept->data, kept->len,
                        llm_block_get_text (block, &(LlmEvent){ 0 }), llm_block_get_size (block));
}
