/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-model-picker.h"
#include "llm-lineup-bar.h"
#include "llm-error.h"
#include "llm-picker-item.h"
#include "llm-picker-lists.h"
#include "llm-picker-test.h"

static char *
get_lineup (LlmPickerTest *fixture)
{
  g_auto (GStrv) specs = llm_lineup_get_specs (fixture->shell.lineup);

  return g_strjoinv (" ", specs);
}

static void
assert_lineup (LlmPickerTest *fixture, const char *expected)
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
test_groups (LlmPickerTest *fixture, gconstpointer data)
{
  static const char *const expected[]
      = { "my-server", "demo",   "Swift",     "Slow",      "Table",
          "Thinker",   "openai", "GPT Large", "GPT Small", "GPT Old" };

  g_assert_cmpuint (picker_test_n_rows (fixture), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (llm_picker_item_get_title (picker_test_get_row (fixture, i)), ==, expected[i]);

  g_assert_cmpint (llm_picker_item_get_kind (picker_test_get_row (fixture, 6)), ==,
                   LLM_PICKER_PROVIDER);
  g_assert_cmpstr (llm_picker_item_get_detail (picker_test_get_row (fixture, 7)), ==,
                   "gpt-large · $1.25 in, $10 out · 128 k tokens");
  g_assert_cmpstr (llm_picker_item_get_detail (picker_test_get_row (fixture, 8)), ==,
                   "ends 2999-01-01 · gpt-small · $1.25 in, $10 out · 128 k tokens");
  g_assert_true (g_str_has_prefix (llm_picker_item_get_detail (picker_test_get_row (fixture, 9)),
                                   "retired on 2001-01-01 · "));
  g_assert_nonnull (
      strstr (llm_picker_item_get_detail (picker_test_get_row (fixture, 0)), "my-server:MODEL"));
}

static void
test_search (LlmPickerTest *fixture, gconstpointer data)
{
  llm_model_picker_set_search (fixture->picker, "SMALL gpt");
  g_assert_cmpuint (picker_test_n_rows (fixture), ==, 2);
  g_assert_cmpstr (llm_picker_item_get_title (picker_test_get_row (fixture, 1)), ==, "GPT Small");

  llm_model_picker_set_search (fixture->picker, "openai");
  g_assert_cmpuint (picker_test_n_rows (fixture), ==, 4);

  llm_model_picker_set_search (fixture->picker, "no such model");
  g_assert_cmpuint (picker_test_n_rows (fixture), ==, 0);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->picker), "No model matches."));

  llm_model_picker_set_search (fixture->picker, "  \t ");
  g_assert_cmpuint (picker_test_n_rows (fixture), ==, 10);
}

static void
test_key_missing (LlmPickerTest *fixture, gconstpointer data)
{
  guint vendor = picker_test_find_row (fixture, "openai");

  /* No key: the vendor's models are there, but cannot be added. */
  assert_obstacle (picker_test_get_row (fixture, vendor), LLM_PICKER_NO_KEY);
  assert_obstacle (picker_test_get_row (fixture, vendor + 1), LLM_PICKER_NO_KEY);
  g_assert_nonnull (llm_ui_test_find_button (GTK_WIDGET (fixture->picker), "win.preferences-keys"));
  g_assert_false (llm_model_picker_add_row (fixture->picker, vendor + 1));
  g_assert_false (llm_model_picker_add_row (fixture->picker, vendor));
  assert_lineup (fixture, "");

  /* Neither the demonstration nor the user's server needs one. */
  assert_obstacle (picker_test_get_row (fixture, 0), LLM_PICKER_AVAILABLE);
  assert_obstacle (picker_test_get_row (fixture, 1), LLM_PICKER_AVAILABLE);
  g_assert_true (
      llm_model_picker_add_row (fixture->picker, picker_test_find_row (fixture, "Slow")));
  assert_lineup (fixture, "demo:slow");
}

static void
reopen (LlmPickerTest *fixture)
{
  gtk_popover_popdown (GTK_POPOVER (fixture->picker));
  llm_shell_test_drain ();
  llm_lineup_bar_popup_picker (LLM_LINEUP_BAR (fixture->bar));
  llm_ui_test_wait (picker_test_is_mapped, fixture->picker);
  llm_shell_test_drain ();
}

static gboolean
has_text (LlmPickerTest *fixture, const char *text)
{
  return llm_ui_test_has_text (GTK_WIDGET (fixture->picker), text);
}

/* As typed, letter by letter, and Enter at once: the search has not run yet. */
static void
enter (LlmPickerTest *fixture, const char *text)
{
  GtkWidget *entry = llm_ui_test_find_type (GTK_WIDGET (fixture->picker), GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

static void
test_enter (LlmPickerTest *fixture, gconstpointer data)
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
test_enter_no_key (LlmPickerTest *fixture, gconstpointer data)
{
  static const char why[] = "There is no API key for openai. Add one to ask its models.";

  enter (fixture, "openai:gpt-large");
  g_assert_true (has_text (fixture, why));
  /* Also after the search has run that was still due. */
  llm_ui_test_run_for (300);
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
test_enter_early (LlmPickerTest *fixture, gconstpointer data)
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

/* What is gone or not served says so, and is asked only when it is typed out. */
static void
test_unavailable (LlmPickerTest *fixture, gconstpointer data)
{
  LlmPickerItem *item;

  picker_test_add_to_catalog (fixture, "gone", LLM_LISTED_NO);
  picker_test_add_to_catalog (fixture, "there", LLM_LISTED_YES);
  llm_model_picker_set_search (fixture->picker, "my-server");
  g_assert_cmpuint (picker_test_find_row (fixture, "there"), ==, 1);
  g_assert_cmpuint (picker_test_find_row (fixture, "gone"), ==, 2);
  item = picker_test_get_row (fixture, 2);
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
  item = picker_test_get_row (fixture, picker_test_find_row (fixture, "GPT Old"));
  assert_obstacle (item, LLM_PICKER_RETIRED);
  g_assert_false (
      llm_model_picker_add_row (fixture->picker, picker_test_find_row (fixture, "GPT Old")));
  g_assert_true (has_text (fixture, "openai retired this model on 2001-01-01. To ask it all the "
                                    "same, type openai:gpt-old."));
}

/* Through Azure its key counts and its deployments do, not what the vendor says. */
static void
test_azure (LlmPickerTest *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  g_autoptr (LlmAzure) azure = llm_azure_new ();
  g_autoptr (LlmAzure) off = llm_azure_new ();
  guint vendor;

  azure->enabled = TRUE;
  llm_azure_set_deployment (azure, "openai:gpt-old", "kept");
  llm_settings_set_azure (settings, azure);
  reopen (fixture);
  assert_obstacle (picker_test_get_row (fixture, picker_test_find_row (fixture, "GPT Old")),
                   LLM_PICKER_NO_KEY);

  llm_secrets_set_session_key (LLM_SECRETS (fixture->shell.secrets), "azure", "sk-test");
  reopen (fixture);
  vendor = picker_test_find_row (fixture, "openai");
  assert_obstacle (picker_test_get_row (fixture, vendor), LLM_PICKER_AVAILABLE);
  assert_obstacle (picker_test_get_row (fixture, picker_test_find_row (fixture, "GPT Old")),
                   LLM_PICKER_AVAILABLE);
  enter (fixture, "openai:gpt-unmapped");
  g_assert_true (has_text (fixture, "Azure has no deployment of this model. Add one in "
                                    "Preferences, or allow to ask the vendor directly."));
  assert_lineup (fixture, "");
  enter (fixture, "openai:gpt-old");
  assert_lineup (fixture, "openai:gpt-old");

  /* Asked directly it needs the vendor's key. */
  azure->allow_direct = TRUE;
  llm_settings_set_azure (settings, azure);
  reopen (fixture);
  enter (fixture, "openai:gpt-unmapped");
  g_assert_true (
      has_text (fixture, "There is no API key for openai. Add one to ask its models."));
  llm_settings_set_azure (settings, off);
}

/* Whose prices they are, and of when. */
static void
test_facts (LlmPickerTest *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  LlmPrices prices;

  picker_test_add_to_catalog (fixture, "there", LLM_LISTED_UNKNOWN);
  llm_model_picker_set_search (fixture->picker, "there");
  g_assert_cmpstr (llm_picker_item_get_facts (picker_test_get_row (fixture, 1)), ==,
                   "my-server:there\nInput, a million tokens: $1\nCached input: $0.5\n"
                   "Output: $2\nPrices as known on 2026-01.");

  llm_prices_init (&prices);
  prices.in = 3;
  prices.out = 4;
  llm_settings_set_price (settings, "my-server", "there", &prices);
  llm_model_picker_set_search (fixture->picker, "there");
  g_assert_cmpstr (llm_picker_item_get_detail (picker_test_get_row (fixture, 1)), ==,
                   "$3 in, $4 out");
  g_assert_cmpstr (llm_picker_item_get_facts (picker_test_get_row (fixture, 1)), ==,
                   "my-server:there\nInput, a million tokens: $3\nOutput: $4\n"
                   "Your own prices.");
  llm_settings_set_price (settings, "my-server", "there", NULL);
}

static void
test_key_there (LlmPickerTest *fixture, gconstpointer data)
{
  llm_secrets_set_session_key (LLM_SECRETS (fixture->shell.secrets), "openai", "sk-test");
  reopen (fixture);
  assert_obstacle (picker_test_get_row (fixture, 1), LLM_PICKER_AVAILABLE);
  g_assert_true (llm_model_picker_add_row (fixture->picker, 1));
  assert_lineup (fixture, "openai:gpt-large");

  /* A keyring that is locked may have the keys: nothing is held against it. */
  llm_secrets_set_session_key (LLM_SECRETS (fixture->shell.secrets), "openai", NULL);
  llm_fake_secrets_set_state (fixture->shell.secrets, LLM_KEYRING_LOCKED);
  reopen (fixture);
  assert_obstacle (picker_test_get_row (fixture, 1), LLM_PICKER_AVAILABLE);
}

static void
test_typed (LlmPickerTest *fixture, gconstpointer data)
{
  llm_model_picker_set_search (fixture->picker, " my-server:llama3:8b ");
  g_assert_cmpuint (picker_test_n_rows (fixture), ==, 1);
  g_assert_cmpint (llm_picker_item_get_kind (picker_test_get_row (fixture, 0)), ==,
                   LLM_PICKER_TYPED);
  g_assert_true (llm_model_picker_add_row (fixture->picker, 0));
  assert_lineup (fixture, "my-server:llama3:8b");

  /* One that the list has is not offered twice. */
  llm_model_picker_set_search (fixture->picker, "demo:slow");
  g_assert_cmpuint (picker_test_find_row (fixture, "demo:slow"), ==, G_MAXUINT);
  g_assert_cmpuint (picker_test_find_row (fixture, "Slow"), !=, G_MAXUINT);

  /* What cannot be says why. */
  llm_model_picker_set_search (fixture->picker, "nobody:model");
  g_assert_cmpuint (picker_test_n_rows (fixture), ==, 0);
  g_assert_true (llm_ui_test_has_text (
      GTK_WIDGET (fixture->picker),
      "There is no provider “nobody”. Known providers: openai, my-server, demo."));
}

static void
test_hostile_search (LlmPickerTest *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "<b>\xe2\x80\xae:");
  llm_model_picker_set_search (fixture->picker, text->str);
  g_assert_cmpuint (picker_test_n_rows (fixture), ==, 0);
  llm_model_picker_set_search (fixture->picker, ":");
  llm_model_picker_set_search (fixture->picker, "demo:");
  g_assert_cmpuint (picker_test_find_row (fixture, "demo:"), ==, G_MAXUINT);
}

static guint
count_chips (LlmPickerTest *fixture)
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
test_full (LlmPickerTest *fixture, gconstpointer data)
{
  guint position = picker_test_find_row (fixture, "Swift");

  for (guint i = 0; i < LLM_LINEUP_MAX; i++)
    g_assert_true (llm_model_picker_add_row (fixture->picker, position));
  g_assert_cmpuint (count_chips (fixture), ==, LLM_LINEUP_MAX);
  g_assert_cmpuint (llm_lineup_count (fixture->shell.lineup, "demo:swift"), ==, LLM_LINEUP_MAX);
  g_assert_false (gtk_widget_get_sensitive (picker_test_find_menu_button (fixture->bar)));
  g_assert_false (llm_model_picker_add_row (fixture->picker, position));

  g_assert_true (llm_lineup_remove (fixture->shell.lineup, "demo:swift"));
  g_assert_true (gtk_widget_get_sensitive (picker_test_find_menu_button (fixture->bar)));
  g_assert_cmpuint (count_chips (fixture), ==, LLM_LINEUP_MAX - 1);
}

/* Each chip is removed by its own key, also among equals. */
static void
test_chips (LlmPickerTest *fixture, gconstpointer data)
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
test_choose (LlmPickerTest *fixture, gconstpointer data)
{
  GtkWidget *picker = llm_model_picker_new_to_choose (fixture->shell.lineup);
  g_autofree char *chosen = NULL;
  guint n;

  gtk_popover_popdown (GTK_POPOVER (fixture->picker));
  gtk_widget_set_parent (picker, fixture->bar);
  g_signal_connect (picker, "chosen", G_CALLBACK (chosen_cb), &chosen);
  gtk_popover_popup (GTK_POPOVER (picker));
  llm_ui_test_wait (picker_test_is_mapped, picker);
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
  return picker_test_find_row (user_data, "Ollama on this machine") == 0;
}

/* What is found on this machine is offered, and added only when the user says so. */
static void
test_local_server (LlmPickerTest *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  g_autoptr (TestProber) prober = g_object_new (TEST_TYPE_PROBER, NULL);
  g_autoptr (GPtrArray) before = llm_settings_get_endpoints (settings);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  const LlmEndpoint *added;

  llm_registry_set_prober (llm_context_get_registry (fixture->shell.context), LLM_PROBER (prober));
  reopen (fixture);
  llm_ui_test_wait (offers_ollama, fixture);
  g_assert_cmpuint (before->len, ==, 0);
  llm_model_picker_set_search (fixture->picker, "swift");
  g_assert_cmpuint (picker_test_find_row (fixture, "Ollama on this machine"), ==, G_MAXUINT);
  llm_model_picker_set_search (fixture->picker, "");
  g_assert_true (llm_model_picker_add_row (fixture->picker, 0));

  after = llm_settings_get_endpoints (settings);
  g_assert_cmpuint (after->len, ==, 1);
  added = g_ptr_array_index (after, 0);
  g_assert_cmpstr (added->id, ==, "ollama");
  g_assert_cmpstr (added->preset, ==, "ollama");
  g_assert_cmpstr (added->base_url, ==, "http://localhost:11434/v1");
  g_assert_cmpuint (picker_test_find_row (fixture, "Ollama on this machine"), ==, G_MAXUINT);
  assert_lineup (fixture, "");
  llm_settings_set_endpoints (settings, none);
  llm_shell_test_drain ();
}

static gboolean
has_result (gpointer user_data)
{
  return has_text (user_data, "There is nobody to ask: add an API key or a server first.");
}

/* Asking all providers ends in words. */
static void
test_refresh (LlmPickerTest *fixture, gconstpointer data)
{
  GtkWidget *button = llm_ui_test_find_button (GTK_WIDGET (fixture->picker), "picker.refresh");

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
assert_described (LlmPickerTest *fixture, GPtrArray *results, const char *expected)
{
  g_autofree char *text = llm_picker_lists_describe (fixture->shell.context, results);

  g_assert_cmpstr (text, ==, expected);
  g_ptr_array_set_size (results, 0);
}

static void
test_results (LlmPickerTest *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) results
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_registry_result_free);

  add_result (results, LLM_REGISTRY_NO_KEY, 0, 0);
  assert_described (fixture, results, "There is nobody to ask: add an API key or a server first.");
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

/* A model of the user's server, told with its day; 0 for none. */
static void
add_told (GPtrArray *told, const char *id, gint64 created_at, gboolean retired)
{
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "my-server";
  facts.id = id;
  facts.name = id;
  facts.created_at = created_at > 0 ? created_at : LLM_UNKNOWN;
  facts.shutdown_date = retired ? "2001-01-01" : NULL;
  g_ptr_array_add (told, llm_model_new (&facts));
}

static void
set_list (LlmPickerTest *fixture, GPtrArray *told)
{
  llm_catalog_set_list (llm_context_get_catalog (fixture->shell.context), "my-server", told);
  llm_shell_test_drain ();
}

static void
assert_titles (LlmPickerTest *fixture, const char *expected)
{
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 1; i < picker_test_n_rows (fixture); i++)
    g_string_append_printf (titles, "%s%s", i > 1 ? " " : "",
                            llm_picker_item_get_title (picker_test_get_row (fixture, i)));
  g_assert_cmpstr (titles->str, ==, expected);
}

/* Those of a known day come first, the newest first, then by version; retired ones
 * last; the canned ones as they are. */
static void
test_newest_first (LlmPickerTest *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_object_unref);

  add_told (told, "c-2", 0, FALSE);
  add_told (told, "newer-but-gone", 900, TRUE);
  add_told (told, "old", 100, FALSE);
  add_told (told, "b-10", 0, FALSE);
  add_told (told, "new", 300, FALSE);
  add_told (told, "older-and-gone", 50, TRUE);
  set_list (fixture, told);
  llm_model_picker_set_search (fixture->picker, "my-server");
  assert_titles (fixture, "new old b-10 c-2 newer-but-gone older-and-gone");
  llm_model_picker_set_search (fixture->picker, "demo");
  assert_titles (fixture, "Swift Slow Table Thinker");
}

/* What comes, goes, moves or changes elsewhere, and at the very row. */
static void
test_rebuild_keeps_row (LlmPickerTest *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_object_unref);
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  LlmPrices prices;
  LlmPickerItem *slow;

  picker_test_go_to (fixture, "Slow");
  slow = picker_test_get_row (fixture, picker_test_find_row (fixture, "Slow"));
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *id = g_strdup_printf ("model-%u", i);

      add_told (told, id, 100 + i, FALSE);
    }
  set_list (fixture, told);
  g_assert_cmpuint (picker_test_n_rows (fixture), ==, 40);
  picker_test_assert_at (fixture, "Slow");
  /* The same object: the toolkit has nothing to do for it. */
  g_assert_true (picker_test_get_row (fixture, picker_test_find_row (fixture, "Slow")) == slow);

  llm_prices_init (&prices);
  prices.in = 3;
  prices.out = 4;
  llm_settings_set_price (settings, "demo", "slow", &prices);
  llm_shell_test_drain ();
  g_assert_cmpstr (llm_picker_item_get_detail (
                       picker_test_get_row (fixture, picker_test_find_row (fixture, "Slow"))),
                   ==, "slow · $3 in, $4 out · 128 k tokens");
  picker_test_assert_at (fixture, "Slow");
  llm_settings_set_price (settings, "demo", "slow", NULL);
  llm_shell_test_drain ();

  set_list (fixture, NULL);
  g_assert_cmpuint (picker_test_n_rows (fixture), ==, 10);
  picker_test_assert_at (fixture, "Slow");

  /* The row itself moves from the last place to the first. */
  set_list (fixture, told);
  picker_test_go_to (fixture, "model-29");
  g_ptr_array_set_size (told, 0);
  add_told (told, "model-1", 500, FALSE);
  add_told (told, "model-29", 10, FALSE);
  set_list (fixture, told);
  picker_test_assert_at (fixture, "model-29");

  /* One that is gone leaves no other one selected. */
  g_ptr_array_set_size (told, 1);
  set_list (fixture, told);
  g_assert_null (gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (
      gtk_list_view_get_model (GTK_LIST_VIEW (picker_test_get_list_view (fixture))))));
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/model-picker/" name, LlmPickerTest, NULL, picker_test_set_up, func,             \
              picker_test_tear_down)

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
  ADD ("azure", test_azure);
  ADD ("facts", test_facts);
  ADD ("local-server", test_local_server);
  ADD ("refresh", test_refresh);
  ADD ("results", test_results);
  ADD ("newest-first", test_newest_first);
  ADD ("rebuild-keeps-row", test_rebuild_keeps_row);
  ADD ("typed", test_typed);
  ADD ("hostile-search", test_hostile_search);
  ADD ("full", test_full);
  ADD ("chips", test_chips);
  ADD ("choose", test_choose);

  return g_test_run ();
}
