/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_MD4C_HTML
#include <md4c-html.h>
#endif

#include "llm-document.h"
#include "llm-html-writer.h"
#include "llm-markdown-writer.h"
#include "llm-markdown.h"
#include "llm-text-writer.h"

/* Markdown on the standard input, what becomes of it on the standard output.  With
 * --batch there are many of both, each after a line with the count of its bytes. */

typedef enum
{
  TO_HTML,
  TO_MARKDOWN,
  TO_TEXT,
  TO_ROUND_TRIP,
  TO_REFERENCE
} Target;

static LlmMarkdownFlags markdown_flags = LLM_MARKDOWN_COMMONMARK;
static LlmHtmlFlags html_flags = LLM_HTML_VERBATIM;
static Target target = TO_HTML;
static gboolean streaming;

static GPtrArray *
parse_at_once (const char *text, gsize length)
{
  return llm_markdown_parse (text, length, 0, markdown_flags);
}

/* In pieces of up to 40 bytes; the same ones for the same text. */
static GPtrArray *
parse_stream (const char *text, gsize length)
{
  g_autoptr (LlmDocument) document = llm_document_new (markdown_flags);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) length);
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_block_unref);
  LlmDocumentEdit edit;
  gsize end = 0;

  while (end < length)
    {
      end += (gsize) g_rand_int_range (rand, 1, 40);
      end = MIN (end, length);
      while (end < length && ((guchar) text[end] & 0xc0) == 0x80)
        end++;
      llm_document_update (document, text, end, &edit);
    }
  llm_document_finish (document, text, length, &edit);
  for (guint i = 0; i < llm_document_get_n_blocks (document); i++)
    g_ptr_array_add (blocks, llm_block_ref (llm_document_get_block (document, i)));
  return blocks;
}

static void
write_blocks (GString *out, GPtrArray *blocks, Target format)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      if (format == TO_HTML)
        llm_html_writer_append (out, blocks->pdata[i], html_flags);
      else
        {
          if (i > 0)
            g_string_append_c (out, '\n');
          if (format == TO_TEXT)
            llm_text_writer_append (out, blocks->pdata[i]);
          else
            llm_markdown_writer_append (out, blocks->pdata[i]);
        }
    }
}

#ifdef HAVE_MD4C_HTML
static void
reference_cb (const MD_CHAR *text, MD_SIZE size, void *user_data)
{
  g_string_append_len (user_data, text, size);
}

static void
convert_reference (GString *out, const char *text, gsize length)
{
  const gboolean github = (markdown_flags & LLM_MARKDOWN_GITHUB) != 0;
  g_autofree char *copy = g_malloc (length + 2);

  /* md4c 0.4.8 reads past an end that is not the end of a line. */
  memcpy (copy, text, length);
  if (length > 0 && text[length - 1] != '\n')
    copy[length++] = '\n';
  md_html (copy, (MD_SIZE) length, reference_cb, out,
           github ? MD_DIALECT_GITHUB : MD_DIALECT_COMMONMARK, 0);
}
#endif

static void
convert (GString *out, const char *text, gsize length)
{
  g_autoptr (GPtrArray) blocks = NULL;

#ifdef HAVE_MD4C_HTML
  if (target == TO_REFERENCE)
    {
      convert_reference (out, text, length);
      return;
    }
#endif
  blocks = streaming ? parse_stream (text, length) : parse_at_once (text, length);
  if (target == TO_ROUND_TRIP)
    {
      g_autoptr (GString) markdown = g_string_new (NULL);
      g_autoptr (GPtrArray) again = NULL;

      write_blocks (markdown, blocks, TO_MARKDOWN);
      again = parse_at_once (markdown->str, markdown->len);
      write_blocks (out, again, TO_HTML);
    }
  else
    write_blocks (out, blocks, target);
}

static void
print_result (const char *text, gsize length, gboolean batch)
{
  g_autoptr (GString) out = g_string_new (NULL);

  convert (out, text, length);
  if (batch)
    printf ("%" G_GSIZE_FORMAT "\n", out->len);
  fwrite (out->str, 1, out->len, stdout);
}

static void
run_batch (const GString *input)
{
  gsize at = 0;

  while (at < input->len)
    {
      char *end;
      const gsize length = (gsize) g_ascii_strtoull (input->str + at, &end, 10);

      at = (gsize) (end - input->str) + 1;
      g_assert_cmpuint (at + length, <=, input->len);
      print_result (input->str + at, length, TRUE);
      at += length;
    }
}

static gboolean
take_argument (const char *argument, gboolean *batch)
{
  if (strcmp (argument, "--batch") == 0)
    *batch = TRUE;
  else if (strcmp (argument, "--github") == 0)
    markdown_flags = LLM_MARKDOWN_GITHUB;
  else if (strcmp (argument, "--answer") == 0)
    markdown_flags = LLM_MARKDOWN_ANSWER;
  else if (strcmp (argument, "--safe") == 0)
    html_flags = LLM_HTML_SAFE;
  else if (strcmp (argument, "--stream") == 0)
    streaming = TRUE;
  else if (strcmp (argument, "--markdown") == 0)
    target = TO_MARKDOWN;
  else if (strcmp (argument, "--text") == 0)
    target = TO_TEXT;
  else if (strcmp (argument, "--round-trip") == 0)
    target = TO_ROUND_TRIP;
  else if (strcmp (argument, "--reference") == 0)
    target = TO_REFERENCE;
  else
    return FALSE;
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GString) input = g_string_new (NULL);
  gboolean batch = FALSE;
  char buffer[65536];
  gsize n;

  for (int i = 1; i < argc; i++)
    {
      if (!take_argument (argv[i], &batch))
        {
          fprintf (stderr, "unknown argument %s\n", argv[i]);
          return 2;
        }
    }
#ifndef HAVE_MD4C_HTML
  if (target == TO_REFERENCE)
    return 77;
#endif
  while ((n = fread (buffer, 1, sizeof buffer, stdin)) > 0)
    g_string_append_len (input, buffer, (gssize) n);
  if (batch)
    run_batch (input);
  else
    print_result (input->str, input->len, FALSE);
  return 0;
}
