/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-svg-paintable.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "llm-svg-source.h"

#ifdef HAVE_TYPESET
#include <librsvg/rsvg.h>
#endif

/* A formula's view box is in thousandths of an em. */
#define UNITS_PER_EM 1000.0

/* Parts of glyphs may be outside of a formula's box, by this at most (em). */
#define OVERHANG 0.5

/* The largest image that is made for the screen (px). */
#define TEXTURE_AREA_MAX (16.0 * 1000 * 1000)

struct _LlmSvgPaintable
{
  GObject parent_instance;

  GBytes *svg;
  gboolean is_formula;
  double em_px;
  double max_width;
  GdkRGBA color;
  /* In the units of the SVG. */
  graphene_rect_t view_box;
  int scale;
  /* What it is painted with: the SVG, parsed, and its image with the overhang around. */
  gpointer handle;
  GdkTexture *texture;
};

static void paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmSvgPaintable,
                               llm_svg_paintable,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

/* --- Sizes (px) --- */

static double
get_scale (LlmSvgPaintable *self)
{
  double width = (double) self->view_box.size.width;

  if (self->is_formula)
    return self->em_px / UNITS_PER_EM;
  return self->max_width > 0 && width > self->max_width ? self->max_width / width : 1.0;
}

static double
get_exact_ascent (LlmSvgPaintable *self)
{
  return self->is_formula ? -(double) self->view_box.origin.y * get_scale (self)
                          : (double) self->view_box.size.height * get_scale (self);
}

static double
get_exact_height (LlmSvgPaintable *self)
{
  return (double) self->view_box.size.height * get_scale (self);
}

static double
get_exact_width (LlmSvgPaintable *self)
{
  return (double) self->view_box.size.width * get_scale (self);
}

/* Whole pixels above and below the baseline, so that it is on a pixel whatever the size. */
static int
round_up (double px)
{
  return (int) ceil (px - 0.01);
}

static int
get_width (LlmSvgPaintable *self)
{
  return MAX (1, round_up (get_exact_width (self)));
}

static int
get_height (LlmSvgPaintable *self)
{
  return MAX (1, llm_svg_paintable_get_ascent (self) + llm_svg_paintable_get_descent (self));
}

/* --- librsvg --- */

#ifdef HAVE_TYPESET

static RsvgHandle *
load (GBytes *svg, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (svg, &size);
  RsvgHandle *handle;

  /* No helper declares anything, and entities are only good for bombs. */
  if (size == 0 || g_strstr_len ((const char *) data, (gssize) size, "<!") != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _ ("The picture is damaged"));
      return NULL;
    }
  handle = rsvg_handle_new_from_data (data, size, error);
  /* The units are pixels. */
  if (handle != NULL)
    rsvg_handle_set_dpi (handle, 96);
  return handle;
}

static gboolean
read_view_box (LlmSvgPaintable *self)
{
  RsvgRectangle box;
  gboolean has_box;

  rsvg_handle_get_intrinsic_dimensions (self->handle, NULL, NULL, NULL, NULL, &has_box, &box);
  if (!has_box)
    return FALSE;
  graphene_rect_init (&self->view_box, (float) box.x, (float) box.y, (float) box.width,
                      (float) box.height);
  return isfinite (box.x) && isfinite (box.y) && box.width > 0 && box.height > 0
         && isfinite (box.width) && isfinite (box.height);
}

static gboolean
set_stylesheet (gpointer handle, gboolean is_formula, const GdkRGBA *color, GError **error)
{
  g_autofree char *css = NULL;

  if (!is_formula)
    return TRUE;
  css = g_strdup_printf ("svg{color:#%02x%02x%02x%02x}", (guint) lrintf (color->red * 255),
                         (guint) lrintf (color->green * 255), (guint) lrintf (color->blue * 255),
                         (guint) lrintf (color->alpha * 255));
  return rsvg_handle_set_stylesheet (handle, (const guint8 *) css, strlen (css), error);
}

static gboolean
draw (gpointer handle, cairo_t *cr, double width, double height, GError **error)
{
  RsvgRectangle viewport = { 0, 0, width, height };

  return rsvg_handle_render_document (handle, cr, &viewport, error);
}

#else

static gpointer
load (GBytes *svg, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _ ("This build of LLMSelect cannot draw it"));
  return NULL;
}

static gboolean
read_view_box (LlmSvgPaintable *self)
{
  return FALSE;
}

static gboolean
set_stylesheet (gpointer handle, gboolean is_formula, const GdkRGBA *color, GError **error)
{
  return TRUE;
}

static gboolean
draw (gpointer handle, cairo_t *cr, double width, double height, GError **error)
{
  return FALSE;
}

#endif

/* --- Painting --- */

static int
get_overhang (LlmSvgPaintable *self)
{
  return self->is_formula ? (int) ceil (OVERHANG * self->em_px) : 0;
}

static GdkTexture *
texture_new_from_surface (cairo_surface_t *surface)
{
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (
      cairo_image_surface_get_data (surface), stride * (gsize) height,
      (GDestroyNotify) cairo_surface_destroy, cairo_surface_reference (surface));
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

/* Drawing takes up to some milliseconds, replaying a recording of it hardly less, an
 * image one microsecond; and a text that scrolls paints its pictures in every frame. */
static void
make_texture (LlmSvgPaintable *self)
{
  g_autoptr (GError) error = NULL;
  int overhang = get_overhang (self);
  double width = get_width (self) + 2 * overhang;
  double height = get_height (self) + 2 * overhang;
  double scale = MIN (self->scale, sqrt (TEXTURE_AREA_MAX / (width * height)));
  double top = llm_svg_paintable_get_ascent (self) - get_exact_ascent (self);
  cairo_surface_t *surface;
  cairo_t *cr;

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width * scale),
                                        (int) ceil (height * scale));
  cr = cairo_create (surface);
  cairo_scale (cr, cairo_image_surface_get_width (surface) / width,
               cairo_image_surface_get_height (surface) / height);
  cairo_translate (cr, overhang, overhang + top);
  if (draw (self->handle, cr, get_exact_width (self), get_exact_height (self), &error))
    self->texture = texture_new_from_surface (surface);
  else
    g_debug ("Cannot draw a picture: %s", error->message);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
llm_svg_paintable_snapshot (GdkPaintable *paintable,
                            GdkSnapshot *snapshot,
                            double width,
                            double height)
{
  LlmSvgPaintable *self = LLM_SVG_PAINTABLE (paintable);
  double x_scale = width / get_width (self);
  double y_scale = height / get_height (self);
  int overhang = get_overhang (self);
  graphene_rect_t bounds;

  if (self->texture == NULL)
    make_texture (self);
  if (self->texture == NULL)
    return;
  graphene_rect_init (&bounds, (float) (-overhang * x_scale), (float) (-overhang * y_scale),
                      (float) ((get_width (self) + 2 * overhang) * x_scale),
                      (float) ((get_height (self) + 2 * overhang) * y_scale));
  gtk_snapshot_append_texture (snapshot, self->texture, &bounds);
}

static int
llm_svg_paintable_get_intrinsic_width (GdkPaintable *paintable)
{
  return get_width (LLM_SVG_PAINTABLE (paintable));
}

static int
llm_svg_paintable_get_intrinsic_height (GdkPaintable *paintable)
{
  return get_height (LLM_SVG_PAINTABLE (paintable));
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = llm_svg_paintable_snapshot;
  iface->get_intrinsic_width = llm_svg_paintable_get_intrinsic_width;
  iface->get_intrinsic_height = llm_svg_paintable_get_intrinsic_height;
}

static gboolean
is_size_sane (LlmSvgPaintable *self)
{
  return get_exact_width (self) <= LLM_SVG_PAINTABLE_SIZE_MAX
         && get_exact_height (self) <= LLM_SVG_PAINTABLE_SIZE_MAX
         && fabs (get_exact_ascent (self)) <= LLM_SVG_PAINTABLE_SIZE_MAX;
}

/* --- The object --- */

static void
llm_svg_paintable_finalize (GObject *object)
{
  LlmSvgPaintable *self = LLM_SVG_PAINTABLE (object);

  g_clear_object (&self->texture);
  g_clear_object (&self->handle);
  g_bytes_unref (self->svg);

  G_OBJECT_CLASS (llm_svg_paintable_parent_class)->finalize (object);
}

static void
llm_svg_paintable_class_init (LlmSvgPaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_svg_paintable_finalize;
}

/* The most pixels that any monitor has for one of the window's. */
static int
get_display_scale (void)
{
  GListModel *monitors = gdk_display_get_monitors (gdk_display_get_default ());
  int scale = 1;

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

      scale = MAX (scale, gdk_monitor_get_scale_factor (monitor));
    }
  return scale;
}

static void
llm_svg_paintable_init (LlmSvgPaintable *self)
{
  self->scale = get_display_scale ();
  self->em_px = 16;
  self->color = (GdkRGBA){ 0, 0, 0, 1 };
}

/* @self is taken. */
static LlmSvgPaintable *
set_up (LlmSvgPaintable *self, GError **error)
{
  self->handle = load (self->svg, error);
  if (self->handle != NULL && (!read_view_box (self) || !is_size_sane (self)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _ ("The picture has no size, or one that is too large"));
      g_clear_object (&self->handle);
    }
  if (self->handle == NULL || !set_stylesheet (self->handle, self->is_formula, &self->color, error))
    {
      g_object_unref (self);
      return NULL;
    }
  return self;
}

/**
 * llm_svg_paintable_new_formula:
 * @svg: a formula from #LlmTypesetter
 * @em_px: the size of the font around it (px)
 * @color: the colour of the text around it
 * @error: return location for an error
 *
 * Returns: (transfer full): a formula to paint, or NULL if @svg is not one, or too large
 */
LlmSvgPaintable *
llm_svg_paintable_new_formula (GBytes *svg, double em_px, const GdkRGBA *color, GError **error)
{
  LlmSvgPaintable *self;

  g_return_val_if_fail (svg != NULL && color != NULL, NULL);
  g_return_val_if_fail (em_px > 0, NULL);

  self = g_object_new (LLM_TYPE_SVG_PAINTABLE, NULL);
  self->svg = g_bytes_ref (svg);
  self->is_formula = TRUE;
  self->em_px = em_px;
  self->color = *color;
  return set_up (self, error);
}

/**
 * llm_svg_paintable_new_diagram:
 * @svg: a diagram from #LlmTypesetter
 * @max_width: the room that it has (px), or 0 for as much as it wants
 * @error: return location for an error
 *
 * Returns: (transfer full): a diagram to paint, or NULL if @svg is not one, or too large
 */
LlmSvgPaintable *
llm_svg_paintable_new_diagram (GBytes *svg, double max_width, GError **error)
{
  LlmSvgPaintable *self;

  g_return_val_if_fail (svg != NULL, NULL);
  g_return_val_if_fail (max_width >= 0, NULL);

  self = g_object_new (LLM_TYPE_SVG_PAINTABLE, NULL);
  self->svg = g_bytes_ref (svg);
  self->max_width = max_width;
  return set_up (self, error);
}

static void
invalidate (LlmSvgPaintable *self, gboolean has_new_size)
{
  g_clear_object (&self->texture);
  if (has_new_size)
    gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

/**
 * llm_svg_paintable_set_em:
 * @self: a formula
 * @em_px: the size of the font around it (px)
 *
 * A size at which the formula would be too large to paint is ignored.
 */
void
llm_svg_paintable_set_em (LlmSvgPaintable *self, double em_px)
{
  double before;

  g_return_if_fail (LLM_IS_SVG_PAINTABLE (self));
  g_return_if_fail (self->is_formula && em_px > 0);

  if (self->em_px == em_px)
    return;
  before = self->em_px;
  self->em_px = em_px;
  if (is_size_sane (self))
    invalidate (self, TRUE);
  else
    self->em_px = before;
}

/**
 * llm_svg_paintable_set_color:
 * @self: a formula
 * @color: the colour of the text around it
 */
void
llm_svg_paintable_set_color (LlmSvgPaintable *self, const GdkRGBA *color)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (LLM_IS_SVG_PAINTABLE (self));
  g_return_if_fail (self->is_formula && color != NULL);

  if (gdk_rgba_equal (&self->color, color))
    return;
  self->color = *color;
  if (!set_stylesheet (self->handle, TRUE, color, &error))
    g_debug ("Cannot colour a formula: %s", error->message);
  invalidate (self, FALSE);
}

/**
 * llm_svg_paintable_set_max_width:
 * @self: a diagram
 * @max_width: the room that it has (px), or 0 for as much as it wants
 */
void
llm_svg_paintable_set_max_width (LlmSvgPaintable *self, double max_width)
{
  double before;
  double scale_before;

  g_return_if_fail (LLM_IS_SVG_PAINTABLE (self));
  g_return_if_fail (!self->is_formula && max_width >= 0);

  before = self->max_width;
  scale_before = get_scale (self);
  self->max_width = max_width;
  if (!is_size_sane (self))
    self->max_width = before;
  else if (get_scale (self) != scale_before)
    invalidate (self, TRUE);
}

/**
 * llm_svg_paintable_set_scale:
 * @self: a #LlmSvgPaintable
 * @scale: the pixels of the display for each px, as gtk_widget_get_scale_factor() has it
 *
 * Without this, the largest scale of the display's monitors.
 */
void
llm_svg_paintable_set_scale (LlmSvgPaintable *self, int scale)
{
  g_return_if_fail (LLM_IS_SVG_PAINTABLE (self));
  g_return_if_fail (scale > 0);

  if (self->scale == scale)
    return;
  self->scale = scale;
  invalidate (self, FALSE);
}

/**
 * llm_svg_paintable_get_ascent:
 * @self: a #LlmSvgPaintable
 *
 * Returns: how much of it is above the baseline (px); all of a diagram
 */
int
llm_svg_paintable_get_ascent (LlmSvgPaintable *self)
{
  g_return_val_if_fail (LLM_IS_SVG_PAINTABLE (self), 0);

  return round_up (get_exact_ascent (self));
}

/**
 * llm_svg_paintable_get_descent:
 * @self: a #LlmSvgPaintable
 *
 * In a text, the character of the paintable wants a rise of
 * `-descent * PANGO_SCALE` for its baseline to be that of the text.
 *
 * Returns: how much of it is below the baseline (px); negative if it ends above
 */
int
llm_svg_paintable_get_descent (LlmSvgPaintable *self)
{
  g_return_val_if_fail (LLM_IS_SVG_PAINTABLE (self), 0);

  return round_up (get_exact_height (self) - get_exact_ascent (self));
}

/**
 * llm_svg_paintable_get_view_box:
 * @self: a #LlmSvgPaintable
 * @view_box: (out caller-allocates): its own place and size, in the units of the SVG
 */
void
llm_svg_paintable_get_view_box (LlmSvgPaintable *self, graphene_rect_t *view_box)
{
  g_return_if_fail (LLM_IS_SVG_PAINTABLE (self));
  g_return_if_fail (view_box != NULL);

  *view_box = self->view_box;
}

/* --- Drawing in threads --- */

typedef struct
{
  GBytes *svg;
  gboolean is_formula;
  GdkRGBA color;
  GdkRGBA background;
  /* All of the picture (px), and what of it is wanted. */
  double width;
  double height;
  GdkRectangle area;
} DrawJob;

static void
draw_job_free (DrawJob *job)
{
  g_bytes_unref (job->svg);
  g_free (job);
}

/* The parsed SVG of the paintable belongs to the main thread, so a thread has its own. */
static cairo_surface_t *
draw_job (const DrawJob *job, gboolean is_part, GError **error)
{
  g_autoptr (GBytes) svg
      = is_part ? llm_svg_source_cut_out (job->svg, job->width, job->height, &job->area, error)
                : g_bytes_ref (job->svg);
  g_autoptr (GObject) handle = svg != NULL ? (GObject *) load (svg, error) : NULL;
  cairo_surface_t *surface;
  cairo_t *cr;
  gboolean is_drawn;

  if (handle == NULL || !set_stylesheet (handle, job->is_formula, &job->color, error))
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, job->area.width, job->area.height);
  cr = cairo_create (surface);
  gdk_cairo_set_source_rgba (cr, &job->background);
  cairo_paint (cr);
  is_drawn = is_part ? draw (handle, cr, job->area.width, job->area.height, error)
                     : draw (handle, cr, job->width, job->height, error);
  cairo_destroy (cr);
  if (!is_drawn)
    g_clear_pointer (&surface, cairo_surface_destroy);
  return surface;
}

static DrawJob *
draw_job_new (LlmSvgPaintable *self, double scale, const GdkRGBA *background)
{
  DrawJob *job = g_new0 (DrawJob, 1);

  job->svg = g_bytes_ref (self->svg);
  job->is_formula = self->is_formula;
  job->color = self->color;
  if (background != NULL)
    job->background = *background;
  job->width = (double) self->view_box.size.width * scale;
  job->height = (double) self->view_box.size.height * scale;
  return job;
}

static void
draw_area_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface;

  if (g_task_return_error_if_cancelled (task))
    return;
  surface = draw_job (data, TRUE, &error);
  if (surface == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_task_return_pointer (task, texture_new_from_surface (surface), g_object_unref);
  cairo_surface_destroy (surface);
}

/**
 * llm_svg_paintable_draw_area_async:
 * @self: a diagram
 * @scale: the pixels of the image for each pixel of the diagram's own size
 * @area: which part of what the image would then be
 * @background: (nullable): what is behind the diagram; NULL for nothing
 * @cancellable: (nullable): a #GCancellable
 * @callback: called once
 * @user_data: data for @callback
 *
 * Draws a part of the diagram, in a thread.
 */
void
llm_svg_paintable_draw_area_async (LlmSvgPaintable *self,
                                   double scale,
                                   const GdkRectangle *area,
                                   const GdkRGBA *background,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  DrawJob *job;

  g_return_if_fail (LLM_IS_SVG_PAINTABLE (self));
  g_return_if_fail (!self->is_formula && scale > 0);
  g_return_if_fail (area != NULL && area->width > 0 && area->height > 0);

  job = draw_job_new (self, scale, background);
  job->area = *area;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_svg_paintable_draw_area_async);
  g_task_set_task_data (task, job, (GDestroyNotify) draw_job_free);
  g_task_run_in_thread (task, draw_area_thread);
}

/**
 * llm_svg_paintable_draw_area_finish:
 * @self: a diagram
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the image
 */
GdkTexture *
llm_svg_paintable_draw_area_finish (LlmSvgPaintable *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Saving --- */

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
encode (cairo_surface_t *surface, GError **error)
{
  g_autoptr (GByteArray) png = g_byte_array_new ();
  cairo_status_t status = cairo_surface_write_to_png_stream (surface, write_cb, png);

  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&png));
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The image cannot be written: %s"),
               cairo_status_to_string (status));
  return NULL;
}

static void
save_png_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = draw_job (data, FALSE, &error);
  GBytes *png = NULL;

  if (surface != NULL)
    {
      png = encode (surface, &error);
      cairo_surface_destroy (surface);
    }
  if (png != NULL)
    g_task_return_pointer (task, png, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * llm_svg_paintable_save_png_async:
 * @self: a #LlmSvgPaintable
 * @scale: the pixels of the image for each pixel of the picture's own size, which for a
 *   diagram is that without a maximum width
 * @background: (nullable): what is behind the picture; NULL for nothing
 * @cancellable: (nullable): a #GCancellable
 * @callback: called once
 * @user_data: data for @callback
 *
 * Makes an image for a file or the clipboard, in a thread.
 */
void
llm_svg_paintable_save_png_async (LlmSvgPaintable *self,
                                  double scale,
                                  const GdkRGBA *background,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  DrawJob *job;

  g_return_if_fail (LLM_IS_SVG_PAINTABLE (self));
  g_return_if_fail (scale > 0);

  job = draw_job_new (self, self->is_formula ? get_scale (self) * scale : scale, background);
  job->area.width = (int) ceil (MIN (job->width, LLM_SVG_PAINTABLE_SIZE_MAX));
  job->area.height = (int) ceil (MIN (job->height, LLM_SVG_PAINTABLE_SIZE_MAX));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_svg_paintable_save_png_async);
  g_task_set_task_data (task, job, (GDestroyNotify) draw_job_free);
  if (job->width > LLM_SVG_PAINTABLE_SIZE_MAX || job->height > LLM_SVG_PAINTABLE_SIZE_MAX
      || job->width * job->height > LLM_SVG_PAINTABLE_AREA_MAX)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s",
                             _ ("The image would be too large"));
  else
    g_task_run_in_thread (task, save_png_thread);
}

/**
 * llm_svg_paintable_save_png_finish:
 * @self: a #LlmSvgPaintable
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the image, a PNG file
 */
GBytes *
llm_svg_paintable_save_png_finish (LlmSvgPaintable *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
