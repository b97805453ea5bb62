/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight-test.h"

#include <string.h>

#include "llm-error.h"
#include "llm-fake-store.h"
#include "llm-insight-window.h"

#define SHARED "The molecules of the air scatter blue light far more than red light.\n\n"

const char *const llm_insight_test_texts[3] = {
  "# The sky\n\n" SHARED "At sunset the way through the air is longer.\n\n- one\n- two\n",
  SHARED "Nobody has ever asked the ocean about it.\n\n```c\nint sky;\n```\n",
  "Completely different words stand here, without anything shared.\n",
};

void
llm_insight_test_restore (LlmAnswer *answer, const char *text)
{
  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
}

void
llm_insight_test_fail (LlmAnswer *answer)
{
  llm_answer_take_error (answer, llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
  llm_answer_restore (answer, LLM_ANSWER_FAILED);
}

static void
show_text_cb (LlmInsightTest *test, const char *column_id, const char *text)
{
  g_free (test->shown[0]);
  g_free (test->shown[1]);
  test->shown[0] = g_strdup (column_id);
  test->shown[1] = g_strdup (text);
}

void
llm_insight_test_set_up (LlmInsightTest *test, gconstpointer data)
{
  g_autoptr (LlmStore) store = LLM_STORE (fake_store_new ());

  llm_insight_test_set_up_with_store (test, store);
}

void
llm_insight_test_set_up_with_store (LlmInsightTest *test, LlmStore *store)
{
  llm_ui_test_set_up_with_store (&test->ui, store);
  test->comparison = llm_ui_test_new_comparison (5);
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

/* Nothing may keep the window, and that nothing of the comparison. */
void
llm_insight_test_tear_down (LlmInsightTest *test, gconstpointer data)
{
  if (test->window != NULL)
    gtk_window_destroy (GTK_WINDOW (test->window));
  llm_ui_test_wait (is_null, &test->window);
  g_free (test->shown[0]);
  g_free (test->shown[1]);
  llm_runner_stop_all (test->ui.runner);
  llm_ui_test_tear_down (&test->ui, data);
  /* A thread that was told to stop may still have it. */
  g_object_add_weak_pointer (G_OBJECT (test->comparison), (gpointer *) &test->comparison);
  g_object_unref (test->comparison);
  llm_ui_test_wait (is_null, &test->comparison);
}

LlmAnswer *
llm_insight_test_get_answer (LlmInsightTest *test, guint index)
{
  return llm_comparison_get_answer (test->comparison, index);
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

void
llm_insight_test_open (LlmInsightTest *test)
{
  test->window = llm_insight_window_new (test->ui.context, test->comparison);
  g_object_add_weak_pointer (G_OBJECT (test->window), (gpointer *) &test->window);
  g_signal_connect_swapped (test->window, "show-text", G_CALLBACK (show_text_cb), test);
  gtk_window_present (GTK_WINDOW (test->window));
  llm_ui_test_wait (is_mapped, test->window);
}

void
llm_insight_test_fill (LlmInsightTest *test)
{
  for (guint i = 0; i < 3; i++)
    llm_insight_test_restore (llm_insight_test_get_answer (test, i), llm_insight_test_texts[i]);
  llm_insight_test_fail (llm_insight_test_get_answer (test, 3));
  llm_insight_test_restore (llm_insight_test_get_answer (test, 4), " \n");
}

void
llm_insight_test_close (LlmInsightTest *test)
{
  gtk_window_close (GTK_WINDOW (test->window));
  llm_ui_test_wait (is_null, &test->window);
}

static gboolean
is_seen (GtkWidget *widget)
{
  return widget != NULL && gtk_widget_get_mapped (widget);
}

GtkWidget *
llm_insight_test_find_action (GtkWidget *widget, const char *action, const char *text)
{
  if (GTK_IS_BUTTON (widget) && is_seen (widget)
      && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0
      && llm_ui_test_has_text (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = llm_insight_test_find_action (child, action, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gboolean
llm_insight_test_tells (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && is_seen (widget)
      && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (llm_insight_test_tells (child, text))
        return TRUE;
    }
  return FALSE;
}

typedef struct
{
  LlmInsightTest *test;
  const char *text;
} Told;

static gboolean
is_told (gpointer user_data)
{
  const Told *told = user_data;

  return llm_insight_test_tells (told->test->window, told->text);
}

void
llm_insight_test_wait_told (LlmInsightTest *test, const char *text)
{
  Told told = { test, text };

  llm_ui_test_wait (is_told, &told);
}

void
llm_insight_test_show_page (LlmInsightTest *test, const char *name)
{
  adw_view_stack_set_visible_child_name (
      ADW_VIEW_STACK (llm_ui_test_find_type (test->window, ADW_TYPE_VIEW_STACK)), name);
}
