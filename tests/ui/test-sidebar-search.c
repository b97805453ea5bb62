/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error.h"
#include "llm-history-text.h"
#include "llm-sidebar-test.h"

static gboolean
has_searched (gpointer user_data)
{
  SidebarTest *fixture = user_data;

  return !llm_search_model_get_searching (fixture->sidebar->search);
}

static void
search (SidebarTest *fixture, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->sidebar->search_entry), text);
  llm_ui_test_wait (has_searched, fixture);
  llm_ui_test_wait_frame (fixture->window);
}

/* The first search does not have to wait for what all need: that is read as soon as the
 * search has the focus. */
static void
test_prepare (SidebarTest *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (
      gtk_widget_get_parent (GTK_WIDGET (sidebar_test_get_row (fixture, "id-000002"))));
  llm_shell_test_drain ();
  g_assert_false (llm_search_model_get_preparing (fixture->sidebar->search));
  llm_sidebar_search (fixture->sidebar);
  g_assert_true (llm_search_model_get_preparing (fixture->sidebar->search));

  /* This store cannot, which nobody is told of. */
  search (fixture, "Comparison 5");
  g_assert_false (llm_search_model_get_preparing (fixture->sidebar->search));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 1);
}

static void
test_search (SidebarTest *fixture, gconstpointer data)
{
  const char *id, *turn, *column, *text;

  list_store_set_text (fixture->store, "id-000003", "There is a zebra in it");
  llm_sidebar_search (fixture->sidebar);
  search (fixture, " zebra ");
  g_assert_cmpstr (sidebar_test_get_page (fixture), ==, "search");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 1);
  g_assert_true (
      llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar->search_view), "There is a zebra in it"));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "1 conversation"));
  g_signal_emit_by_name (fixture->sidebar->search_entry, "activate");
  g_assert_nonnull (fixture->hit);
  g_variant_get (fixture->hit, "(&s&s&s&s)", &id, &turn, &column, &text);
  g_assert_cmpstr (id, ==, "id-000003");
  g_assert_cmpstr (turn, ==, "turn");
  g_assert_cmpstr (column, ==, "column");
  g_assert_cmpstr (text, ==, "zebra");
  g_assert_cmpuint (fixture->n_chosen, ==, 1);

  /* A title: no turn, no answer. */
  search (fixture, "Comparison 5");
  g_signal_emit_by_name (fixture->sidebar->search_view, "activate", 0);
  g_variant_get (fixture->hit, "(&s&s&s&s)", &id, &turn, &column, &text);
  g_assert_cmpstr (id, ==, "id-000005");
  g_assert_cmpstr (turn, ==, "");

  search (fixture, "nowhere");
  g_assert_cmpstr (sidebar_test_get_page (fixture), ==, "search-empty");
  g_signal_emit_by_name (fixture->sidebar->search_entry, "stop-search");
  llm_shell_test_drain ();
  g_assert_cmpstr (sidebar_test_get_page (fixture), ==, "list");
}

/* Hits have the same menu and keys as rows of a list, and follow what is done. */
static void
test_organise_hits (SidebarTest *fixture, gconstpointer data)
{
  GtkWidget *entry;

  search (fixture, "Comparison 5");
  sidebar_test_press (fixture, "id-000005", "F2");
  entry = llm_ui_test_find_type (
      llm_history_row_get_content (sidebar_test_get_row (fixture, "id-000005")), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Comparison 5, later");
  g_signal_emit_by_name (entry, "activate");
  llm_ui_test_wait (has_searched, fixture);
  llm_ui_test_wait_frame (fixture->window);
  g_assert_cmpstr (sidebar_test_stored (fixture, "id-000005")->title, ==, "Comparison 5, later");
  g_assert_true (
      llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar->search_view), "Comparison 5, later"));

  sidebar_test_target (fixture, "id-000005");
  sidebar_test_act (fixture, "sidebar.trash");
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpstr (sidebar_test_get_page (fixture), ==, "search-empty");
  sidebar_test_undo (fixture);
}

/* Letter by letter one question is asked, and the last one is answered. */
static void
test_search_overtaken (SidebarTest *fixture, gconstpointer data)
{
  const char *const typed[] = { "C", "Co", "Com", "Comparison", "Comparison 7" };
  const guint before = list_store_get_n_searches (fixture->store);

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    gtk_editable_set_text (GTK_EDITABLE (fixture->sidebar->search_entry), typed[i]);
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpuint (list_store_get_n_searches (fixture->store), ==, before + 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 1);

  list_store_set_held (fixture->store, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (fixture->sidebar->search_entry), "Comparison");
  llm_ui_test_run_for (200);
  g_assert_cmpuint (list_store_get_n_searches (fixture->store), ==, before + 2);
  gtk_editable_set_text (GTK_EDITABLE (fixture->sidebar->search_entry), "Comparison 2");
  list_store_set_held (fixture->store, FALSE);
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 1);
}

static void
test_search_error (SidebarTest *fixture, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT, "The index is damaged.");

  list_store_set_error (fixture->store, error);
  search (fixture, "Comparison");
  g_assert_cmpstr (sidebar_test_get_page (fixture), ==, "search-error");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "The index is damaged."));
  list_store_set_error (fixture->store, NULL);
  g_signal_emit_by_name (
      llm_ui_test_find_type (GTK_WIDGET (fixture->sidebar->search_error_page), GTK_TYPE_BUTTON),
      "clicked");
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpstr (sidebar_test_get_page (fixture), ==, "search");
}

static void
test_filter (SidebarTest *fixture, gconstpointer data)
{
  LlmSearchFilter *filter = fixture->sidebar->filter;
  LlmEntryData entry = *sidebar_test_stored (fixture, "id-000002");
  LlmSearchQuery query = { 0 };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  GtkWidget *archived = llm_ui_test_find_type (GTK_WIDGET (filter), GTK_TYPE_CHECK_BUTTON);
  GtkWidget *kind = llm_ui_test_find_type (GTK_WIDGET (filter), GTK_TYPE_DROP_DOWN);

  g_assert_nonnull (archived);
  entry.kind = LLM_KIND_CHAT;
  list_store_put (fixture->store, &entry);
  search (fixture, "Comparison");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 8);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), 2);
  g_assert_true (llm_search_filter_get_active (filter));
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 1);
  llm_search_filter_apply (filter, &query, now);
  g_assert_cmpstr (query.kind, ==, LLM_KIND_CHAT);
  g_assert_cmpint (query.since, ==, 0);
  llm_search_filter_reset (filter);
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 8);
}

static void
test_marks (void)
{
  g_autoptr (PangoAttrList) attrs = NULL;
  g_autoptr (PangoAttrList) none = NULL;
  g_autofree char *text = llm_history_text_take_marks (
      "Grüße " LLM_SEARCH_MARK_START "<b>an" LLM_SEARCH_MARK_END " alle", &attrs);
  g_autofree char *odd
      = llm_history_text_take_marks (LLM_SEARCH_MARK_END "a" LLM_SEARCH_MARK_START "b", &none);
  GSList *list = pango_attr_list_get_attributes (attrs);

  g_assert_cmpstr (text, ==, "Grüße <b>an alle");
  g_assert_cmpuint (g_slist_length (list), ==, 1);
  g_assert_cmpuint (((PangoAttribute *) list->data)->start_index, ==, 8);
  g_assert_cmpuint (((PangoAttribute *) list->data)->end_index, ==, 13);
  g_slist_free_full (list, (GDestroyNotify) pango_attribute_destroy);
  g_assert_cmpstr (odd, ==, "ab");
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/sidebar-search/" name, SidebarTest, NULL, sidebar_test_set_up, func,            \
              sidebar_test_tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("prepare", test_prepare);
  ADD ("hits", test_search);
  ADD ("organise-hits", test_organise_hits);
  ADD ("overtaken", test_search_overtaken);
  ADD ("error", test_search_error);
  ADD ("filter", test_filter);
  g_test_add_func ("/ui/sidebar-search/marks", test_marks);

  return g_test_run ();
}
