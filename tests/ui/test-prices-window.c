/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-prices-window.h"
#include "llm-picker-test.h"

#include <math.h>

static LlmPricesWindow *
find_prices (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (LLM_IS_PRICES_WINDOW (window))
        return LLM_PRICES_WINDOW (window);
    }
  return NULL;
}

static gboolean
has_prices_window (gpointer user_data)
{
  return find_prices () != NULL && gtk_widget_get_mapped (GTK_WIDGET (find_prices ()));
}

static gboolean
has_no_prices_window (gpointer user_data)
{
  return find_prices () == NULL;
}

static GtkWidget *
open_prices (LlmPickerTest *fixture, const char *title)
{
  GtkWidget *row = picker_test_find_widget (fixture, title);
  GtkWidget *button;

  g_assert_nonnull (row);
  button = llm_ui_test_find_button (row, "picker.edit-prices");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  llm_ui_test_wait (has_prices_window, NULL);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (fixture->picker)));
  return GTK_WIDGET (find_prices ());
}

/* The entries in their order: input, cached input, cache write, output. */
static void
collect_entries (GtkWidget *widget, GPtrArray *entries)
{
  if (ADW_IS_ENTRY_ROW (widget))
    g_ptr_array_add (entries, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_entries (child, entries);
}

static void
type_prices (GtkWidget *window, const char *const *texts)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();

  collect_entries (window, entries);
  g_assert_cmpuint (entries->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    gtk_editable_set_text (GTK_EDITABLE (entries->pdata[i]), texts[i]);
}

static void
wait_back (LlmPickerTest *fixture)
{
  llm_ui_test_wait (has_no_prices_window, NULL);
  llm_ui_test_wait (picker_test_is_mapped, fixture->picker);
  llm_ui_test_wait_frame (fixture->bar);
  llm_shell_test_drain ();
}

static void
test_prices (LlmPickerTest *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  const char *typed[] = { " $3.5 ", "", "", "12" };
  const char *zero[] = { "0", "", "", "0" };
  const char *empty[] = { "", " ", "", "" };
  GtkWidget *window;
  LlmPrices prices;

  picker_test_add_to_catalog (fixture, "there", LLM_LISTED_UNKNOWN);
  llm_model_picker_set_search (fixture->picker, "there");
  picker_test_go_to (fixture, "there");
  window = open_prices (fixture, "there");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Prices of there");
  g_assert_true (llm_ui_test_has_text (window, "Input (known: $1)"));
  g_assert_true (llm_ui_test_has_text (window, "Cached input (known: $0.5)"));
  g_assert_true (llm_ui_test_has_text (window, "Cache write"));
  g_assert_true (llm_ui_test_has_text (window, "Prices as known on 2026-01."));
  g_assert_false (gtk_widget_get_sensitive (llm_ui_test_find_button (window, "prices.reset")));
  /* What is typed at once goes into the first field. */
  g_assert_true (gtk_widget_get_ancestor (gtk_window_get_focus (GTK_WINDOW (window)),
                                          ADW_TYPE_ENTRY_ROW)
                 == llm_ui_test_find_type (window, ADW_TYPE_ENTRY_ROW));
  type_prices (window, typed);
  g_signal_emit_by_name (llm_ui_test_find_button (window, "prices.save"), "clicked");
  wait_back (fixture);

  /* It is back where it was, with the new price. */
  g_assert_cmpuint (picker_test_n_rows (fixture), ==, 2);
  picker_test_assert_at (fixture, "there");
  g_assert_cmpstr (llm_picker_item_get_detail (picker_test_get_row (fixture, 1)), ==,
                   "$3.5 in, $12 out");
  g_assert_true (llm_settings_get_price (settings, "my-server", "there", &prices));
  g_assert_cmpfloat (prices.in, ==, 3.5);
  g_assert_true (isnan (prices.cached_in) && isnan (prices.cache_write));
  g_assert_cmpfloat (prices.out, ==, 12);

  /* What is known is still told, and can be gone back to. */
  window = open_prices (fixture, "there");
  g_assert_true (llm_ui_test_has_text (window, "Input (known: $1)"));
  g_assert_true (llm_ui_test_has_text (window, "Prices as known on 2026-01."));
  g_signal_emit_by_name (llm_ui_test_find_button (window, "prices.reset"), "clicked");
  wait_back (fixture);
  g_assert_false (llm_settings_get_price (settings, "my-server", "there", &prices));
  g_assert_cmpstr (llm_picker_item_get_detail (picker_test_get_row (fixture, 1)), ==,
                   "$1 in, $2 out");

  window = open_prices (fixture, "there");
  type_prices (window, zero);
  gtk_widget_activate_action (window, "prices.save", NULL);
  wait_back (fixture);
  g_assert_cmpstr (llm_picker_item_get_detail (picker_test_get_row (fixture, 1)), ==, "free");

  /* Nothing in it is the same as a reset. */
  window = open_prices (fixture, "there");
  type_prices (window, empty);
  gtk_widget_activate_action (window, "prices.save", NULL);
  wait_back (fixture);
  g_assert_false (llm_settings_get_price (settings, "my-server", "there", &prices));
}

/* What is no price is said in words, and nothing is stored. */
static void
test_prices_invalid (LlmPickerTest *fixture, gconstpointer data)
{
  static const struct
  {
    const char *texts[4];
    const char *message;
  } rows[] = {
    { { "a lot", "", "", "1" }, "Input: this is not a number. Write one such as 1.25." },
    { { "1", "1.2.3", "", "1" }, "Cached input: this is not a number. Write one such as 1.25." },
    { { "1", "", "nan", "1" }, "Cache write: this is not a number. Write one such as 1.25." },
    { { "1", "", "", "$" }, "Output: this is not a number. Write one such as 1.25." },
    { { "1,250", "", "", "2" }, "Input: this is not a number. Write one such as 1.25." },
    { { "1", "", "", "-1" }, "Output: a price cannot be less than 0." },
    { { "1e9", "", "", "1" }, "Input: a price cannot be more than 1000000." },
  };
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  GtkWidget *window = open_prices (fixture, "Slow");
  const char *good[] = { "1", "0.1", "2", "3" };
  LlmPrices prices;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      type_prices (window, rows[i].texts);
      g_assert_false (llm_ui_test_has_text (window, rows[i].message));
      gtk_widget_activate_action (window, "prices.save", NULL);
      g_assert_true (llm_ui_test_has_text (window, rows[i].message));
      g_assert_false (llm_settings_get_price (settings, "demo", "slow", &prices));
    }
  type_prices (window, good);
  gtk_widget_activate_action (window, "prices.save", NULL);
  wait_back (fixture);
  g_assert_true (llm_settings_get_price (settings, "demo", "slow", &prices));
  g_assert_cmpfloat (prices.cached_in, ==, 0.1);
  g_assert_cmpfloat (prices.cache_write, ==, 2);
  llm_settings_set_price (settings, "demo", "slow", NULL);
}

/* A press of the keys for what else there is, on the row that has the focus. */
static void
test_prices_keys (LlmPickerTest *fixture, gconstpointer data)
{
  GtkWidget *button;

  picker_test_go_to (fixture, "Slow");
  button = llm_ui_test_find_button (picker_test_get_focus (fixture), "picker.edit-prices");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Prices of Slow");
  g_assert_true (llm_ui_test_activate_shortcut (picker_test_get_list_view (fixture), "<Control>e"));
  llm_ui_test_wait (has_prices_window, NULL);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (find_prices ())), ==, "Prices of Slow");
  gtk_window_close (GTK_WINDOW (find_prices ()));
  wait_back (fixture);
  picker_test_assert_at (fixture, "Slow");

  /* Nothing has prices where there is no row. */
  gtk_widget_grab_focus (
      llm_ui_test_find_type (GTK_WIDGET (fixture->picker), GTK_TYPE_SEARCH_ENTRY));
  g_assert_false (llm_ui_test_activate_shortcut (picker_test_get_list_view (fixture), "Menu"));
  g_assert_null (find_prices ());
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/prices-window/" name, LlmPickerTest, NULL, picker_test_set_up, func,            \
              picker_test_tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("prices", test_prices);
  ADD ("invalid", test_prices_invalid);
  ADD ("keys", test_prices_keys);

  return g_test_run ();
}
