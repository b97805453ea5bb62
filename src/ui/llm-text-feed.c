/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-text-feed.h"

#include <string.h>

/* Time between two publications, in microseconds: about 20 a second, fewer where
 * parsing and painting are slow, so that a column never takes more than a quarter of the
 * time: an endless table is parsed anew with each. */
#define INTERVAL (50 * G_TIME_SPAN_MILLISECOND)
#define MAX_INTERVAL (2 * G_TIME_SPAN_SECOND)
#define PAINT_SHARE 4

/* Columns take turns within an interval. */
#define N_PHASES 4

/* Bytes that are published in one go, more than a screenful the first time; more
 * come in slices, each after what was published has been laid out and painted. */
#define FIRST_SLICE (8 * 1024)
#define SLICE (48 * 1024)
#define SLICE_PRIORITY (GDK_PRIORITY_REDRAW + 10)

struct _LlmTextFeed
{
  GObject parent_instance;

  LlmTextSink *sink;
  LlmDeltaKind kind;
  LlmAnswer *answer;
  GdkFrameClock *frame_clock;
  guint phase;

  gsize published;
  gboolean finished;

  guint source;
  gint64 last_publication;
  gint64 paint_start;
  gint64 paint_cost;
  gint64 publish_cost;
  gboolean unpainted;
  gboolean waiting_for_paint;
};

G_DEFINE_FINAL_TYPE (LlmTextFeed, llm_text_feed, G_TYPE_OBJECT)

enum
{
  SIGNAL_PUBLISHED,
  SIGNAL_RESET,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void schedule (LlmTextFeed *self);

static const char *
get_text (LlmTextFeed *self)
{
  return self->kind == LLM_DELTA_TEXT ? llm_answer_get_text (self->answer)
                                      : llm_answer_get_reasoning (self->answer);
}

/* What may be shown now.  A carriage return at the end waits for what follows it:
 * apart, "\r" and "\n" would make two line ends. */
static gsize
get_ready_length (LlmTextFeed *self)
{
  gsize length = llm_text_feed_get_available (self);

  if (length > 0 && llm_answer_is_running (self->answer) && get_text (self)[length - 1] == '\r')
    length--;
  return length;
}

static void
finish_if_complete (LlmTextFeed *self)
{
  if (self->finished || llm_answer_is_running (self->answer) || self->published == 0
      || self->published < llm_text_feed_get_available (self))
    return;
  self->finished = TRUE;
  llm_text_sink_finish (self->sink, get_text (self), self->published);
}

static void
publish_up_to (LlmTextFeed *self, gsize limit)
{
  const gsize ready = get_ready_length (self);
  const char *text = get_text (self);
  gsize stop = ready;
  gint64 begin;

  if (self->published >= ready)
    return;
  if (stop - self->published > limit)
    {
      stop = self->published + limit;
      while ((text[stop] & 0xc0) == 0x80 || (text[stop] == '\n' && text[stop - 1] == '\r'))
        stop--;
    }

  self->finished = FALSE;
  begin = g_get_monotonic_time ();
  llm_text_sink_append (self->sink, text, self->published, stop);
  self->published = stop;
  finish_if_complete (self);
  self->last_publication = g_get_monotonic_time ();
  self->publish_cost = (self->publish_cost * 3 + self->last_publication - begin) / 4;
  self->unpainted = self->frame_clock != NULL;
  g_signal_emit (self, signals[SIGNAL_PUBLISHED], 0);
}

static void
publish (LlmTextFeed *self)
{
  publish_up_to (self, self->published == 0 ? FIRST_SLICE : SLICE);
}

static gboolean
publish_cb (gpointer user_data)
{
  LlmTextFeed *self = LLM_TEXT_FEED (user_data);

  self->source = 0;
  if (self->unpainted)
    {
      /* The last piece has not been seen yet; a frozen window takes no more. */
      self->waiting_for_paint = TRUE;
      gdk_frame_clock_request_phase (self->frame_clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      return G_SOURCE_REMOVE;
    }
  publish (self);
  schedule (self);
  return G_SOURCE_REMOVE;
}

/* When the next piece of a running answer is due: on a grid of the interval that
 * is shifted for each column, so that they paint in turns. */
static gint64
get_due_time (LlmTextFeed *self)
{
  const gint64 interval
      = CLAMP ((self->paint_cost + self->publish_cost) * PAINT_SHARE, INTERVAL, MAX_INTERVAL);
  const gint64 shift = INTERVAL / N_PHASES * (self->phase % N_PHASES);
  const gint64 earliest
      = MAX (g_get_monotonic_time (), self->last_publication + interval - INTERVAL / 2);

  return (earliest - shift + INTERVAL - 1) / INTERVAL * INTERVAL + shift;
}

static void
schedule (LlmTextFeed *self)
{
  gsize pending;

  if (self->source != 0 || self->waiting_for_paint || self->frame_clock == NULL
      || self->answer == NULL)
    return;
  pending = get_ready_length (self) - MIN (self->published, get_ready_length (self));
  if (pending == 0)
    return;

  if (pending > SLICE || !llm_answer_is_running (self->answer))
    self->source = g_idle_add_full (SLICE_PRIORITY, publish_cb, self, NULL);
  else
    {
      const gint64 delay = MAX (0, get_due_time (self) - g_get_monotonic_time ());

      self->source = g_timeout_add ((guint) (delay / G_TIME_SPAN_MILLISECOND), publish_cb, self);
    }
}

static void
before_paint_cb (LlmTextFeed *self)
{
  self->paint_start = g_get_monotonic_time ();
}

static void
after_paint_cb (LlmTextFeed *self)
{
  if (self->unpainted)
    {
      /* Frames vary: a mean that forgets. */
      self->paint_cost = (self->paint_cost * 3 + g_get_monotonic_time () - self->paint_start) / 4;
      self->unpainted = FALSE;
    }
  if (self->waiting_for_paint)
    {
      self->waiting_for_paint = FALSE;
      schedule (self);
    }
}

static void
appended_cb (LlmTextFeed *self, int kind)
{
  if (kind != (int) self->kind || self->frame_clock == NULL)
    return;
  if (self->published == 0)
    publish (self);
  schedule (self);
}

static void
reset (LlmTextFeed *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->published = 0;
  self->finished = FALSE;
  self->waiting_for_paint = FALSE;
  llm_text_sink_reset (self->sink);
  g_signal_emit (self, signals[SIGNAL_RESET], 0);
}

/* The end is shown at once, without waiting for a turn. */
static void
state_changed_cb (LlmTextFeed *self)
{
  if (llm_answer_is_running (self->answer) || self->frame_clock == NULL)
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  self->waiting_for_paint = FALSE;
  publish (self);
  finish_if_complete (self);
  schedule (self);
}

static void
llm_text_feed_dispose (GObject *object)
{
  LlmTextFeed *self = LLM_TEXT_FEED (object);

  llm_text_feed_set_frame_clock (self, NULL);
  if (self->answer != NULL)
    g_signal_handlers_disconnect_by_data (self->answer, self);
  g_clear_object (&self->answer);
  g_clear_object (&self->sink);

  G_OBJECT_CLASS (llm_text_feed_parent_class)->dispose (object);
}

static void
llm_text_feed_class_init (LlmTextFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_text_feed_dispose;

  /**
   * LlmTextFeed::published:
   *
   * Text was added to the buffer.
   */
  signals[SIGNAL_PUBLISHED] = g_signal_new ("published", LLM_TYPE_TEXT_FEED, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * LlmTextFeed::reset:
   *
   * The buffer was emptied.
   */
  signals[SIGNAL_RESET] = g_signal_new ("reset", LLM_TYPE_TEXT_FEED, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
}

static void
llm_text_feed_init (LlmTextFeed *self)
{
}

/**
 * llm_text_feed_new:
 * @sink: an empty sink that nobody else uses
 * @kind: which text of the answer to carry
 *
 * Returns: (transfer full): a feed without an answer
 */
LlmTextFeed *
llm_text_feed_new (LlmTextSink *sink, LlmDeltaKind kind)
{
  LlmTextFeed *self;

  g_return_val_if_fail (LLM_IS_TEXT_SINK (sink), NULL);

  self = g_object_new (LLM_TYPE_TEXT_FEED, NULL);
  self->sink = g_object_ref (sink);
  self->kind = kind;
  return self;
}

/**
 * llm_text_feed_get_answer:
 * @self: a feed
 *
 * Returns: (transfer none) (nullable): whose text it carries
 */
LlmAnswer *
llm_text_feed_get_answer (LlmTextFeed *self)
{
  g_return_val_if_fail (LLM_IS_TEXT_FEED (self), NULL);
  return self->answer;
}

/**
 * llm_text_feed_set_answer:
 * @self: a feed
 * @answer: (nullable): whose text to carry from now on
 */
void
llm_text_feed_set_answer (LlmTextFeed *self, LlmAnswer *answer)
{
  g_return_if_fail (LLM_IS_TEXT_FEED (self));
  g_return_if_fail (answer == NULL || LLM_IS_ANSWER (answer));

  if (self->answer == answer)
    return;
  if (self->answer != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->answer, self);
      reset (self);
    }
  g_set_object (&self->answer, answer);
  if (answer == NULL)
    return;

  g_signal_connect_object (answer, "appended", G_CALLBACK (appended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (answer, "cleared", G_CALLBACK (reset), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (answer, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->frame_clock != NULL)
    publish (self);
  schedule (self);
}

/**
 * llm_text_feed_set_frame_clock:
 * @self: a feed
 * @frame_clock: (nullable): the clock of the window the buffer is seen in, or NULL
 *   while it is not seen
 *
 * What has come in the meantime is published, the first slice at once.
 */
void
llm_text_feed_set_frame_clock (LlmTextFeed *self, GdkFrameClock *frame_clock)
{
  g_return_if_fail (LLM_IS_TEXT_FEED (self));
  g_return_if_fail (frame_clock == NULL || GDK_IS_FRAME_CLOCK (frame_clock));

  if (self->frame_clock == frame_clock)
    return;
  if (self->frame_clock != NULL)
    g_signal_handlers_disconnect_by_data (self->frame_clock, self);
  g_clear_handle_id (&self->source, g_source_remove);
  self->waiting_for_paint = FALSE;
  self->unpainted = FALSE;
  g_set_object (&self->frame_clock, frame_clock);
  if (frame_clock == NULL)
    return;

  g_signal_connect_object (frame_clock, "before-paint", G_CALLBACK (before_paint_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (frame_clock, "after-paint", G_CALLBACK (after_paint_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->answer != NULL)
    publish (self);
  schedule (self);
}

/**
 * llm_text_feed_set_phase:
 * @self: a feed
 * @phase: a number that differs among feeds that are seen together
 *
 * Feeds of different phases publish in turns rather than all in one frame.
 */
void
llm_text_feed_set_phase (LlmTextFeed *self, guint phase)
{
  g_return_if_fail (LLM_IS_TEXT_FEED (self));
  self->phase = phase;
}

/**
 * llm_text_feed_get_available:
 * @self: a feed
 *
 * Returns: how many bytes the answer has
 */
gsize
llm_text_feed_get_available (LlmTextFeed *self)
{
  g_return_val_if_fail (LLM_IS_TEXT_FEED (self), 0);

  if (self->answer == NULL)
    return 0;
  return self->kind == LLM_DELTA_TEXT ? llm_answer_get_text_length (self->answer)
                                      : llm_answer_get_reasoning_length (self->answer);
}

/**
 * llm_text_feed_get_published:
 * @self: a feed
 *
 * Returns: how many bytes of the answer are in the buffer
 */
gsize
llm_text_feed_get_published (LlmTextFeed *self)
{
  g_return_val_if_fail (LLM_IS_TEXT_FEED (self), 0);
  return self->published;
}

/**
 * llm_text_feed_flush:
 * @self: a feed
 *
 * Publishes everything there is now, however long it takes and whether it is seen
 * or not; for what needs the whole text in the buffer.
 */
void
llm_text_feed_flush (LlmTextFeed *self)
{
  g_return_if_fail (LLM_IS_TEXT_FEED (self));

  if (self->answer != NULL)
    publish_up_to (self, G_MAXSIZE);
}

/**
 * llm_text_feed_set_sink:
 * @self: a feed
 * @sink: an empty sink that nobody else uses
 * @at_once: bytes that are to be there when this returns
 *
 * Shows the text elsewhere from now on; the sink before is left as it is.
 */
void
llm_text_feed_set_sink (LlmTextFeed *self, LlmTextSink *sink, gsize at_once)
{
  g_return_if_fail (LLM_IS_TEXT_FEED (self));
  g_return_if_fail (LLM_IS_TEXT_SINK (sink));

  if (!g_set_object (&self->sink, sink))
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  self->published = 0;
  self->finished = FALSE;
  self->waiting_for_paint = FALSE;
  if (self->answer == NULL)
    return;
  publish_up_to (self, MAX (at_once, FIRST_SLICE));
  schedule (self);
}
