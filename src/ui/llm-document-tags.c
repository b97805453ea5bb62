/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-document-tags.h"

#include <adwaita.h>
#include <math.h>

/* Fonts, as parts of the text's own. */
#define CODE_SCALE 0.92
#define SCRIPT_SCALE 0.72
#define LABEL_SCALE 0.85
#define RULE_SCALE 0.4

/* How far scripts are raised, in pixels of a text of 15. */
#define SCRIPT_RISE 5

/* Each tag makes all others slower; more tables than this stand on common stops. */
#define MAX_TABLE_TAGS 500

/* Between colours of code and what is behind it, as WCAG 2.1 has it for level AA. */
#define MIN_CONTRAST 4.5

struct _LlmDocumentTags
{
  GObject parent_instance;

  GtkTextBuffer *buffer;
  GtkTextTag *styles[LLM_N_STYLES];
  GtkTextTag *kinds[LLM_LINE_RULE + 1];
  GHashTable *distances;  /* guint64 → GtkTextTag */
  GHashTable *labels;     /* margins → GtkTextTag with a stop at the right edge */
  GHashTable *rises;      /* int → GtkTextTag */
  GHashTable *highlights; /* what it looks like → GtkTextTag */
  GPtrArray *spare;       /* GtkTextTag of tables that are gone */
  GtkTextTag *common;     /* of tables that have none of their own */
  guint n_tables;         /* tags of tables, also spare ones */
  int width;
  LlmDocumentColors colors;
};

G_DEFINE_FINAL_TYPE (LlmDocumentTags, llm_document_tags, G_TYPE_OBJECT)

static GdkRGBA
mix (const GdkRGBA *color, double alpha)
{
  GdkRGBA mixed = *color;

  mixed.alpha = (float) (color->alpha * alpha);
  return mixed;
}

/**
 * llm_document_colors_init:
 * @colors: (out caller-allocates): where to put them
 * @widget: whose theme to ask
 *
 * Takes the colours that the theme has for text on cards; stronger ones while the system
 * asks for high contrast.
 */
void
llm_document_colors_init (LlmDocumentColors *colors, GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkStyleContext *context;
  gboolean is_strong;

  g_return_if_fail (colors != NULL);
  g_return_if_fail (GTK_IS_WIDGET (widget));

  context = gtk_widget_get_style_context (widget);
  is_strong = adw_style_manager_get_high_contrast (manager);
  colors->is_dark = adw_style_manager_get_dark (manager);
  if (!gtk_style_context_lookup_color (context, "card_fg_color", &colors->text))
    gdk_rgba_parse (&colors->text, colors->is_dark ? "#fff" : "#000");
  if (!gtk_style_context_lookup_color (context, "accent_color", &colors->link))
    gdk_rgba_parse (&colors->link, colors->is_dark ? "#78aeed" : "#1c71d8");
  colors->dim = mix (&colors->text, is_strong ? 1.0 : 0.7);
  colors->box = mix (&colors->text, is_strong ? 0.1 : 0.055);
  colors->line = mix (&colors->text, is_strong ? 0.6 : 0.18);
}

static GtkTextTag *
create_tag (LlmDocumentTags *self)
{
  return gtk_text_buffer_create_tag (self->buffer, NULL, NULL);
}

static void
create_styles (LlmDocumentTags *self)
{
  for (guint i = 0; i < LLM_N_STYLES; i++)
    self->styles[i] = create_tag (self);

#define STYLE(name) self->styles[g_bit_nth_lsf (LLM_STYLE_##name, -1)]
  g_object_set (STYLE (EMPHASIS), "style", PANGO_STYLE_ITALIC, NULL);
  g_object_set (STYLE (STRONG), "weight", PANGO_WEIGHT_BOLD, NULL);
  g_object_set (STYLE (STRIKETHROUGH), "strikethrough", TRUE, NULL);
  g_object_set (STYLE (CODE), "family", "monospace", "scale", CODE_SCALE, NULL);
  g_object_set (STYLE (LINK), "underline", PANGO_UNDERLINE_SINGLE, NULL);
  g_object_set (STYLE (SUPERSCRIPT), "scale", SCRIPT_SCALE, "rise", SCRIPT_RISE * PANGO_SCALE,
                NULL);
  g_object_set (STYLE (SUBSCRIPT), "scale", SCRIPT_SCALE, "rise", -SCRIPT_RISE * PANGO_SCALE / 2,
                NULL);
  g_object_set (STYLE (HTML), "family", "monospace", "scale", CODE_SCALE, NULL);
#undef STYLE
}

static void
create_kinds (LlmDocumentTags *self)
{
  static const double scales[] = { 1.55, 1.32, 1.16, 1.06, 1.0, 0.95 };

  for (guint i = 0; i <= LLM_LINE_RULE; i++)
    self->kinds[i] = create_tag (self);
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    g_object_set (self->kinds[LLM_LINE_HEADING_1 + i], "scale", scales[i], "weight",
                  PANGO_WEIGHT_BOLD, NULL);
  g_object_set (self->kinds[LLM_LINE_CODE], "family", "monospace", "scale", CODE_SCALE, NULL);
  g_object_set (self->kinds[LLM_LINE_CODE_LABEL], "scale", LABEL_SCALE, NULL);
  g_object_set (self->kinds[LLM_LINE_CODE_MORE], "scale", LABEL_SCALE, NULL);
  g_object_set (self->kinds[LLM_LINE_FORMULA], "justification", GTK_JUSTIFY_CENTER, NULL);
  g_object_set (self->kinds[LLM_LINE_RULE], "scale", RULE_SCALE, NULL);
}

static void
llm_document_tags_dispose (GObject *object)
{
  LlmDocumentTags *self = LLM_DOCUMENT_TAGS (object);

  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (llm_document_tags_parent_class)->dispose (object);
}

static void
llm_document_tags_finalize (GObject *object)
{
  LlmDocumentTags *self = LLM_DOCUMENT_TAGS (object);

  g_hash_table_unref (self->distances);
  g_hash_table_unref (self->labels);
  g_hash_table_unref (self->rises);
  g_hash_table_unref (self->highlights);
  g_ptr_array_unref (self->spare);

  G_OBJECT_CLASS (llm_document_tags_parent_class)->finalize (object);
}

static void
llm_document_tags_class_init (LlmDocumentTagsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_document_tags_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_document_tags_finalize;
}

static void
llm_document_tags_init (LlmDocumentTags *self)
{
  self->distances = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->labels = g_hash_table_new (NULL, NULL);
  self->rises = g_hash_table_new (NULL, NULL);
  self->highlights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->spare = g_ptr_array_new ();
}

/**
 * llm_document_tags_new:
 * @buffer: a buffer
 *
 * Returns: (transfer full): tags for that buffer, without colours yet
 */
LlmDocumentTags *
llm_document_tags_new (GtkTextBuffer *buffer)
{
  LlmDocumentTags *self;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), NULL);

  self = g_object_new (LLM_TYPE_DOCUMENT_TAGS, NULL);
  self->buffer = g_object_ref (buffer);
  /* Later ones win: what a line is, then what a part of it is. */
  create_kinds (self);
  create_styles (self);
  return self;
}

/**
 * llm_document_tags_set_colors:
 * @self: tags
 * @colors: the theme's
 */
void
llm_document_tags_set_colors (LlmDocumentTags *self, const LlmDocumentColors *colors)
{
  GtkTextTag *const *styles;

  g_return_if_fail (LLM_IS_DOCUMENT_TAGS (self));
  g_return_if_fail (colors != NULL);

  styles = self->styles;
  self->colors = *colors;
#define STYLE(name) styles[g_bit_nth_lsf (LLM_STYLE_##name, -1)]
  g_object_set (STYLE (CODE), "background-rgba", &colors->box, NULL);
  g_object_set (STYLE (LINK), "foreground-rgba", &colors->link, NULL);
  g_object_set (STYLE (HTML), "foreground-rgba", &colors->dim, NULL);
  g_object_set (STYLE (MARKER), "foreground-rgba", &colors->dim, NULL);
  g_object_set (STYLE (LABEL), "foreground-rgba", &colors->dim, NULL);
  g_object_set (STYLE (ACTION), "foreground-rgba", &colors->link, NULL);
#undef STYLE
}

static void
set_label_stop (LlmDocumentTags *self, GtkTextTag *tag, int margins)
{
  PangoTabArray *tabs = pango_tab_array_new (1, TRUE);

  pango_tab_array_set_tab (tabs, 0, PANGO_TAB_RIGHT, MAX (self->width - margins, 50));
  g_object_set (tag, "tabs", tabs, NULL);
  pango_tab_array_free (tabs);
}

/**
 * llm_document_tags_set_width:
 * @self: tags
 * @width: pixels there are for a line
 *
 * Moves what stands at the right edge.
 */
void
llm_document_tags_set_width (LlmDocumentTags *self, int width)
{
  GHashTableIter iter;
  gpointer margins, tag;

  g_return_if_fail (LLM_IS_DOCUMENT_TAGS (self));

  if (self->width == width)
    return;
  self->width = width;
  g_hash_table_iter_init (&iter, self->labels);
  while (g_hash_table_iter_next (&iter, &margins, &tag))
    set_label_stop (self, tag, GPOINTER_TO_INT (margins));
}

/**
 * llm_document_tags_get_style:
 * @self: tags
 * @style: one style
 *
 * Returns: (transfer none): the tag for it
 */
GtkTextTag *
llm_document_tags_get_style (LlmDocumentTags *self, LlmTextStyle style)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT_TAGS (self), NULL);
  g_return_val_if_fail (style != LLM_STYLE_NONE, NULL);
  return self->styles[g_bit_nth_lsf (style, -1)];
}

/**
 * llm_document_tags_get_kind:
 * @self: tags
 * @kind: what a line is
 *
 * Returns: (transfer none) (nullable): the tag for it, if it looks other than plain text
 */
GtkTextTag *
llm_document_tags_get_kind (LlmDocumentTags *self, LlmLineKind kind)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT_TAGS (self), NULL);
  g_return_val_if_fail (kind <= LLM_LINE_RULE, NULL);
  return kind != LLM_LINE_TEXT && kind != LLM_LINE_TABLE ? self->kinds[kind] : NULL;
}

static void
set_distances (GtkTextTag *tag, const LlmLine *line, gboolean rtl)
{
  const gboolean is_code = line->kind == LLM_LINE_CODE || line->kind == LLM_LINE_CODE_MORE
                           || line->kind == LLM_LINE_CODE_LABEL;

  g_object_set (tag, "accumulative-margin", TRUE, rtl ? "right-margin" : "left-margin", line->left,
                "pixels-above-lines", line->above, "pixels-below-lines",
                line->below + (is_code ? 1 : 2), NULL);
  if (line->right > 0)
    g_object_set (tag, rtl ? "left-margin" : "right-margin", line->right, NULL);
  if (line->hang > 0)
    {
      g_object_set (tag, "indent", -line->hang, NULL);
      if (line->kind != LLM_LINE_CODE)
        {
          PangoTabArray *tabs = pango_tab_array_new (1, TRUE);

          pango_tab_array_set_tab (tabs, 0, PANGO_TAB_LEFT, line->hang);
          g_object_set (tag, "tabs", tabs, NULL);
          pango_tab_array_free (tabs);
        }
    }
}

/**
 * llm_document_tags_get_distances:
 * @self: tags
 * @line: a line
 * @rtl: whether it is written from right to left
 *
 * Returns: (transfer none): the tag for where the line stands
 */
GtkTextTag *
llm_document_tags_get_distances (LlmDocumentTags *self, const LlmLine *line, gboolean rtl)
{
  const guint64 key = (guint64) (guint16) line->left << 48 | (guint64) (guint16) line->hang << 32
                      | (guint64) (line->above & 0xfff) << 20 | (guint64) (line->below & 0xfff) << 8
                      | (guint64) (rtl ? 1 : 0) << 7 | line->kind;
  GtkTextTag *tag;

  g_return_val_if_fail (LLM_IS_DOCUMENT_TAGS (self), NULL);
  g_return_val_if_fail (line != NULL, NULL);

  tag = g_hash_table_lookup (self->distances, &key);
  if (tag != NULL)
    return tag;
  tag = create_tag (self);
  set_distances (tag, line, rtl);
  g_hash_table_insert (self->distances, g_memdup2 (&key, sizeof key), tag);
  return tag;
}

/**
 * llm_document_tags_get_label:
 * @self: tags
 * @margins: pixels of the width that are not the label's, on both sides
 *
 * Returns: (transfer none): the tag that puts what is behind a tab to the right edge
 */
GtkTextTag *
llm_document_tags_get_label (LlmDocumentTags *self, int margins)
{
  GtkTextTag *tag;

  g_return_val_if_fail (LLM_IS_DOCUMENT_TAGS (self), NULL);

  tag = g_hash_table_lookup (self->labels, GINT_TO_POINTER (margins));
  if (tag != NULL)
    return tag;
  tag = create_tag (self);
  set_label_stop (self, tag, margins);
  g_hash_table_insert (self->labels, GINT_TO_POINTER (margins), tag);
  return tag;
}

/**
 * llm_document_tags_get_rise:
 * @self: tags
 * @rise: how far a picture is to be raised, in Pango units
 *
 * Returns: (transfer none): the tag for it
 */
GtkTextTag *
llm_document_tags_get_rise (LlmDocumentTags *self, int rise)
{
  GtkTextTag *tag;

  g_return_val_if_fail (LLM_IS_DOCUMENT_TAGS (self), NULL);

  tag = g_hash_table_lookup (self->rises, GINT_TO_POINTER (rise));
  if (tag != NULL)
    return tag;
  tag = create_tag (self);
  g_object_set (tag, "rise", rise, NULL);
  g_hash_table_insert (self->rises, GINT_TO_POINTER (rise), tag);
  return tag;
}

static double
get_luminance (const GdkRGBA *color)
{
  const float parts[] = { color->red, color->green, color->blue };
  static const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    sum += weights[i]
           * (parts[i] <= 0.04045 ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4));
  return sum;
}

/* https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
static double
get_contrast (const GdkRGBA *a, const GdkRGBA *b)
{
  const double light = MAX (get_luminance (a), get_luminance (b));
  const double dark = MIN (get_luminance (a), get_luminance (b));

  return (light + 0.05) / (dark + 0.05);
}

/* The schemes are made for a plain background and dim comments too much: takes as much of
 * the text's colour as it needs to be read. */
static void
strengthen (LlmDocumentTags *self, GdkRGBA *color)
{
  const GdkRGBA background = self->colors.is_dark ? (GdkRGBA){ 0.27f, 0.27f, 0.27f, 1 }
                                                  : (GdkRGBA){ 0.94f, 0.94f, 0.94f, 1 };
  const float text = self->colors.is_dark ? 1 : 0;

  for (guint i = 0; i < 20 && get_contrast (color, &background) < MIN_CONTRAST; i++)
    {
      color->red += (text - color->red) * 0.1f;
      color->green += (text - color->green) * 0.1f;
      color->blue += (text - color->blue) * 0.1f;
    }
}

/**
 * llm_document_tags_get_highlight:
 * @self: tags
 * @source: a tag that GtkSourceView made in another buffer
 *
 * Returns: (transfer none): a tag of this buffer with the colours and the font of @source,
 *   but for backgrounds, which mark what is wrong in code
 */
GtkTextTag *
llm_document_tags_get_highlight (LlmDocumentTags *self, GtkTextTag *source)
{
  g_autoptr (GdkRGBA) color = NULL;
  g_autofree char *key = NULL;
  gboolean has_color, has_weight, has_style, has_underline, has_strikethrough, strikethrough;
  int weight;
  PangoStyle style;
  PangoUnderline underline;
  GtkTextTag *tag;

  g_return_val_if_fail (LLM_IS_DOCUMENT_TAGS (self), NULL);
  g_return_val_if_fail (GTK_IS_TEXT_TAG (source), NULL);

  g_object_get (source, "foreground-set", &has_color, "foreground-rgba", &color, "weight-set",
                &has_weight, "weight", &weight, "style-set", &has_style, "style", &style,
                "underline-set", &has_underline, "underline", &underline, "strikethrough-set",
                &has_strikethrough, "strikethrough", &strikethrough, NULL);
  if (has_color && color != NULL)
    strengthen (self, color);
  if (has_color && color != NULL)
    {
      g_autofree char *name = gdk_rgba_to_string (color);

      key = g_strdup_printf ("%s %d %d %d %d", name, has_weight ? weight : -1,
                             has_style ? (int) style : -1, has_underline ? (int) underline : -1,
                             has_strikethrough && strikethrough);
    }
  else
    key = g_strdup_printf ("%d %d %d %d", has_weight ? weight : -1, has_style ? (int) style : -1,
                           has_underline ? (int) underline : -1,
                           has_strikethrough && strikethrough);
  tag = g_hash_table_lookup (self->highlights, key);
  if (tag != NULL)
    return tag;

  tag = create_tag (self);
  if (has_color)
    g_object_set (tag, "foreground-rgba", color, NULL);
  if (has_weight)
    g_object_set (tag, "weight", weight, NULL);
  if (has_style)
    g_object_set (tag, "style", style, NULL);
  if (has_underline)
    g_object_set (tag, "underline", underline, NULL);
  if (has_strikethrough)
    g_object_set (tag, "strikethrough", strikethrough, NULL);
  g_hash_table_insert (self->highlights, g_steal_pointer (&key), tag);
  return tag;
}

/**
 * llm_document_tags_remove_highlights:
 * @self: tags
 *
 * Takes the colours off all code; for another scheme.
 */
void
llm_document_tags_remove_highlights (LlmDocumentTags *self)
{
  GHashTableIter iter;
  gpointer tag;

  g_return_if_fail (LLM_IS_DOCUMENT_TAGS (self));

  g_hash_table_iter_init (&iter, self->highlights);
  while (g_hash_table_iter_next (&iter, NULL, &tag))
    gtk_text_tag_table_remove (gtk_text_buffer_get_tag_table (self->buffer), tag);
  g_hash_table_remove_all (self->highlights);
}

static PangoTabArray *
create_stops (const LlmTable *table)
{
  const gboolean at_edge
      = table->aligns[0] == LLM_ALIGN_RIGHT || table->aligns[0] == LLM_ALIGN_CENTER;
  /* Text at the left edge needs no stop. */
  const guint first = at_edge ? 0 : 1;
  PangoTabArray *tabs = pango_tab_array_new ((int) (table->n_columns - first), TRUE);

  for (guint i = first; i < table->n_columns; i++)
    {
      PangoTabAlign align = PANGO_TAB_LEFT;

      if (table->aligns[i] == LLM_ALIGN_RIGHT)
        align = PANGO_TAB_RIGHT;
      else if (table->aligns[i] == LLM_ALIGN_CENTER)
        align = PANGO_TAB_CENTER;
      pango_tab_array_set_tab (tabs, (int) (i - first), align, table->stops[i]);
    }
  return tabs;
}

/**
 * llm_document_tags_new_table:
 * @self: tags
 * @table: the columns of a table
 *
 * Returns: (transfer none): a tag with its columns as stops; to be given back with
 *   llm_document_tags_remove()
 */
GtkTextTag *
llm_document_tags_new_table (LlmDocumentTags *self, const LlmTable *table)
{
  GtkTextTag *tag;

  g_return_val_if_fail (LLM_IS_DOCUMENT_TAGS (self), NULL);
  g_return_val_if_fail (table != NULL, NULL);

  if (self->spare->len > 0)
    tag = g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
  else if (self->n_tables == MAX_TABLE_TAGS)
    return self->common;
  else
    {
      tag = create_tag (self);
      g_object_set (tag, "wrap-mode", GTK_WRAP_NONE, NULL);
      self->n_tables++;
    }
  llm_document_tags_update_table (self, tag, table);
  if (self->n_tables == MAX_TABLE_TAGS && self->common == NULL)
    self->common = tag;
  return tag;
}

/**
 * llm_document_tags_update_table:
 * @self: tags
 * @tag: the tag of a table
 * @table: its columns now
 */
void
llm_document_tags_update_table (LlmDocumentTags *self, GtkTextTag *tag, const LlmTable *table)
{
  PangoTabArray *tabs;
  PangoTabArray *old = NULL;
  g_autofree char *now = NULL;
  g_autofree char *before = NULL;

  g_return_if_fail (LLM_IS_DOCUMENT_TAGS (self));
  g_return_if_fail (GTK_IS_TEXT_TAG (tag) && table != NULL);

  if (tag == self->common)
    return;
  /* A tag that is set anew lays all its lines out anew. */
  tabs = create_stops (table);
  g_object_get (tag, "tabs", &old, NULL);
  now = pango_tab_array_to_string (tabs);
  before = old != NULL ? pango_tab_array_to_string (old) : NULL;
  if (g_strcmp0 (now, before) != 0)
    g_object_set (tag, "tabs", tabs, NULL);
  pango_tab_array_free (tabs);
  g_clear_pointer (&old, pango_tab_array_free);
}

/**
 * llm_document_tags_remove:
 * @self: tags
 * @tag: a tag of a table, which no text has any more
 *
 * Keeps it for another table: to take it out of the buffer means to look at all tags.
 */
void
llm_document_tags_remove (LlmDocumentTags *self, GtkTextTag *tag)
{
  g_return_if_fail (LLM_IS_DOCUMENT_TAGS (self));
  g_return_if_fail (GTK_IS_TEXT_TAG (tag));

  if (tag != self->common)
    g_ptr_array_add (self->spare, tag);
}
