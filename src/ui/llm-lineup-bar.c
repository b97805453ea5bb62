/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-lineup-bar.h"

#include <glib/gi18n-lib.h>

#include "llm-lineup-button.h"
#include "llm-lineup-chip.h"
#include "llm-model-picker.h"
#include "llm-wrap-layout.h"

/* Longer names of models are elided in the middle. */
#define CHIP_MAX_CHARS 24

struct _LlmLineupBar
{
  GtkWidget parent_instance;

  LlmLineup *lineup;
  GPtrArray *chips;
  GtkWidget *add_button;
  GtkWidget *add_label;
  GtkWidget *saved_button;
  GtkWidget *suffix;
  gboolean is_fixed;
  char **blind;    /* models that are marked, as PROVIDER:MODEL; nullable */
  gboolean single; /* one model, which is chosen anew rather than added to */
};

G_DEFINE_FINAL_TYPE (LlmLineupBar, llm_lineup_bar, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_LINEUP,
  PROP_SUFFIX,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
update_single (LlmLineupBar *self)
{
  g_autoptr (LlmLineupItem) item
      = self->lineup != NULL ? g_list_model_get_item (G_LIST_MODEL (self->lineup), 0) : NULL;
  const char *title = item != NULL ? llm_lineup_item_get_title (item) : _ ("Choose a model");
  g_autofree char *name = g_strdup_printf (_ ("Model: %s"), title);

  gtk_label_set_text (GTK_LABEL (self->add_label), title);
  gtk_widget_set_visible (self->add_label, TRUE);
  gtk_widget_set_sensitive (self->add_button, self->lineup != NULL && !self->is_fixed);
  gtk_widget_set_tooltip_text (self->add_button, item != NULL
                                                     ? llm_lineup_item_get_spec (item)
                                                     : _ ("Choose the model to ask"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update_add_button (LlmLineupBar *self)
{
  gboolean full = self->chips->len >= LLM_LINEUP_MAX;

  gtk_widget_set_visible (self->add_label, self->chips->len == 0);
  gtk_widget_set_sensitive (self->add_button, self->lineup != NULL && !full && !self->is_fixed);
  gtk_widget_set_tooltip_text (self->add_button,
                               full ? _ ("The line-up is full: remove a model first")
                                    : _ ("Add a model to the line-up"));
}

static void
update_marks (LlmLineupBar *self)
{
  for (guint i = 0; i < self->chips->len; i++)
    {
      g_autoptr (LlmLineupItem) item = g_list_model_get_item (G_LIST_MODEL (self->lineup), i);

      llm_lineup_chip_set_blind (self->chips->pdata[i],
                                 item != NULL && self->blind != NULL
                                     && g_strv_contains ((const char *const *) self->blind,
                                                         llm_lineup_item_get_spec (item)));
    }
}

/* The keyboard must not fall out of the bar when a chip goes away under it. */
static void
focus_chip_near (LlmLineupBar *self, guint position)
{
  if (self->chips->len == 0)
    gtk_widget_grab_focus (self->add_button);
  else
    llm_lineup_chip_focus_remove (
        g_ptr_array_index (self->chips, MIN (position, self->chips->len - 1)));
}

static void
items_changed_cb (LlmLineupBar *self, guint position, guint removed, guint added)
{
  gboolean had_focus = FALSE;

  if (self->single)
    {
      update_single (self);
      return;
    }
  for (guint i = 0; i < removed; i++)
    {
      GtkWidget *chip = g_ptr_array_index (self->chips, position);

      had_focus = had_focus || gtk_widget_get_focus_child (GTK_WIDGET (self)) == chip;
      g_ptr_array_remove_index (self->chips, position);
      gtk_widget_unparent (chip);
    }

  for (guint i = 0; i < added; i++)
    {
      g_autoptr (LlmLineupItem) item = g_list_model_get_item (G_LIST_MODEL (self->lineup),
                                                              position + i);
      GtkWidget *chip = llm_lineup_chip_new (self->lineup, item);
      GtkWidget *after = self->add_button;

      if (position + i < self->chips->len)
        after = g_ptr_array_index (self->chips, position + i);
      gtk_widget_set_sensitive (chip, !self->is_fixed);
      gtk_widget_insert_before (chip, GTK_WIDGET (self), after);
      g_ptr_array_insert (self->chips, position + i, chip);
    }

  update_add_button (self);
  update_marks (self);
  if (had_focus)
    focus_chip_near (self, position);
}

/* With the models chosen, the prompt is next. */
static void
picker_closed_cb (LlmLineupBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-prompt", NULL);
}

static void
chosen_cb (LlmLineupBar *self, const char *spec)
{
  const char *const specs[] = { spec, NULL };

  llm_lineup_set_specs (self->lineup, specs);
}

static void
create_picker_cb (GtkMenuButton *button, gpointer user_data)
{
  LlmLineupBar *self = user_data;
  GtkWidget *picker;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;

  picker = self->single ? llm_model_picker_new_to_choose (self->lineup)
                        : llm_model_picker_new (self->lineup);
  if (self->single)
    g_signal_connect_object (picker, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (picker, "closed", G_CALLBACK (picker_closed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, picker);
}

static void
llm_lineup_bar_dispose (GObject *object)
{
  LlmLineupBar *self = LLM_LINEUP_BAR (object);

  llm_lineup_bar_set_lineup (self, NULL);
  g_clear_pointer (&self->add_button, gtk_widget_unparent);
  g_clear_pointer (&self->saved_button, gtk_widget_unparent);
  g_clear_pointer (&self->suffix, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_lineup_bar_parent_class)->dispose (object);
}

static void
llm_lineup_bar_finalize (GObject *object)
{
  LlmLineupBar *self = LLM_LINEUP_BAR (object);

  g_ptr_array_unref (self->chips);
  g_strfreev (self->blind);

  G_OBJECT_CLASS (llm_lineup_bar_parent_class)->finalize (object);
}

static void
llm_lineup_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmLineupBar *self = LLM_LINEUP_BAR (object);

  switch (prop_id)
    {
    case PROP_LINEUP:
      g_value_set_object (value, self->lineup);
      break;

    case PROP_SUFFIX:
      g_value_set_object (value, self->suffix);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_lineup_bar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LINEUP:
      llm_lineup_bar_set_lineup (LLM_LINEUP_BAR (object), g_value_get_object (value));
      break;

    case PROP_SUFFIX:
      llm_lineup_bar_set_suffix (LLM_LINEUP_BAR (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_lineup_bar_class_init (LlmLineupBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_lineup_bar_dispose;
  object_class->finalize = llm_lineup_bar_finalize;
  object_class->get_property = llm_lineup_bar_get_property;
  object_class->set_property = llm_lineup_bar_set_property;

  props[PROP_LINEUP] =
      g_param_spec_object ("lineup", NULL, NULL, LLM_TYPE_LINEUP,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_SUFFIX] =
      g_param_spec_object ("suffix", NULL, NULL, GTK_TYPE_WIDGET,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_layout_manager_type (widget_class, LLM_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "lineup");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_lineup_bar_init (LlmLineupBar *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->chips = g_ptr_array_new ();
  llm_wrap_layout_set_spacing (
      LLM_WRAP_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Line-up"), -1);

  self->add_label = gtk_label_new (_ ("Add a model"));
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (content), self->add_label);

  self->add_button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->add_button), content);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->add_button), GTK_ARROW_UP);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->add_button), create_picker_cb,
                                         self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Add a model"), -1);
  gtk_widget_add_css_class (self->add_button, "llm-add");
  gtk_widget_set_parent (self->add_button, GTK_WIDGET (self));
  self->saved_button = llm_lineup_button_new ();
  gtk_widget_set_parent (self->saved_button, GTK_WIDGET (self));
  update_add_button (self);
}

/**
 * llm_lineup_bar_new:
 *
 * Returns: (transfer floating): a bar without a line-up
 */
GtkWidget *
llm_lineup_bar_new (void)
{
  return g_object_new (LLM_TYPE_LINEUP_BAR, NULL);
}

/**
 * llm_lineup_bar_get_lineup:
 * @self: a #LlmLineupBar
 *
 * Returns: (transfer none) (nullable): what it shows
 */
LlmLineup *
llm_lineup_bar_get_lineup (LlmLineupBar *self)
{
  g_return_val_if_fail (LLM_IS_LINEUP_BAR (self), NULL);

  return self->lineup;
}

/**
 * llm_lineup_bar_set_lineup:
 * @self: a #LlmLineupBar
 * @lineup: (nullable): what to show
 */
void
llm_lineup_bar_set_lineup (LlmLineupBar *self, LlmLineup *lineup)
{
  g_return_if_fail (LLM_IS_LINEUP_BAR (self));
  g_return_if_fail (lineup == NULL || LLM_IS_LINEUP (lineup));

  if (self->lineup == lineup)
    return;

  if (self->lineup != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->lineup, self);
      g_clear_object (&self->lineup);
      if (self->add_button != NULL)
        {
          gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->add_button), NULL);
          items_changed_cb (self, 0, self->chips->len, 0);
        }
    }

  if (self->saved_button != NULL)
    llm_lineup_button_set_lineup (LLM_LINEUP_BUTTON (self->saved_button), lineup);
  if (lineup != NULL)
    {
      self->lineup = g_object_ref (lineup);
      g_signal_connect_object (lineup, "items-changed", G_CALLBACK (items_changed_cb), self,
                               G_CONNECT_SWAPPED);
      items_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (lineup)));
    }

  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LINEUP]);
}

/**
 * llm_lineup_bar_set_suffix:
 * @self: a #LlmLineupBar
 * @suffix: (nullable): what stands at the end of the last line
 */
void
llm_lineup_bar_set_suffix (LlmLineupBar *self, GtkWidget *suffix)
{
  g_return_if_fail (LLM_IS_LINEUP_BAR (self));
  g_return_if_fail (suffix == NULL || GTK_IS_WIDGET (suffix));

  if (self->suffix == suffix)
    return;

  g_clear_pointer (&self->suffix, gtk_widget_unparent);
  self->suffix = suffix;
  if (suffix != NULL)
    gtk_widget_insert_before (suffix, GTK_WIDGET (self), NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUFFIX]);
}

/**
 * llm_lineup_bar_set_single:
 * @self: a #LlmLineupBar without a line-up
 *
 * Shows the one model of a line-up, for which another one can be chosen.
 */
void
llm_lineup_bar_set_single (LlmLineupBar *self)
{
  g_return_if_fail (LLM_IS_LINEUP_BAR (self));
  g_return_if_fail (self->lineup == NULL);

  self->single = TRUE;
  gtk_widget_set_visible (self->saved_button, FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (self->add_label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->add_label), CHIP_MAX_CHARS);
  gtk_widget_set_visible (gtk_widget_get_prev_sibling (self->add_label), FALSE);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->add_button), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Model"), -1);
  update_single (self);
}

/**
 * llm_lineup_bar_set_blind:
 * @self: a #LlmLineupBar
 * @specs: (array zero-terminated=1): models as PROVIDER:MODEL that are marked as not seeing
 *   images
 */
void
llm_lineup_bar_set_blind (LlmLineupBar *self, const char *const *specs)
{
  g_return_if_fail (LLM_IS_LINEUP_BAR (self));
  g_return_if_fail (specs != NULL);

  g_strfreev (self->blind);
  self->blind = g_strdupv ((char **) specs);
  update_marks (self);
}

/**
 * llm_lineup_bar_set_fixed:
 * @self: a #LlmLineupBar
 * @is_fixed: whether the models cannot be changed now; what stands behind them can be used
 */
void
llm_lineup_bar_set_fixed (LlmLineupBar *self, gboolean is_fixed)
{
  g_return_if_fail (LLM_IS_LINEUP_BAR (self));

  self->is_fixed = is_fixed;
  for (guint i = 0; i < self->chips->len; i++)
    gtk_widget_set_sensitive (self->chips->pdata[i], !is_fixed);
  gtk_widget_set_sensitive (self->saved_button, !is_fixed);
  if (self->single)
    update_single (self);
  else
    update_add_button (self);
}

/**
 * llm_lineup_bar_popup_picker:
 * @self: a #LlmLineupBar
 *
 * Opens the list of models.
 */
void
llm_lineup_bar_popup_picker (LlmLineupBar *self)
{
  g_return_if_fail (LLM_IS_LINEUP_BAR (self));

  if (gtk_widget_is_sensitive (self->add_button))
    gtk_menu_button_popup (GTK_MENU_BUTTON (self->add_button));
}
