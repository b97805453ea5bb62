/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-finder.h"

#include "llm-find-marks.h"

/* Where the current match comes to stand, as a share of the view's height, if it is not in
 * view; nearer to the edge than so many pixels is not. */
#define MATCH_ALIGN 0.3
#define EDGE 24

struct _LlmFinder
{
  GObject parent_instance;

  LlmFindMarks *marks;

  /* Where the search for a text that is being typed begins. */
  LlmAnswerView *origin; /* one of the views, or NULL */
  int origin_offset;
  int origin_end; /* where it goes on if the one there is not wanted */

  /* The search for the next match: in one view, then through the others until that one
   * comes again. */
  guint target;
  guint n_tries;
  gboolean backward;
};

static void llm_finder_init_source (LlmFindSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmFinder,
                               llm_finder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_FIND_SOURCE, llm_finder_init_source))

enum
{
  SIGNAL_FOUND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkTextBuffer *
get_buffer (LlmAnswerView *view)
{
  return gtk_text_view_get_buffer (llm_answer_view_get_text_view (view));
}

static gboolean
has_view (LlmFinder *self, LlmAnswerView *view)
{
  guint index;

  return view != NULL && llm_find_marks_find_view (self->marks, view, &index);
}

/* --- The current match --- */

static gboolean
is_in_view (LlmAnswerView *view, const GtkTextIter *iter)
{
  GtkTextView *text_view = llm_answer_view_get_text_view (view);
  GdkRectangle visible, place;

  if (!gtk_widget_get_mapped (GTK_WIDGET (view)))
    return FALSE;
  gtk_text_view_get_visible_rect (text_view, &visible);
  gtk_text_view_get_iter_location (text_view, iter, &place);
  return place.y >= visible.y + EDGE && place.y + place.height <= visible.y + visible.height - EDGE;
}

/* Text that arrives would move the end of an answer away from the match. */
static gboolean
is_moving (LlmAnswerView *view)
{
  LlmAnswer *answer = llm_answer_view_get_answer (view);

  return llm_answer_view_get_following (view) && answer != NULL && llm_answer_is_running (answer);
}

static void
found_cb (LlmFinder *self, LlmAnswerView *view)
{
  GtkTextIter start, end;

  llm_find_marks_get_match (self->marks, &start, &end);
  self->origin = view;
  self->origin_offset = gtk_text_iter_get_offset (&start);
  self->origin_end = gtk_text_iter_get_offset (&end);
  g_signal_emit (self, signals[SIGNAL_FOUND], 0, view);
  if (!is_in_view (view, &start) || is_moving (view))
    llm_answer_view_scroll_to_iter (view, &start, MATCH_ALIGN);
}

/* The first one comes twice: from the match on, and then up to it. */
static void
missed_cb (LlmFinder *self)
{
  const guint n = llm_find_marks_get_n_views (self->marks);

  self->n_tries++;
  if (self->n_tries > n)
    {
      llm_find_marks_clear_match (self->marks);
      llm_find_source_emit_changed (LLM_FIND_SOURCE (self));
      return;
    }
  self->target = (self->target + (self->backward ? n - 1 : 1)) % n;
  llm_find_marks_search (self->marks, self->target, self->backward ? G_MAXINT : 0, self->backward);
}

/* --- The search for it --- */

static void
begin_search (LlmFinder *self, LlmAnswerView *view, int offset, gboolean backward)
{
  llm_find_marks_cancel (self->marks);
  self->backward = backward;
  self->n_tries = 0;
  if (llm_find_marks_find_view (self->marks, view, &self->target))
    llm_find_marks_search (self->marks, self->target, offset, backward);
}

/* Where the reader is: at the cursor if that is in view, else at the top of what is. */
static int
get_reader_offset (LlmAnswerView *view)
{
  GtkTextView *text_view = llm_answer_view_get_text_view (view);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (text_view);
  GdkRectangle visible;
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  if (!is_in_view (view, &iter))
    {
      gtk_text_view_get_visible_rect (text_view, &visible);
      gtk_text_view_get_line_at_y (text_view, &iter, visible.y, NULL);
    }
  return gtk_text_iter_get_offset (&iter);
}

/* Where the search for a text begins that was not found yet. */
static LlmAnswerView *
get_origin (LlmFinder *self, int *start, int *end)
{
  *start = self->origin != NULL ? self->origin_offset : 0;
  *end = self->origin != NULL ? self->origin_end : 0;
  return self->origin != NULL ? self->origin : llm_find_marks_get_view (self->marks, 0);
}

static void
search_from_origin (LlmFinder *self)
{
  LlmAnswerView *view;
  int start, end;

  if (llm_find_marks_get_n_views (self->marks) == 0)
    return;
  view = get_origin (self, &start, &end);
  begin_search (self, view, start, FALSE);
}

/* The view that has the focus, or NULL. */
static LlmAnswerView *
get_focused_view (LlmFinder *self)
{
  for (guint i = 0; i < llm_find_marks_get_n_views (self->marks); i++)
    {
      GtkWidget *widget = GTK_WIDGET (llm_find_marks_get_view (self->marks, i));
      GtkRoot *root = gtk_widget_get_root (widget);
      GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

      if (focus != NULL && gtk_widget_is_ancestor (focus, widget))
        return LLM_ANSWER_VIEW (widget);
    }
  return NULL;
}

/* Where the search goes on: at what is selected in the view with the focus, at the current
 * match, or where the reader is. */
static LlmAnswerView *
get_start (LlmFinder *self, int *start_offset, int *end_offset)
{
  LlmAnswerView *current = llm_find_marks_get_current (self->marks);
  LlmAnswerView *view = get_focused_view (self);
  GtkTextIter start, end;

  if (view != NULL && gtk_text_buffer_get_selection_bounds (get_buffer (view), &start, &end))
    {
      *start_offset = gtk_text_iter_get_offset (&start);
      *end_offset = gtk_text_iter_get_offset (&end);
    }
  else if ((view == NULL || view == current)
           && llm_find_marks_get_match (self->marks, &start, &end))
    {
      view = current;
      *start_offset = gtk_text_iter_get_offset (&start);
      *end_offset = gtk_text_iter_get_offset (&end);
    }
  else if (view != NULL)
    *start_offset = *end_offset = get_reader_offset (view);
  else
    view = get_origin (self, start_offset, end_offset);
  return view;
}

/* --- What is asked of it --- */

/* At what is selected, or at the top of what is seen; in the first view if @view is none. */
static void
llm_finder_begin (LlmFindSource *source, LlmAnswerView *view)
{
  LlmFinder *self = LLM_FINDER (source);
  GtkTextIter start, end;

  if (view == NULL && llm_find_marks_get_n_views (self->marks) > 0)
    view = llm_find_marks_get_view (self->marks, 0);
  if (!has_view (self, view))
    return;
  self->origin = view;
  if (gtk_text_buffer_get_selection_bounds (get_buffer (view), &start, &end))
    {
      self->origin_offset = gtk_text_iter_get_offset (&start);
      self->origin_end = gtk_text_iter_get_offset (&end);
    }
  else
    self->origin_offset = self->origin_end = get_reader_offset (view);
}

static gboolean
llm_finder_set_text (LlmFindSource *source, const char *text)
{
  LlmFinder *self = LLM_FINDER (source);

  if (!llm_find_marks_set_text (self->marks, text))
    return FALSE;
  if (llm_find_marks_get_text (self->marks) != NULL)
    search_from_origin (self);
  return TRUE;
}

static void
llm_finder_set_match_case (LlmFindSource *source, gboolean match_case)
{
  LlmFinder *self = LLM_FINDER (source);

  if (llm_find_marks_set_match_case (self->marks, match_case)
      && llm_find_marks_get_text (self->marks) != NULL)
    search_from_origin (self);
}

/* On from what is selected in the answer that has the focus, or else from the current
 * match. */
static void
llm_finder_move (LlmFindSource *source, gboolean backward)
{
  LlmFinder *self = LLM_FINDER (source);
  LlmAnswerView *view;
  int start, end;

  if (llm_find_marks_get_text (self->marks) == NULL
      || llm_find_marks_get_n_views (self->marks) == 0)
    return;
  llm_find_marks_prepare (self->marks);
  view = get_start (self, &start, &end);
  begin_search (self, view, backward ? start : end, backward);
}

static void
llm_finder_stop (LlmFindSource *source)
{
  LlmFinder *self = LLM_FINDER (source);

  self->origin = NULL;
  llm_find_marks_stop (self->marks);
}

static gboolean
llm_finder_get_count (LlmFindSource *source, LlmFindCount *count)
{
  LlmFinder *self = LLM_FINDER (source);

  if (llm_find_marks_get_text (self->marks) == NULL)
    return FALSE;
  for (guint i = 0; i < llm_find_marks_get_n_views (self->marks); i++)
    {
      guint n_matches, position;

      if (!llm_find_marks_get_count (self->marks, i, &n_matches, &position))
        return FALSE;
      if (position > 0)
        count->position = count->n_matches + position;
      count->n_matches += n_matches;
    }
  count->is_complete = TRUE;
  return TRUE;
}

static GtkWidget *
llm_finder_get_current (LlmFindSource *source)
{
  return (GtkWidget *) llm_find_marks_get_current (LLM_FINDER (source)->marks);
}

static void
llm_finder_init_source (LlmFindSourceInterface *iface)
{
  iface->begin = llm_finder_begin;
  iface->set_text = llm_finder_set_text;
  iface->set_match_case = llm_finder_set_match_case;
  iface->move = llm_finder_move;
  iface->stop = llm_finder_stop;
  iface->get_count = llm_finder_get_count;
  iface->get_current = llm_finder_get_current;
}

/* --- The object --- */

static void
llm_finder_dispose (GObject *object)
{
  LlmFinder *self = LLM_FINDER (object);

  g_signal_handlers_disconnect_by_data (self->marks, self);
  llm_finder_stop (LLM_FIND_SOURCE (self));

  G_OBJECT_CLASS (llm_finder_parent_class)->dispose (object);
}

static void
llm_finder_finalize (GObject *object)
{
  g_object_unref (LLM_FINDER (object)->marks);

  G_OBJECT_CLASS (llm_finder_parent_class)->finalize (object);
}

static void
llm_finder_class_init (LlmFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_finder_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_finder_finalize;

  /**
   * LlmFinder::found:
   * @view: the view with the current match
   *
   * The view is about to scroll to the match.
   */
  signals[SIGNAL_FOUND] = g_signal_new ("found", LLM_TYPE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, LLM_TYPE_ANSWER_VIEW);
}

static void
llm_finder_init (LlmFinder *self)
{
  self->marks = llm_find_marks_new (TRUE);
  g_signal_connect_object (self->marks, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->marks, "missed", G_CALLBACK (missed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->marks, "changed", G_CALLBACK (llm_find_source_emit_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * llm_finder_new:
 *
 * Returns: (transfer full): a finder that searches nothing
 */
LlmFinder *
llm_finder_new (void)
{
  return g_object_new (LLM_TYPE_FINDER, NULL);
}

/**
 * llm_finder_set_views:
 * @self: a finder
 * @views: (nullable) (element-type LlmAnswerView): what to search, in order
 *
 * Goes on with the same text; what was searched and is no more has no marks any more.
 */
void
llm_finder_set_views (LlmFinder *self, GPtrArray *views)
{
  gboolean was_pending;

  g_return_if_fail (LLM_IS_FINDER (self));

  was_pending = llm_find_marks_cancel (self->marks);
  llm_find_marks_set_views (self->marks, views);
  if (!has_view (self, self->origin))
    self->origin = NULL;
  if (was_pending && llm_find_marks_get_text (self->marks) != NULL)
    search_from_origin (self);
}
