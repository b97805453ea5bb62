/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seed-text.h"

#include <math.h>
#include <string.h>

/* Words of a language beyond those that everybody uses. */
#define N_WORDS 30000

/* How many letters of a script without spaces are in use. */
#define N_LETTERS 2500

typedef enum
{
  SPACED,
  UNSPACED,
  CODE,
} Manner;

typedef struct
{
  Manner manner;
  guint share;        /* of all texts, of a hundred */
  const char *common; /* most used first; of code, its lines */
  const char *parts;  /* what the other words are made of */
  gunichar first;     /* of the letters, if there are no spaces */
} Language;

static const Language languages[] = {
  { SPACED, 58,
    "the of to and a in is that for it as with on be by this are an or from can at not you which "
    "have but was your if about will use more when has all they one their we other also how there "
    "time than its data may what each like used should function example value model so number "
    "using first into new between make some only system two these code such would need return "
    "file set list type where test result most user text same way error string write following",
    "ba re con tion al pro ment in ter ex com ness der able ver sub ti ous mi ing lo sta per fo ca "
    "ser pre tor ra gen di ate or ly po um",
    0 },
  { SPACED, 10,
    "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an "
    "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum "
    "können größer natürlich straße müssen während schließlich wäre möglich",
    "ge ver be un ent keit ung lich schaft er auf an über mög schö ter zeit haus stel wer kön rich "
    "gen ße",
    0 },
  { SPACED, 7,
    "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont "
    "avec être cette café déjà même très où élève français réponse après",
    "é tion ment re dé con pro eur aire ance ité in com pa sou ra lu vi tre ère", 0 },
  { SPACED, 6,
    "и в не на я что он с как это по но они мы все она так его за был от то для из у же вы "
    "который можно время если только язык данные",
    "при по раз ние ость ель во ста ре ка ли пе до ску мен тор ный пре об", 0 },
  { SPACED, 3, "في من على أن إلى هذا التي الذي مع هذه كان ما لا عن بين كل بعد قد ذلك هو",
    "ال مس تع كت با در ين ون ات مد خل قر سا نا لي", 0 },
  { UNSPACED, 7, NULL, NULL, 0x4e00 },
  { UNSPACED, 1, NULL, NULL, 0x0e01 },
  { CODE, 8,
    "for (int i = 0; i < n_items; i++)\n|  return self->items[i];\n|def read_file(path):\n"
    "|    with open(path, encoding='utf-8') as source:\n|std::vector<int> values;\n"
    "|const result = await fetchData (url);\n|if err != nil {\n|\treturn nil, err\n|}\n"
    "|SELECT name, count (*) FROM table_one GROUP BY name;\n|import numpy as np\n"
    "|g_autofree char *text = NULL;\n|#include <stdio.h>\n|class NodeVisitor(ast.NodeVisitor):\n",
    NULL, 0 },
};

struct _SeedText
{
  GRand *random;
  GPtrArray *words[G_N_ELEMENTS (languages)];
};

static char *
make_word (SeedText *self, char **parts, guint n_parts)
{
  GString *word = g_string_new (NULL);
  guint n = (guint) g_rand_int_range (self->random, 2, 5);

  for (guint i = 0; i < n; i++)
    g_string_append (word, parts[g_rand_int_range (self->random, 0, (gint32) n_parts)]);
  return g_string_free (word, FALSE);
}

static GPtrArray *
make_words (SeedText *self, const Language *language)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  const char *separator = language->manner == CODE ? "|" : " ";
  g_auto (GStrv) common = NULL;
  g_auto (GStrv) parts = NULL;

  if (language->common == NULL)
    return words;
  common = g_strsplit (language->common, separator, -1);
  for (guint i = 0; common[i] != NULL; i++)
    g_ptr_array_add (words, g_strdup (common[i]));
  if (language->parts == NULL)
    return words;
  parts = g_strsplit (language->parts, " ", -1);
  while (words->len < N_WORDS)
    g_ptr_array_add (words, make_word (self, parts, g_strv_length (parts)));
  return words;
}

/**
 * seed_text_new:
 * @seed: what makes the difference
 *
 * Returns: (transfer full): a maker of texts
 */
SeedText *
seed_text_new (guint32 seed)
{
  SeedText *self = g_new0 (SeedText, 1);

  self->random = g_rand_new_with_seed (seed);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    self->words[i] = make_words (self, &languages[i]);
  return self;
}

/**
 * seed_text_free:
 * @self: (nullable) (transfer full): a maker of texts
 */
void
seed_text_free (SeedText *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    g_ptr_array_unref (self->words[i]);
  g_rand_free (self->random);
  g_free (self);
}

/**
 * seed_text_get_random:
 * @self: a maker of texts
 *
 * Returns: (transfer none): where its chance comes from
 */
GRand *
seed_text_get_random (SeedText *self)
{
  return self->random;
}

/* The rank of something, the frequency of which is one by its rank. */
static guint
pick_rank (SeedText *self, guint n)
{
  guint rank = (guint) exp (g_rand_double (self->random) * log (n)) - 1;

  return MIN (rank, n - 1);
}

static double
pick_normal (SeedText *self)
{
  double sum = -6;

  for (guint i = 0; i < 12; i++)
    sum += g_rand_double (self->random);
  return sum;
}

/**
 * seed_text_pick_size:
 * @self: a maker of texts
 * @median: half of the sizes are smaller
 * @spread: standard deviation of their logarithms
 * @most: the largest
 *
 * Returns: a size in bytes
 */
gsize
seed_text_pick_size (SeedText *self, double median, double spread, gsize most)
{
  return (gsize) CLAMP (median * exp (spread * pick_normal (self)), 8, (double) most);
}

/**
 * seed_text_pick_language:
 * @self: a maker of texts
 *
 * Returns: a language for seed_text_add()
 */
guint
seed_text_pick_language (SeedText *self)
{
  guint share = (guint) g_rand_int_range (self->random, 0, 100);
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (languages) && share >= languages[i].share)
    share -= languages[i++].share;
  return i;
}

static void
add_spaced (SeedText *self, GString *to, GPtrArray *words)
{
  guint32 chance = g_rand_int (self->random);

  g_string_append (to, words->pdata[pick_rank (self, words->len)]);
  if (chance % 11 == 0)
    g_string_append (to, chance % 4 == 0 ? ".\n" : ". ");
  else if (chance % 13 == 0)
    g_string_append (to, ", ");
  else
    g_string_append_c (to, ' ');
  if (chance % 400000 == 0)
    g_string_append (to, SEED_RARE_WORD " ");
}

static void
add_letters (SeedText *self, GString *to, gunichar first)
{
  guint n = (guint) g_rand_int_range (self->random, 6, 24);
  guint n_letters = first == 0x0e01 ? 46 : N_LETTERS;

  for (guint i = 0; i < n; i++)
    g_string_append_unichar (to, first + pick_rank (self, n_letters));
  g_string_append (to, "，");
}

/**
 * seed_text_add:
 * @self: a maker of texts
 * @to: what to append to
 * @language: from seed_text_pick_language()
 * @size: how many bytes, about
 */
void
seed_text_add (SeedText *self, GString *to, guint language, gsize size)
{
  gsize end = to->len + size;

  while (to->len < end)
    {
      if (languages[language].manner == UNSPACED)
        add_letters (self, to, languages[language].first);
      else if (languages[language].manner == CODE)
        g_string_append (to, self->words[language]->pdata[g_rand_int_range (
                                 self->random, 0, (gint32) self->words[language]->len)]);
      else
        add_spaced (self, to, self->words[language]);
    }
}

/**
 * seed_text_make_id:
 * @self: a maker of texts
 *
 * Returns: (transfer full): a uuid
 */
char *
seed_text_make_id (SeedText *self)
{
  guint32 a = g_rand_int (self->random), b = g_rand_int (self->random);
  guint32 c = g_rand_int (self->random), d = g_rand_int (self->random);

  return g_strdup_printf ("%08x-%04x-4%03x-%04x-%04x%08x", a, b >> 16, b & 0xfff,
                          0x8000 | ((c >> 16) & 0x3fff), c & 0xffff, d);
}
