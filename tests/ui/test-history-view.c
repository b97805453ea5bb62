/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-secrets.h"
#include "llm-history-row.h"
#include "llm-list-store.h"
#include "llm-sidebar.h"
#include "llm-ui-test.h"

/* The sidebar over 20,000 comparisons. */
typedef struct
{
  ListStore *store;
  LlmLibrary *library;
  GtkWidget *window;
  GtkWidget *sidebar;
  GtkAdjustment *adjustment;
} View;

static gboolean
is_long (gpointer user_data)
{
  View *view = user_data;

  return gtk_adjustment_get_upper (view->adjustment) > 3000;
}

static void
view_set_up (View *view)
{
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmSecrets) secrets = LLM_SECRETS (llm_fake_secrets_new ());
  g_autoptr (LlmSettings) settings = NULL;
  g_autoptr (LlmContext) context = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *scroller;

  settings = llm_settings_new (&error);
  g_assert_no_error (error);
  view->store = list_store_new (20000);
  context = llm_context_new (settings, secrets, LLM_STORE (view->store), G_LIST_MODEL (providers),
                             catalog, NULL);
  view->library = llm_library_new (context);
  view->sidebar = llm_sidebar_new (view->library);
  view->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (view->window), 280, 800);
  gtk_window_set_child (GTK_WINDOW (view->window), view->sidebar);
  scroller = llm_ui_test_find_id (view->sidebar, "scroller");
  view->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));

  gtk_window_present (GTK_WINDOW (view->window));
  g_assert_cmpuint (list_store_get_n_lists (view->store), ==, 0);
  llm_sidebar_load (LLM_SIDEBAR (view->sidebar));
  llm_ui_test_wait (is_long, view);
  llm_ui_test_wait_frame (view->window);
}

static void
view_tear_down (View *view)
{
  gtk_window_destroy (GTK_WINDOW (view->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (view->library);
  g_assert_finalize_object (view->store);
}

static gboolean
has_more (gpointer user_data)
{
  View *view = user_data;

  return g_list_model_get_n_items (G_LIST_MODEL (llm_library_get_history (view->library))) > 400;
}

static void
test_view_binds_few (void)
{
  View view;
  guint n_items;

  view_set_up (&view);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (llm_library_get_history (view.library)));
  g_assert_cmpuint (n_items, >=, 100);
  g_assert_cmpuint (n_items, <=, 400);
  g_assert_cmpuint (llm_sidebar_get_n_bound (LLM_SIDEBAR (view.sidebar)), <=, 260);

  /* Going down reads on. */
  for (guint i = 0; i < 20 && !has_more (&view); i++)
    {
      gtk_adjustment_set_value (view.adjustment, gtk_adjustment_get_upper (view.adjustment));
      llm_ui_test_wait_frame (view.window);
    }
  llm_ui_test_wait (has_more, &view);
  g_assert_cmpuint (llm_sidebar_get_n_bound (LLM_SIDEBAR (view.sidebar)), <=, 300);
  view_tear_down (&view);
}

static gboolean
has_new (gpointer user_data)
{
  View *view = user_data;

  return llm_history_model_find (llm_library_get_history (view->library), "new", NULL);
}

static LlmHistoryEntry *
get_entry_in_view (View *view, double y)
{
  GtkWidget *list = llm_ui_test_find_id (view->sidebar, "list_view");
  GtkWidget *widget = gtk_widget_pick (list, 60, y, GTK_PICK_DEFAULT);

  while (widget != NULL && !LLM_IS_HISTORY_ROW (widget))
    {
      GtkWidget *child = gtk_widget_get_first_child (widget);

      widget = LLM_IS_HISTORY_ROW (child) ? child : gtk_widget_get_parent (widget);
    }
  g_assert_true (LLM_IS_HISTORY_ROW (widget));
  return llm_history_row_get_entry (LLM_HISTORY_ROW (widget));
}

/* A comparison that comes in above does not move what somebody looks at. */
static void
test_view_keeps_place (void)
{
  View view;
  g_autoptr (LlmHistoryEntry) before = NULL;

  view_set_up (&view);
  gtk_adjustment_set_value (view.adjustment, 2000);
  llm_ui_test_wait_frame (view.window);
  before = g_object_ref (get_entry_in_view (&view, 400));

  list_store_add (view.store, "new", "The newest", G_USEC_PER_SEC);
  list_store_emit (view.store, "new");
  llm_ui_test_wait (has_new, &view);
  llm_ui_test_wait_frame (view.window);
  g_assert_cmpstr (llm_history_entry_get_id (get_entry_in_view (&view, 400)), ==,
                   llm_history_entry_get_id (before));
  view_tear_down (&view);
}

/* Returns how many rows have their widgets; each is named, and no other one is seen. */
static guint
check_filled (View *view)
{
  GtkWidget *list = llm_ui_test_find_id (view->sidebar, "list_view");
  const int page = gtk_widget_get_height (list);
  guint n_filled = 0, n_seen = 0;

  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);
      graphene_rect_t bounds;

      /* One that has the focus or is selected is kept, out of the list. */
      if (!LLM_IS_HISTORY_ROW (row) || !gtk_widget_get_child_visible (item)
          || !gtk_widget_compute_bounds (item, list, &bounds))
        continue;
      g_assert_true (
          gtk_test_accessible_has_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL));
      if (llm_history_row_get_filled (LLM_HISTORY_ROW (row)))
        n_filled++;
      if (bounds.size.height == 0 || bounds.origin.y >= page
          || bounds.origin.y + bounds.size.height <= 0)
        continue;
      n_seen++;
      g_assert_true (llm_history_row_get_filled (LLM_HISTORY_ROW (row)));
      g_assert_true (llm_ui_test_has_text (
          row, llm_history_entry_get_title (llm_history_row_get_entry (LLM_HISTORY_ROW (row)))));
    }
  g_assert_cmpuint (n_seen, >=, 5);
  return n_filled;
}

/* Only rows that are seen, or nearly, have their widgets, in whatever way they came there. */
static void
test_view_fills_what_is_seen (void)
{
  View view;
  double page;

  view_set_up (&view);
  page = gtk_adjustment_get_page_size (view.adjustment);
  g_assert_cmpuint (check_filled (&view), <, 40);
  for (guint i = 0; i < 30; i++)
    {
      gtk_adjustment_set_value (view.adjustment, gtk_adjustment_get_value (view.adjustment)
                                                     + (i % 3 == 0 ? 4 : 0.3) * page);
      llm_ui_test_wait_frame (view.window);
      g_assert_cmpuint (check_filled (&view), <, 100);
    }
  gtk_adjustment_set_value (view.adjustment, 0);
  llm_ui_test_wait_frame (view.window);
  g_assert_cmpuint (check_filled (&view), <, 100);
  list_store_add (view.store, "new", "The newest", G_USEC_PER_SEC);
  list_store_emit (view.store, "new");
  llm_ui_test_wait (has_new, &view);
  llm_ui_test_wait_frame (view.window);
  g_assert_cmpuint (check_filled (&view), <, 100);
  view_tear_down (&view);
}

/* A row that was never seen can be renamed, and its widgets stay for as long. */
static void
test_view_keeps_renaming (void)
{
  View view;
  LlmHistoryRow *row = NULL;
  GtkWidget *list;

  view_set_up (&view);
  list = llm_ui_test_find_id (view.sidebar, "list_view");
  for (GtkWidget *item = gtk_widget_get_last_child (list); item != NULL && row == NULL;
       item = gtk_widget_get_prev_sibling (item))
    if (LLM_IS_HISTORY_ROW (gtk_widget_get_first_child (item)))
      row = LLM_HISTORY_ROW (gtk_widget_get_first_child (item));
  g_assert_nonnull (row);
  g_assert_false (llm_history_row_get_filled (row));
  llm_history_row_begin_rename (row);
  g_assert_true (llm_history_row_get_renaming (row));
  llm_history_row_set_filled (row, FALSE);
  g_assert_true (llm_history_row_get_renaming (row));
  llm_history_row_set_entry (row, NULL);
  g_assert_false (llm_history_row_get_renaming (row));
  view_tear_down (&view);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/ui/history-view/binds-few", test_view_binds_few);
  g_test_add_func ("/ui/history-view/keeps-place", test_view_keeps_place);

  g_test_add_func ("/ui/history-view/fills-what-is-seen", test_view_fills_what_is_seen);
  g_test_add_func ("/ui/history-view/keeps-renaming", test_view_keeps_renaming);

  return g_test_run ();
}
