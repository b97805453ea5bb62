/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-entry-color.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *id;
  const char *name;
  const char *css_class; /* in style-sidebar.css */
} colors[] = {
  { "blue", N_ ("Blue"), "llm-blue" },       { "green", N_ ("Green"), "llm-green" },
  { "yellow", N_ ("Yellow"), "llm-yellow" }, { "orange", N_ ("Orange"), "llm-orange" },
  { "red", N_ ("Red"), "llm-red" },          { "purple", N_ ("Purple"), "llm-purple" },
  { "brown", N_ ("Brown"), "llm-brown" },
};

/**
 * llm_entry_color_get_n:
 *
 * Returns: how many colours there are
 */
guint
llm_entry_color_get_n (void)
{
  return G_N_ELEMENTS (colors);
}

/**
 * llm_entry_color_get_id:
 * @index: less than llm_entry_color_get_n()
 *
 * Returns: the name it is stored with
 */
const char *
llm_entry_color_get_id (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (colors), NULL);
  return colors[index].id;
}

/**
 * llm_entry_color_get_name:
 * @id: (nullable): what is stored
 *
 * Returns: (nullable): its name for people; %NULL for none
 */
const char *
llm_entry_color_get_name (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (colors); i++)
    if (g_strcmp0 (colors[i].id, id) == 0)
      return _ (colors[i].name);
  return NULL;
}

/**
 * llm_entry_color_apply:
 * @widget: a widget that paints with its text colour
 * @id: (nullable): what is stored
 *
 * Gives @widget this colour and takes away any other.
 */
void
llm_entry_color_apply (GtkWidget *widget, const char *id)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  for (gsize i = 0; i < G_N_ELEMENTS (colors); i++)
    {
      if (g_strcmp0 (colors[i].id, id) == 0)
        gtk_widget_add_css_class (widget, colors[i].css_class);
      else
        gtk_widget_remove_css_class (widget, colors[i].css_class);
    }
}
