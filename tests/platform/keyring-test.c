/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "keyring-test.h"

#include "llm-error.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

/* No test takes longer; a hang is a failure, not a timeout of the harness. */
#define GIVE_UP_MS 40000

#define SERVICE "org.freedesktop.secrets"
#define SERVICE_PATH "/org/freedesktop/secrets"
#define DEFAULT_COLLECTION "/org/freedesktop/secrets/collection/login"
#define PASSWORD "test"

static struct
{
  GMutex mutex;
  GString *log;
  GLogFunc test_handler;
  char *home;
  GTestDBus *bus;
  GDBusConnection *control;
  GSubprocess *daemon;
} env;

/* --- The log --- */

static void
remember (const char *text)
{
  g_mutex_lock (&env.mutex);
  g_string_append (env.log, text);
  g_string_append_c (env.log, '\n');
  g_mutex_unlock (&env.mutex);
}

/* Messages of GLib's older kind, ours and those of libsecret. */
static void
log_handler (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  remember (message);
  env.test_handler (domain, level, message, NULL);
}

static GLogWriterOutput
log_writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  g_autofree char *text = g_log_writer_format_fields (level, fields, n_fields, FALSE);

  remember (text);
  return g_log_writer_default (level, fields, n_fields, user_data);
}

void
keyring_test_assert_no_canary (const char *text)
{
  if (text != NULL)
    g_assert_null (strstr (text, CANARY));
}

static void
assert_error_is_clean (const GError *error)
{
  if (error == NULL)
    return;

  keyring_test_assert_no_canary (error->message);
  if (error->domain == LLM_ERROR)
    keyring_test_assert_no_canary (llm_error_get_detail (error));
}

/* --- The environment --- */

void
keyring_test_clean_environment (void)
{
  static const char *const variables[]
      = { "OPENAI_API_KEY",  "ANTHROPIC_API_KEY", "GEMINI_API_KEY",    "GOOGLE_API_KEY",
          "MISTRAL_API_KEY", "OLLAMA_API_KEY",    "LM_STUDIO_API_KEY", "DISPLAY",
          "WAYLAND_DISPLAY", "SECRET_BACKEND",    "SNAP_NAME" };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      if (g_getenv (variables[i]) != NULL)
        g_unsetenv (variables[i]);
    }
}

/* A bus of our own, a home of our own; what is left of the machine's session is
 * dropped before anything can connect to it. */
void
keyring_test_init (int *argc, char ***argv)
{
  g_autofree char *run = NULL;

  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  g_unsetenv ("GNOME_KEYRING_CONTROL");
  keyring_test_clean_environment ();

  env.log = g_string_new (NULL);
  g_log_set_writer_func (log_writer, NULL, NULL);

  env.home = g_dir_make_tmp ("llmselect-keyring-XXXXXX", NULL);
  g_assert_nonnull (env.home);
  run = g_build_filename (env.home, "run", NULL);
  g_assert_cmpint (g_mkdir (run, 0700), ==, 0);
  g_setenv ("HOME", env.home, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", run, TRUE);
  g_unsetenv ("XDG_DATA_HOME");
  g_unsetenv ("XDG_CONFIG_HOME");
  g_unsetenv ("XDG_CACHE_HOME");

  g_test_init (argc, argv, NULL);
  env.test_handler = g_log_set_default_handler (log_handler, NULL);
}

static gboolean
has_canary (const char *contents, gsize length)
{
  for (gsize i = 0; i + strlen (CANARY) <= length; i++)
    {
      if (memcmp (contents + i, CANARY, strlen (CANARY)) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether one of the files below @path has the canary in it. */
static gboolean
files_have_canary (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *contents = NULL;
  const char *name;
  gsize length;

  if (dir == NULL)
    return g_file_test (path, G_FILE_TEST_IS_REGULAR)
           && g_file_get_contents (path, &contents, &length, NULL) && has_canary (contents, length);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (files_have_canary (child))
        return TRUE;
    }
  return FALSE;
}

int
keyring_test_run (void)
{
  g_autoptr (GSubprocess) rm = NULL;
  int status = g_test_run ();

  keyring_test_stop_daemon ();
  keyring_test_stop_bus ();

  if (status == 0)
    {
      g_assert_nonnull (strstr (env.log->str, "The keyring call failed"));
      keyring_test_assert_no_canary (env.log->str);
      g_assert_false (files_have_canary (env.home));
    }

  rm = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", env.home, NULL);
  g_subprocess_wait (rm, NULL, NULL);
  g_clear_pointer (&env.home, g_free);
  g_string_free (env.log, TRUE);
  return status;
}

/* --- The bus and the daemon --- */

void
keyring_test_start_bus (void)
{
  g_autofree char *runtime_dir = g_strdup (g_getenv ("XDG_RUNTIME_DIR"));
  g_autoptr (GError) error = NULL;

  /* Its configuration has no services to start. */
  env.bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (env.bus);
  g_setenv ("XDG_RUNTIME_DIR", runtime_dir, TRUE);

  env.control = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (env.bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
}

/* The object stays: when it goes it waits for everybody to let go of the connection,
 * and libsecret may keep one. */
void
keyring_test_stop_bus (void)
{
  if (env.control == NULL)
    return;

  g_clear_object (&env.control);
  g_test_dbus_stop (env.bus);
}

gboolean
keyring_test_have_daemon (void)
{
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");

  if (program == NULL)
    g_test_skip ("gnome-keyring-daemon is not installed");
  return program != NULL;
}

static void
child_setup (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
has_owner (gpointer user_data)
{
  gboolean expected = GPOINTER_TO_INT (user_data);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  gboolean owned;

  reply = g_dbus_connection_call_sync (env.control, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "NameHasOwner",
                                       g_variant_new ("(s)", SERVICE), G_VARIANT_TYPE ("(b)"),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(b)", &owned);
  return owned == expected;
}

void
keyring_test_start_daemon (void)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  GOutputStream *input;

  g_assert_null (env.daemon);
  launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                   | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, child_setup, NULL, NULL);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_PERTURB_");
  g_subprocess_launcher_unsetenv (launcher, "LD_PRELOAD");
  env.daemon
      = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground",
                                     "--unlock", "--components=secrets", NULL);
  g_assert_no_error (error);

  input = g_subprocess_get_stdin_pipe (env.daemon);
  g_output_stream_write_all (input, PASSWORD, strlen (PASSWORD), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (input, NULL, &error);
  g_assert_no_error (error);
  keyring_test_wait_until (has_owner, GINT_TO_POINTER (TRUE));
}

void
keyring_test_stop_daemon (void)
{
  if (env.daemon == NULL)
    return;

  g_subprocess_force_exit (env.daemon);
  g_subprocess_wait (env.daemon, NULL, NULL);
  g_clear_object (&env.daemon);
  keyring_test_wait_until (has_owner, GINT_TO_POINTER (FALSE));
}

static gboolean
daemon_is_stopped (gpointer user_data)
{
  g_autofree char *path
      = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (env.daemon));
  g_autofree char *status = NULL;

  g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
  return strstr (status, "State:\tT") != NULL;
}

/* A signal takes a moment to reach all threads. */
void
keyring_test_pause_daemon (gboolean paused)
{
  g_subprocess_send_signal (env.daemon, paused ? SIGSTOP : SIGCONT);
  if (paused)
    keyring_test_wait_until (daemon_is_stopped, NULL);
}

/* Straight to the service, past everything that is under test. */
GVariant *
keyring_test_call (const char *object_path,
                   const char *interface,
                   const char *method,
                   GVariant *parameters,
                   const char *reply_type)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply;

  reply = g_dbus_connection_call_sync (env.control, SERVICE, object_path, interface, method,
                                       parameters, G_VARIANT_TYPE (reply_type),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return reply;
}

void
keyring_test_lock (void)
{
  const char *const paths[] = { DEFAULT_COLLECTION, NULL };
  g_autoptr (GVariant) reply = NULL;
  g_auto (GStrv) locked = NULL;

  reply = keyring_test_call (SERVICE_PATH, "org.freedesktop.Secret.Service", "Lock",
                             g_variant_new ("(^ao)", paths), "(aoo)");
  g_variant_get (reply, "(^aoo)", &locked, NULL);
  g_assert_cmpstrv (locked, paths);
}

void
keyring_test_unlock (void)
{
  g_autoptr (GVariant) opened = NULL;
  g_autoptr (GVariant) done = NULL;
  const char *session;

  opened = keyring_test_call (SERVICE_PATH, "org.freedesktop.Secret.Service", "OpenSession",
                              g_variant_new ("(sv)", "plain", g_variant_new_string ("")), "(vo)");
  g_variant_get_child (opened, 1, "&o", &session);
  done = keyring_test_call (
      SERVICE_PATH, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
      "UnlockWithMasterPassword",
      g_variant_new (
          "(o(o@ay@ays))", DEFAULT_COLLECTION, session,
          g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1),
          g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, PASSWORD, strlen (PASSWORD), 1),
          "text/plain"),
      "()");
}

/* --- Calls --- */

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("Waited too long");
  return G_SOURCE_REMOVE;
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
keyring_test_wait_until (gboolean (*condition) (gpointer user_data), gpointer user_data)
{
  guint give_up = g_timeout_add (GIVE_UP_MS, give_up_cb, NULL);
  guint tick = g_timeout_add (10, tick_cb, NULL);

  while (!condition (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  g_source_remove (give_up);
}

/* What is due by now. */
void
keyring_test_spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* For what must not happen meanwhile. */
void
keyring_test_turn_for (guint ms)
{
  gboolean up = FALSE;

  g_timeout_add (ms, time_is_up_cb, &up);
  while (!up)
    g_main_context_iteration (NULL, TRUE);
}

TestCall *
test_call_new (LlmSecrets *secrets)
{
  TestCall *call = g_new0 (TestCall, 1);

  call->secrets = g_object_ref (secrets);
  call->started = g_get_monotonic_time ();
  return call;
}

void
test_call_free (TestCall *call)
{
  g_assert_cmpuint (call->n_answers, ==, 1);
  g_object_unref (call->secrets);
  g_object_unref (call->result);
  g_free (call);
}

void
test_call_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TestCall *call = user_data;

  g_assert_true (source == G_OBJECT (call->secrets));
  call->n_answers++;
  call->answered = g_get_monotonic_time ();
  g_set_object (&call->result, result);
}

static gboolean
was_answered (gpointer user_data)
{
  return ((TestCall *) user_data)->n_answers > 0;
}

void
test_call_wait (TestCall *call)
{
  keyring_test_wait_until (was_answered, call);
}

double
test_call_get_ms (TestCall *call)
{
  return (double) (call->answered - call->started) / 1000;
}

char *
keyring_test_lookup (LlmSecrets *secrets,
                     const char *provider_id,
                     LlmSecretSource *source,
                     GError **error)
{
  g_autoptr (TestCall) call = test_call_new (secrets);
  g_autoptr (GError) local_error = NULL;
  char *key;

  llm_secrets_lookup_async (secrets, provider_id, NULL, test_call_cb, call);
  g_assert_cmpuint (call->n_answers, ==, 0);
  test_call_wait (call);
  key = llm_secrets_lookup_finish (secrets, call->result, source, &local_error);
  assert_error_is_clean (local_error);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return key;
}

gboolean
keyring_test_store (LlmSecrets *secrets, const char *provider_id, const char *key, GError **error)
{
  g_autoptr (TestCall) call = test_call_new (secrets);
  g_autoptr (GError) local_error = NULL;
  gboolean stored;

  llm_secrets_store_async (secrets, provider_id, key, NULL, test_call_cb, call);
  test_call_wait (call);
  stored = llm_secrets_store_finish (secrets, call->result, &local_error);
  assert_error_is_clean (local_error);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return stored;
}

gboolean
keyring_test_delete (LlmSecrets *secrets, const char *provider_id, GError **error)
{
  g_autoptr (TestCall) call = test_call_new (secrets);

  llm_secrets_delete_async (secrets, provider_id, NULL, test_call_cb, call);
  test_call_wait (call);
  return llm_secrets_delete_finish (secrets, call->result, error);
}

/* The list as "openai:keyring openai:environment(OPENAI_API_KEY)". */
char *
keyring_test_list (LlmSecrets *secrets)
{
  g_autoptr (TestCall) call = test_call_new (secrets);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);

  llm_secrets_list_async (secrets, NULL, test_call_cb, call);
  test_call_wait (call);
  entries = llm_secrets_list_finish (secrets, call->result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      LlmSecretEntry *entry = g_ptr_array_index (entries, i);

      g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "", entry->provider_id,
                              llm_secret_source_to_string (entry->source));
      if (entry->variable != NULL)
        g_string_append_printf (text, "(%s)", entry->variable);
    }
  return g_string_free (text, FALSE);
}

void
keyring_test_assert_key (LlmSecrets *secrets,
                         const char *provider_id,
                         const char *key,
                         LlmSecretSource source)
{
  g_autoptr (GError) error = NULL;
  LlmSecretSource found_source;
  char *found;

  found = keyring_test_lookup (secrets, provider_id, &found_source, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, key);
  g_assert_cmpint (found_source, ==, source);
  llm_secret_free (found);
}

/* That there is none, with a message that has @why and what to do in it. */
void
keyring_test_assert_no_key (LlmSecrets *secrets, const char *provider_id, const char *why)
{
  g_auto (GStrv) variables = llm_secret_get_variables (provider_id);
  g_autoptr (GError) error = NULL;
  LlmSecretSource source = LLM_SECRET_SOURCE_KEYRING;

  g_assert_null (keyring_test_lookup (secrets, provider_id, &source, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_NO_KEY);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, why));
  g_assert_nonnull (strstr (error->message, llm_secret_get_provider_name (provider_id)));
  if (variables[0] != NULL)
    g_assert_nonnull (strstr (error->message, variables[0]));
  g_assert_cmpint (source, ==, LLM_SECRET_SOURCE_NONE);
}
