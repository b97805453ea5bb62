/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-render.h"

#include <stdlib.h>
#include <string.h>

#include "bench-text.h"
#include "llm-answer-view.h"

/* How the program shows text while it arrives, for BENCH_SLOW; see llm-text-feed.c. */
#define SLOW_INTERVAL (50 * G_TIME_SPAN_MILLISECOND)
#define SLOW_SHIFT (SLOW_INTERVAL / BENCH_MAX_COLUMNS)
#define MAX_STEPS 4

/* Between two looks at what is due; the deltas of the network come as they like. */
#define TICK_MS 4

#define SHOW_DEADLINE_S 60

typedef struct
{
  BenchColumns *columns;
  GtkWidget *widget;
  LlmAnswer *answer;      /* BENCH_VIEW */
  GtkTextView *text_view; /* the bare ones */
  GString *pending;
  gboolean unpainted;
  guint source;
  gsize appended;
  gsize inserted;
} Column;

struct _BenchColumns
{
  BenchStage *stage;
  BenchSide side;
  guint n;
  GtkWidget *box;
  gboolean following;
  gboolean was_shown;
  guint n_filling;
  Column column[BENCH_MAX_COLUMNS];
};

typedef struct
{
  BenchColumns *columns;
  char *text[BENCH_MAX_COLUMNS];
  const char *sent[BENCH_MAX_COLUMNS];
  guint32 state[BENCH_MAX_COLUMNS];
  guint64 n_deltas;
  double bytes_per_second;
  double deltas_per_second;
  double seconds; /* 0: until all of the text was sent */
  gint64 begin;
  gint64 last_tick;
  gint64 longest_tick;
  gboolean ended;
} Stream;

/* How the program's own text looks with so many columns: the bare views get the same
 * margins and distances, once there has been one to look at. */
static struct
{
  gboolean known;
  int left, right, top, bottom, above, below, inside;
} looks[BENCH_MAX_COLUMNS + 1];

static void
learn_looks (BenchColumns *self)
{
  GtkTextView *view = llm_answer_view_get_text_view (LLM_ANSWER_VIEW (self->column[0].widget));

  looks[self->n].known = TRUE;
  g_object_get (view, "left-margin", &looks[self->n].left, "right-margin", &looks[self->n].right,
                "top-margin", &looks[self->n].top, "bottom-margin", &looks[self->n].bottom,
                "pixels-above-lines", &looks[self->n].above, "pixels-below-lines",
                &looks[self->n].below, "pixels-inside-wrap", &looks[self->n].inside, NULL);
}

static void
insert (Column *column, const char *text, gsize length)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (column->text_view);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, text, (int) length);
  column->inserted += length;
}

static void
insert_pending (Column *column)
{
  if (column->pending->len == 0)
    return;
  insert (column, column->pending->str, column->pending->len);
  g_string_truncate (column->pending, 0);
}

static gboolean
slow_cb (gpointer user_data)
{
  Column *column = user_data;

  column->source = 0;
  insert_pending (column);
  return G_SOURCE_REMOVE;
}

static void
follow (Column *column)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (column->text_view));

  for (guint i = 0; i < MAX_STEPS; i++)
    {
      const double end
          = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

      if (gtk_adjustment_get_value (adjustment) >= end)
        return;
      gtk_adjustment_set_value (adjustment, end);
    }
}

static void
update_cb (BenchColumns *self)
{
  for (guint i = 0; self->following && i < self->n; i++)
    follow (&self->column[i]);
}

/* Once a frame; between two frames rather than within one, where it is too late for the
 * scrollbar to get its place. */
static void
after_paint_cb (BenchColumns *self)
{
  for (guint i = 0; self->side == BENCH_BARE && i < self->n; i++)
    {
      self->column[i].unpainted = self->column[i].pending->len > 0;
      insert_pending (&self->column[i]);
    }
}

static void
request_update (BenchColumns *self)
{
  if (self->following)
    gdk_frame_clock_request_phase (self->stage->frame_clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

static void
append_bare (Column *column, const char *text)
{
  BenchColumns *self = column->columns;
  const gint64 shift = SLOW_SHIFT * (column - self->column);
  const gint64 now = g_get_monotonic_time ();
  gint64 due;

  g_string_append (column->pending, text);
  if (self->side == BENCH_BARE)
    {
      if (!column->unpainted)
        insert_pending (column);
      column->unpainted = TRUE;
      return;
    }
  if (column->source != 0)
    return;
  due = (now - shift + SLOW_INTERVAL) / SLOW_INTERVAL * SLOW_INTERVAL + shift;
  column->source = g_timeout_add ((guint) ((due - now) / G_TIME_SPAN_MILLISECOND), slow_cb, column);
}

static void
add_bare (Column *column)
{
  BenchColumns *self = column->columns;
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_buffer_set_enable_undo (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), FALSE);
  if (looks[self->n].known)
    g_object_set (view, "left-margin", looks[self->n].left, "right-margin", looks[self->n].right,
                  "top-margin", looks[self->n].top, "bottom-margin", looks[self->n].bottom,
                  "pixels-above-lines", looks[self->n].above, "pixels-below-lines",
                  looks[self->n].below, "pixels-inside-wrap", looks[self->n].inside, NULL);
  column->text_view = GTK_TEXT_VIEW (view);
  column->pending = g_string_new (NULL);
  column->widget = gtk_scrolled_window_new ();
  gtk_widget_add_css_class (column->widget, "bench-bare");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (column->widget), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (column->widget), view);
  g_signal_connect_swapped (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (column->widget)), "changed",
      G_CALLBACK (request_update), self);
}

static void
add_view (Column *column)
{
  const guint i = (guint) (column - column->columns->column);

  column->answer = llm_answer_new ("bench", "model", "Model");
  column->widget = llm_answer_view_new (LLM_DELTA_TEXT);
  llm_answer_view_set_phase (LLM_ANSWER_VIEW (column->widget), i);
}

BenchColumns *
bench_columns_new (BenchStage *stage, BenchSide side, guint n)
{
  BenchColumns *self = g_new0 (BenchColumns, 1);

  g_return_val_if_fail (n > 0 && n <= BENCH_MAX_COLUMNS, NULL);

  self->stage = stage;
  self->side = side;
  self->n = n;
  self->box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_box_set_homogeneous (GTK_BOX (self->box), TRUE);
  for (guint i = 0; i < n; i++)
    {
      Column *column = &self->column[i];

      column->columns = self;
      if (side == BENCH_VIEW)
        add_view (column);
      else
        add_bare (column);
      gtk_widget_set_hexpand (column->widget, TRUE);
      gtk_box_append (GTK_BOX (self->box), column->widget);
    }
  return self;
}

/* Leaves the window empty and at rest. */
void
bench_columns_free (BenchColumns *self)
{
  if (self->side == BENCH_VIEW)
    learn_looks (self);
  g_signal_handlers_disconnect_by_data (self->stage->frame_clock, self);
  for (guint i = 0; i < self->n; i++)
    {
      Column *column = &self->column[i];

      g_clear_handle_id (&column->source, g_source_remove);
      if (self->side == BENCH_VIEW)
        llm_answer_view_set_answer (LLM_ANSWER_VIEW (column->widget), NULL);
      else
        {
          g_signal_handlers_disconnect_by_data (bench_columns_get_adjustment (self, i), self);
          g_string_free (column->pending, TRUE);
        }
      g_clear_object (&column->answer);
    }
  gtk_window_set_child (GTK_WINDOW (self->stage->window), NULL);
  g_object_unref (self->box);
  bench_settle (self->stage, NULL);
  g_free (self);
}

/* For the bare views what the program's view does by itself when it is seen. */
static void
map (BenchColumns *self)
{
  if (self->side != BENCH_VIEW)
    {
      g_signal_connect_swapped (self->stage->frame_clock, "update", G_CALLBACK (update_cb), self);
      g_signal_connect_swapped (self->stage->frame_clock, "after-paint",
                                G_CALLBACK (after_paint_cb), self);
    }
  gtk_window_set_child (GTK_WINDOW (self->stage->window), self->box);
}

void
bench_columns_present (BenchColumns *self)
{
  map (self);
  bench_settle (self->stage, self);
}

void
bench_columns_start (BenchColumns *self)
{
  self->following = TRUE;
  for (guint i = 0; self->side == BENCH_VIEW && i < self->n; i++)
    {
      Column *column = &self->column[i];

      llm_answer_view_set_answer (LLM_ANSWER_VIEW (column->widget), column->answer);
      llm_answer_set_state (column->answer, LLM_ANSWER_CONNECTING);
      llm_answer_set_state (column->answer, LLM_ANSWER_STREAMING);
    }
}

void
bench_columns_append (BenchColumns *self, guint i, const char *text)
{
  Column *column = &self->column[i];

  column->appended += strlen (text);
  if (self->side == BENCH_VIEW)
    llm_answer_append (column->answer, LLM_DELTA_TEXT, text);
  else
    append_bare (column, text);
}

void
bench_columns_finish (BenchColumns *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      if (self->side == BENCH_VIEW)
        llm_answer_set_state (self->column[i].answer, LLM_ANSWER_DONE);
      else
        insert_pending (&self->column[i]);
    }
}

void
bench_columns_store (BenchColumns *self, gsize size)
{
  for (guint i = 0; i < self->n; i++)
    {
      Column *column = &self->column[i];
      g_autofree char *text = bench_text_new (size, i + 1);

      column->appended = size;
      if (self->side != BENCH_VIEW)
        {
          g_string_assign (column->pending, text);
          continue;
        }
      if (size > 0)
        llm_answer_append (column->answer, LLM_DELTA_TEXT, text);
      llm_answer_restore (column->answer, LLM_ANSWER_DONE);
    }
}

GtkWidget *
bench_columns_get_box (BenchColumns *self)
{
  return self->box;
}

static GtkTextView *
get_text_view (Column *column)
{
  return column->text_view != NULL
             ? column->text_view
             : llm_answer_view_get_text_view (LLM_ANSWER_VIEW (column->widget));
}

GtkAdjustment *
bench_columns_get_adjustment (BenchColumns *self, guint i)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (get_text_view (&self->column[i])));
}

/* Whether there is something to see in each column. */
gboolean
bench_columns_has_text (BenchColumns *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      Column *column = &self->column[i];

      if (gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (get_text_view (column))) == 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
bench_columns_is_complete (BenchColumns *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      Column *column = &self->column[i];
      const gsize shown = self->side == BENCH_VIEW
                              ? llm_answer_view_get_published (LLM_ANSWER_VIEW (column->widget))
                              : column->inserted;

      if (shown != column->appended)
        return FALSE;
    }
  return TRUE;
}

/* The last handler before the frame is painted: what is there now is what is seen. */
static void
paint_cb (BenchColumns *self)
{
  gboolean empty = TRUE;

  for (guint i = 0; i < self->n; i++)
    empty = empty && self->column[i].appended == 0;
  self->was_shown = gtk_widget_get_mapped (self->box) && (empty || bench_columns_has_text (self));
}

gint64
bench_columns_wait_shown (BenchColumns *self)
{
  const gint64 begin = g_get_monotonic_time ();
  guint64 n_painted = self->stage->meter.n_painted;
  const gulong id
      = g_signal_connect_swapped (self->stage->frame_clock, "paint", G_CALLBACK (paint_cb), self);

  for (guint i = 0; i < self->n; i++)
    {
      if (self->side == BENCH_VIEW)
        llm_answer_view_set_answer (LLM_ANSWER_VIEW (self->column[i].widget),
                                    self->column[i].answer);
      else
        insert_pending (&self->column[i]);
    }
  map (self);
  while (!self->was_shown || self->stage->meter.n_painted == n_painted)
    {
      /* Painted, but without the text: look at the next frame. */
      if (!self->was_shown)
        n_painted = self->stage->meter.n_painted;
      g_main_context_iteration (NULL, TRUE);
      if (g_get_monotonic_time () - begin > SHOW_DEADLINE_S * G_TIME_SPAN_SECOND)
        {
          g_printerr ("bench-render: no text after %d s\n", SHOW_DEADLINE_S);
          exit (BENCH_EXIT_BROKEN);
        }
    }
  g_signal_handler_disconnect (self->stage->frame_clock, id);
  return self->stage->meter.last_painted;
}

static gboolean
send_delta (Stream *stream, guint i)
{
  const char *begin = stream->sent[i];
  const char *end = bench_text_next (begin, &stream->state[i]);
  char delta[16];

  if (end == begin)
    return FALSE;
  memcpy (delta, begin, end - begin);
  delta[end - begin] = '\0';
  bench_columns_append (stream->columns, i, delta);
  stream->sent[i] = end;
  return TRUE;
}

/* How many frames were painted before the first column was full and began to scroll. */
guint
bench_columns_get_n_filling (BenchColumns *self)
{
  return self->n_filling;
}

static void
look_whether_full (BenchColumns *self)
{
  GtkAdjustment *adjustment = bench_columns_get_adjustment (self, 0);

  if (gtk_adjustment_get_upper (adjustment) <= gtk_adjustment_get_page_size (adjustment))
    self->n_filling = self->stage->meter.wall_ms->len;
}

/* Sends what is due; so a late tick makes up for what it missed. */
static gboolean
tick_cb (gpointer user_data)
{
  Stream *stream = user_data;
  const gint64 now = g_get_monotonic_time ();
  const double elapsed = (now - stream->begin) / (double) G_TIME_SPAN_SECOND;
  const double n_bytes = elapsed * stream->bytes_per_second;
  gboolean more = FALSE;

  stream->longest_tick = MAX (stream->longest_tick, now - stream->last_tick);
  stream->last_tick = now;
  look_whether_full (stream->columns);
  if (stream->deltas_per_second > 0)
    {
      for (; stream->n_deltas < elapsed * stream->deltas_per_second; stream->n_deltas++)
        for (guint i = 0; i < stream->columns->n; i++)
          send_delta (stream, i);
      stream->ended = elapsed >= stream->seconds;
      return !stream->ended;
    }
  for (guint i = 0; i < stream->columns->n; i++)
    {
      while (stream->sent[i] - stream->text[i] < n_bytes && send_delta (stream, i))
        ;
      more = more || *stream->sent[i] != '\0';
    }
  stream->ended = !more;
  return more;
}

double
bench_columns_stream (BenchColumns *self, gsize size, double seconds, double deltas_per_second)
{
  Stream stream = { self };

  for (guint i = 0; i < self->n; i++)
    {
      stream.text[i] = bench_text_new (size, i + 1);
      stream.sent[i] = stream.text[i];
      stream.state[i] = i + 1;
    }
  stream.seconds = seconds;
  stream.deltas_per_second = deltas_per_second;
  stream.bytes_per_second = size / seconds;
  stream.begin = stream.last_tick = g_get_monotonic_time ();
  g_timeout_add (TICK_MS, tick_cb, &stream);
  while (!stream.ended)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < self->n; i++)
    g_free (stream.text[i]);
  return stream.longest_tick / 1e3;
}
