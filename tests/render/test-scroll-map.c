/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "llm-markdown.h"
#include "llm-scroll-map.h"

#define TOLERANCE 1e-9

/* A document in short: "2Causes" is a heading of level 2, "-" a paragraph. */
typedef struct
{
  GArray *blocks; /* LlmScrollBlock */
} Document;

static void
clear_block (gpointer data)
{
  llm_scroll_block_clear (data);
}

static void
add_heading (Document *document, guint level, const char *text)
{
  const LlmScrollBlock block = { LLM_NODE_HEADING, level, llm_scroll_map_normalize (text) };

  g_array_append_val (document->blocks, block);
}

static void
add_paragraphs (Document *document, guint n)
{
  const LlmScrollBlock block = { LLM_NODE_PARAGRAPH, 0, NULL };

  for (guint i = 0; i < n; i++)
    g_array_append_val (document->blocks, block);
}

static Document *
document_new (const char *first, ...)
{
  Document *document = g_new0 (Document, 1);
  va_list args;

  document->blocks = g_array_new (FALSE, FALSE, sizeof (LlmScrollBlock));
  g_array_set_clear_func (document->blocks, clear_block);
  va_start (args, first);
  for (const char *text = first; text != NULL; text = va_arg (args, const char *))
    {
      if (g_str_equal (text, "-"))
        add_paragraphs (document, 1);
      else
        add_heading (document, (guint) (*text - '0'), text + 1);
    }
  va_end (args);
  return document;
}

static void
document_free (Document *document)
{
  g_array_unref (document->blocks);
  g_free (document);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Document, document_free)

static LlmScrollMap *
map_new (Document *first, Document *second)
{
  return llm_scroll_map_new ((const LlmScrollBlock *) first->blocks->data, first->blocks->len,
                             (const LlmScrollBlock *) second->blocks->data, second->blocks->len);
}

static void
assert_maps (const LlmScrollMap *map, double first, double second)
{
  g_assert_cmpfloat_with_epsilon (llm_scroll_map_map (map, first), second, TOLERANCE);
  g_assert_cmpfloat_with_epsilon (llm_scroll_map_map_back (map, second), first, TOLERANCE);
}

static void
test_normalize (void)
{
  static const struct
  {
    const char *heading;
    const char *expected;
  } cases[] = {
    { "", "" },
    { "Introduction", "introduction" },
    { "1. Introduction", "introduction" },
    { "1) Introduction:", "introduction" },
    { "(a) Introduction", "introduction" },
    { "IV. Introduction", "introduction" },
    { "2.3.1 Introduction", "introduction" },
    { "12\302\240Introduction", "introduction" },
    { "\360\237\224\245 3. Introduction!", "introduction" },
    { "  INTRODUCTION  \342\200\223 ", "introduction" },
    { "\303\234ber die \"Stra\303\237e\"", "uber die strasse" },
    { "What's new?", "what s new" },
    { "2024 in review", "2024 in review" },
    { "2024. The year", "the year" },
    { "3D printing", "3d printing" },
    { "I am", "i am" },
    { "2.", "2" },
    { "1.2", "1 2" },
    { "???", "" },
    { "\350\203\214\346\231\257", "\350\203\214\346\231\257" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = llm_scroll_map_normalize (cases[i].heading);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
collect_cb (LlmBlock *block, GArray *blocks)
{
  LlmScrollBlock scroll_block;

  llm_scroll_block_init (&scroll_block, block);
  g_array_append_val (blocks, scroll_block);
}

/* What a heading says is told from its text, whatever marks are in it. */
static void
test_blocks (void)
{
  const char text[] = "Hello\n\n## 2. The **cause** of `it`\n\nTwo\nlines\n=====\n\n- list\n";
  g_autoptr (GPtrArray) parsed = llm_markdown_parse (text, strlen (text), 0, LLM_MARKDOWN_ANSWER);
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (LlmScrollBlock));
  const LlmScrollBlock *block;

  g_array_set_clear_func (blocks, clear_block);
  g_ptr_array_foreach (parsed, (GFunc) collect_cb, blocks);
  g_assert_cmpuint (blocks->len, ==, 4);
  block = (const LlmScrollBlock *) blocks->data;
  g_assert_cmpint (block[0].type, ==, LLM_NODE_PARAGRAPH);
  g_assert_null (block[0].heading);
  g_assert_cmpuint (block[1].level, ==, 2);
  g_assert_cmpstr (block[1].heading, ==, "the cause of it");
  g_assert_cmpuint (block[2].level, ==, 1);
  g_assert_cmpstr (block[2].heading, ==, "two lines");
  g_assert_cmpint (block[3].type, ==, LLM_NODE_BULLET_LIST);
}

static void
test_equal_headings (void)
{
  g_autoptr (Document) first
      = document_new ("-", "21. Causes", "-", "-", "22. Effects", "-", "23. Cures", "-", NULL);
  g_autoptr (Document) second
      = document_new ("2Causes", "-", "2History", "-", "-", "2Cures!", NULL);
  g_autoptr (LlmScrollMap) map = map_new (first, second);

  g_assert_cmpuint (llm_scroll_map_get_n_headings (map), ==, 2);
  /* The heading counts, not that it is also the beginning of the second. */
  g_assert_cmpfloat (llm_scroll_map_map (map, 0), ==, 0);
  g_assert_cmpfloat (llm_scroll_map_map (map, 0.5), ==, 0);
  assert_maps (map, 1, 0);
  assert_maps (map, 6, 5);
  assert_maps (map, 3.5, 2.5);
  assert_maps (map, 7, 5.5);
  assert_maps (map, 8, 6);
  g_assert_cmpfloat (llm_scroll_map_map (map, -1), ==, 0);
  g_assert_cmpfloat (llm_scroll_map_map (map, 99), ==, 6);
}

/* One begins at the first level where the other one begins at the third. */
static void
test_other_levels (void)
{
  g_autoptr (Document) first = document_new ("2A", "-", "3B", "-", "2C", NULL);
  g_autoptr (Document) second = document_new ("3A", "4B", "-", "-", "3C", NULL);
  g_autoptr (LlmScrollMap) map = map_new (first, second);

  g_assert_cmpuint (llm_scroll_map_get_n_headings (map), ==, 3);
  assert_maps (map, 2, 1);
  assert_maps (map, 4, 4);
}

/* The longest common order wins over a heading that has moved. */
static void
test_moved (void)
{
  g_autoptr (Document) first = document_new ("2A", "2B", "2C", "2D", NULL);
  g_autoptr (Document) second = document_new ("2D", "2A", "2B", "2C", NULL);
  g_autoptr (LlmScrollMap) map = map_new (first, second);

  g_assert_cmpuint (llm_scroll_map_get_n_headings (map), ==, 3);
  assert_maps (map, 1, 2);
  assert_maps (map, 2, 3);
}

static void
test_by_order (void)
{
  g_autoptr (Document) first = document_new ("1A", "-", "2B", "-", "2C", NULL);
  g_autoptr (Document) second = document_new ("2X", "-", "1Y", "-", "2Z", NULL);
  g_autoptr (LlmScrollMap) map = map_new (first, second);

  /* The first of level 2 would go back behind the first of level 1. */
  g_assert_cmpuint (llm_scroll_map_get_n_headings (map), ==, 2);
  g_assert_cmpfloat (llm_scroll_map_map (map, 0), ==, 2);
  assert_maps (map, 4, 4);
}

static void
test_no_headings (void)
{
  g_autoptr (Document) first = document_new ("-", "-", "-", "-", NULL);
  g_autoptr (Document) second = document_new ("-", "-", NULL);
  g_autoptr (LlmScrollMap) map = map_new (first, second);

  g_assert_cmpuint (llm_scroll_map_get_n_headings (map), ==, 0);
  assert_maps (map, 0, 0);
  assert_maps (map, 1, 0.5);
  assert_maps (map, 4, 2);
}

static void
test_empty (void)
{
  g_autoptr (Document) none = document_new (NULL, NULL);
  g_autoptr (Document) some = document_new ("2A", "-", NULL);
  g_autoptr (LlmScrollMap) both = llm_scroll_map_new (NULL, 0, NULL, 0);
  g_autoptr (LlmScrollMap) first = map_new (none, some);
  g_autoptr (LlmScrollMap) second = map_new (some, none);

  g_assert_cmpfloat (llm_scroll_map_map (both, 0), ==, 0);
  g_assert_cmpfloat (llm_scroll_map_map (first, 0), ==, 0);
  g_assert_cmpfloat (llm_scroll_map_map_back (first, 1), ==, 0);
  g_assert_cmpfloat (llm_scroll_map_map (second, 1.5), ==, 0);
}

static void
fill_random (GRand *random, Document *document)
{
  const guint n = (guint) g_rand_int_range (random, 0, 60);

  for (guint i = 0; i < n; i++)
    {
      /* Few names, so that many headings are equal, also within one document. */
      const char name[] = { (char) ('a' + g_rand_int_range (random, 0, 12)), '\0' };

      if (g_rand_int_range (random, 0, 3) == 0)
        add_heading (document, (guint) g_rand_int_range (random, 1, 4), name);
      else
        add_paragraphs (document, 1);
    }
}

static void
check_properties (const LlmScrollMap *map, double n_first, double n_second)
{
  double previous = 0;

  g_assert_cmpfloat (llm_scroll_map_map (map, n_first), ==, n_first > 0 ? n_second : 0);
  for (double position = 0; position <= n_first; position += 0.25)
    {
      const double mapped = llm_scroll_map_map (map, position);
      const double back = llm_scroll_map_map_back (map, mapped);

      g_assert_true (isfinite (mapped));
      g_assert_cmpfloat (mapped, >=, previous);
      g_assert_cmpfloat (mapped, <=, n_second);
      /* There and back comes to the same place, or to one that maps to the same. */
      if (n_first > 0 && n_second > 0)
        g_assert_cmpfloat_with_epsilon (llm_scroll_map_map (map, back), mapped, TOLERANCE);
      if (n_second > 0 && mapped > 0)
        g_assert_cmpfloat_with_epsilon (back, position, TOLERANCE);
      previous = mapped;
    }
}

static void
test_random (void)
{
  GRand *random = g_rand_new_with_seed (20);

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (Document) first = document_new (NULL, NULL);
      g_autoptr (Document) second = document_new (NULL, NULL);
      g_autoptr (LlmScrollMap) map = NULL;

      fill_random (random, first);
      fill_random (random, second);
      map = map_new (first, second);
      check_properties (map, first->blocks->len, second->blocks->len);
    }
  g_rand_free (random);
}

/* A document is in line with itself, everywhere. */
static void
test_itself (void)
{
  GRand *random = g_rand_new_with_seed (21);

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (Document) document = document_new (NULL, NULL);
      g_autoptr (LlmScrollMap) map = NULL;

      fill_random (random, document);
      map = map_new (document, document);
      for (double position = 0; position <= document->blocks->len; position += 0.25)
        assert_maps (map, position, position);
    }
  g_rand_free (random);
}

/* Neither the time nor the memory grows with the product of the headings. */
static void
test_many (void)
{
  g_autoptr (Document) first = document_new (NULL, NULL);
  g_autoptr (Document) second = document_new (NULL, NULL);
  g_autoptr (LlmScrollMap) map = NULL;
  gint64 begin;

  for (guint i = 0; i < 50000; i++)
    {
      add_heading (first, 2, "same");
      add_paragraphs (first, 1);
      add_heading (second, 2, "same");
      add_paragraphs (second, 2);
    }
  begin = g_get_monotonic_time ();
  map = map_new (first, second);
  g_test_message ("%.1f ms", (g_get_monotonic_time () - begin) / 1000.0);
  g_assert_cmpuint (llm_scroll_map_get_n_headings (map), ==, 50000);
  assert_maps (map, 2000, 3000);
  assert_maps (map, 2001, 3001.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scroll-map/normalize", test_normalize);
  g_test_add_func ("/scroll-map/blocks", test_blocks);
  g_test_add_func ("/scroll-map/equal-headings", test_equal_headings);
  g_test_add_func ("/scroll-map/other-levels", test_other_levels);
  g_test_add_func ("/scroll-map/moved", test_moved);
  g_test_add_func ("/scroll-map/by-order", test_by_order);
  g_test_add_func ("/scroll-map/no-headings", test_no_headings);
  g_test_add_func ("/scroll-map/empty", test_empty);
  g_test_add_func ("/scroll-map/random", test_random);
  g_test_add_func ("/scroll-map/itself", test_itself);
  g_test_add_func ("/scroll-map/many", test_many);
  return g_test_run ();
}
