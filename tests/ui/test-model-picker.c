/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-model-picker.h"
#include "llm-lineup-bar.h"
#include "llm-error.h"
#include "llm-picker-item.h"
#include "llm-picker-lists.h"
#include "llm-picker-row.h"
#include "llm-shell-test.h"

typedef struct
{
  LlmShellTest shell;
  GtkWidget *window;
  GtkWidget *bar;
  LlmModelPicker *picker;
} Fixture;

static GtkWidget *
find_menu_button (GtkWidget *widget)
{
  return llm_ui_test_find_type (widget, GTK_TYPE_MENU_BUTTON);
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button;

  llm_shell_test_set_up (&fixture->shell, NULL);
  fixture->bar = llm_lineup_bar_new ();
  llm_lineup_bar_set_lineup (LLM_LINEUP_BAR (fixture->bar), fixture->shell.lineup);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 400, 600);
  gtk_widget_set_valign (fixture->bar, GTK_ALIGN_END);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->bar);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->bar);

  button = find_menu_button (fixture->bar);
  g_assert_nonnull (button);
  g_assert_null (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  llm_lineup_bar_popup_picker (LLM_LINEUP_BAR (fixture->bar));
  fixture->picker = LLM_MODEL_PICKER (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  llm_ui_test_wait (is_mapped, fixture->picker);
  llm_shell_test_drain ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_shell_test_tear_down (&fixture->shell);
}

static guint
n_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (llm_model_picker_get_rows (fixture->picker));
}

static LlmPickerItem *
get_row (Fixture *fixture, guint position)
{
  g_autoptr (LlmPickerItem) item
      = g_list_model_get_item (llm_model_picker_get_rows (fixture->picker), position);

  g_assert_nonnull (item);
  return item; /* the list keeps it */
}

static guint
find_row (Fixture *fixture, const char *title)
{
  for (guint i = 0; i < n_rows (fixture); i++)
    if (g_str_equal (llm_picker_item_get_title (get_row (fixture, i)), title))
      return i;
  return G_MAXUINT;
}

static char *
get_lineup (Fixture *fixture)
{
  g_auto (GStrv) specs = llm_lineup_get_specs (fixture->shell.lineup);

  return g_strjoinv (" ", specs);
}

static void
assert_lineup (Fixture *fixture, const char *expected)
{
  g_autofree char *lineup = get_lineup (fixture);

  g_assert_cmpstr (lineup, ==, expected);
}

static void
assert_obstacle (LlmPickerItem *item, LlmPickerObstacle obstacle)
{
  g_assert_cmpint (llm_picker_item_get_obstacle (item), ==, obstacle);
}

/* Headings in the order of the providers, those that can be asked first, their
 * models below, the dead last. */
static void
test_groups (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[]
      = { "my-server", "demo", "Swift", "Slow", "Table", "Thinker", "openai", "GPT Large",
          "GPT Small", "GPT Old" };

  g_assert_cmpuint (n_rows (fixture), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (llm_picker_item_get_title (get_row (fixture, i)), ==, expected[i]);

  g_assert_cmpint (llm_picker_item_get_kind (get_row (fixture, 6)), ==, LLM_PICKER_PROVIDER);
  g_assert_cmpstr (llm_picker_item_get_detail (get_row (fixture, 7)), ==,
                   "gpt-large · 128 k tokens · $1.25 in, $10 out");
  g_assert_cmpstr (llm_picker_item_get_detail (get_row (fixture, 8)), ==,
                   "ends 2999-01-01 · gpt-small · 128 k tokens · $1.25 in, $10 out");
  g_assert_true (g_str_has_prefix (llm_picker_item_get_detail (get_row (fixture, 9)),
                                   "retired on 2001-01-01 · "));
  g_assert_nonnull (strstr (llm_picker_item_get_detail (get_row (fixture, 0)), "my-server:MODEL"));
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  llm_model_picker_set_search (fixture->picker, "SMALL gpt");
  g_assert_cmpuint (n_rows (fixture), ==, 2);
  g_assert_cmpstr (llm_picker_item_get_title (get_row (fixture, 1)), ==, "GPT Small");

  llm_model_picker_set_search (fixture->picker, "openai");
  g_assert_cmpuint (n_rows (fixture), ==, 4);

  llm_model_picker_set_search (fixture->picker, "no such model");
  g_assert_cmpuint (n_rows (fixture), ==, 0);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->picker), "No model matches."));

  llm_model_picker_set_search (fixture->picker, "  \t ");
  g_assert_cmpuint (n_rows (fixture), ==, 10);
}

static void
test_key_missing (Fixture *fixture, gconstpointer data)
{
  guint vendor = find_row (fixture, "openai");

  /* No key: the vendor's models are there, but cannot be added. */
  assert_obstacle (get_row (fixture, vendor), LLM_PICKER_NO_KEY);
  assert_obstacle (get_row (fixture, vendor + 1), LLM_PICKER_NO_KEY);
  g_assert_nonnull (llm_ui_test_find_button (GTK_WIDGET (fixture->picker), "win.preferences-keys"));
  g_assert_false (llm_model_picker_add_row (fixture->picker, vendor + 1));
  g_assert_false (llm_model_picker_add_row (fixture->picker, vendor));
  assert_lineup (fixture, "");

  /* Neither the demonstration nor the user's server needs one. */
  assert_obstacle (get_row (fixture, 0), LLM_PICKER_AVAILABLE);
  assert_obstacle (get_row (fixture, 1), LLM_PICKER_AVAILABLE);
  g_assert_true (llm_model_picker_add_row (fixture->picker, find_row (fixture, "Slow")));
  assert_lineup (fixture, "demo:slow");
}

static void
reopen (Fixture *fixture)
{
  gtk_popover_popdown (GTK_POPOVER (fixture->picker));
  llm_shell_test_drain ();
  llm_lineup_bar_popup_picker (LLM_LINEUP_BAR (fixture->bar));
  llm_ui_test_wait (is_mapped, fixture->picker);
  llm_shell_test_drain ();
}

static gboolean
has_text (Fixture *fixture, const char *text)
{
  return llm_ui_test_has_text (GTK_WIDGET (fixture->picker), text);
}

/* As typed, letter by letter, and Enter at once: the search has not run yet. */
static void
enter (Fixture *fixture, const char *text)
{
  GtkWidget *entry
      = llm_ui_test_find_type (GTK_WIDGET (fixture->picker), GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

static void
test_enter (Fixture *fixture, gconstpointer data)
{
  enter (fixture, "swift");
  assert_lineup (fixture, "demo:swift");
  /* The very model that was typed, not the first that has the text in its name. */
  enter (fixture, "demo:table");
  assert_lineup (fixture, "demo:swift demo:table");
  enter (fixture, " my-server:llama3 ");
  assert_lineup (fixture, "demo:swift demo:table my-server:llama3");
  enter (fixture, "nobody:model");
  enter (fixture, "no such model");
  assert_lineup (fixture, "demo:swift demo:table my-server:llama3");
}

/* Enter on what cannot be asked says why, whether it is known or typed. */
static void
test_enter_no_key (Fixture *fixture, gconstpointer data)
{
  static const char why[] = "There is no API key for openai. Add one to ask its models.";

  enter (fixture, "openai:gpt-large");
  g_assert_true (has_text (fixture, why));
  llm_model_picker_set_search (fixture->picker, "");
  g_assert_false (has_text (fixture, why));
  enter (fixture, "openai:not-in-the-list");
  g_assert_true (has_text (fixture, why));
  assert_lineup (fixture, "");
}

static gboolean
has_answer (gpointer user_data)
{
  return has_text (user_data, "There is no API key for openai. Add one to ask its models.");
}

/* Enter does the same whether or not the keyring has answered by then. */
static void
test_enter_early (Fixture *fixture, gconstpointer data)
{
  gtk_popover_popdown (GTK_POPOVER (fixture->picker));
  llm_shell_test_drain ();
  llm_lineup_bar_popup_picker (LLM_LINEUP_BAR (fixture->bar));
  enter (fixture, "openai:gpt-large");
  llm_ui_test_wait (has_answer, fixture);
  assert_lineup (fixture, "");

  llm_secrets_set_session_key (LLM_SECRETS (fixture->shell.secrets), "openai", "sk-test");
  gtk_popover_popdown (GTK_POPOVER (fixture->picker));
  llm_shell_test_drain ();
  llm_lineup_bar_popup_picker (LLM_LINEUP_BAR (fixture->bar));
  enter (fixture, "openai:gpt-large");
  assert_lineup (fixture, "");
  /* Nor does it matter what is done meanwhile. */
  gtk_popover_popdown (GTK_POPOVER (fixture->picker));
  llm_shell_test_drain ();
  assert_lineup (fixture, "openai:gpt-large");
}

static void
add_to_catalog (Fixture *fixture, const char *id, LlmListed listed)
{
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "my-server";
  facts.id = id;
  facts.name = id;
  facts.listed = listed;
  facts.price_in = 1;
  facts.price_cached_in = 0.5;
  facts.price_out = 2;
  facts.price_source = LLM_PRICE_CATALOG;
  facts.prices_date = "2026-01";
  model = llm_model_new (&facts);
  llm_catalog_add (llm_context_get_catalog (fixture->shell.context), model);
}

/* What is gone or not served says so, and is asked only when it is typed out. */
static void
test_unavailable (Fixture *fixture, gconstpointer data)
{
  LlmPickerItem *item;

  add_to_catalog (fixture, "gone", LLM_LISTED_NO);
  add_to_catalog (fixture, "there", LLM_LISTED_YES);
  llm_model_picker_set_search (fixture->picker, "my-server");
  g_assert_cmpuint (find_row (fixture, "there"), ==, 1);
  g_assert_cmpuint (find_row (fixture, "gone"), ==, 2);
  item = get_row (fixture, 2);
  assert_obstacle (item, LLM_PICKER_NOT_LISTED);
  g_assert_true (
      g_str_has_prefix (llm_picker_item_get_detail (item), "not in the provider’s list"));
  g_assert_nonnull (strstr (llm_picker_item_get_facts (item), "does not list this model"));
  g_assert_false (llm_model_picker_add_row (fixture->picker, 2));
  g_assert_true (has_text (fixture, "my-server does not list this model for your account. To ask "
                                    "it all the same, type my-server:gone."));
  assert_lineup (fixture, "");
  enter (fixture, "my-server:gone");
  assert_lineup (fixture, "my-server:gone");

  llm_secrets_set_session_key (LLM_SECRETS (fixture->shell.secrets), "openai", "sk-test");
  reopen (fixture);
  item = get_row (fixture, find_row (fixture, "GPT Old"));
  assert_obstacle (item, LLM_PICKER_RETIRED);
  g_assert_false (llm_model_picker_add_row (fixture->picker, find_row (fixture, "GPT Old")));
  g_assert_true (has_text (fixture, "openai retired this model on 2001-01-01. To ask it all the "
                                    "same, type openai:gpt-old."));
}

/* Whose prices they are, and of when. */
static void
test_facts (Fixture *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  LlmPrices prices;

  add_to_catalog (fixture, "there", LLM_LISTED_UNKNOWN);
  llm_model_picker_set_search (fixture->picker, "there");
  g_assert_cmpstr (llm_picker_item_get_facts (get_row (fixture, 1)), ==,
                   "my-server:there\nInput, a million tokens: $1\nCached input: $0.5\n"
                   "Output: $2\nPrices as known on 2026-01.");

  llm_prices_init (&prices);
  prices.in = 3;
  prices.out = 4;
  llm_settings_set_price (settings, "my-server", "there", &prices);
  llm_model_picker_set_search (fixture->picker, "there");
  g_assert_cmpstr (llm_picker_item_get_detail (get_row (fixture, 1)), ==, "$3 in, $4 out");
  g_assert_cmpstr (llm_picker_item_get_facts (get_row (fixture, 1)), ==,
                   "my-server:there\nInput, a million tokens: $3\nOutput: $4\n"
                   "Your own prices.");
  llm_settings_set_price (settings, "my-server", "there", NULL);
}

static void
test_key_there (Fixture *fixture, gconstpointer data)
{
  llm_secrets_set_session_key (LLM_SECRETS (fixture->shell.secrets), "openai", "sk-test");
  reopen (fixture);
  assert_obstacle (get_row (fixture, 1), LLM_PICKER_AVAILABLE);
  g_assert_true (llm_model_picker_add_row (fixture->picker, 1));
  assert_lineup (fixture, "openai:gpt-large");

  /* A keyring that is locked may have the keys: nothing is held against it. */
  llm_secrets_set_session_key (LLM_SECRETS (fixture->shell.secrets), "openai", NULL);
  llm_fake_secrets_set_state (fixture->shell.secrets, LLM_KEYRING_LOCKED);
  reopen (fixture);
  assert_obstacle (get_row (fixture, 1), LLM_PICKER_AVAILABLE);
}

static void
test_typed (Fixture *fixture, gconstpointer data)
{
  llm_model_picker_set_search (fixture->picker, " my-server:llama3:8b ");
  g_assert_cmpuint (n_rows (fixture), ==, 1);
  g_assert_cmpint (llm_picker_item_get_kind (get_row (fixture, 0)), ==, LLM_PICKER_TYPED);
  g_assert_true (llm_model_picker_add_row (fixture->picker, 0));
  assert_lineup (fixture, "my-server:llama3:8b");

  /* One that the list has is not offered twice. */
  llm_model_picker_set_search (fixture->picker, "demo:slow");
  g_assert_cmpuint (find_row (fixture, "demo:slow"), ==, G_MAXUINT);
  g_assert_cmpuint (find_row (fixture, "Slow"), !=, G_MAXUINT);

  /* What cannot be says why. */
  llm_model_picker_set_search (fixture->picker, "nobody:model");
  g_assert_cmpuint (n_rows (fixture), ==, 0);
  g_assert_true (llm_ui_test_has_text (
      GTK_WIDGET (fixture->picker),
      "There is no provider “nobody”. Known providers: openai, my-server, demo."));
}

static void
test_hostile_search (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "<b>\xe2\x80\xae:");
  llm_model_picker_set_search (fixture->picker, text->str);
  g_assert_cmpuint (n_rows (fixture), ==, 0);
  llm_model_picker_set_search (fixture->picker, ":");
  llm_model_picker_set_search (fixture->picker, "demo:");
  g_assert_cmpuint (find_row (fixture, "demo:"), ==, G_MAXUINT);
}

static guint
count_chips (Fixture *fixture)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (fixture->bar); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_has_css_class (child, "llm-chip"))
      n++;
  return n;
}

/* The same model twice, and no more than fit. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  guint position = find_row (fixture, "Swift");

  for (guint i = 0; i < LLM_LINEUP_MAX; i++)
    g_assert_true (llm_model_picker_add_row (fixture->picker, position));
  g_assert_cmpuint (count_chips (fixture), ==, LLM_LINEUP_MAX);
  g_assert_cmpuint (llm_lineup_count (fixture->shell.lineup, "demo:swift"), ==, LLM_LINEUP_MAX);
  g_assert_false (gtk_widget_get_sensitive (find_menu_button (fixture->bar)));
  g_assert_false (llm_model_picker_add_row (fixture->picker, position));

  g_assert_true (llm_lineup_remove (fixture->shell.lineup, "demo:swift"));
  g_assert_true (gtk_widget_get_sensitive (find_menu_button (fixture->bar)));
  g_assert_cmpuint (count_chips (fixture), ==, LLM_LINEUP_MAX - 1);
}

/* Each chip is removed by its own key, also among equals. */
static void
test_chips (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { "demo:swift", "demo:slow", "demo:swift", "gone:model", NULL };
  g_autoptr (LlmLineupItem) first = NULL;
  GtkWidget *button;

  llm_lineup_set_specs (fixture->shell.lineup, specs);
  assert_lineup (fixture, "demo:swift demo:slow demo:swift");
  g_assert_cmpuint (count_chips (fixture), ==, 3);
  g_assert_true (llm_lineup_is_canned (fixture->shell.lineup));

  first = g_list_model_get_item (G_LIST_MODEL (fixture->shell.lineup), 0);
  button = llm_ui_test_find_button (fixture->bar, "win.remove-model");
  g_assert_cmpstr (
      g_variant_get_string (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button)), NULL),
      ==, llm_lineup_item_get_key (first));
  g_assert_true (llm_lineup_remove (fixture->shell.lineup, llm_lineup_item_get_key (first)));
  assert_lineup (fixture, "demo:slow demo:swift");
  g_assert_false (llm_lineup_remove (fixture->shell.lineup, llm_lineup_item_get_key (first)));
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
chosen_cb (LlmModelPicker *picker, const char *spec, gpointer user_data)
{
  *(char **) user_data = g_strdup (spec);
}

static void
test_choose (Fixture *fixture, gconstpointer data)
{
  GtkWidget *picker = llm_model_picker_new_to_choose (fixture->shell.lineup);
  g_autofree char *chosen = NULL;
  guint n;

  gtk_popover_popdown (GTK_POPOVER (fixture->picker));
  gtk_widget_set_parent (picker, fixture->bar);
  g_signal_connect (picker, "chosen", G_CALLBACK (chosen_cb), &chosen);
  gtk_popover_popup (GTK_POPOVER (picker));
  llm_ui_test_wait (is_mapped, picker);
  n = g_list_model_get_n_items (llm_model_picker_get_rows (LLM_MODEL_PICKER (picker)));
  g_assert_true (llm_model_picker_add_row (LLM_MODEL_PICKER (picker), n - 1));
  g_assert_cmpstr (chosen, ==, "demo:thinker");
  assert_lineup (fixture, "");
  g_assert_false (gtk_widget_get_visible (picker));
  /* GTK 4.8 leaks a popover that goes away in the frame in which it is closed. */
  llm_ui_test_wait_frame (fixture->bar);
  g_object_add_weak_pointer (G_OBJECT (picker), (gpointer *) &picker);
  gtk_widget_unparent (picker);
  llm_ui_test_wait (is_null, &picker);
}

/* A server on this machine, once somebody looks. */
#define TEST_TYPE_PROBER (test_prober_get_type ())
G_DECLARE_FINAL_TYPE (TestProber, test_prober, TEST, PROBER, GObject)

struct _TestProber
{
  GObject parent_instance;
};

static void
test_prober_probe_async (LlmProber *prober,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (prober, cancellable, callback, user_data);
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  LlmEndpoint *endpoint = llm_endpoint_new ("ollama", "Ollama", "http://localhost:11434/v1");

  endpoint->preset = g_strdup ("ollama");
  g_ptr_array_add (found, endpoint);
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

static void
test_prober_iface_init (LlmProberInterface *iface)
{
  iface->probe_async = test_prober_probe_async;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestProber,
                               test_prober,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_PROBER, test_prober_iface_init))

static void
test_prober_class_init (TestProberClass *klass)
{
}

static void
test_prober_init (TestProber *self)
{
}

static gboolean
offers_ollama (gpointer user_data)
{
  return find_row (user_data, "Ollama on this machine") == 0;
}

/* What is found on this machine is offered, and added only when the user says so. */
static void
test_local_server (Fixture *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  g_autoptr (TestProber) prober = g_object_new (TEST_TYPE_PROBER, NULL);
  g_autoptr (GPtrArray) before = llm_settings_get_endpoints (settings);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  const LlmEndpoint *added;

  llm_registry_set_prober (llm_context_get_registry (fixture->shell.context),
                           LLM_PROBER (prober));
  reopen (fixture);
  llm_ui_test_wait (offers_ollama, fixture);
  g_assert_cmpuint (before->len, ==, 0);
  llm_model_picker_set_search (fixture->picker, "swift");
  g_assert_cmpuint (find_row (fixture, "Ollama on this machine"), ==, G_MAXUINT);
  llm_model_picker_set_search (fixture->picker, "");
  g_assert_true (llm_model_picker_add_row (fixture->picker, 0));

  after = llm_settings_get_endpoints (settings);
  g_assert_cmpuint (after->len, ==, 1);
  added = g_ptr_array_index (after, 0);
  g_assert_cmpstr (added->id, ==, "ollama");
  g_assert_cmpstr (added->preset, ==, "ollama");
  g_assert_cmpstr (added->base_url, ==, "http://localhost:11434/v1");
  g_assert_cmpuint (find_row (fixture, "Ollama on this machine"), ==, G_MAXUINT);
  assert_lineup (fixture, "");
  llm_settings_set_endpoints (settings, none);
  llm_shell_test_drain ();
}

static gboolean
has_result (gpointer user_data)
{
  return has_text (user_data,
                   "There is nobody to ask: add an API key or a server first.");
}

/* Asking all providers ends in words. */
static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button
      = llm_ui_test_find_button (GTK_WIDGET (fixture->picker), "picker.refresh");

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Ask the providers for their models");
  g_signal_emit_by_name (button, "clicked");
  g_assert_false (gtk_widget_get_sensitive (button));
  llm_ui_test_wait (has_result, fixture);
  g_assert_true (gtk_widget_get_sensitive (button));
}

static LlmRegistryResult *
add_result (GPtrArray *results, LlmRegistryOutcome outcome, guint n_models, gint64 fetched_at)
{
  LlmRegistryResult *result = g_new0 (LlmRegistryResult, 1);

  result->provider_id = g_strdup ("openai");
  result->outcome = outcome;
  result->n_models = n_models;
  result->fetched_at = fetched_at;
  g_ptr_array_add (results, result);
  return result;
}

static void
assert_described (Fixture *fixture, GPtrArray *results, const char *expected)
{
  g_autofree char *text = llm_picker_lists_describe (fixture->shell.context, results);

  g_assert_cmpstr (text, ==, expected);
  g_ptr_array_set_size (results, 0);
}

static void
test_results (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) results
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_registry_result_free);

  add_result (results, LLM_REGISTRY_NO_KEY, 0, 0);
  assert_described (fixture, results,
                    "There is nobody to ask: add an API key or a server first.");
  add_result (results, LLM_REGISTRY_NOT_MODIFIED, 4, 1);
  assert_described (fixture, results, "The lists of models are up to date.");
  add_result (results, LLM_REGISTRY_UPDATED, 40, 1);
  add_result (results, LLM_REGISTRY_UPDATED, 2, 1);
  assert_described (fixture, results, "Updated: 42 models in all.");
  add_result (results, LLM_REGISTRY_UPDATED, 40, 1);
  add_result (results, LLM_REGISTRY_FAILED, 0, 0)->error
      = llm_error_new (LLM_ERROR_AUTH, "No.", NULL);
  assert_described (fixture, results, "openai did not tell its models: No.");
  add_result (results, LLM_REGISTRY_FAILED, 0, 0)->error
      = llm_error_new (LLM_ERROR_NETWORK, NULL, NULL);
  assert_described (fixture, results,
                    "No provider could be reached. The list that comes with the program is "
                    "shown.");
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/model-picker/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("groups", test_groups);
  ADD ("search", test_search);
  ADD ("key-missing", test_key_missing);
  ADD ("key-there", test_key_there);
  ADD ("enter", test_enter);
  ADD ("enter-no-key", test_enter_no_key);
  ADD ("enter-early", test_enter_early);
  ADD ("unavailable", test_unavailable);
  ADD ("facts", test_facts);
  ADD ("local-server", test_local_server);
  ADD ("refresh", test_refresh);
  ADD ("results", test_results);
  ADD ("typed", test_typed);
  ADD ("hostile-search", test_hostile_search);
  ADD ("full", test_full);
  ADD ("chips", test_chips);
  ADD ("choose", test_choose);

  return g_test_run ();
}
