/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "llm-scroll-link.h"
#include "llm-ui-test.h"

#define PARAGRAPH "Sunlight looks white but holds all colours; the air scatters the blue.\n\n"

/* A place is found by whole pixels in each of the two texts. */
#define TOLERANCE 2.0

#define N_VIEWS 3

typedef struct
{
  LlmUiTest ui;
  LlmAnswer *answers[N_VIEWS];
  LlmAnswerView *views[N_VIEWS];
  GtkWidget *box;
  LlmScrollLink *link;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) views = g_ptr_array_new ();

  llm_ui_test_set_up (&fixture->ui, data);
  fixture->box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_box_set_homogeneous (GTK_BOX (fixture->box), TRUE);
  for (guint i = 0; i < N_VIEWS; i++)
    {
      fixture->answers[i] = llm_answer_new ("p", "m", "Model");
      fixture->views[i] = LLM_ANSWER_VIEW (llm_answer_view_new (LLM_DELTA_TEXT));
      gtk_widget_set_vexpand (GTK_WIDGET (fixture->views[i]), TRUE);
      gtk_box_append (GTK_BOX (fixture->box), GTK_WIDGET (fixture->views[i]));
      llm_answer_view_set_answer (fixture->views[i], fixture->answers[i]);
      g_ptr_array_add (views, fixture->views[i]);
    }
  fixture->link = llm_scroll_link_new ();
  llm_scroll_link_set_views (fixture->link, views);
  llm_scroll_link_set_active (fixture->link, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->link);
  llm_ui_test_clear (&fixture->ui);
  g_assert_finalize_object (fixture->box);
  for (guint i = 0; i < N_VIEWS; i++)
    g_assert_finalize_object (fixture->answers[i]);
  llm_ui_test_tear_down (&fixture->ui, data);
}

static void
append (Fixture *fixture, guint index, const char *text)
{
  llm_answer_append (fixture->answers[index], LLM_DELTA_TEXT, text);
}

/* Sections with that many paragraphs each, below the same headings. */
static void
append_sections (Fixture *fixture, guint index, const guint *lengths)
{
  static const char *const names[] = { "Causes", "Effects", "Cures", "History" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *heading = index == 0 ? g_strdup_printf ("## %u. %s\n\n", i + 1, names[i])
                                            : g_strdup_printf ("## **%s:**\n\n", names[i]);

      append (fixture, index, heading);
      for (guint j = 0; j < lengths[i]; j++)
        append (fixture, index, PARAGRAPH);
    }
}

static void
fill (Fixture *fixture)
{
  const guint lengths[N_VIEWS][4] = { { 12, 3, 20, 25 }, { 4, 14, 10, 40 }, { 20, 20, 2, 20 } };

  append (fixture, 1, "Sure, here is what you asked for.\n\n" PARAGRAPH PARAGRAPH);
  for (guint i = 0; i < N_VIEWS; i++)
    append_sections (fixture, i, lengths[i]);
}

static void
end_answers (Fixture *fixture)
{
  for (guint i = 0; i < N_VIEWS; i++)
    llm_answer_restore (fixture->answers[i], LLM_ANSWER_DONE);
}

static GtkAdjustment *
get_adjustment (Fixture *fixture, guint index)
{
  return llm_answer_view_get_vadjustment (fixture->views[index]);
}

static double
get_value (Fixture *fixture, guint index)
{
  return gtk_adjustment_get_value (get_adjustment (fixture, index));
}

static double
get_range (Fixture *fixture, guint index)
{
  GtkAdjustment *adjustment = get_adjustment (fixture, index);

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

static gboolean
is_complete (gpointer user_data)
{
  Fixture *fixture = user_data;

  for (guint i = 0; i < N_VIEWS; i++)
    {
      if (llm_answer_view_get_published (fixture->views[i])
          != llm_answer_get_text_length (fixture->answers[i]))
        return FALSE;
    }
  return TRUE;
}

/* Waits until all lines are laid out, so that heights do not change any more. */
static void
settle (Fixture *fixture)
{
  double previous = -1, sum = 0;

  llm_ui_test_wait (is_complete, fixture);
  while (sum != previous)
    {
      previous = sum;
      sum = 0;
      llm_ui_test_run_for (150);
      for (guint i = 0; i < N_VIEWS; i++)
        sum += get_range (fixture, i);
    }
}

static void
show (Fixture *fixture)
{
  llm_ui_test_present (&fixture->ui, fixture->box, 1300, 500);
  settle (fixture);
  for (guint i = 0; i < N_VIEWS; i++)
    g_assert_cmpfloat (get_range (fixture, i), >, 500);
}

static void
scroll (Fixture *fixture, guint index, double value)
{
  gtk_adjustment_set_value (get_adjustment (fixture, index), value);
  llm_ui_test_wait_frame (fixture->box);
}

/* Where in the window the line with @text begins, in pixels below the top of the view. */
static double
find_text (Fixture *fixture, guint index, const char *text)
{
  GtkTextView *text_view = llm_answer_view_get_text_view (fixture->views[index]);
  GtkTextIter iter, start, end;
  GdkRectangle visible;
  int y, height;

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (text_view), &iter);
  g_assert_true (gtk_text_iter_forward_search (&iter, text, 0, &start, &end, NULL));
  gtk_text_view_get_line_yrange (text_view, &start, &y, &height);
  gtk_text_view_get_visible_rect (text_view, &visible);
  return y - visible.y;
}

/* The heading at the top of one is at the top of all. */
static void
test_headings (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "Effects", "Cures" };

  fill (fixture);
  end_answers (fixture);
  show (fixture);
  for (guint i = 0; i < N_VIEWS; i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
        {
          scroll (fixture, i, 0);
          scroll (fixture, i, find_text (fixture, i, names[j]) + get_value (fixture, i));
          for (guint k = 0; k < N_VIEWS; k++)
            {
              g_test_message ("%s with view %u, view %u: %.1f", names[j], i, k,
                              find_text (fixture, k, names[j]));
              g_assert_cmpfloat (fabs (find_text (fixture, k, names[j])), <=, TOLERANCE);
            }
        }
    }
}

/* Smoothly from the beginning to the end, never back. */
static void
test_monotone (Fixture *fixture, gconstpointer data)
{
  double previous[N_VIEWS] = { 0 };

  fill (fixture);
  end_answers (fixture);
  show (fixture);
  scroll (fixture, 0, 50);
  scroll (fixture, 0, 0);
  for (guint k = 0; k < N_VIEWS; k++)
    g_assert_cmpfloat (get_value (fixture, k), ==, 0);

  for (double value = 0; value < get_range (fixture, 0); value += 23)
    {
      scroll (fixture, 0, value);
      g_assert_cmpfloat (get_value (fixture, 0), ==, value);
      for (guint k = 1; k < N_VIEWS; k++)
        {
          g_assert_cmpfloat (get_value (fixture, k), >=, previous[k] - TOLERANCE);
          g_assert_cmpfloat (get_value (fixture, k) - previous[k], <, 500);
          previous[k] = get_value (fixture, k);
        }
    }
  scroll (fixture, 0, get_range (fixture, 0));
  for (guint k = 0; k < N_VIEWS; k++)
    g_assert_cmpfloat (fabs (get_value (fixture, k) - get_range (fixture, k)), <=, TOLERANCE);

  /* They were at their end, but whoever goes back takes them along. */
  scroll (fixture, 2, get_range (fixture, 2) / 2);
  llm_ui_test_run_for (100);
  for (guint k = 0; k < N_VIEWS; k++)
    g_assert_cmpfloat (get_value (fixture, k), <, get_range (fixture, k) - 100);
}

/* Nothing moves by itself once the reader has let go. */
static void
test_no_feedback (Fixture *fixture, gconstpointer data)
{
  double values[N_VIEWS];

  fill (fixture);
  end_answers (fixture);
  show (fixture);
  scroll (fixture, 1, 777);
  for (guint i = 0; i < N_VIEWS; i++)
    values[i] = get_value (fixture, i);
  g_assert_cmpfloat (values[1], ==, 777);
  llm_ui_test_run_for (200);
  for (guint i = 0; i < N_VIEWS; i++)
    g_assert_cmpfloat (get_value (fixture, i), ==, values[i]);

  /* Many movements in one frame are one. */
  for (guint i = 0; i < 10; i++)
    {
      gtk_adjustment_set_value (get_adjustment (fixture, 0), 100 + 10 * i);
      gtk_adjustment_set_value (get_adjustment (fixture, 1), 700 + 10 * i);
    }
  llm_ui_test_wait_frame (fixture->box);
  g_assert_cmpfloat (get_value (fixture, 1), ==, 790);
}

static void
test_not_active (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  end_answers (fixture);
  show (fixture);
  scroll (fixture, 0, 0);
  g_assert_cmpfloat (get_value (fixture, 1), ==, 0);
  gtk_adjustment_set_value (get_adjustment (fixture, 0), 600);
  llm_scroll_link_set_active (fixture->link, FALSE);
  llm_ui_test_wait_frame (fixture->box);
  g_assert_cmpfloat (get_value (fixture, 1), ==, 0);
  scroll (fixture, 0, 700);
  g_assert_cmpfloat (get_value (fixture, 1), ==, 0);

  llm_scroll_link_set_active (fixture->link, TRUE);
  scroll (fixture, 0, 600);
  g_assert_cmpfloat (get_value (fixture, 1), >, 0);

  /* Below each other they are read one after the other. */
  scroll (fixture, 0, 0);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (fixture->box), GTK_ORIENTATION_VERTICAL);
  settle (fixture);
  scroll (fixture, 0, 0);
  for (guint i = 1; i < N_VIEWS; i++)
    gtk_adjustment_set_value (get_adjustment (fixture, i), 0);
  llm_ui_test_wait_frame (fixture->box);
  scroll (fixture, 0, 600);
  g_assert_cmpfloat (get_value (fixture, 1), ==, 0);
}

/* Without blocks there is only the share of the whole. */
static void
test_raw (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  end_answers (fixture);
  show (fixture);
  llm_answer_view_set_raw (fixture->views[1], TRUE);
  settle (fixture);
  scroll (fixture, 0, get_range (fixture, 0) / 4);
  g_assert_cmpfloat (fabs (get_value (fixture, 1) - get_range (fixture, 1) / 4), <=, TOLERANCE);
  scroll (fixture, 1, get_range (fixture, 1) * 0.6);
  g_assert_cmpfloat (fabs (get_value (fixture, 0) - get_range (fixture, 0) * 0.6), <=, TOLERANCE);

  /* And back to blocks. */
  llm_answer_view_set_raw (fixture->views[1], FALSE);
  settle (fixture);
  scroll (fixture, 0, 0);
  scroll (fixture, 0, find_text (fixture, 0, "Effects") + get_value (fixture, 0));
  g_assert_cmpfloat (fabs (find_text (fixture, 1, "Effects")), <=, TOLERANCE);
}

static void
start (Fixture *fixture, guint index)
{
  g_assert_true (llm_answer_set_state (fixture->answers[index], LLM_ANSWER_CONNECTING));
  g_assert_true (llm_answer_set_state (fixture->answers[index], LLM_ANSWER_STREAMING));
}

typedef struct
{
  Fixture *fixture;
  guint index;
} Place;

static gboolean
is_at_end (gpointer user_data)
{
  Place *place = user_data;

  return is_complete (place->fixture)
         && get_range (place->fixture, place->index) - get_value (place->fixture, place->index) < 1;
}

/* What streams and is followed stays at its end; what the reader has left there moves. */
static void
test_streaming (Fixture *fixture, gconstpointer data)
{
  Place place = { fixture, 2 };
  double value;

  start (fixture, 2);
  fill (fixture);
  llm_answer_restore (fixture->answers[0], LLM_ANSWER_DONE);
  llm_answer_restore (fixture->answers[1], LLM_ANSWER_DONE);
  show (fixture);
  llm_ui_test_wait (is_at_end, &place);
  scroll (fixture, 0, 400);
  g_assert_cmpfloat (get_value (fixture, 1), >, 0);
  g_assert_true (is_at_end (&place));
  append (fixture, 2, "## More\n\n" PARAGRAPH PARAGRAPH PARAGRAPH);
  llm_ui_test_wait (is_at_end, &place);

  scroll (fixture, 2, 300);
  g_assert_false (llm_answer_view_get_following (fixture->views[2]));
  scroll (fixture, 0, 0);
  scroll (fixture, 0, find_text (fixture, 0, "Effects") + get_value (fixture, 0));
  g_assert_cmpfloat (fabs (find_text (fixture, 2, "Effects")), <=, TOLERANCE);

  /* Text that arrives moves nothing, and what it changes is taken into account. */
  value = get_value (fixture, 0);
  append (fixture, 2, "## Cures\n\n" PARAGRAPH PARAGRAPH PARAGRAPH);
  settle (fixture);
  g_assert_cmpfloat (get_value (fixture, 0), ==, value);
  scroll (fixture, 0, find_text (fixture, 0, "Cures") + get_value (fixture, 0));
  g_assert_cmpfloat (fabs (find_text (fixture, 2, "Cures")), <=, TOLERANCE);
}

/* What has no headings in common, or nothing to scroll, does no harm. */
static void
test_odd (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 30; i++)
    append (fixture, 0, PARAGRAPH "### Heading\n\n" PARAGRAPH);
  for (guint i = 0; i < 80; i++)
    append (fixture, 1, "- item\n");
  end_answers (fixture);
  llm_ui_test_present (&fixture->ui, fixture->box, 1300, 500);
  settle (fixture);
  scroll (fixture, 0, get_range (fixture, 0) / 2);
  g_assert_cmpfloat (get_value (fixture, 1), >, 100);
  g_assert_cmpfloat (get_value (fixture, 2), ==, 0);
  gtk_widget_set_visible (GTK_WIDGET (fixture->views[1]), FALSE);
  scroll (fixture, 0, get_range (fixture, 0));
  llm_scroll_link_set_views (fixture->link, NULL);
  scroll (fixture, 0, 0);
}

#define ADD(name, func) g_test_add ("/ui/scroll-link/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("headings", test_headings);
  ADD ("monotone", test_monotone);
  ADD ("no-feedback", test_no_feedback);
  ADD ("not-active", test_not_active);
  ADD ("raw", test_raw);
  ADD ("streaming", test_streaming);
  ADD ("odd", test_odd);

  return g_test_run ();
}
