/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-secrets.h"

#include "llm-error.h"
#include "llm-fake-secrets.h"

#include <string.h>

/* The linker gives us all calls of g_free() in the library (--wrap=g_free). */
void __real_g_free (gpointer mem);
void __wrap_g_free (gpointer mem);

static struct
{
  const char *address;
  gsize length;
  guint n_freed;
  gboolean wiped;
} watched;

void
__wrap_g_free (gpointer mem)
{
  if (mem != NULL && mem == watched.address)
    {
      watched.n_freed++;
      watched.wiped = TRUE;
      for (gsize i = 0; i < watched.length; i++)
        watched.wiped = watched.wiped && watched.address[i] == '\0';
      watched.address = NULL;
    }
  __real_g_free (mem);
}

static void
test_wipe (void)
{
  char *key = g_strdup ("sk-canary-0123456789");

  watched.address = key;
  watched.length = strlen (key);
  watched.n_freed = 0;
  llm_secret_free (key);
  g_assert_cmpuint (watched.n_freed, ==, 1);
  g_assert_true (watched.wiped);

  llm_secret_free (NULL);
  llm_secret_free (g_strdup (""));
}

static void
test_normalize (void)
{
  static const struct
  {
    const char *text;
    const char *key;
  } rows[] = {
    { "sk-abc", "sk-abc" },
    { " \t sk-abc\r\n", "sk-abc" },
    { "~!{}|", "~!{}|" },
    { "two words", "two words" },
    { "", NULL },
    { " \n", NULL },
    { "sk-canary\nsk-def", NULL },
    { "sk-canary\r\nx: y", NULL },
    { "sk-canary\tdef", NULL },
    { "sk-canary\x7f", NULL },
    { "sk-canary\x01", NULL },
    { "sk-canary-\xc3\xa4", NULL },
    { "sk-canary\xff", NULL },
    { "\xe2\x80\x8bsk-canary", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      char *key = llm_secret_normalize (rows[i].text, &error);

      g_assert_cmpstr (key, ==, rows[i].key);
      if (rows[i].key == NULL)
        {
          g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
          g_assert_null (strstr (error->message, "canary"));
          g_assert_null (llm_error_get_detail (error));
        }
      else
        {
          g_assert_no_error (error);
        }
      llm_secret_free (key);
    }
}

static void
test_normalize_long (void)
{
  g_autofree char *longest = g_strnfill (LLM_SECRET_MAX, 'k');
  g_autofree char *padded = g_strconcat ("\n", longest, " ", NULL);
  g_autofree char *too_long = g_strconcat (longest, "k", NULL);
  g_autoptr (GError) error = NULL;
  char *key;

  key = llm_secret_normalize (padded, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, longest);
  llm_secret_free (key);

  g_assert_null (llm_secret_normalize (too_long, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
  g_assert_null (strstr (error->message, "kkk"));
}

static void
assert_variables (const char *provider_id, const char *expected)
{
  g_auto (GStrv) variables = llm_secret_get_variables (provider_id);
  g_autofree char *joined = g_strjoinv (" ", variables);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_variables (void)
{
  const char *const *vendors = llm_secret_get_vendors ();

  assert_variables ("openai", "OPENAI_API_KEY");
  assert_variables ("anthropic", "ANTHROPIC_API_KEY");
  assert_variables ("gemini", "GEMINI_API_KEY GOOGLE_API_KEY");
  assert_variables ("mistral", "MISTRAL_API_KEY");
  assert_variables ("lm-studio-2", "LM_STUDIO_2_API_KEY");
  assert_variables ("demo", "");
  assert_variables ("", "");
  assert_variables ("ä", "");
  assert_variables ("a=b", "");

  for (guint i = 0; vendors[i] != NULL; i++)
    g_assert_cmpstr (llm_secret_get_provider_name (vendors[i]), !=, vendors[i]);
  g_assert_cmpstr (llm_secret_get_provider_name ("openai"), ==, "OpenAI");
  g_assert_cmpstr (llm_secret_get_provider_name ("ollama"), ==, "ollama");
}

static void
test_names (void)
{
  g_assert_cmpstr (llm_secret_source_to_string (LLM_SECRET_SOURCE_NONE), ==, "none");
  g_assert_cmpstr (llm_secret_source_to_string (LLM_SECRET_SOURCE_SESSION), ==, "session");
  g_assert_cmpstr (llm_secret_source_to_string (LLM_SECRET_SOURCE_KEYRING), ==, "keyring");
  g_assert_cmpstr (llm_secret_source_to_string (LLM_SECRET_SOURCE_ENVIRONMENT), ==, "environment");
}

/* --- The stand-in that other tests use keeps to the interface --- */

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
changed_cb (LlmSecrets *secrets, const char *provider_id, GString *log)
{
  g_string_append_printf (log, "%s ", provider_id);
}

static void
assert_lookup (LlmSecrets *secrets,
               const char *provider_id,
               const char *expected,
               LlmSecretSource expected_source)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LlmSecretSource source = LLM_SECRET_SOURCE_NONE;
  char *key;

  llm_secrets_lookup_async (secrets, provider_id, NULL, result_cb, &result);
  key = llm_secrets_lookup_finish (secrets, wait_for (&result), &source, &error);
  g_assert_cmpstr (key, ==, expected);
  g_assert_cmpint (source, ==, expected_source);
  if (expected == NULL)
    g_assert_error (error, LLM_ERROR, LLM_ERROR_NO_KEY);
  else
    g_assert_no_error (error);
  llm_secret_free (key);
}

static gboolean
fake_store (LlmSecrets *secrets, const char *provider_id, const char *key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  llm_secrets_store_async (secrets, provider_id, key, NULL, result_cb, &result);
  return llm_secrets_store_finish (secrets, wait_for (&result), error);
}

static gboolean
fake_delete (LlmSecrets *secrets, const char *provider_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  llm_secrets_delete_async (secrets, provider_id, NULL, result_cb, &result);
  return llm_secrets_delete_finish (secrets, wait_for (&result), error);
}

static void
assert_list (LlmSecrets *secrets, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  llm_secrets_list_async (secrets, NULL, result_cb, &result);
  entries = llm_secrets_list_finish (secrets, wait_for (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      LlmSecretEntry *entry = g_ptr_array_index (entries, i);

      g_assert_null (entry->variable);
      g_string_append_printf (text, "%s:%s ", entry->provider_id,
                              llm_secret_source_to_string (entry->source));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_fake (void)
{
  g_autoptr (LlmFakeSecrets) fake = llm_fake_secrets_new ();
  LlmSecrets *secrets = LLM_SECRETS (fake);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (secrets, "changed", G_CALLBACK (changed_cb), log);
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_READY);
  assert_lookup (secrets, "openai", NULL, LLM_SECRET_SOURCE_NONE);

  g_assert_true (fake_store (secrets, "openai", " sk-1\n", &error));
  g_assert_no_error (error);
  assert_lookup (secrets, "openai", "sk-1", LLM_SECRET_SOURCE_KEYRING);
  llm_secrets_set_session_key (secrets, "openai", "sk-2");
  assert_lookup (secrets, "openai", "sk-2", LLM_SECRET_SOURCE_SESSION);
  assert_list (secrets, "openai:session openai:keyring ");
  llm_secrets_set_session_key (secrets, "openai", NULL);
  assert_lookup (secrets, "openai", "sk-1", LLM_SECRET_SOURCE_KEYRING);

  g_assert_false (fake_store (secrets, "openai", "\n", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
  g_clear_error (&error);
  g_assert_true (fake_delete (secrets, "openai", &error));
  g_assert_no_error (error);
  g_assert_false (fake_delete (secrets, "openai", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_NO_KEY);
  assert_list (secrets, "");
  g_assert_cmpstr (log->str, ==, "openai openai openai openai ");
  g_assert_cmpuint (llm_fake_secrets_get_n_lookups (fake), ==, 4);

  g_signal_handlers_disconnect_by_data (secrets, log);
}

static void
test_fake_states (void)
{
  g_autoptr (LlmFakeSecrets) fake = llm_fake_secrets_new ();
  LlmSecrets *secrets = LLM_SECRETS (fake);
  g_autoptr (GError) error = NULL;

  g_assert_true (fake_store (secrets, "openai", "sk-1", &error));

  llm_fake_secrets_set_state (fake, LLM_KEYRING_HUNG);
  assert_lookup (secrets, "openai", NULL, LLM_SECRET_SOURCE_NONE);
  assert_list (secrets, "");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_HUNG);
  g_assert_false (fake_store (secrets, "openai", "sk-2", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_TIMEOUT);
  g_clear_error (&error);

  llm_fake_secrets_set_state (fake, LLM_KEYRING_LOCKED);
  g_assert_false (fake_delete (secrets, "openai", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  llm_secrets_set_session_key (secrets, "openai", "sk-3");
  assert_lookup (secrets, "openai", "sk-3", LLM_SECRET_SOURCE_SESSION);

  llm_secrets_set_session_key (secrets, "openai", NULL);
  llm_fake_secrets_set_state (fake, LLM_KEYRING_READY);
  assert_lookup (secrets, "openai", "sk-1", LLM_SECRET_SOURCE_KEYRING);
}

static void
test_fake_held (void)
{
  g_autoptr (LlmFakeSecrets) fake = llm_fake_secrets_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *key;

  llm_secrets_set_session_key (LLM_SECRETS (fake), "openai", "sk-1");
  llm_fake_secrets_set_held (fake, TRUE);
  llm_secrets_lookup_async (LLM_SECRETS (fake), "openai", NULL, result_cb, &result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (result);

  llm_fake_secrets_set_held (fake, FALSE);
  key = llm_secrets_lookup_finish (LLM_SECRETS (fake), wait_for (&result), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, "sk-1");
  llm_secret_free (key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/secrets/wipe", test_wipe);
  g_test_add_func ("/secrets/normalize", test_normalize);
  g_test_add_func ("/secrets/normalize/long", test_normalize_long);
  g_test_add_func ("/secrets/variables", test_variables);
  g_test_add_func ("/secrets/names", test_names);
  g_test_add_func ("/secrets/fake", test_fake);
  g_test_add_func ("/secrets/fake/states", test_fake_states);
  g_test_add_func ("/secrets/fake/held", test_fake_held);

  return g_test_run ();
}
