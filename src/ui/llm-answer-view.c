/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include "llm-text-feed.h"

/* Lines longer than this are hard to read; a wider view gets margins. */
#define MEASURE_CHARS 85
#define MIN_MARGIN 12

/* Up to so many pixels of spare width stay at the end, so that the text is flush with
 * the header of its card; with twice as many it stands in the middle. */
#define END_SPARE 300

/* Texts beyond this are not highlighted: it would cost more than it tells. */
#define MAX_HIGHLIGHTED (200 * 1024)

/* Nor those with a line longer than this: an open line is looked at again with each
 * piece, and some patterns take time that grows with the square of its length. */
#define MAX_HIGHLIGHTED_LINE 2048

/* Nearer to the end than this is at the end, in pixels. */
#define END_TOLERANCE 8.0

/* Steps towards the end in one layout. */
#define MAX_STEPS 4

struct _LlmAnswerView
{
  GtkWidget parent_instance;

  LlmDeltaKind kind;
  LlmTextFeed *feed;

  GtkWidget *overlay;
  GtkWidget *scroller;
  GtkWidget *text_view;
  GtkWidget *jump_button; /* made when first needed */
  GtkAdjustment *adjustment;

  int left_margin;
  int right_margin;
  int highlighted;            /* characters */
  GdkFrameClock *frame_clock; /* while it is seen */
  gboolean following;
  gboolean pinning;
  guint moved_id;
  double value;
  double upper;
  double page_size;
};

G_DEFINE_FINAL_TYPE (LlmAnswerView, llm_answer_view, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_PUBLISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static double
get_end (LlmAnswerView *self)
{
  return gtk_adjustment_get_upper (self->adjustment)
         - gtk_adjustment_get_page_size (self->adjustment);
}

static gboolean
is_at_end (LlmAnswerView *self)
{
  return get_end (self) - gtk_adjustment_get_value (self->adjustment) <= END_TOLERANCE;
}

static void
jump_clicked_cb (LlmAnswerView *self)
{
  gtk_widget_grab_focus (self->text_view);
  llm_answer_view_jump_to_latest (self);
}

static void
show_jump_button (LlmAnswerView *self, gboolean show)
{
  if (self->jump_button == NULL && show)
    {
      GtkWidget *content = adw_button_content_new ();

      adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "go-bottom-symbolic");
      adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _ ("Jump to latest"));
      self->jump_button = gtk_button_new ();
      gtk_button_set_child (GTK_BUTTON (self->jump_button), content);
      gtk_widget_add_css_class (self->jump_button, "osd");
      gtk_widget_add_css_class (self->jump_button, "llm-jump");
      gtk_widget_set_halign (self->jump_button, GTK_ALIGN_CENTER);
      gtk_widget_set_valign (self->jump_button, GTK_ALIGN_END);
      g_signal_connect_object (self->jump_button, "clicked", G_CALLBACK (jump_clicked_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->jump_button);
    }
  if (self->jump_button == NULL || gtk_widget_get_visible (self->jump_button) == show)
    return;
  /* The focus must not vanish with the button. */
  if (!show && gtk_widget_has_focus (self->jump_button))
    gtk_widget_grab_focus (self->text_view);
  gtk_widget_set_visible (self->jump_button, show);
}

static void
request_update (LlmAnswerView *self)
{
  if (self->frame_clock != NULL)
    gdk_frame_clock_request_phase (self->frame_clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

static void
set_following (LlmAnswerView *self, gboolean following)
{
  self->following = following;
  if (following)
    {
      show_jump_button (self, FALSE);
      request_update (self);
    }
}

/* Whoever selects text reads it: it must not move away. */
static gboolean
is_selecting (LlmAnswerView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view));

  return gtk_text_buffer_get_has_selection (buffer);
}

/* Each step may lay out more lines and so move the end. */
static void
step_to_end (LlmAnswerView *self)
{
  self->pinning = TRUE;
  for (guint i = 0;
       i < MAX_STEPS && get_end (self) - gtk_adjustment_get_value (self->adjustment) > 0; i++)
    gtk_adjustment_set_value (self->adjustment, get_end (self));
  self->pinning = FALSE;
}

/* Before the layout of a frame, since within one the text must not move; and through
 * the adjustment: scrolling to a mark costs a third more. */
static void
update_cb (LlmAnswerView *self)
{
  if (!self->following)
    return;
  if (!is_selecting (self))
    step_to_end (self);
  else if (!is_at_end (self))
    set_following (self, FALSE);
}

static void
adjustment_changed_cb (LlmAnswerView *self)
{
  g_clear_handle_id (&self->moved_id, g_source_remove);
  self->value = gtk_adjustment_get_value (self->adjustment);
  self->upper = gtk_adjustment_get_upper (self->adjustment);
  self->page_size = gtk_adjustment_get_page_size (self->adjustment);
  if (self->following)
    request_update (self);
}

static gboolean
moved_cb (gpointer user_data)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (user_data);

  self->moved_id = 0;
  set_following (self, is_at_end (self));
  return G_SOURCE_REMOVE;
}

/* A change of the value alone is the reader's doing.  The layout changes it too, when
 * lines above turn out higher than assumed or all are wrapped anew: together with the
 * size, which then has just told the new value; or ahead of it, but then it tells
 * another size before it returns to the main loop. */
static void
adjustment_value_changed_cb (LlmAnswerView *self)
{
  const double value = gtk_adjustment_get_value (self->adjustment);
  const gboolean is_layout = value == self->value
                             || gtk_adjustment_get_upper (self->adjustment) != self->upper
                             || gtk_adjustment_get_page_size (self->adjustment) != self->page_size;

  self->value = value;
  if (self->pinning || is_at_end (self) == self->following)
    return;
  if (!self->following)
    {
      if (!is_layout)
        set_following (self, TRUE);
    }
  else if (!is_layout && self->moved_id == 0)
    self->moved_id = g_idle_add_full (G_PRIORITY_HIGH, moved_cb, self, NULL);
}

/* Keys scroll in the frames to come, where text that arrives would stop it. */
static void
move_cursor_cb (LlmAnswerView *self, GtkMovementStep step, int count)
{
  if (count < 0)
    self->following = FALSE;
}

static void
move_viewport_cb (LlmAnswerView *self, GtkScrollStep step, int count)
{
  if (count < 0)
    self->following = FALSE;
}

static gboolean
is_highlightable (LlmAnswerView *self)
{
  return self->kind == LLM_DELTA_TEXT && llm_text_feed_get_available (self->feed) <= MAX_HIGHLIGHTED
         && llm_text_feed_get_longest_line (self->feed) <= MAX_HIGHLIGHTED_LINE;
}

static void
remove_background (GtkTextTag *tag, gpointer user_data)
{
  gboolean is_set;

  g_object_get (tag, "background-set", &is_set, NULL);
  if (is_set)
    g_object_set (tag, "background-set", FALSE, NULL);
}

/* The schemes mark blanks at the end of a line with a glaring background, which an
 * answer has whenever it pauses between two words. */
static void
remove_marks (LlmAnswerView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view));

  gtk_text_tag_table_foreach (gtk_text_buffer_get_tag_table (buffer), remove_background, NULL);
}

/* Highlights what is new at once.  GtkSourceView would do it while it draws, when
 * other line heights come too late for the scrollbar: GTK warns, and the text jumps. */
static void
update_highlighting (LlmAnswerView *self)
{
  GtkTextBuffer *text_buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view));
  GtkSourceBuffer *buffer = GTK_SOURCE_BUFFER (text_buffer);
  const gboolean highlightable = is_highlightable (self);
  GtkTextIter start, end;

  /* The language is looked up and parsed when there is something to highlight. */
  if (highlightable && gtk_source_buffer_get_language (buffer) == NULL)
    gtk_source_buffer_set_language (buffer,
                                    gtk_source_language_manager_get_language (
                                        gtk_source_language_manager_get_default (), "markdown"));
  gtk_source_buffer_set_highlight_syntax (buffer, highlightable);
  if (!highlightable)
    return;
  gtk_text_buffer_get_iter_at_offset (text_buffer, &start, self->highlighted);
  gtk_text_iter_set_line_offset (&start, 0);
  gtk_text_buffer_get_end_iter (text_buffer, &end);
  gtk_source_buffer_ensure_highlight (buffer, &start, &end);
  self->highlighted = gtk_text_iter_get_offset (&end);
  remove_marks (self);
}

static void
published_cb (LlmAnswerView *self)
{
  update_highlighting (self);
  if (!self->following && llm_answer_is_running (llm_text_feed_get_answer (self->feed)))
    show_jump_button (self, TRUE);
  g_signal_emit (self, signals[SIGNAL_PUBLISHED], 0);
}

static void
reset_cb (LlmAnswerView *self)
{
  self->highlighted = 0;
  set_following (self, TRUE);
}

/* Copies the answer's own text, without the line ends that are for display. */
static void
copy_clipboard_cb (LlmAnswerView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view));
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (!llm_text_feed_has_breaks (self->feed)
      || !gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    return;
  text = llm_text_feed_dup_slice (self->feed, &start, &end);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->text_view), text);
  g_signal_stop_emission_by_name (self->text_view, "copy-clipboard");
}

/* An answer that goes on is followed by a reader who has its end in view. */
static void
state_changed_cb (LlmAnswerView *self)
{
  if (llm_answer_is_running (llm_text_feed_get_answer (self->feed)) && is_at_end (self))
    set_following (self, TRUE);
}

static void
update_scheme (LlmAnswerView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view));
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  gtk_source_buffer_set_style_scheme (
      GTK_SOURCE_BUFFER (buffer),
      gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark" : "Adwaita"));
  remove_marks (self);
}

static void
update_margin (LlmAnswerView *self, int width)
{
  PangoContext *context = gtk_widget_get_pango_context (self->text_view);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  const int measure
      = pango_font_metrics_get_approximate_char_width (metrics) * MEASURE_CHARS / PANGO_SCALE;
  const int spare = MAX (0, width - measure - 2 * MIN_MARGIN);
  const int start = CLAMP (spare - END_SPARE, 0, spare / 2);
  const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const int left = MIN_MARGIN + (rtl ? spare - start : start);
  const int right = MIN_MARGIN + (rtl ? start : spare - start);

  pango_font_metrics_unref (metrics);
  if (self->left_margin == left && self->right_margin == right)
    return;
  self->left_margin = left;
  self->right_margin = right;
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->text_view), left);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->text_view), right);
}

static void
llm_answer_view_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (widget);

  gtk_widget_measure (self->overlay, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
llm_answer_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (widget);

  update_margin (self, width);
  gtk_widget_size_allocate (self->overlay, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
llm_answer_view_map (GtkWidget *widget)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (widget);

  GTK_WIDGET_CLASS (llm_answer_view_parent_class)->map (widget);
  self->frame_clock = gtk_widget_get_frame_clock (widget);
  g_signal_connect_object (self->frame_clock, "update", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  llm_text_feed_set_frame_clock (self->feed, self->frame_clock);
}

static void
llm_answer_view_unmap (GtkWidget *widget)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (widget);

  llm_text_feed_set_frame_clock (self->feed, NULL);
  g_signal_handlers_disconnect_by_data (self->frame_clock, self);
  self->frame_clock = NULL;
  GTK_WIDGET_CLASS (llm_answer_view_parent_class)->unmap (widget);
}

static gboolean
llm_answer_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LLM_ANSWER_VIEW (widget)->text_view);
}

static void
llm_answer_view_dispose (GObject *object)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (object);

  g_clear_handle_id (&self->moved_id, g_source_remove);
  if (self->feed != NULL)
    g_signal_handlers_disconnect_by_data (self->feed, self);
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->feed);
  g_clear_object (&self->adjustment);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_answer_view_parent_class)->dispose (object);
}

static void
llm_answer_view_class_init (LlmAnswerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_answer_view_dispose;
  widget_class->measure = llm_answer_view_measure;
  widget_class->size_allocate = llm_answer_view_size_allocate;
  widget_class->map = llm_answer_view_map;
  widget_class->unmap = llm_answer_view_unmap;
  widget_class->grab_focus = llm_answer_view_grab_focus;

  /**
   * LlmAnswerView::published:
   *
   * Text was added.
   */
  signals[SIGNAL_PUBLISHED] = g_signal_new ("published", LLM_TYPE_ANSWER_VIEW, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "llm-answer-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
create_text_view (void)
{
  g_autoptr (GtkSourceBuffer) buffer = gtk_source_buffer_new (NULL);
  GtkWidget *view = gtk_source_view_new_with_buffer (buffer);

  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (buffer), FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_pixels_below_lines (GTK_TEXT_VIEW (view), 2);
  gtk_text_view_set_pixels_inside_wrap (GTK_TEXT_VIEW (view), 2);
  return view;
}

static void
llm_answer_view_init (LlmAnswerView *self)
{
  self->following = TRUE;
  self->text_view = create_text_view ();
  g_signal_connect_object (self->text_view, "copy-clipboard", G_CALLBACK (copy_clipboard_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text_view, "move-cursor", G_CALLBACK (move_cursor_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text_view, "move-viewport", G_CALLBACK (move_viewport_cb), self,
                           G_CONNECT_SWAPPED);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->text_view);
  self->adjustment
      = g_object_ref (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)));
  g_signal_connect_object (self->adjustment, "changed", G_CALLBACK (adjustment_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "value-changed",
                           G_CALLBACK (adjustment_value_changed_cb), self, G_CONNECT_SWAPPED);

  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scroller);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
  update_scheme (self);
}

/**
 * llm_answer_view_new:
 * @kind: which text of an answer to show
 *
 * Returns: (transfer floating): a view without an answer
 */
GtkWidget *
llm_answer_view_new (LlmDeltaKind kind)
{
  LlmAnswerView *self = g_object_new (LLM_TYPE_ANSWER_VIEW, NULL);

  self->kind = kind;
  self->feed = llm_text_feed_new (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view)), kind);
  g_signal_connect_object (self->feed, "published", G_CALLBACK (published_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->feed, "reset", G_CALLBACK (reset_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * llm_answer_view_get_answer:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): whose text it shows
 */
LlmAnswer *
llm_answer_view_get_answer (LlmAnswerView *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), NULL);
  return llm_text_feed_get_answer (self->feed);
}

/**
 * llm_answer_view_set_answer:
 * @self: a view
 * @answer: (nullable): whose text to show
 *
 * A running answer is followed from the start, an ended one is shown from its
 * beginning.
 */
void
llm_answer_view_set_answer (LlmAnswerView *self, LlmAnswer *answer)
{
  LlmAnswer *previous;

  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));
  g_return_if_fail (answer == NULL || LLM_IS_ANSWER (answer));

  previous = llm_text_feed_get_answer (self->feed);
  if (previous == answer)
    return;
  if (previous != NULL)
    g_signal_handlers_disconnect_by_data (previous, self);
  llm_text_feed_set_answer (self->feed, NULL);
  set_following (self,
                 answer != NULL && !llm_answer_state_is_final (llm_answer_get_state (answer)));
  if (answer != NULL)
    g_signal_connect_object (answer, "notify::state", G_CALLBACK (state_changed_cb), self,
                             G_CONNECT_SWAPPED);
  llm_text_feed_set_answer (self->feed, answer);
}

/**
 * llm_answer_view_set_phase:
 * @self: a view
 * @phase: a number that differs among views that are seen together
 *
 * See llm_text_feed_set_phase().
 */
void
llm_answer_view_set_phase (LlmAnswerView *self, guint phase)
{
  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));
  llm_text_feed_set_phase (self->feed, phase);
}

/**
 * llm_answer_view_set_max_height:
 * @self: a view
 * @max_height: pixels after which the text scrolls
 *
 * Makes the view as high as its text but for that limit.  Without it the view asks
 * for little and fills the room it gets.
 */
void
llm_answer_view_set_max_height (LlmAnswerView *self, int max_height)
{
  GtkScrolledWindow *scroller;

  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));
  g_return_if_fail (max_height > 0);

  scroller = GTK_SCROLLED_WINDOW (self->scroller);
  gtk_scrolled_window_set_propagate_natural_height (scroller, TRUE);
  gtk_scrolled_window_set_max_content_height (scroller, max_height);
}

/**
 * llm_answer_view_get_text_view:
 * @self: a view
 *
 * Returns: (transfer none): the widget with the text
 */
GtkTextView *
llm_answer_view_get_text_view (LlmAnswerView *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), NULL);
  return GTK_TEXT_VIEW (self->text_view);
}

/**
 * llm_answer_view_get_published:
 * @self: a view
 *
 * Returns: how many bytes of the answer are in the view
 */
gsize
llm_answer_view_get_published (LlmAnswerView *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), 0);
  return llm_text_feed_get_published (self->feed);
}

/**
 * llm_answer_view_get_following:
 * @self: a view
 *
 * Returns: whether the view keeps to the end while text arrives
 */
gboolean
llm_answer_view_get_following (LlmAnswerView *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), FALSE);
  return self->following;
}

/**
 * llm_answer_view_jump_to_latest:
 * @self: a view
 *
 * Goes to the end and follows it from then on.
 */
void
llm_answer_view_jump_to_latest (LlmAnswerView *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter iter;

  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view));
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  gtk_text_buffer_place_cursor (buffer, &iter);
  set_following (self, TRUE);
}
