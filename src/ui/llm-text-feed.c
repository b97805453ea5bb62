/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-text-feed.h"

#include <string.h>

/* Time between two publications, in microseconds: about 20 a second, fewer where
 * painting is slow, so that a column never takes more than a quarter of the time. */
#define INTERVAL (50 * G_TIME_SPAN_MILLISECOND)
#define MAX_INTERVAL (400 * G_TIME_SPAN_MILLISECOND)
#define PAINT_SHARE 4

/* Columns take turns within an interval. */
#define N_PHASES 4

/* Bytes that are published in one go, more than a screenful the first time; more
 * come in slices, each after what was published has been laid out and painted. */
#define FIRST_SLICE (16 * 1024)
#define SLICE (48 * 1024)
#define SLICE_PRIORITY (GDK_PRIORITY_REDRAW + 10)

/* A line is broken for display at the first space after so many bytes, or before
 * the first character that can stand alone after so many more. */
#define BREAK_AT_SPACE 3840
#define BREAK_ANYWHERE 4096
#define BREAK_IN_ANY_CASE 4352

struct _LlmTextFeed
{
  GObject parent_instance;

  GtkTextBuffer *buffer;
  LlmDeltaKind kind;
  LlmAnswer *answer;
  GdkFrameClock *frame_clock;
  guint phase;

  gsize published;
  gsize line_bytes;
  gsize longest_line;
  gboolean has_breaks;

  guint source;
  gint64 last_publication;
  gint64 paint_start;
  gint64 paint_cost;
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

static GtkTextTag *
get_break_tag (LlmTextFeed *self, gboolean create)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (self->buffer);
  GtkTextTag *tag = gtk_text_tag_table_lookup (table, "llm-break");

  if (tag == NULL && create)
    tag = gtk_text_buffer_create_tag (self->buffer, "llm-break", NULL);
  return tag;
}

static void
insert (LlmTextFeed *self, GtkTextIter *end, const char *text, gsize length)
{
  if (length > 0)
    gtk_text_buffer_insert (self->buffer, end, text, (int) length);
}

/* Whether the line is to be broken before the character at @p. */
static gboolean
is_break (LlmTextFeed *self, const char *p, const char *previous)
{
  if (self->line_bytes < BREAK_AT_SPACE)
    return FALSE;
  if (self->line_bytes >= BREAK_IN_ANY_CASE)
    return TRUE;
  if (previous != NULL && (*previous == ' ' || *previous == '\t'))
    return TRUE;
  return self->line_bytes >= BREAK_ANYWHERE && !g_unichar_ismark (g_utf8_get_char (p))
         && g_utf8_get_char (p) != 0x200d;
}

/* The end of the run from @text that can be inserted before the next break; adds
 * it to the line.  Whole lines are skipped fast, since hardly any is too long. */
static const char *
find_break (LlmTextFeed *self, const char *text, const char *end)
{
  const char *p = text;

  while (p < end)
    {
      const char *newline = memchr (p, '\n', end - p);
      const char *line_end = newline != NULL ? newline : end;

      if (self->line_bytes + (line_end - p) >= BREAK_AT_SPACE)
        {
          for (; p < line_end; p = g_utf8_next_char (p))
            {
              /* The character before the slice is still there: the text is one. */
              if (is_break (self, p, self->line_bytes > 0 ? p - 1 : NULL))
                {
                  self->longest_line = MAX (self->longest_line, self->line_bytes);
                  return p;
                }
              self->line_bytes += g_utf8_next_char (p) - p;
            }
        }
      self->longest_line = MAX (self->longest_line, self->line_bytes + (line_end - p));
      self->line_bytes = newline != NULL ? 0 : self->line_bytes + (line_end - p);
      p = newline != NULL ? newline + 1 : end;
    }
  return end;
}

static void
insert_broken (LlmTextFeed *self, GtkTextIter *iter, const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *stop = find_break (self, text, end);

      insert (self, iter, text, stop - text);
      text = stop;
      if (text == end)
        break;
      gtk_text_buffer_insert_with_tags (self->buffer, iter, "\n", 1, get_break_tag (self, TRUE),
                                        NULL);
      self->line_bytes = 0;
      self->has_breaks = TRUE;
    }
}

/* Inserts at the end without letting a selection or cursor that ends there grow
 * with the text. */
static void
insert_at_end (LlmTextFeed *self, const char *text, gsize length)
{
  GtkTextMark *marks[] = { gtk_text_buffer_get_insert (self->buffer),
                           gtk_text_buffer_get_selection_bound (self->buffer) };
  gboolean was_at_end[G_N_ELEMENTS (marks)];
  GtkTextIter end, old_end;
  int offset;

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  offset = gtk_text_iter_get_offset (&end);
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      GtkTextIter iter;

      gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, marks[i]);
      was_at_end[i] = gtk_text_iter_equal (&iter, &end);
    }

  insert_broken (self, &end, text, length);

  gtk_text_buffer_get_iter_at_offset (self->buffer, &old_end, offset);
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      if (was_at_end[i])
        gtk_text_buffer_move_mark (self->buffer, marks[i], &old_end);
    }
}

static void
publish_up_to (LlmTextFeed *self, gsize limit)
{
  const gsize ready = get_ready_length (self);
  const char *text = get_text (self);
  gsize stop = ready;

  if (self->published >= ready)
    return;
  if (stop - self->published > limit)
    {
      stop = self->published + limit;
      while ((text[stop] & 0xc0) == 0x80 || (text[stop] == '\n' && text[stop - 1] == '\r'))
        stop--;
    }

  insert_at_end (self, text + self->published, stop - self->published);
  self->published = stop;
  self->last_publication = g_get_monotonic_time ();
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
  const gint64 interval = CLAMP (self->paint_cost * PAINT_SHARE, INTERVAL, MAX_INTERVAL);
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
  self->line_bytes = 0;
  self->longest_line = 0;
  self->has_breaks = FALSE;
  self->waiting_for_paint = FALSE;
  gtk_text_buffer_set_text (self->buffer, "", 0);
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
  g_clear_object (&self->buffer);

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
 * @buffer: an empty buffer that nobody else changes
 * @kind: which text of the answer to carry
 *
 * Returns: (transfer full): a feed without an answer
 */
LlmTextFeed *
llm_text_feed_new (GtkTextBuffer *buffer, LlmDeltaKind kind)
{
  LlmTextFeed *self;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), NULL);

  self = g_object_new (LLM_TYPE_TEXT_FEED, NULL);
  self->buffer = g_object_ref (buffer);
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
 * llm_text_feed_has_breaks:
 * @self: a feed
 *
 * Returns: whether the buffer has line ends that the text has not
 */
gboolean
llm_text_feed_has_breaks (LlmTextFeed *self)
{
  g_return_val_if_fail (LLM_IS_TEXT_FEED (self), FALSE);
  return self->has_breaks;
}

/**
 * llm_text_feed_get_longest_line:
 * @self: a feed
 *
 * Returns: the bytes of the longest line in the buffer
 */
gsize
llm_text_feed_get_longest_line (LlmTextFeed *self)
{
  g_return_val_if_fail (LLM_IS_TEXT_FEED (self), 0);
  return self->longest_line;
}

/**
 * llm_text_feed_dup_slice:
 * @self: a feed
 * @start: the start of a piece of the buffer
 * @end: its end
 *
 * Returns: (transfer full): the piece as it is in the answer's text
 */
char *
llm_text_feed_dup_slice (LlmTextFeed *self, const GtkTextIter *start, const GtkTextIter *end)
{
  g_autoptr (GString) slice = NULL;
  GtkTextTag *tag;
  GtkTextIter from;

  g_return_val_if_fail (LLM_IS_TEXT_FEED (self), NULL);
  g_return_val_if_fail (start != NULL && end != NULL, NULL);

  tag = get_break_tag (self, FALSE);
  if (tag == NULL)
    return gtk_text_buffer_get_slice (self->buffer, start, end, TRUE);

  slice = g_string_new (NULL);
  from = *start;
  while (gtk_text_iter_compare (&from, end) < 0)
    {
      GtkTextIter to = from;
      const gboolean is_artificial = gtk_text_iter_has_tag (&from, tag);

      if (!gtk_text_iter_forward_to_tag_toggle (&to, tag) || gtk_text_iter_compare (&to, end) > 0)
        to = *end;
      if (!is_artificial)
        {
          g_autofree char *piece = gtk_text_buffer_get_slice (self->buffer, &from, &to, TRUE);

          g_string_append (slice, piece);
        }
      from = to;
    }
  return g_string_free (g_steal_pointer (&slice), FALSE);
}
