/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-text-metrics-private.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* Larger than any of the numbers of what is told. */
#define MAX_CHOSEN 16

/* What is told of many: those with the highest ranks, by rank.  Of the same rank the first one is
 * higher. */
typedef struct
{
  guint64 ranks[MAX_CHOSEN];
  guint32 orders[MAX_CHOSEN]; /* where it is in its text */
  gconstpointer items[2][MAX_CHOSEN];
  guint n;
  guint most;
} Choice;

static void
choose (Choice *choice, guint64 rank, guint32 order, gconstpointer item, gconstpointer other)
{
  guint at = choice->n;

  while (at > 0
         && (choice->ranks[at - 1] < rank
             || (choice->ranks[at - 1] == rank && choice->orders[at - 1] > order)))
    at--;
  if (at >= choice->most)
    return;
  choice->n = MIN (choice->n + 1, choice->most);
  for (guint i = choice->n - 1; i > at; i--)
    {
      choice->ranks[i] = choice->ranks[i - 1];
      choice->orders[i] = choice->orders[i - 1];
      choice->items[0][i] = choice->items[0][i - 1];
      choice->items[1][i] = choice->items[1][i - 1];
    }
  choice->ranks[at] = rank;
  choice->orders[at] = order;
  choice->items[0][at] = item;
  choice->items[1][at] = other;
}

/* --- Sentences --- */

static void
choose_sentence (Choice *choice, const LlmTextSentence *sentence)
{
  if (sentence->n_words >= LLM_TEXT_MIN_SENTENCE_WORDS)
    choose (choice, sentence->n_words, sentence->range.start, sentence, NULL);
}

static void
choose_sentences (const GArray *a, const GArray *b, Choice *shared, Choice own[2])
{
  guint i = 0, j = 0;

  while (i < a->len || j < b->len)
    {
      const LlmTextSentence *one = i < a->len ? &g_array_index (a, LlmTextSentence, i) : NULL;
      const LlmTextSentence *other = j < b->len ? &g_array_index (b, LlmTextSentence, j) : NULL;

      if (one != NULL && other != NULL && one->number == other->number)
        {
          choose_sentence (shared, one);
          i++;
          j++;
        }
      else if (other == NULL || (one != NULL && one->number < other->number))
        {
          choose_sentence (&own[0], one);
          i++;
        }
      else
        {
          choose_sentence (&own[1], other);
          j++;
        }
    }
}

static char *
copy_sentence (const LlmTextProfile *profile, const LlmTextRange *range)
{
  const char *text = llm_words_get_text (profile->words, NULL) + range->start;
  const char *end = text + (range->end - range->start);
  const char *at = text;

  for (guint i = 0; at < end; i++, at = g_utf8_next_char (at))
    {
      if (i == LLM_TEXT_MAX_SENTENCE_CHARACTERS)
        {
          g_autofree char *cut = g_strndup (text, (gsize) (at - text));

          return g_strconcat (cut, ELLIPSIS, NULL);
        }
    }
  return g_strndup (text, (gsize) (end - text));
}

static int
compare_orders (gconstpointer a, gconstpointer b)
{
  const LlmTextSentence *const *one = a, *const *other = b;

  return (*one)->range.start < (*other)->range.start ? -1 : 1;
}

static GPtrArray *
copy_sentences (const LlmTextProfile *profile, const Choice *choice)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (guint i = 0; i < choice->n; i++)
    g_ptr_array_add (chosen, (gpointer) choice->items[0][i]);
  g_ptr_array_sort (chosen, compare_orders);
  for (guint i = 0; i < chosen->len; i++)
    {
      const LlmTextSentence *sentence = chosen->pdata[i];

      g_ptr_array_add (copies, copy_sentence (profile, &sentence->range));
    }
  return copies;
}

/* --- Keywords --- */

static void
choose_keywords (
    const LlmTextTables *tables, const GArray *a, const GArray *b, Choice *shared, Choice own[2])
{
  guint i = 0, j = 0;

  while (i < a->len || j < b->len)
    {
      const LlmTextWord *one = i < a->len ? &g_array_index (a, LlmTextWord, i) : NULL;
      const LlmTextWord *other = j < b->len ? &g_array_index (b, LlmTextWord, j) : NULL;
      const gboolean is_first = one != NULL && (other == NULL || one->number <= other->number);
      const gboolean is_second = other != NULL && (one == NULL || other->number <= one->number);

      if (!tables->is_keyword[is_first ? one->number : other->number])
        ;
      else if (is_first && is_second)
        choose (shared,
                (guint64) MIN (one->count, other->count) << 32 | (one->count + other->count),
                one->place, one, other);
      else if (is_first)
        choose (&own[0], one->count, one->place, one, NULL);
      else
        choose (&own[1], other->count, other->place, NULL, other);
      i += is_first;
      j += is_second;
    }
}

static void
clear_keyword (gpointer data)
{
  LlmKeyword *keyword = data;

  g_free (keyword->word);
}

static char *
copy_word (const LlmTextProfile *profile, const LlmTextWord *word)
{
  const LlmPiece *pieces;
  guint n_pieces;

  pieces = llm_words_get_pieces (profile->words, &n_pieces);
  return g_strndup (llm_words_get_text (profile->words, NULL) + pieces[word->place].start,
                    pieces[word->place].length);
}

static GArray *
copy_keywords (const LlmTextProfile *a, const LlmTextProfile *b, const Choice *choice)
{
  GArray *keywords = g_array_new (FALSE, FALSE, sizeof (LlmKeyword));

  g_array_set_clear_func (keywords, clear_keyword);
  for (guint i = 0; i < choice->n; i++)
    {
      const LlmTextWord *one = choice->items[0][i], *other = choice->items[1][i];
      LlmKeyword keyword = { 0 };

      keyword.word = one != NULL ? copy_word (a, one) : copy_word (b, other);
      keyword.counts[0] = one != NULL ? one->count : 0;
      keyword.counts[1] = other != NULL ? other->count : 0;
      g_array_append_val (keywords, keyword);
    }
  return keywords;
}

/* --- Pairs --- */

/**
 * llm_text_pair_new:
 * @tables: what the texts share, keywords told
 * @a: the first text
 * @b: the second text
 *
 * Returns: (transfer full): what they have in common and what not
 */
LlmTextPair *
llm_text_pair_new (const LlmTextTables *tables, const LlmTextProfile *a, const LlmTextProfile *b)
{
  LlmTextPair *self = g_new0 (LlmTextPair, 1);
  Choice shared_sentences = { .most = LLM_TEXT_MAX_SHARED_SENTENCES };
  Choice own_sentences[2]
      = { { .most = LLM_TEXT_MAX_OWN_SENTENCES }, { .most = LLM_TEXT_MAX_OWN_SENTENCES } };
  Choice shared_keywords = { .most = LLM_TEXT_MAX_SHARED_KEYWORDS };
  Choice own_keywords[2]
      = { { .most = LLM_TEXT_MAX_OWN_KEYWORDS }, { .most = LLM_TEXT_MAX_OWN_KEYWORDS } };

  choose_sentences (a->sentences, b->sentences, &shared_sentences, own_sentences);
  choose_keywords (tables, a->vocabulary, b->vocabulary, &shared_keywords, own_keywords);
  self->shared_sentences = copy_sentences (a, &shared_sentences);
  self->own_sentences[0] = copy_sentences (a, &own_sentences[0]);
  self->own_sentences[1] = copy_sentences (b, &own_sentences[1]);
  self->shared_keywords = copy_keywords (a, b, &shared_keywords);
  self->own_keywords[0] = copy_keywords (a, b, &own_keywords[0]);
  self->own_keywords[1] = copy_keywords (a, b, &own_keywords[1]);
  return self;
}

/**
 * llm_text_pair_free:
 * @self: (transfer full): a pair
 */
void
llm_text_pair_free (LlmTextPair *self)
{
  g_ptr_array_unref (self->shared_sentences);
  g_array_unref (self->shared_keywords);
  for (guint i = 0; i < 2; i++)
    {
      g_ptr_array_unref (self->own_sentences[i]);
      g_array_unref (self->own_keywords[i]);
    }
  g_free (self);
}
