/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-prompt-marks.h"

#include <gtksourceview/gtksource.h>

#include "llm-find-match.h"

/* As other matches and the current one look in answers. */
static void
get_colors (gboolean is_current, char **background, char **foreground)
{
  GtkSourceStyle *style = llm_find_match_get_style ();

  *background = *foreground = NULL;
  if (is_current || style == NULL)
    {
      *background = g_strdup (LLM_FIND_MATCH_BACKGROUND);
      *foreground = g_strdup (LLM_FIND_MATCH_FOREGROUND);
      return;
    }
  g_object_get (style, "background", background, "foreground", foreground, NULL);
}

static void
insert_attribute (PangoAttrList *list, PangoAttribute *attribute, gsize at, gsize end)
{
  attribute->start_index = (guint) at;
  attribute->end_index = (guint) end;
  pango_attr_list_insert (list, attribute);
}

static guint16
to_pango (float value)
{
  return (guint16) (value * 65535 + 0.5f);
}

/* Schemes may have colours that let something through. */
static void
add_color (PangoAttrList *list, const char *name, gboolean is_background, gsize at, gsize end)
{
  GdkRGBA color;
  guint16 red, green, blue, alpha;

  if (name == NULL || !gdk_rgba_parse (&color, name))
    return;
  red = to_pango (color.red);
  green = to_pango (color.green);
  blue = to_pango (color.blue);
  alpha = MAX (to_pango (color.alpha), 1); /* none is not set */
  insert_attribute (list,
                    is_background ? pango_attr_background_new (red, green, blue)
                                  : pango_attr_foreground_new (red, green, blue),
                    at, end);
  insert_attribute (list,
                    is_background ? pango_attr_background_alpha_new (alpha)
                                  : pango_attr_foreground_alpha_new (alpha),
                    at, end);
}

/**
 * llm_prompt_marks_make:
 * @text: valid UTF-8
 * @matches: (nullable) (element-type LlmNeedleMatch): places in it, in order
 * @current: the one of them that stands out, or %LLM_PROMPT_MARKS_NONE
 * @n_shown: how many characters of @text are shown
 *
 * Returns: (transfer full): what marks the places in a label with the beginning of @text
 */
PangoAttrList *
llm_prompt_marks_make (const char *text, GArray *matches, guint current, guint n_shown)
{
  PangoAttrList *list;
  const char *counted = text;
  guint character = 0;

  g_return_val_if_fail (text != NULL, NULL);

  list = pango_attr_list_new ();
  for (guint i = 0; matches != NULL && i < matches->len; i++)
    {
      const LlmNeedleMatch *match = &g_array_index (matches, LlmNeedleMatch, i);
      g_autofree char *background = NULL;
      g_autofree char *foreground = NULL;
      const char *end;

      if (match->end > n_shown)
        break;
      counted = g_utf8_offset_to_pointer (counted, match->start - character);
      end = g_utf8_offset_to_pointer (counted, match->end - match->start);
      get_colors (i == current, &background, &foreground);
      add_color (list, background, TRUE, (gsize) (counted - text), (gsize) (end - text));
      add_color (list, foreground, FALSE, (gsize) (counted - text), (gsize) (end - text));
      counted = end;
      character = match->end;
    }
  return list;
}

static GtkTextTag *
renew_tag (GtkTextBuffer *buffer, const char *name, gboolean is_current)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (buffer);
  GtkTextTag *tag = gtk_text_tag_table_lookup (table, name);
  g_autofree char *background = NULL;
  g_autofree char *foreground = NULL;

  if (tag != NULL)
    gtk_text_tag_table_remove (table, tag);
  get_colors (is_current, &background, &foreground);
  return gtk_text_buffer_create_tag (buffer, name, "background", background, "foreground",
                                     foreground, NULL);
}

/**
 * llm_prompt_marks_apply:
 * @buffer: what has all of the text
 * @matches: (nullable) (element-type LlmNeedleMatch): places in it
 * @current: the one of them that stands out, or %LLM_PROMPT_MARKS_NONE
 *
 * Marks these places and no others.
 */
void
llm_prompt_marks_apply (GtkTextBuffer *buffer, GArray *matches, guint current)
{
  GtkTextTag *other, *match_tag;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  other = renew_tag (buffer, "llm-find-other", FALSE);
  match_tag = renew_tag (buffer, "llm-find-match", TRUE);
  for (guint i = 0; matches != NULL && i < matches->len; i++)
    {
      const LlmNeedleMatch *match = &g_array_index (matches, LlmNeedleMatch, i);
      GtkTextIter start, end;

      gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) match->start);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) match->end);
      gtk_text_buffer_apply_tag (buffer, i == current ? match_tag : other, &start, &end);
    }
}
