/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diagram-window-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include "llm-code-window.h"
#include "llm-compat.h"
#include "llm-diagram-view.h"
#include "llm-file.h"
#include "llm-svg-source.h"

/* The pixels of an image for each of the diagram's own size. */
#define IMAGE_SCALE 2.0

struct _LlmDiagramWindow
{
  AdwWindow parent_instance;

  GBytes *svg;
  char *source;
  LlmSvgPaintable *picture;
  GdkRGBA background;

  GCancellable *cancellable; /* that of the window */
  GCancellable *copying;     /* of the last image that is to be copied */
  GtkFileChooserNative *chooser;
  LlmDiagramFormat format;
  guint scale_id;

  GtkWidget *window_title;
  GtkWidget *toast_overlay;
  GtkWidget *view;
};

G_DEFINE_FINAL_TYPE (LlmDiagramWindow, llm_diagram_window, ADW_TYPE_WINDOW)

/* A toast's title is markup, names of files are text. */
static void G_GNUC_PRINTF (2, 3) tell (LlmDiagramWindow *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *title = NULL;
  va_list args;

  /* A window that is closed has nobody to tell it to. */
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  title = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toast_overlay), adw_toast_new (title));
  llm_compat_announce (GTK_WIDGET (self), text, FALSE);
}

/* --- Zoom --- */

static void
update_scale (LlmDiagramWindow *self)
{
  LlmZoomView *view = LLM_ZOOM_VIEW (self->view);
  const double scale = llm_zoom_view_get_scale (view);
  g_autofree char *text = NULL;

  /* Translators: how large a diagram is shown, in per cent of its own size. */
  text = g_strdup_printf (_ ("%d %%"), MAX (1, (int) lround (scale * 100)));
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->window_title), text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "diagram.zoom-in",
                                 scale < LLM_ZOOM_VIEW_SCALE_MAX);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "diagram.zoom-out",
                                 scale > llm_zoom_view_get_scale_min (view));
}

static gboolean
scale_cb (gpointer user_data)
{
  LlmDiagramWindow *self = LLM_DIAGRAM_WINDOW (user_data);

  self->scale_id = 0;
  update_scale (self);
  return G_SOURCE_REMOVE;
}

/* While sizes are given, no text may change. */
static void
queue_update_scale (LlmDiagramWindow *self)
{
  if (self->scale_id == 0)
    self->scale_id = g_idle_add (scale_cb, self);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmDiagramWindow *self = LLM_DIAGRAM_WINDOW (widget);
  LlmZoomView *view = LLM_ZOOM_VIEW (self->view);

  if (g_str_equal (name, "diagram.zoom-fit"))
    llm_zoom_view_fit (view);
  else
    llm_zoom_view_zoom (view, g_str_equal (name, "diagram.zoom-in") ? 1 : -1);
  update_scale (self);
  llm_compat_announce (
      widget, adw_window_title_get_subtitle (ADW_WINDOW_TITLE (self->window_title)), FALSE);
}

/* --- Copying --- */

/* As sharp as fits into an image. */
static double
get_image_scale (LlmDiagramWindow *self)
{
  graphene_rect_t box;
  double width, height, scale;

  llm_svg_paintable_get_view_box (self->picture, &box);
  width = (double) box.size.width;
  height = (double) box.size.height;
  scale = MIN (LLM_SVG_PAINTABLE_SIZE_MAX / MAX (width, height),
               sqrt (LLM_SVG_PAINTABLE_AREA_MAX / width / height));
  /* Just within, whatever rounding does. */
  return MIN (IMAGE_SCALE, scale * 0.999);
}

static void
forget_copying (LlmDiagramWindow *self)
{
  g_cancellable_cancel (self->copying);
  g_clear_object (&self->copying);
}

static void
copy_source_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmDiagramWindow *self = LLM_DIAGRAM_WINDOW (widget);

  forget_copying (self);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->source);
  tell (self, "%s", _ ("Source copied"));
}

static void
copy_image_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmDiagramWindow) self = LLM_DIAGRAM_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png
      = llm_svg_paintable_save_png_finish (LLM_SVG_PAINTABLE (source), result, &error);
  GdkContentProvider *providers[2];
  g_autoptr (GdkContentProvider) both = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->copying);
  if (png == NULL)
    {
      tell (self, _ ("The diagram could not be copied: %s"), error->message);
      return;
    }
  providers[0] = gdk_content_provider_new_for_bytes ("image/png", png);
  providers[1] = gdk_content_provider_new_typed (G_TYPE_STRING, self->source);
  both = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), both);
  tell (self, "%s", _ ("Image copied"));
}

static void
copy_image_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmDiagramWindow *self = LLM_DIAGRAM_WINDOW (widget);

  forget_copying (self);
  self->copying = g_cancellable_new ();
  llm_svg_paintable_save_png_async (self->picture, get_image_scale (self), &self->background,
                                    self->copying, copy_image_cb, g_object_ref (self));
}

/* --- Saving --- */

typedef struct
{
  LlmDiagramWindow *self;
  GFile *file;
} Saving;

static void
saving_finish (Saving *saving, const GError *error)
{
  g_autofree char *path = g_file_get_parse_name (saving->file);
  g_autofree char *name = g_path_get_basename (path);

  if (error != NULL)
    tell (saving->self, _ ("“%s” could not be saved: %s"), name, error->message);
  else
    tell (saving->self, _ ("Saved as “%s”"), name);
  g_object_unref (saving->self);
  g_object_unref (saving->file);
  g_free (saving);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  llm_file_write_bytes_finish (G_FILE (source), result, &error);
  saving_finish (user_data, error);
}

/* Goes on when the window is closed: nobody wants half a file. */
static void
write_file (Saving *saving, GBytes *bytes)
{
  llm_file_write_bytes_async (saving->file, FALSE, bytes, NULL, written_cb, saving);
}

static void
png_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png
      = llm_svg_paintable_save_png_finish (LLM_SVG_PAINTABLE (source), result, &error);

  if (png != NULL)
    write_file (saving, png);
  else
    saving_finish (saving, error);
}

/**
 * llm_diagram_window_save:
 * @self: a window
 * @file: where to
 * @format: as what
 *
 * Saves the diagram and tells what became of it.
 */
void
llm_diagram_window_save (LlmDiagramWindow *self, GFile *file, LlmDiagramFormat format)
{
  Saving *saving;

  g_return_if_fail (LLM_IS_DIAGRAM_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  saving = g_new0 (Saving, 1);
  saving->self = g_object_ref (self);
  saving->file = g_object_ref (file);
  if (format == LLM_DIAGRAM_PNG)
    llm_svg_paintable_save_png_async (self->picture, get_image_scale (self), &self->background,
                                      NULL, png_cb, saving);
  else
    {
      graphene_rect_t box;
      g_autoptr (GBytes) svg = NULL;

      llm_svg_paintable_get_view_box (self->picture, &box);
      svg = llm_svg_source_add_background (self->svg, &box, &self->background);
      write_file (saving, svg);
    }
}

static void
response_cb (LlmDiagramWindow *self, int response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (file != NULL)
    llm_diagram_window_save (self, file, self->format);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmDiagramWindow *self = LLM_DIAGRAM_WINDOW (widget);
  const gboolean is_png = g_str_equal (name, "diagram.save-png");
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autofree char *file_name = NULL;

  self->format = is_png ? LLM_DIAGRAM_PNG : LLM_DIAGRAM_SVG;
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
      is_png ? _ ("Save the diagram as PNG") : _ ("Save the diagram as SVG"), GTK_WINDOW (self),
      GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (filter, is_png ? _ ("PNG images") : _ ("SVG images"));
  gtk_file_filter_add_mime_type (filter, is_png ? "image/png" : "image/svg+xml");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  /* Translators: the name of a file, as long as the user writes no other. */
  file_name = g_strconcat (_ ("diagram"), is_png ? ".png" : ".svg", NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), file_name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* --- The object --- */

static void
show_source_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmDiagramWindow *self = LLM_DIAGRAM_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (
      llm_code_window_new (GTK_WINDOW (self), _ ("Source of the diagram"), NULL, self->source)));
}

static void
llm_diagram_window_dispose (GObject *object)
{
  LlmDiagramWindow *self = LLM_DIAGRAM_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  forget_copying (self);
  g_clear_handle_id (&self->scale_id, g_source_remove);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_DIAGRAM_WINDOW);

  G_OBJECT_CLASS (llm_diagram_window_parent_class)->dispose (object);
}

static void
llm_diagram_window_finalize (GObject *object)
{
  LlmDiagramWindow *self = LLM_DIAGRAM_WINDOW (object);

  g_clear_pointer (&self->svg, g_bytes_unref);
  g_free (self->source);
  g_clear_object (&self->picture);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (llm_diagram_window_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, GDK_CONTROL_MASK, "diagram.zoom-in" },
    { GDK_KEY_equal, GDK_CONTROL_MASK, "diagram.zoom-in" },
    { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "diagram.zoom-in" },
    { GDK_KEY_minus, GDK_CONTROL_MASK, "diagram.zoom-out" },
    { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "diagram.zoom-out" },
    { GDK_KEY_0, GDK_CONTROL_MASK, "diagram.zoom-fit" },
    { GDK_KEY_KP_0, GDK_CONTROL_MASK, "diagram.zoom-fit" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "diagram.copy-image" },
    { GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "diagram.copy-source" },
    { GDK_KEY_s, GDK_CONTROL_MASK, "diagram.save-svg" },
    { GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "diagram.save-png" },
    { GDK_KEY_Escape, 0, "window.close" },
    { GDK_KEY_w, GDK_CONTROL_MASK, "window.close" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].modifiers,
                                         keys[i].action, NULL);
}

static void
llm_diagram_window_class_init (LlmDiagramWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_diagram_window_dispose;
  object_class->finalize = llm_diagram_window_finalize;

  g_type_ensure (LLM_TYPE_DIAGRAM_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-diagram-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmDiagramWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, LlmDiagramWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, LlmDiagramWindow, view);
  gtk_widget_class_bind_template_callback (widget_class, queue_update_scale);

  gtk_widget_class_install_action (widget_class, "diagram.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "diagram.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "diagram.zoom-fit", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "diagram.copy-image", NULL, copy_image_action);
  gtk_widget_class_install_action (widget_class, "diagram.copy-source", NULL, copy_source_action);
  gtk_widget_class_install_action (widget_class, "diagram.save-svg", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "diagram.save-png", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "diagram.show-source", NULL, show_source_action);
  add_keys (widget_class);
}

static void
llm_diagram_window_init (LlmDiagramWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * llm_diagram_window_new:
 * @parent: (nullable): the window that it is opened from
 * @svg: a diagram that #LlmTypesetter has made for the current style, light or dark
 * @source: what it was made of
 * @error: return location for an error
 *
 * Returns: (transfer none) (nullable): a window that is not shown yet, or NULL if the diagram
 *   cannot be shown
 */
GtkWidget *
llm_diagram_window_new (GtkWindow *parent, GBytes *svg, const char *source, GError **error)
{
  LlmDiagramWindow *self;
  g_autoptr (LlmSvgPaintable) picture = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (svg != NULL && source != NULL, NULL);

  picture = llm_svg_paintable_new_diagram (svg, 0, error);
  if (picture == NULL)
    return NULL;
  self = g_object_new (LLM_TYPE_DIAGRAM_WINDOW, "transient-for", parent, NULL);
  self->svg = g_bytes_ref (svg);
  self->source = g_strdup (source);
  self->picture = g_steal_pointer (&picture);
  /* What the helper has drawn it for, also when the style changes later. */
  gdk_rgba_parse (&self->background, adw_style_manager_get_dark (adw_style_manager_get_default ())
                                         ? "#242424"
                                         : "#ffffff");
  llm_diagram_view_set_picture (LLM_DIAGRAM_VIEW (self->view), self->picture, &self->background);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  source, -1);
  gtk_widget_grab_focus (self->view);
  return GTK_WIDGET (self);
}
