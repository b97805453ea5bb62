/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-endpoint-form.h"
#include "llm-error.h"
#include "llm-key-row.h"
#include "llm-preferences.h"
#include "llm-shell-test.h"

#define KEY "sk-canary-0123456789"

typedef struct
{
  LlmShellTest shell;
  LlmPreferences *preferences;
  GtkWidget *row; /* of the vendor */
  GtkWidget *entry;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_shell_test_set_up (&fixture->shell, NULL);
  fake_provider_set_good_key (fixture->shell.vendor, KEY);
  fixture->preferences = LLM_PREFERENCES (llm_preferences_new (fixture->shell.context));
  gtk_window_present (GTK_WINDOW (fixture->preferences));
  llm_ui_test_wait (is_mapped, fixture->preferences);
  llm_preferences_show_key (fixture->preferences, "openai");
  llm_shell_test_drain ();

  fixture->row = llm_ui_test_find_type (GTK_WIDGET (fixture->preferences), LLM_TYPE_KEY_ROW);
  g_assert_cmpstr (llm_key_row_get_provider_id (LLM_KEY_ROW (fixture->row)), ==, "openai");
  fixture->entry = llm_ui_test_find_type (fixture->row, ADW_TYPE_PASSWORD_ENTRY_ROW);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer preferences = fixture->preferences;

  g_object_add_weak_pointer (G_OBJECT (preferences), (gpointer *) &fixture->preferences);
  gtk_window_destroy (GTK_WINDOW (preferences));
  llm_shell_test_drain ();
  g_assert_null (fixture->preferences);
  llm_shell_test_tear_down (&fixture->shell);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (GTK_IS_BUTTON (child)
          && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (child)), label) == 0)
        return child;
      found = find_button (child, label);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
click (GtkWidget *widget, const char *label)
{
  GtkWidget *button = find_button (widget, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  llm_shell_test_drain ();
}

static gboolean
is_shown (GtkWidget *widget, const char *label)
{
  GtkWidget *button = find_button (widget, label);

  g_assert_nonnull (button);
  return gtk_widget_get_visible (button);
}

static void
type_key (Fixture *fixture, const char *key)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), key);
}

static void
apply (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->entry, "apply");
  llm_shell_test_drain ();
}

static void
assert_key_text (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture->entry)), ==, expected);
}

static void
assert_result (Fixture *fixture, const char *text)
{
  if (!llm_ui_test_has_text (fixture->row, text))
    g_error ("“%s” is not to be seen", text);
}

static void
assert_source (Fixture *fixture, const char *text)
{
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (fixture->row)), ==, text);
}

static void
test_show_key (Fixture *fixture, gconstpointer data)
{
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (fixture->row)));
  g_assert_cmpstr (
      adw_preferences_window_get_visible_page_name (ADW_PREFERENCES_WINDOW (fixture->preferences)),
      ==, "keys");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->preferences)),
                                         fixture->entry));
  assert_source (fixture, "No key");
  g_assert_false (is_shown (fixture->row, "_Delete key"));
}

/* A key goes into the keyring and out of sight. */
static void
test_store (Fixture *fixture, gconstpointer data)
{
  type_key (fixture, "  " KEY "\n");
  apply (fixture);
  assert_key_text (fixture, "");
  assert_result (fixture, "The key is in the keyring now.");
  assert_source (fixture, "Key in the keyring");
  g_assert_false (is_shown (fixture->row, "Use for this _session only"));

  click (fixture->row, "_Test");
  assert_result (fixture, "openai accepts the key.");

  click (fixture->row, "_Delete key");
  assert_source (fixture, "No key");
  g_assert_false (is_shown (fixture->row, "_Delete key"));
}

static void
test_test (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_get_sensitive (find_button (fixture->row, "_Test")));

  /* What is typed is tried without being stored. */
  type_key (fixture, "sk-wrong");
  click (fixture->row, "_Test");
  assert_result (fixture, llm_error_default_message (LLM_ERROR_AUTH));
  assert_key_text (fixture, "sk-wrong");
  type_key (fixture, KEY);
  click (fixture->row, "_Test");
  assert_result (fixture, "openai accepts the key.");
  assert_source (fixture, "No key");
}

static void
test_bad_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *much = g_strnfill (LLM_SECRET_MAX + 1, 'k');

  type_key (fixture, "sk with a tab\there");
  apply (fixture);
  assert_source (fixture, "No key");
  assert_key_text (fixture, "sk with a tab\there");

  type_key (fixture, much);
  apply (fixture);
  assert_result (fixture, "The API key is too long. Check what was pasted.");
  click (fixture->row, "_Test");
  assert_result (fixture, "The API key is too long. Check what was pasted.");
}

static void
test_no_keyring (Fixture *fixture, gconstpointer data)
{
  llm_fake_secrets_set_state (fixture->shell.secrets, LLM_KEYRING_ABSENT);
  type_key (fixture, KEY);
  apply (fixture);
  assert_key_text (fixture, KEY);
  assert_source (fixture, "No key");
  g_assert_true (is_shown (fixture->row, "Use for this _session only"));

  click (fixture->row, "Use for this _session only");
  assert_key_text (fixture, "");
  assert_source (fixture, "Key for this session only");
  g_assert_false (is_shown (fixture->row, "Use for this _session only"));
  g_assert_true (llm_ui_test_has_text (
      GTK_WIDGET (fixture->preferences),
      "There is no keyring to keep keys in. Use keys for this session only, or set them as "
      "environment variables."));

  click (fixture->row, "_Delete key");
  assert_source (fixture, "No key");
}

/* The keyring does not answer while the window is closed. */
static void
test_closed_while_testing (Fixture *fixture, gconstpointer data)
{
  llm_secrets_set_session_key (LLM_SECRETS (fixture->shell.secrets), "openai", KEY);
  llm_shell_test_drain ();
  llm_fake_secrets_set_held (fixture->shell.secrets, TRUE);
  click (fixture->row, "_Test");
  assert_result (fixture, "Testing…");
  g_assert_false (gtk_widget_get_sensitive (find_button (fixture->row, "_Test")));
  gtk_window_destroy (GTK_WINDOW (fixture->preferences));
  llm_fake_secrets_set_held (fixture->shell.secrets, FALSE);
  llm_shell_test_drain ();
  fixture->preferences = LLM_PREFERENCES (llm_preferences_new (fixture->shell.context));
}

static void
test_base_url (Fixture *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  GtkWidget *entry = gtk_widget_get_next_sibling (fixture->entry);
  g_autofree char *standard = NULL;
  g_autofree char *url = NULL;

  g_assert_true (ADW_IS_ENTRY_ROW (entry));
  standard = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
  g_assert_cmpstr (standard, ==, "https://api.openai.com/v1");

  gtk_editable_set_text (GTK_EDITABLE (entry), "ftp://example.com");
  g_signal_emit_by_name (entry, "apply");
  assert_result (fixture, "This is not a base URL. Enter one like https://example.com/v1.");
  g_assert_null (llm_settings_get_stored_base_url (settings, "openai"));

  gtk_editable_set_text (GTK_EDITABLE (entry), " https://proxy.example/v1/ ");
  g_signal_emit_by_name (entry, "apply");
  url = llm_settings_get_stored_base_url (settings, "openai");
  g_assert_cmpstr (url, ==, "https://proxy.example/v1");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, url);

  /* Nothing is the vendor's own. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_signal_emit_by_name (entry, "apply");
  g_assert_null (llm_settings_get_stored_base_url (settings, "openai"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, standard);
}

/* Names are text, whatever they look like. */
static void
test_hostile_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeProvider) provider = fake_provider_new ("<b>Mine & <yours>_now");
  GtkWidget *window = gtk_window_new ();
  GtkWidget *row = llm_key_row_new (fixture->shell.context, LLM_PROVIDER (provider));
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  llm_ui_test_wait (is_mapped, row);
  g_assert_true (llm_ui_test_has_text (row, "<b>Mine & <yours>_now"));
  gtk_window_destroy (GTK_WINDOW (window));
  llm_shell_test_drain ();
}

static GtkEditable *
find_entry (GtkWidget *widget, const char *title)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkEditable *found;

      if (ADW_IS_ENTRY_ROW (child)
          && g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (child)), title))
        return GTK_EDITABLE (child);
      found = find_entry (child, title);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_add_server (Fixture *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  GtkWidget *form = llm_ui_test_find_type (GTK_WIDGET (fixture->preferences),
                                           LLM_TYPE_ENDPOINT_FORM);
  g_autoptr (GPtrArray) endpoints = NULL;
  LlmEndpoint *endpoint;

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (form), TRUE);
  llm_ui_test_wait_frame (form);
  g_assert_false (gtk_widget_get_sensitive (find_button (form, "_Add")));
  gtk_editable_set_text (find_entry (form, "_Name"), "Küche <1>");
  gtk_editable_set_text (find_entry (form, "Base _URL"), "not a URL");
  click (form, "_Add");
  g_assert_true (llm_ui_test_has_text (
      form, "This is not a base URL. Enter one like https://example.com/v1."));

  gtk_editable_set_text (find_entry (form, "Base _URL"), "http://localhost:11434/v1/");
  gtk_editable_set_text (find_entry (form, "API _key"), KEY);
  click (form, "_Add");
  endpoints = llm_settings_get_endpoints (settings);
  g_assert_cmpuint (endpoints->len, ==, 1);
  endpoint = g_ptr_array_index (endpoints, 0);
  g_assert_cmpstr (endpoint->id, ==, "kuche-1");
  g_assert_cmpstr (endpoint->name, ==, "Küche <1>");
  g_assert_cmpstr (endpoint->base_url, ==, "http://localhost:11434/v1");
  g_assert_cmpstr (gtk_editable_get_text (find_entry (form, "API _key")), ==, "");
}

static void
test_server_ids (void)
{
  static const struct
  {
    const char *name;
    const char *id;
  } cases[] = {
    { "Ollama", "ollama" },       { "OpenAI", "openai-2" }, { "  My  server! ", "my-server" },
    { "日本", "server" },         { "", "server" },         { "--", "server" },
    { "taken", "taken-3" },       { "Ünï Cødé", "uni-code" },
    { "a name that is far too long for an id", "a-name-that-is-far-too-l" },
  };
  g_autoptr (GPtrArray) endpoints
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);

  g_ptr_array_add (endpoints, llm_endpoint_new ("taken", "Taken", "http://localhost"));
  g_ptr_array_add (endpoints, llm_endpoint_new ("taken-2", "Taken", "http://localhost"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = llm_endpoint_form_make_id (cases[i].name, endpoints);

      g_assert_true (llm_endpoint_id_is_valid (id));
      if (g_str_is_ascii (cases[i].name))
        g_assert_cmpstr (id, ==, cases[i].id);
    }
}

static GtkWidget *
find_row_of (GtkWidget *widget, const char *provider_id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (LLM_IS_KEY_ROW (child)
          && g_str_equal (llm_key_row_get_provider_id (LLM_KEY_ROW (child)), provider_id))
        return child;
      found = find_row_of (child, provider_id);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static guint
count_endpoints (Fixture *fixture)
{
  g_autoptr (GPtrArray) endpoints
      = llm_settings_get_endpoints (llm_context_get_settings (fixture->shell.context));

  return endpoints->len;
}

static gboolean
has_undo (gpointer user_data)
{
  return find_button (GTK_WIDGET (((Fixture *) user_data)->preferences), "_Undo") != NULL;
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmSecretSource source_of_key;
  char *key = llm_secrets_lookup_finish (LLM_SECRETS (source), result, &source_of_key, NULL);

  *(gboolean *) user_data = key != NULL;
  llm_secret_free (key);
}

static gboolean
has_key (LlmFakeSecrets *secrets, const char *provider_id)
{
  gboolean found = FALSE;

  llm_secrets_lookup_async (LLM_SECRETS (secrets), provider_id, NULL, looked_up_cb, &found);
  llm_shell_test_drain ();
  return found;
}

static void
test_remove_server (Fixture *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  g_autoptr (GPtrArray) endpoints
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  GtkWidget *row;

  g_ptr_array_add (endpoints, llm_endpoint_new ("my-server", "Mine & <yours>", "http://localhost"));
  llm_settings_set_endpoints (settings, endpoints);
  llm_secrets_set_session_key (LLM_SECRETS (fixture->shell.secrets), "my-server", KEY);
  row = find_row_of (GTK_WIDGET (fixture->preferences), "my-server");
  g_assert_nonnull (row);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  click (row, "_Remove server");
  g_assert_cmpuint (count_endpoints (fixture), ==, 0);

  llm_ui_test_wait (has_undo, fixture);
  click (GTK_WIDGET (fixture->preferences), "_Undo");
  g_assert_cmpuint (count_endpoints (fixture), ==, 1);
  g_assert_true (has_key (fixture->shell.secrets, "my-server"));

  /* Removed for good, its key too, also when the window goes before the toast. */
  click (row, "_Remove server");
  g_assert_cmpuint (count_endpoints (fixture), ==, 0);
  gtk_window_destroy (GTK_WINDOW (fixture->preferences));
  llm_shell_test_drain ();
  g_assert_false (has_key (fixture->shell.secrets, "my-server"));
  fixture->preferences = LLM_PREFERENCES (llm_preferences_new (fixture->shell.context));
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  GSettings *settings
      = llm_settings_get_gsettings (llm_context_get_settings (fixture->shell.context));
  GtkWidget *combo = llm_ui_test_find_type (GTK_WIDGET (fixture->preferences), ADW_TYPE_COMBO_ROW);
  g_autofree char *scheme = NULL;

  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), 2);
  scheme = g_settings_get_string (settings, "color-scheme");
  g_assert_cmpstr (scheme, ==, "dark");
  g_settings_set_string (settings, "color-scheme", "light");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (combo)), ==, 1);
}

/* Looking at the preferences changes none of them. */
static void
test_extreme_settings (void)
{
  LlmShellTest shell;
  GtkWidget *window;
  GtkSpinButton *spin;
  GSettings *settings;

  llm_shell_test_set_up (&shell, NULL);
  settings = llm_settings_get_gsettings (llm_context_get_settings (shell.context));
  g_settings_set_double (settings, "connect-timeout", 0.05);
  g_settings_set_double (settings, "idle-timeout", 3600);
  g_settings_set_uint (settings, "trash-days", 7);
  window = llm_preferences_new (shell.context);
  gtk_window_present (GTK_WINDOW (window));
  llm_ui_test_wait (is_mapped, window);
  spin = GTK_SPIN_BUTTON (llm_ui_test_find_id (window, "trash_days_spin"));
  g_assert_cmpint (gtk_spin_button_get_value_as_int (spin), ==, 7);
  gtk_spin_button_set_value (spin, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  llm_shell_test_drain ();
  g_assert_cmpuint (g_settings_get_uint (settings, "trash-days"), ==, 0);
  g_assert_cmpfloat (g_settings_get_double (settings, "connect-timeout"), ==, 0.05);
  g_assert_cmpfloat (g_settings_get_double (settings, "idle-timeout"), ==, 3600);
  llm_shell_test_tear_down (&shell);
}

/* Also a number that is not offered is what is shown. */
static void
test_retention (void)
{
  LlmShellTest shell;
  LlmSettings *settings;
  GtkWidget *window;
  AdwComboRow *row;

  llm_shell_test_set_up (&shell, NULL);
  settings = llm_context_get_settings (shell.context);
  window = llm_preferences_new (shell.context);
  gtk_window_present (GTK_WINDOW (window));
  llm_ui_test_wait (is_mapped, window);
  row = ADW_COMBO_ROW (llm_ui_test_find_id (window, "retention_row"));
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 1);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "deleted"));

  adw_combo_row_set_selected (row, 4);
  g_assert_cmpuint (llm_settings_get_image_retention_days (settings), ==, 0);
  adw_combo_row_set_selected (row, 3);
  g_assert_cmpuint (llm_settings_get_image_retention_days (settings), ==, 365);
  llm_settings_set_image_retention_days (settings, 14);
  g_assert_cmpstr (
      gtk_string_object_get_string (GTK_STRING_OBJECT (adw_combo_row_get_selected_item (row))), ==,
      "14 days");
  g_assert_cmpuint (llm_settings_get_image_retention_days (settings), ==, 14);
  llm_settings_set_image_retention_days (settings, 7);
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);

  gtk_window_destroy (GTK_WINDOW (window));
  llm_shell_test_drain ();
  llm_settings_set_image_retention_days (settings, 30);
  llm_shell_test_tear_down (&shell);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/preferences/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("show-key", test_show_key);
  ADD ("store", test_store);
  ADD ("test", test_test);
  ADD ("bad-key", test_bad_key);
  ADD ("no-keyring", test_no_keyring);
  ADD ("closed-while-testing", test_closed_while_testing);
  ADD ("base-url", test_base_url);
  ADD ("hostile-name", test_hostile_name);
  ADD ("add-server", test_add_server);
  g_test_add_func ("/ui/preferences/server-ids", test_server_ids);
  ADD ("remove-server", test_remove_server);
  ADD ("settings", test_settings);
  g_test_add_func ("/ui/preferences/extreme-settings", test_extreme_settings);
  g_test_add_func ("/ui/preferences/retention", test_retention);

  return g_test_run ();
}
