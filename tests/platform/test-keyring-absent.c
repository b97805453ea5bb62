/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-keyring.h"

#include "keyring-test.h"
#include "llm-error.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

/* No bus, a bus that is gone, a bus without a keyring: a server, a container, a build
 * machine.  None of them takes time, and none starts a bus. */

static void
assert_absent (LlmSecrets *secrets)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;
  gint64 start = g_get_monotonic_time ();

  keyring_test_assert_no_key (secrets, "openai", "No keyring service is running");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_ABSENT);
  g_assert_false (keyring_test_store (secrets, "openai", CANARY, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "No keyring service is running"));
  g_clear_error (&error);
  g_assert_false (keyring_test_delete (secrets, "openai", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);

  g_setenv ("OPENAI_API_KEY", CANARY "-env", TRUE);
  keyring_test_assert_key (secrets, "openai", CANARY "-env", LLM_SECRET_SOURCE_ENVIRONMENT);
  list = keyring_test_list (secrets);
  g_assert_cmpstr (list, ==, "openai:environment(OPENAI_API_KEY)");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_ABSENT);
  llm_secrets_set_session_key (secrets, "openai", CANARY "-session");
  keyring_test_assert_key (secrets, "openai", CANARY "-session", LLM_SECRET_SOURCE_SESSION);

  g_assert_cmpint ((g_get_monotonic_time () - start) / 1000, <, SOON_MS);
}

/* A dbus-launch that tells when it is run. */
static char *
plant_launcher (void)
{
  g_autofree char *dir = g_build_filename (g_getenv ("HOME"), "bin", NULL);
  g_autofree char *launcher = g_build_filename (dir, "dbus-launch", NULL);
  g_autofree char *path = g_strconcat (dir, ":", g_getenv ("PATH"), NULL);
  g_autofree char *script = NULL;
  char *trace = g_build_filename (g_getenv ("HOME"), "launched", NULL);

  script = g_strdup_printf ("#!/bin/sh\ntouch '%s'\nexit 1\n", trace);
  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (launcher, script, -1, NULL));
  g_assert_cmpint (g_chmod (launcher, 0700), ==, 0);
  g_setenv ("PATH", path, TRUE);
  return trace;
}

static void
test_no_bus (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();

  assert_absent (secrets);
}

static void
test_no_autolaunch (void)
{
  static const char *const addresses[]
      = { "", "autolaunch:", "unix:path=/nonexistent;autolaunch:" };
  g_autofree char *trace = plant_launcher ();

  g_setenv ("DISPLAY", ":99999", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (LlmSecrets) secrets = llm_keyring_new ();

      g_setenv ("DBUS_SESSION_BUS_ADDRESS", addresses[i], TRUE);
      assert_absent (secrets);
      g_unsetenv ("OPENAI_API_KEY");
    }
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");

  g_assert_false (g_file_test (trace, G_FILE_TEST_EXISTS));
}

/* GIO shares a failed attempt to connect until all who waited for it have been told: a
 * new one is made when the address is complained about that was set last. */
static gboolean
attempt_is_over (gpointer address)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) error = NULL;

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_null (bus);
  return strstr (error->message, address) != NULL;
}

static void
forget_attempt (void)
{
  static guint serial;
  g_autofree char *address = g_strdup_printf ("address-%u", serial++);

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  keyring_test_wait_until (attempt_is_over, address);
  keyring_test_spin ();
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
}

static void
test_odd_addresses (void)
{
  static const char *const addresses[]
      = { "disabled:", "unix:path=/nonexistent/bus", "unix:path=/dev/null", "nonsense",
          "unix:",     "tcp:host=127.0.0.1,port=1" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (LlmSecrets) secrets = llm_keyring_new ();

      g_test_message ("“%s”", addresses[i]);
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", addresses[i], TRUE);
      assert_absent (secrets);
      g_unsetenv ("OPENAI_API_KEY");
      forget_attempt ();
    }
}

/* Gone while it connects: whoever else connects is not bothered. */
static void
test_dropped (void)
{
  g_autoptr (TestCall) call = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  LlmSecrets *secrets = llm_keyring_new ();

  keyring_test_start_bus ();
  call = test_call_new (secrets);
  llm_secrets_lookup_async (secrets, "openai", cancellable, test_call_cb, call);
  g_cancellable_cancel (cancellable);
  test_call_wait (call);
  g_object_unref (secrets);

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
}

/* A socket that takes connections and never says a word, where the bus should be. */
static void
test_silent_bus (void)
{
  g_autoptr (LlmSecrets) secrets
      = g_object_new (LLM_TYPE_KEYRING, "deadline", 300, "hang-memory", 60000, NULL);
  g_autofree char *path = g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "bus", NULL);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                 NULL, NULL, &error);
  g_assert_no_error (error);

  keyring_test_assert_no_key (secrets, "openai", "The keyring did not answer");
  g_assert_cmpint (llm_secrets_get_keyring_state (secrets), ==, LLM_KEYRING_HUNG);
  g_setenv ("OPENAI_API_KEY", CANARY "-env", TRUE);
  keyring_test_assert_key (secrets, "openai", CANARY "-env", LLM_SECRET_SOURCE_ENVIRONMENT);

  g_socket_listener_close (listener);
  g_unlink (path);
  forget_attempt ();
}

static void
test_no_service (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();

  assert_absent (secrets);
}

static gboolean
is_closed (gpointer bus)
{
  return g_dbus_connection_is_closed (bus);
}

/* The bus ends, the program does not. */
static void
test_bus_ends (void)
{
  g_autoptr (LlmSecrets) secrets = llm_keyring_new ();
  g_autofree char *address = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) error = NULL;

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  keyring_test_assert_no_key (secrets, "openai", "No keyring service is running");
  keyring_test_stop_bus ();
  keyring_test_wait_until (is_closed, bus);
  keyring_test_spin ();

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  assert_absent (secrets);
}

static void
run (gconstpointer test)
{
  keyring_test_clean_environment ();
  ((void (*) (void)) test) ();
}

#define ADD(name, function) g_test_add_data_func ("/keyring/absent/" name, function, run)

int
main (int argc, char **argv)
{
  keyring_test_init (&argc, &argv);

  ADD ("1-no-bus", test_no_bus);
  ADD ("2-no-autolaunch", test_no_autolaunch);
  ADD ("3-odd-addresses", test_odd_addresses);
  ADD ("4-silent-bus", test_silent_bus);
  /* From here on the process is connected. */
  ADD ("5-dropped", test_dropped);
  ADD ("6-no-service", test_no_service);
  ADD ("7-bus-ends", test_bus_ends);

  return keyring_test_run ();
}
