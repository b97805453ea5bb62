/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include "llm-answer-view-private.h"
#include "llm-document-text.h"
#include "llm-font-measure.h"
#include "llm-x11-pool.h"

/* Lines longer than this are hard to read; a wider view gets margins. */
#define MEASURE_CHARS 85
#define MIN_MARGIN 12

/* Up to so many pixels of spare width stay at the end, so that the text is flush with
 * the header of its card; with twice as many it stands in the middle. */
#define END_SPARE 300

/* Bytes that are shown behind the place that is to be seen. */
#define BEHIND_PLACE (32 * 1024)

G_DEFINE_FINAL_TYPE (LlmAnswerView, llm_answer_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_RAW,
  N_PROPS
};

enum
{
  SIGNAL_PUBLISHED,
  SIGNAL_USER_SCROLLED,
  SIGNAL_PLACE_WANTED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* An embedded view has none: whoever scrolls it follows the end. */
static gboolean
is_following (LlmAnswerView *self)
{
  return self->follower != NULL && llm_follower_get_following (self->follower);
}

static void
set_following (LlmAnswerView *self, gboolean following)
{
  if (self->follower != NULL)
    llm_follower_set_following (self->follower, following);
}

static gboolean
get_held (LlmAnswerView *self, GtkTextIter *iter)
{
  return self->follower != NULL && llm_follower_get_held (self->follower, iter);
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
following_cb (LlmAnswerView *self)
{
  if (llm_follower_get_following (self->follower))
    show_jump_button (self, FALSE);
}

static void
user_scrolled_cb (LlmAnswerView *self)
{
  g_signal_emit (self, signals[SIGNAL_USER_SCROLLED], 0);
}

static void
value_changed_cb (LlmAnswerView *self)
{
  if (self->painter != NULL)
    llm_document_painter_queue_highlighting (self->painter);
}

static void
published_cb (LlmAnswerView *self)
{
  if (self->follower != NULL && !is_following (self)
      && llm_answer_is_running (llm_text_feed_get_answer (self->feed)))
    show_jump_button (self, TRUE);
  g_signal_emit (self, signals[SIGNAL_PUBLISHED], 0);
}

static void
reset_cb (LlmAnswerView *self)
{
  set_following (self, TRUE);
}

/* An answer that goes on is followed by a reader who has its end in view. */
static void
state_changed_cb (LlmAnswerView *self)
{
  if (self->follower != NULL && llm_answer_is_running (llm_text_feed_get_answer (self->feed))
      && llm_follower_is_at_end (self->follower))
    set_following (self, TRUE);
}

static GtkTextBuffer *
create_buffer (void)
{
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);

  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (buffer), FALSE);
  gtk_source_buffer_set_highlight_syntax (buffer, FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  return GTK_TEXT_BUFFER (buffer);
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
}

static int
get_text_width (LlmAnswerView *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self)) - self->left_margin - self->right_margin;
}

/* A fresh buffer and what fills it, for the text as it is to be shown now. */
static LlmTextSink *
create_sink (LlmAnswerView *self, gboolean folds)
{
  g_autoptr (GtkTextBuffer) buffer = create_buffer ();

  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self->text_view), buffer);
  update_scheme (self);
  llm_text_links_set_painter (self->links, NULL);
  llm_document_text_set_painter (LLM_DOCUMENT_TEXT (self->text_view), NULL);
  g_clear_object (&self->painter);
  g_clear_object (&self->raw_text);
  if (self->raw || self->kind != LLM_DELTA_TEXT)
    {
      self->raw_text = llm_raw_text_new (buffer);
      return LLM_TEXT_SINK (self->raw_text);
    }
  self->painter = llm_document_painter_new (GTK_TEXT_VIEW (self->text_view), folds);
  llm_document_painter_set_width (self->painter, get_text_width (self));
  llm_text_links_set_painter (self->links, self->painter);
  llm_document_text_set_painter (LLM_DOCUMENT_TEXT (self->text_view), self->painter);
  return LLM_TEXT_SINK (self->painter);
}

/* The byte of the text that is at the top of the view. */
static gsize
get_place (LlmAnswerView *self)
{
  GdkRectangle rect;
  GtkTextIter start, iter;
  guint32 source = 0;
  g_autofree char *before = NULL;

  gtk_text_view_get_visible_rect (GTK_TEXT_VIEW (self->text_view), &rect);
  if (!get_held (self, &iter))
    gtk_text_view_get_iter_at_location (GTK_TEXT_VIEW (self->text_view), &iter, rect.x, rect.y);
  if (self->painter != NULL)
    {
      llm_document_painter_get_source (self->painter, &iter, &source);
      return source;
    }
  gtk_text_buffer_get_start_iter (gtk_text_iter_get_buffer (&iter), &start);
  before = llm_raw_text_dup_slice (self->raw_text, &start, &iter);
  return strlen (before);
}

static void
set_place (LlmAnswerView *self, gsize place)
{
  GtkTextIter iter;

  if (self->painter != NULL)
    llm_document_painter_get_iter_at_source (self->painter, (guint32) place, &iter);
  else
    llm_raw_text_get_iter (self->raw_text, llm_answer_view_get_source (self), place, &iter);
  llm_answer_view_scroll_to_iter (self, &iter, 0);
}

/* Shows the text anew, in another way or at another size, where the reader is. */
static void
show_again (LlmAnswerView *self)
{
  const gboolean following = is_following (self);
  LlmAnswer *answer = llm_text_feed_get_answer (self->feed);
  const gsize place = answer != NULL ? get_place (self) : 0;
  GtkTextIter held;
  const gboolean at_top
      = gtk_adjustment_get_value (self->adjustment) <= 0 && !get_held (self, &held);
  LlmTextSink *sink = create_sink (self, self->folds);

  llm_text_feed_set_sink (self->feed, sink, place + BEHIND_PLACE);
  if (following)
    set_following (self, TRUE);
  else if (!at_top)
    set_place (self, place);
  /* The next frame may come before the toolkit has looked at the other buffer; then it must
   * lay out before it draws. */
  gtk_widget_queue_resize (self->text_view);
}

/* Colours at once; another size of the text needs everything anew, and not while the
 * style is being worked out. */
static gboolean
restyle_cb (gpointer user_data)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (user_data);
  g_autoptr (LlmFontMeasure) measure = NULL;

  self->restyle_id = 0;
  if (self->painter == NULL)
    return G_SOURCE_REMOVE;
  measure = llm_font_measure_new (self->text_view);
  if (llm_document_painter_get_n_blocks (self->painter) > 0
      && fabs (llm_font_measure_get_em (measure) - llm_document_painter_get_em (self->painter))
             > 0.01)
    show_again (self);
  else
    llm_document_painter_update_colors (self->painter);
  return G_SOURCE_REMOVE;
}

static void
style_changed_cb (LlmAnswerView *self)
{
  if (self->restyle_id == 0)
    self->restyle_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, restyle_cb, self, NULL);
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
  if (self->left_margin != left || self->right_margin != right)
    {
      self->left_margin = left;
      self->right_margin = right;
      gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->text_view), left);
      gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->text_view), right);
    }
  if (self->painter != NULL)
    llm_document_painter_set_width (self->painter, width - left - right);
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
  if (self->painter != NULL)
    llm_document_painter_queue_highlighting (self->painter);
}

static void
llm_answer_view_map (GtkWidget *widget)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (widget);
  GdkFrameClock *frame_clock;

  GTK_WIDGET_CLASS (llm_answer_view_parent_class)->map (widget);
  llm_x11_pool_keep (gtk_widget_get_native (widget));
  frame_clock = gtk_widget_get_frame_clock (widget);
  if (self->follower != NULL)
    llm_follower_set_frame_clock (self->follower, frame_clock);
  llm_text_feed_set_frame_clock (self->feed, frame_clock);
}

static void
llm_answer_view_unmap (GtkWidget *widget)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (widget);

  llm_text_feed_set_frame_clock (self->feed, NULL);
  if (self->follower != NULL)
    llm_follower_set_frame_clock (self->follower, NULL);
  GTK_WIDGET_CLASS (llm_answer_view_parent_class)->unmap (widget);
}

static gboolean
llm_answer_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (LLM_ANSWER_VIEW (widget)->text_view);
}

static void
llm_answer_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_RAW:
      g_value_set_boolean (value, LLM_ANSWER_VIEW (object)->raw);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_answer_view_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_RAW:
      llm_answer_view_set_raw (LLM_ANSWER_VIEW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_answer_view_dispose (GObject *object)
{
  LlmAnswerView *self = LLM_ANSWER_VIEW (object);

  llm_answer_view_dispose_actions (self);
  g_clear_handle_id (&self->restyle_id, g_source_remove);
  if (self->feed != NULL)
    g_signal_handlers_disconnect_by_data (self->feed, self);
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->feed);
  g_clear_object (&self->links);
  g_clear_object (&self->follower);
  g_clear_object (&self->painter);
  g_clear_object (&self->raw_text);
  g_clear_object (&self->adjustment);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_answer_view_parent_class)->dispose (object);
}

static void
llm_answer_view_class_init (LlmAnswerViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = llm_answer_view_get_property;
  object_class->set_property = llm_answer_view_set_property;
  object_class->dispose = llm_answer_view_dispose;
  widget_class->measure = llm_answer_view_measure;
  widget_class->size_allocate = llm_answer_view_size_allocate;
  widget_class->map = llm_answer_view_map;
  widget_class->unmap = llm_answer_view_unmap;
  widget_class->grab_focus = llm_answer_view_grab_focus;

  props[PROP_RAW]
      = g_param_spec_boolean ("raw", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * LlmAnswerView::published:
   *
   * Text was added.
   */
  signals[SIGNAL_PUBLISHED] = g_signal_new ("published", LLM_TYPE_ANSWER_VIEW, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * LlmAnswerView::user-scrolled:
   *
   * The reader has scrolled.
   */
  signals[SIGNAL_USER_SCROLLED]
      = g_signal_new ("user-scrolled", LLM_TYPE_ANSWER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 0);

  /**
   * LlmAnswerView::place-wanted:
   * @iter: a place of the text
   * @yalign: where that is to be, 0 at the top and 1 at the bottom of what scrolls the view
   *
   * An embedded view is to be scrolled to a place of it.
   */
  signals[SIGNAL_PLACE_WANTED]
      = g_signal_new ("place-wanted", LLM_TYPE_ANSWER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, GTK_TYPE_TEXT_ITER, G_TYPE_DOUBLE);

  llm_answer_view_install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "llm-answer-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_answer_view_init (LlmAnswerView *self)
{
  self->text_view = llm_document_text_new ();
  self->links = llm_text_links_new (GTK_TEXT_VIEW (self->text_view));
  g_signal_connect_object (self->text_view, "style-changed", G_CALLBACK (style_changed_cb), self,
                           G_CONNECT_SWAPPED);

  self->overlay = gtk_overlay_new ();
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (style_changed_cb), self, G_CONNECT_SWAPPED);
  llm_answer_view_connect_actions (self);
}

static void
add_scroller (LlmAnswerView *self)
{
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->text_view);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scroller);
  self->adjustment
      = g_object_ref (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)));
  self->follower = llm_follower_new (GTK_TEXT_VIEW (self->text_view), self->adjustment);
  g_signal_connect_object (self->follower, "notify::following", G_CALLBACK (following_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->follower, "user-scrolled", G_CALLBACK (user_scrolled_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
add_slice (LlmAnswerView *self)
{
  self->slice = llm_text_slice_new (GTK_TEXT_VIEW (self->text_view));
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->slice);
  self->adjustment = g_object_ref (llm_text_slice_get_adjustment (LLM_TEXT_SLICE (self->slice)));
}

static GtkWidget *
create_view (LlmDeltaKind kind, gboolean embedded)
{
  LlmAnswerView *self = g_object_new (LLM_TYPE_ANSWER_VIEW, NULL);

  self->kind = kind;
  if (embedded)
    add_slice (self);
  else
    add_scroller (self);
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (value_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->feed = llm_text_feed_new (create_sink (self, FALSE), kind);
  g_signal_connect_object (self->feed, "published", G_CALLBACK (published_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->feed, "reset", G_CALLBACK (reset_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
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
  return create_view (kind, FALSE);
}

/**
 * llm_answer_view_new_embedded:
 * @kind: which text of an answer to show
 *
 * Makes a view that neither scrolls nor follows the end by itself: it is as high as its
 * text, and what scrolls it tells which part is in view.
 *
 * Returns: (transfer floating): a view without an answer
 */
GtkWidget *
llm_answer_view_new_embedded (LlmDeltaKind kind)
{
  return create_view (kind, TRUE);
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
 * beginning, its long blocks of code folded.
 */
void
llm_answer_view_set_answer (LlmAnswerView *self, LlmAnswer *answer)
{
  LlmAnswer *previous;
  gboolean is_ended;

  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));
  g_return_if_fail (answer == NULL || LLM_IS_ANSWER (answer));

  previous = llm_text_feed_get_answer (self->feed);
  if (previous == answer)
    return;
  if (previous != NULL)
    g_signal_handlers_disconnect_by_data (previous, self);
  llm_text_feed_set_answer (self->feed, NULL);
  is_ended = answer != NULL && llm_answer_state_is_final (llm_answer_get_state (answer));
  set_following (self, answer != NULL && !is_ended);
  self->folds = is_ended;
  if (self->painter != NULL)
    llm_document_painter_set_folds (self->painter, is_ended);
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
  g_return_if_fail (self->scroller != NULL);

  scroller = GTK_SCROLLED_WINDOW (self->scroller);
  gtk_scrolled_window_set_propagate_natural_height (scroller, TRUE);
  gtk_scrolled_window_set_max_content_height (scroller, max_height);
}

/**
 * llm_answer_view_get_raw:
 * @self: a view
 *
 * Returns: whether the text is shown as the model wrote it
 */
gboolean
llm_answer_view_get_raw (LlmAnswerView *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), FALSE);
  return self->raw;
}

/**
 * llm_answer_view_set_raw:
 * @self: a view of an answer's text
 * @raw: whether to show the text as the model wrote it rather than rendered
 *
 * The reader stays at the same place of the text.
 */
void
llm_answer_view_set_raw (LlmAnswerView *self, gboolean raw)
{
  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));

  if (self->raw == raw)
    return;
  self->raw = raw;
  if (raw)
    gtk_widget_add_css_class (self->text_view, "monospace");
  else
    gtk_widget_remove_css_class (self->text_view, "monospace");
  show_again (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RAW]);
}

/**
 * llm_answer_view_is_settled:
 * @self: a view
 *
 * Returns: whether all there is of the text is shown, with its colours, at its place
 */
gboolean
llm_answer_view_is_settled (LlmAnswerView *self)
{
  GtkTextIter held;

  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), TRUE);
  return llm_text_feed_get_published (self->feed) == llm_text_feed_get_available (self->feed)
         && self->restyle_id == 0 && !get_held (self, &held)
         && (self->painter == NULL || llm_document_painter_is_settled (self->painter));
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
  return is_following (self);
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

/**
 * llm_answer_view_set_scroll:
 * @self: a view
 * @value: where to scroll to, in pixels
 *
 * Scrolls along with something else: that is not the reader's doing.
 */
void
llm_answer_view_set_scroll (LlmAnswerView *self, double value)
{
  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));
  if (self->follower != NULL)
    llm_follower_set_value (self->follower, value);
}

/**
 * llm_answer_view_scroll_to_iter:
 * @self: a view
 * @iter: a place in its buffer
 * @yalign: where that is to be, 0 at the top and 1 at the bottom of the view
 *
 * Stops following the end.  An embedded view asks for the place with ::place-wanted.
 */
void
llm_answer_view_scroll_to_iter (LlmAnswerView *self, const GtkTextIter *iter, double yalign)
{
  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));
  g_return_if_fail (iter != NULL);

  if (self->follower != NULL)
    llm_follower_hold (self->follower, iter, yalign);
  else
    g_signal_emit (self, signals[SIGNAL_PLACE_WANTED], 0, iter, yalign);
}

/**
 * llm_answer_view_prepare_search:
 * @self: a view
 * @text: what will be searched for
 *
 * Shows all of the text at once, and unfolds code that has @text.
 */
void
llm_answer_view_prepare_search (LlmAnswerView *self, const char *text)
{
  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));
  g_return_if_fail (text != NULL);

  llm_text_feed_flush (self->feed);
  llm_answer_view_unfold_matches (self, text);
}

/**
 * llm_answer_view_unfold_matches:
 * @self: a view
 * @text: what will be searched for
 *
 * Unfolds code that has @text, as far as it is shown by now.
 */
void
llm_answer_view_unfold_matches (LlmAnswerView *self, const char *text)
{
  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));
  g_return_if_fail (text != NULL);

  if (self->painter != NULL && *text != '\0')
    llm_document_painter_unfold_matches (self->painter, text);
}
