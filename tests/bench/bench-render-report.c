/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-render.h"

#include <stdlib.h>

static guint n_missed;
static const char *case_name;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double difference = *(const double *) a - *(const double *) b;

  return (difference > 0) - (difference < 0);
}

/* The nearest rank; 0 of nothing. */
double
bench_quantile (GArray *values, double q)
{
  g_autoptr (GArray) sorted = g_array_copy (values);

  if (sorted->len == 0)
    return 0;
  g_array_sort (sorted, compare_doubles);
  return g_array_index (sorted, double, (guint) (q * (sorted->len - 1) + 0.5));
}

static double
median (GArray *values)
{
  return (bench_quantile (values, 0.499) + bench_quantile (values, 0.501)) / 2;
}

BenchFigure *
bench_figure_new (const char *name, const char *unit, BenchLimit kind, double limit)
{
  BenchFigure *self = g_new0 (BenchFigure, 1);

  self->name = name;
  self->unit = unit;
  self->kind = kind;
  self->limit = limit;
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  self->references = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

void
bench_figure_add (BenchFigure *self, double value)
{
  g_array_append_val (self->values, value);
}

void
bench_figure_add_reference (BenchFigure *self, double value)
{
  g_array_append_val (self->references, value);
}

static void
print_runs (GArray *values)
{
  for (guint i = 0; i < values->len; i++)
    g_print (" %.3f", g_array_index (values, double, i));
}

void
bench_figure_print (BenchFigure *self)
{
  const double value = median (self->values);
  const double reference = median (self->references);
  const gboolean compared = self->references->len > 0;
  const double ratio = reference > 0 ? value / reference : 0;
  g_autofree char *name = g_strdup_printf ("%s/%s", case_name, self->name);
  g_autofree char *shown = g_strdup_printf ("%.3f%s", value, self->unit);
  g_autofree char *against = g_strdup_printf ("%.3f%s", reference, self->unit);
  g_autofree char *times = g_strdup_printf ("%.2f", ratio);
  g_autofree char *limit = NULL;
  const char *verdict = "info";

  if (self->kind == BENCH_RATIO)
    limit = g_strdup_printf ("%.2fx", self->limit);
  else if (self->kind == BENCH_ABSOLUTE)
    limit = g_strdup_printf ("%.0f%s", self->limit, self->unit);
  if (self->kind != BENCH_INFO)
    {
      const gboolean good = (self->kind == BENCH_RATIO ? ratio : value) < self->limit;

      verdict = good ? "ok" : "MISSED";
      n_missed += good ? 0 : 1;
    }
  g_print ("%-34s %12s %12s %7s %9s %s\n", name, shown, compared ? against : "-",
           reference > 0 ? times : "-", limit != NULL ? limit : "-", verdict);
  if (self->values->len > 1)
    {
      g_print ("#   runs:");
      print_runs (self->values);
      if (compared)
        g_print (" |");
      print_runs (self->references);
      g_print ("\n");
    }
  g_array_unref (self->values);
  g_array_unref (self->references);
  g_free (self);
}

void
bench_print_load (const char *when)
{
  double load[3] = { 0 };

  getloadavg (load, G_N_ELEMENTS (load));
  g_print ("# load %s: %.2f %.2f %.2f, %u processors\n", when, load[0], load[1], load[2],
           g_get_num_processors ());
}

void
bench_print_head (const char *name, const char *summary)
{
  case_name = name;
  g_print ("# %s: %s\n", name, summary);
  bench_print_load ("before");
  g_print ("%-34s %12s %12s %7s %9s\n", "# name", "value", "reference", "ratio", "limit");
}

guint
bench_get_n_missed (void)
{
  return n_missed;
}
