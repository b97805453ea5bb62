/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-stability.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* From so many samples on nothing is said of their number. */
#define ENOUGH 5

/**
 * llm_stability_dup_row_label:
 * @self: figures
 * @row: which row
 *
 * Returns: (transfer full): what it is about: a model, or two
 */
char *
llm_stability_dup_row_label (const LlmStability *self, guint row)
{
  const LlmStabilityRow *figures = llm_stability_get_row (self, row);
  const char *first, *second;

  g_return_val_if_fail (figures != NULL, NULL);

  first = llm_stability_get_label (self, figures->groups[0]);
  second = llm_stability_get_label (self, figures->groups[1]);
  if (figures->groups[0] == figures->groups[1])
    return g_strdup (first);
  /* Translators: two models whose answers are compared. */
  return g_strdup_printf (_ ("%s and %s"), first, second);
}

/**
 * llm_stability_dup_samples:
 * @self: figures
 * @row: which row
 *
 * Returns: (transfer full): how many answers are compared: "3" of one model, "3 × 2" of two
 */
char *
llm_stability_dup_samples (const LlmStability *self, guint row)
{
  const LlmStabilityRow *figures = llm_stability_get_row (self, row);

  g_return_val_if_fail (figures != NULL, NULL);

  if (figures->groups[0] == figures->groups[1])
    return g_strdup_printf ("%u", figures->n_samples[0]);
  return g_strdup_printf ("%u × %u", figures->n_samples[0], figures->n_samples[1]);
}

/**
 * llm_stability_format_share:
 * @share: from 0 to 1, or NAN
 *
 * Returns: (transfer full): it in percent; "-" if it is not known
 */
char *
llm_stability_format_share (double share)
{
  if (isnan (share))
    return g_strdup ("-");
  /* Translators: percent. */
  return g_strdup_printf (_ ("%.0f %%"), share * 100);
}

/**
 * llm_stability_format_range:
 * @from: from 0 to 1, or NAN
 * @to: from @from to 1, or NAN
 *
 * Returns: (transfer full): both in percent; "-" if they are not known
 */
char *
llm_stability_format_range (double from, double to)
{
  if (isnan (from) || isnan (to))
    return g_strdup ("-");
  /* Translators: a range in percent. */
  return g_strdup_printf (_ ("%.0f to %.0f %%"), from * 100, to * 100);
}

/* The mean of the rows within models, or between them. */
static char *
format_mean (const LlmStability *self, gboolean between)
{
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < llm_stability_get_n_rows (self); i++)
    {
      const LlmStabilityRow *row = llm_stability_get_row (self, i);

      if ((row->groups[0] != row->groups[1]) != between || row->n_distances == 0)
        continue;
      sum += row->mean;
      n++;
    }
  return llm_stability_format_share (sum / n);
}

/* Of the models that have a spread. */
static guint
find_fewest (const LlmStability *self)
{
  guint fewest = G_MAXUINT;

  for (guint i = 0; i < llm_stability_get_n_groups (self); i++)
    {
      const LlmStabilityRow *row = llm_stability_get_row (self, i);

      if (row->n_distances > 0)
        fewest = MIN (fewest, row->n_samples[0]);
    }
  return fewest;
}

static void
append_caution (GString *out, const LlmStability *self)
{
  const guint fewest = find_fewest (self);

  if (fewest >= ENOUGH)
    return;
  g_string_append_c (out, ' ');
  if (fewest == 2)
    g_string_append (out, _ ("2 samples tell little: ask more often before relying on this."));
  else
    g_string_append_printf (out, _ ("With %u samples this is a hint, not a proof."), fewest);
}

/**
 * llm_stability_dup_sentence:
 * @self: figures
 *
 * Returns: (transfer full): what they mean in plain words, and how much to trust them
 */
char *
llm_stability_dup_sentence (const LlmStability *self)
{
  const LlmStabilityVerdict verdict = llm_stability_get_verdict (self);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *within = format_mean (self, FALSE);
  g_autofree char *between = format_mean (self, TRUE);

  g_return_val_if_fail (self != NULL, NULL);

  if (verdict == LLM_STABILITY_UNKNOWN)
    return g_strdup (_ ("No model has two whole answers, so how much its answers vary is not "
                        "known."));
  if (verdict == LLM_STABILITY_ALONE)
    /* Translators: percent. */
    g_string_append_printf (
        out, _ ("Answers of one model differ in %s of their words on the average."), within);
  else
    /* Translators: both are percent. */
    g_string_append_printf (out,
                            _ ("Answers of one model differ in %s of their words on the average, "
                               "those of different models in %s."),
                            within, between);
  if (verdict == LLM_STABILITY_APART)
    g_string_append_printf (out, " %s",
                            _ ("Any two answers of different models differ more than any two of "
                               "one model."));
  else if (verdict == LLM_STABILITY_OVERLAP)
    g_string_append_printf (out, " %s",
                            _ ("The ranges overlap: part of what differs between models is what "
                               "one model varies by itself."));
  else if (verdict == LLM_STABILITY_WITHIN)
    g_string_append_printf (out, " %s",
                            _ ("That is no more than one model varies by itself: single answers "
                               "say little about which model they are of."));
  append_caution (out, self);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
dup_reason (LlmStabilityReason reason, const char *names)
{
  switch (reason)
    {
    case LLM_STABILITY_FAILED:
      /* Translators: names of answers. */
      return g_strdup_printf (_ ("Left out, since they failed: %s."), names);
    case LLM_STABILITY_EMPTY:
      /* Translators: names of answers. */
      return g_strdup_printf (_ ("Left out, since there are no words in them: %s."), names);
    case LLM_STABILITY_CUT:
      /* Translators: names of answers. */
      return g_strdup_printf (_ ("Left out, since they are not whole: %s."), names);
    case LLM_STABILITY_UNFINISHED:
      /* Translators: names of answers. */
      return g_strdup_printf (_ ("Left out, since they have not ended: %s."), names);
    case LLM_STABILITY_BEYOND:
    case LLM_STABILITY_N_REASONS:
    default:
      /* Translators: names of answers. */
      return g_strdup_printf (_ ("Left out, since they are too many: %s."), names);
    }
}

/**
 * llm_stability_dup_left_out:
 * @self: figures
 *
 * Returns: (transfer full) (nullable): which answers do not count, and why; %NULL if all do
 */
char *
llm_stability_dup_left_out (const LlmStability *self)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < LLM_STABILITY_N_REASONS; i++)
    {
      GPtrArray *answers = llm_stability_get_left_out (self, (LlmStabilityReason) i);
      g_autoptr (GString) joined = g_string_new (NULL);
      g_autofree char *line = NULL;

      if (answers->len == 0)
        continue;
      for (guint j = 0; j < answers->len; j++)
        g_string_append_printf (joined, "%s%s", j > 0 ? ", " : "",
                                llm_answer_get_shown_title (answers->pdata[j]));
      line = dup_reason ((LlmStabilityReason) i, joined->str);
      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", line);
    }
  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}
