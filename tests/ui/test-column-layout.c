/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-column-layout.h"
#include "llm-ui-test.h"

#define SPACING 12
#define ROW_HEIGHT 320

typedef struct
{
  GtkWidget *box;
  LlmColumnLayout *layout;
  GtkWidget *children[8];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const guint n = GPOINTER_TO_UINT (data);

  fixture->box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_widget_set_layout_manager (fixture->box, llm_column_layout_new ());
  fixture->layout = LLM_COLUMN_LAYOUT (gtk_widget_get_layout_manager (fixture->box));
  for (guint i = 0; i < n; i++)
    {
      fixture->children[i] = gtk_label_new ("x");
      gtk_box_append (GTK_BOX (fixture->box), fixture->children[i]);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->box);
}

static void
allocate (Fixture *fixture, int width, int height)
{
  gtk_widget_measure (fixture->box, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (fixture->box, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (fixture->box, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static GtkAllocation
get_place (Fixture *fixture, guint index)
{
  GtkAllocation place;

  gtk_widget_get_allocation (fixture->children[index], &place);
  return place;
}

static void
assert_place (Fixture *fixture, guint index, int x, int y, int width, int height)
{
  const GtkAllocation place = get_place (fixture, index);

  g_assert_cmpint (place.x, ==, x);
  g_assert_cmpint (place.y, ==, y);
  g_assert_cmpint (place.width, ==, width);
  g_assert_cmpint (place.height, ==, height);
}

static void
test_count (void)
{
  const struct
  {
    int width;
    guint n;
    guint expected;
  } cases[] = {
    { 360, 4, 1 },  { 733, 4, 1 },  { 734, 4, 2 },  { 1066, 4, 2 }, { 1067, 3, 3 }, { 1399, 3, 3 },
    { 1399, 4, 2 }, { 1400, 4, 4 }, { 3840, 4, 4 }, { 3840, 1, 1 }, { 3840, 2, 2 }, { 1400, 5, 3 },
    { 1400, 6, 3 }, { 1400, 8, 4 }, { 1067, 7, 3 }, { 734, 3, 2 },  { 0, 4, 1 },    { 1400, 0, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (llm_column_layout_count_columns (cases[i].width, cases[i].n), ==,
                      cases[i].expected);
}

static void
test_one_row (Fixture *fixture, gconstpointer data)
{
  allocate (fixture, 1436, 700);
  for (guint i = 0; i < 4; i++)
    assert_place (fixture, i, (int) i * (350 + SPACING), 0, 350, 700);
}

/* Odd pixels are spread, and the last column ends at the edge. */
static void
test_remainder (Fixture *fixture, gconstpointer data)
{
  for (int width = 1400; width < 1420; width++)
    {
      GtkAllocation last;

      allocate (fixture, width, 701);
      last = get_place (fixture, 3);
      g_assert_cmpint (last.x + last.width, ==, width);
      for (guint i = 0; i < 3; i++)
        {
          const GtkAllocation place = get_place (fixture, i);

          g_assert_cmpint (get_place (fixture, i + 1).x, ==, place.x + place.width + SPACING);
          g_assert_cmpint (ABS (place.width - last.width), <=, 1);
        }
    }
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  int min, nat;

  gtk_widget_measure (fixture->box, GTK_ORIENTATION_VERTICAL, 800, &min, &nat, NULL, NULL);
  g_assert_cmpint (min, ==, 2 * ROW_HEIGHT + SPACING);
  allocate (fixture, 812, 912);
  assert_place (fixture, 0, 0, 0, 400, 450);
  assert_place (fixture, 1, 412, 0, 400, 450);
  assert_place (fixture, 2, 0, 462, 400, 450);
  assert_place (fixture, 3, 412, 462, 400, 450);

  gtk_widget_measure (fixture->box, GTK_ORIENTATION_VERTICAL, 360, &min, &nat, NULL, NULL);
  g_assert_cmpint (min, ==, 4 * ROW_HEIGHT + 3 * SPACING);
}

static void
test_rtl (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_direction (fixture->box, GTK_TEXT_DIR_RTL);
  allocate (fixture, 1436, 700);
  for (guint i = 0; i < 4; i++)
    assert_place (fixture, i, (int) (3 - i) * (350 + SPACING), 0, 350, 700);
}

static void
test_expanded (Fixture *fixture, gconstpointer data)
{
  int min;

  llm_column_layout_set_expanded (fixture->layout, fixture->children[2]);
  gtk_widget_measure (fixture->box, GTK_ORIENTATION_VERTICAL, 360, &min, NULL, NULL, NULL);
  g_assert_cmpint (min, <, ROW_HEIGHT);
  allocate (fixture, 1436, 700);
  assert_place (fixture, 2, 0, 0, 1436, 700);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (gtk_widget_get_child_visible (fixture->children[i]), ==, i == 2);

  llm_column_layout_set_expanded (fixture->layout, NULL);
  allocate (fixture, 1436, 700);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_true (gtk_widget_get_child_visible (fixture->children[i]));
      assert_place (fixture, i, (int) i * (350 + SPACING), 0, 350, 700);
    }
}

/* An expanded child that is taken out does not take the others with it. */
static void
test_expanded_removed (Fixture *fixture, gconstpointer data)
{
  llm_column_layout_set_expanded (fixture->layout, fixture->children[0]);
  allocate (fixture, 1436, 700);
  gtk_box_remove (GTK_BOX (fixture->box), fixture->children[0]);
  g_assert_null (llm_column_layout_get_expanded (fixture->layout));
  allocate (fixture, 1436, 700);
  for (guint i = 1; i < 4; i++)
    g_assert_true (gtk_widget_get_child_visible (fixture->children[i]));
  g_assert_cmpint (get_place (fixture, 1).x, ==, 0);
}

static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_visible (fixture->children[0], FALSE);
  allocate (fixture, 1124, 700);
  assert_place (fixture, 1, 0, 0, 366, 700);
  assert_place (fixture, 3, 757, 0, 367, 700);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  int min, nat;

  gtk_widget_measure (fixture->box, GTK_ORIENTATION_VERTICAL, 800, &min, &nat, NULL, NULL);
  g_assert_cmpint (min, ==, 0);
  g_assert_cmpint (nat, ==, 0);
  allocate (fixture, 800, 600);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, n, function)                                                                     \
  g_test_add ("/column-layout/" name, Fixture, GUINT_TO_POINTER (n), set_up, function, tear_down)
  g_test_add_func ("/column-layout/count", test_count);
  ADD ("one-row", 4, test_one_row);
  ADD ("remainder", 4, test_remainder);
  ADD ("rows", 4, test_rows);
  ADD ("rtl", 4, test_rtl);
  ADD ("expanded", 4, test_expanded);
  ADD ("expanded-removed", 4, test_expanded_removed);
  ADD ("hidden", 4, test_hidden);
  ADD ("empty", 0, test_empty);
#undef ADD
  return g_test_run ();
}
