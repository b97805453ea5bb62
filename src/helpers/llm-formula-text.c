/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-formula-text.h"

#include <pango/pangocairo.h>

/* The size that is measured at (px); large, so that hinting does not matter. */
#define SIZE 1000

/**
 * llm_formula_text_get_width:
 * @text: some text
 * @family: names of fonts, as in CSS
 * @bold: whether it is bold
 * @italic: whether it is italic
 *
 * Measures with Pango and fontconfig, as librsvg will draw it.
 *
 * Returns: the width of @text (em)
 */
double
llm_formula_text_get_width (const char *text, const char *family, gboolean bold, gboolean italic)
{
  static PangoContext *context;
  static PangoLayout *layout;
  g_autoptr (PangoFontDescription) font = NULL;
  int width;

  if (layout == NULL)
    {
      context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
      pango_context_set_round_glyph_positions (context, FALSE);
      layout = pango_layout_new (context);
      pango_layout_set_single_paragraph_mode (layout, TRUE);
    }
  font = pango_font_description_new ();
  pango_font_description_set_family (font, family);
  pango_font_description_set_absolute_size (font, SIZE * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style (font, italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, &width, NULL);
  return (double) width / ((double) SIZE * PANGO_SCALE);
}
