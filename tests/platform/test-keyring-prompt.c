/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-keyring.h"

#include "fake-service.h"
#include "keyring-test.h"
#include "llm-error.h"

#include <string.h>

/* Prompts, and services that misbehave, which a real one cannot be made to do. */

static FakeService *service;

static LlmSecrets *
new_keyring (guint deadline_ms)
{
  return g_object_new (LLM_TYPE_KEYRING, "deadline", deadline_ms, "hang-memory", 0, NULL);
}

static TestCall *
start_lookup (LlmSecrets *secrets, const char *provider_id, GCancellable *cancellable)
{
  TestCall *call = test_call_new (secrets);

  llm_secrets_lookup_async (secrets, provider_id, cancellable, test_call_cb, call);
  return call;
}

static void
assert_call_gives_key (TestCall *call, const char *expected)
{
  g_autoptr (GError) error = NULL;
  char *key;

  test_call_wait (call);
  key = llm_secrets_lookup_finish (call->secrets, call->result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (key, ==, expected);
  llm_secret_free (key);
}

static void
assert_call_is_cancelled (TestCall *call)
{
  g_autoptr (GError) error = NULL;

  test_call_wait (call);
  g_assert_null (llm_secrets_lookup_finish (call->secrets, call->result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
prompt_is_open (gpointer user_data)
{
  return service->open_prompt != NULL;
}

static gboolean
prompt_is_closed (gpointer user_data)
{
  return service->n_closed > 0;
}

static void
test_plain (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);
  g_autofree char *list = NULL;

  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  list = keyring_test_list (secrets);
  g_assert_cmpstr (list, ==, "openai:keyring");
  g_assert_cmpuint (service->n_prompts, ==, 0);
}

static void
test_accepted (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);

  service->locked = TRUE;
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  g_assert_cmpuint (service->n_prompts, ==, 1);
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_READY);
}

/* libsecret 0.20.5 never answers after this one. */
static void
test_dismissed (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);

  service->locked = TRUE;
  service->prompt = FAKE_PROMPT_DISMISSED;
  keyring_test_assert_no_key (secrets, "openai", "The keyring is locked");
  g_assert_cmpuint (service->n_prompts, ==, 1);
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_LOCKED);
}

static void
test_refused (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);
  g_autoptr (GError) error = NULL;

  service->locked = TRUE;
  service->prompt = FAKE_PROMPT_REFUSED;
  g_assert_null (keyring_test_lookup (secrets, "openai", NULL, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_NO_KEY);
  g_assert_nonnull (strstr (error->message, "The keyring reported an error"));
  g_assert_nonnull (strstr (llm_error_get_detail (error), "There is nobody to ask"));
}

/* A person may take any time. */
static void
test_slow_person (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (200);
  g_autoptr (TestCall) call = NULL;

  service->locked = TRUE;
  service->prompt = FAKE_PROMPT_OPEN;
  call = start_lookup (secrets, "openai", NULL);
  keyring_test_wait_until (prompt_is_open, NULL);
  keyring_test_turn_for (600);
  g_assert_cmpuint (call->n_answers, ==, 0);

  fake_service_close_prompt (service, FALSE);
  assert_call_gives_key (call, CANARY);
}

/* But the service may not, once the prompt is done. */
static void
test_hangs_after_prompt (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (200);

  service->locked = TRUE;
  service->silent_method = "GetSecrets";
  keyring_test_assert_no_key (secrets, "openai", "The keyring did not answer");
  g_assert_cmpuint (service->n_prompts, ==, 1);
}

static void
test_cancelled (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TestCall) call = NULL;

  service->locked = TRUE;
  service->prompt = FAKE_PROMPT_OPEN;
  call = start_lookup (secrets, "openai", cancellable);
  keyring_test_wait_until (prompt_is_open, NULL);
  g_cancellable_cancel (cancellable);
  assert_call_is_cancelled (call);
  keyring_test_wait_until (prompt_is_closed, NULL);
}

/* Four columns, one prompt; one column is stopped meanwhile. */
static void
test_shared (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TestCall *calls[4];

  service->locked = TRUE;
  service->prompt = FAKE_PROMPT_OPEN;
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    calls[i] = start_lookup (secrets, "openai", i == 0 ? cancellable : NULL);
  keyring_test_wait_until (prompt_is_open, NULL);
  g_cancellable_cancel (cancellable);
  assert_call_is_cancelled (calls[0]);
  keyring_test_turn_for (50);
  g_assert_cmpuint (service->n_closed, ==, 0);

  fake_service_close_prompt (service, FALSE);
  for (guint i = 1; i < G_N_ELEMENTS (calls); i++)
    assert_call_gives_key (calls[i], CANARY);
  g_assert_cmpuint (service->n_prompts, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    test_call_free (calls[i]);
}

/* Somebody comes just when the last one has left. */
static void
test_late_comer (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TestCall) first = NULL;
  g_autoptr (TestCall) second = NULL;

  service->locked = TRUE;
  service->prompt = FAKE_PROMPT_OPEN;
  first = start_lookup (secrets, "openai", cancellable);
  keyring_test_wait_until (prompt_is_open, NULL);
  second = start_lookup (secrets, "openai", NULL);
  g_cancellable_cancel (cancellable);
  assert_call_is_cancelled (first);
  keyring_test_wait_until (prompt_is_open, NULL);
  fake_service_close_prompt (service, FALSE);
  assert_call_gives_key (second, CANARY);
}

/* Without a display nobody could answer; with a key elsewhere nobody has to. */
static void
test_not_asked (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);
  g_autofree char *list = NULL;

  service->locked = TRUE;
  g_setenv ("OPENAI_API_KEY", CANARY "-env", TRUE);
  keyring_test_assert_key (secrets, "openai", CANARY "-env", LLM_SECRET_SOURCE_ENVIRONMENT);
  list = keyring_test_list (secrets);
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_LOCKED);

  g_unsetenv ("OPENAI_API_KEY");
  g_unsetenv ("WAYLAND_DISPLAY");
  keyring_test_assert_no_key (secrets, "openai", "The keyring is locked");
  g_assert_cmpuint (service->n_prompts, ==, 0);
}

static void
test_store (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);
  g_autoptr (GError) error = NULL;

  service->locked = TRUE;
  g_assert_true (keyring_test_store (secrets, "openai", CANARY "-2", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (service->key, ==, CANARY "-2");
  g_assert_cmpuint (service->n_prompts, ==, 1);

  service->locked = TRUE;
  service->prompt = FAKE_PROMPT_DISMISSED;
  g_assert_false (keyring_test_store (secrets, "openai", CANARY "-3", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "The keyring is locked"));
  g_assert_cmpstr (service->key, ==, CANARY "-2");
}

/* A new user has no keyring yet. */
static void
test_no_collection (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;

  fake_service_set_key (service, NULL);
  service->no_collection = TRUE;
  keyring_test_assert_no_key (secrets, "openai", "No API key for OpenAI is stored");
  list = keyring_test_list (secrets);
  g_assert_cmpstr (list, ==, "");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_READY);

  service->prompt = FAKE_PROMPT_DISMISSED;
  g_assert_false (keyring_test_store (secrets, "openai", CANARY, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "There is no keyring"));
  g_clear_error (&error);
  g_unsetenv ("WAYLAND_DISPLAY");
  g_assert_false (keyring_test_store (secrets, "openai", CANARY, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "There is no keyring"));
  g_clear_error (&error);
  g_assert_cmpuint (service->n_prompts, ==, 1);

  g_setenv ("DISPLAY", ":99999", TRUE);
  service->prompt = FAKE_PROMPT_ACCEPTED;
  g_assert_true (keyring_test_store (secrets, "openai", CANARY, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (service->key, ==, CANARY);
  g_assert_cmpuint (service->n_prompts, ==, 2);
}

/* Some services ask before they delete. */
static void
test_delete (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);
  g_autoptr (GError) error = NULL;

  service->delete_prompts = TRUE;
  service->prompt = FAKE_PROMPT_DISMISSED;
  g_assert_false (keyring_test_delete (secrets, "openai", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_cmpstr (service->key, ==, CANARY);

  service->prompt = FAKE_PROMPT_ACCEPTED;
  g_assert_true (keyring_test_delete (secrets, "openai", &error));
  g_assert_no_error (error);
  g_assert_null (service->key);
  g_assert_cmpuint (service->n_prompts, ==, 2);

  /* Locked, then unlocked, then deleted. */
  fake_service_set_key (service, CANARY);
  service->locked = TRUE;
  service->delete_prompts = FALSE;
  g_assert_true (keyring_test_delete (secrets, "openai", &error));
  g_assert_no_error (error);
  g_assert_null (service->key);
}

/* --- Services that misbehave --- */

static void
test_odd_replies (void)
{
  static const struct
  {
    const char *method;
    gboolean locked;
    gboolean empty;
  } rows[] = {
    { "SearchItems", FALSE, FALSE },
    { "Unlock", TRUE, FALSE },
    { "ReadAlias", FALSE, TRUE },
    { "Get", FALSE, TRUE },
  };
  g_autoptr (LlmSecrets) secrets = new_keyring (2000);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].method);
      service->locked = rows[i].locked;
      service->odd_method = rows[i].method;
      fake_service_set_key (service, rows[i].empty ? NULL : CANARY);
      keyring_test_assert_no_key (secrets, "openai", "The keyring reported an error");
      g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_UNKNOWN);
    }
}

static void
test_silence (void)
{
  static const struct
  {
    const char *method;
    gboolean locked;
    gboolean empty;
  } rows[] = {
    { "SearchItems", FALSE, FALSE }, { "GetSecrets", FALSE, FALSE }, { "Unlock", TRUE, FALSE },
    { "ReadAlias", FALSE, TRUE },    { "Get", FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LlmSecrets) secrets = new_keyring (150);
      gint64 start = g_get_monotonic_time ();

      g_test_message ("%s", rows[i].method);
      service->locked = rows[i].locked;
      service->silent_method = rows[i].method;
      fake_service_set_key (service, rows[i].empty ? NULL : CANARY);
      keyring_test_assert_no_key (secrets, "openai", "The keyring did not answer");
      g_assert_cmpint ((g_get_monotonic_time () - start) / 1000, <, SOON_MS);
      g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_HUNG);
    }
}

static void
test_silence_when_writing (void)
{
  static const char *const methods[] = { "ReadAlias", "Get", "CreateItem" };
  g_autoptr (LlmSecrets) secrets = new_keyring (150);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      service->silent_method = methods[i];
      g_assert_false (keyring_test_store (secrets, "openai", CANARY "-2", &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_TIMEOUT);
      g_clear_error (&error);
    }
  service->silent_method = "Delete";
  g_assert_false (keyring_test_delete (secrets, "openai", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_TIMEOUT);
}

/* Told that nothing was stored, the user is not asked for a password afterwards. */
static void
test_late_reply (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (150);
  g_autoptr (GError) error = NULL;

  service->silent_method = "CreateItem";
  g_assert_false (keyring_test_store (secrets, "openai", CANARY "-2", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_TIMEOUT);

  service->silent_method = NULL;
  fake_service_answer_late (service, "org.freedesktop.Secret.Error.IsLocked");
  /* A whole call to and fro comes after whatever that has caused. */
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
  g_assert_cmpuint (service->n_unlocks, ==, 0);
}

/* What another program may have put under our attributes. */
static void
test_odd_keys (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);

  fake_service_set_key (service, CANARY "\r\nX-Header: 1");
  keyring_test_assert_no_key (secrets, "openai", "The keyring reported an error");
  fake_service_set_key (service, "");
  keyring_test_assert_no_key (secrets, "openai", "The keyring reported an error");
  fake_service_set_key (service, "\xff\xfe");
  keyring_test_assert_no_key (secrets, "openai", "The keyring reported an error");
  fake_service_set_key (service, CANARY);
  service->content_type = "image/png";
  keyring_test_assert_no_key (secrets, "openai", "The keyring reported an error");

  g_setenv ("OPENAI_API_KEY", CANARY "-env", TRUE);
  keyring_test_assert_key (secrets, "openai", CANARY "-env", LLM_SECRET_SOURCE_ENVIRONMENT);
}

/* In a sandbox without a portal the service is asked as ever. */
static void
test_sandbox (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);

  g_setenv ("SNAP_NAME", "llmselect", TRUE);
  keyring_test_assert_key (secrets, "openai", CANARY, LLM_SECRET_SOURCE_KEYRING);
}

/* It leaves the bus with its prompt open. */
static void
test_vanishes (void)
{
  g_autoptr (LlmSecrets) secrets = new_keyring (5000);
  g_autoptr (TestCall) call = NULL;
  g_autoptr (GError) error = NULL;

  service->locked = TRUE;
  service->prompt = FAKE_PROMPT_OPEN;
  call = start_lookup (secrets, "openai", NULL);
  keyring_test_wait_until (prompt_is_open, NULL);
  g_clear_pointer (&service, fake_service_free);

  test_call_wait (call);
  g_assert_null (llm_secrets_lookup_finish (secrets, call->result, NULL, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_NO_KEY);
  g_assert_nonnull (strstr (error->message, "No keyring service is running"));
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_ABSENT);
}

/* Every test starts with a display, an unlocked keyring and a key for OpenAI. */
static void
run (gconstpointer test)
{
  keyring_test_clean_environment ();
  g_setenv ("WAYLAND_DISPLAY", "wayland-99", TRUE);
  if (service == NULL)
    service = fake_service_new (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
  fake_service_reset (service);
  fake_service_set_key (service, CANARY);
  ((void (*) (void)) test) ();
  keyring_test_spin ();
}

#define ADD(name, function) g_test_add_data_func ("/keyring/prompt/" name, function, run)

int
main (int argc, char **argv)
{
  int status;

  keyring_test_init (&argc, &argv);
  keyring_test_start_bus ();

  ADD ("plain", test_plain);
  ADD ("accepted", test_accepted);
  ADD ("dismissed", test_dismissed);
  ADD ("refused", test_refused);
  ADD ("slow-person", test_slow_person);
  ADD ("hangs-after-prompt", test_hangs_after_prompt);
  ADD ("cancelled", test_cancelled);
  ADD ("shared", test_shared);
  ADD ("late-comer", test_late_comer);
  ADD ("not-asked", test_not_asked);
  ADD ("store", test_store);
  ADD ("no-collection", test_no_collection);
  ADD ("delete", test_delete);
  ADD ("odd-replies", test_odd_replies);
  ADD ("silence", test_silence);
  ADD ("silence/writing", test_silence_when_writing);
  ADD ("late-reply", test_late_reply);
  ADD ("odd-keys", test_odd_keys);
  ADD ("sandbox", test_sandbox);
  ADD ("vanishes", test_vanishes);

  status = keyring_test_run ();
  g_clear_pointer (&service, fake_service_free);
  return status;
}
