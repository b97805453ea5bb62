/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-demo-judge.h"

#include "llm-json.h"
#include "llm-judge.h"

#include <string.h>

/* What is quoted of an answer, in bytes, at most. */
#define QUOTE_MAX 90

/* Numbers of an answer that are told, and how long one may be, in bytes. */
#define NUMBERS_MAX 3
#define NUMBER_LENGTH 24

/* What is counted of one answer. */
typedef struct
{
  const char *text;
  guint n_words;
  guint n_paragraphs;
  guint n_headings;
  guint n_items;
  guint n_fences; /* two for each block of code */
  guint n_questions;
  guint n_exclamations;
  guint score;        /* by length alone */
  GPtrArray *numbers; /* that no other answer has */
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_ptr_array_unref (count->numbers);
  g_free (count);
}

/**
 * llm_demo_judge_is_asked:
 * @body: a request in any of the formats of the demo
 *
 * Returns: whether the answer is to have the form of a judgement
 */
gboolean
llm_demo_judge_is_asked (JsonObject *body)
{
  JsonObject *format = llm_json_get_object (body, "response_format");
  JsonObject *config = llm_json_get_object (body, "output_config");
  JsonObject *schema = llm_json_get_object (llm_json_get_object (format, "json_schema"), "schema");
  const char *description;

  if (schema == NULL)
    schema = llm_json_get_object (llm_json_get_object (config, "format"), "schema");
  if (schema == NULL)
    schema = llm_json_get_object (llm_json_get_object (body, "generationConfig"),
                                  "responseJsonSchema");
  description = llm_json_get_string (schema, "description");
  return description != NULL && g_str_has_prefix (description, LLM_JUDGE_SCHEMA_NAME " ");
}

/* --- Counting --- */

static const char *
skip_marks (const char *line)
{
  return line + strspn (line, "#>*-+ \t");
}

static void
count_line (Count *count, const char *line, gboolean after_blank)
{
  const char *words = skip_marks (line);

  if (g_str_has_prefix (line, "```"))
    count->n_fences++;
  if (*words == '\0')
    return;
  count->n_paragraphs += after_blank ? 1 : 0;
  count->n_headings += *line == '#' ? 1 : 0;
  count->n_items += (*line == '-' || *line == '*' || *line == '+') && line[1] == ' ' ? 1 : 0;
}

static Count *
count_text (const char *text)
{
  Count *count = g_new0 (Count, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean after_blank = TRUE;
  gboolean in_word = FALSE;

  count->text = text;
  count->numbers = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      count_line (count, g_strchug (lines[i]), after_blank);
      after_blank = *lines[i] == '\0';
    }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);
      const gboolean is_word = g_unichar_isalnum (c) || (in_word && g_unichar_ismark (c));

      /* Chinese and the like have no blanks; each of their letters counts. */
      count->n_words += is_word && (!in_word || g_unichar_iswide (c)) ? 1 : 0;
      count->n_questions += c == '?' ? 1 : 0;
      count->n_exclamations += c == '!' ? 1 : 0;
      in_word = is_word;
    }
  return count;
}

static gboolean
is_in_others (GPtrArray *counts, guint index, const char *text)
{
  for (guint i = 0; i < counts->len; i++)
    {
      if (i != index && strstr (((Count *) counts->pdata[i])->text, text) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The first numbers that only this answer has. */
static void
find_numbers (GPtrArray *counts, guint index)
{
  Count *count = counts->pdata[index];
  const char *p = count->text;

  while (count->numbers->len < NUMBERS_MAX && *(p += strcspn (p, "0123456789")) != '\0')
    {
      const gsize length = strspn (p, "0123456789.,");
      g_autofree char *number = g_strndup (p, MIN (length, NUMBER_LENGTH));

      p += length;
      while (*number != '\0' && !g_ascii_isdigit (number[strlen (number) - 1]))
        number[strlen (number) - 1] = '\0';
      if (!is_in_others (counts, index, number)
          && !g_ptr_array_find_with_equal_func (count->numbers, number, g_str_equal, NULL))
        g_ptr_array_add (count->numbers, g_steal_pointer (&number));
    }
}

static GPtrArray *
count_all (GPtrArray *answers)
{
  GPtrArray *counts = g_ptr_array_new_with_free_func (count_free);
  guint longest = 1;

  for (guint i = 0; i < answers->len; i++)
    {
      Count *count = count_text (answers->pdata[i]);

      longest = MAX (longest, count->n_words);
      g_ptr_array_add (counts, count);
    }
  for (guint i = 0; i < counts->len; i++)
    {
      Count *count = counts->pdata[i];

      count->score = (count->n_words * LLM_JUDGE_MAX_SCORE + longest / 2) / longest;
      find_numbers (counts, i);
    }
  return counts;
}

/* The begin of the first line with words in it, or of the last. */
static char *
cut_quote (const char *text, gboolean last)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const char *found = "";
  const char *end;

  for (guint i = 0; lines[i] != NULL && (last || *found == '\0'); i++)
    if (g_unichar_isalnum (g_utf8_get_char (skip_marks (lines[i]))))
      found = skip_marks (lines[i]);
  end = found + strnlen (found, QUOTE_MAX);
  if (*end != '\0')
    {
      while (end > found && !g_ascii_isspace (*end))
        end--;
      /* A script without blanks. */
      if (end == found)
        for (end = found + QUOTE_MAX; (*end & 0xc0) == 0x80;)
          end--;
    }
  return g_strndup (found, (gsize) (end - found));
}

/* --- Writing --- */

static void G_GNUC_PRINTF (4, 5)
    add_claim (JsonBuilder *builder, const char *member, const char *quote, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  llm_json_begin_object (builder, member);
  llm_json_add_string (builder, "text", text);
  llm_json_begin_array (builder, "quotes");
  if (quote != NULL && *quote != '\0')
    llm_json_add_string (builder, NULL, quote);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_facts (JsonBuilder *builder, const Count *count)
{
  llm_json_begin_object (builder, "facts");
  llm_json_add_string (builder, "text",
                       count->numbers->len > 0 ? "Has numbers that no other answer has." : "");
  llm_json_begin_array (builder, "quotes");
  for (guint i = 0; i < count->numbers->len; i++)
    llm_json_add_string (builder, NULL, count->numbers->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_depth (JsonBuilder *builder, const Count *count)
{
  llm_json_begin_object (builder, "depth");
  llm_json_add_int (builder, "score", count->score);
  llm_json_add_string (builder, "text", "Compared by length alone.");
  llm_json_begin_array (builder, "quotes");
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_lists (JsonBuilder *builder, const Count *count)
{
  llm_json_begin_array (builder, "strengths");
  if (count->score == LLM_JUDGE_MAX_SCORE)
    add_claim (builder, NULL, NULL, "Is the longest answer.");
  if (count->n_fences >= 2)
    add_claim (builder, NULL, "```", "Shows code.");
  if (count->n_items > 0)
    add_claim (builder, NULL, NULL, "Has a list.");
  json_builder_end_array (builder);
  llm_json_begin_array (builder, "weaknesses");
  if (count->score <= LLM_JUDGE_MAX_SCORE / 2)
    add_claim (builder, NULL, NULL, "Is at most half as long as the longest answer.");
  json_builder_end_array (builder);
}

/* These texts are English only, as the answers that they are about. */
static char *
number_of (guint n, const char *noun)
{
  return g_strdup_printf ("%u %s%s", n, noun, n == 1 ? "" : "s");
}

static void
add_answer (JsonBuilder *builder, const Count *count, guint index)
{
  const char label[] = { (char) ('A' + index), '\0' };
  g_autofree char *first = cut_quote (count->text, FALSE);
  g_autofree char *last = cut_quote (count->text, TRUE);

  g_autofree char *paragraphs = number_of (count->n_paragraphs, "paragraph");
  g_autofree char *headings = number_of (count->n_headings, "heading");
  g_autofree char *items = number_of (count->n_items, "list item");
  g_autofree char *questions = number_of (count->n_questions, "question mark");
  g_autofree char *exclamations = number_of (count->n_exclamations, "exclamation mark");
  g_autofree char *words = number_of (count->n_words, "word");

  llm_json_begin_object (builder, NULL);
  llm_json_add_string (builder, "answer", label);
  add_claim (builder, "content", first, "Begins with these words.");
  add_claim (builder, "structure", NULL, "%s, %s, %s.", paragraphs, headings, items);
  add_claim (builder, "tone", last, "%s, %s; ends like this.", questions, exclamations);
  add_claim (builder, "length", NULL, "%s.", words);
  add_facts (builder, count);
  add_claim (builder, "accuracy", NULL, "The demo cannot check facts.");
  add_depth (builder, count);
  add_claim (builder, "usefulness", NULL, "The demo cannot tell.");
  add_lists (builder, count);
  json_builder_end_object (builder);
}

/* By length; those that are as long as each other, about, share a place. */
static void
add_ranking (JsonBuilder *builder, GPtrArray *counts)
{
  llm_json_begin_array (builder, "ranking");
  for (guint score = LLM_JUDGE_MAX_SCORE + 1; score-- > 0;)
    {
      gboolean open = FALSE;

      for (guint i = 0; i < counts->len; i++)
        {
          const char label[] = { (char) ('A' + i), '\0' };

          if (((Count *) counts->pdata[i])->score != score)
            continue;
          if (!open)
            llm_json_begin_array (builder, NULL);
          open = TRUE;
          llm_json_add_string (builder, NULL, label);
        }
      if (open)
        json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

/**
 * llm_demo_judge_write:
 * @prompt: what a judge is shown
 *
 * Counts instead of judging, and says so; its quotes are real.
 *
 * Returns: (transfer full) (nullable): the reply as JSON, or %NULL if there are no answers
 *   in @prompt
 */
char *
llm_demo_judge_write (const char *prompt)
{
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GPtrArray) counts = NULL;
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (prompt != NULL, NULL);

  answers = llm_judge_read_answers (prompt);
  if (answers->len == 0)
    return NULL;
  counts = count_all (answers);
  builder = json_builder_new ();
  llm_json_begin_object (builder, NULL);
  llm_json_begin_array (builder, "answers");
  for (guint i = 0; i < counts->len; i++)
    add_answer (builder, counts->pdata[i], i);
  json_builder_end_array (builder);
  add_ranking (builder, counts);
  llm_json_add_string (builder, "summary",
                       "Demo: no AI judged these answers. The built-in demo counted words and "
                       "lines, and ranked by length alone.");
  json_builder_end_object (builder);
  bytes = llm_json_builder_to_bytes (builder);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
