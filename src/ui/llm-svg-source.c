/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-svg-source.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define ROOT "<svg"

/* Where the attributes of the root begin and end.  The helpers write "&gt;" in values. */
static gboolean
find_root (GBytes *svg, gsize *start, gsize *end)
{
  gsize size;
  const char *data = g_bytes_get_data (svg, &size);
  const char *root = g_strstr_len (data, (gssize) size, ROOT);
  const char *root_end;

  if (root == NULL)
    return FALSE;
  root += strlen (ROOT);
  root_end = memchr (root, '>', size - (gsize) (root - data));
  if (root_end == NULL || root_end[-1] == '/')
    return FALSE;
  *start = (gsize) (root - data);
  *end = (gsize) (root_end - data);
  return TRUE;
}

/* Whatever the language has for a decimal point. */
static void
append_number (GString *svg, const char *name, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (svg, " %s=\"%s\"", name, g_ascii_dtostr (number, sizeof number, value));
}

/**
 * llm_svg_source_cut_out:
 * @svg: a picture
 * @width: its width (px)
 * @height: its height (px)
 * @area: what is wanted of it
 * @error: return location for an error
 *
 * librsvg draws what is transparent on images as large as all of a document, so a document
 * of which only a part is seen has to be as small as that part.
 *
 * Returns: (transfer full): a picture of the area alone
 */
GBytes *
llm_svg_source_cut_out (
    GBytes *svg, double width, double height, const GdkRectangle *area, GError **error)
{
  gsize size, start, end;
  const char *data = g_bytes_get_data (svg, &size);
  g_autoptr (GRegex) places = NULL;
  g_autofree char *attributes = NULL;
  GString *part;

  if (!find_root (svg, &start, &end))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _ ("The picture is damaged"));
      return NULL;
    }
  places = g_regex_new ("\\s(x|y|width|height)\\s*=\\s*(\"[^\"]*\"|'[^']*')", G_REGEX_RAW, 0, NULL);
  attributes
      = g_regex_replace_literal (places, data + start, (gssize) (end - start), 0, "", 0, error);
  if (attributes == NULL)
    return NULL;
  part = g_string_sized_new (size + 512);
  g_string_append_printf (part,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%d %d %d %d\">" ROOT,
                          area->x, area->y, area->width, area->height);
  append_number (part, "x", 0);
  append_number (part, "y", 0);
  append_number (part, "width", width);
  append_number (part, "height", height);
  g_string_append (part, attributes);
  g_string_append_len (part, data + end, (gssize) (size - end));
  g_string_append (part, "</svg>");
  return g_string_free_to_bytes (part);
}

/**
 * llm_svg_source_add_background:
 * @svg: a picture
 * @view_box: its place and size
 * @background: what is to be behind it
 *
 * Returns: (transfer full): a picture that can be read wherever it is shown, or @svg itself
 *   if it is none
 */
GBytes *
llm_svg_source_add_background (GBytes *svg,
                               const graphene_rect_t *view_box,
                               const GdkRGBA *background)
{
  gsize size, start, end;
  const char *data = g_bytes_get_data (svg, &size);
  GString *other;

  if (!find_root (svg, &start, &end))
    return g_bytes_ref (svg);
  other = g_string_sized_new (size + 256);
  g_string_append_len (other, data, (gssize) end + 1);
  g_string_append (other, "<rect");
  append_number (other, "x", (double) view_box->origin.x);
  append_number (other, "y", (double) view_box->origin.y);
  append_number (other, "width", (double) view_box->size.width);
  append_number (other, "height", (double) view_box->size.height);
  g_string_append_printf (
      other, " fill=\"#%02x%02x%02x\" stroke=\"none\"/>", (guint) lrintf (background->red * 255),
      (guint) lrintf (background->green * 255), (guint) lrintf (background->blue * 255));
  g_string_append_len (other, data + end + 1, (gssize) (size - end - 1));
  return g_string_free_to_bytes (other);
}
