/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-finder.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>
#include "llm-find-match.h"

/* Which match is the current one is told by counting those before it; beyond so many in
 * one answer that would take longer than a frame. */
#define MAX_COUNTED 5000

/* Where the current match comes to stand, as a share of the view's height, if it is not in
 * view; nearer to the edge than so many pixels is not. */
#define MATCH_ALIGN 0.3
#define EDGE 24

/* An answer that ends may fold its code; that is looked after at most so often (ms). */
#define PREPARE_MS 500

/* A view that is searched, while there is something to search for with a context. */
typedef struct
{
  LlmFinder *finder;
  LlmAnswerView *view;
  GtkSourceSearchContext *context;
} Target;

struct _LlmFinder
{
  GObject parent_instance;

  GtkSourceSearchSettings *settings;
  GPtrArray *targets; /* Target */
  char *text;
  LlmAnswerView *current; /* that of a target with the current match, or NULL */
  LlmFindMatch match;
  guint prepare_id;
  gboolean preparing;

  /* Where the search for a text that is being typed begins. */
  LlmAnswerView *origin; /* that of a target, or NULL */
  int origin_offset;
  int origin_end; /* where it goes on if the one there is not wanted */

  /* The search for the next match: from @offset in one target, then through the others
   * until that one comes again. */
  guint serial; /* of the search; results of earlier ones do not count any more */
  guint target;
  guint n_tries;
  int offset;
  gboolean backward;
  gboolean is_pending;
  guint retry_id;
};

G_DEFINE_FINAL_TYPE (LlmFinder, llm_finder, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FOUND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void search (LlmFinder *self);
static void search_from_origin (LlmFinder *self);

static GtkTextBuffer *
get_buffer (LlmAnswerView *view)
{
  return gtk_text_view_get_buffer (llm_answer_view_get_text_view (view));
}

static Target *
get_target (LlmFinder *self, guint index)
{
  return g_ptr_array_index (self->targets, index);
}

static guint
find_target (LlmFinder *self, LlmAnswerView *view)
{
  guint index = 0;

  while (index < self->targets->len && get_target (self, index)->view != view)
    index++;
  return index;
}

static gboolean
is_searching (LlmFinder *self)
{
  return self->text != NULL;
}

static void
emit_changed (LlmFinder *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- The current match --- */

static void
clear_match (LlmFinder *self)
{
  self->current = NULL;
  llm_find_match_clear (&self->match);
}

static void
count_changed_cb (LlmFinder *self)
{
  llm_find_match_raise (&self->match);
  emit_changed (self);
}

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
show_match (LlmFinder *self, LlmAnswerView *view, const GtkTextIter *start, const GtkTextIter *end)
{
  self->is_pending = FALSE;
  self->origin = view;
  self->origin_offset = gtk_text_iter_get_offset (start);
  self->origin_end = gtk_text_iter_get_offset (end);
  self->current = view;
  llm_find_match_set (&self->match, start, end);
  g_signal_emit (self, signals[SIGNAL_FOUND], 0, view);
  if (!is_in_view (view, start) || is_moving (view))
    llm_answer_view_scroll_to_iter (view, start, MATCH_ALIGN);
  emit_changed (self);
}

/* --- All matches --- */

/* In light Adwaita the background of a match can hardly be told from none. */
static GtkSourceStyle *
get_match_style (void)
{
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme
      = gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark" : "classic");

  if (scheme == NULL)
    scheme = gtk_source_style_scheme_manager_get_scheme (manager, "Adwaita");
  return scheme != NULL ? gtk_source_style_scheme_get_style (scheme, "search-match") : NULL;
}

/* The buffers have no scheme of their own, so the style is set before matches are marked;
 * GtkSourceView warns of a context that is to mark them without. */
static void
add_context (LlmFinder *self, Target *target)
{
  GtkTextBuffer *buffer = get_buffer (target->view);
  GtkSourceStyle *style = get_match_style ();

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
drop_context (LlmFinder *self, Target *target)
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

static void
prepare (LlmFinder *self)
{
  self->preparing = TRUE;
  for (guint i = 0; i < self->targets->len; i++)
    llm_answer_view_prepare_search (get_target (self, i)->view, self->text);
  self->preparing = FALSE;
}

static gboolean
prepare_cb (gpointer user_data)
{
  LlmFinder *self = LLM_FINDER (user_data);

  self->prepare_id = 0;
  prepare (self);
  return G_SOURCE_REMOVE;
}

static void
published_cb (LlmFinder *self)
{
  if (is_searching (self) && !self->preparing && self->prepare_id == 0)
    self->prepare_id = g_timeout_add (PREPARE_MS, prepare_cb, self);
}

/* Whether a search was going on. */
static gboolean
cancel (LlmFinder *self)
{
  const gboolean was_pending = self->is_pending;

  self->serial++;
  self->is_pending = FALSE;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  return was_pending;
}

/* The view is about to show its text in another way; it is asked for all of it when it is
 * done with that. */
static void
buffer_changed_cb (Target *target)
{
  LlmFinder *self = target->finder;

  if (!is_searching (self))
    return;
  cancel (self);
  if (self->current == target->view)
    clear_match (self);
  drop_context (self, target);
  add_context (self, target);
  g_clear_handle_id (&self->prepare_id, g_source_remove);
  self->prepare_id = g_idle_add (prepare_cb, self);
  emit_changed (self);
}

static void
dark_changed_cb (LlmFinder *self)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      if (get_target (self, i)->context != NULL)
        gtk_source_search_context_set_match_style (get_target (self, i)->context,
                                                   get_match_style ());
    }
}

static Target *
target_new (LlmFinder *self, LlmAnswerView *view)
{
  Target *target = g_new0 (Target, 1);

  target->finder = self;
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

  drop_context (target->finder, target);
  g_signal_handlers_disconnect_by_data (llm_answer_view_get_text_view (target->view), target);
  g_signal_handlers_disconnect_by_data (target->view, target->finder);
  g_object_unref (target->view);
  g_free (target);
}

/* --- The search for it --- */

typedef struct
{
  LlmFinder *finder;
  guint serial;
} Search;

static void
search_next_target (LlmFinder *self)
{
  const guint n = self->targets->len;

  self->n_tries++;
  /* The first one comes twice: from the match on, and then up to it. */
  if (self->n_tries > n)
    {
      self->is_pending = FALSE;
      clear_match (self);
      emit_changed (self);
      return;
    }
  self->target = (self->target + (self->backward ? n - 1 : 1)) % n;
  self->offset = self->backward ? G_MAXINT : 0;
  search (self);
}

static gboolean
retry_cb (gpointer user_data)
{
  LlmFinder *self = LLM_FINDER (user_data);

  self->retry_id = 0;
  search (self);
  return G_SOURCE_REMOVE;
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GtkSourceSearchContext *context = GTK_SOURCE_SEARCH_CONTEXT (source);
  g_autofree Search *this_search = user_data;
  g_autoptr (LlmFinder) self = this_search->finder;
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
  else if (found)
    show_match (self, get_target (self, self->target)->view, &start, &end);
  else if (error == NULL)
    search_next_target (self);
}

static void
search (LlmFinder *self)
{
  Target *target = get_target (self, self->target);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Search *this_search;
  GtkTextIter iter;

  if (target->context == NULL)
    {
      search_next_target (self);
      return;
    }
  this_search = g_new0 (Search, 1);
  this_search->finder = g_object_ref (self);
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

static void
begin_search (LlmFinder *self, LlmAnswerView *view, int offset, gboolean backward)
{
  cancel (self);
  self->target = find_target (self, view);
  self->offset = offset;
  self->backward = backward;
  self->n_tries = 0;
  self->is_pending = self->target < self->targets->len;
  if (self->is_pending)
    search (self);
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
  return self->origin != NULL ? self->origin : get_target (self, 0)->view;
}

static void
search_from_origin (LlmFinder *self)
{
  LlmAnswerView *view;
  int start, end;

  if (self->targets->len == 0)
    return;
  view = get_origin (self, &start, &end);
  begin_search (self, view, start, FALSE);
}

/* The view that has the focus, or NULL. */
static LlmAnswerView *
get_focused_view (LlmFinder *self)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      GtkWidget *widget = GTK_WIDGET (get_target (self, i)->view);
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
  LlmAnswerView *view = get_focused_view (self);
  GtkTextIter start, end;

  if (view != NULL && gtk_text_buffer_get_selection_bounds (get_buffer (view), &start, &end))
    {
      *start_offset = gtk_text_iter_get_offset (&start);
      *end_offset = gtk_text_iter_get_offset (&end);
    }
  else if ((view == NULL || view == self->current)
           && llm_find_match_get (&self->match, &start, &end))
    {
      view = self->current;
      *start_offset = gtk_text_iter_get_offset (&start);
      *end_offset = gtk_text_iter_get_offset (&end);
    }
  else if (view != NULL)
    *start_offset = *end_offset = get_reader_offset (view);
  else
    view = get_origin (self, start_offset, end_offset);
  return view;
}

/* --- The object --- */

static void
llm_finder_dispose (GObject *object)
{
  llm_finder_stop (LLM_FINDER (object));

  G_OBJECT_CLASS (llm_finder_parent_class)->dispose (object);
}

static void
llm_finder_finalize (GObject *object)
{
  LlmFinder *self = LLM_FINDER (object);

  g_ptr_array_unref (self->targets);
  g_object_unref (self->settings);

  G_OBJECT_CLASS (llm_finder_parent_class)->finalize (object);
}

static void
llm_finder_class_init (LlmFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_finder_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_finder_finalize;

  /**
   * LlmFinder::changed:
   *
   * The number of matches, or which is the current one, may be another.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);

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
  self->settings = gtk_source_search_settings_new ();
  self->targets = g_ptr_array_new_with_free_func (target_free);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (dark_changed_cb), self, G_CONNECT_SWAPPED);
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
  g_autoptr (GPtrArray) old = NULL;
  const guint n_views = views != NULL ? views->len : 0;
  gboolean was_pending;

  g_return_if_fail (LLM_IS_FINDER (self));

  was_pending = cancel (self);
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
  if (self->current != NULL && find_target (self, self->current) == n_views)
    clear_match (self);
  if (self->origin != NULL && find_target (self, self->origin) == n_views)
    self->origin = NULL;
  if (!is_searching (self))
    return;
  prepare (self);
  for (guint i = 0; i < n_views; i++)
    add_context (self, get_target (self, i));
  emit_changed (self);
  if (was_pending)
    search_from_origin (self);
}

/**
 * llm_finder_set_origin:
 * @self: a finder
 * @view: (nullable): one of its views, or NULL for the first one
 *
 * The search for another text begins where the reader is in @view: at what is selected, or
 * at the top of what is seen.
 */
void
llm_finder_set_origin (LlmFinder *self, LlmAnswerView *view)
{
  GtkTextIter start, end;

  g_return_if_fail (LLM_IS_FINDER (self));

  if (view == NULL && self->targets->len > 0)
    view = get_target (self, 0)->view;
  if (view == NULL || find_target (self, view) == self->targets->len)
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

/**
 * llm_finder_set_text:
 * @self: a finder
 * @text: (nullable): what to search for; NULL or an empty text ends the search
 *
 * Goes to the first match from where the last one begins, so that a text can be typed.
 *
 * Returns: whether that is another text than before
 */
gboolean
llm_finder_set_text (LlmFinder *self, const char *text)
{
  g_return_val_if_fail (LLM_IS_FINDER (self), FALSE);

  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (self->text, text) == 0)
    return FALSE;
  cancel (self);
  g_free (self->text);
  self->text = g_strdup (text);
  if (text == NULL)
    {
      g_clear_handle_id (&self->prepare_id, g_source_remove);
      for (guint i = 0; i < self->targets->len; i++)
        drop_context (self, get_target (self, i));
      gtk_source_search_settings_set_search_text (self->settings, NULL);
      clear_match (self);
      emit_changed (self);
      return TRUE;
    }
  prepare (self);
  gtk_source_search_settings_set_search_text (self->settings, text);
  for (guint i = 0; i < self->targets->len; i++)
    add_context (self, get_target (self, i));
  search_from_origin (self);
  return TRUE;
}

/**
 * llm_finder_set_match_case:
 * @self: a finder
 * @match_case: whether capital and small letters differ
 */
void
llm_finder_set_match_case (LlmFinder *self, gboolean match_case)
{
  g_return_if_fail (LLM_IS_FINDER (self));

  if (gtk_source_search_settings_get_case_sensitive (self->settings) == match_case)
    return;
  cancel (self);
  gtk_source_search_settings_set_case_sensitive (self->settings, match_case);
  if (is_searching (self))
    search_from_origin (self);
}

/**
 * llm_finder_stop:
 * @self: a finder
 *
 * Searches nothing any more.  The current match is selected.
 */
void
llm_finder_stop (LlmFinder *self)
{
  GtkTextIter start, end;

  g_return_if_fail (LLM_IS_FINDER (self));

  cancel (self);
  g_clear_handle_id (&self->prepare_id, g_source_remove);
  if (llm_find_match_get (&self->match, &start, &end))
    gtk_text_buffer_select_range (self->match.buffer, &end, &start);
  clear_match (self);
  self->origin = NULL;
  g_ptr_array_set_size (self->targets, 0);
  g_clear_pointer (&self->text, g_free);
  gtk_source_search_settings_set_search_text (self->settings, NULL);
}

/**
 * llm_finder_move:
 * @self: a finder
 * @backward: whether to go to the previous match rather than the next one
 *
 * Goes on from what is selected in the answer that has the focus, or else from the current
 * match.
 */
void
llm_finder_move (LlmFinder *self, gboolean backward)
{
  LlmAnswerView *view;
  int start, end;

  g_return_if_fail (LLM_IS_FINDER (self));

  if (!is_searching (self) || self->targets->len == 0)
    return;
  prepare (self);
  view = get_start (self, &start, &end);
  begin_search (self, view, backward ? start : end, backward);
}

/**
 * llm_finder_get_current:
 * @self: a finder
 *
 * Returns: (transfer none) (nullable): the view with the current match
 */
LlmAnswerView *
llm_finder_get_current (LlmFinder *self)
{
  g_return_val_if_fail (LLM_IS_FINDER (self), NULL);
  return self->current;
}

/* Which of the matches of its view the current one is, or 0. */
static guint
get_position (LlmFinder *self, Target *target, int count)
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
 * llm_finder_get_count:
 * @self: a finder
 * @n_matches: (out): how many matches there are
 * @position: (out): which of them is the current one, from 1; 0 if none is or there are too
 *   many to tell
 *
 * Returns: whether it is known, which it is not while the text is searched
 */
gboolean
llm_finder_get_count (LlmFinder *self, guint *n_matches, guint *position)
{
  g_return_val_if_fail (LLM_IS_FINDER (self), FALSE);
  g_return_val_if_fail (n_matches != NULL && position != NULL, FALSE);

  *n_matches = *position = 0;
  if (!is_searching (self))
    return FALSE;
  for (guint i = 0; i < self->targets->len; i++)
    {
      Target *target = get_target (self, i);
      guint own;
      int count;

      if (target->context == NULL)
        continue;
      count = gtk_source_search_context_get_occurrences_count (target->context);
      if (count < 0)
        return FALSE;
      own = get_position (self, target, count);
      if (own > 0)
        *position = *n_matches + own;
      *n_matches += (guint) count;
    }
  return TRUE;
}
