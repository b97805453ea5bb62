/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-window-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "llm-compat.h"
#include "llm-image-texture.h"
#include "llm-image-verbs.h"
#include "llm-image-view.h"

/* The longest side of what is kept of the images before and after the one that is shown,
 * and the least that one is decoded with (px). */
#define SMALL_SIDE 512

struct _LlmImageWindow
{
  AdwWindow parent_instance;

  LlmImages *images;
  GPtrArray *list; /* LlmImage */
  guint position;

  /* By the position: small ones of those that are close, and whether they cannot be had. */
  GdkTexture **small;
  gboolean *failed;

  guint side;         /* that the shown texture was asked for with, 0 without one */
  gboolean is_broken; /* whether it cannot be had any larger */

  GCancellable *loading; /* NULL while nothing is */
  GCancellable *copying; /* of the last image that is to be copied */
  gboolean is_closed;
  guint update_id;

  GtkWidget *window_title;
  GtkWidget *toast_overlay;
  GtkWidget *stack;
  GtkWidget *error_page;
  GtkWidget *spinner;
  GtkWidget *view;
  GtkWidget *alt_label;
  GtkWidget *facts_label;
  GtkWidget *previous_button;
  GtkWidget *next_button;
  GtkWidget *menu_button;
  GtkWidget *menu; /* made when first needed */
};

G_DEFINE_FINAL_TYPE (LlmImageWindow, llm_image_window, ADW_TYPE_WINDOW)

static LlmImage *
get_image (LlmImageWindow *self)
{
  return self->list->pdata[self->position];
}

/* A toast's title is markup, names of files are text; @text is taken. */
static void
tell (LlmImageWindow *self, char *text)
{
  g_autofree char *title = NULL;

  if (text != NULL && !self->is_closed)
    {
      title = g_markup_escape_text (text, -1);
      adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toast_overlay), adw_toast_new (title));
      llm_compat_announce (GTK_WIDGET (self), text, FALSE);
    }
  g_free (text);
}

/* --- Zoom --- */

static void
update_scale (LlmImageWindow *self)
{
  LlmZoomView *view = LLM_ZOOM_VIEW (self->view);
  const double scale = llm_zoom_view_get_scale (view);
  const gboolean is_shown = llm_image_view_get_texture (LLM_IMAGE_VIEW (self->view)) != NULL;
  const int percent = MAX (1, (int) lround (scale * 100));
  g_autofree char *text = NULL;

  /* What is not there has no size. */
  if (self->is_broken && !is_shown)
    /* Translators: which of how many images */
    text = g_strdup_printf (_ ("%u of %u"), self->position + 1, self->list->len);
  else if (self->list->len > 1)
    /* Translators: which of how many images, and how large it is in per cent of its size */
    text = g_strdup_printf (_ ("%u of %u · %d %%"), self->position + 1, self->list->len, percent);
  else
    text = g_strdup_printf (_ ("%d %%"), percent);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->window_title), text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.zoom-in",
                                 is_shown && scale < LLM_ZOOM_VIEW_SCALE_MAX);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.zoom-out",
                                 is_shown && scale > llm_zoom_view_get_scale_min (view));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.zoom-fit", is_shown);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.zoom-original", is_shown);
}

static void load (LlmImageWindow *self);

static gboolean
update_cb (gpointer user_data)
{
  LlmImageWindow *self = LLM_IMAGE_WINDOW (user_data);

  self->update_id = 0;
  update_scale (self);
  load (self);
  return G_SOURCE_REMOVE;
}

/* While sizes are given, no text may change. */
static void
queue_update (LlmImageWindow *self)
{
  if (self->update_id == 0 && !self->is_closed && self->list != NULL)
    self->update_id = g_idle_add (update_cb, self);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmImageWindow *self = LLM_IMAGE_WINDOW (widget);
  LlmZoomView *view = LLM_ZOOM_VIEW (self->view);

  if (g_str_equal (name, "image.zoom-fit"))
    llm_zoom_view_fit (view);
  else if (g_str_equal (name, "image.zoom-original"))
    llm_zoom_view_zoom_to (view, 1);
  else
    llm_zoom_view_zoom (view, g_str_equal (name, "image.zoom-in") ? 1 : -1);
  update_scale (self);
  llm_compat_announce (
      widget, adw_window_title_get_subtitle (ADW_WINDOW_TITLE (self->window_title)), FALSE);
}

/* --- Loading: what is shown first, then what may be shown next --- */

typedef struct
{
  LlmImageWindow *self;
  GCancellable *cancellable;
  guint position;
  guint side;
} Load;

static void
load_free (Load *load)
{
  g_object_unref (load->self);
  g_object_unref (load->cancellable);
  g_free (load);
}

/* One of few sizes, so that zooming does not decode at each step. */
static guint
get_wanted_side (LlmImageWindow *self)
{
  const LlmImageFacts *facts = llm_image_get_facts (get_image (self));
  const guint longest = MIN (MAX (facts->width, facts->height), LLM_IMAGE_TEXTURE_SIDE_MAX);
  const guint shown = llm_image_view_get_shown_side (LLM_IMAGE_VIEW (self->view));
  guint side = SMALL_SIDE;

  while (side < shown)
    side *= 2;
  return MIN (side, MAX (1, longest));
}

static void
show_texture (LlmImageWindow *self, GdkTexture *texture, guint side)
{
  self->side = side;
  llm_image_view_set_texture (LLM_IMAGE_VIEW (self->view), texture);
  gtk_widget_hide (self->spinner);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  update_scale (self);
}

static void
show_error (LlmImageWindow *self, const char *message)
{
  g_autofree char *markup = g_markup_escape_text (message, -1);
  gboolean had_focus;

  adw_status_page_set_description (ADW_STATUS_PAGE (self->error_page), markup);
  had_focus = gtk_widget_get_focus_child (self->stack) != NULL;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "error");
  if (had_focus)
    gtk_widget_grab_focus (self->error_page);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->error_page),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message, -1);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.copy", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.save", FALSE);
  update_scale (self);
  llm_compat_announce (GTK_WIDGET (self), message, FALSE);
}

static void
take_texture (LlmImageWindow *self, const Load *done, GdkTexture *texture)
{
  if (done->side <= SMALL_SIDE)
    g_set_object (&self->small[done->position], texture);
  if (done->position == self->position && done->side > self->side)
    show_texture (self, texture, done->side);
}

static void
take_error (LlmImageWindow *self, const Load *done, const GError *error)
{
  self->failed[done->position] = TRUE;
  if (done->position != self->position)
    return;
  g_debug ("Cannot show an image: %s", error->message);
  /* One that could be shown stays, if not as sharp as it could be. */
  self->is_broken = TRUE;
  if (self->side == 0)
    show_error (self, error->message);
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Load *done = user_data;
  LlmImageWindow *self = done->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImagePixels) pixels
      = llm_images_decode_finish (LLM_IMAGES (source), result, &error);
  g_autoptr (GdkTexture) texture = NULL;

  if (!g_cancellable_is_cancelled (done->cancellable))
    {
      g_clear_object (&self->loading);
      if (pixels != NULL)
        {
          texture = llm_image_texture_new (pixels);
          take_texture (self, done, texture);
        }
      else
        take_error (self, done, error);
      load (self);
    }
  load_free (done);
}

static void
decode (LlmImageWindow *self, guint position, guint side)
{
  Load *next = g_new0 (Load, 1);

  self->loading = g_cancellable_new ();
  next->self = g_object_ref (self);
  next->cancellable = g_object_ref (self->loading);
  next->position = position;
  next->side = side;
  llm_images_decode_async (self->images, llm_image_get_hash (self->list->pdata[position]), side,
                           self->loading, decoded_cb, next);
}

static gboolean
load_small (LlmImageWindow *self, guint position)
{
  if (position >= self->list->len || self->small[position] != NULL || self->failed[position])
    return FALSE;
  decode (self, position, SMALL_SIDE);
  return TRUE;
}

/* One after the other. */
static void
load (LlmImageWindow *self)
{
  const guint side = get_wanted_side (self);

  if (self->loading != NULL || self->is_closed)
    return;
  if (side > self->side && !self->is_broken)
    decode (self, self->position, side);
  else if (!load_small (self, self->position + 1) && self->position > 0)
    load_small (self, self->position - 1);
}

static void
stop_loading (LlmImageWindow *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

/* --- Which one --- */

static void
update_texts (LlmImageWindow *self)
{
  LlmImage *image = get_image (self);
  const char *alt = llm_image_get_alt (image);
  g_autofree char *title = llm_image_make_title (image);
  g_autofree char *facts = llm_image_describe_origin (image);
  g_autofree char *name = NULL;

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->window_title), title);
  gtk_label_set_text (GTK_LABEL (self->facts_label), facts);
  gtk_label_set_text (GTK_LABEL (self->alt_label), alt != NULL ? alt : "");
  gtk_widget_set_visible (self->alt_label, alt != NULL);

  /* Translators: which of how many images, and its name */
  name = g_strdup_printf (_ ("Image %u of %u: %s"), self->position + 1, self->list->len, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, alt != NULL ? alt : facts,
                                  -1);
}

static void
update_position (LlmImageWindow *self)
{
  const gboolean has_previous = self->position > 0;
  const gboolean has_next = self->position + 1 < self->list->len;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.previous", has_previous);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.first", has_previous);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.next", has_next);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.last", has_next);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.copy", TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.save", TRUE);
}

static void
show_position (LlmImageWindow *self)
{
  const LlmImageFacts *facts = llm_image_get_facts (get_image (self));
  gboolean had_focus;

  stop_loading (self);
  for (guint i = 0; i < self->list->len; i++)
    {
      if (i + 1 < self->position || i > self->position + 1)
        g_clear_object (&self->small[i]);
    }
  self->side = 0;
  self->is_broken = FALSE;
  had_focus = gtk_widget_get_focus_child (self->stack) != NULL;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "image");
  if (had_focus)
    gtk_widget_grab_focus (self->view);
  gtk_widget_show (self->spinner);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  update_texts (self);
  update_position (self);
  llm_image_view_set_size (LLM_IMAGE_VIEW (self->view), MAX (1, facts->width),
                           MAX (1, facts->height));
  if (self->small[self->position] != NULL)
    show_texture (self, self->small[self->position],
                  MIN (SMALL_SIDE, MAX (facts->width, facts->height)));
  update_scale (self);
  queue_update (self);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmImageWindow *self = LLM_IMAGE_WINDOW (widget);
  const guint last = self->list->len - 1;
  guint position = self->position;

  if (g_str_equal (name, "image.next"))
    position = MIN (position + 1, last);
  else if (g_str_equal (name, "image.previous"))
    position = position > 0 ? position - 1 : 0;
  else
    position = g_str_equal (name, "image.first") ? 0 : last;
  llm_image_window_set_position (self, position);
}

/* An arrow moves what is larger than the view, else it shows another image. */
static gboolean
arrow_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  LlmImageWindow *self = LLM_IMAGE_WINDOW (gtk_widget_get_root (widget));
  const gboolean is_right = g_variant_get_boolean (args);
  const gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (gtk_widget_get_mapped (self->view)
      && llm_zoom_view_can_pan (LLM_ZOOM_VIEW (self->view), GTK_ORIENTATION_HORIZONTAL))
    return FALSE;
  gtk_widget_activate_action (widget, is_right != is_rtl ? "image.next" : "image.previous", NULL);
  return TRUE;
}

/* Before the scrolled window takes them. */
static void
add_step_keys (LlmImageWindow *self)
{
  static const struct
  {
    guint key;
    const char *action; /* NULL for an arrow */
    gboolean is_right;
  } keys[] = {
    { GDK_KEY_Left, NULL, FALSE },
    { GDK_KEY_KP_Left, NULL, FALSE },
    { GDK_KEY_Right, NULL, TRUE },
    { GDK_KEY_KP_Right, NULL, TRUE },
    { GDK_KEY_Page_Up, "image.previous", FALSE },
    { GDK_KEY_KP_Page_Up, "image.previous", FALSE },
    { GDK_KEY_Page_Down, "image.next", TRUE },
    { GDK_KEY_KP_Page_Down, "image.next", TRUE },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcutTrigger *trigger = gtk_keyval_trigger_new (keys[i].key, 0);
      GtkShortcutAction *action = keys[i].action != NULL
                                      ? gtk_named_action_new (keys[i].action)
                                      : gtk_callback_action_new (arrow_cb, NULL, NULL);
      GtkShortcut *shortcut = gtk_shortcut_new (trigger, action);

      if (keys[i].action == NULL)
        gtk_shortcut_set_arguments (shortcut, g_variant_new_boolean (keys[i].is_right));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (self->stack, controller);
}

/* --- Copying and saving --- */

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmImageWindow) self = user_data;

  tell (self, llm_image_copy_finish (LLM_IMAGES (source), result));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmImageWindow *self = LLM_IMAGE_WINDOW (widget);

  /* What was copied last is what is there. */
  g_cancellable_cancel (self->copying);
  g_clear_object (&self->copying);
  self->copying = g_cancellable_new ();
  llm_image_copy_async (self->images, get_image (self), gtk_widget_get_clipboard (widget),
                        self->copying, copied_cb, g_object_ref (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmImageWindow) self = user_data;

  tell (self, llm_image_save_finish (LLM_IMAGES (source), result));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmImageWindow *self = LLM_IMAGE_WINDOW (widget);

  llm_image_choose_and_save_async (self->images, get_image (self), GTK_WINDOW (self), saved_cb,
                                   g_object_ref (self));
}

/**
 * llm_image_window_save:
 * @self: a window
 * @file: where to
 *
 * Saves the image that is shown and tells what became of it.
 */
void
llm_image_window_save (LlmImageWindow *self, GFile *file)
{
  g_return_if_fail (LLM_IS_IMAGE_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  llm_image_save_async (self->images, get_image (self), file, saved_cb, g_object_ref (self));
}

/* --- The menu, where the pointer is or in the middle --- */

static void
popup_menu (LlmImageWindow *self, double x, double y)
{
  const GdkRectangle place = { (int) x, (int) y, 1, 1 };

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (
          gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (self->menu_button)));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, self->stack);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmImageWindow *self = LLM_IMAGE_WINDOW (widget);

  popup_menu (self, gtk_widget_get_width (self->stack) / 2.0,
              gtk_widget_get_height (self->stack) / 2.0);
}

static void
menu_pressed_cb (LlmImageWindow *self, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self, x, y);
}

/* --- The object --- */

static void
llm_image_window_dispose (GObject *object)
{
  LlmImageWindow *self = LLM_IMAGE_WINDOW (object);

  self->is_closed = TRUE;
  stop_loading (self);
  g_cancellable_cancel (self->copying);
  g_clear_object (&self->copying);
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), LLM_TYPE_IMAGE_WINDOW);
  for (guint i = 0; self->list != NULL && i < self->list->len; i++)
    g_clear_object (&self->small[i]);

  G_OBJECT_CLASS (llm_image_window_parent_class)->dispose (object);
}

static void
llm_image_window_finalize (GObject *object)
{
  LlmImageWindow *self = LLM_IMAGE_WINDOW (object);

  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_object (&self->images);
  g_free (self->small);
  g_free (self->failed);

  G_OBJECT_CLASS (llm_image_window_parent_class)->finalize (object);
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
    { GDK_KEY_plus, 0, "image.zoom-in" },
    { GDK_KEY_equal, 0, "image.zoom-in" },
    { GDK_KEY_KP_Add, 0, "image.zoom-in" },
    { GDK_KEY_plus, GDK_CONTROL_MASK, "image.zoom-in" },
    { GDK_KEY_equal, GDK_CONTROL_MASK, "image.zoom-in" },
    { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "image.zoom-in" },
    { GDK_KEY_minus, 0, "image.zoom-out" },
    { GDK_KEY_KP_Subtract, 0, "image.zoom-out" },
    { GDK_KEY_minus, GDK_CONTROL_MASK, "image.zoom-out" },
    { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "image.zoom-out" },
    { GDK_KEY_0, 0, "image.zoom-fit" },
    { GDK_KEY_KP_0, 0, "image.zoom-fit" },
    { GDK_KEY_0, GDK_CONTROL_MASK, "image.zoom-fit" },
    { GDK_KEY_KP_0, GDK_CONTROL_MASK, "image.zoom-fit" },
    { GDK_KEY_1, 0, "image.zoom-original" },
    { GDK_KEY_KP_1, 0, "image.zoom-original" },
    { GDK_KEY_1, GDK_CONTROL_MASK, "image.zoom-original" },
    { GDK_KEY_KP_1, GDK_CONTROL_MASK, "image.zoom-original" },
    { GDK_KEY_Page_Up, 0, "image.previous" },
    { GDK_KEY_KP_Page_Up, 0, "image.previous" },
    { GDK_KEY_Page_Down, 0, "image.next" },
    { GDK_KEY_KP_Page_Down, 0, "image.next" },
    { GDK_KEY_Home, 0, "image.first" },
    { GDK_KEY_End, 0, "image.last" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "image.copy" },
    { GDK_KEY_s, GDK_CONTROL_MASK, "image.save" },
    { GDK_KEY_Menu, 0, "image.menu" },
    { GDK_KEY_F10, GDK_SHIFT_MASK, "image.menu" },
    { GDK_KEY_Escape, 0, "window.close" },
    { GDK_KEY_w, GDK_CONTROL_MASK, "window.close" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].modifiers,
                                         keys[i].action, NULL);
}

static void
llm_image_window_class_init (LlmImageWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const char *const zooms[]
      = { "image.zoom-in", "image.zoom-out", "image.zoom-fit", "image.zoom-original" };
  const char *const steps[] = { "image.previous", "image.next", "image.first", "image.last" };

  object_class->dispose = llm_image_window_dispose;
  object_class->finalize = llm_image_window_finalize;

  g_type_ensure (LLM_TYPE_IMAGE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-image-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, view);
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, alt_label);
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, previous_button);
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, next_button);
  gtk_widget_class_bind_template_child (widget_class, LlmImageWindow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, queue_update);
  gtk_widget_class_bind_template_callback (widget_class, menu_pressed_cb);

  for (gsize i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_install_action (widget_class, zooms[i], NULL, zoom_action);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_install_action (widget_class, steps[i], NULL, step_action);
  gtk_widget_class_install_action (widget_class, "image.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "image.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "image.menu", NULL, menu_action);
  add_keys (widget_class);
}

static void
llm_image_window_init (LlmImageWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_step_keys (self);
}

/**
 * llm_image_window_new:
 * @parent: (nullable): the window that it is opened from
 * @images: where the bytes are
 * @list: (element-type LlmImage): the images of a prompt, at least one; not changed any more
 *
 * Returns: (transfer none): a window with the first one, that is not shown yet
 */
GtkWidget *
llm_image_window_new (GtkWindow *parent, LlmImages *images, GPtrArray *list)
{
  LlmImageWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (LLM_IS_IMAGES (images), NULL);
  g_return_val_if_fail (list != NULL && list->len > 0, NULL);

  self = g_object_new (LLM_TYPE_IMAGE_WINDOW, "transient-for", parent, NULL);
  self->images = g_object_ref (images);
  self->list = g_ptr_array_ref (list);
  self->small = g_new0 (GdkTexture *, list->len);
  self->failed = g_new0 (gboolean, list->len);
  gtk_widget_set_visible (self->previous_button, list->len > 1);
  gtk_widget_set_visible (self->next_button, list->len > 1);
  show_position (self);
  gtk_widget_grab_focus (self->view);
  return GTK_WIDGET (self);
}

/**
 * llm_image_window_get_position:
 * @self: a window
 *
 * Returns: which of the images is shown, from 0
 */
guint
llm_image_window_get_position (LlmImageWindow *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE_WINDOW (self), 0);

  return self->position;
}

/**
 * llm_image_window_set_position:
 * @self: a window
 * @position: which of the images to show, from 0
 */
void
llm_image_window_set_position (LlmImageWindow *self, guint position)
{
  g_return_if_fail (LLM_IS_IMAGE_WINDOW (self));
  g_return_if_fail (position < self->list->len);

  if (self->position == position)
    return;
  self->position = position;
  show_position (self);
  llm_compat_announce (GTK_WIDGET (self), gtk_window_get_title (GTK_WINDOW (self)), FALSE);
}

/**
 * llm_image_window_present:
 * @widget: what it is opened from
 * @images: where the bytes are
 * @list: (element-type LlmImage): the images of a prompt; not changed any more
 * @index: which of them to show; one that is not there does nothing
 *
 * Opens a window with the images over that of @widget.
 */
void
llm_image_window_present (GtkWidget *widget, LlmImages *images, GPtrArray *list, guint index)
{
  GtkRoot *root;
  GtkWidget *window;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (LLM_IS_IMAGES (images));

  if (list == NULL || index >= list->len)
    return;
  root = gtk_widget_get_root (widget);
  window = llm_image_window_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, images, list);
  llm_image_window_set_position (LLM_IMAGE_WINDOW (window), index);
  gtk_window_present (GTK_WINDOW (window));
}

/**
 * llm_image_window_is_sharp:
 * @self: a window
 *
 * Returns: whether the image is decoded as large as it is shown, or as can be
 */
gboolean
llm_image_window_is_sharp (LlmImageWindow *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE_WINDOW (self), FALSE);

  return self->side > 0 && self->side >= get_wanted_side (self);
}

/**
 * llm_image_window_get_n_pixels:
 * @self: a window
 *
 * Returns: how many pixels it keeps
 */
gsize
llm_image_window_get_n_pixels (LlmImageWindow *self)
{
  GdkTexture *shown;
  gsize n = 0;

  g_return_val_if_fail (LLM_IS_IMAGE_WINDOW (self), 0);

  shown = llm_image_view_get_texture (LLM_IMAGE_VIEW (self->view));
  for (guint i = 0; i <= self->list->len; i++)
    {
      GdkTexture *texture = i < self->list->len ? self->small[i] : shown;

      if (texture != NULL && (texture != shown || i == self->list->len))
        n += (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture);
    }
  return n;
}
