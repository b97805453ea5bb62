/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-provider-style.h"

#include <string.h>

/* The colours themselves are in style-cards.css: a class sets the text colour of
 * the widget that carries it, which dots, edges and progress lines paint with. */
#define CLASS_PREFIX "llm-provider-"

static const struct
{
  const char *provider_id;
  const char *css_class;
} known[] = {
  { "openai", CLASS_PREFIX "openai" }, { "anthropic", CLASS_PREFIX "anthropic" },
  { "gemini", CLASS_PREFIX "gemini" }, { "mistral", CLASS_PREFIX "mistral" },
  { "demo", CLASS_PREFIX "demo" },
};

static const char *const palette[] = {
  CLASS_PREFIX "other-1", CLASS_PREFIX "other-2", CLASS_PREFIX "other-3", CLASS_PREFIX "other-4",
  CLASS_PREFIX "other-5", CLASS_PREFIX "other-6", CLASS_PREFIX "other-7", CLASS_PREFIX "other-8",
};

/* FNV-1a: an endpoint keeps its colour from one version to the next, which the
 * hash functions of GLib do not promise. */
static guint32
hash_id (const char *id)
{
  guint32 hash = 2166136261u;

  for (const char *p = id; *p != '\0'; p++)
    hash = (hash ^ (guchar) *p) * 16777619u;
  return hash;
}

/**
 * llm_provider_style_get_css_class:
 * @provider_id: a provider's id
 *
 * Returns: (transfer none): the style class that stands for the provider's colour;
 *   always the same for the same id
 */
const char *
llm_provider_style_get_css_class (const char *provider_id)
{
  g_return_val_if_fail (provider_id != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (strcmp (known[i].provider_id, provider_id) == 0)
        return known[i].css_class;
    }
  return palette[hash_id (provider_id) % G_N_ELEMENTS (palette)];
}

/**
 * llm_provider_style_apply:
 * @widget: a widget that paints with its text colour
 * @provider_id: (nullable): a provider's id, or %NULL for none that may be told
 *
 * Gives @widget the provider's colour and takes away that of any other.
 */
void
llm_provider_style_apply (GtkWidget *widget, const char *provider_id)
{
  const char *wanted;
  g_auto (GStrv) classes = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  wanted = provider_id != NULL ? llm_provider_style_get_css_class (provider_id) : NULL;
  classes = gtk_widget_get_css_classes (widget);
  for (gsize i = 0; classes[i] != NULL; i++)
    {
      if (g_str_has_prefix (classes[i], CLASS_PREFIX) && g_strcmp0 (classes[i], wanted) != 0)
        gtk_widget_remove_css_class (widget, classes[i]);
    }
  if (wanted != NULL)
    gtk_widget_add_css_class (widget, wanted);
}

/**
 * llm_provider_dot_new:
 * @provider_id: a provider's id
 *
 * Another provider's colour is set with llm_provider_style_apply().  The dot is
 * decoration, hidden from assistive technology: a name always stands beside it.
 *
 * Returns: (transfer floating): a small disc in the provider's colour
 */
GtkWidget *
llm_provider_dot_new (const char *provider_id)
{
  GtkWidget *dot;

  g_return_val_if_fail (provider_id != NULL, NULL);

  dot = g_object_new (GTK_TYPE_BOX, "css-name", "llm-provider-dot", "accessible-role",
                      GTK_ACCESSIBLE_ROLE_PRESENTATION, "halign", GTK_ALIGN_CENTER, "valign",
                      GTK_ALIGN_CENTER, NULL);
  llm_provider_style_apply (dot, provider_id);
  return dot;
}
