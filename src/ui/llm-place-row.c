/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-place-row.h"

#include <glib/gi18n-lib.h>

#include "llm-entry-color.h"

struct _LlmPlaceRow
{
  GtkListBoxRow parent_instance;

  LlmPlace *place;
  GtkWidget *label;
  GtkWidget *count; /* or NULL */
  GtkWidget *name;  /* while it is typed, or NULL */
};

G_DEFINE_FINAL_TYPE (LlmPlaceRow, llm_place_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  SIGNAL_RENAMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
end_rename (LlmPlaceRow *self)
{
  GtkWidget *name = g_steal_pointer (&self->name);

  if (name == NULL)
    return;
  g_signal_handlers_disconnect_by_data (name, self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_set_visible (self->label, TRUE);
  gtk_widget_unparent (name);
}

static void
name_activate_cb (LlmPlaceRow *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));

  end_rename (self);
  if (*text != '\0' && !g_str_equal (text, llm_place_get_name (self->place)))
    g_signal_emit (self, signals[SIGNAL_RENAMED], 0, text);
}

static gboolean
name_key_cb (LlmPlaceRow *self, guint keyval)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  end_rename (self);
  return GDK_EVENT_STOP;
}

static void
llm_place_row_dispose (GObject *object)
{
  LlmPlaceRow *self = LLM_PLACE_ROW (object);

  if (self->name != NULL)
    g_signal_handlers_disconnect_by_data (self->name, self);
  self->name = NULL;
  g_clear_object (&self->place);

  G_OBJECT_CLASS (llm_place_row_parent_class)->dispose (object);
}

static void
llm_place_row_class_init (LlmPlaceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_place_row_dispose;

  /**
   * LlmPlaceRow::renamed:
   * @name: what was typed
   */
  signals[SIGNAL_RENAMED] = g_signal_new ("renamed", LLM_TYPE_PLACE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
llm_place_row_init (LlmPlaceRow *self)
{
}

static GtkWidget *
make_icon (LlmPlace *place)
{
  const char *icon_name = llm_place_get_icon_name (place);
  GtkWidget *icon;

  if (icon_name != NULL)
    return gtk_image_new_from_icon_name (icon_name);
  icon = gtk_image_new_from_icon_name ("folder-symbolic");
  gtk_widget_add_css_class (icon, "llm-folder");
  llm_entry_color_apply (icon, llm_place_get_color (place));
  return icon;
}

static void
update_count (LlmPlaceRow *self)
{
  const char *name = llm_place_get_name (self->place);
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;
  guint count;

  if (!llm_place_get_count (self->place, &count))
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
      return;
    }

  text = g_strdup_printf ("%u", count);
  if (self->count == NULL)
    {
      self->count = gtk_label_new (NULL);
      gtk_widget_add_css_class (self->count, "dim-label");
      gtk_widget_add_css_class (self->count, "numeric");
      gtk_box_append (GTK_BOX (gtk_widget_get_parent (self->label)), self->count);
    }
  gtk_label_set_label (GTK_LABEL (self->count), text);
  if (llm_place_get_kind (self->place) == LLM_PLACE_FOLDER)
    /* Translators: the name of a folder; how many it has. */
    label = g_strdup_printf (
        ngettext ("Folder %s, %u conversation", "Folder %s, %u conversations", count), name, count);
  else
    /* Translators: the name of a tag; how many have it. */
    label = g_strdup_printf (
        ngettext ("Tag %s, %u conversation", "Tag %s, %u conversations", count), name, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * llm_place_row_new:
 * @place: what it shows
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
llm_place_row_new (LlmPlace *place)
{
  LlmPlaceRow *self;
  GtkWidget *box;

  g_return_val_if_fail (LLM_IS_PLACE (place), NULL);

  self = g_object_new (LLM_TYPE_PLACE_ROW, NULL);
  self->place = g_object_ref (place);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->label = gtk_label_new (llm_place_get_name (place));
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_box_append (GTK_BOX (box), make_icon (place));
  gtk_box_append (GTK_BOX (box), self->label);
  update_count (self);
  g_signal_connect_object (place, "counted", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  return GTK_WIDGET (self);
}

/**
 * llm_place_row_get_place:
 * @self: a #LlmPlaceRow
 *
 * Returns: (transfer none): what it shows
 */
LlmPlace *
llm_place_row_get_place (LlmPlaceRow *self)
{
  g_return_val_if_fail (LLM_IS_PLACE_ROW (self), NULL);
  return self->place;
}

/**
 * llm_place_row_begin_rename:
 * @self: a #LlmPlaceRow
 *
 * Lets the name be typed: Enter takes it, Escape leaves it as it was.
 */
void
llm_place_row_begin_rename (LlmPlaceRow *self)
{
  GtkEventController *keys;

  g_return_if_fail (LLM_IS_PLACE_ROW (self));

  if (self->name != NULL)
    return;
  self->name = gtk_entry_new ();
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_add_css_class (self->name, "llm-rename");
  gtk_entry_set_max_length (GTK_ENTRY (self->name), 100);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->name), 4);
  gtk_editable_set_text (GTK_EDITABLE (self->name), llm_place_get_name (self->place));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("New name"), -1);
  g_signal_connect_object (self->name, "activate", G_CALLBACK (name_activate_cb), self,
                           G_CONNECT_SWAPPED);
  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (name_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->name, keys);
  gtk_widget_insert_after (self->name, gtk_widget_get_parent (self->label), self->label);
  gtk_widget_set_visible (self->label, FALSE);
  gtk_widget_grab_focus (self->name);
}
