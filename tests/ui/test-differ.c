/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-differ.h"

#include <string.h>
#include <time.h>

#include "llm-compare-page.h"
#include "llm-ui-test.h"

typedef struct
{
  LlmUiTest ui;
  LlmComparison *comparison; /* three columns */
  LlmComparePage *page;
  GtkWidget *grid;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  llm_ui_test_set_up (&fixture->ui, data);
  fixture->comparison = llm_ui_test_new_comparison (3);
  page = g_object_ref_sink (llm_compare_page_new (fixture->ui.context));
  fixture->page = LLM_COMPARE_PAGE (page);
  fixture->grid = llm_ui_test_find_type (page, LLM_TYPE_CARD_GRID);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  llm_runner_stop_all (fixture->ui.runner);
  llm_ui_test_clear (&fixture->ui);
  g_assert_finalize_object (fixture->page);
  llm_ui_test_tear_down (&fixture->ui, data);
  g_assert_finalize_object (fixture->comparison);
}

static LlmAnswer *
get_answer (Fixture *fixture, guint index)
{
  return llm_comparison_get_answer (fixture->comparison, index);
}

static LlmCard *
get_card (Fixture *fixture, guint index)
{
  return llm_card_grid_get_card (LLM_CARD_GRID (fixture->grid),
                                 llm_answer_get_column_id (get_answer (fixture, index)));
}

static void
act (Fixture *fixture, guint index, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_card (fixture, index)), action, NULL));
}

static GtkTextBuffer *
get_buffer (Fixture *fixture, guint index)
{
  return gtk_text_view_get_buffer (
      llm_answer_view_get_text_view (llm_card_get_view (get_card (fixture, index))));
}

static void
restore (Fixture *fixture, guint index, const char *text)
{
  LlmAnswer *answer = get_answer (fixture, index);

  llm_answer_clear (answer);
  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
}

static void
show (Fixture *fixture)
{
  llm_compare_page_set_comparison (fixture->page, fixture->comparison);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 1300, 700);
  llm_ui_test_wait_frame (fixture->grid);
}

static const struct
{
  const char *tag;
  char letter;
} kinds[] = { { "llm-diff-added", '+' },
              { "llm-diff-lacked", '-' },
              { "llm-diff-partly", '~' },
              { "llm-diff-moved", '>' } };

/* What is marked as "+text|-text", in order. */
static char *
list_marks (Fixture *fixture, guint index, GtkTextIter iter, int last)
{
  GtkTextBuffer *buffer = get_buffer (fixture, index);
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (buffer);
  GString *out = g_string_new (NULL);

  do
    {
      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        {
          GtkTextTag *tag = gtk_text_tag_table_lookup (table, kinds[i].tag);
          g_autofree char *text = NULL;
          GtkTextIter end = iter;

          if (tag == NULL || !gtk_text_iter_starts_tag (&iter, tag))
            continue;
          gtk_text_iter_forward_to_tag_toggle (&end, tag);
          text = gtk_text_iter_get_slice (&iter, &end);
          g_string_append_printf (out, "%s%c%s", out->len > 0 ? "|" : "", kinds[i].letter, text);
        }
    }
  while (gtk_text_iter_forward_to_tag_toggle (&iter, NULL)
         && gtk_text_iter_get_offset (&iter) < last);
  return g_string_free (out, FALSE);
}

static char *
get_marks (Fixture *fixture, guint index)
{
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (get_buffer (fixture, index), &iter);
  return list_marks (fixture, index, iter, G_MAXINT);
}

typedef struct
{
  Fixture *fixture;
  guint index;
  const char *text;
} Expected;

static gboolean
has_marks (gpointer user_data)
{
  Expected *expected = user_data;
  g_autofree char *marks = get_marks (expected->fixture, expected->index);

  return g_str_equal (marks, expected->text);
}

static void
wait_marks (Fixture *fixture, guint index, const char *text)
{
  Expected expected = { fixture, index, text };
  g_autofree char *marks = get_marks (fixture, index);

  g_test_message ("marks of %u from \"%s\" to \"%s\"", index, marks, text);
  llm_ui_test_wait (has_marks, &expected);
}

static void
check_no_marks (Fixture *fixture, guint index)
{
  g_autofree char *marks = get_marks (fixture, index);

  g_assert_cmpstr (marks, ==, "");
}

static gboolean
has_line (gpointer user_data)
{
  Expected *expected = user_data;

  return g_strcmp0 (llm_card_get_differences (get_card (expected->fixture, expected->index)),
                    expected->text)
         == 0;
}

static void
wait_line (Fixture *fixture, guint index, const char *text)
{
  Expected expected = { fixture, index, text };

  g_test_message ("line of %u from \"%s\" to \"%s\"", index,
                  llm_card_get_differences (get_card (fixture, index)), text);
  llm_ui_test_wait (has_line, &expected);
}

static void
turn_on (Fixture *fixture)
{
  llm_compare_page_set_differences (fixture->page, TRUE);
}

/* --- Marks --- */

#define BASE                                                                                       \
  "# Title one\n\nThe **bold blue** sky, `code` and *more*.\n\n- first item\n- second item\n\n"    \
  "```c\nint old;\nint same;\n```\n\n| left | right |\n|---|---|\n| one | two |\n\n"               \
  "שלום עולם ישן\n\nSmile 😀 here &amp; there.\n"
#define OTHER                                                                                      \
  "# Title two\n\nThe **bold red** sky, `kode` and *more*.\n\n- first item\n- third item\n\n"      \
  "```c\nint new;\nint same;\n```\n\n| left | right |\n|---|---|\n| one | three |\n\n"             \
  "שלום עולם חדש\n\nSmile 😎 here &amp; there too.\n"

#define BASE_MARKS "-one|-blue|-code|-second|-old|-two|-ישן|-😀"
#define OTHER_MARKS "+two|+red|+kode|+third|+new|+three|+חדש|+😎|+too"

/* Of two answers, to the character. */
static void
show_two (Fixture *fixture)
{
  llm_comparison_remove (fixture->comparison, llm_answer_get_column_id (get_answer (fixture, 2)));
  restore (fixture, 0, BASE);
  restore (fixture, 1, OTHER);
  show (fixture);
  turn_on (fixture);
  wait_marks (fixture, 0, BASE_MARKS);
  wait_marks (fixture, 1, OTHER_MARKS);
}

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  show_two (fixture);
  wait_line (fixture, 0, "Base: others differ at 9 places");
  wait_line (fixture, 1, "9 differences (27 % of the words) from Model 0");

  llm_compare_page_set_differences (fixture->page, FALSE);
  wait_marks (fixture, 0, "");
  wait_marks (fixture, 1, "");
  g_assert_null (llm_card_get_differences (get_card (fixture, 0)));
}

/* The same words are marked however the text is shown. */
static void
test_raw (Fixture *fixture, gconstpointer data)
{
  show_two (fixture);
  act (fixture, 1, "card.raw");
  wait_marks (fixture, 1, OTHER_MARKS);
  wait_marks (fixture, 0, BASE_MARKS);
  act (fixture, 1, "card.raw");
  wait_marks (fixture, 1, OTHER_MARKS);
}

static gboolean
is_background (gpointer user_data)
{
  Expected *expected = user_data;
  GtkTextTag *tag = gtk_text_tag_table_lookup (
      gtk_text_buffer_get_tag_table (get_buffer (expected->fixture, expected->index)),
      "llm-diff-added");
  GdkRGBA *color = NULL;
  g_autofree char *text = NULL;

  g_object_get (tag, "background-rgba", &color, NULL);
  text = gdk_rgba_to_string (color);
  gdk_rgba_free (color);
  return g_str_equal (text, expected->text);
}

static void
test_theme (Fixture *fixture, gconstpointer data)
{
  Expected expected = { fixture, 1, "rgb(220,245,225)" };

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_LIGHT);
  show_two (fixture);
  llm_ui_test_wait (is_background, &expected);
  expected.text = "rgb(23,69,42)";
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  llm_ui_test_wait (is_background, &expected);
  wait_marks (fixture, 1, OTHER_MARKS);
}

static guint
get_underline (Fixture *fixture, guint index, const char *name)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (
      gtk_text_buffer_get_tag_table (get_buffer (fixture, index)), name);
  PangoUnderline underline;
  PangoOverline overline;

  g_assert_nonnull (tag);
  g_object_get (tag, "underline", &underline, "overline", &overline, NULL);
  return (guint) underline * 16 + (guint) overline;
}

#define MOVED "this passage is nowhere else but it has many words"

/* What some have and some have not, and what is elsewhere; told apart by more than colours. */
static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  const char *stays = "Here stays a sentence that is the same in every one of the three answers.";
  g_autofree char *base = g_strdup_printf ("%s\n\n%s\n\nalpha beta gamma", MOVED, stays);
  g_autofree char *one = g_strdup_printf ("%s\n\nalpha gamma\n\n%s", stays, MOVED);
  g_autofree char *two = g_strdup_printf ("%s\n\n%s\n\nalpha", MOVED, stays);

  restore (fixture, 0, base);
  restore (fixture, 1, one);
  restore (fixture, 2, two);
  show (fixture);
  turn_on (fixture);
  wait_marks (fixture, 0, ">" MOVED "|-beta|~gamma");
  wait_marks (fixture, 1, ">" MOVED);
  wait_marks (fixture, 2, "");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      /* What is added is in other cards than what is lacked. */
      for (guint j = i + 1; j < G_N_ELEMENTS (kinds); j++)
        g_assert_true (get_underline (fixture, 0, kinds[i].tag)
                           != get_underline (fixture, 0, kinds[j].tag)
                       || (i == 0 && j == 1));
    }
}

/* Two texts without a word in common. */
static void
test_unrelated (Fixture *fixture, gconstpointer data)
{
  restore (fixture, 0, "alpha beta\n\ngamma delta");
  restore (fixture, 1, "eins zwei\n\ndrei vier");
  restore (fixture, 2, "alpha beta\n\ngamma delta");
  show (fixture);
  turn_on (fixture);
  wait_line (fixture, 1, "2 differences (100 % of the words) from Model 0");
  wait_line (fixture, 2, "The same words as Model 0");
}

/* Larger letters need everything anew. */
static void
test_zoom (Fixture *fixture, gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  g_autoptr (GtkTextBuffer) before = NULL;
  int dpi;

  show_two (fixture);
  before = g_object_ref (get_buffer (fixture, 1));
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", dpi * 3 / 2, NULL);
  while (get_buffer (fixture, 1) == before)
    g_main_context_iteration (NULL, TRUE);
  wait_marks (fixture, 1, OTHER_MARKS);
  wait_marks (fixture, 0, BASE_MARKS);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

/* --- Following --- */

static void
test_retry (Fixture *fixture, gconstpointer data)
{
  restore (fixture, 0, "The sky is blue today.");
  restore (fixture, 1, "The sky is red today.");
  restore (fixture, 2, "The sky is green today.");
  show (fixture);
  turn_on (fixture);
  wait_marks (fixture, 1, "+red");
  wait_marks (fixture, 2, "+green");

  /* At once, not when there is time. */
  llm_answer_restore (get_answer (fixture, 1), LLM_ANSWER_STREAMING);
  check_no_marks (fixture, 1);
  wait_line (fixture, 1, "Compared when it has ended");
  wait_marks (fixture, 2, "+green");
  restore (fixture, 1, "The sky is **wide** today.");
  wait_marks (fixture, 1, "+wide");
  wait_marks (fixture, 0, "-blue");

  /* The base stays the base, and the others wait for it. */
  llm_answer_restore (get_answer (fixture, 0), LLM_ANSWER_STREAMING);
  wait_line (fixture, 1, "Waiting for Model 0");
  wait_marks (fixture, 1, "");
  restore (fixture, 0, "The sky is wide today.");
  wait_line (fixture, 1, "The same words as Model 0");
  wait_marks (fixture, 2, "+green");
}

/* What is chosen of earlier answers comes at once. */
static void
test_version (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture, 1);
  g_autoptr (LlmAnswer) version = NULL;

  restore (fixture, 0, "The sky is blue today.");
  restore (fixture, 1, "The sky is red today.");
  restore (fixture, 2, "The sky is blue today.");
  show (fixture);
  turn_on (fixture);
  wait_marks (fixture, 1, "+red");
  g_assert_true (llm_answer_keep_version (answer));
  restore (fixture, 1, "The wide sky is blue today.");
  check_no_marks (fixture, 1);
  wait_marks (fixture, 1, "+wide");
  wait_line (fixture, 1, "1 difference (9 % of the words) from Model 0");
  version = g_list_model_get_item (llm_answer_get_versions (answer), 0);
  g_assert_true (llm_answer_use_version (answer, llm_answer_get_column_id (version)));
  check_no_marks (fixture, 1);
  wait_marks (fixture, 1, "+red");
}

static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  restore (fixture, 0, "The sky is blue today.");
  restore (fixture, 1, "half of an");
  llm_answer_restore (get_answer (fixture, 1), LLM_ANSWER_FAILED);
  restore (fixture, 2, " \n");
  show (fixture);
  turn_on (fixture);
  wait_line (fixture, 0, "Nothing to compare with yet");
  wait_line (fixture, 1, "Not compared: it failed");
  wait_line (fixture, 2, "Not compared: it is empty");
  restore (fixture, 2, "The sky is red today.");
  wait_line (fixture, 0, "Base: others differ at 1 place");
  wait_marks (fixture, 2, "+red");
  wait_line (fixture, 1, "Not compared: it failed");
}

static void
test_base (Fixture *fixture, gconstpointer data)
{
  restore (fixture, 0, "The sky is blue today.");
  restore (fixture, 1, "The sky is red today.");
  restore (fixture, 2, "The sky is green today.");
  show (fixture);
  act (fixture, 2, "card.diff-base");
  g_assert_true (llm_compare_page_get_differences (fixture->page));
  wait_line (fixture, 2, "Base: others differ at 1 place");
  wait_line (fixture, 0, "1 difference (20 % of the words) from Model 2");
  wait_marks (fixture, 0, "+blue");
  wait_marks (fixture, 2, "-green");

  act (fixture, 1, "card.diff-base");
  wait_marks (fixture, 1, "-red");
  wait_marks (fixture, 2, "+green");

  /* Without it the first one is. */
  act (fixture, 1, "card.remove");
  wait_marks (fixture, 0, "-blue");
  wait_line (fixture, 1, "1 difference (20 % of the words) from Model 0");
  /* Another place changes nothing. */
  llm_comparison_move (fixture->comparison, llm_answer_get_column_id (get_answer (fixture, 0)), 1);
  wait_marks (fixture, 1, "-blue");
  wait_marks (fixture, 0, "+green");
}

static void
test_blind (Fixture *fixture, gconstpointer data)
{
  const char *line;

  restore (fixture, 0, "The sky is blue today.");
  restore (fixture, 1, "The sky is red today.");
  restore (fixture, 2, "The sky is green today.");
  llm_comparison_set_blind (fixture->comparison, LLM_BLIND_HIDDEN);
  show (fixture);
  turn_on (fixture);
  wait_marks (fixture, 1, "+red");
  line = llm_card_get_differences (get_card (fixture, 1));
  g_assert_nonnull (strstr (line, "from Answer "));
  g_assert_null (strstr (line, "Model"));
  llm_comparison_set_blind (fixture->comparison, LLM_BLIND_REVEALED);
  wait_line (fixture, 1, "1 difference (20 % of the words) from Model 0");
}

/* --- From one to the next --- */

static char *
get_selected (Fixture *fixture, guint index)
{
  GtkTextBuffer *buffer = get_buffer (fixture, index);
  GtkTextIter start, end;

  gtk_text_buffer_get_selection_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_slice (buffer, &start, &end, TRUE);
}

static void
check_step (Fixture *fixture, guint index, const char *action, const char *line, const char *text)
{
  g_autofree char *selected = NULL;

  act (fixture, index, action);
  g_assert_cmpstr (llm_card_get_differences (get_card (fixture, index)), ==, line);
  selected = get_selected (fixture, index);
  g_assert_cmpstr (selected, ==, text);
}

static void
test_step (Fixture *fixture, gconstpointer data)
{
  restore (fixture, 0, "The blue sky is wide today.\n\nAnd so is the sea.");
  restore (fixture, 1, "The **red** sky is today.\n\nAnd so is the deep sea.");
  restore (fixture, 2, "The blue sky is wide today.\n\nAnd so is the sea.");
  show (fixture);
  turn_on (fixture);
  wait_line (fixture, 1, "3 differences (18 % of the words) from Model 0");
  check_step (fixture, 1, "card.next-difference", "1 of 3: “red” instead of “blue”", "red");
  check_step (fixture, 1, "card.next-difference", "2 of 3: missing here “wide”", "");
  check_step (fixture, 1, "card.next-difference", "3 of 3: only here “deep”", "deep ");
  check_step (fixture, 1, "card.next-difference", "1 of 3: “red” instead of “blue”", "red");
  check_step (fixture, 1, "card.previous-difference", "3 of 3: only here “deep”", "deep ");
  check_step (fixture, 0, "card.previous-difference", "Place 3 of 3 where others differ", "");
  check_step (fixture, 0, "card.next-difference", "Place 1 of 3 where others differ", "blue");
  /* There is none. */
  g_assert_false (gtk_widget_get_visible (
      llm_ui_test_find_button (GTK_WIDGET (get_card (fixture, 2)), "card.next-difference")));
}

/* What is folded is not marked, but it is counted, and opened by who goes there. */
static void
test_folded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) code = g_string_new ("```c\n");
  g_autofree char *other = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (code, "int line_%u;\n", i);
  other = g_strconcat (code->str, "int new_one;\n```\n", NULL);
  g_string_append (code, "int old_one;\n```\n");
  restore (fixture, 0, code->str);
  restore (fixture, 1, other);
  restore (fixture, 2, other);
  show (fixture);
  turn_on (fixture);
  wait_line (fixture, 1, "1 difference (1 % of the words) from Model 0");
  wait_marks (fixture, 1, "");
  check_step (fixture, 1, "card.next-difference", "1 of 1: “new_one” instead of “old_one”",
              "new_one");
  wait_marks (fixture, 1, "+new_one");
}

/* --- How long it takes --- */

static gint64
get_thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_TIME_SPAN_SECOND + now.tv_nsec / 1000;
}

typedef struct
{
  gint64 last;
  gint64 longest;
} Gap;

/* Work of this thread between two turns of the main loop. */
static gboolean
gap_cb (gpointer user_data)
{
  Gap *gap = user_data;
  const gint64 now = get_thread_time ();

  gap->longest = MAX (gap->longest, now - gap->last);
  gap->last = now;
  return G_SOURCE_CONTINUE;
}

#if defined(__SANITIZE_ADDRESS__)
#define SLOWNESS 5
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOWNESS 5
#endif
#endif
#ifndef SLOWNESS
#define SLOWNESS 1
#endif

static gboolean
is_compared (gpointer user_data)
{
  Fixture *fixture = user_data;

  return strstr (llm_card_get_differences (get_card (fixture, 1)), " from ") != NULL;
}

static gboolean
is_all_published (gpointer user_data)
{
  Fixture *fixture = user_data;

  for (guint i = 0; i < 3; i++)
    {
      if (llm_answer_view_get_published (llm_card_get_view (get_card (fixture, i)))
          != llm_answer_get_text_length (get_answer (fixture, i)))
        return FALSE;
    }
  return TRUE;
}

/* In what is seen: to look at a megabyte takes long. */
static gboolean
is_marked (gpointer user_data)
{
  Expected *expected = user_data;
  GtkTextView *view = llm_answer_view_get_text_view (
      llm_card_get_view (get_card (expected->fixture, expected->index)));
  g_autofree char *marks = NULL;
  GdkRectangle visible;
  GtkTextIter iter;

  gtk_text_view_get_visible_rect (view, &visible);
  gtk_text_view_get_line_at_y (view, &iter, visible.y, NULL);
  marks = list_marks (expected->fixture, expected->index, iter,
                      gtk_text_iter_get_offset (&iter) + 4000);
  return strstr (marks, expected->text) != NULL;
}

static char *
make_long (const char *word)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; text->len < 1024 * 1024; i++)
    g_string_append_printf (text, "Sentence %u of **%s** has words, %s%u and some more.\n\n", i,
                            i % 7 == 0 ? word : "one", i % 5 == 0 ? word : "number ", i);
  return g_string_free (text, FALSE);
}

/* Nothing of it is in another. */
static char *
make_unrelated (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; text->len < 1024 * 1024; i++)
    g_string_append_printf (text, "satz%u **wort%u** stelle%u\n\n", i, i, i);
  return g_string_free (text, FALSE);
}

/* A megabyte against a megabyte with thousands of differences, and one with nothing else. */
static void
test_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = make_long ("blue");
  g_autofree char *two = make_long ("red");
  g_autofree char *three = make_unrelated ();
  Expected marked = { fixture, 1, "+red" };
  Gap gap = { 0 };
  guint id;

  restore (fixture, 0, one);
  restore (fixture, 1, two);
  restore (fixture, 2, three);
  show (fixture);
  llm_ui_test_wait (is_all_published, fixture);
  llm_ui_test_wait_frame (fixture->grid);

  id = g_timeout_add_full (G_PRIORITY_HIGH, 1, gap_cb, &gap, NULL);
  gap.last = get_thread_time ();
  turn_on (fixture);
  gap_cb (&gap);
  llm_ui_test_wait (is_compared, fixture);
  g_test_message ("%s", llm_card_get_differences (get_card (fixture, 1)));
  llm_ui_test_wait_frame (fixture->grid);
  gap_cb (&gap);
  llm_ui_test_run_for (300);
  g_source_remove (id);
  llm_ui_test_wait (is_marked, &marked);
  g_test_message ("%s", llm_card_get_differences (get_card (fixture, 2)));
  g_test_message ("longest gap %.0f ms", gap.longest / 1000.0);
  g_assert_cmpint (gap.longest, <, SLOWNESS * 150 * G_TIME_SPAN_MILLISECOND);

  /* Far below there are marks when it is seen. */
  gap.longest = 0;
  id = g_timeout_add_full (G_PRIORITY_HIGH, 1, gap_cb, &gap, NULL);
  gap.last = get_thread_time ();
  act (fixture, 1, "card.previous-difference");
  gap_cb (&gap);
  llm_ui_test_run_for (300);
  g_source_remove (id);
  g_test_message ("%s, longest gap %.0f ms", llm_card_get_differences (get_card (fixture, 1)),
                  gap.longest / 1000.0);
  g_assert_cmpint (gap.longest, <, SLOWNESS * 250 * G_TIME_SPAN_MILLISECOND);
  marked.text = "number 16423 and some more.";
  llm_ui_test_wait (is_marked, &marked);

  /* As it was written, the end of one that has nothing in common with the base. */
  act (fixture, 2, "card.raw");
  llm_ui_test_wait_frame (fixture->grid);
  gap.longest = 0;
  id = g_timeout_add_full (G_PRIORITY_HIGH, 1, gap_cb, &gap, NULL);
  gap.last = get_thread_time ();
  act (fixture, 2, "card.previous-difference");
  gap_cb (&gap);
  llm_ui_test_run_for (1000);
  g_source_remove (id);
  g_test_message ("as written, longest gap %.0f ms", gap.longest / 1000.0);
  g_assert_cmpint (gap.longest, <, SLOWNESS * 250 * G_TIME_SPAN_MILLISECOND);
  marked.index = 2;
  marked.text = "+satz";
  llm_ui_test_wait (is_marked, &marked);
}

/* Nothing waits for what nobody wants to see any more. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = make_long ("blue");
  g_autofree char *two = make_long ("red");

  restore (fixture, 0, one);
  restore (fixture, 1, two);
  restore (fixture, 2, two);
  show (fixture);
  turn_on (fixture);
  g_assert_cmpstr (llm_card_get_differences (get_card (fixture, 1)), ==, "Comparing…");
  llm_compare_page_set_differences (fixture->page, FALSE);
  turn_on (fixture);
  g_assert_cmpstr (llm_card_get_differences (get_card (fixture, 2)), ==, "Comparing…");
}

#define ADD(name, function) g_test_add ("/differ/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("marks", test_marks);
  ADD ("raw", test_raw);
  ADD ("theme", test_theme);
  ADD ("zoom", test_zoom);
  ADD ("kinds", test_kinds);
  ADD ("unrelated", test_unrelated);
  ADD ("retry", test_retry);
  ADD ("version", test_version);
  ADD ("left-out", test_left_out);
  ADD ("base", test_base);
  ADD ("blind", test_blind);
  ADD ("step", test_step);
  ADD ("folded", test_folded);
  ADD ("long", test_long);
  ADD ("close", test_close);
  return g_test_run ();
}
