/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-differ-text.h"

#include <glib/gi18n-lib.h>

/* Characters of a passage that are repeated in words. */
#define MAX_EXCERPT 80

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_differ_text_get_state:
 * @answer: an answer
 *
 * Returns: whether it can be compared, or why not
 */
LlmDifferState
llm_differ_text_get_state (LlmAnswer *answer)
{
  g_return_val_if_fail (LLM_IS_ANSWER (answer), LLM_DIFFER_EMPTY);

  if (!llm_answer_state_is_final (llm_answer_get_state (answer)))
    return LLM_DIFFER_RUNNING;
  if (llm_answer_get_state (answer) == LLM_ANSWER_FAILED)
    return LLM_DIFFER_FAILED;
  return is_blank (llm_answer_get_text (answer)) ? LLM_DIFFER_EMPTY : LLM_DIFFER_READY;
}

/**
 * llm_differ_text_describe_state:
 * @state: why an answer is not compared
 *
 * Returns: (transfer full): that, in words
 */
char *
llm_differ_text_describe_state (LlmDifferState state)
{
  switch (state)
    {
    case LLM_DIFFER_RUNNING:
      return g_strdup (_ ("Compared when it has ended"));
    case LLM_DIFFER_FAILED:
      return g_strdup (_ ("Not compared: it failed"));
    case LLM_DIFFER_EMPTY:
      return g_strdup (_ ("Not compared: it is empty"));
    case LLM_DIFFER_READY:
    default:
      return g_strdup ("");
    }
}

/**
 * llm_differ_text_dup_title:
 * @comparison: a comparison
 * @answer: one of its answers
 *
 * Returns: (transfer full): what it is called as long as its model may not be told, or the model;
 *   with the number of its column where another has the same
 */
char *
llm_differ_text_dup_title (LlmComparison *comparison, LlmAnswer *answer)
{
  g_autofree char *title = NULL;
  guint position = 0;
  gboolean is_shared = FALSE;

  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);
  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  title = g_strdup (llm_answer_get_shown_title (answer));
  g_strdelimit (title, "\r\n\t", ' ');
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *other = llm_comparison_get_answer (comparison, i);

      if (other == answer)
        position = i;
      else
        is_shared
            |= g_strcmp0 (llm_answer_get_shown_title (other), llm_answer_get_shown_title (answer))
               == 0;
    }
  /* Translators: a model that has more than one column, and the number of the column. */
  return is_shared ? g_strdup_printf (_ ("%s (column %u)"), title, position + 1)
                   : g_steal_pointer (&title);
}

static gboolean
is_coarse (LlmDiffSet *set, guint index)
{
  LlmDiff *diff = llm_diff_set_get_diff (set, index);

  return llm_diff_is_coarse (diff) || llm_words_is_cut (llm_diff_get_a (diff))
         || llm_words_is_cut (llm_diff_get_b (diff));
}

/**
 * llm_differ_text_describe:
 * @set: what differs
 * @index: one of the texts
 * @base_title: what its base is called
 *
 * Returns: (transfer full): how much it differs
 */
char *
llm_differ_text_describe (LlmDiffSet *set, guint index, const char *base_title)
{
  g_autofree char *number = NULL;
  guint n;

  g_return_val_if_fail (set != NULL && base_title != NULL, NULL);

  n = llm_diff_set_get_n_places (set, index);
  if (index == llm_diff_set_get_base (set))
    return n == 0 ? g_strdup (_ ("Base: the others have the same words"))
                  : g_strdup_printf (ngettext ("Base: others differ at %u place",
                                               "Base: others differ at %u places", n),
                                     n);
  if (n == 0)
    return g_strdup_printf (_ ("The same words as %s"), base_title);
  number = g_strdup_printf (ngettext ("%u difference", "%u differences", n), n);
  if (is_coarse (set, index))
    /* Translators: a number of differences, how many of a hundred words, a model. */
    return g_strdup_printf (_ ("About %s (%u %% of the words) from %s; the answers are very long"),
                            number, llm_diff_get_percent (llm_diff_set_get_diff (set, index)),
                            base_title);
  /* Translators: a number of differences, how many of a hundred words, a model. */
  return g_strdup_printf (_ ("%s (%u %% of the words) from %s"), number,
                          llm_diff_get_percent (llm_diff_set_get_diff (set, index)), base_title);
}

static char *
dup_excerpt (LlmWords *words, LlmTextRange range)
{
  const char *text = llm_words_get_text (words, NULL);
  const char *end = text + range.end;
  g_autoptr (GString) excerpt = g_string_new (NULL);
  guint n = 0;

  for (const char *at = text + range.start; at < end; at = g_utf8_next_char (at))
    {
      if (g_unichar_isspace (g_utf8_get_char (at)))
        {
          if (excerpt->len > 0 && excerpt->str[excerpt->len - 1] != ' ')
            g_string_append_c (excerpt, ' ');
          continue;
        }
      if (++n > MAX_EXCERPT)
        {
          g_string_append (excerpt, "…");
          break;
        }
      g_string_append_unichar (excerpt, g_utf8_get_char (at));
    }
  g_strchomp (excerpt->str);
  return g_string_free (g_steal_pointer (&excerpt), FALSE);
}

/**
 * llm_differ_text_describe_place:
 * @set: what differs
 * @index: one of the texts
 * @number: one of its places, from 0
 *
 * Returns: (transfer full): which of how many it is, and what differs there
 */
char *
llm_differ_text_describe_place (LlmDiffSet *set, guint index, guint number)
{
  const LlmDiffChange *change;
  g_autofree char *here = NULL;
  g_autofree char *base = NULL;
  guint n;

  g_return_val_if_fail (set != NULL, NULL);

  n = llm_diff_set_get_n_places (set, index);
  change = llm_diff_set_get_change (set, index, number);
  if (change == NULL)
    /* Translators: which place of how many. */
    return g_strdup_printf (_ ("Place %u of %u where others differ"), number + 1, n);
  here = dup_excerpt (llm_diff_get_b (llm_diff_set_get_diff (set, index)), change->b);
  base = dup_excerpt (llm_diff_get_a (llm_diff_set_get_diff (set, index)), change->a);
  if (change->is_moved)
    /* Translators: which difference of how many, and words that are elsewhere. */
    return g_strdup_printf (_ ("%u of %u: moved “%s”"), number + 1, n, *here != '\0' ? here : base);
  if (*base == '\0')
    /* Translators: which difference of how many, and words. */
    return g_strdup_printf (_ ("%u of %u: only here “%s”"), number + 1, n, here);
  if (*here == '\0')
    /* Translators: which difference of how many, and words. */
    return g_strdup_printf (_ ("%u of %u: missing here “%s”"), number + 1, n, base);
  /* Translators: which difference of how many, the words here, those in the other answer. */
  return g_strdup_printf (_ ("%u of %u: “%s” instead of “%s”"), number + 1, n, here, base);
}
