/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-painter-test.h"

#include <string.h>
#include "llm-text-sink.h"

PainterTest *
painter_test_new (gboolean folds)
{
  PainterTest *test = g_new0 (PainterTest, 1);

  test->view = g_object_ref_sink (gtk_text_view_new ());
  test->buffer = g_object_ref (gtk_text_view_get_buffer (GTK_TEXT_VIEW (test->view)));
  test->painter = llm_document_painter_new (GTK_TEXT_VIEW (test->view), folds);
  return test;
}

void
painter_test_free (PainterTest *test)
{
  g_assert_finalize_object (test->painter);
  g_object_unref (test->view);
  g_object_unref (test->buffer);
  g_free (test);
}

void
painter_test_append (PainterTest *test, const char *text, gsize to)
{
  llm_text_sink_append (LLM_TEXT_SINK (test->painter), text, test->length, to);
  test->length = to;
}

void
painter_test_finish (PainterTest *test, const char *text)
{
  if (test->length < strlen (text))
    painter_test_append (test, text, strlen (text));
  llm_text_sink_finish (LLM_TEXT_SINK (test->painter), text, test->length);
}

PainterTest *
painter_test_show (const char *text, gboolean folds)
{
  PainterTest *test = painter_test_new (folds);

  painter_test_finish (test, text);
  return test;
}

char *
painter_test_get_shown (PainterTest *test)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (test->buffer, &start, &end);
  return gtk_text_buffer_get_slice (test->buffer, &start, &end, TRUE);
}

/* What all tags at a place make of the text together. */
typedef struct
{
  int weight;
  int style;
  double scale;
  char *family;
  GdkRGBA foreground;
  GdkRGBA background;
  int left, right, indent, above, below;
  int justification;
  int wrap;
  char *tabs;
  int rise;
  int underline;
  gboolean strikethrough;
} Look;

/* The value of a property if the tag sets it. */
static gboolean
is_set (GtkTextTag *tag, const char *property)
{
  g_autofree char *name = g_strconcat (property, "-set", NULL);
  gboolean set;

  g_object_get (tag, name, &set, NULL);
  return set;
}

static void
take_int (GtkTextTag *tag, const char *property, int *value)
{
  if (is_set (tag, property))
    g_object_get (tag, property, value, NULL);
}

static void
add_int (GtkTextTag *tag, const char *property, int *value)
{
  gboolean accumulates;
  int more = 0;

  if (!is_set (tag, property))
    return;
  g_object_get (tag, property, &more, "accumulative-margin", &accumulates, NULL);
  *value = accumulates ? *value + more : more;
}

static void
take_color (GtkTextTag *tag, const char *kind, GdkRGBA *color)
{
  g_autofree char *property = g_strconcat (kind, "-rgba", NULL);
  g_autoptr (GdkRGBA) value = NULL;

  if (!is_set (tag, kind))
    return;
  g_object_get (tag, property, &value, NULL);
  if (value != NULL)
    *color = *value;
}

static void
take_tabs (GtkTextTag *tag, char **tabs)
{
  PangoTabArray *array = NULL;

  if (!is_set (tag, "tabs"))
    return;
  g_object_get (tag, "tabs", &array, NULL);
  g_free (*tabs);
  *tabs = array != NULL ? pango_tab_array_to_string (array) : NULL;
  g_clear_pointer (&array, pango_tab_array_free);
}

static void
take_family (GtkTextTag *tag, char **family)
{
  if (!is_set (tag, "family"))
    return;
  g_free (*family);
  g_object_get (tag, "family", family, NULL);
}

static void
add_tag (Look *look, GtkTextTag *tag)
{
  double scale = 1;

  take_int (tag, "weight", &look->weight);
  take_int (tag, "style", &look->style);
  if (is_set (tag, "scale"))
    g_object_get (tag, "scale", &scale, NULL);
  look->scale *= scale;
  take_family (tag, &look->family);
  take_color (tag, "foreground", &look->foreground);
  take_color (tag, "background", &look->background);
  add_int (tag, "left-margin", &look->left);
  add_int (tag, "right-margin", &look->right);
  take_int (tag, "indent", &look->indent);
  take_int (tag, "pixels-above-lines", &look->above);
  take_int (tag, "pixels-below-lines", &look->below);
  take_int (tag, "justification", &look->justification);
  take_int (tag, "wrap-mode", &look->wrap);
  take_tabs (tag, &look->tabs);
  take_int (tag, "rise", &look->rise);
  take_int (tag, "underline", &look->underline);
  take_int (tag, "strikethrough", &look->strikethrough);
}

static char *
describe_place (const GtkTextIter *iter)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (iter);
  g_autofree char *foreground = NULL;
  g_autofree char *background = NULL;
  Look look = { 0 };
  char *description;

  look.scale = 1;
  for (GSList *link = tags; link != NULL; link = link->next)
    add_tag (&look, link->data);
  foreground = gdk_rgba_to_string (&look.foreground);
  background = gdk_rgba_to_string (&look.background);
  description = g_strdup_printf (
      "<w%d s%d x%.3f %s fg=%s bg=%s m=%d,%d i=%d v=%d,%d j=%d wrap=%d tabs=%s r=%d u=%d k=%d>",
      look.weight, look.style, look.scale, look.family != NULL ? look.family : "", foreground,
      background, look.left, look.right, look.indent, look.above, look.below, look.justification,
      look.wrap, look.tabs != NULL ? look.tabs : "", look.rise, look.underline, look.strikethrough);
  g_free (look.family);
  g_free (look.tabs);
  return description;
}

char *
painter_test_describe (GtkTextBuffer *buffer)
{
  GString *description = g_string_new (NULL);
  g_autofree char *last = NULL;
  GtkTextIter iter, next;

  gtk_text_buffer_get_start_iter (buffer, &iter);
  while (!gtk_text_iter_is_end (&iter))
    {
      g_autofree char *look = describe_place (&iter);
      g_autofree char *text = NULL;

      next = iter;
      if (!gtk_text_iter_forward_to_tag_toggle (&next, NULL))
        gtk_text_buffer_get_end_iter (buffer, &next);
      text = gtk_text_buffer_get_slice (buffer, &iter, &next, TRUE);
      if (g_strcmp0 (look, last) != 0)
        g_string_append_printf (description, "\n%s ", look);
      g_string_append (description, text);
      g_free (last);
      last = g_steal_pointer (&look);
      iter = next;
    }
  return g_string_free (description, FALSE);
}

/* The lines around the first difference. */
static void
tell_difference (const char *a, const char *b, const char *text)
{
  gsize i = 0, line = 0;

  for (; a[i] != '\0' && a[i] == b[i]; i++)
    {
      if (a[i] == '\n')
        line = i;
    }
  g_printerr ("Source:\n%s\n----\nin pieces: %.700s\n----\nat once: %.700s\n----\n", text, a + line,
              b + line);
}

void
painter_test_assert_same (PainterTest *a, PainterTest *b, const char *text)
{
  g_autofree char *a_look = NULL;
  g_autofree char *b_look = NULL;
  g_autofree char *a_text = painter_test_get_shown (a);
  g_autofree char *b_text = painter_test_get_shown (b);

  /* Which lines of code have their colours by now is a matter of time. */
  llm_document_tags_remove_highlights (llm_document_painter_get_tags (a->painter));
  llm_document_tags_remove_highlights (llm_document_painter_get_tags (b->painter));
  a_look = painter_test_describe (a->buffer);
  b_look = painter_test_describe (b->buffer);
  if (strcmp (a_text, b_text) != 0)
    tell_difference (a_text, b_text, text);
  else if (strcmp (a_look, b_look) != 0)
    tell_difference (a_look, b_look, text);
  g_assert_true (strcmp (a_text, b_text) == 0);
  g_assert_true (strcmp (a_look, b_look) == 0);
}

void
painter_test_check (PainterTest *test)
{
  const guint n_blocks = llm_document_painter_get_n_blocks (test->painter);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *shown = painter_test_get_shown (test);
  int at = 0;

  for (guint i = 0; i < n_blocks; i++)
    {
      int start;
      const LlmLayout *layout = llm_document_painter_get_block (test->painter, i, &start);
      gsize length;
      const char *text = llm_layout_get_text (layout, &length);

      if (i > 0)
        {
          g_string_append_c (expected, '\n');
          at++;
        }
      g_assert_cmpint (start, ==, at);
      g_assert_cmpint (g_utf8_strlen (text, (gssize) length), ==, llm_layout_get_n_chars (layout));
      g_assert_cmpuint (llm_document_painter_find_block (test->painter, start), ==, i);
      g_string_append_len (expected, text, (gssize) length);
      at += (int) llm_layout_get_n_chars (layout);
    }
  g_assert_cmpstr (shown, ==, expected->str);
}

guint
painter_test_get_n_tags (PainterTest *test)
{
  return (guint) gtk_text_tag_table_get_size (gtk_text_buffer_get_tag_table (test->buffer));
}

void
painter_test_find (GtkTextBuffer *buffer, const char *text, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextIter first;

  gtk_text_buffer_get_start_iter (buffer, &first);
  if (!gtk_text_iter_forward_search (&first, text, 0, start, end, NULL))
    g_error ("\"%s\" is not in the text", text);
}

gsize
painter_test_next_cut (GRand *rand, const char *text, gsize from, gsize max)
{
  const gsize length = strlen (text);
  gsize to = from + (gsize) g_rand_int_range (rand, 1, (gint32) max + 1);

  if (to >= length)
    return length;
  /* As the feed cuts: whole characters, and no line end in two. */
  while ((text[to] & 0xc0) == 0x80 || text[to - 1] == '\r')
    to++;
  return MIN (to, length);
}
