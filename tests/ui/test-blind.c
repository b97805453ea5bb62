/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-card-grid.h"
#include "llm-compare-page.h"
#include "llm-error.h"
#include "llm-ui-test.h"

/* Nothing on the page of a blind comparison tells a model before the verdict. */

typedef struct
{
  LlmUiTest ui;
  LlmComparison *comparison;
  LlmComparePage *page;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  fixture->comparison = llm_ui_test_new_comparison (4);
  llm_comparison_hide_models (fixture->comparison);
  fixture->page = g_object_ref_sink (LLM_COMPARE_PAGE (llm_compare_page_new (fixture->ui.context)));
  llm_compare_page_set_comparison (fixture->page, fixture->comparison);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 1500, 700);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_runner_stop_all (fixture->ui.runner);
  llm_ui_test_clear (&fixture->ui);
  g_assert_finalize_object (fixture->page);
  llm_ui_test_tear_down (&fixture->ui, data);
  g_assert_finalize_object (fixture->comparison);
}

/* The fake provider's id and its models'. */
static gboolean
tells (const char *text)
{
  static const char *const words[]
      = { "fake", "Fake", "Model 0", "Model 1", "Model 2", "Model 3", "model-", "token", " s " };

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (words); i++)
    {
      if (strstr (text, words[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

static guint
count_told_properties (GtkWidget *widget)
{
  guint n_specs, n = 0;
  g_autofree GParamSpec **specs
      = g_object_class_list_properties (G_OBJECT_GET_CLASS (widget), &n_specs);

  for (guint i = 0; i < n_specs; i++)
    {
      g_autofree char *value = NULL;

      if (specs[i]->value_type != G_TYPE_STRING || (specs[i]->flags & G_PARAM_READABLE) == 0)
        continue;
      g_object_get (widget, specs[i]->name, &value, NULL);
      if (tells (value))
        {
          g_test_message ("%s.%s: %s", G_OBJECT_TYPE_NAME (widget), specs[i]->name, value);
          n++;
        }
    }
  return n;
}

static guint
count_told_names (GtkWidget *widget)
{
  const GtkAccessibleProperty properties[]
      = { GTK_ACCESSIBLE_PROPERTY_LABEL, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autofree char *value = NULL;

      if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), properties[i]))
        continue;
      value = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), properties[i], "\n");
      if (tells (value))
        {
          g_test_message ("%s: %s", G_OBJECT_TYPE_NAME (widget), value);
          n++;
        }
    }
  return n;
}

/* Texts, tooltips, names for assistive technology, and colours of providers. */
static guint
count_told (GtkWidget *widget)
{
  g_auto (GStrv) classes = gtk_widget_get_css_classes (widget);
  guint n = count_told_properties (widget) + count_told_names (widget);

  for (gsize i = 0; classes[i] != NULL; i++)
    {
      if (g_str_has_prefix (classes[i], "llm-provider-"))
        n++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_told (child);
  return n;
}

static LlmStream *
get_stream (Fixture *fixture, guint index)
{
  return fake_provider_get_stream (fixture->ui.provider, index);
}

/* One of each: done with thoughts and figures, failed, cut off, and still at it. */
static void
run (Fixture *fixture)
{
  llm_runner_start (fixture->ui.runner, fixture->comparison);
  for (guint i = 0; i < 4; i++)
    llm_stream_emit_phase (get_stream (fixture, i), LLM_STREAM_OPEN);
  llm_stream_emit_delta (get_stream (fixture, 0), LLM_DELTA_REASONING, "Hm.");
  for (guint i = 0; i < 4; i++)
    {
      if (i != 1)
        llm_stream_emit_delta (get_stream (fixture, i), LLM_DELTA_TEXT, "Because of the air.");
    }
  llm_stream_set_finish_reason (get_stream (fixture, 0), "stop");
  llm_stream_finish (get_stream (fixture, 0), LLM_STREAM_DONE, NULL);
  llm_stream_finish (get_stream (fixture, 1), LLM_STREAM_FAILED,
                     llm_error_new (LLM_ERROR_AUTH, NULL, "Model 1 of Fake has no such key"));
  llm_stream_set_finish_reason (get_stream (fixture, 2), "length");
  llm_stream_finish (get_stream (fixture, 2), LLM_STREAM_DONE, NULL);
  llm_ui_test_wait_frame (fixture->ui.window);
}

static gboolean
is_compared (gpointer page)
{
  return llm_ui_test_has_text (page, "The same words as Answer A");
}

static void
test_leaks_nothing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  g_assert_cmpuint (count_told (page), ==, 0);
  run (fixture);
  g_assert_cmpuint (count_told (page), ==, 0);
  g_assert_true (llm_ui_test_has_text (page, "Answer A"));
  g_assert_true (llm_ui_test_has_text (page, "Answer D"));
  /* What tells of differences calls them so, too. */
  llm_compare_page_set_differences (fixture->page, TRUE);
  llm_ui_test_wait (is_compared, page);
  g_assert_cmpuint (count_told (page), ==, 0);
  /* Moved, it is called by its new place. */
  llm_comparison_move (
      fixture->comparison,
      llm_answer_get_column_id (llm_comparison_get_answer (fixture->comparison, 0)), 3);
  llm_ui_test_wait_frame (fixture->ui.window);
  g_assert_cmpuint (count_told (page), ==, 0);

  /* The same search finds a great deal when there is something. */
  llm_comparison_set_verdict (fixture->comparison, LLM_VERDICT_TIE, NULL);
  llm_ui_test_wait_frame (fixture->ui.window);
  g_assert_cmpuint (count_told (page), >, 40);
  g_assert_false (llm_ui_test_has_text (page, "Answer A"));
  g_assert_true (llm_comparison_get_verdict_blind (fixture->comparison));
  g_assert_true (llm_ui_test_has_text (page, "Model 3"));
}

/* Shown again, or in another window. */
static void
test_shown_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) other = llm_ui_test_new_comparison (2);

  run (fixture);
  llm_compare_page_set_comparison (fixture->page, other);
  llm_ui_test_wait_frame (fixture->ui.window);
  g_assert_cmpuint (count_told (GTK_WIDGET (fixture->page)), >, 0);
  llm_compare_page_set_comparison (fixture->page, fixture->comparison);
  llm_ui_test_wait_frame (fixture->ui.window);
  g_assert_cmpuint (count_told (GTK_WIDGET (fixture->page)), ==, 0);
}

/* Whoever looks first does not judge blind. */
static void
test_reveal (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  run (fixture);
  gtk_widget_activate_action (page, "compare.reveal", NULL);
  llm_ui_test_wait_frame (fixture->ui.window);
  g_assert_cmpint (llm_comparison_get_blind (fixture->comparison), ==, LLM_BLIND_REVEALED);
  g_assert_true (llm_ui_test_has_text (page, "Model 3"));
  gtk_widget_activate_action (page, "compare.tie", NULL);
  g_assert_cmpint (llm_comparison_get_verdict (fixture->comparison), ==, LLM_VERDICT_TIE);
  g_assert_false (llm_comparison_get_verdict_blind (fixture->comparison));
}

/* The order is that of the ids, which are random, whatever the line-up was. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i < 4; i++)
    g_assert_cmpstr (
        llm_answer_get_column_id (llm_comparison_get_answer (fixture->comparison, i - 1)), <,
        llm_answer_get_column_id (llm_comparison_get_answer (fixture->comparison, i)));
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function) g_test_add ("/blind/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("leaks-nothing", test_leaks_nothing);
  ADD ("shown-again", test_shown_again);
  ADD ("reveal", test_reveal);
  ADD ("order", test_order);
#undef ADD
  return g_test_run ();
}
