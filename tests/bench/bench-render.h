/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shared by the parts of bench-render: what is measured (columns in a window), with
 * what (frames and processor time), and how it is reported. */

#define BENCH_MAX_COLUMNS 4

#define BENCH_EXIT_MISSED 1
#define BENCH_EXIT_BROKEN 2
#define BENCH_EXIT_SKIPPED 77

typedef enum
{
  BENCH_VIEW, /* the program's LlmAnswerView */
  BENCH_BARE, /* GtkTextViews; what has come is inserted once a frame */
  BENCH_SLOW, /* the same, but 20 times a second in turns, as the program does */
  BENCH_N_SIDES
} BenchSide;

/* The frames of a window that painted something, from before-paint to after-paint. */
typedef struct
{
  GArray *wall_ms; /* of double */
  GArray *cpu_ms;  /* of this thread alone: what waiting and other processes are not in */
  gint64 begin;
  double cpu_begin_ms;
  gboolean painting;
  guint64 n_painted;   /* since the start of the program */
  gint64 last_painted; /* the end of the last such frame */
} BenchMeter;

typedef struct
{
  GtkWidget *window;
  GdkSurface *surface;
  GdkFrameClock *frame_clock;
  BenchMeter meter;
} BenchStage;

typedef struct _BenchColumns BenchColumns;

/* bench-render-stage.c: FALSE without a display */
gboolean bench_stage_init (BenchStage *stage);
void bench_stage_clear (BenchStage *stage);
void bench_meter_reset (BenchMeter *meter);
double bench_get_cpu_ms (void);
double bench_get_page_faults (void);
double bench_quantile (GArray *values, double q);
void bench_run_for (guint ms);
/* Until there is nothing left to do for 200 ms; returns when the last of it was done. */
gint64 bench_settle (BenchStage *stage, BenchColumns *columns);

/* bench-render-columns.c */
BenchColumns *bench_columns_new (BenchStage *stage, BenchSide side, guint n);
void bench_columns_free (BenchColumns *self);
void bench_columns_present (BenchColumns *self);
void bench_columns_start (BenchColumns *self);
void bench_columns_append (BenchColumns *self, guint i, const char *text);
void bench_columns_finish (BenchColumns *self);
/* Instead of the three above: answers that are complete before they are shown. */
void bench_columns_store (BenchColumns *self, gsize size);
gboolean bench_columns_has_text (BenchColumns *self);
gboolean bench_columns_is_complete (BenchColumns *self);
GtkWidget *bench_columns_get_box (BenchColumns *self);
GtkAdjustment *bench_columns_get_adjustment (BenchColumns *self, guint i);
/* Opens the columns in the window; returns when the first frame with their text was
 * painted, or just the first frame if there is no text. */
gint64 bench_columns_wait_shown (BenchColumns *self);
/* Streams @size bytes into each column, in deltas of 4-12 bytes, in real time; with
 * @deltas_per_second 0 in @seconds, else so many deltas for @seconds.  Returns the
 * longest time the main loop was busy, in milliseconds. */
double
bench_columns_stream (BenchColumns *self, gsize size, double seconds, double deltas_per_second);
guint bench_columns_get_n_filling (BenchColumns *self);

/* bench-render-report.c: one line of the result, from the medians of several runs */
typedef enum
{
  BENCH_INFO,     /* no limit */
  BENCH_RATIO,    /* value / reference below the limit */
  BENCH_ABSOLUTE, /* value below the limit */
} BenchLimit;

typedef struct
{
  const char *name;
  const char *unit;
  BenchLimit kind;
  double limit;
  GArray *values;
  GArray *references;
} BenchFigure;

BenchFigure *bench_figure_new (const char *name, const char *unit, BenchLimit kind, double limit);
void bench_figure_add (BenchFigure *self, double value);
void bench_figure_add_reference (BenchFigure *self, double value);
/* Also frees it. */
void bench_figure_print (BenchFigure *self);
void bench_print_head (const char *name, const char *summary);
void bench_print_load (const char *when);
guint bench_get_n_missed (void);

/* bench-render-cases.c */
typedef void (*BenchCaseFunc) (BenchStage *stage, guint n_rounds);

typedef struct
{
  const char *name;
  BenchCaseFunc run;
  const char *summary; /* NULL: not part of "all" */
} BenchCase;

extern const BenchCase bench_cases[];

/* bench-render-chat.c */
void bench_run_chat_open (BenchStage *stage, guint n_rounds);
void bench_run_chat_scroll (BenchStage *stage, guint n_rounds);

/* bench-render.c: this program with other arguments; stdout goes to @output if given. */
int bench_run_self (const char *const *args, char **output);

G_END_DECLS
