/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-keyring.h"

#include "keyring-test.h"
#include "llm-error.h"

#include <string.h>

/* In a Flatpak libsecret keeps keys in an encrypted file instead of asking the service.
 * It lets tests choose the file and the secret that encrypts it. */

/* libsecret 0.20 loses the entity tag of the file with each write, and the leak sanitizer
 * cannot tell whose it was. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

static void
test_round_trip (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;

  keyring_test_assert_no_key (secrets, "openai", "No API key for OpenAI is stored");
  g_assert_true (keyring_test_store (secrets, "openai", CANARY, &error));
  g_assert_no_error (error);
  g_assert_true (keyring_test_store (secrets, "ollama", CANARY "-2", &error));
  g_assert_no_error (error);
  g_assert_true (keyring_test_store (secrets, "openai", CANARY "-3", &error));
  g_assert_no_error (error);
  keyring_test_assert_key (secrets, "openai", CANARY "-3", LLM_SECRET_SOURCE_KEYRING);
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_READY);
  list = keyring_test_list (secrets);
  g_assert_cmpstr (list, ==, "openai:keyring ollama:keyring");

  g_assert_true (keyring_test_delete (secrets, "openai", &error));
  g_assert_no_error (error);
  keyring_test_assert_no_key (secrets, "openai", "No API key for OpenAI is stored");
  keyring_test_assert_key (secrets, "ollama", CANARY "-2", LLM_SECRET_SOURCE_KEYRING);
  g_assert_false (keyring_test_delete (secrets, "openai", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_NO_KEY);
}

int
main (int argc, char **argv)
{
  g_autofree char *file = NULL;

  keyring_test_init (&argc, &argv);
  file = g_build_filename (g_getenv ("HOME"), "test.keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  keyring_test_start_bus ();

  g_test_add_func ("/keyring/file/round-trip", test_round_trip);

  return keyring_test_run ();
}
