/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-style.h"

/* Light and dark; the theme's text and links on them keep a contrast of 4.5.  The text has no
 * colour of its own: GTK 4.8 then tells assistive technology nothing of what is marked. */
static const guint8 backgrounds[2][LLM_DIFF_N_MARKS][3] = {
  { { 0xdc, 0xf5, 0xe1 }, { 0xfd, 0xe5, 0xe5 }, { 0xfc, 0xf0, 0xcb }, { 0xe3, 0xec, 0xfd } },
  { { 0x17, 0x45, 0x2a }, { 0x58, 0x21, 0x2a }, { 0x4c, 0x3a, 0x0e }, { 0x23, 0x3d, 0x68 } },
};

/**
 * llm_diff_style_get_background:
 * @kind: what is marked
 * @dark: whether the theme is dark
 * @color: (out caller-allocates): what it stands on
 */
void
llm_diff_style_get_background (LlmDiffMarkKind kind, gboolean dark, GdkRGBA *color)
{
  const guint8 *bytes;

  g_return_if_fail (kind < LLM_DIFF_N_MARKS);
  g_return_if_fail (color != NULL);

  bytes = backgrounds[dark ? 1 : 0][kind];
  color->red = (float) bytes[0] / 255;
  color->green = (float) bytes[1] / 255;
  color->blue = (float) bytes[2] / 255;
  color->alpha = 1;
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
