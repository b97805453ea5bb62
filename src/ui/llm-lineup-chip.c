/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-lineup-chip.h"

#include <glib/gi18n-lib.h>

#include "llm-params-editor.h"
#include "llm-provider-style.h"

/* Longer names of models are elided in the middle. */
#define MAX_CHARS 24
/* Longer parameters at the end. */
#define MAX_PARAMS_CHARS 18

struct _LlmLineupChip
{
  GtkWidget parent_instance;

  LlmLineup *lineup;
  LlmLineupItem *item;

  GtkWidget *button; /* opens the parameters */
  GtkWidget *params;
  GtkWidget *mark; /* shown while there are images that the model cannot see */
  GtkWidget *remove_button;
};

G_DEFINE_FINAL_TYPE (LlmLineupChip, llm_lineup_chip, GTK_TYPE_WIDGET)

/* Not while something is typed into what the button opens. */
static gboolean
key_pressed_cb (LlmLineupChip *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (keyval != GDK_KEY_Delete && keyval != GDK_KEY_KP_Delete && keyval != GDK_KEY_BackSpace)
    return GDK_EVENT_PROPAGATE;
  if (focus != self->remove_button && focus != gtk_widget_get_first_child (self->button))
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate (self->remove_button);
  return GDK_EVENT_STOP;
}

static void
update_params (LlmLineupChip *self)
{
  g_autofree char *set = llm_params_describe (llm_lineup_item_get_params (self->item));
  g_autofree char *name = NULL;
  g_autofree char *tooltip = NULL;

  gtk_label_set_text (GTK_LABEL (self->params), set != NULL ? set : "");
  gtk_widget_set_visible (self->params, set != NULL);
  /* Translators: the name of a model, then its parameters. */
  name = g_strdup_printf (_ ("%s, parameters: %s"), llm_lineup_item_get_title (self->item),
                          set != NULL ? set : _ ("default"));
  tooltip = set != NULL ? g_strdup_printf ("%s\n%s", llm_lineup_item_get_spec (self->item), set)
                        : g_strdup_printf ("%s\n%s", llm_lineup_item_get_spec (self->item),
                                           _ ("Press to set parameters"));
  gtk_widget_set_tooltip_text (self->button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static GtkWidget *
new_label (const char *text, PangoEllipsizeMode mode, int max_chars)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), mode);
  gtk_label_set_max_width_chars (GTK_LABEL (label), max_chars);
  return label;
}

/* Called when it closes as well.  What is in it is made anew each time: what the model takes may
 * have been learned since. */
static void
open_cb (GtkMenuButton *button, gpointer user_data)
{
  LlmLineupChip *self = LLM_LINEUP_CHIP (user_data);
  GtkPopover *popover = gtk_menu_button_get_popover (button);

  if (popover == NULL)
    {
      gtk_menu_button_set_popover (button, gtk_popover_new ());
      popover = gtk_menu_button_get_popover (button);
      gtk_widget_add_css_class (GTK_WIDGET (popover), "llm-params");
    }
  if (!gtk_widget_get_visible (GTK_WIDGET (popover)))
    gtk_popover_set_child (popover, llm_params_editor_new (self->lineup, self->item));
}

static void
build_button (LlmLineupChip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->params = new_label (NULL, PANGO_ELLIPSIZE_END, MAX_PARAMS_CHARS);
  gtk_widget_add_css_class (self->params, "caption");
  gtk_widget_add_css_class (self->params, "dim-label");
  gtk_box_append (GTK_BOX (box),
                  llm_provider_dot_new (llm_lineup_item_get_provider_id (self->item)));
  gtk_box_append (GTK_BOX (box), new_label (llm_lineup_item_get_title (self->item),
                                            PANGO_ELLIPSIZE_MIDDLE, MAX_CHARS));
  gtk_box_append (GTK_BOX (box), self->params);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), open_cb, self, NULL);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

static void
build_mark (LlmLineupChip *self)
{
  self->mark = gtk_image_new_from_icon_name ("view-conceal-symbolic");
  gtk_widget_set_visible (self->mark, FALSE);
  gtk_widget_set_tooltip_text (self->mark, _ ("Cannot see images"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mark), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Cannot see images"), -1);
  gtk_widget_set_parent (self->mark, GTK_WIDGET (self));
}

static void
build_remove_button (LlmLineupChip *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* Translators: the name of a model. */
  g_autofree char *label
      = g_strdup_printf (_ ("Remove %s from the line-up"), llm_lineup_item_get_title (self->item));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.remove-model");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    llm_lineup_item_get_key (self->item));
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  self->remove_button = button;
}

static void
llm_lineup_chip_dispose (GObject *object)
{
  LlmLineupChip *self = LLM_LINEUP_CHIP (object);

  /* A popover that is open would outlive its button (GTK 4.8). */
  if (self->button != NULL)
    gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), NULL);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->mark, gtk_widget_unparent);
  g_clear_pointer (&self->remove_button, gtk_widget_unparent);
  g_clear_object (&self->lineup);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (llm_lineup_chip_parent_class)->dispose (object);
}

static void
llm_lineup_chip_class_init (LlmLineupChipClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_lineup_chip_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
llm_lineup_chip_init (LlmLineupChip *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_css_class (GTK_WIDGET (self), "llm-chip");
}

/**
 * llm_lineup_chip_new:
 * @lineup: a line-up
 * @item: one of its models
 *
 * Returns: (transfer floating): a chip for it
 */
GtkWidget *
llm_lineup_chip_new (LlmLineup *lineup, LlmLineupItem *item)
{
  LlmLineupChip *self;

  g_return_val_if_fail (LLM_IS_LINEUP (lineup), NULL);
  g_return_val_if_fail (LLM_IS_LINEUP_ITEM (item), NULL);

  self = g_object_new (LLM_TYPE_LINEUP_CHIP, NULL);
  self->lineup = g_object_ref (lineup);
  self->item = g_object_ref (item);
  build_button (self);
  build_mark (self);
  build_remove_button (self);
  g_signal_connect_object (item, "notify::params", G_CALLBACK (update_params), self,
                           G_CONNECT_SWAPPED);
  update_params (self);
  return GTK_WIDGET (self);
}

/**
 * llm_lineup_chip_set_blind:
 * @self: a chip
 * @blind: whether to mark that its model cannot see the images
 */
void
llm_lineup_chip_set_blind (LlmLineupChip *self, gboolean blind)
{
  g_return_if_fail (LLM_IS_LINEUP_CHIP (self));

  gtk_widget_set_visible (self->mark, blind);
}

/**
 * llm_lineup_chip_focus_remove:
 * @self: a chip
 *
 * Gives the focus to what takes it out.
 */
void
llm_lineup_chip_focus_remove (LlmLineupChip *self)
{
  g_return_if_fail (LLM_IS_LINEUP_CHIP (self));

  gtk_widget_grab_focus (self->remove_button);
}
