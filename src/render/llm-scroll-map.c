/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-scroll-map.h"

#include <string.h>

/* Comparing each heading with each takes time and memory by the product; documents with
 * more headings than this are matched by order. */
#define MAX_COMPARED 400

#define N_LEVELS 6

/* A number in front of a heading has no more characters than this. */
#define MAX_NUMBER 8

/* A number without a full stop or bracket behind it is one up to so many digits; 2024 is
 * what the heading speaks of. */
#define MAX_BARE_DIGITS 2

typedef struct
{
  guint block;
  guint level;
  guint rank; /* its level among those that the document has */
  guint text; /* equal for equal texts, 0 for none */
} Heading;

typedef struct
{
  double first;
  double second;
} Anchor;

struct _LlmScrollMap
{
  GArray *anchors; /* Anchor, never going back in either document */
  guint n_headings;
};

/* What is behind a number such as “1.”, “2.3)”, “a)” or “IV.”; if nothing is, the number. */
static const char *
skip_number (const char *text)
{
  const char *p = text;
  gsize length;
  gboolean is_number, is_label, is_closed;

  while (g_ascii_isalnum (*p) || (*p == '.' && g_ascii_isalnum (p[1])))
    p++;
  length = (gsize) (p - text);
  if (length == 0 || length > MAX_NUMBER)
    return text;
  is_closed = *p == '.' || *p == ')' || *p == ':';
  is_number = strspn (text, "0123456789.") >= length
              && (is_closed || strspn (text, "0123456789") <= MAX_BARE_DIGITS);
  is_label = is_closed && (length == 1 || strspn (text, "ivxlcIVXLC") >= length);
  if (!is_number && !is_label)
    return text;
  while (*p == '.' || *p == ')' || *p == ':')
    p++;
  if (*p != ' ' && !g_str_has_prefix (p, "\302\240"))
    return text;
  return p;
}

static const char *
skip_to_letter (const char *text)
{
  while (*text != '\0' && !g_unichar_isalnum (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

/**
 * llm_scroll_map_normalize:
 * @heading: the text of a heading, valid UTF-8
 *
 * Returns: (transfer full): what tells headings apart that say the same: without
 *   numbering, signs and accents, in one case, with one blank between words
 */
char *
llm_scroll_map_normalize (const char *heading)
{
  const char *begin, *words;
  g_autofree char *decomposed = NULL;
  g_autofree char *folded = NULL;
  GString *text;

  g_return_val_if_fail (heading != NULL, NULL);

  begin = skip_to_letter (heading);
  words = skip_to_letter (skip_number (begin));
  decomposed = g_utf8_normalize (*words != '\0' ? words : begin, -1, G_NORMALIZE_ALL);
  text = g_string_new (NULL);
  if (decomposed == NULL)
    return g_string_free (text, FALSE);
  folded = g_utf8_casefold (decomposed, -1);
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c))
        g_string_append_unichar (text, c);
      else if (!g_unichar_ismark (c) && text->len > 0 && text->str[text->len - 1] != ' ')
        g_string_append_c (text, ' ');
    }
  if (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

/**
 * llm_scroll_block_init:
 * @self: (out caller-allocates): what a map needs to know of a block
 * @block: a block of a document
 */
void
llm_scroll_block_init (LlmScrollBlock *self, const LlmBlock *block)
{
  const LlmEvent *events;
  guint n_events;
  g_autoptr (GString) text = NULL;

  g_return_if_fail (self != NULL && block != NULL);

  events = llm_block_get_events (block, &n_events);
  *self = (LlmScrollBlock){ llm_block_get_node_type (block), 0, NULL };
  if (self->type != LLM_NODE_HEADING || n_events == 0)
    return;
  self->level = events[0].level;
  text = g_string_new (NULL);
  for (guint i = 0; i < n_events; i++)
    {
      if (events[i].step != LLM_STEP_TEXT)
        continue;
      if (events[i].type == LLM_NODE_SOFT_BREAK || events[i].type == LLM_NODE_HARD_BREAK)
        g_string_append_c (text, ' ');
      else if (events[i].type != LLM_NODE_HTML)
        g_string_append_len (text, llm_block_get_text (block, &events[i]), events[i].text_length);
    }
  self->heading = llm_scroll_map_normalize (text->str);
}

/**
 * llm_scroll_block_clear:
 * @self: what llm_scroll_block_init() has filled
 */
void
llm_scroll_block_clear (LlmScrollBlock *self)
{
  g_clear_pointer (&self->heading, g_free);
}

static guint
intern (GHashTable *texts, const char *text)
{
  guint id;

  if (text == NULL || *text == '\0')
    return 0;
  id = GPOINTER_TO_UINT (g_hash_table_lookup (texts, text));
  if (id == 0)
    {
      id = g_hash_table_size (texts) + 1;
      g_hash_table_insert (texts, (gpointer) text, GUINT_TO_POINTER (id));
    }
  return id;
}

/* Heading */
static GArray *
collect_headings (const LlmScrollBlock *blocks, guint n_blocks, GHashTable *texts)
{
  GArray *headings = g_array_new (FALSE, FALSE, sizeof (Heading));
  gboolean is_used[N_LEVELS + 1] = { FALSE };
  guint ranks[N_LEVELS + 1] = { 0 };
  guint rank = 0;

  for (guint i = 0; i < n_blocks; i++)
    {
      const Heading heading
          = { i, CLAMP (blocks[i].level, 1, N_LEVELS), 0,
              blocks[i].type == LLM_NODE_HEADING ? intern (texts, blocks[i].heading) : 0 };

      if (blocks[i].type != LLM_NODE_HEADING)
        continue;
      is_used[heading.level] = TRUE;
      g_array_append_val (headings, heading);
    }
  for (guint level = 1; level <= N_LEVELS; level++)
    ranks[level] = is_used[level] ? rank++ : rank;
  for (guint i = 0; i < headings->len; i++)
    {
      Heading *heading = &g_array_index (headings, Heading, i);

      heading->rank = ranks[heading->level];
    }
  return headings;
}

/* One model begins at the first level where another one begins at the third. */
static gboolean
is_equal (const Heading *a, const Heading *b)
{
  return a->text != 0 && a->text == b->text && (a->level == b->level || a->rank == b->rank);
}

static void
add_anchor (LlmScrollMap *self, const Heading *a, const Heading *b)
{
  const Anchor anchor = { a->block, b->block };

  g_array_append_val (self->anchors, anchor);
  self->n_headings++;
}

/* The longest sequence of equal headings that both documents have in this order. */
static void
match_equal (LlmScrollMap *self, GArray *first, GArray *second)
{
  const guint width = second->len + 1;
  g_autofree guint16 *lengths = g_new0 (guint16, (gsize) (first->len + 1) * width);
  const Heading *a = (const Heading *) first->data;
  const Heading *b = (const Heading *) second->data;

  for (guint i = first->len; i-- > 0;)
    {
      for (guint j = second->len; j-- > 0;)
        {
          guint16 *cell = &lengths[i * width + j];

          *cell = MAX (cell[1], cell[width]);
          if (is_equal (&a[i], &b[j]))
            *cell = MAX (*cell, cell[width + 1] + 1);
        }
    }
  for (guint i = 0, j = 0; i < first->len && j < second->len;)
    {
      const guint16 *cell = &lengths[i * width + j];

      if (is_equal (&a[i], &b[j]) && cell[0] == cell[width + 1] + 1)
        add_anchor (self, &a[i++], &b[j++]);
      else if (cell[width] >= cell[1])
        i++;
      else
        j++;
    }
}

/* The next heading of a level from @from on, or the number of headings. */
static guint
find_level (GArray *headings, guint from, guint level)
{
  while (from < headings->len && g_array_index (headings, Heading, from).level != level)
    from++;
  return from;
}

/* The first heading of a level with the first one, the second with the second, unless
 * that would go back. */
static void
match_by_order (LlmScrollMap *self, GArray *first, GArray *second)
{
  guint next[N_LEVELS + 1] = { 0 };
  guint reached = 0;

  for (guint i = 0; i < first->len; i++)
    {
      const Heading *heading = &g_array_index (first, Heading, i);
      const guint j = find_level (second, next[heading->level], heading->level);

      next[heading->level] = MIN (j + 1, second->len);
      if (j == second->len || j < reached)
        continue;
      add_anchor (self, heading, &g_array_index (second, Heading, j));
      reached = j + 1;
    }
}

/**
 * llm_scroll_map_new:
 * @first: (array length=n_first): the blocks of a document
 * @n_first: how many
 * @second: (array length=n_second): those of another one
 * @n_second: how many
 *
 * Returns: (transfer full): a map between the two
 */
LlmScrollMap *
llm_scroll_map_new (const LlmScrollBlock *first,
                    guint n_first,
                    const LlmScrollBlock *second,
                    guint n_second)
{
  LlmScrollMap *self = g_new0 (LlmScrollMap, 1);
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) a = collect_headings (first, n_first, texts);
  g_autoptr (GArray) b = collect_headings (second, n_second, texts);
  const Anchor start = { 0, 0 };
  const Anchor end = { n_first, n_second };

  self->anchors = g_array_new (FALSE, FALSE, sizeof (Anchor));
  g_array_append_val (self->anchors, start);
  if (n_first == 0 || n_second == 0)
    return self;
  if (a->len <= MAX_COMPARED && b->len <= MAX_COMPARED)
    match_equal (self, a, b);
  if (self->n_headings == 0)
    match_by_order (self, a, b);
  g_array_append_val (self->anchors, end);
  return self;
}

/**
 * llm_scroll_map_free:
 * @self: (transfer full): a map
 */
void
llm_scroll_map_free (LlmScrollMap *self)
{
  g_array_unref (self->anchors);
  g_free (self);
}

static double
get_side (const LlmScrollMap *self, guint anchor, gboolean is_second)
{
  const Anchor *at = &g_array_index (self->anchors, Anchor, anchor);

  return is_second ? at->second : at->first;
}

/* Of several anchors at one place the last counts: a heading rather than the start. */
static double
map (const LlmScrollMap *self, double position, gboolean is_back)
{
  guint low = 0, high = self->anchors->len;
  double from, share;

  while (high - low > 1)
    {
      const guint middle = low + (high - low) / 2;

      if (get_side (self, middle, is_back) <= position)
        low = middle;
      else
        high = middle;
    }
  from = get_side (self, low, is_back);
  if (high == self->anchors->len || position <= from)
    return get_side (self, low, !is_back);
  share = (position - from) / (get_side (self, high, is_back) - from);
  from = get_side (self, low, !is_back);
  return from + share * (get_side (self, high, !is_back) - from);
}

/**
 * llm_scroll_map_map:
 * @self: a map
 * @position: a place in the first document
 *
 * Returns: the place in the second one that belongs to it
 */
double
llm_scroll_map_map (const LlmScrollMap *self, double position)
{
  g_return_val_if_fail (self != NULL, 0);
  return map (self, position, FALSE);
}

/**
 * llm_scroll_map_map_back:
 * @self: a map
 * @position: a place in the second document
 *
 * Returns: the place in the first one that belongs to it
 */
double
llm_scroll_map_map_back (const LlmScrollMap *self, double position)
{
  g_return_val_if_fail (self != NULL, 0);
  return map (self, position, TRUE);
}

/**
 * llm_scroll_map_get_n_headings:
 * @self: a map
 *
 * Returns: how many headings of one document belong to one of the other
 */
guint
llm_scroll_map_get_n_headings (const LlmScrollMap *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_headings;
}
