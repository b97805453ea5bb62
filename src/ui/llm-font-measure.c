/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-font-measure.h"

#include <string.h>
#include "llm-layout.h"

/* Words that are remembered, each at most so long. */
#define MAX_WORDS 20000
#define MAX_WORD 64

#define CODE_SCALE 0.92

struct _LlmFontMeasure
{
  PangoLayout *layout;
  PangoAttrList *attributes[4]; /* by strong and code */
  GHashTable *widths;           /* style and word → int */
  double em;
};

/**
 * llm_font_measure_new:
 * @widget: whose font it is
 *
 * Returns: (transfer full): a measure for the font that @widget has now
 */
LlmFontMeasure *
llm_font_measure_new (GtkWidget *widget)
{
  LlmFontMeasure *measure;
  const PangoFontDescription *font;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  measure = g_new0 (LlmFontMeasure, 1);
  measure->layout = gtk_widget_create_pango_layout (widget, NULL);
  measure->widths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  font = pango_context_get_font_description (pango_layout_get_context (measure->layout));
  measure->em = pango_font_description_get_size (font) / (double) PANGO_SCALE;
  if (!pango_font_description_get_size_is_absolute (font))
    measure->em
        *= pango_cairo_context_get_resolution (pango_layout_get_context (measure->layout)) / 72.0;
  measure->em = CLAMP (measure->em, 4.0, 200.0);
  for (guint i = 0; i < G_N_ELEMENTS (measure->attributes); i++)
    {
      measure->attributes[i] = pango_attr_list_new ();
      if ((i & 1) != 0)
        pango_attr_list_insert (measure->attributes[i], pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      if ((i & 2) != 0)
        {
          pango_attr_list_insert (measure->attributes[i], pango_attr_family_new ("monospace"));
          pango_attr_list_insert (measure->attributes[i], pango_attr_scale_new (CODE_SCALE));
        }
    }
  return measure;
}

/**
 * llm_font_measure_free:
 * @measure: (transfer full): a measure
 */
void
llm_font_measure_free (LlmFontMeasure *measure)
{
  g_return_if_fail (measure != NULL);

  g_object_unref (measure->layout);
  for (guint i = 0; i < G_N_ELEMENTS (measure->attributes); i++)
    pango_attr_list_unref (measure->attributes[i]);
  g_hash_table_unref (measure->widths);
  g_free (measure);
}

/**
 * llm_font_measure_get_em:
 * @measure: a measure
 *
 * Returns: the size of the font in pixels
 */
double
llm_font_measure_get_em (LlmFontMeasure *measure)
{
  g_return_val_if_fail (measure != NULL, 1);
  return measure->em;
}

/**
 * llm_font_measure_get_width:
 * @text: a word
 * @length: its bytes
 * @style: #LlmTextStyle
 * @measure: (type LlmFontMeasure): a measure
 *
 * Returns: its width in pixels
 */
double
llm_font_measure_get_width (const char *text, gsize length, guint style, gpointer measure)
{
  LlmFontMeasure *self = measure;
  const guint index = ((style & LLM_STYLE_STRONG) != 0 ? 1 : 0)
                      | ((style & (LLM_STYLE_CODE | LLM_STYLE_HTML)) != 0 ? 2 : 0);
  char key[MAX_WORD + 2];
  gpointer known;
  int width;

  g_return_val_if_fail (measure != NULL, 0);

  if (length <= MAX_WORD)
    {
      key[0] = (char) ('0' + index);
      memcpy (key + 1, text, length);
      key[length + 1] = '\0';
      if (g_hash_table_lookup_extended (self->widths, key, NULL, &known))
        return GPOINTER_TO_INT (known) / (double) PANGO_SCALE;
    }
  pango_layout_set_attributes (self->layout, self->attributes[index]);
  pango_layout_set_text (self->layout, text, (int) MIN (length, 4096));
  pango_layout_get_size (self->layout, &width, NULL);
  if (length <= MAX_WORD && g_hash_table_size (self->widths) < MAX_WORDS)
    g_hash_table_insert (self->widths, g_strdup (key), GINT_TO_POINTER (width));
  return width / (double) PANGO_SCALE;
}
