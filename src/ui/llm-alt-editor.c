/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-alt-editor.h"

#include <glib/gi18n-lib.h>

/* As wide as a short sentence. */
#define WIDTH_CHARS 30

struct _LlmAltEditor
{
  GtkPopover parent_instance;

  LlmImage *image;
  gboolean cancelled;

  GtkWidget *entry;
};

G_DEFINE_FINAL_TYPE (LlmAltEditor, llm_alt_editor, GTK_TYPE_POPOVER)

/* The focus goes first: GTK 4.8 forgets to tell the input method of an entry that is not
 * seen any more. */
static void
close_editor (LlmAltEditor *self)
{
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (self)));
  gtk_popover_popdown (GTK_POPOVER (self));
}

static gboolean
key_pressed_cb (LlmAltEditor *self, guint keyval)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  self->cancelled = TRUE;
  close_editor (self);
  return GDK_EVENT_STOP;
}

/* The focus goes back by hand: GTK 4.8 leaves it in the entry if nothing had it before. */
static void
closed_cb (LlmAltEditor *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (self->image != NULL && !self->cancelled)
    llm_image_set_alt (self->image, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_clear_object (&self->image);
  if (parent != NULL && gtk_widget_get_mapped (parent))
    gtk_widget_grab_focus (parent);
}

static void
llm_alt_editor_dispose (GObject *object)
{
  g_clear_object (&LLM_ALT_EDITOR (object)->image);

  G_OBJECT_CLASS (llm_alt_editor_parent_class)->dispose (object);
}

static void
llm_alt_editor_class_init (LlmAltEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_alt_editor_dispose;
}

static void
llm_alt_editor_init (LlmAltEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (_ ("Alternative text"));
  GtkWidget *hint = gtk_label_new (_ ("Stands for the image where it cannot be seen: for screen "
                                      "readers and in exports. It is not sent."));
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), LLM_IMAGE_ALT_MAX);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), WIDTH_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (hint), WIDTH_CHARS);
  gtk_widget_add_css_class (hint, "caption");
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Alternative text"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_label_get_text (GTK_LABEL (hint)), -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), hint);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_TOP);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (close_editor), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "closed", G_CALLBACK (closed_cb), NULL);
}

/**
 * llm_alt_editor_new:
 *
 * Returns: (transfer floating): an editor, to be given a parent
 */
GtkWidget *
llm_alt_editor_new (void)
{
  return g_object_new (LLM_TYPE_ALT_EDITOR, NULL);
}

/**
 * llm_alt_editor_popup:
 * @self: an editor
 * @image: an image that belongs to no comparison yet
 *
 * Lets the text of an image be written.
 */
void
llm_alt_editor_popup (LlmAltEditor *self, LlmImage *image)
{
  const char *alt;

  g_return_if_fail (LLM_IS_ALT_EDITOR (self));
  g_return_if_fail (LLM_IS_IMAGE (image));

  g_set_object (&self->image, image);
  self->cancelled = FALSE;
  alt = llm_image_get_alt (image);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), alt != NULL ? alt : "");
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (self->entry);
}
