/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-sample.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "llm-export.h"
#include "llm-pdf-document.h"

/* Answers side by side on pages, as poppler finds them there. */

/* What a page shows, of pdftotext -bbox. */
typedef struct
{
  guint page; /* from 0 */
  double left, top, right, bottom;
  char *text;
} Word;

static void
word_free (Word *word)
{
  g_free (word->text);
  g_free (word);
}

static double
read_number (const char *line, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s=\"", name);
  const char *at = strstr (line, key);

  g_assert_nonnull (at);
  return g_ascii_strtod (at + strlen (key), NULL);
}

/* NULL, after saying so, if poppler is not there. */
static char *
run_poppler (LlmConversation *conversation, const LlmExportOptions *options, const char *flag)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = llm_export_to_bytes (&conversation, 1, LLM_EXPORT_PDF, options, NULL, &error);
  char *output = NULL;
  int status;

  g_assert_no_error (error);
  if (program == NULL)
    {
      g_test_skip ("poppler's programs are not there (poppler-utils)");
      return NULL;
    }
  folder = g_dir_make_tmp ("llmselect-columns-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (folder, "out.pdf", NULL);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                       &error);
  g_assert_no_error (error);
  {
    const char *const arguments[] = { program, flag, path, "-", NULL };

    g_spawn_sync (NULL, (char **) arguments, NULL, 0, NULL, NULL, &output, NULL, &status, &error);
  }
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_unlink (path);
  g_rmdir (folder);
  return output;
}

static GPtrArray *
read_words (LlmConversation *conversation,
            const LlmExportOptions *options,
            double *width,
            guint *n_pages)
{
  g_autofree char *xml = run_poppler (conversation, options, "-bbox");
  g_auto (GStrv) lines = xml != NULL ? g_strsplit (xml, "\n", -1) : NULL;
  GPtrArray *words;

  *n_pages = 0;
  if (lines == NULL)
    return NULL;
  words = g_ptr_array_new_with_free_func ((GDestroyNotify) word_free);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strchug (lines[i]);

      if (g_str_has_prefix (line, "<page "))
        {
          *width = read_number (line, "width");
          ++*n_pages;
        }
      if (g_str_has_prefix (line, "<word "))
        {
          Word *word = g_new0 (Word, 1);
          const char *text = strchr (line, '>') + 1;

          word->page = *n_pages - 1;
          word->left = read_number (line, "xMin");
          word->right = read_number (line, "xMax");
          word->top = read_number (line, "yMin");
          word->bottom = read_number (line, "yMax");
          word->text = g_strndup (text, strcspn (text, "<"));
          g_ptr_array_add (words, word);
        }
    }
  return words;
}

/* The column that a word says it is of, from 1; 0 for words that are of none. */
static guint
get_column (const Word *word)
{
  return g_str_has_prefix (word->text, "column")
             ? (guint) strtoul (word->text + strlen ("column"), NULL, 10)
             : 0;
}

/* Where the words of a column begin, which is the same on all pages. */
static double
find_left (GPtrArray *words, guint column)
{
  double left = G_MAXDOUBLE;

  for (guint i = 0; i < words->len; i++)
    {
      const Word *word = words->pdata[i];

      if (get_column (word) == column)
        left = MIN (left, word->left);
    }
  g_assert_cmpfloat (left, <, G_MAXDOUBLE);
  return left;
}

static void
assert_apart (GPtrArray *words, double width)
{
  for (guint i = 0; i < words->len; i++)
    {
      const Word *a = words->pdata[i];

      g_assert_cmpfloat (a->left, >=, 40);
      g_assert_cmpfloat (a->right, <=, width - 40);
      for (guint j = i + 1; j < words->len; j++)
        {
          const Word *b = words->pdata[j];
          const double across = MIN (a->right, b->right) - MAX (a->left, b->left);
          const double down = MIN (a->bottom, b->bottom) - MAX (a->top, b->top);

          if (a->page != b->page || across < 1 || down < 4)
            continue;
          g_test_message ("page %u: “%s” and “%s” overlap by %.1f", a->page + 1, a->text, b->text,
                          across);
          g_assert_not_reached ();
        }
    }
}

/* Every paragraph once, in its column, and those of a column from above to below. */
static void
assert_columns (GPtrArray *words, guint n_columns, guint per_row, guint n_paragraphs)
{
  g_autofree double *lefts = g_new0 (double, n_columns);

  for (guint i = 0; i < n_columns; i++)
    lefts[i] = find_left (words, i + 1);
  for (guint i = 0; i < n_columns; i++)
    {
      guint expected = n_paragraphs / (i + 1), n = 0, page = 0;
      double y = 0;

      if (i % per_row > 0)
        g_assert_cmpfloat (lefts[i], >, lefts[i - 1] + 100);
      else
        g_assert_cmpfloat (fabs (lefts[i] - lefts[0]), <, 1);
      for (guint j = 0; j < words->len; j++)
        {
          const Word *word = words->pdata[j];

          if (get_column (word) != i + 1)
            continue;
          n++;
          g_assert_cmpfloat (fabs (word->left - lefts[i]), <, 1);
          g_assert_true (word->page > page || (word->page == page && word->top > y));
          page = word->page;
          y = word->top;
        }
      g_assert_cmpuint (n, ==, expected);
    }
}

static guint
count_on_page (GPtrArray *words, guint page, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < words->len; i++)
    {
      const Word *word = words->pdata[i];

      n += word->page == page && g_str_equal (word->text, text);
    }
  return n;
}

typedef struct
{
  guint n_columns;
  guint per_row;
  LlmExportOrientation orientation;
  LlmExportPaper paper;
} Case;

static void
test_side_by_side (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (LlmConversation) conversation = export_sample_many (test->n_columns, 60);
  g_autoptr (GPtrArray) words = NULL;
  LlmExportOptions options;
  guint n_pages = 0;
  double width = 0;

  llm_export_options_init (&options);
  options.paper = test->paper;
  options.orientation = test->orientation;
  words = read_words (conversation, &options, &width, &n_pages);
  if (words == NULL)
    return;
  g_assert_cmpfloat (width, ==,
                     test->orientation == LLM_EXPORT_PORTRAIT ? 595.276
                     : test->paper == LLM_EXPORT_PAPER_LETTER ? 792
                                                              : 841.89);
  assert_apart (words, width);
  assert_columns (words, test->n_columns, test->per_row, 60);
  /* The page's number. */
  for (guint i = 0; i < n_pages; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i + 1);

      g_assert_cmpuint (count_on_page (words, i, number), >=, 1);
      g_assert_cmpuint (count_on_page (words, i, "/"), >=, 1);
    }
}

/* The heading of a column is on each page that it goes on on. */
static void
test_headings (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_many (3, 80);
  g_autoptr (GPtrArray) words = NULL;
  LlmExportOptions options;
  guint n_pages = 0, n_checked = 0;
  double width = 0;

  llm_export_options_init (&options);
  options.paper = LLM_EXPORT_PAPER_A4;
  words = read_words (conversation, &options, &width, &n_pages);
  if (words == NULL)
    return;
  for (guint page = 0; page < n_pages; page++)
    {
      gboolean has = FALSE;

      for (guint i = 0; i < words->len; i++)
        has = has
              || (((Word *) words->pdata[i])->page == page && get_column (words->pdata[i]) == 1);
      if (!has)
        continue;
      n_checked++;
      g_assert_cmpuint (count_on_page (words, page, "preferred"), >=, 1);
    }
  g_assert_cmpuint (n_checked, >=, 3);
}

static void
test_stacked (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_many (3, 30);
  g_autoptr (GPtrArray) words = NULL;
  LlmExportOptions options;
  guint n_pages = 0;
  double width = 0;

  llm_export_options_init (&options);
  options.paper = LLM_EXPORT_PAPER_A4;
  options.layout = LLM_EXPORT_STACKED;
  words = read_words (conversation, &options, &width, &n_pages);
  if (words == NULL)
    return;
  g_assert_cmpfloat (width, ==, 595.276);
  assert_apart (words, width);
  assert_columns (words, 3, 1, 30);
}

/* The judgement, the verdict and earlier versions are there; long code is wrapped. */
static void
test_parts (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_many (6, 2);
  g_autofree char *text = NULL;
  LlmExportOptions options;

  llm_export_options_init (&options);
  options.include_other_versions = TRUE;
  text = run_poppler (conversation, &options, "-raw");
  if (text == NULL)
    return;
  g_assert_nonnull (strstr (text, "Verdict: Secret Model 1 is preferred"));
  g_assert_nonnull (strstr (text, "Summary of differences"));
  g_assert_nonnull (strstr (text, "Judged by Secret Judge"));
  g_assert_nonnull (strstr (text, "Earlier version"));
  g_assert_nonnull (strstr (text, "is clearer."));
  g_assert_nonnull (strstr (text, "scattering(wavelength"));
  g_assert_nonnull (strstr (text, "exponent=-4"));
}

static void
test_anonymous (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_many (4, 2);
  g_autofree char *text = NULL;
  LlmExportOptions options;

  llm_export_options_init (&options);
  options.anonymous = TRUE;
  options.include_other_versions = options.include_reasoning = TRUE;
  text = run_poppler (conversation, &options, "-raw");
  if (text == NULL)
    return;
  g_assert_nonnull (strstr (text, "Answer D"));
  /* Words of tables are whole in narrow columns, too. */
  g_assert_true (strstr (text, "Completeness") < strstr (text, "And at sunset?"));
  g_assert_null (strstr (text, "ecret"));
  g_assert_null (strstr (text, "4711"));
}

/* A little at a time or at once, and on any size of page: the same pages, and always an end. */
static void
test_pager (void)
{
  static const double sizes[][2] = { { 842, 595 }, { 595, 842 }, { 250, 250 }, { 1, 1 } };
  g_autoptr (LlmConversation) conversation = export_sample_many (7, 20);
  g_autoptr (LlmPdfDocument) document = llm_pdf_document_new (&conversation, 1, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (LlmPdfPager) pager = NULL;
      g_autoptr (GError) error = NULL;
      guint n_pages, n_steps = 0;

      llm_pdf_document_paginate (document, sizes[i][0], sizes[i][1], NULL, &error);
      g_assert_no_error (error);
      n_pages = llm_pdf_document_get_n_pages (document);
      pager = llm_pdf_pager_new (document, sizes[i][0], sizes[i][1]);
      while (!llm_pdf_pager_step (pager, 1))
        g_assert_cmpuint (++n_steps, <, 20000);
      g_assert_cmpuint (llm_pdf_document_get_n_pages (document), ==, n_pages);
      g_assert_cmpuint (n_pages, >, 2);
    }
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { 2, 2, LLM_EXPORT_ORIENTATION_AUTO, LLM_EXPORT_PAPER_A4 },
    { 3, 3, LLM_EXPORT_ORIENTATION_AUTO, LLM_EXPORT_PAPER_A4 },
    { 4, 4, LLM_EXPORT_ORIENTATION_AUTO, LLM_EXPORT_PAPER_LETTER },
    { 5, 3, LLM_EXPORT_ORIENTATION_AUTO, LLM_EXPORT_PAPER_A4 },
    { 8, 4, LLM_EXPORT_ORIENTATION_AUTO, LLM_EXPORT_PAPER_A4 },
    { 40, 4, LLM_EXPORT_ORIENTATION_AUTO, LLM_EXPORT_PAPER_A4 },
    { 3, 2, LLM_EXPORT_PORTRAIT, LLM_EXPORT_PAPER_A4 },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/render/export-columns/%u%s", cases[i].n_columns,
                             cases[i].orientation == LLM_EXPORT_PORTRAIT ? "-portrait" : "");

      g_test_add_data_func (path, &cases[i], test_side_by_side);
    }
  g_test_add_func ("/render/export-columns/headings", test_headings);
  g_test_add_func ("/render/export-columns/stacked", test_stacked);
  g_test_add_func ("/render/export-columns/parts", test_parts);
  g_test_add_func ("/render/export-columns/anonymous", test_anonymous);
  g_test_add_func ("/render/export-columns/pager", test_pager);
  return g_test_run ();
}
