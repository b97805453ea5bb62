/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-tile.h"

#include <glib/gi18n-lib.h>

#include "llm-alt-editor.h"
#include "llm-menu.h"
#include "llm-thumbnails.h"

/* The side of a thumbnail in pixels; decoded twice as large for screens with small ones. */
#define THUMBNAIL_SIDE 64
#define THUMBNAIL_PIXELS (2 * THUMBNAIL_SIDE)

struct _LlmImageTile
{
  GtkWidget parent_instance;

  char *pending_name; /* nullable */
  LlmImage *image;    /* NULL while it is being checked */
  char *error;        /* why it cannot be shown */
  GCancellable *cancellable;
  gboolean editable;
  guint index;
  guint n;

  GtkWidget *box;
  GtkImage *thumbnail;
  GtkSpinner *spinner;
  GtkLabel *number;
  GtkLabel *name;
  GtkLabel *details;
  GtkLabel *alt;
  GtkWidget *buttons;
  GtkWidget *remove_button;
  GtkWidget *describe_button;
  GtkWidget *editor; /* made when first needed */
  GtkWidget *menu;   /* likewise */
};

G_DEFINE_FINAL_TYPE (LlmImageTile, llm_image_tile, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_OPEN,
  SIGNAL_REMOVE,
  SIGNAL_MOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- What it shows --- */

static void
update_accessible (LlmImageTile *self)
{
  const char *alt = self->image != NULL ? llm_image_get_alt (self->image) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;

  /* Translators: number of an image, how many there are, its name, and what is known of
   * it, such as "Image 1 of 3: photo.jpg, JPEG, 4000 × 3000, 3.2 MB" */
  name = g_strdup_printf (_ ("Image %u of %u: %s, %s"), self->index + 1, self->n,
                          llm_image_tile_get_title (self), gtk_label_get_text (self->details));
  if (alt != NULL)
    /* Translators: a text that stands for an image */
    description = g_strdup_printf (_ ("Alternative text: %s"), alt);
  if (self->error != NULL)
    {
      g_autofree char *with_alt
          = description != NULL ? g_strdup_printf ("%s. %s", self->error, description) : NULL;

      g_free (description);
      description = with_alt != NULL ? g_steal_pointer (&with_alt) : g_strdup (self->error);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description != NULL ? description : "", -1);
}

/* @label is taken. */
static void
label_button (GtkWidget *button, char *label)
{
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_free (label);
}

static void
update_alt (LlmImageTile *self)
{
  const char *alt = self->image != NULL ? llm_image_get_alt (self->image) : NULL;

  gtk_label_set_text (self->alt, alt != NULL ? alt : "");
  gtk_widget_set_visible (GTK_WIDGET (self->alt), alt != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->alt), alt);
  update_accessible (self);
}

static void
update_editable (LlmImageTile *self)
{
  const gboolean there = self->image != NULL;

  gtk_widget_set_visible (self->buttons, self->editable);
  gtk_widget_set_visible (self->describe_button, there);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.open", there);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.remove", self->editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.describe", self->editable && there);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.earlier",
                                 self->editable && self->index > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.later",
                                 self->editable && self->index + 1 < self->n);
}

static void
update_texts (LlmImageTile *self)
{
  const char *title = llm_image_tile_get_title (self);
  g_autofree char *details
      = self->image != NULL ? llm_image_describe (self->image) : g_strdup (_ ("Being checked…"));

  gtk_label_set_text (self->name, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), title);
  gtk_label_set_text (self->details, details);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->image == NULL);
  gtk_spinner_set_spinning (self->spinner, self->image == NULL);
  /* Translators: the name of an image */
  label_button (self->remove_button, g_strdup_printf (_ ("Remove %s"), title));
  label_button (self->describe_button,
                /* Translators: the name of an image */
                g_strdup_printf (_ ("Alternative text of %s"), title));
  update_alt (self);
  update_editable (self);
}

/* --- The thumbnail --- */

static void
set_texture (LlmImageTile *self, GdkTexture *texture)
{
  gtk_image_set_from_paintable (self->thumbnail, GDK_PAINTABLE (texture));
  gtk_image_set_pixel_size (self->thumbnail, THUMBNAIL_SIDE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->thumbnail), "empty");
}

static void
set_error (LlmImageTile *self, const char *message)
{
  g_free (self->error);
  self->error = g_strdup (message);
  gtk_image_set_from_icon_name (self->thumbnail, "image-missing-symbolic");
  gtk_image_set_pixel_size (self->thumbnail, -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->thumbnail), "empty");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->thumbnail), message);
  update_accessible (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmImageTile) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture
      = llm_thumbnails_load_finish (LLM_THUMBNAILS (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (texture != NULL)
    set_texture (self, texture);
  else
    set_error (self, error->message);
}

static void
load (LlmImageTile *self, LlmImages *images)
{
  LlmThumbnails *thumbnails = llm_thumbnails_get_for_images (images);
  const char *hash = llm_image_get_hash (self->image);
  GdkTexture *texture = llm_thumbnails_lookup (thumbnails, hash, THUMBNAIL_PIXELS);

  if (texture != NULL)
    {
      set_texture (self, texture);
      return;
    }
  self->cancellable = g_cancellable_new ();
  llm_thumbnails_load_async (thumbnails, hash, THUMBNAIL_PIXELS, self->cancellable, loaded_cb,
                             g_object_ref (self));
}

/* --- What can be done --- */

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_OPEN], 0);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REMOVE], 0);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_MOVE], 0, g_str_equal (name, "image.later") ? 1 : -1);
}

static void
describe_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmImageTile *self = LLM_IMAGE_TILE (widget);

  if (self->editor == NULL)
    {
      self->editor = llm_alt_editor_new ();
      gtk_widget_set_parent (self->editor, widget);
    }
  llm_alt_editor_popup (LLM_ALT_EDITOR (self->editor), self->image);
}

/* What whoever shows images that were sent can do with them. */
static void
append_for_sent (GMenu *menu, const char *label, const char *action, guint index)
{
  g_autofree char *detailed = g_strdup_printf ("%s(uint32 %u)", action, index);

  llm_menu_append (menu, label, detailed, TRUE);
}

static GMenuModel *
make_menu (LlmImageTile *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) order = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  llm_menu_append (first, _ ("_Open"), "image.open", TRUE);
  if (!self->editable)
    {
      append_for_sent (first, _ ("_Copy"), "prompt-images.copy", self->index);
      append_for_sent (first, _ ("_Save as…"), "prompt-images.save", self->index);
    }
  llm_menu_append (first, _ ("_Alternative text…"), "image.describe", TRUE);
  llm_menu_append (order, _ ("Move _earlier"), "image.earlier", TRUE);
  llm_menu_append (order, _ ("Move _later"), "image.later", TRUE);
  llm_menu_append (last, _ ("_Remove"), "image.remove", TRUE);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

/* At a point of the tile, or in its middle. */
static void
popup_menu (LlmImageTile *self, double x, double y)
{
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) model = make_menu (self);

      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  if (x < 0)
    {
      place.x = gtk_widget_get_width (GTK_WIDGET (self)) / 2;
      place.y = gtk_widget_get_height (GTK_WIDGET (self)) / 2;
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  popup_menu (LLM_IMAGE_TILE (widget), -1, -1);
}

static void
secondary_cb (LlmImageTile *self, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self, x, y);
}

static void
long_press_cb (LlmImageTile *self, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self, x, y);
}

static void
released_cb (LlmImageTile *self, int n_press, double x, double y, GtkGesture *gesture)
{
  if (!gtk_widget_contains (GTK_WIDGET (self), x, y))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "image.open", NULL);
}

/* Left and right are what is seen, whatever the direction of the text. */
static gboolean
arrow_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  const gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const int step = g_variant_get_int32 (args);

  gtk_widget_activate_action (widget, (step > 0) != rtl ? "image.later" : "image.earlier", NULL);
  return TRUE;
}

/* --- The object --- */

static void
llm_image_tile_dispose (GObject *object)
{
  LlmImageTile *self = LLM_IMAGE_TILE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->editor, gtk_widget_unparent);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  if (self->image != NULL)
    g_signal_handlers_disconnect_by_data (self->image, self);
  g_clear_object (&self->image);

  G_OBJECT_CLASS (llm_image_tile_parent_class)->dispose (object);
}

static void
llm_image_tile_finalize (GObject *object)
{
  LlmImageTile *self = LLM_IMAGE_TILE (object);

  g_free (self->pending_name);
  g_free (self->error);

  G_OBJECT_CLASS (llm_image_tile_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  const GdkModifierType both = GDK_CONTROL_MASK | GDK_SHIFT_MASK;

  gtk_widget_class_install_action (widget_class, "image.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "image.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "image.earlier", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "image.later", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "image.describe", NULL, describe_action);
  gtk_widget_class_install_action (widget_class, "image.menu", NULL, menu_action);

  /* The menu names the last one of each. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "image.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0, "image.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "image.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_BackSpace, 0, "image.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, 0, "image.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "image.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "image.describe", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "image.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "image.menu",
                                       NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_ALT_MASK, arrow_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, GDK_ALT_MASK, arrow_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, both, arrow_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, both, arrow_cb, "i", 1);
}

static void
llm_image_tile_class_init (LlmImageTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType type = LLM_TYPE_IMAGE_TILE;

  G_OBJECT_CLASS (klass)->dispose = llm_image_tile_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_image_tile_finalize;

  signals[SIGNAL_OPEN]
      = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REMOVE]
      = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * LlmImageTile::move:
   * @step: 1 for later, -1 for earlier
   */
  signals[SIGNAL_MOVE] = g_signal_new ("move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_INT);

  install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-image-tile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-image-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmImageTile, box);
  gtk_widget_class_bind_template_child (widget_class, LlmImageTile, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, LlmImageTile, spinner);
  gtk_widget_class_bind_template_child (widget_class, LlmImageTile, number);
  gtk_widget_class_bind_template_child (widget_class, LlmImageTile, name);
  gtk_widget_class_bind_template_child (widget_class, LlmImageTile, details);
  gtk_widget_class_bind_template_child (widget_class, LlmImageTile, alt);
  gtk_widget_class_bind_template_child (widget_class, LlmImageTile, buttons);
  gtk_widget_class_bind_template_child (widget_class, LlmImageTile, remove_button);
  gtk_widget_class_bind_template_child (widget_class, LlmImageTile, describe_button);
}

static void
llm_image_tile_init (LlmImageTile *self)
{
  GtkGesture *primary = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->n = 1;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (primary), GDK_BUTTON_PRIMARY);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_object (primary, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (secondary_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (long_press, "pressed", G_CALLBACK (long_press_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (primary));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (long_press));
}

/**
 * llm_image_tile_new:
 * @name: (nullable): the name of an image that is being checked
 * @editable: whether it can be removed, moved and described
 *
 * Returns: (transfer floating): a tile without an image yet
 */
GtkWidget *
llm_image_tile_new (const char *name, gboolean editable)
{
  LlmImageTile *self = g_object_new (LLM_TYPE_IMAGE_TILE, NULL);

  self->pending_name = g_strdup (name);
  self->editable = editable;
  update_texts (self);
  return GTK_WIDGET (self);
}

/**
 * llm_image_tile_set_editable:
 * @self: a tile
 * @editable: whether it can be removed, moved and described
 */
void
llm_image_tile_set_editable (LlmImageTile *self, gboolean editable)
{
  g_return_if_fail (LLM_IS_IMAGE_TILE (self));

  self->editable = editable;
  update_editable (self);
}

/**
 * llm_image_tile_get_image:
 * @self: a tile
 *
 * Returns: (transfer none) (nullable): its image, %NULL while it is being checked
 */
LlmImage *
llm_image_tile_get_image (LlmImageTile *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE_TILE (self), NULL);
  return self->image;
}

/**
 * llm_image_tile_set_image:
 * @self: a tile without an image
 * @images: (nullable): where its bytes are; without, there is no thumbnail
 * @image: what to show
 */
void
llm_image_tile_set_image (LlmImageTile *self, LlmImages *images, LlmImage *image)
{
  g_return_if_fail (LLM_IS_IMAGE_TILE (self));
  g_return_if_fail (images == NULL || LLM_IS_IMAGES (images));
  g_return_if_fail (LLM_IS_IMAGE (image));
  g_return_if_fail (self->image == NULL);

  self->image = g_object_ref (image);
  g_signal_connect_object (image, "notify::alt", G_CALLBACK (update_alt), self, G_CONNECT_SWAPPED);
  update_texts (self);
  if (images != NULL)
    load (self, images);
}

/**
 * llm_image_tile_get_title:
 * @self: a tile
 *
 * Returns: the name of its image for people
 */
const char *
llm_image_tile_get_title (LlmImageTile *self)
{
  const char *name;

  g_return_val_if_fail (LLM_IS_IMAGE_TILE (self), NULL);

  name = self->image != NULL ? llm_image_get_name (self->image) : self->pending_name;
  return name != NULL ? name : _ ("unnamed image");
}

/**
 * llm_image_tile_set_place:
 * @self: a tile
 * @index: its place among all, from 0
 * @n: how many there are
 */
void
llm_image_tile_set_place (LlmImageTile *self, guint index, guint n)
{
  g_autofree char *number = NULL;

  g_return_if_fail (LLM_IS_IMAGE_TILE (self));
  g_return_if_fail (index < n);

  self->index = index;
  self->n = n;
  number = g_strdup_printf ("%u", index + 1);
  gtk_label_set_text (self->number, number);
  update_accessible (self);
  update_editable (self);
}
