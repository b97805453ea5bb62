/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-keyring.h"

#include "keyring-test.h"
#include "llm-error.h"

#include <string.h>

/* The real thing: gnome-keyring on a bus of our own, unlocked unless a test locks it. */

static void
changed_cb (LlmSecrets *secrets, const char *provider_id, GString *log)
{
  g_string_append_printf (log, "%s ", provider_id);
}

static void
assert_list (LlmSecrets *secrets, const char *expected)
{
  g_autofree char *list = keyring_test_list (secrets);

  g_assert_cmpstr (list, ==, expected);
}

static void
assert_stored (LlmSecrets *secrets, const char *provider_id, const char *key)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (keyring_test_store (secrets, provider_id, key, &error));
  g_assert_no_error (error);
}

static void
assert_deleted (LlmSecrets *secrets, const char *provider_id)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (keyring_test_delete (secrets, provider_id, &error));
  g_assert_no_error (error);
}

static void
test_new (void)
{
  LlmSecrets *secrets = llm_keyring_new ();

  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_UNKNOWN);
  g_assert_finalize_object (secrets);
}

static void
test_round_trip (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (secrets, "changed", G_CALLBACK (changed_cb), log);

  keyring_test_assert_no_key (secrets, "openai", "No API key for OpenAI is stored");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_READY);
  assert_list (secrets, "");

  assert_stored (secrets, "openai", "  " CANARY "\n");
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  assert_stored (secrets, "lm-studio", CANARY "-2");
  assert_stored (secrets, "anthropic", CANARY "-3");
  assert_list (secrets, "openai:keyring anthropic:keyring lm-studio:keyring");

  /* In place of the old one, not beside it. */
  assert_stored (secrets, "openai", CANARY "-4");
  keyring_test_assert_key (secrets, "openai", CANARY "-4", LLM_SECRET_SOURCE_KEYRING);
  assert_list (secrets, "openai:keyring anthropic:keyring lm-studio:keyring");
  assert_deleted (secrets, "openai");
  keyring_test_assert_no_key (secrets, "openai", "No API key for OpenAI is stored");
  keyring_test_assert_key (secrets, "anthropic", CANARY "-3", LLM_SECRET_SOURCE_KEYRING);

  g_assert_false (keyring_test_delete (secrets, "openai", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_NO_KEY);

  assert_deleted (secrets, "anthropic");
  assert_deleted (secrets, "lm-studio");
  assert_list (secrets, "");
  g_assert_cmpstr (log->str, ==, "openai lm-studio anthropic openai openai anthropic lm-studio ");
  g_signal_handlers_disconnect_by_data (secrets, log);
}

/* Another run of the program finds what this one has stored. */
static void
test_two_objects (void)
{
  g_autoptr (LlmSecrets) first = llm_keyring_new ();
  g_autoptr (LlmSecrets) second = llm_keyring_new ();

  assert_stored (first, "mistral", CANARY);
  keyring_test_assert_key (second, "mistral", CANARY, LLM_SECRET_SOURCE_KEYRING);
  assert_deleted (second, "mistral");
  keyring_test_assert_no_key (first, "mistral", "No API key for Mistral is stored");
}

/* Attributes and labels are in the clear on disk and on the bus. */
static void
test_item (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autoptr (GVariant) found = NULL;
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) attributes = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) unlocked = NULL;
  g_auto (GStrv) locked = NULL;
  GVariantBuilder query;
  const char *label;

  assert_stored (secrets, "openai", CANARY);

  g_variant_builder_init (&query, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&query, "{ss}", "provider", "openai");
  found = keyring_test_call ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service",
                             "SearchItems", g_variant_new ("(a{ss})", &query), "(aoao)");
  g_variant_get (found, "(^ao^ao)", &unlocked, &locked);
  g_assert_cmpuint (g_strv_length (unlocked), ==, 1);
  g_assert_cmpuint (g_strv_length (locked), ==, 0);

  properties = keyring_test_call (unlocked[0], "org.freedesktop.DBus.Properties", "GetAll",
                                  g_variant_new ("(s)", "org.freedesktop.Secret.Item"), "(a{sv})");
  text = g_variant_print (properties, TRUE);
  keyring_test_assert_no_canary (text);
  g_variant_get (properties, "(@a{sv})", &attributes);
  g_assert_true (g_variant_lookup (attributes, "Label", "&s", &label));
  g_assert_cmpstr (label, ==, "LLMSelect: openai");
  g_clear_pointer (&text, g_free);
  {
    g_autoptr (GVariant) item = g_variant_lookup_value (attributes, "Attributes", NULL);
    const char *value;

    g_assert_cmpuint (g_variant_n_children (item), ==, 2);
    g_assert_true (g_variant_lookup (item, "provider", "&s", &value));
    g_assert_cmpstr (value, ==, "openai");
    g_assert_true (g_variant_lookup (item, "xdg:schema", "&s", &value));
    g_assert_cmpstr (value, ==, "io.github.jbuz.LLMSelect");
  }

  assert_deleted (secrets, "openai");
}

static void
test_refused_providers (void)
{
  static const char *const ids[] = {
    "", "ÖpenAI", "open ai", "OpenAI", "-openai", "openai:gpt", "abcdefghijklmnopqrstuvwxyz0123456"
  };
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (keyring_test_store (secrets, ids[i], CANARY, &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
      g_clear_error (&error);
      g_assert_null (keyring_test_lookup (secrets, ids[i], NULL, &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
      g_clear_error (&error);
      g_assert_false (keyring_test_delete (secrets, ids[i], &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
      llm_secrets_set_session_key (secrets, ids[i], CANARY);
    }
  assert_list (secrets, "");
}

static void
test_refused_keys (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autofree char *too_long = g_strnfill (LLM_SECRET_MAX + 1, 'k');
  const char *const keys[] = { "", " \t\n", CANARY "\nx", CANARY "\x1b[31m", CANARY "ä", too_long };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (keyring_test_store (secrets, "openai", keys[i], &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
    }
  keyring_test_assert_no_key (secrets, "openai", "No API key");
}

static void
test_longest_key (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autofree char *longest = g_strnfill (LLM_SECRET_MAX, '~');

  assert_stored (secrets, "openai", longest);
  keyring_test_assert_key (secrets, "openai", longest, LLM_SECRET_SOURCE_KEYRING);
  assert_deleted (secrets, "openai");
}

static void
test_sources (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();

  g_setenv ("OPENAI_API_KEY", " " CANARY "-env\n", TRUE);
  keyring_test_assert_key (secrets, "openai", CANARY "-env", LLM_SECRET_SOURCE_ENVIRONMENT);
  assert_stored (secrets, "openai", CANARY);
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  llm_secrets_set_session_key (secrets, "openai", CANARY "-session");
  keyring_test_assert_key (secrets, "openai", CANARY "-session", LLM_SECRET_SOURCE_SESSION);
  assert_list (secrets, "openai:session openai:keyring openai:environment(OPENAI_API_KEY)");

  llm_secrets_set_session_key (secrets, "openai", NULL);
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  assert_deleted (secrets, "openai");
  keyring_test_assert_key (secrets, "openai", CANARY "-env", LLM_SECRET_SOURCE_ENVIRONMENT);
}

static void
test_variables (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();

  g_setenv ("GOOGLE_API_KEY", CANARY "-google", TRUE);
  keyring_test_assert_key (secrets, "gemini", CANARY "-google", LLM_SECRET_SOURCE_ENVIRONMENT);
  assert_list (secrets, "gemini:environment(GOOGLE_API_KEY)");
  g_setenv ("GEMINI_API_KEY", CANARY "-gemini", TRUE);
  keyring_test_assert_key (secrets, "gemini", CANARY "-gemini", LLM_SECRET_SOURCE_ENVIRONMENT);
  assert_list (secrets, "gemini:environment(GEMINI_API_KEY)");
  /* What cannot be a key is not sent, and not shown. */
  g_setenv ("GEMINI_API_KEY", CANARY "\nX-Header: 1", TRUE);
  keyring_test_assert_key (secrets, "gemini", CANARY "-google", LLM_SECRET_SOURCE_ENVIRONMENT);
  g_setenv ("GOOGLE_API_KEY", "  ", TRUE);
  keyring_test_assert_no_key (secrets, "gemini", "No API key for Google Gemini is stored");

  g_setenv ("LM_STUDIO_API_KEY", CANARY "-custom", TRUE);
  keyring_test_assert_key (secrets, "lm-studio", CANARY "-custom", LLM_SECRET_SOURCE_ENVIRONMENT);
  /* A custom endpoint is listed once it has a key elsewhere. */
  assert_list (secrets, "");
  llm_secrets_set_session_key (secrets, "lm-studio", CANARY);
  assert_list (secrets, "lm-studio:session lm-studio:environment(LM_STUDIO_API_KEY)");
}

static void
test_session_keys (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autoptr (GString) log = g_string_new (NULL);

  g_signal_connect (secrets, "changed", G_CALLBACK (changed_cb), log);
  llm_secrets_set_session_key (secrets, "openai", "\t" CANARY);
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_SESSION);
  /* Nothing that could be a key is as good as none. */
  llm_secrets_set_session_key (secrets, "openai", "\x01");
  keyring_test_assert_no_key (secrets, "openai", "No API key");
  llm_secrets_set_session_key (secrets, "openai", NULL);
  g_assert_cmpstr (log->str, ==, "openai openai ");
  g_signal_handlers_disconnect_by_data (secrets, log);
}

static void
test_concurrent (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  TestCall *calls[16];

  assert_stored (secrets, "openai", CANARY);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      calls[i] = test_call_new (secrets);
      llm_secrets_lookup_async (secrets, i % 2 == 0 ? "openai" : "mistral", NULL, test_call_cb,
                                calls[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GError) error = NULL;
      char *key;

      test_call_wait (calls[i]);
      key = llm_secrets_lookup_finish (secrets, calls[i]->result, NULL, &error);
      g_assert_cmpstr (key, ==, i % 2 == 0 ? CANARY : NULL);
      llm_secret_free (key);
      test_call_free (calls[i]);
    }
  assert_deleted (secrets, "openai");
}

/* --- Cancellation --- */

typedef enum
{
  OPERATION_LOOKUP,
  OPERATION_STORE,
  OPERATION_DELETE,
  OPERATION_LIST,
  N_OPERATIONS
} Operation;

static void
start (LlmSecrets *secrets, Operation operation, GCancellable *cancellable, TestCall *call)
{
  switch (operation)
    {
    case OPERATION_LOOKUP:
      llm_secrets_lookup_async (secrets, "openai", cancellable, test_call_cb, call);
      break;
    case OPERATION_STORE:
      llm_secrets_store_async (secrets, "openai", CANARY "-2", cancellable, test_call_cb, call);
      break;
    case OPERATION_DELETE:
      llm_secrets_delete_async (secrets, "openai", cancellable, test_call_cb, call);
      break;
    case OPERATION_LIST:
    case N_OPERATIONS:
    default:
      llm_secrets_list_async (secrets, cancellable, test_call_cb, call);
      break;
    }
}

/* Whether it went through; else it was cancelled. */
static gboolean
finish (LlmSecrets *secrets, Operation operation, TestCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  gboolean done;
  char *key;

  switch (operation)
    {
    case OPERATION_LOOKUP:
      key = llm_secrets_lookup_finish (secrets, call->result, NULL, &error);
      done = key != NULL;
      llm_secret_free (key);
      break;
    case OPERATION_STORE:
      done = llm_secrets_store_finish (secrets, call->result, &error);
      break;
    case OPERATION_DELETE:
      done = llm_secrets_delete_finish (secrets, call->result, &error);
      break;
    case OPERATION_LIST:
    case N_OPERATIONS:
    default:
      entries = llm_secrets_list_finish (secrets, call->result, &error);
      done = entries != NULL;
      break;
    }

  if (done)
    g_assert_no_error (error);
  else
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return done;
}

/* After every number of turns of the main loop, until the call is through before it
 * can be cancelled. */
static void
test_cancel (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();

  for (Operation operation = 0; operation < N_OPERATIONS; operation++)
    {
      gboolean done = FALSE;

      for (guint turns = 0; !done; turns++)
        {
          g_autoptr (GCancellable) cancellable = g_cancellable_new ();
          g_autoptr (TestCall) call = NULL;

          assert_stored (secrets, "openai", CANARY);
          call = test_call_new (secrets);
          start (secrets, operation, cancellable, call);
          for (guint i = 0; i < turns && call->n_answers == 0; i++)
            g_main_context_iteration (NULL, TRUE);
          done = call->n_answers > 0;
          g_cancellable_cancel (cancellable);
          test_call_wait (call);
          g_assert_cmpint (finish (secrets, operation, call), ==, FALSE);
        }
    }

  /* What was cancelled left nothing behind. */
  assert_stored (secrets, "openai", CANARY);
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  assert_deleted (secrets, "openai");
}

static void
test_cancelled_before (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  for (Operation operation = 0; operation < N_OPERATIONS; operation++)
    {
      g_autoptr (TestCall) call = test_call_new (secrets);

      start (secrets, operation, cancellable, call);
      g_assert_cmpuint (call->n_answers, ==, 0);
      test_call_wait (call);
      g_assert_false (finish (secrets, operation, call));
    }
  keyring_test_assert_no_key (secrets, "openai", "No API key");
}

/* Dropped while it works, it answers and then goes. */
static void
test_dropped (void)
{
  LlmSecrets *secrets = llm_keyring_new ();
  g_autoptr (TestCall) call = test_call_new (secrets);
  gpointer alive = secrets;

  g_object_add_weak_pointer (G_OBJECT (secrets), &alive);
  llm_secrets_list_async (secrets, NULL, test_call_cb, call);
  g_object_unref (secrets);
  g_assert_nonnull (alive);
  test_call_wait (call);
  g_assert_true (finish (secrets, OPERATION_LIST, call));
  g_object_remove_weak_pointer (G_OBJECT (secrets), &alive);
}

/* --- Locked --- */

static void
assert_locked (LlmSecrets *secrets)
{
  g_autoptr (GError) error = NULL;

  keyring_test_assert_no_key (secrets, "openai", "The keyring is locked");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_LOCKED);
  /* One that is not there may just not be seen. */
  keyring_test_assert_no_key (secrets, "mistral", "The keyring is locked");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_LOCKED);

  g_assert_false (keyring_test_store (secrets, "mistral", CANARY, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "The keyring is locked"));
  g_clear_error (&error);
  g_assert_false (keyring_test_delete (secrets, "openai", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "The keyring is locked"));
}

static void
test_locked (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autofree char *list = NULL;
  gint64 start_time;

  assert_stored (secrets, "openai", CANARY);
  keyring_test_lock ();
  start_time = g_get_monotonic_time ();
  assert_locked (secrets);

  list = keyring_test_list (secrets);
  g_assert_cmpstr (list, ==, "openai:keyring");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_LOCKED);

  g_setenv ("OPENAI_API_KEY", CANARY "-env", TRUE);
  keyring_test_assert_key (secrets, "openai", CANARY "-env", LLM_SECRET_SOURCE_ENVIRONMENT);
  llm_secrets_set_session_key (secrets, "openai", CANARY "-session");
  keyring_test_assert_key (secrets, "openai", CANARY "-session", LLM_SECRET_SOURCE_SESSION);
  llm_secrets_set_session_key (secrets, "openai", NULL);
  g_assert_cmpint ((g_get_monotonic_time () - start_time) / 1000, <, SOON_MS);

  keyring_test_unlock ();
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_READY);
  assert_deleted (secrets, "openai");
}

/* With a display there is a prompt, but here is nobody to show it. */
static void
test_locked_with_display (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();

  assert_stored (secrets, "openai", CANARY);
  keyring_test_lock ();
  g_setenv ("DISPLAY", ":99999", TRUE);
  assert_locked (secrets);

  g_setenv ("OPENAI_API_KEY", CANARY "-env", TRUE);
  keyring_test_assert_key (secrets, "openai", CANARY "-env", LLM_SECRET_SOURCE_ENVIRONMENT);

  keyring_test_unlock ();
  assert_deleted (secrets, "openai");
}

/* --- The service goes and comes back --- */

static void
test_restart (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();

  assert_stored (secrets, "openai", CANARY);
  keyring_test_stop_daemon ();
  keyring_test_assert_no_key (secrets, "openai", "No keyring service is running");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_ABSENT);

  keyring_test_start_daemon ();
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_READY);
  assert_deleted (secrets, "openai");
}

/* Every test starts with an unlocked, empty keyring and an empty environment. */
static void
run (gconstpointer test)
{
  keyring_test_clean_environment ();
  if (keyring_test_have_daemon ())
    ((void (*) (void)) test) ();
}

#define ADD(name, function) g_test_add_data_func ("/keyring/" name, function, run)

int
main (int argc, char **argv)
{
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");

  keyring_test_init (&argc, &argv);
  if (program != NULL)
    {
      keyring_test_start_bus ();
      keyring_test_start_daemon ();
    }

  ADD ("new", test_new);
  ADD ("round-trip", test_round_trip);
  ADD ("two-objects", test_two_objects);
  ADD ("item", test_item);
  ADD ("refused/providers", test_refused_providers);
  ADD ("refused/keys", test_refused_keys);
  ADD ("longest-key", test_longest_key);
  ADD ("sources", test_sources);
  ADD ("variables", test_variables);
  ADD ("session-keys", test_session_keys);
  ADD ("concurrent", test_concurrent);
  ADD ("cancel", test_cancel);
  ADD ("cancel/before", test_cancelled_before);
  ADD ("dropped", test_dropped);
  ADD ("locked", test_locked);
  ADD ("locked/display", test_locked_with_display);
  ADD ("restart", test_restart);

  return keyring_test_run ();
}
