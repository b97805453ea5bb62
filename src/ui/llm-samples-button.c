/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-samples-button.h"

#include <glib/gi18n-lib.h>

struct _LlmSamplesButton
{
  GtkWidget parent_instance;

  int count;
  GtkWidget *button;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (LlmSamplesButton, llm_samples_button, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_COUNT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
update (LlmSamplesButton *self)
{
  /* Translators: how often each model is asked; as short as can be. */
  g_autofree char *label = g_strdup_printf (_ ("%d×"), self->count);
  g_autofree char *said = g_strdup_printf (_ ("Samples per model: %d"), self->count);

  gtk_label_set_label (GTK_LABEL (self->label), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  said, -1);
}

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();
  GMenu *section = g_menu_new ();

  for (int i = 1; i <= LLM_SAMPLES_MAX; i++)
    {
      g_autofree char *label = g_strdup_printf (
          ngettext ("Ask each model _%d time", "Ask each model _%d times", i), i);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "samples.count", "i", i);
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, _ ("Samples per model"), G_MENU_MODEL (section));
  g_object_unref (section);
  return G_MENU_MODEL (menu);
}

static void
llm_samples_button_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_COUNT:
      g_value_set_int (value, LLM_SAMPLES_BUTTON (object)->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_samples_button_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_COUNT:
      llm_samples_button_set_count (LLM_SAMPLES_BUTTON (object), (guint) g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_samples_button_dispose (GObject *object)
{
  g_clear_pointer (&LLM_SAMPLES_BUTTON (object)->button, gtk_widget_unparent);

  G_OBJECT_CLASS (llm_samples_button_parent_class)->dispose (object);
}

static void
llm_samples_button_class_init (LlmSamplesButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_samples_button_dispose;
  object_class->get_property = llm_samples_button_get_property;
  object_class->set_property = llm_samples_button_set_property;

  props[PROP_COUNT]
      = g_param_spec_int ("count", NULL, NULL, 1, LLM_SAMPLES_MAX, 1,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_property_action (widget_class, "samples.count", "count");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
llm_samples_button_init (LlmSamplesButton *self)
{
  g_autoptr (GMenuModel) menu = make_menu ();

  self->count = 1;
  self->button = gtk_menu_button_new ();
  self->label = gtk_label_new (NULL);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), self->label);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->button), menu);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->button), FALSE);
  gtk_widget_set_tooltip_text (self->button,
                               _ ("How often each model is asked, to see how much its answers "
                                  "vary"));
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  update (self);
}

/**
 * llm_samples_button_new:
 *
 * Returns: (transfer floating): a button that says once
 */
GtkWidget *
llm_samples_button_new (void)
{
  return g_object_new (LLM_TYPE_SAMPLES_BUTTON, NULL);
}

/**
 * llm_samples_button_get_count:
 * @self: a button
 *
 * Returns: how often each model is asked, from 1
 */
guint
llm_samples_button_get_count (LlmSamplesButton *self)
{
  g_return_val_if_fail (LLM_IS_SAMPLES_BUTTON (self), 1);
  return (guint) self->count;
}

/**
 * llm_samples_button_set_count:
 * @self: a button
 * @count: how often each model is asked, 1 to %LLM_SAMPLES_MAX
 */
void
llm_samples_button_set_count (LlmSamplesButton *self, guint count)
{
  g_return_if_fail (LLM_IS_SAMPLES_BUTTON (self));
  g_return_if_fail (count >= 1 && count <= LLM_SAMPLES_MAX);

  if (self->count == (int) count)
    return;
  self->count = (int) count;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNT]);
}
