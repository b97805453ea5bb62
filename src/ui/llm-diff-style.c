/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-style.h"

/* Backgrounds, light and dark. */
static const guint8 backgrounds[2][LLM_DIFF_N_MARKS][3] = {
  { { 0xcd, 0xee, 0xd3 }, { 0xfa, 0xd2, 0xd2 }, { 0xfb, 0xe7, 0xb2 }, { 0xd8, 0xe4, 0xfa } },
  { { 0x1c, 0x4f, 0x2c }, { 0x66, 0x24, 0x28 }, { 0x5c, 0x43, 0x10 }, { 0x24, 0x3f, 0x6b } },
};

static void
set_color (GdkRGBA *color, const guint8 *bytes)
{
  color->red = (float) bytes[0] / 255;
  color->green = (float) bytes[1] / 255;
  color->blue = (float) bytes[2] / 255;
  color->alpha = 1;
}

/**
 * llm_diff_style_get_colors:
 * @kind: what is marked
 * @dark: whether the theme is dark
 * @background: (out caller-allocates): what it stands on
 * @foreground: (out caller-allocates): the text on it, also that of links and code
 */
void
llm_diff_style_get_colors (LlmDiffMarkKind kind,
                           gboolean dark,
                           GdkRGBA *background,
                           GdkRGBA *foreground)
{
  static const guint8 texts[2][3] = { { 0x1e, 0x1e, 0x1e }, { 0xff, 0xff, 0xff } };

  g_return_if_fail (kind < LLM_DIFF_N_MARKS);
  g_return_if_fail (background != NULL && foreground != NULL);

  set_color (background, backgrounds[dark ? 1 : 0][kind]);
  set_color (foreground, texts[dark ? 1 : 0]);
}

/**
 * llm_diff_style_get_underline:
 * @kind: what is marked in a rendered answer
 *
 * Returns: the line that tells it from the others without its colour; what only some texts lack
 *   has one above it instead
 */
PangoUnderline
llm_diff_style_get_underline (LlmDiffMarkKind kind)
{
  switch (kind)
    {
    case LLM_DIFF_MARK_MOVED:
      return PANGO_UNDERLINE_DOUBLE;
    case LLM_DIFF_MARK_PARTLY:
      return PANGO_UNDERLINE_NONE;
    case LLM_DIFF_MARK_ADDED:
    case LLM_DIFF_MARK_LACKED:
    default:
      return PANGO_UNDERLINE_SINGLE;
    }
}
