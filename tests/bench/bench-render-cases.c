/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-render.h"

#include <stdio.h>
#include <stdlib.h>

#define KB 1024
#define MB (1024 * KB)

#define STREAM_SECONDS 5.0
#define GROWTH_BYTES_PER_SECOND (40.0 * KB)

/* From the empty column on: as long as it fills, many small parts of it are painted, and
 * later all of it at once; with both renderers and on both systems the two cost
 * differently. */
#define FRAMES_SECONDS 10.0

#define SCROLL_STEPS 150
#define RESIZE_STEPS 40
#define RESIZE_PIXELS 40

/* The sides in turns, another one first in each round, so that what changes on the
 * machine meanwhile hits all of them. */
static BenchSide
get_side (guint round, guint i, guint n_sides)
{
  return (BenchSide) ((round + i) % n_sides);
}

static void
add (BenchFigure *figure, BenchSide side, double value)
{
  if (side == BENCH_VIEW)
    bench_figure_add (figure, value);
  else
    bench_figure_add_reference (figure, value);
}

/* What is only done once in a process: fonts, styles, languages, the memory that the
 * windowing system shares. */
static void
warm_up (BenchStage *stage, guint n_columns, guint n_sides)
{
  for (guint side = 0; side < n_sides; side++)
    {
      BenchColumns *columns = bench_columns_new (stage, (BenchSide) side, n_columns);

      bench_columns_present (columns);
      bench_columns_start (columns);
      bench_columns_stream (columns, 8 * KB, 1, 0);
      bench_columns_finish (columns);
      bench_settle (stage, columns);
      bench_columns_free (columns);
    }
}

/* Seconds of processor time until all of the text is there and nothing is left to do. */
static double
measure_stream (
    BenchStage *stage, BenchSide side, guint n, gsize size, double seconds, double *busy)
{
  BenchColumns *columns = bench_columns_new (stage, side, n);
  double cpu_ms;

  bench_columns_present (columns);
  bench_meter_reset (&stage->meter);
  cpu_ms = bench_get_cpu_ms ();
  bench_columns_start (columns);
  *busy = bench_columns_stream (columns, size, seconds, 0);
  bench_columns_finish (columns);
  bench_settle (stage, columns);
  cpu_ms = bench_get_cpu_ms () - cpu_ms;
  bench_columns_free (columns);
  return cpu_ms / 1e3;
}

static void
run_stream (BenchStage *stage, guint n_rounds, gsize size)
{
  BenchFigure *cpu = bench_figure_new ("cpu", "s", BENCH_RATIO, 2);
  BenchFigure *slow = bench_figure_new ("cpu-same-rate", "s", BENCH_INFO, 0);
  BenchFigure *p50 = bench_figure_new ("frame-p50", "ms", BENCH_INFO, 0);
  BenchFigure *p95 = bench_figure_new ("frame-p95", "ms", BENCH_INFO, 0);
  BenchFigure *n_frames = bench_figure_new ("frames", "", BENCH_INFO, 0);
  BenchFigure *longest = bench_figure_new ("longest-busy", "ms", BENCH_INFO, 0);

  warm_up (stage, 4, BENCH_N_SIDES);
  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < BENCH_N_SIDES; i++)
      {
        const BenchSide side = get_side (round, i, BENCH_N_SIDES);
        double busy;
        const double used = measure_stream (stage, side, 4, size, STREAM_SECONDS, &busy);

        if (side != BENCH_BARE)
          add (slow, side, used);
        if (side == BENCH_SLOW)
          continue;
        add (cpu, side, used);
        add (p50, side, bench_quantile (stage->meter.wall_ms, 0.5));
        add (p95, side, bench_quantile (stage->meter.wall_ms, 0.95));
        add (n_frames, side, stage->meter.wall_ms->len);
        add (longest, side, busy);
      }
  bench_figure_print (cpu);
  bench_figure_print (slow);
  bench_figure_print (p50);
  bench_figure_print (p95);
  bench_figure_print (n_frames);
  bench_figure_print (longest);
}

static void
run_stream_8k (BenchStage *stage, guint n_rounds)
{
  run_stream (stage, n_rounds, 8 * KB);
}

static void
run_stream_100k (BenchStage *stage, guint n_rounds)
{
  run_stream (stage, n_rounds, 100 * KB);
}

/* Four times the text at the same rate: what grows with the square would show. */
static void
run_growth (BenchStage *stage, guint n_rounds)
{
  BenchFigure *view = bench_figure_new ("cpu-400k-vs-100k", "s", BENCH_RATIO, 4.4);
  BenchFigure *bare = bench_figure_new ("cpu-400k-vs-100k-bare", "s", BENCH_INFO, 0);

  warm_up (stage, 1, 2);
  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < 4; i++)
      {
        const gboolean is_view = (round + i) % 2 == 0;
        const gboolean is_long = i / 2 == round % 2;
        const gsize size = (is_long ? 400 : 100) * KB;
        BenchFigure *figure = is_view ? view : bare;
        double busy;
        const double used = measure_stream (stage, is_view ? BENCH_VIEW : BENCH_BARE, 1, size,
                                            size / GROWTH_BYTES_PER_SECOND, &busy);

        if (is_long)
          bench_figure_add (figure, used);
        else
          bench_figure_add_reference (figure, used);
      }
  bench_figure_print (view);
  bench_figure_print (bare);
}

typedef struct
{
  BenchFigure *p95, *p95_filling, *p95_full, *p50, *max, *cpu_p95, *load, *per_second, *longest,
      *faults;
} FrameFigures;

static double
get_quantile_of_part (GArray *values, guint begin, guint end, double q)
{
  g_autoptr (GArray) part = g_array_new (FALSE, FALSE, sizeof (double));

  if (end > begin)
    g_array_append_vals (part, &g_array_index (values, double, begin), end - begin);
  return bench_quantile (part, q);
}

static void
measure_frames (BenchStage *stage, BenchSide side, double deltas_per_second, FrameFigures *figures)
{
  BenchColumns *columns = bench_columns_new (stage, side, 4);
  GArray *wall_ms = stage->meter.wall_ms;
  double cpu_ms, faults, busy;
  guint n_filling;

  bench_columns_present (columns);
  bench_columns_start (columns);
  bench_meter_reset (&stage->meter);
  cpu_ms = bench_get_cpu_ms ();
  faults = bench_get_page_faults ();
  /* A token is a delta of 4-12 bytes, which is more than the four of the average. */
  busy = bench_columns_stream (columns, 256 * KB, FRAMES_SECONDS, deltas_per_second);
  cpu_ms = bench_get_cpu_ms () - cpu_ms;
  add (figures->p95, side, bench_quantile (wall_ms, 0.95));
  n_filling = bench_columns_get_n_filling (columns);
  add (figures->p95_filling, side, get_quantile_of_part (wall_ms, 0, n_filling, 0.95));
  add (figures->p95_full, side, get_quantile_of_part (wall_ms, n_filling, wall_ms->len, 0.95));
  add (figures->p50, side, bench_quantile (wall_ms, 0.5));
  add (figures->max, side, bench_quantile (wall_ms, 1));
  add (figures->cpu_p95, side, bench_quantile (stage->meter.cpu_ms, 0.95));
  add (figures->load, side, cpu_ms / FRAMES_SECONDS / 10);
  add (figures->per_second, side, wall_ms->len / FRAMES_SECONDS);
  add (figures->longest, side, busy);
  add (figures->faults, side, (bench_get_page_faults () - faults) / wall_ms->len);

  bench_columns_finish (columns);
  bench_settle (stage, columns);
  bench_columns_free (columns);
}

static void
run_frames (BenchStage *stage, guint n_rounds, double deltas_per_second, double limit_ms)
{
  FrameFigures figures = {
    bench_figure_new ("p95", "ms", BENCH_ABSOLUTE, limit_ms),
    bench_figure_new ("p95-while-filling", "ms", BENCH_INFO, 0),
    bench_figure_new ("p95-while-scrolling", "ms", BENCH_INFO, 0),
    bench_figure_new ("p50", "ms", BENCH_INFO, 0),
    bench_figure_new ("max", "ms", BENCH_INFO, 0),
    bench_figure_new ("p95-own-cpu", "ms", BENCH_INFO, 0),
    bench_figure_new ("cpu-of-a-core", "%", BENCH_INFO, 0),
    bench_figure_new ("frames-per-second", "", BENCH_INFO, 0),
    bench_figure_new ("longest-busy", "ms", BENCH_INFO, 0),
    bench_figure_new ("page-faults-a-frame", "", BENCH_INFO, 0),
  };

  warm_up (stage, 4, 2);
  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < 2; i++)
      measure_frames (stage, get_side (round, i, 2), deltas_per_second, &figures);
  bench_figure_print (figures.p95);
  bench_figure_print (figures.p95_filling);
  bench_figure_print (figures.p95_full);
  bench_figure_print (figures.p50);
  bench_figure_print (figures.max);
  bench_figure_print (figures.cpu_p95);
  bench_figure_print (figures.load);
  bench_figure_print (figures.per_second);
  bench_figure_print (figures.longest);
  bench_figure_print (figures.faults);
}

static void
run_frames_100 (BenchStage *stage, guint n_rounds)
{
  run_frames (stage, n_rounds, 100, 12);
}

static void
run_frames_500 (BenchStage *stage, guint n_rounds)
{
  run_frames (stage, n_rounds, 500, 17);
}

/* From set_answer and the map to the end of the first frame that shows text; then how
 * long until all of it is there. */
static void
measure_first_paint (BenchStage *stage, BenchSide side, gsize size, double *first, double *settled)
{
  BenchColumns *columns = bench_columns_new (stage, side, 1);
  gint64 begin;

  bench_columns_store (columns, size);
  bench_settle (stage, NULL);
  begin = g_get_monotonic_time ();
  *first = (bench_columns_wait_shown (columns) - begin) / 1e3;
  *settled = (bench_settle (stage, columns) - begin) / 1e6;
  bench_columns_free (columns);
}

static void
run_first_paint (BenchStage *stage, guint n_rounds)
{
  /* Against an empty answer in the program's own view. */
  BenchFigure *small = bench_figure_new ("100k-vs-empty", "ms", BENCH_RATIO, 2);
  BenchFigure *large = bench_figure_new ("1m-vs-empty", "ms", BENCH_ABSOLUTE, 150);
  /* Against the same text in a bare view, to see what of it is the toolkit's. */
  BenchFigure *bare_small = bench_figure_new ("100k-vs-bare", "ms", BENCH_INFO, 0);
  BenchFigure *bare_large = bench_figure_new ("1m-vs-bare", "ms", BENCH_INFO, 0);
  BenchFigure *rest_small = bench_figure_new ("settled-100k", "s", BENCH_INFO, 0);
  BenchFigure *rest_large = bench_figure_new ("settled-1m", "s", BENCH_INFO, 0);

  warm_up (stage, 1, 2);
  for (guint round = 0; round < 2 * n_rounds; round++)
    for (guint i = 0; i < 2; i++)
      {
        const BenchSide side = get_side (round, i, 2);
        double first, settled;

        if (side == BENCH_VIEW)
          {
            measure_first_paint (stage, side, 0, &first, &settled);
            bench_figure_add_reference (small, first);
            bench_figure_add_reference (large, first);
          }
        measure_first_paint (stage, side, 100 * KB, &first, &settled);
        add (bare_small, side, first);
        add (rest_small, side, settled);
        if (side == BENCH_VIEW)
          bench_figure_add (small, first);
        measure_first_paint (stage, side, MB, &first, &settled);
        add (bare_large, side, first);
        add (rest_large, side, settled);
        if (side == BENCH_VIEW)
          bench_figure_add (large, first);
      }
  bench_figure_print (small);
  bench_figure_print (large);
  bench_figure_print (bare_small);
  bench_figure_print (bare_large);
  bench_figure_print (rest_small);
  bench_figure_print (rest_large);
}

typedef struct
{
  BenchColumns *columns;
  guint n_steps;
  guint32 state;
  gboolean random;
  guint step;
} Steps;

/* In the update phase of each frame, where kinetic scrolling and keys do it. */
static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  Steps *steps = user_data;
  GtkAdjustment *adjustment = bench_columns_get_adjustment (steps->columns, 0);
  const double page = gtk_adjustment_get_page_size (adjustment);
  double value = gtk_adjustment_get_value (adjustment) + page;

  if (steps->step++ == steps->n_steps)
    return G_SOURCE_REMOVE;
  if (steps->random)
    {
      steps->state = steps->state * 1664525u + 1013904223u;
      value = (gtk_adjustment_get_upper (adjustment) - page) * (steps->state >> 8) / (1 << 24);
    }
  gtk_adjustment_set_value (adjustment, value);
  return G_SOURCE_CONTINUE;
}

/* All of the columns' box, in the update phase, so that the same frame lays out anew:
 * the way of the window over the display server and back is not measured. */
static gboolean
resize_cb (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  Steps *steps = user_data;
  const guint half = steps->n_steps / 2;
  const guint narrowing = steps->step < half ? steps->step + 1 : 2 * half - steps->step - 1;

  if (steps->step++ == steps->n_steps)
    return G_SOURCE_REMOVE;
  gtk_widget_set_margin_end (widget, (int) narrowing * RESIZE_PIXELS);
  return G_SOURCE_CONTINUE;
}

static void
run_steps (BenchStage *stage, Steps *steps, GtkTickCallback callback)
{
  bench_meter_reset (&stage->meter);
  steps->step = 0;
  gtk_widget_add_tick_callback (bench_columns_get_box (steps->columns), callback, steps, NULL);
  while (steps->step <= steps->n_steps)
    g_main_context_iteration (NULL, TRUE);
}

static BenchColumns *
open_stored (BenchStage *stage, BenchSide side, guint n, gsize size)
{
  BenchColumns *columns = bench_columns_new (stage, side, n);

  bench_columns_store (columns, size);
  bench_columns_wait_shown (columns);
  bench_settle (stage, columns);
  return columns;
}

static void
run_scroll (BenchStage *stage, guint n_rounds)
{
  BenchFigure *page = bench_figure_new ("page-p95", "ms", BENCH_ABSOLUTE, 17);
  BenchFigure *random = bench_figure_new ("random-p95", "ms", BENCH_ABSOLUTE, 17);
  BenchFigure *page_p50 = bench_figure_new ("page-p50", "ms", BENCH_INFO, 0);
  BenchFigure *random_p50 = bench_figure_new ("random-p50", "ms", BENCH_INFO, 0);
  BenchFigure *page_max = bench_figure_new ("page-max", "ms", BENCH_INFO, 0);
  BenchFigure *random_max = bench_figure_new ("random-max", "ms", BENCH_INFO, 0);

  warm_up (stage, 1, 2);
  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < 2; i++)
      {
        const BenchSide side = get_side (round, i, 2);
        BenchColumns *columns = open_stored (stage, side, 1, MB);
        Steps steps = { columns, SCROLL_STEPS, round + 1 };

        run_steps (stage, &steps, scroll_cb);
        add (page, side, bench_quantile (stage->meter.wall_ms, 0.95));
        add (page_p50, side, bench_quantile (stage->meter.wall_ms, 0.5));
        add (page_max, side, bench_quantile (stage->meter.wall_ms, 1));
        steps.random = TRUE;
        run_steps (stage, &steps, scroll_cb);
        add (random, side, bench_quantile (stage->meter.wall_ms, 0.95));
        add (random_p50, side, bench_quantile (stage->meter.wall_ms, 0.5));
        add (random_max, side, bench_quantile (stage->meter.wall_ms, 1));
        bench_columns_free (columns);
      }
  bench_figure_print (page);
  bench_figure_print (random);
  bench_figure_print (page_p50);
  bench_figure_print (random_p50);
  bench_figure_print (page_max);
  bench_figure_print (random_max);
}

static void
run_resize (BenchStage *stage, guint n_rounds)
{
  BenchFigure *p50 = bench_figure_new ("p50", "ms", BENCH_ABSOLUTE, 50);
  BenchFigure *p95 = bench_figure_new ("p95", "ms", BENCH_INFO, 0);
  BenchFigure *whole = bench_figure_new ("time-of-a-step", "ms", BENCH_INFO, 0);
  BenchFigure *settled = bench_figure_new ("settled", "s", BENCH_INFO, 0);

  warm_up (stage, 4, 2);
  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < 2; i++)
      {
        const BenchSide side = get_side (round, i, 2);
        BenchColumns *columns = open_stored (stage, side, 4, 100 * KB);
        Steps steps = { columns, RESIZE_STEPS };
        gint64 begin = g_get_monotonic_time (), end;

        run_steps (stage, &steps, resize_cb);
        end = g_get_monotonic_time ();
        add (p50, side, bench_quantile (stage->meter.wall_ms, 0.5));
        add (p95, side, bench_quantile (stage->meter.wall_ms, 0.95));
        add (whole, side, (end - begin) / 1e3 / RESIZE_STEPS);
        add (settled, side, MAX (0, (bench_settle (stage, columns) - end) / 1e6));
        bench_columns_free (columns);
      }
  bench_figure_print (p50);
  bench_figure_print (p95);
  bench_figure_print (whole);
  bench_figure_print (settled);
}

static double
get_memory_mb (const char *file, const char *key)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const char *line;

  if (!g_file_get_contents (file, &text, NULL, &error))
    g_error ("%s", error->message);
  line = g_strstr_len (text, -1, key);
  return line != NULL ? g_ascii_strtoull (line + strlen (key), NULL, 10) / 1024.0 : 0;
}

/* In a process of its own: what one side has freed would be used by the other. */
static void
print_memory_of (BenchStage *stage, BenchSide side)
{
  BenchColumns *columns;
  double before;

  warm_up (stage, 2, 1 + (side != BENCH_VIEW));
  before = get_memory_mb ("/proc/self/status", "VmRSS:");
  columns = open_stored (stage, side, 2, MB);
  g_print ("%.3f %.3f %.3f %.3f\n", before, get_memory_mb ("/proc/self/status", "VmRSS:"),
           get_memory_mb ("/proc/self/status", "VmHWM:"),
           get_memory_mb ("/proc/self/smaps_rollup", "\nPss:"));
  bench_columns_free (columns);
}

static void
run_memory_of_view (BenchStage *stage, guint n_rounds)
{
  print_memory_of (stage, BENCH_VIEW);
}

static void
run_memory_of_bare (BenchStage *stage, guint n_rounds)
{
  print_memory_of (stage, BENCH_BARE);
}

static void
run_memory (BenchStage *stage, guint n_rounds)
{
  BenchFigure *before = bench_figure_new ("rss-before", "MB", BENCH_INFO, 0);
  BenchFigure *after = bench_figure_new ("rss", "MB", BENCH_ABSOLUTE, 260);
  BenchFigure *peak = bench_figure_new ("peak", "MB", BENCH_INFO, 0);
  BenchFigure *pss = bench_figure_new ("pss", "MB", BENCH_INFO, 0);

  for (guint round = 0; round < n_rounds; round++)
    for (guint i = 0; i < 2; i++)
      {
        const BenchSide side = get_side (round, i, 2);
        const char *const args[]
            = { side == BENCH_VIEW ? "memory-of-view" : "memory-of-bare", NULL };
        g_autofree char *output = NULL;
        double figures[4];

        if (bench_run_self (args, &output) != 0
            || sscanf (output, "%lf %lf %lf %lf", &figures[0], &figures[1], &figures[2],
                       &figures[3])
                   != 4)
          {
            g_printerr ("bench-render: %s failed\n", args[0]);
            exit (BENCH_EXIT_BROKEN);
          }
        add (before, side, figures[0]);
        add (after, side, figures[1]);
        add (peak, side, figures[2]);
        add (pss, side, figures[3]);
      }
  bench_figure_print (after);
  bench_figure_print (before);
  bench_figure_print (peak);
  bench_figure_print (pss);
}

const BenchCase bench_cases[] = {
  { "stream-8k", run_stream_8k, "processor time of streaming 4 x 8 KB" },
  { "stream-100k", run_stream_100k, "processor time of streaming 4 x 100 KB" },
  { "growth", run_growth, "processor time of streaming 400 KB against 100 KB" },
  { "frames-100", run_frames_100, "frames while 4 x 100 tokens a second come" },
  { "frames-500", run_frames_500, "frames while 4 x 500 tokens a second come" },
  { "first-paint", run_first_paint, "the first frame of a stored answer" },
  { "scroll", run_scroll, "frames while 1 MB is scrolled" },
  { "resize", run_resize, "frames while 4 x 100 KB change their width" },
  { "chat-open", bench_run_chat_open, "opening a chat of 10,000 messages against one of 10" },
  { "chat-scroll", bench_run_chat_scroll, "frames while a chat of 10,000 messages is scrolled" },
  { "memory", run_memory, "memory with 2 x 1 MB shown" },
  { "memory-of-view", run_memory_of_view, NULL },
  { "memory-of-bare", run_memory_of_bare, NULL },
  { NULL, NULL, NULL },
};
