/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-row.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "llm-diff-style.h"
#include "llm-diff-text.h"

/* Instead of that of the text, which is 0.8 in light style and 1 in dark style. */
#define SAME_ALPHA 0.62

struct _LlmDiffRowView
{
  GtkWidget parent_instance;

  LlmDiff *diff;
  LlmDiffItem *item;

  GtkWidget *box;
  GtkWidget *labels[2];
  GtkWidget *fold_button;
};

G_DEFINE_FINAL_TYPE (LlmDiffRowView, llm_diff_row_view, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_UNFOLD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
add_attribute (PangoAttrList *list, PangoAttribute *attribute, guint start, guint end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (list, attribute);
}

/* Never by the colour alone: a line through it, below it, or two below it. */
static void
add_mark (PangoAttrList *list, LlmDiffMarkKind mark, guint start, guint end)
{
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GdkRGBA color;

  llm_diff_style_get_background (mark, dark, &color);
  add_attribute (list,
                 pango_attr_background_new ((guint16) (color.red * G_MAXUINT16),
                                            (guint16) (color.green * G_MAXUINT16),
                                            (guint16) (color.blue * G_MAXUINT16)),
                 start, end);
  if (mark == LLM_DIFF_MARK_LACKED)
    add_attribute (list, pango_attr_strikethrough_new (TRUE), start, end);
  else
    add_attribute (list, pango_attr_underline_new (llm_diff_style_get_underline (mark)), start,
                   end);
}

/* What is the same or has only moved recedes, in high contrast it does not; the contrast stays
 * over 4.5. */
static void
add_dim (PangoAttrList *list, guint start, guint end)
{
  if (!adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    add_attribute (list, pango_attr_foreground_alpha_new ((guint16) (SAME_ALPHA * G_MAXUINT16)),
                   start, end);
}

static PangoAttrList *
new_attributes (LlmDiff *diff, guint side, LlmTextRange range)
{
  PangoAttrList *list = pango_attr_list_new ();
  guint n_edits;
  const LlmDiffEdit *edits = llm_diff_get_edits (diff, &n_edits);

  for (guint i = llm_diff_find_edit (diff, side, range.start); i < n_edits; i++)
    {
      const LlmTextRange piece = side == 0 ? edits[i].a : edits[i].b;
      const guint32 start = MAX (piece.start, range.start);
      const guint32 end = MIN (piece.end, range.end);
      gboolean is_moved;

      if (piece.start >= range.end)
        break;
      if (end <= start)
        continue;
      is_moved = edits[i].partner != LLM_DIFF_NO_PARTNER;
      if (edits[i].kind == LLM_DIFF_EQUAL || is_moved)
        add_dim (list, start - range.start, end - range.start);
      if (edits[i].kind != LLM_DIFF_EQUAL)
        add_mark (list,
                  is_moved    ? LLM_DIFF_MARK_MOVED
                  : side == 0 ? LLM_DIFF_MARK_LACKED
                              : LLM_DIFF_MARK_ADDED,
                  start - range.start, end - range.start);
    }
  return list;
}

/* Empty lines between paragraphs are not seen. */
static LlmTextRange
trim (const char *text, LlmTextRange range)
{
  while (range.end > range.start && (text[range.end - 1] == '\n' || text[range.end - 1] == '\r'))
    range.end--;
  while (range.end > range.start && (text[range.start] == '\n' || text[range.start] == '\r'))
    range.start++;
  return range;
}

static void
show_side (LlmDiffRowView *self, guint side)
{
  LlmWords *words = side == 0 ? llm_diff_get_a (self->diff) : llm_diff_get_b (self->diff);
  const char *text = llm_words_get_text (words, NULL);
  const LlmTextRange range = trim (text, llm_diff_item_get_range (self->item, side));
  g_autofree char *shown = g_strndup (text + range.start, range.end - range.start);
  g_autoptr (PangoAttrList) attributes = new_attributes (self->diff, side, range);
  g_autoptr (GString) said = g_string_new (NULL);
  GtkLabel *label = GTK_LABEL (self->labels[side]);

  gtk_label_set_attributes (label, NULL);
  gtk_label_set_text (label, shown);
  gtk_label_set_attributes (label, attributes);
  llm_diff_append_side (said, self->diff, side, range, llm_diff_get_plain_marks ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, said->str,
                                  -1);
  if (llm_diff_item_is_changed (self->item))
    gtk_widget_remove_css_class (self->labels[side], "llm-insight-hint");
  else
    gtk_widget_add_css_class (self->labels[side], "llm-insight-hint");
}

static void
fill (LlmDiffRowView *self)
{
  guint n;

  if (self->item == NULL)
    return;
  n = llm_diff_item_get_n_folded (self->item);
  gtk_widget_set_visible (self->fold_button, n > 0);
  for (guint i = 0; i < 2; i++)
    {
      gtk_widget_set_visible (self->labels[i], n == 0);
      if (n == 0)
        show_side (self, i);
    }
  if (n > 0)
    {
      g_autofree char *text
          = g_strdup_printf (ngettext ("%u unchanged paragraph", "%u unchanged paragraphs", n), n);

      gtk_button_set_label (GTK_BUTTON (self->fold_button), text);
    }
}

static void
clicked_cb (LlmDiffRowView *self)
{
  g_signal_emit (self, signals[SIGNAL_UNFOLD], 0);
}

static void
llm_diff_row_view_dispose (GObject *object)
{
  LlmDiffRowView *self = LLM_DIFF_ROW_VIEW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->diff, llm_diff_unref);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (llm_diff_row_view_parent_class)->dispose (object);
}

static void
llm_diff_row_view_class_init (LlmDiffRowViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_diff_row_view_dispose;

  /**
   * LlmDiffRowView::unfold:
   *
   * What is folded is to be seen.
   */
  signals[SIGNAL_UNFOLD] = g_signal_new ("unfold", LLM_TYPE_DIFF_ROW_VIEW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
llm_diff_row_view_init (LlmDiffRowView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gtk_box_set_homogeneous (GTK_BOX (self->box), TRUE);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *label = self->labels[i] = gtk_label_new (NULL);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_yalign (GTK_LABEL (label), 0);
      gtk_box_append (GTK_BOX (self->box), label);
    }
  self->fold_button = gtk_button_new ();
  gtk_widget_add_css_class (self->fold_button, "flat");
  gtk_widget_set_tooltip_text (self->fold_button, _ ("Show them"));
  g_signal_connect_object (self->fold_button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), self->fold_button);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (fill),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
}

/**
 * llm_diff_row_view_show:
 * @self: a row
 * @diff: (nullable): what differs
 * @item: (nullable): what to show of it
 */
void
llm_diff_row_view_show (LlmDiffRowView *self, LlmDiff *diff, LlmDiffItem *item)
{
  g_return_if_fail (LLM_IS_DIFF_ROW_VIEW (self));
  g_return_if_fail ((diff == NULL) == (item == NULL));

  g_clear_pointer (&self->diff, llm_diff_unref);
  self->diff = diff != NULL ? llm_diff_ref (diff) : NULL;
  g_set_object (&self->item, item);
  fill (self);
}
