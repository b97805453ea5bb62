/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-drop-area.h"

#include <glib/gi18n-lib.h>

struct _LlmDropArea
{
  GtkWidget parent_instance;

  LlmComposer *composer; /* a descendant, not owned */

  GtkWidget *child;
  GtkWidget *overlay;
};

static void llm_drop_area_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmDropArea, llm_drop_area, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      llm_drop_area_buildable_init))

static GtkBuildableIface *parent_buildable;

static void
llm_drop_area_add_child (GtkBuildable *buildable,
                         GtkBuilder *builder,
                         GObject *child,
                         const char *type)
{
  if (GTK_IS_WIDGET (child))
    llm_drop_area_set_child (LLM_DROP_AREA (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
llm_drop_area_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = llm_drop_area_add_child;
}

static gboolean
accept_cb (LlmDropArea *self, GdkDrop *drop)
{
  return self->composer != NULL
         && llm_image_intake_wants_drop (llm_composer_get_intake (self->composer), drop);
}

static GdkDragAction
enter_cb (LlmDropArea *self)
{
  gtk_widget_set_visible (self->overlay, TRUE);
  return GDK_ACTION_COPY;
}

static GdkDragAction
motion_cb (LlmDropArea *self)
{
  return GDK_ACTION_COPY;
}

static void
leave_cb (LlmDropArea *self)
{
  gtk_widget_set_visible (self->overlay, FALSE);
}

static gboolean
drop_cb (LlmDropArea *self, GdkDrop *drop)
{
  gtk_widget_set_visible (self->overlay, FALSE);
  if (!accept_cb (self, drop))
    return FALSE;
  llm_image_intake_take_drop (llm_composer_get_intake (self->composer), drop);
  gtk_widget_grab_focus (GTK_WIDGET (self->composer));
  return TRUE;
}

static void
llm_drop_area_dispose (GObject *object)
{
  LlmDropArea *self = LLM_DROP_AREA (object);

  self->composer = NULL;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_drop_area_parent_class)->dispose (object);
}

static void
llm_drop_area_class_init (LlmDropAreaClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_drop_area_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-drop-area");
}

static void
llm_drop_area_init (LlmDropArea *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("insert-image-symbolic");
  GtkWidget *label = gtk_label_new (_ ("Drop images here"));
  GtkDropTargetAsync *target = gtk_drop_target_async_new (NULL, GDK_ACTION_COPY);

  self->overlay = gtk_center_box_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->overlay), GTK_ORIENTATION_VERTICAL);
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 48);
  gtk_widget_add_css_class (label, "title-2");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_center_box_set_center_widget (GTK_CENTER_BOX (self->overlay), box);
  gtk_widget_add_css_class (self->overlay, "llm-drop-overlay");
  gtk_widget_set_can_target (self->overlay, FALSE);
  gtk_widget_set_visible (self->overlay, FALSE);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  /* Before the text views in it, which would take the names of files as text. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect_object (target, "accept", G_CALLBACK (accept_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drag-enter", G_CALLBACK (enter_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drag-motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drag-leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * llm_drop_area_new:
 *
 * Returns: (transfer floating): an area without a page
 */
GtkWidget *
llm_drop_area_new (void)
{
  return g_object_new (LLM_TYPE_DROP_AREA, NULL);
}

/**
 * llm_drop_area_set_child:
 * @self: an area
 * @child: the page
 */
void
llm_drop_area_set_child (LlmDropArea *self, GtkWidget *child)
{
  g_return_if_fail (LLM_IS_DROP_AREA (self));
  g_return_if_fail (GTK_IS_WIDGET (child));
  g_return_if_fail (self->child == NULL);

  self->child = child;
  gtk_widget_insert_before (child, GTK_WIDGET (self), self->overlay);
}

/**
 * llm_drop_area_set_composer:
 * @self: an area
 * @composer: where the images come to, within the area
 */
void
llm_drop_area_set_composer (LlmDropArea *self, LlmComposer *composer)
{
  g_return_if_fail (LLM_IS_DROP_AREA (self));
  g_return_if_fail (LLM_IS_COMPOSER (composer));

  self->composer = composer;
}

/**
 * llm_drop_area_is_over:
 * @self: an area
 *
 * Returns: whether images are dragged over it
 */
gboolean
llm_drop_area_is_over (LlmDropArea *self)
{
  g_return_val_if_fail (LLM_IS_DROP_AREA (self), FALSE);
  return gtk_widget_get_visible (self->overlay);
}
