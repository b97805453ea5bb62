/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-answer-view.h"
#include "llm-painter-test.h"
#include "llm-ui-test.h"

#define PYTHON "```python\ndef one (x):\n    return x + 1  # add\n```\n"

typedef struct
{
  LlmUiTest ui;
  LlmAnswer *answer;
  GtkWidget *view;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  fixture->answer = llm_answer_new ("p", "m", "Model");
  fixture->view = g_object_ref_sink (llm_answer_view_new (LLM_DELTA_TEXT));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  llm_ui_test_clear (&fixture->ui);
  g_assert_finalize_object (fixture->view);
  g_assert_finalize_object (fixture->answer);
  llm_ui_test_tear_down (&fixture->ui, data);
}

static gboolean
is_settled (gpointer user_data)
{
  Fixture *fixture = user_data;

  return llm_answer_view_is_settled (LLM_ANSWER_VIEW (fixture->view));
}

static void
settle (Fixture *fixture)
{
  llm_ui_test_wait (is_settled, fixture);
  llm_ui_test_wait_frame (fixture->view);
  llm_ui_test_wait (is_settled, fixture);
}

static void
show (Fixture *fixture, const char *text)
{
  llm_answer_append (fixture->answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (fixture->answer, LLM_ANSWER_DONE);
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (fixture->view), fixture->answer);
  llm_ui_test_present (&fixture->ui, fixture->view, 700, 600);
  settle (fixture);
}

static LlmDocumentPainter *
get_painter (Fixture *fixture)
{
  return llm_answer_view_get_painter (LLM_ANSWER_VIEW (fixture->view));
}

static GtkTextBuffer *
get_buffer (Fixture *fixture)
{
  return llm_document_painter_get_buffer (get_painter (fixture));
}

/* The colour that tags give to the first place with that text, or NULL. */
static char *
dup_color (Fixture *fixture, const char *text)
{
  g_autoptr (GSList) tags = NULL;
  g_autofree char *color = NULL;
  GtkTextIter start, end;

  painter_test_find (get_buffer (fixture), text, &start, &end);
  tags = gtk_text_iter_get_tags (&start);
  for (GSList *link = tags; link != NULL; link = link->next)
    {
      g_autoptr (GdkRGBA) value = NULL;
      gboolean set;

      g_object_get (link->data, "foreground-set", &set, "foreground-rgba", &value, NULL);
      if (!set || value == NULL)
        continue;
      g_free (color);
      color = gdk_rgba_to_string (value);
    }
  return g_steal_pointer (&color);
}

static void
assert_colored (Fixture *fixture, const char *text, gboolean is_colored)
{
  g_autofree char *color = dup_color (fixture, text);

  if ((color != NULL) != is_colored)
    g_error ("\"%s\" has %s", text, color != NULL ? color : "no colour");
}

static void
test_top_level (Fixture *fixture, gconstpointer data)
{
  show (fixture, "Before def\n\n" PYTHON "\nbehind return\n");
  assert_colored (fixture, "def one", TRUE);
  assert_colored (fixture, "return x", TRUE);
  assert_colored (fixture, "# add", TRUE);
  assert_colored (fixture, "one (x)", TRUE);
  assert_colored (fixture, "x + 1", FALSE);
  assert_colored (fixture, "Before def", FALSE);
  assert_colored (fixture, "behind return", FALSE);
}

static void
test_nested (Fixture *fixture, gconstpointer data)
{
  show (fixture, "1. first\n\n   ```python\n   def one (x):\n       return x + 1\n   ```\n\n"
                 "   between def\n\n   ```c\n   static int i;\n   ```\n\n2. last return\n\n"
                 "> ```sh\n> for i in 1 2; do echo; done\n> ```\n");
  assert_colored (fixture, "def one", TRUE);
  assert_colored (fixture, "return x", TRUE);
  assert_colored (fixture, "between def", FALSE);
  assert_colored (fixture, "static int", TRUE);
  assert_colored (fixture, "return\n", FALSE);
  assert_colored (fixture, "for i", TRUE);
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  show (fixture, "```nosuchlanguage\ndef one (x):\n    return x\n```\n\n"
                 "```text\nint main (void)\n```\n\n" PYTHON);
  assert_colored (fixture, "def one (x):\n    return x\n", FALSE);
  assert_colored (fixture, "int main", FALSE);
  assert_colored (fixture, "return x + 1", TRUE);
}

/* Neither far down in a huge block nor in a huge line; what is around them has its colours. */
static void
test_huge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (PYTHON "\n```python\nz = [");
  GtkAdjustment *adjustment = llm_answer_view_get_vadjustment (LLM_ANSWER_VIEW (fixture->view));

  while (text->len < 3000)
    g_string_append (text, "'long', ");
  g_string_append (text, "]\nimport last\n```\n\n```python\n");
  while (text->len < 254 * 1024)
    g_string_append (text, "class Many: pass\n");
  g_string_append (text, "class Last: pass\n```\n");
  show (fixture, text->str);
  assert_colored (fixture, "def one", TRUE);
  assert_colored (fixture, "'long'", FALSE);
  assert_colored (fixture, "import last", TRUE);
  llm_document_painter_set_folded (get_painter (fixture), 2, FALSE);
  settle (fixture);
  assert_colored (fixture, "class Many", FALSE);
  assert_colored (fixture, "class Last", FALSE);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  settle (fixture);
  assert_colored (fixture, "class Last", FALSE);
}

static void
test_scheme (Fixture *fixture, gconstpointer data)
{
  g_autofree char *light = NULL;
  g_autofree char *dark = NULL;
  g_autofree char *again = NULL;
  AdwStyleManager *manager = adw_style_manager_get_default ();
  int n_tags;

  show (fixture, PYTHON);
  light = dup_color (fixture, "def one");
  g_assert_nonnull (light);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  llm_ui_test_wait_frame (fixture->view);
  settle (fixture);
  dark = dup_color (fixture, "def one");
  g_assert_nonnull (dark);
  g_assert_cmpstr (dark, !=, light);
  n_tags = gtk_text_tag_table_get_size (gtk_text_buffer_get_tag_table (get_buffer (fixture)));
  for (guint i = 0; i < 6; i++)
    {
      adw_style_manager_set_color_scheme (manager, i % 2 == 0 ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                              : ADW_COLOR_SCHEME_FORCE_DARK);
      llm_ui_test_wait_frame (fixture->view);
      settle (fixture);
    }
  g_assert_cmpint (
      gtk_text_tag_table_get_size (gtk_text_buffer_get_tag_table (get_buffer (fixture))), <=,
      n_tags);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  llm_ui_test_wait_frame (fixture->view);
  settle (fixture);
  again = dup_color (fixture, "def one");
  g_assert_cmpstr (again, ==, light);
}

static char *
new_code (guint n_lines)
{
  GString *text = g_string_new ("```python\n");

  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (text, "def line_%u (): return \"\"\"%u\"\"\"\n", i, i);
  g_string_append (text, "```\n");
  return g_string_free (text, FALSE);
}

static void
assert_lines_colored (Fixture *fixture, guint first, guint last)
{
  for (guint i = first; i < last; i++)
    {
      g_autofree char *line = g_strdup_printf ("def line_%u ()", i);

      assert_colored (fixture, line, TRUE);
    }
}

/* Every line keeps its colours however often the block is folded. */
static void
test_folds (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = new_code (90);

  show (fixture, text);
  g_assert_true (llm_document_painter_is_folded (get_painter (fixture), 0));
  assert_lines_colored (fixture, 0, 20);
  for (guint i = 0; i < 2; i++)
    {
      llm_document_painter_set_folded (get_painter (fixture), 0, FALSE);
      settle (fixture);
      assert_lines_colored (fixture, 0, 90);
      llm_document_painter_set_folded (get_painter (fixture), 0, TRUE);
      settle (fixture);
      assert_lines_colored (fixture, 0, 20);
    }
}

/* What is far away gets its colours when it is looked at. */
static void
test_scrolled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (PYTHON);
  GtkAdjustment *adjustment = llm_answer_view_get_vadjustment (LLM_ANSWER_VIEW (fixture->view));

  for (guint i = 0; i < 300; i++)
    g_string_append_printf (text, "\nParagraph %u\n", i);
  g_string_append (text, "\n```c\nstatic int last;\n```\n");
  show (fixture, text->str);
  assert_colored (fixture, "def one", TRUE);
  assert_colored (fixture, "static int", FALSE);
  for (guint i = 0; i < 5; i++)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
      settle (fixture);
    }
  assert_colored (fixture, "static int", TRUE);
}

/* Code that comes line by line, or character by character, looks as it does at once. */
static void
check_streamed (Fixture *fixture, const char *text, gsize piece)
{
  g_autoptr (LlmAnswer) other = llm_answer_new ("p", "m", "Model");
  g_autofree char *streamed = NULL;
  g_autofree char *whole = NULL;

  g_assert_true (llm_answer_set_state (fixture->answer, LLM_ANSWER_CONNECTING));
  g_assert_true (llm_answer_set_state (fixture->answer, LLM_ANSWER_STREAMING));
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (fixture->view), fixture->answer);
  llm_ui_test_present (&fixture->ui, fixture->view, 900, 900);
  for (gsize i = 0; i < strlen (text); i += piece)
    {
      g_autofree char *part = g_strndup (text + i, piece);

      llm_answer_append (fixture->answer, LLM_DELTA_TEXT, part);
      llm_answer_view_prepare_search (LLM_ANSWER_VIEW (fixture->view), "");
      for (guint j = 0; j < i % 5; j++)
        g_main_context_iteration (NULL, FALSE);
    }
  g_assert_true (llm_answer_set_state (fixture->answer, LLM_ANSWER_DONE));
  settle (fixture);
  streamed = painter_test_describe (get_buffer (fixture));

  llm_answer_append (other, LLM_DELTA_TEXT, text);
  llm_answer_restore (other, LLM_ANSWER_STOPPED);
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (fixture->view), other);
  settle (fixture);
  whole = painter_test_describe (get_buffer (fixture));
  g_assert_cmpstr (streamed, ==, whole);
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (fixture->view), NULL);
}

static const char streamed_text[] = PYTHON
    "\n```c\n/* A comment of\n   two lines */\nstatic int i = \"text\\n\";\n```\n\n"
    "1. item\n\n   ```js\n   const f = async () => {\n     return `a\n   b ${1}`;\n   };\n"
    "   ```\n\n2. item\n\n   ```sh\n   for i in 1; do\n     echo \"$i\"\n   done\n   ```\n\n"
    "   end\n";

static void
test_streamed (Fixture *fixture, gconstpointer data)
{
  check_streamed (fixture, streamed_text, (gsize) GPOINTER_TO_UINT (data));
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function, data)                                                                  \
  g_test_add ("/code-highlighter/" name, Fixture, data, set_up, function, tear_down)
  ADD ("top-level", test_top_level, NULL);
  ADD ("nested", test_nested, NULL);
  ADD ("none", test_none, NULL);
  ADD ("huge", test_huge, NULL);
  ADD ("scheme", test_scheme, NULL);
  ADD ("folds", test_folds, NULL);
  ADD ("scrolled", test_scrolled, NULL);
  ADD ("streamed-by-character", test_streamed, GUINT_TO_POINTER (1));
  ADD ("streamed", test_streamed, GUINT_TO_POINTER (17));
#undef ADD
  return g_test_run ();
}
