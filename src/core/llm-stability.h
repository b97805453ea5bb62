/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"
#include "llm-text-metrics.h"

G_BEGIN_DECLS

/* With fewer samples there is no interval. */
#define LLM_STABILITY_MIN_FOR_INTERVAL 3

/**
 * LlmStabilityReason:
 * @LLM_STABILITY_FAILED: it has failed
 * @LLM_STABILITY_EMPTY: there is nothing in it, or no words
 * @LLM_STABILITY_CUT: it is not whole: it was stopped, interrupted or cut at the limit
 * @LLM_STABILITY_UNFINISHED: it has not ended yet
 * @LLM_STABILITY_BEYOND: there are too many to compare
 * @LLM_STABILITY_N_REASONS: how many reasons there are
 *
 * Why an answer is left out.
 */
typedef enum
{
  LLM_STABILITY_FAILED,
  LLM_STABILITY_EMPTY,
  LLM_STABILITY_CUT,
  LLM_STABILITY_UNFINISHED,
  LLM_STABILITY_BEYOND,
  LLM_STABILITY_N_REASONS
} LlmStabilityReason;

/**
 * LlmStabilityVerdict:
 * @LLM_STABILITY_UNKNOWN: no model has two samples
 * @LLM_STABILITY_ALONE: there is one model only, or none other has an answer
 * @LLM_STABILITY_APART: any two answers of different models differ more than any two of one
 * @LLM_STABILITY_OVERLAP: they do on the average only
 * @LLM_STABILITY_WITHIN: answers of different models differ no more than those of one
 */
typedef enum
{
  LLM_STABILITY_UNKNOWN,
  LLM_STABILITY_ALONE,
  LLM_STABILITY_APART,
  LLM_STABILITY_OVERLAP,
  LLM_STABILITY_WITHIN
} LlmStabilityVerdict;

/**
 * LlmStabilityRow:
 * @groups: the two groups; the same one twice for the spread within one
 * @n_samples: how many answers of each there are
 * @n_distances: how many pairs of answers there are
 * @distances: (array length=n_distances): of each pair, the Jaccard distance, from 0 to 1:
 *   of all the words that either answer has, the part that only one of them has
 * @mean: the mean of @distances; NAN if there are none
 * @lowest: the least of them, or NAN
 * @highest: the greatest of them, or NAN
 * @lower: lower bound of the 95 % interval of the mean, or NAN
 * @upper: upper bound of it, or NAN
 *
 * How much answers of one group, or of two groups, differ.
 */
typedef struct
{
  guint groups[2];
  guint n_samples[2];
  guint n_distances;
  const double *distances;
  double mean;
  double lowest;
  double highest;
  double lower;
  double upper;
} LlmStabilityRow;

/**
 * LlmStability:
 *
 * How much the answers of one model to one prompt differ among themselves, against how much
 * models differ from each other.  Its figures do not change with the answers.
 *
 * A group is a model with its parameters, see llm_comparison_find_samples().  Rows are first
 * one for each group, then one for each two groups that have an answer.
 *
 * The interval is that of the jackknife: the mean is computed without each sample in turn, and
 * how much that changes tells its error (Arvesen 1969 for means over pairs); the quantile is
 * Student's for one degree of freedom less than there are samples, of the smaller group between
 * two.  Pairs are not independent, since each sample is in many, so that the usual error of a
 * mean would be too small.  A bootstrap would draw the same sample twice most of the time when
 * there are so few, and take the distance 0 of an answer to itself for stability.  There is
 * none with fewer than %LLM_STABILITY_MIN_FOR_INTERVAL samples, nor where leaving a sample out
 * changes nothing: that all samples are equal does not prove that the next one is.
 */
#define LLM_TYPE_STABILITY (llm_stability_get_type ())
typedef struct _LlmStability LlmStability;

GType llm_stability_get_type (void) G_GNUC_CONST;
LlmStability *llm_stability_new (LlmComparison *comparison, const LlmTextMetrics *metrics);
LlmStability *llm_stability_ref (LlmStability *self);
void llm_stability_unref (LlmStability *self);

guint llm_stability_get_n_groups (const LlmStability *self);
const char *llm_stability_get_label (const LlmStability *self, guint group);
LlmAnswer *llm_stability_get_first (const LlmStability *self, guint group);
guint llm_stability_get_n_asked (const LlmStability *self, guint group);
guint llm_stability_get_n_rows (const LlmStability *self);
const LlmStabilityRow *llm_stability_get_row (const LlmStability *self, guint row);
GPtrArray *llm_stability_get_left_out (const LlmStability *self, LlmStabilityReason reason);
LlmStabilityVerdict llm_stability_get_verdict (const LlmStability *self);

/* In words (llm-stability-text.c). */
char *llm_stability_dup_row_label (const LlmStability *self, guint row);
char *llm_stability_dup_samples (const LlmStability *self, guint row);
char *llm_stability_format_share (double share);
char *llm_stability_format_range (double from, double to);
char *llm_stability_dup_sentence (const LlmStability *self);
char *llm_stability_dup_left_out (const LlmStability *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmStability, llm_stability_unref)

G_END_DECLS
