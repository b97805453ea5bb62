/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-keyring.h"

#include "keyring-test.h"
#include "llm-error.h"

#include <string.h>

/* A daemon that is stopped with SIGSTOP: it holds its name on the bus, takes calls and
 * answers none, as one does that waits for a smart card or a broken disk. */

#define DEADLINE_MS 5000
#define TOLERANCE_MS 500

static LlmSecrets *
new_keyring (guint deadline_ms, guint hang_memory_ms)
{
  return g_object_new (LLM_TYPE_KEYRING, "deadline", deadline_ms, "hang-memory", hang_memory_ms,
                       NULL);
}

static void
assert_hung (LlmSecrets *secrets, const char *provider_id)
{
  keyring_test_assert_no_key (secrets, provider_id, "The keyring did not answer within");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_HUNG);
}

static gboolean
is_not_hung (gpointer secrets)
{
  return llm_secrets_get_keyring_state (secrets) != LLM_KEYRING_HUNG;
}

static void
store (LlmSecrets *secrets, const char *provider_id, const char *key)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (keyring_test_store (secrets, provider_id, key, &error));
  g_assert_no_error (error);
}

/* Nothing was ever connected: even the first call of the program ends.  Four columns
 * wait together, then nobody waits any more, until the daemon is back. */
static void
test_first_call (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autofree char *list = NULL;
  TestCall *calls[4];
  gint64 start;

  keyring_test_pause_daemon (TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      calls[i] = test_call_new (secrets);
      llm_secrets_lookup_async (secrets, llm_secret_get_vendors ()[i], NULL, test_call_cb,
                                calls[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GError) error = NULL;

      test_call_wait (calls[i]);
      g_assert_cmpfloat (test_call_get_ms (calls[i]), >=, DEADLINE_MS - TOLERANCE_MS);
      g_assert_cmpfloat (test_call_get_ms (calls[i]), <, DEADLINE_MS + TOLERANCE_MS);
      g_assert_null (llm_secrets_lookup_finish (secrets, calls[i]->result, NULL, &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_NO_KEY);
      g_assert_nonnull (strstr (error->message, "within 5 seconds"));
      test_call_free (calls[i]);
    }
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_HUNG);

  start = g_get_monotonic_time ();
  assert_hung (secrets, "openai");
  g_setenv ("OPENAI_API_KEY", CANARY "-env", TRUE);
  keyring_test_assert_key (secrets, "openai", CANARY "-env", LLM_SECRET_SOURCE_ENVIRONMENT);
  list = keyring_test_list (secrets);
  g_assert_cmpstr (list, ==, "openai:environment(OPENAI_API_KEY)");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_HUNG);
  g_assert_cmpint ((g_get_monotonic_time () - start) / 1000, <, SOON_MS);

  /* The late answer to the first call tells that the daemon is back. */
  keyring_test_pause_daemon (FALSE);
  keyring_test_wait_until (is_not_hung, secrets);
  g_unsetenv ("OPENAI_API_KEY");
  keyring_test_assert_no_key (secrets, "openai", "No API key for OpenAI is stored");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_READY);
}

/* The same with a connection that was good before. */
static void
test_later_call (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (400, 60000);

  store (secrets, "openai", CANARY);
  keyring_test_pause_daemon (TRUE);
  assert_hung (secrets, "openai");

  keyring_test_pause_daemon (FALSE);
  keyring_test_wait_until (is_not_hung, secrets);
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
}

/* While the daemon hangs, it is asked again only after a while. */
static void
test_memory (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (600, 3000);
  gint64 hung_at;
  guint n_quick = 0;
  gboolean tried_again = FALSE;

  store (secrets, "openai", CANARY);
  keyring_test_pause_daemon (TRUE);
  assert_hung (secrets, "openai");
  hung_at = g_get_monotonic_time ();

  while (!tried_again)
    {
      g_autoptr (TestCall) call = test_call_new (secrets);
      g_autoptr (GError) error = NULL;

      llm_secrets_lookup_async (secrets, "openai", NULL, test_call_cb, call);
      test_call_wait (call);
      g_assert_null (llm_secrets_lookup_finish (secrets, call->result, NULL, &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_NO_KEY);
      tried_again = test_call_get_ms (call) > 550;
      if (tried_again)
        g_assert_cmpint ((call->started - hung_at) / 1000, >, 2800);
      else
        n_quick++;
    }
  g_assert_cmpuint (n_quick, >, 3);

  keyring_test_pause_daemon (FALSE);
  keyring_test_wait_until (is_not_hung, secrets);
}

/* A call that has just begun does not wait its own deadline out when an older one has
 * met its. */
static void
test_shared (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (2000, 60000);
  g_autoptr (TestCall) first = test_call_new (secrets);
  g_autoptr (TestCall) second = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  keyring_test_pause_daemon (TRUE);
  llm_secrets_lookup_async (secrets, "openai", NULL, test_call_cb, first);
  keyring_test_turn_for (1000);
  g_assert_cmpuint (first->n_answers, ==, 0);

  second = test_call_new (secrets);
  llm_secrets_list_async (secrets, NULL, test_call_cb, second);
  test_call_wait (first);
  test_call_wait (second);
  g_assert_cmpfloat (test_call_get_ms (first), >, 1900);
  g_assert_cmpfloat (test_call_get_ms (second), <, 1700);
  entries = llm_secrets_list_finish (secrets, second->result, NULL);
  g_assert_nonnull (entries);

  keyring_test_pause_daemon (FALSE);
  keyring_test_wait_until (is_not_hung, secrets);
}

/* What was reported as not stored, or not deleted, is not done later either. */
static void
test_writing (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (400, 60000);
  g_autoptr (GError) error = NULL;

  store (secrets, "openai", CANARY);
  keyring_test_pause_daemon (TRUE);

  g_assert_false (keyring_test_store (secrets, "openai", CANARY "-2", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (error->message, "The keyring did not answer within 1 second"));
  g_clear_error (&error);
  g_assert_false (keyring_test_delete (secrets, "openai", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_TIMEOUT);

  keyring_test_pause_daemon (FALSE);
  /* Writing is what a person has just asked for: it is tried even so. */
  store (secrets, "mistral", CANARY "-3");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_READY);
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  g_assert_true (keyring_test_delete (secrets, "mistral", NULL));
}

static void
test_cancel (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TestCall) call = test_call_new (secrets);
  g_autoptr (GError) error = NULL;

  keyring_test_pause_daemon (TRUE);
  llm_secrets_lookup_async (secrets, "openai", cancellable, test_call_cb, call);
  keyring_test_spin ();
  g_assert_cmpuint (call->n_answers, ==, 0);
  g_cancellable_cancel (cancellable);
  test_call_wait (call);
  g_assert_cmpfloat (test_call_get_ms (call), <, SOON_MS);
  g_assert_null (llm_secrets_lookup_finish (secrets, call->result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* Nothing is known about the keyring from that. */
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_UNKNOWN);

  keyring_test_pause_daemon (FALSE);
}

/* Gone with calls that were never answered; the late replies meet nothing. */
static void
test_finalize (void)
{
  LlmSecrets *secrets = new_keyring (300, 60000);
  g_autoptr (LlmSecrets) other = llm_keyring_new ();

  keyring_test_pause_daemon (TRUE);
  assert_hung (secrets, "openai");
  keyring_test_spin ();
  g_assert_finalize_object (secrets);

  keyring_test_pause_daemon (FALSE);
  keyring_test_assert_key (other, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  keyring_test_spin ();
}

static void
run (gconstpointer test)
{
  keyring_test_clean_environment ();
  if (keyring_test_have_daemon ())
    ((void (*) (void)) test) ();
}

#define ADD(name, function) g_test_add_data_func ("/keyring/hung/" name, function, run)

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

  ADD ("1-first-call", test_first_call);
  ADD ("2-later-call", test_later_call);
  ADD ("3-memory", test_memory);
  ADD ("4-shared", test_shared);
  ADD ("5-writing", test_writing);
  ADD ("6-cancel", test_cancel);
  ADD ("7-finalize", test_finalize);

  return keyring_test_run ();
}
