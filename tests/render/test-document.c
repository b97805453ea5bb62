/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-document.h"

#include <stdlib.h>
#include <string.h>

#include "llm-document-private.h"
#include "render-test.h"

/* A list of blocks that is kept only by the edits the document tells of. */
typedef struct
{
  LlmDocument *document;
  GPtrArray *mirror;
  GPtrArray *committed; /* the ones that must not change any more */
} Follower;

static LlmBlock *
ref_block (LlmDocument *document, guint i)
{
  return llm_block_ref (llm_document_get_block (document, i));
}

static void
follower_init (Follower *follower, LlmMarkdownFlags flags)
{
  follower->document = llm_document_new (flags);
  follower->mirror = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_block_unref);
  follower->committed = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_block_unref);
}

static void
follower_clear (Follower *follower)
{
  g_object_unref (follower->document);
  g_ptr_array_unref (follower->mirror);
  g_ptr_array_unref (follower->committed);
}

static void
apply_edit (Follower *follower, const LlmDocumentEdit *edit)
{
  g_assert_cmpuint (edit->position + edit->n_removed, <=, follower->mirror->len);
  if (edit->n_removed > 0)
    g_ptr_array_remove_range (follower->mirror, edit->position, edit->n_removed);
  for (guint i = 0; i < edit->n_added; i++)
    g_ptr_array_insert (follower->mirror, (int) (edit->position + i),
                        ref_block (follower->document, edit->position + i));
  render_assert_same_blocks (follower->document, follower->mirror);
}

/* What is committed is the same object as before, and nothing of it was edited. */
static void
assert_committed (Follower *follower, const LlmDocumentEdit *edit)
{
  const guint n_committed = llm_document_get_n_committed (follower->document);

  g_assert_cmpuint (edit->position, >=, follower->committed->len);
  g_assert_cmpuint (n_committed, >=, follower->committed->len);
  for (guint i = 0; i < follower->committed->len; i++)
    g_assert_true (follower->committed->pdata[i] == llm_document_get_block (follower->document, i));
  while (follower->committed->len < n_committed)
    g_ptr_array_add (follower->committed, ref_block (follower->document, follower->committed->len));
}

static void
update (Follower *follower, const char *text, gsize length)
{
  LlmDocumentEdit edit;

  llm_document_update (follower->document, text, length, &edit);
  assert_committed (follower, &edit);
  apply_edit (follower, &edit);
  g_assert_cmpuint (llm_document_get_parsed (follower->document), ==, length);
}

static void
finish (Follower *follower, const char *text, gsize length)
{
  g_autoptr (GPtrArray) whole = NULL;
  LlmDocumentEdit edit;

  llm_document_finish (follower->document, text, length, &edit);
  apply_edit (follower, &edit);
  whole = llm_markdown_parse (text, length, 0, llm_document_get_flags (follower->document));
  render_assert_same_blocks (follower->document, whole);
  g_assert_cmpuint (llm_document_get_n_committed (follower->document), ==, whole->len);
}

static void
assert_chunks (LlmDocument *document, gsize length)
{
  const guint n = llm_document_get_n_blocks (document);
  gsize expected = 0;

  for (guint i = 0; i < n; i++)
    {
      gsize start, end;

      if (llm_document_get_chunk (document, i, &start, &end))
        {
          g_assert_cmpuint (start, ==, expected);
          expected = end;
        }
      g_assert_cmpuint (start, <=, end);
      g_assert_cmpuint (end, ==, expected);
    }
  if (n > 0)
    g_assert_cmpuint (expected, ==, length);
}

static gsize
next_cut (GRand *rand, const char *text, gsize length, gsize at, int max)
{
  const gsize piece = (gsize) g_rand_int_range (rand, 1, max + 1);

  at = MIN (length, at + piece);
  while (at < length && ((guchar) text[at] & 0xc0) == 0x80)
    at++;
  return at;
}

static void
stream (GRand *rand, const char *text, LlmMarkdownFlags flags)
{
  const gsize length = strlen (text);
  const int max = 1 << g_rand_int_range (rand, 0, 12);
  Follower follower;
  gsize at = 0;

  follower_init (&follower, flags);
  while (at < length)
    {
      at = next_cut (rand, text, length, at, MAX (max, (int) (length / 200)));
      update (&follower, text, at);
      if (g_rand_int_range (rand, 0, 10) == 0)
        assert_chunks (follower.document, at);
    }
  finish (&follower, text, length);
  assert_chunks (follower.document, length);
  follower_clear (&follower);
}

#ifdef RENDER_SANITIZED
#define ROUNDS 1500
#else
#define ROUNDS 10000
#endif

/* Whatever it is and wherever it is cut.  LLMSELECT_TEST_ROUNDS looks for what is rarer. */
static void
test_random (void)
{
  static const LlmMarkdownFlags flags[]
      = { LLM_MARKDOWN_ANSWER, LLM_MARKDOWN_ANSWER, LLM_MARKDOWN_GITHUB, LLM_MARKDOWN_COMMONMARK };
  const char *wanted = g_getenv ("LLMSELECT_TEST_ROUNDS");
  const guint n = wanted != NULL ? (guint) atoi (wanted) : ROUNDS;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_autofree char *text = render_random_document (
          rand, (guint) g_rand_int_range (rand, 1, i % 8 == 0 ? 250 : 40));

      g_test_message ("seed %u", i);
      stream (rand, text, flags[i % G_N_ELEMENTS (flags)]);
    }
}

static void
test_corpus (void)
{
  g_autoptr (GPtrArray) corpus = render_corpus ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < corpus->len; i++)
    {
      for (guint k = 0; k < 5; k++)
        stream (rand, corpus->pdata[i], LLM_MARKDOWN_ANSWER);
    }
}

/* The growth of what is parsed, for an answer as they are. */
static void
test_linear (void)
{
  g_autoptr (GPtrArray) corpus = render_corpus ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (LlmDocument) document = llm_document_new (LLM_MARKDOWN_ANSWER);
  guint64 half = 0, whole;
  LlmDocumentEdit edit;
  gsize at = 0;

  for (guint i = 0; text->len < 400 * 1024; i++)
    {
      const char *part = corpus->pdata[i % corpus->len];

      /* Those leave a block open. */
      if (strstr (part, "fn main") == NULL && strstr (part, "<!--") == NULL)
        g_string_append_printf (text, "%s\n\nText.\n\n", part);
    }
  while (at < text->len)
    {
      at = MIN (text->len, at + 100);
      while (at < text->len && ((guchar) text->str[at] & 0xc0) == 0x80)
        at++;
      llm_document_update (document, text->str, at, &edit);
      if (half == 0 && at >= text->len / 2)
        half = llm_document_get_work (document);
    }
  whole = llm_document_get_work (document);
  llm_document_finish (document, text->str, text->len, &edit);
  g_test_message ("%" G_GSIZE_FORMAT " bytes: %.1f times parsed", text->len,
                  (double) whole / (double) text->len);
  g_assert_cmpuint (whole, <, half * 3);
  g_assert_cmpuint (whole, <, text->len * 60);
}

static void
assert_html (LlmDocument *document, const char *expected)
{
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_block_unref);
  g_autofree char *html = NULL;

  for (guint i = 0; i < llm_document_get_n_blocks (document); i++)
    g_ptr_array_add (blocks, ref_block (document, i));
  html = render_html (blocks, LLM_HTML_VERBATIM);
  g_assert_cmpstr (html, ==, expected);
}

/* A definition that comes late changes what is committed, when all is there. */
static void
test_late_definition (void)
{
  g_autoptr (GString) text = g_string_new ("[a]\n\n");
  Follower follower;

  for (guint i = 0; i < 300; i++)
    g_string_append (text, "Paragraph.\n\n");
  follower_init (&follower, LLM_MARKDOWN_ANSWER);
  for (gsize at = 10; at < text->len; at += 10)
    update (&follower, text->str, at);
  g_assert_cmpuint (llm_document_get_n_committed (follower.document), >, 100);
  g_string_append (text, "[a]: https://example.com\n");
  finish (&follower, text->str, text->len);
  assert_chunks (follower.document, text->len);
  g_ptr_array_set_size (follower.mirror, 1);
  {
    g_autofree char *html = render_html (follower.mirror, LLM_HTML_VERBATIM);

    g_assert_cmpstr (html, ==, "<p><a href=\"https://example.com\">a</a></p>\n");
  }
  follower_clear (&follower);
}

static void
test_clear (void)
{
  g_autoptr (LlmDocument) document = llm_document_new (LLM_MARKDOWN_ANSWER);
  LlmDocumentEdit edit;

  llm_document_finish (document, "", 0, &edit);
  g_assert_cmpuint (edit.n_added, ==, 0);
  llm_document_clear (document);
  llm_document_update (document, "```\nopen", 8, &edit);
  g_assert_cmpuint (edit.n_added, ==, 1);
  llm_document_finish (document, "```\nopen", 8, &edit);
  g_assert_cmpuint (edit.n_added + edit.n_removed, ==, 0);
  llm_document_clear (document);
  g_assert_cmpuint (llm_document_get_n_blocks (document), ==, 0);
  g_assert_cmpuint (llm_document_get_parsed (document), ==, 0);
  llm_document_update (document, "text", 4, &edit);
  g_assert_cmpuint (edit.position, ==, 0);
  g_assert_cmpuint (edit.n_removed, ==, 0);
  g_assert_cmpuint (edit.n_added, ==, 1);
  assert_html (document, "<p>text</p>\n");
}

/* Blocks after a fence within an item that nothing closes are committed as well. */
static void
test_commit_after_fence (void)
{
  g_autoptr (GString) text = g_string_new ("- item\n\n  ```\n  code\n\n");
  g_autoptr (LlmDocument) document = llm_document_new (LLM_MARKDOWN_ANSWER);
  LlmDocumentEdit edit;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "Paragraph of some length.\n\n");
  llm_document_update (document, text->str, text->len, &edit);
  g_assert_cmpuint (llm_document_get_n_committed (document), >, 900);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/document/random", test_random);
  g_test_add_func ("/render/document/corpus", test_corpus);
  g_test_add_func ("/render/document/linear", test_linear);
  g_test_add_func ("/render/document/late-definition", test_late_definition);
  g_test_add_func ("/render/document/clear", test_clear);
  g_test_add_func ("/render/document/commit-after-fence", test_commit_after_fence);
  return g_test_run ();
}
