/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-azure-page.h"
#include "llm-ca-row.h"
#include "llm-cache-group.h"
#include "llm-deployments-group.h"
#include "llm-endpoint-form.h"
#include "llm-headers-row.h"
#include "llm-key-row.h"
#include "llm-preferences.h"
#include "llm-requests-group.h"
#include "llm-shell-test.h"

/* Azure, servers, requests and the cache in the preferences. */

typedef struct
{
  LlmShellTest shell;
  LlmSettings *settings;
  GtkWidget *window;
  GtkWidget *azure;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
open_window (Fixture *fixture, const char *provider_id)
{
  fixture->window = llm_preferences_new (fixture->shell.context);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_preferences_show_key (LLM_PREFERENCES (fixture->window), provider_id);
  llm_shell_test_drain ();
  fixture->azure = llm_ui_test_find_type (fixture->window, LLM_TYPE_AZURE_PAGE);
  g_assert_nonnull (fixture->azure);
}

static void
close_window (Fixture *fixture)
{
  gpointer window = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (window));
  llm_shell_test_drain ();
  g_assert_null (fixture->window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[]
      = { "azure",      "azure-deployments", "endpoints", "rate-limits", "endpoint-options",
          "rate-limit", "max-retries" };

  llm_shell_test_set_up (&fixture->shell, NULL);
  fixture->settings = llm_context_get_settings (fixture->shell.context);
  /* All tests have one file. */
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (llm_settings_get_gsettings (fixture->settings), keys[i]);
  open_window (fixture, "azure");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_window (fixture);
  llm_shell_test_tear_down (&fixture->shell);
}

typedef gboolean (*Matches) (GtkWidget *widget, const char *text);

static GtkWidget *
find (GtkWidget *widget, Matches matches, const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = matches (child, text) ? child : find (child, matches, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_row (GtkWidget *widget, const char *title)
{
  return ADW_IS_PREFERENCES_ROW (widget)
         && g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title);
}

static gboolean
is_row_of (GtkWidget *widget, const char *model)
{
  return ADW_IS_ENTRY_ROW (widget)
         && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), model);
}

static gboolean
is_button (GtkWidget *widget, const char *label)
{
  return GTK_IS_BUTTON (widget)
         && (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0
             || g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), label) == 0);
}

static gboolean
is_named (GtkWidget *widget, const char *name)
{
  return g_strcmp0 (gtk_widget_get_name (widget), name) == 0;
}

static GtkWidget *
get_row (GtkWidget *widget, const char *title)
{
  GtkWidget *row = find (widget, is_row, title);

  if (row == NULL)
    g_error ("There is no row “%s”", title);
  return row;
}

static GtkWidget *
get_row_of (GtkWidget *widget, const char *model)
{
  GtkWidget *row = find (widget, is_row_of, model);

  if (row == NULL)
    g_error ("There is no row of %s", model);
  return row;
}

static void
click (GtkWidget *widget, const char *label)
{
  GtkWidget *button = find (widget, is_button, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  llm_shell_test_drain ();
}

static void
type (GtkWidget *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
apply (GtkWidget *row, const char *text)
{
  type (row, text);
  g_signal_emit_by_name (row, "apply");
  llm_shell_test_drain ();
}

static GtkSwitch *
get_switch (GtkWidget *row)
{
  return GTK_SWITCH (llm_ui_test_find_type (row, GTK_TYPE_SWITCH));
}

static void
assert_text (GtkWidget *widget, const char *text, gboolean expected)
{
  llm_ui_test_wait_frame (widget);
  if (llm_ui_test_has_text (widget, text) != expected)
    g_error ("“%s” is %sto be seen", text, expected ? "not " : "");
}

/* --- Azure --- */

static void
test_azure_address (Fixture *fixture, gconstpointer data)
{
  GtkWidget *endpoint = get_row (fixture->azure, "_Endpoint");
  GtkWidget *version = get_row (fixture->azure, "API vers_ion");
  g_autoptr (LlmAzure) azure = NULL;

  gtk_switch_set_active (get_switch (get_row (fixture->azure, "_Use Azure")), TRUE);
  assert_text (fixture->azure, "Enter the address of your resource", TRUE);
  apply (endpoint, "r.openai.azure.com");
  assert_text (fixture->azure, "This is not a base URL.", TRUE);
  g_assert_true (gtk_widget_has_css_class (endpoint, "error"));
  type (endpoint, "http://r.openai.azure.com");
  assert_text (fixture->azure, "unencrypted", TRUE);
  g_assert_false (gtk_widget_has_css_class (endpoint, "error"));
  apply (endpoint, " https://r.openai.azure.com/openai/v1/ ");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (endpoint)), ==,
                   "https://r.openai.azure.com");
  assert_text (fixture->azure, "unencrypted", FALSE);

  assert_text (fixture->azure, "do not tell how many tokens", TRUE);
  apply (version, "no version");
  assert_text (fixture->azure, "This is not an API version.", TRUE);
  apply (version, "2024-10-21");
  assert_text (fixture->azure, "do not tell how many tokens", FALSE);
  apply (version, "2024-06-01");
  assert_text (fixture->azure, "do not tell how many tokens", TRUE);
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_row (fixture->azure, "St_yle")), LLM_AZURE_V1);
  assert_text (fixture->azure, "do not tell how many tokens", FALSE);
  assert_text (fixture->azure, "what Azure recommends", TRUE);
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_row (fixture->azure, "Key is")), LLM_AZURE_BEARER);

  azure = llm_settings_get_stored_azure (fixture->settings);
  g_assert_true (azure->enabled);
  g_assert_cmpstr (azure->endpoint, ==, "https://r.openai.azure.com");
  g_assert_cmpstr (azure->api_version, ==, "2024-06-01");
  g_assert_cmpint (azure->style, ==, LLM_AZURE_V1);
  g_assert_cmpint (azure->auth, ==, LLM_AZURE_BEARER);
}

static void
test_azure_routing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *vendors = get_row (fixture->azure, "Only some vendors");
  GtkSwitch *gemini = GTK_SWITCH (find (vendors, is_named, "gemini"));
  g_autoptr (LlmAzure) azure = NULL;

  gtk_switch_set_active (get_switch (get_row (fixture->azure, "_Without")), TRUE);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (vendors), TRUE);
  gtk_switch_set_active (gemini, FALSE);
  azure = llm_settings_get_stored_azure (fixture->settings);
  azure->enabled = TRUE;
  g_assert_true (azure->allow_direct);
  g_assert_cmpuint (g_strv_length (azure->providers), ==, 3);
  g_assert_false (llm_azure_routes (azure, "gemini"));
  g_assert_true (llm_azure_routes (azure, "mistral"));

  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (vendors), FALSE);
  llm_azure_free (azure);
  azure = llm_settings_get_stored_azure (fixture->settings);
  azure->enabled = TRUE;
  g_assert_true (llm_azure_routes (azure, "gemini"));
}

/* Of a provider that is not there the key can be stored, but not tested. */
static void
test_azure_key (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = GTK_WIDGET (llm_azure_page_get_key_row (LLM_AZURE_PAGE (fixture->azure)));
  GtkWidget *entry = llm_ui_test_find_type (row, ADW_TYPE_PASSWORD_ENTRY_ROW);
  g_autoptr (FakeProvider) provider = fake_provider_new ("azure");

  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
  g_assert_false (gtk_widget_get_visible (find (row, is_button, "_Test")));
  g_assert_false (gtk_widget_get_visible (get_row (row, "Base _URL")));
  apply (entry, "azure-key-0123456789");
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), ==,
                   "Key in the keyring");

  fake_provider_set_good_key (provider, "azure-key-0123456789");
  g_list_store_append (fixture->shell.providers, provider);
  g_assert_true (gtk_widget_get_visible (find (row, is_button, "_Test")));
  click (row, "_Test");
  assert_text (row, "accepts the key.", TRUE);
  g_list_store_remove (fixture->shell.providers,
                       g_list_model_get_n_items (G_LIST_MODEL (fixture->shell.providers)) - 1);
  g_assert_false (gtk_widget_get_visible (find (row, is_button, "_Test")));
}

/* --- Deployments --- */

static char *
find_deployment (Fixture *fixture, const char *model_id)
{
  g_autoptr (LlmAzure) azure = llm_settings_get_stored_azure (fixture->settings);

  return llm_azure_find_deployment (azure, "openai", model_id);
}

static void
assert_deployment (Fixture *fixture, const char *model_id, const char *expected)
{
  g_autofree char *deployment = find_deployment (fixture, model_id);

  g_assert_cmpstr (deployment, ==, expected);
}

static gboolean
has_undo (gpointer user_data)
{
  return find (GTK_WIDGET (user_data), is_button, "_Undo") != NULL;
}

static void
test_deployments (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group = llm_ui_test_find_type (fixture->azure, LLM_TYPE_DEPLOYMENTS_GROUP);
  GtkWidget *row;
  guint n;
  const LlmAzureSlot *slots = llm_azure_get_slots (&n);

  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_row_of (group, slots[i].model))), ==,
                     slots[i].deployment);

  row = get_row_of (group, "openai:gpt-4o");
  apply (row, "two words");
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  assert_deployment (fixture, "gpt-4o", "gpt-4o-deployment");
  apply (row, "mine");
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  assert_deployment (fixture, "gpt-4o", "mine");

  /* Removed, and as it was before when it is taken back. */
  click (row, "user-trash-symbolic");
  assert_deployment (fixture, "gpt-4o", NULL);
  assert_deployment (fixture, "gpt-4o-mini", "gpt-4o-mini-deployment");
  g_assert_null (find (group, is_row_of, "openai:gpt-4o"));
  llm_ui_test_wait (has_undo, fixture->window);
  click (fixture->window, "_Undo");
  assert_deployment (fixture, "gpt-4o", "mine");

  click (get_row_of (group, "openai:gpt-4o"), "user-trash-symbolic");
  click (group, "_Restore defaults");
  assert_deployment (fixture, "gpt-4o", "gpt-4o-deployment");
  g_assert_nonnull (find (group, is_row_of, "openai:gpt-4o"));
}

static void
test_add_deployment (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group = llm_ui_test_find_type (fixture->azure, LLM_TYPE_DEPLOYMENTS_GROUP);
  GtkWidget *form = get_row (group, "Add a deployment");
  GtkWidget *model = get_row (form, "_Model");
  GtkWidget *deployment = get_row (form, "Name of");

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (form), TRUE);
  type (model, "gpt-9");
  type (deployment, "nine");
  click (form, "_Add");
  assert_text (form, "A model has the form PROVIDER:MODEL", TRUE);
  type (model, " openai:gpt-9 <b> ");
  click (form, "_Add");
  assert_text (form, "A model has the form PROVIDER:MODEL", TRUE);
  type (model, " openai:<gpt-9>&_ ");
  type (deployment, "");
  click (form, "_Add");
  assert_text (form, "no blanks", TRUE);
  type (deployment, " nine ");
  click (form, "_Add");
  assert_deployment (fixture, "<gpt-9>&_", "nine");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_row_of (group, "openai:<gpt-9>&_"))),
                   ==, "nine");

  /* What the user has added outlives the restoring of defaults, and is gone when removed. */
  click (group, "_Restore defaults");
  assert_deployment (fixture, "<gpt-9>&_", "nine");
  click (get_row_of (group, "openai:<gpt-9>&_"), "user-trash-symbolic");
  assert_deployment (fixture, "<gpt-9>&_", NULL);
  g_assert_null (find (group, is_row_of, "openai:<gpt-9>&_"));
}

/* What the environment says is seen, cannot be changed, and is not stored. */
static void
test_environment (void)
{
  Fixture fixture = { .window = NULL };
  g_autoptr (LlmAzure) azure = NULL;
  GtkWidget *row;

  g_setenv (LLM_AZURE_VARIABLE_ENABLED, "1", TRUE);
  g_setenv (LLM_AZURE_VARIABLE_ENDPOINT, "https://environment.example", TRUE);
  g_setenv ("AZURE_DEPLOYMENT_GPT4O", "theirs", TRUE);
  set_up (&fixture, NULL);
  row = get_row (fixture.azure, "_Use Azure");
  g_assert_true (gtk_switch_get_active (get_switch (row)));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (get_switch (row))));
  assert_text (row, "Set by USE_AZURE_FOUNDRY for this session", TRUE);
  row = get_row (fixture.azure, "_Endpoint");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "https://environment.example");
  g_assert_false (gtk_widget_get_sensitive (row));
  row = get_row_of (fixture.azure, "openai:gpt-4o");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "theirs");
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (row)));
  g_assert_null (find (row, is_button, "user-trash-symbolic"));

  gtk_switch_set_active (get_switch (get_row (fixture.azure, "_Without")), TRUE);
  azure = llm_settings_get_stored_azure (fixture.settings);
  g_assert_true (azure->allow_direct);
  g_assert_false (azure->enabled);
  g_assert_cmpstr (azure->endpoint, ==, "");
  g_assert_cmpuint (g_hash_table_size (azure->deployments), ==, 0);
  g_unsetenv (LLM_AZURE_VARIABLE_ENABLED);
  g_unsetenv (LLM_AZURE_VARIABLE_ENDPOINT);
  g_unsetenv ("AZURE_DEPLOYMENT_GPT4O");
  tear_down (&fixture, NULL);
}

/* --- Servers --- */

static LlmEndpoint *
get_server (Fixture *fixture)
{
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (fixture->settings);

  g_assert_cmpuint (endpoints->len, ==, 1);
  return llm_endpoint_copy (g_ptr_array_index (endpoints, 0));
}

static gboolean
is_server_row (GtkWidget *widget, const char *id)
{
  return LLM_IS_KEY_ROW (widget)
         && g_str_equal (llm_key_row_get_provider_id (LLM_KEY_ROW (widget)), id);
}

static void
test_edit_server (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = { "X-Title", "LLMSelect", NULL };
  g_autoptr (GPtrArray) endpoints
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  g_autoptr (LlmEndpoint) before = NULL;
  g_autoptr (LlmEndpoint) after = NULL;
  LlmEndpoint *endpoint = llm_endpoint_new ("my-server", "Mine", "http://localhost");
  GtkWidget *row, *headers_row, *ca_row;

  endpoint->preset = g_strdup ("vllm");
  endpoint->ca_file = g_strdup ("/etc/ca.pem");
  endpoint->headers = g_strdupv ((char **) headers);
  g_ptr_array_add (endpoints, endpoint);
  llm_settings_set_endpoints (fixture->settings, endpoints);
  close_window (fixture);
  open_window (fixture, "my-server");
  row = find (fixture->window, is_server_row, "my-server");
  headers_row = llm_ui_test_find_type (row, LLM_TYPE_HEADERS_ROW);
  ca_row = llm_ui_test_find_type (row, LLM_TYPE_CA_ROW);

  /* Looking changes nothing. */
  before = get_server (fixture);
  g_assert_true (llm_endpoint_equal (before, endpoint));
  g_assert_cmpstr (llm_ca_row_get_path (LLM_CA_ROW (ca_row)), ==, "/etc/ca.pem");

  apply (get_row (row, "_Name"), "  ");
  assert_text (row, "A server needs a name.", TRUE);
  apply (get_row (row, "_Name"), " Yours & <mine> ");
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_row (row, "Mak_e")), 0);
  click (ca_row, "edit-clear-symbolic");
  llm_headers_row_set_text (LLM_HEADERS_ROW (headers_row), "Authorization: Bearer sk-canary");
  assert_text (headers_row, "cannot be set like this", TRUE);
  g_assert_false (gtk_widget_get_sensitive (find (headers_row, is_button, "Apply headers")));
  llm_headers_row_set_text (LLM_HEADERS_ROW (headers_row), "\n X-A :  b: c \nX-Key: {key}\n");
  click (headers_row, "Apply headers");

  after = get_server (fixture);
  g_assert_cmpstr (after->name, ==, "Yours & <mine>");
  g_assert_cmpstr (after->preset, ==, "ollama");
  g_assert_null (after->ca_file);
  g_assert_cmpuint (g_strv_length (after->headers), ==, 4);
  g_assert_cmpstr (after->headers[0], ==, "X-A");
  g_assert_cmpstr (after->headers[1], ==, "b: c");

  /* Taken back with all that it had. */
  click (row, "_Remove server");
  llm_ui_test_wait (has_undo, fixture->window);
  click (fixture->window, "_Undo");
  llm_endpoint_free (g_steal_pointer (&before));
  before = get_server (fixture);
  g_assert_true (llm_endpoint_equal (before, after));
}

static void
test_presets (Fixture *fixture, gconstpointer data)
{
  GtkWidget *form = llm_ui_test_find_type (fixture->window, LLM_TYPE_ENDPOINT_FORM);
  AdwComboRow *preset = ADW_COMBO_ROW (get_row (form, "Mak_e"));
  GtkEditable *name = GTK_EDITABLE (get_row (form, "_Name"));
  GtkEditable *url = GTK_EDITABLE (get_row (form, "Base _URL"));
  LlmHeadersRow *headers = LLM_HEADERS_ROW (llm_ui_test_find_type (form, LLM_TYPE_HEADERS_ROW));
  g_autoptr (LlmEndpoint) server = NULL;
  guint n;
  const LlmEndpointPreset *presets = llm_endpoint_presets_get (&n);

  g_assert_cmpuint (adw_combo_row_get_selected (preset), ==, n);
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "");
  for (guint i = 0; i < n; i++)
    {
      adw_combo_row_set_selected (preset, i);
      g_assert_cmpstr (gtk_editable_get_text (name), ==, presets[i].name);
      g_assert_cmpstr (gtk_editable_get_text (url), ==, presets[i].base_url);
    }
  /* What was typed stays. */
  gtk_editable_set_text (name, "Mine");
  adw_combo_row_set_selected (preset, 0);
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "Mine");
  g_assert_cmpstr (gtk_editable_get_text (url), ==, presets[0].base_url);

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (form), TRUE);
  llm_headers_row_set_text (headers, "no header");
  click (form, "_Add");
  llm_headers_row_set_text (headers, "X-A: b");
  click (form, "_Add");
  server = get_server (fixture);
  g_assert_cmpstr (server->name, ==, "Mine");
  g_assert_cmpstr (server->preset, ==, "ollama");
  g_assert_cmpstr (server->headers[1], ==, "b");
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "");
  g_assert_cmpuint (adw_combo_row_get_selected (preset), ==, n);
}

/* --- Requests --- */

static void
test_requests (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group = llm_ui_test_find_type (fixture->window, LLM_TYPE_REQUESTS_GROUP);
  GtkSpinButton *openai = GTK_SPIN_BUTTON (find (group, is_named, "openai"));
  GtkWidget *general
      = llm_ui_test_find_type (get_row (group, "Requests a _minute"), GTK_TYPE_SPIN_BUTTON);
  GtkWidget *retries = llm_ui_test_find_type (get_row (group, "_Retries"), GTK_TYPE_SPIN_BUTTON);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (retries), 11);
  g_assert_cmpuint (llm_settings_get_max_retries (fixture->settings), ==, 10);
  gtk_spin_button_set_value (openai, 5);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (general), 30);
  g_assert_cmpuint (llm_settings_get_rate_limit (fixture->settings, "openai"), ==, 5);
  g_assert_cmpuint (llm_settings_get_rate_limit (fixture->settings, "my-server"), ==, 30);
  g_assert_cmpfloat (
      gtk_spin_button_get_value (GTK_SPIN_BUTTON (find (group, is_named, "my-server"))), ==, 30);
  g_assert_nonnull (find (group, is_named, "azure"));
  g_assert_null (find (group, is_named, "demo"));
  g_assert_false (
      gtk_widget_get_visible (llm_ui_test_find_type (fixture->window, LLM_TYPE_CACHE_GROUP)));
}

/* What a vendor told of its limits is shown as it comes. */
static void
test_told_limits (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group = llm_ui_test_find_type (fixture->window, LLM_TYPE_REQUESTS_GROUP);
  GtkWidget *row = llm_ui_test_find_type (group, ADW_TYPE_EXPANDER_ROW);
  LlmRateLimiter *limiter
      = llm_runner_get_limiter (llm_context_get_runner (fixture->shell.context));
  LlmRateLimits limits;

  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), ==, "");
  llm_rate_limits_init (&limits);
  limits.requests = (LlmRateWindow){ 60, 58, LLM_UNKNOWN };
  llm_rate_limiter_tell (limiter, "my-server", &limits, g_get_monotonic_time ());
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), ==,
                   "my-server told: 58 of 60 requests left");
  limits.requests.remaining = 7;
  llm_rate_limiter_tell (limiter, "openai", &limits, g_get_monotonic_time ());
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), ==,
                   "openai told: 7 of 60 requests left\n"
                   "my-server told: 58 of 60 requests left");
}

/* --- Names --- */

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* Not those that libadwaita puts into its rows. */
static gboolean
is_our_control (GtkWidget *widget)
{
  static const char *const icons[]
      = { "user-trash-symbolic", "edit-clear-symbolic", "document-open-symbolic", NULL };
  const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));

  if (GTK_IS_SWITCH (widget))
    return g_strcmp0 (id, "enable_switch") != 0;
  if (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL)
    return g_strv_contains (icons, gtk_button_get_icon_name (GTK_BUTTON (widget)));
  return GTK_IS_SPIN_BUTTON (widget) || GTK_IS_TEXT_VIEW (widget);
}

static guint
check_names (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (is_our_control (child))
        {
          if (!has_name (child))
            g_error ("A %s in a %s has no name", G_OBJECT_TYPE_NAME (child),
                     G_OBJECT_TYPE_NAME (widget));
          n++;
        }
      else
        {
          n += check_names (child);
        }
    }
  return n;
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  /* At least one for each deployment, vendor and limit. */
  g_assert_cmpuint (check_names (fixture->window), >, 25);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/preferences-providers/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("azure/address", test_azure_address);
  ADD ("azure/routing", test_azure_routing);
  ADD ("azure/key", test_azure_key);
  ADD ("azure/deployments", test_deployments);
  ADD ("azure/add-deployment", test_add_deployment);
  g_test_add_func ("/ui/preferences-providers/azure/environment", test_environment);
  ADD ("servers/edit", test_edit_server);
  ADD ("servers/presets", test_presets);
  ADD ("requests", test_requests);
  ADD ("told-limits", test_told_limits);
  ADD ("names", test_names);

  return g_test_run ();
}
