/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-keyring-client-private.h"

#include "llm-keyring-prompt.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PORTAL_BUS_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_SECRET_INTERFACE "org.freedesktop.portal.Secret"

/* The way to the service, which concurrent calls share. */
typedef struct
{
  GWeakRef client;
  GCancellable *cancellable;
} Connection;

static void
connection_free (Connection *connection)
{
  g_weak_ref_clear (&connection->client);
  g_object_unref (connection->cancellable);
  g_free (connection);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Connection, connection_free)

/* Whether there is a bus to connect to without starting one: an "autolaunch:" address
 * and GDBus' own fallback would run dbus-launch. */
static gboolean
session_bus_exists (void)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  g_autofree char *path = NULL;
  GStatBuf info;

  if (address != NULL && *address != '\0')
    return strstr (address, "autolaunch:") == NULL;

  path = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);
  return g_stat (path, &info) == 0 && S_ISSOCK (info.st_mode) && info.st_uid == geteuid ();
}

static gboolean
in_sandbox (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME") != NULL;
}

static void
connection_done (Connection *connection, SecretService *service, const GError *error)
{
  g_autoptr (Connection) owned = connection;
  g_autoptr (LlmKeyringClient) self = g_weak_ref_get (&owned->client);
  g_autoptr (GPtrArray) calls = NULL;

  if (self == NULL)
    return;

  calls = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_keyring_call_unref);
  g_clear_object (&self->connecting);
  if (error == NULL)
    llm_keyring_client_note_answer (self);

  for (guint i = 0; i < calls->len; i++)
    {
      LlmKeyringCall *call = g_ptr_array_index (calls, i);

      if (!llm_keyring_call_goes_on (call, error))
        continue;
      g_set_object (&call->service, service);
      llm_keyring_call_run (call);
    }
}

static void
service_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GError) error = NULL;

  service = secret_service_get_finish (result, &error);
  connection_done (user_data, service, error);
}

static void
connection_get_service (Connection *connection)
{
  secret_service_get (SECRET_SERVICE_OPEN_SESSION, connection->cancellable, service_cb, connection);
}

/* With the portal, libsecret keeps keys in a file encrypted with a secret of it.  It
 * asks for the portal with a blocking call: only one that has just answered is left
 * to it. */
static void
portal_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply != NULL)
    {
      connection_done (user_data, NULL, NULL);
      return;
    }

  g_debug ("No secret portal: %s", error->message);
  connection_get_service (user_data);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Connection *connection = user_data;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) bus_error = NULL;
  g_autoptr (GError) error = NULL;

  bus = g_bus_get_finish (result, &bus_error);
  /* A connection that was lost stays as long as somebody has it. */
  if (bus == NULL || g_dbus_connection_is_closed (bus))
    {
      error = g_error_new_literal (LLM_KEYRING_CLIENT_ERROR, LLM_KEYRING_CLIENT_ERROR_ABSENT,
                                   bus_error != NULL ? bus_error->message : "The bus has gone");
      connection_done (connection, NULL, error);
      return;
    }

  /* Else a bus that goes away would end the program in the middle of an answer. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);

  if (in_sandbox ())
    g_dbus_connection_call (bus, PORTAL_BUS_NAME, PORTAL_PATH, "org.freedesktop.DBus.Properties",
                            "Get", g_variant_new ("(ss)", PORTAL_SECRET_INTERFACE, "version"),
                            G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, -1,
                            connection->cancellable, portal_cb, connection);
  else if (g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0)
    connection_done (connection, NULL, NULL);
  else
    connection_get_service (connection);
}

/**
 * llm_keyring_call_connect:
 * @call: a new call
 *
 * Lets @call go on with llm_keyring_call_run() when the service is reached.
 */
void
llm_keyring_call_connect (LlmKeyringCall *call)
{
  LlmKeyringClient *self = g_task_get_source_object (call->task);
  Connection *connection;

  if (!session_bus_exists ())
    {
      llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_ABSENT, "There is no session bus");
      return;
    }
  if (llm_keyring_call_reads (call) && g_get_monotonic_time () < self->hung_until)
    {
      llm_keyring_call_fail (call, LLM_KEYRING_CLIENT_ERROR_HUNG, "No answer a moment ago");
      return;
    }

  g_ptr_array_add (self->waiting, llm_keyring_call_ref (call));
  if (self->connecting != NULL)
    return;

  self->connecting = g_cancellable_new ();
  connection = g_new0 (Connection, 1);
  g_weak_ref_init (&connection->client, self);
  connection->cancellable = g_object_ref (self->connecting);
  /* Not to be cancelled: the connection is the whole program's, and whoever else waits
   * for it would be cancelled too. */
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, connection);
}

static void
prompt_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmKeyringClient) self = user_data;
  g_autoptr (GPtrArray) calls = NULL;
  g_autoptr (GError) error = NULL;
  gboolean dismissed;
  gboolean closed;

  llm_keyring_prompt_finish (result, &dismissed, &error);
  /* Nobody waited any more when it was closed, but somebody may have come since. */
  closed = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (closed)
    g_clear_error (&error);

  calls = g_steal_pointer (&self->prompted);
  self->prompted = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_keyring_call_unref);
  g_clear_object (&self->prompting);

  for (guint i = 0; i < calls->len; i++)
    {
      LlmKeyringCall *call = g_ptr_array_index (calls, i);

      if (!llm_keyring_call_goes_on (call, error))
        continue;
      if (dismissed)
        {
          llm_keyring_call_fail (call,
                                 call->creates_collection ? LLM_KEYRING_CLIENT_ERROR_NO_COLLECTION
                                                          : LLM_KEYRING_CLIENT_ERROR_LOCKED,
                                 "The prompt was dismissed");
          continue;
        }
      /* The one whose prompt it was does not ask twice; others may be about another
       * collection. */
      if (i == 0 && !closed)
        call->may_prompt = FALSE;
      llm_keyring_call_start_deadline (call);
      llm_keyring_call_run (call);
    }
}

/**
 * llm_keyring_call_prompt:
 * @call: a call that may prompt
 * @method: "Unlock" or "CreateCollection"
 * @parameters: (transfer floating): its parameters
 *
 * Lets @call go on with llm_keyring_call_run() when the user has answered the
 * service's prompt.  While one is open, others wait for it instead of opening theirs.
 */
void
llm_keyring_call_prompt (LlmKeyringCall *call, const char *method, GVariant *parameters)
{
  LlmKeyringClient *self = g_task_get_source_object (call->task);
  g_autoptr (GVariant) owned = g_variant_ref_sink (parameters);
  GDBusProxy *proxy = G_DBUS_PROXY (call->service);

  llm_keyring_call_stop_deadline (call);
  g_ptr_array_add (self->prompted, llm_keyring_call_ref (call));
  if (self->prompting != NULL)
    return;

  self->prompting = g_cancellable_new ();
  llm_keyring_prompt_async (proxy, LLM_SECRET_SERVICE_PATH, LLM_SECRET_SERVICE_INTERFACE, method,
                            owned, (int) self->deadline_ms, self->prompting, prompt_cb,
                            g_object_ref (self));
}
