/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-document-painter-private.h"

#include <string.h>
#include "llm-image-paintable.h"
#ifdef HAVE_TYPESET
#include "llm-svg-paintable.h"
#endif
#include "llm-text-sink.h"

/* Tables are fitted to another width at most so often, in milliseconds. */
#define REFIT_MS 100

static void text_sink_init (LlmTextSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmDocumentPainter,
                               llm_document_painter,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_TEXT_SINK, text_sink_init))

enum
{
  SIGNAL_BLOCKS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

LlmPainted *
llm_painter_get (LlmDocumentPainter *self, guint block)
{
  return &g_array_index (self->painted, LlmPainted, block);
}

static LlmPictureKind
get_kind (const LlmEvent *event)
{
  switch (event->type)
    {
    case LLM_NODE_IMAGE:
      return LLM_PICTURE_IMAGE;
    case LLM_NODE_CODE_BLOCK:
      return LLM_PICTURE_DIAGRAM;
    case LLM_NODE_DISPLAY_FORMULA:
      return LLM_PICTURE_DISPLAY;
    default:
      return LLM_PICTURE_INLINE;
    }
}

/* What the picture of an event is made of; code is in the event behind it. */
static const LlmEvent *
get_picture_source (const LlmEvent *event)
{
  return event->type == LLM_NODE_CODE_BLOCK ? event + 1 : event;
}

/**
 * llm_painter_get_paintable:
 * @self: a painter
 * @block: a block
 * @event: what the picture is of
 * @kind: what kind of picture
 *
 * Returns: (transfer none) (nullable): the picture, or NULL if there is none yet
 */
GdkPaintable *
llm_painter_get_paintable (LlmDocumentPainter *self,
                           const LlmBlock *block,
                           const LlmEvent *event,
                           LlmPictureKind kind)
{
  const LlmEvent *source = get_picture_source (event);
  const char *text = llm_block_get_text (block, source);
  g_autofree char *key = g_strdup_printf ("%d %.*s", kind, (int) source->text_length, text);
  GdkPaintable *paintable = g_hash_table_lookup (self->paintables, key);

  if (paintable != NULL)
    return paintable;
  paintable = llm_pictures_create (self->pictures, kind, text, source->text_length, self->em,
                                   self->width, &self->colors.text);
  if (paintable != NULL)
    g_hash_table_insert (self->paintables, g_steal_pointer (&key), paintable);
  return paintable;
}

/**
 * llm_painter_object_width:
 * @block: a block
 * @event: a formula, an image or a diagram
 * @user_data: the painter
 *
 * Asks for the picture if there is none.
 *
 * Returns: its width in pixels, negative if there is none
 */
double
llm_painter_object_width (const LlmBlock *block, const LlmEvent *event, gpointer user_data)
{
  LlmDocumentPainter *self = user_data;
  const LlmEvent *source = get_picture_source (event);
  const LlmPictureKind kind = get_kind (event);
  GdkPaintable *paintable;

  if (self->pictures == NULL)
    return -1;
  paintable = llm_painter_get_paintable (self, block, event, kind);
  if (paintable != NULL)
    return gdk_paintable_get_intrinsic_width (paintable);
  /* An image comes when the user asks for it; what cannot be drawn never does. */
  if (llm_pictures_request (self->pictures, kind, llm_block_get_text (block, source),
                            source->text_length)
      || kind == LLM_PICTURE_IMAGE)
    self->asks = TRUE;
  return -1;
}

/* What a block looks like; keeps in mind what may make it look other. */
static LlmLayout *
lay_out (LlmDocumentPainter *self, LlmBlock *block, gboolean is_open, LlmFold fold)
{
  LlmLayoutOptions options = { 0 };
  LlmLayout *layout;
  guint n_objects;
  const LlmObject *objects;

  options.em = self->em;
  options.width = self->width;
  options.is_open = is_open;
  options.is_folded = fold == LLM_FOLD_FOLDED || (fold == LLM_FOLD_DEFAULT && self->folds);
  options.measure = llm_font_measure_get_width;
  options.object_width = llm_painter_object_width;
  options.measure_data = self->measure;
  options.object_data = self;
  self->asks = FALSE;
  layout = llm_layout_new (block, &options);
  self->has_width = llm_layout_get_n_tables (layout) > 0;
  objects = llm_layout_get_objects (layout, &n_objects);
  for (guint i = 0; i < n_objects; i++)
    self->has_width |= objects[i].kind != LLM_OBJECT_FORMULA;
  return layout;
}

static void
lay_out_again (LlmDocumentPainter *self, guint index, gboolean is_open)
{
  LlmPainted *painted = llm_painter_get (self, index);
  LlmBlock *block = llm_document_get_block (self->document, index);

  painted->is_open = is_open;
  llm_painter_morph (self, index, lay_out (self, block, is_open, painted->fold));
}

static void
set_metrics (LlmDocumentPainter *self)
{
  if (self->measure != NULL)
    return;
  self->measure = llm_font_measure_new (GTK_WIDGET (self->view));
  self->em = llm_font_measure_get_em (self->measure);
  llm_document_painter_update_colors (self);
}

static void
apply_edit (LlmDocumentPainter *self, const LlmDocumentEdit *edit, gboolean is_open)
{
  const guint n_common = MIN (edit->n_removed, edit->n_added);
  const guint n_blocks = llm_document_get_n_blocks (self->document);
  guint position = edit->position;

  for (guint i = 0; i < n_common; i++, position++)
    lay_out_again (self, position, is_open && position + 1 == n_blocks);
  if (edit->n_removed > n_common)
    llm_painter_remove (self, position, edit->n_removed - n_common);
  for (guint i = n_common; i < edit->n_added; i++, position++)
    {
      const gboolean open = is_open && position + 1 == n_blocks;

      llm_painter_insert (self, position,
                          lay_out (self, llm_document_get_block (self->document, position), open,
                                   LLM_FOLD_DEFAULT));
      llm_painter_get (self, position)->is_open = open;
    }
}

/* Only the last block can be open; the one that was is just before what is new. */
static void
close_blocks (LlmDocumentPainter *self, guint from, gboolean is_open)
{
  const guint n_blocks = self->painted->len;
  const guint last = is_open && n_blocks > 0 ? n_blocks - 1 : n_blocks;

  for (guint i = from > 0 ? from - 1 : 0; i < last; i++)
    {
      if (llm_painter_get (self, i)->is_open)
        lay_out_again (self, i, FALSE);
    }
}

static void
llm_document_painter_append (LlmTextSink *sink, const char *text, gsize from, gsize to)
{
  LlmDocumentPainter *self = LLM_DOCUMENT_PAINTER (sink);
  LlmDocumentEdit edit;

  set_metrics (self);
  self->is_ended = FALSE;
  llm_document_update (self->document, text, to, &edit);
  apply_edit (self, &edit, TRUE);
  close_blocks (self, edit.position, TRUE);
  llm_code_highlighter_follow (self->highlighter);
  llm_code_highlighter_queue (self->highlighter);
  g_signal_emit (self, signals[SIGNAL_BLOCKS_CHANGED], 0, edit.position, edit.n_removed,
                 edit.n_added);
}

static void
llm_document_painter_finish (LlmTextSink *sink, const char *text, gsize length)
{
  LlmDocumentPainter *self = LLM_DOCUMENT_PAINTER (sink);
  LlmDocumentEdit edit;

  self->is_ended = TRUE;
  llm_document_finish (self->document, text, length, &edit);
  apply_edit (self, &edit, FALSE);
  close_blocks (self, self->painted->len, FALSE);
  llm_code_highlighter_queue (self->highlighter);
  g_signal_emit (self, signals[SIGNAL_BLOCKS_CHANGED], 0, edit.position, edit.n_removed,
                 edit.n_added);
}

static void
llm_document_painter_reset (LlmTextSink *sink)
{
  LlmDocumentPainter *self = LLM_DOCUMENT_PAINTER (sink);
  const guint n = self->painted->len;

  llm_document_clear (self->document);
  if (n > 0)
    llm_painter_remove (self, 0, n);
  g_hash_table_remove_all (self->paintables);
  /* The next text has the font that there is then. */
  g_clear_pointer (&self->measure, llm_font_measure_free);
  self->is_ended = FALSE;
  g_signal_emit (self, signals[SIGNAL_BLOCKS_CHANGED], 0, 0, n, 0);
}

static void
text_sink_init (LlmTextSinkInterface *iface)
{
  iface->append = llm_document_painter_append;
  iface->finish = llm_document_painter_finish;
  iface->reset = llm_document_painter_reset;
}

/* Pictures have come: the blocks that asked for some may look other. */
static void
pictures_changed_cb (LlmDocumentPainter *self)
{
  for (guint i = 0; i < self->painted->len; i++)
    {
      LlmPainted *painted = llm_painter_get (self, i);

      if (painted->asks)
        lay_out_again (self, i, painted->is_open);
    }
}

static gboolean
is_diagram (const char *key)
{
  return key[0] == '0' + LLM_PICTURE_DIAGRAM;
}

static void
fit_pictures (LlmDocumentPainter *self)
{
  GHashTableIter iter;
  gpointer key, paintable;

  g_hash_table_iter_init (&iter, self->paintables);
  while (g_hash_table_iter_next (&iter, &key, &paintable))
    {
      if (LLM_IS_IMAGE_PAINTABLE (paintable))
        llm_image_paintable_set_max_width (paintable, self->width);
#ifdef HAVE_TYPESET
      else if (is_diagram (key))
        llm_svg_paintable_set_max_width (paintable, self->width);
#endif
    }
}

/* Diagrams have colours of their own for light and dark. */
static gboolean
drop_diagram (gpointer key, gpointer paintable, gpointer user_data)
{
  return is_diagram (key);
}

static gboolean
refit_cb (gpointer user_data)
{
  LlmDocumentPainter *self = LLM_DOCUMENT_PAINTER (user_data);

  self->refit_id = 0;
  self->last_refit = g_get_monotonic_time ();
  llm_document_tags_set_width (self->tags, self->width);
  fit_pictures (self);
  for (guint i = 0; i < self->painted->len; i++)
    {
      LlmPainted *painted = llm_painter_get (self, i);

      if (painted->has_width)
        lay_out_again (self, i, painted->is_open);
    }
  return G_SOURCE_REMOVE;
}

static void
clear_painted (gpointer data)
{
  LlmPainted *painted = data;

  g_clear_pointer (&painted->tables, g_ptr_array_unref);
  g_clear_pointer (&painted->layout, llm_layout_free);
}

static void
llm_document_painter_dispose (GObject *object)
{
  LlmDocumentPainter *self = LLM_DOCUMENT_PAINTER (object);

  g_clear_handle_id (&self->refit_id, g_source_remove);
  if (self->pictures != NULL)
    g_signal_handlers_disconnect_by_data (self->pictures, self);
  g_clear_object (&self->highlighter);
  g_clear_object (&self->pictures);
  g_clear_object (&self->document);
  g_clear_object (&self->tags);
  g_clear_object (&self->buffer);
  g_clear_pointer (&self->measure, llm_font_measure_free);
  g_clear_weak_pointer (&self->view);

  G_OBJECT_CLASS (llm_document_painter_parent_class)->dispose (object);
}

static void
llm_document_painter_finalize (GObject *object)
{
  LlmDocumentPainter *self = LLM_DOCUMENT_PAINTER (object);

  g_array_unref (self->painted);
  g_hash_table_unref (self->paintables);

  G_OBJECT_CLASS (llm_document_painter_parent_class)->finalize (object);
}

static void
llm_document_painter_class_init (LlmDocumentPainterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_document_painter_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_document_painter_finalize;

  /**
   * LlmDocumentPainter::blocks-changed:
   * @position: the first block that is another
   * @removed: how many are gone from there
   * @added: how many are there instead
   */
  signals[SIGNAL_BLOCKS_CHANGED]
      = g_signal_new ("blocks-changed", LLM_TYPE_DOCUMENT_PAINTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
}

static void
llm_document_painter_init (LlmDocumentPainter *self)
{
  self->painted = g_array_new (FALSE, FALSE, sizeof (LlmPainted));
  g_array_set_clear_func (self->painted, clear_painted);
  self->paintables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->document = llm_document_new (LLM_MARKDOWN_ANSWER);
  self->width = 400;
}

/**
 * llm_document_painter_new:
 * @view: the view of a buffer that is empty and that nobody else changes
 * @folds: whether long blocks of code are folded at first
 *
 * Returns: (transfer full): a painter without a text
 */
LlmDocumentPainter *
llm_document_painter_new (GtkTextView *view, gboolean folds)
{
  LlmDocumentPainter *self;

  g_return_val_if_fail (GTK_IS_TEXT_VIEW (view), NULL);

  self = g_object_new (LLM_TYPE_DOCUMENT_PAINTER, NULL);
  g_set_weak_pointer (&self->view, view);
  self->buffer = g_object_ref (gtk_text_view_get_buffer (view));
  self->folds = folds;
  self->tags = llm_document_tags_new (self->buffer);
  self->highlighter = llm_code_highlighter_new (self, view);
  self->pictures
      = g_object_ref (llm_pictures_get_for_display (gtk_widget_get_display (GTK_WIDGET (view))));
  g_signal_connect_object (self->pictures, "changed", G_CALLBACK (pictures_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * llm_document_painter_set_folds:
 * @self: a painter
 * @folds: whether long blocks of code that are shown from now on are folded at first
 */
void
llm_document_painter_set_folds (LlmDocumentPainter *self, gboolean folds)
{
  g_return_if_fail (LLM_IS_DOCUMENT_PAINTER (self));
  self->folds = folds;
}

/**
 * llm_document_painter_set_width:
 * @self: a painter
 * @width: pixels there are for a line
 *
 * What depends on it is brought in line soon.
 */
void
llm_document_painter_set_width (LlmDocumentPainter *self, int width)
{
  gint64 since;

  g_return_if_fail (LLM_IS_DOCUMENT_PAINTER (self));

  width = MAX (width, 50);
  if (self->width == width)
    return;
  self->width = width;
  if (self->painted->len == 0)
    llm_document_tags_set_width (self->tags, width);
  if (self->painted->len == 0 || self->refit_id != 0)
    return;
  since = (g_get_monotonic_time () - self->last_refit) / G_TIME_SPAN_MILLISECOND;
  self->refit_id = g_timeout_add ((guint) CLAMP (REFIT_MS - since, 0, REFIT_MS), refit_cb, self);
}

/**
 * llm_document_painter_update_colors:
 * @self: a painter
 *
 * Takes the colours of the theme; to be called when it has changed.
 */
void
llm_document_painter_update_colors (LlmDocumentPainter *self)
{
  LlmDocumentColors colors = { 0 };
  gboolean was_dark;
  GHashTableIter iter;
  gpointer paintable;

  g_return_if_fail (LLM_IS_DOCUMENT_PAINTER (self));

  /* The style changes with the pointer, too; tags that are set anew are drawn anew. */
  llm_document_colors_init (&colors, GTK_WIDGET (self->view));
  if (memcmp (&colors, &self->colors, sizeof colors) == 0)
    return;
  was_dark = self->colors.is_dark;
  self->colors = colors;
  llm_document_tags_set_colors (self->tags, &self->colors);
#ifdef HAVE_TYPESET
  g_hash_table_iter_init (&iter, self->paintables);
  while (g_hash_table_iter_next (&iter, NULL, &paintable))
    {
      if (LLM_IS_SVG_PAINTABLE (paintable))
        llm_svg_paintable_set_color (paintable, &self->colors.text);
    }
#else
  (void) iter;
  (void) paintable;
#endif
  if (was_dark == self->colors.is_dark || self->painted->len == 0)
    return;
  llm_document_tags_remove_highlights (self->tags);
  llm_code_highlighter_restart (self->highlighter);
  g_hash_table_foreach_remove (self->paintables, drop_diagram, NULL);
  for (guint i = 0; i < self->painted->len; i++)
    {
      if (llm_painter_get (self, i)->has_width)
        lay_out_again (self, i, llm_painter_get (self, i)->is_open);
    }
}

/**
 * llm_document_painter_get_buffer:
 * @self: a painter
 *
 * Returns: (transfer none): the buffer it paints in
 */
GtkTextBuffer *
llm_document_painter_get_buffer (LlmDocumentPainter *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), NULL);
  return self->buffer;
}

/**
 * llm_document_painter_get_colors:
 * @self: a painter
 *
 * Returns: (transfer none): the colours of the theme
 */
const LlmDocumentColors *
llm_document_painter_get_colors (LlmDocumentPainter *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), NULL);
  return &self->colors;
}

/**
 * llm_document_painter_get_tags:
 * @self: a painter
 *
 * Returns: (transfer none): the tags of its buffer
 */
LlmDocumentTags *
llm_document_painter_get_tags (LlmDocumentPainter *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), NULL);
  return self->tags;
}

/**
 * llm_document_painter_get_em:
 * @self: a painter
 *
 * Returns: the size of the font in pixels
 */
double
llm_document_painter_get_em (LlmDocumentPainter *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), 0);
  return self->em;
}

/**
 * llm_document_painter_queue_highlighting:
 * @self: a painter
 *
 * To be called when another part is in view.
 */
void
llm_document_painter_queue_highlighting (LlmDocumentPainter *self)
{
  g_return_if_fail (LLM_IS_DOCUMENT_PAINTER (self));

  if (self->painted->len > 0)
    llm_code_highlighter_queue (self->highlighter);
}

/**
 * llm_document_painter_is_settled:
 * @self: a painter
 *
 * Returns: whether nothing is being brought in line
 */
gboolean
llm_document_painter_is_settled (LlmDocumentPainter *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), TRUE);
  return self->refit_id == 0 && llm_code_highlighter_is_idle (self->highlighter);
}

/**
 * llm_document_painter_is_folded:
 * @self: a painter
 * @block: a block
 *
 * Returns: whether it is a long block of code of which only the beginning is shown
 */
gboolean
llm_document_painter_is_folded (LlmDocumentPainter *self, guint block)
{
  const LlmPainted *painted;

  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), FALSE);
  g_return_val_if_fail (block < self->painted->len, FALSE);

  painted = llm_painter_get (self, block);
  return llm_layout_is_foldable (painted->layout)
         && (painted->fold == LLM_FOLD_FOLDED
             || (painted->fold == LLM_FOLD_DEFAULT && self->folds));
}

/**
 * llm_document_painter_set_folded:
 * @self: a painter
 * @block: a block
 * @folded: whether only its beginning is shown if it is long
 */
void
llm_document_painter_set_folded (LlmDocumentPainter *self, guint block, gboolean folded)
{
  LlmPainted *painted;

  g_return_if_fail (LLM_IS_DOCUMENT_PAINTER (self));
  g_return_if_fail (block < self->painted->len);

  painted = llm_painter_get (self, block);
  painted->fold = folded ? LLM_FOLD_FOLDED : LLM_FOLD_OPEN;
  lay_out_again (self, block, painted->is_open);
  llm_code_highlighter_queue (self->highlighter);
}
