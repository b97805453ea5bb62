/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-keyring-prompt.h"

#include <string.h>

#define PROMPT_INTERFACE "org.freedesktop.Secret.Prompt"

/* libsecret 0.20 never answers when a prompt is dismissed with an empty result, so
 * the calls that may prompt are made here; see docs/adr/0003-keys.md.  The wire is
 * that of the Secret Service specification 0.2: "Unlock", "CreateCollection",
 * "Delete" and "org.freedesktop.Secret.Prompt". */
typedef struct
{
  GDBusConnection *bus;
  char *bus_name;
  char *prompt_path;
  GSource *cancelled;
  guint completed_id;
  guint watch_id;
} Prompt;

static void
prompt_free (gpointer data)
{
  Prompt *prompt = data;

  g_assert (prompt->cancelled == NULL);
  g_assert (prompt->completed_id == 0);
  g_assert (prompt->watch_id == 0);

  g_object_unref (prompt->bus);
  g_free (prompt->bus_name);
  g_free (prompt->prompt_path);
  g_free (prompt);
}

/* Stops listening; FALSE if the answer was given before. */
static gboolean
prompt_close (GTask *task)
{
  Prompt *prompt = g_task_get_task_data (task);

  if (prompt->completed_id == 0)
    return FALSE;

  g_dbus_connection_signal_unsubscribe (prompt->bus, prompt->completed_id);
  prompt->completed_id = 0;
  g_clear_handle_id (&prompt->watch_id, g_bus_unwatch_name);
  if (prompt->cancelled != NULL)
    {
      g_source_destroy (prompt->cancelled);
      g_clear_pointer (&prompt->cancelled, g_source_unref);
    }
  return TRUE;
}

static void
completed_cb (GDBusConnection *bus,
              const char *sender,
              const char *object_path,
              const char *interface,
              const char *signal,
              GVariant *parameters,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (user_data));
  gboolean dismissed = TRUE;

  if (!prompt_close (task))
    return;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(bv)")))
    g_variant_get_child (parameters, 0, "b", &dismissed);
  g_task_return_boolean (task, !dismissed);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (user_data));

  if (prompt_close (task))
    g_task_return_new_error (task, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER,
                             "The keyring service went away");
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (user_data));
  Prompt *prompt = g_task_get_task_data (task);

  if (prompt_close (task))
    {
      g_dbus_connection_call (prompt->bus, prompt->bus_name, prompt->prompt_path, PROMPT_INTERFACE,
                              "Dismiss", NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL,
                              NULL, NULL);
      g_task_return_error_if_cancelled (task);
    }

  return G_SOURCE_REMOVE;
}

static void
prompted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (error != NULL && prompt_close (task))
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
prompt_open (GTask *task)
{
  Prompt *prompt = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  prompt->completed_id = g_dbus_connection_signal_subscribe (
      prompt->bus, prompt->bus_name, PROMPT_INTERFACE, "Completed", prompt->prompt_path, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, completed_cb, g_object_ref (task), g_object_unref);
  prompt->watch_id = g_bus_watch_name_on_connection (
      prompt->bus, prompt->bus_name, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, vanished_cb,
      g_object_ref (task), g_object_unref);
  if (cancellable != NULL)
    {
      prompt->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (prompt->cancelled, G_SOURCE_FUNC (cancelled_cb), g_object_ref (task),
                             g_object_unref);
      g_source_attach (prompt->cancelled, g_task_get_context (task));
    }

  /* Some services answer this only when the prompt was closed: no timeout. */
  g_dbus_connection_call (prompt->bus, prompt->bus_name, prompt->prompt_path, PROMPT_INTERFACE,
                          "Prompt", g_variant_new ("(s)", ""), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, NULL, prompted_cb,
                          g_object_ref (task));
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) path = NULL;
  g_autoptr (GError) error = NULL;
  Prompt *prompt = g_task_get_task_data (task);

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* All methods of the specification that may prompt return the prompt last. */
  if (g_variant_n_children (reply) > 0)
    path = g_variant_get_child_value (reply, g_variant_n_children (reply) - 1);
  if (path == NULL || !g_variant_is_of_type (path, G_VARIANT_TYPE_OBJECT_PATH))
    {
      g_task_return_new_error (task, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_SIGNATURE,
                               "The keyring service sent an unexpected reply");
      return;
    }

  prompt->prompt_path = g_variant_dup_string (path, NULL);
  if (strcmp (prompt->prompt_path, "/") == 0)
    g_task_return_boolean (task, TRUE);
  else
    prompt_open (task);
}

/**
 * llm_keyring_prompt_async:
 * @service: the Secret Service
 * @object_path: the object of the method
 * @interface: its interface
 * @method: "Unlock", "CreateCollection" or "Delete"
 * @parameters: (nullable) (transfer floating): its parameters
 * @timeout_ms: how long the method may take until it says whether a prompt is
 *   needed, in milliseconds
 * @cancellable: (nullable): closes the prompt
 * @callback: called when the prompt was closed, or at once if none is needed
 * @user_data: passed to @callback
 *
 * Calls a method of the Secret Service that may need a prompt, and shows it.  Waits
 * for the user without end.
 */
void
llm_keyring_prompt_async (GDBusProxy *service,
                          const char *object_path,
                          const char *interface,
                          const char *method,
                          GVariant *parameters,
                          int timeout_ms,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Prompt *prompt;

  g_return_if_fail (G_IS_DBUS_PROXY (service));
  g_return_if_fail (g_variant_is_object_path (object_path));
  g_return_if_fail (interface != NULL);
  g_return_if_fail (method != NULL);
  g_return_if_fail (timeout_ms > 0);

  prompt = g_new0 (Prompt, 1);
  prompt->bus = g_object_ref (g_dbus_proxy_get_connection (service));
  prompt->bus_name = g_dbus_proxy_get_name_owner (service);
  if (prompt->bus_name == NULL)
    prompt->bus_name = g_strdup (g_dbus_proxy_get_name (service));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_keyring_prompt_async);
  g_task_set_task_data (task, prompt, prompt_free);

  g_dbus_connection_call (prompt->bus, prompt->bus_name, object_path, interface, method, parameters,
                          NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, timeout_ms, cancellable, called_cb,
                          g_object_ref (task));
}

/**
 * llm_keyring_prompt_finish:
 * @result: what the callback was given
 * @dismissed: (out): whether the user closed the prompt without an answer
 * @error: return location
 *
 * Returns: %FALSE with @error, or with @dismissed
 */
gboolean
llm_keyring_prompt_finish (GAsyncResult *result, gboolean *dismissed, GError **error)
{
  GError *local_error = NULL;
  gboolean done;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  done = g_task_propagate_boolean (G_TASK (result), &local_error);
  *dismissed = !done && local_error == NULL;
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return done;
}
