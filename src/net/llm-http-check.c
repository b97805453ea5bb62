/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-http-check.h"

#include "llm-http-error.h"
#include "llm-http-log.h"
#include "llm-http-target.h"
#include "llm-secrets.h"
#include "llm-timer.h"

#include <glib/gi18n-lib.h>

/* A person waits for this one. */
#define CHECK_SECONDS 15.0

#define BODY_MAX (64 * 1024)
#define BODY_SECONDS 2.0

typedef struct
{
  char *provider_id;
  char *host;
  char *key;
  gint64 sent_at;
  SoupMessage *message;
  GSource *timer;
  GCancellable *sending;
  GCancellable *outer;
  gulong outer_id;
  gboolean timed_out;
} Check;

static void
check_free (Check *check)
{
  if (check->outer != NULL)
    g_cancellable_disconnect (check->outer, check->outer_id);
  g_clear_object (&check->outer);
  g_clear_pointer (&check->timer, llm_timer_free);
  g_clear_object (&check->sending);
  g_clear_object (&check->message);
  g_clear_pointer (&check->key, llm_secret_free);
  g_free (check->host);
  g_free (check->provider_id);
  g_free (check);
}

static void
timeout_cb (gpointer user_data)
{
  Check *check = user_data;

  check->timed_out = TRUE;
  g_cancellable_cancel (check->sending);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Check *check = user_data;

  g_cancellable_cancel (check->sending);
}

static void
body_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  g_autoptr (GBytes) body = NULL;
  GError *error;

  body = llm_session_read_body_finish (LLM_SESSION (object), result, NULL);
  if (body == NULL)
    body = g_bytes_new (NULL, 0);
  error = llm_http_error_from_answer (check->message, body, check->key);
  llm_http_error_hide_key (error, check->key);
  g_task_return_error (task, error);
}

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  LlmSession *session = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;
  GInputStream *body;

  body = llm_session_send_finish (result, &error);
  g_clear_pointer (&check->timer, llm_timer_free);
  llm_http_log_message (check->message, "key check", check->provider_id, check->key,
                        check->sent_at);

  if (body == NULL && check->timed_out)
    g_task_return_error (task, llm_error_new_printf (LLM_ERROR_TIMEOUT, NULL,
                                                     _ ("%s did not answer within %g seconds. "
                                                        "Check the network and retry."),
                                                     check->host, CHECK_SECONDS));
  else if (body == NULL)
    g_task_return_error (task, llm_http_error_from_transport (error, check->host, check->message));
  else if (soup_message_get_status (check->message) == SOUP_STATUS_OK)
    {
      llm_session_drain_body (session, body);
      g_task_return_boolean (task, TRUE);
    }
  else
    llm_session_read_body_async (session, body, BODY_MAX, BODY_SECONDS, cancellable, body_cb,
                                 g_steal_pointer (&task));
}

static gboolean
prepare (Check *check,
         const LlmRoute *route,
         const char *provider_name,
         const char *key,
         GError **error)
{
  LlmWireRequest wire = { NULL };
  LlmTarget target;

  check->host = g_strdup (route->host);
  if (key != NULL)
    {
      check->key = llm_http_check_key (key, provider_name, error);
      if (check->key == NULL)
        return FALSE;
    }
  llm_route_get_target (route, check->key, NULL, &target);
  if (route->codec->build_check (route->codec, &target, &wire, error))
    check->message = llm_session_new_message (&wire, error);
  llm_wire_request_clear (&wire);
  return check->message != NULL;
}

/**
 * llm_http_check_async:
 * @session: the session to use
 * @route: the way to the provider, checked by llm_route_check()
 * @provider_name: for people
 * @key: (nullable): the key to try; NULL or "" for none
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Asks for something that costs nothing, to see whether a key is good.
 */
void
llm_http_check_async (LlmSession *session,
                      const LlmRoute *route,
                      const char *provider_name,
                      const char *key,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Check *check;
  GError *error = NULL;

  g_return_if_fail (LLM_IS_SESSION (session));
  g_return_if_fail (route != NULL);
  g_return_if_fail (provider_name != NULL);

  check = g_new0 (Check, 1);
  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_http_check_async);
  g_task_set_task_data (task, check, (GDestroyNotify) check_free);

  if (!prepare (check, route, provider_name, key, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  check->provider_id = g_strdup (route->account_id);
  check->sent_at = g_get_monotonic_time ();
  check->sending = g_cancellable_new ();
  check->timer = llm_timer_new (timeout_cb, check);
  g_source_set_ready_time (check->timer, llm_timer_after (g_get_monotonic_time (), CHECK_SECONDS));
  if (cancellable != NULL)
    {
      check->outer = g_object_ref (cancellable);
      check->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), check, NULL);
    }
  llm_session_send_async (session, check->message, check->sending, sent_cb,
                          g_steal_pointer (&task));
}

/**
 * llm_http_check_finish:
 * @session: the session
 * @result: as given to the callback
 * @error: where to put an #LLM_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the provider accepts the key
 */
gboolean
llm_http_check_finish (LlmSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
