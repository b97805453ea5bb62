/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-selection.h"

#include <string.h>

#include "llm-block-clip.h"
#include "llm-markdown-writer.h"
#include "llm-text-writer.h"
#include "render-test.h"

/* In the Markdown of these cases { and } are where the selection begins and ends. */
typedef struct
{
  const char *markdown;
  const char *clipped; /* NULL for nothing */
} Case;

/* The text in which the byte @source of the source is, and where in it. */
static gboolean
find_position (const LlmBlock *block, gsize source, gboolean is_end, guint *event, guint32 *offset)
{
  guint n_events;
  const LlmEvent *events = llm_block_get_events (block, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      const gsize start = events[i].source, length = events[i].source_length;

      if (events[i].step != LLM_STEP_TEXT || events[i].source == LLM_NO_SOURCE)
        continue;
      if (source >= start && (is_end ? source <= start + length : source < start + length))
        {
          *event = i;
          *offset = (guint32) (source - start);
          return TRUE;
        }
    }
  return FALSE;
}

static char *
take_marks (const char *markdown, gsize *start, gsize *end)
{
  GString *text = g_string_new (NULL);

  *start = *end = G_MAXSIZE;
  for (const char *p = markdown; *p != '\0'; p++)
    {
      if (*p == '{')
        *start = text->len;
      else if (*p == '}')
        *end = text->len;
      else
        g_string_append_c (text, *p);
    }
  g_assert_cmpuint (*end, !=, G_MAXSIZE);
  return g_string_free (text, FALSE);
}

static char *
clip (const char *markdown)
{
  gsize start, end;
  g_autofree char *text = take_marks (markdown, &start, &end);
  g_autoptr (GPtrArray) blocks = render_parse (text, LLM_MARKDOWN_ANSWER);
  g_autoptr (LlmBlock) piece = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  guint first, last;
  guint32 first_offset, last_offset;

  g_assert_cmpuint (blocks->len, ==, 1);
  g_assert_true (find_position (blocks->pdata[0], start, FALSE, &first, &first_offset));
  g_assert_true (find_position (blocks->pdata[0], end, TRUE, &last, &last_offset));
  piece = llm_block_clip (blocks->pdata[0], first, first_offset, last, last_offset);
  if (piece == NULL)
    return NULL;
  {
    g_autoptr (GPtrArray) pieces = g_ptr_array_new ();

    g_ptr_array_add (pieces, piece);
    render_assert_sane (pieces, text, strlen (text));
  }
  llm_markdown_writer_append (out, piece);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_clip (void)
{
  static const Case cases[] = {
    { "one {two} three", "two\n" },
    { "{one two}", "one two\n" },
    { "one *t{w}o* three", "*w*\n" },
    { "one *tw{o* thr}ee", "*o* thr\n" },
    { "one *{two}* three", "*two*\n" },
    { "on{e [tw}o](x) three", "e [tw](x)\n" },
    { "a{b\nc\\\nd}e", "b\nc\\\nd\n" },
    { "## he{ad}ing", "## ad\n" },
    { "```c\nint {a;\nint b;}\n```", "```c\na;\nint b;\n```\n" },
    { "    a{b}c", "```\nb\n```\n" },
    { "- a\n- {b\n- c}\n- d", "- b\n- c\n" },
    { "- a\n- b{b\n  - c\n  - d}d\n- e", "- b\n  - c\n  - d\n" },
    { "- a\n  - b\n  - {c}\n- d", "- - c\n" },
    { "3. a\n4. b\n5. {c\n6. d}", "5. c\n6. d\n" },
    { "3. {a\n4. b}\n5. c", "3. a\n4. b\n" },
    { "1. a\n   1. b\n   2. {c}\n2. d", "1. 2. c\n" },
    { "- [x] a\n- [ ] {b}", "- [ ] b\n" },
    { "> a\n>\n> {b}\n>\n> c", "> b\n" },
    { "> - a\n> - {b}\n>\n> c", "> - b\n" },
    { "| a | b |\n|---|--:|\n| c | {d |\n| e | f} |\n| g | h |",
      "|  |  |\n| --- | --: |\n|  | d |\n| e | f |\n" },
    { "| a | {b |\n|---|---|\n| c} | d |", "|  | b |\n| --- | --- |\n| c |  |\n" },
    { "a $x{^2}$ b", "$x^2$\n" },
    { "{a $x^2$} b", "a $x^2$\n" },
    { "a{[^1}] b", "[^1]\n" },
    { "`a{b}c`", "`b`\n" },
    { "<b{>x}", "\\>x\n" },
    { "é{中}文", "中\n" },
    /* Nothing. */
    { "one {}two", NULL },
    { "- a\n- {}b", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clipped = NULL;

      g_test_message ("%s", cases[i].markdown);
      clipped = clip (cases[i].markdown);
      g_assert_cmpstr (clipped, ==, cases[i].clipped);
    }
}

/* Whatever is cut, it is a block, and has no more text than there was; all of a block is
 * the block. */
static void
test_random (void)
{
  for (guint i = 0; i < 1500; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_autofree char *source = render_random_document (rand, 20);
      g_autoptr (GPtrArray) blocks = render_parse (source, LLM_MARKDOWN_ANSWER);

      g_test_message ("seed %u", i);
      for (guint b = 0; b < blocks->len; b++)
        {
          g_autoptr (GPtrArray) pieces
              = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_block_unref);
          g_autoptr (LlmBlock) whole = llm_block_clip (blocks->pdata[b], 0, 0, G_MAXUINT, 0);
          LlmBlock *piece;
          guint n_events;

          llm_block_get_events (blocks->pdata[b], &n_events);
          piece = llm_block_clip (blocks->pdata[b],
                                  (guint) g_rand_int_range (rand, 0, (gint32) n_events),
                                  (guint32) g_rand_int_range (rand, 0, 10),
                                  (guint) g_rand_int_range (rand, 0, (gint32) n_events + 1),
                                  (guint32) g_rand_int_range (rand, 0, 10));
          if (piece != NULL)
            g_ptr_array_add (pieces, piece);
          if (whole != NULL)
            g_ptr_array_add (pieces, llm_block_ref (whole));
          render_assert_sane (pieces, source, strlen (source));
          for (guint k = 0; k < pieces->len; k++)
            {
              g_autoptr (GString) out = g_string_new (NULL);
              g_autoptr (LlmBlock) leaf = llm_block_clip_to_leaf (pieces->pdata[k]);

              g_assert_cmpuint (llm_block_get_size (pieces->pdata[k]), <=,
                                llm_block_get_size (blocks->pdata[b]));
              llm_markdown_writer_append (out, pieces->pdata[k]);
              llm_html_writer_append (out, pieces->pdata[k], LLM_HTML_SAFE);
              llm_text_writer_append (out, leaf != NULL ? leaf : pieces->pdata[k]);
              g_assert_true (g_utf8_validate_len (out->str, out->len, NULL));
            }
        }
    }
}

/* As text, what is selected within one leaf, of a list, a quote or a table. */
static void
test_leaf (void)
{
  static const Case cases[] = {
    { "- a\n- {b\n- c}", NULL },
    { "- a\n- b{c}d", "c\n" },
    { "> > # a{b}", "# b\n" },
    { "|a|b|\n|---|---|\n|c|{d *e}*|", "d *e*\n" },
    { "- ```\n  a{b}c\n  ```", "```\nb\n```\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize start, end;
      g_autofree char *text = take_marks (cases[i].markdown, &start, &end);
      g_autoptr (GPtrArray) blocks = render_parse (text, LLM_MARKDOWN_ANSWER);
      g_autoptr (LlmBlock) piece = NULL;
      g_autoptr (LlmBlock) leaf = NULL;
      guint first, last;
      guint32 first_offset, last_offset;

      g_assert_true (find_position (blocks->pdata[0], start, FALSE, &first, &first_offset));
      g_assert_true (find_position (blocks->pdata[0], end, TRUE, &last, &last_offset));
      /* Code in an item is not where it is in the source, byte by byte. */
      piece = llm_block_clip (blocks->pdata[0], first, first_offset, last, last_offset);
      leaf = llm_block_clip_to_leaf (piece);
      if (cases[i].clipped == NULL)
        g_assert_null (leaf);
      else
        {
          g_autoptr (GString) out = g_string_new (NULL);

          llm_markdown_writer_append (out, leaf);
          g_assert_cmpstr (out->str, ==, cases[i].clipped);
        }
    }
}

typedef struct
{
  const char *markdown;
  const char *text;
  const char *copy;
  const char *html;
} CopyCase;

static void
find_in_document (LlmDocument *document, gsize source, gboolean is_end, LlmTextPosition *position)
{
  for (guint b = 0; b < llm_document_get_n_blocks (document); b++)
    {
      position->block = b;
      if (find_position (llm_document_get_block (document, b), source, is_end, &position->event,
                         &position->offset))
        return;
    }
  g_assert_not_reached ();
}

static void
test_copy (void)
{
  static const CopyCase cases[] = {
    { "{A *word*.}", "A word.", "A *word*.", "<p>A <em>word</em>.</p>\n" },
    { "a {word} b", "word", "word", "<p>word</p>\n" },
    { "# {A}\n\nb\n\n- c\n- d{d}d\n", "A\n\nb\n\n• c\n• dd\n", "# A\n\nb\n\n- c\n- dd\n",
      "<h1>A</h1>\n<p>b</p>\n<ul>\n<li>c</li>\n<li>dd</li>\n</ul>\n" },
    { "- a\n- {b}\n", "b", "- b", "<ul>\n<li>b</li>\n</ul>\n" },
    { "|a|b|\n|---|---|\n|c|{d}|\n", "d", "d", "<p>d</p>\n" },
    /* As it was, not as the writer has it. */
    { "{Head}\n====\n\n* a\n* b _{c}_\n", "Head\n\n• a\n• b c\n", "Head\n====\n\n* a\n* b _c_\n",
      "<h1>Head</h1>\n<ul>\n<li>a</li>\n<li>b <em>c</em></li>\n</ul>\n" },
    { "{a}\n\n---\n\nb{c}\n", "a\n\n---\n\nbc\n", "a\n\n---\n\nbc\n",
      "<p>a</p>\n<hr>\n<p>bc</p>\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmDocument) document = llm_document_new (LLM_MARKDOWN_ANSWER);
      g_autoptr (GString) marked = g_string_new (cases[i].markdown);
      LlmTextPosition start = { 0 }, end = { 0 };
      gsize first = G_MAXSIZE, last = 0;
      LlmDocumentEdit edit;
      char *copy;

      /* From the first mark to the last one. */
      for (gsize at = 0; at < marked->len;)
        {
          if (marked->str[at] != '{' && marked->str[at] != '}')
            {
              at++;
              continue;
            }
          first = MIN (first, at);
          last = at;
          g_string_erase (marked, (gssize) at, 1);
        }
      g_test_message ("%s", marked->str);
      llm_document_finish (document, marked->str, marked->len, &edit);
      find_in_document (document, first, FALSE, &start);
      find_in_document (document, last, TRUE, &end);
      copy = llm_document_copy (document, marked->str, start, end, LLM_COPY_TEXT);
      g_assert_cmpstr (copy, ==, cases[i].text);
      g_free (copy);
      copy = llm_document_copy (document, marked->str, start, end, LLM_COPY_MARKDOWN);
      g_assert_cmpstr (copy, ==, cases[i].copy);
      g_free (copy);
      copy = llm_document_copy (document, marked->str, start, end, LLM_COPY_HTML);
      g_assert_cmpstr (copy, ==, cases[i].html);
      g_free (copy);
    }
}

/* Markdown of all of it is what was written, also in pieces. */
static void
test_copy_all (void)
{
  g_autoptr (GPtrArray) corpus = render_corpus ();

  for (guint i = 0; i < corpus->len; i++)
    {
      g_autoptr (LlmDocument) document = llm_document_new (LLM_MARKDOWN_ANSWER);
      const char *source = corpus->pdata[i];
      const LlmTextPosition start = { 0, 0, 0 };
      LlmTextPosition end = { G_MAXUINT, G_MAXUINT, 0 };
      g_autofree char *copy = NULL;
      g_autofree char *expected = g_strdup (source);
      LlmDocumentEdit edit;

      llm_document_finish (document, source, strlen (source), &edit);
      copy = llm_document_copy (document, source, start, end, LLM_COPY_MARKDOWN);
      g_strchomp (expected);
      g_strchomp (copy);
      g_assert_true (g_str_has_suffix (expected, copy));
      g_assert_cmpuint (strspn (expected, "\r\n") + strlen (copy), ==, strlen (expected));
    }
}

/* Chunks that are selected as a whole come from the source, the others from the writer. */
static void
test_copy_chunks (void)
{
  g_autoptr (LlmDocument) document = llm_document_new (LLM_MARKDOWN_ANSWER);
  g_autoptr (GString) source = g_string_new (NULL);
  LlmTextPosition start = { 0, 1, 3 }, end = { G_MAXUINT, G_MAXUINT, 0 };
  g_autofree char *copy = NULL;
  LlmDocumentEdit edit;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (source, "Head %u\n=======\n\nText of __some__ length.\n\n", i);
  llm_document_update (document, source->str, source->len, &edit);
  llm_document_finish (document, source->str, source->len, &edit);
  g_assert_cmpuint (llm_document_get_n_blocks (document), ==, 200);
  copy = llm_document_copy (document, source->str, start, end, LLM_COPY_MARKDOWN);
  g_assert_true (g_str_has_prefix (copy, "# d 0\n\nText of **some** length.\n\n# Head 1\n"));
  g_assert_true (g_str_has_suffix (copy, "\n\nHead 99\n=======\n\nText of __some__ length.\n"));
}

static void
test_copy_nothing (void)
{
  g_autoptr (LlmDocument) document = llm_document_new (LLM_MARKDOWN_ANSWER);
  const LlmTextPosition start = { 0, 0, 0 };
  LlmTextPosition end = { G_MAXUINT, G_MAXUINT, 0 };
  LlmDocumentEdit edit;
  char *copy = llm_document_copy (document, "", start, end, LLM_COPY_TEXT);

  g_assert_cmpstr (copy, ==, "");
  g_free (copy);
  llm_document_finish (document, "a", 1, &edit);
  end.block = end.event = 0;
  copy = llm_document_copy (document, "a", start, end, LLM_COPY_MARKDOWN);
  g_assert_cmpstr (copy, ==, "");
  g_free (copy);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/clip/clip", test_clip);
  g_test_add_func ("/render/clip/random", test_random);
  g_test_add_func ("/render/clip/leaf", test_leaf);
  g_test_add_func ("/render/clip/copy", test_copy);
  g_test_add_func ("/render/clip/copy-all", test_copy_all);
  g_test_add_func ("/render/clip/copy-chunks", test_copy_chunks);
  g_test_add_func ("/render/clip/copy-nothing", test_copy_nothing);
  return g_test_run ();
}
