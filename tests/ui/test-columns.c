/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* What becomes of single columns of a comparison: what they said before, one more model,
 * another place by dragging. */

#include "llm-card-grid.h"
#include "llm-compare-page.h"
#include "llm-fake-store.h"
#include "llm-lineup.h"
#include "llm-ui-test.h"
#include "llm-version-button.h"

typedef struct
{
  LlmUiTest ui;
  LlmComparison *comparison;
  LlmComparePage *page;
  GtkWidget *grid;
  AdwToast *toast;
  char *add_column;
} Fixture;

static void
toast_cb (Fixture *fixture, AdwToast *toast)
{
  g_set_object (&fixture->toast, toast);
}

static void
add_cb (Fixture *fixture, const char *column_id)
{
  g_free (fixture->add_column);
  fixture->add_column = g_strdup (column_id);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  fixture->comparison = llm_ui_test_new_comparison (3);
  fixture->page = g_object_ref_sink (LLM_COMPARE_PAGE (llm_compare_page_new (fixture->ui.context)));
  fixture->grid = llm_ui_test_find_type (GTK_WIDGET (fixture->page), LLM_TYPE_CARD_GRID);
  g_signal_connect_swapped (fixture->page, "toast", G_CALLBACK (toast_cb), fixture);
  g_signal_connect_swapped (fixture->page, "add-requested", G_CALLBACK (add_cb), fixture);
  llm_compare_page_set_comparison (fixture->page, fixture->comparison);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 1500, 700);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_runner_stop_all (fixture->ui.runner);
  llm_ui_test_clear (&fixture->ui);
  g_clear_object (&fixture->toast);
  g_free (fixture->add_column);
  g_assert_finalize_object (fixture->page);
  llm_ui_test_tear_down (&fixture->ui, data);
  g_assert_finalize_object (fixture->comparison);
}

static LlmAnswer *
get_answer (Fixture *fixture, guint index)
{
  return llm_comparison_get_answer (fixture->comparison, index);
}

static GtkWidget *
get_card (Fixture *fixture, LlmAnswer *answer)
{
  return GTK_WIDGET (
      llm_card_grid_get_card (LLM_CARD_GRID (fixture->grid), llm_answer_get_column_id (answer)));
}

static GtkWidget *
get_versions (Fixture *fixture, LlmAnswer *answer)
{
  return llm_ui_test_find_type (get_card (fixture, answer), LLM_TYPE_VERSION_BUTTON);
}

static void
emit (Fixture *fixture, guint index, const char *text)
{
  llm_stream_emit_delta (fake_provider_get_stream (fixture->ui.provider, index), LLM_DELTA_TEXT,
                         text);
}

/* Asks three models, and the first one again; what it says now is the second text. */
static LlmAnswer *
ask_twice (Fixture *fixture)
{
  LlmAnswer *answer = get_answer (fixture, 0);

  llm_runner_start (fixture->ui.runner, fixture->comparison);
  for (guint i = 0; i < 3; i++)
    emit (fixture, i, "First text.\nMore.");
  llm_runner_stop (fixture->ui.runner, fixture->comparison);
  g_assert_false (gtk_widget_get_visible (get_versions (fixture, answer)));
  gtk_widget_activate_action (get_card (fixture, answer), "card.retry", NULL);
  emit (fixture, 3, "Second text.");
  return answer;
}

static GtkListBox *
open_versions (Fixture *fixture, LlmAnswer *answer)
{
  GtkWidget *versions = get_versions (fixture, answer);

  gtk_menu_button_popup (GTK_MENU_BUTTON (gtk_widget_get_first_child (versions)));
  return GTK_LIST_BOX (llm_ui_test_find_type (versions, GTK_TYPE_LIST_BOX));
}

/* --- What was said before --- */

static void
test_versions (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = ask_twice (fixture);
  GtkListBox *list;
  GtkListBoxRow *row;

  g_assert_true (gtk_widget_get_visible (get_versions (fixture, answer)));
  g_assert_false (gtk_widget_get_visible (get_versions (fixture, get_answer (fixture, 1))));
  list = open_versions (fixture, answer);
  row = gtk_list_box_get_row_at_index (list, 0);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (row), "First text. More."));
  g_assert_null (gtk_list_box_get_row_at_index (list, 1));
  /* Not while it runs. */
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (row)));

  llm_runner_stop (fixture->ui.runner, fixture->comparison);
  row = gtk_list_box_get_row_at_index (list, 0);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (row)));
  g_signal_emit_by_name (list, "row-activated", row);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "First text.\nMore.");
  g_assert_nonnull (fixture->toast);
  g_assert_cmpstr (adw_toast_get_title (fixture->toast), ==,
                   "The earlier answer of Model 0 is shown again");

  g_signal_emit_by_name (fixture->toast, "button-clicked");
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "Second text.");
  g_assert_cmpuint (llm_answer_get_n_versions (answer), ==, 1);
  list = open_versions (fixture, answer);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (list), "First text. More."));
}

static gboolean
is_read (gpointer user_data)
{
  return llm_answer_get_n_unloaded_versions (user_data) == 0;
}

/* Those of yesterday are read when they are wanted. */
static void
test_versions_are_read (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture, 0);
  g_autoptr (LlmAnswer) version = llm_answer_new ("fake", "old", "Old model");
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func (g_object_unref);
  GtkListBox *list;

  llm_answer_append (version, LLM_DELTA_TEXT, "Yesterday.");
  llm_answer_make_version_of (version, llm_answer_get_column_id (answer), 1);
  g_ptr_array_add (versions, g_object_ref (version));
  fake_store_set_versions (FAKE_STORE (llm_context_get_store (fixture->ui.context)), versions);
  llm_answer_set_n_unloaded_versions (answer, 1);
  g_assert_true (gtk_widget_get_visible (get_versions (fixture, answer)));
  list = open_versions (fixture, answer);
  g_assert_false (llm_ui_test_has_text (GTK_WIDGET (list), "Yesterday."));
  llm_ui_test_wait (is_read, answer);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (list), "Yesterday."));
}

static gboolean
has_toast (gpointer user_data)
{
  return ((Fixture *) user_data)->toast != NULL;
}

static void
test_versions_are_not_read (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture, 0);
  g_autoptr (GError) error
      = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "The disk is <ill>");
  GtkWidget *popover;

  fake_store_set_error (FAKE_STORE (llm_context_get_store (fixture->ui.context)), error);
  llm_answer_set_n_unloaded_versions (answer, 1);
  popover
      = gtk_widget_get_ancestor (GTK_WIDGET (open_versions (fixture, answer)), GTK_TYPE_POPOVER);
  llm_ui_test_wait (has_toast, fixture);
  g_assert_cmpstr (adw_toast_get_title (fixture->toast), ==,
                   "The earlier answers could not be read: The disk is &lt;ill&gt;");
  g_assert_false (gtk_widget_get_visible (popover));
}

/* --- One more model --- */

static void
test_add (Fixture *fixture, gconstpointer data)
{
  FakeProvider *provider = fixture->ui.provider;
  const char *first = llm_answer_get_column_id (get_answer (fixture, 0));
  LlmAnswer *added;

  llm_runner_start (fixture->ui.runner, fixture->comparison);
  for (guint i = 0; i < 3; i++)
    emit (fixture, i, "Text.");
  llm_runner_stop (fixture->ui.runner, fixture->comparison);
  llm_comparison_set_preferred (fixture->comparison, first);
  gtk_widget_activate_action (get_card (fixture, get_answer (fixture, 0)), "card.add", NULL);
  g_assert_cmpstr (fixture->add_column, ==, first);

  g_assert_true (llm_compare_page_add (fixture->page, first, "fake:other:8b"));
  g_assert_cmpuint (llm_comparison_get_n_answers (fixture->comparison), ==, 4);
  added = get_answer (fixture, 1);
  g_assert_nonnull (get_card (fixture, added));
  g_assert_cmpstr (llm_request_get_model_id (fake_provider_get_request (provider, 3)), ==,
                   "other:8b");
  emit (fixture, 3, "New.");
  g_assert_cmpstr (llm_answer_get_text (added), ==, "New.");
  /* Nothing else is asked again, and what was decided stays. */
  g_assert_cmpuint (fake_provider_get_n_streams (provider), ==, 4);
  g_assert_cmpstr (llm_answer_get_text (get_answer (fixture, 0)), ==, "Text.");
  g_assert_cmpstr (llm_comparison_get_preferred (fixture->comparison), ==, first);
}

static void
test_add_refused (Fixture *fixture, gconstpointer data)
{
  const char *first = llm_answer_get_column_id (get_answer (fixture, 0));

  g_assert_false (llm_compare_page_add (fixture->page, first, "no-colon"));
  g_assert_nonnull (fixture->toast);
  g_clear_object (&fixture->toast);
  g_assert_false (llm_compare_page_add (fixture->page, "no such column", "fake:m"));
  g_assert_null (fixture->toast);
  while (llm_comparison_get_n_answers (fixture->comparison) < LLM_COMPARISON_MAX_ANSWERS)
    g_assert_true (llm_compare_page_add (fixture->page, first, "fake:m"));
  g_assert_false (llm_compare_page_add (fixture->page, first, "fake:m"));
  g_assert_cmpstr (adw_toast_get_title (fixture->toast), ==, "There is no room for more answers");
}

/* A new column would not know what was said in between. */
static void
test_add_after_follow_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = llm_conversation_new (LLM_KIND_COMPARISON, NULL);
  g_autoptr (LlmComparison) first = llm_ui_test_new_comparison (2);
  g_autoptr (LlmComparison) second = llm_ui_test_new_comparison (2);

  llm_conversation_append (conversation, first);
  llm_conversation_append (conversation, second);
  llm_compare_page_set_conversation (fixture->page, conversation);
  g_assert_true (llm_compare_page_get_comparison (fixture->page) == second);
  g_assert_false (llm_compare_page_add (
      fixture->page, llm_answer_get_column_id (llm_comparison_get_answer (second, 0)), "fake:m"));
  g_assert_cmpstr (adw_toast_get_title (fixture->toast), ==,
                   "A model can only be added to the first question, before others follow");
  llm_compare_page_set_conversation (fixture->page, NULL);
}

/* --- Another place --- */

static GtkDropTarget *
get_target (Fixture *fixture)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (fixture->grid);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }
  g_assert_not_reached ();
}

/* Over a card, at a share of its width; what it is marked with is told. */
static void
hover (Fixture *fixture, GtkWidget *card, double share, double *x, double *y)
{
  GdkDragAction action;
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (card, fixture->grid, &bounds));
  *x = bounds.origin.x + bounds.size.width * share;
  *y = bounds.origin.y + 20;
  g_signal_emit_by_name (get_target (fixture), "motion", *x, *y, &action);
  g_assert_cmpint (action, ==, GDK_ACTION_MOVE);
}

static gboolean
drop (Fixture *fixture, GtkWidget *dragged, GtkWidget *card, double share)
{
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean done = FALSE;
  double x, y;

  hover (fixture, card, share, &x, &y);
  g_value_init (&value, LLM_TYPE_CARD);
  g_value_set_object (&value, dragged);
  g_signal_emit_by_name (get_target (fixture), "drop", &value, x, y, &done);
  g_assert_false (gtk_widget_has_css_class (card, "drop-before"));
  g_assert_false (gtk_widget_has_css_class (card, "drop-after"));
  return done;
}

static void
test_drag (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *first = get_answer (fixture, 0);
  LlmAnswer *second = get_answer (fixture, 1);
  LlmAnswer *third = get_answer (fixture, 2);
  double x, y;

  llm_answer_set_vote (first, LLM_VOTE_UP);
  hover (fixture, get_card (fixture, third), 0.9, &x, &y);
  g_assert_true (gtk_widget_has_css_class (get_card (fixture, third), "drop-after"));
  hover (fixture, get_card (fixture, second), 0.1, &x, &y);
  g_assert_false (gtk_widget_has_css_class (get_card (fixture, third), "drop-after"));
  g_assert_true (gtk_widget_has_css_class (get_card (fixture, second), "drop-before"));
  g_signal_emit_by_name (get_target (fixture), "leave");
  g_assert_false (gtk_widget_has_css_class (get_card (fixture, second), "drop-before"));

  g_assert_true (drop (fixture, get_card (fixture, first), get_card (fixture, third), 0.9));
  g_assert_true (get_answer (fixture, 0) == second && get_answer (fixture, 1) == third
                 && get_answer (fixture, 2) == first);
  llm_ui_test_wait_frame (fixture->grid);
  g_assert_true (drop (fixture, get_card (fixture, first), get_card (fixture, third), 0.1));
  g_assert_true (get_answer (fixture, 1) == first && get_answer (fixture, 2) == third);
  llm_ui_test_wait_frame (fixture->grid);
  /* Where it is already. */
  g_assert_true (drop (fixture, get_card (fixture, first), get_card (fixture, third), 0.1));
  g_assert_true (get_answer (fixture, 1) == first);
  g_assert_cmpint (llm_answer_get_vote (first), ==, LLM_VOTE_UP);
}

/* From right to left, and a card of another window. */
static void
test_drag_rtl (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *first = get_answer (fixture, 0);
  LlmAnswer *third = get_answer (fixture, 2);
  g_autoptr (LlmComparison) other = llm_ui_test_new_comparison (1);
  GtkWidget *foreign = g_object_ref_sink (
      llm_card_new (fixture->ui.runner, other, llm_comparison_get_answer (other, 0)));

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  llm_ui_test_wait_frame (fixture->grid);
  g_assert_true (drop (fixture, get_card (fixture, first), get_card (fixture, third), 0.1));
  g_assert_true (get_answer (fixture, 2) == first);
  llm_ui_test_wait_frame (fixture->grid);
  g_assert_false (drop (fixture, foreign, get_card (fixture, third), 0.1));
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_object_unref (foreign);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

#define ADD(name, function)                                                                        \
  g_test_add ("/columns/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("versions", test_versions);
  ADD ("versions-are-read", test_versions_are_read);
  ADD ("versions-are-not-read", test_versions_are_not_read);
  ADD ("add", test_add);
  ADD ("add-refused", test_add_refused);
  ADD ("add-after-follow-up", test_add_after_follow_up);
  ADD ("drag", test_drag);
  ADD ("drag-rtl", test_drag_rtl);
#undef ADD
  return g_test_run ();
}
