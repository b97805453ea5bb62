/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-access.h"

#include "llm-error.h"
#include "llm-http-target.h"

typedef struct
{
  LlmRoute *route; /* borrowed; not used after the end of the task */
  LlmSession *session;
  LlmSecrets *secrets;
  char *provider_name;
  gboolean key_given;
  char *key;
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_object (&opening->session);
  g_clear_object (&opening->secrets);
  g_free (opening->provider_name);
  llm_secret_free (opening->key);
  g_free (opening);
}

/**
 * llm_access_free:
 * @self: (nullable) (transfer full): an access
 *
 * Also wipes the key.
 */
void
llm_access_free (LlmAccess *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->session);
  llm_secret_free (self->key);
  g_free (self);
}

/* The last step: a key that is fit for a header, or none. */
static void
take_key (GTask *task, const char *key, GError *lookup_error)
{
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (LlmAccess) access = g_new0 (LlmAccess, 1);
  GError *error = NULL;

  if (key != NULL && *key != '\0')
    {
      access->key = llm_http_check_key (key, opening->provider_name, &error);
      if (access->key == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
    }
  if ((access->key == NULL || *access->key == '\0') && opening->route->needs_key)
    {
      if (g_error_matches (lookup_error, LLM_ERROR, LLM_ERROR_NO_KEY))
        error = g_error_copy (lookup_error);
      else
        error = llm_error_new (LLM_ERROR_NO_KEY, NULL,
                               lookup_error != NULL ? lookup_error->message : NULL);
      g_task_return_error (task, error);
      return;
    }
  access->session = g_object_ref (opening->session);
  g_task_return_pointer (task, g_steal_pointer (&access), (GDestroyNotify) llm_access_free);
}

static void
key_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *key = llm_secrets_lookup_finish (LLM_SECRETS (object), result, NULL, &error);

  /* The way may be gone with who asked. */
  if (!g_task_return_error_if_cancelled (task))
    take_key (task, key, error);
  llm_secret_free (key);
}

static void
look_up_key (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  if (opening->key_given || opening->secrets == NULL || opening->route->key_id == NULL)
    take_key (task, opening->key, NULL);
  else
    llm_secrets_lookup_async (opening->secrets, opening->route->key_id,
                              g_task_get_cancellable (task), key_cb, g_object_ref (task));
}

static void
session_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (LlmSession) session = NULL;
  GError *error = NULL;

  session = llm_session_new_for_ca_file_finish (result, &error);
  if (session == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  g_set_object (&opening->session, session);
  look_up_key (task);
}

/**
 * llm_access_open_async:
 * @setup: what to open; borrowed for the time of the call but for its route
 * @cancellable: a #GCancellable, to be cancelled before the route is freed
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Checks the way, reads its certificate authorities, looks up its key.
 */
void
llm_access_open_async (const LlmAccessSetup *setup,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening;
  GError *error = NULL;

  g_return_if_fail (setup != NULL);
  g_return_if_fail (setup->route != NULL);
  g_return_if_fail (LLM_IS_SESSION (setup->session));

  opening = g_new0 (Opening, 1);
  opening->route = setup->route;
  opening->session = g_object_ref (setup->session);
  g_set_object (&opening->secrets, setup->secrets);
  opening->provider_name = g_strdup (setup->provider_name);
  opening->key_given = setup->key != NULL;
  opening->key = g_strdup (setup->key);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_access_open_async);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  if (!llm_route_check (opening->route, opening->provider_name, &error))
    g_task_return_error (task, error);
  else if (opening->route->ca_file != NULL)
    llm_session_new_for_ca_file_async (opening->route->ca_file, cancellable, session_cb,
                                       g_object_ref (task));
  else
    look_up_key (task);
}

/**
 * llm_access_open_finish:
 * @result: as given to the callback
 * @error: where to put an #LLM_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the access
 */
LlmAccess *
llm_access_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
