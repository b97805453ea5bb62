/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-render.h"

#include <adwaita.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define WIDTH 1600
#define HEIGHT 1000

/* At rest: so many samples in a row in which nothing was painted, the main loop had
 * time to spare, and next to no processor time was used. */
#define SAMPLE_MS 50
#define QUIET_SAMPLES 4
#define QUIET_CPU_MS 4.0
#define DEADLINE_S 180

typedef struct
{
  BenchStage *stage;
  BenchColumns *columns;
  gboolean was_idle;
  guint idle_id;
  guint n_quiet;
  guint64 n_painted;
  double cpu_ms;
  gint64 busy_until;
} Rest;

static double
get_thread_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* User and system time of this process, all threads.  What the X server or the
 * compositor does on its behalf is not in it. */
double
bench_get_cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

/* So many pages of memory were touched for the first time.  Many mean that memory is
 * given back and asked for again, as cairo does on X11 with what it shares with the
 * server: this shows in the frames before anything else. */
double
bench_get_page_faults (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

void
bench_meter_reset (BenchMeter *meter)
{
  g_array_set_size (meter->wall_ms, 0);
  g_array_set_size (meter->cpu_ms, 0);
}

static void
before_paint_cb (BenchMeter *meter)
{
  meter->painting = FALSE;
  meter->begin = g_get_monotonic_time ();
  meter->cpu_begin_ms = get_thread_cpu_ms ();
}

static void
after_paint_cb (BenchMeter *meter)
{
  const gint64 now = g_get_monotonic_time ();
  const double wall_ms = (now - meter->begin) / 1e3;
  const double cpu_ms = get_thread_cpu_ms () - meter->cpu_begin_ms;

  if (!meter->painting)
    return;
  meter->painting = FALSE;
  meter->n_painted++;
  meter->last_painted = now;
  g_array_append_val (meter->wall_ms, wall_ms);
  g_array_append_val (meter->cpu_ms, cpu_ms);
}

/* A surface renders only when something of it is out of date.  The window's own handler
 * ends the emission, so this is a hook. */
static gboolean
render_hook (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  BenchStage *stage = user_data;

  if (g_value_get_object (&values[0]) == (gpointer) stage->surface)
    stage->meter.painting = TRUE;
  return TRUE;
}

static void
add_style (GtkCssProvider *provider)
{
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref (provider);
}

/* The program's style; and what it says about the background of its answers for the
 * bare views too. */
static void
load_style (void)
{
  GtkCssProvider *provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/jbuz/LLMSelect/style.css");
  add_style (provider);
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_data (
      provider, ".bench-bare textview, .bench-bare textview > text { background: none; }", -1);
  add_style (provider);
}

static gboolean
has_painted (BenchStage *stage)
{
  return stage->meter.n_painted > 0;
}

gboolean
bench_stage_init (BenchStage *stage)
{
  if (!gtk_init_check ())
    return FALSE;
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink",
                FALSE, NULL);
  load_style ();

  stage->meter.wall_ms = g_array_new (FALSE, FALSE, sizeof (double));
  stage->meter.cpu_ms = g_array_new (FALSE, FALSE, sizeof (double));
  stage->window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (stage->window), "Benchmark");
  /* No shadow and no title bar: as many pixels on X11 as on Wayland. */
  gtk_window_set_decorated (GTK_WINDOW (stage->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (stage->window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (stage->window));
  stage->surface = gtk_native_get_surface (GTK_NATIVE (stage->window));
  stage->frame_clock = gdk_surface_get_frame_clock (stage->surface);
  g_signal_connect_swapped (stage->frame_clock, "before-paint", G_CALLBACK (before_paint_cb),
                            &stage->meter);
  g_signal_connect_swapped (stage->frame_clock, "after-paint", G_CALLBACK (after_paint_cb),
                            &stage->meter);
  g_signal_add_emission_hook (g_signal_lookup ("render", GDK_TYPE_SURFACE), 0, render_hook, stage,
                              NULL);
  while (!has_painted (stage))
    g_main_context_iteration (NULL, TRUE);
  return TRUE;
}

void
bench_stage_clear (BenchStage *stage)
{
  g_signal_handlers_disconnect_by_data (stage->frame_clock, &stage->meter);
  stage->surface = NULL;
  gtk_window_destroy (GTK_WINDOW (stage->window));
  g_array_unref (stage->meter.wall_ms);
  g_array_unref (stage->meter.cpu_ms);
}

static gboolean
expire_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
bench_run_for (guint ms)
{
  gboolean expired = FALSE;

  g_timeout_add (ms, expire_cb, &expired);
  while (!expired)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
idle_cb (gpointer user_data)
{
  Rest *rest = user_data;

  rest->idle_id = 0;
  rest->was_idle = TRUE;
  return G_SOURCE_REMOVE;
}

static void
sample (Rest *rest)
{
  const double cpu_ms = bench_get_cpu_ms ();
  const guint64 n_painted = rest->stage->meter.n_painted;
  const gboolean quiet = rest->was_idle && n_painted == rest->n_painted
                         && cpu_ms - rest->cpu_ms < QUIET_CPU_MS
                         && (rest->columns == NULL || bench_columns_is_complete (rest->columns));

  rest->n_quiet = quiet ? rest->n_quiet + 1 : 0;
  if (!quiet)
    rest->busy_until = g_get_monotonic_time ();
  rest->cpu_ms = cpu_ms;
  rest->n_painted = n_painted;
  rest->was_idle = FALSE;
  /* Dispatched only when nothing else is to be done: without this a process that gets no
   * processor would look as if it rested. */
  if (rest->idle_id == 0)
    rest->idle_id = g_idle_add_full (G_PRIORITY_LOW + 100, idle_cb, rest, NULL);
}

static gboolean
sample_cb (gpointer user_data)
{
  sample (user_data);
  return G_SOURCE_CONTINUE;
}

gint64
bench_settle (BenchStage *stage, BenchColumns *columns)
{
  Rest rest = { stage, columns };
  const gint64 begin = g_get_monotonic_time ();
  guint id;

  sample (&rest);
  id = g_timeout_add (SAMPLE_MS, sample_cb, &rest);
  while (rest.n_quiet < QUIET_SAMPLES)
    {
      g_main_context_iteration (NULL, TRUE);
      if (g_get_monotonic_time () - begin > DEADLINE_S * G_TIME_SPAN_SECOND)
        {
          g_printerr ("bench-render: no rest after %d s, text %s\n", DEADLINE_S,
                      columns == NULL || bench_columns_is_complete (columns) ? "complete"
                                                                             : "incomplete");
          exit (BENCH_EXIT_BROKEN);
        }
    }
  g_source_remove (id);
  g_clear_handle_id (&rest.idle_id, g_source_remove);
  return rest.busy_until;
}
