/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <time.h>

#include "llm-export.h"

/* Exporting costs in proportion: an answer of 2 MB against one of 500 KB, processor time. */

#define SMALL 500000
#define FACTOR 4
#define LIMIT 5.0
#define N_RUNS 3

static LlmConversation *
make_conversation (gsize size)
{
  g_autoptr (GString) text = g_string_new (NULL);
  LlmConversation *conversation = llm_conversation_new (LLM_KIND_CHAT, NULL);
  g_autoptr (LlmComparison) turn = llm_comparison_new ("A prompt", NULL);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("demo", "model", NULL);

  for (guint i = 0; text->len < size; i++)
    {
      g_string_append_printf (text,
                              "## Section %u\n\nA paragraph with *emphasis*, `code` and a "
                              "[link](https://example.com/%u) that is about as long as they are in "
                              "answers.\n\n- one\n- two\n\n```c\n",
                              i, i);
      for (guint j = 0; j < 10; j++)
        g_string_append_printf (text, "  call (%u, %u); /* a line of code */\n", i, j);
      g_string_append (text, "```\n\n| a | b |\n|---|---|\n");
      for (guint j = 0; j < 5; j++)
        g_string_append_printf (text, "| cell %u | another cell with some words |\n", j);
      g_string_append_c (text, '\n');
    }
  llm_answer_append (answer, LLM_DELTA_TEXT, text->str);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_comparison_add (turn, answer);
  llm_conversation_append (conversation, turn);
  return conversation;
}

/* Processor time in milliseconds, the least of some runs. */
static double
measure (LlmConversation *conversation, LlmExportFormat format, gsize *size)
{
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < N_RUNS; i++)
    {
      const clock_t start = clock ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = llm_export_to_bytes (&conversation, 1, format, NULL, NULL, &error);

      g_assert_no_error (error);
      *size = g_bytes_get_size (bytes);
      least = MIN (least, (double) (clock () - start) * 1000 / CLOCKS_PER_SEC);
    }
  return least;
}

int
main (void)
{
  static const LlmExportFormat formats[]
      = { LLM_EXPORT_MARKDOWN, LLM_EXPORT_HTML, LLM_EXPORT_JSON, LLM_EXPORT_PDF };
  g_autoptr (LlmConversation) small = make_conversation (SMALL);
  g_autoptr (LlmConversation) large = make_conversation (SMALL * FACTOR);
  gboolean missed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      gsize size, large_size;
      const double first = measure (small, formats[i], &size);
      const double second = measure (large, formats[i], &large_size);
      /* What takes no time at all is not compared. */
      const gboolean bad = second > 20 && second > LIMIT * first;

      g_print ("%-8s 500 KB: %.0f ms, %" G_GSIZE_FORMAT " bytes; 2 MB: %.0f ms, %" G_GSIZE_FORMAT
               " bytes; %.2f times, limit %.1f%s\n",
               llm_export_format_get_name (formats[i]), first, size, second, large_size,
               second / first, LIMIT, bad ? ": missed" : "");
      missed = missed || bad;
    }
  return missed ? EXIT_FAILURE : EXIT_SUCCESS;
}
