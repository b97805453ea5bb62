/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-keyring-client-private.h"

G_DEFINE_QUARK (llm - keyring - client - error - quark, llm_keyring_client_error)

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
call_clear (gpointer data)
{
  LlmKeyringCall *call = data;

  g_assert (call->task == NULL);
  g_assert (call->deadline == NULL);
  g_assert (call->cancelled == NULL);

  g_weak_ref_clear (&call->client);
  g_object_unref (call->cancellable);
  g_free (call->provider_id);
  g_clear_pointer (&call->value, secret_value_unref);
  g_clear_object (&call->service);
  g_clear_pointer (&call->found, g_ptr_array_unref);
}

/**
 * llm_keyring_call_ref:
 * @call: a call
 *
 * Returns: (transfer full): @call
 */
LlmKeyringCall *
llm_keyring_call_ref (LlmKeyringCall *call)
{
  return g_rc_box_acquire (call);
}

/**
 * llm_keyring_call_unref:
 * @call: (transfer full): a call
 */
void
llm_keyring_call_unref (LlmKeyringCall *call)
{
  g_rc_box_release_full (call, call_clear);
}

/**
 * llm_keyring_call_reads:
 * @call: a call
 *
 * Returns: whether it changes nothing, so that others may be answered with it
 */
gboolean
llm_keyring_call_reads (LlmKeyringCall *call)
{
  return call->kind == LLM_KEYRING_CALL_LOOKUP || call->kind == LLM_KEYRING_CALL_LIST;
}

/* The task to answer; the call is over for everybody else.  The caller has a reference
 * of its own to @call. */
static GTask *
call_take_task (LlmKeyringCall *call)
{
  LlmKeyringClient *self = g_task_get_source_object (call->task);

  clear_source (&call->deadline);
  clear_source (&call->cancelled);
  g_ptr_array_remove_fast (self->live, call);
  g_ptr_array_remove (self->waiting, call);
  g_ptr_array_remove (self->prompted, call);
  if (self->prompting != NULL && self->prompted->len == 0)
    g_cancellable_cancel (self->prompting);

  return g_steal_pointer (&call->task);
}

static LlmKeyringClientError
classify_dbus (int code)
{
  if (code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED && code <= G_DBUS_ERROR_SPAWN_NO_MEMORY)
    return LLM_KEYRING_CLIENT_ERROR_ABSENT;

  switch (code)
    {
    case G_DBUS_ERROR_UNKNOWN_OBJECT:
      return LLM_KEYRING_CLIENT_ERROR_NOT_FOUND;
    case G_DBUS_ERROR_TIMEOUT:
    case G_DBUS_ERROR_TIMED_OUT:
      return LLM_KEYRING_CLIENT_ERROR_HUNG;
    /* The service ended before it replied. */
    case G_DBUS_ERROR_NO_REPLY:
    case G_DBUS_ERROR_SERVICE_UNKNOWN:
    case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
    case G_DBUS_ERROR_NO_SERVER:
    case G_DBUS_ERROR_DISCONNECTED:
    /* A sandbox may not talk to it. */
    case G_DBUS_ERROR_ACCESS_DENIED:
      return LLM_KEYRING_CLIENT_ERROR_ABSENT;
    default:
      return LLM_KEYRING_CLIENT_ERROR_FAILED;
    }
}

static LlmKeyringClientError
classify (const GError *error)
{
  if (error->domain == LLM_KEYRING_CLIENT_ERROR)
    return (LlmKeyringClientError) error->code;
  if (error->domain == G_DBUS_ERROR)
    return classify_dbus (error->code);
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return LLM_KEYRING_CLIENT_ERROR_LOCKED;
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT))
    return LLM_KEYRING_CLIENT_ERROR_NOT_FOUND;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return LLM_KEYRING_CLIENT_ERROR_HUNG;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return LLM_KEYRING_CLIENT_ERROR_ABSENT;

  return LLM_KEYRING_CLIENT_ERROR_FAILED;
}

static void
remember_error (LlmKeyringClient *self, LlmKeyringClientError code)
{
  switch (code)
    {
    case LLM_KEYRING_CLIENT_ERROR_NOT_FOUND:
    case LLM_KEYRING_CLIENT_ERROR_NO_COLLECTION:
      self->state = LLM_KEYRING_READY;
      break;
    case LLM_KEYRING_CLIENT_ERROR_LOCKED:
      self->state = LLM_KEYRING_LOCKED;
      break;
    case LLM_KEYRING_CLIENT_ERROR_ABSENT:
      self->state = LLM_KEYRING_ABSENT;
      break;
    case LLM_KEYRING_CLIENT_ERROR_HUNG:
      self->state = LLM_KEYRING_HUNG;
      return;
    case LLM_KEYRING_CLIENT_ERROR_FAILED:
    default:
      self->state = LLM_KEYRING_UNKNOWN;
      break;
    }
  self->hung_until = 0;
}

/**
 * llm_keyring_call_fail:
 * @call: a call that was not answered
 * @code: what happened
 * @message: the service's words, not for users
 *
 * Answers @call with an error.
 */
void
llm_keyring_call_fail (LlmKeyringCall *call, LlmKeyringClientError code, const char *message)
{
  g_autoptr (GTask) task = call_take_task (call);

  remember_error (g_task_get_source_object (task), code);
  g_debug ("The keyring call failed: %s", message);
  g_task_return_new_error (task, LLM_KEYRING_CLIENT_ERROR, (int) code, "%s", message);
}

/**
 * llm_keyring_call_answer:
 * @call: a call that was not answered
 * @result: (transfer full): its result
 * @destroy: frees @result
 *
 * Answers @call.
 */
void
llm_keyring_call_answer (LlmKeyringCall *call, gpointer result, GDestroyNotify destroy)
{
  g_autoptr (GTask) task = call_take_task (call);
  LlmKeyringClient *self = g_task_get_source_object (task);

  self->state = call->found_locked ? LLM_KEYRING_LOCKED : LLM_KEYRING_READY;
  self->hung_until = 0;
  g_task_return_pointer (task, result, destroy);
}

/**
 * llm_keyring_client_note_answer:
 * @self: the client
 *
 * Forgets that the service hung, since it answers again.
 */
void
llm_keyring_client_note_answer (LlmKeyringClient *self)
{
  if (self->hung_until == 0)
    return;

  g_debug ("The keyring answers again");
  self->hung_until = 0;
  self->state = LLM_KEYRING_UNKNOWN;
}

/**
 * llm_keyring_call_goes_on:
 * @call: a call
 * @error: (nullable): the error of a reply for it
 *
 * To be asked first by whoever has got a reply for @call.  Answers it with @error,
 * if any.
 *
 * Returns: whether to go on with @call
 */
gboolean
llm_keyring_call_goes_on (LlmKeyringCall *call, const GError *error)
{
  g_autoptr (LlmKeyringClient) self = g_weak_ref_get (&call->client);

  if (call->task != NULL)
    {
      if (error == NULL)
        return TRUE;
      llm_keyring_call_fail (call, classify (error), error->message);
      return FALSE;
    }

  if (error == NULL && self != NULL)
    llm_keyring_client_note_answer (self);
  return FALSE;
}

/* What hangs for one hangs for all: other reading calls are answered too. */
static gboolean
deadline_cb (gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = llm_keyring_call_ref (user_data);
  g_autoptr (LlmKeyringClient) self = g_object_ref (g_task_get_source_object (call->task));
  g_autoptr (GPtrArray) calls = NULL;

  calls = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_keyring_call_unref);
  for (guint i = 0; i < self->live->len; i++)
    {
      LlmKeyringCall *other = g_ptr_array_index (self->live, i);

      if (other == call || (other->deadline != NULL && llm_keyring_call_reads (other)))
        g_ptr_array_add (calls, llm_keyring_call_ref (other));
    }

  self->hung_until = g_get_monotonic_time () + (gint64) self->hang_memory_ms * 1000;
  for (guint i = 0; i < calls->len; i++)
    llm_keyring_call_fail (g_ptr_array_index (calls, i), LLM_KEYRING_CLIENT_ERROR_HUNG,
                           "No answer before the deadline");

  /* A reading call may end late and tell that the service is back; a writing one
   * must not go on after it was reported as failed. */
  if (!llm_keyring_call_reads (call))
    g_cancellable_cancel (call->cancellable);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (LlmKeyringCall) call = llm_keyring_call_ref (user_data);
  g_autoptr (GTask) task = call_take_task (call);

  g_cancellable_cancel (call->cancellable);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

/**
 * llm_keyring_call_stop_deadline:
 * @call: a call that was not answered
 *
 * Lets @call wait without end, for the user.
 */
void
llm_keyring_call_stop_deadline (LlmKeyringCall *call)
{
  clear_source (&call->deadline);
}

/**
 * llm_keyring_call_start_deadline:
 * @call: a call that was not answered
 *
 * Gives @call its full time from now on.
 */
void
llm_keyring_call_start_deadline (LlmKeyringCall *call)
{
  LlmKeyringClient *self = g_task_get_source_object (call->task);

  clear_source (&call->deadline);
  call->deadline = g_timeout_source_new (self->deadline_ms);
  g_source_set_callback (call->deadline, deadline_cb, llm_keyring_call_ref (call),
                         (GDestroyNotify) llm_keyring_call_unref);
  g_source_attach (call->deadline, g_task_get_context (call->task));
}

/**
 * llm_keyring_call_new:
 * @client: the client
 * @kind: what to do
 * @provider_id: (nullable): whose key it is about
 * @cancellable: (nullable): the caller's
 * @callback: called when the call is answered
 * @user_data: passed to @callback
 *
 * Returns: (transfer full): a new call, whose time runs
 */
LlmKeyringCall *
llm_keyring_call_new (LlmKeyringClient *client,
                      LlmKeyringCallKind kind,
                      const char *provider_id,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  LlmKeyringCall *call = g_rc_box_new0 (LlmKeyringCall);

  call->kind = kind;
  call->task = g_task_new (client, cancellable, callback, user_data);
  call->cancellable = g_cancellable_new ();
  call->provider_id = g_strdup (provider_id);
  g_weak_ref_init (&call->client, client);
  g_ptr_array_add (client->live, call);

  if (cancellable != NULL)
    {
      call->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (call->cancelled, G_SOURCE_FUNC (cancelled_cb),
                             llm_keyring_call_ref (call), (GDestroyNotify) llm_keyring_call_unref);
      g_source_attach (call->cancelled, g_task_get_context (call->task));
    }
  llm_keyring_call_start_deadline (call);

  return call;
}
