/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-private.h"

#include <string.h>

/* So many marks alone among changes count as changed, too. */
#define MAX_LONELY_MARKS 2
/* And so many words, if on either side of them so many times as many have changed. */
#define MAX_LONELY_WORDS 2
#define LONELY_TIMES 4

/* Tokens that have changed, from @a0 to before @a1 and from @b0 to before @b1; one of the two
 * may be none. */
typedef struct
{
  guint a0, a1, b0, b1;
} Region;

static GArray *
find_regions (const LlmDiffSide *a, const LlmDiffSide *b)
{
  GArray *regions = g_array_new (FALSE, FALSE, sizeof (Region));
  guint i = 0, j = 0;

  while (i < a->n_tokens || j < b->n_tokens)
    {
      Region region = { i, i, j, j };

      while (region.a1 < a->n_tokens && a->match[region.a1] == LLM_DIFF_NONE)
        region.a1++;
      while (region.b1 < b->n_tokens && b->match[region.b1] == LLM_DIFF_NONE)
        region.b1++;
      if (region.a1 > region.a0 || region.b1 > region.b0)
        g_array_append_val (regions, region);
      i = region.a1 + 1;
      j = region.b1 + 1;
    }
  return regions;
}

/* --- Sliding --- */

/* What was inserted or deleted between equal words, and can be said to have been so some
 * words earlier or later: "a [b a] b" or "a b [a b]". */
typedef struct
{
  LlmDiffSide *side;
  LlmDiffSide *other;
  guint first, end; /* tokens of @side */
  guint place;      /* token of @other that follows */
} Slide;

static gboolean
can_slide (const Slide *slide, gboolean is_up, guint limit)
{
  const LlmDiffToken *tokens = slide->side->tokens;

  if (is_up)
    return slide->first > limit && tokens[slide->first - 1].word == tokens[slide->end - 1].word;
  return slide->end < limit && tokens[slide->first].word == tokens[slide->end].word;
}

static void
slide_once (Slide *slide, gboolean is_up)
{
  const guint from = is_up ? slide->first - 1 : slide->end;
  const guint to = is_up ? slide->end - 1 : slide->first;
  const guint32 match = slide->side->match[from];
  const int way = is_up ? -1 : 1;

  slide->side->match[from] = LLM_DIFF_NONE;
  slide->side->match[to] = match;
  slide->other->match[match] = to;
  slide->first = (guint) ((int) slide->first + way);
  slide->end = (guint) ((int) slide->end + way);
  slide->place = (guint) ((int) slide->place + way);
}

static gboolean
ends_sentence (gunichar c)
{
  return strchr (".!?", (int) c) != NULL || c == 0x3002 || c == 0xff01 || c == 0xff1f || c == 0x2026
         || c == 0x61f || c == 0x6d4 || c == 0x964;
}

/* How good a place before a token is to begin with something new. */
static guint
rate_place (const LlmDiffSide *side, guint token)
{
  const char *text = llm_words_get_text (side->words, NULL);
  const LlmDiffToken *before;
  const char *gap;
  gsize length;

  if (token == 0)
    return 4;
  before = &side->tokens[token - 1];
  gap = text + before->end;
  length = side->tokens[token].start - before->end;
  if (memchr (gap, '\n', length) != NULL || memchr (gap, '\r', length) != NULL)
    return 3;
  if (before->is_word)
    return 0;
  return before->end - before->start <= 3 && (guchar) text[before->start] < 0xf0
                 && ends_sentence (g_utf8_get_char (text + before->start))
             ? 2
             : 1;
}

/* @least and @most are the tokens between which the words are equal. */
static void
slide_to_best (Slide *slide, guint least, guint most)
{
  guint best, rating;

  while (can_slide (slide, TRUE, least))
    slide_once (slide, TRUE);
  best = slide->first;
  rating = rate_place (slide->side, best);
  while (can_slide (slide, FALSE, most))
    {
      guint here;

      slide_once (slide, FALSE);
      here = rate_place (slide->side, slide->first);
      if (here >= rating)
        {
          best = slide->first;
          rating = here;
        }
    }
  while (slide->first > best)
    slide_once (slide, TRUE);
}

static void
slide_regions (LlmDiffSide *a, LlmDiffSide *b, GArray *regions)
{
  for (guint i = 0; i < regions->len; i++)
    {
      Region *region = &g_array_index (regions, Region, i);
      const Region *before = i > 0 ? region - 1 : NULL;
      const Region *after = i + 1 < regions->len ? region + 1 : NULL;

      if (region->a0 == region->a1)
        {
          Slide slide = { b, a, region->b0, region->b1, region->a0 };

          slide_to_best (&slide, before != NULL ? before->b1 : 0,
                         after != NULL ? after->b0 : b->n_tokens);
          region->b0 = slide.first;
          region->b1 = slide.end;
          region->a0 = region->a1 = slide.place;
        }
      else if (region->b0 == region->b1)
        {
          Slide slide = { a, b, region->a0, region->a1, region->b0 };

          slide_to_best (&slide, before != NULL ? before->a1 : 0,
                         after != NULL ? after->a0 : a->n_tokens);
          region->a0 = slide.first;
          region->a1 = slide.end;
          region->b0 = region->b1 = slide.place;
        }
    }
}

/* --- Lonely words --- */

static guint
count_words (const LlmDiffSide *side, guint first, guint end)
{
  guint n = 0;

  for (guint i = first; i < end; i++)
    n += side->tokens[i].is_word;
  return n;
}

static guint
count_changed (const LlmDiffSide *a, const LlmDiffSide *b, const Region *region)
{
  return MAX (count_words (a, region->a0, region->a1), count_words (b, region->b0, region->b1));
}

/* Whether what is equal between two regions only disturbs. */
static gboolean
is_lonely (const LlmDiffSide *a,
           const LlmDiffSide *b,
           guint n_before,
           const Region *before,
           const Region *after)
{
  const guint n_tokens = after->a0 - before->a1;
  guint n_words;

  if (n_tokens > MAX_LONELY_MARKS + MAX_LONELY_WORDS)
    return FALSE;
  n_words = count_words (a, before->a1, after->a0);
  if (n_words == 0)
    return n_tokens <= MAX_LONELY_MARKS;
  return n_words <= MAX_LONELY_WORDS && n_before >= LONELY_TIMES * n_words
         && count_changed (a, b, after) >= LONELY_TIMES * n_words;
}

static void
drop_matches (LlmDiffSide *a, LlmDiffSide *b, const Region *before, const Region *after)
{
  for (guint i = before->a1; i < after->a0; i++)
    a->match[i] = LLM_DIFF_NONE;
  for (guint i = before->b1; i < after->b0; i++)
    b->match[i] = LLM_DIFF_NONE;
}

static void
drop_lonely (LlmDiffSide *a, LlmDiffSide *b, const GArray *regions)
{
  Region region = { 0 };
  guint n_changed = 0;

  for (guint i = 0; i < regions->len; i++)
    {
      const Region *next = &g_array_index (regions, Region, i);

      if (i > 0 && is_lonely (a, b, n_changed, &region, next))
        {
          drop_matches (a, b, &region, next);
          region.a1 = next->a1;
          region.b1 = next->b1;
          n_changed += count_changed (a, b, next);
        }
      else
        {
          region = *next;
          n_changed = count_changed (a, b, next);
        }
    }
}

/**
 * llm_diff_clean_up:
 * @a: one side, aligned
 * @b: the other side
 * @fine: whether to leave lonely words alone
 *
 * Makes a difference easier to read.  What was only inserted or only deleted is moved, where its
 * words allow it, to begin where a line or sentence does.  Marks and a few words that are equal
 * only by accident, alone among changes, count as changed.
 */
void
llm_diff_clean_up (LlmDiffSide *a, LlmDiffSide *b, gboolean fine)
{
  g_autoptr (GArray) regions = find_regions (a, b);

  slide_regions (a, b, regions);
  if (!fine)
    drop_lonely (a, b, regions);
}
