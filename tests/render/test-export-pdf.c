/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-sample.h"

#include <glib/gstdio.h>
#include <string.h>

#include "llm-export.h"
#include "llm-pdf-document.h"
#include "render-test.h"

/* What is in the files is read back with the programs of poppler. */

/* cairo 1.16 leaks 768 bytes for each font of pictures (emoji) when a file is finished.  Only
 * those cases look away; the others see what we leak. */
#ifdef RENDER_SANITIZED
#include <sanitizer/lsan_interface.h>
#define LOOK_AWAY __lsan_disable ()
#define LOOK_AGAIN __lsan_enable ()
#else
#define LOOK_AWAY (void) 0
#define LOOK_AGAIN (void) 0
#endif

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("llmselect-pdf-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "out.pdf", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *keep = g_getenv ("LLMSELECT_KEEP_PDF");

  /* To look at: LLMSELECT_KEEP_PDF=FOLDER. */
  if (keep != NULL)
    {
      g_autofree char *name = g_strdup (g_test_get_path ());
      g_autofree char *to = NULL;

      g_strdelimit (name, "/", '-');
      to = g_strconcat (keep, "/", name + 1, ".pdf", NULL);
      g_rename (fixture->path, to);
    }
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
write_pdf (Fixture *fixture,
           LlmConversation *const *conversations,
           guint n,
           const LlmExportOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = llm_export_to_bytes (conversations, n, LLM_EXPORT_PDF, options, NULL, &error);
  gsize length;
  const char *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (bytes, &length);
  g_assert_true (g_str_has_prefix (data, "%PDF-"));
  g_file_set_contents (fixture->path, data, (gssize) length, &error);
  g_assert_no_error (error);
}

/* NULL, after saying so, if the program is not there. */
static char *
run (Fixture *fixture, const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_find_program_in_path (arguments[0]);
  char *output = NULL;
  int status;

  if (program == NULL)
    {
      g_test_skip ("poppler's programs are not there (poppler-utils)");
      return NULL;
    }
  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return output;
}

static char *
read_text (Fixture *fixture)
{
  const char *const arguments[] = { "pdftotext", "-layout", fixture->path, "-", NULL };

  return run (fixture, arguments);
}

static char *
read_info (Fixture *fixture)
{
  const char *const arguments[] = { "pdfinfo", fixture->path, NULL };

  return run (fixture, arguments);
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_test_message ("not there: %s\nin: %s", part, text);
  g_assert_nonnull (strstr (text, part));
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *p = strstr (text, part); p != NULL; p = strstr (p + strlen (part), part))
    n++;
  return n;
}

static const char sample[]
    = "# Light\n\nA paragraph with *emphasis*, **strong** text, `code`, ~~gone~~ and a "
      "[link](https://example.com/a?b=1). Einstein wrote $E = mc^2$ and $\\int_0^1 x\\,dx$; this "
      "sentence goes on so that the paragraph has several lines and one can see how far apart they "
      "are.[^1]\n\n> A quote of two lines,\n> the second of which is here.\n>\n> > And one "
      "within.\n\n"
      "## Lists\n\n- One\n- Two, which is longer than the line is wide, so that one sees where its "
      "second row begins: below the first word, not below the bullet\n  - Nested\n  - Nested, too\n"
      "- [ ] Open task\n- [x] Done task\n\n1. First\n2. Second\n\n   With a paragraph.\n\n"
      "### Code\n\n```python\ndef fibonacci(n):\n    \"\"\"Numbers of Fibonacci.\"\"\"\n    if n < "
      "2:\n"
      "        return n\n    return fibonacci(n - 1) + fibonacci(n - 2)  # a comment that is so "
      "long "
      "that it has to be wrapped, hanging behind its beginning\n```\n\n"
      "| Language | Year | Note |\n|:--|--:|:-:|\n| C | 1972 | Small |\n| Python | 1991 | With a "
      "note "
      "that is long enough to be wrapped into several rows of its cell, as tables of models often "
      "have them |\n\n---\n\n## Scripts\n\nمرحبا بالعالم، هذا نص عربي **مهم** مع كلمة English في "
      "الوسط.\n\n- عنصر أول\n- عنصر ثان\n\n> اقتباس\n\nשלום "
      "עולם\n\n中文字符和日本語のテキスト、한국어.\n\n"
      "Emoji: 😀 👩‍🔬 and text.\n\n$$\\sum_{i=0}^{n} i^2 = \\frac{n(n+1)(2n+1)}{6}$$\n\n"
      "[^1]: A footnote.\n";

static void
test_sample (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = export_sample_answer (
      "A sample of everything", "What is light?\nPlease be <brief> & *exact*.", sample);
  LlmExportOptions options;
  g_autofree char *text = NULL;
  g_autofree char *info = NULL;

  llm_export_options_init (&options);
  options.paper = LLM_EXPORT_PAPER_A4;
  LOOK_AWAY;
  write_pdf (fixture, &conversation, 1, &options);
  LOOK_AGAIN;
  text = read_text (fixture);
  info = read_info (fixture);
  if (text == NULL || info == NULL)
    return;
  assert_has (info, "Title:           A sample of everything");
  assert_has (info, "Creator:         LLMSelect");
  assert_has (info, "595.276 x 841.89 pts (A4)");
  assert_has (text, "Please be <brief> & *exact*.");
  assert_has (text, "def fibonacci(n):");
  assert_has (text, "Nested, too");
  assert_has (text, "Second");
  assert_has (text, "Python");
  assert_has (text, "中文字符和日本語のテキスト");
  g_assert_true (g_regex_match_simple ("\\b1 ?/ ?2\n", text, 0, 0));
  g_assert_true (g_regex_match_simple ("\\b2 ?/ ?2\n", text, 0, 0));
  g_assert_null (strstr (text, "**"));
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  const char *const arguments[] = { "pdfinfo", "-url", fixture->path, NULL };
  g_autoptr (LlmConversation) conversation = export_sample_answer (
      "Links", "p",
      "[one](https://example.com/a'b(c)) [two](javascript:alert(1)) [three](file:///etc/passwd) "
      "https://example.org/ü?q=1&r=2 <mailto:a@b.example>");
  g_autofree char *urls = NULL;

  write_pdf (fixture, &conversation, 1, NULL);
  urls = run (fixture, arguments);
  if (urls == NULL)
    return;
  assert_has (urls, "https://example.com/a%27b%28c%29");
  assert_has (urls, "https://example.org/%C3%BC?q=1&r=2");
  assert_has (urls, "mailto:a@b.example");
  g_assert_null (strstr (urls, "javascript"));
  g_assert_null (strstr (urls, "passwd"));
}

/* Conversations, prompts, models and headings, as a tree. */
static void
test_outline (Fixture *fixture, gconstpointer data)
{
  const char *const arguments[] = { "pdftohtml", "-xml", "-i", "-stdout", fixture->path, NULL };
  g_autoptr (LlmConversation) comparison = export_sample_comparison ();
  g_autoptr (LlmConversation) chat = export_sample_chat ();
  LlmConversation *both[] = { comparison, chat };
  g_autofree char *xml = NULL;
  const char *outline;

  write_pdf (fixture, both, 2, NULL);
  xml = run (fixture, arguments);
  if (xml == NULL)
    return;
  outline = strstr (xml, "<outline>");
  g_assert_nonnull (outline);
  assert_has (outline, ">Light, =1+1 &amp; &lt;waves&gt;</item>\n<outline>\n<item");
  assert_has (outline, ">What is light?</item>\n<outline>\n<item");
  assert_has (outline, ">GPT X · preferred</item>\n<outline>\n<item");
  assert_has (outline, ">Speed</item>");
  assert_has (outline, "<item page=\"2\">A chat</item>");
}

/* The header of a table is on each of its pages, and no row is lost. */
static void
test_long_table (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) source = g_string_new ("| Number | Square | Words |\n|--:|--:|---|\n");
  g_autoptr (LlmConversation) conversation = NULL;
  g_autofree char *text = NULL;
  guint n_pages;

  for (guint i = 1; i <= 150; i++)
    g_string_append_printf (source, "| n%u | %u | Row %u is about a number and its square%s. |\n",
                            i, i * i, i,
                            i % 7 == 0 ? ", and says more, so that the row has two lines" : "");
  conversation = export_sample_answer ("A long table", "Squares, please", source->str);
  write_pdf (fixture, &conversation, 1, NULL);
  text = read_text (fixture);
  if (text == NULL)
    return;
  n_pages = count (text, "\f");
  g_assert_cmpuint (n_pages, >, 3);
  g_assert_cmpuint (count (text, "Square "), ==, n_pages);
  for (guint i = 1; i <= 150; i++)
    {
      g_autofree char *cell = g_strdup_printf ("n%u ", i);

      g_assert_cmpuint (count (text, cell), ==, 1);
    }
}

/* A row that is higher than a page, and a word that is wider than one. */
static void
test_large_cells (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) source = g_string_new ("| A | B |\n|---|---|\n| start ");
  g_autoptr (LlmConversation) conversation = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 2500; i++)
    g_string_append_printf (source, "word%u ", i);
  g_string_append (source, "end | ");
  for (guint i = 0; i < 500; i++)
    g_string_append (source, "unbroken");
  g_string_append (source, " |\n| last | row |\n");
  conversation = export_sample_answer ("Large cells", "p", source->str);
  write_pdf (fixture, &conversation, 1, NULL);
  text = read_text (fixture);
  if (text == NULL)
    return;
  assert_has (text, "word2499");
  assert_has (text, "last");
  g_assert_cmpuint (count (text, "word1234"), ==, 1);
  /* Broken where it has to be, without a hyphen that is not in it. */
  g_assert_null (strstr (text, "-\n"));
}

static void
test_comparison (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) comparison = export_sample_comparison ();
  g_autoptr (LlmConversation) chat = export_sample_chat ();
  LlmConversation *both[] = { comparison, chat };
  LlmExportOptions options;
  g_autofree char *text = NULL;

  llm_export_options_init (&options);
  options.include_reasoning = TRUE;
  options.paper = LLM_EXPORT_PAPER_LETTER;
  write_pdf (fixture, both, 2, &options);
  text = read_text (fixture);
  if (text == NULL)
    return;
  assert_has (text, "GPT X · preferred");
  assert_has (text, "1200 tokens in");
  assert_has (text, "Too many requests.");
  assert_has (text, "Thinking");
  /* Each conversation begins a page. */
  assert_has (text, "\fA chat");
}

/* Before the verdict. */
static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  static const char *const telling[] = { "GPT", "Claude", "tokens in", "Too many", "Thinking" };
  g_autoptr (LlmConversation) conversation = export_sample_comparison ();
  LlmExportOptions options;
  g_autofree char *text = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (conversation)); i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), i);

      llm_comparison_set_blind (llm_turn_get_comparison (turn), LLM_BLIND_HIDDEN);
    }
  llm_export_options_init (&options);
  options.include_reasoning = TRUE;
  write_pdf (fixture, &conversation, 1, &options);
  text = read_text (fixture);
  if (text == NULL)
    return;
  assert_has (text, "Answer A");
  assert_has (text, "Answer B");
  for (guint i = 0; i < G_N_ELEMENTS (telling); i++)
    g_assert_cmpuint (count (text, telling[i]), ==, 0);
}

/* Everything that random Markdown can be is drawn without a complaint. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  LOOK_AWAY;
  for (guint32 i = 0; i < 60; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_autofree char *source = render_random_document (rand, 60);
      g_autoptr (LlmConversation) conversation = export_sample_answer ("Random", source, source);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes
          = llm_export_to_bytes (&conversation, 1, LLM_EXPORT_PDF, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (bytes), >, 1000);
    }
  LOOK_AGAIN;
}

/* A megabyte of each kind is on pages, all of it. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
#ifdef RENDER_SANITIZED
  const guint n_lines = 1000;
#else
  const guint n_lines = 10000;
#endif
  g_autoptr (GString) source = g_string_new ("```\n");
  g_autoptr (LlmConversation) conversation = NULL;
  g_autofree char *last = g_strdup_printf ("line %u", n_lines - 1);
  g_autofree char *text = NULL;

  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (source, "line %u of code that is about as long as lines are;\n", i);
  g_string_append (source, "```\n\n");
  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (source, "Words %u without an end ", i);
  conversation = export_sample_answer ("A large answer", "p", source->str);
  write_pdf (fixture, &conversation, 1, NULL);
  text = read_text (fixture);
  if (text == NULL)
    return;
  assert_has (text, last);
  for (guint i = 0; i < n_lines; i += 97)
    {
      g_autofree char *line = g_strdup_printf ("line %u of code", i);

      g_assert_cmpuint (count (text, line), ==, 1);
    }
}

/* Pages of several sizes, as a printer asks for them; no two fragments overlap or leave the
 * page, which the text of a tiny page shows. */
static void
test_paginate (Fixture *fixture, gconstpointer data)
{
  static const double sizes[][2] = { { 595, 842 }, { 200, 200 }, { 1, 1 }, { 3000, 3000 } };
  g_autoptr (LlmConversation) conversation = export_sample_answer ("Sizes", "p", sample);
  g_autoptr (LlmPdfDocument) document = llm_pdf_document_new (&conversation, 1, NULL, NULL);
  guint n_pages[G_N_ELEMENTS (sizes)];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 600, 850);
      cairo_t *cr = cairo_create (surface);

      llm_pdf_document_paginate (document, sizes[i][0], sizes[i][1], NULL, &error);
      g_assert_no_error (error);
      n_pages[i] = llm_pdf_document_get_n_pages (document);
      for (guint j = 0; j < n_pages[i]; j++)
        llm_pdf_document_draw_page (document, cr, j);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
  g_assert_cmpuint (n_pages[0], ==, 2);
  g_assert_cmpuint (n_pages[1], >, 10);
  g_assert_cmpuint (n_pages[3], ==, 1);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/render/export-pdf/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("sample", test_sample);
  ADD ("links", test_links);
  ADD ("outline", test_outline);
  ADD ("long-table", test_long_table);
  ADD ("large-cells", test_large_cells);
  ADD ("comparison", test_comparison);
  ADD ("hidden", test_hidden);
  ADD ("random", test_random);
  ADD ("large", test_large);
  ADD ("paginate", test_paginate);
  return g_test_run ();
}
