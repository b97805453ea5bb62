/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-stability.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Student's quantile for 0.975, for 2 degrees of freedom and more. */
static const double quantiles[] = {
  4.3026527297495, 3.1824463052837, 2.7764451051978, 2.5705818356363, 2.4469118511450,
  2.3646242515928, 2.3060041352042, 2.2621571627982, 2.2281388519863, 2.2009851600916,
  2.1788128296672, 2.1603686564628, 2.1447866879178, 2.1314495455598, 2.1199052992213,
  2.1098155778333, 2.1009220402410, 2.0930240544083, 2.0859634472659, 2.0796138447277,
  2.0738730679040, 2.0686576104190, 2.0638985616280, 2.0595385527533, 2.0555294386429,
  2.0518305164803, 2.0484071417952, 2.0452296421327, 2.0422724563012, 2.0395134463964,
  2.0369333434601, 2.0345152974493, 2.0322445093177, 2.0301079282503, 2.0280940009804,
  2.0261924630291, 2.0243941639120, 2.0226909200368,
};
G_STATIC_ASSERT (G_N_ELEMENTS (quantiles) == LLM_COMPARISON_MAX_ANSWERS - 2);

/* Errors of rounding, not of samples. */
#define NO_ERROR 1e-12

typedef struct
{
  LlmAnswer *first;
  char *label;
  guint n_asked;
  GArray *texts; /* of guint: places in the metrics */
} Group;

typedef struct
{
  LlmStabilityRow row;
  GArray *distances; /* of double */
} Row;

struct _LlmStability
{
  gatomicrefcount ref_count;
  GPtrArray *groups;
  GPtrArray *rows;
  GPtrArray *left_out[LLM_STABILITY_N_REASONS]; /* of LlmAnswer */
  LlmStabilityVerdict verdict;
};

G_DEFINE_BOXED_TYPE (LlmStability, llm_stability, llm_stability_ref, llm_stability_unref)

static void
group_free (gpointer data)
{
  Group *group = data;

  g_object_unref (group->first);
  g_free (group->label);
  g_array_unref (group->texts);
  g_free (group);
}

static void
row_free (gpointer data)
{
  Row *row = data;

  g_array_unref (row->distances);
  g_free (row);
}

static const Group *
get_group (const LlmStability *self, guint index)
{
  return g_ptr_array_index (self->groups, index);
}

/* --- Groups --- */

static gboolean
find_text (const LlmTextMetrics *metrics, const char *column_id, guint *text)
{
  for (guint i = 0; i < llm_text_metrics_get_n_texts (metrics); i++)
    {
      *text = i;
      if (g_strcmp0 (llm_text_metrics_get_id (metrics, i), column_id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether it is a sample to count; if so, where it is in the metrics. */
static gboolean
take (LlmAnswer *answer, const LlmTextMetrics *metrics, LlmStabilityReason *reason, guint *text)
{
  const LlmAnswerState state = llm_answer_get_state (answer);
  double same;

  if (!llm_answer_state_is_final (state))
    *reason = LLM_STABILITY_UNFINISHED;
  else if (state == LLM_ANSWER_FAILED)
    *reason = LLM_STABILITY_FAILED;
  else if (llm_answer_can_continue (answer))
    *reason = LLM_STABILITY_CUT;
  else if (llm_answer_get_text_length (answer) == 0)
    *reason = LLM_STABILITY_EMPTY;
  else if (!find_text (metrics, llm_answer_get_column_id (answer), text))
    *reason = LLM_STABILITY_BEYOND;
  else if (!llm_text_metrics_get_overlap (metrics, *text, *text, &same))
    *reason = LLM_STABILITY_EMPTY;
  else
    return TRUE;
  return FALSE;
}

/* The same name may be that of several, which differ by provider or parameters. */
static char *
make_label (LlmComparison *comparison, const GArray *firsts, guint index)
{
  LlmAnswer *answer = llm_comparison_get_answer (comparison, index);
  g_autofree char *title = g_strdup (llm_answer_get_title (answer));

  g_strdelimit (title, "\r\n\t", ' ');
  for (guint i = 0; i < firsts->len; i++)
    {
      LlmAnswer *other = llm_comparison_get_answer (comparison, i);

      if (g_array_index (firsts, guint, i) != index
          && g_strcmp0 (llm_answer_get_title (other), llm_answer_get_title (answer)) == 0)
        /* Translators: a model, of which there is another of the same name, and the number of
         * a column. */
        return g_strdup_printf (_ ("%s (from column %u)"), title, index + 1);
    }
  return g_steal_pointer (&title);
}

static Group *
add_group (LlmStability *self, LlmComparison *comparison, const GArray *firsts, guint index)
{
  Group *group = g_new0 (Group, 1);

  group->first = g_object_ref (llm_comparison_get_answer (comparison, index));
  group->label = make_label (comparison, firsts, index);
  group->texts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (self->groups, group);
  return group;
}

static void
sort_answers (LlmStability *self, LlmComparison *comparison, const LlmTextMetrics *metrics)
{
  g_autoptr (GArray) firsts = llm_comparison_find_samples (comparison);
  g_autofree Group **by_first = g_new0 (Group *, firsts->len + 1);

  for (guint i = 0; i < firsts->len; i++)
    {
      const guint first = g_array_index (firsts, guint, i);
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);
      LlmStabilityReason reason;
      guint text;

      if (by_first[first] == NULL)
        by_first[first] = add_group (self, comparison, firsts, first);
      by_first[first]->n_asked++;
      if (take (answer, metrics, &reason, &text))
        g_array_append_val (by_first[first]->texts, text);
      else
        g_ptr_array_add (self->left_out[reason], g_object_ref (answer));
    }
}

/* --- Figures --- */

static double
get_distance (const LlmTextMetrics *metrics, const Group *a, guint i, const Group *b, guint j)
{
  double overlap = 0;

  llm_text_metrics_get_overlap (metrics, g_array_index (a->texts, guint, i),
                                g_array_index (b->texts, guint, j), &overlap);
  return 1 - overlap;
}

/* The mean without one sample of @a and one of @b; none is left out where the number is beyond
 * the last.  Within a group both are the same one. */
static double
mean_without (const LlmTextMetrics *metrics, const Group *a, guint out, const Group *b, guint other)
{
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < a->texts->len; i++)
    {
      for (guint j = a == b ? i + 1 : 0; j < b->texts->len; j++)
        {
          if (i == out || j == other)
            continue;
          sum += get_distance (metrics, a, i, b, j);
          n++;
        }
    }
  return sum / n;
}

/* What the samples of @a add to the variance of the mean. */
static double
compute_variance (const LlmTextMetrics *metrics, const Group *a, const Group *b)
{
  const guint n = a->texts->len;
  double means[LLM_TEXT_METRICS_MAX_TEXTS];
  double mean = 0, sum = 0;

  for (guint i = 0; i < n; i++)
    {
      means[i] = mean_without (metrics, a, i, b, a == b ? i : b->texts->len);
      mean += means[i] / n;
    }
  for (guint i = 0; i < n; i++)
    sum += (means[i] - mean) * (means[i] - mean);
  return sum * (n - 1) / n;
}

static void
find_interval (LlmStabilityRow *row, const LlmTextMetrics *metrics, const Group *a, const Group *b)
{
  const guint n = MIN (a->texts->len, b->texts->len);
  double error;

  if (n < LLM_STABILITY_MIN_FOR_INTERVAL)
    return;
  error = compute_variance (metrics, a, b);
  if (a != b)
    error += compute_variance (metrics, b, a);
  error = sqrt (error);
  if (error <= NO_ERROR)
    return;
  error *= quantiles[n - LLM_STABILITY_MIN_FOR_INTERVAL];
  row->lower = CLAMP (row->mean - error, 0, 1);
  row->upper = CLAMP (row->mean + error, 0, 1);
}

static void
add_row (LlmStability *self, const LlmTextMetrics *metrics, guint first, guint second)
{
  const Group *a = get_group (self, first), *b = get_group (self, second);
  Row *row = g_new0 (Row, 1);
  double sum = 0;

  row->distances = g_array_new (FALSE, FALSE, sizeof (double));
  row->row = (LlmStabilityRow){ .groups = { first, second },
                                .n_samples = { a->texts->len, b->texts->len },
                                .mean = NAN,
                                .lowest = NAN,
                                .highest = NAN,
                                .lower = NAN,
                                .upper = NAN };
  for (guint i = 0; i < a->texts->len; i++)
    {
      for (guint j = first == second ? i + 1 : 0; j < b->texts->len; j++)
        {
          const double distance = get_distance (metrics, a, i, b, j);

          g_array_append_val (row->distances, distance);
          sum += distance;
          row->row.lowest = fmin (row->row.lowest, distance);
          row->row.highest = fmax (row->row.highest, distance);
        }
    }
  row->row.distances = (const double *) row->distances->data;
  row->row.n_distances = row->distances->len;
  if (row->row.n_distances > 0)
    {
      row->row.mean = sum / row->row.n_distances;
      find_interval (&row->row, metrics, a, b);
    }
  g_ptr_array_add (self->rows, row);
}

static void
fill_rows (LlmStability *self, const LlmTextMetrics *metrics)
{
  for (guint i = 0; i < self->groups->len; i++)
    add_row (self, metrics, i, i);
  for (guint i = 0; i < self->groups->len; i++)
    {
      for (guint j = i + 1; j < self->groups->len; j++)
        {
          if (get_group (self, i)->texts->len > 0 && get_group (self, j)->texts->len > 0)
            add_row (self, metrics, i, j);
        }
    }
}

static LlmStabilityVerdict
find_verdict (const LlmStability *self)
{
  double means[2] = { 0, 0 }, highest_within = NAN, lowest_between = NAN;
  guint n[2] = { 0, 0 };

  for (guint i = 0; i < self->rows->len; i++)
    {
      const LlmStabilityRow *row = llm_stability_get_row (self, i);
      const guint between = row->groups[0] != row->groups[1];

      if (row->n_distances == 0)
        continue;
      means[between] += row->mean;
      n[between]++;
      if (between)
        lowest_between = fmin (lowest_between, row->lowest);
      else
        highest_within = fmax (highest_within, row->highest);
    }
  if (n[0] == 0)
    return LLM_STABILITY_UNKNOWN;
  if (n[1] == 0)
    return LLM_STABILITY_ALONE;
  if (lowest_between > highest_within)
    return LLM_STABILITY_APART;
  return means[1] / n[1] > means[0] / n[0] ? LLM_STABILITY_OVERLAP : LLM_STABILITY_WITHIN;
}

/* --- The object --- */

/**
 * llm_stability_new:
 * @comparison: a turn
 * @metrics: figures of its answers, with the ids of their columns
 *
 * Returns: (transfer full) (nullable): how stable the answers are; %NULL if no model was asked
 *   more than once, and while names are hidden, since it would tell which answers are of the
 *   same model
 */
LlmStability *
llm_stability_new (LlmComparison *comparison, const LlmTextMetrics *metrics)
{
  g_autoptr (LlmStability) self = NULL;

  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);
  g_return_val_if_fail (metrics != NULL, NULL);

  if (llm_comparison_get_blind (comparison) == LLM_BLIND_HIDDEN)
    return NULL;
  self = g_new0 (LlmStability, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  for (guint i = 0; i < LLM_STABILITY_N_REASONS; i++)
    self->left_out[i] = g_ptr_array_new_with_free_func (g_object_unref);
  sort_answers (self, comparison, metrics);
  if (self->groups->len == llm_comparison_get_n_answers (comparison))
    return NULL;
  fill_rows (self, metrics);
  self->verdict = find_verdict (self);
  return g_steal_pointer (&self);
}

/**
 * llm_stability_ref:
 * @self: figures
 *
 * Returns: (transfer full): @self
 */
LlmStability *
llm_stability_ref (LlmStability *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_stability_unref:
 * @self: (transfer full): figures
 */
void
llm_stability_unref (LlmStability *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->rows);
  for (guint i = 0; i < LLM_STABILITY_N_REASONS; i++)
    g_ptr_array_unref (self->left_out[i]);
  g_free (self);
}

/**
 * llm_stability_get_n_groups:
 * @self: figures
 *
 * Returns: how many models there are, each with its parameters
 */
guint
llm_stability_get_n_groups (const LlmStability *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->groups->len;
}

/**
 * llm_stability_get_label:
 * @self: figures
 * @group: which model
 *
 * Returns: (transfer none): what to call it, on one line
 */
const char *
llm_stability_get_label (const LlmStability *self, guint group)
{
  g_return_val_if_fail (self != NULL && group < self->groups->len, NULL);
  return get_group (self, group)->label;
}

/**
 * llm_stability_get_first:
 * @self: figures
 * @group: which model
 *
 * Returns: (transfer none): its first column, which says who was asked
 */
LlmAnswer *
llm_stability_get_first (const LlmStability *self, guint group)
{
  g_return_val_if_fail (self != NULL && group < self->groups->len, NULL);
  return get_group (self, group)->first;
}

/**
 * llm_stability_get_n_asked:
 * @self: figures
 * @group: which model
 *
 * Returns: how often it was asked
 */
guint
llm_stability_get_n_asked (const LlmStability *self, guint group)
{
  g_return_val_if_fail (self != NULL && group < self->groups->len, 0);
  return get_group (self, group)->n_asked;
}

/**
 * llm_stability_get_n_rows:
 * @self: figures
 *
 * Returns: how many rows there are
 */
guint
llm_stability_get_n_rows (const LlmStability *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->rows->len;
}

/**
 * llm_stability_get_row:
 * @self: figures
 * @row: which one
 *
 * Returns: (transfer none): its figures
 */
const LlmStabilityRow *
llm_stability_get_row (const LlmStability *self, guint row)
{
  g_return_val_if_fail (self != NULL && row < self->rows->len, NULL);
  return &((const Row *) self->rows->pdata[row])->row;
}

/**
 * llm_stability_get_left_out:
 * @self: figures
 * @reason: why
 *
 * Returns: (transfer none) (element-type LlmAnswer): the answers that do not count for that
 *   reason
 */
GPtrArray *
llm_stability_get_left_out (const LlmStability *self, LlmStabilityReason reason)
{
  g_return_val_if_fail (self != NULL && reason < LLM_STABILITY_N_REASONS, NULL);
  return self->left_out[reason];
}

/**
 * llm_stability_get_verdict:
 * @self: figures
 *
 * Returns: what can be said of the models
 */
LlmStabilityVerdict
llm_stability_get_verdict (const LlmStability *self)
{
  g_return_val_if_fail (self != NULL, LLM_STABILITY_UNKNOWN);
  return self->verdict;
}
