/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-find-marks.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>
#include "llm-find-match.h"

/* Which match is the current one is told by counting those before it; beyond so many in
 * one answer that would take longer than a frame. */
#define MAX_COUNTED 5000

/* An answer that ends may fold its code; that is looked after at most so often (ms). */
#define PREPARE_MS 500

/* A view that is searched, while there is something to search for with a context. */
typedef struct
{
  LlmFindMarks *marks;
  LlmAnswerView *view;
  GtkSourceSearchContext *context;
} Target;

struct _LlmFindMarks
{
  GObject parent_instance;

  GtkSourceSearchSettings *settings;
  GPtrArray *targets; /* Target */
  char *text;
  LlmAnswerView *current; /* that of a target with the current match, or NULL */
  LlmFindMatch match;
  guint prepare_id;
  gboolean preparing;
  gboolean at_once;

  /* The search for a match. */
  guint serial;            /* of the search; results of earlier ones do not count any more */
  LlmAnswerView *searched; /* that of a target, or NULL */
  int offset;
  gboolean backward;
  gboolean telling; /* the end of one */
  guint retry_id;
};

G_DEFINE_FINAL_TYPE (LlmFindMarks, llm_find_marks, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FOUND,
  SIGNAL_MISSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void search (LlmFindMarks *self);

static GtkTextBuffer *
get_buffer (LlmAnswerView *view)
{
  return gtk_text_view_get_buffer (llm_answer_view_get_text_view (view));
}

static Target *
get_target (LlmFindMarks *self, guint index)
{
  return g_ptr_array_index (self->targets, index);
}

static Target *
find_target (LlmFindMarks *self, LlmAnswerView *view)
{
  guint index;

  return llm_find_marks_find_view (self, view, &index) ? get_target (self, index) : NULL;
}

static gboolean
has_text (LlmFindMarks *self)
{
  return self->text != NULL;
}

static void
emit_changed (LlmFindMarks *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
count_changed_cb (LlmFindMarks *self)
{
  llm_find_match_raise (&self->match);
  emit_changed (self);
}

/* --- All matches --- */

/* The buffers have no scheme of their own, so the style is set before matches are marked;
 * GtkSourceView warns of a context that is to mark them without. */
static void
add_context (LlmFindMarks *self, Target *target)
{
  GtkTextBuffer *buffer = get_buffer (target->view);
  GtkSourceStyle *style = llm_find_match_get_style ();

  if (target->context != NULL || !GTK_SOURCE_IS_BUFFER (buffer))
    return;
  target->context = g_object_new (GTK_SOURCE_TYPE_SEARCH_CONTEXT, "buffer", buffer, "settings",
                                  self->settings, "highlight", FALSE, "match-style", style, NULL);
  if (style != NULL)
    gtk_source_search_context_set_highlight (target->context, TRUE);
  g_signal_connect_object (target->context, "notify::occurrences-count",
                           G_CALLBACK (count_changed_cb), self, G_CONNECT_SWAPPED);
}

/* A search that goes on would keep the context; it is ended, the marks are taken away, and
 * what tells a context of changes is disconnected: it expects to be whole. */
static void
drop_context (LlmFindMarks *self, Target *target)
{
  g_autoptr (GtkSourceSearchContext) context = g_steal_pointer (&target->context);
  GtkSourceBuffer *buffer;

  if (context == NULL)
    return;
  g_signal_handlers_disconnect_by_data (context, self);
  buffer = gtk_source_search_context_get_buffer (context);
  if (buffer != NULL)
    g_signal_handlers_disconnect_by_data (buffer, context);
  g_signal_handlers_disconnect_by_data (self->settings, context);
  g_object_run_dispose (G_OBJECT (context));
}

static gboolean
prepare_cb (gpointer user_data)
{
  LlmFindMarks *self = LLM_FIND_MARKS (user_data);

  self->prepare_id = 0;
  llm_find_marks_prepare (self);
  return G_SOURCE_REMOVE;
}

static void
published_cb (LlmFindMarks *self)
{
  if (has_text (self) && !self->preparing && self->prepare_id == 0)
    self->prepare_id = g_timeout_add (PREPARE_MS, prepare_cb, self);
}

/* The view is about to show its text in another way; it is asked for all of it when it is
 * done with that. */
static void
buffer_changed_cb (Target *target)
{
  LlmFindMarks *self = target->marks;

  if (!has_text (self))
    return;
  llm_find_marks_cancel (self);
  if (self->current == target->view)
    llm_find_marks_clear_match (self);
  drop_context (self, target);
  add_context (self, target);
  g_clear_handle_id (&self->prepare_id, g_source_remove);
  self->prepare_id = g_idle_add (prepare_cb, self);
  emit_changed (self);
}

static void
dark_changed_cb (LlmFindMarks *self)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      if (get_target (self, i)->context != NULL)
        gtk_source_search_context_set_match_style (get_target (self, i)->context,
                                                   llm_find_match_get_style ());
    }
}

static Target *
target_new (LlmFindMarks *self, LlmAnswerView *view)
{
  Target *target = g_new0 (Target, 1);

  target->marks = self;
  target->view = g_object_ref (view);
  g_signal_connect_swapped (llm_answer_view_get_text_view (view), "notify::buffer",
                            G_CALLBACK (buffer_changed_cb), target);
  g_signal_connect_object (view, "published", G_CALLBACK (published_cb), self, G_CONNECT_SWAPPED);
  return target;
}

static void
target_free (gpointer data)
{
  Target *target = data;

  drop_context (target->marks, target);
  g_signal_handlers_disconnect_by_data (llm_answer_view_get_text_view (target->view), target);
  g_signal_handlers_disconnect_by_data (target->view, target->marks);
  g_object_unref (target->view);
  g_free (target);
}

/* --- The search for one --- */

typedef struct
{
  LlmFindMarks *marks;
  guint serial;
} Search;

static gboolean
retry_cb (gpointer user_data)
{
  LlmFindMarks *self = LLM_FIND_MARKS (user_data);

  self->retry_id = 0;
  search (self);
  return G_SOURCE_REMOVE;
}

static void
end_search (LlmFindMarks *self, const GtkTextIter *start, const GtkTextIter *end)
{
  LlmAnswerView *view = g_steal_pointer (&self->searched);

  if (start == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_MISSED], 0, view);
      return;
    }
  self->current = view;
  llm_find_match_set (&self->match, start, end);
  g_signal_emit (self, signals[SIGNAL_FOUND], 0, view);
  emit_changed (self);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GtkSourceSearchContext *context = GTK_SOURCE_SEARCH_CONTEXT (source);
  g_autofree Search *this_search = user_data;
  g_autoptr (LlmFindMarks) self = this_search->marks;
  g_autoptr (GError) error = NULL;
  GtkTextIter start, end;
  gboolean found;

  if (self->backward)
    found = gtk_source_search_context_backward_finish (context, result, &start, &end, NULL, &error);
  else
    found = gtk_source_search_context_forward_finish (context, result, &start, &end, NULL, &error);
  if (this_search->serial != self->serial)
    return;
  /* Text that arrives ends a search, in the middle of its insertion. */
  if (error != NULL && self->retry_id == 0)
    self->retry_id = g_idle_add (retry_cb, self);
  else if (error == NULL)
    {
      self->telling = TRUE;
      end_search (self, found ? &start : NULL, found ? &end : NULL);
      self->telling = FALSE;
    }
}

static void
search (LlmFindMarks *self)
{
  Target *target = find_target (self, self->searched);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Search *this_search;
  GtkTextIter iter;

  if (target->context == NULL)
    {
      end_search (self, NULL, NULL);
      return;
    }
  /* GtkSourceView 5.6 still has the task that it tells the end of, and would return it
   * once more. */
  if (self->telling)
    {
      if (self->retry_id == 0)
        self->retry_id = g_idle_add (retry_cb, self);
      return;
    }
  this_search = g_new0 (Search, 1);
  this_search->marks = g_object_ref (self);
  this_search->serial = self->serial;
  /* An offset beyond the end is the end. */
  gtk_text_buffer_get_iter_at_offset (get_buffer (target->view), &iter,
                                      self->offset == G_MAXINT ? -1 : self->offset);
  /* The context needs one of its own to end the search when the text changes. */
  if (self->backward)
    gtk_source_search_context_backward_async (target->context, &iter, cancellable, searched_cb,
                                              this_search);
  else
    gtk_source_search_context_forward_async (target->context, &iter, cancellable, searched_cb,
                                             this_search);
}

/* --- The object --- */

static void
llm_find_marks_dispose (GObject *object)
{
  llm_find_marks_stop (LLM_FIND_MARKS (object));

  G_OBJECT_CLASS (llm_find_marks_parent_class)->dispose (object);
}

static void
llm_find_marks_finalize (GObject *object)
{
  LlmFindMarks *self = LLM_FIND_MARKS (object);

  g_ptr_array_unref (self->targets);
  g_object_unref (self->settings);

  G_OBJECT_CLASS (llm_find_marks_parent_class)->finalize (object);
}

static void
llm_find_marks_class_init (LlmFindMarksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_find_marks_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_find_marks_finalize;

  /**
   * LlmFindMarks::changed:
   *
   * The number of matches, or which is the current one, may be another.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_FIND_MARKS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * LlmFindMarks::found:
   * @view: the view with the current match
   */
  signals[SIGNAL_FOUND] = g_signal_new ("found", LLM_TYPE_FIND_MARKS, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, LLM_TYPE_ANSWER_VIEW);

  /**
   * LlmFindMarks::missed:
   * @view: the view that was searched to its end
   */
  signals[SIGNAL_MISSED] = g_signal_new ("missed", LLM_TYPE_FIND_MARKS, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, LLM_TYPE_ANSWER_VIEW);
}

static void
llm_find_marks_init (LlmFindMarks *self)
{
  self->settings = gtk_source_search_settings_new ();
  self->targets = g_ptr_array_new_with_free_func (target_free);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (dark_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * llm_find_marks_new:
 * @at_once: whether to ask the views for all of their text at once, rather than to take it
 *   as it comes
 *
 * Returns: (transfer full): marks of nothing
 */
LlmFindMarks *
llm_find_marks_new (gboolean at_once)
{
  LlmFindMarks *self = g_object_new (LLM_TYPE_FIND_MARKS, NULL);

  self->at_once = at_once;
  return self;
}

/**
 * llm_find_marks_get_n_views:
 * @self: marks
 *
 * Returns: how many views there are
 */
guint
llm_find_marks_get_n_views (LlmFindMarks *self)
{
  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), 0);
  return self->targets->len;
}

/**
 * llm_find_marks_get_view:
 * @self: marks
 * @index: which view
 *
 * Returns: (transfer none): that view
 */
LlmAnswerView *
llm_find_marks_get_view (LlmFindMarks *self, guint index)
{
  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), NULL);
  g_return_val_if_fail (index < self->targets->len, NULL);
  return get_target (self, index)->view;
}

/**
 * llm_find_marks_find_view:
 * @self: marks
 * @view: (nullable): a view
 * @index: (out): which it is
 *
 * Returns: whether it is one of those with marks
 */
gboolean
llm_find_marks_find_view (LlmFindMarks *self, LlmAnswerView *view, guint *index)
{
  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), FALSE);
  g_return_val_if_fail (index != NULL, FALSE);

  for (*index = 0; *index < self->targets->len; (*index)++)
    {
      if (get_target (self, *index)->view == view)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_find_marks_set_views:
 * @self: marks
 * @views: (nullable) (element-type LlmAnswerView): what to mark
 *
 * Goes on with the same text; what was marked and is no more has no marks any more.  A
 * search in a view that goes is given up without a word.
 */
void
llm_find_marks_set_views (LlmFindMarks *self, GPtrArray *views)
{
  g_autoptr (GPtrArray) old = NULL;
  const guint n_views = views != NULL ? views->len : 0;

  g_return_if_fail (LLM_IS_FIND_MARKS (self));

  old = g_steal_pointer (&self->targets);
  self->targets = g_ptr_array_new_with_free_func (target_free);
  for (guint i = 0; i < n_views; i++)
    {
      LlmAnswerView *view = g_ptr_array_index (views, i);
      Target *target = NULL;

      for (guint j = 0; target == NULL && j < old->len; j++)
        {
          if (((Target *) g_ptr_array_index (old, j))->view == view)
            target = g_ptr_array_steal_index (old, j);
        }
      g_ptr_array_add (self->targets, target != NULL ? target : target_new (self, view));
    }
  if (self->current != NULL && find_target (self, self->current) == NULL)
    llm_find_marks_clear_match (self);
  if (self->searched != NULL && find_target (self, self->searched) == NULL)
    llm_find_marks_cancel (self);
  if (!has_text (self))
    return;
  llm_find_marks_prepare (self);
  for (guint i = 0; i < n_views; i++)
    add_context (self, get_target (self, i));
  emit_changed (self);
}

/**
 * llm_find_marks_get_text:
 * @self: marks
 *
 * Returns: (transfer none) (nullable): what is marked
 */
const char *
llm_find_marks_get_text (LlmFindMarks *self)
{
  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), NULL);
  return self->text;
}

/**
 * llm_find_marks_set_text:
 * @self: marks
 * @text: (nullable): what to mark; NULL or an empty text for nothing
 *
 * The current match stays what it is until another is found.
 *
 * Returns: whether that is another text than before
 */
gboolean
llm_find_marks_set_text (LlmFindMarks *self, const char *text)
{
  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), FALSE);

  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (self->text, text) == 0)
    return FALSE;
  llm_find_marks_cancel (self);
  g_free (self->text);
  self->text = g_strdup (text);
  if (text == NULL)
    {
      g_clear_handle_id (&self->prepare_id, g_source_remove);
      for (guint i = 0; i < self->targets->len; i++)
        drop_context (self, get_target (self, i));
      gtk_source_search_settings_set_search_text (self->settings, NULL);
      llm_find_marks_clear_match (self);
      emit_changed (self);
      return TRUE;
    }
  llm_find_marks_prepare (self);
  gtk_source_search_settings_set_search_text (self->settings, text);
  for (guint i = 0; i < self->targets->len; i++)
    add_context (self, get_target (self, i));
  return TRUE;
}

/**
 * llm_find_marks_set_match_case:
 * @self: marks
 * @match_case: whether capital and small letters differ
 *
 * Returns: whether they did not before
 */
gboolean
llm_find_marks_set_match_case (LlmFindMarks *self, gboolean match_case)
{
  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), FALSE);

  if (gtk_source_search_settings_get_case_sensitive (self->settings) == match_case)
    return FALSE;
  llm_find_marks_cancel (self);
  gtk_source_search_settings_set_case_sensitive (self->settings, match_case);
  return TRUE;
}

/**
 * llm_find_marks_prepare:
 * @self: marks
 *
 * Lets the views show what there is to be found in them.
 */
void
llm_find_marks_prepare (LlmFindMarks *self)
{
  g_return_if_fail (LLM_IS_FIND_MARKS (self));

  if (!has_text (self))
    return;
  self->preparing = TRUE;
  for (guint i = 0; i < self->targets->len; i++)
    {
      if (self->at_once)
        llm_answer_view_prepare_search (get_target (self, i)->view, self->text);
      else
        llm_answer_view_unfold_matches (get_target (self, i)->view, self->text);
    }
  self->preparing = FALSE;
}

/**
 * llm_find_marks_stop:
 * @self: marks
 *
 * There are no views and no text any more.  The current match is selected.
 */
void
llm_find_marks_stop (LlmFindMarks *self)
{
  GtkTextIter start, end;

  g_return_if_fail (LLM_IS_FIND_MARKS (self));

  llm_find_marks_cancel (self);
  g_clear_handle_id (&self->prepare_id, g_source_remove);
  if (llm_find_match_get (&self->match, &start, &end))
    gtk_text_buffer_select_range (self->match.buffer, &end, &start);
  llm_find_marks_clear_match (self);
  g_ptr_array_set_size (self->targets, 0);
  g_clear_pointer (&self->text, g_free);
  gtk_source_search_settings_set_search_text (self->settings, NULL);
}

/**
 * llm_find_marks_search:
 * @self: marks of a text
 * @index: one of the views
 * @offset: where to begin, in characters; %G_MAXINT is the end
 * @backward: whether to go to the beginning of the view rather than to its end
 *
 * Ends with ::found or ::missed unless it is cancelled, maybe before this returns.
 */
void
llm_find_marks_search (LlmFindMarks *self, guint index, int offset, gboolean backward)
{
  g_return_if_fail (LLM_IS_FIND_MARKS (self));
  g_return_if_fail (index < self->targets->len);

  llm_find_marks_cancel (self);
  self->searched = get_target (self, index)->view;
  self->offset = offset;
  self->backward = backward;
  search (self);
}

/**
 * llm_find_marks_is_searching:
 * @self: marks
 *
 * Returns: whether a search has not come to its end yet
 */
gboolean
llm_find_marks_is_searching (LlmFindMarks *self)
{
  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), FALSE);
  return self->searched != NULL;
}

/**
 * llm_find_marks_cancel:
 * @self: marks
 *
 * Returns: whether a search was going on, which will not tell its end
 */
gboolean
llm_find_marks_cancel (LlmFindMarks *self)
{
  gboolean was_pending;

  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), FALSE);

  was_pending = self->searched != NULL;
  self->serial++;
  self->searched = NULL;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  return was_pending;
}

/**
 * llm_find_marks_get_current:
 * @self: marks
 *
 * Returns: (transfer none) (nullable): the view with the current match
 */
LlmAnswerView *
llm_find_marks_get_current (LlmFindMarks *self)
{
  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), NULL);
  return self->current;
}

/**
 * llm_find_marks_get_match:
 * @self: marks
 * @start: (out caller-allocates): the first character of the current match
 * @end: (out caller-allocates): what is behind it
 *
 * Returns: whether there is one
 */
gboolean
llm_find_marks_get_match (LlmFindMarks *self, GtkTextIter *start, GtkTextIter *end)
{
  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), FALSE);
  return llm_find_match_get (&self->match, start, end);
}

/**
 * llm_find_marks_clear_match:
 * @self: marks
 *
 * None is the current match.
 */
void
llm_find_marks_clear_match (LlmFindMarks *self)
{
  g_return_if_fail (LLM_IS_FIND_MARKS (self));

  self->current = NULL;
  llm_find_match_clear (&self->match);
}

/* Which of the matches of its view the current one is, or 0. */
static guint
get_position (LlmFindMarks *self, Target *target, int count)
{
  GtkTextIter start, end;
  int position;

  if (target->view != self->current || count > MAX_COUNTED
      || !llm_find_match_get (&self->match, &start, &end))
    return 0;
  position = gtk_source_search_context_get_occurrence_position (target->context, &start, &end);
  return (guint) MAX (position, 0);
}

/**
 * llm_find_marks_get_count:
 * @self: marks
 * @index: one of the views
 * @n_matches: (out): how many matches there are in it
 * @position: (out): which of them is the current one, from 1; 0 if none is or there are too
 *   many to tell
 *
 * Returns: whether it is known, which it is not while the text is searched
 */
gboolean
llm_find_marks_get_count (LlmFindMarks *self, guint index, guint *n_matches, guint *position)
{
  Target *target;
  int count = 0;

  g_return_val_if_fail (LLM_IS_FIND_MARKS (self), FALSE);
  g_return_val_if_fail (index < self->targets->len, FALSE);
  g_return_val_if_fail (n_matches != NULL && position != NULL, FALSE);

  *n_matches = *position = 0;
  target = get_target (self, index);
  if (target->context != NULL)
    count = gtk_source_search_context_get_occurrences_count (target->context);
  if (count < 0)
    return FALSE;
  *n_matches = (guint) count;
  if (target->context != NULL)
    *position = get_position (self, target, count);
  return TRUE;
}
